//! What a slot asks of one side, in minutes with their reasons.

use super::{Busy, Seat, Side};
use crate::civil::{self, DAY};
use crate::holidays::Kind;
use serde::Serialize;
use ts_rs::TS;

/// A weekend is asked of people like two thirds of a working day outside their hours.
const WEEKEND: u32 = 320;
/// A public holiday is asked of a whole state.
const HOLIDAY: u32 = 480;
/// A day that is kept though offices are open.
const OBSERVANCE: u32 = 30;
/// Who is elsewhere cannot come: such a slot is shown last.
const ELSEWHERE: u32 = 2880;
/// Somebody's other meeting may yet move.
const PERHAPS: u32 = 60;
/// The night: from 22:00 to 06:00 each minute counts again.
const NIGHT: (i64, i64) = (22 * 60, 30 * 60);

/// Why a slot costs a side something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It begins before the office opens.
    Early,
    /// It ends after the office has closed.
    Late,
    /// It takes from the night.
    Night,
    /// It takes from lunch.
    Lunch,
    /// It is the weekend.
    Weekend,
    /// It is a public holiday.
    Holiday,
    /// It is a day that is kept.
    Observance,
    /// Somebody is elsewhere.
    Busy,
    /// Somebody may be elsewhere.
    Tentative,
    /// The clocks change on this day; costs nothing, and is worth a word.
    ClockChange,
    /// The years of the holidays' table do not reach this far; costs nothing.
    HolidaysUnknown,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Reason {
    /// Which.
    pub why: Why,
    /// What it adds to the cost.
    pub minutes: u32,
    /// The name of a holiday or observance.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<&'static str>,
    /// Whether the holiday's date is an estimate.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub estimated: bool,
}

impl Reason {
    fn new(why: Why, minutes: u32) -> Self {
        Self { why, minutes, name: None, estimated: false }
    }
}

/// A side with what each of its days is, worked out once.
pub(super) struct Days<'a> {
    pub(super) side: &'a Side,
    first: i32,
    each: Vec<Vec<Reason>>,
    /// Days on which its clocks change, and by how many seconds forward.
    changes: Vec<(i32, i32)>,
}

impl<'a> Days<'a> {
    pub fn new(side: &'a Side, from: i64, to: i64) -> Self {
        let first = civil::day_of(side.zone.local(from)) - 1;
        let last = civil::day_of(side.zone.local(to)) + 1;
        // The day that has an hour less or more: where clocks go back at midnight, that is the day which is not yet over.
        let changes: Vec<(i32, i32)> = side
            .zone
            .changes(from - DAY, to + DAY)
            .map(|(at, before, after)| (civil::day_of(at + i64::from(before.min(after))), after - before))
            .collect();
        let changes_on = |day| changes.iter().any(|change| change.0 == day);
        let each = (first..=last).map(|day| reasons(side, day, changes_on(day))).collect();
        Self { side, first, each, changes }
    }

    /// By how many seconds its clocks go forward on a day.
    pub fn forward(&self, day: i32) -> i32 {
        self.changes.iter().filter(|change| change.0 == day).map(|change| change.1).sum()
    }

    /// What one of its days is; nothing of a day beyond those that were worked out.
    pub fn of(&self, day: i32) -> &[Reason] {
        usize::try_from(day - self.first).ok().and_then(|i| self.each.get(i)).map_or(&[], Vec::as_slice)
    }

    /// What a slot between two instants asks of the side.
    pub fn seat(&mut self, start: i64, end: i64) -> Seat {
        let side = self.side;
        let (local, until) = (side.zone.local(start), side.zone.local(end));
        let offset = side.zone.offset(start);
        let mut reasons = Vec::new();
        // Minutes after midnight of the day it begins on; the end may lie beyond 24:00.
        let midnight = civil::local(civil::day_of(local), 0);
        let (from, to) = ((local - midnight) / 60, (until - midnight).max(local - midnight) / 60);
        outside(side, from, to, &mut reasons);
        for (begin, end) in [(NIGHT.0 - 1440, NIGHT.1 - 1440), NIGHT, (NIGHT.0 + 1440, NIGHT.1 + 1440)] {
            push(&mut reasons, Why::Night, overlap(from, to, begin, end));
        }
        if let Some(lunch) = &side.lunch {
            push(&mut reasons, Why::Lunch, overlap(from, to, i64::from(lunch.from), i64::from(lunch.to)));
        }
        let last = civil::day_of((until - 1).max(local));
        // A meeting over midnight from one day of a weekend to the next is on one weekend.
        for reason in (civil::day_of(local)..=last).flat_map(|day| self.of(day)) {
            if !reasons.iter().any(|r| r.why == reason.why) {
                reasons.push(reason.clone());
            }
        }
        for why in [Why::Busy, Why::Tentative] {
            let hit = overlapping(&side.busy, start, end).any(|b| b.tentative == (why == Why::Tentative));
            if hit {
                reasons.push(Reason::new(why, if why == Why::Busy { ELSEWHERE } else { PERHAPS }));
            }
        }
        let cost = reasons.iter().map(|r| r.minutes).sum();
        Seat { code: side.code.clone(), local, offset, cost, reasons }
    }
}

/// How far outside the office's hours: before it opens, or after it has closed, whichever is nearer.
fn outside(side: &Side, from: i64, to: i64, out: &mut Vec<Reason>) {
    let (open, close) = (i64::from(side.office.from), i64::from(side.office.to));
    let early = (open - from).max(0);
    let late = (to - close).max(0);
    if early > 0 && to <= open {
        // All of it lies before the office opens; the evening before may be nearer.
        let after_yesterday = to + 1440 - close;
        if after_yesterday < early {
            return push(out, Why::Late, after_yesterday);
        }
    }
    if late > 0 && from >= close {
        let before_tomorrow = open + 1440 - from;
        if before_tomorrow < late {
            return push(out, Why::Early, before_tomorrow);
        }
    }
    push(out, Why::Early, early);
    push(out, Why::Late, late);
}

fn push(out: &mut Vec<Reason>, why: Why, minutes: i64) {
    if minutes > 0 {
        out.push(Reason::new(why, minutes as u32));
    }
}

fn overlap(from: i64, to: i64, begin: i64, end: i64) -> i64 {
    (to.min(end) - from.max(begin)).max(0)
}

fn overlapping(busy: &[Busy], start: i64, end: i64) -> impl Iterator<Item = &Busy> {
    let first = busy.partition_point(|b| b.end <= start);
    busy[first..].iter().take_while(move |b| b.start < end)
}

/// What a day is to a side.
fn reasons(side: &Side, day: i32, clocks_change: bool) -> Vec<Reason> {
    let mut out = Vec::new();
    if let Some(country) = &side.country {
        let named = |why, minutes, special: &crate::holidays::Special| Reason {
            why,
            minutes,
            name: Some(special.name),
            estimated: special.estimated,
        };
        if let Some(holiday) = country.holiday(day) {
            out.push(named(Why::Holiday, HOLIDAY, holiday));
        } else if country.is_weekend(day) {
            out.push(Reason::new(Why::Weekend, WEEKEND));
        } else if let Some(kept) = country.on(day).find(|s| s.kind == Kind::Observance) {
            out.push(named(Why::Observance, OBSERVANCE, kept));
        }
        if !crate::holidays::knows(day) {
            out.push(Reason::new(Why::HolidaysUnknown, 0));
        }
    }
    if clocks_change {
        out.push(Reason::new(Why::ClockChange, 0));
    }
    out
}
