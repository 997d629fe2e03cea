//! The world: one queue of events in order of time, the machines, the server, the lines between them.

use crate::check::{self, Line, Violation};
use crate::engine;
use crate::machine::Machine;
use crate::network::Network;
use crate::plan::{Device, Does, Forged, Plan, What};
use crate::server::Server;
use chancery_core::intent::TileSize;
use chancery_core::view::Stage;
use chancery_core::{
    Effect, EngineCommand, EngineEvent, Input, Intent, PeerState, Problem, ServerEvent, StoreCommand, TimerId,
};
use chancery_model::{DelegationCode, MediaKind, MediaState, MeetingId, ParticipantId, Personal, Place};
use chancery_signalling::message::{ClientMessage, Member, Sealed, ServerMessage};
use chancery_signalling::room::{ConnectionKey, RoomInput, RoomOutput, TICK_EVERY};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// From the last step, with everything mended, until all must be well: longer than a lost seat is kept and than any patience.
const REST: u64 = 90_000;
/// How often the world looks at everybody.
const SAMPLE: u64 = 500;
/// How long the database takes.
const LOOK_UP: u64 = 4;
/// How long the engine takes to answer.
const ENGINE: u64 = 3;

/// What was counted in a run that ended well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Events played.
    pub events: u64,
    /// Milliseconds of media that were sent, of each kind, over all connections.
    pub sent: [u64; 3],
    /// Lines of chat written.
    pub lines: usize,
    /// Clients in the plenary at the end.
    pub inside: usize,
    /// Connections that were made, over all clients.
    pub connections: u64,
}

/// A world that is broken on purpose: proof that the checks see it. None of this is in the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// The engine does not close its gate while the server is away.
    DeafGate,
    /// Every fifth message of a client vanishes on its way.
    LostWords,
    /// The edge forgets the link's timer.
    NoHeartbeat,
    /// The server does not tell who left.
    ForgetsLeft,
    /// The edge opens everything once more when the link is back.
    Eager,
    /// The edge does not end connections.
    KeepsConnections,
}

#[derive(Debug)]
enum Event {
    Step(usize),
    Timer { who: usize, life: u32, timer: TimerId },
    Reaches { socket: ConnectionKey },
    ToServer { socket: ConnectionKey, message: ClientMessage },
    ServerClosed { socket: ConnectionKey },
    ToClient { socket: ConnectionKey, event: ServerEvent },
    Found { socket: ConnectionKey, meeting: MeetingId },
    ServerTick,
    ServerStarts,
    Looked { who: usize, life: u32, meeting: MeetingId, reached: bool },
    Engine { who: usize, life: u32, event: EngineEvent },
    Pairs,
    Wakes { who: usize, life: u32 },
    Sample,
}

pub(crate) struct World {
    plan: Plan,
    mutation: Option<Mutation>,
    pub(crate) now: u64,
    queue: BTreeMap<(u64, u64), Event>,
    sequence: u64,
    chance: ChaCha8Rng,
    pub(crate) machines: Vec<Machine>,
    server: Server,
    network: Network,
    pub(crate) lines: Vec<Line>,
    pub(crate) violation: Option<Violation>,
    outcome: Outcome,
    sends: u64,
    /// A look at the pairs is in the queue already for now.
    pairs_due: bool,
}

/// Plays a plan to its end, and says what was counted or what went wrong first.
pub fn run(plan: &Plan) -> Result<Outcome, Box<Violation>> {
    World::new(plan.clone(), None).play()
}

/// Plays a plan in a world that is broken on purpose.
pub fn run_broken(plan: &Plan, mutation: Mutation) -> Result<Outcome, Box<Violation>> {
    World::new(plan.clone(), Some(mutation)).play()
}

impl World {
    fn new(plan: Plan, mutation: Option<Mutation>) -> Self {
        let machine = |(who, skew): (usize, &i64)| Machine::new(plan.seed, who, *skew);
        let machines: Vec<_> = plan.clients.iter().enumerate().map(machine).collect();
        Self {
            mutation,
            now: 0,
            queue: BTreeMap::new(),
            sequence: 0,
            chance: ChaCha8Rng::seed_from_u64(plan.seed ^ 0x5eed),
            network: Network::new(machines.len()),
            machines,
            server: Server::new(),
            lines: Vec::new(),
            violation: None,
            outcome: Outcome::default(),
            sends: 0,
            pairs_due: false,
            plan,
        }
    }

