//! The jitter buffer of one voice, sans-IO: packets go in as they come, 10 ms of sound come out a hundred times a
//! second. It reads no clock; every time is passed in.
//!
//! **How long a packet waits.** `Delay` knows when a sample could have come first and how much later nearly all do
//! come; a sample is played that much later. Longer waits are shortened, shorter ones lengthened, a period of the
//! voice at a time (`stretch`), silence in larger steps.
//!
//! **What is missing.** A packet that is not there while a later one is: it is restored from the later one's forward
//! error correction where it carries any, else made up by the decoder. Where that happens often, packets are kept one
//! packet's length longer, so that the later one is there when it is needed. Nothing there at all: sound is made up and
//! fades into silence within 100 ms, and the line of time stands still, so that what comes late is played, not thrown
//! away. What that was, is known when the next packet comes: timestamps that went on without sequence numbers are a
//! pause (the microphone was closed, nothing was missing), anything else was loss or delay and is counted.

mod delay;
mod order;
mod stretch;
#[cfg(test)]
mod tests;

use super::codec::{Decoder, PACKET_MAX, has_fec, packet_samples};
use super::{BLOCK, Block};
use crate::time::CaptureTime;
use bytes::Bytes;
use delay::Delay;
use order::{Order, Place};
use std::collections::VecDeque;
use std::time::Instant;
use stretch::Care;

/// Packets kept at most; the oldest go first.
const PACKETS_MAX: usize = 400;

/// After so much made-up sound without a packet the voice is taken to have paused: 200 ms.
const PAUSE_AFTER: i64 = 9_600;

/// Made-up sound is as loud as the decoder makes it for 20 ms,
const FADE_BEGINS: i64 = 960;

/// and silent after 100 ms.
const FADE_ENDS: i64 = 4_800;

/// Sound that follows silence rises over 5 ms.
const RISE: f32 = 240.0;

/// A sample may wait this much longer than the target before something is taken out: 6 ms.
const LONGER: i64 = 288;

/// A packet may have this much less reserve than the target before something is put in: 3 ms.
const SHORTER: i64 = 144;

/// From here on the wait is changed in haste: 60 ms.
const HASTE: i64 = 2_880;

/// From here on it is changed at any price: 200 ms.
const ANY_PRICE: i64 = 9_600;

/// A wait longer than the target by this is not stretched away but skipped: 500 ms.
const SKIP: i64 = 24_000;

/// A packet this far off the line of time belongs to another one: 2 s.
const OTHER_CLOCK: i64 = 96_000;

/// The reserve is judged by the smallest of so many packets: 300 ms.
const JUDGED: usize = 15;

/// Pulls between two changes of the wait.
const CHANGE_EVERY: u32 = 10;

/// The same, in haste.
const CHANGE_EVERY_IN_HASTE: u32 = 3;

/// What one packet weighs in the share of packets that were lost and could be restored: seen for about 5 s.
const RESTORABLE_WEIGHT: f32 = 0.004;

/// From this share on it is worth to wait for the packet that restores,
const RESTORABLE_MANY: f32 = 0.01;

/// and from this on no more.
const RESTORABLE_FEW: f32 = 0.003;

