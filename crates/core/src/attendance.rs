//! Being at one meeting: in its holding room or in its plenary, with all that belongs to it: the seat at the server, the
//! others, the connections to them, what is on air, the chat.
//!
//! - this file: coming, joining, leaving, what is due when;
//! - `server`: what the server says;
//! - `talk`: what participants say to each other, and what the engine says of them;
//! - `group`: asking to be let in, being in, being suspended or removed;
//! - `seat`: waiting for a seat in a full plenary;
//! - `show` and `security`: the view.

mod group;
mod outbox;
mod seat;
mod security;
mod server;
mod show;
mod talk;

use crate::chat::Chat;
use crate::cx::{Cx, earlier};
use crate::desk::Entry;
use crate::gate::Gate;
use crate::intent::TileSize;
use crate::keys;
use crate::link::Link;
use crate::peers::Peers;
use crate::random;
use crate::roster::Roster;
use crate::sealer::Sealer;
use crate::view::{Ended, MeetingInfo, Settings};
use crate::voices::Voices;
use crate::{Effect, EngineCommand, Problem};
use chancery_model::person::BadName;
use chancery_model::{
    Card, DelegationCode, MediaState, MeetingId, Now, ParticipantId, PersonName, Personal, Place, Tick,
};
use chancery_signalling::message::{AccessToken, ClientMessage, Mark, ResumeToken};
use chancery_trust::Invitation;
use chancery_trust::group::Input;
use group::Group;
use outbox::{Outbox, reaches};
pub(crate) use server::Outcome;
use std::time::Duration;

/// How long the wish to join is good while the server does not answer. After it the person has to press *Join* again:
/// a microphone must not open long after it was wished.
const JOIN_PATIENCE: Duration = Duration::from_secs(20);
/// What a signed roster log says it is (`typ` of RFC 7515).
const ROSTER_LOG: &str = "chancery-roster-log+json";
/// A name that is being typed is told to the others when it has stood still for so long.
const NAME_SETTLES: Duration = Duration::from_millis(700);

/// Where the seat at the server stands, on the socket that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seat {
    /// Not asked for yet (no name, no socket, or to be asked for again at a time).
    Wanted {
        /// Not before.
        after: Tick,
    },
    /// Asked for, to this place.
    Asked(Place),
    /// The server has let us in.
    Taken,
}

/// Being at one meeting.
#[derive(Debug)]
pub(crate) struct Attendance {
    pub(crate) meeting: MeetingId,
    invitation: Invitation,
    side: DelegationCode,
    access: AccessToken,
    resume: ResumeToken,
    me: ParticipantId,
    sealer: Sealer,
    pub(crate) info: Option<MeetingInfo>,
    /// Where the person is; the server may not know yet. Who asks to be let in is in the holding room.
    pub(crate) place: Place,
    seat: Seat,
    /// The last of the ordered messages that came.
    ordered: Option<Mark>,
    /// The placard that the server has or has been sent.
    card: Option<Card>,
    /// When a changed placard is to be sent.
    card_due: Option<Tick>,
    /// *Join* was pressed; until when that is good, unless the server answers.
    joining: Option<Tick>,
    /// The server has answered: one asks those who are in, since when.
    asking: bool,
    /// One asks, but every seat of the plenary is taken: nobody is asked before one of them is free.
    no_seat: bool,
    asked: Option<Now>,
    group: Group,
    /// One has to go out, and why.
    pub(crate) ending: Option<Problem>,
    joined: Option<Now>,
    roster: Roster,
    peers: Peers,
    gate: Gate,
    chat: Chat,
    voices: Voices,
    tiles: Option<Vec<TileSize>>,
    /// Counter of what we said of our media; what that was; the Lamport number of our screen.
    media_n: u64,
    said: (MediaState, Option<u64>),
    own_stage: Option<u64>,
    problem: Option<Problem>,
    /// That something could not be opened is told once.
    told_unreadable: bool,
}

/// The placard from what was typed, or what is wrong with it.
pub(crate) fn card(settings: &Settings, side: &DelegationCode) -> Result<Card, Problem> {
    let problem = |e| match e {
        BadName::Empty => Problem::NameEmpty,
        BadName::TooLong => Problem::NameTooLong,
    };
    let name = PersonName::new(&settings.name).map_err(problem)?;
    let title = match PersonName::new(&settings.title) {
        Ok(title) => Some(title),
        Err(BadName::Empty) => None,
        Err(e) => return Err(problem(e)),
    };
    Ok(Card { name, title, delegation: side.clone() })
}

