//! The scenarios of RFC 5546 section 4, in our own words: an organizer in Jakarta, guests in Riyadh and Paris, a spy.

use super::*;
use crate::ical::{Line, parse, write};
use crate::recur::{Query, expand};
use crate::zones::{Zone, Zones};
use jiff::Timestamp;
use std::sync::Arc;

const ORGANIZER: &str = "ORGANIZER;CN=Protocol:mailto:protocol@jakarta.example";
const RIYADH: &str = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:Desk@riyadh.example";
const PARIS: &str = "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:paris@example.org";

fn calendar(method: &str, lines: &[&str]) -> Component {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n");
    if !method.is_empty() {
        text = text + "METHOD:" + method + "\r\n";
    }
    if !lines.is_empty() {
        text += "BEGIN:VEVENT\r\n";
        for line in lines {
            text = text
                + line
                + "
";
        }
        text += "END:VEVENT\r\n";
    }
    parse(&[text.as_bytes(), b"END:VCALENDAR\r\n"].concat()).unwrap().components.remove(0)
}

const SINGLE: [&str; 8] = [
    "UID:m1",
    "SEQUENCE:0",
    "DTSTAMP:20260301T080000Z",
    ORGANIZER,
    RIYADH,
    PARIS,
    "DTSTART;TZID=Asia/Jakarta:20260330T140000",
    "DTEND;TZID=Asia/Jakarta:20260330T150000",
];

