// How svelte components are read: TypeScript in them, as Vite compiles it.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true, warningFilter: () => true },
};
