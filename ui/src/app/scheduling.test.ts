// Finding a time, through the whole screen: by keyboard, by pointer, in Arabic, and when the program does not answer.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, describe, expect, it } from 'vitest';
import { i18n } from '../i18n/index.svelte.ts';
import { eachOnItsOwn, show } from './show.stories.ts';

eachOnItsOwn();
// The page comes when it is asked for; what is waited for below is what it does, not how fast it is compiled.
beforeAll(() => import('../features/scheduling/PlanDesk.svelte'));

const plain = (text: string | null | undefined): string => (text ?? '').replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').trim();
const at = (day: number, row: number): HTMLElement => document.querySelector<HTMLElement>(`[data-day="${day}"][data-row="${row}"]`)!;
const proposed = (): string[] => [...document.querySelectorAll('.slot.on .head b')].map((each) => plain(each.textContent));

async function open(story: string): Promise<HTMLElement> {
  await show(`story=${story}`);
  await fireEvent.click(screen.getByRole('button', { name: 'Find a time' }));
  return screen.findByRole('grid');
}

describe('the grid', () => {
  it('begins with the sides of the desk, at the fairest time, and says it in both capitals', async () => {
    const grid = await open('scheduling-two');
    expect(within(grid).getAllByRole('columnheader').map((each) => plain(each.textContent)).slice(0, 3)).toEqual(['Jakarta', 'Riyadh', 'Mon 30 Nov']);
    const focusable = within(grid).getAllByRole('gridcell').filter((each) => each.tabIndex === 0);
    expect(focusable.map((each) => plain(each.getAttribute('aria-label')))).toEqual([
      'Mon 30 Nov: 13:00–14:00 Jakarta and 09:00–10:00 Riyadh. Inside office hours for all.',
    ]);
    // Not by colour alone: each state has a pattern of its own, and the day says it in words.
    expect([...at(1, 26).querySelectorAll('i')].map((each) => each.className)).toEqual([expect.stringContaining('state-office'), expect.stringContaining('state-holiday')]);
    expect(plain(within(grid).getAllByRole('columnheader')[3]?.textContent)).toContain('Riyadh: public holiday, Founding Day');
  });

  it('is worked by keyboard: to move, to propose, to take back, and not more than five', async () => {
    const grid = await open('scheduling-two');
    at(0, 26).focus();
    await fireEvent.keyDown(document.activeElement!, { key: 'ArrowDown' });
    await waitFor(() => expect(document.activeElement).toBe(at(0, 27)));
    await fireEvent.keyDown(document.activeElement!, { key: 'Enter' });
    expect(at(0, 27).getAttribute('aria-selected')).toBe('true');
    expect(plain(at(0, 28).getAttribute('aria-label'))).toContain('Proposed.');
    expect(proposed()).toEqual(['1. Mon 30 Nov']);
    await fireEvent.keyDown(at(0, 27), { key: ' ' });
    expect(proposed()).toEqual([]);
    for (const day of [0, 1, 2, 3, 4]) {
      at(day, 28).focus();
      await fireEvent.keyDown(at(day, 28), { key: 'Enter' });
    }
    expect(proposed()).toHaveLength(5);
    at(5, 28).focus();
    await fireEvent.keyDown(at(5, 28), { key: 'Enter' });
    expect(proposed()).toHaveLength(5);
    expect(screen.getByText(/times are proposed already/).getAttribute('role')).toBe('status');
    expect(within(grid).getAllByRole('gridcell', { selected: true })).toHaveLength(10);
  });

  it('is worked by pointer: a click proposes, a drag moves, Escape lets go', async () => {
    await open('scheduling-two');
    await fireEvent.pointerDown(at(2, 28), { button: 0, buttons: 1 });
    await fireEvent.pointerUp(window);
    expect(proposed()).toEqual(['1. Wed 2 Dec']);
    // Taken in its middle, it is dragged by there.
    await fireEvent.pointerDown(at(2, 29), { button: 0, buttons: 1 });
    await fireEvent.pointerOver(at(4, 31), { buttons: 1 });
    await fireEvent.pointerUp(window);
    expect(proposed()).toEqual(['1. Fri 4 Dec']);
    expect([at(4, 29), at(4, 30), at(4, 31), at(4, 32)].map((each) => each.getAttribute('aria-selected'))).toEqual(['false', 'true', 'true', 'false']);
    await fireEvent.pointerDown(at(4, 30), { button: 0, buttons: 1 });
    await fireEvent.pointerOver(at(0, 30), { buttons: 1 });
    await fireEvent.keyDown(at(0, 30), { key: 'Escape' });
    await fireEvent.pointerUp(window);
    expect(proposed()).toEqual(['1. Fri 4 Dec']);
  });

  it('shows the clocks of the day that the cursor is in, and the hour that is skipped', async () => {
    await open('scheduling-clocks');
    await fireEvent.change(screen.getByLabelText(/A day of the week/), { target: { value: '2027-03-10' } });
    await waitFor(() => expect(document.querySelectorAll('.gone')).toHaveLength(2));
    const paris = (row: number): string => plain([...document.querySelectorAll('[role="row"]')][row + 1]?.querySelectorAll('.time')[1]?.textContent);
    at(5, 20).focus();
    await waitFor(() => expect(paris(20)).toBe('16:00'));
    at(6, 20).focus();
    await waitFor(() => expect(paris(20)).toBe('15:00'));
    expect(screen.getAllByText(/Washington.*: clocks go forward by.*1 hour/).length).toBeGreaterThan(0);
  });

  it('goes as it is read in Arabic', async () => {
    await show('story=scheduling-two&lang=ar');
    await waitFor(() => expect(i18n.language).toBe('ar'));
    await fireEvent.click(await screen.findByRole('button', { name: 'إيجاد موعد' }));
    const grid = await screen.findByRole('grid');
    expect(within(grid).getAllByRole('columnheader')[0]?.textContent).toContain('جاكرتا');
    at(1, 26).focus();
    await fireEvent.keyDown(at(1, 26), { key: 'ArrowLeft' });
    await waitFor(() => expect(document.activeElement).toBe(at(2, 26)));
  });
});

