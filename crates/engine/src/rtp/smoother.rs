//! When a frame that is whole goes to the decoder, so that frames which waited for a retransmission do not make the
//! picture jerk.
//!
//! On a clean line frames go at once: nothing is delayed to hide what nobody sees. Where frames keep coming late by more
//! than two of their intervals, all of them are held for as long as nearly all of the late ones need, up to [`MOST`].

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Lateness below this is not smoothed: two pictures of 30 a second.
const UNSEEN: Duration = Duration::from_millis(70);
/// The longest any frame is held.
const MOST: Duration = Duration::from_millis(250);
/// How many frames the lateness is taken over: ten seconds of 30 a second.
const FRAMES: usize = 300;
/// Of so many of them the hold covers all but one. One late frame makes those behind it late as well.
const ONE_OF: usize = 8;
/// The hold shrinks by so much with every frame.
const SHRINK: Duration = Duration::from_micros(700);

/// Times one stream's frames.
#[derive(Debug)]
pub(crate) struct Smoother {
    rate: i64,
    last: Option<(u32, i64)>,
    /// Arrival less media time of the last frames, in microseconds.
    passed: VecDeque<i64>,
    hold: Duration,
    released: Option<Instant>,
}

impl Smoother {
    /// `rate`: RTP timestamp units a second.
    pub(crate) fn new(rate: u32) -> Self {
        Self { rate: i64::from(rate), last: None, passed: VecDeque::new(), hold: Duration::ZERO, released: None }
    }

    /// A frame became whole: when to let it go. `elapsed`: time since any fixed moment. Never before a frame that came
    /// before it.
    pub(crate) fn due(&mut self, now: Instant, elapsed: Duration, timestamp: u32) -> Instant {
        let mut wide = match self.last {
            None => 0,
            Some((last, wide)) => wide + i64::from(timestamp.wrapping_sub(last) as i32),
        };
        if let Some((_, before)) = self.last
            && (wide - before).abs() > 10 * self.rate
        {
            // The stream began anew.
            *self = Self { released: self.released, ..Self::new(self.rate as u32) };
            wide = 0;
        }
        self.last = Some((timestamp, wide));
        let passed = elapsed.as_micros() as i64 - wide * 1_000_000 / self.rate;
        if self.passed.len() >= FRAMES {
            self.passed.pop_front();
        }
        self.passed.push_back(passed);
        let mut sorted: Vec<i64> = self.passed.iter().copied().collect();
        sorted.sort_unstable();
        let (lowest, late) = (sorted[0], sorted[sorted.len() - 1 - sorted.len() / ONE_OF]);
        let span = |micros: i64| Duration::from_micros(micros.max(0) as u64);
        let needed = span(late - lowest);
        let needed = if needed < UNSEEN || sorted.len() < 3 * ONE_OF { Duration::ZERO } else { needed.min(MOST) };
        self.hold = needed.max(self.hold.saturating_sub(SHRINK));
        let wait = self.hold.saturating_sub(span(passed - lowest));
        let due = self.released.map_or(now + wait, |released| released.max(now + wait));
        self.released = Some(due);
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Releases of frames at 30 a second that are late by what `late` says; in milliseconds since their capture.
    fn delays(count: u64, late: impl Fn(u64) -> u64) -> Vec<u64> {
        let start = Instant::now();
        let mut smoother = Smoother::new(90_000);
        let mut last = 0;
        (0..count)
            .map(|n| {
                let captured = n * 33;
                // In order: a frame behind a late one is late as well.
                let arrival = (captured + 20 + late(n)).max(last);
                last = arrival;
                let now = start + Duration::from_millis(arrival);
                let due = smoother.due(now, Duration::from_millis(arrival), (captured * 90) as u32);
                assert!(due >= now);
                (due - start).as_millis() as u64 - captured
            })
            .collect()
    }

    #[test]
    fn nothing_is_held_on_a_clean_line() {
        assert!(delays(500, |n| n * 7 % 40).iter().enumerate().all(|(n, delay)| *delay == 20 + n as u64 * 7 % 40));
    }

    #[test]
    fn retransmissions_are_hidden() {
        let delays = delays(600, |n| if n % 6 == 5 { 130 } else { 0 });
        let late = &delays[200..];
        let gaps: Vec<i64> = late.windows(2).map(|pair| 33 + pair[1] as i64 - pair[0] as i64).collect();
        assert!(gaps.iter().all(|gap| (20..=60).contains(gap)), "{gaps:?}");
        assert!(late.iter().all(|delay| *delay <= 160), "{late:?}");
    }

    #[test]
    fn one_late_frame_in_a_while_changes_nothing() {
        let delays = delays(600, |n| if n % 100 == 99 { 400 } else { 0 });
        assert!(delays.iter().filter(|delay| **delay > 40).count() < 600 / 100 * 15);
    }

    #[test]
    fn it_goes_back_when_the_line_is_clean_again() {
        let delays = delays(1_200, |n| if n < 300 && n % 6 == 5 { 130 } else { 0 });
        assert!(delays[280] > 100);
        assert_eq!(delays[1_100], 20);
    }

    proptest! {
        #[test]
        fn order_is_kept_and_the_hold_is_bounded(frames in prop::collection::vec((any::<u32>(), 0u64..300), 0..300)) {
            let start = Instant::now();
            let mut smoother = Smoother::new(90_000);
            let (mut ms, mut last) = (0, start);
            for (timestamp, pause) in frames {
                ms += pause;
                let now = start + Duration::from_millis(ms);
                let due = smoother.due(now, Duration::from_millis(ms), timestamp % 4_000_000);
                prop_assert!(due >= last && due >= now && due <= (now + MOST).max(last));
                last = due;
            }
        }
    }
}
