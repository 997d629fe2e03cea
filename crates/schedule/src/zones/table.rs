//! A zone as a table of its changes, so that an offset is a binary search over integers.

use jiff::tz::TimeZone;
use std::fmt;

/// How far the table of an IANA zone reaches; before and after, `jiff` is asked.
const FROM: i64 = -2_208_988_800; // 1900-01-01
const TO: i64 = 4_102_444_800; // 2100-01-01

/// A zone, ready to be asked often.
pub struct Zone {
    name: Box<str>,
    /// Instants at which the offset changes.
    changes: Vec<i64>,
    /// For each change the first local second that is read with the offset after it.
    readings: Vec<i64>,
    /// Offsets in seconds: before the first change, then after each.
    offsets: Vec<i32>,
    /// Beyond the table.
    beyond: Option<TimeZone>,
}

/// What a local time means in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// One instant.
    Once(i64),
    /// The clocks jump over it; the instant with the offset before the jump (RFC 5545 section 3.3.5).
    Skipped(i64),
    /// The clocks go back over it: the first of two instants, and the second.
    Twice(i64, i64),
}

impl Meaning {
    /// The instant that RFC 5545 section 3.3.5 takes.
    pub fn instant(self) -> i64 {
        match self {
            Self::Once(at) | Self::Skipped(at) | Self::Twice(at, _) => at,
        }
    }
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self { name: "UTC".into(), changes: Vec::new(), readings: Vec::new(), offsets: vec![0], beyond: None }
    }

    /// An IANA zone of `jiff`'s.
    pub fn iana(name: &str, tz: TimeZone) -> Self {
        let from = crate::civil::timestamp(FROM);
        let first = tz.to_offset(from).seconds();
        let changes = tz
            .following(from)
            .map(|t| (t.timestamp().as_second(), t.offset().seconds()))
            .take_while(|(at, _)| *at < TO)
            // No zone changes more often than a few times a year.
            .take(4000);
        let mut zone = Self::of_changes(name, first, changes);
        zone.beyond = Some(tz);
        zone
    }

    /// A zone of its own: the offset before its first change, and each change with the offset after it, in order.
    pub fn of_changes(name: &str, first: i32, changes: impl IntoIterator<Item = (i64, i32)>) -> Self {
        let mut zone =
            Self { name: name.into(), changes: Vec::new(), readings: Vec::new(), offsets: vec![first], beyond: None };
        let mut before = first;
        for (at, after) in changes {
            if after == before {
                continue;
            }
            zone.changes.push(at);
            let reading = at + i64::from(before.max(after));
            // Were two changes closer together than their jump, the table must stay in order.
            zone.readings.push(zone.readings.last().map_or(reading, |last| reading.max(*last)));
            zone.offsets.push(after);
            before = after;
        }
        zone
    }

    /// Its name: the IANA one where it has one, else the TZID of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is an IANA zone or UTC, and not one that a file described.
    pub fn is_iana(&self) -> bool {
        self.beyond.is_some() || &*self.name == "UTC"
    }

    /// Seconds to add to UTC at an instant.
    pub fn offset(&self, instant: i64) -> i32 {
        if let Some(tz) = self.beyond.as_ref().filter(|_| !(FROM..TO).contains(&instant)) {
            return tz.to_offset(crate::civil::timestamp(instant)).seconds();
        }
        self.offsets[self.changes.partition_point(|at| *at <= instant)]
    }

    /// The local second at an instant.
    pub fn local(&self, instant: i64) -> i64 {
        instant + i64::from(self.offset(instant))
    }

    /// The instant of a local second, as RFC 5545 section 3.3.5 reads it: the first of two, and in a gap with the offset before it.
    pub fn instant(&self, local: i64) -> i64 {
        if let Some(tz) =
            self.beyond.as_ref().filter(|_| !(FROM + crate::civil::DAY..TO - crate::civil::DAY).contains(&local))
        {
            let at = tz.to_ambiguous_zoned(crate::civil::datetime(local)).compatible();
            return at.map_or(local, |z| z.timestamp().as_second());
        }
        local - i64::from(self.offsets[self.readings.partition_point(|at| *at <= local)])
    }

    /// What a local second means.
    pub fn meaning(&self, local: i64) -> Meaning {
        let at = self.instant(local);
        if self.local(at) != local {
            return Meaning::Skipped(at);
        }
        // A second meaning lies after the next change, at its offset.
        let next = self.changes.partition_point(|change| *change <= at);
        if let Some(change) = self.changes.get(next) {
            let second = local - i64::from(self.offsets[next + 1]);
            if second >= *change && self.local(second) == local {
                return Meaning::Twice(at, second);
            }
        }
        Meaning::Once(at)
    }

    /// Changes of the clocks within a span of instants: when, and the offsets before and after.
    pub fn changes(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i32, i32)> + '_ {
        let first = self.changes.partition_point(|at| *at < from);
        (first..self.changes.len())
            .map(|i| (self.changes[i], self.offsets[i], self.offsets[i + 1]))
            .take_while(move |(at, ..)| *at < to)
    }

    /// The `jiff` zone, where it is an IANA one.
    pub(super) fn tz(&self) -> Option<&TimeZone> {
        self.beyond.as_ref()
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil;
    use proptest::prelude::*;

    const ODD: [&str; 8] = [
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Gaza",
        "Pacific/Apia",
        "America/Nuuk",
        "Europe/Dublin",
        "America/New_York",
        "Antarctica/Troll",
    ];

    fn zone(name: &str) -> (Zone, TimeZone) {
        let tz = TimeZone::get(name).unwrap();
        (Zone::iana(name, tz.clone()), tz)
    }

    #[test]
    fn a_day_that_apia_never_had() {
        let (apia, _) = zone("Pacific/Apia");
        let noon = civil::local(civil::day(2011, 12, 30), 43_200);
        let Meaning::Skipped(at) = apia.meaning(noon) else { panic!("30 December 2011 did not exist") };
        // Read with the offset before (UTC-10), it is noon of the 31st (UTC+14).
        assert_eq!(apia.local(at), noon + civil::DAY);
    }

    #[test]
    fn lord_howe_shifts_by_half_an_hour() {
        let (zone, _) = zone("Australia/Lord_Howe");
        // 5 April 2026, 02:00 (+11) becomes 01:30 (+10:30).
        let at = civil::local(civil::day(2026, 4, 5), 3600 + 45 * 60);
        let Meaning::Twice(first, second) = zone.meaning(at) else { panic!("01:45 comes twice") };
        assert_eq!(second - first, 1800);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

        #[test]
        fn as_jiff_reckons(which in 0..ODD.len(), near in any::<prop::sample::Index>(), off in -90_000_i64..90_000) {
            // jiff decides by its own code; most moments lie close to a change.
            let (zone, tz) = zone(ODD[which]);
            let change = zone.changes[near.index(zone.changes.len())];
            let local = zone.local(change) + off;
            let theirs = tz.to_ambiguous_zoned(civil::datetime(local));
            let instant = theirs.clone().compatible().unwrap().timestamp().as_second();
            prop_assert_eq!(zone.instant(local), instant);
            prop_assert_eq!(zone.offset(instant), tz.to_offset(civil::timestamp(instant)).seconds());
            match zone.meaning(local) {
                Meaning::Once(_) => prop_assert!(!theirs.is_ambiguous()),
                Meaning::Skipped(at) => prop_assert_eq!(at, theirs.later().unwrap().timestamp().as_second()),
                Meaning::Twice(_, second) => prop_assert_eq!(second, theirs.later().unwrap().timestamp().as_second()),
            }
        }

        #[test]
        fn beyond_the_table_too(which in 0..ODD.len(), second in 4_000_000_000_i64..9_000_000_000) {
            let (zone, tz) = zone(ODD[which]);
            prop_assert_eq!(zone.offset(second), tz.to_offset(civil::timestamp(second)).seconds());
            let theirs = tz.to_ambiguous_zoned(civil::datetime(second)).compatible().unwrap();
            prop_assert_eq!(zone.instant(second), theirs.timestamp().as_second());
        }
    }
}
