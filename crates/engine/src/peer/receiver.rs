//! What becomes of what a peer sends: voice to the playout, pictures to a decoder each, numbers to the statistics.

use crate::event::EngineEvent;
use crate::hub::PictureHub;
use crate::rtp::chain::Listener;
use crate::rtp::counters::{Counters, ReceivedCount};
use crate::rtp::depacketize::vp8_size;
use crate::rtp::inbound::VoicePacket;
use crate::rtp::session::{Event, Line};
use crate::stats::{LatencyMs, ReceivedStats};
use crate::transform::{FrameContext, FrameTransform};
use chancery_media::picture::{EncodedPicture, PictureCodec, PictureDecoder, PictureSink, SharedPicture, Y4mRecorder};
use chancery_media::sound::{SoundPacket, Voice};
use chancery_media::time::CaptureTime;
use chancery_model::{MediaKind, MediaState, ParticipantId};
use parking_lot::Mutex;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use tokio::sync::mpsc;

/// What a receiver needs of the engine.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) hub: Arc<dyn PictureHub>,
    pub(crate) events: mpsc::Sender<EngineEvent>,
    pub(crate) transform: Option<Arc<dyn FrameTransform>>,
    pub(crate) record: Option<PathBuf>,
    /// When the engine was started, and how many milliseconds later the first remote picture was decoded.
    pub(crate) started: Instant,
    pub(crate) first_picture: Arc<OnceLock<u64>>,
}

/// The receiving half of one peer, shared by its connection's task, its decoders and the statistics.
pub(crate) struct Receiver {
    peer: ParticipantId,
    around: Surroundings,
    voice: Option<Voice>,
    screens: [Screen; 2],
    counters: Arc<Counters>,
    /// Asks the peer for a key frame.
    ask_key: OnceLock<Box<dyn Fn(MediaKind) + Send + Sync>>,
    refused: [AtomicU64; 3],
    /// Pictures of this kind were refused since keys last came.
    starved: [AtomicBool; 2],
}

/// One picture stream: its decoder, made with the first frame, and the sink behind it.
#[derive(Default)]
struct Screen {
    decoder: Mutex<Option<(PictureCodec, Arc<PictureDecoder>)>>,
    sink: Arc<Tee>,
}

/// Counts, records and shows decoded pictures.
#[derive(Default)]
struct Tee {
    shown: AtomicBool,
    begun: AtomicBool,
    target: Mutex<Option<Arc<dyn PictureSink>>>,
    recorder: Mutex<Option<Y4mRecorder>>,
    on_first: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl PictureSink for Tee {
    fn picture(&self, picture: SharedPicture) {
        if !self.begun.swap(true, Ordering::Relaxed)
            && let Some(on_first) = self.on_first.get()
        {
            on_first();
        }
        if let Some(recorder) = &*self.recorder.lock() {
            recorder.picture(picture.clone());
        }
        if self.shown.load(Ordering::Relaxed)
            && let Some(target) = self.target.lock().clone()
        {
            target.picture(picture);
        }
    }
}

/// The screens in the order of their kinds.
const PICTURES: [MediaKind; 2] = [MediaKind::Video, MediaKind::Screen];

fn index(kind: MediaKind) -> Option<usize> {
    PICTURES.iter().position(|one| *one == kind)
}

impl Receiver {
    pub(crate) fn new(
        peer: ParticipantId,
        around: Surroundings,
        voice: Option<Voice>,
        counters: Arc<Counters>,
    ) -> Arc<Self> {
        let receiver = Arc::new(Self {
            peer,
            around,
            voice,
            screens: Default::default(),
            counters,
            ask_key: OnceLock::new(),
            refused: Default::default(),
            starved: Default::default(),
        });
        for (screen, kind) in receiver.screens.iter().zip(PICTURES) {
            screen.sink.shown.store(true, Ordering::Relaxed);
            let around = receiver.around.clone();
            let first = move || {
                let passed = around.started.elapsed().as_millis() as u64;
                let _ = around.first_picture.set(passed);
                let _ = around.events.try_send(EngineEvent::FirstPicture { peer, kind });
            };
            let _ = screen.sink.on_first.set(Box::new(first));
        }
        receiver
    }

