//! `chancery-desktop`: the window. See `chancery_desktop::run`.

// No console beside the window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    chancery_desktop::run()
}
