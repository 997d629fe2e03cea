// What a screen reader says when something changed that the person did not just do: from two views, sentences.
import type { MeetingRoom, Person, Security, ViewModel } from '../bridge/types.ts';
import { delegationName } from '../i18n/format.ts';
import { i18n, locale, t } from '../i18n/index.svelte.ts';

/** More at once (a roster that comes back after an outage) would be noise; the people panel has it all. */
const MOST = 4;

function side(room: MeetingRoom, code: string): string {
  const delegation = room.info.delegations.find((each) => each.code === code);
  return delegation ? delegationName(delegation, locale(i18n.language)) : code;
}

const nameOf = (person: { name: string }): string => person.name.trim() || t('unnamed');

function inRoom(before: MeetingRoom, now: MeetingRoom): string[] {
  const said: string[] = [];
  const was = new Map(before.people.map((person) => [person.id, person]));
  const is = new Map(now.people.map((person) => [person.id, person]));
  if (was.size > 0 && before.people !== now.people) {
    for (const person of now.people) {
      const old = was.get(person.id);
      if (!old && !person.me) said.push(t('said-joined', { name: nameOf(person), side: side(now, person.delegation) }));
      else if (old && !person.me) said.push(...reach(old, person));
    }
    for (const person of before.people) {
      if (!is.has(person.id)) said.push(t('said-left', { name: nameOf(person), side: side(now, person.delegation) }));
    }
  }
  for (const request of now.requests) {
    if (request.mine && !before.requests.some((each) => each.id === request.id && each.mine)) {
      said.push(t('said-request', { name: nameOf(request), side: side(now, request.delegation) }));
    }
  }
  said.push(...security(before.security, now.security));
  if (before.on_air.microphone !== now.on_air.microphone) {
    said.push(t(now.on_air.microphone ? 'said-microphone-open' : 'said-microphone-closed'));
  }
  if (before.on_air.camera !== now.on_air.camera) {
    said.push(t(now.on_air.camera ? 'said-camera-open' : 'said-camera-closed'));
  }
  if (before.sharing !== now.sharing) {
    const sharer = now.sharing === null ? undefined : is.get(now.sharing);
    if (!sharer) said.push(t('said-sharing-ended'));
    else said.push(sharer.me ? t('said-sharing-me') : t('said-sharing', { name: nameOf(sharer) }));
  }
  if (before.chat.lines !== now.chat.lines) {
    const known = new Set(before.chat.lines.map((line) => line.id));
    for (const line of now.chat.lines) {
      if (!line.me && !known.has(line.id)) said.push(t('said-message', { name: nameOf(line), text: line.text }));
    }
  }
  return said;
}

/** That nothing is sent any more is an alert of its own. */
function security({ state: before }: Security, { state: now }: Security): string[] {
  if (before.is === now.is) return [];
  if (now.is === 'asking') return [t('said-asking')];
  if (now.is === 'encrypted') return [t(before.is === 'suspended' ? 'said-resumed' : 'said-encrypted')];
  return [];
}

function reach(before: Person, now: Person): string[] {
  const away = (person: Person): boolean => person.reach === 'interrupted' || person.reach === 'unreachable';
  if (away(now) && !away(before)) return [t('said-interrupted', { name: nameOf(now) })];
  if (away(before) && now.reach === 'connected') return [t('said-back', { name: nameOf(now) })];
  return [];
}

/** The sentences for the way from one view to the next. */
export function announcements(before: ViewModel | null, now: ViewModel | null): string[] {
  if (!before || !now || before === now) return [];
  const said: string[] = [];
  if (before.stage.is !== now.stage.is) said.push(t(`said-stage-${now.stage.is}`));
  else if (before.stage.is === 'meeting' && now.stage.is === 'meeting' && before.stage.id === now.stage.id) {
    said.push(...inRoom(before.stage, now.stage));
  }
  else if (before.stage.is === 'holding_room' && now.stage.is === 'holding_room') {
    said.push(...security(before.stage.security, now.stage.security));
  }
  const unkept = (view: ViewModel): boolean => view.keys.kept.is === 'locked' || view.keys.kept.is === 'session';
  if (unkept(before) && !unkept(now)) said.push(t('said-key-kept'));
  // That it is away is an alert of its own.
  if (before.link.is === 'down' && now.link.is === 'up') said.push(t('said-link-up'));
  return said.length > MOST ? said.slice(-MOST) : said;
}
