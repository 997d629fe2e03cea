//! What client and server say to each other: protocol version 1.
//!
//! One JSON object a WebSocket text frame, tagged by `"is"`. A frame is at most [`MAX_FRAME`] bytes. The first frame
//! from a client is [`ClientMessage::Hello`]; the server answers [`ServerMessage::Welcome`] or
//! [`ServerMessage::Refused`] and closes. Unknown fields are ignored, so that a version can grow; an unknown `"is"`
//! is an error of the sender.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{DelegationCode, MeetingId, ParticipantId, Place};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The protocol version that this build speaks.
pub const VERSION: u16 = 1;

/// The version that both ends speak, given what a client offers in order of preference.
pub fn choose_version(offered: &[u16]) -> Option<u16> {
    offered.iter().copied().find(|v| *v == VERSION)
}

/// The longest frame either side accepts, in bytes.
pub const MAX_FRAME: usize = 1024 * 1024;

/// Opaque bytes that only the meeting's participants can open. Base64url (RFC 4648 section 5, no padding) in JSON.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Sealed(pub Vec<u8>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// What proves that a client holds an invitation of a delegation: 32 bytes derived from the invitation's secret. The
/// server stores only its SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(pub [u8; 32]);

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken([redacted])")
    }
}

/// What proves that a reconnecting client is the one that was here before: 16 random bytes it made itself.
#[derive(Clone, PartialEq, Eq)]
pub struct ResumeToken(pub [u8; 16]);

impl fmt::Debug for ResumeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResumeToken([redacted])")
    }
}

fn decode<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<u8>, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
    URL_SAFE_NO_PAD.decode(text.as_bytes()).map_err(serde::de::Error::custom)
}

macro_rules! base64_bytes {
    ($name:ident, $len:expr) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&URL_SAFE_NO_PAD.encode(&self.0))
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let bytes = decode(d)?;
                bytes.try_into().map(Self).map_err(|_| serde::de::Error::custom(concat!("not ", $len, " bytes")))
            }
        }
    };
}
base64_bytes!(Sealed, "some");
base64_bytes!(AccessToken, "32");
base64_bytes!(ResumeToken, "16");

/// A place in the order that the server gives to a meeting's [`ClientMessage::Order`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// Random: which counting this is. A server that was restarted, and a meeting that was empty, count anew.
    pub run: u64,
    /// 1 for the first, then one more each; 0 before the first.
    pub n: u64,
}

/// From the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ClientMessage {
    /// The first frame: which versions the client speaks.
    Hello {
        /// Protocol versions, in order of preference.
        versions: Vec<u16>,
        /// Product and version (`chancery/0.1.0`), for the operator's statistics. At most 64 bytes.
        client: String,
    },
    /// Takes a seat in a meeting. Answered by [`ServerMessage::Entered`] or [`ServerMessage::Refused`].
    Enter {
        /// Which meeting.
        meeting: MeetingId,
        /// Which side.
        delegation: DelegationCode,
        /// Proof of the invitation.
        access: AccessToken,
        /// Who: made by the client, the same again when it comes back.
        participant: ParticipantId,
        /// Proof of being the same as before.
        resume: ResumeToken,
        /// Where: a client that comes back says where it was.
        place: Place,
        /// The placard, sealed.
        card: Sealed,
        /// The last [`ServerMessage::Ordered`] that it has, when it comes back: what came after is sent again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Mark>,
    },
    /// Goes from the holding room to the plenary, or back. Not answered, except by [`RefusalCode::PlenaryFull`]: then one
    /// stays where one is.
    Move {
        /// Where to.
        place: Place,
    },
    /// Something for one participant, or for all others in the meeting.
    Relay {
        /// Whom; `None`: all others.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<ParticipantId>,
        /// A sealed [`crate::peer::PeerMessage`].
        sealed: Sealed,
    },
    /// Something for all in the meeting, oneself included, that all must get in the same order: changes of the group's
    /// keys. Answered by [`ServerMessage::Ordered`] to everyone.
    Order {
        /// A sealed message.
        sealed: Sealed,
    },
    /// Leaves the meeting for good; the socket may stay.
    Leave,
    /// Are you there? Answered by [`ServerMessage::Pong`] with the same number.
    Ping {
        /// Any number.
        n: u64,
    },
}

/// Somebody in the meeting, as the server sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub participant: ParticipantId,
    /// Which side: proven by the access token.
    pub delegation: DelegationCode,
    /// Where.
    pub place: Place,
    /// The placard, sealed.
    pub card: Sealed,
    /// Whether the socket is there; `false` while the server waits for the client to come back.
    pub connected: bool,
}

/// One STUN or TURN server (RFC 8489, RFC 8656), in the form of the W3C's `RTCIceServer`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// `stun:` and `turn:` URLs (RFC 7064, RFC 7065).
    pub urls: Vec<String>,
    /// For TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// For TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IceServer").field("urls", &self.urls).finish_non_exhaustive()
    }
}

