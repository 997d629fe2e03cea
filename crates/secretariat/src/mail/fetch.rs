//! In by IMAP (RFC 3501, RFC 9051): the unread mails that can carry a calendar. Reading marks nothing: what was taken into the
//! plan is marked as read afterwards, so that nothing is lost where the program ends in between.

use super::read::LONGEST;
use crate::line::{Line, NoLine, Server, Speaks, open};
use crate::network::Network;
use async_imap::error::Error as ImapError;
use async_imap::types::Fetch;
use async_imap::{Client, Session};
use futures_util::TryStreamExt as _;
use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;
use thiserror::Error;
use tokio::time::timeout;

/// Bytes that a server may send in one visit, after its owner has logged in.
const MEASURE: u64 = 128 * 1024 * 1024;
/// Mails that are looked at in one visit, the newest.
pub const MOST_MAILS: usize = 200;

/// Why nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotFetched {
    /// There is no line to the server.
    #[error(transparent)]
    Line(#[from] NoLine),
    /// Name and password.
    #[error(
        "the mail server {host} does not accept this name and password: check both, or ask its administrator whether programs may log in"
    )]
    Login {
        /// The server.
        host: String,
    },
    /// No such folder.
    #[error("there is no mail folder \u{201c}{folder}\u{201d} at {host}")]
    Folder {
        /// The server.
        host: String,
        /// Its name.
        folder: String,
    },
    /// The server sends more than a mailbox is worth, or broke off.
    #[error("the mail server {host} broke off, or sent more than is read of it: try again, or ask its administrator")]
    Broken {
        /// The server.
        host: String,
    },
}

/// A mail that came.
pub struct Arrived {
    /// Its number in the folder (UID).
    pub uid: u32,
    /// The mail, for [`super::read()`].
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Arrived({} bytes)", self.bytes.len())
    }
}

/// What a look into the folder gave.
#[derive(Debug, Default)]
pub struct Look {
    /// The unread mails that can carry a calendar, the oldest first.
    pub arrived: Vec<Arrived>,
    /// How many of them are longer than is read.
    pub too_long: usize,
    /// Whether there are more unread mails than were looked at.
    pub more: bool,
}

/// An open mail folder.
pub struct Mailbox {
    session: Session<Line>,
    host: String,
    /// While it is the same, a number stands for the same mail (UIDVALIDITY, RFC 9051 section 2.3.1.1).
    validity: Option<u32>,
    /// For one step of a visit.
    step: Duration,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox")
    }
}

/// Whether a mail with this header can carry a calendar: what cannot is not fetched, being none of our business.
fn can_carry(header: &[u8]) -> bool {
    let header = String::from_utf8_lossy(header).to_ascii_lowercase();
    let Some((_, value)) = header.split_once("content-type:") else { return false };
    let value = value.trim_start();
    value.starts_with("multipart/")
        || value.starts_with("message/")
        || value.starts_with("text/calendar")
        || value.contains(".ics")
        || value.starts_with("application/ics")
}

impl Mailbox {
    /// Opens a folder (`INBOX`).
    pub async fn open(network: &Network, server: &Server, folder: &str) -> Result<Self, NotFetched> {
        let host = server.host.clone();
        let opening = async {
            let line = open(network, server, Speaks::Imap).await?;
            let nonsense = || NoLine::Nonsense { host: host.clone(), port: server.port };
            let mut client = Client::new(line);
            // After STARTTLS there is no second greeting.
            if server.security != crate::line::Security::StartTls {
                let greeting = client.read_response().await.map_err(|_| nonsense())?;
                greeting.ok_or_else(nonsense)?;
            }
            let (user, password) = server.login.as_ref().map_or(("", ""), |l| (l.user.as_str(), l.password.as_str()));
            let mut session = client.login(user, password).await.map_err(|(error, _)| match error {
                ImapError::No(_) | ImapError::Bad(_) | ImapError::Validate(_) => {
                    NotFetched::Login { host: host.clone() }
                }
                _ => NotFetched::Broken { host: host.clone() },
            })?;
            session.get_mut().allow(MEASURE);
            let opened = session.select(folder).await.map_err(|error| match error {
                ImapError::No(_) | ImapError::Bad(_) | ImapError::Validate(_) => {
                    NotFetched::Folder { host: host.clone(), folder: folder.to_owned() }
                }
                _ => NotFetched::Broken { host: host.clone() },
            })?;
            let validity = opened.uid_validity;
            Ok(Self { session, host: host.clone(), validity, step: network.patience.step })
        };
        timeout(network.patience.step, opening)
            .await
            .unwrap_or_else(|_| Err(NoLine::Slow { host: host.clone() }.into()))
    }

