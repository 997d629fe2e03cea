//! What comes to the desk and goes from it by itself: answers from the mailbox that was set, what the others wrote into the shared
//! books, and the ministry's own calendar kept up to date. All of it soon after the start, every few minutes, when an invitation has gone out, and when the person asks. What
//! an answer means, and what stands in the calendar, is decided by [`chancery_secretariat::desk::Desk`].

use crate::bridge::desk_settings::Wrong;
use crate::bridge::passwords::Passwords;
use crate::bridge::planner::Secretary;
use crate::bridge::scheduler::ask_again;
use chancery_client::{Client, random_bytes};
use chancery_model::{BookId, Personal};
use chancery_secretariat::Network;
use chancery_secretariat::book::{Book, Hand};
use chancery_secretariat::caldav::{Calendar, discover};
use chancery_secretariat::desk::{Apart, Fetched, NotKept, Standing, Together};
use chancery_secretariat::settings::{CalendarServer, MailServer, Settings, SharedBook};
use chancery_secretariat::trial::Failed;
use jiff::Timestamp;
use parking_lot::Mutex;
use ring::digest::{Context, SHA256};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tauri::State;
use tauri::ipc::Channel;
use tokio::sync::Notify;
use zeroize::Zeroizing;

/// The first round, when the window stands.
const FIRST: Duration = Duration::from_secs(5);
/// From one round to the next.
const EVERY: Duration = Duration::from_secs(5 * 60);
/// How often it is seen whether the program ends.
const STEP: Duration = Duration::from_secs(1);

/// The ministry's calendar after a round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InCalendar {
    /// How it stands; nothing where it failed.
    standing: Standing,
    /// Why it could not be brought up to date.
    wrong: Option<Wrong>,
}

/// A shared book after a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InBook {
    /// Which.
    id: BookId,
    /// What it is called on this desk.
    name: Personal,
    /// What came of it; nothing where it failed.
    together: Together,
    /// Why desk and book could not be brought together.
    wrong: Option<Wrong>,
}

/// One round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Round {
    /// When.
    at: Timestamp,
    /// What the mailbox gave; nothing where it failed.
    fetched: Fetched,
    /// Why it could not be looked into.
    wrong: Option<Wrong>,
    /// `None`: no calendar is set.
    calendar: Option<InCalendar>,
    /// The books that are set, in their order.
    books: Vec<InBook>,
}

impl Round {
    /// Whether there is anything to tell of: something is set.
    fn tells(&self) -> bool {
        !matches!(self.wrong, Some(Wrong::Unset)) || self.calendar.is_some() || !self.books.is_empty()
    }
}

/// Who does it.
pub struct Correspondence {
    pub(super) secretary: Arc<Secretary>,
    pub(super) passwords: Arc<Passwords>,
    client: Arc<Client>,
    /// How much of which book was seen.
    seen: tauri::async_runtime::Mutex<BTreeMap<BookId, u64>>,
    /// Two rounds at once would find the same mail twice.
    one: tauri::async_runtime::Mutex<()>,
    /// The page that is told of rounds that it did not ask for.
    page: Mutex<Option<Channel<Round>>>,
    /// What servers refused to let log in: not tried again unasked, since accounts are locked for that.
    barred: Mutex<BTreeSet<[u8; 32]>>,
    last: Mutex<Option<Round>>,
}

pub(super) fn interrupted<T>(_: tauri::Error) -> Result<T, Wrong> {
    Err(Wrong::Store { detail: "it was interrupted".into() })
}

impl Correspondence {
    /// For this desk, with these passwords.
    pub fn new(secretary: Arc<Secretary>, passwords: Arc<Passwords>, client: Arc<Client>) -> Self {
        let (one, page, last, seen, barred) = Default::default();
        Self { secretary, passwords, client, seen, one, page, last, barred }
    }

    pub(super) fn settings(&self) -> Result<Settings, Wrong> {
        let folder = self.secretary.folder().ok_or(Wrong::Unset)?;
        Settings::load(folder).map_err(|e| Wrong::Store { detail: e.to_string() })
    }

    fn password(&self, name: Option<String>) -> Result<Option<Zeroizing<String>>, Wrong> {
        name.map(|name| self.passwords.get(&name)?.ok_or(Wrong::Password)).transpose()
    }

