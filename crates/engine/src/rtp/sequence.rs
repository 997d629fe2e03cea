//! 16-bit RTP sequence numbers made 64 bits wide, so that they can be compared and subtracted.

/// Widens sequence numbers: each is taken to lie within half the range of the highest one seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Widener {
    highest: Option<u64>,
}

/// Where the first number is put, so that what came before it does not fall below zero.
const ORIGIN: u64 = 1 << 32;

impl Widener {
    /// The wide number of `sequence`, remembering it if it is the highest.
    pub(crate) fn widen(&mut self, sequence: u16) -> u64 {
        let wide = match self.highest {
            None => ORIGIN + u64::from(sequence),
            Some(highest) => {
                // A distance of exactly half the range reads as backwards; it does not matter which.
                let step = i64::from(sequence.wrapping_sub(highest as u16) as i16);
                highest.saturating_add_signed(step)
            }
        };
        self.highest = Some(self.highest.map_or(wide, |highest| highest.max(wide)));
        wide
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_turn_of_the_counter_goes_on_upwards() {
        let mut widener = Widener::default();
        let a = widener.widen(65_534);
        assert_eq!(widener.widen(65_535), a + 1);
        assert_eq!(widener.widen(0), a + 2);
        assert_eq!(widener.widen(65_535), a + 1, "one that comes late keeps its place");
        assert_eq!(widener.widen(3), a + 5);
    }

    proptest! {
        #[test]
        fn a_walk_of_small_steps_is_followed(steps in prop::collection::vec(-2_000i64..2_000, 1..300)) {
            let mut widener = Widener::default();
            let mut truth = 40_000i64;
            let origin = widener.widen(truth as u16) as i64 - truth;
            let mut highest = truth;
            for step in steps {
                truth = (truth + step).max(highest - 30_000);
                highest = highest.max(truth);
                prop_assert_eq!(widener.widen(truth.rem_euclid(65_536) as u16) as i64 - origin, truth);
            }
        }

        #[test]
        fn nothing_makes_it_panic(numbers in prop::collection::vec(any::<u16>(), 0..500)) {
            let mut widener = Widener::default();
            for number in numbers {
                prop_assert_eq!(widener.widen(number) as u16, number);
            }
        }
    }
}
