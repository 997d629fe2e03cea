//! Where OpenMLS keeps what it needs again: private keys and the pre-shared key, in memory.
//!
//! OpenMLS writes the whole state of a group to its store after each message, so that it could be loaded after a restart.
//! Here nothing survives a restart on purpose: who comes back is a new leaf. So what would only be loaded is not written;
//! with ten members a message costs a tenth of what it cost with it.

use openmls_traits::storage::{CURRENT_VERSION as VERSION, StorageProvider, traits};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use thiserror::Error;
use zeroize::Zeroizing;

/// See the module. What is taken away or written over is wiped, and so is all when the seat ends.
#[derive(Default)]
pub(super) struct Storage(Mutex<HashMap<Vec<u8>, Zeroizing<Vec<u8>>>>);

/// A key could not be written down or read again.
#[derive(Debug, Error)]
#[error("a key of the group could not be kept")]
pub(super) struct NotKept;

/// What is kept under which name.
#[derive(Clone, Copy)]
enum Kind {
    KeyPackage,
    Psk,
    Encryption,
    Epoch,
}

/// Counts what is written.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Written in one piece: a buffer that grows would leave what it held behind.
fn written(value: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, NotKept> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value).map_err(|_| NotKept)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *bytes, value).map_err(|_| NotKept)?;
    Ok(bytes)
}

impl Storage {
    fn all(&self) -> MutexGuard<'_, HashMap<Vec<u8>, Zeroizing<Vec<u8>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(kind: Kind, of: &impl Serialize) -> Result<Vec<u8>, NotKept> {
        let mut name = vec![kind as u8];
        serde_json::to_writer(&mut name, of).map_err(|_| NotKept)?;
        Ok(name)
    }

    fn keep(&self, kind: Kind, of: &impl Serialize, value: &impl Serialize) -> Result<(), NotKept> {
        self.all().insert(Self::name(kind, of)?, written(value)?);
        Ok(())
    }

    fn kept<T: DeserializeOwned>(&self, kind: Kind, of: &impl Serialize) -> Result<Option<T>, NotKept> {
        let name = Self::name(kind, of)?;
        self.all().get(&name).map(|bytes| serde_json::from_slice(bytes).map_err(|_| NotKept)).transpose()
    }

    fn forget(&self, kind: Kind, of: &impl Serialize) -> Result<(), NotKept> {
        self.all().remove(&Self::name(kind, of)?);
        Ok(())
    }
}

impl StorageProvider<VERSION> for Storage {
    type Error = NotKept;

