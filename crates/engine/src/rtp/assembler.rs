//! Packets of one picture stream put in order and joined to whole frames.
//!
//! Frames leave in decoding order. A gap is waited out for as long as the caller is patient (a retransmission may come),
//! a third of that where a later key frame is whole already; then the frames around the gap are given up. Nothing but a
//! key frame leaves after a loss: what refers to a lost frame would show rubbish.
//!
//! Packets come from the network: any order, any content, any gap. The window holds at most [`WINDOW`] numbers and
//! [`MEMORY`] bytes.

use super::depacketize;
use super::sequence::Widener;
use bytes::Bytes;
use chancery_media::picture::PictureCodec;
use chancery_media::time::CaptureTime;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The most sequence numbers between the oldest and the newest packet held.
const WINDOW: u64 = 2_048;
/// The most payload bytes held.
const MEMORY: usize = 4 * 1024 * 1024;
/// How many numbers before the first packet of a stream may still come.
const EARLIER: u64 = 32;

/// One packet of the stream, without its RTP header.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Bytes,
    /// From the packet's header extension.
    pub(crate) captured: Option<CaptureTime>,
}

/// What leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Assembled {
    /// A whole frame.
    Frame(Frame),
    /// Frames were given up: the next one that leaves is a key frame.
    Lost,
}

/// A whole frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) data: Vec<u8>,
    pub(crate) key: bool,
    pub(crate) timestamp: u32,
    pub(crate) captured: Option<CaptureTime>,
}

#[derive(Debug)]
struct Slot {
    timestamp: u32,
    marker: bool,
    start: bool,
    key: bool,
    /// The bitstream, without the payload descriptor. Empty: padding.
    data: Bytes,
    captured: Option<CaptureTime>,
}

/// Orders and joins the packets of one stream.
#[derive(Debug)]
pub(crate) struct Assembler {
    codec: PictureCodec,
    widener: Widener,
    /// The number of `window`'s front; everything before it has left or was given up.
    base: u64,
    begun: bool,
    /// The last slot is always there; the others may be missing.
    window: VecDeque<Option<Slot>>,
    bytes: usize,
    /// How many slots at the front are known to be there and to belong to one frame.
    whole: usize,
    /// Numbers behind the front where a key frame begins, ascending.
    keys: VecDeque<u64>,
    awaiting_key: bool,
    blocked_since: Option<Instant>,
    dropped: u64,
    out: VecDeque<Assembled>,
}

impl Assembler {
    pub(crate) fn new(codec: PictureCodec) -> Self {
        Self {
            codec,
            widener: Widener::default(),
            base: 0,
            begun: false,
            window: VecDeque::new(),
            bytes: 0,
            whole: 0,
            keys: VecDeque::new(),
            awaiting_key: true,
            blocked_since: None,
            dropped: 0,
            out: VecDeque::new(),
        }
    }

    /// Takes one packet.
    pub(crate) fn push(&mut self, now: Instant, packet: Arrived) {
        let number = self.widener.widen(packet.sequence);
        if !self.begun {
            self.begun = true;
            self.base = number.saturating_sub(EARLIER);
        }
        if number < self.base {
            return;
        }
        let Some(slot) = self.slot(packet) else { return };
        if number - self.base >= WINDOW || self.bytes + slot.data.len() > MEMORY {
            self.clear(number);
        }
        self.insert(number, slot);
        self.advance();
        self.watch(now);
    }

    /// Gives up what has been missing for longer than `patience`.
    pub(crate) fn handle_timeout(&mut self, now: Instant, patience: Duration) {
        if self.poll_timeout(patience).is_some_and(|due| due <= now) {
            self.give_up();
            self.advance();
            self.watch(now);
        }
    }

    /// When [`Self::handle_timeout`] has something to do.
    pub(crate) fn poll_timeout(&self, patience: Duration) -> Option<Instant> {
        let since = self.blocked_since?;
        let key_waits = self.keys.front().is_some_and(|key| self.whole_at((key - self.base) as usize));
        Some(since + if key_waits { patience / 3 } else { patience })
    }

    /// The next frame, or the news that some were lost.
    pub(crate) fn poll(&mut self) -> Option<Assembled> {
        self.out.pop_front()
    }

    /// Whether only a key frame can go on: ask for one.
    pub(crate) fn awaiting_key(&self) -> bool {
        self.begun && self.awaiting_key
    }

