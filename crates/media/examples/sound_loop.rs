//! The whole path of sound in one process, without a network: microphone, Opus, jitter buffer, loudspeaker.
//!
//! `cargo run -p chancery-media --example sound_loop -- [--microphone SPEC] [--speaker SPEC] [--record FILE.wav]
//! [--seconds N] [--kbps N] [--expected-loss PERCENT] [--variable] [--processing] [--drop PERCENT] [--closed]
//! [--play FILE.wav] [--tone] [--list]`
//!
//! What the microphone hears is encoded, handed over, decoded, recorded and played; `--drop` loses packets on the way,
//! `--play` plays a file on the loudspeaker as another voice, `--tone` the test tone, `--closed` keeps the microphone
//! closed. `--list` only names the devices. At the end one line of JSON says what was counted.
#![allow(clippy::print_stdout)]

use chancery_media::picture::SourceError;
use chancery_media::sound::{
    EncodedSound, Microphone, MicrophoneConfig, Playout, RenderTap, SoundPacket, Voice, WavRecorder, list_microphones,
    list_speakers, open_microphone, open_speaker,
};
use chancery_media::spec::SourceSpec;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

struct Options {
    microphone: SourceSpec,
    speaker: SourceSpec,
    play: Option<SourceSpec>,
    record: Option<PathBuf>,
    seconds: f64,
    config: MicrophoneConfig,
    drop: u64,
    closed: bool,
    tone: bool,
    list: bool,
}

fn options() -> Result<Options, String> {
    let config = MicrophoneConfig { processing: false, ..MicrophoneConfig::default() };
    let mut options = Options {
        microphone: SourceSpec::None,
        speaker: SourceSpec::None,
        play: None,
        record: None,
        seconds: 10.0,
        config,
        drop: 0,
        closed: false,
        tone: false,
        list: false,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} wants a value"));
        let spec = |text: String| text.parse::<SourceSpec>().unwrap_or_default();
        let number = |text: String| text.parse::<u32>().map_err(|e| format!("{word}: {e}"));
        match word.as_str() {
            "--microphone" => options.microphone = spec(value()?),
            "--speaker" => options.speaker = spec(value()?),
            "--play" => options.play = Some(spec(value()?)),
            "--record" => options.record = Some(value()?.into()),
            "--seconds" => options.seconds = value()?.parse().map_err(|e| format!("{word}: {e}"))?,
            "--kbps" => options.config.kbps = number(value()?)?,
            "--expected-loss" => options.config.expected_loss = number(value()?)?.min(100) as u8,
            "--variable" => options.config.constant_bitrate = false,
            "--processing" => options.config.processing = true,
            "--drop" => options.drop = number(value()?)?.into(),
            "--closed" => options.closed = true,
            "--tone" => options.tone = true,
            "--list" => options.list = true,
            _ => return Err(format!("{word} is unknown")),
        }
    }
    Ok(options)
}

/// Hands packets over to a voice, as a network would, and counts them.
struct Wire {
    voice: Arc<Voice>,
    drop: u64,
    sequence: u16,
    random: u64,
    packets: Arc<AtomicUsize>,
    bytes: Arc<AtomicU64>,
    /// Capture time from the first to the last packet less what the packets hold, in microseconds.
    missing: Arc<AtomicI64>,
    first: Option<u64>,
}

impl Wire {
    fn carry(&mut self, sound: EncodedSound) {
        let first = *self.first.get_or_insert(sound.captured.0);
        let held = self.packets.load(Ordering::Relaxed) as i64 * 20_000;
        self.missing.store(sound.captured.0 as i64 - first as i64 - held, Ordering::Relaxed);
        self.sequence = self.sequence.wrapping_add(1);
        self.packets.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(sound.data.len() as u64, Ordering::Relaxed);
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if (self.random >> 33) % 100 < self.drop {
            return;
        }
        self.voice.push(SoundPacket {
            sequence: self.sequence,
            timestamp: sound.position as u32,
            payload: sound.data.into(),
            captured: Some(sound.captured),
            arrived: Instant::now(),
        });
    }
}

