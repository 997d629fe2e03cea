//! Where random bytes come from: given to [`crate::App::new`], so that a simulated client is the same from a seed.

use chancery_model::{ConnectionId, ParticipantId};

/// A source of random bytes. In the real client the system's cryptographic one: identifiers, resume tokens and the
/// nonces of sealed messages come from here.
pub trait RandomSource: Send {
    /// Fills `bytes`.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>(source: &mut dyn RandomSource) -> [u8; N] {
    let mut out = [0; N];
    source.fill(&mut out);
    out
}

/// A new number for a connection.
pub(crate) fn connection(source: &mut dyn RandomSource) -> ConnectionId {
    ConnectionId(u64::from_le_bytes(bytes(source)))
}

/// A new participant, or anything else in need of 128 random bits.
pub(crate) fn identifier(source: &mut dyn RandomSource) -> ParticipantId {
    ParticipantId::from_random(bytes(source))
}
