//! The report of `--stats`: what `chancery join` reports, and beside it what the window did.

use crate::renderer::Measures;
use chancery_client::Report;
use serde::Serialize;
use std::path::Path;

/// The report of a participant with a window.
#[derive(Debug, Serialize)]
pub struct WindowReport {
    /// What every participant reports. Processor time and memory are this process's: the web view's own processes are
    /// not in it.
    #[serde(flatten)]
    pub participant: Report,
    /// What the renderer did.
    pub window: Measures,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[error("{path}: the report could not be written ({source}): check the folder and its permissions")]
pub struct StatsError {
    path: String,
    source: std::io::Error,
}

impl WindowReport {
    /// Writes it as JSON, whole or not at all: who waits for the file never reads half of it.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), StatsError> {
        let write = || {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(".new");
            let new = path.with_file_name(name);
            let mut text = serde_json::to_vec(self)?;
            text.push(b'\n');
            std::fs::write(&new, text)?;
            std::fs::rename(&new, path)
        };
        write().map_err(|source| StatsError { path: path.display().to_string(), source })
    }
}
