//! What a participant sends: each frame under the newest epoch's key and a counter of its own.

use super::cipher::{self, Meta};
use super::digest::{FrameHash, hash_frame};
use super::epoch::EpochKeys;
use super::{COUNTER_END, kid};
use arc_swap::ArcSwapOption;
use chancery_model::MediaKind;
use crossbeam_queue::ArrayQueue;
use parking_lot::Mutex;
use sframe::key::EncryptionKey;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use thiserror::Error;

/// Epochs whose counters are remembered: far more than a group goes back, which never does.
const COUNTERS_MAX: usize = 4_096;
/// Sent frames that wait for the next digest: three streams' frames of some four seconds.
const SENT_MAX: usize = 512;

/// Why a frame does not go out. The call goes on; nothing is ever sent in the clear instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CannotSend {
    /// Not admitted yet, or removed.
    #[error("there is no key to send with: not admitted to the meeting")]
    NoKey,
    /// [`FrameSender::hold`] was called.
    #[error("sending is held until the group is known to be one again")]
    Held,
    /// This key has sealed all the frames it may.
    #[error("this epoch's key is used up: the group needs a new epoch")]
    Exhausted,
    /// Empty, or shorter than its codec's header.
    #[error("this is no encoded frame")]
    NoFrame,
}

/// What follows of handing keys to a sender.
#[must_use = "pictures stand still until a key frame is made"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switched {
    /// The new key is in use: make a key frame of every open picture at once, so that it begins with a frame that
    /// everybody in the new epoch can read.
    KeyFramesDue,
    /// These keys are of an epoch that was here already, or of an older one: nothing has changed.
    Stale,
}

/// One frame that went out, for the digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The epoch whose key it was sealed with.
    pub epoch: u64,
    /// Its counter.
    pub counter: u64,
    /// Of its bytes on the wire.
    pub hash: FrameHash,
}

struct SendKey {
    epoch: u64,
    key: EncryptionKey,
    /// The next counter: the only source of them for this key, shared by all streams.
    next: Arc<AtomicU64>,
}

/// Seals one participant's frames; shared by the threads that encode voice, camera and screen, none of which ever waits
/// here for another or for a switch of keys.
pub struct FrameSender {
    current: ArcSwapOption<SendKey>,
    held: AtomicBool,
    /// The counter of every key there ever was, the newest last, so that no key begins to count anew. Locked by whoever
    /// switches, never by who sends.
    counters: Mutex<VecDeque<([u8; 32], Arc<AtomicU64>)>>,
    sent: ArrayQueue<Sent>,
}

impl fmt::Debug for FrameSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameSender").field("epoch", &self.epoch()).finish_non_exhaustive()
    }
}

impl Default for FrameSender {
    fn default() -> Self {
        Self {
            current: ArcSwapOption::empty(),
            held: AtomicBool::new(false),
            counters: Mutex::default(),
            sent: ArrayQueue::new(SENT_MAX),
        }
    }
}

impl FrameSender {
    /// Without a key: everything is refused until [`switch`](Self::switch).
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a new epoch's keys into use. From here on the old key begins no frame and never will again; one that a
    /// thread was sealing in this very moment still ends under it.
    ///
    /// Without a key in use (at the start, after [`end`](Self::end)) any epoch is taken: another group counts its own.
    /// Should it be one that was here before, its counter goes on where it stood.
    pub fn switch(&self, keys: &EpochKeys) -> Switched {
        let mut counters = self.counters.lock();
        if self.epoch().is_some_and(|epoch| epoch >= keys.epoch) {
            return Switched::Stale;
        }
        let id = keys.id();
        let known = counters.iter().rev().find(|(one, _)| *one == id).map(|(_, next)| next.clone());
        let next = known.unwrap_or_else(|| {
            let next = Arc::<AtomicU64>::default();
            if counters.len() >= COUNTERS_MAX {
                counters.pop_front();
            }
            counters.push_back((id, next.clone()));
            next
        });
        let kid = kid::kid(keys.epoch, keys.my_leaf);
        let key = EncryptionKey::derive_from(cipher::SUITE, kid, keys.base_key())
            .expect("HKDF-SHA-512 gives 32 and 12 bytes, and the suite is one that ring has");
        self.current.store(Some(Arc::new(SendKey { epoch: keys.epoch, key, next })));
        Switched::KeyFramesDue
    }

    /// Stops (`true`) and resumes sending under the same key and counter: the group's heartbeats are missing, or back.
    pub fn hold(&self, held: bool) {
        self.held.store(held, Ordering::SeqCst);
    }

    /// Forgets the key: suspended, removed from the group, or the meeting has ended.
    pub fn end(&self) {
        let _counters = self.counters.lock();
        self.current.store(None);
    }

    /// The epoch in use.
    pub fn epoch(&self) -> Option<u64> {
        self.current.load().as_ref().map(|key| key.epoch)
    }

    /// Seals a frame in place; it grows by 18 to 24 bytes. Refused: the frame must not be sent.
    pub fn seal(&self, kind: MediaKind, frame: &mut Vec<u8>) -> Result<(), CannotSend> {
        if self.held.load(Ordering::SeqCst) {
            return Err(CannotSend::Held);
        }
        let clear = cipher::clear_bytes(kind, frame).ok_or(CannotSend::NoFrame)?;
        let current = self.current.load();
        let current = current.as_ref().ok_or(CannotSend::NoKey)?;
        let counter = current.next.fetch_add(1, Ordering::Relaxed);
        if counter >= COUNTER_END {
            return Err(CannotSend::Exhausted);
        }
        let meta = Meta::of(kind, &frame[..clear]);
        cipher::seal(&current.key, counter, meta.bytes(), clear, frame).ok_or(CannotSend::NoFrame)?;
        // The newest wins, where nobody takes them.
        self.sent.force_push(Sent { epoch: current.epoch, counter, hash: hash_frame(kind, frame) });
        Ok(())
    }

