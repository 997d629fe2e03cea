//! What is said to the server about *books*: the calendars that the protocol officers of two delegations share.
//!
//! A book has a random id and a secret that the officers share; its entries are sealed under it (`trust::book`). The server
//! sees identifiers, times and sizes. Every call but the first carries `Authorization: Bearer TOKEN`, TOKEN being the base64url
//! of the access token that the secret gives.
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `POST /v1/books` (the organisers' token, if the server asks for it) | [`NewBook`] | 201 |
//! | `PUT /v1/books/{book}/entries/{entry}` | [`Write`] | 200 [`Written`]; 409 [`Newer`] |
//! | `GET /v1/books/{book}/entries/{entry}` | | 200 [`Entry`] |
//! | `GET /v1/books/{book}/entries/{entry}/trail` | | 200 [`Trail`] |
//! | `GET /v1/books/{book}/changes?since=N` | | 200 [`Changes`] |
//!
//! Anything else is answered with [`Refusal`]. A wrong token and a book that does not exist are the same 404.

use crate::message::Sealed;
use chancery_model::{BookId, EntryId, OfficerId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Bytes of a sealed entry.
pub const MAX_ENTRY: usize = 256 * 1024;
/// Bytes of a sealed note of the trail.
pub const MAX_NOTE: usize = 2 * 1024;
/// Versions of an entry that its trail remembers, the newest.
pub const TRAIL: u64 = 200;
/// Sealed bytes in one answer to `changes`, beyond its first entry.
pub const PAGE_BYTES: usize = 1024 * 1024;
/// Entries in one answer to `changes`.
pub const PAGE_ENTRIES: usize = 100;
/// The longest answer that the server gives, in bytes: a full page in base64 and what is around it.
pub const MAX_ANSWER: usize = (PAGE_BYTES + 2 * MAX_ENTRY) * 4 / 3 + 128 * 1024;

/// A new book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBook {
    /// Its identifier, random.
    pub id: BookId,
    /// SHA-256 of its access token.
    pub access_sha256: Sealed,
}

/// A version of an entry that is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// The version that it was made from; 0: there is none yet. It becomes version `base + 1`.
    pub base: u64,
    /// When the meeting begins.
    pub starts: Timestamp,
    /// When it ends (the last one, if it recurs): a year after, the server forgets it.
    pub ends: Timestamp,
    /// The plan, sealed as version `base + 1`; `None`: the entry is deleted.
    pub sealed: Option<Sealed>,
    /// Who writes.
    pub officer: OfficerId,
    /// The note of the trail, sealed as version `base + 1`.
    pub note: Sealed,
}

/// That a version was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The entry's version now.
    pub version: u64,
    /// The book's count of changes with it.
    pub change: u64,
}

/// An entry as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its identifier.
    pub id: EntryId,
    /// Its version, from 1.
    pub version: u64,
    /// The book's count of changes when it was written.
    pub change: u64,
    /// When the meeting begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// The sealed plan; `None`: it was deleted.
    pub sealed: Option<Sealed>,
    /// Who wrote this version.
    pub officer: OfficerId,
    /// When the server got it.
    pub at: Timestamp,
    /// The sealed note of this version.
    pub note: Sealed,
}

/// Somebody else was faster: nothing was written, and this is what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newer {
    /// What stands there; `None`: no such entry (it was forgotten, or `base` is of another server).
    pub newer: Option<Entry>,
}

/// The entries that changed since a count of changes, each once and as it stands now, in the order in which they changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The count to ask from next.
    pub upto: u64,
    /// Whether there are more: ask again at once.
    pub more: bool,
}

/// Who wrote an entry's versions and when, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// The versions.
    pub versions: Vec<TrailMark>,
}

/// One version in the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailMark {
    /// Which.
    pub version: u64,
    /// When the server got it.
    pub at: Timestamp,
    /// Who wrote it.
    pub officer: OfficerId,
    /// Their sealed note.
    pub note: Sealed,
    /// Whether it deleted the entry.
    pub deleted: bool,
}

/// Why something about a book is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No such book; also the answer to a wrong token.
    NoSuchBook,
    /// No such entry in this book.
    NoSuchEntry,
    /// The identifier of a new book is another's.
    Taken,
    /// Only who has the organisers' token may open books here.
    OrganisersOnly,
    /// As many entries, or as many bytes, as a book here may hold.
    BookFull,
    /// As many books as this server keeps.
    ServerFull,
    /// Too many calls in a short time.
    TooFast,
    /// An entry or a note is longer than allowed.
    TooLarge,
    /// Not understood, or it makes no sense.
    Malformed,
    /// The server cannot store or read what it has to.
    Storage,
}

/// The body of every answer that is neither a success nor a 409.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub code: Why,
}
