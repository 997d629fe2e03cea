//! The roster log: every change of who is in, past leavers too, each entry chained to the one before.
//!
//! An entry's hash is the SHA-256 of its canonical JSON (RFC 8785), which holds the hash of the entry before. Every member
//! writes the same log from the same commits; the chairs' heartbeats carry its head, so that two members whose logs differ
//! learn it within seconds.

use super::binding::Leaf;
use super::check::leaf_mark;
use super::codec::{hex, sha256};
use chancery_model::{Card, MeetingId, ParticipantId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::fmt;
use thiserror::Error;

/// The most entries that are kept and read: far more than a meeting makes.
const ENTRIES_MAX: usize = 4_096;
/// Leaves of which nothing but the mark is kept.
const OLDER_MAX: usize = 4_096;
/// Hexadecimal digits of such a mark.
const OLDER_DIGITS: usize = 32;
/// The largest number that JSON holds exactly.
const NUMBER_MAX: u64 = (1 << 53) - 1;

/// What happened to a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Founded the group.
    Founded,
    /// Was admitted.
    Admitted,
    /// Left, and said so.
    Left,
    /// Was gone without a word and taken off the roster.
    Gone,
    /// Came back: the device's earlier leaf was replaced.
    Replaced,
    /// Was removed by a chair.
    Removed,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// From 0.
    pub number: u64,
    /// The hash of the entry before, hexadecimal; of the first: 64 zeros.
    pub previous: String,
    /// The committer's clock.
    pub at: Timestamp,
    /// The epoch that the change made.
    pub epoch: u64,
    /// What happened.
    pub change: Change,
    /// To whom.
    pub participant: ParticipantId,
    /// What the placard said.
    pub card: Card,
    /// The device's fingerprint, hexadecimal.
    pub device: String,
    /// SHA-256 of the leaf's signature key, hexadecimal.
    pub leaf: String,
    /// Who committed it.
    pub by: ParticipantId,
    /// Whose admission records it carried.
    pub approved_by: Vec<ParticipantId>,
}

impl LogEntry {
    /// Of a leaf; number and chain are set when it is written.
    pub(super) fn of(
        leaf: &Leaf,
        change: Change,
        at: Timestamp,
        epoch: u64,
        by: ParticipantId,
        approved_by: Vec<ParticipantId>,
    ) -> Self {
        Self {
            number: 0,
            previous: String::new(),
            at: Timestamp::from_second(at.as_second()).unwrap_or(at),
            epoch,
            change,
            participant: leaf.participant,
            card: leaf.card.clone(),
            device: hex(&leaf.device.0),
            leaf: leaf_mark(&leaf.key),
            by,
            approved_by,
        }
    }

    /// The canonical JSON (RFC 8785).
    fn canonical(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(self).expect("an entry holds strings and whole numbers only")
    }

    /// The SHA-256 of the canonical JSON.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[&self.canonical()])
    }
}

/// Why a log is not one that a group wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LogError {
    /// Not the JSON of a log, or too long.
    #[error("the roster log cannot be read")]
    Unreadable,
    /// An entry does not follow from the one before.
    #[error("entry {0} of the roster log was changed, left out or put in")]
    Broken(u64),
    /// It ends elsewhere than where the members' logs end.
    #[error("the roster log was cut off or is another group's")]
    OtherHead,
}

/// All changes of one group so far.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RosterLog {
    meeting: Option<MeetingId>,
    entries: Vec<LogEntry>,
    head: [u8; 32],
    /// Leaves of entries that are kept no longer, the oldest first: they are let in no more than the others.
    older: VecDeque<String>,
}

/// What is handed to somebody who joins.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ForJoiner<E> {
    older: VecDeque<String>,
    entries: E,
}

impl fmt::Debug for RosterLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RosterLog").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

/// What is written to a file.
#[derive(Serialize)]
struct Document<'a> {
    meeting: Option<MeetingId>,
    entries: &'a [LogEntry],
    head: String,
}

