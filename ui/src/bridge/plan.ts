// What the scheduling desk keeps of a meeting and asks of the program: the plan, and what is done with it.
//
// The plan has the shape of `chancery_schedule::plan::Plan`. Whatever depends on a calendar, on a file, on mail or on the
// other officer is decided by the program; the screen shows it and finds the words. Instants are RFC 3339, UTC.
import type { DelegationCode, Personal } from './types.ts';

/** How far a meeting has come. */
export type PlanStatus = 'draft' | 'proposed' | 'invited' | 'confirmed' | 'cancelled';

/** The rank of those who meet. */
export type PlanLevel = 'heads_of_state' | 'heads_of_government' | 'ministers' | 'ambassadors' | 'senior_officials' | 'experts';

/** Who may know of it. */
export type PlanConfidentiality = 'public' | 'restricted' | 'confidential' | 'secret';

/** Somebody who takes part. */
export type PlanPerson = {
  /** The same as long as the person is in the plan. */
  id: string;
  name: Personal;
  title: Personal;
  /** Without `mailto:`; empty where they are not to be written to. */
  mail: Personal;
  required: boolean;
  /** BCP 47. */
  languages: string[];
};

/** One side of the table. */
export type PlanSide = {
  code: DelegationCode;
  name: Personal;
  ministry: Personal;
  capital: string;
  /** IANA zone. */
  zone: string;
  head: PlanPerson | null;
  members: PlanPerson[];
  interpreters: PlanPerson[];
  languages: string[];
};

/** A point of the agenda. Speakers and documents by their `id`. */
export type PlanItem = { id: string; title: Personal; minutes: number; speakers: string[]; documents: string[] };

/** A document that lies on the table. */
export type PlanDocument = { id: string; title: Personal; reference: Personal; language: string };

/** A time that is proposed to the other side. */
export type PlanProposal = { id: string; start: string; minutes: number };

/** When a meeting is held again: an RRULE (RFC 5545 section 3.3.10) on the clock of the plan's zone, and what is left out. */
export type PlanRecurrence = { rule: string; except: string[]; moved: PlanMoved[] };

/** One time of a series that is held at another; `id` is the start that the rule gives. */
export type PlanMoved = { id: string; start: string; minutes: number };

export type PlanSaid = 'nothing' | 'accepted' | 'declined' | 'tentative' | 'countered' | 'delegated';

/** Another time that is asked for. */
export type PlanCounter = { start: string; minutes: number };

/** The answer of one person to the meeting, or to one time of a series. */
export type PlanAnswer = {
  /** Whose: their mail address, in lower case. */
  who: Personal;
  instance: string | null;
  said: PlanSaid;
  counter: PlanCounter | null;
  comment: Personal;
  at: string;
  /** The revision that they answered. */
  sequence: number;
};

/** That a point of the agenda was begun; `item` is empty for the end of the meeting. */
export type PlanBegun = { item: string; at: string };

/** A field that two officers wrote differently. */
export type PlanConflict = { field: string; kept: Personal; other: Personal };

export type PlanChoice = 'kept' | 'other' | 'both';

export type Plan = {
  uid: string;
  status: PlanStatus;
  sequence: number;
  reference: Personal;
  title: Personal;
  text: Personal;
  level: PlanLevel;
  confidentiality: PlanConfidentiality;
  /** The code of the side that hosts; empty: not decided. */
  host: string;
  organizer: PlanPerson;
  sides: PlanSide[];
  agenda: PlanItem[];
  documents: PlanDocument[];
  proposals: PlanProposal[];
  start: string | null;
  zone: string;
  minutes: number;
  recurrence: PlanRecurrence | null;
  answers: PlanAnswer[];
  /** The times that the last invitation named; empty where none has gone out. */
  sent: string;
  course: PlanBegun[];
  conflicts: PlanConflict[];
};

/** What hinders an invitation. */
export type PlanLacks =
  | { kind: 'uid' | 'title' | 'start' | 'length' | 'sides' | 'host' | 'organizer' | 'nobody_invited' }
  | { kind: 'side_twice' | 'zone' | 'address' | 'twice' | 'rule'; of: string }
  | { kind: 'proposals' | 'overlong' | 'conflicts'; of: number };

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
  /** Whether the secret of the link goes along. */
  with_secret: boolean;
};

/** What would be sent, and to whom. */
export type Preview = { notes: NoteText[]; to: { name: Personal; mail: Personal; required: boolean }[] };

export type SendStep = { is: 'writing' } | { is: 'connecting'; server: string } | { is: 'sending'; done: number; of: number };

/** What became of sending: the plan with its new revision, and whose address the mail server would not take. */
export type Sent = { saved: SavedPlan; refused: string[] };

/** How an item of the day stands. `skipped`: a later one was begun without it. */
export type ShowState = 'done' | 'skipped' | 'now' | 'ahead';

/** One item of the day with its times. */
export type ShowCue = {
  item: string;
  planned: string;
  /** When it began, or will as things stand. */
  start: string;
  /** When it ended, or will as things stand. */
  end: string;
  state: ShowState;
  /** Seconds beyond its minutes. */
  over: number;
  /** Seconds later than planned; negative: earlier. */
  moved: number;
};

/** The day as it goes. */
export type Show = {
  cues: ShowCue[];
  /** Which of them is on. */
  current: number | null;
  /** Seconds left to it; negative where it runs over. */
  left: number | null;
  /** The minute cue that is due: 10, 5, 2 or 1 minutes left, or 0 where its time is up. */
  cue: number | null;
  /** When the next cue falls due. */
  next: string | null;
  /** When the meeting ends as things stand. */
  ends: string;
  /** Seconds that this is later than planned; negative: earlier. */
  late: number;
  over: boolean;
};

/** Why something did not work: what the promises below reject with. */
export type DeskProblem =
  | { is: 'store'; detail: string }
  | { is: 'gone' }
  | { is: 'moved_on' }
  | { is: 'mail_unset' }
  | { is: 'mail_unreachable'; server: string }
  | { is: 'mail_certificate'; server: string }
  | { is: 'mail_login'; server: string }
  | { is: 'mail_refused'; detail: string }
  | { is: 'unreadable'; detail: string }
  | { is: 'not_invited'; who: Personal }
  | { is: 'unknown' };

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
  /** Asks where, and writes the file there; `null`: the person thought better of it. */
  saveInvitation(request: Outgoing & { form: NoteForm }): Promise<string | null>;
  sendInvitation(request: Outgoing, onstep: (step: SendStep) => void): Promise<Sent>;
  /** Tells all who are invited that the meeting is not held. */
  cancelMeeting(request: { plan: Plan }, onstep: (step: SendStep) => void): Promise<Sent>;
  /** Takes the time that somebody asked for (it goes out with the next invitation), or declines it by mail. */
  answerCounter(request: { uid: string; who: Personal; instance: string | null; take: boolean }): Promise<SavedPlan>;
  /** Reads an answer that came as a file, as base64. */
  readAnswer(request: { name: string; bytes: string }): Promise<SavedPlan>;
  /** The day as it goes, at an instant, of the meeting that was to begin at `start` (one of a series). */
  runOfShow(request: { plan: Plan; start: string; now: string }): Promise<Show>;
}
