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
use std::fmt;
use thiserror::Error;

/// The most entries that are kept and read: far more than a meeting makes.
const ENTRIES_MAX: usize = 4_096;
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
            self.entries.remove(0);
        }
        self.entries.push(entry);
    }

    /// Whether it begins with what the earlier one holds, as far as its own beginning has not been cut off since.
    pub(super) fn continues(&self, earlier: &Self) -> bool {
        let Some(last) = earlier.entries.last() else { return true };
        if self.entries.first().is_some_and(|first| first.number > last.number) {
            return true;
        }
        self.entries.iter().any(|entry| entry.number == last.number && entry.hash() == earlier.head)
    }

    /// For somebody who joins.
    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.entries).expect("entries are JSON")
    }

    /// What a joiner was given: it must be a chain that ends at `head`.
    pub(super) fn from_json(meeting: MeetingId, json: &[u8], head: [u8; 32]) -> Result<Self, LogError> {
        let entries: Vec<LogEntry> = serde_json::from_slice(json).map_err(|_| LogError::Unreadable)?;
        let log = Self { meeting: Some(meeting), head: Self::verify(&entries)?, entries };
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
        Ok(Self { meeting: read.meeting, entries: read.entries, head })
    }
}
