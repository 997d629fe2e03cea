//! Recording to a WAV file, on a thread of its own: a slow disk never holds up what is played.

use super::pace::Pace;
use super::{BLOCK, Block, SAMPLE_RATE, SoundSink};
use crate::picture::SourceError;
use hound::{SampleFormat, WavSpec, WavWriter};
use parking_lot::Mutex;
use rtrb::{Consumer, Producer, RingBuffer};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Blocks that may wait for the disk: 10 s. What comes when it is full is left out.
const WAITING_MAX: usize = 1_000;

/// How often the waiting blocks are written and the header is brought up to date.
const FLUSH_EVERY: Duration = Duration::from_millis(500);

/// A WAV file's sizes are 32-bit: it ends here, after 12 hours.
const SAMPLES_MAX: u32 = (u32::MAX - 1_000_000) / 2;

const SPEC: WavSpec =
    WavSpec { channels: 1, sample_rate: SAMPLE_RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };

/// Writes one voice to a WAV file: 48 kHz, mono, 16 bits. The header is made valid twice a second, so that the file
/// can be played also when the process was killed. Dropping it finishes the file.
pub struct WavRecorder {
    blocks: Producer<Block>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    error: Mutex<Option<std::io::Error>>,
    failed: AtomicBool,
}

impl WavRecorder {
    /// Creates (or replaces) the file.
    pub fn create(path: &Path) -> Result<Self, SourceError> {
        let failed = |e: hound::Error| SourceError::File { path: path.display().to_string(), source: io_error(e) };
        let mut writer = WavWriter::create(path, SPEC).map_err(failed)?;
        writer.flush().map_err(failed)?;
        let (blocks, waiting) = RingBuffer::new(WAITING_MAX);
        let shared = Arc::new(Shared::default());
        let thread = thread::Builder::new().name("sound-record".into()).spawn({
            let shared = shared.clone();
            move || write(writer, waiting, &shared)
        });
        let thread = thread.map_err(|source| SourceError::File { path: path.display().to_string(), source })?;
        Ok(Self { blocks, shared, thread: Some(thread) })
    }

    /// Takes 10 ms; never waits.
    pub fn write(&mut self, block: &Block) {
        // Full: the disk has not taken anything for ten seconds. What is lost here is only of the recording.
        let _ = self.blocks.push(*block);
    }

    /// Why writing has stopped, once.
    pub fn failure(&self) -> Option<std::io::Error> {
        if self.shared.failed.load(Ordering::Relaxed) { self.shared.error.lock().take() } else { None }
    }
}

impl Drop for WavRecorder {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn io_error(error: hound::Error) -> std::io::Error {
    match error {
        hound::Error::IoError(e) => e,
        other => std::io::Error::other(other.to_string()),
    }
}

/// The writer's thread.
fn write(mut writer: WavWriter<BufWriter<File>>, mut waiting: Consumer<Block>, shared: &Shared) {
    loop {
        let last = shared.stop.load(Ordering::Acquire);
        let done = drain(&mut writer, &mut waiting).and_then(|()| writer.flush());
        if let Err(error) = done {
            tracing::warn!("a sound recording stopped: the disk may be full");
            *shared.error.lock() = Some(io_error(error));
            shared.failed.store(true, Ordering::Relaxed);
            return;
        }
        if last {
            return;
        }
        thread::park_timeout(FLUSH_EVERY);
    }
}

fn drain(writer: &mut WavWriter<BufWriter<File>>, waiting: &mut Consumer<Block>) -> hound::Result<()> {
    while let Ok(block) = waiting.pop() {
        if writer.len() > SAMPLES_MAX {
            continue;
        }
        let mut samples = writer.get_i16_writer(BLOCK as u32);
        for s in block {
            samples.write_sample((s.clamp(-1.0, 1.0) * 32_767.0).round() as i16);
        }
        samples.flush()?;
    }
    Ok(())
}

/// A WAV file in the place of a loudspeaker: takes a hundred blocks a second.
pub(crate) struct WavSink {
    name: String,
    path: String,
    recorder: WavRecorder,
    pace: Pace,
}

impl WavSink {
    /// Creates (or replaces) the file.
    pub fn create(path: &Path) -> Result<Self, SourceError> {
        let shown = path.display().to_string();
        let name = path.file_name().map_or_else(|| shown.clone(), |n| n.to_string_lossy().into_owned());
        Ok(Self { name, path: shown, recorder: WavRecorder::create(path)?, pace: Pace::default() })
    }
}

impl SoundSink for WavSink {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn write(&mut self, block: &Block) -> Result<(), SourceError> {
        if let Some(source) = self.recorder.failure() {
            return Err(SourceError::File { path: self.path.clone(), source });
        }
        self.recorder.write(block);
        self.pace.tick();
        Ok(())
    }
}

/// No loudspeaker: takes a hundred blocks a second and plays none.
#[derive(Default)]
pub(crate) struct NullSink {
    pace: Pace,
}

impl SoundSink for NullSink {
    fn name(&self) -> String {
        String::new()
    }

    fn write(&mut self, _: &Block) -> Result<(), SourceError> {
        self.pace.tick();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hound::WavReader;
    use std::time::Instant;

    #[test]
    fn what_was_written_reads_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voice.wav");
        let mut recorder = WavRecorder::create(&path).unwrap();
        for n in 0..20 {
            recorder.write(&[n as f32 / 32.0; BLOCK]);
        }
        recorder.write(&[7.0; BLOCK]);
        drop(recorder);
        let mut reader = WavReader::open(&path).unwrap();
        assert_eq!(reader.spec(), SPEC);
        let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(samples.len(), 21 * BLOCK);
        assert_eq!(samples[16 * BLOCK], 16_384);
        assert_eq!(samples[20 * BLOCK], 32_767, "too loud is clipped, not wrapped");
    }

    #[test]
    fn the_header_is_valid_while_it_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("voice.wav");
        let mut recorder = WavRecorder::create(&path).unwrap();
        for _ in 0..10 {
            recorder.write(&[0.5; BLOCK]);
        }
        let begun = Instant::now();
        let seen = loop {
            let samples = WavReader::open(&path).unwrap().len();
            if samples > 0 || begun.elapsed() > Duration::from_secs(20) {
                break samples;
            }
            thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(seen as usize, 10 * BLOCK, "while the recorder still lives");
        drop(recorder);
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let error = WavRecorder::create(Path::new("/there/is/no/such/voice.wav")).err().unwrap().to_string();
        assert!(error.contains("/there/is/no/such/voice.wav"), "{error}");
    }

    #[test]
    fn a_full_disk_is_an_error_and_no_hang() {
        let full = Path::new("/dev/full");
        if full.exists() {
            assert!(WavRecorder::create(full).is_err(), "the header cannot be written");
        }
    }

    #[test]
    fn sinks_take_a_hundred_blocks_a_second() {
        let dir = tempfile::tempdir().unwrap();
        let sinks: [Box<dyn SoundSink>; 2] =
            [Box::new(NullSink::default()), Box::new(WavSink::create(&dir.path().join("out.wav")).unwrap())];
        for mut sink in sinks {
            let begun = Instant::now();
            for _ in 0..15 {
                sink.write(&[0.0; BLOCK]).unwrap();
            }
            assert!(begun.elapsed() >= Duration::from_millis(130), "{:?}", begun.elapsed());
        }
    }
}
