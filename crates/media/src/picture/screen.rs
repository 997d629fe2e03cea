//! Screens: on X11 by a connection of our own that captures only what changed, elsewhere through `xcap`.

use super::convert::{Layout, convert};
use super::{FrameSource, SharedPicture, SourceError, pool::PicturePool};
use crate::time::CaptureTime;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use xcap::{Frame, Monitor, VideoRecorder};

/// Between two looks at the screen: 15 a second.
pub(crate) const PERIOD: Duration = Duration::from_nanos(1_000_000_000 / 15);

/// When to look next: at even distances, without catching up on what was missed.
#[derive(Debug, Default)]
pub(crate) struct Ticks {
    next: Option<Instant>,
}

impl Ticks {
    /// How long to wait from `now`, and counts on.
    pub(crate) fn wait(&mut self, now: Instant) -> Duration {
        let due = self.next.filter(|&due| due + PERIOD > now).unwrap_or(now);
        self.next = Some(due + PERIOD);
        due.saturating_duration_since(now)
    }
}

/// Identifiers and names of the screens.
pub(crate) fn list() -> Vec<(String, String)> {
    #[cfg(target_os = "linux")]
    if let Some(found) = super::x11::list() {
        return found;
    }
    let monitors = Monitor::all().unwrap_or_default();
    monitors
        .iter()
        .filter_map(|monitor| {
            let id = monitor.name().ok()?;
            let name = monitor.friendly_name().unwrap_or_else(|_| id.clone());
            Some((id, name))
        })
        .collect()
}

/// Opens the screen with this identifier, or the main one.
pub(crate) fn open(id: Option<&str>) -> Result<Box<dyn FrameSource>, SourceError> {
    #[cfg(target_os = "linux")]
    if let Some(opened) = super::x11::open(id) {
        return opened;
    }
    Ok(Box::new(Recorded::open(id)?))
}

pub(crate) fn not_there(id: Option<&str>) -> SourceError {
    SourceError::Device(match id {
        Some(id) => format!("screen {id} is not there any more: choose another"),
        None => "no screen was found that could be shared".into(),
    })
}

/// A screen that the system records (Wayland's portal asks the user first, macOS and Windows may).
struct Recorded {
    recorder: VideoRecorder,
    frames: Receiver<Frame>,
    name: String,
    pool: PicturePool,
    ticks: Ticks,
}

impl Recorded {
    fn open(id: Option<&str>) -> Result<Self, SourceError> {
        let failed = |error: xcap::XCapError| {
            SourceError::Device(format!("the screen cannot be captured: allow it in the system's settings: {error}"))
        };
        let monitors = Monitor::all().map_err(failed)?;
        let wanted = |monitor: &&Monitor| match id {
            Some(id) => monitor.name().is_ok_and(|name| name == id),
            None => monitor.is_primary().unwrap_or(false),
        };
        let monitor = monitors.iter().find(wanted).or(if id.is_none() { monitors.first() } else { None });
        let monitor = monitor.ok_or_else(|| not_there(id))?;
        let name = monitor.friendly_name().or_else(|_| monitor.name()).unwrap_or_default();
        let (recorder, frames) = monitor.video_recorder().map_err(failed)?;
        recorder.start().map_err(failed)?;
        Ok(Self { recorder, frames, name, pool: PicturePool::new(4), ticks: Ticks::default() })
    }
}

impl FrameSource for Recorded {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn next(&mut self) -> Result<Option<SharedPicture>, SourceError> {
        std::thread::sleep(self.ticks.wait(Instant::now()));
        let mut newest = match self.frames.recv_timeout(PERIOD) {
            Ok(frame) => frame,
            Err(RecvTimeoutError::Timeout) => return Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(SourceError::Device(format!("the system stopped capturing the screen {}", self.name)));
            }
        };
        while let Ok(newer) = self.frames.try_recv() {
            newest = newer;
        }
        if newest.width == 0 || newest.height == 0 {
            return Ok(None);
        }
        let picture = self.pool.fill(newest.width, newest.height, CaptureTime::now(), |picture| {
            convert(&newest.raw, Layout::Rgba, picture, &mut Vec::new())
        });
        picture
            .map(Some)
            .map_err(|what| SourceError::Device(format!("the screen {} cannot be read: {what}", self.name)))
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        // It ends by itself when nobody listens; an error changes nothing.
        let _ = self.recorder.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_even_and_do_not_catch_up() {
        let mut ticks = Ticks::default();
        let start = Instant::now();
        let mut waits = |after: Duration, expected: Duration| {
            let wait = ticks.wait(start + after);
            assert!(
                wait.abs_diff(expected) < Duration::from_micros(1),
                "{wait:?} rather than {expected:?} at {after:?}"
            );
        };
        waits(Duration::ZERO, Duration::ZERO);
        waits(PERIOD / 4, PERIOD * 3 / 4);
        // A little late: the next comes at its time all the same.
        waits(PERIOD * 5 / 2, Duration::ZERO);
        waits(PERIOD * 5 / 2, PERIOD / 2);
        // Very late: it begins anew.
        waits(PERIOD * 100, Duration::ZERO);
        waits(PERIOD * 100, PERIOD);
    }
}
