//! The whole client, held by hand: what the person sees and what is sent, at the moments that matter. Whole meetings
//! under bad networks are in `chancery-sim`.

mod peer;

use chancery_core::view::{Due, HoldingRoom, Link, MeetingRoom, Reach, SecurityState, Stage};
use chancery_core::{
    App, Effect, EngineCommand, EngineEvent, Input, Intent, PeerState, Problem, ServerEvent, StoreCommand, TimerId,
    ViewModel,
};
use chancery_model::{
    Card, DelegationCode, MediaKind, MediaState, Meeting, Now, ParticipantId, PersonName, Personal, Place, Tick,
};
use chancery_signalling::message::{
    ClientMessage, LeftReason, Mark, MeetingLook, Member, RefusalCode, Sealed, ServerMessage,
};
use chancery_signalling::peer::{PeerMessage, Signal};
use chancery_trust::group;
use chancery_trust::{Context, Invitation, MeetingKeys, MeetingSecret, SideSecret};
use jiff::SignedDuration;
use peer::{Counting, Peer, Said};
use proptest::prelude::*;
use std::collections::BTreeMap;

const MARK: Mark = Mark { run: 1, n: 0 };

fn invitation() -> Invitation {
    of_side(1)
}

fn of_side(side: usize) -> Invitation {
    Invitation::for_sides(
        "http://127.0.0.1:1",
        chancery_model::MeetingId::from_random([7; 16]),
        &MeetingSecret([1; 32]),
        &[
            (DelegationCode::new("ID").unwrap(), SideSecret([3; 32]), None),
            (DelegationCode::new("ZA").unwrap(), SideSecret([2; 32]), None),
        ],
        "2026-12-01T07:00:00Z".parse().unwrap(),
        "2026-12-02T07:00:00Z".parse().unwrap(),
    )
    .swap_remove(side)
}

fn keys() -> MeetingKeys {
    invitation().keys()
}

fn sealed_meeting() -> Sealed {
    let meeting = Meeting {
        id: invitation().meeting,
        title: "Fisheries".into(),
        starts: invitation().starts,
        zone: "Africa/Johannesburg".into(),
        minutes: 60,
        delegations: vec![],
    };
    let text = serde_json::to_vec(&meeting).unwrap();
    Sealed(keys().seal(&Context::Meeting(meeting.id), &text, [1; 12]))
}

fn other(n: u8) -> ParticipantId {
    ParticipantId::from_random([n; 16])
}

fn member(n: u8, place: Place) -> Member {
    let delegation = DelegationCode::new("ID").unwrap();
    let card =
        Card { name: PersonName::new(&format!("Person {n}")).unwrap(), title: None, delegation: delegation.clone() };
    let text = serde_json::to_vec(&card).unwrap();
    let card = Sealed(keys().seal(&Context::Card(other(n)), &text, [n; 12]));
    Member { participant: other(n), delegation, place, card, connected: true }
}

fn relayed(from: u8, to: Option<ParticipantId>, message: &PeerMessage) -> ServerMessage {
    let context = Context::Relay { from: other(from), to };
    let text = serde_json::to_vec(message).unwrap();
    ServerMessage::Relayed { from: other(from), sealed: Sealed(keys().seal(&context, &text, [9; 12])) }
}

/// The client and its edge.
struct Client {
    app: App,
    now: Now,
    timers: BTreeMap<TimerId, Tick>,
    /// Effects since they were last taken.
    effects: Vec<Effect>,
    /// What the engine was last told.
    on_air: MediaState,
    /// Another in the plenary, with a seat in the group; whom the client said it is; its connection to the other, while
    /// that carries.
    other: Option<Peer>,
    id: Option<ParticipantId>,
    connection: Option<chancery_model::ConnectionId>,
    /// The server carries.
    carries: bool,
}

impl Client {
    fn new() -> Self {
        let now = Now { tick: Tick(50_000), wall: "2026-12-01T06:55:00Z".parse().unwrap() };
        let app = App::new(Box::new(Counting(3)));
        let mut client = Self {
            app,
            now,
            timers: BTreeMap::new(),
            effects: vec![],
            on_air: MediaState::CLOSED,
            other: None,
            id: None,
            connection: None,
            carries: true,
        };
        client.tell(Input::Engine(EngineEvent::Fingerprint([0xaa; 32])));
        let settings = chancery_core::view::Settings { name: "Thandi Nkosi".into(), ..Default::default() };
        client.tell(Input::Stored { settings, links: vec![Personal(invitation().to_link())] });
        client
    }

    fn tell(&mut self, input: Input) {
        let mut out = vec![];
        self.app.handle(self.now, input, &mut out);
        for effect in &out {
            match effect {
                Effect::Wake { timer, at } => drop(self.timers.insert(*timer, *at)),
                Effect::Unwake { timer } => drop(self.timers.remove(timer)),
                Effect::Engine(EngineCommand::OnAir(state)) => self.on_air = *state,
                Effect::Send(ClientMessage::Enter { participant, .. }) => self.id = Some(*participant),
                _ => {}
            }
        }
        self.effects.extend(out.iter().cloned());
        for effect in out {
            let message = match effect {
                Effect::Send(message) if self.carries => message,
                Effect::Engine(EngineCommand::SendData { bytes, .. }) => {
                    ClientMessage::Relay { to: None, sealed: bytes }
                }
                _ => continue,
            };
            let (Some(other), Some(id)) = (&mut self.other, self.id) else { continue };
            let said = other.hears(self.now, id, &message);
            self.hear(said);
        }
    }

