//! In: the leaf, the roster, and what is to be done when.

use super::binding::Leaf;
use super::check::{Changes, Rules};
use super::commit::Pending;
use super::digests::FrameBook;
use super::door::Knocker;
use super::held::Held;
use super::provider::{LeafKey, Provider};
use super::record::{Place, Record, Word, authenticator_hash, leave_notice};
use super::rivals::Witness;
use super::roster::Roster;
use super::wire::{Announced, Wire};
use super::{Common, Incident, Next, Output};
use crate::frames::EpochKeys;
use chancery_model::{Now, ParticipantId, RandomSource, Tick};
use jiff::Timestamp;
use openmls::group::{MlsGroup, StagedCommit};
use openmls::prelude::tls_codec::Serialize as _;
use openmls_traits::OpenMlsProvider as _;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// How often a chair sends a heartbeat.
pub(super) const HEARTBEAT_MS: u64 = 10_000;
/// Signs of life that are given since the way is open again are at least so far apart.
const REACHED_MS: u64 = 1_000;
/// After this without one of a chair nothing is sent: three, and time for the way.
pub(super) const SILENCE_MS: u64 = 32_000;
/// A seat in a group whose chair stays silent for so much longer is given up for a new one: the others may have gone on
/// without it, and cannot say so in keys that it does not have.
const GIVE_UP_MS: u64 = 20_000;
/// How long each next chair waits for those before it to commit.
pub(super) const TURN_MS: u64 = 3_000;
/// Who lives says so within this time after one came in oneself.
pub(super) const TRIED_MS: u64 = HEARTBEAT_MS + 2_000;
/// How long commits may be missing before one asks anew.
const BEHIND_MS: u64 = 5_000;
/// How long a group without a chair is waited for.
const ORPHAN_MS: u64 = 5_000;
/// How often one announces at most.
const ANNOUNCE_MS: u64 = 1_000;
/// Epochs whose hashes are remembered.
const HISTORY: usize = Announced::BEFORE + 1;

/// Why a leaf is to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Out {
    /// It said so.
    Left([u8; 64]),
    /// The server said so.
    Gone,
    /// One's own person wants it.
    Removed,
}

/// One epoch, as heartbeats name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) epoch: u64,
    pub(super) authenticator: [u8; 32],
    pub(super) log: [u8; 32],
}

/// See the module.
pub(super) struct Seat {
    pub(super) provider: Provider,
    pub(super) key: LeafKey,
    pub(super) mls: MlsGroup,
    pub(super) group: [u8; 16],
    pub(super) founder: (u8, [u8; 16]),
    pub(super) roster: Roster,
    pub(super) since: Timestamp,
    pub(super) history: VecDeque<Mark>,
    pub(super) pending: Option<Pending>,
    pub(super) knockers: BTreeMap<ParticipantId, Knocker>,
    /// Records that came before their knock.
    pub(super) loose: VecDeque<Record>,
    pub(super) out: BTreeMap<u32, Out>,
    /// Welcomes that were sent, for who did not get one: by the joiner's leaf key.
    pub(super) welcomes: VecDeque<([u8; 32], Vec<u8>)>,
    /// Messages of epochs to come, and commits that could not be merged yet.
    pub(super) held: Held,
    /// A commit with somebody whose credentials do not hold here.
    pub(super) blocked: Option<Box<(StagedCommit, Changes)>>,
    /// When each other chair was heard last, by leaf.
    pub(super) heard: BTreeMap<u32, Tick>,
    /// Those of them of whom nothing was heard yet: they are taken to live for a while.
    pub(super) untried: BTreeSet<u32>,
    pub(super) silent: bool,
    /// The keys of leaves that showed another history of this group. Nothing is sent while one of them still sits here.
    pub(super) forked: BTreeSet<[u8; 32]>,
    /// The keys of leaves whose devices ask to be let in with a new one: they do not live in this group any more.
    pub(super) anew: BTreeSet<[u8; 32]>,
    /// What was announced of this group and of others, by the signer's leaf key.
    pub(super) witnesses: BTreeMap<[u8; 32], Witness>,
    /// What was sent and let in, against what was signed.
    pub(super) frames: FrameBook,
    pub(super) work_since: Option<Tick>,
    pub(super) behind: Option<Tick>,
    pub(super) orphan: Option<Tick>,
    next_heartbeat: Tick,
    pub(super) next_announce: Tick,
    pub(super) announce_wanted: bool,
}

