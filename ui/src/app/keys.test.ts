// What the screen shows and does of the key of this machine: the banner on the desk, the passphrase, and what stays nowhere.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Keys, ViewModel } from '../bridge/types.ts';
import { eachOnItsOwn, show } from './show.stories.ts';

eachOnItsOwn();

const GOOD = 'correct horse battery staple';
const keys = (rest: Partial<Keys>) => (view: ViewModel): ViewModel => ({ ...view, keys: { ...view.keys, ...rest } });
const type = (field: HTMLElement, value: string): Promise<boolean> => fireEvent.input(field, { target: { value } });

describe('a key that is not kept', () => {
  it('is said on the desk, with why and what it means, and not where it is kept', async () => {
    await show('story=desk-key-unkept');
    const banner = screen.getByRole('region', { name: 'Identity and keys' });
    expect(banner.textContent).toMatch(/not kept\. .*no keyring.*have not met.*encrypted file/s);
    expect(within(banner).getAllByRole('button').map((each) => each.textContent)).toEqual(['Set a passphrase']);
    expect(screen.queryByRole('dialog')).toBeNull();
    cleanup();
    await show('story=desk-due');
    expect(screen.queryByRole('region', { name: 'Identity and keys' })).toBeNull();
  });

  it('is kept with a passphrase that was typed twice', async () => {
    const { sent, store } = await show('story=desk-key-unkept');
    await fireEvent.click(screen.getByRole('button', { name: 'Set a passphrase' }));
    const dialog = screen.getByRole('dialog', { name: 'Keep your key' });
    const [first, second] = [within(dialog).getByLabelText<HTMLInputElement>('Passphrase'), within(dialog).getByLabelText<HTMLInputElement>('The same once more')];
    expect([first.type, second.type, first.autocomplete]).toEqual(['password', 'password', 'new-password']);
    const keep = within(dialog).getByRole('button', { name: 'Keep the key' });

    await type(first, 'moss');
    expect(within(dialog).getByText('Too short yet')).toBeTruthy();
    await fireEvent.click(keep);
    expect(within(dialog).getByRole('alert').textContent).toContain('8 characters');
    await type(first, GOOD);
    expect(within(dialog).queryByRole('alert')).toBeNull();
    expect(within(dialog).getByText('Hard to guess')).toBeTruthy();
    await type(second, 'correct horse battery stable');
    await fireEvent.click(keep);
    expect(within(dialog).getByRole('alert').textContent).toContain('differ');
    expect([first.value, sent]).toEqual([GOOD, []]);
    await type(second, GOOD);
    await fireEvent.click(keep);
    expect(sent).toEqual([{ is: 'keep_key', passphrase: GOOD }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.queryByRole('region', { name: 'Identity and keys' })).toBeNull();
    expect(screen.getByText('Your key is open and kept.').closest('[aria-live="polite"]')).toBeTruthy();
    // It is in nothing that the screen holds.
    expect(JSON.stringify(store.view)).not.toContain(GOOD);
    expect(document.body.innerHTML).not.toContain(GOOD);
    expect([first.value, second.value].join('')).toBe('');
  });

  it('says in the dialog what the disk said, and waits while it is being kept', async () => {
    const { sent, tell } = await show('story=desk-key-unkept');
    await fireEvent.click(screen.getByRole('button', { name: 'Set a passphrase' }));
    const dialog = screen.getByRole('dialog');
    tell(keys({ refused: { is: 'key_not_kept', detail: 'an old story' } }));
    expect(within(dialog).queryByRole('alert')).toBeNull();
    tell(keys({ opening: true }));
    await type(within(dialog).getByLabelText('Passphrase'), GOOD);
    await type(within(dialog).getByLabelText('The same once more'), GOOD);
    await waitFor(() => expect(within(dialog).getByRole('status').textContent).toBe('One moment'));
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Keep the key' }));
    expect(sent).toEqual([]);
  });
});

describe('a key that is locked', () => {
  it('is asked for at the start; a wrong passphrase is said and stays to be mended', async () => {
    const { sent } = await show('story=desk-key-locked');
    const dialog = screen.getByRole('dialog', { name: 'Unlock your key' });
    const field = within(dialog).getByLabelText<HTMLInputElement>('Passphrase');
    expect(field.autocomplete).toBe('current-password');
    await type(field, 'wrong');
    await fireEvent.submit(field.closest('form')!);
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toMatch(/not the passphrase.*Caps Lock/));
    expect([field.value, field.getAttribute('aria-invalid')]).toEqual(['wrong', 'true']);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Show the passphrase' }));
    expect(field.type).toBe('text');
    await type(field, GOOD);
    await fireEvent.submit(field.closest('form')!);
    expect(sent).toEqual([{ is: 'unlock_key', passphrase: 'wrong' }, { is: 'unlock_key', passphrase: GOOD }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(field.value).toBe('');
  });

  it('can be left for later, and is there on the desk and in the settings', async () => {
    const { sent } = await show('story=desk-key-locked');
    await type(screen.getByLabelText('Passphrase'), 'half a pass');
    await fireEvent.click(screen.getByRole('button', { name: 'Go on without' }));
    expect([screen.queryByRole('dialog'), sent]).toEqual([null, []]);
    const banner = screen.getByRole('region', { name: 'Identity and keys' });
    await fireEvent.click(within(banner).getByRole('button', { name: 'Unlock' }));
    expect(screen.getByLabelText<HTMLInputElement>('Passphrase').value).toBe('');
    await fireEvent.click(screen.getByRole('button', { name: 'Go on without' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    await fireEvent.click(screen.getByRole('tab', { name: 'Identity and keys' }));
    await fireEvent.click(within(screen.getByRole('dialog', { name: 'Settings' })).getByRole('button', { name: 'Unlock' }));
    expect(screen.getAllByRole('dialog').map((each) => each.getAttribute('aria-labelledby') && each.querySelector('h2')?.textContent)).toEqual(['Unlock your key']);
  });

  it('is not asked for in a meeting, whose key stays what it is', async () => {
    const { tell } = await show('story=meeting');
    tell(keys({ kept: { is: 'locked', path: '/x/device.key' } }));
    expect(screen.queryByRole('dialog')).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    await fireEvent.click(screen.getByRole('tab', { name: 'Identity and keys' }));
    const dialog = screen.getByRole('dialog', { name: 'Settings' });
    expect(within(dialog).queryByRole('button', { name: 'Unlock' })).toBeNull();
    expect(within(dialog).getByText(/stays as it is until you have left/)).toBeTruthy();
  });
});

describe('a keyring that is locked', () => {
  it('is tried again, and says what it said', async () => {
    const { sent, tell } = await show('story=desk-key-keyring');
    const banner = screen.getByRole('region', { name: 'Identity and keys' });
    expect(within(banner).getAllByRole('button').map((each) => each.textContent)).toEqual(['Try again', 'Set a passphrase']);
    tell(keys({ opening: true }));
    await waitFor(() => expect(within(banner).getByRole('button', { name: 'Try again' }).getAttribute('aria-disabled')).toBe('true'));
    tell(keys({ opening: false, kept: { is: 'session', why: 'failed', can_keep: false }, refused: { is: 'key_unavailable', detail: 'the entry is gone' } }));
    await waitFor(() => expect(banner.textContent).toContain('the entry is gone'));
    await fireEvent.click(within(banner).getByRole('button', { name: 'Try again' }));
    expect(sent).toEqual([{ is: 'retry_key' }]);
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Identity and keys' })).toBeNull());
  });
});
