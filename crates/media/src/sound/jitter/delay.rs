//! How late packets come, and how long to keep them so that nearly all are in time.
//!
//! The *offset* of a packet is its arrival less its timestamp, both in samples. The smallest offset of late is that of
//! a packet that was not held up; how much larger another's is, is its *delay*. A histogram of delays, which slowly
//! forgets, gives the *target*: the delay that all but one of a hundred packets keep within.

use std::collections::VecDeque;

/// Width of one class of the histogram: 5 ms.
const CLASS: i64 = 240;

/// Number of classes; the last holds everything above: 1 s.
const CLASSES: usize = 200;

/// So much of the packets has to be in time.
const IN_TIME: f32 = 0.99;

/// What one packet weighs once the histogram is full: half is forgotten in seven seconds.
const WEIGHT: f32 = 0.002;

/// Kept above the delay seen, for a pull that comes early: 5 ms.
const MARGIN: i64 = 240;

/// Never less: 10 ms.
const TARGET_MIN: i64 = 480;

/// What is expected before anything is known: 20 ms.
const BEFORE_KNOWING: usize = 3;

/// How long the smallest offset stands before a larger one may replace it, in samples: 5 s. Longer, and a drifting
/// clock would be seen as delay (100 ppm are 0.5 ms here).
const WINDOW: i64 = 5 * 48_000;

/// What is known of the delays of one sender.
#[derive(Debug)]
pub(super) struct Delay {
    /// Offsets that are or will be the smallest of the window, with their arrivals, rising.
    offsets: VecDeque<(i64, i64)>,
    histogram: Box<[f32; CLASSES]>,
    packets: u32,
    target: i64,
}

impl Default for Delay {
    fn default() -> Self {
        let mut histogram = Box::new([0.0; CLASSES]);
        histogram[BEFORE_KNOWING] = 1.0;
        let mut delay = Self { offsets: VecDeque::new(), histogram, packets: 0, target: 0 };
        delay.target = delay.in_time();
        delay
    }
}

impl Delay {
    /// A packet of this timestamp has arrived. Gives its delay.
    pub fn arrived(&mut self, arrival: i64, timestamp: i64) -> i64 {
        let offset = arrival - timestamp;
        while self.offsets.back().is_some_and(|(_, o)| *o >= offset) {
            self.offsets.pop_back();
        }
        self.offsets.push_back((arrival, offset));
        while self.offsets.front().is_some_and(|(a, _)| *a < arrival - WINDOW) {
            self.offsets.pop_front();
        }
        let late = offset - self.fastest().unwrap_or(offset);
        let class = usize::try_from(late / CLASS).unwrap_or(0).min(CLASSES - 1);
        self.packets = self.packets.saturating_add(1);
        let weight = (1.0 / (self.packets as f32 + 1.0)).max(WEIGHT);
        for share in self.histogram.iter_mut() {
            *share *= 1.0 - weight;
        }
        self.histogram[class] += weight;
        self.target = self.in_time();
        late
    }

    /// The smallest offset of late; `None` before the first packet.
    pub fn fastest(&self) -> Option<i64> {
        self.offsets.front().map(|(_, offset)| *offset)
    }

    /// How long after it could have come first a sample is best played, in samples.
    pub fn target(&self) -> i64 {
        self.target
    }

    /// The sender's clock stands elsewhere now; how much packets are held up is still known.
    pub fn clock_changed(&mut self) {
        self.offsets.clear();
    }

    fn in_time(&self) -> i64 {
        let mut late = 1.0 - IN_TIME;
        let mut class = CLASSES - 1;
        while class > 0 && late > self.histogram[class] {
            late -= self.histogram[class];
            class -= 1;
        }
        ((class as i64 + 1) * CLASS + MARGIN).max(TARGET_MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packets of 20 ms, each late by what `late` says, in samples.
    fn after(packets: i64, late: impl Fn(i64) -> i64) -> Delay {
        let mut delay = Delay::default();
        for n in 0..packets {
            delay.arrived(1_000_000 + n * 960 + late(n), n * 960);
        }
        delay
    }

    #[test]
    fn a_steady_line_needs_little() {
        assert_eq!(after(300, |_| 0).target(), TARGET_MIN);
        assert_eq!(after(300, |_| 0).fastest(), Some(1_000_000));
    }

    #[test]
    fn the_target_covers_what_is_seen() {
        let target = after(2_000, |n| if n % 10 == 0 { 4_800 } else { 0 }).target();
        assert!((4_800..=5_520).contains(&target), "{target}");
    }

    #[test]
    fn one_packet_of_many_is_let_go() {
        assert_eq!(after(2_000, |n| if n % 500 == 0 { 24_000 } else { 0 }).target(), TARGET_MIN);
    }

    #[test]
    fn bad_times_are_forgotten() {
        let mut delay = after(500, |n| (n % 7) * 1_000);
        assert!(delay.target() > 5_000);
        for n in 500..3_500 {
            delay.arrived(1_000_000 + n * 960, n * 960);
        }
        assert_eq!(delay.target(), TARGET_MIN);
    }

    #[test]
    fn a_slower_clock_is_followed() {
        // A sender 200 ppm slow: after a minute its packets come 576 samples after the first one's line.
        let delay = after(3_000, |n| n * 960 / 5_000);
        assert!(delay.fastest().unwrap() > 1_000_500, "{:?}", delay.fastest());
        assert_eq!(delay.target(), TARGET_MIN);
    }

    #[test]
    fn nonsense_is_bounded() {
        let mut delay = Delay::default();
        for (arrival, timestamp) in [(0, 0), (1 << 40, 0), (0, 1 << 40), (-(1 << 40), 5)] {
            delay.arrived(arrival, timestamp);
            assert!(delay.target() <= CLASSES as i64 * CLASS + MARGIN);
        }
    }
}
