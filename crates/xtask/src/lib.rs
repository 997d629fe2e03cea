//! The parts of `cargo xtask`, as a library, so that the whole-system tests start programs, displays and samples in the
//! very same way.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program speaks on its standard streams")]

pub mod bench;
pub mod demo;
pub mod proc;
pub mod samples;
pub mod setup;
pub mod tables;
pub mod test;
pub mod tidy;
pub mod types;
pub mod usage;
pub mod xvfb;
