//! The microphone's thread: capture, echo cancelling, Opus.

use super::codec::{Encoder, EncoderConfig, PACKET};
use super::level::LevelMeter;
use super::processing::Processing;
use super::thread::Worker;
use super::{BLOCK, EncodedSound, RenderTap, SAMPLE_RATE, SoundSource};
use crate::picture::SourceError;
use crate::time::CaptureTime;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// When capture times have run this much ahead of the blocks, in microseconds, sound was lost on its way from the
/// device, at once or piece by piece, and the line of time jumps.
const HOLE: f64 = 100_000.0;

/// How fast the line of time follows capture times, a block: a device whose clock runs slow makes no hole.
const FOLLOW: f64 = 0.000_3;

/// Length of a block in microseconds.
const BLOCK_MICROS: f64 = 10_000.0;

/// How a microphone is processed and encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MicrophoneConfig {
    /// Echo cancelling, noise suppression and gain control.
    pub processing: bool,
    /// Bits a second, in thousands (6 to 128).
    pub kbps: u32,
    /// Packet loss to prepare for, in percent (0 to 50): how much goes into forward error correction.
    pub expected_loss: u8,
    /// Whether every packet has the same size, so that encrypted sizes tell nothing of what is said (RFC 6562).
    pub constant_bitrate: bool,
}

impl Default for MicrophoneConfig {
    fn default() -> Self {
        Self { processing: true, kbps: 40, expected_loss: 5, constant_bitrate: true }
    }
}

/// A running microphone. Dropping it stops it and releases the device.
pub struct Microphone {
    shared: Arc<Shared>,
    _worker: Worker,
}

/// What the owner and the thread share.
struct Shared {
    /// Held while a packet is given out, so that after [`Microphone::set_open`] has returned nothing more comes.
    open: Mutex<bool>,
    level: AtomicU8,
    speaking: AtomicBool,
    expected_loss: AtomicU8,
    name: Mutex<String>,
}

impl Microphone {
    /// Opens the source on a thread of its own and starts to listen, closed: nothing is encoded before
    /// [`Microphone::set_open`]. `out` is called on that thread for every packet, `on_error` at most once, when the
    /// source cannot be opened or is lost; the owner may then start another.
    pub fn start(
        open: impl FnOnce() -> Result<Box<dyn SoundSource>, SourceError> + Send + 'static,
        config: MicrophoneConfig,
        render: RenderTap,
        out: Box<dyn FnMut(EncodedSound) + Send>,
        on_error: Box<dyn FnOnce(SourceError) + Send>,
    ) -> Self {
        let shared = Arc::new(Shared {
            open: Mutex::new(false),
            level: AtomicU8::new(0),
            speaking: AtomicBool::new(false),
            expected_loss: AtomicU8::new(config.expected_loss),
            name: Mutex::new(String::new()),
        });
        let worker = Worker::start("sound-microphone", {
            let shared = shared.clone();
            move |stop| {
                if let Err(error) = listen(open, config, render, out, &shared, stop) {
                    shared.level.store(0, Ordering::Relaxed);
                    shared.speaking.store(false, Ordering::Relaxed);
                    shared.name.lock().clear();
                    if !stop.load(Ordering::Acquire) {
                        on_error(error);
                    }
                }
            }
        });
        Self { shared, _worker: worker }
    }

    /// Opens or closes it. Closed, sound is measured and nothing at all is encoded: once this has returned, no packet
    /// comes any more. Not to be called from within `out`.
    pub fn set_open(&self, open: bool) {
        *self.shared.open.lock() = open;
    }

    /// How loud it is, open or closed: 0 to 100, by decibels.
    pub fn level(&self) -> u8 {
        self.shared.level.load(Ordering::Relaxed)
    }

    /// Whether someone speaks into it, open or closed.
    pub fn speaking(&self) -> bool {
        self.shared.speaking.load(Ordering::Relaxed)
    }

    /// Packet loss to prepare for, in percent.
    pub fn set_expected_loss(&self, percent: u8) {
        self.shared.expected_loss.store(percent, Ordering::Relaxed);
    }

    /// For people: the device's or the file's name; empty until it is open.
    pub fn name(&self) -> String {
        self.shared.name.lock().clone()
    }
}

