//! What a server is started with, and why it may not start.

use crate::ice::Ice;
use chancery_signalling::room::Limits;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;

/// What a server is started with. [`Config::new`] fills in what suits a small ministry's own server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0: any free one.
    pub listen: SocketAddr,
    /// The data folder; made if it is not there.
    pub data: PathBuf,
    /// What one client and one meeting may ask.
    pub limits: Limits,
    /// WebSockets from one address (IPv6: one /64). Loopback and trusted proxies are held only to the total.
    pub per_address: usize,
    /// Meetings that one address may register in an hour. Loopback is not held to it.
    pub meetings_per_hour: u32,
    /// Meetings kept at a time.
    pub max_meetings: u64,
    /// Books that one address may open in an hour. Loopback is not held to it.
    pub books_per_hour: u32,
    /// Books kept at a time.
    pub max_books: u64,
    /// Entries in one book.
    pub max_entries: u64,
    /// Sealed bytes in one book.
    pub max_book_bytes: u64,
    /// How long after its meeting an entry is kept, and an empty book after its last change.
    pub keep_entries: Duration,
    /// The largest size of the database, in bytes; `None`: as large as the disk.
    pub max_database: Option<u64>,
    /// SHA-256 of the token that `POST /v1/meetings` requires; `None`: anyone may register meetings.
    pub organiser_sha256: Option<[u8; 32]>,
    /// What clients are told of STUN and TURN.
    pub ice: Ice,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// From the open socket to the whole HTTP header.
    pub header_timeout: Duration,
    /// From the header to the answer, the body included.
    pub request_timeout: Duration,
    /// Bytes that may wait for one client that reads slowly.
    pub queue_bytes: usize,
    /// Messages that may wait for one client that reads slowly.
    pub queue_messages: usize,
    /// When the server stops, it tells clients to come back after so long.
    pub retry: Duration,
}

impl Config {
    /// The usual values.
    pub fn new(listen: SocketAddr, data: impl Into<PathBuf>) -> Self {
        Self {
            listen,
            data: data.into(),
            limits: Limits::default(),
            per_address: 200,
            meetings_per_hour: 60,
            max_meetings: 100_000,
            books_per_hour: 20,
            max_books: 10_000,
            max_entries: 2_000,
            max_book_bytes: 64 * 1024 * 1024,
            keep_entries: Duration::from_hours(366 * 24),
            max_database: None,
            organiser_sha256: None,
            ice: Ice::default(),
            trusted_proxies: Vec::new(),
            header_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(10),
            queue_bytes: 2 * 1024 * 1024,
            queue_messages: 1_024,
            retry: Duration::from_secs(1),
        }
    }
}

/// Why the server does not start: what failed and what to do.
#[derive(Debug, Error)]
pub enum StartError {
    /// The data folder cannot be made, read or written.
    #[error(
        "the data folder {path} cannot be used ({source}). Make it a folder that this user may write to, or name another with --data."
    )]
    DataFolder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another server uses the data folder.
    #[error("another chancery-server uses the data folder {path}. Stop it first, or name another folder with --data.")]
    DataFolderInUse {
        /// Which.
        path: PathBuf,
    },
    /// Nobody can listen there.
    #[error(
        "cannot listen on {address} ({source}). Stop the program that uses the port, or choose another with --listen."
    )]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database was written by a newer server.
    #[error(
        "the database {path} was made by a newer chancery-server. Start that version, or restore the backup made before the update."
    )]
    DatabaseTooNew {
        /// Which.
        path: PathBuf,
    },
    /// The database is damaged.
    #[error(
        "the database {path} is damaged ({detail}). Restore a backup, or move the file away to start with an empty one: links that were sent out will then be unknown."
    )]
    DatabaseDamaged {
        /// Which.
        path: PathBuf,
        /// What SQLite said.
        detail: String,
    },
    /// The database is locked by another program.
    #[error(
        "the database {path} is locked by another program. End it (a backup, an open sqlite3 shell) and start again."
    )]
    DatabaseLocked {
        /// Which.
        path: PathBuf,
    },
    /// No space is left.
    #[error("there is no space left for the database {path}. Free some, or name a folder on another disk with --data.")]
    DiskFull {
        /// Which.
        path: PathBuf,
    },
    /// The database cannot be used for another reason.
    #[error("the database {path} cannot be used ({detail}). Check the disk and the folder's permissions.")]
    Database {
        /// Which.
        path: PathBuf,
        /// What SQLite said.
        detail: String,
    },
    /// An option's value, or the file that it names, cannot be used.
    #[error("{option}: {problem}")]
    Option {
        /// Which.
        option: &'static str,
        /// What is wrong and what to do.
        problem: String,
    },
}
