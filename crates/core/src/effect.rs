//! What goes out: everything that [`crate::App::handle`] wants done by the edge.

use crate::TimerId;
use crate::view::Settings;
use chancery_model::{ConnectionId, MediaKind, MediaState, ParticipantId, Personal, Tick};
use chancery_signalling::message::{ClientMessage, IceServer, LookRequest, Sealed};
use chancery_signalling::peer::{Signal, WantedSize};
use chancery_trust::frames::EpochKeys;
use chancery_trust::identity::Passphrase;
use chancery_trust::{Chain, Identity, Pins};
use std::sync::Arc;

/// One thing to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Opens the signalling socket to this server (an `http` or `https` URL); a socket that is open is closed first, and
    /// no [`crate::ServerEvent`] of it is told any more.
    Connect {
        /// Base URL.
        server: String,
    },
    /// Closes the signalling socket, once what was sent before is written (for a second at most). No
    /// [`crate::ServerEvent`] of it is told any more.
    Disconnect,
    /// Sends on the signalling socket; dropped where there is none.
    Send(ClientMessage),
    /// For the engine.
    Engine(EngineCommand),
    /// To disk.
    Store(StoreCommand),
    /// To where the device's key is kept; answered by [`crate::Input::KeyOpened`] or [`crate::Input::KeyRefused`]. May wait
    /// for the disk, the keyring and a person.
    Key(KeyCommand),
    /// Wakes the app at `at` with this timer; replaces an earlier one of the same name.
    Wake {
        /// Which.
        timer: TimerId,
        /// When.
        at: Tick,
    },
    /// Takes a timer back.
    Unwake {
        /// Which.
        timer: TimerId,
    },
    /// Asks the server about a meeting (`POST /v1/meetings/{id}/look`); answered by [`crate::Input::Looked`].
    Look {
        /// Base URL of the server.
        server: String,
        /// Which meeting.
        meeting: chancery_model::MeetingId,
        /// The proof.
        request: LookRequest,
    },
    /// The keys under which frames are encrypted and decrypted from now on. `None`: forget them all; until there are new
    /// ones nothing is sent, and nothing that comes is played. Comes before the [`EngineCommand`]s that rest on it.
    FrameKeys(Option<Arc<EpochKeys>>),
    /// Saves the roster log where the person chooses, and its signatures beside it; answered by
    /// [`crate::Input::RosterLogSaved`].
    ExportRosterLog {
        /// A name for the file, with its ending, that tells nothing of the meeting but its day.
        file_name: String,
        /// The file's whole content, to the byte: canonical JSON (RFC 8785), UTF-8.
        document: Personal,
        /// What belongs into a second file of the same name with `.jws` behind it: the detached signatures (RFC 7515,
        /// General serialization).
        signatures: String,
    },
}

/// For the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineCommand {
    /// STUN and TURN servers for connections made from now on.
    IceServers(Vec<IceServer>),
    /// Which devices run for one's own eyes and meter (holding room and meeting). `false` releases the device.
    Devices {
        /// The microphone.
        microphone: bool,
        /// The camera.
        camera: bool,
        /// The loudspeaker.
        speaker: bool,
    },
    /// What is sent to the peers: the gate of *on air*. What is closed here leaves nothing on the wire.
    OnAir(MediaState),
    /// Chooses a device; one that runs is replaced without a gap in the track. `None`: the system's default.
    SelectDevice {
        /// For what.
        kind: MediaKind,
        /// Which.
        device: Option<String>,
    },
    /// Chooses the loudspeaker.
    SelectSpeaker(Option<String>),
    /// Plays a short sound on the loudspeaker.
    TestSpeaker,
    /// Lists the devices anew; answered by [`crate::EngineEvent::Devices`].
    ListDevices,
    /// Makes a connection to a peer.
    AddPeer {
        /// Whom.
        peer: ParticipantId,
        /// Our number of it.
        connection: ConnectionId,
        /// Whether we give way when both offer at once (perfect negotiation, W3C webrtc-pc section 10.7); the impolite
        /// one offers first.
        polite: bool,
    },
    /// Ends the connection to a peer.
    RemovePeer {
        /// Whom.
        peer: ParticipantId,
    },
    /// What the peer said about the connection.
    Signal {
        /// Who.
        peer: ParticipantId,
        /// What.
        signal: Signal,
    },
    /// Finds a new path (ICE restart, RFC 8445 section 2.4).
    RestartIce {
        /// To whom.
        peer: ParticipantId,
    },
    /// How large a peer shows our camera.
    Wanted {
        /// Who.
        peer: ParticipantId,
        /// The size.
        camera: WantedSize,
    },
    /// Which of a peer's media are open: what is closed is not drawn.
    RemoteMedia {
        /// Whose.
        peer: ParticipantId,
        /// What is open.
        state: MediaState,
    },
    /// Begins the next frame of every picture that is sent as a key frame: others have just got the keys.
    KeyFrames,
    /// Sends on the data channel to a connected peer; dropped where there is none. Small: signs of life, what else the group
    /// says to all, and every two seconds what frames one has sent, some kilobytes.
    SendData {
        /// To whom.
        peer: ParticipantId,
        /// What; sealed already.
        bytes: Sealed,
    },
}

/// To where the device's key is kept.
#[derive(Clone, Debug)]
pub enum KeyCommand {
    /// Keeps this identity in a file that this passphrase locks.
    Keep {
        /// Whom.
        identity: Arc<Identity>,
        /// At least [`chancery_trust::identity::PASSPHRASE_MIN`] characters.
        passphrase: Passphrase,
    },
    /// Opens the key that is in a file.
    Unlock {
        /// As it was typed.
        passphrase: Passphrase,
    },
    /// Installs the certificate that the ministry issued for this key, which is open and kept.
    Install {
        /// Whose.
        identity: Arc<Identity>,
        /// The certificate, with its root's.
        chain: Box<Chain>,
    },
    /// Looks for the key again; where none is kept yet, has this one kept by the system's keyring.
    Retry {
        /// Whom.
        identity: Arc<Identity>,
    },
}

/// To disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreCommand {
    /// The settings.
    Settings(Settings),
    /// The links of the meetings on the desk: secret, readable by the user alone.
    Links(Vec<Personal>),
    /// What is pinned on this machine and which devices it has met: no secret, but nobody else's business.
    Pins(Pins),
}