/// The microphone's thread.
fn listen(
    open: impl FnOnce() -> Result<Box<dyn SoundSource>, SourceError>,
    config: MicrophoneConfig,
    mut render: RenderTap,
    mut out: Box<dyn FnMut(EncodedSound) + Send>,
    shared: &Shared,
    stop: &AtomicBool,
) -> Result<(), SourceError> {
    let mut source = open()?;
    *shared.name.lock() = source.name();
    let mut processing = config.processing.then(Processing::new);
    let mut packets = Packets::new(config)?;
    let mut meter = LevelMeter::default();
    let mut block = [0.0; BLOCK];
    render.skip();
    while !stop.load(Ordering::Acquire) {
        let captured = source.read(&mut block)?;
        match &mut processing {
            Some(processing) => {
                render.drain(|played| processing.played(played));
                processing.clean(&mut block);
            }
            None => render.skip(),
        }
        meter.hear(&block);
        shared.level.store(meter.level(), Ordering::Relaxed);
        shared.speaking.store(meter.speaking(), Ordering::Relaxed);

        packets.expected_loss(shared.expected_loss.load(Ordering::Relaxed));
        let opened = shared.open.lock();
        if let Some(packet) = packets.take(&block, captured, *opened) {
            out(packet);
        }
    }
    Ok(())
}

/// Makes packets of blocks while the microphone is open. Sans-IO.
struct Packets {
    encoder: Encoder,
    /// The packet in the making: the first `filled` samples.
    sound: [f32; PACKET],
    filled: usize,
    /// When its first sample was captured and where it stands.
    begin: (CaptureTime, u64),
    /// Where the next block stands, and when it should have been captured (microseconds).
    position: u64,
    expected: Option<f64>,
    was_open: bool,
    first: bool,
}

impl Packets {
    fn new(config: MicrophoneConfig) -> Result<Self, SourceError> {
        let MicrophoneConfig { kbps, expected_loss, constant_bitrate, .. } = config;
        let encoder = Encoder::new(EncoderConfig { kbps, expected_loss, constant_bitrate })
            .map_err(|e| SourceError::Device(format!("the voice cannot be encoded: {e}")))?;
        Ok(Self {
            encoder,
            sound: [0.0; PACKET],
            filled: 0,
            begin: (CaptureTime::default(), 0),
            position: 0,
            expected: None,
            was_open: false,
            first: false,
        })
    }

    fn expected_loss(&mut self, percent: u8) {
        self.encoder.set_expected_loss(percent);
    }

