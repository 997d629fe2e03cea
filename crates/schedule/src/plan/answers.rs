//! What comes back, taken into the plan: REPLY, COUNTER, REFRESH (RFC 5546), and DECLINECOUNTER to our own counter.
//!
//! The message is held against the plan as [`itip::apply`] holds it against a calendar: from somebody who is not
//! invited, about an older revision, about a time that the series does not have, it is refused and the plan stays as it is.

use super::{Answer, Counter, Lacks, Plan, Said, Status, compose};
use crate::guest::instance_in;
use crate::ical::{Component, Moment};
use crate::itip::{self, Method, Owed, Refused, Why};
use crate::zones::Zones;
use chancery_model::Personal;
use jiff::Timestamp;
use thiserror::Error;

/// What a message made of the plan.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The plan after it.
    pub plan: Plan,
    /// What was said, by whom.
    pub answers: Vec<Answer>,
    /// What is owed to somebody now.
    pub owed: Vec<Owed>,
}

/// Why a message changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unheard {
    /// The message.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The plan cannot have been sent as it is, so that nothing can be an answer to it.
    #[error("the plan is not whole, so that no answer fits it: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Lacks(Vec<Lacks>),
}

/// No comment is longer, in characters.
const LONGEST_COMMENT: usize = 4000;

/// The plan after a message. Who sent the mail is for the caller to compare with the answer's `who`.
///
/// # Errors
/// [`Unheard`]: the plan stays as it is.
pub fn take(plan: &Plan, message: &Component) -> Result<Heard, Unheard> {
    let method = Method::of(message);
    let fits = matches!(method, Some(Method::Reply | Method::Counter | Method::Refresh | Method::DeclineCounter));
    if !fits {
        return Err(Refused { line: message.line("METHOD").map_or(message.at, |l| l.at), why: Why::Method }.into());
    }
    let state = compose::state(plan).map_err(Unheard::Lacks)?;
    let applied = itip::apply(&state, message)?;
    let mut next = plan.clone();
    let mut answers = Vec::new();
    let mut zones = Zones::of([message, &state]);
    for component in message.parts("VEVENT").filter(|_| method != Some(Method::Refresh)) {
        let Some(line) = component.line("ATTENDEE") else {
            return Err(Refused { line: component.at, why: Why::NotOneAttendee }.into());
        };
        let who = Personal(itip::address(&line.value));
        let instance = instance_in(component, &mut zones);
        let at = component.value("DTSTAMP").and_then(|s| Moment::read(s, None).ok()).map_or(0, |m| m.local);
        let before = next.answers.iter().position(|a| a.who == who && a.instance == instance);
        if before.is_some_and(|b| next.answers[b].at.as_second() > at) {
            let line = component.line("DTSTAMP").map_or(component.at, |l| l.at);
            return Err(Refused { line, why: Why::OldStamp }.into());
        }
        let said = match method {
            Some(Method::Counter) => Said::Countered,
            Some(Method::DeclineCounter) => Said::Nothing,
            _ => said(line.param("PARTSTAT").unwrap_or_default()),
        };
        let counter = (said == Said::Countered).then(|| counter(&applied.state, &who, instance, &mut zones)).flatten();
        let comment: Vec<String> = component.all("COMMENT").map(|l| crate::ical::unescape(&l.value).into()).collect();
        let comment = comment.join("\n").chars().take(LONGEST_COMMENT).collect::<String>();
        let answer = Answer {
            who,
            instance,
            said,
            passed: passed(line, said),
            counter,
            comment: comment.into(),
            at: crate::civil::timestamp(at),
            sequence: plan.sequence,
        };
        match before {
            Some(before) => next.answers[before] = answer.clone(),
            None => next.answers.push(answer.clone()),
        }
        answers.push(answer);
    }
    next.status = status(&next);
    Ok(Heard { plan: next, answers, owed: applied.owed })
}

/// Who comes in their place, or in whose they come (RFC 5545 sections 3.2.4 and 3.2.5).
fn passed(line: &crate::ical::Line, said: Said) -> Personal {
    let name = if said == Said::Delegated { "DELEGATED-TO" } else { "DELEGATED-FROM" };
    let first = line.param(name).and_then(|all| all.split(',').next()).unwrap_or_default();
    Personal(itip::address(first.trim().trim_matches('"')))
}

/// PARTSTAT (RFC 5545 section 3.2.12).
pub(crate) fn said(partstat: &str) -> Said {
    match partstat.to_ascii_uppercase().as_str() {
        "ACCEPTED" => Said::Accepted,
        "DECLINED" => Said::Declined,
        "DELEGATED" => Said::Delegated,
        "NEEDS-ACTION" => Said::Nothing,
        // What is not known is treated as no yes.
        _ => Said::Tentative,
    }
}

/// The time that was proposed, as [`itip::apply`] has kept it.
fn counter(state: &Component, who: &str, instance: Option<Timestamp>, zones: &mut Zones) -> Option<Counter> {
    let event = state.parts("VEVENT").find(|e| instance_in(e, zones) == instance)?;
    let from = |l: &&crate::ical::Line| l.param("X-FROM").is_some_and(|f| itip::address(f) == who);
    let line = event.all("X-CHANCERY-COUNTER").find(from)?;
    let (start, end) = crate::ical::read_period(&line.value, None).ok()?;
    let minutes = end.ok()?.local.checked_sub(start.local)? / 60;
    Some(Counter { start: crate::civil::timestamp(start.local), minutes: u32::try_from(minutes).ok()?.clamp(1, 1440) })
}

/// Confirmed once all who must be there have accepted the whole; no longer so once one of them takes it back.
fn status(plan: &Plan) -> Status {
    if !matches!(plan.status, Status::Invited | Status::Confirmed) {
        return plan.status;
    }
    let whole = |who: &str| plan.answers.iter().find(|a| *a.who == *who && a.instance.is_none());
    let accepted = |who: &str| {
        let own = whole(&itip::address(who));
        // Whoever sends somebody else is there once that one has accepted.
        let deputy = own.filter(|own| own.said == Said::Delegated).and_then(|own| whole(&own.passed.0));
        deputy.or(own).is_some_and(|answer| answer.said == Said::Accepted)
    };
    let mut needed = compose::invited(plan).into_iter().filter(|p| p.required).peekable();
    if needed.peek().is_some() && needed.all(|p| accepted(&p.mail)) { Status::Confirmed } else { Status::Invited }
}