    /// What the other says reaches the client.
    fn hear(&mut self, said: Vec<Said>) {
        let peer = self.other.as_ref().map(|o| o.id);
        for said in said {
            match (said, self.connection, peer) {
                (Said::Server(message), ..) if self.carries => self.server(message),
                (Said::Data(bytes), Some(connection), Some(peer)) => {
                    self.tell(Input::Engine(EngineEvent::Data { peer, connection, bytes }));
                }
                _ => {}
            }
        }
    }

    /// The other says something in the group.
    fn says(&mut self, to: Option<ParticipantId>, message: &PeerMessage) {
        let message = self.other.as_mut().unwrap().says(to, message);
        self.server(message);
    }

    /// The direct connection to the other comes about.
    fn connect(&mut self) -> chancery_model::ConnectionId {
        let peer = self.other.as_ref().unwrap().id;
        let connection = commands(&self.effects).iter().rev().find_map(|c| match c {
            EngineCommand::AddPeer { peer: to, connection, .. } if *to == peer => Some(*connection),
            _ => None,
        });
        self.connection = connection;
        let connection = connection.unwrap();
        self.tell(Input::Engine(EngineEvent::Peer { peer, connection, state: PeerState::Connected }));
        connection
    }

    fn wish(&mut self, intent: Intent) {
        self.tell(Input::Intent(intent));
    }

    fn server(&mut self, message: ServerMessage) {
        self.tell(Input::Server(ServerEvent::Message(message)));
    }

    /// Time passes, timers on time; the server answers pings or not.
    fn pass(&mut self, ms: u64, server_lives: bool) {
        let end = self.now.tick.0 + ms;
        self.carries = server_lives;
        loop {
            let others = self.other.as_ref().and_then(|o| o.machine.deadline()).filter(|at| at.0 <= end);
            let next =
                self.timers.iter().map(|(t, at)| (*t, *at)).min_by_key(|(_, at)| *at).filter(|(_, at)| at.0 <= end);
            if let Some(at) = others.filter(|at| next.is_none_or(|(_, next)| *at <= next)) {
                self.forward(at.0.saturating_sub(self.now.tick.0));
                let said = self.other.as_mut().unwrap().handle(self.now, group::Input::Timer);
                self.hear(said);
                continue;
            }
            let Some((timer, at)) = next else { break };
            self.forward(at.0.saturating_sub(self.now.tick.0));
            self.timers.remove(&timer);
            let before = self.effects.len();
            self.tell(Input::Timer(timer));
            let pings: Vec<u64> = self.effects[before..]
                .iter()
                .filter_map(|e| if let Effect::Send(ClientMessage::Ping { n }) = e { Some(*n) } else { None })
                .collect();
            for n in pings.into_iter().filter(|_| server_lives) {
                self.server(ServerMessage::Pong { n });
            }
        }
        self.forward(end - self.now.tick.0);
        self.carries = true;
    }

    fn forward(&mut self, ms: u64) {
        self.now.tick.0 += ms;
        self.now.wall += SignedDuration::from_millis(ms as i64);
    }

    fn view(&self) -> ViewModel {
        self.app.view(self.now)
    }

    fn holding_room(&self) -> HoldingRoom {
        match self.view().stage {
            Stage::HoldingRoom(room) => room,
            other => panic!("not in the holding room: {other:?}"),
        }
    }

    fn meeting(&self) -> MeetingRoom {
        match self.view().stage {
            Stage::Meeting(room) => room,
            other => panic!("not in the meeting: {other:?}"),
        }
    }

    /// What was sent since last asked.
    fn sent(&mut self) -> Vec<ClientMessage> {
        let sent = |e| if let Effect::Send(m) = e { Some(m) } else { None };
        std::mem::take(&mut self.effects).into_iter().filter_map(sent).collect()
    }

    fn me(&mut self) -> ParticipantId {
        self.meeting().people[0].id
    }

    /// The server can be reached (again) and greets.
    fn welcome(&mut self) {
        self.wish(Intent::RetryNow);
        self.tell(Input::Server(ServerEvent::Opened));
        let time = self.now.wall;
        self.server(ServerMessage::Welcome { version: 1, time, heartbeat_ms: 600, ice_servers: vec![] });
    }

    fn entered(&mut self, members: Vec<Member>) {
        self.server(ServerMessage::Entered { meeting: sealed_meeting(), members, ordered: MARK });
    }

    /// In the holding room, let in by the server.
    fn waiting(members: Vec<Member>) -> Self {
        let mut client = Self::new();
        client.wish(Intent::EnterHoldingRoom { meeting: invitation().meeting });
        client.welcome();
        client.entered(members);
        client
    }

