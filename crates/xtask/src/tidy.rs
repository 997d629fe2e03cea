//! The order of the house, held by a program: which room may import which, what a file must say of itself, licences.

use crate::{proc, setup};
use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How thorough.
#[derive(Args)]
pub struct Options {
    /// Leave out what asks a registry (licences, bans, sources).
    #[arg(long)]
    pub offline: bool,
}

/// Which rooms a room may import. What is not listed may import nothing of ours.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("log", &[]),
    ("model", &[]),
    ("vpx", &[]),
    ("trust", &["model"]),
    ("signalling", &["model"]),
    ("media", &["model", "vpx"]),
    ("core", &["model", "trust", "signalling"]),
    ("engine", &["model", "media"]),
    ("client", &["model", "trust", "signalling", "core", "media", "engine"]),
    // The server never touches what could read a meeting.
    ("server", &["log", "model", "signalling"]),
    ("cli", &["log", "model", "trust", "signalling", "core", "media", "engine", "client"]),
    ("desktop", &["log", "model", "core", "media", "engine", "client"]),
    ("sim", &["model", "trust", "signalling", "core"]),
    ("xtask", &[]),
    ("tests", &["model", "trust", "signalling", "xtask"]),
    ("decoders", &["model", "vpx", "trust", "signalling", "engine"]),
];

/// No file is longer than this; files of tests alone may be.
const LONGEST: usize = 600;
const LONGEST_OF_TESTS: usize = 900;

/// Checks everything; all that is wrong is said at once.
pub fn run(options: &Options) -> Result<()> {
    proc::say("Checking the order of the house");
    let mut wrong = edges()?;
    for file in sources(&proc::root())? {
        check_file(&file, &mut wrong);
    }
    for line in &wrong {
        eprintln!("  {line}");
    }
    if !wrong.is_empty() {
        bail!("{} things are out of order", wrong.len());
    }
    proc::quietly(Command::new("cargo").args(["fmt", "--all", "--check"]).current_dir(proc::root()))
        .context("run `cargo fmt --all`")?;
    if !options.offline {
        deny()?;
    }
    Ok(())
}

/// Imports between rooms, development ones left out.
fn edges() -> Result<Vec<String>> {
    let text = proc::output(
        Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
            .current_dir(proc::root()),
    )?;
    let metadata: Value = serde_json::from_str(&text)?;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().context("cargo metadata lists no packages")? {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(room) = name.strip_prefix("chancery-") else {
            wrong.push(format!("{name}: packages are named chancery-ROOM"));
            continue;
        };
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(r, _)| *r == room) else {
            wrong.push(format!("{name}: not in the plan of the house (crates/xtask/src/tidy.rs)"));
            continue;
        };
        let imports: BTreeSet<&str> = package["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|d| d["kind"] != "dev")
            .filter_map(|d| d["name"].as_str()?.strip_prefix("chancery-"))
            .collect();
        for import in imports {
            if !allowed.contains(&import) {
                wrong.push(format!("{room} imports {import}: imports run one way (see ARCHITECTURE.md)"));
            }
        }
    }
    Ok(wrong)
}

/// Our own source files, as git knows them.
fn sources(root: &Path) -> Result<Vec<PathBuf>> {
    let listed = proc::output(
        Command::new("git").args(["ls-files", "-z", "*.rs", "*.ts", "*.svelte", "*.css"]).current_dir(root),
    )?;
    Ok(listed.split('\0').filter(|p| !p.is_empty() && !p.contains("/generated/")).map(PathBuf::from).collect())
}

fn check_file(file: &Path, wrong: &mut Vec<String>) {
    let shown = file.display();
    let Ok(text) = std::fs::read_to_string(proc::root().join(file)) else { return };
    let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default().trim_start();
    let opens = if file.extension().is_some_and(|e| e == "rs") {
        first.starts_with("//!")
    } else {
        ["//", "/*", "<!--"].iter().any(|c| first.starts_with(c))
    };
    if !opens {
        wrong.push(format!("{shown}: opens without saying what it is for"));
    }
    let lines = text.lines().count();
    let tests = file.file_stem().and_then(|n| n.to_str()).is_some_and(|n| n.ends_with("tests"))
        || shown.to_string().contains("/tests/");
    if lines > (if tests { LONGEST_OF_TESTS } else { LONGEST }) {
        wrong.push(format!("{shown}: {lines} lines; split it"));
    }
    for (number, line) in text.lines().enumerate() {
        // Spelled in two halves, so that this file passes its own rule.
        for mark in [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("FIX", "ME"), concat!("dbg", "!(")]
        {
            if line.contains(mark) {
                wrong.push(format!("{shown}:{}: {mark}", number + 1));
            }
        }
    }
}

/// Licences, bans and sources; advisories only where their database can be reached.
fn deny() -> Result<()> {
    let program = setup::cargo_deny()?;
    proc::say("Checking licences, bans and sources of everything that is linked");
    let check = |what: &[&str]| {
        proc::quietly(
            Command::new(&program)
                .args(["--offline", "--log-level", "error", "check", "--hide-inclusion-graph"])
                .args(what)
                .current_dir(proc::root()),
        )
    };
    check(&["licenses", "bans", "sources"])?;
    let fetched =
        Command::new(&program).args(["--log-level", "error", "fetch", "db"]).current_dir(proc::root()).output();
    if fetched.is_ok_and(|o| o.status.success()) {
        check(&["advisories"])
    } else {
        proc::say("The advisory database cannot be reached from here: advisories were not checked");
        Ok(())
    }
}
