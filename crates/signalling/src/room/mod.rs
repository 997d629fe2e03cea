//! The server's end of the signalling socket, as decisions: who is in which meeting and place, in which order things
//! are told, what is too much, who may come back to a seat.
//!
//! One [`Switchboard`] holds all sockets and all meetings in which somebody is. The edge numbers its sockets
//! ([`ConnectionKey`]), tells what happens ([`RoomInput`]) and does what comes out ([`RoomOutput`]), each socket's
//! messages in order. It reads no clock and no database: a meeting nobody is in yet is asked for by
//! [`RoomOutput::LookUp`] and answered by [`RoomInput::Found`]. So after a restart everything comes back from the
//! database and from the clients, which enter again under the same identifiers.
//!
//! Invariants (held by the tests below):
//! - after all messages are delivered, the roster of each client is the switchboard's;
//! - nothing of one meeting reaches a socket that is not seated in it;
//! - one participant has at most one socket; only who knows the resume token may take a seat over;
//! - a wrong token, a wrong side and an unknown meeting get the same answer;
//! - no order of messages makes it panic, and what it keeps is bounded by [`Limits`].
//!
//! For clients: each `Enter` gets exactly one answer, in order: `Entered`, or `Refused`. What still arrives between one's
//! own `Leave` and the answer to the next `Enter` is of the meeting that was left.

mod limits;
mod meeting;
mod port;
mod record;

pub use limits::{Bucket, Limits};
pub use port::{CloseReason, ConnectionKey, Found, RoomInput, RoomOutput};
pub use record::Record;

use crate::message::{
    AccessToken, ClientMessage, LeftReason, Mark, Member, RefusalCode, ResumeToken, Sealed, ServerMessage, VERSION,
    choose_version,
};
use chancery_model::{DelegationCode, MeetingId, Now, ParticipantId, Place, Tick};
use meeting::{Live, Seat, SeatLink};
use std::collections::BTreeMap;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How often the edge has to tell [`RoomInput::Tick`], at least.
pub const TICK_EVERY: Duration = Duration::from_millis(200);
/// Ticks that far apart mean that the whole process stood still: the clients could not be heard, and are not blamed.
const STALL: Duration = Duration::from_millis(800);
/// What a frame that was not understood costs of the rate.
const GARBLED_COST: u64 = 50;
/// When to try again after being sent away for want of room.
const RETRY_FULL_MS: u64 = 10_000;
/// When to try again after sending too much, or when the database did not answer.
const RETRY_SOON_MS: u64 = 1_000;

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sockets.
    pub connections: usize,
    /// Meetings in which somebody is.
    pub meetings: usize,
    /// Seats taken, those of the lost included.
    pub seats: usize,
}

#[derive(Clone, Debug)]
struct Connection {
    opened: Tick,
    heard: Tick,
    bucket: Bucket,
    phase: Phase,
}

#[derive(Clone, Debug)]
enum Phase {
    /// Has said nothing.
    New,
    /// Greeted, in no meeting.
    Greeted,
    /// Wants to enter; the meeting is being looked up.
    Asking(Box<Entrance>),
    /// Seated.
    In(MeetingId, ParticipantId),
}

/// A [`ClientMessage::Enter`] as it was asked.
#[derive(Clone, Debug)]
struct Entrance {
    meeting: MeetingId,
    delegation: DelegationCode,
    access: AccessToken,
    participant: ParticipantId,
    resume: ResumeToken,
    place: Place,
    card: Sealed,
    after: Option<Mark>,
}

/// All sockets and all meetings of one server. See the module.
#[derive(Clone, Debug)]
pub struct Switchboard {
    limits: Limits,
    // Ordered maps, so that the same inputs give the same outputs in the same order.
    connections: BTreeMap<ConnectionKey, Connection>,
    meetings: BTreeMap<MeetingId, Live>,
    last_tick: Option<Tick>,
    stopping: Option<u64>,
    /// The run of the next meeting ([`Mark::run`]).
    run: u64,
}

impl Switchboard {
    /// An empty one. `run`: random, so that clients recognise that the order of messages is counted anew.
    pub fn new(limits: Limits, run: u64) -> Self {
        Self { limits, connections: BTreeMap::new(), meetings: BTreeMap::new(), last_tick: None, stopping: None, run }
    }

    /// How much there is now.
    pub fn counts(&self) -> Counts {
        Counts {
            connections: self.connections.len(),
            meetings: self.meetings.len(),
            seats: self.meetings.values().map(|m| m.seats.len()).sum(),
        }
    }

