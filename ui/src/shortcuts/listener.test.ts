// Keys: which do what, and when they do nothing.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { actionOf, listen } from './listener.ts';

const pressed = (key: string, code: string, rest: Partial<KeyboardEvent> = {}) => ({
  key, code, ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false, ...rest,
});

it('every key stands once in the catalogue', () => {
  expect(new Set(CATALOGUE.map((entry) => entry.key)).size).toBe(CATALOGUE.length);
});

describe('actionOf', () => {
  it('goes by the letter, in either case', () => {
    expect(actionOf(pressed('m', 'KeyM'))).toBe('microphone');
    expect(actionOf(pressed('M', 'KeyM'))).toBe('microphone');
  });
  it('goes by the letter where another layout has it elsewhere', () => {
    // French: M is right of L, where an English keyboard has the semicolon.
    expect(actionOf(pressed('m', 'Semicolon'))).toBe('microphone');
    expect(actionOf(pressed(',', 'KeyM'))).toBeNull();
  });
  it('goes by the place where the letters are not Latin', () => {
    expect(actionOf(pressed('ь', 'KeyM'))).toBe('microphone');
    expect(actionOf(pressed('ر', 'KeyV'))).toBe('camera');
  });
  it('knows the question mark of each keyboard', () => {
    expect(['?', '؟', '？'].map((key) => actionOf(pressed(key, 'Slash')))).toEqual(['keys', 'keys', 'keys']);
  });
  it('leaves the keys of the system and of input methods alone', () => {
    for (const rest of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { repeat: true }, { isComposing: true }]) {
      expect(actionOf(pressed('m', 'KeyM', rest))).toBeNull();
    }
  });
});

describe('listen', () => {
  const microphone = vi.fn();
  const talk = { closed: vi.fn(() => true), set: vi.fn() };
  let stop = (): void => undefined;
  const key = (target: EventTarget, type: string, key: string, code: string, rest: KeyboardEventInit = {}): void => {
    target.dispatchEvent(new KeyboardEvent(type, { key, code, bubbles: true, cancelable: true, ...rest }));
  };

  beforeEach(() => {
    microphone.mockReset();
    talk.set.mockReset();
    talk.closed.mockReturnValue(true);
    document.body.innerHTML = '<input><textarea></textarea><button>x</button><h1 tabindex="-1">t</h1>';
    stop = listen(window, { microphone }, talk);
  });
  afterEach(() => stop());

  it('acts, but not while somebody types', () => {
    key(document.body, 'keydown', 'm', 'KeyM');
    expect(microphone).toHaveBeenCalledTimes(1);
    for (const field of document.querySelectorAll('input, textarea')) key(field, 'keydown', 'm', 'KeyM');
    expect(microphone).toHaveBeenCalledTimes(1);
    key(document.querySelector('button')!, 'keydown', 'm', 'KeyM');
    expect(microphone).toHaveBeenCalledTimes(2);
  });

  it('is silent while a dialog is open', () => {
    document.body.insertAdjacentHTML('beforeend', '<dialog open></dialog>');
    key(document.body, 'keydown', 'm', 'KeyM');
    expect(microphone).not.toHaveBeenCalled();
  });

  it('opens the microphone as long as the space bar is held', () => {
    key(document.body, 'keydown', ' ', 'Space');
    key(document.body, 'keydown', ' ', 'Space', { repeat: true });
    expect(talk.set.mock.calls).toEqual([[true]]);
    key(document.body, 'keyup', ' ', 'Space');
    expect(talk.set.mock.calls).toEqual([[true], [false]]);
    key(document.body, 'keyup', ' ', 'Space');
    expect(talk.set).toHaveBeenCalledTimes(2);
  });

  it('does not close with the space bar what it did not open', () => {
    talk.closed.mockReturnValue(false);
    key(document.body, 'keydown', ' ', 'Space');
    key(document.body, 'keyup', ' ', 'Space');
    expect(talk.set).not.toHaveBeenCalled();
  });

  it('lets the space bar press a button', () => {
    key(document.querySelector('button')!, 'keydown', ' ', 'Space');
    expect(talk.set).not.toHaveBeenCalled();
  });

  it('closes the microphone when the window loses the keyboard, or the meeting ends', () => {
    key(document.body, 'keydown', ' ', 'Space');
    window.dispatchEvent(new Event('blur'));
    expect(talk.set.mock.calls).toEqual([[true], [false]]);
    key(document.body, 'keydown', ' ', 'Space');
    stop();
    expect(talk.set.mock.calls).toEqual([[true], [false], [true], [false]]);
  });
});
