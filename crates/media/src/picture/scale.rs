//! Another size for a picture, and a place for it within a larger one.

use super::{Picture, SharedPicture, pool::PicturePool};
use fast_image_resize::images::{TypedCroppedImageMut, TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
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
    resizer: Resizer,
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
        let half = |rect: Rect| Rect {
            left: rect.left / 2,
            top: rect.top / 2,
            width: rect.width.div_ceil(2),
            height: rect.height.div_ceil(2),
        };
        let (to_width, to_height) = (to.width, to.height);
        let to_half = (to_width.div_ceil(2), to_height.div_ceil(2));
        let from_half = (from.width.div_ceil(2), from.height.div_ceil(2));
        let crop_half = Crop {
            left: crop.left / 2.0,
            top: crop.top / 2.0,
            width: (crop.width / 2.0).min(f64::from(from_half.0) - crop.left / 2.0),
            height: (crop.height / 2.0).min(f64::from(from_half.1) - crop.top / 2.0),
        };
        self.plane(&from.y, (from.width, from.height), crop, &mut to.y, (to_width, to_height), at);
        self.plane(&from.u, from_half, crop_half, &mut to.u, to_half, half(at));
        self.plane(&from.v, from_half, crop_half, &mut to.v, to_half, half(at));
    }

    fn plane(&mut self, from: &[u8], size: (u32, u32), crop: Crop, to: &mut [u8], to_size: (u32, u32), at: Rect) {
        let Ok(from) = TypedImageRef::<U8>::from_buffer(size.0, size.1, from) else { return };
        let Ok(mut to) = TypedImage::<U8>::from_buffer(to_size.0, to_size.1, to) else { return };
        let part = TypedCroppedImageMut::from_ref(&mut to, at.left, at.top, at.width, at.height);
        let Ok(mut part) = part else { return };
        // Smaller: a filter that takes every source pixel into account, or thin lines flicker. Larger: a smooth one.
        let smaller = f64::from(at.width) < crop.width;
        let filter = if smaller { FilterType::Hamming } else { FilterType::Bilinear };
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(
            crop.left,
            crop.top,
            crop.width,
            crop.height,
        );
        // It fails only for a crop outside the picture, of which nothing is to be seen.
        let _ = self.resizer.resize_typed(&from, &mut part, &options);
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
