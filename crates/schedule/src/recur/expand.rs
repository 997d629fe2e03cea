//! The occurrences of a calendar within a window.

use super::event::Key;
use super::{Bound, Event, Fuel, Rule, Start, Times, all_events};
use crate::civil::{DAY, day_of};
use crate::ical::{Component, Finding};
use crate::zones::{Zone, Zones};
use std::collections::HashMap;
use std::sync::Arc;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Query {
    /// From this instant on: what ends after it.
    pub from: i64,
    /// Up to this one: what begins before it.
    pub to: i64,
    /// The clock for whole days and floating times.
    pub here: Arc<Zone>,
    /// Whether cancelled ones are wanted too.
    pub cancelled: bool,
    /// How many occurrences at most.
    pub most: usize,
    /// How much work at most.
    pub fuel: Fuel,
}

impl Query {
    /// A window on a clock, with the usual bounds.
    pub fn new(from: i64, to: i64, here: Arc<Zone>) -> Self {
        Self { from, to, here, cancelled: false, most: 5_000_000, fuel: Fuel::default() }
    }
}

/// One time that something takes place.
#[derive(Clone, Debug)]
pub struct Occurrence<'a> {
    /// The component that says what it is.
    pub component: &'a Component,
    /// Its UID.
    pub uid: &'a str,
    /// For an instance of a series: the instant at which the series has it.
    pub recurrence: Option<i64>,
    /// Its start and end, as instants; those of whole days and floating times on the clock of the query.
    pub start: i64,
    /// Its end, which is not part of it.
    pub end: i64,
    /// Its zone; `None` for whole days and floating times.
    pub zone: Option<Arc<Zone>>,
    /// Whether it takes whole days.
    pub all_day: bool,
    /// Whether it is cancelled.
    pub cancelled: bool,
}

/// All occurrences, in the order of their starts.
#[derive(Clone, Debug, Default)]
pub struct Expansion<'a> {
    /// Sorted by start, then UID.
    pub occurrences: Vec<Occurrence<'a>>,
    /// Events that could not be placed, and why.
    pub findings: Vec<Finding>,
    /// Whether the bounds of the query cut it short.
    pub incomplete: bool,
}

/// All occurrences within the window.
pub fn expand<'a>(calendars: &[&'a Component], zones: &mut Zones, query: &Query) -> Expansion<'a> {
    let mut out = Expansion::default();
    let mut occurrences = Vec::new();
    (out.findings, out.incomplete) = for_each(calendars, zones, query, |o| occurrences.push(o));
    occurrences.sort_by(|a: &Occurrence<'_>, b| (a.start, a.uid).cmp(&(b.start, b.uid)));
    out.occurrences = occurrences;
    out
}

