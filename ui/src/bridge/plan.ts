// What the scheduling desk keeps of a meeting and asks of the program: the plan, and what is done with it.
//
// The plan and the run of show are generated from `chancery_schedule::plan`; what is asked and answered around them stands here. Whatever depends on a calendar, on a file, on mail or on the
// other officer is decided by the program; the screen shows it and finds the words. Instants are RFC 3339, UTC.
import type { DeskWrong, SharedBook } from './desk-settings.ts';
import type { Invitation, Personal, Plan, PlanChoice, PlanConflict, PlanCounter, PlanLacks, PlanRecurrence, PlanSaid, Show } from './generated/index.ts';

export type {
  Invitation, InvitationPerson, InvitationTime, Plan, PlanAnswer, PlanBegun, PlanChoice, PlanConfidentiality, PlanConflict, PlanCounter, PlanDocument, PlanItem, PlanLacks, PlanLevel, PlanMoved,
  PlanPerson, PlanProposal, PlanRecurrence, PlanSaid, PlanSide, PlanStatus, Show, ShowCue, ShowState,
} from './generated/index.ts';

/** One plan in the list. */
export type PlanEntry = { plan: Plan; version: number; at: string };

/** A plan as it is kept now. */
export type SavedPlan = {
  plan: Plan;
  /** Grows with each change by anybody. */
  version: number;
  /** When it was kept. */
  at: string;
  /** Whether `plan` is another than was given: somebody else's changes were brought together with it. */
  merged: boolean;
};

/** One time of a series. */
export type Occurrence = { start: string; left_out: boolean };

/** The note in one language. */
export type NoteText = { language: string; text: string };

export type NoteForm = 'eml' | 'ics' | 'pdf';

/** How an invitation goes out. */
export type Outgoing = {
  plan: Plan;
  /** Two of the seven languages. */
  languages: string[];
  /** Whether each side's link goes along. */
  with_secret: boolean;
};

/** What would be sent, and to whom. */
export type Preview = { notes: NoteText[]; to: { name: Personal; mail: Personal; required: boolean }[] };

export type SendStep = { is: 'convening'; server: string } | { is: 'writing' } | { is: 'connecting'; server: string } | { is: 'sending'; done: number; of: number };

/** What became of sending: the plan with its new revision, and whose address the mail server would not take. */
export type Sent = { saved: SavedPlan; refused: string[] };

/** What was written, and the plan after it: a mail or a calendar that was saved is on its way. */
export type Filed = { /** One, or one for each side. */ paths: string[]; saved: SavedPlan | null };

/** How the sides of a plan join. */
export type Joining = {
  /** The meeting server that is set. */
  server: string | null;
  /** Those that were made last; secret. */
  links: {
    starts: string;
    /** Whether they are of the plan as it is now. */
    fit: boolean;
    /** Whether links have gone along with an invitation. */
    sent: boolean;
    sides: { code: string; name: Personal; link: Personal }[];
  } | null;
};

/** Why something did not work: what the promises below reject with. */
export type DeskProblem =
  | { is: 'store'; detail: string }
  | { is: 'gone' | 'nothing' | 'outdated' | 'ahead' | 'no_instance' | 'changed' | 'overlong' }
  | { is: 'moved_on' }
  | { is: 'mail_unset' }
  | { is: 'mail_unreachable'; server: string }
  | { is: 'mail_certificate'; server: string }
  | { is: 'mail_login'; server: string }
  | { is: 'mail_refused'; detail: string }
  | { is: 'unreadable'; detail: string }
  | { is: 'not_invited' | 'not_organizer'; who: Personal }
  | { is: 'convene_unreachable' | 'convene_token'; server: string }
  | { is: 'convene_refused'; detail: string }
  | { is: 'convene_over' }
  | { is: 'unknown' };

/** What a look into the mailbox gave. */
export type TakenPlan = { uid: string; title: Personal };
export type Fetched = {
  /** The plans to which answers were taken. */
  taken: TakenPlan[];
  /** How many mails had them. */
  mails: number;
  /** Invitations that came, or were changed. */
  invited: TakenPlan[];
  /** Who asks for the latest version of what. */
  asks: (TakenPlan & { who: Personal })[];
  /** Why others were not taken; each is told once, and stays unread. */
  refused: DeskProblem[];
  /** There are more unread mails than were looked at. */
  more: boolean;
};
export type Round = {
  at: string;
  fetched: Fetched;
  /** Why the mailbox could not be looked into. */
  wrong: DeskWrong | null;
  /** The ministry's own calendar after it was brought up to date; `null`: none is set. */
  calendar: {
    standing: { meetings: number; /** Those that others have moved there. */ moved: { uid: string; title: Personal; start: string; minutes: number }[]; gone: number; /** Which those are. */ absent?: string[] };
    wrong: DeskWrong | null;
  } | null;
  /** The books shared with other officers. */
  books: {
    id: string;
    name: Personal;
    together: { plans: number; begun: TakenPlan[]; written: TakenPlan[]; /** Stay on this desk. */ taken_out: TakenPlan[]; sealed_otherwise: number };
    wrong: DeskWrong | null;
  }[];
};

/** A version of a plan in its book. */
export type Wrote = {
  version: number;
  at: string;
  /** `null`: it cannot be opened. */
  by: Personal | null;
  /** Whether it was this desk. */
  own: boolean;
  /** What they changed, by the names of the plan's parts. */
  parts: string[];
  deleted: boolean;
};

/** How a plan stands in the ministry's calendar: not at all, as it went out, not yet so, or as it went out before it was changed here. */
export type Place = { is: 'nowhere' | 'stands' | 'waits' | 'before' };

