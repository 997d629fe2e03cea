//! The scheduling desk's plans by screen: one command each, under the names of the page's `Planner`. What is decided is
//! decided in [`chancery_schedule::plan`] and [`chancery_secretariat::desk`]; here are the files that a person chooses, the
//! fonts of the machine, the mail server that was set, and the thread that may wait for a disk.

use crate::bridge::ministry::Chooser;
use crate::bridge::passwords::Passwords;
use crate::reminding::{self, Said};
use chancery_client::random_bytes;
use chancery_model::Personal;
use chancery_paper::{Fonts, pages};
use chancery_schedule::plan::show::{Show, show};
use chancery_schedule::plan::{self, Choice, Conflict, Lacks, Plan};
use chancery_schedule::slots::Held;
use chancery_secretariat::desk::{
    self, Desk, Entry, Going, Occurrence, Outgoing, Preview, Problem, Saved, SendStep, Sent, Series,
};
use chancery_secretariat::reminders::Coming;
use chancery_secretariat::settings::Settings;
use chancery_secretariat::{Network, Server};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::State;
use tauri::ipc::Channel;

/// Characters of a file in base64 that is read as an answer.
const LONGEST_ANSWER: usize = 28 * 1024 * 1024;

/// The officer's desk behind the window.
pub struct Secretary {
    chooser: Box<dyn Chooser>,
    folder: Option<PathBuf>,
    passwords: Arc<Passwords>,
    desk: Result<Desk, Problem>,
}

impl Secretary {
    /// In this data folder, with these dialogs. Without a folder nothing can be kept, and each wish is told so.
    pub fn new(chooser: Box<dyn Chooser>, folder: Option<PathBuf>, passwords: Arc<Passwords>) -> Self {
        let store = |detail: String| Problem::Store { detail };
        let desk = match &folder {
            Some(folder) => Desk::open(&folder.join("desk")).map_err(|e| store(e.to_string())),
            None => Err(store("this system names no folder for a user's data".into())),
        };
        if let Ok(desk) = &desk {
            for bad in desk.bad() {
                tracing::warn!(why = ?bad.why, recovered = bad.recovered, "a plan on the desk could not be read");
            }
        }
        Self { chooser, folder, passwords, desk }
    }

    /// The data folder, where there is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The dialogs for files.
    pub(crate) fn chooser(&self) -> &dyn Chooser {
        self.chooser.as_ref()
    }

    /// The meetings that were held by then: who sat at the table, and when.
    pub(crate) fn held(&self, now: Timestamp) -> Vec<Held> {
        let plans = self.desk().map(Desk::plans).unwrap_or_default();
        desk::held(plans.iter().map(|entry| &entry.plan), now)
    }

    /// The meetings that were sent out and come next.
    pub(crate) fn sent_out(&self, now: Timestamp) -> Vec<(Coming, Said)> {
        let plans = self.desk().map(Desk::plans).unwrap_or_default();
        plans.iter().flat_map(|entry| reminding::of_plan(&entry.plan, now)).collect()
    }

    fn desk(&self) -> Result<&Desk, Problem> {
        self.desk.as_ref().map_err(Clone::clone)
    }

    /// The mail server that was set, with its password from where it is kept.
    fn server(&self) -> Result<Option<Server>, Problem> {
        let Some(folder) = &self.folder else { return Ok(None) };
        let settings = Settings::load(folder).map_err(|e| Problem::Store { detail: e.to_string() })?;
        let Some(mail) = settings.mail_out else { return Ok(None) };
        let password = match mail.secret_name() {
            Some(name) => {
                let kept = self.passwords.get(&name).map_err(|e| Problem::Store { detail: e.to_string() })?;
                Some(kept.ok_or_else(|| Problem::MailLogin { server: mail.host.clone() })?)
            }
            None => None,
        };
        Ok(Some(mail.server(password)))
    }

