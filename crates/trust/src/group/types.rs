//! What goes into a membership and what comes out of it.

use super::check::Refusal;
use super::code::Code;
use crate::frames::{EpochKeys, Received, Sent};
use crate::identity::{Fingerprint, Identity, IdentityError, Pins, Standing};
use crate::invitation::Invitation;
use chancery_model::{Card, DelegationCode, ParticipantId};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;
use thiserror::Error;

/// How a chair answers those who knock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// A person decides.
    Ask,
    /// Whoever holds a valid invitation is admitted; not who was removed before, and not a self-issued device of a side
    /// whose root is pinned.
    Auto,
}

/// What a membership begins with.
#[derive(Debug)]
pub struct Setup {
    /// Which group of the meeting: `plenary`, or a caucus's name. At most 64 bytes.
    pub label: String,
    /// One's own link.
    pub invitation: Invitation,
    /// Oneself in this meeting.
    pub me: ParticipantId,
    /// The device.
    pub identity: Arc<Identity>,
    /// What one's placard says; its delegation is the invitation's.
    pub card: Card,
    /// SHA-256 of one's own DTLS certificate.
    pub dtls: [u8; 32],
    /// How one answers knocks where one is chair.
    pub policy: Policy,
    /// What is pinned on this machine.
    pub pins: Pins,
}

/// Where the server put a commit: the `n`-th, without gaps, since it began with `run`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Another one after each restart of the server.
    pub run: u64,
    /// Counted up by one.
    pub n: u64,
}

/// Whether somebody whom the server has lost is heard from laptop to laptop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The call with them goes on.
    Directly,
    /// Nothing comes from them.
    Not,
}

/// What happens to a membership.
#[derive(Debug)]
pub enum Input {
    /// Who the server says is in the room, oneself too. A hint: it decides when to found, and who seems to be gone.
    Present(Vec<(ParticipantId, DelegationCode)>),
    /// Whom the server has lost, of those who were in the room: their sockets are gone, and may be back soon. A hint: it
    /// ends nobody's seat by itself, but a device of one of them that knocks takes its seat over at once, and a chair that is
    /// not heard directly either does not keep its own side's people waiting.
    Away(Vec<(ParticipantId, Heard)>),
    /// A message of another member or of oneself, opened from the invitation's seal. The same one may come twice, by the
    /// server and from laptop to laptop.
    Received {
        /// From whom, as the transport says.
        from: ParticipantId,
        /// For what was sent by [`Output::Order`]: its place.
        ordered: Option<Order>,
        /// The message.
        bytes: Vec<u8>,
    },
    /// The person admits who knocks.
    Admit(ParticipantId),
    /// The person does not.
    Refuse(ParticipantId),
    /// The person removes a member.
    Remove(ParticipantId),
    /// The server says that this participant has gone, for good.
    Gone(ParticipantId),
    /// The person changed what is pinned, or confirmed a changed root: what was blocked is tried again.
    Pins(Box<Pins>),
    /// From now on knocks are answered so.
    Policy(Policy),
    /// After having been removed: ask to be let in again.
    AskAgain,
    /// The way to the others is open again after it was not: a chair gives its sign of life at once, so that nobody waits
    /// for one that was said into the void.
    Reached,
    /// What frames went out and were let in since the last time, every [`EVERY`](crate::frames::digest::EVERY): from
    /// [`FrameSender::take_sent`](crate::frames::FrameSender::take_sent) and
    /// [`FrameReceiver::take_received`](crate::frames::FrameReceiver::take_received). The first that comes in a new seat
    /// only empties the queues.
    Frames {
        /// One's own.
        sent: Vec<Sent>,
        /// The others'.
        received: Vec<Received>,
    },
    /// [`Membership::deadline`] has come.
    Timer,
    /// The person leaves.
    Leave,
}

/// What a membership wants.
#[derive(Clone, Debug)]
pub enum Output {
    /// To everyone, oneself too, in the server's order.
    Order(Vec<u8>),
    /// To one.
    Tell {
        /// To whom.
        to: ParticipantId,
        /// The message.
        bytes: Vec<u8>,
    },
    /// To everyone in the room; from laptop to laptop too, where that goes.
    TellAll(Vec<u8>),
    /// To everyone whom one's frames go to, from laptop to laptop; not through the server.
    TellPeers(Vec<u8>),
    /// A new epoch: frames are sent under these keys from now on.
    Epoch(Arc<EpochKeys>),
    /// [`Membership::state`] has changed.
    Roster,
    /// What a member sent with [`Membership::protect`].
    Private {
        /// From whom: by its signature, and by the transport's word too.
        from: ParticipantId,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Something was refused, or does not fit.
    Incident(Incident),
}

/// What was refused or does not fit. Names nobody in its `Debug` but by identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incident {
    /// A commit, a welcome or a knock was refused; all stays as it was.
    Refused {
        /// From whom, by its signature where there was one, else as the transport says.
        by: ParticipantId,
        /// Why.
        why: Refusal,
    },
    /// Somebody's credentials do not hold on this machine (a changed root, a revoked certificate): blocked until a person
    /// has looked at it.
    Blocked {
        /// Whose.
        participant: ParticipantId,
        /// What is wrong.
        error: IdentityError,
    },
    /// A chair has missed three heartbeats: somebody may be holding messages back.
    Silent {
        /// Which.
        chair: ParticipantId,
    },
    /// A removal was asked for here, and the server has not put it in order: somebody may be holding it back.
    Unconfirmed {
        /// Who is to be removed.
        removed: ParticipantId,
    },
    /// Members were shown different commits or different logs.
    Forked,
    /// The transport named another sender than the signature.
    Impostor {
        /// Who was named.
        named: ParticipantId,
        /// Who signed.
        signed: ParticipantId,
    },
    /// A committer's clock and this one differ by more than ten minutes.
    ClockDiffers {
        /// By how many seconds theirs is ahead.
        seconds: i64,
    },
    /// Sound or pictures were let in under a member's name that the member did not sign: another member, or whoever forwards
    /// media, made them.
    FramesForged {
        /// In whose name.
        named: ParticipantId,
    },
    /// Sound or pictures have come for a while in a member's name without the member's signature: somebody holds it back,
    /// or made them.
    FramesUnsigned {
        /// In whose name.
        named: ParticipantId,
    },
    /// Commits were missed: a new leaf is asked for.
    Behind,
    /// There was another group of the same meeting, or no chair was left: one's own was given up for it.
    Yielded,
    /// Two people's names look alike, and their devices differ.
    Lookalike {
        /// The one.
        first: ParticipantId,
        /// The other.
        second: ParticipantId,
    },
}

