//! Small files that stand for devices.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A film of a bar that moves: `width` by `height`, 30 pictures a second, one second long.
pub fn film(folder: &Path, name: &str, width: usize, height: usize) -> PathBuf {
    let path = folder.join(name);
    let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    writeln!(file, "YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg").unwrap();
    let chroma = vec![128; width.div_ceil(2) * height.div_ceil(2)];
    for n in 0..30 {
        let bar = n * width / 30;
        let row: Vec<u8> = (0..width).map(|x| if x.abs_diff(bar) < 8 { 235 } else { (x % 200) as u8 + 16 }).collect();
        file.write_all(b"FRAME\n").unwrap();
        (0..height).for_each(|_| file.write_all(&row).unwrap());
        file.write_all(&chroma).unwrap();
        file.write_all(&chroma).unwrap();
    }
    file.flush().unwrap();
    path
}

/// A second of a tone that swells twice, 48 kHz, 16 bits, mono.
pub fn voice(folder: &Path, name: &str, hertz: f64) -> PathBuf {
    let path = folder.join(name);
    let samples = (0..48_000).map(|i| {
        let at = f64::from(i) / 48_000.0;
        let swell = 0.5 - 0.5 * (at * 2.0 * std::f64::consts::TAU).cos();
        (12_000.0 * swell * (at * hertz * std::f64::consts::TAU).sin()) as i16
    });
    let data: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    let mut wav = b"RIFF".to_vec();
    wav.extend_from_slice(&(36 + data.len() as u32).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&48_000_u32.to_le_bytes());
    wav.extend_from_slice(&96_000_u32.to_le_bytes());
    wav.extend_from_slice(b"\x02\0\x10\0data");
    wav.extend_from_slice(&(data.len() as u32).to_le_bytes());
    wav.extend_from_slice(&data);
    fs::write(&path, wav).unwrap();
    path
}
