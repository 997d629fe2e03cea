//! Commits: when it is one's turn, what goes in, and what happens when one comes in the server's order.

use super::behind_door::refused_here;
use super::check::{ADDS_MAX, Changes, MEMBERS_MAX, Refusal, psk};
use super::codec::sha256;
use super::log::{Change, LogEntry};
use super::provider::SUITE;
use super::record::CommitNote;
use super::roster::{Seated, looks};
use super::seat::{Out, Seat, TURN_MS};
use super::wire::{Invited, Wire};
use super::{Common, Incident, Next, Output};
use chancery_model::{Now, ParticipantId, RandomSource, Tick};
use jiff::Timestamp;
use openmls::framing::ContentType;
use openmls::prelude::{
    KeyPackage, LeafNodeIndex, MlsMessageIn, PreSharedKeyProposal, ProcessedMessageContent, Proposal, ProtocolMessage,
    Sender, StagedCommit,
    tls_codec::{DeserializeBytes as _, Serialize as _},
};
use openmls::schedule::PreSharedKeyId;
use openmls_traits::OpenMlsProvider as _;
use std::collections::{BTreeMap, BTreeSet};

/// A committer's clock may be off by this much before it is said.
const CLOCK_SECONDS: i64 = 600;
/// A removal that the server has not ordered by then is told to whoever asked for it.
pub(super) const UNCONFIRMED_MS: u64 = 6_000;
/// Bytes of a welcome with its log: less than a server relays (256 KiB sealed, and base64 inside of that).
const WELCOME_BYTES: usize = 180 * 1024;
/// How many welcomes are kept for who did not get one.
const WELCOMES_MAX: usize = 8;

/// One's own commit, on its way through the server.
pub(super) struct Pending {
    hash: [u8; 32],
    bytes: Vec<u8>,
    pub(super) sent: Tick,
    /// When it was sent first, and whether it was told that the server does not order it.
    pub(super) begun: Tick,
    pub(super) told: bool,
    changes: Changes,
    welcome: Option<Vec<u8>>,
    /// Who is added, its leaf key, its key package's digest.
    joiners: Vec<(ParticipantId, [u8; 32], [u8; 32])>,
}

/// What would be committed.
struct Plan {
    adds: Vec<ParticipantId>,
    removes: BTreeSet<u32>,
}

impl Seat {
    /// What is to be committed by somebody with one's own rights.
    fn plan(&self, common: &Common) -> Plan {
        let me = self.my_leaf();
        let leavers = self.leavers();
        let mut removes: BTreeSet<u32> = self.out.keys().copied().filter(|at| *at != me).collect();
        let mut adds: Vec<ParticipantId> = Vec::new();
        let mut room = MEMBERS_MAX.saturating_sub(self.roster.0.len() - removes.len());
        let mut replaced: BTreeSet<u32> = BTreeSet::new();
        for (who, knocker) in &self.knockers {
            let earlier = self.earlier(common, &knocker.leaf);
            if adds.len() == ADDS_MAX || earlier.contains(&me) || !self.is_ready(common, knocker) {
                continue;
            }
            room += earlier.iter().filter(|at| !removes.contains(at) && !replaced.contains(*at)).count();
            if room == 0 {
                continue;
            }
            room -= 1;
            replaced.extend(earlier);
            adds.push(*who);
        }
        let mut willing = leavers.clone();
        willing.extend(&replaced);
        let chair = self.roster.chairs(&willing).values().any(|at| *at == me);
        if chair {
            removes.extend(replaced);
            Plan { adds, removes }
        } else {
            Plan { adds: Vec::new(), removes: leavers.into_iter().filter(|at| *at != me).collect() }
        }
    }

    /// How many go first.
    fn rank(&self, common: &Common) -> u64 {
        if self.out.values().any(|why| *why == Out::Removed) {
            return 0;
        }
        let me = self.my_leaf();
        let away = self.roster.0.iter().filter(|(_, seated)| common.away.contains_key(&seated.leaf.participant));
        let mut absent: BTreeSet<u32> = self.out.keys().copied().chain(away.map(|(at, _)| *at)).collect();
        absent.remove(&me);
        let chairs: BTreeSet<u32> = self.roster.chairs(&absent).into_values().collect();
        if chairs.contains(&me) {
            return chairs.iter().filter(|at| **at < me).count() as u64;
        }
        let others =
            self.roster.0.keys().filter(|at| !chairs.contains(at) && !absent.contains(at) && **at < me).count();
        (chairs.len() + others).min(8) as u64
    }

