//! The plan of a meeting: the one document that the protocol officers of both sides keep until the meeting is over.
//!
//! A [`Plan`] is a value: two officers who changed it at the same time have their changes brought together by [`merge()`],
//! which loses no word of either; [`check()`] says what is missing before anybody can be invited. [`compose`] makes the messages
//! that go out (iTIP, RFC 5546), [`answers`] takes in what comes back, [`show`] is the run of show on the day. Whatever
//! people wrote is [`Personal`].

pub mod answers;
mod check;
pub mod compose;
#[cfg(test)]
mod compose_tests;
mod dates;
pub mod import;
mod merge;
#[cfg(test)]
mod merge_tests;
mod shift;
pub mod show;

pub use check::{Lacks, check};
pub use dates::dates;
pub use merge::{Choice, Conflict, Merged, NoSuchField, merge, parts_changed, settle};
pub use shift::put;
pub(crate) use shift::rule_at;

use chancery_model::{DelegationCode, Personal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many times may be proposed at once.
pub const MOST_PROPOSALS: usize = 5;

/// How far a meeting has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "PlanStatus")]
pub enum Status {
    /// Nobody outside has seen it.
    #[default]
    Draft,
    /// Times have been proposed to the other side.
    Proposed,
    /// The invitation has gone out.
    Invited,
    /// All who must be there have accepted.
    Confirmed,
    /// It does not take place.
    Cancelled,
}

/// The rank of those who meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "PlanLevel")]
pub enum Level {
    /// Heads of state.
    HeadsOfState,
    /// Heads of government.
    HeadsOfGovernment,
    /// Ministers.
    Ministers,
    /// Ambassadors.
    Ambassadors,
    /// Directors and their like.
    #[default]
    SeniorOfficials,
    /// Those who do the drafting.
    Experts,
}

/// Who may know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "PlanConfidentiality")]
pub enum Confidentiality {
    /// Everybody.
    Public,
    /// Both ministries.
    #[default]
    Restricted,
    /// Those who take part.
    Confidential,
    /// Those who take part, and its title nobody else.
    Secret,
}

/// Somebody who takes part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(rename = "PlanPerson")]
pub struct Person {
    /// The same as long as the person is in the plan; made by whoever adds them.
    pub id: String,
    /// As they are called.
    pub name: Personal,
    /// Their office (`Minister for Foreign Affairs`).
    pub title: Personal,
    /// Their mail address, without `mailto:`; empty where they are not to be written to.
    pub mail: Personal,
    /// Whether they must be there for the meeting to be held.
    pub required: bool,
    /// The languages an interpreter works between, or a member speaks (BCP 47: `ar`, `id`).
    pub languages: Vec<String>,
}

/// A state's full name in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PlanStyled")]
pub struct Styled {
    /// The language (BCP 47: `fr`).
    pub id: String,
    /// The name as it follows `Ministry of Foreign Affairs`, in its case and with what joins it: `of the Republic of
    /// Indonesia`, `de la République d’Indonésie`, `Республики Индонезия`; in Chinese what stands before it.
    pub text: Personal,
}

/// One side of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PlanSide")]
pub struct Side {
    /// Its short form, an ISO 3166-1 alpha-2 code where it is a state.
    pub code: DelegationCode,
    /// What the placard says (`Indonesia`).
    #[serde(default)]
    pub name: Personal,
    /// The state's full name in languages of notes, as it follows `Ministry of Foreign Affairs` there.
    #[serde(default)]
    pub styled: Vec<Styled>,
    /// The city that its clock names.
    #[serde(default)]
    pub capital: String,
    /// The IANA zone of its clock.
    #[serde(default)]
    pub zone: String,
    /// Who leads it.
    #[serde(default)]
    pub head: Option<Person>,
    /// Who else sits there.
    #[serde(default)]
    pub members: Vec<Person>,
    /// Who interprets for it.
    #[serde(default)]
    pub interpreters: Vec<Person>,
    /// The languages it speaks at the table (BCP 47), the first most.
    #[serde(default)]
    pub languages: Vec<String>,
}

impl Side {
    /// A side with nobody in it; its capital and clock where the code is a state's.
    pub fn new(code: DelegationCode, name: &str) -> Self {
        let capital = chancery_model::capital::of(code.as_str());
        Self {
            code,
            name: name.into(),
            styled: Vec::new(),
            capital: capital.map_or(String::new(), |c| c.name.to_owned()),
            zone: capital.map_or(String::new(), |c| c.zone.to_owned()),
            head: None,
            members: Vec::new(),
            interpreters: Vec::new(),
            languages: Vec::new(),
        }
    }

    /// All in it: its head, members and interpreters.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.head.iter().chain(&self.members).chain(&self.interpreters)
    }
}

