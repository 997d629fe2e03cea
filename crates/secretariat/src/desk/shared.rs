//! Plans that the officers of both sides keep together, in books on a server that cannot read them. Whoever shares a plan has what
//! the others wrote brought together with it, and they have what is written here; where both wrote the same, both stand there
//! until somebody chooses.

use super::{Desk, Kept, Problem, Taken};
use crate::book::{Book, BookError, Fresh, Hand, Standing};
use crate::drafts::{Draft, Shared};
use chancery_model::{BookId, EntryId};
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
    /// In which book a plan stands, or will with the next look into it, and as which entry.
    pub fn shared_in(&self, uid: &str) -> Option<(BookId, EntryId)> {
        let all = self.kept.lock();
        all.get(uid).and_then(|kept| kept.draft.shared.as_ref()).map(|shared| (shared.book, shared.entry))
    }

    /// Has a plan shared from now on in this book, as this entry; or no longer. In the book that it leaves it stays as it was
    /// last.
    ///
    /// # Errors
    /// [`Problem::Gone`], [`Problem::Store`].
    pub fn share(&self, uid: &str, place: Option<(BookId, EntryId)>) -> Result<(), Problem> {
        let mut all = self.kept.lock();
        let kept = all.get_mut(uid).ok_or(Problem::Gone)?;
        if kept.draft.shared.as_ref().map(|before| before.book) == place.map(|(book, _)| book) {
            return Ok(());
        }
        if let Some(before) = &kept.draft.shared {
            self.drafts.leave(before.entry)?;
        }
        let shared = place.map(|(book, entry)| Shared { book, entry, version: 0, base: Plan::new(uid) });
        let draft = Draft { shared, ..kept.draft.clone() };
        self.drafts.save(&draft)?;
        kept.draft = draft;
        Ok(())
    }

    /// Forgets a book whose link is gone from this desk: its plans stay, and are shared no longer.
    ///
    /// # Errors
    /// [`Problem::Store`]: those before it are done.
    pub fn forget_book(&self, book: BookId) -> Result<(), Problem> {
        for kept in self.kept.lock().values_mut() {
            if kept.draft.shared.as_ref().is_some_and(|shared| shared.book == book) {
                let draft = Draft { shared: None, ..kept.draft.clone() };
                self.drafts.save(&draft)?;
                kept.draft = draft;
            }
        }
        Ok(())
    }

    /// Takes what others wrote into a book, and writes into it what was changed here of its own plans: what is shared in
    /// another goes into that alone. `since`: the count of changes that were seen; it goes forward.
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
            self.hear_of(book.id(), standing, now, &mut together)?;
        }
        *since = news.upto;
        let shared: Vec<Draft> = {
            let all = self.kept.lock();
            let of = |draft: &&Draft| draft.shared.as_ref().is_some_and(|shared| shared.book == book.id());
            let drafts = all.values().map(|kept| &kept.draft).filter(of);
            drafts.take(MOST).cloned().collect()
        };
        together.plans = shared.len();
        for Draft { plan, shared, .. } in shared {
            let Some(shared) = shared.filter(|shared| shared.base != plan) else { continue };
            let Shared { book: id, entry, version, base } = shared;
            let before = (version > 0).then_some((version, &base));
            let put = book.put(entry, before, &plan, by, now, fresh).await?;
            if put.merged && together.written.iter().all(|other| other.uid != plan.uid) {
                together.written.push(named(&put.plan));
            }
            let stands = Shared { book: id, entry, version: put.version, base: put.plan.clone() };
            self.brought(&plan, &put.plan, stands, now)?;
        }
        Ok(together)
    }

    /// Somebody wrote a version.
    fn hear_of(
        &self,
        book: BookId,
        standing: Standing,
        now: Timestamp,
        together: &mut Together,
    ) -> Result<(), Problem> {
        let Standing { entry, version, plan: theirs, .. } = standing;
        let of = |kept: &&Kept| {
            kept.draft.shared.as_ref().is_some_and(|shared| (shared.book, shared.entry) == (book, entry))
        };
        let here = self.kept.lock().values().find(of).map(|kept| kept.draft.clone());
        match (here, theirs) {
            (Some(Draft { plan, shared: Some(shared), .. }), Some(theirs)) if version > shared.version => {
                let both = merge(&shared.base, &plan, &theirs).plan;
                if both != plan {
                    together.written.push(named(&both));
                }
                self.brought(&plan, &both, Shared { book, entry, version, base: theirs }, now)
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
                let shared = Some(Shared { book, entry, version, base: theirs.clone() });
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
        // Thrown away, or put elsewhere, while the server was asked.
        let of = |kept: &&mut Kept| kept.draft.shared.as_ref().is_some_and(|now| now.entry == shared.entry);
        let Some(kept) = all.get_mut(&from.uid).filter(of) else { return Ok(()) };
        let draft = Draft { shared: Some(shared), ..kept.draft.clone() };
        self.drafts.save(&draft)?;
        kept.draft = draft;
        Ok(())
    }
}
