// How the screen is built: Svelte, the flags and the stories (the last only outside of production).
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { flags } from './tools/flags.ts';

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), flags(), ...(process.env.VITEST ? [svelteTesting()] : [])],
  // The page is served from inside the program and may load nothing from elsewhere.
  base: './',
  define: {
    // Stories are view models for development and tests: a production build does not contain them.
    __STORIES__: JSON.stringify(mode !== 'production'),
  },
  build: {
    target: ['safari17'],
    // Fonts and flags stay files: an inlined one would be downloaded with every start.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    outDir: mode === 'stories' ? 'dist-stories' : 'dist',
    emptyOutDir: true,
  },
  server: { port: 1420, strictPort: true },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
    setupFiles: ['tools/test-setup.ts'],
    restoreMocks: true,
    // Against hanging only: a busy machine is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
