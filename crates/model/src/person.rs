//! Names of people as they stand on a placard, made safe to show beside each other.

use crate::{DelegationCode, Personal};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;
use unicode_normalization::UnicodeNormalization;

/// The longest name or title shown, in characters (Unicode scalar values) after cleaning.
pub const NAME_MAX: usize = 80;

/// A name or title: NFC, trimmed, runs of white space folded, 1 to [`NAME_MAX`] characters, no control characters, no
/// bidirectional formatting (Unicode UAX #9), no zero-width or invisible ones. What was there of these is taken out,
/// so that one name cannot reorder or imitate another's line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct PersonName(Personal);

/// Why a text is no name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadName {
    /// Nothing that can be seen is left.
    #[error("the name is empty: type the name that your placard should show")]
    Empty,
    /// More than [`NAME_MAX`] characters.
    #[error("the name is longer than {NAME_MAX} characters: shorten it")]
    TooLong,
}

fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

impl PersonName {
    /// Cleans and checks a name. The joiners U+200C and U+200D stay where they stand between two visible characters:
    /// Persian and several Indic scripts need them.
    pub fn new(text: &str) -> Result<Self, BadName> {
        let mut out = String::new();
        let mut length = 0;
        let mut pending: Option<char> = None;
        for c in text.nfc() {
            if c.is_whitespace() {
                pending = Some(' ');
            } else if c == '\u{200C}' || c == '\u{200D}' {
                pending = pending.or(Some(c));
            } else if !invisible(c) {
                if let Some(p) = pending.take()
                    && !out.is_empty()
                {
                    out.push(p);
                    length += 1;
                }
                out.push(c);
                length += 1;
                if length > NAME_MAX {
                    return Err(BadName::TooLong);
                }
            }
        }
        if out.is_empty() { Err(BadName::Empty) } else { Ok(Self(Personal(out))) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PersonName {
    type Error = BadName;
    fn try_from(s: String) -> Result<Self, Self::Error> {
        Self::new(&s)
    }
}

impl From<PersonName> for String {
    fn from(n: PersonName) -> Self {
        n.0.0
    }
}

/// What a placard says of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Card {
    /// The name.
    pub name: PersonName,
    /// The function (`Head of delegation`), where given.
    pub title: Option<PersonName>,
    /// The side this person sits on.
    pub delegation: DelegationCode,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_many_scripts_stay_as_they_are() {
        for name in [
            "Retno Wibowo",
            "Thandi Nkosi",
            "Сергей Иванов",
            "王小明",
            "محمد بن سلمان",
            "می‌خواهم",
            "Nguyễn Văn A",
            "O’Brien-Ní",
        ] {
            assert_eq!(PersonName::new(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        assert_eq!(PersonName::new("  Ambassador\u{202E}   Smith\u{200B}\n").unwrap().as_str(), "Ambassador Smith");
        assert_eq!(PersonName::new("\u{200D}A\u{200D}").unwrap().as_str(), "A");
        assert_eq!(PersonName::new("Cafe\u{301}").unwrap().as_str(), "Café", "NFC");
        for empty in ["", "   ", "\u{202E}", "\u{200B}\u{FEFF}", "\0\r\n"] {
            assert_eq!(PersonName::new(empty), Err(BadName::Empty));
        }
        assert_eq!(PersonName::new(&"x".repeat(NAME_MAX + 1)), Err(BadName::TooLong));
        assert!(PersonName::new(&"x".repeat(NAME_MAX)).is_ok());
    }

    #[test]
    fn a_name_is_cleaned_on_the_wire_too() {
        let read: PersonName = serde_json::from_str("\"A\u{202e}B\"").unwrap();
        assert_eq!(read.as_str(), "AB");
        assert!(serde_json::from_str::<PersonName>("\" \"").is_err());
        assert_eq!(format!("{read:?}"), "PersonName([personal])");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,120}|.{0,120}") {
            if let Ok(name) = PersonName::new(&text) {
                prop_assert!(!name.as_str().chars().any(invisible));
                prop_assert_eq!(PersonName::new(name.as_str()).unwrap(), name);
            }
        }
    }
}
