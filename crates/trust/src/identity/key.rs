//! The private key of a device or of a ministry root, and what it signs.

use super::fingerprint::Fingerprint;
use chancery_model::{RandomSource, random_bytes};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What stands before everything signed for Chancery's own messages. A certificate begins with 0x30 and the input of a
/// JSON Web Signature with a letter of base64url for `{`, so that none of the three is ever taken for another.
const DOMAIN: &[u8] = b"chancery signature 1\0";

/// The 32 secret bytes that an Ed25519 private key is made from (RFC 8032 section 5.1.5). Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Seed(pub [u8; 32]);

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed([redacted])")
    }
}

/// An Ed25519 signature (RFC 8032).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// A private key. Only the seed is kept, and wiped when dropped; the expanded key exists while a signature is made, since
/// `ring` does not wipe its own.
#[derive(Clone)]
pub struct DeviceKey {
    seed: Seed,
    public: [u8; 32],
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({:?}, [redacted])", Fingerprint::of(&self.public))
    }
}

fn expand(seed: &Seed) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&seed.0).expect("32 bytes make an Ed25519 key")
}

impl DeviceKey {
    /// Of 32 fresh random bytes.
    pub fn generate(random: &mut dyn RandomSource) -> Self {
        Self::from_seed(Seed(random_bytes(random)))
    }

    /// Of a seed that was kept.
    pub fn from_seed(seed: Seed) -> Self {
        let mut public = [0; 32];
        public.copy_from_slice(expand(&seed).public_key().as_ref());
        Self { seed, public }
    }

    /// The seed, to be kept in the system's keyring or under a passphrase; nowhere else.
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// The public key.
    pub fn public_key(&self) -> &[u8; 32] {
        &self.public
    }

    /// The public key's fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.public)
    }

    /// Signs these very bytes: for the formats that separate their domains themselves (X.509, JWS).
    pub(crate) fn sign_raw(&self, bytes: &[u8]) -> Signature {
        let mut out = [0; 64];
        out.copy_from_slice(expand(&self.seed).sign(bytes).as_ref());
        Signature(out)
    }

    /// Signs `bytes` as `context`.
    pub(crate) fn sign(&self, context: &str, bytes: &[u8]) -> Signature {
        self.sign_raw(&framed(context, bytes))
    }
}

/// The domain, the context with its length in 2 bytes, and the bytes: no two (context, bytes) have the same.
fn framed(context: &str, bytes: &[u8]) -> Vec<u8> {
    let context = &context.as_bytes()[..context.len().min(usize::from(u16::MAX))];
    let mut out = Vec::with_capacity(DOMAIN.len() + 2 + context.len() + bytes.len());
    out.extend_from_slice(DOMAIN);
    out.extend_from_slice(&(context.len() as u16).to_be_bytes());
    out.extend_from_slice(context);
    out.extend_from_slice(bytes);
    out
}

/// Whether `signature` is the key's over these very bytes.
pub(crate) fn verifies_raw(public_key: &[u8; 32], bytes: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(bytes, signature).is_ok()
}

/// Whether `signature` is the key's over `bytes` as `context`.
pub(crate) fn verifies(public_key: &[u8; 32], context: &str, bytes: &[u8], signature: &Signature) -> bool {
    verifies_raw(public_key, &framed(context, bytes), &signature.0)
}

/// Whether a public key is one of the few points of small order, under which one signature fits many texts. Their
/// y coordinates, the sign bit aside: 0, 1, the two of order eight, p - 1, p and p + 1.
pub(crate) fn is_weak(public_key: &[u8; 32]) -> bool {
    const ORDER_EIGHT: [[u8; 32]; 2] = [
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5, 0xDF,
            0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A, 0x20,
            0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ],
    ];
    let mut y = *public_key;
    y[31] &= 0x7F;
    let low = y[0] <= 1 && y[1..].iter().all(|b| *b == 0);
    let near_p = matches!(y[0], 0xEC..=0xEE) && y[1..31].iter().all(|b| *b == 0xFF) && y[31] == 0x7F;
    low || near_p || ORDER_EIGHT.contains(&y)
}

// The seed is the only secret part of each of these, and wipes itself.
impl ZeroizeOnDrop for DeviceKey {}
