//! One remote voice: its jitter buffer, level, statistics and recording.

use super::jitter::{JitterBuffer, SoundPacket};
use super::level::LevelMeter;
use super::record::WavRecorder;
use super::{BLOCK, Block, SAMPLE_RATE};
use crate::time::CaptureTime;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Instant;

/// Packets that may wait for the playout's thread; the oldest go first. A second's worth, with room.
const INCOMING_MAX: usize = 100;

/// Pulls between two updates of the statistics: 100 ms.
const STATS_EVERY: u32 = 10;
/// And in so many a line is logged where that is asked for: once a second.
const TRACE_EVERY: u32 = 100;

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
    /// From capture to decoded (out of the jitter buffer, into the mix), in milliseconds; `None` before the first
    /// packet with a capture time.
    pub latency_p50_ms: Option<f64>,
    /// The same, 95 of a hundred.
    pub latency_p95_ms: Option<f64>,
    /// How long a packet waited here lately, in milliseconds.
    pub buffer_ms: f64,
}

/// One remote voice in the playout. Dropping it removes it.
pub struct Voice {
    shared: Arc<Shared>,
}

/// What the playout's thread and the [`Voice`] share.
#[derive(Default)]
struct Shared {
    incoming: Mutex<VecDeque<SoundPacket>>,
    removed: AtomicBool,
    level: AtomicU8,
    speaking: AtomicBool,
    stats: Mutex<VoiceStats>,
    recorder: Mutex<Option<WavRecorder>>,
}

impl Voice {
    /// Takes a packet; cheap, from any thread.
    pub fn push(&self, packet: SoundPacket) {
        let mut incoming = self.shared.incoming.lock();
        if incoming.len() >= INCOMING_MAX {
            incoming.pop_front();
        }
        incoming.push_back(packet);
    }

    /// What it went through, until at most 100 ms ago.
    pub fn stats(&self) -> VoiceStats {
        *self.shared.stats.lock()
    }

    /// How loud it is: 0 to 100, by decibels.
    pub fn level(&self) -> u8 {
        self.shared.level.load(Ordering::Relaxed)
    }

    /// Whether it speaks.
    pub fn speaking(&self) -> bool {
        self.shared.speaking.load(Ordering::Relaxed)
    }

    /// Writes what is decoded for this voice from now on, until the voice is dropped or another recorder is given.
    /// Pauses are written as silence, so that the file runs with the clock.
    pub fn record_to(&self, recorder: WavRecorder) {
        let before = self.shared.recorder.lock().replace(recorder);
        // Finished here and not under the lock, which the playout's thread takes.
        drop(before);
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.shared.removed.store(true, Ordering::Release);
        let recorder = self.shared.recorder.lock().take();
        drop(recorder);
    }
}

/// The playout's half of a voice.
pub(super) struct PlayingVoice {
    shared: Arc<Shared>,
    jitter: JitterBuffer,
    meter: LevelMeter,
    latencies: Latencies,
    pulls: u32,
}

/// A new voice: the half for the owner and the half for the playout.
pub(super) fn voice() -> (Voice, PlayingVoice) {
    let shared = Arc::new(Shared::default());
    let playing = PlayingVoice {
        shared: shared.clone(),
        jitter: JitterBuffer::new(),
        meter: LevelMeter::default(),
        latencies: Latencies::default(),
        pulls: 0,
    };
    (Voice { shared }, playing)
}

impl PlayingVoice {
    /// Whether its owner has dropped it.
    pub fn removed(&self) -> bool {
        self.shared.removed.load(Ordering::Acquire)
    }

