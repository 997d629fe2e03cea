//! A wrapper for what names a person or was written by one: its `Debug` is redacted, so that it never reaches a log.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;
use ts_rs::TS;

/// A value that names a person or was written by one. `Debug` prints `[personal]`; there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Personal(pub String);

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}

impl Deref for Personal {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Personal {
    fn from(s: String) -> Self {
        Self(s)
    }
}

impl From<&str> for Personal {
    fn from(s: &str) -> Self {
        Self(s.to_owned())
    }
}
