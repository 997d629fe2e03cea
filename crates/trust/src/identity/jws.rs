//! Signatures that stand beside a file: JSON Web Signatures (RFC 7515) with Ed25519 (RFC 8037), in the General JSON
//! Serialization and detached (RFC 7515 appendix F), so that several people sign the same bytes and any library checks
//! them.
//!
//! The protected header is exactly `alg` (always `EdDSA`), `typ` (what the file is) and `x5c` (the signer's certificate and
//! its root's, RFC 7515 section 4.1.6). Whatever else stands in it is refused, and so is an unprotected header: there is
//! nothing to negotiate.

use super::certificate::{Certificate, Kind};
use super::chain::{Chain, Identity, Standing};
use super::error::IdentityError;
use super::fingerprint::Fingerprint;
use super::key::verifies_raw;
use super::pins::Pins;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chancery_model::DelegationCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

const ALGORITHM: &str = "EdDSA";
/// The longest text that is looked at, in bytes.
const TEXT_MAX: usize = 1024 * 1024;
/// The most signatures of one file.
const SIGNATURES_MAX: usize = 64;

/// Why a file does not count as signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JwsError {
    /// Not of the accepted form.
    #[error("this is no signature file that Chancery accepts ({0}): ask for it again")]
    Unreadable(&'static str),
    /// Nobody signed.
    #[error("nobody has signed it")]
    Unsigned,
    /// Signed in another way than EdDSA, or not at all (`none`).
    #[error("a signature in it is not an EdDSA one: do not rely on it")]
    Algorithm,
    /// Signed as another kind of file.
    #[error("what was signed is not a file of this kind: do not rely on it")]
    OtherKind,
    /// One device signed twice: two signatures are not two signers.
    #[error("the device {0} signed it twice: ask for it again with one signature of each signer")]
    DoubledSigner(Fingerprint),
    /// The signature fits another text.
    #[error("the signature of the device {0} does not fit: the file was changed after it was signed")]
    Changed(Fingerprint),
    /// The signer's certificate does not hold.
    #[error("{0}")]
    Signer(#[from] IdentityError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    x5c: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    protected: String,
    signature: String,
}

/// The signatures of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatures {
    signatures: Vec<Entry>,
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The signer's certificates.
    pub chain: Chain,
    /// The delegation that the ministry certified; `None` for a self-issued identity.
    pub delegation: Option<DelegationCode>,
    /// What the certificate was worth at the time that was asked about.
    pub standing: Standing,
}

/// What is signed: RFC 7515 section 5.1, step 5.
fn input(protected: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(protected.len() + 1 + payload.len() / 3 * 4 + 4);
    out.push_str(protected);
    out.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut out);
    out.into_bytes()
}

