//! A clock that ticks every 10 ms against absolute deadlines: files and the sinks without a device run by it.

use crate::time::CaptureTime;
use std::thread;
use std::time::{Duration, Instant};

/// The length of a block.
pub(crate) const BLOCK_TIME: Duration = Duration::from_millis(10);

/// Late by more than this, the lost time is let go: a laptop that slept must not hear an hour of arrears.
const FORGIVE: Duration = Duration::from_millis(500);

/// Ticks every 10 ms; a late tick does not make the later ones late.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    due: Option<Instant>,
}

impl Pace {
    /// Waits for the next tick; the first comes 10 ms after the first call. Gives the wall-clock time of the tick before it: when a block that is complete at
    /// this tick began.
    pub fn tick(&mut self) -> CaptureTime {
        let now = Instant::now();
        let (sleep, due) = next_tick(self.due.unwrap_or(now), now);
        self.due = Some(due);
        thread::sleep(sleep);
        let late = Instant::now().saturating_duration_since(due);
        let since_begin = u64::try_from((late + BLOCK_TIME).as_micros()).unwrap_or(u64::MAX);
        CaptureTime(CaptureTime::now().0.saturating_sub(since_begin))
    }
}

/// How long to sleep, and the tick to wait for, after the tick `last`.
fn next_tick(last: Instant, now: Instant) -> (Duration, Instant) {
    let due = last + BLOCK_TIME;
    if now.saturating_duration_since(due) > FORGIVE {
        return (Duration::ZERO, now);
    }
    (due.saturating_duration_since(now), due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_tick_does_not_shift_the_later_ones() {
        let start = Instant::now();
        let (_, first) = next_tick(start, start + Duration::from_millis(37));
        assert_eq!(first, start + Duration::from_millis(10));
        let (sleep, second) = next_tick(first, start + Duration::from_millis(37));
        assert_eq!((sleep, second), (Duration::ZERO, start + Duration::from_millis(20)));
        let (sleep, _) = next_tick(start + Duration::from_millis(30), start + Duration::from_millis(37));
        assert_eq!(sleep, Duration::from_millis(3));
    }

    #[test]
    fn a_long_sleep_is_not_made_up() {
        let start = Instant::now();
        let later = start + Duration::from_secs(3_600);
        assert_eq!(next_tick(start, later), (Duration::ZERO, later));
    }

    #[test]
    fn ticks_are_10_ms_apart() {
        let start = Instant::now();
        let mut pace = Pace::default();
        let mut last = CaptureTime(0);
        for _ in 0..20 {
            let begun = pace.tick();
            assert!(begun > last);
            last = begun;
        }
        assert!(start.elapsed() >= Duration::from_millis(200));
    }
}
