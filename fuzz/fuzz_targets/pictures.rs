//! Any bytes as encoded pictures: the first says which codec, each following frame is led by its length in two bytes.
#![no_main]

use chancery_vpx::{Codec, Decoder};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, mut rest)) = bytes.split_first() else { return };
    let codec = if first & 1 == 0 { Codec::Vp8 } else { Codec::Vp9 };
    let Ok(mut decoder) = Decoder::new(codec, 1) else { return };
    while let Some((length, tail)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(tail.len());
        let (frame, tail) = tail.split_at(length);
        let _ = decoder.decode(frame);
        rest = tail;
    }
});
