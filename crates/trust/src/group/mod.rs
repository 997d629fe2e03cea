//! The group of a meeting: who is in, by whose word, and what all of them share (MLS, RFC 9420).
//!
//! A [`Membership`] is one participant's seat. It takes what came from the server or from another laptop, what the person
//! chose, and the time, and gives messages to send and the keys of each epoch. The server only orders commits and passes
//! opaque bytes; every client applies the rules of entry itself before it merges:
//!
//! * The first in an empty plenary founds the group; who comes later knocks, every two seconds.
//! * A chair of a side is who is credentialed as such by the root that the invitation names, else who is there longest. An
//!   Add is committed by a chair alone, and carries an admission record of the chair of each side that has one.
//! * Either chair removes. Who says that it leaves is removed by anybody, and so is the earlier leaf of a device that comes
//!   back. Whoever a chair removed is not admitted again without a person's word.
//! * Chairs send a heartbeat every ten seconds. Three missed, or one that differs: nothing more is sent until they agree.
//!
//! Nothing here is global: a caucus is another [`Membership`] with another label in its [`Setup`]. No IO, no clock.

mod behind_door;
mod binding;
mod check;
mod code;
mod codec;
mod commit;
mod digests;
mod door;
mod held;
mod log;
mod messages;
mod provider;
#[doc(hidden)]
pub mod rebel;
mod record;
mod rivals;
mod roster;
mod seat;
mod show;
mod storage;
mod types;
mod wire;

pub use binding::BadBinding;
pub use check::{MEMBERS_MAX, Refusal};
pub use code::Code;
pub use log::{Change, LogEntry, LogError, RosterLog};
pub use types::{
    Admitted, CannotProtect, Heard, Incident, Input, Known, Member, Order, Output, Policy, Request, Setup, Stage, State,
};
pub use wire::MESSAGE_MAX;

use crate::identity::{Fingerprint, Identity, IdentityError, Pins};
use behind_door::Outside;
use binding::Terms;
use chancery_model::{Card, DelegationCode, Now, ParticipantId, RandomSource, Tick};
pub(crate) use codec::{hex, sha256};
use jiff::{SignedDuration, Timestamp};
use seat::Seat;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::Arc;
use wire::Wire;

/// The hashes of what was handled last: a message that comes by two ways is handled once.
#[derive(Debug, Default)]
struct Recent {
    set: BTreeSet<[u8; 32]>,
    order: VecDeque<[u8; 32]>,
}

impl Recent {
    const MAX: usize = 2_048;

    /// Whether it is new.
    fn insert(&mut self, hash: [u8; 32]) -> bool {
        if !self.set.insert(hash) {
            return false;
        }
        self.order.push_back(hash);
        if self.order.len() > Self::MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.set.remove(&oldest);
        }
        true
    }
}

/// What stays the same from one leaf to the next.
struct Common {
    terms: Terms,
    identity: Arc<Identity>,
    me: ParticipantId,
    card: Card,
    dtls: [u8; 32],
    policy: Policy,
    pins: Pins,
    /// By side and identifier; `None`: the server has not said.
    present: Option<BTreeSet<(usize, ParticipantId)>>,
    /// Whom the server has lost.
    away: BTreeMap<ParticipantId, Heard>,
    log: RosterLog,
    /// Of which group the log is.
    log_of: Option<[u8; 16]>,
    incidents: VecDeque<(Timestamp, Incident)>,
    recent: Recent,
    /// How the devices of this meeting were known before it: first seen, for whom.
    known: BTreeMap<Fingerprint, Option<(Timestamp, DelegationCode)>>,
    /// The devices that were seen at the table, with what their placards said last.
    sat: BTreeMap<Fingerprint, Card>,
    /// The state must be written anew.
    dirty: bool,
}

