//! Calendar files, as they come by mail or from another calendar.

use chancery_schedule::ical::{check::check, parse, write};
use chancery_schedule::itip::apply;
use chancery_schedule::recur::{Fuel, Query, expand};
use chancery_schedule::zones::{Zone, Zones};
use std::sync::Arc;

/// A file in which nothing is wrong is written back to the same; checking, expanding and applying it as a message end.
pub fn calendar(bytes: &[u8]) {
    let Ok(parsed) = parse(bytes) else { return };
    let _ = check(&parsed);
    for component in &parsed.components {
        let again = parse(write(component).as_bytes()).expect("what was read can be read again");
        assert!(
            !parsed.findings.is_empty() || again.components[0].says_the_same(component),
            "a calendar changed by being written"
        );
        let mut query = Query::new(1_772_355_600, 1_803_891_600, Arc::new(Zone::utc()));
        (query.fuel, query.most) = (Fuel(20_000), 1_000);
        assert!(expand(&[component], &mut Zones::of([component]), &query).occurrences.len() <= 1_000);
        let _ = apply(component, component);
    }
}

pub(crate) fn beginnings() -> Vec<(&'static str, Vec<u8>)> {
    let file = |method: &str, lines: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{method}BEGIN:VEVENT\r\nUID:1\r\n\
             DTSTAMP:20260101T000000Z\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        .into_bytes()
    };
    let weekly = "DTSTART;TZID=Europe/Paris:20260326T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9\r\n\
                  EXDATE;TZID=Europe/Paris:20260331T090000\r\nSUMMARY:Fisher\r\n ies\\, again\r\n";
    let reply = "DTSTART:20260301T090000Z\r\nDTEND:20260301T100000Z\r\nORGANIZER:mailto:a@example\r\n\
                 ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@example\r\nSEQUENCE:2\r\n";
    vec![("calendar", file("", weekly)), ("calendar", file("METHOD:REPLY\r\n", reply))]
}
