//! What clients are told of STUN and TURN: servers from a file, and time-limited TURN credentials as coturn's
//! `use-auth-secret` checks them (user name `EXPIRY:RANDOM`, password `base64(HMAC-SHA1(secret, user name))`), so that
//! neither server keeps accounts.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chancery_signalling::message::IceServer;
use jiff::Timestamp;
use ring::hmac;
use std::time::Duration;

/// How long TURN credentials last: longer than any meeting, since a relay asks for them again as long as it is used.
pub const TURN_LIFETIME: Duration = Duration::from_hours(24);

/// The servers.
#[derive(Clone, Debug, Default)]
pub struct Ice {
    /// Told as they are.
    pub fixed: Vec<IceServer>,
    /// A TURN server that shares a secret with this one.
    pub turn: Option<Turn>,
}

/// A TURN server that shares a secret with this one.
#[derive(Clone)]
pub struct Turn {
    urls: Vec<String>,
    key: hmac::Key,
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Turn").field("urls", &self.urls).finish_non_exhaustive()
    }
}

impl Turn {
    /// `secret` is coturn's `static-auth-secret`.
    pub fn new(urls: Vec<String>, secret: &[u8]) -> Self {
        // SHA-1 is what the scheme prescribes; as a message authentication code it is not broken.
        Self { urls, key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret) }
    }

    /// Credentials that last [`TURN_LIFETIME`] from `now`. `random` tells one client's from another's and names nobody.
    pub fn credentials(&self, now: Timestamp, random: [u8; 8]) -> IceServer {
        let expiry = now.as_second().saturating_add(TURN_LIFETIME.as_secs() as i64);
        let username = format!("{expiry}:{}", URL_SAFE_NO_PAD.encode(random));
        let credential = STANDARD.encode(hmac::sign(&self.key, username.as_bytes()));
        IceServer { urls: self.urls.clone(), username: Some(username), credential: Some(credential) }
    }
}

impl Ice {
    /// What one client is told.
    pub fn servers(&self, now: Timestamp, random: [u8; 8]) -> Vec<IceServer> {
        self.fixed.iter().cloned().chain(self.turn.as_ref().map(|t| t.credentials(now, random))).collect()
    }
}

/// Whether `url` is one of RFC 7064 or RFC 7065: `stun:`, `stuns:`, `turn:` or `turns:` and a host.
pub fn is_ice_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let host = rest.split(['?', ':']).next().unwrap_or_default();
    matches!(scheme, "stun" | "stuns" | "turn" | "turns")
        && (!host.is_empty() || rest.starts_with('['))
        && !rest.starts_with("//")
        && rest.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The password of this user name under this secret, as `openssl dgst -sha1 -hmac` computes it.
    #[test]
    fn credentials_as_coturn_computes_them() {
        let turn = Turn::new(vec!["turn:turn.example.org:3478".into()], b"north");
        let now = Timestamp::from_second(1_433_895_918 - 86_400).unwrap();
        let server = turn.credentials(now, [0; 8]);
        assert_eq!(server.username.as_deref(), Some("1433895918:AAAAAAAAAAA"));
        assert_eq!(server.credential.as_deref(), Some("v1eWEZUUddr4uoS3iKkD2STn1Lw="));
        assert!(!format!("{turn:?} {server:?}").contains("v1eWEZUUddr4uoS3iKkD2STn1Lw="));
    }

    #[test]
    fn urls() {
        for good in
            ["stun:stun.example.org", "turn:192.0.2.1:3478?transport=udp", "turns:[2001:db8::1]:5349", "stuns:h"]
        {
            assert!(is_ice_url(good), "{good}");
        }
        for bad in ["", "stun:", "http://x", "turn://x", "turn:a b", "example.org:3478"] {
            assert!(!is_ice_url(bad), "{bad}");
        }
    }
}
