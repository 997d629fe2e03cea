//! Another size for a picture, and a place for it within a larger one.

use super::resample::{Resampler, Source, Target};
use super::{Picture, SharedPicture, pool::PicturePool};
use std::convert::Infallible;

/// A part of a picture, in its pixels; may begin and end between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Crop {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// A rectangle of whole pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The largest size of the shape `width` by `height` that fits into `max_width` by `max_height`, never larger than the
/// picture itself, and even (4:2:0 wants that).
pub(crate) fn fitting(width: u32, height: u32, max_width: u32, max_height: u32) -> (u32, u32) {
    let scale = (f64::from(max_width) / f64::from(width)).min(f64::from(max_height) / f64::from(height));
    if scale >= 1.0 {
        return (width, height);
    }
    let even = |side: u32| (((f64::from(side) * scale / 2.0).round() as u32) * 2).max(2).min(side);
    (even(width), even(height))
}

/// Scales pictures, with memory of its own.
#[derive(Debug, Default)]
pub(crate) struct Scaler {
    luma: Resampler,
    chroma: Resampler,
}

impl Scaler {
    /// `picture` in another size, in memory of `pool`.
    pub(crate) fn scale(
        &mut self,
        picture: &Picture,
        width: u32,
        height: u32,
        pool: &mut PicturePool,
    ) -> SharedPicture {
        let whole = Crop { left: 0.0, top: 0.0, width: f64::from(picture.width), height: f64::from(picture.height) };
        let Ok(scaled) = pool.fill(width, height, picture.captured, |scaled| {
            self.place(picture, whole, scaled, Rect { left: 0, top: 0, width, height });
            Ok::<_, Infallible>(())
        });
        scaled
    }

    /// Draws the part `crop` of `from` into the rectangle `at` of `to`, whose edges are even (but for the last row or
    /// column of a picture of odd size). Where the crop or the rectangle lie outside, nothing is drawn.
    pub(crate) fn place(&mut self, from: &Picture, crop: Crop, to: &mut Picture, at: Rect) {
        let size = |picture: &Picture| (picture.width, picture.height);
        let half = |(width, height): (u32, u32)| (width.div_ceil(2), height.div_ceil(2));
        let Some(crop) = crop.within(size(from)) else { return };
        let fits =
            |start: u32, length: u32, most: u32| length > 0 && start.checked_add(length).is_some_and(|end| end <= most);
        if !fits(at.left, at.width, to.width) || !fits(at.top, at.height, to.height) {
            return;
        }
        let at_half =
            Rect { left: at.left / 2, top: at.top / 2, width: at.width.div_ceil(2), height: at.height.div_ceil(2) };
        let crop_half =
            Crop { left: crop.left / 2.0, top: crop.top / 2.0, width: crop.width / 2.0, height: crop.height / 2.0 };
        let Some(crop_half) = crop_half.within(half(size(from))) else { return };
        let source =
            |data, (width, height): (u32, u32)| Source { data, width: width as usize, height: height as usize };
        let (to_width, to_half) = (to.width as usize, to.width.div_ceil(2) as usize);
        self.luma.draw(source(&from.y, size(from)), crop, &mut Target { data: &mut to.y, width: to_width }, at);
        for (from_plane, to_plane) in [(&from.u, &mut to.u), (&from.v, &mut to.v)] {
            let mut target = Target { data: to_plane, width: to_half };
            self.chroma.draw(source(from_plane, half(size(from))), crop_half, &mut target, at_half);
        }
    }
}

impl Crop {
    /// The part that lies within a plane of this size; `None`: nothing does.
    fn within(self, (width, height): (u32, u32)) -> Option<Self> {
        let cut = |start: f64, length: f64, most: u32| {
            let (first, end) = (start.max(0.0), (start + length).min(f64::from(most)));
            (end - first > 1e-9).then_some((first, end - first))
        };
        let ((left, width), (top, height)) = (cut(self.left, self.width, width)?, cut(self.top, self.height, height)?);
        Some(Self { left, top, width, height })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::CaptureTime;

    fn slope(width: u32, height: u32) -> Picture {
        let mut picture = Picture::black(width, height, CaptureTime(1));
        for (i, value) in picture.y.iter_mut().enumerate() {
            let (x, y) = (i as u32 % width, i as u32 / width);
            *value = (16 + 200 * x / width + 19 * y / height) as u8;
        }
        picture.u.fill(90);
        picture.v.fill(160);
        picture
    }

    #[test]
    fn sizes_keep_their_shape_and_are_even_and_never_grow() {
        assert_eq!(fitting(1280, 720, 640, 640), (640, 360));
        assert_eq!(fitting(1280, 720, 4000, 360), (640, 360));
        assert_eq!(fitting(640, 480, 1280, 720), (640, 480));
        assert_eq!(fitting(1280, 720, 333, 333), (334, 188));
        assert_eq!(fitting(4096, 2, 10, 10), (10, 2));
        assert_eq!(fitting(1, 1, 1, 1), (1, 1));
    }

    #[test]
    fn a_slope_stays_a_slope() {
        let mut pool = PicturePool::new(2);
        let mut scaler = Scaler::default();
        let picture = slope(128, 96);
        for (width, height) in [(64, 48), (50, 36), (128, 96), (200, 150), (2, 2)] {
            let scaled = scaler.scale(&picture, width, height, &mut pool);
            let expected = slope(width, height);
            assert!(scaled.u.iter().all(|&u| u == 90) && scaled.v.iter().all(|&v| v == 160));
            let off = scaled.y.iter().zip(&expected.y).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(width < 20 || off <= Some(4), "{width}x{height}: off by {off:?}");
        }
    }

    #[test]
    fn placing_touches_only_its_rectangle() {
        let mut scaler = Scaler::default();
        let from = slope(64, 64);
        let mut to = Picture::black(40, 40, CaptureTime(0));
        let crop = Crop { left: 8.0, top: 0.0, width: 32.0, height: 64.0 };
        scaler.place(&from, crop, &mut to, Rect { left: 10, top: 4, width: 16, height: 20 });
        for y in 0..40 {
            for x in 0..40 {
                let inside = (10..26).contains(&x) && (4..24).contains(&y);
                assert_eq!(to.y[y * 40 + x] > 16, inside, "at {x},{y}");
                assert_eq!(to.u[y / 2 * 20 + x / 2] == 90, inside, "at {x},{y}");
            }
        }
        // Outside: nothing happens.
        let before = to.clone();
        scaler.place(&from, crop, &mut to, Rect { left: 30, top: 4, width: 16, height: 20 });
        assert_eq!(to, before);
    }
}
