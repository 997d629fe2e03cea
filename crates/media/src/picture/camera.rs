//! Cameras, through `nokhwa`.

use super::convert::{Layout, convert};
use super::{FrameSource, SharedPicture, SourceError, pool::PicturePool};
use crate::time::CaptureTime;
use nokhwa::Camera;
use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, CameraInfo, FrameFormat, RequestedFormat, RequestedFormatType,
};

/// Every layout that is understood.
const LAYOUTS: [FrameFormat; 6] = [
    FrameFormat::NV12,
    FrameFormat::YUYV,
    FrameFormat::RAWRGB,
    FrameFormat::RAWBGR,
    FrameFormat::MJPEG,
    FrameFormat::GRAY,
];

/// How many pictures in a row may be unreadable (a loose cable, the first ones after start) before it is an error.
const MOST_UNREADABLE: u32 = 30;

/// What is best to ask of a camera: 720p at 30 pictures a second, uncompressed where it can.
fn best(formats: &[CameraFormat]) -> Option<CameraFormat> {
    let cost = |format: &CameraFormat| {
        let pixels = u64::from(format.width()) * u64::from(format.height());
        let wanted = 1280 * 720_u64;
        // Missing pixels weigh more than superfluous ones, missing pictures more than either.
        let size = if pixels < wanted { (wanted - pixels) * 3 } else { pixels - wanted } / 1000;
        let rate = format.frame_rate();
        let slow = u64::from(30_u32.saturating_sub(rate)) * 100 + u64::from(rate.saturating_sub(30)) * 2;
        let work = match format.format() {
            FrameFormat::NV12 => 0,
            FrameFormat::YUYV => 10,
            FrameFormat::RAWRGB | FrameFormat::RAWBGR => 30,
            FrameFormat::MJPEG => 100,
            FrameFormat::GRAY => 5_000,
        };
        size + slow + work
    };
    let sane = |format: &&CameraFormat| {
        LAYOUTS.contains(&format.format())
            && (1..=chancery_vpx::MAX_SIDE).contains(&format.width())
            && (1..=chancery_vpx::MAX_SIDE).contains(&format.height())
    };
    formats.iter().filter(sane).min_by_key(|format| cost(format)).copied()
}

fn layout(format: FrameFormat) -> Layout {
    match format {
        FrameFormat::NV12 => Layout::Nv12,
        FrameFormat::YUYV => Layout::Yuyv,
        FrameFormat::RAWRGB => Layout::Rgb,
        FrameFormat::RAWBGR => Layout::Bgr,
        FrameFormat::MJPEG => Layout::Jpeg,
        FrameFormat::GRAY => Layout::Gray,
    }
}

/// The cameras that can capture.
fn cameras() -> Vec<CameraInfo> {
    let mut found = nokhwa::query(ApiBackend::Auto).unwrap_or_default();
    found.retain(captures);
    found.sort_by_key(|info| info.index().as_index().unwrap_or(u32::MAX));
    found
}

/// Whether this is a node that gives pictures: a camera on Linux has others beside it, for metadata.
fn captures(info: &CameraInfo) -> bool {
    let CameraIndex::Index(node) = info.index() else { return true };
    let path = format!("/sys/class/video4linux/video{node}/index");
    std::fs::read_to_string(path).map_or(true, |index| index.trim() == "0")
}

/// Identifiers and names of the cameras.
pub(crate) fn list() -> Vec<(String, String)> {
    cameras().iter().map(|info| (info.index().as_string(), info.human_name())).collect()
}

/// A camera that runs.
pub(crate) struct DeviceCamera {
    camera: Camera,
    name: String,
    layout: Layout,
    size: (u32, u32),
    pool: PicturePool,
    scratch: Vec<u8>,
    unreadable: u32,
}

