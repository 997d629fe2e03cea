//! Pictures: sources (camera, screen, file), encoding, decoding, scaling and composing.

mod cadence;
mod camera;
mod compose;
mod convert;
mod decoder;
mod film;
mod open;
mod pool;
mod record;
mod resample;
mod scale;
mod screen;
mod sender;
mod tally;
#[cfg(target_os = "linux")]
mod x11;
mod y4m;

pub use compose::{Composer, Fit, Tile};
pub use decoder::{PictureDecoder, PictureStats};
pub use open::{list_cameras, list_screens, open_camera, open_screen};
pub use record::{IvfWriter, Y4mRecorder};
pub use sender::{EncodedOut, PictureSender, SentPictureStats};
pub use y4m::{Y4mError, Y4mHeader, Y4mReader};

use crate::time::CaptureTime;
use std::sync::Arc;
use thiserror::Error;

/// One picture: planar YUV 4:2:0, 8 bits, BT.601 limited range, planes without padding: `y` is `width * height`,
/// `u` and `v` are `ceil(width/2) * ceil(height/2)`. Width and height are at least 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Luma.
    pub y: Vec<u8>,
    /// Blue difference.
    pub u: Vec<u8>,
    /// Red difference.
    pub v: Vec<u8>,
    /// When it was captured.
    pub captured: CaptureTime,
}

impl Picture {
    /// A black picture.
    pub fn black(width: u32, height: u32, captured: CaptureTime) -> Self {
        let mut picture = Self { width: 0, height: 0, y: vec![], u: vec![], v: vec![], captured };
        picture.resize(width, height);
        picture.y.fill(16);
        picture.u.fill(128);
        picture.v.fill(128);
        picture
    }

    /// Whether another picture shows the same; when it was captured does not matter.
    pub(crate) fn shows_same(&self, other: &Self) -> bool {
        (self.width, self.height) == (other.width, other.height)
            && self.y == other.y
            && self.u == other.u
            && self.v == other.v
    }

    /// Gives the planes the length that this size needs. What they hold then means nothing.
    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        (self.width, self.height) = (width, height);
        let half = width.div_ceil(2) as usize * height.div_ceil(2) as usize;
        self.y.resize(width as usize * height as usize, 0);
        self.u.resize(half, 0);
        self.v.resize(half, 0);
    }
}

/// A picture that several may look at.
pub type SharedPicture = Arc<Picture>;

/// Why a source of pictures or sound cannot give any.
#[derive(Debug, Error)]
pub enum SourceError {
    /// The file cannot be opened or read.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not what it says, or is damaged.
    #[error("{path}: {what}")]
    Format {
        /// Which.
        path: String,
        /// What is wrong, and where.
        what: String,
    },
    /// There is no such device, or it is in use.
    #[error("{0}")]
    Device(String),
    /// The source has been closed from elsewhere.
    #[error("the device was closed")]
    Closed,
}

/// Where pictures come from. Lives on a thread of its own: made, used and dropped there (some systems' cameras cannot
/// change threads).
pub trait FrameSource {
    /// For people: the device's or the file's name.
    fn name(&self) -> String;
    /// Waits until the next picture is due (at most half a second) and gives it; `None`: nothing new in that time.
    fn next(&mut self) -> Result<Option<SharedPicture>, SourceError>;
}

/// Where pictures go: a tile, a recorder, a statistic. Called on a decoder's or a camera's thread: return at once.
pub trait PictureSink: Send + Sync {
    /// One more picture.
    fn picture(&self, picture: SharedPicture);
}

/// Which codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureCodec {
    /// VP8 (RFC 6386): cameras.
    Vp8,
    /// VP9: shared screens, tuned for their content.
    Vp9,
}

/// One encoded picture.
#[derive(Clone, Debug)]
pub struct EncodedPicture {
    /// The bitstream of the frame.
    pub data: Vec<u8>,
    /// Whether it can be decoded alone.
    pub key: bool,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// When the picture was captured.
    pub captured: CaptureTime,
}

/// How to encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureTarget {
    /// Largest width; the picture is scaled down to fit, keeping its shape, never up.
    pub max_width: u32,
    /// Largest height.
    pub max_height: u32,
    /// Most pictures a second.
    pub max_fps: u32,
    /// Bits a second, in thousands.
    pub kbps: u32,
}
