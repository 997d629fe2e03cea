//! Invitations, and the seal that keeps a meeting's words from the server.
//!
//! An [`Invitation`] is what a delegation receives: a link whose part behind the `#` never reaches a server. Its secret
//! gives the [`MeetingKeys`]: an access token that admits to one side, and an AES-256-GCM key under which cards, session
//! descriptions (with their DTLS fingerprints), chat and the meeting's own description are sealed before they go to the
//! server. Media go from laptop to laptop under DTLS-SRTP, whose fingerprints came sealed: a server that swaps one is
//! refused.
//!
//! Above the seal stands the [`group`] of those who were admitted, with keys of its own: a leaked link opens the placards in
//! the holding room, and nothing that is said in the meeting. No IO, no clock: who calls passes `now` and random bytes.

pub mod book;
pub mod frames;
pub mod group;
pub mod identity;
mod invitation;
mod seal;
pub mod texts;

pub use identity::{
    Certificate, Chain, DeviceKey, Fingerprint, Identity, IdentityError, Pins, Role, Seed, Signature, Standing,
};
pub use invitation::{Invitation, InvitedSide, LinkError, MeetingSecret, SideSecret};
pub use seal::{CannotOpen, Context, MeetingKeys, access_digest};
