//! The jitter buffer of one voice, sans-IO.

use super::Block;
use crate::time::CaptureTime;
use bytes::Bytes;
use std::time::Instant;

/// One Opus packet as it came from the network.
#[derive(Clone, Debug)]
pub struct SoundPacket {
    /// RTP sequence number.
    pub sequence: u16,
    /// RTP timestamp, 48 kHz.
    pub timestamp: u32,
    /// The Opus packet. Anything may stand here; what is no Opus packet is counted and dropped.
    pub payload: Bytes,
    /// When its first sample was captured, where the sender says so.
    pub captured: Option<CaptureTime>,
    /// When it arrived here.
    pub arrived: Instant,
}

/// What a jitter buffer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct JitterStats {
    /// Packets that came, duplicates and unreadable ones not counted.
    pub packets: u64,
}

/// What [`JitterBuffer::pull`] gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pulled {
    /// Whether the block holds sound of the voice (real or concealed); `false`: silence, nothing is being said.
    pub active: bool,
    /// Capture time of a packet whose decoding this pull began, and after which time in the buffer.
    pub captured: Option<CaptureTime>,
}

/// The jitter buffer of one voice.
pub struct JitterBuffer {}

impl JitterBuffer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self {}
    }
    /// Takes a packet.
    pub fn push(&mut self, packet: SoundPacket) {
        let _ = packet;
    }
    /// Fills the next 10 ms.
    pub fn pull(&mut self, now: Instant, block: &mut Block) -> Pulled {
        let _ = now;
        block.fill(0.0);
        Pulled { active: false, captured: None }
    }
    /// What was counted.
    pub fn stats(&self) -> JitterStats {
        JitterStats::default()
    }
}

impl Default for JitterBuffer {
    fn default() -> Self {
        Self::new()
    }
}
