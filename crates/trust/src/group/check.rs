//! The rules of entry, which every client applies to a commit before it merges it.

use super::binding::{BadBinding, Leaf, Terms, basic};
use super::codec::{hex, sha256};
use super::log::{Change, RosterLog};
use super::record::{CommitNote, Place, is_leave_notice};
use super::roster::Roster;
use crate::identity::IdentityError;
use chancery_model::{DelegationCode, ParticipantId};
use jiff::{SignedDuration, Timestamp};
use openmls::prelude::{
    KeyPackage, LeafNode, PreSharedKeyProposal, Proposal, ProposalOrRefType, QueuedProposal, Sender, StagedCommit,
    tls_codec::{Deserialize as _, Serialize as _},
};
use openmls::schedule::{ExternalPsk, PreSharedKeyId, Psk};
use std::collections::BTreeSet;
use thiserror::Error;

/// The most members of a group.
pub const MEMBERS_MAX: usize = 64;
/// The most that one commit admits.
pub(super) const ADDS_MAX: usize = 4;

/// A committer's clock may be off by this much: a day, and the change of a clock.
const CLOCK_MAX: SignedDuration = SignedDuration::from_hours(25);

/// Why a commit, a welcome or a knock was not accepted. The group stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Not of the form that this version writes, not decryptable, or of another suite.
    #[error("the message cannot be read")]
    Unreadable,
    /// Committed by somebody who is no chair.
    #[error("only a chair admits and removes")]
    NotChair,
    /// A chair's admission record is missing or does not hold.
    #[error("the chair of {0} did not sign the admission")]
    NotAdmitted(DelegationCode),
    /// The leaf was in this group before: nobody returns without being asked for.
    #[error("the admission was for a leaf that has been used")]
    Reused,
    /// Two leaves for one participant.
    #[error("one participant would sit twice")]
    Twice,
    /// A leaf's binding does not hold.
    #[error("{0}")]
    Binding(#[from] BadBinding),
    /// A leaf's certificates do not hold.
    #[error("{0}")]
    Credential(IdentityError),
    /// A proposal that this group does not know: re-initialisation, group context extensions, external ones, references.
    #[error("the commit changes what may not be changed")]
    Forbidden,
    /// The pre-shared key of the invitation is missing, or another one is there.
    #[error("the commit does not carry the invitation's pre-shared key")]
    WrongKey,
    /// The committer's leaf would get another identity.
    #[error("the committer changed its own leaf's identity")]
    ChangedLeaf,
    /// The note in the authenticated data does not fit the commit.
    #[error("the commit's note does not fit it")]
    WrongNote,
    /// More members or proposals than there may be.
    #[error("too many at once, or the room is full")]
    TooMany,
    /// Sent by somebody who is not in the group, or no longer.
    #[error("whoever sent this is not in the group")]
    Stranger,
    /// A joiner was given another group than the one that was signed.
    #[error("the welcome does not fit what was signed")]
    WrongWelcome,
}

/// What a commit changes, once it was found to hold.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    pub(super) at: Timestamp,
    pub(super) by: ParticipantId,
    pub(super) removed: Vec<(u32, Change)>,
    pub(super) added: Vec<(Leaf, Vec<ParticipantId>)>,
}

/// The identifier of the pre-shared key of a group.
pub(super) fn psk(terms: &Terms) -> Psk {
    let name = [b"chancery ", &terms.meeting().0.as_bytes()[..], terms.label.as_bytes()].concat();
    Psk::External(ExternalPsk::new(name))
}

/// The key that a proposal names.
fn psk_of(proposal: &PreSharedKeyProposal) -> Option<Psk> {
    let bytes = proposal.tls_serialize_detached().ok()?;
    let id = PreSharedKeyId::tls_deserialize(&mut bytes.as_slice()).ok()?;
    Some(id.psk().clone())
}

/// The digest by which records name a key package.
pub(super) fn package_digest(package: &KeyPackage) -> [u8; 32] {
    sha256(&[&package.tls_serialize_detached().unwrap_or_default()])
}

/// The key under which a leaf stands in the log.
pub(super) fn leaf_mark(key: &[u8; 32]) -> String {
    hex(&sha256(&[key]))
}

/// Against what a commit is checked.
pub(super) struct Rules<'a> {
    pub(super) terms: &'a Terms,
    pub(super) place: Place,
    pub(super) roster: &'a Roster,
    pub(super) log: &'a RosterLog,
    /// One's own clock.
    pub(super) now: Timestamp,
}

