//! What members sign of the sound and the pictures that they sent, and what follows where it is not what came.
//!
//! Every key for frames is known to the whole group. That a frame is its sender's rests on the connection that it came over;
//! where something forwards media, or a connection was taken over, it rests on this: each sender signs with its leaf's key
//! what it sent, everyone compares what they let in, and a difference is told.

use super::provider::signed_by;
use super::seat::Seat;
use super::wire::Wire;
use super::{Common, Incident, Output};
use crate::frames::digest::{self, DigestEpoch, Finding, Ledger};
use crate::frames::{EpochKeys, Received, Sent};
use chancery_model::{Now, ParticipantId, Tick};
use std::collections::{BTreeMap, VecDeque};

const CONTEXT: &str = "frames";
/// Epochs whose frames may still be on their way.
const EPOCHS: usize = 4;
/// Frames without a signature are told of when they were found this often ...
const LOOKS: usize = 5;
/// ... within this time: one digest lost with a connection is no attack.
const WITHIN_MS: u64 = 30_000;
/// The most of one's own frames that wait for their epoch's digest, and of the others' that are looked at, at once.
const FRAMES_MAX: usize = 4_096;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct FrameBook {
    ledger: Ledger,
    epochs: VecDeque<DigestEpoch>,
    /// The digests that were sent last, to be sent once more.
    last: Vec<Vec<u8>>,
    /// When frames without a signature were found, by in whose name.
    unsigned: BTreeMap<ParticipantId, VecDeque<Tick>>,
    /// What went before one sat here has been taken away.
    begun: bool,
}

impl FrameBook {
    /// A new epoch has begun.
    pub(super) fn entered(&mut self, keys: &EpochKeys) {
        if self.epochs.len() == EPOCHS {
            self.epochs.pop_front();
        }
        self.epochs.push_back(DigestEpoch::of(keys));
    }

    /// Whether frames without a signature have been found for a while.
    fn goes_on(&mut self, now: Tick, from: ParticipantId) -> bool {
        let found = self.unsigned.entry(from).or_default();
        found.retain(|at| now.0 < at.0 + WITHIN_MS);
        found.push_back(now);
        let often = found.len() >= LOOKS;
        if often {
            found.clear();
        }
        often
    }
}

impl Seat {
    /// What went out is signed; what came is compared.
    pub(super) fn frames_passed(
        &mut self,
        common: &mut Common,
        now: Now,
        sent: &[Sent],
        mut received: Vec<Received>,
        out: &mut Vec<Output>,
    ) {
        if !std::mem::replace(&mut self.frames.begun, true) {
            return;
        }
        let sent = &sent[..sent.len().min(FRAMES_MAX)];
        received.truncate(FRAMES_MAX);
        let mut digests: Vec<Vec<u8>> = Vec::new();
        for epoch in &self.frames.epochs {
            let of: Vec<Sent> = sent.iter().filter(|one| one.epoch == epoch.epoch()).copied().collect();
            for some in of.chunks(digest::FRAMES_MAX) {
                digests.extend(digest::sign(epoch, some, |text| self.key.sign_as(CONTEXT, text)));
            }
        }
        for digest in self.frames.last.iter().chain(&digests) {
            out.push(Output::TellPeers(Wire::Frames { group: self.group, digest }.to_bytes()));
        }
        self.frames.last = digests;
        let known = |one: &Received| {
            self.frames.epochs.iter().any(|e| e.epoch() == one.epoch && e.member(one.leaf) == Some(one.from))
        };
        received.retain(known);
        let mut findings = self.frames.ledger.received(now.tick, received);
        findings.extend(self.frames.ledger.overdue(now.tick));
        self.frames.unsigned.retain(|_, found| found.back().is_some_and(|at| now.tick.0 < at.0 + WITHIN_MS));
        self.found(common, now, findings, out);
    }

    /// A digest came.
    pub(super) fn digested(
        &mut self,
        common: &mut Common,
        now: Now,
        from: ParticipantId,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) {
        let Some(epoch) = digest::epoch_of(bytes) else { return };
        let Some(of) = self.frames.epochs.iter().find(|e| e.epoch() == epoch) else { return };
        let signed = |leaf: u32, text: &[u8], signature: &[u8; 64]| {
            let seated = self.roster.get(leaf).filter(|seated| seated.leaf.participant == from);
            seated.is_some_and(|seated| signed_by(&seated.leaf.key, CONTEXT, text, signature))
        };
        // Not its sender's own: whoever made it up has no signature, and frames without one are told of.
        let Ok(digest) = digest::check(of, from, bytes, signed) else { return };
        let findings = self.frames.ledger.digest(now.tick, digest);
        self.found(common, now, findings, out);
    }

    fn found(&mut self, common: &mut Common, now: Now, findings: Vec<Finding>, out: &mut Vec<Output>) {
        for finding in findings {
            match finding {
                Finding::Forged { from } => common.incident(now, Incident::FramesForged { named: from }, out),
                // Who has left signs nothing more.
                Finding::Unsigned { from, .. } => {
                    if self.roster.leaf_of(from).is_some() && self.frames.goes_on(now.tick, from) {
                        common.incident(now, Incident::FramesUnsigned { named: from }, out);
                    }
                }
            }
        }
    }
}
