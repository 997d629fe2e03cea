//! Opening, closing, leaving, and devices that hang, lie or panic.

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
    while running.out.try_recv().is_ok() {}
    while running.preview.try_recv().is_ok() {}
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
