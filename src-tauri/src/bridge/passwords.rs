//! The passwords of the desk's servers: with the system's keyring, and where there is none, until the program is closed.
//! Neither is ever told to the page.

use chancery_client::vault::{Keyring, KeyringError, SystemKeyring};
use parking_lot::Mutex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use zeroize::Zeroizing;

/// A secret that was typed: forgotten where it is no longer needed, told to no log.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Typed(pub Zeroizing<String>);

impl From<String> for Typed {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed([redacted])")
    }
}

/// Who keeps them.
pub struct Passwords {
    keyring: Box<dyn Keyring>,
    /// Of this run, where there is no keyring.
    session: Mutex<BTreeMap<String, Zeroizing<String>>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new(Box::new(SystemKeyring))
    }
}

impl Passwords {
    /// With this keyring.
    pub fn new(keyring: Box<dyn Keyring>) -> Self {
        Self { keyring, session: Mutex::default() }
    }

    /// The one of this name; `None` where nobody has it. May wait for a person who unlocks the keyring.
    ///
    /// # Errors
    /// [`KeyringError`] where there is a keyring that does not give it.
    pub fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
        if let Some(secret) = self.session.lock().get(name) {
            return Ok(Some(secret.clone()));
        }
        match self.keyring.get(name) {
            // An empty one stands for one that was taken back.
            Ok(secret) => Ok(secret.filter(|secret| !secret.is_empty())),
            Err(KeyringError::None(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps one; says whether it is still there after the program was closed.
    ///
    /// # Errors
    /// [`KeyringError`] where there is a keyring that does not take it.
    pub fn set(&self, name: &str, secret: &Zeroizing<String>) -> Result<bool, KeyringError> {
        match self.keyring.set(name, secret) {
            Ok(()) => {
                self.session.lock().remove(name);
                Ok(true)
            }
            Err(KeyringError::None(_)) => {
                self.session.lock().insert(name.to_owned(), secret.clone());
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::sync::Arc;

    /// A keyring in memory; `None`: a machine without one.
    #[derive(Clone, Default)]
    pub struct Ring(pub Option<Arc<Mutex<BTreeMap<String, String>>>>);

    impl Keyring for Ring {
        fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
            let ring = self.0.as_ref().ok_or_else(|| KeyringError::None("none".into()))?;
            Ok(ring.lock().get(name).cloned().map(Zeroizing::new))
        }
        fn set(&self, name: &str, secret: &str) -> Result<(), KeyringError> {
            let ring = self.0.as_ref().ok_or_else(|| KeyringError::None("none".into()))?;
            ring.lock().insert(name.into(), secret.into());
            Ok(())
        }
    }

    #[test]
    fn a_keyring_keeps_them_and_without_one_the_run_does() {
        let secret = Zeroizing::new("swordfish".to_owned());
        let ring = Ring(Some(Arc::default()));
        let with = Passwords::new(Box::new(ring.clone()));
        assert_eq!(with.set("mail", &secret), Ok(true));
        assert_eq!(with.get("mail"), Ok(Some(secret.clone())));
        assert_eq!(Passwords::new(Box::new(ring)).get("mail"), Ok(Some(secret.clone())), "by another run too");
        assert_eq!(with.set("mail", &Zeroizing::default()), Ok(true));
        assert_eq!(with.get("mail"), Ok(None), "taken back");
        let without = Passwords::new(Box::new(Ring(None)));
        assert_eq!(without.get("mail"), Ok(None));
        assert_eq!(without.set("mail", &secret), Ok(false));
        assert_eq!(without.get("mail"), Ok(Some(secret)));
        assert_eq!(Passwords::new(Box::new(Ring(None))).get("mail"), Ok(None), "and no other run");
        assert_eq!(format!("{:?}", Typed::from("swordfish".to_owned())), "Typed([redacted])");
    }
}