    fn at(&mut self, when: u64, event: Event) {
        self.sequence += 1;
        self.queue.insert((when.max(self.now), self.sequence), event);
    }

    pub(crate) fn violate(&mut self, who: Option<usize>, what: &'static str, detail: String) {
        let at = self.now;
        self.violation.get_or_insert(Violation { at, who, what: what.to_owned(), detail });
    }

    fn play(mut self) -> Result<Outcome, Box<Violation>> {
        for who in 0..self.machines.len() {
            self.start(who);
        }
        for (n, at) in self.plan.steps.iter().map(|s| s.at).enumerate().collect::<Vec<_>>() {
            self.at(at, Event::Step(n));
        }
        let last = self.plan.steps.iter().map(|s| s.at).max().unwrap_or(0);
        self.at(0, Event::ServerTick);
        self.at(SAMPLE, Event::Sample);
        self.until(last + 1);
        self.mend();
        self.until(last + REST);
        if self.violation.is_none() {
            check::at_rest(&mut self);
        }
        self.outcome.lines = self.lines.len();
        let now = self.now;
        self.outcome.inside = self.machines.iter_mut().filter_map(|m| m.is_inside(now).then_some(())).count();
        match self.violation {
            Some(violation) => Err(Box::new(violation)),
            None => Ok(self.outcome),
        }
    }

    fn until(&mut self, end: u64) {
        while self.violation.is_none()
            && let Some(((at, _), event)) = self.queue.pop_first_if(end)
        {
            self.now = at;
            self.outcome.events += 1;
            self.event(event);
        }
        self.now = end;
    }

