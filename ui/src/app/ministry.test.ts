// The ministry's work by screen: the root, certificates, the deny-list, pictures of codes; and passphrases that stay nowhere.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { MinistryWish } from '../bridge/ministry.ts';
import type { Keys, ViewModel } from '../bridge/types.ts';
import { i18n } from '../i18n/index.svelte.ts';
import { eachOnItsOwn, show, type Shown } from './show.stories.ts';

eachOnItsOwn();

const GOOD = 'correct horse battery staple';
const type = (field: HTMLElement, value: string): Promise<boolean> => fireEvent.input(field, { target: { value } });
const dialog = () => within(screen.getByRole('dialog', { name: 'Settings' }));
const press = (name: string | RegExp): Promise<boolean> => fireEvent.click(dialog().getByRole('button', { name }));

/** The officer's desk, and what was asked of it. */
async function desk(query = ''): Promise<{ asked: MinistryWish[]; shown: Shown }> {
  const asked: MinistryWish[] = [];
  const shown = await show(`story=ministry-office&open=ministry${query}`, (backend) => {
    const ministry = backend.ministry!;
    backend.ministry = (wish) => {
      asked.push(wish);
      return ministry(wish);
    };
  });
  return { asked, shown };
}

describe('the root', () => {
  it('is made once its passphrase was typed twice, and is nowhere afterwards', async () => {
    const { asked, shown } = await desk();
    await press('Make a new root');
    expect(document.activeElement).toBe(dialog().getByLabelText('Delegation'));
    await type(dialog().getByLabelText('Delegation'), 'za');
    await type(dialog().getByLabelText('Name of the ministry'), 'Department of Roads');
    const [first, second] = [dialog().getByLabelText<HTMLInputElement>('Passphrase'), dialog().getByLabelText<HTMLInputElement>('The same once more')];
    await type(first, 'short');
    await press(/^Make the root/);
    expect(dialog().getByRole('alert').textContent).toContain('8 characters');
    await type(first, GOOD);
    expect(dialog().getByText('Hard to guess')).toBeTruthy();
    await type(second, 'another');
    await press(/^Make the root/);
    expect(dialog().getByRole('alert').textContent).toContain('differ');
    expect(asked).toEqual([]);
    await type(second, GOOD);
    await press(/^Make the root/);
    await dialog().findByRole('img', { name: 'QR code of the fingerprint' });
    expect(asked).toEqual([{ is: 'make_root', delegation: 'ZA', name: 'Department of Roads', passphrase: GOOD }]);
    expect(dialog().getByText('Department of Roads')).toBeTruthy();
    expect([first.value, second.value]).toEqual(['', '']);
    expect(document.activeElement).toBe(dialog().getByRole('heading', { name: 'The ministry’s root' }));
    expect(document.body.innerHTML + JSON.stringify(shown.store.view)).not.toContain(GOOD);
  });

  it('is refused in words, and what was typed stays', async () => {
    await desk('&refuse=taken');
    await press('Make a new root');
    await type(dialog().getByLabelText('Delegation'), 'ZA');
    await type(dialog().getByLabelText('Name of the ministry'), 'Department of Roads');
    await type(dialog().getByLabelText('Passphrase'), GOOD);
    await type(dialog().getByLabelText('The same once more'), GOOD);
    await press(/^Make the root/);
    await waitFor(() => expect(dialog().getByRole('alert').textContent).toContain('never written over'));
    expect(dialog().getByLabelText<HTMLInputElement>('Name of the ministry').value).toBe('Department of Roads');
    expect(dialog().getByLabelText<HTMLInputElement>('Passphrase').value).toBe(GOOD);
  });

  it('is shown, saved as a picture and as a certificate', async () => {
    const { asked } = await desk();
    await press('Open a root’s file');
    await dialog().findByText('Ministry of Foreign Affairs of the Republic of Indonesia');
    await press('Save the code as a picture');
    await dialog().findByText(/Saved as .*ID\.png/);
    await press('Save the certificate');
    await dialog().findByText(/Saved as .*ID\.pem/);
    expect(asked.map((wish) => wish.is)).toEqual(['open_root', 'save_code', 'export_root']);
  });
});

