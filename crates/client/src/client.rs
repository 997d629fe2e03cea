//! The handle of a running client.

use crate::frames::{Outside, SFrameTransform};
use crate::join_timer::{JoinTimer, Timed};
use crate::random::System;
use crate::report::Report;
use crate::run::{self, Parts, Queues, Runner};
use crate::socket::Socket;
use crate::store::{Store, Stored};
use crate::timers::Clock;
use crate::vault::{Known, Vault};
use crate::writer::Writer;
use chancery_core::{App, Intent, ViewModel};
use chancery_engine::{Engine, EngineConfig, PictureHub};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// Intents that wait for the app; it takes each within microseconds.
const INTENTS: usize = 1_024;

/// How a [`Client`] is set up.
pub struct ClientConfig {
    /// The folder for settings and links ([`crate::default_folder`]); `None`: nothing is stored.
    pub store: Option<PathBuf>,
    /// The folder for what is remembered of others (pins and devices that were met), where nothing else is stored.
    pub remember: Option<PathBuf>,
    /// Devices or files, recording, and what else the engine is told. A transform of frames stands between the encryption
    /// and the wire: what it is given is encrypted already, and what it lets in is still to be.
    pub engine: EngineConfig,
    /// Who shows the pictures.
    pub pictures: Arc<dyn PictureHub>,
    /// Who this device is, and what it remembers of others ([`crate::vault`]); `None`: an identity for this run.
    pub identity: Option<Known>,
    /// The folder for roster logs that are exported; `None`: the store, else the folder that the program runs in.
    pub exports: Option<PathBuf>,
}

/// A running client. Dropping it leaves the meeting and ends what it runs, in the background; [`Client::stop`] waits.
pub struct Client {
    intents: mpsc::Sender<Intent>,
    view: watch::Receiver<Arc<ViewModel>>,
    engine: Arc<Engine>,
    timer: Arc<JoinTimer>,
    /// Counts what did not pass.
    refused: Arc<SFrameTransform>,
    stop: watch::Sender<bool>,
    /// Closes when the task has ended.
    ended: watch::Receiver<()>,
}

impl Client {
    /// Starts a client. Reads the store at once, so that the first view has the person's settings.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start(config: ClientConfig) -> Self {
        let handle = tokio::runtime::Handle::current();
        let ClientConfig { store, remember, mut engine, pictures, identity, exports } = config;
        let clock = Clock::new();
        let frames = SFrameTransform::new(move || clock.now().tick);
        engine.transform = Some(match engine.transform.take() {
            None => frames.clone(),
            Some(wire) => Arc::new(Outside { sframe: frames.clone(), wire }),
        });
        let refused = frames.clone();
        let exports = exports.or_else(|| store.clone()).unwrap_or_default();
        let timer = Arc::new(JoinTimer::default());
        let pictures = Arc::new(Timed { inner: pictures, timer: timer.clone() });
        let (engine, engine_events) = Engine::start(engine, pictures, handle);
        let engine = Arc::new(engine);
        let (intents, intent_queue) = mpsc::channel(INTENTS);
        let (socket, socket_events) = Socket::new();
        let (failed, failures) = run::failures();
        let vault = store.clone().map(Vault::new);
        let (stored, writer) = open(store, remember, failed);
        let app = App::new(Box::new(System));
        let parts = Parts { clock, engine: engine.clone(), socket, store: writer, frames, exports, vault };
        let (runner, view) = Runner::new(app, stored, identity, parts);
        let queues = Queues { intents: intent_queue, engine: engine_events, socket: socket_events, failures };
        let (stop, stopping) = watch::channel(false);
        let (alive, ended) = watch::channel(());
        tokio::spawn(async move {
            runner.run(queues, stopping).await;
            drop(alive);
        });
        Self { intents, view, engine, timer, refused, stop, ended }
    }

    /// Hands a wish to the app and returns at once; `false` where the client has stopped, or where more than a thousand
    /// wait already.
    pub fn dispatch(&self, intent: Intent) -> bool {
        if intent == Intent::Join {
            self.timer.begin();
        }
        self.intents.try_send(intent).is_ok()
    }

    /// The screen: the newest value, and a wake-up at each change. Closes when the client has stopped.
    pub fn view(&self) -> watch::Receiver<Arc<ViewModel>> {
        self.view.clone()
    }

    /// The engine, for its statistics. To change what it does is the app's alone.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What was sent, received and used until now, for `--stats`.
    pub fn report(&self) -> Report {
        let refused = self.refused.refused();
        Report::new(self.engine.stats(), refused, self.timer.took(), chancery_engine::process_usage())
    }

    /// Leaves the meeting, closes the devices, writes what is to be stored, and returns when that is done: at most some
    /// seconds. Later calls return at once.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let mut ended = self.ended.clone();
        while ended.changed().await.is_ok() {}
    }
}

/// What was stored, and the thread that stores from now on.
fn open(folder: Option<PathBuf>, remember: Option<PathBuf>, failed: mpsc::Sender<String>) -> (Stored, Option<Writer>) {
    let all = folder.is_some();
    let Some(folder) = folder.or(remember) else { return (Stored::default(), None) };
    let store = Store::new(folder);
    let mut stored = if all { store.load() } else { Stored::default() };
    // Where the queue is full, the app has been told of as many failures as it can show.
    match Writer::start(store, all, move |detail| drop(failed.try_send(detail))) {
        Ok(writer) => (stored, Some(writer)),
        Err(e) => {
            stored.failed.push(e.to_string());
            (stored, None)
        }
    }
}
