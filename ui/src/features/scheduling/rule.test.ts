// Rules and the form, there and back; the agenda by numbers.
import { describe, expect, it } from 'vitest';
import { minutesOf, reordered, sum } from './agenda.ts';
import { put, repeats, ruleOf, weekdayOf } from './rule.ts';

describe('a recurrence', () => {
  it.each([
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', { is: 'weekly', every: 2, times: null, day: 'TU' }],
    ['FREQ=WEEKLY;BYDAY=SU;COUNT=6', { is: 'weekly', every: 1, times: 6, day: 'SU' }],
    ['FREQ=MONTHLY;BYDAY=-1TH', { is: 'monthly', every: 1, times: null, day: 'TH', nth: -1 }],
    ['FREQ=MONTHLY;INTERVAL=3;BYDAY=2MO', { is: 'monthly', every: 3, times: null, day: 'MO', nth: 2 }],
  ] as const)('%s', (rule, form) => {
    expect(repeats(rule)).toEqual(form);
    expect(ruleOf(form)).toBe(rule);
  });

  it.each(['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,WE', 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101T000000Z', 'FREQ=WEEKLY;INTERVAL=0;BYDAY=TU', 'FREQ=MONTHLY;BYDAY=5TU', 'FREQ=WEEKLY;BYDAY=TU;BYDAY=WE', '', 'nonsense'])(
    '%s has no fields, and stays as it is written',
    (rule) => {
      expect(repeats(rule)).toEqual({ is: 'rule', text: rule });
      expect(ruleOf(repeats(rule))).toBe(rule);
    },
  );

  it('is on the weekday that the clock of the meeting has', () => {
    expect(weekdayOf('2026-12-08T07:00:00Z', 'Asia/Jakarta')).toEqual({ day: 'TU', nth: 2 });
    expect(weekdayOf('2026-12-08T20:00:00Z', 'Asia/Jakarta')).toEqual({ day: 'WE', nth: 2 });
    expect(weekdayOf('2026-12-31T07:00:00Z', 'Asia/Jakarta')).toEqual({ day: 'TH', nth: -1 });
  });
});

describe('the agenda', () => {
  it('is put in another order, and never loses an item', () => {
    expect(reordered(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(reordered(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(reordered(['a', 'b', 'c'], 1, 9)).toEqual(['a', 'c', 'b']);
    expect(reordered(['a', 'b', 'c'], 9, 0)).toEqual(['a', 'b', 'c']);
  });

  it('is reckoned in whole minutes', () => {
    expect(sum([{ minutes: 10 }, { minutes: 35 }])).toBe(45);
    expect(['15', ' 0 ', '1440', '', '-5', '2.5', '1441', 'ten'].map(minutesOf)).toEqual([15, 0, 1440, null, null, null, null, null]);
  });
});

describe('a series at another time', () => {
  it('keeps out what was left out, across a change of the clocks', () => {
    // Paris goes from UTC+1 to UTC+2 on 28 March 2027.
    const plan = {
      start: '2027-03-16T14:00:00Z', zone: 'Europe/Paris',
      recurrence: {
        rule: 'FREQ=WEEKLY;BYDAY=TU', except: ['2027-03-23T14:00:00Z', '2027-03-30T13:00:00Z'],
        moved: [{ id: '2027-04-06T13:00:00Z', start: '2027-04-07T09:00:00Z', minutes: 30 }],
      },
    };
    put(plan, '2027-03-16T09:30:00Z');
    expect(plan.start).toBe('2027-03-16T09:30:00Z');
    expect(plan.recurrence.except).toEqual(['2027-03-23T09:30:00Z', '2027-03-30T08:30:00Z']);
    expect(plan.recurrence.moved).toEqual([{ id: '2027-04-06T08:30:00Z', start: '2027-04-07T09:00:00Z', minutes: 30 }]);
  });
});
