//! The server's address: what a person may write, and the URLs made of it.

use thiserror::Error;
use url::{Host, Url};

/// A server's base URL: `http` or `https`, a host, perhaps a port and a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress(Url);

/// Why a text is no server address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\u{201c}{text}\u{201d} is not a server's address: write it as https://meet.example.org")]
pub struct BadAddress {
    /// What was written.
    pub text: String,
}

impl ServerAddress {
    /// Reads an address. A name without a scheme is taken as `https`.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let bad = || BadAddress { text: text.chars().filter(|c| !c.is_control()).take(200).collect() };
        let trimmed = text.trim();
        let url = if trimmed.contains("://") { Url::parse(trimmed) } else { Url::parse(&format!("https://{trimmed}")) };
        let mut url = url.map_err(|_| bad())?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !plain {
            return Err(bad());
        }
        // `join` below would otherwise replace the last part of a path.
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{path}/"));
        Ok(Self(url))
    }

    /// As it stands in links and in [`chancery_core::Effect::Connect`]: without a slash at the end.
    pub fn base(&self) -> String {
        self.0.as_str().trim_end_matches('/').to_owned()
    }

    /// Whether the line to it is encrypted.
    pub fn is_tls(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host, as [`url`] has it (IPv6 in brackets).
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Where to dial: host (IPv6 without brackets) and port.
    pub(crate) fn dial(&self) -> (String, u16) {
        let host = match self.0.host() {
            Some(Host::Ipv6(ip)) => ip.to_string(),
            Some(Host::Ipv4(ip)) => ip.to_string(),
            Some(Host::Domain(name)) => name.to_owned(),
            None => String::new(),
        };
        (host, self.0.port_or_known_default().unwrap_or(443))
    }

    /// A resource of the HTTP interface, such as `v1/meetings`.
    pub(crate) fn resource(&self, path: &str) -> Url {
        // Only literals of this crate and hexadecimal identifiers get here, and these always join.
        self.0.join(path).unwrap_or_else(|_| self.0.clone())
    }

    /// The signalling socket.
    pub(crate) fn signal(&self) -> Url {
        let mut url = self.resource("v1/signal");
        // From `http` to `ws` and from `https` to `wss` are changes that `url` allows.
        let _ = url.set_scheme(if self.is_tls() { "wss" } else { "ws" });
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_made_of_every_form_of_address() {
        for (text, base, signal, dial) in [
            (
                "https://meet.example.org",
                "https://meet.example.org",
                "wss://meet.example.org/v1/signal",
                ("meet.example.org", 443),
            ),
            (
                "meet.example.org",
                "https://meet.example.org",
                "wss://meet.example.org/v1/signal",
                ("meet.example.org", 443),
            ),
            (" http://127.0.0.1:8080/ ", "http://127.0.0.1:8080", "ws://127.0.0.1:8080/v1/signal", ("127.0.0.1", 8080)),
            (
                "https://mfa.example/chancery",
                "https://mfa.example/chancery",
                "wss://mfa.example/chancery/v1/signal",
                ("mfa.example", 443),
            ),
            ("http://[::1]:9", "http://[::1]:9", "ws://[::1]:9/v1/signal", ("::1", 9)),
        ] {
            let address = ServerAddress::parse(text).unwrap();
            assert_eq!(address.base(), base);
            assert_eq!(address.signal().as_str(), signal);
            assert_eq!(address.dial(), (dial.0.to_owned(), dial.1));
        }
        let address = ServerAddress::parse("https://a.example/x").unwrap();
        assert_eq!(address.resource("v1/meetings").as_str(), "https://a.example/x/v1/meetings");
    }

    #[test]
    fn what_is_no_address_is_refused_in_words() {
        for text in
            ["", "ftp://a", "http://", "https://u:p@h", "http://h#f", "http://h?q", "javascript:x", "http://a b"]
        {
            assert!(ServerAddress::parse(text).is_err(), "{text}");
        }
        let said = ServerAddress::parse("ftp://a\u{1b}[2J").unwrap_err().to_string();
        assert!(said.contains("https://meet.example.org") && !said.contains('\u{1b}'), "{said}");
    }
}
