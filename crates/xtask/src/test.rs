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

/// Runs them.
pub fn run(options: &Options) -> Result<()> {
    setup::run(setup::For::Tests)?;
    tidy::run(&tidy::Options { offline: false })?;
    let ui = proc::root().join("ui");
    proc::say("Testing the screen: types, units");
    proc::run(Command::new("npm").args(["run", "check"]).current_dir(&ui))?;
    proc::run(Command::new("npm").args(["test"]).current_dir(&ui))?;
    demo::build()?;
    proc::say("Testing every crate and the whole system");
    let mut nextest = Command::new("cargo");
    nextest
        .args(["nextest", "run", "--workspace", "--no-fail-fast"])
        // A long night plays more: CHANCERY_SEEDS=5000 cargo xtask test
        .env("CHANCERY_SEEDS", std::env::var("CHANCERY_SEEDS").unwrap_or_else(|_| "100".into()))
        .env("CHANCERY_SAMPLES", crate::samples::folder())
        .env("CHANCERY_TOOLS", setup::tools())
        .current_dir(proc::root());
    if options.quick {
        nextest.args(["--filterset", "not package(chancery-tests)"]);
    }
    proc::run(&mut nextest)?;
    if !options.quick {
        proc::say("Looking at every screen in every state, in English and Arabic (Chromium, axe)");
        proc::run(
            Command::new("npm").args(["run", "test:screen", "--", "--size=1280x800", "--theme=light"]).current_dir(&ui),
        )?;
    }
    Ok(())
}
