//! Another group of the same meeting, or another history of this one: which stays.
//!
//! Nobody wins by what they claim. What counts first is how many sides live in a history, and a side counts where one of
//! its chairs signs that it does: an announcement is signed with a leaf that the side's vouching key vouches for, names the
//! chairs that it goes on with, and counts together with another one only if that one names it as well and tells of the
//! same epochs. So whoever holds the invitation of one side never makes a group of both sides give up: for one side it
//! speaks, the other side's chair has to say the same. How long a history is, and who founded a group, decides only
//! between those with the same sides.

use super::check::leaf_mark;
use super::codec::hex;
use super::record::Statement;
use super::seat::{SILENCE_MS, Seat, TRIED_MS};
use super::wire::Announced;
use super::{Change, Common, Incident, Next, Output};
use crate::identity::Fingerprint;
use chancery_model::{Now, ParticipantId, Tick};
use std::collections::BTreeSet;

/// Announcements of strangers that are remembered; those of one's own roster have their place beside them.
const STRANGERS_MAX: usize = 32;

/// What a chair announced last, here or elsewhere.
#[derive(Debug)]
pub(super) struct Witness {
    side: usize,
    at: Tick,
    said: Announced,
    /// The signer sat in one's own roster then.
    known: bool,
}

/// How many sides live in a history, and the first of them: smaller is better.
type Sides = (u8, usize);

fn standing(sides: &BTreeSet<usize>) -> Sides {
    (u8::MAX - sides.len().min(usize::from(u8::MAX)) as u8, sides.first().copied().unwrap_or(usize::MAX))
}

/// Whether two announcements of one group tell of the same epochs, as far as both tell of any.
fn same_history(a: &Announced, b: &Announced) -> bool {
    let theirs: Vec<_> = b.told().collect();
    let met = |(epoch, hash): (u64, [u8; 32])| theirs.iter().find(|(e, _)| *e == epoch).map(|(_, h)| *h == hash);
    let both: Vec<bool> = a.told().filter_map(met).collect();
    !both.is_empty() && both.into_iter().all(|same| same)
}

impl Seat {
    /// A chair announced its group.
    pub(super) fn heard_of(
        &mut self,
        common: &mut Common,
        now: Now,
        from: ParticipantId,
        statement: &Statement,
        out: &mut Vec<Output>,
    ) -> Next {
        if from == common.me {
            return Next::Stay;
        }
        let Ok(theirs) = Announced::parse(&statement.body) else { return Next::Stay };
        if !statement.signed_in(Announced::CONTEXT) {
            return Next::Stay;
        }
        let same = theirs.group == self.group;
        let at = self.roster.by_key(&statement.key);
        // Who sits here was looked at when it was let in.
        let side = match at.and_then(|at| self.roster.get(at)) {
            Some(seated) => seated.leaf.side,
            None => match common.terms.leaf(&statement.credential, &statement.key, now.wall) {
                // They have no say in which group stays, and have to hear that there is one to ask.
                Ok(leaf) if was_put_out(common, leaf.participant, &hex(&leaf.device.0), &leaf_mark(&leaf.key)) => {
                    self.announce_wanted |= !same;
                    return Next::Stay;
                }
                Ok(leaf) => {
                    if !same {
                        self.lives_elsewhere(leaf.device);
                    }
                    leaf.side
                }
                Err(_) => return Next::Stay,
            },
        };
        self.witness(now, statement.key, side, at.is_some(), &theirs);
        if !same {
            return self.heard_of_others(common, now, statement, side, &theirs, out);
        }
        // Who was taken for gone lives on in an epoch of before, and has to hear that it has passed.
        self.announce_wanted |= at.is_none() && theirs.epoch < self.epoch();
        if !at.is_some_and(|at| self.roster.is_chair(at)) {
            return self.heard_of_strangers(common, now, statement, side, &theirs, out);
        }
        if !self.differs(common, &theirs) {
            if theirs.epoch > self.epoch() {
                self.behind.get_or_insert(now.tick);
            }
            return Next::Stay;
        }
        // Two histories of one group: one of them stays, and both sides of it decide alike.
        self.fork(common, now, statement.key, out);
        self.announce_wanted = true;
        // Who is no chair is not asked: where every chair lives through something else, nobody is left to stay with.
        let me = self.my_leaf();
        let with_me = |at: &u32| *at == me || self.stays(*at);
        let left_alone = !self.roster.chairs(&BTreeSet::new()).values().any(with_me);
        if !self.loses_to(common, now, statement, side, &theirs) && !left_alone {
            return Next::Stay;
        }
        // Those who stay have to learn of it too.
        self.announce(common, out);
        Next::Again
    }

    /// A device that speaks for another group lives in that one: its old seat here is nobody's, whatever was heard of it last.
    fn lives_elsewhere(&mut self, device: Fingerprint) {
        let me = self.my_leaf();
        let old = self.roster.0.iter().filter(|(at, seated)| **at != me && seated.leaf.device == device);
        self.anew.extend(old.map(|(_, seated)| seated.leaf.key));
    }

    /// Another group of the same meeting.
    fn heard_of_others(
        &mut self,
        common: &mut Common,
        now: Now,
        statement: &Statement,
        side: usize,
        theirs: &Announced,
        out: &mut Vec<Output>,
    ) -> Next {
        self.announce_wanted = true;
        let mut sides = standing(&self.proven(now, statement.key, side, theirs));
        if self.roster.0.len() == 1 {
            // Who is alone has nothing to lose but the wait until both chairs of the others were heard.
            let claimed = usize::from(theirs.sides).min(common.terms.invitation.sides.len());
            sides.0 = sides.0.min(u8::MAX - claimed as u8);
        }
        let rank = |sides: Sides, a: &Announced| (sides, a.founder, a.group);
        let mine = self.announced(common);
        // Who founded a group that nobody ever came into asks those who have lived together: they may have put one out.
        let fresh = self.roster.0.len() == 1 && self.epoch() == 0 && theirs.epoch > 0;
        if !fresh && rank(sides, theirs) >= rank(standing(&self.lives(common, now)), &mine) {
            return Next::Stay;
        }
        common.incident(now, Incident::Yielded, out);
        Next::Again
    }

