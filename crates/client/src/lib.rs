//! The client's edge: runs what `chancery-core` decides.
//!
//! One task owns the [`chancery_core::App`]. Everything that happens (an intent of the person, a word of the server, an
//! event of the engine, a timer) reaches it through a bounded queue and becomes an `Input`; every `Effect` that comes out
//! is carried out here: on the signalling socket, over HTTP, by the engine, on disk. Nothing of that ever keeps the app
//! waiting. The whole screen, as one value, is published through a watch channel: who looks sees the newest, and
//! changes that are only of loudness or line quality at most some twenty times a second.
//!
//! The desktop window and the command line are both thin shells around a [`Client`]. [`create_meeting`] convenes a
//! meeting; [`checks`] finds out what works between this machine and a server.
//!
//! Architecture invariant: nothing is decided here. What is kept, sent, shown or opened follows from an effect.

mod address;
pub mod checks;
mod client;
mod create;
#[doc(hidden)]
pub mod decoders;
mod dial;
mod export;
mod frames;
mod http;
mod join_timer;
mod link;
pub mod ministry;
mod port;
mod publish;
mod random;
mod refusal;
mod report;
mod run;
mod socket;
mod sources;
mod store;
mod timers;
mod tls;
pub mod vault;
mod writer;

pub use address::{BadAddress, ServerAddress};
pub use chancery_core::{Intent, Problem, ViewModel, intent::TileSize, view};
pub use chancery_engine::{
    Engine, EngineConfig, EngineStats, FrameContext, FrameTransform, LatencyMs, NoPictures, PictureHub, ProcessUsage,
    ReceivedStats, Refused, SentStats, Sources, process_usage,
};
pub use chancery_media::picture::SourceError;
pub use chancery_media::spec::SourceSpec;
pub use chancery_signalling::peer::CHAT_MAX;
pub use client::{Client, ClientConfig};
pub use create::{CreateError, Created, GRACE, create_meeting, may_convene};
pub use frames::{FramesRefused, SFrameTransform};
pub use link::{LinkError, link_argument, meeting_of, server_of, starts_of};
pub use random::bytes as random_bytes;
pub use report::{Received, Report, Sent};
pub use sources::check_files;
pub use store::{default_folder, documents};
pub use tls::{CA_FILE, ExtraRoots, extra_roots};
