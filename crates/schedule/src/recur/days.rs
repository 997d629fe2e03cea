//! The days that a rule gives within a year, a month, a week; and whether a day passes its filters.
//!
//! "Expand" and "limit" of RFC 5545 section 3.3.10: the first part that expands names the candidates, all others filter.

use super::{Freq, Rule};
use crate::civil::{date, day, leap, month_length, weekday};

/// A rule together with what DTSTART supplies where the rule is silent.
pub(super) struct Days<'a> {
    pub rule: &'a Rule,
    /// DTSTART's month, day of month and weekday.
    pub month: u8,
    pub monthday: u8,
    pub weekday: u8,
    /// Weekdays named without a number, one bit each.
    plain: u8,
    numbered: bool,
}

impl<'a> Days<'a> {
    pub fn new(rule: &'a Rule, start: i32) -> Self {
        let (_, month, monthday) = date(start);
        let plain = rule.days.iter().filter(|(n, _)| *n == 0).fold(0, |mask, (_, d)| mask | 1 << d);
        let numbered = rule.days.iter().any(|(n, _)| *n != 0);
        Self { rule, month, monthday, weekday: weekday(start), plain, numbered }
    }

    fn month_allowed(&self, month: u8) -> bool {
        self.rule.months == 0 || self.rule.months & (1 << month) != 0
    }

