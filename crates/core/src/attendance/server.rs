//! What the server says while one is at a meeting.

use super::outbox::Outbox;
use super::{Attendance, Seat};
use crate::cx::Cx;
use crate::desk;
use crate::link::Link;
use crate::view::Settings;
use crate::{Effect, EngineCommand, Problem};
use chancery_model::{ParticipantId, Place};
use chancery_signalling::message::{ClientMessage, IceServer, LeftReason, Member, RefusalCode, Sealed, ServerMessage};
use std::time::Duration;

/// When a refused seat is asked for again, where the server does not say: the reason may pass by itself.
const ASK_AGAIN: Duration = Duration::from_secs(10);
/// At the earliest.
const ASK_SOONEST: Duration = Duration::from_secs(1);
/// At the latest, whatever the server says.
const ASK_LATEST: Duration = Duration::from_mins(2);

/// What follows for whoever holds the attendance.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It goes on.
    Continue,
    /// Another has this seat.
    SeatTaken,
}

impl Attendance {
    /// The server greeted: the seat has to be taken on this socket.
    pub(crate) fn welcomed(&mut self, cx: &mut Cx<'_>, link: &Link, settings: &Settings, ice: Vec<IceServer>) {
        cx.engine(EngineCommand::IceServers(ice));
        self.seat = Seat::Wanted { after: cx.tick() };
        self.take_seat(cx, link, settings);
    }

    /// A message of the meeting.
    pub(crate) fn message(&mut self, cx: &mut Cx<'_>, message: ServerMessage) -> Outcome {
        match message {
            ServerMessage::Entered { meeting, members, .. } => self.entered(cx, &meeting, &members),
            ServerMessage::Member { member } if self.seat == Seat::Taken => self.member(cx, &member),
            ServerMessage::Left { participant, reason } if self.seat == Seat::Taken => {
                self.left(cx, participant, reason);
            }
            ServerMessage::Relayed { from, sealed } if self.seat == Seat::Taken => self.relayed(cx, from, &sealed),
            ServerMessage::Refused { code, retry_ms, .. } => return self.refused(cx, code, retry_ms),
            // Before the seat is taken nothing of the meeting is for us; greetings and pongs are the link's.
            _ => {}
        }
        Outcome::Continue
    }

    fn refused(&mut self, cx: &mut Cx<'_>, code: RefusalCode, retry_ms: Option<u64>) -> Outcome {
        let problem = match code {
            RefusalCode::AlreadyHere => return Outcome::SeatTaken,
            RefusalCode::NoSuchMeeting => Problem::NoSuchMeeting,
            RefusalCode::NotOpen => Problem::MeetingNotOpen,
            RefusalCode::MeetingFull => Problem::MeetingFull,
            RefusalCode::ServerFull => Problem::ServerFull,
            RefusalCode::TooFast => Problem::TooFast,
            RefusalCode::Storage => Problem::ServerStorage,
            RefusalCode::Version | RefusalCode::TooLarge | RefusalCode::Malformed | RefusalCode::OrganisersOnly => {
                Problem::ServerNonsense
            }
        };
        tracing::debug!(?code, "refused");
        if matches!(self.seat, Seat::Asked(_)) {
            let wait = retry_ms.map_or(ASK_AGAIN, Duration::from_millis).clamp(ASK_SOONEST, ASK_LATEST);
            self.seat = Seat::Wanted { after: cx.tick() + wait };
            self.problem = Some(problem);
        } else if self.seat == Seat::Taken {
            cx.raise(problem);
        }
        Outcome::Continue
    }

    fn entered(&mut self, cx: &mut Cx<'_>, meeting: &Sealed, members: &[Member]) {
        let Seat::Asked(asked) = self.seat else { return };
        match self.sealer.open_meeting(meeting) {
            Ok(meeting) => {
                self.info = Some(desk::info(meeting));
                self.problem = None;
            }
            // The server let us in, but the meeting's words are sealed under another secret: the link is not right.
            Err(_) if self.info.is_none() => self.problem = Some(Problem::CannotOpen),
            Err(_) => self.unreadable(cx),
        }
        self.seat = Seat::Taken;
        let members: Vec<Member> = members.iter().filter(|m| m.participant != self.me).cloned().collect();
        self.roster.named(cx.tick(), &members);
        for member in &members {
            self.seen(cx, member);
        }
        if self.place == Place::HoldingRoom {
            self.go_in(cx);
            // The wish to join was taken back while the server let us in.
            if asked == Place::Plenary && self.place == Place::HoldingRoom {
                cx.out.push(Effect::Send(ClientMessage::Move { place: Place::HoldingRoom }));
            }
        } else {
            if asked == Place::HoldingRoom {
                cx.out.push(Effect::Send(ClientMessage::Move { place: Place::Plenary }));
            }
            self.connect_all(cx);
            self.repeat_media(cx);
        }
        let mut outbox = Outbox::new(&self.sealer, &self.roster, true);
        self.peers.returned(cx, &mut outbox, None);
        self.tell_wants(cx);
        self.say_chat(cx);
        self.remove_missing(cx);
    }

    fn member(&mut self, cx: &mut Cx<'_>, member: &Member) {
        if member.participant == self.me {
            return;
        }
        let id = member.participant;
        let came = self.seen(cx, member);
        let inside = self.roster.find(id).is_some_and(|o| o.place == Place::Plenary);
        if self.place != Place::Plenary {
            return;
        }
        if inside {
            let media = self.roster.find(id).map(|o| o.media).unwrap_or_default();
            self.peers.add(cx, id, media);
        }
        if came {
            self.say_media_to(cx, id);
            let mut outbox = Outbox::new(&self.sealer, &self.roster, true);
            self.peers.returned(cx, &mut outbox, Some(id));
            self.say_chat(cx);
        }
        self.tell_wants(cx);
    }

    /// Takes what the server says of one member. `true`: our words reach it, which they did not before.
    fn seen(&mut self, cx: &mut Cx<'_>, member: &Member) -> bool {
        let change = self.roster.member(cx.tick(), &self.sealer, member);
        if change.unreadable {
            self.unreadable(cx);
        }
        if member.place == Place::HoldingRoom {
            self.peers.remove(cx, member.participant);
            self.yield_stage(cx);
        }
        change.came
    }

    fn left(&mut self, cx: &mut Cx<'_>, who: ParticipantId, reason: LeftReason) {
        match reason {
            LeftReason::Left => {
                self.peers.remove(cx, who);
                self.roster.remove(who);
            }
            // It lost the server, not necessarily us: while it is heard directly the call goes on.
            LeftReason::Lost => self.roster.lost(cx.tick(), who),
        }
        self.remove_missing(cx);
    }

    /// Those who have been away from the server for long and are not heard directly either have gone.
    pub(super) fn remove_missing(&mut self, cx: &mut Cx<'_>) {
        if self.seat != Seat::Taken {
            return;
        }
        let peers = &self.peers;
        for who in self.roster.overdue(cx.tick(), |id| peers.heard(id)) {
            self.peers.remove(cx, who);
            self.roster.give_up(who);
        }
    }

    /// Something could not be opened with this invitation's secret: told once.
    pub(super) fn unreadable(&mut self, cx: &mut Cx<'_>) {
        tracing::warn!("something sealed could not be opened");
        if !std::mem::replace(&mut self.told_unreadable, true) {
            cx.raise(Problem::CannotOpen);
        }
    }
}
