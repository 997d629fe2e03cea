// A recurrence as the form has it, and as the rule that the program reads (RFC 5545, section 3.3.10).

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
