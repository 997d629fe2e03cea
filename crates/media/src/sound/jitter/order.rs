//! Puts RTP's 16-bit sequence numbers and 32-bit timestamps on lines that do not wrap (RFC 3550 appendix A.1), and
//! knows duplicates, stragglers and a sender that began anew.

/// A step forward of more than this is a sender that began anew, or nonsense.
const DROPOUT_MAX: i16 = 3_000;

/// A packet this far behind the newest is too old to be of any use.
const MISORDER_MAX: i16 = 128;

/// What one packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A packet not seen before, and where it stands.
    At {
        /// Its sequence number on a line that does not wrap.
        sequence: i64,
        /// Its timestamp on a line that does not wrap.
        timestamp: i64,
    },
    /// The same, the first of a sender that began anew: nothing that came before belongs to it.
    Anew {
        /// Its sequence number: one more than the newest before.
        sequence: i64,
        /// Its timestamp.
        timestamp: i64,
    },
    /// A duplicate, or too strange to be believed alone.
    Ignored,
}

#[derive(Clone, Copy, Debug)]
struct Newest {
    /// As the sender numbers it.
    raw: u16,
    sequence: i64,
    timestamp: i64,
    /// Which of the newest sequence numbers came: bit n is `sequence - n`.
    came: u128,
}

/// The lines of one sender.
#[derive(Debug, Default)]
pub(super) struct Order {
    newest: Option<Newest>,
    /// What a sender that began anew would send next.
    suspect: Option<u16>,
    /// The first of this sender.
    first: i64,
}

impl Order {
    /// Places one packet.
    pub fn place(&mut self, sequence: u16, timestamp: u32) -> Place {
        let Some(newest) = &mut self.newest else {
            let raw = sequence;
            let (sequence, timestamp) = (i64::from(sequence), i64::from(timestamp));
            self.newest = Some(Newest { raw, sequence, timestamp, came: 1 });
            self.first = sequence;
            return Place::At { sequence, timestamp };
        };
        let raw = sequence;
        let step = raw.wrapping_sub(newest.raw) as i16;
        let sequence = newest.sequence + i64::from(step);
        let timestamp = newest.timestamp + i64::from(timestamp.wrapping_sub(newest.timestamp as u32) as i32);
        if (1..=DROPOUT_MAX).contains(&step) {
            self.suspect = None;
            let came = newest.came.checked_shl(step.unsigned_abs().into()).unwrap_or(0) | 1;
            *newest = Newest { raw, sequence, timestamp, came };
            return Place::At { sequence, timestamp };
        }
        if step <= 0 && step > -MISORDER_MAX {
            self.suspect = None;
            let bit = 1u128 << step.unsigned_abs();
            if newest.came & bit != 0 || sequence < self.first {
                return Place::Ignored;
            }
            newest.came |= bit;
            return Place::At { sequence, timestamp };
        }
        if self.suspect == Some(raw) {
            let sequence = newest.sequence + 1;
            self.suspect = None;
            self.first = sequence;
            *newest = Newest { raw, sequence, timestamp, came: 1 };
            return Place::Anew { sequence, timestamp };
        }
        self.suspect = Some(raw.wrapping_add(1));
        Place::Ignored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(sequence: i64, timestamp: i64) -> Place {
        Place::At { sequence, timestamp }
    }

    #[test]
    fn both_lines_go_on_over_the_wrap() {
        let mut order = Order::default();
        assert_eq!(order.place(65_534, u32::MAX - 959), at(65_534, 4_294_966_336));
        assert_eq!(order.place(65_535, 0), at(65_535, 4_294_967_296));
        assert_eq!(order.place(1, 1_920), at(65_537, 4_294_969_216));
        assert_eq!(order.place(0, 960), at(65_536, 4_294_968_256), "a straggler from before");
    }

    #[test]
    fn duplicates_are_ignored() {
        let mut order = Order::default();
        order.place(10, 0);
        order.place(12, 1_920);
        assert_eq!(order.place(12, 1_920), Place::Ignored);
        assert_eq!(order.place(10, 0), Place::Ignored);
        assert_eq!(order.place(11, 960), at(11, 960));
        assert_eq!(order.place(11, 960), Place::Ignored);
        assert_eq!(order.place(9, 0), Place::Ignored, "older than the first");
    }

    #[test]
    fn one_strange_packet_changes_nothing() {
        let mut order = Order::default();
        order.place(10, 0);
        assert_eq!(order.place(40_000, 7), Place::Ignored);
        assert_eq!(order.place(11, 960), at(11, 960));
    }

    #[test]
    fn two_in_a_row_are_a_sender_that_began_anew() {
        let mut order = Order::default();
        order.place(10, 0);
        assert_eq!(order.place(40_000, 500_000), Place::Ignored);
        assert_eq!(order.place(40_001, 500_960), Place::Anew { sequence: 11, timestamp: 500_960 });
        assert_eq!(order.place(40_002, 501_920), at(12, 501_920));
        assert_eq!(order.place(40_000, 500_000), Place::Ignored, "before what is believed");
    }
}
