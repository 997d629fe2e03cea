// The rules of the house that no compiler holds.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const root = import.meta.dirname;
const files = readdirSync(root, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /\.(svelte|ts|css)$/.test(entry.name) && !entry.parentPath.includes('generated'))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path: relative(root, path), text: readFileSync(path, 'utf8') };
  });
const shipped = files.filter(({ path }) => !/\.(test|stories)\.ts$/.test(path));

const style = (text: string): string =>
  (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '').replace(/\/\*[\s\S]*?\*\//g, '');

it('features do not import one another', () => {
  const wrong = shipped.filter(({ path, text }) => {
    const own = /^features\/([^/]+)\//.exec(path)?.[1];
    return own && [...text.matchAll(/from '((?:\.\.?\/)[^']*)'/g)].some(([, from = '']) => {
      const target = relative(root, join(root, path, '..', from));
      const other = /^features\/([^/]+)\//.exec(target)?.[1];
      return other !== undefined && other !== own;
    });
  });
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

it('only the bridge knows of Tauri, and only its stories import the stories', () => {
  const importers = shipped.filter(({ text }) => text.includes('@tauri-apps/'));
  expect(importers.map(({ path }) => path)).toEqual(['bridge/tauri.ts']);
  const fakes = shipped.filter(({ path, text }) => !path.startsWith('bridge/fake/') && /bridge\/fake/.test(text));
  expect(fakes.map(({ path }) => path)).toEqual(['app/main.ts']);
});

it('every place is logical, so that the page can be mirrored', () => {
  const physical =
    /(?:^|[\s;{])(?:left|right|top|bottom|(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*|(?:min-|max-)?(?:width|height))\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)/m;
  const wrong = files
    .map(({ path, text }) => ({ path, css: path.endsWith('.css') ? text.replace(/\/\*[\s\S]*?\*\//g, '') : style(text) }))
    // What is asked of the window in a media query is physical.
    .filter(({ css }) => physical.test(css.replace(/@media[^{]*/g, '')));
  expect(wrong.map(({ path, css }) => `${path}: ${physical.exec(css)?.[0].trim()}`)).toEqual([]);
});

it('nothing moves by itself, and nothing costly lies over pictures', () => {
  const costly = /animation|@keyframes|backdrop-filter|filter:|mix-blend-mode|will-change/;
  expect(files.filter(({ path, text }) => costly.test(path.endsWith('.css') ? text : style(text))).map(({ path }) => path)).toEqual([]);
});

it('colours come from the tokens', () => {
  const literal = /#[0-9a-f]{3,8}\b|\bhsl\(|\brgb\((?!0 0 0|255 255 255)/i;
  const wrong = shipped.filter(({ path, text }) => path.endsWith('.svelte') && literal.test(style(text)));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});
