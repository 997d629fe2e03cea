//! Counts decoded pictures: rate, freezes, latency. Times are passed in.

use super::{PictureCodec, PictureStats};
use std::collections::VecDeque;
use std::time::Duration;

/// Intervals that the average is taken over, as browsers do.
const INTERVALS: usize = 30;

/// Intervals that have to be known before one can be called a freeze, as browsers do.
const FEWEST: usize = 5;

/// Latencies that are kept.
const LATENCIES: usize = 4096;

/// A screen on which nothing happens is sent once a second; only a longer silence can be a freeze.
const SCREEN_SILENCE: Duration = Duration::from_millis(1_500);

/// What [`PictureStats`] is made of.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// An interval up to this is never a freeze.
    silence: Duration,
    frames: u64,
    bytes: u64,
    size: (u32, u32),
    first: Duration,
    last: Duration,
    intervals: VecDeque<Duration>,
    freezes: u64,
    frozen: Duration,
    longest: Duration,
    latencies: VecDeque<f32>,
    pub(crate) key_requests: u64,
    pub(crate) dropped: u64,
}

impl Tally {
    /// Nothing has been decoded yet.
    pub(crate) fn new(codec: PictureCodec) -> Self {
        let silence = if codec == PictureCodec::Vp9 { SCREEN_SILENCE } else { Duration::ZERO };
        Self { silence, ..Self::default() }
    }

    /// A picture of this size was decoded at `now`, `latency_ms` after its capture.
    pub(crate) fn decoded(&mut self, now: Duration, size: (u32, u32), bytes: usize, latency_ms: f64) {
        if self.frames == 0 {
            self.first = now;
        } else {
            self.interval(now.saturating_sub(self.last));
        }
        self.last = now;
        self.frames += 1;
        self.bytes += bytes as u64;
        self.size = size;
        if self.latencies.len() == LATENCIES {
            self.latencies.pop_front();
        }
        self.latencies.push_back(latency_ms as f32);
    }

    /// W3C webrtc-stats, `freezeCount`.
    fn interval(&mut self, interval: Duration) {
        self.longest = self.longest.max(interval);
        if self.intervals.len() >= FEWEST {
            let average = self.intervals.iter().sum::<Duration>() / self.intervals.len() as u32;
            if interval >= (average * 3).max(average + Duration::from_millis(150)).max(self.silence) {
                self.freezes += 1;
                self.frozen += interval;
            }
        }
        if self.intervals.len() == INTERVALS {
            self.intervals.pop_front();
        }
        self.intervals.push_back(interval);
    }

    /// All of it, so far.
    pub(crate) fn stats(&self) -> PictureStats {
        let span = self.last.saturating_sub(self.first).as_secs_f64();
        let mut latencies: Vec<f32> = self.latencies.iter().copied().collect();
        latencies.sort_by(f32::total_cmp);
        let at = |part: f64| {
            let index = (latencies.len() as f64 * part) as usize;
            latencies.get(index.min(latencies.len().saturating_sub(1))).map_or(0.0, |&ms| f64::from(ms))
        };
        PictureStats {
            frames: self.frames,
            bytes: self.bytes,
            width: self.size.0,
            height: self.size.1,
            freezes: self.freezes,
            freeze_seconds: self.frozen.as_secs_f64(),
            longest_gap_ms: self.longest.as_secs_f64() * 1_000.0,
            fps: if span > 0.0 { (self.frames - 1) as f64 / span } else { 0.0 },
            latency_p50_ms: at(0.5),
            latency_p95_ms: at(0.95),
            key_requests: self.key_requests,
            dropped: self.dropped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(times_ms: impl IntoIterator<Item = u64>) -> PictureStats {
        let mut tally = Tally::default();
        for ms in times_ms {
            tally.decoded(Duration::from_millis(ms), (64, 48), 100, ms as f64 / 10.0);
        }
        tally.stats()
    }

    #[test]
    fn a_steady_stream_has_no_freeze() {
        let stats = tally((0..301).map(|i| i * 33));
        assert_eq!((stats.frames, stats.bytes, stats.width, stats.freezes), (301, 30_100, 64, 0));
        assert!((stats.fps - 30.3).abs() < 0.1, "{}", stats.fps);
        assert!((stats.latency_p50_ms - 495.0).abs() < 5.0 && (stats.latency_p95_ms - 940.0).abs() < 10.0, "{stats:?}");
    }

    #[test]
    fn a_gap_is_a_freeze_by_the_definition() {
        // At 33 ms a picture the limit is 183 ms.
        let gap = |ms: u64| tally((0..40).map(|i| i * 33).chain((0..40).map(|i| 39 * 33 + ms + i * 33)));
        assert_eq!(gap(180).freezes, 0);
        let frozen = gap(190);
        assert_eq!(frozen.freezes, 1);
        assert!((frozen.freeze_seconds - 0.19).abs() < 1e-6);
        assert_eq!((frozen.longest_gap_ms, gap(120).longest_gap_ms), (190.0, 120.0), "short ones are seen as well");
        // At 200 ms a picture it is 600 ms.
        assert_eq!(tally((0..20).map(|i| i * 200).chain([19 * 200 + 590])).freezes, 0);
        assert_eq!(tally((0..20).map(|i| i * 200).chain([19 * 200 + 610])).freezes, 1);
    }

    #[test]
    fn a_still_screen_is_no_freeze_and_a_lost_one_is() {
        let mut tally = Tally::new(PictureCodec::Vp9);
        let busy = (0..20).map(|i| i * 66);
        for ms in busy.chain([2_300, 3_300, 4_300, 7_000]) {
            tally.decoded(Duration::from_millis(ms), (64, 48), 100, 5.0);
        }
        assert_eq!(tally.stats().freezes, 1);
    }

    #[test]
    fn nothing_and_one_are_counted_too() {
        assert_eq!(tally([]), PictureStats::default());
        let one = tally([50]);
        assert_eq!((one.frames, one.fps, one.latency_p95_ms), (1, 0.0, 5.0));
    }
}