describe('certificates', () => {
  it('are issued only once the fingerprint was compared, and for 90 days at most', async () => {
    const { asked } = await desk();
    await press('Open a root’s file');
    await dialog().findByRole('heading', { name: 'Certify a device' });
    await press('Choose a request');
    const certify = await dialog().findByRole<HTMLButtonElement>('button', { name: 'Certify and save' });
    const secret = dialog().getAllByLabelText<HTMLInputElement>('Passphrase of the root')[0]!;
    expect(certify.disabled).toBe(true);
    await fireEvent.click(dialog().getByRole('checkbox', { name: 'The device shows the same fingerprint' }));
    await fireEvent.change(dialog().getByLabelText('Function'), { target: { value: 'note-taker' } });
    for (const days of ['0', '91', 'x', '']) {
      await type(dialog().getByLabelText('Days, 1 to 90'), days);
      expect([days, certify.disabled]).toEqual([days, true]);
    }
    await type(dialog().getByLabelText('Days, 1 to 90'), '30');
    await type(secret, 'wrong');
    await fireEvent.click(certify);
    await waitFor(() => expect(dialog().getByRole('alert').textContent).toContain('not the passphrase'));
    await type(secret, GOOD);
    await fireEvent.click(certify);
    await dialog().findByText('4b6f00c1d2e3f4a5968778695a4b3c2d');
    expect(asked.at(-1)).toEqual({ is: 'issue', role: 'note-taker', days: 30, passphrase: GOOD });
    expect(secret.value).toBe('');
  });

  it('are taken back by serial number', async () => {
    const { asked } = await desk();
    await press('Open a root’s file');
    await type(await dialog().findByLabelText('Serial numbers'), '4b6f, 4c');
    const secret = dialog().getByLabelText<HTMLInputElement>('Passphrase of the root');
    await type(secret, GOOD);
    await press('Write the deny-list');
    await dialog().findByText(/list number .*2.* with .*3.* certificates/);
    expect(asked.at(-1)).toEqual({ is: 'revoke', serials: '4b6f, 4c', passphrase: GOOD });
    expect(secret.value).toBe('');
  });
});

describe('a device', () => {
  it('reads the other ministry’s code from a picture, and trusts only when told to', async () => {
    const { sent } = await show('story=identity-first&open=identity');
    await press('Read it from a picture');
    await waitFor(() => expect(dialog().getByLabelText<HTMLInputElement>('Delegation').value).toBe('ZA'));
    expect(sent).toEqual([]);
    await press('Trust');
    expect(sent[0]?.is).toBe('pin_root');
    await dialog().findByRole('button', { name: /No longer trust: .*South Africa/ });
  });

  it('saves a request, asked for the passphrase where its key is in a file', async () => {
    await show('story=identity-certificate-expires&open=identity&locked');
    expect(dialog().getByText(/valid until .* only/)).toBeTruthy();
    expect(dialog().getByText(/another device’s key/)).toBeTruthy();
    await press('Save a request');
    await type(await dialog().findByLabelText('Passphrase'), GOOD);
    await fireEvent.submit(dialog().getByLabelText('Passphrase').closest('form')!);
    await dialog().findByText(/Saved as .*device-01234567\.csr/);
    expect(dialog().queryByLabelText('Passphrase')).toBeNull();
    await press('Take in a certificate or deny-list');
    await dialog().findByText(/laptop\.pem.* was read/);
  });

  it('takes in no certificate while a meeting knows it by its key', async () => {
    const { tell } = await show('story=meeting');
    const kept = { is: 'keyring' } satisfies Keys['kept'];
    tell((view: ViewModel) => ({ ...view, keys: { ...view.keys, kept } }));
    await fireEvent.click(screen.getAllByRole('button', { name: 'Settings' })[0]!);
    await fireEvent.click(screen.getByRole('tab', { name: 'Identity and keys' }));
    expect(dialog().queryByRole('button', { name: /Take in/ })).toBeNull();
  });
});

it('the four pages are turned by arrow keys, from right to left in Arabic', async () => {
  await desk();
  const tab = () => screen.getAllByRole('tab').findIndex((each) => each.getAttribute('aria-selected') === 'true');
  const turn = (key: string) => fireEvent.keyDown(screen.getAllByRole('tab')[tab()]!, { key });
  expect(tab()).toBe(3);
  await turn('ArrowRight');
  expect(tab()).toBe(0);
  await turn('ArrowLeft');
  expect(tab()).toBe(3);
  await turn('Home');
  expect(tab()).toBe(0);
  await i18n.use('ar');
  await turn('ArrowLeft');
  expect(tab()).toBe(1);
});

it('a program that cannot do it shows nothing of it', async () => {
  await show('story=desk-due', (backend) => {
    delete backend.ministry;
    delete backend.deskOffice;
  });
  await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
  expect(screen.getAllByRole('tab').length).toBe(2);
  cleanup();
});
