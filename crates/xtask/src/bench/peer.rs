//! The peer: Chromium calling Chromium, with the same film and voices, through its own WebRTC and its own statistics.

use super::Endpoint;
use crate::{proc, samples};
use anyhow::{Context, Result};
use serde_json::Value;
use std::process::Command;

/// One call; both endpoints.
pub fn call(seconds: u64) -> Result<Vec<Endpoint>> {
    let [a, b] = samples::sides();
    let text = proc::output(
        Command::new("node")
            .arg("tools/chromium_call.mjs")
            .arg(seconds.to_string())
            .args([&a.camera, &a.microphone, &b.camera, &b.microphone])
            .current_dir(proc::root().join("ui")),
    )?;
    let told: Value = serde_json::from_str(text.trim()).context("the peer's report is not JSON")?;
    let endpoints = told.as_array().context("the peer's report lists no endpoints")?;
    endpoints
        .iter()
        .map(|e| {
            let number = |key: &str| e[key].as_f64().with_context(|| format!("the peer's report has no {key}"));
            Ok(Endpoint {
                first_picture_ms: number("first_picture_ms")?,
                cpu: number("cpu_cores")?,
                pss: number("pss_bytes")?,
                fps: number("fps")?,
                freezes: number("freezes")?,
                latency_ms: None,
            })
        })
        .collect()
}
