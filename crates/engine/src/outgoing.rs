//! The sending half: one microphone, one camera, one screen for all peers, and the playout beside them.

use crate::config::{EngineConfig, Sources};
use crate::engine::Command;
use crate::event::EngineEvent;
use crate::fanout::{Fanout, Way};
use crate::hub::PictureHub;
use crate::ladder::Plan;
use crate::rtp::packetize::Packetizer;
use crate::transform::FrameTransform;
use chancery_media::picture::{
    EncodedPicture, FrameSource, PictureCodec, PictureSender, PictureTarget, SourceError, open_camera, open_screen,
};
use chancery_media::sound::{
    EncodedSound, Microphone, MicrophoneConfig, Playout, RenderTap, open_microphone, open_speaker,
};
use chancery_media::spec::SourceSpec;
use chancery_model::{MediaKind, MediaState};
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::sync::mpsc;
use uuid::Uuid;

/// The running pipelines.
pub(crate) struct Outgoing {
    sources: Sources,
    processing: bool,
    transform: Option<Arc<dyn FrameTransform>>,
    hub: Arc<dyn PictureHub>,
    events: mpsc::Sender<EngineEvent>,
    /// Where the end of a source is reported; weak, so that the engine ends with its last handle.
    commands: mpsc::WeakSender<Command>,
    pub(crate) fanout: Arc<Fanout>,
    playout: Option<Playout>,
    playing: bool,
    speaker_on: bool,
    microphone: Option<(Microphone, bool)>,
    /// Camera and screen; shared with whoever asks for key frames.
    pictures: Arc<Mutex<[Option<Running>; 2]>>,
    plan: Option<Plan>,
    screen_held: bool,
    on_air: MediaState,
    devices: (bool, bool),
    /// Counts the pipelines started, so that the end of one that has been replaced is recognised.
    started: u64,
    current: [u64; 3],
}

struct Running {
    sender: PictureSender,
    /// The user was told that it is open.
    told: bool,
}

/// Camera and screen in [`Outgoing::pictures`].
const PICTURES: [MediaKind; 2] = [MediaKind::Video, MediaKind::Screen];

impl Outgoing {
    pub(crate) fn new(
        config: &EngineConfig,
        hub: Arc<dyn PictureHub>,
        events: mpsc::Sender<EngineEvent>,
        commands: mpsc::WeakSender<Command>,
        fanout: Arc<Fanout>,
    ) -> Self {
        Self {
            sources: config.sources.clone(),
            processing: config.processing,
            transform: config.transform.clone(),
            hub,
            events,
            commands,
            fanout,
            playout: None,
            playing: false,
            speaker_on: false,
            microphone: None,
            pictures: Arc::default(),
            plan: None,
            screen_held: false,
            on_air: MediaState::CLOSED,
            devices: (false, false),
            started: 0,
            current: [0; 3],
        }
    }

    /// Makes the next picture of a kind a key frame; may be kept and called from any thread.
    pub(crate) fn key_maker(&self) -> Arc<dyn Fn(MediaKind) + Send + Sync> {
        let pictures = Arc::downgrade(&self.pictures);
        Arc::new(move |kind| {
            if let Some(pictures) = pictures.upgrade()
                && let Some(index) = PICTURES.iter().position(|one| *one == kind)
                && let Some(running) = &pictures.lock()[index]
            {
                running.sender.request_key();
            }
        })
    }

    /// The playout that voices are added to; it plays into nothing until the loudspeaker is on.
    pub(crate) fn playout(&mut self) -> &Playout {
        let (sources, on) = (&self.sources, self.speaker_on);
        let events = self.events.clone();
        self.playing = self.playing || self.playout.is_none() && on;
        self.playout.get_or_insert_with(|| {
            let spec = if on { sources.speaker.clone() } else { SourceSpec::None };
            let failed = move |error: SourceError| {
                let _ = events.try_send(EngineEvent::DeviceFailed { kind: None, detail: error.to_string() });
            };
            Playout::start(move || open_speaker(&spec), Box::new(failed))
        })
    }

    /// Which devices run.
    pub(crate) fn set_devices(&mut self, microphone: bool, camera: bool, speaker: bool) {
        self.devices = (microphone, camera);
        self.speaker_on = speaker;
        self.apply_speaker();
        self.apply();
    }

