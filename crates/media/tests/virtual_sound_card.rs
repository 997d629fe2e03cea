//! The sound devices against a real sound server: a PulseAudio of the test's own, with null sinks as sound card. What
//! is played into the microphone comes out of the loudspeaker; a server that dies is told, one that comes back is used.
//!
//! Which server `cpal` speaks to is said by the environment, so what is under test runs in a child process: this very
//! test binary, with [`child`] as the only test.
#![cfg(target_os = "linux")]

use chancery_media::sound::{
    EncodedSound, Microphone, MicrophoneConfig, Playout, SoundPacket, list_microphones, list_speakers, open_microphone,
    open_speaker,
};
use chancery_media::spec::SourceSpec;
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

const RATE: usize = 48_000;
const PATIENCE: Duration = Duration::from_secs(40);

/// A child process that ends with its owner.
struct Owned(Child);

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A sound server with a loudspeaker `spk` and a microphone `mic` that hears what is played into `micsrc`.
struct SoundServer {
    home: tempfile::TempDir,
    /// Where its user keeps configuration, if not in `.config`.
    config: Option<&'static str>,
    daemon: Option<Owned>,
}

impl SoundServer {
    fn new() -> Self {
        Self::with_config(None)
    }

    fn with_config(config: Option<&'static str>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut server = Self { home, config, daemon: None };
        server.start();
        server
    }

    fn socket(&self) -> PathBuf {
        self.home.path().join("native")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env("PULSE_SERVER", format!("unix:{}", self.socket().display()))
            .env_remove("PULSE_RUNTIME_PATH")
            .env_remove("PULSE_COOKIE")
            .env_remove("XDG_CONFIG_HOME")
            .envs(self.config.map(|name| ("XDG_CONFIG_HOME", self.home.path().join(name))))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn start(&mut self) {
        let _ = std::fs::remove_file(self.socket());
        let daemon = self
            .command("pulseaudio")
            .args(["--daemonize=no", "--exit-idle-time=-1", "--system=false", "--use-pid-file=no", "-n"])
            .arg("--load=module-null-sink sink_name=spk sink_properties=device.description=Loudspeaker")
            .arg("--load=module-null-sink sink_name=micsrc")
            .arg("--load=module-remap-source master=micsrc.monitor source_name=mic")
            .arg(format!("--load=module-native-protocol-unix auth-anonymous=1 socket={}", self.socket().display()))
            .spawn()
            .expect("pulseaudio has to be installed: cargo xtask setup");
        self.daemon = Some(Owned(daemon));
        let begun = Instant::now();
        loop {
            let sources = self.command("pactl").args(["list", "short", "sources"]).stdout(Stdio::piped()).output();
            if sources.is_ok_and(|s| String::from_utf8_lossy(&s.stdout).contains("\tmic\t")) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "the sound server did not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn stop(&mut self) {
        self.daemon = None;
    }

    /// Plays a file into the microphone.
    fn speak(&self, file: &Path) -> Owned {
        Owned(self.command("paplay").arg("--device=micsrc").arg(file).spawn().expect("pulseaudio-utils is installed"))
    }

    /// Records what the loudspeaker plays.
    fn listen(&self, file: &Path) -> Owned {
        let mut command = self.command("parec");
        command.args(["--device=spk.monitor", "--rate=48000", "--channels=1", "--format=s16le", "--file-format=wav"]);
        Owned(command.arg(file).spawn().expect("pulseaudio-utils is installed"))
    }

    /// Starts [`child`] with a task.
    fn child(&self, task: &str) -> TaskedChild {
        let own = std::env::current_exe().unwrap();
        let mut command = self.command(own.to_str().unwrap());
        command.args(["child", "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
        command.env("SOUND_TASK", task).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut process = command.spawn().unwrap();
        let (line, lines) = mpsc::channel();
        let output = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|l| line.send(l)));
        let input = process.stdin.take();
        TaskedChild { process: Owned(process), input, lines }
    }
}

struct TaskedChild {
    process: Owned,
    input: Option<ChildStdin>,
    lines: mpsc::Receiver<String>,
}

impl TaskedChild {
    /// The rest of the next line that begins with `word`.
    fn says(&self, word: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|_| panic!("the child never said {word}"));
            if let Some((_, rest)) = line.split_once(&format!("@{word} ")) {
                return rest.to_owned();
            }
        }
    }

