//! Recurrence (RFC 5545 section 3.3.10 and 3.8.5): rules, the times they give, and the occurrences of a calendar in a window.
//!
//! [`Rule`] is what an RRULE says. [`Times`] walks through its times on a local clock, and jumps to where a window begins
//! instead of counting from DTSTART. [`expand`] puts together a calendar's events: rules, RDATE, EXDATE and the
//! instances that were changed, each in its zone.
//!
//! Nothing runs without end: every step takes from [`Fuel`], and what was left out is said.

mod days;
mod event;
mod expand;
mod rule;
mod times;

pub use event::{Event, Extent, Start, all_events, events};
pub use expand::{Expansion, Occurrence, Query, expand, for_each};
pub use rule::{BadRule, Bound, Freq, Rule, Until};
pub use times::Times;

/// Steps of work that may still be done: a period looked at, or a time found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fuel(pub u64);

impl Fuel {
    /// Takes one step; `false` where none is left.
    pub fn take(&mut self, steps: u64) -> bool {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

impl Default for Fuel {
    /// Enough for 10,000 meetings over decades, and spent within seconds.
    fn default() -> Self {
        Self(50_000_000)
    }
}

#[cfg(test)]
mod brute_tests;
#[cfg(test)]
mod expand_tests;
#[cfg(test)]
mod rule_tests;
