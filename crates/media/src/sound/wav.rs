//! WAV files (RIFF/WAVE) as a source of sound.

use super::pace::Pace;
use super::resample::{RATE_MAX, RATE_MIN, ToBlocks};
use super::{Block, SoundSource};
use crate::picture::SourceError;
use crate::time::CaptureTime;
use hound::{SampleFormat, WavReader, WavSpec};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// More channels than any installation has.
const CHANNELS_MAX: u16 = 64;

/// The samples of a WAV file as one endless mono sound: channels averaged, beginning again at its end.
struct Loop<R> {
    /// `None` only while it is being rewound.
    reader: Option<WavReader<R>>,
    spec: WavSpec,
    frames: u32,
    left: u32,
    /// One sample's full scale, for whole numbers.
    scale: f32,
}

/// Why a file cannot be played, without its name.
type Wrong = Box<dyn FnOnce(String) -> SourceError>;

fn format(what: impl Into<String>) -> Wrong {
    let what = what.into();
    Box::new(move |path| SourceError::Format { path, what })
}

fn wrong(error: hound::Error) -> Wrong {
    match error {
        hound::Error::IoError(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
            format("the file is cut off inside its header; copy it again")
        }
        // hound reports an end of file inside a short read with this kind.
        hound::Error::IoError(e) if e.kind() == io::ErrorKind::Other => format("the file is cut off; copy it again"),
        hound::Error::IoError(source) => Box::new(move |path| SourceError::File { path, source }),
        hound::Error::FormatError(what) => {
            format(format!("this is not a WAV file that can be read ({what}); save it again as WAV, PCM 16 bits"))
        }
        hound::Error::Unsupported | hound::Error::InvalidSampleFormat => {
            format("this WAV file is compressed or of an unusual kind; save it again as PCM 16, 24 or 32 bits or float")
        }
        other => format(format!("{other}; save it again as WAV, PCM 16 bits")),
    }
}

impl<R: Read + Seek> Loop<R> {
    /// Reads the header and checks that the file holds what the header promises.
    fn open(mut file: R) -> Result<Self, Wrong> {
        let io = |source| -> Wrong { Box::new(move |path| SourceError::File { path, source }) };
        let size = file.seek(SeekFrom::End(0)).map_err(io)?;
        if size == 0 {
            return Err(format("the file is empty"));
        }
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        let (spec, samples) = {
            let header = WavReader::new(&mut file).map_err(wrong)?;
            (header.spec(), header.len())
        };
        if spec.channels == 0 || spec.channels > CHANNELS_MAX {
            return Err(format(format!("{} channels; at most {CHANNELS_MAX} can be played", spec.channels)));
        }
        if !(RATE_MIN..=RATE_MAX).contains(&spec.sample_rate) {
            return Err(format(format!(
                "a rate of {} samples a second; {RATE_MIN} to {RATE_MAX} can be played",
                spec.sample_rate
            )));
        }
        let frames = samples / u32::from(spec.channels);
        if frames == 0 {
            return Err(format("the file holds no sound"));
        }
        let begin = file.stream_position().map_err(io)?;
        let bytes = u64::from(samples) * u64::from(spec.bits_per_sample).div_ceil(8);
        if begin + bytes > size {
            let seconds = |bytes: u64| {
                let a_second = u64::from(spec.sample_rate) * u64::from(spec.channels);
                bytes as f64 / (a_second * u64::from(spec.bits_per_sample).div_ceil(8)) as f64
            };
            return Err(format(format!(
                "the file is cut off: {:.1} s of {:.1} s are there; copy it again",
                seconds(size.saturating_sub(begin)),
                seconds(bytes)
            )));
        }
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        let reader = WavReader::new(file).map_err(wrong)?;
        let scale = 1.0 / (1u64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
        Ok(Self { reader: Some(reader), spec, frames, left: frames, scale })
    }

    /// To the beginning. The header is read again, so that the reader's own counting begins anew.
    fn rewind(&mut self) -> Result<(), Wrong> {
        let Some(reader) = self.reader.take() else { return Err(format("the file could not be read again")) };
        let mut file = reader.into_inner();
        file.seek(SeekFrom::Start(0)).map_err(|e| wrong(hound::Error::IoError(e)))?;
        self.reader = Some(WavReader::new(file).map_err(wrong)?);
        self.left = self.frames;
        Ok(())
    }

    /// The next samples, one for each frame, going on at the beginning after the end.
    fn read(&mut self, mono: &mut [f32]) -> Result<(), Wrong> {
        let share = 1.0 / f32::from(self.spec.channels);
        for out in mono {
            if self.left == 0 {
                self.rewind()?;
            }
            let Some(reader) = &mut self.reader else { return Err(format("the file could not be read again")) };
            let mut sum = 0.0;
            for _ in 0..self.spec.channels {
                let sample = match self.spec.sample_format {
                    SampleFormat::Int => reader.samples::<i32>().next().map(|s| s.map(|s| s as f32 * self.scale)),
                    SampleFormat::Float => reader.samples::<f32>().next(),
                };
                let sample = sample.ok_or_else(|| format("the file became shorter while it was played"))?;
                let sample = sample.map_err(wrong)?;
                sum += if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
            }
            *out = sum * share;
            self.left -= 1;
        }
        Ok(())
    }
}

/// A WAV file played as if it were a microphone: endlessly, at its own pace.
pub(crate) struct WavSource {
    name: String,
    path: String,
    sound: Loop<BufReader<File>>,
    to_blocks: ToBlocks,
    input: Vec<f32>,
    pace: Pace,
}

impl WavSource {
    /// Opens a file: PCM of 8 to 32 bits or 32-bit float, 4 to 384 kHz, up to 64 channels.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let shown = path.display().to_string();
        let file = File::open(path).map_err(|source| SourceError::File { path: shown.clone(), source })?;
        let sound = Loop::open(BufReader::new(file)).map_err(|wrong| wrong(shown.clone()))?;
        let to_blocks = ToBlocks::new(sound.spec.sample_rate).ok_or_else(|| SourceError::Format {
            path: shown.clone(),
            what: format!("a rate of {} samples a second cannot be played", sound.spec.sample_rate),
        })?;
        let name = path.file_name().map_or_else(|| shown.clone(), |n| n.to_string_lossy().into_owned());
        Ok(Self { name, path: shown, sound, to_blocks, input: Vec::new(), pace: Pace::default() })
    }

