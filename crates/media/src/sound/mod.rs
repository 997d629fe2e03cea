//! Sound: sources (microphone, file), sinks (loudspeaker, file), processing, Opus, jitter buffer, mixing.
//!
//! The way out: a [`SoundSource`] gives 10 ms blocks to a [`Microphone`], which cancels the echo, encodes 20 ms Opus
//! packets and hands them on. The way in: packets are pushed into a [`Voice`]; the [`Playout`] pulls every voice's
//! [`JitterBuffer`] a hundred times a second, mixes and gives the mix to a [`SoundSink`] and, as the echo canceller's
//! reference, to the [`RenderTap`].

mod codec;
mod device;
mod jitter;
mod level;
mod microphone;
mod mix;
mod open;
mod pace;
mod playout;
mod processing;
mod record;
mod resample;
mod thread;
mod voice;
mod wav;

use crate::picture::SourceError;
use crate::time::CaptureTime;

pub use jitter::{JitterBuffer, JitterStats, Pulled, SoundPacket};
pub use microphone::{Microphone, MicrophoneConfig};
pub use open::{list_microphones, list_speakers, open_microphone, open_speaker};
pub use playout::{Playout, RenderTap};
pub use record::WavRecorder;
pub use voice::{Voice, VoiceStats};

/// Samples a second, everywhere.
pub const SAMPLE_RATE: u32 = 48_000;

/// Samples in a block: 10 ms, mono.
pub const BLOCK: usize = 480;

/// 10 ms of mono sound, -1 to 1.
pub type Block = [f32; BLOCK];

/// Where sound comes from. Lives on a thread of its own.
pub trait SoundSource: Send {
    /// For people: the device's or the file's name.
    fn name(&self) -> String;
    /// Waits until the next 10 ms are there (a file: until they are due), fills `block` and says when its first sample
    /// was captured. Waits at most half a second; a device that gives nothing for that long gives silence, one that
    /// gives nothing for much longer an error.
    fn read(&mut self, block: &mut Block) -> Result<CaptureTime, SourceError>;
}

/// Where sound goes. Lives on a thread of its own, and sets the pace of playout.
pub trait SoundSink: Send {
    /// For people: the device's or the file's name.
    fn name(&self) -> String;
    /// Takes 10 ms; waits until there is room for them, so that calls come a hundred times a second.
    fn write(&mut self, block: &Block) -> Result<(), SourceError>;
}

/// One Opus packet (RFC 6716) of 20 ms.
#[derive(Clone, Debug)]
pub struct EncodedSound {
    /// The packet.
    pub data: Vec<u8>,
    /// Its length in samples at 48 kHz.
    pub samples: u32,
    /// When its first sample was captured.
    pub captured: CaptureTime,
    /// Where its first sample stands on the microphone's time line, in samples at 48 kHz. It goes on while the
    /// microphone is closed, so that `position as u32` plus a random offset is the RTP timestamp (RFC 7587 section
    /// 4.1) and a pause is seen as one by the other side.
    pub position: u64,
    /// Whether this is the first packet after the microphone was opened: the RTP marker bit (RFC 3551 section 4.1).
    pub first: bool,
}
