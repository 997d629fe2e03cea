//! The meetings in SQLite: one file in the data folder, in WAL mode (a reader never waits for a writer).
//!
//! Everything that cannot be done is a [`StorageTrouble`]; the server lives on and says so to the client. Each write is
//! one statement in a transaction of its own: SQLite ends a longer one by itself when the disk is full, which a pool of
//! connections does not notice.

use crate::config::StartError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{DelegationCode, MeetingId};
use chancery_signalling::message::{NewMeeting, NewSide, Sealed};
use chancery_signalling::room::Record;
use jiff::Timestamp;
use parking_lot::Mutex;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, Row as _};
use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::sync::OnceCell;

/// The file in the data folder.
pub const FILE: &str = "chancery.sqlite3";
/// Held while a server runs, so that two do not share a data folder.
pub const LOCK: &str = "chancery.lock";
/// How long SQLite waits for another program's lock. Shorter than a client's patience with a silent server.
const BUSY: Duration = Duration::from_millis(1_000);
/// How long a request waits for one of the pool's connections.
const ACQUIRE: Duration = Duration::from_millis(1_500);
const CONNECTIONS: u32 = 4;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Why the database did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum StorageTrouble {
    /// Another program holds it.
    #[error("the database is locked by another program")]
    Locked,
    /// The disk, or the size it is held to, is full.
    #[error("the disk is full")]
    Full,
    /// Its content makes no sense.
    #[error("the database is damaged")]
    Damaged,
    /// More is asked of it at once than it can answer in time: later it will.
    #[error("the database is asked for more than it answers in time")]
    Busy,
    /// Anything else: the file is gone, the disk fails.
    #[error("the database does not answer")]
    Unavailable,
}

impl From<&sqlx::Error> for StorageTrouble {
    fn from(error: &sqlx::Error) -> Self {
        // Result codes: https://www.sqlite.org/rescode.html; the low byte is the primary one.
        let code = match error {
            sqlx::Error::Database(e) => e.code().and_then(|c| c.parse::<u32>().ok()).unwrap_or(0) & 0xff,
            sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => return Self::Damaged,
            // All of the pool's connections are at work for others.
            sqlx::Error::PoolTimedOut => return Self::Busy,
            _ => 0,
        };
        match code {
            5 | 6 => Self::Locked,
            13 => Self::Full,
            11 | 26 => Self::Damaged,
            _ => Self::Unavailable,
        }
    }
}

impl From<sqlx::Error> for StorageTrouble {
    fn from(error: sqlx::Error) -> Self {
        tracing::warn!(error = %error, "the database did not do what it was asked");
        Self::from(&error)
    }
}

/// What became of a meeting that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is stored; also if the very same one was before, so that who got no answer may ask again.
    Yes,
    /// Its identifier is another meeting's.
    Taken,
    /// As many are stored as may be.
    TooMany,
}

/// What a reading gave serves all who wait for it, a failure too: were each to try in turn, the last would wait for all.
type Reading = OnceCell<Result<Option<Record>, StorageTrouble>>;

/// One that waits for a meeting to be read; the last to go takes the reading out of the list.
struct Waiting<'a> {
    list: &'a Mutex<HashMap<MeetingId, Arc<Reading>>>,
    meeting: MeetingId,
    reading: Arc<Reading>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut list = self.list.lock();
        // This one and the list's own: nobody else. Counted under the list's lock, where all others come from.
        if Arc::strong_count(&self.reading) <= 2 {
            list.remove(&self.meeting);
        }
    }
}

/// The open database.
#[derive(Debug)]
pub struct Database {
    pub(crate) pool: SqlitePool,
    /// Meetings being read now: after a restart all of a meeting's clients ask for it at once, and one answer serves
    /// them all.
    reading: Mutex<HashMap<MeetingId, Arc<Reading>>>,
    // Unlocked when dropped.
    _lock: File,
}

