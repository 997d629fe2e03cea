//! Not in yet: found a group where nobody is, else knock until a welcome comes.

use super::binding::BadBinding;
use super::check::{Refusal, package_digest, psk};
use super::held::Held;
use super::log::{Change, LogEntry, RosterLog};
use super::provider::{LeafKey, Provider, SUITE, create_config, join_config, lifetime};
use super::roster::{Roster, Seated};
use super::seat::Seat;
use super::wire::{Announced, Invited, Wire};
use super::{Common, Incident, Next, Output};
use crate::identity::IdentityError;
use chancery_model::{Now, ParticipantId, RandomSource, Tick, random_bytes};
use openmls::group::{GroupId, MlsGroup, StagedWelcome};
use openmls::prelude::{
    Capabilities, CredentialType, CredentialWithKey, KeyPackage, MlsMessageBodyIn, MlsMessageIn, ProtocolVersion,
    tls_codec::{DeserializeBytes as _, Serialize as _},
};
use openmls::schedule::PreSharedKeyId;
use std::collections::{BTreeMap, BTreeSet};

/// How often one knocks.
const KNOCK_MS: u64 = 2_000;
/// How long a group that was heard of counts as there.
const HEARD_MS: u64 = 8_000;
/// How long the first of those present waits for a group to be heard of, and each next one longer.
const FOUND_MS: u64 = 1_000;
const FOUND_STEP_MS: u64 = 3_000;

/// The leaf that one asks with.
struct Leaf {
    provider: Provider,
    key: LeafKey,
    credential: CredentialWithKey,
    knock: Vec<u8>,
    digest: [u8; 32],
}

/// See the module.
#[derive(Default)]
pub(super) struct Outside {
    began: Option<Now>,
    asks: Option<Leaf>,
    next_knock: Tick,
    /// Since when others are there and no group was heard of.
    waits: Option<Tick>,
    heard: Option<Tick>,
    refused_by: Vec<ParticipantId>,
    /// Commits and messages that came before the welcome.
    held: Held,
    /// A welcome into a group with somebody whose credentials do not hold on this machine.
    blocked: bool,
}

/// What a leaf of this version can do: nothing is negotiated.
pub(super) fn capabilities() -> Capabilities {
    Capabilities::builder()
        .versions(vec![ProtocolVersion::Mls10])
        .ciphersuites(vec![SUITE])
        .extensions(Vec::new())
        .proposals(Vec::new())
        .credentials(vec![CredentialType::Basic])
        .build()
}

impl Outside {
    pub(super) fn since(&self) -> Option<Now> {
        self.asks.as_ref().and(self.began)
    }

    pub(super) fn refused_by(&self) -> &[ParticipantId] {
        &self.refused_by
    }

    /// A new leaf, with the invitation's pre-shared key in its store.
    fn leaf(common: &Common, random: &mut dyn RandomSource) -> Option<Leaf> {
        let provider = Provider::new(random);
        let key = LeafKey::new(random);
        let credential = common.terms.bind(&common.identity, common.me, &common.card, &common.dtls, &key);
        let id =
            PreSharedKeyId::new(SUITE, openmls_traits::OpenMlsProvider::rand(&provider), psk(&common.terms)).ok()?;
        id.store(&provider, &*common.terms.invitation.group_key(&common.terms.label)).ok()?;
        let package = KeyPackage::builder()
            .key_package_lifetime(lifetime())
            .leaf_node_capabilities(capabilities())
            .build(SUITE, &provider, &key, credential.clone())
            .ok()?;
        let package = package.key_package();
        let bytes = package.tls_serialize_detached().ok()?;
        let knock = Wire::Knock { package: &bytes }.to_bytes();
        Some(Leaf { provider, key, credential, knock, digest: package_digest(package) })
    }

    /// When one founds, if nothing is heard of a group.
    fn founds_at(&self, common: &Common) -> Option<Tick> {
        let present = common.present.as_ref()?;
        let me = (common.terms.side(&common.card.delegation)?, common.me);
        let quiet = self.heard.map(|at| Tick(at.0 + HEARD_MS));
        let rank = present.iter().filter(|other| **other < me).count() as u64;
        if present.iter().all(|other| *other == me) {
            return Some(quiet.unwrap_or_default());
        }
        let since = self.waits?.max(quiet.unwrap_or_default());
        Some(Tick(since.0 + FOUND_MS + rank * FOUND_STEP_MS))
    }

    pub(super) fn deadline(&self, common: &Common) -> Option<Tick> {
        common.present.as_ref()?;
        [Some(self.next_knock), self.founds_at(common)].into_iter().flatten().min()
    }

