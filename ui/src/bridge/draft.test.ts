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

  it('is not thrown back by a view that says again what was said before', () => {
    const draft = new Draft('', () => undefined);
    draft.type('W');
    draft.adopt('');
    expect(draft.text).toBe('W');
    draft.type('We');
    draft.type('We ');
    draft.adopt('We');
    // Somebody speaks, a minute passes: views with the same draft.
    draft.adopt('We');
    draft.adopt('We');
    expect(draft.text).toBe('We ');
    draft.adopt('We ');
    expect(draft.text).toBe('We ');
  });

  it('remembers all that is typed while the program is busy', () => {
    const draft = new Draft('', () => undefined);
    for (let length = 1; length <= 500; length++) draft.type('x'.repeat(length));
    for (let length = 1; length <= 500; length++) draft.adopt('x'.repeat(length));
    expect(draft.text).toBe('x'.repeat(500));
  });

  it('is free at once for the next message', () => {
    const send = vi.fn();
    const draft = new Draft('', send);
    draft.type('hi');
    expect(draft.leave()).toBe('hi');
    expect(draft.text).toBe('');
    draft.type('y');
    // Whatever the program got round to telling.
    draft.adopt('hi');
    draft.adopt('');
    expect(draft.text).toBe('y');
    draft.adopt('y');
    expect(draft.text).toBe('y');
    expect(send.mock.calls).toEqual([['hi'], ['y']]);
  });

  it('comes back where it could not go out', () => {
    const draft = new Draft('', () => undefined);
    draft.type('hi');
    draft.comeBack(draft.leave());
    expect(draft.text).toBe('hi');
    const left = draft.leave();
    draft.type('there');
    draft.comeBack(left);
    expect(draft.text).toBe('hi\nthere');
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

  it('stands again where the program refuses it after all', () => {
    const draft = new Draft('', () => undefined);
    draft.type('https://example.org');
    draft.taken();
    draft.adopt('');
    draft.adopt('https://example.org');
    expect(draft.text).toBe('https://example.org');
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
