//! Who knocks, and who of the chairs has signed.

use super::behind_door::{NO, REFUSAL, RENEW, refused_here};
use super::binding::Leaf;
use super::check::{Refusal, package_digest};
use super::log::{Change, LogEntry};
use super::provider::SUITE;
use super::record::{Record, Statement, Word};
use super::seat::{Out, Seat};
use super::wire::Wire;
use super::{Common, Heard, Incident, Output, Policy};
use crate::identity::Standing;
use chancery_model::{Now, ParticipantId, RandomSource, Tick};
use jiff::Timestamp;
use openmls::prelude::{KeyPackage, KeyPackageIn, ProtocolVersion, tls_codec::DeserializeBytes as _};
use openmls_traits::OpenMlsProvider as _;
use std::collections::{BTreeMap, BTreeSet};

/// The most who knock at once.
const KNOCKERS_MAX: usize = 32;
/// Who has not knocked for so long has gone.
const LAPSED_MS: u64 = 12_000;
/// Who was refused and asks anew is refused again without asking the person, for so long.
const REFUSED_MS: u64 = 5_000;
/// A chair says again what it signed, while the knocking goes on.
const AGAIN_MS: u64 = 2_000;
/// A knock with another key package than before is looked at once in this time.
const RENEWED_MS: u64 = 1_000;
/// Who asks anew with a device that has a seat, and gets none for so long, waits for others who are outside themselves: its
/// old seat is vacant.
const VACANT_MS: u64 = 6_000;
/// So often a device comes back without being asked about...
const RETURNS_MAX: usize = 20;
/// ...in so many seconds.
const RETURNS_SECONDS: i64 = 600;
/// Records that are kept for knocks that have not come.
const LOOSE_MAX: usize = 64;

/// Somebody who knocks.
pub(super) struct Knocker {
    pub(super) package: KeyPackage,
    pub(super) digest: [u8; 32],
    /// SHA-256 of the key package as it came.
    raw: [u8; 32],
    pub(super) leaf: Leaf,
    pub(super) since: Timestamp,
    heard: Tick,
    read: Tick,
    /// By the signature key of the admitting leaf.
    pub(super) records: BTreeMap<[u8; 32], Record>,
    /// One's own person has admitted.
    admitted: bool,
    /// One's own person has refused, and when.
    pub(super) refused: Option<Tick>,
    said: Option<Tick>,
}

impl Seat {
    /// Somebody outside asks to be let in.
    pub(super) fn knocked(
        &mut self,
        common: &mut Common,
        now: Now,
        from: ParticipantId,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) {
        if from == common.me {
            return;
        }
        let raw = super::codec::sha256(&[bytes]);
        self.announce_wanted = true;
        if let Some(knocker) = self.knockers.get_mut(&from) {
            if knocker.raw == raw {
                knocker.heard = now.tick;
                // Who goes on asking has not heard that it was refused.
                if knocker.refused.is_some() && self.i_am_chair() {
                    let digest = self.knockers[&from].digest;
                    self.answer(NO, &digest, from, out);
                }
                return;
            }
            if now.tick.0 < knocker.read.0 + RENEWED_MS {
                return;
            }
        } else if self.knockers.len() >= KNOCKERS_MAX {
            return;
        }
        match self.read_knock(common, now, from, bytes) {
            Ok((package, leaf)) => self.seat_or_queue(common, now, raw, package, leaf, out),
            Err(why) => common.incident(now, Incident::Refused { by: from, why }, out),
        }
    }

    fn read_knock(
        &self,
        common: &Common,
        now: Now,
        from: ParticipantId,
        bytes: &[u8],
    ) -> Result<(KeyPackage, Leaf), Refusal> {
        let package = KeyPackageIn::tls_deserialize_exact_bytes(bytes).map_err(|_| Refusal::Unreadable)?;
        let package =
            package.validate(self.provider.crypto(), ProtocolVersion::Mls10).map_err(|_| Refusal::Unreadable)?;
        if package.ciphersuite() != SUITE {
            return Err(Refusal::Forbidden);
        }
        let leaf = common.terms.candidate(&package, now.wall)?;
        if leaf.participant != from {
            return Err(Refusal::Binding(super::BadBinding::OtherLeaf));
        }
        leaf.standing.as_ref().map_err(|e| Refusal::Credential(e.clone()))?;
        Ok((package, leaf))
    }

