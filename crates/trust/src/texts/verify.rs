//! Signing a manifest, and checking that all did.

use super::manifest::{BadManifest, Manifest, Named};
use super::text::{BadText, Language, Text};
use crate::group::hex;
use crate::identity::{Certificate, Fingerprint, Identity, JwsError, Pins, Signatures, Standing};
use chancery_model::DelegationCode;
use jiff::Timestamp;
use std::collections::BTreeMap;
use thiserror::Error;

/// What the signatures say that the signed file is (`typ` of RFC 7515 section 4.1.9, without `application/`).
pub const TYPE: &str = "chancery-texts+json";

/// Why texts do not count as signed by all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotSigned {
    /// The manifest.
    #[error("{0}")]
    Manifest(#[from] BadManifest),
    /// A text is not in the form that may be signed.
    #[error("the text in {language}: {why}")]
    Text {
        /// Which.
        language: Language,
        /// Where, and what.
        why: BadText,
    },
    /// The manifest names a text that is not there.
    #[error("the text in {0} is missing: ask for it")]
    MissingText(Language),
    /// There is a text that the manifest does not name.
    #[error("the text in {0} is not among those that were signed")]
    OtherText(Language),
    /// A text is that which the manifest names for another language.
    #[error("the text given as {given} was signed as {signed}: the files or the hashes were exchanged")]
    Swapped {
        /// As what it was given.
        given: Language,
        /// As what the manifest has it.
        signed: Language,
    },
    /// A text is another than the signed one.
    #[error("the text in {0} was changed after it was signed")]
    ChangedText(Language),
    /// A signature does not hold.
    #[error("{0}")]
    Signature(#[from] JwsError),
    /// Somebody signed whom the manifest does not name.
    #[error("the device {0} signed, and the manifest does not name it")]
    OtherSigner(Fingerprint),
    /// The ministry's root that stands behind a signer is not the one that the manifest names, or is none.
    #[error(
        "the device {0} is certified otherwise than the manifest says: by another root or delegation, or not at all"
    )]
    OtherRoot(Fingerprint),
    /// Somebody has not signed.
    #[error("the device {device} of {delegation} has not signed")]
    MissingSigner {
        /// Whose.
        device: Fingerprint,
        /// Of which side.
        delegation: DelegationCode,
    },
}

/// What all signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The manifest.
    pub manifest: Manifest,
    /// Each signer, in the manifest's order, and what its certificates are worth here.
    pub signers: Vec<(Named, Standing)>,
}

/// Adds this machine's signature to those that there are. The manifest has to name it: nobody signs beside the list.
pub fn sign(manifest: &Manifest, identity: &Identity, signatures: &mut Signatures) -> Result<(), NotSigned> {
    let device = identity.fingerprint();
    let named = manifest.signers().iter().find(|named| named.device == device);
    let named = named.ok_or(NotSigned::OtherSigner(device))?;
    if Named::of(identity, &named.delegation, named.name.clone()) != *named {
        return Err(NotSigned::OtherRoot(device));
    }
    Ok(signatures.sign(identity, TYPE, manifest.bytes())?)
}

/// Checks that these texts are those of the manifest, and that everybody whom it names has signed it and nobody else; by
/// what is pinned here, and as things were `at` that time.
pub fn verify(
    manifest: &[u8],
    texts: &BTreeMap<Language, Vec<u8>>,
    signatures: &str,
    pins: &Pins,
    at: Timestamp,
) -> Result<Verified, NotSigned> {
    let manifest = Manifest::parse(manifest)?;
    compare(&manifest, texts)?;
    let signed = Signatures::parse(signatures)?.verify(TYPE, manifest.bytes(), pins, at)?;
    let mut standings: BTreeMap<Fingerprint, Standing> = BTreeMap::new();
    for signer in signed {
        let device = signer.chain.fingerprint();
        let named = manifest.signers().iter().find(|named| named.device == device);
        let named = named.ok_or(NotSigned::OtherSigner(device))?;
        let side = signer.delegation.as_ref().is_none_or(|code| *code == named.delegation);
        if !side || signer.chain.root().map(Certificate::fingerprint) != named.root {
            return Err(NotSigned::OtherRoot(device));
        }
        standings.insert(device, signer.standing);
    }
    let signers = manifest.signers().iter().map(|named| match standings.remove(&named.device) {
        Some(standing) => Ok((named.clone(), standing)),
        None => Err(NotSigned::MissingSigner { device: named.device, delegation: named.delegation.clone() }),
    });
    let signers = signers.collect::<Result<Vec<_>, _>>()?;
    Ok(Verified { manifest, signers })
}

fn compare(manifest: &Manifest, texts: &BTreeMap<Language, Vec<u8>>) -> Result<(), NotSigned> {
    let entries = &manifest.content.texts;
    for (language, bytes) in texts {
        let text = Text::read(bytes).map_err(|why| NotSigned::Text { language: language.clone(), why })?;
        let hash = hex(&text.hash());
        let Some(entry) = entries.iter().find(|entry| entry.language == *language) else {
            return Err(NotSigned::OtherText(language.clone()));
        };
        if entry.sha256 == hash && entry.bytes == text.as_str().len() as u64 {
            continue;
        }
        return Err(match entries.iter().find(|entry| entry.sha256 == hash) {
            Some(other) if other.language != *language => {
                NotSigned::Swapped { given: language.clone(), signed: other.language.clone() }
            }
            _ => NotSigned::ChangedText(language.clone()),
        });
    }
    match entries.iter().find(|entry| !texts.contains_key(&entry.language)) {
        Some(entry) => Err(NotSigned::MissingText(entry.language.clone())),
        None => Ok(()),
    }
}
