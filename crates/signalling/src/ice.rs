//! How many STUN and TURN servers a client takes from a server, and of what form.
//!
//! For each of them every peer connection sends datagrams of its own: a server that names thousands has its guests flood
//! whom it likes. What is over the limit or of no known form is left out, and the call goes on with the rest.

use crate::message::IceServer;
use std::borrow::Cow;
use std::net::IpAddr;

/// The most servers.
pub const SERVERS_MAX: usize = 8;
/// The most URLs of one server.
pub const URLS_MAX: usize = 4;
/// The longest URL, in bytes.
pub const URL_MAX: usize = 256;
/// The longest user name and the longest credential, in bytes.
pub const WORD_MAX: usize = 1_024;

/// Whether a URL is one of RFC 7064 or RFC 7065, as far as its scheme and its letters go; the engine reads the rest.
fn is_known(url: &str) -> bool {
    let host = ["stun:", "stuns:", "turn:", "turns:"].iter().find_map(|scheme| url.strip_prefix(scheme));
    url.len() <= URL_MAX && host.is_some_and(|host| !host.is_empty() && host.bytes().all(|b| b.is_ascii_graphic()))
}

/// What is taken of the servers that were named, in their order, and how many URLs were left out.
pub fn taken(servers: Vec<IceServer>) -> (Vec<IceServer>, usize) {
    let named: usize = servers.iter().map(|server| server.urls.len()).sum();
    let mut taken = Vec::new();
    for mut server in servers {
        let short = |word: &Option<String>| word.as_ref().is_none_or(|word| word.len() <= WORD_MAX);
        if taken.len() == SERVERS_MAX {
            break;
        }
        server.urls.retain(|url| is_known(url));
        server.urls.truncate(URLS_MAX);
        if !server.urls.is_empty() && short(&server.username) && short(&server.credential) {
            taken.push(server);
        }
    }
    let left: usize = taken.iter().map(|server| server.urls.len()).sum();
    (taken, named - left)
}

/// Whether a peer's candidate (RFC 8839 section 5.1) is tried. One that names this machine itself, its own link or a group is no
/// way to another laptop: with thousands of them a member would have the others' machines look for what is open there. What
/// names no address is left to the engine.
pub fn is_tried(candidate: &str) -> bool {
    let address = candidate.split_ascii_whitespace().nth(4).and_then(|address| address.parse::<IpAddr>().ok());
    !address.is_some_and(|address| match address.to_canonical() {
        IpAddr::V4(ip) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_link_local() || ip.is_multicast() || ip.is_broadcast()
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unspecified() || ip.is_unicast_link_local() || ip.is_multicast(),
    })
}

/// A session description without the candidates that are not tried.
pub fn tried(sdp: &str) -> Cow<'_, str> {
    let stays = |line: &str| !line.starts_with("a=candidate:") || is_tried(line);
    if sdp.lines().all(stays) { sdp.into() } else { sdp.split_inclusive('\n').filter(|line| stays(line)).collect() }
}

/// Whether a server's address, as it stands in a link, names this machine: then the others are here too, and are reached so.
pub fn is_here(server: &str) -> bool {
    let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(host, _)| host),
    };
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn server(urls: &[&str]) -> IceServer {
        IceServer { urls: urls.iter().map(ToString::to_string).collect(), username: None, credential: None }
    }

    #[test]
    fn hostile_20_a_members_candidates_on_ones_own_machine() {
        let line = |address: &str| format!("candidate:1 1 udp 2130706431 {address} 50000 typ host");
        for address in ["127.0.0.1", "127.9.9.9", "0.0.0.0", "169.254.1.2", "224.0.0.1", "255.255.255.255"] {
            assert!(!is_tried(&line(address)), "{address}");
        }
        for address in ["::1", "::", "fe80::1", "ff02::1", "::ffff:127.0.0.1"] {
            assert!(!is_tried(&line(address)), "{address}");
        }
        for address in ["192.168.1.7", "10.0.0.1", "203.0.113.9", "2001:db8::1", "fd00::1", "1f3c.local", ""] {
            assert!(is_tried(&line(address)), "{address}");
        }
        assert!(is_tried("") && is_tried("candidate:1"));
        let sdp = |lines: &[&str]| {
            let lines = lines.iter().map(|address| format!("a={}\r\n", line(address))).collect::<Vec<_>>().concat();
            format!("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n{lines}a=mid:0\r\n")
        };
        assert_eq!(tried(&sdp(&["10.0.0.1", "127.0.0.1", "fe80::1"])), sdp(&["10.0.0.1"]));
        assert!(matches!(tried(&sdp(&["10.0.0.1"])), Cow::Borrowed(_)));
    }

    #[test]
    fn a_server_on_this_machine_is_known_by_its_address() {
        for here in ["http://127.0.0.1:8440", "http://localhost/x", "http://[::1]:8440", "https://LOCALHOST:1"] {
            assert!(is_here(here), "{here}");
        }
        for away in
            ["https://meet.example.org", "https://localhost.example", "http://[2001:db8::1]:8", "127.0.0.1.example", ""]
        {
            assert!(!is_here(away), "{away}");
        }
    }

    #[test]
    fn hostile_20_thousands_of_helpers() {
        let many: Vec<_> =
            (0..4_000).map(|n| server(&[&format!("stun:169.254.{}.{}:3478", n / 250, n % 250)])).collect();
        let first = many[..SERVERS_MAX].to_vec();
        assert_eq!(taken(many), (first, 4_000 - SERVERS_MAX));
        let urls: Vec<String> = (0..4_000).map(|n| format!("turn:relay.example:{n}?transport=udp")).collect();
        let one = IceServer { urls, username: Some("u".into()), credential: Some("c".into()) };
        assert_eq!(taken(vec![one]).0[0].urls.len(), URLS_MAX);
    }

    #[test]
    fn only_stun_and_turn_of_a_readable_form() {
        for url in ["stun:a.example", "stuns:a.example:5349", "turn:[fe80::1]:3478?transport=tcp", "turns:192.0.2.1"] {
            assert_eq!(taken(vec![server(&[url])]), (vec![server(&[url])], 0), "{url}");
        }
        let long = format!("stun:{}", "a".repeat(URL_MAX));
        for url in
            ["http://a.example", "file:///etc/passwd", "stun:", "STUN:a", " stun:a", "stun:a b", "turn:a\n", "", &long]
        {
            assert_eq!(taken(vec![server(&[url]), server(&["stun:b"])]), (vec![server(&["stun:b"])], 1), "{url}");
        }
        let endless = IceServer { credential: Some("c".repeat(WORD_MAX + 1)), ..server(&["turn:a"]) };
        assert_eq!(taken(vec![endless]), (Vec::new(), 1));
    }

    proptest! {
        #[test]
        fn never_more_than_that(urls in prop::collection::vec(prop::collection::vec("(stun|turn|x):[ -~]{0,6}", 0..9), 0..20)) {
            let named = urls.iter().flatten().count();
            let servers = urls.into_iter().map(|urls| IceServer { urls, username: None, credential: None }).collect();
            let (taken, left) = taken(servers);
            prop_assert!(taken.len() <= SERVERS_MAX);
            prop_assert!(taken.iter().all(|s| (1..=URLS_MAX).contains(&s.urls.len())));
            prop_assert_eq!(taken.iter().map(|s| s.urls.len()).sum::<usize>() + left, named);
        }
    }
}
