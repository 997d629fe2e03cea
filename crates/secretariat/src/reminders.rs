//! Reminders: which meetings are to be spoken of now, and when to look again. The clock and what was told are handed in.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// What was told is remembered for so many meetings; the oldest are forgotten, being long over.
const MOST: usize = 4_096;

/// A meeting that may be spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// Which: of a plan or of a meeting.
    pub id: String,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

/// What was told already. A meeting that is moved is told of again.
#[derive(Clone, Debug, Default)]
pub struct Reminders {
    told: BTreeSet<(Timestamp, String)>,
}

/// What is to be done now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Places in the list that was given, the earliest meeting first: to be told of now.
    pub now: Vec<usize>,
    /// When to look again; `None`: not before the list changes.
    pub next: Option<Timestamp>,
}

impl Reminders {
    /// What is due `minutes` before a meeting begins (0: never), until it ends: who opens the program late is reminded still.
    /// Whatever is given in `now` counts as told. Meetings that begin at once are told of as one where their `id` is the same.
    pub fn due(&mut self, now: Timestamp, meetings: &[Coming], minutes: u32) -> Due {
        let mut due = Due::default();
        if minutes == 0 {
            return due;
        }
        let before = SignedDuration::from_mins(i64::from(minutes));
        for (place, meeting) in meetings.iter().enumerate() {
            // What lies before the beginning of time is over.
            let from = meeting.start.saturating_sub(before).unwrap_or(meeting.start);
            if now >= meeting.end || self.told.contains(&(meeting.start, meeting.id.clone())) {
                continue;
            }
            if now < from {
                due.next = Some(due.next.map_or(from, |next| next.min(from)));
                continue;
            }
            self.told.insert((meeting.start, meeting.id.clone()));
            due.now.push(place);
        }
        due.now.sort_by_key(|&place| meetings[place].start);
        while self.told.len() > MOST {
            self.told.pop_first();
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_796_112_000 + minutes * 60).unwrap()
    }

    fn coming(id: &str, start: i64) -> Coming {
        Coming { id: id.into(), start: at(start), end: at(start + 60) }
    }

    #[test]
    fn each_is_told_of_once_in_time() {
        let mut reminders = Reminders::default();
        let list = [coming("b", 30), coming("a", 0)];
        let none = |next| Due { now: vec![], next: Some(at(next)) };
        assert_eq!(reminders.due(at(-11), &list, 10), none(-10));
        assert_eq!(reminders.due(at(-10), &list, 10), Due { now: vec![1], next: Some(at(20)) });
        assert_eq!(reminders.due(at(-9), &list, 10), none(20));
        // The machine slept: it is told of when it wakes, while the meeting lasts.
        assert_eq!(reminders.due(at(85), &list, 10), Due { now: vec![0], next: None });
        // Moved, it is another.
        let moved = [coming("a", 100)];
        assert_eq!(reminders.due(at(90), &moved, 10), Due { now: vec![0], next: None });
    }

    #[test]
    fn what_is_over_or_not_wanted_is_not_told_of() {
        let mut reminders = Reminders::default();
        assert_eq!(reminders.due(at(60), &[coming("a", 0)], 10), Due::default());
        assert_eq!(reminders.due(at(-5), &[coming("a", 0)], 0), Due::default());
        assert_eq!(reminders.due(at(-5), &[coming("a", 0)], 10).now, [0], "asked for later, it comes");
    }

    proptest! {
        #[test]
        fn whoever_wakes_when_asked_misses_none(starts in prop::collection::vec(0..5_000_i64, 0..20), minutes in 1..120_u32) {
            let list: Vec<Coming> = starts.iter().enumerate().map(|(n, start)| coming(&n.to_string(), *start)).collect();
            let (mut reminders, mut now, mut told) = (Reminders::default(), at(-200), Vec::new());
            loop {
                let due = reminders.due(now, &list, minutes);
                for place in due.now {
                    prop_assert_eq!(now, list[place].start.checked_sub(SignedDuration::from_mins(minutes.into())).unwrap());
                    told.push(place);
                }
                let Some(next) = due.next else { break };
                prop_assert!(next > now);
                now = next;
            }
            told.sort_unstable();
            prop_assert_eq!(told, (0..list.len()).collect::<Vec<_>>());
        }
    }
}
