//! The deterministic world: whole meetings in one thread, in milliseconds, from a seed.
//!
//! Some clients ([`chancery_core::App`], the real one), a server ([`chancery_signalling::room::Switchboard`], the real
//! one), lines with delay and jitter that are cut and mended, sockets that break, machines that sleep, processes that
//! die, and an engine that is made up but faithful: a connection comes about when both ends have each other's
//! descriptions and the path between them carries; media flow from open gates only.
//!
//! A [`Plan`] says what happens. [`run`] plays it, mends everything at the end, lets the world come to rest, and holds it
//! to what must always be true ([`check`]). A plan that ends badly is made smaller ([`shrink`]) and written as JSON;
//! `cargo run -p chancery-sim -- PLAN.json` plays it again.

pub mod check;
mod engine;
mod machine;
mod network;
pub mod plan;
mod server;
pub mod shrink;
mod world;

pub use check::Violation;
pub use plan::Plan;
pub use world::{Mutation, Outcome, run, run_broken};
