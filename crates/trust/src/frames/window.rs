//! Which counters of one stream under one key have been seen (RFC 9605 section 9.3): a window of bits that moves on.

/// Counters behind the newest one that may still come: some ten seconds of one sender's three streams, which share a
/// counter.
pub(super) const WIDTH: u64 = 1_024;
const WORDS: usize = (WIDTH / 64) as usize;

/// The window. Counters are below `u64::MAX`.
#[derive(Debug)]
pub(super) struct Window {
    /// One more than the highest counter seen.
    end: u64,
    /// Bit `n % WIDTH`: counter `n` was seen, for the last [`WIDTH`] counters.
    seen: [u64; WORDS],
}

impl Default for Window {
    fn default() -> Self {
        Self { end: 0, seen: [0; WORDS] }
    }
}

impl Window {
    fn place(counter: u64) -> (usize, u64) {
        ((counter % WIDTH / 64) as usize, 1 << (counter % 64))
    }

    /// Whether a counter has not been seen and is not too old to know.
    pub(super) fn is_new(&self, counter: u64) -> bool {
        let (word, bit) = Self::place(counter);
        counter >= self.end || (self.end - counter <= WIDTH && self.seen[word] & bit == 0)
    }

    /// Marks a counter as seen; call it for new ones that proved authentic only.
    pub(super) fn mark(&mut self, counter: u64) {
        if counter >= self.end {
            if counter - self.end >= WIDTH {
                self.seen = [0; WORDS];
            } else {
                for passed in self.end..counter {
                    let (word, bit) = Self::place(passed);
                    self.seen[word] &= !bit;
                }
            }
            self.end = counter + 1;
        }
        let (word, bit) = Self::place(counter);
        self.seen[word] |= bit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        /// Against a set that remembers everything.
        #[test]
        fn as_a_set_would_say(steps in prop::collection::vec((0u64..4, 0u64..2_600), 0..400)) {
            let (mut window, mut seen, mut end) = (Window::default(), BTreeSet::new(), 0u64);
            for (way, by) in steps {
                let counter = if way == 0 { end + by } else { end.saturating_sub(by % 1_100) };
                let expected = !seen.contains(&counter) && (counter >= end || end - counter <= WIDTH);
                prop_assert_eq!(window.is_new(counter), expected, "{} with end {}", counter, end);
                if expected {
                    window.mark(counter);
                    seen.insert(counter);
                    end = end.max(counter + 1);
                }
            }
        }
    }
}
