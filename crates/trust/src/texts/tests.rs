//! Texts that both sides sign, and what is done to them.

use super::*;
use crate::identity::tests::{Counting, code, indonesia, now};
use crate::identity::{DeviceKey, Identity, IdentityError, JwsError, Pins, Request, Role, Root, Signatures, Standing};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{MeetingId, PersonName};
use jiff::SignedDuration;
use proptest::prelude::*;
use std::collections::BTreeMap;

const EN: &str = "Article 1\nThe Parties shall share data on catches.\n";
const ID: &str = "Pasal 1\nPara Pihak saling berbagi data hasil tangkapan.\n";
const FR: &str = "Article premier\nLes Parties échangent\u{A0}: les données.\n";

fn language(text: &str) -> Language {
    text.parse().unwrap()
}

fn name(text: &str) -> PersonName {
    PersonName::new(text).unwrap()
}

/// Two heads of delegation, each certified by a root of their own; and both roots pinned.
struct Table {
    identities: [Identity; 2],
    pins: Pins,
    files: BTreeMap<Language, Vec<u8>>,
    manifest: Manifest,
    signatures: Signatures,
}

fn south_africa(start: u8) -> (Root, Identity) {
    let mut random = Counting(start);
    let root = Root::new(&mut random, &code("ZA"), "DIRCO", now()).unwrap();
    let key = DeviceKey::generate(&mut random);
    let chain = root.issue(&Request::of(&key), Role::Chair, 30, &mut random, now()).unwrap();
    (root, Identity::new(key, chain).unwrap())
}

fn made(files: &BTreeMap<Language, Vec<u8>>, signers: Vec<Named>) -> Result<Manifest, BadManifest> {
    let texts = files.iter().map(|(of, bytes)| (of.clone(), Text::read(bytes).unwrap())).collect();
    Manifest::new(Draft {
        meeting: MeetingId::from_random([7; 16]),
        date: "2026-12-01".parse().unwrap(),
        texts: &texts,
        authentic: vec![language("id"), language("en")],
        signers,
    })
}

fn table() -> Table {
    let (ours, first) = indonesia();
    let (theirs, second) = south_africa(150);
    let mut pins = Pins::default();
    pins.pin(&code("ID"), ours.fingerprint(), now()).unwrap();
    pins.pin(&code("ZA"), theirs.fingerprint(), now()).unwrap();
    let files = [("en", EN), ("id", ID), ("fr", FR)].map(|(of, text)| (language(of), text.as_bytes().to_vec())).into();
    let named = |who: &Identity, of: &str, n: &str| Named::of(who, &code(of), name(n));
    let manifest =
        made(&files, vec![named(&second, "ZA", "Thandi Nkosi"), named(&first, "ID", "Retno Wibowo")]).unwrap();
    let mut signatures = Signatures::default();
    sign(&manifest, &first, &mut signatures).unwrap();
    let mut signatures = Signatures::parse(&signatures.to_json()).unwrap();
    sign(&manifest, &second, &mut signatures).unwrap();
    Table { identities: [first, second], pins, files, manifest, signatures }
}

impl Table {
    fn verify(&self) -> Result<Verified, NotSigned> {
        verify(self.manifest.bytes(), &self.files, &self.signatures.to_json(), &self.pins, now())
    }

    fn with(&self, of: &str, text: &str) -> Result<Verified, NotSigned> {
        let mut files = self.files.clone();
        files.insert(language(of), text.as_bytes().to_vec());
        verify(self.manifest.bytes(), &files, &self.signatures.to_json(), &self.pins, now())
    }

    /// The manifest written otherwise, with signatures that fit it.
    fn signed_over(&self, bytes: &[u8]) -> Result<Verified, NotSigned> {
        let mut signatures = Signatures::default();
        for identity in &self.identities {
            signatures.sign(identity, TYPE, bytes).unwrap();
        }
        verify(bytes, &self.files, &signatures.to_json(), &self.pins, now())
    }
}

