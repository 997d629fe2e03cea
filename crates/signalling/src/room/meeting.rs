//! One meeting in which somebody is: the seats, in the order of entering.

use super::ConnectionKey;
use super::record::Record;
use crate::message::{Member, ResumeToken, Sealed};
use chancery_model::{DelegationCode, ParticipantId, Place, Tick};
use std::time::Duration;

/// One participant's seat. It outlives the socket by the time of grace.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub participant: ParticipantId,
    pub delegation: DelegationCode,
    pub resume: ResumeToken,
    pub place: Place,
    pub card: Sealed,
    pub link: SeatLink,
}

/// Whether the one on the seat can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SeatLink {
    /// Speaks and listens.
    Here(ConnectionKey),
    /// The socket is there, but nothing has come for a while.
    Silent(ConnectionKey),
    /// No socket since then.
    Lost(Tick),
}

impl Seat {
    pub fn connection(&self) -> Option<ConnectionKey> {
        match self.link {
            SeatLink::Here(c) | SeatLink::Silent(c) => Some(c),
            SeatLink::Lost(_) => None,
        }
    }

    pub fn member(&self) -> Member {
        Member {
            participant: self.participant,
            delegation: self.delegation.clone(),
            place: self.place,
            card: self.card.clone(),
            connected: matches!(self.link, SeatLink::Here(_)),
        }
    }
}

/// A meeting with at least one seat taken.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub record: Record,
    pub seats: Vec<Seat>,
}

impl Live {
    pub fn seat(&mut self, participant: ParticipantId) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|s| s.participant == participant)
    }

    pub fn member(&self, participant: ParticipantId) -> Option<Member> {
        self.seats.iter().find(|s| s.participant == participant).map(Seat::member)
    }

    /// The sockets of everyone but `participant`.
    pub fn others(&self, participant: ParticipantId) -> Vec<ConnectionKey> {
        self.seats.iter().filter(|s| s.participant != participant).filter_map(Seat::connection).collect()
    }

    /// Takes a seat away.
    pub fn remove(&mut self, participant: ParticipantId) -> bool {
        let before = self.seats.len();
        self.seats.retain(|s| s.participant != participant);
        self.seats.len() < before
    }

    /// Those who did not come back within `grace`.
    pub fn overdue(&self, now: Tick, grace: Duration) -> Vec<ParticipantId> {
        let late = |s: &&Seat| matches!(s.link, SeatLink::Lost(since) if now - since >= grace);
        self.seats.iter().filter(late).map(|s| s.participant).collect()
    }
}
