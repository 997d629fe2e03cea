// A small desk for stories: keeps plans in memory, writes a short note, and knows another officer who writes at the same
// time. The program's own does all of it by the calendar and by mail.
import type { CameInvitation, Invitations, Joining, Occurrence, Plan, PlanConflict, PlanEntry, Planner, PlanLacks, PlanSide, Post, Round, SavedPlan, Show, ShowCue } from '../plan.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const plus = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * MINUTE).toISOString();
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Three-way, by field of the plan: what both changed stays as mine, and theirs beside it. */
function merge(base: Plan, mine: Plan, theirs: Plan): Plan {
  const merged = copy(mine) as Record<string, unknown> & Plan;
  const conflicts: PlanConflict[] = [];
  for (const key of Object.keys(theirs) as (keyof Plan)[]) {
    if (key === 'conflicts' || same(theirs[key], base[key]) || same(theirs[key], mine[key])) continue;
    if (same(mine[key], base[key])) (merged as Record<string, unknown>)[key] = copy(theirs[key]);
    else conflicts.push({ field: key, kept: String(mine[key]), other: String(theirs[key]) });
  }
  merged.conflicts = [...mine.conflicts, ...conflicts];
  return merged;
}

/** `FREQ=WEEKLY` or `FREQ=MONTHLY;BYDAY=2TU`, with INTERVAL and COUNT; nothing else. */
function* series(start: string, rule: string): Generator<string> {
  const part = Object.fromEntries(rule.split(';').map((each) => each.split('=')));
  const interval = Number(part['INTERVAL'] ?? 1);
  const count = Number(part['COUNT'] ?? 1_000);
  const first = Date.parse(start);
  if (part['FREQ'] === 'WEEKLY') {
    for (let n = 0; n < count; n += 1) yield new Date(first + n * interval * 7 * DAY).toISOString();
  } else if (part['FREQ'] === 'MONTHLY') {
    const nth = Math.floor((new Date(first).getUTCDate() - 1) / 7);
    for (let n = 0; n < count; n += 1) {
      const at = new Date(first);
      const weekday = at.getUTCDay();
      at.setUTCDate(1);
      at.setUTCMonth(at.getUTCMonth() + n * interval);
      at.setUTCDate(1 + ((weekday - at.getUTCDay() + 7) % 7) + nth * 7);
      yield at.toISOString();
    }
  } else throw { is: 'unreadable', detail: 'FREQ' };
}

function check(plan: Plan): PlanLacks[] {
  const people = plan.sides.flatMap((side) => [...(side.head ? [side.head] : []), ...side.members, ...side.interpreters]);
  const over = plan.agenda.reduce((sum, item) => sum + item.minutes, 0) - plan.minutes;
  const lacks: (PlanLacks | false)[] = [
    plan.title.trim() === '' && { kind: 'title' },
    plan.sides.length < 2 && { kind: 'sides' },
    plan.start === null && { kind: 'start' },
    !plan.organizer.mail.includes('@') && { kind: 'organizer' },
    people.every((each) => each.mail.trim() === '') && { kind: 'nobody_invited' },
    ...people.map((each): PlanLacks | false => each.mail.trim() !== '' && !each.mail.includes('@') && { kind: 'address', of: each.id }),
    over > 0 && { kind: 'overlong', of: over },
    plan.conflicts.length > 0 && { kind: 'conflicts', of: plan.conflicts.length },
  ];
  return lacks.filter((each) => each !== false);
}