impl Seat {
    #[allow(clippy::too_many_arguments)] // All that a seat begins with, named where it is made.
    pub(super) fn new(
        common: &mut Common,
        now: Now,
        provider: Provider,
        key: LeafKey,
        mls: MlsGroup,
        group: [u8; 16],
        roster: Roster,
        founder: (u8, [u8; 16]),
    ) -> Self {
        common.log_of = Some(group);
        let mut seat = Self {
            provider,
            key,
            mls,
            group,
            founder,
            roster,
            since: now.wall,
            history: VecDeque::new(),
            pending: None,
            knockers: BTreeMap::new(),
            loose: VecDeque::new(),
            out: BTreeMap::new(),
            welcomes: VecDeque::new(),
            held: Held::default(),
            blocked: None,
            heard: BTreeMap::new(),
            silent: false,
            forked: BTreeSet::new(),
            anew: BTreeSet::new(),
            untried: BTreeSet::new(),
            witnesses: BTreeMap::new(),
            frames: FrameBook::default(),
            work_since: None,
            behind: None,
            orphan: None,
            next_heartbeat: now.tick,
            next_announce: now.tick,
            announce_wanted: true,
        };
        seat.entered(common, now);
        seat
    }

    pub(super) fn place(&self, common: &Common) -> Place {
        Place { meeting: common.terms.meeting(), group: self.group }
    }

    pub(super) fn rules<'a>(&'a self, common: &'a Common, now: Now) -> Rules<'a> {
        Rules { terms: &common.terms, place: self.place(common), roster: &self.roster, log: &common.log, now: now.wall }
    }

    pub(super) fn my_leaf(&self) -> u32 {
        self.mls.own_leaf_index().u32()
    }

    pub(super) fn i_am_chair(&self) -> bool {
        self.roster.is_chair(self.my_leaf())
    }

    pub(super) fn epoch(&self) -> u64 {
        self.mls.epoch().as_u64()
    }

    pub(super) fn suspended(&self) -> bool {
        self.silent || !self.forked.is_empty() || self.blocked.is_some()
    }

    pub(super) fn mark(&self, common: &Common) -> Mark {
        Mark {
            epoch: self.epoch(),
            authenticator: authenticator_hash(self.mls.epoch_authenticator().as_slice()),
            log: common.log.head(),
        }
    }

    /// The keys of this epoch for frames.
    pub(super) fn keys(&self) -> Arc<EpochKeys> {
        let secret = self.mls.export_secret(self.provider.crypto(), EpochKeys::EXPORTER_LABEL, &[], 32);
        let mut secret = secret.expect("an admitted leaf has an exporter, and 32 bytes are within its reach");
        let mut key = [0; 32];
        key.copy_from_slice(&secret);
        zeroize::Zeroize::zeroize(&mut secret);
        let members = self.roster.0.iter().map(|(at, seated)| (*at, seated.leaf.participant)).collect();
        let keys = EpochKeys::new(self.epoch(), self.my_leaf(), members, key);
        zeroize::Zeroize::zeroize(&mut key);
        Arc::new(keys)
    }

    /// A new epoch has begun.
    pub(super) fn entered(&mut self, common: &mut Common, now: Now) {
        let mark = self.mark(common);
        self.history.push_back(mark);
        if self.history.len() > HISTORY {
            self.history.pop_front();
        }
        self.work_since = None;
        self.behind = None;
        self.frames.entered(&self.keys());
        let roster = &self.roster;
        // Who showed another history is back with a new leaf, or out.
        self.forked.retain(|key| roster.by_key(key).is_some());
        self.anew.retain(|key| roster.by_key(key).is_some());
        self.out.retain(|at, _| roster.get(*at).is_some());
        let chairs: BTreeSet<u32> = roster.chairs(&BTreeSet::new()).into_values().collect();
        let me = self.my_leaf();
        self.heard.retain(|at, _| chairs.contains(at));
        for at in chairs.into_iter().filter(|at| *at != me) {
            self.heard.entry(at).or_insert_with(|| {
                self.untried.insert(at);
                now.tick
            });
        }
        self.untried.retain(|at| self.heard.contains_key(at));
        for seated in roster.0.values() {
            self.knockers.remove(&seated.leaf.participant);
        }
        // Everyone hears at once that all are in the same epoch.
        self.next_heartbeat = now.tick;
        self.announce_wanted = true;
        for leaf in self.roster.0.values().map(|seated| &seated.leaf) {
            Self::met(common, now, leaf);
            common.sat.insert(leaf.device, leaf.card.clone());
        }
        self.seen_present(common);
        common.dirty = true;
    }

