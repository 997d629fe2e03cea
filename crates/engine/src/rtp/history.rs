//! What was sent lately, so that it can be sent again (RTX, RFC 4588).

use bytes::Bytes;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The most packets kept of one stream.
const MOST: usize = 1_024;
/// How long a packet is kept.
const AGE: Duration = Duration::from_millis(1_500);

/// A packet as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Bytes,
    /// Absolute capture time, where the packet carried it.
    pub(crate) captured: Option<Bytes>,
    at: Instant,
    again: Option<Instant>,
}

/// The packets of one stream, oldest first, without gaps in their numbers.
#[derive(Debug, Default)]
pub(crate) struct History {
    packets: VecDeque<Sent>,
}

impl History {
    /// Keeps a packet that goes out now. Numbers have to follow each other.
    pub(crate) fn keep(
        &mut self,
        now: Instant,
        sequence: u16,
        timestamp: u32,
        marker: bool,
        payload: Bytes,
        captured: Option<Bytes>,
    ) {
        if self.packets.back().is_some_and(|last| last.sequence.wrapping_add(1) != sequence) {
            self.packets.clear();
        }
        while self.packets.len() >= MOST
            || self.packets.front().is_some_and(|first| now.saturating_duration_since(first.at) > AGE)
        {
            self.packets.pop_front();
        }
        self.packets.push_back(Sent { sequence, timestamp, marker, payload, captured, at: now, again: None });
    }

    /// The packet of that number, if it is still here and was not sent again within the last `pause`: an answer is on
    /// its way then, and a second one would only fill the line.
    pub(crate) fn again(&mut self, now: Instant, sequence: u16, pause: Duration) -> Option<Sent> {
        let first = self.packets.front()?.sequence;
        let sent = self.packets.get_mut(usize::from(sequence.wrapping_sub(first)))?;
        if sent.again.is_some_and(|at| now.saturating_duration_since(at) < pause) {
            return None;
        }
        sent.again = Some(now);
        Some(sent.clone())
    }

    /// Forgets everything: the stream was closed, and nothing of it may leave any more.
    pub(crate) fn clear(&mut self) {
        self.packets.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(history: &mut History, now: Instant, sequence: u16) {
        history.keep(now, sequence, 7, false, Bytes::from_static(b"x"), None);
    }

    #[test]
    fn a_packet_is_found_across_the_turn_of_the_counter() {
        let now = Instant::now();
        let mut history = History::default();
        for sequence in [65_534, 65_535, 0, 1] {
            keep(&mut history, now, sequence);
        }
        for sequence in [65_534, 65_535, 0, 1] {
            assert_eq!(history.again(now, sequence, Duration::ZERO).unwrap().sequence, sequence);
        }
        assert!(history.again(now, 2, Duration::ZERO).is_none());
        assert!(history.again(now, 65_533, Duration::ZERO).is_none());
    }

    #[test]
    fn one_answer_a_round_trip() {
        let now = Instant::now();
        let mut history = History::default();
        keep(&mut history, now, 5);
        let pause = Duration::from_millis(80);
        assert!(history.again(now, 5, pause).is_some());
        assert!(history.again(now + pause / 2, 5, pause).is_none());
        assert!(history.again(now + pause, 5, pause).is_some());
    }

    #[test]
    fn it_is_bounded_in_number_and_age() {
        let now = Instant::now();
        let mut history = History::default();
        for n in 0..3_000u32 {
            keep(&mut history, now, n as u16);
        }
        assert_eq!(history.packets.len(), MOST);
        keep(&mut history, now + AGE * 2, 3_000);
        assert_eq!(history.packets.len(), 1);
    }

    #[test]
    fn a_gap_starts_anew_and_clear_forgets() {
        let now = Instant::now();
        let mut history = History::default();
        keep(&mut history, now, 5);
        keep(&mut history, now, 9);
        assert!(history.again(now, 5, Duration::ZERO).is_none());
        assert!(history.again(now, 9, Duration::ZERO).is_some());
        history.clear();
        assert!(history.again(now, 9, Duration::ZERO).is_none());
    }
}
