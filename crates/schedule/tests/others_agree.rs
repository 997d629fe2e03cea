//! Recurrence against another's implementation (`second_rules.py`: python-dateutil and zoneinfo), for rules made at random in zones
//! with odd shifts. Where the two are known to read RFC 5545 otherwise, the rules are not made: `COUNT` with a start that is no
//! instance of its rule, and `BYWEEKNO` without `BYDAY`; the second implementation beside the code, in `recur`, knows them.

use chancery_schedule::ical::{Component, parse};
use chancery_schedule::recur::{Query, expand};
use chancery_schedule::zones::{Zone, Zones};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

const CASES: usize = 240;

/// Zones that shift by half an hour, for Ramadan, by decree, by a whole day, at midnight; and two that are ordinary.
const ZONES: &[&str] = &[
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Pacific/Apia",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Europe/Paris",
    "America/New_York",
];

#[derive(Clone, Debug)]
struct Series {
    start: String,
    zone: &'static str,
    rule: String,
    /// How many days are looked at.
    days: i64,
}

fn python() -> PathBuf {
    let built = || Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("tools");
    let tools = std::env::var_os("CHANCERY_TOOLS").map_or_else(built, PathBuf::from);
    let path = tools.join("calendar/bin/python3");
    assert!(path.exists(), "{} is not there: `cargo xtask setup` installs it", path.display());
    path
}

fn some<T: std::fmt::Display + std::fmt::Debug + Clone + 'static>(
    name: &'static str,
    one: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<String> {
    let list = prop::collection::vec(one, 1..4);
    let written = list.prop_map(move |list| {
        let list: Vec<String> = list.iter().map(ToString::to_string).collect();
        format!(";{name}={}", list.join(","))
    });
    prop_oneof![2 => Just(String::new()), 1 => written].boxed()
}

fn day() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
}

fn counted(most: i32) -> impl Strategy<Value = i32> {
    prop_oneof![1..=most, -most..=-1]
}

/// The parts that RFC 5545 section 3.3.10 lets a rule of this frequency have.
fn parts(freq: &'static str) -> BoxedStrategy<String> {
    let months = some("BYMONTH", 1..=12_i32);
    let month_days = some("BYMONTHDAY", counted(31));
    let days = some("BYDAY", day());
    let counted_days = |most| some("BYDAY", (counted(most), day()).prop_map(|(n, day)| format!("{n}{day}")));
    let hours = some("BYHOUR", 0..24_i32);
    let joined = |all: (String, String, String, String)| all.0 + &all.1 + &all.2 + &all.3;
    match freq {
        "YEARLY" => {
            let weeks = (counted(53), day()).prop_map(|(n, day)| format!(";BYWEEKNO={n};BYDAY={day}"));
            prop_oneof![
                (months.clone(), month_days, days.clone(), hours.clone()).prop_map(joined),
                (months, counted_days(5), Just(String::new()), hours.clone()).prop_map(joined),
                (weeks, Just(String::new()), Just(String::new()), hours).prop_map(joined),
                some("BYYEARDAY", counted(366)),
            ]
            .boxed()
        }
        "MONTHLY" => prop_oneof![
            (months.clone(), month_days, days, hours.clone()).prop_map(joined),
            (months, counted_days(5), Just(String::new()), hours).prop_map(joined),
        ]
        .boxed(),
        "WEEKLY" => (months, days, Just(String::new()), hours).prop_map(joined).boxed(),
        _ => (months, month_days, days, hours).prop_map(joined).boxed(),
    }
}

