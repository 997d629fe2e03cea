//! When people of a side are elsewhere, as their calendars say: kept in the data folder, when and never what. No title, place
//! or name of another's meeting is kept. Where they came of a server, it is asked again every now and then.

use crate::caldav::{Calendar, DavError};
use crate::feed::{self, Feed, FeedError, Seen};
use crate::files::{self, Unwritable};
use crate::network::Network;
use crate::trial::Failed;
use chancery_model::capital;
use chancery_schedule::ical::{self, Component};
use chancery_schedule::slots::{Busy, busy};
use chancery_schedule::zones::Zones;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
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

/// A server is asked again after so long.
const AGAIN: SignedDuration = SignedDuration::from_mins(30);
/// What has not changed is worked out anew after so long.
const ANEW: SignedDuration = SignedDuration::from_hours(7 * 24);

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
    /// The server that it is asked of.
    #[error("the calendar's server did not give it")]
    Server {
        /// Why.
        why: Failed,
    },
    /// The file cannot be read, or what was read cannot be kept.
    #[error("{detail}")]
    Store {
        /// What the system said.
        detail: String,
    },
}

impl From<DavError> for NotTaken {
    fn from(error: DavError) -> Self {
        Self::Server { why: error.into() }
    }
}

impl From<FeedError> for NotTaken {
    fn from(error: FeedError) -> Self {
        let why = match error {
            FeedError::Plain => Failed::PlainAbroad,
            FeedError::Unreachable => Failed::Unreachable,
            FeedError::Untrusted(detail) => Failed::Untrusted { detail },
            FeedError::BadAddress | FeedError::None(_) => Failed::Nothing,
            // Nobody has typed a name here, so that none is wrong.
            FeedError::Login | FeedError::LedElsewhere => Failed::Refused { detail: error.to_string() },
            FeedError::TooLong | FeedError::NoCalendar(_) => return Self::NoCalendar { detail: error.to_string() },
        };
        Self::Server { why }
    }
}

impl From<Unwritable> for NotTaken {
    fn from(error: Unwritable) -> Self {
        Self::Store { detail: error.to_string() }
    }
}

/// Where what is known came of.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Source {
    /// A file, which a person chose.
    #[default]
    File,
    /// The calendar server that is set.
    Calendar,
    /// A calendar that is only read, by its address, which may be a secret.
    Feed {
        /// Where.
        address: String,
        /// What was seen of it.
        #[serde(default)]
        seen: Seen,
    },
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "File",
            Self::Calendar => "Calendar",
            Self::Feed { .. } => "Feed",
        })
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Known {
    /// When it was read.
    at: Timestamp,
    /// Beginning and end in seconds since 1970, and whether it may yet be otherwise.
    busy: Vec<(i64, i64, bool)>,
    /// Where it came of.
    source: Source,
    /// When the year ahead was worked out last; what is unchanged is worked out anew as well, so that the year moves on.
    reckoned: Timestamp,
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
    /// Whether it is asked again by itself.
    pub follows: bool,
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
        let parsed = ical::parse(calendar).map_err(|e| no(&e.to_string()))?;
        let calendars: Vec<_> = parsed.components.iter().filter(|c| c.is("VCALENDAR")).collect();
        if calendars.is_empty() {
            return Err(no("there is none in it, RFC 5545 3.4"));
        }
        self.take_calendars(side, &calendars, Source::File, now)
    }

    fn take_calendars(
        &mut self,
        side: &str,
        calendars: &[&Component],
        source: Source,
        now: Timestamp,
    ) -> Result<(), NotTaken> {
        let zone = capital::of(side).and_then(|capital| Zones::new().get(capital.zone)).ok_or(NotTaken::Side)?;
        let from = now.as_second();
        let busy = busy(calendars, from, from + AHEAD, &zone);
        self.take_busy(side, busy.into_iter().map(|b| (b.start, b.end, b.tentative)), source, now);
        Ok(())
    }

    fn take_busy(&mut self, side: &str, busy: impl Iterator<Item = (i64, i64, bool)>, source: Source, now: Timestamp) {
        self.0.insert(side.to_owned(), Known { at: now, busy: busy.take(MOST).collect(), source, reckoned: now });
    }

    /// Takes what a server said in place of what was known of a side.
    ///
    /// # Errors
    /// [`NotTaken::Side`].
    pub fn take_said(&mut self, side: &str, said: Said, now: Timestamp) -> Result<(), NotTaken> {
        capital::of(side).ok_or(NotTaken::Side)?;
        match said.0 {
            Inner::Unchanged => {
                if let Some(known) = self.0.get_mut(side) {
                    known.at = now;
                }
                Ok(())
            }
            Inner::Busy(busy) => {
                self.take_busy(side, busy.into_iter(), Source::Calendar, now);
                Ok(())
            }
            Inner::Feed(calendar, address, seen) => {
                self.take_calendars(side, &[&calendar], Source::Feed { address, seen }, now)
            }
        }
    }

    /// The sides whose server is to be asked again, and which that is.
    pub fn to_ask(&self, now: Timestamp) -> Vec<(String, Source)> {
        let old = |known: &&Known| now.duration_since(known.at) >= AGAIN;
        let asked = self.0.iter().filter(|(_, known)| known.source != Source::File && old(known));
        let source = |known: &Known| match &known.source {
            // Whole, as if it had never been seen.
            Source::Feed { address, .. } if now.duration_since(known.reckoned) >= ANEW => {
                Source::Feed { address: address.clone(), seen: Seen::default() }
            }
            source => source.clone(),
        };
        asked.map(|(side, known)| (side.clone(), source(known))).collect()
    }

    /// Whether a side still follows this source.
    pub fn follows(&self, side: &str, source: &Source) -> bool {
        self.0.get(side).is_some_and(|known| match (&known.source, source) {
            (Source::Feed { address: here, .. }, Source::Feed { address, .. }) => here == address,
            (here, source) => here == source,
        })
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
        let one = |(side, known): (&String, &Known)| Side {
            side: side.clone(),
            at: known.at,
            count: known.busy.len(),
            follows: known.source != Source::File,
        };
        self.0.iter().map(one).collect()
    }
}