/// How a member is known on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// The device was never met.
    FirstSeen,
    /// It was met before, first then.
    Since(Timestamp),
    /// Met before, for another delegation.
    OtherDelegation(DelegationCode),
}

/// A member, as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub participant: ParticipantId,
    /// Its leaf.
    pub leaf: u32,
    /// Name, title, delegation, bound to the leaf.
    pub card: Card,
    /// What its certificates say, by what is pinned here; or why they do not hold.
    pub standing: Result<Standing, IdentityError>,
    /// What the certificate of the root that stands behind it calls the ministry; by its own word until that root is pinned.
    pub ministry: Option<String>,
    /// The device.
    pub device: Fingerprint,
    /// How the device is known here.
    pub known: Known,
    /// SHA-256 of the DTLS certificate that its session descriptions must name.
    pub dtls: [u8; 32],
    /// Chair of its side.
    pub chair: bool,
    /// Oneself.
    pub me: bool,
    /// The epoch since which it is in.
    pub since: u64,
    /// The member on another device whose name is the same, or looks so.
    pub lookalike: Option<ParticipantId>,
}

/// Somebody who knocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who.
    pub participant: ParticipantId,
    /// Name, title, delegation.
    pub card: Card,
    /// What its certificates say, by what is pinned here; or why they do not hold.
    pub standing: Result<Standing, IdentityError>,
    /// As with a member.
    pub ministry: Option<String>,
    /// The device.
    pub device: Fingerprint,
    /// How the device is known here.
    pub known: Known,
    /// Since when it knocks.
    pub since: Timestamp,
    /// The sides whose chair has admitted it.
    pub signed: Vec<DelegationCode>,
    /// The sides whose chair has not yet.
    pub waits_for: Vec<DelegationCode>,
    /// Waits for one's own word.
    pub mine: bool,
    /// A chair removed this device from this meeting before.
    pub removed_before: bool,
    /// The member on another device whose name is the same, or looks so.
    pub lookalike: Option<ParticipantId>,
}

/// Being in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The group's random identifier.
    pub group: [u8; 16],
    /// Since when one is in.
    pub since: Timestamp,
    /// The epoch.
    pub epoch: u64,
    /// The code of this epoch.
    pub code: Code,
    /// Everyone, by leaf.
    pub members: Vec<Member>,
    /// Who knocks, longest first.
    pub requests: Vec<Request>,
    /// Whether one is chair of one's side.
    pub chair: bool,
}

/// Where one stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not yet asked: nothing is known of the room.
    Outside,
    /// Knocking.
    Asking {
        /// Since when.
        since: Timestamp,
        /// Chairs who said no.
        refused_by: Vec<ParticipantId>,
    },
    /// In.
    Admitted(Admitted),
    /// A chair removed one.
    Removed {
        /// Who.
        by: ParticipantId,
        /// When.
        at: Timestamp,
    },
    /// One has left.
    Left,
}

/// All that a screen needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Where one stands.
    pub stage: Stage,
    /// Nothing may be sent: heartbeats are missing or differ, or a commit is blocked.
    pub suspended: bool,
    /// The newest incidents, at most 64.
    pub incidents: VecDeque<(Timestamp, Incident)>,
}

impl State {
    /// The members, where one is in.
    pub fn members(&self) -> &[Member] {
        match &self.stage {
            Stage::Admitted(admitted) => &admitted.members,
            _ => &[],
        }
    }

    /// Being in, where one is.
    pub fn admitted(&self) -> Option<&Admitted> {
        match &self.stage {
            Stage::Admitted(admitted) => Some(admitted),
            _ => None,
        }
    }
}

/// Why bytes were not protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CannotProtect {
    /// Not in the group.
    #[error("not admitted to the meeting yet")]
    NotAdmitted,
    /// See [`State::suspended`].
    #[error("the members' views of the meeting do not agree: nothing is sent until they do")]
    Suspended,
    /// More than fits into a message.
    #[error("the message is too large")]
    TooLarge,
}