impl Attendance {
    /// A new participant in a meeting that is on the desk.
    pub(crate) fn new(cx: &mut Cx<'_>, entry: &Entry) -> Self {
        let me = random::identifier(cx.random);
        let meeting = entry.invitation.meeting;
        Self {
            meeting,
            invitation: entry.invitation.clone(),
            side: entry.invitation.delegation.clone(),
            access: AccessToken(entry.keys.access_token()),
            resume: ResumeToken(random::bytes(cx.random)),
            me,
            sealer: Sealer::new(entry.keys.clone(), meeting, me),
            info: entry.info.clone(),
            place: Place::HoldingRoom,
            seat: Seat::Wanted { after: Tick(0) },
            ordered: None,
            card: None,
            card_due: None,
            joining: None,
            asking: false,
            no_seat: false,
            asked: None,
            group: Group::default(),
            ending: None,
            joined: None,
            roster: Roster::default(),
            peers: Peers::new(me),
            gate: Gate::new(),
            chat: Chat::default(),
            voices: Voices::default(),
            tiles: None,
            media_n: 0,
            said: (MediaState::CLOSED, None),
            own_stage: None,
            problem: None,
            told_unreadable: false,
        }
    }

    /// Whether this is still the way in: the same side, by the same link.
    pub(crate) fn fits(&self, entry: &Entry) -> bool {
        self.meeting == entry.invitation.meeting
            && self.side == entry.invitation.delegation
            && self.invitation == entry.invitation
            && self.access == AccessToken(entry.keys.access_token())
    }

    /// Into the holding room: preview, off air.
    pub(crate) fn begin(&mut self, cx: &mut Cx<'_>, link: &mut Link) {
        self.place = Place::HoldingRoom;
        self.gate.hold(cx);
        cx.engine(EngineCommand::ListDevices);
        link.open(cx, &self.invitation.server);
    }

    /// What is typed on the placard has changed.
    pub(crate) fn profile_changed(&mut self, cx: &Cx<'_>) {
        self.card_due = Some(cx.tick() + NAME_SETTLES);
    }

    /// Takes the seat, where that is due and can be done; sends a changed placard.
    fn take_seat(&mut self, cx: &mut Cx<'_>, link: &Link, settings: &Settings) {
        let due = match self.seat {
            Seat::Wanted { after } => after <= cx.tick(),
            // In the plenary, and while one asks to be let in, a changed placard waits for the next time: to take it there
            // would be to leave.
            Seat::Taken => self.card_due.is_some() && self.place == Place::HoldingRoom && !self.asking,
            Seat::Asked(_) => false,
        };
        // While a name is being typed nobody is told of it; a call that runs does not wait for that.
        let typing = self.place == Place::HoldingRoom && self.card_due.is_some_and(|at| at > cx.tick());
        if !due || !link.is_ready() || typing {
            return;
        }
        self.card_due = None;
        // A name that is wrong is said by the view; the placard that the others have stays.
        let Some(card) = card(settings, &self.side).ok().or_else(|| self.card.clone()) else { return };
        if self.seat == Seat::Taken {
            if self.card.as_ref() == Some(&card) {
                return;
            }
            // A seat is taken with a placard: for another one it is given back first.
            cx.out.push(Effect::Send(ClientMessage::Leave));
        }
        let goes_in = (self.joining.is_some() || self.asking) && !self.no_seat;
        let place = if goes_in { Place::Plenary } else { self.place };
        let sealed = self.sealer.card(&card, cx.random);
        self.card = Some(card);
        self.seat = Seat::Asked(place);
        cx.out.push(Effect::Send(ClientMessage::Enter {
            meeting: self.meeting,
            delegation: self.side.clone(),
            access: self.access.clone(),
            participant: self.me,
            resume: self.resume.clone(),
            place,
            card: sealed,
            after: self.ordered,
        }));
    }

    /// *Join* was pressed.
    pub(crate) fn join(&mut self, cx: &mut Cx<'_>, link: &Link, settings: &Settings) {
        if self.place == Place::Plenary || self.asking || card(settings, &self.side).is_err() {
            return;
        }
        self.problem = self.problem.take().filter(|p| *p != Problem::NotAdmitted);
        self.joining = Some(cx.tick() + JOIN_PATIENCE);
        if self.card_due.is_some() {
            self.card_due = Some(cx.tick());
        }
        if let Seat::Wanted { after } = &mut self.seat {
            *after = cx.tick();
        }
        self.take_seat(cx, link, settings);
        self.ask(cx);
    }

    /// From the holding room into the plenary, once the group has admitted one who asked for it.
    fn go_in(&mut self, cx: &mut Cx<'_>) {
        self.asking = false;
        self.asked = None;
        self.problem = None;
        self.place = Place::Plenary;
        self.joined = Some(cx.now);
        self.gate.go_on_air(cx);
    }

    /// The engine has said what the others hold its connections to.
    pub(crate) fn dtls_known(&mut self, cx: &mut Cx<'_>) {
        self.ask(cx);
    }

    /// What is pinned, or how knocks are answered, has changed.
    pub(crate) fn keys_changed(&mut self, cx: &mut Cx<'_>) {
        self.tell_group(cx, Input::Pins(Box::new(cx.keys.pins.clone())));
        self.tell_group(cx, Input::Policy(cx.keys.policy()));
    }

