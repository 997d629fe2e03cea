//! The books that are shared with other officers, by screen: begun on the meeting server, or set by the link that another officer
//! handed over; which plan stands in which, and who wrote what into it. The link of a book opens all that is in it: it is kept as
//! passwords are, and shown where a person asks for it, to hand it over.

use crate::bridge::correspondence::{Correspondence, Post, interrupted};
use crate::bridge::desk_settings::Wrong;
use crate::bridge::passwords::Typed;
use chancery_client::random_bytes;
use chancery_model::{BookId, EntryId, OfficerId, Personal};
use chancery_secretariat::Network;
use chancery_secretariat::book::{Mark, begin};
use chancery_secretariat::desk::Problem;
use chancery_secretariat::settings::{MeetingServer, Settings, SharedBook};
use chancery_secretariat::trial;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A book in the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BookShown {
    id: BookId,
    server: String,
    name: Personal,
}

/// The books that are set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BooksShown {
    books: Vec<BookShown>,
    /// Whether the link that was kept now is kept beyond this run.
    lasting: bool,
}

impl BooksShown {
    fn of(settings: Settings, lasting: bool) -> Self {
        let shown = |book: SharedBook| BookShown { id: book.id, server: book.server, name: book.name.into() };
        Self { books: settings.books.into_iter().map(shown).collect(), lasting }
    }
}

/// A book to be begun.
#[derive(Debug, Deserialize)]
pub struct Begin {
    /// What it is to be called here.
    name: Personal,
    /// The meeting server, as it was typed.
    server: String,
    /// The organisers' token, as it was typed; `None`: the one that is kept for this server, if any.
    token: Option<Typed>,
}

/// A book that another officer began.
#[derive(Debug, Deserialize)]
pub struct Add {
    name: Personal,
    link: Typed,
}

/// Which book.
#[derive(Debug, Deserialize)]
pub struct WhichBook {
    id: BookId,
}

/// Which plan.
#[derive(Debug, Deserialize)]
pub struct WhichPlan {
    uid: String,
}

/// Which plan, and the book it is to stand in; `None`: on this desk alone.
#[derive(Debug, Deserialize)]
pub struct Share {
    uid: String,
    book: Option<BookId>,
}

/// The books a plan can stand in, and the one it stands in.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Shelf {
    books: Vec<BookShown>,
    book: Option<BookId>,
}

/// A version of a plan in its book.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Wrote {
    version: u64,
    /// When the server got it.
    at: Timestamp,
    /// Who wrote it; `None`: that cannot be opened.
    by: Option<Personal>,
    /// Whether it was this desk.
    own: bool,
    /// What they changed, by the names of the plan's parts.
    parts: Vec<String>,
    deleted: bool,
}

fn store(detail: impl ToString) -> Wrong {
    Wrong::Store { detail: detail.to_string() }
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T, Wrong> + Send + 'static) -> Result<T, Wrong> {
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(interrupted)
}

fn network() -> Result<Network, Wrong> {
    Network::new(None).map_err(store)
}

impl Correspondence {
    fn set(&self, settings: &Settings) -> Result<(), Wrong> {
        settings.save(self.secretary.folder().ok_or(Wrong::Unset)?).map_err(store)
    }

    /// Sets a book. The link is kept before the settings name it.
    fn keep_book(&self, name: &str, link: &Zeroizing<String>) -> Result<BooksShown, Wrong> {
        let mut settings = self.settings()?;
        let added = settings.add_book(name, link, OfficerId::from_random(random_bytes()));
        let book = added.map_err(|lines| Wrong::Invalid { lines })?;
        let lasting = self.passwords.set(&book.secret_name(), &link.trim().to_owned().into())?;
        self.set(&settings)?;
        self.secretary.changed().notify_one();
        Ok(BooksShown::of(settings, lasting))
    }

    /// The books that are set.
    ///
    /// # Errors
    /// [`Wrong::Store`], [`Wrong::Unset`].
    pub fn books(&self) -> Result<BooksShown, Wrong> {
        Ok(BooksShown::of(self.settings()?, true))
    }

    /// Opens a new book on the meeting server, and sets it.
    ///
    /// # Errors
    /// [`Wrong`]: nothing is set.
    pub async fn begin_book(self: &Arc<Self>, request: Begin) -> Result<BooksShown, Wrong> {
        let (me, Begin { name, server, token }) = (self.clone(), request);
        let (name, server, token) = slowly(move || {
            // Before anything stands on the server.
            if let Some(line) = me.settings()?.book_name(&name) {
                return Err(Wrong::Invalid { lines: vec![line] });
            }
            let set = MeetingServer { address: server.trim().to_owned(), more: serde_json::Map::new() };
            if set.address.is_empty() {
                return Err(Wrong::Unset);
            }
            let token = match token {
                Some(typed) => Some(typed.0),
                None => me.passwords.get(&set.secret_name())?,
            };
            Ok((name, set.address, token))
        })
        .await?;
        let random = (random_bytes(), random_bytes());
        let begun = begin(&network()?, &server, token.as_ref().map(|token| token.as_str()), random).await;
        let link = Zeroizing::new(begun.map_err(|why| Wrong::Failed { why: why.into() })?.to_link());
        let me = self.clone();
        slowly(move || me.keep_book(&name, &link)).await
    }

    /// Sets a book that another officer began, if its server opens it.
    ///
    /// # Errors
    /// [`Wrong`]: nothing is set.
    pub async fn add_book(self: &Arc<Self>, request: Add) -> Result<BooksShown, Wrong> {
        let (me, Add { name, link }) = (self.clone(), request);
        // What is wrong with what was typed is told before any server is asked.
        let (name, link) = slowly(move || {
            let tried = me.settings()?.add_book(&name, &link.0, OfficerId::from_random([0; 16]));
            tried.map(|_| (name, link)).map_err(|lines| Wrong::Invalid { lines })
        })
        .await?;
        trial::book(&network()?, link.0.trim()).await.map_err(|why| Wrong::Failed { why })?;
        let me = self.clone();
        slowly(move || me.keep_book(&name, &link.0)).await
    }

