//! Reading certificates: X.509 version 3 (RFC 5280) with Ed25519 (RFC 8410), in the one form that is accepted.
//!
//! A certificate is decoded strictly as DER and written again; what does not come out byte for byte as it came in is
//! refused, so that nothing can be hidden in a second way of writing the same. An unknown critical extension is refused,
//! an unknown other one is not looked at (RFC 5280 section 4.2).

use super::error::{IdentityError, unreadable};
use super::fingerprint::Fingerprint;
use super::key::{is_weak, verifies_raw};
use super::role::Role;
use chancery_model::DelegationCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectAltName, SubjectKeyIdentifier};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

/// The longest certificate, request or chain that is looked at, in bytes.
pub(crate) const LENGTH_MAX: usize = 8 * 1024;
/// id-Ed25519 (RFC 8410 section 3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// The longest name of a ministry, in characters.
pub(crate) const NAME_MAX: usize = 120;
const CERTIFICATE: &str = "certificate";

/// What all our URIs begin with.
const URN: &str = "urn:chancery:";

/// A certificate's serial number: 1 to 20 bytes, positive (RFC 5280 section 4.1.2.2), without leading zeros. Shown and read
/// as hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Serial(Vec<u8>);

/// A text that is no serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a serial number is 2 to 40 digits 0 to 9 and a to f, two for each byte; colons between them do not matter")]
pub struct BadSerial;

impl Serial {
    /// Of big-endian bytes; leading zeros do not count. `None` for zero and for more than 20 bytes.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let start = bytes.iter().position(|b| *b != 0)?;
        let bytes = &bytes[start..];
        (bytes.len() <= 20).then(|| Self(bytes.to_vec()))
    }

    /// Of 16 random bytes: always as long, never negative.
    pub(crate) fn random(mut bytes: [u8; 16]) -> Self {
        bytes[0] = bytes[0] & 0x7F | 0x40;
        Self(bytes.to_vec())
    }

    /// Of an ASN.1 INTEGER's content; `None` for zero, a negative or a longer one.
    pub(crate) fn from_integer(content: &[u8]) -> Option<Self> {
        (content.first()? & 0x80 == 0).then(|| Self::new(content))?
    }

    /// Big endian.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

impl FromStr for Serial {
    type Err = BadSerial;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: Vec<u8> = text
            .trim()
            .chars()
            .filter(|c| *c != ':')
            .map(|c| c.to_digit(16).map(|d| d as u8))
            .collect::<Option<_>>()
            .ok_or(BadSerial)?;
        if !digits.len().is_multiple_of(2) || digits.len() > 42 {
            return Err(BadSerial);
        }
        let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        Self::new(&bytes).ok_or(BadSerial)
    }
}

impl TryFrom<String> for Serial {
    type Error = BadSerial;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Serial> for String {
    fn from(serial: Serial) -> Self {
        serial.to_string()
    }
}

/// What a certificate makes of its key, as its URI says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A device that vouches for itself alone.
    SelfIssued,
    /// A ministry's root.
    Root(DelegationCode),
    /// A device that sits for a delegation.
    Device(DelegationCode, Role),
}

impl Kind {
    pub(crate) fn uri(&self) -> String {
        match self {
            Self::SelfIssued => format!("{URN}self-issued"),
            Self::Root(code) => format!("{URN}delegation:{code}:root"),
            Self::Device(code, role) => format!("{URN}delegation:{code}:role:{role}"),
        }
    }

    fn read(uri: &str) -> Option<Self> {
        let rest = uri.strip_prefix(URN)?;
        if rest == "self-issued" {
            return Some(Self::SelfIssued);
        }
        let (code, rest) = rest.strip_prefix("delegation:")?.split_once(':')?;
        let kind = match rest {
            "root" => Self::Root(DelegationCode::new(code).ok()?),
            _ => Self::Device(DelegationCode::new(code).ok()?, rest.strip_prefix("role:")?.parse().ok()?),
        };
        // One way of writing each: lower case would be raised by the code's reader.
        (kind.uri() == uri).then_some(kind)
    }
}

