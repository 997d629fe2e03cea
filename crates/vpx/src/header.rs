//! What a frame says of itself before it is decoded: whether it stands alone, and how large it is. Safe Rust over bytes
//! that anyone may have sent.

use crate::{Codec, VpxError, allowed};
use std::ops::Range;

/// The head of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameInfo {
    /// Whether it can be decoded alone.
    pub key: bool,
    /// Width and height, where the frame says them itself (every key frame does).
    pub size: Option<(u32, u32)>,
}

impl FrameInfo {
    /// Reads the head of `data`, which holds one frame as it comes out of an encoder (for VP9 that may be a superframe:
    /// then this tells of its first frame).
    ///
    /// # Errors
    /// The bytes are not a frame of this codec, or it is larger than [`crate::MAX_SIDE`].
    pub fn read(codec: Codec, data: &[u8]) -> Result<Self, VpxError> {
        match codec {
            Codec::Vp8 => vp8(data),
            Codec::Vp9 => {
                let frames = vp9_frames(data)?;
                vp9(&data[frames.first().cloned().unwrap_or(0..data.len())])
            }
        }
    }
}

fn malformed(codec: Codec, what: &'static str) -> VpxError {
    VpxError::Malformed { codec: codec.name(), what }
}

/// RFC 6386 section 9.1: a tag of three bytes; a key frame goes on with a start code, width and height.
fn vp8(data: &[u8]) -> Result<FrameInfo, VpxError> {
    let bad = |what| malformed(Codec::Vp8, what);
    let tag = data.get(..3).ok_or_else(|| bad("shorter than its tag"))?;
    let tag = u32::from_le_bytes([tag[0], tag[1], tag[2], 0]);
    if (tag >> 1) & 7 > 3 {
        return Err(bad("unknown version"));
    }
    let key = tag & 1 == 0;
    if !key {
        return Ok(FrameInfo { key, size: None });
    }
    let rest = data.get(3..10).ok_or_else(|| bad("a key frame that ends within its head"))?;
    if rest[..3] != [0x9d, 0x01, 0x2a] {
        return Err(bad("a key frame without its start code"));
    }
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    let (width, height) = (side(rest[3], rest[4]), side(rest[5], rest[6]));
    allowed(width, height)?;
    Ok(FrameInfo { key, size: Some((width, height)) })
}

/// VP9 bitstream specification, annex B: where the frames of a superframe lie. One range, the whole, where there is no
/// index. Frames are not empty and lie within the data.
pub(crate) fn vp9_frames(data: &[u8]) -> Result<Vec<Range<usize>>, VpxError> {
    let bad = |what| malformed(Codec::Vp9, what);
    let Some(&marker) = data.last() else { return Err(bad("empty")) };
    let whole = || Ok(std::iter::once(0..data.len()).collect());
    if marker & 0xe0 != 0xc0 {
        return whole();
    }
    let count = usize::from(marker & 7) + 1;
    let width = usize::from((marker >> 3) & 3) + 1;
    let index = 2 + width * count;
    if data.len() < index || data[data.len() - index] != marker {
        return whole();
    }
    let (body, index) = data.split_at(data.len() - index);
    let mut frames = Vec::with_capacity(count);
    let mut start = 0_usize;
    for size in index[1..=width * count].chunks_exact(width) {
        let size = size.iter().rev().fold(0_usize, |sum, &byte| (sum << 8) | usize::from(byte));
        let end = start.checked_add(size).filter(|&end| end <= body.len());
        let end = end.ok_or_else(|| bad("a superframe whose frames are longer than it"))?;
        if size > 0 {
            frames.push(start..end);
        }
        start = end;
    }
    if frames.is_empty() { Err(bad("a superframe without frames")) } else { Ok(frames) }
}

/// VP9 colour space: RGB.
const SRGB: u32 = 7;