    /// Notes a device as met, once it has been shown as it was known before: see `show`.
    fn met(common: &mut Common, now: Now, leaf: &Leaf) {
        let known = common.pins.device(leaf.device).map(|seen| (seen.first, seen.delegation.clone()));
        common.known.entry(leaf.device).or_insert(known);
        if leaf.device != common.identity.fingerprint() {
            common.pins.met(leaf.device, &leaf.card.delegation, now.wall);
        }
    }

    /// The server's list of who is there: whoever it names is not gone.
    pub(super) fn seen_present(&mut self, common: &Common) {
        let roster = &self.roster;
        self.out.retain(|at, why| {
            let back =
                roster.get(*at).is_some_and(|s| common.present.is_some() && common.is_present(s.leaf.participant));
            *why != Out::Gone || !back
        });
    }

    pub(super) fn remove(&mut self, common: &mut Common, who: ParticipantId) {
        if let Some(at) = self.roster.leaf_of(who).filter(|at| *at != self.my_leaf())
            && self.i_am_chair()
        {
            self.out.insert(at, Out::Removed);
            common.dirty = true;
        }
    }

    pub(super) fn gone(&mut self, common: &mut Common, who: ParticipantId) {
        if let Some(present) = &mut common.present {
            present.retain(|(_, other)| *other != who);
        }
        self.knockers.remove(&who);
        if let Some(at) = self.roster.leaf_of(who).filter(|at| *at != self.my_leaf()) {
            self.out.entry(at).or_insert(Out::Gone);
        }
        common.dirty = true;
    }

    pub(super) fn leave(&mut self, common: &Common, random: &mut dyn RandomSource, out: &mut Vec<Output>) {
        let notice = leave_notice(&self.place(common), &self.key);
        if let Some(bytes) = self.say(random, &Word::Leaving(notice)) {
            out.push(Output::TellAll(bytes));
        }
    }

    /// An MLS application message.
    pub(super) fn say(&mut self, random: &mut dyn RandomSource, word: &Word) -> Option<Vec<u8>> {
        self.provider.reseed(random);
        let message = self.mls.create_message(&self.provider, &self.key, &word.to_bytes()).ok()?;
        let mls = message.tls_serialize_detached().ok()?;
        Some(Wire::App { group: self.group, mls: &mls }.to_bytes())
    }

    pub(super) fn protect(&mut self, random: &mut dyn RandomSource, plaintext: &[u8]) -> Option<Vec<u8>> {
        self.say(random, &Word::Private(plaintext.to_vec()))
    }

    pub(super) fn announced(&self, common: &Common) -> Announced {
        let mark = self.mark(common);
        Announced {
            group: self.group,
            epoch: mark.epoch,
            authenticator: mark.authenticator,
            log: mark.log,
            founder: self.founder,
            sides: self.roster.sides() as u8,
            before: self.history.iter().rev().skip(1).take(Announced::BEFORE).map(|mark| mark.authenticator).collect(),
            chairs: self.chairs_keys(),
        }
    }

    /// The signature keys of this roster's chairs.
    fn chairs_keys(&self) -> Vec<[u8; 32]> {
        let chairs = self.roster.chairs(&BTreeSet::new());
        let keys = chairs.values().filter_map(|at| self.roster.get(*at)).map(|seated| seated.leaf.key);
        keys.take(Announced::CHAIRS).collect()
    }

