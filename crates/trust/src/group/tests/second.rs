//! A second, small implementation, written from what is written of the code, the roster log and its signatures, on other
//! libraries than the first and with nothing of it: what the first one makes, this one finds too.
//!
//! * The code: SHA-512 over `Chancery 1.0 code`, a zero byte and the epoch authenticator (RFC 9420, section 8.7); of each of
//!   its first six groups of eight bytes, read as a number with the most significant byte first, the last five decimal digits.
//! * The log: an object with `entries`, `head`, `meeting` as canonical JSON (RFC 8785). An entry names the SHA-256 of the
//!   canonical JSON of the one before as `previous`, the first one 64 zeros; `head` is that of the last one.
//! * The signatures: JWS (RFC 7515) in the General JSON Serialization, detached, EdDSA over Ed25519 (RFC 8037), the
//!   certificate first in `x5c`, with the key in the form of RFC 8410.

use super::world::{Random, World, beginning, identity, setup};
use crate::group::{Input, Phase, Policy, RosterLog};
use crate::identity::Signatures;
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha512};
use std::collections::BTreeMap;

const TYP: &str = "chancery-roster-log+json";

/// The remainder of a long number, byte by byte, as one divides by hand.
fn code(authenticator: &[u8]) -> String {
    let mut hash = Sha512::new();
    hash.update(b"Chancery 1.0 code");
    hash.update([0]);
    hash.update(authenticator);
    let hash: Vec<u8> = hash.finalize().to_vec();
    (0..6)
        .map(|group| {
            let rest =
                hash[group * 8..][..8].iter().fold(0_u32, |rest, byte| (rest * 256 + u32::from(*byte)) % 100_000);
            let digits = rest.to_string();
            "0".repeat(5 - digits.len()) + &digits
        })
        .collect()
}

/// RFC 8785 for what a log holds: objects, lists, texts, whole numbers, null.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            // Sorted by UTF-16 code units (section 3.2.3).
            let sorted: BTreeMap<Vec<u16>, (&String, &Value)> =
                fields.iter().map(|(name, value)| (name.encode_utf16().collect(), (name, value))).collect();
            let inner: Vec<_> =
                sorted.values().map(|(name, value)| format!("{}:{}", quoted(name), canonical(value))).collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::String(text) => quoted(text),
        Value::Number(number) => number.as_u64().expect("whole numbers only").to_string(),
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        Value::Null => "null".into(),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if (c as u32) < 0x20 => out.extend(['\\', 'u', '0', '0'].into_iter().chain(hex(&[c as u8]).chars())),
            c => out.push(c),
        }
    }
    out + "\""
}

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).expect("four bits");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The hash at which the chain of an exported log ends. `Err`: the number of the first entry that does not follow.
fn chain(document: &[u8]) -> Result<String, u64> {
    let document: Value = serde_json::from_slice(document).expect("JSON");
    let mut last = "0".repeat(64);
    for (n, entry) in document["entries"].as_array().expect("a list").iter().enumerate() {
        if entry["previous"] != *last || entry["number"] != n {
            return Err(n as u64);
        }
        last = sha256(canonical(entry).as_bytes());
    }
    Ok(last)
}

/// Base64 in either alphabet; no padding is needed (RFC 4648).
fn decoded(text: &str) -> Vec<u8> {
    let (mut bits, mut have, mut out) = (0_u32, 0, Vec::new());
    for c in text.bytes().filter(|c| *c != b'=') {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => panic!("no base64"),
        };
        bits = bits << 6 | u32::from(value);
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push((bits >> have) as u8);
            bits &= (1 << have) - 1;
        }
    }
    out
}

fn url_encoded(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0_u32, |n, at| n << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..=three.len() {
            out.push(char::from(ALPHABET[(number >> (18 - 6 * at)) as usize & 63]));
        }
    }
    out
}

