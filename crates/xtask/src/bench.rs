//! Benchmarks: ours and a peer's, in one run.

use anyhow::{Result, bail};
use clap::Args;

/// What to measure.
#[derive(Args)]
pub struct Options {}

/// Measures.
pub fn run(_options: &Options) -> Result<()> {
    bail!("not yet")
}
