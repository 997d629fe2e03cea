//! The leaf binding: what ties an MLS leaf to a meeting, a person, a device and a side.
//!
//! It is the leaf's MLS credential. The device signs it, so that the leaf is that device's; the side's vouching key signs
//! it, so that its bearer holds that side's invitation. It names the leaf's signature key, so that it cannot be carried to
//! another leaf, the fingerprint of the DTLS certificate, so that a swapped one in a session description is seen, and its
//! expiry.

use super::codec::{Malformed, Reader, put, sha256};
use super::provider::LeafKey;
use crate::identity::{Chain, Fingerprint, Identity, IdentityError, Pins, Role, Signature, Standing};
use crate::invitation::Invitation;
use chancery_model::{Card, DelegationCode, MeetingId, ParticipantId, PersonName};
use jiff::Timestamp;
use openmls::prelude::{
    BasicCredential, Credential, CredentialType, CredentialWithKey, KeyPackage, SignaturePublicKey,
};
use ring::signature::{ED25519, UnparsedPublicKey};
use std::sync::Arc;
use thiserror::Error;
use uuid::Uuid;

/// The longest credential, in bytes: a chain of at most 8 KiB and some short fields.
const CREDENTIAL_MAX: usize = 12 * 1024;
const CHAIN_MAX: usize = 8 * 1024;
/// A name of eighty characters, in bytes.
const NAME_MAX: usize = 512;
const FORMAT: u8 = 1;
/// What the device signs, and what the vouching key signs.
const DEVICE: &str = "leaf binding";
const VOUCH: &[u8] = b"Chancery 1.0 vouch\0";

/// Why a leaf's binding does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadBinding {
    /// Cannot be read, or is written otherwise than it would be here.
    #[error("the leaf's binding cannot be read")]
    Malformed,
    /// Of another meeting, or of another group of it.
    #[error("the leaf is bound to another meeting")]
    OtherMeeting,
    /// Bound to another signature key.
    #[error("the binding belongs to another leaf")]
    OtherLeaf,
    /// No side of this meeting has that code.
    #[error("the leaf claims a side that is not invited")]
    UnknownSide,
    /// The vouching signature is not that side's.
    #[error("the leaf's bearer does not hold the invitation of the side it claims")]
    NotVouched,
    /// The device's signature does not verify.
    #[error("the device did not sign the leaf")]
    NotSigned,
    /// Past its expiry, or one later than the invitation's.
    #[error("the leaf's binding is not valid at this time")]
    Expired,
}

impl From<Malformed> for BadBinding {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// A leaf whose binding holds: it says who, of which side, with which device.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) participant: ParticipantId,
    pub(super) card: Card,
    /// Place of the side among the invitation's.
    pub(super) side: usize,
    /// The leaf's signature key.
    pub(super) key: [u8; 32],
    pub(super) device: Fingerprint,
    /// SHA-256 of the DTLS certificate.
    pub(super) dtls: [u8; 32],
    pub(super) chain: Arc<Chain>,
    /// What the certificates say by the roots that the invitation names: the same for every member.
    pub(super) standing: Result<Standing, IdentityError>,
    /// SHA-256 of the credential.
    pub(super) digest: [u8; 32],
}

impl Leaf {
    /// Credentialed as chair by the root that the invitation names.
    pub(super) fn is_credentialed_chair(&self) -> bool {
        matches!(self.standing, Ok(Standing::Credentialed { role: Role::Chair, .. }))
    }

    /// What the certificate of the root behind it calls the ministry.
    pub(super) fn ministry(&self) -> Option<String> {
        self.chain.root().map(|root| root.name().to_owned())
    }

    /// The same laptop for the same side: each leaf is signed by its device, so that taking the seat of an earlier one is the
    /// device's own word, and needs no chair's against it.
    pub(super) fn replaces(&self, earlier: &Self) -> bool {
        self.device == earlier.device && self.side == earlier.side
    }
}

/// What everyone in a group agrees on before it begins: its rules do not depend on whose laptop applies them.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) invitation: Invitation,
    /// Which group of the meeting: the plenary or a caucus.
    pub(super) label: String,
    /// Only the roots that the invitation names.
    pub(super) roots: Pins,
}

impl Terms {
    pub(super) fn new(invitation: Invitation, label: String) -> Self {
        let mut roots = Pins::default();
        for side in &invitation.sides {
            if let Some(root) = side.root {
                // The first pin of a delegation always holds.
                let _ = roots.pin(&side.code, Fingerprint(root), invitation.starts);
            }
        }
        Self { invitation, label, roots }
    }

    pub(super) fn meeting(&self) -> MeetingId {
        self.invitation.meeting
    }

    pub(super) fn side(&self, code: &DelegationCode) -> Option<usize> {
        self.invitation.sides.iter().position(|side| side.code == *code)
    }

