// The people, sides and devices that stories are made of.
import type { Chat, Delegation, MeetingInfo, Person, Settings, Stage, ViewModel } from '../types.ts';

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
};

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
    ...rest,
  };
}

export const RETNO = person('p1', 'Retno Wibowo', 'Head of delegation', 'ID', { me: true, reach: 'local' });
export const ADI = person('p2', 'Adi Santoso', 'Legal adviser', 'ID');
export const DEWI = person('p3', 'Dewi Kartika', 'Director for maritime affairs', 'ID', { bars: 1 });
export const THANDI = person('p4', 'Thandi Nkosi', 'Head of delegation', 'ZA');
export const PIETER = person('p5', 'Pieter van Wyk', 'Fisheries expert', 'ZA', { bars: 2 });
export const LERATO = person('p6', 'Lerato Moeketsi', 'Note-taker', 'ZA');
export const SIPHO = person('p7', 'Sipho Dlamini', 'Deputy Director-General', 'ZA');
export const BUDI = person('p8', 'Budi Hartono', 'Counsellor', 'ID');

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
