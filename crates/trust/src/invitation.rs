//! The invitation link: what is in it, and how it is written and read.
//!
//! `chancery://join/#` and base64url (RFC 4648 section 5, without padding) of
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | format, 2 |
//! | 16 | meeting identifier |
//! | 32 | meeting secret, shared by all sides |
//! | 32 | side secret, of this delegation alone |
//! | 8 | beginning, seconds since the Unix epoch, big endian, signed |
//! | 8 | expiry, the same |
//! | 1 | which of the sides below this link is for, from 0 |
//! | 1 | number of sides, 2 to 16; then for each, the host first: |
//! | 1 + n | delegation code: length, ASCII |
//! | 32 | vouching key, an Ed25519 public key (RFC 8032) whose seed the side secret gives |
//! | 1 + 32 | 1 and the SHA-256 of the ministry root's public key that is pinned for this side; or 0 alone |
//! | 2 + n | base URL of the server: length, UTF-8 |
//! | 4 | the first bytes of the SHA-256 of all before: a link that was cut off or mistyped is recognised |

use crate::seal::{MeetingKeys, derive};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{DelegationCode, MeetingId};
use jiff::Timestamp;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use std::fmt;
use thiserror::Error;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The longest server URL in a link, in bytes.
pub(crate) const SERVER_MAX: usize = 512;
/// The longest text that is looked at as a link, in bytes.
const LINK_MAX: usize = 4_096;
const FORMAT: u8 = 2;
pub(crate) const CHECK: usize = 4;
/// The fewest and the most sides of a meeting.
const SIDES: std::ops::RangeInclusive<usize> = 2..=16;

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

impl SideSecret {
    /// The key pair with which this side's holders vouch for their leaves.
    pub(crate) fn vouching_pair(&self, meeting: MeetingId) -> Ed25519KeyPair {
        let seed = Zeroizing::new(derive(meeting, &self.0, "vouch"));
        Ed25519KeyPair::from_seed_unchecked(&*seed).expect("32 bytes are an Ed25519 seed")
    }

    /// The public half: every side's link carries it, so that the others can check who holds this side's.
    pub fn vouching_key(&self, meeting: MeetingId) -> [u8; 32] {
        self.vouching_pair(meeting).public_key().as_ref().try_into().expect("an Ed25519 public key has 32 bytes")
    }
}

/// One side of the meeting, as every link names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitedSide {
    /// Its code.
    pub code: DelegationCode,
    /// Its vouching key, Ed25519 (see [`SideSecret::vouching_key`]).
    pub vouching: [u8; 32],
    /// The SHA-256 of its ministry root's public key (SPKI), where the convener had it pinned.
    pub root: Option<[u8; 32]>,
}

/// What a delegation receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Base URL of the server (`https://…`, `http://…` on loopback or a closed network).
    pub server: String,
    /// The meeting.
    pub meeting: MeetingId,
    /// The side, one of [`Invitation::sides`].
    pub delegation: DelegationCode,
    /// All sides, the host first.
    pub sides: Vec<InvitedSide>,
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
    /// Of an older format, without the keys by which the sides recognise each other.
    #[error("the invitation was made by an older version of Chancery: ask for a new one")]
    TooOld,
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

pub(crate) fn check(bytes: &[u8]) -> [u8; CHECK] {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    let mut out = [0; CHECK];
    out.copy_from_slice(&digest.as_ref()[..CHECK]);
    out
}

/// The first link of an invitation that stands in a text.
fn link_in(text: &str) -> Option<&str> {
    let starts = ["chancery://join", "https://"].into_iter().flat_map(|scheme| text.match_indices(scheme));
    starts.map(|(at, _)| &text[at..]).find_map(|rest| {
        let (head, fragment) = rest.split_once('#')?;
        let whole = !head.contains(char::is_whitespace) && head.trim_end_matches('/').ends_with("/join");
        let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let end = fragment.find(ends).unwrap_or(fragment.len());
        whole.then(|| &rest[..head.len() + 1 + end])
    })
}

