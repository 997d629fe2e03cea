//! Ten pairs of capitals in a week with holidays and a change of the clocks, each answer reasoned by hand; then what moves an answer.
//!
//! The span is Friday 27 March to Friday 3 April 2026 on the host's clock. Europe's clocks go forward on Sunday 29 March, Israel's
//! on Friday 27 March; those of the United States have on 8 March; Australia and New Zealand are on summer time until 5 April,
//! Chile until 4 April. 3 April is Good Friday. An hour is looked for, starts are half an hour apart, offices are open from
//! 09:00 to 17:00 with lunch from 12:00 to 13:00.

use super::*;
use crate::zones::Zones;
use chancery_model::capital;

fn side(code: &str) -> Side {
    let capital = capital::of(code).unwrap();
    Side::new(code, Zones::new().get(capital.zone).unwrap())
}

fn week(sides: Vec<Side>) -> Request {
    Request { sides, from: civil::day(2026, 3, 27), to: civil::day(2026, 4, 3), minutes: 60, step: 30, now: None }
}

fn pair(host: &str, guest: &str) -> Vec<Slot> {
    slots(&week(vec![side(host), side(guest)])).unwrap()
}

/// The fairest slot: its start and what it asks of each side.
fn first(host: &str, guest: &str) -> (String, Vec<u32>) {
    let slots = pair(host, guest);
    shown(&slots[0])
}

fn shown(slot: &Slot) -> (String, Vec<u32>) {
    (civil::timestamp(slot.start).to_string(), slot.seats.iter().map(|s| s.cost).collect())
}

fn at(text: &str, costs: [u32; 2]) -> (String, Vec<u32>) {
    (text.to_owned(), costs.to_vec())
}

fn reasons(slots: &[Slot], start: &str, code: &str) -> Vec<(Why, u32)> {
    let start = start.parse::<jiff::Timestamp>().unwrap().as_second();
    let slot = slots.iter().find(|s| s.start == start).unwrap();
    let seat = slot.seats.iter().find(|s| s.code == code).unwrap();
    seat.reasons.iter().map(|r| (r.why, r.minutes)).collect()
}

#[test]
fn paris_and_berlin_share_a_clock() {
    // The first hour of the first working day: Friday 09:00 at UTC+1.
    assert_eq!(first("FR", "DE"), at("2026-03-27T08:00:00Z", [0, 0]));
}

#[test]
fn jakarta_and_riyadh_share_monday_to_thursday() {
    // Riyadh rests on Friday and Saturday, Jakarta on Saturday and Sunday: Monday is the first day of both. Jakarta is open
    // 02-10Z, Riyadh 06-14Z; lunch is 05-06Z and 09-10Z. The first free hour of both is 06Z: 13:00 and 09:00.
    assert_eq!(first("ID", "SA"), at("2026-03-30T06:00:00Z", [0, 0]));
}

#[test]
fn paris_and_jakarta_meet_in_the_morning_of_one_and_the_afternoon_of_the_other() {
    // On Friday Paris is at UTC+1: 08-16Z, Jakarta 02-10Z. The first hour of both is 08Z.
    assert_eq!(first("FR", "ID"), at("2026-03-27T08:00:00Z", [0, 0]));
}

#[test]
fn washington_and_tokyo_have_no_hour_in_common() {
    // Washington (UTC-4) is open 13-21Z, Tokyo (UTC+9) 00-08Z. Between 08Z and 13Z both are asked the same at 10Z, three
    // hours. Between 21Z and 24Z at 22Z: two hours each, 18:00 to 19:00 there and 07:00 to 08:00 here. On Friday that is
    // Saturday in Tokyo, so it is Monday evening and Tuesday morning.
    assert_eq!(first("US", "JP"), at("2026-03-30T22:00:00Z", [120, 120]));
    assert_eq!(reasons(&pair("US", "JP"), "2026-03-30T22:00:00Z", "US"), [(Why::Late, 120)]);
    assert_eq!(reasons(&pair("US", "JP"), "2026-03-30T22:00:00Z", "JP"), [(Why::Early, 120)]);
}

