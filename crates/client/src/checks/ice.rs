//! Whether the STUN and TURN servers that the server names can be used from here.

use super::Finding;
use super::ice_url::{IceUrl, Transport};
use super::stun::{self, Credential, HEADER, Request, Response, kind};
use crate::{dial, random, tls};
use chancery_signalling::message::IceServer;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::UdpSocket;
use tokio::time::timeout;

/// For one server, everything together.
const PATIENCE: Duration = Duration::from_secs(4);
/// The first retransmission of a request over UDP; each further one waits twice as long (RFC 8489 section 6.2.1).
const RETRANSMIT: Duration = Duration::from_millis(250);
/// More servers than these are not asked.
const MOST: usize = 8;

const ASK_FOR_UDP: &str = "Ask the operators of this network to allow UDP to the port that the address names; if others cannot \
     use it either, tell the server's operator.";
/// The engine makes its own way to relays over UDP alone.
const ONLY_UDP: &str =
    "Calls use relays over UDP only: ask the server's operator for a turn: address without transport=tcp.";

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A way to a STUN server.
enum Channel {
    Udp(UdpSocket),
    Stream(Box<dyn Stream>),
}

impl Channel {
    async fn open(url: &IceUrl) -> io::Result<Self> {
        if url.transport == Transport::Udp {
            let at = tokio::net::lookup_host((url.host.as_str(), url.port)).await?.next();
            let at = at.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the name has no address"))?;
            let local: SocketAddr = if at.is_ipv4() { ([0; 4], 0).into() } else { ([0; 16], 0).into() };
            let socket = UdpSocket::bind(local).await?;
            socket.connect(at).await?;
            return Ok(Self::Udp(socket));
        }
        let tcp = dial::tcp(&url.host, url.port).await?;
        if url.transport == Transport::Tcp {
            return Ok(Self::Stream(Box::new(tcp)));
        }
        let name = rustls::pki_types::ServerName::try_from(url.host.clone()).map_err(io::Error::other)?;
        Ok(Self::Stream(Box::new(tokio_rustls::TlsConnector::from(tls::config()).connect(name, tcp).await?)))
    }

    /// Sends a request and waits for its answer; what else comes is passed over.
    async fn ask(&mut self, request: &Request, transaction: &[u8; 12]) -> io::Result<Response> {
        match self {
            Self::Udp(socket) => {
                let mut buffer = [0; 2_048];
                let mut wait = RETRANSMIT;
                loop {
                    socket.send(request.bytes()).await?;
                    let until = tokio::time::Instant::now() + wait;
                    while let Ok(received) = tokio::time::timeout_at(until, socket.recv(&mut buffer)).await {
                        if let Some(response) = stun::read(&buffer[..received?], transaction) {
                            return Ok(response);
                        }
                    }
                    wait *= 2;
                }
            }
            Self::Stream(stream) => {
                stream.write_all(request.bytes()).await?;
                stream.flush().await?;
                loop {
                    let mut header = [0; HEADER];
                    stream.read_exact(&mut header).await?;
                    let Some(length) = stun::message_length(&header) else {
                        return Err(io::Error::new(io::ErrorKind::InvalidData, "the answer is no STUN message"));
                    };
                    let mut message = header.to_vec();
                    message.resize(length, 0);
                    stream.read_exact(&mut message[HEADER..]).await?;
                    if let Some(response) = stun::read(&message, transaction) {
                        return Ok(response);
                    }
                }
            }
        }
    }

    async fn request(&mut self, kind: u16, write: impl FnOnce(Request) -> Request) -> io::Result<Response> {
        let transaction = random::bytes();
        self.ask(&write(Request::new(kind, transaction)), &transaction).await
    }
}

fn refused(response: &Response) -> io::Error {
    let number = response.error.unwrap_or(0);
    io::Error::other(format!("it refused with error {number} (RFC 8489 section 14.8)"))
}

/// A Binding: how this machine is seen from outside.
async fn binding(channel: &mut Channel) -> io::Result<SocketAddr> {
    let response = channel.request(kind::BINDING, |r| r).await?;
    match response.mapped {
        Some(mapped) if response.kind == kind::BINDING | kind::SUCCESS => Ok(mapped),
        _ => Err(refused(&response)),
    }
}

/// Allocates a relay and gives it back.
async fn allocation(channel: &mut Channel, username: &str, password: &str) -> io::Result<SocketAddr> {
    let first = channel.request(kind::ALLOCATE, Request::requested_transport_udp).await?;
    let (mut realm, mut nonce) = (first.realm.clone(), first.nonce.clone());
    // A second try, since a nonce may be stale (error 438) by the time it comes back (RFC 8489 section 9.2.5).
    for last in [false, true] {
        let (Some(r), Some(n)) = (&realm, &nonce) else { return Err(refused(&first)) };
        let credential = Credential { username, password, realm: r, nonce: n };
        let sign = |request: Request| request.requested_transport_udp().signed(&credential);
        let response = channel.request(kind::ALLOCATE, sign).await?;
        if let Some(relayed) = response.relayed.filter(|_| response.kind == kind::ALLOCATE | kind::SUCCESS) {
            let give_back = channel.request(kind::REFRESH, |request| request.lifetime(0).signed(&credential));
            // Not given back, it ends by itself in ten minutes.
            let _ = timeout(Duration::from_secs(1), give_back).await;
            return Ok(relayed);
        }
        if last || response.error != Some(438) || response.kind != kind::ALLOCATE | kind::ERROR {
            return Err(refused(&response));
        }
        (realm, nonce) = (response.realm.or(realm), response.nonce.or(nonce));
    }
    Err(refused(&first))
}

