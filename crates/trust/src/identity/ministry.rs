//! A ministry's root: kept on a machine without a network, it certifies the delegation's devices and takes that back.

use super::certificate::{Certificate, Kind, LENGTH_MAX, Serial, is_ed25519, public_key};
use super::chain::Chain;
use super::denied::DenyList;
use super::error::{IdentityError, unreadable};
use super::fingerprint::Fingerprint;
use super::issue::{self, DEVICE_DAYS_MAX};
use super::key::{DeviceKey, Seed, verifies_raw};
use super::locked::{self, CannotUnlock, Passphrase};
use super::pem;
use super::role::Role;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery_model::{DelegationCode, PersonName, RandomSource, random_bytes};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use x509_cert::der::{Decode, Encode};

/// How long a root is valid, in days: ten years.
const ROOT_DAYS: i64 = 3_653;
/// How far back a certificate begins, since no two clocks agree.
const BACKDATED: SignedDuration = SignedDuration::from_hours(1);
/// The longest name of a ministry, in characters (RFC 5280 appendix A.1, ub-common-name).
const NAME_MAX: usize = 64;
/// What the locked key in a root's file is called.
const LOCKED_AS: &str = "ministry root key";

/// A device's request for a certificate (PKCS #10, RFC 2986): its public key, signed with the private one, which never
/// leaves the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    der: Vec<u8>,
    public_key: [u8; 32],
}

impl Request {
    /// Of this device.
    pub fn of(key: &DeviceKey) -> Self {
        let mut params = rcgen::CertificateParams::default();
        params.distinguished_name = issue::named(&issue::device_name(key.fingerprint()));
        let der = params.serialize_request(key).expect("what we write can be encoded").der().to_vec();
        Self { der, public_key: *key.public_key() }
    }

    /// Reads DER. What the request asks for is not looked at: the ministry decides that. Its signature is: nobody gets a
    /// certificate for a key that is not theirs.
    pub fn parse(der: &[u8]) -> Result<Self, IdentityError> {
        const WHAT: &str = "signing request";
        if der.len() > LENGTH_MAX {
            return Err(unreadable(WHAT, "it is too long"));
        }
        let bad = || unreadable(WHAT, "it is malformed");
        let read = x509_cert::request::CertReq::from_der(der).map_err(|_| bad())?;
        if read.to_der().map_err(|_| bad())? != der {
            return Err(bad());
        }
        let public_key = public_key(&read.info.public_key, WHAT)?;
        let signed = read.info.to_der().map_err(|_| bad())?;
        let signature = read.signature.as_bytes().ok_or_else(bad)?;
        if !is_ed25519(&read.algorithm) || !verifies_raw(&public_key, &signed, signature) {
            return Err(IdentityError::Forged("the signing request"));
        }
        Ok(Self { der: der.to_vec(), public_key })
    }

    /// As PEM.
    pub fn to_pem(&self) -> String {
        pem::encode(pem::REQUEST, &self.der)
    }

    /// Reads PEM.
    pub fn from_pem(text: &str) -> Result<Self, IdentityError> {
        Self::parse(&pem::decode_one(text, pem::REQUEST, "signing request")?)
    }

    /// The fingerprint of the device's key: who signs the request compares it with what the device shows.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.public_key)
    }
}

/// A ministry's root: its key and its certificate. The key is wiped when dropped and never shown.
#[derive(Clone, Debug)]
pub struct Root {
    key: DeviceKey,
    certificate: Certificate,
}

// The device key's seed is its only secret part, and wipes itself.
impl zeroize::ZeroizeOnDrop for Root {}

/// A root's file: the certificate in the clear, the key locked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    certificate: String,
    key: locked::Locked,
}

