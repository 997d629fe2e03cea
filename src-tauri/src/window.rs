//! The one window: what its web view may do, and what happens when the web view's process dies.
//!
//! The page is part of this program. Nothing else is ever shown in its place: it goes to no other address, opens no
//! other window and takes nothing down.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tauri::utils::config::WindowConfig;
use tauri::webview::{DownloadEvent, NewWindowResponse};
use tauri::{AppHandle, Url, WebviewWindow, WebviewWindowBuilder};

/// How it is to look.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Width and height; `None`: as it was left, or as the configuration says.
    pub size: Option<(u32, u32)>,
    /// Where the web view keeps what it keeps; `None`: where the system has it.
    pub folder: Option<PathBuf>,
    /// What shows before the page has drawn: its paper, so that nothing flashes.
    pub ground: Option<tauri::window::Color>,
}

/// Opens the window. `lost` is called when the page cannot be kept alive.
///
/// # Errors
/// Where the system gives no window or no web view.
pub fn open(
    app: &AppHandle,
    config: &WindowConfig,
    wishes: Wishes,
    lost: impl Fn() + Send + 'static,
) -> tauri::Result<WebviewWindow> {
    let mut builder = WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, event| !matches!(event, DownloadEvent::Requested { .. }));
    if let Some((width, height)) = wishes.size {
        builder = builder.inner_size(f64::from(width), f64::from(height)).position(0.0, 0.0);
    }
    if let Some(folder) = wishes.folder {
        builder = builder.data_directory(folder);
    }
    if let Some(ground) = wishes.ground {
        builder = builder.background_color(ground);
    }
    let window = builder.build()?;
    keep_alive(&window, lost)?;
    Ok(window)
}

/// Whether an address is this program's own page.
fn own(url: &Url) -> bool {
    let own = (url.scheme() == "tauri" && url.host_str() == Some("localhost"))
        || (matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost"));
    let development = cfg!(all(debug_assertions, not(feature = "custom-protocol")))
        && url.scheme() == "http"
        && url.host_str() == Some("127.0.0.1");
    own || development || url.as_str() == "about:blank"
}

/// Loads the page anew when its process has died (out of memory, mostly). Nothing is lost by that: all state is on this
/// side, and the call goes on meanwhile.
#[cfg(target_os = "linux")]
fn keep_alive(window: &WebviewWindow, lost: impl Fn() + Send + 'static) -> tauri::Result<()> {
    use std::cell::RefCell;
    use webkit2gtk::WebViewExt;
    window.with_webview(move |webview| {
        let reloads = RefCell::new(Reloads::default());
        webview.inner().connect_web_process_terminated(move |view, _| {
            if reloads.borrow_mut().one_more(Instant::now()) {
                tracing::error!("the page's process has died; the page is loaded anew");
                view.reload();
            } else {
                tracing::error!("the page's process dies again and again; the window closes");
                lost();
            }
        });
    })
}

/// Elsewhere the system's web view looks after its own processes.
#[cfg(not(target_os = "linux"))]
fn keep_alive(_: &WebviewWindow, _: impl Fn() + Send + 'static) -> tauri::Result<()> {
    Ok(())
}

/// How often the page was loaded anew.
#[derive(Debug, Default)]
struct Reloads {
    recent: VecDeque<Instant>,
}

impl Reloads {
    /// Whether it may be loaded once more: at most three times in a minute, so that a page that cannot live does not take
    /// the machine with it.
    fn one_more(&mut self, now: Instant) -> bool {
        while self.recent.front().is_some_and(|at| now.saturating_duration_since(*at) > Duration::from_secs(60)) {
            self.recent.pop_front();
        }
        if self.recent.len() >= 3 {
            return false;
        }
        self.recent.push_back(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_programs_own_page_is_shown() {
        for yes in ["tauri://localhost", "tauri://localhost/index.html#x", "http://tauri.localhost/", "about:blank"] {
            assert!(own(&yes.parse().expect("url")), "{yes}");
        }
        for no in [
            "https://example.org/",
            "tauri://other/",
            "file:///etc/passwd",
            "http://localhost/",
            "http://tauri.localhost.example.org/",
            "data:text/html,x",
            "javascript:alert(1)",
        ] {
            assert!(!own(&no.parse().expect("url")), "{no}");
        }
    }

    #[test]
    fn a_page_that_cannot_live_is_given_up() {
        let start = Instant::now();
        let mut reloads = Reloads::default();
        for second in 0..3 {
            assert!(reloads.one_more(start + Duration::from_secs(second)));
        }
        assert!(!reloads.one_more(start + Duration::from_secs(3)));
        assert!(reloads.one_more(start + Duration::from_secs(62)), "the first two are long ago");
    }
}
