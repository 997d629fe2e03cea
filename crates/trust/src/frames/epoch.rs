//! What one epoch of a meeting's MLS group gives to frames: who sits at which leaf, and the key that all of them share.

use chancery_model::ParticipantId;
use ring::digest;
use std::fmt;
use zeroize::Zeroizing;

/// The keys of one epoch. Made by whoever holds the group, read by the frames' sender and
/// receiver, and wiped from memory with the last handle.
#[derive(Clone)]
pub struct EpochKeys {
    /// The group's epoch (RFC 9420 section 8).
    pub epoch: u64,
    /// One's own leaf index in this epoch.
    pub my_leaf: u32,
    /// Everyone in the group, oneself included: leaf index and whose it is, by leaf index. A participant that came back
    /// may have two leaves until the older one is removed.
    pub members: Vec<(u32, ParticipantId)>,
    base_key: Zeroizing<[u8; 32]>,
}

impl EpochKeys {
    /// The MLS exporter label whose 32 bytes are the base key (RFC 9605 section 5.2; the context is empty).
    pub const EXPORTER_LABEL: &'static str = "SFrame 1.0 Base Key";

    /// `base_key`: `MLS-Exporter("SFrame 1.0 Base Key", "", 32)` of this epoch. Where `members` name a leaf twice the
    /// first entry counts.
    pub fn new(epoch: u64, my_leaf: u32, mut members: Vec<(u32, ParticipantId)>, base_key: [u8; 32]) -> Self {
        members.sort_by_key(|(leaf, _)| *leaf);
        members.dedup_by_key(|(leaf, _)| *leaf);
        Self { epoch, my_leaf, members, base_key: Zeroizing::new(base_key) }
    }

    /// Whose a leaf is.
    pub fn member(&self, leaf: u32) -> Option<ParticipantId> {
        let at = self.members.binary_search_by_key(&leaf, |(leaf, _)| *leaf).ok()?;
        Some(self.members[at].1)
    }

    /// Tells keys apart, also those of another group with the same numbers, without holding them: a hash.
    pub(super) fn id(&self) -> [u8; 32] {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"Chancery 1.0 frame keys");
        context.update(self.base_key.as_ref());
        context.update(&self.epoch.to_be_bytes());
        context.update(&self.my_leaf.to_be_bytes());
        let mut id = [0; 32];
        id.copy_from_slice(context.finish().as_ref());
        id
    }

    pub(super) fn base_key(&self) -> &[u8; 32] {
        &self.base_key
    }
}

impl fmt::Debug for EpochKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EpochKeys")
            .field("epoch", &self.epoch)
            .field("my_leaf", &self.my_leaf)
            .field("members", &self.members.len())
            .field("base_key", &"[redacted]")
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone(n: u8) -> ParticipantId {
        ParticipantId::from_random([n; 16])
    }

    #[test]
    fn members_are_found_by_leaf_and_named_once() {
        let keys = EpochKeys::new(7, 1, vec![(3, someone(3)), (1, someone(1)), (3, someone(9))], [5; 32]);
        assert_eq!(keys.members, vec![(1, someone(1)), (3, someone(3))]);
        assert_eq!(keys.member(3), Some(someone(3)));
        assert_eq!(keys.member(2), None);
    }

    #[test]
    fn debug_shows_no_key_and_nobody() {
        let shown = format!("{:?}", EpochKeys::new(7, 1, vec![(1, someone(0xab))], [0xcd; 32]));
        assert!(shown.contains("[redacted]"));
        for secret in ["205", "cd, cd", "abab", "cdcd"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
