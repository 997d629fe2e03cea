// Times, dates and spans for people: instants with IANA zones, written in the language of the screen.

export interface Formatter {
  /** Hour and minute in a zone, 24 hours: `16:42`. */
  time(at: Date, zone?: string | null): string;
  /** A short date in a zone: `Tue 1 Dec`. */
  date(at: Date, zone?: string | null): string;
  /** A day, with its year: `1 Dec 2026`. */
  day(at: Date): string;
  /** A long date in a zone: `Tuesday 1 December 2026`. */
  longDate(at: Date, zone?: string | null): string;
  /** A running time: `4:07`, `1:04:07`. */
  elapsed(seconds: number): string;
  /** A length as words: `2 hours, 5 minutes`; never less than a minute unless `seconds` are wanted. */
  span(seconds: number): string;
  /** A list of things: `microphone and camera`. */
  list(items: readonly string[]): string;
  number(value: number): string;
}

const known = new Map<string, boolean>();

/** The zone, where this machine knows it; else UTC, which is never wrong by more than is said. */
export function zoneOr(zone: string | null | undefined): string | undefined {
  if (zone === undefined || zone === null || zone === '') return undefined;
  let good = known.get(zone);
  if (good === undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      good = true;
    } catch {
      good = false;
    }
    known.set(zone, good);
  }
  return good ? zone : 'UTC';
}

/** The city that an IANA zone is named after: the last part, without underscores. */
export const cityOf = (zone: string): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;

const cache = new Map<string, Intl.DateTimeFormat>();

function dateTime(locale: string, options: Intl.DateTimeFormatOptions, zone?: string | null): Intl.DateTimeFormat {
  const timeZone = zoneOr(zone);
  const key = JSON.stringify([locale, options, timeZone]);
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone });
    cache.set(key, made);
  }
  return made;
}

const two = (value: number): string => String(value).padStart(2, '0');

export function formatter(locale: string): Formatter {
  const unit = (value: number, name: 'hour' | 'minute' | 'second' | 'day'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  return {
    time: (at, zone) => dateTime(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone).format(at),
    date: (at, zone) => dateTime(locale, { weekday: 'short', day: 'numeric', month: 'short' }, zone).format(at),
    day: (at) => dateTime(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(at),
    longDate: (at, zone) =>
      dateTime(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, zone).format(at),
    elapsed: (seconds) => {
      const whole = Math.max(0, Math.floor(seconds));
      const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
      return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
    },
    span: (seconds) => {
      const whole = Math.max(0, Math.floor(seconds));
      if (whole < 60) return unit(whole, 'second');
      const minutes = Math.floor(whole / 60);
      if (minutes < 60) return unit(minutes, 'minute');
      const hours = Math.floor(minutes / 60);
      if (hours >= 48) return unit(Math.floor(hours / 24), 'day');
      const rest = minutes % 60;
      const parts = rest === 0 ? [unit(hours, 'hour')] : [unit(hours, 'hour'), unit(rest, 'minute')];
      return new Intl.ListFormat(locale, { type: 'unit', style: 'long' }).format(parts);
    },
    list: (items) => new Intl.ListFormat(locale, { type: 'conjunction', style: 'long' }).format(items),
    number: (value) => new Intl.NumberFormat(locale).format(value),
  };
}

const standardNames = new Map<string, Intl.DisplayNames>();

function regions(locale: string): Intl.DisplayNames {
  let made = standardNames.get(locale);
  if (!made) {
    made = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
    standardNames.set(locale, made);
  }
  return made;
}

/**
 * What the placard of a delegation says. A state that is called by its usual English name is called by its usual name
 * in the reader's language; any other name stands as the host wrote it.
 */
export function delegationName(delegation: { code: string; name: string }, locale: string): string {
  if (!/^[A-Z]{2}$/.test(delegation.code)) return delegation.name;
  try {
    if (regions('en').of(delegation.code) !== delegation.name) return delegation.name;
    return regions(locale).of(delegation.code) ?? delegation.name;
  } catch {
    return delegation.name;
  }
}

/** What the side of a code is called: as the meeting has it, else as the state of that code, else the code. */
export function sideName(
  code: string,
  locale: string,
  delegations: readonly { code: string; name: string }[] = [],
): string {
  const known = delegations.find((each) => each.code === code);
  if (known) return delegationName(known, locale);
  return /^[A-Z]{2}$/.test(code) ? (regions(locale).of(code) ?? code) : code;
}

/** A name that does not reorder those beside it, whichever way it is read (U+2068, U+2069). */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