    /// In the plenary.
    fn inside(members: Vec<Member>) -> Self {
        let inside = members.iter().any(|m| m.place == Place::Plenary);
        let mut client = Self::waiting(members);
        if inside {
            client.other = Some(Peer::new(1, of_side(0), client.now));
        }
        client.wish(Intent::Join);
        client.pass(1_000, true);
        client
    }
}

fn commands(effects: &[Effect]) -> Vec<&EngineCommand> {
    effects.iter().filter_map(|e| if let Effect::Engine(c) = e { Some(c) } else { None }).collect()
}

fn set_name(name: &str) -> Intent {
    Intent::SetProfile { name: name.into(), title: "".into() }
}

#[test]
fn the_desk_knows_what_is_due_and_asks_the_server() {
    let mut client = Client::new();
    assert!(client.effects.iter().any(|e| matches!(e, Effect::Look { .. })));
    let look = MeetingLook { sealed: sealed_meeting(), present: 2 };
    client.tell(Input::Looked { meeting: invitation().meeting, answer: Ok(look) });
    let Stage::Desk(desk) = client.view().stage else { panic!() };
    assert_eq!((desk.meetings[0].due, desk.meetings[0].present), (Due::Now, Some(2)));
    assert_eq!(&*desk.meetings[0].info.as_ref().unwrap().title, "Fisheries");
    assert_eq!(client.view().link, Link::Idle);
}

#[test]
fn the_holding_room_is_off_air_and_joining_opens_what_it_showed() {
    let mut client = Client::waiting(vec![member(1, Place::HoldingRoom), member(2, Place::Plenary)]);
    let room = client.holding_room();
    assert!(room.entered && room.problem.is_none());
    assert_eq!((room.waiting.len(), room.inside.len()), (1, 1));
    assert_eq!(client.on_air, MediaState::CLOSED);
    client.tell(Input::Engine(EngineEvent::DeviceOpened { kind: MediaKind::Audio, name: "Desk microphone".into() }));
    client.tell(Input::Engine(EngineEvent::Levels { own: 42, voices: vec![] }));
    assert_eq!(client.holding_room().microphone.as_deref(), Some("Desk microphone"));
    assert_eq!(client.holding_room().level, 42);
    client.wish(Intent::SetCamera { open: false });
    assert!(!commands(&client.effects).iter().any(|c| matches!(c, EngineCommand::AddPeer { .. })));
    client.effects.clear();
    client.wish(Intent::Join);
    client.pass(500, true);
    assert!(client.holding_room().joining, "nobody has answered");
    assert!(matches!(client.holding_room().security.state, SecurityState::Asking { .. }));
    assert_eq!(client.on_air, MediaState::CLOSED);
    assert!(!commands(&client.effects).iter().any(|c| matches!(c, EngineCommand::AddPeer { .. })));
    client.other = Some(Peer::new(2, of_side(0), client.now));
    client.pass(3_000, true);
    assert_eq!(client.on_air, MediaState { microphone: true, camera: false, screen: false });
    let at = |wanted: fn(&Effect) -> bool| client.effects.iter().position(wanted).expect("told");
    let keys = at(|e| matches!(e, Effect::FrameKeys(Some(_))));
    assert!(keys < at(|e| matches!(e, Effect::Engine(EngineCommand::OnAir(_)))), "first the keys, then the microphone");
    let engine = commands(&client.effects);
    assert!(engine.iter().any(|c| matches!(c, EngineCommand::AddPeer { peer, .. } if *peer == other(2))));
    assert!(!engine.iter().any(|c| matches!(c, EngineCommand::AddPeer { peer, .. } if *peer == other(1))));
    assert!(client.sent().contains(&ClientMessage::Move { place: Place::Plenary }));
    let room = client.meeting();
    assert_eq!(room.people.len(), 2);
    let SecurityState::Encrypted { code, with, .. } = room.security.state else { panic!("{:?}", room.security) };
    assert_eq!((code.len(), with), (30, vec![other(2)]));
    assert_eq!(code, client.other.as_ref().unwrap().machine.state().admitted().unwrap().code.digits());
    assert!(room.people.iter().all(|p| p.identity.is_some()));
    assert_eq!(room.security.changes.len(), 2, "founded, admitted");
}

