//! Free and busy times between ministries: VFREEBUSY asked for, given and read (RFC 5545 section 3.6.4, RFC 5546 section 3.3).
//!
//! What is given says when, and never what: no summary, no place, no name but the one who is asked about.

use crate::civil;
use crate::ical::{Component, Form, Line, Moment};
use crate::itip::{self, Method};
use crate::slots::Busy;
use jiff::Timestamp;

/// More is no answer about a span of weeks.
const MOST_PERIODS: usize = 20_000;

/// The busy times of one person that were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Whose: a mail address in lower case; empty where it is not said.
    pub who: String,
    /// The instant from which it is known, where that is said.
    pub from: Option<i64>,
    /// The instant until which it is known.
    pub to: Option<i64>,
    /// Sorted, not overlapping.
    pub busy: Vec<Busy>,
}

/// Asks people for their free and busy times between two instants (METHOD:REQUEST, RFC 5546 section 3.3.2).
pub fn request(uid: &str, organizer: &str, whom: &[&str], from: i64, to: i64, now: Timestamp) -> Component {
    let mut out = itip::empty(Some(Method::Request));
    let mut part = begun(uid, organizer, from, to, now);
    for who in whom {
        part.push(Line::new("ATTENDEE", mailto(who)));
    }
    out.parts.push(part);
    out
}

/// The span that a question is about: two instants in UTC.
pub fn asked(question: &Component) -> Option<(i64, i64)> {
    let part = question.parts("VFREEBUSY").next()?;
    instant(part, "DTSTART").zip(instant(part, "DTEND")).filter(|(from, to)| from < to)
}

/// The times of `who` in answer to `asked` (METHOD:REPLY, RFC 5546 section 3.3.3), cut to what was asked for.
///
/// # Errors
/// [`itip::Refused`] where nothing was asked, or not them.
pub fn reply(asked: &Component, who: &str, busy: &[Busy], now: Timestamp) -> Result<Component, itip::Refused> {
    let refused = |line, why| itip::Refused { line, why };
    let question = asked.parts("VFREEBUSY").next().ok_or(refused(asked.at, itip::Why::NoEvent))?;
    let who = itip::address(who);
    if !question.all("ATTENDEE").any(|l| itip::address(&l.value) == who) {
        return Err(refused(question.at, itip::Why::NotInvited));
    }
    let uid = question.value("UID").ok_or(refused(question.at, itip::Why::NoUid))?;
    let (from, to) = self::asked(asked).ok_or(refused(question.at, itip::Why::Unclear))?;
    let organizer = question.value("ORGANIZER").ok_or(refused(question.at, itip::Why::NoOrganizer))?;
    let mut out = itip::empty(Some(Method::Reply));
    let mut part = begun(uid, organizer, from, to, now);
    part.push(Line::new("ATTENDEE", mailto(&who)));
    periods(&mut part, busy, from, to);
    out.parts.push(part);
    Ok(out)
}

/// The times of `who` for whoever looks (METHOD:PUBLISH, RFC 5546 section 3.3.1), such as a file on a server.
pub fn publish(uid: &str, who: &str, busy: &[Busy], from: i64, to: i64, now: Timestamp) -> Component {
    let mut out = itip::empty(Some(Method::Publish));
    let mut part = begun(uid, who, from, to, now);
    periods(&mut part, busy, from, to);
    out.parts.push(part);
    out
}

/// What a calendar says of people's free and busy times; one entry a VFREEBUSY.
pub fn read(calendar: &Component) -> Vec<Given> {
    let one = |part: &Component| {
        let who = part.value("ATTENDEE").or_else(|| part.value("ORGANIZER")).map(itip::address).unwrap_or_default();
        let (from, to) = (instant(part, "DTSTART"), instant(part, "DTEND"));
        let mut alone = Component::new("VCALENDAR");
        alone.parts.push(part.clone());
        let utc = std::sync::Arc::new(crate::zones::Zone::utc());
        // A period that lies outside what the answer is about is not believed.
        let busy = crate::slots::busy(&[&alone], from.unwrap_or(i64::MIN / 4), to.unwrap_or(i64::MAX / 4), &utc);
        Given { who, from, to, busy: busy.into_iter().take(MOST_PERIODS).collect() }
    };
    calendar.parts("VFREEBUSY").map(one).collect()
}

fn instant(part: &Component, name: &str) -> Option<i64> {
    // UTC alone is allowed (RFC 5545 section 3.6.4).
    part.line(name)?.moment().ok().filter(|m| m.form == Form::Utc).map(|m| m.local)
}

