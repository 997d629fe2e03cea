//! A display of its own for each delegation, where there is none or none is wanted.

use crate::proc::{self, Running};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// An X server without a screen, of the size of a small laptop's.
pub struct Display {
    _server: Running,
    /// `:N`.
    pub name: String,
}

impl Display {
    /// Starts one; it chooses a free number itself (and complains of those that are taken, which nobody needs to read).
    pub fn start(width: u32, height: u32) -> Result<Self> {
        let size = format!("{width}x{height}x24");
        let mut server = Running::start_quietly(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            &size,
            "-nolisten",
            "tcp",
            "-noreset",
        ]))?;
        let number = server.wait_for(|line| line.trim().parse::<u32>().ok()).context("no display could be made")?;
        Ok(Self { _server: server, name: format!(":{number}") })
    }

    /// Writes what is on the screen as a PNG.
    pub fn screenshot(&self, path: &Path) -> Result<()> {
        proc::quietly(Command::new("import").args(["-display", &self.name, "-silent", "-window", "root"]).arg(path))
            .context("the screen could not be pictured")
    }
}
