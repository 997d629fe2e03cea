// The servers of the scheduling desk by screen: typed, tried, kept; and passwords that stay nowhere.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { DeskOffice } from '../bridge/desk-settings.ts';
import { eachOnItsOwn, show, type Shown } from './show.stories.ts';

eachOnItsOwn();

const SECRET = 'swordfish of the third floor';
const type = (field: HTMLElement, value: string): Promise<boolean> => fireEvent.input(field, { target: { value } });
const plain = (text: string | null | undefined): string => (text ?? '').replace(/[\u2068\u2069]/g, '');
const dialog = () => within(screen.getByRole('dialog', { name: 'Settings' }));
const part = (name: string) => within(dialog().getByRole('group', { name }));

type Saved = Parameters<DeskOffice['save']>[0];
type Tried = Parameters<DeskOffice['test']>[0];
async function page(story: string, query = ''): Promise<{ saved: Saved[]; tried: Tried[]; shown: Shown }> {
  const saved: Saved[] = [];
  const tried: Tried[] = [];
  const shown = await show(`story=${story}&open=desk${query}`, (backend) => {
    const office = backend.deskOffice!;
    backend.deskOffice = {
      load: () => office.load(),
      save: (request) => (saved.push(request), office.save(request)),
      test: (request) => (tried.push(request), office.test(request)),
      shelf: office.shelf,
    };
  });
  await dialog().findByRole('group', { name: 'Mail that goes out' });
  return { saved, tried, shown };
}

describe('the servers of the desk', () => {
  it('are typed, kept, and the password is nowhere afterwards', async () => {
    const { saved, shown } = await page('settings-desk-first');
    const out = part('Mail that goes out');
    await type(out.getByLabelText('Server'), 'mail.kemlu.example');
    await fireEvent.change(out.getByLabelText('Encryption'), { target: { value: 'starttls' } });
    expect(out.getByLabelText<HTMLInputElement>('Port').value).toBe('587');
    await type(out.getByLabelText('User name'), 'protocol');
    const secret = out.getByLabelText<HTMLInputElement>('Password');
    expect(secret.type).toBe('password');
    await type(secret, SECRET);
    const meetings = part('Meetings');
    await type(meetings.getByLabelText('Address'), 'https://meet.kemlu.example');
    await type(meetings.getByLabelText('Organisers’ token'), 'a long enough token');
    await fireEvent.change(dialog().getByLabelText('Remind before a meeting'), { target: { value: '15' } });
    await fireEvent.click(dialog().getByRole('button', { name: 'Save' }));
    await dialog().findByText('Saved.');
    expect(saved).toEqual([{
      settings: {
        mail_out: { host: 'mail.kemlu.example', port: 587, security: 'starttls', user: 'protocol', folder: null }, mail_in: null, calendar: null,
        meetings: { address: 'https://meet.kemlu.example' }, reminder: 15,
      },
      passwords: { mail_out: SECRET, meetings: 'a long enough token' },
    }]);
    expect(secret.value).toBe('');
    expect(part('Mail that goes out').getByText(/A password is kept/)).toBeTruthy();
    expect(part('Meetings').getByText(/A token is kept/)).toBeTruthy();
    expect(document.body.innerHTML + JSON.stringify(shown.store.view)).not.toContain(SECRET);
  });

  it('say that without a keyring passwords last until the end', async () => {
    await page('settings-desk-first', '&session');
    await fireEvent.click(dialog().getByRole('button', { name: 'Save' }));
    await dialog().findByText(/no keyring/);
  });

  it('are tried as they were typed, and say what was found', async () => {
    const { tried } = await page('settings-desk');
    const out = part('Mail that goes out');
    await waitFor(() => expect(out.getByLabelText<HTMLInputElement>('Server').value).toBe('mail.kemlu.example'));
    await type(out.getByLabelText('Server'), 'other.kemlu.example');
    await fireEvent.click(out.getByRole('button', { name: 'Test this' }));
    await out.findByText(/mail can go out/);
    expect([tried[0]?.what, tried[0]?.settings.mail_out?.host, tried[0]?.password]).toEqual(['mail_out', 'other.kemlu.example', null]);
    const calendar = part('The ministry’s calendar');
    await fireEvent.click(calendar.getByRole('button', { name: 'Test this' }));
    expect((await calendar.findByRole('alert')).textContent).toContain('No password is kept');
    await type(calendar.getByLabelText('Password'), SECRET);
    await fireEvent.click(calendar.getByRole('button', { name: 'Test this' }));
    await waitFor(() => expect(plain(calendar.getByRole('status').textContent)).toContain('Calendars found: 3'));
    expect(calendar.queryByRole('alert')).toBeNull();
  });

  it.each([
    ['login', /does not accept this name and password/],
    ['untrusted', /cannot prove who it is.*certificate has expired/],
    ['no_such_host', /no server of this name/],
  ])('say why a trial failed: %s', async (refuse, words) => {
    await page('settings-desk', `&refuse=${refuse}`);
    const out = part('Mail that goes out');
    await fireEvent.click(out.getByRole('button', { name: 'Test this' }));
    expect(plain((await out.findByRole('alert')).textContent)).toMatch(words);
  });

  it('mark what cannot be, and lose nothing of what was typed', async () => {
    await page('settings-desk-first');
    const out = part('Mail that goes out');
    await type(out.getByLabelText('User name'), 'protocol');
    await type(out.getByLabelText('Password'), SECRET);
    await fireEvent.click(dialog().getByRole('button', { name: 'Save' }));
    await dialog().findByText(/cannot be so/);
    expect(out.getByLabelText('Server').getAttribute('aria-invalid')).toBe('true');
    expect(out.getByText('This must be filled in.')).toBeTruthy();
    expect([out.getByLabelText<HTMLInputElement>('User name').value, out.getByLabelText<HTMLInputElement>('Password').value]).toEqual(['protocol', SECRET]);
  });

  it('are reached by the arrow keys of the tabs', async () => {
    await page('settings-desk');
    const tab = dialog().getByRole('tab', { name: 'Scheduling desk' });
    expect(tab.getAttribute('aria-selected')).toBe('true');
    await fireEvent.keyDown(tab, { key: 'ArrowLeft' });
    expect(dialog().getByRole('tab', { name: 'Identity and keys' }).getAttribute('aria-selected')).toBe('true');
  });
});

