//! One meeting in which somebody is: the seats, in the order of entering.

use super::ConnectionKey;
use super::record::Record;
use crate::message::{Mark, Member, ResumeToken, Sealed, ServerMessage};
use chancery_model::{DelegationCode, ParticipantId, Place, Tick};
use std::collections::VecDeque;
use std::time::Duration;

/// How many ordered messages are kept for those who come back.
const KEPT: usize = 128;
/// How many bytes of them.
const KEPT_BYTES: usize = 512 * 1024;

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
    ordered: Ordered,
}

/// What was ordered: the last place given, and the newest messages.
#[derive(Clone, Debug)]
struct Ordered {
    last: Mark,
    kept: VecDeque<(ParticipantId, Sealed)>,
    bytes: usize,
}

impl Live {
    /// A meeting that nobody has entered yet. `run` must be one that no client can have seen.
    pub fn new(record: Record, run: u64) -> Self {
        let ordered = Ordered { last: Mark { run, n: 0 }, kept: VecDeque::new(), bytes: 0 };
        Self { record, seats: Vec::new(), ordered }
    }

    /// The last place that was given.
    pub fn mark(&self) -> Mark {
        self.ordered.last
    }

    /// Gives a message its place and keeps it for those who come back.
    pub fn order(&mut self, from: ParticipantId, sealed: Sealed) -> ServerMessage {
        let o = &mut self.ordered;
        o.last.n += 1;
        o.bytes += sealed.0.len();
        o.kept.push_back((from, sealed.clone()));
        while o.kept.len() > KEPT || o.bytes > KEPT_BYTES {
            o.bytes -= o.kept.pop_front().map_or(0, |(_, old)| old.0.len());
        }
        ServerMessage::Ordered { mark: o.last, from, sealed }
    }

    /// What came after a place, as far back as it is kept; nothing for another run's.
    pub fn missed(&self, after: Mark) -> impl Iterator<Item = ServerMessage> + '_ {
        let o = &self.ordered;
        let first = o.last.n + 1 - o.kept.len() as u64;
        let same = after.run == o.last.run;
        o.kept.iter().zip(first..).filter(move |(_, n)| same && *n > after.n).map(move |((from, sealed), n)| {
            ServerMessage::Ordered { mark: Mark { n, ..o.last }, from: *from, sealed: sealed.clone() }
        })
    }

    /// Every socket.
    pub fn all(&self) -> Vec<ConnectionKey> {
        self.seats.iter().filter_map(Seat::connection).collect()
    }

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

    /// How many others than `participant` are in the plenary, those included whose return is awaited.
    pub fn others_inside(&self, participant: ParticipantId) -> usize {
        self.seats.iter().filter(|s| s.participant != participant && s.place == Place::Plenary).count()
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