/// A certificate in the accepted form. That it is signed by whom it names is checked where it enters a chain.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    signed: Vec<u8>,
    signature: Vec<u8>,
    pub(crate) public_key: [u8; 32],
    pub(crate) serial: Serial,
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) kind: Kind,
    pub(crate) subject: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) key_id: Vec<u8>,
    pub(crate) authority: Option<Vec<u8>>,
    name: String,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({:?}, {}, {:?})", self.kind, self.serial, self.fingerprint())
    }
}

pub(crate) fn is_ed25519(algorithm: &AlgorithmIdentifierOwned) -> bool {
    // RFC 8410 section 3: the parameters must be absent.
    algorithm.oid == ED25519 && algorithm.parameters.is_none()
}

pub(crate) fn public_key(spki: &SubjectPublicKeyInfoOwned, what: &'static str) -> Result<[u8; 32], IdentityError> {
    let bytes = spki.subject_public_key.as_bytes().filter(|_| is_ed25519(&spki.algorithm));
    let key: [u8; 32] =
        bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(unreadable(what, "its key is not an Ed25519 one"))?;
    if is_weak(&key) { Err(unreadable(what, "its key is a weak one")) } else { Ok(key) }
}

/// The time that a certificate says; RFC 5280 has whole seconds.
pub(crate) fn timestamp(time: x509_cert::time::Time, what: &'static str) -> Result<Timestamp, IdentityError> {
    i64::try_from(time.to_unix_duration().as_secs())
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or(unreadable(what, "its dates are out of range"))
}

/// Decodes an extension's value strictly.
pub(crate) fn extension<T: for<'a> Decode<'a> + Encode>(value: &[u8], what: &'static str) -> Result<T, IdentityError> {
    let bad = unreadable(what, "an extension is malformed");
    let read = T::from_der(value).map_err(|_| bad.clone())?;
    if read.to_der().is_ok_and(|again| again == value) { Ok(read) } else { Err(bad) }
}

#[derive(Default)]
struct Extensions {
    key_id: Option<Vec<u8>>,
    authority: Option<Vec<u8>>,
    constraints: Option<BasicConstraints>,
    usage: Option<KeyUsage>,
    kind: Option<Kind>,
}

fn extensions(all: &[x509_cert::ext::Extension]) -> Result<Extensions, IdentityError> {
    let mut out = Extensions::default();
    for (at, one) in all.iter().enumerate() {
        if all[..at].iter().any(|other| other.extn_id == one.extn_id) {
            return Err(unreadable(CERTIFICATE, "an extension stands twice in it"));
        }
        let value = one.extn_value.as_bytes();
        match one.extn_id {
            SubjectKeyIdentifier::OID => {
                let read: SubjectKeyIdentifier = extension(value, CERTIFICATE)?;
                out.key_id = Some(read.0.as_bytes().to_vec());
            }
            AuthorityKeyIdentifier::OID => {
                let read: AuthorityKeyIdentifier = extension(value, CERTIFICATE)?;
                out.authority = read.key_identifier.map(|id| id.as_bytes().to_vec());
            }
            BasicConstraints::OID => out.constraints = Some(extension(value, CERTIFICATE)?),
            KeyUsage::OID => out.usage = Some(extension(value, CERTIFICATE)?),
            SubjectAltName::OID => {
                let names: SubjectAltName = extension(value, CERTIFICATE)?;
                for name in &names.0 {
                    let GeneralName::UniformResourceIdentifier(uri) = name else { continue };
                    if !uri.as_str().to_ascii_lowercase().starts_with(URN) {
                        continue;
                    }
                    if out.kind.is_some() {
                        return Err(unreadable(CERTIFICATE, "it says two things of its holder"));
                    }
                    out.kind = Some(
                        Kind::read(uri.as_str()).ok_or(unreadable(CERTIFICATE, "its delegation or role is none"))?,
                    );
                }
            }
            _ if one.critical => {
                return Err(unreadable(CERTIFICATE, "an extension that must be understood is unknown"));
            }
            _ => {}
        }
    }
    Ok(out)
}