it('finds again what was typed and not saved, but for passwords', async () => {
  await page('settings-desk-first');
  await type(part('Mail that goes out').getByLabelText('Server'), 'mail.kemlu.example');
  await type(part('Mail that goes out').getByLabelText('Password'), SECRET);
  await fireEvent.click(dialog().getByRole('tab', { name: 'General' }));
  await fireEvent.click(dialog().getByRole('tab', { name: 'Scheduling desk' }));
  await dialog().findByText(/not saved yet/);
  expect(part('Mail that goes out').getByLabelText<HTMLInputElement>('Server').value).toBe('mail.kemlu.example');
  expect(part('Mail that goes out').getByLabelText<HTMLInputElement>('Password').value).toBe('');
  await fireEvent.click(dialog().getByRole('button', { name: 'Save' }));
  await dialog().findByText('Saved.');
  await fireEvent.click(dialog().getByRole('tab', { name: 'General' }));
  await fireEvent.click(dialog().getByRole('tab', { name: 'Scheduling desk' }));
  await waitFor(() => expect(part('Mail that goes out').getByLabelText<HTMLInputElement>('Server').value).toBe('mail.kemlu.example'));
  expect(dialog().queryByText(/not saved yet/)).toBeNull();
});

describe('the books shared with other officers', () => {
  const books = () => within(dialog().getByRole('region', { name: 'Books shared with other officers' }));

  it('are begun on the meeting server, and their link is there to be handed over', async () => {
    await page('settings-desk');
    await books().findByText('South Africa');
    await fireEvent.click(books().getByRole('button', { name: 'Begin a new book' }));
    await books().findByText('This must be filled in.');
    await type(books().getByLabelText('Name of the book'), 'Kenya');
    await fireEvent.click(books().getByRole('button', { name: 'Begin a new book' }));
    await waitFor(() => expect(plain(books().getByRole('status').textContent)).toContain('Kenya is set.'));
    expect((await books().findByText(/^chancery:\/\/book\/#/)).textContent).toContain(btoa('book-Kenya').replaceAll('=', ''));
    expect(books().getByText(/as you would a password/)).toBeTruthy();
    expect(books().getByLabelText<HTMLInputElement>('Name of the book').value).toBe('');
    await fireEvent.click(books().getByRole('button', { name: /^Hide link/ }));
    expect(books().queryByText(/^chancery:\/\/book/)).toBeNull();
  });

  it('are set by a link, which is nowhere afterwards, and what is no link stays in its field', async () => {
    const { shown } = await page('settings-desk-first');
    await type(books().getByLabelText('Name of the book'), 'Kenya');
    const link = books().getByLabelText<HTMLInputElement>('Link of the book');
    await type(link, 'https://meet.example/book');
    await fireEvent.click(books().getByRole('button', { name: 'Set by link' }));
    await books().findByText(/no link of a shared book/);
    expect(link.value).toBe('https://meet.example/book');
    await type(link, 'chancery://book/#swordfish');
    await fireEvent.click(books().getByRole('button', { name: 'Set by link' }));
    await books().findByText('Kenya');
    expect(link.value).toBe('');
    expect(document.body.innerHTML + JSON.stringify(shown.store.view)).not.toContain('swordfish');
    // A new one needs a server.
    await type(books().getByLabelText('Name of the book'), 'Chad');
    await fireEvent.click(books().getByRole('button', { name: 'Begin a new book' }));
    expect((await books().findByRole('alert')).textContent).toContain('meeting server’s address');
  });

  it('are removed after a question, and no other', async () => {
    await page('settings-desk', '&session');
    await books().findByText('Saudi Arabia');
    await fireEvent.click(books().getAllByRole('button', { name: /^Remove/ })[1]!);
    const question = within(await screen.findByRole('dialog', { name: /Saudi Arabia/ }));
    await fireEvent.click(question.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(books().queryByText('Saudi Arabia')).toBeNull());
    expect(books().getByText('South Africa')).toBeTruthy();
  });
});
