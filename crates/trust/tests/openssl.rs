//! Held against a second implementation: what we make, OpenSSL accepts, and what it makes, we do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{DelegationCode, MeetingId, PersonName, RandomSource};
use chancery_trust::identity::{Chain, Identity, Kind, Pins, Request, Role, Root, Serial, Signatures, Standing};
use chancery_trust::texts::{self, Draft, Language, Manifest, Named, Text};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

struct Counting(u8);

impl RandomSource for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}

/// Runs `openssl` in a folder: whether it succeeded, and what it said.
fn openssl(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output();
    let output = output.expect("these tests need the openssl program: install the package \u{201c}openssl\u{201d}");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn accepts(folder: &Path, arguments: &[&str]) -> String {
    let (accepted, said) = openssl(folder, arguments);
    assert!(accepted, "openssl {arguments:?}: {said}");
    said
}

fn now() -> Timestamp {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

fn indonesia() -> (Root, Identity) {
    let code = DelegationCode::new("ID").unwrap();
    let root = Root::new(&mut Counting(1), &code, "Kementerian Luar Negeri", now()).unwrap();
    let device = Identity::self_issued(&mut Counting(2), now());
    let chain = root.issue(&Request::of(device.key()), Role::NoteTaker, 90, &mut Counting(3), now()).unwrap();
    (root, Identity::new(device.key().clone(), chain).unwrap())
}

#[test]
fn openssl_verifies_our_chain_and_its_dates_and_its_revocation() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (root, device) = indonesia();
    fs::write(folder.join("root.pem"), root.certificate().to_pem()).unwrap();
    fs::write(folder.join("device.pem"), device.chain().device().to_pem()).unwrap();
    let seconds = now().as_second().to_string();
    let verify = ["verify", "-x509_strict", "-attime", &seconds, "-CAfile", "root.pem"];
    accepts(folder, &[&verify[..], &["device.pem"]].concat());
    accepts(folder, &[&verify[..], &["root.pem"]].concat());
    let late = (now().as_second() + 90 * 86_400).to_string();
    let (accepted, said) = openssl(folder, &["verify", "-attime", &late, "-CAfile", "root.pem", "device.pem"]);
    assert!(!accepted && said.contains("expired"), "{said}");

    let shown = accepts(folder, &["x509", "-in", "device.pem", "-noout", "-text"]);
    for part in ["ED25519", "URI:urn:chancery:delegation:ID:role:note-taker", "CA:FALSE", "Digital Signature"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    // As RFC 5280 section 4.1.2.2 writes it: the same digits, by pairs.
    let serial = accepts(folder, &["x509", "-in", "device.pem", "-noout", "-serial"]);
    let serial: Serial = serial.trim().strip_prefix("serial=").unwrap().parse().unwrap();
    assert_eq!(&serial, device.chain().device().serial());

    // The deny-list, as a certificate revocation list.
    for (serials, denied) in [(vec![Serial::new(&[9]).unwrap()], false), (vec![serial], true)] {
        let list = root.revoke(None, &serials, now()).unwrap();
        let text = list.to_pem();
        fs::write(folder.join("crl.pem"), &text[text.find("-----BEGIN X509 CRL").unwrap()..]).unwrap();
        accepts(folder, &["crl", "-in", "crl.pem", "-CAfile", "root.pem", "-noout"]);
        let check = [&verify[..], &["-crl_check", "-CRLfile", "crl.pem", "device.pem"]].concat();
        let (accepted, said) = openssl(folder, &check);
        assert_eq!((accepted, said.contains("revoked")), (!denied, denied), "{said}");
    }
}

#[test]
fn openssl_verifies_our_self_issued_certificate_and_our_request() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let device = Identity::self_issued(&mut Counting(2), now());
    fs::write(folder.join("device.pem"), device.chain().to_pem()).unwrap();
    let seconds = now().as_second().to_string();
    accepts(folder, &["verify", "-attime", &seconds, "-CAfile", "device.pem", "device.pem"]);
    let request = Request::of(device.key());
    fs::write(folder.join("device.csr"), request.to_pem()).unwrap();
    let said = accepts(folder, &["req", "-in", "device.csr", "-noout", "-verify", "-text"]);
    assert!(said.contains("ED25519"), "{said}");
    // The fingerprint is the SHA-256 of the public key's DER, as anybody can compute it.
    accepts(folder, &["req", "-in", "device.csr", "-noout", "-pubkey", "-out", "key.pem"]);
    accepts(folder, &["pkey", "-pubin", "-in", "key.pem", "-outform", "DER", "-out", "key.der"]);
    let digest = accepts(folder, &["dgst", "-sha256", "-r", "key.der"]);
    assert!(digest.starts_with(&request.fingerprint().to_string()), "{digest}");
}

#[test]
fn openssl_verifies_our_signature_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (_, device) = indonesia();
    let mut signatures = Signatures::default();
    let payload = "{\"minutes\":\"Ketentuan — 協定\"}".as_bytes();
    signatures.sign(&device, "chancery-minutes+json", payload).unwrap();
    let json: serde_json::Value = serde_json::from_str(&signatures.to_json()).unwrap();
    let entry = &json["signatures"][0];
    let input = format!("{}.{}", entry["protected"].as_str().unwrap(), URL_SAFE_NO_PAD.encode(payload));
    fs::write(folder.join("device.pem"), device.chain().device().to_pem()).unwrap();
    accepts(folder, &["x509", "-in", "device.pem", "-noout", "-pubkey", "-out", "key.pem"]);
    fs::write(folder.join("sig"), URL_SAFE_NO_PAD.decode(entry["signature"].as_str().unwrap()).unwrap()).unwrap();
    let verify = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pem", "-sigfile", "sig", "-in", "input"];
    fs::write(folder.join("input"), &input).unwrap();
    accepts(folder, &verify);
    fs::write(folder.join("input"), input + "A").unwrap();
    assert!(!openssl(folder, &verify).0, "another text");
}