    /// When it is one's turn, where there is something to do.
    pub(super) fn turn(&self, common: &Common) -> Option<Tick> {
        let since = self.work_since.filter(|_| self.pending.is_none())?;
        Some(Tick(since.0 + self.rank(common) * TURN_MS))
    }

    pub(super) fn commit_work(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        out: &mut Vec<Output>,
    ) {
        if let Some(pending) = &mut self.pending {
            let late = !pending.told && now.tick.0 >= pending.begun.0 + UNCONFIRMED_MS;
            if late {
                pending.told = true;
                let removed = self.out.iter().filter(|(_, why)| **why == Out::Removed);
                for seated in removed.filter_map(|(at, _)| self.roster.get(*at)) {
                    common.incident(now, Incident::Unconfirmed { removed: seated.leaf.participant }, out);
                }
            }
            // Lost on the way, or the server was restarted: the same bytes, so that whoever has merged them already does not
            // fork from those who have not.
            if now.tick.0 >= pending.sent.0 + TURN_MS {
                pending.sent = now.tick;
                out.push(Output::Order(pending.bytes.clone()));
            }
            return;
        }
        if self.blocked.is_some() {
            return;
        }
        let plan = self.plan(common);
        if plan.adds.is_empty() && plan.removes.is_empty() {
            self.work_since = None;
            return;
        }
        let since = *self.work_since.get_or_insert(now.tick);
        if now.tick.0 < since.0 + self.rank(common) * TURN_MS {
            return;
        }
        match self.commit(common, now, random, &plan) {
            Ok(pending) => {
                out.push(Output::Order(pending.bytes.clone()));
                self.pending = Some(pending);
            }
            Err(why) => {
                // What cannot be committed is not tried again and again.
                let _ = self.mls.clear_pending_commit(self.provider.storage());
                for who in &plan.adds {
                    self.knockers.remove(who);
                }
                self.work_since = None;
                common.incident(now, Incident::Refused { by: common.me, why }, out);
            }
        }
    }

    fn commit(
        &mut self,
        common: &Common,
        now: Now,
        random: &mut dyn RandomSource,
        plan: &Plan,
    ) -> Result<Pending, Refusal> {
        self.provider.reseed(random);
        let mut records = Vec::new();
        let mut packages: Vec<KeyPackage> = Vec::new();
        let mut joiners = Vec::new();
        for who in &plan.adds {
            let knocker = self.knockers.get(who).ok_or(Refusal::WrongNote)?;
            for at in self.needed(common, &knocker.leaf).values() {
                let chair = self.roster.get(*at).ok_or(Refusal::WrongNote)?;
                records.extend(knocker.records.get(&chair.leaf.key).cloned());
            }
            packages.push(knocker.package.clone());
            joiners.push((*who, knocker.leaf.key, knocker.digest));
        }
        let mut note = CommitNote {
            at: Timestamp::from_second(now.wall.as_second()).unwrap_or(now.wall),
            records,
            left: Vec::new(),
            gone: Vec::new(),
        };
        for at in &plan.removes {
            match self.out.get(at) {
                Some(Out::Left(notice)) => note.left.push((*at, *notice)),
                Some(Out::Gone) => note.gone.push(*at),
                Some(Out::Removed) | None => {}
            }
        }
        self.mls.set_aad(note.to_bytes());
        let key = if packages.is_empty() {
            None
        } else {
            let id =
                PreSharedKeyId::new(SUITE, self.provider.rand(), psk(&common.terms)).map_err(|_| Refusal::WrongKey)?;
            Some(Proposal::PreSharedKey(Box::new(PreSharedKeyProposal::new(id))))
        };
        let bundle = self
            .mls
            .commit_builder()
            .consume_proposal_store(false)
            .force_self_update(true)
            .propose_adds(packages)
            .propose_removals(plan.removes.iter().map(|at| LeafNodeIndex::new(*at)))
            .add_proposals(key)
            .load_psks(self.provider.storage())
            .map_err(|_| Refusal::WrongKey)?
            .build(self.provider.rand(), self.provider.crypto(), &self.key, |_| true)
            .map_err(|_| Refusal::Unreadable)?
            .stage_commit(&self.provider)
            .map_err(|_| Refusal::Unreadable)?;
        let (commit, welcome, _) = bundle.into_messages();
        let mls = commit.tls_serialize_detached().map_err(|_| Refusal::Unreadable)?;
        let welcome = match welcome {
            Some(welcome) => Some(welcome.tls_serialize_detached().map_err(|_| Refusal::Unreadable)?),
            None => None,
        };
        let staged = self.mls.pending_commit().ok_or(Refusal::Unreadable)?;
        let changes = self.rules(common, now).check(self.my_leaf(), &note, staged)?;
        let bytes = Wire::Commit { group: self.group, mls: &mls }.to_bytes();
        if Wire::parse(&bytes).is_err() {
            return Err(Refusal::TooMany);
        }
        Ok(Pending {
            hash: sha256(&[&mls]),
            bytes,
            sent: now.tick,
            begun: now.tick,
            told: false,
            changes,
            welcome,
            joiners,
        })
    }

