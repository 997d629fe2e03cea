//! One frame into its SFrame form and back, in place (RFC 9605 section 4): the layout, the header, what is authenticated.

use chancery_model::MediaKind;
use sframe::CipherSuite;
use sframe::crypto::{DecryptionBufferView, EncryptionBufferView};
use sframe::header::SframeHeader;
use sframe::key::{DecryptionKey, EncryptionKey};

/// The one suite: AES_256_GCM_SHA512_128, number 5 (RFC 9605 section 4.5).
pub(super) const SUITE: CipherSuite = CipherSuite::AesGcm256Sha512;
/// Bytes of the tag.
pub(super) const TAG: usize = 16;
/// The most bytes of a header: one, and two numbers of eight.
const HEADER_MAX: usize = 17;
/// The most bytes that stay clear or are authenticated beside a frame.
pub(super) const META_MAX: usize = 16;
/// A VP8 key frame's header (RFC 6386 section 9.1), and any other frame's.
const VP8_KEY: usize = 10;
const VP8_OTHER: usize = 1;

/// How many bytes at a frame's front stay readable: VP8's, so that what forwards it finds key frames. `None`: this is
/// too short to be a frame of its kind.
pub(super) fn clear_bytes(kind: MediaKind, frame: &[u8]) -> Option<usize> {
    let clear = match kind {
        MediaKind::Audio | MediaKind::Screen => 0,
        // The lowest bit of the frame tag is 0 in a key frame.
        MediaKind::Video => match frame.first()? & 1 {
            0 => VP8_KEY,
            _ => VP8_OTHER,
        },
    };
    (frame.len() >= clear && !frame.is_empty()).then_some(clear)
}

/// What is authenticated after the header: the kind of media, which is not sent, and the clear bytes, which are.
pub(super) struct Meta {
    bytes: [u8; META_MAX],
    length: usize,
}

impl Meta {
    pub(super) fn of(kind: MediaKind, clear: &[u8]) -> Self {
        let mut bytes = [0; META_MAX];
        bytes[0] = match kind {
            MediaKind::Audio => 1,
            MediaKind::Video => 2,
            MediaKind::Screen => 3,
        };
        bytes[1..=clear.len()].copy_from_slice(clear);
        Self { bytes, length: 1 + clear.len() }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// The header and what follows it in the additional data (RFC 9605 section 4.4.3).
fn additional<'a>(
    header: SframeHeader,
    meta: &[u8],
    room: &'a mut [u8; HEADER_MAX + META_MAX],
) -> Option<&'a mut [u8]> {
    let length = header.len() + meta.len();
    let all = room.get_mut(..length)?;
    header.serialize(&mut all[..header.len()]).ok()?;
    all[header.len()..].copy_from_slice(meta);
    Some(all)
}

/// Encrypts what follows the first `clear` bytes. `None`: it could not be, and the frame is not to be used.
pub(super) fn seal(key: &EncryptionKey, counter: u64, meta: &[u8], clear: usize, frame: &mut Vec<u8>) -> Option<()> {
    let header = SframeHeader::new(key.key_id(), counter);
    let mut room = [0; HEADER_MAX + META_MAX];
    let aad = additional(header, meta, &mut room)?;
    let (head, plain) = (header.len(), frame.len());
    frame.resize(plain + head + TAG, 0);
    frame.copy_within(clear..plain, clear + head);
    frame[clear..clear + head].copy_from_slice(&aad[..head]);
    let (data, tag) = frame[clear + head..].split_at_mut(plain - clear);
    key.encrypt(EncryptionBufferView { aad, data, tag }, counter).ok()
}

/// The header after the clear bytes. `None`: cut off, or not written in the one shortest way.
pub(super) fn header(frame: &[u8], clear: usize) -> Option<SframeHeader> {
    let bytes = frame.get(clear..)?;
    let read = SframeHeader::deserialize(bytes).ok()?;
    let canonical = SframeHeader::new(read.key_id(), read.counter());
    let mut room = [0; HEADER_MAX];
    canonical.serialize(&mut room[..canonical.len()]).ok()?;
    let length = canonical.len();
    (bytes.len() >= length + TAG && bytes[..length] == room[..length]).then_some(canonical)
}

/// Decrypts in place; the header and the tag are taken out. `None`: forged or changed, and the frame is not to be used.
pub(super) fn open(
    key: &DecryptionKey,
    header: SframeHeader,
    meta: &[u8],
    clear: usize,
    frame: &mut Vec<u8>,
) -> Option<()> {
    let mut room = [0; HEADER_MAX + META_MAX];
    let aad = additional(header, meta, &mut room)?;
    let head = header.len();
    let data = frame.get_mut(clear + head..)?;
    key.decrypt(DecryptionBufferView { aad, data }, header.counter()).ok()?;
    let end = frame.len().checked_sub(TAG)?;
    frame.copy_within(clear + head..end, clear);
    frame.truncate(end - head);
    Some(())
}
