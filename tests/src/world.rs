//! A server, its links, and participants without a screen.

use anyhow::{Context, Result, bail};
use chancery_xtask::proc::{Running, built};
use chancery_xtask::samples;
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// `ip netns exec NAME PROGRAM`, or the program itself.
pub fn inside(namespace: Option<&str>, program: impl AsRef<OsStr>) -> Command {
    match namespace {
        None => Command::new(program),
        Some(name) => {
            let mut command = Command::new("ip");
            command.args(["netns", "exec", name]).arg(program);
            command
        }
    }
}

/// A running `chancery-server`.
pub struct Server {
    running: Running,
    /// Base URL.
    pub url: String,
}

impl Server {
    /// Starts one with its database in `data`, listening on `address` (`127.0.0.1:0` chooses a port).
    pub fn start(data: &Path, address: &str, namespace: Option<&str>) -> Result<Self> {
        Self::start_with(data, address, namespace, &[])
    }

    /// The same, with more arguments.
    pub fn start_with(data: &Path, address: &str, namespace: Option<&str>, more: &[&str]) -> Result<Self> {
        let mut command = inside(namespace, built("chancery-server"));
        command.args(["--listen", address, "--log", "text", "--data"]).arg(data).args(more);
        let mut running = Running::start(&mut command)?;
        let url = running.wait_for(|line| line.split_once("listening on ").map(|(_, url)| url.trim().to_owned()))?;
        Ok(Self { running, url })
    }

    /// `ADDRESS:PORT`, to start another one at the same place.
    pub fn address(&self) -> String {
        self.url.trim_start_matches("http://").to_owned()
    }

    /// Stops it in order.
    pub fn stop(mut self) {
        self.running.end();
    }

    /// Kills it, as a crash or a power cut would.
    pub fn kill(mut self) {
        self.running.kill();
    }
}

/// A link per delegation.
#[derive(Clone)]
pub struct Links {
    /// Indonesia's.
    pub id: String,
    /// South Africa's.
    pub za: String,
}

impl Links {
    /// Convenes a bilateral that is due now.
    pub fn convene(server: &Server, namespace: Option<&str>) -> Result<Self> {
        Self::convene_at(&server.url, namespace)
    }

    /// The same, on the server at `url`.
    pub fn convene_at(url: &str, namespace: Option<&str>) -> Result<Self> {
        let mut command = inside(namespace, built("chancery"));
        command.args(["invite", "--server", url, "--title", "Fisheries agreement", "--side", "ID=Indonesia"]);
        command.args(["--side", "ZA=South Africa", "--at", "now", "--minutes", "60", "--json"]);
        let told: Value = serde_json::from_str(&chancery_xtask::proc::output(&mut command)?)?;
        let link = |code: &str| told["links"][code].as_str().map(str::to_owned).context("no link");
        Ok(Self { id: link("ID")?, za: link("ZA")? })
    }
}

/// Starts `chancery join` with the sample film and voice of side 0 or 1, the link on its standard input, and its report in `folder/stats-N.json`.
pub fn join(namespace: Option<&str>, link: &str, side: usize, folder: &Path, more: &[&str]) -> Result<Running> {
    Running::start_with(&mut join_command(namespace, side, folder, more), link)
}

/// The same, not started yet: it reads its link from standard input.
pub fn join_command(namespace: Option<&str>, side: usize, folder: &Path, more: &[&str]) -> Command {
    let sample = &samples::sides()[side];
    let mut command = inside(namespace, built("chancery"));
    command.args(["join", "-", "--name", ["Retno Wibowo", "Thandi Nkosi"][side], "--title", "Head of delegation"]);
    command.arg("--camera").arg(&sample.camera).arg("--microphone").arg(&sample.microphone);
    command.arg("--stats").arg(folder.join(format!("stats-{side}.json"))).args(more);
    command
}

/// A participant's report.
pub fn read_stats(folder: &Path, side: usize) -> Result<Value> {
    let path = folder.join(format!("stats-{side}.json"));
    let text = std::fs::read_to_string(&path).with_context(|| format!("no report at {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

/// What a report says was received of a kind.
pub fn received<'a>(stats: &'a Value, kind: &str) -> Result<&'a Value> {
    let all = stats["received"].as_array().context("the report lists nothing received")?;
    match all.iter().find(|r| r["kind"] == kind) {
        Some(found) => Ok(found),
        None => bail!("no {kind} was received: {stats}"),
    }
}
