//! What a developer runs, as `cargo xtask …`: set-up, the demo, all tests, benchmarks, tidy, generated types.
//!
//! Needs nothing but Rust, Node, Python and Debian's package manager; `setup` installs the rest. Progress goes to
//! standard error, results to standard output.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program speaks on its standard streams")]

use chancery_xtask::{bench, demo, setup, tables, test, tidy, types};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chancery's own tasks")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what is missing: system packages, the screen's packages, samples of film and speech.
    Setup {
        /// Also what only the tests need (Chromium, a virtual sound card, a WebDriver, score tools).
        #[arg(long)]
        tests: bool,
    },
    /// Two delegations meet, on screen: installs, builds, starts a server and opens two windows that join one meeting.
    Demo(demo::Options),
    /// All tests: the house's order, the screen, every crate, the whole system.
    Test(test::Options),
    /// Measures a call against Chromium calling itself, in one run; JSON on standard output.
    Bench(bench::Options),
    /// Checks the order of the house: imports run one way, files open with what they are for, licences, format.
    Tidy(tidy::Options),
    /// Writes the screen's types from the Rust ones.
    Types,
    /// Writes the table of public holidays from the package it names (PyPI, CLDR).
    Holidays,
    /// Writes the table of Windows zone names from CLDR.
    WindowsZones,
    /// Writes the table of country and capital names in seven languages from CLDR.
    PlaceNames,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Setup { tests } => setup::run(if tests { setup::For::Tests } else { setup::For::Demo }),
        Task::Demo(options) => demo::run(&options),
        Task::Test(options) => test::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Tidy(options) => tidy::run(&options),
        Task::Types => types::run(),
        Task::Holidays => tables::holidays(),
        Task::WindowsZones => tables::windows_zones(),
        Task::PlaceNames => tables::place_names(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
