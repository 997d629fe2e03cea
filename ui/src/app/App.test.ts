// The screen as a whole: which stage is shown for which view, and where the focus goes.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import { storyBackend } from '../bridge/fake/index.ts';
import { Store } from '../bridge/store.svelte.ts';
import type { Intent, ViewModel } from '../bridge/types.ts';
import App from './App.svelte';
import { eachOnItsOwn, inRoom, key, show } from './show.stories.ts';

/** Makes the program take every wish and tell nothing yet; what it took. */
function busy(store: Store): Intent[] {
  const sent: Intent[] = [];
  store.backend.dispatch = (intent) => {
    sent.push(intent);
    return Promise.resolve();
  };
  return sent;
}

eachOnItsOwn();

describe('the desk', () => {
  it('has one button for what is due, and the time of both capitals', async () => {
    const { sent } = await show('story=desk-due');
    const due = screen.getByRole('region', { name: 'Due now' });
    expect(within(due).getByText('16:00')).toBeTruthy();
    expect(within(due).getByText('11:00')).toBeTruthy();
    await fireEvent.click(within(due).getByRole('button'));
    expect(sent).toEqual([{ is: 'enter_holding_room', meeting: 'm1' }]);
    await waitFor(() => expect(document.activeElement?.tagName).toBe('H1'));
  });

  it('keeps what stands in the link field and says what is wrong with it', async () => {
    const { sent } = await show('story=desk-first-run');
    const field = screen.getByLabelText<HTMLInputElement>('Invitation link');
    await fireEvent.input(field, { target: { value: 'https://example.org' } });
    await fireEvent.submit(field.closest('form')!);
    expect(sent).toEqual([{ is: 'draft_link', text: 'https://example.org' }, { is: 'open_link', text: 'https://example.org' }]);
    await screen.findByText(/not an invitation link/);
    expect(field.value).toBe('https://example.org');
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('tells the profile as it is typed', async () => {
    const { sent } = await show('story=desk-first-run');
    await fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'Ana' } });
    expect(sent.at(-1)).toEqual({ is: 'set_profile', name: 'Ana', title: '' });
  });
});

describe('the holding room', () => {
  it('is plainly off air, whatever will be open', async () => {
    await show('story=holding-room');
    expect(screen.getByText('Off air')).toBeTruthy();
    expect(screen.queryByText('On air')).toBeNull();
  });

  it('joins once it has been entered, not before', async () => {
    const { sent, tell } = await show('story=holding-room-entering');
    const join = screen.getByRole('button', { name: /Join the meeting/ });
    await fireEvent.click(join);
    expect(sent).toEqual([]);
    tell((view) => ({ ...view, stage: { ...(view.stage as ViewModel['stage'] & { is: 'holding_room' }), entered: true } }));
    await waitFor(() => expect(join.getAttribute('aria-disabled')).toBe('false'));
    await fireEvent.click(join);
    expect(sent).toContainEqual({ is: 'join' });
  });

  it('shows progress only after half a second', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const backend = storyBackend(new URLSearchParams('story=holding-room-joining'));
    const store = new Store(backend);
    store.start();
    render(App, { store });
    await vi.advanceTimersByTimeAsync(400);
    expect(screen.queryByText('Joining')).toBeNull();
    await vi.advanceTimersByTimeAsync(200);
    expect(screen.getByText('Joining')).toBeTruthy();
  });

  it('opens and closes by the same keys as the meeting', async () => {
    const { sent } = await show('story=holding-room');
    await key('m', 'KeyM');
    await key('v', 'KeyV');
    expect(sent).toEqual([{ is: 'set_microphone', open: false }, { is: 'set_camera', open: false }]);
  });
});

