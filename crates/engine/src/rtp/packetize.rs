//! Encoded frames cut into RTP payloads: VP8 (RFC 7741), VP9 (RFC 9628, flexible mode), Opus (RFC 7587, one packet).
//!
//! One buffer a frame, made once for all peers: payloads are slices of it. Fragments are equal in size to a byte, so
//! that none is tiny.

use bytes::{Bytes, BytesMut};
use chancery_media::picture::PictureCodec;
use chancery_media::time::CaptureTime;
use chancery_model::MediaKind;

/// The most bitstream bytes in one packet. With descriptor, RTP header, extension, RTX and SRTP tag the datagram stays
/// under 1200 bytes, which every path carries (RFC 9000 section 14 takes the same).
pub(crate) const FRAGMENT: usize = 1_120;

/// A frame on its way to all peers.
#[derive(Debug)]
pub(crate) struct OutFrame {
    pub(crate) kind: MediaKind,
    /// Whether it decodes alone; voice: always.
    pub(crate) key: bool,
    /// RTP timestamp, before each stream's random offset: 48 kHz for voice, 90 kHz for pictures.
    pub(crate) timestamp: u32,
    pub(crate) captured: CaptureTime,
    /// The first of a talk spurt (voice only).
    pub(crate) onset: bool,
    pub(crate) payloads: Vec<Bytes>,
}

/// Cuts one codec's frames.
#[derive(Debug)]
pub(crate) struct Packetizer {
    codec: PictureCodec,
    picture: u16,
}

/// A frame's bitstream and what its descriptors have to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut<'a> {
    pub(crate) data: &'a [u8],
    pub(crate) key: bool,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Packetizer {
    /// `first` is the first picture id; its upper bit is ignored.
    pub(crate) fn new(codec: PictureCodec, first: u16) -> Self {
        Self { codec, picture: first & 0x7FFF }
    }

    /// The payloads of one frame; none where it is empty.
    pub(crate) fn cut(&mut self, frame: Cut) -> Vec<Bytes> {
        if frame.data.is_empty() {
            return Vec::new();
        }
        let count = frame.data.len().div_ceil(FRAGMENT);
        let mut buffer = BytesMut::with_capacity(frame.data.len() + count * 12);
        let mut payloads = Vec::with_capacity(count);
        for index in 0..count {
            let part = &frame.data[index * frame.data.len() / count..(index + 1) * frame.data.len() / count];
            self.describe(&mut buffer, frame, index == 0, index + 1 == count);
            buffer.extend_from_slice(part);
            payloads.push(buffer.split().freeze());
        }
        self.picture = (self.picture + 1) & 0x7FFF;
        payloads
    }

    fn describe(&self, to: &mut BytesMut, frame: Cut, first: bool, last: bool) {
        let [high, low] = (self.picture | 0x8000).to_be_bytes();
        match self.codec {
            PictureCodec::Vp8 => to.extend_from_slice(&[0x80 | if first { 0x10 } else { 0 }, 0x80, high, low]),
            PictureCodec::Vp9 => {
                let structure = first && frame.key;
                let mut flags = 0x90; // picture id present, flexible mode
                flags |= if frame.key { 0 } else { 0x40 };
                flags |= if first { 0x08 } else { 0 };
                flags |= if last { 0x04 } else { 0 };
                flags |= if structure { 0x02 } else { 0 };
                to.extend_from_slice(&[flags, high, low]);
                if !frame.key {
                    to.extend_from_slice(&[1 << 1]); // refers to the picture before
                }
                if structure {
                    // One spatial layer, its resolution, no picture group.
                    to.extend_from_slice(&[0x10]);
                    to.extend_from_slice(&(frame.width as u16).to_be_bytes());
                    to.extend_from_slice(&(frame.height as u16).to_be_bytes());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::depacketize;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_cut_reads_back(
            data in prop::collection::vec(any::<u8>(), 1..6_000),
            key in any::<bool>(),
            vp9 in any::<bool>(),
            first in any::<u16>(),
        ) {
            let codec = if vp9 { PictureCodec::Vp9 } else { PictureCodec::Vp8 };
            let mut data = data;
            data[0] = (data[0] & 0xFE) | u8::from(!key);
            let payloads = Packetizer::new(codec, first).cut(Cut { data: &data, key, width: 1280, height: 720 });
            let mut back = Vec::new();
            for (index, payload) in payloads.iter().enumerate() {
                prop_assert!(payload.len() <= FRAGMENT + 12);
                let found = depacketize::read(codec, payload).unwrap();
                prop_assert_eq!(found.start, index == 0);
                prop_assert_eq!(found.key, index == 0 && key);
                back.extend_from_slice(&payload[found.length..]);
            }
            prop_assert_eq!(back, data);
            let sizes: Vec<_> = payloads.iter().skip(1).map(Bytes::len).collect();
            prop_assert!(sizes.iter().max().unwrap_or(&0) - sizes.iter().min().unwrap_or(&0) <= 1);
        }
    }

    #[test]
    fn picture_ids_count_on_and_turn_over() {
        let mut packetizer = Packetizer::new(PictureCodec::Vp8, 0x7FFF);
        let frame = Cut { data: &[1, 2, 3], key: false, width: 2, height: 2 };
        assert_eq!(packetizer.cut(frame)[0][..4], [0x90, 0x80, 0xFF, 0xFF]);
        assert_eq!(packetizer.cut(frame)[0][..4], [0x90, 0x80, 0x80, 0x00]);
    }

    #[test]
    fn nothing_makes_no_packet() {
        let frame = Cut { data: &[], key: true, width: 2, height: 2 };
        assert!(Packetizer::new(PictureCodec::Vp8, 0).cut(frame).is_empty());
    }
}
