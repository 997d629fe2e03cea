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

    /// Held: what went out waits for a line, so nothing more is encoded until it has left; then the newest picture is.
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
mod tests {
    use super::super::Picture;
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// Long enough for a machine that does much else.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// Gives what the test tells it to.
    struct Told {
        steps: Box<dyn FnMut(u64) -> Result<Option<SharedPicture>, SourceError>>,
        count: u64,
    }

    impl FrameSource for Told {
        fn name(&self) -> String {
            "told".into()
        }

        fn next(&mut self) -> Result<Option<SharedPicture>, SourceError> {
            std::thread::sleep(Duration::from_millis(5));
            self.count += 1;
            (self.steps)(self.count)
        }
    }

    fn film(count: u64) -> SharedPicture {
        let mut picture = Picture::black(320, 180, CaptureTime::now());
        let shift = count as usize;
        picture.y.iter_mut().enumerate().for_each(|(i, y)| *y = (30 + (i % 320 + shift) % 180) as u8);
        Arc::new(picture)
    }

    struct Tap(Mutex<Sender<SharedPicture>>);

    impl PictureSink for Tap {
        fn picture(&self, picture: SharedPicture) {
            let _ = self.0.lock().send(picture);
        }
    }

    struct Running {
        sender: PictureSender,
        out: Receiver<EncodedPicture>,
        preview: Receiver<SharedPicture>,
        errors: Receiver<SourceError>,
    }

    const TARGET: PictureTarget = PictureTarget { max_width: 160, max_height: 160, max_fps: 60, kbps: 500 };

    fn start(
        codec: PictureCodec,
        steps: impl FnMut(u64) -> Result<Option<SharedPicture>, SourceError> + Send + 'static,
    ) -> Running {
        let ((to_out, out), (to_preview, preview), (to_errors, errors)) = (channel(), channel(), channel());
        let sender = PictureSender::start(
            move || Ok(Box::new(Told { steps: Box::new(steps), count: 0 })),
            codec,
            TARGET,
            Some(Arc::new(Tap(Mutex::new(to_preview)))),
            Box::new(move |encoded| drop(to_out.send(encoded))),
            Box::new(move |error| drop(to_errors.send(error))),
        );
        Running { sender, out, preview, errors }
    }

    #[test]
    fn closed_shows_only_the_preview_and_opening_begins_with_a_key_frame() {
        let running = start(PictureCodec::Vp8, |count| Ok(Some(film(count))));
        for _ in 0..5 {
            assert_eq!(running.preview.recv_timeout(PATIENCE).unwrap().width, 320);
        }
        assert!(running.out.try_recv().is_err(), "closed: nothing goes out");
        assert_eq!(running.sender.name().as_deref(), Some("told"));
        for _ in 0..2 {
            running.sender.set_open(true);
            let first = running.out.recv_timeout(PATIENCE).unwrap();
            assert!(first.key);
            assert_eq!((first.width, first.height), (160, 90), "scaled down to the target");
            assert!(!running.out.recv_timeout(PATIENCE).unwrap().key);
            running.sender.set_open(false);
            while running.out.try_recv().is_ok() {}
            for _ in 0..5 {
                running.preview.recv_timeout(PATIENCE).unwrap();
            }
            while running.preview.try_recv().is_ok() {}
            assert!(running.out.try_recv().is_err(), "once closing has returned nothing comes any more");
        }
        let stats = running.sender.stats();
        assert!(
            stats.frames >= 4 && stats.key_frames >= 2 && stats.captured > stats.frames && stats.width == 160,
            "{stats:?}"
        );
    }

    #[test]
    fn a_key_frame_and_another_size_come_when_asked_for() {
        let running = start(PictureCodec::Vp8, |count| Ok(Some(film(count))));
        running.sender.set_open(true);
        let next_key =
            || std::iter::from_fn(|| running.out.recv_timeout(PATIENCE).ok()).find(|encoded| encoded.key).unwrap();
        assert_eq!(next_key().width, 160);
        running.sender.request_key();
        assert_eq!(next_key().width, 160);
        running.sender.set_target(PictureTarget { max_width: 1000, max_height: 1000, ..TARGET });
        assert_eq!(next_key().width, 320, "never larger than the source");
    }

