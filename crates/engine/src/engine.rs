//! The handle of the engine: every method hands a command to the engine's task, or sets the gate, and returns at once.

use crate::config::{EngineConfig, IceServer, Signal, WantedSize};
use crate::event::EngineEvent;
use crate::fanout::Fanout;
use crate::hub::PictureHub;
use crate::peer::task::Peer;
use crate::stats::{EngineStats, ReceivedStats, SentByKind, SentStats};
use crate::task::Core;
use chancery_model::{ConnectionId, MediaKind, MediaState, ParticipantId};
use parking_lot::Mutex;
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use tokio::sync::mpsc;

/// How many events may wait for whoever reads them; levels are dropped first.
const EVENTS: usize = 1024;
/// How many commands may wait for the engine's task.
const COMMANDS: usize = 4096;

/// What the engine's task is asked to do.
#[derive(Debug)]
pub(crate) enum Command {
    IceServers(Vec<IceServer>),
    Devices {
        microphone: bool,
        camera: bool,
        speaker: bool,
    },
    OnAir(MediaState),
    SelectDevice {
        kind: MediaKind,
        device: Option<String>,
    },
    SelectSpeaker(Option<String>),
    TestSpeaker,
    ListDevices,
    AddPeer {
        peer: ParticipantId,
        connection: ConnectionId,
        polite: bool,
    },
    RemovePeer {
        peer: ParticipantId,
    },
    Signal {
        peer: ParticipantId,
        signal: Signal,
    },
    RestartIce {
        peer: ParticipantId,
    },
    Wanted {
        peer: ParticipantId,
        camera: WantedSize,
    },
    RemoteMedia {
        peer: ParticipantId,
        state: MediaState,
    },
    KeyFrames,
    /// From within: a source has ended.
    Failed {
        kind: MediaKind,
        which: u64,
    },
    Stop(tokio::sync::oneshot::Sender<()>),
}

/// What the engine's task shares with its handle.
pub(crate) struct Shared {
    pub(crate) started: Instant,
    pub(crate) first_picture: Arc<OnceLock<u64>>,
    pub(crate) fanout: Arc<Fanout>,
    /// What the encoders aim at, in kbit/s.
    pub(crate) targets: Mutex<[u32; 3]>,
    past: Mutex<Past>,
}

/// What peers that left had counted.
#[derive(Default)]
struct Past {
    received: Vec<ReceivedStats>,
    sent: [SentStats; 3],
}

impl Shared {
    /// Keeps what a peer that leaves has counted.
    pub(crate) fn keep(&self, peer: &Peer) {
        let mut past = self.past.lock();
        for stats in peer.receiver.stats() {
            ReceivedStats::add_to(&mut past.received, stats);
        }
        for (sent, count) in past.sent.iter_mut().zip(&peer.counters.sent) {
            count.add_to(sent);
        }
    }

    fn stats(&self) -> EngineStats {
        let (mut received, counted) = {
            let past = self.past.lock();
            (past.received.clone(), past.sent)
        };
        let peers = self.fanout.peers();
        let targets = *self.targets.lock();
        let sent = MediaKind::ALL.map(|kind| {
            let index = kind as usize;
            let mut sent = self.fanout.counted(kind);
            let SentStats { packets, bytes, key_requests, .. } = counted[index];
            (sent.packets, sent.bytes, sent.key_requests) = (packets, bytes, key_requests);
            for peer in &peers {
                peer.counters.sent[index].add_to(&mut sent);
            }
            sent.target_kbps = targets[index];
            sent
        });
        for peer in &peers {
            for stats in peer.receiver.stats() {
                ReceivedStats::add_to(&mut received, stats);
            }
        }
        let [audio, video, screen] = sent;
        EngineStats {
            sent: SentByKind { audio, video, screen },
            received,
            peers: peers.iter().map(|peer| peer.stats()).collect(),
            first_picture_ms: self.first_picture.get().copied(),
        }
    }
}

/// A running engine. Cheap to share behind an `Arc`; dropping the last handle stops it.
pub struct Engine {
    commands: mpsc::Sender<Command>,
    shared: Arc<Shared>,
}

