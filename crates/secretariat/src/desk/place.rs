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

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::{DelegationCode, Personal};
    use chancery_schedule::invitation::Secret;
    use chancery_schedule::plan::{Person, Side};
    use jiff::SignedDuration;

    fn now() -> Timestamp {
        "2026-11-23T08:00:00Z".parse().unwrap()
    }

    fn plan() -> Plan {
        let person = |mail: &str| Person { id: mail.into(), mail: mail.into(), required: true, ..Person::default() };
        let side = |code: &str, mail: &str| Side {
            head: Some(person(mail)),
            ..Side::new(DelegationCode::new(code).unwrap(), code)
        };
        Plan {
            title: "Fisheries".into(),
            host: "ID".into(),
            organizer: person("protocol@kemlu.example"),
            sides: vec![side("ID", "retno@kemlu.example"), side("ZA", "thandi@dirco.example")],
            start: Some("2026-12-08T07:00:00Z".parse().unwrap()),
            zone: "Asia/Jakarta".into(),
            ..Plan::new("1")
        }
    }

    #[test]
    fn what_has_gone_out_waits_until_it_is_there() {
        assert_eq!(place(&plan(), None, now()), Place::Nowhere);
        let invited = compose::request(&plan(), &Personal::default(), Secret::Elsewhere, now()).unwrap().plan;
        assert_eq!(place(&invited, None, now()), Place::Waits);
        // Something of ours is there, and it is not this.
        let known = Known { url: "http://x/1.ics".into(), etag: None, sent: String::new(), stored: String::new() };
        assert_eq!(place(&invited, Some(&known), now()), Place::Waits);
        let later = Plan { start: invited.start.map(|start| start + SignedDuration::from_hours(1)), ..invited.clone() };
        assert_eq!((place(&later, Some(&known), now()), place(&later, None, now())), (Place::Before, Place::Nowhere));
        let long_after = now() + SignedDuration::from_hours(24 * 60);
        assert_eq!(place(&invited, Some(&known), long_after), Place::Nowhere);
        let cancelled = Plan { status: Status::Cancelled, ..invited };
        assert_eq!(
            (place(&cancelled, Some(&known), now()), place(&cancelled, None, now())),
            (Place::Waits, Place::Nowhere)
        );
    }
}
