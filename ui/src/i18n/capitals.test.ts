// Every capital that the program knows has a name in every script.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { capitals } from './capitals.ts';
import { i18n } from './index.svelte.ts';

const rust = readFileSync(join(import.meta.dirname, '../../../crates/model/src/capital.rs'), 'utf8');
const english = [...rust.matchAll(/\("[A-Z]{2}", "([^"]+)", "[^"]+"\)/g)].map(([, name = '']) => name);
afterAll(() => i18n.use('en'));

it.each([['ru', /^[\p{Script=Cyrillic}\s’-]+$/u], ['zh', /^[\p{Script=Han}·]+$/u], ['ar', /^[\p{Script=Arabic}\p{M}\s]+$/u]] as const)(
  '%s',
  async (language, script) => {
    const names = await capitals(language);
    expect(english.length).toBeGreaterThan(190);
    expect(english.filter((name) => !script.test(names[name] ?? ''))).toEqual([]);
    expect(Object.keys(names).filter((name) => !english.includes(name))).toEqual([]);
  },
);

it.each(['fr', 'es', 'id'])('%s has no name twice over', async (language) => {
  const names = await capitals(language);
  expect(Object.entries(names).filter(([name, own]) => name === own || !english.includes(name))).toEqual([]);
});

it('a capital is called as in the language of the screen, and any other place as it was written', async () => {
  await i18n.use('ar');
  expect([i18n.capital('Jakarta'), i18n.capital('Pretoria'), i18n.capital('Bandung')]).toEqual(['جاكرتا', 'بريتوريا', 'Bandung']);
  await i18n.use('es');
  expect([i18n.capital('Beijing'), i18n.capital('Kyiv'), i18n.capital('Lima')]).toEqual(['Pekín', 'Kyiv', 'Lima']);
  await i18n.use('en');
  expect(i18n.capital('Beijing')).toBe('Beijing');
});
