//! From a source of pictures to an encoded stream: capture, preview, scale, encode, on a thread of its own.

use super::{EncodedPicture, FrameSource, PictureCodec, PictureSink, PictureTarget, SourceError};
use std::sync::Arc;

/// Where encoded pictures go: called on the sender's thread, return soon.
pub type EncodedOut = Box<dyn FnMut(EncodedPicture) + Send>;

/// Captures, previews and (while open) encodes. Dropping it stops the thread and releases the device.
#[derive(Debug)]
pub struct PictureSender {}

impl PictureSender {
    /// Starts the thread. `open` runs on it and makes the source; where that fails, or the source ends or vanishes
    /// later, `on_error` is told once and the thread ends.
    ///
    /// It starts closed: pictures go to `preview` only. [`Self::set_open`] lets them out.
    pub fn start(
        open: impl FnOnce() -> Result<Box<dyn FrameSource>, SourceError> + Send + 'static,
        codec: PictureCodec,
        target: PictureTarget,
        preview: Option<Arc<dyn PictureSink>>,
        out: EncodedOut,
        on_error: Box<dyn FnOnce(SourceError) + Send>,
    ) -> Self {
        let _ = (open, codec, target, preview, out, on_error);
        Self {}
    }

    /// Open: pictures are encoded and go out, a key frame first. Closed: they go to the preview only.
    pub fn set_open(&self, open: bool) {
        let _ = open;
    }

    /// Size, rate and bitrate from the next picture on.
    pub fn set_target(&self, target: PictureTarget) {
        let _ = target;
    }

    /// The next picture will be a key frame. Requests that come close together are answered by one.
    pub fn request_key(&self) {}

    /// For people: the source's name; `None` until it has been opened.
    pub fn name(&self) -> Option<String> {
        None
    }

    /// What went out so far.
    pub fn stats(&self) -> SentPictureStats {
        SentPictureStats::default()
    }
}

/// What a [`PictureSender`] has done since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SentPictureStats {
    /// Pictures that the source gave.
    pub captured: u64,
    /// Pictures that were encoded.
    pub frames: u64,
    /// Of these, key frames.
    pub key_frames: u64,
    /// Encoded bytes.
    pub bytes: u64,
    /// Pixels across of the last one.
    pub width: u32,
    /// Pixels down of the last one.
    pub height: u32,
    /// Pictures a second, over the last second or so.
    pub fps: f64,
    /// Milliseconds of wall time an encode takes, smoothed.
    pub encode_ms: f64,
}