/// Hands over each occurrence within the window, series by series; gives what could not be placed and whether it was cut short.
pub fn for_each<'a>(
    calendars: &[&'a Component],
    zones: &mut Zones,
    query: &Query,
    mut each: impl FnMut(Occurrence<'a>),
) -> (Vec<Finding>, bool) {
    let mut findings = Vec::new();
    let events = all_events(calendars.iter().copied(), zones, &mut findings);
    let mut changed: HashMap<&str, Vec<&Event<'a>>> = HashMap::new();
    for event in events.iter().filter(|e| e.replaces.is_some()) {
        changed.entry(event.uid).or_default().push(event);
    }
    for list in changed.values_mut() {
        // Of two that replace the same, the later revision comes last and holds.
        list.sort_by_key(|e| (e.component.sequence(), e.component.value("DTSTAMP").unwrap_or_default()));
    }
    let mut run =
        Run { query, fuel: query.fuel, left: query.most, incomplete: false, starts: Vec::new(), each: &mut each };
    for event in events.iter().filter(|e| e.replaces.is_none()) {
        let changes = changed.get(event.uid).map_or(&[][..], Vec::as_slice);
        run.series(event, changes);
        if run.incomplete {
            break;
        }
    }
    // Changed instances stand for themselves: they may have been moved into the window from outside it, and the series
    // itself may not be in the file. Those that changed what follows were dealt with along with their series.
    let whole: std::collections::HashSet<&str> =
        events.iter().filter(|e| e.replaces.is_none()).map(|e| e.uid).collect();
    for list in changed.values() {
        let mut seen: Vec<Key> = Vec::new();
        for event in list.iter().rev() {
            let Some(id) = &event.replaces else { continue };
            let key = id.key(id, &query.here);
            if seen.contains(&key) || (event.and_future && whole.contains(event.uid)) {
                continue;
            }
            if seen.len() < 1000 {
                seen.push(key);
            }
            run.emit(event, Some(id.instant(&query.here)), event.start.instant(&query.here), None);
        }
    }
    (findings, run.incomplete)
}

/// A start that was found: its instant, its local second, and for RDATE periods which.
#[derive(Clone, Copy)]
struct Found {
    instant: i64,
    local: i64,
    more: Option<usize>,
}

struct Run<'a, 'q> {
    query: &'q Query,
    fuel: Fuel,
    left: usize,
    incomplete: bool,
    starts: Vec<Found>,
    each: &'q mut dyn FnMut(Occurrence<'a>),
}

