//! What the renderer did, for `--stats`: how many stages were composed and drawn, and how long that took.

use serde::Serialize;
use std::time::{Duration, Instant};

/// The longest time told apart, in milliseconds; longer ones count as this.
const LONGEST: usize = 2_000;

/// How often each number of milliseconds came.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u32>,
    total: u32,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; LONGEST + 1], total: 0 }
    }
}

/// The middle and the slow end of a distribution, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Quantiles {
    /// Half of all took no longer.
    pub p50: u32,
    /// 95 of 100 took no longer.
    pub p95: u32,
}

impl Histogram {
    /// One more.
    pub fn add(&mut self, took: Duration) {
        let ms = usize::try_from((took.as_micros() + 500) / 1_000).unwrap_or(LONGEST).min(LONGEST);
        self.counts[ms] = self.counts[ms].saturating_add(1);
        self.total = self.total.saturating_add(1);
    }

    /// `None` where there was none.
    pub fn quantiles(&self) -> Option<Quantiles> {
        (self.total > 0).then(|| Quantiles { p50: self.quantile(0.5), p95: self.quantile(0.95) })
    }

    fn quantile(&self, share: f64) -> u32 {
        let wanted = (f64::from(self.total) * share).ceil() as u32;
        let mut seen = 0;
        for (ms, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return ms as u32;
            }
        }
        LONGEST as u32
    }
}

/// What was presented, as it stands in the stats file under `window`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// Which renderer.
    pub renderer: &'static str,
    /// Width of the newest stage in device pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Stages composed and sent.
    pub composed: u64,
    /// Stages that the page has drawn.
    pub presented: u64,
    /// Drawn a second, from the first drawn to the last.
    pub fps: f64,
    /// Pictures that were scaled into a tile.
    pub tiles_drawn: u64,
    /// Time to compose one stage.
    pub compose_ms: Option<Quantiles>,
    /// From sending a stage to the page's acknowledgement that it was drawn.
    pub drawn_ms: Option<Quantiles>,
    /// From the capture of the oldest remote picture that was new on a stage to the acknowledgement. The clock of the
    /// capturing machine is compared with this one's: true only where both are one machine.
    pub capture_to_drawn_ms: Option<Quantiles>,
    /// Connections that were let in.
    pub let_in: u64,
    /// Connections that were turned away.
    pub turned_away: u64,
}

/// Counts, while it runs.
#[derive(Debug, Default)]
pub struct Counters {
    width: u32,
    height: u32,
    composed: u64,
    presented: u64,
    tiles_drawn: u64,
    first_drawn: Option<Instant>,
    last_drawn: Option<Instant>,
    compose: Histogram,
    drawn: Histogram,
    capture_to_drawn: Histogram,
    /// Connections that were let in.
    pub let_in: u64,
    /// Connections that were turned away.
    pub turned_away: u64,
}

impl Counters {
    /// One stage was composed: so large, so many tiles of it anew, in so long.
    pub fn composed(&mut self, width: u32, height: u32, tiles: u64, took: Duration) {
        (self.width, self.height) = (width, height);
        self.composed += 1;
        self.tiles_drawn += tiles;
        self.compose.add(took);
    }

    /// One stage was drawn by the page.
    pub fn drawn(&mut self, now: Instant, took: Duration, since_capture: Option<Duration>) {
        self.presented += 1;
        self.first_drawn.get_or_insert(now);
        self.last_drawn = Some(now);
        self.drawn.add(took);
        if let Some(since) = since_capture {
            self.capture_to_drawn.add(since);
        }
    }

    /// The sum of it.
    pub fn measures(&self, renderer: &'static str) -> Measures {
        let span = self.first_drawn.zip(self.last_drawn).map_or(0.0, |(first, last)| (last - first).as_secs_f64());
        let fps = if span > 0.0 { (self.presented - 1) as f64 / span } else { 0.0 };
        Measures {
            renderer,
            width: self.width,
            height: self.height,
            composed: self.composed,
            presented: self.presented,
            fps: (fps * 100.0).round() / 100.0,
            tiles_drawn: self.tiles_drawn,
            compose_ms: self.compose.quantiles(),
            drawn_ms: self.drawn.quantiles(),
            capture_to_drawn_ms: self.capture_to_drawn.quantiles(),
            let_in: self.let_in,
            turned_away: self.turned_away,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_sorted_list() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantiles(), None);
        for ms in (1..=100).rev() {
            histogram.add(Duration::from_millis(ms));
        }
        assert_eq!(histogram.quantiles(), Some(Quantiles { p50: 50, p95: 95 }));
        histogram.add(Duration::from_secs(3_600));
        assert_eq!(histogram.quantiles(), Some(Quantiles { p50: 51, p95: 96 }));
    }

    #[test]
    fn frames_a_second_are_counted_between_the_first_and_the_last() {
        let start = Instant::now();
        let mut counters = Counters::default();
        assert_eq!(counters.measures("canvas").fps, 0.0);
        for n in 0..31 {
            counters.composed(640, 360, 2, Duration::from_millis(2));
            counters.drawn(start + Duration::from_millis(100) * n, Duration::from_millis(9), None);
        }
        let measures = counters.measures("canvas");
        assert_eq!((measures.composed, measures.presented, measures.tiles_drawn), (31, 31, 62));
        assert_eq!(measures.fps, 10.0);
        assert_eq!(measures.drawn_ms, Some(Quantiles { p50: 9, p95: 9 }));
        assert_eq!(measures.capture_to_drawn_ms, None);
    }
}