    #[test]
    fn a_still_screen_is_encoded_seldom_and_answers_for_a_key_frame() {
        let still = film(0);
        let running = start(PictureCodec::Vp9, move |_| {
            Ok(Some(Arc::new(Picture { captured: CaptureTime::now(), ..(*still).clone() })))
        });
        running.sender.set_open(true);
        assert!(running.out.recv_timeout(PATIENCE).unwrap().key);
        // Twenty refinements at most take 4 s at least; about 200 pictures come in a second.
        for _ in 0..50 {
            running.preview.recv_timeout(PATIENCE).unwrap();
        }
        let refined = running.out.try_iter().count();
        assert!(refined < 25, "{refined} of 50");
        running.sender.request_key();
        assert!(std::iter::from_fn(|| running.out.recv_timeout(PATIENCE).ok()).any(|encoded| encoded.key));
    }

    #[test]
    fn while_it_is_held_nothing_is_encoded_and_then_the_newest_comes() {
        let running = start(PictureCodec::Vp9, |count| Ok(Some(film(count.min(12)))));
        running.sender.set_open(true);
        running.out.recv_timeout(PATIENCE).unwrap();
        running.sender.set_held(true);
        running.sender.request_key();
        // One may have been under way.
        for _ in 0..2 {
            running.preview.recv_timeout(PATIENCE).unwrap();
        }
        while running.out.try_recv().is_ok() || running.preview.try_recv().is_ok() {}
        for _ in 0..20 {
            running.preview.recv_timeout(PATIENCE).unwrap();
        }
        assert!(running.out.try_recv().is_err());
        running.sender.set_held(false);
        let mut out = std::iter::from_fn(|| running.out.recv_timeout(PATIENCE).ok());
        assert!(out.any(|encoded| encoded.key), "as was asked for meanwhile");
    }

    #[test]
    fn a_source_that_fails_ends_or_panics_is_told_once() {
        let running = start(PictureCodec::Vp8, |count| match count {
            0..4 => Ok(Some(film(count))),
            _ => Err(SourceError::Closed),
        });
        assert!(matches!(running.errors.recv_timeout(PATIENCE), Ok(SourceError::Closed)));
        assert!(running.errors.recv_timeout(PATIENCE).is_err(), "the thread has ended");
        let running = start(PictureCodec::Vp8, |_| panic!("as a driver might"));
        assert!(matches!(running.errors.recv_timeout(PATIENCE), Ok(SourceError::Device(_))));
        let (to_errors, errors) = channel();
        let sender = PictureSender::start(
            || Err(SourceError::Device("no camera".into())),
            PictureCodec::Vp8,
            TARGET,
            None,
            Box::new(|_| ()),
            Box::new(move |error| drop(to_errors.send(error.to_string()))),
        );
        assert_eq!(errors.recv_timeout(PATIENCE).unwrap(), "no camera");
        assert_eq!(sender.name(), None);
    }

    #[test]
    fn closing_and_leaving_from_within_out_do_not_hang() {
        let (to_out, out) = channel();
        let slot: Arc<Mutex<Option<PictureSender>>> = Arc::default();
        let within = Arc::clone(&slot);
        let sender = PictureSender::start(
            || Ok(Box::new(Told { steps: Box::new(|count| Ok(Some(film(count)))), count: 0 })),
            PictureCodec::Vp8,
            TARGET,
            None,
            Box::new(move |_| {
                if let Some(sender) = within.lock().take() {
                    sender.set_open(false);
                    drop(sender);
                    let _ = to_out.send(());
                }
            }),
            Box::new(|_| ()),
        );
        let mut held = slot.lock();
        sender.set_open(true);
        *held = Some(sender);
        drop(held);
        out.recv_timeout(PATIENCE).unwrap();
        assert!(out.recv_timeout(PATIENCE).is_err(), "the thread has ended");
    }

    #[test]
    fn leaving_does_not_wait_for_a_device_that_hangs_and_tells_no_error() {
        let (release, held) = channel::<()>();
        let running = start(PictureCodec::Vp8, move |_| {
            let _ = held.recv();
            Err(SourceError::Closed)
        });
        drop(running.sender);
        drop(release);
        assert!(running.errors.recv_timeout(PATIENCE).is_err(), "who left wants no error");
    }
}
