//! Plans that the officers of both sides keep together, in a book on the server that it cannot read. Whoever shares a plan has what
//! the others wrote brought together with it, and they have what is written here; where both wrote the same, both stand there
//! until somebody chooses.

use super::{Desk, Kept, Problem, Taken};
use crate::book::{Book, BookError, Fresh, Hand, Standing};
use crate::drafts::{Draft, Shared};
use chancery_model::EntryId;
use chancery_schedule::plan::{Plan, merge};
use jiff::Timestamp;
use serde::Serialize;
use thiserror::Error;

/// Plans of one book on this desk.
const MOST: usize = 1_000;

/// What came of a look into the book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Together {
    /// Plans of this desk that are in the book.
    pub plans: usize,
    /// Those that others began.
    pub begun: Vec<Taken>,
    /// Those into which others wrote.
    pub written: Vec<Taken>,
    /// Those that others took out of the book; they stay on this desk.
    pub taken_out: Vec<Taken>,
    /// How many in the book cannot be opened.
    pub sealed_otherwise: usize,
}

/// Why the book and the desk were not brought together.
#[derive(Debug, Error)]
pub enum Apart {
    /// The server, or what stands there.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The desk's folder.
    #[error("the desk cannot keep what came from the book")]
    Store(Problem),
}

impl From<Problem> for Apart {
    fn from(problem: Problem) -> Self {
        Self::Store(problem)
    }
}

fn named(plan: &Plan) -> Taken {
    Taken { uid: plan.uid.clone(), title: plan.title.clone() }
}

impl Desk {
    /// Whether a plan is shared, or will be with the next look into the book.
    pub fn is_shared(&self, uid: &str) -> bool {
        self.kept.lock().get(uid).is_some_and(|kept| kept.draft.shared.is_some())
    }

    /// Has a plan shared from now on, as this `entry`; or no longer: then it stays in the book as it was last.
    ///
    /// # Errors
    /// [`Problem::Gone`], [`Problem::Store`].
    pub fn share(&self, uid: &str, entry: Option<EntryId>) -> Result<(), Problem> {
        let mut all = self.kept.lock();
        let kept = all.get_mut(uid).ok_or(Problem::Gone)?;
        let shared = match (&kept.draft.shared, entry) {
            (Some(before), Some(_)) => Some(before.clone()),
            (None, Some(entry)) => Some(Shared { entry, version: 0, base: Plan::new(uid) }),
            (Some(before), None) => {
                self.drafts.leave(before.entry)?;
                None
            }
            (None, None) => None,
        };
        let draft = Draft { shared, ..kept.draft.clone() };
        self.drafts.save(&draft)?;
        kept.draft = draft;
        Ok(())
    }

    /// Takes what others wrote into the book, and writes what was changed here. `since`: the count of changes that were
    /// seen; it goes forward.
    ///
    /// # Errors
    /// [`Apart`]: what was done until then stands.
    pub async fn together(
        &self,
        book: &Book,
        since: &mut u64,
        by: Hand<'_>,
        now: Timestamp,
        fresh: Fresh<'_>,
    ) -> Result<Together, Apart> {
        let news = book.news(*since).await?;
        let left = self.drafts.left();
        let mut together = Together { sealed_otherwise: news.sealed_otherwise, ..Together::default() };
        for standing in news.plans.into_iter().filter(|standing| !left.contains(&standing.entry)).take(MOST) {
            self.hear_of(standing, now, &mut together)?;
        }
        *since = news.upto;
        let shared: Vec<Draft> = {
            let all = self.kept.lock();
            let drafts = all.values().map(|kept| &kept.draft).filter(|draft| draft.shared.is_some());
            drafts.take(MOST).cloned().collect()
        };
        together.plans = shared.len();
        for Draft { plan, shared, .. } in shared {
            let Some(Shared { entry, version, base }) = shared.filter(|shared| shared.base != plan) else { continue };
            let before = (version > 0).then_some((version, &base));
            let put = book.put(entry, before, &plan, by, now, fresh).await?;
            if put.merged && together.written.iter().all(|other| other.uid != plan.uid) {
                together.written.push(named(&put.plan));
            }
            let stands = Shared { entry, version: put.version, base: put.plan.clone() };
            self.brought(&plan, &put.plan, stands, now)?;
        }
        Ok(together)
    }

    /// Somebody wrote a version.
    fn hear_of(&self, standing: Standing, now: Timestamp, together: &mut Together) -> Result<(), Problem> {
        let Standing { entry, version, plan: theirs, .. } = standing;
        let of = |kept: &&Kept| kept.draft.shared.as_ref().is_some_and(|shared| shared.entry == entry);
        let here = self.kept.lock().values().find(of).map(|kept| kept.draft.clone());
        match (here, theirs) {
            (Some(Draft { plan, shared: Some(shared), .. }), Some(theirs)) if version > shared.version => {
                let both = merge(&shared.base, &plan, &theirs).plan;
                if both != plan {
                    together.written.push(named(&both));
                }
                self.brought(&plan, &both, Shared { entry, version, base: theirs }, now)
            }
            (Some(Draft { plan, shared: Some(shared), .. }), None) if version > shared.version => {
                together.taken_out.push(named(&plan));
                self.share(&plan.uid, None)
            }
            (None, Some(theirs)) => {
                let mut all = self.kept.lock();
                // One's own of that number that is not shared is none of theirs.
                if theirs.uid.trim().is_empty() || all.contains_key(&theirs.uid) || all.len() >= 20 * MOST {
                    return Ok(());
                }
                together.begun.push(named(&theirs));
                let shared = Some(Shared { entry, version, base: theirs.clone() });
                let draft = Draft { plan: theirs, shared, at: now, ..Draft::default() };
                self.drafts.save(&draft)?;
                all.insert(draft.plan.uid.clone(), Kept::new(draft));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What became of `from` in the book; what was typed meanwhile stays.
    fn brought(&self, from: &Plan, next: &Plan, shared: Shared, now: Timestamp) -> Result<(), Problem> {
        // A number of another plan, which somebody wrote into the book, moves nothing here.
        let next = Plan { uid: from.uid.clone(), ..next.clone() };
        self.became(from, next, now)?;
        let mut all = self.kept.lock();
        let Some(kept) = all.get_mut(&from.uid) else { return Ok(()) };
        let draft = Draft { shared: Some(shared), ..kept.draft.clone() };
        self.drafts.save(&draft)?;
        kept.draft = draft;
        Ok(())
    }
}
