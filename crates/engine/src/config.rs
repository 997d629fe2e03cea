//! What the engine is told: sources, network, and the words it shares with the signalling of its user.

use chancery_media::spec::SourceSpec;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use crate::transform::FrameTransform;

/// Where pictures and sound come from and go to.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The camera.
    pub camera: SourceSpec,
    /// The microphone.
    pub microphone: SourceSpec,
    /// The screen that is shared when [`chancery_model::MediaState::screen`] is opened.
    pub screen: SourceSpec,
    /// The loudspeaker; a file is written as a WAV.
    pub speaker: SourceSpec,
}

/// How an [`crate::Engine`] is set up.
#[derive(Clone)]
pub struct EngineConfig {
    /// Sources and sinks at the start; `select_device` changes those that are devices.
    pub sources: Sources,
    /// Echo cancelling, noise suppression and gain control on the microphone.
    pub processing: bool,
    /// A folder that receives what was heard and seen: `voice-<participant>.wav`, `video-<participant>.y4m`,
    /// `screen-<participant>.y4m`. Made where missing.
    pub record: Option<PathBuf>,
    /// The one local address to use; `None`: every interface (the loopback one only where there is no other).
    pub bind: Option<IpAddr>,
    /// What whole encoded frames go through before they are packetized and after they were assembled: end-to-end
    /// encryption sits here. `None`: as they are.
    pub transform: Option<Arc<dyn FrameTransform>>,
    /// The most that all video to all peers together may use, in kbit/s.
    pub uplink_kbps: u32,
}

impl EngineConfig {
    /// With these sources, and everything else as a laptop wants it.
    pub fn new(sources: Sources) -> Self {
        Self { sources, processing: true, record: None, bind: None, transform: None, uplink_kbps: 8_000 }
    }
}

impl fmt::Debug for EngineConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineConfig").field("sources", &self.sources).finish_non_exhaustive()
    }
}

/// One STUN or TURN server (RFC 8489, RFC 8656).
#[derive(Clone, PartialEq, Eq)]
pub struct IceServer {
    /// `stun:` and `turn:` URLs (RFC 7064, RFC 7065).
    pub urls: Vec<String>,
    /// For TURN.
    pub username: Option<String>,
    /// For TURN.
    pub credential: Option<String>,
}

impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IceServer").field("urls", &self.urls.len()).finish_non_exhaustive()
    }
}

/// A session description or candidate (RFC 8829, RFC 8838). `Debug` is redacted: addresses are personal.
#[derive(Clone, PartialEq, Eq)]
pub enum Signal {
    /// An offer: a session description (RFC 8866).
    Offer {
        /// The description.
        sdp: String,
    },
    /// An answer.
    Answer {
        /// The description.
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

/// The size in which a peer shows our camera, in device pixels. Zero by zero: not shown, nothing is sent to that peer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WantedSize {
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
}
