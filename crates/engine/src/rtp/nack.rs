//! Which packets to ask for again, and when (generic NACK, RFC 4585 section 6.2.1).
//!
//! A packet is asked for once it has been overtaken for a moment, and again no sooner than its answer could have come:
//! one round trip and a little. At most [`TRIES`] times; after that it counts as lost.

use super::sequence::Widener;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How often one packet is asked for.
pub(crate) const TRIES: u8 = 6;
/// How long an overtaken packet may still come by itself.
const REORDER: Duration = Duration::from_millis(8);
/// The shortest wait for an answer.
const SHORTEST: Duration = Duration::from_millis(25);
/// The most packets missed at a time: beyond that a key frame is the better way.
const MOST: usize = 512;

#[derive(Clone, Copy, Debug)]
struct Missing {
    tries: u8,
    due: Instant,
}

/// Keeps count of what one stream misses.
#[derive(Debug, Default)]
pub(crate) struct NackList {
    widener: Widener,
    highest: Option<u64>,
    missing: BTreeMap<u64, Missing>,
    asked: u64,
    lost: u64,
}

impl NackList {
    /// A packet came, by itself or again.
    pub(crate) fn arrived(&mut self, now: Instant, sequence: u16) {
        let number = self.widener.widen(sequence);
        let Some(highest) = self.highest else {
            self.highest = Some(number);
            return;
        };
        if number <= highest {
            self.missing.remove(&number);
            return;
        }
        let gap = (number - highest - 1) as usize;
        if gap > MOST {
            // The stream jumped; nobody keeps that much to send again.
            self.missing.clear();
        } else {
            for one in highest + 1..number {
                self.missing.insert(one, Missing { tries: 0, due: now + REORDER });
            }
            while self.missing.len() > MOST {
                self.missing.pop_first();
                self.lost += 1;
            }
        }
        self.highest = Some(number);
    }

    /// The numbers to ask for now, ascending. `rtt` is the round trip as far as it is known.
    pub(crate) fn due(&mut self, now: Instant, rtt: Duration) -> Vec<u16> {
        let wait = (rtt + rtt / 10 + Duration::from_millis(5)).max(SHORTEST);
        let mut ask = Vec::new();
        let mut given_up = 0;
        self.missing.retain(|&number, missing| {
            if missing.due > now {
                return true;
            }
            if missing.tries == TRIES {
                given_up += 1;
                return false;
            }
            missing.tries += 1;
            missing.due = now + wait;
            ask.push(number as u16);
            true
        });
        self.asked += ask.len() as u64;
        self.lost += given_up;
        ask
    }

    /// When [`Self::due`] will have something.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.missing.values().map(|missing| missing.due).min()
    }

    /// Stops asking for anything: a key frame has made it useless.
    pub(crate) fn forget(&mut self) {
        self.lost += self.missing.len() as u64;
        self.missing.clear();
    }

    /// Packets asked for so far.
    pub(crate) fn asked(&self) -> u64 {
        self.asked
    }

    /// Packets that never came.
    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RTT: Duration = Duration::from_millis(100);

    fn at(start: Instant, ms: u64) -> Instant {
        start + Duration::from_millis(ms)
    }

    #[test]
    fn a_gap_is_asked_for_after_a_moment_then_once_a_round_trip() {
        let start = Instant::now();
        let mut list = NackList::default();
        for sequence in [1, 2, 5] {
            list.arrived(start, sequence);
        }
        assert!(list.due(start, RTT).is_empty(), "they may just be late");
        assert_eq!(list.due(at(start, 8), RTT), [3, 4]);
        assert!(list.due(at(start, 100), RTT).is_empty());
        list.arrived(at(start, 115), 4);
        assert_eq!(list.due(at(start, 124), RTT), [3]);
        for n in 2..10 {
            list.due(at(start, 130 * n), RTT);
        }
        assert_eq!((list.asked(), list.lost()), (7, 1), "six tries for 3, one for 4");
        assert_eq!(list.poll_timeout(), None);
    }

    #[test]
    fn reordering_asks_for_nothing() {
        let start = Instant::now();
        let mut list = NackList::default();
        for (ms, sequence) in [(0, 1), (1, 3), (2, 2), (3, 5), (9, 4)] {
            assert!(list.due(at(start, ms), RTT).is_empty());
            list.arrived(at(start, ms), sequence);
        }
        assert!(list.due(at(start, 50), RTT).is_empty());
    }

    #[test]
    fn a_jump_is_not_asked_for() {
        let start = Instant::now();
        let mut list = NackList::default();
        list.arrived(start, 1);
        list.arrived(start, 5_000);
        assert!(list.due(at(start, 50), RTT).is_empty());
    }

    proptest! {
        #[test]
        fn memory_and_requests_are_bounded(arrivals in prop::collection::vec((any::<u16>(), 0u64..30), 0..400)) {
            let start = Instant::now();
            let mut list = NackList::default();
            let mut ms = 0;
            let mut tries: BTreeMap<u16, u32> = BTreeMap::new();
            for (step, pause) in arrivals {
                ms += pause;
                list.arrived(at(start, ms), (ms as u16).wrapping_add(step % 40));
                for one in list.due(at(start, ms), RTT) {
                    *tries.entry(one).or_default() += 1;
                }
                prop_assert!(list.missing.len() <= MOST);
            }
            prop_assert!(tries.values().all(|&n| n <= u32::from(TRIES)));
        }
    }
}