    /// Reads and checks a leaf's credential. `at`: the time at which it must be valid.
    pub(super) fn leaf(&self, credential: &[u8], key: &[u8], at: Timestamp) -> Result<Leaf, BadBinding> {
        if credential.len() > CREDENTIAL_MAX {
            return Err(BadBinding::Malformed);
        }
        let mut r = Reader::new(credential);
        let body = r.bytes(CREDENTIAL_MAX)?;
        let device_signature: [u8; 64] = r.array()?;
        let vouched: [u8; 64] = r.array()?;
        r.end()?;
        let mut r = Reader::new(body);
        if r.u8()? != FORMAT {
            return Err(BadBinding::Malformed);
        }
        if r.array()? != *self.meeting().0.as_bytes() || r.bytes(64)? != self.label.as_bytes() {
            return Err(BadBinding::OtherMeeting);
        }
        let participant = ParticipantId(Uuid::from_bytes(r.array()?));
        let leaf_key: [u8; 32] = r.array()?;
        if leaf_key != key {
            return Err(BadBinding::OtherLeaf);
        }
        let dtls = r.array()?;
        let expires = Timestamp::from_second(i64::from_be_bytes(r.array()?)).map_err(|_| BadBinding::Malformed)?;
        let code = text(r.bytes(8)?)?;
        let delegation = DelegationCode::new(code).map_err(|_| BadBinding::Malformed)?;
        if delegation.as_str() != code {
            return Err(BadBinding::Malformed);
        }
        let name = name(r.bytes(NAME_MAX)?)?;
        let title = match r.u8()? {
            0 => None,
            1 => Some(self::name(r.bytes(NAME_MAX)?)?),
            _ => return Err(BadBinding::Malformed),
        };
        let chain = Chain::parse(r.bytes(CHAIN_MAX)?).map_err(|_| BadBinding::Malformed)?;
        r.end()?;
        if expires <= at || expires > self.invitation.expires {
            return Err(BadBinding::Expired);
        }
        let side = self.side(&delegation).ok_or(BadBinding::UnknownSide)?;
        let vouching = UnparsedPublicKey::new(&ED25519, self.invitation.sides[side].vouching);
        vouching.verify(&[VOUCH, body].concat(), &vouched).map_err(|_| BadBinding::NotVouched)?;
        chain.verify(DEVICE, body, &Signature(device_signature)).map_err(|_| BadBinding::NotSigned)?;
        let standing = chain.standing(&delegation, &self.roots, at);
        Ok(Leaf {
            participant,
            card: Card { name, title, delegation },
            side,
            key: leaf_key,
            device: chain.fingerprint(),
            dtls,
            chain: Arc::new(chain),
            standing,
            digest: sha256(&[credential]),
        })
    }

    /// The leaf of a key package.
    pub(super) fn candidate(&self, package: &KeyPackage, at: Timestamp) -> Result<Leaf, BadBinding> {
        let leaf = package.leaf_node();
        self.leaf(basic(leaf.credential())?, leaf.signature_key().as_slice(), at)
    }

    /// One's own credential for a new leaf.
    pub(super) fn bind(
        &self,
        identity: &Identity,
        participant: ParticipantId,
        card: &Card,
        dtls: &[u8; 32],
        key: &LeafKey,
    ) -> CredentialWithKey {
        let title = card.title.as_ref().map(PersonName::as_str);
        self.bind_named(identity, participant, &card.delegation, card.name.as_str(), title, dtls, key)
    }

    /// The same, for a name as it stands.
    #[allow(clippy::too_many_arguments)] // What a binding says, in its order.
    pub(super) fn bind_named(
        &self,
        identity: &Identity,
        participant: ParticipantId,
        delegation: &DelegationCode,
        name: &str,
        title: Option<&str>,
        dtls: &[u8; 32],
        key: &LeafKey,
    ) -> CredentialWithKey {
        let mut body = vec![FORMAT];
        body.extend_from_slice(self.meeting().0.as_bytes());
        put(&mut body, self.label.as_bytes());
        body.extend_from_slice(participant.0.as_bytes());
        body.extend_from_slice(&key.public());
        body.extend_from_slice(dtls);
        body.extend_from_slice(&self.invitation.expires.as_second().to_be_bytes());
        put(&mut body, delegation.as_str().as_bytes());
        put(&mut body, name.as_bytes());
        match title {
            None => body.push(0),
            Some(title) => {
                body.push(1);
                put(&mut body, title.as_bytes());
            }
        }
        put(&mut body, &identity.chain().to_bytes());
        let signed = identity.sign(DEVICE, &body).0;
        let pair = self.invitation.side.vouching_pair(self.meeting());
        let vouched = pair.sign(&[VOUCH, &body].concat());
        let mut credential = Vec::new();
        put(&mut credential, &body);
        credential.extend_from_slice(&signed);
        credential.extend_from_slice(vouched.as_ref());
        CredentialWithKey {
            credential: BasicCredential::new(credential).into(),
            signature_key: SignaturePublicKey::from(key.public().to_vec()),
        }
    }
}

/// The bytes of a basic credential; no other kind is taken.
pub(super) fn basic(credential: &Credential) -> Result<&[u8], BadBinding> {
    match credential.credential_type() {
        CredentialType::Basic => Ok(credential.serialized_content()),
        _ => Err(BadBinding::Malformed),
    }
}

fn text(bytes: &[u8]) -> Result<&str, BadBinding> {
    std::str::from_utf8(bytes).map_err(|_| BadBinding::Malformed)
}

/// A name must stand as [`PersonName`] would write it: no control, direction or invisible characters, NFC.
fn name(bytes: &[u8]) -> Result<PersonName, BadBinding> {
    let text = text(bytes)?;
    let name = PersonName::new(text).map_err(|_| BadBinding::Malformed)?;
    if name.as_str() == text { Ok(name) } else { Err(BadBinding::Malformed) }
}
