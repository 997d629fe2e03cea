//! Secret bytes under a passphrase: Argon2id (RFC 9106) and AES-256-GCM.
//!
//! A checksum over everything tells a damaged file from a wrong passphrase: the two need different things done. It says
//! nothing of the secret, since it is over the ciphertext.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery_model::{RandomSource, random_bytes};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// RFC 9106 section 4, the second recommended choice: 64 MiB, 3 passes, 4 lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// The most that a file may ask of this machine: it came from somewhere.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 16;
const LANES_MAX: u32 = 16;
const VERSION: u32 = 1;
const SALT: usize = 16;
/// The longest secret, in bytes.
const SECRET_MAX: usize = 4_096;
/// The fewest characters of a passphrase.
pub const PASSPHRASE_MIN: usize = 8;

/// What a person types to unlock a key. Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase([redacted])")
    }
}

/// From the text that was typed, which is wiped. There is no way back into a text.
impl<'de> Deserialize<'de> for Passphrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&Zeroizing::new(String::deserialize(deserializer)?)))
    }
}

impl Passphrase {
    /// As it was typed; put into Unicode NFC, since two keyboards write one letter differently.
    pub fn new(text: &str) -> Self {
        Self(text.nfc().collect())
    }

    /// Whether it is too short to lock anything with.
    pub fn is_short(&self) -> bool {
        self.0.chars().count() < PASSPHRASE_MIN
    }
}

/// Why a locked secret stays locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CannotUnlock {
    /// Another passphrase locked it.
    #[error("the passphrase is not the one it was locked with: type it again")]
    WrongPassphrase,
    /// Not as it was written.
    #[error("the file with the locked key is damaged: take another copy of it")]
    Damaged,
    /// A newer version wrote it, or something else.
    #[error(
        "the file with the locked key is of another kind or of a newer version of Chancery: use the one that wrote it"
    )]
    OtherKind,
}

/// A locked secret, as it stands in a file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// What it is.
    holds: String,
    version: u32,
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    cipher: String,
    nonce: String,
    sealed: String,
    /// SHA-256 over everything above.
    checksum: String,
}

impl fmt::Debug for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Locked([redacted])")
    }
}

impl Locked {
    /// Everything but the ciphertext, bound into the seal: no two headers have the same bytes, since no field holds a line
    /// break.
    fn header(&self) -> String {
        let Self { holds, version, kdf, memory_kib, passes, lanes, salt, cipher, nonce, .. } = self;
        format!("{holds}\n{version}\n{kdf}\n{memory_kib}\n{passes}\n{lanes}\n{salt}\n{cipher}\n{nonce}")
    }

    fn sum(&self) -> String {
        let text = format!("{}\n{}", self.header(), self.sealed);
        STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()))
    }

    fn key(&self, passphrase: &Passphrase) -> Result<LessSafeKey, CannotUnlock> {
        let salt = STANDARD.decode(&self.salt).map_err(|_| CannotUnlock::Damaged)?;
        let params = argon2::Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| CannotUnlock::Damaged)?;
        let mut key = Zeroizing::new([0; 32]);
        argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), &salt, &mut *key)
            .map_err(|_| CannotUnlock::Damaged)?;
        Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*key).map_err(|_| CannotUnlock::Damaged)?))
    }

    fn nonce(&self) -> Result<Nonce, CannotUnlock> {
        let bytes = STANDARD.decode(&self.nonce).map_err(|_| CannotUnlock::Damaged)?;
        Nonce::try_assume_unique_for_key(&bytes).map_err(|_| CannotUnlock::Damaged)
    }

    /// Unlocks what was locked as `holds`. Takes a third of a second and 64 MiB, on purpose.
    pub fn unlock(&self, holds: &str, passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, CannotUnlock> {
        if self.holds != holds || self.version != VERSION || self.kdf != "argon2id" || self.cipher != "AES-256-GCM" {
            return Err(CannotUnlock::OtherKind);
        }
        let asks_too_much = self.memory_kib > MEMORY_KIB_MAX || self.passes > PASSES_MAX || self.lanes > LANES_MAX;
        if self.checksum != self.sum() || asks_too_much || self.sealed.len() > 2 * SECRET_MAX {
            return Err(CannotUnlock::Damaged);
        }
        let mut bytes = Zeroizing::new(STANDARD.decode(&self.sealed).map_err(|_| CannotUnlock::Damaged)?);
        let (key, nonce) = (self.key(passphrase)?, self.nonce()?);
        let opened = key.open_in_place(nonce, Aad::from(self.header()), &mut bytes);
        let length = opened.map_err(|_| CannotUnlock::WrongPassphrase)?.len();
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Reads JSON.
    pub fn from_json(text: &str) -> Result<Self, CannotUnlock> {
        if text.len() > 4 * SECRET_MAX {
            return Err(CannotUnlock::Damaged);
        }
        serde_json::from_str(text).map_err(|_| CannotUnlock::Damaged)
    }

    /// Writes JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers are JSON") + "\n"
    }
}

