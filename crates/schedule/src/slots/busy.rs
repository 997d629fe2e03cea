//! When people are elsewhere, from their calendars: events, published free and busy times (RFC 5545 section 3.6.4), and availability
//! (RFC 7953).

use crate::civil;
use crate::ical::{Component, Finding, Moment, read_period, read_span, values};
use crate::recur::{Fuel, Query, for_each};
use crate::zones::{Zone, Zones};
use std::sync::Arc;

/// What one person may have published at most.
const MOST_AVAILABILITIES: usize = 50;

/// A time at which somebody is elsewhere. It does not say where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Busy {
    /// The instant it begins.
    pub start: i64,
    /// The instant it ends.
    pub end: i64,
    /// Whether it may yet be otherwise.
    pub tentative: bool,
}

/// When people are elsewhere, as far as their calendars tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Elsewhere {
    /// When, sorted, not overlapping.
    pub busy: Vec<Busy>,
    /// What could not be placed: of such a time nobody knows whether it is free.
    pub findings: Vec<Finding>,
    /// There is more than was counted.
    pub incomplete: bool,
}

/// As [`elsewhere`], where nobody asks what could not be told.
pub fn busy(calendars: &[&Component], from: i64, to: i64, here: &Arc<Zone>) -> Vec<Busy> {
    elsewhere(calendars, from, to, here).busy
}

/// The busy times of these calendars between two instants, sorted; times that overlap are joined where they are equally sure. Whole
/// days and floating times are on the clock of `here`.
pub fn elsewhere(calendars: &[&Component], from: i64, to: i64, here: &Arc<Zone>) -> Elsewhere {
    let mut zones = Zones::of(calendars.iter().copied());
    let query = Query { most: 200_000, fuel: Fuel(5_000_000), ..Query::new(from, to, here.clone()) };
    let mut out = Vec::new();
    let (mut findings, mut incomplete) = for_each(calendars, &mut zones, &query, |o| {
        let is =
            |name: &str, value: &str| o.component.value(name).is_some_and(|v| v.trim().eq_ignore_ascii_case(value));
        if !is("TRANSP", "TRANSPARENT") && o.end > o.start {
            out.push(Busy { start: o.start, end: o.end, tentative: is("STATUS", "TENTATIVE") });
        }
    });
    for calendar in calendars {
        published(calendar, &mut out, &mut findings);
    }
    incomplete |= unavailable(calendars, &mut zones, &query, &mut out, &mut findings);
    out.retain(|b| b.start < to && b.end > from);
    Elsewhere { busy: joined(out), findings, incomplete }
}

/// FREEBUSY of VFREEBUSY, which is in UTC.
fn published(calendar: &Component, out: &mut Vec<Busy>, findings: &mut Vec<Finding>) {
    for line in calendar.parts("VFREEBUSY").flat_map(|c| c.all("FREEBUSY")) {
        let tentative = match line.param("FBTYPE").unwrap_or("BUSY").to_ascii_uppercase().as_str() {
            "FREE" => continue,
            "BUSY-TENTATIVE" => true,
            _ => false,
        };
        for period in values(&line.value) {
            let (start, end) = match read_period(period, None) {
                Ok(period) => period,
                Err(fault) => {
                    findings.push(Finding { line: line.at, fault });
                    continue;
                }
            };
            let end = match end {
                Ok(end) => end.local,
                Err(span) => start.local + span.days * civil::DAY + span.seconds,
            };
            out.push(Busy { start: start.local, end, tentative });
        }
    }
}

/// What one VAVAILABILITY says: within its span, whatever is not AVAILABLE is busy.
struct Availability {
    /// 1 is the highest; 10: none was given.
    priority: u8,
    begin: i64,
    end: i64,
    busy: Vec<Busy>,
}

