//! The manifest: what exactly is signed. Canonical JSON (RFC 8785), so that there is one series of bytes for one content.

use super::text::{Language, Text};
use crate::group::hex;
use crate::identity::{Fingerprint, Identity, Kind};
use chancery_model::{DelegationCode, MeetingId, PersonName};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// The longest manifest, in bytes.
pub const MANIFEST_MAX: usize = 64 * 1024;
/// The most languages, and the most signers.
const MOST: usize = 64;
/// The format that this version writes and reads.
const VERSION: u32 = 1;

/// Why something is no manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadManifest {
    /// Not the JSON of a manifest, or too long.
    #[error("this is no manifest that Chancery reads: ask for it again")]
    Unreadable,
    /// Of a newer Chancery.
    #[error("this manifest is of another version: update Chancery")]
    Version,
    /// Another way to write the same: what was signed is one series of bytes.
    #[error("the manifest is not in its canonical form (RFC 8785): it was written anew after it was made")]
    NotCanonical,
    /// No text, no signer, or more than 64.
    #[error("a manifest names at least one text and one signer, and at most 64 of each")]
    Count,
    /// A language or a signer stands twice, or not in order.
    #[error("a language or a signer stands twice in the manifest, or out of order")]
    Doubled,
    /// An authentic text is not among the texts, or none is authentic.
    #[error("the manifest has to say which of its texts are authentic")]
    Authentic,
}

/// Whose signature a manifest asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// For which delegation.
    pub delegation: DelegationCode,
    /// Whose: the name as it is printed under the text.
    pub name: PersonName,
    /// The device that signs.
    pub device: Fingerprint,
    /// The ministry's root that certified it; `None`: a self-issued device.
    pub root: Option<Fingerprint>,
}

impl Named {
    /// This machine's signer. A device that a ministry certified signs for no other delegation.
    pub fn of(identity: &Identity, delegation: &DelegationCode, name: PersonName) -> Self {
        let chain = identity.chain();
        let delegation = match chain.device().kind() {
            Kind::Device(code, _) => code.clone(),
            Kind::SelfIssued | Kind::Root(_) => delegation.clone(),
        };
        let root = chain.root().map(crate::identity::Certificate::fingerprint);
        Self { delegation, name, device: identity.fingerprint(), root }
    }

    /// By what signers are put in order.
    fn place(&self) -> (&DelegationCode, Fingerprint) {
        (&self.delegation, self.device)
    }
}

/// One text of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) bytes: u64,
    pub(super) language: Language,
    pub(super) sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    pub(super) authentic: Vec<Language>,
    pub(super) date: Date,
    pub(super) meeting: MeetingId,
    pub(super) signers: Vec<Named>,
    pub(super) texts: Vec<Entry>,
    pub(super) version: u32,
}

/// What a manifest is made of.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// At which meeting it was agreed.
    pub meeting: MeetingId,
    /// The day that stands under it.
    pub date: Date,
    /// The texts, by language.
    pub texts: &'a BTreeMap<Language, Text>,
    /// Which of them are equally authentic: the others are translations.
    pub authentic: Vec<Language>,
    /// Who signs, in any order.
    pub signers: Vec<Named>,
}

/// A manifest, with the bytes that are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    pub(super) content: Content,
    bytes: Vec<u8>,
}

impl Manifest {
    /// Makes one: the same from the same draft, on whichever machine.
    pub fn new(draft: Draft<'_>) -> Result<Self, BadManifest> {
        let Draft { meeting, date, texts, mut authentic, mut signers } = draft;
        authentic.sort();
        signers.sort_by(|a, b| a.place().cmp(&b.place()));
        let entry = |(language, text): (&Language, &Text)| Entry {
            bytes: text.as_str().len() as u64,
            language: language.clone(),
            sha256: hex(&text.hash()),
        };
        let texts = texts.iter().map(entry).collect();
        let content = Content { authentic, date, meeting, signers, texts, version: VERSION };
        let bytes = content.canonical();
        if bytes.len() > MANIFEST_MAX {
            return Err(BadManifest::Unreadable);
        }
        content.check()?;
        Ok(Self { content, bytes })
    }

    /// Reads one; the signatures are not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadManifest> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        if bytes.len() > MANIFEST_MAX {
            return Err(BadManifest::Unreadable);
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| BadManifest::Unreadable)?;
        if head.version != VERSION {
            return Err(BadManifest::Version);
        }
        let content: Content = serde_json::from_slice(bytes).map_err(|_| BadManifest::Unreadable)?;
        if content.canonical() != bytes {
            return Err(BadManifest::NotCanonical);
        }
        content.check()?;
        Ok(Self { content, bytes: bytes.to_vec() })
    }

    /// What is signed, and what is handed over.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The meeting.
    pub fn meeting(&self) -> MeetingId {
        self.content.meeting
    }

    /// The day.
    pub fn date(&self) -> Date {
        self.content.date
    }

    /// Who has to sign.
    pub fn signers(&self) -> &[Named] {
        &self.content.signers
    }

    /// The languages of the texts.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.content.texts.iter().map(|entry| &entry.language)
    }

    /// Which texts are equally authentic.
    pub fn authentic(&self) -> &[Language] {
        &self.content.authentic
    }
}

/// Each before the next: sorted, and none twice.
fn rising<T: Ord>(list: &[T]) -> bool {
    list.windows(2).all(|pair| pair[0] < pair[1])
}

impl Content {
    fn canonical(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(self).expect("a manifest holds texts and small whole numbers only")
    }

    fn check(&self) -> Result<(), BadManifest> {
        let languages: Vec<&Language> = self.texts.iter().map(|entry| &entry.language).collect();
        let mut devices: Vec<Fingerprint> = self.signers.iter().map(|signer| signer.device).collect();
        devices.sort_unstable();
        if ![self.texts.len(), self.signers.len()].iter().all(|n| (1..=MOST).contains(n)) {
            return Err(BadManifest::Count);
        }
        if !rising(&languages)
            || !rising(&self.authentic)
            || !rising(&self.signers.iter().map(Named::place).collect::<Vec<_>>())
            || !rising(&devices)
        {
            return Err(BadManifest::Doubled);
        }
        if self.authentic.is_empty() || self.authentic.iter().any(|one| !languages.contains(&one)) {
            return Err(BadManifest::Authentic);
        }
        Ok(())
    }
}
