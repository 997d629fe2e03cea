//! Whether what a window shows is the film that was played: brightness over a coarse grid, compared at the best moment.

use crate::voice::correlation;
use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Cells of a [`Picture`], across and down.
pub const GRID: (usize, usize) = (32, 18);

/// What is shown at one place of a window at one moment.
#[derive(Clone, Debug)]
pub struct Picture {
    /// In device pixels.
    pub width: f64,
    /// In device pixels.
    pub height: f64,
    /// Mean brightness of each cell, 0 to 255, row by row.
    pub cells: Vec<f64>,
}

impl Picture {
    /// Which share of the cells differs from an earlier picture by more than the coding of a picture that stands still
    /// does.
    pub fn changed(&self, earlier: &Self) -> f64 {
        const SEEN: f64 = 3.0;
        let differ = self.cells.iter().zip(&earlier.cells).filter(|(a, b)| (**a - **b).abs() > SEEN).count();
        differ as f64 / self.cells.len().max(1) as f64
    }
}

/// How alike a picture and the most alike one of a film (Y4M, 4:2:0) are: 1 the same, 0 unrelated. The film fills the
/// picture's whole place, so that its edges are cut off where the place has another shape.
pub fn likeness(picture: &Picture, film: &Path) -> Result<f64> {
    /// A film is looked at a tenth of a second at a time.
    const EVERY: u64 = 3;
    let mut file = BufReader::new(File::open(film).with_context(|| film.display().to_string())?);
    let mut header = String::new();
    file.read_line(&mut header)?;
    let of = |letter: char| header.split_whitespace().find_map(|word| word.strip_prefix(letter)?.parse::<usize>().ok());
    let (width, height) = (of('W').context("no width")?, of('H').context("no height")?);
    let luma = width * height;
    let frame = 6 + luma + 2 * width.div_ceil(2) * height.div_ceil(2);
    let begin = header.len() as u64;
    let frames = (file.get_ref().metadata()?.len() - begin) / frame as u64;
    ensure!(frames > 0, "{} has no picture in it", film.display());
    let (mut best, mut bytes) = (0.0_f64, vec![0; luma]);
    for n in (0..frames).step_by(EVERY as usize) {
        file.seek(SeekFrom::Start(begin + n * frame as u64 + 6))?;
        file.read_exact(&mut bytes)?;
        best = best.max(correlation(&picture.cells, &cells(&bytes, width, height, picture.width / picture.height)));
    }
    Ok(best)
}

/// The grid over the middle of a picture, cut to this ratio of width to height.
fn cells(luma: &[u8], width: usize, height: usize, ratio: f64) -> Vec<f64> {
    /// Every fourth pixel of every fourth line is enough for a mean.
    const STEP: usize = 4;
    let (across, down) = (width as f64, height as f64);
    let (shown_across, shown_down) =
        if ratio > across / down { (across, across / ratio) } else { (down * ratio, down) };
    let (left, top) = ((across - shown_across) / 2.0, (down - shown_down) / 2.0);
    let edge = |begin: f64, length: f64, n: usize, of: usize| (begin + length * n as f64 / of as f64) as usize;
    let mut all = Vec::with_capacity(GRID.0 * GRID.1);
    for row in 0..GRID.1 {
        let (from, to) = (edge(top, shown_down, row, GRID.1), edge(top, shown_down, row + 1, GRID.1));
        for column in 0..GRID.0 {
            let (begin, end) = (edge(left, shown_across, column, GRID.0), edge(left, shown_across, column + 1, GRID.0));
            let (mut sum, mut count) = (0_u64, 0_u64);
            for y in (from..to).step_by(STEP) {
                for x in (begin..end).step_by(STEP) {
                    sum += u64::from(luma[y * width + x]);
                    count += 1;
                }
            }
            all.push(sum as f64 / count.max(1) as f64);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope(width: usize, height: usize, down: bool) -> Vec<u8> {
        (0..width * height)
            .map(|at| (if down { at / width * 255 / height } else { at % width * 255 / width }) as u8)
            .collect()
    }

    fn film(luma: &[u8], width: usize, height: usize) -> tempfile::NamedTempFile {
        let mut bytes = format!("YUV4MPEG2 W{width} H{height} F30:1 C420jpeg\nFRAME\n").into_bytes();
        bytes.extend(luma);
        bytes.extend(vec![128; width * height / 2]);
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), bytes).expect("written");
        file
    }

    #[test]
    fn a_picture_is_like_its_own_film_and_no_other() {
        let [across, down] = [false, true].map(|down| slope(640, 360, down));
        for ratio in [0.8, 16.0 / 9.0, 3.0] {
            let picture = Picture { width: ratio * 300.0, height: 300.0, cells: cells(&across, 640, 360, ratio) };
            let own = likeness(&picture, film(&across, 640, 360).path()).expect("readable");
            let other = likeness(&picture, film(&down, 640, 360).path()).expect("readable");
            assert!(own > 0.99 && other < 0.1, "{own} {other}");
        }
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let still = Picture { width: 2.0, height: 1.0, cells: vec![10.0, 20.0, 30.0, 40.0] };
        let moved = Picture { cells: vec![10.0, 21.0, 90.0, 40.0], ..still.clone() };
        assert_eq!((still.changed(&still), moved.changed(&still)), (0.0, 0.25));
    }
}
