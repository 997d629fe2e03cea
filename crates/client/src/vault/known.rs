//! The vault as a window uses it: what is found at the start, what the person does about it afterwards, and both in the
//! app's words.

use super::{KEY, Keeper, Kept, KeyringError, Vault, VaultError, identity_for_this_run};
use chancery_core::view::{KeyPlace, NotKept};
use chancery_core::{Input, KeyCommand, Problem};
use chancery_model::Personal;
use chancery_trust::identity::{CannotUnlock, Chain, Identity, IdentityError, Pins};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// What a client is told at its start: who this device is, and what it remembers of others.
#[derive(Debug)]
pub struct Known {
    /// Who I am.
    pub kept: Kept,
    /// What is remembered of others.
    pub pins: Pins,
    /// Where the key is, and why it is not kept.
    pub place: KeyPlace,
    /// Why the key that is kept is not used, where there is one.
    pub problem: Option<Problem>,
}

impl Known {
    /// For a window, which has nobody to ask for a passphrase yet: the identity that is kept, or a new one that is kept
    /// from now on, or one for this run. Whatever stands in the way becomes what the window says. Waits for the system's
    /// keyring.
    pub fn at_start(folder: &Path) -> Self {
        Self::of(&Vault::new(folder.to_owned()), Timestamp::now())
    }

    /// The same, of this vault.
    pub fn of(vault: &Vault, now: Timestamp) -> Self {
        let found = match vault.load_or_create(&mut |_| None, now) {
            Ok(kept) => {
                let (place, problem) = (vault.place(&kept), certificate_problem(&kept));
                (kept, place, problem)
            }
            // Nothing is wrong: the person types it when the window is there.
            Err(VaultError::NeedsPassphrase(path)) => (identity_for_this_run(now), locked(&path), None),
            Err(e) => (identity_for_this_run(now), vault.place_without(&e), Some(problem_of(&e))),
        };
        let (kept, place, problem) = found;
        match vault.pins() {
            Ok(pins) => Self { kept, pins, place, problem },
            // Without what is pinned nothing would block: that is said. The file stays as it is until a person looks.
            Err(e) => {
                let place = KeyPlace::Session { why: NotKept::PinsUnreadable, can_keep: false };
                let problem = Some(Problem::KeyUnavailable { detail: e.to_string() });
                Self { kept: identity_for_this_run(now), pins: Pins::default(), place, problem }
            }
        }
    }

    /// In the app's words.
    pub(crate) fn input(self) -> Input {
        let Self { kept, pins, place, problem } = self;
        Input::Identity { identity: Arc::new(kept.identity), kept: place, pins, problem }
    }
}

impl Vault {
    /// All that a client is told at its start, with the identity that was loaded. Pins that cannot be read are an error:
    /// without them nothing would block.
    pub fn known(&self, kept: Kept) -> Result<Known, VaultError> {
        let place = self.place(&kept);
        Ok(Known { kept, pins: self.pins()?, place, problem: None })
    }

    /// Does what the person wants of the key. Waits for the disk, the keyring, and, to make guessing slow, a third of a
    /// second for each passphrase.
    pub(crate) fn carry_out(&self, command: KeyCommand, now: Timestamp) -> Input {
        let owned = |identity: Arc<Identity>| Arc::try_unwrap(identity).unwrap_or_else(|shared| (*shared).clone());
        let done = match command {
            KeyCommand::Keep { identity, passphrase } => {
                self.keep_in_file(owned(identity), &passphrase).map_err(|e| match e {
                    VaultError::File(..) => (Problem::KeyNotKept { detail: e.to_string() }, None),
                    e => self.refusal(&e),
                })
            }
            KeyCommand::Unlock { passphrase } => {
                let loaded = self.load(&mut |_| Some(passphrase.clone()), now);
                loaded.and_then(|kept| kept.ok_or(VaultError::NothingKept)).map_err(|e| self.refusal(&e))
            }
            KeyCommand::Install { identity, chain } => self.certified(&identity, &chain, now).map_err(|e| {
                let problem = match e {
                    VaultError::Identity(e) => Problem::CredentialsNotTaken { detail: e.to_string() },
                    e => Problem::KeyUnavailable { detail: e.to_string() },
                };
                (problem, None)
            }),
            KeyCommand::Retry { identity } => match self.load(&mut |_| None, now) {
                Ok(Some(kept)) => Ok(kept),
                Ok(None) => self.keep(owned(identity), &mut |_| None).map_err(|e| self.refusal(&e)),
                Err(e) => Err(self.refusal(&e)),
            },
        };
        match done {
            Ok(kept) => {
                let (place, problem) = (self.place(&kept), certificate_problem(&kept));
                Input::KeyOpened { identity: Arc::new(kept.identity), kept: place, problem }
            }
            Err((problem, kept)) => Input::KeyRefused { problem, kept },
        }
    }

