//! From an encoded stream to pictures, on a thread of its own.

use super::pool::PicturePool;
use super::tally::Tally;
use super::{EncodedPicture, PictureCodec, PictureSink, SharedPicture};
use crate::time::CaptureTime;
use chancery_vpx::{Codec, Decoder, VpxError};
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Encoded pictures that may wait. Normally none does; after a gap in the network several come at once, and each is
/// needed to decode the next. What exceeds this would be too late to be of use.
const MOST_WAITING: usize = 30;

/// A key frame is asked for again after this, while pictures come that cannot be decoded.
const ASK_AGAIN: Duration = Duration::from_millis(300);

/// Decodes what is pushed and hands it to a sink. Dropping it stops the thread.
#[derive(Debug)]
pub struct PictureDecoder {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<EncodedPicture>,
    /// Something was lost before what waits now: go on with a key frame.
    lost: bool,
    stop: bool,
    tally: Tally,
}

impl PictureDecoder {
    /// Starts the thread. `on_need_key` is called (on that thread, at most a few times a second) when only a key frame
    /// can go on: at the start when something else comes first, after [`Self::lost`], after a broken picture, when the
    /// queue ran over.
    pub fn start(codec: PictureCodec, sink: Arc<dyn PictureSink>, on_need_key: Box<dyn Fn() + Send>) -> Self {
        let shared = Arc::new(Shared { state: Mutex::new(State::default()), more: Condvar::new() });
        let inner = Arc::clone(&shared);
        let codec = match codec {
            PictureCodec::Vp8 => Codec::Vp8,
            PictureCodec::Vp9 => Codec::Vp9,
        };
        let run = move || run(&inner, codec, &*sink, &*on_need_key);
        let thread = std::thread::Builder::new().name("decoder".into()).spawn(run);
        if thread.is_err() {
            tracing::error!("no thread could be started to decode pictures");
        }
        Self { shared, thread: thread.ok() }
    }

    /// Hands over the next encoded picture, in decoding order. Never blocks.
    pub fn push(&self, picture: EncodedPicture) {
        let mut state = self.shared.state.lock();
        if picture.key {
            // Nothing before a key frame is needed any more. In time it is shown all the same.
            if state.waiting.len() >= MOST_WAITING {
                state.tally.dropped += state.waiting.len() as u64;
                state.waiting.clear();
            }
        } else if state.waiting.len() >= MOST_WAITING {
            state.tally.dropped += state.waiting.len() as u64 + 1;
            state.waiting.clear();
            state.lost = true;
            drop(state);
            self.shared.more.notify_one();
            return;
        }
        state.waiting.push_back(picture);
        drop(state);
        self.shared.more.notify_one();
    }

    /// Says that a picture before the next one was lost for good: what refers to it would show rubbish, so nothing is
    /// decoded until a key frame comes, and one is asked for.
    pub fn lost(&self) {
        let mut state = self.shared.state.lock();
        state.lost = true;
        drop(state);
        self.shared.more.notify_one();
    }

    /// What was decoded so far.
    pub fn stats(&self) -> PictureStats {
        self.shared.state.lock().tally.stats()
    }
}

impl Drop for PictureDecoder {
    fn drop(&mut self) {
        self.shared.state.lock().stop = true;
        self.shared.more.notify_one();
        // Unless the last handle goes on the thread itself (in a sink), it ends with the picture in hand.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            let _ = thread.join();
        }
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

/// The thread: until it is stopped.
fn run(shared: &Shared, codec: Codec, sink: &dyn PictureSink, on_need_key: &(dyn Fn() + Send)) {
    let begun = Instant::now();
    let mut decoder: Option<Decoder> = None;
    let mut pool = PicturePool::new(6);
    let mut asked: Option<Instant> = None;
    loop {
        let (next, lost) = {
            let mut state = shared.state.lock();
            while state.waiting.is_empty() && !state.lost && !state.stop {
                shared.more.wait(&mut state);
            }
            if state.stop {
                return;
            }
            let lost = std::mem::take(&mut state.lost);
            (state.waiting.pop_front(), lost)
        };
        if lost && let Some(decoder) = &mut decoder {
            decoder.forget();
        }
        let decoded = match &next {
            Some(encoded) => decode(&mut decoder, codec, encoded, &mut pool),
            None => Ok(None),
        };
        let failed = decoded.is_err();
        if let (Ok(Some(picture)), Some(encoded)) = (&decoded, &next) {
            let latency = picture.captured.millis_until(CaptureTime::now());
            let size = (picture.width, picture.height);
            shared.state.lock().tally.decoded(begun.elapsed(), size, encoded.data.len(), latency);
            sink.picture(SharedPicture::clone(picture));
            asked = None;
        }
        if failed {
            shared.state.lock().tally.dropped += 1;
        }
        // Asked for once when the need arises, and again while pictures come that cannot be used.
        let needs = failed || (lost && !matches!(decoded, Ok(Some(_))));
        if needs && asked.is_none_or(|asked| asked.elapsed() >= ASK_AGAIN) {
            asked = Some(Instant::now());
            shared.state.lock().tally.key_requests += 1;
            on_need_key();
        }
    }
}

/// Decodes into a picture of the pool's. The decoder is made when the first picture comes.
fn decode(
    decoder: &mut Option<Decoder>,
    codec: Codec,
    encoded: &EncodedPicture,
    pool: &mut PicturePool,
) -> Result<Option<SharedPicture>, VpxError> {
    let decoder = match decoder {
        Some(decoder) => decoder,
        none => none.insert(Decoder::new(codec, 1)?),
    };
    let Some(decoded) = decoder.decode(&encoded.data)? else { return Ok(None) };
    let Ok(picture) = pool.fill(decoded.width, decoded.height, encoded.captured, |picture| {
        for (plane, into) in [(decoded.y, &mut picture.y), (decoded.u, &mut picture.u), (decoded.v, &mut picture.v)] {
            into.clear();
            plane.append_to(into);
        }
        Ok::<_, Infallible>(())
    });
    Ok(Some(picture))
}
