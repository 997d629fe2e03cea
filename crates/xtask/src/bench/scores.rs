//! How good a voice is: PESQ wideband (ITU-T P.862.2) of what was heard against what was said.

use crate::{proc, setup};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The score, with how many pieces of eight seconds it is the median of.
pub fn voice(heard: &Path, said: &Path) -> Result<Value> {
    let python = setup::python("scores", &["numpy", "scipy", "soundfile", "pesq"])?;
    let script = proc::root().join("tests/tools/pesq_score.py");
    let text = proc::output(Command::new(&python).arg(script).arg(said).arg(heard))?;
    serde_json::from_str(text.trim()).context("the score is not JSON")
}
