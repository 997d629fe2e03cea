//! The view of trust in a meeting: whether what is said is encrypted and with whom, who asks, who somebody is, the log.

use super::Attendance;
use super::group::Group;
use crate::keys;
use crate::view::{
    AdmissionRequest, Identity, NameWarning, RosterChange, RosterEvent, Security, SecurityState, Seen, Signer,
};
use chancery_model::{Card, DelegationCode, ParticipantId, Personal, Place};
use chancery_trust::Fingerprint;
use chancery_trust::group::{Change, Known, Member, Membership, Request, RosterLog, Stage};
use std::collections::BTreeMap;

fn name(card: &Card) -> Personal {
    Personal(card.name.as_str().to_owned())
}

/// The log as people read it. A device's earlier seat that gave way to its new one is no change of who is in.
pub(super) fn changes(log: &RosterLog, me: ParticipantId) -> Vec<RosterChange> {
    let entries = log.entries();
    let cards: BTreeMap<ParticipantId, &Card> = entries.iter().map(|e| (e.participant, &e.card)).collect();
    let signer = |who: &ParticipantId| {
        let card = cards.get(who)?;
        Some(Signer { name: name(card), delegation: card.delegation.clone() })
    };
    let change = |e: &chancery_trust::group::LogEntry| {
        let what = match e.change {
            Change::Founded => RosterEvent::Founded,
            Change::Admitted => RosterEvent::Admitted { by: e.approved_by.iter().filter_map(signer).collect() },
            Change::Left => RosterEvent::Left,
            Change::Gone => RosterEvent::Gone { by: signer(&e.by)? },
            Change::Removed => RosterEvent::Removed { by: signer(&e.by)? },
            Change::Replaced => return None,
        };
        Some(RosterChange {
            n: e.number as u32 + 1,
            at: e.at.to_string(),
            who: name(&e.card),
            delegation: e.card.delegation.clone(),
            me: e.participant == me,
            what,
        })
    };
    entries.iter().filter_map(change).collect()
}

impl Group {
    fn log(&self) -> Option<&RosterLog> {
        self.machine.as_ref().map(Membership::log)
    }

    /// The signed log for a file: the log, and what the device signed.
    pub(super) fn exported(&self) -> Option<Vec<u8>> {
        self.log().filter(|log| !log.entries().is_empty()).map(RosterLog::export)
    }

    /// Whose name this one's is, or resembles.
    fn warning(&self, card: &Card, twin: Option<ParticipantId>) -> Option<NameWarning> {
        let twin = self.seated().iter().find(|member| Some(member.participant) == twin)?;
        let delegation = twin.card.delegation.clone();
        Some(if twin.card.name == card.name {
            NameWarning::Duplicate { delegation }
        } else {
            NameWarning::Lookalike { name: name(&twin.card), delegation }
        })
    }

    /// Who a member is.
    pub(super) fn identity(&self, member: &Member) -> Identity {
        Identity {
            standing: keys::standing(&member.standing, member.ministry.as_ref(), member.me),
            // One's own device is not met.
            seen: if member.me { Seen::Known } else { seen(&member.known) },
            fingerprint: fingerprint(member.device),
            chair: member.chair,
            name_warning: self.warning(&member.card, member.lookalike),
        }
    }

    /// Who asks to be admitted.
    pub(super) fn requests(&self) -> Vec<AdmissionRequest> {
        let admitted = self.machine.as_ref().and_then(|machine| machine.state().admitted());
        admitted.map_or_else(Vec::new, |a| a.requests.iter().map(|r| self.request(r)).collect())
    }

    fn request(&self, request: &Request) -> AdmissionRequest {
        AdmissionRequest {
            id: request.participant,
            name: name(&request.card),
            title: request.card.title.as_ref().map(|t| Personal(t.as_str().to_owned())),
            delegation: request.card.delegation.clone(),
            identity: Identity {
                standing: keys::standing(&request.standing, request.ministry.as_ref(), false),
                seen: seen(&request.known),
                fingerprint: fingerprint(request.device),
                chair: false,
                name_warning: self.warning(&request.card, request.lookalike),
            },
            since: request.since.to_string(),
            signed_by: request.signed.clone(),
            needed: request.signed.iter().chain(&request.waits_for).cloned().collect(),
            mine: request.mine,
            removed_before: request.removed_before,
        }
    }
}

fn seen(known: &Known) -> Seen {
    match known {
        Known::FirstSeen => Seen::First,
        Known::Since(_) => Seen::Known,
        Known::OtherDelegation(_) => Seen::Changed,
    }
}

fn fingerprint(of: Fingerprint) -> String {
    of.to_string()
}

impl Attendance {
    /// The encryption of the meeting, as it stands.
    pub(super) fn security(&self) -> Security {
        let state = self.group.machine.as_ref().map(Membership::state);
        let (state, epoch) = match (state.map(|s| &s.stage), self.group.suspended) {
            (Some(Stage::Admitted(a)), Some((since, reason))) => {
                (SecurityState::Suspended { since: since.to_string(), reason }, a.epoch)
            }
            (Some(Stage::Admitted(a)), None) => {
                let with = a.members.iter().filter(|m| !m.me).map(|m| m.participant).collect();
                let code = a.code.digits().to_owned();
                (SecurityState::Encrypted { since: a.since.to_string(), code, with }, a.epoch)
            }
            // Out of the group for it, in the meeting for the person.
            (Some(Stage::Asking { .. }), Some((since, reason))) if self.place == Place::Plenary => {
                (SecurityState::Suspended { since: since.to_string(), reason }, 0)
            }
            (Some(Stage::Asking { since, .. }), _) => {
                let since = since.to_string();
                (SecurityState::Asking { since, admitters: self.admitters(), signed_by: Vec::new() }, 0)
            }
            (Some(Stage::Removed { by, .. }), _) => (SecurityState::Removed { by: self.signer(*by) }, 0),
            (Some(Stage::Outside | Stage::Left) | None, _) => (SecurityState::Outside, 0),
        };
        Security { state, epoch, changes: self.group.changes.clone(), saved: self.group.saved.clone() }
    }

    /// Somebody who is or was in the group.
    fn signer(&self, who: ParticipantId) -> Option<Signer> {
        let mut entries = self.group.log()?.entries().iter().rev();
        let card = &entries.find(|e| e.participant == who)?.card;
        Some(Signer { name: name(card), delegation: card.delegation.clone() })
    }

    /// Who has to admit one: of each side that is inside somebody; named where there is no other of that side.
    fn admitters(&self) -> Vec<Signer> {
        let mut sides: BTreeMap<&DelegationCode, Vec<Personal>> = BTreeMap::new();
        for other in self.roster.others().iter().filter(|o| o.place == Place::Plenary) {
            sides.entry(&other.delegation).or_default().push(other.card.as_ref().map(name).unwrap_or_default());
        }
        let signer = |(delegation, names): (&DelegationCode, Vec<Personal>)| {
            let name = match <[Personal; 1]>::try_from(names) {
                Ok([name]) => name,
                Err(_) => Personal::default(),
            };
            Signer { name, delegation: delegation.clone() }
        };
        sides.into_iter().map(signer).collect()
    }
}