#[test]
fn london_and_canberra_come_closer_when_london_changes_its_clocks() {
    // Canberra (UTC+11) is open 22-06Z. On Friday London is open 09-17Z: at 07Z each is asked two hours. From Monday on
    // London is open 08-16Z: at 06:30Z each is asked an hour and a half.
    assert_eq!(first("GB", "AU"), at("2026-03-30T06:30:00Z", [90, 90]));
    let slots = pair("GB", "AU");
    assert_eq!(reasons(&slots, "2026-03-27T07:00:00Z", "GB"), [(Why::Early, 120)]);
    assert_eq!(reasons(&slots, "2026-03-27T07:00:00Z", "AU"), [(Why::Late, 120)]);
}

#[test]
fn cairo_and_jerusalem_work_on_sunday() {
    // Both rest on Friday and Saturday. On Sunday Cairo (UTC+2) is open 07-15Z, Jerusalem, in summer time since Friday,
    // 06-14Z. The first hour of both is 07Z.
    assert_eq!(first("EG", "IL"), at("2026-03-29T07:00:00Z", [0, 0]));
    // Jerusalem's clocks change on Friday, which is worth a word; it is the weekend too.
    assert_eq!(reasons(&pair("EG", "IL"), "2026-03-27T07:00:00Z", "IL"), [(Why::Weekend, 320), (Why::ClockChange, 0)]);
}

#[test]
fn brasilia_and_pretoria_meet_over_an_ocean() {
    // Brasília (UTC-3) is open 12-20Z, Pretoria (UTC+2) 07-15Z with lunch at 10Z: 12Z on Friday.
    assert_eq!(first("BR", "ZA"), at("2026-03-27T12:00:00Z", [0, 0]));
}

#[test]
fn delhi_and_kathmandu_are_a_quarter_of_an_hour_apart() {
    // Friday is Ram Navami in Nepal. On Monday Delhi (UTC+5:30) opens at 03:30Z, Kathmandu (UTC+5:45) at 03:15Z.
    assert_eq!(first("IN", "NP"), at("2026-03-30T03:30:00Z", [0, 0]));
}

#[test]
fn tehran_and_paris_share_monday_to_thursday() {
    // Tehran rests on Friday, Paris on Saturday and Sunday. On Monday Paris, now at UTC+2, is open 07-15Z, Tehran (UTC+3:30)
    // 05:30-13:30Z. 07Z is 10:30 in Tehran, before its lunch.
    assert_eq!(first("IR", "FR"), at("2026-03-30T07:00:00Z", [0, 0]));
    // 1 April is the day of the republic: the same hour costs Tehran a holiday.
    let slots = pair("IR", "FR");
    assert!(reasons(&slots, "2026-04-01T07:00:00Z", "IR").contains(&(Why::Holiday, 480)));
}

#[test]
fn wellington_and_santiago_have_offices_that_touch() {
    // Wellington (UTC+13) opens at 20Z of the day before, when Santiago (UTC-3) closes. At 19:30Z each is asked half an
    // hour. The first is Friday 08:30 in Wellington, Thursday 16:30 in Santiago.
    assert_eq!(first("NZ", "CL"), at("2026-03-26T19:30:00Z", [30, 30]));
}

#[test]
fn who_sat_late_last_time_is_asked_less() {
    let mut us = side("US");
    us.borne = 120;
    let request = week(vec![us, side("JP")]);
    // Two hours each would be four for Washington with the last time. At 21Z Washington is asked one hour, Tokyo three
    // (06:00, where the night ends): three each, last time counted.
    assert_eq!(shown(&slots(&request).unwrap()[0]), at("2026-03-30T21:00:00Z", [60, 180]));
}

#[test]
fn a_busy_hour_is_not_proposed_first_and_is_still_shown() {
    let mut fr = side("FR");
    let start = "2026-03-27T08:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
    fr.busy = vec![Busy { start, end: start + 5400, tentative: false }];
    let slots = slots(&week(vec![fr, side("DE")])).unwrap();
    // 08:00 and 09:00 are hit until 09:30Z, when half an hour is left before the next: 10:30 to 11:30 in Paris.
    assert_eq!(shown(&slots[0]).0, "2026-03-27T09:30:00Z");
    assert_eq!(reasons(&slots, "2026-03-27T09:00:00Z", "FR"), [(Why::Busy, 2880)]);
}

