//! How a plan stands in the ministry's calendar, by what was last heard of it: no server is asked.

use super::calendar::current;
use super::{Desk, Problem};
use crate::caldav::Known;
use chancery_schedule::plan::{Plan, Status, compose};
use jiff::Timestamp;
use serde::Serialize;

/// How a plan stands in the ministry's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Place {
    /// It is not there, and is not to be: nobody was invited, it was cancelled, or it is long over.
    Nowhere,
    /// As it went out.
    Stands,
    /// What went out, or that it was cancelled, is not there yet.
    Waits,
    /// As it went out before: what was changed since has not gone out.
    Before,
}

fn place(plan: &Plan, known: Option<&Known>, now: Timestamp) -> Place {
    if plan.status == Status::Cancelled {
        return if known.is_some() { Place::Waits } else { Place::Nowhere };
    }
    if !current(plan, now) {
        return Place::Nowhere;
    }
    match (compose::standing(plan, now), known) {
        (Some(event), Some(known)) if known.sends(&event) => Place::Stands,
        (Some(_), _) => Place::Waits,
        (None, Some(_)) => Place::Before,
        (None, None) => Place::Nowhere,
    }
}

impl Desk {
    /// How a plan stands in the ministry's calendar. That others took it out there is told by who looks
    /// ([`Desk::bring_up_to_date`]).
    ///
    /// # Errors
    /// [`Problem::Gone`].
    pub fn place(&self, uid: &str, now: Timestamp) -> Result<Place, Problem> {
        let all = self.kept.lock();
        let draft = &all.get(uid).ok_or(Problem::Gone)?.draft;
        Ok(place(&draft.plan, draft.calendar.as_ref().map(|calendar| &calendar.known), now))
    }
}
