// What capitals are called in each language, by their English names (those of `crates/model/src/capital.rs`).
//
// `Intl` has no names of cities. Those after which a time zone is named are CLDR's exemplar cities (Unicode CLDR 47, in the
// form of Babel 2.18, November 2026; Unicode License v3); the rest, where the zone is named after another city, are written
// by hand. A name that is not here is the same in that language, or stands as the host wrote it.

/** English name to the name in one language. */
export type Capitals = Readonly<Record<string, string>>;

const files = import.meta.glob<Capitals>('./capitals/*.json', { import: 'default' });

/** The names in a language; none for English. */
export async function capitals(language: string): Promise<Capitals> {
  return (await files[`./capitals/${language}.json`]?.()) ?? {};
}
