//! One plane of bytes in another size: halved as often as that fits (each pixel the mean of four), then the rest of the
//! way with a triangle filter as wide as the step between pixels, so that no pixel of the source is left out.
//!
//! Weights are whole 256ths that add up to one, so that an even area stays exactly as it is. Down, the loops are plain
//! and over whole rows, which the compiler turns into vector instructions. Across, one multiplication of 64 bits adds up
//! four weighted pixels (see [`Across::apply`]).

use super::scale::{Crop, Rect};

/// The most source pixels that a pixel is made of, each way: after halving the step is less than 2.
const MOST_TAPS: usize = 4;

/// Pixels that are worked on at once.
const LANES: usize = 16;

/// A plane to read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) data: &'a [u8],
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// A plane to draw into.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    pub(crate) data: &'a mut [u8],
    pub(crate) width: usize,
}

impl Source<'_> {
    fn row(&self, y: usize) -> &[u8] {
        &self.data[y * self.width..][..self.width]
    }
}

impl Target<'_> {
    fn row(&mut self, at: Rect, y: usize) -> &mut [u8] {
        &mut self.data[(at.top as usize + y) * self.width + at.left as usize..][..at.width as usize]
    }
}

/// Draws a part of a plane into a rectangle of another. Memory is kept from one call to the next.
#[derive(Debug, Default)]
pub(crate) struct Resampler {
    halves: [Vec<u8>; 2],
    across: Across,
    down: Taps,
    /// A row between the passes, each pixel in 16 bits.
    wide: Vec<u16>,
    /// Rows after the pass across.
    rows: Vec<u8>,
}

impl Resampler {
    /// Draws `crop` of `from` into `at` of `to`. The crop has to lie within the source, the rectangle within the target;
    /// neither may be empty.
    pub(crate) fn draw(&mut self, from: Source<'_>, crop: Crop, to: &mut Target<'_>, at: Rect) {
        let (width, height) = (at.width as usize, at.height as usize);
        let mut halves = std::mem::take(&mut self.halves);
        let (mut size, mut crop) = ((from.width, from.height), crop);
        let mut halvings = 0;
        loop {
            let across = crop.width >= 2.0 * width as f64;
            let down = crop.height >= 2.0 * height as f64;
            if !across && !down {
                break;
            }
            let (even, odd) = halves.split_at_mut(1);
            let (data, into) = match halvings {
                0 => (from.data, &mut even[0]),
                n if n % 2 == 1 => (even[0].as_slice(), &mut odd[0]),
                _ => (odd[0].as_slice(), &mut even[0]),
            };
            size = halve(Source { data, width: size.0, height: size.1 }, &mut crop, across, down, into);
            halvings += 1;
        }
        let data = if halvings == 0 { from.data } else { halves[(halvings - 1) % 2].as_slice() };
        let source = Source { data, width: size.0, height: size.1 };
        self.across.prepare(crop.left, crop.width, source.width, width);
        self.down.prepare(crop.top, crop.height, source.height, height);
        if self.across.copies() && self.down.copies() {
            let (left, top) = (self.across.taps.starts[0], self.down.starts[0]);
            for y in 0..height {
                to.row(at, y).copy_from_slice(&source.row(top + y)[left..left + width]);
            }
        } else if crop.height >= height as f64 {
            self.shrink(source, to, at);
        } else {
            self.grow(source, to, at);
        }
        self.halves = halves;
    }

    /// Down first, into one row, then across: there are fewer rows afterwards.
    fn shrink(&mut self, from: Source<'_>, to: &mut Target<'_>, at: Rect) {
        self.wide.resize(from.width.max(MOST_TAPS), 0);
        for y in 0..at.height as usize {
            let start = self.down.starts[y];
            let rows = |k: usize| from.row(start + k);
            mix(rows, self.down.weights(y), &mut self.wide[..from.width]);
            self.across.apply(&self.wide, to.row(at, y));
        }
    }

