//! The invitation link: what is in it, and how it is written and read.
//!
//! `chancery://join/#` and base64url (RFC 4648 section 5, without padding) of
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | format, 1 |
//! | 16 | meeting identifier |
//! | 32 | meeting secret, shared by all sides |
//! | 32 | side secret, of this delegation alone |
//! | 8 | beginning, seconds since the Unix epoch, big endian, signed |
//! | 8 | expiry, the same |
//! | 1 + n | delegation code: length, ASCII |
//! | 2 + n | base URL of the server: length, UTF-8 |
//! | 4 | the first bytes of the SHA-256 of all before: a link that was cut off or mistyped is recognised |

use crate::seal::MeetingKeys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{DelegationCode, MeetingId};
use jiff::Timestamp;
use std::fmt;
use thiserror::Error;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The longest server URL in a link, in bytes.
const SERVER_MAX: usize = 512;
/// The longest text that is looked at as a link, in bytes.
const LINK_MAX: usize = 4_096;
const FORMAT: u8 = 1;
const CHECK: usize = 4;

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
        pub struct $name(pub [u8; 32]);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}
secret! {
    /// What all sides of a meeting share: 32 random bytes. Seals what goes through the server.
    MeetingSecret
}
secret! {
    /// What one side has alone: 32 random bytes. Proves to the server that its holder sits on that side.
    SideSecret
}

/// What a delegation receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Base URL of the server (`https://…`, `http://…` on loopback or a closed network).
    pub server: String,
    /// The meeting.
    pub meeting: MeetingId,
    /// The side.
    pub delegation: DelegationCode,
    /// Shared by all sides.
    pub secret: MeetingSecret,
    /// Of this side.
    pub side: SideSecret,
    /// When the meeting begins.
    pub starts: Timestamp,
    /// When the invitation is void.
    pub expires: Timestamp,
}

/// Why a text is no invitation that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// Not an invitation link at all.
    #[error("this is not an invitation link: it begins with chancery://join/#")]
    Unreadable,
    /// Cut off, or a character was changed.
    #[error("the invitation link is cut off or changed: copy it again, whole")]
    Damaged,
    /// Of a newer format.
    #[error("the invitation was made by a newer version of Chancery")]
    TooNew,
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], LinkError> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(LinkError::Damaged)?;
        self.0 = tail;
        Ok(head)
    }
    fn array<const N: usize>(&mut self) -> Result<[u8; N], LinkError> {
        self.take(N)?.try_into().map_err(|_| LinkError::Damaged)
    }
    fn time(&mut self) -> Result<Timestamp, LinkError> {
        Timestamp::from_second(i64::from_be_bytes(self.array()?)).map_err(|_| LinkError::Damaged)
    }
    fn text(&mut self, n: usize) -> Result<&'a str, LinkError> {
        std::str::from_utf8(self.take(n)?).map_err(|_| LinkError::Damaged)
    }
}

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    let mut out = [0; CHECK];
    out.copy_from_slice(&digest.as_ref()[..CHECK]);
    out
}

/// Whether a text is a server's base URL that a link may carry: `http` or `https`, a host, nothing behind the path.
fn is_server(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else { return false };
    !rest.is_empty()
        && !rest.starts_with('/')
        && url.len() <= SERVER_MAX
        && url.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'#' | b'?' | b'@' | b'"' | b'<' | b'>' | b'\\'))
}

