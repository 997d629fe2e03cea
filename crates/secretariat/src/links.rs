//! The links by which the sides of a planned meeting join it. They are kept with the officer's draft and outside of the plan: who
//! shares a plan, or reads it in the book, is handed no key to the room.
//!
//! The edge convenes ([`wanted`] is what is convened) and hands the links over; here is decided what they are for, and whether
//! they still fit a plan that was changed since.

use chancery_model::{Delegation, DelegationCode, Meeting, MeetingId, Personal};
use chancery_schedule::plan::{self, Plan, Side};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Characters of a title that those who enter are shown.
const TITLE_MAX: usize = 200;

/// One side's link. Secret: whoever holds it can sit for that side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideLink {
    /// Whose.
    pub side: DelegationCode,
    /// `chancery://join/#…`
    pub link: Personal,
}

/// A meeting that was convened on a server for a plan.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The server's base URL, as it was set.
    pub server: String,
    /// What was convened.
    pub meeting: Meeting,
    /// The links, the host's first.
    pub sides: Vec<SideLink>,
    /// Whether they, or those before them, have gone along with an invitation.
    #[serde(default)]
    pub sent: bool,
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Links({} sides)", self.sides.len())
    }
}

impl Links {
    /// Whether these are the links of that meeting, whatever its identifier, on that server.
    pub fn fit(&self, wanted: &Meeting, server: &str) -> bool {
        self.server == server && self.meeting == Meeting { id: self.meeting.id, ..wanted.clone() }
    }

    /// That side's.
    pub fn of(&self, side: &DelegationCode) -> Option<&Personal> {
        self.sides.iter().find(|own| own.side == *side).map(|own| &own.link)
    }
}

/// Why no meeting can be convened for a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    /// No time is chosen, or fewer than two sides sit there.
    NotWhole,
    /// It is over, or was cancelled.
    Over,
}

fn delegation(side: &Side) -> Delegation {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let name = if side.name.trim().is_empty() { side.code.as_str() } else { side.name.trim() };
    Delegation { code: side.code.clone(), name: name.into(), zone: given(&side.zone), capital: given(&side.capital) }
}

/// The meeting to convene for a plan: of a series, the one that comes next. `id`: for a new one.
///
/// # Errors
/// [`Unready`].
pub fn wanted(plan: &Plan, id: MeetingId, now: Timestamp) -> Result<Meeting, Unready> {
    if plan.start.is_none() || plan.sides.len() < 2 {
        return Err(Unready::NotWhole);
    }
    if plan.status == plan::Status::Cancelled {
        return Err(Unready::Over);
    }
    // What has begun is still held: a day is the longest that anything lasts.
    let from = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    let next = plan::dates(plan, from, 64).into_iter().find(|(_, end)| *end > now);
    let (starts, end) = next.ok_or(Unready::Over)?;
    let minutes = u16::try_from(end.duration_since(starts).as_mins()).unwrap_or(u16::MAX);
    let title: String = plan.title.trim().chars().filter(|c| !c.is_control()).take(TITLE_MAX).collect();
    Ok(Meeting {
        id,
        title: title.into(),
        starts,
        zone: plan.zone.clone(),
        minutes,
        delegations: plan.in_order().into_iter().map(delegation).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_schedule::plan::{Recurrence, Status};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn id(byte: u8) -> MeetingId {
        MeetingId::from_random([byte; 16])
    }

    fn plan() -> Plan {
        let side = |code: &str| Side::new(DelegationCode::new(code).unwrap(), "");
        Plan {
            title: " Fisheries\n".into(),
            host: "ZA".into(),
            sides: vec![side("ID"), side("ZA")],
            start: Some(at("2026-12-08T07:00:00Z")),
            zone: "Asia/Jakarta".into(),
            ..Plan::new("1")
        }
    }

    #[test]
    fn what_is_convened_is_what_the_plan_says_the_host_first() {
        let meeting = wanted(&plan(), id(1), at("2026-12-08T07:59:59Z")).unwrap();
        assert_eq!((&*meeting.title.0, meeting.minutes, meeting.starts), ("Fisheries", 60, at("2026-12-08T07:00:00Z")));
        let codes: Vec<_> = meeting.delegations.iter().map(|d| d.code.as_str()).collect();
        assert_eq!((codes, meeting.delegations[1].capital.as_deref()), (vec!["ZA", "ID"], Some("Jakarta")));
        assert_eq!(wanted(&plan(), id(1), at("2026-12-08T08:00:00Z")), Err(Unready::Over));
        let cancelled = Plan { status: Status::Cancelled, ..plan() };
        assert_eq!(wanted(&cancelled, id(1), at("2026-12-01T00:00:00Z")), Err(Unready::Over));
        assert_eq!(wanted(&Plan { start: None, ..plan() }, id(1), Timestamp::UNIX_EPOCH), Err(Unready::NotWhole));
    }

    #[test]
    fn of_a_series_it_is_the_next_and_what_changed_needs_new_links() {
        let rule = Recurrence { rule: "FREQ=WEEKLY;COUNT=3".into(), ..Recurrence::default() };
        let weekly = Plan { recurrence: Some(rule), ..plan() };
        let starts = |now| wanted(&weekly, id(1), at(now)).map(|meeting| meeting.starts);
        assert_eq!(starts("2026-12-01T00:00:00Z"), Ok(at("2026-12-08T07:00:00Z")));
        assert_eq!(starts("2026-12-08T08:00:00Z"), Ok(at("2026-12-15T07:00:00Z")));
        assert_eq!(starts("2027-01-01T00:00:00Z"), Err(Unready::Over));

        let now = at("2026-12-01T00:00:00Z");
        let links = Links {
            server: "https://meet.example".into(),
            meeting: wanted(&plan(), id(1), now).unwrap(),
            sides: vec![SideLink { side: DelegationCode::new("ID").unwrap(), link: "chancery://join/#x".into() }],
            sent: false,
        };
        let fit = |plan: &Plan, server: &str| links.fit(&wanted(plan, id(2), now).unwrap(), server);
        assert!(fit(&plan(), "https://meet.example"));
        assert!(!fit(&plan(), "https://other.example"));
        assert!(!fit(&Plan { minutes: 90, ..plan() }, "https://meet.example"));
        assert!(!fit(&Plan { title: "Ports".into(), ..plan() }, "https://meet.example"));
        // What those who enter are not told changes nothing.
        assert!(fit(&Plan { text: "Bring the maps".into(), ..plan() }, "https://meet.example"));
        assert!(!format!("{links:?}").contains("chancery://"));
    }
}
