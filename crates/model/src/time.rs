//! Time as a value: the monotonic tick that decisions use, and the wall clock that people read.
//!
//! Nothing that decides reads a clock. Who calls it passes [`Now`].

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};
use std::time::Duration;
use ts_rs::TS;

/// A monotonic instant: milliseconds since the process (or the simulation) began. Never goes back, stops in sleep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(type = "number")]
pub struct Tick(pub u64);

impl Add<Duration> for Tick {
    type Output = Self;
    fn add(self, d: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(d.as_millis()).unwrap_or(u64::MAX)))
    }
}

impl Sub for Tick {
    type Output = Duration;
    /// The time from `earlier` to `self`; zero where `earlier` is later.
    fn sub(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// The two clocks at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// For intervals and timers.
    pub tick: Tick,
    /// For what people read and what is compared with a calendar.
    pub wall: Timestamp,
}
