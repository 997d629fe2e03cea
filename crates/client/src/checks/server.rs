//! The server itself: its name, the way to it, its certificate, its health, the greeting, its clock.

use super::Finding;
use crate::http::{CallError, Http};
use crate::socket::{self, is_nonsense};
use crate::tls::{self, CA_FILE, ExtraRoots};
use crate::{ServerAddress, dial};
use chancery_signalling::message::{ClientMessage, IceServer, RefusalCode, ServerMessage, VERSION};
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

const PATIENCE: Duration = Duration::from_secs(6);
/// A clock that is off by less does not matter: links have seconds, people minutes.
const CLOCK: f64 = 5.0;

/// Asks the server everything; what helps through firewalls, if it came to that.
pub(super) async fn check(server: &ServerAddress, tell: &mut impl FnMut(Finding)) -> Option<Vec<IceServer>> {
    let (host, port) = server.dial();
    let stream = connection(&host, port, tell).await?;
    if let ExtraRoots::Unusable(why) = tls::extra_roots() {
        let found = format!("The file that {CA_FILE} names cannot be used: {why}.");
        tell(Finding::lacking("encryption", found, "Name a PEM file with the certificates of your authority."));
    }
    if server.is_tls() {
        encryption(&host, stream, tell).await?;
    } else {
        // A server that serves one connection after the other would wait for this one.
        drop(stream);
        unencrypted(&host, tell);
    }
    health(server, tell).await;
    greeting(server, tell).await
}

fn unencrypted(host: &str, tell: &mut impl FnMut(Finding)) {
    if is_loopback(host) {
        tell(Finding::works("encryption", "The line is not encrypted (http), and does not leave this machine."));
    } else {
        let found = "The line to the server is not encrypted (http): who listens on it learns who meets when, and can keep people out.";
        tell(Finding::lacking(
            "encryption",
            found,
            "Ask the server's operator for https. What is said in meetings is sealed all the same.",
        ));
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

async fn connection(host: &str, port: u16, tell: &mut impl FnMut(Finding)) -> Option<tokio::net::TcpStream> {
    match timeout(PATIENCE, tokio::net::lookup_host((host, port))).await {
        Ok(Ok(addresses)) => {
            let count = addresses.count();
            tell(Finding::works("name", format!("{host} has {count} address{}.", if count == 1 { "" } else { "es" })));
        }
        failed => {
            let why = failed.map_or_else(
                |_| "no answer from the name server".into(),
                |e| e.err().map_or(String::new(), |e| e.to_string()),
            );
            let remedy = "Check the address for a slip, then this machine's network and name server (DNS).";
            tell(Finding::fails("name", format!("{host} has no address ({why})."), remedy));
            return None;
        }
    }
    let began = Instant::now();
    let why = match timeout(PATIENCE, dial::tcp(host, port)).await {
        Ok(Ok(stream)) => {
            tell(Finding::works("connection", format!("Port {port} answers in {} ms.", began.elapsed().as_millis())));
            return Some(stream);
        }
        Ok(Err(e)) => e.to_string(),
        Err(_) => "no answer".into(),
    };
    let remedy = "If others reach the server, ask the operators of this network to allow the port; otherwise tell the server's operator.";
    tell(Finding::fails("connection", format!("Port {port} cannot be reached ({why})."), remedy));
    None
}

async fn encryption(host: &str, stream: tokio::net::TcpStream, tell: &mut impl FnMut(Finding)) -> Option<()> {
    let connect = async {
        let name = rustls::pki_types::ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        tokio_rustls::TlsConnector::from(tls::config()).connect(name, stream).await
    };
    let error = match timeout(PATIENCE, connect).await {
        Ok(Ok(stream)) => {
            let version = match stream.get_ref().1.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
                _ => "TLS 1.3",
            };
            let extra = match tls::extra_roots() {
                ExtraRoots::Added(n) => format!(" ({n} authorities beside the web's)"),
                _ => String::new(),
            };
            tell(Finding::works(
                "encryption",
                format!("{version}, with a certificate that is valid for {host}{extra}."),
            ));
            return Some(());
        }
        Ok(Err(e)) => e,
        Err(_) => io::Error::new(io::ErrorKind::TimedOut, "no answer"),
    };
    let remedy = match error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why)) => certificate_remedy(why),
        Some(_) => "What answers there does not speak TLS as we do: check the port, or whether the address should begin with http://.".into(),
        None => "Something on the way cuts the connection: ask the operators of this network, then the server's operator.".into(),
    };
    tell(Finding::fails("encryption", format!("No encrypted connection: {error}."), remedy));
    None
}

fn certificate_remedy(why: &rustls::CertificateError) -> String {
    use rustls::CertificateError as E;
    match why {
        E::UnknownIssuer => format!(
            "If the server has an authority of its own, get its certificate from the operator and name the file in {CA_FILE}. \
             If it should have a public one, somebody may be listening: do not join from this network."
        ),
        E::Expired | E::ExpiredContext { .. } => {
            "Check this machine's clock; if it is right, tell the server's operator to renew the certificate.".into()
        }
        E::NotValidYet | E::NotValidYetContext { .. } => "Check this machine's clock: it seems to be behind.".into(),
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            "Check the address for a slip: this server has a certificate for another name.".into()
        }
        _ => "Tell the server's operator.".into(),
    }
}

