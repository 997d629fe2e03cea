//! Convening from the scheduling desk: a plan's meeting is registered with the server that was set, each side gets its link, and
//! the officer's own stands among the meetings of this program. What is convened, and whether the links still fit the plan, is
//! decided in [`chancery_secretariat::links`].

use crate::bridge::planner::{Of, Secretary, slowly};
use chancery_client::vault::Vault;
use chancery_client::{CreateError, Intent, Problem as Trouble, create_meeting, random_bytes};
use chancery_model::{DelegationCode, MeetingId, Personal};
use chancery_schedule::plan::Plan;
use chancery_secretariat::desk::{Problem, SendStep};
use chancery_secretariat::links::{Links, SideLink, Unready, wanted};
use chancery_secretariat::settings::Settings;
use jiff::Timestamp;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use tauri::State;
use zeroize::Zeroizing;

/// One side's link, for its officer to hand over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SideShown {
    code: DelegationCode,
    name: Personal,
    link: Personal,
}

/// The links that were made last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinksShown {
    /// When what they open begins.
    starts: Timestamp,
    /// Whether they are of the plan as it is now.
    fit: bool,
    /// Whether they, or those before them, have gone along with an invitation.
    sent: bool,
    sides: Vec<SideShown>,
}

/// How the sides join.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Joining {
    /// The server that is set, if one is.
    server: Option<String>,
    links: Option<LinksShown>,
}

/// What convening needs besides the desk.
pub struct Convener {
    folder: Option<PathBuf>,
    app: Box<dyn Fn(Intent) -> bool + Send + Sync>,
    /// Two wishes at once would make two meetings.
    one: tauri::async_runtime::Mutex<()>,
}

impl Convener {
    /// With what is set in this folder; `app` takes the officer's own links.
    pub fn new(folder: Option<PathBuf>, app: Box<dyn Fn(Intent) -> bool + Send + Sync>) -> Self {
        Self { folder, app, one: tauri::async_runtime::Mutex::default() }
    }

    /// Has the program do this.
    pub(super) fn app(&self, intent: Intent) {
        (self.app)(intent);
    }
}

fn store(detail: impl ToString) -> Problem {
    Problem::Store { detail: detail.to_string() }
}

fn unready(why: Unready) -> Problem {
    match why {
        Unready::NotWhole => Problem::Unreadable { detail: "it has no time yet, or fewer than two sides".into() },
        Unready::Over => Problem::ConveneOver,
    }
}

fn refused(error: CreateError, server: String) -> Problem {
    match error {
        CreateError::Token => Problem::ConveneToken { server },
        CreateError::Server(Trouble::ServerUnreachable) => Problem::ConveneUnreachable { server },
        other => Problem::ConveneRefused { detail: other.to_string() },
    }
}

impl Secretary {
    /// The server that is set, and the organisers' token where one is kept.
    fn meetings(&self) -> Result<Option<(String, Option<Zeroizing<String>>)>, Problem> {
        let Some(folder) = &self.convener().folder else { return Ok(None) };
        let Some(meetings) = Settings::load(folder).map_err(store)?.meetings else { return Ok(None) };
        let token = self.passwords().get(&meetings.secret_name()).map_err(store)?;
        Ok(Some((meetings.address, token)))
    }

    /// The links of this plan, made where there are none that fit; `None` where no server is set.
    ///
    /// # Errors
    /// Why they could not be made: those that were made earlier are kept.
    pub(crate) async fn convene(
        self: &Arc<Self>,
        plan: &Plan,
        now: Timestamp,
        step: &(dyn Fn(SendStep) + Send + Sync),
    ) -> Result<Option<Links>, Problem> {
        let _one = self.convener().one.lock().await;
        let me = self.clone();
        let Some((server, token)) = slowly(move || me.meetings()).await? else { return Ok(None) };
        let meeting = wanted(plan, MeetingId::from_random(random_bytes()), now).map_err(unready)?;
        self.desk()?.newest(&plan.uid)?;
        let before = self.desk()?.links(&plan.uid);
        if let Some(links) = before.as_ref().filter(|links| links.fit(&meeting, &server)) {
            return Ok(Some(links.clone()));
        }
        step(SendStep::Convening { server: server.clone() });
        let folder = self.convener().folder.clone();
        let roots = slowly(move || folder.map(|folder| Vault::new(folder).pins()).transpose().map_err(store));
        let roots = roots.await?.unwrap_or_default();
        let created = create_meeting(&server, &meeting, token.as_ref().map(|token| token.as_str()), &roots).await;
        let created = created.map_err(|e| refused(e, server.clone()))?;
        let sides = created
            .invitations
            .into_iter()
            .map(|(side, invitation)| SideLink { side, link: Personal(invitation.to_link()) });
        let sent = before.as_ref().is_some_and(|before| before.sent);
        let links = Links { server, meeting, sides: sides.collect(), sent };
        let (me, uid, kept) = (self.clone(), plan.uid.clone(), links.clone());
        slowly(move || me.desk()?.keep_links(&uid, kept)).await?;
        if let Some(before) = before {
            self.convener().app(Intent::ForgetMeeting { meeting: before.meeting.id });
        }
        if let Some(own) = links.sides.first() {
            self.convener().app(Intent::OpenLink { text: own.link.clone() });
        }
        Ok(Some(links))
    }

    /// The links went along with an invitation.
    pub(crate) fn links_sent(&self, uid: &str, links: Links) -> Result<(), Problem> {
        self.desk()?.keep_links(uid, Links { sent: true, ..links })
    }

    /// A meeting that is not held does not stand on the officer's own desk any more.
    pub(crate) fn forget_own(&self, uid: &str) -> Result<(), Problem> {
        if let Some(links) = self.desk()?.links(uid) {
            self.convener().app(Intent::ForgetMeeting { meeting: links.meeting.id });
        }
        Ok(())
    }

    fn joining(&self, plan: &Plan, now: Timestamp) -> Result<Joining, Problem> {
        let server = self.meetings()?.map(|(server, _)| server);
        let Some(links) = self.desk()?.links(&plan.uid) else { return Ok(Joining { server, links: None }) };
        let meeting = wanted(plan, links.meeting.id, now);
        let fit = meeting.is_ok_and(|meeting| links.fit(&meeting, server.as_deref().unwrap_or(&links.server)));
        let side = |own: &SideLink| {
            let sits = links.meeting.delegations.iter().find(|side| side.code == own.side);
            let name = sits.map(|side| side.name.clone()).unwrap_or_default();
            SideShown { code: own.side.clone(), name, link: own.link.clone() }
        };
        let sides = links.sides.iter().map(side).collect();
        Ok(Joining { server, links: Some(LinksShown { starts: links.meeting.starts, fit, sent: links.sent, sides }) })
    }
}

type Behind<'a> = State<'a, Arc<Secretary>>;

/// How the sides of this plan join.
#[tauri::command]
pub async fn plan_links(request: Of, office: Behind<'_>) -> Result<Joining, Problem> {
    let office = office.inner().clone();
    slowly(move || office.joining(&request.plan, Timestamp::now())).await
}

/// Makes the links of this plan, where there are none that fit.
#[tauri::command]
pub async fn make_links(request: Of, office: Behind<'_>) -> Result<Joining, Problem> {
    let office = office.inner().clone();
    let now = Timestamp::now();
    office.convene(&request.plan, now, &|_| {}).await?;
    slowly(move || office.joining(&request.plan, now)).await
}
