//! Plays a saved plan again: `cargo run -p chancery-sim -- PLAN.json`; the plan of a seed: `-- --seed N`; many seeds, with
//! a line for each that ends badly: `-- --seeds FIRST COUNT`; or makes the plan of a seed that ends badly smaller:
//! `-- --shrink SEED`.

use chancery_sim::shrink::shrink;
use chancery_sim::{Plan, run};
use std::process::ExitCode;

#[allow(clippy::print_stdout, clippy::print_stderr)] // A tool for the terminal.
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let plan = match &arguments[..] {
        [flag, first, count] if flag == "--seeds" => {
            let (first, count): (u64, u64) = (first.parse().unwrap_or(0), count.parse().unwrap_or(100));
            let bad = |seed| run(&Plan::random(seed)).err().map(|violation| (seed, violation));
            let mut found = 0;
            for (seed, violation) in (first..first.saturating_add(count)).filter_map(bad) {
                println!("seed {seed}: {violation}");
                found += 1;
            }
            println!("{count} seeds, {found} ended badly");
            return if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        [flag, seed] if flag == "--shrink" => match seed.parse().map(Plan::random).map(|p| (run(&p), p)) {
            Ok((Err(violation), plan)) => {
                let (plan, violation) = shrink(&plan, *violation);
                println!("{violation}\n{}", serde_json::to_string(&plan).unwrap_or_default());
                return ExitCode::FAILURE;
            }
            Ok((Ok(_), plan)) => Ok(plan),
            Err(e) => Err(format!("{seed}: {e}")),
        },
        [flag, seed] if flag == "--seed" => seed.parse().map(Plan::random).map_err(|e| format!("{seed}: {e}")),
        [path] => std::fs::read(path)
            .map_err(|e| format!("{path}: {e}"))
            .and_then(|text| serde_json::from_slice(&text).map_err(|e| format!("{path}: {e}"))),
        _ => Err("usage: chancery-sim PLAN.json | --seed N | --seeds FIRST COUNT | --shrink SEED".to_owned()),
    };
    match plan.map(|plan| run(&plan)) {
        Ok(Ok(outcome)) => {
            println!("{outcome:?}");
            ExitCode::SUCCESS
        }
        Ok(Err(violation)) => {
            println!("{violation}");
            ExitCode::FAILURE
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}
