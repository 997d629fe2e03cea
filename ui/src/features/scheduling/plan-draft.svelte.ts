// A plan while it is written: kept by the program a moment after each change, and never lost where that fails.
import type { DeskProblem, Plan, Planner, SavedPlan } from '../../bridge/plan.ts';

/** How long nothing is typed before it is kept. */
const PAUSE = 600;

const same = (a: Plan, b: Plan): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What a promise of the planner was rejected with. */
export const problemOf = (cause: unknown): DeskProblem =>
  typeof cause === 'object' && cause !== null && 'is' in cause ? (cause as DeskProblem) : { is: 'unknown' };

export class PlanDraft {
  plan: Plan = $state()!;
  /** When it was kept last; `null`: never yet. */
  savedAt = $state<string | null>(null);
  /** Something is not kept yet. */
  pending = $state(false);
  /** Why the last keeping failed. */
  problem = $state.raw<DeskProblem | null>(null);
  /** What somebody else wrote was just brought together with this. */
  merged = $state(false);
  readonly #planner: Planner;
  #version: number | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> | null = null;

  /** One that is kept, or (`version` `null`) a new one: it is kept with its first change. */
  constructor(planner: Planner, plan: Plan, version: number | null, savedAt: string | null) {
    this.#planner = planner;
    this.plan = plan;
    this.#version = version;
    this.savedAt = savedAt;
  }

  /** Changes the plan, and has it kept soon. */
  change(write: (plan: Plan) => void): void {
    write(this.plan);
    this.pending = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), PAUSE);
  }

  /** Keeps what is not kept yet, at once; whether all is kept now. */
  keep(): Promise<boolean> {
    clearTimeout(this.#timer);
    // One after the other: the next goes out from the version that the one before made.
    return (this.#running ??= this.#keepAll().finally(() => (this.#running = null)));
  }

  /** What the program made of the plan by itself: an answer came, the invitation went out. */
  async adopt(saved: SavedPlan, sent: Plan): Promise<void> {
    await this.#join(sent, saved.plan);
    this.#version = saved.version;
    this.savedAt = saved.at;
  }

  /** What the program keeps of it by now, an answer for example, comes onto the screen; what is being typed stays. */
  async refresh(): Promise<void> {
    const told = this.merged;
    this.pending = true;
    await this.keep();
    // Nobody else wrote.
    if (this.plan.conflicts.length === 0) this.merged = told;
  }

  /** What became of `sent` elsewhere, and is not kept yet. */
  async take(sent: Plan, made: Plan): Promise<void> {
    await this.#join(sent, made);
    this.change(() => undefined);
  }

  /** A copy that does not change. */
  snapshot(): Plan {
    return $state.snapshot(this.plan) as Plan;
  }

  async #keepAll(): Promise<boolean> {
    while (this.pending) {
      const sent = this.snapshot();
      this.pending = false;
      try {
        const saved = await this.#planner.saveDraft({ plan: sent, base: this.#version });
        // The version is taken over last: where the join fails, the next keeping begins from the old one, and nothing is lost.
        if (saved.merged) {
          await this.#join(sent, saved.plan);
          this.merged = true;
        }
        this.#version = saved.version;
        this.savedAt = saved.at;
        this.problem = null;
      } catch (cause) {
        this.pending = true;
        this.problem = problemOf(cause);
        return false;
      }
    }
    return true;
  }

  /** `theirs` came of `base`, which was sent; what was typed meanwhile goes on top of it. */
  async #join(base: Plan, theirs: Plan): Promise<void> {
    for (;;) {
      const mine = this.snapshot();
      if (same(mine, base)) {
        this.plan = theirs;
        return;
      }
      const both = await this.#planner.mergePlans({ base, mine, theirs });
      this.pending = true;
      [base, theirs] = [mine, both];
    }
  }
}