    pub(super) fn work(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        out: &mut Vec<Output>,
    ) -> Next {
        if common.present.is_none() {
            return Next::Stay;
        }
        if self.began.is_none() {
            self.began = Some(now);
            common.dirty = true;
        }
        self.waits.get_or_insert(now.tick);
        if self.founds_at(common).is_some_and(|at| now.tick >= at)
            && !self.blocked
            && let Some(seat) = Self::found(common, now, random)
        {
            return Next::Admitted(Box::new(seat));
        }
        if now.tick >= self.next_knock {
            self.next_knock = Tick(now.tick.0 + KNOCK_MS);
            if self.asks.is_none() {
                self.asks = Self::leaf(common, random);
                common.dirty = true;
            }
            if let Some(leaf) = &self.asks {
                out.push(Output::TellAll(leaf.knock.clone()));
            }
        }
        Next::Stay
    }

    /// Founds a group of one.
    fn found(common: &mut Common, now: Now, random: &mut dyn RandomSource) -> Option<Seat> {
        let leaf = Self::leaf(common, random)?;
        let group: [u8; 16] = random_bytes(random);
        let mls = MlsGroup::new_with_group_id(
            &leaf.provider,
            &leaf.key,
            &create_config(capabilities()),
            GroupId::from_slice(&group),
            leaf.credential.clone(),
        )
        .ok()?;
        let credential = leaf.credential.credential.serialized_content();
        let own = common.terms.leaf(credential, &leaf.key.public(), now.wall).ok()?;
        common.log = RosterLog::new(common.terms.meeting());
        common.log.push(LogEntry::of(&own, Change::Founded, now.wall, 0, common.me, Vec::new()));
        let founder = (own.side as u8, *common.me.0.as_bytes());
        let roster = Roster(BTreeMap::from([(0, Seated { leaf: own, since: 0 })]));
        Some(Seat::new(common, now, leaf.provider, leaf.key, mls, group, roster, founder))
    }

    #[allow(clippy::too_many_arguments)] // What came, from whom, and where the answer goes.
    pub(super) fn received(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        from: ParticipantId,
        ordered: bool,
        wire: Wire,
        out: &mut Vec<Output>,
    ) -> Next {
        match wire {
            Wire::Knock { .. } | Wire::Frames { .. } => Next::Stay,
            Wire::Announce(statement) => {
                let known = statement.signed_in(Announced::CONTEXT)
                    && common.terms.leaf(&statement.credential, &statement.key, now.wall).is_ok();
                if known && from != common.me {
                    self.heard = Some(now.tick);
                }
                Next::Stay
            }
            Wire::Refused(statement) => {
                let Some(leaf) = &self.asks else { return Next::Stay };
                let Some((&reason, digest)) = statement.body.split_first() else { return Next::Stay };
                let Ok(by) = common.terms.leaf(&statement.credential, &statement.key, now.wall) else {
                    return Next::Stay;
                };
                if digest != leaf.digest || !statement.signed_in(REFUSAL) {
                    return Next::Stay;
                }
                if reason == RENEW {
                    self.asks = None;
                    self.next_knock = now.tick;
                } else if !self.refused_by.contains(&by.participant) && self.refused_by.len() < 16 {
                    self.refused_by.push(by.participant);
                }
                common.dirty = true;
                Next::Stay
            }
            Wire::Commit { .. } | Wire::App { .. } => {
                // One's own knocks and commits come back too; they are of no use here.
                if from != common.me && (ordered || matches!(wire, Wire::App { .. })) {
                    self.held.push(from, ordered, wire.to_bytes());
                }
                Next::Stay
            }
            Wire::Welcome { .. } => self.welcomed(common, now, random, from, &wire.to_bytes(), out),
        }
    }

    /// After the person changed the pins: the welcome is spent, so one knocks again.
    pub(super) fn try_blocked(&mut self, now: Now) {
        if std::mem::take(&mut self.blocked) {
            self.next_knock = now.tick;
        }
    }

    fn welcomed(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        from: ParticipantId,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) -> Next {
        let Ok(Wire::Welcome { statement, welcome, log }) = Wire::parse(bytes) else { return Next::Stay };
        let invited = Invited::parse(&statement.body).ok().filter(|_| statement.signed_in(Invited::CONTEXT));
        let Some(leaf) = &self.asks else { return Next::Stay };
        // Somebody else's, an earlier leaf's, or one that nobody signed.
        let Some(invited) = invited.filter(|invited| invited.joiner == leaf.digest) else { return Next::Stay };
        let staged = match Self::stage(common, now, leaf, &statement.key, &invited, welcome) {
            Ok(staged) => staged,
            Err(why) => {
                // The key package's secrets are spent: ask with new ones.
                self.asks = None;
                self.next_knock = Tick(now.tick.0 + KNOCK_MS);
                common.incident(now, Incident::Refused { by: from, why }, out);
                return Next::Stay;
            }
        };
        let (mls, roster) = staged;
        if let Some((participant, error)) = blocked(common, now, &roster) {
            common.incident(now, Incident::Blocked { participant, error }, out);
            self.blocked = true;
            self.asks = None;
            self.next_knock = Tick(u64::MAX);
            return Next::Stay;
        }
        let read = RosterLog::from_json(common.terms.meeting(), log, invited.log);
        let Ok(read) = read else {
            self.asks = None;
            common.incident(now, Incident::Refused { by: from, why: Refusal::WrongWelcome }, out);
            return Next::Stay;
        };
        // One comes back to the group that one was in, and it lived through something else meanwhile.
        if common.log_of == Some(invited.group) && !read.continues(&common.log) {
            common.incident(now, Incident::Forked, out);
        }
        common.log = read;
        let Some(leaf) = self.asks.take() else { return Next::Stay };
        let mut seat = Seat::new(common, now, leaf.provider, leaf.key, mls, invited.group, roster, invited.founder);
        for (from, ordered, bytes) in self.held.take() {
            if let Ok(wire) = Wire::parse(&bytes) {
                // What follows the welcome; the rest is stale and ignored.
                if !matches!(seat.received(common, now, random, from, ordered, wire, out), Next::Stay) {
                    return Next::Again;
                }
            }
        }
        Next::Admitted(Box::new(seat))
    }