    fn queue_proposal<
        GroupId: traits::GroupId<VERSION>,
        ProposalRef: traits::ProposalRef<VERSION>,
        QueuedProposal: traits::QueuedProposal<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &ProposalRef,
        _: &QueuedProposal,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn write_tree<GroupId: traits::GroupId<VERSION>, TreeSync: traits::TreeSync<VERSION>>(
        &self,
        _: &GroupId,
        _: &TreeSync,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn write_interim_transcript_hash<
        GroupId: traits::GroupId<VERSION>,
        InterimTranscriptHash: traits::InterimTranscriptHash<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &InterimTranscriptHash,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn write_context<GroupId: traits::GroupId<VERSION>, GroupContext: traits::GroupContext<VERSION>>(
        &self,
        _: &GroupId,
        _: &GroupContext,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn write_confirmation_tag<GroupId: traits::GroupId<VERSION>, ConfirmationTag: traits::ConfirmationTag<VERSION>>(
        &self,
        _: &GroupId,
        _: &ConfirmationTag,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn write_signature_key_pair<
        SignaturePublicKey: traits::SignaturePublicKey<VERSION>,
        SignatureKeyPair: traits::SignatureKeyPair<VERSION>,
    >(
        &self,
        _: &SignaturePublicKey,
        _: &SignatureKeyPair,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn queued_proposal_refs<GroupId: traits::GroupId<VERSION>, ProposalRef: traits::ProposalRef<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Vec<ProposalRef>, NotKept> {
        Ok(Vec::new())
    }

    fn queued_proposals<
        GroupId: traits::GroupId<VERSION>,
        ProposalRef: traits::ProposalRef<VERSION>,
        QueuedProposal: traits::QueuedProposal<VERSION>,
    >(
        &self,
        _: &GroupId,
    ) -> Result<Vec<(ProposalRef, QueuedProposal)>, NotKept> {
        Ok(Vec::new())
    }

    fn tree<GroupId: traits::GroupId<VERSION>, TreeSync: traits::TreeSync<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<TreeSync>, NotKept> {
        Ok(None)
    }

    fn group_context<GroupId: traits::GroupId<VERSION>, GroupContext: traits::GroupContext<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<GroupContext>, NotKept> {
        Ok(None)
    }

    fn interim_transcript_hash<
        GroupId: traits::GroupId<VERSION>,
        InterimTranscriptHash: traits::InterimTranscriptHash<VERSION>,
    >(
        &self,
        _: &GroupId,
    ) -> Result<Option<InterimTranscriptHash>, NotKept> {
        Ok(None)
    }

    fn confirmation_tag<GroupId: traits::GroupId<VERSION>, ConfirmationTag: traits::ConfirmationTag<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<ConfirmationTag>, NotKept> {
        Ok(None)
    }

    fn signature_key_pair<
        SignaturePublicKey: traits::SignaturePublicKey<VERSION>,
        SignatureKeyPair: traits::SignatureKeyPair<VERSION>,
    >(
        &self,
        _: &SignaturePublicKey,
    ) -> Result<Option<SignatureKeyPair>, NotKept> {
        Ok(None)
    }

    fn write_key_package<HashReference: traits::HashReference<VERSION>, KeyPackage: traits::KeyPackage<VERSION>>(
        &self,
        hash_ref: &HashReference,
        key_package: &KeyPackage,
    ) -> Result<(), NotKept> {
        self.keep(Kind::KeyPackage, hash_ref, key_package)
    }

    fn write_psk<PskId: traits::PskId<VERSION>, PskBundle: traits::PskBundle<VERSION>>(
        &self,
        psk_id: &PskId,
        psk: &PskBundle,
    ) -> Result<(), NotKept> {
        self.keep(Kind::Psk, psk_id, psk)
    }

    fn write_encryption_key_pair<
        EncryptionKey: traits::EncryptionKey<VERSION>,
        HpkeKeyPair: traits::HpkeKeyPair<VERSION>,
    >(
        &self,
        public_key: &EncryptionKey,
        key_pair: &HpkeKeyPair,
    ) -> Result<(), NotKept> {
        self.keep(Kind::Encryption, public_key, key_pair)
    }

    fn key_package<KeyPackageRef: traits::HashReference<VERSION>, KeyPackage: traits::KeyPackage<VERSION>>(
        &self,
        hash_ref: &KeyPackageRef,
    ) -> Result<Option<KeyPackage>, NotKept> {
        self.kept(Kind::KeyPackage, hash_ref)
    }

    fn psk<PskBundle: traits::PskBundle<VERSION>, PskId: traits::PskId<VERSION>>(
        &self,
        psk_id: &PskId,
    ) -> Result<Option<PskBundle>, NotKept> {
        self.kept(Kind::Psk, psk_id)
    }

    fn encryption_key_pair<HpkeKeyPair: traits::HpkeKeyPair<VERSION>, EncryptionKey: traits::EncryptionKey<VERSION>>(
        &self,
        public_key: &EncryptionKey,
    ) -> Result<Option<HpkeKeyPair>, NotKept> {
        self.kept(Kind::Encryption, public_key)
    }

    fn delete_signature_key_pair<SignaturePublicKeuy: traits::SignaturePublicKey<VERSION>>(
        &self,
        _: &SignaturePublicKeuy,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_encryption_key_pair<EncryptionKey: traits::EncryptionKey<VERSION>>(
        &self,
        public_key: &EncryptionKey,
    ) -> Result<(), NotKept> {
        self.forget(Kind::Encryption, public_key)
    }

    fn delete_key_package<KeyPackageRef: traits::HashReference<VERSION>>(
        &self,
        hash_ref: &KeyPackageRef,
    ) -> Result<(), NotKept> {
        self.forget(Kind::KeyPackage, hash_ref)
    }

    fn delete_psk<PskKey: traits::PskId<VERSION>>(&self, psk_id: &PskKey) -> Result<(), NotKept> {
        self.forget(Kind::Psk, psk_id)
    }

    fn group_state<GroupState: traits::GroupState<VERSION>, GroupId: traits::GroupId<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<GroupState>, NotKept> {
        Ok(None)
    }

    fn write_group_state<GroupState: traits::GroupState<VERSION>, GroupId: traits::GroupId<VERSION>>(
        &self,
        _: &GroupId,
        _: &GroupState,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_group_state<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn message_secrets<GroupId: traits::GroupId<VERSION>, MessageSecrets: traits::MessageSecrets<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<MessageSecrets>, NotKept> {
        Ok(None)
    }

    fn write_message_secrets<GroupId: traits::GroupId<VERSION>, MessageSecrets: traits::MessageSecrets<VERSION>>(
        &self,
        _: &GroupId,
        _: &MessageSecrets,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_message_secrets<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn resumption_psk_store<
        GroupId: traits::GroupId<VERSION>,
        ResumptionPskStore: traits::ResumptionPskStore<VERSION>,
    >(
        &self,
        _: &GroupId,
    ) -> Result<Option<ResumptionPskStore>, NotKept> {
        Ok(None)
    }

    fn write_resumption_psk_store<
        GroupId: traits::GroupId<VERSION>,
        ResumptionPskStore: traits::ResumptionPskStore<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &ResumptionPskStore,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_all_resumption_psk_secrets<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn own_leaf_index<GroupId: traits::GroupId<VERSION>, LeafNodeIndex: traits::LeafNodeIndex<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<LeafNodeIndex>, NotKept> {
        Ok(None)
    }

    fn write_own_leaf_index<GroupId: traits::GroupId<VERSION>, LeafNodeIndex: traits::LeafNodeIndex<VERSION>>(
        &self,
        _: &GroupId,
        _: &LeafNodeIndex,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_own_leaf_index<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn group_epoch_secrets<GroupId: traits::GroupId<VERSION>, GroupEpochSecrets: traits::GroupEpochSecrets<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<GroupEpochSecrets>, NotKept> {
        Ok(None)
    }

    fn write_group_epoch_secrets<
        GroupId: traits::GroupId<VERSION>,
        GroupEpochSecrets: traits::GroupEpochSecrets<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &GroupEpochSecrets,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_group_epoch_secrets<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn write_encryption_epoch_key_pairs<
        GroupId: traits::GroupId<VERSION>,
        EpochKey: traits::EpochKey<VERSION>,
        HpkeKeyPair: traits::HpkeKeyPair<VERSION>,
    >(
        &self,
        group_id: &GroupId,
        epoch: &EpochKey,
        leaf_index: u32,
        key_pairs: &[HpkeKeyPair],
    ) -> Result<(), NotKept> {
        self.keep(Kind::Epoch, &(group_id, epoch, leaf_index), &key_pairs)
    }

    fn encryption_epoch_key_pairs<
        GroupId: traits::GroupId<VERSION>,
        EpochKey: traits::EpochKey<VERSION>,
        HpkeKeyPair: traits::HpkeKeyPair<VERSION>,
    >(
        &self,
        group_id: &GroupId,
        epoch: &EpochKey,
        leaf_index: u32,
    ) -> Result<Vec<HpkeKeyPair>, NotKept> {
        Ok(self.kept(Kind::Epoch, &(group_id, epoch, leaf_index))?.unwrap_or_default())
    }

    fn delete_encryption_epoch_key_pairs<GroupId: traits::GroupId<VERSION>, EpochKey: traits::EpochKey<VERSION>>(
        &self,
        group_id: &GroupId,
        epoch: &EpochKey,
        leaf_index: u32,
    ) -> Result<(), NotKept> {
        self.forget(Kind::Epoch, &(group_id, epoch, leaf_index))
    }

    fn clear_proposal_queue<GroupId: traits::GroupId<VERSION>, ProposalRef: traits::ProposalRef<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn mls_group_join_config<
        GroupId: traits::GroupId<VERSION>,
        MlsGroupJoinConfig: traits::MlsGroupJoinConfig<VERSION>,
    >(
        &self,
        _: &GroupId,
    ) -> Result<Option<MlsGroupJoinConfig>, NotKept> {
        Ok(None)
    }

    fn write_mls_join_config<
        GroupId: traits::GroupId<VERSION>,
        MlsGroupJoinConfig: traits::MlsGroupJoinConfig<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &MlsGroupJoinConfig,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn own_leaf_nodes<GroupId: traits::GroupId<VERSION>, LeafNode: traits::LeafNode<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Vec<LeafNode>, NotKept> {
        Ok(Vec::new())
    }

    fn append_own_leaf_node<GroupId: traits::GroupId<VERSION>, LeafNode: traits::LeafNode<VERSION>>(
        &self,
        _: &GroupId,
        _: &LeafNode,
    ) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_own_leaf_nodes<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_group_config<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_tree<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_confirmation_tag<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_context<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn delete_interim_transcript_hash<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), NotKept> {
        Ok(())
    }

    fn remove_proposal<GroupId: traits::GroupId<VERSION>, ProposalRef: traits::ProposalRef<VERSION>>(
        &self,
        _: &GroupId,
        _: &ProposalRef,
    ) -> Result<(), NotKept> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_until_it_is_forgotten_and_lies_in_one_piece() {
        let storage = Storage::default();
        storage.keep(Kind::Psk, &"id", &vec![7_u8; 300]).unwrap();
        assert_eq!(storage.kept::<Vec<u8>>(Kind::Psk, &"id").unwrap(), Some(vec![7; 300]));
        assert_eq!(storage.kept::<Vec<u8>>(Kind::Epoch, &"id").unwrap(), None);
        let all = storage.all();
        let bytes = all.values().next().unwrap();
        assert_eq!(bytes.len(), bytes.capacity(), "it grew while it was written");
        drop(all);
        storage.keep(Kind::Psk, &"id", &1).unwrap();
        assert_eq!(storage.kept::<u8>(Kind::Psk, &"id").unwrap(), Some(1));
        storage.forget(Kind::Psk, &"id").unwrap();
        assert_eq!(storage.kept::<u8>(Kind::Psk, &"id").unwrap(), None);
        assert!(storage.all().is_empty());
    }
}
