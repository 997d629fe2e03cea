// The window's title: what a task bar shows.
import type { ViewModel } from '../bridge/types.ts';
import { t } from '../i18n/index.svelte.ts';

export function windowTitle(view: ViewModel | null): string {
  const name = t('app-name');
  if (!view) return name;
  const { stage } = view;
  if (stage.is === 'meeting') {
    const { microphone, camera, screen } = stage.on_air;
    const silent = ['asking', 'suspended', 'removed'].includes(stage.security.state.is);
    return `${!silent && (microphone || camera || screen) ? t('on-air') : t('off-air')} · ${stage.info.title} · ${name}`;
  }
  if (stage.is === 'holding_room') return `${t('holding-title')} · ${stage.info?.title ?? t('unknown-meeting')} · ${name}`;
  return name;
}
