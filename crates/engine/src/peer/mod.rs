//! One connection to one participant: the `webrtc` crate's peer connection, the task that drives its negotiation, and
//! what becomes of what it receives.

pub(crate) mod connection;
mod data;
pub(crate) mod receiver;
pub(crate) mod sturdy;
pub(crate) mod task;