    fn seat_or_queue(
        &mut self,
        common: &mut Common,
        now: Now,
        raw: [u8; 32],
        package: KeyPackage,
        leaf: Leaf,
        out: &mut Vec<Output>,
    ) {
        let who = leaf.participant;
        // Who is in already did not get its welcome; where nobody has it any more it asks with a new leaf.
        if self.roster.by_key(&leaf.key).is_some() {
            if let Some((_, welcome)) = self.welcomes.iter().find(|(key, _)| *key == leaf.key) {
                out.push(Output::Tell { to: who, bytes: welcome.clone() });
            } else if self.i_am_chair() && self.pending.is_none() {
                self.answer(RENEW, &package_digest(&package), who, out);
            }
            return;
        }
        let mark = super::check::leaf_mark(&leaf.key);
        if common.log.has_leaf(&mark) {
            if self.i_am_chair() {
                self.answer(RENEW, &package_digest(&package), who, out);
            }
            return;
        }
        let seated = self.roster.0.values().filter(|s| s.leaf.participant == who && s.leaf.device == leaf.device);
        self.anew.extend(seated.map(|s| s.leaf.key));
        if let Some(error) = refused_here(common, now, &leaf) {
            common.incident(now, Incident::Blocked { participant: who, error }, out);
        }
        let digest = package_digest(&package);
        let place = self.place(common);
        let records = self.loose.iter().filter(|record| record.candidate == digest && record.holds(&place));
        let records = records.map(|record| (record.chair, record.clone())).collect();
        let before = self.knockers.get(&who);
        let since = before.map_or(now.wall, |knocker| knocker.since);
        // The same device with a new leaf: the person's word stands.
        let same = before.filter(|knocker| knocker.leaf.device == leaf.device);
        let (admitted, refused) = same.map_or((false, None), |knocker| (knocker.admitted, knocker.refused));
        if refused.is_some_and(|at| now.tick.0 < at.0 + REFUSED_MS) {
            return self.answer(NO, &digest, who, out);
        }
        let refused = None;
        let knocker = Knocker {
            package,
            digest,
            raw,
            leaf,
            since,
            heard: now.tick,
            read: now.tick,
            records,
            admitted,
            refused,
            said: None,
        };
        self.knockers.insert(who, knocker);
        common.dirty = true;
    }

    /// A chair's record came.
    pub(super) fn recorded(&mut self, common: &mut Common, sender: &[u8; 32], record: Record) {
        if record.chair != *sender || !record.holds(&self.place(common)) {
            return;
        }
        if let Some(knocker) = self.knockers.values_mut().find(|knocker| knocker.digest == record.candidate) {
            if self.roster.by_key(&record.chair).is_some() {
                knocker.records.insert(record.chair, record);
                common.dirty = true;
            }
            return;
        }
        if self.loose.len() == LOOSE_MAX {
            self.loose.pop_front();
        }
        self.loose.push_back(record);
    }

    pub(super) fn admit(&mut self, common: &mut Common, now: Now, who: ParticipantId, out: &mut Vec<Output>) {
        if let Some(knocker) = self.knockers.get_mut(&who) {
            // A person's word goes over an earlier removal, not over a changed root: they are told so each time.
            match refused_here(common, now, &knocker.leaf) {
                None => {
                    knocker.admitted = true;
                    knocker.refused = None;
                }
                Some(error) => out.push(Output::Incident(Incident::Blocked { participant: who, error })),
            }
            common.dirty = true;
        }
    }