    /// Installs the certificate of a key that is open, so that nobody is asked for it again.
    fn certified(&self, identity: &Identity, chain: &Chain, now: Timestamp) -> Result<Kept, VaultError> {
        let renewed = Identity::new(identity.key().clone(), chain.clone())?;
        self.install(chain, now)?;
        let keeper = self.device()?.map(|(_, keeper)| keeper);
        Ok(Kept { identity: renewed, keeper, certificate: None })
    }

    fn place(&self, kept: &Kept) -> KeyPlace {
        match kept.keeper {
            Some(Keeper::Keyring) => KeyPlace::Keyring,
            Some(Keeper::File) => KeyPlace::File { path: Personal(self.folder.join(KEY).display().to_string()) },
            None => KeyPlace::Session { why: NotKept::NoKeyring, can_keep: true },
        }
    }

    /// Where the key is, when it could not be had.
    fn place_without(&self, error: &VaultError) -> KeyPlace {
        let kept = self.device();
        let why = match error {
            VaultError::Keyring(KeyringError::Locked | KeyringError::Silent) => NotKept::KeyringLocked,
            VaultError::NoKeeper | VaultError::NothingKept => NotKept::NoKeyring,
            _ => NotKept::Failed,
        };
        // Over a key that is kept, or that may be, no other is put.
        KeyPlace::Session { why, can_keep: matches!(kept, Ok(None)) }
    }

    /// What to tell of a wish that was not fulfilled, and where the key is after all.
    fn refusal(&self, error: &VaultError) -> (Problem, Option<KeyPlace>) {
        let kept = match error {
            // Type it again: it is as it was.
            VaultError::ShortPassphrase | VaultError::Locked(_, CannotUnlock::WrongPassphrase) => None,
            VaultError::NeedsPassphrase(path) => Some(locked(path)),
            // Another window, or somebody at the command line, was faster.
            VaultError::AlreadyKept(_) => match self.device() {
                Ok(Some((_, Keeper::File))) => Some(locked(&self.folder.join(KEY))),
                _ => Some(KeyPlace::Session { why: NotKept::Failed, can_keep: false }),
            },
            e => Some(self.place_without(e)),
        };
        (problem_of(error), kept)
    }
}

fn locked(path: &Path) -> KeyPlace {
    KeyPlace::Locked { path: Personal(path.display().to_string()) }
}

fn problem_of(error: &VaultError) -> Problem {
    match error {
        VaultError::ShortPassphrase => Problem::PassphraseShort,
        VaultError::Locked(_, CannotUnlock::WrongPassphrase) => Problem::WrongPassphrase,
        e => Problem::KeyUnavailable { detail: e.to_string() },
    }
}

/// Why the ministry's certificate is not used, where its owner can do something about it.
fn certificate_problem(kept: &Kept) -> Option<Problem> {
    match kept.certificate {
        Some(IdentityError::Expired { .. }) => Some(Problem::CertificateExpired),
        Some(IdentityError::NotYetValid { .. }) => Some(Problem::CertificateNotYetValid),
        _ => None,
    }
}
