// Every language has every message, with the same variables.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messages } from '../../tools/fluent.mjs';
import { keysFile } from '../../tools/messages.mjs';
import { bundle, LANGUAGES } from './index.svelte.ts';

const root = join(import.meta.dirname, '..');
const text = (language: string): string => readFileSync(join(import.meta.dirname, 'messages', `${language}.ftl`), 'utf8');
const english = messages(text('en'));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name) && entry.name !== 'keys.ts')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

it('keys.ts is what `npm run messages` writes', () => {
  expect(readFileSync(join(import.meta.dirname, 'keys.ts'), 'utf8')).toBe(keysFile(text('en')));
});

it('every message is used', () => {
  const all = sources(root).join('\n');
  const computed = /^(problem|theme|bars|said-stage|role|digit|strength|own-unkept|slot|legend|status|tab|field|level|secrecy|side|repeat|nth|lacks|save|said|show-state|trouble|refused|desk-found|desk-failed|desk-wrong|flaw|invites)-/;
  expect([...english.keys()].filter((key) => !computed.test(key) && !all.includes(`'${key}'`))).toEqual([]);
});

it('every problem that the program knows has a sentence', () => {
  const generated = readFileSync(join(root, 'bridge/generated/Problem.ts'), 'utf8');
  const kinds = [...generated.matchAll(/"is": "(\w+)"/g)].map((match) => `problem-${match[1]}`);
  expect(kinds.length).toBeGreaterThan(20);
  expect([...english.keys()].filter((key) => key.startsWith('problem-')).sort()).toEqual([...kinds].sort());
});

it('every language of the list has a file, and the reverse', () => {
  const files = readdirSync(join(import.meta.dirname, 'messages')).map((name) => name.replace('.ftl', ''));
  expect(files.sort()).toEqual(LANGUAGES.map((language) => language.tag).sort());
});

describe.each(LANGUAGES.map((language) => language.tag))('%s', (language) => {
  const own = messages(text(language));
  const made = bundle(language, text(language));

  it('has the messages of the English file, in its order, with its variables', () => {
    expect([...own.keys()]).toEqual([...english.keys()]);
    for (const [key, variables] of english) expect([key, [...(own.get(key) ?? [])].sort()]).toEqual([key, [...variables].sort()]);
  });

  it('can be written for every number', () => {
    for (const [key, variables] of english) {
      for (const number of [0, 1, 2, 3, 5, 11, 21, 22, 25, 100, 101, 1_000_000]) {
        const values = Object.fromEntries([...variables].map((name) => [name, name === 'count' || name === 'seconds' ? number : 'word']));
        const pattern = made.getMessage(key)?.value;
        const errors: Error[] = [];
        const written = pattern ? made.formatPattern(pattern, values, errors) : '';
        expect([key, number, errors, /[{}]/.test(written), written.trim() === '']).toEqual([key, number, [], false, false]);
        if (variables.size === 0) break;
      }
    }
  });

  it('has a form for each of its plurals', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const source = text(language);
    for (const [, selector] of source.matchAll(/->\n((?:\s+\*?\[\w+\].*\n)+)\s*\}/g)) {
      const has = new Set([...(selector ?? '').matchAll(/\[(\w+)\]/g)].map((match) => match[1]));
      // What is missing falls to the default form: right only for the forms that whole numbers here never take.
      const missing = needed.filter((category) => !has.has(category) && !['zero', 'many', 'other'].includes(category));
      expect([selector, missing]).toEqual([selector, []]);
    }
  });

  if (language !== 'en') {
    it('is translated', () => {
      // Words that are the same in both, or a name.
      const same = new Set(['app-name', 'settings-version', 'control-microphone', 'device-microphone', 'kind-microphone', 'unknown-meeting', 'time-minutes', 'control-chat', 'chat-title', 'chat-messages', 'holding-devices', 'meeting-stage', 'settings-general', 'role-expert', 'digit-6', 'slot-hours', 'agenda-sum', 'agenda-minutes', 'person-office', 'document-n', 'field-documents', 'level-experts', 'repeat-never', 'show-state-now', 'tab-invite', 'secrecy-public', 'invite-note', 'slot-when', 'conflict-place', 'history-wrote']);
      const source = bundle('en', text('en'));
      const untranslated = [...english.keys()].filter((key) => {
        const raw = (of: typeof made): string => JSON.stringify(of.getMessage(key)?.value);
        return !same.has(key) && raw(made) === raw(source);
      });
      expect(untranslated).toEqual([]);
    });
  }
});
