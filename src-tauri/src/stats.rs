//! The report of `--stats`: what `chancery join` reports, and what the window did.

use crate::renderer::Measures;
use chancery_client::{EngineStats, ProcessUsage};
use serde::Serialize;
use std::path::Path;

/// The report.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What the engine counted.
    #[serde(flatten)]
    pub engine: EngineStats,
    /// This process: the web view's own are not in it.
    #[serde(flatten)]
    pub process: ProcessUsage,
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

/// Writes the report.
///
/// # Errors
/// Where the file cannot be written.
pub fn write(path: &Path, report: &Report) -> Result<(), StatsError> {
    let text = serde_json::to_vec_pretty(report).map_err(std::io::Error::from);
    text.and_then(|text| std::fs::write(path, text))
        .map_err(|source| StatsError { path: path.display().to_string(), source })
}
