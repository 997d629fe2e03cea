//! Notes on pages: A4, each language in its own script and direction, as a PDF for the archive (ISO 19005-2, PDF/A-2a) that
//! a screen reader can read and from which text can be copied.
//!
//! [`pages`] is a value in, a value out: notes, fonts and the time they are dated in, bytes out. The fonts are those of the
//! machine and come in as [`Fonts`]; [`Fonts::chosen`] takes those that a text needs out of a database that the caller filled.
//! A character that no font has is an error that names the language ([`Unprinted::NoFont`]) and never a box on the page.
//!
//! Shaping, line breaking and direction are `parley`'s (Unicode bidirectional algorithm, HarfBuzz's shaping in Rust), the file is
//! written by `krilla`, which embeds what is used of each font and holds the file against the standard.

mod fonts;
mod set;
mod write;

pub use fonts::Fonts;

use chancery_schedule::note::Note;
use jiff::Timestamp;
use thiserror::Error;

/// Why there are no pages.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unprinted {
    /// Nothing to set.
    #[error("there is no note to set on pages")]
    Nothing,
    /// No font has a character of a language.
    #[error(
        "no font of this machine has the character U+{character:04X} for the note in {language}: install one for that \
         language (on Debian: fonts-noto-core, for Chinese fonts-noto-cjk) and try again"
    )]
    NoFont {
        /// The language, by its BCP 47 tag.
        language: &'static str,
        /// The first character without a shape.
        character: u32,
    },
    /// A font cannot be embedded.
    #[error("a font of this machine cannot be used ({0}): install another for that language")]
    BadFont(String),
    /// The file would not be what it says it is.
    #[error("the pages cannot be written as PDF/A: {0}")]
    NotArchival(String),
}

/// The notes as a PDF, each language from a new page on. `title` is what a window calls the file.
///
/// # Errors
/// [`Unprinted`].
pub fn pages(notes: &[Note], title: &str, fonts: &mut Fonts, now: Timestamp) -> Result<Vec<u8>, Unprinted> {
    if notes.is_empty() {
        return Err(Unprinted::Nothing);
    }
    let leaves = notes.iter().map(|note| set::leaf(note, fonts)).collect::<Result<Vec<_>, _>>()?;
    let mut sheets = Vec::new();
    for (lines, leaf, number) in write::paged(&leaves) {
        // A page that is read without the first one says what it is of.
        let head = if number > 1 { Some(set::head(&notes[leaf], number, fonts)?) } else { None };
        sheets.push(write::Sheet { lines, head });
    }
    write::write(&leaves, sheets, title, now)
}
