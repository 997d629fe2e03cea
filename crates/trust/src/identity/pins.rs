//! What this machine remembers of others: each delegation's root, the devices it has met, and the deny-lists.

use super::certificate::Serial;
use super::denied::DenyList;
use super::error::IdentityError;
use super::fingerprint::Fingerprint;
use chancery_model::DelegationCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most devices that are remembered; the one that was not seen for longest is forgotten first.
const DEVICES_MAX: usize = 4_096;

/// A delegation's root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootPin {
    /// What is pinned.
    pub fingerprint: Fingerprint,
    /// When a person pinned or last confirmed it.
    pub pinned: Timestamp,
    /// Another root that was shown since, and when: waits for a person's confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<(Fingerprint, Timestamp)>,
}

/// A device that was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// For which delegation, the last time.
    pub delegation: DelegationCode,
    /// When first.
    pub first: Timestamp,
    /// When last.
    pub last: Timestamp,
}

/// What is pinned on this machine. Public keys' fingerprints only: nothing in it is secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pins {
    roots: BTreeMap<DelegationCode, RootPin>,
    devices: BTreeMap<Fingerprint, Seen>,
    denied: BTreeMap<Fingerprint, DenyList>,
}

impl Pins {
    /// The root that is pinned for a delegation.
    pub fn root(&self, delegation: &DelegationCode) -> Option<Fingerprint> {
        self.roots.get(delegation).map(|pin| pin.fingerprint)
    }

    /// Every pinned root.
    pub fn roots(&self) -> impl Iterator<Item = (&DelegationCode, &RootPin)> {
        self.roots.iter()
    }

    /// Every device that was met.
    pub fn devices(&self) -> impl Iterator<Item = (&Fingerprint, &Seen)> {
        self.devices.iter()
    }

    /// When a device was met.
    pub fn device(&self, fingerprint: Fingerprint) -> Option<&Seen> {
        self.devices.get(&fingerprint)
    }

    /// Pins a delegation's root. Where another is pinned, that one stays, the new one waits for [`Pins::confirm`], and
    /// [`IdentityError::RootChanged`] says so.
    pub fn pin(&mut self, delegation: &DelegationCode, root: Fingerprint, now: Timestamp) -> Result<(), IdentityError> {
        match self.roots.get_mut(delegation) {
            Some(held) if held.fingerprint != root => {
                held.changed = Some((root, now));
                Err(IdentityError::RootChanged {
                    delegation: delegation.clone(),
                    pinned: held.fingerprint,
                    shown: root,
                })
            }
            Some(_) => Ok(()),
            None => {
                self.roots.insert(delegation.clone(), RootPin { fingerprint: root, pinned: now, changed: None });
                Ok(())
            }
        }
    }

    /// Notes a root that was shown, without pinning it where none is pinned.
    pub fn shown(
        &mut self,
        delegation: &DelegationCode,
        root: Fingerprint,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        if self.roots.contains_key(delegation) { self.pin(delegation, root, now) } else { Ok(()) }
    }

    /// A person has compared the changed root by another way: it is the pinned one from now on.
    pub fn confirm(
        &mut self,
        delegation: &DelegationCode,
        root: Fingerprint,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let held = self.roots.get_mut(delegation).filter(|held| held.changed.is_some_and(|(shown, _)| shown == root));
        let held = held.ok_or_else(|| IdentityError::NothingToConfirm(delegation.clone()))?;
        *held = RootPin { fingerprint: root, pinned: now, changed: None };
        Ok(())
    }

    /// Trusts no root for a delegation any more, and forgets one that waits. `true`: one was pinned.
    pub fn unpin(&mut self, delegation: &DelegationCode) -> bool {
        self.roots.remove(delegation).is_some()
    }

    /// Notes that a device was met. Says when it was met first, where it was.
    pub fn met(&mut self, device: Fingerprint, delegation: &DelegationCode, now: Timestamp) -> Option<Timestamp> {
        if let Some(seen) = self.devices.get_mut(&device) {
            seen.last = seen.last.max(now);
            seen.delegation = delegation.clone();
            return Some(seen.first);
        }
        if self.devices.len() >= DEVICES_MAX
            && let Some(oldest) = self.devices.iter().min_by_key(|(_, seen)| seen.last).map(|(device, _)| *device)
        {
            self.devices.remove(&oldest);
        }
        self.devices.insert(device, Seen { delegation: delegation.clone(), first: now, last: now });
        None
    }

    /// Takes a deny-list of a pinned root in place of an older one, or of `own`: the root that certified this very device,
    /// which nobody has to pin. Says whether it is news.
    pub fn deny(&mut self, list: DenyList, own: Option<Fingerprint>) -> Result<bool, IdentityError> {
        let root = list.root();
        if own != Some(root) && !self.roots.values().any(|pin| pin.fingerprint == root) {
            return Err(IdentityError::NotPinned(root));
        }
        if let Some(held) = self.denied.get(&root) {
            if held == &list {
                return Ok(false);
            }
            if list.number() <= held.number() {
                return Err(IdentityError::OlderDenyList { offered: list.number(), held: held.number() });
            }
        }
        self.denied.insert(root, list);
        Ok(true)
    }

    /// The deny-list that is held of a root.
    pub fn denied(&self, root: Fingerprint) -> Option<&DenyList> {
        self.denied.get(&root)
    }

    /// Whether a root's deny-list names a certificate.
    pub fn is_denied(&self, root: Fingerprint, serial: &Serial) -> bool {
        self.denied.get(&root).is_some_and(|list| list.denies(serial))
    }
}
