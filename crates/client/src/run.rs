//! The task that owns the app: takes what happens from its queues, hands it to [`App::handle`], carries out the effects.

use crate::export;
use crate::frames::SFrameTransform;
use crate::http::Http;
use crate::port;
use crate::publish::Pace;
use crate::socket::{Numbered, Socket};
use crate::store::Stored;
use crate::timers::{Clock, Timers};
use crate::vault::{Known, Vault};
use crate::writer::Writer;
use chancery_core::{App, Effect, Input, Intent, KeyCommand, Problem, ServerEvent, ViewModel};
use chancery_engine::{Engine, EngineEvent};
use chancery_trust::frames::digest::EVERY;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until, timeout};

/// Inputs handled in a row before the screen is told and the timers are looked at.
const BATCH: usize = 64;
/// Questions about meetings that are on their way at once; others wait their turn.
const LOOKS: usize = 4;
/// For the engine to close its connections and devices.
const ENGINE_STOP: Duration = Duration::from_secs(5);
/// Failures of the store that wait for the app; the writer says each kind once.
const FAILURES: usize = 16;

/// The queues that lead to the app.
pub(crate) struct Queues {
    pub(crate) intents: mpsc::Receiver<Intent>,
    pub(crate) engine: mpsc::Receiver<EngineEvent>,
    pub(crate) socket: mpsc::Receiver<Numbered>,
    pub(crate) failures: mpsc::Receiver<String>,
}

/// A queue for what the store's writer says.
pub(crate) fn failures() -> (mpsc::Sender<String>, mpsc::Receiver<String>) {
    mpsc::channel(FAILURES)
}

/// What carries out effects.
pub(crate) struct Parts {
    pub(crate) clock: Clock,
    pub(crate) engine: Arc<Engine>,
    pub(crate) socket: Socket,
    pub(crate) store: Option<Writer>,
    pub(crate) frames: Arc<SFrameTransform>,
    /// Where roster logs are exported to.
    pub(crate) exports: PathBuf,
    /// Where the device's key is kept.
    pub(crate) vault: Option<Vault>,
}

/// Everything that carries out effects, and the app.
pub(crate) struct Runner {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) engine: Arc<Engine>,
    pub(crate) socket: Socket,
    pub(crate) store: Option<Writer>,
    pub(crate) view: watch::Sender<Arc<ViewModel>>,
    frames: Arc<SFrameTransform>,
    exports: PathBuf,
    vault: Option<Arc<Vault>>,
    http: Http,
    /// Work that is answered with an input: questions about meetings, files that are written.
    looks: JoinSet<Input>,
    look_permits: Arc<Semaphore>,
    timers: Timers,
    pace: Pace,
    /// When what was sent is signed next.
    signs: Interval,
    effects: Vec<Effect>,
    /// What the edge itself has to tell the app, in answer to an effect.
    again: VecDeque<Input>,
}

impl Runner {
    /// A runner whose app has been told what was stored. `view` gets its first value here.
    pub(crate) fn new(
        mut app: App,
        stored: Stored,
        identity: Option<Known>,
        parts: Parts,
    ) -> (Self, watch::Receiver<Arc<ViewModel>>) {
        let Parts { clock, engine, socket, store, frames, exports, vault } = parts;
        let mut effects = Vec::new();
        if let Some(known) = identity {
            app.handle(clock.now(), known.input(), &mut effects);
        }
        let Stored { settings, links, damaged, failed } = stored;
        app.handle(clock.now(), Input::Stored { settings, links }, &mut effects);
        for file in damaged {
            app.handle(clock.now(), Input::StoreDamaged { file: file.into() }, &mut effects);
        }
        for detail in failed {
            app.handle(clock.now(), Input::StoreFailed { detail }, &mut effects);
        }
        let (view, published) = watch::channel(Arc::new(app.view(clock.now())));
        let mut signs = interval(EVERY);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let runner = Self {
            app,
            clock,
            engine,
            socket,
            store,
            view,
            frames,
            exports,
            vault: vault.map(Arc::new),
            http: Http::new(),
            looks: JoinSet::new(),
            look_permits: Arc::new(Semaphore::new(LOOKS)),
            timers: Timers::default(),
            pace: Pace::new(),
            signs,
            effects,
            again: VecDeque::new(),
        };
        (runner, published)
    }

    /// Runs until `stop` says so or its sender is gone; then leaves, and ends everything.
    pub(crate) async fn run(mut self, mut queues: Queues, mut stop: watch::Receiver<bool>) {
        self.carry_out();
        loop {
            let timer = self.timers.earliest().map(|tick| self.clock.instant(tick));
            let publish = self.pace.due();
            let keys = self.frames.receiver().deadline().map(|tick| self.clock.instant(tick));
            let signs = self.frames.sender().epoch().is_some();
            let input = tokio::select! {
                _ = stop.wait_for(|stop| *stop) => break,
                Some(intent) = queues.intents.recv() => Some(Input::Intent(intent)),
                Some(event) = queues.engine.recv() => Some(Input::Engine(port::event(event))),
                Some(event) = queues.socket.recv() => self.of_socket(event),
                Some(detail) = queues.failures.recv() => Some(Input::StoreFailed { detail }),
                Some(looked) = self.looks.join_next() => looked.ok(),
                () = sleep_until(timer.unwrap_or_else(Instant::now)), if timer.is_some() => None,
                () = sleep_until(publish.unwrap_or_else(Instant::now)), if publish.is_some() => None,
                () = sleep_until(keys.unwrap_or_else(Instant::now)), if keys.is_some() => None,
                _ = self.signs.tick(), if signs => Some(self.frames_passed()),
            };
            if let Some(input) = input {
                self.handle(input);
            }
            for _ in 1..BATCH {
                let Some(input) = self.ready(&mut queues) else { break };
                self.handle(input);
            }
            self.forget_old_keys();
            while let Some(timer) = self.timers.pop_due(self.clock.now().tick) {
                self.handle(Input::Timer(timer));
            }
            if self.pace.take(Instant::now()) {
                self.publish();
            }
        }
        self.end(queues).await;
    }

