//! What came by mail, or was dropped onto the desk as a file: which calendars are in it, and who says so.

use crate::files;
use chancery_schedule::ical::{self, Component};
use chancery_schedule::itip::{Method, address};
use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use std::fmt;
use std::path::Path;
use thiserror::Error;

/// Bytes of a mail or a file that is looked at.
pub const LONGEST: usize = 20 * 1024 * 1024;
/// Calendars that are taken out of one mail.
const MOST_CALENDARS: usize = 20;
/// Parts of a mail that are looked at.
const MOST_PARTS: usize = 1_000;

/// What was in a mail or a file.
#[derive(Clone)]
pub struct Received {
    /// The address in the mail's From; `None` for a calendar file, empty for a mail that names nobody.
    pub from: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The calendars, each once.
    pub calendars: Vec<Component>,
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Received({} calendars)", self.calendars.len())
    }
}

/// Why nothing could be taken out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotRead {
    /// The file cannot be read.
    #[error("the file cannot be read ({0})")]
    File(String),
    /// Neither a mail nor a calendar.
    #[error("this is neither a mail (.eml) nor a calendar (.ics)")]
    Neither,
    /// No calendar in it.
    #[error(
        "there is no calendar in this mail: ask the sender to answer the invitation itself, or to send an .ics file"
    )]
    NoCalendar,
    /// Outlook's own form.
    #[error(
        "the calendar in this mail is in Outlook's own form (winmail.dat), which other programs do not read: ask the sender to send it as an internet calendar (.ics)"
    )]
    Outlook,
    /// The calendar in it is broken.
    #[error("the calendar cannot be read: {0}")]
    Calendar(String),
    /// Longer than is looked at.
    #[error("this is longer than a mail or a calendar may be ({LONGEST} bytes)")]
    TooLong,
}

