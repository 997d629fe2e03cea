//! What comes in: intents of the person, what the server said, what the engine saw, timers, what was stored.

use crate::view::{Device, KeyPlace, Settings};
use crate::{Intent, Problem};
use chancery_model::{ConnectionId, MediaKind, ParticipantId, Personal};
use chancery_signalling::message::{Sealed, ServerMessage};
use chancery_signalling::peer::Signal;
use chancery_trust::frames::{Received, Sent};
use chancery_trust::{Identity, Pins};
use std::sync::Arc;

/// One input of [`crate::App::handle`].
#[derive(Clone, Debug)]
pub enum Input {
    /// From the person.
    Intent(Intent),
    /// From the signalling socket.
    Server(ServerEvent),
    /// From the engine.
    Engine(EngineEvent),
    /// What frames went out and came in under the group's keys, every [`chancery_trust::frames::digest::EVERY`] while there
    /// are keys: each signs what it sent, and compares what it let in.
    Frames {
        /// One's own.
        sent: Vec<Sent>,
        /// The others'.
        received: Vec<Received>,
    },
    /// A timer that was asked for by [`crate::Effect::Wake`] is due. A timer that comes late, early or twice does no harm.
    Timer(TimerId),
    /// What was stored, once at start-up: settings, and invitation links as text.
    Stored {
        /// Settings.
        settings: Settings,
        /// The links of the meetings on the desk.
        links: Vec<Personal>,
    },
    /// Who this machine is and what it has pinned, once at start-up, before or after [`Input::Stored`]; once more when the
    /// person got a certificate. Where it never comes, or comes after a meeting was entered, an identity that lasts as long
    /// as the process is used until the next meeting.
    Identity {
        /// The device's key and its certificates.
        identity: Arc<Identity>,
        /// Where the key is kept.
        kept: KeyPlace,
        /// What was stored by [`crate::StoreCommand::Pins`].
        pins: Pins,
        /// Why it is not kept, or another than before.
        problem: Option<Problem>,
    },
    /// Answer to [`crate::Effect::Key`]: the key is open and kept. The next meeting has it.
    KeyOpened {
        /// The device's key and its certificates.
        identity: Arc<Identity>,
        /// Where it is kept.
        kept: KeyPlace,
        /// What is to be said of it all the same: that its certificate has expired.
        problem: Option<Problem>,
    },
    /// Answer to [`crate::Effect::Key`]: everything is as before, and why.
    KeyRefused {
        /// What the person has to know.
        problem: Problem,
        /// Where the key is after all, where that has turned out to be elsewhere than it was thought to be.
        kept: Option<KeyPlace>,
    },
    /// Answer to [`crate::Effect::ExportRosterLog`]: the file's path, for people; `None`: the person changed their mind;
    /// what the system said, where it could not be written.
    RosterLogSaved(Result<Option<Personal>, String>),
    /// Answer to [`crate::Effect::Look`].
    Looked {
        /// Which meeting.
        meeting: chancery_model::MeetingId,
        /// What the server said of it.
        answer: Result<chancery_signalling::message::MeetingLook, Problem>,
    },
    /// A stored file could not be understood and was put aside: becomes a notice.
    StoreDamaged {
        /// The file's name, without its folder.
        file: String,
    },
    /// Something could not be stored.
    StoreFailed {
        /// What the system said.
        detail: String,
    },
}

/// The signalling socket, as the client's edge sees it. At most one socket at a time.
#[derive(Clone, Debug)]
pub enum ServerEvent {
    /// The WebSocket is open; nothing was said yet.
    Opened,
    /// A frame that was understood.
    Message(ServerMessage),
    /// A frame that was not understood.
    Garbled,
    /// The socket is closed or could not be opened.
    Closed {
        /// Something answered, but not as a Chancery server does (an HTTP error, no WebSocket).
        nonsense: bool,
    },
}

/// Which timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimerId {
    /// The link to the server: heartbeat, the check that it still answers, the next try.
    Link,
    /// The desk looks at its meetings anew: what is due, who is there.
    Desk,
    /// The meeting: who is unreachable for how long, whose connection to try again, whose mark as speaker goes out.
    Meeting,
}

/// How the connection to one peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeerState {
    /// Being made.
    Connecting,
    /// Media flow.
    Connected,
    /// Nothing has come for more than a second and a half.
    Interrupted,
    /// Given up by ICE: needs a restart.
    Failed,
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
    /// SHA-256 of the DTLS certificate that all connections of this engine use; once, at its start. Nobody is let into a
    /// meeting, and nobody is connected, before it is known: the others hold session descriptions to it.
    Fingerprint([u8; 32]),
    /// Came on the data channel of a peer.
    Data {
        /// From whom.
        peer: ParticipantId,
        /// On which of our connections.
        connection: ConnectionId,
        /// What [`crate::EngineCommand::SendData`] took there: at most 1 MiB.
        bytes: Sealed,
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
        /// One's own microphone, also when it is closed to others (for the meter in the holding room).
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