    /// What frames passed since the last time.
    fn frames_passed(&self) -> Input {
        Input::Frames { sent: self.frames.sender().take_sent(), received: self.frames.receiver().take_received() }
    }

    /// The keys of an epoch that has ended are kept for what was on its way, and not longer.
    fn forget_old_keys(&self) {
        let now = self.clock.now().tick;
        if self.frames.receiver().deadline().is_some_and(|due| due <= now) {
            self.frames.receiver().expire(now);
        }
    }

    /// Something that is there without waiting.
    fn ready(&mut self, queues: &mut Queues) -> Option<Input> {
        if let Ok(intent) = queues.intents.try_recv() {
            return Some(Input::Intent(intent));
        }
        if let Ok(event) = queues.engine.try_recv() {
            return Some(Input::Engine(port::event(event)));
        }
        while let Ok(event) = queues.socket.try_recv() {
            if let Some(input) = self.of_socket(event) {
                return Some(input);
            }
        }
        None
    }

    /// What a socket that was replaced or closed still had to say is not for the app.
    fn of_socket(&self, (number, event): Numbered) -> Option<Input> {
        self.socket.is_current(number).then_some(Input::Server(event))
    }

    fn handle(&mut self, input: Input) {
        let mut next = Some(input);
        while let Some(input) = next {
            let minor = matches!(&input, Input::Frames { .. })
                || matches!(&input, Input::Engine(event) if port::is_minor(event));
            self.app.handle(self.clock.now(), input, &mut self.effects);
            self.pace.changed(Instant::now(), minor);
            self.carry_out();
            next = self.again.pop_front();
        }
    }

    fn carry_out(&mut self) {
        // The vector is kept, so that handling does not allocate.
        let mut effects = std::mem::take(&mut self.effects);
        for effect in effects.drain(..) {
            match effect {
                Effect::Connect { server } => self.socket.connect(&server),
                Effect::Disconnect => self.socket.disconnect(),
                Effect::Send(message) => {
                    if !self.socket.send(message) {
                        self.again.push_back(Input::Server(ServerEvent::Closed { nonsense: false }));
                    }
                }
                Effect::Engine(command) => port::carry_out(&self.engine, command),
                Effect::Store(command) => {
                    if let Some(store) = &self.store {
                        store.write(command);
                    }
                }
                // That pictures begin anew is commanded by the app, which knows when others have the keys too.
                Effect::FrameKeys(Some(keys)) => drop(self.frames.switch(&keys)),
                Effect::FrameKeys(None) => self.frames.end(),
                Effect::ExportRosterLog { file_name, document, signatures } => {
                    let folder = self.exports.clone();
                    self.looks.spawn(async move {
                        let written = tokio::task::spawn_blocking(move || {
                            export::write(&folder, &file_name, &document, &signatures)
                        });
                        let saved = written.await.unwrap_or_else(|_| Err("writing was interrupted".into()));
                        Input::RosterLogSaved(saved)
                    });
                }
                Effect::Key(command) => self.key(command),
                Effect::Wake { timer, at } => self.timers.set(timer, at),
                Effect::Unwake { timer } => self.timers.clear(timer),
                Effect::Look { server, meeting, request } => {
                    let (http, permits) = (self.http.clone(), self.look_permits.clone());
                    self.looks.spawn(async move {
                        let _permit = permits.acquire().await;
                        let answer = http.look(&server, meeting, &request).await.map_err(|e| e.problem());
                        Input::Looked { meeting, answer }
                    });
                }
            }
        }
        self.effects = effects;
    }

    /// Opening a key is slow on purpose, and a keyring may wait for a person: on a thread that may wait too.
    fn key(&mut self, command: KeyCommand) {
        let failed =
            |detail: &str| Input::KeyRefused { problem: Problem::KeyUnavailable { detail: detail.into() }, kept: None };
        let (Some(vault), now) = (self.vault.clone(), self.clock.now().wall) else {
            self.again.push_back(failed("this program runs without a folder for what it keeps"));
            return;
        };
        self.looks.spawn(async move {
            let done = tokio::task::spawn_blocking(move || vault.carry_out(command, now));
            done.await.unwrap_or_else(|_| failed("it was interrupted"))
        });
    }

    fn publish(&self) {
        let view = self.app.view(self.clock.now());
        self.view.send_if_modified(|published| {
            let changed = **published != view;
            if changed {
                *published = Arc::new(view);
            }
            changed
        });
    }

    async fn end(mut self, queues: Queues) {
        // Whoever closes the window leaves: the others are told, rather than left to wonder for a while.
        self.handle(Input::Intent(Intent::Leave));
        self.publish();
        self.looks.abort_all();
        let (engine, socket, store) = (self.engine.clone(), self.socket, self.store);
        let (stopped, ()) = tokio::join!(timeout(ENGINE_STOP, engine.stop()), socket.finish(queues.socket));
        if stopped.is_err() {
            tracing::error!("the engine did not stop in time");
        }
        // It writes what is pending, which may wait for the disk.
        let _ = tokio::task::spawn_blocking(move || drop(store)).await;
    }
}
