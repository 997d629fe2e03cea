//! What a person may do for the delegation, as the ministry certified it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The function that a device certificate gives its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Speaks and decides for the delegation: admits, removes, signs.
    Chair,
    /// Sits for the delegation.
    Member,
    /// Interprets.
    Interpreter,
    /// Is heard on a matter.
    Expert,
    /// Keeps the notes.
    NoteTaker,
}

/// A word that is no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a role is chair, member, interpreter, expert or note-taker")]
pub struct BadRole;

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Chair, Self::Member, Self::Interpreter, Self::Expert, Self::NoteTaker];

    /// The role as it stands in a certificate.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::Member => "member",
            Self::Interpreter => "interpreter",
            Self::Expert => "expert",
            Self::NoteTaker => "note-taker",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = BadRole;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(BadRole)
    }
}
