//! What a microphone's sound goes through before it is encoded: echo cancelling with what the loudspeaker plays as the
//! reference, noise suppression, gain control. The WebRTC audio processing in Rust (`sonora`).

use super::{BLOCK, Block, SAMPLE_RATE};
use sonora::config::{
    AdaptiveDigital, EchoCanceller, GainController2, HighPassFilter, MaxProcessingRate, NoiseSuppression,
    NoiseSuppressionLevel, Pipeline,
};
use sonora::{AudioProcessing, Config, StreamConfig};

/// The processing of one microphone.
pub(crate) struct Processing {
    apm: AudioProcessing,
    output: Box<Block>,
}

impl Processing {
    /// Everything on.
    pub fn new() -> Self {
        let config = Config {
            pipeline: Pipeline {
                // The whole band: half of it would be audible as a dull voice.
                maximum_internal_processing_rate: MaxProcessingRate::Rate48kHz,
                multi_channel_render: false,
                multi_channel_capture: false,
                ..Pipeline::default()
            },
            high_pass_filter: Some(HighPassFilter::default()),
            echo_canceller: Some(EchoCanceller::default()),
            noise_suppression: Some(NoiseSuppression {
                level: NoiseSuppressionLevel::Moderate,
                ..NoiseSuppression::default()
            }),
            gain_controller2: Some(GainController2 {
                // A room that is quiet stays quiet: the gain begins low, and is found once someone speaks.
                adaptive_digital: Some(AdaptiveDigital {
                    initial_gain_db: 3.0,
                    max_gain_db: 30.0,
                    ..AdaptiveDigital::default()
                }),
                ..GainController2::default()
            }),
            ..Config::default()
        };
        let stream = StreamConfig::new(SAMPLE_RATE, 1);
        let apm = AudioProcessing::builder().config(config).capture_config(stream).render_config(stream).build();
        Self { apm, output: Box::new([0.0; BLOCK]) }
    }

    /// Hears what the loudspeaker is about to play.
    pub fn played(&mut self, block: &Block) {
        let _ = self.apm.process_render_f32(&[block], &mut [&mut self.output[..]]);
    }

    /// Cleans what the microphone heard, in place.
    pub fn clean(&mut self, block: &mut Block) {
        if self.apm.process_capture_f32(&[&block[..]], &mut [&mut self.output[..]]).is_ok() {
            for (to, from) in block.iter_mut().zip(self.output.iter()) {
                *to = if from.is_finite() { from.clamp(-1.0, 1.0) } else { 0.0 };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::level::decibels;
    use std::f32::consts::TAU;

    /// Something like a voice: harmonics of a wandering pitch in syllables of uneven length.
    fn voice(seconds: usize, pitch: f32) -> Vec<f32> {
        let mut phase = 0.0f32;
        (0..seconds * SAMPLE_RATE as usize)
            .map(|n| {
                let t = n as f32 / SAMPLE_RATE as f32;
                phase = (phase + (pitch + 0.2 * pitch * (t * 1.7).sin()) / SAMPLE_RATE as f32).fract();
                let syllable = (t * 9.0 + 2.0 * (t * pitch * 0.01).sin()).sin().max(0.0);
                let sum: f32 = (1..24).map(|h| (TAU * phase * h as f32).sin() / h as f32).sum();
                sum * syllable * 0.15
            })
            .collect()
    }

    /// What a microphone hears of a loudspeaker: 40 ms later, weaker, with two reflections.
    fn echo(played: &[f32], at: usize) -> f32 {
        let from = |delay: usize, gain: f32| at.checked_sub(delay).map_or(0.0, |n| played[n] * gain);
        from(1_920, 0.35) + from(2_400, 0.15) + from(3_300, -0.1)
    }

    /// Cleans `heard` block by block while `played` is played.
    fn run(played: &[f32], heard: &[f32]) -> Vec<f32> {
        let mut processing = Processing::new();
        let mut out = Vec::with_capacity(heard.len());
        for (played, heard) in played.as_chunks::<BLOCK>().0.iter().zip(heard.as_chunks::<BLOCK>().0) {
            processing.played(played);
            let mut block = *heard;
            processing.clean(&mut block);
            out.extend_from_slice(&block);
        }
        out
    }

    #[test]
    fn the_loudspeaker_is_not_heard_in_the_microphone() {
        let played = voice(10, 140.0);
        let heard: Vec<f32> = (0..played.len()).map(|at| echo(&played, at)).collect();
        let out = run(&played, &heard);
        let from = 5 * SAMPLE_RATE as usize;
        let loss = decibels(&heard[from..]) - decibels(&out[from..]);
        assert!(loss > 25.0, "the echo is {loss} dB weaker");
    }

    #[test]
    fn a_voice_alone_passes() {
        let heard = voice(10, 180.0);
        let out = run(&vec![0.0; heard.len()], &heard);
        let from = 5 * SAMPLE_RATE as usize;
        let change = decibels(&out[from..]) - decibels(&heard[from..]);
        assert!(change.abs() < 6.0, "{change} dB");
    }

    #[test]
    fn a_soft_voice_is_raised() {
        let heard: Vec<f32> = voice(14, 180.0).iter().map(|s| s * 0.05).collect();
        let out = run(&vec![0.0; heard.len()], &heard);
        let from = 10 * SAMPLE_RATE as usize;
        let change = decibels(&out[from..]) - decibels(&heard[from..]);
        assert!(change > 6.0, "{change} dB");
    }

    #[test]
    fn noise_is_taken_down() {
        let mut seed = 1u32;
        let heard: Vec<f32> = (0..10 * SAMPLE_RATE as usize)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((seed >> 8) as f32 / 8_388_608.0 - 1.0) * 0.01
            })
            .collect();
        let out = run(&vec![0.0; heard.len()], &heard);
        let from = 5 * SAMPLE_RATE as usize;
        let loss = decibels(&heard[from..]) - decibels(&out[from..]);
        assert!(loss > 8.0, "{loss} dB");
    }
}
