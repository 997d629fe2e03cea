// What the screen shows and does of trust, through the whole of it: the mark in the bar, requests, removal, keys.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { storyBackend } from '../bridge/fake/index.ts';
import { CODE, print } from '../bridge/fake/samples.ts';
import { Store } from '../bridge/store.svelte.ts';
import type { Intent, MeetingRoom } from '../bridge/types.ts';
import App from './App.svelte';
import { eachOnItsOwn, inRoom, key, show } from './show.stories.ts';

const plain = (text: string | null | undefined): string => (text ?? '').replace(/[\u2068\u2069]/g, '');

eachOnItsOwn();

describe('the mark in the bar', () => {
  it('promises encryption only where the program says so', async () => {
    await show('story=meeting');
    expect(screen.getByRole('button', { name: /^End-to-end encrypted\s*,\s*with one other person$/ })).toBeTruthy();
    cleanup();
    await show('story=meeting-not-encrypted');
    expect(screen.queryByText('End-to-end encrypted')).toBeNull();
    expect(screen.getByRole('button', { name: /Not encrypted/ })).toBeTruthy();
  });

  it('opens the panel by its key, with the code in six groups and to be read aloud', async () => {
    await show('story=meeting');
    await key('e', 'KeyE');
    const panel = await screen.findByRole('complementary');
    const groups = [...panel.querySelectorAll('.digits span')].map((each) => each.textContent);
    expect(groups).toHaveLength(6);
    expect(groups.every((each) => each?.length === 5)).toBe(true);
    expect(groups.join('')).toBe(CODE);
    expect(plain(within(panel).getByText(/Security code/).textContent)).toMatch(/^Security code: four eight two one three; nine zero four seven seven; /);
    cleanup();
    await show('story=meeting&lang=id');
    await key('e', 'KeyE');
    const told = await screen.findByText(/Kode keamanan/);
    expect(plain(told.textContent)).toContain('empat delapan dua satu tiga; ');
  });

  it('shows the roster log, the newest first, those who left too, and exports it', async () => {
    const { sent } = await show('story=meeting');
    await key('e', 'KeyE');
    const lines = [...(await screen.findByRole('complementary')).querySelectorAll('.log li')].map((each) => plain(each.textContent));
    expect(lines[0]).toContain('Budi Hartono was removed by Thandi Nkosi');
    expect(lines[1]).toContain('Lerato Moeketsi was not heard any more; Thandi Nkosi took them off the roster');
    expect(lines[2]).toContain('admitted by Thandi Nkosi and Retno Wibowo');
    expect(lines).toHaveLength(5);
    await fireEvent.click(screen.getByRole('button', { name: 'Export' }));
    expect(sent.at(-1)).toEqual({ is: 'export_roster_log' });
    await waitFor(() => expect(plain(screen.getByText(/Saved as/).textContent)).toContain('roster-log.json'));
  });

  it('says in red that nothing is sent, and is plainly off air', async () => {
    const { sent, tell } = await show('story=meeting-suspended');
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toMatch(/Nothing is sent.*signs of life/s);
    expect(screen.getByText('Off air')).toBeTruthy();
    expect(document.title).toMatch(/^Off air/);
    await fireEvent.click(within(alert).getByRole('button', { name: 'Leave' }));
    expect(sent).toEqual([{ is: 'leave' }]);
    cleanup();
    const again = await show('story=meeting-forked');
    expect(screen.getByRole('alert').textContent).toMatch(/different meetings/);
    again.tell(inRoom((room) => ({ security: { ...room.security, state: { is: 'encrypted', since: '2026-12-01T09:04:00Z', code: CODE, with: ['p4'] } } })));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(screen.getByText('The encryption is confirmed again.')).toBeTruthy();
    void tell;
  });
});