    /// The same group in another history, by the word of somebody who is no chair here: both parts have put the other's
    /// chairs off their rosters, so that neither would ever hear of the other by those it knows.
    fn heard_of_strangers(
        &mut self,
        common: &mut Common,
        now: Now,
        statement: &Statement,
        side: usize,
        theirs: &Announced,
        out: &mut Vec<Output>,
    ) -> Next {
        if !self.differs(common, theirs) {
            return Next::Stay;
        }
        self.announce_wanted = true;
        if !self.loses_to(common, now, statement, side, theirs) {
            return Next::Stay;
        }
        common.incident(now, Incident::Yielded, out);
        // Those who stay have to learn of it too.
        self.announce(common, out);
        Next::Again
    }

    /// Whether somebody has lived through another history of this group than oneself: of an epoch that both know they tell
    /// something else, or they name a chair who, up to where one is oneself, was never let in here. By that alone who came
    /// later than the histories parted can tell.
    fn differs(&self, common: &Common, theirs: &Announced) -> bool {
        let other = |(epoch, hash)| self.history.iter().any(|mark| mark.epoch == epoch && mark.authenticator != hash);
        let known = |key: &[u8; 32]| {
            let mark = leaf_mark(key);
            self.roster.by_key(key).is_some() || common.log.has_leaf(&mark)
        };
        theirs.told().any(other) || (theirs.epoch <= self.epoch() && !theirs.chairs.iter().all(known))
    }

    /// Of two histories of one group: that in which more sides live stays, then that of the first side, then the longer
    /// one. The logs of a fork differ wherever its rosters do; by them every client decides alike.
    fn loses_to(&self, common: &Common, now: Now, statement: &Statement, side: usize, theirs: &Announced) -> bool {
        let rank =
            |sides: &BTreeSet<usize>, a: &Announced| (standing(sides), u64::MAX - a.epoch, a.log, a.authenticator);
        rank(&self.proven(now, statement.key, side, theirs), theirs)
            < rank(&self.lives(common, now), &self.announced(common))
    }

    /// Notes what was announced, by whom and for which side.
    fn witness(&mut self, now: Now, key: [u8; 32], side: usize, known: bool, said: &Announced) {
        let roster = &self.roster;
        self.witnesses.retain(|key, w| now.tick.0 < w.at.0 + SILENCE_MS && (!w.known || roster.by_key(key).is_some()));
        // Strangers push out strangers only.
        while !known && self.witnesses.values().filter(|w| !w.known).count() >= STRANGERS_MAX {
            let oldest = self.witnesses.iter().filter(|(_, w)| !w.known).min_by_key(|(_, w)| w.at).map(|(key, _)| *key);
            let Some(oldest) = oldest else { break };
            self.witnesses.remove(&oldest);
        }
        self.witnesses.insert(key, Witness { side, at: now.tick, said: said.clone(), known });
    }

    /// The sides that were heard to live in the history which `key` announces.
    fn proven(&self, now: Now, key: [u8; 32], side: usize, theirs: &Announced) -> BTreeSet<usize> {
        let fits = |(other, w): &(&[u8; 32], &Witness)| {
            now.tick.0 < w.at.0 + SILENCE_MS
                && w.said.group == theirs.group
                && w.said.chairs.contains(&key)
                && theirs.chairs.contains(*other)
                && same_history(&w.said, theirs)
        };
        self.witnesses.iter().filter(fits).map(|(_, w)| w.side).chain([side]).collect()
    }

    /// Whether nothing says that a leaf lives elsewhere: it showed no other history, and its device does not ask anew.
    fn stays(&self, at: u32) -> bool {
        let gone = |key: &[u8; 32]| self.forked.contains(key) || self.anew.contains(key);
        self.roster.get(at).is_some_and(|seated| !gone(&seated.leaf.key))
    }

    /// The sides that live in one's own history: one's own, and those whose chair has given a sign of life in it lately and
    /// has not asked to be let in anew since. Lately is one sign of life where neither the server nor anybody here hears it.
    fn lives(&self, common: &Common, now: Now) -> BTreeSet<usize> {
        let unheard = |at: &u32| self.untried.contains(at) || self.is_unheard(common, *at);
        let patience = |at: &u32| if unheard(at) { TRIED_MS } else { SILENCE_MS };
        let heard = |at: &u32| self.heard.get(at).is_some_and(|since| now.tick.0 < since.0 + patience(at));
        let chairs = self.roster.chairs(&BTreeSet::new()).into_iter();
        let others = chairs.filter(|(_, at)| heard(at) && self.stays(*at)).map(|(side, _)| side);
        let own = self.roster.get(self.my_leaf()).map(|seated| seated.leaf.side);
        others.chain(own).collect()
    }
}

/// Whether the last that was done about somebody, by identifier, device or leaf, is that a chair put them out: they have no
/// say in which group stays.
fn was_put_out(common: &Common, participant: ParticipantId, device: &str, leaf: &str) -> bool {
    let theirs = |e: &&super::LogEntry| e.participant == participant || e.device == device || e.leaf == leaf;
    // Of a leaf that is out, and so long ago that only its mark is kept, nothing better is assumed.
    common.log.is_older(leaf)
        || common.log.entries().iter().rev().find(theirs).is_some_and(|entry| entry.change == Change::Removed)
}
