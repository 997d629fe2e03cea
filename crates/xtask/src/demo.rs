//! The main job, on screen: two delegations meet.
//!
//! Installs what is missing, builds, starts `chancery-server` on loopback with a database of its own, convenes a
//! bilateral that is due now, and opens two windows that join it. Without a display (or with `--headless`) each window
//! has a display of its own under Xvfb; after `--seconds` both are pictured, leave, and one report is printed.

use crate::proc::{self, Running};
use crate::xvfb::Display;
use crate::{samples, setup};
use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How to run it.
#[derive(Args)]
pub struct Options {
    /// Under Xvfb, even where there is a display: pictures and a report instead of windows to look at.
    #[arg(long)]
    headless: bool,
    /// How long the delegations stay, in seconds (headless; windows on a display stay until closed or Ctrl-C).
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(3..86_400))]
    seconds: u64,
    /// The report as one line of JSON.
    #[arg(long)]
    json: bool,
    /// Use the sample film and speech even where there are a camera and a microphone.
    #[arg(long)]
    samples: bool,
    /// Size of each headless display.
    #[arg(long, default_value = "1280x800", value_parser = size)]
    size: (u32, u32),
    /// Language of the second window.
    #[arg(long, default_value = "en")]
    second_language: String,
    /// Appearance of both windows.
    #[arg(long, default_value = "light", value_parser = ["light", "dark", "system"])]
    theme: String,
    /// What is there already: no set-up, no build.
    #[arg(long, hide = true)]
    no_build: bool,
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    parts
        .filter(|&(w, h)| (960..=7680).contains(&w) && (600..=4320).contains(&h))
        .ok_or_else(|| "a size is like 1280x800".into())
}

struct Delegate {
    code: &'static str,
    delegation: &'static str,
    name: &'static str,
    title: &'static str,
}

const DELEGATES: [Delegate; 2] = [
    Delegate { code: "ID", delegation: "Indonesia", name: "Retno Wibowo", title: "Head of delegation" },
    Delegate { code: "ZA", delegation: "South Africa", name: "Thandi Nkosi", title: "Head of delegation" },
];

/// Which of them shares a page of the agreement.
const SHARER: usize = 1;

/// One window and all that is its.
struct Seat {
    window: Running,
    display: Option<Display>,
    folder: PathBuf,
}

/// Runs the demo.
pub fn run(options: &Options) -> Result<()> {
    if !options.no_build {
        setup::run(setup::For::Demo)?;
        build()?;
    }
    let headless =
        options.headless || (std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none());
    let stop = Arc::new(AtomicBool::new(false));
    let heard = stop.clone();
    ctrlc::set_handler(move || heard.store(true, Ordering::Relaxed)).context("Ctrl-C cannot be heard")?;

    let folder = proc::target().join("demo");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;

    proc::say("Starting chancery-server on loopback");
    let (_server, url) = server_at(&proc::built("chancery-server"), &folder.join("server"))?;
    let links = convene_with(&proc::built("chancery"), &url)?;

    proc::say("Opening two windows: Indonesia and South Africa");
    let mut seats = Vec::new();
    for (index, delegate) in DELEGATES.iter().enumerate() {
        seats.push(seat(options, headless, &folder, delegate, index, &links)?);
    }
    if headless {
        let report = attend(options, &mut seats, &stop)?;
        print_report(options, &report, stop.load(Ordering::Relaxed))
    } else {
        proc::say("The meeting runs. Close both windows, or press Ctrl-C, to end it");
        while !stop.load(Ordering::Relaxed) && seats.iter_mut().any(|s| s.window.alive()) {
            std::thread::sleep(Duration::from_millis(100));
        }
        drop(seats);
        proc::say("All that was started has ended");
        Ok(())
    }
}

/// Builds the three programs, as one build of the workspace, so that tests do not compile anything again.
pub fn build() -> Result<()> {
    proc::say("Building (some minutes at the first time)");
    proc::run(Command::new("cargo").args(["build", "--workspace", "--bins"]).current_dir(proc::root()))
}

