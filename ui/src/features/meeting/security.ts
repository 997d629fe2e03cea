// How the encryption stands, in words: for the mark in the meeting's bar and for the panel behind it.
import type { RosterChange, Security, Signer } from '../../bridge/types.ts';
import { i18n, t } from '../../i18n/index.svelte.ts';

export type Standing = 'encrypted' | 'asking' | 'suspended' | 'removed' | 'open';

/** What may be promised: encrypted only where the program says so. */
export function standingOf(security: Security): Standing {
  return security.state.is === 'outside' ? 'open' : security.state.is;
}

/** The word, and what stands below it. */
export function words(security: Security): { word: string; more: string } {
  switch (security.state.is) {
    case 'encrypted':
      return { word: t('security-encrypted'), more: t('security-with', { count: security.state.with.length }) };
    case 'asking':
      return { word: t('security-asking'), more: t('security-asking-with') };
    case 'suspended':
      return { word: t('security-suspended'), more: t('security-suspended-with') };
    case 'removed':
      return { word: t('security-removed'), more: t('security-removed-with') };
    default:
      return { word: t('security-not'), more: t('security-not-with') };
  }
}

/** The code in groups of five. */
export const groups = (code: string): string[] => code.match(/\d{1,5}/g) ?? [];

const DIGITS = ['digit-0', 'digit-1', 'digit-2', 'digit-3', 'digit-4', 'digit-5', 'digit-6', 'digit-7', 'digit-8', 'digit-9'] as const;

/** The code as it is read aloud: digit by digit, with a pause after each group. */
export const spoken = (code: string): string =>
  groups(code)
    .map((group) => [...group].map((digit) => t(DIGITS[Number(digit)] ?? 'digit-0')).join(' '))
    .join('; ');

const nameOf = ({ name }: Signer): string => name.trim() || t('unnamed');

/** One line of the roster log. */
export function line({ who, me, what }: RosterChange): string {
  const name = `${who.trim() || t('unnamed')}${me ? ` (${t('tile-you')})` : ''}`;
  switch (what.is) {
    case 'founded':
      return t('log-founded', { name });
    case 'admitted':
      return t('log-admitted', { name, by: i18n.format.list(what.by.map(nameOf)) });
    case 'left':
      return t('log-left', { name });
    case 'gone':
      return t('log-gone', { name, by: nameOf(what.by) });
    case 'removed':
      return t('log-removed', { name, by: nameOf(what.by) });
  }
}