    /// How to ask the peer for a key frame; known once there is a connection.
    pub(crate) fn set_ask_key(&self, ask: impl Fn(MediaKind) + Send + Sync + 'static) {
        let _ = self.ask_key.set(Box::new(ask));
    }

    /// Which of the peer's media are open: what is closed is not shown.
    pub(crate) fn remote_media(&self, state: MediaState) {
        for (screen, kind) in self.screens.iter().zip(PICTURES) {
            let open = state.is_open(kind);
            let was = screen.sink.shown.swap(open, Ordering::Relaxed);
            let mut target = screen.sink.target.lock();
            if open && !was && screen.decoder.lock().is_some() {
                *target = Some(self.around.hub.sink(Some(self.peer), kind));
            } else if !open && target.take().is_some() {
                drop(target);
                self.around.hub.gone(Some(self.peer), kind);
            }
        }
    }

    /// How loud the voice is, 0 to 100.
    pub(crate) fn level(&self) -> u8 {
        self.voice.as_ref().map_or(0, Voice::level)
    }

    /// The connection is gone: so are its pictures.
    pub(crate) fn close(&self) {
        for (screen, kind) in self.screens.iter().zip(PICTURES) {
            screen.sink.shown.store(false, Ordering::Relaxed);
            if screen.sink.target.lock().take().is_some() {
                self.around.hub.gone(Some(self.peer), kind);
            }
            screen.sink.recorder.lock().take();
        }
    }

    /// What came, by kind.
    pub(crate) fn stats(&self) -> Vec<ReceivedStats> {
        let counted = *self.counters.received.lock();
        MediaKind::ALL
            .into_iter()
            .filter_map(|kind| Some(self.stats_of(kind, counted[kind as usize]?)))
            .filter(|stats| stats.packets > 0)
            .collect()
    }

    fn stats_of(&self, kind: MediaKind, count: ReceivedCount) -> ReceivedStats {
        let refused = self.refused[kind as usize].load(Ordering::Relaxed);
        let mut stats = ReceivedStats {
            from: self.peer,
            kind,
            frames: 0,
            fps: 0.0,
            width: 0,
            height: 0,
            freezes: 0,
            freeze_seconds: 0.0,
            longest_gap_ms: 0.0,
            bytes: count.bytes,
            packets: count.packets,
            packets_lost: count.packets_lost,
            concealed_ratio: 0.0,
            latency_ms: LatencyMs::default(),
            key_requests: count.key_requests,
            nacks: count.nacks,
            frames_dropped: count.frames_dropped + refused,
        };
        if let Some(index) = index(kind) {
            if let Some((_, decoder)) = &*self.screens[index].decoder.lock() {
                let seen = decoder.stats();
                stats.frames = seen.frames;
                stats.fps = seen.fps;
                (stats.width, stats.height) = (seen.width, seen.height);
                (stats.freezes, stats.freeze_seconds) = (seen.freezes, seen.freeze_seconds);
                stats.longest_gap_ms = seen.longest_gap_ms;
                stats.latency_ms = LatencyMs { p50: seen.latency_p50_ms, p95: seen.latency_p95_ms };
                stats.frames_dropped += seen.dropped;
            }
        } else if let Some(voice) = &self.voice {
            let heard = voice.stats();
            stats.frames = heard.packets;
            stats.packets_lost = heard.packets_lost;
            stats.concealed_ratio = heard.concealed_ratio;
            stats.latency_ms = LatencyMs {
                p50: heard.latency_p50_ms.unwrap_or_default(),
                p95: heard.latency_p95_ms.unwrap_or_default(),
            };
        }
        stats
    }

    fn voice(&self, packet: VoicePacket) {
        let VoicePacket { sequence, timestamp, payload, captured, arrived } = packet;
        let Some(voice) = &self.voice else { return };
        let payload = if self.around.transform.is_some() {
            let mut frame = Vec::from(payload);
            if !self.let_in(&mut frame, MediaKind::Audio, true) {
                return;
            }
            frame.into()
        } else {
            payload
        };
        voice.push(SoundPacket { sequence, timestamp, payload, captured, arrived });
    }

