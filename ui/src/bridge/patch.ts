// RFC 6902 (JSON Patch), as far as the program sends it: `add`, `remove` and `replace`.
//
// Nothing is changed in place: what a patch touches is copied along its path and the rest is shared, so that "has this
// part changed?" is one comparison of references for whoever shows it.

export type Op =
  | { op: 'add' | 'replace'; path: string; value: unknown }
  | { op: 'remove'; path: string };

/** A patch that does not fit the document: the two ends no longer agree and a new snapshot is needed. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}

type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Splits a JSON pointer (RFC 6901) into its tokens. */
export function tokens(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new PatchError('a JSON pointer begins with a slash');
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function index(token: string, length: number, end: boolean): number {
  if (end && token === '-') return length;
  if (!/^(0|[1-9]\d*)$/.test(token)) throw new PatchError('not an array index');
  const at = Number(token);
  if (at > (end ? length : length - 1)) throw new PatchError('an index beyond the end');
  return at;
}

function change(node: Json, path: string[], depth: number, op: Op): Json {
  const token = path[depth];
  if (token === undefined) {
    if (op.op === 'remove') throw new PatchError('the whole document cannot be removed');
    return op.value;
  }
  const last = depth === path.length - 1;

  if (Array.isArray(node)) {
    const copy = [...(node as Json[])];
    const at = index(token, copy.length, last && op.op === 'add');
    if (!last) copy[at] = change(copy[at], path, depth + 1, op);
    else if (op.op === 'add') copy.splice(at, 0, op.value);
    else if (op.op === 'remove') copy.splice(at, 1);
    else copy[at] = op.value;
    return copy;
  }

  if (isObject(node)) {
    const there = Object.hasOwn(node, token);
    if (!there && !(last && op.op === 'add')) throw new PatchError('no such member');
    if (last && op.op === 'remove') {
      const { [token]: _gone, ...rest } = node;
      return rest;
    }
    // A defined property, so that a member named `__proto__` stays a plain member.
    const copy = { ...node };
    const value = last ? (op as { value: unknown }).value : change(node[token], path, depth + 1, op);
    Object.defineProperty(copy, token, { value, enumerable: true, configurable: true, writable: true });
    return copy;
  }

  throw new PatchError('a path through something that is neither an object nor an array');
}

/** The document after all operations, in order; all of them or, by an exception, none. */
export function applyPatch<T>(document: T, ops: readonly Op[]): T {
  let result: Json = document;
  for (const op of ops) {
    if (op.op !== 'add' && op.op !== 'remove' && op.op !== 'replace') throw new PatchError('an unknown operation');
    result = change(result, tokens(op.path), 0, op);
  }
  return result as T;
}
