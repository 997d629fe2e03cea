//! Invitations of others on disk: one file each, named after the digest of its uid (`NAME.came`), in a folder of the desk.
//!
//! What cannot be read is set aside and told, not overwritten.

use crate::drafts::{Bad, BadFolder, Why, name, parse, set_aside, written};
use crate::files::{self, Unwritable};
use chancery_model::Personal;
use chancery_schedule::plan::{Counter, Said};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes of a file: what may be kept of an invitation ([`MOST_CALENDAR`]), and as much again for the answers.
const LONGEST: usize = 2 * MOST_CALENDAR;
/// Bytes of an invitation as iCalendar: a series with many changed times.
pub(crate) const MOST_CALENDAR: usize = 512 * 1024;
/// Files that are looked at.
const MOST: usize = 1_000;

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// In whose name: their address.
    pub who: Personal,
    /// What they said.
    pub said: Said,
    /// The one time of a series that it is about.
    #[serde(default)]
    pub instance: Option<Timestamp>,
    /// The time they asked for.
    #[serde(default)]
    pub counter: Option<Counter>,
    /// What they wrote to it.
    #[serde(default)]
    pub comment: Personal,
    /// When.
    pub at: Timestamp,
    /// The revision that it was an answer to.
    pub sequence: i64,
    /// Of a word about all of a series: the revisions of those times that had one of their own.
    #[serde(default)]
    pub own: Vec<Revision>,
}

/// At which revision a time of a series was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The time.
    pub instance: Timestamp,
    /// Its revision.
    pub sequence: i64,
}

/// An invitation that came.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrival {
    /// Its uid.
    pub uid: String,
    /// What it is now: the event with its changes, as iCalendar.
    pub calendar: String,
    /// From whom the last mail about it was, where that is not its organizer.
    pub by: Option<Personal>,
    /// When it came, or was changed last.
    pub at: Timestamp,
    /// The answers, the last about a time in the place of those before.
    pub given: Vec<Given>,
    /// The messages that made it, by their digests, so that none is taken twice.
    pub heard: Vec<String>,
    /// Addresses of those who were invited and are not any more.
    pub uninvited: Vec<Personal>,
    /// Whether the last message took somebody's invitation back while the meeting is held: it is sent to those alone whom it names.
    pub let_go: bool,
    /// Thrown away here, at this revision: only a later one is shown again.
    pub gone: Option<i64>,
}

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Arrival")
    }
}

/// The folder that they are kept in.
#[derive(Debug)]
pub(crate) struct Arrivals {
    folder: PathBuf,
}

impl Arrivals {
    /// Opens the folder; makes it, for this user alone, where it is not there. Gives what lies there, and what could not be read.
    pub fn open(folder: &Path) -> Result<(Self, Vec<Arrival>, Vec<Bad>), BadFolder> {
        let failed = |source| BadFolder { path: folder.to_owned(), source };
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed)?;
        let (mut arrivals, mut bad) = (Vec::new(), Vec::new());
        for file in std::fs::read_dir(folder).map_err(failed)?.take(MOST) {
            let path = file.map_err(failed)?.path();
            if path.extension().is_none_or(|ending| ending != "came") {
                continue;
            }
            match files::read(&path, LONGEST).map_err(|_| Why::Unreadable).and_then(|bytes| parse(&bytes)) {
                Ok(arrival) => arrivals.push(arrival),
                Err(why) => {
                    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                    bad.push(Bad { path: set_aside(&path, &stem), why, recovered: false });
                }
            }
        }
        Ok((Self { folder: folder.to_owned() }, arrivals, bad))
    }

    fn path(&self, uid: &str) -> PathBuf {
        self.folder.join(format!("{}.came", name(uid)))
    }

    /// Keeps one. Where it cannot, what was there is unchanged.
    pub fn save(&self, arrival: &Arrival) -> Result<(), Unwritable> {
        let path = self.path(&arrival.uid);
        let text = written(arrival).map_err(|e| Unwritable { path: path.clone(), source: e.into() })?;
        if text.len() > LONGEST {
            return Err(Unwritable { path, source: io::ErrorKind::FileTooLarge.into() });
        }
        files::write(&path, &text)
    }

    /// Throws one away.
    pub fn remove(&self, uid: &str) -> Result<(), Unwritable> {
        let path = self.path(uid);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Unwritable { path, source: e }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_there_again_and_what_is_damaged_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("came");
        let (arrivals, none, _) = Arrivals::open(&place).unwrap();
        assert!(none.is_empty());
        let arrival = Arrival { uid: "../a@x".into(), calendar: "BEGIN:VCALENDAR".into(), ..Arrival::default() };
        arrivals.save(&arrival).unwrap();
        std::fs::write(place.join("broken.came"), "{").unwrap();
        let (again, kept, bad) = Arrivals::open(&place).unwrap();
        assert!(kept == [arrival] && bad.len() == 1 && bad[0].why == Why::Damaged && bad[0].path.exists());
        again.remove("../a@x").unwrap();
        again.remove("never there").unwrap();
        let (_, kept, bad) = Arrivals::open(&place).unwrap();
        assert!(kept.is_empty() && bad.is_empty(), "told once");
    }
}
