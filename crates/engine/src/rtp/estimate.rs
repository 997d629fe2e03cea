//! What the line to us carries, as its receiving end sees it: told to the sender by REMB
//! (draft-alvestrand-rmcat-remb-03), so that it slows down before the line's queue runs over.
//!
//! A packet's arrival less its media time is constant on an idle line; what it rises above its floor is time spent in a
//! queue. When even the quickest packets of a moment have waited, the line is full, and what arrives is what it carries.
//! Until that happens nothing limits the sender.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A wait longer than this is a queue.
const QUEUE: Duration = Duration::from_millis(45);
/// A queue shorter than this has drained.
const DRAINED: Duration = Duration::from_millis(30);
/// Over how long the quickest packet is looked for: longer than any hiccup of a busy machine.
const MOMENT: Duration = Duration::from_millis(250);
/// Over how long the floor is looked for; clocks drift less than that matters in this time.
const FLOOR: Duration = Duration::from_secs(30);
/// Over how long the rate of what arrives is measured.
const RATE: Duration = Duration::from_millis(600);
/// Nothing is concluded from less than this.
const SHORTEST: Duration = Duration::from_millis(120);
/// How long a slower rate is given to show.
const HOLD: Duration = Duration::from_millis(500);
/// What slowing down leaves of what arrives: the rest lets the queue drain.
const DOWN: f32 = 0.82;
/// A queue that is still there after [`HOLD`] gets less again: as long as it stands, what arrives is what the line carries,
/// whatever is sent, and tells nothing of how much less that is.
const STILL: f32 = 0.88;
/// Where slowing down to [`SHARE`] of what arrived does not drain the queue within this time, the queue is not ours (a
/// busy machine, another's traffic): it counts as part of the line from then on.
const OURS: Duration = Duration::from_secs(3);
const SHARE: f32 = 0.5;
/// How much more is tried each second once the queue has drained, and at least how many kbit/s.
const UP: f32 = 0.10;
const UP_LEAST: f32 = 25.0;
/// The same where it is nearly what the line carried when it was last full: the queue has to show before it runs over.
const UP_NEAR: f32 = 0.03;
const UP_NEAR_LEAST: f32 = 8.0;
const NEAR: std::ops::Range<f32> = 0.88..1.12;
/// More is told than arrives by this factor and so many kbit/s at most: what is not used is not known to be carried.
const UNUSED: (f32, f32) = (1.15, 40.0);
/// Above this, in kbit/s, a line is not worth limiting: all we send fits.
const ENOUGH: f32 = 12_000.0;
/// Never told less than this, in kbit/s: a voice and a face in the smallest size.
const LEAST: f32 = 150.0;

/// The lowest of the values of a span of time.
#[derive(Debug)]
struct Lowest {
    span: Duration,
    /// Ascending in time and value.
    values: VecDeque<(Instant, i64)>,
}

impl Lowest {
    fn new(span: Duration) -> Self {
        Self { span, values: VecDeque::new() }
    }

    fn add(&mut self, now: Instant, value: i64) -> i64 {
        while self.values.back().is_some_and(|(_, last)| *last >= value) {
            self.values.pop_back();
        }
        self.values.push_back((now, value));
        while self.values.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > self.span) {
            self.values.pop_front();
        }
        self.values.front().map_or(value, |(_, lowest)| *lowest)
    }
}

/// How long packets of one stream have waited.
#[derive(Debug)]
pub(crate) struct Waits {
    rate: i64,
    last: Option<(u32, i64)>,
    moment: Lowest,
    floor: Lowest,
    /// The wait of the quickest packet of the present moment, and when it was seen.
    quickest: Option<(Instant, Duration)>,
    since: Option<Instant>,
}

impl Waits {
    /// `rate`: RTP timestamp units a second.
    pub(crate) fn new(rate: u32) -> Self {
        let (moment, floor) = (Lowest::new(MOMENT), Lowest::new(FLOOR));
        Self { rate: i64::from(rate), last: None, moment, floor, quickest: None, since: None }
    }

    /// A packet came by itself. `elapsed`: time since any fixed moment.
    pub(crate) fn arrived(&mut self, now: Instant, elapsed: Duration, timestamp: u32) {
        let wide = match self.last {
            None => 0,
            Some((last, wide)) => wide + i64::from(timestamp.wrapping_sub(last) as i32),
        };
        if let Some((_, before)) = self.last
            && (wide - before).abs() > 20 * self.rate
        {
            // The stream began anew.
            *self = Self::new(self.rate as u32);
        }
        self.last = Some((timestamp, if self.last.is_none() { 0 } else { wide }));
        let begun = *self.since.get_or_insert(now);
        let media = wide * 1_000_000 / self.rate;
        let passed = elapsed.as_micros() as i64 - media;
        let quickest = self.moment.add(now, passed);
        let floor = self.floor.add(now, passed);
        if now.saturating_duration_since(begun) >= SHORTEST {
            self.quickest = Some((now, Duration::from_micros((quickest - floor).max(0) as u64)));
        }
    }

