//! What kinds of media a participant sends, and which of them are open.

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// A kind of media: one participant sends at most one track of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// The voice: Opus, mono, 48 kHz.
    Audio,
    /// The camera: VP8.
    Video,
    /// The shared screen: VP9.
    Screen,
}

impl MediaKind {
    /// All kinds, in a fixed order.
    pub const ALL: [Self; 3] = [Self::Audio, Self::Video, Self::Screen];

    /// The name as it stands on the wire and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Screen => "screen",
        }
    }
}

impl fmt::Display for MediaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which of a participant's media are open. All closed is *off air*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct MediaState {
    /// The microphone is open: the voice is sent.
    pub microphone: bool,
    /// The camera is open.
    pub camera: bool,
    /// A screen is shared.
    pub screen: bool,
}

impl MediaState {
    /// Everything closed.
    pub const CLOSED: Self = Self { microphone: false, camera: false, screen: false };

    /// Whether anything of this participant's leaves the machine.
    pub const fn on_air(self) -> bool {
        self.microphone || self.camera || self.screen
    }

    /// Whether a kind is open.
    pub const fn is_open(self, kind: MediaKind) -> bool {
        match kind {
            MediaKind::Audio => self.microphone,
            MediaKind::Video => self.camera,
            MediaKind::Screen => self.screen,
        }
    }
}
