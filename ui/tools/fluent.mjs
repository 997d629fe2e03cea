// Reads a Fluent file for checks: which messages it has, and which variables each takes.
import { FluentResource } from '@fluent/bundle';

/** @param {unknown} node @param {Set<string>} into */
function collect(node, into) {
  if (Array.isArray(node)) for (const part of node) collect(part, into);
  else if (node && typeof node === 'object') {
    const record = /** @type {Record<string, unknown>} */ (node);
    if (record.type === 'var') into.add(String(record.name));
    for (const part of Object.values(record)) collect(part, into);
  }
}

/**
 * Every message of the file, in order, with its variables.
 * @param {string} text
 * @returns {Map<string, Set<string>>}
 */
export function messages(text) {
  const found = new Map();
  for (const message of new FluentResource(text).body) {
    const variables = new Set();
    collect(message.value, variables);
    if (found.has(message.id)) throw new Error(`the message ${message.id} stands twice`);
    found.set(message.id, variables);
  }
  return found;
}
