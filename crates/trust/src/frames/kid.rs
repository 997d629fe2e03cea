//! Key identifiers as RFC 9605 section 5.2 makes them of an MLS group: the epoch's low bits and the sender's leaf, with
//! context 0 (one key a sender), so that they are short.

use sframe::mls::{MlsKeyId, MlsKeyIdBitRange};

/// Bits of the epoch in a KID (E): sixteen epochs can be told apart, of which a receiver keeps two seconds' worth.
pub(super) const EPOCH_BITS: u8 = 4;
/// Bits of the leaf index (S). With context 0 it does not change a KID's length.
const LEAF_BITS: u8 = 32;

/// A sender's KID in an epoch.
pub(super) fn kid(epoch: u64, leaf: u32) -> u64 {
    (u64::from(leaf) << EPOCH_BITS) | low_bits(epoch)
}

/// What of an epoch's number is in a KID.
pub(super) fn low_bits(epoch: u64) -> u64 {
    epoch & ((1 << EPOCH_BITS) - 1)
}

/// The epoch's low bits and the leaf in a KID; `None`: it has a context, which nobody here uses.
pub(super) fn split(kid: u64) -> Option<(u64, u32)> {
    let id = MlsKeyId::from_key_id(kid, MlsKeyIdBitRange::new(EPOCH_BITS, LEAF_BITS));
    let leaf = u32::try_from(id.member_index()).ok()?;
    (id.context_id() == 0).then_some((id.epoch_lsb(), leaf))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 9605 section 5.2, the figure's example: E = 4, S = 6.
    #[test]
    fn the_rfc_s_examples() {
        for (epoch, leaf, expected) in [
            (14, 3, 0x3e),
            (14, 7, 0x7e),
            (14, 20, 0x14e),
            (15, 3, 0x3f),
            (15, 5, 0x5f),
            (17, 33, 0x211),
            (17, 51, 0x331),
        ] {
            assert_eq!(kid(epoch, leaf), expected);
            assert_eq!(split(expected), Some((epoch % 16, leaf)));
        }
        // Those with a context (2 and 3, of leaf 2 in epoch 16), which takes the bits above S = 6.
        for (context, expected) in [(2u64, 0x820), (3, 0xc20)] {
            let id = MlsKeyId::try_new(context, 16u64, 2u64, MlsKeyIdBitRange::new(4, 6)).unwrap();
            assert_eq!(u64::from(id), expected);
        }
    }

    proptest! {
        #[test]
        fn what_is_made_is_read(epoch: u64, leaf: u32, context in 1u64..1 << 28) {
            prop_assert_eq!(split(kid(epoch, leaf)), Some((epoch % 16, leaf)));
            prop_assert_eq!(split(kid(epoch, leaf) | context << 36), None);
            let made = MlsKeyId::try_new(0u64, epoch, leaf, MlsKeyIdBitRange::new(EPOCH_BITS, LEAF_BITS)).unwrap();
            prop_assert_eq!(u64::from(made), kid(epoch, leaf));
        }
    }
}
