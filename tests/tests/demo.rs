//! The main job as anyone would run it: `cargo xtask demo --headless --json`.

use anyhow::{Result, ensure};
use chancery_tests::processes::{below, listening};
use chancery_xtask::proc::{Running, built, output, root};
use serde_json::Value;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

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
    for index in [0, 1] {
        let received = &report["participants"][index]["stats"]["received"];
        let came = |kind: &str| {
            received
                .as_array()
                .is_some_and(|all| all.iter().any(|r| r["kind"] == kind && r["frames"].as_u64() > Some(2)))
        };
        ensure!(came("audio") && came("video"), "{received}");
        // The second one shares, the first one sees it.
        ensure!(came("screen") == (index == 0), "{received}");
    }
    Ok(())
}

#[test]
fn an_interrupted_demo_leaves_nothing_behind() -> Result<()> {
    let mut command = Command::new(built("xtask"));
    command.args(["demo", "--headless", "--json", "--no-build", "--seconds", "300"]).current_dir(root());
    let mut demo = Running::start(&mut command)?;
    // Until a server, two displays and two windows with their web views run.
    let until = Instant::now() + Duration::from_secs(60);
    let all = loop {
        let all = below(demo.id());
        let count = |name: &str| all.iter().filter(|p| p.name.starts_with(name)).count();
        if count("chancery-server") == 1
            && count("Xvfb") == 2
            && count("chancery-deskto") == 2
            && count("WebKitWebProces") == 2
        {
            break all;
        }
        ensure!(Instant::now() < until && demo.alive(), "the demo does not come up: {all:?}");
        std::thread::sleep(Duration::from_millis(100));
    };
    let ports = listening(&all);
    ensure!(!ports.is_empty(), "not even the server listens: {all:?}");
    std::thread::sleep(Duration::from_secs(3));
    // What came meanwhile counts as well.
    let mut started = [all, below(demo.id())].concat();
    started.sort();
    started.dedup();

    let pid = rustix::process::Pid::from_raw(i32::try_from(demo.id())?).expect("a process has a number");
    rustix::process::kill_process(pid, rustix::process::Signal::INT)?;
    ensure!(demo.wait(Duration::from_secs(30)), "Ctrl-C does not end the demo");
    // Web views end a moment after their window.
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let left: Vec<_> = started.iter().filter(|p| p.runs()).collect();
        if left.is_empty() {
            break;
        }
        ensure!(Instant::now() < until, "still running after Ctrl-C: {left:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
    for port in ports {
        TcpListener::bind(("127.0.0.1", port)).map_err(|e| anyhow::anyhow!("port {port} is still taken: {e}"))?;
    }
    Ok(())
}
