//! The system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error as StoreError};
use std::sync::mpsc;
use std::time::Duration;
use thiserror::Error;
#[cfg(target_os = "windows")]
use windows_native_keyring_store::Store;
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
use zbus_secret_service_keyring_store::Store;
use zeroize::Zeroizing;

/// What our entries are called in the keyring.
const SERVICE: &str = "Chancery";
/// How long a keyring may take to say that it is there.
const FIRST: Duration = Duration::from_secs(5);
/// How long it may take to answer: a person may have to unlock it.
const ANSWER: Duration = Duration::from_secs(90);

/// Why the keyring does not serve.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyringError {
    /// There is none, or none that can be reached from here.
    #[error(
        "the system's keyring cannot be reached from here ({0}): start Chancery from your desktop session, where the keyring is"
    )]
    None(String),
    /// It is there and stays shut.
    #[error(
        "the system's keyring is locked: unlock it (on most desktops by logging in, or in the program for passwords and keys), and try again"
    )]
    Locked,
    /// It asked a person, and the person did not answer.
    #[error(
        "the system's keyring did not answer: look for its window, which may be asking for a password behind this one, and try again"
    )]
    Silent,
    /// Something else.
    #[error(
        "the system's keyring failed ({0}): try again; if it happens again, look into it with the program for passwords and keys"
    )]
    Failed(String),
}

/// Keeps short secret texts under a name. [`SystemKeyring`] is the real one.
pub trait Keyring: Send + Sync {
    /// The secret of this name, where there is one.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeyringError>;
    /// Keeps a secret under this name.
    fn set(&self, name: &str, secret: &str) -> Result<(), KeyringError>;
}

/// The keyring of the system.
#[derive(Clone, Copy, Debug)]
pub struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
        aside(name, |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(StoreError::NoEntry) => Ok(None),
            Err(e) => Err(e),
        })
    }

    fn set(&self, name: &str, secret: &str) -> Result<(), KeyringError> {
        let secret = Zeroizing::new(secret.to_owned());
        aside(name, move |entry| entry.set_password(&secret))
    }
}

/// Whether there is a place to look for a Secret Service at all: without a session bus there is none, and asking for one
/// could start a bus of its own.
fn has_bus() -> bool {
    if cfg!(any(target_os = "macos", target_os = "windows")) || std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() {
        return true;
    }
    std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| std::path::Path::new(&folder).join("bus").exists())
}

/// Asks on a thread of its own, since the keyring's library waits for the bus with a runtime of its own, which must not
/// stand inside another one, and since it may wait for a person who is not there. Each time the keyring is looked for anew:
/// one that was started again in between (by logging in, say) knows nothing of what was agreed with the one before.
fn aside<T: Send + 'static>(
    name: &str,
    ask: impl FnOnce(Entry) -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, KeyringError> {
    if !has_bus() {
        return Err(KeyringError::None("there is no session bus".into()));
    }
    let name = name.to_owned();
    let (say, said) = mpsc::channel();
    let (report, status) = mpsc::channel();
    std::thread::Builder::new()
        .name("keyring".into())
        .spawn(move || {
            let store = Store::new();
            let _ = report.send(store.as_ref().map(|_| ()).map_err(ToString::to_string));
            if let Ok(store) = store {
                let told = store.build(SERVICE, &name, None).and_then(ask);
                let _ = say.send(told.map_err(|e| read(&e)));
            }
        })
        .map_err(|e| KeyringError::Failed(e.to_string()))?;
    match status.recv_timeout(FIRST) {
        Ok(Ok(())) => {}
        Ok(Err(why)) => return Err(KeyringError::None(why)),
        Err(_) => return Err(KeyringError::None("it does not answer".into())),
    }
    said.recv_timeout(ANSWER).unwrap_or(Err(KeyringError::Silent))
}

fn read(error: &StoreError) -> KeyringError {
    match error {
        StoreError::NoStorageAccess(_) => KeyringError::Locked,
        StoreError::NoDefaultStore => KeyringError::None("there is none".into()),
        // Only the kind: what stands in the error may be the secret itself.
        StoreError::PlatformFailure(why) => {
            let why = why.to_string();
            // No service of that name on the bus: a bus without a keyring.
            if why.contains("ServiceUnknown") || why.contains("org.freedesktop.secrets") {
                KeyringError::None(why)
            } else {
                KeyringError::Failed(why)
            }
        }
        StoreError::Ambiguous(_) => KeyringError::Failed("it has the key twice".into()),
        _ => KeyringError::Failed("it has something else in the key's place".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_keyring_says_is_told_apart() {
        let boxed = |text: &str| -> Box<dyn std::error::Error + Send + Sync> { text.into() };
        assert_eq!(read(&StoreError::NoStorageAccess(boxed("x"))), KeyringError::Locked);
        let unknown = boxed("org.freedesktop.DBus.Error.ServiceUnknown: The name is not activatable");
        assert!(matches!(read(&StoreError::PlatformFailure(unknown)), KeyringError::None(_)));
        let other = read(&StoreError::PlatformFailure(boxed("disk full")));
        assert_eq!(other, KeyringError::Failed("disk full".into()));
        let secret = read(&StoreError::BadEncoding(b"swordfish".to_vec()));
        assert!(!format!("{secret} {secret:?}").contains("115") && !secret.to_string().contains("swordfish"));
    }
}
