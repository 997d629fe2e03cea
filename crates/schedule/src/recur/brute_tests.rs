//! A second implementation, slow and plain: every day (hour, minute) from the start on is asked whether the rule holds for it.
//!
//! It shares no code with the first: days are `jiff`'s, weeks are counted by walking, the number of a weekday by looking
//! at all days of the month or year.

use super::*;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday, date};
use proptest::prelude::*;

const DAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

fn days_between(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day()).take_while(move |d| *d <= to)
}

/// The week a day is in: its first day, and its number forwards and backwards in the year that holds most of it.
fn week(day: Date, wkst: Weekday) -> (Date, i8, i8) {
    let mut first = day;
    while first.weekday() != wkst {
        first = first.yesterday().unwrap();
    }
    // The year that has four of its days has the fourth.
    let year = first.checked_add(3.days()).unwrap().year();
    let mut number = 0;
    let mut total = 0;
    for d in days_between(date(year - 1, 12, 20), date(year + 1, 1, 10)) {
        if d.weekday() == wkst && d.checked_add(3.days()).unwrap().year() == year {
            total += 1;
            if d == first {
                number = total;
            }
        }
    }
    (first, number, number - total - 1)
}

fn by_day(rule: &Rule, day: Date) -> bool {
    let in_year = rule.freq == Freq::Yearly && rule.months == 0;
    let (from, to) =
        if in_year { (day.first_of_year(), day.last_of_year()) } else { (day.first_of_month(), day.last_of_month()) };
    rule.days.iter().any(|&(n, wanted)| {
        let wanted = DAYS[usize::from(wanted)];
        if day.weekday() != wanted {
            return false;
        }
        let same: Vec<Date> = days_between(from, to).filter(|d| d.weekday() == wanted).collect();
        match n {
            0 => true,
            1.. => same.get(n as usize - 1) == Some(&day),
            _ => same.len().checked_sub(usize::from(n.unsigned_abs())).is_some_and(|i| same[i] == day),
        }
    })
}

/// Whether the rule may give this day at all.
fn day_holds(rule: &Rule, start: DateTime, day: Date) -> bool {
    let none = rule.days.is_empty() && rule.month_days.is_empty() && rule.year_days.is_empty();
    if rule.months != 0 && rule.months & (1 << day.month()) == 0 {
        return false;
    }
    if !rule.weeks.is_empty() {
        let (_, forward, backward) = week(day, DAYS[usize::from(rule.week_start)]);
        if !rule.weeks.contains(&forward) && !rule.weeks.contains(&backward) {
            return false;
        }
    }
    let backward = day.day() - day.days_in_month() - 1;
    if !rule.month_days.is_empty() && !rule.month_days.contains(&day.day()) && !rule.month_days.contains(&backward) {
        return false;
    }
    let backward = day.day_of_year() - day.days_in_year() - 1;
    if !rule.year_days.is_empty() && !rule.year_days.contains(&day.day_of_year()) && !rule.year_days.contains(&backward)
    {
        return false;
    }
    if !rule.days.is_empty() && !by_day(rule, day) {
        return false;
    }
    // What the rule leaves open is as on the day it starts.
    match rule.freq {
        Freq::Weekly if rule.days.is_empty() => day.weekday() == start.date().weekday(),
        Freq::Yearly if none && !rule.weeks.is_empty() => day.weekday() == start.date().weekday(),
        Freq::Yearly if none => day.day() == start.day() && (rule.months != 0 || day.month() == start.month()),
        Freq::Monthly if none => day.day() == start.day(),
        _ => true,
    }
}

/// The number of the period a moment lies in, counted from the start's.
fn period(rule: &Rule, start: DateTime, at: DateTime) -> i64 {
    let seconds = |a: DateTime, b: DateTime| b.duration_since(a).as_secs();
    let midnight = |d: Date| d.at(0, 0, 0, 0);
    match rule.freq {
        Freq::Yearly => i64::from(at.year() - start.year()),
        Freq::Monthly => i64::from(at.year() - start.year()) * 12 + i64::from(at.month() - start.month()),
        Freq::Weekly => {
            let wkst = DAYS[usize::from(rule.week_start)];
            let first = |d: Date| midnight(week(d, wkst).0);
            seconds(first(start.date()), first(at.date())) / (7 * 86_400)
        }
        Freq::Daily => seconds(midnight(start.date()), midnight(at.date())) / 86_400,
        Freq::Hourly => {
            let hour = |t: DateTime| t.date().at(t.hour(), 0, 0, 0);
            seconds(hour(start), hour(at)) / 3600
        }
        Freq::Minutely => {
            let minute = |t: DateTime| t.date().at(t.hour(), t.minute(), 0, 0);
            seconds(minute(start), minute(at)) / 60
        }
        Freq::Secondly => seconds(start, at),
    }
}