/// Locks `secret` (at most 4 KiB), as what it `holds`, a word without a line break.
pub fn lock(holds: &str, secret: &[u8], passphrase: &Passphrase, random: &mut dyn RandomSource) -> Locked {
    let mut out = Locked {
        holds: holds.to_owned(),
        version: VERSION,
        kdf: "argon2id".into(),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: LANES,
        salt: STANDARD.encode(random_bytes::<SALT>(random)),
        cipher: "AES-256-GCM".into(),
        nonce: STANDARD.encode(random_bytes::<NONCE_LEN>(random)),
        sealed: String::new(),
        checksum: String::new(),
    };
    let key = out.key(passphrase).expect("our own parameters are sound");
    let nonce = out.nonce().expect("the nonce was just made");
    let mut bytes = Zeroizing::new(secret.to_vec());
    key.seal_in_place_append_tag(nonce, Aad::from(out.header()), &mut *bytes).expect("a short text can be sealed");
    out.sealed = STANDARD.encode(&*bytes);
    out.checksum = out.sum();
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::Counting;
    use super::*;

    #[test]
    fn a_wrong_passphrase_is_told_from_a_damaged_file() {
        let passphrase = Passphrase::new("Caf\u{e9} de l'Europe");
        let locked = lock("test key", &[7; 32], &passphrase, &mut Counting(0));
        let text = locked.to_json();
        let read = Locked::from_json(&text).unwrap();
        assert_eq!(*read.unlock("test key", &passphrase).unwrap(), [7; 32]);
        let decomposed = Passphrase::new("Cafe\u{301} de l'Europe");
        assert_eq!(*read.unlock("test key", &decomposed).unwrap(), [7; 32], "as another keyboard types it");
        let wrong = read.unlock("test key", &Passphrase::new("Cafe de l'Europe"));
        assert_eq!(wrong, Err(CannotUnlock::WrongPassphrase));
        assert_eq!(read.unlock("other key", &passphrase), Err(CannotUnlock::OtherKind));

        let damaged = |change: &dyn Fn(&mut Locked)| {
            let mut changed = locked.clone();
            change(&mut changed);
            changed.unlock("test key", &passphrase)
        };
        assert_eq!(damaged(&|l| l.sealed.replace_range(..1, "!")), Err(CannotUnlock::Damaged));
        assert_eq!(damaged(&|l| l.passes = 1), Err(CannotUnlock::Damaged));
        assert_eq!(damaged(&|l| l.salt.clear()), Err(CannotUnlock::Damaged));
        assert_eq!(damaged(&|l| l.version = 2), Err(CannotUnlock::OtherKind));
        // With a checksum that fits, so that only the bounds and the seal stand in the way.
        let forged = |change: &dyn Fn(&mut Locked)| {
            damaged(&|l| {
                change(l);
                l.checksum = l.sum();
            })
        };
        assert_eq!(forged(&|l| l.memory_kib = u32::MAX), Err(CannotUnlock::Damaged));
        assert_eq!(forged(&|l| l.passes = u32::MAX), Err(CannotUnlock::Damaged));
        assert_eq!(forged(&|l| l.lanes = u32::MAX), Err(CannotUnlock::Damaged));
        assert_eq!(forged(&|l| l.nonce.clear()), Err(CannotUnlock::Damaged));
        assert_eq!(forged(&|l| l.sealed.clear()), Err(CannotUnlock::WrongPassphrase));
        assert_eq!(forged(&|l| l.passes = 2), Err(CannotUnlock::WrongPassphrase), "the header is sealed too");
        for end in (0..text.len() - 1).step_by(7) {
            assert!(Locked::from_json(&text[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        let locked = lock("test key", &[7; 32], &Passphrase::new("swordfish!"), &mut Counting(0));
        let shown = format!("{locked:?} {:?}", Passphrase::new("swordfish!"));
        assert_eq!(shown, "Locked([redacted]) Passphrase([redacted])");
        assert!(!locked.to_json().contains("swordfish"));
        assert!(Passphrase::new("1234567").is_short() && !Passphrase::new("12345678").is_short());
        let typed: Passphrase = serde_json::from_str("\"Cafe\u{301} de l'Europe\"").unwrap();
        assert!(typed == Passphrase::new("Caf\u{e9} de l'Europe"), "as from any other keyboard");
    }

    /// RFC 9106 section 5.3: the published vector of Argon2id, with its secret and associated data.
    #[test]
    fn argon2id_is_that_of_rfc_9106() {
        let params = argon2::ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .output_len(32)
            .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
            .build()
            .unwrap();
        let mut tag = [0; 32];
        argon2::Argon2::new_with_secret(&[3; 8], argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
            .unwrap()
            .hash_password_into(&[1; 32], &[2; 16], &mut tag)
            .unwrap();
        let expected = [
            0x0D, 0x64, 0x0D, 0xF5, 0x8D, 0x78, 0x76, 0x6C, 0x08, 0xC0, 0x37, 0xA3, 0x4A, 0x8B, 0x53, 0xC9, 0xD0, 0x1E,
            0xF0, 0x45, 0x2D, 0x75, 0xB6, 0x5E, 0xB5, 0x25, 0x20, 0xE9, 0x6B, 0x01, 0xE6, 0x59,
        ];
        assert_eq!(tag, expected);
    }
}
