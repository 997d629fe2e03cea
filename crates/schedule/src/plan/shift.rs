//! A series at another time: what was left out of it or moved goes along.

use super::Plan;
use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;

/// Puts the meeting at another time. In a series the times that were left out, and those that were moved, go as far as the
/// first does, on the clock of the plan's zone: where a day was taken out it stays out, and is not held again because the
/// hour is another.
pub fn put(plan: &mut Plan, start: Timestamp, minutes: u32) {
    if let (Some(before), Some(recurrence)) = (plan.start, &mut plan.recurrence) {
        let zone = TimeZone::get(&plan.zone).unwrap_or(TimeZone::UTC);
        let way = zone.to_datetime(start).duration_since(zone.to_datetime(before));
        recurrence.rule = rule_at(&recurrence.rule, zone.to_datetime(before), zone.to_datetime(start));
        // What does not fit into the calendar any more stays where it is: it is no time of the series then.
        let gone = |at: Timestamp| {
            zone.to_datetime(at).checked_add(way).and_then(|there| zone.to_timestamp(there)).unwrap_or(at)
        };
        for except in &mut recurrence.except {
            *except = gone(*except);
        }
        for moved in &mut recurrence.moved {
            if let Ok(id) = moved.id.parse::<Timestamp>() {
                moved.id = gone(id).to_string();
            }
        }
    }
    (plan.start, plan.minutes) = (Some(start), minutes);
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "MO"),
    (Weekday::Tuesday, "TU"),
    (Weekday::Wednesday, "WE"),
    (Weekday::Thursday, "TH"),
    (Weekday::Friday, "FR"),
    (Weekday::Saturday, "SA"),
    (Weekday::Sunday, "SU"),
];

/// The weekday of a date by its two letters (RFC 5545 section 3.3.10), and the how manieth of its month it is; -1: a fifth.
fn day_of(at: DateTime) -> (&'static str, i8) {
    let name = DAYS.iter().find(|(day, _)| *day == at.weekday()).map_or("MO", |(_, name)| name);
    let nth = (at.day() - 1) / 7 + 1;
    (name, if nth > 4 { -1 } else { nth })
}

/// A rule that names the weekday of the first time, and nothing besides, names that of its new one: who moves a meeting of
/// every second Tuesday to a Wednesday means every second Wednesday. Any other rule stays as it is written.
pub(crate) fn rule_at(rule: &str, before: DateTime, after: DateTime) -> String {
    let ((day, nth), (next, next_nth)) = (day_of(before), day_of(after));
    let last = |at: DateTime| at.day() + 7 > at.days_in_month();
    let part = |part: &str| match part.split_once('=') {
        Some((key, by)) if key.eq_ignore_ascii_case("BYDAY") => {
            let by = by.trim().to_ascii_uppercase();
            if by == day {
                format!("BYDAY={next}")
            } else if by == format!("-1{day}") && last(before) && last(after) {
                format!("BYDAY=-1{next}")
            } else if by == format!("{nth}{day}") {
                format!("BYDAY={next_nth}{next}")
            } else {
                part.to_owned()
            }
        }
        _ => part.to_owned(),
    };
    rule.split(';').map(part).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Moved, Recurrence};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_left_out_stays_out_across_a_change_of_the_clocks() {
        // Paris goes from UTC+1 to UTC+2 on 28 March 2027: three in the afternoon is 14:00 UTC before and 13:00 UTC after.
        let mut plan = Plan {
            start: Some(at("2027-03-16T14:00:00Z")),
            zone: "Europe/Paris".into(),
            recurrence: Some(Recurrence {
                rule: "FREQ=WEEKLY;BYDAY=TU".into(),
                except: vec![at("2027-03-23T14:00:00Z"), at("2027-03-30T13:00:00Z")],
                moved: vec![Moved {
                    id: "2027-04-06T13:00:00Z".into(),
                    start: at("2027-04-07T09:00:00Z"),
                    minutes: 30,
                }],
            }),
            ..Plan::new("series")
        };
        put(&mut plan, at("2027-03-16T09:30:00Z"), 45);
        let recurrence = plan.recurrence.clone().unwrap();
        assert_eq!((plan.start, plan.minutes), (Some(at("2027-03-16T09:30:00Z")), 45));
        assert_eq!(recurrence.except, [at("2027-03-23T09:30:00Z"), at("2027-03-30T08:30:00Z")]);
        // Where the moved one is held was said by somebody, and stays.
        assert_eq!(
            (&*recurrence.moved[0].id, recurrence.moved[0].start),
            ("2027-04-06T08:30:00Z", at("2027-04-07T09:00:00Z"))
        );
        let held: Vec<_> = crate::plan::dates(&plan, at("2027-03-16T00:00:00Z"), 3);
        let days: Vec<String> = held.iter().map(|(start, _)| start.to_string()).collect();
        assert_eq!(days, ["2027-03-16T09:30:00Z", "2027-04-07T09:00:00Z", "2027-04-13T08:30:00Z"]);
    }

    #[test]
    fn a_series_goes_to_another_weekday_with_its_first_time() {
        let rules = [
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
            ("FREQ=MONTHLY;BYDAY=2TU;COUNT=4", "FREQ=MONTHLY;BYDAY=2WE;COUNT=4"),
            // What names more than the first time's own day was meant so.
            ("FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;BYDAY=TU,TH"),
            ("FREQ=MONTHLY;BYDAY=-1TU", "FREQ=MONTHLY;BYDAY=-1TU"),
            ("FREQ=DAILY", "FREQ=DAILY"),
            ("nonsense", "nonsense"),
        ];
        for (rule, moved) in rules {
            let recurrence = Some(Recurrence { rule: rule.into(), ..Recurrence::default() });
            let mut plan =
                Plan { start: Some(at("2026-12-08T09:00:00Z")), zone: "UTC".into(), recurrence, ..Plan::new("x") };
            put(&mut plan, at("2026-12-09T10:00:00Z"), 60);
            assert_eq!(plan.recurrence.unwrap().rule, moved);
        }
        let recurrence = Some(Recurrence { rule: "FREQ=MONTHLY;BYDAY=-1TU".into(), ..Recurrence::default() });
        let mut plan =
            Plan { start: Some(at("2026-12-29T09:00:00Z")), zone: "UTC".into(), recurrence, ..Plan::new("x") };
        put(&mut plan, at("2026-12-31T09:00:00Z"), 60);
        assert_eq!(plan.recurrence.unwrap().rule, "FREQ=MONTHLY;BYDAY=-1TH");
    }

    #[test]
    fn a_single_meeting_and_a_zone_that_nobody_knows() {
        let mut single = Plan { start: Some(at("2027-03-16T14:00:00Z")), ..Plan::new("one") };
        put(&mut single, at("2027-03-17T14:00:00Z"), 60);
        assert_eq!((single.start, single.minutes, single.recurrence), (Some(at("2027-03-17T14:00:00Z")), 60, None));
        let mut odd = Plan {
            start: Some(Timestamp::MIN),
            zone: "Mars/Olympus".into(),
            recurrence: Some(Recurrence { except: vec![Timestamp::MAX], ..Recurrence::default() }),
            ..Plan::new("odd")
        };
        put(&mut odd, at("2027-03-17T14:00:00Z"), 60);
        assert_eq!(odd.recurrence.unwrap().except, [Timestamp::MAX]);
    }
}
