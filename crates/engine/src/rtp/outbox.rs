//! What other threads hand to a session: frames to send, key frames to ask for. And the gate that all sessions obey.

use super::pacer::Width;
use super::packetize::OutFrame;
use chancery_model::{MediaKind, MediaState};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The most frames that wait for a session's task to wake: it normally takes each at once.
const WAITING: usize = 64;

/// Which kinds may leave this machine. Read right before each packet is written.
#[derive(Debug, Default)]
pub(crate) struct Gate([AtomicBool; 3]);

impl Gate {
    /// Opens and closes. What is closed leaves nothing on the wire from here on.
    pub(crate) fn set(&self, state: MediaState) {
        for kind in MediaKind::ALL {
            self.0[kind as usize].store(state.is_open(kind), Ordering::SeqCst);
        }
    }

    pub(crate) fn is_open(&self, kind: MediaKind) -> bool {
        self.0[kind as usize].load(Ordering::SeqCst)
    }
}

/// The mailbox of one session.
#[derive(Debug)]
pub(crate) struct Outbox {
    post: Mutex<Post>,
    /// The session can send: until then frames are not even queued.
    ready: AtomicBool,
    /// The peer does not show our camera: none of it is sent there.
    blind: AtomicBool,
    /// What the encoders aim at together, in kbit/s, for the pacer.
    kbps: AtomicU32,
    /// The line's [`Width`].
    width: AtomicU8,
    /// Bytes of the screen that wait for the line.
    waiting: AtomicU32,
    /// When something last came from the peer, in microseconds after `made`; 0: never.
    heard: AtomicU64,
    made: Instant,
}

#[derive(Debug, Default)]
struct Post {
    frames: VecDeque<Arc<OutFrame>>,
    overflowed: [bool; 3],
    keys: [bool; 3],
    expected: Vec<(u32, MediaKind)>,
}

/// What a session takes out at once.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) frames: VecDeque<Arc<OutFrame>>,
    /// Frames of these kinds did not fit and are gone.
    pub(crate) overflowed: [bool; 3],
    /// Key frames to ask the peer for.
    pub(crate) keys: [bool; 3],
}

impl Outbox {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            post: Mutex::default(),
            ready: AtomicBool::new(false),
            blind: AtomicBool::new(false),
            kbps: AtomicU32::new(400),
            width: AtomicU8::new(Width::Unknown as u8),
            waiting: AtomicU32::new(0),
            heard: AtomicU64::new(0),
            made: now,
        }
    }

    /// Puts a frame in. `true`: the session has to be woken.
    pub(crate) fn put(&self, frame: &Arc<OutFrame>) -> bool {
        if !self.ready.load(Ordering::Acquire) || (frame.kind == MediaKind::Video && self.blind.load(Ordering::Relaxed))
        {
            return false;
        }
        let mut post = self.post.lock();
        if post.frames.len() >= WAITING {
            // The newest wins; whoever takes them is told what is missing.
            if let Some(old) = post.frames.pop_front() {
                post.overflowed[old.kind as usize] = true;
            }
        }
        post.frames.push_back(frame.clone());
        true
    }

    /// Has the peer asked for a key frame. `true`: the session has to be woken.
    pub(crate) fn ask_key(&self, kind: MediaKind) -> bool {
        self.post.lock().keys[kind as usize] = true;
        self.is_ready()
    }

    /// Which streams the peer has announced.
    pub(crate) fn expect(&self, streams: Vec<(u32, MediaKind)>) {
        self.post.lock().expected = streams;
    }

    pub(crate) fn expected(&self, ssrc: u32) -> Option<MediaKind> {
        self.post.lock().expected.iter().find(|(one, _)| *one == ssrc).map(|(_, kind)| *kind)
    }

    pub(crate) fn take(&self) -> Taken {
        let mut post = self.post.lock();
        Taken {
            frames: std::mem::take(&mut post.frames),
            overflowed: std::mem::take(&mut post.overflowed),
            keys: std::mem::take(&mut post.keys),
        }
    }

    /// Whether its transport is there: frames go out.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    pub(crate) fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Release);
    }

    /// Something came from the peer.
    pub(crate) fn set_heard(&self, now: Instant) {
        let passed = now.saturating_duration_since(self.made).as_micros() as u64;
        self.heard.fetch_max(passed.max(1), Ordering::Relaxed);
    }

    /// When something last came from the peer.
    pub(crate) fn heard(&self) -> Option<Instant> {
        let passed = self.heard.load(Ordering::Relaxed);
        (passed > 0).then(|| self.made + Duration::from_micros(passed))
    }

    pub(crate) fn set_blind(&self, blind: bool) {
        self.blind.store(blind, Ordering::Relaxed);
    }

    pub(crate) fn set_pace(&self, kbps: u32, width: Width) {
        self.kbps.store(kbps, Ordering::Relaxed);
        self.width.store(width as u8, Ordering::Relaxed);
    }

    pub(crate) fn set_waiting(&self, bytes: usize) {
        self.waiting.store(u32::try_from(bytes).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    /// For how long the screen's packets wait for the line at the rate that pictures have, in milliseconds.
    pub(crate) fn waiting_ms(&self) -> u32 {
        self.waiting.load(Ordering::Relaxed).saturating_mul(8) / self.kbps.load(Ordering::Relaxed).max(1)
    }

    pub(crate) fn pace(&self) -> (u32, Width) {
        (self.kbps.load(Ordering::Relaxed), Width::from(self.width.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_media::time::CaptureTime;

    fn frame(kind: MediaKind, timestamp: u32) -> Arc<OutFrame> {
        let captured = CaptureTime(0);
        Arc::new(OutFrame { kind, key: true, timestamp, captured, onset: false, payloads: Vec::new() })
    }

    #[test]
    fn the_newest_frames_win_and_the_loss_is_told() {
        let outbox = Outbox::new(Instant::now());
        assert!(!outbox.put(&frame(MediaKind::Audio, 0)), "nobody listens yet");
        outbox.set_ready(true);
        outbox.put(&frame(MediaKind::Video, 0));
        for n in 1..=WAITING as u32 {
            assert!(outbox.put(&frame(MediaKind::Audio, n)));
        }
        let taken = outbox.take();
        assert_eq!(taken.frames.len(), WAITING);
        assert_eq!(taken.frames[0].timestamp, 1);
        assert_eq!(taken.overflowed, [false, true, false]);
        assert_eq!(outbox.take().overflowed, [false; 3]);
    }

    #[test]
    fn who_does_not_look_gets_no_camera() {
        let outbox = Outbox::new(Instant::now());
        outbox.set_ready(true);
        outbox.set_blind(true);
        assert!(!outbox.put(&frame(MediaKind::Video, 0)));
        assert!(outbox.put(&frame(MediaKind::Screen, 0)));
        assert!(outbox.put(&frame(MediaKind::Audio, 0)));
    }

    #[test]
    fn the_gate_knows_each_kind() {
        let gate = Gate::default();
        assert!(MediaKind::ALL.iter().all(|kind| !gate.is_open(*kind)));
        gate.set(MediaState { microphone: true, camera: false, screen: true });
        assert!(gate.is_open(MediaKind::Audio) && !gate.is_open(MediaKind::Video) && gate.is_open(MediaKind::Screen));
    }
}