    fn mailbox(&self) -> Result<(MailServer, Option<Zeroizing<String>>), Wrong> {
        let server = self.settings()?.mail_in.ok_or(Wrong::Unset)?;
        let password = self.password(server.secret_name())?;
        Ok((server, password))
    }

    fn calendar(&self) -> Result<(CalendarServer, Option<Zeroizing<String>>), Wrong> {
        let server = self.settings()?.calendar.ok_or(Wrong::Unset)?;
        let password = self.password(server.secret_name())?;
        Ok((server, password))
    }

    /// Keeps a refused login from being tried again and again: `asked` by the person it is.
    async fn once<T>(
        &self,
        login: Option<(&str, &Zeroizing<String>)>,
        asked: bool,
        attempt: impl Future<Output = Result<T, Wrong>>,
    ) -> Result<T, Wrong> {
        let Some((name, password)) = login else { return attempt.await };
        let mut context = Context::new(&SHA256);
        [name.as_bytes(), &[0], password.as_bytes()].iter().for_each(|part| context.update(part));
        let Ok(mark) = <[u8; 32]>::try_from(context.finish().as_ref()) else { return attempt.await };
        let refused = Wrong::Failed { why: Failed::Login };
        if !asked && self.barred.lock().contains(&mark) {
            return Err(refused);
        }
        let done = attempt.await;
        if done.as_ref().err() == Some(&refused) {
            self.barred.lock().insert(mark);
        } else {
            self.barred.lock().remove(&mark);
        }
        done
    }

    async fn fetch(self: &Arc<Self>, network: &Network, asked: bool, now: Timestamp) -> Result<Fetched, Wrong> {
        let me = self.clone();
        let (set, password) =
            tauri::async_runtime::spawn_blocking(move || me.mailbox()).await.unwrap_or_else(interrupted)?;
        let name = set.secret_name();
        let server = set.server(password.clone());
        let folder = set.folder.as_deref().unwrap_or("INBOX");
        let desk = self.secretary.desk().map_err(|_| Wrong::Unset)?;
        let fetching = async {
            let fetched = desk.fetch((network, &server, folder), now).await;
            fetched.map_err(|why| Wrong::Failed { why: Failed::from(why) })
        };
        self.once(name.as_deref().zip(password.as_ref()), asked, fetching).await
    }

    /// The calendar that is set, and its address.
    pub(super) async fn own_calendar(
        self: &Arc<Self>,
        network: &Network,
        asked: bool,
    ) -> Result<(Calendar, String), Wrong> {
        let me = self.clone();
        let (set, password) =
            tauri::async_runtime::spawn_blocking(move || me.calendar()).await.unwrap_or_else(interrupted)?;
        let failed = |why| Wrong::Failed { why: Failed::from(why) };
        let name = set.secret_name();
        let login = set.login(password.clone());
        let finding = async { discover(network, &set.address, login.clone()).await.map_err(failed) };
        let found = self.once(name.as_deref().zip(password.as_ref()), asked, finding).await?;
        let [one] = &found[..] else { return Err(Wrong::Calendars { count: found.len() }) };
        let calendar = Calendar::new(network, one.url.as_str(), login).map_err(failed)?;
        Ok((calendar, one.url.to_string()))
    }

    async fn bring_up_to_date(
        self: &Arc<Self>,
        network: &Network,
        asked: bool,
        now: Timestamp,
    ) -> Result<Standing, Wrong> {
        let (calendar, address) = self.own_calendar(network, asked).await?;
        let desk = self.secretary.desk().map_err(|_| Wrong::Unset)?;
        let standing = desk.bring_up_to_date((&calendar, &address), now).await;
        standing.map_err(|why| match why {
            NotKept::Server(why) => Wrong::Failed { why: why.into() },
            NotKept::Store(_) => Wrong::Store { detail: why.to_string() },
        })
    }

    /// A book that is set, open. Its server need not answer.
    pub(super) async fn open(self: &Arc<Self>, network: &Network, set: &SharedBook) -> Result<Book, Wrong> {
        let (me, name) = (self.clone(), set.secret_name());
        let link = move || me.passwords.get(&name)?.ok_or(Wrong::Password);
        let link: Zeroizing<String> = tauri::async_runtime::spawn_blocking(link).await.unwrap_or_else(interrupted)?;
        Book::linked(network, &link).ok_or(Wrong::Password)?.map_err(|why| Wrong::Failed { why: why.into() })
    }

