//! When the screen is told: at once of what a person did or what happened to the meeting, at most some twenty times a
//! second of what only flickers.

use std::time::Duration;
use tokio::time::Instant;

/// The shortest time between two changes that are only of loudness or line quality.
const PACE: Duration = Duration::from_millis(50);

/// Decides when a changed view goes out.
#[derive(Debug)]
pub(crate) struct Pace {
    last: Option<Instant>,
    due: Option<Instant>,
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self { last: None, due: None }
    }

    /// Something was handled; `minor`: of what flickers alone.
    pub(crate) fn changed(&mut self, now: Instant, minor: bool) {
        let at = if minor { self.last.map_or(now, |last| (last + PACE).max(now)) } else { now };
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    /// When something is to go out; `None`: nothing.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Whether it is to go out now; if so, it is held to be done.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let go = self.due.is_some_and(|due| due <= now);
        if go {
            self.due = None;
            self.last = Some(now);
        }
        go
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_flickers_is_held_back_and_the_rest_is_not() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut pace = Pace::new();
        pace.changed(at(0), true);
        assert!(pace.take(at(0)), "the first at once");
        pace.changed(at(10), true);
        assert!(!pace.take(at(10)));
        assert_eq!(pace.due(), Some(at(50)));
        pace.changed(at(20), false);
        assert!(pace.take(at(20)), "a click does not wait");
        assert_eq!(pace.due(), None, "and takes along what waited");
        let sent = (21..=1_020).filter(|&ms| {
            pace.changed(at(ms), true);
            pace.take(at(ms))
        });
        assert_eq!(sent.count(), 20);
    }
}
