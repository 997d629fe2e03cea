//! Where the engine puts pictures: one sink a stream, each of which leaves its newest picture on the board.

use super::board::Stream;
use super::canvas::Shared;
use super::layout::StageSource;
use chancery_engine::PictureHub;
use chancery_media::picture::{PictureSink, SharedPicture};
use chancery_model::{MediaKind, ParticipantId};
use std::sync::Arc;

/// The hub of a [`super::canvas::CanvasRenderer`].
pub struct Hub {
    pub(super) shared: Arc<Shared>,
}

struct Sink {
    shared: Arc<Shared>,
    source: StageSource,
    stream: Stream,
}

impl PictureSink for Sink {
    fn picture(&self, picture: SharedPicture) {
        self.shared.put(self.source, self.stream, picture);
    }
}

/// For what is not shown.
struct Nowhere;

impl PictureSink for Nowhere {
    fn picture(&self, _: SharedPicture) {}
}

impl PictureHub for Hub {
    fn sink(&self, who: Option<ParticipantId>, kind: MediaKind) -> Arc<dyn PictureSink> {
        let Some(source) = StageSource::of(who, kind) else { return Arc::new(Nowhere) };
        let stream = self.shared.begin(source);
        Arc::new(Sink { shared: self.shared.clone(), source, stream })
    }

    fn gone(&self, who: Option<ParticipantId>, kind: MediaKind) {
        if let Some(source) = StageSource::of(who, kind) {
            self.shared.end(source);
        }
    }
}
