//! Where random bytes come from: passed in, so that what decides is the same from a seed.

/// A source of random bytes. In the real client the system's cryptographic one: keys, identifiers, resume tokens and
/// nonces come from here.
pub trait RandomSource: Send {
    /// Fills `bytes`.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// `N` random bytes.
pub fn random_bytes<const N: usize>(source: &mut dyn RandomSource) -> [u8; N] {
    let mut out = [0; N];
    source.fill(&mut out);
    out
}
