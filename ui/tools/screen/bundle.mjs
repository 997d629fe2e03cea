// What is built into the program: small, for its engine, and without stories.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Bytes of script, compressed, that the first screen needs in English. */
const LARGEST = 120_000;

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
      const size = all.reduce((sum, script) => sum + gzipSync(script).length, 0);
      assert.ok(size < LARGEST, `${size} bytes of script`);
      for (const script of all) assert.ok(!script.includes('Retno Wibowo'), 'a story is in the build');
      assert.ok(readdirSync(join(outDir, 'flags')).includes('za.svg'), 'the flags are there');
    } finally {
      rmSync(outDir, { recursive: true, force: true });
    }
  },
};