/// A point of the agenda.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(rename = "PlanItem")]
pub struct Item {
    /// The same as long as it is on the agenda; made by whoever adds it.
    pub id: String,
    /// What it is about.
    pub title: Personal,
    /// How long it may take, in minutes.
    pub minutes: u32,
    /// Who speaks, in their order: the `id` of people of the plan.
    pub speakers: Vec<String>,
    /// What it is spoken about: the `id` of documents of the plan.
    pub documents: Vec<String>,
}

/// A document that lies on the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(rename = "PlanDocument")]
pub struct Document {
    /// The same as long as it is in the plan; made by whoever adds it.
    pub id: String,
    /// What it is called.
    pub title: Personal,
    /// Its number or file name, as the registries of both sides have it.
    pub reference: Personal,
    /// Its language (BCP 47); empty where it does not matter.
    pub language: String,
}

/// A time that is proposed to the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PlanProposal")]
pub struct Proposal {
    /// The same as long as it is proposed; made by whoever adds it.
    pub id: String,
    /// The instant it would begin.
    #[ts(type = "string")]
    pub start: Timestamp,
    /// How long, in minutes.
    pub minutes: u32,
}

/// When a meeting is held again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(rename = "PlanRecurrence")]
pub struct Recurrence {
    /// An RRULE (RFC 5545 section 3.3.10) on the clock of the plan's zone, such as `FREQ=MONTHLY;BYDAY=2TU`.
    pub rule: String,
    /// The starts that are left out, as instants.
    #[ts(type = "Array<string>")]
    pub except: Vec<Timestamp>,
    /// The starts that are moved.
    pub moved: Vec<Moved>,
}

/// One time of a series that is held at another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PlanMoved")]
pub struct Moved {
    /// The start that the rule gives, as it is written in the list.
    pub id: String,
    /// The instant it begins in its place.
    #[ts(type = "string")]
    pub start: Timestamp,
    /// How long, in minutes.
    pub minutes: u32,
}

/// What somebody who is invited has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "PlanSaid")]
pub enum Said {
    /// Nothing yet, or nothing since the time was changed.
    #[default]
    Nothing,
    /// Yes.
    Accepted,
    /// No.
    Declined,
    /// Perhaps.
    Tentative,
    /// Not then, but at another time.
    Countered,
    /// Somebody else comes in their place.
    Delegated,
}

/// Another time that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PlanCounter")]
pub struct Counter {
    /// The instant it would begin.
    #[ts(type = "string")]
    pub start: Timestamp,
    /// How long, in minutes.
    pub minutes: u32,
}

/// The answer of one person to the meeting, or to one time of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PlanAnswer")]
pub struct Answer {
    /// Whose: their mail address, in lower case.
    pub who: Personal,
    /// The start that it is about, where the meeting recurs and one time of it is meant.
    #[ts(type = "string | null")]
    pub instance: Option<Timestamp>,
    /// What they said.
    pub said: Said,
    /// Who comes in their place, or, of whoever does, in whose: a mail address in lower case; empty where nobody does.
    #[serde(default)]
    pub passed: Personal,
    /// The time they ask for.
    #[serde(default)]
    pub counter: Option<Counter>,
    /// What they wrote to it.
    #[serde(default)]
    pub comment: Personal,
    /// When they said it.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The revision that they answered.
    pub sequence: u32,
}

