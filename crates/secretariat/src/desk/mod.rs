//! The scheduling desk of one officer: the plans that lie on it with their versions, what goes out of it and what comes back.
//!
//! Nothing that was typed is lost: a plan is saved from the version that it was made of, and what changed since (an answer
//! came, the invitation went out, the other officer wrote) is brought together with it by [`plan::merge`]. Older versions are
//! remembered while the desk is open, which is as long as anybody can hold one; what is on the disk is the newest, and the
//! one before ([`Drafts`]).

mod calendar;
mod incoming;
mod invitations;
mod outgoing;
mod place;
mod problem;
mod replying;
mod shared;
#[cfg(test)]
mod tests;

pub use calendar::{InCalendar, Moved, NotKept, Standing};
pub use incoming::{Asks, Fetched, Heard, Taken};
pub use invitations::{Accepted, Came};
pub use outgoing::{Addressee, Going, NoteText, Outgoing, Preview, SendStep, Sent, everybody, tongues_of, withdrawal};
pub use place::Place;
pub use problem::Problem;
pub use replying::{Reply, Replying};
pub use shared::{Apart, Together};

use crate::arrivals::{Arrival, Arrivals};
pub use crate::arrivals::{Given, Revision};
use crate::drafts::{Bad, BadFolder, Draft, Drafts};
use crate::links::Links;
use chancery_schedule::plan::{self, Choice, Conflict, Plan, Recurrence, Status};
use chancery_schedule::recur::Rule;
use chancery_schedule::slots::Held;
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::path::Path;

/// Older versions of a plan that are remembered.
const VERSIONS: usize = 256;
/// Times of a series that are told at once.
const MOST_TIMES: usize = 500;

/// One plan in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The plan.
    pub plan: Plan,
    /// Grows with each change by anybody.
    pub version: u64,
    /// When it was kept.
    pub at: Timestamp,
}

/// A plan as it is kept now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// The plan.
    pub plan: Plan,
    /// Grows with each change by anybody.
    pub version: u64,
    /// When it was kept.
    pub at: Timestamp,
    /// Whether `plan` is another than was given: somebody else's changes were brought together with it.
    pub merged: bool,
}

/// One time of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// When it begins.
    pub start: Timestamp,
    /// Whether the officer took it out.
    pub left_out: bool,
}

/// What is asked about a series.
#[derive(Clone, Debug, Deserialize)]
pub struct Series {
    /// The first time.
    pub start: Timestamp,
    /// The IANA zone on whose clock it recurs.
    pub zone: String,
    /// The rule, what is left out and what is moved.
    pub recurrence: Recurrence,
    /// How many that are held.
    pub most: usize,
}

struct Kept {
    draft: Draft,
    before: VecDeque<(u64, Plan)>,
}

impl Kept {
    fn new(draft: Draft) -> Self {
        Self { draft, before: VecDeque::new() }
    }

    fn at(&self, version: u64) -> Option<&Plan> {
        if version == self.draft.version {
            return Some(&self.draft.plan);
        }
        self.before.iter().find(|(v, _)| *v == version).map(|(_, plan)| plan)
    }

    /// The version that this is, the newest first.
    fn version_of(&self, plan: &Plan) -> Option<u64> {
        if self.draft.plan == *plan {
            return Some(self.draft.version);
        }
        self.before.iter().rev().find(|(_, before)| before == plan).map(|(version, _)| *version)
    }

    fn saved(&self, merged: bool) -> Saved {
        let Draft { plan, version, at, .. } = &self.draft;
        Saved { plan: plan.clone(), version: *version, at: *at, merged }
    }
}

/// The desk. One for a folder.
pub struct Desk {
    drafts: Drafts,
    kept: Mutex<BTreeMap<String, Kept>>,
    arrivals: Arrivals,
    came: Mutex<BTreeMap<String, Arrival>>,
    told: Mutex<incoming::Told>,
    passed: Mutex<incoming::Passed>,
    bad: Vec<Bad>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Desk({} plans)", self.kept.lock().len())
    }
}

impl Desk {
    /// Opens the desk in this folder.
    ///
    /// # Errors
    /// [`BadFolder`].
    pub fn open(folder: &Path) -> Result<Self, BadFolder> {
        let drafts = Drafts::open(folder)?;
        let opened = drafts.load()?;
        let (arrivals, came, missing) = Arrivals::open(&folder.join("invitations"))?;
        let kept = opened.drafts.into_iter().map(|draft| (draft.plan.uid.clone(), Kept::new(draft)));
        Ok(Self {
            kept: Mutex::new(kept.collect()),
            told: Mutex::default(),
            passed: Mutex::default(),
            drafts,
            arrivals,
            came: Mutex::new(came.into_iter().map(|arrival| (arrival.uid.clone(), arrival)).collect()),
            bad: opened.bad.into_iter().chain(missing).collect(),
        })
    }

    /// What could not be read when it was opened.
    pub fn bad(&self) -> &[Bad] {
        &self.bad
    }

    /// All plans, in no order that means anything.
    pub fn plans(&self) -> Vec<Entry> {
        let entry = |kept: &Kept| {
            let Saved { plan, version, at, .. } = kept.saved(false);
            Entry { plan, version, at }
        };
        self.kept.lock().values().map(entry).collect()
    }

