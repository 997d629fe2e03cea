// Where the scheduling desk is turned to, and what is written there: it is all there again when one comes back.
import type { Plan, PlanEntry, PlanPerson, PlanSide, Planner } from '../../bridge/plan.ts';
import type { Capital } from '../../bridge/schedule.ts';
import { TimeDraft } from './draft.svelte.ts';
import { PlanDraft } from './plan-draft.svelte.ts';

export const TABS = ['meeting', 'agenda', 'invite', 'answers', 'day'] as const;
export type Tab = (typeof TABS)[number];

export type Page = { is: 'time'; uid: string | null } | { is: 'list' } | { is: 'plan'; uid: string; tab: Tab };

export const nobody = (required = true): PlanPerson => ({
  id: crypto.randomUUID(), name: '', title: '', mail: '', required, languages: [],
});

/** A side with nobody in it. */
export const sideOf = (capital: Capital, name: string): PlanSide => ({
  code: capital.code, name, styled: [], capital: capital.capital, zone: capital.zone, head: null, members: [], interpreters: [], languages: [],
});

export class SchedulingState {
  page = $state<Page>({ is: 'time', uid: null });
  /** What was looked for in the grid: for a plan, or for none yet (``). */
  readonly #times = new Map<string, TimeDraft>();
  /** Plans that were opened, by UID. */
  readonly #drafts = new Map<string, PlanDraft>();
  readonly #sides: readonly string[];
  readonly #now: () => number;

  /** The grid begins with these sides, in the week of now. */
  constructor(sides: readonly string[], now: () => number) {
    this.#sides = sides;
    this.#now = now;
  }

  /** The grid for no plan yet, or for one. */
  time(draft: PlanDraft | null): TimeDraft {
    const key = draft?.plan.uid ?? '';
    let time = this.#times.get(key);
    if (!time) {
      const plan = draft?.plan;
      const first = plan?.start ?? plan?.proposals[0]?.start;
      time = new TimeDraft(plan ? inOrder(plan).map((side) => side.code) : this.#sides, first ? Date.parse(first) : this.#now());
      if (plan) {
        time.minutes = plan.minutes;
        time.proposals = plan.proposals.map((each) => each.start);
      }
      this.#times.set(key, time);
    }
    return time;
  }

  /** The grid begins anew. */
  forgetTime(uid: string): void {
    this.#times.delete(uid);
  }

  open(uid: string): PlanDraft | null {
    return this.#drafts.get(uid) ?? null;
  }

  /** Those that are written here and not kept: the list has them all the same. */
  get unkept(): PlanDraft[] {
    return [...this.#drafts.values()].filter((each) => each.pending || each.savedAt === null);
  }

  /** Opens one of the list; what is written here already goes on. */
  take(planner: Planner, { plan, version, at }: PlanEntry): PlanDraft {
    const here = this.#drafts.get(plan.uid);
    if (here?.pending) return here;
    const draft = new PlanDraft(planner, plan, version, at);
    this.#drafts.set(plan.uid, draft);
    return draft;
  }

  /** A new meeting of these sides at these times, the first of them the host. */
  begin(planner: Planner, sides: PlanSide[], starts: readonly string[], minutes: number, organizer: { name: string; title: string }): PlanDraft {
    const plan: Plan = {
      uid: crypto.randomUUID(), status: 'draft', sequence: 0, reference: '', title: '', text: '', level: 'senior_officials',
      confidentiality: 'restricted', host: sides[0]?.code ?? '', organizer: { ...nobody(), ...organizer }, sides, agenda: [], documents: [],
      proposals: starts.map((start) => ({ id: crypto.randomUUID(), start, minutes })),
      start: starts.length === 1 ? (starts[0] ?? null) : null, zone: sides[0]?.zone ?? 'UTC', minutes, recurrence: null, answers: [], asked: [], sent: '', course: [], conflicts: [],
    };
    const draft = new PlanDraft(planner, plan, null, null);
    this.#drafts.set(plan.uid, draft);
    // Kept at once: a draft is there from the moment it was begun.
    draft.change(() => undefined);
    return draft;
  }

  forget(uid: string): void {
    this.#drafts.delete(uid);
    this.#times.delete(uid);
  }
}

/** All sides, the host first. */
export const inOrder = (plan: Plan): PlanSide[] => [
  ...plan.sides.filter((side) => side.code === plan.host),
  ...plan.sides.filter((side) => side.code !== plan.host),
];

/** All of a side: its head, members, interpreters. */
export const peopleOf = (side: PlanSide): PlanPerson[] => [...(side.head ? [side.head] : []), ...side.members, ...side.interpreters];
