//! The playout's thread: pulls every voice, mixes, limits, gives the mix to the sink and to the echo canceller.

use super::mix::{Limiter, TestTone};
use super::record::NullSink;
use super::thread::Worker;
use super::voice::{PlayingVoice, SILENCE, voice};
use super::{Block, SoundSink, Voice};
use crate::picture::SourceError;
use parking_lot::Mutex;
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Blocks that may wait for the echo canceller: half a second, longer than any sound card holds.
const TAP_BLOCKS: usize = 50;

/// What is being played, for the echo canceller.
pub struct RenderTap {
    blocks: Option<Consumer<Block>>,
}

impl RenderTap {
    /// A tap that gives nothing: for a microphone without a loudspeaker beside it.
    pub fn none() -> Self {
        Self { blocks: None }
    }

    /// Throws away what has waited.
    pub(super) fn skip(&mut self) {
        self.drain(|_| ());
    }

    /// Gives every block that was played since the last call, in order.
    pub(super) fn drain(&mut self, mut hear: impl FnMut(&Block)) {
        if let Some(blocks) = &mut self.blocks {
            while let Ok(block) = blocks.pop() {
                hear(&block);
            }
        }
    }
}

type OpenSink = Box<dyn FnOnce() -> Result<Box<dyn SoundSink>, SourceError> + Send>;

/// The running playout. Dropping it stops it and releases the device.
pub struct Playout {
    shared: Arc<Shared>,
    _worker: Worker,
}

/// What the owner and the thread share.
#[derive(Default)]
struct Shared {
    joining: Mutex<Vec<PlayingVoice>>,
    tap: Mutex<Option<Producer<Block>>>,
    open: Mutex<Option<OpenSink>>,
    tone: AtomicBool,
    name: Mutex<String>,
}

impl Playout {
    /// Opens the sink on a thread of its own and starts to play. Where the sink cannot be opened or is lost,
    /// `on_error` is told (on that thread) and the playout goes on into nothing at the same pace (voices are decoded,
    /// measured and recorded) until [`Playout::reopen`].
    pub fn start(
        open: impl FnOnce() -> Result<Box<dyn SoundSink>, SourceError> + Send + 'static,
        mut on_error: Box<dyn FnMut(SourceError) + Send>,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        *shared.open.lock() = Some(Box::new(open));
        let worker = Worker::start("sound-playout", {
            let shared = shared.clone();
            move |stop| play(&shared, stop, &mut on_error)
        });
        Self { shared, _worker: worker }
    }

    /// Opens another sink in the place of this one; voices go on.
    pub fn reopen(&self, open: impl FnOnce() -> Result<Box<dyn SoundSink>, SourceError> + Send + 'static) {
        *self.shared.open.lock() = Some(Box::new(open));
    }

    /// Adds a voice. Dropping the [`Voice`] removes it.
    pub fn add_voice(&self) -> Voice {
        let (voice, playing) = voice();
        self.shared.joining.lock().push(playing);
        voice
    }

    /// A new tap on what is played; the one before it dries up.
    pub fn render_tap(&self) -> RenderTap {
        let (producer, consumer) = RingBuffer::new(TAP_BLOCKS);
        *self.shared.tap.lock() = Some(producer);
        RenderTap { blocks: Some(consumer) }
    }

    /// Plays a short soft two-tone on the speaker only: it is neither sent nor recorded.
    pub fn play_test_tone(&self) {
        self.shared.tone.store(true, Ordering::Relaxed);
    }

    /// For people: the device's or the file's name; empty until it is open and while there is none.
    pub fn name(&self) -> String {
        self.shared.name.lock().clone()
    }
}

