//! The words of Chancery: meeting, delegation, person, participant, media, time.
//!
//! Everything here is a value: no input or output, no clock, no random source. Every other room imports this one and
//! this one imports none. Names follow the field's own terms (see `docs/words.md`).
//!
//! Anything that names a person or carries text people wrote is wrapped in [`Personal`], whose `Debug` is redacted, so
//! that it cannot reach a log by accident.

pub mod capital;
pub mod ids;
pub mod media;
pub mod meeting;
pub mod person;
pub mod personal;
pub mod random;
pub mod time;

pub use ids::{BookId, ConnectionId, DelegationCode, EntryId, MeetingId, OfficerId, ParticipantId};
pub use media::{MediaKind, MediaState};
pub use meeting::{Delegation, Meeting, PLENARY_SEATS, Place};
pub use person::{Card, PersonName};
pub use personal::Personal;
pub use random::{RandomSource, random_bytes};
pub use time::{Now, Tick};
