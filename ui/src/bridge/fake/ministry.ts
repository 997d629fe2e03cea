// The ministry's work as the program would do it, with files that are always there. `&refuse=KIND` has everything refused.
import type { Ministry, MinistryAnswer, RootShown } from '../ministry.ts';
import { print } from './samples.ts';

/** The passphrase of every root in stories. */
const PASSPHRASE = 'correct horse battery staple';
// A square that stands for the code, so that the place it takes is seen.
const CODE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAsAAAALCAAAAACMxyj6AAAAFklEQVR4nGP4jwAMqAhZHC5KRTVwAAB+c2aaGdT7+AAAAABJRU5ErkJggg==';

export function fakeMinistry(parameters: URLSearchParams): Ministry {
  let root: RootShown = {
    file: 'ID.root',
    delegation: 'ID',
    name: 'Ministry of Foreign Affairs of the Republic of Indonesia',
    fingerprint: print(8),
    until: '2036-12-01T00:00:00Z',
    code: CODE,
  };
  return async (wish): Promise<MinistryAnswer | null> => {
    const refuse = parameters.get('refuse');
    if (refuse) throw { is: refuse, detail: 'the disk is full' };
    if (parameters.has('deaf')) throw new Error('the program does not answer');
    if ((wish.is === 'issue' || wish.is === 'revoke') && wish.passphrase !== PASSPHRASE) throw { is: 'wrong_passphrase' };
    switch (wish.is) {
      case 'make_root':
        root = { ...root, delegation: wish.delegation, name: wish.name, file: `${wish.delegation}.root`, fingerprint: print(5) };
        return { is: 'root', ...root };
      case 'open_root':
        return { is: 'root', ...root };
      case 'export_root':
        return { is: 'saved', file: `${root.delegation}.pem` };
      case 'save_code':
        return { is: 'saved', file: `${root.delegation}.png` };
      case 'open_request':
        return { is: 'request', file: 'laptop.csr', fingerprint: print(3) };
      case 'issue':
        return { is: 'issued', file: 'laptop.pem', serial: '4b6f00c1d2e3f4a5968778695a4b3c2d', fingerprint: print(3), role: wish.role, until: '2027-03-01T08:00:00Z' };
      case 'revoke':
        return { is: 'revoked', file: `${root.delegation}.denied`, number: 2, certificates: 3 };
      case 'scan_code':
        return { is: 'code', delegation: 'ZA', fingerprint: print(9) };
      case 'save_request':
        if (wish.passphrase === null && parameters.has('locked')) throw { is: 'needs_passphrase' };
        return { is: 'saved', file: 'device-01234567.csr' };
      case 'take_credentials':
        return { is: 'handed', file: 'laptop.pem', what: 'certificate' };
    }
  };
}
