//! The book that the protocol officers of two delegations share, and its seal: the server keeps ids and times of its entries,
//! and can open none.
//!
//! Who holds the link reads and writes the whole book. The link is `chancery://book/#` and base64url (RFC 4648 section 5,
//! without padding) of
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | format, 1 |
//! | 16 | book identifier |
//! | 32 | secret, 32 random bytes |
//! | 2 + n | base URL of the server: length, UTF-8 |
//! | 4 | the first bytes of the SHA-256 of all before: a link that was cut off or mistyped is recognised |
//!
//! The secret gives, by HKDF-SHA-256 (RFC 5869), the access token that the server asks for and an AES-256-GCM key (NIST SP
//! 800-38D). What is sealed is bound to its book, entry and version: the server can neither put one entry in another's place
//! nor pass an older version off as a newer one.

use crate::invitation::{CHECK, SERVER_MAX, check, is_server};
use crate::seal::{CannotOpen, derive};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{BookId, EntryId, MeetingId};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::fmt;
use thiserror::Error;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

const FORMAT: u8 = 1;
/// The longest text that is looked at as a link, in bytes.
const LINK_MAX: usize = 2_048;
/// Format, identifier, secret, the URL's length.
const FIXED: usize = 1 + 16 + 32 + 2;

/// What the officers of a book share: 32 random bytes.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct BookSecret(pub [u8; 32]);

impl fmt::Debug for BookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookSecret([redacted])")
    }
}

/// What an officer is given to read and write a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookLink {
    /// Base URL of the server (`https://…`, `http://…` on loopback or a closed network).
    pub server: String,
    /// The book.
    pub book: BookId,
    /// Its secret.
    pub secret: BookSecret,
}

/// Why a text is no link to a book that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BookLinkError {
    /// Not a book's link at all.
    #[error("this is not the link of a shared book: it begins with chancery://book/#")]
    Unreadable,
    /// Cut off, or a character was changed.
    #[error("the link of the book is cut off or changed: copy it again, whole")]
    Damaged,
    /// Of a newer format.
    #[error("the link of the book was made by a newer version of Chancery")]
    TooNew,
}

impl BookLink {
    /// Reads a link. White space around it, and line breaks that a mail program put into it, are taken out.
    pub fn parse(text: &str) -> Result<Self, BookLinkError> {
        if text.len() > LINK_MAX {
            return Err(BookLinkError::Unreadable);
        }
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let rest = text.strip_prefix("chancery://book").ok_or(BookLinkError::Unreadable)?;
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let fragment = rest.strip_prefix('#').ok_or(BookLinkError::Damaged)?;
        let bytes = URL_SAFE_NO_PAD.decode(fragment).map_err(|_| BookLinkError::Damaged)?;
        match bytes.first() {
            Some(&FORMAT) => {}
            Some(&format) if format > FORMAT => return Err(BookLinkError::TooNew),
            _ => return Err(BookLinkError::Damaged),
        }
        let body = bytes.len().checked_sub(CHECK).filter(|n| *n >= FIXED).ok_or(BookLinkError::Damaged)?;
        if check(&bytes[..body]) != bytes[body..] {
            return Err(BookLinkError::Damaged);
        }
        let array = |at: usize| bytes[at..].first_chunk::<16>().copied().ok_or(BookLinkError::Damaged);
        let book = BookId(Uuid::from_bytes(array(1)?));
        let secret = BookSecret(*bytes[17..].first_chunk::<32>().ok_or(BookLinkError::Damaged)?);
        let length = usize::from(u16::from_be_bytes([bytes[49], bytes[50]]));
        let server = std::str::from_utf8(&bytes[FIXED..body]).map_err(|_| BookLinkError::Damaged)?;
        if server.len() != length || !is_server(server) {
            return Err(BookLinkError::Damaged);
        }
        Ok(Self { server: server.to_owned(), book, secret })
    }

    /// Writes the link. Secret: it opens the book.
    pub fn to_link(&self) -> String {
        let mut b = vec![FORMAT];
        b.extend_from_slice(self.book.0.as_bytes());
        b.extend_from_slice(&self.secret.0);
        let server = &self.server.as_bytes()[..self.server.len().min(SERVER_MAX)];
        b.extend_from_slice(&(server.len() as u16).to_be_bytes());
        b.extend_from_slice(server);
        let sum = check(&b);
        b.extend_from_slice(&sum);
        let link = format!("chancery://book/#{}", URL_SAFE_NO_PAD.encode(&b));
        b.zeroize();
        link
    }

    /// The keys that the secret gives.
    pub fn keys(&self) -> BookKeys {
        // The labels keep what is derived here apart from what a meeting of the same number would derive.
        let id = MeetingId(self.book.0);
        let mut key = derive(id, &self.secret.0, "book seal");
        let unbound = UnboundKey::new(&AES_256_GCM, &key).expect("32 bytes are an AES-256 key");
        key.zeroize();
        BookKeys { book: self.book, access: derive(id, &self.secret.0, "book access"), seal: LessSafeKey::new(unbound) }
    }
}

/// Which of an entry's texts is sealed, bound into the seal with the book, the entry and the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The plan itself.
    Plan,
    /// The note of the trail: who wrote this version, and what for.
    Note,
}

