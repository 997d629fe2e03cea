//! What the page may call: these commands, and no others of Tauri's (see `capabilities/main.json`).
//!
//! | command | what |
//! | --- | --- |
//! | `dispatch({intent})` | a wish of the person, to the app |
//! | `subscribe({channel})` | the view: a snapshot, then patches, until another one subscribes |
//! | `renderer_info()` | how to attach to the renderer, once |
//! | `stage_layout({layout})` | where pictures lie |
//! | `app_info()` | which version this is |
//! | `zoom({factor})` | how large the page is shown |
//! | `busy_times()`, `read_busy({request})`, `follow_busy({request})`, `forget_busy({request})` | when people are elsewhere ([`scheduler`]) |
//! | `capitals()`, `slots({request})` | what the scheduling desk asks ([`scheduler`]) |
//! | `desk_settings()`, `save_desk_settings({request})`, `test_desk_settings({request})` | the servers of the desk ([`desk_settings`]) |
//! | `plan_in_calendar({request})` | how a plan stands in the ministry's calendar ([`in_calendar`]) |
//! | `look_for_answers()`, `listen_for_answers({channel})` | answers from the mailbox, the shared books, the calendar ([`correspondence`]) |
//! | `shared_books()`, `begin_book({request})`, `add_book({request})`, `book_link({request})`, `forget_book({request})` | the books that are shared with other officers ([`books`]) |
//! | `plan_shared({request})`, `share_plan({request})`, `plan_history({request})` | the book that a plan stands in ([`books`]) |
//! | `invitations()`, `answer_invitation({request})`, `take_invitation({request})`, `forget_invitation({request})` | what others invite to ([`invited`]) |
//! | `export_meetings()` | all that went out, as one calendar ([`planner`]) |
//! | `plan_links({request})`, `make_links({request})` | how the sides of a plan join ([`convening`]) |
//! | `ministry({wish})` | the ministry's work with roots, requests and certificates ([`ministry`]) |
//!
//! The first five are not `async`, so they run one after the other in the order in which they came: a word typed before *Send* is
//! there before *Send*.

pub mod books;
pub mod convening;
pub mod correspondence;
pub mod desk_settings;
pub mod in_calendar;
pub mod invited;
pub mod ministry;
pub mod passwords;
pub mod patches;
pub mod planner;
pub mod scheduler;

use crate::renderer::{Renderer, RendererInfo, StageLayout};
use chancery_client::Client;
use chancery_core::{Intent, ViewModel};
use parking_lot::Mutex;
use patches::{Patcher, Update};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tauri::State;
use tauri::async_runtime::JoinHandle;
use tauri::ipc::Channel;
use tokio::sync::watch;

/// The least time between two updates of the page: what changes faster (loudness, mostly) is put together.
const UPDATE_INTERVAL: Duration = Duration::from_millis(33);

/// What the commands work on.
pub struct Bridge {
    client: Arc<Client>,
    renderer: Arc<dyn Renderer>,
    subscription: Mutex<Option<JoinHandle<()>>>,
}

impl Bridge {
    /// Between this client, this renderer and the page.
    pub fn new(client: Arc<Client>, renderer: Arc<dyn Renderer>) -> Self {
        Self { client, renderer, subscription: Mutex::new(None) }
    }
}

/// What the page wants to know of the program.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AppInfo {
    /// The version of this program.
    version: &'static str,
    /// Whether a test drives the window: then nothing moves that need not.
    test: bool,
}

