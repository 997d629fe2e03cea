//! The handle of a running client.

use chancery_core::view::{Desk, Devices, Link, Settings, Stage};
use chancery_core::{Intent, ViewModel};
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
    /// Devices or files, recording, and what else the engine is told.
    pub engine: EngineConfig,
    /// Who shows the pictures.
    pub pictures: Arc<dyn PictureHub>,
}

/// A running client. Dropping it leaves the meeting and ends what it runs, in the background; [`Client::stop`] waits.
pub struct Client {
    intents: mpsc::Sender<Intent>,
    view: watch::Receiver<Arc<ViewModel>>,
    engine: Arc<Engine>,
}

impl Client {
    /// Starts a client.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start(config: ClientConfig) -> Self {
        let handle = tokio::runtime::Handle::current();
        let (engine, _events) = Engine::start(config.engine, config.pictures, handle);
        let (intents, _inbox) = mpsc::channel(INTENTS);
        let empty = ViewModel {
            settings: Settings::default(),
            devices: Devices::default(),
            link: Link::Idle,
            notices: vec![],
            stage: Stage::Desk(Desk { meetings: vec![], link_draft: "".into(), link_problem: None }),
        };
        let (_publisher, view) = watch::channel(Arc::new(empty));
        Self { intents, view, engine: Arc::new(engine) }
    }

    /// Hands a wish to the app and returns at once; `false` where the client has stopped.
    pub fn dispatch(&self, intent: Intent) -> bool {
        self.intents.try_send(intent).is_ok()
    }

    /// The screen: the newest value, and a wake-up at each change. Never closes while the client runs.
    pub fn view(&self) -> watch::Receiver<Arc<ViewModel>> {
        self.view.clone()
    }

    /// The engine, for its statistics. To change what it does is the app's alone.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Leaves the meeting, closes the devices, writes what is to be stored, and returns when that is done; at most some
    /// seconds. Later calls return at once.
    pub async fn stop(&self) {
        self.engine.stop().await;
    }
}
