//! What an RRULE says (RFC 5545 section 3.3.10), read and checked.

use crate::ical::{Form, Moment};
use std::fmt::Write as _;
use thiserror::Error;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freq {
    /// Each second.
    Secondly,
    /// Each minute.
    Minutely,
    /// Each hour.
    Hourly,
    /// Each day.
    Daily,
    /// Each week.
    Weekly,
    /// Each month.
    Monthly,
    /// Each year.
    Yearly,
}

/// When it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Never.
    Forever,
    /// After so many, the start being the first.
    Count(u32),
    /// With the last time that is not after this one.
    Until(Until),
}

/// An UNTIL as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A date: the last day.
    Day(i32),
    /// A local second.
    Local(i64),
    /// An instant.
    Utc(i64),
}

impl Until {
    /// The last instant; a local time or a day (its end) is brought to one by `instant`.
    pub fn instant_or_local(self, instant: impl Fn(i64) -> i64) -> i64 {
        match self {
            Self::Utc(at) => at,
            Self::Local(local) => instant(local),
            Self::Day(day) => instant(crate::civil::local(day, 86_399)),
        }
    }
}

/// A recurrence rule. Lists are sorted and hold nothing twice; an empty one is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How often.
    pub freq: Freq,
    /// Every how many of them; 1 or more.
    pub interval: u32,
    /// When it ends.
    pub bound: Bound,
    /// The first day of a week, 0 for Monday.
    pub week_start: u8,
    /// BYSECOND, 0 to 59.
    pub seconds: Vec<u8>,
    /// BYMINUTE.
    pub minutes: Vec<u8>,
    /// BYHOUR.
    pub hours: Vec<u8>,
    /// BYDAY: which one (0 each, 2 the second, -1 the last) of which weekday (0 Monday).
    pub days: Vec<(i16, u8)>,
    /// BYMONTHDAY, 1 to 31 or -31 to -1.
    pub month_days: Vec<i8>,
    /// BYYEARDAY, 1 to 366 or -366 to -1.
    pub year_days: Vec<i16>,
    /// BYWEEKNO, 1 to 53 or -53 to -1.
    pub weeks: Vec<i8>,
    /// BYMONTH, bit 1 for January to bit 12; 0 where absent.
    pub months: u16,
    /// BYSETPOS.
    pub positions: Vec<i16>,
}

/// Why a rule cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadRule {
    /// No FREQ.
    #[error("FREQ is missing or not known")]
    Freq,
    /// A part that is not `NAME=value`, or not known.
    #[error("{0} is not a part of rules that is understood here")]
    Part(String),
    /// A part twice.
    #[error("{0} stands twice")]
    Twice(String),
    /// A value out of its range.
    #[error("{0} has a value outside its range")]
    Range(String),
    /// Parts that exclude each other.
    #[error("{0} does not go together with {1}")]
    Together(&'static str, &'static str),
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const FREQS: [(&str, Freq); 7] = [
    ("SECONDLY", Freq::Secondly),
    ("MINUTELY", Freq::Minutely),
    ("HOURLY", Freq::Hourly),
    ("DAILY", Freq::Daily),
    ("WEEKLY", Freq::Weekly),
    ("MONTHLY", Freq::Monthly),
    ("YEARLY", Freq::Yearly),
];

impl Rule {
    /// A rule with nothing but its frequency.
    pub fn new(freq: Freq) -> Self {
        Self {
            freq,
            interval: 1,
            bound: Bound::Forever,
            week_start: 0,
            seconds: Vec::new(),
            minutes: Vec::new(),
            hours: Vec::new(),
            days: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            weeks: Vec::new(),
            months: 0,
            positions: Vec::new(),
        }
    }

