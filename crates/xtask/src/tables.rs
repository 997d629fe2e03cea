//! The tables that `crates/schedule` carries, generated from maintained data sets: public holidays, Windows zone names,
//! names of countries and capitals.
//!
//! Sources are pinned here and named in each table. A newer one is a change of a version and a run: the difference is read
//! before it is committed, for governments move holidays.

use crate::{proc, setup};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// PyPI, MIT.
const HOLIDAYS: &str = "0.109";
/// npm cldr-core, Unicode-3.0.
const CLDR: &str = "48.2.0";

/// Writes `crates/schedule/src/holidays/data.txt`.
pub fn holidays() -> Result<()> {
    proc::say("Writing the table of holidays");
    let python = python()?;
    let codes = tools()?.join("codes.txt");
    fs::write(&codes, capitals()?.join("\n"))?;
    proc::run(
        Command::new(python)
            .arg(script("public_holidays.py"))
            .arg(schedule("holidays/data.txt"))
            .arg(cldr()?.join("weekData.json"))
            .arg(CLDR)
            .arg(codes),
    )
}

/// Writes `crates/schedule/src/zones/windows.txt`.
pub fn windows_zones() -> Result<()> {
    proc::say("Writing the table of Windows zone names");
    proc::run(
        Command::new("python3")
            .arg(script("windows_zones.py"))
            .arg(schedule("zones/windows.txt"))
            .arg(cldr()?.join("windowsZones.json"))
            .arg(CLDR),
    )
}

/// Writes `crates/schedule/src/note/names.txt`.
pub fn place_names() -> Result<()> {
    proc::say("Writing the table of country and capital names");
    for package in ["cldr-localenames-full", "cldr-dates-full"] {
        npm(package, CLDR)?;
    }
    proc::run(
        Command::new("python3")
            .arg(script("place_names.py"))
            .arg(schedule("note/names.txt"))
            .arg(tools()?.join("node_modules"))
            .arg(CLDR)
            .arg(proc::root().join("crates/model/src/capital.rs")),
    )
}

fn script(name: &str) -> PathBuf {
    proc::root().join("crates/xtask/src/tables").join(name)
}

fn schedule(path: &str) -> PathBuf {
    proc::root().join("crates/schedule/src").join(path)
}

fn tools() -> Result<PathBuf> {
    let folder = setup::tools().join("tables");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// A Python with the holidays package in the pinned version.
fn python() -> Result<PathBuf> {
    let venv = tools()?.join(format!("holidays-{HOLIDAYS}"));
    let python = venv.join("bin/python");
    if !python.exists() {
        proc::quietly(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let wanted = format!("holidays=={HOLIDAYS}");
    proc::quietly(Command::new(venv.join("bin/pip")).args(["install", "--quiet", &wanted]))?;
    Ok(python)
}

/// CLDR's supplemental data in the pinned version.
fn cldr() -> Result<PathBuf> {
    Ok(npm("cldr-core", CLDR)?.join("supplemental"))
}

/// The folder of a package of npm in this version.
fn npm(name: &str, version: &str) -> Result<PathBuf> {
    let folder = tools()?;
    let package = folder.join("node_modules").join(name);
    let here = fs::read_to_string(package.join("package.json")).unwrap_or_default();
    if !here.contains(&format!("\"{version}\"")) {
        let wanted = format!("{name}@{version}");
        proc::quietly(
            Command::new("npm")
                .args(["install", "--no-fund", "--no-audit", "--no-save", "--prefix"])
                .arg(&folder)
                .arg(wanted),
        )?;
    }
    Ok(package)
}

/// The codes of `crates/model`'s capitals.
fn capitals() -> Result<Vec<String>> {
    let path = proc::root().join("crates/model/src/capital.rs");
    codes(&path)
}

fn codes(path: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut codes: Vec<String> = text
        .split("(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once("\", \""))
        .filter(|(code, _)| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
        .map(|(code, _)| code.to_owned())
        .collect();
    codes.sort();
    codes.dedup();
    if codes.len() < 190 {
        bail!("{} lists only {} capitals: has its form changed?", path.display(), codes.len());
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capital_is_in_the_table_of_holidays() {
        let table = fs::read_to_string(schedule("holidays/data.txt")).unwrap();
        for code in capitals().unwrap() {
            assert!(table.contains(&format!("\n={code} ")), "{code}");
        }
        assert!(table.contains(&format!("PyPI holidays {HOLIDAYS} ")) && table.contains(&format!("CLDR {CLDR} ")));
    }
}
