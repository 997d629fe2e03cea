//! All tests, in the order in which they fail fastest.

use crate::{demo, proc, setup, tidy};
use anyhow::Result;
use clap::Args;
use std::process::Command;

/// Which of them.
#[derive(Args)]
pub struct Options {
    /// Leave out what opens windows, namespaces and sound cards: a quick run while working.
    #[arg(long)]
    quick: bool,
}

/// How many simulated meetings are played where `CHANCERY_SEEDS` does not say: under a minute on two cores. Each does its
/// cryptography for real; a night plays thousands.
const SEEDS: &str = "300";

/// Rooms that clippy looks at here. The others stand on the window's or the call's libraries, all of which would have to be
/// checked a second time for it: minutes, for what `cargo clippy --workspace --all-targets` shows whoever works on them.
const CLIPPY: &[&str] =
    &["log", "model", "trust", "signalling", "core", "sim", "schedule", "paper", "secretariat", "server", "xtask"];

/// Runs them.
pub fn run(options: &Options) -> Result<()> {
    setup::run(setup::For::Tests)?;
    tidy::run(&tidy::Options { offline: false })?;
    let ui = proc::root().join("ui");
    proc::say("Testing the screen: types, units");
    proc::run(Command::new("npm").args(["run", "check"]).current_dir(&ui))?;
    proc::run(Command::new("npm").args(["test"]).current_dir(&ui))?;
    let linted = clippy()?;
    demo::build()?;
    proc::say("Testing every crate and the whole system");
    proc::run(&mut crates(options.quick))?;
    if !options.quick {
        proc::say("Looking at every screen in every state, in English and Arabic (Chromium, axe)");
        proc::run(
            Command::new("npm").args(["run", "test:screen", "--", "--size=1280x800", "--theme=light"]).current_dir(&ui),
        )?;
    }
    if !linted {
        proc::say("Passed, but clippy is not installed here and did not look at the code");
    }
    Ok(())
}

/// Whether it is there to look; an error where it found something.
fn clippy() -> Result<bool> {
    if !setup::components().contains(&"clippy") {
        return Ok(false);
    }
    proc::say("Looking at the code with clippy");
    let mut clippy = Command::new("cargo");
    clippy.args(["clippy", "--all-targets"]).current_dir(proc::root());
    for room in CLIPPY {
        clippy.args(["--package", &format!("chancery-{room}")]);
    }
    // Warnings of our packages alone become errors: libraries are compiled with their lints capped.
    proc::run(clippy.args(["--", "-D", "warnings"]))?;
    // The other suite is a build of its own, which nothing else would ever see compile.
    let classical =
        ["clippy", "--lib", "--package", "chancery-trust", "--features", "classical", "--", "-D", "warnings"];
    proc::run(Command::new("cargo").args(classical).current_dir(proc::root()))?;
    Ok(true)
}

/// Every crate's tests and, unless it has to be quick, those of the whole system.
fn crates(quick: bool) -> Command {
    let mut command = if let Some(mut nextest) = setup::nextest() {
        nextest.args(["run", "--workspace", "--no-fail-fast"]);
        if quick {
            nextest.args(["--filterset", "not package(chancery-tests)"]);
        }
        nextest
    } else {
        let mut cargo = Command::new("cargo");
        cargo.args(["test", "--workspace", "--no-fail-fast"]);
        if quick {
            cargo.args(["--exclude", "chancery-tests"]);
        }
        // Media run in real time: what nextest keeps apart (.config/nextest.toml) goes one after the other here.
        cargo.args(["--", "--test-threads=1"]);
        cargo
    };
    command
        // A long night plays more: CHANCERY_SEEDS=5000 cargo xtask test
        .env("CHANCERY_SEEDS", std::env::var("CHANCERY_SEEDS").unwrap_or_else(|_| SEEDS.into()))
        .env("CHANCERY_SAMPLES", crate::samples::folder())
        .env("CHANCERY_TOOLS", setup::tools())
        .current_dir(proc::root());
    command
}
