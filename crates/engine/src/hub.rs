//! Where decoded pictures go.

use chancery_media::picture::{PictureSink, SharedPicture};
use chancery_model::{MediaKind, ParticipantId};
use std::sync::Arc;

/// Gives the engine a sink for each stream of pictures. Implemented by whoever shows them.
pub trait PictureHub: Send + Sync {
    /// A sink for a stream that begins: a participant's camera or screen, or (`None`) one's own preview. Called on any
    /// thread; called again for the same stream when it begins anew.
    fn sink(&self, who: Option<ParticipantId>, kind: MediaKind) -> Arc<dyn PictureSink>;
    /// The stream has ended or was closed: what is still shown of it is to go.
    fn gone(&self, who: Option<ParticipantId>, kind: MediaKind);
}

/// A hub for those who do not look: every picture is dropped.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPictures;

impl PictureSink for NoPictures {
    fn picture(&self, _: SharedPicture) {}
}

impl PictureHub for NoPictures {
    fn sink(&self, _: Option<ParticipantId>, _: MediaKind) -> Arc<dyn PictureSink> {
        Arc::new(Self)
    }
    fn gone(&self, _: Option<ParticipantId>, _: MediaKind) {}
}