    /// Reads `FREQ=WEEKLY;BYDAY=TU`.
    ///
    /// # Errors
    /// [`BadRule`] where a part is not understood: a rule is never half obeyed.
    pub fn read(text: &str) -> Result<Self, BadRule> {
        let mut rule = Self::new(Freq::Daily);
        let mut seen: Vec<String> = Vec::new();
        for part in text.trim().split(';').filter(|p| !p.trim().is_empty()) {
            let shown = || part.chars().take(40).collect::<String>();
            let (name, value) = part.split_once('=').ok_or_else(|| BadRule::Part(shown()))?;
            let name = name.trim().to_ascii_uppercase();
            if seen.contains(&name) {
                return Err(BadRule::Twice(shown()));
            }
            rule.part(&name, value.trim()).ok_or(()).map_err(|()| match name.as_str() {
                "FREQ" => BadRule::Freq,
                name if PARTS.contains(&name) => BadRule::Range(shown()),
                _ => BadRule::Part(shown()),
            })?;
            seen.push(name);
        }
        if !seen.iter().any(|n| n == "FREQ") {
            return Err(BadRule::Freq);
        }
        if seen.iter().any(|n| n == "COUNT") && seen.iter().any(|n| n == "UNTIL") {
            return Err(BadRule::Together("COUNT", "UNTIL"));
        }
        rule.check()?;
        Ok(rule)
    }

