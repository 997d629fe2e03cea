//! The note verbale that invites: in the third person, with the courtesies that go with it, in seven languages.
//!
//! A note is written by the host's ministry to one other side, in one language; the two languages of a note are two such
//! values, [`text()`] sets them one after the other and `crates/paper` on pages. Each is written from the plan anew:
//! none is a translation that somebody could forget to change. What people typed (title, names, agenda) stands in every
//! language as they typed it.

pub mod brief;
pub mod dates;
pub mod names;
mod words;

use crate::plan::{self, Confidentiality, Plan, Side, Status};
use crate::zones::{Zone, Zones};
use chancery_model::{DelegationCode, Personal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::sync::Arc;
use thiserror::Error;
use ts_rs::TS;
use words::{Words, words};

/// A language that notes are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "NoteLanguage")]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Russian.
    Ru,
    /// Chinese, in simplified characters.
    Zh,
    /// Arabic.
    Ar,
    /// Indonesian.
    Id,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::En, Self::Fr, Self::Es, Self::Ru, Self::Zh, Self::Ar, Self::Id];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        ["en", "fr", "es", "ru", "zh", "ar", "id"][self as usize]
    }

    /// The language of a tag, whatever follows its first part (`ar-SA`).
    pub fn of(tag: &str) -> Option<Self> {
        let first = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|l| l.tag() == first)
    }

    /// Whether it is written from right to left.
    pub fn is_rtl(self) -> bool {
        self == Self::Ar
    }
}

/// What a paragraph of a note is, for how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "NoteKind")]
pub enum Kind {
    /// Who may read it.
    Marking,
    /// The number.
    Reference,
    /// What it is.
    Title,
    /// Running text.
    Body,
    /// A time on one side's clock.
    Time,
    /// An entry of a list.
    Item,
    /// Place and date.
    Place,
    /// To whom it goes.
    Addressee,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "NoteParagraph")]
pub struct Paragraph {
    /// What it is.
    pub kind: Kind,
    /// Its text, without line breaks.
    pub text: Personal,
}

/// A note in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Note {
    /// Its language.
    pub language: Language,
    /// In their order.
    pub paragraphs: Vec<Paragraph>,
}

/// Why no note can be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unwritten {
    /// The side is not at the table.
    #[error("{0} is none of the sides of the meeting")]
    NoSide(String),
    /// The host.
    #[error("{0} hosts the meeting: a note goes to another side")]
    ToItself(String),
    /// No title.
    #[error("the meeting has no title, so that the note could not say what it is about")]
    NoTitle,
    /// No time.
    #[error("no time has been chosen or proposed")]
    NoTime,
    /// A zone that nobody knows.
    #[error("the time zone of {0} is not known: choose its capital")]
    NoZone(String),
}

/// What a note says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occasion {
    Propose,
    Invite,
    Change,
    Cancel,
}

/// How many of the next times of a series are named.
const MOST_DATES: usize = 5;

