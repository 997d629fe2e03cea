//! Whether what was heard is what was said: envelopes of loudness, compared at the best delay.

use anyhow::{Context, Result, ensure};
use std::path::Path;

/// Loudness of each 10 ms, of all channels together.
fn envelope(path: &Path) -> Result<Vec<f64>> {
    let mut reader = hound::WavReader::open(path).with_context(|| path.display().to_string())?;
    let spec = reader.spec();
    let samples: Vec<f64> = match spec.sample_format {
        hound::SampleFormat::Int => {
            let full = f64::from(1_u32 << (spec.bits_per_sample - 1));
            reader.samples::<i32>().map(|s| s.map(|s| f64::from(s) / full)).collect::<Result<_, _>>()?
        }
        hound::SampleFormat::Float => reader.samples::<f32>().map(|s| s.map(f64::from)).collect::<Result<_, _>>()?,
    };
    let block = (spec.sample_rate / 100) as usize * usize::from(spec.channels);
    Ok(samples.chunks_exact(block).map(|b| (b.iter().map(|s| s * s).sum::<f64>() / block as f64).sqrt()).collect())
}

/// Pearson's correlation.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
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

/// How alike four seconds of the recording and the (looped) reference are at the best delay: 1 the same, 0 unrelated.
/// Another voice of the samples gives below 0.6.
pub fn likeness(heard: &Path, said: &Path) -> Result<f64> {
    const PIECE: usize = 400;
    let heard = envelope(heard)?;
    let said = envelope(said)?;
    ensure!(said.len() > PIECE, "the reference is shorter than four seconds");
    ensure!(heard.len() > PIECE, "the recording is shorter than four seconds ({} ms)", heard.len() * 10);
    // The loudest part of the recording: its beginning may be silence.
    let loud = |at: &usize| heard[*at..*at + PIECE].iter().sum::<f64>();
    let begin = (0..heard.len() - PIECE).step_by(50).max_by(|a, b| loud(a).total_cmp(&loud(b))).unwrap_or(0);
    let piece = &heard[begin..begin + PIECE];
    let looped: Vec<f64> = said.iter().chain(&said).copied().collect();
    Ok(looped[..said.len() + PIECE].windows(PIECE).map(|w| correlation(piece, w)).fold(0.0, f64::max))
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
