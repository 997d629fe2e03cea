//! Books in the database. As everywhere here, each write is one statement: the triggers of migration 2 write the trail and
//! the book's count along with it.

use crate::database::{Database, StorageTrouble, Stored};
use chancery_model::{BookId, EntryId, OfficerId};
use chancery_signalling::calendar::{Changes, Entry, PAGE_BYTES, PAGE_ENTRIES, Trail, TrailMark, Write, Written};
use chancery_signalling::message::Sealed;
use jiff::{SignedDuration, Timestamp};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use std::time::Duration;

/// How much one book may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub entries: u64,
    pub bytes: u64,
}

/// What became of a version that was to be written.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    /// It is; also if the very same one was before, so that who got no answer may write again.
    Written(Written),
    /// Somebody else was faster.
    Newer(Option<Box<Entry>>),
    /// The book is full.
    Full,
}

const COLUMNS: &str = "id, version, change, starts, ends, sealed, officer, at, note";

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn count(row: &SqliteRow, column: &str) -> Result<u64, StorageTrouble> {
    u64::try_from(row.try_get::<i64, _>(column)?).map_err(|_| StorageTrouble::Damaged)
}

fn time(row: &SqliteRow, column: &str) -> Result<Timestamp, StorageTrouble> {
    Timestamp::from_millisecond(row.try_get(column)?).map_err(|_| StorageTrouble::Damaged)
}

fn id(row: &SqliteRow, column: &str) -> Result<[u8; 16], StorageTrouble> {
    row.try_get::<Vec<u8>, _>(column)?.try_into().map_err(|_| StorageTrouble::Damaged)
}

fn entry(row: &SqliteRow) -> Result<Entry, StorageTrouble> {
    Ok(Entry {
        id: EntryId::from_bytes(id(row, "id")?),
        version: count(row, "version")?,
        change: count(row, "change")?,
        starts: time(row, "starts")?,
        ends: time(row, "ends")?,
        sealed: row.try_get::<Option<Vec<u8>>, _>("sealed")?.map(Sealed),
        officer: OfficerId::from_bytes(id(row, "officer")?),
        at: time(row, "at")?,
        note: Sealed(row.try_get("note")?),
    })
}

/// Whether what is stored is what was to be written.
fn same(there: &Entry, wanted: &Write) -> bool {
    there.version == wanted.base + 1
        && there.sealed == wanted.sealed
        && there.officer == wanted.officer
        && there.note == wanted.note
        && there.starts.as_millisecond() == wanted.starts.as_millisecond()
        && there.ends.as_millisecond() == wanted.ends.as_millisecond()
}

impl Database {
    /// Opens a book, as long as there are fewer than `max`.
    pub(crate) async fn open_book(
        &self,
        book: BookId,
        access: &[u8; 32],
        now: Timestamp,
        max: u64,
    ) -> Result<Stored, StorageTrouble> {
        let done = sqlx::query(
            "INSERT INTO book (id, access, touched) SELECT ?, ?, ? WHERE (SELECT count(*) FROM book) < ? \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(&book.0.as_bytes()[..])
        .bind(&access[..])
        .bind(now.as_millisecond())
        .bind(number(max))
        .execute(&self.pool)
        .await?;
        if done.rows_affected() == 1 {
            return Ok(Stored::Yes);
        }
        Ok(match self.book_access(book).await? {
            Some(there) if there == *access => Stored::Yes,
            Some(_) => Stored::Taken,
            None => Stored::TooMany,
        })
    }

    /// The digest of the token that opens a book.
    pub(crate) async fn book_access(&self, book: BookId) -> Result<Option<[u8; 32]>, StorageTrouble> {
        let access: Option<Vec<u8>> = sqlx::query_scalar("SELECT access FROM book WHERE id = ?")
            .bind(&book.0.as_bytes()[..])
            .fetch_optional(&self.pool)
            .await?;
        access.map(|a| a.try_into().map_err(|_| StorageTrouble::Damaged)).transpose()
    }

    /// Writes a version of an entry, if the version that it was made from still stands.
    pub(crate) async fn write_entry(
        &self,
        book: BookId,
        id: EntryId,
        wanted: &Write,
        now: Timestamp,
        room: Room,
    ) -> Result<Outcome, StorageTrouble> {
        // Both take the same ten values, so that one list of bindings serves.
        let statement = if wanted.base == 0 {
            "INSERT INTO entry (book, id, version, change, starts, ends, bytes, sealed, officer, at, note) \
             SELECT id, ?2, 1 + ?3, changes + 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM book WHERE id = ?1 \
             AND (SELECT count(*) FROM entry WHERE book = ?1) < ?11 \
             AND (SELECT coalesce(sum(bytes), 0) FROM entry WHERE book = ?1) + ?6 <= ?12 \
             ON CONFLICT DO NOTHING RETURNING version, change"
        } else {
            "UPDATE entry SET version = version + 1, change = (SELECT changes + 1 FROM book WHERE id = ?1), \
             starts = ?4, ends = ?5, bytes = ?6, sealed = ?7, officer = ?8, at = ?9, note = ?10 \
             WHERE book = ?1 AND id = ?2 AND version = ?3 AND ?11 >= 0 \
             AND (SELECT coalesce(sum(bytes), 0) FROM entry WHERE book = ?1 AND id <> ?2) + ?6 <= ?12 \
             RETURNING version, change"
        };
        let bytes = wanted.note.0.len() + wanted.sealed.as_ref().map_or(0, |s| s.0.len());
        // All rows, though there is one: a statement is committed when it has been read to its end.
        let rows = sqlx::query(statement)
            .bind(&book.0.as_bytes()[..])
            .bind(&id.0.as_bytes()[..])
            .bind(number(wanted.base))
            .bind(wanted.starts.as_millisecond())
            .bind(wanted.ends.as_millisecond())
            .bind(number(bytes as u64))
            .bind(wanted.sealed.as_ref().map(|s| &s.0[..]))
            .bind(&wanted.officer.0.as_bytes()[..])
            .bind(now.as_millisecond())
            .bind(&wanted.note.0)
            .bind(number(room.entries))
            .bind(number(room.bytes))
            .fetch_all(&self.pool)
            .await?;
        if let Some(row) = rows.first() {
            return Ok(Outcome::Written(Written { version: count(row, "version")?, change: count(row, "change")? }));
        }
        Ok(match self.entry(book, id).await? {
            Some(there) if same(&there, wanted) => {
                Outcome::Written(Written { version: there.version, change: there.change })
            }
            Some(there) if there.version == wanted.base => Outcome::Full,
            None if wanted.base == 0 => Outcome::Full,
            there => Outcome::Newer(there.map(Box::new)),
        })
    }

    /// An entry as it stands.
    pub(crate) async fn entry(&self, book: BookId, wanted: EntryId) -> Result<Option<Entry>, StorageTrouble> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM entry WHERE book = ? AND id = ?")))
            .bind(&book.0.as_bytes()[..])
            .bind(&wanted.0.as_bytes()[..])
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(entry).transpose()
    }

