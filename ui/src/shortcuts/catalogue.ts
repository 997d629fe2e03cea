// Every key of the screen, once: what the controls show, what the list of keys says and what is listened for.
import type { Messages } from '../i18n/keys.ts';

export type Action = 'microphone' | 'camera' | 'share' | 'page' | 'chat' | 'people' | 'encryption' | 'requests' | 'leave' | 'keys';

type Entry = {
  readonly action: Action;
  /** As printed on the key, and as `aria-keyshortcuts` wants it. */
  readonly key: string;
  readonly label: keyof Messages;
};

export const CATALOGUE = [
  { action: 'microphone', key: 'M', label: 'key-microphone' },
  { action: 'camera', key: 'V', label: 'key-camera' },
  { action: 'share', key: 'S', label: 'key-share' },
  { action: 'page', key: 'F', label: 'key-page' },
  { action: 'chat', key: 'C', label: 'key-chat' },
  { action: 'people', key: 'P', label: 'key-people' },
  { action: 'encryption', key: 'E', label: 'key-encryption' },
  { action: 'requests', key: 'A', label: 'key-requests' },
  { action: 'leave', key: 'L', label: 'key-leave' },
  { action: 'keys', key: '?', label: 'key-keys' },
] as const satisfies readonly Entry[];

export const keyOf = (action: Action): string => CATALOGUE.find((entry) => entry.action === action)?.key ?? '';
