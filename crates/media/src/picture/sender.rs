//! From a source of pictures to an encoded stream: capture, preview, scale, encode, on a thread of its own. There is no
//! queue in between: a picture is encoded as it comes, or left out.

use super::cadence::{Cadence, Effort, Ladder, Moment, Verdict};
use super::scale::{Scaler, fitting};
use super::{
    EncodedPicture, FrameSource, PictureCodec, PictureSink, PictureTarget, SharedPicture, SourceError,
    pool::PicturePool,
};
use crate::time::CaptureTime;
use chancery_vpx::{Codec, Content, Encoder, EncoderConfig, MAX_SIDE, Planes};
use parking_lot::{Condvar, Mutex};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

/// Where encoded pictures go: called on the sender's thread, return soon.
pub type EncodedOut = Box<dyn FnMut(EncodedPicture) + Send>;

/// How long dropping waits for the thread: a device that hangs must not hang the one that leaves.
const LONGEST_GOODBYE: Duration = Duration::from_secs(1);

/// Captures, previews and (while open) encodes. Dropping it stops the thread and releases the device.
#[derive(Debug)]
pub struct PictureSender {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Whether pictures go out.
    open: AtomicBool,
    /// Whether what comes out has nowhere to go for the moment.
    held: AtomicBool,
    /// Held while one does: who closes waits for it, so that none does afterwards.
    gate: Mutex<()>,
    thread: OnceLock<ThreadId>,
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug)]
struct State {
    key: bool,
    stop: bool,
    ended: bool,
    target: PictureTarget,
    name: Option<String>,
    stats: SentPictureStats,
}

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
        let shared = Arc::new(Shared {
            open: AtomicBool::new(false),
            held: AtomicBool::new(false),
            gate: Mutex::new(()),
            thread: OnceLock::new(),
            state: Mutex::new(State {
                key: false,
                stop: false,
                ended: false,
                target,
                name: None,
                stats: SentPictureStats::default(),
            }),
            ended: Condvar::new(),
        });
        let thread = Arc::clone(&shared);
        let run = move || {
            let _ = thread.thread.set(std::thread::current().id());
            // Drivers and the libraries above them panic when a device vanishes at the wrong moment; that is an error
            // like any other, not the end of the meeting.
            let worked = catch_unwind(AssertUnwindSafe(|| {
                let source = open()?;
                run(source, codec, preview, out, &thread)
            }));
            let error = match worked {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error),
                Err(_) => {
                    Some(SourceError::Device("the device's driver failed: plug it in again, or choose another".into()))
                }
            };
            {
                let mut state = thread.state.lock();
                state.ended = true;
                thread.ended.notify_all();
                if state.stop {
                    return;
                }
            }
            if let Some(error) = error {
                on_error(error);
            }
        };
        let name = match codec {
            PictureCodec::Vp8 => "camera",
            PictureCodec::Vp9 => "screen",
        };
        if std::thread::Builder::new().name(name.into()).spawn(run).is_err() {
            // Not even a thread: the machine is at its end. Whoever waits for pictures sees none.
            tracing::error!(source = name, "no thread could be started for a source of pictures");
            shared.state.lock().ended = true;
        }
        Self { shared }
    }

    /// Open: pictures are encoded and go out, a key frame first. Closed: they go to the preview only.
    ///
    /// Once closing has returned, nothing comes out any more: it waits for a call of `out` that is under way.
    pub fn set_open(&self, open: bool) {
        self.shared.open.store(open, Ordering::SeqCst);
        if !open && !self.on_its_thread() {
            drop(self.shared.gate.lock());
        }
    }

    /// Held: what goes out waits for a line already, so nothing more is encoded; afterwards it goes on with the newest
    /// picture. A key frame that is asked for meanwhile comes then.
    pub fn set_held(&self, held: bool) {
        self.shared.held.store(held, Ordering::Relaxed);
    }

    /// Whether this is called from `out` or the preview: then there is nothing to wait for.
    fn on_its_thread(&self) -> bool {
        self.shared.thread.get() == Some(&std::thread::current().id())
    }

    /// Size, rate and bitrate from the next picture on.
    pub fn set_target(&self, target: PictureTarget) {
        self.shared.state.lock().target = target;
    }

    /// The next picture will be a key frame. Requests that come close together are answered by one.
    pub fn request_key(&self) {
        self.shared.state.lock().key = true;
    }

    /// For people: the source's name; `None` until it has been opened.
    pub fn name(&self) -> Option<String> {
        self.shared.state.lock().name.clone()
    }

    /// What went out so far.
    pub fn stats(&self) -> SentPictureStats {
        self.shared.state.lock().stats
    }
}

