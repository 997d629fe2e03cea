//! The meetings in SQLite: one file in the data folder, in WAL mode (a reader never waits for a writer).
//!
//! Everything that cannot be done is a [`StorageTrouble`]; the server lives on and says so to the client.

use crate::config::StartError;
use chancery_model::{DelegationCode, MeetingId};
use chancery_signalling::message::{NewMeeting, Sealed};
use chancery_signalling::room::Record;
use jiff::Timestamp;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, Row as _};
use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

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

/// The open database.
#[derive(Debug)]
pub struct Database {
    pool: SqlitePool,
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
            .foreign_keys(true)
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
        Ok(Self { pool, _lock: lock })
    }

    /// Stores a meeting, as long as there are fewer than `max`.
    pub async fn store(&self, meeting: &NewMeeting, max: u64) -> Result<Stored, StorageTrouble> {
        let id = &meeting.id.0.as_bytes()[..];
        let (starts, expires) = (meeting.starts.as_millisecond(), meeting.expires.as_millisecond());
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM meeting").fetch_one(&mut *tx).await?;
        let inserted = sqlx::query(
            "INSERT INTO meeting (id, starts, expires, sealed) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(starts)
        .bind(expires)
        .bind(&meeting.sealed.0)
        .execute(&mut *tx)
        .await?;
        if inserted.rows_affected() == 0 {
            drop(tx);
            return Ok(if self.is_same(meeting).await? { Stored::Yes } else { Stored::Taken });
        }
        if count.unsigned_abs() >= max {
            return Ok(Stored::TooMany);
        }
        for side in &meeting.sides {
            sqlx::query("INSERT INTO side (meeting, delegation, access_sha256) VALUES (?, ?, ?)")
                .bind(id)
                .bind(side.delegation.as_str())
                .bind(&side.access_sha256.0)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(Stored::Yes)
    }

    async fn is_same(&self, meeting: &NewMeeting) -> Result<bool, StorageTrouble> {
        let Some(record) = self.find(meeting.id).await? else { return Ok(false) };
        let mut sides: Vec<_> =
            meeting.sides.iter().map(|s| (s.delegation.clone(), s.access_sha256.0.clone())).collect();
        sides.sort();
        Ok(record.starts.as_millisecond() == meeting.starts.as_millisecond()
            && record.expires.as_millisecond() == meeting.expires.as_millisecond()
            && record.sealed == meeting.sealed
            && record.sides.into_iter().map(|(code, sha)| (code, sha.to_vec())).eq(sides))
    }

    /// Looks a meeting up.
    pub async fn find(&self, meeting: MeetingId) -> Result<Option<Record>, StorageTrouble> {
        // One query: under load the way to SQLite's thread and back costs more than the blob sent once for each side.
        let rows = sqlx::query(
            "SELECT starts, expires, sealed, delegation, access_sha256 FROM meeting LEFT JOIN side ON side.meeting = id \
             WHERE id = ? ORDER BY delegation",
        )
        .bind(&meeting.0.as_bytes()[..])
        .fetch_all(&self.pool)
        .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let time = |ms: i64| Timestamp::from_millisecond(ms).map_err(|_| StorageTrouble::Damaged);
        let mut record = Record {
            starts: time(first.try_get("starts")?)?,
            expires: time(first.try_get("expires")?)?,
            sides: Vec::with_capacity(rows.len()),
            sealed: Sealed(first.try_get("sealed")?),
        };
        for row in &rows {
            let code = DelegationCode::new(row.try_get("delegation")?).map_err(|_| StorageTrouble::Damaged)?;
            let sha256: Vec<u8> = row.try_get("access_sha256")?;
            record.sides.push((code, sha256.try_into().map_err(|_| StorageTrouble::Damaged)?));
        }
        Ok(Some(record))
    }

    /// Forgets the meetings that had expired by `now`; says how many.
    pub async fn forget_expired(&self, now: Timestamp) -> Result<u64, StorageTrouble> {
        let done = sqlx::query("DELETE FROM meeting WHERE expires <= ?")
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }

    /// Whether it could store something now.
    pub async fn check(&self) -> Result<(), StorageTrouble> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM (SELECT id FROM meeting LIMIT 1)")
            .fetch_one(&mut *tx)
            .await?;
        tx.rollback().await?;
        Ok(())
    }

    /// Writes everything into the one file and closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
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
        StorageTrouble::Unavailable => StartError::Database { path, detail: error.to_string() },
    }
}
