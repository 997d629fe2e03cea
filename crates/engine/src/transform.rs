//! The hook on whole encoded frames, where the user of the engine puts SFrame (RFC 9605).

use chancery_model::{MediaKind, ParticipantId};
use thiserror::Error;

/// What is known of a frame that goes through a [`FrameTransform`].
#[derive(Clone, Copy, Debug)]
pub struct FrameContext {
    /// Voice, camera or screen.
    pub kind: MediaKind,
    /// Whether it decodes alone; always true for voice. On the receiving side as the codec's payload descriptor or
    /// header says it.
    pub key: bool,
    /// From whom; `None` where it goes out (one encoded frame goes to all peers).
    pub from: Option<ParticipantId>,
}

/// A frame was not let through; it is counted and dropped, and the call goes on. Where keys are still to come, call
/// [`crate::Engine::key_frames`] with them: peers are asked anew for what was refused until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a frame was refused by the frame transform")]
pub struct Refused;

/// Changes whole encoded frames: before they are packetized, and after they were assembled. Called on codec and network
/// threads, one call at a time for one stream: return within microseconds.
///
/// VP8's payload header (the first 10 bytes of a key frame, 1 of another; RFC 6386 section 9.1) has to stay readable on
/// the wire if a forwarding unit should find key frames.
pub trait FrameTransform: Send + Sync {
    /// On the way out, in place; the buffer may grow.
    fn outgoing(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused>;
    /// On the way in, in place.
    fn incoming(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused>;
}

/// Frames as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl FrameTransform for Plain {
    fn outgoing(&self, _: &mut Vec<u8>, _: FrameContext) -> Result<(), Refused> {
        Ok(())
    }
    fn incoming(&self, _: &mut Vec<u8>, _: FrameContext) -> Result<(), Refused> {
        Ok(())
    }
}
