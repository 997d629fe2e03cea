//! Spreads the packets of pictures over time, so that a key frame does not fill the queue in front of a narrow line and
//! the voice does not wait behind it. Voice never comes here.
//!
//! Faces go before the screen: a page may take a second to come, and meanwhile the people who speak of it must not stand
//! still. The rate is above what both together aim at, so that the screen is not starved.
//!
//! A leaky bucket: some bytes may go at once, the rest at a multiple of what the encoders aim at. On a line that is known
//! to be narrow both are small: what has to wait waits here and not in the line's queue, where the voice would wait
//! behind it and be thrown away with it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Bytes that may go at once: on an open line, on one of which little is known, on a narrow one.
const BURST: [f64; 3] = [24_000.0, 8_000.0, 2_500.0];
/// How much faster than the encoders' aim packets leave.
const HEADROOM: [f64; 3] = [8.0, 3.0, 1.3];
/// Never slower than this, in kbit/s.
const SLOWEST: [f64; 3] = [3_000.0, 1_200.0, 160.0];
/// The most that waits; whoever sends more is told that it did not fit.
const WAITING: usize = 1_024;
/// Packets leave in steps of this.
const STEP: Duration = Duration::from_millis(3);

/// How a line bears bursts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// It has carried much.
    Open,
    /// Little is known of it.
    Unknown,
    /// They would fill its queue.
    Narrow,
}

impl From<u8> for Width {
    fn from(number: u8) -> Self {
        [Self::Open, Self::Unknown].get(usize::from(number)).copied().unwrap_or(Self::Narrow)
    }
}

/// Which packets go before which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Faces: late ones are seen at once.
    Camera,
    /// Pages: they are large, and may come a moment later.
    Screen,
}

/// Something with a size on the wire.
pub(crate) trait Weigh {
    /// Bytes.
    fn size(&self) -> usize;
    /// Where it queues.
    fn lane(&self) -> Lane;
}

/// Holds what may not leave yet: lane after lane, in each first in, first out, and what is sent again before what is new.
#[derive(Debug)]
pub(crate) struct Pacer<T> {
    /// In the order of [`Lane`].
    lanes: [Waiting<T>; 2],
    /// Bytes that may leave now; below zero: owed.
    credit: f64,
    filled: Instant,
    bytes_a_second: f64,
    burst: f64,
}

/// One lane.
#[derive(Debug)]
struct Waiting<T> {
    queue: VecDeque<T>,
    urgent: VecDeque<T>,
    /// Of all that waits.
    bytes: usize,
}

impl<T: Weigh> Waiting<T> {
    fn new() -> Self {
        Self { queue: VecDeque::new(), urgent: VecDeque::new(), bytes: 0 }
    }

    fn pop(&mut self) -> Option<T> {
        let one = self.urgent.pop_front().or_else(|| self.queue.pop_front())?;
        self.bytes -= one.size();
        Some(one)
    }
}

impl<T: Weigh> Pacer<T> {
    /// `kbps`: what the encoders aim at together.
    pub(crate) fn new(now: Instant, kbps: u32) -> Self {
        let mut pacer = Self {
            lanes: [Waiting::new(), Waiting::new()],
            credit: BURST[Width::Unknown as usize],
            filled: now,
            bytes_a_second: 0.0,
            burst: 0.0,
        };
        pacer.set_rate(kbps, Width::Unknown);
        pacer
    }

    /// What the encoders aim at together, and how the line is.
    pub(crate) fn set_rate(&mut self, kbps: u32, width: Width) {
        let which = width as usize;
        self.bytes_a_second = (f64::from(kbps) * HEADROOM[which]).max(SLOWEST[which]) * 125.0;
        self.burst = BURST[which];
        self.credit = self.credit.min(self.burst);
    }

    /// Queues one; gives it back if too much waits in its lane.
    pub(crate) fn push(&mut self, one: T) -> Result<(), T> {
        let lane = &mut self.lanes[one.lane() as usize];
        if lane.queue.len() >= WAITING {
            return Err(one);
        }
        lane.bytes += one.size();
        lane.queue.push_back(one);
        Ok(())
    }

    /// Queues one that is sent again, before all others of its lane.
    pub(crate) fn push_urgent(&mut self, one: T) {
        let lane = &mut self.lanes[one.lane() as usize];
        if lane.urgent.len() < WAITING {
            lane.bytes += one.size();
            lane.urgent.push_back(one);
        }
    }

    /// The next one that may leave at `now`.
    pub(crate) fn poll(&mut self, now: Instant) -> Option<T> {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = self.filled.max(now);
        self.credit = (self.credit + passed * self.bytes_a_second).min(self.burst);
        if self.credit <= 0.0 {
            return None;
        }
        let one = self.lanes.iter_mut().find_map(Waiting::pop)?;
        self.credit -= one.size() as f64;
        Some(one)
    }

