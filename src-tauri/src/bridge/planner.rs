//! The scheduling desk's plans by screen: one command each, under the names of the page's `Planner`. What is decided is
//! decided in [`chancery_schedule::plan`] and [`chancery_secretariat::desk`]; here are the files that a person chooses, the
//! fonts of the machine, the mail server that was set, and the thread that may wait for a disk.

use crate::bridge::convening::Convener;
use crate::bridge::ministry::Chooser;
use crate::bridge::passwords::Passwords;
use crate::reminding::{self, Said};
use chancery_client::{Intent, random_bytes};
use chancery_model::{DelegationCode, Personal};
use chancery_paper::{Fonts, pages};
use chancery_schedule::plan::show::{Show, show};
use chancery_schedule::plan::{self, Choice, Conflict, Lacks, Plan};
use chancery_schedule::slots::Held;
use chancery_secretariat::desk::{
    self, Desk, Entry, Going, Heard, Occurrence, Outgoing, Preview, Problem, Saved, SendStep, Sent, Series,
};
use chancery_secretariat::links::Links;
use chancery_secretariat::reminders::Coming;
use chancery_secretariat::settings::Settings;
use chancery_secretariat::{Network, Server};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::State;
use tauri::ipc::Channel;
use tokio::sync::Notify;

/// Characters of a file in base64 that is read as an answer.
const LONGEST_ANSWER: usize = 28 * 1024 * 1024;

/// The officer's desk behind the window.
pub struct Secretary {
    chooser: Box<dyn Chooser>,
    folder: Option<PathBuf>,
    passwords: Arc<Passwords>,
    convener: Convener,
    changed: Arc<Notify>,
    busy: Mutex<()>,
    desk: Result<Desk, Problem>,
}

impl Secretary {
    /// In this data folder, with these dialogs. Without a folder nothing can be kept, and each wish is told so. `app` takes
    /// the officer's own links.
    pub fn new(
        chooser: Box<dyn Chooser>,
        folder: Option<PathBuf>,
        passwords: Arc<Passwords>,
        app: Box<dyn Fn(Intent) -> bool + Send + Sync>,
    ) -> Self {
        let convener = Convener::new(folder.clone(), app);
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
        Self { chooser, folder, passwords, convener, changed: Arc::default(), busy: Mutex::default(), desk }
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

    /// The meetings that were sent out or accepted and come next.
    pub(crate) fn sent_out(&self, now: Timestamp) -> Vec<(Coming, Said)> {
        let plans = self.desk().map(Desk::plans).unwrap_or_default();
        let accepted = self.desk().map(|desk| desk.accepted(now)).unwrap_or_default();
        let own = plans.iter().flat_map(|entry| reminding::of_plan(&entry.plan, now));
        own.chain(accepted.into_iter().map(reminding::of_invitation)).collect()
    }

    /// Held while what is known of busy times is changed.
    pub(super) fn busy(&self) -> &Mutex<()> {
        &self.busy
    }

    /// Told when something has gone out.
    pub(super) fn changed(&self) -> Arc<Notify> {
        self.changed.clone()
    }

    pub(super) fn convener(&self) -> &Convener {
        &self.convener
    }

    pub(super) fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    pub(super) fn desk(&self) -> Result<&Desk, Problem> {
        self.desk.as_ref().map_err(Clone::clone)
    }

    /// The mail server that was set, with its password from where it is kept.
    pub(super) fn server(&self) -> Result<Option<Server>, Problem> {
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
        let posted = self.desk()?.post(&going, (&network, server.as_ref()), (Timestamp::now(), random_bytes), &step);
        let sent = posted.await?;
        self.changed.notify_one();
        Ok(sent)
    }
}

/// On a thread that may wait.
pub(super) async fn slowly<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
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
    /// Which.
    pub plan: Plan,
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
    /// Where it lies: one file, or where each side has its own, one for each.
    paths: Vec<Personal>,
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

/// The links that go along. Where they do not, that a server is away hinders nobody from inviting: they are made later.
async fn links_for(
    office: &Arc<Secretary>,
    outgoing: &Outgoing,
    now: Timestamp,
    step: &(dyn Fn(SendStep) + Send + Sync),
) -> Result<Option<Links>, Problem> {
    if outgoing.proposes() {
        return Ok(None);
    }
    match office.convene(&outgoing.plan, now, step).await {
        Err(why) if outgoing.with_secret => Err(why),
        Err(_) => Ok(None),
        made => made,
    }
}

/// A file of an invitation: for whom, and what is in it.
type File = (Option<String>, Vec<u8>);

/// The files of this form, and what has gone out with them.
fn files(
    outgoing: &Outgoing,
    form: Form,
    links: Option<&Links>,
    now: Timestamp,
) -> Result<(Vec<File>, Option<Going>), Problem> {
    let note = if form == Form::Ics { None } else { Some(pdf(outgoing, now)?) };
    if let (Form::Pdf, Some(note)) = (form, &note) {
        return Ok((vec![(None, note.clone())], None));
    }
    if form == Form::Ics && outgoing.proposes() {
        return Err(Problem::Unreadable { detail: "no time is chosen, so that there is no event yet".into() });
    }
    let going = outgoing.going(note.as_deref(), links, now)?;
    let named = |side: Option<&DelegationCode>| side.map(ToString::to_string);
    let others = Some("withdrawn".to_owned());
    let mut files: Vec<File> = Vec::new();
    if form == Form::Eml {
        files.extend(going.mails(now, random_bytes)?.into_iter().map(|(side, mail)| (named(side), mail.bytes)));
        files.extend(going.withdrawn_mail(now, random_bytes())?.map(|mail| (others, mail.bytes)));
    } else {
        files.extend(going.calendars().into_iter().map(|(side, text)| (named(side), text.into_bytes())));
        files.extend(going.withdrawn_calendar().map(|text| (others, text.into_bytes())));
    }
    Ok((files, Some(going)))
}

/// Has a file chosen, and writes the invitation there; where each side has its own link, a file for each. `null`: the person
/// thought better of it.
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
    let links = if form == Form::Pdf { None } else { links_for(&office, &outgoing, now, &|_| {}).await? };
    let name = outgoing.file_name();
    let (files, going) = slowly(move || files(&outgoing, form, links.as_ref(), now)).await?;
    let mut chosen = Vec::new();
    for (side, bytes) in files {
        let of = side.map(|side| format!(" {side}")).unwrap_or_default();
        let Some(path) = office.chooser.save(format!("{name}{of}.{ending}")).await else { return Ok(None) };
        chosen.push((path, bytes));
    }
    slowly(move || {
        let mut paths = Vec::new();
        for (path, bytes) in chosen {
            chancery_secretariat::write(&path, &bytes)?;
            paths.push(Personal(path.display().to_string()));
        }
        let saved = going.map(|going| office.desk()?.gone_out(&going, now)).transpose()?;
        office.changed.notify_one();
        Ok(Some(Filed { paths, saved }))
    })
    .await
}