describe('the meeting', () => {
  it('seats each on their side, and says of each what is to be known', async () => {
    await show('story=meeting-states');
    const south = screen.getByRole('region', { name: /South Africa/ });
    const tiles = within(south).getAllByRole('article');
    expect(tiles.map((tile) => tile.getAttribute('aria-label'))).toEqual([
      'Thandi Nkosi, Interrupted and Credentialed',
      'Pieter van Wyk, Unreachable, Self-issued and New to you',
    ]);
  });

  it('answers to its keys', async () => {
    const { sent } = await show('story=meeting');
    for (const [name, code] of [['m', 'KeyM'], ['v', 'KeyV'], ['c', 'KeyC'], ['l', 'KeyL']] as const) await key(name, code);
    // A letter is soon pressed by mistake.
    const dialog = screen.getByRole('dialog', { name: 'Leave the meeting?' });
    expect(sent).toHaveLength(3);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(sent).toHaveLength(3);
    await key('l', 'KeyL');
    await fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Leave' }));
    expect(sent).toEqual([
      { is: 'set_microphone', open: false },
      { is: 'set_camera', open: false },
      { is: 'show_chat', open: true },
      { is: 'leave' },
    ]);
  });

  it('asks which screen where there are several', async () => {
    const { sent } = await show('story=meeting');
    await key('s', 'KeyS');
    await fireEvent.click(await screen.findByRole('button', { name: /DELL/ }));
    expect(sent).toEqual([{ is: 'share_screen', device: 'screen-2' }]);
    await key('s', 'KeyS');
    expect(sent.at(-1)).toEqual({ is: 'stop_sharing' });
  });

  it('does not take a screen from somebody who shares', async () => {
    await show('story=meeting-share');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Share' }).disabled).toBe(true);
  });

  it('keeps the draft of the chat, and frees the field when the message goes out', async () => {
    const { sent } = await show('story=meeting-share-chat');
    const field = screen.getByLabelText<HTMLTextAreaElement>('Message to everyone');
    expect(field.value).toBe('We accept 7.3 as it stands,');
    await waitFor(() => expect(document.activeElement).toBe(field));
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(sent).toEqual([{ is: 'send_chat' }]);
    await waitFor(() => expect(field.value).toBe(''));
    // A letter typed in the field is a letter.
    await fireEvent.keyDown(field, { key: 'm', code: 'KeyM' });
    expect(sent).toHaveLength(1);
  });

  it('loses no letter to views that come while one types, nor to the message before', async () => {
    const { store, tell } = await show('story=meeting-share-chat');
    const field = screen.getByLabelText<HTMLTextAreaElement>('Message to everyone');
    // A busy program: what it tells of the chat lags behind.
    const sent = busy(store);
    const told = (draft: string): void => tell(inRoom((room) => ({ chat: { ...room.chat, draft } })));
    const type = async (text: string): Promise<void> => {
      for (const letter of text) {
        await fireEvent.input(field, { target: { value: field.value + letter } });
        told('We accept 7.3 as it stands,');
        await tick();
        told('We accept 7.3 as it stands,');
        await tick();
      }
    };
    await type(' almost.');
    expect(field.value).toBe('We accept 7.3 as it stands, almost.');
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(field.value).toBe(''));
    await type('Not 7.4.');
    expect(field.value).toBe('Not 7.4.');
    expect(sent.filter((intent) => intent.is === 'send_chat')).toHaveLength(1);
    expect(sent.at(-1)).toEqual({ is: 'draft_chat', text: 'Not 7.4.' });
  });

  it('keeps a message that is too long in the field', async () => {
    const { store } = await show('story=meeting-share-chat');
    const field = screen.getByLabelText<HTMLTextAreaElement>('Message to everyone');
    const sent = busy(store);
    const long = 'x'.repeat(4_001);
    await fireEvent.input(field, { target: { value: long } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(sent.at(-1)).toEqual({ is: 'send_chat' });
    expect(field.value).toBe(long);
  });

  it('gives a message back that the program did not take', async () => {
    await show('story=meeting-share-chat&deaf');
    const field = screen.getByLabelText<HTMLTextAreaElement>('Message to everyone');
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(await screen.findByText(/did not take what you asked for/)).toBeTruthy();
    expect(field.value).toBe('We accept 7.3 as it stands,');
  });

  it('tells a lost network from an absent server', async () => {
    await show('story=meeting-network-lost');
    expect(screen.getByRole('alert').textContent).toMatch(/network is lost/);
    cleanup();
    const { sent } = await show('story=meeting-server-away');
    expect(screen.getByRole('alert').textContent).toMatch(/server is away.*call goes on/s);
    await fireEvent.click(within(screen.getByRole('alert')).getByRole('button', { name: 'Try now' }));
    expect(sent).toEqual([{ is: 'retry_now' }]);
  });

  it('says it when the program does not take a wish', async () => {
    await show('story=meeting&deaf');
    await key('m', 'KeyM');
    expect(await screen.findByText(/did not take what you asked for/)).toBeTruthy();
  });

  it('announces who leaves', async () => {
    const { tell } = await show('story=meeting');
    tell(inRoom((room) => ({ people: room.people.filter((person) => person.me) })));
    await waitFor(() => expect(screen.getByText(/Thandi Nkosi.*has left/).closest('[aria-live="polite"]')).toBeTruthy());
  });
});

describe('after the meeting', () => {
  it('shows what was typed and not sent, and the way back', async () => {
    const { sent } = await show('story=ended-draft');
    expect(screen.getByText(/We accept 7.3 as it stands, and would return/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /holding room/ }));
    expect(sent).toEqual([{ is: 'rejoin' }]);
  });
});

describe('language and appearance', () => {
  it('change while the program runs', async () => {
    const { sent } = await show('story=desk-due');
    expect([document.documentElement.lang, document.documentElement.dir, document.documentElement.dataset['theme']]).toEqual(['en', 'ltr', 'light']);
    await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    await fireEvent.change(screen.getByLabelText('Language'), { target: { value: 'ar' } });
    await fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(sent).toEqual([{ is: 'set_language', language: 'ar' }, { is: 'set_theme', theme: 'dark' }]);
    await waitFor(() => expect([document.documentElement.lang, document.documentElement.dir, document.documentElement.dataset['theme']]).toEqual(['ar', 'rtl', 'dark']));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('المكتب');
  });
});
