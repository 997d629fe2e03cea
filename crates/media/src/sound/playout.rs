//! The playout's thread: pulls every voice, mixes, limits, gives the mix to the sink.

use super::{SoundSink, Voice};
use crate::picture::SourceError;

/// What is being played, for the echo canceller.
pub struct RenderTap {}

impl RenderTap {
    /// A tap that gives nothing: for a microphone without a loudspeaker beside it.
    pub fn none() -> Self {
        Self {}
    }
}

/// The running playout. Dropping it stops it and releases the device.
pub struct Playout {}

impl Playout {
    /// Opens the sink on a thread of its own and starts to play. Where the sink cannot be opened or is lost,
    /// `on_error` is told and the playout goes on into nothing at the same pace (voices are decoded, measured and
    /// recorded) until [`Playout::reopen`].
    pub fn start(
        open: impl FnOnce() -> Result<Box<dyn SoundSink>, SourceError> + Send + 'static,
        on_error: Box<dyn FnMut(SourceError) + Send>,
    ) -> Self {
        let _ = (open, on_error);
        Self {}
    }
    /// Opens another sink in the place of this one; voices go on.
    pub fn reopen(&self, open: impl FnOnce() -> Result<Box<dyn SoundSink>, SourceError> + Send + 'static) {
        let _ = open;
    }
    /// Adds a voice. Dropping the [`Voice`] removes it.
    pub fn add_voice(&self) -> Voice {
        Voice {}
    }
    /// A new tap on what is played; the one before it dries up.
    pub fn render_tap(&self) -> RenderTap {
        RenderTap {}
    }
    /// Plays a short soft two-tone on the speaker only.
    pub fn play_test_tone(&self) {}
    /// For people: the device's or the file's name; empty until it is open.
    pub fn name(&self) -> String {
        String::new()
    }
}
