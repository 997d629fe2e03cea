//! Where this device's key lives, and what this machine remembers of others.
//!
//! The key is kept by the system's keyring (Secret Service, Keychain, Credential Manager) where there is one, else in a
//! file under a passphrase that only the user may read. Where neither is possible, as on a machine without a desktop and
//! without a terminal, an identity is held in memory for one run. Beside it, in plain files of the data folder, lie what is
//! public: which keeper has the key (`device.json`), the ministry's certificate (`device.pem`), and the pins (`pins.json`).
//!
//! Everything here waits for the disk, the keyring, or a person: call it from a thread that may.

mod error;
mod keyring;
mod known;

pub use error::VaultError;
pub use keyring::{Keyring, KeyringError, SystemKeyring};
pub use known::Known;

pub use crate::random::System;
pub use chancery_trust::{identity, texts};

use crate::store::{PINS, Read1, Store};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery_trust::identity::{
    Certificate, Chain, DenyList, DeviceKey, Fingerprint, Identity, IdentityError, Locked, Passphrase, Pins, Seed, lock,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Which keeper has the key.
const DEVICE: &str = "device.json";
/// The key under a passphrase.
const KEY: &str = "device.key";
/// The ministry's certificate.
const CHAIN: &str = "device.pem";
/// No key's or certificate's file is longer, in bytes.
const FILE_MAX: u64 = 64 * 1024;
/// What the locked key in a file is called.
const LOCKED_AS: &str = "device key";

/// Who keeps the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeper {
    /// The system's keyring.
    Keyring,
    /// A file under a passphrase.
    File,
}

/// What a passphrase is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To open what is locked with it.
    Unlock,
    /// To lock with it from now on.
    Choose,
}

/// Asks a person, or a file, for the passphrase; `None` where there is neither.
pub type Ask<'a> = &'a mut dyn FnMut(Purpose) -> Option<Passphrase>;

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Device {
    fingerprint: Fingerprint,
    keeper: Keeper,
}

/// The identity of this device, as it was found.
#[derive(Debug)]
pub struct Kept {
    /// Who I am.
    pub identity: Identity,
    /// Who keeps the key; `None`: nobody, it is gone after this run.
    pub keeper: Option<Keeper>,
    /// Why the ministry's certificate is not used and the device vouches for itself, where there is one that does not hold.
    pub certificate: Option<IdentityError>,
}

impl Kept {
    /// What its owner should be told once, where something is to be told: that nobody keeps the key, or why the ministry's
    /// certificate is not used.
    pub fn notice(&self) -> Option<String> {
        if let Some(why) = &self.certificate {
            return Some(format!("The ministry's certificate is not used, and this device vouches for itself: {why}."));
        }
        self.keeper.is_none().then(|| {
            "This device has no key that is kept: to the others it is a new one with each run. To keep one: chancery keys request --out FILE.csr.".into()
        })
    }
}

/// The vault in a data folder.
pub struct Vault {
    folder: PathBuf,
    store: Store,
    keyring: Box<dyn Keyring>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

/// An identity that nobody keeps: a new one with each run.
pub fn identity_for_this_run(now: Timestamp) -> Kept {
    Kept { identity: Identity::self_issued(&mut System, now), keeper: None, certificate: None }
}

impl Vault {
    /// The vault in this folder, with the system's keyring.
    pub fn new(folder: PathBuf) -> Self {
        Self::with_keyring(folder, Box::new(SystemKeyring))
    }

    /// The vault in this folder, with another keyring.
    pub fn with_keyring(folder: PathBuf, keyring: Box<dyn Keyring>) -> Self {
        Self { store: Store::new(folder.clone()), folder, keyring }
    }

    /// The fingerprint of the key that is kept, and who keeps it, without asking anybody for the key; `None` where none is.
    pub fn device(&self) -> Result<Option<(Fingerprint, Keeper)>, VaultError> {
        Ok(self.read_device()?.map(|device| (device.fingerprint, device.keeper)))
    }

    fn read_device(&self) -> Result<Option<Device>, VaultError> {
        match self.store.read(DEVICE) {
            Read1::Absent => Ok(None),
            Read1::Value(device) => Ok(Some(device)),
            Read1::Damaged => Err(VaultError::Damaged(self.folder.join(DEVICE))),
            Read1::Failed(e) => Err(VaultError::File(self.folder.join(DEVICE), e)),
        }
    }

