//! Where OpenMLS keeps what it needs again: private keys and the pre-shared key, in memory.
//!
//! OpenMLS writes the whole state of a group to its store after each message, so that it could be loaded after a restart.
//! Here nothing survives a restart on purpose: who comes back is a new leaf. So what would only be loaded is not written;
//! with ten members a message costs a tenth of what it cost with it.

use openmls_memory_storage::{MemoryStorage, MemoryStorageError};
use openmls_traits::storage::{CURRENT_VERSION as VERSION, StorageProvider, traits};
use zeroize::Zeroize as _;

/// See the module.
#[derive(Default)]
pub(super) struct Storage(MemoryStorage);

impl Drop for Storage {
    fn drop(&mut self) {
        let values = self.0.values.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        for value in values.values_mut() {
            value.zeroize();
        }
    }
}

impl StorageProvider<VERSION> for Storage {
    type Error = MemoryStorageError;

    fn queue_proposal<
        GroupId: traits::GroupId<VERSION>,
        ProposalRef: traits::ProposalRef<VERSION>,
        QueuedProposal: traits::QueuedProposal<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &ProposalRef,
        _: &QueuedProposal,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn write_tree<GroupId: traits::GroupId<VERSION>, TreeSync: traits::TreeSync<VERSION>>(
        &self,
        _: &GroupId,
        _: &TreeSync,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn write_interim_transcript_hash<
        GroupId: traits::GroupId<VERSION>,
        InterimTranscriptHash: traits::InterimTranscriptHash<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &InterimTranscriptHash,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn write_context<GroupId: traits::GroupId<VERSION>, GroupContext: traits::GroupContext<VERSION>>(
        &self,
        _: &GroupId,
        _: &GroupContext,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn write_confirmation_tag<GroupId: traits::GroupId<VERSION>, ConfirmationTag: traits::ConfirmationTag<VERSION>>(
        &self,
        _: &GroupId,
        _: &ConfirmationTag,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn write_signature_key_pair<
        SignaturePublicKey: traits::SignaturePublicKey<VERSION>,
        SignatureKeyPair: traits::SignatureKeyPair<VERSION>,
    >(
        &self,
        _: &SignaturePublicKey,
        _: &SignatureKeyPair,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn queued_proposal_refs<GroupId: traits::GroupId<VERSION>, ProposalRef: traits::ProposalRef<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Vec<ProposalRef>, MemoryStorageError> {
        Ok(Vec::new())
    }

    fn queued_proposals<
        GroupId: traits::GroupId<VERSION>,
        ProposalRef: traits::ProposalRef<VERSION>,
        QueuedProposal: traits::QueuedProposal<VERSION>,
    >(
        &self,
        _: &GroupId,
    ) -> Result<Vec<(ProposalRef, QueuedProposal)>, MemoryStorageError> {
        Ok(Vec::new())
    }

    fn tree<GroupId: traits::GroupId<VERSION>, TreeSync: traits::TreeSync<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<TreeSync>, MemoryStorageError> {
        Ok(None)
    }

    fn group_context<GroupId: traits::GroupId<VERSION>, GroupContext: traits::GroupContext<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<GroupContext>, MemoryStorageError> {
        Ok(None)
    }

    fn interim_transcript_hash<
        GroupId: traits::GroupId<VERSION>,
        InterimTranscriptHash: traits::InterimTranscriptHash<VERSION>,
    >(
        &self,
        _: &GroupId,
    ) -> Result<Option<InterimTranscriptHash>, MemoryStorageError> {
        Ok(None)
    }

    fn confirmation_tag<GroupId: traits::GroupId<VERSION>, ConfirmationTag: traits::ConfirmationTag<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<ConfirmationTag>, MemoryStorageError> {
        Ok(None)
    }

    fn signature_key_pair<
        SignaturePublicKey: traits::SignaturePublicKey<VERSION>,
        SignatureKeyPair: traits::SignatureKeyPair<VERSION>,
    >(
        &self,
        _: &SignaturePublicKey,
    ) -> Result<Option<SignatureKeyPair>, MemoryStorageError> {
        Ok(None)
    }

    fn write_key_package<HashReference: traits::HashReference<VERSION>, KeyPackage: traits::KeyPackage<VERSION>>(
        &self,
        hash_ref: &HashReference,
        key_package: &KeyPackage,
    ) -> Result<(), MemoryStorageError> {
        self.0.write_key_package(hash_ref, key_package)
    }

    fn write_psk<PskId: traits::PskId<VERSION>, PskBundle: traits::PskBundle<VERSION>>(
        &self,
        psk_id: &PskId,
        psk: &PskBundle,
    ) -> Result<(), MemoryStorageError> {
        self.0.write_psk(psk_id, psk)
    }

    fn write_encryption_key_pair<
        EncryptionKey: traits::EncryptionKey<VERSION>,
        HpkeKeyPair: traits::HpkeKeyPair<VERSION>,
    >(
        &self,
        public_key: &EncryptionKey,
        key_pair: &HpkeKeyPair,
    ) -> Result<(), MemoryStorageError> {
        self.0.write_encryption_key_pair(public_key, key_pair)
    }

    fn key_package<KeyPackageRef: traits::HashReference<VERSION>, KeyPackage: traits::KeyPackage<VERSION>>(
        &self,
        hash_ref: &KeyPackageRef,
    ) -> Result<Option<KeyPackage>, MemoryStorageError> {
        self.0.key_package(hash_ref)
    }

    fn psk<PskBundle: traits::PskBundle<VERSION>, PskId: traits::PskId<VERSION>>(
        &self,
        psk_id: &PskId,
    ) -> Result<Option<PskBundle>, MemoryStorageError> {
        self.0.psk(psk_id)
    }

    fn encryption_key_pair<HpkeKeyPair: traits::HpkeKeyPair<VERSION>, EncryptionKey: traits::EncryptionKey<VERSION>>(
        &self,
        public_key: &EncryptionKey,
    ) -> Result<Option<HpkeKeyPair>, MemoryStorageError> {
        self.0.encryption_key_pair(public_key)
    }

    fn delete_signature_key_pair<SignaturePublicKeuy: traits::SignaturePublicKey<VERSION>>(
        &self,
        _: &SignaturePublicKeuy,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_encryption_key_pair<EncryptionKey: traits::EncryptionKey<VERSION>>(
        &self,
        public_key: &EncryptionKey,
    ) -> Result<(), MemoryStorageError> {
        self.0.delete_encryption_key_pair(public_key)
    }

    fn delete_key_package<KeyPackageRef: traits::HashReference<VERSION>>(
        &self,
        hash_ref: &KeyPackageRef,
    ) -> Result<(), MemoryStorageError> {
        self.0.delete_key_package(hash_ref)
    }

    fn delete_psk<PskKey: traits::PskId<VERSION>>(&self, psk_id: &PskKey) -> Result<(), MemoryStorageError> {
        self.0.delete_psk(psk_id)
    }

    fn group_state<GroupState: traits::GroupState<VERSION>, GroupId: traits::GroupId<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<GroupState>, MemoryStorageError> {
        Ok(None)
    }

    fn write_group_state<GroupState: traits::GroupState<VERSION>, GroupId: traits::GroupId<VERSION>>(
        &self,
        _: &GroupId,
        _: &GroupState,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_group_state<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn message_secrets<GroupId: traits::GroupId<VERSION>, MessageSecrets: traits::MessageSecrets<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<MessageSecrets>, MemoryStorageError> {
        Ok(None)
    }

    fn write_message_secrets<GroupId: traits::GroupId<VERSION>, MessageSecrets: traits::MessageSecrets<VERSION>>(
        &self,
        _: &GroupId,
        _: &MessageSecrets,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_message_secrets<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn resumption_psk_store<
        GroupId: traits::GroupId<VERSION>,
        ResumptionPskStore: traits::ResumptionPskStore<VERSION>,
    >(
        &self,
        _: &GroupId,
    ) -> Result<Option<ResumptionPskStore>, MemoryStorageError> {
        Ok(None)
    }

    fn write_resumption_psk_store<
        GroupId: traits::GroupId<VERSION>,
        ResumptionPskStore: traits::ResumptionPskStore<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &ResumptionPskStore,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_all_resumption_psk_secrets<GroupId: traits::GroupId<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn own_leaf_index<GroupId: traits::GroupId<VERSION>, LeafNodeIndex: traits::LeafNodeIndex<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<LeafNodeIndex>, MemoryStorageError> {
        Ok(None)
    }

    fn write_own_leaf_index<GroupId: traits::GroupId<VERSION>, LeafNodeIndex: traits::LeafNodeIndex<VERSION>>(
        &self,
        _: &GroupId,
        _: &LeafNodeIndex,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_own_leaf_index<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn group_epoch_secrets<GroupId: traits::GroupId<VERSION>, GroupEpochSecrets: traits::GroupEpochSecrets<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Option<GroupEpochSecrets>, MemoryStorageError> {
        Ok(None)
    }

    fn write_group_epoch_secrets<
        GroupId: traits::GroupId<VERSION>,
        GroupEpochSecrets: traits::GroupEpochSecrets<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &GroupEpochSecrets,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_group_epoch_secrets<GroupId: traits::GroupId<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<(), MemoryStorageError> {
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
    ) -> Result<(), MemoryStorageError> {
        self.0.write_encryption_epoch_key_pairs(group_id, epoch, leaf_index, key_pairs)
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
    ) -> Result<Vec<HpkeKeyPair>, MemoryStorageError> {
        self.0.encryption_epoch_key_pairs(group_id, epoch, leaf_index)
    }

    fn delete_encryption_epoch_key_pairs<GroupId: traits::GroupId<VERSION>, EpochKey: traits::EpochKey<VERSION>>(
        &self,
        group_id: &GroupId,
        epoch: &EpochKey,
        leaf_index: u32,
    ) -> Result<(), MemoryStorageError> {
        self.0.delete_encryption_epoch_key_pairs(group_id, epoch, leaf_index)
    }

    fn clear_proposal_queue<GroupId: traits::GroupId<VERSION>, ProposalRef: traits::ProposalRef<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn mls_group_join_config<
        GroupId: traits::GroupId<VERSION>,
        MlsGroupJoinConfig: traits::MlsGroupJoinConfig<VERSION>,
    >(
        &self,
        _: &GroupId,
    ) -> Result<Option<MlsGroupJoinConfig>, MemoryStorageError> {
        Ok(None)
    }

    fn write_mls_join_config<
        GroupId: traits::GroupId<VERSION>,
        MlsGroupJoinConfig: traits::MlsGroupJoinConfig<VERSION>,
    >(
        &self,
        _: &GroupId,
        _: &MlsGroupJoinConfig,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn own_leaf_nodes<GroupId: traits::GroupId<VERSION>, LeafNode: traits::LeafNode<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<Vec<LeafNode>, MemoryStorageError> {
        Ok(Vec::new())
    }

    fn append_own_leaf_node<GroupId: traits::GroupId<VERSION>, LeafNode: traits::LeafNode<VERSION>>(
        &self,
        _: &GroupId,
        _: &LeafNode,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_own_leaf_nodes<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_group_config<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_tree<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_confirmation_tag<GroupId: traits::GroupId<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_context<GroupId: traits::GroupId<VERSION>>(&self, _: &GroupId) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn delete_interim_transcript_hash<GroupId: traits::GroupId<VERSION>>(
        &self,
        _: &GroupId,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }

    fn remove_proposal<GroupId: traits::GroupId<VERSION>, ProposalRef: traits::ProposalRef<VERSION>>(
        &self,
        _: &GroupId,
        _: &ProposalRef,
    ) -> Result<(), MemoryStorageError> {
        Ok(())
    }
}