impl<'a> Run<'a, '_> {
    fn emit(&mut self, event: &Event<'a>, recurrence: Option<i64>, start: i64, extent: Option<super::Extent>) {
        let zone = event.start.zone.as_deref().unwrap_or(&self.query.here);
        let end = extent.unwrap_or(event.extent).end(start, zone);
        let overlaps = start < self.query.to && (end > self.query.from || start >= self.query.from);
        if !overlaps || (event.cancelled && !self.query.cancelled) {
            return;
        }
        if self.left == 0 {
            self.incomplete = true;
            return;
        }
        self.left -= 1;
        (self.each)(Occurrence {
            component: event.component,
            uid: event.uid,
            recurrence,
            start,
            end,
            zone: event.start.zone.clone(),
            all_day: event.start.date,
            cancelled: event.cancelled,
        });
    }

    fn series(&mut self, event: &Event<'a>, changes: &[&Event<'a>]) {
        let here = self.query.here.clone();
        let zone = event.start.zone.as_deref().unwrap_or(&here);
        if !event.recurs() && changes.is_empty() {
            return self.emit(event, None, zone.instant(event.start.local), None);
        }
        // A hostile file has a thousand series of one UID and as many changes: each pays for looking at them.
        if !self.fuel.take(changes.len() as u64 * 8) {
            self.incomplete = true;
            return;
        }
        let futures = futures(event, changes, &here);
        let single: Vec<Key> = {
            let mut keys: Vec<Key> = changes
                .iter()
                .filter(|c| !c.and_future)
                .filter_map(|c| c.replaces.as_ref().map(|id| id.key(&event.start, zone)))
                .collect();
            keys.sort_unstable();
            keys
        };
        // Instances that begin before the window may reach into it, or be moved into it by a change of all that follow.
        let farthest = futures.iter().map(|f| f.shift.abs() + f.event.extent.longest()).max().unwrap_or(0);
        let lengths = event.more.iter().filter_map(|(_, extent)| extent.map(super::Extent::longest));
        let longest = lengths.max().unwrap_or(0).max(event.extent.longest());
        let low = zone.local(self.query.from.saturating_sub(longest.max(farthest))) - DAY;
        let high = zone.local(self.query.to.saturating_add(farthest)) + DAY;
        let mut starts = std::mem::take(&mut self.starts);
        starts.clear();
        let mut in_order = true;
        for rule in &event.rules {
            in_order &= self.times(event, rule, zone, low, high, |found| starts.push(found)) && event.rules.len() == 1;
        }
        if event.rules.is_empty() {
            starts.push(Found { instant: zone.instant(event.start.local), local: event.start.local, more: None });
        }
        for (i, (start, _)) in event.more.iter().enumerate() {
            let instant = start.instant(&here);
            starts.push(Found { instant, local: zone.local(instant), more: Some(i) });
            in_order = false;
        }
        if !in_order {
            // Where the clocks jump over one, another may lie at the same instant: that one is kept. Of an RDATE's period
            // and the rule's own time, the period, which says more.
            starts.sort_by_key(|f| (f.instant, zone.local(f.instant) != f.local, f.more.is_none()));
            starts.dedup_by_key(|f| f.instant);
        }
        let mut except_too = Vec::new();
        for rule in &event.except_rules {
            self.times(event, rule, zone, low, high, |found| except_too.push(Key::Instant(found.instant)));
        }
        except_too.sort_unstable();
        for found in &starts {
            let (by_instant, by_day) = (Key::Instant(found.instant), Key::Day(day_of(found.local)));
            let named = |list: &[Key]| {
                !list.is_empty() && (list.binary_search(&by_instant).is_ok() || list.binary_search(&by_day).is_ok())
            };
            if named(&event.except) || named(&except_too) || named(&single) {
                continue;
            }
            let recurrence = Some(found.instant);
            let begun = futures.partition_point(|f| f.from <= found.instant);
            if let Some(future) = begun.checked_sub(1).map(|last| &futures[last]) {
                let moved = future.event.start.zone.as_deref().unwrap_or(&here);
                let start = moved.instant(moved.local(found.instant) + future.shift);
                self.emit(future.event, recurrence, start, None);
            } else {
                let extent = found.more.and_then(|i| event.more[i].1);
                self.emit(event, recurrence, found.instant, extent);
            }
            if self.left == 0 && self.incomplete {
                break;
            }
        }
        self.starts = starts;
    }

    /// The starts of one rule between two local seconds; whether they came in order.
    fn times(
        &mut self,
        event: &Event<'a>,
        rule: &Rule,
        zone: &Zone,
        low: i64,
        high: i64,
        mut found: impl FnMut(Found),
    ) -> bool {
        let mut times = Times::new(rule, event.start.local);
        times.seek(low, &mut self.fuel);
        let (mut last, mut in_order) = (i64::MIN, true);
        let mut most = self.query.most;
        while let Some(local) = times.next(&mut self.fuel) {
            let instant = zone.instant(local);
            if local > high || matches!(rule.bound, Bound::Until(until) if event.is_after(until, local, instant)) {
                break;
            }
            if most == 0 {
                self.incomplete = true;
                break;
            }
            most -= 1;
            in_order &= instant > last;
            last = instant;
            found(Found { instant, local, more: None });
        }
        self.incomplete |= times.starved();
        in_order
    }
}

/// A change of an instance and all that follow (RFC 5545 section 3.2.13).
struct Future<'e, 'a> {
    /// From this instant of the series on.
    from: i64,
    /// By how much local time.
    shift: i64,
    event: &'e Event<'a>,
}

fn futures<'e, 'a>(series: &Event<'a>, changes: &[&'e Event<'a>], here: &Zone) -> Vec<Future<'e, 'a>> {
    let mut out: Vec<Future<'e, 'a>> = changes
        .iter()
        .filter(|c| c.and_future)
        .filter_map(|event| {
            let id: &Start = event.replaces.as_ref()?;
            let own = series.start.zone.as_deref().unwrap_or(here);
            let from = if id.date { own.instant(id.local) } else { id.instant(own) };
            let moved = event.start.zone.as_deref().unwrap_or(here);
            let at = if id.date && !series.start.date {
                own.instant(id.local + series.start.local.rem_euclid(DAY))
            } else {
                from
            };
            Some(Future { from, shift: event.start.local - moved.local(at), event })
        })
        .collect();
    out.sort_by_key(|f| f.from);
    out
}
