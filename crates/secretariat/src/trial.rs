//! Trying what was set: each server is really asked, logged in to, and left again. Nothing is sent and nothing is changed.

use crate::book::{Book, BookError};
use crate::caldav::{self, DavError};
use crate::line::{Login, NoLine, Server};
use crate::mail::{Mailbox, NotFetched, NotSent, greet};
use crate::network::Network;
use chancery_signalling::calendar::Why;
use chancery_trust::book::BookLink;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;

/// The whole of a trial: a person waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a trial found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Found {
    /// The server for outgoing mail greets, and accepts who logs in.
    MailOut,
    /// The folder of incoming mail is open.
    MailIn,
    /// Calendars that are there.
    Calendar {
        /// How many.
        count: usize,
    },
    /// Meetings can be convened.
    Meetings,
    /// The book is open.
    Book {
        /// How many plans are in it.
        count: usize,
    },
}

/// Why a trial failed. The screen has its own words for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Failed {
    /// There is no server of this name.
    NoSuchHost,
    /// Nobody answers.
    Unreachable,
    /// The connection cannot be trusted.
    Untrusted {
        /// Why.
        detail: String,
    },
    /// There is no encryption.
    NoTls,
    /// Without encryption, and not to this machine.
    PlainAbroad,
    /// It takes too long.
    Slow,
    /// What answers is something else.
    OtherKind,
    /// Name and password.
    Login,
    /// It lets only organisers convene.
    Token,
    /// There is no such folder.
    NoFolder,
    /// There is nothing at this address, or nothing of the kind.
    Nothing,
    /// It points to another server, which would see the password.
    LedElsewhere {
        /// To which.
        detail: String,
    },
    /// It does not let this be done.
    Forbidden,
    /// It is in trouble of its own, or refuses.
    Refused {
        /// What it said.
        detail: String,
    },
}

impl From<NoLine> for Failed {
    fn from(error: NoLine) -> Self {
        match error {
            NoLine::NoSuchHost { .. } => Self::NoSuchHost,
            NoLine::Unreachable { .. } => Self::Unreachable,
            NoLine::Untrusted { why, .. } => Self::Untrusted { detail: why },
            NoLine::NoTls { .. } => Self::NoTls,
            NoLine::PlainAbroad { .. } => Self::PlainAbroad,
            NoLine::Slow { .. } => Self::Slow,
            NoLine::Nonsense { .. } => Self::OtherKind,
        }
    }
}

impl From<NotSent> for Failed {
    fn from(error: NotSent) -> Self {
        match error {
            NotSent::Line(line) => line.into(),
            NotSent::Login { .. } => Self::Login,
            NotSent::Mail { said, .. } | NotSent::Later { said, .. } | NotSent::Sender { said, .. } => {
                Self::Refused { detail: said }
            }
            NotSent::Recipients { .. } | NotSent::Unsure { .. } => Self::Refused { detail: error.to_string() },
        }
    }
}

impl From<NotFetched> for Failed {
    fn from(error: NotFetched) -> Self {
        match error {
            NotFetched::Line(line) => line.into(),
            NotFetched::Login { .. } => Self::Login,
            NotFetched::Folder { .. } => Self::NoFolder,
            NotFetched::Broken { .. } => Self::OtherKind,
        }
    }
}

impl From<DavError> for Failed {
    fn from(error: DavError) -> Self {
        match error {
            DavError::Unreachable => Self::Unreachable,
            DavError::PlainAbroad => Self::PlainAbroad,
            DavError::Untrusted(detail) => Self::Untrusted { detail },
            DavError::Slow => Self::Slow,
            DavError::Login => Self::Login,
            DavError::Forbidden => Self::Forbidden,
            DavError::NotFound => Self::Nothing,
            DavError::BadAddress | DavError::Nonsense | DavError::NotDone(_) => Self::OtherKind,
            DavError::LedElsewhere { host } => Self::LedElsewhere { detail: host },
            other => Self::Refused { detail: other.to_string() },
        }
    }
}