    /// The next 10 ms, without waiting.
    fn next_block(&mut self, block: &mut Block) -> Result<(), SourceError> {
        self.input.resize(self.to_blocks.needs(), 0.0);
        self.sound.read(&mut self.input).map_err(|wrong| wrong(self.path.clone()))?;
        self.to_blocks.run(&self.input, block);
        Ok(())
    }
}

impl SoundSource for WavSource {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn read(&mut self, block: &mut Block) -> Result<CaptureTime, SourceError> {
        self.next_block(block)?;
        Ok(self.pace.tick())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::BLOCK;
    use hound::WavWriter;
    use proptest::prelude::*;
    use std::io::Cursor;
    use std::time::Instant;

    fn wav(spec: WavSpec, samples: &[i32]) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
        for s in samples {
            match spec.sample_format {
                SampleFormat::Int => writer.write_sample(*s).unwrap(),
                SampleFormat::Float => writer.write_sample(*s as f32 / 1_000.0).unwrap(),
            }
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    fn pcm(channels: u16, sample_rate: u32, bits_per_sample: u16) -> WavSpec {
        WavSpec { channels, sample_rate, bits_per_sample, sample_format: SampleFormat::Int }
    }

    fn open(bytes: Vec<u8>) -> Result<Loop<Cursor<Vec<u8>>>, String> {
        Loop::open(Cursor::new(bytes)).map_err(|wrong| wrong("f.wav".into()).to_string())
    }

    #[test]
    fn every_depth_has_the_same_loudness() {
        for bits in [8, 16, 24, 32] {
            let half = (1i64 << (bits - 2)) as i32;
            let mut sound = open(wav(pcm(1, 48_000, bits), &[half, -half])).unwrap();
            let mut mono = [0.0; 2];
            sound.read(&mut mono).unwrap_or_else(|_| panic!("{bits} bits"));
            assert_eq!(mono, [0.5, -0.5], "{bits} bits");
        }
        let float = WavSpec { sample_format: SampleFormat::Float, ..pcm(1, 48_000, 32) };
        let mut sound = open(wav(float, &[500, -500])).unwrap();
        let mut mono = [0.0; 2];
        assert!(sound.read(&mut mono).is_ok());
        assert_eq!(mono, [0.5, -0.5]);
    }

    #[test]
    fn channels_are_averaged() {
        let mut sound = open(wav(pcm(2, 48_000, 16), &[16_384, 0, 0, -16_384])).unwrap();
        let mut mono = [0.0; 2];
        assert!(sound.read(&mut mono).is_ok());
        assert_eq!(mono, [0.25, -0.25]);
    }

    #[test]
    fn it_begins_again_without_a_gap() {
        let samples: Vec<i32> = (0..7).map(|n| n * 4_096).collect();
        let mut sound = open(wav(pcm(1, 48_000, 16), &samples)).unwrap();
        let mut mono = [0.0; 20];
        assert!(sound.read(&mut mono).is_ok());
        for (n, s) in mono.iter().enumerate() {
            assert_eq!(*s, (n % 7) as f32 * 0.125, "sample {n}");
        }
    }

    #[test]
    fn a_resampled_loop_has_no_click_at_its_seam() {
        // 441 samples are ten whole periods of 1 kHz at 44.1 kHz: looped, a perfect sine.
        let samples: Vec<i32> =
            (0..441).map(|n| ((f64::from(n) * std::f64::consts::TAU / 44.1).sin() * 16_000.0) as i32).collect();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loop.wav");
        std::fs::write(&path, wav(pcm(1, 44_100, 16), &samples)).unwrap();
        let mut source = WavSource::open(&path).unwrap();
        let mut all = Vec::new();
        let mut block = [0.0; BLOCK];
        for _ in 0..50 {
            source.next_block(&mut block).unwrap();
            all.extend_from_slice(&block);
        }
        let steepest = all[4_800..].windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        let of_a_sine = 16_000.0 / 32_768.0 * std::f32::consts::TAU * 1_000.0 / 48_000.0;
        assert!(steepest < of_a_sine * 1.02, "{steepest} where a sine has {of_a_sine}");
    }

    #[test]
    fn it_is_paced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voice.wav");
        std::fs::write(&path, wav(pcm(1, 48_000, 16), &[0; 480])).unwrap();
        let mut source = WavSource::open(&path).unwrap();
        assert_eq!(source.name(), "voice.wav");
        let start = Instant::now();
        let mut block = [0.0; BLOCK];
        let first = source.read(&mut block).unwrap();
        for _ in 0..9 {
            source.read(&mut block).unwrap();
        }
        let last = source.read(&mut block).unwrap();
        assert!(start.elapsed().as_millis() >= 110, "{:?}", start.elapsed());
        let apart = first.millis_until(last);
        assert!((apart - 100.0).abs() < 15.0, "eleven blocks begin {apart} ms apart");
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(open(Vec::new()).err().unwrap().contains("empty"));
        assert!(open(b"RIFF".to_vec()).err().unwrap().contains("cut off"));
        assert!(open(b"This is not sound at all, but text.".to_vec()).err().unwrap().contains("not a WAV file"));
        assert!(open(wav(pcm(1, 48_000, 16), &[])).err().unwrap().contains("no sound"));
        assert!(open(wav(pcm(1, 1_000, 16), &[1])).err().unwrap().contains("1000 samples a second"));
        let whole = wav(pcm(2, 48_000, 16), &vec![1; 96_000]);
        let cut = open(whole[..whole.len() / 2].to_vec()).err().unwrap();
        assert!(cut.contains("0.5 s of 1.0 s"), "{cut}");
        let absent = WavSource::open(Path::new("/there/is/no/such.wav")).err().unwrap().to_string();
        assert!(absent.contains("/there/is/no/such.wav"), "{absent}");
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(mut sound) = open(bytes) {
                let _ = sound.read(&mut [0.0; 100]);
            }
        }

        #[test]
        fn a_damaged_file_never_panics_or_hangs(
            damage in proptest::collection::vec((0usize..120, any::<u8>()), 1..12),
            channels in 1u16..4,
            float: bool,
            cut in 0usize..200,
        ) {
            let spec = if float {
                WavSpec { sample_format: SampleFormat::Float, ..pcm(channels, 48_000, 32) }
            } else {
                pcm(channels, 44_100, 16)
            };
            let mut bytes = wav(spec, &vec![1_000; 60 * usize::from(channels)]);
            for (at, value) in damage {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = value;
                }
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            if let Ok(mut sound) = open(bytes) {
                let mut mono = [0.0; 500];
                let _ = sound.read(&mut mono);
                prop_assert!(mono.iter().all(|s| s.is_finite() && s.abs() <= 1.0));
            }
        }
    }
}
