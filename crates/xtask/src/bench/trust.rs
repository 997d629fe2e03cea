//! What trust costs: admission, what joining takes with it and without, the encryption of frames, its share of a call's
//! processor time, and the longest gap in the pictures when a third participant comes and leaves and the keys change.

use super::{median, ours, round};
use crate::proc;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::process::Command;

/// Builds and runs a measuring program of a room; what it prints is JSON.
fn example(room: &str, name: &str, arguments: &[&str]) -> Result<Value> {
    let build = ["build", "--release", "--package", room, "--example", name];
    proc::run(Command::new("cargo").args(build).current_dir(proc::root()))?;
    let text = proc::output(Command::new(proc::target().join("release/examples").join(name)).args(arguments))?;
    serde_json::from_str(text.trim()).with_context(|| format!("the example {name} did not answer in JSON"))
}

/// All of it. `call`: the reports of both participants of the call that was measured, and the processor time that each of
/// them used of one core.
pub fn measure(call: &[(Value, f64)]) -> Result<Value> {
    proc::say("What encryption costs: admission into groups of 2, 10 and 50; frames a second");
    let admission = example("chancery-trust", "admission", &[])?;
    let frames = example("chancery-trust", "frames_per_second", &["--json"])?;
    proc::say("What trust adds to joining: whole clients with a server against bare engines");
    let joining = example("chancery-client", "joining", &[])?;
    let shares: Vec<Value> = call.iter().map(|(stats, cores)| share(&frames, stats, *cores)).collect();
    let mut gaps = Vec::new();
    for run in 1..=3 {
        proc::say(&format!("Run {run} of 3: a third participant joins a call of two and leaves again, 30 s"));
        gaps.push(ours::third_comes_and_goes()?);
    }
    // The longer of both ends' gaps, in the middle one of the runs.
    let longest = |run: &Value| {
        let each = run.as_array().into_iter().flatten().filter_map(|end| end["longest_gap_ms"].as_f64());
        each.fold(f64::NAN, f64::max)
    };
    let re_key = json!({ "longest_gap_ms": round(median(gaps.iter().map(longest).collect())), "runs": gaps });
    Ok(
        json!({ "admission": admission, "sframe_one_core": frames, "encryption_in_the_call": shares, "re_key": re_key, "joining": joining }),
    )
}

/// Microseconds for a frame of this size: between the two measured sizes around it, or on from the nearest two.
fn cost(frames: &Value, key: &str, size: f64) -> Option<f64> {
    let mut points: Vec<(f64, f64)> =
        frames.as_array()?.iter().filter_map(|line| Some((line["bytes"].as_f64()?, line[key].as_f64()?))).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let after = points.iter().position(|(bytes, _)| *bytes >= size).unwrap_or(points.len() - 1).max(1);
    let ((x0, y0), (x1, y1)) = (*points.get(after - 1)?, *points.get(after)?);
    Some((y0 + (size - x0) * (y1 - y0) / (x1 - x0)).max(0.0))
}

/// What sealing and opening this participant's frames took of one core, computed from their number and mean size, and which
/// share that is of all that it used.
fn share(frames: &Value, stats: &Value, cores: f64) -> Value {
    let mut spent = 0.0;
    let mut seconds = 0.0_f64;
    let mut add = |kind: &str, counted: &Value, key: &str| {
        let (Some(n), Some(bytes)) = (counted["frames"].as_f64(), counted["bytes"].as_f64()) else { return };
        if n > 0.0 {
            spent += n * cost(frames, key, bytes / n).unwrap_or(0.0) / 1e6;
        }
        // A packet of voice is 20 ms: the call's length as this participant knew it.
        if kind == "audio" {
            seconds = seconds.max(n * 0.02);
        }
    };
    for kind in ["audio", "video", "screen"] {
        add(kind, &stats["sent"][kind], "seal_us");
    }
    for received in stats["received"].as_array().into_iter().flatten() {
        add(received["kind"].as_str().unwrap_or_default(), received, "open_us");
    }
    let of_a_core = if seconds > 0.0 { spent / seconds } else { f64::NAN };
    json!({
        "cpu_ms_a_second": round(of_a_core * 1e3), "percent_of_the_participants_cpu": round(of_a_core / cores * 100.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames() -> Value {
        json!([
            { "bytes": 100, "seal_us": 1.0, "open_us": 2.0 },
            { "bytes": 1100, "seal_us": 2.0, "open_us": 3.0 },
            { "bytes": 11100, "seal_us": 12.0, "open_us": 13.0 },
        ])
    }

    #[test]
    fn a_frame_between_two_sizes_costs_what_lies_between() {
        let of = |size| cost(&frames(), "seal_us", size).expect("three points");
        assert_eq!([of(100.0), of(600.0), of(1_100.0), of(6_100.0), of(21_100.0)], [1.0, 1.5, 2.0, 7.0, 22.0]);
        assert!(of(0.0) < 1.0);
    }

    #[test]
    fn the_share_is_of_what_was_sent_and_received() {
        // Ten seconds of voice both ways and 300 pictures of 11,100 bytes that came.
        let stats = json!({
            "sent": { "audio": { "frames": 500, "bytes": 50_000 }, "video": { "frames": 0, "bytes": 0 } },
            "received": [
                { "kind": "audio", "frames": 500, "bytes": 50_000 },
                { "kind": "video", "frames": 300, "bytes": 3_330_000 },
            ],
        });
        // 500 x 1 us + 500 x 2 us + 300 x 13 us in 10 s.
        let share = share(&frames(), &stats, 0.5);
        assert_eq!(share["cpu_ms_a_second"], 0.54);
        assert_eq!(share["percent_of_the_participants_cpu"], 0.11);
    }
}
