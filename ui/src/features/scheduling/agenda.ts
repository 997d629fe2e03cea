// The agenda by numbers: what is moved where, and how the sum stands against the length. No drawing, no words.

/** The list with one of its elements at another place. */
export function reordered<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(Math.min(Math.max(to, 0), next.length), 0, taken);
  return next;
}

/** Minutes of all items. */
export const sum = (items: readonly { minutes: number }[]): number => items.reduce((all, item) => all + item.minutes, 0);

/** Whole minutes of what was typed, 0 to a day; `null`: no number. */
export function minutesOf(text: string): number | null {
  const value = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= 1_440 ? value : null;
}
