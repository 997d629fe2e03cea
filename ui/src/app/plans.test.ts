// The scheduling desk beyond the grid, through the whole screen: composing, keeping, conflicts, inviting, answers, the day.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Scheduler } from '../bridge/backend.ts';
import type { Plan, Round } from '../bridge/plan.ts';
import { i18n } from '../i18n/index.svelte.ts';
import { eachOnItsOwn, show } from './show.stories.ts';

eachOnItsOwn();
beforeAll(() => import('../features/scheduling/PlanDesk.svelte'));

const plain = (text: string | null | undefined): string => (text ?? '').replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').trim();
const tab = async (name: string): Promise<HTMLElement> => {
  await fireEvent.click(screen.getByRole('tab', { name }));
  return screen.findByRole('tabpanel', { name });
};
const type = (field: HTMLElement, value: string): Promise<boolean> => fireEvent.input(field, { target: { value } });

async function list(story: string): Promise<Scheduler> {
  const { store } = await show(`story=${story}`);
  await fireEvent.click(screen.getByRole('button', { name: 'Meetings planned' }));
  await screen.findByRole('heading', { name: 'Meetings planned' });
  return store.backend.scheduler as Scheduler;
}
/** The last of the list is open. */
async function open(story: string): Promise<Scheduler> {
  const scheduler = await list(story);
  await fireEvent.click((await screen.findAllByRole('button', { name: /^Open/ })).at(-1)!);
  await screen.findByRole('tablist', { name: 'Pages of the meeting' });
  return scheduler;
}
const kept = async (scheduler: Scheduler): Promise<Plan> => (await scheduler.plans())[0]!.plan;
const saved = (): Promise<HTMLElement> => screen.findByText(/^Saved at/);

