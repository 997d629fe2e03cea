//! Why the vault gives no key, and what to do.

use super::keyring::KeyringError;
use chancery_trust::identity::{CannotUnlock, IdentityError};
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// What is wrong with the vault. Nothing in it is secret.
#[derive(Debug, Error)]
pub enum VaultError {
    /// The keyring does not give or take the key.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The keyring has no such key, or something else in its place.
    #[error(
        "the system's keyring does not have this device's key: if it was moved to another user or reset, remove device.json from Chancery's data folder and make a new key; the ministry has to certify it anew"
    )]
    NotInKeyring,
    /// No keyring and nobody to ask for a passphrase.
    #[error(
        "there is no keyring on this machine that could keep the device's key, and nobody to ask for a passphrase: run it in a terminal, or give --passphrase-file"
    )]
    NoKeeper,
    /// The key is locked and nobody can be asked.
    #[error("the device's key in {} is locked: run it in a terminal, or give --passphrase-file", .0.display())]
    NeedsPassphrase(PathBuf),
    /// The key stays locked.
    #[error("{}: {}", .0.display(), .1)]
    Locked(PathBuf, CannotUnlock),
    /// Too short to lock anything with.
    #[error("the passphrase is too short: take 8 characters or more, better four words")]
    ShortPassphrase,
    /// Others may read it.
    #[error(
        "{path} can be read by other users of this machine: if nobody did, close it with chmod 600 {path}; else have the certificate revoked and make a new key",
        path = .0.display()
    )]
    OpenToOthers(PathBuf),
    /// Not as it was written.
    #[error("{} is damaged: put back a copy of it, or move it away to begin anew", .0.display())]
    Damaged(PathBuf),
    /// The key is another than the one that was made.
    #[error("{} names another key than the one that is kept: put back the copy that belongs to it, or move it away to begin anew", .0.display())]
    OtherKey(PathBuf),
    /// There is one already.
    #[error("this device has a key already: {} says who keeps it; move that file away only if the key is to be given up", .0.display())]
    AlreadyKept(PathBuf),
    /// A key that nothing names.
    #[error("{} is a key, and device.json, which says whose, is missing beside it: put back its copy, or move the key away to begin anew", .0.display())]
    Unnamed(PathBuf),
    /// There is none yet.
    #[error("this device has no key yet: make one with chancery keys request")]
    NothingKept,
    /// A certificate, list or pin that does not hold.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The system does not read or write it.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
}
