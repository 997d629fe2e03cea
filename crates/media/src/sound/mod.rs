//! Sound: sources (microphone, file), sinks (loudspeaker, file), processing, Opus, jitter buffer, mixing.

use crate::picture::SourceError;
use crate::time::CaptureTime;

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
    /// Waits until the next 10 ms are there (a file: until they are due), fills `block` and says when they were
    /// captured. Waits at most half a second.
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
}
