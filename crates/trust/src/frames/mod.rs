//! SFrame (RFC 9605) on whole encoded frames, under keys that the meeting's MLS group gives (section 5.2).
//!
//! On the wire a frame is its clear bytes (VP8's header; nothing for VP9 and Opus), the SFrame header, the ciphertext and
//! a tag of 16 bytes: AES-256-GCM, suite 5 of RFC 9605. Authenticated with it, and not sent, are the clear bytes and the
//! kind of media: a camera's frame cannot be shown as a shared screen's.
//!
//! # One key for three streams
//! Voice, camera and screen of one participant share one key in an epoch, hence one series of nonces. Two frames under
//! one nonce would give both away and let anyone forge, so that there is exactly one counter: an atomic beside the key,
//! counted up by every frame of every stream before it is encrypted. It begins at 0 and is never set back. A key lives
//! in one [`FrameSender`] only, which while it has a key takes only a later epoch's, and which remembers how far it
//! counted under every key, should one be given to it again after a suspension. Who crashes comes back as a new leaf,
//! hence under another key. At 2^32 frames a sender stops until the group has a new epoch.
//!
//! A receiver sees the counter of each stream go up with gaps, and the streams out of step with each other (voice
//! overtakes pictures). So each stream of each key has a replay window of its own; as the kind is authenticated, a frame
//! of one stream is no frame in another's.
//!
//! # Who sent it
//! Everyone in the group can make the key of everyone else. What keeps a member from speaking as another is, first, that
//! the transport names the sender (whose DTLS fingerprint is bound to a leaf) and a KID that is not that sender's is
//! refused; and, where something forwards media, the signed [`digest`]s of what was really sent.

mod cipher;
pub mod digest;
mod epoch;
mod kid;
mod receiver;
mod sender;
mod window;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod vector_tests;

pub use epoch::EpochKeys;
pub use receiver::{FrameReceiver, OLD_EPOCH_READ, Received, RefusedFrame};
pub use sender::{CannotSend, FrameSender, Sent, Switched};

/// The first counter that is not used: a sender stops there, and what comes with a higher one is refused.
pub const COUNTER_END: u64 = 1 << 32;
