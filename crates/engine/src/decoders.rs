//! What the engine reads of what peers send, laid open for fuzzing alone (`tests/decoders`).

use crate::rtp::assembler::{Arrived, Assembled, Assembler};
use crate::sdp;
use bytes::Bytes;
use chancery_media::picture::PictureCodec;
use std::time::{Duration, Instant};

/// A session description as the engine reads it.
pub fn description(sdp: &str) {
    let _ = sdp::streams(sdp);
}

/// Packets of one picture stream. The first byte says which codec; each packet is its number, a byte of flags and one of
/// time, and its payload led by its length in two bytes.
pub fn packets(bytes: &[u8]) {
    let Some((&first, mut rest)) = bytes.split_first() else { return };
    let codec = if first & 1 == 0 { PictureCodec::Vp8 } else { PictureCodec::Vp9 };
    let mut assembler = Assembler::new(codec);
    let mut now = Instant::now();
    let patience = Duration::from_millis(100);
    while let Some(([high, low, flags, time, long, short], tail)) = rest.split_first_chunk::<6>() {
        let length = usize::from(u16::from_be_bytes([*long, *short])).min(tail.len());
        let (payload, tail) = tail.split_at(length);
        now += Duration::from_millis(u64::from(*time));
        assembler.push(
            now,
            Arrived {
                sequence: u16::from_be_bytes([*high, *low]),
                timestamp: u32::from(*time) * 3_000,
                marker: flags & 1 != 0,
                payload: Bytes::copy_from_slice(payload),
                captured: None,
            },
        );
        if flags & 2 != 0 {
            assembler.handle_timeout(now, patience);
        }
        let mut awaited = false;
        while let Some(out) = assembler.poll() {
            match out {
                Assembled::Frame(frame) => {
                    assert!(!awaited || frame.key, "after a loss a frame left that refers to what is lost");
                    awaited = false;
                }
                Assembled::Lost => awaited = true,
            }
        }
        rest = tail;
    }
}