    fn allowed_months(&self) -> impl Iterator<Item = u8> + '_ {
        (1..=12).filter(|m| self.month_allowed(*m))
    }

    /// The days of a year, sorted.
    pub fn of_year(&self, year: i32, out: &mut Vec<i32>) {
        let rule = self.rule;
        let first = day(year, 1, 1);
        let length = if leap(year) { 366 } else { 365 };
        if !rule.year_days.is_empty() {
            for n in &rule.year_days {
                let n = i32::from(*n);
                let at = if n > 0 { n - 1 } else { length + n };
                if (0..length).contains(&at) {
                    out.push(first + at);
                }
            }
            out.retain(|d| {
                let (year, month, monthday) = date(*d);
                self.month_allowed(month)
                    && self.monthday_passes(year, month, monthday)
                    && self.weekday_passes(*d)
                    && self.week_passes(*d)
            });
        } else if !rule.month_days.is_empty() {
            for month in self.allowed_months() {
                self.monthdays(year, month, out);
            }
            out.retain(|d| self.weekday_passes(*d) && self.week_passes(*d));
        } else if !rule.weeks.is_empty() {
            let weekdays = if rule.days.is_empty() { 1 << self.weekday } else { self.plain };
            out.extend((first..first + length).filter(|d| {
                weekdays & (1 << weekday(*d)) != 0 && self.month_allowed(date(*d).1) && self.week_passes(*d)
            }));
        } else if !rule.days.is_empty() {
            if rule.months == 0 {
                self.weekdays(first, length, out);
            } else {
                for month in self.allowed_months() {
                    self.weekdays(day(year, month, 1), i32::from(month_length(year, month)), out);
                }
            }
        } else {
            for month in (1..=12).filter(|m| if rule.months == 0 { *m == self.month } else { self.month_allowed(*m) }) {
                if self.monthday <= month_length(year, month) {
                    out.push(day(year, month, self.monthday));
                }
            }
        }
        out.sort_unstable();
        out.dedup();
    }

    /// The days of a month, sorted.
    pub fn of_month(&self, year: i32, month: u8, out: &mut Vec<i32>) {
        if !self.month_allowed(month) {
            return;
        }
        let length = month_length(year, month);
        if !self.rule.month_days.is_empty() {
            self.monthdays(year, month, out);
            out.retain(|d| self.weekday_passes(*d));
        } else if !self.rule.days.is_empty() {
            self.weekdays(day(year, month, 1), i32::from(length), out);
        } else if self.monthday <= length {
            out.push(day(year, month, self.monthday));
        }
        out.sort_unstable();
        out.dedup();
    }

    /// The days of the week that begins with this one, sorted.
    pub fn of_week(&self, first: i32, out: &mut Vec<i32>) {
        let weekdays = if self.rule.days.is_empty() { 1 << self.weekday } else { self.plain };
        out.extend((first..first + 7).filter(|d| {
            weekdays & (1 << weekday(*d)) != 0 && (self.rule.months == 0 || self.month_allowed(date(*d).1))
        }));
    }

    /// Whether a day may be, for rules that go by days, hours, minutes, seconds.
    pub fn passes(&self, d: i32) -> bool {
        let rule = self.rule;
        if self.plain != 0 && self.plain & (1 << weekday(d)) == 0 {
            return false;
        }
        if rule.months == 0 && rule.month_days.is_empty() && rule.year_days.is_empty() {
            return true;
        }
        let (year, month, monthday) = date(d);
        if !self.month_allowed(month) || !self.monthday_passes(year, month, monthday) {
            return false;
        }
        if rule.year_days.is_empty() {
            return true;
        }
        let n = (d - day(year, 1, 1) + 1) as i16;
        let length = if leap(year) { 366 } else { 365 };
        rule.year_days.contains(&n) || rule.year_days.contains(&(n - length - 1))
    }

    /// The first day from this one on in a month that may be.
    pub fn next_month(&self, d: i32) -> i32 {
        let (mut year, mut month, _) = date(d);
        if self.month_allowed(month) {
            return d;
        }
        while !self.month_allowed(month) {
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        day(year, month, 1)
    }

    fn monthdays(&self, year: i32, month: u8, out: &mut Vec<i32>) {
        let length = month_length(year, month) as i8;
        for n in &self.rule.month_days {
            let at = if *n > 0 { *n } else { length + 1 + n };
            if (1..=length).contains(&at) {
                out.push(day(year, month, at as u8));
            }
        }
    }

    fn monthday_passes(&self, year: i32, month: u8, monthday: u8) -> bool {
        let list = &self.rule.month_days;
        let n = monthday as i8;
        list.is_empty() || list.contains(&n) || list.contains(&(n - month_length(year, month) as i8 - 1))
    }

    /// The weekdays asked for within `length` days from `first` on, with their numbers counted there.
    fn weekdays(&self, first: i32, length: i32, out: &mut Vec<i32>) {
        for &(n, wanted) in &self.rule.days {
            let earliest = first + (i32::from(wanted) - i32::from(weekday(first))).rem_euclid(7);
            let count = (first + length - earliest + 6) / 7;
            let n = i32::from(n);
            match n {
                0 => out.extend((0..count).map(|i| earliest + 7 * i)),
                1.. if n <= count => out.push(earliest + 7 * (n - 1)),
                ..0 if -n <= count => out.push(earliest + 7 * (count + n)),
                _ => {}
            }
        }
    }

    /// BYDAY as a filter: numbers count within the month, or within the year for a yearly rule without months.
    fn weekday_passes(&self, d: i32) -> bool {
        if self.rule.days.is_empty() || self.plain & (1 << weekday(d)) != 0 {
            return true;
        }
        if !self.numbered {
            return false;
        }
        let (year, month, _) = date(d);
        let (first, length) = if self.rule.freq == Freq::Yearly && self.rule.months == 0 {
            (day(year, 1, 1), if leap(year) { 366 } else { 365 })
        } else {
            (day(year, month, 1), i32::from(month_length(year, month)))
        };
        let forward = (d - first) / 7 + 1;
        let backward = -((first + length - 1 - d) / 7 + 1);
        self.rule
            .days
            .iter()
            .any(|&(n, wanted)| wanted == weekday(d) && (i32::from(n) == forward || i32::from(n) == backward))
    }

    /// BYWEEKNO: weeks begin on WKST and belong to the year that holds four or more of their days.
    fn week_passes(&self, d: i32) -> bool {
        if self.rule.weeks.is_empty() {
            return true;
        }
        let (year, ..) = date(d);
        let first_week = |year: i32| {
            let january = day(year, 1, 1);
            let into = (i32::from(weekday(january)) - i32::from(self.rule.week_start)).rem_euclid(7);
            if into <= 3 { january - into } else { january + 7 - into }
        };
        let (this, next) = (first_week(year), first_week(year + 1));
        let (begin, end) = if d < this {
            (first_week(year - 1), this)
        } else if d >= next {
            (next, first_week(year + 2))
        } else {
            (this, next)
        };
        let (n, count) = ((d - begin) / 7 + 1, (end - begin) / 7);
        self.rule.weeks.iter().any(|w| i32::from(*w) == n || i32::from(*w) == n - count - 1)
    }
}
