//! From a [`SourceSpec`] to a source of pictures, and the lists of what there is.

use super::film::Film;
use super::{FrameSource, SourceError, camera, screen};
use crate::spec::SourceSpec;

/// Opens a camera, or a Y4M file that plays one. `Ok(None)`: the spec says none.
///
/// Call it on the thread that will use the source: [`super::PictureSender::start`] does.
///
/// # Errors
/// No such device, it is in use, or the file is not what it should be.
pub fn open_camera(spec: &SourceSpec) -> Result<Option<Box<dyn FrameSource>>, SourceError> {
    Ok(match spec {
        SourceSpec::None => None,
        SourceSpec::Device(id) => Some(Box::new(camera::DeviceCamera::open(id.as_deref())?)),
        SourceSpec::File(path) => Some(Box::new(Film::open(path)?)),
    })
}

/// Opens a screen, or a Y4M file that plays one. `Ok(None)`: the spec says none.
///
/// # Errors
/// No such screen, capturing is refused, or the file is not what it should be.
pub fn open_screen(spec: &SourceSpec) -> Result<Option<Box<dyn FrameSource>>, SourceError> {
    Ok(match spec {
        SourceSpec::None => None,
        SourceSpec::Device(id) => Some(screen::open(id.as_deref())?),
        SourceSpec::File(path) => Some(Box::new(Film::open(path)?)),
    })
}

/// The cameras: (identifier for [`SourceSpec::Device`], name for people). Empty where there is none.
pub fn list_cameras() -> Vec<(String, String)> {
    camera::list()
}

/// The screens: (identifier for [`SourceSpec::Device`], name for people). Empty where there is none.
pub fn list_screens() -> Vec<(String, String)> {
    screen::list()
}