    fn part(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "FREQ" => self.freq = FREQS.iter().find(|(n, _)| value.eq_ignore_ascii_case(n))?.1,
            "INTERVAL" => self.interval = value.parse().ok().filter(|n| *n > 0)?,
            "COUNT" => self.bound = Bound::Count(value.parse().ok().filter(|n| *n > 0)?),
            "UNTIL" => {
                let moment = Moment::read(value, None).ok()?;
                self.bound = Bound::Until(match moment.form {
                    Form::Date => Until::Day(crate::civil::day_of(moment.local)),
                    Form::Utc => Until::Utc(moment.local),
                    _ => Until::Local(moment.local),
                });
            }
            "WKST" => self.week_start = weekday(value)?,
            // A leap second is read as the one before it.
            "BYSECOND" => self.seconds = list(value, 0, 60)?.into_iter().map(|n| n.min(59) as u8).collect(),
            "BYMINUTE" => self.minutes = list(value, 0, 59)?.into_iter().map(|n| n as u8).collect(),
            "BYHOUR" => self.hours = list(value, 0, 23)?.into_iter().map(|n| n as u8).collect(),
            "BYDAY" => self.days = value.split(',').map(by_day).collect::<Option<_>>()?,
            "BYMONTHDAY" => self.month_days = signed(value, 31)?.into_iter().map(|n| n as i8).collect(),
            "BYYEARDAY" => self.year_days = signed(value, 366)?,
            "BYWEEKNO" => self.weeks = signed(value, 53)?.into_iter().map(|n| n as i8).collect(),
            "BYMONTH" => self.months = list(value, 1, 12)?.into_iter().fold(0, |mask, n| mask | 1 << n),
            "BYSETPOS" => self.positions = signed(value, 366)?,
            _ => return None,
        }
        Some(())
    }

    /// Puts lists in order and refuses what RFC 5545 section 3.3.10 excludes.
    ///
    /// # Errors
    /// [`BadRule::Together`].
    pub fn check(&mut self) -> Result<(), BadRule> {
        for list in [&mut self.seconds, &mut self.minutes, &mut self.hours] {
            list.sort_unstable();
            list.dedup();
        }
        self.days.sort_unstable();
        self.days.dedup();
        self.month_days.sort_unstable();
        self.month_days.dedup();
        self.year_days.sort_unstable();
        self.year_days.dedup();
        self.weeks.sort_unstable();
        self.weeks.dedup();
        self.positions.sort_unstable();
        self.positions.dedup();
        let no = |bad: bool, a, b| if bad { Err(BadRule::Together(a, b)) } else { Ok(()) };
        no(!self.weeks.is_empty() && self.freq != Freq::Yearly, "BYWEEKNO", "a FREQ other than YEARLY")?;
        no(!self.month_days.is_empty() && self.freq == Freq::Weekly, "BYMONTHDAY", "FREQ=WEEKLY")?;
        let days_apart = matches!(self.freq, Freq::Daily | Freq::Weekly | Freq::Monthly);
        no(!self.year_days.is_empty() && days_apart, "BYYEARDAY", "FREQ=DAILY, WEEKLY or MONTHLY")?;
        let numbered = self.days.iter().any(|(n, _)| *n != 0);
        no(numbered && self.freq < Freq::Monthly, "a numbered BYDAY", "a FREQ other than MONTHLY and YEARLY")?;
        no(numbered && !self.weeks.is_empty(), "a numbered BYDAY", "BYWEEKNO")?;
        let none = self.seconds.is_empty()
            && self.minutes.is_empty()
            && self.hours.is_empty()
            && self.days.is_empty()
            && self.month_days.is_empty()
            && self.year_days.is_empty()
            && self.weeks.is_empty()
            && self.months == 0;
        no(!self.positions.is_empty() && none, "BYSETPOS", "no other BY part")
    }

    /// As it is written.
    pub fn written(&self) -> String {
        let mut out = String::from("FREQ=");
        out.push_str(FREQS.iter().find(|(_, f)| *f == self.freq).map_or("DAILY", |(n, _)| n));
        match self.bound {
            Bound::Forever => {}
            Bound::Count(n) => {
                let _ = write!(out, ";COUNT={n}");
            }
            Bound::Until(until) => {
                let (local, form) = match until {
                    Until::Day(day) => (crate::civil::local(day, 0), Form::Date),
                    Until::Local(local) => (local, Form::Floating),
                    Until::Utc(instant) => (instant, Form::Utc),
                };
                let _ = write!(out, ";UNTIL={}", Moment { local, form }.written());
            }
        }
        if self.interval != 1 {
            let _ = write!(out, ";INTERVAL={}", self.interval);
        }
        let mut numbers = |name: &str, list: Vec<i32>| {
            for (i, n) in list.into_iter().enumerate() {
                let _ = if i == 0 { write!(out, ";{name}={n}") } else { write!(out, ",{n}") };
            }
        };
        numbers("BYMONTH", (1..=12).filter(|m| self.months & (1 << m) != 0).collect());
        numbers("BYWEEKNO", self.weeks.iter().map(|n| i32::from(*n)).collect());
        numbers("BYYEARDAY", self.year_days.iter().map(|n| i32::from(*n)).collect());
        numbers("BYMONTHDAY", self.month_days.iter().map(|n| i32::from(*n)).collect());
        numbers("BYHOUR", self.hours.iter().map(|n| i32::from(*n)).collect());
        numbers("BYMINUTE", self.minutes.iter().map(|n| i32::from(*n)).collect());
        numbers("BYSECOND", self.seconds.iter().map(|n| i32::from(*n)).collect());
        for (i, (n, day)) in self.days.iter().enumerate() {
            out.push_str(if i == 0 { ";BYDAY=" } else { "," });
            if *n != 0 {
                let _ = write!(out, "{n}");
            }
            out.push_str(WEEKDAYS[usize::from(*day)]);
        }
        for (i, n) in self.positions.iter().enumerate() {
            let _ = if i == 0 { write!(out, ";BYSETPOS={n}") } else { write!(out, ",{n}") };
        }
        if self.week_start != 0 {
            let _ = write!(out, ";WKST={}", WEEKDAYS[usize::from(self.week_start)]);
        }
        out
    }
}

const PARTS: [&str; 14] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYSECOND",
    "BYMINUTE",
    "BYHOUR",
    "BYDAY",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYMONTH",
    "BYSETPOS",
];

fn weekday(text: &str) -> Option<u8> {
    WEEKDAYS.iter().position(|d| text.trim().eq_ignore_ascii_case(d)).map(|n| n as u8)
}

fn by_day(text: &str) -> Option<(i16, u8)> {
    let text = text.trim();
    let at = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at))?;
    let day = weekday(&text[at..])?;
    if at == 0 {
        return Some((0, day));
    }
    let n: i16 = text[..at].parse().ok()?;
    ((-53..=53).contains(&n) && n != 0).then_some((n, day))
}

fn list(value: &str, least: i16, most: i16) -> Option<Vec<i16>> {
    let one = |n: &str| n.trim().parse::<i16>().ok().filter(|n| (least..=most).contains(n));
    value.split(',').map(one).collect()
}

fn signed(value: &str, most: i16) -> Option<Vec<i16>> {
    list(value, -most, most).filter(|list| !list.contains(&0))
}
