//! What the engine counts, in the shape of the `--stats` report.

use chancery_model::{MediaKind, ParticipantId};
use serde::Serialize;

/// Everything counted since the engine started.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EngineStats {
    /// What left this machine, by kind.
    pub sent: SentByKind,
    /// What came, by participant and kind; streams that never began are absent. Those of peers that left stay.
    pub received: Vec<ReceivedStats>,
    /// The connections there are.
    pub peers: Vec<PeerStats>,
    /// Milliseconds from [`crate::Engine::start`] to the first remote picture decoded.
    pub first_picture_ms: Option<u64>,
}

/// One [`SentStats`] a kind.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct SentByKind {
    /// The voice.
    pub audio: SentStats,
    /// The camera.
    pub video: SentStats,
    /// The screen.
    pub screen: SentStats,
}

/// What was sent of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SentStats {
    /// Frames encoded (voice: Opus packets); each goes to every peer.
    pub frames: u64,
    /// Those of them that are key frames; voice: 0.
    pub key_frames: u64,
    /// RTP packets over all peers, without retransmissions.
    pub packets: u64,
    /// RTP payload bytes over all peers.
    pub bytes: u64,
    /// Width of the last picture.
    pub width: u32,
    /// Height of the last picture.
    pub height: u32,
    /// What the encoder aims at now, in kbit/s.
    pub target_kbps: u32,
    /// Key frames that peers asked for (PLI and FIR).
    pub key_requests: u64,
}

/// What was received of one kind from one participant.
#[derive(Clone, Debug, Serialize)]
pub struct ReceivedStats {
    /// From whom.
    pub from: ParticipantId,
    /// What.
    pub kind: MediaKind,
    /// Frames decoded (voice: packets received).
    pub frames: u64,
    /// Frames decoded a second between the first and the last one; voice: packets a second.
    pub fps: f64,
    /// Of the last picture.
    pub width: u32,
    /// Of the last picture.
    pub height: u32,
    /// Freezes as `freezeCount` of the W3C's webrtc-stats: a gap longer than max(3 x average, average + 150 ms).
    pub freezes: u64,
    /// Their length together.
    pub freeze_seconds: f64,
    /// The longest time between two decoded pictures, in milliseconds; voice: 0. On a screen where nothing changes a
    /// picture comes once a second.
    pub longest_gap_ms: f64,
    /// RTP payload bytes received.
    pub bytes: u64,
    /// Packets received.
    pub packets: u64,
    /// Packets that never came, also not by retransmission.
    pub packets_lost: u64,
    /// Voice: concealed samples of all; pictures: 0.
    pub concealed_ratio: f64,
    /// From capture to decoded.
    pub latency_ms: LatencyMs,
    /// Key frames that we asked for.
    pub key_requests: u64,
    /// Packets that we asked to be sent again.
    pub nacks: u64,
    /// Frames that were given up: a packet of theirs never came, or the transform refused them.
    pub frames_dropped: u64,
}

impl ReceivedStats {
    /// Adds to what the same participant sent of the same kind before (over an earlier connection); sizes, rates and
    /// latencies are those of the longer part.
    pub(crate) fn add_to(all: &mut Vec<Self>, more: Self) {
        let Some(one) = all.iter_mut().find(|one| one.from == more.from && one.kind == more.kind) else {
            all.push(more);
            return;
        };
        let samples = (one.packets + more.packets).max(1) as f64;
        let concealed = one.concealed_ratio * one.packets as f64 + more.concealed_ratio * more.packets as f64;
        one.concealed_ratio = concealed / samples;
        if more.frames > one.frames {
            (one.fps, one.latency_ms) = (more.fps, more.latency_ms);
            (one.width, one.height) = (more.width, more.height);
        }
        one.frames += more.frames;
        one.freezes += more.freezes;
        one.longest_gap_ms = one.longest_gap_ms.max(more.longest_gap_ms);
        one.freeze_seconds += more.freeze_seconds;
        one.bytes += more.bytes;
        one.packets += more.packets;
        one.packets_lost += more.packets_lost;
        one.key_requests += more.key_requests;
        one.nacks += more.nacks;
        one.frames_dropped += more.frames_dropped;
    }
}

/// Percentiles in milliseconds. Both clocks have to be one machine's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct LatencyMs {
    /// Median.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
}

/// One connection.
#[derive(Clone, Debug, Serialize)]
pub struct PeerStats {
    /// To whom.
    pub peer: ParticipantId,
    /// Milliseconds from `add_peer` until DTLS was through.
    pub connected_ms: Option<u64>,
    /// Last round trip in milliseconds.
    pub rtt_ms: Option<f64>,
    /// Packets lost in the last seconds, in percent, the worse direction.
    pub loss_percent: u8,
    /// What the rate controller allows for pictures to this peer, in kbit/s.
    pub video_kbps: u32,
}

/// What this process has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ProcessUsage {
    /// User and system time.
    pub cpu_seconds: f64,
    /// Peak resident set.
    pub rss_peak_bytes: u64,
}

/// Reads [`ProcessUsage`] of this process; zeros where the system does not say.
pub fn process_usage() -> ProcessUsage {
    // /proc is Linux; clock ticks are 100 a second on every Linux that we ship for.
    let ticks = std::fs::read_to_string("/proc/self/stat").ok().and_then(|stat| {
        let rest = stat.rsplit_once(')')?.1;
        let mut fields = rest.split_ascii_whitespace().skip(11);
        let user: u64 = fields.next()?.parse().ok()?;
        let system: u64 = fields.next()?.parse().ok()?;
        Some(user + system)
    });
    let peak = std::fs::read_to_string("/proc/self/status").ok().and_then(|status| {
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
    });
    ProcessUsage { cpu_seconds: ticks.unwrap_or(0) as f64 / 100.0, rss_peak_bytes: peak.unwrap_or(0) * 1024 }
}
