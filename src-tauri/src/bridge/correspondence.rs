//! What comes to the desk and goes from it by itself: answers from the mailbox that was set, what the others wrote into the shared
//! book, and the ministry's own calendar kept up to date. All of it soon after the start, every few minutes, when an invitation has gone out, and when the person asks. What
//! an answer means, and what stands in the calendar, is decided by [`chancery_secretariat::desk::Desk`].

use crate::bridge::desk_settings::Wrong;
use crate::bridge::passwords::Passwords;
use crate::bridge::planner::{Secretary, slowly};
use crate::bridge::scheduler::ask_again;
use chancery_client::{Client, random_bytes};
use chancery_model::{BookId, EntryId, OfficerId};
use chancery_secretariat::Network;
use chancery_secretariat::book::{Book, Hand};
use chancery_secretariat::caldav::{Calendar, discover};
use chancery_secretariat::desk::{Apart, Fetched, NotKept, Problem, Standing, Together};
use chancery_secretariat::settings::{CalendarServer, MailServer, Settings};
use chancery_secretariat::trial::Failed;
use jiff::Timestamp;
use parking_lot::Mutex;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
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

/// The shared book after a round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InBook {
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
    /// `None`: no book is set.
    book: Option<InBook>,
}

impl Round {
    /// Whether there is anything to tell of: something is set.
    fn tells(&self) -> bool {
        !matches!(self.wrong, Some(Wrong::Unset)) || self.calendar.is_some() || self.book.is_some()
    }
}

/// Who does it.
pub struct Correspondence {
    secretary: Arc<Secretary>,
    passwords: Arc<Passwords>,
    client: Arc<Client>,
    /// How much of which book was seen.
    seen: tauri::async_runtime::Mutex<(Option<BookId>, u64)>,
    /// Two rounds at once would find the same mail twice.
    one: tauri::async_runtime::Mutex<()>,
    /// The page that is told of rounds that it did not ask for.
    page: Mutex<Option<Channel<Round>>>,
    /// What servers refused to let log in: not tried again unasked, since accounts are locked for that.
    barred: Mutex<BTreeSet<[u8; 32]>>,
    last: Mutex<Option<Round>>,
}

fn interrupted<T>(_: tauri::Error) -> Result<T, Wrong> {
    Err(Wrong::Store { detail: "it was interrupted".into() })
}

impl Correspondence {
    /// For this desk, with these passwords.
    pub fn new(secretary: Arc<Secretary>, passwords: Arc<Passwords>, client: Arc<Client>) -> Self {
        let (one, page, last, seen, barred) = Default::default();
        Self { secretary, passwords, client, seen, one, page, last, barred }
    }

    fn settings(&self) -> Result<Settings, Wrong> {
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

    /// The book's link, and this officer's number in it, which is made where there is none.
    fn book(&self) -> Result<(Zeroizing<String>, OfficerId), Wrong> {
        let mut settings = self.settings()?;
        let name = settings.book_secret().ok_or(Wrong::Unset)?;
        let link = self.passwords.get(&name)?.ok_or(Wrong::Password)?;
        if let Some(officer) = settings.officer {
            return Ok((link, officer));
        }
        let officer = OfficerId::from_random(random_bytes());
        settings.officer = Some(officer);
        let folder = self.secretary.folder().ok_or(Wrong::Unset)?;
        settings.save(folder).map_err(|e| Wrong::Store { detail: e.to_string() })?;
        Ok((link, officer))
    }

    async fn together(self: &Arc<Self>, network: &Network, now: Timestamp) -> Result<Together, Wrong> {
        let me = self.clone();
        let (link, officer) =
            tauri::async_runtime::spawn_blocking(move || me.book()).await.unwrap_or_else(interrupted)?;
        let book =
            Book::linked(network, &link).ok_or(Wrong::Password)?.map_err(|why| Wrong::Failed { why: why.into() })?;
        let desk = self.secretary.desk().map_err(|_| Wrong::Unset)?;
        let name = self.client.view().borrow().settings.name.clone();
        let mut seen = self.seen.lock().await;
        if seen.0 != Some(book.id()) {
            *seen = (Some(book.id()), 0);
        }
        let together = desk.together(&book, &mut seen.1, Hand { officer, note: &name }, now, &mut random_bytes).await;
        together.map_err(|why| match why {
            Apart::Book(why) => Wrong::Failed { why: why.into() },
            Apart::Store(_) => Wrong::Store { detail: why.to_string() },
        })
    }

    /// Has a plan shared in the book, or no longer.
    fn share(&self, uid: &str, share: bool) -> Result<(), Problem> {
        let desk = self.secretary.desk()?;
        desk.share(uid, share.then(|| EntryId::from_random(random_bytes())))?;
        self.secretary.changed().notify_one();
        Ok(())
    }

    /// Does all, and remembers what came of it. `asked`: by the person, and not by the clock.
    pub async fn round(self: &Arc<Self>, asked: bool, now: Timestamp) -> Round {
        let _one = self.one.lock().await;
        let round = match Network::new(None) {
            Ok(network) => {
                let fetched = self.fetch(&network, asked, now).await;
                // Before the calendar: what the others changed goes there, too.
                let book = match self.together(&network, now).await {
                    Ok(together) => Some(InBook { together, wrong: None }),
                    Err(Wrong::Unset) => None,
                    Err(why) => Some(InBook { wrong: Some(why), ..InBook::default() }),
                };
                let standing = self.bring_up_to_date(&network, asked, now).await;
                let calendar = match standing {
                    Ok(standing) => Some(InCalendar { standing, wrong: None }),
                    Err(Wrong::Unset) => None,
                    Err(why) => Some(InCalendar { wrong: Some(why), ..InCalendar::default() }),
                };
                let wrong = fetched.as_ref().err().cloned();
                Round { at: now, fetched: fetched.unwrap_or_default(), wrong, calendar, book }
            }
            Err(e) => {
                let wrong = Some(Wrong::Store { detail: e.to_string() });
                Round { at: now, fetched: Fetched::default(), wrong, calendar: None, book: None }
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

type Post<'a> = State<'a, Arc<Correspondence>>;

/// Which plan, and whether it is shared.
#[derive(Deserialize)]
pub struct Share {
    uid: String,
    share: bool,
}

/// Which plan.
#[derive(Deserialize)]
pub struct Which {
    uid: String,
}

/// Whether a plan is shared; `null`: no book is set.
#[tauri::command]
pub async fn plan_shared(request: Which, post: Post<'_>) -> Result<Option<bool>, Problem> {
    let post = post.inner().clone();
    let asked = move || {
        let set = post.settings().is_ok_and(|settings| settings.book.is_some());
        Ok(set.then_some(post.secretary.desk()?.is_shared(&request.uid)))
    };
    slowly(asked).await
}

/// Has a plan shared with the other officers, or no longer.
#[tauri::command]
pub async fn share_plan(request: Share, post: Post<'_>) -> Result<(), Problem> {
    let post = post.inner().clone();
    slowly(move || post.share(&request.uid, request.share)).await
}

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
