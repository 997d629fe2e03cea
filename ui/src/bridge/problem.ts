// What a problem is called in the messages, and what can be done about it at once.
import { t } from '../i18n/index.svelte.ts';
import type { Problem } from './types.ts';

/** The sentence: what failed and what to do. */
export function sentence(problem: Problem): string {
  switch (problem.is) {
    case 'no_microphone':
    case 'no_camera':
    case 'no_speaker':
    case 'no_screen':
    case 'cannot_save':
      return t(`problem-${problem.is}`, { detail: problem.detail });
    case 'clock_off':
      return t('problem-clock_off', { seconds: Math.abs(problem.seconds) });
    case 'store_damaged':
      return t('problem-store_damaged', { file: problem.file });
    default:
      return t(`problem-${problem.is}`);
  }
}

/** What a button beside the sentence may offer. */
export function remedy(problem: Problem): 'retry' | 'devices' | null {
  switch (problem.is) {
    case 'server_unreachable':
    case 'server_full':
      return 'retry';
    case 'no_microphone':
    case 'no_camera':
    case 'no_speaker':
      return 'devices';
    default:
      return null;
  }
}