    pub(super) fn refuse(&mut self, common: &mut Common, now: Now, who: ParticipantId, out: &mut Vec<Output>) {
        let chair = self.i_am_chair();
        if let Some(knocker) = self.knockers.get_mut(&who).filter(|_| chair) {
            knocker.admitted = false;
            knocker.refused = Some(now.tick);
            let me = self.key.public();
            knocker.records.remove(&me);
            let digest = knocker.digest;
            self.answer(NO, &digest, who, out);
            common.dirty = true;
        }
    }

    /// A signed answer to who knocks.
    fn answer(&self, reason: u8, digest: &[u8; 32], to: ParticipantId, out: &mut Vec<Output>) {
        if let Some(statement) = self.statement(REFUSAL, [&[reason], &digest[..]].concat()) {
            out.push(Output::Tell { to, bytes: Wire::Refused(statement).to_bytes() });
        }
    }

    /// A statement towards those who are not in.
    pub(super) fn statement(&self, context: &str, body: Vec<u8>) -> Option<Statement> {
        let credential = self.mls.own_leaf_node()?.credential().serialized_content().to_vec();
        Some(Statement::new(context, credential, &self.key, body))
    }

    /// Whether a chair removed this device before; and whether one has sat with it oneself, under the same placard, and it went
    /// by itself. What was before one came stands in a log that somebody else has handed over.
    pub(super) fn past(common: &Common, leaf: &Leaf) -> (bool, bool) {
        let device = super::codec::hex(&leaf.device.0);
        let mut entries = common.log.entries().iter().filter(|entry| entry.device == device);
        let removed = entries.any(|entry| entry.change == Change::Removed);
        (removed, !removed && common.sat.get(&leaf.device) == Some(&leaf.card))
    }

    /// Whether one admits without asking the person.
    fn admits_unasked(common: &Common, now: Now, leaf: &Leaf) -> bool {
        let (removed, before) = Self::past(common, leaf);
        let rooted = common.terms.invitation.sides[leaf.side].root.is_some()
            || common.pins.root(&leaf.card.delegation).is_some();
        let here = leaf.chain.standing(&leaf.card.delegation, &common.pins, now.wall);
        let credentialed = [&leaf.standing, &here].iter().any(|s| matches!(s, Ok(Standing::Credentialed { .. })));
        match common.policy {
            // Each return is a commit for all: who comes back without end is asked about, and waits where nobody is asked.
            _ if Self::returns(common, now, leaf) >= RETURNS_MAX => false,
            // The same laptop that was let in already.
            _ if before => true,
            Policy::Ask => false,
            Policy::Auto => !removed && (credentialed || !rooted),
        }
    }

    /// How often a device was let in lately.
    fn returns(common: &Common, now: Now, leaf: &Leaf) -> usize {
        let device = super::codec::hex(&leaf.device.0);
        let lately = |entry: &&LogEntry| now.wall.as_second() - entry.at.as_second() < RETURNS_SECONDS;
        let entries = common.log.entries().iter().rev().take_while(lately);
        entries.filter(|entry| entry.change == Change::Admitted && entry.device == device).count()
    }

    /// The chairs whose records a candidate needs: those without the earlier leaves of the same device, and without leavers.
    pub(super) fn needed(&self, common: &Common, leaf: &Leaf) -> BTreeMap<usize, u32> {
        let mut without = self.leavers();
        without.extend(self.earlier(common, leaf));
        self.roster.chairs(&without)
    }

    /// The earlier leaves of the same device, which its new one replaces: that of the same participant, and those of
    /// participants whom the server has lost. A laptop whose program died comes back as another participant, and its device's
    /// signature says that it does; it does not have to wait until its old seat was found empty.
    pub(super) fn earlier(&self, common: &Common, leaf: &Leaf) -> BTreeSet<u32> {
        let same = |seated: &Leaf| {
            leaf.replaces(seated)
                && (seated.participant == leaf.participant || common.away.contains_key(&seated.participant))
        };
        self.roster.0.iter().filter(|(_, seated)| same(&seated.leaf)).map(|(at, _)| *at).collect()
    }

