//! The meeting and its two sides.

use crate::{DelegationCode, MeetingId, Personal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One side of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Delegation {
    /// The short form; where it is an ISO 3166-1 code, the screen shows that flag.
    pub code: DelegationCode,
    /// What the placard says (`Indonesia`).
    pub name: Personal,
    /// The IANA zone of its capital (`Asia/Jakarta`), for the clock of that side; `None` where it is not known.
    pub zone: Option<String>,
    /// The city that the clock names (`Jakarta`).
    pub capital: Option<String>,
}

/// A scheduled session. What the server stores of it is this value sealed under the invitation's secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Meeting {
    /// Its identifier.
    pub id: MeetingId,
    /// What it is about.
    pub title: Personal,
    /// When it begins: an instant.
    #[ts(type = "string")]
    pub starts: Timestamp,
    /// The IANA zone it was scheduled in (`Africa/Johannesburg`).
    pub zone: String,
    /// How long it is planned to last, in minutes (1 to 1,440).
    pub minutes: u16,
    /// The sides; the first convenes (is the host). Two for a bilateral.
    pub delegations: Vec<Delegation>,
}

/// How many laptops the plenary seats. Each sends to each other: with more, neither their lines nor their processors
/// would carry it.
pub const PLENARY_SEATS: usize = 8;

/// Where in a meeting a participant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Waiting: present by name, off air.
    HoldingRoom,
    /// In the common room.
    Plenary,
}
