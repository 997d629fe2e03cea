//! The renderer that works everywhere: a thread composes the newest pictures into one, and a local WebSocket takes it to
//! a canvas in the page.
//!
//! Nothing is composed unless a tile has something new, the page has room for it ([`super::credits`]) and a thirtieth of
//! a second has passed. While nobody looks, nothing is done.

use super::board::{Board, Change, Stream, oldest_remote};
use super::credits::{Credits, NothingToAcknowledge, Pace};
use super::door::Door;
use super::hub::Hub;
use super::layout::{StageLayout, StageSource};
use super::measures::{Counters, Measures};
use super::message::{Planes, Writer};
use super::{Renderer, RendererError, RendererInfo, layout, socket};
use bytes::Bytes;
use chancery_engine::PictureHub;
use chancery_media::picture::{Composer, Fit, SharedPicture, Tile};
use chancery_media::time::CaptureTime;
use parking_lot::{Condvar, Mutex};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// The page that is connected.
struct Page {
    number: u64,
    messages: mpsc::Sender<Bytes>,
    task: AbortHandle,
    credits: Credits,
}

/// What the threads share.
struct State {
    board: Board,
    page: Option<Page>,
    pages: u64,
    counters: Counters,
    stopping: bool,
}

/// What engine, composing thread and socket share. The lock is held for moments only, never while a picture is drawn.
pub(super) struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    pub(super) door: Door,
}

impl Shared {
    fn new() -> Self {
        let state =
            State { board: Board::default(), page: None, pages: 0, counters: Counters::default(), stopping: false };
        Self { state: Mutex::new(state), wake: Condvar::new(), door: Door::default() }
    }

    pub(super) fn begin(&self, source: StageSource) -> Stream {
        self.state.lock().board.begin(source)
    }

    pub(super) fn put(&self, source: StageSource, stream: Stream, picture: SharedPicture) {
        if self.state.lock().board.put(source, stream, picture) {
            self.wake.notify_one();
        }
    }

    pub(super) fn end(&self, source: StageSource) {
        self.state.lock().board.end(source);
        self.wake.notify_one();
    }

    fn set_layout(&self, layout: StageLayout) {
        if self.state.lock().board.set_layout(layout) {
            self.wake.notify_one();
        }
    }

    /// A page has shown its token: it is the one that looks from now on, an earlier one is cut off. Gives its number and
    /// what to send to it; `None`: the window is closing.
    pub(super) fn let_in(&self, task: AbortHandle) -> Option<(u64, mpsc::Receiver<Bytes>)> {
        let (messages, receiver) = mpsc::channel(super::credits::IN_FLIGHT_MAX);
        let mut state = self.state.lock();
        if state.stopping {
            return None;
        }
        if let Some(earlier) = state.page.take() {
            earlier.task.abort();
        }
        state.pages += 1;
        state.counters.let_in += 1;
        let number = state.pages;
        state.page = Some(Page { number, messages, task, credits: Credits::default() });
        state.board.refresh();
        drop(state);
        self.wake.notify_one();
        Some((number, receiver))
    }

    /// A connection was refused, or did not show a token in time.
    pub(super) fn turned_away(&self) {
        self.state.lock().counters.turned_away += 1;
    }

    /// The page of this number has drawn one stage.
    pub(super) fn acknowledged(&self, number: u64) -> Result<(), NothingToAcknowledge> {
        let now = Instant::now();
        let mut state = self.state.lock();
        let Some(page) = state.page.as_mut().filter(|page| page.number == number) else { return Ok(()) };
        let drawn = page.credits.acknowledged(now)?;
        let since_capture = drawn.captured.map(|captured| {
            let ms = captured.millis_until(CaptureTime::now());
            Duration::from_secs_f64(ms / 1_000.0)
        });
        state.counters.drawn(now, drawn.took, since_capture);
        drop(state);
        self.wake.notify_one();
        Ok(())
    }

    /// The page of this number has gone.
    pub(super) fn left(&self, number: u64) {
        let mut state = self.state.lock();
        if state.page.as_ref().is_some_and(|page| page.number == number) {
            state.page = None;
        }
    }

