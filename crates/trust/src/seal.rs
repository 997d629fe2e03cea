//! The seal on everything that goes through the server: AES-256-GCM (NIST SP 800-38D) under keys derived from the
//! invitation's secrets by HKDF-SHA-256 (RFC 5869).
//!
//! A sealed text is 12 bytes of nonce, the ciphertext, 16 bytes of tag. Its [`Context`] is additional data: a card cannot
//! be passed off as a chat message, nor one participant's message as another's.

use crate::invitation::{MeetingSecret, SideSecret};
use chancery_model::{MeetingId, ParticipantId};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{digest, hkdf};
use std::fmt;
use thiserror::Error;
use zeroize::Zeroize;

/// What a sealed text is, bound into the seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// The meeting's description.
    Meeting(MeetingId),
    /// The card of this participant.
    Card(ParticipantId),
    /// A message from one participant to one other, or to all.
    Relay {
        /// From whom.
        from: ParticipantId,
        /// To whom; `None`: to all.
        to: Option<ParticipantId>,
    },
}

impl Context {
    /// One tag byte and two identifiers, so that no two contexts have the same bytes.
    fn bytes(self) -> [u8; 33] {
        let mut out = [0; 33];
        let (tag, first, second) = match self {
            Self::Meeting(id) => (1, id.0, None),
            Self::Card(id) => (2, id.0, None),
            Self::Relay { from, to: None } => (3, from.0, None),
            Self::Relay { from, to: Some(to) } => (4, from.0, Some(to.0)),
        };
        out[0] = tag;
        out[1..17].copy_from_slice(first.as_bytes());
        if let Some(second) = second {
            out[17..].copy_from_slice(second.as_bytes());
        }
        out
    }
}

/// A sealed text that these keys do not open: another meeting's, a changed one, or one shown in another context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("sealed under another invitation, or changed on the way")]
pub struct CannotOpen;

/// What an invitation's secrets give. Held in memory only.
#[derive(Clone)]
pub struct MeetingKeys {
    access: [u8; 32],
    seal: LessSafeKey,
}

impl fmt::Debug for MeetingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MeetingKeys([redacted])")
    }
}

impl Drop for MeetingKeys {
    fn drop(&mut self) {
        // The key inside `LessSafeKey` is ring's and cannot be reached from here; it lives as long as this value.
        self.access.zeroize();
    }
}

struct Len32;

impl hkdf::KeyType for Len32 {
    fn len(&self) -> usize {
        32
    }
}

pub(crate) fn derive(meeting: MeetingId, secret: &[u8; 32], label: &str) -> [u8; 32] {
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, meeting.0.as_bytes());
    let mut out = [0; 32];
    salt.extract(secret)
        .expand(&[b"Chancery 1.0 ", label.as_bytes()], Len32)
        .and_then(|okm| okm.fill(&mut out))
        .expect("32 bytes are within what HKDF-SHA-256 gives");
    out
}

impl MeetingKeys {
    pub(crate) fn new(meeting: MeetingId, secret: &MeetingSecret, side: &SideSecret) -> Self {
        let access = derive(meeting, &side.0, "access");
        let mut key = derive(meeting, &secret.0, "seal");
        let unbound = UnboundKey::new(&AES_256_GCM, &key).expect("32 bytes are an AES-256 key");
        key.zeroize();
        Self { access, seal: LessSafeKey::new(unbound) }
    }

    /// What proves to the server that its holder has this side's invitation.
    pub fn access_token(&self) -> [u8; 32] {
        self.access
    }

    /// Seals. `nonce` must be 12 fresh random bytes: the same nonce twice under one meeting gives both texts away.
    pub fn seal(&self, context: &Context, plaintext: &[u8], nonce: [u8; NONCE_LEN]) -> Vec<u8> {
        let mut body = Vec::with_capacity(plaintext.len() + AES_256_GCM.tag_len());
        body.extend_from_slice(plaintext);
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context.bytes()), &mut body)
            .expect("a signalling message is far below what AES-GCM can seal");
        let mut out = Vec::with_capacity(NONCE_LEN + body.len());
        out.extend_from_slice(&nonce);
        out.append(&mut body);
        out
    }

    /// Opens what was sealed in the same context.
    pub fn open(&self, context: &Context, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(CannotOpen)?;
        let mut body = body.to_vec();
        let length = self
            .seal
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(context.bytes()), &mut body)
            .map_err(|_| CannotOpen)?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

/// What the server stores of an access token: its SHA-256.
pub fn access_digest(token: &[u8; 32]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, token).as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(secret: u8, side: u8) -> MeetingKeys {
        MeetingKeys::new(MeetingId::from_random([9; 16]), &MeetingSecret([secret; 32]), &SideSecret([side; 32]))
    }

    fn someone(n: u8) -> ParticipantId {
        ParticipantId::from_random([n; 16])
    }

    #[test]
    fn both_sides_open_each_others_and_prove_different_seats() {
        let (id, za) = (keys(1, 10), keys(1, 20));
        let context = Context::Relay { from: someone(1), to: Some(someone(2)) };
        let sealed = id.seal(&context, b"Article 7", [3; 12]);
        assert_eq!(za.open(&context, &sealed).as_deref(), Ok(&b"Article 7"[..]));
        assert_ne!(id.access_token(), za.access_token());
        assert_ne!(access_digest(&id.access_token()), id.access_token());
    }

    #[test]
    fn another_meeting_another_context_and_a_changed_byte_do_not_open() {
        let k = keys(1, 1);
        let contexts = [
            Context::Meeting(MeetingId::from_random([1; 16])),
            Context::Card(someone(1)),
            Context::Relay { from: someone(1), to: None },
            Context::Relay { from: someone(1), to: Some(someone(2)) },
            Context::Relay { from: someone(2), to: Some(someone(1)) },
        ];
        for (i, context) in contexts.iter().enumerate() {
            let sealed = k.seal(context, b"x", [i as u8; 12]);
            for (j, other) in contexts.iter().enumerate() {
                assert_eq!(k.open(other, &sealed).is_ok(), i == j, "{context:?} as {other:?}");
            }
            assert_eq!(keys(2, 1).open(context, &sealed), Err(CannotOpen));
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert_eq!(k.open(context, &changed), Err(CannotOpen), "byte {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(keys(1, 1).open(&Context::Card(someone(1)), &bytes), Err(CannotOpen));
        }
    }
}
