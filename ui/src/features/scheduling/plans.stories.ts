// The scheduling desk in every state: shown with `&open=plans`. What lies on it stands in `bridge/fake/plan-samples.ts`.
import { view } from '../../bridge/fake/samples.ts';
import type { Desk } from '../../bridge/types.ts';

const desk: Desk & { is: 'desk' } = { is: 'desk', meetings: [], link_draft: '', link_problem: null };
const story = () => view(desk);

export default {
  'plans-list': story,
  'plans-empty': story,
  'plans-invited': story,
  'plans-compose': story,
  'plans-agenda': story,
  'plans-conflict': story,
  'plans-invite': story,
  'plans-lacking': story,
  'plans-lame': story,
  'plans-answers': story,
  'plans-day': story,
  'plans-late': story,
  'plans-before': story,
};
