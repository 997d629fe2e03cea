//! From an encoded stream to pictures, on a thread of its own.

use super::{EncodedPicture, PictureCodec, PictureSink};
use std::sync::Arc;

/// Decodes what is pushed and hands it to a sink. Dropping it stops the thread.
#[derive(Debug)]
pub struct PictureDecoder {}

impl PictureDecoder {
    /// Starts the thread. `on_need_key` is called (on any thread, at most a few times a second) when only a key frame
    /// can go on: at the start when something else comes first, after [`Self::lost`], after a broken picture, when the
    /// queue ran over.
    pub fn start(codec: PictureCodec, sink: Arc<dyn PictureSink>, on_need_key: Box<dyn Fn() + Send>) -> Self {
        let _ = (codec, sink, on_need_key);
        Self {}
    }

    /// Hands over the next encoded picture, in decoding order. Never blocks.
    pub fn push(&self, picture: EncodedPicture) {
        let _ = picture;
    }

    /// Says that a picture before the next one was lost for good: what refers to it would show rubbish, so nothing is
    /// decoded until a key frame comes, and one is asked for.
    pub fn lost(&self) {}

    /// What was decoded so far.
    pub fn stats(&self) -> PictureStats {
        PictureStats::default()
    }
}

/// What a [`PictureDecoder`] has seen since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PictureStats {
    /// Pictures decoded.
    pub frames: u64,
    /// Bytes decoded.
    pub bytes: u64,
    /// Pixels across of the last one.
    pub width: u32,
    /// Pixels down of the last one.
    pub height: u32,
    /// Freezes, as W3C webrtc-stats `freezeCount` has it: an interval longer than the larger of three times the average
    /// and the average plus 150 ms.
    pub freezes: u64,
    /// Seconds in freezes (`totalFreezesDuration`).
    pub freeze_seconds: f64,
    /// Pictures a second, from the first to the last.
    pub fps: f64,
    /// Milliseconds from capture to decoded, median of the last ones.
    pub latency_p50_ms: f64,
    /// The same, 95th percentile.
    pub latency_p95_ms: f64,
    /// How often a key frame was asked for.
    pub key_requests: u64,
    /// Pictures dropped undecoded, since they came late or after a loss.
    pub dropped: u64,
}
