//! When people of a side are elsewhere, as their calendars say: kept in the data folder, when and never what. No title, place
//! or name of another's meeting is kept.

use crate::files::{self, Unwritable};
use chancery_model::capital;
use chancery_schedule::ical;
use chancery_schedule::slots::{Busy, busy};
use chancery_schedule::zones::Zones;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use thiserror::Error;

/// The file's name in the data folder.
const FILE: &str = "busy.json";
/// Bytes of the file.
const LONGEST: usize = 16 * 1024 * 1024;
/// Bytes of a calendar that is read.
pub const LONGEST_CALENDAR: usize = 64 * 1024 * 1024;
/// Times of one side that are kept, the earliest.
const MOST: usize = 20_000;
/// How far into the future is looked, in seconds: a year.
const AHEAD: i64 = 366 * 86_400;

/// Why a calendar was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Error)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum NotTaken {
    /// No state's code.
    #[error("this is no state's code: choose the side first")]
    Side,
    /// It is no calendar.
    #[error("this is no calendar ({detail}): save it from the calendar program as an .ics file")]
    NoCalendar {
        /// What is wrong, by section and line.
        detail: String,
    },
    /// The file cannot be read, or what was read cannot be kept.
    #[error("{detail}")]
    Store {
        /// What the system said.
        detail: String,
    },
}

impl From<Unwritable> for NotTaken {
    fn from(error: Unwritable) -> Self {
        Self::Store { detail: error.to_string() }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Known {
    /// When it was read.
    at: Timestamp,
    /// Beginning and end in seconds since 1970, and whether it may yet be otherwise.
    busy: Vec<(i64, i64, bool)>,
}

/// What is known of one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its code.
    pub side: String,
    /// When its calendar was read.
    pub at: Timestamp,
    /// How many times are known at which somebody is elsewhere.
    pub count: usize,
}

/// What is known of all sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Elsewhere(BTreeMap<String, Known>);

impl Elsewhere {
    /// What is kept in this folder; nothing where there is no such file, or none that can be read: it is read again from
    /// the calendars it came of.
    pub fn load(folder: &Path) -> Self {
        match files::read(&folder.join(FILE), LONGEST) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(kind = ?error.kind(), "what is known of busy times cannot be read");
                }
                Self::default()
            }
        }
    }

    /// Keeps it.
    ///
    /// # Errors
    /// [`Unwritable`].
    pub fn save(&self, folder: &Path) -> Result<(), Unwritable> {
        let path = folder.join(FILE);
        let text = serde_json::to_vec(self).map_err(|e| Unwritable { path: path.clone(), source: e.into() })?;
        files::write(&path, &text)
    }

    /// Takes a side's calendar, or its published free and busy times (RFC 5545 section 3.6.4), in place of what was known of
    /// it: the year from `now` on. Times without a zone are on the clock of its capital.
    ///
    /// # Errors
    /// [`NotTaken`]; then what was known before is unchanged.
    pub fn take(&mut self, side: &str, calendar: &[u8], now: Timestamp) -> Result<(), NotTaken> {
        let no = |detail: &str| NotTaken::NoCalendar { detail: detail.into() };
        let zone = capital::of(side).and_then(|capital| Zones::new().get(capital.zone)).ok_or(NotTaken::Side)?;
        let parsed = ical::parse(calendar).map_err(|e| no(&e.to_string()))?;
        let calendars: Vec<_> = parsed.components.iter().filter(|c| c.is("VCALENDAR")).collect();
        if calendars.is_empty() {
            return Err(no("there is none in it, RFC 5545 3.4"));
        }
        let from = now.as_second();
        let busy = busy(&calendars, from, from + AHEAD, &zone);
        let busy = busy.into_iter().take(MOST).map(|b| (b.start, b.end, b.tentative)).collect();
        self.0.insert(side.to_owned(), Known { at: now, busy });
        Ok(())
    }

    /// Forgets what was known of a side.
    pub fn forget(&mut self, side: &str) {
        self.0.remove(side);
    }

    /// When a side's people are elsewhere, sorted, as the grid takes it.
    pub fn of(&self, side: &str) -> Vec<Busy> {
        let one = |&(start, end, tentative): &(i64, i64, bool)| Busy { start, end, tentative };
        let mut all: Vec<Busy> = self.0.get(side).into_iter().flat_map(|known| known.busy.iter().map(one)).collect();
        // A file may have been written by another hand.
        all.retain(|b| b.start < b.end);
        all.sort_unstable();
        all
    }

    /// Of whom what is known.
    pub fn sides(&self) -> Vec<Side> {
        let one = |(side, known): (&String, &Known)| Side { side: side.clone(), at: known.at, count: known.busy.len() };
        self.0.iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Secret lunch\r\n\
        DTSTART:20270104T130000\r\nDTEND:20270104T140000\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    fn now() -> Timestamp {
        "2027-01-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn when_is_kept_and_never_what() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = Elsewhere::load(folder.path());
        known.take("ID", CALENDAR.as_bytes(), now()).unwrap();
        known.save(folder.path()).unwrap();
        assert!(!std::fs::read_to_string(folder.path().join(FILE)).unwrap().contains("Secret"));
        let again = Elsewhere::load(folder.path());
        assert_eq!(again, known);
        // Without a zone it is Jakarta's clock: 13:00 there is 06:00 in UTC.
        let start = "2027-01-04T06:00:00Z".parse::<Timestamp>().unwrap().as_second();
        let week = 7 * 86_400;
        let expected = [start, start + week].map(|s| Busy { start: s, end: s + 3600, tentative: false });
        assert_eq!(again.of("ID"), expected);
        assert_eq!(again.sides(), [Side { side: "ID".into(), at: now(), count: 2 }]);
        assert!(again.of("ZA").is_empty());
        known.forget("ID");
        assert!(known.sides().is_empty());
    }

    #[test]
    fn what_is_no_calendar_changes_nothing() {
        let mut known = Elsewhere::default();
        known.take("ID", CALENDAR.as_bytes(), now()).unwrap();
        let before = known.clone();
        for bad in [&b""[..], b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfe\x00"] {
            assert!(matches!(known.take("ID", bad, now()), Err(NotTaken::NoCalendar { .. })), "{bad:?}");
        }
        assert_eq!(known.take("Atlantis", CALENDAR.as_bytes(), now()), Err(NotTaken::Side));
        assert_eq!(known, before);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "{\"ID\":{\"busy\":[[5,1,true],[2,3,false]]}}").unwrap();
        assert_eq!(Elsewhere::load(folder.path()).of("ID"), [Busy { start: 2, end: 3, tentative: false }]);
        std::fs::write(folder.path().join(FILE), "not JSON").unwrap();
        assert_eq!(Elsewhere::load(folder.path()), Elsewhere::default());
    }
}