describe('who is who', () => {
  it('is told in words on each tile, the warning first', async () => {
    await show('story=meeting-trust');
    const names = screen.getAllByRole('article').map((each) => plain(each.getAttribute('aria-label')));
    expect(names).toContain('Adi Santoso and Credentialed');
    expect(names).toContain('Dewi Kartika and Self-issued');
    expect(names).toContain('Lerato Moeketsi, Other device and Credentialed');
    expect(names.some((each) => each.includes('Look-alike name, Self-issued and New to you'))).toBe(true);
  });

  it('says of who asks whether a chair put them out before', async () => {
    await show('story=meeting-request-removed');
    expect(within(screen.getByRole('region', { name: 'Requests to be admitted' })).getByText('Put out before')).toBeTruthy();
    cleanup();
    await show('story=meeting-request-waits');
    expect(screen.queryByText('Put out before')).toBeNull();
  });

  it('lets only a chair remove, and asks once more', async () => {
    const { sent, tell } = await show('story=meeting');
    await key('p', 'KeyP');
    await fireEvent.click(await screen.findByRole('button', { name: /Remove .*Thandi Nkosi.* from the meeting/ }));
    const dialog = screen.getByRole('dialog', { name: /Remove .*Thandi Nkosi/ });
    expect(sent).toEqual([]);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(sent).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: /Remove .*Thandi/ }));
    await fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Remove' }));
    expect(sent).toEqual([{ is: 'remove_participant', participant: 'p4' }]);
    cleanup();
    const other = await show('story=meeting');
    other.tell(inRoom((room) => ({ people: room.people.map((each) => (each.me && each.identity ? { ...each, identity: { ...each.identity, chair: false } } : each)) })));
    await key('p', 'KeyP');
    await screen.findByRole('complementary');
    expect(screen.queryByRole('button', { name: /Remove/ })).toBeNull();
    void tell;
  });
});

describe('requests to be admitted', () => {
  it('are reached by a key, answered only once they have been seen, and one after the other', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const backend = storyBackend(new URLSearchParams('story=meeting-requests'));
    const sent: Intent[] = [];
    const dispatch = backend.dispatch;
    backend.dispatch = async (intent) => {
      sent.push(intent);
      await dispatch(intent);
    };
    const store = new Store(backend);
    store.start();
    render(App, { store });
    await vi.advanceTimersByTimeAsync(50);
    // What waits for oneself comes before what waits for the other chair.
    const admit = screen.getByRole('button', { name: /^Admit: Thаndi Nkosi/ });
    await fireEvent.click(admit);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    await key('a', 'KeyA');
    expect(document.activeElement).toBe(admit);
    expect(sent).toEqual([]);
    await fireEvent.click(admit);
    expect(sent).toEqual([{ is: 'admit', participant: 'p9' }]);
    await vi.advanceTimersByTimeAsync(50);
    // The second click of a double click does not admit the next.
    await fireEvent.click(screen.getByRole('button', { name: /^Admit: Budi Hartono/ }));
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    await fireEvent.click(screen.getByRole('button', { name: /^Not now: Budi Hartono/ }));
    expect(sent.at(-1)).toEqual({ is: 'refuse_admission', participant: 'p8' });
    await vi.advanceTimersByTimeAsync(50);
    // The last only waits for the other side: nothing to press.
    expect(plain(screen.getByRole('region', { name: 'Requests to be admitted' }).textContent)).toMatch(/South Africa:\s*has not answered yet/);
    expect(screen.queryByRole('button', { name: /^Admit/ })).toBeNull();
  });

  it('are announced politely, without taking the focus', async () => {
    const { tell } = await show('story=meeting-request');
    tell(inRoom(() => ({ requests: [] })));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Requests to be admitted' })).toBeNull());
    const focused = document.activeElement;
    const [request] = (storyRoom('meeting-request')).requests;
    tell(inRoom(() => ({ requests: request ? [request] : [] })));
    await waitFor(() => expect(screen.getByText(/asks to be admitted. Press A/).closest('[aria-live="polite"]')).toBeTruthy());
    expect(document.activeElement).toBe(focused);
  });

  it('are shown to nobody who cannot answer them', async () => {
    const { tell } = await show('story=meeting-request-waits');
    expect(screen.getByRole('region', { name: 'Requests to be admitted' })).toBeTruthy();
    tell(inRoom((room) => ({ people: room.people.map((each) => (each.me && each.identity ? { ...each, identity: { ...each.identity, chair: false } } : each)) })));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Requests to be admitted' })).toBeNull());
  });
});

