//! A microphone.

use super::choice::{Choice, choose};
use super::{Direction, LOST_AFTER, Lost, ask, failed, find, first_line, no_answer};
use crate::picture::SourceError;
use crate::sound::resample::ToBlocks;
use crate::sound::{Block, SoundSource};
use crate::time::CaptureTime;
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{Device, FromSample, I24, InputCallbackInfo, SampleFormat, SizedSample, Stream};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// Asked of the device, in milliseconds. PulseAudio gives pieces half as long, and queues no more than this for a
/// client; the rest is lost. On a busy machine 20 lost some, 10 lost much.
const PIECE_MS: u32 = 30;

/// Samples that may wait for the reader, in seconds.
const RING_SECONDS: u32 = 1;

/// If more than this waits, in parts of a second, the reader was held up: the oldest is left out.
const BEHIND: usize = 5;

/// Callbacks whose times may wait.
const MARKS: usize = 1_024;

/// Nothing for so long: silence is given, so that the reader goes on.
const SILENCE_AFTER: Duration = Duration::from_millis(400);

/// Where a callback's first sample stands and when it was captured.
#[derive(Clone, Copy)]
struct Mark {
    position: u64,
    captured: CaptureTime,
}

/// A microphone that is being read.
pub(in crate::sound) struct DeviceSource {
    name: String,
    samples: Consumer<f32>,
    marks: Consumer<Mark>,
    mark: Mark,
    position: u64,
    rate: u32,
    to_blocks: ToBlocks,
    input: Vec<f32>,
    lost: Arc<Lost>,
    heard: Instant,
    _stream: Stream,
}

impl DeviceSource {
    /// Opens a microphone by its identifier, or the default one, for the thread that calls.
    pub fn open(id: Option<&str>) -> Result<Self, SourceError> {
        let id = id.map(str::to_owned);
        let reader = thread::current();
        ask(move || Self::open_here(id.as_deref(), reader)).unwrap_or_else(|| Err(no_answer(Direction::Input)))
    }

    fn open_here(id: Option<&str>, reader: Thread) -> Result<Self, SourceError> {
        let device = find(Direction::Input, id)?;
        let ranges = device.supported_input_configs().map_err(|e| failed(Direction::Input, &e))?;
        let nothing = || SourceError::Device("the microphone speaks no usable format: choose another".into());
        let choice = choose(ranges, PIECE_MS).ok_or_else(nothing)?;
        let rate = choice.config.sample_rate;
        let to_blocks = ToBlocks::new(rate).ok_or_else(nothing)?;
        let (samples, waiting) = RingBuffer::new((rate * RING_SECONDS) as usize);
        let (marks, waiting_marks) = RingBuffer::new(MARKS);
        let lost = Arc::new(Lost::default());
        let filler = Filler { samples, marks, position: 0, reader };
        let stream = build(&device, choice, filler, lost.clone())
            .and_then(|stream| stream.play().map(|()| stream))
            .map_err(|e| failed(Direction::Input, &e))?;
        Ok(Self {
            name: first_line(&device.to_string()),
            samples: waiting,
            marks: waiting_marks,
            mark: Mark { position: 0, captured: CaptureTime::now() },
            position: 0,
            rate,
            to_blocks,
            input: Vec::new(),
            lost,
            heard: Instant::now(),
            _stream: stream,
        })
    }

    /// When the sample that is read next was captured.
    fn captured(&mut self) -> CaptureTime {
        while self.marks.peek().is_ok_and(|mark| mark.position <= self.position) {
            if let Ok(mark) = self.marks.pop() {
                self.mark = mark;
            }
        }
        let after = (self.position - self.mark.position.min(self.position)) * 1_000_000 / u64::from(self.rate);
        CaptureTime(self.mark.captured.0 + after)
    }

    fn leave_out(&mut self, samples: usize) {
        if let Ok(chunk) = self.samples.read_chunk(samples) {
            chunk.commit_all();
            self.position += samples as u64;
        }
    }
}

impl SoundSource for DeviceSource {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn read(&mut self, block: &mut Block) -> Result<CaptureTime, SourceError> {
        let needs = self.to_blocks.needs();
        let begun = Instant::now();
        while self.samples.slots() < needs {
            self.lost.check(Direction::Input)?;
            if self.heard.elapsed() > LOST_AFTER {
                return Err(no_answer(Direction::Input));
            }
            if begun.elapsed() > SILENCE_AFTER {
                block.fill(0.0);
                return Ok(CaptureTime::now());
            }
            // The callback wakes this thread; the time is for the case that it cannot.
            thread::park_timeout(Duration::from_millis(10));
        }
        self.heard = Instant::now();
        let waiting = self.samples.slots();
        if waiting > self.rate as usize / BEHIND {
            self.leave_out(waiting - needs.max(self.rate as usize / 50));
        }
        let captured = self.captured();
        self.input.resize(needs, 0.0);
        let Ok(chunk) = self.samples.read_chunk(needs) else {
            block.fill(0.0);
            return Ok(captured);
        };
        let (a, b) = chunk.as_slices();
        self.input[..a.len()].copy_from_slice(a);
        self.input[a.len()..].copy_from_slice(b);
        chunk.commit_all();
        self.position += needs as u64;
        self.to_blocks.run(&self.input, block);
        Ok(captured)
    }
}

/// The callback's end. It locks nothing and allocates nothing.
struct Filler {
    samples: Producer<f32>,
    marks: Producer<Mark>,
    position: u64,
    reader: Thread,
}

impl Filler {
    fn fill<T: SizedSample>(&mut self, data: &[T], channels: usize, info: &InputCallbackInfo)
    where
        f32: FromSample<T>,
    {
        let stamp = info.timestamp();
        let ago = stamp.callback.saturating_duration_since(stamp.capture);
        let ago = u64::try_from(ago.as_micros()).unwrap_or(0);
        let captured = CaptureTime(CaptureTime::now().0.saturating_sub(ago));
        // Full: the reader is held up. It finds its place again by the marks.
        let _ = self.marks.push(Mark { position: self.position, captured });
        let share = 1.0 / channels as f32;
        for frame in data.chunks_exact(channels) {
            let mono = frame.iter().map(|s| f32::from_sample_(*s)).sum::<f32>() * share;
            let mono = if mono.is_finite() { mono.clamp(-1.0, 1.0) } else { 0.0 };
            if self.samples.push(mono).is_err() {
                break;
            }
            self.position += 1;
        }
        self.reader.unpark();
    }
}

fn build(device: &Device, choice: Choice, filler: Filler, lost: Arc<Lost>) -> Result<Stream, cpal::Error> {
    match choice.format {
        SampleFormat::F32 => stream::<f32>(device, choice, filler, lost),
        SampleFormat::I32 => stream::<i32>(device, choice, filler, lost),
        SampleFormat::I24 => stream::<I24>(device, choice, filler, lost),
        SampleFormat::I16 => stream::<i16>(device, choice, filler, lost),
        SampleFormat::U16 => stream::<u16>(device, choice, filler, lost),
        _ => stream::<u8>(device, choice, filler, lost),
    }
}

fn stream<T: SizedSample>(
    device: &Device,
    choice: Choice,
    mut filler: Filler,
    lost: Arc<Lost>,
) -> Result<Stream, cpal::Error>
where
    f32: FromSample<T>,
{
    let channels = usize::from(choice.config.channels);
    device.build_input_stream(
        choice.config,
        move |data: &[T], info| filler.fill(data, channels, info),
        move |error| lost.tell(error),
        Some(super::ANSWER_WITHIN),
    )
}