/// RFC 7953. Where two of them overlap, the one of the higher PRIORITY decides alone (section 3.2); of equals, what either says is
/// busy is. Whether more was there than was counted.
fn unavailable(
    calendars: &[&Component],
    zones: &mut Zones,
    query: &Query,
    out: &mut Vec<Busy>,
    findings: &mut Vec<Finding>,
) -> bool {
    let mut all: Vec<Availability> = Vec::new();
    let parts = || calendars.iter().flat_map(|calendar| calendar.parts("VAVAILABILITY"));
    let mut incomplete = parts().nth(MOST_AVAILABILITIES).is_some();
    for part in parts().take(MOST_AVAILABILITIES) {
        let kind = part.value("BUSYTYPE").unwrap_or("BUSY-UNAVAILABLE").trim();
        let tentative = kind.eq_ignore_ascii_case("BUSY-TENTATIVE");
        let priority = part.value("PRIORITY").and_then(|value| value.trim().parse().ok());
        let priority = priority.filter(|given| (1..=9).contains(given)).unwrap_or(10);
        let mut whole = true;
        let mut moment = |name: &str| {
            let line = part.line(name)?;
            match line.moment() {
                Ok(moment) => Some(instant(moment, zones, &query.here)),
                Err(fault) => {
                    findings.push(Finding { line: line.at, fault });
                    whole = false;
                    None
                }
            }
        };
        let (begins, ends) = (moment("DTSTART"), moment("DTEND"));
        let span = part.line("DURATION").and_then(|line| match read_span(&line.value) {
            Ok(span) => Some(span.days * civil::DAY + span.seconds),
            Err(fault) => {
                findings.push(Finding { line: line.at, fault });
                whole = false;
                None
            }
        });
        // Of which span it speaks nobody knows: that is said, and nothing made of it.
        if !whole {
            continue;
        }
        let ends = ends.or_else(|| Some(begins?.saturating_add(span?)));
        let (begin, end) = (begins.unwrap_or(query.from).max(query.from), ends.unwrap_or(query.to).min(query.to));
        // The available times recur as events do.
        let mut as_events = Component::new("VCALENDAR");
        as_events.parts = part.parts("AVAILABLE").cloned().collect();
        for part in &mut as_events.parts {
            part.name = "VEVENT".into();
        }
        let mut free = Vec::new();
        let (found, more) = for_each(&[&as_events], zones, query, |o| free.push((o.start, o.end)));
        findings.extend(found);
        incomplete |= more;
        free.sort_unstable();
        let mut busy = Vec::new();
        let mut at = begin;
        for (start, stop) in free {
            if start > at && at < end {
                busy.push(Busy { start: at, end: start.min(end), tentative });
            }
            at = at.max(stop);
        }
        if at < end {
            busy.push(Busy { start: at, end, tentative });
        }
        all.push(Availability { priority, begin, end, busy });
    }
    for one in &all {
        let above = all.iter().filter(|other| other.priority < one.priority && other.begin < other.end);
        let mut decided: Vec<(i64, i64)> = above.map(|other| (other.begin, other.end)).collect();
        decided.sort_unstable();
        for busy in &one.busy {
            let mut at = busy.start;
            for (begin, end) in &decided {
                if *begin > at && at < busy.end {
                    out.push(Busy { start: at, end: (*begin).min(busy.end), ..*busy });
                }
                at = at.max(*end);
            }
            if at < busy.end {
                out.push(Busy { start: at, ..*busy });
            }
        }
    }
    incomplete
}

fn instant(moment: Moment<'_>, zones: &mut Zones, here: &Zone) -> i64 {
    match moment.form {
        crate::ical::Form::Utc => moment.local,
        crate::ical::Form::Zoned(tzid) => {
            zones.get(tzid).map_or_else(|| here.instant(moment.local), |z| z.instant(moment.local))
        }
        _ => here.instant(moment.local),
    }
}

/// Sorted and joined, so that no two overlap. Where a sure time and another overlap, the sure one holds.
pub fn joined(mut list: Vec<Busy>) -> Vec<Busy> {
    list.sort_unstable();
    let mut sure: Vec<Busy> = Vec::new();
    for busy in list.iter().filter(|b| !b.tentative) {
        match sure.last_mut() {
            Some(last) if busy.start <= last.end => last.end = last.end.max(busy.end),
            _ => sure.push(*busy),
        }
    }
    let mut out = sure.clone();
    for busy in list.iter().filter(|b| b.tentative) {
        let mut at = busy.start;
        let first = sure.partition_point(|s| s.end <= at);
        for block in sure[first..].iter().take_while(|s| s.start < busy.end) {
            if block.start > at {
                out.push(Busy { start: at, end: block.start, tentative: true });
            }
            at = at.max(block.end);
        }
        if at < busy.end {
            out.push(Busy { start: at, end: busy.end, tentative: true });
        }
    }
    out.sort_unstable();
    // Tentative times may still overlap each other; what ends is what a search goes by.
    let mut flat: Vec<Busy> = Vec::with_capacity(out.len());
    for busy in out {
        match flat.last_mut() {
            Some(last) if last.tentative && busy.tentative && busy.start <= last.end => {
                last.end = last.end.max(busy.end);
            }
            _ => flat.push(busy),
        }
    }
    flat
}
