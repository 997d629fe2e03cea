//! The one place where random bytes come from: the operating system, through `ring`.

use ring::rand::{SecureRandom, SystemRandom};

/// Fills `bytes` with random ones.
///
/// # Panics
/// Where the operating system gives none. Keys and nonces made without would give a meeting away, so nothing may go on.
pub(crate) fn fill(bytes: &mut [u8]) {
    SystemRandom::new().fill(bytes).expect("the operating system gives random bytes");
}

/// `N` random bytes of the system's cryptographic source.
///
/// # Panics
/// Where the operating system gives none.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    fill(&mut out);
    out
}

/// The system's cryptographic source, as the app and the makers of keys are given it.
#[derive(Clone, Copy, Debug)]
pub struct System;

impl chancery_core::RandomSource for System {
    fn fill(&mut self, bytes: &mut [u8]) {
        fill(bytes);
    }
}
