//! The test vectors of RFC 9605 appendix C, through the code that seals and opens our frames.

use super::cipher;
use serde::Deserialize;
use sframe::CipherSuite;
use sframe::header::SframeHeader;
use sframe::key::{DecryptionKey, EncryptionKey};

#[derive(Deserialize)]
struct Vectors {
    header: Vec<Header>,
    sframe: Vec<Frame>,
}

#[derive(Deserialize)]
struct Header {
    kid: u64,
    ctr: u64,
    encoded: String,
}

#[derive(Deserialize)]
struct Frame {
    cipher_suite: u8,
    kid: u64,
    ctr: u64,
    base_key: String,
    metadata: String,
    pt: String,
    ct: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("rfc9605.json")).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// C.1: every header is read, and no other way of writing it is.
#[test]
fn headers() {
    let headers = vectors().header;
    assert_eq!(headers.len(), 289);
    for Header { kid, ctr, encoded } in headers {
        let mut frame = hex(&encoded);
        let made: Vec<u8> = (&SframeHeader::new(kid, ctr)).into();
        assert_eq!(made, frame);
        frame.extend_from_slice(&[0; cipher::TAG]);
        let read = cipher::header(&frame, 0).unwrap();
        assert_eq!((read.key_id(), read.counter()), (kid, ctr));
    }
}

/// C.3: AES-128-GCM (4) and AES-256-GCM (5).
#[test]
fn frames_of_suites_4_and_5() {
    let frames = vectors().sframe;
    assert_eq!(frames.iter().map(|one| one.cipher_suite).collect::<Vec<_>>(), [4, 5]);
    for one in frames {
        let suite = if one.cipher_suite == 4 { CipherSuite::AesGcm128Sha256 } else { cipher::SUITE };
        let (base, meta) = (hex(&one.base_key), hex(&one.metadata));
        let mut frame = hex(&one.pt);
        let key = EncryptionKey::derive_from(suite, one.kid, &base).unwrap();
        cipher::seal(&key, one.ctr, &meta, 0, &mut frame).unwrap();
        assert_eq!(frame, hex(&one.ct), "suite {}", one.cipher_suite);
        let key = DecryptionKey::derive_from(suite, one.kid, &base).unwrap();
        let header = cipher::header(&frame, 0).unwrap();
        cipher::open(&key, header, &meta, 0, &mut frame).unwrap();
        assert_eq!(frame, hex(&one.pt));
    }
}