    /// Sends it, telling each step.
    async fn post(self: Arc<Self>, going: Going, told: Channel<SendStep>) -> Result<Sent, Problem> {
        let me = self.clone();
        let server = slowly(move || me.server()).await?;
        let network = Network::new(None).map_err(|e| Problem::MailRefused { detail: e.to_string() })?;
        let step = |step: SendStep| {
            // A page that went away is told nothing.
            let _ = told.send(step);
        };
        self.desk()?.post(&going, (&network, server.as_ref()), (Timestamp::now(), random_bytes()), &step).await
    }
}

/// On a thread that may wait.
async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Problem::Store { detail: "it was interrupted".into() }))
}

type Office<'a> = State<'a, Arc<Secretary>>;

/// A plan, and the version that it was made from.
#[derive(Deserialize)]
pub struct Draft {
    plan: Plan,
    base: Option<u64>,
}

/// Which plan.
#[derive(Deserialize)]
pub struct Which {
    uid: String,
}

/// Two plans and what both were made from.
#[derive(Deserialize)]
pub struct Three {
    base: Plan,
    mine: Plan,
    theirs: Plan,
}

/// A conflict, and what was decided.
#[derive(Deserialize)]
pub struct Decision {
    plan: Plan,
    conflict: Conflict,
    choice: Choice,
}

/// A plan.
#[derive(Deserialize)]
pub struct Of {
    plan: Plan,
}

/// What an invitation is saved as.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A mail.
    Eml,
    /// A calendar.
    Ics,
    /// The note on pages.
    Pdf,
}

/// What is saved, and as what.
#[derive(Deserialize)]
pub struct Save {
    #[serde(flatten)]
    outgoing: Outgoing,
    form: Form,
}

/// What was saved.
#[derive(Serialize)]
pub struct Filed {
    /// Where it lies.
    path: Personal,
    /// The plan after it: a mail or a calendar that was saved is on its way. `None` where nothing changed.
    saved: Option<Saved>,
}

/// Which counter, and whether it is taken.
#[derive(Deserialize)]
pub struct Verdict {
    uid: String,
    who: Personal,
    instance: Option<Timestamp>,
    take: bool,
}

/// An answer that came as a file.
#[derive(Deserialize)]
pub struct Came {
    /// In base64.
    bytes: String,
}

/// A day of a meeting.
#[derive(Deserialize)]
pub struct Day {
    plan: Plan,
    start: Timestamp,
    now: Timestamp,
}

/// All plans that are kept.
#[tauri::command]
pub async fn plans(office: Office<'_>) -> Result<Vec<Entry>, Problem> {
    office.desk().map(Desk::plans)
}

/// Keeps a plan.
#[tauri::command]
pub async fn save_draft(request: Draft, office: Office<'_>) -> Result<Saved, Problem> {
    let office = office.inner().clone();
    slowly(move || office.desk()?.save(request.plan, request.base, Timestamp::now())).await
}

/// Throws a draft away.
#[tauri::command]
pub async fn discard_draft(request: Which, office: Office<'_>) -> Result<(), Problem> {
    let office = office.inner().clone();
    slowly(move || office.desk()?.discard(&request.uid)).await
}

/// The changes of both.
#[tauri::command(async)]
pub fn merge_plans(request: Three) -> Plan {
    plan::merge(&request.base, &request.mine, &request.theirs).plan
}

/// The plan after a decision.
#[tauri::command(async)]
pub fn settle_conflict(request: Decision) -> Result<Plan, Problem> {
    desk::settle(&request.plan, &request.conflict, request.choice)
}

/// What hinders an invitation.
#[tauri::command(async)]
pub fn check_plan(request: Of) -> Vec<Lacks> {
    plan::check(&request.plan)
}

/// The first times of a series.
#[tauri::command(async)]
pub fn occurrences(request: Series) -> Result<Vec<Occurrence>, Problem> {
    desk::occurrences(&request)
}

/// What would be sent, and to whom.
#[tauri::command(async)]
pub fn preview_invitation(request: Outgoing) -> Preview {
    request.preview(Timestamp::now())
}

/// The note on pages, in the fonts of this machine.
fn pdf(outgoing: &Outgoing, now: Timestamp) -> Result<Vec<u8>, Problem> {
    let unreadable = |detail: String| Problem::Unreadable { detail };
    let notes = outgoing.notes(now).map_err(|e| unreadable(e.to_string()))?;
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    let title = outgoing.file_name();
    Fonts::chosen(&fonts, &notes)
        .and_then(|mut fonts| pages(&notes, &title, &mut fonts, now))
        .map_err(|e| unreadable(e.to_string()))
}

