//! Where a file lies, as the person says it: the system's own dialogs.

use futures_util::future::BoxFuture;
use std::path::PathBuf;
use tauri::{AppHandle, Manager};

/// Asks a person for a file; `None`: they changed their mind.
pub trait Chooser: Send + Sync {
    /// One to write, with a name to begin with. It may be there already.
    fn save(&self, name: String) -> BoxFuture<'_, Option<PathBuf>>;
    /// One to read, of this ending where one is given.
    fn open(&self, ending: Option<&'static str>) -> BoxFuture<'_, Option<PathBuf>>;
}

/// The system's dialogs, over the window.
pub struct Dialogs(pub AppHandle);

impl Dialogs {
    fn dialog(&self) -> rfd::AsyncFileDialog {
        let dialog = rfd::AsyncFileDialog::new();
        match self.0.get_webview_window("main") {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        }
    }
}

impl Chooser for Dialogs {
    fn save(&self, name: String) -> BoxFuture<'_, Option<PathBuf>> {
        let dialog = self.dialog().set_file_name(name).save_file();
        Box::pin(async move { dialog.await.map(|file| file.path().to_owned()) })
    }

    fn open(&self, ending: Option<&'static str>) -> BoxFuture<'_, Option<PathBuf>> {
        let dialog = match ending {
            Some(ending) => self.dialog().add_filter(ending.to_uppercase(), &[ending]),
            None => self.dialog(),
        };
        let chosen = dialog.pick_file();
        Box::pin(async move { chosen.await.map(|file| file.path().to_owned()) })
    }
}
