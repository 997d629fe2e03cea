//! The WebRTC engine: carries what `chancery-media` encodes to up to [`MAX_PEERS`] peers, and decodes what they send.
//!
//! One [`Engine`] serves one participant. It owns the devices (or the files that stand for them), one encoder a kind for
//! all peers, and a full mesh of peer connections, one for each other participant. It decides nothing about the meeting:
//! who is a peer, what is on air and how large a picture is wanted are told to it; what it sees comes back as
//! [`EngineEvent`]s, and pictures go to the [`PictureHub`] on a path of their own.
//!
//! Inside, what decides is pure and takes `now` (negotiation, frame assembly, NACK, rate control, liveness) and has unit and
//! property tests; the tasks around it only move bytes between it, the `webrtc` crate and the codec threads.
//!
//! Three media sections a connection, in a fixed order (voice, camera, screen), always `sendrecv`: opening and closing a
//! microphone never renegotiates. What is closed sends no RTP at all: the gate is an atomic that is read right before
//! each packet is written.

mod config;
#[doc(hidden)]
pub mod decoders;
mod engine;
mod event;
mod fanout;
mod hub;
mod ladder;
mod liveness;
mod need;
mod negotiation;
mod outgoing;
mod peer;
mod rate;
mod rtp;
mod sdp;
mod stats;
mod task;
mod transform;

pub use config::{EngineConfig, IceServer, Signal, Sources, WantedSize};
pub use engine::Engine;
pub use event::{Device, EngineEvent, PeerState};
pub use hub::{NoPictures, PictureHub};
pub use stats::{EngineStats, LatencyMs, PeerStats, ProcessUsage, ReceivedStats, SentByKind, SentStats, process_usage};
pub use transform::{FrameContext, FrameTransform, Plain, Refused};

/// The most peers one engine connects to: eight laptops in a mesh, oneself included.
pub const MAX_PEERS: usize = chancery_model::PLENARY_SEATS - 1;

/// The longest message of a data channel, in bytes: what every WebRTC stack takes in one piece.
pub const DATA_MAX: usize = 16 * 1024;
