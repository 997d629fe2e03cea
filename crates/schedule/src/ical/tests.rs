//! Reading and writing: nothing is lost, nothing breaks, all that is wrong is said by line.

use super::*;
use proptest::prelude::*;

fn text(body: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n{body}END:VCALENDAR\r\n")
}

fn faults(text: &str) -> Vec<(u32, Fault)> {
    check::check(&parse(text.as_bytes()).unwrap()).into_iter().map(|f| (f.line, f.fault)).collect()
}

#[test]
fn everything_comes_back() {
    let written = text(
        "X-WR-CALNAME:Protocol\r\nBEGIN:VEVENT\r\nUID:1\r\nX-CHAIR;X-ROLE=\"a:b;c,d\",plain;X-EMPTY=:what\\, ever\r\n\
         SUMMARY;LANGUAGE=fr:Pêche \\; quotas\r\nATTENDEE;CN=\"O^'Neil^nII ^^ ^x\":mailto:o@example.org\r\nx-lower;a=b:C\r\nTHIS IS NO LINE\r\n\
         BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Soon\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:X-ROOM\r\nX-N:1\r\nEND:X-ROOM\r\n",
    );
    let parsed = parse(written.as_bytes()).unwrap();
    let again = write(&parsed.components[0]);
    let read_again = parse(again.as_bytes()).unwrap();
    assert!(read_again.components[0].says_the_same(&parsed.components[0]));
    // Byte for byte, but for one quote that need not be and a caret before nothing it can stand for.
    assert_eq!(again.replace("O^'Neil^nII ^^ ^^x", "\"O^'Neil^nII ^^ ^x\""), written);
    let event = parsed.components[0].parts("VEVENT").next().unwrap();
    assert_eq!(event.line("ATTENDEE").unwrap().param("CN"), Some("O\"Neil\nII ^ ^x"));
    assert_eq!(event.line("X-CHAIR").unwrap().params[0].values, ["a:b;c,d".into(), "plain".into()]);
    assert_eq!(event.text("SUMMARY").unwrap(), "Pêche ; quotas");
    assert_eq!(parsed.findings, [Finding { line: 11, fault: Fault::NoColon }]);
}

#[test]
fn a_fold_of_an_empty_line_belongs_to_no_other_line_when_it_is_written_again() {
    let parsed = parse(b"BEGIN:VCALENDAR\r\n\r\n  SUMMARY:a\r\nEND:VCALENDAR\r\n").unwrap();
    assert_eq!(parsed.components[0].value("SUMMARY"), Some("a"));
    assert_eq!(write(&parsed.components[0]), "BEGIN:VCALENDAR\r\nSUMMARY:a\r\nEND:VCALENDAR\r\n");
}

#[test]
fn folded_inside_a_character_and_with_bare_line_feeds() {
    let mut bytes = b"BEGIN:VCALENDAR\nX-A:P\xc3".to_vec();
    bytes.extend(b"\n \xaache\n\n\tand more\nEND:VCALENDAR\n");
    let parsed = parse(&bytes).unwrap();
    assert_eq!(parsed.components[0].value("X-A"), Some("P\u{ea}che"));
    assert!(parsed.findings.contains(&Finding { line: 1, fault: Fault::BareLineFeed }));
}

#[test]
fn text_is_escaped_and_back() {
    assert_eq!(escape("a;b,c\\d\r\ne\u{7}"), "a\\;b\\,c\\\\d\\ne");
    assert_eq!(unescape("a\\;b\\,c\\\\d\\Ne\\q\\"), "a;b,c\\d\ne\\q\\");
    assert_eq!(values("a\\,b,c,\\\\,d").collect::<Vec<_>>(), ["a\\,b", "c", "\\\\", "d"]);
}

#[test]
fn durations_and_offsets() {
    assert_eq!(read_span("P15DT5H0M20S"), Ok(Span { days: 15, seconds: 18_020 }));
    assert_eq!(read_span("-P7W"), Ok(Span { days: -49, seconds: 0 }));
    for bad in ["", "P", "PT", "P1H", "PT1D", "1D", "P1", "PT99999999999999999999S", "P9999999999D", "PTT1S", "P\u{e9}"]
    {
        assert_eq!(read_span(bad), Err(Fault::BadDuration), "{bad}");
    }
    for (days, seconds) in [(0, 0), (1, 0), (0, 3600), (2, 61), (0, 3601), (-1, -60)] {
        let span = Span { days, seconds };
        assert_eq!(read_span(&span.written()), Ok(span), "{}", span.written());
    }
    assert_eq!(read_offset("-083015"), Ok(-30_615));
    for bad in ["0100", "+1", "+01000", "+0160", "+", "", "+\u{e9}100"] {
        assert_eq!(read_offset(bad), Err(Fault::BadOffset), "{bad}");
    }
}

