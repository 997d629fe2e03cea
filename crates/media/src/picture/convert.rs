//! From what cameras and screens give to [`Picture`]s: planar 4:2:0, BT.601, limited range.

use super::Picture;
use yuv::{
    BufferStoreMut, YuvConversionMode, YuvPackedImage, YuvPlanarImageMut, YuvRange, YuvStandardMatrix, bgr_to_yuv420,
    rgb_to_yuv420, rgba_to_yuv420, yuyv422_to_yuv420,
};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// How the pixels of a picture lie in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Four bytes a pixel: red, green, blue, one that means nothing.
    Rgba,
    /// Three bytes a pixel: red, green, blue.
    Rgb,
    /// Three bytes a pixel: blue, green, red.
    Bgr,
    /// 4:2:2: luma, blue difference, luma, red difference.
    Yuyv,
    /// 4:2:0: a plane of luma, a plane of blue and red differences in turn.
    Nv12,
    /// Luma only.
    Gray,
    /// A JPEG file a picture.
    Jpeg,
}

/// Fills `into`, whose size is set, from the pixels in `data`, which lie row after row without padding.
///
/// # Errors
/// What is wrong with the data, in words.
pub(crate) fn convert(data: &[u8], layout: Layout, into: &mut Picture, scratch: &mut Vec<u8>) -> Result<(), String> {
    let (width, height) = (into.width as usize, into.height as usize);
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let needs = match layout {
        Layout::Rgba => width * height * 4,
        Layout::Rgb | Layout::Bgr => width * height * 3,
        Layout::Yuyv => half_width * 4 * height,
        Layout::Nv12 => width * height + half_width * 2 * half_height,
        Layout::Gray => width * height,
        Layout::Jpeg => 0,
    };
    let pixels = data.get(..needs).ok_or_else(|| format!("a picture of {} bytes that needs {needs}", data.len()))?;
    match layout {
        Layout::Bgr => {
            let stride = width as u32 * 3;
            let done = bgr_to_yuv420(&mut planes(into), pixels, stride, RANGE, MATRIX, YuvConversionMode::Balanced);
            done.map_err(|error| error.to_string())
        }
        Layout::Rgba => {
            let stride = width as u32 * 4;
            let done = rgba_to_yuv420(&mut planes(into), pixels, stride, RANGE, MATRIX, YuvConversionMode::Balanced);
            done.map_err(|error| error.to_string())
        }
        Layout::Rgb => rgb(pixels, into),
        Layout::Yuyv => {
            let packed = YuvPackedImage {
                yuy: pixels,
                yuy_stride: half_width as u32 * 4,
                width: into.width,
                height: into.height,
            };
            yuyv422_to_yuv420(&mut planes(into), &packed).map_err(|error| error.to_string())
        }
        Layout::Nv12 => {
            let (luma, chroma) = pixels.split_at(width * height);
            into.y.copy_from_slice(luma);
            for ((pair, u), v) in chroma.as_chunks::<2>().0.iter().zip(&mut into.u).zip(&mut into.v) {
                [*u, *v] = *pair;
            }
            Ok(())
        }
        Layout::Gray => {
            into.y.copy_from_slice(pixels);
            into.u.fill(128);
            into.v.fill(128);
            to_limited_range(into);
            Ok(())
        }
        Layout::Jpeg => jpeg(data, into, scratch),
    }
}

const RANGE: YuvRange = YuvRange::Limited;
const MATRIX: YuvStandardMatrix = YuvStandardMatrix::Bt601;

/// The picture as the `yuv` crate wants to see it.
fn planes(picture: &mut Picture) -> YuvPlanarImageMut<'_, u8> {
    YuvPlanarImageMut {
        y_stride: picture.width,
        u_stride: picture.width.div_ceil(2),
        v_stride: picture.width.div_ceil(2),
        width: picture.width,
        height: picture.height,
        y_plane: BufferStoreMut::Borrowed(&mut picture.y),
        u_plane: BufferStoreMut::Borrowed(&mut picture.u),
        v_plane: BufferStoreMut::Borrowed(&mut picture.v),
    }
}

