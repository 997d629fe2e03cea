//! What the whole-system tests share: the built programs, a server, links, lines between machines, windows.
//!
//! Nothing here is a stand-in: servers are `chancery-server`, participants are `chancery join` or windows, lines are
//! network namespaces, sound cards are PulseAudio's.

pub mod film;
pub mod keyboard;
pub mod keyring;
pub mod line;
pub mod middle;
pub mod participant;
pub mod processes;
pub mod sound_card;
pub mod spy;
pub mod voice;
pub mod window;
pub mod words;
pub mod world;

pub use world::{Links, Server, join, join_command, read_stats, received};