/** The run of show; nothing is taken up twice here. */
export function show(plan: Plan, start: string, now: string): Show {
  const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1_000;
  const latest = (a: string, b: string): string => (Date.parse(a) > Date.parse(b) ? a : b);
  const course = plan.course.filter((each) => Date.parse(each.at) <= Date.parse(now));
  const last = course.at(-1);
  const over = last?.item === '';
  const current = last && !over ? plan.agenda.findIndex((each) => each.id === last.item) : -1;
  let [planned, due] = [start, start];
  const cues = plan.agenda.map((item, index): ShowCue => {
    const turn = course.findIndex((each) => each.item === item.id);
    const begun = course[turn]?.at;
    const until = course[turn + 1]?.at ?? now;
    const state = begun === undefined ? (over || current > index ? 'skipped' : 'ahead') : current === index ? 'now' : 'done';
    const begins = begun ?? (state === 'skipped' || (course.length === 0 && index > 0) ? due : latest(due, now));
    const should = plus(begins, item.minutes);
    const end = state === 'done' ? until : state === 'skipped' ? begins : state === 'now' ? latest(should, now) : should;
    const cue: ShowCue = {
      item: item.id, planned, start: begins, end, state,
      over: begun === undefined ? 0 : Math.max(seconds(begun, state === 'now' ? now : until) - item.minutes * 60, 0),
      moved: seconds(planned, begins),
    };
    due = latest(due, end);
    planned = plus(planned, item.minutes);
    return cue;
  });
  const plannedEnd = latest(plus(start, plan.minutes), planned);
  const ends = over ? (last?.at ?? now) : latest(due, course.length === 0 ? plus(due, seconds(planned, plannedEnd) / 60) : plannedEnd);
  const on = cues[current];
  const left = on ? (on.over > 0 ? -on.over : seconds(now, on.end)) : null;
  const length = plan.agenda[current]?.minutes ?? 0;
  const cue = left === null ? null : ([0, 1, 2, 5, 10].find((each) => each < length && left <= each * 60) ?? null);
  const [opens, closes] = [plus(start, -12 * 60), plus(start, 36 * 60)];
  const open = opens <= now && now <= closes;
  return { cues, current: current < 0 ? null : current, left, cue, next: null, ends, late: seconds(plannedEnd, ends), over, opens, open };
}

const NOTES: Record<string, (plan: Plan, sides: string) => string> = {
  en: (plan, sides) => `The Ministry presents its compliments and has the honour to invite ${sides} to “${plan.title}”.\n\nThe Ministry avails itself of this opportunity to renew the assurances of its highest consideration.`,
  ar: (plan, sides) => `تهدي الوزارة أطيب تحياتها، وتتشرف بدعوة ${sides} إلى «${plan.title}».\n\nوتغتنم الوزارة هذه الفرصة لتعرب عن فائق الاعتبار والتقدير.`,
  id: (plan, sides) => `Kementerian menyampaikan salam hormat dan dengan hormat mengundang ${sides} ke “${plan.title}”.\n\nKementerian mempergunakan kesempatan ini untuk menyampaikan kembali penghargaan yang setinggi-tingginya.`,
};

