//! The signalling protocol between a client and `chancery-server`, and both of its ends as sans-IO state machines.
//!
//! - [`message`]: what is said, version 1, JSON text frames over one WebSocket (`/v1/signal`).
//! - [`peer`]: what participants say to each other *through* the server. The server never reads it: it relays
//!   [`message::Sealed`] bytes, sealed by the sender under the invitation's secret.
//! - [`calendar`]: the books that protocol officers share: sealed entries with their times, over HTTP.
//! - [`sdp`]: whose a session description is, by the DTLS fingerprints in it.
//! - [`session`]: the client's end: greeting, heartbeat, coming back after a loss.
//! - [`room`]: the server's end: who is in which meeting and place, order, limits, resuming.
//!
//! Invariant: nothing in [`message`] and [`calendar`] carries a name, a title, a text, a session description or a key in the clear.

pub mod calendar;
pub mod ice;
pub mod message;
pub mod peer;
pub mod room;
pub mod sdp;
pub mod session;