    /// When the next one may leave.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        if self.lanes.iter().all(|lane| lane.queue.is_empty() && lane.urgent.is_empty()) {
            return None;
        }
        let owed = Duration::from_secs_f64((-self.credit).max(0.0) / self.bytes_a_second);
        Some(self.filled + owed.max(STEP))
    }

    /// Drops what waits and does not pass.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        for lane in &mut self.lanes {
            lane.queue.retain(&mut keep);
            lane.urgent.retain(&mut keep);
            lane.bytes = lane.queue.iter().chain(&lane.urgent).map(Weigh::size).sum();
        }
    }

    /// Whether one waits to leave for the first time that fits.
    pub(crate) fn holds(&self, fits: impl Fn(&T) -> bool) -> bool {
        self.lanes.iter().any(|lane| lane.queue.iter().any(&fits))
    }

    /// Bytes that wait in a lane.
    pub(crate) fn waiting(&self, lane: Lane) -> usize {
        self.lanes[lane as usize].bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Weigh for usize {
        fn size(&self) -> usize {
            *self
        }
        fn lane(&self) -> Lane {
            Lane::Camera
        }
    }

    /// A packet and its bytes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Packet {
        Face(usize),
        Page(usize),
    }

    impl Weigh for Packet {
        fn size(&self) -> usize {
            match self {
                Self::Face(size) | Self::Page(size) => *size,
            }
        }
        fn lane(&self) -> Lane {
            if matches!(self, Self::Face(_)) { Lane::Camera } else { Lane::Screen }
        }
    }

    /// A page of 150 kB on a line of which little is known, and a face of 2 packets 30 times a second beside it: no
    /// face waits for the page, and the page comes.
    #[test]
    fn a_large_page_does_not_hold_up_the_faces() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start, 800);
        for _ in 0..130 {
            pacer.push(Packet::Page(1_150)).unwrap();
        }
        let (mut pages, mut waiting, mut longest) = (0, VecDeque::new(), 0);
        assert_eq!((pacer.waiting(Lane::Screen), pacer.waiting(Lane::Camera)), (130 * 1_150, 0));
        for ms in 0..2_000u64 {
            let now = start + Duration::from_millis(ms);
            if ms % 33 == 0 {
                for _ in 0..2 {
                    waiting.push_back(ms);
                    pacer.push(Packet::Face(900)).unwrap();
                }
            }
            if ms == 500 {
                pacer.push_urgent(Packet::Page(1_150));
            }
            while let Some(one) = pacer.poll(now) {
                match one {
                    Packet::Page(_) => pages += 1,
                    Packet::Face(_) => longest = longest.max(ms - waiting.pop_front().unwrap()),
                }
            }
        }
        assert!(longest <= 15, "a face waited {longest} ms");
        assert_eq!((pages, pacer.waiting(Lane::Screen)), (131, 0));
        assert!(waiting.is_empty());
    }

    #[test]
    fn an_ordinary_frame_leaves_at_once() {
        let now = Instant::now();
        let mut pacer = Pacer::new(now, 1_700);
        pacer.set_rate(1_700, Width::Open);
        for _ in 0..7 {
            pacer.push(1_200).unwrap();
        }
        assert_eq!(std::iter::from_fn(|| pacer.poll(now)).count(), 7);
        assert_eq!(pacer.poll_timeout(), None);
    }

    #[test]
    fn a_large_frame_is_spread_and_what_is_sent_again_goes_first() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start, 1_700);
        pacer.set_rate(1_700, Width::Open);
        pacer.poll(start + Duration::from_millis(10));
        let start = start + Duration::from_millis(10);
        for _ in 0..60 {
            pacer.push(1_200).unwrap();
        }
        let first = std::iter::from_fn(|| pacer.poll(start)).count();
        assert!((15..30).contains(&first), "{first} at once");
        pacer.push_urgent(999);
        let mut now = start;
        let mut left = Vec::new();
        while let Some(at) = pacer.poll_timeout() {
            assert!(at > now, "time goes on");
            now = at;
            left.extend(std::iter::from_fn(|| pacer.poll(now)));
        }
        assert_eq!(left[0], 999);
        assert_eq!(left.len(), 60 - first + 1);
        let took = now - start;
        assert!(took > Duration::from_millis(15) && took < Duration::from_millis(60), "{took:?}");
    }

    #[test]
    fn a_narrow_line_gets_small_bursts() {
        let start = Instant::now();
        let mut pacer = Pacer::new(start, 300);
        pacer.set_rate(300, Width::Narrow);
        for _ in 0..20 {
            pacer.push(1_200).unwrap();
        }
        let first = std::iter::from_fn(|| pacer.poll(start)).count();
        assert!(first <= 3, "{first} at once");
        let second = std::iter::from_fn(|| pacer.poll(start + Duration::from_millis(100))).count();
        assert!((3..=5).contains(&second), "{second} in the next tenth of a second");
    }

    #[test]
    fn the_queue_is_bounded() {
        let mut pacer = Pacer::new(Instant::now(), 100);
        let refused = (0..5_000).filter(|_| pacer.push(1_200).is_err()).count();
        assert_eq!(refused, 5_000 - WAITING);
    }

    proptest! {
        #[test]
        fn never_faster_than_burst_and_rate(
            sizes in prop::collection::vec(1usize..1_300, 1..200),
            pauses in prop::collection::vec(0u64..20, 1..200),
            kbps in 50u32..4_000,
        ) {
            let start = Instant::now();
            let mut pacer = Pacer::new(start, kbps);
            let mut now = start;
            let mut sent = 0;
            for (index, size) in sizes.iter().enumerate() {
                pacer.push(*size).unwrap();
                now += Duration::from_millis(pauses[index % pauses.len()]);
                while let Some(one) = pacer.poll(now) {
                    sent += one;
                }
                let allowed = BURST[0] + 1_300.0 + (now - start).as_secs_f64() * pacer.bytes_a_second;
                prop_assert!(sent as f64 <= allowed);
            }
        }
    }
}
