//! Writing a VTIMEZONE (RFC 5545 section 3.6.5) from the time zone database, for the span in which it is used.
//!
//! Where a zone changes its clocks each year on the same weekday of the same month, that is said as a rule without end;
//! where it does not (Morocco by the moon, or the past), each change is listed.

use super::Zone;
use crate::civil::{self, date, day_of, month_length, second_of_day, weekday};
use crate::ical::{Component, Form, Line, Moment};
use crate::recur::{Bound, Freq, Rule, Until};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// For how many years a change must repeat in the same way to be written as a rule.
const YEARS_ALIKE: i32 = 12;

/// What still changes after this (2098-01-01) is taken to go on.
const GOES_ON: i64 = 4_039_372_800;

/// In which span a zone is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The first instant that is written in it.
    pub from: i64,
    /// The last; `None` where something in it recurs without end.
    pub to: Option<i64>,
}

/// A change of the clocks, in the local time before it.
#[derive(Clone, Copy)]
struct Onset {
    local: i64,
    from: i32,
    to: i32,
}

/// The VTIMEZONE of a zone, under this TZID.
pub fn vtimezone(tzid: &str, zone: &Zone, observed: Observed) -> Component {
    // The change that holds at the beginning belongs to it.
    let begin = zone.changes(i64::MIN, observed.from.saturating_add(1)).last();
    let from = begin.map_or(observed.from, |(at, ..)| at);
    let to = observed.to.map_or(i64::MAX, |to| to.saturating_add(1));
    let onsets: Vec<Onset> = zone
        .changes(from, to)
        .map(|(at, before, after)| Onset { local: at + i64::from(before), from: before, to: after })
        .collect();
    let mut out = Component::new("VTIMEZONE");
    out.push(Line::new("TZID", tzid));
    if onsets.is_empty() || begin.is_none() {
        let offset = zone.offset(observed.from);
        let first = onsets.first().map_or(i64::MIN, |o| o.local);
        let start = civil::local(civil::day(1970, 1, 1), 0).min(first.saturating_sub(civil::DAY).max(0));
        let only = Onset { local: start, from: offset, to: offset };
        out.parts.push(observance(zone, only, None, &[]));
    }
    // Standard and daylight time each, by what they change from and to.
    let mut kinds: BTreeMap<(i32, i32), Vec<Onset>> = BTreeMap::new();
    for onset in onsets {
        kinds.entry((onset.from, onset.to)).or_default().push(onset);
    }
    let mut parts: Vec<(i64, Component)> = Vec::new();
    for onsets in kinds.values() {
        let (listed, ruled) = onsets.split_at(ruled_from(onsets, observed.to.is_none()));
        if let Some((first, more)) = listed.split_first() {
            parts.push((first.local, observance(zone, *first, None, more)));
        }
        if let Some((first, rule)) = ruled.first().and_then(|first| Some((*first, rule_of(ruled)?))) {
            // A rule that still held when the table ends goes on; one that was given up before does not.
            let goes_on = |last: &Onset| last.local > GOES_ON;
            let last = ruled.last().filter(|last| observed.to.is_some() || !goes_on(last));
            let mut rule = rule;
            if let Some(last) = last {
                rule.bound = Bound::Until(Until::Utc(last.local - i64::from(last.from)));
            }
            parts.push((first.local, observance(zone, first, Some(rule), &[])));
        }
    }
    parts.sort_by_key(|(at, _)| *at);
    out.parts.extend(parts.into_iter().map(|(_, part)| part));
    out
}

/// From which onset on they follow a rule; the length where they never do.
fn ruled_from(onsets: &[Onset], endless: bool) -> usize {
    let enough = if endless { YEARS_ALIKE as usize } else { 3 };
    let from = (0..onsets.len()).find(|from| rule_of(&onsets[*from..]).is_some()).unwrap_or(onsets.len());
    if onsets.len() - from >= enough { from } else { onsets.len() }
}

/// The yearly rule that gives exactly these: same month, weekday and time, a year apart, on the same week of the month.
fn rule_of(onsets: &[Onset]) -> Option<Rule> {
    let first = onsets.first()?;
    let (mut year, month, _) = date(day_of(first.local));
    let mut nth = None::<i16>;
    let mut same_nth = true;
    let mut always_last = true;
    let (mut least, mut most) = (31, 1);
    for (i, onset) in onsets.iter().enumerate() {
        let d = day_of(onset.local);
        let (y, m, monthday) = date(d);
        let alike = m == month
            && weekday(d) == weekday(day_of(first.local))
            && second_of_day(onset.local) == second_of_day(first.local)
            && (i == 0 || y == year + 1);
        if !alike {
            return None;
        }
        year = y;
        let n = i16::from((monthday - 1) / 7 + 1);
        same_nth &= *nth.get_or_insert(n) == n;
        always_last &= monthday + 7 > month_length(y, m);
        (least, most) = (least.min(monthday), most.max(monthday));
    }
    let mut rule = Rule::new(Freq::Yearly);
    rule.months = 1 << month;
    let wanted = weekday(day_of(first.local));
    if always_last {
        rule.days = vec![(-1, wanted)];
    } else if same_nth {
        rule.days = vec![(nth?, wanted)];
    } else if most - least < 7 {
        // "The Sunday from the 25th on": seven days of the month, one of which is that weekday. Which seven is known once
        // the earliest and the latest have been seen.
        if most - least < 6 {
            return None;
        }
        rule.month_days = (least..=most).map(|d| d as i8).collect();
        rule.days = vec![(0, wanted)];
    } else {
        return None;
    }
    Some(rule)
}

