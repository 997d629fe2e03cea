//! Signed digests of what a participant sent: SFrame's keys are known to the whole group, so that only a signature tells
//! one member's frames from those that another one made up.
//!
//! Every [`EVERY`] a sender signs the list of (counter, hash) of its frames. The hash is SHA-256 over the frame as it is on
//! the wire, cut to 16 bytes, and not the AEAD's tag: GCM's tag binds nobody who has the key (a second text with the same
//! tag is a linear equation away), and the whole group has it.
//!
//! A digest costs 20 bytes a frame: some 2 kB a second for a voice, a camera and a screen. It goes where the frames go,
//! from laptop to laptop, and may be lost as they may: each is sent twice, and frames without one are told of only when
//! that goes on ([`Ledger`]).

use super::epoch::EpochKeys;
use super::receiver::Received;
use super::sender::Sent;
use chancery_model::{MediaKind, ParticipantId, Tick};
use ring::{digest, hmac};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;
use thiserror::Error;

/// How often a sender signs.
pub const EVERY: Duration = Duration::from_secs(2);
/// The most frames in one digest.
pub const FRAMES_MAX: usize = 512;
/// How long a frame waits for its digest, and a digest's entry for its frame.
pub const OVERDUE: Duration = Duration::from_secs(8);
/// How long a frame without a digest is remembered, should its sender sign another one with its counter later.
pub const REMEMBERED: Duration = Duration::from_secs(60);
/// Frames and entries that wait at once.
const WAITING_MAX: usize = 16_384;
/// Epoch, leaf, count.
const HEAD: usize = 8 + 4 + 2;
const ENTRY: usize = 4 + 16;
const SIGNATURE: usize = 64;
/// The most bytes of a digest.
pub const BYTES_MAX: usize = HEAD + FRAMES_MAX * ENTRY + SIGNATURE;
const LABEL: &[u8] = b"Chancery 1.0 frame digest";

/// The first 16 bytes of SHA-256 over the kind of media and a frame as it is on the wire.
pub type FrameHash = [u8; 16];

pub(super) fn hash_frame(kind: MediaKind, frame: &[u8]) -> FrameHash {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(&[kind as u8]);
    context.update(frame);
    let mut out = [0; 16];
    out.copy_from_slice(&context.finish().as_ref()[..16]);
    out
}

/// Why a digest is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadDigest {
    /// Cut off, too long, or not in the one form.
    #[error("a frame digest that cannot be read")]
    Malformed,
    /// Of another epoch than the keys it is checked with, or of a leaf that is not the sender's.
    #[error("a frame digest of another epoch or another member")]
    WrongSender,
    /// The leaf's key did not sign it.
    #[error("a frame digest whose signature is not the sender's")]
    Unsigned,
}

/// What of an epoch has to be known to sign and to check digests; no key can be found from it.
#[derive(Clone)]
pub struct DigestEpoch {
    epoch: u64,
    my_leaf: u32,
    members: Vec<(u32, ParticipantId)>,
    /// A value that only this group in this epoch has.
    mark: [u8; 32],
}

impl fmt::Debug for DigestEpoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DigestEpoch").field("epoch", &self.epoch).finish_non_exhaustive()
    }
}

impl DigestEpoch {
    /// Of an epoch's keys.
    pub fn of(keys: &EpochKeys) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, keys.base_key());
        let mut mark = [0; 32];
        mark.copy_from_slice(hmac::sign(&key, LABEL).as_ref());
        Self { epoch: keys.epoch, my_leaf: keys.my_leaf, members: keys.members.clone(), mark }
    }

    /// Which epoch.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Whose a leaf was in it.
    pub fn member(&self, leaf: u32) -> Option<ParticipantId> {
        self.members.iter().find(|(at, _)| *at == leaf).map(|(_, who)| *who)
    }

    /// What is signed: a label, the mark, and the digest.
    fn signed(&self, body: &[u8]) -> Vec<u8> {
        [LABEL, &self.mark, body].concat()
    }
}

/// A digest of those of `sent` that are of this epoch, signed by `sign` with one's leaf's key (Ed25519, 64 bytes).
/// `None`: there were none. More than [`FRAMES_MAX`] frames: the first ones.
pub fn sign(keys: &DigestEpoch, sent: &[Sent], sign: impl FnOnce(&[u8]) -> [u8; SIGNATURE]) -> Option<Vec<u8>> {
    let frames: BTreeMap<u32, FrameHash> = sent
        .iter()
        .filter(|one| one.epoch == keys.epoch)
        .filter_map(|one| Some((u32::try_from(one.counter).ok()?, one.hash)))
        .take(FRAMES_MAX)
        .collect();
    if frames.is_empty() {
        return None;
    }
    let mut bytes = Vec::with_capacity(HEAD + frames.len() * ENTRY + SIGNATURE);
    bytes.extend_from_slice(&keys.epoch.to_be_bytes());
    bytes.extend_from_slice(&keys.my_leaf.to_be_bytes());
    bytes.extend_from_slice(&(frames.len() as u16).to_be_bytes());
    for (counter, hash) in frames {
        bytes.extend_from_slice(&counter.to_be_bytes());
        bytes.extend_from_slice(&hash);
    }
    let signature = sign(&keys.signed(&bytes));
    bytes.extend_from_slice(&signature);
    Some(bytes)
}

