//! How much of the line the shared screen needs now, so that faces may have the rest.
//!
//! A page that stands still needs next to nothing; a new one needs all that it may have for a second or two. What is set
//! aside for a screen that does not use it would keep the faces small, and a line of which little is used never shows
//! that it carries more.

use std::time::{Duration, Instant};

/// Nothing is concluded from a shorter time.
const SHORTEST: Duration = Duration::from_millis(200);
/// Every so often what is not needed any more is halved: pages are turned again, and faces do not change their size
/// with each.
const HALVED: f32 = 1.5;

/// What the screen needs.
#[derive(Debug, Default)]
pub(crate) struct Need {
    /// Bytes encoded when it was last looked at, and when that was.
    seen: Option<(u64, Instant)>,
    /// What was encoded and cannot have left yet at the rate that the screen has, in kbit.
    owed: f32,
    kbps: f32,
}

impl Need {
    /// Looks again. `bytes`: of the screen, encoded so far; `target_kbps`: what its encoder aims at. Gives kbit/s, at most
    /// the target.
    pub(crate) fn look(&mut self, now: Instant, bytes: u64, target_kbps: f32) -> f32 {
        let target = target_kbps.max(0.0);
        let Some((before, at)) = self.seen else {
            // A screen that has just been opened begins with a page.
            self.seen = Some((bytes, now));
            self.kbps = target;
            return target;
        };
        let passed = now.saturating_duration_since(at);
        if passed < SHORTEST {
            return self.kbps.min(target);
        }
        self.seen = Some((bytes, now));
        let seconds = passed.as_secs_f32();
        self.owed += bytes.saturating_sub(before) as f32 * 8.0 / 1_000.0;
        let wanted = self.owed / seconds;
        self.owed = (self.owed - target * seconds).max(0.0);
        self.kbps = wanted.min(target).max(self.kbps * 0.5_f32.powf(seconds / HALVED));
        self.kbps.min(target)
    }

    /// The screen is closed: what comes when it is opened again is new.
    pub(crate) fn closed(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Looks twice a second at a screen that encodes so many bytes in each half second.
    fn needs(target: f32, halves: impl IntoIterator<Item = u64>) -> Vec<f32> {
        let start = Instant::now();
        let (mut need, mut bytes) = (Need::default(), 0);
        need.look(start, 0, target);
        let look = |(n, more): (usize, u64)| {
            bytes += more;
            need.look(start + Duration::from_millis(500 * (n as u64 + 1)), bytes, target)
        };
        halves.into_iter().enumerate().map(look).collect()
    }

    #[test]
    fn a_new_page_needs_all_until_it_has_left_and_a_still_one_next_to_nothing() {
        // 100 kB are 800 kbit: at 250 kbit/s they are gone after more than three seconds.
        let seen = needs(250.0, [100_000].into_iter().chain([1_000; 25]));
        assert!(seen[..6].iter().all(|kbps| *kbps == 250.0), "{seen:?}");
        assert!(seen[20..].iter().all(|kbps| *kbps < 20.0), "{seen:?}");
        assert!(seen.windows(2).all(|pair| pair[1] <= pair[0]));
    }

    #[test]
    fn a_film_needs_what_it_uses() {
        let seen = needs(1_000.0, [25_000; 20]);
        assert!(seen[12..].iter().all(|kbps| (395.0..=410.0).contains(kbps)), "{seen:?}");
    }

    #[test]
    fn it_begins_anew_with_a_page() {
        let start = Instant::now();
        let mut need = Need::default();
        assert_eq!(need.look(start, 5_000, 300.0), 300.0);
        assert!(need.look(start + Duration::from_secs(20), 5_000, 300.0) < 1.0);
        need.closed();
        assert_eq!(need.look(start + Duration::from_secs(21), 5_000, 400.0), 400.0);
    }

    proptest! {
        #[test]
        fn it_stays_in_its_bounds(looks in prop::collection::vec((0u64..3_000, 0u64..200_000, 0f32..3_000.0), 1..100)) {
            let (mut need, mut now, mut bytes) = (Need::default(), Instant::now(), 0);
            for (ms, more, target) in looks {
                now += Duration::from_millis(ms);
                bytes += more;
                let kbps = need.look(now, bytes, target);
                prop_assert!((0.0..=target).contains(&kbps), "{kbps} of {target}");
            }
        }
    }
}
