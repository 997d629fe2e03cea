//! What is added to voices on their way to the loudspeaker: a limiter, and the tone that tests the speaker.

use super::{BLOCK, Block, SAMPLE_RATE};

/// Louder than this (-0.9 dB) is turned down.
const CEILING: f32 = 0.9;

/// How much of a reduction is given back each block: all of it in about 200 ms.
const RELEASE: f32 = 0.05;

/// Turns several voices down together where their sum would be clipped; what is softer passes unchanged.
#[derive(Debug)]
pub(super) struct Limiter {
    gain: f32,
}

impl Default for Limiter {
    fn default() -> Self {
        Self { gain: 1.0 }
    }
}

impl Limiter {
    /// Limits one block in place.
    pub fn limit(&mut self, block: &mut Block) {
        let peak = block.iter().fold(0.0f32, |peak, s| peak.max(s.abs()));
        let needed = if peak > CEILING { CEILING / peak } else { 1.0 };
        let to = needed.min(self.gain + (1.0 - self.gain) * RELEASE);
        let from = self.gain;
        self.gain = if to > 0.999 { 1.0 } else { to };
        if from >= 1.0 && to >= 1.0 {
            return;
        }
        for (i, s) in block.iter_mut().enumerate() {
            let gain = from + (to - from) * (i as f32 + 1.0) / BLOCK as f32;
            *s = soft(*s * gain);
        }
    }
}

/// Bends what is still above the ceiling, while the gain is on its way down, below 1.
fn soft(s: f32) -> f32 {
    const ROOM: f32 = 1.0 - CEILING;
    let over = s.abs() - CEILING;
    if over <= 0.0 { s } else { s.signum() * (CEILING + ROOM * (over / ROOM).tanh()) }
}

/// Two soft tones, a fourth apart, in half a second: plays on the speaker only.
#[derive(Debug, Default)]
pub(super) struct TestTone {
    /// The next sample; none: silent.
    at: Option<usize>,
}

impl TestTone {
    const TONES: [f32; 2] = [523.25, 698.46];
    const EACH: usize = SAMPLE_RATE as usize / 4;
    const LOUDNESS: f32 = 0.12;

    /// Begins, or begins again.
    pub fn begin(&mut self) {
        self.at = Some(0);
    }

    /// Adds the next 10 ms to a block.
    pub fn add_to(&mut self, block: &mut Block) {
        let Some(begin) = self.at else { return };
        for (i, s) in block.iter_mut().enumerate() {
            let n = begin + i;
            let Some(hertz) = Self::TONES.get(n / Self::EACH) else { break };
            let within = n % Self::EACH;
            let swell = (std::f32::consts::PI * within as f32 / Self::EACH as f32).sin();
            *s += Self::LOUDNESS * swell * (std::f32::consts::TAU * hertz * within as f32 / SAMPLE_RATE as f32).sin();
        }
        self.at = (begin + BLOCK < Self::TONES.len() * Self::EACH).then_some(begin + BLOCK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_voice_passes_unchanged() {
        let mut limiter = Limiter::default();
        let block: Block = std::array::from_fn(|i| 0.85 * (i as f32 * 0.05).sin());
        let mut out = block;
        limiter.limit(&mut out);
        assert_eq!(out, block);
    }

    #[test]
    fn many_voices_are_not_clipped_and_the_loudness_comes_back() {
        let mut limiter = Limiter::default();
        for _ in 0..10 {
            let mut loud: Block = std::array::from_fn(|i| 3.0 * (i as f32 * 0.05).sin());
            limiter.limit(&mut loud);
            assert!(loud.iter().all(|s| s.abs() <= 1.0));
        }
        let mut loud: Block = std::array::from_fn(|i| 3.0 * (i as f32 * 0.05).sin());
        limiter.limit(&mut loud);
        let steepest = loud.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.05, "turned down, not cut: {steepest}");
        let mut soft = [0.1; BLOCK];
        for _ in 0..200 {
            soft = [0.1; BLOCK];
            limiter.limit(&mut soft);
        }
        assert_eq!(soft, [0.1; BLOCK]);
    }

    #[test]
    fn the_test_tone_is_soft_short_and_ends() {
        let mut tone = TestTone::default();
        let mut silence = [0.0; BLOCK];
        tone.add_to(&mut silence);
        assert_eq!(silence, [0.0; BLOCK]);
        tone.begin();
        let mut heard = Vec::new();
        for _ in 0..60 {
            let mut block = [0.0; BLOCK];
            tone.add_to(&mut block);
            heard.extend_from_slice(&block);
        }
        let loudest = heard.iter().fold(0.0f32, |a, s| a.max(s.abs()));
        assert!((0.1..=0.13).contains(&loudest), "{loudest}");
        assert!(heard[24_000..].iter().all(|s| *s == 0.0), "silent after half a second");
        let steepest = heard.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.02, "no click: {steepest}");
    }
}
