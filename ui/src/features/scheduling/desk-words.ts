// Words for what the scheduling desk says: of languages, weekdays, and of what did not work.
import type { DeskProblem, Plan, PlanEntry, PlanLacks } from '../../bridge/plan.ts';
import { sideName } from '../../i18n/format.ts';
import { i18n, locale, t } from '../../i18n/index.svelte.ts';
import { inOrder, peopleOf } from './pages.svelte.ts';
import { WEEKDAYS, type Weekday } from './rule.ts';

/** Languages that are offered; any other stays as it is. */
export const SPOKEN = ['ar', 'bn', 'de', 'en', 'es', 'fa', 'fr', 'ha', 'hi', 'id', 'it', 'ja', 'ko', 'ms', 'nl', 'pl', 'pt', 'ru', 'sw', 'ta', 'th', 'tr', 'uk', 'ur', 'vi', 'zh'];

/** What a language is called. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(locale(i18n.language), { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export const weekdayName = (day: Weekday): string =>
  // 1 January 2024 was a Monday.
  new Intl.DateTimeFormat(locale(i18n.language), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + WEEKDAYS.indexOf(day)));

export const titleOf = (plan: Plan): string => plan.title.trim() || t('plan-untitled');

/** What a side is called, as the plan has it or as the state of its code. */
export const placard = (side: { code: string; name: string }): string => sideName(side.code, locale(i18n.language), side.name === '' ? [] : [side]);

export const sidesOf = (plan: Plan): string => i18n.format.list(inOrder(plan).map(placard));

/** Somebody's name, else what is known of them. */
export const nameOf = (person: { name: string; mail?: string }): string => person.name.trim() || person.mail?.trim() || t('unnamed');

/** Who has a mail address, by name. */
export function whose(plan: Plan, mail: string): string {
  const found = plan.sides.flatMap(peopleOf).find((each) => each.mail.trim().toLowerCase() === mail.toLowerCase());
  return found ? nameOf(found) : mail;
}

const PARTS = ['title', 'text', 'reference', 'level', 'confidentiality', 'host', 'start', 'minutes', 'zone', 'status', 'agenda', 'sides', 'documents', 'proposals', 'recurrence', 'organizer', 'answers', 'course'] as const;

/** What parts of a plan are called, by the names of its fields; what has no word is left out. */
export const partsOf = (fields: readonly string[]): string[] => PARTS.filter((part) => fields.includes(part)).map((part) => t(`field-${part}`));

/** What hinders an invitation, as a sentence. */
export function lack(of: PlanLacks, plan: Plan): string {
  switch (of.kind) {
    case 'zone': {
      const side = plan.sides.find((each) => each.code === of.of);
      return t('lacks-zone', { side: side ? placard(side) : of.of || t('plan-title') });
    }
    case 'side_twice':
      return t('lacks-side_twice', { side: placard({ code: of.of, name: '' }) });
    case 'address': {
      const person = plan.sides.flatMap(peopleOf).find((each) => each.id === of.of);
      return t('lacks-address', { name: person ? nameOf({ name: person.name }) : '' });
    }
    case 'overlong':
      return t('lacks-overlong', { span: i18n.format.span(of.of * 60) });
    case 'conflicts':
      return t('lacks-conflicts', { count: of.of });
    case 'rule':
    case 'twice':
    case 'proposals':
    default:
      return t(`lacks-${of.kind}`);
  }
}

/** What did not work and what to do. */
export function trouble(problem: DeskProblem): string {
  switch (problem.is) {
    case 'store':
    case 'mail_refused':
    case 'unreadable':
    case 'convene_refused':
      return t(`trouble-${problem.is}`, { detail: problem.detail });
    case 'mail_unreachable':
    case 'mail_certificate':
    case 'mail_login':
    case 'convene_unreachable':
    case 'convene_token':
      return t(`trouble-${problem.is}`, { server: problem.server });
    case 'not_invited':
    case 'not_organizer':
      return t(`trouble-${problem.is}`, { who: problem.who });
    default:
      return t(`trouble-${problem.is}`);
  }
}

/** Who comes in somebody's place, by their mail addresses: as that one named them, or as they said. */
export function deputiesOf(plan: Plan, mail: string): string[] {
  const of = mail.trim().toLowerCase();
  const named = plan.answers.filter((each) => each.who === of && each.said === 'delegated' && each.passed !== '').map((each) => each.passed);
  const own = plan.answers.filter((each) => each.passed === of && each.said !== 'delegated').map((each) => each.who);
  const known = plan.sides.flatMap(peopleOf).map((each) => each.mail.trim().toLowerCase());
  return [...new Set([...named, ...own])].filter((each) => !known.includes(each));
}

/** How many have answered, of those who were asked. */
export function answered(plan: Plan): { said: number; asked: number } {
  const asked = plan.sides.flatMap(peopleOf).filter((each) => each.mail.trim() !== '');
  const said = asked.filter((each) => plan.answers.some((answer) => answer.who === each.mail.trim().toLowerCase() && answer.said !== 'nothing'));
  return { said: said.length, asked: asked.length };
}

/** Those of the list, the next first, then those without a time, then what is over or cancelled. */
export function ordered(entries: readonly PlanEntry[], now: number): PlanEntry[] {
  const rank = ({ plan }: PlanEntry): number =>
    plan.status === 'cancelled' ? 3 : plan.start === null ? 1 : Date.parse(plan.start) + plan.minutes * 60_000 < now && !plan.recurrence ? 2 : 0;
  return [...entries].sort((a, b) => rank(a) - rank(b) || Date.parse(a.plan.start ?? b.at) - Date.parse(b.plan.start ?? a.at));
}

export { isolated } from '../../i18n/format.ts';
