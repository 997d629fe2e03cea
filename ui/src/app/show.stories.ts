// For tests: the whole screen with a story behind it, what is wished of it kept, and its view to be changed.
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Backend } from '../bridge/backend.ts';
import { storyBackend } from '../bridge/fake/index.ts';
import { Store } from '../bridge/store.svelte.ts';
import type { Intent, MeetingRoom, ViewModel } from '../bridge/types.ts';
import { i18n } from '../i18n/index.svelte.ts';
import App from './App.svelte';

/** A story on the screen. */
export interface Shown {
  /** What was dispatched. */
  sent: Intent[];
  store: Store;
  /** Changes the view as the program would. */
  tell: (change: (view: ViewModel) => ViewModel) => void;
}

/** Shows a story; what is dispatched is kept. `change` is made to the backend before anything is shown. */
export async function show(query: string, change?: (backend: Backend) => void): Promise<Shown> {
  const asked = new URLSearchParams(query);
  const backend = storyBackend(asked);
  change?.(backend);
  const sent: Intent[] = [];
  const dispatch = backend.dispatch;
  backend.dispatch = async (intent) => {
    sent.push(intent);
    await dispatch(intent);
  };
  const store = new Store(backend);
  store.start();
  render(App, { store, opened: asked.get('open') === 'identity' ? 'identity' : asked.get('open') === 'ministry' ? 'ministry' : asked.get('open') === 'desk' ? 'desk' : null });
  await screen.findByRole('heading', { level: 1 });
  return { sent, store, tell: (change) => void (store.view = change(store.view!)) };
}

/** A change of the meeting's room, for `tell`. */
export function inRoom(change: (room: MeetingRoom) => Partial<MeetingRoom>): (view: ViewModel) => ViewModel {
  return (view) => {
    const stage = view.stage as ViewModel['stage'] & { is: 'meeting' };
    return { ...view, stage: { ...stage, ...change(stage) } };
  };
}

/** Presses a key anywhere on the page. */
export const key = (name: string, code: string): Promise<boolean> => fireEvent.keyDown(document.body, { key: name, code });

/** Before and after each test of the whole screen: a clock that stands, English, no canvas (jsdom has none). */
export function eachOnItsOwn(): void {
  beforeEach(async () => {
    vi.setSystemTime(Date.parse('2026-12-01T09:04:07Z'));
    await i18n.use('en');
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });
}