/// Why the server refuses. The client turns each into a sentence with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// None of the client's versions is spoken here.
    Version,
    /// No such meeting (or not any more): also the answer to a wrong token, so that meetings cannot be probed.
    NoSuchMeeting,
    /// The meeting's doors are closed: too early or too long over.
    NotOpen,
    /// The identifier is in use with another resume token.
    AlreadyHere,
    /// As many participants as a meeting here may have.
    MeetingFull,
    /// Every seat of the plenary is taken: one stays in the holding room, and may ask again when somebody has left it.
    PlenaryFull,
    /// As many connections as this server takes.
    ServerFull,
    /// Too many messages in a short time.
    TooFast,
    /// A frame longer than allowed.
    TooLarge,
    /// Not understood, or out of order (`Move` before `Enter`).
    Malformed,
    /// The server cannot store or read what it has to (database locked, disk full).
    Storage,
    /// Only who has the organisers' token may register meetings here.
    OrganisersOnly,
}

/// How somebody left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftReason {
    /// By their own choice.
    Left,
    /// Did not come back in time.
    Lost,
}

/// From the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ServerMessage {
    /// Answer to `Hello`.
    Welcome {
        /// The version both will speak.
        version: u16,
        /// The server's clock, to warn of a wrong one here.
        time: Timestamp,
        /// How often the client has to say something, in milliseconds. After a silence of three times as long the
        /// others are told that it is not connected; ten times as long ends the socket.
        heartbeat_ms: u32,
        /// What helps through firewalls.
        ice_servers: Vec<IceServer>,
    },
    /// No. After a refused `Hello` the server closes; after a refused `Enter` the client may try again.
    Refused {
        /// Why.
        code: RefusalCode,
        /// For [`RefusalCode::Version`]: what is spoken here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        versions: Vec<u16>,
        /// When to try again, in milliseconds, where that helps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_ms: Option<u64>,
    },
    /// Answer to `Enter`: the meeting and everyone in it but oneself.
    Entered {
        /// The sealed [`chancery_model::Meeting`].
        meeting: Sealed,
        /// The others.
        members: Vec<Member>,
        /// The last that was ordered. Where [`ClientMessage::Enter`] named one of the same run, what came after it follows
        /// as [`ServerMessage::Ordered`], as far back as the server keeps it: a gap shows that something is lost.
        ordered: Mark,
    },
    /// Somebody came, moved, was lost for the moment, or came back: the whole entry anew.
    Member {
        /// The entry.
        member: Member,
    },
    /// Somebody is gone.
    Left {
        /// Who.
        participant: ParticipantId,
        /// How.
        reason: LeftReason,
    },
    /// Relayed from another participant of the same meeting.
    Relayed {
        /// From whom: the server vouches for the identifier, the seal for the meeting.
        from: ParticipantId,
        /// A sealed [`crate::peer::PeerMessage`].
        sealed: Sealed,
    },
    /// From a participant of the same meeting, oneself included; in the same order to all.
    Ordered {
        /// Its place.
        mark: Mark,
        /// From whom.
        from: ParticipantId,
        /// As in [`ClientMessage::Order`].
        sealed: Sealed,
    },
    /// Answer to `Ping`.
    Pong {
        /// The same number.
        n: u64,
    },
    /// The server stops; come back after so many milliseconds.
    Closing {
        /// How long to wait.
        retry_ms: u64,
    },
}

/// Body of `POST /v1/meetings`: registers a meeting. Answers 201, 409 (the id is taken), 4xx or 5xx with
/// [`RefusalCode`] as `{"code"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMeeting {
    /// The identifier.
    pub id: MeetingId,
    /// When it begins.
    pub starts: Timestamp,
    /// When its doors close for good: entering later is refused and the server forgets it.
    pub expires: Timestamp,
    /// For each side, the SHA-256 of its access token.
    pub sides: Vec<NewSide>,
    /// The sealed [`chancery_model::Meeting`].
    pub sealed: Sealed,
}

/// One side of a [`NewMeeting`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSide {
    /// Which.
    pub delegation: DelegationCode,
    /// SHA-256 of its access token, base64url.
    pub access_sha256: Sealed,
}

/// Body of `POST /v1/meetings/{id}/look` (a look at the meeting without entering, for the desk), answered by
/// [`MeetingLook`] or 404.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookRequest {
    /// Which side.
    pub delegation: DelegationCode,
    /// Proof of the invitation.
    pub access: AccessToken,
}

/// What the desk may know of a meeting before entering it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingLook {
    /// The sealed [`chancery_model::Meeting`].
    pub sealed: Sealed,
    /// How many are in it now.
    pub present: u32,
}