    async fn fetch(&mut self, uids: &str, what: &str) -> Result<Vec<Fetch>, NotFetched> {
        let broken = NotFetched::Broken { host: self.host.clone() };
        let step = self.step;
        let fetching = async {
            let stream = self.session.uid_fetch(uids, what).await?;
            // A server may send what nobody asked for.
            let mut fetched: Vec<Fetch> = Vec::new();
            let mut stream = stream;
            while let Some(one) = stream.try_next().await? {
                if fetched.len() > 2 * MOST_MAILS {
                    return Err(ImapError::ConnectionLost);
                }
                fetched.push(one);
            }
            Ok(fetched)
        };
        match timeout(step, fetching).await {
            Ok(done) => done.map_err(|_| broken),
            Err(_) => Err(NoLine::Slow { host: self.host.clone() }.into()),
        }
    }

    /// While it is the same, a number stands for the same mail; `None`: the server does not say.
    pub fn validity(&self) -> Option<u32> {
        self.validity
    }

    /// The unread mails that can carry a calendar. Marks none as read.
    pub async fn unread(&mut self) -> Result<Look, NotFetched> {
        self.unread_but(&BTreeSet::new()).await
    }

    /// The same, but for those that were looked at before.
    pub async fn unread_but(&mut self, seen: &BTreeSet<u32>) -> Result<Look, NotFetched> {
        let broken = NotFetched::Broken { host: self.host.clone() };
        let found = timeout(self.step, self.session.uid_search("UNSEEN UNDELETED")).await;
        let found = found.map_err(|_| NoLine::Slow { host: self.host.clone() })?.map_err(|_| broken.clone())?;
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| !seen.contains(uid)).collect();
        uids.sort_unstable();
        let more = uids.len() > MOST_MAILS;
        let uids = uids.split_off(uids.len().saturating_sub(MOST_MAILS));
        let mut look = Look { more, ..Look::default() };
        if uids.is_empty() {
            return Ok(look);
        }
        let list = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let headers = self.fetch(&list, "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE)])").await?;
        let mut wanted: Vec<u32> = Vec::new();
        for one in &headers {
            let (Some(uid), Some(header)) = (one.uid, one.header()) else { continue };
            if !uids.contains(&uid) || !can_carry(header) {
                continue;
            }
            if one.size.is_some_and(|size| size as usize > LONGEST) {
                look.too_long += 1;
            } else {
                wanted.push(uid);
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        for uid in wanted {
            for one in self.fetch(&uid.to_string(), "(UID BODY.PEEK[])").await? {
                if let (Some(found), Some(bytes)) = (one.uid, one.body())
                    && found == uid
                    && bytes.len() <= LONGEST
                {
                    look.arrived.push(Arrived { uid, bytes: bytes.to_vec() });
                    break;
                }
            }
        }
        Ok(look)
    }

    /// Marks mails as read: their answers are in the plan.
    pub async fn mark_read(&mut self, uids: &[u32]) -> Result<(), NotFetched> {
        if uids.is_empty() {
            return Ok(());
        }
        let list = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let (host, step) = (self.host.clone(), self.step);
        let marking = async {
            let stream = self.session.uid_store(&list, "+FLAGS.SILENT (\\Seen)").await?;
            let mut stream = Box::pin(stream);
            while stream.try_next().await?.is_some() {}
            Ok::<_, ImapError>(())
        };
        match timeout(step, marking).await {
            Ok(done) => done.map_err(|_| NotFetched::Broken { host }),
            Err(_) => Err(NoLine::Slow { host }.into()),
        }
    }

    /// Takes leave.
    pub async fn close(mut self) {
        let _ = timeout(Duration::from_secs(5), self.session.logout()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::can_carry;

    #[test]
    fn only_what_can_carry_a_calendar_is_fetched() {
        for yes in [
            "Content-Type: multipart/mixed; boundary=x",
            "content-type:\r\n text/calendar",
            "Content-Type: application/x; name=\"A.ICS\"",
        ] {
            assert!(can_carry(yes.as_bytes()), "{yes}");
        }
        for no in ["", "Content-Type: text/plain", "Content-Type: text/html; charset=utf-8\r\n\r\n"] {
            assert!(!can_carry(no.as_bytes()), "{no}");
        }
    }
}
