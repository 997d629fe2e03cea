//! Whether what was heard is what was said: loudness and spectrum as they go, compared at the best delay.

use anyhow::{Context, Result, ensure};
use std::path::Path;

/// A recording: its samples, all channels after one another, how many a second, and how many channels.
fn samples(path: &Path) -> Result<(Vec<f64>, usize, usize)> {
    let mut reader = hound::WavReader::open(path).with_context(|| path.display().to_string())?;
    let spec = reader.spec();
    let samples: Vec<f64> = match spec.sample_format {
        hound::SampleFormat::Int => {
            let full = f64::from(1_u32 << (spec.bits_per_sample - 1));
            reader.samples::<i32>().map(|s| s.map(|s| f64::from(s) / full)).collect::<Result<_, _>>()?
        }
        hound::SampleFormat::Float => reader.samples::<f32>().map(|s| s.map(f64::from)).collect::<Result<_, _>>()?,
    };
    Ok((samples, spec.sample_rate as usize, usize::from(spec.channels)))
}

/// Loudness of each 10 ms, of all channels together.
fn envelope(path: &Path) -> Result<Vec<f64>> {
    let (samples, rate, channels) = samples(path)?;
    let block = rate / 100 * channels;
    Ok(samples.chunks_exact(block).map(|b| (b.iter().map(|s| s * s).sum::<f64>() / block as f64).sqrt()).collect())
}

/// Pearson's correlation.
pub(crate) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (x - mean_a, y - mean_b);
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    if aa * bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

/// Which share of a recording, in overlapping pieces of a second and a half, is unmistakably the (looped) reference: 0
/// none, 1 all. Short losses, stretched pauses and where the reference begins anew cost a piece, not the whole; of another
/// voice of the samples no piece reaches the mark.
pub fn share(heard: &Path, said: &Path) -> Result<f64> {
    const PIECE: usize = 150;
    const UNMISTAKABLE: f64 = 0.82;
    let heard = envelope(heard)?;
    let said = envelope(said)?;
    ensure!(said.len() > PIECE, "the reference is shorter than a second and a half");
    ensure!(heard.len() > 2 * PIECE, "the recording is shorter than three seconds ({} ms)", heard.len() * 10);
    let looped: Vec<f64> = said.iter().chain(&said[..PIECE]).copied().collect();
    let best = |piece: &[f64]| looped.windows(PIECE).map(|w| correlation(piece, w)).fold(0.0, f64::max);
    let pieces: Vec<&[f64]> = heard.windows(PIECE).step_by(PIECE / 2).collect();
    let found = pieces.iter().filter(|piece| best(piece) > UNMISTAKABLE).count();
    Ok(found as f64 / pieces.len() as f64)
}

/// Frequencies at which voices are compared, in Hz: evenly spaced to the ear, over what Opus carries of any voice.
const BANDS: [f64; 14] =
    [150.0, 250.0, 350.0, 460.0, 590.0, 740.0, 920.0, 1_130.0, 1_380.0, 1_680.0, 2_030.0, 2_450.0, 2_950.0, 3_500.0];

/// How loud the first channel is in each 10 ms (of 20 ms around it), in decibels, and how much louder each of [`BANDS`] is
/// than that.
fn bands(path: &Path) -> Result<Vec<(f64, [f64; BANDS.len()])>> {
    let (samples, rate, channels) = samples(path)?;
    let mono: Vec<f64> = samples.into_iter().step_by(channels).collect();
    let (hop, size) = (rate / 100, rate / 50);
    let bell = |n: usize| 0.5 - 0.5 * (std::f64::consts::TAU * n as f64 / size as f64).cos();
    let window: Vec<f64> = (0..size).map(bell).collect();
    let turns = BANDS.map(|hz| 2.0 * (std::f64::consts::TAU * hz / rate as f64).cos());
    let mut all = Vec::new();
    let mut begin = 0;
    while begin + size <= mono.len() {
        let piece: Vec<f64> = mono[begin..begin + size].iter().zip(&window).map(|(s, w)| s * w).collect();
        // Goertzel's recurrence: the power at one frequency.
        let levels = turns.map(|turn| {
            let (mut a, mut b) = (0.0, 0.0);
            for sample in &piece {
                (a, b) = (sample + turn * a - b, a);
            }
            10.0 * (a * a + b * b - turn * a * b + 1e-2).log10()
        });
        let mean = levels.iter().sum::<f64>() / levels.len() as f64;
        all.push((mean, levels.map(|level| level - mean)));
        begin += hop;
    }
    Ok(all)
}

