//! The order of the house, held by a program: which room may import which, what a file must say of itself, licences.

use crate::{proc, setup};
use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How thorough.
#[derive(Args)]
pub struct Options {
    /// Leave out what asks a registry (licences, bans, sources).
    #[arg(long)]
    pub offline: bool,
}

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
    if setup::components().contains(&"fmt") {
        proc::quietly(Command::new("cargo").args(["fmt", "--all", "--check"]).current_dir(proc::root()))
            .context("run `cargo fmt --all`")?;
    } else {
        proc::say("rustfmt is not installed here: the format was not checked");
    }
    if !options.offline {
        deny()?;
    }
    Ok(())
}

/// What a room may import, and what its tests may besides.
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    imports: BTreeSet<String>,
    tests: BTreeSet<String>,
}

/// The plan of the house: the table of rooms in ARCHITECTURE.md is the one place where it stands.
fn plan(text: &str) -> Result<BTreeMap<String, Row>> {
    let mut rows = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", path, _, imports, tests, ""] = cells[..] else {
            bail!("ARCHITECTURE.md: not room, purpose, imports and imports of its tests: {line}");
        };
        let path = path.trim_matches('`');
        // The screen is no package of Rust's; `tidy` of its own imports is a test beside it.
        if path == "ui" {
            continue;
        }
        let room = if path == "src-tauri" { "desktop" } else { path.rsplit('/').next().unwrap_or(path) };
        let names = |cell: &str| cell.split(',').map(|n| n.trim().to_owned()).filter(|n| n != "–").collect();
        rows.insert(room.to_owned(), Row { imports: names(imports), tests: names(tests) });
    }
    for (room, row) in &rows {
        if let Some(unknown) = row.imports.union(&row.tests).find(|name| !rows.contains_key(*name)) {
            bail!("ARCHITECTURE.md: {room} may import “{unknown}”, which is no room");
        }
    }
    Ok(rows)
}

/// Imports between rooms, those of tests too.
fn edges() -> Result<Vec<String>> {
    let path = proc::root().join("ARCHITECTURE.md");
    let plan = plan(&std::fs::read_to_string(&path).with_context(|| path.display().to_string())?)?;
    let text = proc::output(
        Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
            .current_dir(proc::root()),
    )?;
    let metadata: Value = serde_json::from_str(&text)?;
    breaches(&plan, metadata["packages"].as_array().context("cargo metadata lists no packages")?)
}

/// Which imports are not in the plan, and which rooms.
fn breaches(plan: &BTreeMap<String, Row>, packages: &[Value]) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut found = BTreeSet::new();
    for package in packages {
        let name = package["name"].as_str().context("a package without a name")?;
        let Some(room) = name.strip_prefix("chancery-") else {
            wrong.push(format!("{name}: packages are named chancery-ROOM"));
            continue;
        };
        let Some(row) = plan.get(room) else {
            wrong.push(format!("{name}: not in the plan of the house (the table in ARCHITECTURE.md)"));
            continue;
        };
        found.insert(room);
        let dependencies = package["dependencies"].as_array().map_or(&[][..], Vec::as_slice);
        for dependency in dependencies {
            let Some(import) = dependency["name"].as_str().and_then(|n| n.strip_prefix("chancery-")) else { continue };
            let in_tests = dependency["kind"] == "dev";
            if !(row.imports.contains(import) || in_tests && row.tests.contains(import)) {
                let whose = if in_tests { "tests of " } else { "" };
                wrong.push(format!("{whose}{room} import {import}: imports run one way (see ARCHITECTURE.md)"));
            }
        }
    }
    wrong.extend(
        plan.keys().filter(|r| !found.contains(r.as_str())).map(|r| format!("{r}: in the plan, but not there")),
    );
    Ok(wrong)
}

/// Our own source files, as git knows them.
fn sources(root: &Path) -> Result<Vec<PathBuf>> {
    let listed = proc::output(
        Command::new("git")
            .args(["ls-files", "-z", "*.rs", "*.ts", "*.svelte", "*.css", "*.js", "*.mjs", "*.py", "*.sh"])
            .current_dir(root),
    )?;
    Ok(listed.split('\0').filter(|p| !p.is_empty() && !p.contains("/generated/")).map(PathBuf::from).collect())
}

