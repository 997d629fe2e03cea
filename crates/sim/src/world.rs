//! The world: one queue of events in order of time, and what each does.

mod hostile;
mod paths;
mod steps;
mod wires;

use crate::check::{self, Line, Violation};
use crate::machine::Machine;
use crate::network::Network;
use crate::plan::{Plan, What};
use crate::server::Server;
use chancery_core::view::{Identity, Link, Stage};
use chancery_core::{Effect, EngineCommand, EngineEvent, Input, Intent, Problem, ServerEvent, StoreCommand, TimerId};
use chancery_model::{MediaKind, MeetingId, Personal};
use chancery_signalling::message::{ClientMessage, ServerMessage};
use chancery_signalling::room::{ConnectionKey, RoomInput, TICK_EVERY};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};

/// From the last step, with everything mended, until all must be well: longer than a lost seat is kept and than any patience.
const REST: u64 = 90_000;
/// How often the world looks at everybody.
const SAMPLE: u64 = 500;
/// How long the engine takes to answer.
const ENGINE: u64 = 3;

/// More events than this in one millisecond are a loop.
const MOMENT: u64 = 10_000;

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
    /// What was told to anybody as a notice, or at the end of a meeting: names of [`Problem`]s.
    pub told: BTreeSet<String>,
    /// The same, with which client it was told to.
    pub told_to: BTreeSet<(usize, String)>,
    /// Why the line to the server was told to be down, and to which client.
    pub links: BTreeSet<(usize, String)>,
    /// What became of hostile frames: why they were refused, or `taken`.
    pub frames: BTreeSet<String>,
    /// Names that somebody was warned of.
    pub warned: BTreeSet<String>,
    /// Commits that were made with what was said of somebody else.
    pub reused: u32,
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
    /// The engine does not forget keys.
    KeepsKeys,
    /// The engine's connections have another certificate than it said.
    OtherCertificate,
    /// A connection that got stuck is stuck again when it is replaced.
    Hopeless,
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
    Saved { who: usize, life: u32 },
    Released { who: usize },
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
    /// Something false was said: what is refused at the end may be that.
    pub(crate) forged: bool,
    /// The server said what was not so.
    lied: bool,
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
        let machine = |(who, skew): (usize, &i64)| Machine::new(plan.seed, who, *skew, plan.ask);
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
            forged: false,
            lied: false,
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

    /// Notes what is told.
    pub(crate) fn note_told(&mut self, who: usize) {
        let now = self.now;
        let Some(view) = self.machines[who].view(now) else { return };
        let ended = match &view.stage {
            Stage::Ended(ended) => ended.problem.as_ref(),
            Stage::HoldingRoom(room) => room.problem.as_ref(),
            _ => None,
        };
        let name = |p: &Problem| format!("{p:?}").split([' ', '{']).next().unwrap_or_default().to_owned();
        if let Link::Down { problem, .. } = &view.link {
            self.outcome.links.insert((who, format!("{problem:?}")));
        }
        let mut seen: Vec<(String, bool)> = Vec::new();
        if let Stage::Meeting(room) = &view.stage {
            let warned = |identity: Option<&Identity>| identity.is_some_and(|one| one.name_warning.is_some());
            seen.extend(room.people.iter().map(|one| (one.name.to_string(), warned(one.identity.as_ref()))));
            seen.extend(room.requests.iter().map(|one| (one.name.to_string(), warned(Some(&one.identity)))));
        }
        let told: Vec<String> = view.notices.iter().map(|n| name(&n.problem)).chain(ended.map(name)).collect();
        self.outcome.told_to.extend(told.iter().map(|problem| (who, problem.clone())));
        self.outcome.told.extend(told);
        for (name, warned) in seen {
            if name.is_empty() || name.contains(['\u{202E}', '\u{200B}', '\n']) {
                self.violate(Some(who), "a name is shown that misleads the eye", format!("{name:?}"));
            }
            if warned {
                self.outcome.warned.insert(name);
            }
        }
    }

    /// Whether anybody was told that.
    pub(crate) fn told(&self, problem: &str) -> bool {
        self.outcome.told.contains(problem)
    }

    fn until(&mut self, end: u64) {
        let (mut moment, mut events) = (self.now, 0);
        while self.violation.is_none()
            && let Some(((at, _), event)) = self.queue.pop_first_if(end)
        {
            if at != moment {
                (moment, events) = (at, 0);
            }
            events += 1;
            self.now = at;
            self.outcome.events += 1;
            if events > MOMENT {
                self.violate(None, "the world never comes to rest", format!("{event:?}"));
            }
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
        if self.lied {
            // An honest server takes the hostile one's place, and says to everybody how things are.
            for who in 0..count {
                self.release(who);
                self.step(What::SocketBreaks { who });
            }
        }
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
            Event::ToServer { socket, message } => self.at_server(socket, message),
            Event::ServerClosed { socket } => {
                let Some(s) = self.network.sockets.get_mut(&socket) else { return };
                if std::mem::take(&mut s.server) {
                    let out = self.server.handle(self.now, RoomInput::Closed { connection: socket });
                    self.obey_server(out);
                }
            }
            Event::ToClient { socket, event } => self.at_client(socket, event),
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
            Event::Saved { who, life } => {
                if self.machines[who].life == life {
                    self.tell(who, Input::RosterLogSaved(Ok(Some(Personal("roster-log.json".into())))));
                }
            }
            Event::Released { who } => self.release(who),
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

    fn start(&mut self, who: usize) {
        for input in self.machines[who].start() {
            self.tell(who, input);
        }
        let (life, mut dtls) = (self.machines[who].life, self.machines[who].engine.dtls);
        if self.mutation == Some(Mutation::OtherCertificate) {
            dtls[31] ^= 1;
        }
        self.at(self.now + ENGINE, Event::Engine { who, life, event: EngineEvent::Fingerprint(dtls) });
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
        m.before(now, &input);
        let shows = shows(&input).or(m.wish.join.map(|_| check::After::Other));
        let cause = Cause::of(&input);
        let clocks = m.now(now);
        let mut out = Vec::new();
        if let Some(app) = &mut m.app {
            app.handle(clocks, input, &mut out);
        }
        m.touched();
        for effect in out {
            self.effect(who, cause, effect);
        }
        if let Some(shows) = shows {
            check::after(self, who, shows);
        }
    }

    fn effect(&mut self, who: usize, cause: Cause, effect: Effect) {
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
            Effect::Engine(command) => self.engine(who, cause, command),
            Effect::Store(StoreCommand::Settings(settings)) => self.machines[who].store_settings(settings),
            Effect::Store(StoreCommand::Links(links)) => self.machines[who].store_links(links),
            Effect::Store(StoreCommand::Pins(pins)) => self.machines[who].store_pins(pins),
            // Nobody here types a passphrase: the keys of those who keep one are there from the start.
            Effect::Key(_) => {}
            Effect::FrameKeys(None) if self.mutation == Some(Mutation::KeepsKeys) => {}
            Effect::FrameKeys(keys) => self.machines[who].engine.take_keys(now, keys),
            Effect::ExportRosterLog { document, signatures, .. } => {
                check::exported(self, who, &document, &signatures);
                let life = self.machines[who].life;
                self.at(now + 1_000, Event::Saved { who, life });
            }
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

    fn engine(&mut self, who: usize, cause: Cause, command: EngineCommand) {
        let now = self.now;
        if let EngineCommand::OnAir(state) = &command {
            check::opened(self, who, cause.opens, *state);
            if self.mutation == Some(Mutation::DeafGate) && !self.carries(who) {
                return;
            }
        }
        if matches!(command, EngineCommand::RemovePeer { .. }) && self.mutation == Some(Mutation::KeepsConnections) {
            return;
        }
        if let EngineCommand::RemovePeer { peer } = &command
            && !cause.leaves
        {
            check::ended(self, who, *peer);
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
        for (peer, bytes) in answer.data {
            self.carry_data(who, peer, bytes);
        }
        let life = self.machines[who].life;
        for event in answer.events {
            self.at(now + ENGINE, Event::Engine { who, life, event });
        }
        if touches {
            self.paths_changed();
        }
    }
}

/// What in the view may have changed by an input, other than numbers: then the view is held to what the person did.
fn shows(input: &Input) -> Option<check::After> {
    match input {
        Input::Intent(Intent::EnterHoldingRoom { .. } | Intent::Rejoin) => Some(check::After::Entering),
        Input::Intent(_) => Some(check::After::Other),
        Input::Server(ServerEvent::Message(
            ServerMessage::Entered { .. } | ServerMessage::Refused { .. } | ServerMessage::Ordered { .. },
        )) => Some(check::After::Other),
        _ => None,
    }
}

/// What an input may bring about.
#[derive(Clone, Copy, Debug)]
struct Cause {
    /// What the person opens by it.
    opens: Option<MediaKind>,
    /// The person leaves by it.
    leaves: bool,
}

impl Cause {
    fn of(input: &Input) -> Self {
        let opens = match input {
            Input::Intent(Intent::SetMicrophone { open: true }) => Some(MediaKind::Audio),
            Input::Intent(Intent::SetCamera { open: true }) => Some(MediaKind::Video),
            Input::Intent(Intent::ShareScreen { .. }) => Some(MediaKind::Screen),
            _ => None,
        };
        Self { opens, leaves: matches!(input, Input::Intent(Intent::Leave)) }
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