/// How many have signed a payload; `None`: one of the signatures does not hold.
fn signers(signatures: &str, payload: &[u8]) -> Option<usize> {
    let read: Value = serde_json::from_str(signatures).ok()?;
    let all = read["signatures"].as_array()?;
    for one in all {
        let protected = one["protected"].as_str()?;
        let header: Value = serde_json::from_slice(&decoded(protected)).ok()?;
        if header["alg"] != "EdDSA" || header["typ"] != TYP {
            return None;
        }
        let certificate = decoded(header["x5c"][0].as_str()?);
        // SubjectPublicKeyInfo of RFC 8410: a sequence, id-Ed25519 without parameters, 32 bytes of key.
        let key = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        let at = certificate.windows(key.len()).position(|window| window == key)? + key.len();
        let key = VerifyingKey::from_bytes(certificate[at..at + 32].try_into().ok()?).ok()?;
        let signature = Signature::from_slice(&decoded(one["signature"].as_str()?)).ok()?;
        let signed = format!("{protected}.{}", url_encoded(payload));
        key.verify_strict(signed.as_bytes(), &signature).ok()?;
    }
    Some(all.len())
}

/// A meeting in which somebody came, left and was removed.
fn meeting() -> World {
    let mut world = World::two(Policy::Auto);
    for n in [2, 3] {
        world.enter(setup(n, n % 2, Policy::Auto));
        assert!(world.until(5_000, World::together));
    }
    world.input(0, Input::Remove(world.laptops[3].me));
    world.input(2, Input::Leave);
    world.offline(2, false);
    world.offline(3, false);
    assert!(world.until(5_000, |w| w.laptops[0].names() == 2 && w.together()));
    world
}

#[test]
fn a_second_implementation_finds_the_same_code() {
    let world = meeting();
    for laptop in &world.laptops[..2] {
        let Phase::Admitted(seat) = &laptop.machine.phase else { panic!("is in") };
        let shown = laptop.machine.state().admitted().unwrap().code.digits().to_owned();
        assert_eq!(shown, code(seat.mls.epoch_authenticator().as_slice()));
        assert_eq!(shown.len(), 30);
    }
    // Leading zeros are digits too.
    for n in 0..2_000_u32 {
        assert_eq!(crate::group::Code::of(&n.to_be_bytes()).digits(), code(&n.to_be_bytes()), "{n}");
    }
}

#[test]
fn a_second_implementation_follows_the_log_and_finds_what_was_changed() {
    let world = meeting();
    let log = world.laptops[0].machine.log();
    let document = log.export();
    let text = String::from_utf8(document.clone()).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(canonical(&read), text, "the file is canonical as it stands");
    let head = chain(&document).expect("each entry follows");
    assert_eq!((read["head"].as_str().unwrap(), read["entries"].as_array().unwrap().len()), (&head[..], 6));
    assert_eq!(head, hex(&log.head()));
    // Both find the same fault.
    for (n, (from, to)) in
        [("admitted", "replaced"), ("Delegate Bee", "Delegate Boo"), ("\"epoch\":1", "\"epoch\":2")].iter().enumerate()
    {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{n}");
        let first = RosterLog::import(changed.as_bytes()).unwrap_err();
        let second = chain(changed.as_bytes()).expect_err("an entry does not follow");
        assert_eq!(first, crate::group::LogError::Broken(second), "{from}");
    }
}

#[test]
fn a_second_implementation_checks_the_logs_signatures() {
    let world = meeting();
    let document = world.laptops[0].machine.log().export();
    let mut signatures = Signatures::default();
    for n in 0..2 {
        signatures.sign(&identity(n), TYP, &document).unwrap();
    }
    let text = signatures.to_json();
    assert_eq!(signers(&text, &document), Some(2));
    let mut changed = document.clone();
    let at = Random::new(5).below(changed.len() as u64) as usize;
    changed[at] ^= 1;
    assert_eq!(signers(&text, &changed), None);
    assert!(signatures.verify(TYP, &changed, &crate::identity::Pins::default(), beginning()).is_err());
    // What RFC 8037 appendix A.4 signs, to know that the second implementation is one.
    let protected = url_encoded(br#"{"alg":"EdDSA"}"#);
    let key = decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let signed = format!("{protected}.{}", url_encoded(b"Example of Ed25519 signing"));
    let key = VerifyingKey::from_bytes(key.as_slice().try_into().unwrap()).unwrap();
    key.verify_strict(signed.as_bytes(), &Signature::from_slice(&decoded(signature)).unwrap()).unwrap();
}
