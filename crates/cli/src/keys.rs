//! `chancery keys`: the device's key, a ministry's root, and whom this machine trusts.

mod device;
mod files;
mod ministry;
mod pinned;

pub use chancery_client::ministry::files::{bytes, replace, text};
pub use files::{PassphraseOption, refused};
pub use pinned::findings;

use crate::say;
use anyhow::{Context, Result};
use chancery_client::default_folder;
use chancery_client::ministry::{files as public, qr};
use chancery_client::vault::Vault;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// What to do with keys.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Shows this device's key and certificate
    Show(device::Show),
    /// Makes, shows and exports a ministry's root, on a machine without a network
    Root(ministry::RootOptions),
    /// Writes this device's request for a certificate; makes the key where there is none
    Request(device::MakeRequest),
    /// Certifies a device for a delegation
    Issue(ministry::Issue),
    /// Installs the certificate that the ministry issued for this device, or a ministry's deny-list
    Install(device::Install),
    /// Takes a certificate back: writes the ministry's deny-list
    Revoke(ministry::Revoke),
    /// Pins the root of another ministry by its fingerprint
    Pin(pinned::Pin),
    /// Confirms a changed root, after that ministry said by another way that it is theirs
    Confirm(pinned::Confirm),
}

/// Where keys and pins are kept.
#[derive(Args)]
pub struct DataFolder {
    /// The folder for keys and pins, in place of the user's own
    #[arg(long = "data", env = "CHANCERY_DATA", value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl DataFolder {
    /// Where it lies; `None`: the system names none.
    pub fn folder(&self) -> Option<PathBuf> {
        self.folder.clone().or_else(default_folder)
    }

    /// The vault in it.
    pub fn vault(&self) -> Result<Vault> {
        self.folder()
            .map(Vault::new)
            .context("This system names no folder for a user's data. Give one with --data DIR.")
    }
}

/// Runs the command.
pub fn run(options: Options) -> Result<()> {
    match options.command {
        Command::Show(options) => device::show(&options),
        Command::Root(options) => ministry::root(&options),
        Command::Request(options) => device::request(&options),
        Command::Issue(options) => ministry::issue(&options),
        Command::Install(options) => device::install(&options),
        Command::Revoke(options) => ministry::revoke(&options),
        Command::Pin(options) => pinned::pin(&options),
        Command::Confirm(options) => pinned::confirm(&options),
    }
}

/// Shows a QR code on the terminal, or writes it to a PNG file.
fn show_code(code: &str, to: &str) -> Result<()> {
    if to == "terminal" {
        say::result(&qr::terminal(code));
        return Ok(());
    }
    public::write(Path::new(to), &qr::png(code))?;
    say::progress(&format!("\nThe QR code is in {to}."));
    Ok(())
}
