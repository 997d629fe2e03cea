//! Opening a TCP connection to a name: all its addresses, a quarter of a second apart, the first that answers wins
//! (Happy Eyeballs, RFC 8305, without its cache). A network whose IPv6 leads nowhere costs 250 ms and no more.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How long an address is tried alone (RFC 8305 section 5, *Connection Attempt Delay*).
const STAGGER: Duration = Duration::from_millis(250);
/// The most addresses tried.
const MOST: usize = 8;

/// IPv6 and IPv4 in turn, beginning with the family that the resolver put first.
fn interleave(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let Some(first) = addresses.first().map(SocketAddr::is_ipv6) else { return addresses };
    let (mut a, mut b): (Vec<_>, Vec<_>) = addresses.into_iter().partition(|at| at.is_ipv6() == first);
    a.reverse();
    b.reverse();
    let mut out = Vec::with_capacity(a.len() + b.len());
    while !(a.is_empty() && b.is_empty()) {
        out.extend(a.pop());
        out.extend(b.pop());
    }
    out.truncate(MOST);
    out
}

/// Connects, without a time limit of its own beyond the system's; Nagle's algorithm is off.
pub(crate) async fn tcp(host: &str, port: u16) -> io::Result<TcpStream> {
    let addresses: Vec<_> = tokio::net::lookup_host((host, port)).await?.collect();
    let mut waiting = interleave(addresses).into_iter();
    let mut attempts = JoinSet::new();
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    loop {
        let more = waiting.next().map(|at| attempts.spawn(TcpStream::connect(at))).is_some();
        let attempt = async {
            let next = attempts.join_next().await;
            next.map(|joined| joined.unwrap_or_else(|e| Err(io::Error::other(e))))
        };
        let answered = if more { tokio::time::timeout(STAGGER, attempt).await.ok() } else { Some(attempt.await) };
        match answered {
            // Nothing has answered yet: the next address is tried beside it.
            None => {}
            Some(Some(Ok(stream))) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Some(Some(Err(e))) => last = e,
            Some(None) => return Err(last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns_and_the_resolvers_order_stays_within_each() {
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        let given = vec![at("[::1]:1"), at("[::2]:1"), at("[::3]:1"), at("1.1.1.1:1"), at("2.2.2.2:1")];
        let turns = vec![at("[::1]:1"), at("1.1.1.1:1"), at("[::2]:1"), at("2.2.2.2:1"), at("[::3]:1")];
        assert_eq!(interleave(given), turns);
        assert!(interleave(vec![]).is_empty());
        assert_eq!(interleave(vec![at("1.1.1.1:1"); 50]).len(), MOST);
    }

    #[tokio::test]
    async fn a_listener_is_reached_and_a_closed_port_is_an_error() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(tcp("127.0.0.1", port).await.unwrap().nodelay().unwrap());
        drop(listener);
        assert_eq!(tcp("127.0.0.1", port).await.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
    }

    #[tokio::test]
    async fn an_address_that_is_refused_does_not_hide_the_next() {
        // `localhost` is often both ::1 and 127.0.0.1; only the latter listens here.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(tcp("localhost", port).await.is_ok());
    }
}