/// Fills a part of `into`, whose edges are even (but for the last row or column), from pixels of that part alone.
///
/// # Errors
/// What is wrong with the data or the part, in words.
#[cfg(target_os = "linux")]
pub(crate) fn convert_part(pixels: &[u8], part: super::scale::Rect, into: &mut Picture) -> Result<(), String> {
    let (stride, half_stride) = (into.width as usize, into.width.div_ceil(2) as usize);
    let inside = part.left + part.width <= into.width && part.top + part.height <= into.height;
    if !inside || !part.left.is_multiple_of(2) || !part.top.is_multiple_of(2) {
        return Err("a part that lies outside the picture".into());
    }
    let y = part.top as usize * stride + part.left as usize;
    let uv = part.top as usize / 2 * half_stride + part.left as usize / 2;
    let mut planes = YuvPlanarImageMut {
        y_plane: BufferStoreMut::Borrowed(&mut into.y[y..]),
        y_stride: stride as u32,
        u_plane: BufferStoreMut::Borrowed(&mut into.u[uv..]),
        u_stride: half_stride as u32,
        v_plane: BufferStoreMut::Borrowed(&mut into.v[uv..]),
        v_stride: half_stride as u32,
        width: part.width,
        height: part.height,
    };
    let stride = part.width * 4;
    yuv::bgra_to_yuv420(&mut planes, pixels, stride, RANGE, MATRIX, YuvConversionMode::Balanced)
        .map_err(|error| error.to_string())
}

fn rgb(pixels: &[u8], into: &mut Picture) -> Result<(), String> {
    let stride = into.width * 3;
    rgb_to_yuv420(&mut planes(into), pixels, stride, RANGE, MATRIX, YuvConversionMode::Balanced)
        .map_err(|error| error.to_string())
}

/// Decodes a JPEG file of exactly the picture's size.
fn jpeg(data: &[u8], into: &mut Picture, scratch: &mut Vec<u8>) -> Result<(), String> {
    let options = DecoderOptions::new_fast()
        .set_max_width(into.width as usize)
        .set_max_height(into.height as usize)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options);
    decoder.decode_headers().map_err(|error| error.to_string())?;
    let expected = (into.width as usize, into.height as usize);
    if decoder.dimensions() != Some(expected) {
        return Err(format!(
            "a JPEG of {:?} pixels rather than {expected:?}",
            decoder.dimensions().unwrap_or_default()
        ));
    }
    scratch.resize(expected.0 * expected.1 * 3, 0);
    decoder.decode_into(scratch).map_err(|error| error.to_string())?;
    rgb(scratch, into)
}

/// From 0..=255 to 16..=235 (luma) and 16..=240 (chroma).
pub(crate) fn to_limited_range(picture: &mut Picture) {
    for value in &mut picture.y {
        *value = (16 + (u32::from(*value) * 219 + 127) / 255) as u8;
    }
    for value in picture.u.iter_mut().chain(&mut picture.v) {
        *value = (16 + (u32::from(*value) * 224 + 127) / 255) as u8;
    }
}