impl Database {
    /// Opens the database in the folder `data`, makes folder and database where they are missing, brings an older one
    /// up to date. `max_bytes` holds its size. For this process alone.
    pub async fn open(data: &Path, max_bytes: Option<u64>) -> Result<Self, StartError> {
        let lock = open_folder(data)?;
        let path = data.join(FILE);
        let mut options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            // With WAL: durable but for the last moments before a power cut.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY);
        if let Some(bytes) = max_bytes {
            options = options.pragma("max_page_count", (bytes / 4_096).max(1).to_string());
        }
        // One connection first, so that each failure is told for what it is, not as a timeout of the pool.
        let mut first = SqliteConnection::connect_with(&options).await.map_err(|e| cannot_open(&path, &e))?;
        let check: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&mut first)
            .await
            .map_err(|e| cannot_open(&path, &e))?;
        if check != "ok" {
            return Err(StartError::DatabaseDamaged { path, detail: check });
        }
        MIGRATIONS.run(&mut first).await.map_err(|e| match e {
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
                StartError::DatabaseTooNew { path: path.clone() }
            }
            MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => cannot_open(&path, &e),
            e => StartError::DatabaseDamaged { path: path.clone(), detail: e.to_string() },
        })?;
        first.close().await.map_err(|e| cannot_open(&path, &e))?;
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE)
            // A file does not hang up.
            .test_before_acquire(false)
            .connect_lazy_with(options);
        Ok(Self { pool, reading: Mutex::default(), _lock: lock })
    }

    /// Stores a meeting, as long as there are fewer than `max`. Where there is no room, expired ones make it.
    pub async fn store(&self, meeting: &NewMeeting, max: u64) -> Result<Stored, StorageTrouble> {
        match self.try_store(meeting, max).await {
            Ok(Stored::TooMany) | Err(StorageTrouble::Full) => {
                self.forget_expired(Timestamp::now()).await?;
                self.try_store(meeting, max).await
            }
            done => done,
        }
    }

    async fn try_store(&self, meeting: &NewMeeting, max: u64) -> Result<Stored, StorageTrouble> {
        let record = as_stored(meeting)?;
        let inserted = sqlx::query(
            "INSERT INTO meeting (id, starts, expires, sides, sealed) SELECT ?, ?, ?, ?, ? \
             WHERE (SELECT count(*) FROM meeting) < ? ON CONFLICT (id) DO NOTHING",
        )
        .bind(&meeting.id.0.as_bytes()[..])
        .bind(record.starts.as_millisecond())
        .bind(record.expires.as_millisecond())
        .bind(write_sides(&record))
        .bind(&record.sealed.0)
        .bind(i64::try_from(max).unwrap_or(i64::MAX))
        .execute(&self.pool)
        .await?;
        if inserted.rows_affected() == 1 {
            return Ok(Stored::Yes);
        }
        Ok(match self.read(meeting.id).await? {
            Some(there) if there == record => Stored::Yes,
            Some(_) => Stored::Taken,
            None => Stored::TooMany,
        })
    }

    /// Looks a meeting up.
    pub async fn find(&self, meeting: MeetingId) -> Result<Option<Record>, StorageTrouble> {
        let reading = Arc::clone(self.reading.lock().entry(meeting).or_default());
        let waiting = Waiting { list: &self.reading, meeting, reading };
        waiting.reading.get_or_init(|| self.read(meeting)).await.clone()
    }

    async fn read(&self, meeting: MeetingId) -> Result<Option<Record>, StorageTrouble> {
        let row = sqlx::query("SELECT starts, expires, sides, sealed FROM meeting WHERE id = ?")
            .bind(&meeting.0.as_bytes()[..])
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let time = |ms: i64| Timestamp::from_millisecond(ms).map_err(|_| StorageTrouble::Damaged);
        Ok(Some(Record {
            starts: time(row.try_get("starts")?)?,
            expires: time(row.try_get("expires")?)?,
            sides: read_sides(row.try_get("sides")?).ok_or(StorageTrouble::Damaged)?,
            sealed: Sealed(row.try_get("sealed")?),
        }))
    }

    /// Forgets the meetings that had expired by `now`; says how many.
    pub async fn forget_expired(&self, now: Timestamp) -> Result<u64, StorageTrouble> {
        let done = sqlx::query("DELETE FROM meeting WHERE expires <= ?")
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }

    /// Whether it can store something now: does so.
    pub async fn check(&self) -> Result<(), StorageTrouble> {
        let now = Timestamp::now().as_millisecond();
        sqlx::query("UPDATE health SET checked = ? WHERE id = 1").bind(now).execute(&self.pool).await?;
        Ok(())
    }

    /// Writes everything into the one file and closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The record as it will be read again: in milliseconds, sides in order.
fn as_stored(meeting: &NewMeeting) -> Result<Record, StorageTrouble> {
    let time = |t: Timestamp| Timestamp::from_millisecond(t.as_millisecond()).map_err(|_| StorageTrouble::Damaged);
    let side = |s: &NewSide| {
        let sha256 = <[u8; 32]>::try_from(&s.access_sha256.0[..]).map_err(|_| StorageTrouble::Damaged)?;
        Ok((s.delegation.clone(), sha256))
    };
    let mut sides = meeting.sides.iter().map(side).collect::<Result<Vec<_>, StorageTrouble>>()?;
    sides.sort();
    Ok(Record { starts: time(meeting.starts)?, expires: time(meeting.expires)?, sides, sealed: meeting.sealed.clone() })
}

fn write_sides(record: &Record) -> String {
    let sides: Vec<_> =
        record.sides.iter().map(|(code, sha256)| (code.as_str(), URL_SAFE_NO_PAD.encode(sha256))).collect();
    serde_json::json!(sides).to_string()
}

fn read_sides(text: &str) -> Option<Vec<(DelegationCode, [u8; 32])>> {
    let sides: Vec<(DelegationCode, String)> = serde_json::from_str(text).ok()?;
    let side = |(code, sha256): (_, String)| Some((code, URL_SAFE_NO_PAD.decode(sha256).ok()?.try_into().ok()?));
    sides.into_iter().map(side).collect()
}

