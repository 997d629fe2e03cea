//! Which pictures are encoded, when, and how large: decided from times and numbers alone.

use super::{PictureCodec, PictureTarget};
use std::time::Duration;

/// Of three key frames that were asked for the first and the last are this far apart at least: requests in between are
/// answered by the last.
const KEYS_APART: Duration = Duration::from_millis(300);

/// And two of them so far: less than from one camera picture to the next. Whoever comes to a meeting asks twice: for one under the
/// new keys, and for one over a connection that has just come about, and looks at nothing until the second is there.
const KEY_APART: Duration = Duration::from_millis(25);

/// A still screen is encoded again this often until it is sharp.
const REFINE_EVERY: Duration = Duration::from_millis(200);

/// And this often afterwards: if the last frame before it was lost, nothing else would tell the other side.
const STILL_EVERY: Duration = Duration::from_secs(1);

/// A quantizer (0 to 63) at which text has no visible fault: no use in refining further.
const SHARP: u8 = 8;

/// The most refinements of one picture.
const MOST_REFINEMENTS: u32 = 20;

/// What to do with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Leave it out.
    Skip,
    /// Encode it, as a key frame or not.
    Encode {
        /// As a key frame.
        key: bool,
    },
}

/// What is known when a picture (or none) came from the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// Since the sender's start.
    pub(crate) now: Duration,
    /// How old the picture is.
    pub(crate) age: Duration,
    /// Whether it is a new picture; else the one before is still shown.
    pub(crate) fresh: bool,
    /// Whether somebody asked for a key frame.
    pub(crate) key_wanted: bool,
}

/// Decides which pictures are encoded.
#[derive(Debug)]
pub(crate) struct Cadence {
    codec: PictureCodec,
    /// When the next picture is due by the rate that is wanted.
    due: Duration,
    last: Option<Duration>,
    /// The last two key frames.
    last_key: Option<Duration>,
    key_before: Option<Duration>,
    quantizer: u8,
    refinements: u32,
}

impl Cadence {
    /// Nothing has been encoded yet.
    pub(crate) fn new(codec: PictureCodec) -> Self {
        Self { codec, due: Duration::ZERO, last: None, last_key: None, key_before: None, quantizer: 63, refinements: 0 }
    }

    /// From now on as if nothing had been encoded: the next picture is a key frame.
    pub(crate) fn restart(&mut self) {
        *self = Self::new(self.codec);
    }

    /// Whether to encode now, at most `fps` times a second.
    pub(crate) fn decide(&mut self, moment: Moment, fps: u32) -> Verdict {
        let Moment { now, age, fresh, key_wanted } = moment;
        let period = Duration::from_secs(1) / fps.max(1);
        let since = |then: Option<Duration>| then.map(|then| now.saturating_sub(then));
        let key = match since(self.last_key) {
            None => true,
            Some(apart) => {
                let room = since(self.key_before).is_none_or(|apart| apart >= KEYS_APART);
                key_wanted && room && apart >= KEY_APART
            }
        };
        if !fresh {
            let Some(still) = since(self.last) else { return Verdict::Skip };
            let refine = self.codec == PictureCodec::Vp9
                && if self.quantizer > SHARP && self.refinements < MOST_REFINEMENTS {
                    still >= REFINE_EVERY
                } else {
                    still >= STILL_EVERY
                };
            return if key || refine { Verdict::Encode { key } } else { Verdict::Skip };
        }
        // Sources tremble: a picture that comes a little before it is due is the one that is meant.
        if now + period / 4 < self.due && !key {
            return Verdict::Skip;
        }
        // Encoding cannot keep up, and pictures wait in the device: leave some out, but never all.
        let waits = age > period * 2 + Duration::from_millis(40);
        if waits && !key && since(self.last).is_some_and(|apart| apart < period * 2) {
            return Verdict::Skip;
        }
        Verdict::Encode { key }
    }