    /// How long even the quickest packet of the moment has waited; `None`: the stream is silent.
    fn queue(&self, now: Instant) -> Option<Duration> {
        self.quickest.filter(|(at, _)| now.saturating_duration_since(*at) < MOMENT * 2).map(|(_, queue)| queue)
    }
}

/// What the line carries.
#[derive(Debug, Default)]
pub(crate) struct LineEstimate {
    arrivals: VecDeque<(Instant, usize)>,
    bytes: usize,
    kbps: Option<f32>,
    hold_until: Option<Instant>,
    last: Option<Instant>,
    /// What arrived when the present queue was first seen, and when that was.
    begun: Option<(f32, Instant)>,
    /// What the line carried when it was last full.
    full: Option<f32>,
    /// What packets wait though it is not our doing.
    foreign: Duration,
}

impl LineEstimate {
    /// Bytes came, by themselves or again.
    pub(crate) fn arrived(&mut self, now: Instant, bytes: usize) {
        self.bytes += bytes;
        self.arrivals.push_back((now, bytes));
        while self.arrivals.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > RATE) {
            self.bytes -= self.arrivals.pop_front().map_or(0, |(_, bytes)| bytes);
        }
    }

    /// Looks at the streams' queues. `true`: the sender is to slow down at once.
    pub(crate) fn update<'a>(&mut self, now: Instant, streams: impl Iterator<Item = &'a Waits>) -> bool {
        // The line's queue is what every stream has waited in.
        let Some(queue) = streams.filter_map(|waits| waits.queue(now)).min() else { return false };
        self.foreign = self.foreign.min(queue);
        let waited = queue;
        let queue = queue.saturating_sub(self.foreign);
        let since = self.last.replace(now).map_or(Duration::ZERO, |last| now.saturating_duration_since(last));
        let Some(arriving) = self.arriving(now) else { return false };
        if queue > QUEUE {
            if self.hold_until.is_some_and(|until| now < until) {
                return false;
            }
            let (first, at) = *self.begun.get_or_insert((arriving, now));
            let least = (first * SHARE).max(LEAST);
            if now.saturating_duration_since(at) > OURS && self.kbps.is_some_and(|kbps| kbps <= least) {
                self.foreign = waited;
                self.begun = None;
                return false;
            }
            self.full = Some(arriving.max(first));
            let still = self.kbps.map_or(f32::INFINITY, |kbps| kbps * STILL);
            let carried = (arriving * DOWN).min(still).max(least);
            self.hold_until = Some(now + HOLD);
            let slower = self.kbps.is_none_or(|kbps| carried < kbps);
            if slower {
                self.kbps = Some(carried);
            }
            return slower;
        }
        if queue < DRAINED {
            self.begun = None;
        }
        if let Some(kbps) = &mut self.kbps
            && queue < DRAINED
        {
            // More only where what is allowed is used.
            let most = arriving * UNUSED.0 + UNUSED.1;
            if *kbps < most {
                let near = self.full.is_some_and(|full| NEAR.contains(&(*kbps / full.max(1.0))));
                let (up, up_least) = if near { (UP_NEAR, UP_NEAR_LEAST) } else { (UP, UP_LEAST) };
                *kbps += (*kbps * up).max(up_least) * since.as_secs_f32().min(1.0);
            }
            if *kbps > ENOUGH {
                self.kbps = None;
            }
        }
        false
    }

    /// What to tell the sender, in kbit/s.
    pub(crate) fn kbps(&self) -> f32 {
        self.kbps.unwrap_or(ENOUGH * 4.0)
    }

    fn arriving(&self, now: Instant) -> Option<f32> {
        let (first, _) = self.arrivals.front()?;
        let span = now.saturating_duration_since(*first);
        (span >= SHORTEST).then(|| self.bytes as f32 * 8.0 / 1_000.0 / span.as_secs_f32())
    }
}