#[test]
fn a_name_is_checked_before_anybody_sees_it_and_kept_as_typed() {
    let mut client = Client::new();
    client.wish(set_name(" \u{202E} "));
    client.wish(Intent::EnterHoldingRoom { meeting: invitation().meeting });
    client.welcome();
    assert!(!client.sent().iter().any(|m| matches!(m, ClientMessage::Enter { .. })));
    assert_eq!(client.holding_room().problem, Some(Problem::NameEmpty));
    client.wish(Intent::Join);
    assert!(!client.holding_room().joining);
    for typed in ["T", "Th", "Tha", "Thandi  "] {
        client.wish(set_name(typed));
        client.pass(200, true);
    }
    assert!(!client.sent().iter().any(|m| matches!(m, ClientMessage::Enter { .. })), "not while it is being typed");
    client.pass(800, true);
    assert_eq!(client.sent().iter().filter(|m| matches!(m, ClientMessage::Enter { .. })).count(), 1);
    client.entered(vec![]);
    assert_eq!(&*client.view().settings.name, "Thandi  ", "as typed");
    // A changed name is told to the others.
    client.wish(set_name("Thandi Nkosi"));
    client.pass(1_000, true);
    let sent = client.sent();
    let at = |wanted: fn(&ClientMessage) -> bool| sent.iter().position(wanted);
    assert!(at(|m| matches!(m, ClientMessage::Leave)) < at(|m| matches!(m, ClientMessage::Enter { .. })));
    // A wrong one is not, and the right one stays there.
    client.entered(vec![]);
    client.wish(set_name(&"x".repeat(81)));
    client.pass(1_000, true);
    assert_eq!(client.holding_room().problem, Some(Problem::NameTooLong));
    assert!(!client.sent().iter().any(|m| matches!(m, ClientMessage::Enter { .. })));
}

#[test]
fn a_wish_to_join_waits_for_the_server_but_not_for_ever() {
    for (ms, joins) in [(19_000, true), (21_000, false)] {
        let mut client = Client::new();
        client.wish(Intent::EnterHoldingRoom { meeting: invitation().meeting });
        client.wish(Intent::Join);
        assert!(client.holding_room().joining);
        assert_eq!(client.on_air, MediaState::CLOSED);
        client.tell(Input::Server(ServerEvent::Closed { nonsense: false }));
        client.pass(ms, false);
        client.welcome();
        client.entered(vec![]);
        assert_eq!(matches!(client.view().stage, Stage::Meeting(_)), joins);
        assert_eq!(client.on_air.on_air(), joins);
    }
}

#[test]
fn a_wrong_secret_is_said_and_nobody_joins_with_it() {
    let mut client = Client::new();
    client.wish(Intent::EnterHoldingRoom { meeting: invitation().meeting });
    client.welcome();
    client.server(ServerMessage::Entered { meeting: Sealed(vec![7; 60]), members: vec![], ordered: MARK });
    client.wish(Intent::Join);
    assert_eq!(client.holding_room().problem, Some(Problem::CannotOpen));
    assert_eq!(client.on_air, MediaState::CLOSED);
}

#[test]
fn each_refusal_is_said_and_asked_again_where_that_helps() {
    for (code, problem) in [
        (RefusalCode::NoSuchMeeting, Problem::NoSuchMeeting),
        (RefusalCode::NotOpen, Problem::MeetingNotOpen),
        (RefusalCode::MeetingFull, Problem::MeetingFull),
        (RefusalCode::Storage, Problem::ServerStorage),
    ] {
        let mut client = Client::new();
        client.wish(Intent::EnterHoldingRoom { meeting: invitation().meeting });
        client.welcome();
        client.sent();
        client.server(ServerMessage::Refused { code, versions: vec![], retry_ms: Some(3_000) });
        assert_eq!(client.holding_room().problem, Some(problem));
        client.pass(2_900, true);
        assert!(!client.sent().iter().any(|m| matches!(m, ClientMessage::Enter { .. })));
        client.pass(200, true);
        assert!(client.sent().iter().any(|m| matches!(m, ClientMessage::Enter { .. })), "{code:?}");
        client.entered(vec![]);
        assert_eq!(client.holding_room().problem, None);
    }
}

/// Whether the client went to ask in the plenary.
fn moved(sent: &[ClientMessage]) -> bool {
    sent.iter().any(|m| matches!(m, ClientMessage::Move { place: Place::Plenary }))
}

/// The ninth waits in the holding room, is told so, and asks as soon as there is a seat.
#[test]
fn who_joins_a_full_plenary_waits_for_a_seat() {
    let mut client = Client::waiting((1..=8).map(|n| member(n, Place::Plenary)).collect());
    client.sent();
    client.wish(Intent::Join);
    client.pass(70_000, true);
    let room = client.holding_room();
    assert!(room.joining && room.entered && room.problem == Some(Problem::PlenaryFull), "{:?}", room.problem);
    assert!(matches!(room.security.state, SecurityState::Outside), "nobody is asked");
    assert!(!moved(&client.sent()));
    client.server(ServerMessage::Member { member: member(3, Place::HoldingRoom) });
    let room = client.holding_room();
    assert!(moved(&client.sent()) && room.joining && room.problem.is_none());
    assert!(matches!(room.security.state, SecurityState::Asking { .. }));
    // Another was quicker.
    client.server(ServerMessage::Refused { code: RefusalCode::PlenaryFull, versions: vec![], retry_ms: Some(10_000) });
    assert_eq!(client.holding_room().problem, Some(Problem::PlenaryFull));
    assert!(matches!(client.holding_room().security.state, SecurityState::Outside));
    client.sent();
    client.server(ServerMessage::Left { participant: other(5), reason: LeftReason::Left });
    assert!(moved(&client.sent()) && client.holding_room().problem.is_none());
    assert_eq!(client.on_air, MediaState::CLOSED);
}

