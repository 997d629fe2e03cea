// Drafts: nothing typed is lost or overtaken by an older echo.
import { describe, expect, it, vi } from 'vitest';
import { Draft } from './draft.svelte.ts';

describe('Draft', () => {
  it('shows what is typed at once and sends it', () => {
    const send = vi.fn();
    const draft = new Draft('', send);
    draft.type('a');
    draft.type('ab');
    draft.type('ab');
    expect(draft.text).toBe('ab');
    expect(send.mock.calls).toEqual([['a'], ['ab']]);
  });

  it('is not thrown back by its own late echo', () => {
    const draft = new Draft('', () => undefined);
    draft.type('a');
    draft.type('ab');
    draft.type('abc');
    draft.adopt('a');
    expect(draft.text).toBe('abc');
    draft.adopt('abc');
    expect(draft.text).toBe('abc');
  });

  it('takes what the program says of its own accord', () => {
    const draft = new Draft('old', () => undefined);
    draft.adopt('new');
    expect(draft.text).toBe('new');
  });

  it('is emptied when the message has gone, also where the field was empty once before', () => {
    const draft = new Draft('', () => undefined);
    draft.type('a');
    draft.type('');
    draft.type('hello');
    // Only the last of these was told to us.
    draft.adopt('hello');
    draft.taken();
    draft.adopt('');
    expect(draft.text).toBe('');
  });

  it('is emptied where the echoes of what was typed were skipped altogether', () => {
    const draft = new Draft('', () => undefined);
    draft.type('x');
    draft.type('');
    draft.type('hello');
    draft.taken();
    draft.adopt('');
    expect(draft.text).toBe('');
  });

  it('agrees with the program in the end when somebody types on while a message goes out', () => {
    const draft = new Draft('', () => undefined);
    draft.type('hi');
    draft.adopt('hi');
    draft.taken();
    draft.type('hix');
    draft.adopt('');
    draft.adopt('hix');
    expect(draft.text).toBe('hix');
  });
});