/// What a server said of somebody's time.
#[derive(Debug)]
pub struct Said(Inner);

#[derive(Debug)]
enum Inner {
    Unchanged,
    Busy(Vec<(i64, i64, bool)>),
    Feed(Component, String, Seen),
}

/// Asks a calendar server for the year from `now` on (RFC 4791 section 7.10).
///
/// # Errors
/// [`NotTaken::Server`].
pub async fn of_calendar(calendar: &Calendar, now: Timestamp) -> Result<Said, NotTaken> {
    let until = now.checked_add(SignedDuration::from_secs(AHEAD)).unwrap_or(Timestamp::MAX);
    let busy = calendar.busy(now, until).await?;
    let mut busy: Vec<_> = busy.into_iter().map(|b| (b.start, b.end, b.tentative)).collect();
    busy.sort_unstable();
    Ok(Said(Inner::Busy(busy)))
}

/// Reads a calendar at an address, if it changed since it was `seen`.
///
/// # Errors
/// [`NotTaken`].
pub async fn of_feed(network: &Network, address: &str, seen: &Seen) -> Result<Said, NotTaken> {
    let address = address.trim();
    Ok(Said(match feed::read(network, address, None, seen).await? {
        Feed::Unchanged => Inner::Unchanged,
        Feed::Changed { calendar, seen } => Inner::Feed(calendar, address.to_owned(), seen),
    }))
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
        assert_eq!(again.sides(), [Side { side: "ID".into(), at: now(), count: 2, follows: false }]);
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

    #[tokio::test]
    async fn a_feed_is_followed_until_it_is_forgotten_and_its_address_told_to_nobody() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/secret-name.ics", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = [0; 4_096];
                let n = stream.read(&mut head).await.unwrap();
                let again = String::from_utf8_lossy(&head[..n]).to_ascii_lowercase().contains("if-none-match: \"1\"");
                let answer = if again {
                    "HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
                } else {
                    format!(
                        "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{CALENDAR}",
                        CALENDAR.len()
                    )
                };
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        let network = Network::new(None).unwrap();
        let mut known = Elsewhere::default();
        let said = of_feed(&network, &format!(" {address} "), &Seen::default()).await.unwrap();
        known.take_said("ID", said, now()).unwrap();
        assert_eq!(known.sides(), [Side { side: "ID".into(), at: now(), count: 2, follows: true }]);
        assert!(!format!("{known:?}").contains("secret-name"));
        assert_eq!(known.to_ask(now()), []);
        let later = now() + SignedDuration::from_mins(31);
        let [(side, Source::Feed { address: at, seen })] = &known.to_ask(later)[..] else { panic!("one to ask") };
        assert_eq!((side.as_str(), at), ("ID", &address));
        let source = Source::Feed { address: at.clone(), seen: seen.clone() };
        assert!(known.follows("ID", &source));
        let said = of_feed(&network, at, seen).await.unwrap();
        assert!(matches!(said.0, Inner::Unchanged));
        known.take_said("ID", said, later).unwrap();
        assert_eq!((known.to_ask(later).len(), known.sides()[0].count), (0, 2));
        // A week later it is read whole, so that the year that is known moves on.
        let week = later + SignedDuration::from_hours(7 * 24);
        let [(_, Source::Feed { address: at, seen })] = &known.to_ask(week)[..] else { panic!("one to ask") };
        assert_eq!(*seen, Seen::default());
        known.take_said("ID", of_feed(&network, at, seen).await.unwrap(), week).unwrap();
        assert_eq!(known.sides()[0].count, 1, "the first is over by then");
        known.forget("ID");
        assert!(!known.follows("ID", &source));
        server.abort();
        let gone = of_feed(&network, "http://127.0.0.1:1/x.ics", &Seen::default()).await.unwrap_err();
        assert_eq!(gone, NotTaken::Server { why: Failed::Unreachable });
        let abroad = of_feed(&network, "http://a.example/x.ics", &Seen::default()).await.unwrap_err();
        assert_eq!(abroad, NotTaken::Server { why: Failed::PlainAbroad });
    }
}
