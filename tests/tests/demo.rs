//! The main job as anyone would run it: `cargo xtask demo --headless --json`.

use anyhow::{Result, ensure};
use chancery_xtask::proc::{built, output, root};
use serde_json::Value;
use std::process::Command;

#[test]
fn the_demo_reports_that_two_delegations_met() -> Result<()> {
    let told = output(
        Command::new(built("xtask"))
            .args(["demo", "--headless", "--json", "--no-build", "--seconds", "15"])
            .current_dir(root()),
    )?;
    ensure!(told.trim().lines().count() == 1, "the report is more than one line");
    let report: Value = serde_json::from_str(told.trim())?;
    ensure!(report["ok"] == true, "{report}");
    for (index, delegation) in ["Indonesia", "South Africa"].into_iter().enumerate() {
        let participant = &report["participants"][index];
        ensure!(participant["delegation"] == delegation);
        let picture = participant["screenshot"].as_str().unwrap_or_default();
        // A black or blank screen has one colour; a meeting has thousands.
        let colours = output(Command::new("identify").args(["-format", "%k %wx%h", picture]))?;
        let (colours, size) = colours.split_once(' ').unwrap_or_default();
        ensure!(size == "1280x800", "{size}");
        ensure!(colours.parse::<u32>()? > 2_000, "{delegation}'s window shows {colours} colours");
    }
    let shared = &report["participants"][0]["stats"]["received"];
    ensure!(
        shared
            .as_array()
            .is_some_and(|all| all.iter().any(|r| r["kind"] == "screen" && r["frames"].as_u64() > Some(2))),
        "{shared}"
    );
    Ok(())
}
