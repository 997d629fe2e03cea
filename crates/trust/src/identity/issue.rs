//! Making certificates.

use super::certificate::{Kind, Serial};
use super::fingerprint::Fingerprint;
use super::key::DeviceKey;
use chancery_model::{RandomSource, random_bytes};
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyUsagePurpose, PKCS_ED25519,
    PublicKeyData, SanType, SerialNumber, SignatureAlgorithm, SigningKey,
};

/// The longest time a device certificate may be valid, in days.
pub const DEVICE_DAYS_MAX: u16 = 90;
/// How far back a self-issued certificate begins: nobody vouches for its dates, so that a clock that is a day off should
/// keep nobody out.
const BACKDATED: SignedDuration = SignedDuration::from_hours(48);

impl PublicKeyData for DeviceKey {
    fn der_bytes(&self) -> &[u8] {
        self.public_key()
    }
    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl SigningKey for DeviceKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.sign_raw(message).0.to_vec())
    }
}

/// A public key that somebody else has the private one of.
pub(crate) struct Subject(pub(crate) [u8; 32]);

impl PublicKeyData for Subject {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }
    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

/// Whole seconds, within the years that a certificate can say.
pub(crate) fn date(at: Timestamp) -> time::OffsetDateTime {
    let seconds = at.as_second().clamp(0, 253_402_300_799);
    time::OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
}

/// The subject: one common name.
pub(crate) fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

/// A device's name in its certificate: no person's, but unlike any other device's of the same ministry, as RFC 5280
/// section 4.1.2.6 wants it.
pub(crate) fn device_name(fingerprint: Fingerprint) -> String {
    format!("Chancery device {}", &fingerprint.to_string()[..16])
}

fn parameters(kind: &Kind, name: &str, serial: &Serial, from: Timestamp, until: Timestamp) -> CertificateParams {
    let mut out = CertificateParams::default();
    out.distinguished_name = named(name);
    out.serial_number = Some(SerialNumber::from_slice(serial.as_bytes()));
    out.not_before = date(from);
    out.not_after = date(until);
    out.subject_alt_names = vec![SanType::URI(kind.uri().try_into().expect("our URIs are ASCII"))];
    out.use_authority_key_identifier_extension = true;
    if matches!(kind, Kind::Root(_)) {
        out.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        out.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        out.is_ca = IsCa::ExplicitNoCa;
        out.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    }
    out
}

/// A certificate that a device makes for itself: valid for 90 days, begun two days ago.
pub(crate) fn self_issued(key: &DeviceKey, random: &mut dyn RandomSource, now: Timestamp) -> Vec<u8> {
    let from = now.saturating_sub(BACKDATED).expect("a duration is always subtracted");
    let until = from.saturating_add(SignedDuration::from_hours(24 * i64::from(DEVICE_DAYS_MAX))).expect("as above");
    let serial = Serial::random(random_bytes(random));
    let made = parameters(&Kind::SelfIssued, &device_name(key.fingerprint()), &serial, from, until).self_signed(key);
    made.expect("what we write can be encoded").der().to_vec()
}

/// A root's certificate, signed by itself.
pub(crate) fn root(
    key: &DeviceKey,
    kind: &Kind,
    name: &str,
    serial: &Serial,
    from: Timestamp,
    until: Timestamp,
) -> Vec<u8> {
    let made = parameters(kind, name, serial, from, until).self_signed(key);
    made.expect("what we write can be encoded").der().to_vec()
}

/// What a root is as an issuer.
pub(crate) fn issuer<'a>(key: &'a DeviceKey, name: &str) -> Issuer<'static, &'a DeviceKey> {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(name);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Issuer::new(params, key)
}

/// A device's certificate, signed by a root.
pub(crate) fn device(
    root: &Issuer<'static, &DeviceKey>,
    subject: [u8; 32],
    kind: &Kind,
    serial: &Serial,
    from: Timestamp,
    until: Timestamp,
) -> Vec<u8> {
    let name = device_name(Fingerprint::of(&subject));
    let made = parameters(kind, &name, serial, from, until).signed_by(&Subject(subject), root);
    made.expect("what we write can be encoded").der().to_vec()
}