    /// What is sent. The gate itself was set before this.
    pub(crate) fn set_on_air(&mut self, state: MediaState) {
        self.on_air = state;
        self.apply();
    }

    /// Another device for a kind; one that runs is replaced.
    pub(crate) fn select_device(&mut self, kind: MediaKind, device: Option<String>) {
        let source = match kind {
            MediaKind::Audio => &mut self.sources.microphone,
            MediaKind::Video => &mut self.sources.camera,
            MediaKind::Screen => &mut self.sources.screen,
        };
        // A file stands for the device, whichever the person has chosen: it stays. So does none at all.
        if !matches!(source, SourceSpec::Device(_)) {
            return;
        }
        *source = SourceSpec::Device(device);
        if kind == MediaKind::Audio {
            drop_elsewhere(self.microphone.take());
        }
        if let Some(index) = PICTURES.iter().position(|one| *one == kind) {
            let running = self.pictures.lock()[index].take();
            drop_elsewhere(running);
        }
        self.apply();
    }

    /// Another loudspeaker.
    pub(crate) fn select_speaker(&mut self, device: Option<String>) {
        if !matches!(self.sources.speaker, SourceSpec::Device(_)) {
            return;
        }
        self.sources.speaker = SourceSpec::Device(device);
        self.playing = false;
        self.apply_speaker();
    }

    /// A short sound on the loudspeaker.
    pub(crate) fn test_speaker(&mut self) {
        self.playout().play_test_tone();
    }

    /// A source has ended: it starts anew when it is asked for again.
    pub(crate) fn failed(&mut self, kind: MediaKind, which: u64) {
        if self.current[kind as usize] != which {
            return;
        }
        match kind {
            MediaKind::Audio => {
                drop_elsewhere(self.microphone.take());
                self.devices.0 = false;
            }
            MediaKind::Video => self.devices.1 = false,
            MediaKind::Screen => {}
        }
        if let Some(index) = PICTURES.iter().position(|one| *one == kind) {
            let running = self.pictures.lock()[index].take();
            drop_elsewhere(running);
            self.hub.gone(None, kind);
        }
    }

    /// The encoders' targets.
    pub(crate) fn set_plan(&mut self, plan: Plan) {
        if self.plan == Some(plan) {
            return;
        }
        self.plan = Some(plan);
        for (running, target) in self.pictures.lock().iter().zip([plan.camera, plan.screen]) {
            if let Some(running) = running {
                running.sender.set_target(target);
            }
        }
    }

    /// The screen waits for a line: no more of it is encoded until it has left.
    pub(crate) fn hold_screen(&mut self, held: bool) {
        if std::mem::replace(&mut self.screen_held, held) != held
            && let Some(running) = &self.pictures.lock()[1]
        {
            running.sender.set_held(held);
        }
    }

    /// Whether it does.
    pub(crate) fn screen_held(&self) -> bool {
        self.screen_held
    }

    /// Packet loss that the voice has to survive, in percent.
    pub(crate) fn set_expected_loss(&self, percent: u8) {
        if let Some((microphone, _)) = &self.microphone {
            microphone.set_expected_loss(percent);
        }
    }

    /// One's own loudness, 0 to 100.
    pub(crate) fn level(&self) -> u8 {
        self.microphone.as_ref().map_or(0, |(microphone, _)| microphone.level())
    }

    /// Devices opened since the last call, by name.
    pub(crate) fn opened(&mut self) -> Vec<(MediaKind, String)> {
        let mut opened = Vec::new();
        if let Some((microphone, told)) = &mut self.microphone
            && !*told
            && !microphone.name().is_empty()
        {
            *told = true;
            opened.push((MediaKind::Audio, microphone.name()));
        }
        for (running, kind) in self.pictures.lock().iter_mut().zip(PICTURES) {
            if let Some(running) = running
                && !running.told
                && let Some(name) = running.sender.name()
            {
                running.told = true;
                opened.push((kind, name));
            }
        }
        opened
    }

    /// Releases every device.
    pub(crate) fn close(&mut self) {
        drop_elsewhere(self.microphone.take());
        let pictures = std::mem::take(&mut *self.pictures.lock());
        drop_elsewhere(pictures);
        drop_elsewhere(self.playout.take());
    }

