//! What participants say to each other through the server: sealed, so that the server relays it unread.

use crate::message::Sealed;
use chancery_model::{ConnectionId, MediaState, ParticipantId, Personal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest chat message, in characters.
pub const CHAT_MAX: usize = 4_000;

/// A session description or candidate (RFC 8829, RFC 8838). `Debug` is redacted: addresses are personal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Signal {
    /// An offer.
    Offer {
        /// Session description (RFC 8866).
        sdp: String,
    },
    /// An answer.
    Answer {
        /// Session description (RFC 8866).
        sdp: String,
    },
    /// One more candidate (trickle ICE, RFC 8838).
    Candidate {
        /// The `candidate:` line's value; empty: end of candidates.
        candidate: String,
        /// The media section it belongs to.
        mid: Option<String>,
        /// Index of that section.
        line: Option<u16>,
    },
}

impl fmt::Debug for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Offer { .. } => "Offer",
            Self::Answer { .. } => "Answer",
            Self::Candidate { .. } => "Candidate",
        })
    }
}

/// The picture that one participant wants of another: the size of the tile it will be shown in, in device pixels.
/// Zero by zero: not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedSize {
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
}

/// What participants say to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PeerMessage {
    /// Bytes of the meeting's group (`chancery_trust::group`): all that goes under the invitation's seal. Every other
    /// message goes within it, protected for the group's members.
    Group {
        /// Opaque here.
        bytes: Sealed,
    },
    /// About the peer connection between the two.
    Signal {
        /// The sender's number for this connection.
        from: ConnectionId,
        /// The receiver's number, once known; a receiver that has replaced its connection ignores the message.
        to: Option<ConnectionId>,
        /// What.
        signal: Signal,
    },
    /// Which of the sender's media are open. Counts up, so that an older one that comes late is ignored.
    Media {
        /// Counter.
        n: u64,
        /// What is open.
        state: MediaState,
        /// While a screen is shared: a Lamport number of its opening, one more than any that the sender had seen. The
        /// highest one (then the highest participant) is the stage, so that all agree on one stage whatever order the
        /// news came in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stage: Option<u64>,
    },
    /// How large the receiver's camera picture is shown at the sender's.
    Wants {
        /// The size.
        camera: WantedSize,
    },
    /// A chat message to all.
    Chat {
        /// Random, so that one sent again after a loss is shown once.
        id: ParticipantId,
        /// When it was written, by the sender's clock.
        at: Timestamp,
        /// The text, 1 to [`CHAT_MAX`] characters.
        text: Personal,
    },
}
