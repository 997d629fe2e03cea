//! The scheduling desk's arithmetic against its peers: libical (C) and Python's icalendar, over the same files in the same run.

use super::round;
use crate::{proc, setup};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Recurring events that are expanded over a year.
const RECURRING: usize = 10_000;
/// The size of the calendar that is read.
const LARGE: usize = 50_000_000;
/// The year that is expanded.
const YEAR: [&str; 2] = ["20270101", "20280101"];

/// Rules as protocol officers write them. Where one counts, it begins at a time of its own: whether one that is no occurrence
/// counts is left open by RFC 5545 (section 3.8.5.3 against 3.3.10), and each program has an answer.
const RULES: [&str; 8] = [
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20271130T000000Z",
    "FREQ=WEEKLY;COUNT=90",
];

/// One event. Times are in UTC, so that all three expand the very same thing; zones are the tests' business.
fn event(out: &mut String, n: usize, rule: Option<&str>) {
    let (day, hour, minute) = (1 + n % 28, 6 + n % 12, n % 4 * 15);
    let _ = write!(
        out,
        "BEGIN:VEVENT\r\nUID:{n}@chancery.invalid\r\nDTSTAMP:20261001T000000Z\r\nDTSTART:202601{day:02}T{hour:02}{minute:02}00Z\r\n\
         DTEND:202601{day:02}T{:02}{minute:02}00Z\r\nSUMMARY:Consultations on fisheries\\, round {n}\r\n",
        hour + 1
    );
    if let Some(rule) = rule {
        let _ = write!(out, "RRULE:{rule}\r\n");
    }
    let _ = write!(
        out,
        "DESCRIPTION:Agenda: opening\\; statements of both delegations\\; text of article {n}\\;\r\n  any other business. Both \
         delegations are asked to name their inte\r\n rpreters a week before.\r\nATTENDEE;CN=\"Delegation {n}\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=T\r\n \
         RUE:mailto:delegation{n}@example.org\r\nEND:VEVENT\r\n"
    );
}

fn write(path: &Path, mut more: impl FnMut(&mut String, usize) -> bool) -> Result<()> {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Chancery//bench//EN\r\n");
    let mut n = 0;
    while more(&mut text, n) {
        n += 1;
    }
    text.push_str("END:VCALENDAR\r\n");
    std::fs::write(path, text).with_context(|| path.display().to_string())
}

/// The middle of three runs, by what one key says; each prints JSON.
fn median(command: impl Fn() -> Command, key: &str) -> Result<Value> {
    let mut all = Vec::new();
    for _ in 0..3 {
        let text = proc::output(&mut command())?;
        all.push(serde_json::from_str::<Value>(text.trim()).context("the program did not answer in JSON")?);
    }
    all.sort_by(|a, b| a[key].as_f64().unwrap_or(f64::MAX).total_cmp(&b[key].as_f64().unwrap_or(f64::MAX)));
    Ok(all.swap_remove(1))
}

fn libical(folder: &Path) -> Result<PathBuf> {
    let program = folder.join("libical");
    let source = proc::root().join("tests/tools/calendar_peer.c");
    proc::run(Command::new("cc").args(["-O2", "-o"]).arg(&program).arg(source).arg("-lical"))
        .context("libical's headers are needed (Debian: libical-dev)")?;
    Ok(program)
}

/// All of it.
pub fn measure() -> Result<Value> {
    let folder = proc::target().join("bench/calendar");
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let (recurring, large) = (folder.join("recurring.ics"), folder.join("large.ics"));
    write(&recurring, |text, n| {
        event(text, n, Some(RULES[n % RULES.len()]));
        n + 1 < RECURRING
    })?;
    write(&large, |text, n| {
        event(text, n, None);
        text.len() < LARGE
    })?;
    proc::say("Building the calendar's measuring programs with optimisation");
    for example in ["measure", "grid"] {
        let build = ["build", "--release", "--package", "chancery-schedule", "--example", example];
        proc::run(Command::new("cargo").args(build).current_dir(proc::root()))?;
    }
    let ours = |name: &str| Command::new(proc::target().join("release/examples").join(name));
    let libical = libical(&folder)?;
    let python = setup::python("icalendar", &["icalendar==7.3.0", "recurring-ical-events==3.8.2"])?;
    let script = proc::root().join("tests/tools/calendar_peer.py");
    let instants = YEAR.map(|day| format!("{}-{}-{}T00:00:00Z", &day[..4], &day[4..6], &day[6..]));

    proc::say("A year of 10,000 recurring events, and 50 MB of calendar: ours, libical, Python");
    let we = |file: &Path, key: &str| {
        median(
            || {
                let mut command = ours("measure");
                command.arg(file).args(&instants);
                command
            },
            key,
        )
    };
    let c = |file: &Path, key: &str| {
        median(
            || {
                let mut command = Command::new(&libical);
                command.arg(file).args(YEAR.map(|day| format!("{day}T000000Z")));
                command
            },
            key,
        )
    };
    // Once: it takes minutes.
    let snake = |file: &Path, days: [&str; 2]| -> Result<Value> {
        let text = proc::output(Command::new(&python).arg(&script).arg(file).args(days))?;
        serde_json::from_str(text.trim()).context("Python did not answer in JSON")
    };
    let expanding = json!({ "ours": we(&recurring, "expanded")?, "libical": c(&recurring, "expanded")?, "python": snake(&recurring, YEAR)? });
    let reading =
        json!({ "ours": we(&large, "read")?, "libical": c(&large, "read")?, "python": snake(&large, ["-", "-"])? });
    for peer in ["libical", "python"] {
        for what in ["occurrences", "sum"] {
            ensure!(
                expanding["ours"][what] == expanding[peer][what],
                "{peer} expands another calendar than ours: {expanding}"
            );
        }
    }
    let times = |of: &Value, peer: &str, key: &str| -> Value {
        let ratio = of[peer][key].as_f64().zip(of["ours"][key].as_f64()).map(|(peer, ours)| round(peer / ours));
        json!(ratio)
    };
    proc::say("The grid of eight capitals over a month");
    let grid: Value = serde_json::from_str(proc::output(&mut ours("grid"))?.trim()).context("no JSON")?;
    Ok(json!({
        "times_faster": {
            "expanding_than_libical": times(&expanding, "libical", "expanded"),
            "expanding_than_python": times(&expanding, "python", "expanded"),
            "reading_than_libical": times(&reading, "libical", "read"),
            "reading_than_python": times(&reading, "python", "read"),
        },
        "expanding": expanding, "reading": reading, "grid": grid,
    }))
}