/// The note to one side, dated `now`: a proposal where no time is chosen, else an invitation, its change, its cancellation, as
/// the plan stands.
///
/// # Errors
/// [`Unwritten`].
pub fn note(plan: &Plan, to: &DelegationCode, language: Language, now: Timestamp) -> Result<Note, Unwritten> {
    let host = plan.host_side().ok_or(Unwritten::NoSide(plan.host.clone()))?;
    let guest = plan.sides.iter().find(|s| s.code == *to).ok_or(Unwritten::NoSide(to.to_string()))?;
    if guest.code == host.code {
        return Err(Unwritten::ToItself(to.to_string()));
    }
    if plan.title.trim().is_empty() {
        return Err(Unwritten::NoTitle);
    }
    let clocks = [clock(host, language)?, clock(guest, language)?];
    let words = words(language);
    let occasion = match (plan.status, plan.start) {
        (_, None) if plan.proposals.is_empty() => return Err(Unwritten::NoTime),
        (Status::Cancelled, _) => Occasion::Cancel,
        (_, None) => Occasion::Propose,
        // Whoever was invited knows of another time, or of another agenda: the note takes the place of the one before.
        (Status::Invited | Status::Confirmed, Some(_)) => Occasion::Change,
        (_, Some(_)) if plan.sequence > 0 => Occasion::Change,
        _ => Occasion::Invite,
    };
    let fill = |template: &str| {
        filled(template, |name| match name {
            "from" => of(host, language),
            "to" => of(guest, language),
            "level" => words.levels[plan.level as usize].to_owned(),
            "title" => typed(&plan.title, language),
            "number" => typed(&plan.reference, language),
            _ => String::new(),
        })
    };
    let mut out = Writer { paragraphs: Vec::new() };
    if plan.confidentiality != Confidentiality::Public {
        out.put(Kind::Marking, words.markings[plan.confidentiality as usize - 1].into());
    }
    if !plan.reference.trim().is_empty() {
        out.put(Kind::Reference, fill(words.reference));
    }
    out.put(Kind::Title, words.title.into());
    let (opening, closing) = match occasion {
        Occasion::Propose => (words.propose, words.propose_closing),
        Occasion::Invite => (words.invite, words.invite_closing),
        Occasion::Change => (words.change, words.invite_closing),
        Occasion::Cancel => (words.cancel, words.cancel_closing),
    };
    out.put(Kind::Body, fill(opening));
    times(plan, occasion, &clocks, words, language, now, &mut out);
    if occasion != Occasion::Cancel {
        content(plan, words, language, &mut out);
    }
    out.put(Kind::Body, fill(closing));
    out.put(Kind::Body, fill(words.courtesy));
    let today = crate::civil::day_of(clocks[0].zone.local(now.as_second()));
    let place = if language == Language::Zh { " " } else { words.comma };
    out.put(Kind::Place, format!("{}{place}{}", city(host, language), dates::day(today, false, language)));
    out.put(Kind::Addressee, fill(words.addressee));
    out.put(Kind::Addressee, city(guest, language));
    Ok(Note { language, paragraphs: out.paragraphs })
}

struct Clock {
    place: String,
    zone: Arc<Zone>,
}

struct Writer {
    paragraphs: Vec<Paragraph>,
}

impl Writer {
    fn put(&mut self, kind: Kind, text: String) {
        self.paragraphs.push(Paragraph { kind, text: text.into() });
    }
}

fn clock(side: &Side, language: Language) -> Result<Clock, Unwritten> {
    let zone = Zones::new().get(&side.zone).ok_or(Unwritten::NoZone(side.code.to_string()))?;
    Ok(Clock { place: city(side, language), zone })
}

fn times(
    plan: &Plan,
    occasion: Occasion,
    clocks: &[Clock; 2],
    words: &Words,
    language: Language,
    now: Timestamp,
    out: &mut Writer,
) {
    let line = |clock: &Clock, start: Timestamp, end: i64| {
        let span = dates::span(start.as_second(), end, &clock.zone, language);
        format!("{}{}{span}", clock.place, words.colon)
    };
    let both = |start: Timestamp, end: i64, out: &mut Writer| {
        for clock in clocks {
            out.put(Kind::Time, line(clock, start, end));
        }
    };
    let Some(start) = plan.start.filter(|_| occasion != Occasion::Propose) else {
        for (i, proposal) in plan.proposals.iter().enumerate() {
            let end = proposal.start.as_second() + i64::from(proposal.minutes) * 60;
            let times: Vec<String> = clocks.iter().map(|c| line(c, proposal.start, end)).collect();
            out.put(Kind::Time, format!("{}. {}", i + 1, times.join(words.semicolon)));
        }
        return;
    };
    if plan.recurrence.is_none() {
        both(start, start.as_second() + i64::from(plan.minutes) * 60, out);
        return;
    }
    // Of a series that has begun, the times to come.
    let next = plan::dates(plan, start.max(now), MOST_DATES + 1);
    let Some((first, end)) = next.first() else {
        both(start, start.as_second() + i64::from(plan.minutes) * 60, out);
        return;
    };
    both(*first, end.as_second(), out);
    if next.len() > 1 {
        out.put(Kind::Body, words.series.into());
        for (start, end) in next.iter().skip(1).take(MOST_DATES) {
            let times: Vec<String> = clocks.iter().map(|c| line(c, *start, end.as_second())).collect();
            out.put(Kind::Item, times.join(words.semicolon));
        }
        if next.len() > MOST_DATES {
            out.put(Kind::Body, words.and_on.into());
        }
    }
}

