//! When the meeting of a plan takes place: once, or the next times of its series.

use super::Plan;
use crate::ical::{Component, Line};
use crate::invitation::moment;
use crate::recur::{Fuel, Query, Rule, expand};
use crate::zones::{Zone, Zones};
use jiff::Timestamp;
use std::sync::Arc;

/// The first `most` times from `from` on: start and end. Empty where no start is chosen; the start alone where the
/// rule cannot be read.
pub fn dates(plan: &Plan, from: Timestamp, most: usize) -> Vec<(Timestamp, Timestamp)> {
    let Some(start) = plan.start else { return Vec::new() };
    let zone = Zones::new().get(&plan.zone).unwrap_or_else(|| Arc::new(Zone::utc()));
    let event = |start: Timestamp, minutes: u32| {
        let end = start.as_second() + i64::from(minutes.clamp(1, 1440)) * 60;
        let mut event = Component::new("VEVENT");
        event.push(Line::new("UID", "1")).push(moment("DTSTART", &zone, start.as_second()));
        event.push(moment("DTEND", &zone, end));
        event
    };
    let mut calendar = Component::new("VCALENDAR");
    let mut series = event(start, plan.minutes);
    if let Some(recurrence) = &plan.recurrence {
        if let Ok(rule) = Rule::read(&recurrence.rule) {
            series.push(Line::new("RRULE", rule.written()));
        }
        for except in &recurrence.except {
            series.push(moment("EXDATE", &zone, except.as_second()));
        }
        for moved in &recurrence.moved {
            if let Ok(instance) = moved.id.parse::<Timestamp>() {
                let mut own = event(moved.start, moved.minutes);
                own.push(moment("RECURRENCE-ID", &zone, instance.as_second()));
                calendar.parts.push(own);
            }
        }
    }
    calendar.parts.insert(0, series);
    let until = crate::civil::LAST;
    let begin = from.as_second();
    // Meetings are held every few weeks, seldom years apart: a near window first, which costs less.
    for years in [2_i64, 20, 8000] {
        let to = begin.saturating_add(years * 366 * crate::civil::DAY).min(until);
        let query =
            Query { fuel: Fuel(200_000), most: most.saturating_add(400), ..Query::new(begin, to, zone.clone()) };
        let mut out = expand(&[&calendar], &mut Zones::new(), &query).occurrences;
        out.retain(|o| o.start >= begin);
        out.sort_by_key(|o| o.start);
        if out.len() >= most || years == 8000 || plan.recurrence.is_none() && !out.is_empty() {
            let instant = crate::civil::timestamp;
            return out.iter().take(most).map(|o| (instant(o.start), instant(o.end))).collect();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Moved, Recurrence};

    fn starts(plan: &Plan, from: &str, most: usize) -> Vec<String> {
        dates(plan, from.parse().unwrap(), most).iter().map(|(start, _)| start.to_string()[..16].to_owned()).collect()
    }

    #[test]
    fn every_second_tuesday_across_a_clock_change_but_one() {
        let mut plan = Plan::new("u");
        assert_eq!(starts(&plan, "2026-01-01T00:00:00Z", 5), [""; 0]);
        plan.start = Some("2026-02-10T08:00:00Z".parse().unwrap());
        plan.zone = "Europe/Paris".into();
        assert_eq!(starts(&plan, "2026-01-01T00:00:00Z", 5), ["2026-02-10T08:00"]);
        plan.recurrence = Some(Recurrence {
            rule: "FREQ=MONTHLY;BYDAY=2TU".into(),
            except: vec!["2026-03-10T08:00:00Z".parse().unwrap()],
            moved: vec![Moved {
                id: "2026-05-12T07:00:00Z".into(),
                start: "2026-05-13T09:00:00Z".parse().unwrap(),
                minutes: 30,
            }],
        });
        let expected = ["2026-02-10T08:00", "2026-04-14T07:00", "2026-05-13T09:00", "2026-06-09T07:00"];
        assert_eq!(starts(&plan, "2026-01-01T00:00:00Z", 4), expected);
        assert_eq!(starts(&plan, "2026-05-14T00:00:00Z", 1), ["2026-06-09T07:00"]);
        plan.recurrence = Some(Recurrence { rule: "FREQ=YEARLY;INTERVAL=9".into(), ..Recurrence::default() });
        assert_eq!(starts(&plan, "2026-03-01T00:00:00Z", 2), ["2035-02-10T08:00", "2044-02-10T08:00"]);
    }
}