/// How alike two recordings are in what makes words and voices, the spectrum as it goes: 1 the same, 0 unrelated. Each band
/// is compared with itself over four seconds at the best delay, and the mean over the bands is what counts: two voices that
/// only rise and fall together are not alike. The four seconds are those that are most alike: where a microphone was closed
/// or a person came back, a recording goes on at another word.
pub fn spectral_likeness(heard: &Path, said: &Path) -> Result<f64> {
    const PIECE: usize = 400;
    let (heard, said) = (bands(heard)?, bands(said)?);
    ensure!(said.len() > PIECE, "the reference is shorter than four seconds");
    ensure!(heard.len() > PIECE, "the recording is shorter than four seconds ({} ms)", heard.len() * 10);
    let band = |all: &[(f64, [f64; BANDS.len()])], n: usize| all.iter().map(|(_, b)| b[n]).collect::<Vec<_>>();
    let looped: Vec<_> = said.iter().chain(&said[..PIECE]).copied().collect();
    let (mut recordings, mut references) = (Vec::new(), Vec::new());
    for n in 0..BANDS.len() {
        recordings.push(band(&heard, n));
        references.push(band(&looped, n));
    }
    let mean = |begin: usize, at: usize| {
        let of = |n: usize| correlation(&recordings[n][begin..begin + PIECE], &references[n][at..at + PIECE]);
        (0..BANDS.len()).map(of).sum::<f64>() / BANDS.len() as f64
    };
    let begins = (0..heard.len() - PIECE).step_by(PIECE / 4);
    Ok(begins
        .flat_map(|begin| (0..said.len()).map(move |at| (begin, at)))
        .map(|(b, at)| mean(b, at))
        .fold(0.0, f64::max))
}

/// An error unless most of a recording is what was said, and its spectrum that of this voice and not of the other one.
pub fn ensure_said(heard: &Path, said: &Path, other: &Path) -> Result<()> {
    let share = share(heard, said)?;
    ensure!(share > 0.6, "{}: only {share:.2} of it is what was said", heard.display());
    let (same, unlike) = (spectral_likeness(heard, said)?, spectral_likeness(heard, other)?);
    ensure!(
        same > 0.6 && unlike < same - 0.25,
        "{}: not the voice that spoke ({same:.2}, {unlike:.2})",
        heard.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    const RATE: u32 = 16_000;

    /// Six seconds of tones that change every tenth of a second, all of it as loud as it was for every other `tune`.
    fn sound(folder: &Path, tune: u32, name: &str) -> std::path::PathBuf {
        let path = folder.join(name);
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).expect("a file");
        // Numbers without a pattern that a shift in time could find again.
        let scramble = |n: u32| {
            let n = (n ^ 0x9e37_79b9).wrapping_mul(0x85eb_ca6b);
            let n = (n ^ (n >> 13)).wrapping_mul(0xc2b2_ae35);
            n ^ (n >> 16)
        };
        for n in 0..RATE * 6 {
            let (time, piece) = (f64::from(n) / f64::from(RATE), n * 10 / RATE);
            let loud = f64::from(scramble(piece / 2 + 7) % 100) / 100.0;
            let tones = (0..3).map(|k| BANDS[(scramble(piece * 3 + k + tune * 1_000) % 14) as usize]);
            let sample = tones.map(|hz| (TAU * hz * time).sin()).sum::<f64>() * loud * 8_000.0;
            writer.write_sample(sample as i16).expect("written");
        }
        writer.finalize().expect("written");
        path
    }

    #[test]
    fn two_voices_that_rise_and_fall_together_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let [said, heard, other] =
            [(1, "said.wav"), (1, "heard.wav"), (2, "other.wav")].map(|(tune, name)| sound(folder.path(), tune, name));
        let alike = spectral_likeness(&heard, &said).expect("readable");
        let unlike = spectral_likeness(&other, &said).expect("readable");
        assert!(alike > 0.95 && unlike < 0.5, "{alike:.2} {unlike:.2}");
        // Loudness alone does not tell them apart.
        assert!(share(&other, &said).expect("readable") > 0.8);
        ensure_said(&heard, &said, &other).expect("the same voice");
        ensure_said(&other, &said, &heard).expect_err("another voice");
    }
}
