//! The invitation as a calendar: what the convening side sends by mail, its changes and its end.
//!
//! The description names the time on each side's clock, since not all calendars show more than one. The link to join goes into
//! CONFERENCE (RFC 7986 section 5.11) **without its secret**: calendar servers index what stands in an event. Only where the officer
//! chooses [`Secret::InTheCalendar`] does it stand there whole.

use crate::civil;
use crate::ical::{Component, Form, Line, Moment};
use crate::itip::{self, Method};
use crate::recur::{Fuel, Query, Rule, Until, expand};
use crate::zones::{Observed, Zone, Zones, vtimezone};
use chancery_model::Personal;
use jiff::Timestamp;
use std::sync::Arc;

/// Whether the link's secret goes into the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Secret {
    /// It goes another way; the link in the calendar opens the program and no meeting.
    #[default]
    Elsewhere,
    /// The officer has chosen that whoever reads the calendar may join.
    InTheCalendar,
}

/// Somebody who is invited, or invites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As they are called.
    pub name: Personal,
    /// Their mail address, without `mailto:`.
    pub address: Personal,
    /// Whether they must be there for the meeting to be held.
    pub required: bool,
}

/// One side's clock.
#[derive(Clone, Debug)]
pub struct Clock {
    /// How the side is called in the description, such as the capital's name.
    pub name: String,
    /// Its zone.
    pub zone: Arc<Zone>,
}

/// What is convened.
#[derive(Clone, Debug)]
pub struct Convened {
    /// The same for all revisions, and for nothing else.
    pub uid: String,
    /// 0 at first; one more with each change of the time.
    pub sequence: i64,
    /// The title.
    pub title: Personal,
    /// What it is about; may be empty.
    pub text: Personal,
    /// The start.
    pub start: Timestamp,
    /// Minutes.
    pub minutes: u32,
    /// The sides' clocks, the host's first.
    pub clocks: Vec<Clock>,
    /// When it recurs, on the host's clock.
    pub rule: Option<Rule>,
    /// Who convenes.
    pub organizer: Person,
    /// Who is invited.
    pub invited: Vec<Person>,
    /// The link to join.
    pub link: Personal,
    /// Whether its secret goes along.
    pub secret: Secret,
}

/// The invitation: METHOD:REQUEST (RFC 5546 section 3.2.2). `now` becomes its DTSTAMP.
///
/// A change is the same with a higher `sequence`; a cancellation is [`cancelled`].
pub fn request(what: &Convened, now: Timestamp) -> Component {
    let mut out = itip::empty(Some(Method::Request));
    let utc = Zone::utc();
    let host = what.clocks.first().map_or(&utc, |c| &c.zone);
    let (start, end) = (what.start.as_second(), what.start.as_second() + i64::from(what.minutes) * 60);
    if host.is_iana() && host.name() != "UTC" {
        let to = match what.rule.as_ref().map(|r| r.bound) {
            None => Some(end),
            Some(crate::recur::Bound::Until(until)) => Some(until.instant_or_local(|l| host.instant(l)) + civil::DAY),
            Some(_) => None,
        };
        out.parts.push(vtimezone(host.name(), host, Observed { from: start, to }));
    }
    let mut event = Component::new("VEVENT");
    event.push(Line::new("UID", what.uid.as_str()));
    event.push(Line::new("DTSTAMP", itip::utc(now)));
    event.push(Line::new("SEQUENCE", what.sequence.to_string()));
    event.push(moment("DTSTART", host, start));
    event.push(moment("DTEND", host, end));
    if let Some(rule) = &what.rule {
        let mut rule = rule.clone();
        // With a zone, UNTIL is written in UTC (RFC 5545 section 3.3.10).
        if let crate::recur::Bound::Until(until) = rule.bound {
            rule.bound = crate::recur::Bound::Until(Until::Utc(until.instant_or_local(|l| host.instant(l))));
        }
        event.push(Line::new("RRULE", rule.written()));
    }
    event.push(Line::text("SUMMARY", &what.title));
    let held = match what.clocks.first() {
        Some(clock) if what.rule.is_some() => times(&event, &clock.zone, start),
        _ => Vec::new(),
    };
    event.push(Line::text("DESCRIPTION", &description(what, (start, end), &held)));
    event.push(Line::new("STATUS", "CONFIRMED"));
    event.push(Line::new("TRANSP", "OPAQUE"));
    event.push(person("ORGANIZER", &what.organizer));
    for invited in &what.invited {
        let role = if invited.required { "REQ-PARTICIPANT" } else { "OPT-PARTICIPANT" };
        let line = person("ATTENDEE", invited).with("ROLE", role).with("PARTSTAT", "NEEDS-ACTION").with("RSVP", "TRUE");
        event.push(line);
    }
    let link = match what.secret {
        Secret::InTheCalendar => &what.link,
        Secret::Elsewhere => without_secret(&what.link),
    };
    if !link.is_empty() {
        let line = Line::new("CONFERENCE", link).with("VALUE", "URI");
        let mut line = line.with("FEATURE", "AUDIO").with("LABEL", "Chancery");
        if let Some(features) = line.params.iter_mut().find(|p| p.name == "FEATURE") {
            features.values.extend(["VIDEO".into(), "SCREEN".into()]);
        }
        event.push(line);
    }
    out.parts.push(event);
    out
}

