// The desk's order: what can be joined now, what comes, what is over.
import type { DeskMeeting } from '../../bridge/types.ts';

export type Groups = { now: DeskMeeting[]; later: DeskMeeting[]; over: DeskMeeting[] };

/** Each group keeps the program's order (by beginning); what is over comes latest first. */
export function groups(meetings: readonly DeskMeeting[]): Groups {
  return {
    now: meetings.filter((meeting) => meeting.due === 'now'),
    later: meetings.filter((meeting) => meeting.due === 'later'),
    over: meetings.filter((meeting) => meeting.due === 'over').reverse(),
  };
}