impl Rules<'_> {
    /// Checks a staged commit of the member at `sender`.
    pub(super) fn check(&self, sender: u32, note: &CommitNote, staged: &StagedCommit) -> Result<Changes, Refusal> {
        let proposals = staged.queued_proposals().map(|queued| Self::own(sender, queued).map(QueuedProposal::proposal));
        let mut packages: Vec<&KeyPackage> = Vec::new();
        let mut removed: BTreeSet<u32> = BTreeSet::new();
        let mut keys = 0;
        for proposal in proposals {
            match proposal? {
                Proposal::Add(add) => packages.push(add.key_package()),
                Proposal::Remove(remove) => {
                    removed.insert(remove.removed().u32());
                }
                Proposal::PreSharedKey(_) => keys += 1,
                _ => return Err(Refusal::Forbidden),
            }
            if packages.len() > ADDS_MAX || removed.len() > MEMBERS_MAX || keys > 1 {
                return Err(Refusal::TooMany);
            }
        }
        let ours = psk(self.terms);
        let fits = staged.psk_proposals().all(|queued| psk_of(queued.psk_proposal()).is_some_and(|psk| psk == ours));
        if !fits || keys != usize::from(!packages.is_empty()) {
            return Err(Refusal::WrongKey);
        }
        self.same_leaf(sender, staged.update_path_leaf_node())?;
        let mut candidates = Vec::with_capacity(packages.len());
        for package in packages {
            let leaf = self.terms.candidate(package, note.at)?;
            leaf.standing.as_ref().map_err(|e| Refusal::Credential(e.clone()))?;
            candidates.push((package_digest(package), leaf));
        }
        self.decide(sender, note, candidates, &removed)
    }

    /// A proposal must stand in the commit itself and be the committer's.
    fn own(sender: u32, queued: &QueuedProposal) -> Result<&QueuedProposal, Refusal> {
        let own = matches!(queued.sender(), Sender::Member(at) if at.u32() == sender);
        let inside = matches!(queued.proposal_or_ref_type(), ProposalOrRefType::Proposal);
        if own && inside { Ok(queued) } else { Err(Refusal::Forbidden) }
    }

    /// The committer's new leaf has fresh keys for encryption and the same identity.
    fn same_leaf(&self, sender: u32, leaf: Option<&LeafNode>) -> Result<(), Refusal> {
        let seated = self.roster.get(sender).ok_or(Refusal::NotChair)?;
        let leaf = leaf.ok_or(Refusal::ChangedLeaf)?;
        let same = leaf.signature_key().as_slice() == seated.leaf.key
            && sha256(&[basic(leaf.credential())?]) == seated.leaf.digest;
        if same { Ok(()) } else { Err(Refusal::ChangedLeaf) }
    }

    /// The rules themselves.
    fn decide(
        &self,
        sender: u32,
        note: &CommitNote,
        candidates: Vec<([u8; 32], Leaf)>,
        removed: &BTreeSet<u32>,
    ) -> Result<Changes, Refusal> {
        let by = self.roster.get(sender).ok_or(Refusal::NotChair)?.leaf.participant;
        if removed.contains(&sender) || removed.iter().any(|at| self.roster.get(*at).is_none()) {
            return Err(Refusal::Forbidden);
        }
        // What holds is judged by the committer's clock, so that all decide alike; a clock that is off by a day is told, one
        // that is off by more would make what is over hold again.
        if note.at.duration_since(self.now).abs() > CLOCK_MAX {
            return Err(Refusal::WrongNote);
        }
        // Nobody comes and nobody goes: nothing but new keys, as often as somebody likes.
        if removed.is_empty() && candidates.is_empty() {
            return Err(Refusal::Forbidden);
        }
        if self.roster.0.len() - removed.len() + candidates.len() > MEMBERS_MAX {
            return Err(Refusal::TooMany);
        }
        // Who leaves by their own word: by a signed notice, or by coming back with the same device.
        let mut willing: BTreeSet<u32> = BTreeSet::new();
        for (at, signature) in &note.left {
            let seated = self.roster.get(*at).filter(|_| removed.contains(at)).ok_or(Refusal::WrongNote)?;
            if !is_leave_notice(&self.place, &seated.leaf.key, signature) {
                return Err(Refusal::WrongNote);
            }
            willing.insert(*at);
        }
        if note.gone.iter().any(|at| !removed.contains(at)) {
            return Err(Refusal::WrongNote);
        }
        let replaced =
            |at: u32| self.roster.get(at).is_some_and(|s| candidates.iter().any(|(_, leaf)| leaf.replaces(&s.leaf)));
        willing.extend(removed.iter().copied().filter(|at| replaced(*at)));
        let chairs = self.roster.chairs(&willing);
        let needs_chair = !candidates.is_empty() || removed.iter().any(|at| !willing.contains(at));
        if needs_chair && !chairs.values().any(|chair| *chair == sender) {
            return Err(Refusal::NotChair);
        }
        let mut added = Vec::with_capacity(candidates.len());
        let mut participants = BTreeSet::new();
        for (digest, leaf) in candidates {
            let sits = self.roster.leaf_of(leaf.participant).is_some_and(|at| !removed.contains(&at));
            if sits || !participants.insert(leaf.participant) {
                return Err(Refusal::Twice);
            }
            let mark = leaf_mark(&leaf.key);
            if self.log.has_leaf(&mark) {
                return Err(Refusal::Reused);
            }
            let mut approved = Vec::new();
            for (side, at) in &chairs {
                let chair = self.roster.get(*at).ok_or(Refusal::NotChair)?;
                let signed = note.records.iter().any(|record| {
                    record.candidate == digest && record.chair == chair.leaf.key && record.holds(&self.place)
                });
                if !signed {
                    return Err(Refusal::NotAdmitted(self.terms.invitation.sides[*side].code.clone()));
                }
                approved.push(chair.leaf.participant);
            }
            added.push((leaf, approved));
        }
        let left: BTreeSet<u32> = note.left.iter().map(|(at, _)| *at).collect();
        let removed = removed
            .iter()
            .map(|at| {
                let change = if left.contains(at) {
                    Change::Left
                } else if willing.contains(at) {
                    Change::Replaced
                } else if note.gone.contains(at) {
                    Change::Gone
                } else {
                    Change::Removed
                };
                (*at, change)
            })
            .collect();
        Ok(Changes { at: note.at, by, removed, added })
    }
}
