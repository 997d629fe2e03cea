//! One remote voice: its jitter buffer, level, statistics and recording.

use super::{SoundPacket, WavRecorder};

/// What one voice went through.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VoiceStats {
    /// Packets that came, duplicates and unreadable ones not counted.
    pub packets: u64,
    /// Packets that never came (RFC 3550 section 6.4.1: expected less received; late ones did come).
    pub packets_lost: u64,
    /// Bytes of payload that came.
    pub bytes: u64,
    /// Concealed samples over all samples played, 0 to 1. A pause (closed microphone) is in neither; what the next
    /// packet's forward error correction restored was not concealed.
    pub concealed_ratio: f64,
    /// From capture to decoded, in milliseconds; `None` before the first packet with a capture time.
    pub latency_p50_ms: Option<f64>,
    /// The same, 95 of a hundred.
    pub latency_p95_ms: Option<f64>,
    /// How long a packet waited here lately, in milliseconds.
    pub buffer_ms: f64,
}

/// One remote voice in the playout. Dropping it removes it.
pub struct Voice {}

impl Voice {
    /// Takes a packet; cheap, from any thread.
    pub fn push(&self, packet: SoundPacket) {
        let _ = packet;
    }
    /// What it went through until now.
    pub fn stats(&self) -> VoiceStats {
        VoiceStats::default()
    }
    /// How loud it is: 0 to 100, by decibels.
    pub fn level(&self) -> u8 {
        0
    }
    /// Whether it speaks.
    pub fn speaking(&self) -> bool {
        false
    }
    /// Writes what is decoded for this voice from now on, until the voice is dropped.
    pub fn record_to(&self, recorder: WavRecorder) {
        let _ = recorder;
    }
}