describe('the past', () => {
  it('is seen, said, and not proposed; today is marked', async () => {
    const grid = await open('scheduling-today');
    const today = within(grid).getAllByRole('columnheader').filter((each) => each.getAttribute('aria-current') === 'date');
    expect(today).toHaveLength(1);
    expect(plain(today[0]?.textContent)).toContain('Today');
    const past = at(0, 26);
    expect([past.getAttribute('aria-disabled'), plain(past.getAttribute('aria-label'))]).toEqual(['true', expect.stringContaining('This time is past.')]);
    past.focus();
    await fireEvent.keyDown(past, { key: 'Enter' });
    expect(proposed()).toEqual([]);
    await fireEvent.pointerDown(past, { button: 0, buttons: 1 });
    await fireEvent.pointerUp(window);
    expect(proposed()).toEqual([]);
    // What comes can be proposed, and dragged nowhere into the past.
    await fireEvent.pointerDown(at(5, 26), { button: 0, buttons: 1 });
    await fireEvent.pointerUp(window);
    expect(proposed()).toEqual(['1. Sat 5 Dec']);
    await fireEvent.pointerDown(at(5, 26), { button: 0, buttons: 1 });
    await fireEvent.pointerOver(past, { buttons: 1 });
    await fireEvent.pointerUp(window);
    expect(proposed()).toEqual(['1. Sat 5 Dec']);
    expect(screen.getByText(/Jakarta.* has sat .*4 hours.* it is asked last/)).toBeTruthy();
  });

  it('another capital takes no proposal away', async () => {
    await open('scheduling-two');
    at(0, 28).focus();
    await fireEvent.keyDown(at(0, 28), { key: 'Enter' });
    await screen.findAllByRole('option', { name: 'South Africa (Pretoria)' });
    await fireEvent.change(screen.getByLabelText(/^Delegation \W?2/), { target: { value: 'ZA' } });
    await waitFor(() => expect([...document.querySelectorAll('.corner')].map((each) => plain(each.textContent))).toEqual(['Jakarta', 'Pretoria']));
    expect(proposed()).toEqual(['1. Mon 30 Nov']);
  });
});

