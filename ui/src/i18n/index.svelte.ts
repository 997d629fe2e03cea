// The screen's language: messages, direction, and the one that is chosen now.
//
// Messages are Fluent (projectfluent.org), one file a language; English is always there, the others come when chosen.
// What is put into a sentence is isolated (U+2068, U+2069), so that a name in another direction cannot reorder it.
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { capitals, type Capitals } from './capitals.ts';
import { formatter, type Formatter } from './format.ts';
import type { Messages } from './keys.ts';
import english from './messages/en.ftl?raw';

export type Language = 'en' | 'fr' | 'es' | 'ru' | 'zh' | 'ar' | 'id';

/** Each language by its own name, in the order of the list. */
export const LANGUAGES: readonly { tag: Language; name: string; direction: 'ltr' | 'rtl' }[] = [
  { tag: 'ar', name: 'العربية', direction: 'rtl' },
  { tag: 'id', name: 'Bahasa Indonesia', direction: 'ltr' },
  { tag: 'en', name: 'English', direction: 'ltr' },
  { tag: 'es', name: 'Español', direction: 'ltr' },
  { tag: 'fr', name: 'Français', direction: 'ltr' },
  { tag: 'ru', name: 'Русский', direction: 'ltr' },
  { tag: 'zh', name: '中文', direction: 'ltr' },
];

const files = import.meta.glob<string>(['./messages/*.ftl', '!./messages/en.ftl'], { query: '?raw', import: 'default' });

type Key = keyof Messages;
type Arguments<K extends Key> = Messages[K] extends undefined ? [] : [Messages[K]];

/** The first of the wanted BCP 47 tags that the screen has, by its primary language; else English. */
export function choose(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    // `in` is what Java still calls Indonesian.
    const found = LANGUAGES.find((language) => language.tag === (primary === 'in' ? 'id' : primary));
    if (found) return found.tag;
  }
  return 'en';
}

/**
 * The locale by which numbers and times are written: Latin digits everywhere, as the clocks and codes have them, and
 * day before month in English, as in diplomatic use.
 */
export const locale = (language: Language): string =>
  language === 'ar' ? 'ar-u-nu-latn' : language === 'en' ? 'en-GB' : language;

export function bundle(language: Language, text: string): FluentBundle {
  const made = new FluentBundle(locale(language));
  const errors = made.addResource(new FluentResource(text));
  if (errors.length > 0) throw new AggregateError(errors, `messages of ${language} cannot be read`);
  return made;
}

class I18n {
  #language = $state<Language>('en');
  #bundle = $state.raw(bundle('en', english));
  #fallback = this.#bundle;
  #format = $derived(formatter(locale(this.#language)));
  #wanted: Language = 'en';
  #capitals = $state.raw<Capitals>({});

  get language(): Language {
    return this.#language;
  }

  get direction(): 'ltr' | 'rtl' {
    return LANGUAGES.find((language) => language.tag === this.#language)?.direction ?? 'ltr';
  }

  /** Times, dates, durations and lists in this language. */
  get format(): Formatter {
    return this.#format;
  }

  /** Changes the language; the one chosen last wins, however long each takes to come. */
  async use(language: Language): Promise<void> {
    this.#wanted = language;
    if (language === this.#language) return;
    const [text, names] = await Promise.all([language === 'en' ? english : files[`./messages/${language}.ftl`]?.(), capitals(language)]);
    if (text === undefined || this.#wanted !== language) return;
    this.#bundle = bundle(language, text);
    this.#capitals = names;
    this.#language = language;
  }

  /** What a capital is called in this language, by its English name; another place as it is written. */
  capital(name: string): string {
    return this.#capitals[name] ?? name;
  }

  /** A message. One that is missing in the language is shown in English. */
  t = <K extends Key>(key: K, ...args: Arguments<K>): string => {
    const values = args[0] as Record<string, string | number> | undefined;
    const source = this.#bundle.hasMessage(key) ? this.#bundle : this.#fallback;
    const pattern = source.getMessage(key)?.value;
    if (!pattern) return key;
    const errors: Error[] = [];
    return source.formatPattern(pattern, values ?? null, errors);
  };
}

export const i18n = new I18n();
export const t = i18n.t;