    /// Across first, each source row once, then down: there are more rows afterwards.
    fn grow(&mut self, from: Source<'_>, to: &mut Target<'_>, at: Rect) {
        let width = at.width as usize;
        self.wide.resize(from.width.max(MOST_TAPS), 0);
        self.rows.resize(width * MOST_TAPS, 0);
        let mut held = [usize::MAX; MOST_TAPS];
        for y in 0..at.height as usize {
            let start = self.down.starts[y];
            let weights = self.down.weights(y);
            for row in start..start + weights.len() {
                let slot = row % MOST_TAPS;
                if held[slot] != row {
                    held[slot] = row;
                    mix(|_| from.row(row), &[256], &mut self.wide[..from.width]);
                    self.across.apply(&self.wide, &mut self.rows[slot * width..][..width]);
                }
            }
            let rows = |k: usize| &self.rows[(start + k) % MOST_TAPS * width..][..width];
            mix(rows, weights, to.row(at, y));
        }
    }
}

/// Halves what `crop` needs of a plane, across, down or both; gives the new size and moves the crop.
fn halve(from: Source<'_>, crop: &mut Crop, across: bool, down: bool, into: &mut Vec<u8>) -> (usize, usize) {
    // From an even pixel on, so that pairs are the same wherever a crop begins.
    let span = |start: f64, length: f64, most: usize| {
        let first = (start as usize) & !1;
        (first, ((start + length).ceil() as usize).clamp(first + 1, most))
    };
    let (left, right) = span(crop.left, crop.width, from.width);
    let (top, bottom) = span(crop.top, crop.height, from.height);
    let halved = |length: usize, halve: bool| if halve { length.div_ceil(2) } else { length };
    let (width, height) = (halved(right - left, across), halved(bottom - top, down));
    crop.left -= left as f64;
    crop.top -= top as f64;
    if across {
        crop.left /= 2.0;
        crop.width /= 2.0;
    }
    if down {
        crop.top /= 2.0;
        crop.height /= 2.0;
    }
    into.resize(width * height, 0);
    for (y, out) in into.chunks_exact_mut(width).enumerate() {
        let row = |y: usize| &from.row(y.min(bottom - 1))[left..right];
        if !down {
            pairs(row(top + y), out);
            continue;
        }
        let (a, b) = (row(top + 2 * y), row(top + 2 * y + 1));
        if across {
            quads(a, b, out);
        } else {
            for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                *out = (u16::from(*a) + u16::from(*b)).div_ceil(2) as u8;
            }
        }
    }
    (width, height)
}

/// Two neighbours, added. By way of a word of 16 bits, which makes the loops below vector instructions.
fn sum(two: [u8; 2]) -> u16 {
    let two = u16::from_le_bytes(two);
    (two & 0xff).wrapping_add(two >> 8)
}

/// Each the mean of two neighbours; the last alone where there is an odd number.
fn pairs(row: &[u8], out: &mut [u8]) {
    let (two, rest) = row.as_chunks::<2>();
    for (out, two) in out.iter_mut().zip(two) {
        *out = (sum(*two).wrapping_add(1) >> 1) as u8;
    }
    if let ([one], Some(last)) = (rest, out.last_mut()) {
        *last = *one;
    }
}

/// Each the mean of two neighbours in two rows.
fn quads(a: &[u8], b: &[u8], out: &mut [u8]) {
    let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<2>(), b.as_chunks::<2>());
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = (sum(*a).wrapping_add(sum(*b)).wrapping_add(2) >> 2) as u8;
    }
    if let ([a], [b], Some(last)) = (rest_a, rest_b, out.last_mut()) {
        *last = (u16::from(*a) + u16::from(*b)).div_ceil(2) as u8;
    }
}

/// A row that is the weighted mean of some, in 8 or 16 bits a pixel.
fn mix<'a, P: From<u8>>(rows: impl Fn(usize) -> &'a [u8], weights: &[u16], out: &mut [P]) {
    match *weights {
        [_] => out.iter_mut().zip(rows(0)).for_each(|(out, &pixel)| *out = P::from(pixel)),
        [a, b] => mix_rows([rows(0), rows(1)], [a, b], out),
        [a, b, c] => mix_rows([rows(0), rows(1), rows(2)], [a, b, c], out),
        [a, b, c, d] => mix_rows([rows(0), rows(1), rows(2), rows(3)], [a, b, c, d], out),
        _ => {}
    }
}

