//! The times of a rule on a local clock, in order, from anywhere.
//!
//! A rule divides time into periods (years, months, …, seconds) of which every INTERVALth counts. One period is looked at at a
//! time: its days, times the times of day; periods that cannot match are jumped over, and so are those before a window.

use super::days::Days;
use super::{Bound, Freq, Fuel, Rule};
use crate::civil::{self, DAY, LAST, LAST_DAY, date, day_of, second_of_day};

/// Walks through the times of a rule. DTSTART is always the first (RFC 5545 section 3.8.5.3).
pub struct Times<'a> {
    days: Days<'a>,
    start: i64,
    /// The number of the period that holds the start, counted in periods since 1970.
    base: i64,
    /// How many intervals after the base the next period to look at is.
    next: i64,
    /// Offsets within a day (an hour, a minute) that each base gets, sorted.
    offsets: Vec<u32>,
    /// Starts of days (hours, minutes, seconds) of the period at hand, sorted.
    bases: Vec<i64>,
    /// Which of bases × offsets are left by BYSETPOS, sorted; all where there is none.
    chosen: Vec<usize>,
    at: usize,
    end: usize,
    floor: i64,
    left: u64,
    scratch: Vec<i32>,
    begun: bool,
    over: bool,
    starved: bool,
}

impl<'a> Times<'a> {
    /// From DTSTART (a local second) on. UNTIL is the caller's, who knows the zone.
    pub fn new(rule: &'a Rule, start: i64) -> Self {
        let days = Days::new(rule, day_of(start));
        let second = second_of_day(start);
        let or = |list: &[u8], own: u32| {
            if list.is_empty() { vec![own] } else { list.iter().map(|n| u32::from(*n)).collect() }
        };
        let seconds = or(&rule.seconds, second % 60);
        let minutes = or(&rule.minutes, second / 60 % 60);
        let hours = or(&rule.hours, second / 3600);
        let offsets = match rule.freq {
            Freq::Secondly => vec![0],
            Freq::Minutely => seconds,
            Freq::Hourly => product(&minutes, 60, &seconds),
            _ => product(&hours, 3600, &product(&minutes, 60, &seconds)),
        };
        let mut walk = Self {
            days,
            start,
            base: 0,
            next: 0,
            offsets,
            bases: Vec::new(),
            chosen: Vec::new(),
            at: 0,
            end: 0,
            floor: start,
            left: if let Bound::Count(n) = rule.bound { u64::from(n) } else { u64::MAX },
            scratch: Vec::new(),
            begun: false,
            over: false,
            starved: false,
        };
        walk.base = walk.period(start);
        walk
    }

    /// Whether it ended for want of fuel.
    pub fn starved(&self) -> bool {
        self.starved
    }