#[test]
fn who_is_refused_the_plenary_enters_the_holding_room() {
    let mut client = Client::new();
    client.wish(Intent::EnterHoldingRoom { meeting: invitation().meeting });
    client.wish(Intent::Join);
    client.welcome();
    let entered = |sent: Vec<ClientMessage>| -> Vec<Place> {
        let place = |m| if let ClientMessage::Enter { place, .. } = m { Some(place) } else { None };
        sent.into_iter().filter_map(place).collect()
    };
    assert_eq!(entered(client.sent()), [Place::Plenary]);
    client.server(ServerMessage::Refused { code: RefusalCode::PlenaryFull, versions: vec![], retry_ms: Some(10_000) });
    client.pass(1_000, true);
    assert_eq!(entered(client.sent()), [Place::HoldingRoom]);
    client.entered((1..=8).map(|n| member(n, Place::Plenary)).collect());
    assert_eq!(client.holding_room().problem, Some(Problem::PlenaryFull));
    // A socket that is lost changes nothing of it; leaving does.
    client.tell(Input::Server(ServerEvent::Closed { nonsense: false }));
    client.welcome();
    assert_eq!(entered(client.sent()), [Place::HoldingRoom]);
    client.entered((1..=8).map(|n| member(n, Place::Plenary)).collect());
    assert!(client.holding_room().joining && !moved(&client.sent()));
    client.wish(Intent::Leave);
    client.wish(Intent::EnterHoldingRoom { meeting: invitation().meeting });
    client.welcome();
    client.entered((1..=8).map(|n| member(n, Place::Plenary)).collect());
    assert!(client.holding_room().problem.is_none() && !client.holding_room().joining);
}

/// Only who asked for a seat can be refused one.
#[test]
fn a_refused_seat_ends_no_call_and_begins_no_asking() {
    let refused = || ServerMessage::Refused { code: RefusalCode::PlenaryFull, versions: vec![], retry_ms: None };
    let mut client = Client::waiting(vec![member(1, Place::Plenary)]);
    client.server(refused());
    assert!(!client.holding_room().joining);
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    client.connect();
    client.server(refused());
    client.pass(5_000, true);
    assert_eq!(client.meeting().people[1].reach, Reach::Connected);
}

#[test]
fn a_lost_server_is_said_within_two_seconds_and_the_call_goes_on() {
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    let connection = client.connect();
    client.pass(3_000, true);
    assert_eq!(client.view().link, Link::Up);
    client.effects.clear();
    client.pass(2_000, false);
    assert_eq!(client.view().link, Link::Down { peers_reachable: true, problem: Problem::ServerUnreachable });
    client.pass(100_000, false);
    assert_eq!(client.meeting().people[1].reach, Reach::Connected);
    assert!(matches!(client.meeting().security.state, SecurityState::Encrypted { .. }), "signs of life come directly");
    let ended = |c: &&EngineCommand| matches!(c, EngineCommand::RemovePeer { .. } | EngineCommand::OnAir(_));
    assert!(!commands(&client.effects).iter().any(ended), "neither ended nor opened nor closed");
    // The server comes back without knowing anybody else: who is heard directly stays.
    client.pass(20_000, false);
    client.welcome();
    assert!(client.sent().iter().any(|m| matches!(m, ClientMessage::Enter { place: Place::Plenary, .. })));
    client.entered(vec![]);
    client.pass(20_000, true);
    assert_eq!(client.meeting().people.len(), 2);
    assert_eq!(client.view().link, Link::Up);
    client.connection = None;
    client.tell(Input::Engine(EngineEvent::Peer { peer: other(1), connection, state: PeerState::Interrupted }));
    assert_eq!(client.meeting().people.len(), 1, "away from the server for long, and now not heard either");
}

#[test]
fn leaving_works_without_a_server_and_loses_nothing_typed() {
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    client.pass(65_000, true);
    client.pass(5_000, false);
    for text in ["was not sent", "half a sent"] {
        client.wish(Intent::DraftChat { text: text.into() });
        if text.starts_with("was") {
            client.wish(Intent::SendChat);
            assert!(client.meeting().chat.lines[0].pending);
        }
    }
    client.effects.clear();
    client.wish(Intent::Leave);
    assert_eq!(client.on_air, MediaState::CLOSED);
    let engine = commands(&client.effects);
    assert!(engine.contains(&&EngineCommand::Devices { microphone: false, camera: false, speaker: false }));
    assert!(engine.contains(&&EngineCommand::RemovePeer { peer: other(1) }));
    let Stage::Ended(ended) = client.view().stage else { panic!() };
    assert_eq!((ended.seconds, ended.problem), (71, None));
    assert_eq!(&*ended.draft, "was not sent\nhalf a sent");
    client.wish(Intent::Rejoin);
    client.welcome();
    client.entered(vec![]);
    client.wish(Intent::Join);
    assert_eq!(&*client.meeting().chat.draft, "was not sent\nhalf a sent");
}