#[test]
fn all_sign_the_same_bytes_and_anybody_can_check_it() {
    let table = table();
    let verified = table.verify().unwrap();
    assert_eq!(verified.manifest, table.manifest);
    let sides: Vec<_> = verified.signers.iter().map(|(named, _)| named.delegation.as_str().to_owned()).collect();
    assert_eq!(sides, ["ID", "ZA"]);
    assert!(verified.signers.iter().all(|(_, s)| matches!(s, Standing::Credentialed { role: Role::Chair, .. })));
    assert_eq!(verified.manifest.languages().map(ToString::to_string).collect::<Vec<_>>(), ["en", "fr", "id"]);
    assert_eq!(verified.manifest.authentic(), [language("en"), language("id")]);
    // Whoever makes it, in whatever order.
    let mut signers = table.manifest.signers().to_vec();
    signers.reverse();
    assert_eq!(made(&table.files, signers).unwrap(), table.manifest);
    let shown = format!("{verified:?}");
    assert!(!shown.contains("Retno") && !shown.contains("Parties"), "{shown}");
}

/// A second, small implementation: RFC 8785 for the JSON that occurs here (section 3.2.3: members by UTF-16 code units).
fn canonical(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| key.encode_utf16().collect::<Vec<_>>());
            let members = members.into_iter().map(|(key, value)| format!("{}:{}", quoted(key), canonical(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        serde_json::Value::Array(list) => format!("[{}]", list.iter().map(canonical).collect::<Vec<_>>().join(",")),
        serde_json::Value::String(text) => quoted(text),
        serde_json::Value::Number(n) => n.as_u64().unwrap().to_string(),
        serde_json::Value::Bool(yes) => yes.to_string(),
        serde_json::Value::Null => "null".into(),
    }
}

fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c < ' ' => panic!("no control character is in a manifest"),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

#[test]
fn a_second_implementation_makes_the_same_manifest_and_hashes() {
    let table = table();
    let sha256 = |bytes: &[u8]| {
        let hash = ring::digest::digest(&ring::digest::SHA256, bytes);
        hash.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    };
    let signer = |named: &Named| {
        serde_json::json!({
            "name": named.name.as_str(),
            "device": named.device.to_string(),
            "delegation": named.delegation.as_str(),
            "root": named.root.map(|root| root.to_string()),
        })
    };
    let text = |of: &str, text: &str| serde_json::json!({"sha256": sha256(text.as_bytes()), "language": of, "bytes": text.len()});
    let theirs = serde_json::json!({
        "version": 1,
        "texts": [text("en", EN), text("fr", FR), text("id", ID)],
        "signers": table.manifest.signers().iter().map(signer).collect::<Vec<_>>(),
        "meeting": table.manifest.meeting().0.to_string(),
        "date": "2026-12-01",
        "authentic": ["en", "id"],
    });
    assert_eq!(canonical(&theirs).as_bytes(), table.manifest.bytes());
}

#[test]
fn hostile_25_changed_white_space_nfd_and_what_the_eye_does_not_see() {
    use Flaw::*;
    let table = table();
    let bad = |text: &str, line, column, flaw| {
        let why = BadText::At { line, column, flaw };
        assert_eq!(Text::read(text.as_bytes()), Err(why), "{text:?}");
        assert_eq!(table.with("fr", text), Err(NotSigned::Text { language: language("fr"), why }));
    };
    bad(&FR.replace('\n', "\r\n"), 1, 16, CarriageReturn);
    bad(&FR.replace("Parties ", "Parties\t"), 2, 12, Space(9));
    bad(&FR.replace("Parties ", "Parties\u{2009}"), 2, 12, Space(0x2009));
    bad(&FR.replace("Parties", "Part\u{200B}ies"), 2, 9, Space(0x200B));
    bad(&FR.replace("Parties", "\u{202E}Parties"), 2, 5, Unseen(0x202E));
    bad(&FR.replace("Parties", "Par\u{AD}ties"), 2, 8, Unseen(0xAD));
    bad(&FR.replace("Parties", "\0"), 2, 5, Unseen(0));
    bad(&FR.replace("Parties", "\u{E0041}"), 2, 5, Unseen(0xE_0041));
    bad(&format!("\u{FEFF}{FR}"), 1, 1, Space(0xFEFF));
    bad(&FR.replace("é", "e\u{301}"), 2, 13, NotComposed('e'.into()));
    bad(&FR.replace("données.", "donne\u{301}"), 2, 33, NotComposed('e'.into()));
    bad("x\u{2126}\n", 1, 2, NotComposed(0x2126));
    bad(&FR.replace(".\n", ". \n"), 2, 38, Trailing);
    bad(FR.trim_end(), 2, 37, End);
    bad(&format!("{FR}\n"), 4, 1, End);
    bad("\n", 2, 1, End);
    assert_eq!(Text::read(b""), Err(BadText::Empty));
    assert_eq!(Text::read(b"ab\xFFc\n"), Err(BadText::At { line: 1, column: 3, flaw: NotUtf8 }));
    assert_eq!(Text::read(&vec![b'a'; TEXT_MAX + 1]), Err(BadText::TooLong));
    // Of the right form, and not what was signed: two spaces, a plain one for a no-break one, a line more.
    for text in [FR.replace("Les Parties", "Les  Parties"), FR.replace('\u{A0}', " "), FR.replace(".\n", ".\n\nX\n")] {
        assert_eq!(table.with("fr", &text), Err(NotSigned::ChangedText(language("fr"))), "{text:?}");
    }
}

#[test]
fn hostile_25_swapped_missing_and_added_languages() {
    let mut table = table();
    assert_eq!(table.with("en", ID), Err(NotSigned::Swapped { given: language("en"), signed: language("id") }));
    assert_eq!(table.with("de", EN), Err(NotSigned::OtherText(language("de"))));
    // In the manifest itself: other bytes than those that were signed.
    let mut value: serde_json::Value = serde_json::from_slice(table.manifest.bytes()).unwrap();
    let (en, id) = (value["texts"][0]["sha256"].clone(), value["texts"][2]["sha256"].clone());
    (value["texts"][0]["sha256"], value["texts"][2]["sha256"]) = (id, en);
    let changed = canonical(&value);
    let found = verify(changed.as_bytes(), &table.files, &table.signatures.to_json(), &table.pins, now());
    assert_eq!(found, Err(NotSigned::Swapped { given: language("en"), signed: language("id") }));
    let files = [("en", ID), ("id", EN), ("fr", FR)].map(|(of, text)| (language(of), text.as_bytes().to_vec())).into();
    let found = verify(changed.as_bytes(), &files, &table.signatures.to_json(), &table.pins, now());
    assert!(matches!(found, Err(NotSigned::ChangedText(_))), "the length fits another text: {found:?}");
    table.files.remove(&language("fr"));
    assert_eq!(table.verify(), Err(NotSigned::MissingText(language("fr"))));
}

#[test]
fn hostile_25_doubled_missing_and_other_signers() {
    let mut table = table();
    let device = table.identities[1].fingerprint();
    let again = sign(&table.manifest, &table.identities[1], &mut table.signatures);
    assert_eq!(again, Err(NotSigned::Signature(JwsError::DoubledSigner(device))));
    let mut value: serde_json::Value = serde_json::from_str(&table.signatures.to_json()).unwrap();
    let list = value["signatures"].as_array_mut().unwrap();
    list.push(list[1].clone());
    let check = |text: &str| verify(table.manifest.bytes(), &table.files, text, &table.pins, now());
    assert_eq!(check(&value.to_string()), Err(NotSigned::Signature(JwsError::DoubledSigner(device))));
    let list = value["signatures"].as_array_mut().unwrap();
    list.truncate(1);
    assert_eq!(check(&value.to_string()), Err(NotSigned::MissingSigner { device, delegation: code("ZA") }));
    assert_eq!(check("{\"signatures\":[]}"), Err(NotSigned::Signature(JwsError::Unsigned)));
    // A third one, whom the manifest does not name.
    let stranger = Identity::self_issued(&mut Counting(3), now());
    assert_eq!(
        sign(&table.manifest, &stranger, &mut Signatures::default()),
        Err(NotSigned::OtherSigner(stranger.fingerprint()))
    );
    table.signatures.sign(&stranger, TYPE, table.manifest.bytes()).unwrap();
    assert_eq!(table.verify(), Err(NotSigned::OtherSigner(stranger.fingerprint())));
    // One who is named twice.
    let mut signers = table.manifest.signers().to_vec();
    signers.push(Named { name: name("Somebody else"), ..signers[0].clone() });
    assert_eq!(made(&table.files, signers), Err(BadManifest::Doubled));
}

#[test]
fn hostile_25_alg_none_and_other_kinds() {
    let table = table();
    let check = |text: &str| verify(table.manifest.bytes(), &table.files, text, &table.pins, now());
    let none = serde_json::json!({"signatures": [{"protected": URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), "signature": ""}]});
    assert_eq!(check(&none.to_string()), Err(NotSigned::Signature(JwsError::Algorithm)));
    // The same signer's own header with another algorithm in it.
    let mut value: serde_json::Value = serde_json::from_str(&table.signatures.to_json()).unwrap();
    let header = URL_SAFE_NO_PAD.decode(value["signatures"][0]["protected"].as_str().unwrap()).unwrap();
    let header = String::from_utf8(header).unwrap().replace("EdDSA", "none");
    value["signatures"][0]["protected"] = URL_SAFE_NO_PAD.encode(header).into();
    value["signatures"][0]["signature"] = "".into();
    assert_eq!(check(&value.to_string()), Err(NotSigned::Signature(JwsError::Algorithm)));
    // Signed as the roster log that it is not.
    let mut other = Signatures::default();
    other.sign(&table.identities[0], "chancery-roster-log+json", table.manifest.bytes()).unwrap();
    assert_eq!(check(&other.to_json()), Err(NotSigned::Signature(JwsError::OtherKind)));
}

