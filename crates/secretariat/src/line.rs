//! The line to a mail server: TCP, TLS from the first byte or after STARTTLS (RFC 3207, RFC 9051 section 6.2.1), and a measure
//! of what may come over it.

use crate::network::{Network, tls_error};
use rustls::pki_types::ServerName;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

/// Bytes of a line that a server says before TLS.
const LONGEST_LINE: usize = 4_096;
/// Lines that it may say before it comes to the point.
const MOST_LINES: usize = 100;
/// Bytes that a mailbox's server may send before somebody has logged in: a greeting, and what it can do.
const STRANGER: u64 = 64 * 1024;
/// Bytes of one answer to one SMTP command; RFC 5321 section 4.5.3.1.5 gives each of its lines 512. The library reads a long
/// answer from its beginning again with every line of it.
const SMTP_ANSWER: u64 = 16 * 1024;

/// How a line is kept from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte (ports 465 and 993).
    Tls,
    /// TLS after STARTTLS (ports 587, 25 and 143); without it, nothing is sent.
    #[serde(rename = "starttls")]
    StartTls,
    /// None: only to this machine itself.
    Plain,
}

/// Who logs in.
#[derive(Clone)]
pub struct Login {
    /// As the server knows them.
    pub user: String,
    /// Their password.
    pub password: Zeroizing<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login([redacted])")
    }
}

/// A mail server and the way to it.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name, which its certificate must have, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept.
    pub security: Security,
    /// Who logs in; `None`: nobody, where a server does not ask.
    pub login: Option<Login>,
}

/// Why there is no line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoLine {
    /// No such host.
    #[error("there is no server called {host}: check its name")]
    NoSuchHost {
        /// The name.
        host: String,
    },
    /// Nobody listens, or nothing comes through.
    #[error(
        "the mail server {host} does not answer on port {port}: check name and port, and whether the network lets it through"
    )]
    Unreachable {
        /// The server.
        host: String,
        /// Its port.
        port: u16,
    },
    /// The certificate is for another, expired, or signed by somebody unknown.
    #[error("the connection to {host} cannot be trusted ({why}): check the server's name, or have its authority added")]
    Untrusted {
        /// The server.
        host: String,
        /// What is wrong.
        why: String,
    },
    /// It does not offer TLS.
    #[error(
        "the mail server {host} offers no encryption on port {port}, so nothing was sent: use its TLS port, or ask its administrator"
    )]
    NoTls {
        /// The server.
        host: String,
        /// Its port.
        port: u16,
    },
    /// A line without TLS, and not to this machine.
    #[error("without encryption only this machine itself is talked to, and {host} is another: choose TLS or STARTTLS")]
    PlainAbroad {
        /// The server.
        host: String,
    },
    /// It says nothing, for too long.
    #[error("the mail server {host} takes too long to answer: try again later, or ask its administrator")]
    Slow {
        /// The server.
        host: String,
    },
    /// What it says is no SMTP, or no IMAP.
    #[error("what answers at {host} port {port} is not a mail server of this kind: check the port")]
    Nonsense {
        /// The server.
        host: String,
        /// Its port.
        port: u16,
    },
}

/// What is spoken on the line, for STARTTLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaks {
    Smtp,
    Imap,
}

trait Duplex: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Duplex for T {}

/// An open line. Beyond its measure, reading fails.
pub(crate) struct Line {
    inner: Box<dyn Duplex>,
    /// Read before what comes from the server.
    first: &'static [u8],
    /// Bytes that the server may still send.
    left: u64,
    /// With each command that goes out, so much may come back.
    each: Option<u64>,
    peer: SocketAddr,
    local: SocketAddr,
}

impl Line {
    /// Somebody has logged in: the server may send so many bytes more.
    pub fn allow(&mut self, measure: u64) {
        self.left = measure;
    }

    /// This end's address.
    pub fn local(&self) -> SocketAddr {
        self.local
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line")
    }
}

impl AsyncRead for Line {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.first.is_empty() {
            let n = this.first.len().min(buf.remaining());
            let (now, later) = this.first.split_at(n);
            buf.put_slice(now);
            this.first = later;
            return Poll::Ready(Ok(()));
        }
        if this.left == 0 {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::FileTooLarge, "the server sends more than allowed")));
        }
        let before = buf.filled().len();
        let polled = Pin::new(&mut this.inner).poll_read(cx, buf);
        this.left = this.left.saturating_sub((buf.filled().len() - before) as u64);
        polled
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if let Some(each) = this.each {
            this.left = each;
        }
        Pin::new(&mut this.inner).poll_write(cx, buf)
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

