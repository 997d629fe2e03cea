//! A deterministic room: laptops, a server that orders commits, a network that delays, loses, doubles and parts.

use crate::frames::EpochKeys;
use crate::group::{Heard, Incident, Input, Membership, Order, Output, Policy, Setup, Stage};
use crate::identity::{Identity, Pins};
use crate::invitation::{Invitation, MeetingSecret, SideSecret};
use chancery_model::{Card, DelegationCode, MeetingId, Now, ParticipantId, PersonName, RandomSource, Tick};
use jiff::{SignedDuration, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

pub(super) const SIDES: [&str; 2] = ["ID", "ZA"];

pub(super) fn beginning() -> Timestamp {
    "2026-12-01T07:00:00Z".parse().unwrap()
}

pub(super) struct Random(pub(super) ChaCha20Rng);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0.next_u64() % n.max(1)
    }
}

impl RandomSource for Random {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

pub(super) fn code(text: &str) -> DelegationCode {
    DelegationCode::new(text).unwrap()
}

pub(super) fn invitations_with(roots: [Option<[u8; 32]>; 2]) -> Vec<Invitation> {
    Invitation::for_sides(
        "http://sim.example",
        MeetingId::from_random([7; 16]),
        &MeetingSecret([1; 32]),
        &[(code(SIDES[0]), SideSecret([10; 32]), roots[0]), (code(SIDES[1]), SideSecret([11; 32]), roots[1])],
        beginning() - SignedDuration::from_hours(1),
        beginning() + SignedDuration::from_hours(12),
    )
}

pub(super) fn invitation(side: usize) -> Invitation {
    invitations_with([None, None]).remove(side)
}

pub(super) fn someone(n: usize) -> ParticipantId {
    ParticipantId::from_random([n as u8 + 1; 16])
}

pub(super) fn identity(n: usize) -> Arc<Identity> {
    Arc::new(Identity::self_issued(&mut Random::new(9_000 + n as u64), beginning() - SignedDuration::from_hours(2)))
}

pub(super) fn setup(n: usize, side: usize, policy: Policy) -> Setup {
    Setup {
        label: "plenary".into(),
        invitation: invitation(side),
        me: someone(n),
        identity: identity(n),
        card: Card {
            name: PersonName::new(&format!(
                "Delegate {}",
                ["Ay", "Bee", "Cee", "Dee", "Ef", "Gee", "Haitch", "Jay"][n % 8]
            ))
            .unwrap(),
            title: None,
            delegation: code(SIDES[side]),
        },
        dtls: [n as u8; 32],
        policy,
        pins: Pins::default(),
    }
}

pub(super) struct Laptop {
    pub(super) me: ParticipantId,
    pub(super) side: usize,
    pub(super) machine: Membership,
    pub(super) random: Random,
    pub(super) online: bool,
    pub(super) epochs: Vec<Arc<EpochKeys>>,
    pub(super) heard: Vec<(ParticipantId, Vec<u8>)>,
    pub(super) incidents: Vec<Incident>,
    /// Its clock is ahead of the world's by this many seconds.
    pub(super) skew: i64,
    /// What of the run it was sent.
    sent: u64,
}

impl Laptop {
    pub(super) fn admitted(&self) -> bool {
        matches!(self.machine.state().stage, Stage::Admitted(_))
    }
    pub(super) fn group(&self) -> Option<[u8; 16]> {
        self.machine.state().admitted().map(|a| a.group)
    }
    pub(super) fn epoch(&self) -> Option<u64> {
        self.machine.state().admitted().map(|a| a.epoch)
    }
    pub(super) fn members(&self) -> BTreeSet<ParticipantId> {
        self.machine.state().members().iter().map(|m| m.participant).collect()
    }
    pub(super) fn names(&self) -> usize {
        self.machine.state().members().len()
    }
}

enum Travel {
    ToServer { from: ParticipantId, bytes: Vec<u8> },
    ToLaptop { to: ParticipantId, from: ParticipantId, ordered: Option<Order>, bytes: Vec<u8> },
}

/// Whether a hostile server lets a message pass: from whom, to whom, where in its order.
pub(super) type Hand = Box<dyn FnMut(ParticipantId, ParticipantId, Option<Order>) -> bool>;

pub(super) struct World {
    pub(super) now: u64,
    pub(super) laptops: Vec<Laptop>,
    travel: BTreeMap<(u64, u64), Travel>,
    seq: u64,
    pub(super) run: u64,
    ordered: Vec<(ParticipantId, Vec<u8>)>,
    pub(super) random: Random,
    /// Of 1,000 unordered messages so many are lost, and doubled.
    pub(super) loss: u64,
    pub(super) twice: u64,
    pub(super) delay: u64,
    pub(super) server_up: bool,
    /// Whether those whose socket is lost are heard directly.
    pub(super) heard: Heard,
    /// Passes a message on its way to a laptop, or not.
    pub(super) hand: Option<Hand>,
    /// Time in the machines, and how often, by the kind of message (0: other inputs): for what measures.
    pub(super) spent: BTreeMap<u8, (std::time::Duration, u32)>,
    /// Everything that went, for a server that keeps it.
    pub(super) kept: VecDeque<(ParticipantId, Option<Order>, Vec<u8>)>,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            now: 1_000,
            laptops: Vec::new(),
            travel: BTreeMap::new(),
            seq: 0,
            run: 1,
            ordered: Vec::new(),
            random: Random::new(seed),
            loss: 0,
            twice: 0,
            delay: 40,
            server_up: true,
            heard: Heard::Directly,
            hand: None,
            spent: BTreeMap::new(),
            kept: VecDeque::new(),
        }
    }

    pub(super) fn now_of(&self, at: usize) -> Now {
        let wall = beginning()
            + SignedDuration::from_millis(self.now as i64)
            + SignedDuration::from_secs(self.laptops[at].skew);
        Now { tick: Tick(self.now), wall }
    }

    /// Adds a laptop that is not online yet.
    pub(super) fn add(&mut self, setup: Setup) -> usize {
        let at = self.laptops.len();
        let side = SIDES.iter().position(|s| *s == setup.invitation.delegation.as_str()).unwrap();
        self.laptops.push(Laptop {
            me: setup.me,
            side,
            machine: Membership::new(setup),
            random: Random::new(100 + at as u64 + self.random.below(1 << 40)),
            online: false,
            epochs: Vec::new(),
            heard: Vec::new(),
            incidents: Vec::new(),
            skew: 0,
            sent: 0,
        });
        at
    }

    /// Adds a laptop and lets it enter the room.
    pub(super) fn enter(&mut self, setup: Setup) -> usize {
        let at = self.add(setup);
        self.online(at);
        at
    }

    fn at(&self, who: ParticipantId) -> Option<usize> {
        // The newest of one identifier: an earlier one has crashed.
        self.laptops.iter().rposition(|l| l.me == who)
    }

    pub(super) fn online(&mut self, at: usize) {
        self.laptops[at].online = true;
        let sent = self.laptops[at].sent;
        for n in sent..self.ordered.len() as u64 {
            let (from, bytes) = self.ordered[n as usize].clone();
            let ordered = Some(Order { run: self.run, n });
            let to = self.laptops[at].me;
            self.put(1, Travel::ToLaptop { to, from, ordered, bytes });
        }
        self.laptops[at].sent = self.ordered.len() as u64;
        self.present();
    }

    /// The socket is lost; `gone`: the server tells the others that it will not come back.
    pub(super) fn offline(&mut self, at: usize, gone: bool) {
        self.laptops[at].online = false;
        let who = self.laptops[at].me;
        self.present();
        if gone {
            for other in 0..self.laptops.len() {
                if self.laptops[other].online {
                    self.input(other, Input::Gone(who));
                }
            }
        }
    }

    pub(super) fn present(&mut self) {
        if !self.server_up {
            return;
        }
        let list: Vec<_> = self.laptops.iter().filter(|l| l.online).map(|l| (l.me, code(SIDES[l.side]))).collect();
        let here = |who: ParticipantId| list.iter().any(|(id, _)| *id == who);
        let away: Vec<_> =
            self.laptops.iter().map(|l| l.me).filter(|who| !here(*who)).map(|who| (who, self.heard)).collect();
        for at in 0..self.laptops.len() {
            if self.laptops[at].online {
                self.input(at, Input::Away(away.clone()));
                self.input(at, Input::Present(list.clone()));
            }
        }
    }

    /// The server is started anew: it counts from the beginning and has nothing to replay.
    pub(super) fn restart(&mut self) {
        self.run += 1;
        self.ordered.clear();
        for laptop in &mut self.laptops {
            laptop.sent = 0;
        }
        self.travel.retain(|_, t| !matches!(t, Travel::ToServer { .. }));
        self.present();
    }

    fn put(&mut self, delay: u64, travel: Travel) {
        self.seq += 1;
        self.travel.insert((self.now + delay, self.seq), travel);
    }

    pub(super) fn input(&mut self, at: usize, input: Input) {
        let now = self.now_of(at);
        let mut out = Vec::new();
        let kind = match &input {
            Input::Received { bytes, from, .. } if *from != self.laptops[at].me => {
                bytes.get(1).copied().unwrap_or_default()
            }
            _ => 0,
        };
        let laptop = &mut self.laptops[at];
        let begin = std::time::Instant::now();
        laptop.machine.handle(now, &mut laptop.random, input, &mut out);
        let spent = self.spent.entry(kind).or_default();
        *spent = (spent.0 + begin.elapsed(), spent.1 + 1);
        for output in out {
            self.output(at, output);
        }
    }

    fn output(&mut self, at: usize, output: Output) {
        let from = self.laptops[at].me;
        match output {
            Output::Order(bytes) => {
                if self.laptops[at].online {
                    let delay = 1 + self.random.below(self.delay);
                    self.put(delay, Travel::ToServer { from, bytes });
                }
            }
            Output::Tell { to, bytes } => self.pass(at, to, &bytes),
            Output::TellAll(bytes) | Output::TellPeers(bytes) => {
                let others: Vec<_> = self.laptops.iter().filter(|l| l.online && l.me != from).map(|l| l.me).collect();
                for to in others {
                    self.pass(at, to, &bytes);
                }
            }
            Output::Epoch(keys) => self.laptops[at].epochs.push(keys),
            Output::Private { from, bytes } => self.laptops[at].heard.push((from, bytes)),
            Output::Incident(incident) => self.laptops[at].incidents.push(incident),
            Output::Roster => {}
        }
    }

    /// Sends an unordered message.
    pub(super) fn pass(&mut self, at: usize, to: ParticipantId, bytes: &[u8]) {
        if !self.laptops[at].online || !self.server_up {
            return;
        }
        let from = self.laptops[at].me;
        if self.kept.len() == 4_096 {
            self.kept.pop_front();
        }
        self.kept.push_back((from, None, bytes.to_vec()));
        if self.random.below(1_000) < self.loss {
            return;
        }
        let copies = if self.random.below(1_000) < self.twice { 2 } else { 1 };
        for _ in 0..copies {
            let delay = 1 + self.random.below(self.delay);
            self.put(delay, Travel::ToLaptop { to, from, ordered: None, bytes: bytes.to_vec() });
        }
    }

    /// A message is put before a laptop as the server likes.
    pub(super) fn inject(&mut self, to: usize, from: ParticipantId, ordered: Option<Order>, bytes: &[u8]) {
        self.input(to, Input::Received { from, ordered, bytes: bytes.to_vec() });
    }

    /// The place that the server would give next to an ordered message.
    pub(super) fn next_order(&mut self, from: ParticipantId, bytes: &[u8]) -> Order {
        self.ordered.push((from, bytes.to_vec()));
        let n = self.ordered.len() as u64 - 1;
        for laptop in &mut self.laptops {
            laptop.sent = laptop.sent.max(n + 1);
        }
        Order { run: self.run, n }
    }

    /// A server that orders a commit of its own making, for all.
    pub(super) fn order(&mut self, from: ParticipantId, bytes: &[u8]) {
        let order = self.next_order(from, bytes);
        for at in 0..self.laptops.len() {
            if self.laptops[at].online {
                self.inject(at, from, Some(order), bytes);
            }
        }
    }

    fn arrive(&mut self, travel: Travel) {
        match travel {
            Travel::ToServer { from, bytes } => {
                if !self.server_up {
                    return;
                }
                self.ordered.push((from, bytes.clone()));
                let order = Order { run: self.run, n: self.ordered.len() as u64 - 1 };
                self.kept.push_back((from, Some(order), bytes.clone()));
                for at in 0..self.laptops.len() {
                    if self.laptops[at].online {
                        self.laptops[at].sent = order.n + 1;
                        let to = self.laptops[at].me;
                        let delay = 1 + self.random.below(self.delay);
                        self.put(delay, Travel::ToLaptop { to, from, ordered: Some(order), bytes: bytes.clone() });
                    }
                }
            }
            Travel::ToLaptop { to, from, ordered, bytes } => {
                if let Some(at) = self.at(to).filter(|at| self.laptops[*at].online) {
                    let passes = self.hand.as_mut().is_none_or(|hand| hand(from, to, ordered));
                    if passes {
                        self.input(at, Input::Received { from, ordered, bytes });
                    }
                }
            }
        }
    }

    /// Lets `ms` milliseconds pass.
    pub(super) fn pass_time(&mut self, ms: u64) {
        let end = self.now + ms;
        let mut steps = 0;
        loop {
            steps += 1;
            assert!(steps < 1_000_000, "a machine never comes to rest");
            let message = self.travel.keys().next().map(|(at, _)| *at);
            let timers = self
                .laptops
                .iter()
                .filter(|l| l.online)
                .filter_map(|l| l.machine.deadline())
                .map(|t| t.0.max(self.now + 1));
            let Some(next) = message.into_iter().chain(timers).min().filter(|at| *at <= end) else { break };
            self.now = next;
            while let Some(entry) = self.travel.first_entry().filter(|e| e.key().0 <= next) {
                let travel = entry.remove();
                self.arrive(travel);
            }
            for at in 0..self.laptops.len() {
                if self.laptops[at].online && self.laptops[at].machine.deadline().is_some_and(|t| t.0 <= next) {
                    self.input(at, Input::Timer);
                }
            }
        }
        self.now = end;
    }

    /// Lets time pass until `done`, at most `ms`.
    pub(super) fn until(&mut self, ms: u64, done: impl Fn(&Self) -> bool) -> bool {
        let end = self.now + ms;
        while self.now < end {
            if done(self) {
                return true;
            }
            self.pass_time(50);
        }
        done(self)
    }

    pub(super) fn online_ones(&self) -> impl Iterator<Item = &Laptop> {
        self.laptops.iter().filter(|l| l.online)
    }

    /// Everyone online is in one group, in one epoch.
    pub(super) fn together(&self) -> bool {
        let mut first = None;
        let all: BTreeSet<_> = self.online_ones().map(|l| l.me).collect();
        self.online_ones().all(|l| {
            let here = (l.group(), l.epoch());
            l.admitted() && l.members() == all && *first.get_or_insert(here) == here
        })
    }

    /// What must hold at every moment: those of one epoch agree on who is in, on the code and on the keys' members.
    pub(super) fn check(&self) {
        let mut seen = BTreeMap::new();
        for laptop in self.online_ones() {
            let Some(admitted) = laptop.machine.state().admitted() else { continue };
            let members: Vec<_> = admitted.members.iter().map(|m| (m.leaf, m.participant, m.chair)).collect();
            let distinct: BTreeSet<_> = members.iter().map(|m| m.1).collect();
            assert_eq!(distinct.len(), members.len(), "one participant sits twice");
            let here = (admitted.code.digits().to_owned(), members);
            let head = laptop.machine.log().head();
            let theirs = seen.entry((admitted.group, admitted.epoch, head)).or_insert_with(|| here.clone());
            assert_eq!(*theirs, here, "members of one epoch disagree");
            assert_eq!(crate::group::RosterLog::verify(laptop.machine.log().entries()), Ok(head));
        }
    }

    /// Protects and sends.
    pub(super) fn say(&mut self, at: usize, text: &[u8]) {
        let laptop = &mut self.laptops[at];
        let bytes = laptop.machine.protect(&mut laptop.random, text).expect("is in");
        let from = laptop.me;
        let others: Vec<_> = self.laptops.iter().filter(|l| l.online && l.me != from).map(|l| l.me).collect();
        for to in others {
            self.pass(at, to, &bytes);
        }
    }

    /// Two sides' chairs, in.
    pub(super) fn two(policy: Policy) -> Self {
        let mut world = Self::new(1);
        world.enter(setup(0, 0, policy));
        world.pass_time(100);
        world.enter(setup(1, 1, policy));
        world
    }
}
