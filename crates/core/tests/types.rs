//! Keeps the TypeScript types of the screen the same as the Rust ones: generates them anew and compares with what is
//! committed in `ui/src/bridge/generated/`. `CHANCERY_WRITE_TYPES=1` (or `cargo xtask types`) writes them instead.

use chancery_core::{Intent, ViewModel};
use chancery_model::Meeting;
use chancery_schedule::guest::Invitation;
use chancery_schedule::plan::{Choice, Lacks, Plan, show::Show};
use chancery_schedule::slots::{Ask, Capital, Grid};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use ts_rs::{Config, TS};

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/bridge/generated")
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().extension().is_some_and(|e| e == "ts") {
            files.insert(name, fs::read_to_string(entry.path()).expect("a generated file is UTF-8"));
        }
    }
    files
}

fn generate() -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = Config::new().with_large_int("number").with_out_dir(folder.path());
    Intent::export_all(&config).expect("exports Intent");
    ViewModel::export_all(&config).expect("exports ViewModel");
    Meeting::export_all(&config).expect("exports Meeting");
    // What the scheduling desk's screen asks and is told goes over the same bridge.
    Capital::export_all(&config).expect("exports Capital");
    Ask::export_all(&config).expect("exports SlotsRequest");
    Grid::export_all(&config).expect("exports SlotGrid");
    Plan::export_all(&config).expect("exports Plan");
    Invitation::export_all(&config).expect("exports Invitation");
    Lacks::export_all(&config).expect("exports PlanLacks");
    Choice::export_all(&config).expect("exports PlanChoice");
    Show::export_all(&config).expect("exports Show");
    let mut files = read(folder.path());
    let index =
        files.keys().fold(String::from("// Generated: every type that crosses the bridge.\n"), |mut text, name| {
            let name = name.trim_end_matches(".ts");
            text.push_str("export type { ");
            text.push_str(name);
            text.push_str(" } from './");
            text.push_str(name);
            text.push_str("';\n");
            text
        });
    files.insert("index.ts".into(), index);
    files
}

#[test]
fn typescript_types_are_current() {
    let wanted = generate();
    assert!(wanted.contains_key("Intent.ts") && wanted.contains_key("ViewModel.ts"), "got {:?}", wanted.keys());
    let folder = committed();
    if std::env::var_os("CHANCERY_WRITE_TYPES").is_some() {
        fs::create_dir_all(&folder).expect("makes the folder");
        for name in read(&folder).keys().filter(|name| !wanted.contains_key(*name)) {
            fs::remove_file(folder.join(name)).expect("removes a type that is gone");
        }
        for (name, text) in &wanted {
            fs::write(folder.join(name), text).expect("writes a type");
        }
        return;
    }
    let found = read(&folder);
    let names: Vec<_> = wanted.keys().chain(found.keys()).filter(|n| wanted.get(*n) != found.get(*n)).collect();
    assert!(
        names.is_empty(),
        "the types of the screen are old: run `cargo xtask types` and commit; they differ in {names:?}"
    );
}