/// A colour of the screen (red, green, blue) as luma, blue and red difference.
pub(crate) fn colour([r, g, b]: [u8; 3]) -> [u8; 3] {
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    // BT.601, limited range, 8 bits of fraction.
    let y = 16 + ((66 * r + 129 * g + 25 * b + 128) >> 8);
    let u = 128 + ((-38 * r - 74 * g + 112 * b + 128) >> 8);
    let v = 128 + ((112 * r - 94 * g - 18 * b + 128) >> 8);
    [y, u, v].map(|value| value.clamp(0, 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::CaptureTime;
    use proptest::prelude::*;

    fn converted(data: &[u8], layout: Layout, width: u32, height: u32) -> Result<Picture, String> {
        let mut picture = Picture::black(width, height, CaptureTime(0));
        convert(data, layout, &mut picture, &mut Vec::new()).map(|()| picture)
    }

    fn near(picture: &Picture, expected: [u8; 3]) -> bool {
        let all = |plane: &[u8], expected: u8| plane.iter().all(|&value| value.abs_diff(expected) <= 2);
        all(&picture.y, expected[0]) && all(&picture.u, expected[1]) && all(&picture.v, expected[2])
    }

    #[test]
    fn colours_come_out_right_in_every_layout() {
        for rgb in [[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255], [12, 99, 180]] {
            let [r, g, b] = rgb;
            let yuv = colour(rgb);
            for (width, height) in [(4, 4), (5, 3), (1, 1), (64, 48)] {
                let count = (width * height) as usize;
                let picture = converted(&[b, g, r].repeat(count), Layout::Bgr, width, height).unwrap();
                assert!(near(&picture, yuv), "{rgb:?} {width}x{height}");
                let mut picture = Picture::black(width, height, CaptureTime(0));
                let whole = crate::picture::scale::Rect { left: 0, top: 0, width, height };
                convert_part(&[b, g, r, 0].repeat(count), whole, &mut picture).unwrap();
                assert!(near(&picture, yuv), "{rgb:?} {width}x{height}");
                let picture = converted(&[r, g, b, 9].repeat(count), Layout::Rgba, width, height).unwrap();
                assert!(near(&picture, yuv), "{rgb:?} {width}x{height}");
                let picture = converted(&[r, g, b].repeat(count), Layout::Rgb, width, height).unwrap();
                assert!(near(&picture, yuv), "{rgb:?} {width}x{height}");
            }
            let [y, u, v] = yuv;
            assert!(near(&converted(&[y, u, y, v].repeat(8), Layout::Yuyv, 4, 4).unwrap(), yuv));
            let nv12 = [[y].repeat(16), [u, v].repeat(4)].concat();
            assert!(near(&converted(&nv12, Layout::Nv12, 4, 4).unwrap(), yuv));
        }
        assert!(near(&converted(&[255; 6], Layout::Gray, 3, 2).unwrap(), [235, 128, 128]));
    }

    #[test]
    fn a_part_lands_in_its_place() {
        let mut picture = Picture::black(9, 7, CaptureTime(0));
        let part = crate::picture::scale::Rect { left: 4, top: 2, width: 5, height: 5 };
        convert_part(&[255; 100], part, &mut picture).unwrap();
        for y in 0..7 {
            for x in 0..9 {
                let white = picture.y[y * 9 + x] > 200;
                assert_eq!(white, x >= 4 && y >= 2, "at {x},{y}");
            }
        }
        let outside = crate::picture::scale::Rect { left: 6, ..part };
        assert!(convert_part(&[255; 100], outside, &mut picture).is_err());
    }

    #[test]
    fn short_data_is_refused() {
        for layout in [Layout::Bgr, Layout::Rgba, Layout::Rgb, Layout::Yuyv, Layout::Nv12, Layout::Gray, Layout::Jpeg] {
            assert!(converted(&[0; 5], layout, 4, 4).is_err(), "{layout:?}");
        }
    }

    /// A grey JPEG of 8 by 8 pixels, from its parts: quantization 1, the shortest Huffman tables, no coefficients.
    fn tiny_jpeg() -> Vec<u8> {
        let mut file = vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0];
        file.extend([1; 64]);
        file.extend([0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
        for class in [0x00, 0x10] {
            file.extend([0xff, 0xc4, 0, 20, class, 1]);
            file.extend([0; 15]);
            file.push(0);
        }
        file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0b0011_1111, 0xff, 0xd9]);
        file
    }

    #[test]
    fn a_jpeg_is_decoded_and_has_to_have_the_size_that_was_agreed() {
        let picture = converted(&tiny_jpeg(), Layout::Jpeg, 8, 8).unwrap();
        assert!(near(&picture, colour([128, 128, 128])), "{:?}", picture.y);
        assert!(converted(&tiny_jpeg(), Layout::Jpeg, 16, 16).is_err());
        assert!(converted(&tiny_jpeg(), Layout::Jpeg, 4, 4).is_err());
    }

    proptest! {
        #[test]
        fn any_damage_to_a_jpeg_is_decoded_or_refused(
            hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            keep in any::<prop::sample::Index>(),
        ) {
            let mut file = tiny_jpeg();
            for (at, value) in &hits {
                let at = at.index(file.len());
                file[at] = *value;
            }
            file.truncate(keep.index(file.len()) + 1);
            let _ = converted(&file, Layout::Jpeg, 8, 8);
        }
    }
}