/// Above what [`LineEstimate::kbps`] tells where nothing limits, in kbit/s.
pub(crate) const UNLIMITED: f32 = ENOUGH * 3.0;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A line with a rate and a queue of 200 ms; a sender that obeys what it is told after 100 ms. `other`: from
    /// when on, and for how long each, packets wait behind what others send, in milliseconds.
    fn drive(capacity: f32, wanted: f32, seconds: u64, jitter_ms: u64, other: (u64, u64)) -> (Vec<f32>, f32) {
        let start = Instant::now();
        let mut estimate = LineEstimate::default();
        let mut waits = Waits::new(90_000);
        let (mut free_at, mut allowed) = (0.0f64, wanted);
        let mut told: VecDeque<(u64, f32)> = VecDeque::new();
        let mut arrivals: Vec<(f64, u32, usize)> = Vec::new();
        let (mut rates, mut dropped, mut sent) = (Vec::new(), 0.0, 0.0);
        let mut random = 7u64;
        for ms in 0..seconds * 1_000 {
            while told.front().is_some_and(|(at, _)| *at <= ms) {
                allowed = told.pop_front().unwrap().1.min(wanted);
            }
            if ms % 33 == 0 {
                let bytes = (f64::from(allowed) * 125.0 * 0.033) as usize;
                for part in 0..bytes.div_ceil(1_100) {
                    let size = (bytes - part * 1_100).min(1_100);
                    let begin = free_at.max(ms as f64);
                    sent += 1.0;
                    if begin - ms as f64 > 200.0 {
                        dropped += 1.0;
                        continue;
                    }
                    free_at = begin + size as f64 * 8.0 / f64::from(capacity);
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let noise = if jitter_ms > 0 { (random >> 33) % jitter_ms } else { 0 };
                    let foreign = if other.1 > 0 && ms >= other.0 { other.1 as f64 } else { 0.0 };
                    arrivals.push((free_at + 20.0 + foreign + noise as f64, (ms * 90) as u32, size));
                }
                rates.push(allowed);
            }
            let (due, rest) = arrivals.into_iter().partition(|(at, _, _)| *at <= ms as f64);
            arrivals = rest;
            for (_, timestamp, size) in due {
                let now = start + Duration::from_millis(ms);
                waits.arrived(now, Duration::from_millis(ms), timestamp);
                estimate.arrived(now, size);
                if estimate.update(now, std::iter::once(&waits)) {
                    told.push_back((ms + 100, estimate.kbps()));
                }
            }
            if ms % 500 == 0 {
                told.push_back((ms + 100, estimate.kbps()));
            }
        }
        (rates, dropped / sent)
    }

    fn late_mean(rates: &[f32]) -> f32 {
        let late = &rates[rates.len() / 2..];
        late.iter().sum::<f32>() / late.len() as f32
    }

    #[test]
    fn a_wide_line_is_not_limited() {
        let (rates, dropped) = drive(20_000.0, 1_700.0, 20, 30, (0, 0));
        assert!(rates.iter().all(|rate| *rate == 1_700.0));
        assert_eq!(dropped, 0.0);
    }

    #[test]
    fn a_narrow_line_is_found_within_a_moment_and_used() {
        for capacity in [400.0, 800.0, 1_400.0] {
            let (rates, dropped) = drive(capacity, 1_700.0, 40, 5, (0, 0));
            let mean = late_mean(&rates);
            assert!(mean > capacity * 0.65 && mean < capacity * 1.02, "{capacity}: {mean}");
            assert!(dropped < 0.06, "{capacity}: {dropped}");
            let begin = &rates[30..90];
            assert!(begin.iter().all(|rate| *rate < capacity * 1.5), "{capacity}: slow within a second: {begin:?}");
        }
    }

    #[test]
    fn a_wait_that_is_not_ours_does_not_end_the_picture() {
        let (rates, _) = drive(20_000.0, 1_700.0, 60, 10, (5_000, 120));
        assert!(rates.iter().all(|rate| *rate > 500.0), "{:?}", rates.iter().copied().fold(f32::MAX, f32::min));
        assert!(late_mean(&rates) > 1_200.0, "{}", late_mean(&rates));
    }

    proptest! {
        #[test]
        fn any_stream_is_survived(packets in prop::collection::vec((any::<u32>(), 0u64..400, 0usize..2_000), 0..200)) {
            let start = Instant::now();
            let mut estimate = LineEstimate::default();
            let mut waits = Waits::new(48_000);
            let mut ms = 0;
            for (timestamp, pause, bytes) in packets {
                ms += pause;
                let now = start + Duration::from_millis(ms);
                waits.arrived(now, Duration::from_millis(ms), timestamp);
                estimate.arrived(now, bytes);
                estimate.update(now, std::iter::once(&waits));
                prop_assert!(estimate.kbps() >= LEAST);
                prop_assert!(waits.moment.values.len() <= 200);
            }
        }
    }
}
