// The people, sides and devices that stories are made of.
import type {
  AdmissionRequest, Chat, Delegation, Identity, Keys, MeetingInfo, Person, RosterChange, Security, SecurityState, Settings, Stage, ViewModel,
} from '../types.ts';

/** When stories play: tests set the page's clock to it. */
export const NOW = Date.parse('2026-12-01T09:04:07Z');
export const minutesAgo = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

export const INDONESIA: Delegation = { code: 'ID', name: 'Indonesia', zone: 'Asia/Jakarta', capital: 'Jakarta' };
export const SOUTH_AFRICA: Delegation = {
  code: 'ZA',
  name: 'South Africa',
  zone: 'Africa/Johannesburg',
  capital: 'Pretoria',
};
export const NEW_ZEALAND: Delegation = { code: 'NZ', name: 'New Zealand', zone: 'Pacific/Auckland', capital: 'Wellington' };
export const SECRETARIAT: Delegation = {
  code: 'IORA',
  name: 'Secretariat of the Indian Ocean Rim Association',
  zone: 'Indian/Mauritius',
  capital: 'Port Louis',
};

export const fisheries: MeetingInfo = {
  title: 'Fisheries agreement: second round',
  starts: '2026-12-01T09:00:00Z',
  zone: 'Africa/Johannesburg',
  minutes: 60,
  delegations: [INDONESIA, SOUTH_AFRICA],
};

export const settings: Settings = {
  language: 'en',
  theme: 'light',
  name: 'Retno Wibowo',
  title: 'Head of delegation',
  microphone: null,
  camera: null,
  speaker: null,
  admission: 'ask',
};

/** What looks like a fingerprint: the same for the same seed. */
export function print(seed: number): string {
  let state = seed * 2_654_435_761;
  return Array.from({ length: 64 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 24 & 15).toString(16);
  }).join('');
}

export const keys: Keys = {
  fingerprint: print(3),
  kept: { is: 'keyring' },
  standing: { is: 'self_issued' },
  pins: [],
  problem: null,
  opening: false,
  refused: null,
};

/** Sent by a ministry. */
export const credentialed = (code: string, seed: number, rest: Partial<Identity> = {}): Identity => ({
  standing: {
    is: 'credentialed',
    ministry: code === 'ID' ? 'Ministry of Foreign Affairs of the Republic of Indonesia' : 'Department of International Relations and Cooperation',
    root: print(code === 'ID' ? 8 : 9),
    role: 'member',
    expires: '2027-02-14T00:00:00Z',
  },
  seen: 'known',
  fingerprint: print(seed),
  chair: false,
  name_warning: null,
  ...rest,
});
/** By the word of a ministry whose root is not pinned here. */
export const unpinned = (code: string, seed: number, rest: Partial<Identity> = {}): Identity => ({
  ...credentialed(code, seed),
  standing: { is: 'unpinned', ministry: 'Department of International Relations and Cooperation', root: print(9) },
  ...rest,
});
/** By one's own word. */
export const selfIssued = (seed: number, rest: Partial<Identity> = {}): Identity => ({
  ...credentialed('ID', seed),
  standing: { is: 'self_issued' },
  ...rest,
});

const at = (time: string): string => `2026-12-01T${time}Z`;
export const changes: RosterChange[] = [
  { n: 1, at: at('08:50:20'), who: 'Thandi Nkosi', delegation: 'ZA', me: false, what: { is: 'founded' } },
  { n: 2, at: at('08:51:43'), who: 'Retno Wibowo', delegation: 'ID', me: true, what: { is: 'admitted', by: [{ name: 'Thandi Nkosi', delegation: 'ZA' }] } },
  {
    n: 3,
    at: at('08:55:02'),
    who: 'Lerato Moeketsi',
    delegation: 'ZA',
    me: false,
    what: { is: 'admitted', by: [{ name: 'Thandi Nkosi', delegation: 'ZA' }, { name: 'Retno Wibowo', delegation: 'ID' }] },
  },
  { n: 4, at: at('08:59:31'), who: 'Lerato Moeketsi', delegation: 'ZA', me: false, what: { is: 'gone', by: { name: 'Thandi Nkosi', delegation: 'ZA' } } },
  { n: 5, at: at('09:02:10'), who: 'Budi Hartono', delegation: 'ID', me: false, what: { is: 'removed', by: { name: 'Thandi Nkosi', delegation: 'ZA' } } },
];
export const CODE = '482139047711820663012554807719';
export function security(state: SecurityState = { is: 'encrypted', since: at('08:51:43'), code: CODE, with: ['p4'] }, rest: Partial<Security> = {}): Security {
  return { state, epoch: 5, changes, saved: null, ...rest };
}

