//! The jitter buffer of one voice, sans-IO: packets go in as they come, 10 ms of sound come out a hundred times a
//! second. It reads no clock; every time is passed in.
//!
//! **How long a packet waits** (`wait`). `Delay` knows when a sample could have come first and how much later nearly all do
//! come; a sample is played that much later. Longer waits are shortened, shorter ones lengthened, a period of the
//! voice at a time (`stretch`), silence in larger steps.
//!
//! **What is missing** (`missing`). A packet that is not there while a later one is: it is restored from the later one's forward
//! error correction where it carries any, else made up by the decoder. Where that happens often, packets are kept one
//! packet's length longer, so that the later one is there when it is needed. Nothing there at all: sound is made up and
//! fades into silence within 100 ms, and the line of time stands still, so that what comes late is played, not thrown
//! away. What that was, is known when the next packet comes: timestamps that went on without sequence numbers are a
//! pause (the microphone was closed, nothing was missing), anything else was loss or delay and is counted.

mod delay;
mod missing;
mod order;
mod packet;
mod stretch;
#[cfg(test)]
mod tests;
mod wait;

use super::codec::{Decoder, PACKET_MAX, packet_samples};
use super::{BLOCK, Block};
use crate::time::CaptureTime;
use bytes::Bytes;
use delay::Delay;
use order::{Order, Place};
pub use packet::{JitterStats, Pulled, SoundPacket};
use std::collections::VecDeque;
use std::time::Instant;
use wait::JUDGED;

/// Packets kept at most; the oldest go first.
const PACKETS_MAX: usize = 400;

/// A packet this far off the line of time belongs to another one: 2 s.
const OTHER_CLOCK: i64 = 96_000;

/// The line of sound is cut when so much of it has been played.
const PLAYED_MAX: usize = 24_000;

/// A packet that waits.
struct Waiting {
    sequence: i64,
    timestamp: i64,
    samples: i64,
    payload: Bytes,
    captured: Option<CaptureTime>,
    arrival: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing has been played yet, or what came belongs to another line of time: where to begin is not known.
    Fresh,
    /// Nothing comes; where it would go on is known.
    Paused,
    /// Sound is being played.
    Playing,
}

/// The jitter buffer of one voice. See the module's description.
pub struct JitterBuffer {
    decoder: Decoder,
    order: Order,
    delay: Delay,
    /// The zero of the line of time on which arrivals and pulls are counted in samples.
    origin: Option<Instant>,
    packets: VecDeque<Waiting>,
    state: State,
    /// What comes next: sequence number and timestamp.
    next: (i64, i64),
    /// Length of the last packet, in samples.
    packet_samples: i64,
    /// Sound: before `at` played, from it on not yet.
    line: Vec<f32>,
    at: usize,
    /// Made up since the line of time stands still.
    standing: i64,
    /// Of these and the silence after them: not yet known whether it was a pause.
    unexplained: i64,
    /// Made up in a row, whether or not the line of time went on.
    made_up: i64,
    /// How loud the last sample was let through.
    gain: f32,
    /// How long before they were needed the last packets could have come first: what is left for their delay.
    reserves: VecDeque<i64>,
    /// How much lay ahead when the last packet was needed: a packet is needed as soon as a block cannot be filled
    /// without it, which is by so much before its first sample is played.
    early: i64,
    pulls_since_change: u32,
    /// Share of packets that were lost and could be restored, of late.
    restorable: f32,
    /// Whether packets are kept longer for it.
    keeps_for_restoring: bool,
    scratch: Box<[f32]>,
    span: Option<(i64, i64)>,
    stats: JitterStats,
}

impl JitterBuffer {
    /// An empty buffer.
    ///
    /// # Panics
    /// Where there is no memory for a decoder.
    pub fn new() -> Self {
        Self {
            decoder: Decoder::new().expect("an Opus decoder for 48 kHz mono always exists, given memory"),
            order: Order::default(),
            delay: Delay::default(),
            origin: None,
            packets: VecDeque::new(),
            state: State::Fresh,
            next: (0, 0),
            packet_samples: 960,
            line: Vec::with_capacity(PLAYED_MAX + 4 * PACKET_MAX),
            at: 0,
            standing: 0,
            unexplained: 0,
            made_up: 0,
            gain: 0.0,
            reserves: VecDeque::with_capacity(JUDGED + 1),
            early: 0,
            pulls_since_change: 0,
            restorable: 0.0,
            keeps_for_restoring: false,
            scratch: vec![0.0; PACKET_MAX].into_boxed_slice(),
            span: None,
            stats: JitterStats::default(),
        }
    }