    /// The end of all trouble.
    fn mend(&mut self) {
        let count = self.machines.len();
        for who in 0..count {
            self.network.set_line(who, true);
            self.network.set_network(who, true, false);
            for other in 0..who {
                self.network.set_path(who, other, true);
            }
            self.wake(who);
            self.flush(who);
        }
        self.server_starts();
        self.paths_changed();
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Step(n) => {
                let what = self.plan.steps[n].what.clone();
                self.step(what);
            }
            Event::Timer { who, life, timer } => self.timer(who, life, timer),
            Event::Reaches { socket } => self.reaches(socket),
            Event::ToServer { socket, message } => self.to_server(socket, message),
            Event::ServerClosed { socket } => {
                let Some(s) = self.network.sockets.get_mut(&socket) else { return };
                if std::mem::take(&mut s.server) {
                    let out = self.server.handle(self.now, RoomInput::Closed { connection: socket });
                    self.obey_server(out);
                }
            }
            Event::ToClient { socket, event } => self.to_client(socket, event),
            Event::Found { socket, meeting } => {
                let out = self.server.found(self.now, socket, meeting);
                self.obey_server(out);
            }
            Event::ServerTick => {
                let out = self.server.handle(self.now, RoomInput::Tick);
                self.obey_server(out);
                self.at(self.now + TICK_EVERY.as_millis() as u64, Event::ServerTick);
            }
            Event::ServerStarts => self.server_starts(),
            Event::Looked { who, life, meeting, reached } => {
                let look = if reached { self.server.look() } else { None };
                if self.machines[who].life == life {
                    self.tell(who, Input::Looked { meeting, answer: look.ok_or(Problem::ServerUnreachable) });
                }
            }
            Event::Engine { who, life, event } => {
                if self.machines[who].life != life {
                    return;
                }
                if self.machines[who].asleep.is_some() {
                    // The engine sleeps with the machine, and says it after waking.
                    self.at(
                        self.machines[who].asleep.map_or(0, |(until, ..)| until) + 1,
                        Event::Engine { who, life, event },
                    );
                } else {
                    self.tell(who, Input::Engine(event));
                }
            }
            Event::Pairs => {
                self.pairs_due = false;
                self.pairs();
            }
            Event::Wakes { who, life } => {
                if self.machines[who].life == life {
                    self.wake(who);
                }
            }
            Event::Sample => {
                self.sample();
                self.at(self.now + SAMPLE, Event::Sample);
            }
        }
    }

    // What the plan says.

    fn step(&mut self, what: What) {
        match what {
            What::Person { who, does } => self.person(who, does),
            What::ServerLine { who, up } => {
                self.network.set_line(who, up);
                self.lines_changed(who);
            }
            What::Network { who, up, moved } => {
                self.network.set_network(who, up, moved);
                self.lines_changed(who);
                self.paths_changed();
            }
            What::Path { a, b, up } => {
                self.network.set_path(a, b, up);
                self.paths_changed();
            }
            What::SocketBreaks { who } => {
                if let Some(socket) = self.machines[who].socket {
                    self.at(self.now, Event::ToClient { socket, event: ServerEvent::Closed { nonsense: false } });
                    self.at(self.now, Event::ServerClosed { socket });
                }
            }
            What::Sleep { who, ms, stopped } => {
                let (until, life) = (self.now + ms, self.machines[who].life);
                self.machines[who].sleep(self.now, until, stopped);
                self.at(until, Event::Wakes { who, life });
                self.paths_changed();
            }
            What::Crash { who } => {
                if self.machines[who].app.is_some() {
                    self.close_socket(who);
                    self.machines[who].die();
                    self.paths_changed();
                }
            }
            What::Start { who } => {
                if self.machines[who].app.is_none() {
                    self.start(who);
                }
            }
            What::Server { orderly, ms } => self.server_stops(orderly, ms),
            What::DeviceFails { who, device } => {
                let kind = match device {
                    Device::Microphone => MediaKind::Audio,
                    Device::Camera => MediaKind::Video,
                    Device::Screen => MediaKind::Screen,
                };
                if self.machines[who].runs() {
                    close(&mut self.machines[who].wish.open, kind);
                    let failed = EngineEvent::DeviceFailed { kind: Some(kind), detail: "unplugged".into() };
                    self.tell(who, Input::Engine(failed));
                }
            }
            What::Forged { who, what } => self.forge(who, what),
        }
    }

    fn person(&mut self, who: usize, does: Does) {
        let now = self.now;
        if !self.machines[who].runs() {
            return;
        }
        let inside = self.machines[who].is_inside(now);
        let m = &mut self.machines[who];
        let meeting = crate::server::invitation(0).meeting;
        let tick = m.now(now).tick.0;
        let intents = match does {
            Does::Enter => vec![Intent::EnterHoldingRoom { meeting }],
            Does::Join => {
                m.wish.join = Some(tick);
                vec![Intent::Join]
            }
            Does::Leave => vec![Intent::Leave],
            Does::Rejoin => vec![Intent::Rejoin],
            Does::GoToDesk => vec![Intent::GoToDesk],
            Does::Microphone(open) => {
                m.wish.open.microphone = open;
                vec![Intent::SetMicrophone { open }]
            }
            Does::Camera(open) => {
                m.wish.open.camera = open;
                vec![Intent::SetCamera { open }]
            }
            Does::Share => {
                m.wish.open.screen = inside;
                vec![Intent::ShareScreen { device: None }]
            }
            Does::StopSharing => {
                m.wish.open.screen = false;
                vec![Intent::StopSharing]
            }
            Does::Chat => {
                let text = Personal(format!("line {}", self.lines.len()));
                if inside {
                    self.lines.push(Line { by: who, at: now, text: text.clone() });
                }
                vec![Intent::DraftChat { text }, Intent::SendChat]
            }
            Does::Layout(size) => {
                let people = match m.view(now).map(|v| &v.stage) {
                    Some(Stage::Meeting(room)) => room.people.iter().filter(|p| !p.me).map(|p| p.id).collect(),
                    _ => Vec::new(),
                };
                if inside {
                    m.layout = Some(people.iter().map(|p| (*p, size)).collect());
                }
                let tile = |participant| TileSize { participant, width: size, height: size };
                vec![Intent::Layout { tiles: people.into_iter().map(tile).collect() }]
            }
            Does::Name(name) => {
                vec![Intent::SetProfile { name: Personal(name), title: Personal::default() }]
            }
            Does::RetryNow => vec![Intent::RetryNow],
        };
        for intent in intents {
            self.tell(who, Input::Intent(intent));
        }
    }

    fn forge(&mut self, who: usize, what: Forged) {
        let Some(socket) = self.machines[who].socket.filter(|_| self.carries(who)) else { return };
        let stranger = ParticipantId::from_random([99; 16]);
        let me = self.machines[who].me.unwrap_or(stranger);
        let other = self.machines.iter().filter_map(|m| m.me).find(|id| *id != me).unwrap_or(stranger);
        let sealed = Sealed(vec![0; 40]);
        let messages = match what {
            Forged::Garbled => {
                self.to_client(socket, ServerEvent::Garbled);
                return;
            }
            Forged::BadSeal => vec![ServerMessage::Relayed { from: other, sealed }],
            Forged::Unknown => vec![ServerMessage::Relayed { from: stranger, sealed }],
            Forged::Echo => {
                let delegation = DelegationCode::new("ZA").expect("a code");
                let place = Place::HoldingRoom;
                let member = Member { participant: me, delegation, place, card: sealed.clone(), connected: true };
                vec![ServerMessage::Relayed { from: me, sealed }, ServerMessage::Member { member }]
            }
            Forged::Replay => self.machines[who].last_relayed.iter().cloned().collect(),
        };
        for message in messages {
            self.to_client(socket, ServerEvent::Message(message));
        }
    }

    // The machines.

    fn start(&mut self, who: usize) {
        let (settings, links) = self.machines[who].start();
        self.tell(who, Input::Stored { settings, links });
    }

    fn wake(&mut self, who: usize) {
        let now = self.now;
        let stopped = self.machines[who].asleep.is_some_and(|(.., stopped)| stopped);
        let Some(slept) = self.machines[who].wake(now) else { return };
        if !stopped && slept > 5_000 {
            self.machines[who].wish.join = None;
        }
        let timers: Vec<_> = self.machines[who].timers.clone().into_iter().collect();
        let life = self.machines[who].life;
        for (timer, at) in timers {
            let when = self.machines[who].world(at);
            self.at(when, Event::Timer { who, life, timer });
        }
        for (socket, event) in std::mem::take(&mut self.machines[who].inbox) {
            self.at(now, Event::ToClient { socket, event });
        }
        self.paths_changed();
    }

    fn timer(&mut self, who: usize, life: u32, timer: TimerId) {
        let m = &mut self.machines[who];
        if m.life != life || !m.runs() {
            return;
        }
        let tick = m.now(self.now).tick;
        if m.timers.get(&timer).is_some_and(|at| *at <= tick) {
            m.timers.remove(&timer);
            if timer == TimerId::Link && self.mutation == Some(Mutation::NoHeartbeat) {
                return;
            }
            self.tell(who, Input::Timer(timer));
        }
    }

    /// Tells a client something and does what it wants done.
    fn tell(&mut self, who: usize, input: Input) {
        let now = self.now;
        let m = &mut self.machines[who];
        if !m.runs() {
            return;
        }
        let shows = shows(&input);
        let opens = opens(&input);
        let clocks = m.now(now);
        let mut out = Vec::new();
        if let Some(app) = &mut m.app {
            app.handle(clocks, input, &mut out);
        }
        m.touched();
        for effect in out {
            self.effect(who, opens, effect);
        }
        if let Some(shows) = shows {
            check::after(self, who, shows);
        }
    }

    fn effect(&mut self, who: usize, opens: Option<MediaKind>, effect: Effect) {
        let now = self.now;
        match effect {
            Effect::Connect { .. } => {
                self.close_socket(who);
                let socket = self.network.open(who);
                self.machines[who].socket = Some(socket);
                if self.network.to_server(who) {
                    let ms = self.takes();
                    self.at(now + ms, Event::Reaches { socket });
                }
            }
            Effect::Disconnect => self.close_socket(who),
            Effect::Send(message) => self.send(who, message),
            Effect::Engine(command) => self.engine(who, opens, command),
            Effect::Store(StoreCommand::Settings(settings)) => self.machines[who].store_settings(settings),
            Effect::Store(StoreCommand::Links(links)) => self.machines[who].store_links(links),
            Effect::Wake { timer, at } => {
                let m = &mut self.machines[who];
                m.timers.insert(timer, at);
                let (when, life) = (m.world(at), m.life);
                self.at(when, Event::Timer { who, life, timer });
            }
            Effect::Unwake { timer } => drop(self.machines[who].timers.remove(&timer)),
            Effect::Look { meeting, .. } => {
                let reached = self.network.to_server(who) && self.server.is_up();
                let when = now + if reached { 2 * self.takes() } else { 3_000 };
                let life = self.machines[who].life;
                self.at(when, Event::Looked { who, life, meeting, reached });
            }
        }
    }

    fn engine(&mut self, who: usize, opens: Option<MediaKind>, command: EngineCommand) {
        let now = self.now;
        if let EngineCommand::OnAir(state) = &command {
            check::opened(self, who, opens, *state);
            if self.mutation == Some(Mutation::DeafGate) && !self.carries(who) {
                return;
            }
        }
        if matches!(command, EngineCommand::RemovePeer { .. }) && self.mutation == Some(Mutation::KeepsConnections) {
            return;
        }
        self.outcome.connections += u64::from(matches!(command, EngineCommand::AddPeer { .. }));
        let touches = matches!(
            command,
            EngineCommand::AddPeer { .. }
                | EngineCommand::RemovePeer { .. }
                | EngineCommand::Signal { .. }
                | EngineCommand::RestartIce { .. }
        );
        let address = self.network.address[who];
        let answer = self.machines[who].engine.obey(now, address, command);
        if let Some(broken) = answer.broken {
            self.violate(Some(who), "the engine was commanded wrongly", broken.to_owned());
        }
        let life = self.machines[who].life;
        for event in answer.events {
            self.at(now + ENGINE, Event::Engine { who, life, event });
        }
        if touches {
            self.paths_changed();
        }
    }

    // Sockets.

    fn takes(&mut self) -> u64 {
        self.plan.delay + self.chance.random_range(0..=self.plan.jitter)
    }

    fn send(&mut self, who: usize, message: ClientMessage) {
        let relay = matches!(message, ClientMessage::Relay { .. });
        self.sends += u64::from(relay);
        if relay && self.mutation == Some(Mutation::LostWords) && self.sends.is_multiple_of(5) {
            return;
        }
        let (now, ms) = (self.now, self.takes());
        let carries = self.network.to_server(who);
        let Some(socket) = self.machines[who].socket else { return };
        let Some(s) = self.network.sockets.get_mut(&socket).filter(|s| s.client) else { return };
        if carries {
            let when = s.up(now, ms);
            self.at(when, Event::ToServer { socket, message });
        } else {
            s.up_held.push(message);
        }
    }

    /// The first packet of a socket reaches the server's machine.
    fn reaches(&mut self, socket: ConnectionKey) {
        let (now, ms, up) = (self.now, self.takes(), self.server.is_up());
        let Some(s) = self.network.sockets.get_mut(&socket).filter(|s| s.client && s.opening) else { return };
        s.opening = false;
        s.server = up;
        let event = if up { ServerEvent::Opened } else { ServerEvent::Closed { nonsense: false } };
        let when = s.down(now, ms);
        self.at(when, Event::ToClient { socket, event });
        if up {
            let out = self.server.handle(now, RoomInput::Opened { connection: socket, crowded: false });
            self.obey_server(out);
        }
    }

    fn to_server(&mut self, socket: ConnectionKey, message: ClientMessage) {
        let (now, ms) = (self.now, self.takes());
        let Some(s) = self.network.sockets.get_mut(&socket) else { return };
        if !s.server {
            // Nobody listens there any more.
            let when = s.down(now, ms);
            self.at(when, Event::ToClient { socket, event: ServerEvent::Closed { nonsense: false } });
            return;
        }
        let out = self.server.message(now, socket, message);
        self.obey_server(out);
    }

    fn obey_server(&mut self, out: Vec<RoomOutput>) {
        for o in out {
            match o {
                RoomOutput::Send { to, message } => self.from_server(to, ServerEvent::Message(message)),
                RoomOutput::SendAll { to, message } => {
                    for to in to {
                        self.from_server(to, ServerEvent::Message(message.clone()));
                    }
                }
                RoomOutput::Close { connection, .. } => {
                    self.from_server(connection, ServerEvent::Closed { nonsense: false });
                    if let Some(s) = self.network.sockets.get_mut(&connection) {
                        s.server = false;
                    }
                }
                RoomOutput::LookUp { connection, meeting } => {
                    self.at(self.now + LOOK_UP, Event::Found { socket: connection, meeting });
                }
            }
        }
    }

    fn from_server(&mut self, socket: ConnectionKey, event: ServerEvent) {
        let forgets = matches!(event, ServerEvent::Message(ServerMessage::Left { .. }));
        if forgets && self.mutation == Some(Mutation::ForgetsLeft) {
            return;
        }
        let (now, ms) = (self.now, self.takes());
        let Some(who) = self.network.sockets.get(&socket).filter(|s| s.server).map(|s| s.who) else { return };
        let carries = self.network.to_server(who);
        let Some(s) = self.network.sockets.get_mut(&socket) else { return };
        if carries {
            let when = s.down(now, ms);
            self.at(when, Event::ToClient { socket, event });
        } else {
            s.down_held.push(event);
        }
    }

    fn to_client(&mut self, socket: ConnectionKey, event: ServerEvent) {
        let Some(s) = self.network.sockets.get_mut(&socket).filter(|s| s.client) else { return };
        let who = s.who;
        let m = &mut self.machines[who];
        if m.asleep.is_some() {
            m.inbox.push((socket, event));
            return;
        }
        if matches!(event, ServerEvent::Closed { .. }) {
            s.client = false;
            m.socket = None;
        }
        let again = matches!(event, ServerEvent::Message(ServerMessage::Entered { .. }));
        if let ServerEvent::Message(message @ ServerMessage::Relayed { .. }) = &event {
            m.last_relayed = Some(message.clone());
        }
        self.tell(who, Input::Server(event));
        if again && self.mutation == Some(Mutation::Eager) {
            self.tell(who, Input::Intent(Intent::SetMicrophone { open: true }));
        }
    }

    /// The client's end closes its socket.
    fn close_socket(&mut self, who: usize) {
        let (now, ms) = (self.now, self.takes());
        let Some(socket) = self.machines[who].socket.take() else { return };
        let carries = self.network.to_server(who);
        let Some(s) = self.network.sockets.get_mut(&socket) else { return };
        s.client = false;
        s.up_held.clear();
        s.down_held.clear();
        if carries {
            let when = s.up(now, ms);
            self.at(when, Event::ServerClosed { socket });
        }
    }

    fn carries(&self, who: usize) -> bool {
        self.network.to_server(who) && self.server.is_up()
    }

    /// A line carries again, or does not any more.
    fn lines_changed(&mut self, who: usize) {
        if self.network.to_server(who) {
            self.flush(who);
        }
        self.note_servers();
    }

    /// What was held up goes on its way.
    fn flush(&mut self, who: usize) {
        let now = self.now;
        let keys: Vec<_> = self.network.sockets.iter().filter(|(_, s)| s.who == who).map(|(k, _)| *k).collect();
        for socket in keys {
            let (up, down) = (self.takes(), self.takes());
            let Some(s) = self.network.sockets.get_mut(&socket) else { continue };
            if s.opening && s.client {
                let when = s.up(now, up);
                self.at(when, Event::Reaches { socket });
                continue;
            }
            let when_up = s.up(now, up);
            let when_down = s.down(now, down);
            let (held_up, held_down) = (std::mem::take(&mut s.up_held), std::mem::take(&mut s.down_held));
            for message in held_up {
                self.at(when_up, Event::ToServer { socket, message });
            }
            for event in held_down {
                self.at(when_down, Event::ToClient { socket, event });
            }
        }
    }

    fn note_servers(&mut self) {
        for who in 0..self.machines.len() {
            let carries = self.carries(who);
            let since = &mut self.machines[who].no_server;
            *since = if carries { None } else { since.or(Some(self.now)) };
        }
    }

    // The server.

    fn server_stops(&mut self, orderly: bool, ms: u64) {
        if !self.server.is_up() {
            return;
        }
        if orderly {
            let out = self.server.handle(self.now, RoomInput::Stop { retry_ms: 500 });
            self.obey_server(out);
        }
        let open: Vec<_> = self.network.sockets.iter().filter(|(_, s)| s.server).map(|(k, _)| *k).collect();
        for socket in open {
            self.from_server(socket, ServerEvent::Closed { nonsense: false });
            if let Some(s) = self.network.sockets.get_mut(&socket) {
                s.server = false;
            }
        }
        self.server.crash();
        self.at(self.now + ms, Event::ServerStarts);
        self.note_servers();
    }

    fn server_starts(&mut self) {
        self.server.start();
        self.note_servers();
    }

    // The paths between clients.

    fn paths_changed(&mut self) {
        if !self.pairs_due {
            self.pairs_due = true;
            self.at(self.now, Event::Pairs);
        }
    }

    /// Looks at every pair: what carries, what does not any more, what is given up.
    fn pairs(&mut self) {
        let mut next: Option<u64> = None;
        for a in 0..self.machines.len() {
            let peers: Vec<_> = self.machines[a].engine.connections.keys().copied().collect();
            for peer in peers {
                if let Some(due) = self.pair(a, peer) {
                    next = Some(next.map_or(due, |n| n.min(due)));
                }
            }
        }
        if let Some(due) = next {
            self.at(due, Event::Pairs);
        }
    }

    /// One end of a pair. Returns when to look again.
    fn pair(&mut self, a: usize, peer: ParticipantId) -> Option<u64> {
        let now = self.now;
        let (me, life, awake) = (self.machines[a].me?, self.machines[a].life, self.machines[a].runs());
        // The other's machine may have died, or be somebody else by now.
        let b = self.machines.iter().position(|m| m.me == Some(peer));
        let ours = self.machines[a].engine.connections.get(&peer)?;
        let flows = b.is_some_and(|b| {
            let carries = self.network.between(a, b) && awake && self.machines[b].runs();
            let (address_a, address_b) = (self.network.address[a], self.network.address[b]);
            let theirs = self.machines[b].engine.connections.get(&me);
            carries && theirs.is_some_and(|t| engine::described(ours, t, address_a, address_b))
        });
        let c = self.machines[a].engine.connections.get_mut(&peer)?;
        if !awake {
            if c.flows.take().is_some() {
                c.stopped = now;
            }
            return None;
        }
        let mut due = None;
        let was = c.state;
        if flows {
            let since = *c.flows.get_or_insert(now);
            if c.state != PeerState::Connected {
                if now >= since + engine::HANDSHAKE {
                    c.state = PeerState::Connected;
                } else {
                    due = Some(since + engine::HANDSHAKE);
                }
            }
        } else {
            if c.flows.take().is_some() {
                c.stopped = now;
            }
            let limit = match c.state {
                PeerState::Connected => Some(engine::INTERRUPTED),
                PeerState::Interrupted | PeerState::Connecting => Some(engine::FAILED),
                PeerState::Failed => None,
            };
            match limit {
                Some(ms) if now < c.stopped + ms => due = Some(c.stopped + ms),
                Some(_) if c.state == PeerState::Connected => {
                    c.state = PeerState::Interrupted;
                    due = Some(c.stopped + engine::FAILED);
                }
                Some(_) => c.fail(),
                None => {}
            }
        }
        if c.state != was {
            let event = EngineEvent::Peer { peer, connection: c.id, state: c.state };
            self.at(now, Event::Engine { who: a, life, event });
        }
        due.map(|d| d.max(now + 1))
    }

    /// Media go for a while; everybody is looked at.
    fn sample(&mut self) {
        for m in &mut self.machines {
            let open = m.engine.on_air;
            if !m.runs() {
                continue;
            }
            for c in m.engine.connections.values_mut().filter(|c| c.flows.is_some()) {
                for (at, kind) in MediaKind::ALL.into_iter().enumerate() {
                    if open.is_open(kind) {
                        c.sent[at] += SAMPLE;
                        self.outcome.sent[at] += SAMPLE;
                    }
                }
            }
        }
        check::while_it_runs(self);
    }
}