/** What was answered to an invitation, or to one time of it. */
export type GivenAnswer = { who: Personal; said: PlanSaid; instance: string | null; counter: PlanCounter | null; comment: Personal; at: string; sequence: number };

/** An invitation of somebody else. */
export type CameInvitation = Invitation & {
  /** From whom its mail was, where that is not its organizer; empty where it names nobody. */
  by: Personal | null;
  /** When it came, or was changed last. */
  at: string;
  /** The last first. */
  given: GivenAnswer[];
  /** Whether the times were changed since it was answered. */
  stale: boolean;
  /** The starts of those times that were changed since they were answered, where the whole was not. */
  changed: string[];
  /** Whether those for whom this desk answers are not invited any more, while it is held. */
  withdrawn: boolean;
  /** Whether its link opens a meeting of this program. */
  opens: boolean;
  /** Those of the invited that this desk is likely to answer for: they stand first. */
  mine: Personal[];
};

export type InvitationWord = { is: 'accept' | 'tentative' | 'decline' } | { is: 'counter'; start: string; minutes: number };
export type InvitationWay = 'send' | 'eml' | 'ics';

/** Invitations of others. Every function may reject with a [`DeskProblem`]. */
export interface Invitations {
  /** Those that are still to be held first. */
  all(): Promise<CameInvitation[]>;
  /** `null`: the person thought better of it. */
  answer(request: { uid: string; /** As it was seen: its `at`. */ seen: string; who: Personal; word: InvitationWord; instance: string | null; comment: Personal; language: string; way: InvitationWay }): Promise<{ came: CameInvitation; path: string | null } | null>;
  /** Puts the meeting that it links to on the desk. */
  take(uid: string): Promise<void>;
  forget(uid: string): Promise<void>;
}

/** What a file gave: an answer to a plan, an invitation, drafts from the events of a calendar, or nothing new. */
export type HeardFile = { is: 'plan'; saved: SavedPlan; /** Who asks for the latest version of it. */ asks: Personal | null } | { is: 'invitation'; came: CameInvitation } | { is: 'drafts'; drafts: TakenPlan[]; /** How many others are no meetings that can be planned here, or are over. */ left_out: number } | { is: 'known' };

/** Answers from the mailbox, the shared book and the calendar that are set. */
export interface Post {
  look(): Promise<Round>;
  /** Calls back with each look that the program does by itself; gives the last one. */
  listen(onround: (round: Round) => void): Promise<Round | null>;
  /** The books a plan can stand in, and the one it stands in; `null`: no book is set. */
  shared(uid: string): Promise<{ books: SharedBook[]; book: string | null } | null>;
  /** Puts a plan into a book; `null`: it stays on this desk alone. */
  share(uid: string, book: string | null): Promise<void>;
  /** Who wrote what into a plan, the newest first. Rejects with a [`DeskWrong`]. */
  history(uid: string): Promise<Wrote[]>;
  /** How a plan stands in the calendar, by what was last heard of it. */
  place(request: { uid: string }): Promise<Place>;
}

/** Keeps plans and works with them. Every function may reject with a [`DeskProblem`]. */
export interface Planner {
  /** All that are kept. */
  plans(): Promise<PlanEntry[]>;
  /** Keeps a plan that was made from version `base` (`null`: a new one); what others changed since is brought together with it. */
  saveDraft(request: { plan: Plan; base: number | null }): Promise<SavedPlan>;
  /** Throws a draft away that nobody outside has seen. */
  discardDraft(request: { uid: string }): Promise<void>;
  /** The changes of both against `base`; keeps nothing. */
  mergePlans(request: { base: Plan; mine: Plan; theirs: Plan }): Promise<Plan>;
  /** The plan after a decision; keeps nothing. `moved_on`: the place was changed since. */
  settleConflict(request: { plan: Plan; conflict: PlanConflict; choice: PlanChoice }): Promise<Plan>;
  /** What hinders an invitation. */
  checkPlan(request: { plan: Plan }): Promise<PlanLacks[]>;
  /** The first times of a series, those left out among them, until `most` are held. Rejects (`unreadable`) for a rule that is none. */
  occurrences(request: { start: string; zone: string; recurrence: PlanRecurrence; most: number }): Promise<Occurrence[]>;
  /** What would be sent, and to whom. */
  previewInvitation(request: Outgoing): Promise<Preview>;
  planLinks(request: { plan: Plan }): Promise<Joining>;
  /** Makes them where there are none that fit. */
  makeLinks(request: { plan: Plan }): Promise<Joining>;
  /** Asks where, and writes the file there; `null`: the person thought better of it. */
  saveInvitation(request: Outgoing & { form: NoteForm }): Promise<Filed | null>;
  /** Asks where, and writes all meetings that went out there, as a calendar to subscribe to. Where it lies; `null`: the person thought better of it. */
  exportMeetings(): Promise<string | null>;
  sendInvitation(request: Outgoing, onstep: (step: SendStep) => void): Promise<Sent>;
  /** Tells all who are invited that the meeting is not held. */
  cancelMeeting(request: { plan: Plan }, onstep: (step: SendStep) => void): Promise<Sent>;
  /** Takes the time that somebody asked for (it goes out with the next invitation), or declines it by mail. */
  answerCounter(request: { uid: string; who: Personal; instance: string | null; take: boolean }): Promise<SavedPlan>;
  /** Reads an answer or an invitation that came as a file, as base64. */
  readAnswer(request: { name: string; bytes: string }): Promise<HeardFile>;
  /** Absent where none come in. */
  invitations?: Invitations;
  /** The day as it goes, at an instant, of the meeting that was to begin at `start` (one of a series). */
  runOfShow(request: { plan: Plan; start: string; now: string }): Promise<Show>;
}
