//! How much one client may ask of the server: [`Limits`], and the token bucket that holds a client to its rate.

use chancery_model::{PLENARY_SEATS, Tick};
use std::time::Duration;

/// What the switchboard allows. The defaults fit a server for some thousand clients.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Sockets at a time.
    pub connections: usize,
    /// Participants in one meeting, those included whose return is awaited.
    pub members: usize,
    /// Of these, in the plenary; those who ask to be let in count.
    pub plenary: usize,
    /// Bytes of one relayed message, sealed.
    pub relay: usize,
    /// Bytes of a placard, sealed.
    pub card: usize,
    /// Messages at once; each started 4 KiB of what is relayed counts as one more.
    pub burst: u32,
    /// Messages a second in the long run.
    pub rate: u32,
    /// From the open socket to `Hello`.
    pub hello: Duration,
    /// How often a client has to say something. A silence three times as long shows as `connected: false`, ten times
    /// as long ends the socket.
    pub heartbeat: Duration,
    /// How long a lost participant's seat is kept.
    pub grace: Duration,
    /// How long before its start a meeting's doors open.
    pub doors: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            members: 64,
            plenary: PLENARY_SEATS,
            relay: 256 * 1024,
            card: 8 * 1024,
            burst: 600,
            rate: 100,
            hello: Duration::from_secs(5),
            heartbeat: crate::session::HEARTBEAT,
            grace: Duration::from_secs(30),
            doors: Duration::from_hours(24),
        }
    }
}

/// A token bucket: full at first, refilled at a steady rate. Counts in thousandths, so that slow rates add up.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    milli: u64,
    at: Tick,
}

impl Bucket {
    /// A full one.
    pub fn full(now: Tick, burst: u32) -> Self {
        Self { milli: u64::from(burst) * 1_000, at: now }
    }

    /// Takes `cost` tokens out. `false`: there are not as many, and none was taken.
    pub fn take(&mut self, now: Tick, burst: u32, per_second: u32, cost: u64) -> bool {
        let passed = u64::try_from((now - self.at).as_millis()).unwrap_or(u64::MAX);
        let gained = passed.saturating_mul(per_second.into());
        self.milli = self.milli.saturating_add(gained).min(u64::from(burst) * 1_000);
        self.at = self.at.max(now);
        let cost = cost.saturating_mul(1_000);
        let enough = self.milli >= cost;
        if enough {
            self.milli -= cost;
        }
        enough
    }

    /// Whether it has filled up again by `now`: then a new one would be the same.
    pub fn is_full(&self, now: Tick, burst: u32, per_second: u32) -> bool {
        Self { ..*self }.take(now, burst, per_second, burst.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_burst_then_the_rate() {
        let mut bucket = Bucket::full(Tick(0), 10);
        assert_eq!((0..20).filter(|_| bucket.take(Tick(0), 10, 2, 1)).count(), 10);
        let taken = (1..=10_000).filter(|ms| bucket.take(Tick(*ms), 10, 2, 1)).count();
        assert_eq!(taken, 20, "two a second for ten seconds");
        assert!(!bucket.is_full(Tick(10_001), 10, 2));
        assert!(bucket.is_full(Tick(16_000), 10, 2));
    }

    proptest! {
        /// However the calls fall, never more than the burst and what flowed in since; a clock that goes back gives nothing.
        #[test]
        fn never_more_than_flowed_in(calls in prop::collection::vec((0_u64..5_000, 0_u64..20), 1..100)) {
            let mut bucket = Bucket::full(Tick(0), 10);
            let (mut latest, mut taken) = (0, 0);
            for (ms, cost) in calls {
                latest = latest.max(ms);
                if bucket.take(Tick(ms), 10, 5, cost) { taken += cost; }
                prop_assert!(taken * 1_000 <= 10_000 + latest * 5);
            }
        }
    }
}
