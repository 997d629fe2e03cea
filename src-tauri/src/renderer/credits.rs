//! The flow control of the local socket, as values: at most two stages on their way to the page, and not more than
//! thirty a second.
//!
//! A socket on one machine has no back-pressure worth the name: a slow page was seen five seconds behind. So the page
//! acknowledges what it has drawn, and a stage is composed only when there is room: from the newest pictures, whatever
//! came in between.

use chancery_media::time::CaptureTime;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Most stages sent and not yet acknowledged.
pub const IN_FLIGHT_MAX: usize = 2;

/// The time between two stages at the highest rate: 30 a second.
pub const INTERVAL: Duration = Duration::from_micros(33_333);

/// One stage on its way.
#[derive(Clone, Copy, Debug)]
struct OnItsWay {
    sent: Instant,
    captured: Option<CaptureTime>,
}

/// What an acknowledgement tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// From handing the stage to the socket to its acknowledgement.
    pub took: Duration,
    /// When the oldest of the remote pictures that were new on it was captured.
    pub captured: Option<CaptureTime>,
}

/// The page acknowledged what was never sent to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NothingToAcknowledge;

/// Which stages of one connection are on their way.
#[derive(Debug, Default)]
pub struct Credits {
    sequence: u32,
    on_their_way: VecDeque<OnItsWay>,
}

impl Credits {
    /// Whether one more may be sent.
    pub fn available(&self) -> bool {
        self.on_their_way.len() < IN_FLIGHT_MAX
    }

    /// One more was sent; gives its number.
    pub fn sent(&mut self, now: Instant, captured: Option<CaptureTime>) -> u32 {
        self.on_their_way.push_back(OnItsWay { sent: now, captured });
        self.sequence = self.sequence.wrapping_add(1);
        self.sequence
    }

    /// The oldest that is on its way was drawn.
    ///
    /// # Errors
    /// Where none was on its way: the page does not keep to the protocol.
    pub fn acknowledged(&mut self, now: Instant) -> Result<Drawn, NothingToAcknowledge> {
        let stage = self.on_their_way.pop_front().ok_or(NothingToAcknowledge)?;
        Ok(Drawn { took: now.saturating_duration_since(stage.sent), captured: stage.captured })
    }
}

/// When the next stage may be composed.
#[derive(Debug, Default)]
pub struct Pace {
    due: Option<Instant>,
}

impl Pace {
    /// How long still to wait; zero: now.
    pub fn wait(&self, now: Instant) -> Duration {
        self.due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now))
    }

    /// A stage is composed now. What came up to half an interval late does not push the next one back: a camera of 30
    /// pictures a second whose pictures come unevenly is shown whole, and no faster than that on average.
    pub fn taken(&mut self, now: Instant) {
        let earliest = now.checked_sub(INTERVAL / 2).unwrap_or(now);
        let due = self.due.map_or(now, |due| due.max(earliest));
        self.due = Some(due + INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_waits_until_the_first_is_drawn() {
        let start = Instant::now();
        let mut credits = Credits::default();
        assert_eq!(credits.sent(start, Some(CaptureTime(1))), 1);
        assert!(credits.available());
        assert_eq!(credits.sent(start + Duration::from_millis(10), None), 2);
        assert!(!credits.available());
        let drawn = credits.acknowledged(start + Duration::from_millis(25)).expect("one is on its way");
        assert_eq!(drawn, Drawn { took: Duration::from_millis(25), captured: Some(CaptureTime(1)) });
        assert!(credits.available());
        assert_eq!(credits.acknowledged(start + Duration::from_millis(30)).expect("second").took.as_millis(), 20);
        assert_eq!(credits.acknowledged(start), Err(NothingToAcknowledge));
    }

    #[test]
    fn an_uneven_camera_is_shown_whole_and_a_fast_one_at_thirty() {
        let start = Instant::now();
        // 30 a second, each up to 12 ms late: none waits longer than it takes to make up for the lateness before.
        let mut pace = Pace::default();
        let mut shown = 0;
        for n in 0..300_u64 {
            let late = Duration::from_millis(n * 7 % 12);
            let at = start + INTERVAL * u32::try_from(n).expect("small") + late;
            assert!(pace.wait(at) <= Duration::from_millis(12), "picture {n} waits {:?}", pace.wait(at));
            let taken = at + pace.wait(at);
            pace.taken(taken);
            shown += 1;
        }
        assert_eq!(shown, 300);

        // One every millisecond for ten seconds.
        let mut pace = Pace::default();
        let shown = (0..10_000)
            .map(|ms| start + Duration::from_millis(ms))
            .filter(|at| {
                let now = pace.wait(*at).is_zero();
                if now {
                    pace.taken(*at);
                }
                now
            })
            .count();
        assert!((295..=301).contains(&shown), "{shown} in ten seconds");
    }

    #[test]
    fn after_a_pause_there_is_no_burst() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.taken(start);
        let later = start + Duration::from_secs(60);
        assert!(pace.wait(later).is_zero());
        pace.taken(later);
        assert!(pace.wait(later) >= INTERVAL / 2);
    }
}
