//! What a participant receives: each frame under the one key that its KID names, if that is its sender's.

use super::cipher::{self, Meta};
use super::digest::{FrameHash, hash_frame};
use super::epoch::EpochKeys;
use super::window::Window;
use super::{COUNTER_END, kid};
use arc_swap::ArcSwap;
use chancery_model::{MediaKind, ParticipantId, Tick};
use crossbeam_queue::ArrayQueue;
use parking_lot::Mutex;
use sframe::key::DecryptionKey;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use thiserror::Error;

/// How long frames of the epoch before are still read after a switch: what was under way then.
pub const OLD_EPOCH_READ: Duration = Duration::from_secs(2);
/// The furthest a counter may go on in one step, beside one for each millisecond since the last frame: hours of frames
/// that were all lost.
const JUMP_MAX: u64 = 1 << 20;
/// Opened frames that wait to be compared with digests: seven senders' frames of some three seconds.
const RECEIVED_MAX: usize = 2_048;

/// Why a frame is not let in. It is dropped and the call goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RefusedFrame {
    /// The header is cut off, not in its shortest form, or nothing follows it. Unencrypted frames mostly end here.
    #[error("a frame without a proper SFrame header")]
    Malformed,
    /// The KID's epoch is not here: not yet, or no more. Ask for a key frame when keys have come.
    #[error("a frame under a key that is not here")]
    NoKey,
    /// The KID is of somebody else than whom the transport names, or of nobody.
    #[error("a frame under another member's key")]
    WrongSender,
    /// The counter was seen, is older than what is remembered, or goes on too far.
    #[error("a frame that was here before, or with an impossible counter")]
    Replayed,
    /// The tag does not fit: changed, or sealed for another stream.
    #[error("a frame that was changed or forged")]
    Forged,
}

/// One frame that was let in, for comparing with its sender's digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// From whom.
    pub from: ParticipantId,
    /// The sender's leaf.
    pub leaf: u32,
    /// The epoch whose key it was sealed with.
    pub epoch: u64,
    /// Its counter.
    pub counter: u64,
    /// Of its bytes on the wire.
    pub hash: FrameHash,
}

/// One member's key in one epoch, and what came under it.
struct Lane {
    leaf: u32,
    from: ParticipantId,
    key: DecryptionKey,
    track: Arc<Track>,
}

/// What came under one member's key: kept while the key itself is forgotten, so that nothing can come twice.
struct Track {
    windows: [Mutex<Window>; 3],
    /// The highest counter of any stream, and when it came.
    highest: AtomicU64,
    last: AtomicU64,
}

/// One epoch's lanes, by leaf. An older epoch loses the lanes of who is in the group no more.
#[derive(Clone)]
struct Epoch {
    id: [u8; 32],
    number: u64,
    /// When it is read no more; `None`: the newest one.
    until: Option<Tick>,
    lanes: Arc<[Arc<Lane>]>,
}

/// An epoch whose keys were forgotten.
struct Ended {
    id: [u8; 32],
    tracks: Vec<(u32, Arc<Track>)>,
}

/// Opens everybody's frames; shared by the tasks of all connections. Streams do not wait for each other, nor for a
/// switch of keys.
pub struct FrameReceiver {
    epochs: ArcSwap<Vec<Epoch>>,
    /// The newest epoch's tracks, by leaf, after [`end`](Self::end). Held by whoever changes `epochs`.
    ended: Mutex<Option<Ended>>,
    received: ArrayQueue<Received>,
}

impl fmt::Debug for FrameReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameReceiver").field("epochs", &self.epochs.load().len()).finish_non_exhaustive()
    }
}

impl Default for FrameReceiver {
    fn default() -> Self {
        Self { epochs: ArcSwap::default(), ended: Mutex::default(), received: ArrayQueue::new(RECEIVED_MAX) }
    }
}

