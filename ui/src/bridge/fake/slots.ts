// A small scheduler for stories: office hours from nine to five, lunch at noon. The program's own knows far more.
import type { Capital, DayMark, GridDay, GridStep, Reason, SideState, Slot, SlotGrid, SlotsRequest } from '../schedule.ts';

const STEP = 30;
export const CAPITALS: Capital[] = [
  { code: 'FR', capital: 'Paris', zone: 'Europe/Paris' },
  { code: 'ID', capital: 'Jakarta', zone: 'Asia/Jakarta' },
  { code: 'NZ', capital: 'Wellington', zone: 'Pacific/Auckland' },
  { code: 'SA', capital: 'Riyadh', zone: 'Asia/Riyadh' },
  { code: 'US', capital: 'Washington', zone: 'America/New_York' },
  { code: 'ZA', capital: 'Pretoria', zone: 'Africa/Johannesburg' },
];
const HOLIDAYS: Record<string, Record<string, [is: 'holiday' | 'observance', name: string]>> = {
  ID: { '2026-12-03': ['observance', 'Hari Disabilitas'] },
  SA: { '2026-12-01': ['holiday', 'Founding Day (sample)'] },
  US: { '2027-03-08': ['observance', 'Women’s Day'] },
};

type Local = { date: string; minutes: number; weekday: number };
const formats = new Map<string, Intl.DateTimeFormat>();
function local(at: number, zone: string): Local {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const date = `${part['year']}-${part['month']}-${part['day']}`;
  return { date, minutes: Number(part['hour']) * 60 + Number(part['minute']), weekday: new Date(`${date}T00:00Z`).getUTCDay() };
}
const offset = (at: number, zone: string): number => {
  const { date, minutes } = local(at, zone);
  return Math.round((Date.parse(`${date}T00:00Z`) + minutes * 60_000 - at) / 60_000);
};
/** The instant of a local time; `null` where the clocks skip it. */
function instant(date: string, minutes: number, zone: string): number | null {
  const wall = Date.parse(`${date}T00:00Z`) + minutes * 60_000;
  for (const guess of [wall - 12 * 3_600_000, wall + 12 * 3_600_000]) {
    const at = wall - offset(guess, zone) * 60_000;
    const found = local(at, zone);
    if (found.date === date && found.minutes === minutes) return at;
  }
  return null;
}
const weekend = (side: Capital, day: number): boolean => (side.code === 'SA' ? day === 5 || day === 6 : day === 0 || day === 6);

function state(side: Capital, at: number): SideState {
  const { date, minutes, weekday } = local(at, side.zone);
  const special = HOLIDAYS[side.code]?.[date];
  if (special) return special[0];
  if (weekend(side, weekday)) return 'weekend';
  if (side.code === 'ZA' && weekday === 3 && minutes >= 600 && minutes < 660) return 'busy';
  if (minutes < 540 || minutes >= 1020) return 'outside';
  return minutes >= 720 && minutes < 780 ? 'lunch' : 'office';
}

/** `now`: what lies before is past; without it, nothing is. */
export function fakeSlots(request: SlotsRequest, now?: number): SlotGrid {
  const sides = request.sides.flatMap((code) => CAPITALS.find((each) => each.code === code) ?? []);
  const host = sides[0];
  if (!host || sides.length < 2) throw new Error('two sides at least');
  const rows = Array.from({ length: 1440 / STEP }, (_, row) => row * STEP);
  const slots: Slot[] = [];
  const days: GridDay[] = Array.from({ length: request.days }, (_, day) => {
    const date = new Date(Date.parse(`${request.from}T00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);
    const noon = instant(date, 720, host.zone) ?? 0;
    const marks: DayMark[] = sides.flatMap((side): DayMark[] => {
      const there = local(noon, side.zone);
      const special = HOLIDAYS[side.code]?.[there.date];
      const change = offset(noon + 43_200_000, side.zone) - offset(noon - 43_200_000, side.zone);
      return [
        ...(special ? [{ side: side.code, is: special[0], name: special[1] }] : []),
        ...(weekend(side, there.weekday) ? [{ side: side.code, is: 'weekend' as const }] : []),
        ...(change !== 0 ? [{ side: side.code, is: 'clock_change' as const, minutes: change }] : []),
      ];
    });
    const steps = rows.map((minutes): GridStep | null => {
      const at = instant(date, minutes, host.zone);
      if (at === null) return null;
      const past = now !== undefined && at < now;
      if (!past) slots.push(slot(sides, at, request.minutes));
      return { at: new Date(at).toISOString(), sides: sides.map((side) => state(side, at)), ...(past && { past }) };
    });
    return { date, marks, steps, ...(now !== undefined && date === local(now, host.zone).date && { today: true }) };
  });
  const sum = ({ seats }: Slot): number => seats.reduce((all, { cost }) => all + cost, 0) + 2 * Math.max(...seats.map(({ cost }) => cost));
  slots.sort((a, b) => sum(a) - sum(b) || a.start.localeCompare(b.start));
  return { sides, step: STEP, rows: rows.map((row) => `${String(Math.floor(row / 60)).padStart(2, '0')}:${String(row % 60).padStart(2, '0')}`), days, slots, borne: now === undefined ? [] : [{ side: host.code, minutes: 240 }] };
}

function slot(sides: Capital[], at: number, length: number): Slot {
  const seats = sides.map((side) => {
    const states = Array.from({ length: Math.ceil(length / STEP) }, (_, step) => state(side, at + step * STEP * 60_000));
    const { date, minutes } = local(at, side.zone);
    const special = HOLIDAYS[side.code]?.[date];
    const reasons: Reason[] = [];
    if (special && states.includes(special[0])) {
      reasons.push({ why: special[0], minutes: special[0] === 'holiday' ? 480 : 30, name: special[1], estimated: side.code === 'SA' });
    }
    for (const [why, worth] of [['weekend', 320], ['busy', 2880], ['lunch', 30]] as const) {
      if (states.includes(why)) reasons.push({ why, minutes: worth });
    }
    if (states.includes('outside')) {
      const before = minutes < 540 ? 540 - minutes : 0;
      reasons.push({ why: before ? 'early' : 'late', minutes: before || minutes + length - 1020 });
      if (minutes < 360 || minutes >= 1320) reasons.push({ why: 'night', minutes: length });
    }
    return { side: side.code, cost: reasons.reduce((all, each) => all + each.minutes, 0), reasons };
  });
  return { start: new Date(at).toISOString(), seats };
}