/// Reads a mail or a calendar.
pub fn read(bytes: &[u8]) -> Result<Received, NotRead> {
    if bytes.len() > LONGEST {
        return Err(NotRead::TooLong);
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if start.get(..15).is_some_and(|head| head.eq_ignore_ascii_case(b"BEGIN:VCALENDAR")) {
        let calendars = calendars(bytes)?;
        return Ok(Received { from: None, subject: None, calendars });
    }
    let mail = MessageParser::default().parse(bytes).ok_or(NotRead::Neither)?;
    if mail.from().is_none() && mail.subject().is_none() && mail.date().is_none() {
        return Err(NotRead::Neither);
    }
    let mut found: Vec<Component> = Vec::new();
    let (mut broken, mut outlook) = (None, false);
    let mut waiting = vec![&mail];
    let mut seen = 0;
    while let Some(message) = waiting.pop() {
        for part in &message.parts {
            seen += 1;
            if seen > MOST_PARTS {
                break;
            }
            if let PartType::Message(inner) = &part.body {
                waiting.push(inner);
            }
            let kind = part
                .content_type()
                .map(|c| (c.ctype().to_ascii_lowercase(), c.subtype().unwrap_or_default().to_ascii_lowercase()));
            let name = part.attachment_name().unwrap_or_default().to_ascii_lowercase();
            let named = std::path::Path::new(&name).extension().is_some_and(|e| e == "ics");
            outlook |= name == "winmail.dat" || kind.as_ref().is_some_and(|(_, sub)| sub.contains("ms-tnef"));
            let calendar = kind.is_some_and(|(main, sub)| sub == "calendar" && main == "text" || sub == "ics");
            if !calendar && !named {
                continue;
            }
            match calendars(part.contents()) {
                Ok(more) => {
                    for calendar in more {
                        if found.len() < MOST_CALENDARS && !found.iter().any(|c| c.says_the_same(&calendar)) {
                            found.push(calendar);
                        }
                    }
                }
                Err(error) => broken = Some(error),
            }
        }
    }
    if found.is_empty() {
        return Err(broken.unwrap_or(if outlook { NotRead::Outlook } else { NotRead::NoCalendar }));
    }
    // Whoever names nobody is nobody: a mail is not believed as a file is, which a person chose.
    let from = mail.from().and_then(|a| a.first()).and_then(|a| a.address()).unwrap_or_default().to_owned();
    Ok(Received { from: Some(from), subject: mail.subject().map(str::to_owned), calendars: found })
}

/// Reads a file that was dropped: `.eml` or `.ics`.
pub fn read_file(path: &Path) -> Result<Received, NotRead> {
    let bytes = files::read(path, LONGEST).map_err(|e| match e.kind() {
        std::io::ErrorKind::FileTooLarge => NotRead::TooLong,
        _ => NotRead::File(e.to_string()),
    })?;
    read(&bytes)
}

fn calendars(bytes: &[u8]) -> Result<Vec<Component>, NotRead> {
    let parsed = ical::parse(bytes).map_err(|e| NotRead::Calendar(e.to_string()))?;
    let calendars: Vec<_> = parsed.components.into_iter().filter(|c| c.is("VCALENDAR")).take(MOST_CALENDARS).collect();
    if calendars.is_empty() {
        Err(NotRead::Calendar("there is none in it (RFC 5545 3.4)".into()))
    } else {
        Ok(calendars)
    }
}

/// Whether somebody of this address writes for whom a line names: that one, or of the same house whom it says to write for them
/// (SENT-BY, RFC 5545 section 3.2.18). The message alone says so: of another house, it proves nothing.
fn is_by(from: &str, line: &ical::Line) -> bool {
    let house = |address: &str| address.rsplit_once('@').map(|(_, house)| house.to_owned());
    let (from, who) = (address(from), address(&line.value));
    let by = line.param("SENT-BY").map(|by| address(by.trim().trim_matches('"')));
    !from.is_empty() && (from == who || by.is_some_and(|by| by == from) && house(&from) == house(&who))
}

impl Received {
    /// Whether the mail is from whom its answer speaks for: the ATTENDEE of a REPLY or COUNTER, or whom it names as sending on
    /// their behalf (SENT-BY). A file, and any other message, is nobody's: `None`. Who may speak is the officer's to decide
    /// (RFC 6047 section 3).
    pub fn speaks_for_itself(&self, calendar: &Component) -> Option<bool> {
        let from = self.from.as_deref()?;
        if !matches!(Method::of(calendar), Some(Method::Reply | Method::Counter | Method::Refresh)) {
            return None;
        }
        let mut attendees = calendar.parts.iter().flat_map(|part| part.all("ATTENDEE")).peekable();
        attendees.peek()?;
        Some(attendees.all(|line| is_by(from, line)))
    }

    /// From whom the mail is, where that is not its organizer; a file is nobody's: `None`.
    pub fn by_another_hand(&self, calendar: &Component) -> Option<&str> {
        let from = self.from.as_deref()?;
        let mut organizers = calendar.parts("VEVENT").filter_map(|event| event.line("ORGANIZER")).peekable();
        let own = organizers.peek().is_some() && organizers.all(|line| is_by(from, line));
        (!own).then_some(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REPLY: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1@a\r\n\
        ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Desk@riyadh.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    fn mail(from: &str, kind: &str, body: &str) -> String {
        format!("From: {from}\r\nSubject: Accepted\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}")
    }

    #[test]
    fn an_answer_as_others_send_it() {
        let google = format!(
            "--b\r\nContent-Type: text/plain\r\n\r\nYes\r\n--b\r\nContent-Type: text/calendar; charset=UTF-8; method=REPLY\r\n\r\n{REPLY}--b\r\n\
             Content-Type: application/ics; name=\"invite.ics\"\r\nContent-Disposition: attachment; filename=\"invite.ics\"\r\n\r\n{REPLY}--b--\r\n"
        );
        let read_it = |text: &str| read(text.as_bytes()).unwrap();
        let received = read_it(&mail("\"Desk\" <desk@riyadh.example>", "multipart/mixed; boundary=b", &google));
        assert_eq!(received.calendars.len(), 1);
        assert_eq!(received.speaks_for_itself(&received.calendars[0]), Some(true));
        let spoofed = read_it(&mail("spy@else.example", "text/calendar; method=REPLY", REPLY));
        assert_eq!(spoofed.speaks_for_itself(&spoofed.calendars[0]), Some(false));
        let by_hand = |by: &str| {
            let text = REPLY.replace("ATTENDEE;", &format!("ATTENDEE;SENT-BY=\"mailto:{by}\";"));
            let received = read_it(&mail(by, "text/calendar; method=REPLY", &text));
            received.speaks_for_itself(&received.calendars[0])
        };
        assert_eq!((by_hand("aide@riyadh.example"), by_hand("spy@else.example")), (Some(true), Some(false)));
        let nobody = read_it(&mail("", "text/calendar; method=REPLY", REPLY));
        assert_eq!(nobody.speaks_for_itself(&nobody.calendars[0]), Some(false));
        let file = read_it(&format!("\u{feff}{REPLY}"));
        assert_eq!(file.speaks_for_itself(&file.calendars[0]), None);
        // Forwarded as a whole.
        let inner = mail("desk@riyadh.example", "text/calendar", REPLY);
        let outer = mail("chief@jakarta.example", "message/rfc822", &inner);
        assert_eq!(read_it(&outer).calendars.len(), 1);
    }

    #[test]
    fn what_holds_no_calendar_says_why() {
        let why = |text: &str| read(text.as_bytes()).unwrap_err();
        assert_eq!(why(&mail("a@b", "text/plain", "Yes, we come")), NotRead::NoCalendar);
        assert_eq!(why(&mail("a@b", "application/ms-tnef; name=winmail.dat", "x")), NotRead::Outlook);
        assert_eq!(why(""), NotRead::Neither);
        assert!(matches!(why(&mail("a@b", "text/calendar", "BEGIN:VEVENT\r\nEND:VEVENT\r\n")), NotRead::Calendar(_)));
        assert_eq!(read(&vec![b'x'; LONGEST + 1]).unwrap_err(), NotRead::TooLong);
        assert!(matches!(read_file(Path::new("/absent/x.ics")).unwrap_err(), NotRead::File(_)));
    }

    #[test]
    fn endless_nesting_is_bounded() {
        let mut body = REPLY.to_owned();
        for _ in 0..2_000 {
            body = mail("a@b", "message/rfc822", &body);
        }
        let _ = read(body.as_bytes());
        let parts = "--b\r\nContent-Type: text/calendar\r\n\r\n".repeat(100_000);
        let _ = read(mail("a@b", "multipart/mixed; boundary=b", &parts).as_bytes());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
            let mut mail = b"From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/calendar\r\n\r\n".to_vec();
            mail.extend_from_slice(&bytes);
            let _ = read(&mail);
        }
    }
}