impl Drop for PictureSender {
    fn drop(&mut self) {
        self.set_open(false);
        let waits = !self.on_its_thread();
        let mut state = self.shared.state.lock();
        state.stop = true;
        if waits && !state.ended {
            self.shared.ended.wait_while_for(&mut state, |state| !state.ended, LONGEST_GOODBYE);
        }
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
    /// Encoded pictures a second, over the last second or so.
    pub fps: f64,
    /// Milliseconds of wall time that scaling and encoding take, smoothed.
    pub encode_ms: f64,
}

/// The thread: until it is stopped or the source fails.
fn run(
    mut source: Box<dyn FrameSource>,
    codec: PictureCodec,
    preview: Option<Arc<dyn PictureSink>>,
    mut out: EncodedOut,
    shared: &Shared,
) -> Result<(), SourceError> {
    shared.state.lock().name = Some(source.name());
    let mut stage = Encoding::new(codec);
    let mut shown: Option<SharedPicture> = None;
    // A new picture came while nothing could go out.
    let mut owed = false;
    loop {
        if shared.state.lock().stop {
            return Ok(());
        }
        let next = source.next()?;
        let mut fresh = next.is_some();
        if let Some(picture) = next {
            shared.state.lock().stats.captured += 1;
            if let Some(preview) = &preview {
                preview.picture(SharedPicture::clone(&picture));
            }
            // Screens: what shows the same again is not worth encoding as new.
            let same = |shown: &SharedPicture| codec == PictureCodec::Vp9 && shown.shows_same(&picture);
            fresh = !shown.as_ref().is_some_and(same);
            shown = Some(picture);
        }
        if !shared.open.load(Ordering::SeqCst) {
            stage.close();
            continue;
        }
        let Some(picture) = &shown else { continue };
        fresh |= owed;
        let held = shared.held.load(Ordering::Relaxed);
        owed = fresh && held;
        if held {
            continue;
        }
        let (key_wanted, target) = {
            let mut state = shared.state.lock();
            (std::mem::take(&mut state.key), state.target)
        };
        let encoded = stage.encode(picture, fresh, key_wanted, target)?;
        if key_wanted && encoded.as_ref().is_none_or(|encoded| !encoded.key) {
            shared.state.lock().key = true;
        }
        if let Some(encoded) = encoded {
            let _gate = shared.gate.lock();
            if !shared.open.load(Ordering::SeqCst) {
                // Closed meanwhile: nothing leaves, and what comes later must not refer to it.
                stage.close();
                continue;
            }
            stage.count(&encoded, &mut shared.state.lock().stats);
            out(encoded);
        }
    }
}

/// Scaling and encoding, with what has to be remembered between pictures.
struct Encoding {
    codec: PictureCodec,
    begun: Instant,
    cadence: Cadence,
    effort: Effort,
    ladder: Ladder,
    scaler: Scaler,
    pool: PicturePool,
    encoder: Option<Encoder>,
    /// Bytes that the last frame took: about as many will the next.
    expect: usize,
    encode_ms: f64,
    /// When frames were encoded, of the last second.
    times: std::collections::VecDeque<Duration>,
}

impl Encoding {
    fn new(codec: PictureCodec) -> Self {
        Self {
            codec,
            begun: Instant::now(),
            cadence: Cadence::new(codec),
            effort: Effort::new(codec),
            ladder: Ladder::default(),
            scaler: Scaler::default(),
            pool: PicturePool::new(2),
            encoder: None,
            expect: 16 << 10,
            encode_ms: 0.0,
            times: std::collections::VecDeque::new(),
        }
    }

    /// Nothing goes out: the encoder's memory is given back, and what comes later begins with a key frame.
    fn close(&mut self) {
        if self.encoder.take().is_some() {
            self.cadence.restart();
            self.times.clear();
        }
    }

