//! Tests of [`super::Assembler`].

use super::*;
use proptest::prelude::*;

const PATIENCE: Duration = Duration::from_millis(300);

/// A VP8 packet: one-byte descriptor, then the body.
fn packet(sequence: u16, timestamp: u32, start: bool, marker: bool, body: &[u8]) -> Arrived {
    let mut payload = vec![if start { 0x10 } else { 0x00 }];
    payload.extend_from_slice(body);
    Arrived { sequence, timestamp, marker, payload: payload.into(), captured: None }
}

/// Frames of `sizes[i]` packets each, numbered on from `first`; the bodies say which frame and packet they are.
fn stream(first: u16, sizes: &[(usize, bool)]) -> Vec<Arrived> {
    let mut packets = Vec::new();
    for (frame, &(size, key)) in sizes.iter().enumerate() {
        for part in 0..size {
            let sequence = first.wrapping_add(packets.len() as u16);
            let body = [u8::from(!key), frame as u8, part as u8];
            packets.push(packet(sequence, 3_000 * frame as u32, part == 0, part + 1 == size, &body));
        }
    }
    packets
}

fn drain(assembler: &mut Assembler) -> Vec<String> {
    std::iter::from_fn(|| assembler.poll())
        .map(|out| match out {
            Assembled::Lost => "lost".to_owned(),
            Assembled::Frame(frame) => {
                let parts = frame.data.chunks(3).map(|c| c[2]).collect::<Vec<_>>();
                assert_eq!(parts, (0..parts.len() as u8).collect::<Vec<_>>(), "parts in order, none twice");
                assert!(frame.data.chunks(3).all(|c| c[1] == frame.data[1]), "parts of one frame only");
                format!("{}{}", if frame.key { "K" } else { "d" }, frame.data[1])
            }
        })
        .collect()
}

#[test]
fn frames_leave_in_order_and_whole() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    for packet in stream(65_530, &[(3, true), (1, false), (9, false)]) {
        assembler.push(now, packet);
    }
    assert_eq!(drain(&mut assembler), ["K0", "d1", "d2"]);
    assert_eq!(assembler.poll_timeout(PATIENCE), None);
}

#[test]
fn a_retransmission_fills_the_gap() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    let mut packets = stream(10, &[(2, true), (3, false), (2, false)]);
    let late = packets.remove(3);
    for packet in packets {
        assembler.push(now, packet);
    }
    assert_eq!(drain(&mut assembler), ["K0"]);
    assert_eq!(assembler.poll_timeout(PATIENCE), Some(now + PATIENCE));
    assembler.push(now + Duration::from_millis(80), late);
    assert_eq!(drain(&mut assembler), ["d1", "d2"]);
    assert_eq!(assembler.poll_timeout(PATIENCE), None);
}

#[test]
fn after_a_loss_only_a_key_frame_leaves() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    let mut packets = stream(10, &[(2, true), (3, false), (2, false), (2, true), (1, false)]);
    packets.remove(3);
    let rest = packets.split_off(6);
    for packet in packets {
        assembler.push(now, packet);
    }
    assembler.handle_timeout(now + PATIENCE / 2, PATIENCE);
    assert_eq!(drain(&mut assembler), ["K0"]);
    assembler.handle_timeout(now + PATIENCE, PATIENCE);
    assert_eq!(drain(&mut assembler), ["lost"]);
    assert!(assembler.awaiting_key());
    for packet in rest {
        assembler.push(now + PATIENCE, packet);
    }
    assert_eq!(drain(&mut assembler), ["K3", "d4"]);
    assert!(!assembler.awaiting_key());
    assert_eq!(assembler.dropped(), 1);
}

#[test]
fn a_whole_key_frame_behind_a_gap_shortens_the_wait() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    let mut packets = stream(10, &[(2, true), (3, false), (2, true), (1, false)]);
    packets.remove(3);
    for packet in packets {
        assembler.push(now, packet);
    }
    assert_eq!(drain(&mut assembler), ["K0"]);
    assert_eq!(assembler.poll_timeout(PATIENCE), Some(now + PATIENCE / 3));
    assembler.handle_timeout(now + PATIENCE / 3, PATIENCE);
    assert_eq!(drain(&mut assembler), ["lost", "K2", "d3"]);
    assert!(!assembler.awaiting_key());
}

#[test]
fn a_stream_joined_in_the_middle_waits_for_a_key_frame() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    assert!(!assembler.awaiting_key(), "nothing came yet: nothing to ask for");
    let packets = stream(10, &[(3, false), (2, false), (2, true)]);
    for packet in packets.into_iter().skip(1) {
        assembler.push(now, packet);
        let _ = assembler.awaiting_key();
    }
    assert_eq!(drain(&mut assembler), ["K2"]);
}

#[test]
fn the_first_packets_may_come_in_any_order() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    for packet in stream(10, &[(4, true), (1, false)]).into_iter().rev() {
        assembler.push(now, packet);
    }
    assert_eq!(drain(&mut assembler), ["K0", "d1"]);
}