    /// Everyone in a meeting, in the order of entering.
    pub fn roster(&self, meeting: MeetingId) -> Vec<Member> {
        self.meetings.get(&meeting).map(|m| m.seats.iter().map(Seat::member).collect()).unwrap_or_default()
    }

    /// How many are in a meeting and connected.
    pub fn present(&self, meeting: MeetingId) -> u32 {
        let here = |s: &&Seat| s.connection().is_some();
        self.meetings.get(&meeting).map_or(0, |m| m.seats.iter().filter(here).count() as u32)
    }

    /// Greeted sockets of which nothing has been heard for two heartbeats: an edge that knows better (bytes of a long
    /// frame have come) tells [`RoomInput::Heard`].
    pub fn quiet(&self, now: Tick) -> Vec<ConnectionKey> {
        let quiet = |c: &Connection| !matches!(c.phase, Phase::New) && now - c.heard >= self.limits.heartbeat * 2;
        self.connections.iter().filter(|(_, c)| quiet(c)).map(|(key, _)| *key).collect()
    }

    /// Takes one input and adds what is to be done to `out`. Inputs about sockets it does not know are ignored: they
    /// cross with [`RoomOutput::Close`].
    pub fn handle(&mut self, now: Now, input: RoomInput, out: &mut Vec<RoomOutput>) {
        match input {
            RoomInput::Opened { connection, crowded } => self.opened(now.tick, connection, crowded, out),
            RoomInput::Message { connection, message } => {
                if self.admit(now.tick, connection, cost(&message), out) {
                    self.message(now, connection, message, out);
                }
            }
            RoomInput::Garbled { connection } => {
                if self.admit(now.tick, connection, GARBLED_COST, out) {
                    refuse(connection, RefusalCode::Malformed, None, out);
                    if matches!(self.phase(connection), Some(Phase::New)) {
                        self.close(now.tick, connection, CloseReason::Malformed, out);
                    }
                }
            }
            RoomInput::Heard { connection } => {
                self.admit(now.tick, connection, 1, out);
            }
            RoomInput::TooLarge { connection } => {
                if self.connections.contains_key(&connection) {
                    refuse(connection, RefusalCode::TooLarge, None, out);
                    self.close(now.tick, connection, CloseReason::TooLarge, out);
                }
            }
            RoomInput::Found { connection, meeting, found } => self.found(now, connection, meeting, found, out),
            RoomInput::Closed { connection } => self.forget(now.tick, connection, out),
            RoomInput::Tick => self.tick(now.tick, out),
            RoomInput::Stop { retry_ms } => {
                self.stopping = Some(retry_ms);
                let to: Vec<_> = std::mem::take(&mut self.connections).into_keys().collect();
                self.meetings.clear();
                if !to.is_empty() {
                    out.push(RoomOutput::SendAll { to: to.clone(), message: ServerMessage::Closing { retry_ms } });
                }
                let why = CloseReason::Stopping;
                out.extend(to.into_iter().map(|connection| RoomOutput::Close { connection, why }));
            }
        }
    }

    fn phase(&self, connection: ConnectionKey) -> Option<&Phase> {
        self.connections.get(&connection).map(|c| &c.phase)
    }

    fn set_phase(&mut self, connection: ConnectionKey, phase: Phase) {
        if let Some(c) = self.connections.get_mut(&connection) {
            c.phase = phase;
        }
    }

    fn opened(&mut self, now: Tick, connection: ConnectionKey, crowded: bool, out: &mut Vec<RoomOutput>) {
        if let Some(retry_ms) = self.stopping {
            out.push(RoomOutput::Send { to: connection, message: ServerMessage::Closing { retry_ms } });
            out.push(RoomOutput::Close { connection, why: CloseReason::Stopping });
        } else if crowded || self.connections.len() >= self.limits.connections {
            refuse(connection, RefusalCode::ServerFull, Some(RETRY_FULL_MS), out);
            out.push(RoomOutput::Close { connection, why: CloseReason::Full });
        } else {
            let bucket = Bucket::full(now, self.limits.burst);
            self.connections.insert(connection, Connection { opened: now, heard: now, bucket, phase: Phase::New });
        }
    }