fn request(changes: &[(&str, &str)]) -> Component {
    let mut lines: Vec<String> = SINGLE.iter().map(|l| (*l).to_owned()).collect();
    for (name, line) in changes {
        match lines.iter().position(|l| l.starts_with(name)) {
            Some(at) => lines[at] = (*line).to_owned(),
            None => lines.push((*line).to_owned()),
        }
    }
    lines.retain(|l| !l.is_empty());
    calendar("REQUEST", &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

fn weekly() -> Component {
    request(&[("RRULE", "RRULE:FREQ=WEEKLY;COUNT=4")])
}

fn empty_calendar() -> Component {
    calendar("", &[])
}

fn now(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn invited(message: &Component) -> Component {
    apply(&empty_calendar(), message).unwrap().state
}

fn refused(state: &Component, message: &Component) -> Why {
    let before = write(state);
    let why = apply(state, message).unwrap_err().why;
    assert_eq!(write(state), before, "the calendar is as it was");
    why
}

fn partstat<'a>(component: &'a Component, who: &str) -> &'a str {
    let line = component.all("ATTENDEE").find(|l| address(&l.value) == who).unwrap();
    line.param("PARTSTAT").unwrap()
}

fn only(state: &Component) -> &Component {
    let mut events = state.parts("VEVENT");
    let (Some(event), None) = (events.next(), events.next()) else { panic!("one event") };
    event
}

/// The starts that a calendar leads to, `MMDDTHHMM` in UTC.
fn held(state: &Component) -> Vec<String> {
    let query = Query::new(0, crate::civil::LAST, Arc::new(Zone::utc()));
    let out = expand(&[state], &mut Zones::of([state]), &query);
    assert_eq!(out.findings, []);
    let written = |at| crate::ical::Moment { local: at, form: crate::ical::Form::Floating }.written();
    out.occurrences.iter().map(|o| written(o.start)[4..13].to_owned()).collect()
}

#[test]
fn invited_and_answered() {
    let organizer = invited(&request(&[]));
    assert!(organizer.line("METHOD").is_none());
    // The guest's program answers from the message; the organizer's takes the answer in.
    for (say, expected) in
        [(Answer::Accept, "ACCEPTED"), (Answer::Decline, "DECLINED"), (Answer::Tentative, "TENTATIVE")]
    {
        let reply = answer(&request(&[]), "mailto:desk@RIYADH.example", say, now("2026-03-02T08:00:00Z")).unwrap();
        assert_eq!(Method::of(&reply), Some(Method::Reply));
        assert_eq!(only(&reply).all("ATTENDEE").count(), 1);
        let state = apply(&organizer, &reply).unwrap().state;
        assert_eq!(partstat(only(&state), "desk@riyadh.example"), expected);
        assert_eq!(partstat(only(&state), "paris@example.org"), "NEEDS-ACTION");
    }
}

#[test]
fn an_answer_from_somebody_who_is_not_invited() {
    let spy = request(&[("ATTENDEE", "ATTENDEE:mailto:spy@example.net")]);
    let reply = answer(&spy, "spy@example.net", Answer::Accept, now("2026-03-02T08:00:00Z")).unwrap();
    assert_eq!(refused(&invited(&request(&[])), &reply), Why::NotInvited);
    // What is no invitation is not answered.
    for method in ["CANCEL", "PUBLISH", "REPLY", "COUNTER", "nonsense"] {
        let mut other = request(&[]);
        other.set(Line::new("METHOD", method));
        let why = answer(&other, "paris@example.org", Answer::Accept, now("2026-03-02T08:00:00Z")).unwrap_err().why;
        assert_eq!(why, Why::NoInvitation, "{method}");
    }
    let err = answer(&request(&[]), "spy@example.net", Answer::Accept, now("2026-03-02T08:00:00Z")).unwrap_err();
    assert_eq!(err.why, Why::NotInvited);
    // Unless an invited person passed it on.
    let passed_on = calendar(
        "REPLY",
        &[
            "UID:m1",
            "SEQUENCE:0",
            "DTSTAMP:20260302T080000Z",
            ORGANIZER,
            "ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM=\"mailto:paris@example.org\":mailto:deputy@example.org",
        ],
    );
    // That is for them to say: anybody could write their name into an answer.
    assert_eq!(refused(&invited(&request(&[])), &passed_on), Why::NotInvited);
    let gives = |to: &str| {
        let line = format!("ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:{to}\":mailto:paris@example.org");
        calendar("REPLY", &["UID:m1", "SEQUENCE:0", "DTSTAMP:20260302T070000Z", ORGANIZER, &line])
    };
    let to_another = apply(&invited(&request(&[])), &gives("another@example.org")).unwrap().state;
    assert_eq!(refused(&to_another, &passed_on), Why::NotInvited);
    let given = apply(&invited(&request(&[])), &gives("deputy@example.org")).unwrap().state;
    let state = apply(&given, &passed_on).unwrap().state;
    assert_eq!(partstat(only(&state), "deputy@example.org"), "ACCEPTED");
}

#[test]
fn an_answer_is_said_by_its_line() {
    let reply =
        calendar("REPLY", &["UID:m1", "DTSTAMP:20260302T080000Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:spy@example.net"]);
    let said = apply(&invited(&request(&[])), &reply).unwrap_err();
    assert_eq!((said.line, said.why.section()), (8, "RFC 5546 3.2.3"));
}

#[test]
fn a_later_answer_holds_whichever_comes_first() {
    let organizer = invited(&request(&[]));
    let yes = answer(&request(&[]), "paris@example.org", Answer::Accept, now("2026-03-02T08:00:00Z")).unwrap();
    let no = answer(&request(&[]), "paris@example.org", Answer::Decline, now("2026-03-02T09:00:00Z")).unwrap();
    let state = apply(&organizer, &no).unwrap().state;
    assert_eq!(refused(&state, &yes), Why::OldStamp);
    let state = apply(&apply(&organizer, &yes).unwrap().state, &no).unwrap().state;
    assert_eq!(partstat(only(&state), "paris@example.org"), "DECLINED");
}

#[test]
fn a_change_and_messages_that_come_late() {
    let later = request(&[
        ("SEQUENCE", "SEQUENCE:1"),
        ("DTSTAMP", "DTSTAMP:20260303T080000Z"),
        ("DTSTART", "DTSTART;TZID=Asia/Jakarta:20260331T140000"),
        ("DTEND", "DTEND;TZID=Asia/Jakarta:20260331T150000"),
    ]);
    let state = apply(&invited(&request(&[])), &later).unwrap().state;
    assert_eq!(held(&state), ["0331T0700"]);
    assert_eq!(refused(&state, &request(&[])), Why::OldSequence(0, 1));
    let old_answer = answer(&request(&[]), "paris@example.org", Answer::Accept, now("2026-03-04T08:00:00Z")).unwrap();
    assert_eq!(refused(&state, &old_answer), Why::OldSequence(0, 1));
    let early = answer(&later, "paris@example.org", Answer::Accept, now("2026-03-04T08:00:00Z")).unwrap();
    assert_eq!(refused(&invited(&request(&[])), &early), Why::FutureSequence(1, 0));
    // The same revision, said again with an older stamp, and with a newer one (a new title).
    let older = request(&[("SEQUENCE", "SEQUENCE:1"), ("DTSTAMP", "DTSTAMP:20260302T080000Z")]);
    assert_eq!(refused(&state, &older), Why::OldStamp);
    let mut newer = later.clone();
    newer.parts[0].set(Line::new("DTSTAMP", "20260305T080000Z"));
    newer.parts[0].set(Line::text("SUMMARY", "Fisheries"));
    assert_eq!(only(&apply(&state, &newer).unwrap().state).text("SUMMARY").unwrap(), "Fisheries");
    // The very same again changes nothing.
    assert_eq!(write(&apply(&state, &later).unwrap().state), write(&state));
}

#[test]
fn only_the_organizer_changes_and_cancels() {
    let state = invited(&request(&[]));
    let other = request(&[("SEQUENCE", "SEQUENCE:1"), ("ORGANIZER", "ORGANIZER:mailto:spy@example.net")]);
    assert_eq!(refused(&state, &other), Why::NotOrganizer);
    let mut cancel = other.clone();
    cancel.set(Line::new("METHOD", "CANCEL"));
    assert_eq!(refused(&state, &cancel), Why::NotOrganizer);
    cancel.parts[0].remove("ORGANIZER");
    assert_eq!(refused(&state, &cancel), Why::NotOrganizer);
}

#[test]
fn another_time_is_proposed_and_decided() {
    let organizer = invited(&request(&[]));
    let at = Counter { start: now("2026-03-30T08:30:00Z"), end: None };
    let counter = answer(&request(&[]), "paris@example.org", Answer::Counter(at), now("2026-03-02T08:00:00Z")).unwrap();
    assert_eq!(Method::of(&counter), Some(Method::Counter));
    // In the organizer's zone and as long as before.
    assert_eq!(only(&counter).value("DTSTART"), Some("20260330T153000"));
    assert_eq!(only(&counter).value("DTEND"), Some("20260330T163000"));
    let applied = apply(&organizer, &counter).unwrap();
    assert!(matches!(&applied.owed[..], [Owed::Decision { uid, .. }] if uid == "m1"));
    let event = only(&applied.state);
    assert_eq!(held(&applied.state), ["0330T0700"], "nothing moves until the organizer says so");
    assert_eq!(event.value("X-CHANCERY-COUNTER"), Some("20260330T083000Z/20260330T093000Z"));
    // The proposal goes into no message.
    let again = super::request(&applied.state, "m1", now("2026-03-03T08:00:00Z")).unwrap();
    assert!(!write(&again).contains("X-CHANCERY"));
    // Declined: the proposal is gone, the event stays.
    let no = calendar("DECLINECOUNTER", &["UID:m1", "SEQUENCE:0", "DTSTAMP:20260303T080000Z", ORGANIZER, PARIS]);
    let state = apply(&applied.state, &no).unwrap().state;
    assert!(only(&state).line("X-CHANCERY-COUNTER").is_none());
    assert_eq!(held(&state), ["0330T0700"]);
    // Taken up: a request with the next revision.
    let yes = request(&[
        ("SEQUENCE", "SEQUENCE:1"),
        ("DTSTART", "DTSTART;TZID=Asia/Jakarta:20260330T153000"),
        ("DTEND", "DTEND;TZID=Asia/Jakarta:20260330T163000"),
    ]);
    assert_eq!(held(&apply(&applied.state, &yes).unwrap().state), ["0330T0830"]);
    let backwards = Counter { start: at.start, end: Some(at.start) };
    let why = answer(&request(&[]), "paris@example.org", Answer::Counter(backwards), now("2026-03-02T08:00:00Z"));
    assert_eq!(why.unwrap_err().why, Why::EndBeforeStart);
}

#[test]
fn the_event_is_cancelled() {
    let organizer = invited(&request(&[]));
    let message = cancel(&organizer, "m1", now("2026-03-04T08:00:00Z")).unwrap();
    let state = apply(&organizer, &message).unwrap().state;
    assert_eq!(held(&state), Vec::<String>::new());
    assert_eq!(refused(&state, &request(&[])), Why::OldSequence(0, 1));
    assert_eq!(refused(&empty_calendar(), &message), Why::UnknownEvent);
}

#[test]
fn one_is_no_longer_invited() {
    let message = calendar("CANCEL", &["UID:m1", "SEQUENCE:1", "DTSTAMP:20260304T080000Z", ORGANIZER, PARIS]);
    let state = apply(&invited(&request(&[])), &message).unwrap().state;
    assert_eq!(only(&state).all("ATTENDEE").count(), 1);
    assert_eq!(held(&state), ["0330T0700"]);
}

#[test]
fn one_of_a_series_moves_another_is_cancelled_a_third_is_added() {
    let state = invited(&weekly());
    assert_eq!(held(&state), ["0330T0700", "0406T0700", "0413T0700", "0420T0700"]);
    let id = "RECURRENCE-ID;TZID=Asia/Jakarta:20260406T140000";
    let moved = request(&[
        ("SEQUENCE", "SEQUENCE:1"),
        ("DTSTART", "DTSTART;TZID=Asia/Jakarta:20260407T090000"),
        ("DTEND", "DTEND;TZID=Asia/Jakarta:20260407T100000"),
        ("RECURRENCE-ID", id),
    ]);
    let state = apply(&state, &moved).unwrap().state;
    assert_eq!(held(&state), ["0330T0700", "0407T0200", "0413T0700", "0420T0700"]);
    let gone = calendar(
        "CANCEL",
        &[
            "UID:m1",
            "SEQUENCE:1",
            "DTSTAMP:20260304T080000Z",
            ORGANIZER,
            "RECURRENCE-ID:20260413T070000Z",
            "STATUS:CANCELLED",
        ],
    );
    let state = apply(&state, &gone).unwrap().state;
    assert_eq!(held(&state), ["0330T0700", "0407T0200", "0420T0700"]);
    let added = calendar(
        "ADD",
        &[
            "UID:m1",
            "SEQUENCE:2",
            "DTSTAMP:20260305T080000Z",
            ORGANIZER,
            RIYADH,
            PARIS,
            "DTSTART:20260415T060000Z",
            "DTEND:20260415T080000Z",
        ],
    );
    let state = apply(&state, &added).unwrap().state;
    assert_eq!(held(&state), ["0330T0700", "0407T0200", "0415T0600", "0420T0700"]);
    // An instance that there is not.
    let never = request(&[("SEQUENCE", "SEQUENCE:3"), ("RECURRENCE-ID", "RECURRENCE-ID:20260414T070000Z")]);
    assert_eq!(refused(&state, &never), Why::NoInstance);
    assert_eq!(refused(&empty_calendar(), &added), Why::UnknownEvent);
}

#[test]
fn from_one_on_all_are_cancelled() {
    let message = calendar(
        "CANCEL",
        &[
            "UID:m1",
            "SEQUENCE:1",
            "DTSTAMP:20260304T080000Z",
            ORGANIZER,
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260413T070000Z",
        ],
    );
    let state = apply(&invited(&weekly()), &message).unwrap().state;
    assert_eq!(held(&state), ["0330T0700", "0406T0700"]);
}

#[test]
fn an_answer_for_one_of_a_series() {
    let reply = calendar(
        "REPLY",
        &[
            "UID:m1",
            "SEQUENCE:0",
            "DTSTAMP:20260304T080000Z",
            ORGANIZER,
            "RECURRENCE-ID:20260406T070000Z",
            "ATTENDEE;PARTSTAT=DECLINED:mailto:paris@example.org",
        ],
    );
    let state = apply(&invited(&weekly()), &reply).unwrap().state;
    let events: Vec<&Component> = state.parts("VEVENT").collect();
    assert_eq!(events.len(), 2);
    assert_eq!(partstat(events[0], "paris@example.org"), "NEEDS-ACTION");
    assert_eq!(partstat(events[1], "paris@example.org"), "DECLINED");
    assert_eq!(events[1].value("RECURRENCE-ID"), Some("20260406T140000"));
    assert_eq!(held(&state).len(), 4);
}

#[test]
fn a_series_that_moves_forgets_what_was_changed_in_the_old_one() {
    let id = "RECURRENCE-ID;TZID=Asia/Jakarta:20260406T140000";
    let moved = request(&[
        ("DTSTART", "DTSTART;TZID=Asia/Jakarta:20260407T090000"),
        ("DTEND", "DTEND;TZID=Asia/Jakarta:20260407T100000"),
        ("RECURRENCE-ID", id),
    ]);
    let state = apply(&invited(&weekly()), &moved).unwrap().state;
    let tuesdays = request(&[
        ("SEQUENCE", "SEQUENCE:1"),
        ("RRULE", "RRULE:FREQ=WEEKLY;COUNT=2"),
        ("DTSTART", "DTSTART;TZID=Asia/Jakarta:20260331T140000"),
        ("DTEND", "DTEND;TZID=Asia/Jakarta:20260331T150000"),
    ]);
    assert_eq!(held(&apply(&state, &tuesdays).unwrap().state), ["0331T0700", "0407T0700"]);
}

#[test]
fn the_latest_is_asked_for() {
    let state = invited(&request(&[]));
    let ask = calendar("REFRESH", &["UID:m1", "DTSTAMP:20260304T080000Z", ORGANIZER, PARIS]);
    let applied = apply(&state, &ask).unwrap();
    assert_eq!(write(&applied.state), write(&state));
    assert_eq!(applied.owed, [Owed::Request { uid: "m1".into(), line: 9 }]);
    let ask =
        calendar("REFRESH", &["UID:m1", "DTSTAMP:20260304T080000Z", ORGANIZER, "ATTENDEE:mailto:spy@example.net"]);
    assert_eq!(refused(&state, &ask), Why::NotInvited);
}

#[test]
fn as_part_of_a_mail() {
    assert_eq!(content_type(&request(&[])), "text/calendar; charset=UTF-8; method=REQUEST; component=VEVENT");
    assert_eq!(content_type(&empty_calendar()), "text/calendar; charset=UTF-8; component=VEVENT");
}

#[test]
fn a_flood_is_no_message() {
    let mut message = request(&[]);
    message.parts = vec![message.parts[0].clone(); 100_000];
    assert_eq!(refused(&empty_calendar(), &message), Why::TooMany(500));
    // And one event in a calendar of many is found.
    let mut state = empty_calendar();
    for n in 0..20_000 {
        let mut other = request(&[]).parts.remove(0);
        other.set(Line::new("UID", format!("other-{n}")));
        state.parts.push(other);
    }
    assert_eq!(apply(&state, &request(&[])).unwrap().state.parts.len(), 20_001);
}

#[test]
fn published_without_guests() {
    let message = calendar("PUBLISH", &["UID:p", "DTSTAMP:20260301T080000Z", ORGANIZER, "DTSTART;VALUE=DATE:20260330"]);
    assert_eq!(held(&invited(&message)), ["0330T0000"]);
}

#[test]
fn broken_messages_change_nothing() {
    let state = invited(&weekly());
    assert_eq!(refused(&state, &calendar("", &SINGLE)), Why::Method);
    assert_eq!(refused(&state, &calendar("SHOUT", &SINGLE)), Why::Method);
    assert_eq!(refused(&state, &calendar("REQUEST", &[])), Why::NoEvent);
    assert_eq!(refused(&state, &calendar("REQUEST", &["DTSTART:20260330T080000Z"])), Why::NoUid);
    assert_eq!(
        refused(&state, &request(&[("SEQUENCE", "SEQUENCE:9"), ("DTSTART", "DTSTART:20260230T080000Z")])),
        Why::Unclear
    );
    assert_eq!(
        refused(&state, &request(&[("SEQUENCE", "SEQUENCE:9"), ("DTSTART", "DTSTART;TZID=Mars/One:20260330T080000")])),
        Why::Unclear
    );
    let two = calendar("REPLY", &["UID:m1", RIYADH, PARIS]);
    assert_eq!(refused(&state, &two), Why::NotOneAttendee);
    let silent = calendar("REPLY", &["UID:m1", "SEQUENCE:0", "ATTENDEE:mailto:paris@example.org"]);
    assert_eq!(refused(&state, &silent), Why::NoAnswer);
    // The first of a message is sound, the second is not: neither is done.
    let mut both = request(&[("SEQUENCE", "SEQUENCE:1"), ("RRULE", "RRULE:FREQ=DAILY;COUNT=2")]);
    both.parts.push(calendar("", &["UID:other"]).parts.remove(0));
    assert_eq!(refused(&state, &both), Why::Unclear);
}
