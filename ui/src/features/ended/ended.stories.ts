// After the meeting, in every state.
import { fisheries, view } from '../../bridge/fake/samples.ts';

const ended = { is: 'ended' as const, id: 'm1', info: fisheries, seconds: 3_905, problem: null, draft: '' };

export default {
  ended: () => view(ended),
  'ended-draft': () =>
    view({ ...ended, draft: 'We accept 7.3 as it stands, and would return to 7.4 after consultation with capital.' }),
  'ended-out': () => view({ ...ended, problem: { is: 'seat_taken' as const }, seconds: 754 }),
  'ended-removed': () => view({ ...ended, problem: { is: 'removed_from_meeting' as const, delegation: 'ZA' }, seconds: 754 }),
};