    /// Takes the next block; gives a packet where one is complete and the microphone is open.
    fn take(&mut self, block: &[f32; BLOCK], captured: CaptureTime, open: bool) -> Option<EncodedSound> {
        let at = captured.0 as f64;
        let expected = self.expected.unwrap_or(at);
        let late = at - expected;
        if late > HOLE {
            self.position += (late * f64::from(SAMPLE_RATE) / 1e6) as u64;
            self.filled = 0;
            self.expected = Some(at + BLOCK_MICROS);
        } else {
            self.expected = Some(expected + late * FOLLOW + BLOCK_MICROS);
        }
        let position = self.position;
        self.position += BLOCK as u64;
        if !open {
            self.was_open = false;
            self.filled = 0;
            return None;
        }
        if !self.was_open {
            // Nothing that was heard while it was closed, or before, is in what is sent now.
            self.encoder.forget();
            self.was_open = true;
            self.first = true;
        }
        if self.filled == 0 {
            self.begin = (captured, position);
        }
        self.sound[self.filled..self.filled + BLOCK].copy_from_slice(block);
        self.filled += BLOCK;
        if self.filled < PACKET {
            return None;
        }
        self.filled = 0;
        let data = self.encoder.encode(&self.sound).ok()?;
        let (captured, position) = self.begin;
        let first = std::mem::take(&mut self.first);
        Some(EncodedSound { data, samples: PACKET as u32, captured, position, first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::Block;
    use crate::sound::pace::Pace;
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    const LOUD: Block = [0.3; BLOCK];

    fn at(block: u64) -> CaptureTime {
        CaptureTime(1_000_000_000 + block * 10_000)
    }

    fn packets() -> Packets {
        Packets::new(MicrophoneConfig::default()).unwrap()
    }

    #[test]
    fn two_blocks_make_a_packet() {
        let mut packets = packets();
        assert!(packets.take(&LOUD, at(0), true).is_none());
        let packet = packets.take(&LOUD, at(1), true).unwrap();
        assert_eq!((packet.captured, packet.position, packet.samples, packet.first), (at(0), 0, 960, true));
        packets.take(&LOUD, at(2), true);
        let packet = packets.take(&LOUD, at(3), true).unwrap();
        assert_eq!((packet.captured, packet.position, packet.first), (at(2), 960, false));
    }

    #[test]
    fn a_closed_microphone_encodes_nothing_and_its_time_goes_on() {
        let mut packets = packets();
        packets.take(&LOUD, at(0), true);
        for n in 1..50 {
            assert!(packets.take(&LOUD, at(n), false).is_none());
        }
        assert!(packets.take(&LOUD, at(50), true).is_none(), "the half packet of before is not finished");
        let packet = packets.take(&LOUD, at(51), true).unwrap();
        assert_eq!((packet.captured, packet.position, packet.first), (at(50), 50 * 480, true));
    }

    #[test]
    fn what_was_heard_while_closed_is_in_no_packet() {
        let (mut told, mut untold) = (packets(), packets());
        for n in 0..100 {
            told.take(&LOUD, at(n), n < 10);
            untold.take(&[0.0; BLOCK], at(n), false);
        }
        for n in 100..110 {
            let (a, b) = (told.take(&LOUD, at(n), true), untold.take(&LOUD, at(n), true));
            assert_eq!(a.map(|p| p.data), b.map(|p| p.data));
        }
    }

    #[test]
    fn a_hole_in_the_capture_is_a_hole_in_time() {
        let mut packets = packets();
        packets.take(&LOUD, at(0), true);
        packets.take(&LOUD, at(1), true).unwrap();
        packets.take(&LOUD, at(2), true);
        assert!(packets.take(&LOUD, at(103), true).is_none(), "not joined with what came before the hole");
        let packet = packets.take(&LOUD, at(104), true).unwrap();
        assert_eq!((packet.captured, packet.position), (at(103), 103 * 480));
    }

    #[test]
    fn small_losses_add_up_and_a_slow_clock_does_not() {
        let mut lossy = packets();
        let mut slow = packets();
        for n in 0..6_000u64 {
            // Every tenth block is lost; a clock 500 ppm slow.
            if n % 10 != 0 {
                lossy.take(&LOUD, at(n), false);
            }
            slow.take(&LOUD, CaptureTime(at(n).0 + n * 5), false);
        }
        assert!(lossy.position.abs_diff(6_000 * 480) < 25 * 480, "{} blocks behind", 6_000 - lossy.position / 480);
        assert_eq!(slow.position, 6_000 * 480);
    }

    /// A tone, paced, that ends with an error after some blocks.
    struct Tone {
        pace: Pace,
        left: u32,
    }

    impl SoundSource for Tone {
        fn name(&self) -> String {
            "tone".into()
        }
        fn read(&mut self, block: &mut Block) -> Result<CaptureTime, SourceError> {
            if self.left == 0 {
                return Err(SourceError::Device("unplugged".into()));
            }
            self.left -= 1;
            *block = std::array::from_fn(|i| (i as f32 * 0.05).sin() * 0.3);
            Ok(self.pace.tick())
        }
    }

    fn until(what: &str, mut done: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !done() {
            assert!(begun.elapsed() < Duration::from_secs(20), "{what} did not happen");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn it_opens_closes_measures_and_is_lost() {
        let (sent, packets) = mpsc::channel();
        let (told, error) = mpsc::channel();
        let config = MicrophoneConfig { processing: false, ..MicrophoneConfig::default() };
        let microphone = Microphone::start(
            || Ok(Box::new(Tone { pace: Pace::default(), left: 300 })),
            config,
            RenderTap::none(),
            Box::new(move |packet| drop(sent.send(packet))),
            Box::new(move |e| told.send(e.to_string()).unwrap()),
        );
        until("measuring", || microphone.level() > 60);
        assert_eq!(microphone.name(), "tone");
        assert!(packets.try_recv().is_err(), "closed: nothing is encoded");
        microphone.set_open(true);
        let first = packets.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(first.first && first.data.len() == 100);
        microphone.set_open(false);
        packets.try_iter().for_each(drop);
        std::thread::sleep(Duration::from_millis(60));
        assert!(packets.try_recv().is_err(), "closed again: nothing comes any more");
        assert_eq!(error.recv_timeout(Duration::from_secs(20)).unwrap(), "unplugged");
        until("the level's end", || microphone.level() == 0);
    }

    #[test]
    fn a_source_that_cannot_be_opened_is_told() {
        let (told, error) = mpsc::channel();
        let _microphone = Microphone::start(
            || Err(SourceError::Device("no microphone".into())),
            MicrophoneConfig::default(),
            RenderTap::none(),
            Box::new(|_| ()),
            Box::new(move |e| told.send(e.to_string()).unwrap()),
        );
        assert_eq!(error.recv_timeout(Duration::from_secs(20)).unwrap(), "no microphone");
    }
}