#[test]
fn who_comes_back_is_the_same_participant_and_whose_seat_was_taken_is_another() {
    let mut client = Client::inside(vec![]);
    let first = client.me();
    client.wish(Intent::Leave);
    assert!(client.sent().contains(&ClientMessage::Leave));
    client.wish(Intent::Rejoin);
    client.welcome();
    client.entered(vec![]);
    assert_eq!(client.on_air, MediaState::CLOSED, "coming back is to the holding room");
    client.wish(Intent::Join);
    assert_eq!(client.me(), first);
    client.tell(Input::Server(ServerEvent::Closed { nonsense: false }));
    client.pass(1_000, false);
    client.welcome();
    client.server(ServerMessage::Refused { code: RefusalCode::AlreadyHere, versions: vec![], retry_ms: None });
    let Stage::Ended(ended) = client.view().stage else { panic!() };
    assert_eq!(ended.problem, Some(Problem::SeatTaken));
    assert_eq!(client.on_air, MediaState::CLOSED);
    assert_eq!(client.view().link, Link::Idle);
    client.wish(Intent::Rejoin);
    client.welcome();
    client.entered(vec![]);
    client.wish(Intent::Join);
    assert_ne!(client.me(), first);
}

#[test]
fn after_sleep_the_link_is_checked_at_once_and_nothing_opens() {
    let mut client = Client::inside(vec![]);
    client.wish(Intent::SetMicrophone { open: false });
    client.wish(Intent::SetCamera { open: false });
    client.pass(1_000, true);
    client.effects.clear();
    // The wall clock went on, the tick stood still.
    client.now.wall += SignedDuration::from_mins(30);
    client.pass(700, false);
    assert!(client.effects.iter().any(|e| matches!(e, Effect::Connect { .. })));
    assert!(matches!(client.view().link, Link::Down { .. }));
    client.welcome();
    client.entered(vec![member(1, Place::Plenary)]);
    assert_eq!(client.view().link, Link::Up);
    assert_eq!(client.on_air, MediaState::CLOSED);
}

#[test]
fn newest_screen_is_the_stage_and_ours_closes() {
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    let me = client.me();
    client.wish(Intent::ShareScreen { device: None });
    assert_eq!(client.meeting().sharing, Some(me));
    assert!(client.on_air.screen);
    let state = MediaState { microphone: false, camera: false, screen: true };
    client.says(None, &PeerMessage::Media { n: 1, state, stage: Some(2) });
    assert_eq!(client.meeting().sharing, Some(other(1)));
    assert!(!client.on_air.screen && !client.meeting().on_air.screen);
    client.wish(Intent::ShareScreen { device: None });
    assert_eq!(client.meeting().sharing, Some(me), "a newer one");
    client.tell(Input::Engine(EngineEvent::DeviceFailed { kind: Some(MediaKind::Screen), detail: "denied".into() }));
    assert_eq!(client.meeting().sharing, Some(other(1)));
    assert!(client.view().notices.iter().any(|n| matches!(n.problem, Problem::NoScreen { .. })));
}

#[test]
fn chat_is_counted_while_it_is_not_read() {
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    let line = |n: u8| PeerMessage::Chat { id: other(100 + n), at: invitation().starts, text: "hello".into() };
    client.says(None, &line(1));
    client.says(None, &line(1));
    assert_eq!(client.meeting().chat.unread, 1);
    client.wish(Intent::ShowChat { open: true });
    client.says(None, &line(2));
    assert_eq!((client.meeting().chat.unread, client.meeting().chat.lines.len()), (0, 2));
    assert_eq!(&*client.meeting().chat.lines[0].name, "Person 1");
    client.wish(Intent::DraftChat { text: "x".repeat(4_001).as_str().into() });
    client.wish(Intent::SendChat);
    assert_eq!(client.meeting().chat.problem, Some(Problem::ChatTooLong));
    client.wish(Intent::DraftChat { text: "ok".into() });
    client.wish(Intent::SendChat);
    assert!(client.meeting().chat.lines[2].pending);
    client.pass(1_300, true);
    assert!(!client.meeting().chat.lines[2].pending, "a pong proved it");
}

