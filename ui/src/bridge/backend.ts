// What the screen needs of whatever stands behind it: the program in the window, or a story.
import type { DeskOffice } from './desk-settings.ts';
import type { Ministry } from './ministry.ts';
import type { Op } from './patch.ts';
import type { Planner, Post } from './plan.ts';
import type { Capital, SlotGrid, SlotsRequest } from './schedule.ts';
import type { Intent, ParticipantId, ViewModel } from './types.ts';

/** What comes over the subscription: the whole first, then what changed. */
export type Update = { is: 'snapshot'; view: ViewModel } | { is: 'patch'; ops: Op[] };

/** Whose picture a tile shows. */
export type Source =
  | { is: 'me' }
  | { is: 'my_screen' }
  | { is: 'camera'; participant: ParticipantId }
  | { is: 'screen'; participant: ParticipantId };

/** One tile of the stage, in device pixels from the stage's physical top left corner. */
export type StageTile = {
  source: Source;
  x: number;
  y: number;
  width: number;
  height: number;
  fit: 'cover' | 'contain';
  /** Of the corners. */
  radius: number;
};

/** Where each picture stands: what the program composes into one picture of `width` by `height` device pixels. */
export type StageLayout = {
  width: number;
  height: number;
  tiles: StageTile[];
  /** What shows between tiles, red, green and blue, 0 to 255. */
  background: [number, number, number];
  /** Told back with each picture composed by this layout; 1 to 65535. */
  revision?: number;
};

/** Where pictures come from: a socket on this machine that asks for a token. */
export type RendererInfo = { url: string; token: string };

export type AppInfo = { version: string; test: boolean };

/** Of whom it is known when they are elsewhere. */
export type BusySide = { side: string; /** When their calendar was read. */ at: string; /** How many times. */ count: number; /** Whether it is asked again by itself. */ follows: boolean };

/** When people of the sides are elsewhere. */
export interface BusyOffice {
  known(): Promise<BusySide[]>;
  /** Has a calendar's file chosen; `null`: the person thought better of it. */
  read(side: string): Promise<BusySide[] | null>;
  /** From a server, which is asked again every now and then: the calendar that is set, or one at an address. */
  follow(side: string, source: { is: 'calendar' } | { is: 'feed'; address: string }): Promise<BusySide[]>;
  forget(side: string): Promise<BusySide[]>;
}

/** Looks for times that suit several capitals. */
export interface Times {
  capitals(): Promise<Capital[]>;
  slots(request: SlotsRequest): Promise<SlotGrid>;
  /** Absent where no calendars are read. */
  busy?: BusyOffice;
}

/** Looks for times, and keeps the plans of meetings. */
export interface Scheduler extends Times, Planner {
  /** Absent where no mail comes in. */
  post?: Post;
}

/** Whether the program keeps plans: where it does not, nothing of them is shown. */
export const plansToo = (scheduler: Times | undefined): scheduler is Scheduler => scheduler !== undefined && 'plans' in scheduler;

export interface Backend {
  /** Sends a wish. Rejects where the program did not take it. */
  dispatch(intent: Intent): Promise<void>;
  /** Calls back with a snapshot, then with patches, until the page goes away. Called again, it begins anew. */
  subscribe(onUpdate: (update: Update) => void): Promise<void>;
  rendererInfo(): Promise<RendererInfo>;
  stageLayout(layout: StageLayout): Promise<void>;
  appInfo(): Promise<AppInfo>;
  /** Shows everything so many times as large. Absent where the page's own browser does it. */
  zoom?(factor: number): Promise<void>;
  /** The scheduling desk. Absent where this program has none: then nothing of it is shown. */
  scheduler?: Times | Scheduler;
  /** The ministry's work with keys. Absent where this program cannot: then nothing of it is shown. */
  ministry?: Ministry;
  /** The servers that the scheduling desk works with. Absent where this program has none: then nothing of them is shown. */
  deskOffice?: DeskOffice;
  /** Stories only: draws the stage itself, so that no program is needed for pictures. */
  paintStage?: (context: CanvasRenderingContext2D, layout: StageLayout) => void;
}