    fn picture(
        self: &Arc<Self>,
        kind: MediaKind,
        codec: PictureCodec,
        mut data: Vec<u8>,
        key: bool,
        captured: Option<CaptureTime>,
    ) {
        if !self.let_in(&mut data, kind, key) {
            self.lost(kind);
            return;
        }
        let Some(decoder) = self.decoder(kind, codec) else { return };
        let (width, height) = vp8_size(&data).filter(|_| codec == PictureCodec::Vp8).unwrap_or_default();
        let captured = captured.unwrap_or_else(CaptureTime::now);
        decoder.push(EncodedPicture { data, key, width, height, captured });
    }

    /// Keys have come: what was refused for want of them begins anew with a key frame.
    pub(crate) fn keys_came(&self) {
        for (starved, kind) in self.starved.iter().zip(PICTURES) {
            if starved.swap(false, Ordering::Relaxed)
                && let Some(ask) = self.ask_key.get()
            {
                ask(kind);
            }
        }
    }

    fn lost(&self, kind: MediaKind) {
        if let Some(index) = index(kind)
            && let Some((_, decoder)) = &*self.screens[index].decoder.lock()
        {
            decoder.lost();
        }
    }

    fn let_in(&self, frame: &mut Vec<u8>, kind: MediaKind, key: bool) -> bool {
        let Some(transform) = &self.around.transform else { return true };
        let passed = transform.incoming(frame, FrameContext { kind, key, from: Some(self.peer) }).is_ok();
        if !passed {
            self.refused[kind as usize].fetch_add(1, Ordering::Relaxed);
            if let Some(index) = index(kind) {
                self.starved[index].store(true, Ordering::Relaxed);
            }
        }
        passed
    }

    /// The decoder of a stream; made when its first frame comes, made anew when its codec changes.
    fn decoder(self: &Arc<Self>, kind: MediaKind, codec: PictureCodec) -> Option<Arc<PictureDecoder>> {
        let screen = &self.screens[index(kind)?];
        let mut slot = screen.decoder.lock();
        if let Some((running, decoder)) = &*slot
            && *running == codec
        {
            return Some(decoder.clone());
        }
        if screen.sink.shown.load(Ordering::Relaxed) {
            *screen.sink.target.lock() = Some(self.around.hub.sink(Some(self.peer), kind));
        }
        if let Some(folder) = &self.around.record {
            let path = folder.join(format!("{}-{}.y4m", kind.name(), self.peer));
            match Y4mRecorder::create(&path, 30) {
                Ok(recorder) => *screen.sink.recorder.lock() = Some(recorder),
                Err(error) => tracing::error!(%error, "what is received cannot be recorded"),
            }
        }
        let receiver = Arc::downgrade(self);
        let need_key = move || {
            if let Some(receiver) = receiver.upgrade()
                && let Some(ask) = receiver.ask_key.get()
            {
                ask(kind);
            }
        };
        let decoder = Arc::new(PictureDecoder::start(codec, screen.sink.clone(), Box::new(need_key)));
        *slot = Some((codec, decoder.clone()));
        Some(decoder)
    }
}

/// Takes a session's events on the connection's task.
pub(crate) struct Ear {
    pub(crate) receiver: Arc<Receiver>,
    /// The peer needs a key frame of ours.
    pub(crate) key_wanted: Arc<dyn Fn(MediaKind) + Send + Sync>,
    pub(crate) lines: mpsc::Sender<Line>,
}

impl Listener for Ear {
    fn event(&mut self, event: Event) {
        match event {
            Event::Voice(packet) => self.receiver.voice(packet),
            Event::Picture(kind, codec, frame) => {
                self.receiver.picture(kind, codec, frame.data, frame.key, frame.captured);
            }
            Event::Lost(kind) => self.receiver.lost(kind),
            Event::KeyWanted(kind) => (self.key_wanted)(kind),
            Event::Line(line) => {
                let _ = self.lines.try_send(line);
            }
        }
    }
}
