//! The client, as decisions: [`Input`] and the time go in, [`Effect`]s and a [`ViewModel`] come out.
//!
//! Nothing here reads a clock, a socket, a file, a device or a random source: [`App::handle`] takes
//! [`chancery_model::Now`], and random bytes come from the source given to [`App::new`]. The same `App` runs under the
//! desktop window, under the command line and, from a seed, in `chancery-sim`.
//!
//! Architecture invariant: whether a microphone, camera or screen is open is decided here and nowhere else, and only an
//! [`Intent`] of the person opens one. No event of the network, no timer and no reconnection does.

mod app;
mod attendance;
mod chat;
mod cx;
mod desk;
pub mod effect;
mod gate;
pub mod input;
pub mod intent;
mod keys;
mod link;
mod notices;
mod peers;
pub mod problem;
mod random;
mod roster;
mod sealer;
pub mod view;
mod voices;

pub use app::App;
pub use effect::{Effect, EngineCommand, KeyCommand, StoreCommand};
pub use input::{EngineEvent, Input, PeerState, ServerEvent, TimerId};
pub use intent::Intent;
pub use problem::Problem;
pub use random::RandomSource;
pub use view::ViewModel;