fn mix_rows<P: From<u8>, const N: usize>(rows: [&[u8]; N], weights: [u16; N], out: &mut [P]) {
    let length = out.len();
    let rows = rows.map(|row| row[..length].as_chunks::<LANES>());
    let (out, out_rest) = out.as_chunks_mut::<LANES>();
    for (at, out) in out.iter_mut().enumerate() {
        // Arrays of a fixed length and nothing that could overflow (at most 255 * 256 + 128): vector instructions.
        let mut sums = [128_u16; LANES];
        for k in 0..N {
            for (sum, &pixel) in sums.iter_mut().zip(&rows[k].0[at]) {
                *sum = sum.wrapping_add(u16::from(pixel).wrapping_mul(weights[k]));
            }
        }
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = P::from((sum >> 8) as u8);
        }
    }
    for (at, out) in out_rest.iter_mut().enumerate() {
        let sum = (0..N).fold(128, |sum: u16, k| sum.wrapping_add(u16::from(rows[k].1[at]).wrapping_mul(weights[k])));
        *out = P::from((sum >> 8) as u8);
    }
}

/// Of which source pixels each pixel of a row (or row of a plane) is made, and by what weights.
#[derive(Debug, Default)]
struct Taps {
    /// What it was worked out for.
    of: Option<(u64, u64, usize, usize)>,
    count: usize,
    starts: Vec<usize>,
    /// `count` for each pixel, in 256ths.
    weights: Vec<u16>,
}

impl Taps {
    /// For `into` pixels out of `length` from `start` on, of `most` that there are.
    fn prepare(&mut self, start: f64, length: f64, most: usize, into: usize) {
        let of = Some((start.to_bits(), length.to_bits(), most, into));
        if self.of == of {
            return;
        }
        self.of = of;
        self.starts.clear();
        self.weights.clear();
        let step = length / into as f64;
        let support = step.max(1.0);
        // Exactly on the pixels: one is enough.
        let exact = step == 1.0 && start.fract() == 0.0;
        self.count = if exact { 1 } else { (2.0 * support).ceil() as usize }.clamp(1, MOST_TAPS.min(most));
        for pixel in 0..into {
            let middle = start + (pixel as f64 + 0.5) * step;
            let first = ((middle - support + 0.5).floor().max(0.0) as usize).min(most - self.count);
            let mut sum = 0.0;
            let mut shares = [0.0; MOST_TAPS];
            for (k, share) in shares[..self.count].iter_mut().enumerate() {
                let distance = ((first + k) as f64 + 0.5 - middle).abs();
                *share = (1.0 - distance / support).max(0.0);
                sum += *share;
            }
            // Whole 256ths whose sum is exact: each takes what the rounded sums leave it.
            let (mut given, mut exactly) = (0, 0.0);
            for share in &shares[..self.count] {
                exactly += if sum > 0.0 { share / sum * 256.0 } else { 256.0 / self.count as f64 };
                let upto = exactly.round() as u16;
                self.weights.push(upto - given);
                given = upto;
            }
            self.starts.push(first);
        }
    }

    /// Whether every pixel is one of the source's, in a row.
    fn copies(&self) -> bool {
        self.count == 1 && self.starts.windows(2).all(|pair| pair[1] == pair[0] + 1)
    }

    fn weights(&self, pixel: usize) -> &[u16] {
        &self.weights[pixel * self.count..][..self.count]
    }
}

/// [`Taps`] for pixels in a row, laid out for [`Self::apply`].
#[derive(Debug, Default)]
struct Across {
    taps: Taps,
    /// For each pixel: its four weights in 16 bits each, the first uppermost. Then its first source pixel.
    packed: Vec<(u64, u32)>,
    of: Option<(u64, u64, usize, usize)>,
}

impl Across {
    fn prepare(&mut self, start: f64, length: f64, most: usize, into: usize) {
        self.taps.prepare(start, length, most, into);
        if self.of == self.taps.of {
            return;
        }
        self.of = self.taps.of;
        self.packed.clear();
        for (pixel, &start) in self.taps.starts.iter().enumerate() {
            // Four from the start on have to be there; a row has at least four (padded, where the source has fewer).
            let first = start.min(most.max(MOST_TAPS) - MOST_TAPS);
            let mut lanes = [0_u64; MOST_TAPS];
            for (k, &weight) in self.taps.weights(pixel).iter().enumerate() {
                lanes[start - first + k] = u64::from(weight);
            }
            let packed = lanes.iter().fold(0, |packed, lane| packed << 16 | lane);
            self.packed.push((packed, first as u32));
        }
    }

    fn copies(&self) -> bool {
        self.taps.copies()
    }

