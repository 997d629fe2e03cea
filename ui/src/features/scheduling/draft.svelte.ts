// What was chosen while looking for a time: it is there again when the page is turned back to.
import { SIDES } from './choose.ts';
import { mondayOf } from './week.ts';

export class TimeDraft {
  /** Codes of the sides, the host first; empty: not chosen yet. At least two. */
  sides = $state<string[]>([]);
  minutes = $state(60);
  /** The Monday of the week that is shown. */
  from = $state('');
  /** Beginnings (RFC 3339, UTC), earliest first. Those of another week stay. */
  proposals = $state.raw<readonly string[]>([]);

  /** For these sides, from the week of this instant on. */
  constructor(sides: readonly string[], now: number) {
    this.sides = [sides[0] ?? '', sides[1] ?? '', ...sides.slice(2, SIDES)];
    this.from = mondayOf(new Date(now).toISOString().slice(0, 10));
  }

  /** The sides that were chosen, each once. */
  get chosen(): string[] {
    return this.sides.filter((code, index) => code !== '' && this.sides.indexOf(code) === index);
  }

  setSide(index: number, code: string): void {
    // What was proposed stays: the same instants, weighed for other sides.
    this.sides[index] = code;
  }

  addSide(): void {
    this.sides.push('');
  }

  removeSide(index: number): void {
    this.sides.splice(index, 1);
  }

  /** What was proposed for another length is no proposal any more. */
  setMinutes(minutes: number): void {
    this.minutes = minutes;
    this.proposals = [];
  }
}