fn series() -> impl Strategy<Value = Series> {
    let freq = prop::sample::select(vec![
        ("YEARLY", 4_000),
        ("MONTHLY", 1_500),
        ("WEEKLY", 900),
        ("DAILY", 400),
        ("HOURLY", 40),
    ]);
    let rule = freq.prop_flat_map(|(freq, days)| {
        let position = prop_oneof![3 => Just(String::new()), 1 => counted(3).prop_map(|n| format!(";BYSETPOS={n}"))];
        let week = prop_oneof![2 => Just(String::new()), 1 => day().prop_map(|day| format!(";WKST={day}"))];
        (1..4_u32, parts(freq), position, week).prop_map(move |(interval, parts, position, week)| {
            // A position needs something to count.
            let position = if parts.contains("BY") { position } else { String::new() };
            (format!("FREQ={freq};INTERVAL={interval}{parts}{position}{week}"), i64::from(days))
        })
    });
    let start = (2008..2026_i32, 1..=12_i32, 1..=28_i32, 0..24_i32, prop::sample::select(vec![0, 15, 30]));
    // Often where the clocks of one of the zones change.
    let near = prop::sample::select(vec!["20111227T100000", "20260325T003000", "20260213T023000", "20261001T021500"]);
    let start = prop_oneof![
        3 => start.prop_map(|(y, m, d, h, min)| format!("{y:04}{m:02}{d:02}T{h:02}{min:02}00")),
        1 => near.prop_map(str::to_owned),
    ];
    (start, prop::sample::select(ZONES), rule).prop_map(|(start, zone, (rule, days))| Series {
        start,
        zone,
        rule,
        days,
    })
}

fn calendar(series: &Series) -> Component {
    let text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
         DTSTART;TZID={}:{}\r\nRRULE:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        series.zone, series.start, series.rule
    );
    parse(text.as_bytes()).unwrap().components.remove(0)
}

/// Our instants before the end, and where that is.
fn ours(series: &Series) -> (Vec<i64>, i64) {
    let calendar = calendar(series);
    let begin = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", &series.start).unwrap();
    let begin = begin.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second();
    let to = begin + series.days * 86_400;
    // From before the start on: local time may be ahead of UTC by more than half a day.
    let query = Query::new(begin - 2 * 86_400, to, Arc::new(Zone::utc()));
    let out = expand(&[&calendar], &mut Zones::of([&calendar]), &query);
    assert!(out.findings.is_empty() && !out.incomplete, "{series:?}");
    (out.occurrences.iter().map(|o| o.start).collect(), to)
}

#[test]
fn a_second_implementation_gives_the_same_times() {
    let mut runner = TestRunner::deterministic();
    let all: Vec<Series> = (0..CASES).map(|_| series().new_tree(&mut runner).unwrap().current()).collect();
    let mine: Vec<(Vec<i64>, i64)> = all.iter().map(ours).collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second_rules.py");
    let mut child = Command::new(python()).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let asked: String = all.iter().zip(&mine).fold(String::new(), |text, (series, (_, to))| {
        let (start, zone, rule) = (&series.start, series.zone, &series.rule);
        text + &serde_json::json!({ "start": start, "zone": zone, "rule": rule, "to": to }).to_string() + "\n"
    });
    let writer = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(out.status.success());
    let theirs: Vec<Vec<i64>> =
        String::from_utf8(out.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(theirs.len(), all.len());
    let mut instances = 0;
    let mut different = Vec::new();
    for ((series, (mine, _)), theirs) in all.iter().zip(&mine).zip(&theirs) {
        instances += theirs.len();
        if mine != theirs {
            let shown = |list: &[i64], other: &[i64]| {
                let only = list.iter().filter(|at| !other.contains(at)).take(3);
                only.map(|at| jiff::Timestamp::from_second(*at).unwrap().to_string()).collect::<Vec<_>>()
            };
            different.push(format!(
                "{series:?}: ours alone {:?}, theirs alone {:?}",
                shown(mine, theirs),
                shown(theirs, mine)
            ));
        }
    }
    assert!(different.is_empty(), "{} of {CASES}:\n{}", different.len(), different.join("\n"));
    assert!(instances > 10 * CASES, "{instances} instances are too few to say much");
}
