//! From a [`SourceSpec`] to a source or a sink of sound, and the lists of devices.

use super::device::{self, DeviceSink, DeviceSource};
use super::record::{NullSink, WavSink};
use super::wav::WavSource;
use super::{SoundSink, SoundSource};
use crate::picture::SourceError;
use crate::spec::SourceSpec;

/// Opens a microphone or a WAV file, which loops. `None` where the spec says none. Call it on the thread that will
/// read; it may take a few seconds where a sound server does not answer.
pub fn open_microphone(spec: &SourceSpec) -> Result<Option<Box<dyn SoundSource>>, SourceError> {
    Ok(match spec {
        SourceSpec::None => None,
        SourceSpec::Device(id) => Some(Box::new(DeviceSource::open(id.as_deref())?)),
        SourceSpec::File(path) => Some(Box::new(WavSource::open(path)?)),
    })
}

/// Opens a loudspeaker, a WAV file to write, or (for none) a sink that plays into nothing at the right pace. Call it
/// on the thread that will write; it may take a few seconds where a sound server does not answer.
pub fn open_speaker(spec: &SourceSpec) -> Result<Box<dyn SoundSink>, SourceError> {
    Ok(match spec {
        SourceSpec::None => Box::new(NullSink::default()),
        SourceSpec::Device(id) => Box::new(DeviceSink::open(id.as_deref())?),
        SourceSpec::File(path) => Box::new(WavSink::create(path)?),
    })
}

/// The microphones of this machine: identifier and name for people. Empty where there are none; takes at most three
/// seconds where a sound server does not answer.
pub fn list_microphones() -> Vec<(String, String)> {
    device::list(device::Direction::Input)
}

/// The loudspeakers of this machine: identifier and name for people. Empty where there are none; takes at most three
/// seconds where a sound server does not answer.
pub fn list_speakers() -> Vec<(String, String)> {
    device::list(device::Direction::Output)
}