    /// Notes that a socket was heard and charges it. `false`: not known, or it sends too much and was closed.
    fn admit(&mut self, now: Tick, connection: ConnectionKey, cost: u64, out: &mut Vec<RoomOutput>) -> bool {
        let Some(c) = self.connections.get_mut(&connection) else { return false };
        c.heard = now;
        if !c.bucket.take(now, self.limits.burst, self.limits.rate, cost) {
            refuse(connection, RefusalCode::TooFast, Some(RETRY_SOON_MS), out);
            // Closing loses nothing: who comes back enters anew and gets the whole roster, which dropping single
            // messages would leave wrong.
            self.close(now, connection, CloseReason::TooFast, out);
            return false;
        }
        if let Phase::In(meeting, participant) = c.phase {
            self.relink(meeting, participant, SeatLink::Here(connection), out);
        }
        true
    }

    fn message(&mut self, now: Now, connection: ConnectionKey, message: ClientMessage, out: &mut Vec<RoomOutput>) {
        let Some(phase) = self.phase(connection) else { return };
        match (phase, message) {
            (Phase::New, ClientMessage::Hello { versions, client }) => {
                if client.len() > 64 || versions.len() > 64 {
                    refuse(connection, RefusalCode::Malformed, None, out);
                    self.close(now.tick, connection, CloseReason::Malformed, out);
                } else if let Some(version) = choose_version(&versions) {
                    self.set_phase(connection, Phase::Greeted);
                    let heartbeat_ms = self.limits.heartbeat.as_millis() as u32;
                    let message =
                        ServerMessage::Welcome { version, time: now.wall, heartbeat_ms, ice_servers: Vec::new() };
                    out.push(RoomOutput::Send { to: connection, message });
                } else {
                    let message =
                        ServerMessage::Refused { code: RefusalCode::Version, versions: vec![VERSION], retry_ms: None };
                    out.push(RoomOutput::Send { to: connection, message });
                    self.close(now.tick, connection, CloseReason::Version, out);
                }
            }
            (Phase::New, _) => {
                refuse(connection, RefusalCode::Malformed, None, out);
                self.close(now.tick, connection, CloseReason::Malformed, out);
            }
            (_, ClientMessage::Ping { n }) => {
                out.push(RoomOutput::Send { to: connection, message: ServerMessage::Pong { n } });
            }
            (
                Phase::Greeted,
                ClientMessage::Enter { meeting, delegation, access, participant, resume, place, card, after },
            ) => {
                if card.0.len() > self.limits.card {
                    refuse(connection, RefusalCode::TooLarge, None, out);
                    return;
                }
                let entrance = Entrance { meeting, delegation, access, participant, resume, place, card, after };
                if self.meetings.contains_key(&meeting) {
                    // Known from the one who entered first: whoever comes back to it needs no database.
                    self.enter(now, connection, entrance, out);
                } else {
                    self.set_phase(connection, Phase::Asking(Box::new(entrance)));
                    out.push(RoomOutput::LookUp { connection, meeting });
                }
            }
            (Phase::In(meeting, participant), ClientMessage::Move { place }) => {
                let (meeting, participant) = (*meeting, *participant);
                let Some(live) = self.meetings.get_mut(&meeting) else { return };
                let full = place == Place::Plenary && live.others_inside(participant) >= self.limits.plenary;
                let Some(seat) = live.seat(participant).filter(|seat| seat.place != place) else { return };
                if full {
                    refuse(connection, RefusalCode::PlenaryFull, Some(RETRY_FULL_MS), out);
                } else {
                    seat.place = place;
                    self.tell_member(meeting, participant, out);
                }
            }
            (Phase::In(meeting, from), ClientMessage::Relay { to, sealed }) => {
                if sealed.0.len() > self.limits.relay {
                    refuse(connection, RefusalCode::TooLarge, None, out);
                    return;
                }
                let Some(live) = self.meetings.get(meeting) else { return };
                let message = ServerMessage::Relayed { from: *from, sealed };
                match to {
                    None => push_all(live.others(*from), message, out),
                    Some(to) if to == *from => {}
                    // To one who has just left, or whose socket is lost: dropped. Who comes back asks anew.
                    Some(to) => {
                        let seat = live.seats.iter().find(|s| s.participant == to);
                        if let Some(to) = seat.and_then(Seat::connection) {
                            out.push(RoomOutput::Send { to, message });
                        }
                    }
                }
            }
            (Phase::In(meeting, from), ClientMessage::Order { sealed }) => {
                if sealed.0.len() > self.limits.relay {
                    refuse(connection, RefusalCode::TooLarge, None, out);
                    return;
                }
                let (meeting, from) = (*meeting, *from);
                let Some(live) = self.meetings.get_mut(&meeting) else { return };
                let message = live.order(from, sealed);
                push_all(live.all(), message, out);
            }
            (Phase::In(meeting, participant), ClientMessage::Leave) => {
                let (meeting, participant) = (*meeting, *participant);
                self.set_phase(connection, Phase::Greeted);
                self.unseat(meeting, participant, LeftReason::Left, out);
            }
            (Phase::Greeted, ClientMessage::Leave) => {}
            _ => refuse(connection, RefusalCode::Malformed, None, out),
        }
    }

