//! Invitations of others by screen: shown, answered by mail or by a file, put on the desk, thrown away. What they say and what
//! an answer is, is decided in [`chancery_secretariat::desk`].

use crate::bridge::planner::{Secretary, slowly};
use chancery_client::{Intent, random_bytes};
use chancery_model::Personal;
use chancery_schedule::itip::{Answer, Counter};
use chancery_schedule::note::Language;
use chancery_secretariat::Network;
use chancery_secretariat::desk::{Came, Problem, Reply};
use chancery_secretariat::settings::Settings;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tauri::State;

/// What is said to an invitation.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Word {
    /// Yes.
    Accept,
    /// No.
    Decline,
    /// Perhaps.
    Tentative,
    /// Not then, but at this time.
    Counter {
        /// When it would begin.
        start: Timestamp,
        /// How long, in minutes.
        minutes: u32,
    },
}

impl Word {
    fn answer(self) -> Result<Answer, Problem> {
        Ok(match self {
            Self::Accept => Answer::Accept,
            Self::Decline => Answer::Decline,
            Self::Tentative => Answer::Tentative,
            Self::Counter { start, minutes } => {
                let unreadable = |_| Problem::Unreadable { detail: "the time lies beyond the calendar".into() };
                let end = start.checked_add(SignedDuration::from_mins(minutes.into())).map_err(unreadable)?;
                Answer::Counter(Counter { start, end: Some(end) })
            }
        })
    }
}

/// How the answer leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By the mail server that is set.
    Send,
    /// As a mail in a file.
    Eml,
    /// As a calendar in a file.
    Ics,
}

/// An answer.
#[derive(Debug, Deserialize)]
pub struct Answering {
    uid: String,
    /// As it was seen: when it had come or was changed last.
    seen: Timestamp,
    who: Personal,
    word: Word,
    instance: Option<Timestamp>,
    comment: Personal,
    language: String,
    way: Way,
}

/// What became of an answer.
#[derive(Debug, Serialize)]
pub struct AnswerGone {
    came: Came,
    /// Where it lies, if it was saved.
    path: Option<Personal>,
}

/// Which invitation.
#[derive(Debug, Deserialize)]
pub struct Which {
    uid: String,
}

impl Secretary {
    /// The addresses that the mail servers which were set know this desk by.
    fn own_addresses(&self) -> Vec<String> {
        let settings = self.folder().and_then(|folder| Settings::load(folder).ok());
        let servers = settings.into_iter().flat_map(|set| [set.mail_in, set.mail_out]);
        servers.flatten().filter_map(|server| server.user).filter(|user| user.contains('@')).collect()
    }
}

type Office<'a> = State<'a, Arc<Secretary>>;

/// The invitations that came.
#[tauri::command]
pub async fn invitations(office: Office<'_>) -> Result<Vec<Came>, Problem> {
    let office = office.inner().clone();
    slowly(move || Ok(office.desk()?.invitations(&office.own_addresses(), Timestamp::now()))).await
}

/// Answers one: by mail, or into a file that is chosen. `null`: the person thought better of it.
#[tauri::command]
pub async fn answer_invitation(request: Answering, office: Office<'_>) -> Result<Option<AnswerGone>, Problem> {
    let office = office.inner().clone();
    let now = Timestamp::now();
    let way = request.way;
    let me = office.clone();
    let (replying, own) = slowly(move || {
        let reply = Reply {
            uid: &request.uid,
            seen: request.seen,
            who: &request.who,
            answer: request.word.answer()?,
            instance: request.instance,
            comment: &request.comment,
            language: Language::of(&request.language).unwrap_or(Language::En),
        };
        Ok((me.desk()?.replying(&reply, now)?, me.own_addresses()))
    })
    .await?;
    if way == Way::Send {
        let me = office.clone();
        let server = slowly(move || me.server()).await?;
        let network = Network::new(None).map_err(|e| Problem::MailRefused { detail: e.to_string() })?;
        let line = (&network, server.as_ref(), &own[..]);
        let came = office.desk()?.post_reply(&replying, line, (now, random_bytes())).await?;
        return Ok(Some(AnswerGone { came, path: None }));
    }
    // What hinders it is said before a file is chosen.
    let (bytes, ending) = match way {
        Way::Eml => (replying.mail(now, random_bytes())?.bytes, "eml"),
        _ => (replying.calendar().into_bytes(), "ics"),
    };
    let Some(path) = office.chooser().save(format!("answer.{ending}")).await else { return Ok(None) };
    slowly(move || {
        chancery_secretariat::write(&path, &bytes)?;
        let came = office.desk()?.replied(&replying, &own, now)?;
        Ok(Some(AnswerGone { came, path: Some(Personal(path.display().to_string())) }))
    })
    .await
}

/// Throws one away.
#[tauri::command]
pub async fn forget_invitation(request: Which, office: Office<'_>) -> Result<(), Problem> {
    let office = office.inner().clone();
    slowly(move || office.desk()?.forget_invitation(&request.uid)).await
}

/// Puts the meeting that an invitation links to among those of this program.
#[tauri::command]
pub async fn take_invitation(request: Which, office: Office<'_>) -> Result<(), Problem> {
    let office = office.inner().clone();
    slowly(move || {
        let all = office.desk()?.invitations(&[], Timestamp::now());
        let came = all.into_iter().find(|came| came.invitation.uid == request.uid).ok_or(Problem::Gone)?;
        if !came.opens {
            return Err(Problem::Nothing);
        }
        office.convener().app(Intent::OpenLink { text: came.invitation.link });
        Ok(())
    })
    .await
}