impl From<BookError> for Failed {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Unreachable => Self::Unreachable,
            BookError::Untrusted(detail) => Self::Untrusted { detail },
            BookError::PlainAbroad => Self::PlainAbroad,
            BookError::Nonsense | BookError::BadAddress => Self::OtherKind,
            BookError::Refused(Why::OrganisersOnly) => Self::Token,
            other => Self::Refused { detail: other.to_string() },
        }
    }
}

async fn bounded(trial: impl Future<Output = Result<Found, Failed>>) -> Result<Found, Failed> {
    timeout(PATIENCE, trial).await.unwrap_or(Err(Failed::Slow))
}

/// Greets the server for outgoing mail (RFC 5321 section 4.1.1.1) and logs in, if anybody does.
///
/// # Errors
/// [`Failed`].
pub async fn mail_out(network: &Network, server: &Server) -> Result<Found, Failed> {
    bounded(async {
        greet(network, server).await?;
        Ok(Found::MailOut)
    })
    .await
}

/// Opens the folder of incoming mail; marks nothing as read.
///
/// # Errors
/// [`Failed`].
pub async fn mail_in(network: &Network, server: &Server, folder: &str) -> Result<Found, Failed> {
    bounded(async {
        Mailbox::open(network, server, folder).await?.close().await;
        Ok(Found::MailIn)
    })
    .await
}

/// Looks for calendars at an address (RFC 6764 section 6).
///
/// # Errors
/// [`Failed`].
pub async fn calendar(network: &Network, address: &str, login: Option<Login>) -> Result<Found, Failed> {
    bounded(async {
        let count = caldav::discover(network, address, login).await?.len();
        Ok(Found::Calendar { count })
    })
    .await
}

/// Opens the shared book.
///
/// # Errors
/// [`Failed`].
pub async fn book(network: &Network, link: &str) -> Result<Found, Failed> {
    let link = BookLink::parse(link).map_err(|_| Failed::OtherKind)?;
    bounded(async {
        let news = Book::new(network, &link)?.news(0).await?;
        Ok(Found::Book { count: news.plans.iter().filter(|standing| standing.plan.is_some()).count() })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::Security;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;

    /// A mail server that knows one name and one password.
    async fn smtp(listener: TcpListener) {
        while let Ok((tcp, _)) = listener.accept().await {
            let mut line = BufReader::new(tcp);
            line.write_all(b"220 here\r\n").await.unwrap();
            let mut said = String::new();
            while line.read_line(&mut said).await.is_ok_and(|n| n > 0) {
                let answer: &[u8] = if said.starts_with("EHLO") {
                    b"250-here\r\n250 AUTH PLAIN\r\n"
                } else if said.starts_with("AUTH PLAIN AGRlc2sAcmlnaHQ=") {
                    b"235 welcome\r\n"
                } else if said.starts_with("AUTH") {
                    b"535 no\r\n"
                } else {
                    b"221 bye\r\n"
                };
                line.write_all(answer).await.unwrap();
                said.clear();
            }
        }
    }

    fn server(port: u16, password: Option<&str>) -> Server {
        let login = password.map(|p| Login { user: "desk".into(), password: p.to_owned().into() });
        Server { host: "127.0.0.1".into(), port, security: Security::Plain, login }
    }

    #[tokio::test]
    async fn a_mail_server_is_greeted_and_a_wrong_password_told() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(smtp(listener));
        let network = Network::new(None).unwrap();
        assert_eq!(mail_out(&network, &server(port, Some("right"))).await, Ok(Found::MailOut));
        assert_eq!(mail_out(&network, &server(port, None)).await, Ok(Found::MailOut));
        assert_eq!(mail_out(&network, &server(port, Some("wrong"))).await, Err(Failed::Login));
        task.abort();
        let _ = task.await;
        assert_eq!(mail_out(&network, &server(port, None)).await, Err(Failed::Unreachable));
        let abroad = Server { host: "192.0.2.1".into(), ..server(25, None) };
        assert_eq!(mail_out(&network, &abroad).await, Err(Failed::PlainAbroad));
        assert_eq!(calendar(&network, "http://calendar.example", None).await, Err(Failed::PlainAbroad));
        assert_eq!(book(&network, "chancery://book/#x").await, Err(Failed::OtherKind));
    }
}
