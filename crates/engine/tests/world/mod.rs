//! A few engines and the post between them.

use chancery_engine::{
    Engine, EngineConfig, EngineEvent, EngineStats, FrameTransform, PeerState, PictureHub, Signal, Sources,
};
use chancery_media::picture::{PictureSink, SharedPicture};
use chancery_media::spec::SourceSpec;
use chancery_model::{ConnectionId, MediaKind, MediaState, ParticipantId};
use std::collections::HashMap;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::mpsc::Receiver;

/// The machine may be busy: how long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Counts what it is shown.
#[derive(Default)]
struct Eyes(Arc<AtomicUsize>);

impl PictureSink for Eyes {
    fn picture(&self, _: SharedPicture) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl PictureHub for Eyes {
    fn sink(&self, who: Option<ParticipantId>, _: MediaKind) -> Arc<dyn PictureSink> {
        let count = if who.is_some() { self.0.clone() } else { Arc::default() };
        Arc::new(Self(count))
    }
    fn gone(&self, _: Option<ParticipantId>, _: MediaKind) {}
}

struct Seat {
    engine: Option<Engine>,
    events: Receiver<EngineEvent>,
    seen: Arc<AtomicUsize>,
    states: HashMap<ParticipantId, PeerState>,
    levels: Vec<u8>,
    generation: u64,
    data: Vec<(ParticipantId, Vec<u8>)>,
    fingerprint: Option<[u8; 32]>,
    descriptions: Vec<String>,
}

/// The engines.
pub struct World {
    pub ids: Vec<ParticipantId>,
    pub offers: usize,
    seats: Vec<Seat>,
    folder: TempDir,
    /// What each one's frames go through.
    transforms: Vec<Arc<dyn FrameTransform>>,
}

fn film(path: &Path) {
    const W: usize = 320;
    const H: usize = 180;
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "YUV4MPEG2 W{W} H{H} F30:1 Ip A1:1 C420").unwrap();
    for frame in 0..30 {
        file.write_all(b"FRAME\n").unwrap();
        let luma: Vec<u8> = (0..W * H).map(|at| ((at % W + at / W * 2 + frame * 8) % 200 + 20) as u8).collect();
        file.write_all(&luma).unwrap();
        file.write_all(&vec![(100 + frame) as u8; W * H / 4]).unwrap();
        file.write_all(&vec![140; W * H / 4]).unwrap();
    }
}

fn tone(path: &Path) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(path, spec).unwrap();
    for n in 0..48_000 {
        let t = n as f32 / 48_000.0;
        let loud = 0.5 + 0.5 * (t * 3.0 * std::f32::consts::TAU).sin();
        file.write_sample(((t * 300.0 * std::f32::consts::TAU).sin() * loud * 12_000.0) as i16).unwrap();
    }
    file.finalize().unwrap();
}

impl World {
    pub fn new(count: usize) -> Self {
        Self::with(count, Vec::new())
    }

    pub fn with(count: usize, transforms: Vec<Arc<dyn FrameTransform>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        film(&folder.path().join("film.y4m"));
        tone(&folder.path().join("tone.wav"));
        let ids = (0..count).map(|n| ParticipantId::from_random([n as u8 + 1; 16])).collect();
        let mut world = Self { ids, offers: 0, seats: Vec::new(), folder, transforms };
        for index in 0..count {
            let seat = world.sit(index);
            world.seats.push(seat);
        }
        world
    }

    fn sit(&self, index: usize) -> Seat {
        let file = |name: &str| SourceSpec::File(self.folder.path().join(name));
        let sources = Sources {
            camera: file("film.y4m"),
            microphone: file("tone.wav"),
            screen: file("film.y4m"),
            speaker: SourceSpec::None,
        };
        let mut config = EngineConfig::new(sources);
        config.processing = false;
        config.bind = Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
        config.record = Some(self.folder.path().join(index.to_string()));
        config.transform = self.transforms.get(index).cloned();
        let eyes = Eyes::default();
        let seen = eyes.0.clone();
        let (engine, events) = Engine::start(config, Arc::new(eyes), tokio::runtime::Handle::current());
        let (states, levels) = (HashMap::new(), Vec::new());
        let (data, fingerprint, descriptions) = (Vec::new(), None, Vec::new());
        Seat { engine: Some(engine), events, seen, states, levels, generation: 0, data, fingerprint, descriptions }
    }

    pub fn engine(&self, index: usize) -> &Engine {
        self.seats[index].engine.as_ref().unwrap()
    }

    pub fn on_air(&mut self, index: usize, state: MediaState) {
        self.engine(index).on_air(state);
    }

