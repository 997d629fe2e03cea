//! One machine: the real client, its timers, its socket, its made-up engine, its clocks, what it has stored; and what its
//! person wants, kept apart from the client, to hold the client to it.

use crate::engine::Engine;
use crate::server::{beginning, invitation};
use chancery_core::view::{Admission, KeyPlace, SecurityState, Settings, Stage};
use chancery_core::{App, Input, Problem, RandomSource, ServerEvent, TimerId, ViewModel};
use chancery_model::{MediaState, Now, ParticipantId, Personal, Tick};
use chancery_signalling::message::ServerMessage;
use chancery_signalling::room::ConnectionKey;
use chancery_trust::{Identity, Pins};
use jiff::SignedDuration;
use rand::{RngCore as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::sync::Arc;

struct Chance(ChaCha8Rng);

/// A random source from a seed.
pub(crate) fn chance(seed: u64) -> impl RandomSource {
    Chance(ChaCha8Rng::seed_from_u64(seed))
}

impl RandomSource for Chance {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

/// What the person wants, by what the person did and was shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// What may be open.
    pub(crate) open: MediaState,
    /// When *Join* was pressed, by the machine's tick, while that still counts.
    pub(crate) join: Option<u64>,
}

/// What a hostile server does with what is for a machine.
#[derive(Debug, Default)]
pub(crate) struct Withheld {
    /// So many ordered messages get lost.
    pub(crate) drop: u32,
    /// The next two ordered ones are swapped; the first of them.
    pub(crate) swap: bool,
    pub(crate) first: Option<ServerEvent>,
    /// So many of the next welcomes are of an older version.
    pub(crate) older: u32,
    /// Everything of the others waits until then.
    pub(crate) until: Option<u64>,
    pub(crate) waiting: Vec<(ConnectionKey, ServerEvent)>,
}

/// See the module.
pub(crate) struct Machine {
    seed: u64,
    who: usize,
    /// Seconds that its clock is ahead.
    skew: i64,
    /// `None`: it does not run.
    pub(crate) app: Option<App>,
    /// How often it was started: what was meant for an earlier life is not told to the next.
    pub(crate) life: u32,
    /// Until when it sleeps, and since when; whether only the process is stopped.
    pub(crate) asleep: Option<(u64, u64, bool)>,
    /// How long it has slept with its tick standing still.
    slept: u64,
    /// When it woke last.
    pub(crate) woke: u64,
    pub(crate) timers: BTreeMap<TimerId, Tick>,
    pub(crate) socket: Option<ConnectionKey>,
    pub(crate) engine: Engine,
    settings: Settings,
    /// The device's key, kept from one life to the next; some machines keep none.
    identity: Option<Arc<Identity>>,
    pins: Pins,
    links: Vec<Personal>,
    pub(crate) wish: Wish,
    /// Who it is in the meeting, once in it.
    pub(crate) me: Option<ParticipantId>,
    /// As whom it entered the holding room last.
    pub(crate) entered: Option<ParticipantId>,
    /// Since when it has been in the plenary without leaving.
    pub(crate) inside: Option<u64>,
    /// The layout that its person chose there: by participant, the side of a square.
    pub(crate) layout: Option<BTreeMap<ParticipantId, u16>>,
    /// What came while it slept.
    pub(crate) inbox: Vec<(ConnectionKey, ServerEvent)>,
    /// What it shows; `None`: to be asked anew.
    shown: Option<ViewModel>,
    /// The last message of another that reached it.
    pub(crate) last_relayed: Option<ServerMessage>,
    /// The last ordered message that reached it.
    pub(crate) last_ordered: Option<ServerMessage>,
    pub(crate) withheld: Withheld,
    /// What it showed before the input that it is told now: it asks to be let in.
    pub(crate) asks: bool,
    /// When a chair's person put it out.
    pub(crate) removed: Option<u64>,
    /// Since when its line to the server has not carried (or the server was away).
    pub(crate) no_server: Option<u64>,
}

impl Machine {
    pub(crate) fn new(seed: u64, who: usize, skew: i64, ask: bool) -> Self {
        let name = Personal(format!("Delegate {who}"));
        let admission = if ask { Admission::Ask } else { Admission::Auto };
        let mut chance = Chance(ChaCha8Rng::seed_from_u64(seed.wrapping_mul(0x51_7c_c1).wrapping_add(who as u64)));
        let keeps = !(seed + who as u64).is_multiple_of(5);
        let identity = keeps.then(|| Arc::new(Identity::self_issued(&mut chance, beginning())));
        Self {
            seed,
            who,
            skew,
            app: None,
            life: 0,
            asleep: None,
            slept: 0,
            woke: 0,
            timers: BTreeMap::new(),
            socket: None,
            engine: Engine::default(),
            settings: Settings { name, admission, ..Settings::default() },
            identity,
            pins: Pins::default(),
            links: vec![Personal(invitation(who % 2).to_link())],
            wish: Wish::default(),
            me: None,
            entered: None,
            inside: None,
            layout: None,
            inbox: Vec::new(),
            shown: None,
            last_relayed: None,
            last_ordered: None,
            withheld: Withheld::default(),
            asks: false,
            removed: None,
            no_server: None,
        }
    }

    /// Both clocks of the machine.
    pub(crate) fn now(&self, world: u64) -> Now {
        let standing = match self.asleep {
            Some((_, since, false)) => world - since,
            _ => 0,
        };
        let wall = beginning() + SignedDuration::from_millis(world as i64) + SignedDuration::from_secs(self.skew);
        Now { tick: Tick(1_000 + world - self.slept - standing), wall }
    }

    /// When a tick of this machine comes, as things are.
    pub(crate) fn world(&self, tick: Tick) -> u64 {
        (tick.0 + self.slept).saturating_sub(1_000)
    }

    /// Starts the client. What it had stored is to be told to it next, and the engine's certificate.
    pub(crate) fn start(&mut self) -> Vec<Input> {
        self.life += 1;
        let seed = self.seed.wrapping_mul(0x9e37_79b9).wrapping_add(1_000 * u64::from(self.life) + self.who as u64);
        self.app = Some(App::new(Box::new(Chance(ChaCha8Rng::seed_from_u64(seed)))));
        self.shown = None;
        self.engine.dtls = [self.who as u8 + 1; 32];
        self.engine.dtls[..4].copy_from_slice(&self.life.to_le_bytes());
        let stored = Input::Stored { settings: self.settings.clone(), links: self.links.clone() };
        let identity = self.identity.as_ref().map(|identity| Input::Identity {
            identity: Arc::clone(identity),
            kept: KeyPlace::Keyring,
            pins: self.pins.clone(),
            problem: None,
        });
        identity.into_iter().chain([stored]).collect()
    }

    /// The device's key from its next start on.
    pub(crate) fn take_identity(&mut self, identity: Identity) {
        self.identity = Some(Arc::new(identity));
    }

    pub(crate) fn store_pins(&mut self, pins: Pins) {
        self.pins = pins;
    }

    /// Before it is told something: the wish to join ends when the screen no longer shows it.
    pub(crate) fn before(&mut self, world: u64, input: &Input) {
        if self.wish.join.is_none() || matches!(input, Input::Intent(chancery_core::Intent::Join)) {
            return;
        }
        let (mut joining, mut asks) = (false, false);
        if let Some(Stage::HoldingRoom(room)) = self.view(world).map(|v| &v.stage) {
            joining = room.joining;
            // Whoever waits for a seat asks as soon as there is one.
            let waits = room.joining && room.problem == Some(Problem::PlenaryFull);
            asks = waits || matches!(room.security.state, SecurityState::Asking { .. });
        }
        self.asks = asks;
        if !joining {
            self.wish.join = None;
        }
    }

    /// The process is gone, with all it held in memory.
    pub(crate) fn die(&mut self) {
        self.app = None;
        self.life += 1;
        self.timers.clear();
        self.engine = Engine::default();
        self.wish = Wish::default();
        self.me = None;
        self.inside = None;
        self.asleep = None;
        self.layout = None;
        self.inbox.clear();
        self.shown = None;
        self.last_relayed = None;
        self.last_ordered = None;
        self.removed = None;
    }

    pub(crate) fn sleep(&mut self, world: u64, until: u64, stopped: bool) {
        if self.app.is_some() && self.asleep.is_none() {
            self.asleep = Some((until, world, stopped));
        }
    }

    /// It wakes. `Some`: for how long it slept.
    pub(crate) fn wake(&mut self, world: u64) -> Option<u64> {
        let (_, since, stopped) = self.asleep.take()?;
        if !stopped {
            self.slept += world - since;
        }
        self.woke = world;
        Some(world - since)
    }

    /// It runs and is awake.
    pub(crate) fn runs(&self) -> bool {
        self.app.is_some() && self.asleep.is_none()
    }

    pub(crate) fn store_settings(&mut self, settings: Settings) {
        self.settings = settings;
    }

    pub(crate) fn store_links(&mut self, links: Vec<Personal>) {
        self.links = links;
    }

    /// Something was told to the client: what it shows may have changed.
    pub(crate) fn touched(&mut self) {
        self.shown = None;
    }

    /// What it shows now.
    pub(crate) fn view(&mut self, world: u64) -> Option<&ViewModel> {
        if self.shown.is_none() {
            let now = self.now(world);
            self.shown = self.app.as_ref().map(|app| app.view(now));
        }
        self.shown.as_ref()
    }

    /// It is not in the plenary (any more).
    pub(crate) fn out(&mut self) {
        self.inside = None;
        self.layout = None;
        self.wish.open.screen = false;
    }

    /// Seconds that its clock is ahead.
    pub(crate) fn skew(&self) -> i64 {
        self.skew
    }

    /// How the encryption stands, where it is in the plenary.
    pub(crate) fn security(&mut self, world: u64) -> Option<SecurityState> {
        match self.view(world).map(|v| &v.stage) {
            Some(Stage::Meeting(room)) => Some(room.security.state.clone()),
            _ => None,
        }
    }

    /// Whether it is in the plenary, by what it shows.
    pub(crate) fn is_inside(&mut self, world: u64) -> bool {
        matches!(self.view(world), Some(ViewModel { stage: Stage::Meeting(_), .. }))
    }
}
