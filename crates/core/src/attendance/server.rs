//! What the server says while one is at a meeting.

use super::{Attendance, Outbox, Seat};
use crate::cx::Cx;
use crate::desk;
use crate::link::Link;
use crate::view::Settings;
use crate::{Effect, EngineCommand, Problem};
use chancery_model::{ParticipantId, Place};
use chancery_signalling::message::{ClientMessage, IceServer, LeftReason, Member, RefusalCode, Sealed, ServerMessage};
use chancery_trust::group::Input;
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
        let (ice, left_out) = chancery_signalling::ice::taken(ice);
        if left_out > 0 {
            tracing::warn!(left_out, "the server names more STUN and TURN addresses than are taken, or unknown ones");
        }
        cx.engine(EngineCommand::IceServers(ice));
        self.seat = Seat::Wanted { after: cx.tick() };
        self.take_seat(cx, link, settings);
    }

    /// A message of the meeting.
    pub(crate) fn message(&mut self, cx: &mut Cx<'_>, message: ServerMessage) -> Outcome {
        match message {
            ServerMessage::Entered { meeting, members, ordered } => {
                // Of another counting nothing has come yet that we missed; of ours it follows.
                if self.ordered.is_none_or(|last| last.run != ordered.run || last.n > ordered.n) {
                    self.ordered = Some(ordered);
                }
                self.entered(cx, &meeting, &members);
            }
            ServerMessage::Member { member } if self.seat == Seat::Taken => self.member(cx, &member),
            ServerMessage::Left { participant, reason } if self.seat == Seat::Taken => {
                self.left(cx, participant, reason);
            }
            ServerMessage::Relayed { from, sealed } if self.seat == Seat::Taken => {
                self.grouped(cx, from, None, &sealed);
            }
            ServerMessage::Ordered { mark, from, sealed } if self.seat == Seat::Taken => {
                self.ordered(cx, mark, from, &sealed);
            }
            ServerMessage::Refused { code, retry_ms, .. } => return self.refused(cx, code, retry_ms),
            // Before the seat is taken nothing of the meeting is for us; greetings and pongs are the link's.
            _ => {}
        }
        Outcome::Continue
    }

    fn refused(&mut self, cx: &mut Cx<'_>, code: RefusalCode, retry_ms: Option<u64>) -> Outcome {
        let problem = match code {
            // Only who asks for a seat can be told that it is taken; and a call that runs is not ended by the server's word:
            // who is heard directly is asked again later.
            RefusalCode::AlreadyHere if matches!(self.seat, Seat::Asked(_)) && !self.peers.any_heard() => {
                return Outcome::SeatTaken;
            }
            RefusalCode::AlreadyHere => Problem::ServerNonsense,
            RefusalCode::NoSuchMeeting => Problem::NoSuchMeeting,
            RefusalCode::NotOpen => Problem::MeetingNotOpen,
            RefusalCode::MeetingFull => Problem::MeetingFull,
            RefusalCode::PlenaryFull if self.turned_away(cx) => return Outcome::Continue,
            // A call that runs goes on without the server.
            RefusalCode::PlenaryFull => Problem::PlenaryFull,
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
            if self.asking {
                // It answers again.
                self.joining = None;
            }
            self.ask(cx);
            // The wish to join was taken back while the server let us in.
            if asked == Place::Plenary && self.place == Place::HoldingRoom && !self.asking {
                cx.out.push(Effect::Send(ClientMessage::Move { place: Place::HoldingRoom }));
            }
        } else if asked == Place::HoldingRoom {
            cx.out.push(Effect::Send(ClientMessage::Move { place: Place::Plenary }));
        }
        self.present(cx);
        self.regroup(cx);
        if self.place == Place::Plenary {
            self.repeat_media(cx);
            self.return_to(cx, None);
        }
        self.tell_group(cx, Input::Reached);
        self.tell_wants(cx);
        self.say_chat(cx);
        self.remove_missing(cx);
    }

    fn member(&mut self, cx: &mut Cx<'_>, member: &Member) {
        if member.participant == self.me {
            return;
        }
        let came = self.seen(cx, member);
        self.look_for_seat(cx);
        self.present(cx);
        self.regroup(cx);
        if self.place != Place::Plenary {
            return;
        }
        if came {
            self.say_media_to(cx, member.participant);
            self.return_to(cx, Some(member.participant));
            self.say_chat(cx);
        }
        self.tell_wants(cx);
    }

    /// What waited for somebody goes out, or (`None`) for all.
    pub(super) fn return_to(&mut self, cx: &mut Cx<'_>, who: Option<ParticipantId>) {
        let seated = self.seat == Seat::Taken;
        let mut outbox = Outbox::new(&self.sealer, &self.roster, &mut self.group, seated);
        self.peers.returned(cx, &mut outbox, who);
    }

    /// Takes what the server says of one member. `true`: our words reach it, which they did not before.
    fn seen(&mut self, cx: &mut Cx<'_>, member: &Member) -> bool {
        let change = self.roster.member(cx.tick(), &self.sealer, member);
        if change.unreadable {
            self.unreadable(cx);
        }
        change.came
    }

    /// The server says that somebody left, or was lost. Who leaves says so in the group: the server's word alone ends no
    /// call. While somebody is heard directly it goes on.
    fn left(&mut self, cx: &mut Cx<'_>, who: ParticipantId, reason: LeftReason) {
        tracing::debug!(?reason, "somebody is not at the server any more");
        if self.is_heard_inside(who) {
            self.roster.lost(cx.tick(), who);
        } else {
            self.peers.remove(cx, who);
            match reason {
                LeftReason::Left => self.roster.remove(who),
                LeftReason::Lost => {
                    self.roster.lost(cx.tick(), who);
                    self.roster.give_up(who);
                }
            }
            self.tell_group(cx, Input::Gone(who));
        }
        self.look_for_seat(cx);
        self.present(cx);
        self.regroup(cx);
        self.remove_missing(cx);
    }

    fn is_heard_inside(&self, who: ParticipantId) -> bool {
        self.group.knows(who) && self.peers.heard(who)
    }

    /// Those who have been away from the server for long and are not heard directly either have gone.
    pub(super) fn remove_missing(&mut self, cx: &mut Cx<'_>) {
        if self.seat != Seat::Taken {
            return;
        }
        let peers = &self.peers;
        let overdue = self.roster.overdue(cx.tick(), |id| peers.heard(id));
        for who in &overdue {
            self.peers.remove(cx, *who);
            self.roster.give_up(*who);
            self.tell_group(cx, Input::Gone(*who));
        }
        if !overdue.is_empty() {
            self.look_for_seat(cx);
        }
    }

    /// Something could not be opened with this invitation's secret: told once.
    pub(super) fn unreadable(&mut self, cx: &mut Cx<'_>) {
        // Once: a server can send as many of them as it likes.
        if !std::mem::replace(&mut self.told_unreadable, true) {
            tracing::warn!("something sealed could not be opened");
            cx.raise(Problem::CannotOpen);
        }
    }
}