/// The heads, the agenda, the documents, interpretation.
fn content(plan: &Plan, words: &Words, language: Language, out: &mut Writer) {
    for side in plan.in_order() {
        if let Some(head) = side.head.as_ref().filter(|h| !h.name.trim().is_empty()) {
            let comma = if head.title.trim().is_empty() { "" } else { words.comma };
            let whom = typed(&format!("{}{comma}{}", &*head.name, &*head.title), language);
            let text = filled(words.head, |name| if name == "country" { called(side, language) } else { whom.clone() });
            out.put(Kind::Body, text);
        }
    }
    if !plan.agenda.is_empty() {
        out.put(Kind::Body, words.agenda.into());
        for (i, item) in plan.agenda.iter().enumerate() {
            let minutes = item.minutes.to_string();
            let title = typed(&item.title, language);
            let text = filled(words.item, |name| if name == "minutes" { minutes.clone() } else { title.clone() });
            out.put(Kind::Item, format!("{}. {text}", i + 1));
        }
    }
    if !plan.documents.is_empty() {
        out.put(Kind::Body, words.documents.into());
        for document in &plan.documents {
            let mut text = typed(&document.title, language);
            if !document.reference.trim().is_empty() {
                let _ = write!(text, " ({})", typed(&document.reference, language));
            }
            out.put(Kind::Item, format!("\u{2013} {text}"));
        }
    }
    if plan.sides.iter().any(|s| !s.interpreters.is_empty()) {
        out.put(Kind::Body, words.interpretation.into());
    }
}

/// What people typed, on one line and without what would change the direction of what follows it.
fn one_line(text: &str) -> String {
    let kept = text.chars().filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let spaced: String = kept.map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What people typed, set apart from the direction of the text around it (U+2068, U+2069), so that `112/PK/2026` is read as it was
/// written in a note from right to left too.
fn typed(text: &str, language: Language) -> String {
    let text = one_line(text);
    if language.is_rtl() { format!("\u{2068}{text}\u{2069}") } else { text }
}

/// A template with what stands in braces replaced, once: what was put in is not looked into again.
fn filled(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&value(name));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// How the side is called in a language.
fn called(side: &Side, language: Language) -> String {
    names::country(side.code.as_str(), language).map_or_else(
        || if side.name.trim().is_empty() { side.code.to_string() } else { one_line(&side.name) },
        str::to_owned,
    )
}

/// The capital, as the language calls it.
fn city(side: &Side, language: Language) -> String {
    let usual = chancery_model::capital::of(side.code.as_str()).is_some_and(|c| c.name == side.capital);
    let known = names::capital(side.code.as_str(), language).filter(|_| usual || side.capital.is_empty());
    match known {
        Some(name) => name.to_owned(),
        None if side.capital.trim().is_empty() => called(side, language),
        None => typed(&side.capital, language),
    }
}

/// Whose ministry, as it follows the word.
fn of(side: &Side, language: Language) -> String {
    let styled = side.styled.iter().find(|s| Language::of(&s.id) == Some(language)).map(|s| one_line(&s.text));
    if let Some(styled) = styled.filter(|s| !s.is_empty()) {
        return styled;
    }
    let name = called(side, language);
    match language {
        Language::En => format!("of {name}"),
        Language::Es => format!("de {name}"),
        // Whether an article or a case belongs there, the name alone does not say.
        Language::Fr | Language::Ru => format!("({name})"),
        Language::Zh | Language::Ar | Language::Id => name,
    }
}

/// Notes as plain text, one after the other.
pub fn text(notes: &[Note]) -> String {
    let mut out = String::new();
    for (i, note) in notes.iter().enumerate() {
        if i > 0 {
            out.push_str("\n\u{2014}\u{2014}\u{2014}\n\n");
        }
        let mut before = None;
        for paragraph in &note.paragraphs {
            let listed = matches!(paragraph.kind, Kind::Time | Kind::Item | Kind::Addressee);
            if before.is_some_and(|b| !listed || b != paragraph.kind) {
                out.push('\n');
            }
            let indent = if matches!(paragraph.kind, Kind::Time | Kind::Item) { "    " } else { "" };
            let _ = writeln!(out, "{indent}{}", &*paragraph.text);
            before = Some(paragraph.kind);
        }
    }
    out
}

#[cfg(test)]
mod tests;
