//! Identities as a whole: made, shown, read again, judged.

use super::*;
use chancery_model::{DelegationCode, RandomSource};
use jiff::{SignedDuration, Timestamp};

/// The bytes 1, 2, 3, … from a start.
pub(crate) struct Counting(pub(crate) u8);

impl RandomSource for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}

pub(crate) fn now() -> Timestamp {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

pub(crate) fn code(text: &str) -> DelegationCode {
    DelegationCode::new(text).unwrap()
}

#[test]
fn a_self_issued_identity_is_shown_as_such_and_read_again() {
    let me = Identity::self_issued(&mut Counting(0), now());
    let bytes = me.chain().to_bytes();
    let read = Chain::parse(&bytes).unwrap();
    assert_eq!(&read, me.chain());
    assert_eq!(read.fingerprint(), me.fingerprint());
    assert_eq!(read.standing(&code("ID"), &Pins::default(), now()), Ok(Standing::SelfIssued));
    assert!(read.standing(&code("ID"), &Pins::default(), now() - SignedDuration::from_hours(25)).is_ok(), "a day off");
    let signature = me.sign("a", b"text");
    assert_eq!(read.verify("a", b"text", &signature), Ok(()));
    for (context, text) in [("b", &b"text"[..]), ("a", b"texT"), ("at", b"ext"), ("", b"atext")] {
        assert_eq!(read.verify(context, text, &signature), Err(IdentityError::SignatureInvalid), "{context}");
    }
    for end in 0..bytes.len() {
        assert!(Chain::parse(&bytes[..end]).is_err(), "cut at {end}");
    }
    assert!(Chain::parse(&[&bytes[..], &[0]].concat()).is_err(), "trailing byte");
}
