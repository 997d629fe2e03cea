//! Who may look at the pictures: the page of this very window, and nobody else on this machine.
//!
//! Every program of every user on the machine can reach a port on 127.0.0.1, and so can any page in any browser
//! (WebSockets are not held back by the same-origin policy, RFC 6455 section 10.2). So the `Origin` has to be the
//! window's own, which keeps other pages out, and the first message has to be a token that only the window was given,
//! which keeps other programs out.

use super::RendererError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use ring::rand::{SecureRandom, SystemRandom};

/// How long a newcomer has to shake hands and show the token.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// Most newcomers at a time that have not shown a token yet; further ones are turned away at once.
pub const NEWCOMERS_MAX: usize = 8;

/// The origins that Tauri's own page has: on Linux and macOS, and on Windows.
const OWN_ORIGINS: [&str; 2] = ["tauri://localhost", "http://tauri.localhost"];

/// The origin of the development server, in debug builds that load the page from there.
const DEV_ORIGIN: Option<&str> =
    if cfg!(all(debug_assertions, not(feature = "custom-protocol"))) { Some("http://127.0.0.1:5173") } else { None };

/// Whether a page of this origin is the window's own. A newcomer without an `Origin` is none.
pub fn own_page(origin: Option<&str>) -> bool {
    origin.is_some_and(|origin| OWN_ORIGINS.contains(&origin) || DEV_ORIGIN == Some(origin))
}

/// The one token that opens, once.
pub struct Door {
    random: SystemRandom,
    token: Mutex<Option<String>>,
}

impl Default for Door {
    fn default() -> Self {
        Self { random: SystemRandom::new(), token: Mutex::new(None) }
    }
}

impl Door {
    /// Makes a new token of 256 random bits; an earlier one that was not used is void.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn token(&self) -> Result<String, RendererError> {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes).map_err(|_| RendererError::NoRandom)?;
        let token = URL_SAFE_NO_PAD.encode(bytes);
        *self.token.lock() = Some(token.clone());
        Ok(token)
    }

    /// Whether this opens; if so, it never does again. A wrong one does not void the right one: else any program could
    /// keep the window out.
    pub fn opens(&self, shown: &str) -> bool {
        let mut token = self.token.lock();
        let right = token.as_ref().is_some_and(|token| equal(token.as_bytes(), shown.as_bytes()));
        if right {
            *token = None;
        }
        right
    }
}

/// Whether two texts are the same, in a time that depends on their lengths alone: each is hashed under a key made for
/// this comparison.
fn equal(a: &[u8], b: &[u8]) -> bool {
    let Ok(key) = ring::hmac::Key::generate(ring::hmac::HMAC_SHA256, &SystemRandom::new()) else { return false };
    ring::hmac::verify(&key, a, ring::hmac::sign(&key, b).as_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_once_and_a_new_one_voids_the_old() {
        let door = Door::default();
        assert!(!door.opens(""), "nothing was made yet");
        let first = door.token().expect("random");
        assert!(first.len() >= 43);
        assert!(!door.opens(&first[1..]));
        assert!(!door.opens(&format!("{first} ")));
        assert!(door.opens(&first), "wrong ones before do not void it");
        assert!(!door.opens(&first), "it was used");
        let second = door.token().expect("random");
        let third = door.token().expect("random");
        assert_ne!(second, third);
        assert!(!door.opens(&second));
        assert!(door.opens(&third));
    }

    #[test]
    fn only_the_windows_own_page_is_let_in() {
        for own in ["tauri://localhost", "http://tauri.localhost"] {
            assert!(own_page(Some(own)));
        }
        for other in [
            "",
            "null",
            "http://127.0.0.1",
            "http://localhost:5173",
            "https://tauri.localhost",
            "tauri://localhost.example",
            "tauri://localhost/",
            "http://tauri.localhost:80",
        ] {
            assert!(!own_page(Some(other)), "{other}");
        }
        assert!(!own_page(None));
    }
}