/// Why a root's file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RootFileError {
    /// Not such a file, or damaged.
    #[error("this is no file of a ministry root, or a damaged one: take another copy of it")]
    Damaged,
    /// The key cannot be unlocked.
    #[error(transparent)]
    Locked(#[from] CannotUnlock),
    /// The certificate in it is not in order.
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

/// A ministry's name that cannot stand in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a ministry's name has 1 to {NAME_MAX} characters that can be seen: give it in a shorter form")]
pub struct BadMinistryName;

impl Root {
    /// A new root for a delegation's ministry, valid for ten years.
    pub fn new(
        random: &mut dyn RandomSource,
        delegation: &DelegationCode,
        ministry: &str,
        now: Timestamp,
    ) -> Result<Self, BadMinistryName> {
        let name = PersonName::new(ministry).map_err(|_| BadMinistryName)?;
        if name.as_str().chars().count() > NAME_MAX {
            return Err(BadMinistryName);
        }
        let key = DeviceKey::generate(random);
        let serial = Serial::random(random_bytes(random));
        let from = now.saturating_sub(BACKDATED).expect("a duration is always subtracted");
        let until = from.saturating_add(SignedDuration::from_hours(24 * ROOT_DAYS)).expect("as above");
        let der = issue::root(&key, &Kind::Root(delegation.clone()), name.as_str(), &serial, from, until);
        let certificate = Certificate::parse(&der).expect("we read what we write");
        Ok(Self { key, certificate })
    }

    /// The certificate that the others check by.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What the other ministries pin.
    pub fn fingerprint(&self) -> Fingerprint {
        self.certificate.fingerprint()
    }

    /// The key itself, for the tests that make what an honest ministry never would.
    #[cfg(test)]
    pub(crate) fn key(&self) -> &DeviceKey {
        &self.key
    }

    /// Whose root it is.
    pub fn delegation(&self) -> &DelegationCode {
        match self.certificate.kind() {
            Kind::Root(code) | Kind::Device(code, _) => code,
            Kind::SelfIssued => unreachable!("a root's certificate is a root's"),
        }
    }

    /// Certifies a device for `days` (1 to 90), from an hour ago on and never beyond the root's own end.
    pub fn issue(
        &self,
        request: &Request,
        role: Role,
        days: u16,
        random: &mut dyn RandomSource,
        now: Timestamp,
    ) -> Result<Chain, IdentityError> {
        if !(1..=DEVICE_DAYS_MAX).contains(&days) {
            return Err(IdentityError::TooLongLived { days: i64::from(days) });
        }
        let from = now.saturating_sub(BACKDATED).expect("a duration is always subtracted");
        let until = from.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).expect("as above");
        let kind = Kind::Device(self.delegation().clone(), role);
        let serial = Serial::random(random_bytes(random));
        let issuer = issue::issuer(&self.key, self.certificate.name());
        let until = until.min(self.certificate.not_after);
        let der = issue::device(&issuer, request.public_key, &kind, &serial, from, until);
        Chain::new(Certificate::parse(&der)?, Some(self.certificate.clone()))
    }

    /// A deny-list with everything on `previous`, where there is one, and these too.
    pub fn revoke(
        &self,
        previous: Option<&DenyList>,
        serials: &[Serial],
        now: Timestamp,
    ) -> Result<DenyList, IdentityError> {
        if let Some(previous) = previous
            && previous.root() != self.fingerprint()
        {
            return Err(unreadable("deny-list", "it is another root's"));
        }
        let issuer = issue::issuer(&self.key, self.certificate.name());
        let der = DenyList::make(&issuer, previous, serials, now);
        DenyList::new(&der, &self.certificate)
    }

    /// The file to keep it in: the key under a passphrase, the certificate in the clear.
    pub fn to_file(&self, passphrase: &Passphrase, random: &mut dyn RandomSource) -> String {
        let file = File {
            certificate: STANDARD.encode(self.certificate.der()),
            key: locked::lock(LOCKED_AS, &self.key.seed().0, passphrase, random),
        };
        serde_json::to_string_pretty(&file).expect("texts and numbers are JSON") + "\n"
    }

    /// Reads the file.
    pub fn from_file(text: &str, passphrase: &Passphrase) -> Result<Self, RootFileError> {
        let (file, certificate) = open(text)?;
        let secret = file.key.unlock(LOCKED_AS, passphrase)?;
        let seed: [u8; 32] = secret.as_slice().try_into().map_err(|_| RootFileError::Damaged)?;
        let key = DeviceKey::from_seed(Seed(seed));
        // Somebody put another certificate into the file.
        if *key.public_key() != certificate.public_key {
            return Err(RootFileError::Damaged);
        }
        Ok(Self { key, certificate })
    }

    /// The certificate in a root's file, without the passphrase.
    pub fn certificate_in(text: &str) -> Result<Certificate, RootFileError> {
        open(text).map(|(_, certificate)| certificate)
    }
}

fn open(text: &str) -> Result<(File, Certificate), RootFileError> {
    if text.len() > 4 * LENGTH_MAX {
        return Err(RootFileError::Damaged);
    }
    let file: File = serde_json::from_str(text).map_err(|_| RootFileError::Damaged)?;
    let der = STANDARD.decode(&file.certificate).map_err(|_| RootFileError::Damaged)?;
    let certificate = Certificate::parse(&der)?;
    if !matches!(certificate.kind(), Kind::Root(_)) || !certificate.is_signed_by(&certificate.public_key) {
        return Err(RootFileError::Damaged);
    }
    Ok((file, certificate))
}
