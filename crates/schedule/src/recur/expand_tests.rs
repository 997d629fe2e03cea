//! Occurrences of whole calendars: zones and their changes, exceptions, changed instances, hostile files.

use super::*;
use crate::civil;
use crate::ical::{Moment, parse};
use crate::zones::{Zone, Zones};
use std::fmt::Write as _;
use std::sync::Arc;

fn instant(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_second()
}

fn calendar(body: &str) -> String {
    let body = body.lines().fold(String::new(), |all, line| all + line.trim() + "\r\n");
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n{body}END:VCALENDAR\r\n")
}

/// The occurrences as `start/end` in UTC without punctuation, all in one line; those of changed instances with their summary.
fn expanded(body: &str, from: &str, to: &str) -> String {
    let text = calendar(body);
    let parsed = parse(text.as_bytes()).unwrap();
    let calendars: Vec<&crate::ical::Component> = parsed.calendars().collect();
    let mut zones = Zones::of(calendars.iter().copied());
    let query = Query::new(instant(from), instant(to), Arc::new(Zone::utc()));
    let out = expand(&calendars, &mut zones, &query);
    assert_eq!(out.findings, []);
    assert!(!out.incomplete);
    let shown: Vec<String> = out
        .occurrences
        .iter()
        .map(|o| {
            let start = Moment { local: o.start, form: crate::ical::Form::Floating }.written();
            let minutes = (o.end - o.start) / 60;
            let name = o.component.text("SUMMARY").unwrap_or_default();
            format!("{}+{minutes}{name}", &start[2..13])
        })
        .collect();
    shown.join(" ")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT\n")
}

#[test]
fn a_weekly_meeting_keeps_its_local_time_when_the_clocks_change() {
    let body =
        event("DTSTART;TZID=Europe/Paris:20260322T090000\nDTEND;TZID=Europe/Paris:20260322T100000\nRRULE:FREQ=WEEKLY");
    // 29 March 2026 is the change: 08:00Z before, 07:00Z from then on.
    assert_eq!(
        expanded(&body, "2026-03-20T00:00:00Z", "2026-04-10T00:00:00Z"),
        "260322T0800+60 260329T0700+60 260405T0700+60"
    );
    // And in 2051, when rules that end in 2037 have long ended: 26 March 2051 is the last Sunday.
    assert_eq!(expanded(&body, "2051-03-18T00:00:00Z", "2051-03-27T00:00:00Z"), "510319T0800+60 510326T0700+60");
}