    /// Checks a welcome wholly before it is believed.
    fn stage(
        common: &Common,
        now: Now,
        leaf: &Leaf,
        inviter: &[u8; 32],
        invited: &Invited,
        welcome: &[u8],
    ) -> Result<(MlsGroup, Roster), Refusal> {
        let message = MlsMessageIn::tls_deserialize_exact_bytes(welcome).map_err(|_| Refusal::Unreadable)?;
        let MlsMessageBodyIn::Welcome(welcome) = message.extract() else { return Err(Refusal::Unreadable) };
        let builder = StagedWelcome::build_from_welcome(&leaf.provider, &join_config(), welcome)
            .map_err(|_| Refusal::Unreadable)?;
        let ours = psk(&common.terms);
        let [key] = builder.processed_welcome().psks() else { return Err(Refusal::WrongKey) };
        if *key.psk() != ours {
            return Err(Refusal::WrongKey);
        }
        let staged = builder.skip_lifetime_validation().build().map_err(|_| Refusal::Unreadable)?;
        let context = staged.group_context();
        let fits = context.group_id().as_slice() == invited.group
            && context.epoch().as_u64() == invited.epoch
            && context.ciphersuite() == SUITE
            && context.extensions().iter().next().is_none();
        if !fits || staged.members().count() > super::MEMBERS_MAX {
            return Err(Refusal::WrongWelcome);
        }
        let since: BTreeMap<u32, u64> = invited.since.iter().copied().collect();
        let mut roster = Roster::default();
        let mut participants = BTreeSet::new();
        for member in staged.members() {
            let credential = super::binding::basic(&member.credential)?;
            let seated = common.terms.leaf(credential, &member.signature_key, now.wall)?;
            // As at the door: what the invitation's own root does not vouch for has no seat, whoever founded the group. What ran
            // out since it was let in throws nobody out.
            match &seated.standing {
                Ok(_) | Err(IdentityError::Expired { .. }) => {}
                Err(error) => return Err(Refusal::Credential(error.clone())),
            }
            let since = *since.get(&member.index.u32()).ok_or(Refusal::WrongWelcome)?;
            if !participants.insert(seated.participant) {
                return Err(Refusal::Twice);
            }
            roster.0.insert(member.index.u32(), Seated { leaf: seated, since });
        }
        let sender = staged.welcome_sender_index().u32();
        let mine = staged.own_leaf_index().u32();
        if roster.get(mine).is_none_or(|me| me.leaf.key != leaf.key.public() || me.since != invited.epoch) {
            return Err(Refusal::Binding(BadBinding::OtherLeaf));
        }
        // Who welcomes was chair before one came: newcomers of this epoch are not counted.
        let new = roster.0.iter().filter(|(_, s)| s.since == invited.epoch).map(|(at, _)| *at).collect();
        let chairs = roster.chairs(&new);
        if roster.get(sender).is_none_or(|s| s.leaf.key != *inviter) || !chairs.values().any(|at| *at == sender) {
            return Err(Refusal::NotChair);
        }
        let mls = staged.into_group(&leaf.provider).map_err(|_| Refusal::Unreadable)?;
        Ok((mls, roster))
    }
}

/// The context of a refusal; and its reasons.
pub(super) const REFUSAL: &str = "refusal";
pub(super) const NO: u8 = 1;
pub(super) const RENEW: u8 = 2;

/// The first whose credentials do not hold on this machine.
pub(super) fn blocked(common: &Common, now: Now, roster: &Roster) -> Option<(ParticipantId, IdentityError)> {
    roster.0.values().find_map(|seated| refused_here(common, now, &seated.leaf).map(|e| (seated.leaf.participant, e)))
}

/// What this machine's own pins say against a leaf. An expired certificate does not throw out who is in already.
pub(super) fn refused_here(common: &Common, now: Now, leaf: &super::binding::Leaf) -> Option<IdentityError> {
    let error = leaf.chain.standing(&leaf.card.delegation, &common.pins, now.wall).err()?;
    match error {
        IdentityError::Expired { .. } | IdentityError::NotYetValid { .. } => None,
        error => Some(error),
    }
}
