//! A series at another time: what was left out of it or moved goes along.

use super::Plan;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Puts the meeting at another time. In a series the times that were left out, and those that were moved, go as far as the
/// first does, on the clock of the plan's zone: where a day was taken out it stays out, and is not held again because the
/// hour is another.
pub fn put(plan: &mut Plan, start: Timestamp, minutes: u32) {
    if let (Some(before), Some(recurrence)) = (plan.start, &mut plan.recurrence) {
        let zone = TimeZone::get(&plan.zone).unwrap_or(TimeZone::UTC);
        let way = zone.to_datetime(start).duration_since(zone.to_datetime(before));
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