    async fn together(
        self: &Arc<Self>,
        network: &Network,
        set: &SharedBook,
        now: Timestamp,
    ) -> Result<Together, Wrong> {
        let book = self.open(network, set).await?;
        let desk = self.secretary.desk().map_err(|_| Wrong::Unset)?;
        let name = self.client.view().borrow().settings.name.clone();
        let by = Hand { officer: set.officer, name: &name };
        let mut seen = self.seen.lock().await;
        let together = desk.together(&book, seen.entry(book.id()).or_default(), by, now, &mut random_bytes).await;
        together.map_err(|why| match why {
            Apart::Book(why) => Wrong::Failed { why: why.into() },
            Apart::Store(_) => Wrong::Store { detail: why.to_string() },
        })
    }

    async fn all_together(self: &Arc<Self>, network: &Network, now: Timestamp) -> Vec<InBook> {
        let me = self.clone();
        let set = tauri::async_runtime::spawn_blocking(move || me.settings()).await.unwrap_or_else(interrupted);
        let mut all = Vec::new();
        for set in set.unwrap_or_default().books {
            let done = self.together(network, &set, now).await;
            let wrong = done.as_ref().err().cloned();
            let (id, name) = (set.id, Personal(set.name));
            all.push(InBook { id, name, together: done.unwrap_or_default(), wrong });
        }
        all
    }

    /// Does all, and remembers what came of it. `asked`: by the person, and not by the clock.
    pub async fn round(self: &Arc<Self>, asked: bool, now: Timestamp) -> Round {
        let _one = self.one.lock().await;
        let round = match Network::new(None) {
            Ok(network) => {
                let fetched = self.fetch(&network, asked, now).await;
                // Before the calendar: what the others changed goes there, too.
                let books = self.all_together(&network, now).await;
                let standing = self.bring_up_to_date(&network, asked, now).await;
                let calendar = match standing {
                    Ok(standing) => Some(InCalendar { standing, wrong: None }),
                    Err(Wrong::Unset) => None,
                    Err(why) => Some(InCalendar { wrong: Some(why), ..InCalendar::default() }),
                };
                let wrong = fetched.as_ref().err().cloned();
                Round { at: now, fetched: fetched.unwrap_or_default(), wrong, calendar, books }
            }
            Err(e) => {
                let wrong = Some(Wrong::Store { detail: e.to_string() });
                Round { at: now, fetched: Fetched::default(), wrong, calendar: None, books: Vec::new() }
            }
        };
        *self.last.lock() = Some(round.clone());
        round
    }

    /// Goes its rounds until the client has ended.
    pub async fn work(self: Arc<Self>) {
        let view = self.client.view();
        let changed: Arc<Notify> = self.secretary.changed();
        let mut wait = FIRST;
        loop {
            let mut waited = Duration::ZERO;
            while waited < wait {
                if view.has_changed().is_err() {
                    return;
                }
                tokio::select! {
                    () = tokio::time::sleep(STEP) => waited += STEP,
                    () = changed.notified() => break,
                }
            }
            wait = EVERY;
            let round = self.round(false, Timestamp::now()).await;
            ask_again(&self.secretary, &self, round.at).await;
            let calendar = round.calendar.as_ref();
            tracing::debug!(
                mails = round.fetched.mails,
                mailbox = round.wrong.is_none(),
                calendar = calendar.is_some_and(|calendar| calendar.wrong.is_none()),
                "the desk's servers were looked after"
            );
            if !round.tells() {
                continue;
            }
            let page = self.page.lock().clone();
            if let Some(page) = page {
                // A page that went away is told nothing.
                let _ = page.send(round);
            }
        }
    }
}

pub(super) type Post<'a> = State<'a, Arc<Correspondence>>;

/// Looks for answers, and brings book and calendar up to date, now.
#[tauri::command]
pub async fn look_for_answers(post: Post<'_>) -> Result<Round, Wrong> {
    Ok(post.inner().clone().round(true, Timestamp::now()).await)
}

/// Tells the page of each round that it did not ask for, and of the last one now. Another page takes its place.
#[tauri::command]
pub async fn listen_for_answers(channel: Channel<Round>, post: Post<'_>) -> Result<Option<Round>, Wrong> {
    *post.page.lock() = Some(channel);
    Ok(post.last.lock().clone().filter(Round::tells))
}