    fn found(
        &mut self,
        now: Now,
        connection: ConnectionKey,
        meeting: MeetingId,
        found: Found,
        out: &mut Vec<RoomOutput>,
    ) {
        // The socket may be gone, and its number is never another's.
        let entrance = match self.phase(connection) {
            Some(Phase::Asking(e)) if e.meeting == meeting => (**e).clone(),
            _ => return,
        };
        self.set_phase(connection, Phase::Greeted);
        match found {
            Found::Unavailable => refuse(connection, RefusalCode::Storage, Some(RETRY_SOON_MS), out),
            Found::Busy => refuse(connection, RefusalCode::TooFast, Some(RETRY_SOON_MS), out),
            Found::Nothing => {
                // The same work as for a wrong token, so that the time tells nothing either.
                let _ = Record::admits(None, &entrance.delegation, &entrance.access);
                refuse(connection, RefusalCode::NoSuchMeeting, None, out);
            }
            Found::Record(record) => {
                // Another may have entered while this one was being looked up: then that record stands.
                let run = &mut self.run;
                self.meetings.entry(meeting).or_insert_with(|| {
                    *run = run.wrapping_add(1);
                    Live::new(*record, *run)
                });
                self.enter(now, connection, entrance, out);
                self.drop_if_empty(meeting);
            }
        }
    }

    /// Seats a client in a meeting whose record is known, or refuses it.
    fn enter(&mut self, now: Now, connection: ConnectionKey, e: Entrance, out: &mut Vec<RoomOutput>) {
        let Some(live) = self.meetings.get_mut(&e.meeting) else { return };
        if !Record::admits(Some(&live.record), &e.delegation, &e.access) {
            return refuse(connection, RefusalCode::NoSuchMeeting, None, out);
        }
        let open = live.record.is_open(now.wall, self.limits.doors);
        let taken = live.seats.len();
        let full = e.place == Place::Plenary && live.others_inside(e.participant) >= self.limits.plenary;
        let mut replaced = None;
        if let Some(seat) = live.seat(e.participant) {
            let same = bool::from(seat.resume.0.ct_eq(&e.resume.0)) && seat.delegation == e.delegation;
            if !same {
                return refuse(connection, RefusalCode::AlreadyHere, None, out);
            }
            if full && seat.place != Place::Plenary {
                return refuse(connection, RefusalCode::PlenaryFull, Some(RETRY_FULL_MS), out);
            }
            // Coming back is allowed after closing time: a call that runs is not ended by the clock.
            replaced = seat.connection();
            seat.place = e.place;
            seat.card = e.card;
            seat.link = SeatLink::Here(connection);
        } else if !open {
            return refuse(connection, RefusalCode::NotOpen, None, out);
        } else if taken >= self.limits.members {
            return refuse(connection, RefusalCode::MeetingFull, Some(RETRY_FULL_MS), out);
        } else if full {
            return refuse(connection, RefusalCode::PlenaryFull, Some(RETRY_FULL_MS), out);
        } else {
            live.seats.push(Seat {
                participant: e.participant,
                delegation: e.delegation,
                resume: e.resume,
                place: e.place,
                card: e.card,
                link: SeatLink::Here(connection),
            });
        }
        let others = live.seats.iter().filter(|s| s.participant != e.participant);
        let message = ServerMessage::Entered {
            meeting: live.record.sealed.clone(),
            members: others.map(Seat::member).collect(),
            ordered: live.mark(),
        };
        out.push(RoomOutput::Send { to: connection, message });
        if let Some(after) = e.after {
            out.extend(live.missed(after).map(|message| RoomOutput::Send { to: connection, message }));
        }
        self.set_phase(connection, Phase::In(e.meeting, e.participant));
        if let Some(old) = replaced {
            self.connections.remove(&old);
            out.push(RoomOutput::Close { connection: old, why: CloseReason::Replaced });
        }
        self.tell_member(e.meeting, e.participant, out);
    }

    /// Sets how a participant can be reached, and tells the others where that shows.
    fn relink(&mut self, meeting: MeetingId, participant: ParticipantId, link: SeatLink, out: &mut Vec<RoomOutput>) {
        let Some(seat) = self.meetings.get_mut(&meeting).and_then(|m| m.seat(participant)) else { return };
        let here = |l| matches!(l, SeatLink::Here(_));
        let shows = here(seat.link) != here(link);
        seat.link = link;
        if shows {
            self.tell_member(meeting, participant, out);
        }
    }