#[test]
fn nights_holidays_and_days_that_begin_the_evening_before() {
    let slots = pair("FR", "DE");
    // Good Friday is a holiday in Germany and none in France.
    assert!(reasons(&slots, "2026-04-03T07:00:00Z", "DE").contains(&(Why::Holiday, 480)));
    assert_eq!(reasons(&slots, "2026-04-03T07:00:00Z", "FR"), []);
    // 03:00 in Paris on Tuesday: six hours before the office opens, the whole hour from the night.
    assert_eq!(reasons(&slots, "2026-03-31T01:00:00Z", "FR"), [(Why::Early, 360), (Why::Night, 60)]);
    // 00:00: eight hours after it closed are nearer than nine before it opens.
    assert_eq!(reasons(&slots, "2026-03-30T22:00:00Z", "FR"), [(Why::Late, 480), (Why::Night, 60)]);
    // 12:30: half an hour of lunch.
    assert_eq!(reasons(&slots, "2026-03-31T10:30:00Z", "FR"), [(Why::Lunch, 30)]);
    // Sunday, the day the clocks change, from 23:30 until Monday.
    assert_eq!(
        reasons(&slots, "2026-03-29T21:30:00Z", "FR"),
        [(Why::Late, 450), (Why::Night, 60), (Why::Weekend, 320), (Why::ClockChange, 0)]
    );
}

#[test]
fn beyond_the_table_of_holidays_it_says_so() {
    let mut request = week(vec![side("FR"), side("DE")]);
    (request.from, request.to) = (civil::day(2040, 3, 26), civil::day(2040, 3, 26));
    let slots = slots(&request).unwrap();
    assert!(slots[0].seats[0].reasons.iter().any(|r| r.why == Why::HolidaysUnknown));
}

#[test]
fn what_cannot_be_looked_for_is_said() {
    let two = || vec![side("FR"), side("DE")];
    let with = |change: &dyn Fn(&mut Request)| {
        let mut request = week(two());
        change(&mut request);
        slots(&request).unwrap_err()
    };
    assert_eq!(with(&|r| r.sides.truncate(1)), Impossible::Sides(1));
    assert_eq!(with(&|r| r.to = r.from - 1), Impossible::Days);
    assert_eq!(with(&|r| r.to = i32::MAX), Impossible::Days);
    assert_eq!(with(&|r| r.minutes = 0), Impossible::Length(0));
    assert_eq!(with(&|r| r.step = 7), Impossible::Step(7));
    assert_eq!(with(&|r| r.sides[1].office = Hours { from: 900, to: 540 }), Impossible::Hours("DE".into()));
}

#[test]
fn all_slots_of_a_span_once_and_no_other() {
    let slots = pair("FR", "DE");
    // Eight days of which one has 23 hours.
    assert_eq!(slots.len(), 8 * 48 - 2);
    let mut starts: Vec<i64> = slots.iter().map(|s| s.start).collect();
    starts.sort_unstable();
    assert!(starts.windows(2).all(|w| w[1] - w[0] == 1800));
    assert_eq!(civil::timestamp(starts[0]).to_string(), "2026-03-26T23:00:00Z");
}

#[test]
fn busy_times_come_from_events_free_busy_and_availability() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Paris:20260327T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=2\r\n\
        END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nTRANSP:TRANSPARENT\r\nDTSTART:20260327T120000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:3\r\nSTATUS:TENTATIVE\r\nDTSTART:20260327T083000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n\
        BEGIN:VFREEBUSY\r\nFREEBUSY:20260327T140000Z/PT30M,20260327T143000Z/20260327T150000Z\r\n\
        FREEBUSY;FBTYPE=FREE:20260327T160000Z/PT1H\r\nEND:VFREEBUSY\r\n\
        BEGIN:VAVAILABILITY\r\nUID:4\r\nDTSTART:20260329T000000Z\r\nDTEND:20260330T000000Z\r\n\
        BEGIN:AVAILABLE\r\nUID:5\r\nDTSTART:20260329T090000Z\r\nDTEND:20260329T170000Z\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY\r\n\
        BEGIN:VAVAILABILITY\r\nUID:6\r\nDTSTART:20260101T000000Z\r\nDURATION:P5D\r\nEND:VAVAILABILITY\r\nEND:VCALENDAR\r\n";
    let parsed = crate::ical::parse(text.as_bytes()).unwrap();
    let second = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
    let calendars: Vec<_> = parsed.calendars().collect();
    let utc = Arc::new(Zone::utc());
    let busy = busy(&calendars, second("2026-03-27T00:00:00Z"), second("2026-03-30T00:00:00Z"), &utc);
    let shown: Vec<String> = busy
        .iter()
        .map(|b| {
            let time = |at| civil::timestamp(at).to_string()[8..16].to_owned();
            format!("{} {}{}", time(b.start), time(b.end), if b.tentative { " ?" } else { "" })
        })
        .collect();
    assert_eq!(
        shown,
        [
            "27T08:00 27T09:00",
            "27T09:00 27T09:30 ?",
            "27T14:00 27T15:00",
            "28T08:00 28T09:00",
            "29T00:00 29T09:00",
            "29T17:00 30T00:00"
        ]
    );
}