#[test]
fn hostile_25_an_expired_certificate_and_a_changed_root() {
    let mut table = table();
    let at = |days: i64| now() + SignedDuration::from_hours(24 * days);
    let check =
        |table: &Table, at| verify(table.manifest.bytes(), &table.files, &table.signatures.to_json(), &table.pins, at);
    assert!(check(&table, at(29)).is_ok());
    let late = check(&table, at(31));
    assert!(
        matches!(late, Err(NotSigned::Signature(JwsError::Signer(IdentityError::Expired { .. })))),
        "thirty days: {late:?}"
    );
    // The manifest names South Africa's device under one root; the device comes with another's certificate.
    let (other, _) = south_africa(200);
    let request = Request::of(table.identities[1].key());
    let chain = other.issue(&request, Role::Chair, 30, &mut Counting(9), now()).unwrap();
    let second = Identity::new(table.identities[1].key().clone(), chain).unwrap();
    assert_eq!(
        sign(&table.manifest, &second, &mut Signatures::default()),
        Err(NotSigned::OtherRoot(second.fingerprint()))
    );
    let mut signatures = Signatures::default();
    for who in [&table.identities[0], &second] {
        signatures.sign(who, TYPE, table.manifest.bytes()).unwrap();
    }
    table.signatures = signatures;
    let found = table.verify();
    assert!(
        matches!(found, Err(NotSigned::Signature(JwsError::Signer(IdentityError::RootChanged { .. })))),
        "{found:?}"
    );
    // Also where nothing is pinned.
    table.pins = Pins::default();
    assert_eq!(table.verify(), Err(NotSigned::OtherRoot(second.fingerprint())));
    // And a certificate taken away: the same key by its own word.
    let bare = Identity::self_issued(&mut Counting(77), now());
    let named = Named::of(&bare, &code("ID"), name("Retno Wibowo"));
    assert_eq!((named.root, &named.delegation), (None, &code("ID")));
    let manifest = made(&table.files, vec![Named { root: Some(other.fingerprint()), ..named }]).unwrap();
    assert_eq!(sign(&manifest, &bare, &mut Signatures::default()), Err(NotSigned::OtherRoot(bare.fingerprint())));
}

