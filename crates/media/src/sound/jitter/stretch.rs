//! Makes speech shorter or longer without changing its pitch: one period of the voice is taken out or said twice, with
//! a cross-fade (pitch-synchronous overlap-add).

/// The shortest period looked for: 2.5 ms, a voice of 400 Hz.
pub(super) const PERIOD_MIN: usize = 120;

/// The longest: 15 ms, a voice of 67 Hz.
pub(super) const PERIOD_MAX: usize = 720;

/// How much is compared to find the period: 10 ms.
const WINDOW: usize = 480;

/// The coarse search looks at every so many-th sample and period.
const COARSE: usize = 6;

/// What has to lie ahead to take a period out.
pub(super) const AHEAD: usize = 2 * PERIOD_MAX;

/// Softer than this (-50 dB under full scale) any cut is inaudible.
const QUIET_POWER: f32 = 1e-5;

/// How alike two periods have to be, -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Care {
    /// Only where it cannot be heard.
    Gentle,
    /// The buffer is far too long or short: also where it is just tolerable.
    Hasty,
    /// It has to be changed, whatever it sounds like.
    None,
}

impl Care {
    fn likeness(self) -> f32 {
        match self {
            Self::Gentle => 0.8,
            Self::Hasty => 0.4,
            Self::None => -1.1,
        }
    }
}

/// Takes one period, at most `most` samples long, out of what lies ahead of `at`; gives its length, 0 where nothing
/// fits. Needs [`AHEAD`] samples.
pub(super) fn shorten(line: &mut Vec<f32>, at: usize, most: usize, care: Care) -> usize {
    if line.len() < at + AHEAD {
        return 0;
    }
    let windows = |period| (&line[at..at + WINDOW], &line[at + period..at + period + WINDOW]);
    let Some(period) = best_period(most, care, windows) else { return 0 };
    for i in 0..period {
        let fade = (i as f32 + 0.5) / period as f32;
        line[at + i] += (line[at + period + i] - line[at + i]) * fade;
    }
    line.drain(at + period..at + 2 * period);
    period
}

/// Says one period, at most `most` samples long, twice at `at`; gives its length, 0 where nothing fits. Needs
/// [`PERIOD_MAX`] samples ahead of `at` and as many behind it.
pub(super) fn lengthen(line: &mut Vec<f32>, at: usize, most: usize, care: Care) -> usize {
    if at < PERIOD_MAX || line.len() < at + PERIOD_MAX {
        return 0;
    }
    let windows = |period| (&line[at..at + WINDOW], &line[at - period..at - period + WINDOW]);
    let Some(period) = best_period(most, care, windows) else { return 0 };
    // [.. at][at .. at+period] becomes [.. at][fade from at.. into at-period..][at .. ].
    let end = line.len();
    line.resize(end + period, 0.0);
    line.copy_within(at..end, at + period);
    for i in 0..period {
        let fade = (i as f32 + 0.5) / period as f32;
        let (ahead, behind) = (line[at + period + i], line[at - period + i]);
        line[at + i] = ahead + (behind - ahead) * fade;
    }
    period
}

/// The period at which the two windows that `pair` gives are most alike, if alike enough.
fn best_period<'a>(most: usize, care: Care, pair: impl Fn(usize) -> (&'a [f32], &'a [f32])) -> Option<usize> {
    let most = most.min(PERIOD_MAX);
    if most < PERIOD_MIN {
        return None;
    }
    let (near, _) = pair(PERIOD_MIN);
    let power = near.iter().map(|s| s * s).sum::<f32>() / near.len() as f32;
    let (_, far) = pair(PERIOD_MAX);
    let far_power = far.iter().map(|s| s * s).sum::<f32>() / far.len() as f32;
    if power.max(far_power) < QUIET_POWER {
        return Some(WINDOW.min(most));
    }
    let mut best = (f32::MIN, PERIOD_MIN);
    for period in (PERIOD_MIN..=most).step_by(COARSE) {
        let (a, b) = pair(period);
        best = best_of(best, (likeness(a, b, COARSE), period));
    }
    let around = best.1.saturating_sub(COARSE).max(PERIOD_MIN)..=(best.1 + COARSE).min(most);
    let mut best = (f32::MIN, PERIOD_MIN);
    for period in around {
        let (a, b) = pair(period);
        best = best_of(best, (likeness(a, b, 1), period));
    }
    (best.0 >= care.likeness()).then_some(best.1)
}

