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

#[derive(Debug)]
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
        let state = State { waiting: VecDeque::new(), lost: false, stop: false, tally: Tally::new(codec) };
        let shared = Arc::new(Shared { state: Mutex::new(state), more: Condvar::new() });
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
    /// and the average plus 150 ms. For a screen it also has to be longer than 1.5 s: while nothing changes on it, one
    /// picture a second is sent.
    pub freezes: u64,
    /// Seconds in freezes (`totalFreezesDuration`).
    pub freeze_seconds: f64,
    /// The longest time between two pictures, in milliseconds: also what is too short for a freeze.
    pub longest_gap_ms: f64,
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

#[cfg(test)]
mod tests {
    use super::super::Picture;
    use super::*;
    use chancery_vpx::{Content, Encoder, EncoderConfig, Planes};
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// Long enough for a machine that does much else.
    const PATIENCE: Duration = Duration::from_secs(20);

    fn stream(count: usize, keys: &[usize]) -> Vec<EncodedPicture> {
        let (codec, content) = (Codec::Vp8, Content::Camera);
        let config = EncoderConfig { codec, content, width: 96, height: 64, fps: 30, kbps: 300, threads: 1, speed: 8 };
        let mut encoder = Encoder::new(config).unwrap();
        (0..count)
            .map(|i| {
                let mut picture = Picture::black(96, 64, CaptureTime::now());
                picture.y.iter_mut().enumerate().for_each(|(at, y)| *y = (20 + (at % 96 + i) % 200) as u8);
                let mut data = Vec::new();
                let planes = Planes { y: &picture.y, y_stride: 96, u: &picture.u, v: &picture.v, uv_stride: 48 };
                let encoded = encoder.encode(planes, i as i64 * 3000, keys.contains(&i), &mut data).unwrap().unwrap();
                EncodedPicture { data, key: encoded.key, width: 96, height: 64, captured: picture.captured }
            })
            .collect()
    }

    struct Tap(Mutex<Sender<SharedPicture>>, Mutex<Option<Receiver<()>>>);

    impl PictureSink for Tap {
        fn picture(&self, picture: SharedPicture) {
            let _ = self.0.lock().send(picture);
            if let Some(gate) = &*self.1.lock() {
                let _ = gate.recv_timeout(PATIENCE);
            }
        }
    }

    struct Running {
        decoder: PictureDecoder,
        pictures: Receiver<SharedPicture>,
        asked: Receiver<()>,
    }

    fn start(gate: Option<Receiver<()>>) -> Running {
        let ((to_pictures, pictures), (to_asked, asked)) = (channel(), channel());
        let tap = Arc::new(Tap(Mutex::new(to_pictures), Mutex::new(gate)));
        let decoder = PictureDecoder::start(
            PictureCodec::Vp8,
            tap,
            Box::new(move || {
                let _ = to_asked.send(());
            }),
        );
        Running { decoder, pictures, asked }
    }

    #[test]
    fn what_is_pushed_comes_out_in_order_and_is_counted() {
        let running = start(None);
        let stream = stream(20, &[]);
        for encoded in &stream {
            running.decoder.push(encoded.clone());
        }
        for encoded in &stream {
            let picture = running.pictures.recv_timeout(PATIENCE).unwrap();
            assert_eq!((picture.width, picture.height, picture.captured), (96, 64, encoded.captured));
        }
        let stats = running.decoder.stats();
        assert_eq!((stats.frames, stats.width, stats.key_requests, stats.dropped), (20, 96, 0, 0));
        assert_eq!(stats.bytes, stream.iter().map(|encoded| encoded.data.len() as u64).sum::<u64>());
        assert!(stats.latency_p50_ms > 0.0 && stats.latency_p95_ms >= stats.latency_p50_ms, "{stats:?}");
        assert!(running.asked.try_recv().is_err());
    }

    #[test]
    fn after_a_loss_a_key_frame_is_asked_for_and_goes_on() {
        let running = start(None);
        let stream = stream(12, &[8]);
        running.decoder.push(stream[0].clone());
        running.pictures.recv_timeout(PATIENCE).unwrap();
        running.decoder.lost();
        running.asked.recv_timeout(PATIENCE).unwrap();
        for encoded in &stream[3..] {
            running.decoder.push(encoded.clone());
        }
        for encoded in &stream[8..] {
            let picture = running.pictures.recv_timeout(PATIENCE).unwrap();
            assert_eq!(picture.captured, encoded.captured, "what refers to the lost one is not shown");
        }
        assert_eq!(running.decoder.stats().dropped, 5);
    }

    #[test]
    fn rubbish_asks_for_a_key_frame_and_harms_nothing() {
        let running = start(None);
        let mut stream = stream(4, &[3]);
        stream[0].data.truncate(20);
        stream[1].data = vec![0xff; 7];
        stream[2].data.clear();
        for encoded in &stream {
            running.decoder.push(encoded.clone());
        }
        running.asked.recv_timeout(PATIENCE).unwrap();
        assert_eq!(running.pictures.recv_timeout(PATIENCE).unwrap().captured, stream[3].captured);
        let stats = running.decoder.stats();
        assert_eq!((stats.frames, stats.dropped), (1, 3));
    }

    #[test]
    fn what_comes_too_fast_is_dropped_and_a_key_frame_mends_it() {
        let (release, gate) = channel();
        let running = start(Some(gate));
        let stream = stream(MOST_WAITING + 20, &[MOST_WAITING + 15]);
        running.decoder.push(stream[0].clone());
        running.pictures.recv_timeout(PATIENCE).unwrap();
        // The sink holds the thread: all of this has to wait.
        for encoded in &stream[1..] {
            running.decoder.push(encoded.clone());
        }
        drop(release);
        let shown: Vec<_> = (0..5).map(|_| running.pictures.recv_timeout(PATIENCE).unwrap().captured).collect();
        let expected: Vec<_> = stream[MOST_WAITING + 15..].iter().map(|encoded| encoded.captured).collect();
        assert_eq!(shown, expected);
        let stats = running.decoder.stats();
        assert!(stats.key_requests >= 1 && stats.frames + stats.dropped == stream.len() as u64, "{stats:?}");
    }
}
