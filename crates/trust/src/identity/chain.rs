//! A device's certificate with the root that signed it, and the identity that holds the device's key.

use super::certificate::{Certificate, Kind, LENGTH_MAX};
use super::error::{IdentityError, Part, unreadable};
use super::fingerprint::Fingerprint;
use super::issue::{self, DEVICE_DAYS_MAX};
use super::key::{DeviceKey, Signature, verifies};
use super::pins::Pins;
use super::role::Role;
use chancery_model::{DelegationCode, RandomSource};
use jiff::Timestamp;

const CHAIN: &str = "certificate chain";
const FORMAT: u8 = 1;

/// A device's certificate and, unless the device issued it itself, its ministry root's. Whatever is a `Chain` is signed
/// as it says; whether it is valid now, for whom, and by a root that is pinned, says [`Chain::standing`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    device: Certificate,
    root: Option<Certificate>,
}

/// What a chain makes of its holder, here and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Certified by the root that is pinned for the delegation.
    Credentialed {
        /// The root.
        ministry: Fingerprint,
        /// What for.
        role: Role,
        /// The last valid second.
        expires: Timestamp,
    },
    /// Certified by a root, but none is pinned for the delegation: worth no more than [`Standing::SelfIssued`] until the
    /// root's fingerprint was compared by another way and pinned.
    Unpinned {
        /// The root.
        ministry: Fingerprint,
        /// What for, by that root's word.
        role: Role,
        /// The last valid second.
        expires: Timestamp,
    },
    /// Nobody vouches for the device but itself.
    SelfIssued,
}

impl Chain {
    /// Of certificates: the device's, and the root's where a ministry issued it.
    pub fn new(device: Certificate, root: Option<Certificate>) -> Result<Self, IdentityError> {
        match (&device.kind, &root) {
            (Kind::SelfIssued, None) => {
                if device.subject != device.issuer || !device.is_signed_by(&device.public_key) {
                    return Err(IdentityError::Forged("the device's certificate"));
                }
            }
            (Kind::Device(code, _), Some(root)) => {
                match &root.kind {
                    Kind::Root(whose) if whose == code => {}
                    Kind::Root(_) => return Err(unreadable(CHAIN, "its root is another delegation's")),
                    _ => return Err(unreadable(CHAIN, "what should be its root is none")),
                }
                if root.subject != root.issuer || !root.is_signed_by(&root.public_key) {
                    return Err(IdentityError::Forged("the ministry root's certificate"));
                }
                let named = device.issuer == root.subject && device.authority.as_ref() == Some(&root.key_id);
                if !named || !device.is_signed_by(&root.public_key) {
                    return Err(IdentityError::Forged("the device's certificate"));
                }
                if device.public_key == root.public_key {
                    return Err(unreadable(CHAIN, "its root certified itself as a device"));
                }
            }
            (Kind::Device(..), None) => return Err(unreadable(CHAIN, "its root is missing")),
            _ => return Err(unreadable(CHAIN, "it does not begin with a device's certificate")),
        }
        let chain = Self { device, root };
        if chain.to_bytes().len() > LENGTH_MAX { Err(unreadable(CHAIN, "it is too long")) } else { Ok(chain) }
    }

