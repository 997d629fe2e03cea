//! What comes as media: packets, encrypted frames, encoded pictures.

use crate::group::someone;
use chancery_model::{MediaKind, Tick};
use chancery_trust::frames::{EpochKeys, FrameReceiver, FrameSender, digest};
use chancery_vpx::{Codec, Content, Decoder, Encoder, EncoderConfig, Planes};

const KINDS: [MediaKind; 3] = [MediaKind::Audio, MediaKind::Video, MediaKind::Screen];

fn keys(epoch: u64, leaf: u32) -> EpochKeys {
    EpochKeys::new(epoch, leaf, vec![(0, someone(0)), (1, someone(1)), (2, someone(2))], [epoch as u8; 32])
}

/// Frames as they come from the wire, and digests of frames: the first byte says of what kind and from whom, each frame is
/// led by its length in two bytes. Nobody's frame is let in that another one sealed.
pub fn frames(bytes: &[u8]) {
    let Some((&first, mut rest)) = bytes.split_first() else { return };
    let (kind, from) = (KINDS[usize::from(first) % 3], someone(usize::from(first >> 2) % 4));
    let receiver = FrameReceiver::new();
    receiver.switch(&keys(7, 0), Tick(0));
    receiver.switch(&keys(8, 0), Tick(10));
    let mut now = 20;
    while let Some((length, tail)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(tail.len());
        let (frame, tail) = tail.split_at(length);
        let _ = receiver.open(from, kind, &mut frame.to_vec(), Tick(now));
        let _ = digest::check(&digest::DigestEpoch::of(&keys(8, 0)), from, frame, |_, _, _| true);
        now += 100;
        rest = tail;
    }
    for one in receiver.take_received() {
        assert_eq!(one.from, from, "a frame was taken for another's");
    }
}

/// Encoded pictures: the first byte says which codec, each frame is led by its length in two bytes.
pub fn pictures(bytes: &[u8]) {
    let Some((&first, mut rest)) = bytes.split_first() else { return };
    let codec = if first & 1 == 0 { Codec::Vp8 } else { Codec::Vp9 };
    let Ok(mut decoder) = Decoder::new(codec, 1) else { return };
    while let Some((length, tail)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(tail.len());
        let (frame, tail) = tail.split_at(length);
        let _ = decoder.decode(frame);
        rest = tail;
    }
}

/// Packets of a picture stream, in any order and with any content.
pub fn packets(bytes: &[u8]) {
    chancery_engine::decoders::packets(bytes);
}

fn led(frame: &[u8]) -> Vec<u8> {
    [&(frame.len() as u16).to_be_bytes()[..], frame].concat()
}

pub(crate) fn beginnings() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    for (at, codec) in [Codec::Vp8, Codec::Vp9].into_iter().enumerate() {
        let (width, height) = (64, 48);
        let content = [Content::Camera, Content::Screen][at];
        let config = EncoderConfig { codec, content, width, height, fps: 30, kbps: 200, threads: 1, speed: 8 };
        let mut encoder = Encoder::new(config).expect("an encoder");
        let (mut pictures, mut packets) = (vec![at as u8], vec![at as u8]);
        for step in 0..4_u8 {
            let y: Vec<u8> = (0..64 * 48).map(|i| (i as u8).wrapping_mul(step + 1)).collect();
            let (u, v) = ([90 + step; 32 * 24], [140 - step; 32 * 24]);
            let planes = Planes { y: &y, y_stride: 64, u: &u, v: &v, uv_stride: 32 };
            let mut frame = Vec::new();
            let encoded = encoder.encode(planes, 3_000 * i64::from(step), step == 2, &mut frame);
            encoded.expect("a picture is encoded");
            pictures.extend(led(&frame));
            // A packet: number, whether it ends its frame, then a payload descriptor and a piece of the frame.
            let descriptor: &[u8] = if at == 0 { &[0x10] } else { &[0x0c] };
            packets.extend([0, step, 1, step]);
            packets.extend(led(&[descriptor, &frame[..frame.len().min(200)]].concat()));
        }
        all.extend([("pictures", pictures), ("packets", packets)]);
    }
    let sender = FrameSender::new();
    let _ = sender.switch(&keys(8, 1));
    for kind in KINDS {
        let mut input = vec![kind as u8 | 1 << 2];
        for n in 0..3 {
            let mut frame = vec![0x10 * n; 60];
            sender.seal(kind, &mut frame).expect("there is a key");
            input.extend(led(&frame));
        }
        all.push(("frames", input));
    }
    let signed = digest::sign(&digest::DigestEpoch::of(&keys(8, 1)), &sender.take_sent(), |_| [0; 64])
        .expect("there is something to sign");
    all.push(("frames", [&[1 << 2][..], &led(&signed)].concat()));
    all
}
