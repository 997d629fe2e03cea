// Words for what the program says of times.
import type { Capital, DayMark, Reason, Slot } from '../../bridge/schedule.ts';
import { i18n, t } from '../../i18n/index.svelte.ts';

const placeOf = (sides: readonly Capital[], code: string): string => {
  const side = sides.find((each) => each.code === code);
  return side ? i18n.capital(side.capital) : code;
};

/** One reason, as a sentence without its full stop. */
function reason(of: Reason, place: string): string {
  switch (of.why) {
    case 'early':
    case 'late':
    case 'night':
      return t(`slot-${of.why}`, { span: i18n.format.span(of.minutes * 60), place });
    case 'holiday':
    case 'observance': {
      const name = of.name ?? t(`legend-${of.why}`);
      return t(`slot-${of.why}`, { name: of.estimated ? t('slot-estimated', { name }) : name, place });
    }
    default:
      return t(`slot-${of.why}`, { place });
  }
}

/** All reasons of a slot. */
export function reasons(slot: Slot | undefined, sides: readonly Capital[]): string {
  if (!slot) return '';
  const all = slot.seats.flatMap((seat) => seat.reasons.map((each) => `${reason(each, placeOf(sides, seat.side))}.`));
  return slot.seats.every((seat) => seat.cost === 0) ? [`${t('slot-inside')}.`, ...all].join(' ') : all.join(' ');
}

/** What is to be known of a day. */
export function mark(of: DayMark, sides: readonly Capital[]): string {
  const place = placeOf(sides, of.side);
  switch (of.is) {
    case 'holiday':
    case 'observance':
      return t(`slot-${of.is}`, { name: of.name, place });
    case 'weekend':
      return t('slot-weekend', { place });
    case 'clock_change': {
      const span = i18n.format.span(Math.abs(of.minutes) * 60);
      return of.minutes > 0 ? t('slot-clock-forward', { place, span }) : t('slot-clock-back', { place, span });
    }
  }
}

/** Beginning and end in a capital: `14:00–15:00`; with a word where a dash would leave open from which side it is read. */
export function hours(start: string, minutes: number, zone: string): string {
  const from = new Date(start);
  return t('slot-hours', { from: i18n.format.time(from, zone), to: i18n.format.time(new Date(from.getTime() + minutes * 60_000), zone) });
}

/** One proposal in one line, for a note: the day and time of every capital. */
export function line(start: string, minutes: number, sides: readonly Capital[]): string {
  const times = sides.map((side) => `${t('slot-when', { date: i18n.format.date(new Date(start), side.zone), time: hours(start, minutes, side.zone) })} ${i18n.capital(side.capital)}`);
  return times.join(' · ');
}