/// Whether a text is a server's base URL that a link may carry: `http` or `https`, a host, nothing behind the path.
pub(crate) fn is_server(url: &str) -> bool {
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
    ///
    /// A link that stands in a text, such as a whole mail that was pasted, or between quotation marks, is found there.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        if text.len() > LINK_MAX {
            return Err(LinkError::Unreadable);
        }
        match Self::read(text) {
            Err(LinkError::Unreadable) => link_in(text).map_or(Err(LinkError::Unreadable), Self::read),
            read => read,
        }
    }

    fn read(text: &str) -> Result<Self, LinkError> {
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
            // Whatever comes next will be called so; what is far from it is no version but some other text.
            Some(&f) if f > FORMAT && f <= FORMAT + 8 => return Err(LinkError::TooNew),
            Some(&f) if f > 0 && f < FORMAT => return Err(LinkError::TooOld),
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
        let [mine, count] = r.array()?;
        if !SIDES.contains(&usize::from(count)) {
            return Err(LinkError::Damaged);
        }
        let mut sides: Vec<InvitedSide> = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let n = usize::from(r.array::<1>()?[0]);
            let text = r.text(n)?;
            let code = DelegationCode::new(text).map_err(|_| LinkError::Damaged)?;
            if code.as_str() != text || sides.iter().any(|side| side.code == code) {
                return Err(LinkError::Damaged);
            }
            let vouching = r.array()?;
            let root = match r.array::<1>()? {
                [0] => None,
                [1] => Some(r.array()?),
                _ => return Err(LinkError::Damaged),
            };
            sides.push(InvitedSide { code, vouching, root });
        }
        let own = sides.get(usize::from(mine)).ok_or(LinkError::Damaged)?;
        if own.vouching != side.vouching_key(meeting) {
            return Err(LinkError::Damaged);
        }
        let delegation = own.code.clone();
        let n = usize::from(u16::from_be_bytes(r.array()?));
        let server = r.text(n)?.to_owned();
        if !r.0.is_empty() || !is_server(&server) {
            return Err(LinkError::Damaged);
        }
        Ok(Self { server, meeting, delegation, sides, secret, side, starts, expires })
    }

    /// Writes the link. Secret: it opens the meeting.
    pub fn to_link(&self) -> String {
        let mut b = vec![FORMAT];
        b.extend_from_slice(self.meeting.0.as_bytes());
        b.extend_from_slice(&self.secret.0);
        b.extend_from_slice(&self.side.0);
        b.extend_from_slice(&self.starts.as_second().to_be_bytes());
        b.extend_from_slice(&self.expires.as_second().to_be_bytes());
        b.push(self.sides.iter().position(|side| side.code == self.delegation).unwrap_or(usize::MAX) as u8);
        b.push(self.sides.len() as u8);
        for side in &self.sides {
            let code = side.code.as_str().as_bytes();
            b.push(code.len() as u8);
            b.extend_from_slice(code);
            b.extend_from_slice(&side.vouching);
            match &side.root {
                None => b.push(0),
                Some(root) => {
                    b.push(1);
                    b.extend_from_slice(root);
                }
            }
        }
        let server = &self.server.as_bytes()[..self.server.len().min(SERVER_MAX)];
        b.extend_from_slice(&(server.len() as u16).to_be_bytes());
        b.extend_from_slice(server);
        let sum = check(&b);
        b.extend_from_slice(&sum);
        let link = format!("chancery://join/#{}", URL_SAFE_NO_PAD.encode(&b));
        b.zeroize();
        link
    }

    /// The invitations of a meeting: one for each of `sides` (the host first), all sharing `secret`. A side is its code, its
    /// secret (32 fresh random bytes each), and the fingerprint of its ministry's root where that is pinned.
    pub fn for_sides(
        server: &str,
        meeting: MeetingId,
        secret: &MeetingSecret,
        sides: &[(DelegationCode, SideSecret, Option<[u8; 32]>)],
        starts: Timestamp,
        expires: Timestamp,
    ) -> Vec<Self> {
        let named: Vec<_> = sides
            .iter()
            .map(|(code, own, root)| InvitedSide {
                code: code.clone(),
                vouching: own.vouching_key(meeting),
                root: *root,
            })
            .collect();
        let invitation = |(code, own, _): &(DelegationCode, SideSecret, _)| Self {
            server: server.to_owned(),
            meeting,
            delegation: code.clone(),
            sides: named.clone(),
            secret: secret.clone(),
            side: own.clone(),
            starts,
            expires,
        };
        sides.iter().map(invitation).collect()
    }

    /// The MLS external pre-shared key of a group of this meeting (RFC 9420, section 8.4).
    pub(crate) fn group_key(&self, group: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derive(self.meeting, &self.secret.0, &format!("group {group}")))
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
        let code = |text| DelegationCode::new(text).unwrap();
        Invitation::for_sides(
            "http://127.0.0.1:8080",
            MeetingId::from_random([7; 16]),
            &MeetingSecret([1; 32]),
            &[(code("ID"), SideSecret([3; 32]), Some([9; 32])), (code("ZA"), SideSecret([2; 32]), None)],
            "2026-12-01T07:00:00Z".parse().unwrap(),
            "2026-12-02T07:00:00Z".parse().unwrap(),
        )
        .remove(1)
    }

    #[test]
    fn a_link_is_found_in_the_text_that_it_was_sent_in() {
        let link = sample().to_link();
        for text in [
            format!("\u{201c}{link}\u{201d}"),
            format!("'{link}'"),
            format!("<{link}>"),
            format!("Excellency, please join: {link}. With the assurances of our highest consideration"),
            format!("see https://meet.example.org/join and {link}, at nine"),
        ] {
            assert_eq!(Invitation::parse(&text).map(|found| found.to_link()), Ok(link.clone()), "{text}");
        }
        assert_eq!(Invitation::parse("join us at https://meet.example.org/join"), Err(LinkError::Unreadable));
        assert_eq!(Invitation::parse(&format!("join: {}", &link[..link.len() - 9])), Err(LinkError::Damaged));
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
        assert_eq!(Invitation::parse("chancery://join/#nonsense"), Err(LinkError::Damaged));
        assert_eq!(Invitation::parse("https://zoom.us/j/123"), Err(LinkError::Unreadable));
        assert_eq!(Invitation::parse(""), Err(LinkError::Unreadable));
    }

    #[test]
    fn another_format_says_so() {
        let mut bytes = URL_SAFE_NO_PAD.decode(sample().to_link().split_once('#').unwrap().1).unwrap();
        for (format, error) in
            [(3, LinkError::TooNew), (1, LinkError::TooOld), (0, LinkError::Damaged), (200, LinkError::Damaged)]
        {
            bytes[0] = format;
            let link = format!("chancery://join/#{}", URL_SAFE_NO_PAD.encode(&bytes));
            assert_eq!(Invitation::parse(&link), Err(error));
        }
    }

    #[test]
    fn every_side_knows_the_others_vouching_keys_and_none_their_secrets() {
        let za = sample();
        let id = za.sides[0].clone();
        assert_eq!((id.code.as_str(), id.root), ("ID", Some([9; 32])));
        assert_eq!(id.vouching, SideSecret([3; 32]).vouching_key(za.meeting));
        assert_ne!(id.vouching, za.sides[1].vouching);
        let link = za.to_link();
        let bytes = URL_SAFE_NO_PAD.decode(link.split_once('#').unwrap().1).unwrap();
        assert!(!bytes.windows(32).any(|w| w == [3; 32]), "the other side's secret is in the link");
    }

    #[test]
    fn sides_that_do_not_fit_are_refused() {
        let good = sample();
        let with = |change: &dyn Fn(&mut Invitation)| {
            let mut invitation = good.clone();
            change(&mut invitation);
            Invitation::parse(&invitation.to_link())
        };
        assert_eq!(with(&|_| {}), Ok(good.clone()));
        assert_eq!(with(&|i| i.sides.truncate(1)), Err(LinkError::Damaged), "one side alone");
        assert_eq!(with(&|i| i.sides[0].code = i.sides[1].code.clone()), Err(LinkError::Damaged), "twice the same");
        assert_eq!(with(&|i| i.sides.swap(0, 1)).map(|i| i.delegation), Ok(good.delegation.clone()));
        assert_eq!(with(&|i| i.sides[1].vouching = [0; 32]), Err(LinkError::Damaged), "not the secret's");
        assert_eq!(with(&|i| i.delegation = DelegationCode::new("FR").unwrap()), Err(LinkError::Damaged));
        assert_eq!(with(&|i| i.sides = vec![i.sides[1].clone(); 17]), Err(LinkError::Damaged), "too many");
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