#[test]
fn hostile_words_are_told_once_and_change_nothing() {
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    let me = client.me();
    let before = client.meeting();
    for from in [other(1), other(9), me] {
        client.server(ServerMessage::Relayed { from, sealed: Sealed(vec![3; 50]) });
    }
    // Sealed rightly, by the wrong one; outside of the group; to all what is for one; for another; with a description that
    // is too long, or of another machine than the member's.
    let signal = |sdp: String| PeerMessage::Signal {
        from: chancery_model::ConnectionId(1),
        to: None,
        signal: Signal::Offer { sdp },
    };
    let sdp = |dtls: u8| format!("v=0\r\na=fingerprint:sha-256 {}\r\n", vec![format!("{dtls:02X}"); 32].join(":"));
    let ServerMessage::Relayed { sealed, .. } = relayed(1, None, &signal(sdp(1))) else { panic!() };
    client.server(ServerMessage::Relayed { from: other(2), sealed });
    client.server(relayed(1, Some(me), &signal(sdp(1))));
    client.effects.clear();
    client.says(None, &signal(sdp(1)));
    client.says(Some(other(5)), &signal(sdp(1)));
    client.says(Some(me), &signal(sdp(1) + &"x".repeat(300_000)));
    client.says(Some(me), &signal(sdp(2)));
    assert!(commands(&client.effects).is_empty());
    let told =
        |p: fn(&Problem) -> bool, client: &Client| client.view().notices.iter().filter(|n| p(&n.problem)).count();
    assert_eq!(told(|p| matches!(p, Problem::RosterRefused), &client), 1, "a word from outside of the group");
    assert_eq!(told(|p| matches!(p, Problem::FingerprintSwapped { name } if &**name == "Person 1"), &client), 1);
    client.says(Some(me), &signal(sdp(1)));
    assert!(matches!(commands(&client.effects)[..], [EngineCommand::Signal { .. }]), "the same, honest");
    client.server(ServerMessage::Member { member: Member { participant: me, ..member(1, Place::HoldingRoom) } });
    client.server(ServerMessage::Left { participant: me, reason: LeftReason::Left });
    client.tell(Input::Server(ServerEvent::Garbled));
    assert_eq!(client.meeting(), before);
    assert_eq!(told(|p| matches!(p, Problem::CannotOpen), &client), 1);
    for id in client.view().notices.iter().map(|n| n.id).collect::<Vec<_>>() {
        client.wish(Intent::DismissNotice { id });
    }
    let id = 0;
    client.wish(Intent::DismissNotice { id });
    client.server(ServerMessage::Relayed { from: other(1), sealed: Sealed(vec![3; 50]) });
    assert!(client.view().notices.is_empty(), "once");
}

/// Who has the keys is shown, whatever the server says of who is there.
#[test]
fn whom_the_server_hides_is_shown_as_long_as_they_have_the_keys() {
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    assert_eq!(client.meeting().people.len(), 2);
    // Nothing that the client orders comes back.
    client.other = None;
    client.server(ServerMessage::Left { participant: other(1), reason: LeftReason::Lost });
    let people = client.meeting().people;
    assert_eq!(people.len(), 2);
    let hidden = &people[1];
    assert_eq!((hidden.id, &*hidden.name, hidden.reach), (other(1), "Person 1", Reach::Unreachable));
}

#[test]
fn a_wrong_clock_is_said_until_it_is_right() {
    let mut client = Client::new();
    client.wish(Intent::EnterHoldingRoom { meeting: invitation().meeting });
    client.tell(Input::Server(ServerEvent::Opened));
    let time = client.now.wall - SignedDuration::from_secs(90);
    client.server(ServerMessage::Welcome { version: 1, time, heartbeat_ms: 600, ice_servers: vec![] });
    assert_eq!(client.view().notices[0].problem, Problem::ClockOff { seconds: 90 });
    client.tell(Input::Server(ServerEvent::Closed { nonsense: false }));
    client.pass(1_000, false);
    client.welcome();
    assert!(client.view().notices.is_empty());
}

#[test]
fn choices_are_stored_and_told_to_the_engine() {
    let mut client = Client::new();
    client.effects.clear();
    client.wish(Intent::SelectDevice { kind: MediaKind::Audio, device: Some("m2".into()) });
    client.wish(Intent::SetLanguage { language: "ar".into() });
    let stored = client.effects.iter().rev().find_map(|e| match e {
        Effect::Store(StoreCommand::Settings(s)) => Some(s.clone()),
        _ => None,
    });
    let stored = stored.unwrap();
    assert_eq!((stored.microphone.as_deref(), stored.language.as_str()), (Some("m2"), "ar"));
    client.effects.clear();
    client.wish(Intent::SetLanguage { language: "ar".into() });
    assert!(client.effects.is_empty(), "nothing has changed");
    let mut again = Client::new();
    again.effects.clear();
    again.tell(Input::Stored { settings: stored, links: vec![] });
    let select = EngineCommand::SelectDevice { kind: MediaKind::Audio, device: Some("m2".into()) };
    assert!(commands(&again.effects).contains(&&select));
}

/// A server that says so of everyone who comes back would otherwise end every call that it was told to end.
#[test]
fn a_taken_seat_ends_no_call_that_runs() {
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    client.connect();
    for _ in 0..3 {
        client.tell(Input::Server(ServerEvent::Closed { nonsense: false }));
        client.pass(1_000, false);
        client.welcome();
        client.server(ServerMessage::Refused { code: RefusalCode::AlreadyHere, versions: vec![], retry_ms: None });
        client.pass(500, false);
        assert_eq!(client.meeting().people[1].reach, Reach::Connected);
    }
}

#[test]
fn nothing_personal_is_printed() {
    let mut client = Client::inside(vec![member(1, Place::Plenary)]);
    client.wish(Intent::DraftChat { text: "secret words".into() });
    let intent = Intent::OpenLink { text: Personal(invitation().to_link()) };
    client.wish(intent.clone());
    let printed = format!("{:?} {:?} {intent:?}", client.effects, client.view());
    for word in ["Thandi", "Person 1", "secret words", "Fisheries", "chancery://"] {
        assert!(!printed.contains(word), "{word}");
    }
}

