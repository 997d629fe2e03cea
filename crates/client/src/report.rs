//! What a participant sent, received and used, in the form that `--stats` writes.

use crate::frames::FramesRefused;
use chancery_engine::{EngineStats, LatencyMs, ProcessUsage, ReceivedStats};
use chancery_model::{MediaKind, ParticipantId};
use serde::Serialize;
use std::io;
use std::path::Path;
use std::time::Duration;

/// The report of one participant.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Milliseconds from the wish to join to the first remote picture decoded; `null`: none was.
    pub join_ms: Option<f64>,
    /// By kind, what was encoded and sent.
    pub sent: Sent,
    /// By participant and kind.
    pub received: Vec<Received>,
    /// Frames that the encryption let neither out nor in.
    pub refused: FramesRefused,
    /// User and system time of the whole process.
    pub cpu_seconds: f64,
    /// The most memory that was resident.
    pub rss_peak_bytes: u64,
}

/// What was sent: the engine's own counters (`frames`, `bytes`, `packets`, `width`, `height`, ...), by kind.
#[derive(Debug, Serialize)]
pub struct Sent {
    audio: chancery_engine::SentStats,
    video: chancery_engine::SentStats,
    screen: chancery_engine::SentStats,
}

/// What was received of one kind from one participant.
#[derive(Debug, Serialize)]
pub struct Received {
    /// Who.
    pub from: ParticipantId,
    /// `audio`, `video` or `screen`.
    pub kind: MediaKind,
    /// Pictures decoded; voice: packets.
    pub frames: u64,
    /// The same a second.
    pub fps: f64,
    /// Pixels across, of the last picture.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// As `freezeCount` of the W3C's webrtc-stats.
    pub freezes: u64,
    /// Their length together.
    pub freeze_seconds: f64,
    /// The longest time between two decoded pictures, in milliseconds.
    pub longest_gap_ms: f64,
    /// Payload received.
    pub bytes: u64,
    /// Packets that never came.
    pub packets_lost: u64,
    /// Voice: how much of it had to be made up, 0 to 1.
    pub concealed_ratio: f64,
    /// From capture to decoded, where both clocks are one machine's.
    pub latency_ms: LatencyMs,
}

impl From<ReceivedStats> for Received {
    fn from(stats: ReceivedStats) -> Self {
        Self {
            from: stats.from,
            kind: stats.kind,
            frames: stats.frames,
            fps: stats.fps,
            width: stats.width,
            height: stats.height,
            freezes: stats.freezes,
            freeze_seconds: stats.freeze_seconds,
            longest_gap_ms: stats.longest_gap_ms,
            bytes: stats.bytes,
            packets_lost: stats.packets_lost,
            concealed_ratio: stats.concealed_ratio,
            latency_ms: stats.latency_ms,
        }
    }
}

impl Report {
    pub(crate) fn new(
        stats: EngineStats,
        refused: FramesRefused,
        joined: Option<Duration>,
        usage: ProcessUsage,
    ) -> Self {
        Self {
            join_ms: joined.map(|took| (took.as_secs_f64() * 10_000.0).round() / 10.0),
            sent: Sent { audio: stats.sent.audio, video: stats.sent.video, screen: stats.sent.screen },
            received: stats.received.into_iter().map(Received::from).collect(),
            refused,
            cpu_seconds: usage.cpu_seconds,
            rss_peak_bytes: usage.rss_peak_bytes,
        }
    }

    /// Writes it as JSON, whole or not at all: who waits for the file never reads half of it.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let new = path.with_file_name(name);
        let mut text = serde_json::to_vec(self)?;
        text.push(b'\n');
        std::fs::write(&new, text)?;
        std::fs::rename(&new, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_those_that_readers_expect() {
        let received = ReceivedStats {
            from: ParticipantId::from_random([1; 16]),
            kind: MediaKind::Video,
            frames: 300,
            fps: 29.9,
            width: 1280,
            height: 720,
            freezes: 0,
            freeze_seconds: 0.0,
            longest_gap_ms: 66.0,
            bytes: 1,
            packets: 2,
            packets_lost: 0,
            concealed_ratio: 0.0,
            latency_ms: LatencyMs { p50: 31.0, p95: 70.0 },
            key_requests: 0,
            nacks: 0,
            frames_dropped: 0,
        };
        let stats = EngineStats { received: vec![received], ..EngineStats::default() };
        let usage = ProcessUsage { cpu_seconds: 1.5, rss_peak_bytes: 52_000_000 };
        let report = Report::new(
            stats,
            FramesRefused { hostile: 3, ..FramesRefused::default() },
            Some(Duration::from_micros(158_260)),
            usage,
        );
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("stats.json");
        report.write(&path).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&read), ["cpu_seconds", "join_ms", "received", "refused", "rss_peak_bytes", "sent"]);
        assert_eq!(read["refused"], serde_json::json!({ "hostile": 3, "no_key": 0, "unsent": 0 }));
        assert_eq!(keys(&read["sent"]), ["audio", "screen", "video"]);
        let wanted = "bytes concealed_ratio fps frames freeze_seconds freezes from height kind latency_ms longest_gap_ms packets_lost width";
        assert_eq!(keys(&read["received"][0]).join(" "), wanted);
        assert_eq!(keys(&read["received"][0]["latency_ms"]), ["p50", "p95"]);
        assert_eq!((&read["received"][0]["kind"], &read["join_ms"]), (&"video".into(), &158.3.into()));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
