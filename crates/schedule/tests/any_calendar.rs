//! Calendars put together at random from lines that matter: whatever they say, nothing panics, nothing runs away, and what holds
//! for a span holds for its parts.

use chancery_schedule::ical::{self, Component, check::check, parse, write};
use chancery_schedule::itip::{Answer, Counter, answer, apply};
use chancery_schedule::recur::{Fuel, Query, expand};
use chancery_schedule::zones::{Zone, Zones};
use proptest::prelude::*;
use std::sync::Arc;

const LINES: &[&str] = &[
    "UID:1",
    "UID:2",
    "SEQUENCE:0",
    "SEQUENCE:1",
    "SEQUENCE:-3",
    "SEQUENCE:99999999999999999999",
    "DTSTAMP:20260101T000000Z",
    "DTSTAMP:20260102T000000Z",
    "ORGANIZER:mailto:a@example",
    "ORGANIZER:mailto:b@example",
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:c@example",
    "ATTENDEE;DELEGATED-FROM=\"mailto:c@example\":mailto:d@example",
    "DTSTART:20260301T090000Z",
    "DTSTART;TZID=Europe/Paris:20260329T023000",
    "DTSTART;TZID=Pacific/Apia:20111230T100000",
    "DTSTART;TZID=America/Nuuk:99991231T235959",
    "DTSTART;VALUE=DATE:00000101",
    "DTSTART:20260301T090000",
    "DTSTART:2026",
    "DTEND:20260301T100000Z",
    "DTEND:20260301T080000Z",
    "DTEND;VALUE=DATE:99991231",
    "DURATION:PT1H",
    "DURATION:P2932896D",
    "DURATION:-P1D",
    "RRULE:FREQ=DAILY;COUNT=5",
    "RRULE:FREQ=WEEKLY;BYDAY=MO,SU",
    "RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101T000000Z",
    "RRULE:FREQ=YEARLY;BYWEEKNO=53,-1;WKST=SU",
    "RRULE:FREQ=SECONDLY;INTERVAL=4294967295;COUNT=4294967295",
    "RRULE:FREQ=HOURLY;BYHOUR=2;BYSETPOS=-1",
    "RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
    "RRULE:FREQ=YEARLY;INTERVAL=4294967295",
    "RDATE:20260305T090000Z,20260306T090000Z",
    "RDATE;VALUE=PERIOD:20260305T090000Z/PT2H,20260310T000000Z/20260309T000000Z",
    "EXDATE:20260302T090000Z",
    "EXDATE;VALUE=DATE:20260303",
    "EXRULE:FREQ=DAILY;INTERVAL=2",
    "RECURRENCE-ID:20260302T090000Z",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20260303T090000Z",
    "RECURRENCE-ID;VALUE=DATE:20260304",
    "STATUS:CANCELLED",
    "X-CHANCERY-COUNTER;X-FROM=\"mailto:c@example\":20260301T090000Z/20260301T100000Z",
    "COMMENT:no",
    "TZID:Europe/Paris",
];

const METHODS: &[&str] = &["PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"];

fn calendars() -> impl Strategy<Value = Component> {
    let event = prop::collection::vec(prop::sample::select(LINES), 3..12);
    (prop::collection::vec(event, 0..5), prop::option::of(prop::sample::select(METHODS))).prop_map(
        |(events, method)| {
            let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n");
            if let Some(method) = method {
                text = text + "METHOD:" + method + "\r\n";
            }
            for event in events {
                text = text + "BEGIN:VEVENT\r\n" + &event.join("\r\n") + "\r\nEND:VEVENT\r\n";
            }
            parse((text + "END:VCALENDAR\r\n").as_bytes()).unwrap().components.remove(0)
        },
    )
}

/// Its UID, the instance, its start and its end.
type Held = (String, Option<i64>, i64, i64);

/// Starts and instances within a span; `None` where it was cut short.
fn held(calendar: &Component, from: i64, to: i64) -> Option<Vec<Held>> {
    let mut query = Query::new(from, to, Arc::new(Zone::utc()));
    query.fuel = Fuel(200_000);
    query.most = 50_000;
    let out = expand(&[calendar], &mut Zones::of([calendar]), &query);
    assert!(out.occurrences.len() <= 50_000);
    assert!(out.occurrences.windows(2).all(|w| w[0].start <= w[1].start));
    let all = out.occurrences.iter().map(|o| (o.uid.to_owned(), o.recurrence, o.start, o.end));
    (!out.incomplete).then(|| all.collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn a_span_holds_what_its_parts_hold(calendar in calendars(), from in -100_i64..100, length in 1_i64..200, cut in 0.0..1.0) {
        let begin = 1_772_355_600 + from * 86_400;
        let end = begin + length * 86_400;
        let middle = begin + ((end - begin) as f64 * cut) as i64;
        if let (Some(all), Some(first), Some(second)) = (held(&calendar, begin, end), held(&calendar, begin, middle), held(&calendar, middle, end)) {
            let mut parts = [first, second].concat();
            parts.sort_by(|a, b| (a.2, &a.0, a.1, a.3).cmp(&(b.2, &b.0, b.1, b.3)));
            let mut all = all;
            all.sort_by(|a, b| (a.2, &a.0, a.1, a.3).cmp(&(b.2, &b.0, b.1, b.3)));
            // What lies across the cut is in both parts: it is counted once more there.
            let across = all.iter().filter(|o| o.2 < middle && o.3 > middle).count();
            prop_assert_eq!(parts.len(), all.len() + across);
            parts.dedup();
            all.dedup();
            prop_assert_eq!(parts, all);
        }
    }

    #[test]
    fn any_message_is_applied_or_refused(state in calendars(), message in calendars()) {
        let before = write(&state);
        match apply(&state, &message) {
            Ok(applied) => {
                let again = parse(write(&applied.state).as_bytes()).unwrap();
                prop_assert!(again.components[0].says_the_same(&applied.state));
                prop_assert!(applied.state.line("METHOD").is_none());
                let _ = held(&applied.state, 0, 4_000_000_000);
            }
            Err(refused) => prop_assert!(!refused.to_string().is_empty()),
        }
        prop_assert_eq!(write(&state), before);
    }

    #[test]
    fn any_invitation_is_answered_or_refused(invitation in calendars(), counter in any::<bool>()) {
        let now: jiff::Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let say = if counter { Answer::Counter(Counter { start: now, end: None }) } else { Answer::Accept };
        if let Ok(answer) = answer(&invitation, "C@example", say, now) {
            let parsed = parse(write(&answer).as_bytes()).unwrap();
            prop_assert_eq!(parsed.components.len(), 1);
            let whose: Vec<&ical::Line> = answer.parts.iter().flat_map(|p| p.all("ATTENDEE")).collect();
            prop_assert!(!whose.is_empty() && whose.iter().all(|l| l.value.eq_ignore_ascii_case("mailto:c@example")));
        }
    }

    #[test]
    fn any_calendar_is_checked(calendar in calendars()) {
        let parsed = parse(write(&calendar).as_bytes()).unwrap();
        let found = check(&parsed);
        prop_assert!(found.windows(2).all(|w| w[0].line <= w[1].line));
    }
}