    /// A picture was encoded at `now`.
    pub(crate) fn encoded(&mut self, now: Duration, fresh: bool, key: bool, quantizer: u8, fps: u32) {
        let period = Duration::from_secs(1) / fps.max(1);
        if fresh {
            // Steadily from one to the next, but nothing is saved up.
            self.due = (self.due + period).clamp(now.saturating_sub(period / 2), now + period);
            self.refinements = 0;
        } else {
            self.refinements += 1;
        }
        self.last = Some(now);
        if key {
            self.key_before = self.last_key.replace(now);
        }
        self.quantizer = quantizer;
    }
}

/// Chooses how thoroughly to encode, by how long it takes: well on a quick machine, in time on a slow or busy one.
#[derive(Debug)]
pub(crate) struct Effort {
    /// Effort that is saved: least and most.
    range: (u8, u8),
    speed: u8,
    changed: Duration,
}

/// Of the time between two pictures, in which to encode one: above this it is done less thoroughly...
const BUSY: f64 = 0.45;

/// ...and below this more.
const IDLE: f64 = 0.15;

impl Effort {
    /// Begins thoroughly.
    pub(crate) fn new(codec: PictureCodec) -> Self {
        // Measured with `picture_bench FILM 250 camera` and `slides`: below these a picture costs much more and looks
        // hardly better, above them it looks visibly worse. VP8 at 12 is within 0.2 dB of 6 for two films at 400, 1000 and
        // 1700 kbit/s, and takes up to 37 % less time; at 14 it loses 0.2 to 3 dB.
        let range = match codec {
            PictureCodec::Vp8 => (12, 16),
            PictureCodec::Vp9 => (8, 9),
        };
        Self { range, speed: range.0, changed: Duration::ZERO }
    }

    /// The speed for the next picture, where encoding lately took `encode` of the `period` between two.
    pub(crate) fn speed(&mut self, now: Duration, encode: Duration, period: Duration) -> u8 {
        let load = encode.as_secs_f64() / period.as_secs_f64().max(1e-6);
        let unchanged = now.saturating_sub(self.changed);
        let (least, most) = self.range;
        let speed = if load > BUSY && unchanged >= Duration::from_secs(1) {
            (self.speed + 2).min(most)
        } else if load < IDLE && unchanged >= Duration::from_secs(8) {
            self.speed.saturating_sub(2).max(least)
        } else {
            self.speed
        };
        if speed != self.speed {
            (self.speed, self.changed) = (speed, now);
        }
        self.speed
    }
}

/// Chooses the size of camera pictures by the bitrate: what is wanted, or smaller where it would be a mosaic.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    /// How many steps of three quarters it went down.
    steps: u32,
}

/// Bits a pixel below which a smaller picture, shown as large, looks better than a coarser one. Measured with
/// `picture_bench FILM 250 sizes`: at 720p the smaller one won below 1,000 kbit/s, at 540p below 500.
const FEWEST_BITS: f64 = 0.033;

/// How much more than that there has to be before it grows again.
const MARGIN: f64 = 1.3;

