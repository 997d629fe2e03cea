//! The fingerprint of a public key: what two ministries read to each other.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// SHA-256 of a public key as it stands in a certificate (DER of the SubjectPublicKeyInfo, RFC 5280 section 4.1, RFC
/// 8410 section 4): a renewed certificate of the same key keeps it. Public.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(pub [u8; 32]);

/// A text that is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a fingerprint is 64 digits 0 to 9 and a to f; spaces, colons and hyphens between them do not matter")]
pub struct BadFingerprint;

/// DER of an Ed25519 SubjectPublicKeyInfo up to the key (RFC 8410 section 4).
pub(crate) const SPKI_HEAD: [u8; 12] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

impl Fingerprint {
    /// Of an Ed25519 public key.
    pub fn of(public_key: &[u8; 32]) -> Self {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        context.update(&SPKI_HEAD);
        context.update(public_key);
        let mut out = [0; 32];
        out.copy_from_slice(context.finish().as_ref());
        Self(out)
    }

    /// In groups of four digits, as people read it aloud.
    pub fn grouped(&self) -> String {
        let digits = self.to_string();
        let groups: Vec<&str> = (0..digits.len()).step_by(4).map(|at| &digits[at..at + 4]).collect();
        groups.join(" ")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl FromStr for Fingerprint {
    type Err = BadFingerprint;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut out = [0; 32];
        let mut count = 0;
        for c in text.chars() {
            if c.is_whitespace() || matches!(c, ':' | '-') {
                continue;
            }
            let digit = c.to_digit(16).ok_or(BadFingerprint)? as u8;
            let byte = out.get_mut(count / 2).ok_or(BadFingerprint)?;
            *byte = (*byte << 4) | digit;
            count += 1;
        }
        if count == 64 { Ok(Self(out)) } else { Err(BadFingerprint) }
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = BadFingerprint;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_read_as_people_write_it() {
        let fingerprint = Fingerprint::of(&[9; 32]);
        for text in [
            fingerprint.to_string(),
            fingerprint.grouped(),
            fingerprint.to_string().to_uppercase(),
            fingerprint.grouped().replace(' ', ":"),
            format!("  {}\n", fingerprint.grouped().replace(' ', "-")),
        ] {
            assert_eq!(text.parse(), Ok(fingerprint), "{text}");
        }
        let digits = fingerprint.to_string();
        for bad in ["", "12", &digits[1..], &format!("{digits}0"), &digits.replace(&digits[..1], "x")] {
            assert_eq!(bad.parse::<Fingerprint>(), Err(BadFingerprint), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,200}") {
            let _ = text.parse::<Fingerprint>();
        }
    }
}
