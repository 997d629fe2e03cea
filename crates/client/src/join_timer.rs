//! How long joining takes: from the wish to join to the first picture of somebody else that was decoded.

use chancery_engine::PictureHub;
use chancery_media::picture::{PictureSink, SharedPicture};
use chancery_model::{MediaKind, ParticipantId};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
struct Times {
    began: Option<Instant>,
    took: Option<Duration>,
}

/// Begins when told, ends with the first picture that passes.
#[derive(Debug, Default)]
pub(crate) struct JoinTimer {
    /// Whether a picture is waited for: all that a picture looks at once the first has passed.
    running: AtomicBool,
    times: Mutex<Times>,
}

impl JoinTimer {
    /// The person joins; a second click does not begin anew.
    pub(crate) fn begin(&self) {
        let mut times = self.times.lock();
        if times.began.is_none() || times.took.is_some() {
            *times = Times { began: Some(Instant::now()), took: None };
            self.running.store(true, Ordering::Relaxed);
        }
    }

    fn picture(&self) {
        if self.running.swap(false, Ordering::Relaxed) {
            let mut times = self.times.lock();
            times.took = times.began.map(|began| began.elapsed());
        }
    }

    /// How long it took; `None`: no picture yet.
    pub(crate) fn took(&self) -> Option<Duration> {
        self.times.lock().took
    }
}

/// A hub that looks at the clock for the first picture, and hands everything on.
pub(crate) struct Timed {
    pub(crate) inner: Arc<dyn PictureHub>,
    pub(crate) timer: Arc<JoinTimer>,
}

struct TimedSink {
    inner: Arc<dyn PictureSink>,
    timer: Arc<JoinTimer>,
}

impl PictureSink for TimedSink {
    fn picture(&self, picture: SharedPicture) {
        if self.timer.running.load(Ordering::Relaxed) {
            self.timer.picture();
        }
        self.inner.picture(picture);
    }
}

impl PictureHub for Timed {
    fn sink(&self, who: Option<ParticipantId>, kind: MediaKind) -> Arc<dyn PictureSink> {
        let inner = self.inner.sink(who, kind);
        // One's own preview is no picture of somebody else.
        if who.is_none() { inner } else { Arc::new(TimedSink { inner, timer: self.timer.clone() }) }
    }

    fn gone(&self, who: Option<ParticipantId>, kind: MediaKind) {
        self.inner.gone(who, kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_engine::NoPictures;
    use chancery_media::picture::Picture;
    use chancery_media::time::CaptureTime;

    #[test]
    fn the_first_picture_of_somebody_else_ends_it() {
        let timer = Arc::new(JoinTimer::default());
        let hub = Timed { inner: Arc::new(NoPictures), timer: timer.clone() };
        let picture =
            Arc::new(Picture { width: 1, height: 1, y: vec![0], u: vec![0], v: vec![0], captured: CaptureTime(0) });
        let (own, other) =
            (hub.sink(None, MediaKind::Video), hub.sink(Some(ParticipantId::from_random([1; 16])), MediaKind::Video));
        other.picture(picture.clone());
        assert_eq!(timer.took(), None, "nobody joined yet");
        timer.begin();
        own.picture(picture.clone());
        assert_eq!(timer.took(), None, "one's own preview");
        timer.begin();
        other.picture(picture.clone());
        let took = timer.took().unwrap();
        other.picture(picture.clone());
        assert_eq!(timer.took(), Some(took), "only the first counts");
        timer.begin();
        assert_eq!(timer.took(), None, "joined anew");
    }
}
