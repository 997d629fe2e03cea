//! What carries our words to the others: sealed, through the server, while it has let us in.

use crate::Effect;
use crate::cx::Cx;
use crate::peers::Post;
use crate::roster::Roster;
use crate::sealer::Sealer;
use chancery_model::ParticipantId;
use chancery_signalling::peer::PeerMessage;

/// See the module.
pub(super) struct Outbox<'a> {
    sealer: &'a Sealer,
    roster: &'a Roster,
    seated: bool,
}

impl<'a> Outbox<'a> {
    pub(super) fn new(sealer: &'a Sealer, roster: &'a Roster, seated: bool) -> Self {
        Self { sealer, roster, seated }
    }

    /// To all others. `false`: not carried.
    pub(super) fn send_all(&self, cx: &mut Cx<'_>, message: &PeerMessage) -> bool {
        if self.seated {
            let relay = self.sealer.relay(None, message, cx.random);
            cx.out.push(Effect::Send(relay));
        }
        self.seated
    }
}

impl Post for Outbox<'_> {
    fn reaches(&self, to: ParticipantId) -> bool {
        self.seated && self.roster.find(to).is_some_and(|o| o.connected)
    }

    fn send(&mut self, cx: &mut Cx<'_>, to: ParticipantId, message: &PeerMessage) -> bool {
        if !self.reaches(to) {
            return false;
        }
        let relay = self.sealer.relay(Some(to), message, cx.random);
        cx.out.push(Effect::Send(relay));
        true
    }
}
