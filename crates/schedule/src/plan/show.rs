//! The run of show: when each point of the agenda is due, what really began when, what runs over and what that moves.

use super::Plan;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ShowState")]
pub enum State {
    /// Over.
    Done,
    /// Passed over: a later one was begun without it.
    Skipped,
    /// On.
    Now,
    /// To come.
    Ahead,
}

/// One item with its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "ShowCue")]
pub struct Cue {
    /// The `id` of the item.
    pub item: String,
    /// When it is to begin by the plan.
    #[ts(type = "string")]
    pub planned: Timestamp,
    /// When it began, or will as things stand.
    #[ts(type = "string")]
    pub start: Timestamp,
    /// When it ended, or will as things stand.
    #[ts(type = "string")]
    pub end: Timestamp,
    /// How it stands.
    pub state: State,
    /// Seconds that it took, or has taken until now, beyond its minutes.
    pub over: i64,
    /// Seconds that its start is later than planned; negative where it is earlier.
    pub moved: i64,
}

/// The whole of it at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Show {
    /// The items in their order.
    pub cues: Vec<Cue>,
    /// Which of them is on.
    pub current: Option<usize>,
    /// Seconds left to it; negative where it runs over.
    pub left: Option<i64>,
    /// The minute cue that is due: 10, 5, 2 or 1 minutes left, or 0 where its time is up.
    pub cue: Option<u32>,
    /// When the next one falls due, if nothing is begun until then.
    #[ts(type = "string | null")]
    pub next: Option<Timestamp>,
    /// When the meeting ends as things stand.
    #[ts(type = "string")]
    pub ends: Timestamp,
    /// Seconds that this is later than planned; negative where it is earlier.
    pub late: i64,
    /// Whether it is over.
    pub over: bool,
    /// From when on it can be begun: half a day before the meeting.
    #[ts(type = "string")]
    pub opens: Timestamp,
    /// Whether an item can be begun now. Before, and long after, nobody sits at that table.
    pub open: bool,
}

/// The minutes at which a speaker is told. One that is not shorter than the item itself is left out.
const CUES: [u32; 5] = [10, 5, 2, 1, 0];

