//! The shared book: plans on the server, sealed, and the merge where two officers wrote at once.

use crate::network::{Answer, Network, NoAnswer, is_this_machine};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{BookId, EntryId, OfficerId, Personal};
use chancery_schedule::plan::{Conflict, Plan, merge, parts_changed};
use chancery_signalling::calendar::{
    Changes, Entry, MAX_ANSWER, MAX_ENTRY, MAX_NOTE, NewBook, Newer, Refusal, Trail, Why, Write, Written,
};
use chancery_signalling::message::Sealed;
use chancery_trust::book::{BookKeys, BookLink, BookSecret, Part};
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use ring::digest::{SHA256, digest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::time::Duration;
use thiserror::Error;
use url::Url;

/// How often a version is brought together with another's before it is given up.
const ATTEMPTS: usize = 20;
/// A plan is filled up to a multiple of so many bytes, so that its size says little about it.
const FILL: usize = 4 * 1024;
/// Sealing adds 12 bytes of nonce and 16 of tag.
const SEAL: usize = 28;
/// Bytes of a note that the names of a plan's parts may need.
const ROOM_FOR_PARTS: usize = 512;
/// How long a series without an end is kept in sight.
const ENDLESS: SignedDuration = SignedDuration::from_hours(2 * 366 * 24);

/// Why the book did not do what it was asked.
#[derive(Debug, Error)]
pub enum BookError {
    /// The server does not answer.
    #[error("the server of the shared book does not answer: the plan is kept here; try again later")]
    Unreachable,
    /// The connection cannot be trusted.
    #[error("the connection to the server of the shared book cannot be trusted ({0})")]
    Untrusted(String),
    /// Without TLS, and not to this machine.
    #[error(
        "the address of the shared book is without encryption (http://), and not on this machine: ask for a link with https://"
    )]
    PlainAbroad,
    /// No address.
    #[error("this is no server's address: write it as https://meet.example.org")]
    BadAddress,
    /// What answers is not a Chancery server.
    #[error("what answers is not a Chancery server: check the address")]
    Nonsense,
    /// The server said no.
    #[error("{}", refused(*.0))]
    Refused(Why),
    /// The plan is larger than an entry may be.
    #[error("the plan is {0} bytes and a shared one may have {MAX_ENTRY}: shorten its texts")]
    TooLarge(usize),
    /// Others write faster than this can be brought together with theirs.
    #[error("others are writing this plan just now: try again in a moment")]
    Crowded,
    /// What stands there was not sealed by anybody who has the link.
    #[error(
        "version {version} of a plan in the book cannot be opened: it was sealed with another secret, or changed on the server"
    )]
    CannotOpen {
        /// Its version.
        version: u64,
    },
}

fn refused(why: Why) -> &'static str {
    match why {
        Why::NoSuchBook => "the server knows no such book: the link is of another server, or the book was forgotten",
        Why::NoSuchEntry => "there is no such plan in the book",
        Why::Taken => "the number of the new book is taken: try again",
        Why::OrganisersOnly => "only those who have the organisers' token may open a book on this server",
        Why::BookFull => "the book is full: delete plans that are no longer needed",
        Why::ServerFull => "the server keeps as many books as it can: ask its administrator",
        Why::TooFast => "the server is asked too often: try again in a moment",
        Why::TooLarge => "the server takes no plan of this size: shorten its texts",
        Why::Malformed => "the server does not understand this program: one of the two is older",
        Why::Storage => "the server cannot store anything just now: the plan is kept here; ask its administrator",
    }
}

impl BookError {
    /// Whether the book is open, and the plan not in it.
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::Refused(Why::NoSuchEntry))
    }
}

impl From<NoAnswer> for BookError {
    fn from(error: NoAnswer) -> Self {
        match error {
            NoAnswer::Unreachable | NoAnswer::Slow => Self::Unreachable,
            NoAnswer::Tls(why) => Self::Untrusted(why),
            NoAnswer::TooLong | NoAnswer::Nonsense => Self::Nonsense,
        }
    }
}

/// A plan as it stands in the book.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Its entry.
    pub entry: EntryId,
    /// Its version.
    pub version: u64,
    /// The plan; `None`: it was deleted.
    pub plan: Option<Plan>,
    /// Who wrote this version.
    pub officer: OfficerId,
    /// When the server got it.
    pub at: Timestamp,
}