/// Has a file chosen, and writes all meetings that went out into it, as a calendar that others may subscribe to: without who is
/// invited, and without links. `null`: the person thought better of it.
#[tauri::command]
pub async fn export_meetings(office: Office<'_>) -> Result<Option<Personal>, Problem> {
    let office = office.inner().clone();
    let Some(path) = office.chooser.save("meetings.ics".into()).await else { return Ok(None) };
    slowly(move || {
        let now = Timestamp::now();
        let plans = office.desk()?.plans();
        let standing: Vec<_> = plans.iter().filter_map(|entry| plan::compose::standing(&entry.plan, now)).collect();
        let all: Vec<_> = standing.iter().collect();
        chancery_secretariat::feed::write(&path, &all, "Chancery", false)?;
        Ok(Some(Personal(path.display().to_string())))
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
    slowly(move || me.server()?.ok_or(Problem::MailUnset)).await?;
    let now = Timestamp::now();
    let told = channel.clone();
    let links = links_for(&office, &request, now, &move |step| drop(told.send(step))).await?;
    let uid = request.plan.uid.clone();
    let along = links.clone().filter(|_| request.with_secret);
    let going = slowly(move || request.going(Some(&pdf(&request, now)?), links.as_ref(), now)).await?;
    let sent = office.clone().post(going, channel).await?;
    if let Some(links) = along {
        slowly(move || office.links_sent(&uid, links)).await?;
    }
    Ok(sent)
}

/// Tells all who are invited that the meeting is not held.
#[tauri::command]
pub async fn cancel_meeting(request: Of, channel: Channel<SendStep>, office: Office<'_>) -> Result<Sent, Problem> {
    let going = Going::cancelling(&request.plan, Timestamp::now())?;
    let office = office.inner().clone();
    let sent = office.clone().post(going, channel).await?;
    slowly(move || office.forget_own(&request.plan.uid)).await?;
    Ok(sent)
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

/// Reads an answer or an invitation that came as a file.
#[tauri::command]
pub async fn read_answer(request: Came, office: Office<'_>) -> Result<Heard, Problem> {
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
