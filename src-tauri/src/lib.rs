//! The desktop shell: one window around a [`chancery_client::Client`], and the renderer that brings pictures into it.
//!
//! Thin on purpose. What is decided is decided in `chancery-core`; what is shown is shown by the page in `ui/`. Here is
//! what lies between: the command line ([`args`]), what the system's web view needs before it starts ([`start`]), the window ([`window`]), the
//! commands of the page ([`bridge`]), the pictures ([`renderer`]), what the command line asks to be done by itself
//! ([`autopilot`]), and an orderly end ([`ending`]).

pub mod args;
pub mod autopilot;
pub mod bridge;
pub mod ending;
pub mod reminding;
pub mod renderer;
mod shell;
pub mod start;
pub mod stats;
pub mod window;

use clap::Parser;
use std::path::Path;
use std::process::ExitCode;

/// Runs the window until it is closed.
#[expect(clippy::print_stderr, reason = "before there is a window, sentences to the person go to the terminal")]
pub fn run() -> ExitCode {
    // First of all, since it may start this program anew; nothing has been done yet that would be done twice.
    if let Err(error) = start::prepare() {
        eprintln!("chancery-desktop: {error}");
        return ExitCode::FAILURE;
    }
    let mut args = args::Args::parse();
    start::logging();
    if let Err(error) = args.read_link(Path::new(""), std::io::stdin()) {
        eprintln!("chancery-desktop: {error}");
        return ExitCode::FAILURE;
    }
    match shell::run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chancery-desktop: {error:#}");
            ExitCode::FAILURE
        }
    }
}
