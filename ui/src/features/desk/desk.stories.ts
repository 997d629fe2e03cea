// The desk in every state.
import type { Desk, DeskMeeting } from '../../bridge/types.ts';
import { fisheries, keys, INDONESIA, NEW_ZEALAND, SECRETARIAT, settings, view } from '../../bridge/fake/samples.ts';

const due: DeskMeeting = {
  id: 'm1', info: fisheries, mine: 'ID', starts: fisheries.starts, due: 'now', present: 2, problem: null,
};
const later: DeskMeeting = {
  id: 'm2', mine: 'ID', starts: '2026-12-01T23:30:00Z', due: 'later', present: null, problem: null,
  info: { title: 'Consultation on the customs protocol', starts: '2026-12-01T23:30:00Z', zone: 'Pacific/Auckland', minutes: 45, delegations: [NEW_ZEALAND, INDONESIA] },
};
const far: DeskMeeting = {
  id: 'm3', mine: 'ID', starts: '2026-12-04T06:00:00Z', due: 'later', present: null, problem: null,
  info: { title: 'Preparation of the ministerial session on maritime safety and the protection of fishing communities in the Indian Ocean', starts: '2026-12-04T06:00:00Z', zone: 'Indian/Mauritius', minutes: 120, delegations: [SECRETARIAT, INDONESIA] },
};
const over: DeskMeeting = {
  id: 'm4', mine: 'ID', starts: '2026-11-30T09:00:00Z', due: 'over', present: null, problem: null,
  info: { ...fisheries, title: 'Fisheries agreement: first round', starts: '2026-11-30T09:00:00Z' },
};
const unknown: DeskMeeting = {
  id: 'm5', info: null, mine: 'ID', starts: '2026-12-02T08:00:00Z', due: 'later', present: null, problem: { is: 'server_unreachable' },
};
const asking: DeskMeeting = {
  id: 'm6', info: null, mine: 'ID', starts: '2026-12-03T08:00:00Z', due: 'later', present: null, problem: null,
};

const desk = (meetings: DeskMeeting[], rest: Partial<Desk> = {}) => ({
  is: 'desk' as const, meetings, link_draft: '', link_problem: null, ...rest,
});
const locked = { is: 'locked' as const, path: '/home/retno/.local/share/chancery/device.key' };
const nobody = { ...settings, name: '', title: '' };

export default {
  'desk-first-run': () => view(desk([]), { settings: nobody, link: { is: 'idle' } }),
  'desk-due': () => view(desk([due, later])),
  'desk-many': () => view(desk([over, due, later, unknown, asking, far])),
  'desk-key-unkept': () =>
    view(desk([due, later]), { keys: { ...keys, kept: { is: 'session', why: 'no_keyring', can_keep: true } } }),
  'desk-key-locked': () => view(desk([due, later]), { keys: { ...keys, kept: locked } }),
  'desk-key-wrong': () => view(desk([]), { keys: { ...keys, kept: locked, refused: { is: 'wrong_passphrase' } } }),
  'desk-key-keyring': () =>
    view(desk([due]), {
      keys: { ...keys, kept: { is: 'session', why: 'keyring_locked', can_keep: true }, problem: { is: 'key_unavailable', detail: 'locked' } },
    }),
  'desk-nothing-due': () => view(desk([later, over])),
  'desk-link-problem': () =>
    view(desk([], { link_draft: 'chancery://join/#A7f9c2', link_problem: { is: 'link_damaged' } }), { settings: nobody }),
  'desk-server-away': () =>
    view(desk([{ ...due, present: null }, later]), { link: { is: 'down', peers_reachable: false, problem: { is: 'server_unreachable' } } }),
};
