// The cursor and the proposals, without a screen.
import { describe, expect, it } from 'vitest';
import { fakeSlots } from '../../bridge/fake/slots.ts';
import { cellOf, dragged, moved, MOST, proposalAt, toggled } from './choose.ts';
import { isDay, mondayOf, plusDays } from './week.ts';

const grid = fakeSlots({ sides: ['ID', 'SA'], from: '2026-11-30', days: 7, minutes: 60 });
// Washington's clocks skip two o'clock on 14 March 2027.
const skipping = fakeSlots({ sides: ['US', 'FR'], from: '2027-03-08', days: 7, minutes: 60 });
const at = (time: string): string => `2026-12-01T${time}:00.000Z`;

describe('the cursor', () => {
  it.each([
    ['ArrowDown', false, { day: 2, row: 21 }],
    ['ArrowUp', false, { day: 2, row: 19 }],
    ['PageDown', false, { day: 2, row: 28 }],
    ['Home', false, { day: 2, row: 0 }],
    ['End', false, { day: 2, row: 47 }],
    ['ArrowRight', false, { day: 3, row: 20 }],
    // In a page that is read from the right the next day lies to the left.
    ['ArrowRight', true, { day: 1, row: 20 }],
    ['ArrowLeft', true, { day: 3, row: 20 }],
    ['x', false, null],
  ] as const)('%s, from the right: %s', (key, rightToLeft, wanted) => {
    expect(moved({ day: 2, row: 20 }, key, grid, rightToLeft)).toEqual(wanted);
  });

  it('stays in the grid', () => {
    expect(moved({ day: 0, row: 0 }, 'ArrowLeft', grid, false)).toEqual({ day: 0, row: 0 });
    expect(moved({ day: 6, row: 47 }, 'PageDown', grid, false)).toEqual({ day: 6, row: 47 });
  });

  it('steps over a time that the clocks skip', () => {
    expect(skipping.days[6]?.steps.map((step, row) => (step ? -1 : row)).filter((row) => row >= 0)).toEqual([4, 5]);
    expect(moved({ day: 6, row: 3 }, 'ArrowDown', skipping, false)).toEqual({ day: 6, row: 6 });
    expect(moved({ day: 6, row: 6 }, 'ArrowUp', skipping, false)).toEqual({ day: 6, row: 3 });
    expect(moved({ day: 5, row: 4 }, 'ArrowRight', skipping, false)).toEqual({ day: 6, row: 6 });
    expect(skipping.days[6]?.steps[6]?.at).toBe('2027-03-14T07:00:00.000Z');
  });

  it('finds an instant, however it is written', () => {
    expect(cellOf('2026-12-01T07:00:00Z', grid)).toEqual({ day: 1, row: 28 });
    expect(cellOf('2026-12-01T07:10:00Z', grid)).toBeNull();
  });
});

describe('proposals', () => {
  it('are taken, taken back, and kept in order of time', () => {
    expect(toggled([at('09:00')], at('07:00'), 60)).toEqual([at('07:00'), at('09:00')]);
    expect(toggled([at('07:00'), at('09:00')], at('09:00'), 60)).toEqual([at('07:00')]);
  });

  it('take the place of those that they overlap, and touch no neighbour', () => {
    expect(toggled([at('07:00'), at('09:00')], at('07:30'), 60)).toEqual([at('07:30'), at('09:00')]);
    expect(toggled([at('07:00')], at('08:00'), 60)).toEqual([at('07:00'), at('08:00')]);
  });

  it('are no more than five', () => {
    const five = ['01', '03', '05', '07', '09'].map((hour) => at(`${hour}:00`));
    expect(five).toHaveLength(MOST);
    expect(toggled(five, at('11:00'), 60)).toBeNull();
    expect(toggled(five, at('09:30'), 60)).toHaveLength(MOST);
    expect(dragged(five, at('01:00'), at('11:00'), 60)).toEqual([...five.slice(1), at('11:00')]);
    expect(dragged(five, at('01:00'), at('03:30'), 60)).toHaveLength(4);
  });

  it('hold from their beginning to before their end', () => {
    const one = [at('07:00')];
    expect([at('06:30'), at('07:00'), at('07:30'), at('08:00')].map((each) => proposalAt(one, each, 60) !== null)).toEqual([false, true, true, false]);
  });
});

it('weeks begin on Monday, across years and leap days', () => {
  expect([mondayOf('2026-11-29'), mondayOf('2026-11-30'), mondayOf('2027-01-01')]).toEqual(['2026-11-23', '2026-11-30', '2026-12-28']);
  expect([plusDays('2028-02-28', 1), plusDays('2026-12-31', 7)]).toEqual(['2028-02-29', '2027-01-07']);
  expect(['2027-02-30', '', '27-01-01', '2027-02-28'].map(isDay)).toEqual([false, false, false, true]);
});