/// The line of sound is cut when so much of it has been played.
const PLAYED_MAX: usize = 24_000;

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

    /// How long after it could have come first the next sample is played, if it is played now.
    fn wait(&self, now: i64) -> Option<i64> {
        Some(now - (self.delay.fastest()? + self.next.1 - self.ahead() as i64))
    }

    /// How long after it could have come first a packet is best needed.
    fn target(&self) -> i64 {
        self.delay.target() + if self.keeps_for_restoring { self.packet_samples } else { 0 }
    }

    /// Counts a packet that came (false) or was lost and could be restored (true).
    fn count_restorable(&mut self, lost: bool) {
        self.restorable *= 1.0 - RESTORABLE_WEIGHT;
        self.restorable += if lost { RESTORABLE_WEIGHT } else { 0.0 };
        let bound = if self.keeps_for_restoring { RESTORABLE_FEW } else { RESTORABLE_MANY };
        self.keeps_for_restoring = self.restorable > bound;
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

    /// After a long outage everything comes at once: what is too old is left out.
    fn skip_if_far_behind(&mut self, now: i64) {
        let Some(wait) = self.wait(now) else { return };
        let excess = wait - self.target();
        if excess <= SKIP || self.packets.is_empty() {
            return;
        }
        let to = self.next.1 + excess;
        while self.packets.len() > 1 && self.packets.front().is_some_and(|p| p.timestamp + p.samples <= to) {
            self.packets.pop_front();
        }
        let Some(head) = self.packets.front() else { return };
        if head.timestamp > self.next.1 {
            self.stats.skipped_samples += (head.timestamp - self.next.1) as u64;
            self.next = (head.sequence, head.timestamp);
            self.explained_as_missing();
            self.gain = 0.0;
            self.reserves.clear();
        }
    }

    /// Puts more sound on the line: decoded, restored or made up.
    fn step(&mut self, now: i64, pulled: &mut Pulled) {
        let Some(head) = self.packets.front() else {
            self.stand();
            return;
        };
        let samples = head.samples;
        let missing = head.sequence - self.next.0;
        let gap = head.timestamp - self.next.1;
        if missing <= 0 {
            if gap > 0 {
                self.fill_pause(gap);
            } else {
                self.decode_head(now, pulled);
            }
            return;
        }
        // The first of the missing packets; of what it was, a part may have been made up already. What of the gap is
        // longer than the missing packets was a pause and is filled when the head is next.
        let lost = gap.clamp(0, self.packet_samples);
        let passed = lost.min(self.standing);
        self.standing -= passed;
        self.unexplained = (self.unexplained - passed).max(0);
        self.stats.concealed_samples += passed as u64;
        self.next = (self.next.0 + 1, self.next.1 + lost);
        let rest = (lost - passed) as usize;
        if missing == 1 {
            self.restore(samples as usize, rest);
        } else if rest > 0 {
            self.make_up(rest);
            self.stats.concealed_samples += rest as u64;
        }
    }

    /// Nothing is there: makes sound up while the line of time stands still.
    fn stand(&mut self) {
        self.make_up(BLOCK);
        self.standing += BLOCK as i64;
        self.unexplained += BLOCK as i64;
        if self.standing >= PAUSE_AFTER {
            self.state = State::Paused;
        }
    }

    /// The made-up sound since the line of time stands still stood for something that was missing.
    fn explained_as_missing(&mut self) {
        self.stats.concealed_samples += self.unexplained as u64;
        self.unexplained = 0;
        self.standing = 0;
    }

    /// Nothing is missing, the sender was silent for `gap` samples: so much of it as has not passed yet is silence.
    fn fill_pause(&mut self, gap: i64) {
        let passed = gap.min(self.standing);
        self.standing -= passed;
        self.unexplained = (self.unexplained - passed).max(0);
        let silence = (gap - passed).min(BLOCK as i64);
        self.line.resize(self.line.len() + silence as usize, 0.0);
        if silence > 0 {
            self.gain = 0.0;
        }
        self.next.1 += passed + silence;
    }

    /// Decodes the packet that is next.
    fn decode_head(&mut self, now: i64, pulled: &mut Pulled) {
        let Some(head) = self.packets.pop_front() else { return };
        self.explained_as_missing();
        let ahead = self.ahead() as i64;
        let waited = (now + ahead - head.arrival).max(0) as f64 / 48.0;
        let first = self.stats.real_samples == 0;
        self.stats.buffer_ms = if first { waited } else { self.stats.buffer_ms * 0.98 + waited * 0.02 };
        pulled.captured = head.captured;
        pulled.ahead = ahead as u32;
        if let Some(samples) = self.decoder.decode(&head.payload, &mut self.scratch[..]) {
            self.put_real(0, samples);
        } else {
            self.stats.unreadable += 1;
            self.make_up(head.samples as usize);
            self.stats.concealed_samples += head.samples as u64;
        }
        self.count_restorable(false);
        self.packet_samples = head.samples;
        self.next = (head.sequence + 1, head.timestamp + head.samples);
    }

    /// Restores the packet before the head, of which the last `rest` samples are still wanted.
    fn restore(&mut self, samples: usize, rest: usize) {
        let Some(head) = self.packets.front() else { return };
        let carries = has_fec(&head.payload);
        let restored = match rest {
            0 => None,
            _ => self.decoder.restore(&head.payload, &mut self.scratch[..samples]).filter(|made| *made >= rest),
        };
        match restored {
            Some(made) if carries => {
                self.put_real(made - rest, made);
                self.stats.restored_samples += rest as u64;
            }
            Some(made) => {
                self.put_made_up(made - rest, made);
                self.stats.concealed_samples += rest as u64;
            }
            None => {
                self.make_up(rest);
                self.stats.concealed_samples += rest as u64;
            }
        }
        if carries {
            self.count_restorable(true);
        }
    }

    /// Makes up sound.
    fn make_up(&mut self, samples: usize) {
        let samples = samples.min(PACKET_MAX);
        // The decoder makes up multiples of 2.5 ms.
        let asked = samples.next_multiple_of(120).min(PACKET_MAX);
        let made =
            if self.made_up < FADE_ENDS { self.decoder.conceal(&mut self.scratch[..asked]).unwrap_or(0) } else { 0 };
        self.scratch[made.min(samples)..samples].fill(0.0);
        self.put_made_up(0, samples);
    }

    fn put_real(&mut self, from: usize, to: usize) {
        for s in &self.scratch[from..to] {
            self.gain = (self.gain + 1.0 / RISE).min(1.0);
            self.line.push(s * self.gain);
        }
        self.made_up = 0;
        self.stats.real_samples += (to - from) as u64;
    }

    fn put_made_up(&mut self, from: usize, to: usize) {
        for s in &self.scratch[from..to] {
            let fade = (FADE_ENDS - self.made_up) as f32 / (FADE_ENDS - FADE_BEGINS) as f32;
            self.gain = self.gain.min(fade.clamp(0.0, 1.0));
            self.line.push(s * self.gain);
            self.made_up += 1;
        }
    }

    /// A packet is needed now: notes how long after it could have come first.
    fn note_reserve(&mut self, now: i64) {
        let Some(fastest) = self.delay.fastest() else { return };
        self.early = self.ahead() as i64;
        self.reserves.push_back(now - (fastest + self.next.1));
        if self.reserves.len() > JUDGED {
            self.reserves.pop_front();
        }
    }

    /// Takes a piece out of what lies ahead or puts one in, so that packets have the reserve that their delays need
    /// and no sample waits longer than that takes.
    fn keep_the_wait(&mut self, now: i64, pulled: &mut Pulled) {
        self.pulls_since_change = self.pulls_since_change.saturating_add(1);
        if self.standing > 0 || self.made_up > 0 || self.state != State::Playing {
            self.reserves.clear();
            return;
        }
        let smallest = self.reserves.iter().min().filter(|_| self.reserves.len() >= JUDGED);
        let Some(smallest) = smallest else { return };
        let excess = smallest - self.target();
        let (every, care) = match excess.abs() {
            ANY_PRICE.. => (CHANGE_EVERY_IN_HASTE, Care::None),
            HASTE.. => (CHANGE_EVERY_IN_HASTE, Care::Hasty),
            _ => (CHANGE_EVERY, Care::Gentle),
        };
        if self.pulls_since_change < every {
            return;
        }
        let change = if excess < -SHORTER {
            self.read_ahead(now, stretch::PERIOD_MAX, pulled);
            let added = stretch::lengthen(&mut self.line, self.at, stretch::PERIOD_MAX, care);
            self.stats.added_samples += added as u64;
            added as i64
        } else if excess + self.early > LONGER {
            // Pulls come a block apart, so the reserve changes in steps of a block: taking out no more than lay ahead
            // when the packet was needed changes nothing of it, each sample more costs a whole block of it.
            let block = BLOCK as i64;
            let most = self.early + (excess + SHORTER).max(0) / block * block;
            if most < stretch::PERIOD_MIN as i64 {
                return;
            }
            self.read_ahead(now, stretch::AHEAD, pulled);
            let removed = stretch::shorten(&mut self.line, self.at, most as usize, care);
            self.stats.removed_samples += removed as u64;
            -(removed as i64)
        } else {
            0
        };
        if change == 0 {
            return;
        }
        self.pulls_since_change = 0;
        if care == Care::Gentle {
            self.reserves.clear();
        } else {
            for reserve in &mut self.reserves {
                *reserve += change;
            }
        }
    }

    /// Decodes packets that wait and follow each other until so many samples lie ahead.
    fn read_ahead(&mut self, now: i64, samples: usize, pulled: &mut Pulled) {
        while self.ahead() < samples
            && self.packets.front().is_some_and(|head| (head.sequence, head.timestamp) == self.next)
        {
            self.decode_head(now, pulled);
        }
    }
}

impl Default for JitterBuffer {
    fn default() -> Self {
        Self::new()
    }
}