    /// Keeps a plan that was made from version `base` (`None`: a new one).
    ///
    /// # Errors
    /// [`Problem::Store`]: what was kept before is unchanged. [`Problem::Unreadable`] without a UID.
    pub fn save(&self, plan: Plan, base: Option<u64>, now: Timestamp) -> Result<Saved, Problem> {
        if plan.uid.trim().is_empty() {
            return Err(Problem::Unreadable { detail: plan::Lacks::Uid.to_string() });
        }
        let mut all = self.kept.lock();
        let Some(kept) = all.get_mut(&plan.uid) else {
            let draft = Draft { plan, version: base.map_or(0, |b| b.saturating_add(1)), at: now, ..Draft::default() };
            self.drafts.save(&draft)?;
            let kept = Kept::new(draft);
            let saved = kept.saved(false);
            all.insert(saved.plan.uid.clone(), kept);
            return Ok(saved);
        };
        // From a version that nobody remembers, all is a difference: both are kept and named.
        let nothing = Plan::new(&plan.uid);
        let newest = &kept.draft.plan;
        let from = base.map_or(&nothing, |base| kept.at(base).unwrap_or(&nothing));
        let next = if from == newest { plan.clone() } else { plan::merge(from, &plan, newest).plan };
        let merged = next != plan;
        if next == *newest {
            return Ok(kept.saved(merged));
        }
        let version = kept.draft.version.saturating_add(1);
        let draft = Draft { plan: next, version, at: now, ..kept.draft.clone() };
        self.drafts.save(&draft)?;
        let before = std::mem::replace(&mut kept.draft, draft);
        kept.before.push_back((before.version, before.plan));
        if kept.before.len() > VERSIONS {
            kept.before.pop_front();
        }
        Ok(kept.saved(merged))
    }

    /// Keeps what became of a plan that was taken from the desk a moment ago: what was typed meanwhile stays.
    fn became(&self, from: &Plan, next: Plan, now: Timestamp) -> Result<Saved, Problem> {
        let base = self.kept.lock().get(&from.uid).and_then(|kept| kept.version_of(from));
        self.save(next, base, now)
    }

    /// The newest of a plan.
    ///
    /// # Errors
    /// [`Problem::Gone`].
    pub fn newest(&self, uid: &str) -> Result<Plan, Problem> {
        self.kept.lock().get(uid).map(|kept| kept.draft.plan.clone()).ok_or(Problem::Gone)
    }

    /// The links of its meeting that were made last; they may be of another time than the plan's ([`Links::fit`]).
    pub fn links(&self, uid: &str) -> Option<Links> {
        self.kept.lock().get(uid).and_then(|kept| kept.draft.links.clone())
    }

    /// Keeps the links of its meeting, in the place of earlier ones.
    ///
    /// # Errors
    /// [`Problem::Gone`]; [`Problem::Store`]: the earlier ones are kept.
    pub fn keep_links(&self, uid: &str, links: Links) -> Result<(), Problem> {
        let mut all = self.kept.lock();
        let kept = all.get_mut(uid).ok_or(Problem::Gone)?;
        let draft = Draft { links: Some(links), ..kept.draft.clone() };
        self.drafts.save(&draft)?;
        kept.draft = draft;
        Ok(())
    }

    /// Throws a draft away that nobody outside has seen.
    ///
    /// # Errors
    /// [`Problem::MovedOn`] where an invitation has gone out: it is cancelled, not forgotten. [`Problem::Store`].
    pub fn discard(&self, uid: &str) -> Result<(), Problem> {
        let mut all = self.kept.lock();
        let Some(kept) = all.get(uid) else { return Ok(()) };
        if matches!(kept.draft.plan.status, Status::Invited | Status::Confirmed) {
            return Err(Problem::MovedOn);
        }
        if let Some(shared) = &kept.draft.shared {
            // It stays in the book, and does not come back from there.
            self.drafts.leave(shared.entry)?;
        }
        self.drafts.remove(uid)?;
        all.remove(uid);
        Ok(())
    }
}

/// The plan after a decision; keeps nothing.
///
/// # Errors
/// [`Problem::MovedOn`]: the place was changed since.
pub fn settle(plan: &Plan, conflict: &Conflict, choice: Choice) -> Result<Plan, Problem> {
    plan::settle(plan, conflict, choice).map_err(|_| Problem::MovedOn)
}

/// The meetings of these plans that were held by then, for who bore what: those that were invited to and not cancelled.
pub fn held<'a>(plans: impl Iterator<Item = &'a Plan>, now: Timestamp) -> Vec<Held> {
    let invited = plans.filter(|plan| matches!(plan.status, Status::Invited | Status::Confirmed));
    let times = |plan: &'a Plan| {
        let sides: Vec<String> = plan.sides.iter().map(|side| side.code.to_string()).collect();
        let all = plan.start.map(|start| plan::dates(plan, start, MOST_TIMES)).unwrap_or_default();
        let over = all.into_iter().filter(move |(_, end)| *end <= now);
        over.map(move |(start, _)| Held { start: start.as_second(), minutes: plan.minutes, sides: sides.clone() })
    };
    invited.flat_map(times).collect()
}

/// The first times of a series, those left out among them, until `most` are held.
///
/// # Errors
/// [`Problem::Unreadable`]: the rule is none.
pub fn occurrences(series: &Series) -> Result<Vec<Occurrence>, Problem> {
    Rule::read(&series.recurrence.rule).map_err(|e| Problem::Unreadable { detail: e.to_string() })?;
    let most = series.most.min(MOST_TIMES);
    let except = &series.recurrence.except;
    let whole = Plan {
        start: Some(series.start),
        zone: series.zone.clone(),
        recurrence: Some(Recurrence { except: Vec::new(), ..series.recurrence.clone() }),
        ..Plan::new("series")
    };
    let mut out = Vec::new();
    let mut held = 0;
    for (start, _) in plan::dates(&whole, series.start, most + except.len().min(MOST_TIMES)) {
        if held == most {
            break;
        }
        let left_out = except.contains(&start);
        held += usize::from(!left_out);
        out.push(Occurrence { start, left_out });
    }
    Ok(out)
}