/// The playout's thread. The sink's pace is its pace.
fn play(shared: &Shared, stop: &AtomicBool, on_error: &mut dyn FnMut(SourceError)) {
    let mut sink: Box<dyn SoundSink> = Box::new(NullSink::default());
    let mut voices: Vec<PlayingVoice> = Vec::new();
    let mut limiter = Limiter::default();
    let mut tone = TestTone::default();
    let mut voice = SILENCE;
    while !stop.load(Ordering::Acquire) {
        let open = shared.open.lock().take();
        if let Some(open) = open {
            // The device is released before another is opened: it may be the same.
            sink = Box::new(NullSink::default());
            match open() {
                Ok(opened) => sink = opened,
                Err(error) => on_error(error),
            }
            *shared.name.lock() = sink.name();
        }
        voices.append(&mut shared.joining.lock());
        voices.retain(|voice| !voice.removed());
        if shared.tone.swap(false, Ordering::Relaxed) {
            tone.begin();
        }

        let mut mix = SILENCE;
        let now = Instant::now();
        for one in &mut voices {
            if one.pull(now, &mut voice) {
                for (sum, s) in mix.iter_mut().zip(&voice) {
                    *sum += s;
                }
            }
        }
        tone.add_to(&mut mix);
        limiter.limit(&mut mix);
        if let Some(tap) = &mut *shared.tap.lock() {
            // Full: no microphone listens now. It throws away what has waited when it begins.
            let _ = tap.push(mix);
        }
        if let Err(error) = sink.write(&mix) {
            sink = Box::new(NullSink::default());
            shared.name.lock().clear();
            on_error(error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::{BLOCK, SoundPacket};
    use bytes::Bytes;
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    /// Gives every block to a channel, a hundred a second.
    struct Heard(mpsc::Sender<Block>, NullSink);

    impl SoundSink for Heard {
        fn name(&self) -> String {
            "heard".into()
        }
        fn write(&mut self, block: &Block) -> Result<(), SourceError> {
            self.1.write(block)?;
            self.0.send(*block).map_err(|_| SourceError::Device("gone".into()))
        }
    }

    fn heard() -> (Playout, mpsc::Receiver<Block>) {
        let (send, receive) = mpsc::channel();
        let playout = Playout::start(
            move || Ok(Box::new(Heard(send, NullSink::default()))),
            Box::new(|e| panic!("the sink failed: {e}")),
        );
        (playout, receive)
    }

    fn loud(block: &Block) -> bool {
        block.iter().any(|s| s.abs() > 0.05)
    }

    #[test]
    fn the_test_tone_is_heard_and_tapped() {
        let (playout, blocks) = heard();
        let mut tap = playout.render_tap();
        playout.play_test_tone();
        assert!(blocks.iter().take(300).any(|b| loud(&b)), "on the speaker");
        let mut tapped = false;
        tap.drain(|block| tapped |= loud(block));
        assert!(tapped, "and for the echo canceller");
        assert_eq!(playout.name(), "heard");
    }

    #[test]
    fn voices_are_mixed_and_leave() {
        let (playout, blocks) = heard();
        let (one, two) = (playout.add_voice(), playout.add_voice());
        let mut opus = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip).unwrap();
        let sound: Vec<f32> = (0..960).map(|i| (i as f32 * 0.0314).sin() * 0.3).collect();
        for n in 0..60u16 {
            let payload = Bytes::from(opus.encode_vec_float(&sound, 1_500).unwrap());
            for voice in [&one, &two] {
                voice.push(SoundPacket {
                    sequence: n,
                    timestamp: u32::from(n) * 960,
                    payload: payload.clone(),
                    captured: None,
                    arrived: Instant::now(),
                });
            }
            thread::sleep(Duration::from_millis(20));
        }
        let loudest = blocks.try_iter().flatten().fold(0.0f32, |a, s| a.max(s.abs()));
        assert!((0.45..=0.75).contains(&loudest), "two voices of 0.3 sum up to {loudest}");
        assert!(one.level() > 50 && one.stats().packets > 50);
        drop((one, two));
        thread::sleep(Duration::from_millis(100));
        blocks.try_iter().for_each(drop);
        assert!(blocks.iter().take(5).all(|b| b == [0.0; BLOCK]));
    }

    #[test]
    fn a_lost_sink_is_told_and_can_be_opened_again() {
        let (send, receive) = mpsc::channel();
        let (told, errors) = mpsc::channel();
        let playout = Playout::start(
            || Err(SourceError::Device("no loudspeaker".into())),
            Box::new(move |e| told.send(e.to_string()).unwrap()),
        );
        assert_eq!(errors.recv_timeout(Duration::from_secs(20)).unwrap(), "no loudspeaker");
        assert_eq!(playout.name(), "");
        playout.reopen(move || Ok(Box::new(Heard(send, NullSink::default()))));
        receive.recv_timeout(Duration::from_secs(20)).expect("it plays");
        drop(receive);
        assert_eq!(errors.recv_timeout(Duration::from_secs(20)).unwrap(), "gone");
    }
}
