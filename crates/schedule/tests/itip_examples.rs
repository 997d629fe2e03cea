//! The examples of RFC 5546 section 4 that stand nowhere beside the code, in our own words: published events, delegation,
//! guests who bring guests, another organizer, series. A guest in Paris, an organizer in Jakarta.

use chancery_schedule::ical::{Component, parse, write};
use chancery_schedule::itip::{Owed, Why, apply};
use chancery_schedule::recur::{Query, expand};
use chancery_schedule::zones::{Zone, Zones};
use std::sync::Arc;

const ORGANIZER: &str = "ORGANIZER:mailto:protocol@jakarta.example";
const PARIS: &str = "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:paris@example.org";
const RIYADH: &str = "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:desk@riyadh.example";

/// A message about the event `m1`: its revision, and more lines.
fn message(method: &str, sequence: u32, lines: &[&str]) -> Component {
    let head = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:m1\r\n\
         SEQUENCE:{sequence}\r\nDTSTAMP:202603{:02}T080000Z\r\n{ORGANIZER}\r\n",
        sequence + 1
    );
    let lines = lines.iter().fold(String::new(), |all, line| all + line + "\r\n");
    parse((head + &lines + "END:VEVENT\r\nEND:VCALENDAR\r\n").as_bytes()).unwrap().components.remove(0)
}

