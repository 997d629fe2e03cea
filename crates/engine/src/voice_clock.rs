//! RTP timestamps of the voice: even while it flows, and right after a pause.
//!
//! Packets of a steady stream are exactly their length apart, or the receiver's buffer would hear the jitter of the
//! capture clock. After a pause, or when the device's clock has run away from the machine's, the timestamp follows the
//! capture time.

use chancery_media::time::CaptureTime;

/// Further off than this, in samples, is a pause or a drift: 60 ms.
const SLACK: i64 = 2_880;

/// Makes timestamps.
#[derive(Debug, Default)]
pub(crate) struct VoiceClock {
    next: Option<u64>,
}

impl VoiceClock {
    /// The timestamp (48 kHz) of a packet of `samples` captured at `captured`, and whether a talk spurt begins with it.
    pub(crate) fn stamp(&mut self, captured: CaptureTime, samples: u32) -> (u32, bool) {
        let truth = (u128::from(captured.0) * 48_000 / 1_000_000) as u64;
        let (at, onset) = match self.next {
            Some(next) if (truth as i64 - next as i64).abs() <= SLACK => (next, false),
            // Never backwards: a receiver would drop what it has played already.
            Some(next) if truth < next => (next, false),
            _ => (truth, true),
        };
        self.next = Some(at + u64::from(samples));
        (at as u32, onset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_of_the_capture_clock_is_not_seen() {
        let mut clock = VoiceClock::default();
        let begin = 1_790_000_000_000_000;
        let (first, onset) = clock.stamp(CaptureTime(begin), 960);
        assert!(onset);
        for n in 1..500u32 {
            let jitter = u64::from(n * 7_919 % 9_000);
            let (stamp, onset) = clock.stamp(CaptureTime(begin + u64::from(n) * 20_000 + jitter), 960);
            assert_eq!((stamp.wrapping_sub(first), onset), (n * 960, false));
        }
    }

    #[test]
    fn a_pause_is_seen_in_full() {
        let mut clock = VoiceClock::default();
        let (first, _) = clock.stamp(CaptureTime(0), 960);
        let (after, onset) = clock.stamp(CaptureTime(5_000_000), 960);
        assert!(onset);
        assert_eq!(after - first, 240_000);
    }

    #[test]
    fn it_never_goes_back() {
        let mut clock = VoiceClock::default();
        clock.stamp(CaptureTime(10_000_000), 960);
        let (stamp, onset) = clock.stamp(CaptureTime(2_000_000), 960);
        assert_eq!((stamp, onset), (480_960, false));
    }
}
