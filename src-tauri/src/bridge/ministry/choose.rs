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

/// Nobody is asked: what is written goes into this folder under the name that it begins with, and nothing is read. For
/// rooms where nobody sits at the window.
pub struct InFolder(pub PathBuf);

impl Chooser for InFolder {
    fn save(&self, name: String) -> BoxFuture<'_, Option<PathBuf>> {
        // A name alone: what was typed into a plan chooses no folder.
        let name = std::path::Path::new(&name).file_name().map(|name| self.0.join(name));
        Box::pin(async move { name })
    }

    fn open(&self, _ending: Option<&'static str>) -> BoxFuture<'_, Option<PathBuf>> {
        Box::pin(async { None })
    }
}
