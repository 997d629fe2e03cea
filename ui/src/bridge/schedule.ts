// What the scheduling desk asks of the program and is told: times that suit several capitals, and why.
//
// All that depends on a calendar (offsets, changes of the clocks, weekends, holidays, what is fair) is decided by the
// program; the screen formats instants in zones and finds words for reasons.

/** A capital that can be at the table. */
export type Capital = {
  /** The delegation's code: ISO 3166-1 alpha-2. */
  code: string;
  /** The city, by its English name. */
  capital: string;
  /** IANA zone. */
  zone: string;
};

export type SlotsRequest = {
  /** Codes of the sides, the host first; two to eight. */
  sides: string[];
  /** The first day, in the host's calendar (`2027-03-01`). */
  from: string;
  /** How many days. */
  days: number;
  /** How long the meeting is. */
  minutes: number;
};

/** What a side does at a time. Where several are true, the one that weighs most. */
export type SideState = 'office' | 'lunch' | 'outside' | 'weekend' | 'observance' | 'holiday' | 'busy';

/** One step of a day: an instant (RFC 3339, UTC), and what each side does then, in the order of the sides. */
export type GridStep = { at: string; sides: SideState[] };

/** What is to be known of a day of one side. */
export type DayMark =
  | { is: 'holiday' | 'observance'; side: string; name: string }
  | { is: 'weekend'; side: string }
  /** By so many minutes the clocks go forward; negative: back. */
  | { is: 'clock_change'; side: string; minutes: number };

export type GridDay = {
  /** In the host's calendar. */
  date: string;
  marks: DayMark[];
  /** One for each of the rows; `null`: the host's clocks skip that time. */
  steps: (GridStep | null)[];
};

/** Why a slot costs a side something: begins before or ends after office hours, takes from the night, and so on. */
export type Why =
  | 'early' | 'late' | 'night' | 'lunch' | 'weekend' | 'holiday' | 'observance' | 'busy' | 'tentative' | 'clock_change' | 'holidays_unknown';

export type Reason = {
  why: Why;
  /** What it adds to the cost, in minutes. */
  minutes: number;
  /** Of a holiday or observance, in the language of the data. */
  name?: string;
  /** The date of the holiday is an estimate, as where the moon is watched for. */
  estimated?: boolean;
};

/** What a slot asks of one side. */
export type Seat = { side: string; cost: number; reasons: Reason[] };

export type Slot = {
  /** When it begins (RFC 3339, UTC). */
  start: string;
  /** In the order of the sides. */
  seats: Seat[];
};

export type SlotGrid = {
  sides: Capital[];
  /** Minutes between two rows. */
  step: number;
  /** The host's time of each row (`08:30`). */
  rows: string[];
  days: GridDay[];
  /** Every beginning in the grid at which the meeting could be, the fairest first. */
  slots: Slot[];
};
