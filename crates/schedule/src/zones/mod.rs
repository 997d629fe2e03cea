//! Time zones: what a TZID means, and the offset at a moment, fast enough for a million of them.
//!
//! A TZID is looked for as an IANA name (also behind the prefixes that calendar programs put before one), as a Windows
//! zone name (CLDR), and only then in the file's own VTIMEZONE: governments change their clocks, and a file holds what was
//! known when it was written. Looking a name up reads `jiff`'s time zone database and nothing else.

mod emit;
mod table;
mod vtimezone;
mod windows;

pub use emit::{Observed, vtimezone};
pub use table::{Meaning, Zone};
pub use windows::iana_of_windows;

use crate::ical::{Component, Fault, Finding};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;

/// A file that describes more zones than this describes none of the world's.
const MOST_DESCRIBED: usize = 300;

/// The zones of a calendar, each looked up once.
#[derive(Default)]
pub struct Zones {
    known: HashMap<Box<str>, Option<Arc<Zone>>>,
    /// Many TZIDs may mean one IANA zone.
    iana: HashMap<String, Arc<Zone>>,
    described: HashMap<Box<str>, Component>,
}

impl Zones {
    /// Without a file: IANA and Windows names alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// With the VTIMEZONEs of these calendars, for names that are known nowhere else.
    pub fn of<'a>(calendars: impl IntoIterator<Item = &'a Component>) -> Self {
        let mut zones = Self::default();
        for zone in calendars.into_iter().flat_map(|c| c.parts("VTIMEZONE")) {
            if let Some(tzid) = zone.value("TZID").filter(|_| zones.described.len() < MOST_DESCRIBED) {
                zones.described.entry(tzid.into()).or_insert_with(|| zone.clone());
            }
        }
        zones
    }

    /// The zone a TZID means; `None` where nobody knows it.
    pub fn get(&mut self, tzid: &str) -> Option<Arc<Zone>> {
        if let Some(found) = self.known.get(tzid) {
            return found.clone();
        }
        let found = self.of_the_world(tzid).or_else(|| vtimezone::read(self.described.get(tzid)?).map(Arc::new));
        // A hostile file may name a million zones that nobody knows.
        if self.known.len() < 10_000 {
            self.known.insert(tzid.into(), found.clone());
        }
        found
    }

    fn of_the_world(&mut self, tzid: &str) -> Option<Arc<Zone>> {
        let name = iana(tzid)?;
        if let Some(zone) = self.iana.get(&name) {
            return Some(zone.clone());
        }
        let zone = Arc::new(Zone::iana(&name, TimeZone::get(&name).ok()?));
        self.iana.insert(name, zone.clone());
        Some(zone)
    }

    /// Whether the file describes the zone itself.
    pub fn describes(&self, tzid: &str) -> bool {
        self.described.contains_key(tzid)
    }
}

/// The IANA name that a TZID stands for: itself, what remains behind a prefix, or what a Windows name means.
pub fn iana(tzid: &str) -> Option<String> {
    let name = |name: &str| TimeZone::get(name).ok().and_then(|z| z.iana_name().map(str::to_owned));
    let tzid = tzid.trim().trim_matches('"');
    if tzid.len() > 128 {
        return None;
    }
    if let Some(found) = name(tzid) {
        return Some(found);
    }
    if let Some(iana) = iana_of_windows(tzid) {
        return name(iana);
    }
    // "/example.org/20240101_1/Europe/Berlin" (RFC 5545 section 3.2.19: a prefix and a name).
    let mut rest = tzid.strip_prefix('/')?;
    while let Some((_, after)) = rest.split_once('/') {
        if let Some(found) = name(after) {
            return Some(found);
        }
        rest = after;
    }
    None
}

/// What is wrong with a VTIMEZONE.
pub(crate) fn check(zone: &Component, out: &mut Vec<Finding>) {
    let observances: Vec<&Component> = zone.parts.iter().filter(|c| c.is("STANDARD") || c.is("DAYLIGHT")).collect();
    if observances.is_empty() {
        out.push(Finding { line: zone.at, fault: Fault::ZoneEmpty });
    }
    for observance in observances {
        for needed in ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"] {
            if observance.line(needed).is_none() {
                out.push(Finding { line: observance.at, fault: Fault::Missing(needed, observance.name.to_string()) });
            }
        }
    }
}
