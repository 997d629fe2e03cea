// The plans that lie on the desk of each story.
import type { CameInvitation, Plan, PlanAnswer, PlanPerson, PlanSide } from '../plan.ts';
import { minutesAgo } from './samples.ts';

const person = (id: string, name: string, title: string, mail = '', rest: Partial<PlanPerson> = {}): PlanPerson => ({
  id, name, title, mail, required: true, languages: [], ...rest,
});

const INDONESIA: PlanSide = {
  code: 'ID', name: 'Indonesia', styled: [{ id: 'en', text: 'of the Republic of Indonesia' }], capital: 'Jakarta', zone: 'Asia/Jakarta',
  head: person('p1', 'Retno Wibowo', 'Director General for Asia Pacific and Africa', 'retno.wibowo@kemlu.example'),
  members: [person('p2', 'Bambang Sutrisno', 'Director for Fisheries Diplomacy', 'b.sutrisno@kemlu.example', { required: false })],
  interpreters: [person('p3', 'Ayu Lestari', 'Interpreter', 'ayu.lestari@kemlu.example', { languages: ['id', 'ar'] })],
  languages: ['id', 'en'],
};
const SAUDI_ARABIA: PlanSide = {
  code: 'SA', name: 'Saudi Arabia', styled: [], capital: 'Riyadh', zone: 'Asia/Riyadh',
  head: person('p4', 'فيصل بن عبد الله الحربي', 'وكيل الوزارة للشؤون الاقتصادية', 'f.alharbi@mofa.example'),
  members: [person('p5', 'Noura Al-Qahtani', 'Head of the Marine Resources Section', 'n.alqahtani@mofa.example', { required: false })],
  interpreters: [],
  languages: ['ar'],
};