struct Connected {
    microphone: Microphone,
    voice: Arc<Voice>,
    packets: Arc<AtomicUsize>,
    bytes: Arc<AtomicU64>,
    missing: Arc<AtomicI64>,
}

fn connect(
    playout: &Playout,
    spec: SourceSpec,
    options: &Options,
    tap: RenderTap,
    errors: &Arc<Mutex<Vec<String>>>,
) -> Connected {
    let voice = Arc::new(playout.add_voice());
    let (packets, bytes, missing) = <(Arc<AtomicUsize>, Arc<AtomicU64>, Arc<AtomicI64>)>::default();
    let mut wire = Wire {
        voice: voice.clone(),
        drop: options.drop,
        sequence: 65_000,
        random: 1,
        packets: packets.clone(),
        bytes: bytes.clone(),
        missing: missing.clone(),
        first: None,
    };
    let errors = errors.clone();
    let microphone = Microphone::start(
        move || open_microphone(&spec)?.ok_or(SourceError::Device("no microphone was asked for".into())),
        options.config,
        tap,
        Box::new(move |sound| wire.carry(sound)),
        Box::new(move |error| errors.lock().expect("no one panics").push(error.to_string())),
    );
    Connected { microphone, voice, packets, bytes, missing }
}

fn main() -> Result<(), String> {
    let options = options()?;
    if options.list {
        for (kind, devices) in [("microphone", list_microphones()), ("speaker", list_speakers())] {
            for (id, name) in devices {
                println!("{kind}\t{id}\t{name}");
            }
        }
        return Ok(());
    }
    let errors = Arc::new(Mutex::new(Vec::new()));
    let speaker = options.speaker.clone();
    let playout = Playout::start(
        move || open_speaker(&speaker),
        Box::new({
            let errors = errors.clone();
            move |error| errors.lock().expect("no one panics").push(error.to_string())
        }),
    );
    let tap = playout.render_tap();
    let Connected { microphone, voice, packets, bytes, missing } =
        connect(&playout, options.microphone.clone(), &options, tap, &errors);
    if let Some(path) = &options.record {
        voice.record_to(WavRecorder::create(path).map_err(|e| e.to_string())?);
    }
    microphone.set_open(!options.closed);
    let other = options.play.clone().map(|spec| connect(&playout, spec, &options, RenderTap::none(), &errors));
    if let Some(other) = &other {
        other.microphone.set_open(true);
    }
    if options.tone {
        playout.play_test_tone();
    }
    let mut loudest = 0;
    let until = Instant::now() + Duration::from_secs_f64(options.seconds);
    while Instant::now() < until {
        loudest = loudest.max(microphone.level());
        std::thread::sleep(Duration::from_millis(20));
    }
    let stats = voice.stats();
    println!(
        "{{\"microphone\":{:?},\"speaker\":{:?},\"sent\":{},\"missing_ms\":{},\"bytes\":{},\"received\":{},\"lost\":{},\
         \"concealed_ratio\":{:.5},\"latency_p50_ms\":{:.1},\"latency_p95_ms\":{:.1},\"buffer_ms\":{:.1},\
         \"loudest\":{loudest},\"errors\":{:?}}}",
        microphone.name(),
        playout.name(),
        packets.load(Ordering::Relaxed),
        missing.load(Ordering::Relaxed) / 1_000,
        bytes.load(Ordering::Relaxed),
        stats.packets,
        stats.packets_lost,
        stats.concealed_ratio,
        stats.latency_p50_ms.unwrap_or(0.0),
        stats.latency_p95_ms.unwrap_or(0.0),
        stats.buffer_ms,
        errors.lock().expect("no one panics"),
    );
    Ok(())
}
