//! Reading a VTIMEZONE (RFC 5545 section 3.6.5): its observances into changes of the clock.

use super::Zone;

use crate::ical::{Component, Moment, read_offset, read_period, values};
use crate::recur::{Bound, Fuel, Rule, Times};

/// What one zone may hold; a real one has a few hundred changes.
const MOST_CHANGES: usize = 4000;
/// Rules are followed until 2200.
const UNTIL: i64 = 7_258_118_400;

/// The zone that is described; `None` where nothing in it can be understood.
pub(super) fn read(zone: &Component) -> Option<Zone> {
    let mut changes: Vec<(i64, i32, i32)> = Vec::new();
    let mut fuel = Fuel(200_000);
    for observance in zone.parts.iter().filter(|c| c.is("STANDARD") || c.is("DAYLIGHT")).take(1000) {
        onsets(observance, &mut changes, &mut fuel);
        if changes.len() >= MOST_CHANGES {
            break;
        }
    }
    changes.sort_unstable();
    let first = changes.first()?.1;
    Some(Zone::of_changes(zone.value("TZID")?, first, changes.iter().map(|(at, _, to)| (*at, *to))))
}

fn onsets(observance: &Component, out: &mut Vec<(i64, i32, i32)>, fuel: &mut Fuel) -> Option<()> {
    let start = Moment::read(observance.value("DTSTART")?, None).ok()?;
    let from = read_offset(observance.value("TZOFFSETFROM")?).ok()?;
    let to = read_offset(observance.value("TZOFFSETTO")?).ok()?;
    // An onset is written in the local time that held before it.
    let mut push = |local: i64| {
        if out.len() < MOST_CHANGES {
            out.push((local - i64::from(from), from, to));
        }
    };
    push(start.local);
    for line in observance.all("RDATE") {
        for value in values(&line.value) {
            let at = Moment::read(value, None).or_else(|_| read_period(value, None).map(|(start, _)| start));
            if let Ok(at) = at {
                push(at.local);
            }
        }
    }
    for line in observance.all("RRULE") {
        let Ok(rule) = Rule::read(&line.value) else { continue };
        let until = match rule.bound {
            Bound::Until(until) => until.instant_or_local(|local| local - i64::from(from)),
            _ => UNTIL,
        };
        let mut times = Times::new(&rule, start.local);
        while let Some(local) = times.next(fuel) {
            if local - i64::from(from) > until.min(UNTIL) {
                break;
            }
            if local != start.local {
                push(local);
            }
        }
    }
    Some(())
}
