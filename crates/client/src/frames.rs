//! Between the engine's hook on encoded frames and the keys of the meeting's group: the two know nothing of each other.

use chancery_engine::{FrameContext, FrameTransform, Refused};
use chancery_model::Tick;
use chancery_trust::frames::{EpochKeys, FrameReceiver, FrameSender, RefusedFrame, Switched};
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What was refused since the start, for reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FramesRefused {
    /// Own frames that did not go out: no key yet, or sending is held.
    pub unsent: u64,
    /// Frames whose key was not here (yet).
    pub no_key: u64,
    /// Frames that were replayed, forged, under another's key, or no SFrame at all.
    pub hostile: u64,
}

/// Every frame of a call through SFrame (RFC 9605). Nothing passes in the clear: without keys nothing passes.
pub struct SFrameTransform {
    sender: FrameSender,
    receiver: FrameReceiver,
    /// The clock that the rest of the client counts with.
    clock: Box<dyn Fn() -> Tick + Send + Sync>,
    unsent: AtomicU64,
    no_key: AtomicU64,
    hostile: AtomicU64,
}

impl fmt::Debug for SFrameTransform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SFrameTransform").field("refused", &self.refused()).finish_non_exhaustive()
    }
}

impl SFrameTransform {
    /// Without keys. One for a meeting: another meeting takes another one.
    pub fn new(clock: impl Fn() -> Tick + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            sender: FrameSender::new(),
            receiver: FrameReceiver::new(),
            clock: Box::new(clock),
            unsent: AtomicU64::new(0),
            no_key: AtomicU64::new(0),
            hostile: AtomicU64::new(0),
        })
    }

    /// Takes a new epoch's keys into use, for both ways, or those of before again after [`end`](Self::end). `true`: call [`chancery_engine::Engine::key_frames`] at once.
    #[must_use = "pictures stand still until key frames are made"]
    pub fn switch(&self, keys: &EpochKeys) -> bool {
        self.receiver.switch(keys, (self.clock)());
        self.sender.switch(keys) == Switched::KeyFramesDue
    }

    /// Stops and resumes sending: the group's heartbeats are missing, or back.
    pub fn hold(&self, held: bool) {
        self.sender.hold(held);
    }

    /// Forgets all keys: suspended, removed, or the meeting has ended. Nothing passes until there are keys again.
    pub fn end(&self) {
        self.sender.end();
        self.receiver.end();
    }

    /// What goes out: for digests.
    pub fn sender(&self) -> &FrameSender {
        &self.sender
    }

    /// What comes in: for digests, and for forgetting keys at its deadline.
    pub fn receiver(&self) -> &FrameReceiver {
        &self.receiver
    }

    /// Counts.
    pub fn refused(&self) -> FramesRefused {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        FramesRefused { unsent: read(&self.unsent), no_key: read(&self.no_key), hostile: read(&self.hostile) }
    }
}

impl FrameTransform for SFrameTransform {
    fn outgoing(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused> {
        self.sender.seal(context.kind, frame).map_err(|_| {
            self.unsent.fetch_add(1, Ordering::Relaxed);
            Refused
        })
    }

    fn incoming(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused> {
        let Some(from) = context.from else { return Err(Refused) };
        self.receiver.open(from, context.kind, frame, (self.clock)()).map_err(|refused| {
            let count = if refused == RefusedFrame::NoKey { &self.no_key } else { &self.hostile };
            count.fetch_add(1, Ordering::Relaxed);
            Refused
        })
    }
}

/// What a program's own [`FrameTransform`] sees: what is on the wire, never what is inside of the encryption. Nothing it does
/// lets a frame pass that SFrame would refuse.
pub(crate) struct Outside {
    pub(crate) sframe: Arc<SFrameTransform>,
    pub(crate) wire: Arc<dyn FrameTransform>,
}

impl FrameTransform for Outside {
    fn outgoing(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused> {
        self.sframe.outgoing(frame, context)?;
        self.wire.outgoing(frame, context)
    }

    fn incoming(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused> {
        self.wire.incoming(frame, context)?;
        self.sframe.incoming(frame, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::{MediaKind, ParticipantId};

    #[test]
    fn nothing_passes_without_keys_and_everything_of_the_group_does_with_them() {
        let someone = |leaf: u32| ParticipantId::from_random([leaf as u8; 16]);
        let keys = |leaf| EpochKeys::new(3, leaf, vec![(1, someone(1)), (2, someone(2))], [4; 32]);
        let [one, two] = [(); 2].map(|()| SFrameTransform::new(|| Tick(5)));
        let out = FrameContext { kind: MediaKind::Audio, key: true, from: None };
        let mut frame = vec![1, 2, 3];
        assert_eq!(one.outgoing(&mut frame, out), Err(Refused));
        assert_eq!(frame, [1, 2, 3]);
        assert!(one.switch(&keys(1)));
        assert_eq!(one.outgoing(&mut frame, out), Ok(()));
        let from = |leaf| FrameContext { from: Some(someone(leaf)), ..out };
        assert_eq!(two.incoming(&mut frame.clone(), from(1)), Err(Refused));
        assert!(two.switch(&keys(2)));
        assert_eq!(two.incoming(&mut frame.clone(), from(2)), Err(Refused));
        assert_eq!(two.incoming(&mut frame.clone(), out), Err(Refused), "from nobody");
        assert_eq!(two.incoming(&mut vec![0xF8, 0xFF, 0xFE], from(1)), Err(Refused));
        assert_eq!(two.incoming(&mut frame, from(1)), Ok(()));
        assert_eq!(frame, [1, 2, 3]);
        assert!(!two.switch(&keys(2)), "they are in use");
        two.end();
        assert!(two.switch(&keys(2)), "after a suspension");
        assert_eq!(one.refused(), FramesRefused { unsent: 1, ..FramesRefused::default() });
        assert_eq!(two.refused(), FramesRefused { unsent: 0, no_key: 1, hostile: 2 });
    }
}