#[test]
fn hostile_files_end_soon() {
    let deep = "BEGIN:VEVENT\r\n".repeat(100_000);
    assert_eq!(parse(deep.as_bytes()).unwrap_err(), Refused::Depth(13, 12));
    let long = text(&format!("X-A:{}\r\n", "a".repeat(1 << 20)));
    let parsed = parse(long.as_bytes()).unwrap();
    assert_eq!(parsed.findings, [Finding { line: 4, fault: Fault::LongLine }]);
    let limits = Limits { line: 1000, lines: 10, bytes: 1 << 24, ..Limits::default() };
    assert_eq!(parse_within(long.as_bytes(), &limits).unwrap_err(), Refused::Line(4, 1000));
    let folded = text(&format!("X-A:a\r\n{}", " aaaa\r\n".repeat(300)));
    assert_eq!(parse_within(folded.as_bytes(), &limits).unwrap_err(), Refused::Line(4, 1000));
    let many = text(&"X-A:a\r\n".repeat(20));
    assert_eq!(parse_within(many.as_bytes(), &limits).unwrap_err(), Refused::Lines(10));
    assert_eq!(parse_within(&vec![b'a'; 1 << 25], &limits).unwrap_err(), Refused::Bytes(1 << 25, 1 << 24));
    // A million faults are counted, not kept.
    let parsed = parse("?\r\n".repeat(100_000).as_bytes()).unwrap();
    assert_eq!(parsed.findings.len(), 1000);
    assert!(parsed.more > 100_000);
}

#[test]
fn a_hundred_thousand_events() {
    let one = "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101T000000Z\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n";
    let text = text(&one.repeat(100_000));
    let parsed = parse(text.as_bytes()).unwrap();
    assert_eq!(parsed.components[0].parts.len(), 100_000);
    assert_eq!(check::check(&parsed).len(), 1000);
    let mut query =
        crate::recur::Query::new(1_767_225_600, 1_798_761_600, std::sync::Arc::new(crate::zones::Zone::utc()));
    query.fuel = crate::recur::Fuel(100_000);
    let out = crate::recur::expand(&[&parsed.components[0]], &mut crate::zones::Zones::new(), &query);
    assert!(out.incomplete && out.occurrences.len() <= 100_000);
}

#[test]
fn a_sound_calendar_has_no_fault() {
    let sound = text(
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260105T090000Z\r\nDTEND:20260105T100000Z\r\n\
         RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20260301T000000Z\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260112T090000Z\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260113T090000Z\r\nEND:VEVENT\r\n",
    );
    assert_eq!(faults(&sound), []);
}

