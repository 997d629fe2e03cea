//! What goes into a jitter buffer, what comes out, and what it counts.

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

/// What a jitter buffer counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct JitterStats {
    /// Packets that came, duplicates and unreadable ones not counted.
    pub packets: u64,
    /// Bytes of payload in them.
    pub bytes: u64,
    /// Packets that never came (RFC 3550 section 6.4.1: expected less received; late ones did come).
    pub lost: u64,
    /// Packets that came too late to be played.
    pub late: u64,
    /// Payloads that were no Opus.
    pub unreadable: u64,
    /// Samples played that were decoded or restored.
    pub real_samples: u64,
    /// Of these: restored from the next packet's forward error correction.
    pub restored_samples: u64,
    /// Samples played that were made up.
    pub concealed_samples: u64,
    /// Samples thrown away to catch up after a long outage.
    pub skipped_samples: u64,
    /// Samples taken out to shorten the wait.
    pub removed_samples: u64,
    /// Samples put in to lengthen it.
    pub added_samples: u64,
    /// How long a packet waited here lately, in milliseconds.
    pub buffer_ms: f64,
    /// How long one should wait after it could have come first, in milliseconds.
    pub target_ms: f64,
}

impl JitterStats {
    /// Concealed samples over all samples played, 0 to 1. Pauses are in neither.
    pub fn concealed_ratio(&self) -> f64 {
        let all = self.real_samples + self.concealed_samples;
        if all == 0 { 0.0 } else { self.concealed_samples as f64 / all as f64 }
    }
}

/// What [`JitterBuffer::pull`] gave.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pulled {
    /// Whether there is anything to hear in the block.
    pub sounding: bool,
    /// When the first sample of the packet was captured that this pull decoded, if it did and if that is known.
    pub captured: Option<CaptureTime>,
    /// How long after this pull that sample is played, in samples.
    pub ahead: u32,
}
