//! Fair times: for delegations in their capitals, every slot of a span of days with what it asks of each side.
//!
//! A cost is counted in minutes, each with its [`Reason`]: how far before the office opens or after it closes a side sits, the
//! night again, its lunch, a weekend, a holiday, somebody's other meeting. Slots are ranked by what they ask of the side
//! they ask most of, together with what that side has [borne before](Side::borne); then by the sum; then by time. Who
//! sat late last time is thus asked last.
//!
//! Reasons are data; a screen and the command line have their own words for them.

mod borne;
mod busy;
mod cost;
mod grid;

pub use borne::{Held, borne};
pub use busy::{Busy, Elsewhere, busy, elsewhere, joined};
pub use cost::{Reason, Why};
pub use grid::{Ask, Asked, Borne, Capital, Day, Grid, Mark, Start, State, Step, capitals, grid};

use crate::civil::{self, DAY};
use crate::holidays::{Country, country};
use crate::zones::Zone;
use std::sync::Arc;
use thiserror::Error;

/// A day's hours, in minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The first minute.
    pub from: u32,
    /// The minute after the last; at most 1440.
    pub to: u32,
}

/// One side of the table.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its code, mostly ISO 3166-1 alpha-2.
    pub code: String,
    /// The clock it sits by.
    pub zone: Arc<Zone>,
    /// Its weekend and holidays.
    pub country: Option<Country>,
    /// When its office is open.
    pub office: Hours,
    /// When it eats.
    pub lunch: Option<Hours>,
    /// When its people are elsewhere; sorted, not overlapping (as [`busy`] gives them).
    pub busy: Vec<Busy>,
    /// Minutes that it sat outside its hours in earlier meetings of the series.
    pub borne: u32,
}

impl Side {
    /// A side with the usual hours: 09:00 to 17:00, lunch from 12:00 to 13:00, and the holidays of the country whose
    /// code it has.
    pub fn new(code: &str, zone: Arc<Zone>) -> Self {
        Self {
            code: code.to_owned(),
            zone,
            country: country(code),
            office: Hours { from: 9 * 60, to: 17 * 60 },
            lunch: Some(Hours { from: 12 * 60, to: 13 * 60 }),
            busy: Vec::new(),
            borne: 0,
        }
    }
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The sides, the host first.
    pub sides: Vec<Side>,
    /// The first day, on the host's clock (see [`civil`]).
    pub from: i32,
    /// The last day.
    pub to: i32,
    /// How long, in minutes.
    pub minutes: u32,
    /// Minutes from one start to the next; starts are at multiples of it in UTC.
    pub step: u32,
    /// Nothing that begins before this instant is offered, and the day that it lies in is today; `None`: all is offered.
    pub now: Option<i64>,
}

/// Why nothing can be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Impossible {
    /// Fewer than two sides, or too many.
    #[error("a meeting has 2 to 64 sides, not {0}")]
    Sides(usize),
    /// No state's code, or named twice.
    #[error("\u{201c}{0}\u{201d} is no state's code, or is named twice")]
    Side(String),
    /// The last day before the first, too many, or no day at all.
    #[error("the days must be in order and at most 366")]
    Days,
    /// No length, or longer than a day.
    #[error("a meeting takes 1 to 1440 minutes, not {0}")]
    Length(u32),
    /// A step that does not divide an hour.
    #[error("the step must be 5, 10, 15, 20, 30 or 60 minutes, not {0}")]
    Step(u32),
    /// Hours that end before they begin.
    #[error("the hours of {0} must end after they begin, within one day")]
    Hours(String),
}

impl Request {
    /// Whether a time that begins at this instant has begun already.
    pub(super) fn is_past(&self, start: i64) -> bool {
        self.now.is_some_and(|now| start < now)
    }
}

/// What a slot asks of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its code.
    pub code: String,
    /// The start on its clock (local seconds, see [`civil`]).
    pub local: i64,
    /// Seconds its clock is ahead of UTC at the start.
    pub offset: i32,
    /// The sum of its reasons, in minutes.
    pub cost: u32,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A time that could be proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The instant it begins.
    pub start: i64,
    /// The instant it ends.
    pub end: i64,
    /// In the order of the request.
    pub seats: Vec<Seat>,
}

impl Slot {
    /// What all are asked together, in minutes.
    pub fn sum(&self) -> u32 {
        self.seats.iter().map(|s| s.cost).sum()
    }
}

/// All slots, the fairest first.
///
/// # Errors
/// [`Impossible`] where the request asks for what cannot be.
pub fn slots(request: &Request) -> Result<Vec<Slot>, Impossible> {
    check(request)?;
    let step = i64::from(request.step) * 60;
    let host = &request.sides[0].zone;
    let begin = host.instant(civil::local(request.from, 0));
    let end = host.instant(civil::local(request.to + 1, 0));
    let mut days: Vec<cost::Days<'_>> =
        request.sides.iter().map(|s| cost::Days::new(s, begin - DAY, end + 2 * DAY)).collect();
    let first = begin + (-begin).rem_euclid(step);
    let starts = (first..end).step_by(step as usize).filter(|start| !request.is_past(*start)).collect();
    Ok(ranked(request, &mut days, starts))
}

/// The slots that begin at these instants, the fairest first.
fn ranked(request: &Request, days: &mut [cost::Days<'_>], starts: Vec<i64>) -> Vec<Slot> {
    let length = i64::from(request.minutes) * 60;
    let slot = |start| Slot {
        start,
        end: start + length,
        seats: days.iter_mut().map(|day| day.seat(start, start + length)).collect(),
    };
    let mut out: Vec<Slot> = starts.into_iter().map(slot).collect();
    let least = request.sides.iter().map(|s| s.borne).min().unwrap_or(0);
    out.sort_by_cached_key(|slot| {
        let asked = slot.seats.iter().zip(&request.sides);
        let most = asked.map(|(seat, side)| seat.cost + (side.borne - least)).max().unwrap_or(0);
        (most, slot.sum(), slot.start)
    });
    out
}

fn check(request: &Request) -> Result<(), Impossible> {
    if !(2..=64).contains(&request.sides.len()) {
        return Err(Impossible::Sides(request.sides.len()));
    }
    if request.to < request.from
        || request.to - request.from >= 366
        || request.to > civil::LAST_DAY - 10
        || request.from < -719_000
    {
        return Err(Impossible::Days);
    }
    if !(1..=1440).contains(&request.minutes) {
        return Err(Impossible::Length(request.minutes));
    }
    if ![5, 10, 15, 20, 30, 60].contains(&request.step) {
        return Err(Impossible::Step(request.step));
    }
    for side in &request.sides {
        let sound = |hours: &Hours| hours.from < hours.to && hours.to <= 1440;
        if !sound(&side.office) || !side.lunch.as_ref().is_none_or(sound) {
            return Err(Impossible::Hours(side.code.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