fn best_of(a: (f32, usize), b: (f32, usize)) -> (f32, usize) {
    if b.0 > a.0 { b } else { a }
}

/// Normalised cross-correlation, over every `step`-th sample.
fn likeness(a: &[f32], b: &[f32], step: usize) -> f32 {
    let (mut ab, mut aa, mut bb) = (0.0, 1e-9, 1e-9);
    for (x, y) in a.iter().step_by(step).zip(b.iter().step_by(step)) {
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    ab / (aa * bb).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tone(hertz: f32, length: usize) -> Vec<f32> {
        (0..length).map(|n| 0.5 * (std::f32::consts::TAU * hertz * n as f32 / 48_000.0).sin()).collect()
    }

    fn steepest(line: &[f32]) -> f32 {
        line.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_tone_stays_a_tone() {
        for hertz in [80.0, 120.0, 200.0, 333.0] {
            let original = tone(hertz, 4_800);
            let mut line = original.clone();
            let removed = shorten(&mut line, 1_000, PERIOD_MAX, Care::Gentle);
            assert!(removed > 0, "{hertz}");
            assert_eq!(line.len(), original.len() - removed);
            assert!(steepest(&line) < steepest(&original) * 1.1, "{hertz} Hz has a click");
            let added = lengthen(&mut line, 1_000, PERIOD_MAX, Care::Gentle);
            assert!(added > 0, "{hertz}");
            assert_eq!(line.len(), original.len() - removed + added);
            assert!(steepest(&line) < steepest(&original) * 1.1, "{hertz} Hz has a click");
            let periods = removed as f32 * hertz / 48_000.0;
            assert!((periods - periods.round()).abs() < 0.1, "{periods} periods of {hertz} Hz were taken out");
        }
    }

    #[test]
    fn silence_is_cut_freely() {
        let mut line = vec![0.0; 4_800];
        assert_eq!(shorten(&mut line, 0, PERIOD_MAX, Care::Gentle), WINDOW);
        assert_eq!(lengthen(&mut line, 1_000, PERIOD_MAX, Care::Gentle), WINDOW);
    }

    #[test]
    fn noise_is_left_alone() {
        let mut seed = 1u32;
        let mut line: Vec<f32> = (0..4_800)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 16) as f32 / 65_536.0 - 0.5
            })
            .collect();
        let before = line.clone();
        assert_eq!(shorten(&mut line, 1_000, PERIOD_MAX, Care::Gentle), 0);
        assert_eq!(lengthen(&mut line, 1_000, PERIOD_MAX, Care::Gentle), 0);
        assert_eq!(line, before);
    }

    #[test]
    fn no_more_is_changed_than_asked() {
        let mut line = tone(100.0, 4_800);
        assert_eq!(shorten(&mut line, 1_000, 300, Care::Gentle), 0, "no period of 100 Hz is so short");
        let removed = shorten(&mut line, 1_000, 300, Care::None);
        assert!((PERIOD_MIN..=300).contains(&removed), "{removed}");
        assert_eq!(shorten(&mut line, 1_000, PERIOD_MIN - 1, Care::None), 0);
        assert_eq!(lengthen(&mut vec![0.0; 4_800], 1_000, 200, Care::Gentle), 200);
    }

    #[test]
    fn what_was_played_is_not_touched() {
        let original = tone(150.0, 4_800);
        let mut line = original.clone();
        shorten(&mut line, 1_000, PERIOD_MAX, Care::Hasty);
        lengthen(&mut line, 1_000, PERIOD_MAX, Care::Hasty);
        assert_eq!(line[..1_000], original[..1_000]);
    }

    proptest! {
        #[test]
        fn any_line_and_place_are_safe(
            line in proptest::collection::vec(-1.0f32..1.0, 0..3_000),
            at in 0usize..3_000,
            most in 0usize..1_000,
        ) {
            let mut line = line;
            let at = at.min(line.len());
            let length = line.len();
            let removed = shorten(&mut line, at, most, Care::None);
            prop_assert_eq!(line.len(), length - removed);
            let added = lengthen(&mut line, at, most, Care::None);
            prop_assert_eq!(line.len(), length - removed + added);
            prop_assert!(line.iter().all(|s| s.abs() <= 1.0));
        }
    }
}