describe('other meetings', () => {
  const region = () => within(screen.getByRole('region', { name: 'Other meetings' }));

  it('are read from a calendar, asked for anew, and forgotten', async () => {
    const { store } = await show('story=scheduling-two');
    const scheduler = store.backend.scheduler!;
    const { slots } = scheduler;
    let asked = 0;
    scheduler.slots = (request) => ((asked += 1), slots(request));
    await fireEvent.click(screen.getByRole('button', { name: 'Find a time' }));
    await screen.findByRole('grid');
    const before = asked;
    expect(region().getAllByText('Not known')).toHaveLength(2);
    await fireEvent.click(region().getByRole('button', { name: /Read a calendar of .*Riyadh/ }));
    await fireEvent.click(region().getByRole('button', { name: 'A file' }));
    await region().findByText(/Times known: .*14/);
    await waitFor(() => expect(asked).toBe(before + 1));
    await fireEvent.click(region().getByRole('button', { name: /Forget the times of .*Riyadh/ }));
    await waitFor(() => expect(region().getAllByText('Not known')).toHaveLength(2));
  });

  it('say why a file is no calendar', async () => {
    await show('story=scheduling-two&refuse=no_calendar');
    await fireEvent.click(screen.getByRole('button', { name: 'Find a time' }));
    await screen.findByRole('grid');
    await fireEvent.click(region().getByRole('button', { name: /Read a calendar of .*Jakarta/ }));
    await fireEvent.click(region().getByRole('button', { name: 'A file' }));
    expect(plain((await region().findByRole('alert')).textContent)).toContain('line 3: no colon');
  });

  it('come from the ministry’s server or from an address, which stays where it was not taken', async () => {
    await show('story=scheduling-two');
    await fireEvent.click(screen.getByRole('button', { name: 'Find a time' }));
    await screen.findByRole('grid');
    const choose = region().getByRole('button', { name: /Read a calendar of .*Jakarta/ });
    await fireEvent.click(choose);
    expect(choose.getAttribute('aria-expanded')).toBe('true');
    const address = region().getByLabelText<HTMLInputElement>('Address of a calendar');
    await fireEvent.input(address, { target: { value: 'http://calendar.example/x.ics' } });
    await fireEvent.click(region().getByRole('button', { name: 'Follow it' }));
    expect(plain((await region().findByRole('alert')).textContent)).toContain('Without encryption only this machine itself is talked to');
    expect(address.value).toBe('http://calendar.example/x.ics');
    await fireEvent.input(address, { target: { value: 'https://calendar.example/x.ics' } });
    await fireEvent.click(region().getByRole('button', { name: 'Follow it' }));
    expect(plain((await region().findByText(/Times known: .*31/)).textContent)).toContain('Read again by itself');
    expect(region().queryByLabelText('Address of a calendar')).toBeNull();
    await fireEvent.click(region().getByRole('button', { name: /Read a calendar of .*Riyadh/ }));
    await fireEvent.click(region().getByRole('button', { name: 'The ministry’s calendar' }));
    await waitFor(() => expect(region().getAllByText(/Read again by itself/)).toHaveLength(2));
  });
});