describe('asking to be admitted', () => {
  it('says who has to agree, and that nothing leaves meanwhile', async () => {
    const { sent } = await show('story=holding-room-asking');
    const asking = screen.getByRole('region', { name: 'You have asked to be admitted' });
    expect(asking.textContent).toMatch(/off air.*Nothing leaves this machine/);
    const lines = within(asking).getAllByRole('listitem').map((each) => plain(each.textContent).replace(/\s+/g, ' ').trim());
    expect(lines).toEqual(['Chair of Indonesia Siti Rahayu agrees', 'Chair of South Africa Thandi Nkosi has not answered yet']);
    expect(screen.queryByRole('button', { name: /Join the meeting/ })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Stop asking' }));
    expect(sent).toEqual([{ is: 'leave' }]);
  });
});

describe('identity and keys', () => {
  it('pins a root by a typed fingerprint, and keeps what was typed when it is none', async () => {
    const { sent } = await show('story=identity-first&open=identity');
    const dialog = screen.getByRole('dialog', { name: 'Settings' });
    const code = within(dialog).getByLabelText<HTMLInputElement>('Delegation');
    const fingerprint = within(dialog).getByLabelText<HTMLInputElement>('Fingerprint');
    await fireEvent.input(code, { target: { value: 'za' } });
    await fireEvent.input(fingerprint, { target: { value: 'abc' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Trust' }));
    expect(sent).toEqual([{ is: 'pin_root', delegation: 'ZA', fingerprint: 'abc' }]);
    await within(dialog).findByText(/not a fingerprint/);
    expect(fingerprint.value).toBe('abc');
    await fireEvent.input(fingerprint, { target: { value: print(9).toUpperCase() } });
    await fireEvent.submit(fingerprint.closest('form')!);
    await within(dialog).findByRole('button', { name: /No longer trust: .*South Africa/ });
    expect([code.value, fingerprint.value]).toEqual(['', '']);
  });

  it('trusts a changed root only once it was compared', async () => {
    const { sent } = await show('story=identity-changed&open=identity');
    const confirm = screen.getByRole<HTMLButtonElement>('button', { name: 'Trust the new root' });
    expect(confirm.disabled).toBe(true);
    await fireEvent.click(screen.getByRole('checkbox', { name: /compared/ }));
    expect(confirm.disabled).toBe(false);
    await fireEvent.click(confirm);
    expect(sent).toEqual([{ is: 'confirm_root', delegation: 'ZA' }]);
    await waitFor(() => expect(screen.queryByText(/Another root was shown/)).toBeNull());
  });

  it('is a page of the settings, turned by arrow keys, and chooses who is admitted', async () => {
    const { sent } = await show('story=desk-due');
    await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    const general = screen.getByRole('tab', { name: 'General' });
    expect(general.getAttribute('aria-selected')).toBe('true');
    await fireEvent.keyDown(general, { key: 'ArrowRight' });
    await waitFor(() => expect(screen.getByRole('tab', { name: 'Identity and keys' }).getAttribute('aria-selected')).toBe('true'));
    await fireEvent.click(screen.getByRole('radio', { name: 'Admit every valid invitation' }));
    expect(sent).toEqual([{ is: 'set_admission', ask: false }]);
  });

  it('is where a notice of a changed root leads', async () => {
    await show('story=meeting-trust-notices');
    expect(plain(screen.getByText(/shows another ministry root/).textContent)).toContain('delegation of South Africa');
    await fireEvent.click(screen.getByRole('button', { name: 'Identity and keys' }));
    expect(screen.getByRole('tab', { name: 'Identity and keys' }).getAttribute('aria-selected')).toBe('true');
  });
});

/** The meeting of a story. */
function storyRoom(name: string): MeetingRoom {
  let found: MeetingRoom | undefined;
  void storyBackend(new URLSearchParams(`story=${name}`)).subscribe((update) => {
    if (update.is === 'snapshot' && update.view.stage.is === 'meeting') found = update.view.stage;
  });
  if (!found) throw new Error('no meeting');
  return found;
}