    /// Takes what went out since the last call, for [`digest::sign`](super::digest::sign): at most 512 frames.
    pub fn take_sent(&self) -> Vec<Sent> {
        std::iter::from_fn(|| self.sent.pop()).take(SENT_MAX).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::ParticipantId;
    use std::collections::BTreeSet;

    fn keys(epoch: u64, secret: u8) -> EpochKeys {
        EpochKeys::new(epoch, 1, vec![(1, ParticipantId::from_random([1; 16]))], [secret; 32])
    }

    #[test]
    fn without_a_key_held_and_after_the_end_nothing_goes_out() {
        let sender = FrameSender::new();
        let frame = || vec![1, 2, 3];
        assert_eq!(sender.seal(MediaKind::Audio, &mut frame()), Err(CannotSend::NoKey));
        assert_eq!(sender.switch(&keys(3, 1)), Switched::KeyFramesDue);
        assert_eq!(sender.seal(MediaKind::Audio, &mut frame()), Ok(()));
        sender.hold(true);
        assert_eq!(sender.seal(MediaKind::Audio, &mut frame()), Err(CannotSend::Held));
        sender.hold(false);
        assert_eq!(sender.seal(MediaKind::Audio, &mut frame()), Ok(()));
        assert_eq!(sender.take_sent().iter().map(|sent| sent.counter).collect::<Vec<_>>(), [0, 1]);
        sender.end();
        assert_eq!(sender.seal(MediaKind::Audio, &mut frame()), Err(CannotSend::NoKey));
    }

    #[test]
    fn what_is_no_frame_uses_no_counter() {
        let sender = FrameSender::new();
        assert_eq!(sender.switch(&keys(3, 1)), Switched::KeyFramesDue);
        assert_eq!(sender.seal(MediaKind::Audio, &mut Vec::new()), Err(CannotSend::NoFrame));
        assert_eq!(sender.seal(MediaKind::Video, &mut vec![0; 9]), Err(CannotSend::NoFrame));
        assert!(sender.take_sent().is_empty());
    }

    #[test]
    fn an_epoch_is_taken_once_and_no_older_one_ever() {
        let sender = FrameSender::new();
        assert_eq!(sender.switch(&keys(7, 1)), Switched::KeyFramesDue);
        let _ = sender.seal(MediaKind::Audio, &mut vec![1]);
        for (epoch, secret) in [(7, 1), (7, 2), (6, 1), (0, 1)] {
            assert_eq!(sender.switch(&keys(epoch, secret)), Switched::Stale);
        }
        assert_eq!(sender.switch(&keys(8, 1)), Switched::KeyFramesDue);
    }

    #[test]
    fn hostile_17_a_key_that_comes_back_goes_on_counting() {
        let sender = FrameSender::new();
        let mut used = BTreeSet::new();
        // Suspended and resumed, in another group with the same numbers, and back.
        for (round, secret) in [1, 1, 2, 1, 2, 2].into_iter().enumerate() {
            assert_eq!(sender.switch(&keys(7, secret)), Switched::KeyFramesDue);
            for _ in 0..=round {
                assert_eq!(sender.seal(MediaKind::Audio, &mut vec![1]), Ok(()));
            }
            for sent in sender.take_sent() {
                assert!(used.insert((secret, sent.counter)), "a nonce twice");
            }
            sender.end();
        }
        assert_eq!(used.len(), 21);
    }

    #[test]
    fn a_used_up_key_seals_no_more() {
        let sender = FrameSender::new();
        assert_eq!(sender.switch(&keys(7, 1)), Switched::KeyFramesDue);
        sender.current.load().as_ref().unwrap().next.store(COUNTER_END - 1, Ordering::Relaxed);
        assert_eq!(sender.seal(MediaKind::Audio, &mut vec![1]), Ok(()));
        assert_eq!(sender.seal(MediaKind::Audio, &mut vec![1]), Err(CannotSend::Exhausted));
        assert_eq!(sender.seal(MediaKind::Screen, &mut vec![1]), Err(CannotSend::Exhausted));
        assert_eq!(sender.switch(&keys(8, 1)), Switched::KeyFramesDue);
        assert_eq!(sender.seal(MediaKind::Audio, &mut vec![1]), Ok(()));
    }

    /// Three threads seal while a fourth one switches: no (epoch, counter) twice.
    #[test]
    fn three_streams_and_switches_at_once_never_share_a_nonce() {
        let sender = FrameSender::new();
        assert_eq!(sender.switch(&keys(0, 0)), Switched::KeyFramesDue);
        let headers = Mutex::new(BTreeSet::new());
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let threads = MediaKind::ALL.map(|kind| {
                let (sender, headers) = (&sender, &headers);
                scope.spawn(move || {
                    for _ in 0..2_000 {
                        let mut frame = vec![1; 40];
                        sender.seal(kind, &mut frame).unwrap();
                        let clear = usize::from(kind == MediaKind::Video);
                        let header = cipher::header(&frame, clear).unwrap();
                        assert!(headers.lock().insert((header.key_id(), header.counter())), "a nonce twice");
                    }
                })
            });
            let (sender, done) = (&sender, &done);
            // Fewer than sixteen epochs, so that KIDs stay distinct.
            scope.spawn(move || {
                for epoch in 1..16 {
                    assert_eq!(sender.switch(&keys(epoch, epoch as u8)), Switched::KeyFramesDue);
                    std::thread::yield_now();
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
            for thread in threads {
                thread.join().unwrap();
            }
            done.store(true, Ordering::Relaxed);
        });
        assert_eq!(headers.lock().len(), 6_000);
    }
}
