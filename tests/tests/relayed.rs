//! Two laptops that cannot reach each other meet through a TURN server (coturn), with credentials that the signalling
//! server makes.

use anyhow::{Context, Result, ensure};
use chancery_tests::line::Line;
use chancery_tests::world::inside;
use chancery_tests::{Links, Server, join, read_stats, received};
use chancery_xtask::proc::Running;
use std::process::Command;
use std::time::Duration;

const SECRET: &str = "a secret of both servers";

/// coturn where the hub is.
fn turn(line: &Line, folder: &std::path::Path) -> Result<Running> {
    let address = line.address(1);
    let mut command = inside(Some(&line.hub()), "turnserver");
    command.args(["-n", "--no-cli", "--no-tls", "--no-dtls", "--realm", "test", "--use-auth-secret"]);
    command.args(["--static-auth-secret", SECRET, "--listening-ip", &address, "--relay-ip", &address, "--verbose"]);
    command.arg("--pidfile").arg(folder.join("turn.pid")).arg("--log-file").arg(folder.join("turn.log"));
    command.args(["--simple-log", "--userdb"]).arg(folder.join("turn.db"));
    Running::start(&mut command)
}

fn reaches(namespace: &str, address: &str) -> Result<bool> {
    Ok(Command::new("ip").args(["-n", namespace, "route", "get", address]).output()?.status.success())
}

#[test]
fn parted_laptops_meet_through_a_relay() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let line = Line::new()?;
    line.part()?;
    ensure!(
        !reaches(&line.left(), &line.address(3))? && reaches(&line.left(), &line.address(1))?,
        "the line is not as this test needs it"
    );
    let _turn = turn(&line, folder)?;
    let secret = folder.join("secret");
    std::fs::write(&secret, SECRET)?;
    let url = format!("turn:{}:3478", line.address(1));
    let secret = secret.to_str().context("a path in UTF-8")?;
    let server = Server::start_with(
        &folder.join("server"),
        &format!("{}:8440", line.address(1)),
        Some(&line.hub()),
        &["--turn", &url, "--turn-secret-file", secret],
    )?;
    let links = Links::convene(&server, Some(&line.hub()))?;
    let mut left = join(Some(&line.left()), &links.id, 0, folder, &["--speaker", "none", "--seconds", "14"])?;
    let mut right = join(Some(&line.right()), &links.za, 1, folder, &["--speaker", "none", "--seconds", "12"])?;
    ensure!(
        right.wait(Duration::from_secs(60)) && left.wait(Duration::from_secs(30)),
        "a participant did not end by itself"
    );
    for side in [0, 1] {
        let stats = read_stats(folder, side)?;
        ensure!(received(&stats, "audio")?["frames"].as_u64() > Some(200), "hardly any voice: {stats}");
        ensure!(received(&stats, "video")?["frames"].as_u64() > Some(90), "hardly any film: {stats}");
    }
    let log = std::fs::read_to_string(folder.join("turn.log")).unwrap_or_default();
    ensure!(log.contains("ALLOCATE processed, success"), "nothing was relayed: {log}");
    Ok(())
}