async fn health(server: &ServerAddress, tell: &mut impl FnMut(Finding)) {
    let operator = "Tell the server's operator.";
    tell(match Http::new().health(server).await {
        Ok(200) => Finding::works("health", "The server says that it is well."),
        Ok(404) => {
            let remedy = "Check the address: what answers there is another web server.";
            Finding::fails("health", "What answers has no health check (HTTP 404).", remedy)
        }
        Ok(status) => {
            Finding::fails("health", format!("The server says that something is wrong (HTTP {status})."), operator)
        }
        Err(CallError::Unreachable) => Finding::fails("health", "The server does not answer over HTTP.", operator),
        Err(_) => {
            let remedy = "Check the address: what answers there does not speak HTTP as a Chancery server does.";
            Finding::fails("health", "The health check was not answered in a way that can be read.", remedy)
        }
    });
}

async fn greeting(server: &ServerAddress, tell: &mut impl FnMut(Finding)) -> Option<Vec<IceServer>> {
    let began = Instant::now();
    let greeted = timeout(PATIENCE, async {
        let mut stream = socket::open(server).await?;
        let hello = ClientMessage::Hello {
            versions: vec![VERSION],
            client: concat!("chancery/", env!("CARGO_PKG_VERSION")).into(),
        };
        let hello = serde_json::to_string(&hello).map_err(io::Error::other)?;
        let sent = Instant::now();
        stream.send(Message::text(hello)).await?;
        let answer = loop {
            match stream.next().await.transpose()? {
                Some(Message::Text(text)) => break serde_json::from_str::<ServerMessage>(text.as_str()).ok(),
                Some(Message::Binary(_)) | None => break None,
                Some(_) => {}
            }
        };
        let received = Timestamp::now();
        let half_way = sent.elapsed() / 2;
        let _ = timeout(Duration::from_secs(1), stream.close(None)).await;
        Ok::<_, tokio_tungstenite::tungstenite::Error>((answer, received, half_way))
    })
    .await;
    let check_address =
        "Check the address: what answers there is not a Chancery server, or something on the way changes what it says.";
    match greeted {
        Ok(Ok((Some(ServerMessage::Welcome { version, time, ice_servers, .. }), received, half_way)))
            if version == VERSION =>
        {
            let found = format!(
                "The greeting was answered in {} ms (protocol version {version}).",
                began.elapsed().as_millis()
            );
            tell(Finding::works("protocol", found));
            clock(received, time, half_way, tell);
            return Some(ice_servers);
        }
        Ok(Ok((Some(ServerMessage::Refused { code: RefusalCode::Version, versions, .. }), ..))) => {
            let newer = versions.iter().any(|v| *v > VERSION);
            let remedy =
                if newer { "Update Chancery on this machine." } else { "Ask the server's operator to update it." };
            let found = format!("The server speaks protocol versions {versions:?}, this Chancery speaks {VERSION}.");
            tell(Finding::fails("protocol", found, remedy));
        }
        Ok(Ok((Some(ServerMessage::Refused { code, .. }), ..))) => {
            let problem = crate::refusal::problem(code);
            tell(Finding::fails("protocol", "The server refused the greeting.", problem.sentence()));
        }
        Ok(Ok(_)) => {
            tell(Finding::fails("protocol", "The greeting was not answered as a Chancery server does.", check_address));
        }
        Ok(Err(e)) if is_nonsense(&e) => {
            tell(Finding::fails("protocol", format!("No signalling socket: {e}."), check_address));
        }
        Ok(Err(e)) => {
            let remedy = "Something on the way may not let WebSockets through: ask the operators of this network, then the server's operator.";
            tell(Finding::fails("protocol", format!("No signalling socket: {e}."), remedy));
        }
        Err(_) => {
            tell(Finding::fails("protocol", "The greeting was not answered in time.", "Tell the server's operator."));
        }
    }
    None
}

fn clock(ours: Timestamp, theirs: Timestamp, half_way: Duration, tell: &mut impl FnMut(Finding)) {
    let ahead = ours.duration_since(theirs).as_secs_f64() - half_way.as_secs_f64();
    tell(if ahead.abs() < CLOCK {
        Finding::works("clock", format!("This machine's clock and the server's differ by {:.1} s.", ahead.abs()))
    } else {
        let side = if ahead > 0.0 { "ahead of" } else { "behind" };
        let found = format!("This machine's clock is {:.0} s {side} the server's.", ahead.abs());
        Finding::lacking("clock", found, "Set it by the network (NTP); if it is right, tell the server's operator.")
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Verdict;

    #[test]
    fn a_clock_is_judged_without_the_time_of_the_line() {
        let verdict = |ours: i64, theirs: i64, half_way: u64| {
            let mut found = None;
            let at = |s| Timestamp::from_second(s).unwrap();
            clock(at(ours), at(theirs), Duration::from_secs(half_way), &mut |f: Finding| found = Some(f));
            found.unwrap()
        };
        assert_eq!(verdict(1_000, 1_000, 0).verdict, Verdict::Works);
        assert_eq!(verdict(1_006, 1_000, 3).verdict, Verdict::Works);
        assert!(verdict(1_060, 1_000, 0).found.contains("60 s ahead"));
        assert!(verdict(1_000, 1_060, 0).found.contains("60 s behind"));
    }

    #[test]
    fn loopback_is_known_by_name_and_number() {
        assert!(is_loopback("localhost") && is_loopback("127.0.0.1") && is_loopback("::1"));
        assert!(!is_loopback("192.0.2.1") && !is_loopback("localhost.example.org"));
    }
}