describe('around the grid', () => {
  it('proposes the fairest, with why, and none twice', async () => {
    await open('scheduling-two');
    const fairest = screen.getByRole('region', { name: 'The fairest' });
    const first = within(fairest).getAllByRole('button')[0]!;
    expect(plain(first.textContent)).toBe('Propose: Mon 30 Nov, 13:00–14:00');
    await fireEvent.click(first);
    expect(proposed()).toEqual(['1. Mon 30 Nov']);
    expect(plain(within(fairest).getAllByRole('button')[0]?.textContent)).not.toContain('13:00–14:00');
    await fireEvent.click(screen.getByRole('button', { name: /Take back/ }));
    expect(proposed()).toEqual([]);
  });

  it('keeps what was chosen when the desk is looked at, and drops it for another length', async () => {
    await open('scheduling-two');
    at(0, 28).focus();
    await fireEvent.keyDown(at(0, 28), { key: 'Enter' });
    await fireEvent.click(screen.getByRole('button', { name: 'To the desk' }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Find a time' }));
    await screen.findByRole('grid');
    expect(proposed()).toEqual(['1. Mon 30 Nov']);
    await fireEvent.click(screen.getByRole('button', { name: 'The week after' }));
    expect(proposed()).toEqual(['1. Mon 30 Nov']);
    await fireEvent.change(screen.getByLabelText('Length'), { target: { value: '90' } });
    expect(proposed()).toEqual([]);
  });

  it('asks for two delegations first, and takes a third', async () => {
    await show('story=scheduling-empty');
    await fireEvent.click(screen.getByRole('button', { name: 'Find a time' }));
    await screen.findByText(/Choose two delegations/);
    await screen.findAllByRole('option', { name: 'Indonesia (Jakarta)' });
    await fireEvent.change(screen.getByLabelText('Host'), { target: { value: 'ID' } });
    await fireEvent.change(screen.getByLabelText(/^Delegation \W?2/), { target: { value: 'ID' } });
    expect(screen.queryByRole('grid')).toBeNull();
    await fireEvent.change(screen.getByLabelText(/^Delegation \W?2/), { target: { value: 'ZA' } });
    await screen.findByRole('grid');
    await fireEvent.click(screen.getByRole('button', { name: 'Add a delegation' }));
    await fireEvent.change(screen.getByLabelText(/^Delegation \W?3/), { target: { value: 'NZ' } });
    await waitFor(() => expect([...document.querySelectorAll('.corner')].map((each) => plain(each.textContent))).toEqual(['Jakarta', 'Pretoria', 'Wellington']));
    await fireEvent.click(screen.getAllByRole('button', { name: /^Remove delegation/ })[2]!);
    await waitFor(() => expect(document.querySelectorAll('.corner')).toHaveLength(2));
  });

  it('says that the program does not answer, and tries again', async () => {
    const { store } = await show('story=scheduling-two');
    const scheduler = store.backend.scheduler!;
    const slots = scheduler.slots;
    let deaf = true;
    scheduler.slots = (request) => (deaf ? Promise.reject(new Error('no')) : slots(request));
    await fireEvent.click(screen.getByRole('button', { name: 'Find a time' }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('could not be worked out');
    deaf = false;
    await fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await screen.findByRole('grid');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is not offered where the program cannot', async () => {
    const { store, tell } = await show('story=meeting');
    delete store.backend.scheduler;
    const desk = await import('../bridge/fake/stories.ts');
    tell(() => desk.stories['desk-due']!());
    await screen.findByRole('heading', { name: 'Desk' });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Find a time' })).toBeNull());
  });
});

it('offers no plans where the program keeps none', async () => {
  const { store } = await show('story=scheduling-two');
  const scheduler = store.backend.scheduler as unknown as Record<string, unknown>;
  for (const name of Object.keys(scheduler)) if (name !== 'capitals' && name !== 'slots' && name !== 'busy') delete scheduler[name];
  await fireEvent.click(screen.getByRole('button', { name: 'Find a time' }));
  await screen.findByRole('grid');
  expect(screen.queryByRole('button', { name: 'Compose the meeting' })).toBeNull();
});
