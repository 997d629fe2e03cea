// Finding a time for two sides, for four, for nobody yet: shown with `&open=scheduling`.
import { fisheries, INDONESIA, SOUTH_AFRICA, view } from '../../bridge/fake/samples.ts';
import type { Delegation, Desk, DeskMeeting } from '../../bridge/types.ts';

const SAUDI_ARABIA: Delegation = { code: 'SA', name: 'Saudi Arabia', zone: 'Asia/Riyadh', capital: 'Riyadh' };
const FRANCE: Delegation = { code: 'FR', name: 'France', zone: 'Europe/Paris', capital: 'Paris' };
const UNITED_STATES: Delegation = { code: 'US', name: 'United States', zone: 'America/New_York', capital: 'Washington' };

const desk = (delegations: Delegation[]): Desk & { is: 'desk' } => {
  const meeting: DeskMeeting = {
    id: 'm1', info: { ...fisheries, delegations }, mine: 'ID', starts: fisheries.starts, due: 'now', present: 2, problem: null,
  };
  return { is: 'desk', meetings: delegations.length > 0 ? [meeting] : [], link_draft: '', link_problem: null };
};

export default {
  'scheduling-two': () => view(desk([INDONESIA, SAUDI_ARABIA])),
  /** In the midst of a week that has begun. */
  'scheduling-today': () => view(desk([INDONESIA, SAUDI_ARABIA])),
  'scheduling-four': () => view(desk([INDONESIA, SOUTH_AFRICA, FRANCE, UNITED_STATES])),
  'scheduling-clocks': () => view(desk([UNITED_STATES, FRANCE])),
  'scheduling-empty': () => view(desk([])),
};