    /// The identity that is kept; `None` where none is.
    pub fn load(&self, ask: Ask<'_>, now: Timestamp) -> Result<Option<Kept>, VaultError> {
        let Some(device) = self.read_device()? else { return Ok(None) };
        let seed = match device.keeper {
            Keeper::Keyring => self.seed_in_keyring(device.fingerprint)?,
            Keeper::File => self.seed_in_file(ask)?,
        };
        let key = DeviceKey::from_seed(seed);
        if key.fingerprint() != device.fingerprint {
            return Err(VaultError::OtherKey(self.folder.join(DEVICE)));
        }
        let (identity, certificate) = match self.chain() {
            Ok(Some(chain)) => match usable(&key, &chain, now) {
                Ok(identity) => (identity, None),
                Err(e) => (Identity::self_issued_with(key, &mut System, now), Some(e)),
            },
            Ok(None) => (Identity::self_issued_with(key, &mut System, now), None),
            Err(VaultError::Identity(e)) => (Identity::self_issued_with(key, &mut System, now), Some(e)),
            Err(e) => return Err(e),
        };
        Ok(Some(Kept { identity, keeper: Some(device.keeper), certificate }))
    }

    /// The identity that is kept; where none is, a new one, kept by the keyring where there is one, else in a file under a
    /// passphrase, and where nobody can be asked for that, by nobody.
    pub fn load_or_create(&self, ask: Ask<'_>, now: Timestamp) -> Result<Kept, VaultError> {
        if let Some(kept) = self.load(ask, now)? {
            return Ok(kept);
        }
        match self.create(ask, now) {
            Err(VaultError::NoKeeper) => Ok(identity_for_this_run(now)),
            made => made,
        }
    }

    /// The identity for one meeting: the one that is kept, else one for this run. Where nothing is kept, neither a keyring
    /// nor a person is asked, so that a program without a desktop and a terminal goes on by itself.
    pub fn for_run(&self, ask: Ask<'_>, now: Timestamp) -> Result<Kept, VaultError> {
        Ok(self.load(ask, now)?.unwrap_or_else(|| identity_for_this_run(now)))
    }

    /// Makes a new identity and has it kept. [`VaultError::NoKeeper`] where there is neither a keyring nor a passphrase.
    pub fn create(&self, ask: Ask<'_>, now: Timestamp) -> Result<Kept, VaultError> {
        self.keep(Identity::self_issued(&mut System, now), ask)
    }

    /// Has an identity kept that nobody keeps yet, by the keyring or else under a passphrase. [`VaultError::NoKeeper`] where
    /// there is neither.
    pub fn keep(&self, identity: Identity, ask: Ask<'_>) -> Result<Kept, VaultError> {
        self.must_be_free()?;
        let fingerprint = identity.fingerprint();
        let secret = Zeroizing::new(STANDARD.encode(identity.key().seed().0));
        match self.keyring.set(&fingerprint.to_string(), &secret) {
            Ok(()) => {
                // A keyring that forgets at once is none.
                self.seed_in_keyring(fingerprint)?;
                self.kept_by(identity, Keeper::Keyring)
            }
            Err(KeyringError::None(_)) => {
                let passphrase = ask(Purpose::Choose).ok_or(VaultError::NoKeeper)?;
                self.keep_in_file(identity, &passphrase)
            }
            Err(e) => Err(VaultError::Keyring(e)),
        }
    }

    /// Has an identity that nobody keeps yet kept by a file under this passphrase, whatever keyring there is.
    pub fn keep_in_file(&self, identity: Identity, passphrase: &Passphrase) -> Result<Kept, VaultError> {
        self.must_be_free()?;
        if passphrase.is_short() {
            return Err(VaultError::ShortPassphrase);
        }
        let locked = lock(LOCKED_AS, &identity.key().seed().0, passphrase, &mut System);
        self.write(KEY, locked.to_json().as_bytes())?;
        self.kept_by(identity, Keeper::File)
    }

    fn must_be_free(&self) -> Result<(), VaultError> {
        let key = self.folder.join(KEY);
        match self.read_device()? {
            Some(_) => Err(VaultError::AlreadyKept(self.folder.join(DEVICE))),
            // It may be one that a ministry certified, or a link to where it is.
            None if fs::symlink_metadata(&key).is_ok() => Err(VaultError::Unnamed(key)),
            None => Ok(()),
        }
    }

    /// Writes down who has it, once that one has.
    fn kept_by(&self, identity: Identity, keeper: Keeper) -> Result<Kept, VaultError> {
        let device = Device { fingerprint: identity.fingerprint(), keeper };
        self.write(DEVICE, &serde_json::to_vec_pretty(&device).unwrap_or_default())?;
        Ok(Kept { identity, keeper: Some(keeper), certificate: None })
    }

