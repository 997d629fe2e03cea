// Days of the calendar, without a clock or a zone.

const DAY = 86_400_000;

/** A day so many days later. */
export const plusDays = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** The Monday of the week in which a day lies (ISO 8601). */
export const mondayOf = (date: string): string => plusDays(date, -((new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7));

/** Whether this is a day: `2027-02-30` is none. */
export const isDay = (date: string): boolean => {
  const at = Date.parse(`${date}T00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && Number.isFinite(at) && new Date(at).toISOString().startsWith(date);
};