    fn encode(
        &mut self,
        picture: &SharedPicture,
        fresh: bool,
        key_wanted: bool,
        target: PictureTarget,
    ) -> Result<Option<EncodedPicture>, SourceError> {
        let now = self.begun.elapsed();
        let age = Duration::from_secs_f64(picture.captured.millis_until(CaptureTime::now()) / 1000.0);
        let fps = target.max_fps.clamp(1, 120);
        let moment = Moment { now, age, fresh, key_wanted };
        let Verdict::Encode { key } = self.cadence.decide(moment, fps) else { return Ok(None) };
        let began = Instant::now();

        let (mut width, mut height) = fitting(
            picture.width,
            picture.height,
            target.max_width.clamp(2, MAX_SIDE),
            target.max_height.clamp(2, MAX_SIDE),
        );
        if self.codec == PictureCodec::Vp8 {
            let (most_width, most_height) = self.ladder.size((width, height), target);
            (width, height) = fitting(width, height, most_width, most_height);
        }
        let scaled = if (width, height) == (picture.width, picture.height) {
            SharedPicture::clone(picture)
        } else {
            self.scaler.scale(picture, width, height, &mut self.pool)
        };

        let failed =
            |error: chancery_vpx::VpxError| SourceError::Device(format!("the picture cannot be encoded: {error}"));
        let took = Duration::from_secs_f64(self.encode_ms / 1000.0);
        let speed = self.effort.speed(now, took, Duration::from_secs(1) / fps);
        let config = configuration(self.codec, (width, height), fps, target.kbps, speed);
        let encoder = match &mut self.encoder {
            Some(encoder) => {
                encoder.configure(config).map_err(failed)?;
                encoder
            }
            none => none.insert(Encoder::new(config).map_err(failed)?),
        };
        let planes = Planes {
            y: &scaled.y,
            y_stride: width as usize,
            u: &scaled.u,
            v: &scaled.v,
            uv_stride: width.div_ceil(2) as usize,
        };
        let mut data = Vec::with_capacity(self.expect);
        // 90 kHz, by when it is encoded: that grows even while one picture is encoded again.
        let time = i64::try_from(now.as_micros() * 9 / 100).unwrap_or(i64::MAX);
        let encoded = encoder.encode(planes, time, key, &mut data).map_err(failed)?;
        let Some(encoded) = encoded else { return Ok(None) };
        self.cadence.encoded(now, fresh, encoded.key, encoded.quantizer, fps);
        self.expect = data.len() + data.len() / 2;
        let took = began.elapsed().as_secs_f64() * 1000.0;
        self.encode_ms += (took - self.encode_ms) * if self.encode_ms == 0.0 { 1.0 } else { 0.1 };
        // A still picture is as new as its last look: what is measured by the capture time is the way, not the wait.
        let captured = if fresh { picture.captured } else { CaptureTime::now() };
        Ok(Some(EncodedPicture { data, key: encoded.key, width, height, captured }))
    }

    fn count(&mut self, encoded: &EncodedPicture, stats: &mut SentPictureStats) {
        let now = self.begun.elapsed();
        self.times.push_back(now);
        while self.times.front().is_some_and(|&first| now.saturating_sub(first) > Duration::from_secs(1)) {
            self.times.pop_front();
        }
        stats.frames += 1;
        stats.key_frames += u64::from(encoded.key);
        stats.bytes += encoded.data.len() as u64;
        (stats.width, stats.height) = (encoded.width, encoded.height);
        let span = self.times.front().map_or(0.0, |&first| (now.saturating_sub(first)).as_secs_f64());
        stats.fps = if span > 0.0 { (self.times.len() - 1) as f64 / span } else { 0.0 };
        stats.encode_ms = self.encode_ms;
    }
}

/// How libvpx is set for what is sent.
fn configuration(codec: PictureCodec, (width, height): (u32, u32), fps: u32, kbps: u32, speed: u8) -> EncoderConfig {
    let (codec, content) = match codec {
        PictureCodec::Vp8 => (Codec::Vp8, Content::Camera),
        PictureCodec::Vp9 => (Codec::Vp9, Content::Screen),
    };
    // One thread costs least altogether, and is in time for film. A new page on a large screen takes several times as
    // long as film, though rarely: there a second thread is worth what it costs.
    let threads = if codec == Codec::Vp9 && width >= 1280 { 2 } else { 1 };
    EncoderConfig { codec, content, width, height, fps, kbps: kbps.max(1), threads, speed }
}

#[cfg(test)]
mod tests;
