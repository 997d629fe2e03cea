// The ministry's work with keys: what is asked of the program, and what it answers (`src-tauri/src/bridge/ministry.rs`).
// Paths and files stay with the program: it has the person choose them, and tells their names.
import { t } from '../i18n/index.svelte.ts';

/** What a certificate lets its holder be; as it stands in the certificate. */
export type CertifiedRole = 'chair' | 'member' | 'interpreter' | 'expert' | 'note-taker';

export type MinistryWish =
  | { is: 'make_root'; delegation: string; name: string; passphrase: string }
  | { is: 'open_root' }
  | { is: 'export_root' }
  | { is: 'save_code' }
  | { is: 'open_request' }
  | { is: 'issue'; role: CertifiedRole; days: number; passphrase: string }
  | { is: 'revoke'; serials: string; passphrase: string }
  | { is: 'scan_code' }
  | { is: 'save_request'; passphrase: string | null }
  | { is: 'take_credentials' };

/** A root whose file is open, with its key locked. */
export type RootShown = {
  file: string;
  delegation: string;
  name: string;
  fingerprint: string;
  until: string;
  /** The fingerprint's QR code, as the address of a picture. */
  code: string;
};

export type MinistryAnswer =
  | ({ is: 'root' } & RootShown)
  | { is: 'saved'; file: string }
  | { is: 'request'; file: string; fingerprint: string }
  | { is: 'issued'; file: string; serial: string; fingerprint: string; role: CertifiedRole; until: string }
  | { is: 'revoked'; file: string; number: number; certificates: number }
  | { is: 'code'; delegation: string; fingerprint: string }
  | { is: 'handed'; file: string; what: 'certificate' | 'deny_list' };

/** Asks the program; `null` where the person chose no file. Rejects with a [`MinistryRefusal`]. */
export type Ministry = (wish: MinistryWish) => Promise<MinistryAnswer | null>;

const PLAIN = [
  'wrong_passphrase', 'passphrase_short', 'needs_passphrase', 'delegation', 'ministry_name', 'no_root', 'no_root_open',
  'no_request_open', 'serial', 'code', 'root_given', 'taken', 'open_to_others', 'nothing_kept',
] as const;

/** Why it was not done. */
export type MinistryRefusal = { is: (typeof PLAIN)[number] } | { is: 'failed'; detail: string };

/** What was thrown, as a refusal: anything unknown is told as it is. */
export function refusal(thrown: unknown): MinistryRefusal {
  if (typeof thrown === 'object' && thrown !== null && 'is' in thrown) {
    const known = PLAIN.find((each) => each === thrown.is);
    if (known) return { is: known };
    if ('detail' in thrown) return { is: 'failed', detail: String(thrown.detail) };
  }
  return { is: 'failed', detail: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** The sentence: what failed and what to do. */
export function refusalSentence(refused: MinistryRefusal): string {
  switch (refused.is) {
    case 'wrong_passphrase':
    case 'passphrase_short':
      return t(`problem-${refused.is}`);
    case 'failed':
      return t('refused-failed', { detail: refused.detail });
    default:
      return t(`refused-${refused.is}`);
  }
}
