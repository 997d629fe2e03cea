//! The payload descriptors of VP8 (RFC 7741 section 4.2) and VP9 (RFC 9628 section 4.2), as a receiver reads them.

use chancery_media::picture::PictureCodec;

/// What a packet's payload descriptor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Descriptor {
    /// Bytes of the descriptor: the bitstream begins after it.
    pub(crate) length: usize,
    /// A frame begins in this packet.
    pub(crate) start: bool,
    /// The frame that begins here can be decoded alone. `false` where none begins.
    pub(crate) key: bool,
}

/// Reads a descriptor. `None`: it is cut off or nothing follows it.
pub(crate) fn read(codec: PictureCodec, payload: &[u8]) -> Option<Descriptor> {
    let mut reader = Reader { payload, at: 0 };
    let descriptor = match codec {
        PictureCodec::Vp8 => vp8(&mut reader),
        PictureCodec::Vp9 => vp9(&mut reader),
    }?;
    (descriptor.length < payload.len()).then_some(descriptor)
}

struct Reader<'a> {
    payload: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.payload.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.at = self.at.checked_add(bytes).filter(|&at| at <= self.payload.len())?;
        Some(())
    }
}

fn vp8(reader: &mut Reader) -> Option<Descriptor> {
    let first = reader.byte()?;
    if first & 0x80 != 0 {
        let present = reader.byte()?;
        if present & 0x80 != 0 && reader.byte()? & 0x80 != 0 {
            reader.skip(1)?; // 15-bit picture id
        }
        if present & 0x40 != 0 {
            reader.skip(1)?; // TL0PICIDX
        }
        if present & 0x30 != 0 {
            reader.skip(1)?; // TID, Y, KEYIDX
        }
    }
    // S with partition index 0 begins a frame; the frame tag's lowest bit is 0 in a key frame (RFC 6386 section 9.1).
    let start = first & 0x17 == 0x10;
    let key = start && reader.payload.get(reader.at).is_some_and(|tag| tag & 1 == 0);
    Some(Descriptor { length: reader.at, start, key })
}

fn vp9(reader: &mut Reader) -> Option<Descriptor> {
    let first = reader.byte()?;
    let flag = |mask: u8| first & mask != 0;
    if flag(0x80) && reader.byte()? & 0x80 != 0 {
        reader.skip(1)?; // 15-bit picture id
    }
    let mut spatial = 0;
    if flag(0x20) {
        spatial = (reader.byte()? >> 1) & 0x07;
        if !flag(0x10) {
            reader.skip(1)?; // TL0PICIDX
        }
    }
    if flag(0x10) && flag(0x40) {
        // Up to three reference differences, each saying whether another follows.
        for last in [false, false, true] {
            if reader.byte()? & 1 == 0 {
                break;
            }
            if last {
                return None;
            }
        }
    }
    if flag(0x02) {
        structure(reader)?;
    }
    let start = flag(0x08) && spatial == 0;
    Some(Descriptor { length: reader.at, start, key: start && !flag(0x40) })
}

fn structure(reader: &mut Reader) -> Option<()> {
    let head = reader.byte()?;
    if head & 0x10 != 0 {
        reader.skip(4 * (usize::from(head >> 5) + 1))?;
    }
    if head & 0x08 != 0 {
        let pictures = reader.byte()?;
        for _ in 0..pictures {
            let references = usize::from((reader.byte()? >> 2) & 0x03);
            reader.skip(references)?;
        }
    }
    Some(())
}

/// Width and height that a key frame declares: VP8 (RFC 6386 section 9.1). `None` for what is no VP8 key frame.
pub(crate) fn vp8_size(frame: &[u8]) -> Option<(u32, u32)> {
    let head = frame.get(..10)?;
    if head[0] & 1 != 0 || head[3..6] != [0x9D, 0x01, 0x2A] {
        return None;
    }
    let size = |at: usize| u32::from(u16::from_le_bytes([head[at], head[at + 1]]) & 0x3FFF);
    Some((size(6), size(8)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expect(codec: PictureCodec, payload: &[u8], length: usize, start: bool, key: bool) {
        assert_eq!(read(codec, payload), Some(Descriptor { length, start, key }), "{payload:02x?}");
    }

    #[test]
    fn vp8_descriptors_of_every_length() {
        use PictureCodec::Vp8;
        expect(Vp8, &[0x10, 0x00], 1, true, true);
        expect(Vp8, &[0x10, 0x01], 1, true, false);
        expect(Vp8, &[0x00, 0x00], 1, false, false);
        expect(Vp8, &[0x11, 0x00], 1, false, false); // S of a later partition
        expect(Vp8, &[0x90, 0x80, 0x05, 0x00], 3, true, true);
        expect(Vp8, &[0x90, 0x80, 0x81, 0x05, 0x01], 4, true, false);
        expect(Vp8, &[0x90, 0xF0, 0x81, 0x05, 0x01, 0x20, 0x00], 6, true, true);
        assert_eq!(read(Vp8, &[0x10]), None, "no bitstream follows");
        assert_eq!(read(Vp8, &[0x90, 0x80, 0x81]), None, "cut off");
    }

    #[test]
    fn vp9_descriptors_of_both_modes() {
        use PictureCodec::Vp9;
        expect(Vp9, &[0x9C, 0x80, 0x01, 0xFF], 3, true, true);
        expect(Vp9, &[0xDC, 0x80, 0x01, 0x02, 0xFF], 4, true, false);
        expect(Vp9, &[0xA8, 0x05, 0x00, 0x07, 0xFF], 4, true, true); // non-flexible: layer byte and TL0PICIDX
        expect(Vp9, &[0xA8, 0x05, 0x02, 0x07, 0xFF], 4, false, false); // the second spatial layer begins no picture
        expect(Vp9, &[0x9A, 0x80, 0x01, 0x10, 2, 0x80, 1, 0xE0, 0xFF], 8, true, true);
        assert_eq!(read(Vp9, &[0xDC, 0x80, 0x01, 0x03, 0x03, 0x03, 0xFF]), None, "four references");
    }

    #[test]
    fn size_of_a_vp8_key_frame() {
        assert_eq!(vp8_size(&[0x50, 0, 0, 0x9D, 0x01, 0x2A, 0x00, 0x05, 0xD0, 0x02]), Some((1280, 720)));
        assert_eq!(vp8_size(&[0x51, 0, 0, 0x9D, 0x01, 0x2A, 0x00, 0x05, 0xD0, 0x02]), None);
        assert_eq!(vp8_size(&[0x50]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(payload in prop::collection::vec(any::<u8>(), 0..80)) {
            for codec in [PictureCodec::Vp8, PictureCodec::Vp9] {
                if let Some(found) = read(codec, &payload) {
                    prop_assert!(found.length < payload.len());
                    prop_assert!(found.start || !found.key);
                }
            }
            let _ = vp8_size(&payload);
        }
    }
}
