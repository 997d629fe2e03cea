//! What came too early and is kept for a while: so many messages and so many bytes, the newest.

use chancery_model::ParticipantId;
use std::collections::VecDeque;

/// Messages that are kept.
pub(super) const HELD_MAX: usize = 64;
/// Their bytes: whoever may send could otherwise fill sixty-four times the largest message.
pub(super) const HELD_BYTES: usize = 4 * 1024 * 1024;

/// Messages, from whom they came, and whether in the server's order.
#[derive(Debug, Default)]
pub(super) struct Held {
    queue: VecDeque<(ParticipantId, bool, Vec<u8>)>,
    bytes: usize,
}

impl Held {
    /// Keeps one; the oldest make room for it.
    pub(super) fn push(&mut self, from: ParticipantId, ordered: bool, bytes: Vec<u8>) {
        self.bytes += bytes.len();
        self.queue.push_back((from, ordered, bytes));
        while (self.queue.len() > HELD_MAX || self.bytes > HELD_BYTES)
            && let Some((.., oldest)) = self.queue.pop_front()
        {
            self.bytes -= oldest.len();
        }
    }

    /// All of them, the oldest first; none is kept any more.
    pub(super) fn take(&mut self) -> VecDeque<(ParticipantId, bool, Vec<u8>)> {
        self.bytes = 0;
        std::mem::take(&mut self.queue)
    }

    /// How many there are, and their bytes.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        (self.queue.len(), self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_stay_within_both_bounds() {
        let from = ParticipantId::from_random([1; 16]);
        let mut held = Held::default();
        for n in 0..200_u8 {
            held.push(from, true, vec![n; 10]);
        }
        assert_eq!(held.size(), (HELD_MAX, HELD_MAX * 10));
        for n in 0..10_u8 {
            held.push(from, true, vec![n; 1024 * 1024]);
        }
        assert_eq!(held.size(), (4, HELD_BYTES));
        let kept: Vec<u8> = held.take().iter().map(|(_, _, bytes)| bytes[0]).collect();
        assert_eq!((kept, held.size()), (vec![6, 7, 8, 9], (0, 0)));
        held.push(from, true, vec![0; HELD_BYTES + 1]);
        assert_eq!(held.size(), (0, 0), "what fits nowhere is not kept");
    }
}