#[test]
fn a_lost_beginning_of_the_awaited_key_frame_can_still_come() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    let mut packets = stream(10, &[(1, true), (2, false), (2, false), (3, true)]);
    let start = packets.remove(5);
    packets.remove(1);
    for packet in packets {
        assembler.push(now, packet);
    }
    assembler.handle_timeout(now + PATIENCE, PATIENCE);
    assert_eq!(drain(&mut assembler), ["K0", "lost"]);
    assembler.push(now + PATIENCE, start);
    assert_eq!(drain(&mut assembler), ["K3"]);
}

#[test]
fn padding_takes_a_number_and_no_more() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    let mut packets = stream(10, &[(2, true), (2, false)]);
    for packet in &mut packets[2..] {
        packet.sequence += 1;
    }
    let empty = Arrived { sequence: 12, timestamp: 0, marker: false, payload: Bytes::new(), captured: None };
    packets.insert(2, empty);
    for packet in packets {
        assembler.push(now, packet);
    }
    assert_eq!(drain(&mut assembler), ["K0", "d1"]);
}

#[test]
fn a_jump_of_the_counter_starts_anew() {
    let now = Instant::now();
    let mut assembler = Assembler::new(PictureCodec::Vp8);
    for packet in stream(10, &[(2, true)]).into_iter().chain(stream(20_000, &[(2, true)])) {
        assembler.push(now, packet);
    }
    assert_eq!(drain(&mut assembler), ["K0", "lost", "K0"]);
}

proptest! {
    /// Whatever is lost, doubled or late: frames leave whole, in order, each once, deltas only right behind what they
    /// refer to; and with everything there in the end, everything leaves.
    #[test]
    fn order_and_wholeness_hold(
        first in any::<u16>(),
        sizes in prop::collection::vec((1usize..6, prop::bool::weighted(0.2)), 1..40),
        fates in prop::collection::vec((0u8..100, 0u64..40), 200),
        loss in prop_oneof![Just(0u8), Just(10u8), Just(40u8)],
    ) {
        let start = Instant::now();
        let mut sizes = sizes;
        sizes[0].1 = true;
        let packets = stream(first, &sizes);
        let mut arrivals = Vec::new();
        for (index, packet) in packets.iter().enumerate() {
            let (fate, delay) = fates[index % fates.len()];
            // The first key frame comes before the others: without it, a later one would be the beginning.
            let delay = if index < sizes[0].0 { 0 } else { delay + 30 };
            if fate >= loss {
                arrivals.push((index as u64 * 5 + delay, packet.clone()));
                if fate > 90 {
                    arrivals.push((index as u64 * 5 + delay + 3, packet.clone()));
                }
            }
        }
        arrivals.sort_by_key(|(at, _)| *at);
        let mut assembler = Assembler::new(PictureCodec::Vp8);
        let mut out = Vec::new();
        for (at, packet) in arrivals {
            let now = start + Duration::from_millis(at);
            assembler.handle_timeout(now, PATIENCE);
            assembler.push(now, packet);
            out.extend(drain(&mut assembler));
            prop_assert!(assembler.window.len() as u64 <= WINDOW);
            prop_assert_eq!(assembler.bytes, assembler.window.iter().flatten().map(|s| s.data.len()).sum::<usize>());
        }
        let mut last: Option<usize> = None;
        let mut broken = false;
        for one in &out {
            if one == "lost" {
                broken = true;
                continue;
            }
            let (kind, number) = one.split_at(1);
            let number: usize = number.parse().unwrap();
            prop_assert!(last.is_none_or(|l| number > l), "{:?}", out);
            if kind == "d" {
                prop_assert!(!broken && last == Some(number - 1), "a delta follows its reference: {:?}", out);
            }
            broken = false;
            last = Some(number);
        }
        if loss == 0 {
            prop_assert_eq!(out.iter().filter(|one| *one != "lost").count(), sizes.len());
        }
    }

    #[test]
    fn hostile_packets_do_not_panic_nor_pile_up(
        packets in prop::collection::vec(
            (any::<u16>(), any::<u32>(), any::<bool>(), prop::collection::vec(any::<u8>(), 0..40)), 0..400),
        vp9 in any::<bool>(),
    ) {
        let start = Instant::now();
        let mut assembler = Assembler::new(if vp9 { PictureCodec::Vp9 } else { PictureCodec::Vp8 });
        for (index, (sequence, timestamp, marker, payload)) in packets.into_iter().enumerate() {
            let now = start + Duration::from_millis(index as u64);
            assembler.push(now, Arrived { sequence, timestamp: timestamp % 3, marker, payload: payload.into(), captured: None });
            assembler.handle_timeout(now, Duration::from_millis(20));
            prop_assert!(assembler.window.len() as u64 <= WINDOW);
            while assembler.poll().is_some() {}
        }
    }
}
