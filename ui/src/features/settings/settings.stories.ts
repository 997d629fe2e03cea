// Identity and keys in every state: shown with `&open=identity`.
import { keys, print, settings, view } from '../../bridge/fake/samples.ts';
import type { Desk, Keys, Pin } from '../../bridge/types.ts';

const desk: Desk & { is: 'desk' } = { is: 'desk', meetings: [], link_draft: '', link_problem: null };
const indonesia: Pin = {
  delegation: 'ID',
  ministry: 'Ministry of Foreign Affairs of the Republic of Indonesia',
  fingerprint: print(8),
  since: '2026-03-02T08:00:00Z',
  expires: '2031-03-01T00:00:00Z',
  changed: null,
  denied: { number: 3, certificates: 2, made: '2026-11-20T08:00:00Z', next: '2027-02-18T08:00:00Z' },
};
const southAfrica: Pin = {
  delegation: 'ZA', ministry: '', fingerprint: print(9), since: '2026-11-20T08:00:00Z', expires: null, changed: null, denied: null,
};
const show = (rest: Partial<Keys>) => () => view(desk, { keys: { ...keys, ...rest }, settings: { ...settings, admission: rest.pins ? 'auto' : 'ask' } });

export default {
  'identity-first': show({}),
  'identity-pinned': show({
    kept: { is: 'file', path: '/home/retno/.local/share/chancery/device.key' },
    standing: { is: 'credentialed', ministry: indonesia.ministry, root: indonesia.fingerprint, role: 'chair', expires: '2027-02-14T00:00:00Z' },
    pins: [indonesia, southAfrica],
  }),
  'identity-changed': show({
    pins: [{ ...southAfrica, changed: { fingerprint: print(12), at: '2026-12-01T08:40:00Z' } }, { ...indonesia, expires: '2026-11-30T00:00:00Z' }],
  }),
  'identity-session': show({
    kept: { is: 'session', why: 'no_keyring', can_keep: true },
  }),
  'identity-keyring-locked': show({
    kept: { is: 'session', why: 'keyring_locked', can_keep: false },
    problem: { is: 'key_unavailable', detail: 'the keyring is locked' },
  }),
  'identity-failed': show({
    kept: { is: 'session', why: 'failed', can_keep: false },
    problem: { is: 'key_unavailable', detail: 'device.key can be read by other users of this machine: close it with chmod 600 device.key' },
  }),
  'identity-certificate-expires': show({
    standing: { is: 'credentialed', ministry: indonesia.ministry, root: indonesia.fingerprint, role: 'member', expires: '2026-12-09T00:00:00Z' },
    refused: { is: 'credentials_not_taken', detail: 'the certificate is for another device\u2019s key: make a request on this device and have that signed' },
  }),
  'identity-unreadable': show({ problem: { is: 'fingerprint_unreadable' } }),
  'ministry-office': show({}),
  'settings-desk': show({}),
  'settings-desk-first': show({}),
};
