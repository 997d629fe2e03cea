//! To and from 48 kHz, for files and devices of other rates.

use super::{BLOCK, Block, SAMPLE_RATE};
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Async, FixedAsync, Resampler, SincInterpolationParameters, SincInterpolationType, WindowFunction};

/// The slowest rate taken, samples a second.
pub(crate) const RATE_MIN: u32 = 4_000;

/// The fastest rate taken, samples a second.
pub(crate) const RATE_MAX: u32 = 384_000;

/// 128 samples long: 1.3 ms of delay at 48 kHz, and nothing of the image above -60 dB.
const SINC: SincInterpolationParameters = SincInterpolationParameters {
    sinc_len: 128,
    f_cutoff: None,
    oversampling_factor: 256,
    interpolation: SincInterpolationType::Quadratic,
    window: WindowFunction::BlackmanHarris2,
};

/// Makes 48 kHz blocks of sound at another rate.
pub(crate) struct ToBlocks {
    resampler: Option<Async<f32>>,
}

impl ToBlocks {
    /// For sound of `rate` samples a second; `None` outside of [`RATE_MIN`] to [`RATE_MAX`].
    pub fn new(rate: u32) -> Option<Self> {
        if !(RATE_MIN..=RATE_MAX).contains(&rate) {
            return None;
        }
        if rate == SAMPLE_RATE {
            return Some(Self { resampler: None });
        }
        let ratio = f64::from(SAMPLE_RATE) / f64::from(rate);
        let resampler = Async::new_sinc(ratio, 1.0, &SINC, BLOCK, 1, FixedAsync::Output).ok()?;
        Some(Self { resampler: Some(resampler) })
    }

    /// How many samples the next block is made of.
    pub fn needs(&self) -> usize {
        self.resampler.as_ref().map_or(BLOCK, Resampler::input_frames_next)
    }

    /// Makes a block of `input`, which holds just as many samples as [`ToBlocks::needs`] says.
    pub fn run(&mut self, input: &[f32], block: &mut Block) {
        let Some(resampler) = &mut self.resampler else {
            block.copy_from_slice(&input[..BLOCK]);
            return;
        };
        let frames = input.len();
        let done = InterleavedSlice::new(input, 1, frames).is_ok_and(|from| {
            InterleavedSlice::new_mut(&mut block[..], 1, BLOCK)
                .is_ok_and(|mut to| resampler.process_into_buffer(&from, &mut to, None).is_ok())
        });
        debug_assert!(done, "the sizes fit by construction");
        if !done {
            block.fill(0.0);
        }
    }
}

/// Makes sound of another rate from 48 kHz blocks.
pub(crate) struct FromBlocks {
    resampler: Option<Async<f32>>,
    output: Vec<f32>,
}

impl FromBlocks {
    /// For sound of `rate` samples a second; `None` outside of [`RATE_MIN`] to [`RATE_MAX`].
    pub fn new(rate: u32) -> Option<Self> {
        if !(RATE_MIN..=RATE_MAX).contains(&rate) {
            return None;
        }
        if rate == SAMPLE_RATE {
            return Some(Self { resampler: None, output: vec![0.0; BLOCK] });
        }
        let ratio = f64::from(rate) / f64::from(SAMPLE_RATE);
        let resampler = Async::<f32>::new_sinc(ratio, 1.0, &SINC, BLOCK, 1, FixedAsync::Input).ok()?;
        let output = vec![0.0; resampler.output_frames_max()];
        Some(Self { resampler: Some(resampler), output })
    }

    /// The block at the other rate.
    pub fn run(&mut self, block: &Block) -> &[f32] {
        let Some(resampler) = &mut self.resampler else {
            self.output.copy_from_slice(block);
            return &self.output;
        };
        let room = self.output.len();
        let made = InterleavedSlice::new(&block[..], 1, BLOCK).ok().and_then(|from| {
            let mut to = InterleavedSlice::new_mut(&mut self.output[..], 1, room).ok()?;
            resampler.process_into_buffer(&from, &mut to, None).ok()
        });
        debug_assert!(made.is_some(), "the sizes fit by construction");
        &self.output[..made.map_or(0, |(_, frames)| frames)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(rate: u32, n: usize) -> f32 {
        (std::f32::consts::TAU * 1_000.0 * n as f32 / rate as f32).sin() * 0.5
    }

    /// How well `sound` is a 1 kHz sine: signal over the rest in decibels, by projection.
    fn snr(sound: &[f32], rate: u32) -> f32 {
        let (mut s, mut c) = (0.0f64, 0.0f64);
        for (n, x) in sound.iter().enumerate() {
            let phase = std::f64::consts::TAU * 1_000.0 * n as f64 / f64::from(rate);
            s += f64::from(*x) * phase.sin();
            c += f64::from(*x) * phase.cos();
        }
        let half = sound.len() as f64 / 2.0;
        let (s, c) = (s / half, c / half);
        let (mut signal, mut rest) = (0.0, 0.0);
        for (n, x) in sound.iter().enumerate() {
            let phase = std::f64::consts::TAU * 1_000.0 * n as f64 / f64::from(rate);
            let fit = s * phase.sin() + c * phase.cos();
            signal += fit * fit;
            rest += (f64::from(*x) - fit).powi(2);
        }
        (10.0 * (signal / rest.max(1e-20)).log10()) as f32
    }

    #[test]
    fn any_rate_becomes_48_khz_cleanly() {
        for rate in [8_000, 16_000, 22_050, 44_100, 48_000, 96_000] {
            let mut to = ToBlocks::new(rate).unwrap();
            let mut at = 0;
            let mut sound = Vec::new();
            for _ in 0..100 {
                let input: Vec<f32> = (0..to.needs()).map(|i| sine(rate, at + i)).collect();
                at += input.len();
                let mut block = [0.0; BLOCK];
                to.run(&input, &mut block);
                sound.extend_from_slice(&block);
            }
            let clean = snr(&sound[24_000..], SAMPLE_RATE);
            assert!(clean > 60.0, "{rate}: {clean} dB");
            let expected = rate as usize;
            assert!(at.abs_diff(expected) < 400, "{rate}: a second took {at} samples");
        }
    }

    #[test]
    fn blocks_become_any_rate_cleanly() {
        for rate in [16_000, 44_100, 48_000, 96_000] {
            let mut from = FromBlocks::new(rate).unwrap();
            let mut sound = Vec::new();
            for n in 0..100 {
                let block: Block = std::array::from_fn(|i| sine(SAMPLE_RATE, n * BLOCK + i));
                sound.extend_from_slice(from.run(&block));
            }
            assert!(sound.len().abs_diff(rate as usize) < 400, "{rate}: {}", sound.len());
            let clean = snr(&sound[sound.len() / 2..], rate);
            assert!(clean > 60.0, "{rate}: {clean} dB");
        }
    }

    #[test]
    fn absurd_rates_are_refused() {
        for rate in [0, 1, 3_999, 384_001, u32::MAX] {
            assert!(ToBlocks::new(rate).is_none() && FromBlocks::new(rate).is_none(), "{rate}");
        }
    }
}
