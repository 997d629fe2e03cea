//! Why the ministry's work was not done, as the screen has sentences for it.

use chancery_client::ministry::MinistryError;
use chancery_client::ministry::files::FileError;
use chancery_client::ministry::qr::QrError;
use chancery_client::vault::VaultError;
use chancery_client::vault::identity::{CannotUnlock, RootFileError};
use chancery_model::Personal;
use serde::Serialize;

/// Why it was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Refused {
    /// The passphrase is not the one it was locked with.
    WrongPassphrase,
    /// The passphrase is too short to lock a key with.
    PassphraseShort,
    /// The device's key is in a file: its passphrase is needed.
    NeedsPassphrase,
    /// No delegation's code.
    Delegation,
    /// The ministry's name cannot stand in a certificate.
    MinistryName,
    /// The file is no root's, or damaged.
    NoRoot,
    /// No root was opened yet.
    NoRootOpen,
    /// No request was looked at yet.
    NoRequestOpen,
    /// A serial number cannot be read, or there is none.
    Serial,
    /// The picture shows no root's QR code that can be read.
    Code,
    /// The file is a ministry's root certificate, which is nothing to install: its fingerprint is pinned.
    RootGiven,
    /// Something else, or a key, is there already.
    Taken,
    /// Other users of this machine can read the root's file.
    OpenToOthers,
    /// This device has no key that is kept.
    NothingKept,
    /// Anything else: a sentence with what to do, in English.
    Failed {
        /// It may name a file.
        detail: Personal,
    },
}

fn failed(error: &impl std::fmt::Display) -> Refused {
    Refused::Failed { detail: Personal(error.to_string().trim_end_matches('.').to_owned()) }
}

impl From<FileError> for Refused {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Taken(_) | FileError::KeyTaken(_) => Self::Taken,
            FileError::OpenToOthers(_) => Self::OpenToOthers,
            e => failed(&e),
        }
    }
}

impl From<MinistryError> for Refused {
    fn from(error: MinistryError) -> Self {
        match error {
            e if e.is_wrong_passphrase() => Self::WrongPassphrase,
            MinistryError::File(e) => e.into(),
            MinistryError::ShortPassphrase => Self::PassphraseShort,
            MinistryError::Name(_) => Self::MinistryName,
            MinistryError::Root(_, RootFileError::Damaged | RootFileError::Identity(_)) => Self::NoRoot,
            e => failed(&e),
        }
    }
}

impl From<QrError> for Refused {
    fn from(_: QrError) -> Self {
        Self::Code
    }
}

impl From<VaultError> for Refused {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::NeedsPassphrase(_) => Self::NeedsPassphrase,
            VaultError::Locked(_, CannotUnlock::WrongPassphrase) => Self::WrongPassphrase,
            VaultError::NothingKept => Self::NothingKept,
            e => failed(&e),
        }
    }
}
