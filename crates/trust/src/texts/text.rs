//! A text in one language, in the one form that may be signed.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

/// The longest text, in bytes.
pub const TEXT_MAX: usize = 4 * 1024 * 1024;

/// A language as BCP 47 names it (RFC 5646): the short form of the language, and what follows it by hyphens (`id`, `fr`,
/// `zh-Hans`). At most 35 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// Not the name of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a language is named as BCP 47 does, such as en, id or zh-Hans")]
pub struct BadLanguage;

impl FromStr for Language {
    type Err = BadLanguage;

    fn from_str(text: &str) -> Result<Self, BadLanguage> {
        let mut parts = text.split('-');
        let first = parts.next().unwrap_or_default();
        let language = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
        let rest = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if language && text.len() <= 35 && parts.all(rest) { Ok(Self(text.to_owned())) } else { Err(BadLanguage) }
    }
}

impl TryFrom<String> for Language {
    type Error = BadLanguage;
    fn try_from(text: String) -> Result<Self, BadLanguage> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong at one place of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Flaw {
    /// Not UTF-8.
    #[error("is not UTF-8; save the text as UTF-8")]
    NotUtf8,
    /// A carriage return: lines end with LF alone.
    #[error("has a carriage return; save the text with Unix line ends (LF)")]
    CarriageReturn,
    /// A tab, a zero-width or another space that cannot be told from a plain one.
    #[error("has white space (U+{0:04X}) that the eye does not tell from a plain space; write a plain one")]
    Space(u32),
    /// A control character, one that turns the direction of what follows, or a character that Unicode has not.
    #[error("has a character (U+{0:04X}) that is not seen and may change how the rest is read; take it out")]
    Unseen(u32),
    /// White space at the end of a line.
    #[error("ends with white space; take it out")]
    Trailing,
    /// Composed otherwise than in Unicode Normalization Form C.
    #[error("is not in Unicode NFC (from U+{0:04X}); save the text in that form")]
    NotComposed(u32),
    /// The text does not end with exactly one line end.
    #[error("has to end with one line end, and nothing after it")]
    End,
}

/// Why a text may not be signed, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadText {
    /// Nothing is in it.
    #[error("the text is empty")]
    Empty,
    /// Longer than [`TEXT_MAX`].
    #[error("the text is longer than 4 MiB")]
    TooLong,
    /// One place of it.
    #[error("line {line}, character {column}: {flaw}")]
    At {
        /// From 1.
        line: usize,
        /// From 1, in characters (Unicode scalar values).
        column: usize,
        /// What.
        flaw: Flaw,
    },
}

/// A text in the one form. Its words are nobody else's: `Debug` shows the length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

/// What a character of a text may not be. Kept are the plain space, the two no-break spaces of French typography, the
/// ideographic space, and the joiners and direction marks that Arabic and Indic scripts need.
fn flaw_of(c: char) -> Option<Flaw> {
    match c {
        '\n' => None,
        '\r' => Some(Flaw::CarriageReturn),
        '\t'
        | '\u{B}'
        | '\u{C}'
        | '\u{85}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200B}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{205F}'
        | '\u{2060}'
        | '\u{FEFF}' => Some(Flaw::Space(c.into())),
        '\u{AD}'
        | '\u{34F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180E}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2061}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFD}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{E0000}'..='\u{10FFFF}' => Some(Flaw::Unseen(c.into())),
        c if c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c) => {
            Some(Flaw::Unseen(c.into()))
        }
        _ => None,
    }
}

impl Text {
    /// Reads a text as it stands in a file. Nothing is mended: whoever signs has to have seen the very bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, BadText> {
        if bytes.is_empty() {
            return Err(BadText::Empty);
        }
        if bytes.len() > TEXT_MAX {
            return Err(BadText::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let before = String::from_utf8_lossy(&bytes[..e.valid_up_to()]);
            at(&before, before.len(), Flaw::NotUtf8)
        })?;
        let mut before = '\n';
        for (place, c) in text.char_indices() {
            if let Some(flaw) = flaw_of(c) {
                return Err(at(text, place, flaw));
            }
            if c == '\n' && before != '\n' && before.is_whitespace() {
                return Err(at(text, place, Flaw::Trailing));
            }
            before = c;
        }
        let composed = text.nfc().zip(text.char_indices()).find(|(composed, (_, c))| composed != c);
        if let Some((_, (place, c))) = composed {
            return Err(at(text, place, Flaw::NotComposed(c.into())));
        }
        // One is the beginning of the other where they differ only in length.
        if text.nfc().count() != text.chars().count() {
            return Err(at(text, text.len(), Flaw::NotComposed(before.into())));
        }
        if !text.ends_with('\n') || text.ends_with("\n\n") || text == "\n" {
            return Err(at(text, text.len(), Flaw::End));
        }
        Ok(Self(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the bytes.
    pub fn hash(&self) -> [u8; 32] {
        crate::group::sha256(&[self.0.as_bytes()])
    }
}

fn at(text: &str, place: usize, flaw: Flaw) -> BadText {
    let before = &text[..place];
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    BadText::At { line, column, flaw }
}
