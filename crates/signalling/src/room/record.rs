//! What the server knows of a meeting that was registered, and whether a token opens its door.

use crate::message::{AccessToken, Sealed};
use chancery_model::DelegationCode;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// A registered meeting, as the edge looked it up. Holds nothing that could be read as a name or used as a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When it begins.
    pub starts: Timestamp,
    /// When its doors close for good.
    pub expires: Timestamp,
    /// For each side, the SHA-256 of its access token.
    pub sides: Vec<(DelegationCode, [u8; 32])>,
    /// The sealed [`chancery_model::Meeting`].
    pub sealed: Sealed,
}

/// What a record is compared with where there is none, so that an unknown meeting takes as long as a wrong token.
const NOTHING: [u8; 32] = [0; 32];

impl Record {
    /// Whether `access` is the token of `delegation`. `None` for `record`: of no meeting, `false`, in the same time.
    pub fn admits(record: Option<&Self>, delegation: &DelegationCode, access: &AccessToken) -> bool {
        let given = digest(&SHA256, &access.0);
        let side = record.and_then(|r| r.sides.iter().find(|(code, _)| code == delegation));
        let expected = side.map_or(&NOTHING, |(_, sha256)| sha256);
        bool::from(given.as_ref().ct_eq(expected)) && side.is_some()
    }

    /// Whether the doors are open at `wall`, opening `before` the start.
    pub fn is_open(&self, wall: Timestamp, before: Duration) -> bool {
        let opens = self.starts.checked_sub(before).unwrap_or(Timestamp::MIN);
        (opens..self.expires).contains(&wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let sha = |byte: u8| <[u8; 32]>::try_from(digest(&SHA256, &[byte; 32]).as_ref()).unwrap();
        let code = |c| DelegationCode::new(c).unwrap();
        Record {
            starts: "2026-12-01T07:00:00Z".parse().unwrap(),
            expires: "2026-12-01T12:00:00Z".parse().unwrap(),
            sides: vec![(code("ID"), sha(1)), (code("ZA"), sha(2))],
            sealed: Sealed(vec![]),
        }
    }

    #[test]
    fn a_token_opens_its_own_side_alone() {
        let r = record();
        for (code, byte, opens) in
            [("ID", 1, true), ("ZA", 2, true), ("ID", 2, false), ("ZA", 1, false), ("FR", 1, false)]
        {
            let token = AccessToken([byte; 32]);
            assert_eq!(Record::admits(Some(&r), &DelegationCode::new(code).unwrap(), &token), opens, "{code} {byte}");
        }
        assert!(!Record::admits(None, &DelegationCode::new("ID").unwrap(), &AccessToken([1; 32])));
    }

    #[test]
    fn doors() {
        let r = record();
        let day = Duration::from_hours(24);
        for (at, open) in [
            ("2026-11-30T06:59:59Z", false),
            ("2026-11-30T07:00:00Z", true),
            ("2026-12-01T11:59:59Z", true),
            ("2026-12-01T12:00:00Z", false),
        ] {
            assert_eq!(r.is_open(at.parse().unwrap(), day), open, "{at}");
        }
        let far = Record { starts: Timestamp::MIN, ..r };
        assert!(far.is_open(Timestamp::MIN, day));
    }
}
