//! Looking at the files that stand for devices, before anything starts.

use chancery_engine::Sources;
use chancery_media::picture::{self, SourceError};
use chancery_media::sound;
use chancery_media::spec::SourceSpec;

/// Opens each *file* among the sources, reads its beginning and closes it again: what is missing or damaged is known
/// before anyone is joined. Devices are not touched: one that is missing is told by the running client, which does
/// without.
pub fn check_files(sources: &Sources) -> Result<(), SourceError> {
    let file = |spec: &SourceSpec| matches!(spec, SourceSpec::File(_));
    for source in [
        file(&sources.camera).then(|| picture::open_camera(&sources.camera)),
        file(&sources.screen).then(|| picture::open_screen(&sources.screen)),
    ] {
        if let Some(Some(mut film)) = source.transpose()? {
            film.next()?;
        }
    }
    if file(&sources.microphone)
        && let Some(mut voice) = sound::open_microphone(&sources.microphone)?
    {
        voice.read(&mut [0.0; sound::BLOCK])?;
    }
    Ok(())
}