/// That a point of the agenda was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PlanBegun")]
pub struct Begun {
    /// The `id` of the item; empty for the end of the meeting.
    pub item: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// The plan of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Plan {
    /// The same for all revisions, and for nothing else (the UID of its calendar event).
    pub uid: String,
    /// How far it has come.
    pub status: Status,
    /// The revision that was last sent; 0 at first.
    pub sequence: u32,
    /// The number of the note that invites, as the registry gave it; may be empty.
    pub reference: Personal,
    /// The title.
    pub title: Personal,
    /// What it is about; may be empty.
    pub text: Personal,
    /// The rank of those who meet.
    pub level: Level,
    /// Who may know of it.
    pub confidentiality: Confidentiality,
    /// Which side hosts and invites: the code of one of `sides`; empty while it is not decided.
    pub host: String,
    /// Who convenes: the officer in whose name the invitation is sent and to whom the answers go.
    pub organizer: Person,
    /// The sides.
    pub sides: Vec<Side>,
    /// The agenda, in its order.
    pub agenda: Vec<Item>,
    /// What lies on the table.
    pub documents: Vec<Document>,
    /// The times that are proposed, at most [`MOST_PROPOSALS`].
    pub proposals: Vec<Proposal>,
    /// The instant it begins, once it is chosen.
    #[ts(type = "string | null")]
    pub start: Option<Timestamp>,
    /// The IANA zone on whose clock it was chosen, and recurs.
    pub zone: String,
    /// How long, in minutes.
    pub minutes: u32,
    /// When it is held again.
    pub recurrence: Option<Recurrence>,
    /// What those who are invited have said.
    pub answers: Vec<Answer>,
    /// Who the last invitation went to: their mail addresses, in lower case.
    pub asked: Vec<Personal>,
    /// The times that the last invitation named, as this program writes them to compare; empty where none has gone out.
    pub sent: String,
    /// What was begun when, on the day.
    pub course: Vec<Begun>,
    /// Where two officers wrote differently and nobody has decided yet.
    pub conflicts: Vec<Conflict>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            uid: String::new(),
            status: Status::Draft,
            sequence: 0,
            reference: Personal::default(),
            title: Personal::default(),
            text: Personal::default(),
            level: Level::default(),
            confidentiality: Confidentiality::default(),
            host: String::new(),
            organizer: Person::default(),
            sides: Vec::new(),
            agenda: Vec::new(),
            documents: Vec::new(),
            proposals: Vec::new(),
            start: None,
            zone: String::from("UTC"),
            minutes: 60,
            recurrence: None,
            answers: Vec::new(),
            asked: Vec::new(),
            sent: String::new(),
            course: Vec::new(),
            conflicts: Vec::new(),
        }
    }
}

impl Plan {
    /// An empty draft.
    pub fn new(uid: &str) -> Self {
        Self { uid: uid.to_owned(), ..Self::default() }
    }

    /// The side that hosts; the first where it is not decided.
    pub fn host_side(&self) -> Option<&Side> {
        self.sides.iter().find(|s| s.code.as_str() == self.host).or_else(|| self.sides.first())
    }

    /// All sides, the host's first, the others in their order.
    pub fn in_order(&self) -> Vec<&Side> {
        let host = self.host_side();
        let first = |side: &&Side| host.is_some_and(|h| std::ptr::eq(h, *side));
        self.sides.iter().filter(first).chain(self.sides.iter().filter(|s| !first(s))).collect()
    }

    /// All people of all sides.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.sides.iter().flat_map(Side::people)
    }

    /// How long the items of the agenda take together, in minutes.
    pub fn agenda_minutes(&self) -> u32 {
        self.agenda.iter().fold(0, |sum, item| sum.saturating_add(item.minutes))
    }
}
