//! What comes to somebody who is in: knocks, announcements, words of the others.

use super::check::Refusal;
use super::commit::private;
use super::record::{Statement, Word, is_leave_notice};
use super::seat::{Out, Seat};
use super::wire::{Announced, Wire};
use super::{Change, Common, Incident, LogEntry, Next, Output};
use chancery_model::{Now, ParticipantId, RandomSource, Tick};
use openmls::framing::ContentType;
use openmls::prelude::ProcessedMessageContent;
use std::collections::BTreeSet;

impl Seat {
    #[allow(clippy::too_many_arguments)] // What came, from whom, and where the answer goes.
    pub(super) fn received(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        from: ParticipantId,
        ordered: bool,
        wire: Wire,
        out: &mut Vec<Output>,
    ) -> Next {
        match wire {
            Wire::Knock { package } => self.knocked(common, now, from, package, out),
            Wire::Announce(statement) => return self.heard_of(common, now, from, &statement, out),
            Wire::Commit { .. } if ordered => {
                return self.committed(common, now, random, from, &wire.to_bytes(), out);
            }
            Wire::App { group, mls } if group == self.group => {
                self.said(common, now, random, from, mls, &wire, out);
            }
            // A commit that the server did not order, another group's words, a welcome to who is in: not for here.
            Wire::Commit { .. } | Wire::App { .. } | Wire::Refused(_) | Wire::Welcome { .. } => {}
        }
        Next::Stay
    }

    /// Says to those outside which group this is.
    pub(super) fn announce(&self, common: &Common, out: &mut Vec<Output>) {
        if let Some(statement) = self.statement(Announced::CONTEXT, self.announced(common).to_bytes()) {
            out.push(Output::TellAll(Wire::Announce(statement).to_bytes()));
        }
    }

    /// A chair announced its group.
    fn heard_of(
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
        let same = theirs.group == self.group;
        let chair = self.roster.by_key(&statement.key).filter(|at| self.roster.is_chair(*at));
        if !statement.signed_in(Announced::CONTEXT) {
            return Next::Stay;
        }
        if same && chair.is_none() {
            return self.heard_of_strangers(common, now, statement, &theirs, out);
        }
        if !same {
            if common.terms.leaf(&statement.credential, &statement.key, now.wall).is_err() {
                return Next::Stay;
            }
            self.announce_wanted = true;
            if theirs.rank() < self.announced(common).rank() {
                common.incident(now, Incident::Yielded, out);
                return Next::Again;
            }
            return Next::Stay;
        }
        let differs = |(epoch, hash)| self.history.iter().any(|mark| mark.epoch == epoch && mark.authenticator != hash);
        if !theirs.told().any(differs) {
            if theirs.epoch > self.epoch() {
                self.behind.get_or_insert(now.tick);
            }
            return Next::Stay;
        }
        // Two histories of one group. Who is further on waits for the others; of two that are equally far, one stays. The
        // logs of a fork differ wherever its rosters do; by them every client decides alike.
        self.fork(common, now, statement.key, out);
        self.announce_wanted = true;
        let mine = self.announced(common);
        // Who is no chair is not asked: where every chair lives through something else, nobody is left to stay with.
        let me = self.my_leaf();
        let with_me = |at: &u32| *at == me || self.roster.get(*at).is_some_and(|s| !self.forked.contains(&s.leaf.key));
        let left_alone = !self.roster.chairs(&BTreeSet::new()).values().any(with_me);
        if rank(&theirs) >= rank(&mine) && !left_alone {
            return Next::Stay;
        }
        // Those who stay have to learn of it too.
        self.announce(common, out);
        Next::Again
    }

    /// The same group in another history, by the word of somebody who is no chair here: both parts have put the other's
    /// chairs off their rosters, so that neither would ever hear of the other by those it knows. Whoever was removed by a
    /// person has no say.
    fn heard_of_strangers(
        &mut self,
        common: &mut Common,
        now: Now,
        statement: &Statement,
        theirs: &Announced,
        out: &mut Vec<Output>,
    ) -> Next {
        let Ok(leaf) = common.terms.leaf(&statement.credential, &statement.key, now.wall) else { return Next::Stay };
        let removed = |entry: &LogEntry| entry.change == Change::Removed && entry.participant == leaf.participant;
        let differs = |(epoch, hash)| self.history.iter().any(|mark| mark.epoch == epoch && mark.authenticator != hash);
        if common.log.entries().iter().any(removed) || !theirs.told().any(differs) {
            return Next::Stay;
        }
        self.announce_wanted = true;
        let mine = self.announced(common);
        if rank(theirs) >= rank(&mine) {
            return Next::Stay;
        }
        common.incident(now, Incident::Yielded, out);
        // Those who stay have to learn of it too.
        self.announce(common, out);
        Next::Again
    }

    /// An MLS application message.
    #[allow(clippy::too_many_arguments)] // What came, from whom, and where the answer goes.
    fn said(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        from: ParticipantId,
        mls: &[u8],
        wire: &Wire,
        out: &mut Vec<Output>,
    ) {
        let Some(message) = private(mls, ContentType::Application) else {
            return common.incident(now, Incident::Refused { by: from, why: Refusal::Forbidden }, out);
        };
        if message.epoch().as_u64() > self.epoch() {
            return self.hold(from, false, &wire.to_bytes());
        }
        if self.roster.get(self.my_leaf()).is_some_and(|me| message.epoch().as_u64() < me.since) {
            // It was said before one came, and is not for one's ears.
            return;
        }
        self.provider.reseed(random);
        let Ok(processed) = self.mls.process_message(&self.provider, message) else {
            return common.incident(now, Incident::Refused { by: from, why: Refusal::Unreadable }, out);
        };
        let digest = super::codec::sha256(&[processed.credential().serialized_content()]);
        let ProcessedMessageContent::ApplicationMessage(message) = processed.into_content() else {
            // One's own, sent back.
            return;
        };
        let Some((at, seated)) = self.roster.0.iter().find(|(_, seated)| seated.leaf.digest == digest) else {
            return common.incident(now, Incident::Refused { by: from, why: Refusal::Stranger }, out);
        };
        let (at, signed, key) = (*at, seated.leaf.participant, seated.leaf.key);
        if signed != from {
            return common.incident(now, Incident::Impostor { named: from, signed }, out);
        }
        let Ok(word) = Word::parse(&message.into_bytes()) else {
            return common.incident(now, Incident::Refused { by: from, why: Refusal::Unreadable }, out);
        };
        match word {
            Word::Private(bytes) => out.push(Output::Private { from, bytes }),
            Word::Admit(record) => self.recorded(common, &key, record),
            Word::Leaving(notice) => {
                if is_leave_notice(&self.place(common), &key, &notice) {
                    self.out.insert(at, Out::Left(notice));
                    common.dirty = true;
                }
            }
            Word::Heartbeat { epoch, log, authenticator } => {
                let Some(mark) = self.history.iter().rev().find(|mark| mark.epoch == epoch) else { return };
                if mark.log != log || mark.authenticator != authenticator {
                    return self.fork(common, now, key, out);
                }
                if let Some(heard) = self.heard.get_mut(&at) {
                    *heard = Tick(heard.0.max(now.tick.0));
                }
            }
        }
    }
}

/// Which of two histories of one group stays: the longer one, then that with more sides. Smaller is better.
fn rank(a: &Announced) -> (u64, u8, [u8; 32], [u8; 32]) {
    (u64::MAX - a.epoch, u8::MAX - a.sides, a.log, a.authenticator)
}
