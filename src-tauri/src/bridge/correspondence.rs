//! What comes to the desk and goes from it by itself: answers from the mailbox that was set, and the ministry's own calendar kept up
//! to date. Both soon after the start, every few minutes, when an invitation has gone out, and when the person asks. What
//! an answer means, and what stands in the calendar, is decided by [`chancery_secretariat::desk::Desk`].

use crate::bridge::desk_settings::Wrong;
use crate::bridge::passwords::Passwords;
use crate::bridge::planner::Secretary;
use chancery_client::Client;
use chancery_secretariat::Network;
use chancery_secretariat::caldav::{Calendar, discover};
use chancery_secretariat::desk::{Fetched, NotKept, Standing};
use chancery_secretariat::settings::{CalendarServer, MailServer, Settings};
use chancery_secretariat::trial::Failed;
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::Serialize;
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
}

impl Round {
    /// Whether there is anything to tell of: something is set.
    fn tells(&self) -> bool {
        !matches!(self.wrong, Some(Wrong::Unset)) || self.calendar.is_some()
    }
}

/// Who does it.
pub struct Correspondence {
    secretary: Arc<Secretary>,
    passwords: Arc<Passwords>,
    /// Two rounds at once would find the same mail twice.
    one: tauri::async_runtime::Mutex<()>,
    /// The page that is told of rounds that it did not ask for.
    page: Mutex<Option<Channel<Round>>>,
    last: Mutex<Option<Round>>,
}

fn interrupted<T>(_: tauri::Error) -> Result<T, Wrong> {
    Err(Wrong::Store { detail: "it was interrupted".into() })
}

impl Correspondence {
    /// For this desk, with these passwords.
    pub fn new(secretary: Arc<Secretary>, passwords: Arc<Passwords>) -> Self {
        let (one, page, last) = Default::default();
        Self { secretary, passwords, one, page, last }
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

    async fn fetch(self: &Arc<Self>, network: &Network, now: Timestamp) -> Result<Fetched, Wrong> {
        let me = self.clone();
        let (set, password) =
            tauri::async_runtime::spawn_blocking(move || me.mailbox()).await.unwrap_or_else(interrupted)?;
        let server = set.server(password);
        let folder = set.folder.as_deref().unwrap_or("INBOX");
        let desk = self.secretary.desk().map_err(|_| Wrong::Unset)?;
        let fetched = desk.fetch((network, &server, folder), now).await;
        fetched.map_err(|why| Wrong::Failed { why: Failed::from(why) })
    }

    async fn bring_up_to_date(self: &Arc<Self>, network: &Network, now: Timestamp) -> Result<Standing, Wrong> {
        let me = self.clone();
        let (set, password) =
            tauri::async_runtime::spawn_blocking(move || me.calendar()).await.unwrap_or_else(interrupted)?;
        let failed = |why| Wrong::Failed { why: Failed::from(why) };
        let login = set.login(password);
        let found = discover(network, &set.address, login.clone()).await.map_err(failed)?;
        let [one] = &found[..] else { return Err(Wrong::Calendars { count: found.len() }) };
        let calendar = Calendar::new(network, one.url.as_str(), login).map_err(failed)?;
        let desk = self.secretary.desk().map_err(|_| Wrong::Unset)?;
        let standing = desk.bring_up_to_date((&calendar, one.url.as_str()), now).await;
        standing.map_err(|why| match why {
            NotKept::Server(why) => failed(why),
            NotKept::Store(_) => Wrong::Store { detail: why.to_string() },
        })
    }

    /// Does both, and remembers what came of it.
    async fn round(self: &Arc<Self>, now: Timestamp) -> Round {
        let _one = self.one.lock().await;
        let round = match Network::new(None) {
            Ok(network) => {
                let fetched = self.fetch(&network, now).await;
                let standing = self.bring_up_to_date(&network, now).await;
                let calendar = match standing {
                    Ok(standing) => Some(InCalendar { standing, wrong: None }),
                    Err(Wrong::Unset) => None,
                    Err(why) => Some(InCalendar { wrong: Some(why), ..InCalendar::default() }),
                };
                let wrong = fetched.as_ref().err().cloned();
                Round { at: now, fetched: fetched.unwrap_or_default(), wrong, calendar }
            }
            Err(e) => {
                let wrong = Some(Wrong::Store { detail: e.to_string() });
                Round { at: now, fetched: Fetched::default(), wrong, calendar: None }
            }
        };
        *self.last.lock() = Some(round.clone());
        round
    }

    /// Goes its rounds until the client has ended.
    pub async fn work(self: Arc<Self>, client: Arc<Client>) {
        let view = client.view();
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
            let round = self.round(Timestamp::now()).await;
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

/// Looks for answers, and brings the calendar up to date, now.
#[tauri::command]
pub async fn look_for_answers(post: Post<'_>) -> Result<Round, Wrong> {
    Ok(post.inner().clone().round(Timestamp::now()).await)
}

/// Tells the page of each round that it did not ask for, and of the last one now. Another page takes its place.
#[tauri::command]
pub async fn listen_for_answers(channel: Channel<Round>, post: Post<'_>) -> Result<Option<Round>, Wrong> {
    *post.page.lock() = Some(channel);
    Ok(post.last.lock().clone().filter(Round::tells))
}