/// What came of putting a plan into the book.
#[derive(Clone, Debug, PartialEq)]
pub struct Put {
    /// The version that was written.
    pub version: u64,
    /// The plan of it: what was given, brought together with what others wrote.
    pub plan: Plan,
    /// Whether anything of others is in it.
    pub merged: bool,
    /// Where both wrote differently: both are in it, for the officer to choose.
    pub conflicts: Vec<Conflict>,
}

/// What changed in the book.
#[derive(Debug, Default)]
pub struct News {
    /// The plans, each once.
    pub plans: Vec<Standing>,
    /// How many could not be opened.
    pub sealed_otherwise: usize,
    /// The count to ask from next.
    pub upto: u64,
}

/// One version in a plan's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub version: u64,
    /// When the server got it.
    pub at: Timestamp,
    /// Who wrote it.
    pub officer: OfficerId,
    /// What they noted; `None`: it cannot be opened.
    pub note: Option<Note>,
    /// Whether it deleted the plan.
    pub deleted: bool,
}

/// What an officer notes with a version: their name, and on a line of its own the parts of the plan that they changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Who it was, in their own words.
    pub by: Personal,
    /// The parts, by the names of [`Plan`]'s fields.
    pub parts: Vec<String>,
}

impl Note {
    fn read(text: &str) -> Self {
        let (by, parts) = text.split_once('\n').unwrap_or((text, ""));
        let parts = parts.split(' ').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Self { by: Personal(by.to_owned()), parts }
    }
}

/// As it is sealed: nobody's name is longer than leaves room for all the parts.
fn noted(by: &str, base: Option<&Plan>, plan: Option<&Plan>) -> String {
    let mut by: String = by.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    while by.len() + SEAL + ROOM_FOR_PARTS > MAX_NOTE {
        by.pop();
    }
    match base.zip(plan).map(|(base, plan)| parts_changed(base, plan).join(" ")) {
        Some(parts) if !parts.is_empty() && parts.len() < ROOM_FOR_PARTS => format!("{by}\n{parts}"),
        _ => by,
    }
}

/// Where random bytes come from: asked for twelve at a time, never the same twice.
pub type Fresh<'a> = &'a mut (dyn FnMut() -> [u8; 12] + Send);

/// An open book.
pub struct Book {
    keys: BookKeys,
    base: Url,
    token: String,
    network: Network,
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Book([redacted])")
    }
}

/// When a plan begins and ends, for the server to forget it after: its start, or its earliest proposal, or `now`.
fn span(plan: &Plan, now: Timestamp) -> (Timestamp, Timestamp) {
    let minutes = |m: u32| SignedDuration::from_mins(i64::from(m));
    let proposed =
        plan.proposals.iter().map(|p| (p.start, p.start.saturating_add(minutes(p.minutes)).unwrap_or(p.start)));
    let (starts, ends) = match plan.start {
        Some(start) => (start, start.saturating_add(minutes(plan.minutes)).unwrap_or(start)),
        None => proposed.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((now, now)),
    };
    let ends = if plan.recurrence.is_some() { ends.saturating_add(ENDLESS).unwrap_or(ends) } else { ends };
    (starts, ends)
}

/// Opens a new book on a server. `organiser`: the organisers' token, where the server asks for one; `id` and `secret` are random.
///
/// # Errors
/// [`BookError`]: no book was opened.
pub async fn begin(
    network: &Network,
    server: &str,
    organiser: Option<&str>,
    (id, secret): ([u8; 16], [u8; 32]),
) -> Result<BookLink, BookError> {
    let server = server.trim().trim_end_matches('/');
    let server = if server.contains("://") { server.to_owned() } else { format!("https://{server}") };
    let link = BookLink { server, book: BookId::from_random(id), secret: BookSecret(secret) };
    // What cannot be read again is no link.
    BookLink::parse(&link.to_link()).map_err(|_| BookError::BadAddress)?;
    Book::new(network, &link)?.create(organiser).await?;
    Ok(link)
}

impl Book {
    /// A book by its link.
    pub fn new(network: &Network, link: &BookLink) -> Result<Self, BookError> {
        let mut base = Url::parse(&link.server).map_err(|_| BookError::Nonsense)?;
        if base.scheme() != "https" && !is_this_machine(&base) {
            return Err(BookError::PlainAbroad);
        }
        let path = base.path().trim_end_matches('/').to_owned();
        base.set_path(&format!("{path}/"));
        let keys = link.keys();
        Ok(Self { base, token: URL_SAFE_NO_PAD.encode(keys.access_token()), keys, network: network.clone() })
    }

    /// A book by its link as it was kept; `None`: it is no such link.
    pub fn linked(network: &Network, link: &str) -> Option<Result<Self, BookError>> {
        BookLink::parse(link).ok().map(|link| Self::new(network, &link))
    }

