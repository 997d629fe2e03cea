// A recurrence as the form has it, and as the rule that the program reads (RFC 5545, section 3.3.10).

import type { PlanRecurrence } from '../../bridge/plan.ts';

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type Repeats =
  | { is: 'weekly'; every: number; times: number | null; day: Weekday }
  /** On the first to fourth, or the last (-1), of such weekdays of the month. */
  | { is: 'monthly'; every: number; times: number | null; day: Weekday; nth: number }
  /** A rule that the form has no fields for: as it is written. */
  | { is: 'rule'; text: string };

const isDay = (text: string | undefined): text is Weekday => WEEKDAYS.some((each) => each === text);

/** What the form shows of a rule. */
export function repeats(rule: string): Repeats {
  const parts = rule.trim().toUpperCase().split(';').map((part) => part.split('=') as [string, string | undefined]);
  const part = new Map(parts);
  const every = Number(part.get('INTERVAL') ?? 1);
  const times = part.has('COUNT') ? Number(part.get('COUNT')) : null;
  const plain = part.size === parts.length && parts.every(([key]) => ['FREQ', 'INTERVAL', 'COUNT', 'BYDAY'].includes(key));
  const sound = plain && Number.isInteger(every) && every > 0 && (times === null || (Number.isInteger(times) && times > 0));
  const by = part.get('BYDAY') ?? '';
  if (sound && part.get('FREQ') === 'WEEKLY' && isDay(by)) return { is: 'weekly', every, times, day: by };
  const [, nth, day] = /^([1-4]|-1)([A-Z]{2})$/.exec(by) ?? [];
  if (sound && part.get('FREQ') === 'MONTHLY' && isDay(day)) return { is: 'monthly', every, times, day, nth: Number(nth) };
  return { is: 'rule', text: rule };
}

/** The rule of what the form says. */
export function ruleOf(form: Repeats): string {
  if (form.is === 'rule') return form.text;
  const day = form.is === 'weekly' ? form.day : `${form.nth}${form.day}`;
  return [
    `FREQ=${form.is.toUpperCase()}`,
    ...(form.every > 1 ? [`INTERVAL=${form.every}`] : []),
    `BYDAY=${day}`,
    ...(form.times === null ? [] : [`COUNT=${form.times}`]),
  ].join(';');
}

/** The weekday of an instant on a clock, and the how manieth of its month it is: 1 to 4, or -1 for a fifth. */
export function weekdayOf(start: string, zone: string): { day: Weekday; nth: number } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric' }).formatToParts(new Date(start));
  const get = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  const nth = Math.ceil(Number(get('day')) / 7);
  return { day: WEEKDAYS.find((each) => get('weekday').toUpperCase().startsWith(each)) ?? 'MO', nth: nth > 4 ? -1 : nth };
}

/** What the clock of a zone shows at an instant, counted as if it showed UTC. */
function shown(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(at);
  const get = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
}

/** The instant at which it shows that. */
function when(clock: number, zone: string): number {
  // The second step is for a first guess that lies on the other side of a change of the clocks.
  let at = clock;
  for (let step = 0; step < 2; step++) at += clock - shown(at, zone);
  return at;
}

/** A rule that names the weekday of the first time names that of its new one; any other stays as it is written. */
function ruleAt(rule: string, from: string, to: string, zone: string): string {
  const form = repeats(rule);
  const [before, after] = [weekdayOf(from, zone), weekdayOf(to, zone)];
  if (form.is === 'rule' || form.day !== before.day) return rule;
  if (form.is === 'weekly') return ruleOf({ ...form, day: after.day });
  const last = (at: string): boolean => new Date(shown(Date.parse(at), zone) + 7 * 86_400_000).getUTCMonth() !== new Date(shown(Date.parse(at), zone)).getUTCMonth();
  if (form.nth === -1 && last(from) && last(to)) return ruleOf({ ...form, day: after.day });
  return form.nth === before.nth ? ruleOf({ ...form, ...after }) : rule;
}

/**
 * What is left out of a series and what is moved, when the series begins at another time: each goes as far on the clock of the
 * zone, so that a day that was taken out stays out. As the program does it where a counter is taken.
 */
export function along(recurrence: PlanRecurrence, from: string, to: string, zone: string): PlanRecurrence {
  const way = shown(Date.parse(to), zone) - shown(Date.parse(from), zone);
  const gone = (at: string): string => new Date(when(shown(Date.parse(at), zone) + way, zone)).toISOString().replace('.000Z', 'Z');
  return { ...recurrence, rule: ruleAt(recurrence.rule, from, to, zone), except: recurrence.except.map(gone), moved: recurrence.moved.map((each) => ({ ...each, id: gone(each.id) })) };
}

/** Puts a plan at another time. */
export function put(plan: { start: string | null; zone: string; recurrence: PlanRecurrence | null }, start: string): void {
  if (plan.start !== null && plan.recurrence) plan.recurrence = along(plan.recurrence, plan.start, start, plan.zone);
  plan.start = start;
}