/// Makes the folder and the file where they are missing, readable by this user alone, and takes the lock.
fn open_folder(data: &Path) -> Result<File, StartError> {
    let failed = |source| StartError::DataFolder { path: data.to_owned(), source };
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(data).map_err(failed)?;
    let private = |name: &str| {
        let mut file = File::options();
        file.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
        file.open(data.join(name))
    };
    let lock = private(LOCK).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(StartError::DataFolderInUse { path: data.to_owned() }),
        Err(TryLockError::Error(e)) => return Err(failed(e)),
    }
    let file = private(FILE).map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(failed(Error::new(ErrorKind::InvalidInput, format!("{FILE} is not a file"))));
    }
    Ok(lock)
}

fn cannot_open(path: &Path, error: &sqlx::Error) -> StartError {
    let path: PathBuf = path.to_owned();
    match StorageTrouble::from(error) {
        StorageTrouble::Locked => StartError::DatabaseLocked { path },
        StorageTrouble::Full => StartError::DiskFull { path },
        StorageTrouble::Damaged => StartError::DatabaseDamaged { path, detail: error.to_string() },
        StorageTrouble::Unavailable | StorageTrouble::Busy => StartError::Database { path, detail: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting(n: u8) -> NewMeeting {
        let side = |code: &str, byte| NewSide {
            delegation: DelegationCode::new(code).unwrap(),
            access_sha256: Sealed(vec![byte; 32]),
        };
        NewMeeting {
            id: MeetingId::from_random([n; 16]),
            starts: "2026-12-01T07:00:00.123456789Z".parse().unwrap(),
            expires: "2026-12-01T09:00:00Z".parse().unwrap(),
            sides: vec![side("ZA", 2), side("ID", 1)],
            sealed: Sealed(vec![n; 1_000]),
        }
    }

    #[tokio::test]
    async fn what_is_stored_is_found_by_all_who_ask_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let database = Arc::new(Database::open(folder.path(), None).await.unwrap());
        assert_eq!(database.store(&meeting(1), 10).await, Ok(Stored::Yes));
        let mut asking = tokio::task::JoinSet::new();
        for n in 0..50 {
            let database = Arc::clone(&database);
            asking.spawn(async move { database.find(MeetingId::from_random([1 + n % 2; 16])).await });
        }
        let found = asking.join_all().await;
        assert_eq!(found.iter().filter(|f| matches!(f, Ok(None))).count(), 25);
        let record = as_stored(&meeting(1)).unwrap();
        assert_eq!(found.iter().filter(|f| **f == Ok(Some(record.clone()))).count(), 25);
        assert_eq!(record.sides[0].0.as_str(), "ID");
        assert!(database.reading.lock().is_empty());
        // Who does not wait for the answer leaves nothing behind.
        let _ = tokio::time::timeout(Duration::ZERO, database.find(meeting(3).id)).await;
        assert!(database.reading.lock().is_empty());
        // What was not there is found once it is.
        assert_eq!(database.store(&meeting(2), 10).await, Ok(Stored::Yes));
        assert!(database.find(meeting(2).id).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_busy_pool_is_told_as_that_to_all_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let database = Arc::new(Database::open(folder.path(), None).await.unwrap());
        assert_eq!(database.store(&meeting(1), 10).await, Ok(Stored::Yes));
        let mut held = Vec::new();
        for _ in 0..CONNECTIONS {
            held.push(database.pool.acquire().await.unwrap());
        }
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let database = Arc::clone(&database);
            asking.spawn(async move { database.find(meeting(1).id).await });
        }
        let patience = ACQUIRE * 10;
        let answers = tokio::time::timeout(patience, asking.join_all()).await.expect("not one after the other");
        assert!(answers.iter().all(|answer| *answer == Err(StorageTrouble::Busy)), "{answers:?}");
        drop(held);
        assert!(database.find(meeting(1).id).await.unwrap().is_some(), "a failure is not remembered");
    }

    #[tokio::test]
    async fn full_and_expired() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path(), None).await.unwrap();
        let past = NewMeeting { expires: "2020-01-01T00:00:00Z".parse().unwrap(), ..meeting(1) };
        assert_eq!(database.store(&past, 1).await, Ok(Stored::Yes));
        assert_eq!(database.store(&meeting(2), 1).await, Ok(Stored::Yes), "the expired one makes room");
        assert_eq!(database.store(&meeting(3), 1).await, Ok(Stored::TooMany));
        assert_eq!(database.store(&meeting(2), 1).await, Ok(Stored::Yes), "the same again");
        let other = NewMeeting { sealed: Sealed(vec![9]), ..meeting(2) };
        assert_eq!(database.store(&other, 1).await, Ok(Stored::Taken));
        assert_eq!(database.check().await, Ok(()));
    }

    #[test]
    fn sides_that_make_no_sense_are_told() {
        for bad in ["", "{}", r#"[["ID"]]"#, r#"[["?","AAAA"]]"#, r#"[["ID","AAAA"]]"#, r#"[["ID","%%"]]"#] {
            assert_eq!(read_sides(bad), None, "{bad}");
        }
    }
}
