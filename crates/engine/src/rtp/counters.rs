//! What a session counts, readable from other threads while it runs.

use crate::stats::SentStats;
use parking_lot::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a session counts, readable from elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) sent: [SentCount; 3],
    pub(crate) received: Mutex<[Option<ReceivedCount>; 3]>,
}

#[derive(Debug, Default)]
pub(crate) struct SentCount {
    pub(crate) packets: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) key_requests: AtomicU64,
}

impl SentCount {
    /// Adds packets, bytes and key requests.
    pub(crate) fn add_to(&self, sent: &mut SentStats) {
        sent.packets += self.packets.load(Ordering::Relaxed);
        sent.bytes += self.bytes.load(Ordering::Relaxed);
        sent.key_requests += self.key_requests.load(Ordering::Relaxed);
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ReceivedCount {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    pub(crate) packets_lost: u64,
    pub(crate) nacks: u64,
    pub(crate) frames_dropped: u64,
    pub(crate) key_requests: u64,
}
