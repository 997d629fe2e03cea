// What is to be known of who somebody is, in words, the most important first.
import type { Delegation, Identity } from '../bridge/types.ts';
import { sideName } from '../i18n/format.ts';
import { i18n, locale, t } from '../i18n/index.svelte.ts';

export type Mark = {
  is: 'changed' | 'lookalike' | 'duplicate' | 'credentialed' | 'unpinned' | 'self_issued' | 'invalid' | 'first';
  word: string;
  /** What the word means here, as a sentence. */
  what: string;
  /** Whether a person should look twice. */
  warns: boolean;
};

/** The marks of an identity; none where nothing is known of it. */
export function marks(identity: Identity | null, delegations: readonly Delegation[] = []): Mark[] {
  if (!identity) return [];
  const found: Mark[] = [];
  const { standing, seen, name_warning: warning } = identity;
  if (seen === 'changed') found.push({ is: 'changed', word: t('seen-changed'), what: t('seen-changed-what'), warns: true });
  if (warning) {
    const side = sideName(warning.delegation, locale(i18n.language), delegations);
    found.push(
      warning.is === 'lookalike'
        ? { is: 'lookalike', word: t('name-lookalike'), what: t('name-lookalike-what', { name: warning.name, side }), warns: true }
        : { is: 'duplicate', word: t('name-duplicate'), what: t('name-duplicate-what', { side }), warns: true },
    );
  }
  found.push(
    standing.is === 'credentialed'
      ? {
          is: 'credentialed',
          word: t('standing-credentialed'),
          what: t('standing-credentialed-what', {
            ministry: standing.ministry || t('ministry-unnamed'),
            role: t(`role-${standing.role}`),
            date: i18n.format.day(new Date(standing.expires)),
          }),
          warns: false,
        }
      : standing.is === 'unpinned'
        ? {
            is: 'unpinned',
            word: t('standing-unpinned'),
            what: t('standing-unpinned-what', { ministry: standing.ministry || t('ministry-unnamed') }),
            warns: false,
          }
        : standing.is === 'invalid'
          ? { is: 'invalid', word: t('standing-invalid'), what: t('standing-invalid-what'), warns: true }
          : { is: 'self_issued', word: t('standing-self_issued'), what: t('standing-self_issued-what'), warns: false },
  );
  if (seen === 'first') found.push({ is: 'first', word: t('seen-first'), what: t('seen-first-what'), warns: false });
  return found;
}

/** A fingerprint in groups of four, as people compare it. */
export const grouped = (fingerprint: string): string[] => fingerprint.match(/.{1,4}/g) ?? [];
