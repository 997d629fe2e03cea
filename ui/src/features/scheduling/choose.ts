// What choosing times by hand does: where the cursor goes, and which times are proposed. No drawing, no words.
import type { SlotGrid } from '../../bridge/schedule.ts';

/** No more times than this are put to the other side. */
export const MOST = 5;
/** No more delegations than these can be at the table. */
export const SIDES = 8;

/** A place in the grid. */
export type Cell = { day: number; row: number };

const within = (value: number, length: number): number => Math.min(Math.max(value, 0), length - 1);

/**
 * Where a key leads; `null`: it does not move the cursor. Left and right go as they are seen, whichever way the page is
 * read. A time that the clocks skip is stepped over.
 */
export function moved(cell: Cell, key: string, grid: SlotGrid, rightToLeft: boolean): Cell | null {
  const { days, rows, step } = grid;
  const hour = Math.max(1, Math.round(60 / step));
  const across = (by: number): Cell => ({ ...cell, day: within(cell.day + (rightToLeft ? -by : by), days.length) });
  const down = (by: number): Cell => ({ ...cell, row: within(cell.row + by, rows.length) });
  const to: Record<string, () => Cell> = {
    ArrowRight: () => across(1),
    ArrowLeft: () => across(-1),
    ArrowDown: () => down(1),
    ArrowUp: () => down(-1),
    PageDown: () => down(4 * hour),
    PageUp: () => down(-4 * hour),
    Home: () => ({ ...cell, row: 0 }),
    End: () => ({ ...cell, row: rows.length - 1 }),
  };
  const next = to[key]?.();
  if (!next) return null;
  return there(next, grid, key === 'ArrowUp' || key === 'PageUp' || key === 'End' ? -1 : 1);
}

/** The nearest time that exists, from here in one direction, else in the other. */
function there(cell: Cell, grid: SlotGrid, direction: 1 | -1): Cell {
  const steps = grid.days[cell.day]?.steps ?? [];
  for (const way of [direction, -direction]) {
    for (let row = cell.row; row >= 0 && row < steps.length; row += way) if (steps[row]) return { ...cell, row };
  }
  return cell;
}

/** Where an instant stands; `null`: not in this grid. */
export function cellOf(start: string, grid: SlotGrid): Cell | null {
  for (const [day, { steps }] of grid.days.entries()) {
    const row = steps.findIndex((step) => step !== null && Date.parse(step.at) === Date.parse(start));
    if (row >= 0) return { day, row };
  }
  return null;
}

const overlap = (a: string, b: string, minutes: number): boolean => Math.abs(Date.parse(a) - Date.parse(b)) < minutes * 60_000;

/** Which of the proposals holds at an instant. */
export const proposalAt = (proposals: readonly string[], at: string, minutes: number): string | null =>
  proposals.find((start) => Date.parse(at) >= Date.parse(start) && Date.parse(at) < Date.parse(start) + minutes * 60_000) ?? null;

const sorted = (proposals: readonly string[]): string[] => [...proposals].sort((a, b) => Date.parse(a) - Date.parse(b));

/**
 * Proposes a time, in place of those that it overlaps; one that is proposed already is taken back. `null`: there are as
 * many as may be.
 */
export function toggled(proposals: readonly string[], start: string, minutes: number): string[] | null {
  if (proposals.includes(start)) return proposals.filter((each) => each !== start);
  const rest = proposals.filter((each) => !overlap(each, start, minutes));
  return rest.length >= MOST ? null : sorted([...rest, start]);
}

/** Moves a proposal, over whatever stands there. */
export function dragged(proposals: readonly string[], from: string, to: string, minutes: number): string[] {
  return sorted([...proposals.filter((each) => each !== from && !overlap(each, to, minutes)), to]);
}