/// The epoch a digest says it is of, to choose the keys it is checked with. `None`: too short.
pub fn epoch_of(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk().map(|epoch| u64::from_be_bytes(*epoch))
}

/// A digest whose signature held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    epoch: u64,
    leaf: u32,
    from: ParticipantId,
    frames: Vec<(u32, FrameHash)>,
}

/// Checks a digest that came from `from`. `verify(leaf, text, signature)`: whether that leaf's key signed the text.
pub fn check(
    keys: &DigestEpoch,
    from: ParticipantId,
    bytes: &[u8],
    verify: impl FnOnce(u32, &[u8], &[u8; SIGNATURE]) -> bool,
) -> Result<Digest, BadDigest> {
    if bytes.len() > BYTES_MAX {
        return Err(BadDigest::Malformed);
    }
    let (body, signature) = bytes.split_last_chunk::<SIGNATURE>().ok_or(BadDigest::Malformed)?;
    let (epoch, rest) = body.split_first_chunk::<8>().ok_or(BadDigest::Malformed)?;
    let (leaf, rest) = rest.split_first_chunk::<4>().ok_or(BadDigest::Malformed)?;
    let (count, rest) = rest.split_first_chunk::<2>().ok_or(BadDigest::Malformed)?;
    let count = usize::from(u16::from_be_bytes(*count));
    if count == 0 || count > FRAMES_MAX || rest.len() != count * ENTRY {
        return Err(BadDigest::Malformed);
    }
    let frames: Vec<(u32, FrameHash)> = rest
        .chunks_exact(ENTRY)
        .filter_map(|entry| {
            let (counter, hash) = entry.split_first_chunk::<4>()?;
            Some((u32::from_be_bytes(*counter), hash.try_into().ok()?))
        })
        .collect();
    if !frames.is_sorted_by(|one, next| one.0 < next.0) {
        return Err(BadDigest::Malformed);
    }
    let (epoch, leaf) = (u64::from_be_bytes(*epoch), u32::from_be_bytes(*leaf));
    if epoch != keys.epoch || keys.member(leaf) != Some(from) {
        return Err(BadDigest::WrongSender);
    }
    if !verify(leaf, &keys.signed(body), signature) {
        return Err(BadDigest::Unsigned);
    }
    Ok(Digest { epoch, leaf, from, frames })
}

/// What comparing frames with digests has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A frame was let in that is not the one its sender signed: somebody else in the group made it.
    Forged {
        /// In whose name.
        from: ParticipantId,
    },
    /// Frames for which no digest has come in time: it was lost, held back, or the frames are not the sender's.
    Unsigned {
        /// In whose name.
        from: ParticipantId,
        /// How many.
        frames: usize,
    },
}

/// Compares what was let in with what was signed, in whatever order the two come. Bounded; the oldest go first.
#[derive(Debug, Default)]
pub struct Ledger {
    waiting: BTreeMap<(u64, u32, u64), Waiting>,
}

#[derive(Debug)]
struct Waiting {
    from: ParticipantId,
    hash: FrameHash,
    since: Tick,
    /// A frame that waits for its digest; else an entry that waits for its frame.
    frame: bool,
    /// It was told that there is no digest.
    told: bool,
}

impl Ledger {
    /// Frames that were let in.
    pub fn received(&mut self, now: Tick, frames: impl IntoIterator<Item = Received>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for one in frames {
            self.meet((one.epoch, one.leaf, one.counter), one.from, one.hash, now, true, &mut findings);
        }
        findings
    }

