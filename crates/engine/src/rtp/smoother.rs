//! When a frame that is whole goes to the decoder, so that frames which waited for a retransmission do not make the
//! picture jerk.
//!
//! On a clean line frames go at once: nothing is delayed to hide what nobody sees. Where frames keep coming late by more
//! than two of their intervals, in most of the last seconds, all of them are held for as long as nearly all of the late
//! ones need, up to [`MOST`]. What happened once (a page that filled the line, a machine that stood still) is no reason to
//! hold what comes after it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Lateness below this is not smoothed: two pictures of 30 a second.
const UNSEEN: Duration = Duration::from_millis(70);
/// The longest any frame is held.
const MOST: Duration = Duration::from_millis(250);
/// Over how long lateness is taken together.
const SECOND: Duration = Duration::from_secs(1);
/// How many of these are looked at,
const SECONDS: usize = 10;
/// and how many there have to be.
const FEWEST: usize = 4;
/// Of so many frames of a second the hold covers all but one. One late frame makes those behind it late as well.
const ONE_OF: usize = 8;
/// The most frames of a second that are looked at.
const FRAMES: usize = 240;
/// The hold shrinks by so much with every frame: six of a hundred, which nobody sees.
const SHRINK: Duration = Duration::from_millis(2);

/// What a second was like: arrival less media time, in microseconds, of its quickest frame and of nearly its latest.
#[derive(Clone, Copy, Debug)]
struct Second {
    quickest: i64,
    late: i64,
}

/// Times one stream's frames.
#[derive(Debug)]
pub(crate) struct Smoother {
    rate: i64,
    last: Option<(u32, i64)>,
    /// When the present second began, and arrival less media time of its frames, in microseconds.
    began: Instant,
    present: Vec<i64>,
    seconds: VecDeque<Second>,
    hold: Duration,
    released: Option<Instant>,
}

impl Smoother {
    /// `rate`: RTP timestamp units a second.
    pub(crate) fn new(now: Instant, rate: u32) -> Self {
        Self {
            rate: i64::from(rate),
            last: None,
            began: now,
            present: Vec::new(),
            seconds: VecDeque::new(),
            hold: Duration::ZERO,
            released: None,
        }
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
            *self = Self { released: self.released, ..Self::new(now, self.rate as u32) };
            wide = 0;
        }
        self.last = Some((timestamp, wide));
        let passed = elapsed.as_micros() as i64 - wide * 1_000_000 / self.rate;
        if now.saturating_duration_since(self.began) >= SECOND {
            self.end_second(now);
        }
        if self.present.len() < FRAMES {
            self.present.push(passed);
        }
        let lowest = self.seconds.iter().map(|second| second.quickest).chain(self.present.iter().copied()).min();
        let lowest = lowest.unwrap_or(passed).min(passed);
        self.hold = self.needed(lowest).max(self.hold.saturating_sub(SHRINK));
        let wait = self.hold.saturating_sub(span(passed - lowest));
        let due = self.released.map_or(now + wait, |released| released.max(now + wait));
        self.released = Some(due);
        due
    }

    fn end_second(&mut self, now: Instant) {
        self.began = now;
        self.present.sort_unstable();
        let count = self.present.len();
        if let (Some(quickest), Some(late)) =
            (self.present.first(), self.present.get(count.saturating_sub(1 + count / ONE_OF)))
        {
            if self.seconds.len() >= SECONDS {
                self.seconds.pop_front();
            }
            self.seconds.push_back(Second { quickest: *quickest, late: *late });
        }
        self.present.clear();
    }

    /// The hold that more than half of the last seconds needed.
    fn needed(&self, lowest: i64) -> Duration {
        if self.seconds.len() < FEWEST {
            return Duration::ZERO;
        }
        let mut needs = [0; SECONDS];
        for (need, second) in needs.iter_mut().zip(&self.seconds) {
            *need = second.late - lowest;
        }
        let needs = &mut needs[..self.seconds.len()];
        needs.sort_unstable();
        let need = span(needs[(needs.len() - 1) / 2]);
        if need < UNSEEN { Duration::ZERO } else { need.min(MOST) }
    }
}

fn span(micros: i64) -> Duration {
    Duration::from_micros(micros.max(0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Releases of frames at 30 a second that are late by what `late` says; in milliseconds since their capture.
    fn delays(count: u64, late: impl Fn(u64) -> u64) -> Vec<u64> {
        let start = Instant::now();
        let mut smoother = Smoother::new(start, 90_000);
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

    /// As when a large page fills the line: for a second every frame waits longer than the one before, then no more.
    #[test]
    fn what_happened_once_delays_nothing_after_it() {
        for begin in [0, 7, 200] {
            let delays = delays(500, |n| if (begin..begin + 30).contains(&n) { (n - begin) * 20 } else { 0 });
            let after = &delays[begin as usize + 60..];
            assert!(after.iter().all(|delay| *delay == 20), "{begin}: {after:?}");
        }
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
            let mut smoother = Smoother::new(start, 90_000);
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