impl Signatures {
    /// Signs `payload` as a file of the kind `typ` (a media type without `application/`), beside those who already did.
    /// Who has signed already is not added again.
    pub fn sign(&mut self, identity: &Identity, typ: &str, payload: &[u8]) -> Result<(), JwsError> {
        for entry in &self.signatures {
            if entry.read()?.1.fingerprint() == identity.fingerprint() {
                return Err(JwsError::DoubledSigner(identity.fingerprint()));
            }
        }
        if self.signatures.len() == SIGNATURES_MAX {
            return Err(JwsError::Unreadable("it has too many signatures"));
        }
        let chain = identity.chain();
        let x5c = std::iter::once(chain.device()).chain(chain.root()).map(|part| STANDARD.encode(part.der())).collect();
        let header = Header { alg: ALGORITHM.into(), typ: typ.into(), x5c };
        let protected = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header).expect("texts are JSON"));
        let signature = identity.key().sign_raw(&input(&protected, payload));
        self.signatures.push(Entry { protected, signature: URL_SAFE_NO_PAD.encode(signature.0) });
        Ok(())
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }

    /// Reads JSON; nothing is verified yet.
    pub fn parse(text: &str) -> Result<Self, JwsError> {
        if text.len() > TEXT_MAX {
            return Err(JwsError::Unreadable("it is too long"));
        }
        let read: Self = serde_json::from_str(text).map_err(|_| JwsError::Unreadable("it is not of the form"))?;
        match read.signatures.len() {
            0 => Err(JwsError::Unsigned),
            1..=SIGNATURES_MAX => Ok(read),
            _ => Err(JwsError::Unreadable("it has too many signatures")),
        }
    }

    /// Who signed `payload` as a file of the kind `typ`, judged by what is pinned and as things were `at` that time: the
    /// present, or for an old file a time at which it is known from elsewhere to have been signed. One signature that does
    /// not hold is an error for all.
    pub fn verify(&self, typ: &str, payload: &[u8], pins: &Pins, at: Timestamp) -> Result<Vec<Signer>, JwsError> {
        if self.signatures.is_empty() {
            return Err(JwsError::Unsigned);
        }
        let mut signers: Vec<Signer> = Vec::with_capacity(self.signatures.len());
        for entry in &self.signatures {
            let (header, chain, signature) = entry.read()?;
            let device = chain.fingerprint();
            if header.typ != typ {
                return Err(JwsError::OtherKind);
            }
            if signers.iter().any(|signer| signer.chain.fingerprint() == device) {
                return Err(JwsError::DoubledSigner(device));
            }
            if !verifies_raw(&chain.device().public_key, &input(&entry.protected, payload), &signature) {
                return Err(JwsError::Changed(device));
            }
            let (delegation, standing) = match chain.device().kind() {
                Kind::Device(code, _) => (Some(code.clone()), chain.standing(code, pins, at)?),
                // No delegation is asked about: a self-issued identity is of none.
                Kind::SelfIssued | Kind::Root(_) => (None, chain.standing_alone(at)?),
            };
            signers.push(Signer { chain, delegation, standing });
        }
        Ok(signers)
    }
}

impl Entry {
    fn read(&self) -> Result<(Header, Chain, Vec<u8>), JwsError> {
        let bad = |why| JwsError::Unreadable(why);
        let json = URL_SAFE_NO_PAD.decode(&self.protected).map_err(|_| bad("a header is damaged"))?;
        // Before the form of the rest: `none` comes without certificates, and should be called by its name.
        #[derive(Deserialize)]
        struct Algorithm {
            alg: String,
        }
        let algorithm: Algorithm = serde_json::from_slice(&json).map_err(|_| bad("a header is damaged"))?;
        if algorithm.alg != ALGORITHM {
            return Err(JwsError::Algorithm);
        }
        let header: Header =
            serde_json::from_slice(&json).map_err(|_| bad("a header says more or less than it should"))?;
        let mut parts = Vec::new();
        for one in header.x5c.iter().take(3) {
            let der = STANDARD.decode(one).map_err(|_| bad("a certificate is damaged"))?;
            parts.push(Certificate::parse(&der)?);
        }
        let mut parts = parts.into_iter();
        let (Some(device), root, None) = (parts.next(), parts.next(), parts.next()) else {
            return Err(bad("a header has no certificate, or too many"));
        };
        let signature = URL_SAFE_NO_PAD.decode(&self.signature).map_err(|_| bad("a signature is damaged"))?;
        Ok((header, Chain::new(device, root)?, signature))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Counting, code, indonesia, now};
    use super::super::{DeviceKey, Request, Role, Root, Seed};
    use super::*;
    use jiff::SignedDuration;