impl lettre::transport::smtp::client::AsyncTokioStream for Line {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

/// Opens a line over which no more comes than one who is not yet logged in has to be told: for IMAP until [`Line::allow`], for SMTP
/// with each answer. With STARTTLS, a mail server's greeting has been taken; for SMTP, whose library waits for one, a greeting stands
/// in its place.
pub(crate) async fn open(network: &Network, server: &Server, speaks: Speaks) -> Result<Line, NoLine> {
    let host = || server.host.clone();
    let unreachable = || NoLine::Unreachable { host: host(), port: server.port };
    let mut addresses = tokio::net::lookup_host((server.host.as_str(), server.port))
        .await
        .map_err(|_| NoLine::NoSuchHost { host: host() })?
        .collect::<Vec<_>>();
    if server.security == Security::Plain {
        addresses.retain(|a| a.ip().is_loopback());
        if addresses.is_empty() {
            return Err(NoLine::PlainAbroad { host: host() });
        }
    }
    let Ok(connected) = timeout(network.patience.connect, TcpStream::connect(&addresses[..])).await else {
        return Err(unreachable());
    };
    let mut tcp = connected.map_err(|_| unreachable())?;
    let _ = tcp.set_nodelay(true);
    let (Ok(peer), Ok(local)) = (tcp.peer_addr(), tcp.local_addr()) else { return Err(unreachable()) };
    let (left, each) = match speaks {
        Speaks::Smtp => (SMTP_ANSWER, Some(SMTP_ANSWER)),
        Speaks::Imap => (STRANGER, None),
    };
    let line = |inner: Box<dyn Duplex>, first| Line { inner, first, left, each, peer, local };
    let secured = async {
        match server.security {
            Security::Plain => Ok(line(Box::new(tcp), b"")),
            Security::Tls => Ok(line(Box::new(handshake(network, server, tcp).await?), b"")),
            Security::StartTls => {
                ask_for_tls(&mut tcp, server, speaks).await?;
                let first: &[u8] = if speaks == Speaks::Smtp { b"220 secured\r\n" } else { b"" };
                Ok(line(Box::new(handshake(network, server, tcp).await?), first))
            }
        }
    };
    timeout(network.patience.greeting, secured)
        .await
        .unwrap_or_else(|_| Err(NoLine::Slow { host: server.host.clone() }))
}

async fn handshake(
    network: &Network,
    server: &Server,
    tcp: TcpStream,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, NoLine> {
    let nonsense = || NoLine::Nonsense { host: server.host.clone(), port: server.port };
    let name = ServerName::try_from(server.host.clone()).map_err(|_| nonsense())?;
    TlsConnector::from(network.tls.clone()).connect(name, tcp).await.map_err(|e| match tls_error(&e) {
        // Not TLS at all: the port of another kind of line.
        Some(why) if why.contains("corrupt message") => nonsense(),
        Some(why) => NoLine::Untrusted { host: server.host.clone(), why },
        None => nonsense(),
    })
}

/// Reads a line without taking a byte more: what a stranger on the way puts behind the answer to STARTTLS must not be taken for
/// the server's word later (CVE-2011-0411).
async fn read_line(tcp: &mut TcpStream) -> io::Result<String> {
    let mut line = Vec::with_capacity(80);
    loop {
        let byte = tcp.read_u8().await?;
        if byte == b'\n' {
            break;
        }
        if line.len() >= LONGEST_LINE {
            return Err(io::ErrorKind::InvalidData.into());
        }
        line.push(byte);
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// The lines of one SMTP answer, if its code is `code`.
async fn smtp_answer(tcp: &mut TcpStream, code: &str) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    while lines.len() < MOST_LINES {
        let line = read_line(tcp).await?;
        let rest = line.strip_prefix(code).ok_or(io::ErrorKind::InvalidData)?;
        let more = rest.starts_with('-');
        lines.push(rest.get(1..).unwrap_or_default().trim().to_ascii_uppercase());
        if !more {
            return Ok(lines);
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

async fn ask_for_tls(tcp: &mut TcpStream, server: &Server, speaks: Speaks) -> Result<(), NoLine> {
    let nonsense = |_: io::Error| NoLine::Nonsense { host: server.host.clone(), port: server.port };
    let offered = match speaks {
        Speaks::Smtp => {
            smtp_answer(tcp, "220").await.map_err(nonsense)?;
            let name = match tcp.local_addr().map(|a| a.ip()) {
                Ok(std::net::IpAddr::V6(ip)) => format!("[IPv6:{ip}]"),
                Ok(std::net::IpAddr::V4(ip)) => format!("[{ip}]"),
                Err(_) => "localhost".into(),
            };
            tcp.write_all(format!("EHLO {name}\r\n").as_bytes()).await.map_err(nonsense)?;
            let offers = smtp_answer(tcp, "250").await.map_err(nonsense)?;
            if offers.iter().any(|o| o == "STARTTLS") {
                tcp.write_all(b"STARTTLS\r\n").await.map_err(nonsense)?;
                smtp_answer(tcp, "220").await.is_ok()
            } else {
                false
            }
        }
        Speaks::Imap => {
            let greeting = read_line(tcp).await.map_err(nonsense)?;
            if !greeting.starts_with("* OK") {
                return Err(nonsense(io::ErrorKind::InvalidData.into()));
            }
            tcp.write_all(b"t1 STARTTLS\r\n").await.map_err(nonsense)?;
            let mut answer = String::new();
            for _ in 0..MOST_LINES {
                answer = read_line(tcp).await.map_err(nonsense)?;
                if answer.starts_with("t1 ") {
                    break;
                }
            }
            answer.starts_with("t1 OK")
        }
    };
    if offered { Ok(()) } else { Err(NoLine::NoTls { host: server.host.clone(), port: server.port }) }
}
