//! Sound and pictures on this machine: devices, files, codecs, echo cancelling, jitter buffer, mixing, composing.
//!
//! Devices and codecs live on OS threads of their own; queues are bounded and the newest wins. A file goes through the
//! very same path as a device: both are a [`sound::SoundSource`] or a [`picture::FrameSource`].
//!
//! Nothing here knows of the network: the engine carries what [`sound`] and [`picture`] encode, and gives back what
//! came.

pub mod picture;
pub mod sound;
pub mod spec;
pub mod time;
