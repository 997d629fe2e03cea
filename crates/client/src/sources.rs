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
    for spec in [&sources.camera, &sources.screen, &sources.microphone] {
        regular(spec)?;
    }
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

/// A source is read again from its beginning. A pipe cannot be, and would wait for whoever writes into it, for ever.
fn regular(spec: &SourceSpec) -> Result<(), SourceError> {
    #[cfg(unix)]
    if let SourceSpec::File(path) = spec
        && std::fs::metadata(path).is_ok_and(|meta| std::os::unix::fs::FileTypeExt::is_fifo(&meta.file_type()))
    {
        let what = "this is a pipe, which cannot be played again from its beginning".into();
        return Err(SourceError::Format { path: path.display().to_string(), what });
    }
    #[cfg(not(unix))]
    let _ = spec;
    Ok(())
}
