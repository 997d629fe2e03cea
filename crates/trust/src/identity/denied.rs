//! A ministry's deny-list: the certificates that it has taken back, as a certificate revocation list (RFC 5280 section 5)
//! signed by its root. `openssl verify -crl_check` reads it too.

use super::certificate::{Certificate, Kind, LENGTH_MAX, Serial, extension, is_ed25519, timestamp};
use super::error::{IdentityError, unreadable};
use super::fingerprint::Fingerprint;
use super::issue;
use super::key::DeviceKey;
use super::pem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use rcgen::{CertificateRevocationListParams, Issuer, KeyIdMethod, RevokedCertParams, SerialNumber};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use x509_cert::crl::CertificateList;
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlNumber};

const LIST: &str = "deny-list";
/// The longest list that is looked at, in bytes: some five thousand certificates.
const LIST_MAX: usize = 256 * 1024;
/// By when the ministry should have made the next one, in days: no certificate lives longer.
const NEXT_DAYS: i64 = 90;

/// Which certificates a root has taken back. Whatever is a `DenyList` is signed by its root.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct DenyList {
    der: Vec<u8>,
    root: Certificate,
    number: u64,
    made: Timestamp,
    next: Option<Timestamp>,
    serials: BTreeMap<Serial, Timestamp>,
}

impl fmt::Debug for DenyList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DenyList({:?}, number {}, {} revoked)", self.root(), self.number, self.serials.len())
    }
}

/// As it is kept: both as base64 of DER. Read again, the signature is checked again.
#[derive(Serialize, Deserialize)]
struct Stored {
    root: String,
    list: String,
}

impl TryFrom<Stored> for DenyList {
    type Error = IdentityError;
    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| unreadable(LIST, "it is damaged"));
        Self::new(&bytes(&stored.list)?, &Certificate::parse(&bytes(&stored.root)?)?)
    }
}

impl From<DenyList> for Stored {
    fn from(list: DenyList) -> Self {
        Self { root: STANDARD.encode(list.root.der()), list: STANDARD.encode(&list.der) }
    }
}

impl DenyList {
    /// Reads DER that this root should have signed.
    pub fn new(der: &[u8], root: &Certificate) -> Result<Self, IdentityError> {
        let bad = || unreadable(LIST, "it is malformed");
        if der.len() > LIST_MAX || root.der().len() > LENGTH_MAX {
            return Err(unreadable(LIST, "it is too long"));
        }
        if !matches!(root.kind(), Kind::Root(_)) || !root.is_signed_by(&root.public_key) {
            return Err(unreadable(LIST, "it does not come with its root's certificate"));
        }
        let read: CertificateList = CertificateList::from_der(der).map_err(|_| bad())?;
        if read.to_der().map_err(|_| bad())? != der {
            return Err(bad());
        }
        let list = &read.tbs_cert_list;
        let signature = read.signature.as_bytes().ok_or_else(bad)?;
        if !is_ed25519(&read.signature_algorithm)
            || !is_ed25519(&list.signature)
            || list.issuer.to_der().map_err(|_| bad())? != root.subject
            || !super::key::verifies_raw(&root.public_key, &list.to_der().map_err(|_| bad())?, signature)
        {
            return Err(IdentityError::Forged("the deny-list"));
        }
        let mut number = None;
        for one in list.crl_extensions.iter().flatten() {
            match one.extn_id {
                CrlNumber::OID if number.is_none() => {
                    let read: CrlNumber = extension(one.extn_value.as_bytes(), LIST)?;
                    let bytes = read.0.as_bytes();
                    if bytes.len() > 8 {
                        return Err(bad());
                    }
                    number = Some(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
                }
                AuthorityKeyIdentifier::OID => {}
                // A list of part of the certificates, or of changes only, must not pass for the whole.
                _ if one.critical => return Err(unreadable(LIST, "it is not a whole list")),
                _ => {}
            }
        }
        let mut serials = BTreeMap::new();
        for one in list.revoked_certificates.iter().flatten() {
            if one.crl_entry_extensions.iter().flatten().any(|extension| extension.critical) {
                return Err(unreadable(LIST, "an entry must be understood in a way that is unknown"));
            }
            let serial = Serial::from_integer(one.serial_number.as_bytes()).ok_or_else(bad)?;
            serials.insert(serial, timestamp(one.revocation_date, LIST)?);
        }
        Ok(Self {
            der: der.to_vec(),
            root: root.clone(),
            number: number.ok_or_else(|| unreadable(LIST, "it has no number"))?,
            made: timestamp(list.this_update, LIST)?,
            next: list.next_update.map(|at| timestamp(at, LIST)).transpose()?,
            serials,
        })
    }

    /// Writes and signs a list: all of the previous one and `serials`.
    pub(crate) fn make(
        issuer: &Issuer<'static, &DeviceKey>,
        previous: Option<&Self>,
        serials: &[Serial],
        now: Timestamp,
    ) -> Vec<u8> {
        let mut all = previous.map_or_else(BTreeMap::new, |list| list.serials.clone());
        for serial in serials {
            all.entry(serial.clone()).or_insert(now);
        }
        let number = previous.map_or(1, |list| list.number.saturating_add(1));
        let next = now.saturating_add(SignedDuration::from_hours(24 * NEXT_DAYS)).expect("a duration is always added");
        let params = CertificateRevocationListParams {
            this_update: issue::date(now),
            next_update: issue::date(next),
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs: all
                .iter()
                .map(|(serial, at)| RevokedCertParams {
                    serial_number: SerialNumber::from_slice(serial.as_bytes()),
                    revocation_time: issue::date(*at),
                    reason_code: None,
                    invalidity_date: None,
                })
                .collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(issuer).expect("what we write can be encoded").der().to_vec()
    }

    /// As PEM: the root's certificate, so that the list can be checked, and the list.
    pub fn to_pem(&self) -> String {
        self.root.to_pem() + &pem::encode(pem::LIST, &self.der)
    }

    /// Reads PEM.
    pub fn from_pem(text: &str) -> Result<Self, IdentityError> {
        let blocks = pem::decode(text, LIST)?;
        match blocks.as_slice() {
            [(first, root), (second, list)] if first == pem::CERTIFICATE && second == pem::LIST => {
                Self::new(list, &Certificate::parse(root)?)
            }
            _ => Err(unreadable(LIST, "it is not a root's certificate followed by its list")),
        }
    }

    /// The root that signed it.
    pub fn root(&self) -> Fingerprint {
        self.root.fingerprint()
    }

    /// The certificate of the root that signed it.
    pub fn root_certificate(&self) -> &Certificate {
        &self.root
    }

    /// Each list of a root has a higher one than the list before.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// When it was made.
    pub fn made(&self) -> Timestamp {
        self.made
    }

    /// By when there should be a newer one.
    pub fn next(&self) -> Option<Timestamp> {
        self.next
    }

    /// The certificates that were taken back, and when.
    pub fn serials(&self) -> impl Iterator<Item = (&Serial, Timestamp)> {
        self.serials.iter().map(|(serial, at)| (serial, *at))
    }

    /// Whether a certificate of this root was taken back.
    pub fn denies(&self, serial: &Serial) -> bool {
        self.serials.contains_key(serial)
    }
}
