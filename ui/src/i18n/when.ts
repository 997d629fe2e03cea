// When a meeting begins, or began, as people say it.
import { i18n, t } from './index.svelte.ts';

/** `Starts in 5 minutes`, `Due now`, `Started 3 minutes ago`; both in milliseconds since 1970. */
export function whenItBegins(starts: number, now: number): string {
  const seconds = (starts - now) / 1_000;
  if (seconds > 0) return t('time-starts-in', { span: i18n.format.span(seconds) });
  return seconds > -60 ? t('desk-due-now') : t('time-started', { span: i18n.format.span(-seconds) });
}