/// What a book's secret gives. Held in memory only.
pub struct BookKeys {
    book: BookId,
    access: [u8; 32],
    seal: LessSafeKey,
}

impl fmt::Debug for BookKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookKeys([redacted])")
    }
}

impl Drop for BookKeys {
    fn drop(&mut self) {
        self.access.zeroize();
    }
}

impl BookKeys {
    /// The book.
    pub fn book(&self) -> BookId {
        self.book
    }

    /// What proves to the server that its holder has the book's link.
    pub fn access_token(&self) -> [u8; 32] {
        self.access
    }

    fn context(&self, entry: EntryId, version: u64, part: Part) -> [u8; 41] {
        let mut out = [0; 41];
        out[0] = match part {
            Part::Plan => 1,
            Part::Note => 2,
        };
        out[1..17].copy_from_slice(self.book.0.as_bytes());
        out[17..33].copy_from_slice(entry.0.as_bytes());
        out[33..].copy_from_slice(&version.to_be_bytes());
        out
    }

    /// Seals a text of the version `version` of an entry. `nonce` must be 12 fresh random bytes: the same nonce twice in one
    /// book gives both texts away.
    pub fn seal(&self, entry: EntryId, version: u64, part: Part, text: &[u8], nonce: [u8; NONCE_LEN]) -> Vec<u8> {
        let mut body = Vec::with_capacity(text.len() + AES_256_GCM.tag_len());
        body.extend_from_slice(text);
        let aad = Aad::from(self.context(entry, version, part));
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut body)
            .expect("a plan is far below what AES-GCM can seal");
        let mut out = Vec::with_capacity(NONCE_LEN + body.len());
        out.extend_from_slice(&nonce);
        out.append(&mut body);
        out
    }

    /// Opens what was sealed as the same part of the same version of the same entry.
    pub fn open(&self, entry: EntryId, version: u64, part: Part, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(CannotOpen)?;
        let mut body = body.to_vec();
        let aad = Aad::from(self.context(entry, version, part));
        let length = self
            .seal
            .open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut body)
            .map_err(|_| CannotOpen)?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> BookLink {
        BookLink {
            server: "https://meet.example.org/chancery".into(),
            book: BookId::from_random([7; 16]),
            secret: BookSecret([5; 32]),
        }
    }

    fn entry(n: u8) -> EntryId {
        EntryId::from_random([n; 16])
    }

    #[test]
    fn a_link_is_read_as_it_was_written_and_every_change_is_seen() {
        let link = sample().to_link();
        assert_eq!(BookLink::parse(&link), Ok(sample()));
        let (a, b) = link.split_at(40);
        assert_eq!(BookLink::parse(&format!(" {a}\r\n {b}\n")), Ok(sample()));
        let start = link.find('#').unwrap() + 1;
        for end in start..link.len() {
            assert_eq!(BookLink::parse(&link[..end]), Err(BookLinkError::Damaged), "cut at {end}");
        }
        for at in start + 2..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert!(BookLink::parse(&String::from_utf8(bytes).unwrap()).is_err(), "changed at {at}");
        }
        for other in ["", "chancery://join/#AAAA", "https://example.org/"] {
            assert_eq!(BookLink::parse(other), Err(BookLinkError::Unreadable), "{other}");
        }
        let bad = BookLink { server: "ftp://a".into(), ..sample() };
        assert_eq!(BookLink::parse(&bad.to_link()), Err(BookLinkError::Damaged));
    }

    #[test]
    fn opens_only_as_what_it_was_sealed_as() {
        let keys = sample().keys();
        let contexts = [
            (entry(1), 1, Part::Plan),
            (entry(1), 1, Part::Note),
            (entry(1), 2, Part::Plan),
            (entry(2), 1, Part::Plan),
        ];
        let elsewhere = BookLink { book: BookId::from_random([8; 16]), ..sample() }.keys();
        let stranger = BookLink { secret: BookSecret([6; 32]), ..sample() }.keys();
        for (i, (id, version, part)) in contexts.into_iter().enumerate() {
            let sealed = keys.seal(id, version, part, b"Fisheries", [i as u8; 12]);
            for (j, (id, version, part)) in contexts.into_iter().enumerate() {
                assert_eq!(keys.open(id, version, part, &sealed).is_ok(), i == j);
            }
            assert_eq!(elsewhere.open(id, version, part, &sealed), Err(CannotOpen));
            assert_eq!(stranger.open(id, version, part, &sealed), Err(CannotOpen));
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert_eq!(keys.open(id, version, part, &changed), Err(CannotOpen), "byte {at}");
            }
        }
        assert_ne!(keys.access_token(), stranger.access_token());
        assert!(!format!("{:?} {keys:?}", sample()).contains("5, 5"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,200}") {
            let _ = BookLink::parse(&text);
        }

        #[test]
        fn any_bytes_behind_the_hash_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut bytes = bytes;
            if let Some(first) = bytes.first_mut() { *first = FORMAT; }
            let sum = check(&bytes);
            bytes.extend_from_slice(&sum);
            let _ = BookLink::parse(&format!("chancery://book/#{}", URL_SAFE_NO_PAD.encode(&bytes)));
        }
    }
}