/// A server on loopback with a database of its own, and its address.
pub fn server_at(program: &Path, data: &Path) -> Result<(Running, String)> {
    let mut server =
        Running::start(Command::new(program).args(["--listen", "127.0.0.1:0", "--log", "text", "--data"]).arg(data))?;
    let url = server
        .wait_for(|line| line.split_once("listening on ").map(|(_, url)| url.trim().to_owned()))
        .context("the server did not start")?;
    Ok((server, url))
}

/// Convenes a bilateral that is due now; the links by delegation.
pub fn convene_with(program: &Path, url: &str) -> Result<Value> {
    let mut command = Command::new(program);
    command.args([
        "invite",
        "--server",
        url,
        "--title",
        "Fisheries agreement: second round",
        "--at",
        "now",
        "--minutes",
        "60",
        "--json",
    ]);
    for delegate in &DELEGATES {
        command.args(["--side", &format!("{}={}", delegate.code, delegate.delegation)]);
    }
    let told: Value =
        serde_json::from_str(&proc::output(&mut command)?).context("`chancery invite` did not answer in JSON")?;
    Ok(told["links"].clone())
}

fn seat(
    options: &Options,
    headless: bool,
    folder: &Path,
    delegate: &Delegate,
    index: usize,
    links: &Value,
) -> Result<Seat> {
    let folder = folder.join(delegate.code);
    let link = links[delegate.code].as_str().with_context(|| format!("no link for {}", delegate.delegation))?;
    let display = if headless { Some(Display::start(options.size.0, options.size.1)?) } else { None };
    let mut window = match &display {
        Some(display) => window_command(&proc::built("chancery-desktop"), index, &folder, display, options.size),
        None => base_command(&proc::built("chancery-desktop"), index, &folder, !options.samples),
    };
    window.args(["--language", if index == 1 { &options.second_language } else { "en" }, "--theme", &options.theme]);
    Ok(Seat { window: Running::start_with(&mut window, link)?, display, folder })
}

/// The window of one delegation on a display of its own, with film and speech; it writes its report to `stats.json`.
/// It reads its link from standard input, where no other user of the machine can.
pub fn window_command(program: &Path, index: usize, folder: &Path, display: &Display, size: (u32, u32)) -> Command {
    let mut window = base_command(program, index, folder, false);
    window
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .args(["--size", &format!("{}x{}", size.0, size.1)])
        .arg("--stats")
        .arg(folder.join("stats.json"));
    window
}

/// The window of one delegation. [`SHARER`] shares a page of the agreement.
fn base_command(program: &Path, index: usize, folder: &Path, devices: bool) -> Command {
    let delegate = &DELEGATES[index];
    let sample = &samples::sides()[index];
    let source = |there: bool, file: &Path| if devices && there { "device".into() } else { file.display().to_string() };
    let mut window = Command::new(program);
    window
        .args([
            "-",
            "--join",
            "--admit",
            "auto",
            "--no-single-instance",
            "--name",
            delegate.name,
            "--title",
            delegate.title,
        ])
        .args(["--camera", &source(Path::new("/dev/video0").exists(), &sample.camera)])
        .args(["--microphone", &source(has_sound_card(), &sample.microphone)])
        .args(["--speaker", if devices && has_sound_card() { "device" } else { "none" }])
        .arg("--data")
        .arg(folder.join("data"))
        .env("XDG_DATA_HOME", folder.join("xdg"));
    if index == SHARER {
        window.args(["--share", "--screen", &samples::document().display().to_string()]);
    }
    window
}

/// Whether the kernel shows a sound card or a sound server runs for this user.
fn has_sound_card() -> bool {
    let cards = std::fs::read_to_string("/proc/asound/cards").unwrap_or_default();
    let server = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    !cards.trim().is_empty() && !cards.contains("no soundcards")
        || server.is_some_and(|d| d.join("pulse/native").exists() || d.join("pipewire-0").exists())
}