export const draftPlan: Plan = {
  uid: 'plan-fisheries', status: 'draft', sequence: 0, reference: '214/BILAT/XI/2026', title: 'Fisheries agreement: second round',
  text: 'Access to the common waters, and what each side lands.', level: 'senior_officials', confidentiality: 'restricted', host: 'ID',
  organizer: person('p0', 'Dewi Kartika', 'Protocol officer', 'protocol@kemlu.example'),
  sides: [INDONESIA, SAUDI_ARABIA],
  agenda: [
    { id: 'a1', title: 'Opening statements', minutes: 10, speakers: ['p1', 'p4'], documents: [] },
    { id: 'a2', title: 'Quotas and monitoring', minutes: 30, speakers: ['p2'], documents: ['d1'] },
    { id: 'a3', title: 'Training of inspectors', minutes: 15, speakers: ['p5'], documents: [] },
    { id: 'a4', title: 'Any other business', minutes: 5, speakers: [], documents: [] },
  ],
  documents: [
    { id: 'd1', title: 'Draft agreement, fourth revision', reference: 'KKP-2026-118.pdf', language: 'en' },
    { id: 'd2', title: 'مشروع الاتفاق', reference: 'KKP-2026-118-ar.pdf', language: 'ar' },
  ],
  proposals: [
    { id: 't1', start: '2026-12-08T07:00:00.000Z', minutes: 60 },
    { id: 't2', start: '2026-12-09T07:00:00.000Z', minutes: 60 },
  ],
  start: '2026-12-08T07:00:00.000Z', zone: 'Asia/Jakarta', minutes: 60,
  recurrence: { rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', except: ['2027-01-05T07:00:00.000Z'], moved: [] },
  answers: [], asked: [], sent: '', course: [], conflicts: [],
};

const answer = (who: string, said: PlanAnswer['said'], minutes: number, rest: Partial<PlanAnswer> = {}): PlanAnswer => ({
  who, instance: null, said, passed: '', counter: null, comment: '', at: minutesAgo(minutes), sequence: 1, ...rest,
});

const invited: Plan = {
  ...draftPlan, status: 'invited', sequence: 1, sent: '2026-12-08T07:00:00Z 60',
  answers: [
    answer('retno.wibowo@kemlu.example', 'accepted', 190),
    answer('b.sutrisno@kemlu.example', 'tentative', 170, { comment: 'Depends on the hearing in parliament.' }),
    answer('f.alharbi@mofa.example', 'countered', 42, { counter: { start: '2026-12-09T08:30:00.000Z', minutes: 60 }, comment: 'يجتمع مجلس الوزراء يوم الثلاثاء.' }),
    answer('n.alqahtani@mofa.example', 'delegated', 40, { passed: 'h.alzahrani@mofa.example' }),
    answer('h.alzahrani@mofa.example', 'accepted', 12, { passed: 'n.alqahtani@mofa.example' }),
  ],
};

const today: Plan = { ...draftPlan, status: 'confirmed', sequence: 1, recurrence: null, start: '2026-12-01T08:30:00.000Z', sent: 'x' };
const underway: Plan = { ...today, course: [{ item: 'a1', at: '2026-12-01T08:31:00.000Z' }, { item: 'a2', at: '2026-12-01T08:43:10.000Z' }] };
const late: Plan = { ...today, course: [{ item: 'a1', at: '2026-12-01T08:36:00.000Z' }, { item: 'a3', at: '2026-12-01T08:46:00.000Z' }] };

const conflict: Plan = {
  ...draftPlan,
  conflicts: [
    { field: 'title', kept: 'Fisheries agreement: second round', other: 'Second round on the fisheries agreement and the training of inspectors' },
    { field: 'agenda/a2/minutes', kept: '30', other: '25' },
  ],
};

const others: Plan[] = [
  {
    ...draftPlan, uid: 'plan-customs', title: 'Consultation on the customs protocol and on mutual assistance in the ports of the Red Sea and the Strait of Malacca',
    start: null, proposals: draftPlan.proposals, status: 'proposed', recurrence: null, answers: [],
  },
  { ...draftPlan, uid: 'plan-hajj', title: 'Hajj quotas', status: 'confirmed', sequence: 2, start: '2026-12-15T06:30:00.000Z', recurrence: null, answers: invited.answers.slice(0, 1) },
  { ...draftPlan, uid: 'plan-cancelled', title: 'Labour migration', status: 'cancelled', sequence: 3, start: '2026-12-03T06:30:00.000Z', recurrence: null },
];

const visit: CameInvitation = {
  uid: 'visit', title: 'Joint commission on labour, preparatory meeting', text: 'Agenda: model contract; recruitment fees.\nDelegations may attend with two experts each.',
  place: 'Riyadh, Ministry of Human Resources', link: 'https://meet.mofa.example/join#AnEbGgtVTk', organizer: { name: 'Amal Al-Dosari', mail: 'amal@mofa.example', said: 'nothing', required: true },
  invited: [
    { name: 'Retno Wibowo', mail: 'retno.wibowo@kemlu.example', said: 'nothing', required: true },
    { name: 'Dewi Kartika', mail: 'protocol@kemlu.example', said: 'nothing', required: false },
  ],
  times: [{ instance: null, start: '2026-12-10T06:00:00Z', end: '2026-12-10T07:30:00Z', sequence: 0 }], whole_day: false, floating: false, zone: 'Asia/Riyadh',
  recurs: false, confidential: false, cancelled: false, over: false, sequence: 0, by: null, at: '2026-12-01T08:00:00Z', given: [], stale: false, changed: [], withdrawn: false, opens: true, mine: ['protocol@kemlu.example'],
};
const answeredVisit: CameInvitation = {
  ...visit, uid: 'series', title: 'منسقو مجلس التعاون: إحاطة أسبوعية', text: '', place: '', link: '', opens: false, recurs: true, by: 'assistant@elsewhere.example',
  times: ['2026-12-09', '2026-12-16', '2026-12-23'].map((day) => ({ instance: `${day}T05:30:00Z`, start: `${day}T05:30:00Z`, end: `${day}T06:00:00Z`, sequence: 1 })),
  stale: true, sequence: 1,
  given: [{ who: 'protocol@kemlu.example', said: 'accepted', instance: null, counter: null, comment: '', at: '2026-11-30T09:00:00Z', sequence: 0 }],
};

/** What others invite to, on the desk of a story. */
export const sampleInvitations = (story: string): readonly CameInvitation[] =>
  story === 'plans-invited' ? [answeredVisit, visit, { ...visit, uid: 'off', title: 'Signing ceremony', cancelled: true, given: answeredVisit.given, link: '', opens: false }, { ...visit, uid: 'gone', title: 'Consular dialogue', times: [{ instance: null, start: '2026-12-17T08:00:00Z', end: '2026-12-17T09:00:00Z', sequence: 1 }], withdrawn: true, mine: [] }] : [];

const PLANS: Record<string, readonly Plan[]> = {
  'plans-list': [draftPlan, { ...invited, uid: 'plan-invited', title: 'Maritime safety' }, ...others],
  'plans-empty': [],
  'plans-invited': [draftPlan],
  'plans-compose': [draftPlan],
  'plans-agenda': [{ ...draftPlan, minutes: 45 }],
  'plans-conflict': [conflict],
  'plans-invite': [draftPlan],
  'plans-lacking': [{ ...draftPlan, title: '', start: null, proposals: [], minutes: 45, organizer: { ...draftPlan.organizer, mail: '' } }],
  'plans-lame': [draftPlan],
  'plans-answers': [invited],
  'plans-day': [underway],
  'plans-late': [late],
  'plans-before': [{ ...today, start: '2026-12-01T09:15:00.000Z' }],
};

/** What lies on the desk of a story. */
export const samplePlans = (story: string): readonly Plan[] => PLANS[story] ?? [];
