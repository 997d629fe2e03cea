//! What a member can do who keeps to no rule: whatever its leaf and its keys are good for. A seat's keys leave this room in no
//! other way, so it stands here, and whole clients are held to refusing it. Only tests call it: `cargo xtask tidy` sees to that.
//!
//! None of it is a way in: whoever writes a client of their own can do all of this and more.

use super::behind_door::capabilities;
use super::binding::Terms;
use super::check::psk;
use super::provider::{LeafKey, Provider, SUITE, lifetime};
use super::record::{CommitNote, Record};
use super::seat::Seat;
use super::wire::Wire;
use super::{Common, Membership, Phase, Setup};
use chancery_model::{Now, ParticipantId, RandomSource};
use openmls::group::MlsGroup;
use openmls::prelude::tls_codec::{DeserializeBytes as _, Serialize as _};
use openmls::prelude::{
    KeyPackage, LeafNodeIndex, LeafNodeParameters, MlsMessageBodyIn, MlsMessageIn, PreSharedKeyProposal, Proposal,
};
use openmls::schedule::PreSharedKeyId;
use openmls_traits::OpenMlsProvider as _;

/// A member of a group, with none of the rules.
pub struct Rebel<'a> {
    seat: &'a mut Seat,
    common: &'a Common,
}

impl Membership {
    /// The seat without the rules; `None`: one has none.
    #[doc(hidden)]
    pub fn rebel(&mut self) -> Option<Rebel<'_>> {
        let Phase::Admitted(seat) = &mut self.phase else { return None };
        Some(Rebel { seat, common: &self.common })
    }
}

/// An Add that no rule looked at. Whom it adds has to knock just now.
#[derive(Clone, Debug, Default)]
pub struct ForgedAdd {
    /// Who is added.
    pub adds: Vec<ParticipantId>,
    /// With this member's own record for each of them.
    pub own: bool,
    /// With whatever records the others made for these, who knock too.
    pub records_of: Vec<ParticipantId>,
}

impl Rebel<'_> {
    /// Who knocks, as it is seen from this seat.
    pub fn knocking(&self) -> Vec<ParticipantId> {
        self.seat.knockers.keys().copied().collect()
    }

    /// How many records of others came for somebody who knocks.
    pub fn records_of(&self, who: ParticipantId) -> usize {
        self.seat.knockers.get(&who).map_or(0, |knocker| knocker.records.len())
    }

    /// A commit with the invitation's key, as [`Output::Order`](super::Output::Order) would carry it. The own seat stays where
    /// it is. `None`: one of those who are added does not knock.
    pub fn add(&mut self, now: Now, forged: &ForgedAdd) -> Option<Vec<u8>> {
        let of = |who: &ParticipantId| self.seat.knockers.get(who);
        let adds: Vec<KeyPackage> =
            forged.adds.iter().map(|who| Some(of(who)?.package.clone())).collect::<Option<_>>()?;
        let mut records: Vec<Record> =
            forged.records_of.iter().filter_map(of).flat_map(|knocker| knocker.records.values().cloned()).collect();
        if forged.own {
            let place = self.seat.place(self.common);
            records.extend(forged.adds.iter().filter_map(of).map(|k| Record::new(&place, k.digest, &self.seat.key)));
        }
        let note = CommitNote { at: now.wall, records, left: Vec::new(), gone: Vec::new() };
        Some(commit(self.seat, &self.common.terms, &note, adds, &[], 1))
    }

    /// A commit that takes these leaves away.
    pub fn remove(&mut self, now: Now, leaves: &[u32]) -> Vec<u8> {
        let note = CommitNote { at: now.wall, records: Vec::new(), left: Vec::new(), gone: Vec::new() };
        commit(self.seat, &self.common.terms, &note, Vec::new(), leaves, 0)
    }

    /// What an outsider would need to come in by itself (GroupInfo, RFC 9420 section 12.4.3).
    pub fn group_info(&self) -> Vec<u8> {
        let info = self.seat.mls.export_group_info(self.seat.provider.crypto(), &self.seat.key, true);
        info.expect("a member's own group").tls_serialize_detached().expect("what was made can be written")
    }

    /// An external commit (RFC 9420 section 12.4.3.2) by somebody to whom the group's information was leaked, with a leaf
    /// that is bound to the meeting as it should be.
    pub fn enter_from_outside(&self, random: &mut dyn RandomSource, setup: &Setup, info: &[u8]) -> Vec<u8> {
        let Ok(MlsMessageBodyIn::GroupInfo(info)) =
            MlsMessageIn::tls_deserialize_exact_bytes(info).map(MlsMessageIn::extract)
        else {
            panic!("no group information");
        };
        let (provider, key) = (Provider::new(random), LeafKey::new(random));
        let terms = Terms::new(setup.invitation.clone(), setup.label.clone());
        let who = terms.bind(&setup.identity, setup.me, &setup.card, &setup.dtls, &key);
        let parameters = LeafNodeParameters::builder().with_capabilities(capabilities()).build();
        let built = MlsGroup::external_commit_builder()
            .build_group(&provider, info, who)
            .expect("what a member wrote can be read")
            .leaf_node_parameters(parameters)
            .load_psks(provider.storage())
            .expect("it has none")
            .build(provider.rand(), provider.crypto(), &key, |_| true)
            .expect("a commit")
            .finalize(&provider)
            .expect("a commit");
        let mls = built.1.into_commit().tls_serialize_detached().expect("a commit can be written");
        Wire::Commit { group: self.seat.group, mls: &mls }.to_bytes()
    }
}

