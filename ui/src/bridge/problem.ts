// What a problem is called in the messages, and what can be done about it at once.
import { sideName } from '../i18n/format.ts';
import { i18n, locale, t } from '../i18n/index.svelte.ts';
import type { Problem, SuspendedReason } from './types.ts';

/** The sentence: what failed and what to do. */
export function sentence(problem: Problem): string {
  switch (problem.is) {
    case 'no_microphone':
    case 'no_camera':
    case 'no_speaker':
    case 'no_screen':
    case 'cannot_save':
    case 'cannot_export':
    case 'key_unavailable':
    case 'key_not_kept':
    case 'credentials_not_taken':
      return t(`problem-${problem.is}`, { detail: problem.detail });
    case 'clock_off':
      return t('problem-clock_off', { seconds: Math.abs(problem.seconds) });
    case 'store_damaged':
      return t('problem-store_damaged', { file: problem.file });
    case 'admission_refused':
    case 'removed_from_meeting':
    case 'root_changed':
      return t(`problem-${problem.is}`, {
        side: problem.delegation === null ? t('side-unknown') : sideName(problem.delegation, locale(i18n.language)),
      });
    case 'identity_changed':
    case 'credentials_invalid':
    case 'removal_held':
    case 'somebody_blocked':
    case 'fingerprint_swapped':
    case 'frames_forged':
    case 'frames_unsigned':
      return t(`problem-${problem.is}`, { name: problem.name.trim() || t('unnamed') });
    default:
      return t(`problem-${problem.is}`);
  }
}

/** Why nothing is sent, as a sentence; `told`: the notices, which may say whose credentials it is. */
export function suspension(reason: SuspendedReason, told: readonly { problem: Problem }[] = []): string {
  switch (reason) {
    case 'forked':
      return sentence({ is: 'meeting_forked' });
    case 'heartbeats_missed':
      return sentence({ is: 'heartbeats_missed' });
    case 'blocked':
      return sentence(told.findLast(({ problem }) => problem.is === 'somebody_blocked')?.problem ?? { is: 'somebody_blocked', name: '' });
  }
}

/** What a button beside the sentence may offer. */
export function remedy(problem: Problem): 'retry' | 'devices' | 'keys' | null {
  switch (problem.is) {
    case 'server_unreachable':
    case 'server_full':
      return 'retry';
    case 'no_microphone':
    case 'no_camera':
    case 'no_speaker':
      return 'devices';
    case 'root_changed':
    case 'certificate_expired':
    case 'certificate_not_yet_valid':
    case 'key_unavailable':
      return 'keys';
    default:
      return null;
  }
}
