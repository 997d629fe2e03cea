//! The RTP session of one connection, without input or output: packets and `now` go in, packets and events come out.
//!
//! [`session::Session`] is the whole; the other modules are its parts, each tested alone. [`chain::Link`] fits a session
//! into the `webrtc` crate's chain of interceptors. NACK, RTX, RTCP reports, pacing and the payload formats of VP8 and VP9
//! are ours, since those of the crate are not enough: RTX reaches its NACK generator too late, so that packets are asked
//! for again and again; its VP9 payloads claim that every frame is a key frame; its VP8 depacketizer drops packets under
//! four bytes.

pub(crate) mod assembler;
pub(crate) mod chain;
pub(crate) mod clock;
mod control;
pub(crate) mod counters;
pub(crate) mod depacketize;
pub(crate) mod estimate;
pub(crate) mod history;
pub(crate) mod inbound;
pub(crate) mod nack;
pub(crate) mod outbound;
pub(crate) mod outbox;
pub(crate) mod pacer;
pub(crate) mod packetize;
pub(crate) mod reports;
pub(crate) mod sequence;
pub(crate) mod session;
pub(crate) mod smoother;