#[test]
fn a_night_meeting_is_held_once_in_the_gap_and_once_in_the_hour_that_comes_twice() {
    let body = event("DTSTART;TZID=Europe/Paris:20260328T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3");
    // 02:30 of 29 March is 03:30: 01:30Z.
    assert_eq!(
        expanded(&body, "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z"),
        "260328T0130+60 260329T0130+60 260330T0030+60"
    );
    let body = event("DTSTART;TZID=Europe/Paris:20261024T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3");
    // 02:30 of 25 October is the first, in summer time: 00:30Z.
    assert_eq!(
        expanded(&body, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        "261024T0030+60 261025T0030+60 261026T0130+60"
    );
}

#[test]
fn an_hourly_rule_through_a_gap_gives_each_instant_once() {
    let body = event("DTSTART;TZID=Europe/Paris:20260329T003000\nDURATION:PT5M\nRRULE:FREQ=HOURLY;COUNT=5");
    // 00:30 01:30 (02:30 read as 03:30) 03:30 04:30: five are counted, four instants.
    assert_eq!(
        expanded(&body, "2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z"),
        "260328T2330+5 260329T0030+5 260329T0130+5 260329T0230+5"
    );
}

#[test]
fn apia_has_no_30_december_2011() {
    let body = event("DTSTART;TZID=Pacific/Apia:20111229T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4");
    // 29th at UTC-10: 20:00Z. The 30th, read with the offset before, is 20:00Z of the 30th, which is also 10:00 of the
    // 31st at UTC+14. Then 1 January.
    assert_eq!(
        expanded(&body, "2011-12-28T00:00:00Z", "2012-01-05T00:00:00Z"),
        "111229T2000+60 111230T2000+60 111231T2000+60"
    );
}

#[test]
fn casablanca_gaza_and_lord_howe() {
    // Morocco goes back to UTC for Ramadan (15 February 2026, 02:00Z) and forward again on 22 March.
    let body = event("DTSTART;TZID=Africa/Casablanca:20260209T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY");
    assert_eq!(expanded(&body, "2026-02-08T00:00:00Z", "2026-02-20T00:00:00Z"), "260209T0800+60 260216T0900+60");
    assert_eq!(expanded(&body, "2026-03-15T00:00:00Z", "2026-03-25T00:00:00Z"), "260316T0900+60 260323T0800+60");
    // Gaza: summer time from 28 March 2026, 02:00.
    let body = event("DTSTART;TZID=Asia/Gaza:20260322T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2");
    assert_eq!(expanded(&body, "2026-03-01T00:00:00Z", "2026-04-25T00:00:00Z"), "260322T0700+60 260329T0600+60");
    // Lord Howe: +11 until 5 April 2026, then +10:30.
    let body = event("DTSTART;TZID=Australia/Lord_Howe:20260329T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2");
    assert_eq!(expanded(&body, "2026-03-01T00:00:00Z", "2026-04-25T00:00:00Z"), "260328T2200+60 260404T2230+60");
}

#[test]
fn until_is_an_instant_for_times_and_a_day_for_days() {
    let body =
        event("DTSTART;TZID=America/New_York:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20260119T140000Z");
    assert_eq!(
        expanded(&body, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        "260105T1400+60 260112T1400+60 260119T1400+60"
    );
    let body = event("DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=WEEKLY;UNTIL=20260119");
    assert_eq!(
        expanded(&body, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        "260105T0000+1440 260112T0000+1440 260119T0000+1440"
    );
}

#[test]
fn added_excluded_and_changed() {
    let series = event(
        "DTSTART;TZID=Europe/Paris:20260105T090000\nDTEND;TZID=Europe/Paris:20260105T100000\nRRULE:FREQ=WEEKLY;COUNT=4\n\
         EXDATE;TZID=Europe/Paris:20260112T090000\nRDATE;TZID=Europe/Paris:20260114T090000\n\
         RDATE;VALUE=PERIOD:20260115T080000Z/PT30M",
    );
    assert_eq!(
        expanded(&series, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        "260105T0800+60 260114T0800+60 260115T0800+30 260119T0800+60 260126T0800+60"
    );
    // One is moved out of January, named by its time in UTC.
    let moved = event(
        "RECURRENCE-ID:20260119T080000Z\nDTSTART;TZID=Europe/Paris:20260203T140000\nDURATION:PT2H\nSUMMARY:moved",
    );
    let both = format!("{series}{moved}");
    assert_eq!(
        expanded(&both, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        "260105T0800+60 260114T0800+60 260115T0800+30 260126T0800+60"
    );
    assert_eq!(expanded(&both, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"), "260203T1300+120moved");
    // One is cancelled.
    let cancelled = event(
        "RECURRENCE-ID;TZID=Europe/Paris:20260126T090000\nDTSTART;TZID=Europe/Paris:20260126T090000\nSTATUS:CANCELLED",
    );
    assert_eq!(
        expanded(&format!("{series}{cancelled}"), "2026-01-16T00:00:00Z", "2026-03-01T00:00:00Z"),
        "260119T0800+60"
    );
}

#[test]
fn this_and_all_that_follow_move_by_local_time() {
    let series = event("DTSTART;TZID=Europe/Paris:20260309T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=5");
    let later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20260323T090000\nDTSTART;TZID=Europe/Paris:20260324T110000\n\
         DURATION:PT30M\nSUMMARY:later",
    );
    // 23 March at UTC+1, 30 March and 6 April at UTC+2: always Tuesday, 11:00 in Paris.
    assert_eq!(
        expanded(&format!("{series}{later}"), "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z"),
        "260309T0800+60 260316T0800+60 260324T1000+30later 260331T0900+30later 260407T0900+30later"
    );
    // A window that holds nothing of the series but what was moved into it.
    assert_eq!(
        expanded(&format!("{series}{later}"), "2026-04-07T00:00:00Z", "2026-04-08T00:00:00Z"),
        "260407T0900+30later"
    );
}

#[test]
fn a_duration_in_days_is_nominal_and_an_end_is_exact() {
    let nominal = event("DTSTART;TZID=Europe/Paris:20260321T120000\nDURATION:P1D\nRRULE:FREQ=WEEKLY;COUNT=2");
    // From noon to noon over the change of 29 March are 23 hours.
    assert_eq!(expanded(&nominal, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"), "260321T1100+1440 260328T1100+1380");
    let exact = event(
        "DTSTART;TZID=Europe/Paris:20260321T120000\nDTEND;TZID=Europe/Paris:20260322T120000\nRRULE:FREQ=WEEKLY;COUNT=2",
    );
    assert_eq!(expanded(&exact, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"), "260321T1100+1440 260328T1100+1440");
}

#[test]
fn windows_names_and_zones_that_only_the_file_knows() {
    let body = event("DTSTART;TZID=W. Europe Standard Time:20260705T090000\nDURATION:PT1H");
    assert_eq!(expanded(&body, "2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z"), "260705T0700+60");
    let body = event("DTSTART;TZID=/example.org/2024_1/Asia/Jakarta:20260705T090000\nDURATION:PT1H");
    assert_eq!(expanded(&body, "2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z"), "260705T0200+60");
    let zone = "BEGIN:VTIMEZONE\nTZID:Chancery\nBEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
                RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19700329T020000\nTZOFFSETFROM:+0100\n\
                TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    let body = event("DTSTART;TZID=Chancery:20260322T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2");
    assert_eq!(
        expanded(&format!("{zone}{body}"), "2026-03-01T00:00:00Z", "2026-08-01T00:00:00Z"),
        "260322T0800+60 260329T0700+60"
    );
}

#[test]
fn an_unknown_zone_is_said_by_line_and_the_rest_is_expanded() {
    let text = calendar(&format!(
        "{}{}",
        event("DTSTART;TZID=Mars/Olympus:20260705T090000"),
        event("DTSTART:20260705T090000Z")
    ));
    let parsed = parse(text.as_bytes()).unwrap();
    let calendars: Vec<_> = parsed.calendars().collect();
    let query = Query::new(0, civil::LAST, Arc::new(Zone::utc()));
    let out = expand(&calendars, &mut Zones::of(calendars.iter().copied()), &query);
    assert_eq!(out.occurrences.len(), 1);
    assert_eq!(out.findings.len(), 1);
    assert_eq!(out.findings[0].line, 7);
    assert_eq!(out.findings[0].fault, crate::ical::Fault::UnknownZone("Mars/Olympus".into()));
}

#[test]
fn an_end_before_the_start_is_said_by_line_and_takes_no_time() {
    for (start, end) in [
        ("DTSTART:20260101T090000Z", "DTEND:20260101T080000Z"),
        ("DTSTART;VALUE=DATE:20260102", "DTEND;VALUE=DATE:20260101"),
        ("DTSTART;TZID=Europe/Paris:20260101T090000", "DTEND;TZID=Asia/Jakarta:20260101T140000"),
    ] {
        let text = calendar(&event(&format!("{start}\r\n{end}\r\n")));
        let parsed = crate::ical::parse(text.as_bytes()).unwrap();
        let calendars: Vec<_> = parsed.calendars().collect();
        let line = calendars[0].parts("VEVENT").next().unwrap().line("DTEND").unwrap().at;
        let query = Query::new(instant("2025-12-01T00:00:00Z"), instant("2026-02-01T00:00:00Z"), Arc::new(Zone::utc()));
        let out = expand(&calendars, &mut Zones::of(calendars.iter().copied()), &query);
        assert_eq!(out.findings, [crate::ical::Finding { line, fault: crate::ical::Fault::EndBeforeStart }], "{start}");
        assert_eq!(out.occurrences.len(), 1, "{start}");
    }
    // One that ends as it begins is a moment, and sound.
    let text = calendar(&event("DTSTART:20260101T090000Z\r\nDTEND:20260101T090000Z\r\n"));
    let parsed = crate::ical::parse(text.as_bytes()).unwrap();
    let calendars: Vec<_> = parsed.calendars().collect();
    let query = Query::new(instant("2025-12-01T00:00:00Z"), instant("2026-02-01T00:00:00Z"), Arc::new(Zone::utc()));
    assert_eq!(expand(&calendars, &mut Zones::new(), &query).findings, []);
}

#[test]
fn hostile_series_end_soon() {
    // Twenty thousand series of one UID, as many changes of all that follow, an impossible rule, zones without end.
    let series = event("DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30");
    let change = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260101T000000Z\nDTSTART:20260102T000000Z");
    let mut zones = String::new();
    for n in 0..2000 {
        let _ = write!(
            zones,
            "BEGIN:VTIMEZONE\nTZID:Z{n}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\n\
             RRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n{}",
            event(&format!("DTSTART;TZID=Z{n}:20260101T000000"))
        );
    }
    let text = calendar(&format!("{}{}{zones}", series.repeat(20_000), change.repeat(20_000)));
    let parsed = parse(text.as_bytes()).unwrap();
    let calendars: Vec<_> = parsed.calendars().collect();
    let query = Query::new(0, civil::LAST, Arc::new(Zone::utc()));
    let out = expand(&calendars, &mut Zones::of(calendars.iter().copied()), &query);
    assert!(out.incomplete);
    assert!(out.findings.len() <= 1000);
}

#[test]
fn an_endless_rule_is_cut_short_and_says_so() {
    let text = calendar(&event("DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY"));
    let parsed = parse(text.as_bytes()).unwrap();
    let calendars: Vec<_> = parsed.calendars().collect();
    let mut query = Query::new(instant("2026-01-01T00:00:00Z"), instant("2036-01-01T00:00:00Z"), Arc::new(Zone::utc()));
    query.most = 1000;
    let out = expand(&calendars, &mut Zones::new(), &query);
    assert!(out.incomplete);
    assert_eq!(out.occurrences.len(), 1000);
    query.most = usize::MAX;
    query.fuel = Fuel(5000);
    let out = expand(&calendars, &mut Zones::new(), &query);
    assert!(out.incomplete && out.occurrences.len() <= 5000);
}