    /// A commit came.
    pub(super) fn committed(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        from: ParticipantId,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) -> Next {
        let Ok(Wire::Commit { group, mls }) = Wire::parse(bytes) else { return Next::Stay };
        if group != self.group {
            return Next::Stay;
        }
        let Some(message) = private(mls, ContentType::Commit) else {
            common.incident(now, Incident::Refused { by: from, why: Refusal::Forbidden }, out);
            return Next::Stay;
        };
        let epoch = message.epoch().as_u64();
        if epoch < self.epoch() {
            return Next::Stay;
        }
        if epoch > self.epoch() || self.blocked.is_some() {
            // That the others have gone on without one is told by what a chair signs, and by nothing else: whoever the server
            // has seated may order bytes that name an epoch.
            self.hold(from, true, bytes);
            return Next::Stay;
        }
        if self.pending.as_ref().is_some_and(|pending| pending.hash == sha256(&[mls])) {
            return self.merge_own(common, now, random, out);
        }
        let staged = match self.staged(common, now, random, message) {
            Ok(staged) => staged,
            Err((by, why)) => {
                common.incident(now, Incident::Refused { by: by.unwrap_or(from), why }, out);
                return Next::Stay;
            }
        };
        let (staged, changes) = staged;
        let bad = changes.added.iter().find_map(|(leaf, _)| Some((leaf.participant, refused_here(common, now, leaf)?)));
        if let Some((participant, error)) = bad {
            self.blocked = Some(Box::new((staged, changes)));
            common.incident(now, Incident::Blocked { participant, error }, out);
            return Next::Stay;
        }
        self.merge(common, now, random, staged, changes, out)
    }

    /// Decrypts a commit and applies the rules of entry to it. Nothing of the group changes.
    fn staged(
        &mut self,
        common: &Common,
        now: Now,
        random: &mut dyn RandomSource,
        message: ProtocolMessage,
    ) -> Result<(StagedCommit, Changes), (Option<ParticipantId>, Refusal)> {
        self.provider.reseed(random);
        let processed = self.mls.process_message(&self.provider, message).map_err(|_| (None, Refusal::Unreadable))?;
        let Sender::Member(sender) = *processed.sender() else { return Err((None, Refusal::Forbidden)) };
        let by = self.roster.get(sender.u32()).map(|seated| seated.leaf.participant);
        let note = CommitNote::parse(processed.aad()).map_err(|_| (by, Refusal::WrongNote))?;
        let ProcessedMessageContent::StagedCommitMessage(staged) = processed.into_content() else {
            return Err((by, Refusal::Forbidden));
        };
        let changes = self.rules(common, now).check(sender.u32(), &note, &staged).map_err(|why| (by, why))?;
        Ok((*staged, changes))
    }

    /// After the person changed the pins: what was blocked may hold now.
    pub(super) fn try_blocked(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        out: &mut Vec<Output>,
    ) -> Next {
        let Some(blocked) = self.blocked.take() else { return Next::Stay };
        if blocked.1.added.iter().any(|(leaf, _)| refused_here(common, now, leaf).is_some()) {
            self.blocked = Some(blocked);
            return Next::Stay;
        }
        let (staged, changes) = *blocked;
        self.merge(common, now, random, staged, changes, out)
    }

    fn merge(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        staged: StagedCommit,
        changes: Changes,
        out: &mut Vec<Output>,
    ) -> Next {
        let me = self.my_leaf();
        let mine = changes.removed.iter().find(|(at, _)| *at == me).map(|(_, change)| *change);
        if let Some(change) = mine {
            self.write(common, &changes, self.epoch() + 1);
            return match change {
                Change::Removed => Next::Removed { by: changes.by, at: changes.at },
                _ => Next::Again,
            };
        }
        if self.mls.merge_staged_commit(&self.provider, staged).is_err() {
            common.incident(now, Incident::Behind, out);
            return Next::Again;
        }
        self.pending = None;
        self.apply(common, now, random, &changes, out)
    }