impl Engine {
    /// Starts an engine on `handle`'s runtime. Devices stay closed and nothing is sent until it is told otherwise.
    pub fn start(
        config: EngineConfig,
        pictures: Arc<dyn PictureHub>,
        handle: tokio::runtime::Handle,
    ) -> (Self, mpsc::Receiver<EngineEvent>) {
        let (commands, inbox) = mpsc::channel(COMMANDS);
        let (events, outbox) = mpsc::channel(EVENTS);
        let shared = Arc::new(Shared {
            started: Instant::now(),
            first_picture: Arc::default(),
            fanout: Arc::default(),
            targets: Mutex::default(),
            past: Mutex::default(),
        });
        let core = Core::new(config, pictures, events, commands.downgrade(), shared.clone());
        handle.spawn(core.run(inbox));
        (Self { commands, shared }, outbox)
    }

    fn tell(&self, command: Command) {
        if self.commands.try_send(command).is_err() {
            tracing::error!("the engine's task has stopped or is stuck: a command was dropped");
        }
    }

    /// STUN and TURN servers for connections made from now on.
    pub fn ice_servers(&self, servers: Vec<IceServer>) {
        self.tell(Command::IceServers(servers));
    }

    /// Which devices run for one's own eyes and meter; `false` releases the device.
    pub fn devices(&self, microphone: bool, camera: bool, speaker: bool) {
        self.tell(Command::Devices { microphone, camera, speaker });
    }

    /// What is sent to the peers. What is closed here leaves nothing on the wire from the moment this returns.
    pub fn on_air(&self, state: MediaState) {
        self.shared.fanout.gate.set(state);
        self.tell(Command::OnAir(state));
    }

    /// Chooses a device; one that runs is replaced. `None`: the system's default.
    pub fn select_device(&self, kind: MediaKind, device: Option<String>) {
        self.tell(Command::SelectDevice { kind, device });
    }

    /// Chooses the loudspeaker.
    pub fn select_speaker(&self, device: Option<String>) {
        self.tell(Command::SelectSpeaker(device));
    }

    /// Plays a short sound on the loudspeaker.
    pub fn test_speaker(&self) {
        self.tell(Command::TestSpeaker);
    }

    /// Lists the devices anew; answered by [`EngineEvent::Devices`].
    pub fn list_devices(&self) {
        self.tell(Command::ListDevices);
    }

    /// Makes a connection to a peer; one that there was to the same peer is closed. `connection` is our number of it.
    /// The polite side gives way when both offer at once; the impolite one offers first.
    pub fn add_peer(&self, peer: ParticipantId, connection: ConnectionId, polite: bool) {
        self.tell(Command::AddPeer { peer, connection, polite });
    }

    /// Ends the connection to a peer.
    pub fn remove_peer(&self, peer: ParticipantId) {
        self.tell(Command::RemovePeer { peer });
    }

    /// What the peer said about the connection.
    pub fn signal(&self, peer: ParticipantId, signal: Signal) {
        self.tell(Command::Signal { peer, signal });
    }

    /// Finds a new path to a peer (ICE restart, RFC 8445 section 2.4).
    pub fn restart_ice(&self, peer: ParticipantId) {
        self.tell(Command::RestartIce { peer });
    }

    /// How large a peer shows our camera.
    pub fn wanted(&self, peer: ParticipantId, camera: WantedSize) {
        self.tell(Command::Wanted { peer, camera });
    }

    /// Which of a peer's media are open: what is closed is not drawn.
    pub fn remote_media(&self, peer: ParticipantId, state: MediaState) {
        self.tell(Command::RemoteMedia { peer, state });
    }

    /// Makes the next picture of everything open a key frame, and asks peers for one of each stream that the frame
    /// transform refused: call it when keys have changed.
    pub fn key_frames(&self) {
        self.tell(Command::KeyFrames);
    }

    /// Everything counted so far.
    pub fn stats(&self) -> EngineStats {
        self.shared.stats()
    }

    /// Closes every connection and device; returns when they are closed. Later calls do nothing.
    pub async fn stop(&self) {
        let (done, stopped) = tokio::sync::oneshot::channel();
        if self.commands.send(Command::Stop(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}