/** A desk on which these plans lie. `lame`: mail does not go out. */
export function fakePlanner(initial: readonly Plan[], now: () => string, lame = false): Planner {
  const made = new Map<string, Plan>();
  const joining = (plan: Plan): Joining => {
    const of = made.get(plan.uid);
    const links = of && {
      starts: of.start ?? now(), fit: of.start === plan.start && of.minutes === plan.minutes, sent: false,
      sides: of.sides.map(({ code, name }) => ({ code, name, link: `chancery://join/#AnEbGgtVTk-of-${code}-${'vX3kq0Zs9fQ'.repeat(24)}` })),
    };
    return { server: 'https://meet.kemlu.example', links: links ?? null };
  };
  const kept = new Map<string, { versions: Plan[]; at: string }>(initial.map((plan) => [plan.uid, { versions: [plan], at: now() }]));
  function keep(plan: Plan, merged = false): SavedPlan {
    const before = kept.get(plan.uid)?.versions ?? [];
    const at = now();
    kept.set(plan.uid, { versions: [...before, copy(plan)], at });
    return { plan: copy(plan), version: before.length, at, merged };
  }
  const newest = (uid: string): Plan => {
    const found = kept.get(uid)?.versions.at(-1);
    if (!found) throw { is: 'gone' };
    return copy(found);
  };
  const entry = ([, { versions, at }]: [string, { versions: Plan[]; at: string }]): PlanEntry => ({ plan: copy(versions.at(-1)!), version: versions.length - 1, at });
  return {
    plans: async () => [...kept].map(entry),
    saveDraft: async ({ plan, base }) => {
      const versions = kept.get(plan.uid)?.versions ?? [];
      const from = base === null ? undefined : versions[base];
      const theirs = versions.at(-1);
      if (!from || !theirs || same(from, theirs)) return keep(plan);
      return keep(merge(from, plan, theirs), true);
    },
    discardDraft: async ({ uid }) => void kept.delete(uid),
    mergePlans: async ({ base, mine, theirs }) => merge(base, mine, theirs),
    settleConflict: async ({ plan, conflict, choice }) => {
      const field = conflict.field as 'title';
      const next = copy(plan);
      if (choice !== 'kept') {
        if (String(plan[field]) !== conflict.kept) throw { is: 'moved_on' };
        next[field] = choice === 'other' ? conflict.other : `${conflict.kept} — ${conflict.other}`;
      }
      next.conflicts = plan.conflicts.filter((each) => !same(each, conflict));
      return next;
    },
    checkPlan: async ({ plan }) => check(plan),
    occurrences: async ({ start, recurrence, most }) => {
      const found: Occurrence[] = [];
      for (const at of series(start, recurrence.rule)) {
        found.push({ start: at, left_out: recurrence.except.some((each) => Date.parse(each) === Date.parse(at)) });
        if (found.filter((each) => !each.left_out).length === most) break;
      }
      return found;
    },
    previewInvitation: async ({ plan, languages }) => ({
      notes: languages.map((language) => ({ language, text: (NOTES[language] ?? NOTES['en']!)(plan, plan.sides.map((side: PlanSide) => side.name || side.code).join(', ')) })),
      to: plan.sides.flatMap((side) => [...(side.head ? [side.head] : []), ...side.members, ...side.interpreters]).filter((each) => each.mail !== '').map(({ name, mail, required }) => ({ name, mail, required })),
    }),
    planLinks: async ({ plan }) => joining(plan),
    makeLinks: async ({ plan }) => {
      if (lame) throw { is: 'convene_unreachable', server: 'https://meet.kemlu.example' };
      made.set(plan.uid, copy(plan));
      return joining(plan);
    },
    saveInvitation: async ({ plan, form }) => ({
      paths: [`/home/retno/Documents/${plan.reference.replaceAll('/', '-') || 'invitation'}.${form}`],
      saved: form === 'pdf' ? null : keep({ ...plan, status: 'invited' }),
    }),
    exportMeetings: async () => '/home/retno/Documents/meetings.ics',
    sendInvitation: async ({ plan }, onstep) => {
      if (!lame) made.set(plan.uid, copy(plan));
      onstep({ is: 'writing' });
      onstep({ is: 'connecting', server: 'mail.kemlu.example' });
      if (lame) throw { is: 'mail_login', server: 'mail.kemlu.example' };
      onstep({ is: 'sending', done: 1, of: 2 });
      return { saved: keep({ ...plan, status: 'invited', sequence: plan.sequence + 1 }), refused: [] };
    },
    answerCounter: async ({ uid, who, instance, take }) => {
      const plan = newest(uid);
      const answer = plan.answers.find((each) => each.who === who && each.instance === instance);
      if (!answer?.counter) throw { is: 'gone' };
      if (take) {
        plan.start = answer.counter.start;
        plan.minutes = answer.counter.minutes;
        plan.answers = plan.answers.map((each) => ({ ...each, said: each === answer ? 'accepted' : 'nothing', counter: null }));
      } else {
        answer.said = 'declined';
        answer.counter = null;
      }
      return keep(plan);
    },
    readAnswer: async ({ name, bytes }) => {
      const text = new TextDecoder().decode(Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0)));
      if (!text.includes('BEGIN:VCALENDAR')) throw { is: 'unreadable', detail: name };
      const uid = /^UID:(.*?)\r?$/m.exec(text)?.[1] ?? '';
      const plan = newest(uid);
      const who = (/^ATTENDEE.*mailto:(.*?)\r?$/im.exec(text)?.[1] ?? '').toLowerCase();
      const answer = plan.answers.find((each) => each.who === who);
      if (!answer) throw { is: 'not_invited', who };
      answer.said = /PARTSTAT=DECLINED/.test(text) ? 'declined' : 'accepted';
      answer.at = now();
      return { is: 'plan', saved: keep(plan), asks: null };
    },
    runOfShow: async ({ plan, start, now: at }) => show(plan, start, at),
    cancelMeeting: async ({ plan }, onstep) => {
      onstep({ is: 'connecting', server: 'mail.kemlu.example' });
      return { saved: keep({ ...plan, status: 'cancelled', sequence: plan.sequence + 1 }), refused: [] };
    },
  };
}

