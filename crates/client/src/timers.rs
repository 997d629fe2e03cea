//! The clock of the process, and the timers that the app asked for: one sleep, to the earliest.

use chancery_core::TimerId;
use chancery_model::{Now, Tick};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Where `Now` comes from: ticks count from the making of this value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    start: Instant,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now() }
    }

    pub(crate) fn now(self) -> Now {
        let tick = Tick(u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX));
        Now { tick, wall: jiff::Timestamp::now() }
    }

    /// When `tick` is, for a sleep. A tick beyond reach (centuries) becomes a day from now: timers that come early do no
    /// harm, and the app asks again.
    pub(crate) fn instant(self, tick: Tick) -> tokio::time::Instant {
        let at = self.start.checked_add(Duration::from_millis(tick.0));
        at.unwrap_or_else(|| Instant::now() + Duration::from_secs(86_400)).into()
    }
}

/// Which timers run: one of each name.
#[derive(Debug, Default)]
pub(crate) struct Timers(BTreeMap<TimerId, Tick>);

impl Timers {
    /// Sets a timer; an earlier one of the same name is replaced.
    pub(crate) fn set(&mut self, timer: TimerId, at: Tick) {
        self.0.insert(timer, at);
    }

    /// Takes a timer back.
    pub(crate) fn clear(&mut self, timer: TimerId) {
        self.0.remove(&timer);
    }

    /// When the next one is due.
    pub(crate) fn earliest(&self) -> Option<Tick> {
        self.0.values().min().copied()
    }

    /// Takes out one that is due, the one longest due first.
    pub(crate) fn pop_due(&mut self, now: Tick) -> Option<TimerId> {
        let (&timer, _) = self.0.iter().filter(|&(_, &at)| at <= now).min_by_key(|&(_, &at)| at)?;
        self.0.remove(&timer);
        Some(timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_fires_once_when_due_and_the_longest_due_first() {
        let mut timers = Timers::default();
        timers.set(TimerId::Desk, Tick(30));
        timers.set(TimerId::Link, Tick(20));
        timers.set(TimerId::Meeting, Tick(99));
        assert_eq!(timers.earliest(), Some(Tick(20)));
        assert_eq!(timers.pop_due(Tick(19)), None);
        assert_eq!(timers.pop_due(Tick(30)), Some(TimerId::Link));
        assert_eq!(timers.pop_due(Tick(30)), Some(TimerId::Desk));
        assert_eq!(timers.pop_due(Tick(30)), None);
        assert_eq!(timers.earliest(), Some(Tick(99)));
    }

    #[test]
    fn a_timer_set_again_is_moved_and_one_taken_back_is_gone() {
        let mut timers = Timers::default();
        timers.set(TimerId::Link, Tick(10));
        timers.set(TimerId::Link, Tick(50));
        assert_eq!(timers.pop_due(Tick(49)), None);
        timers.clear(TimerId::Link);
        assert_eq!(timers.pop_due(Tick(50)), None);
        assert_eq!(timers.earliest(), None);
    }

    #[test]
    fn a_tick_out_of_reach_is_still_a_moment() {
        let clock = Clock::new();
        let _ = clock.instant(Tick(u64::MAX));
        assert!(clock.instant(Tick(0)) <= tokio::time::Instant::now());
    }
}