/// Hands a wish of the person to the app.
#[tauri::command]
pub fn dispatch(intent: Intent, bridge: State<'_, Bridge>) -> Result<(), &'static str> {
    if bridge.client.dispatch(intent) { Ok(()) } else { Err("Chancery is closing: nothing more is taken.") }
}

/// Begins to tell the view; an earlier subscription (of the page before it was loaded anew) ends.
#[tauri::command]
pub fn subscribe(channel: Channel<Update>, bridge: State<'_, Bridge>) {
    let view = bridge.client.view();
    let task = tauri::async_runtime::spawn(tell(view, move |update| channel.send(update).is_ok()));
    if let Some(earlier) = bridge.subscription.lock().replace(task) {
        earlier.abort();
    }
}

/// Gives the page a way into the renderer.
#[tauri::command]
pub fn renderer_info(bridge: State<'_, Bridge>) -> Result<RendererInfo, String> {
    bridge.renderer.invite().map_err(|error| error.to_string())
}

/// Takes where the pictures lie.
#[tauri::command]
pub fn stage_layout(layout: StageLayout, bridge: State<'_, Bridge>) {
    bridge.renderer.set_layout(layout);
}

/// Says which program this is.
#[tauri::command]
pub fn app_info() -> AppInfo {
    let test = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    AppInfo { version: env!("CARGO_PKG_VERSION"), test }
}

/// Shows the page so many times as large, between half and three times.
///
/// # Errors
/// What the system's page said.
#[tauri::command]
pub fn zoom(factor: f64, window: tauri::WebviewWindow) -> Result<(), String> {
    let factor = if factor.is_finite() { factor.clamp(0.5, 3.0) } else { 1.0 };
    window.set_zoom(factor).map_err(|e| e.to_string())
}

/// Tells the view until `send` says that nobody listens any more, or the client has ended.
pub async fn tell(mut view: watch::Receiver<Arc<ViewModel>>, mut send: impl FnMut(Update) -> bool) {
    let mut patcher = Patcher::default();
    loop {
        let newest = view.borrow_and_update().clone();
        match patcher.update(&newest) {
            Ok(Some(update)) => {
                if !send(update) {
                    return;
                }
            }
            Ok(None) => (),
            Err(error) => tracing::error!(%error, "the view cannot be written as JSON"),
        }
        tokio::time::sleep(UPDATE_INTERVAL).await;
        if view.changed().await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_core::view::{Desk, Devices, Keys, Link, Settings, Stage};

    fn view(draft: &str) -> Arc<ViewModel> {
        Arc::new(ViewModel {
            settings: Settings::default(),
            devices: Devices::default(),
            link: Link::Idle,
            notices: vec![],
            keys: Keys::default(),
            stage: Stage::Desk(Desk { meetings: vec![], link_draft: draft.into(), link_problem: None }),
        })
    }

    #[test]
    fn whatever_the_page_calls_is_there_and_allowed() {
        let page = include_str!("../../../ui/src/bridge/tauri.ts");
        let called: Vec<&str> = page.split("invoke('").skip(1).filter_map(|rest| rest.split('\'').next()).collect();
        let (shell, allowed) = (include_str!("../shell.rs"), include_str!("../../permissions/bridge.toml"));
        assert!(called.len() > 30, "{called:?}");
        for name in called {
            let handled = [",", "\n"].iter().any(|end| shell.contains(&format!("::{name}{end}")));
            assert!(handled, "nobody answers `{name}`");
            assert!(allowed.contains(&format!("\"{name}\"")), "the page may not call `{name}`");
        }
    }

    #[tokio::test]
    async fn the_page_is_told_the_newest_and_not_each() {
        let (publisher, receiver) = watch::channel(view(""));
        let (told, mut updates) = tokio::sync::mpsc::unbounded_channel();
        let task = tokio::spawn(tell(receiver, move |update| told.send(update).is_ok()));
        assert!(matches!(updates.recv().await, Some(Update::Snapshot { .. })));
        for draft in ["c", "ch", "cha"] {
            publisher.send_replace(view(draft));
        }
        let Some(Update::Patch { ops }) = updates.recv().await else { panic!("a patch comes second") };
        assert_eq!(
            serde_json::to_value(ops).expect("json"),
            serde_json::json!([{"op": "replace", "path": "/stage/link_draft", "value": "cha"}])
        );
        drop(publisher);
        task.await.expect("it ends with the client");
        assert!(updates.recv().await.is_none());
    }

    #[tokio::test]
    async fn it_ends_when_nobody_listens() {
        let (publisher, receiver) = watch::channel(view(""));
        let task = tokio::spawn(tell(receiver, |_| false));
        task.await.expect("it ends at the first update");
        drop(publisher);
    }
}