/// The end of a meeting that was convened: METHOD:CANCEL with the next revision (RFC 5546 section 3.2.5).
///
/// # Errors
/// [`itip::Why::UnknownEvent`] where the calendar does not hold it.
pub fn cancelled(calendar: &Component, uid: &str, now: Timestamp) -> Result<Component, itip::Refused> {
    itip::cancel(calendar, uid, now)
}

/// The link up to its secret.
fn without_secret(link: &str) -> &str {
    link.split_once('#').map_or(link, |(open, _)| open)
}

pub(crate) fn moment(name: &str, zone: &Zone, at: i64) -> Line {
    if zone.name() == "UTC" || !zone.is_iana() {
        return Line::new(name, Moment { local: at, form: Form::Utc }.written());
    }
    let value = Moment { local: zone.local(at), form: Form::Zoned(zone.name()) }.written();
    Line::new(name, value).with("TZID", zone.name())
}

fn person(name: &str, who: &Person) -> Line {
    // A line break in an address would begin another property.
    let clean = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let line = Line::new(name, format!("mailto:{}", clean(who.address.trim())));
    if who.name.trim().is_empty() { line } else { line.with("CN", clean(&who.name)) }
}

/// Changes of a clock that are told of a series.
const MOST_CHANGES: usize = 4;

/// When a series is held on another clock than it is kept on, from the first of its `times` on that the clocks have changed for:
/// `; from 2026-10-25 16:00–17:30`. It stands in one event for all of its times, so the first one's hour would be wrong for half
/// of the year.
fn changes(host: &Zone, clock: &Zone, times: &[(i64, i64)]) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let apart = |at: i64| clock.local(at) - host.local(at);
    let changed = times.windows(2).filter(|two| apart(two[0].0) != apart(two[1].0)).map(|two| two[1]);
    for (start, end) in changed.take(MOST_CHANGES) {
        let here = clock.local(start);
        let (year, month, date) = civil::date(civil::day_of(here));
        let span = (hour(here), hour(clock.local(end)));
        let _ = write!(out, "; from {year:04}-{month:02}-{date:02} {}\u{2013}{}", span.0, span.1);
    }
    out
}

/// When the event is held within a year of its start.
fn times(event: &Component, host: &Arc<Zone>, start: i64) -> Vec<(i64, i64)> {
    let mut calendar = Component::new("VCALENDAR");
    calendar.parts.push(event.clone());
    let query = Query { most: 400, fuel: Fuel(100_000), ..Query::new(start, start + 366 * civil::DAY, host.clone()) };
    let found = expand(&[&calendar], &mut Zones::new(), &query);
    found.occurrences.iter().map(|one| (one.start, one.end)).collect()
}

fn hour(local: i64) -> String {
    let second = civil::second_of_day(local);
    format!("{:02}:{:02}", second / 3600, second / 60 % 60)
}