    fn seed_in_keyring(&self, fingerprint: Fingerprint) -> Result<Seed, VaultError> {
        let secret = self.keyring.get(&fingerprint.to_string()).map_err(VaultError::Keyring)?;
        let secret = secret.ok_or(VaultError::NotInKeyring)?;
        let bytes = Zeroizing::new(STANDARD.decode(secret.trim()).map_err(|_| VaultError::NotInKeyring)?);
        Ok(Seed(bytes.as_slice().try_into().map_err(|_| VaultError::NotInKeyring)?))
    }

    fn seed_in_file(&self, ask: Ask<'_>) -> Result<Seed, VaultError> {
        let path = self.folder.join(KEY);
        let text = read_private(&path)?;
        let locked = Locked::from_json(&text).map_err(|_| VaultError::Damaged(path.clone()))?;
        let passphrase = ask(Purpose::Unlock).ok_or_else(|| VaultError::NeedsPassphrase(path.clone()))?;
        let secret = locked.unlock(LOCKED_AS, &passphrase).map_err(|why| VaultError::Locked(path.clone(), why))?;
        Ok(Seed(secret.as_slice().try_into().map_err(|_| VaultError::Damaged(path))?))
    }

    /// The certificate that was installed; `None` where none was.
    pub fn chain(&self) -> Result<Option<Chain>, VaultError> {
        match read_bounded(&self.folder.join(CHAIN)) {
            Ok(text) => Ok(Some(Chain::from_pem(&text)?)),
            Err(VaultError::File(_, e)) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Installs the certificate that a ministry issued for this device's key, after it was found to hold here and now.
    pub fn install(&self, chain: &Chain, now: Timestamp) -> Result<(), VaultError> {
        let device = self.read_device()?.ok_or(VaultError::NothingKept)?;
        if chain.fingerprint() != device.fingerprint {
            return Err(IdentityError::OtherKey.into());
        }
        check(chain, &Pins::default(), now)?;
        self.write(CHAIN, chain.to_pem().as_bytes())
    }

    /// What is remembered of others. A file that cannot be understood is an error: with no pins, nothing would block.
    pub fn pins(&self) -> Result<Pins, VaultError> {
        match self.store.read(PINS) {
            Read1::Absent => Ok(Pins::default()),
            Read1::Value(pins) => Ok(pins),
            Read1::Damaged => Err(VaultError::Damaged(self.folder.join(PINS))),
            Read1::Failed(e) => Err(VaultError::File(self.folder.join(PINS), e)),
        }
    }

    /// Keeps what is remembered of others, in place of what was kept.
    pub fn save_pins(&self, pins: &Pins) -> Result<(), VaultError> {
        self.write(PINS, &serde_json::to_vec_pretty(pins).unwrap_or_default())
    }

    /// Takes a deny-list of a pinned root, or of the one that certified this device. Says whether it is news.
    pub fn deny(&self, list: DenyList) -> Result<bool, VaultError> {
        let mut pins = self.pins()?;
        // A certificate that cannot be read vouches for no root.
        let own = self.chain().ok().flatten().and_then(|chain| chain.root().map(Certificate::fingerprint));
        let news = pins.deny(list, own)?;
        if news {
            self.save_pins(&pins)?;
        }
        Ok(news)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.store.replace(name, bytes).map_err(|e| VaultError::File(self.folder.join(name), e))
    }
}

fn check(chain: &Chain, pins: &Pins, now: Timestamp) -> Result<(), IdentityError> {
    match chain.device().kind() {
        chancery_trust::identity::Kind::Device(code, _) => chain.standing(code, pins, now).map(|_| ()),
        _ => Err(IdentityError::Unreadable { what: "certificate", why: "no ministry issued it" }),
    }
}

fn usable(key: &DeviceKey, chain: &Chain, now: Timestamp) -> Result<Identity, IdentityError> {
    check(chain, &Pins::default(), now)?;
    Identity::new(key.clone(), chain.clone())
}

fn read_bounded(path: &Path) -> Result<String, VaultError> {
    let fail = |e| VaultError::File(path.to_owned(), e);
    let mut text = String::new();
    let read = fs::File::open(path).map_err(fail)?.take(FILE_MAX + 1).read_to_string(&mut text);
    match read {
        Ok(length) if length as u64 <= FILE_MAX => Ok(text),
        Ok(_) => Err(VaultError::Damaged(path.to_owned())),
        Err(e) if e.kind() == io::ErrorKind::InvalidData => Err(VaultError::Damaged(path.to_owned())),
        Err(e) => Err(fail(e)),
    }
}

/// Reads a file that nobody else may have been able to read.
fn read_private(path: &Path) -> Result<String, VaultError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(|e| VaultError::File(path.to_owned(), e))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(VaultError::OpenToOthers(path.to_owned()));
        }
    }
    read_bounded(path)
}

#[cfg(test)]
mod tests;
