//! How long a file takes to be read, and a span of it to be expanded: `measure FILE.ics FROM TO`, in seconds of this
//! thread's own running, as JSON. `cargo xtask bench` may set it beside another program over the same file.

#![allow(clippy::print_stdout, reason = "a command-line program speaks on its standard streams")]

use chancery_schedule::recur::{Query, for_each};
use chancery_schedule::zones::{Zone, Zones};
use chancery_schedule::{civil, ical};
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, from, to] = &arguments[..] else {
        println!("measure FILE.ics FROM TO (instants, such as 2026-01-01T00:00:00Z)");
        return;
    };
    let bytes = std::fs::read(file).expect("the file can be read");
    let instant = |text: &str| civil::instant(text.parse().expect("an instant"));
    let begin = Instant::now();
    let parsed = ical::parse(&bytes).expect("within the limits");
    let read = begin.elapsed();
    let begin = Instant::now();
    let calendars: Vec<_> = parsed.calendars().collect();
    let query = Query::new(instant(from), instant(to), Arc::new(Zone::utc()));
    let mut zones = Zones::of(calendars.iter().copied());
    let (mut count, mut sum) = (0_u64, 0_i64);
    let (findings, incomplete) = for_each(&calendars, &mut zones, &query, |o| {
        count += 1;
        sum = sum.wrapping_add(o.start);
    });
    let expanded = begin.elapsed();
    println!(
        "{{\"bytes\":{},\"read\":{:.4},\"expanded\":{:.4},\"occurrences\":{count},\"sum\":{sum},\"findings\":{},\"incomplete\":{incomplete}}}",
        bytes.len(),
        read.as_secs_f64(),
        expanded.as_secs_f64(),
        findings.len()
    );
}