/// Lets the meeting run, pictures both windows, ends them and reads their reports.
fn attend(options: &Options, seats: &mut [Seat], stop: &AtomicBool) -> Result<Value> {
    let until = Instant::now() + Duration::from_secs(options.seconds);
    let mut told = 0;
    while Instant::now() < until && !stop.load(Ordering::Relaxed) {
        for (seat, delegate) in seats.iter_mut().zip(&DELEGATES) {
            if !seat.window.alive() {
                bail!("the window of {} ended by itself; what it said stands above", delegate.delegation);
            }
        }
        let left = until.saturating_duration_since(Instant::now()).as_secs();
        if left / 5 != told {
            told = left / 5;
            proc::say(&format!("The meeting runs, {left} s left"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    for (seat, delegate) in seats.iter().zip(&DELEGATES) {
        if let Some(display) = &seat.display {
            display.screenshot(&picture(seat, delegate))?;
        }
    }
    // Both leave in order before either report is read, as people do when a meeting ends.
    for seat in seats.iter_mut() {
        seat.window.end();
    }
    let mut participants = Vec::new();
    let mut ok = true;
    for (index, (seat, delegate)) in seats.iter().zip(&DELEGATES).enumerate() {
        let path = seat.folder.join("stats.json");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} left no report at {}", delegate.delegation, path.display()))?;
        let stats: Value = serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
        for what in missed(&stats, index != SHARER) {
            ok = false;
            proc::say(&format!("{} {what}", delegate.delegation));
        }
        participants
            .push(json!({ "delegation": delegate.delegation, "stats": stats, "screenshot": picture(seat, delegate) }));
    }
    Ok(json!({ "ok": ok, "participants": participants }))
}

fn picture(seat: &Seat, delegate: &Delegate) -> PathBuf {
    seat.folder.parent().unwrap_or(&seat.folder).join(format!("{}.png", delegate.code))
}

/// What of the other this participant missed: voice, picture, and the screen where the other shares it. A page that stands
/// still is sent a few times only.
fn missed(stats: &Value, other_shares: bool) -> Vec<&'static str> {
    let came = |kind: &str, frames: u64| {
        let enough = |r: &Value| r["kind"] == kind && r["frames"].as_u64() >= Some(frames);
        // Voice has no pictures a second.
        let flows = |r: &Value| kind == "audio" || r["fps"].as_f64() > Some(0.0);
        stats["received"].as_array().is_some_and(|all| all.iter().any(|r| enough(r) && flows(r)))
    };
    let all = [
        (came("audio", 20), "did not hear the other side"),
        (came("video", 20), "did not see the other side"),
        (!other_shares || came("screen", 3), "did not see the shared screen for more than a moment"),
    ];
    all.into_iter().filter(|(came, _)| !came).map(|(_, what)| what).collect()
}

fn print_report(options: &Options, report: &Value, interrupted: bool) -> Result<()> {
    if options.json {
        println!("{report}");
    } else {
        println!("{}", serde_json::to_string_pretty(report)?);
    }
    if interrupted {
        proc::say("Interrupted: all that was started has ended");
    } else if report["ok"] != true {
        bail!("the meeting was not whole: what was missed stands above");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats(kinds: &[(&str, u64, f64)]) -> Value {
        let received = kinds.iter().map(|(kind, frames, fps)| json!({ "kind": kind, "frames": frames, "fps": fps }));
        json!({ "received": received.collect::<Vec<_>>() })
    }

    #[test]
    fn whoever_misses_a_voice_a_picture_or_the_share_has_not_met() {
        let (voice, film, page) = (("audio", 300, 0.0), ("video", 200, 29.9), ("screen", 5, 2.1));
        assert!(
            missed(&stats(&[voice, film, page]), true).is_empty() && missed(&stats(&[voice, film]), false).is_empty()
        );
        for lacks in [vec![voice, film], vec![voice, page], vec![film, page], vec![]] {
            assert!(!missed(&stats(&lacks), true).is_empty(), "{lacks:?}");
        }
        // What came once and then stood still is not seen.
        for still in [("screen", 5, 0.0), ("screen", 1, 2.0)] {
            assert!(!missed(&stats(&[voice, film, still]), true).is_empty());
        }
        assert!(!missed(&stats(&[voice, ("video", 200, 0.0), page]), true).is_empty());
        assert!(!missed(&json!({}), false).is_empty());
    }
}