/// The time on each clock, a line each, with its date, its weekday and its offset (of a series with the hours after each change of
/// the clocks); then the text.
fn description(what: &Convened, (start, end): (i64, i64), held: &[(i64, i64)]) -> String {
    use std::fmt::Write as _;
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let mut out = String::new();
    for clock in &what.clocks {
        let (from, to) = (clock.zone.local(start), clock.zone.local(end));
        let (year, month, day) = civil::date(civil::day_of(from));
        let weekday = DAYS[usize::from(civil::weekday(civil::day_of(from)))];
        let offset = clock.zone.offset(start);
        let sign = if offset < 0 { '\u{2212}' } else { '+' };
        let minutes = offset.unsigned_abs() / 60;
        let _ =
            write!(out, "{}: {weekday} {year:04}-{month:02}-{day:02}, {}\u{2013}{}", clock.name, hour(from), hour(to));
        let _ = match (&what.rule, what.clocks.first()) {
            (Some(_), Some(host)) => writeln!(out, "{}", changes(&host.zone, &clock.zone, held)),
            _ => writeln!(out, " (UTC{sign}{:02}:{:02})", minutes / 60, minutes % 60),
        };
    }
    if !what.text.trim().is_empty() {
        out.push('\n');
        out.push_str(&what.text);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical::{Severity, check, parse, write};

    fn clock(name: &str, zone: &str) -> Clock {
        Clock { name: name.into(), zone: Arc::new(Zone::iana(zone, jiff::tz::TimeZone::get(zone).unwrap())) }
    }

    fn person(name: &str, address: &str) -> Person {
        Person { name: name.into(), address: address.into(), required: true }
    }

    fn convened() -> Convened {
        Convened {
            uid: "7f1c@chancery.example".into(),
            sequence: 0,
            title: "Fisheries; second round, \u{201c}quotas\u{201d}".into(),
            text: "Agenda follows.\nBring the maps.".into(),
            start: "2026-03-24T08:00:00Z".parse().unwrap(),
            minutes: 90,
            clocks: vec![clock("Paris", "Europe/Paris"), clock("Jakarta", "Asia/Jakarta")],
            rule: Some(Rule::read("FREQ=WEEKLY;INTERVAL=2;COUNT=3").unwrap()),
            organizer: person("Protocol, Paris", "protocol@paris.example"),
            invited: vec![person("Duta \"Besar\"", "duta@jakarta.example")],
            link: "https://meet.example/join#secret-of-the-link".into(),
            secret: Secret::Elsewhere,
        }
    }

    const NOW: &str = "2026-03-01T10:00:00Z";

    #[test]
    fn is_without_a_fault_and_names_both_clocks() {
        let text = write(&request(&convened(), NOW.parse().unwrap()));
        let parsed = parse(text.as_bytes()).unwrap();
        assert_eq!(parsed.findings, []);
        let wrong: Vec<_> =
            check::check(&parsed).into_iter().filter(|f| f.fault.severity() == Severity::Wrong).collect();
        assert_eq!(wrong, [], "{text}");
        let event = parsed.components[0].parts("VEVENT").next().unwrap();
        let description = event.text("DESCRIPTION").unwrap();
        assert!(description.starts_with(
            "Paris: Tuesday 2026-03-24, 09:00\u{2013}10:30\nJakarta: Tuesday 2026-03-24, 15:00\u{2013}16:30; from 2026-04-07 14:00\u{2013}15:30\n"
        ), "{description}");
        let once = write(&request(&Convened { rule: None, ..convened() }, NOW.parse().unwrap()));
        let once = once.replace("\r\n ", "");
        assert!(
            once.contains("09:00\u{2013}10:30 (UTC+01:00)") && once.contains("15:00\u{2013}16:30 (UTC+07:00)"),
            "{once}"
        );
        assert!(description.ends_with("\nBring the maps."));
        assert_eq!(event.text("SUMMARY").unwrap(), "Fisheries; second round, \u{201c}quotas\u{201d}");
        assert_eq!(event.line("ATTENDEE").unwrap().param("CN"), Some("Duta \"Besar\""));
    }

    #[test]
    fn the_secret_stays_behind_unless_the_officer_chooses() {
        let mut what = convened();
        assert!(!write(&request(&what, NOW.parse().unwrap())).contains("secret-of-the-link"));
        what.secret = Secret::InTheCalendar;
        assert!(write(&request(&what, NOW.parse().unwrap())).replace("\r\n ", "").contains("join#secret-of-the-link"));
    }

    #[test]
    fn held_at_the_same_hour_after_the_clocks_change() {
        let calendar = request(&convened(), NOW.parse().unwrap());
        let query = crate::recur::Query::new(0, civil::LAST, Arc::new(Zone::utc()));
        let out = crate::recur::expand(&[&calendar], &mut crate::zones::Zones::new(), &query);
        let starts: Vec<String> = out.occurrences.iter().map(|o| civil::timestamp(o.start).to_string()).collect();
        assert_eq!(starts, ["2026-03-24T08:00:00Z", "2026-04-07T07:00:00Z", "2026-04-21T07:00:00Z"]);
    }

    #[test]
    fn an_address_cannot_begin_a_property() {
        let mut what = convened();
        what.invited = vec![person("a\r\nATTENDEE:mailto:spy@example", "b@example\r\nX-SPY:1")];
        let parsed = parse(write(&request(&what, NOW.parse().unwrap())).as_bytes()).unwrap();
        let event = parsed.components[0].parts("VEVENT").next().unwrap();
        assert_eq!(event.all("ATTENDEE").count(), 1);
        assert!(event.line("X-SPY").is_none());
    }

    #[test]
    fn its_end_is_the_next_revision() {
        let calendar = request(&convened(), NOW.parse().unwrap());
        let end = cancelled(&calendar, "7f1c@chancery.example", NOW.parse().unwrap()).unwrap();
        assert_eq!(Method::of(&end), Some(Method::Cancel));
        let event = end.parts("VEVENT").next().unwrap();
        assert_eq!((event.sequence(), event.value("STATUS")), (1, Some("CANCELLED")));
        let state = itip::apply(&calendar, &end).unwrap().state;
        let query = crate::recur::Query::new(0, civil::LAST, Arc::new(Zone::utc()));
        assert!(crate::recur::expand(&[&state], &mut crate::zones::Zones::new(), &query).occurrences.is_empty());
        assert!(cancelled(&calendar, "another", NOW.parse().unwrap()).is_err());
    }
}
