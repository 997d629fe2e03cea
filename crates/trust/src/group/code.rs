//! The code that people compare by voice: thirty digits of the epoch's authenticator.

use ring::digest::{SHA512, digest};
use std::fmt;

/// Thirty decimal digits, 99.6 bits: six groups of five, each from eight bytes of a SHA-512 over the epoch authenticator
/// (RFC 9420, section 8.7). The same for all members of an epoch, and for nobody else.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code([redacted])")
    }
}

impl Code {
    pub(super) fn of(authenticator: &[u8]) -> Self {
        let hash = digest(&SHA512, &[b"Chancery 1.0 code\0", authenticator].concat());
        let mut digits = String::with_capacity(30);
        for part in hash.as_ref().chunks_exact(8).take(6) {
            let value = u64::from_be_bytes(part.try_into().expect("chunks of eight"));
            let group = format!("{:05}", value % 100_000);
            digits.push_str(&group);
        }
        Self(digits)
    }

    /// The thirty digits, without spaces.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Six groups of five digits.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        (0..6).map(|i| &self.0[i * 5..i * 5 + 5])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_digits_that_differ_for_each_epoch() {
        let (a, b) = (Code::of(&[1; 32]), Code::of(&[2; 32]));
        assert_ne!(a, b);
        assert_eq!(a.digits().len(), 30);
        assert!(a.digits().bytes().all(|d| d.is_ascii_digit()));
        assert_eq!(a.groups().collect::<String>(), a.digits());
        assert!(!format!("{a:?}").contains(&a.digits()[..5]));
    }
}
