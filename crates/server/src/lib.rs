//! `chancery-server`: where clients find each other. It registers meetings, seats participants and relays sealed
//! messages between them. Media never passes through it, and it can read nothing of what it relays.
//!
//! What it decides lies in `chancery_signalling::room`, which is pure; this crate is its edge:
//! `listen` (sockets, HTTP limits) → `http` (routes) → `socket` (one WebSocket) → `hub` (the
//! switchboard and everyone's outgoing queue), with [`database`] (SQLite) beside it.
//!
//! Architecture invariants: nothing here opens a `Sealed`; no name, token, identifier or address is logged above debug;
//! each queue, buffer, count and wait is bounded; whatever one client does, the others are served.

mod books;
pub mod config;
pub mod database;
mod gate;
mod http;
mod hub;
pub mod ice;
mod listen;
mod metrics;
pub mod options;
mod outbox;
mod socket;
mod wire;

pub use config::{Config, StartError};
pub use listen::{Running, serve};