#[test]
fn what_is_wrong_by_line() {
    let event =
        |lines: &str| text(&format!("BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n{lines}END:VEVENT\r\n"));
    let one = |lines: &str| {
        let mut found = faults(&event(lines));
        assert_eq!(found.len(), 1, "{lines} {found:?}");
        found.remove(0)
    };
    let start = "DTSTART:20260105T090000Z\r\n";
    assert_eq!(one(&format!("{start}DTEND:20260105T080000Z\r\n")), (8, Fault::EndBeforeStart));
    assert_eq!(one("DTSTART:20260230T090000Z\r\n"), (7, Fault::BadTime));
    assert_eq!(one(&format!("{start}DTEND;VALUE=DATE:20260106\r\n")), (8, Fault::OtherForm("DTEND")));
    assert_eq!(one(&format!("{start}DTEND:20260105T100000Z\r\nDURATION:PT1H\r\n")), (9, Fault::EndAndDuration));
    assert_eq!(one("DTSTART;VALUE=DATE:20260105\r\nDURATION:PT1H\r\n"), (8, Fault::DurationOfDays));
    assert_eq!(one("DTSTART;TZID=Mars/One:20260105T090000\r\n"), (7, Fault::UnknownZone("Mars/One".into())));
    assert_eq!(one("DTSTART;TZID=Europe/Paris:20260105T090000\r\n"), (7, Fault::NoTimeZone("Europe/Paris".into())));
    assert_eq!(one("DTSTART;TZID=Europe/Paris:20260105T090000Z\r\n"), (7, Fault::ZoneForUtc));
    assert_eq!(one(&format!("{start}RRULE:FREQ=WEEKLY;BYDAY=TU\r\n")), (7, Fault::StartNotInRule));
    assert_eq!(one(&format!("{start}RRULE:FREQ=WEEKLY;UNTIL=20260301\r\n")), (8, Fault::UntilForm));
    assert!(matches!(one(&format!("{start}RRULE:FREQ=WEEKLY;BYMONTHDAY=1\r\n")), (8, Fault::BadRule(_))));
    assert_eq!(one(&format!("{start}PRIORITY:10\r\n")), (8, Fault::BadNumber("PRIORITY".into(), 0, 9)));
    assert_eq!(one(&format!("{start}STATUS:NEEDS-ACTION\r\n")), (8, Fault::BadWord("STATUS".into())));
    assert_eq!(one(&format!("{start}SUMMARY:a\r\nSUMMARY:b\r\n")), (9, Fault::Twice("SUMMARY".into())));
    assert_eq!(one(&format!("{start}ORGANIZER:nobody\r\n")), (8, Fault::BadAddress("ORGANIZER".into())));
    assert_eq!(one(&format!("{start}CONFERENCE:https://meet.example\r\n")), (8, Fault::ConferenceValue));
    assert_eq!(
        one(&format!("{start}BEGIN:VALARM\r\nACTION:AUDIO\r\nEND:VALARM\r\n")),
        (8, Fault::Missing("TRIGGER", "VALARM".into()))
    );
    assert_eq!(one(""), (4, Fault::Missing("DTSTART", "VEVENT".into())));
    let two =
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260105T090000Z\r\nEND:VEVENT\r\n".repeat(2);
    assert_eq!(faults(&text(&two)), [(9, Fault::SameInstance)]);
    let never = "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260113T090000Z\r\nRECURRENCE-ID:20260113T090000Z\r\n";
    assert_eq!(faults(&event(&format!("{start}{never}"))), [(14, Fault::NotAnInstance)]);
}

#[test]
fn what_is_wrong_with_the_whole() {
    assert_eq!(faults(""), [(1, Fault::NoCalendar)]);
    assert_eq!(faults("BEGIN:VEVENT\r\nEND:VEVENT\r\n"), [(1, Fault::NotInCalendar("VEVENT".into()))]);
    let cut = "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260105T090000Z\r\n";
    assert_eq!(
        faults(cut),
        [(1, Fault::Missing("PRODID", "VCALENDAR".into())), (2, Fault::BadVersion), (6, Fault::NotEnded)]
    );
    assert_eq!(faults(&text("")), [(1, Fault::EmptyCalendar)]);
}

