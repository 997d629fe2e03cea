//! The hostile cases that concern frames: each is refused, and the next honest frame is let in.

use super::receiver::RefusedFrame::{self, *};
use super::{COUNTER_END, EpochKeys, FrameReceiver, FrameSender, OLD_EPOCH_READ, Switched, cipher, kid};
use chancery_model::MediaKind::{self, Audio, Screen, Video};
use chancery_model::{ParticipantId, Tick};
use proptest::prelude::*;
use sframe::key::EncryptionKey;

const NOW: Tick = Tick(1_000);
const SECRET: [u8; 32] = [9; 32];

fn someone(leaf: u32) -> ParticipantId {
    ParticipantId::from_random([leaf as u8; 16])
}

/// Leaves 1 to 3, seen from one of them.
fn keys(epoch: u64, my_leaf: u32) -> EpochKeys {
    EpochKeys::new(epoch, my_leaf, (1..=3).map(|leaf| (leaf, someone(leaf))).collect(), SECRET)
}

/// Leaf 1 sends, leaf 2 receives.
fn pair(epoch: u64) -> (FrameSender, FrameReceiver) {
    let (sender, receiver) = (FrameSender::new(), FrameReceiver::new());
    assert_eq!(sender.switch(&keys(epoch, 1)), Switched::KeyFramesDue);
    assert!(receiver.switch(&keys(epoch, 2), NOW));
    (sender, receiver)
}

/// A frame that its codec could have made: VP8's key frames have a clear 0 bit.
fn plain(kind: MediaKind, key: bool) -> Vec<u8> {
    let mut frame: Vec<u8> = (0..60).map(|n| n * 3 + kind as u8).collect();
    frame[0] = if key { 0x50 } else { 0x51 };
    frame
}

fn sealed(sender: &FrameSender, kind: MediaKind) -> Vec<u8> {
    let mut frame = plain(kind, true);
    sender.seal(kind, &mut frame).unwrap();
    frame
}

/// What somebody with this epoch's secrets seals with a counter of choice.
fn forged(epoch: u64, leaf: u32, counter: u64, kind: MediaKind) -> Vec<u8> {
    let key = EncryptionKey::derive_from(cipher::SUITE, kid::kid(epoch, leaf), SECRET).unwrap();
    let mut frame = plain(kind, true);
    let clear = cipher::clear_bytes(kind, &frame).unwrap();
    let meta = cipher::Meta::of(kind, &frame[..clear]);
    cipher::seal(&key, counter, meta.bytes(), clear, &mut frame).unwrap();
    frame
}

fn open(receiver: &FrameReceiver, kind: MediaKind, frame: &[u8], now: Tick) -> Result<Vec<u8>, RefusedFrame> {
    let mut frame = frame.to_vec();
    receiver.open(someone(1), kind, &mut frame, now).map(|()| frame)
}

/// The call lives on.
fn goes_on(sender: &FrameSender, receiver: &FrameReceiver, now: Tick) {
    for kind in MediaKind::ALL {
        assert_eq!(open(receiver, kind, &sealed(sender, kind), now), Ok(plain(kind, true)));
    }
}

#[test]
fn every_kind_comes_as_it_went_in_any_order_and_vp8_stays_readable() {
    let (sender, receiver) = pair(4);
    let frames: Vec<_> = (0..30)
        .map(|n| {
            let kind = MediaKind::ALL[n % 3];
            let key = n < 9;
            let mut frame = plain(kind, key);
            sender.seal(kind, &mut frame).unwrap();
            let clear = if kind == Video { if key { 10 } else { 1 } } else { 0 };
            assert_eq!(frame[..clear], plain(kind, key)[..clear]);
            assert_ne!(frame[clear..clear + 10], plain(kind, key)[clear..clear + 10]);
            (kind, key, frame)
        })
        .collect();
    for (kind, key, frame) in frames.into_iter().rev() {
        assert_eq!(open(&receiver, kind, &frame, NOW), Ok(plain(kind, key)));
    }
    let (sent, received) = (sender.take_sent(), receiver.take_received());
    let (mut sent, mut received): (Vec<_>, Vec<_>) =
        (sent.iter().map(|s| (s.counter, s.hash)).collect(), received.iter().map(|r| (r.counter, r.hash)).collect());
    sent.sort_unstable();
    received.sort_unstable();
    assert_eq!(sent, received);
    assert_eq!(sent.len(), 30);
}

