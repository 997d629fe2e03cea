//! Countries and capitals as the languages of notes call them (CLDR).

use super::Language;

const TABLE: &str = include_str!("names.txt");

/// The country with this ISO 3166-1 alpha-2 code; `None` where it is no state's.
pub fn country(code: &str, language: Language) -> Option<&'static str> {
    column(code, 1 + language as usize)
}

/// Its capital; `None` where the table has no name for it in that language.
pub fn capital(code: &str, language: Language) -> Option<&'static str> {
    column(code, 8 + language as usize)
}

fn column(code: &str, at: usize) -> Option<&'static str> {
    let row = TABLE.lines().find(|row| row.split('|').next() == Some(code))?;
    row.split('|').nth(at).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capital_of_the_house_has_a_country_in_every_language() {
        for capital in chancery_model::capital::all() {
            for language in Language::ALL {
                assert!(country(capital.code, language).is_some(), "{} in {language:?}", capital.code);
            }
            assert!(super::capital(capital.code, Language::En).is_some(), "{}", capital.code);
        }
        assert_eq!(
            (country("SA", Language::Ru), capital("SA", Language::Zh)),
            (Some("Саудовская Аравия"), Some("利雅得"))
        );
        assert_eq!((country("#", Language::En), country("ASEAN", Language::En)), (None, None));
    }
}