/// What in the view may have changed by an input, other than numbers: then the view is held to what the person did.
fn shows(input: &Input) -> Option<check::After> {
    match input {
        Input::Intent(Intent::EnterHoldingRoom { .. } | Intent::Rejoin) => Some(check::After::Entering),
        Input::Intent(_) => Some(check::After::Other),
        Input::Server(ServerEvent::Message(ServerMessage::Entered { .. } | ServerMessage::Refused { .. })) => {
            Some(check::After::Other)
        }
        _ => None,
    }
}

/// What a person opens by an input.
fn opens(input: &Input) -> Option<MediaKind> {
    match input {
        Input::Intent(Intent::SetMicrophone { open: true }) => Some(MediaKind::Audio),
        Input::Intent(Intent::SetCamera { open: true }) => Some(MediaKind::Video),
        Input::Intent(Intent::ShareScreen { .. }) => Some(MediaKind::Screen),
        _ => None,
    }
}

fn close(state: &mut MediaState, kind: MediaKind) {
    match kind {
        MediaKind::Audio => state.microphone = false,
        MediaKind::Video => state.camera = false,
        MediaKind::Screen => state.screen = false,
    }
}

/// Takes the first event before a time.
trait PopBefore {
    fn pop_first_if(&mut self, end: u64) -> Option<((u64, u64), Event)>;
}

impl PopBefore for BTreeMap<(u64, u64), Event> {
    fn pop_first_if(&mut self, end: u64) -> Option<((u64, u64), Event)> {
        let (&(at, _), _) = self.first_key_value()?;
        if at >= end { None } else { self.pop_first() }
    }
}