#[test]
fn nothing_personal_is_in_debug() {
    let parsed = parse(
        text("BEGIN:VEVENT\r\nSUMMARY:Secret talks\r\nATTENDEE;CN=Name:mailto:who@example.org\r\nEND:VEVENT\r\n")
            .as_bytes(),
    )
    .unwrap();
    let shown = format!("{parsed:?}");
    assert!(!shown.contains("Secret") && !shown.contains("who@") && !shown.contains("Name"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_and_checked(bytes in prop::collection::vec(prop_oneof![
        Just(b"BEGIN:VCALENDAR\r\n".to_vec()), Just(b"BEGIN:VEVENT\r\n".to_vec()), Just(b"END:VEVENT\r\n".to_vec()),
        Just(b"DTSTART:".to_vec()), Just(b"RRULE:FREQ=YEARLY;".to_vec()), Just(b"\r\n ".to_vec()), Just(b"\r\n".to_vec()),
        prop::collection::vec(any::<u8>(), 0..20), "[A-Z0-9;:=,\"^\\\\-]{0,20}".prop_map(String::into_bytes),
    ], 0..40)) {
        let bytes = bytes.concat();
        let parsed = match parse(&bytes) {
            Ok(parsed) => parsed,
            // Short as it is, it may hold more components in each other than any calendar.
            Err(refused) => {
                prop_assert!(matches!(refused, Refused::Depth(..)), "{refused}");
                return Ok(());
            }
        };
        let _ = check::check(&parsed);
        for component in &parsed.components {
            let again = parse(write(component).as_bytes()).unwrap();
            prop_assert_eq!(again.components.len(), 1);
            // What could not be read as UTF-8 was replaced; control characters may end a line when it is written again.
            if bytes.iter().all(|b| (0x20..0x7f).contains(b) || matches!(b, b'\r' | b'\n')) && !bytes.windows(2).any(|w| w[0] == b'\r' && w[1] != b'\n') {
                prop_assert!(again.components[0].says_the_same(component), "{}", write(component));
            }
        }
    }

    #[test]
    fn any_text_survives(text in "\\PC{0,200}") {
        let mut component = Component::new("VEVENT");
        component.push(Line::text("SUMMARY", &text).with("CN", text.as_str()));
        let again = parse(write(&component).as_bytes()).unwrap();
        prop_assert_eq!(again.components[0].text("SUMMARY").unwrap(), text.as_str());
        prop_assert_eq!(again.components[0].line("SUMMARY").unwrap().param("CN"), Some(text.as_str()));
    }
}

#[test]
fn what_is_wrong_with_a_task() {
    let task = |lines: &str| {
        let begun = format!("BEGIN:VTODO\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n{lines}END:VTODO\r\n");
        faults(&text(&begun))
    };
    let start = "DTSTART:20260105T090000Z\r\n";
    assert_eq!(task("SUMMARY:Without a time\r\n"), []);
    assert_eq!(task("DUE:20260105T090000Z\r\nSTATUS:IN-PROCESS\r\nPERCENT-COMPLETE:40\r\n"), []);
    assert_eq!(task(&format!("{start}DUE:20260106T090000Z\r\nRRULE:FREQ=DAILY\r\n")), []);
    assert_eq!(task(&format!("{start}DUE:20260105T090000Z\r\n")), [(8, Fault::DueBeforeStart)]);
    assert_eq!(task(&format!("{start}DUE;VALUE=DATE:20260106\r\n")), [(8, Fault::OtherForm("DUE"))]);
    assert_eq!(task(&format!("{start}DUE:20260106T090000Z\r\nDURATION:PT1H\r\n")), [(9, Fault::DueAndDuration)]);
    assert_eq!(task("DURATION:PT1H\r\n"), [(7, Fault::DurationWithoutStart)]);
    assert_eq!(task("RRULE:FREQ=DAILY\r\n"), [(4, Fault::Missing("DTSTART", "VTODO".into()))]);
    assert_eq!(task("STATUS:CONFIRMED\r\n"), [(7, Fault::BadWord("STATUS".into()))]);
    assert_eq!(task("COMPLETED:20260105\r\n"), [(7, Fault::BadTime)]);
}

#[test]
fn what_an_alarm_lacks_is_said() {
    let faults = |lines: &str| -> Vec<Fault> {
        let text = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
             DTSTART:20260301T000000Z\r\nBEGIN:VALARM\r\n{lines}END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        check::check(&parse(text.as_bytes()).unwrap()).into_iter().map(|found| found.fault).collect()
    };
    let lacks = |name| Fault::Missing(name, "VALARM".into());
    assert_eq!(faults("ACTION:AUDIO\r\nTRIGGER:-PT5M\r\n"), []);
    assert_eq!(faults("ACTION:AUDIO\r\nTRIGGER;VALUE=DATE-TIME:20260301T000000Z\r\n"), []);
    assert_eq!(faults("ACTION:DISPLAY\r\nTRIGGER:-PT5M\r\n"), [lacks("DESCRIPTION")]);
    let mail = faults("ACTION:EMAIL\r\nTRIGGER:-PT5M\r\nDESCRIPTION:a\r\n");
    assert_eq!(mail, [lacks("SUMMARY"), lacks("ATTENDEE")]);
    assert_eq!(faults("ACTION:AUDIO\r\nTRIGGER:-PT5M\r\nREPEAT:2\r\n"), [lacks("DURATION")]);
    assert_eq!(faults("ACTION:AUDIO\r\nTRIGGER:-PT5M\r\nDURATION:PT5M\r\n"), [lacks("REPEAT")]);
    assert_eq!(faults("ACTION:AUDIO\r\nTRIGGER:soon\r\n"), [Fault::BadDuration]);
    assert_eq!(faults("ACTION:AUDIO\r\nTRIGGER;VALUE=DATE-TIME:20260301T000000\r\n"), [Fault::TriggerNotUtc]);
    let often = faults("ACTION:AUDIO\r\nTRIGGER:-PT5M\r\nDURATION:PT5M\r\nREPEAT:-1\r\n");
    assert_eq!(often, [Fault::BadNumber("REPEAT".into(), 0, i64::from(i32::MAX))]);
}
