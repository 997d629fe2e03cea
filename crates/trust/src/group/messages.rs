//! What comes to somebody who is in: knocks, announcements, words of the others.

use super::check::Refusal;
use super::commit::private;
use super::record::{Word, is_leave_notice};
use super::seat::{Out, Seat};
use super::wire::{Announced, Wire};
use super::{Common, Incident, Next, Output};
use chancery_model::{Now, ParticipantId, RandomSource, Tick};
use openmls::framing::ContentType;
use openmls::prelude::ProcessedMessageContent;

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
            Wire::Frames { group, digest } if group == self.group => self.digested(common, now, from, digest, out),
            // A commit that the server did not order, another group's words, a welcome to who is in: not for here.
            Wire::Commit { .. } | Wire::App { .. } | Wire::Frames { .. } | Wire::Refused(_) | Wire::Welcome { .. } => {}
        }
        Next::Stay
    }

    /// Says to those outside which group this is.
    pub(super) fn announce(&self, common: &Common, out: &mut Vec<Output>) {
        if let Some(statement) = self.statement(Announced::CONTEXT, self.announced(common).to_bytes()) {
            out.push(Output::TellAll(Wire::Announce(statement).to_bytes()));
        }
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
                self.anew.remove(&key);
                self.untried.remove(&at);
                if let Some(heard) = self.heard.get_mut(&at) {
                    *heard = Tick(heard.0.max(now.tick.0));
                }
            }
        }
    }
}