    /// Format 1: a byte 1, the number of certificates (1 or 2), and each as its length in 2 bytes, big endian, and its DER;
    /// the device's first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let parts = std::iter::once(&self.device).chain(&self.root);
        let mut out = vec![FORMAT, 1 + u8::from(self.root.is_some())];
        for part in parts {
            // A certificate is never longer than 8 KiB.
            out.extend_from_slice(&(part.der().len() as u16).to_be_bytes());
            out.extend_from_slice(part.der());
        }
        out
    }

    /// Reads what [`Chain::to_bytes`] wrote. Refuses what is longer than 8 KiB, followed by anything, not canonical, or not
    /// signed as it says.
    pub fn parse(bytes: &[u8]) -> Result<Self, IdentityError> {
        let bad = || unreadable(CHAIN, "it is malformed");
        if bytes.len() > LENGTH_MAX {
            return Err(unreadable(CHAIN, "it is too long"));
        }
        let (&[format, count], mut rest) = bytes.split_first_chunk::<2>().ok_or_else(bad)?;
        if format != FORMAT {
            return Err(unreadable(CHAIN, "it is of another version"));
        }
        if !matches!(count, 1 | 2) {
            return Err(bad());
        }
        let mut take = || {
            let (length, tail) = rest.split_first_chunk::<2>()?;
            let (der, tail) = tail.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            rest = tail;
            Some(der)
        };
        let device = Certificate::parse(take().ok_or_else(bad)?)?;
        let root = if count == 2 { Some(Certificate::parse(take().ok_or_else(bad)?)?) } else { None };
        if !rest.is_empty() {
            return Err(bad());
        }
        Self::new(device, root)
    }

    /// The device's certificate.
    pub fn device(&self) -> &Certificate {
        &self.device
    }

    /// The root's certificate, where a ministry issued the device's.
    pub fn root(&self) -> Option<&Certificate> {
        self.root.as_ref()
    }

    /// The fingerprint of the device's key: the same for every certificate of one device.
    pub fn fingerprint(&self) -> Fingerprint {
        self.device.fingerprint()
    }

    /// Whether the device signed `bytes` as `context`.
    pub fn verify(&self, context: &str, bytes: &[u8], signature: &Signature) -> Result<(), IdentityError> {
        if verifies(&self.device.public_key, context, bytes, signature) {
            Ok(())
        } else {
            Err(IdentityError::SignatureInvalid)
        }
    }

    /// What the chain makes of somebody who sits for `delegation`, by what is pinned here and by the clock `now`.
    ///
    /// An expired, revoked or not yet valid certificate, one of another delegation, and a root other than the pinned one
    /// are errors: such a person must not enter, not even as self-issued.
    pub fn standing(
        &self,
        delegation: &DelegationCode,
        pins: &Pins,
        now: Timestamp,
    ) -> Result<Standing, IdentityError> {
        if let Kind::Device(code, _) = &self.device.kind
            && code != delegation
        {
            return Err(IdentityError::WrongDelegation { certified: code.clone(), shown_for: delegation.clone() });
        }
        // Before the dates: what a changed root certified says nothing.
        let ministry = self.root.as_ref().map(Certificate::fingerprint);
        let pinned = pins.root(delegation);
        if let (Some(shown), Some(pinned)) = (ministry, pinned)
            && shown != pinned
        {
            return Err(IdentityError::RootChanged { delegation: delegation.clone(), pinned, shown });
        }
        if let Some(root) = &self.root {
            is_valid(root, Part::Root, now)?;
        }
        self.standing_alone(now)?;
        let (Some(ministry), Kind::Device(_, role)) = (ministry, &self.device.kind) else {
            return Ok(Standing::SelfIssued);
        };
        if pins.is_denied(ministry, &self.device.serial) {
            return Err(IdentityError::Revoked { serial: self.device.serial.clone() });
        }
        let (role, expires) = (*role, self.device.not_after);
        Ok(if pinned.is_some() {
            Standing::Credentialed { ministry, role, expires }
        } else {
            Standing::Unpinned { ministry, role, expires }
        })
    }
}

impl Chain {
    /// What the device's certificate is worth by itself: valid now, and not for too long.
    pub(crate) fn standing_alone(&self, now: Timestamp) -> Result<Standing, IdentityError> {
        is_valid(&self.device, Part::Device, now)?;
        let seconds = self.device.not_after.as_second() - self.device.not_before.as_second();
        if seconds > i64::from(DEVICE_DAYS_MAX) * 86_400 {
            return Err(IdentityError::TooLongLived { days: seconds.div_euclid(86_400) + 1 });
        }
        Ok(Standing::SelfIssued)
    }
}

fn is_valid(certificate: &Certificate, part: Part, now: Timestamp) -> Result<(), IdentityError> {
    if now.as_second() < certificate.not_before.as_second() {
        return Err(IdentityError::NotYetValid { part, from: certificate.not_before, now });
    }
    // RFC 5280 section 4.1.2.5: notAfter is the last valid second.
    if now.as_second() > certificate.not_after.as_second() {
        return Err(IdentityError::Expired { part, until: certificate.not_after, now });
    }
    Ok(())
}

/// Who I am on this machine: the device's key and its chain. The key is wiped when dropped and never shown.
#[derive(Clone, Debug)]
pub struct Identity {
    key: DeviceKey,
    chain: Chain,
}

// The device key's seed is its only secret part, and wipes itself.
impl zeroize::ZeroizeOnDrop for Identity {}

impl Identity {
    /// A new device key with a certificate of its own.
    pub fn self_issued(random: &mut dyn RandomSource, now: Timestamp) -> Self {
        let key = DeviceKey::generate(random);
        Self::self_issued_with(key, random, now)
    }

    /// A certificate of its own for a device key that was kept: the fingerprint stays.
    pub fn self_issued_with(key: DeviceKey, random: &mut dyn RandomSource, now: Timestamp) -> Self {
        let der = issue::self_issued(&key, random, now);
        let device = Certificate::parse(&der).expect("we read what we write");
        let chain = Chain::new(device, None).expect("we signed it");
        Self { key, chain }
    }

    /// A device key with the chain that a ministry issued for it.
    pub fn new(key: DeviceKey, chain: Chain) -> Result<Self, IdentityError> {
        if chain.device.public_key == *key.public_key() {
            Ok(Self { key, chain })
        } else {
            Err(IdentityError::OtherKey)
        }
    }

    /// Signs `bytes` as `context`: what is signed in one context never fits another.
    pub fn sign(&self, context: &str, bytes: &[u8]) -> Signature {
        self.key.sign(context, bytes)
    }

    /// What is shown to the others.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The device's key.
    pub fn key(&self) -> &DeviceKey {
        &self.key
    }

    /// The fingerprint of the device's key.
    pub fn fingerprint(&self) -> Fingerprint {
        self.key.fingerprint()
    }
}