impl FrameReceiver {
    /// Without keys: everything is refused until [`switch`](Self::switch).
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a new epoch's keys. The one before is read for [`OLD_EPOCH_READ`] more, but for members who are in the new
    /// one at the same leaf only. `false`: not newer than what is here, and nothing has changed.
    pub fn switch(&self, keys: &EpochKeys, now: Tick) -> bool {
        let mut ended = self.ended.lock();
        let before = self.epochs.load_full();
        if before.iter().any(|epoch| epoch.number >= keys.epoch) {
            return false;
        }
        let mut epochs: Vec<Epoch> = before
            .iter()
            // An older epoch of the same low bits would make two keys of one KID.
            .filter(|epoch| {
                epoch.until.is_none_or(|until| now < until) && kid::low_bits(epoch.number) != kid::low_bits(keys.epoch)
            })
            .map(|epoch| Epoch {
                id: epoch.id,
                number: epoch.number,
                until: Some(epoch.until.unwrap_or(now + OLD_EPOCH_READ)),
                lanes: epoch.lanes.iter().filter(|lane| keys.member(lane.leaf) == Some(lane.from)).cloned().collect(),
            })
            .collect();
        let id = keys.id();
        let tracks = ended.take().filter(|ended| ended.id == id).map(|ended| ended.tracks).unwrap_or_default();
        let lanes = keys.members.iter().filter(|(leaf, _)| *leaf != keys.my_leaf).map(|&(leaf, from)| {
            let key = DecryptionKey::derive_from(cipher::SUITE, kid::kid(keys.epoch, leaf), keys.base_key())
                .expect("HKDF-SHA-512 gives 32 and 12 bytes, and the suite is one that ring has");
            let known = tracks.iter().find(|(one, _)| *one == leaf).map(|(_, track)| track.clone());
            let new = || {
                let (highest, last) = (AtomicU64::new(0), AtomicU64::new(now.0));
                Arc::new(Track { windows: Default::default(), highest, last })
            };
            Arc::new(Lane { leaf, from, key, track: known.unwrap_or_else(new) })
        });
        epochs.push(Epoch { id, number: keys.epoch, until: None, lanes: lanes.collect() });
        self.epochs.store(Arc::new(epochs));
        true
    }

    /// Forgets the keys of epochs whose time is over; call it at [`deadline`](Self::deadline).
    pub fn expire(&self, now: Tick) {
        let _ended = self.ended.lock();
        let before = self.epochs.load_full();
        if before.iter().any(|epoch| epoch.until.is_some_and(|until| now >= until)) {
            let kept = before.iter().filter(|epoch| epoch.until.is_none_or(|until| now < until)).cloned().collect();
            self.epochs.store(Arc::new(kept));
        }
    }

    /// When the next old epoch is to be forgotten.
    pub fn deadline(&self) -> Option<Tick> {
        self.epochs.load().iter().filter_map(|epoch| epoch.until).min()
    }

    /// Forgets every key: suspended, removed from the group, or the meeting has ended. What came under the newest
    /// epoch's is remembered: should the same keys come again, nothing can be replayed. After this any epoch is taken:
    /// another group counts its own.
    pub fn end(&self) {
        let mut ended = self.ended.lock();
        let before = self.epochs.swap(Arc::default());
        if let Some(newest) = before.last() {
            let tracks = newest.lanes.iter().map(|lane| (lane.leaf, lane.track.clone())).collect();
            *ended = Some(Ended { id: newest.id, tracks });
        }
    }

    /// Opens a frame in place. `from`: whom the transport names. Refused: the frame must not be used; after
    /// [`RefusedFrame::Forged`] its bytes are no longer what came.
    pub fn open(
        &self,
        from: ParticipantId,
        kind: MediaKind,
        frame: &mut Vec<u8>,
        now: Tick,
    ) -> Result<(), RefusedFrame> {
        let clear = cipher::clear_bytes(kind, frame).ok_or(RefusedFrame::Malformed)?;
        let header = cipher::header(frame, clear).ok_or(RefusedFrame::Malformed)?;
        let (low, leaf) = kid::split(header.key_id()).ok_or(RefusedFrame::Malformed)?;
        let epochs = self.epochs.load();
        let epoch = epochs
            .iter()
            .find(|epoch| kid::low_bits(epoch.number) == low)
            .filter(|epoch| epoch.until.is_none_or(|until| now < until))
            .ok_or(RefusedFrame::NoKey)?;
        let lane = epoch.lanes.binary_search_by_key(&leaf, |lane| lane.leaf).map(|at| &epoch.lanes[at]);
        let lane = lane.ok().filter(|lane| lane.from == from).ok_or(RefusedFrame::WrongSender)?;
        let counter = header.counter();
        let track = &lane.track;
        let passed = now.0.saturating_sub(track.last.load(Ordering::Relaxed));
        let furthest = track.highest.load(Ordering::Relaxed).saturating_add(JUMP_MAX).saturating_add(passed);
        // One stream of one sender: nobody else wants this window, and no codec thread ever does.
        let mut window = track.windows[kind as usize].lock();
        if counter >= COUNTER_END || counter > furthest || !window.is_new(counter) {
            return Err(RefusedFrame::Replayed);
        }
        let hash = hash_frame(kind, frame);
        let meta = Meta::of(kind, &frame[..clear]);
        cipher::open(&lane.key, header, meta.bytes(), clear, frame).ok_or(RefusedFrame::Forged)?;
        window.mark(counter);
        track.highest.fetch_max(counter, Ordering::Relaxed);
        track.last.fetch_max(now.0, Ordering::Relaxed);
        self.received.force_push(Received { from, leaf, epoch: epoch.number, counter, hash });
        Ok(())
    }

    /// Takes what was let in since the last call, for [`Ledger`](super::digest::Ledger): the newest 2048 frames.
    pub fn take_received(&self) -> Vec<Received> {
        std::iter::from_fn(|| self.received.pop()).take(RECEIVED_MAX).collect()
    }
}
