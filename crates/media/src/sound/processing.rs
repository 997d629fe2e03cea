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
                adaptive_digital: Some(AdaptiveDigital::default()),
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