/// The run of show at `now` of the meeting that was to begin at `start` (one of a series'). What was begun stands in `plan.course`.
pub fn show(plan: &Plan, start: Timestamp, now: Timestamp) -> Show {
    let minutes = |n: u32| SignedDuration::from_mins(i64::from(n));
    let add = |at: Timestamp, span: SignedDuration| at.checked_add(span).unwrap_or(Timestamp::MAX);
    let seconds = |from: Timestamp, to: Timestamp| to.as_second() - from.as_second();
    // Of a series, what was begun around this time.
    let (opens, closes) = (add(start, minutes(12 * 60) * -1), add(start, minutes(36 * 60)));
    let mut course: Vec<_> = plan.course.iter().filter(|b| b.at >= opens && b.at <= closes && b.at <= now).collect();
    course.sort_by_key(|b| b.at);
    let ended = course.last().filter(|b| b.item.is_empty()).map(|b| b.at);
    let place = |id: &str| plan.agenda.iter().position(|i| i.id == id);
    let current = course.last().and_then(|b| place(&b.item));
    let mut cues: Vec<Cue> = Vec::with_capacity(plan.agenda.len());
    let (mut planned, mut due) = (start, start);
    for (i, item) in plan.agenda.iter().enumerate() {
        let length = minutes(item.minutes);
        // An item that is taken up again has its time from the first beginning, and what it took in sum.
        let turns: Vec<usize> = (0..course.len()).filter(|c| course[*c].item == item.id).collect();
        let until = |c: usize| course.get(c + 1).map_or(now, |b| b.at);
        let took: i64 = turns.iter().map(|c| seconds(course[*c].at, until(*c))).sum();
        let (begins, ends, state) = match (turns.first(), turns.last()) {
            (Some(first), Some(_)) if current == Some(i) => {
                let rest = (length.as_secs() - took).max(0);
                (course[*first].at, add(now, SignedDuration::from_secs(rest)), State::Now)
            }
            (Some(first), Some(last)) => (course[*first].at, until(*last), State::Done),
            _ if ended.is_some() || current.is_some_and(|c| c > i) => (due, due, State::Skipped),
            _ => {
                // What has not begun cannot begin before now.
                let begins = due.max(now.min(add(planned, minutes(24 * 60))));
                let begins = if course.is_empty() && i > 0 { due } else { begins };
                (begins, add(begins, length), State::Ahead)
            }
        };
        let over = if turns.is_empty() { 0 } else { (took - length.as_secs()).max(0) };
        cues.push(Cue {
            item: item.id.clone(),
            planned,
            start: begins,
            end: ends,
            state,
            over,
            moved: seconds(planned, begins),
        });
        due = match state {
            // Done earlier than something that is on now: the next does not begin before that ends.
            State::Done => due.max(ends),
            State::Skipped => due,
            _ => ends,
        };
        planned = add(planned, length);
    }
    let planned_end = add(start, minutes(plan.minutes)).max(planned);
    // Without an item to come, the meeting ends when planned, or later if what is on runs over.
    let ends = ended.unwrap_or_else(|| {
        let slack = seconds(planned, planned_end);
        let with_slack =
            if course.is_empty() { add(due, SignedDuration::from_secs(slack)) } else { due.max(planned_end) };
        if plan.agenda.is_empty() { planned_end.max(with_slack) } else { with_slack }
    });
    let left = current.map(|c| {
        let length = i64::from(plan.agenda[c].minutes) * 60;
        if cues[c].over > 0 { -cues[c].over } else { seconds(now, cues[c].end).min(length) }
    });
    let length = current.map_or(0, |c| plan.agenda[c].minutes);
    let fits = |cue: &&u32| **cue < length;
    let cue = left.and_then(|left| CUES.iter().filter(fits).rev().find(|c| left <= i64::from(**c) * 60).copied());
    let next = left.and_then(|left| {
        let ahead = CUES.iter().filter(fits).find(|c| i64::from(**c) * 60 < left)?;
        Some(add(now, SignedDuration::from_secs(left - i64::from(*ahead) * 60)))
    });
    let (late, over) = (seconds(planned_end, ends), ended.is_some());
    Show { current, left, cue, next, ends, late, over, opens, open: (opens..=closes).contains(&now), cues }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Begun, Item};

    fn at(time: &str) -> Timestamp {
        format!("2026-03-24T{time}Z").parse().unwrap()
    }

    fn plan(course: &[(&str, &str)]) -> Plan {
        let item = |id: &str, minutes| Item { id: id.into(), minutes, ..Item::default() };
        let mut plan = Plan::new("u");
        plan.agenda = vec![item("a", 10), item("b", 30), item("c", 15)];
        plan.course = course.iter().map(|(id, time)| Begun { item: (*id).into(), at: at(time) }).collect();
        plan
    }

    fn states(show: &Show) -> Vec<State> {
        show.cues.iter().map(|c| c.state).collect()
    }

    #[test]
    fn before_it_begins_all_is_as_planned() {
        let show = show(&plan(&[]), at("08:00:00"), at("07:50:00"));
        let starts: Vec<_> = show.cues.iter().map(|c| c.start).collect();
        assert_eq!(starts, [at("08:00:00"), at("08:10:00"), at("08:40:00")]);
        assert_eq!((show.ends, show.late, show.current, show.cue), (at("09:00:00"), 0, None, None));
    }

    #[test]
    fn it_can_be_begun_on_the_day_alone() {
        let start = at("08:00:00");
        let open = |hours| show(&plan(&[]), start, start + SignedDuration::from_hours(hours)).open;
        assert_eq!([-24 * 40, -13, -12, 0, 36, 37].map(open), [false, false, true, true, true, false]);
        let early = [Begun { item: "a".into(), at: start - SignedDuration::from_hours(24) }];
        let mut plan = plan(&[]);
        plan.course = early.into();
        assert_eq!(
            states(&show(&plan, start, start)),
            [State::Ahead; 3],
            "what was begun the day before is of another day"
        );
    }

    #[test]
    fn nobody_there_moves_everything() {
        let show = show(&plan(&[]), at("08:00:00"), at("08:07:00"));
        let starts: Vec<_> = show.cues.iter().map(|c| (c.start, c.moved)).collect();
        assert_eq!(starts, [(at("08:07:00"), 420), (at("08:17:00"), 420), (at("08:47:00"), 420)]);
        assert_eq!((show.ends, show.late), (at("09:07:00"), 420));
    }

    #[test]
    fn what_runs_over_moves_what_follows() {
        // The first began on time and took 13 minutes; the second has been on for 33 of its 30.
        let course = [("a", "08:00:00"), ("b", "08:13:00")];
        let show = show(&plan(&course), at("08:00:00"), at("08:46:00"));
        assert_eq!(states(&show), [State::Done, State::Now, State::Ahead]);
        assert_eq!((show.cues[0].over, show.cues[1].over), (180, 180));
        assert_eq!((show.left, show.cue, show.next), (Some(-180), Some(0), None));
        assert_eq!((show.cues[2].start, show.cues[2].moved), (at("08:46:00"), 360));
        assert_eq!((show.ends, show.late), (at("09:01:00"), 60), "five minutes of slack took most of it up");
    }

    #[test]
    fn minute_cues_fall_due_one_after_the_other() {
        let course = [("a", "08:00:00"), ("b", "08:10:00")];
        let cue = |now| {
            let show = show(&plan(&course), at("08:00:00"), at(now));
            (show.left, show.cue, show.next)
        };
        assert_eq!(cue("08:20:00"), (Some(1200), None, Some(at("08:30:00"))));
        assert_eq!(cue("08:30:00"), (Some(600), Some(10), Some(at("08:35:00"))));
        assert_eq!(cue("08:36:00"), (Some(240), Some(5), Some(at("08:38:00"))));
        assert_eq!(cue("08:39:30"), (Some(30), Some(1), Some(at("08:40:00"))));
        assert_eq!(cue("08:40:00"), (Some(0), Some(0), None));
        // Ten minutes before the end of an item of ten minutes is no cue.
        let show = show(&plan(&[("a", "08:00:00")]), at("08:00:00"), at("08:00:00"));
        assert_eq!((show.cue, show.next), (None, Some(at("08:05:00"))));
    }

    #[test]
    fn skipped_taken_up_again_and_over() {
        let course = [("a", "08:00:00"), ("c", "08:08:00"), ("a", "08:20:00"), ("", "08:25:00")];
        let now = at("08:22:00");
        let then = show(&plan(&course), at("08:00:00"), now);
        assert_eq!(states(&then), [State::Now, State::Ahead, State::Done]);
        assert_eq!((then.left, then.cues[0].start), (Some(0), at("08:00:00")), "8 minutes, and 2 again");
        let after = show(&plan(&course), at("08:00:00"), at("08:30:00"));
        assert_eq!(states(&after), [State::Done, State::Skipped, State::Done]);
        assert_eq!((after.ends, after.over, after.late), (at("08:25:00"), true, -2100));
        // Another time of the series knows nothing of it.
        let week = SignedDuration::from_hours(7 * 24);
        let next = show(&plan(&course), at("08:00:00") + week, at("08:00:00") + week);
        assert_eq!(states(&next), [State::Ahead; 3]);
    }
}
