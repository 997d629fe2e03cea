// JSON patches (RFC 6902): applied as they came, refused where they do not fit.
import { describe, expect, it } from 'vitest';
import { applyPatch, PatchError, tokens, type Op } from './patch.ts';

describe('applyPatch', () => {
  it('replaces, adds and removes members', () => {
    const before = { a: 1, b: { c: 2 } };
    expect(applyPatch(before, [{ op: 'replace', path: '/b/c', value: 3 }])).toEqual({ a: 1, b: { c: 3 } });
    expect(applyPatch(before, [{ op: 'add', path: '/d', value: null }])).toEqual({ a: 1, b: { c: 2 }, d: null });
    expect(applyPatch(before, [{ op: 'remove', path: '/a' }])).toEqual({ b: { c: 2 } });
    expect(before).toEqual({ a: 1, b: { c: 2 } });
  });

  it('inserts into, appends to and removes from arrays', () => {
    expect(applyPatch(['a', 'c'], [{ op: 'add', path: '/1', value: 'b' }])).toEqual(['a', 'b', 'c']);
    expect(applyPatch(['a'], [{ op: 'add', path: '/-', value: 'b' }])).toEqual(['a', 'b']);
    expect(applyPatch(['a'], [{ op: 'add', path: '/1', value: 'b' }])).toEqual(['a', 'b']);
    expect(applyPatch(['a', 'b'], [{ op: 'remove', path: '/0' }])).toEqual(['b']);
    expect(applyPatch(['a', 'b'], [{ op: 'replace', path: '/1', value: 'c' }])).toEqual(['a', 'c']);
  });

  it('replaces the whole document', () => {
    expect(applyPatch<unknown>({ a: 1 }, [{ op: 'replace', path: '', value: [1] }])).toEqual([1]);
  });

  it('shares what it does not touch', () => {
    const before = { people: [{ n: 1 }, { n: 2 }], chat: { lines: [] } };
    const after = applyPatch(before, [{ op: 'replace', path: '/people/1/n', value: 3 }]);
    expect(after.chat).toBe(before.chat);
    expect(after.people[0]).toBe(before.people[0]);
    expect(after.people[1]).not.toBe(before.people[1]);
    expect(after).not.toBe(before);
  });

  it('reads escaped names (RFC 6901)', () => {
    expect(tokens('/a~1b/m~0n/~01')).toEqual(['a/b', 'm~n', '~1']);
    expect(applyPatch({ 'a/b': { '': 1 } }, [{ op: 'replace', path: '/a~1b/', value: 2 }])).toEqual({ 'a/b': { '': 2 } });
  });

  it('keeps a member named __proto__ a member', () => {
    const after = applyPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]);
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
    expect(Object.hasOwn(after, '__proto__')).toBe(true);
  });

  it.each<[string, unknown, Op]>([
    ['a missing member', { a: 1 }, { op: 'replace', path: '/b', value: 1 }],
    ['a missing parent', { a: 1 }, { op: 'add', path: '/b/c', value: 1 }],
    ['removing what is not there', {}, { op: 'remove', path: '/a' }],
    ['an index beyond the end', [1], { op: 'replace', path: '/1', value: 1 }],
    ['an insertion beyond the end', [1], { op: 'add', path: '/3', value: 1 }],
    ['a leading zero', [1, 2], { op: 'replace', path: '/01', value: 1 }],
    ['a path through a number', { a: 1 }, { op: 'add', path: '/a/b', value: 1 }],
    ['a pointer without a slash', { a: 1 }, { op: 'replace', path: 'a', value: 1 }],
    ['an inherited member', {}, { op: 'replace', path: '/toString', value: 1 }],
    ['an operation it does not know', { a: 1 }, { op: 'move', path: '/a' } as unknown as Op],
    ['removing everything', { a: 1 }, { op: 'remove', path: '' }],
  ])('refuses %s', (_name, document, op) => {
    expect(() => applyPatch(document, [op])).toThrow(PatchError);
  });
});
