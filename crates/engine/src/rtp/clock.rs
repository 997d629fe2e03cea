//! Clocks: this machine's two, and that of each stream that comes.

use chancery_media::time::CaptureTime;
use std::time::{Duration, Instant};

/// Both clocks of this machine read once together, so that one gives the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    instant: Instant,
    wall: CaptureTime,
}

impl Anchor {
    pub(crate) fn new(instant: Instant, wall: CaptureTime) -> Self {
        Self { instant, wall }
    }

    /// The wall clock at `now`.
    pub(crate) fn wall(&self, now: Instant) -> CaptureTime {
        let passed = now.saturating_duration_since(self.instant).as_micros();
        CaptureTime(self.wall.0 + u64::try_from(passed).unwrap_or(u64::MAX / 2))
    }

    /// The middle 32 bits of the NTP timestamp at `now`: seconds in 16.16 fixed point (RFC 3550 section 4).
    pub(crate) fn compact(&self, now: Instant) -> u32 {
        compact(self.wall(now).to_ntp())
    }
}

/// The middle 32 bits of an NTP timestamp.
pub(crate) fn compact(ntp: u64) -> u32 {
    (ntp >> 16) as u32
}

/// A span of 16.16 fixed-point seconds. More than half the range (a clock that was set back) is no span.
pub(crate) fn span(compact: u32) -> Option<Duration> {
    (compact < 1 << 31).then(|| Duration::from_micros((u64::from(compact) * 1_000_000) >> 16))
}

/// A span in 16.16 fixed-point seconds.
pub(crate) fn to_compact(span: Duration) -> u32 {
    u32::try_from((span.as_micros() << 16) / 1_000_000).unwrap_or(u32::MAX)
}

/// Says when a stream's RTP timestamps were captured, by its sender's clock, from its sender reports (RFC 3550
/// section 6.4.1): for streams without an absolute capture time of their own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamClock {
    rate: u32,
    mapped: Option<(CaptureTime, u32)>,
}

impl StreamClock {
    /// `rate`: RTP timestamp units a second.
    pub(crate) fn new(rate: u32) -> Self {
        Self { rate, mapped: None }
    }

    /// A sender report came.
    pub(crate) fn report(&mut self, ntp: u64, timestamp: u32) {
        self.mapped = Some((CaptureTime::from_ntp(ntp), timestamp));
    }

    /// When `timestamp` was captured; `None` before the first report.
    pub(crate) fn captured(&self, timestamp: u32) -> Option<CaptureTime> {
        let (wall, at) = self.mapped?;
        let units = i64::from(timestamp.wrapping_sub(at) as i32);
        Some(CaptureTime(wall.0.saturating_add_signed(units * 1_000_000 / i64::from(self.rate))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_before_and_after_a_report() {
        let mut clock = StreamClock::new(90_000);
        assert_eq!(clock.captured(5), None);
        let wall = CaptureTime(1_790_000_000_000_000);
        clock.report(wall.to_ntp(), u32::MAX - 44_999);
        let micros = |timestamp| clock.captured(timestamp).unwrap().0 as i64 - wall.0 as i64;
        assert!((micros(45_000) - 1_000_000).abs() <= 1, "across the turn of the counter");
        assert!((micros(u32::MAX - 89_999) + 500_000).abs() <= 1);
    }

    #[test]
    fn spans_go_there_and_back() {
        for ms in [0, 1, 20, 1_500, 30_000] {
            let there = Duration::from_millis(ms);
            let back = span(to_compact(there)).unwrap();
            assert!(there.abs_diff(back) < Duration::from_micros(20), "{there:?} {back:?}");
        }
        assert_eq!(span(5u32.wrapping_sub(9)), None);
    }

    #[test]
    fn the_wall_clock_follows_the_steady_one() {
        let now = Instant::now();
        let anchor = Anchor::new(now, CaptureTime(1_000_000));
        assert_eq!(anchor.wall(now + Duration::from_millis(250)), CaptureTime(1_250_000));
        let later = now + Duration::from_secs(1);
        assert_eq!(anchor.compact(later).wrapping_sub(anchor.compact(now)), 1 << 16);
    }
}
