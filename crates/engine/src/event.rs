//! What the engine tells its user.

use crate::config::Signal;
use chancery_model::{ConnectionId, MediaKind, ParticipantId};

/// How the connection to one peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeerState {
    /// Being made.
    Connecting,
    /// Something came within the last second and a half.
    Connected,
    /// Nothing has come for more than a second and a half.
    Interrupted,
    /// Given up by ICE: needs a restart.
    Failed,
}

/// A device that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// For `select_device`.
    pub id: String,
    /// For people.
    pub name: String,
}

/// What the engine saw.
#[derive(Clone, Debug)]
pub enum EngineEvent {
    /// To be carried to the peer.
    Signal {
        /// To whom.
        peer: ParticipantId,
        /// On which of our connections.
        connection: ConnectionId,
        /// What.
        signal: Signal,
    },
    /// SHA-256 of the DTLS certificate of all connections of this engine; once, at its start.
    Fingerprint([u8; 32]),
    /// Came on a peer's data channel.
    Data {
        /// From whom.
        peer: ParticipantId,
        /// On which of our connections.
        connection: ConnectionId,
        /// At most [`crate::DATA_MAX`].
        bytes: Vec<u8>,
    },
    /// A connection's state changed.
    Peer {
        /// Whose.
        peer: ParticipantId,
        /// Which of our connections.
        connection: ConnectionId,
        /// Now.
        state: PeerState,
    },
    /// The first picture of a kind was decoded.
    FirstPicture {
        /// From whom.
        peer: ParticipantId,
        /// Camera or screen.
        kind: MediaKind,
    },
    /// Loudness, ten times a second while it changes: 0 (silence) to 100 (full scale), by decibels.
    Levels {
        /// One's own microphone, also when it is closed to others.
        own: u8,
        /// Each voice that is heard.
        voices: Vec<(ParticipantId, u8)>,
    },
    /// How good the line to a peer is, about once a second.
    Quality {
        /// Whose.
        peer: ParticipantId,
        /// Round trip in milliseconds.
        rtt_ms: u32,
        /// Packets lost in the last seconds, in percent, the worse direction.
        loss_percent: u8,
    },
    /// A device was opened.
    DeviceOpened {
        /// For what.
        kind: MediaKind,
        /// As the system names it.
        name: String,
    },
    /// A device could not be opened or stopped working; nothing of that kind is sent.
    DeviceFailed {
        /// For what; `None`: the loudspeaker.
        kind: Option<MediaKind>,
        /// What the system said.
        detail: String,
    },
    /// Which devices there are.
    Devices {
        /// Microphones.
        microphones: Vec<Device>,
        /// Cameras.
        cameras: Vec<Device>,
        /// Screens.
        screens: Vec<Device>,
        /// Loudspeakers.
        speakers: Vec<Device>,
    },
}
