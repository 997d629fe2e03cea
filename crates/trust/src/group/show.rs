//! What the screen is shown.

use super::binding::Leaf;
use super::roster::looks;
use super::seat::Seat;
use super::{Admitted, Code, Common, Known, Member, Membership, Output, Phase, Request, Stage, State};
use chancery_model::{DelegationCode, Now};
use std::collections::{BTreeMap, BTreeSet};

impl Common {
    /// How a device was known before this meeting.
    fn known(&self, leaf: &Leaf) -> Known {
        let before = match self.known.get(&leaf.device) {
            Some(before) => before.clone(),
            None => self.pins.device(leaf.device).map(|seen| (seen.first, seen.delegation.clone())),
        };
        match before {
            None => Known::FirstSeen,
            Some((first, delegation)) if delegation == leaf.card.delegation => Known::Since(first),
            Some((_, delegation)) => Known::OtherDelegation(delegation),
        }
    }
}

impl Seat {
    fn show(&self, common: &Common, now: Now) -> Admitted {
        let chairs: BTreeSet<u32> = self.roster.chairs(&BTreeSet::new()).into_values().collect();
        let mut names: BTreeMap<String, Vec<&Leaf>> = BTreeMap::new();
        for seated in self.roster.0.values() {
            names.entry(looks(seated.leaf.card.name.as_str())).or_default().push(&seated.leaf);
        }
        // Who has the very name, before who has one that looks like it.
        let alike = |leaf: &Leaf| {
            let all = names.get(&looks(leaf.card.name.as_str())).into_iter().flatten();
            let others = all.filter(|other| other.device != leaf.device);
            others.min_by_key(|other| other.card.name != leaf.card.name).map(|other| other.participant)
        };
        let members = self.roster.0.iter().map(|(at, seated)| {
            let leaf = &seated.leaf;
            Member {
                participant: leaf.participant,
                leaf: *at,
                card: leaf.card.clone(),
                standing: leaf.chain.standing(&leaf.card.delegation, &common.pins, now.wall),
                ministry: leaf.ministry(),
                device: leaf.device,
                known: common.known(leaf),
                dtls: leaf.dtls,
                chair: chairs.contains(at),
                me: *at == self.my_leaf(),
                since: seated.since,
                lookalike: alike(leaf),
            }
        });
        let mut requests: Vec<Request> = self
            .knockers
            .values()
            .map(|knocker| {
                let leaf = &knocker.leaf;
                let needed = self.needed(common, leaf);
                let signs = |at: &u32| self.roster.get(*at).is_some_and(|s| knocker.records.contains_key(&s.leaf.key));
                let code = |side: usize| -> DelegationCode { common.terms.invitation.sides[side].code.clone() };
                Request {
                    participant: leaf.participant,
                    card: leaf.card.clone(),
                    standing: leaf.chain.standing(&leaf.card.delegation, &common.pins, now.wall),
                    ministry: leaf.ministry(),
                    device: leaf.device,
                    known: common.known(leaf),
                    since: knocker.since,
                    signed: needed.iter().filter(|(_, at)| signs(at)).map(|(side, _)| code(*side)).collect(),
                    waits_for: needed.iter().filter(|(_, at)| !signs(at)).map(|(side, _)| code(*side)).collect(),
                    mine: knocker.refused.is_none() && needed.values().any(|at| *at == self.my_leaf() && !signs(at)),
                    removed_before: Self::past(common, leaf).0,
                    lookalike: alike(leaf),
                }
            })
            .collect();
        requests.sort_by_key(|request| request.since);
        Admitted {
            group: self.group,
            since: self.since,
            epoch: self.epoch(),
            code: Code::of(self.mls.epoch_authenticator().as_slice()),
            members: members.collect(),
            requests,
            chair: self.i_am_chair(),
        }
    }
}

impl Membership {
    pub(super) fn show(&mut self, now: Now, out: &mut Vec<Output>) {
        let (stage, suspended) = match &self.phase {
            Phase::Outside(outside) => match outside.since() {
                None => (Stage::Outside, false),
                Some(since) => (Stage::Asking { since: since.wall, refused_by: outside.refused_by().to_vec() }, false),
            },
            Phase::Admitted(seat) => (Stage::Admitted(seat.show(&self.common, now)), seat.suspended()),
            Phase::Removed { by, at } => (Stage::Removed { by: *by, at: *at }, false),
            Phase::Left => (Stage::Left, false),
        };
        let state = State { stage, suspended, incidents: self.common.incidents.clone() };
        if state != self.state {
            self.state = state;
            out.push(Output::Roster);
        }
    }
}