fn observance(zone: &Zone, first: Onset, rule: Option<Rule>, more: &[Onset]) -> Component {
    let at = first.local - i64::from(first.from);
    let at_least = at.max(civil::DAY - civil::LAST);
    let info = |at: i64| zone.tz().map(|tz| tz.to_offset_info(civil::timestamp(at)));
    let season = |at: i64| info(at).is_some_and(|i| i.dst().is_dst());
    // Ireland's law has it that winter time is the exception; calendars know the other way round only.
    let daylight = first.to > first.from && season(at_least) != season(at_least - 1);
    let abbreviation = info(at_least).map_or(String::new(), |i| i.abbreviation().to_owned());
    let mut out = Component::new(if daylight { "DAYLIGHT" } else { "STANDARD" });
    let written = |local| Moment { local, form: Form::Floating }.written();
    out.push(Line::new("DTSTART", written(first.local)));
    out.push(Line::new("TZOFFSETFROM", offset(first.from)));
    out.push(Line::new("TZOFFSETTO", offset(first.to)));
    if !abbreviation.is_empty() {
        out.push(Line::text("TZNAME", &abbreviation));
    }
    if let Some(rule) = rule {
        out.push(Line::new("RRULE", rule.written()));
    }
    for onset in more {
        out.push(Line::new("RDATE", written(onset.local)));
    }
    out
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let n = seconds.unsigned_abs();
    let rest = n % 60;
    let mut out = format!("{sign}{:02}{:02}", n / 3600, n / 60 % 60);
    if rest > 0 {
        let _ = write!(out, "{rest:02}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zones::vtimezone::read;
    use jiff::tz::TimeZone;

    const FROM: i64 = 1_767_225_600; // 2026-01-01
    const YEAR: i64 = 31_557_600;

    fn zone(name: &str) -> Zone {
        Zone::iana(name, TimeZone::get(name).unwrap())
    }

    /// What is written and read again gives the offsets of the database, hour by hour around each change.
    fn same(name: &str, observed: Observed, years: i64) {
        let zone = zone(name);
        let written = vtimezone(name, &zone, observed);
        let text = crate::ical::write(&written);
        let parsed = crate::ical::parse(text.as_bytes()).unwrap();
        assert_eq!(parsed.findings, []);
        let again = read(&parsed.components[0]).unwrap();
        let end = observed.to.unwrap_or(observed.from + years * YEAR);
        let mut at = observed.from;
        while at <= end {
            assert_eq!(again.offset(at), zone.offset(at), "{name} at {}\n{text}", civil::timestamp(at));
            at += 6 * 3600;
        }
    }

    #[test]
    fn every_capital_for_ten_years_and_without_end() {
        let mut zones: Vec<&str> = chancery_model::capital::all().map(|c| c.zone).collect();
        zones.sort_unstable();
        zones.dedup();
        for name in zones {
            same(name, Observed { from: FROM, to: Some(FROM + 10 * YEAR) }, 10);
            same(name, Observed { from: FROM, to: None }, 40);
        }
    }

    #[test]
    fn the_odd_ones_through_their_history() {
        for name in ["Australia/Lord_Howe", "Africa/Casablanca", "Asia/Gaza", "America/Nuuk", "Antarctica/Troll"] {
            same(name, Observed { from: FROM - 20 * YEAR, to: None }, 60);
        }
        same("Pacific/Apia", Observed { from: 1_293_840_000, to: Some(1_388_534_400) }, 3);
    }

    #[test]
    fn a_rule_where_there_is_one() {
        let text =
            crate::ical::write(&vtimezone("Europe/Paris", &zone("Europe/Paris"), Observed { from: FROM, to: None }));
        assert!(text.contains("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"), "{text}");
        assert!(text.contains("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"), "{text}");
        let text =
            crate::ical::write(&vtimezone("Asia/Jakarta", &zone("Asia/Jakarta"), Observed { from: FROM, to: None }));
        assert!(!text.contains("RRULE") && text.contains("TZOFFSETTO:+0700"), "{text}");
    }
}