    /// Another member has lived through another history of this group: nothing is sent until its leaf is out or has been
    /// replaced.
    pub(super) fn fork(&mut self, common: &mut Common, now: Now, key: [u8; 32], out: &mut Vec<Output>) {
        if self.forked.insert(key) {
            common.dirty = true;
            common.incident(now, Incident::Forked, out);
        }
    }

    /// The way to the others is open again.
    pub(super) fn reached(&mut self, now: Now) {
        let soonest = (self.next_heartbeat.0 + REACHED_MS).saturating_sub(HEARTBEAT_MS);
        self.next_heartbeat = self.next_heartbeat.min(Tick(soonest.max(now.tick.0)));
    }

    /// Timers, and what is to be committed.
    pub(super) fn work(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        out: &mut Vec<Output>,
    ) -> Next {
        if self.behind.is_some_and(|since| now.tick.0 >= since.0 + BEHIND_MS) {
            common.incident(now, Incident::Behind, out);
            return Next::Again;
        }
        let mute = self.heard.values().min().is_some_and(|at| now.tick.0 >= at.0 + SILENCE_MS + GIVE_UP_MS);
        if self.orphaned(now) || (mute && self.silent) {
            common.incident(now, Incident::Yielded, out);
            return Next::Again;
        }
        if self.i_am_chair() {
            if now.tick >= self.next_heartbeat {
                self.next_heartbeat = Tick(now.tick.0 + HEARTBEAT_MS);
                let mark = self.mark(common);
                let word = Word::Heartbeat { epoch: mark.epoch, log: mark.log, authenticator: mark.authenticator };
                if self.roster.0.len() > 1
                    && let Some(bytes) = self.say(random, &word)
                {
                    out.push(Output::TellAll(bytes));
                }
                self.announce_wanted = true;
            }
            if self.announce_wanted && now.tick >= self.next_announce {
                self.announce_wanted = false;
                self.next_announce = Tick(now.tick.0 + ANNOUNCE_MS);
                self.announce(common, out);
            }
        }
        self.listen(common, now, out);
        self.attend(common, now, random, out);
        self.commit_work(common, now, random, out);
        Next::Stay
    }

    /// Whether every chair is gone, for long enough: then nobody could ever be admitted.
    fn orphaned(&mut self, now: Now) -> bool {
        let chairs = self.roster.chairs(&self.leavers());
        let lost = chairs.values().all(|at| self.out.get(at) == Some(&Out::Gone));
        if !lost {
            self.orphan = None;
            return false;
        }
        let since = *self.orphan.get_or_insert(now.tick);
        now.tick.0 >= since.0 + ORPHAN_MS
    }

    /// Leaves that said that they leave.
    pub(super) fn leavers(&self) -> BTreeSet<u32> {
        self.out.iter().filter(|(_, why)| matches!(why, Out::Left(_))).map(|(at, _)| *at).collect()
    }

    /// Whether every other chair was heard of lately.
    fn listen(&mut self, common: &mut Common, now: Now, out: &mut Vec<Output>) {
        let silent: Vec<u32> =
            self.heard.iter().filter(|(_, at)| now.tick.0 >= at.0 + SILENCE_MS).map(|(c, _)| *c).collect();
        if self.silent == silent.is_empty() {
            self.silent = !silent.is_empty();
            common.dirty = true;
            for at in silent {
                if let Some(chair) = self.roster.get(at).map(|seated| seated.leaf.participant) {
                    common.incident(now, Incident::Silent { chair }, out);
                }
            }
        }
    }

    pub(super) fn deadline(&self, common: &Common) -> Option<Tick> {
        let chair = self.i_am_chair();
        let mut at = vec![
            chair.then_some(self.next_heartbeat),
            (chair && self.announce_wanted).then_some(self.next_announce),
            self.behind.map(|since| Tick(since.0 + BEHIND_MS)),
            self.orphan.map(|since| Tick(since.0 + ORPHAN_MS)),
            self.pending.as_ref().map(|pending| Tick(pending.sent.0 + TURN_MS)),
            self.turn(common),
            self.door_deadline(),
        ];
        let patience = if self.silent { SILENCE_MS + GIVE_UP_MS } else { SILENCE_MS };
        at.push(self.heard.values().min().map(|heard| Tick(heard.0 + patience)));
        at.into_iter().flatten().min()
    }
}