/// All times up to `last`, the start being the first.
fn brute(rule: &Rule, start: DateTime, last: DateTime) -> Vec<DateTime> {
    let or = |list: &[u8], own: i8, all: i8, free: bool| -> Vec<i8> {
        match (list.is_empty(), free) {
            (true, true) => (0..all).collect(),
            (true, false) => vec![own],
            (false, _) => list.iter().map(|n| *n as i8).collect(),
        }
    };
    let hours = or(&rule.hours, start.hour(), 24, rule.freq <= Freq::Hourly);
    let minutes = or(&rule.minutes, start.minute(), 60, rule.freq <= Freq::Minutely);
    let seconds = or(&rule.seconds, start.second(), 60, rule.freq <= Freq::Secondly);
    // From the beginning of the start's own period, for BYSETPOS counts within all of it.
    let from = match rule.freq {
        Freq::Yearly => start.date().first_of_year(),
        Freq::Monthly => start.date().first_of_month(),
        Freq::Weekly => week(start.date(), DAYS[usize::from(rule.week_start)]).0,
        _ => start.date(),
    };
    let to = match rule.freq {
        Freq::Yearly => last.date().last_of_year(),
        Freq::Monthly => last.date().last_of_month(),
        Freq::Weekly => last.date().checked_add(7.days()).unwrap(),
        _ => last.date(),
    };
    let mut sets: std::collections::BTreeMap<i64, Vec<DateTime>> = std::collections::BTreeMap::new();
    for day in days_between(from, to).filter(|d| day_holds(rule, start, *d)) {
        for hour in &hours {
            for minute in &minutes {
                for second in &seconds {
                    let at = day.at(*hour, *minute, *second, 0);
                    let n = period(rule, start, at);
                    if n >= 0 && n % i64::from(rule.interval) == 0 {
                        sets.entry(n).or_default().push(at);
                    }
                }
            }
        }
    }
    let mut out = vec![start];
    for mut set in sets.into_values() {
        set.sort_unstable();
        let chosen: Vec<DateTime> = if rule.positions.is_empty() {
            set
        } else {
            let len = set.len() as i16;
            let chosen = |i: i16| rule.positions.contains(&(i + 1)) || rule.positions.contains(&(i - len));
            set.iter().enumerate().filter(|(i, _)| chosen(*i as i16)).map(|(_, at)| *at).collect()
        };
        out.extend(chosen.into_iter().filter(|at| *at > start));
    }
    if let Bound::Count(n) = rule.bound {
        out.truncate(n as usize);
    }
    out.retain(|at| *at <= last);
    out
}

fn list<T: std::fmt::Debug + Clone + 'static>(
    what: impl Strategy<Value = T> + 'static,
    most: usize,
    one_in: u32,
) -> BoxedStrategy<Vec<T>> {
    prop_oneof![one_in => Just(Vec::new()), 1 => prop::collection::vec(what, 1..=most)].boxed()
}