describe('composing', () => {
  it('goes from the times that were chosen to a draft that is kept as it is typed', async () => {
    const { store } = await show('story=scheduling-two');
    const scheduler = store.backend.scheduler as Scheduler;
    await fireEvent.click(screen.getByRole('button', { name: 'Find a time' }));
    await screen.findByRole('grid');
    await fireEvent.click(within(screen.getByRole('region', { name: 'The fairest' })).getAllByRole('button')[0]!);
    await fireEvent.click(screen.getByRole('button', { name: 'Compose the meeting' }));
    await type(await screen.findByLabelText('Title'), 'Fisheries');
    await saved();
    await waitFor(async () => expect((await kept(scheduler)).title).toBe('Fisheries'));
    const plan = await kept(scheduler);
    expect([plan.status, plan.host, plan.start, plan.zone, plan.sides.map((side) => side.code), plan.organizer.name]).toEqual([
      'draft', 'ID', '2026-11-30T06:00:00.000Z', 'Asia/Jakarta', ['ID', 'SA'], 'Retno Wibowo',
    ]);
    // Another length is not in the way of what was typed.
    await type(screen.getByLabelText('Length in minutes'), 'an hour');
    expect(screen.getByLabelText('Length in minutes')).toHaveProperty('value', 'an hour');
    expect(screen.getByText(/A whole number of/)).toBeTruthy();
    await type(screen.getByLabelText('Length in minutes'), '90');
    await waitFor(async () => expect((await kept(scheduler)).minutes).toBe(90));
  });

  it('loses nothing on going back before it was kept, nor where keeping fails', async () => {
    const scheduler = await open('plans-compose');
    const saveDraft = scheduler.saveDraft;
    let full = true;
    vi.spyOn(scheduler, 'saveDraft').mockImplementation((request) => (full ? Promise.reject({ is: 'store', detail: 'no space left' }) : saveDraft(request)));
    await type(screen.getByLabelText('Title'), 'Written on a full disk');
    const alert = await screen.findByRole('alert');
    expect(plain(alert.textContent)).toContain('(no space left)');
    await fireEvent.click(screen.getByRole('button', { name: 'To the meetings planned' }));
    await fireEvent.click(await screen.findByRole('button', { name: /^Open/ }));
    expect(await screen.findByLabelText('Title')).toHaveProperty('value', 'Written on a full disk');
    full = false;
    await type(screen.getByLabelText('What it is about'), 'Both');
    await fireEvent.click(screen.getByRole('button', { name: 'To the meetings planned' }));
    await waitFor(async () => expect([(await kept(scheduler)).title, (await kept(scheduler)).text]).toEqual(['Written on a full disk', 'Both']));
  });

  it('takes people in and out of the sides, with the languages of an interpreter', async () => {
    const scheduler = await open('plans-compose');
    const side = screen.getByRole('region', { name: /Saudi Arabia/ });
    await fireEvent.click(within(side).getByRole('button', { name: /Add an interpreter/ }));
    const person = within(side).getByRole('group', { name: /^Interpreter \W?1/ });
    await type(within(person).getByLabelText('Name'), 'Layla');
    await fireEvent.change(within(person).getByLabelText(/Interprets between: Add a language/), { target: { value: 'ar' } });
    await fireEvent.change(within(person).getByLabelText(/Interprets between: Add a language/), { target: { value: 'id' } });
    await fireEvent.click(within(side).getByRole('button', { name: /^Remove .*Noura/ }));
    await waitFor(async () => {
      const { members, interpreters } = (await kept(scheduler)).sides[1]!;
      expect([members, interpreters.map((each) => [each.name, each.languages])]).toEqual([[], [['Layla', ['ar', 'id']]]]);
    });
  });

  it('repeats every second Tuesday, except, and shows the next five times', async () => {
    const scheduler = await open('plans-compose');
    const next = (): string[] => [...document.querySelectorAll('[aria-labelledby="repeat-next"] li')].map((each) => plain(each.textContent));
    await waitFor(() => expect(next()).toHaveLength(6));
    expect(next().filter((each) => each.includes('left out'))).toEqual(['Tuesday, 5 January 2027, 14:00 left out']);
    expect(screen.getByText(/Every .*2.* weeks: .*Tuesday/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('checkbox', { name: /22 December/ }));
    await waitFor(async () => expect((await kept(scheduler)).recurrence?.except).toEqual(['2026-12-22T07:00:00.000Z', '2027-01-05T07:00:00.000Z']));
    await type(screen.getByLabelText('Every so many weeks'), '3');
    await waitFor(() => expect(next()[1]).toContain('29 December'));
    await fireEvent.change(screen.getByLabelText('Is held again'), { target: { value: 'rule' } });
    await type(screen.getByLabelText('Rule (RFC 5545)'), 'nonsense');
    await screen.findByText(/cannot be read/);
    expect(screen.getByLabelText('Rule (RFC 5545)')).toHaveProperty('value', 'nonsense');
  });
});

describe('the agenda', () => {
  const titles = (): string[] => screen.getAllByLabelText('Item').map((each) => (each as HTMLInputElement).value);

  it('is put in order by keyboard, is said, and keeps the focus', async () => {
    const scheduler = await open('plans-agenda');
    await tab('Agenda');
    const handle = (): HTMLElement => screen.getByRole('button', { name: /^Move .*Quotas/ });
    handle().focus();
    await fireEvent.keyDown(handle(), { key: 'ArrowUp' });
    expect(titles().slice(0, 2)).toEqual(['Quotas and monitoring', 'Opening statements']);
    await waitFor(() => expect(document.activeElement).toBe(handle()));
    expect(plain(handle().getAttribute('aria-label'))).toBe('Move “Quotas and monitoring”, 1 of 4');
    expect(screen.getByText(/is now/).getAttribute('role')).toBe('status');
    await fireEvent.keyDown(handle(), { key: 'End' });
    expect(titles().at(-1)).toBe('Quotas and monitoring');
    await waitFor(async () => expect((await kept(scheduler)).agenda.map((each) => each.id)).toEqual(['a1', 'a3', 'a4', 'a2']));
  });

  it('is put in order by drag', async () => {
    await open('plans-agenda');
    await tab('Agenda');
    await fireEvent.pointerDown(screen.getByRole('button', { name: /^Move .*Opening/ }), { button: 0, buttons: 1 });
    await fireEvent.pointerOver(document.querySelector('[data-item="a3"]')!, { buttons: 1 });
    await fireEvent.pointerUp(window);
    expect(titles()).toEqual(['Quotas and monitoring', 'Training of inspectors', 'Opening statements', 'Any other business']);
    // The button was let go: what the pointer passes over is left alone.
    await fireEvent.pointerOver(document.querySelector('[data-item="a4"]')!, { buttons: 1 });
    expect(titles()[2]).toBe('Opening statements');
  });

  it('says what its sum is against the length, and takes items in and out', async () => {
    await open('plans-agenda');
    await tab('Agenda');
    const sum = (): string => plain(screen.getByText(/of .*45 minutes/).textContent);
    expect(sum()).toBe('1 hour of 45 minutes 15 minutes too long');
    await fireEvent.click(screen.getByRole('button', { name: /^Remove .*Quotas/ }));
    expect(sum()).toContain('15 minutes left');
    await fireEvent.click(screen.getByRole('button', { name: 'Add an item' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getAllByLabelText('Item').at(-1)));
    expect(sum()).toBe('45 minutes of 45 minutes');
  });
});

describe('two officers', () => {
  it('who wrote in different places have both their changes', async () => {
    const scheduler = await open('plans-compose');
    const before = (await scheduler.plans())[0]!;
    await scheduler.saveDraft({ plan: { ...before.plan, text: 'Theirs' }, base: before.version });
    await type(screen.getByLabelText('Title'), 'Mine');
    await screen.findByText(/at the same time. Both your changes are in it/);
    expect(screen.getByLabelText('What it is about')).toHaveProperty('value', 'Theirs');
    expect([(await kept(scheduler)).title, (await kept(scheduler)).text]).toEqual(['Mine', 'Theirs']);
  });

  it('who wrote the same text see both side by side, and choose', async () => {
    const scheduler = await open('plans-compose');
    const before = (await scheduler.plans())[0]!;
    await scheduler.saveDraft({ plan: { ...before.plan, title: 'Theirs' }, base: before.version });
    await type(screen.getByLabelText('Title'), 'Mine');
    const both = await screen.findByRole('group', { name: 'Title' });
    expect([...both.querySelectorAll('blockquote')].map((each) => each.textContent)).toEqual(['Mine', 'Theirs']);
    await fireEvent.click(within(both).getByRole('button', { name: 'Keep both, one after the other' }));
    await waitFor(() => expect(screen.getByLabelText('Title')).toHaveProperty('value', 'Mine — Theirs'));
    await waitFor(async () => expect([(await kept(scheduler)).title, (await kept(scheduler)).conflicts]).toEqual(['Mine — Theirs', []]));
  });

  it('what is typed while the other’s changes are brought in stays', async () => {
    const scheduler = await open('plans-compose');
    const before = (await scheduler.plans())[0]!;
    await scheduler.saveDraft({ plan: { ...before.plan, text: 'Theirs' }, base: before.version });
    const saveDraft = scheduler.saveDraft;
    let go: () => void = () => undefined;
    vi.spyOn(scheduler, 'saveDraft').mockImplementationOnce(async (request) => {
      await new Promise<void>((done) => (go = done));
      return saveDraft(request);
    });
    await type(screen.getByLabelText('Title'), 'Mi');
    await waitFor(() => expect(scheduler.saveDraft).toHaveBeenCalledTimes(1), { timeout: 3_000 });
    await type(screen.getByLabelText('Title'), 'Mine');
    go();
    await waitFor(async () => expect([(await kept(scheduler)).title, (await kept(scheduler)).text, (await kept(scheduler)).conflicts]).toEqual(['Mine', 'Theirs', []]), { timeout: 3_000 });
    expect(screen.getByLabelText('Title')).toHaveProperty('value', 'Mine');
  });
});

describe('the invitation', () => {
  it('says what is lacking, and goes out only whole', async () => {
    await open('plans-lacking');
    await tab('Invitation');
    const lacks = await screen.findByRole('region', { name: 'Before it can go out' });
    expect(within(lacks).getAllByRole('listitem').map((each) => plain(each.textContent))).toEqual([
      'The meeting has no title.', 'No time has been chosen.', 'There is no mail address to which the answers could come: see “In whose name”.',
      'The agenda is 15 minutes longer than the meeting.',
    ]);
    expect(screen.getByRole('button', { name: 'Send the invitation' })).toHaveProperty('disabled', true);
  });

  it('shows the note in two languages and where it goes, keeps the secret back unless asked, and is sent', async () => {
    const scheduler = await open('plans-invite');
    await tab('Invitation');
    const send = vi.spyOn(scheduler, 'sendInvitation');
    const notes = await screen.findAllByRole('article');
    expect(notes.map((each) => [each.lang, each.dir])).toEqual([['id', 'ltr'], ['en', 'ltr']]);
    await fireEvent.change(screen.getByLabelText('Second language'), { target: { value: 'ar' } });
    await waitFor(() => expect(screen.getAllByRole('article').map((each) => [each.lang, each.dir])).toEqual([['id', 'ltr'], ['ar', 'rtl']]));
    expect(within(screen.getByRole('region', { name: 'Goes to' })).getAllByRole('listitem')).toHaveLength(5);
    const secret = await screen.findByRole('checkbox', { name: 'Send each side its link along' });
    expect(secret).toHaveProperty('checked', false);
    expect(screen.getByText(/nobody can enter by it/)).toBeTruthy();
    await fireEvent.click(secret);
    expect(screen.getByText(/Of a series the calendar has no link/)).toBeTruthy();
    await fireEvent.click(secret);
    await fireEvent.click(screen.getByRole('button', { name: 'Save the note (PDF)' }));
    expect(plain((await screen.findByText(/^Saved as/)).textContent)).toBe('Saved as /home/retno/Documents/214-BILAT-XI-2026.pdf');
    await fireEvent.click(screen.getByRole('button', { name: 'Send the invitation' }));
    await screen.findByText('The invitation has gone out.');
    expect(send.mock.calls[0]?.[0]).toMatchObject({ languages: ['id', 'ar'], with_secret: false });
    expect(screen.getByText('Invited')).toBeTruthy();
    expect((await kept(scheduler)).status).toBe('invited');
    // The links were made on the way.
    expect(await screen.findByRole('button', { name: /^Copy the link of .?Saudi Arabia/ })).toBeTruthy();
  });

  it('makes the links before anything goes out, and says when they are of another time', async () => {
    const scheduler = await open('plans-invite');
    await tab('Invitation');
    const join = await screen.findByRole('region', { name: 'To join' });
    await within(join).findByText(/The links are made on .?meet\.kemlu\.example.? when the invitation goes out/);
    await fireEvent.click(within(join).getByRole('button', { name: 'Make the links now' }));
    await within(join).findByText(/give each side its own and no other/);
    const copies = within(join).getAllByRole('button').map((each) => plain(each.getAttribute('aria-label') ?? ''));
    expect(copies).toEqual(['Copy the link of Indonesia', 'Copy the link of Saudi Arabia']);
    expect((await kept(scheduler)).status).toBe('draft');
    const old = vi.spyOn(scheduler, 'planLinks').mockImplementation(async () => ({
      server: 'https://meet.kemlu.example', links: { starts: '2026-12-08T07:00:00Z', fit: false, sent: false, sides: [] },
    }));
    await fireEvent.click(screen.getByRole('button', { name: 'Send the invitation' }));
    await within(join).findByText(/The meeting was changed since/);
    expect(within(join).getByRole('button', { name: 'Make new links' })).toBeTruthy();
    old.mockRestore();
  });

  it('says why it did not go out', async () => {
    await open('plans-lame');
    await tab('Invitation');
    await fireEvent.click(await screen.findByRole('button', { name: 'Send the invitation' }));
    expect(plain((await screen.findByRole('alert')).textContent)).toContain('mail.kemlu.example does not accept the name or the password. Nothing went out');
  });
});

describe('answers', () => {
  it('are shown by side, and another time is taken', async () => {
    const scheduler = await open('plans-answers');
    const panel = await tab('Answers');
    expect([...panel.querySelectorAll('.state')].map((each) => plain(each.textContent))).toEqual(['Accepted', 'Perhaps', 'No answer yet', 'Asks for another time', 'Sends somebody else']);
    expect(plain(panel.textContent)).toContain('In their place h.alzahrani@mofa.example: Accepted');
    const counter = screen.getByRole('region', { name: /asks for another time/ });
    expect(plain(counter.textContent)).toContain('Wed 9 Dec, 15:30–16:30 Jakarta · Wed 9 Dec, 11:30–12:30 Riyadh');
    await fireEvent.click(within(counter).getByRole('button', { name: 'Take this time' }));
    await screen.findByText(/The time is changed/);
    expect(screen.queryByRole('region', { name: /asks for another time/ })).toBeNull();
    expect((await kept(scheduler)).start).toBe('2026-12-09T08:30:00.000Z');
  });

  it('or declined, and ours stands', async () => {
    const scheduler = await open('plans-answers');
    await tab('Answers');
    await fireEvent.click(screen.getByRole('button', { name: 'Decline, and keep ours' }));
    await screen.findByText(/has been told that the time stays as it is/);
    expect((await kept(scheduler)).start).toBe('2026-12-08T07:00:00.000Z');
  });

  it('come from a file; from somebody who was not invited they are refused and said', async () => {
    await list('plans-answers');
    const drop = (mail: string): Promise<boolean> => {
      const text = `BEGIN:VCALENDAR\r\nUID:plan-fisheries\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:${mail}\r\n`;
      const file = { name: 'answer.ics', arrayBuffer: async () => new TextEncoder().encode(text).buffer };
      return fireEvent.drop(document.querySelector('.list')!, { dataTransfer: { files: [file] } });
    };
    await screen.findByRole('button', { name: /^Open/ });
    await drop('stranger@example.org');
    expect(plain((await screen.findByRole('alert')).textContent)).toContain('stranger@example.org, who was not invited');
    await drop('n.alqahtani@mofa.example');
    await screen.findByText(/An answer came in/);
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('times that are proposed', () => {
  it('go out in words, and one of them is taken', async () => {
    const scheduler = await list('plans-list');
    await fireEvent.click(await screen.findByRole('button', { name: /^Open: Consultation on the customs protocol/ }));
    await screen.findByRole('tablist', { name: 'Pages of the meeting' });
    await tab('Invitation');
    const send = await screen.findByRole('button', { name: 'Send the proposed times' });
    await waitFor(() => expect(send).toHaveProperty('disabled', false));
    expect(screen.queryByRole('button', { name: 'Save for the calendar (.ics)' })).toBeNull();
    await fireEvent.click(send);
    await screen.findByText('The proposed times have gone out.');
    const panel = await tab('Answers');
    await fireEvent.click(within(panel).getAllByRole('button', { name: /^Take this time/ })[1]!);
    await screen.findByText('The time is chosen. Send the invitation to it.');
    await waitFor(async () => {
      const plans = await scheduler.plans();
      expect(plans.find((each) => each.plan.uid === 'plan-customs')?.plan.start).toBe('2026-12-09T07:00:00.000Z');
    });
  });
});

describe('invitations of others', () => {
  const card = async (name: RegExp): Promise<HTMLElement> => screen.findByRole('listitem', { name });

  it('are answered in the name of whoever is invited here', async () => {
    const scheduler = await list('plans-invited');
    const visit = await card(/Joint commission/);
    expect(plain(visit.textContent)).toContain('Amal Al-Dosari invites.');
    await fireEvent.click(within(visit).getByRole('button', { name: 'Accept' }));
    expect(within(visit).getByLabelText('In the name of')).toHaveProperty('value', 'protocol@kemlu.example');
    await type(within(visit).getByLabelText('A word to go along'), 'With pleasure');
    await fireEvent.click(within(visit).getByRole('button', { name: 'Send the answer' }));
    await screen.findByText(/has gone out/);
    const kept = (await scheduler.invitations!.all()).find((each) => each.uid === 'visit')!;
    expect([kept.given[0]?.said, kept.given[0]?.comment, kept.given[0]?.who]).toEqual(['accepted', 'With pleasure', 'protocol@kemlu.example']);
    expect(plain((await card(/Joint commission/)).textContent)).toContain('Your answer: Accepted');
  });

  it('with another time, from a file, and about one of several', async () => {
    const scheduler = await list('plans-invited');
    const series = await card(/منسقو/);
    expect(plain(series.textContent)).toContain('The mail came from assistant@elsewhere.example, not from the organizer');
    expect(plain(series.textContent)).toContain('Changed since your answer');
    await fireEvent.click(within(series).getByRole('button', { name: 'Propose another time' }));
    await type(within(series).getByLabelText('From (hh:mm)'), '25:00');
    expect(within(series).getByText('Write the time as 14:30.')).toBeTruthy();
    const send = within(series).getByRole('button', { name: 'Save as a calendar' });
    expect(send.getAttribute('aria-disabled')).toBe('true');
    await type(within(series).getByLabelText('From (hh:mm)'), '9:30');
    await fireEvent.change(within(series).getByLabelText('The answer is about'), { target: { value: '2026-12-16T05:30:00Z' } });
    await fireEvent.click(send);
    await screen.findByText(/answer\.ics/);
    const kept = (await scheduler.invitations!.all()).find((each) => each.uid === 'series')!;
    expect([kept.given[0]?.said, kept.given[0]?.instance, kept.given[0]?.counter?.minutes]).toEqual(['countered', '2026-12-16T05:30:00Z', 30]);
  });

  it('that were changed meanwhile are not answered unseen', async () => {
    const scheduler = await list('plans-invited');
    await fireEvent.click(within(await card(/Joint commission/)).getByRole('button', { name: 'Accept' }));
    vi.spyOn(scheduler.invitations!, 'answer').mockRejectedValue({ is: 'changed' });
    await fireEvent.click(screen.getByRole('button', { name: 'Send the answer' }));
    expect((await screen.findByRole('alert')).textContent).toContain('was changed while you answered');
    expect(screen.queryByRole('button', { name: 'Send the answer' })).toBeNull();
  });

  it('that were taken back say so, and are not answered', async () => {
    await list('plans-invited');
    const gone = await card(/Consular dialogue/);
    expect(plain(gone.textContent)).toContain('Not invited any more');
    expect(within(gone).queryByRole('button', { name: 'Accept' })).toBeNull();
  });

  it('that are called off can be thrown away', async () => {
    await list('plans-invited');
    const off = await card(/Signing ceremony/);
    expect(within(off).queryByRole('button', { name: 'Accept' })).toBeNull();
    await fireEvent.click(within(off).getByRole('button', { name: /^Remove the invitation/ }));
    await fireEvent.click(within(off).getByRole('button', { name: 'Remove it from here' }));
    await waitFor(() => expect(screen.queryByRole('listitem', { name: /Signing ceremony/ })).toBeNull());
  });
});

describe('the mailbox', () => {
  it('is looked into: what was taken, by which meeting, and what was not and why', async () => {
    const scheduler = await list('plans-answers');
    const plans = vi.spyOn(scheduler, 'plans');
    await fireEvent.click(screen.getByRole('button', { name: 'Look for answers' }));
    expect(plain((await screen.findByText(/answers came in/)).textContent)).toBe('2 answers came in: Fisheries agreement');
    expect(screen.getByText(/^Answers were last looked for at/)).toBeTruthy();
    expect(plain(screen.getByRole('alert').textContent)).toContain('lies there unread. The answer is from someone@elsewhere.example, who was not invited');
    expect(plain(screen.getByRole('alert').textContent)).toContain('In the ministry’s calendar Fisheries agreement was moved to');
    expect(screen.getByText(/calendar is up to date: .*2.* meetings/)).toBeTruthy();
    expect(plain(screen.getByText(/^Others wrote into/).textContent)).toBe('Others wrote into: Fisheries agreement');
    await waitFor(() => expect(plans).toHaveBeenCalled());
  });

  it('stands in the book that is chosen, in one at a time, or on this desk alone', async () => {
    const scheduler = await open('plans-compose');
    const share = vi.spyOn(scheduler.post!, 'share');
    const box = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Kept together with other officers' });
    expect([...box.options].map((each) => plain(each.textContent))).toEqual(['On this desk alone', 'Shared: South Africa', 'Shared: Saudi Arabia']);
    expect(screen.queryByText('Who wrote what')).toBeNull();
    const uid = (await kept(scheduler)).uid;
    await fireEvent.change(box, { target: { value: 'book-1' } });
    await waitFor(() => expect(share).toHaveBeenLastCalledWith(uid, 'book-1'));
    await screen.findByText('Who wrote what');
    // What was refused is not shown as if it held.
    share.mockRejectedValueOnce({ is: 'gone' });
    await fireEvent.change(box, { target: { value: 'book-0' } });
    await screen.findByRole('alert');
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Kept together with other officers' }).value).toBe('book-1');
    await fireEvent.change(screen.getByRole('combobox', { name: 'Kept together with other officers' }), { target: { value: '' } });
    await waitFor(() => expect(share).toHaveBeenLastCalledWith(uid, null));
    await waitFor(() => expect(screen.queryByText('Who wrote what')).toBeNull());
  });

  it('says who wrote what into it', async () => {
    const { store } = await show('story=plans-compose&shared');
    const scheduler = store.backend.scheduler as Scheduler;
    await fireEvent.click(screen.getByRole('button', { name: 'Meetings planned' }));
    await fireEvent.click((await screen.findAllByRole('button', { name: /^Open/ })).at(-1)!);
    const told = await screen.findByText('Who wrote what');
    const details = told.closest('details')!;
    details.open = true;
    const items = await within(details).findAllByRole('listitem');
    expect(items.map((each) => plain(each.querySelector('span')?.textContent))).toEqual([
      'Thandi Nkosi: Title, Agenda and Answers', 'You: Time and Delegations', 'You: put it into the book',
    ]);
    vi.spyOn(scheduler.post!, 'history').mockRejectedValue({ is: 'failed', why: { is: 'unreachable' } });
    details.open = false;
    await waitFor(() => expect(details.open).toBe(false));
    details.open = true;
    expect((await within(details).findByRole('alert')).textContent).toContain('Nobody answers there');
  });

  it('says why it could not be', async () => {
    await list('plans-answers&post=login');
    await fireEvent.click(screen.getByRole('button', { name: 'Look for answers' }));
    expect(plain((await screen.findByRole('alert')).textContent)).toContain('does not accept this name and password');
  });

  it('has what came by itself on the open page, and what is being typed stays', async () => {
    const { store } = await show('story=plans-answers');
    const scheduler = store.backend.scheduler as Scheduler;
    let tell: (round: Round) => void = () => undefined;
    vi.spyOn(scheduler.post!, 'listen').mockImplementation(async (on) => ((tell = on), null));
    await fireEvent.click(screen.getByRole('button', { name: 'Meetings planned' }));
    await fireEvent.click((await screen.findAllByRole('button', { name: /^Open/ })).at(-1)!);
    await type(await screen.findByLabelText('Title'), 'Typed just now');
    const before = (await scheduler.plans())[0]!;
    const answers = before.plan.answers.map((each) => ({ ...each, said: 'accepted' as const, counter: null }));
    await scheduler.saveDraft({ plan: { ...before.plan, answers }, base: before.version });
    tell({ at: '2026-12-01T09:03:00Z', fetched: { taken: [{ uid: before.plan.uid, title: '' }], mails: 1, invited: [], asks: [], refused: [], more: false }, wrong: null, calendar: null, books: [] });
    await waitFor(async () => expect((await kept(scheduler)).title).toBe('Typed just now'));
    const panel = await tab('Answers');
    await waitFor(() => expect(new Set([...panel.querySelectorAll('.state')].map((each) => plain(each.textContent)))).toEqual(new Set(['Accepted', 'No answer yet'])));
  });
});

describe('the ministry’s calendar', () => {
  const opened = async (query: string): Promise<void> => {
    await show(`story=plans-answers&${query}`);
    await fireEvent.click(screen.getByRole('button', { name: 'Meetings planned' }));
    await fireEvent.click((await screen.findAllByRole('button', { name: /^Open/ })).at(-1)!);
  };

  it('has what went out, and the page says so quietly', async () => {
    await opened('place=stands');
    expect((await screen.findByText(/^In the ministry’s calendar as it went out, looked at/)).getAttribute('role')).toBe('status');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('does not have it yet, and the page says why', async () => {
    const { store } = await show('story=plans-answers&place=waits');
    const scheduler = store.backend.scheduler as Scheduler;
    let tell: (round: Round) => void = () => undefined;
    const listen = scheduler.post!.listen;
    vi.spyOn(scheduler.post!, 'listen').mockImplementation((on) => ((tell = on), listen(on)));
    await fireEvent.click(screen.getByRole('button', { name: 'Meetings planned' }));
    await fireEvent.click((await screen.findAllByRole('button', { name: /^Open/ })).at(-1)!);
    await screen.findByText(/^Not yet in the ministry’s calendar .* within minutes\.$/);
    const standing = { meetings: 0, moved: [], gone: 0 };
    tell({
      at: '2026-12-01T09:03:00Z', fetched: { taken: [], mails: 0, invited: [], asks: [], refused: [], more: false }, wrong: { is: 'unset' },
      calendar: { standing, wrong: { is: 'failed', why: { is: 'unreachable' } } },
      books: [],
    });
    await screen.findByText(/^Not yet in the ministry’s calendar as it went out\. Nobody answers there/);
    // It is there, and somebody took it out again.
    vi.spyOn(scheduler.post!, 'place').mockResolvedValue({ is: 'stands' });
    const [plan] = await scheduler.plans();
    tell({
      at: '2026-12-01T09:04:00Z', fetched: { taken: [], mails: 0, invited: [], asks: [], refused: [], more: false }, wrong: { is: 'unset' },
      calendar: { standing: { ...standing, gone: 1, absent: [plan!.plan.uid] }, wrong: null },
      books: [],
    });
    await screen.findByText(/^Somebody took this meeting out/);
  });

  it('is brought up to date by a button of its own where no mailbox is set', async () => {
    const scheduler = await list('plans-answers&place=stands');
    const look = vi.spyOn(scheduler.post!, 'look');
    await fireEvent.click(await screen.findByRole('button', { name: 'Bring the calendar up to date' }));
    expect(look).toHaveBeenCalledOnce();
    expect(screen.queryByText(/No server for incoming mail/)).toBeNull();
  });
});

describe('the day', () => {
  it('shows what is on, what is left, what ran over and what that moves', async () => {
    const scheduler = await open('plans-day');
    const panel = await tab('Run of show');
    await screen.findByText(/item .*2.* of .*4/);
    expect(plain(panel.querySelector('.left')?.textContent)).toBe('9:03 left');
    const items = within(panel).getAllByRole('listitem');
    expect(items.map((each) => each.getAttribute('aria-current'))).toEqual([null, 'step', null, null]);
    expect(plain(items[0]?.textContent)).toContain('2 minutes over its time');
    expect(plain(items[2]?.textContent)).toContain('16:13 Planned: 16:10');
    expect(plain(items[2]?.textContent)).toContain('3 minutes later');
    expect(within(panel).getAllByRole('status').some((each) => /10.* minutes left: .*Quotas/.test(each.textContent ?? ''))).toBe(true);
    await fireEvent.click(screen.getByRole('button', { name: /^Begin .*Training/ }));
    await screen.findByText(/item .*3.* of .*4/);
    await waitFor(async () => expect((await kept(scheduler)).course.at(-1)).toEqual({ item: 'a3', at: '2026-12-01T09:04:07.000Z' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Undo the last step' }));
    await screen.findByText(/item .*2.* of .*4/);
  });
});

it('turns its pages as they are read in Arabic', async () => {
  await show('story=plans-compose&lang=ar');
  await waitFor(() => expect(i18n.language).toBe('ar'));
  await fireEvent.click(screen.getByRole('button', { name: 'الاجتماعات قيد الإعداد' }));
  await fireEvent.click(await screen.findByRole('button', { name: /^فتح/ }));
  const first = await screen.findByRole('tab', { name: 'الاجتماع' });
  first.focus();
  await fireEvent.keyDown(first, { key: 'ArrowLeft' });
  await waitFor(() => expect(screen.getByRole('tab', { name: 'جدول الأعمال' }).getAttribute('aria-selected')).toBe('true'));
  expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'جدول الأعمال' }));
});
