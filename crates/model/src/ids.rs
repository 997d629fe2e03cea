//! Identifiers that cross the wire: of meetings, participants, delegations and connections.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use ts_rs::TS;
use uuid::Uuid;

/// A meeting's identifier: 128 random bits (UUID version 4, RFC 9562), made by whoever convenes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(type = "string")]
pub struct MeetingId(pub Uuid);

/// One laptop in one meeting: 128 random bits, made by the client and kept while it stays in that meeting, also across
/// a lost socket or a restarted server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(type = "string")]
pub struct ParticipantId(pub Uuid);

/// One peer connection between two participants, as one end numbers it: a random value, so that a message about a
/// connection that has been replaced is recognised as stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(type = "string")]
pub struct ConnectionId(pub u64);

/// A book's identifier: the calendar that the protocol officers of the delegations share. 128 random bits, made by who opens
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(type = "string")]
pub struct BookId(pub Uuid);

/// One entry of a book: 128 random bits, made by who writes it first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(type = "string")]
pub struct EntryId(pub Uuid);

/// Who wrote into a book, as the server knows them: 128 random bits that an officer's program made for this book alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(type = "string")]
pub struct OfficerId(pub Uuid);

macro_rules! uuid_id {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_simple().fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(s).map(Self)
            }
        }
        impl $name {
            /// Makes an identifier from 16 random bytes.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }
            /// The identifier whose 16 bytes these are.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }
    };
}
uuid_id!(MeetingId);
uuid_id!(ParticipantId);
uuid_id!(BookId);
uuid_id!(EntryId);
uuid_id!(OfficerId);

/// Which side of the table: two to eight upper-case ASCII letters or digits, an ISO 3166-1 alpha-2 code where the
/// delegation is a state's (`ID`, `ZA`), another short form where it is not (`ASEAN`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct DelegationCode(String);

/// Why a text is no delegation code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a delegation code is two to eight letters A to Z or digits, such as ID or ZA")]
pub struct BadDelegationCode;

impl DelegationCode {
    /// Reads a code; lower case is accepted and raised.
    pub fn new(text: &str) -> Result<Self, BadDelegationCode> {
        let code = text.to_ascii_uppercase();
        let fits = (2..=8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if fits { Ok(Self(code)) } else { Err(BadDelegationCode) }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DelegationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DelegationCode {
    type Err = BadDelegationCode;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::new(s)
    }
}

impl TryFrom<String> for DelegationCode {
    type Error = BadDelegationCode;
    fn try_from(s: String) -> Result<Self, Self::Error> {
        Self::new(&s)
    }
}

impl From<DelegationCode> for String {
    fn from(code: DelegationCode) -> Self {
        code.0
    }
}
