//! Out by SMTP (RFC 5321), through the ministry's own server.
//!
//! The mail goes to all or to nobody: where the server refuses one of the addresses, nothing is sent, so that the officer mends
//! it and sends again and nobody gets it twice.

use super::compose::Composed;
use crate::line::{NoLine, Server, Speaks, open};
use crate::network::Network;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use std::fmt;
use std::net::IpAddr;
use thiserror::Error;
use tokio::time::timeout;

/// Characters of what a server said that are passed on.
const SAID: usize = 300;

/// Why a mail was not sent.
#[derive(Clone, PartialEq, Eq, Error)]
pub enum NotSent {
    /// There is no line to the server.
    #[error(transparent)]
    Line(#[from] NoLine),
    /// Name and password, or the way they are shown.
    #[error(
        "the mail server {host} does not accept this name and password ({said}): check both, or ask its administrator whether programs may log in"
    )]
    Login {
        /// The server.
        host: String,
        /// What it said.
        said: String,
    },
    /// Who sends.
    #[error(
        "the mail server {host} does not let this address send ({said}): log in as its owner, or send from another"
    )]
    Sender {
        /// The server.
        host: String,
        /// What it said.
        said: String,
    },
    /// To whom: all that were refused. Nothing was sent to anybody.
    #[error("the mail server {host} does not take mail to {}: nothing was sent; correct them and send again", addresses(.refused))]
    Recipients {
        /// The server.
        host: String,
        /// Each address, and what was said of it.
        refused: Vec<(String, String)>,
    },
    /// The mail itself.
    #[error("the mail server {host} does not take this mail ({said})")]
    Mail {
        /// The server.
        host: String,
        /// What it said.
        said: String,
    },
    /// Not now.
    #[error("the mail server {host} cannot take the mail just now ({said}): send it again later")]
    Later {
        /// The server.
        host: String,
        /// What it said.
        said: String,
    },
    /// The line broke after the mail was given over and before the server said that it has it.
    #[error(
        "the line to {host} broke before it said that it has the mail: ask one of the addressees before it is sent again"
    )]
    Unsure {
        /// The server.
        host: String,
    },
}

fn addresses(refused: &[(String, String)]) -> String {
    refused.iter().map(|(who, said)| format!("{who} ({said})")).collect::<Vec<_>>().join(", ")
}

impl fmt::Debug for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Line(_) => "Line",
            Self::Login { .. } => "Login",
            Self::Sender { .. } => "Sender",
            Self::Recipients { .. } => "Recipients",
            Self::Mail { .. } => "Mail",
            Self::Later { .. } => "Later",
            Self::Unsure { .. } => "Unsure",
        })
    }
}

type SmtpError = lettre::transport::smtp::Error;

/// What a server said, as a person may be shown it.
fn said(error: &SmtpError) -> String {
    let text = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    let code = error.status().map_or(String::new(), |c| format!("{c} "));
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{code}{text}").trim().chars().take(SAID).collect()
}

/// Sends a mail. Says nothing more: the server has it.
pub async fn send(network: &Network, server: &Server, mail: &Composed) -> Result<(), NotSent> {
    timeout(network.patience.sending, attempt(network, server, mail))
        .await
        .unwrap_or_else(|_| Err(NoLine::Slow { host: server.host.clone() }.into()))
}

/// Greets a server and logs in, as before a mail, and takes leave.
pub async fn greet(network: &Network, server: &Server) -> Result<(), NotSent> {
    let greeting = async {
        let mut smtp = connected(network, server).await?;
        let _ = smtp.quit().await;
        Ok(())
    };
    timeout(network.patience.sending, greeting)
        .await
        .unwrap_or_else(|_| Err(NoLine::Slow { host: server.host.clone() }.into()))
}

/// What is no answer is no server's fault but that of whoever chose it; what is an answer comes with its code.
fn lost(server: &Server, error: &SmtpError) -> NotSent {
    let host = || server.host.clone();
    match error.status() {
        Some(_) if error.is_transient() => NotSent::Later { host: host(), said: said(error) },
        Some(_) => NotSent::Mail { host: host(), said: said(error) },
        None => NoLine::Nonsense { host: host(), port: server.port }.into(),
    }
}

/// A line to the server, greeted and logged in.
async fn connected(network: &Network, server: &Server) -> Result<AsyncSmtpConnection, NotSent> {
    let host = || server.host.clone();
    let line = open(network, server, Speaks::Smtp).await?;
    let hello = match line.local().ip() {
        IpAddr::V4(ip) => ClientId::Ipv4(ip),
        IpAddr::V6(ip) => ClientId::Ipv6(ip),
    };
    let mut smtp =
        AsyncSmtpConnection::connect_with_transport(Box::new(line), &hello).await.map_err(|e| lost(server, &e))?;
    if let Some(login) = &server.login {
        let credentials = Credentials::new(login.user.clone(), login.password.as_str().to_owned());
        let shown = smtp.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
        shown.map_err(|error| {
            if error.is_transient() {
                NotSent::Later { host: host(), said: said(&error) }
            } else if error.status().is_some() || error.is_client() {
                NotSent::Login { host: host(), said: said(&error) }
            } else {
                lost(server, &error)
            }
        })?;
    }
    Ok(smtp)
}

async fn attempt(network: &Network, server: &Server, mail: &Composed) -> Result<(), NotSent> {
    let host = || server.host.clone();
    let mut smtp = connected(network, server).await?;
    let mut options = Vec::new();
    if smtp.server_info().supports_feature(Extension::EightBitMime) {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let foreign = |a: &lettre::Address| !AsRef::<str>::as_ref(a).is_ascii();
    if mail.envelope.from().is_some_and(foreign) || mail.envelope.to().iter().any(foreign) {
        if !smtp.server_info().supports_feature(Extension::SmtpUtfEight) {
            let refused: Vec<_> = mail.envelope.to().iter().filter(|a| foreign(a)).collect();
            let refused = refused.into_iter().map(|a| (a.to_string(), "only Latin letters here".into())).collect();
            return Err(NotSent::Recipients { host: host(), refused });
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    let refused_as = |error: SmtpError, otherwise: &dyn Fn(String) -> NotSent| match error.status() {
        Some(_) if error.is_permanent() => otherwise(said(&error)),
        Some(_) => NotSent::Later { host: host(), said: said(&error) },
        None => NoLine::Nonsense { host: host(), port: server.port }.into(),
    };
    if let Err(error) = smtp.command(Mail::new(mail.envelope.from().cloned(), options)).await {
        return Err(refused_as(error, &|said| NotSent::Sender { host: host(), said }));
    }
    let mut refused = Vec::new();
    for to in mail.envelope.to() {
        if let Err(error) = smtp.command(Rcpt::new(to.clone(), vec![])).await {
            if error.status().is_none() {
                return Err(lost(server, &error));
            }
            refused.push((to.to_string(), said(&error)));
        }
    }
    if !refused.is_empty() {
        let _ = smtp.quit().await;
        return Err(NotSent::Recipients { host: host(), refused });
    }
    smtp.command(Data).await.map_err(|e| lost(server, &e))?;
    if let Err(error) = smtp.message(&mail.bytes).await {
        if error.status().is_none() {
            return Err(NotSent::Unsure { host: host() });
        }
        return Err(refused_as(error, &|said| NotSent::Mail { host: host(), said }));
    }
    // It has the mail: how it takes leave does not matter.
    let _ = smtp.quit().await;
    Ok(())
}