    /// Signs for whom one's side admits; forgets who stopped knocking.
    pub(super) fn attend(
        &mut self,
        common: &mut Common,
        now: Now,
        random: &mut dyn RandomSource,
        out: &mut Vec<Output>,
    ) {
        let count = self.knockers.len();
        self.knockers.retain(|_, knocker| now.tick.0 < knocker.heard.0 + LAPSED_MS);
        common.dirty |= self.knockers.len() != count;
        let me = self.my_leaf();
        let stuck = self.knockers.values().filter(|knocker| now.tick.0 >= knocker.read.0 + VACANT_MS);
        let earlier = stuck.flat_map(|knocker| self.earlier(common, &knocker.leaf));
        let vacant: Vec<u32> = earlier.filter(|at| *at != me).collect();
        // Whoever comes holds the invitation of a side whose chair neither the server nor anybody here hears: likely the same
        // person, on another device or with a key for this run alone.
        let unheard = |at: &u32| *at != me && self.is_unheard(common, *at);
        let awaited = self.knockers.values().filter_map(|k| self.needed(common, &k.leaf).get(&k.leaf.side).copied());
        let vacant: Vec<u32> = vacant.into_iter().chain(awaited.filter(unheard)).collect();
        for at in vacant {
            self.out.entry(at).or_insert(Out::Gone);
        }
        let place = self.place(common);
        let mut say = Vec::new();
        let who: Vec<ParticipantId> = self.knockers.keys().copied().collect();
        for who in who {
            let Some(knocker) = self.knockers.get(&who) else { continue };
            let mine = self.needed(common, &knocker.leaf).values().any(|at| *at == me);
            let willing = knocker.admitted || Self::admits_unasked(common, now, &knocker.leaf);
            let may =
                mine && knocker.refused.is_none() && willing && refused_here(common, now, &knocker.leaf).is_none();
            let key = self.key.public();
            let Some(knocker) = self.knockers.get_mut(&who) else { continue };
            if !may {
                knocker.said = None;
                continue;
            }
            if !knocker.records.contains_key(&key) {
                knocker.records.insert(key, Record::new(&place, knocker.digest, &self.key));
                common.dirty = true;
            }
            if knocker.said.is_none_or(|said| now.tick.0 >= said.0 + AGAIN_MS) {
                knocker.said = Some(now.tick);
                say.push(knocker.records[&key].clone());
            }
        }
        if self.roster.0.len() > 1 {
            for record in say {
                if let Some(bytes) = self.say(random, &Word::Admit(record)) {
                    out.push(Output::TellAll(bytes));
                }
            }
        }
    }

    /// Whether the server has lost who sits there, and nothing comes from laptop to laptop either.
    pub(super) fn is_unheard(&self, common: &Common, at: u32) -> bool {
        let who = self.roster.get(at).map(|seated| seated.leaf.participant);
        who.is_some_and(|who| common.away.get(&who) == Some(&Heard::Not))
    }

    /// Whether all chairs have signed for somebody.
    pub(super) fn is_ready(&self, common: &Common, knocker: &Knocker) -> bool {
        let needed = self.needed(common, &knocker.leaf);
        // Another device with the same identifier first has to be gone.
        let sits = self.roster.leaf_of(knocker.leaf.participant);
        let earlier = self.earlier(common, &knocker.leaf);
        let free = sits.is_none_or(|at| earlier.contains(&at) || self.out.contains_key(&at));
        free && needed
            .values()
            .all(|at| self.roster.get(*at).is_some_and(|chair| knocker.records.contains_key(&chair.leaf.key)))
    }

    pub(super) fn door_deadline(&self) -> Option<Tick> {
        let lapses = self.knockers.values().map(|knocker| knocker.heard.0 + LAPSED_MS);
        let again = self.knockers.values().filter_map(|knocker| knocker.said.map(|said| said.0 + AGAIN_MS));
        lapses.chain(again).min().map(Tick)
    }
}