    /// Which book.
    pub fn id(&self) -> BookId {
        self.keys.book()
    }

    fn url(&self, path: &str) -> Result<Url, BookError> {
        self.base.join(&format!("v1/books{path}")).map_err(|_| BookError::Nonsense)
    }

    async fn call(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Answer, BookError> {
        let mut request = self.network.http.request(method, self.url(path)?).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body);
        }
        Ok(self.network.answer(request, MAX_ANSWER).await?)
    }

    fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, BookError> {
        if answer.status == 200 {
            return serde_json::from_slice(&answer.body).map_err(|_| BookError::Nonsense);
        }
        Err(Self::refused(answer))
    }

    fn refused(answer: &Answer) -> BookError {
        match serde_json::from_slice::<Refusal>(&answer.body) {
            Ok(refusal) => BookError::Refused(refusal.code),
            // A gateway before a server that is away answers for it.
            Err(_) if answer.status >= 500 => BookError::Unreachable,
            Err(_) => BookError::Nonsense,
        }
    }

    /// Opens the book on the server; `organiser` is the organisers' token, where the server asks for it.
    pub async fn create(&self, organiser: Option<&str>) -> Result<(), BookError> {
        let sha256 = digest(&SHA256, &self.keys.access_token()).as_ref().to_vec();
        let book = NewBook { id: self.keys.book(), access_sha256: Sealed(sha256) };
        let mut request = self.network.http.post(self.url("")?).json(&book);
        if let Some(token) = organiser {
            request = request.bearer_auth(token);
        }
        let answer = self.network.answer(request, MAX_ANSWER).await?;
        if answer.status == 201 { Ok(()) } else { Err(Self::refused(&answer)) }
    }

    fn path(&self, entry: EntryId) -> String {
        format!("/{}/entries/{entry}", self.keys.book())
    }

    fn opened(&self, entry: &Entry) -> Result<Standing, BookError> {
        let cannot = || BookError::CannotOpen { version: entry.version };
        let plan = match &entry.sealed {
            None => None,
            Some(sealed) => {
                let text = self.keys.open(entry.id, entry.version, Part::Plan, &sealed.0).map_err(|_| cannot())?;
                Some(serde_json::from_slice(&text).map_err(|_| cannot())?)
            }
        };
        Ok(Standing { entry: entry.id, version: entry.version, plan, officer: entry.officer, at: entry.at })
    }

    fn version(
        &self,
        entry: EntryId,
        base: u64,
        (before, plan): (Option<&Plan>, Option<&Plan>),
        by: &Hand<'_>,
        now: Timestamp,
        fresh: Fresh<'_>,
    ) -> Result<Write, BookError> {
        let version = base + 1;
        let sealed = match plan {
            None => None,
            Some(plan) => {
                let mut text = serde_json::to_vec(plan).map_err(|_| BookError::TooLarge(usize::MAX))?;
                let length = text.len();
                // White space after a JSON text means nothing.
                let filled = (length + SEAL).next_multiple_of(FILL).min(MAX_ENTRY.max(length + SEAL)) - SEAL;
                text.resize(filled, b' ');
                if text.len() + SEAL > MAX_ENTRY {
                    return Err(BookError::TooLarge(length));
                }
                Some(Sealed(self.keys.seal(entry, version, Part::Plan, &text, fresh())))
            }
        };
        let note = noted(by.name, before, plan);
        let note = Sealed(self.keys.seal(entry, version, Part::Note, note.as_bytes(), fresh()));
        let (starts, ends) = plan.map_or((now, now), |plan| span(plan, now));
        Ok(Write { base, starts, ends, sealed, officer: by.officer, note })
    }

    async fn write(&self, entry: EntryId, write: &Write) -> Result<Result<Written, Newer>, BookError> {
        let body = serde_json::to_vec(write).map_err(|_| BookError::Nonsense)?;
        let mut tried = 0;
        loop {
            let answer = self.call(Method::PUT, &self.path(entry), Some(body.clone())).await?;
            if answer.status == 409 {
                return serde_json::from_slice(&answer.body).map(Err).map_err(|_| BookError::Nonsense);
            }
            match Self::read(&answer) {
                Err(BookError::Refused(Why::TooFast)) if tried < 3 => {
                    tried += 1;
                    tokio::time::sleep(Duration::from_secs(tried)).await;
                }
                done => return done.map(Ok),
            }
        }
    }

    /// Puts a plan into the book. `base` is the version that it was made from and its plan; `None`: it is new. What others wrote
    /// since is brought together with it, so that nobody loses a word.
    pub async fn put(
        &self,
        entry: EntryId,
        base: Option<(u64, &Plan)>,
        mine: &Plan,
        by: Hand<'_>,
        now: Timestamp,
        fresh: Fresh<'_>,
    ) -> Result<Put, BookError> {
        let (mut version, mut base) = base.map_or((0, Plan::new(&mine.uid)), |(v, plan)| (v, plan.clone()));
        let mut put = Put { version, plan: mine.clone(), merged: false, conflicts: Vec::new() };
        for _ in 0..ATTEMPTS {
            let write =
                self.version(entry, version, ((version > 0).then_some(&base), Some(&put.plan)), &by, now, fresh)?;
            match self.write(entry, &write).await? {
                Ok(written) => {
                    put.version = written.version;
                    return Ok(put);
                }
                // The server has forgotten it, or came back from a backup: it is written anew.
                Err(Newer { newer: None }) if version > 0 => version = 0,
                Err(Newer { newer: None }) => return Err(BookError::Nonsense),
                Err(Newer { newer: Some(newer) }) => {
                    if newer.id != entry {
                        return Err(BookError::Nonsense);
                    }
                    let theirs = self.opened(&newer)?;
                    version = theirs.version;
                    // Deleted by another while this one wrote: what was written stands.
                    if let Some(theirs) = theirs.plan {
                        let together = merge(&base, &put.plan, &theirs);
                        put.merged = true;
                        put.conflicts.extend(together.conflicts);
                        put.plan = together.plan;
                        base = theirs;
                    }
                }
            }
        }
        Err(BookError::Crowded)
    }

    /// Deletes a plan, if nobody has written it since `version`; otherwise what stands there.
    pub async fn delete(
        &self,
        entry: EntryId,
        version: u64,
        by: Hand<'_>,
        now: Timestamp,
        fresh: Fresh<'_>,
    ) -> Result<Option<Standing>, BookError> {
        let write = self.version(entry, version, (None, None), &by, now, fresh)?;
        match self.write(entry, &write).await? {
            Ok(_) => Ok(None),
            Err(Newer { newer }) => newer.map(|newer| self.opened(&newer)).transpose(),
        }
    }

    /// A plan as it stands.
    pub async fn get(&self, entry: EntryId) -> Result<Standing, BookError> {
        let found: Entry = Self::read(&self.call(Method::GET, &self.path(entry), None).await?)?;
        if found.id != entry {
            return Err(BookError::Nonsense);
        }
        self.opened(&found)
    }

    /// What changed since a count of changes; 0: everything. What cannot be opened is counted and passed over, so that one
    /// entry hides no other.
    pub async fn news(&self, since: u64) -> Result<News, BookError> {
        let mut news = News { upto: since, ..News::default() };
        loop {
            let path = format!("/{}/changes?since={}", self.keys.book(), news.upto);
            let page: Changes = Self::read(&self.call(Method::GET, &path, None).await?)?;
            for entry in &page.entries {
                match self.opened(entry) {
                    Ok(standing) => {
                        news.plans.retain(|p| p.entry != standing.entry);
                        news.plans.push(standing);
                    }
                    Err(_) => news.sealed_otherwise += 1,
                }
            }
            let forward = page.upto > news.upto;
            news.upto = page.upto;
            // A server that counts backwards, or without end, is not followed.
            if !page.more || !forward || page.entries.is_empty() || news.plans.len() > 100_000 {
                return Ok(news);
            }
        }
    }

    /// Who wrote a plan's versions, the newest first.
    pub async fn history(&self, entry: EntryId) -> Result<Vec<Mark>, BookError> {
        let path = format!("{}/trail", self.path(entry));
        let trail: Trail = Self::read(&self.call(Method::GET, &path, None).await?)?;
        let mark = |v: chancery_signalling::calendar::TrailMark| {
            let note = self.keys.open(entry, v.version, Part::Note, &v.note.0).ok();
            let note = note.and_then(|n| String::from_utf8(n).ok()).map(|text| Note::read(&text));
            Mark { version: v.version, at: v.at, officer: v.officer, note, deleted: v.deleted }
        };
        Ok(trail.versions.into_iter().map(mark).collect())
    }
}

/// Whose hand writes.
#[derive(Clone, Copy)]
pub struct Hand<'a> {
    /// Their number in this book.
    pub officer: OfficerId,
    /// Their name, for the others: sealed.
    pub name: &'a str,
}

impl fmt::Debug for Hand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hand([personal])")
    }
}
