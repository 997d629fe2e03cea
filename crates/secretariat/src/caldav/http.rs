//! One request to a CalDAV server: with the password, without being led elsewhere, bounded.

use super::DavError;
use super::xml::{self, Element, Unread};
use crate::line::Login;
use crate::network::{Answer, Network, NoAnswer, is_this_machine, one_server};
use reqwest::Method;
use url::Url;

/// Bytes of an answer.
const LONGEST: usize = 64 * 1024 * 1024;
/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// A server, and who asks.
#[derive(Clone, Debug)]
pub(crate) struct Dav {
    network: Network,
    /// Where the officer said that it is.
    pub base: Url,
    login: Option<Login>,
}

/// What is asked.
pub(crate) struct Ask<'a> {
    pub method: &'a str,
    pub headers: &'a [(&'static str, &'a str)],
    pub kind: &'static str,
    pub body: Option<String>,
}

pub(crate) const XML: &str = "application/xml; charset=utf-8";
pub(crate) const CALENDAR: &str = "text/calendar; charset=utf-8";

impl Dav {
    pub fn new(network: &Network, base: &str, login: Option<Login>) -> Result<Self, DavError> {
        let text = base.trim();
        let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
        let url = url.map_err(|_| DavError::BadAddress)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none();
        if !plain {
            return Err(DavError::BadAddress);
        }
        if url.scheme() == "http" && !is_this_machine(&url) {
            return Err(DavError::PlainAbroad);
        }
        Ok(Self { network: network.clone(), base: url, login })
    }

    /// A resource that the server named: only on the very same server, which alone may see the password.
    pub fn resolve(&self, from: &Url, href: &str) -> Result<Url, DavError> {
        let url = from.join(href).map_err(|_| DavError::Nonsense)?;
        if one_server(&url, &self.base) { Ok(url) } else { Err(DavError::LedElsewhere { host: host(&url) }) }
    }

    /// Asks; gives the answer and where it came from.
    pub async fn ask(&self, url: &Url, ask: &Ask<'_>) -> Result<(Answer, Url), DavError> {
        let method = Method::from_bytes(ask.method.as_bytes()).map_err(|_| DavError::Nonsense)?;
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let mut request = self.network.http.request(method.clone(), url.clone());
            for (name, value) in ask.headers {
                request = request.header(*name, *value);
            }
            if let Some(body) = &ask.body {
                request = request.header("Content-Type", ask.kind).body(body.clone());
            }
            if let Some(login) = &self.login {
                request = request.basic_auth(&login.user, Some(login.password.as_str()));
            }
            let answer = self.network.answer(request, LONGEST).await?;
            match answer.status {
                301 | 302 | 307 | 308 => {
                    let location = answer.header("location").ok_or(DavError::Nonsense)?;
                    url = self.resolve(&url, location)?;
                }
                401 => return Err(DavError::Login),
                403 if !answer.body.starts_with(b"<") => return Err(DavError::Forbidden),
                507 => return Err(DavError::Full),
                500..600 => return Err(DavError::Server(answer.status)),
                _ => return Ok((answer, url)),
            }
        }
        Err(DavError::Nonsense)
    }

    /// Asks for XML; 207 alone is an answer.
    pub async fn multistatus(
        &self,
        url: &Url,
        method: &str,
        depth: &str,
        body: String,
    ) -> Result<(Element, Url), DavError> {
        let ask = Ask { method, headers: &[("Depth", depth)], kind: XML, body: Some(body) };
        let (answer, url) = self.ask(url, &ask).await?;
        match answer.status {
            207 => match xml::read(&answer.body) {
                Ok(root) => Ok((root, url)),
                Err(Unread::Broken) => Err(DavError::Nonsense),
                Err(Unread::TooMuch) => Err(DavError::TooLong),
            },
            404 | 410 => Err(DavError::NotFound),
            403 => Err(DavError::Forbidden),
            status => Err(DavError::NotDone(status)),
        }
    }
}

pub(crate) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().chars().take(253).collect()
}

impl From<NoAnswer> for DavError {
    fn from(error: NoAnswer) -> Self {
        match error {
            NoAnswer::Unreachable => Self::Unreachable,
            NoAnswer::Tls(why) => Self::Untrusted(why),
            NoAnswer::Slow => Self::Slow,
            NoAnswer::TooLong => Self::TooLong,
            NoAnswer::Nonsense => Self::Nonsense,
        }
    }
}