#[test]
fn hostile_12_replayed_frame_and_counter_jump() {
    let (sender, receiver) = pair(4);
    for kind in MediaKind::ALL {
        let frame = sealed(&sender, kind);
        assert!(open(&receiver, kind, &frame, NOW).is_ok());
        assert_eq!(open(&receiver, kind, &frame, NOW), Err(Replayed));
        // In another stream it is no frame at all.
        for other in MediaKind::ALL.into_iter().filter(|other| *other != kind) {
            assert!(open(&receiver, other, &frame, NOW).is_err());
        }
    }
    for counter in [1 << 63, u64::MAX, COUNTER_END, COUNTER_END - 1, 1 << 22] {
        assert_eq!(open(&receiver, Audio, &forged(4, 1, counter, Audio), NOW), Err(Replayed), "{counter}");
    }
    // What was refused has moved nothing.
    goes_on(&sender, &receiver, NOW);
    // A jump that silence explains is none; what is older than the window is not taken.
    assert!(open(&receiver, Audio, &forged(4, 1, 500_000, Audio), NOW).is_ok());
    assert_eq!(open(&receiver, Audio, &sealed(&sender, Audio), NOW), Err(Replayed));
}

#[test]
fn hostile_13_old_epoch_frame_and_epoch_bits_wrap() {
    let (sender, receiver) = pair(4);
    let old: Vec<_> = (0..3).map(|_| sealed(&sender, Audio)).collect();
    assert!(receiver.switch(&keys(5, 2), NOW));
    assert_eq!(sender.switch(&keys(5, 1)), Switched::KeyFramesDue);
    let last = Tick(NOW.0 + OLD_EPOCH_READ.as_millis() as u64 - 1);
    assert!(open(&receiver, Audio, &old[0], NOW).is_ok());
    assert!(open(&receiver, Audio, &old[1], last).is_ok());
    assert_eq!(open(&receiver, Audio, &old[2], Tick(last.0 + 1)), Err(NoKey), "refused though its key is still held");
    assert_eq!(receiver.deadline(), Some(Tick(last.0 + 1)));
    receiver.expire(Tick(last.0 + 1));
    assert_eq!(receiver.deadline(), None);
    assert_eq!(open(&receiver, Audio, &old[2], last), Err(NoKey), "the key is gone");
    goes_on(&sender, &receiver, last);

    // Sixteen epochs within the two seconds: the KID is the same, the key is the newest one's only.
    let (sender, receiver) = pair(4);
    let old = sealed(&sender, Audio);
    for epoch in 5..=20 {
        assert!(receiver.switch(&keys(epoch, 2), NOW));
    }
    assert_eq!(sender.switch(&EpochKeys::new(20, 1, vec![(1, someone(1))], SECRET)), Switched::KeyFramesDue);
    assert_eq!(kid::kid(4, 1), kid::kid(20, 1));
    // Both epochs have one secret in this test, so that it is the window that tells.
    assert!(open(&receiver, Audio, &old, NOW).is_ok());
    assert_eq!(open(&receiver, Audio, &sealed(&sender, Audio), NOW), Err(Replayed));
    // No epoch twice and none before.
    for epoch in [20, 19, 0] {
        assert!(!receiver.switch(&keys(epoch, 2), NOW));
    }
}