    /// The link of a book, to be handed over.
    ///
    /// # Errors
    /// [`Wrong::Unset`]: no such book; [`Wrong::Password`]: the link is kept no longer.
    pub fn book_link(&self, id: BookId) -> Result<Zeroizing<String>, Wrong> {
        let name = self.settings()?.book(id).ok_or(Wrong::Unset)?.secret_name();
        self.passwords.get(&name)?.ok_or(Wrong::Password)
    }

    /// Takes a book off this desk. Its plans stay here, and in the book as they are.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn forget_book(&self, id: BookId) -> Result<BooksShown, Wrong> {
        let mut settings = self.settings()?;
        let Some(book) = settings.book(id).cloned() else { return Ok(BooksShown::of(settings, true)) };
        settings.books.retain(|other| other.id != id);
        self.secretary.desk().and_then(|desk| desk.forget_book(id)).map_err(|why| match why {
            Problem::Store { detail } => Wrong::Store { detail },
            _ => Wrong::Unset,
        })?;
        self.set(&settings)?;
        self.passwords.set(&book.secret_name(), &Zeroizing::default())?;
        Ok(BooksShown::of(settings, true))
    }

    /// In which book a plan stands; `None` where no book is set.
    ///
    /// # Errors
    /// [`Problem`].
    pub fn shelf(&self, uid: &str) -> Result<Option<Shelf>, Problem> {
        let Ok(shown) = self.books() else { return Ok(None) };
        let stands = self.secretary.desk()?.shared_in(uid).map(|(book, _)| book);
        Ok((!shown.books.is_empty()).then_some(Shelf { books: shown.books, book: stands }))
    }

    /// Puts a plan into a book, or into none.
    ///
    /// # Errors
    /// [`Problem`].
    pub fn share(&self, uid: &str, book: Option<BookId>) -> Result<(), Problem> {
        let place = book.map(|book| (book, EntryId::from_random(random_bytes())));
        self.secretary.desk()?.share(uid, place)?;
        self.secretary.changed().notify_one();
        Ok(())
    }

    /// Who wrote what into a plan's versions in its book, the newest first; nothing where it stands in none, or not yet.
    ///
    /// # Errors
    /// [`Wrong`].
    pub async fn history(self: &Arc<Self>, uid: String) -> Result<Vec<Wrote>, Wrong> {
        let me = self.clone();
        let place = slowly(move || {
            let place = me.secretary.desk().map_err(|_| Wrong::Unset)?.shared_in(&uid);
            let settings = me.settings()?;
            Ok(place.and_then(|(book, entry)| Some((settings.book(book)?.clone(), entry))))
        })
        .await?;
        let Some((set, entry)) = place else { return Ok(Vec::new()) };
        let marks = match self.open(&network()?, &set).await?.history(entry).await {
            Ok(marks) => marks,
            Err(why) if why.is_absence() => Vec::new(),
            Err(why) => return Err(Wrong::Failed { why: why.into() }),
        };
        let wrote = |mark: Mark| {
            let (by, parts) = mark.note.map(|note| (note.by, note.parts)).unzip();
            let own = mark.officer == set.officer;
            let (version, at, deleted) = (mark.version, mark.at, mark.deleted);
            Wrote { version, at, by, own, parts: parts.unwrap_or_default(), deleted }
        };
        Ok(marks.into_iter().map(wrote).collect())
    }
}

/// The books that are set.
#[tauri::command]
pub async fn shared_books(post: Post<'_>) -> Result<BooksShown, Wrong> {
    let post = post.inner().clone();
    slowly(move || post.books()).await
}

/// Opens a new book and sets it.
#[tauri::command]
pub async fn begin_book(request: Begin, post: Post<'_>) -> Result<BooksShown, Wrong> {
    post.inner().begin_book(request).await
}

/// Sets a book by its link.
#[tauri::command]
pub async fn add_book(request: Add, post: Post<'_>) -> Result<BooksShown, Wrong> {
    post.inner().add_book(request).await
}

/// The link of a book, for a person who hands it over.
#[tauri::command]
pub async fn book_link(request: WhichBook, post: Post<'_>) -> Result<String, Wrong> {
    let post = post.inner().clone();
    slowly(move || Ok(post.book_link(request.id)?.to_string())).await
}

/// Takes a book off this desk.
#[tauri::command]
pub async fn forget_book(request: WhichBook, post: Post<'_>) -> Result<BooksShown, Wrong> {
    let post = post.inner().clone();
    slowly(move || post.forget_book(request.id)).await
}

/// In which book a plan stands; `null`: no book is set.
#[tauri::command]
pub async fn plan_shared(request: WhichPlan, post: Post<'_>) -> Result<Option<Shelf>, Problem> {
    let post = post.inner().clone();
    crate::bridge::planner::slowly(move || post.shelf(&request.uid)).await
}

/// Puts a plan into a book, or into none.
#[tauri::command]
pub async fn share_plan(request: Share, post: Post<'_>) -> Result<(), Problem> {
    let post = post.inner().clone();
    crate::bridge::planner::slowly(move || post.share(&request.uid, request.book)).await
}

/// Who wrote what into a plan.
#[tauri::command]
pub async fn plan_history(request: WhichPlan, post: Post<'_>) -> Result<Vec<Wrote>, Wrong> {
    post.inner().history(request.uid).await
}