impl Ladder {
    /// The largest size that the bitrate fills: (width, height) to scale down to, at most `wanted`.
    pub(crate) fn size(&mut self, wanted: (u32, u32), target: PictureTarget) -> (u32, u32) {
        let side = |side: u32, steps: u32| (f64::from(side) * 0.75_f64.powi(steps as i32)).round() as u32;
        let bits = |steps: u32| {
            let pixels = f64::from(side(wanted.0, steps)) * f64::from(side(wanted.1, steps));
            f64::from(target.kbps) * 1000.0 / f64::from(target.max_fps.clamp(1, 30)) / pixels.max(1.0)
        };
        let smallest = |steps: u32| side(wanted.1, steps + 1) < 90;
        while bits(self.steps) < FEWEST_BITS && !smallest(self.steps) {
            self.steps += 1;
        }
        while self.steps > 0 && bits(self.steps - 1) >= FEWEST_BITS * MARGIN {
            self.steps -= 1;
        }
        (side(wanted.0, self.steps), side(wanted.1, self.steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MS: Duration = Duration::from_millis(1);

    /// Feeds pictures at `at` milliseconds and gives the times at which one was encoded, and whether as a key frame.
    fn run(
        cadence: &mut Cadence,
        fps: u32,
        fresh: bool,
        keys: &[u32],
        at: impl Iterator<Item = u32>,
    ) -> Vec<(u32, bool)> {
        let mut encoded = Vec::new();
        let mut wanted = false;
        for ms in at {
            wanted |= keys.contains(&ms);
            let moment = Moment { now: MS * ms, age: Duration::ZERO, fresh, key_wanted: wanted };
            if let Verdict::Encode { key } = cadence.decide(moment, fps) {
                cadence.encoded(moment.now, fresh, key, 30, fps);
                wanted &= !key;
                encoded.push((ms, key));
            }
        }
        encoded
    }

    #[test]
    fn the_rate_is_kept_and_only_the_first_is_a_key_frame() {
        let source = |until: u32| (0..until).map(|i| i * 1000 / 30);
        let mut cadence = Cadence::new(PictureCodec::Vp8);
        let all = run(&mut cadence, 30, true, &[], source(60));
        assert_eq!(all.len(), 60);
        assert_eq!(all.iter().filter(|(_, key)| *key).count(), 1);
        assert!(all[0].1);
        for (fps, expected) in [(15, 30), (10, 20), (20, 40), (60, 60)] {
            let count = run(&mut Cadence::new(PictureCodec::Vp8), fps, true, &[], source(60)).len();
            assert!(count.abs_diff(expected) <= 2, "{fps}: {count} of {expected}");
        }
    }

    #[test]
    fn key_frames_come_when_asked_for_but_not_in_bursts() {
        let mut cadence = Cadence::new(PictureCodec::Vp8);
        let times = (0..40).map(|i| i * 33);
        let keys: Vec<_> =
            run(&mut cadence, 30, true, &[33, 66, 99, 990], times).into_iter().filter(|(_, key)| *key).collect();
        assert_eq!(keys, [(0, true), (33, true), (330, true), (990, true)]);
        cadence.restart();
        assert_eq!(run(&mut cadence, 30, true, &[], 2000..2001), [(2000, true)]);
    }

    #[test]
    fn a_still_screen_is_refined_then_kept_alive_and_answers_for_a_key_frame() {
        let mut cadence = Cadence::new(PictureCodec::Vp9);
        run(&mut cadence, 15, true, &[], 0..1);
        let ticks = || (1..600).map(|i| i * 66);
        let still = run(&mut cadence, 15, false, &[], ticks());
        assert!(still[0].0 >= 200 && still[1].0 - still[0].0 < 300, "{:?}", &still[..2]);
        let late: Vec<_> = still.iter().filter(|(ms, _)| *ms > 10_000).collect();
        assert!(late.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 1000), "{late:?}");
        assert!(late.len() > 20);
        let mut cadence = Cadence::new(PictureCodec::Vp9);
        run(&mut cadence, 15, true, &[], 0..1);
        let asked = run(&mut cadence, 15, false, &[396], ticks());
        assert_eq!(asked.iter().find(|(_, key)| *key), Some(&(396, true)));
    }

    #[test]
    fn a_sharp_still_picture_is_not_refined_and_a_camera_that_stalls_sends_nothing() {
        let mut cadence = Cadence::new(PictureCodec::Vp9);
        cadence.encoded(Duration::ZERO, true, true, 4, 15);
        let moment = |ms: u32| Moment { now: MS * ms, age: Duration::ZERO, fresh: false, key_wanted: false };
        assert_eq!(cadence.decide(moment(500), 15), Verdict::Skip);
        assert_eq!(cadence.decide(moment(1000), 15), Verdict::Encode { key: false });
        let mut cadence = Cadence::new(PictureCodec::Vp8);
        assert_eq!(cadence.decide(moment(500), 15), Verdict::Skip);
        cadence.encoded(Duration::ZERO, true, true, 40, 15);
        assert_eq!(cadence.decide(moment(5000), 15), Verdict::Skip);
    }

    #[test]
    fn old_pictures_are_left_out_but_never_all() {
        let mut cadence = Cadence::new(PictureCodec::Vp8);
        let mut count = 0;
        for i in 0..60 {
            let now = MS * 33 * i;
            let moment = Moment { now, age: MS * 130, fresh: true, key_wanted: false };
            if let Verdict::Encode { key } = cadence.decide(moment, 30) {
                cadence.encoded(now, true, key, 30, 30);
                count += 1;
            }
        }
        assert!((15..=32).contains(&count), "{count}");
    }

    #[test]
    fn a_busy_machine_is_spared_and_a_quick_one_used() {
        let second = Duration::from_secs(1);
        let mut effort = Effort::new(PictureCodec::Vp8);
        assert_eq!(effort.speed(second, MS * 6, MS * 33), 12);
        let busy: Vec<_> = (2..10).map(|i| effort.speed(second * i, MS * 25, MS * 33)).collect();
        assert_eq!(busy, [14, 16, 16, 16, 16, 16, 16, 16]);
        assert_eq!(effort.speed(second * 30, MS * 10, MS * 33), 16, "neither busy nor idle");
        let idle: Vec<_> = (0..10).map(|i| effort.speed(second * (40 + 5 * i), MS * 3, MS * 33)).collect();
        assert_eq!(idle, [14, 14, 12, 12, 12, 12, 12, 12, 12, 12]);
    }

    fn target(kbps: u32) -> PictureTarget {
        PictureTarget { max_width: 1280, max_height: 720, max_fps: 30, kbps }
    }

    #[test]
    fn a_narrow_line_gets_a_smaller_picture_and_a_wide_one_all_of_it() {
        let mut ladder = Ladder::default();
        let wanted = (1280, 720);
        assert_eq!(ladder.size(wanted, target(1700)), wanted);
        assert_eq!(ladder.size(wanted, target(1000)), wanted);
        assert_eq!(ladder.size(wanted, target(700)), (960, 540));
        assert_eq!(ladder.size(wanted, target(1000)), (960, 540), "only well above does it grow again");
        assert_eq!(ladder.size(wanted, target(400)), (720, 405));
        let small = ladder.size(wanted, target(60));
        assert!(small.1 < 300 && small.1 >= 90, "{small:?}");
        assert!(ladder.size(wanted, target(1)).1 >= 90);
        assert_eq!(ladder.size(wanted, target(2500)), wanted);
    }

    #[test]
    fn a_bitrate_that_trembles_does_not_change_the_size() {
        let mut ladder = Ladder::default();
        let first = ladder.size((1280, 720), target(800));
        for kbps in [900, 1000, 850, 1100, 600, 1150] {
            assert_eq!(ladder.size((1280, 720), target(kbps)), first, "{kbps}");
        }
    }

    proptest! {
        #[test]
        fn the_ladder_ends_and_never_grows_a_picture(
            steps in proptest::collection::vec((1u32..5000, 1u32..5000, 0u32..20_000, 0u32..70), 1..8)
        ) {
            let mut ladder = Ladder::default();
            for (width, height, kbps, fps) in steps {
                let target = PictureTarget { max_width: width, max_height: height, max_fps: fps, kbps };
                let size = ladder.size((width, height), target);
                prop_assert!(size.0 <= width && size.1 <= height);
            }
        }

        #[test]
        fn a_key_frame_that_is_wanted_comes_soon(times in proptest::collection::vec(1u32..80, 20..60), fps in 1u32..60) {
            let mut now = 0;
            let mut cadence = Cadence::new(PictureCodec::Vp8);
            let mut wanted_since = None;
            for (i, step) in times.iter().enumerate() {
                now += step;
                if i % 5 == 0 {
                    wanted_since.get_or_insert(now);
                }
                let moment = Moment { now: MS * now, age: Duration::ZERO, fresh: true, key_wanted: wanted_since.is_some() };
                if let Verdict::Encode { key } = cadence.decide(moment, fps) {
                    cadence.encoded(moment.now, true, key, 30, fps);
                    if key {
                        wanted_since = None;
                    }
                }
                prop_assert!(wanted_since.is_none_or(|since| now - since <= 340), "waits since {wanted_since:?} at {now}");
            }
        }
    }
}