    pub fn add_only(&mut self, from: usize, to: usize, polite: bool) {
        let to = self.ids[to];
        let seat = &mut self.seats[from];
        seat.generation += 1;
        seat.states.remove(&to);
        let connection = ConnectionId(seat.generation);
        seat.engine.as_ref().unwrap().add_peer(to, connection, polite);
    }

    pub fn connect(&mut self, a: usize, b: usize) {
        self.add_only(b, a, true);
        self.add_only(a, b, false);
    }

    pub fn restart_ice(&mut self, from: usize, to: usize) {
        self.engine(from).restart_ice(self.ids[to]);
    }

    pub fn say_offer(&mut self, to: usize, from: usize, sdp: String) {
        self.engine(to).signal(self.ids[from], Signal::Offer { sdp });
    }

    pub fn say_candidate(&mut self, to: usize, from: usize, candidate: String) {
        self.engine(to).signal(self.ids[from], Signal::Candidate { candidate, mid: None, line: Some(0) });
    }

    /// What came to one from another on the data channel.
    pub fn data(&self, at: usize, from: usize) -> Vec<Vec<u8>> {
        self.seats[at].data.iter().filter(|(peer, _)| *peer == self.ids[from]).map(|(_, bytes)| bytes.clone()).collect()
    }

    /// What an engine said of its certificate.
    pub fn fingerprint(&self, index: usize) -> Option<[u8; 32]> {
        self.seats[index].fingerprint
    }

    pub fn send_data(&self, from: usize, to: usize, bytes: &[u8]) {
        self.engine(from).send_data(self.ids[to], bytes.to_vec());
    }

    /// The descriptions that were carried from one.
    pub fn descriptions(&self, from: usize) -> &[String] {
        &self.seats[from].descriptions
    }

    /// The engine goes without a word: its sockets close and nothing answers any more.
    pub async fn vanish(&mut self, index: usize) {
        let engine = self.seats[index].engine.take().unwrap();
        engine.stop().await;
    }

    pub fn come_back(&mut self, index: usize) {
        self.seats[index] = self.sit(index);
    }

    pub fn stats(&self, index: usize) -> EngineStats {
        self.engine(index).stats()
    }

    pub fn state(&self, of: usize, peer: usize) -> Option<PeerState> {
        self.seats[of].states.get(&self.ids[peer]).copied()
    }

    pub fn voices(&self, index: usize) -> impl Iterator<Item = u8> {
        self.seats[index].levels.clone().into_iter()
    }

    pub fn pictures(&self, index: usize) -> usize {
        self.seats[index].seen.load(Ordering::Relaxed)
    }

    pub fn recorded(&self, index: usize, prefix: &str) -> PathBuf {
        let folder = self.folder.path().join(index.to_string());
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(prefix))
            .unwrap()
    }

    /// Carries the post for a while.
    pub async fn run(&mut self, span: Duration) {
        let end = Instant::now() + span;
        while Instant::now() < end {
            self.carry();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Carries the post until `done`.
    pub async fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !done(self) {
            assert!(
                Instant::now() < end,
                "never came: {what}\n{:#?}",
                (0..self.ids.len())
                    .filter(|i| self.seats[*i].engine.is_some())
                    .map(|i| self.stats(i))
                    .collect::<Vec<_>>()
            );
            self.run(Duration::from_millis(20)).await;
        }
    }

    fn carry(&mut self) {
        for from in 0..self.seats.len() {
            while let Ok(event) = self.seats[from].events.try_recv() {
                match event {
                    EngineEvent::Signal { peer, signal, .. } => {
                        self.offers += usize::from(matches!(signal, Signal::Offer { .. }));
                        if let Signal::Offer { sdp } | Signal::Answer { sdp } = &signal {
                            self.seats[from].descriptions.push(sdp.clone());
                        }
                        let to = self.ids.iter().position(|id| *id == peer).unwrap();
                        if let Some(engine) = &self.seats[to].engine {
                            engine.signal(self.ids[from], signal);
                        }
                    }
                    EngineEvent::Peer { peer, connection, state } => {
                        let seat = &mut self.seats[from];
                        if connection.0 <= seat.generation {
                            seat.states.insert(peer, state);
                        }
                    }
                    EngineEvent::Levels { voices, .. } => {
                        self.seats[from].levels.extend(voices.into_iter().map(|(_, level)| level));
                    }
                    EngineEvent::DeviceFailed { detail, .. } => panic!("{detail}"),
                    EngineEvent::Fingerprint(fingerprint) => self.seats[from].fingerprint = Some(fingerprint),
                    EngineEvent::Data { peer, bytes, .. } => self.seats[from].data.push((peer, bytes)),
                    _ => {}
                }
            }
        }
    }

    pub async fn stop(&mut self) {
        for seat in &mut self.seats {
            if let Some(engine) = &seat.engine {
                engine.stop().await;
            }
        }
    }
}
