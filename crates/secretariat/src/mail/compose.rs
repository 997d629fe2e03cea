//! A mail that carries an iTIP message, as programs of all makers understand it.
//!
//! `multipart/mixed` of: the note as text and the message as `text/calendar; method=…` (RFC 6047 section 2.4), the two as
//! `multipart/alternative`, since Outlook and Gmail offer an answer only where the calendar is an alternative of the text; the
//! same calendar as a file, for whoever's program shows none; whatever else goes along, such as the note as PDF.

use crate::files::{self, Unwritable};
use chancery_schedule::ical::{self, Component};
use chancery_schedule::itip::{Method, content_type};
use jiff::Timestamp;
use lettre::address::{Address, Envelope};
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime};
use thiserror::Error;

/// Bytes of all that goes along; most servers take 25 MB.
const MOST_ATTACHED: usize = 15 * 1024 * 1024;
/// People that one mail is written to.
const MOST_PEOPLE: usize = 200;

/// Somebody who writes or is written to.
#[derive(Clone, PartialEq, Eq)]
pub struct Who {
    /// As they are called; may be empty.
    pub name: String,
    /// Their mail address.
    pub address: String,
}

impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Who([personal])")
    }
}

/// Something that goes along.
#[derive(Clone)]
pub struct Attachment {
    /// The file's name.
    pub name: String,
    /// Its media type, such as `application/pdf`.
    pub kind: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What is to be written.
#[derive(Clone)]
pub struct Letter {
    /// Who writes: the ORGANIZER of an invitation, the ATTENDEE of an answer.
    pub from: Who,
    /// To whom.
    pub to: Vec<Who>,
    /// The subject.
    pub subject: String,
    /// The note.
    pub text: String,
    /// The iTIP message, a VCALENDAR with its METHOD; `None` while there is none, as with times that are proposed.
    pub calendar: Option<Component>,
    /// What goes along.
    pub attached: Vec<Attachment>,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter(to {} people)", self.to.len())
    }
}

/// A mail as it is sent.
#[derive(Clone)]
pub struct Composed {
    /// The mail, as in an `.eml` file.
    pub bytes: Vec<u8>,
    pub(crate) envelope: Envelope,
}

impl fmt::Debug for Composed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Composed({} bytes)", self.bytes.len())
    }
}

/// Why something cannot be written as a mail.
#[derive(Clone, PartialEq, Eq, Error)]
pub enum BadLetter {
    /// Not a mail address.
    #[error("\u{201c}{0}\u{201d} is not a mail address: write it as name@ministry.example")]
    Address(String),
    /// Nobody to write to.
    #[error("nobody is named to whom the mail would go: give at least one person an address")]
    Nobody,
    /// More people than one mail goes to.
    #[error("{0} people are more than one mail is sent to ({MOST_PEOPLE})")]
    TooMany(usize),
    /// The calendar says not what it wants.
    #[error("the calendar is no message: it has no METHOD (RFC 5546 section 1.4)")]
    NoMethod,
    /// An attachment's media type.
    #[error("\u{201c}{0}\u{201d} is not a media type")]
    Kind(String),
    /// More than mail servers take.
    #[error("what is attached is {0} bytes, and most mail servers take no more than {MOST_ATTACHED}")]
    TooLarge(usize),
}

impl fmt::Debug for BadLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BadLetter")
    }
}

/// What a header may hold: one line.
fn one_line(text: &str) -> String {
    let mut out: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    out.truncate(out.trim_end().len());
    out
}

fn mailbox(who: &Who) -> Result<Mailbox, BadLetter> {
    let written = who.address.trim();
    let address: Address = written.parse().map_err(|_| BadLetter::Address(one_line(written)))?;
    let name = one_line(who.name.trim());
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
}

/// Writes the mail. `now` becomes its date; `random` its identifier.
pub fn compose(letter: &Letter, now: Timestamp, random: [u8; 16]) -> Result<Composed, BadLetter> {
    if letter.calendar.as_ref().is_some_and(|calendar| Method::of(calendar).is_none()) {
        return Err(BadLetter::NoMethod);
    }
    match letter.to.len() {
        0 => return Err(BadLetter::Nobody),
        1..=MOST_PEOPLE => {}
        n => return Err(BadLetter::TooMany(n)),
    }
    let size: usize = letter.attached.iter().map(|a| a.bytes.len()).sum();
    if size > MOST_ATTACHED {
        return Err(BadLetter::TooLarge(size));
    }
    let from = mailbox(&letter.from)?;
    let domain = from.email.domain().to_owned();
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(now.as_second().max(0).unsigned_abs());
    let id = format!("<{:032x}@{domain}>", u128::from_be_bytes(random));
    let mut message =
        lettre::Message::builder().from(from).subject(one_line(&letter.subject)).date(date).message_id(Some(id));
    for who in &letter.to {
        message = message.to(mailbox(who)?);
    }
    let kind = |text: &str| ContentType::parse(text).map_err(|_| BadLetter::Kind(one_line(text)));
    let note = SinglePart::plain(letter.text.replace("\r\n", "\n").replace('\n', "\r\n"));
    let mut parts = match &letter.calendar {
        None => MultiPart::mixed().singlepart(note),
        Some(calendar) => {
            let text = ical::write(calendar).into_bytes();
            // In base64, so that nothing on the way changes a line's end or its length.
            let part = SinglePart::builder()
                .header(kind(&content_type(calendar))?)
                .header(ContentTransferEncoding::Base64)
                .body(text.clone());
            let file = SinglePart::builder()
                .header(kind("application/ics; name=\"invite.ics\"")?)
                .header(ContentDisposition::attachment("invite.ics"))
                .header(ContentTransferEncoding::Base64)
                .body(text);
            MultiPart::mixed().multipart(MultiPart::alternative().singlepart(note).singlepart(part)).singlepart(file)
        }
    };
    for attached in &letter.attached {
        parts = parts.singlepart(
            SinglePart::builder()
                .header(kind(&attached.kind)?)
                .header(ContentDisposition::attachment(&one_line(&attached.name)))
                .header(ContentTransferEncoding::Base64)
                .body(attached.bytes.clone()),
        );
    }
    // It can fail only where From or To is missing.
    let message = message.multipart(parts).map_err(|_| BadLetter::Nobody)?;
    Ok(Composed { envelope: message.envelope().clone(), bytes: message.formatted() })
}