    fn rule(&self) -> &'a Rule {
        self.days.rule
    }

    /// The number of the period that holds a local second.
    fn period(&self, local: i64) -> i64 {
        let d = day_of(local);
        match self.rule().freq {
            Freq::Secondly => local,
            Freq::Minutely => local.div_euclid(60),
            Freq::Hourly => local.div_euclid(3600),
            Freq::Daily => i64::from(d),
            // 1970-01-01 was a Thursday.
            Freq::Weekly => (i64::from(d) + 3 - i64::from(self.rule().week_start)).div_euclid(7),
            Freq::Monthly => {
                let (year, month, _) = date(d);
                i64::from(year) * 12 + i64::from(month) - 1
            }
            Freq::Yearly => i64::from(date(d).0),
        }
    }

    /// Before the first step: goes forward to the first time that is not before `local`. With COUNT, what lies before is counted: at once where
    /// each period holds the same number of times, else one by one.
    pub fn seek(&mut self, local: i64, fuel: &mut Fuel) {
        if local <= self.start || self.over {
            return;
        }
        if let Bound::Count(_) = self.rule().bound {
            self.seek_counting(local, fuel);
            return;
        }
        self.begun = true;
        self.floor = local;
        let step = i64::from(self.rule().interval);
        self.next = (self.period(local) - self.base).div_euclid(step).max(0);
        self.at = self.end;
    }

    fn seek_counting(&mut self, local: i64, fuel: &mut Fuel) {
        let target = (self.period(local) - self.base).div_euclid(i64::from(self.rule().interval));
        if !self.begun
            && target > 1
            && let Some(each) = self.even_yield()
        {
            // The first period is counted out; those between it and the target hold `each`.
            loop {
                if self.begun && self.at == self.end {
                    if self.next > 0 {
                        break;
                    }
                    if !self.fill(fuel) {
                        self.over = true;
                        return;
                    }
                } else if self.step(fuel).is_none() {
                    return;
                }
            }
            let between = each.saturating_mul((target - 1) as u64);
            if between >= self.left {
                self.over = true;
                return;
            }
            self.left -= between;
            self.next = target;
        }
        while let Some(at) = self.peek(fuel) {
            if at >= local {
                return;
            }
            self.step(fuel);
        }
    }

    /// How many times each period after the first holds, where that is always the same and all periods are looked at.
    fn even_yield(&self) -> Option<u64> {
        let rule = self.rule();
        if !rule.positions.is_empty() || !rule.year_days.is_empty() || !rule.weeks.is_empty() {
            return None;
        }
        let within = |list: &[i8]| list.iter().all(|n| (1..=28).contains(n));
        let bases = match rule.freq {
            Freq::Secondly | Freq::Minutely | Freq::Hourly | Freq::Daily
                if !rule.days.is_empty() || !rule.month_days.is_empty() || rule.months != 0 =>
            {
                return None;
            }
            Freq::Secondly if !rule.seconds.is_empty() || !rule.minutes.is_empty() || !rule.hours.is_empty() => {
                return None;
            }
            Freq::Minutely if !rule.minutes.is_empty() || !rule.hours.is_empty() => return None,
            Freq::Hourly if !rule.hours.is_empty() => return None,
            Freq::Secondly | Freq::Minutely | Freq::Hourly | Freq::Daily => 1,
            Freq::Weekly if rule.months != 0 => return None,
            Freq::Weekly => rule.days.len().max(1),
            Freq::Monthly | Freq::Yearly if !rule.days.is_empty() => return None,
            Freq::Monthly if rule.months != 0 => return None,
            Freq::Monthly | Freq::Yearly if rule.month_days.is_empty() && self.days.monthday > 28 => return None,
            Freq::Monthly | Freq::Yearly if !within(&rule.month_days) => return None,
            Freq::Monthly => rule.month_days.len().max(1),
            Freq::Yearly => {
                let months = match (rule.months.count_ones(), rule.month_days.is_empty()) {
                    (0, true) => 1,
                    (0, false) => 12,
                    (n, _) => n as usize,
                };
                months * rule.month_days.len().max(1)
            }
        };
        Some((bases * self.offsets.len()) as u64)
    }

    /// The next time without taking it.
    fn peek(&mut self, fuel: &mut Fuel) -> Option<i64> {
        if self.left == 0 || self.over {
            return None;
        }
        if !self.begun {
            return Some(self.start);
        }
        while self.at == self.end {
            if !self.fill(fuel) {
                self.over = true;
                return None;
            }
        }
        Some(self.nth(self.at))
    }

    fn step(&mut self, fuel: &mut Fuel) -> Option<i64> {
        let at = self.peek(fuel)?;
        if !fuel.take(1) {
            self.starved = true;
            self.over = true;
            return None;
        }
        if self.begun {
            self.at += 1;
        } else {
            self.begun = true;
            // The start has been given; what the rule gives at or before it is not given again.
            self.floor = self.start + 1;
        }
        self.left -= 1;
        Some(at)
    }

    /// The next time, as a local second.
    pub fn next(&mut self, fuel: &mut Fuel) -> Option<i64> {
        self.step(fuel)
    }

    fn nth(&self, at: usize) -> i64 {
        let index = if self.chosen.is_empty() { at } else { self.chosen[at] };
        self.of(index)
    }

    fn of(&self, index: usize) -> i64 {
        self.bases[index / self.offsets.len()] + i64::from(self.offsets[index % self.offsets.len()])
    }

    /// Looks at the next period. `false` where there is none, or no fuel.
    fn fill(&mut self, fuel: &mut Fuel) -> bool {
        self.bases.clear();
        self.chosen.clear();
        (self.at, self.end) = (0, 0);
        if !fuel.take(1) {
            self.starved = true;
            return false;
        }
        let step = i64::from(self.rule().interval);
        let Some(period) = self.next.checked_mul(step).and_then(|n| n.checked_add(self.base)) else { return false };
        self.next += 1;
        if !self.look(period, step) {
            return false;
        }
        let all = self.bases.len() * self.offsets.len();
        if self.rule().positions.is_empty() {
            self.end = all;
            self.at = self.first_from_floor(all);
        } else {
            for n in &self.days.rule.positions {
                let index = if *n > 0 { Some(*n as usize - 1) } else { all.checked_sub(usize::from(n.unsigned_abs())) };
                if let Some(index) = index.filter(|i| *i < all) {
                    self.chosen.push(index);
                }
            }
            self.chosen.sort_unstable();
            self.chosen.dedup();
            self.end = self.chosen.len();
            while self.at < self.end && self.nth(self.at) < self.floor {
                self.at += 1;
            }
        }
        true
    }

    /// The first of the times at hand that is not before the floor.
    fn first_from_floor(&self, all: usize) -> usize {
        if all == 0 || self.of(0) >= self.floor {
            return 0;
        }
        let longest = self.offsets.last().map_or(0, |t| i64::from(*t));
        let base = self.bases.partition_point(|b| b + longest < self.floor);
        let Some(first) = self.bases.get(base) else { return all };
        let time = self.offsets.partition_point(|t| first + i64::from(*t) < self.floor);
        base * self.offsets.len() + time
    }

    /// Puts the bases of a period in place, or jumps on where it cannot match. `false` after the last year.
    fn look(&mut self, period: i64, step: i64) -> bool {
        let rule = self.rule();
        match rule.freq {
            Freq::Yearly => {
                if period > 9999 {
                    return false;
                }
                self.scratch.clear();
                self.days.of_year(period as i32, &mut self.scratch);
            }
            Freq::Monthly => {
                if period >= 120_000 {
                    return false;
                }
                self.scratch.clear();
                self.days.of_month(period.div_euclid(12) as i32, period.rem_euclid(12) as u8 + 1, &mut self.scratch);
            }
            Freq::Weekly => {
                let first = period * 7 - 3 + i64::from(rule.week_start);
                if first > i64::from(LAST_DAY) {
                    return false;
                }
                self.scratch.clear();
                self.days.of_week(first as i32, &mut self.scratch);
            }
            Freq::Daily => {
                if period > i64::from(LAST_DAY) {
                    return false;
                }
                let d = period as i32;
                self.scratch.clear();
                if self.days.passes(d) {
                    self.scratch.push(d);
                } else if rule.months != 0 {
                    self.jump(period, i64::from(self.days.next_month(d)), step);
                }
            }
            Freq::Hourly | Freq::Minutely | Freq::Secondly => return self.look_within_day(period, step),
        }
        self.bases.extend(self.scratch.iter().map(|d| i64::from(*d) * DAY));
        true
    }

    fn look_within_day(&mut self, period: i64, step: i64) -> bool {
        let rule = self.rule();
        let unit = match rule.freq {
            Freq::Hourly => 3600,
            Freq::Minutely => 60,
            _ => 1,
        };
        let Some(local) = period.checked_mul(unit).filter(|l| *l <= LAST) else { return false };
        let d = day_of(local);
        let second = second_of_day(local);
        if !self.days.passes(d) {
            let to = self.days.next_month(d).max(d + 1);
            self.jump(period, civil::local(to, 0).div_euclid(unit), step);
            return true;
        }
        let allows = |list: &[u8], n: u32| list.is_empty() || list.contains(&(n as u8));
        if !allows(&rule.hours, second / 3600) {
            self.jump(period, (local - local.rem_euclid(3600) + 3600).div_euclid(unit), step);
            return true;
        }
        if rule.freq != Freq::Hourly && !allows(&rule.minutes, second / 60 % 60) {
            self.jump(period, (local - local.rem_euclid(60) + 60).div_euclid(unit), step);
            return true;
        }
        if rule.freq != Freq::Secondly || allows(&rule.seconds, second % 60) {
            self.bases.push(local);
        }
        true
    }

    /// Goes on with the first period from `to` on that the interval meets.
    fn jump(&mut self, from: i64, to: i64, step: i64) {
        if to > from + step {
            let intervals = (to - self.base + step - 1).div_euclid(step);
            self.next = self.next.max(intervals);
        }
    }
}

fn product(large: &[u32], unit: u32, small: &[u32]) -> Vec<u32> {
    let mut out = Vec::with_capacity(large.len() * small.len());
    for l in large {
        out.extend(small.iter().map(|s| l * unit + s));
    }
    out
}