fn any_input() -> impl Strategy<Value = Input> {
    let id = (0_u8..6).prop_map(other).boxed();
    let place = prop::sample::select(vec![Place::HoldingRoom, Place::Plenary]).boxed();
    let sealed = prop::collection::vec(any::<u8>(), 0..60).prop_map(Sealed).boxed();
    let code = prop::sample::select(vec![
        RefusalCode::NoSuchMeeting,
        RefusalCode::TooFast,
        RefusalCode::Malformed,
        RefusalCode::ServerFull,
        RefusalCode::AlreadyHere,
    ]);
    let message = prop_oneof![
        3 => (0_u8..6, place.clone()).prop_map(|(n, place)| ServerMessage::Member { member: member(n, place) }),
        1 => (id.clone(), sealed.clone(), place).prop_map(|(participant, card, place)| ServerMessage::Member {
            member: Member { participant, card, ..member(1, place) }
        }),
        2 => (id.clone(), any::<bool>()).prop_map(|(participant, lost)| ServerMessage::Left {
            participant,
            reason: if lost { LeftReason::Lost } else { LeftReason::Left },
        }),
        2 => (id.clone(), sealed).prop_map(|(from, sealed)| ServerMessage::Relayed { from, sealed }),
        2 => (0_u8..6, any::<u64>(), any::<bool>(), any::<Option<u64>>()).prop_map(|(from, n, screen, stage)| {
            let state = MediaState { microphone: true, camera: false, screen };
            relayed(from, None, &PeerMessage::Media { n, state, stage })
        }),
        1 => (code, any::<Option<u64>>())
            .prop_map(|(code, retry_ms)| ServerMessage::Refused { code, versions: vec![], retry_ms }),
        1 => any::<u64>().prop_map(|retry_ms| ServerMessage::Closing { retry_ms }),
        1 => any::<u64>().prop_map(|n| ServerMessage::Pong { n }),
        2 => Just(ServerMessage::Entered { meeting: sealed_meeting(), members: vec![member(1, Place::Plenary)], ordered: MARK }),
        1 => Just(ServerMessage::Welcome {
            version: 1,
            time: invitation().starts,
            heartbeat_ms: 600,
            ice_servers: vec![]
        }),
    ];
    let meeting = invitation().meeting;
    let intent = prop::sample::select(vec![
        Intent::EnterHoldingRoom { meeting },
        Intent::Join,
        Intent::Leave,
        Intent::Rejoin,
        Intent::GoToDesk,
        Intent::SetMicrophone { open: true },
        Intent::SetMicrophone { open: false },
        Intent::SetCamera { open: true },
        Intent::ShareScreen { device: None },
        Intent::DraftChat { text: "x".into() },
        Intent::SendChat,
        Intent::Layout { tiles: vec![] },
        Intent::RetryNow,
        set_name(""),
        set_name("Thandi"),
        Intent::ForgetMeeting { meeting },
        Intent::OpenLink { text: Personal(invitation().to_link()) },
    ]);
    let engine = (id, prop::sample::select(vec![PeerState::Connected, PeerState::Failed]))
        .prop_map(|(peer, state)| EngineEvent::Peer { peer, connection: chancery_model::ConnectionId(0), state });
    let timer = prop::sample::select(vec![TimerId::Link, TimerId::Desk, TimerId::Meeting]);
    prop_oneof![
        6 => intent.prop_map(Input::Intent),
        8 => message.prop_map(|m| Input::Server(ServerEvent::Message(m))),
        3 => Just(Input::Server(ServerEvent::Opened)),
        1 => any::<bool>().prop_map(|nonsense| Input::Server(ServerEvent::Closed { nonsense })),
        1 => Just(Input::Server(ServerEvent::Garbled)),
        1 => engine.prop_map(Input::Engine),
        4 => timer.prop_map(Input::Timer),
    ]
}

proptest! {
    /// Whatever comes in whatever order: no panic; nothing is on air but in the plenary; and the engine's gate opens only
    /// by what the person does, or by the server's word after *Join* was pressed.
    #[test]
    fn any_order_of_inputs(steps in prop::collection::vec((0_u64..9_000, any_input()), 0..80)) {
        let mut client = Client::new();
        let mut wished = false;
        for (ms, input) in steps {
            client.forward(ms);
            let person = matches!(input, Input::Intent(_));
            wished = match &input {
                Input::Intent(Intent::Join) => true,
                Input::Intent(Intent::Leave | Intent::GoToDesk) => false,
                _ => wished,
            };
            let before = client.on_air;
            client.tell(input);
            let inside = matches!(client.view().stage, Stage::Meeting(_));
            prop_assert!(inside || !client.on_air.on_air());
            for kind in MediaKind::ALL {
                prop_assert!(person || wished || before.is_open(kind) || !client.on_air.is_open(kind));
            }
            wished &= !inside;
        }
    }
}
