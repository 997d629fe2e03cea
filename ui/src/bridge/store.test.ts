// The view in the screen: snapshot, patches, what is lost on the way.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend, Update } from './backend.ts';
import { view } from './fake/samples.ts';
import { Store } from './store.svelte.ts';

const desk = () => view({ is: 'desk', meetings: [], link_draft: '', link_problem: null });

function backend(): Backend & { tell: (update: Update) => void; subscriptions: number } {
  const made = {
    tell: (_update: Update) => undefined as void,
    subscriptions: 0,
    dispatch: vi.fn(async () => undefined),
    subscribe: vi.fn(async (onUpdate: (update: Update) => void) => {
      made.subscriptions += 1;
      made.tell = onUpdate;
    }),
    rendererInfo: async () => ({ url: '', token: '' }),
    stageLayout: async () => undefined,
    appInfo: async () => ({ version: '1.2.3', test: true }),
  };
  return made;
}

describe('Store', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it('takes a snapshot, then patches', async () => {
    const behind = backend();
    const store = new Store(behind);
    store.start();
    await vi.runAllTimersAsync();
    expect(store.view).toBeNull();
    behind.tell({ is: 'snapshot', view: desk() });
    const before = store.view;
    behind.tell({ is: 'patch', ops: [{ op: 'replace', path: '/settings/theme', value: 'dark' }] });
    expect(store.view?.settings.theme).toBe('dark');
    expect(store.view?.stage).toBe(before?.stage);
    expect(store.version).toBe('1.2.3');
  });

  it('asks for a new snapshot when a patch does not fit, and ignores the old subscription', async () => {
    const behind = backend();
    const store = new Store(behind);
    store.start();
    await vi.runAllTimersAsync();
    const old = behind.tell;
    old({ is: 'snapshot', view: desk() });
    old({ is: 'patch', ops: [{ op: 'replace', path: '/nothing/here', value: 1 }] });
    const shown = store.view;
    expect(shown).not.toBeNull();
    old({ is: 'patch', ops: [{ op: 'replace', path: '/settings/theme', value: 'dark' }] });
    expect(store.view).toBe(shown);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(behind.subscriptions).toBe(2);
    behind.tell({ is: 'snapshot', view: desk() });
    behind.tell({ is: 'patch', ops: [{ op: 'replace', path: '/settings/theme', value: 'light' }] });
    expect(store.view?.settings.theme).toBe('light');
  });

  it('says once that a wish was not taken, and forgets it when the next one is', async () => {
    const behind = backend();
    const store = new Store(behind);
    vi.mocked(behind.dispatch).mockRejectedValue(new Error('gone'));
    await expect(store.send({ is: 'join' })).resolves.toBe(false);
    await store.send({ is: 'join' });
    expect(store.failures.map((failure) => failure.is)).toEqual(['dispatch']);
    vi.mocked(behind.dispatch).mockResolvedValue();
    await expect(store.send({ is: 'join' })).resolves.toBe(true);
    expect(store.failures).toEqual([]);
  });

  it('says that the program is lost only while there is nothing to show, and tries again', async () => {
    const behind = backend();
    vi.mocked(behind.subscribe).mockRejectedValueOnce(new Error('gone'));
    const store = new Store(behind);
    store.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(store.lost).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.lost).toBe(false);
    expect(behind.subscriptions).toBe(1);
  });
});