export const request = (of: Person, identity: Identity, rest: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  id: of.id,
  name: of.name,
  title: of.title,
  delegation: of.delegation,
  identity,
  since: minutesAgo(0.4),
  signed_by: ['ZA'],
  needed: ['ID', 'ZA'],
  removed_before: false,
  mine: true,
  ...rest,
});

export function view(stage: Stage, rest: Partial<ViewModel> = {}): ViewModel {
  return {
    settings,
    devices: {
      microphones: [
        { id: 'mic-1', name: 'Jabra Speak 750' },
        { id: 'mic-2', name: 'Built-in microphone' },
      ],
      cameras: [{ id: 'cam-1', name: 'Logitech Brio 4K' }],
      screens: [
        { id: 'screen-1', name: 'Built-in display, 1920 × 1080' },
        { id: 'screen-2', name: 'DELL U2723QE, 3840 × 2160' },
      ],
      speakers: [{ id: 'spk-1', name: 'Jabra Speak 750' }],
    },
    link: { is: 'up' },
    notices: [],
    keys,
    stage,
    ...rest,
  };
}

export function person(id: string, name: string, title: string | null, delegation: string, rest: Partial<Person> = {}): Person {
  return {
    id,
    name,
    title,
    delegation,
    me: false,
    media: { microphone: true, camera: true, screen: false },
    speaking: false,
    reach: 'connected',
    bars: 3,
    identity: null,
    ...rest,
  };
}

export const RETNO = person('p1', 'Retno Wibowo', 'Head of delegation', 'ID', {
  me: true, reach: 'local', identity: credentialed('ID', 1, { chair: true }),
});
export const ADI = person('p2', 'Adi Santoso', 'Legal adviser', 'ID', { identity: credentialed('ID', 2) });
export const DEWI = person('p3', 'Dewi Kartika', 'Director for maritime affairs', 'ID', { bars: 1, identity: selfIssued(3) });
export const THANDI = person('p4', 'Thandi Nkosi', 'Head of delegation', 'ZA', { identity: credentialed('ZA', 4, { chair: true }) });
export const PIETER = person('p5', 'Pieter van Wyk', 'Fisheries expert', 'ZA', { bars: 2, identity: selfIssued(5, { seen: 'first' }) });
export const LERATO = person('p6', 'Lerato Moeketsi', 'Note-taker', 'ZA', { identity: credentialed('ZA', 6, { seen: 'changed' }) });
export const SIPHO = person('p7', 'Sipho Dlamini', 'Deputy Director-General', 'ZA', { identity: selfIssued(7, { seen: 'first' }) });
export const BUDI = person('p8', 'Budi Hartono', 'Counsellor', 'ID', { identity: credentialed('ID', 8, { seen: 'first' }) });

export const chat: Chat = {
  open: false,
  unread: 0,
  draft: '',
  problem: null,
  lines: [
    { id: 'c1', name: 'Thandi Nkosi', delegation: 'ZA', me: false, at: '2026-12-01T09:01:10Z', text: 'Good morning. The consolidated text of Article 7 follows on the shared screen.', pending: false },
    { id: 'c2', name: 'Retno Wibowo', delegation: 'ID', me: true, at: '2026-12-01T09:02:02Z', text: 'Thank you. We would like to begin with paragraph 7.2.', pending: false },
    { id: 'c3', name: 'Retno Wibowo', delegation: 'ID', me: true, at: '2026-12-01T09:02:31Z', text: 'Twelve hours is acceptable to us if 7.4 stays as it is.', pending: false },
    { id: 'c4', name: 'Pieter van Wyk', delegation: 'ZA', me: false, at: '2026-12-01T09:03:40Z', text: 'Noted. The catch data of the last season are here: https://example.org/annex-b.pdf', pending: false },
  ],
};