    /// Makes a row.
    ///
    /// Four pixels p0..p3, 16 bits each with p0 lowest, times four weights with w0 uppermost: the upper 16 bits of the
    /// product are `p0 w0 + p1 w1 + p2 w2 + p3 w3`, and the sums below, of pixels up to 255 and weights that together
    /// are 256, never reach 2^16, so nothing is carried over.
    fn apply(&self, row: &[u16], out: &mut [u8]) {
        const HALF: u64 = 128 << 48;
        for (out, &(weights, start)) in out.iter_mut().zip(&self.packed) {
            let start = start as usize;
            let pixels = &row[start..start + MOST_TAPS];
            let pixels = u64::from(pixels[0])
                | u64::from(pixels[1]) << 16
                | u64::from(pixels[2]) << 32
                | u64::from(pixels[3]) << 48;
            *out = (pixels.wrapping_mul(weights).wrapping_add(HALF) >> 56) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(data: &[u8], width: usize, crop: Crop, into: (u32, u32)) -> Vec<u8> {
        let mut out = vec![0; (into.0 * into.1) as usize];
        let from = Source { data, width, height: data.len() / width };
        let mut to = Target { data: &mut out, width: into.0 as usize };
        Resampler::default().draw(from, crop, &mut to, Rect { left: 0, top: 0, width: into.0, height: into.1 });
        out
    }

    fn whole(width: usize, height: usize) -> Crop {
        Crop { left: 0.0, top: 0.0, width: width as f64, height: height as f64 }
    }

    #[test]
    fn half_is_the_mean_of_four_and_the_same_is_the_same() {
        let data: Vec<u8> = (0..64).map(|i| i * 3).collect();
        assert_eq!(drawn(&data, 8, whole(8, 8), (8, 8)), data);
        let half = drawn(&data, 8, whole(8, 8), (4, 4));
        assert_eq!(half[0], ((1 + 8 + 9) * 3 + 2) / 4);
        assert_eq!(u32::from(half[5]), ((18 + 19 + 26 + 27) * 3 + 2) / 4);
        let part = Crop { left: 2.0, top: 3.0, width: 4.0, height: 5.0 };
        let cut: Vec<u8> = (3..8).flat_map(|y| (2..6).map(move |x| (y * 8 + x) * 3)).collect();
        assert_eq!(drawn(&data, 8, part, (4, 5)), cut);
    }

    #[test]
    fn no_pixel_is_left_out() {
        // One bright pixel among many: wherever it is, it is seen in the result, about as much everywhere.
        for (from, into) in [(100, 70), (100, 51), (100, 99), (100, 33), (100, 7)] {
            for at in 0..from {
                let mut row = vec![0; from];
                row[at] = 240;
                let sum: u32 = drawn(&row, from, whole(from, 1), (into as u32, 1)).iter().map(|&v| u32::from(v)).sum();
                let expected = 240.0 * into as f64 / from as f64;
                assert!(
                    (f64::from(sum) - expected).abs() < expected * 0.45 + 6.0,
                    "{from} to {into}, at {at}: {sum} rather than {expected:.0}"
                );
            }
        }
    }

    #[test]
    fn a_growing_slope_is_even() {
        let row: Vec<u8> = (0..50).map(|i| i * 5).collect();
        let wide = drawn(&row, 50, whole(50, 1), (333, 3));
        assert!(wide[..333].windows(2).all(|pair| pair[1] >= pair[0] && pair[1] - pair[0] <= 2));
        assert_eq!(wide[..333], wide[666..]);
    }

    proptest! {
        #[test]
        fn an_even_area_stays_even_whatever_the_sizes(
            value in any::<u8>(), width in 1usize..90, height in 1usize..90, into in (1u32..200, 1u32..200),
            part in (0.0f64..1.0, 0.0f64..1.0, 0.01f64..1.0, 0.01f64..1.0),
        ) {
            let data = vec![value; width * height];
            let (left, top) = (part.0 * width as f64, part.1 * height as f64);
            let crop = Crop { left, top, width: part.2 * (width as f64 - left), height: part.3 * (height as f64 - top) };
            prop_assume!(crop.width > 1e-6 && crop.height > 1e-6);
            prop_assert!(drawn(&data, width, crop, into).iter().all(|&pixel| pixel == value));
        }
    }
}