fn empty() -> Component {
    parse(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n").unwrap().components.remove(0)
}

fn after(state: &Component, message: &Component) -> Component {
    apply(state, message).unwrap_or_else(|e| panic!("{e}")).state
}

/// It has no effect; why, and on which line.
fn refused(state: &Component, message: &Component) -> (Why, u32) {
    let before = write(state);
    let refused = apply(state, message).unwrap_err();
    assert_eq!(write(state), before, "the calendar is as it was");
    (refused.why, refused.line)
}

/// What the calendar leads to, `MMDDTHHMM` in UTC.
fn held(state: &Component) -> Vec<String> {
    let query = Query::new(1_767_225_600, 1_798_761_600, Arc::new(Zone::utc()));
    let out = expand(&[state], &mut Zones::of([state]), &query);
    assert_eq!(out.findings, []);
    let at = |second| jiff::Timestamp::from_second(second).unwrap().strftime("%m%dT%H%M").to_string();
    out.occurrences.iter().map(|o| at(o.start)).collect()
}

/// Who is at an event, and what each has said.
fn guests(event: &Component) -> Vec<(String, String)> {
    let said = |line: &chancery_schedule::ical::Line| {
        let who = line.value.to_ascii_lowercase().replace("mailto:", "");
        (who, line.param("PARTSTAT").unwrap_or_default().to_owned())
    };
    event.all("ATTENDEE").map(said).collect()
}

fn series(state: &Component) -> &Component {
    state.parts("VEVENT").find(|event| event.line("RECURRENCE-ID").is_none()).unwrap()
}

fn one() -> Component {
    let lines = [PARIS, RIYADH, "DTSTART:20260330T070000Z", "DTEND:20260330T080000Z"];
    after(&empty(), &message("REQUEST", 0, &lines))
}

/// Three Sundays at nine in Paris, over the change of its clocks.
fn sundays() -> Component {
    let lines = [
        PARIS,
        RIYADH,
        "DTSTART;TZID=Europe/Paris:20260322T090000",
        "DTEND;TZID=Europe/Paris:20260322T100000",
        "RRULE:FREQ=WEEKLY;COUNT=3",
    ];
    after(&empty(), &message("REQUEST", 0, &lines))
}

#[test]
fn published_changed_and_cancelled() {
    // Sections 4.1.1 to 4.1.3: nobody is invited, and nobody answers.
    let state = after(&empty(), &message("PUBLISH", 0, &["DTSTART:20260330T070000Z", "SUMMARY:Open day"]));
    let state = after(&state, &message("PUBLISH", 1, &["DTSTART:20260331T070000Z", "SUMMARY:Open day"]));
    assert_eq!(held(&state), ["0331T0700"]);
    assert_eq!(refused(&state, &message("PUBLISH", 0, &["DTSTART:20260330T070000Z"])).0, Why::OldSequence(0, 1));
    let state = after(&state, &message("CANCEL", 2, &["STATUS:CANCELLED"]));
    assert_eq!(held(&state), Vec::<String>::new());
    // Section 4.1.5: a whole day, every year.
    let yearly = ["DTSTART;VALUE=DATE:20260330", "RRULE:FREQ=YEARLY", "TRANSP:TRANSPARENT"];
    assert_eq!(held(&after(&empty(), &message("PUBLISH", 0, &yearly))), ["0330T0000"]);
}

#[test]
fn passed_on_to_a_deputy_who_comes_or_does_not() {
    // Sections 4.2.5 to 4.2.7.
    for said in ["ACCEPTED", "DECLINED"] {
        let delegated =
            "ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:deputy@example.org\":mailto:paris@example.org";
        let state = after(&one(), &message("REPLY", 0, &[delegated]));
        assert_eq!(guests(series(&state))[0], ("paris@example.org".into(), "DELEGATED".into()));
        let deputy =
            format!("ATTENDEE;PARTSTAT={said};DELEGATED-FROM=\"mailto:paris@example.org\":mailto:deputy@example.org");
        let state = after(&state, &message("REPLY", 0, &[&deputy]));
        let expected =
            [("paris@example.org", "DELEGATED"), ("desk@riyadh.example", "NEEDS-ACTION"), ("deputy@example.org", said)];
        assert_eq!(guests(series(&state)), expected.map(|(who, said)| (who.to_owned(), said.to_owned())));
        assert_eq!(held(&state), ["0330T0700"]);
    }
}

#[test]
fn somebody_to_whom_the_invitation_was_forwarded() {
    // Section 4.2.8: they were not invited, and nobody passed their place on to them.
    let crasher = message("REPLY", 0, &["ATTENDEE;PARTSTAT=ACCEPTED:mailto:crasher@example.net"]);
    assert_eq!(refused(&one(), &crasher), (Why::NotInvited, 10));
    // Nor does it help to write a guest's name into the answer, who has said nothing of it.
    let claims = "ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM=\"mailto:paris@example.org\":mailto:crasher@example.net";
    assert_eq!(refused(&one(), &message("REPLY", 0, &[claims])).0, Why::NotInvited);
    let borrowed = "ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM=\"mailto:nobody@example.net\":mailto:crasher@example.net";
    assert_eq!(refused(&one(), &message("REPLY", 0, &[borrowed])).0, Why::NotInvited);
}

#[test]
fn another_who_says_that_they_are_the_organizer_now() {
    // Section 4.2.11 leaves it to the guest whom to believe: nobody who says so of themselves.
    let lines = [PARIS, RIYADH, "DTSTART:20260401T070000Z"];
    let text = write(&message("REQUEST", 1, &lines)).replace("protocol@jakarta", "chief@jakarta");
    let taken = parse(text.as_bytes()).unwrap().components.remove(0);
    assert_eq!(refused(&one(), &taken).0, Why::NotOrganizer);
}

#[test]
fn a_series_keeps_its_hour_and_is_cancelled_as_a_whole_or_in_part() {
    // Sections 4.4.1, 4.4.3 and 4.4.4.
    let state = sundays();
    assert_eq!(held(&state), ["0322T0800", "0329T0700", "0405T0700"]);
    let without = after(&state, &message("CANCEL", 1, &["RECURRENCE-ID:20260329T070000Z", "STATUS:CANCELLED"]));
    assert_eq!(held(&without), ["0322T0800", "0405T0700"]);
    // As the organizer's clock has it, which is the same instant.
    let local = "RECURRENCE-ID;TZID=Europe/Paris:20260405T090000";
    assert_eq!(held(&after(&without, &message("CANCEL", 2, &[local, "STATUS:CANCELLED"]))), ["0322T0800"]);
    assert_eq!(held(&after(&without, &message("CANCEL", 3, &["STATUS:CANCELLED"]))), Vec::<String>::new());
}

/// An answer to one of them after "this and all that follow" was moved: it is held at the new hour, and the answer is to the
/// revision that moved it.
#[test]
fn one_of_those_that_were_moved_is_answered() {
    let weekly = ["DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4", PARIS, RIYADH];
    let moved = [
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260309T090000Z",
        "DTSTART:20260309T110000Z",
        "DTEND:20260309T120000Z",
        PARIS,
        RIYADH,
    ];
    let state = after(&after(&empty(), &message("REQUEST", 0, &weekly)), &message("REQUEST", 1, &moved));
    let hours = ["0302T0900", "0309T1100", "0316T1100", "0323T1100"];
    assert_eq!(held(&state), hours);
    let no = ["RECURRENCE-ID:20260316T090000Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:paris@example.org"];
    assert_eq!(refused(&state, &message("REPLY", 0, &no)).0, Why::OldSequence(0, 1));
    let state = after(&state, &message("REPLY", 1, &no));
    assert_eq!(held(&state), hours, "it stays where it was moved to");
    let own = state.parts("VEVENT").find(|e| e.value("RECURRENCE-ID") == Some("20260316T090000Z")).unwrap();
    assert!(guests(own).contains(&("paris@example.org".into(), "DECLINED".into())), "{:?}", guests(own));
    // One before them belongs to the series as it was.
    let first = ["RECURRENCE-ID:20260302T090000Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:desk@riyadh.example"];
    assert_eq!(held(&after(&state, &message("REPLY", 0, &first))), hours);
    let two = ["RECURRENCE-ID:20260302T090000Z", "RECURRENCE-ID:20260309T090000Z"];
    assert_eq!(refused(&state, &message("CANCEL", 2, &two)).0, Why::TwoInstances);
}

#[test]
fn all_from_one_on_are_moved() {
    // Section 4.4.5.
    let lines = [
        PARIS,
        RIYADH,
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20260329T090000",
        "DTSTART;TZID=Europe/Paris:20260329T110000",
        "DTEND;TZID=Europe/Paris:20260329T120000",
    ];
    let state = after(&sundays(), &message("REQUEST", 1, &lines));
    assert_eq!(held(&state), ["0322T0800", "0329T0900", "0405T0900"]);
}

#[test]
fn another_time_is_proposed_for_one_of_a_series() {
    // Section 4.4.8.
    let lines =
        [PARIS, "RECURRENCE-ID:20260329T070000Z", "DTSTART:20260329T130000Z", "DTEND:20260329T140000Z", "COMMENT:No."];
    let applied = apply(&sundays(), &message("COUNTER", 0, &lines)).unwrap();
    assert!(matches!(&applied.owed[..], [Owed::Decision { uid, .. }] if uid == "m1"));
    assert_eq!(held(&applied.state), ["0322T0800", "0329T0700", "0405T0700"], "nothing moves until it is decided");
    let proposed = applied.state.parts("VEVENT").find(|event| event.line("X-CHANCERY-COUNTER").is_some()).unwrap();
    assert!(proposed.line("RECURRENCE-ID").is_some(), "of that one alone");
}

#[test]
fn one_who_is_left_out_of_one_of_a_series() {
    // Section 4.2.10, for an instance: Paris comes to the others, and Riyadh to all.
    let moved = [PARIS, RIYADH, "RECURRENCE-ID:20260322T080000Z", "DTSTART:20260322T090000Z", "DTEND:20260322T100000Z"];
    let state = after(&sundays(), &message("REQUEST", 1, &moved));
    let left_out = ["RECURRENCE-ID:20260329T070000Z", PARIS];
    let state = after(&state, &message("CANCEL", 1, &left_out));
    let who = |event: &Component| guests(event).into_iter().map(|(who, _)| who).collect::<Vec<_>>();
    assert_eq!(who(series(&state)), ["paris@example.org", "desk@riyadh.example"]);
    let instances: Vec<Vec<String>> =
        state.parts("VEVENT").filter(|event| event.line("RECURRENCE-ID").is_some()).map(who).collect();
    assert_eq!(instances, [vec!["paris@example.org", "desk@riyadh.example"], vec!["desk@riyadh.example"]]);
    assert_eq!(held(&state), ["0322T0900", "0329T0700", "0405T0700"]);
}

#[test]
fn what_makes_no_sense_is_said_by_its_line() {
    // Sections 4.4.9 and 4.7.2.
    let rule = ["DTSTART:20260330T070000Z", "RRULE:FREQ=FORTNIGHTLY"];
    assert_eq!(refused(&empty(), &message("REQUEST", 0, &rule)), (Why::Unclear, 11));
    let never = [PARIS, "RECURRENCE-ID:20260330T070000Z", "DTSTART:20260330T090000Z"];
    assert_eq!(refused(&sundays(), &message("REQUEST", 1, &never)), (Why::NoInstance, 11));
    let cancel = message("CANCEL", 1, &["RECURRENCE-ID:20260330T070000Z", "STATUS:CANCELLED"]);
    assert_eq!(refused(&sundays(), &cancel).0, Why::NoInstance);
    // Who is invited to one of a series alone never hears of the others (section 3.8.4.4 of RFC 5545 lets it stand by itself).
    assert_eq!(held(&after(&empty(), &message("REQUEST", 1, &never))), ["0330T0900"]);
}