    fn apply_speaker(&mut self) {
        if self.playout.is_some() && self.playing != self.speaker_on {
            let spec = if self.speaker_on { self.sources.speaker.clone() } else { SourceSpec::None };
            self.playing = self.speaker_on;
            self.playout().reopen(move || open_speaker(&spec));
        }
    }

    /// Starts, opens, closes and stops what has to be.
    fn apply(&mut self) {
        let wanted =
            [self.devices.0 || self.on_air.microphone, self.devices.1 || self.on_air.camera, self.on_air.screen];
        let present = [&self.sources.microphone, &self.sources.camera, &self.sources.screen]
            .map(|spec| *spec != SourceSpec::None);
        if !(wanted[0] && present[0]) {
            drop_elsewhere(self.microphone.take());
        } else if self.microphone.is_none() {
            self.microphone = Some((self.start_microphone(), false));
        }
        if let Some((microphone, _)) = &self.microphone {
            microphone.set_open(self.on_air.microphone);
        }
        for (index, kind) in PICTURES.into_iter().enumerate() {
            let run = wanted[index + 1] && present[index + 1];
            let running = self.pictures.lock()[index].is_some();
            if !run && running {
                let stopped = self.pictures.lock()[index].take();
                drop_elsewhere(stopped);
                self.hub.gone(None, kind);
            } else if run && !running {
                let sender = self.start_picture(kind);
                self.pictures.lock()[index] = Some(Running { sender, told: false });
            }
            if let Some(running) = &self.pictures.lock()[index] {
                running.sender.set_open(self.on_air.is_open(kind));
            }
        }
    }

    fn way(&self, kind: MediaKind) -> Way {
        Way { kind, fanout: self.fanout.clone(), transform: self.transform.clone() }
    }

    /// What is done when the pipeline that is being started fails.
    fn on_error(&mut self, kind: MediaKind) -> Box<dyn FnOnce(SourceError) + Send> {
        self.started += 1;
        self.current[kind as usize] = self.started;
        let (events, commands, which) = (self.events.clone(), self.commands.clone(), self.started);
        Box::new(move |error| {
            if let Some(commands) = commands.upgrade() {
                let _ = commands.try_send(Command::Failed { kind, which });
            }
            let _ = events.try_send(EngineEvent::DeviceFailed { kind: Some(kind), detail: error.to_string() });
        })
    }

    fn start_microphone(&mut self) -> Microphone {
        // The playout first: what it plays is what the echo canceller listens to.
        let render = if self.processing { self.playout().render_tap() } else { RenderTap::none() };
        let (spec, way) = (self.sources.microphone.clone(), self.way(MediaKind::Audio));
        let mut origin = None;
        let config = MicrophoneConfig { processing: self.processing, ..MicrophoneConfig::default() };
        let out = move |sound: EncodedSound| way.voice(&mut origin, sound);
        let on_error = self.on_error(MediaKind::Audio);
        Microphone::start(
            move || open_microphone(&spec)?.ok_or(SourceError::Closed),
            config,
            render,
            Box::new(out),
            on_error,
        )
    }

    fn start_picture(&mut self, kind: MediaKind) -> PictureSender {
        let way = self.way(kind);
        let (codec, spec, target) = match kind {
            MediaKind::Screen => (PictureCodec::Vp9, self.sources.screen.clone(), self.plan.map(|plan| plan.screen)),
            _ => (PictureCodec::Vp8, self.sources.camera.clone(), self.plan.map(|plan| plan.camera)),
        };
        let target = target.unwrap_or(PictureTarget { max_width: 1280, max_height: 720, max_fps: 30, kbps: 1_700 });
        let mut packetizer = Packetizer::new(codec, Uuid::new_v4().as_u128() as u16);
        let open = move || -> Result<Box<dyn FrameSource>, SourceError> {
            let source = if kind == MediaKind::Screen { open_screen(&spec)? } else { open_camera(&spec)? };
            source.ok_or(SourceError::Closed)
        };
        let out = move |picture: EncodedPicture| way.picture(&mut packetizer, picture);
        let preview = Some(self.hub.sink(None, kind));
        let sender = PictureSender::start(open, codec, target, preview, Box::new(out), self.on_error(kind));
        sender.set_held(kind == MediaKind::Screen && self.screen_held);
        sender
    }
}

/// Drops what joins a thread when it goes: not on a task, which must not wait.
fn drop_elsewhere<T: Send + 'static>(one: T) {
    tokio::task::spawn_blocking(move || drop(one));
}
