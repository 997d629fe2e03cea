// From a pressed key to an action: never while somebody types, and by the letter, wherever it is on the keyboard.
import { CATALOGUE, type Action } from './catalogue.ts';

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat' | 'isComposing'>;

/**
 * The action of a key. By the Latin letter that the layout gives; on a layout without Latin letters (Russian, Arabic)
 * by the place where the letter is printed beside the other one.
 */
export function actionOf(event: Pressed): Action | null {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return null;
  if (['?', '؟', '？'].includes(event.key)) return 'keys';
  const letter = /^[a-z]$/i.test(event.key)
    ? event.key.toUpperCase()
    : /^\p{L}$/u.test(event.key)
      ? /^Key([A-Z])$/.exec(event.code)?.[1]
      : undefined;
  return CATALOGUE.find((entry) => entry.key === letter)?.action ?? null;
}

/** Whether keys belong to what has the focus: a field to type in, or a list to choose from. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

/** Whether the space bar means something to what has the focus. */
function takesSpace(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, input, textarea, select, summary, [tabindex="0"]') !== null;
}

export type Handlers = Partial<Record<Action, () => void>>;

export type PushToTalk = {
  /** Whether the microphone is closed, so that holding the space bar opens it. */
  closed: () => boolean;
  set: (open: boolean) => void;
};

/** Listens until the returned function is called. Silent while a dialog is open: it has keys of its own. */
export function listen(target: Window, handlers: Handlers, talk?: PushToTalk): () => void {
  let held = false;
  const release = (): void => {
    if (!held) return;
    held = false;
    talk?.set(false);
  };
  const down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || typing(event.target) || document.querySelector('dialog[open]')) return;
    if (event.code === 'Space' && talk && !takesSpace(event.target)) {
      event.preventDefault();
      if (!event.repeat && !held && talk.closed()) {
        held = true;
        talk.set(true);
      }
      return;
    }
    const action = actionOf(event);
    const handler = action && handlers[action];
    if (!handler) return;
    event.preventDefault();
    handler();
  };
  const up = (event: KeyboardEvent): void => {
    if (event.code === 'Space') release();
  };
  target.addEventListener('keydown', down);
  target.addEventListener('keyup', up);
  // Another window took the keyboard: the key-up will never come.
  target.addEventListener('blur', release);
  return () => {
    release();
    target.removeEventListener('keydown', down);
    target.removeEventListener('keyup', up);
    target.removeEventListener('blur', release);
  };
}