    fn tell_member(&self, meeting: MeetingId, participant: ParticipantId, out: &mut Vec<RoomOutput>) {
        if let Some(live) = self.meetings.get(&meeting)
            && let Some(member) = live.member(participant)
        {
            push_all(live.others(participant), ServerMessage::Member { member }, out);
        }
    }

    fn unseat(
        &mut self,
        meeting: MeetingId,
        participant: ParticipantId,
        reason: LeftReason,
        out: &mut Vec<RoomOutput>,
    ) {
        if let Some(live) = self.meetings.get_mut(&meeting)
            && live.remove(participant)
        {
            push_all(live.others(participant), ServerMessage::Left { participant, reason }, out);
        }
        self.drop_if_empty(meeting);
    }

    fn drop_if_empty(&mut self, meeting: MeetingId) {
        if self.meetings.get(&meeting).is_some_and(|m| m.seats.is_empty()) {
            self.meetings.remove(&meeting);
        }
    }

    fn close(&mut self, now: Tick, connection: ConnectionKey, why: CloseReason, out: &mut Vec<RoomOutput>) {
        out.push(RoomOutput::Close { connection, why });
        self.forget(now, connection, out);
    }

    /// A socket is gone: its seat waits.
    fn forget(&mut self, now: Tick, connection: ConnectionKey, out: &mut Vec<RoomOutput>) {
        if let Some(c) = self.connections.remove(&connection)
            && let Phase::In(meeting, participant) = c.phase
        {
            self.relink(meeting, participant, SeatLink::Lost(now), out);
        }
    }

    fn tick(&mut self, now: Tick, out: &mut Vec<RoomOutput>) {
        let gap = self.last_tick.map_or(Duration::ZERO, |last| now - last);
        self.last_tick = Some(now);
        if gap > STALL {
            // Nor could those come back whose seats wait.
            for seat in self.meetings.values_mut().flat_map(|m| &mut m.seats) {
                if let SeatLink::Lost(since) = &mut seat.link {
                    *since = (*since + gap).min(now);
                }
            }
        }
        let (mut late, mut silent) = (Vec::new(), Vec::new());
        for (key, c) in &mut self.connections {
            if gap > STALL {
                c.heard = (c.heard + gap).min(now);
                c.opened = (c.opened + gap).min(now);
            }
            let quiet = now - c.heard;
            if matches!(c.phase, Phase::New) {
                if now - c.opened >= self.limits.hello {
                    late.push((*key, CloseReason::NoHello));
                }
            } else if quiet >= self.limits.heartbeat * 10 {
                late.push((*key, CloseReason::Silent));
            } else if quiet >= self.limits.heartbeat * 3
                && let Phase::In(meeting, participant) = c.phase
            {
                silent.push((*key, meeting, participant));
            }
        }
        for (key, meeting, participant) in silent {
            self.relink(meeting, participant, SeatLink::Silent(key), out);
        }
        for (key, why) in late {
            self.close(now, key, why, out);
        }
        let gone: Vec<_> = self
            .meetings
            .iter()
            .flat_map(|(id, live)| live.overdue(now, self.limits.grace).into_iter().map(|p| (*id, p)))
            .collect();
        for (meeting, participant) in gone {
            self.unseat(meeting, participant, LeftReason::Lost, out);
        }
    }
}

/// What a message costs of its sender's rate.
fn cost(message: &ClientMessage) -> u64 {
    let bytes = match message {
        ClientMessage::Relay { sealed, .. } | ClientMessage::Order { sealed } => sealed.0.len(),
        ClientMessage::Enter { card, .. } => card.0.len(),
        _ => 0,
    };
    1 + bytes as u64 / 4_096
}

fn refuse(to: ConnectionKey, code: RefusalCode, retry_ms: Option<u64>, out: &mut Vec<RoomOutput>) {
    let message = ServerMessage::Refused { code, versions: Vec::new(), retry_ms };
    out.push(RoomOutput::Send { to, message });
}

fn push_all(to: Vec<ConnectionKey>, message: ServerMessage, out: &mut Vec<RoomOutput>) {
    match to[..] {
        [] => {}
        [to] => out.push(RoomOutput::Send { to, message }),
        _ => out.push(RoomOutput::SendAll { to, message }),
    }
}

#[cfg(test)]
mod tests;