    /// The entries that changed after the count `since`, as many as one answer holds.
    pub(crate) async fn changes(&self, book: BookId, since: u64) -> Result<Changes, StorageTrouble> {
        let now: i64 = sqlx::query_scalar("SELECT coalesce(max(changes), 0) FROM book WHERE id = ?")
            .bind(&book.0.as_bytes()[..])
            .fetch_one(&self.pool)
            .await?;
        // A count beyond ours is from before a backup was restored: then everything is told again.
        let since = if number(since) > now { 0 } else { since };
        let statement = format!(
            "WITH page AS (SELECT id AS key, sum(bytes) OVER (ORDER BY change) - bytes AS before FROM entry \
             WHERE book = ?1 AND change > ?2 ORDER BY change LIMIT {PAGE_ENTRIES}) \
             SELECT {COLUMNS} FROM entry JOIN page ON id = key WHERE book = ?1 AND before < {PAGE_BYTES} ORDER BY change"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(&book.0.as_bytes()[..])
            .bind(number(since))
            .fetch_all(&self.pool)
            .await?;
        let entries = rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        let upto = entries.last().map_or(since, |e| e.change);
        let more: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM entry WHERE book = ? AND change > ?)")
            .bind(&book.0.as_bytes()[..])
            .bind(number(upto))
            .fetch_one(&self.pool)
            .await?;
        Ok(Changes { entries, upto, more })
    }

    /// Who wrote an entry's versions; `None`: there is no such entry.
    pub(crate) async fn trail(&self, book: BookId, wanted: EntryId) -> Result<Option<Trail>, StorageTrouble> {
        let rows = sqlx::query(
            "SELECT version, at, officer, note, deleted FROM trail WHERE book = ? AND entry = ? ORDER BY version DESC",
        )
        .bind(&book.0.as_bytes()[..])
        .bind(&wanted.0.as_bytes()[..])
        .fetch_all(&self.pool)
        .await?;
        let mark = |row: &SqliteRow| {
            Ok(TrailMark {
                version: count(row, "version")?,
                at: time(row, "at")?,
                officer: OfficerId::from_bytes(id(row, "officer")?),
                note: Sealed(row.try_get("note")?),
                deleted: row.try_get("deleted")?,
            })
        };
        let versions = rows.iter().map(mark).collect::<Result<Vec<_>, StorageTrouble>>()?;
        Ok((!versions.is_empty()).then_some(Trail { versions }))
    }

    /// Forgets the entries that ended, and were last written, `keep` before `now`; then the books in which nothing is and was
    /// for as long. Says how many entries.
    pub(crate) async fn forget_entries(&self, now: Timestamp, keep: Duration) -> Result<u64, StorageTrouble> {
        let keep = SignedDuration::try_from(keep).unwrap_or(SignedDuration::MAX);
        let before = now.checked_sub(keep).unwrap_or(Timestamp::MIN).as_millisecond();
        let done =
            sqlx::query("DELETE FROM entry WHERE ends <= ?1 AND at <= ?1").bind(before).execute(&self.pool).await?;
        sqlx::query(
            "DELETE FROM book WHERE touched <= ? AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.book = book.id)",
        )
        .bind(before)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }
}
