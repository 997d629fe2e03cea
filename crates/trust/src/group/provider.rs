//! What OpenMLS runs on: its RustCrypto back end, a random source that is seeded from ours, a store in memory that is wiped
//! when the seat ends, the leaf's signature key in `ring`.
//!
//! OpenMLS reads the system's clock for the lifetime of key packages: they are made without bounds, and the leaf's own
//! binding carries the expiry that is enforced with the passed `now`. Its HPKE draws from the system's random source.

use super::storage::Storage;
use crate::identity::DeviceKey;
use chancery_model::{RandomSource, random_bytes};
use openmls::prelude::{
    Capabilities, Ciphersuite, Lifetime, MlsGroupCreateConfig, MlsGroupJoinConfig, SenderRatchetConfiguration,
    SignatureScheme,
};
use openmls_rust_crypto::RustCrypto;
use openmls_traits::OpenMlsProvider;
use openmls_traits::random::OpenMlsRand;
use openmls_traits::signatures::{Signer, SignerError};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use ring::signature::{ED25519, UnparsedPublicKey};
use std::convert::Infallible;
use std::fmt;
use std::sync::Mutex;
use zeroize::ZeroizeOnDrop;

/// The one suite of this build: nothing is negotiated.
#[cfg(not(feature = "classical"))]
pub(super) const SUITE: Ciphersuite = Ciphersuite::MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519;
#[cfg(feature = "classical")]
pub(super) const SUITE: Ciphersuite = Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

/// Earlier epochs whose application messages still open.
const PAST_EPOCHS: usize = 5;
/// A sender's messages may come this much out of order.
const OUT_OF_ORDER: u32 = 64;
/// A sender's messages lost in a row before the next is refused.
const FORWARD: u32 = 4_096;
/// Sizes of application messages are rounded up to this many bytes.
const PADDING: usize = 64;

/// OpenMLS's random source, seeded from ours before each step.
pub(super) struct Seeded(Mutex<ChaCha20Rng>);

impl Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(bytes);
    }
}

impl OpenMlsRand for Seeded {
    type Error = Infallible;

    fn random_array<const N: usize>(&self) -> Result<[u8; N], Self::Error> {
        let mut out = [0; N];
        self.fill(&mut out);
        Ok(out)
    }

    fn random_vec(&self, len: usize) -> Result<Vec<u8>, Self::Error> {
        let mut out = vec![0; len];
        self.fill(&mut out);
        Ok(out)
    }
}

/// The provider of one seat.
pub(super) struct Provider {
    crypto: RustCrypto,
    random: Seeded,
    storage: Storage,
}

impl Provider {
    pub(super) fn new(random: &mut dyn RandomSource) -> Self {
        let random = Seeded(Mutex::new(ChaCha20Rng::from_seed(random_bytes(random))));
        Self { crypto: RustCrypto::default(), random, storage: Storage::default() }
    }

    /// Takes fresh seed, so that a step's randomness is that of the caller.
    pub(super) fn reseed(&mut self, random: &mut dyn RandomSource) {
        let rng = self.random.0.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        *rng = ChaCha20Rng::from_seed(random_bytes(random));
    }
}

impl OpenMlsProvider for Provider {
    type CryptoProvider = RustCrypto;
    type RandProvider = Seeded;
    type StorageProvider = Storage;

    fn storage(&self) -> &Storage {
        &self.storage
    }
    fn crypto(&self) -> &RustCrypto {
        &self.crypto
    }
    fn rand(&self) -> &Seeded {
        &self.random
    }
}

/// A leaf's signature key. Lives as long as the seat, and is wiped with it; whoever comes back has another.
pub(super) struct LeafKey(DeviceKey);

/// The key in it is.
impl ZeroizeOnDrop for LeafKey {}

impl fmt::Debug for LeafKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeafKey([redacted])")
    }
}

/// What is signed: a text of the group's own, told apart from what MLS signs (which begins with the length of `MLS 1.0 …`).
fn separated(context: &str, bytes: &[u8]) -> Vec<u8> {
    [b"Chancery 1.0 ", context.as_bytes(), &[0], bytes].concat()
}

impl LeafKey {
    pub(super) fn new(random: &mut dyn RandomSource) -> Self {
        Self(DeviceKey::generate(random))
    }

    pub(super) fn public(&self) -> [u8; 32] {
        *self.0.public_key()
    }

    /// Signs in a context of the group's own.
    pub(super) fn sign_as(&self, context: &str, bytes: &[u8]) -> [u8; 64] {
        self.0.sign_raw(&separated(context, bytes)).0
    }
}

/// Whether `signature` is that of `key` on `bytes` in `context`.
pub(super) fn signed_by(key: &[u8; 32], context: &str, bytes: &[u8], signature: &[u8; 64]) -> bool {
    UnparsedPublicKey::new(&ED25519, key).verify(&separated(context, bytes), signature).is_ok()
}

impl Signer for LeafKey {
    fn sign(&self, payload: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(self.0.sign_raw(payload).0.to_vec())
    }

    fn signature_scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

/// A lifetime that no clock ends: see the module.
pub(super) fn lifetime() -> Lifetime {
    Lifetime::init(0, u64::MAX)
}

pub(super) fn create_config(capabilities: Capabilities) -> MlsGroupCreateConfig {
    MlsGroupCreateConfig::builder()
        .capabilities(capabilities)
        .ciphersuite(SUITE)
        .lifetime(lifetime())
        .wire_format_policy(openmls::prelude::PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
        .padding_size(PADDING)
        .max_past_epochs(PAST_EPOCHS)
        .number_of_resumption_psks(0)
        .use_ratchet_tree_extension(true)
        .sender_ratchet_configuration(SenderRatchetConfiguration::new(OUT_OF_ORDER, FORWARD))
        .build()
}

pub(super) fn join_config() -> MlsGroupJoinConfig {
    create_config(Capabilities::default()).join_config().clone()
}
