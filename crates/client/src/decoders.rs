//! What the client reads of what others send, laid open for fuzzing alone (`tests/decoders`).

use crate::checks::stun;
use crate::ministry::qr;

/// The answer of a STUN or TURN server (RFC 8489, RFC 8656) to the request with this transaction.
pub fn stun_answer(bytes: &[u8], transaction: &[u8; 12]) {
    if let Some(header) = bytes.first_chunk() {
        let _ = stun::message_length(header);
    }
    let _ = stun::read(bytes, transaction);
}

/// A picture of a QR code.
pub fn code(picture: &[u8]) {
    let _ = qr::read_any_root(picture);
}
