// How large everything is shown, by keyboard.
import { fireEvent } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import { zoomKept, zoomOf, zooms } from './zoom.ts';

afterEach(() => localStorage.clear());

const key = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, code: '', ctrlKey: true, metaKey: false, altKey: false, ...more });

it('goes by steps to its ends and back, by any plus and minus', () => {
  expect(zoomOf(key('+'), 1)).toBe(1.1);
  expect(zoomOf(key('=', { ctrlKey: false, metaKey: true }), 1.75)).toBe(2);
  expect(zoomOf(key('x', { code: 'NumpadAdd' }), 3)).toBe(3);
  expect(zoomOf(key('-'), 0.75)).toBe(0.75);
  expect(zoomOf(key('à', { code: 'Digit0' }), 2)).toBe(1);
  expect([zoomOf(key('+', { ctrlKey: false }), 1), zoomOf(key('+', { altKey: true }), 1), zoomOf(key('a'), 1)]).toEqual([null, null, null]);
});

it('is shown, kept, and there again at the next start', async () => {
  const shown: number[] = [];
  const stop = zooms(window, (factor) => shown.push(factor));
  await fireEvent.keyDown(document.body, { key: '+', ctrlKey: true });
  await fireEvent.keyDown(document.body, { key: '+', ctrlKey: true });
  stop();
  await fireEvent.keyDown(document.body, { key: '+', ctrlKey: true });
  expect([shown, zoomKept()]).toEqual([[1.1, 1.25], 1.25]);
  const again: number[] = [];
  zooms(window, (factor) => again.push(factor))();
  expect(again).toEqual([1.25]);
  localStorage.setItem('chancery.zoom', '99');
  expect(zoomKept()).toBe(1);
});