    /// Takes a packet; it comes at `packet.arrived`.
    pub fn push(&mut self, packet: SoundPacket) {
        let Some(samples) = packet_samples(&packet.payload) else {
            self.stats.unreadable += 1;
            return;
        };
        let arrival = self.time(packet.arrived);
        let (sequence, timestamp) = match self.order.place(packet.sequence, packet.timestamp) {
            Place::Ignored => return,
            Place::At { sequence, timestamp } => (sequence, timestamp),
            Place::Anew { sequence, timestamp } => {
                self.begin_anew();
                (sequence, timestamp)
            }
        };
        self.stats.packets += 1;
        self.stats.bytes += packet.payload.len() as u64;
        let (first, newest) = self.span.unwrap_or((sequence, sequence));
        self.span = Some((first.min(sequence), newest.max(sequence)));

        if self.state == State::Paused && self.packets.is_empty() {
            // Whether the sender's timestamps went on in the pause or not: the line of time begins again here, and
            // nothing of the pause becomes delay.
            self.delay.clock_changed();
        }
        let off = self.delay.fastest().map_or(0, |fastest| arrival - timestamp - fastest);
        if off.abs() > OTHER_CLOCK && sequence > newest {
            self.begin_anew();
        }
        self.delay.arrived(arrival, timestamp);
        if self.state != State::Fresh && sequence < self.next.0 {
            self.stats.late += 1;
            return;
        }
        let waiting = Waiting {
            sequence,
            timestamp,
            samples: samples as i64,
            payload: packet.payload,
            captured: packet.captured,
            arrival,
        };
        let place = self.packets.iter().rposition(|p| p.sequence < sequence).map_or(0, |p| p + 1);
        self.packets.insert(place, waiting);
        if self.packets.len() > PACKETS_MAX {
            self.packets.pop_front();
        }
    }

    /// Fills the next 10 ms, which are about to be played at `now`.
    pub fn pull(&mut self, now: Instant, block: &mut Block) -> Pulled {
        let now = self.time(now);
        let mut pulled = Pulled::default();
        if self.state != State::Playing && !self.begin(now) {
            if self.state == State::Paused {
                self.unexplained += BLOCK as i64;
            }
            block.fill(0.0);
            return pulled;
        }
        self.skip_if_far_behind(now);
        while self.ahead() < BLOCK {
            self.note_reserve(now);
            self.step(now, &mut pulled);
        }
        self.keep_the_wait(now, &mut pulled);

        block.copy_from_slice(&self.line[self.at..self.at + BLOCK]);
        self.at += BLOCK;
        if self.at > PLAYED_MAX {
            self.line.drain(..self.at - stretch::PERIOD_MAX);
            self.at = stretch::PERIOD_MAX;
        }
        pulled.sounding = block.iter().any(|s| *s != 0.0);
        pulled
    }

    /// What was counted until now.
    pub fn stats(&self) -> JitterStats {
        let expected = self.span.map_or(0, |(first, newest)| (newest - first + 1) as u64);
        JitterStats {
            lost: expected.saturating_sub(self.stats.packets),
            target_ms: self.target() as f64 / 48.0,
            ..self.stats
        }
    }

    /// Samples from the origin to `then`.
    fn time(&mut self, then: Instant) -> i64 {
        let origin = *self.origin.get_or_insert(then);
        let samples = |d: std::time::Duration| i64::try_from(d.as_nanos() * 48 / 1_000_000).unwrap_or(i64::MAX / 4);
        match then.checked_duration_since(origin) {
            Some(after) => samples(after),
            None => -samples(origin - then),
        }
    }

    /// Samples decoded and not played.
    fn ahead(&self) -> usize {
        self.line.len() - self.at
    }

    /// Another line of time: nothing of before is of use, but how much packets are held up.
    fn begin_anew(&mut self) {
        self.packets.clear();
        self.delay.clock_changed();
        self.state = State::Fresh;
        self.unexplained = 0;
        self.standing = 0;
    }

    /// Begins to play when the first packet has waited long enough.
    fn begin(&mut self, now: i64) -> bool {
        let (Some(head), Some(fastest)) = (self.packets.front(), self.delay.fastest()) else { return false };
        if now - (fastest + head.timestamp) < self.target() {
            return false;
        }
        let head = (head.sequence, head.timestamp);
        if self.state == State::Paused {
            let missing = head.0 - self.next.0;
            let went_on = head.1 - self.next.1;
            let paused = missing <= 0 && went_on * 2 >= self.unexplained;
            let lost = if missing <= 0 { self.unexplained } else { missing * self.packet_samples };
            if !paused {
                self.stats.concealed_samples += lost.min(self.unexplained) as u64;
            }
            self.decoder.forget();
        }
        self.next = head;
        self.unexplained = 0;
        self.standing = 0;
        self.made_up = 0;
        self.gain = 0.0;
        self.line.clear();
        self.at = 0;
        self.reserves.clear();
        self.state = State::Playing;
        true
    }
}

impl Default for JitterBuffer {
    fn default() -> Self {
        Self::new()
    }
}