#[test]
fn a_manifest_written_otherwise_is_refused_even_if_all_sign_it() {
    let table = table();
    let good = String::from_utf8(table.manifest.bytes().to_vec()).unwrap();
    assert!(table.signed_over(good.as_bytes()).is_ok());
    let refused = |text: &str, why| {
        assert_eq!(table.signed_over(text.as_bytes()), Err(NotSigned::Manifest(why)), "{text}");
    };
    refused(&good.replace(":[", ": ["), BadManifest::NotCanonical);
    refused(&format!("{good}\n"), BadManifest::NotCanonical);
    refused(&good.replace("Retno", "\\u0052etno"), BadManifest::NotCanonical);
    refused(&good.replace("\"version\":1", "\"version\":2"), BadManifest::Version);
    refused(&good.replace("\"version\":1", "\"note\":\"x\",\"version\":1"), BadManifest::Unreadable);
    refused(&good.replace("\"date\":", "\"date\":\"2026-12-02\",\"date\":"), BadManifest::Unreadable);
    refused(&good.replace("2026-12-01", "2026-02-30"), BadManifest::Unreadable);
    refused(&good.replace("[\"en\",\"id\"]", "[]"), BadManifest::Authentic);
    refused(&good.replace("[\"en\",\"id\"]", "[\"de\"]"), BadManifest::Authentic);
    refused(&good.replace("[\"en\",\"id\"]", "[\"id\",\"en\"]"), BadManifest::Doubled);
    for end in [0, 1, good.len() / 2, good.len() - 1] {
        assert_eq!(Manifest::parse(&good.as_bytes()[..end]), Err(BadManifest::Unreadable));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Manifest::parse(&bytes);
        if let Ok(text) = Text::read(&bytes) {
            prop_assert_eq!(text.as_str().as_bytes(), &bytes[..]);
        }
    }

    /// Whatever is taken is in the one form: to compose it anew changes nothing, and its lines are as they were.
    #[test]
    fn what_may_be_signed_is_in_one_form(text in "[a-e\u{e9}\u{301}\u{323} \u{a0}\n\r\t\u{200b}\u{1100}\u{1161}]{0,30}\n") {
        use unicode_normalization::{UnicodeNormalization as _, is_nfc};
        if let Ok(read) = Text::read(text.as_bytes()) {
            prop_assert!(is_nfc(read.as_str()));
            let plain = !read.as_str().contains(['\r', '\t', '\u{200b}']);
            prop_assert!(plain);
        } else if let Err(BadText::At { line, column, .. }) = Text::read(text.as_bytes()) {
            prop_assert!(line <= text.split('\n').count() && column <= text.chars().count() + 1);
        }
        // The composed form of it is refused for its white space alone.
        let composed: String = text.nfc().collect();
        let refused = Text::read(composed.as_bytes());
        let decomposed = matches!(refused, Err(BadText::At { flaw: Flaw::NotComposed(_), .. }));
        prop_assert!(!decomposed);
    }

    /// Any byte of the manifest or of a text that is changed is found.
    #[test]
    fn a_changed_byte_is_found(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let table = table();
        let mut manifest = table.manifest.bytes().to_vec();
        let place = at.index(manifest.len());
        prop_assume!(manifest[place] != to);
        manifest[place] = to;
        prop_assert!(verify(&manifest, &table.files, &table.signatures.to_json(), &table.pins, now()).is_err());
    }
}
