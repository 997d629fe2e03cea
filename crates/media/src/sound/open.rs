//! From a [`SourceSpec`] to a source or a sink of sound, and the lists of devices.

use super::{SoundSink, SoundSource};
use crate::picture::SourceError;
use crate::spec::SourceSpec;

/// Opens a microphone or a WAV file, which loops. `None` where the spec says none. Call it on the thread that will
/// read.
pub fn open_microphone(spec: &SourceSpec) -> Result<Option<Box<dyn SoundSource>>, SourceError> {
    let _ = spec;
    Ok(None)
}

/// Opens a loudspeaker, a WAV file to write, or (for none) a sink that plays into nothing at the right pace. Call it
/// on the thread that will write.
pub fn open_speaker(spec: &SourceSpec) -> Result<Box<dyn SoundSink>, SourceError> {
    Err(SourceError::Device(spec.to_string()))
}

/// The microphones of this machine: identifier and name for people. Empty where there are none.
pub fn list_microphones() -> Vec<(String, String)> {
    Vec::new()
}

/// The loudspeakers of this machine: identifier and name for people. Empty where there are none.
pub fn list_speakers() -> Vec<(String, String)> {
    Vec::new()
}
