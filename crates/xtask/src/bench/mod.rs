//! Benchmarks: a call of ours and the same call of a peer's (Chromium calling itself), in one run on one machine.
//!
//! Both carry the same film (720p, 30 pictures a second) and the same voice, both ways, on loopback. Medians of the
//! runs; ratios before absolutes. Nothing else should run beside it: each peer alone fills most of two cores.

mod bounds;
mod calendar;
mod ours;
mod peer;
mod scores;
mod trust;

use crate::{proc, samples, setup};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::process::Command;

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// How long each call is measured, in seconds.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(10..3_600))]
    seconds: u64,
    /// How many times; medians are reported.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..20))]
    runs: u64,
    /// Leave the desktop windows out.
    #[arg(long)]
    no_windows: bool,
    /// Leave the peer out: absolutes only.
    #[arg(long)]
    no_peer: bool,
    /// One part alone.
    #[arg(long, value_enum)]
    only: Option<Part>,
}

/// What can be measured by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The call, and what encryption costs in it.
    Call,
    /// The scheduling desk.
    Calendar,
}

/// One endpoint's figures of one call.
#[derive(Clone, Debug)]
struct Endpoint {
    /// From the wish to join to the first picture, in milliseconds.
    first_picture_ms: f64,
    /// Share of one core.
    cpu: f64,
    /// Proportional set size, in bytes.
    pss: f64,
    /// Pictures decoded a second.
    fps: f64,
    /// Freezes (W3C webrtc-stats `freezeCount`).
    freezes: f64,
    /// Capture to decoded, p50, in milliseconds; where the endpoint measures it.
    latency_ms: Option<f64>,
}

impl Endpoint {
    fn json(&self) -> Value {
        json!({
            "first_picture_ms": round(self.first_picture_ms), "cpu_cores": round(self.cpu), "pss_mb": round(self.pss / 1e6),
            "fps_decoded": round(self.fps), "freezes": self.freezes, "capture_to_decoded_p50_ms": self.latency_ms.map(round),
        })
    }
}

fn round(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// The middle one; of an even number, the mean of the two in the middle.
fn median(mut all: Vec<f64>) -> f64 {
    all.retain(|x| x.is_finite());
    all.sort_by(f64::total_cmp);
    match all.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => all[n / 2],
        n => f64::midpoint(all[n / 2 - 1], all[n / 2]),
    }
}

fn median_of(all: &[Endpoint]) -> Endpoint {
    let of = |f: fn(&Endpoint) -> f64| median(all.iter().map(f).collect());
    let latency = median(all.iter().filter_map(|e| e.latency_ms).collect());
    Endpoint {
        first_picture_ms: of(|e| e.first_picture_ms),
        cpu: of(|e| e.cpu),
        pss: of(|e| e.pss),
        fps: of(|e| e.fps),
        freezes: of(|e| e.freezes),
        latency_ms: latency.is_finite().then_some(latency),
    }
}

/// Measures and prints one JSON object.
pub fn run(options: &Options) -> Result<()> {
    setup::run(setup::For::Tests)?;
    let mut report = if options.only == Some(Part::Calendar) { json!({}) } else { call(options)? };
    if options.only != Some(Part::Call) {
        // What was measured before is not lost with it.
        report["calendar"] = calendar::measure().unwrap_or_else(|e| json!({ "failed": format!("{e:#}") }));
    }
    report["bounds"] = bounds::compare(&report);
    println!("{report:#}");
    match report.pointer("/calendar/failed").and_then(Value::as_str) {
        Some(why) => bail!("the calendar was not measured: {why}"),
        None => Ok(()),
    }
}

/// The call against the peer's, encryption, the voice, the windows.
fn call(options: &Options) -> Result<Value> {
    proc::say("Building with optimisation (some minutes at the first time)");
    let packages = ["chancery-cli", "chancery-server", "chancery-desktop"];
    let mut build = Command::new("cargo");
    build.args(["build", "--release"]).current_dir(proc::root());
    for package in &packages[..if options.no_windows { 2 } else { 3 }] {
        build.args(["--package", package]);
    }
    proc::run(&mut build)?;

    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    for run in 1..=options.runs {
        proc::say(&format!("Run {run} of {}: Chancery calls Chancery, {} s", options.runs, options.seconds));
        ours.extend(ours::call(options.seconds)?);
        if !options.no_peer {
            proc::say(&format!("Run {run} of {}: Chromium calls Chromium, {} s", options.runs, options.seconds));
            peers.extend(peer::call(options.seconds)?);
        }
    }
    if ours.is_empty() {
        bail!("nothing was measured");
    }
    let mine = median_of(&ours);
    let mut report = json!({
        "call": { "picture": "1280x720, 30 a second, VP8", "seconds": options.seconds, "runs": options.runs },
        "chancery": mine.json(),
        "chancery_each": ours.iter().map(Endpoint::json).collect::<Vec<_>>(),
    });
    if !peers.is_empty() {
        let theirs = median_of(&peers);
        report["chromium"] = theirs.json();
        report["chromium_each"] = peers.iter().map(Endpoint::json).collect();
        report["ratio"] = json!({
            "first_picture": round(mine.first_picture_ms / theirs.first_picture_ms),
            "cpu": round(mine.cpu / theirs.cpu), "memory": round(mine.pss / theirs.pss),
        });
    }
    let reports = ours::call_reports()?;
    // The last run's two are the last two endpoints.
    let last = ours[ours.len() - reports.len()..].iter().map(|e| e.cpu);
    report["trust"] = trust::measure(&reports.into_iter().zip(last).collect::<Vec<_>>())?;
    proc::say("Scoring the voice (PESQ wideband, clean line, processing off)");
    report["pesq_wb"] = scores::voice(&ours::recorded_voice()?, &samples::sides()[0].microphone)
        .context("the voice could not be scored")?;
    if !options.no_windows {
        proc::say("Two desktop windows, 30 s");
        report["windows"] = ours::windows(30)?;
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(vec![]).is_nan());
    }
}
