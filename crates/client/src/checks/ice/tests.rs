//! The checks against small STUN and TURN servers in the same process.

use super::*;
use crate::checks::Verdict;
use md5::Digest;
use ring::hmac;

/// Answers like a STUN server, and like a TURN server that knows `user` with password `secret`.
fn answer(request: &[u8], from: SocketAddr) -> Option<Vec<u8>> {
    let kind = u16::from_be_bytes([request[0], request[1]]);
    let mut out = Vec::new();
    let mut attribute = |kind: u16, value: &[u8]| {
        out.extend_from_slice(&kind.to_be_bytes());
        out.extend_from_slice(&(value.len() as u16).to_be_bytes());
        out.extend_from_slice(value);
        out.resize(out.len().next_multiple_of(4), 0);
    };
    let SocketAddr::V4(from) = from else { return None };
    let mut address = vec![0, 1];
    address.extend_from_slice(&(from.port() ^ 0x2112).to_be_bytes());
    address.extend_from_slice(&(u32::from(*from.ip()) ^ 0x2112_A442).to_be_bytes());
    let signed = request.len() > 24 && request[request.len() - 24..][..4] == [0, 8, 0, 20];
    let kind = match kind {
        0x0001 => {
            attribute(0x0020, &address);
            0x0101
        }
        0x0003 | 0x0004 if !signed => {
            attribute(0x0009, &[0, 0, 4, 1]);
            attribute(0x0014, b"example.org");
            attribute(0x0015, b"a nonce");
            kind | 0x0110
        }
        0x0003 | 0x0004 => {
            let (body, tag) = request.split_at(request.len() - 24);
            let key =
                hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &md5::Md5::digest(b"user:example.org:secret"));
            if hmac::verify(&key, body, &tag[4..]).is_ok() {
                attribute(0x0016, &address);
                kind | 0x0100
            } else {
                attribute(0x0009, &[0, 0, 4, 1]);
                kind | 0x0110
            }
        }
        _ => return None,
    };
    let mut message = kind.to_be_bytes().to_vec();
    message.extend_from_slice(&(out.len() as u16).to_be_bytes());
    message.extend_from_slice(&request[4..20]);
    message.extend_from_slice(&out);
    Some(message)
}

async fn udp_server() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let at = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 2_048];
        // The first datagram is lost, so that a retransmission is needed.
        let _ = socket.recv_from(&mut buffer).await;
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            if let Some(bytes) = answer(&buffer[..length], from) {
                let _ = socket.send_to(b"not STUN at all", from).await;
                let _ = socket.send_to(&bytes, from).await;
            }
        }
    });
    at
}

async fn tcp_server(reply: Option<&'static [u8]>) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, from)) = listener.accept().await {
            let mut header = [0; HEADER];
            while stream.read_exact(&mut header).await.is_ok() {
                let mut request = header.to_vec();
                request.resize(stun::message_length(&header).unwrap(), 0);
                stream.read_exact(&mut request[HEADER..]).await.unwrap();
                let bytes = reply.map_or_else(|| answer(&request, from).unwrap(), <[u8]>::to_vec);
                stream.write_all(&bytes).await.unwrap();
            }
        }
    });
    at
}

fn ice(url: String, credential: &str) -> IceServer {
    IceServer { urls: vec![url], username: Some("user".into()), credential: Some(credential.into()) }
}

#[tokio::test]
async fn a_relay_over_tcp_is_allocated_too_though_calls_do_not_use_it() {
    let turn = tcp_server(None).await;
    let url = IceUrl::parse(&format!("turn:{turn}?transport=tcp")).unwrap();
    let relayed = allocation(&mut Channel::open(&url).await.unwrap(), "user", "secret").await.unwrap();
    assert!(relayed.ip().is_loopback());
}

async fn findings(servers: &[IceServer]) -> Vec<(&'static str, Verdict)> {
    let mut found = Vec::new();
    check(servers, &mut |finding: Finding| found.push((finding.check, finding.verdict))).await;
    found
}

#[tokio::test]
async fn stun_and_turn_that_work_are_said_to_work() {
    let (stun, turn) = (udp_server().await, tcp_server(None).await);
    let servers = [
        ice(format!("stun:{stun}"), ""),
        ice(format!("turn:{stun}"), "secret"),
        ice(format!("turn:{turn}?transport=tcp"), "secret"),
    ];
    let found = findings(&servers).await;
    assert_eq!(found, [("stun", Verdict::Works), ("turn", Verdict::Works), ("turn", Verdict::Lacking)]);
}

#[tokio::test]
async fn two_reflections_of_one_port_are_compared() {
    let (a, b) = (udp_server().await, udp_server().await);
    let found = findings(&[ice(format!("stun:{a}"), ""), ice(format!("stun:{b}"), "")]).await;
    assert_eq!(found.last(), Some(&("address_mapping", Verdict::Works)));
}

#[tokio::test]
async fn a_wrong_password_silence_and_junk_are_said() {
    let udp = udp_server().await;
    let junk = tcp_server(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let servers = [
        ice(format!("turn:{udp}"), "wrong"),
        ice(format!("turn:{junk}?transport=tcp"), "secret"),
        ice(format!("stun:{}", silent.local_addr().unwrap()), ""),
        ice("http://example.org".into(), ""),
        IceServer { urls: vec![format!("turn:{udp}")], username: None, credential: None },
    ];
    let found = findings(&servers).await;
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|(_, verdict)| *verdict == Verdict::Lacking), "{found:?}");
    assert_eq!(findings(&[]).await, [("ice", Verdict::Lacking)]);
}
