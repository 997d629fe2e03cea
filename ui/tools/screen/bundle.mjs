// What is built into the program: small, for its engine, and without stories.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Bytes of script, compressed, that the first screen needs in English. */
const LARGEST = 90_000;
/** And of all there is: every page, and its words in every language; each is asked for when it is needed. */
const LARGEST_OF_ALL = 225_000;

export const bundle = {
  /** @type {(...args: unknown[]) => Promise<void>} */
  'the built screen is small and has no stories': async () => {
    const outDir = mkdtempSync(join(tmpdir(), 'chancery-ui-'));
    try {
      await build({
        root: fileURLToPath(new URL('../../', import.meta.url)),
        mode: 'production',
        logLevel: 'error',
        build: { outDir, emptyOutDir: true },
      });
      const html = readFileSync(join(outDir, 'index.html'), 'utf8');
      assert.doesNotMatch(html, /https?:\/\//, 'nothing comes from elsewhere');
      const files = readdirSync(join(outDir, 'assets'));
      const scripts = files.filter((name) => name.endsWith('.js'));
      const all = scripts.map((name) => readFileSync(join(outDir, 'assets', name)));
      const weigh = (/** @type {Buffer[]} */ some) => some.reduce((sum, script) => sum + gzipSync(script).length, 0);
      // What the page names itself: the rest is asked for later.
      const first = scripts.flatMap((name, index) => (html.includes(name) && all[index] ? [all[index]] : []));
      assert.ok(first.length > 0, 'the page has a script');
      assert.ok(weigh(first) < LARGEST, `${weigh(first)} bytes of script at first`);
      assert.ok(weigh(all) < LARGEST_OF_ALL, `${weigh(all)} bytes of script in all`);
      for (const script of all) assert.ok(!script.includes('Retno Wibowo'), 'a story is in the build');
      assert.ok(readdirSync(join(outDir, 'flags')).includes('za.svg'), 'the flags are there');
    } finally {
      rmSync(outDir, { recursive: true, force: true });
    }
  },
};