fn begun(uid: &str, organizer: &str, from: i64, to: i64, now: Timestamp) -> Component {
    let mut part = Component::new("VFREEBUSY");
    part.push(Line::new("UID", uid)).push(Line::new("DTSTAMP", itip::utc(now)));
    part.push(Line::new("ORGANIZER", mailto(organizer)));
    part.push(Line::new("DTSTART", utc(from))).push(Line::new("DTEND", utc(to)));
    part
}

fn periods(part: &mut Component, busy: &[Busy], from: i64, to: i64) {
    for busy in busy.iter().filter(|b| b.end > from && b.start < to && b.end > b.start).take(MOST_PERIODS) {
        let period = format!("{}/{}", utc(busy.start.max(from)), utc(busy.end.min(to)));
        let kind = if busy.tentative { "BUSY-TENTATIVE" } else { "BUSY" };
        part.push(Line::new("FREEBUSY", period).with("FBTYPE", kind));
    }
}

fn utc(at: i64) -> String {
    Moment { local: at.clamp(-62_167_219_200, civil::LAST), form: Form::Utc }.written()
}

fn mailto(who: &str) -> String {
    // A line break in an address would begin another property.
    let clean: String = itip::address(who).chars().filter(|c| !c.is_control()).collect();
    format!("mailto:{clean}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical::{Severity, check, parse, write};
    use proptest::prelude::*;

    const DAY: i64 = 1_774_310_400; // 2026-03-24

    fn now() -> Timestamp {
        "2026-03-01T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn asked_given_and_read() {
        let asked = request("fb1", "protocol@paris.example", &["Desk@jakarta.example"], DAY, DAY + 86_400, now());
        let busy = [
            Busy { start: DAY - 3600, end: DAY + 3600, tentative: false },
            Busy { start: DAY + 7200, end: DAY + 9000, tentative: true },
            Busy { start: DAY + 90_000, end: DAY + 99_000, tentative: false },
        ];
        let given = reply(&asked, "mailto:desk@JAKARTA.example", &busy, now()).unwrap();
        let text = write(&given);
        let parsed = parse(text.as_bytes()).unwrap();
        let wrong: Vec<_> =
            check::check(&parsed).into_iter().filter(|f| f.fault.severity() == Severity::Wrong).collect();
        assert_eq!((parsed.findings.as_slice(), wrong.as_slice()), (&[][..], &[][..]), "{text}");
        assert!(text.contains("FREEBUSY;FBTYPE=BUSY:20260324T000000Z/20260324T010000Z\r\n"));
        let read = read(&parsed.components[0]);
        assert_eq!(
            (read[0].who.as_str(), read[0].from, read[0].to),
            ("desk@jakarta.example", Some(DAY), Some(DAY + 86_400))
        );
        assert_eq!(read[0].busy, [Busy { start: DAY, ..busy[0] }, busy[1]]);
        let why = reply(&asked, "spy@example.net", &busy, now()).unwrap_err().why;
        assert_eq!(why, itip::Why::NotInvited);
    }

    #[test]
    fn an_address_cannot_begin_a_property() {
        let part = publish("u\r\nX-A:1", "a@b\r\nX-SPY:1", &[], DAY, DAY + 1, now());
        let parsed = parse(write(&part).as_bytes()).unwrap();
        let part = parsed.components[0].parts("VFREEBUSY").next().unwrap();
        assert!(part.line("X-SPY").is_none());
    }

    proptest! {
        #[test]
        fn what_is_published_is_read_again(list in prop::collection::vec((0..400_i64, 1..200_i64, any::<bool>()), 0..20)) {
            let utc = std::sync::Arc::new(crate::zones::Zone::utc());
            let raw: Vec<Busy> = list
                .iter()
                .map(|(start, length, tentative)| Busy { start: DAY + start * 60, end: DAY + (start + length) * 60, tentative: *tentative })
                .collect();
            let given = publish("u", "a@b.example", &raw, DAY, DAY + 86_400, now());
            let busy = crate::slots::busy(&[&given], DAY, DAY + 86_400, &utc);
            let again = publish("u", "a@b.example", &busy, DAY, DAY + 86_400, now());
            prop_assert_eq!(&read(&again)[0].busy, &busy);
            // What was busy still is.
            for b in &raw {
                prop_assert!(busy.iter().any(|x| x.start <= b.start && x.end > b.start));
            }
        }
    }
}