    /// Fills the next 10 ms; `false`: there is nothing to hear in it.
    pub fn pull(&mut self, now: Instant, block: &mut Block) -> bool {
        loop {
            // One at a time, so that who pushes never waits for a decoder.
            let packet = self.shared.incoming.lock().pop_front();
            let Some(packet) = packet else { break };
            self.jitter.push(packet);
        }
        let pulled = self.jitter.pull(now, block);
        if let Some(captured) = pulled.captured {
            let ahead = f64::from(pulled.ahead) * 1_000.0 / f64::from(SAMPLE_RATE);
            self.latencies.add(captured.millis_until(CaptureTime::now()) + ahead);
        }
        self.meter.hear(block);
        self.shared.level.store(self.meter.level(), Ordering::Relaxed);
        self.shared.speaking.store(self.meter.speaking(), Ordering::Relaxed);
        if let Some(recorder) = &mut *self.shared.recorder.lock() {
            recorder.write(block);
        }
        self.pulls += 1;
        if self.pulls.is_multiple_of(STATS_EVERY) {
            *self.shared.stats.lock() = self.stats();
        }
        if self.pulls.is_multiple_of(TRACE_EVERY) {
            let jitter = self.jitter.stats();
            tracing::trace!(
                target_ms = jitter.target_ms,
                buffer_ms = jitter.buffer_ms,
                latency_p50_ms = self.latencies.within(0.5),
                concealed = jitter.concealed_samples,
                "how long a voice waits"
            );
        }
        pulled.sounding
    }

    fn stats(&self) -> VoiceStats {
        let jitter = self.jitter.stats();
        VoiceStats {
            packets: jitter.packets,
            packets_lost: jitter.lost,
            bytes: jitter.bytes,
            concealed_ratio: jitter.concealed_ratio(),
            latency_p50_ms: self.latencies.within(0.5),
            latency_p95_ms: self.latencies.within(0.95),
            buffer_ms: jitter.buffer_ms,
        }
    }
}

/// Latencies by the millisecond, up to two seconds.
struct Latencies {
    counts: Box<[u32; 2_000]>,
    all: u64,
}

impl Default for Latencies {
    fn default() -> Self {
        Self { counts: Box::new([0; 2_000]), all: 0 }
    }
}

impl Latencies {
    fn add(&mut self, milliseconds: f64) {
        let class = (milliseconds as usize).min(self.counts.len() - 1);
        self.counts[class] = self.counts[class].saturating_add(1);
        self.all += 1;
    }

    /// Within how many milliseconds this share of all was.
    fn within(&self, share: f64) -> Option<f64> {
        if self.all == 0 {
            return None;
        }
        let wanted = share * self.all as f64;
        let mut before = 0.0;
        for (class, count) in self.counts.iter().enumerate() {
            let count = f64::from(*count);
            if before + count >= wanted && count > 0.0 {
                return Some(class as f64 + (wanted - before) / count);
            }
            before += count;
        }
        None
    }
}

/// A block of silence.
pub(super) const SILENCE: Block = [0.0; BLOCK];

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn percentiles_are_between_what_was_added() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.within(0.5), None);
        for n in 1..=100 {
            latencies.add(f64::from(n) + 0.5);
        }
        let (half, most) = (latencies.within(0.5).unwrap(), latencies.within(0.95).unwrap());
        assert!((half - 51.0).abs() <= 1.0 && (most - 96.0).abs() <= 1.0, "{half} {most}");
        latencies.add(1e12);
        assert!(latencies.within(1.0).unwrap() <= 2_000.0);
    }

    #[test]
    fn packets_that_wait_are_bounded_and_the_newest_stay() {
        let (voice, mut playing) = voice();
        for sequence in 0..1_000 {
            voice.push(SoundPacket {
                sequence,
                timestamp: u32::from(sequence) * 960,
                payload: Bytes::from_static(&[0x58]),
                captured: None,
                arrived: Instant::now(),
            });
        }
        assert_eq!(voice.shared.incoming.lock().len(), INCOMING_MAX);
        let mut block = SILENCE;
        for _ in 0..STATS_EVERY {
            playing.pull(Instant::now(), &mut block);
        }
        assert_eq!(voice.stats().packets, INCOMING_MAX as u64);
        assert!(!playing.removed());
        drop(voice);
        assert!(playing.removed());
    }
}