    fn stop(&self) {
        let mut state = self.state.lock();
        state.stopping = true;
        if let Some(page) = state.page.take() {
            page.task.abort();
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Waits until there is something to compose and room for it; `None`: the renderer stops.
    fn next(&self, pace: &Pace, changes: &mut Vec<Change>) -> Option<Work> {
        let mut state = self.state.lock();
        loop {
            if state.stopping {
                return None;
            }
            let room = state.page.as_ref().is_some_and(|page| page.credits.available());
            if room && state.board.is_dirty() {
                let wait = pace.wait(Instant::now());
                if wait.is_zero() {
                    return Some(Work { layout: state.board.take(changes) });
                }
                self.wake.wait_for(&mut state, wait);
            } else {
                self.wake.wait(&mut state);
            }
        }
    }

    /// Counts the stage as on its way and gives its number and where to send it; `None`: the page has gone meanwhile.
    fn send_off(&self, captured: Option<CaptureTime>) -> Option<(u32, mpsc::Sender<Bytes>)> {
        let mut state = self.state.lock();
        let page = state.page.as_mut().filter(|page| page.credits.available())?;
        Some((page.credits.sent(Instant::now(), captured), page.messages.clone()))
    }
}

/// What is to be composed, besides the changes.
struct Work {
    /// The layout, where it is new.
    layout: Option<StageLayout>,
}

/// Composes until the renderer stops.
fn compose(shared: &Shared) {
    let mut composer = Composer::new();
    let mut writer = Writer::default();
    let mut pace = Pace::default();
    let mut changes = Vec::new();
    let mut revision = 0;
    while let Some(Work { layout }) = shared.next(&pace, &mut changes) {
        let began = Instant::now();
        pace.taken(began);
        if let Some(layout) = layout {
            revision = layout.revision;
            let tiles = layout.tiles.iter().map(tile).collect();
            composer.set_layout(layout.width, layout.height, layout.background, tiles);
        }
        let captured = oldest_remote(&changes);
        let mut drawn = 0;
        for change in changes.drain(..) {
            match change {
                Change::Put(source, picture) => {
                    composer.put(&source, picture);
                    drawn += 1;
                }
                Change::Clear(source) => composer.clear(&source),
            }
        }
        let Some(stage) = composer.compose() else { continue };
        let Some((sequence, messages)) = shared.send_off(captured) else { continue };
        let planes =
            Planes { width: stage.width, height: stage.height, revision, y: &stage.y, u: &stage.u, v: &stage.v };
        let message = writer.write(planes, sequence);
        shared.state.lock().counters.composed(planes.width, planes.height, drawn, began.elapsed());
        // There is room for as many as may be in flight; a page that has gone needs none.
        let _ = messages.try_send(message);
    }
}

fn tile(tile: &layout::Tile) -> Tile<StageSource> {
    Tile {
        key: tile.source,
        x: tile.x,
        y: tile.y,
        width: tile.width,
        height: tile.height,
        fit: match tile.fit {
            layout::Fit::Cover => Fit::Cover,
            layout::Fit::Contain => Fit::Contain,
        },
        radius: tile.radius,
    }
}

/// Shows pictures on a canvas in the page.
pub struct CanvasRenderer {
    shared: Arc<Shared>,
    address: SocketAddr,
    server: AbortHandle,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl CanvasRenderer {
    /// Opens a port on 127.0.0.1, on `runtime`, and starts the composing thread.
    ///
    /// # Errors
    /// Where no port or no thread can be had.
    pub fn start(runtime: &tokio::runtime::Handle) -> Result<Self, RendererError> {
        let shared = Arc::new(Shared::new());
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(RendererError::Listen)?;
        listener.set_nonblocking(true).map_err(RendererError::Listen)?;
        let address = listener.local_addr().map_err(RendererError::Listen)?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(RendererError::Listen)?
        };
        let server = runtime.spawn(socket::serve(listener, shared.clone())).abort_handle();
        let composing = shared.clone();
        let thread = std::thread::Builder::new()
            .name("stage".into())
            .spawn(move || compose(&composing))
            .map_err(RendererError::Thread)?;
        Ok(Self { shared, address, server, thread: Mutex::new(Some(thread)) })
    }
}

impl Renderer for CanvasRenderer {
    fn hub(&self) -> Arc<dyn PictureHub> {
        Arc::new(Hub { shared: self.shared.clone() })
    }

    fn set_layout(&self, layout: StageLayout) {
        self.shared.set_layout(layout.sane());
    }

    fn invite(&self) -> Result<RendererInfo, RendererError> {
        Ok(RendererInfo { url: format!("ws://{}/", self.address), token: self.shared.door.token()? })
    }

    fn measures(&self) -> Measures {
        self.shared.state.lock().counters.measures("canvas")
    }

    fn stop(&self) {
        self.server.abort();
        self.shared.stop();
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the composing thread had panicked");
        }
    }
}

impl Drop for CanvasRenderer {
    fn drop(&mut self) {
        self.stop();
    }
}
