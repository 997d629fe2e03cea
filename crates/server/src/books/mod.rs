//! The routes of the books (see [`chancery_signalling::calendar`]): who may, how much, how often.

mod store;

use crate::database::{StorageTrouble, Stored};
use crate::http::{Peer, client_address, is_organiser};
use crate::hub::{Hub, trouble_label};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use chancery_model::{BookId, EntryId};
use chancery_signalling::calendar::{
    Changes, Entry, MAX_ENTRY, MAX_NOTE, NewBook, Newer, Refusal as Body, Trail, Why, Write, Written,
};
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use store::{Outcome, Room};
use subtle::ConstantTimeEq as _;

pub(crate) const NEW: &str = "/v1/books";
pub(crate) const ENTRY: &str = "/v1/books/{book}/entries/{entry}";
pub(crate) const TRAIL: &str = "/v1/books/{book}/entries/{entry}/trail";
pub(crate) const CHANGES: &str = "/v1/books/{book}/changes";

/// Bytes of a version that is to be written: the entry and the note in base64, and what is around them.
const MAX_BODY: usize = (MAX_ENTRY + MAX_NOTE) * 4 / 3 + 4 * 1024;
/// How far from now a meeting may begin or end.
const FARTHEST: SignedDuration = SignedDuration::from_hours(20 * 366 * 24);

pub(crate) fn routes() -> Router<Arc<Hub>> {
    Router::new()
        .route(NEW, post(open))
        .route(ENTRY, get(read).put(write).layer(DefaultBodyLimit::max(MAX_BODY)))
        .route(TRAIL, get(trail))
        .route(CHANGES, get(changes))
}

/// Why a request is refused, and when it may be asked again.
struct Refusal {
    why: Why,
    retry: Option<u64>,
}

impl From<Why> for Refusal {
    fn from(why: Why) -> Self {
        Self { why, retry: None }
    }
}

impl Refusal {
    fn later(why: Why, seconds: u64) -> Self {
        Self { why, retry: Some(seconds) }
    }

    fn storage(hub: &Hub, trouble: StorageTrouble) -> Self {
        hub.metrics.storage(trouble_label(trouble));
        // Busy: nothing is wrong with the disk, there is too much to do just now.
        if trouble == StorageTrouble::Busy { Self::later(Why::TooFast, 2) } else { Self::later(Why::Storage, 5) }
    }

