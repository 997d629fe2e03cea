//! The engine's task: takes commands, keeps the peers, and twice a second decides how to encode.

use crate::config::{EngineConfig, IceServer, WantedSize};
use crate::engine::{Command, Shared};
use crate::event::{Device, EngineEvent};
use crate::ladder::{Demand, Ladder};
use crate::need::Need;
use crate::outgoing::Outgoing;
use crate::peer::connection::{self, Parts};
use crate::peer::receiver::{Receiver, Surroundings};
use crate::peer::task::{self, Order, Peer, Start};
use crate::rtp::outbox::Outbox;
use crate::rtp::pacer::Width;
use crate::{MAX_PEERS, PictureHub};
use chancery_media::{picture, sound};
use chancery_model::{ConnectionId, MediaKind, MediaState, ParticipantId};
use rtc::peer_connection::certificate::RTCCertificate;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

/// How often levels are told.
const LEVELS: Duration = Duration::from_millis(100);
/// How often the encoders' targets are looked at, in steps of [`LEVELS`].
const PLAN_EVERY: u32 = 5;
/// Orders that may wait for one connection.
const ORDERS: usize = 256;
/// Milliseconds of the screen that wait for a line: from when on no more of it is encoded, and until when.
const HELD_FROM: u32 = 400;
const HELD_UNTIL: u32 = 120;
/// How long a connection may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);
/// Before a peer says how large it shows the camera.
const UNSAID: WantedSize = WantedSize { width: 1280, height: 720 };

struct Member {
    peer: Arc<Peer>,
    orders: mpsc::Sender<Order>,
    task: JoinHandle<()>,
}

/// The engine's task.
pub(crate) struct Core {
    config: EngineConfig,
    shared: Arc<Shared>,
    surroundings: Surroundings,
    events: mpsc::Sender<EngineEvent>,
    outgoing: Outgoing,
    servers: Vec<IceServer>,
    certificate: Option<RTCCertificate>,
    members: BTreeMap<ParticipantId, Member>,
    on_air: MediaState,
    ladder: Ladder,
    screen_need: Need,
    /// A line carries less than planned.
    replan: Arc<Notify>,
    levels: (u8, Vec<(ParticipantId, u8)>),
}

impl Core {
    pub(crate) fn new(
        config: EngineConfig,
        hub: Arc<dyn PictureHub>,
        events: mpsc::Sender<EngineEvent>,
        commands: mpsc::WeakSender<Command>,
        shared: Arc<Shared>,
    ) -> Self {
        if let Some(folder) = &config.record
            && let Err(error) = std::fs::create_dir_all(folder)
        {
            tracing::error!(%error, "the folder for recordings cannot be made");
        }
        let surroundings = Surroundings {
            hub: hub.clone(),
            events: events.clone(),
            transform: config.transform.clone(),
            record: config.record.clone(),
            started: shared.started,
            first_picture: shared.first_picture.clone(),
        };
        let outgoing = Outgoing::new(&config, hub, events.clone(), commands, shared.fanout.clone());
        Self {
            config,
            shared,
            surroundings,
            events,
            outgoing,
            servers: Vec::new(),
            certificate: None,
            members: BTreeMap::new(),
            on_air: MediaState::CLOSED,
            ladder: Ladder::new(),
            screen_need: Need::default(),
            replan: Arc::default(),
            levels: (0, Vec::new()),
        }
    }

