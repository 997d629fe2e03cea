//! A loudspeaker.

use super::choice::{Choice, choose};
use super::{Direction, LOST_AFTER, Lost, ask, failed, find, first_line, no_answer};
use crate::picture::SourceError;
use crate::sound::resample::FromBlocks;
use crate::sound::{Block, SoundSink};
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{Device, FromSample, I24, SampleFormat, SizedSample, Stream};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// The device takes pieces of so many milliseconds, and holds two. On a busy machine a sound server that held two of 10
/// ran dry so often that every word had holes; with 20 it did not.
const PIECE_MS: u32 = 20;

/// What the ring between writer and callback can hold, in parts of a second: 200 ms, for devices that ask for much at
/// once. It is filled only as far as the device needs.
const RING: usize = 5;

/// A device that takes nothing for so long is passed over, so that playout goes on; the block is lost.
const PASS_OVER_AFTER: Duration = Duration::from_millis(60);

/// A loudspeaker that is being written to.
pub(in crate::sound) struct DeviceSink {
    name: String,
    samples: Producer<f32>,
    rate: usize,
    from_blocks: FromBlocks,
    /// The most that one callback asked for, in samples.
    asked: Arc<AtomicUsize>,
    lost: Arc<Lost>,
    taken: Instant,
    _stream: Stream,
}

impl DeviceSink {
    /// Opens a loudspeaker by its identifier, or the default one, for the thread that calls.
    pub fn open(id: Option<&str>) -> Result<Self, SourceError> {
        let id = id.map(str::to_owned);
        let writer = thread::current();
        ask(move || Self::open_here(id.as_deref(), writer)).unwrap_or_else(|| Err(no_answer(Direction::Output)))
    }

    fn open_here(id: Option<&str>, writer: Thread) -> Result<Self, SourceError> {
        let device = find(Direction::Output, id)?;
        let ranges = device.supported_output_configs().map_err(|e| failed(Direction::Output, &e))?;
        let nothing = || SourceError::Device("the loudspeaker speaks no usable format: choose another".into());
        let choice = choose(ranges, PIECE_MS).ok_or_else(nothing)?;
        let rate = choice.config.sample_rate as usize;
        let from_blocks = FromBlocks::new(choice.config.sample_rate).ok_or_else(nothing)?;
        let (samples, waiting) = RingBuffer::new(rate / RING);
        let asked = Arc::new(AtomicUsize::new(rate / 100));
        let lost = Arc::new(Lost::default());
        let taker = Taker { samples: waiting, asked: asked.clone(), begun: false, writer };
        let stream = build(&device, choice, taker, lost.clone())
            .and_then(|stream| stream.play().map(|()| stream))
            .map_err(|e| failed(Direction::Output, &e))?;
        let name = first_line(&device.to_string());
        Ok(Self { name, samples, rate, from_blocks, asked, lost, taken: Instant::now(), _stream: stream })
    }

    /// How many samples should wait at most before another block is written: what one callback takes and a block.
    fn enough(&self) -> usize {
        let most = self.samples.buffer().capacity() - self.rate / 50;
        (self.asked.load(Ordering::Relaxed) + self.rate / 100).min(most)
    }
}

impl SoundSink for DeviceSink {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn write(&mut self, block: &Block) -> Result<(), SourceError> {
        let begun = Instant::now();
        let capacity = self.samples.buffer().capacity();
        let ten_ms = self.rate / 100;
        while capacity - self.samples.slots() + ten_ms > self.enough() {
            self.lost.check(Direction::Output)?;
            if self.taken.elapsed() > LOST_AFTER {
                return Err(no_answer(Direction::Output));
            }
            if begun.elapsed() > PASS_OVER_AFTER {
                return Ok(());
            }
            // The callback wakes this thread; the time is for the case that it cannot.
            thread::park_timeout(Duration::from_millis(10));
        }
        self.taken = Instant::now();
        self.lost.check(Direction::Output)?;
        for s in self.from_blocks.run(block) {
            let _ = self.samples.push(*s);
        }
        Ok(())
    }
}

/// The callback's end. It locks nothing and allocates nothing.
struct Taker {
    samples: Consumer<f32>,
    asked: Arc<AtomicUsize>,
    begun: bool,
    writer: Thread,
}

impl Taker {
    fn take<T: SizedSample + FromSample<f32>>(&mut self, data: &mut [T], channels: usize) {
        // The first time a device fills all it holds; to be ready for that again would only be delay.
        if std::mem::replace(&mut self.begun, true) {
            self.asked.fetch_max(data.len() / channels, Ordering::Relaxed);
        }
        for frame in data.chunks_exact_mut(channels) {
            let sample = T::from_sample_(self.samples.pop().unwrap_or(0.0));
            // Left and right, where there are so many; a voice does not belong into the bass or the back.
            for (channel, out) in frame.iter_mut().enumerate() {
                *out = if channel < 2 { sample } else { T::EQUILIBRIUM };
            }
        }
        self.writer.unpark();
    }
}

fn build(device: &Device, choice: Choice, taker: Taker, lost: Arc<Lost>) -> Result<Stream, cpal::Error> {
    match choice.format {
        SampleFormat::F32 => stream::<f32>(device, choice, taker, lost),
        SampleFormat::I32 => stream::<i32>(device, choice, taker, lost),
        SampleFormat::I24 => stream::<I24>(device, choice, taker, lost),
        SampleFormat::I16 => stream::<i16>(device, choice, taker, lost),
        SampleFormat::U16 => stream::<u16>(device, choice, taker, lost),
        _ => stream::<u8>(device, choice, taker, lost),
    }
}

fn stream<T: SizedSample + FromSample<f32>>(
    device: &Device,
    choice: Choice,
    mut taker: Taker,
    lost: Arc<Lost>,
) -> Result<Stream, cpal::Error> {
    let channels = usize::from(choice.config.channels);
    device.build_output_stream(
        choice.config,
        move |data: &mut [T], _| taker.take(data, channels),
        move |error| lost.tell(error),
        Some(super::ANSWER_WITHIN),
    )
}
