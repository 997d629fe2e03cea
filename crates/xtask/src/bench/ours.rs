//! Our side of the benchmarks: two headless participants, then two windows.

use super::{Endpoint, round};
use crate::proc::{self, Running};
use crate::{demo, samples, usage, xvfb};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

fn released(name: &str) -> PathBuf {
    proc::target().join("release").join(name)
}

fn folder(name: &str) -> Result<PathBuf> {
    let folder = proc::target().join("bench").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

fn read(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("no report at {}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// A participant without a screen.
fn join(link: &str, side: usize, folder: &Path, seconds: u64, more: &[&str]) -> Result<Running> {
    let sample = &samples::sides()[side];
    Running::start_with(
        Command::new(released("chancery"))
            .args(["join", "-", "--name", ["Retno Wibowo", "Thandi Nkosi"][side], "--speaker", "none"])
            .arg("--camera")
            .arg(&sample.camera)
            .arg("--microphone")
            .arg(&sample.microphone)
            .args(["--seconds", &seconds.to_string()])
            .arg("--stats")
            .arg(folder.join(format!("stats-{side}.json")))
            .args(more),
        link,
    )
}

/// Two participants in one meeting, measured over the given time once both hear each other.
pub fn call(seconds: u64) -> Result<Vec<Endpoint>> {
    let folder = folder("call")?;
    let (_server, url) = demo::server_at(&released("chancery-server"), &folder.join("server"))?;
    let links = demo::convene_with(&released("chancery"), &url)?;
    let link = |code: &str| links[code].as_str().context("no link").map(str::to_owned);
    // As in the peer's call, some seconds of warming up are not counted.
    let warm = 5;
    let mut first = join(&link("ID")?, 0, &folder, seconds + warm + 6, &["--processing", "on"])?;
    std::thread::sleep(Duration::from_secs(3));
    let mut second = join(&link("ZA")?, 1, &folder, seconds + warm + 2, &["--processing", "on"])?;
    std::thread::sleep(Duration::from_secs(warm));
    let before = [usage::of(first.id()), usage::of(second.id())];
    let since = Instant::now();
    std::thread::sleep(Duration::from_secs(seconds));
    let took = since.elapsed().as_secs_f64();
    let after = [usage::of(first.id()), usage::of(second.id())];
    for one in [&mut second, &mut first] {
        if !one.wait(Duration::from_secs(15)) {
            one.end();
        }
    }
    (0..2)
        .map(|side| {
            let stats = read(&folder.join(format!("stats-{side}.json")))?;
            let video = received(&stats, "video").context("no picture was received")?;
            Ok(Endpoint {
                // Who came first waited for the other to come: only the second one's time says how fast joining is.
                first_picture_ms: if side == 1 { stats["join_ms"].as_f64().unwrap_or(f64::NAN) } else { f64::NAN },
                cpu: (after[side].cpu_seconds - before[side].cpu_seconds) / took,
                pss: after[side].pss_bytes as f64,
                fps: video["fps"].as_f64().unwrap_or(0.0),
                freezes: video["freezes"].as_f64().unwrap_or(0.0),
                latency_ms: video["latency_ms"]["p50"].as_f64(),
            })
        })
        .collect()
}

/// The two reports of the last [`call`].
pub fn call_reports() -> Result<Vec<Value>> {
    let folder = proc::target().join("bench/call");
    (0..2).map(|side| read(&folder.join(format!("stats-{side}.json")))).collect()
}

/// Two participants of whom each sees the other's pictures while a third joins and, ten seconds later, leaves: what the
/// first two report of each other's pictures. `longest_gap_ms` is the longest time between two decoded pictures.
pub fn third_comes_and_goes() -> Result<Value> {
    let folder = folder("third")?;
    let (_server, url) = demo::server_at(&released("chancery-server"), &folder.join("server"))?;
    let links = demo::convene_with(&released("chancery"), &url)?;
    let link = |code: &str| links[code].as_str().context("no link").map(str::to_owned);
    let mut first = join(&link("ID")?, 0, &folder, 33, &[])?;
    std::thread::sleep(Duration::from_secs(1));
    let mut second = join(&link("ZA")?, 1, &folder, 30, &[])?;
    std::thread::sleep(Duration::from_secs(10));
    let own = folder.join("third");
    std::fs::create_dir_all(&own).with_context(|| own.display().to_string())?;
    let mut third = join(&link("ZA")?, 1, &own, 10, &[])?;
    for one in [&mut third, &mut second, &mut first] {
        if !one.wait(Duration::from_secs(45)) {
            one.end();
        }
    }
    // Whom the third one was is not known by name in a report: of each kind the one from whom most came is meant.
    let most = |stats: &Value| {
        let all = stats["received"].as_array().into_iter().flatten().filter(|r| r["kind"] == "video");
        let longest = all.max_by_key(|r| r["frames"].as_u64()).cloned().unwrap_or_default();
        json!({
            "longest_gap_ms": longest["longest_gap_ms"], "freezes": longest["freezes"],
            "freeze_seconds": longest["freeze_seconds"], "frames": longest["frames"],
        })
    };
    Ok(Value::Array(vec![most(&read(&folder.join("stats-0.json"))?), most(&read(&folder.join("stats-1.json"))?)]))
}

fn received<'a>(stats: &'a Value, kind: &str) -> Option<&'a Value> {
    stats["received"].as_array()?.iter().find(|r| r["kind"] == kind)
}

/// A call whose voices are recorded, unprocessed: the WAV that the second side heard of the first.
pub fn recorded_voice() -> Result<PathBuf> {
    let folder = folder("voice")?;
    let (_server, url) = demo::server_at(&released("chancery-server"), &folder.join("server"))?;
    let links = demo::convene_with(&released("chancery"), &url)?;
    let record = folder.join("heard");
    let heard = record.display().to_string();
    let link = |code: &str| links[code].as_str().context("no link").map(str::to_owned);
    let mut first = join(&link("ID")?, 0, &folder, 45, &["--processing", "off"])?;
    let mut second = join(&link("ZA")?, 1, &folder, 40, &["--processing", "off", "--record", &heard])?;
    for one in [&mut second, &mut first] {
        if !one.wait(Duration::from_secs(70)) {
            one.end();
        }
    }
    let wav = std::fs::read_dir(&record)?
        .filter_map(Result::ok)
        .map(|e| e.path())
        .find(|p| p.extension().is_some_and(|e| e == "wav"));
    wav.context("no voice was recorded")
}

/// Two windows, each on a display of its own: CPU and memory of each of their processes.
pub fn windows(seconds: u64) -> Result<Value> {
    let folder = folder("windows")?;
    let (_server, url) = demo::server_at(&released("chancery-server"), &folder.join("server"))?;
    let links = demo::convene_with(&released("chancery"), &url)?;
    let mut seats = Vec::new();
    for (side, code) in ["ID", "ZA"].iter().enumerate() {
        let display = xvfb::Display::start(1280, 800)?;
        let own = folder.join(code);
        let window = demo::window_command(&released("chancery-desktop"), side, &own, &display, (1280, 800));
        let mut window = window;
        let link = links[*code].as_str().context("no link")?;
        seats.push((Running::start_with(&mut window, link)?, display, own));
    }
    std::thread::sleep(Duration::from_secs(10));
    let before: Vec<_> = seats.iter().map(|s| usage::of(s.0.id())).collect();
    let since = Instant::now();
    std::thread::sleep(Duration::from_secs(seconds));
    let took = since.elapsed().as_secs_f64();
    let after: Vec<_> = seats.iter().map(|s| usage::of(s.0.id())).collect();
    let mut all = Vec::new();
    for (index, (mut window, _display, own)) in seats.into_iter().enumerate() {
        let programs: Vec<Value> = after[index]
            .by_program
            .iter()
            .map(|(name, &(cpu, pss))| {
                let earlier = before[index].by_program.get(name).map_or(0.0, |b| b.0);
                json!({ "program": name, "cpu_cores": round((cpu - earlier) / took), "pss_mb": round(pss as f64 / 1e6) })
            })
            .collect();
        window.end();
        let stats = read(&own.join("stats.json"))?;
        let fps = received(&stats, "video").map(|v| v["fps"].clone());
        all.push(json!({
            "cpu_cores": round((after[index].cpu_seconds - before[index].cpu_seconds) / took),
            "pss_mb": round(after[index].pss_bytes as f64 / 1e6), "programs": programs, "fps_decoded": fps, "window": stats["window"],
        }));
    }
    Ok(Value::Array(all))
}
