//! Fingerprints as QR codes: shown on one machine, photographed or scanned for another.

use chancery_model::DelegationCode;
use chancery_trust::Fingerprint;
use qrcode::{Color, QrCode};
use thiserror::Error;

/// White around the code, in modules (ISO/IEC 18004 wants four).
const QUIET: usize = 4;
/// Pixels for each module in a picture.
const SCALE: usize = 8;
/// The largest picture that is looked at, in pixels: twice what a telephone's camera gives. A few kilobytes of PNG may
/// unfold to any size, so that it is looked at before anything is unfolded.
const PIXELS_MAX: u64 = 32_000_000;
/// What the decoder may keep for itself, in bytes: lines, and chunks beside the picture.
const DECODER_MAX: usize = 16 << 20;

/// What a root's code says.
pub fn root(code: &DelegationCode, fingerprint: Fingerprint) -> String {
    format!("urn:chancery:root:{code}:{fingerprint}")
}

/// What a device's code says.
pub fn device(fingerprint: Fingerprint) -> String {
    format!("urn:chancery:device:{fingerprint}")
}

/// Why a picture gives no fingerprint: a whole sentence, with what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QrError {
    /// No PNG, or too large a one.
    #[error("The picture cannot be read. Give a PNG file of at most 32 megapixels.")]
    NoPicture,
    /// No code, or several.
    #[error(
        "There are {0} readable QR codes in the picture. Take one that shows the fingerprint's code alone, straight and sharp."
    )]
    NotOne(usize),
    /// Something else.
    #[error("The QR code is not that of a ministry's root. Ask for the one that chancery keys root show --qr makes.")]
    NoRoot,
    /// Another ministry's.
    #[error("The QR code is that of another delegation than {0}. Check which one you were given.")]
    OtherDelegation(DelegationCode),
    /// No fingerprint in it.
    #[error("The QR code is damaged: a fingerprint is 64 digits 0 to 9 and a to f. Take the picture again.")]
    Damaged,
}

/// Short texts always fit: a root's or a device's code is at most 200 bytes, a QR code takes 2,331 at this level.
fn encoded(text: &str) -> QrCode {
    QrCode::new(text).expect("a fingerprint fits a QR code")
}

/// The code as text for a terminal.
pub fn terminal(text: &str) -> String {
    in_text(&encoded(text))
}

/// The code as a picture (PNG).
pub fn png(text: &str) -> Vec<u8> {
    in_png(&encoded(text)).expect("a picture in memory can be written")
}

fn dark(code: &QrCode, x: usize, y: usize) -> bool {
    let inside = |at: usize| (QUIET..QUIET + code.width()).contains(&at);
    inside(x) && inside(y) && code[(x - QUIET, y - QUIET)] == Color::Dark
}

/// Two rows to a line, light on dark as terminals are: the quiet zone is drawn, so that it is there on any background.
fn in_text(code: &QrCode) -> String {
    let side = code.width() + 2 * QUIET;
    let mut out = String::new();
    for y in (0..side).step_by(2) {
        for x in 0..side {
            let light = (!dark(code, x, y), y + 1 < side && !dark(code, x, y + 1));
            out.push(match light {
                (true, true) => '\u{2588}',
                (true, false) => '\u{2580}',
                (false, true) => '\u{2584}',
                (false, false) => ' ',
            });
        }
        out.push('\n');
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

fn in_png(code: &QrCode) -> Result<Vec<u8>, png::EncodingError> {
    let side = (code.width() + 2 * QUIET) * SCALE;
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        pixels.extend((0..side).map(|x| if dark(code, x / SCALE, y / SCALE) { 0_u8 } else { 255 }));
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(out)
}

/// A picture as one byte of brightness for each pixel, and its width and height.
fn brightness(picture: &[u8]) -> Option<(Vec<u8>, usize, usize)> {
    let limits = png::Limits { bytes: DECODER_MAX };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(picture), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let info = reader.info();
    if u64::from(info.width) * u64::from(info.height) > PIXELS_MAX {
        return None;
    }
    let mut bytes = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut bytes).ok()?;
    let samples = frame.color_type.samples();
    let gray = bytes[..frame.buffer_size()].chunks_exact(samples).map(|pixel| match pixel {
        [y] | [y, _] => *y,
        // ITU-R BT.601, in 256ths.
        [r, g, b, ..] => ((u32::from(*r) * 77 + u32::from(*g) * 150 + u32::from(*b) * 29) >> 8) as u8,
        [] => 0,
    });
    Some((gray.collect(), frame.width as usize, frame.height as usize))
}

/// Every QR code's text in a picture.
fn read(picture: &[u8]) -> Result<Vec<String>, QrError> {
    let (gray, width, height) = brightness(picture).ok_or(QrError::NoPicture)?;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| gray[y * width + x]);
    Ok(image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect())
}