impl Composed {
    /// Saves the mail as an `.eml` file, to be sent by another program.
    pub fn save(&self, path: &Path) -> Result<(), Unwritable> {
        files::write(path, &self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_schedule::ical::{Line, parse};

    pub(crate) fn letter() -> Letter {
        let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@a.example\r\n\
                    DTSTAMP:20261101T090000Z\r\nDTSTART:20261201T090000Z\r\nSUMMARY:Pertemuan حول الصيد\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        Letter {
            from: Who { name: "Protocol, Jakarta".into(), address: "protocol@jakarta.example".into() },
            to: vec![Who { name: "د. فاطمة".into(), address: "desk@riyadh.example".into() }],
            subject: "Undangan: الدعوة\r\nBcc: spy@example".into(),
            text: "Yang terhormat\n\nالسلام عليكم".into(),
            calendar: Some(parse(text.as_bytes()).unwrap().components.remove(0)),
            attached: vec![Attachment {
                name: "note.pdf".into(),
                kind: "application/pdf".into(),
                bytes: vec![37; 5_000],
            }],
        }
    }

    const NOW: &str = "2026-11-01T10:00:00Z";

    #[test]
    fn what_was_written_is_read_again() {
        let letter = letter();
        let mail = compose(&letter, NOW.parse().unwrap(), [7; 16]).unwrap();
        let text = String::from_utf8(mail.bytes.clone()).expect("a mail of ASCII");
        assert!(text.is_ascii() && text.lines().all(|l| l.len() <= 998));
        assert!(text.contains("method=REQUEST"), "{text}");
        let read = crate::mail::read(&mail.bytes).unwrap();
        assert_eq!(read.from.as_deref(), Some("protocol@jakarta.example"));
        assert_eq!(read.calendars.len(), 1, "the part and the file are the same");
        assert!(read.calendars[0].says_the_same(letter.calendar.as_ref().unwrap()));
        // A subject begins no header.
        assert_eq!(mail.envelope.to().len(), 1);
        assert!(!text.to_lowercase().contains("\nbcc:"), "{text}");
    }

    #[test]
    fn words_alone_are_a_mail_too() {
        let mail = compose(&Letter { calendar: None, ..letter() }, NOW.parse().unwrap(), [7; 16]).unwrap();
        let text = String::from_utf8(mail.bytes.clone()).unwrap();
        assert!(!text.contains("calendar") && text.contains("note.pdf"), "{text}");
        assert_eq!(crate::mail::read(&mail.bytes).unwrap_err(), crate::mail::NotRead::NoCalendar);
    }

    #[test]
    fn what_cannot_be_sent_is_said() {
        let why = |change: &dyn Fn(&mut Letter)| {
            let mut letter = letter();
            change(&mut letter);
            compose(&letter, NOW.parse().unwrap(), [7; 16]).unwrap_err().to_string()
        };
        assert!(why(&|l| l.to.clear()).contains("nobody"));
        assert!(why(&|l| l.to[0].address = "desk".into()).contains("\u{201c}desk\u{201d} is not a mail address"));
        assert!(why(&|l| l.to[0].address = "a@b.example>\r\nRCPT TO:<spy@c".into()).contains("not a mail address"));
        assert!(why(&|l| l.calendar.as_mut().unwrap().remove("METHOD")).contains("no METHOD"));
        assert!(why(&|l| l.attached[0].bytes = vec![0; MOST_ATTACHED + 1]).contains("attached"));
        assert!(why(&|l| l.attached[0].kind = "pdf".into()).contains("media type"));
        assert!(why(&|l| l.to = vec![l.to[0].clone(); 201]).contains("201 people"));
    }

    #[test]
    fn saved_it_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let mut letter = letter();
        letter.calendar.as_mut().unwrap().set(Line::new("METHOD", "CANCEL"));
        let mail = compose(&letter, NOW.parse().unwrap(), [7; 16]).unwrap();
        let path = folder.path().join("invitation.eml");
        mail.save(&path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), mail.bytes);
        assert!(
            mail.save(&folder.path().join("absent/x.eml")).unwrap_err().to_string().contains("could not be written")
        );
    }
}