#[test]
fn hostile_13_epochs_of_the_same_low_bits_never_share_a_key() {
    let (sender, receiver) = pair(4);
    let old = sealed(&sender, Audio);
    let members: Vec<_> = (1..=3).map(|leaf| (leaf, someone(leaf))).collect();
    assert!(receiver.switch(&EpochKeys::new(20, 2, members, [8; 32]), NOW));
    assert_eq!(open(&receiver, Audio, &old, NOW), Err(Forged), "the old epoch went when its bits were taken");
}

#[test]
fn hostile_11_what_a_removed_member_still_sends_is_refused_at_once() {
    let (sender, receiver) = pair(4);
    let frame = sealed(&sender, Audio);
    let without = EpochKeys::new(5, 2, vec![(2, someone(2)), (3, someone(3))], [7; 32]);
    assert!(receiver.switch(&without, NOW));
    assert_eq!(open(&receiver, Audio, &frame, NOW), Err(WrongSender));
    assert_eq!(open(&receiver, Audio, &forged(5, 1, 0, Audio), NOW), Err(WrongSender));
    // Another who gets the leaf gets none of what its owner before had sent.
    let (sender, receiver) = pair(4);
    let frame = sealed(&sender, Audio);
    assert!(receiver.switch(&EpochKeys::new(5, 2, vec![(1, someone(8)), (2, someone(2))], [7; 32]), NOW));
    assert_eq!(open(&receiver, Audio, &frame, NOW), Err(WrongSender));
}

#[test]
fn hostile_14_frame_under_another_members_kid() {
    let (sender, receiver) = pair(4);
    for leaf in [2, 3, 4, u32::MAX] {
        assert_eq!(open(&receiver, Audio, &forged(4, leaf, 0, Audio), NOW), Err(WrongSender), "leaf {leaf}");
    }
    let mut reflected = sealed(&sender, Audio);
    assert_eq!(receiver.open(someone(3), Audio, &mut reflected, NOW), Err(WrongSender));
    goes_on(&sender, &receiver, NOW);
}

#[test]
fn hostile_15_plaintext_frame_and_injected_silence() {
    let (sender, receiver) = pair(4);
    for kind in MediaKind::ALL {
        for key in [true, false] {
            assert!(open(&receiver, kind, &plain(kind, key), NOW).is_err());
        }
    }
    // Opus silence as encoders make it, and as long as a sealed frame.
    for silence in [vec![0xF8, 0xFF, 0xFE], vec![0x78, 0xFF, 0xFE], vec![0xF8; 100], vec![0; 100], vec![]] {
        assert!(open(&receiver, Audio, &silence, NOW).is_err());
    }
    // Silence behind a true header.
    let mut spliced = sealed(&sender, Audio);
    spliced[4..].fill(0xF8);
    assert_eq!(open(&receiver, Audio, &spliced, NOW), Err(Forged));
    goes_on(&sender, &receiver, NOW);
}

#[test]
fn hostile_16_changed_clear_vp8_bytes() {
    let (sender, receiver) = pair(4);
    let frame = sealed(&sender, Video);
    for bit in 0..80 {
        let mut changed = frame.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(open(&receiver, Video, &changed, NOW).is_err(), "bit {bit}");
    }
    assert!(open(&receiver, Video, &frame, NOW).is_ok(), "none of it counted as seen");
    for at in 10..frame.len() {
        let mut changed = sealed(&sender, Video);
        changed[at] ^= 0x20;
        assert!(open(&receiver, Video, &changed, NOW).is_err(), "byte {at}");
    }
    goes_on(&sender, &receiver, NOW);
}