    /// What the person decides of others, as chair.
    pub(crate) fn decide(&mut self, cx: &mut Cx<'_>, decision: Input) {
        self.tell_group(cx, decision);
    }

    /// The signed roster log is to be saved.
    pub(crate) fn export_log(&mut self, cx: &mut Cx<'_>) {
        let Some(identity) = &self.group.identity else { return };
        let Some(log) = self.group.exported().and_then(|log| String::from_utf8(log).ok()) else { return };
        let Some(signatures) = keys::sign(identity, ROSTER_LOG, log.as_bytes()) else { return };
        let day = cx.now.wall.strftime("%Y-%m-%d");
        let file_name = format!("roster-log-{day}.json");
        cx.out.push(Effect::ExportRosterLog { file_name, document: Personal(log), signatures });
    }

    /// It was.
    pub(crate) fn log_saved(&mut self, path: Personal) {
        self.group.saved = Some(path);
    }

    /// Out: nothing is sent any more, every device is released, the seat is given back. Works without a server too.
    pub(crate) fn leave(&mut self, cx: &mut Cx<'_>, link: &mut Link, problem: Option<Problem>) -> Ended {
        self.gate.release(cx);
        self.own_stage = None;
        self.leave_group(cx);
        self.peers.clear(cx);
        if self.seat != (Seat::Wanted { after: Tick(0) }) && link.is_ready() {
            cx.out.push(Effect::Send(ClientMessage::Leave));
        }
        link.close(cx);
        self.chat.recall();
        let seconds = self.joined.map_or(0, |since| (cx.tick() - since.tick).as_secs() as u32);
        self.seat = Seat::Wanted { after: Tick(0) };
        self.place = Place::HoldingRoom;
        self.card = None;
        self.joining = None;
        self.asking = false;
        self.no_seat = false;
        self.asked = None;
        self.ending = None;
        self.joined = None;
        self.roster = Roster::default();
        self.voices = Voices::default();
        self.tiles = None;
        self.said = (MediaState::CLOSED, None);
        self.problem = None;
        Ended { id: self.meeting, info: self.info.clone(), seconds, problem, draft: self.chat.drafted().clone() }
    }

    /// The machine has slept: a wish to join from before is not good any more.
    pub(crate) fn woke(&mut self, cx: &mut Cx<'_>) {
        self.joining = None;
        self.stop_asking(cx, None);
    }

    /// The process stood still since `at`.
    pub(crate) fn stalled(&mut self, at: Tick) {
        self.roster.stalled(at);
    }

    /// The socket is gone; the call goes on.
    pub(crate) fn link_down(&mut self, cx: &mut Cx<'_>) {
        self.seat = Seat::Wanted { after: Tick(0) };
        if self.asking {
            // As long as it was good at first.
            self.joining = Some(cx.tick() + JOIN_PATIENCE);
        }
        self.chat.lost();
        self.roster.link_lost(cx.tick());
    }

    /// Does what is due.
    pub(crate) fn tick(&mut self, cx: &mut Cx<'_>, link: &Link, settings: &Settings) {
        let now = cx.tick();
        if self.joining.is_some_and(|until| until <= now) {
            self.joining = None;
            self.stop_asking(cx, None);
        }
        self.voices.expire(now);
        self.take_seat(cx, link, settings);
        self.remove_missing(cx);
        self.group_tick(cx);
        self.say_chat(cx);
        let seated = self.seat == Seat::Taken;
        let mut outbox = Outbox::new(&self.sealer, &self.roster, &mut self.group, seated);
        self.peers.mend(cx, &mut outbox);
        if self.peers.no_path(now, |id| reaches(&self.roster, &self.group, seated, id)) {
            cx.raise(Problem::NoPath);
        } else {
            cx.notices.mend(|p| *p == Problem::NoPath);
        }
    }

    /// When [`Self::tick`] has something to do.
    pub(crate) fn deadline(&self, now: Now, link: &Link) -> Option<Tick> {
        let seat = match self.seat {
            Seat::Wanted { after } if link.is_ready() && after > now.tick => Some(after),
            _ => None,
        };
        let seated = self.seat == Seat::Taken;
        [
            seat,
            // One that is overdue goes out once the seat is taken, and not while one asks to be let in with another: until
            // then, waking for it again and again does nothing.
            self.card_due
                .filter(|due| *due > now.tick || (self.seat == Seat::Taken && !self.asking))
                .filter(|_| link.is_ready() && self.place == Place::HoldingRoom),
            self.joining,
            self.chat.deadline().filter(|_| self.place == Place::Plenary && seated && self.group.may_speak()),
            self.group_deadline(),
            self.voices.deadline(now.tick),
            self.roster.deadline(now.tick),
            self.peers.deadline(now.tick, |id| reaches(&self.roster, &self.group, seated, id)),
        ]
        .into_iter()
        .fold(None, earlier)
    }
}