    /// Runs until it is told to stop, or every handle is gone.
    pub(crate) async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        match connection::certificate() {
            Ok((made, fingerprint)) => {
                self.certificate = Some(made);
                let _ = self.events.send(EngineEvent::Fingerprint(fingerprint)).await;
            }
            Err(error) => tracing::error!(%error, "no certificate could be made: no connection can be"),
        }
        let mut tick = tokio::time::interval(LEVELS);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut ticks = 0u32;
        let replan = self.replan.clone();
        let done = loop {
            tokio::select! {
                command = commands.recv() => match command {
                    None => break None,
                    Some(Command::Stop(done)) => break Some(done),
                    Some(command) => self.handle(command),
                },
                () = replan.notified() => self.plan(),
                _ = tick.tick() => {
                    self.tell_levels();
                    self.hold_screen();
                    for (kind, name) in self.outgoing.opened() {
                        let _ = self.events.try_send(EngineEvent::DeviceOpened { kind, name });
                    }
                    ticks = ticks.wrapping_add(1);
                    if ticks.is_multiple_of(PLAN_EVERY) {
                        self.plan();
                    }
                }
            }
        };
        self.shared.fanout.gate.set(MediaState::CLOSED);
        self.outgoing.close();
        let ids: Vec<_> = self.members.keys().copied().collect();
        let mut tasks: Vec<_> = ids.into_iter().filter_map(|id| self.leave(id)).collect();
        let all = async {
            for task in &mut tasks {
                let _ = task.await;
            }
        };
        if tokio::time::timeout(GOODBYE, all).await.is_err() {
            tracing::warn!("a connection did not close in time");
        }
        if let Some(done) = done {
            let _ = done.send(());
        }
    }

    fn handle(&mut self, command: Command) {
        match command {
            Command::IceServers(servers) => self.servers = servers,
            Command::Devices { microphone, camera, speaker } => {
                self.outgoing.set_devices(microphone, camera, speaker);
            }
            Command::OnAir(state) => {
                self.on_air = state;
                self.plan();
                self.outgoing.set_on_air(state);
            }
            Command::SelectDevice { kind, device } => self.outgoing.select_device(kind, device),
            Command::SelectSpeaker(device) => self.outgoing.select_speaker(device),
            Command::TestSpeaker => self.outgoing.test_speaker(),
            Command::ListDevices => self.list_devices(),
            Command::Failed { kind, which } => self.outgoing.failed(kind, which),
            Command::AddPeer { peer, connection, polite } => self.join(peer, connection, polite),
            Command::RemovePeer { peer } => drop(self.leave(peer)),
            Command::Signal { peer, signal } => self.order(peer, Order::Signal(signal)),
            Command::RestartIce { peer } => self.order(peer, Order::RestartIce),
            Command::Data { peer, bytes } => self.order(peer, Order::Data(bytes)),
            Command::Wanted { peer, camera } => {
                if let Some(member) = self.members.get(&peer) {
                    let blind = camera.width == 0 || camera.height == 0;
                    let before = member.peer.wanted.lock().replace(camera);
                    member.peer.outbox.set_blind(blind);
                    if !blind && before.is_some_and(|before| before.width == 0 || before.height == 0) {
                        (self.outgoing.key_maker())(MediaKind::Video);
                    }
                    self.plan();
                }
            }
            Command::RemoteMedia { peer, state } => {
                if let Some(member) = self.members.get(&peer) {
                    member.peer.receiver.remote_media(state);
                }
            }
            Command::KeyFrames => {
                // Over no connection a key frame would only make the one wait that a new connection begins with.
                if self.members.values().any(|member| member.peer.outbox.is_ready()) {
                    let make = self.outgoing.key_maker();
                    for kind in [MediaKind::Video, MediaKind::Screen] {
                        make(kind);
                    }
                }
                for member in self.members.values() {
                    member.peer.receiver.keys_came();
                }
            }
            Command::Stop(_) => {}
        }
    }

    fn order(&mut self, peer: ParticipantId, order: Order) {
        if let Some(member) = self.members.get(&peer)
            && member.orders.try_send(order).is_err()
        {
            tracing::warn!("a connection does not keep up with what its peer says");
        }
    }

    fn join(&mut self, id: ParticipantId, connection: ConnectionId, polite: bool) {
        drop(self.leave(id));
        if self.members.len() >= MAX_PEERS {
            tracing::warn!(most = MAX_PEERS, "more peers than a mesh carries: one is left out");
            return;
        }
        let Some(certificate) = self.certificate.clone() else { return };
        let voice = self.outgoing.playout().add_voice();
        if let Some(folder) = &self.config.record {
            match sound::WavRecorder::create(&folder.join(format!("voice-{id}.wav"))) {
                Ok(recorder) => voice.record_to(recorder),
                Err(error) => tracing::error!(%error, "a voice cannot be recorded"),
            }
        }
        let (outbox, counters) = (Arc::new(Outbox::new(Instant::now())), Arc::default());
        let receiver = Receiver::new(id, self.surroundings.clone(), Some(voice), Arc::clone(&counters));
        let peer = Peer::new(id, outbox.clone(), receiver, Arc::clone(&counters));
        let parts = Parts {
            servers: self.servers.clone(),
            bind: self.config.bind,
            certificate,
            gate: self.shared.fanout.gate.clone(),
            outbox,
            counters,
        };
        let (key_wanted, events) = (self.outgoing.key_maker(), self.events.clone());
        let replan = self.replan.clone();
        let start = Start { peer: peer.clone(), connection, polite, parts, key_wanted, events, replan };
        let (orders, inbox) = mpsc::channel(ORDERS);
        let task = tokio::spawn(task::run(start, inbox));
        self.shared.fanout.add(peer.clone());
        self.members.insert(id, Member { peer, orders, task });
        self.plan();
    }

    /// Ends a connection; what it counted stays.
    fn leave(&mut self, id: ParticipantId) -> Option<JoinHandle<()>> {
        let member = self.members.remove(&id)?;
        self.shared.fanout.remove(&member.peer);
        self.shared.keep(&member.peer);
        self.plan();
        Some(member.task)
    }

    /// How to encode, from what peers want and what their lines carry.
    fn plan(&mut self) {
        let now = Instant::now();
        let mut demand = Demand {
            camera: None,
            camera_open: self.on_air.camera,
            screen_open: self.on_air.screen,
            screen_kbps: self.screen_need(now),
            line_kbps: f32::INFINITY,
            share_kbps: self.config.uplink_kbps as f32 / self.members.len().max(1) as f32,
        };
        let mut loss: f32 = 0.0;
        for member in self.members.values() {
            let wanted = member.peer.wanted.lock().unwrap_or(UNSAID);
            if wanted.width > 0 && wanted.height > 0 {
                let camera = demand.camera.get_or_insert_default();
                camera.width = camera.width.max(wanted.width);
                camera.height = camera.height.max(wanted.height);
            }
            let line = member.peer.line.lock();
            demand.line_kbps = demand.line_kbps.min(line.rate.kbps());
            loss = loss.max(line.rate.loss());
        }
        if self.members.is_empty() {
            demand.camera = Some(UNSAID);
            demand.line_kbps = demand.share_kbps;
        }
        let plan = self.ladder.plan(&demand);
        tracing::trace!(?demand, camera = ?plan.camera, "how to encode");
        let (ceiling, planned) = (demand.ceiling(), plan.kbps(&demand));
        for member in self.members.values() {
            let mut line = member.peer.line.lock();
            line.ceiling = ceiling;
            let width = line.rate.width(now);
            // An open line bears what it is known to bear also while another one, such as that of somebody who just came, holds
            // the encoders down: the key frame that the newcomer needs must not make the others' pictures wait.
            let own = if width == Width::Open { line.rate.kbps().min(ceiling) as u32 } else { 0 };
            member.peer.outbox.set_pace(planned.max(own), width);
        }
        self.outgoing.set_plan(plan);
        self.outgoing.set_expected_loss((loss * 100.0).round().clamp(0.0, 30.0) as u8);
        *self.shared.targets.lock() = [0, plan.camera.kbps, plan.screen.kbps];
    }

    /// What the screen needs now, in kbit/s.
    fn screen_need(&mut self, now: Instant) -> f32 {
        if !self.on_air.screen {
            self.screen_need.closed();
            return 0.0;
        }
        let target = self.shared.targets.lock()[MediaKind::Screen as usize] as f32;
        self.screen_need.look(now, self.shared.fanout.encoded(MediaKind::Screen), target)
    }

    /// While a page is on its way nothing is added behind it: what it would be refined by is old when it comes.
    fn hold_screen(&mut self) {
        let waits = self.members.values().map(|member| member.peer.outbox.waiting_ms()).max().unwrap_or(0);
        self.outgoing.hold_screen(waits > if self.outgoing.screen_held() { HELD_UNTIL } else { HELD_FROM });
    }

    fn tell_levels(&mut self) {
        let voices = self.members.values().map(|member| (member.peer.id, member.peer.receiver.level())).collect();
        let levels = (self.outgoing.level(), voices);
        if levels != self.levels {
            let (own, voices) = levels.clone();
            if self.events.try_send(EngineEvent::Levels { own, voices }).is_ok() {
                self.levels = levels;
            }
        }
    }

    /// Asking the system for its devices may take a while.
    fn list_devices(&self) {
        let events = self.events.clone();
        tokio::task::spawn_blocking(move || {
            let devices =
                |list: Vec<(String, String)>| list.into_iter().map(|(id, name)| Device { id, name }).collect();
            let event = EngineEvent::Devices {
                microphones: devices(sound::list_microphones()),
                cameras: devices(picture::list_cameras()),
                screens: devices(picture::list_screens()),
                speakers: devices(sound::list_speakers()),
            };
            let _ = events.try_send(event);
        });
    }
}