fn check_file(file: &Path, wrong: &mut Vec<String>) {
    let shown = file.display();
    let Ok(text) = std::fs::read_to_string(proc::root().join(file)) else { return };
    if !opens(file.extension().and_then(|e| e.to_str()).unwrap_or_default(), &text) {
        wrong.push(format!("{shown}: opens without saying what it is for"));
    }
    let lines = text.lines().count();
    let tests = file.file_stem().and_then(|n| n.to_str()).is_some_and(|n| n.ends_with("tests"))
        || shown.to_string().contains("/tests/");
    // What is generated is as long as what it is made of.
    let generated = text.lines().next().is_some_and(|first| first.starts_with("// Generated by"));
    if !generated && lines > (if tests { LONGEST_OF_TESTS } else { LONGEST }) {
        wrong.push(format!("{shown}: {lines} lines; split it"));
    }
    // What a member does who keeps to no rule is for the tests of those who do.
    let hostile =
        ["crates/trust/", "crates/core/", "crates/sim/", "tests/"].iter().any(|room| shown.to_string().contains(room));
    if !hostile && (text.contains(concat!(".reb", "el()")) || text.contains(concat!("group::reb", "el"))) {
        wrong.push(format!("{shown}: only tests rebel"));
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

/// Whether a file begins by saying what it is for, in the way of its language.
fn opens(extension: &str, text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("#!"));
    let first = lines.next().unwrap_or_default().trim_start();
    let marks: &[&str] = match extension {
        "rs" => &["//!"],
        "py" => &["\"\"\"", "# "],
        "sh" => &["# "],
        "svelte" => &["<!--"],
        _ => &["//", "/*"],
    };
    marks.iter().any(|mark| first.starts_with(mark))
}

/// Licences, bans and sources; advisories only where their database can be reached.
fn deny() -> Result<()> {
    let program = setup::cargo_deny()?;
    // It looks at the packages of every platform, of which a build here fetches its own alone.
    proc::say("Fetching the sources of everything that is linked");
    proc::run(Command::new("cargo").args(["fetch", "--locked"]).current_dir(proc::root()))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TABLE: &str = "\
| room | what it is for | what it may import | and its tests |
| --- | --- | --- | --- |
| `crates/model` | the words | – | – |
| `crates/client` | the edge | model | server |
| `crates/server` | the server | model | – |
| `src-tauri` | the shell | model, client | – |
| `ui` | the screen | generated types | – |
";

    fn package(name: &str, dependencies: &[(&str, &str)]) -> Value {
        let dependencies = dependencies.iter().map(|(name, kind)| json!({ "name": name, "kind": kind }));
        json!({ "name": name, "dependencies": dependencies.collect::<Vec<_>>() })
    }

    #[test]
    fn what_the_table_does_not_allow_is_found() {
        let plan = plan(TABLE).expect("a plan");
        let found = |client: &[(&str, &str)]| {
            let model = package("chancery-model", &[("serde", "")]);
            let rest = ["chancery-server", "chancery-desktop"].map(|n| package(n, &[("chancery-model", "")]));
            breaches(&plan, &[&[model, package("chancery-client", client)], &rest[..]].concat()).expect("packages")
        };
        assert!(found(&[("chancery-model", ""), ("chancery-server", "dev"), ("serde", "")]).is_empty());
        // What tests may, the room may not; and tests may not everything.
        assert_eq!(found(&[("chancery-server", "")]).len(), 1);
        assert_eq!(found(&[("chancery-desktop", "dev")]).len(), 1);
        assert_eq!(
            breaches(&plan, &[package("stray", &[]), package("chancery-annex", &[])]).expect("packages").len(),
            6
        );
    }

    #[test]
    fn a_table_that_names_no_room_is_refused() {
        assert!(plan("| `crates/model` | words | nowhere | – |").is_err());
        assert!(plan("| `crates/model` | words | – |").is_err());
    }

    #[test]
    fn a_file_says_what_it_is_for_in_its_own_language() {
        for (extension, text) in [
            ("rs", "//! What.\nuse x;"),
            ("py", "#!/usr/bin/env python3\n\"\"\"What.\"\"\""),
            ("sh", "#!/bin/sh\n# What."),
            ("mjs", "// What."),
            ("svelte", "<!-- What. -->"),
        ] {
            assert!(opens(extension, text), "{extension}");
        }
        for (extension, text) in [
            ("rs", "// What."),
            ("py", "#!/usr/bin/env python3\nimport os"),
            ("mjs", "import x;"),
            ("ts", "# no"),
            ("sh", "set -e"),
        ] {
            assert!(!opens(extension, text), "{extension}");
        }
    }
}