    /// A digest that was checked.
    pub fn digest(&mut self, now: Tick, digest: Digest) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Digest { epoch, leaf, from, frames } = digest;
        for (counter, hash) in frames {
            self.meet((epoch, leaf, counter.into()), from, hash, now, false, &mut findings);
        }
        findings
    }

    fn meet(
        &mut self,
        key: (u64, u32, u64),
        from: ParticipantId,
        hash: FrameHash,
        since: Tick,
        frame: bool,
        findings: &mut Vec<Finding>,
    ) {
        match self.waiting.remove(&key) {
            Some(other) if other.frame != frame => {
                if other.hash != hash {
                    findings.push(Finding::Forged { from });
                }
            }
            // Digests are sent twice; and of two frames of one counter the receiver lets in the first alone.
            Some(same) => drop(self.waiting.insert(key, same)),
            None => {
                if self.waiting.len() >= WAITING_MAX {
                    self.waiting.pop_first();
                }
                self.waiting.insert(key, Waiting { from, hash, since, frame, told: false });
            }
        }
    }

    /// Call it every [`EVERY`]: tells of frames whose digest is [`OVERDUE`], once, and forgets what has waited for long.
    pub fn overdue(&mut self, now: Tick) -> Vec<Finding> {
        let mut counted: BTreeMap<ParticipantId, usize> = BTreeMap::new();
        self.waiting.retain(|_, waiting| {
            let waited = now - waiting.since;
            if !waiting.frame {
                return waited < OVERDUE;
            }
            if waited >= OVERDUE && !std::mem::replace(&mut waiting.told, true) {
                *counted.entry(waiting.from).or_default() += 1;
            }
            waited < REMEMBERED
        });
        counted.into_iter().map(|(from, frames)| Finding::Unsigned { from, frames }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn someone(n: u8) -> ParticipantId {
        ParticipantId::from_random([n; 16])
    }

    fn keys(epoch: u64, secret: u8, my_leaf: u32) -> DigestEpoch {
        DigestEpoch::of(&EpochKeys::new(epoch, my_leaf, vec![(1, someone(1)), (2, someone(2))], [secret; 32]))
    }

    /// Stands for Ed25519: a keyed hash, which tells signers and texts apart.
    fn stamp(leaf: u32, text: &[u8]) -> [u8; 64] {
        let key = hmac::Key::new(hmac::HMAC_SHA512, &leaf.to_be_bytes());
        let mut out = [0; 64];
        out.copy_from_slice(hmac::sign(&key, text).as_ref());
        out
    }

    fn verify(leaf: u32, text: &[u8], signature: &[u8; 64]) -> bool {
        stamp(leaf, text) == *signature
    }

    fn sent(counter: u64) -> Sent {
        Sent { epoch: 5, counter, hash: [counter as u8; 16] }
    }

    fn got(counter: u64, hash: u8) -> Received {
        Received { from: someone(1), leaf: 1, epoch: 5, counter, hash: [hash; 16] }
    }

    fn made(counters: impl IntoIterator<Item = u64>) -> Vec<u8> {
        let list: Vec<_> = counters.into_iter().map(sent).collect();
        sign(&keys(5, 9, 1), &list, |text| stamp(1, text)).unwrap()
    }

    #[test]
    fn only_the_sender_s_own_digest_of_this_group_and_epoch_holds() {
        let bytes = made([3, 1, 2]);
        let check_as =
            |keys: &DigestEpoch, from, bytes: &[u8]| check(keys, from, bytes, verify).map(|d| d.frames.len());
        assert_eq!(check_as(&keys(5, 9, 2), someone(1), &bytes), Ok(3));
        assert_eq!(check_as(&keys(6, 9, 2), someone(1), &bytes), Err(BadDigest::WrongSender));
        assert_eq!(check_as(&keys(5, 9, 2), someone(2), &bytes), Err(BadDigest::WrongSender));
        assert_eq!(check_as(&keys(5, 8, 2), someone(1), &bytes), Err(BadDigest::Unsigned), "another group");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(check_as(&keys(5, 9, 2), someone(1), &changed).is_err(), "byte {at}");
            assert!(check_as(&keys(5, 9, 2), someone(1), &bytes[..at]).is_err(), "cut at {at}");
        }
        assert!(made(0..10_000).len() <= BYTES_MAX);
        assert_eq!(sign(&keys(6, 9, 1), &[sent(1)], |text| stamp(1, text)), None, "of an epoch before");
    }

    #[test]
    fn a_frame_that_was_not_signed_is_found() {
        let mut ledger = Ledger::default();
        let digest = |counters: [u64; 2]| check(&keys(5, 9, 2), someone(1), &made(counters), verify).unwrap();
        assert_eq!(ledger.received(Tick(0), [got(1, 1), got(2, 77), got(9, 90)]), []);
        assert_eq!(ledger.digest(Tick(900), digest([1, 2])), [Finding::Forged { from: someone(1) }]);
        // A digest may overtake the frames it is about.
        assert_eq!(ledger.digest(Tick(900), digest([3, 4])), []);
        assert_eq!(ledger.received(Tick(1_000), [got(3, 3)]), []);
        // The same digest once more is nothing new.
        assert_eq!(ledger.digest(Tick(2_900), digest([1, 2])), []);
        assert_eq!(ledger.overdue(Tick(7_999)), []);
        assert_eq!(ledger.overdue(Tick(8_000)), [Finding::Unsigned { from: someone(1), frames: 1 }]);
        assert_eq!(ledger.overdue(Tick(10_000)), [], "told once");
        // Its sender comes to that counter with a frame of its own.
        assert_eq!(ledger.digest(Tick(20_000), digest([9, 10])), [Finding::Forged { from: someone(1) }]);
        assert_eq!(ledger.overdue(Tick(90_000)), [], "an entry without its frame is a lost frame");
        assert!(ledger.waiting.is_empty());
    }

    #[test]
    fn a_flood_does_not_fill_the_memory() {
        let mut ledger = Ledger::default();
        ledger.received(Tick(0), (0..50_000).map(|n| got(n, 1)));
        assert_eq!(ledger.waiting.len(), WAITING_MAX);
    }

    proptest! {
        #[test]
        fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(check(&keys(5, 9, 2), someone(1), &bytes, verify).is_err());
            let _ = epoch_of(&bytes);
        }
    }
}
