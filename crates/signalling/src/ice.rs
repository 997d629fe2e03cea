//! How many STUN and TURN servers a client takes from a server, and of what form.
//!
//! For each of them every peer connection sends datagrams of its own: a server that names thousands has its guests flood
//! whom it likes. What is over the limit or of no known form is left out, and the call goes on with the rest.

use crate::message::IceServer;

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn server(urls: &[&str]) -> IceServer {
        IceServer { urls: urls.iter().map(ToString::to_string).collect(), username: None, credential: None }
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
