// Other meetings, from a calendar that is always there. `&refuse=KIND` has it be no calendar.
import type { BusyOffice, BusySide } from '../backend.ts';

export function fakeBusy(parameters: URLSearchParams): BusyOffice {
  let known: BusySide[] = [];
  return {
    known: async () => known,
    read: async (side) => {
      if (parameters.has('refuse')) throw { is: 'no_calendar', detail: 'line 3: no colon (RFC 5545 3.1)' };
      known = [...known.filter((each) => each.side !== side), { side, at: new Date().toISOString(), count: 14, follows: false }];
      return known;
    },
    follow: async (side, source) => {
      if (source.is === 'feed' && !source.address.startsWith('https://')) throw { is: 'server', why: { is: 'plain_abroad' } };
      known = [...known.filter((each) => each.side !== side), { side, at: new Date().toISOString(), count: 31, follows: true }];
      return known;
    },
    forget: async (side) => (known = known.filter((each) => each.side !== side)),
  };
}