    fn status(&self) -> StatusCode {
        match self.why {
            Why::NoSuchBook | Why::NoSuchEntry => StatusCode::NOT_FOUND,
            Why::Taken => StatusCode::CONFLICT,
            Why::OrganisersOnly => StatusCode::UNAUTHORIZED,
            Why::BookFull => StatusCode::INSUFFICIENT_STORAGE,
            Why::TooFast => StatusCode::TOO_MANY_REQUESTS,
            Why::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Why::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
            Why::ServerFull | Why::Storage => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(Body { code: self.why })).into_response();
        if let Some(retry) = self.retry {
            response.headers_mut().insert(RETRY_AFTER, retry.into());
        }
        if self.why == Why::OrganisersOnly {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

type Answer<T> = Result<T, Refusal>;

/// Counts a refusal on its way out.
fn counted<T>(hub: &Hub, answer: Answer<T>) -> Answer<T> {
    answer.inspect_err(|refusal| hub.metrics.book_refused(refusal.why))
}

/// Who asks, and for what.
struct Asked {
    hub: Arc<Hub>,
    peer: Peer,
    headers: HeaderMap,
}

impl Asked {
    /// Whether the address may go on: reading and writing have a pace of their own.
    fn paced(&self, writes: bool) -> Answer<()> {
        let address = client_address(&self.hub, &self.peer, &self.headers);
        let pace = if writes { &self.hub.writing } else { &self.hub.reading };
        let free = self.hub.is_exempt(address) || pace.take(self.hub.now().tick, address, 1);
        if free { Ok(()) } else { Err(Refusal::later(Why::TooFast, 1)) }
    }

    /// The book, if the token is its.
    async fn book(&self, text: &str) -> Answer<BookId> {
        let token = self.headers.get(AUTHORIZATION).and_then(|v| v.as_bytes().strip_prefix(b"Bearer "));
        let token = token.and_then(|t| URL_SAFE_NO_PAD.decode(t.trim_ascii()).ok()).unwrap_or_default();
        let book: BookId = text.parse().map_err(|_| Why::NoSuchBook)?;
        let access = self.hub.database.book_access(book).await.map_err(|t| Refusal::storage(&self.hub, t))?;
        // In the same time, whether there is such a book or not.
        let equal = digest(&SHA256, &token).as_ref().ct_eq(&access.unwrap_or_default());
        if bool::from(equal) && access.is_some() { Ok(book) } else { Err(Why::NoSuchBook.into()) }
    }
}

fn body<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Answer<T> {
    let body = body.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Why::TooLarge,
        _ => Why::Malformed,
    })?;
    serde_json::from_slice(&body).map_err(|_| Why::Malformed.into())
}

async fn open(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Answer<StatusCode> {
    let answer = try_open(&hub, &peer, &headers, bytes).await;
    counted(&hub, answer)
}

async fn try_open(
    hub: &Hub,
    peer: &Peer,
    headers: &HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Answer<StatusCode> {
    if let Some(expected) = &hub.config.organiser_sha256
        && !is_organiser(headers, expected)
    {
        return Err(Why::OrganisersOnly.into());
    }
    let address = client_address(hub, peer, headers);
    let cost = 3_600 / u64::from(hub.config.books_per_hour.clamp(1, 3_600));
    if !hub.is_exempt(address) && !hub.opening.take(hub.now().tick, address, cost) {
        return Err(Refusal::later(Why::TooFast, cost));
    }
    let book: NewBook = body(bytes)?;
    let access: [u8; 32] = book.access_sha256.0[..].try_into().map_err(|_| Why::Malformed)?;
    match hub.database.open_book(book.id, &access, hub.now().wall, hub.config.max_books).await {
        Ok(Stored::Yes) => {
            hub.metrics.book_opened();
            tracing::info!("a book was opened");
            Ok(StatusCode::CREATED)
        }
        Ok(Stored::Taken) => Err(Why::Taken.into()),
        Ok(Stored::TooMany) => Err(Refusal::later(Why::ServerFull, 3_600)),
        Err(trouble) => Err(Refusal::storage(hub, trouble)),
    }
}

/// Whether a version can be written as it is.
fn check(write: &Write, now: Timestamp) -> Result<(), Why> {
    if write.note.0.len() > MAX_NOTE || write.sealed.as_ref().is_some_and(|s| s.0.len() > MAX_ENTRY) {
        return Err(Why::TooLarge);
    }
    let near = |at: Timestamp| at.duration_since(now).abs() <= FARTHEST;
    let fits = write.base < i64::MAX as u64
        && write.starts <= write.ends
        && near(write.starts)
        && near(write.ends)
        && write.sealed.as_ref().is_none_or(|s| !s.0.is_empty());
    if fits { Ok(()) } else { Err(Why::Malformed) }
}

async fn write(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Path((book, entry)): Path<(String, String)>,
    bytes: Result<Bytes, BytesRejection>,
) -> Answer<Response> {
    let asked = Asked { hub: Arc::clone(&hub), peer, headers };
    let answer = async {
        asked.paced(true)?;
        let book = asked.book(&book).await?;
        let entry: EntryId = entry.parse().map_err(|_| Why::NoSuchEntry)?;
        let write: Write = body(bytes)?;
        let now = hub.now().wall;
        check(&write, now)?;
        let room = Room { entries: hub.config.max_entries, bytes: hub.config.max_book_bytes };
        let outcome = hub.database.write_entry(book, entry, &write, now, room).await;
        match outcome.map_err(|t| Refusal::storage(&hub, t))? {
            Outcome::Written(written) => {
                hub.metrics.written();
                Ok(Json::<Written>(written).into_response())
            }
            Outcome::Newer(newer) => {
                hub.metrics.overtaken();
                let newer = Newer { newer: newer.map(|n| *n) };
                Ok((StatusCode::CONFLICT, Json(newer)).into_response())
            }
            Outcome::Full => Err(Why::BookFull.into()),
        }
    };
    counted(&hub, answer.await)
}

async fn read(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Path((book, entry)): Path<(String, String)>,
) -> Answer<Json<Entry>> {
    let asked = Asked { hub: Arc::clone(&hub), peer, headers };
    let answer = async {
        asked.paced(false)?;
        let book = asked.book(&book).await?;
        let entry: EntryId = entry.parse().map_err(|_| Why::NoSuchEntry)?;
        let found = hub.database.entry(book, entry).await.map_err(|t| Refusal::storage(&hub, t))?;
        found.map(Json).ok_or_else(|| Why::NoSuchEntry.into())
    };
    counted(&hub, answer.await)
}

async fn trail(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Path((book, entry)): Path<(String, String)>,
) -> Answer<Json<Trail>> {
    let asked = Asked { hub: Arc::clone(&hub), peer, headers };
    let answer = async {
        asked.paced(false)?;
        let book = asked.book(&book).await?;
        let entry: EntryId = entry.parse().map_err(|_| Why::NoSuchEntry)?;
        let found = hub.database.trail(book, entry).await.map_err(|t| Refusal::storage(&hub, t))?;
        found.map(Json).ok_or_else(|| Why::NoSuchEntry.into())
    };
    counted(&hub, answer.await)
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

async fn changes(
    State(hub): State<Arc<Hub>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Path(book): Path<String>,
    since: Result<Query<Since>, axum::extract::rejection::QueryRejection>,
) -> Answer<Json<Changes>> {
    let asked = Asked { hub: Arc::clone(&hub), peer, headers };
    let answer = async {
        asked.paced(false)?;
        let book = asked.book(&book).await?;
        let Query(Since { since }) = since.map_err(|_| Why::Malformed)?;
        let found = hub.database.changes(book, since).await.map_err(|t| Refusal::storage(&hub, t))?;
        Ok(Json(found))
    };
    counted(&hub, answer.await)
}
