// The settings of the scheduling desk: what is set, what is typed, what a trial found (`src-tauri/src/bridge/desk_settings.rs`).
// Passwords go to the program and never come back.
import { t } from '../i18n/index.svelte.ts';
import type { Personal } from './generated/index.ts';

export type LineSecurity = 'tls' | 'starttls' | 'plain';
export type MailServer = { host: string; port: number; security: LineSecurity; user: string | null; folder?: string | null };
export type MeetingServer = { address: string };
export type CalendarServer = { address: string; user: string | null };
/** What is set; what this screen does not know is handed back as it came. */
export type DeskSettings = {
  mail_out: MailServer | null;
  mail_in: MailServer | null;
  calendar: CalendarServer | null;
  /** Where meetings are convened; the organisers' token is kept with the passwords. */
  meetings: MeetingServer | null;
  /** The books shared with other officers, which are set and forgotten by themselves. */
  books?: unknown;
  /** Minutes before a meeting; 0: no reminder. */
  reminder: number;
};

export type DeskWhat = 'mail_out' | 'mail_in' | 'calendar' | 'meetings';
export type DeskKept = Record<DeskWhat, boolean>;
export type DeskShown = { settings: DeskSettings; kept: DeskKept; /** Whether passwords are kept beyond this run. */ lasting: boolean };

export type DeskField =
  | 'mail_out_host' | 'mail_out_port' | 'mail_out_security' | 'mail_out_user'
  | 'mail_in_host' | 'mail_in_port' | 'mail_in_security' | 'mail_in_user' | 'mail_in_folder'
  | 'calendar_address' | 'calendar_user' | 'meetings_address' | 'book' | 'book_name' | 'reminder';
const FLAWS = ['empty', 'no_host', 'no_port', 'plain_abroad', 'no_address', 'no_book', 'known', 'no_line', 'too_early'] as const;
export type DeskFlaw = { field: DeskField; flaw: (typeof FLAWS)[number] };

export type DeskFound = { is: 'mail_out' } | { is: 'mail_in' } | { is: 'meetings' } | { is: 'calendar'; count: number };
const SIMPLE = ['no_such_host', 'unreachable', 'no_tls', 'plain_abroad', 'slow', 'other_kind', 'login', 'token', 'no_folder', 'nothing', 'forbidden'] as const;
const DETAILED = ['untrusted', 'led_elsewhere', 'refused'] as const;
export type DeskFailed = { is: (typeof SIMPLE)[number] } | { is: (typeof DETAILED)[number]; detail: string };

/** Why something was not done. */
export type DeskWrong =
  | { is: 'invalid'; lines: DeskFlaw[] }
  | { is: 'store'; detail: string }
  | { is: 'keyring'; detail: string }
  | { is: 'password' }
  | { is: 'unset' }
  | { is: 'calendars'; count: number }
  | { is: 'failed'; why: DeskFailed }
  | { is: 'unknown' };

/** A book that is shared with other officers: what it is called here, and the server that keeps it and cannot read it. */
export type SharedBook = { id: string; server: string; name: Personal };
export type SharedBooks = { books: SharedBook[]; /** Whether the link that was kept now is kept beyond this run. */ lasting: boolean };

/** The books on this desk. Each rejects with a [`DeskWrong`]. */
export interface Shelf {
  all(): Promise<SharedBooks>;
  /** Opens a new one on the meeting server, with the organisers' token (`null`: the one that is kept). */
  begin(request: { name: string; server: string; token: string | null }): Promise<SharedBooks>;
  /** Sets one that another officer began, if its server opens it. */
  add(request: { name: string; link: string }): Promise<SharedBooks>;
  /** Its link, to be handed over: secret. */
  link(request: { id: string }): Promise<string>;
  /** Takes it off this desk; its plans stay. */
  forget(request: { id: string }): Promise<SharedBooks>;
}

/** What the settings of the desk need. Each rejects with a [`DeskWrong`]. */
export interface DeskOffice {
  load(): Promise<DeskShown>;
  save(request: { settings: DeskSettings; passwords: Partial<Record<DeskWhat, string>> }): Promise<DeskShown>;
  /** Really asks the server, as it was typed; without a password, with the one that is kept. */
  test(request: { what: DeskWhat; settings: DeskSettings; password: string | null }): Promise<DeskFound>;
  shelf: Shelf;
}

/** What was thrown, as far as it is known. */
export function wrong(thrown: unknown): DeskWrong {
  const known = ['invalid', 'store', 'keyring', 'password', 'unset', 'calendars', 'failed'];
  return typeof thrown === 'object' && thrown !== null && 'is' in thrown && known.includes(String(thrown.is)) ? (thrown as DeskWrong) : { is: 'unknown' };
}

/** The sentence: what failed and what to do. */
export function wrongSentence(of: DeskWrong): string {
  switch (of.is) {
    case 'invalid':
      return t('desk-wrong-invalid');
    case 'store':
    case 'keyring':
      return t(`desk-wrong-${of.is}`, { detail: of.detail });
    case 'calendars':
      return t('desk-wrong-calendars', { count: of.count });
    case 'failed':
      return failedSentence(of.why);
    default:
      return t(`desk-wrong-${of.is}`);
  }
}

function failedSentence(why: DeskFailed): string {
  if ('detail' in why) return t(`desk-failed-${why.is}`, { detail: why.detail });
  const known = SIMPLE.find((each) => each === why.is);
  return known ? t(`desk-failed-${known}`) : t('desk-wrong-unknown');
}

export const flawSentence = (of: DeskFlaw): string => t(`flaw-${FLAWS.find((each) => each === of.flaw) ?? 'no_line'}`);

export const foundSentence = (found: DeskFound): string =>
  found.is === 'calendar' ? t('desk-found-calendar', { count: found.count }) : t(`desk-found-${found.is}`);