/// Whose root a picture shows, and its fingerprint.
pub fn read_any_root(picture: &[u8]) -> Result<(DelegationCode, Fingerprint), QrError> {
    let texts = read(picture)?;
    let [text] = texts.as_slice() else { return Err(QrError::NotOne(texts.len())) };
    let rest = text.strip_prefix("urn:chancery:root:").and_then(|rest| rest.split_once(':'));
    let (whose, fingerprint) = rest.ok_or(QrError::NoRoot)?;
    let whose = DelegationCode::new(whose).map_err(|_| QrError::NoRoot)?;
    Ok((whose, fingerprint.parse().map_err(|_| QrError::Damaged)?))
}

/// The root's fingerprint in a picture, which must be that delegation's.
pub fn read_root(picture: &[u8], code: &DelegationCode) -> Result<Fingerprint, QrError> {
    let (whose, fingerprint) = read_any_root(picture)?;
    if whose == *code { Ok(fingerprint) } else { Err(QrError::OtherDelegation(code.clone())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_again_and_only_for_its_own_delegation() {
        let code = DelegationCode::new("ZA").unwrap();
        let fingerprint = Fingerprint([0xC4; 32]);
        let picture = in_png(&QrCode::new(root(&code, fingerprint)).unwrap()).unwrap();
        assert_eq!(read_root(&picture, &code).unwrap(), fingerprint);
        let other = read_root(&picture, &DelegationCode::new("ID").unwrap()).unwrap_err().to_string();
        assert!(other.contains("another delegation"), "{other}");
        let of_device = in_png(&QrCode::new(device(fingerprint)).unwrap()).unwrap();
        assert!(read_root(&of_device, &code).unwrap_err().to_string().contains("not that of a ministry"));
        for end in [0, 1, 8, 30, picture.len() / 2] {
            assert!(read_root(&picture[..end], &code).is_err(), "cut at {end}");
        }
    }

    /// A long series of zeros as PNG has it in its chunks: 128 MiB in some hundred kilobytes.
    fn zeros() -> Vec<u8> {
        let mut picture = Vec::new();
        let mut encoder = png::Encoder::new(&mut picture, 16_384, 8_192);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![0; 16_384 * 8_192]).unwrap();
        writer.finish().unwrap();
        let (mut rest, mut out) = (&picture[8..], Vec::new());
        while let Some((head, after)) = rest.split_first_chunk::<8>() {
            let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
            if head[4..] == *b"IDAT" {
                out.extend_from_slice(&after[..length]);
            }
            rest = &after[length + 4..];
        }
        out
    }

    /// A PNG that says it has so many pixels, whatever it has.
    fn bomb(width: u32, height: u32, beside: &[([u8; 4], &[u8])], data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Rgba);
        let mut writer = encoder.write_header().unwrap();
        for (kind, data) in beside {
            writer.write_chunk(png::chunk::ChunkType(*kind), data).unwrap();
        }
        writer.write_chunk(png::chunk::IDAT, data).unwrap();
        drop(writer);
        out
    }

    #[test]
    fn hostile_21_pictures_that_unfold_to_any_size() {
        let code = DelegationCode::new("ZA").unwrap();
        let zeros = zeros();
        assert!(zeros.len() < 1 << 20);
        for (width, height) in [(60_000, 60_000), (i32::MAX as u32, 1), (1, 32_000_001)] {
            let refused = read_root(&bomb(width, height, &[], &zeros), &code).unwrap_err().to_string();
            assert!(refused.contains("32 megapixels"), "{width}x{height}: {refused}");
        }
        // Words and a colour profile that unfold, beside a picture as good as any.
        let text = [b"Comment\0\0", &zeros[..]].concat();
        let beside = [(*b"zTXt", &text[..]), (*b"iCCP", &text[..])];
        let found = brightness(&bomb(100, 100, &beside, &zeros)).map(|(gray, ..)| gray.len());
        assert_eq!(found, Some(100 * 100), "they are not looked at");
    }

    #[test]
    fn on_the_terminal_it_is_a_square_with_its_quiet_zone() {
        let text = in_text(&QrCode::new("urn:chancery:device:00").unwrap());
        let lines: Vec<&str> = text.lines().collect();
        let side = lines[0].chars().count();
        assert!(lines.iter().all(|line| line.chars().count() == side));
        assert_eq!(lines.len(), side.div_ceil(2));
        assert!(lines[0].chars().chain(lines[1].chars()).all(|c| c == '\u{2588}'));
    }
}
