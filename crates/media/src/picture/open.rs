//! From a [`SourceSpec`] to a source of pictures, and the lists of what there is.

use super::{FrameSource, SourceError};
use crate::spec::SourceSpec;

/// Opens a camera, or a Y4M file that plays one. `Ok(None)`: the spec says none.
///
/// # Errors
/// No such device, it is in use, or the file is not what it should be.
pub fn open_camera(spec: &SourceSpec) -> Result<Option<Box<dyn FrameSource>>, SourceError> {
    let _ = spec;
    Ok(None)
}

/// Opens a screen, or a Y4M file that plays one. `Ok(None)`: the spec says none.
///
/// # Errors
/// No such screen, capturing is refused, or the file is not what it should be.
pub fn open_screen(spec: &SourceSpec) -> Result<Option<Box<dyn FrameSource>>, SourceError> {
    let _ = spec;
    Ok(None)
}

/// The cameras: (identifier for [`SourceSpec::Device`], name for people). Empty where there is none.
pub fn list_cameras() -> Vec<(String, String)> {
    Vec::new()
}

/// The screens: (identifier for [`SourceSpec::Device`], name for people). Empty where there is none.
pub fn list_screens() -> Vec<(String, String)> {
    Vec::new()
}
