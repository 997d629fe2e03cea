//! The messages that are sent: a request and its cancellation by the organizer, an answer by who is invited.

use super::state::{attendee, organizer};
use super::{Method, Refused, Why, address};
use crate::ical::{Component, Form, Line, Moment};
use crate::zones::Zones;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What an invited person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Accept,
    /// No.
    Decline,
    /// Perhaps.
    Tentative,
    /// Not then, but at this time.
    Counter(Counter),
}

/// Another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Its start.
    pub start: Timestamp,
    /// Its end; `None` for as long as the event was to take.
    pub end: Option<Timestamp>,
}

/// The program that made a calendar (RFC 5545 section 3.7.3).
pub(crate) const PRODID: &str = "-//Chancery//Chancery//EN";

/// A calendar with a method and nothing in it yet.
pub(crate) fn empty(method: Option<Method>) -> Component {
    let mut out = Component::new("VCALENDAR");
    out.push(Line::new("VERSION", "2.0")).push(Line::new("PRODID", PRODID));
    if let Some(method) = method {
        out.push(Line::new("METHOD", method.name()));
    }
    out
}

/// A calendar with nothing in it yet.
pub fn new_calendar() -> Component {
    empty(None)
}

/// A moment in UTC, as DTSTAMP has it.
pub(crate) fn utc(at: Timestamp) -> String {
    Moment { local: at.as_second(), form: Form::Utc }.written()
}

/// The answer of `who` (an address, with or without `mailto:`) to an invitation: REPLY, or COUNTER (RFC 5546 sections 3.2.3,
/// 3.2.7).
///
/// # Errors
/// [`Why::NoInvitation`] where it is another message; [`Why::NotInvited`] where `who` is not among the attendees, [`Why::NoOrganizer`], [`Why::NoEvent`], and for a counter
/// [`Why::Unclear`] or [`Why::EndBeforeStart`].
pub fn answer(invitation: &Component, who: &str, answer: Answer, now: Timestamp) -> Result<Component, Refused> {
    let who = address(who);
    // What somebody made without a method is taken as what it looks like.
    if let Some(line) = invitation.line("METHOD")
        && !matches!(Method::of(invitation), Some(Method::Request | Method::Add))
    {
        return Err(Refused { line: line.at, why: Why::NoInvitation });
    }
    let events: Vec<&Component> = invitation.parts("VEVENT").collect();
    let first = *events.first().ok_or(Refused { line: invitation.at, why: Why::NoEvent })?;
    let invited = |event: &Component| attendee(&mut event.clone(), &who).cloned();
    if !events.iter().any(|e| invited(e).is_some()) {
        return Err(Refused { line: first.at, why: Why::NotInvited });
    }
    let mut zones = Zones::of([invitation]);
    let method = if matches!(answer, Answer::Counter(_)) { Method::Counter } else { Method::Reply };
    let mut out = empty(Some(method));
    if method == Method::Counter {
        out.parts.extend(invitation.parts("VTIMEZONE").cloned());
    }
    for event in events {
        let Some(mut line) = invited(event) else { continue };
        if organizer(event).is_none() {
            return Err(Refused { line: event.at, why: Why::NoOrganizer });
        }
        line.at = 0;
        line.set_param("RSVP", None);
        line.set_param("X-CHANCERY-REPLIED", None);
        line.set_param("PARTSTAT", Some(partstat(answer)));
        if let Answer::Counter(counter) = answer {
            out.parts.push(countered(event, line, counter, now, &mut zones)?);
            // Another time is proposed for one thing: the series, or the instance that was asked about.
            break;
        }
        let mut own = Component::new("VEVENT");
        for name in ["UID", "RECURRENCE-ID", "SEQUENCE", "ORGANIZER", "DTSTART", "SUMMARY"] {
            own.lines.extend(event.line(name).cloned());
        }
        own.push(Line::new("DTSTAMP", utc(now))).push(line);
        out.parts.push(own);
    }
    // DTSTART with a TZID wants its zone along (RFC 5545 section 3.2.19).
    if method == Method::Reply {
        let used: Vec<String> = tzids(&out);
        let zones = invitation
            .parts("VTIMEZONE")
            .filter(|z| z.value("TZID").is_some_and(|t| used.binary_search_by(|u| u.as_str().cmp(t)).is_ok()));
        let zones: Vec<Component> = zones.cloned().collect();
        out.parts.splice(0..0, zones);
    }
    Ok(out)
}

fn tzids(calendar: &Component) -> Vec<String> {
    let lines = calendar.parts.iter().flat_map(|p| &p.lines);
    let mut out: Vec<String> = lines.filter_map(|l| l.param("TZID").map(str::to_owned)).collect();
    out.sort();
    out.dedup();
    out
}

