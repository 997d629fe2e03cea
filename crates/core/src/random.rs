//! What is made of random bytes: identifiers and the numbers of connections.

pub use chancery_model::RandomSource;
pub(crate) use chancery_model::random_bytes as bytes;
use chancery_model::{ConnectionId, ParticipantId};

/// A new number for a connection.
pub(crate) fn connection(source: &mut dyn RandomSource) -> ConnectionId {
    ConnectionId(u64::from_le_bytes(bytes(source)))
}

/// A new participant, or anything else in need of 128 random bits.
pub(crate) fn identifier(source: &mut dyn RandomSource) -> ParticipantId {
    ParticipantId::from_random(bytes(source))
}