#[test]
fn hostile_19_truncated_or_non_canonical_headers() {
    let (sender, receiver) = pair(4);
    let frame = sealed(&sender, Audio);
    for length in 0..frame.len() {
        assert!(open(&receiver, Audio, &frame[..length], NOW).is_err(), "{length} bytes");
    }
    // KID 0x14 in one byte and counter 1 in the config byte, written at greater length than needed.
    let rest = [0x55; 40];
    for head in [&[0x90, 0x00, 0x14][..], &[0x88, 0x14, 0x01], &[0x89, 0x14, 0x00, 0x01], &[0x98, 0x00, 0x14, 0x01]] {
        assert_eq!(open(&receiver, Audio, &[head, &rest[..]].concat(), NOW), Err(Malformed), "{head:x?}");
    }
    // With a context, or a leaf beyond 32 bits.
    assert_eq!(open(&receiver, Audio, &[&[0xC1, 0x10, 0, 0, 0, 0x14][..], &rest[..]].concat(), NOW), Err(Malformed));
    assert!(open(&receiver, Audio, &frame, NOW).is_ok());
    goes_on(&sender, &receiver, NOW);
}

#[test]
fn who_comes_later_reads_from_the_next_epoch_and_before_that_nothing() {
    let (sender, receiver) = pair(4);
    assert_eq!(sender.switch(&keys(5, 1)), Switched::KeyFramesDue);
    let early = sealed(&sender, Screen);
    assert_eq!(open(&receiver, Screen, &early, NOW), Err(NoKey));
    assert!(receiver.switch(&keys(5, 2), NOW));
    assert_eq!(open(&receiver, Screen, &early, NOW), Ok(plain(Screen, true)), "the frame is untouched by the refusal");
    receiver.end();
    assert_eq!(open(&receiver, Screen, &sealed(&sender, Screen), NOW), Err(NoKey));
}

#[test]
fn hostile_12_what_came_before_a_suspension_cannot_come_again_after_it() {
    let (sender, receiver) = pair(4);
    let (seen, unseen) = (sealed(&sender, Audio), sealed(&sender, Audio));
    assert!(open(&receiver, Audio, &seen, NOW).is_ok());
    receiver.end();
    receiver.end();
    assert_eq!(open(&receiver, Audio, &unseen, NOW), Err(NoKey));
    assert!(receiver.switch(&keys(4, 2), NOW));
    assert_eq!(open(&receiver, Audio, &seen, NOW), Err(Replayed));
    assert!(open(&receiver, Audio, &unseen, NOW).is_ok());
    goes_on(&sender, &receiver, NOW);
    // Another group, whose epochs begin anew, is none of this one.
    receiver.end();
    let other = EpochKeys::new(1, 2, vec![(1, someone(1)), (2, someone(2))], [3; 32]);
    assert!(receiver.switch(&other, NOW));
    sender.end();
    assert_eq!(sender.switch(&EpochKeys::new(1, 1, vec![], [3; 32])), Switched::KeyFramesDue);
    goes_on(&sender, &receiver, NOW);
}

proptest! {
    #[test]
    fn any_bytes_are_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..200), kind in 0usize..3, head in prop::option::of(0u8..8),
    ) {
        let (_, receiver) = pair(4);
        let mut bytes = bytes;
        // Often with a header that names a key that is here: KID 0x14 and a small counter.
        if let Some(counter) = head {
            bytes.splice(0..0, [0x80 | counter, 0x14]);
        }
        prop_assert!(open(&receiver, MediaKind::ALL[kind], &bytes, NOW).is_err());
    }

    #[test]
    fn any_frame_comes_through(
        frame in prop::collection::vec(any::<u8>(), 1..3_000), kind in 0usize..3, epoch in 0u64..1_000_000,
    ) {
        let (sender, receiver) = pair(epoch);
        let kind = MediaKind::ALL[kind];
        let mut coded = frame.clone();
        if sender.seal(kind, &mut coded).is_ok() {
            prop_assert!(coded.len() <= frame.len() + 24);
            prop_assert_eq!(open(&receiver, kind, &coded, NOW), Ok(frame));
        } else {
            prop_assert!(kind == Video && frame.len() < 10);
        }
    }
}