impl Invitation {
    /// Reads a link: `chancery://join/#…`, `chancery://join#…` or `https://HOST/join#…`. White space around it, and line breaks
    /// that a mail program put into it, are taken out. Its expiry is not looked at: compare [`Invitation::expires`] with
    /// `now`.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        if text.len() > LINK_MAX {
            return Err(LinkError::Unreadable);
        }
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let ours = text.starts_with("chancery://join");
        let Some((head, fragment)) = text.split_once('#') else {
            // A link whose fragment was stripped on the way is damaged; anything else is no link.
            return Err(if ours { LinkError::Damaged } else { LinkError::Unreadable });
        };
        let web = head.starts_with("https://") && head.trim_end_matches('/').ends_with("/join");
        if !(matches!(head, "chancery://join" | "chancery://join/") || web) {
            return Err(LinkError::Unreadable);
        }
        let bytes = URL_SAFE_NO_PAD.decode(fragment).map_err(|_| LinkError::Damaged)?;
        match bytes.first() {
            Some(&FORMAT) => {}
            Some(&f) if f > FORMAT => return Err(LinkError::TooNew),
            _ => return Err(LinkError::Damaged),
        }
        let body = bytes.len().checked_sub(CHECK).ok_or(LinkError::Damaged)?;
        if check(&bytes[..body]) != bytes[body..] {
            return Err(LinkError::Damaged);
        }
        let mut r = Reader(&bytes[1..body]);
        let meeting = MeetingId(Uuid::from_bytes(r.array()?));
        let secret = MeetingSecret(r.array()?);
        let side = SideSecret(r.array()?);
        let starts = r.time()?;
        let expires = r.time()?;
        let n = usize::from(r.array::<1>()?[0]);
        let delegation = DelegationCode::new(r.text(n)?).map_err(|_| LinkError::Damaged)?;
        let n = usize::from(u16::from_be_bytes(r.array()?));
        let server = r.text(n)?.to_owned();
        if !r.0.is_empty() || !is_server(&server) {
            return Err(LinkError::Damaged);
        }
        Ok(Self { server, meeting, delegation, secret, side, starts, expires })
    }

    /// Writes the link. Secret: it opens the meeting.
    pub fn to_link(&self) -> String {
        let mut b = vec![FORMAT];
        b.extend_from_slice(self.meeting.0.as_bytes());
        b.extend_from_slice(&self.secret.0);
        b.extend_from_slice(&self.side.0);
        b.extend_from_slice(&self.starts.as_second().to_be_bytes());
        b.extend_from_slice(&self.expires.as_second().to_be_bytes());
        let code = self.delegation.as_str().as_bytes();
        b.push(code.len() as u8);
        b.extend_from_slice(code);
        let server = &self.server.as_bytes()[..self.server.len().min(SERVER_MAX)];
        b.extend_from_slice(&(server.len() as u16).to_be_bytes());
        b.extend_from_slice(server);
        let sum = check(&b);
        b.extend_from_slice(&sum);
        let link = format!("chancery://join/#{}", URL_SAFE_NO_PAD.encode(&b));
        b.zeroize();
        link
    }

    /// The keys that the secrets give.
    pub fn keys(&self) -> MeetingKeys {
        MeetingKeys::new(self.meeting, &self.secret, &self.side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> Invitation {
        Invitation {
            server: "http://127.0.0.1:8080".into(),
            meeting: MeetingId::from_random([7; 16]),
            delegation: DelegationCode::new("ZA").unwrap(),
            secret: MeetingSecret([1; 32]),
            side: SideSecret([2; 32]),
            starts: "2026-12-01T07:00:00Z".parse().unwrap(),
            expires: "2026-12-02T07:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_link_is_read_as_it_was_written() {
        let invitation = sample();
        assert_eq!(Invitation::parse(&invitation.to_link()), Ok(invitation));
    }

    #[test]
    fn a_mail_program_may_wrap_it_and_a_web_page_may_carry_it() {
        let link = sample().to_link();
        let (a, b) = link.split_at(60);
        assert_eq!(Invitation::parse(&format!("  {a}\r\n {b}\n")), Ok(sample()));
        let fragment = link.split_once('#').unwrap().1;
        assert_eq!(Invitation::parse(&format!("https://meet.example.org/join#{fragment}")), Ok(sample()));
    }

    #[test]
    fn every_cut_and_every_changed_character_is_seen() {
        let link = sample().to_link();
        let start = link.find('#').unwrap() + 1;
        for end in start..link.len() {
            assert_eq!(Invitation::parse(&link[..end]), Err(LinkError::Damaged), "cut at {end}");
        }
        for at in start + 2..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(Invitation::parse(&changed).is_err(), "changed at {at}");
        }
        assert_eq!(Invitation::parse("chancery://join/"), Err(LinkError::Damaged));
        assert_eq!(Invitation::parse("https://zoom.us/j/123"), Err(LinkError::Unreadable));
        assert_eq!(Invitation::parse(""), Err(LinkError::Unreadable));
    }

    #[test]
    fn a_newer_format_says_so() {
        let mut bytes = URL_SAFE_NO_PAD.decode(sample().to_link().split_once('#').unwrap().1).unwrap();
        bytes[0] = 2;
        let link = format!("chancery://join/#{}", URL_SAFE_NO_PAD.encode(bytes));
        assert_eq!(Invitation::parse(&link), Err(LinkError::TooNew));
    }

    #[test]
    fn a_server_that_is_no_plain_web_address_is_refused() {
        for server in
            ["ftp://a", "http://", "https:///x", "http://a b", "http://u@h", "http://h#f", "javascript:1", "http://h?q"]
        {
            let invitation = Invitation { server: server.into(), ..sample() };
            assert_eq!(Invitation::parse(&invitation.to_link()), Err(LinkError::Damaged), "{server}");
        }
    }

    #[test]
    fn secrets_are_redacted() {
        let shown = format!("{:?}", Invitation { secret: MeetingSecret([0xAB; 32]), ..sample() });
        assert!(!shown.contains("171") && shown.contains("redacted"), "{shown}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,300}") {
            let _ = Invitation::parse(&text);
        }

        #[test]
        fn any_bytes_behind_the_hash_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut bytes = bytes;
            if let Some(first) = bytes.first_mut() { *first = FORMAT; }
            let sum = check(&bytes);
            bytes.extend_from_slice(&sum);
            let link = format!("chancery://join/#{}", URL_SAFE_NO_PAD.encode(&bytes));
            let _ = Invitation::parse(&link);
        }
    }
}
