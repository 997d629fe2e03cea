// The page's first line: finds what stands behind it and mounts the screen.
import { mount } from 'svelte';
import { Store } from '../bridge/store.svelte.ts';
import { tauriBackend } from '../bridge/tauri.ts';
import '../tokens/fonts.css';
import '../tokens/tokens.css';
import '../tokens/base.css';
import App from './App.svelte';
import Outside from './Outside.svelte';

async function boot(target: HTMLElement): Promise<void> {
  const parameters = new URLSearchParams(location.search);
  const backend =
    tauriBackend() ?? (__STORIES__ ? (await import('../bridge/fake/index.ts')).storyBackend(parameters) : null);
  if (!backend) {
    mount(Outside, { target });
    return;
  }
  const store = new Store(backend);
  store.start();
  const opened = __STORIES__ ? parameters.get('open') : null;
  mount(App, { target, props: { store, opened: opened === 'settings' || opened === 'keys' || opened === 'identity' || opened === 'ministry' || opened === 'desk' || opened === 'scheduling' || opened === 'plans' ? opened : null } });
}

const target = document.getElementById('app');
if (target) void boot(target);
