//! What a ministry's officer does with the root: make it, show it, certify a device, take a certificate back. The command
//! line and the window both call this, so that neither allows what the other refuses.
//!
//! Everything here waits for the disk, and for a third of a second where a passphrase is used: call it from a thread that
//! may. Nobody is asked here: who calls has the passphrase.

pub mod files;
pub mod qr;

use crate::random::System;
use crate::vault::{Vault, VaultError};
use chancery_model::DelegationCode;
use chancery_trust::identity::{
    BadMinistryName, CannotUnlock, Certificate, Chain, DenyList, IdentityError, Kind, Passphrase, Request, Role, Root,
    RootFileError, Serial,
};
use files::FileError;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the ministry's work is not done, and what to do.
#[derive(Debug, Error)]
pub enum MinistryError {
    /// A file is not read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is no root's file, or stays locked.
    #[error("{}: {}.", .0.display(), .1)]
    Root(PathBuf, RootFileError),
    /// The ministry's name cannot stand in a certificate.
    #[error("{0}")]
    Name(#[from] BadMinistryName),
    /// Too short to lock a root with.
    #[error("The passphrase is too short. Take 8 characters or more, better four words.")]
    ShortPassphrase,
    /// A request, certificate or list that is not in order.
    #[error("{0}")]
    Identity(#[from] IdentityError),
}

impl MinistryError {
    /// Whether another passphrase may help.
    pub fn is_wrong_passphrase(&self) -> bool {
        matches!(self, Self::Root(_, RootFileError::Locked(CannotUnlock::WrongPassphrase)))
    }
}

/// Doing the ministry's work.
pub type Result<T> = std::result::Result<T, MinistryError>;

/// A new root of a delegation, which [`keep`] keeps.
pub fn new_root(delegation: &DelegationCode, name: &str, now: Timestamp) -> Result<Root> {
    Ok(Root::new(&mut System, delegation, name, now)?)
}

/// Keeps a root in a file that is not there yet, under this passphrase, for the user alone.
pub fn keep(root: &Root, path: &Path, passphrase: &Passphrase) -> Result<()> {
    if passphrase.is_short() {
        return Err(MinistryError::ShortPassphrase);
    }
    Ok(files::write_secret(path, root.to_file(passphrase, &mut System).as_bytes())?)
}

/// A root's file as it was read, with the key still locked.
#[derive(Clone)]
pub struct RootFile {
    path: PathBuf,
    text: String,
    certificate: Certificate,
}

impl std::fmt::Debug for RootFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RootFile({:?})", self.certificate.fingerprint())
    }
}

impl RootFile {
    /// Reads the file: its certificate is looked at, the key is not.
    pub fn read(path: &Path) -> Result<Self> {
        let text = files::text(path)?;
        let certificate = Root::certificate_in(&text).map_err(|e| MinistryError::Root(path.into(), e))?;
        Ok(Self { path: path.into(), text, certificate })
    }

    /// What the others check by.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Whose root it is; `None` never, since only a root's certificate is read.
    pub fn delegation(&self) -> Option<&DelegationCode> {
        match self.certificate.kind() {
            Kind::Root(code) => Some(code),
            _ => None,
        }
    }

    /// What its QR code says.
    pub fn code(&self) -> Option<String> {
        self.delegation().map(|code| qr::root(code, self.certificate.fingerprint()))
    }

    /// Writes the certificate, to be given to others.
    pub fn export(&self, path: &Path) -> Result<()> {
        Ok(files::write(path, self.certificate.to_pem().as_bytes())?)
    }

    /// Refuses a file that other users of this machine can read: before anybody types a passphrase.
    pub fn check_closed(&self) -> Result<()> {
        Ok(files::closed(&self.path)?)
    }

    /// Unlocks the key.
    pub fn open(&self, passphrase: &Passphrase) -> Result<Root> {
        self.check_closed()?;
        Root::from_file(&self.text, passphrase).map_err(|e| MinistryError::Root(self.path.clone(), e))
    }
}

/// Reads a device's request.
pub fn request(path: &Path) -> Result<Request> {
    Ok(Request::from_pem(&files::text(path)?)?)
}

/// Certifies a device and writes the certificate.
pub fn issue(root: &Root, request: &Request, role: Role, days: u16, out: &Path, now: Timestamp) -> Result<Chain> {
    let chain = root.issue(request, role, days, &mut System, now)?;
    files::write(out, chain.to_pem().as_bytes())?;
    Ok(chain)
}

/// The list that a file holds; `None` where there is no such file.
pub fn previous(path: &Path) -> Result<Option<DenyList>> {
    if path.exists() { Ok(Some(DenyList::from_pem(&files::text(path)?)?)) } else { Ok(None) }
}

/// Takes certificates back: writes the deny-list, continued from `previous` where there is one.
pub fn revoke(
    root: &Root,
    previous: Option<&DenyList>,
    serials: &[Serial],
    out: &Path,
    now: Timestamp,
) -> Result<DenyList> {
    let list = root.revoke(previous, serials, now)?;
    files::write(out, list.to_pem().as_bytes())?;
    Ok(list)
}

/// This device's request. The key is the one that is kept: `passphrase` opens it where a file keeps it.
pub fn device_request(
    vault: &Vault,
    passphrase: Option<&Passphrase>,
    now: Timestamp,
) -> std::result::Result<Request, VaultError> {
    let kept = vault.load(&mut |_| passphrase.cloned(), now)?.ok_or(VaultError::NothingKept)?;
    Ok(Request::of(kept.identity.key()))
}

#[cfg(test)]
mod tests;