impl Common {
    fn incident(&mut self, now: Now, incident: Incident, out: &mut Vec<Output>) {
        // Another root waits for a person to compare it: the pinned one stays.
        if let Incident::Blocked { error, .. } | Incident::Refused { why: Refusal::Credential(error), .. } = &incident
            && let IdentityError::RootChanged { delegation, shown, .. } = error
        {
            let _ = self.pins.shown(delegation, *shown, now.wall);
        }
        // The same again and again is one incident a minute.
        let minute = SignedDuration::from_mins(1);
        let again = |(at, last): &(Timestamp, Incident)| *last == incident && now.wall.duration_since(*at) < minute;
        // Each fork is told: there are no more of them than of changes of the roster.
        if incident != Incident::Forked && self.incidents.back().is_some_and(again) {
            return;
        }
        if self.incidents.len() == 64 {
            self.incidents.pop_front();
        }
        self.incidents.push_back((now.wall, incident.clone()));
        self.dirty = true;
        out.push(Output::Incident(incident));
    }

    fn is_present(&self, participant: ParticipantId) -> bool {
        self.present.as_ref().is_none_or(|present| present.iter().any(|(_, who)| *who == participant))
    }
}

/// Where a membership is.
enum Phase {
    Outside(Box<Outside>),
    Admitted(Box<Seat>),
    Removed { by: ParticipantId, at: Timestamp },
    Left,
}

/// What a step of a seat or of waiting at the door comes to.
enum Next {
    Stay,
    Admitted(Box<Seat>),
    /// Give up the leaf, knock with a new one.
    Again,
    Removed {
        by: ParticipantId,
        at: Timestamp,
    },
    Left,
}

/// One participant's seat in the group of one meeting.
pub struct Membership {
    common: Common,
    phase: Phase,
    state: State,
    order: Option<Order>,
    /// Ordered messages that came before those that go before them.
    early: BTreeMap<u64, (ParticipantId, Vec<u8>)>,
    gap: Option<Tick>,
}

impl fmt::Debug for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Membership").field("state", &self.state).finish_non_exhaustive()
    }
}

/// How long an ordered message waits for those before it.
const GAP_MS: u64 = 3_000;
/// How far ahead an ordered message may be of the last that came.
const AHEAD_MAX: u64 = 1_024;
/// How many wait.
const EARLY_MAX: usize = 64;

impl Membership {
    /// A membership that has not asked yet: it does on the first [`Input::Present`].
    pub fn new(setup: Setup) -> Self {
        let Setup { mut label, invitation, me, identity, card, dtls, policy, pins } = setup;
        label.truncate((0..=64).rev().find(|at| label.is_char_boundary(*at)).unwrap_or(0));
        let card = Card { delegation: invitation.delegation.clone(), ..card };
        let meeting = invitation.meeting;
        let common = Common {
            terms: Terms::new(invitation, label),
            identity,
            me,
            card,
            dtls,
            policy,
            pins,
            present: None,
            away: BTreeMap::new(),
            log: RosterLog::new(meeting),
            log_of: None,
            incidents: VecDeque::new(),
            recent: Recent::default(),
            known: BTreeMap::new(),
            sat: BTreeMap::new(),
            dirty: false,
        };
        Self {
            common,
            phase: Phase::Outside(Box::default()),
            state: State { stage: Stage::Outside, suspended: false, incidents: VecDeque::new() },
            order: None,
            early: BTreeMap::new(),
            gap: None,
        }
    }

    /// Where one stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether this person has asked for somebody's removal, and it is not done yet.
    pub fn removes(&self, who: ParticipantId) -> bool {
        let Phase::Admitted(seat) = &self.phase else { return false };
        seat.roster.leaf_of(who).is_some_and(|at| seat.out.get(&at) == Some(&seat::Out::Removed))
    }

    /// Every change of the roster of the group that one is or was in.
    pub fn log(&self) -> &RosterLog {
        &self.common.log
    }

    /// What is pinned, with the devices that were met: to be kept.
    pub fn pins(&self) -> &Pins {
        &self.common.pins
    }