/// What both sides sign can be checked without Chancery: the hash of each text by `dgst`, each signature by `pkeyutl`.
#[test]
fn openssl_verifies_the_texts_that_both_sides_sign() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (_, head) = indonesia();
    let guest = Identity::self_issued(&mut Counting(9), now());
    let text = "Pasal 1\nPara Pihak saling berbagi data.\n";
    let language: Language = "id".parse().unwrap();
    let texts = BTreeMap::from([(language.clone(), Text::read(text.as_bytes()).unwrap())]);
    let named = |who: &Identity, of: &str| {
        Named::of(who, &DelegationCode::new(of).unwrap(), PersonName::new("Retno Wibowo").unwrap())
    };
    let manifest = Manifest::new(Draft {
        meeting: MeetingId::from_random([7; 16]),
        date: "2026-12-01".parse().unwrap(),
        texts: &texts,
        authentic: vec![language],
        signers: vec![named(&head, "ID"), named(&guest, "ZA")],
    })
    .unwrap();
    let mut signatures = Signatures::default();
    texts::sign(&manifest, &head, &mut signatures).unwrap();
    texts::sign(&manifest, &guest, &mut signatures).unwrap();
    fs::write(folder.join("id.txt"), text).unwrap();
    let digest = accepts(folder, &["dgst", "-sha256", "-r", "id.txt"]);
    let shown = String::from_utf8(manifest.bytes().to_vec()).unwrap();
    assert!(shown.contains(digest.split(' ').next().unwrap()), "{digest} in {shown}");
    let json: serde_json::Value = serde_json::from_str(&signatures.to_json()).unwrap();
    for (at, who) in [&head, &guest].into_iter().enumerate() {
        let entry = &json["signatures"][at];
        let input = format!("{}.{}", entry["protected"].as_str().unwrap(), URL_SAFE_NO_PAD.encode(manifest.bytes()));
        fs::write(folder.join("device.pem"), who.chain().device().to_pem()).unwrap();
        accepts(folder, &["x509", "-in", "device.pem", "-noout", "-pubkey", "-out", "key.pem"]);
        fs::write(folder.join("sig"), URL_SAFE_NO_PAD.decode(entry["signature"].as_str().unwrap()).unwrap()).unwrap();
        let verify = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pem", "-sigfile", "sig", "-in", "input"];
        fs::write(folder.join("input"), &input).unwrap();
        accepts(folder, &verify);
        fs::write(folder.join("input"), input.replace('.', "..")).unwrap();
        assert!(!openssl(folder, &verify).0, "another text");
    }
}

/// A ministry that has tools of its own: the profile is plain X.509.
#[test]
fn a_chain_that_openssl_made_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let device = Identity::self_issued(&mut Counting(2), now());
    fs::write(folder.join("device.csr"), Request::of(device.key()).to_pem()).unwrap();
    accepts(folder, &["genpkey", "-algorithm", "ed25519", "-out", "root.key"]);
    let root_uri = "subjectAltName=URI:urn:chancery:delegation:ZA:root";
    let subject = "/C=ZA/O=DIRCO/CN=Root of DIRCO";
    accepts(
        folder,
        &[
            "req",
            "-x509",
            "-new",
            "-key",
            "root.key",
            "-out",
            "root.pem",
            "-days",
            "365",
            "-subj",
            subject,
            "-addext",
            root_uri,
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
        ],
    );
    let extensions = |uri: &str| {
        format!(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\n\
             authorityKeyIdentifier=keyid\nsubjectAltName=URI:{uri},email:head@dirco.example\n"
        )
    };
    let issue = |uri: &str| {
        fs::write(folder.join("extensions"), extensions(uri)).unwrap();
        let sign = ["x509", "-req", "-in", "device.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "30"];
        accepts(folder, &[&sign[..], &["-extfile", "extensions", "-out", "device.pem"]].concat());
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        Chain::from_pem(&(read("device.pem") + &read("root.pem")))
    };
    let chain = issue("urn:chancery:delegation:ZA:role:interpreter").unwrap();
    let code = DelegationCode::new("ZA").unwrap();
    assert_eq!(chain.device().kind(), &Kind::Device(code.clone(), Role::Interpreter));
    let root = chain.root().unwrap();
    assert_eq!((root.name(), root.kind()), ("Root of DIRCO", &Kind::Root(code.clone())));
    let mut pins = Pins::default();
    // OpenSSL dates it by this machine's clock.
    let at = chain.device().not_before();
    pins.pin(&code, root.fingerprint(), at).unwrap();
    let standing = chain.standing(&code, &pins, at).unwrap();
    assert!(matches!(standing, Standing::Credentialed { role: Role::Interpreter, .. }), "{standing:?}");
    assert_eq!(Chain::parse(&chain.to_bytes()).unwrap(), chain);
    for wrong in [
        "urn:chancery:delegation:ZA:role:king",
        "urn:chancery:delegation:za:role:chair",
        "URN:chancery:delegation:ZA:role:chair",
        "urn:chancery:delegation:ZA:role:chair:x",
        "urn:chancery:delegation:ID:role:chair",
        "urn:chancery:delegation:ZA:root",
        "urn:chancery:self-issued",
        "https://example.org",
    ] {
        assert!(issue(wrong).is_err(), "{wrong}");
    }
}