#[test]
fn what_nobody_knows_of_a_calendar_is_said() {
    let told = |event: &str| {
        let text = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n");
        let parsed = crate::ical::parse(text.as_bytes()).unwrap();
        let calendars: Vec<_> = parsed.calendars().collect();
        let from = civil::local(civil::day(2026, 3, 27), 0);
        elsewhere(&calendars, from, from + 8 * DAY, &Arc::new(Zone::utc()))
    };
    // Whoever is in a zone that nobody knows is not free for that.
    let unknown = told("DTSTART;TZID=Mars/One:20260327T090000\r\nDURATION:PT1H\r\n");
    assert_eq!((unknown.busy.len(), unknown.findings.len(), unknown.incomplete), (0, 1, false));
    let endless = told("DTSTART:20260327T090000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY\r\n");
    assert!(endless.incomplete && !endless.busy.is_empty());
}

/// What a calendar of these lines says of 29 March 2026.
fn on_that_sunday(text: &str) -> (Vec<String>, usize) {
    let parsed = crate::ical::parse(format!("BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n").as_bytes()).unwrap();
    let calendars: Vec<_> = parsed.calendars().collect();
    let from = civil::local(civil::day(2026, 3, 29), 0);
    let told = elsewhere(&calendars, from, from + DAY, &Arc::new(Zone::utc()));
    let hour = |at: i64| (at - from) / 3600;
    (told.busy.iter().map(|b| format!("{}-{}", hour(b.start), hour(b.end))).collect(), told.findings.len())
}

#[test]
fn of_two_availabilities_the_one_of_the_higher_priority_decides() {
    let one = |priority: &str, from: &str, to: &str, free: &str| {
        format!(
            "BEGIN:VAVAILABILITY\r\nUID:{from}\r\n{priority}DTSTART:20260329T{from}0000Z\r\nDTEND:20260329T{to}0000Z\r\n{free}END:VAVAILABILITY\r\n"
        )
    };
    let available = |from: &str, to: &str| {
        format!(
            "BEGIN:AVAILABLE\r\nUID:f{from}\r\nDTSTART:20260329T{from}0000Z\r\nDTEND:20260329T{to}0000Z\r\nEND:AVAILABLE\r\n"
        )
    };
    // Office hours of every day, and a journey within which they do not hold.
    let office = one("", "06", "20", &available("09", "17"));
    let journey = one("PRIORITY:1\r\n", "08", "14", &available("12", "14"));
    let expected = vec!["6-12".to_owned(), "17-20".to_owned()];
    assert_eq!(on_that_sunday(&format!("{office}{journey}")), (expected.clone(), 0));
    assert_eq!(on_that_sunday(&format!("{journey}{office}")), (expected, 0), "whichever comes first");
    // The higher one says free where the lower says busy.
    let free = one("PRIORITY:2\r\n", "18", "20", &available("18", "20"));
    assert_eq!(on_that_sunday(&format!("{office}{free}")).0, ["6-9", "17-18"]);
    // Equals: what either says is busy is.
    assert_eq!(on_that_sunday(&format!("{office}{}", one("", "10", "12", ""))).0, ["6-9", "10-12", "17-20"]);
}

#[test]
fn what_cannot_be_read_of_free_and_busy_times_is_told() {
    let free_busy = "BEGIN:VFREEBUSY\r\nFREEBUSY:20260329T140000Z/20260329T150000Z,never\r\nEND:VFREEBUSY\r\n";
    assert_eq!(on_that_sunday(free_busy), (vec!["14-15".to_owned()], 1));
    let broken = "BEGIN:VAVAILABILITY\r\nUID:1\r\nDTSTART:never\r\nEND:VAVAILABILITY\r\n";
    assert_eq!(on_that_sunday(broken), (vec![], 1));
    let inside = "BEGIN:VAVAILABILITY\r\nUID:1\r\nBEGIN:AVAILABLE\r\nUID:2\r\nDTSTART:never\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY\r\n";
    assert_eq!(on_that_sunday(inside), (vec!["0-24".to_owned()], 1));
}