    /// Handles one input; what it wants is added to `out`.
    pub fn handle(&mut self, now: Now, random: &mut dyn RandomSource, input: Input, out: &mut Vec<Output>) {
        match input {
            Input::Received { from, ordered, bytes } => self.received(now, random, from, ordered, bytes, out),
            Input::Present(list) => {
                let terms = &self.common.terms;
                let present = list.into_iter().filter_map(|(who, code)| Some((terms.side(&code)?, who))).collect();
                self.common.present = Some(present);
                if let Phase::Admitted(seat) = &mut self.phase {
                    seat.seen_present(&self.common);
                }
            }
            Input::Away(list) => self.common.away = list.into_iter().take(MEMBERS_MAX).collect(),
            Input::Policy(policy) => self.common.policy = policy,
            Input::Pins(pins) => {
                self.common.pins = *pins;
                self.common.dirty = true;
                let next = match &mut self.phase {
                    Phase::Admitted(seat) => seat.try_blocked(&mut self.common, now, random, out),
                    Phase::Outside(outside) => {
                        outside.try_blocked(now);
                        Next::Stay
                    }
                    Phase::Removed { .. } | Phase::Left => Next::Stay,
                };
                self.go(next, out);
            }
            Input::AskAgain => {
                if matches!(self.phase, Phase::Removed { .. } | Phase::Left) {
                    self.go(Next::Again, out);
                }
            }
            Input::Admit(who) => {
                if let Phase::Admitted(seat) = &mut self.phase {
                    seat.admit(&mut self.common, now, who, out);
                }
            }
            Input::Refuse(who) => {
                if let Phase::Admitted(seat) = &mut self.phase {
                    seat.refuse(&mut self.common, now, who, out);
                }
            }
            Input::Remove(who) => self.with_seat(|seat, common| seat.remove(common, who)),
            Input::Gone(who) => self.with_seat(|seat, common| seat.gone(common, who)),
            Input::Timer => {}
            Input::Frames { sent, received } => {
                if let Phase::Admitted(seat) = &mut self.phase {
                    seat.frames_passed(&mut self.common, now, &sent, received, out);
                }
            }
            Input::Reached => self.with_seat(|seat, _| seat.reached(now)),
            Input::Leave => {
                if let Phase::Admitted(seat) = &mut self.phase {
                    seat.leave(&self.common, random, out);
                }
                self.go(Next::Left, out);
            }
        }
        self.overdue(now, random, out);
        self.work(now, random, out);
        if self.common.dirty {
            self.common.dirty = false;
            self.show(now, out);
        }
    }

    fn with_seat(&mut self, f: impl FnOnce(&mut Seat, &mut Common)) {
        if let Phase::Admitted(seat) = &mut self.phase {
            f(seat, &mut self.common);
        }
    }

    fn go(&mut self, next: Next, out: &mut Vec<Output>) {
        self.phase = match next {
            Next::Stay => return,
            Next::Admitted(seat) => {
                out.push(Output::Epoch(seat.keys()));
                Phase::Admitted(seat)
            }
            Next::Again => {
                // What was believed of the order may have been a lie.
                self.order = None;
                self.early.clear();
                self.gap = None;
                Phase::Outside(Box::default())
            }
            Next::Removed { by, at } => Phase::Removed { by, at },
            Next::Left => Phase::Left,
        };
        self.common.dirty = true;
    }

    /// Timers and work, until nothing is left to do at once.
    fn work(&mut self, now: Now, random: &mut dyn RandomSource, out: &mut Vec<Output>) {
        for _ in 0..4 {
            let next = match &mut self.phase {
                Phase::Outside(outside) => outside.work(&mut self.common, now, random, out),
                Phase::Admitted(seat) => seat.work(&mut self.common, now, random, out),
                Phase::Removed { .. } | Phase::Left => Next::Stay,
            };
            if matches!(next, Next::Stay) {
                return;
            }
            self.go(next, out);
        }
    }

