//! What comes as a file, from a ministry, another chair or a telephone's camera; and what a STUN server answers to the doctor.

use crate::group::{Random, beginning, exported_log};
use chancery_client::decoders;
use chancery_model::DelegationCode;
use chancery_trust::Pins;
use chancery_trust::group::RosterLog;
use chancery_trust::identity::{Locked, Passphrase, Root};

/// A roster log that somebody handed over: what is read is written back the same, to the byte.
pub fn logs(bytes: &[u8]) {
    if let Ok(log) = RosterLog::import(bytes) {
        let again = log.export();
        assert_eq!(RosterLog::import(&again).expect("what was written can be read").export(), again);
        assert_eq!(RosterLog::verify(log.entries()).expect("a log that holds"), log.head());
    }
}

/// A root's file, a locked key, and what is pinned: each is read or refused.
pub fn files(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = Root::certificate_in(text);
    if let Ok(locked) = Locked::from_json(text) {
        Locked::from_json(&locked.to_json()).expect("what was written can be read");
    }
    if let Ok(pins) = serde_json::from_str::<Pins>(text) {
        let text = serde_json::to_string(&pins).expect("what was read can be written");
        assert_eq!(serde_json::from_str::<Pins>(&text).expect("what was written can be read"), pins);
    }
}

/// A picture of a QR code, of bounded size.
pub fn codes(bytes: &[u8]) {
    decoders::code(bytes);
}

/// The transaction of the request that is answered.
const TRANSACTION: [u8; 12] = [7; 12];

/// The answer of a STUN or TURN server.
pub fn stun(bytes: &[u8]) {
    decoders::stun_answer(bytes, &TRANSACTION);
}

/// A success response with the mapped address, and an error with realm and nonce (RFC 8489 section 5).
fn answers() -> [Vec<u8>; 2] {
    let message = |kind: u16, attributes: &[u8]| {
        let length = attributes.len() as u16;
        [&kind.to_be_bytes()[..], &length.to_be_bytes(), &0x2112_A442_u32.to_be_bytes(), &TRANSACTION, attributes]
            .concat()
    };
    let mapped = [0, 0x20, 0, 8, 0, 1, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43];
    let refused = *b"\0\x09\0\x04\0\0\x04\x01\0\x14\0\x04test\0\x15\0\x02ab\0\0";
    [message(0x0101, &mapped), message(0x0113, &refused)]
}

pub(crate) fn beginnings() -> Vec<(&'static str, Vec<u8>)> {
    let code = DelegationCode::new("ID").expect("a code");
    let random = &mut Random::new(3);
    let root = Root::new(random, &code, "Kementerian", beginning()).expect("a ministry's name");
    let mut pins = Pins::default();
    pins.pin(&code, root.fingerprint(), beginning()).expect("nothing else is pinned");
    pins.met(crate::group::identity(1).fingerprint(), &code, beginning());
    pins.deny(root.revoke(None, &[], beginning()).expect("a list of nothing"), None).expect("its own root's");
    let kept = root.to_file(&Passphrase::new("correct horse battery staple"), random);
    let picture = chancery_client::ministry::qr::png(&chancery_client::ministry::qr::root(&code, root.fingerprint()));
    let mut all = vec![
        ("logs", exported_log()),
        ("logs", RosterLog::default().export()),
        ("files", serde_json::to_vec(&pins).expect("pins are JSON")),
        ("files", kept.into_bytes()),
        ("codes", picture),
        ("codes", chancery_client::ministry::qr::png("https://meet.example")),
    ];
    all.extend(answers().map(|answer| ("stun", answer)));
    all
}