/// The common name in a subject, cleaned for the screen; empty where there is none.
fn common_name(name: &x509_cert::name::Name) -> String {
    const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
    let value = name
        .iter_rdn()
        .flat_map(x509_cert::name::RelativeDistinguishedName::iter)
        .find(|one| one.oid == COMMON_NAME)
        .map(|one| one.value.value());
    let text = value.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    chancery_model::PersonName::new(&text.chars().take(NAME_MAX).collect::<String>())
        .map_or_else(|_| String::new(), |name| name.as_str().to_owned())
}

impl Certificate {
    /// Reads DER; refuses what is longer than 8 KiB, not in the accepted form, or followed by anything.
    pub fn parse(der: &[u8]) -> Result<Self, IdentityError> {
        let bad = |why| unreadable(CERTIFICATE, why);
        if der.len() > LENGTH_MAX {
            return Err(bad("it is too long"));
        }
        let read = x509_cert::Certificate::from_der(der).map_err(|_| bad("it is malformed"))?;
        if read.to_der().map_err(|_| bad("it is malformed"))? != der {
            return Err(bad("it is not written in the one canonical way"));
        }
        let tbs = read.tbs_certificate();
        if tbs.version() != x509_cert::Version::V3 {
            return Err(bad("it is not X.509 version 3"));
        }
        if !is_ed25519(tbs.signature()) || !is_ed25519(read.signature_algorithm()) {
            return Err(bad("it is not signed with Ed25519"));
        }
        let signature =
            read.signature().as_bytes().filter(|s| s.len() == 64).ok_or(bad("its signature is malformed"))?;
        let found = extensions(tbs.extensions().map_or(&[][..], Vec::as_slice))?;
        let kind = found.kind.ok_or(bad("it names no delegation"))?;
        let constraints = found.constraints.ok_or(bad("it does not say whether it may sign others"))?;
        let usage = found.usage.ok_or(bad("it does not say what its key is for"))?;
        let fits = match kind {
            Kind::Root(_) => constraints.ca && usage.key_cert_sign() && usage.crl_sign(),
            Kind::SelfIssued | Kind::Device(..) => {
                !constraints.ca && usage.digital_signature() && !usage.key_cert_sign() && !usage.crl_sign()
            }
        };
        if !fits {
            return Err(bad("its key may not be used for what it says it is"));
        }
        let validity = tbs.validity();
        let not_before = timestamp(validity.not_before, CERTIFICATE)?;
        let not_after = timestamp(validity.not_after, CERTIFICATE)?;
        if not_after < not_before {
            return Err(bad("it ends before it begins"));
        }
        Ok(Self {
            signed: tbs.to_der().map_err(|_| bad("it is malformed"))?,
            signature: signature.to_vec(),
            public_key: public_key(tbs.subject_public_key_info(), CERTIFICATE)?,
            serial: Serial::from_integer(tbs.serial_number().as_bytes()).ok_or(bad("its serial number is none"))?,
            not_before,
            not_after,
            kind,
            subject: tbs.subject().to_der().map_err(|_| bad("it is malformed"))?,
            issuer: tbs.issuer().to_der().map_err(|_| bad("it is malformed"))?,
            key_id: found.key_id.ok_or(bad("its key identifier is missing"))?,
            authority: found.authority,
            name: common_name(tbs.subject()),
            der: der.to_vec(),
        })
    }

    /// As it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The fingerprint of its key.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.public_key)
    }

    /// Its serial number.
    pub fn serial(&self) -> &Serial {
        &self.serial
    }

    /// What it makes of its key.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The first second at which it is valid.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last second at which it is valid.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// The common name of its subject, made safe to show (a root's: the ministry); empty where there is none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this key signed it.
    pub(crate) fn is_signed_by(&self, public_key: &[u8; 32]) -> bool {
        verifies_raw(public_key, &self.signed, &self.signature)
    }
}