fn partstat(answer: Answer) -> &'static str {
    match answer {
        Answer::Accept => "ACCEPTED",
        Answer::Decline => "DECLINED",
        Answer::Tentative | Answer::Counter(_) => "TENTATIVE",
    }
}

/// The event at the other time, in the zone and form it has.
fn countered(
    event: &Component,
    line: Line,
    counter: Counter,
    now: Timestamp,
    zones: &mut Zones,
) -> Result<Component, Refused> {
    let unclear = |line: u32| Refused { line, why: Why::Unclear };
    let start = event.line("DTSTART").ok_or(unclear(event.at))?;
    let read = crate::recur::Event::read(event, zones).map_err(|finding| unclear(finding.line))?;
    let (from, zone) = (counter.start.as_second(), read.start.zone.clone());
    let utc_zone = crate::zones::Zone::utc();
    let zone = zone.as_deref().unwrap_or(&utc_zone);
    let until = counter.end.map_or_else(|| read.extent.end(from, zone), Timestamp::as_second);
    if until <= from {
        return Err(Refused { line: start.at, why: Why::EndBeforeStart });
    }
    // A whole day that is moved to a time becomes one.
    let floating = read.start.zone.is_none();
    let written = |at: i64| -> Line {
        if floating {
            return Line::new("DTSTART", Moment { local: at, form: Form::Utc }.written());
        }
        let mut line = start.clone();
        line.at = 0;
        let form = start.moment().map_or(Form::Utc, |m| m.form);
        line.value = Moment { local: zone.local(at), form }.written().into();
        line
    };
    let mut own = event.clone();
    own.at = 0;
    if let Some(rule) = own.line_mut("RRULE") {
        // Every Tuesday, at another weekday, is every such day: else the first time would be none of the series.
        let on_the_clock = |local| crate::civil::timestamp(local).to_zoned(TimeZone::UTC).datetime();
        let next = crate::plan::rule_at(&rule.value, on_the_clock(read.start.local), on_the_clock(zone.local(from)));
        rule.value = next.into();
    }
    own.set(written(from));
    own.remove("DURATION");
    let mut end = written(until);
    end.name = "DTEND".into();
    own.set(end);
    own.set(Line::new("DTSTAMP", utc(now)));
    own.lines.retain(|l| !l.is("ATTENDEE") && !l.is("X-CHANCERY-COUNTER"));
    own.parts.clear();
    own.push(line);
    Ok(own)
}

/// The events with this UID as an invitation to all who are in it (RFC 5546 section 3.2.2); with their zones.
///
/// # Errors
/// [`Why::UnknownEvent`] where the calendar does not have them.
pub fn request(calendar: &Component, uid: &str, now: Timestamp) -> Result<Component, Refused> {
    outgoing(calendar, uid, Method::Request, now, |_| {})
}

/// The cancellation of an event (RFC 5546 section 3.2.5): a revision later than the last.
///
/// # Errors
/// As [`request`].
pub fn cancel(calendar: &Component, uid: &str, now: Timestamp) -> Result<Component, Refused> {
    outgoing(calendar, uid, Method::Cancel, now, |event| {
        event.set(Line::new("SEQUENCE", (event.sequence() + 1).to_string()));
        event.set(Line::new("STATUS", "CANCELLED"));
        event.parts.clear();
    })
}

fn outgoing(
    calendar: &Component,
    uid: &str,
    method: Method,
    now: Timestamp,
    change: impl Fn(&mut Component),
) -> Result<Component, Refused> {
    let mut out = empty(Some(method));
    let of_it = |c: &&Component| c.value("UID").is_some_and(|u| u.trim() == uid);
    for event in calendar.parts("VEVENT").filter(of_it) {
        let mut event = event.clone();
        // What was kept for ourselves is nobody else's.
        event.remove("X-CHANCERY-COUNTER");
        event.lines.retain(|l| !(l.is("COMMENT") && l.param("X-FROM").is_some()));
        for line in event.lines.iter_mut().filter(|l| l.is("ATTENDEE")) {
            line.set_param("X-CHANCERY-REPLIED", None);
        }
        event.set(Line::new("DTSTAMP", utc(now)));
        change(&mut event);
        out.parts.push(event);
    }
    if out.parts.is_empty() {
        return Err(Refused { line: calendar.at, why: Why::UnknownEvent });
    }
    let used = tzids(&out);
    let zones = calendar
        .parts("VTIMEZONE")
        .filter(|z| z.value("TZID").is_some_and(|t| used.binary_search_by(|u| u.as_str().cmp(t)).is_ok()));
    let zones: Vec<Component> = zones.cloned().collect();
    out.parts.splice(0..0, zones);
    Ok(out)
}
