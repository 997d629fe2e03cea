//! What carries our words to the others: protected for the group, sealed, through the server, while it has let us in.

use super::group::Group;
use crate::Effect;
use crate::cx::Cx;
use crate::peers::Post;
use crate::roster::Roster;
use crate::sealer::Sealer;
use chancery_model::ParticipantId;
use chancery_signalling::message::ClientMessage;
use chancery_signalling::peer::PeerMessage;

/// See the module.
pub(super) struct Outbox<'a> {
    sealer: &'a Sealer,
    roster: &'a Roster,
    group: &'a mut Group,
    seated: bool,
}

/// Whether something would reach a participant now.
pub(super) fn reaches(roster: &Roster, group: &Group, seated: bool, to: ParticipantId) -> bool {
    seated && group.may_speak() && group.knows(to) && roster.find(to).is_some_and(|o| o.connected)
}

impl<'a> Outbox<'a> {
    pub(super) fn new(sealer: &'a Sealer, roster: &'a Roster, group: &'a mut Group, seated: bool) -> Self {
        Self { sealer, roster, group, seated }
    }

    /// To all others. `false`: not carried.
    pub(super) fn send_all(&mut self, cx: &mut Cx<'_>, message: &PeerMessage) -> bool {
        if !self.seated || !self.group.may_speak() {
            return false;
        }
        self.group.is_alone() || self.carry(cx, None, message)
    }

    fn carry(&mut self, cx: &mut Cx<'_>, to: Option<ParticipantId>, message: &PeerMessage) -> bool {
        let Some(message) = self.group.protect(cx.random, to, message) else { return false };
        let sealed = self.sealer.seal(to, &message, cx.random);
        cx.out.push(Effect::Send(ClientMessage::Relay { to, sealed }));
        true
    }
}

impl Post for Outbox<'_> {
    fn reaches(&self, to: ParticipantId) -> bool {
        reaches(self.roster, self.group, self.seated, to)
    }

    fn send(&mut self, cx: &mut Cx<'_>, to: ParticipantId, message: &PeerMessage) -> bool {
        self.reaches(to) && self.carry(cx, Some(to), message)
    }
}