    fn tell(&mut self, word: &str) {
        writeln!(self.input.as_mut().unwrap(), "{word}").unwrap();
    }

    fn end(mut self) {
        drop(self.input.take());
        let begun = Instant::now();
        while self.process.0.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < PATIENCE, "the child did not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Speech-like: a voice whose pitch wanders, in syllables of uneven length; no part sounds like another.
fn voice(seconds: usize) -> Vec<f32> {
    let mut phase = 0.0f64;
    (0..seconds * RATE)
        .map(|n| {
            let t = n as f64 / RATE as f64;
            let pitch = 140.0 + 40.0 * (t * 0.9).sin() + 25.0 * (t * 2.3).sin();
            phase += pitch / RATE as f64;
            let syllable = (t * 7.0 + 2.0 * (t * 1.3).sin()).sin().max(0.0).sqrt();
            let sum: f64 = (1..12).map(|h| (std::f64::consts::TAU * phase * f64::from(h)).sin() / f64::from(h)).sum();
            (sum * syllable * 0.2) as f32
        })
        .collect()
}

fn write(path: &Path, sound: &[f32]) {
    let spec = WavSpec { channels: 1, sample_rate: RATE as u32, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::create(path, spec).unwrap();
    for s in sound {
        writer.write_sample((s * 32_000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

/// Reads a WAV, also one whose writer was killed before it could write the lengths.
fn read(path: &Path) -> Vec<f32> {
    let _ = WavReader::open(path);
    let bytes = std::fs::read(path).unwrap();
    let data = bytes.windows(4).position(|w| w == b"data").expect("a WAV") + 8;
    bytes[data..].chunks_exact(2).map(|b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0).collect()
}

/// Every sixth sample of what a simple low-pass lets through: enough to compare voices by, six times faster.
fn thinned(sound: &[f32]) -> Vec<f32> {
    sound.chunks_exact(6).map(|c| c.iter().sum::<f32>() / 6.0).collect()
}

/// How alike the best-fitting place of `heard` is to `piece`, -1 to 1.
fn best_fit(heard: &[f32], piece: &[f32]) -> f32 {
    let power = |s: &[f32]| s.iter().map(|s| s * s).sum::<f32>();
    let own = power(piece);
    heard
        .windows(piece.len())
        .map(|w| w.iter().zip(piece).map(|(a, b)| a * b).sum::<f32>() / (own * power(w)).sqrt().max(1e-6))
        .fold(-1.0, f32::max)
}

/// Which share of the pieces of 300 ms of `said` is found in `heard`, 0 to 1. On a busy machine pieces are lost or
/// stretched on the way; what is there is unmistakable.
fn found(said: &[f32], heard: &[f32]) -> f32 {
    let (said, heard) = (thinned(said), thinned(heard));
    let loud = |piece: &&[f32]| piece.iter().map(|s| s * s).sum::<f32>() / 2_400.0 > 1e-4;
    let pieces: Vec<&[f32]> = said.chunks_exact(2_400).filter(loud).collect();
    let found = pieces.iter().filter(|piece| best_fit(&heard, piece) > 0.85).count();
    found as f32 / pieces.len() as f32
}

/// Two servers at once would take the processors from each other.
static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());

#[test]
fn what_the_microphone_hears_comes_out_of_the_loudspeaker() {
    let _alone = ONE_AT_A_TIME.lock();
    let server = SoundServer::new();
    let (said, heard) = (server.home.path().join("said.wav"), server.home.path().join("heard.wav"));
    let sound = voice(6);
    write(&said, &sound);

    let child = server.child("loop");
    assert_eq!(child.says("microphone"), "Remapped Monitor of Null Output");
    assert_eq!(child.says("speaker"), "Loudspeaker");
    let listening = server.listen(&heard);
    let mut speaking = server.speak(&said);
    let begun = Instant::now();
    while speaking.0.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < PATIENCE, "paplay did not end");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    drop(listening);
    child.end();

    // The first second is for the buffers to settle.
    let share = found(&sound[RATE..5 * RATE], &read(&heard));
    assert!(share > 0.3, "{share} of what was said was heard");
    let other = found(&voice(12)[8 * RATE..], &read(&heard));
    assert!(other < 0.1, "the measure tells other speech apart: {other}");
}

#[test]
fn devices_are_listed_by_names_that_people_know() {
    let _alone = ONE_AT_A_TIME.lock();
    let server = SoundServer::new();
    let child = server.child("list");
    assert_eq!(child.says("microphone"), "pulseaudio:mic Remapped Monitor of Null Output");
    let speakers = [child.says("speaker"), child.says("speaker")];
    assert!(speakers.contains(&"pulseaudio:spk Loudspeaker".to_owned()), "{speakers:?}");
    child.end();
}

/// The server keeps its cookie where the client does not look.
#[test]
fn configuration_kept_elsewhere_costs_nobody_the_sound() {
    let _alone = ONE_AT_A_TIME.lock();
    let server = SoundServer::with_config(Some("elsewhere"));
    let child = server.child("list");
    assert_eq!(child.says("microphone"), "pulseaudio:mic Remapped Monitor of Null Output");
    child.end();
}

#[test]
fn a_server_that_dies_is_told_and_one_that_comes_back_is_used() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut server = SoundServer::new();
    let mut child = server.child("loop");
    child.says("microphone");
    child.says("speaker");
    server.stop();
    let both_are_told = |child: &TaskedChild| {
        let mut errors = [child.says("error"), child.says("error")];
        errors.sort_by_key(|e| e.contains("loudspeaker"));
        assert!(errors[0].contains("microphone") && errors[1].contains("loudspeaker"), "{errors:?}");
    };
    both_are_told(&child);
    child.tell("again");
    both_are_told(&child);
    child.says("opened");
    server.start();
    child.tell("again");
    assert_eq!(child.says("microphone"), "Remapped Monitor of Null Output");
    assert_eq!(child.says("speaker"), "Loudspeaker");
    child.end();
}

#[test]
#[ignore = "what the other tests run in a process of its own"]
#[allow(clippy::print_stdout)]
fn child() {
    match std::env::var("SOUND_TASK").as_deref() {
        Ok("loop") => loop_back(),
        Ok("list") => {
            for (kind, devices) in [("microphone", list_microphones()), ("speaker", list_speakers())] {
                for (id, name) in devices {
                    println!("@{kind} {id} {name}");
                }
            }
        }
        _ => {}
    }
}

#[allow(clippy::print_stdout)]
fn say_error(error: chancery_media::picture::SourceError) {
    println!("@error {error}");
}

/// Plays what the microphone hears. Each line of input opens both again; the end of input ends it.
#[allow(clippy::print_stdout)]
fn loop_back() {
    let speaker = || open_speaker(&SourceSpec::Device(Some("pulseaudio:spk".into())));
    let playout = Playout::start(speaker, Box::new(say_error));
    let voice = Arc::new(playout.add_voice());
    let listen = || {
        let voice = voice.clone();
        let mut sequence = 0u16;
        let microphone = Microphone::start(
            || Ok(open_microphone(&SourceSpec::Device(Some("pulseaudio:mic".into())))?.expect("a device was asked for")),
            MicrophoneConfig { processing: false, ..MicrophoneConfig::default() },
            playout.render_tap(),
            Box::new(move |sound: EncodedSound| {
                sequence = sequence.wrapping_add(1);
                voice.push(SoundPacket {
                    sequence,
                    timestamp: sound.position as u32,
                    payload: sound.data.into(),
                    captured: Some(sound.captured),
                    arrived: Instant::now(),
                });
            }),
            Box::new(say_error),
        );
        microphone.set_open(true);
        microphone
    };
    let say_names = |microphone: &Microphone| {
        let begun = Instant::now();
        while (microphone.name().is_empty() || playout.name().is_empty()) && begun.elapsed() < Duration::from_secs(8) {
            std::thread::sleep(Duration::from_millis(10));
        }
        println!("@opened (or not)");
        if !microphone.name().is_empty() && !playout.name().is_empty() {
            println!("@microphone {}\n@speaker {}", microphone.name(), playout.name());
        }
    };
    let mut microphone = listen();
    say_names(&microphone);
    for _again in std::io::stdin().lines() {
        drop(microphone);
        microphone = listen();
        playout.reopen(speaker);
        say_names(&microphone);
    }
}
