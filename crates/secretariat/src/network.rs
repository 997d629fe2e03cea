//! What all connections have in common: one TLS configuration (rustls with `ring`, the web's roots and those that the ministry
//! adds), and HTTP whose answers are bounded.

use reqwest::header::HeaderMap;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// How long other people's servers are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// From the first packet to an open connection.
    pub connect: Duration,
    /// What is said on a mail server's line before its first command, TLS included.
    pub greeting: Duration,
    /// One step of a visit to a mailbox.
    pub step: Duration,
    /// The whole sending of a mail; a large one over a slow line takes its time.
    pub sending: Duration,
    /// From an HTTP request to the whole of its answer.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            greeting: Duration::from_secs(20),
            step: Duration::from_secs(60),
            sending: Duration::from_secs(180),
            answer: Duration::from_secs(30),
        }
    }
}

/// The ministry's own authorities could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "the file of the ministry's own certificate authorities cannot be used ({0}): it must hold certificates in PEM form"
)]
pub struct BadRoots(String);

/// The way out: cheap to clone.
#[derive(Clone)]
pub struct Network {
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) http: reqwest::Client,
    pub(crate) patience: Patience,
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network")
    }
}

/// An answer over HTTP.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum NoAnswer {
    #[error("nobody answers")]
    Unreachable,
    #[error("the connection is not secure")]
    Tls(String),
    #[error("the answer took too long")]
    Slow,
    #[error("the answer is longer than allowed")]
    TooLong,
    #[error("what answers speaks another language")]
    Nonsense,
}

/// The message of a TLS error inside another, if there is one. An io error hides what it wraps from `source`.
pub(crate) fn tls_error(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    if let Some(e) = error.downcast_ref::<rustls::Error>() {
        return Some(e.to_string());
    }
    let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    inside.and_then(|e| tls_error(e)).or_else(|| error.source().and_then(tls_error))
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        if let Some(why) = tls_error(&error) {
            Self::Tls(why)
        } else if error.is_timeout() {
            Self::Slow
        } else if error.is_connect() || error.is_request() {
            Self::Unreachable
        } else {
            Self::Nonsense
        }
    }
}

impl Network {
    /// Beside the web's authorities, those in `extra_roots` (PEM) are trusted.
    pub fn new(extra_roots: Option<&[u8]>) -> Result<Self, BadRoots> {
        Self::patient(extra_roots, Patience::default())
    }

    /// As [`Network::new`], waiting for others' servers no longer than this.
    pub fn patient(extra_roots: Option<&[u8]>, patience: Patience) -> Result<Self, BadRoots> {
        // Where two providers are compiled in, rustls would not choose; an error only if somebody was faster.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(pem) = extra_roots {
            let mut added = 0;
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|e| BadRoots(e.to_string()))?;
                roots.add(certificate).map_err(|e| BadRoots(e.to_string()))?;
                added += 1;
            }
            if added == 0 {
                return Err(BadRoots("no certificate in it".into()));
            }
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring carries TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .use_preconfigured_tls(tls.clone())
            .connect_timeout(patience.connect)
            .timeout(patience.answer)
            // A redirect is followed by hand, where it does not carry a password to somebody else.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(2)
            .user_agent(concat!("chancery/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("the TLS configuration is of the rustls version that reqwest uses");
        Ok(Self { tls: Arc::new(tls), http, patience })
    }

    /// Sends a request; the answer is read up to `most` bytes.
    pub(crate) async fn answer(&self, request: reqwest::RequestBuilder, most: usize) -> Result<Answer, NoAnswer> {
        let mut answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), std::mem::take(answer.headers_mut()));
        if answer.content_length().is_some_and(|n| n > most as u64) {
            return Err(NoAnswer::TooLong);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > most {
                return Err(NoAnswer::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body })
    }
}

/// Whether an address is this machine itself.
pub(crate) fn is_this_machine(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether two addresses are of one server: scheme, host and port.
pub(crate) fn one_server(a: &url::Url, b: &url::Url) -> bool {
    a.scheme() == b.scheme() && a.host() == b.host() && a.port_or_known_default() == b.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_certificate_is_said() {
        for bad in ["", "not PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(Network::new(Some(bad.as_bytes())).is_err(), "{bad}");
        }
        assert!(Network::new(None).is_ok());
    }

    #[test]
    fn servers_are_told_apart() {
        let url = |text: &str| url::Url::parse(text).unwrap();
        assert!(one_server(&url("https://a.example/x"), &url("https://a.example:443/y")));
        for other in ["http://a.example/", "https://b.example/", "https://a.example:444/"] {
            assert!(!one_server(&url("https://a.example/"), &url(other)), "{other}");
        }
        assert!(is_this_machine(&url("http://127.0.0.1:5/")) && is_this_machine(&url("http://[::1]/")));
        assert!(!is_this_machine(&url("http://10.0.0.1/")) && !is_this_machine(&url("http://localhost.example/")));
    }
}