impl DeviceCamera {
    /// Opens the camera with this identifier, or the first.
    pub(crate) fn open(id: Option<&str>) -> Result<Self, SourceError> {
        let found = cameras();
        let info = match id {
            None => found
                .first()
                .ok_or_else(|| SourceError::Device("no camera was found: plug one in, or join without".into()))?,
            Some(id) => found.iter().find(|info| info.index().as_string() == id).ok_or_else(|| {
                SourceError::Device(format!("camera {id} is not there any more: plug it in, or choose another"))
            })?,
        };
        let name = info.human_name();
        let failed = |error: nokhwa::NokhwaError| {
            SourceError::Device(format!(
                "the camera {name} cannot be used (another program may hold it, or access is not allowed): {error}"
            ))
        };
        let any = RequestedFormat::with_formats(RequestedFormatType::AbsoluteHighestFrameRate, &LAYOUTS);
        let mut camera = Camera::new(info.index().clone(), any)
            .or_else(|_| {
                // The fastest rate may exist only in a layout that is not understood.
                let any = RequestedFormat::with_formats(RequestedFormatType::None, &LAYOUTS);
                Camera::new(info.index().clone(), any)
            })
            .map_err(failed)?;
        let formats = camera.compatible_camera_formats().map_err(failed)?;
        if let Some(format) = best(&formats) {
            let exact = RequestedFormat::with_formats(RequestedFormatType::Exact(format), &LAYOUTS);
            camera.set_camera_requset(exact).map_err(failed)?;
        }
        let format = camera.camera_format();
        camera.open_stream().map_err(failed)?;
        let size = (format.width(), format.height());
        Ok(Self {
            camera,
            name,
            layout: layout(format.format()),
            size,
            pool: PicturePool::new(6),
            scratch: Vec::new(),
            unreadable: 0,
        })
    }
}

impl FrameSource for DeviceCamera {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn next(&mut self) -> Result<Option<SharedPicture>, SourceError> {
        let frame = self.camera.frame().map_err(|error| {
            SourceError::Device(format!(
                "the camera {} stopped: plug it in again, or choose another: {error}",
                self.name
            ))
        })?;
        // By the driver, where it says so and does not talk nonsense: the picture is older than its arrival here.
        let now = CaptureTime::now();
        let said = frame.capture_timestamp().and_then(|at| u64::try_from(at.as_micros()).ok()).map(CaptureTime);
        let captured = said.filter(|at| *at <= now && at.millis_until(now) < 500.0).unwrap_or(now);
        let made = self.pool.fill(self.size.0, self.size.1, captured, |picture| {
            convert(frame.buffer(), self.layout, picture, &mut self.scratch)
        });
        match made {
            Ok(picture) => {
                self.unreadable = 0;
                Ok(Some(picture))
            }
            Err(_) if self.unreadable < MOST_UNREADABLE => {
                self.unreadable += 1;
                Ok(None)
            }
            Err(what) => Err(SourceError::Device(format!(
                "the camera {} gives pictures that cannot be read: plug it in again, or choose another: {what}",
                self.name
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nokhwa::utils::Resolution;

    fn format(width: u32, height: u32, format: FrameFormat, rate: u32) -> CameraFormat {
        CameraFormat::new(Resolution::new(width, height), format, rate)
    }

    #[test]
    fn the_best_of_what_a_laptop_offers() {
        // A common USB 2 camera: uncompressed 720p only at 10 pictures a second.
        let usual = [
            format(640, 480, FrameFormat::YUYV, 30),
            format(1280, 720, FrameFormat::YUYV, 10),
            format(1280, 720, FrameFormat::MJPEG, 30),
            format(1920, 1080, FrameFormat::MJPEG, 30),
        ];
        assert_eq!(best(&usual), Some(usual[2]));
        let good = [usual[2], format(1280, 720, FrameFormat::NV12, 30), format(1280, 720, FrameFormat::NV12, 60)];
        assert_eq!(best(&good), Some(good[1]));
        let old = [format(640, 480, FrameFormat::YUYV, 30), format(320, 240, FrameFormat::YUYV, 30)];
        assert_eq!(best(&old), Some(old[0]));
        assert_eq!(best(&[]), None);
        assert_eq!(best(&[format(0, 720, FrameFormat::YUYV, 30)]), None);
    }

    #[test]
    fn a_camera_that_is_not_there_is_said() {
        let Err(error) = DeviceCamera::open(Some("9999")) else { panic!("there is no such camera") };
        assert!(error.to_string().contains("9999"), "{error}");
    }
}