    /// Losses so far; each is one frame or more.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    fn slot(&self, packet: Arrived) -> Option<Slot> {
        let Arrived { timestamp, marker, payload, captured, .. } = packet;
        if payload.is_empty() {
            return Some(Slot { timestamp, marker: false, start: false, key: false, data: payload, captured: None });
        }
        let found = depacketize::read(self.codec, &payload)?;
        let data = payload.slice(found.length..);
        Some(Slot { timestamp, marker, start: found.start, key: found.key, data, captured })
    }

    fn insert(&mut self, number: u64, slot: Slot) {
        let index = (number - self.base) as usize;
        if index >= self.window.len() {
            self.window.resize_with(index + 1, || None);
        }
        if self.window[index].is_some() {
            return;
        }
        let begins_key = slot.start && slot.key;
        self.bytes += slot.data.len();
        self.window[index] = Some(slot);
        if begins_key {
            if self.awaiting_key {
                self.drop_front(index);
                self.awaiting_key = false;
                self.blocked_since = None;
            } else if index > 0 {
                let at = self.keys.partition_point(|&key| key < number);
                self.keys.insert(at, number);
            }
        }
    }

    /// Lets out every frame at the front that is whole.
    fn advance(&mut self) {
        if self.awaiting_key {
            while self.window.len() as u64 > WINDOW / 2 {
                self.drop_front(1);
            }
            return;
        }
        loop {
            match self.front() {
                Front::Frame(length) => self.let_out(length),
                Front::Padding => self.drop_front(1),
                Front::Broken => {
                    self.give_up();
                    if self.awaiting_key {
                        return;
                    }
                }
                Front::Waiting => return,
            }
        }
    }

    fn front(&mut self) -> Front {
        let Some(Some(first)) = self.window.front() else { return Front::Waiting };
        if first.data.is_empty() {
            return Front::Padding;
        }
        if !first.start {
            return Front::Broken;
        }
        let timestamp = first.timestamp;
        while let Some(Some(slot)) = self.window.get(self.whole) {
            if slot.timestamp != timestamp && !slot.data.is_empty() {
                // The marker is missing: a new frame ends the old one; anything else is nonsense.
                return if slot.start { Front::Frame(self.whole) } else { Front::Broken };
            }
            self.whole += 1;
            if slot.marker {
                return Front::Frame(self.whole);
            }
        }
        Front::Waiting
    }

    /// Whether the frame that begins at `index` is there up to its marker.
    fn whole_at(&self, index: usize) -> bool {
        let Some(Some(first)) = self.window.get(index) else { return false };
        for slot in self.window.iter().skip(index) {
            match slot {
                Some(slot) if slot.timestamp != first.timestamp => return false,
                Some(slot) if slot.marker => return true,
                Some(_) => {}
                None => return false,
            }
        }
        false
    }

    fn let_out(&mut self, length: usize) {
        let slots = || self.window.iter().take(length).flatten();
        let mut data = Vec::with_capacity(slots().map(|slot| slot.data.len()).sum());
        let mut captured = None;
        for slot in slots() {
            data.extend_from_slice(&slot.data);
            captured = captured.or(slot.captured);
        }
        let Some(first) = slots().next() else { return };
        let frame = Frame { data, key: first.key, timestamp: first.timestamp, captured };
        self.out.push_back(Assembled::Frame(frame));
        self.drop_front(length);
        self.blocked_since = None;
    }

    /// Gives up the frame at the front and goes on with the next key frame that has begun, if one has.
    fn give_up(&mut self) {
        self.lose();
        self.blocked_since = None;
        if let Some(key) = self.keys.front().copied() {
            self.drop_front((key - self.base) as usize);
        } else {
            // The key frame asked for may begin in what is missing behind the first gap: that much stays.
            let present = self.window.iter().take_while(|slot| slot.is_some()).count();
            let missing = self.window.iter().skip(present).take_while(|slot| slot.is_none()).count();
            self.drop_front((present + missing).max(1));
            self.awaiting_key = true;
        }
    }

    fn lose(&mut self) {
        self.dropped += 1;
        self.out.push_back(Assembled::Lost);
    }

    /// Forgets everything: `number` is the first of what comes.
    fn clear(&mut self, number: u64) {
        if !self.awaiting_key {
            self.lose();
        }
        self.window.clear();
        self.keys.clear();
        self.bytes = 0;
        self.whole = 0;
        self.blocked_since = None;
        self.awaiting_key = true;
        self.base = number.saturating_sub(EARLIER).max(self.base);
    }

    fn drop_front(&mut self, count: usize) {
        for slot in self.window.drain(..count.min(self.window.len())) {
            self.bytes -= slot.map_or(0, |slot| slot.data.len());
        }
        self.base += count as u64;
        self.whole = 0;
        while self.keys.front().is_some_and(|&key| key <= self.base) {
            self.keys.pop_front();
        }
    }

    /// Notes since when the front has been held up by something that is missing while later packets are there.
    fn watch(&mut self, now: Instant) {
        let blocked = !self.awaiting_key && self.whole < self.window.len();
        self.blocked_since = if blocked { self.blocked_since.or(Some(now)) } else { None };
    }
}

enum Front {
    Frame(usize),
    Padding,
    /// What is there cannot be the beginning of a frame.
    Broken,
    Waiting,
}

#[cfg(test)]
#[path = "assembler_tests.rs"]
mod tests;