    const TYP: &str = "chancery-roster-log+json";
    const FILE: &[u8] = b"{\"entries\":[]}";

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8037 appendix A.1 to A.5.
    #[test]
    fn it_signs_as_rfc_8037_says() {
        let seed: [u8; 32] = bytes("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").try_into().unwrap();
        let key = DeviceKey::from_seed(Seed(seed));
        assert_eq!(key.public_key().to_vec(), bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
        let protected = URL_SAFE_NO_PAD.encode(br#"{"alg":"EdDSA"}"#);
        assert_eq!(protected, "eyJhbGciOiJFZERTQSJ9");
        let input = input(&protected, b"Example of Ed25519 signing");
        assert_eq!(input, b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
        let expected = bytes("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
        assert_eq!(key.sign_raw(&input).0.to_vec(), expected);
        assert!(verifies_raw(key.public_key(), &input, &expected));
    }

    fn signed() -> (Signatures, Pins, Identity) {
        let (root, chair) = indonesia();
        let guest = Identity::self_issued(&mut Counting(7), now());
        let mut pins = Pins::default();
        pins.pin(root.delegation(), root.fingerprint(), now()).unwrap();
        let mut signatures = Signatures::default();
        signatures.sign(&chair, TYP, FILE).unwrap();
        // On the other machine.
        let mut signatures = Signatures::parse(&signatures.to_json()).unwrap();
        signatures.sign(&guest, TYP, FILE).unwrap();
        (signatures, pins, guest)
    }

    #[test]
    fn two_sign_the_same_bytes_and_each_is_known() {
        let (signatures, pins, guest) = signed();
        let signers = Signatures::parse(&signatures.to_json()).unwrap().verify(TYP, FILE, &pins, now()).unwrap();
        assert_eq!(signers.len(), 2);
        assert_eq!(signers[0].delegation, Some(code("ID")));
        assert!(matches!(signers[0].standing, Standing::Credentialed { role: Role::Chair, .. }));
        assert_eq!((signers[1].delegation.clone(), &signers[1].standing), (None, &Standing::SelfIssued));
        assert_eq!(&signers[1].chain, guest.chain());
    }

    #[test]
    fn a_changed_file_another_kind_and_a_second_signature_of_one_are_refused() {
        let (mut signatures, pins, guest) = signed();
        let chair = signatures.verify(TYP, FILE, &pins, now()).unwrap()[0].chain.fingerprint();
        assert_eq!(signatures.verify(TYP, b"{\"entries\": []}", &pins, now()), Err(JwsError::Changed(chair)));
        assert_eq!(signatures.verify("chancery-minutes+json", FILE, &pins, now()), Err(JwsError::OtherKind));
        let again = Err(JwsError::DoubledSigner(guest.fingerprint()));
        assert_eq!(signatures.sign(&guest, TYP, FILE), again);
        signatures.signatures.push(signatures.signatures[1].clone());
        assert_eq!(signatures.verify(TYP, FILE, &pins, now()).map(|_| ()), again);
        assert_eq!(Signatures::default().verify(TYP, FILE, &pins, now()), Err(JwsError::Unsigned));
        assert_eq!(Signatures::parse("{\"signatures\":[]}"), Err(JwsError::Unsigned));
    }

    #[test]
    fn an_expired_certificate_and_a_changed_root_are_refused() {
        let (signatures, mut pins, _) = signed();
        let late = signatures.verify(TYP, FILE, &pins, now() + SignedDuration::from_hours(24 * 91));
        assert!(matches!(late, Err(JwsError::Signer(IdentityError::Expired { .. }))), "{late:?}");
        let other = Root::new(&mut Counting(99), &code("ID"), "Ministry", now()).unwrap();
        pins.shown(&code("ID"), other.fingerprint(), now()).unwrap_err();
        pins.confirm(&code("ID"), other.fingerprint(), now()).unwrap();
        let changed = signatures.verify(TYP, FILE, &pins, now());
        assert!(matches!(changed, Err(JwsError::Signer(IdentityError::RootChanged { .. }))), "{changed:?}");
        // Also for who only looks at it and has signed nothing.
        let (_, chair) = indonesia();
        let request = Request::of(chair.key());
        let chain = other.issue(&request, Role::Chair, 9, &mut Counting(5), now()).unwrap();
        let chair = Identity::new(chair.key().clone(), chain).unwrap();
        let mut fresh = Signatures::default();
        fresh.sign(&chair, TYP, FILE).unwrap();
        assert!(fresh.verify(TYP, FILE, &pins, now()).is_ok());
    }

    /// The first signature with another protected header, signed by the right key where that is possible.
    fn with_header(change: impl Fn(&mut serde_json::Value)) -> Result<Vec<Signer>, JwsError> {
        let (root, chair) = indonesia();
        let mut pins = Pins::default();
        pins.pin(root.delegation(), root.fingerprint(), now()).unwrap();
        let mut signatures = Signatures::default();
        signatures.sign(&chair, TYP, FILE).unwrap();
        let entry = &mut signatures.signatures[0];
        let mut header: serde_json::Value = serde_json::from_slice(&bytes(&entry.protected)).unwrap();
        change(&mut header);
        entry.protected = URL_SAFE_NO_PAD.encode(header.to_string());
        entry.signature = URL_SAFE_NO_PAD.encode(chair.key().sign_raw(&input(&entry.protected, FILE)).0);
        Signatures::parse(&signatures.to_json())?.verify(TYP, FILE, &pins, now())
    }

    #[test]
    fn no_other_algorithm_and_no_other_header_counts() {
        assert!(with_header(|_| {}).is_ok());
        for alg in ["none", "None", "HS256", "ES256", "Ed25519", "eddsa", ""] {
            assert_eq!(with_header(|header| header["alg"] = alg.into()), Err(JwsError::Algorithm), "{alg}");
        }
        for (name, value) in [
            ("crit", serde_json::json!(["b64"])),
            ("b64", false.into()),
            ("kid", "x".into()),
            ("jwk", serde_json::json!({"kty": "OKP"})),
            ("iat", 1.into()),
        ] {
            let refused = with_header(|header| header[name] = value.clone());
            assert!(matches!(refused, Err(JwsError::Unreadable(_))), "{name}: {refused:?}");
        }
        for x5c in [serde_json::json!([]), serde_json::json!(["AAAA"]), serde_json::json!(["!"]), 7.into()] {
            assert!(with_header(|header| header["x5c"] = x5c.clone()).is_err(), "{x5c}");
        }
        assert!(with_header(|header| drop(header.as_object_mut().unwrap().remove("x5c"))).is_err());
        // `none` as it comes: without certificates and without a signature.
        let none = serde_json::json!({"signatures": [{"protected": URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), "signature": ""}]});
        let read = Signatures::parse(&none.to_string()).unwrap();
        assert_eq!(read.verify(TYP, FILE, &Pins::default(), now()), Err(JwsError::Algorithm));
    }

    #[test]
    fn unprotected_headers_attached_payloads_and_doubled_names_are_refused() {
        let (signatures, pins, _) = signed();
        let good: serde_json::Value = serde_json::from_str(&signatures.to_json()).unwrap();
        let mut attached = good.clone();
        attached["payload"] = "e30".into();
        let mut unprotected = good.clone();
        unprotected["signatures"][0]["header"] = serde_json::json!({"alg": "EdDSA"});
        let flattened = good["signatures"][0].clone();
        let doubled = signatures.to_json().replacen('{', "{\"signatures\":[],", 1);
        for text in [attached.to_string(), unprotected.to_string(), flattened.to_string(), doubled, "[]".into()] {
            assert!(Signatures::parse(&text).is_err(), "{text}");
        }
        let mut many = good.clone();
        many["signatures"] = vec![good["signatures"][0].clone(); 65].into();
        assert!(Signatures::parse(&many.to_string()).is_err());
        // Every cut signature, and one with bits behind its end that base64url should not have.
        let mut cut = signatures.clone();
        for length in 0..86 {
            cut.signatures[0].signature = signatures.signatures[0].signature[..length].to_owned();
            assert!(cut.verify(TYP, FILE, &pins, now()).is_err(), "{length}");
        }
        let last = signatures.signatures[0].signature.as_bytes()[85];
        for other in (b'A'..=b'Z').filter(|other| *other != last) {
            let mut changed = signatures.clone();
            changed.signatures[0].signature.replace_range(85.., &char::from(other).to_string());
            assert!(changed.verify(TYP, FILE, &pins, now()).is_err());
        }
    }
}