fn rules(freq: Freq) -> impl Strategy<Value = Rule> {
    let nonzero = |most: i16| prop_oneof![-most..=-1, 1..=most];
    let numbered = freq >= Freq::Monthly;
    let by_day = (if numbered { -6_i16..=6 } else { 0..=0 }, 0_u8..7);
    let lists = (
        list(0_u8..24, 3, 3),
        list(0_u8..60, 2, 4),
        list(0_u8..60, 2, 6),
        list(by_day, 4, 1),
        list(nonzero(31), 4, 2),
        list(nonzero(366), 4, 6),
        list(nonzero(53), 4, 6),
        list(1_u16..=12, 4, 2),
        list(nonzero(6), 2, 3),
    );
    let plain = (1_u32..5, 0_u8..7, prop_oneof![3 => Just(None), 1 => (1_u32..40).prop_map(Some)]);
    (lists, plain).prop_map(
        move |(
            (hours, minutes, seconds, mut days, month_days, year_days, weeks, months, positions),
            (interval, wkst, count),
        )| {
            let mut rule = Rule::new(freq);
            let yearly = freq == Freq::Yearly;
            rule.weeks = if yearly { weeks.into_iter().map(|n| n as i8).collect() } else { Vec::new() };
            if !rule.weeks.is_empty() {
                for (n, _) in &mut days {
                    *n = 0;
                }
            }
            rule.interval = interval;
            rule.week_start = wkst;
            rule.bound = count.map_or(Bound::Forever, Bound::Count);
            (rule.hours, rule.minutes, rule.seconds, rule.days) = (hours, minutes, seconds, days);
            rule.month_days =
                if freq == Freq::Weekly { Vec::new() } else { month_days.into_iter().map(|n| n as i8).collect() };
            let apart = matches!(freq, Freq::Daily | Freq::Weekly | Freq::Monthly);
            rule.year_days = if apart { Vec::new() } else { year_days };
            rule.months = months.into_iter().fold(0, |mask, m| mask | 1 << m);
            rule.positions = positions;
            if rule.check().is_err() {
                rule.positions.clear();
            }
            rule.check().expect("nothing else excludes anything");
            rule
        },
    )
}

fn compare(rule: &Rule, start: DateTime, span: jiff::Span, seek: f64) -> Result<(), TestCaseError> {
    let last = start.checked_add(span).unwrap();
    let slow: Vec<i64> = brute(rule, start, last).into_iter().map(crate::civil::from_datetime).collect();
    let (first, end) = (crate::civil::from_datetime(start), crate::civil::from_datetime(last));
    let walk = |from: Option<i64>| {
        // A rule that matches no more would be followed to the year 9999.
        let mut fuel = Fuel(300_000);
        let mut times = Times::new(rule, first);
        if let Some(from) = from {
            times.seek(from, &mut fuel);
        }
        let mut out = Vec::new();
        while let Some(at) = times.next(&mut fuel).filter(|at| *at <= end) {
            out.push(at);
        }
        out
    };
    prop_assert_eq!(&walk(None), &slow, "{}", rule.written());
    let from = first + ((end - first) as f64 * seek) as i64;
    let rest: Vec<i64> = slow.into_iter().filter(|at| *at >= from).collect();
    prop_assert_eq!(&walk(Some(from)), &rest, "{} from {}", rule.written(), from);
    Ok(())
}

fn starts() -> impl Strategy<Value = DateTime> {
    (1995_i16..2060, 1_i8..=12, 1_i8..=31, 0_i8..24, 0_i8..60).prop_map(|(year, month, day, hour, minute)| {
        let last = date(year, month, 1).days_in_month();
        date(year, month, day.min(last)).at(hour, minute, 0, 0)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn yearly(rule in rules(Freq::Yearly), start in starts(), seek in 0.0..1.0) {
        compare(&rule, start, 9.years(), seek)?;
    }

    #[test]
    fn monthly(rule in rules(Freq::Monthly), start in starts(), seek in 0.0..1.0) {
        compare(&rule, start, 40.months(), seek)?;
    }

    #[test]
    fn weekly(rule in rules(Freq::Weekly), start in starts(), seek in 0.0..1.0) {
        compare(&rule, start, 60.weeks(), seek)?;
    }

    #[test]
    fn daily(rule in rules(Freq::Daily), start in starts(), seek in 0.0..1.0) {
        compare(&rule, start, 700.days(), seek)?;
    }

    #[test]
    fn hourly(rule in rules(Freq::Hourly), start in starts(), seek in 0.0..1.0) {
        compare(&rule, start, 40.days(), seek)?;
    }

    #[test]
    fn minutely(rule in rules(Freq::Minutely), start in starts(), seek in 0.0..1.0) {
        compare(&rule, start, 50.hours(), seek)?;
    }

    #[test]
    fn secondly(rule in rules(Freq::Secondly), start in starts(), seek in 0.0..1.0) {
        compare(&rule, start, 2.hours(), seek)?;
    }
}
