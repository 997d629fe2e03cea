//! The screen's types, generated from the Rust ones.

use crate::proc;
use anyhow::Result;
use std::process::Command;

/// Writes them to `ui/src/bridge/generated`.
pub fn run() -> Result<()> {
    proc::say("Writing the screen's types from the Rust ones");
    proc::run(
        Command::new("cargo")
            .args(["test", "--quiet", "--package", "chancery-core", "--test", "types"])
            .env("CHANCERY_WRITE_TYPES", "1")
            .current_dir(proc::root()),
    )
}