async fn within<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let late = || io::Error::new(io::ErrorKind::TimedOut, "no answer");
    timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(late()))
}

async fn check_one(url: &IceUrl, shown: &str, server: &IceServer) -> (Finding, bool) {
    let began = Instant::now();
    let how = url.transport.name();
    if url.relay {
        let (Some(username), Some(password)) = (&server.username, &server.credential) else {
            let remedy = "Tell the server's operator to configure the relay's secret.";
            return (
                Finding::lacking("turn", format!("{shown} comes without a user name and password."), remedy),
                false,
            );
        };
        let relayed = within(async {
            let mut channel = Channel::open(url).await?;
            allocation(&mut channel, username, password).await
        });
        match relayed.await {
            Ok(_) if url.transport != Transport::Udp => {
                (Finding::lacking("turn", format!("{shown} relays, but over {how}."), ONLY_UDP), false)
            }
            Ok(_) => {
                let found = format!("{shown} relays ({how}, allocated in {} ms).", began.elapsed().as_millis());
                (Finding::works("turn", found), true)
            }
            Err(e) => (Finding::lacking("turn", format!("{shown} does not relay ({how}): {e}."), ASK_FOR_UDP), false),
        }
    } else {
        let mapped = within(async { binding(&mut Channel::open(url).await?).await });
        match mapped.await {
            Ok(_) => {
                let found = format!("{shown} answers ({how}, in {} ms).", began.elapsed().as_millis());
                (Finding::works("stun", found), false)
            }
            Err(e) => (Finding::lacking("stun", format!("{shown} does not answer ({how}): {e}."), ASK_FOR_UDP), false),
        }
    }
}

/// Whether the network gives one port of this machine the same outside address towards two servers. Where it does not
/// (address-dependent mapping, RFC 4787 section 4.1), a direct path to another such network does not exist.
async fn mapping(urls: &[IceUrl]) -> io::Result<Option<bool>> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).await?;
    let mut seen = Vec::new();
    let mut asked = Vec::new();
    for url in urls.iter().filter(|url| url.transport == Transport::Udp) {
        let mut addresses = tokio::net::lookup_host((url.host.as_str(), url.port)).await?;
        let Some(at) = addresses.find(|at| at.is_ipv4() && !asked.contains(at)) else { continue };
        asked.push(at);
        let transaction = random::bytes();
        let request = Request::new(kind::BINDING, transaction);
        let mut buffer = [0; 2_048];
        for _ in 0..4 {
            socket.send_to(request.bytes(), at).await?;
            let received = timeout(RETRANSMIT * 2, socket.recv_from(&mut buffer)).await;
            let Ok(Ok((length, from))) = received else { continue };
            if from == at
                && let Some(mapped) = stun::read(&buffer[..length], &transaction).and_then(|r| r.mapped)
            {
                seen.push(mapped);
                break;
            }
        }
    }
    Ok(if seen.len() < 2 { None } else { Some(seen.windows(2).all(|pair| pair[0] == pair[1])) })
}

/// Checks all that the server names.
pub(super) async fn check(servers: &[IceServer], tell: &mut impl FnMut(Finding)) {
    let mut urls = Vec::new();
    let mut relays = false;
    for server in servers {
        for text in &server.urls {
            let shown: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
            let Ok(url) = IceUrl::parse(text) else {
                let found = format!("\u{201c}{shown}\u{201d} is not a stun: or turn: address.");
                tell(Finding::lacking("ice", found, "Tell the server's operator to correct its configuration."));
                continue;
            };
            if urls.len() == MOST {
                continue;
            }
            let (finding, relay) = check_one(&url, &shown, server).await;
            relays |= relay;
            tell(finding);
            urls.push(url);
        }
    }
    if urls.is_empty() {
        let found = "The server names no STUN or TURN server: participants reach each other only within one network.";
        tell(Finding::lacking(
            "ice",
            found,
            "For meetings between networks, ask the server's operator for a STUN and a TURN server.",
        ));
        return;
    }
    match mapping(&urls).await {
        Ok(Some(true)) => {
            let found = "This network keeps one outside address for all peers: direct paths are possible.";
            tell(Finding::works("address_mapping", found));
        }
        Ok(Some(false)) if relays => {
            let found =
                "This network gives each peer another outside address; the relay carries what has no direct path.";
            tell(Finding::works("address_mapping", found));
        }
        Ok(Some(false)) => {
            let found = "This network gives each peer another outside address, and no relay works: some participants cannot be reached.";
            tell(Finding::lacking("address_mapping", found, "Ask the server's operator for a TURN server."));
        }
        Ok(None) | Err(_) => {}
    }
}

#[cfg(test)]
mod tests;