impl RosterLog {
    pub(super) fn new(meeting: MeetingId) -> Self {
        Self { meeting: Some(meeting), ..Self::default() }
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> &[LogEntry] {
        &self.entries
    }

    /// The hash of the newest entry.
    pub fn head(&self) -> [u8; 32] {
        self.head
    }

    /// Writes an entry: number and chain are set here.
    pub(super) fn push(&mut self, mut entry: LogEntry) {
        entry.number = self.entries.last().map_or(0, |last| last.number + 1);
        entry.previous = hex(&self.head);
        self.head = entry.hash();
        if self.entries.len() == ENTRIES_MAX {
            let oldest = self.entries.remove(0);
            self.forget(&oldest);
        }
        self.entries.push(entry);
    }

    fn forget(&mut self, entry: &LogEntry) {
        let mark: String = entry.leaf.chars().take(OLDER_DIGITS).collect();
        if self.older.back() != Some(&mark) {
            self.older.push_back(mark);
        }
        while self.older.len() > OLDER_MAX {
            self.older.pop_front();
        }
    }

    /// Whether a leaf of this mark (see [`LogEntry::leaf`]) was ever in.
    pub(super) fn has_leaf(&self, mark: &str) -> bool {
        self.entries.iter().any(|entry| entry.leaf == mark) || self.is_older(mark)
    }

    /// Whether it was, and what became of it is not kept any more.
    pub(super) fn is_older(&self, mark: &str) -> bool {
        self.older.iter().any(|older| mark.starts_with(older.as_str()))
    }

    /// Whether it begins with what the earlier one holds, as far as its own beginning has not been cut off since.
    pub(super) fn continues(&self, earlier: &Self) -> bool {
        let Some(last) = earlier.entries.last() else { return true };
        if self.entries.first().is_some_and(|first| first.number > last.number) {
            return true;
        }
        self.entries.iter().any(|entry| entry.number == last.number && entry.hash() == earlier.head)
    }

    /// For somebody who joins: as much of it, from its end, as there is room for, in bytes. The rest is with those who lived
    /// through it; the oldest entry names what it followed, and of the leaves before it the marks go along.
    pub(super) fn for_joiner(&self, room: usize) -> Vec<u8> {
        let length = |entry: &LogEntry| serde_json::to_vec(entry).expect("an entry is JSON").len() + 1;
        let mut left = room / 3 * 2;
        let fits = |entry: &&LogEntry| {
            let fits = length(entry) <= left;
            left = left.saturating_sub(length(entry));
            fits
        };
        let newest = self.entries.iter().rev().take_while(fits).count();
        let (before, entries) = self.entries.split_at(self.entries.len() - newest);
        let mut short = Self { older: self.older.clone(), ..Self::default() };
        for entry in before {
            short.forget(entry);
        }
        let most = room / 3 / (OLDER_DIGITS + 3);
        let older = short.older.split_off(short.older.len().saturating_sub(most));
        serde_json::to_vec(&ForJoiner { older, entries }).expect("marks and entries are JSON")
    }

    /// What a joiner was given: it must be a chain that ends at `head`.
    pub(super) fn from_json(meeting: MeetingId, json: &[u8], head: [u8; 32]) -> Result<Self, LogError> {
        let read: ForJoiner<Vec<LogEntry>> = serde_json::from_slice(json).map_err(|_| LogError::Unreadable)?;
        let ForJoiner { older, entries } = read;
        let is_mark = |mark: &String| mark.len() == OLDER_DIGITS && mark.bytes().all(|b| b.is_ascii_hexdigit());
        if older.len() > OLDER_MAX || !older.iter().all(is_mark) {
            return Err(LogError::Unreadable);
        }
        let log = Self { meeting: Some(meeting), head: Self::verify(&entries)?, entries, older };
        if log.head == head { Ok(log) } else { Err(LogError::OtherHead) }
    }

    /// Checks that each entry follows from the one before, and gives the hash of the last.
    pub fn verify(entries: &[LogEntry]) -> Result<[u8; 32], LogError> {
        if entries.len() > ENTRIES_MAX {
            return Err(LogError::Unreadable);
        }
        let mut before: Option<(u64, [u8; 32])> = None;
        for entry in entries {
            let follows = match before {
                Some((number, hash)) => number.checked_add(1) == Some(entry.number) && entry.previous == hex(&hash),
                // A long meeting's first entries may be gone; then the oldest names what it followed.
                None => entry.number > 0 || entry.previous == hex(&[0; 32]),
            };
            // JSON's numbers are no larger (RFC 8785 section 3.2.2.3): beyond, two entries would have one hash.
            if !follows || entry.number > NUMBER_MAX || entry.epoch > NUMBER_MAX {
                return Err(LogError::Broken(entry.number));
            }
            before = Some((entry.number, entry.hash()));
        }
        Ok(before.map_or([0; 32], |(_, hash)| hash))
    }

    /// The log as canonical JSON (RFC 8785): what is signed and handed over.
    pub fn export(&self) -> Vec<u8> {
        let document = Document { meeting: self.meeting, entries: &self.entries, head: hex(&self.head) };
        serde_json_canonicalizer::to_vec(&document).expect("a log holds strings and whole numbers only")
    }

    /// Reads and checks an exported log.
    pub fn import(json: &[u8]) -> Result<Self, LogError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Read {
            meeting: Option<MeetingId>,
            entries: Vec<LogEntry>,
            head: String,
        }
        let read: Read = serde_json::from_slice(json).map_err(|_| LogError::Unreadable)?;
        let head = Self::verify(&read.entries)?;
        if hex(&head) != read.head {
            return Err(LogError::OtherHead);
        }
        Ok(Self { meeting: read.meeting, entries: read.entries, head, older: VecDeque::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::{DelegationCode, PersonName};

    fn entry(n: u64) -> LogEntry {
        LogEntry {
            number: 0,
            previous: String::new(),
            at: Timestamp::UNIX_EPOCH,
            epoch: n,
            change: Change::Admitted,
            participant: ParticipantId::from_random([1; 16]),
            card: Card {
                name: PersonName::new("Thandi Nkosi").unwrap(),
                title: None,
                delegation: DelegationCode::new("ZA").unwrap(),
            },
            device: hex(&[2; 32]),
            leaf: leaf_mark(&sha256(&[&n.to_be_bytes()])),
            by: ParticipantId::from_random([1; 16]),
            approved_by: Vec::new(),
        }
    }

    fn long(count: u64) -> RosterLog {
        let mut log = RosterLog::new(MeetingId::from_random([7; 16]));
        for n in 0..count {
            log.push(entry(n));
        }
        log
    }

    #[test]
    fn who_joins_a_long_meeting_has_its_end_and_knows_the_leaves_of_its_beginning() {
        let meeting = MeetingId::from_random([7; 16]);
        for (count, room) in [(3, 64_000), (400, 64_000), (6_000, 64_000), (400, 0), (400, 700)] {
            let log = long(count);
            let json = log.for_joiner(room);
            assert!(json.len() <= room + 64, "{count} in {room}: {}", json.len());
            let read = RosterLog::from_json(meeting, &json, log.head());
            if room < 1_000 {
                // Without an entry there is nothing that its head could be held against.
                assert!(read.is_err() || read.is_ok_and(|read| read.entries().len() == 1));
                continue;
            }
            let read = read.unwrap();
            assert!(read.continues(&log) && log.continues(&read));
            let kept = read.entries().len() as u64;
            assert!(kept == count || kept > 50, "{kept} of {count}");
            let known = count - kept - (count - kept).min(500);
            assert!((known..count).all(|n| read.has_leaf(&entry(n).leaf)), "{count}");
            assert!(!read.has_leaf(&entry(count).leaf));
            assert!(!read.is_older(&entry(count - 1).leaf));
        }
    }

    #[test]
    fn marks_that_are_none_are_refused() {
        let meeting = MeetingId::from_random([7; 16]);
        for older in ["\"\"", "\"x\"", &format!("\"{}\"", "g".repeat(OLDER_DIGITS))] {
            let json = format!("{{\"older\":[{older}],\"entries\":[]}}");
            assert_eq!(RosterLog::from_json(meeting, json.as_bytes(), [0; 32]), Err(LogError::Unreadable));
        }
    }
}