/** Invitations of others that came to the desk of a story. */
export function fakeInvitations(initial: readonly CameInvitation[], now: () => string): Invitations {
  const all = new Map(initial.map((came) => [came.uid, came]));
  const SAID = { accept: 'accepted', tentative: 'tentative', decline: 'declined', counter: 'countered' } as const;
  return {
    all: async () => [...all.values()].map(copy),
    answer: async ({ uid, seen, who, word, instance, comment, way }) => {
      const came = all.get(uid);
      if (!came) throw { is: 'gone' };
      if (came.at !== seen) throw { is: 'changed' };
      const counter = word.is === 'counter' ? { start: word.start, minutes: word.minutes } : null;
      const given = { who, said: SAID[word.is], instance, counter, comment, at: now(), sequence: came.sequence };
      const next = { ...came, stale: false, given: [given, ...came.given.filter((each) => each.who !== who || (instance !== null && each.instance !== instance))] };
      all.set(uid, next);
      return { came: copy(next), path: way === 'send' ? null : `/home/retno/Documents/answer.${way}` };
    },
    take: async () => undefined,
    forget: async (uid) => void all.delete(uid),
  };
}

/** A mailbox. `&post=KIND` has each look fail for that reason. */
export function fakePost(parameters: URLSearchParams): Post {
  const refuse = parameters.get('post');
  const round = (): Round => ({
    at: '2026-12-01T09:02:00Z',
    fetched: {
      invited: [], asks: [], taken: refuse ? [] : [{ uid: 'plan-fisheries', title: 'Fisheries agreement' }], mails: refuse ? 0 : 2, more: false,
      refused: refuse ? [] : [{ is: 'not_invited', who: 'someone@elsewhere.example' }],
    },
    wrong: refuse === null ? null : refuse === 'unset' ? { is: 'unset' } : { is: 'failed', why: { is: refuse as 'login' } },
    calendar: refuse ? null : { standing: { meetings: 2, moved: [{ uid: 'plan-fisheries', title: 'Fisheries agreement', start: '2026-12-08T12:00:00Z', minutes: 60 }], gone: 0 }, wrong: null },
    books: refuse ? [] : [{ id: 'book-za', name: 'South Africa', together: { plans: 1, begun: [], written: [{ uid: 'plan-fisheries', title: 'Fisheries agreement' }], taken_out: [], sealed_otherwise: 0 }, wrong: null }],
  });
  const books = ['South Africa', 'Saudi Arabia'].map((name, n) => ({ id: `book-${n}`, name, server: 'https://meet.kemlu.example' }));
  const shared = new Map<string, string>(parameters.has('shared') ? [['plan-fisheries', 'book-0']] : []);
  const place = parameters.get('place');
  return {
    look: async () => round(),
    // A story in which the calendar was looked after already.
    listen: async () => (place ? { ...round(), fetched: { taken: [], mails: 0, invited: [], asks: [], refused: [], more: false }, wrong: { is: 'unset' }, books: [], calendar: { standing: { meetings: 1, moved: [], gone: 0 }, wrong: null } } : null),
    place: async () => ({ is: (place ?? 'nowhere') as 'nowhere' }),
    shared: async (uid) => (parameters.has('nobook') ? null : { books, book: shared.get(uid) ?? null }),
    share: async (uid, book) => void (book ? shared.set(uid, book) : shared.delete(uid)),
    history: async (uid) =>
      shared.has(uid)
        ? [
            { version: 3, at: '2026-11-30T14:12:00Z', by: 'Thandi Nkosi', own: false, parts: ['title', 'agenda', 'answers'], deleted: false },
            { version: 2, at: '2026-11-30T09:40:00Z', by: 'Retno Wibowo', own: true, parts: ['start', 'sides'], deleted: false },
            { version: 1, at: '2026-11-29T08:03:00Z', by: 'Retno Wibowo', own: true, parts: [], deleted: false },
          ]
        : [],
  };
}