/// VP9 bitstream specification, section 6.2: the uncompressed header, as far as the frame's size.
pub(crate) fn vp9(data: &[u8]) -> Result<FrameInfo, VpxError> {
    let bad = |what| malformed(Codec::Vp9, what);
    let mut bits = Bits { data, at: 0 };
    let mut bit = |count| bits.take(count).ok_or_else(|| bad("ends within its head"));
    if bit(2)? != 2 {
        return Err(bad("no frame marker"));
    }
    if bit(2)? != 0 {
        return Err(bad("a profile other than 0 (8 bits, 4:2:0)"));
    }
    if bit(1)? == 1 {
        // It shows a frame that was decoded before.
        bit(3)?;
        return Ok(FrameInfo { key: false, size: None });
    }
    let key = bit(1)? == 0;
    let shown = bit(1)? == 1;
    let resilient = bit(1)? == 1;
    let mut explicit = true;
    if key {
        sync_code(&mut bit)?;
        if bit(3)? == SRGB {
            return Err(bad("RGB, which profile 0 does not have"));
        }
        bit(1)?; // colour range
    } else {
        let intra_only = !shown && bit(1)? == 1;
        if !resilient {
            bit(2)?; // which contexts to reset
        }
        if intra_only {
            sync_code(&mut bit)?;
            bit(8)?; // which references to refresh
        } else {
            bit(8)?;
            bit(12)?; // three references with a sign each
            // As large as the first reference that says so, or explicit.
            for _ in 0..3 {
                if bit(1)? == 1 {
                    explicit = false;
                    break;
                }
            }
        }
    }
    if !explicit {
        return Ok(FrameInfo { key, size: None });
    }
    let (width, height) = (bit(16)? + 1, bit(16)? + 1);
    allowed(width, height)?;
    Ok(FrameInfo { key, size: Some((width, height)) })
}

fn sync_code(bit: &mut impl FnMut(u32) -> Result<u32, VpxError>) -> Result<(), VpxError> {
    if bit(24)? == 0x0049_8342 { Ok(()) } else { Err(malformed(Codec::Vp9, "no sync code")) }
}

/// Reads bits, the most significant of each byte first.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.data.get(self.at / 8)?;
            value = (value << 1) | u32::from((byte >> (7 - self.at % 8)) & 1);
            self.at += 1;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A VP8 key frame's head: version 0, shown.
    fn vp8_key(width: u16, height: u16) -> Vec<u8> {
        let mut head = vec![0x10, 0, 0, 0x9d, 0x01, 0x2a];
        head.extend(width.to_le_bytes());
        head.extend(height.to_le_bytes());
        head
    }

    /// A VP9 key frame's head: profile 0, shown, BT.601.
    fn vp9_key(width: u32, height: u32) -> Vec<u8> {
        let mut bits = vec![];
        let mut push = |value: u32, count: u32| bits.extend((0..count).rev().map(|i| (value >> i) & 1 == 1));
        push(0b1000_0010, 8);
        push(0x0049_8342, 24);
        push(1, 3);
        push(0, 1);
        push(width - 1, 16);
        push(height - 1, 16);
        push(0, 4);
        bits.chunks(8).map(|byte| byte.iter().fold(0, |sum, &bit| (sum << 1) | u8::from(bit))).collect()
    }

    #[test]
    fn a_key_frame_says_its_size() {
        let read = FrameInfo::read(Codec::Vp8, &vp8_key(1280, 720));
        assert_eq!(read, Ok(FrameInfo { key: true, size: Some((1280, 720)) }));
        let read = FrameInfo::read(Codec::Vp9, &vp9_key(1920, 1080));
        assert_eq!(read, Ok(FrameInfo { key: true, size: Some((1920, 1080)) }));
    }

    #[test]
    fn too_large_is_refused_by_its_head() {
        assert_eq!(FrameInfo::read(Codec::Vp8, &vp8_key(4097, 16)), Err(VpxError::Size { width: 4097, height: 16 }));
        assert_eq!(
            FrameInfo::read(Codec::Vp9, &vp9_key(65536, 65536)),
            Err(VpxError::Size { width: 65536, height: 65536 })
        );
        assert!(FrameInfo::read(Codec::Vp8, &vp8_key(0, 16)).is_err());
    }

    #[test]
    fn a_superframe_is_taken_apart() {
        let data = [1, 2, 3, 9, 0xc1, 3, 1, 0xc1];
        assert_eq!(vp9_frames(&data).unwrap(), [0..3, 3..4]);
        // The index asks for more than there is.
        assert!(vp9_frames(&[1, 2, 0xc1, 3, 1, 0xc1]).is_err());
        // The last byte looks like an index that does not begin where it should: then it is picture.
        assert_eq!(vp9_frames(&[1, 2, 3, 4, 0xc0]).unwrap().len(), 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(data in proptest::collection::vec(any::<u8>(), 0..64)) {
            for codec in [Codec::Vp8, Codec::Vp9] {
                if let Ok(FrameInfo { size: Some((width, height)), .. }) = FrameInfo::read(codec, &data) {
                    prop_assert!((1..=crate::MAX_SIDE).contains(&width) && (1..=crate::MAX_SIDE).contains(&height));
                }
            }
            if let Ok(frames) = vp9_frames(&data) {
                prop_assert!(frames.iter().all(|frame| frame.start < frame.end && frame.end <= data.len()));
            }
        }
    }
}
