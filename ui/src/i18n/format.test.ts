// Times, spans and numbers in seven languages.
import { describe, expect, it } from 'vitest';
import { cityOf, delegationName, formatter, zoneOr } from './format.ts';
import { choose, i18n, locale, t } from './index.svelte.ts';

const at = new Date('2026-12-01T23:30:00Z');

describe('formatter', () => {
  it('gives each capital its own date', () => {
    const english = formatter('en-GB');
    expect([english.time(at, 'Asia/Jakarta'), english.date(at, 'Asia/Jakarta')]).toEqual(['06:30', 'Wed 2 Dec']);
    expect([english.time(at, 'Africa/Johannesburg'), english.date(at, 'Africa/Johannesburg')]).toEqual(['01:30', 'Wed 2 Dec']);
    expect([english.time(at, 'America/Lima'), english.date(at, 'America/Lima')]).toEqual(['18:30', 'Tue 1 Dec']);
  });

  it('knows daylight saving', () => {
    const english = formatter('en-GB');
    expect(english.time(new Date('2026-03-28T12:00:00Z'), 'Europe/Paris')).toBe('13:00');
    expect(english.time(new Date('2026-03-29T12:00:00Z'), 'Europe/Paris')).toBe('14:00');
  });

  it('writes midnight as 00', () => {
    expect(formatter('en-GB').time(new Date('2026-12-01T00:00:00Z'), 'UTC')).toBe('00:00');
  });

  it('takes a zone that this machine does not know for UTC', () => {
    expect(formatter('en-GB').time(at, 'Atlantis/Capital')).toBe('23:30');
    expect([zoneOr('Atlantis/Capital'), zoneOr(''), zoneOr(null)]).toEqual(['UTC', undefined, undefined]);
  });

  it('has Latin digits in every language', () => {
    for (const language of ['en', 'fr', 'es', 'ru', 'zh', 'ar', 'id'] as const) {
      expect(formatter(locale(language)).time(at, 'Asia/Jakarta')).toMatch(/^06[:.]30$/);
    }
  });

  it('counts running time', () => {
    const { elapsed } = formatter('en-GB');
    expect([elapsed(0), elapsed(59.9), elapsed(247), elapsed(3_847), elapsed(-5)]).toEqual(['0:00', '0:59', '4:07', '1:04:07', '0:00']);
  });

  it('says spans in words', () => {
    const { span } = formatter('en-GB');
    expect([span(30), span(60), span(25 * 60), span(3_600), span(3_905), span(3 * 86_400)]).toEqual([
      '30 seconds', '1 minute', '25 minutes', '1 hour', '1 hour, 5 minutes', '3 days',
    ]);
    expect(formatter('ru').span(5 * 60)).toBe('5 минут');
    expect(formatter(locale('ar')).span(2 * 60)).toContain('دقيقتان');
  });
});

it('cityOf names the city of a zone', () => {
  expect([cityOf('America/Argentina/Buenos_Aires'), cityOf('UTC')]).toEqual(['Buenos Aires', 'UTC']);
});

it('delegationName translates the usual name of a state, and leaves every other as it is', () => {
  expect(delegationName({ code: 'ZA', name: 'South Africa' }, 'fr')).toBe('Afrique du Sud');
  expect(delegationName({ code: 'ZA', name: 'Republic of South Africa' }, 'fr')).toBe('Republic of South Africa');
  expect(delegationName({ code: 'IORA', name: 'IORA' }, 'fr')).toBe('IORA');
  expect(delegationName({ code: 'QQ', name: 'Nowhere' }, 'fr')).toBe('Nowhere');
});

describe('language', () => {
  it('is the first wanted one that there is', () => {
    expect(choose(['de-DE', 'fr-CA', 'en'])).toBe('fr');
    expect(choose(['zh-Hant-TW'])).toBe('zh');
    expect(choose(['in'])).toBe('id');
    expect(choose(['de'])).toBe('en');
    expect(choose([])).toBe('en');
  });

  it('changes at run time, and the last choice wins', async () => {
    await Promise.all([i18n.use('ru'), i18n.use('ar')]);
    expect([i18n.language, i18n.direction, t('desk-title')]).toEqual(['ar', 'rtl', 'المكتب']);
    await i18n.use('en');
    expect([i18n.language, i18n.direction, t('desk-title')]).toEqual(['en', 'ltr', 'Desk']);
  });

  it('isolates what is put into a sentence', () => {
    expect(t('meeting-shared-by', { name: 'سعاد' })).toBe('Shared by \u2068سعاد\u2069');
  });
});
