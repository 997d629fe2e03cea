//! What a plan lacks before anybody can be invited to it.

use super::{MOST_PROPOSALS, Plan};
use crate::recur::Rule;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use thiserror::Error;
use ts_rs::TS;

/// What hinders an invitation. The screen has its own words for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, Error)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
#[ts(rename = "PlanLacks")]
pub enum Lacks {
    /// No UID.
    #[error("the plan has no UID: begin it anew from the scheduling desk")]
    Uid,
    /// No title.
    #[error("the meeting has no title")]
    Title,
    /// No start.
    #[error("no time has been chosen")]
    Start,
    /// No length, or longer than a day.
    #[error("a meeting takes 1 to 1440 minutes")]
    Length,
    /// Fewer than two sides.
    #[error("a meeting has two sides or more")]
    Sides,
    /// A side twice.
    #[error("the side {0} stands twice")]
    SideTwice(String),
    /// No side hosts, or one that is not there.
    #[error("the side that hosts is none of the sides")]
    Host,
    /// A zone that nobody knows; the code of the side, or empty for the plan's own.
    #[error("the time zone of {0} is not known: choose its capital")]
    Zone(String),
    /// Nobody in whose name it could be sent.
    #[error("the organizer has no mail address, to which answers could go")]
    Organizer,
    /// Nobody to send it to.
    #[error("nobody who is invited has a mail address")]
    NobodyInvited,
    /// An address that cannot be one; the `id` of the person.
    #[error("the mail address of a person cannot be one ({0})")]
    Address(String),
    /// Two things with one `id`.
    #[error("two entries have the same id ({0}): one of them must be entered anew")]
    Twice(String),
    /// A rule that cannot be read.
    #[error("the recurrence cannot be understood: {0}")]
    Rule(String),
    /// More proposals than may be sent.
    #[error("at most five times may be proposed at once, not {0}")]
    Proposals(usize),
    /// The agenda takes longer than the meeting, by so many minutes.
    #[error("the agenda takes {0} minutes longer than the meeting")]
    Overlong(u32),
    /// Conflicts that nobody has decided.
    #[error("two officers wrote differently in {0} places, and nobody has decided")]
    Conflicts(usize),
}

/// Everything that the plan lacks, in the order of the form; empty where it can be sent.
pub fn check(plan: &Plan) -> Vec<Lacks> {
    let mut out = Vec::new();
    let mut when = |is: bool, lacks: Lacks| {
        if is {
            out.push(lacks);
        }
    };
    when(plan.uid.trim().is_empty(), Lacks::Uid);
    when(plan.title.trim().is_empty(), Lacks::Title);
    when(plan.sides.len() < 2, Lacks::Sides);
    let mut codes = HashSet::new();
    for side in &plan.sides {
        let code = side.code.as_str();
        when(!codes.insert(code), Lacks::SideTwice(code.into()));
        when(!known(&side.zone), Lacks::Zone(code.into()));
    }
    when(!plan.host.is_empty() && !codes.contains(plan.host.as_str()), Lacks::Host);
    when(!known(&plan.zone), Lacks::Zone(String::new()));
    when(plan.start.is_none(), Lacks::Start);
    when(!(1..=1440).contains(&plan.minutes), Lacks::Length);
    when(!is_address(&plan.organizer.mail), Lacks::Organizer);
    when(plan.people().all(|p| p.mail.trim().is_empty()), Lacks::NobodyInvited);
    for person in plan.people().filter(|p| !p.mail.trim().is_empty() && !is_address(&p.mail)) {
        when(true, Lacks::Address(person.id.clone()));
    }
    let mut ids = HashSet::new();
    let people = plan.people().map(|p| &p.id);
    let others = plan.agenda.iter().map(|i| &i.id).chain(plan.documents.iter().map(|d| &d.id));
    for id in people.chain(others).chain(plan.proposals.iter().map(|p| &p.id)) {
        when(!ids.insert(id.as_str()), Lacks::Twice(id.clone()));
    }
    if let Some(recurrence) = &plan.recurrence
        && let Err(e) = Rule::read(&recurrence.rule)
    {
        when(true, Lacks::Rule(e.to_string()));
    }
    when(plan.proposals.len() > MOST_PROPOSALS, Lacks::Proposals(plan.proposals.len()));
    let over = plan.agenda_minutes().saturating_sub(plan.minutes);
    when(over > 0, Lacks::Overlong(over));
    when(!plan.conflicts.is_empty(), Lacks::Conflicts(plan.conflicts.len()));
    out
}

fn known(zone: &str) -> bool {
    jiff::tz::TimeZone::get(zone).is_ok()
}

/// Whether a text can be an address at all (RFC 5321 section 4.1.2, without its quoted forms). Whether somebody reads it, mail shows.
pub(crate) fn is_address(text: &str) -> bool {
    let text = text.trim();
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"".contains(c);
    text.len() <= 254
        && !local.is_empty()
        && !domain.is_empty()
        && local.chars().all(|c| c != '@' && plain(c))
        && domain.chars().all(plain)
}