/// A knock of somebody with a true invitation who is called whatever they like, and whose program checks no name.
pub fn knock_as(random: &mut dyn RandomSource, setup: &Setup, name: &str) -> Vec<u8> {
    let (provider, key) = (Provider::new(random), LeafKey::new(random));
    let terms = Terms::new(setup.invitation.clone(), setup.label.clone());
    let side = &setup.invitation.delegation;
    let who = terms.bind_named(&setup.identity, setup.me, side, name, None, &setup.dtls, &key);
    let package = KeyPackage::builder()
        .key_package_lifetime(lifetime())
        .leaf_node_capabilities(capabilities())
        .build(SUITE, &provider, &key, who)
        .expect("a package of one's own");
    let package = package.key_package().tls_serialize_detached().expect("what was made can be written");
    Wire::Knock { package: &package }.to_bytes()
}

/// Commits with the seat's own leaf, past every rule, and forgets that it did.
pub(super) fn commit(
    seat: &mut Seat,
    terms: &Terms,
    note: &CommitNote,
    adds: Vec<KeyPackage>,
    removes: &[u32],
    keys: usize,
) -> Vec<u8> {
    seat.mls.set_aad(note.to_bytes());
    let keys: Vec<_> = (0..keys)
        .map(|_| PreSharedKeyId::new(SUITE, seat.provider.rand(), psk(terms)).expect("an identifier"))
        .map(|id| Proposal::PreSharedKey(Box::new(PreSharedKeyProposal::new(id))))
        .collect();
    let bundle = seat
        .mls
        .commit_builder()
        .force_self_update(true)
        .propose_adds(adds)
        .propose_removals(removes.iter().copied().map(LeafNodeIndex::new))
        .add_proposals(keys)
        .load_psks(seat.provider.storage())
        .expect("the invitation's key is there")
        .build(seat.provider.rand(), seat.provider.crypto(), &seat.key, |_| true)
        .expect("a commit")
        .stage_commit(&seat.provider)
        .expect("a commit");
    let (commit, ..) = bundle.into_messages();
    seat.mls.clear_pending_commit(seat.provider.storage()).expect("it was pending");
    let mls = commit.tls_serialize_detached().expect("a commit can be written");
    Wire::Commit { group: seat.group, mls: &mls }.to_bytes()
}