    fn received(
        &mut self,
        now: Now,
        random: &mut dyn RandomSource,
        from: ParticipantId,
        ordered: Option<Order>,
        bytes: Vec<u8>,
        out: &mut Vec<Output>,
    ) {
        // What is too large is refused unread, and still has its place in the order.
        let bytes = if bytes.len() > MESSAGE_MAX { Vec::new() } else { bytes };
        let Some(order) = ordered else {
            return self.deliver(now, random, from, false, &bytes, out);
        };
        match self.order {
            // No server counts so far: it would silence all that comes after.
            _ if order.n == u64::MAX => {}
            Some(last) if last.run == order.run && order.n > last.n.saturating_add(AHEAD_MAX) => {}
            Some(last) if last.run == order.run && order.n <= last.n => {}
            Some(last) if last.run == order.run && order.n > last.n + 1 => {
                let waiting: usize = self.early.values().map(|(_, bytes)| bytes.len()).sum();
                if self.early.len() < EARLY_MAX && waiting + bytes.len() <= held::HELD_BYTES {
                    self.early.insert(order.n, (from, bytes));
                    self.gap.get_or_insert(now.tick);
                }
            }
            last => {
                if last.is_none_or(|last| last.run != order.run) {
                    self.early.clear();
                    self.gap = None;
                }
                self.order = Some(order);
                self.deliver(now, random, from, true, &bytes, out);
                self.drain(now, random, out);
            }
        }
    }

    /// Delivers what waited for what has come.
    fn drain(&mut self, now: Now, random: &mut dyn RandomSource, out: &mut Vec<Output>) {
        while let Some(order) = self.order
            && let Some((from, bytes)) = self.early.remove(&(order.n + 1))
        {
            self.order = Some(Order { n: order.n + 1, ..order });
            self.deliver(now, random, from, true, &bytes, out);
        }
        self.gap = if self.early.is_empty() { None } else { self.gap.or(Some(now.tick)) };
    }

    /// What never came is no longer waited for.
    fn overdue(&mut self, now: Now, random: &mut dyn RandomSource, out: &mut Vec<Output>) {
        while self.gap.is_some_and(|since| now.tick.0 >= since.0 + GAP_MS)
            && let (Some(order), Some(first)) = (self.order, self.early.keys().next().copied())
        {
            self.gap = None;
            self.order = Some(Order { n: first - 1, ..order });
            self.drain(now, random, out);
        }
    }

    fn deliver(
        &mut self,
        now: Now,
        random: &mut dyn RandomSource,
        from: ParticipantId,
        ordered: bool,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) {
        let Ok(wire) = Wire::parse(bytes) else {
            let why = Refusal::Unreadable;
            return self.common.incident(now, Incident::Refused { by: from, why }, out);
        };
        // Application messages come by two ways, digests twice; all others repeat on purpose or are told by their epoch.
        if matches!(wire, Wire::App { .. } | Wire::Frames { .. }) && !self.common.recent.insert(sha256(&[bytes])) {
            return;
        }
        let next = match &mut self.phase {
            Phase::Outside(outside) => outside.received(&mut self.common, now, random, from, ordered, wire, out),
            Phase::Admitted(seat) => seat.received(&mut self.common, now, random, from, ordered, wire, out),
            Phase::Removed { .. } | Phase::Left => Next::Stay,
        };
        self.go(next, out);
    }

    /// Protects bytes for the other members: an MLS application message. Each call makes a new one; whoever gets it twice
    /// hears it once.
    pub fn protect(&mut self, random: &mut dyn RandomSource, plaintext: &[u8]) -> Result<Vec<u8>, CannotProtect> {
        if plaintext.len() > MESSAGE_MAX - 4_096 {
            return Err(CannotProtect::TooLarge);
        }
        let Phase::Admitted(seat) = &mut self.phase else { return Err(CannotProtect::NotAdmitted) };
        if seat.suspended() {
            return Err(CannotProtect::Suspended);
        }
        seat.protect(random, plaintext).ok_or(CannotProtect::NotAdmitted)
    }

    /// When [`Input::Timer`] is due.
    pub fn deadline(&self) -> Option<Tick> {
        let own = match &self.phase {
            Phase::Outside(outside) => outside.deadline(&self.common),
            Phase::Admitted(seat) => seat.deadline(&self.common),
            Phase::Removed { .. } | Phase::Left => None,
        };
        let gap = self.gap.map(|since| Tick(since.0 + GAP_MS));
        [own, gap].into_iter().flatten().min()
    }
}

#[cfg(test)]
mod tests;
