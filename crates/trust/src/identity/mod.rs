//! Who is who: device keys, ministry roots, certificates, pins, and what is signed for a file.
//!
//! An [`Identity`] is a device key (Ed25519) and its [`Chain`]: the device's certificate, signed by a ministry root, and
//! that root's own; or, until a ministry has a root, one certificate that the device signed itself. Certificates are X.509
//! (RFC 5280) with Ed25519 (RFC 8410), so that every ministry's own tools read and check them. The two ministries share no
//! authority: each pins the other's root by its [`Fingerprint`] in its [`Pins`], and a changed root blocks until a person
//! has confirmed it.
//!
//! What a certificate says of its holder stands in its subject alternative name as a URI (RFC 5280 section 4.2.1.6):
//! `urn:chancery:delegation:ID:role:chair`, `urn:chancery:delegation:ID:root`, `urn:chancery:self-issued`. A URI needs no
//! object identifier of our own, and every tool shows it in plain text.
//!
//! No IO, no clock: who calls passes `now` and random bytes.

mod certificate;
mod chain;
mod denied;
mod error;
mod fingerprint;
mod given;
mod issue;
mod jws;
mod key;
mod locked;
mod ministry;
mod pem;
mod pins;
mod role;

pub use certificate::{BadSerial, Certificate, Kind, Serial};
pub use chain::{Chain, Identity, Standing};
pub use denied::DenyList;
pub use error::{IdentityError, Part};
pub use fingerprint::{BadFingerprint, Fingerprint};
pub use given::Given;
pub use issue::DEVICE_DAYS_MAX;
pub use jws::{JwsError, Signatures, Signer};
pub use key::{DeviceKey, Seed, Signature};
pub use locked::{CannotUnlock, Locked, PASSPHRASE_MIN, Passphrase, lock};
pub use ministry::{BadMinistryName, Request, Root, RootFileError};
pub use pins::{Pins, RootPin, Seen};
pub use role::{BadRole, Role};

#[cfg(test)]
pub(crate) mod tests;
