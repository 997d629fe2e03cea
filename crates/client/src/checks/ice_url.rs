//! `stun:` and `turn:` addresses (RFC 7064, RFC 7065).

use thiserror::Error;

/// How a STUN or TURN server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Udp,
    Tcp,
    Tls,
}

impl Transport {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
        }
    }
}

/// One address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IceUrl {
    /// Whether it relays (TURN) or only reflects (STUN).
    pub(super) relay: bool,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) transport: Transport,
}

/// The text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a stun: or turn: address")]
pub(super) struct BadIceUrl;

impl IceUrl {
    pub(super) fn parse(text: &str) -> Result<Self, BadIceUrl> {
        let (scheme, rest) = text.split_once(':').ok_or(BadIceUrl)?;
        let (relay, tls) = match scheme.to_ascii_lowercase().as_str() {
            "stun" => (false, false),
            "stuns" => (false, true),
            "turn" => (true, false),
            "turns" => (true, true),
            _ => return Err(BadIceUrl),
        };
        let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
        let transport = match (query, tls) {
            (None | Some("transport=tcp"), true) => Transport::Tls,
            (None | Some("transport=udp"), false) => Transport::Udp,
            (Some("transport=tcp"), false) => Transport::Tcp,
            _ => return Err(BadIceUrl),
        };
        let default = if tls { 5349 } else { 3478 };
        let (host, port) = if let Some(rest) = place.strip_prefix('[') {
            let (host, after) = rest.split_once(']').ok_or(BadIceUrl)?;
            host.parse::<std::net::Ipv6Addr>().map_err(|_| BadIceUrl)?;
            (host, if after.is_empty() { None } else { Some(after.strip_prefix(':').ok_or(BadIceUrl)?) })
        } else {
            place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)))
        };
        let named = !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'));
        let port = port.map_or(Ok(default), |p| p.parse().map_err(|_| BadIceUrl))?;
        if named && port != 0 { Ok(Self { relay, host: host.to_owned(), port, transport }) } else { Err(BadIceUrl) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_every_form() {
        for (text, relay, host, port, transport) in [
            ("stun:stun.example.org", false, "stun.example.org", 3478, Transport::Udp),
            ("stun:192.0.2.7:19302", false, "192.0.2.7", 19302, Transport::Udp),
            ("turn:turn.example.org?transport=tcp", true, "turn.example.org", 3478, Transport::Tcp),
            ("turns:turn.example.org:443?transport=tcp", true, "turn.example.org", 443, Transport::Tls),
            ("TURNS:turn.example.org", true, "turn.example.org", 5349, Transport::Tls),
            ("turn:[2001:db8::1]:99?transport=udp", true, "2001:db8::1", 99, Transport::Udp),
        ] {
            let url = IceUrl::parse(text).unwrap();
            assert_eq!(url, IceUrl { relay, host: host.into(), port, transport }, "{text}");
        }
        for text in [
            "",
            "stun:",
            "http://x",
            "stun:a:0",
            "stun:a:99999",
            "turn:a?transport=sctp",
            "stun:[::1",
            "stun:[x]",
            "turn://a",
            "stun:a b",
        ] {
            assert_eq!(IceUrl::parse(text), Err(BadIceUrl), "{text}");
        }
    }
}
