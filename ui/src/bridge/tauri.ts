// The program in whose window this page is shown. The only file that knows of Tauri.
import { Channel, invoke, isTauri } from '@tauri-apps/api/core';
import type { Backend, Times, Update } from './backend.ts';

/** The scheduling desk: one command each, by the same name. The program keeps no plans yet. */
const scheduler: Times = {
  capitals: () => invoke('capitals'),
  slots: (request) => invoke('slots', { request }),
};

/** The program behind the window; `null` where this page was opened elsewhere. */
export function tauriBackend(): Backend | null {
  if (!isTauri()) return null;
  return {
    dispatch: (intent) => invoke('dispatch', { intent }),
    subscribe: (onUpdate) => {
      const channel = new Channel<Update>();
      channel.onmessage = onUpdate;
      return invoke('subscribe', { channel });
    },
    rendererInfo: () => invoke('renderer_info'),
    stageLayout: (layout) => invoke('stage_layout', { layout }),
    appInfo: () => invoke('app_info'),
    ministry: (wish) => invoke('ministry', { wish }),
    scheduler,
  };
}