    fn merge_own(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        out: &mut Vec<Output>,
    ) -> Next {
        let Some(pending) = self.pending.take() else { return Next::Stay };
        if self.mls.merge_pending_commit(&self.provider).is_err() {
            common.incident(now, Incident::Behind, out);
            return Next::Again;
        }
        // The newcomers' welcomes first: they are waiting.
        let next = self.apply(common, now, random, &pending.changes, out);
        if let (Next::Stay, Some(welcome)) = (&next, &pending.welcome) {
            self.welcome(common, &pending, welcome, out);
        }
        next
    }

    fn welcome(&mut self, common: &Common, pending: &Pending, welcome: &[u8], out: &mut Vec<Output>) {
        let since: Vec<(u32, u64)> = self.roster.0.iter().map(|(at, seated)| (*at, seated.since)).collect();
        let log = common.log.for_joiner(WELCOME_BYTES.saturating_sub(welcome.len()));
        for (who, key, digest) in &pending.joiners {
            let invited = Invited {
                joiner: *digest,
                group: self.group,
                epoch: self.epoch(),
                log: common.log.head(),
                founder: self.founder,
                since: since.clone(),
            };
            let Some(statement) = self.statement(Invited::CONTEXT, invited.to_bytes()) else { continue };
            let bytes = Wire::Welcome { statement, welcome, log: &log }.to_bytes();
            if self.welcomes.len() == WELCOMES_MAX {
                self.welcomes.pop_front();
            }
            self.welcomes.push_back((*key, bytes.clone()));
            out.push(Output::Tell { to: *who, bytes });
        }
    }

    /// Writes the log.
    fn write(&self, common: &mut Common, changes: &Changes, epoch: u64) {
        for (at, change) in &changes.removed {
            if let Some(seated) = self.roster.get(*at) {
                common.log.push(LogEntry::of(&seated.leaf, *change, changes.at, epoch, changes.by, Vec::new()));
            }
        }
        for (leaf, approved) in &changes.added {
            let entry = LogEntry::of(leaf, Change::Admitted, changes.at, epoch, changes.by, approved.clone());
            common.log.push(entry);
        }
    }

    /// After a merge: the roster, the log, the keys.
    fn apply(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        changes: &Changes,
        out: &mut Vec<Output>,
    ) -> Next {
        let epoch = self.epoch();
        self.write(common, changes, epoch);
        for (at, _) in &changes.removed {
            self.roster.0.remove(at);
            self.heard.remove(at);
            self.out.remove(at);
        }
        let leaves: BTreeMap<Vec<u8>, u32> =
            self.mls.members().map(|member| (member.signature_key, member.index.u32())).collect();
        for (leaf, _) in &changes.added {
            let Some(at) = leaves.get(&leaf.key[..]) else { continue };
            let twin = |seated: &&Seated| {
                seated.leaf.device != leaf.device
                    && looks(seated.leaf.card.name.as_str()) == looks(leaf.card.name.as_str())
            };
            if let Some(first) = self.roster.0.values().find(twin).map(|seated| seated.leaf.participant) {
                common.incident(now, Incident::Lookalike { first, second: leaf.participant }, out);
            }
            self.roster.0.insert(*at, Seated { leaf: leaf.clone(), since: epoch });
        }
        let same = leaves.len() == self.roster.0.len()
            && leaves.iter().all(|(key, at)| self.roster.get(*at).is_some_and(|s| s.leaf.key[..] == key[..]));
        if !same {
            common.incident(now, Incident::Forked, out);
            return Next::Again;
        }
        let ahead = changes.at.as_second() - now.wall.as_second();
        if ahead.abs() > CLOCK_SECONDS {
            common.incident(now, Incident::ClockDiffers { seconds: ahead }, out);
        }
        self.entered(common, now);
        out.push(Output::Epoch(self.keys()));
        for (from, ordered, bytes) in self.held.take() {
            let Ok(wire) = Wire::parse(&bytes) else { continue };
            let next = self.received(common, now, random, from, ordered, wire, out);
            if !matches!(next, Next::Stay) {
                return next;
            }
        }
        Next::Stay
    }

    /// Keeps what belongs to an epoch to come, of those who sit here or are about to.
    pub(super) fn hold(&mut self, from: ParticipantId, ordered: bool, bytes: &[u8]) {
        if self.roster.leaf_of(from).is_some() || self.knockers.contains_key(&from) {
            self.held.push(from, ordered, bytes.to_vec());
        }
    }
}

/// A private MLS message of one kind; nothing else is looked at.
pub(super) fn private(mls: &[u8], kind: ContentType) -> Option<ProtocolMessage> {
    let message = MlsMessageIn::tls_deserialize_exact_bytes(mls).ok()?;
    let message = message.try_into_protocol_message().ok()?;
    let fits = matches!(message, ProtocolMessage::PrivateMessage(_)) && message.content_type() == kind;
    fits.then_some(message)
}