/// Has a file chosen, and writes the invitation there; `null`: the person thought better of it.
#[tauri::command]
pub async fn save_invitation(request: Save, office: Office<'_>) -> Result<Option<Filed>, Problem> {
    let office = office.inner().clone();
    let Save { outgoing, form } = request;
    let ending = match form {
        Form::Eml => "eml",
        Form::Ics => "ics",
        Form::Pdf => "pdf",
    };
    // What hinders it is said before a file is chosen.
    let now = Timestamp::now();
    let made = slowly(move || {
        let note = if form == Form::Ics { None } else { Some(pdf(&outgoing, now)?) };
        Ok(match (form, note) {
            (Form::Pdf, Some(note)) => (outgoing.file_name(), note, None),
            (_, note) => {
                let going = outgoing.going(note, now)?;
                let bytes = match form {
                    Form::Eml => going.mail(now, random_bytes())?.bytes,
                    Form::Ics | Form::Pdf => going.calendar().into_bytes(),
                };
                (outgoing.file_name(), bytes, Some(going))
            }
        })
    });
    let (name, bytes, going) = made.await?;
    let Some(path) = office.chooser.save(format!("{name}.{ending}")).await else { return Ok(None) };
    slowly(move || {
        chancery_secretariat::write(&path, &bytes)?;
        let saved = going.map(|going| office.desk()?.gone_out(&going, now)).transpose()?;
        Ok(Some(Filed { path: Personal(path.display().to_string()), saved }))
    })
    .await
}

/// Sends the invitation by mail.
#[tauri::command]
pub async fn send_invitation(
    request: Outgoing,
    channel: Channel<SendStep>,
    office: Office<'_>,
) -> Result<Sent, Problem> {
    let office = office.inner().clone();
    // Without a server nothing is worth writing.
    let me = office.clone();
    let going = slowly(move || {
        if me.server()?.is_none() {
            return Err(Problem::MailUnset);
        }
        let now = Timestamp::now();
        request.going(Some(pdf(&request, now)?), now)
    });
    let going = going.await?;
    office.post(going, channel).await
}

/// Tells all who are invited that the meeting is not held.
#[tauri::command]
pub async fn cancel_meeting(request: Of, channel: Channel<SendStep>, office: Office<'_>) -> Result<Sent, Problem> {
    let going = Going::cancelling(&request.plan, Timestamp::now())?;
    office.inner().clone().post(going, channel).await
}

/// Takes the time that somebody asked for, or declines it by mail.
#[tauri::command]
pub async fn answer_counter(request: Verdict, office: Office<'_>) -> Result<Saved, Problem> {
    let office = office.inner().clone();
    let Verdict { uid, who, instance, take } = request;
    if take {
        return slowly(move || office.desk()?.take_counter(&uid, &who, instance, Timestamp::now())).await;
    }
    let going = Going::declining(&office.desk()?.newest(&uid)?, &who, instance, Timestamp::now())?;
    Ok(office.post(going, Channel::new(|_| Ok(()))).await?.saved)
}

/// Reads an answer that came as a file.
#[tauri::command]
pub async fn read_answer(request: Came, office: Office<'_>) -> Result<Saved, Problem> {
    use base64::Engine as _;
    let office = office.inner().clone();
    slowly(move || {
        let unreadable = |detail: &str| Problem::Unreadable { detail: detail.into() };
        if request.bytes.len() > LONGEST_ANSWER {
            return Err(unreadable("it is longer than a mail may be"));
        }
        let decoded = base64::engine::general_purpose::STANDARD.decode(&request.bytes);
        let bytes = decoded.map_err(|_| unreadable("it did not come whole"))?;
        office.desk()?.hear(&bytes, Timestamp::now())
    })
    .await
}

/// The day as it goes.
#[tauri::command(async)]
pub fn run_of_show(request: Day) -> Show {
    show(&request.plan, request.start, request.now)
}
