//! From encoded frames to every connection: through the transform, cut into payloads once, handed to each peer's outbox.

use crate::peer::task::Peer;
use crate::rtp::outbox::Gate;
use crate::rtp::packetize::{Cut, OutFrame, Packetizer};
use crate::stats::SentStats;
use crate::transform::{FrameContext, FrameTransform};
use chancery_media::picture::EncodedPicture;
use chancery_media::sound::EncodedSound;
use chancery_model::MediaKind;
use parking_lot::RwLock;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Hands frames to every connection.
#[derive(Default)]
pub(crate) struct Fanout {
    peers: RwLock<Vec<Arc<Peer>>>,
    pub(crate) gate: Arc<Gate>,
    counts: [Count; 3],
}

#[derive(Debug, Default)]
struct Count {
    frames: AtomicU64,
    keys: AtomicU64,
    bytes: AtomicU64,
    width: AtomicU32,
    height: AtomicU32,
}

impl Fanout {
    pub(crate) fn add(&self, peer: Arc<Peer>) {
        self.peers.write().push(peer);
    }

    pub(crate) fn remove(&self, peer: &Arc<Peer>) {
        self.peers.write().retain(|one| !Arc::ptr_eq(one, peer));
    }

    pub(crate) fn peers(&self) -> Vec<Arc<Peer>> {
        self.peers.read().clone()
    }

    /// Frames encoded, key frames among them, and the last picture's size.
    pub(crate) fn counted(&self, kind: MediaKind) -> SentStats {
        let count = &self.counts[kind as usize];
        SentStats {
            frames: count.frames.load(Ordering::Relaxed),
            key_frames: count.keys.load(Ordering::Relaxed),
            width: count.width.load(Ordering::Relaxed),
            height: count.height.load(Ordering::Relaxed),
            ..SentStats::default()
        }
    }

    /// Payload bytes encoded and let out, whoever they went to.
    pub(crate) fn encoded(&self, kind: MediaKind) -> u64 {
        self.counts[kind as usize].bytes.load(Ordering::Relaxed)
    }

    fn send(&self, frame: OutFrame) {
        if frame.payloads.is_empty() || !self.gate.is_open(frame.kind) {
            return;
        }
        let count = &self.counts[frame.kind as usize];
        count.frames.fetch_add(1, Ordering::Relaxed);
        let bytes: usize = frame.payloads.iter().map(|payload| payload.len()).sum();
        count.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        if frame.key && frame.kind != MediaKind::Audio {
            count.keys.fetch_add(1, Ordering::Relaxed);
        }
        let frame = Arc::new(frame);
        for peer in self.peers.read().iter() {
            if peer.outbox.put(&frame) {
                peer.ring();
            }
        }
    }
}

/// What passes whole frames on: through the transform, cut into payloads, to everyone.
pub(crate) struct Way {
    pub(crate) kind: MediaKind,
    pub(crate) fanout: Arc<Fanout>,
    pub(crate) transform: Option<Arc<dyn FrameTransform>>,
}

impl Way {
    fn let_out(&self, frame: &mut Vec<u8>, key: bool) -> bool {
        let context = FrameContext { kind: self.kind, key, from: None };
        self.transform.as_ref().is_none_or(|transform| transform.outgoing(frame, context).is_ok())
    }

    /// One voice packet. `origin`: where this microphone's time line begins on that of the RTP timestamps. A microphone that replaces
    /// another goes on where the clock has come to.
    pub(crate) fn voice(&self, origin: &mut Option<u64>, sound: EncodedSound) {
        let EncodedSound { mut data, captured, position, first, .. } = sound;
        let clock = (u128::from(captured.0) * 48_000 / 1_000_000) as u64;
        let origin = *origin.get_or_insert(clock.wrapping_sub(position));
        let timestamp = origin.wrapping_add(position) as u32;
        if self.let_out(&mut data, true) {
            let payloads = vec![data.into()];
            self.fanout.send(OutFrame { kind: self.kind, key: true, timestamp, captured, onset: first, payloads });
        }
    }

    /// One picture.
    pub(crate) fn picture(&self, packetizer: &mut Packetizer, picture: EncodedPicture) {
        let EncodedPicture { mut data, key, width, height, captured } = picture;
        if !self.let_out(&mut data, key) {
            return;
        }
        let count = &self.fanout.counts[self.kind as usize];
        count.width.store(width, Ordering::Relaxed);
        count.height.store(height, Ordering::Relaxed);
        let payloads = packetizer.cut(Cut { data: &data, key, width, height });
        let timestamp = (u128::from(captured.0) * 90_000 / 1_000_000) as u32;
        self.fanout.send(OutFrame { kind: self.kind, key, timestamp, captured, onset: false, payloads });
    }
}
