//! A ministry's root: on a machine without a network.

use super::files::{PassphraseOption, as_it_is};
use super::show_code;
use crate::say;
use anyhow::{Result, bail};
use chancery_client::ministry::{self, RootFile};
use chancery_client::vault::Purpose;
use chancery_client::vault::identity::{Certificate, DEVICE_DAYS_MAX, Kind, Role, Root, Serial};
use chancery_model::DelegationCode;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use std::path::PathBuf;

/// What to do with a root.
#[derive(Args)]
pub struct RootOptions {
    #[command(subcommand)]
    command: RootCommand,
}

#[derive(Subcommand)]
enum RootCommand {
    /// Makes a root and keeps it in a file under a passphrase
    New(New),
    /// Shows a root's fingerprint, without its passphrase
    Show(ShowRoot),
    /// Writes a root's certificate, to be given to others
    Export(Export),
}

#[derive(Args)]
struct New {
    /// The delegation's code, such as ID
    #[arg(long, value_name = "CODE")]
    delegation: DelegationCode,
    /// The ministry's name, as others will see it
    #[arg(long)]
    name: String,
    /// The file to keep it in
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOption,
    /// Prints {"root", "delegation", "name", "from", "until"} on one line
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct ShowRoot {
    /// The root's file
    file: PathBuf,
    /// Shows the fingerprint as a QR code too: a PNG file to write, or `terminal`
    #[arg(long, value_name = "FILE.png|terminal")]
    qr: Option<String>,
    /// Prints {"root", "delegation", "name", "from", "until"} on one line
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Export {
    /// The root's file
    file: PathBuf,
    /// The file for the certificate
    #[arg(long, value_name = "FILE.pem")]
    out: PathBuf,
}

/// Whom to certify.
#[derive(Args)]
pub struct Issue {
    /// The root's file
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    /// The device's request
    #[arg(long, value_name = "FILE.csr")]
    request: PathBuf,
    /// What for: chair, member, interpreter, expert or note-taker
    #[arg(long)]
    role: Role,
    /// For how many days, at most 90
    #[arg(long, default_value_t = DEVICE_DAYS_MAX, value_parser = clap::value_parser!(u16).range(1..=90))]
    days: u16,
    /// The file for the certificate
    #[arg(long, value_name = "FILE.pem")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOption,
    /// Prints {"serial", "delegation", "role", "device", "until"} on one line
    #[arg(long)]
    json: bool,
}

/// What to take back.
#[derive(Args)]
pub struct Revoke {
    /// The root's file
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    /// The serial number of a certificate to take back; may be given several times
    #[arg(long = "serial", value_name = "N", required = true)]
    serials: Vec<Serial>,
    /// The deny-list's file: where it is there already, it is continued
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOption,
}

/// Runs `keys root`.
pub fn root(options: &RootOptions) -> Result<()> {
    match &options.command {
        RootCommand::New(options) => new(options),
        RootCommand::Show(options) => {
            let file = read(&options.file)?;
            tell(file.certificate(), options.json);
            match (&options.qr, file.code()) {
                (Some(to), Some(code)) => show_code(&code, to),
                _ => Ok(()),
            }
        }
        RootCommand::Export(options) => {
            read(&options.file)?.export(&options.out).map_err(as_it_is)?;
            say::progress(&format!(
                "The root's certificate is in {}: no secret, give it to the delegations.",
                options.out.display()
            ));
            Ok(())
        }
    }
}

fn read(path: &std::path::Path) -> Result<RootFile> {
    RootFile::read(path).map_err(as_it_is)
}

fn open(path: &std::path::Path, passphrase: &PassphraseOption) -> Result<Root> {
    // A file that is none is said before anybody is asked for a passphrase.
    let file = read(path)?;
    file.check_closed().map_err(as_it_is)?;
    file.open(&passphrase.get(Purpose::Unlock)?).map_err(as_it_is)
}

fn tell(root: &Certificate, as_json: bool) {
    let code = match root.kind() {
        Kind::Root(code) => code.to_string(),
        _ => String::new(),
    };
    if as_json {
        let told = json!({
            "root": root.fingerprint().to_string(),
            "delegation": code,
            "name": root.name(),
            "from": root.not_before().to_string(),
            "until": root.not_after().to_string(),
        });
        say::result(&told.to_string());
    } else {
        say::result(&format!(
            "root of  {} ({code})\n         {}\nuntil    {}",
            root.name(),
            root.fingerprint().grouped(),
            root.not_after()
        ));
    }
}

fn new(options: &New) -> Result<()> {
    // Before anybody thinks of a passphrase.
    if options.out.exists() {
        bail!("{} is there already, and a key is never written over. Choose another name.", options.out.display());
    }
    let root = ministry::new_root(&options.delegation, &options.name, Timestamp::now()).map_err(as_it_is)?;
    let passphrase = options.passphrase.get(Purpose::Choose)?;
    ministry::keep(&root, &options.out, &passphrase).map_err(as_it_is)?;
    tell(root.certificate(), options.json);
    if !options.json {
        say::progress(
            "\nKeep the file and its passphrase apart, off the network, and have a copy of each. Give the fingerprint to the other ministries by note verbale or in person.",
        );
    }
    Ok(())
}

/// Runs `keys issue`.
pub fn issue(options: &Issue) -> Result<()> {
    let request = ministry::request(&options.request).map_err(as_it_is)?;
    let root = open(&options.root, &options.passphrase)?;
    let chain = ministry::issue(&root, &request, options.role, options.days, &options.out, Timestamp::now());
    let chain = chain.map_err(as_it_is)?;
    let device = chain.device();
    if options.json {
        let told = json!({
            "serial": device.serial().to_string(),
            "delegation": root.delegation().to_string(),
            "role": options.role.as_str(),
            "device": device.fingerprint().to_string(),
            "until": device.not_after().to_string(),
        });
        say::result(&told.to_string());
    } else {
        say::result(&format!(
            "device   {}\nas       {} of {}\nuntil    {}\nserial   {}",
            device.fingerprint().grouped(),
            options.role,
            root.delegation(),
            device.not_after(),
            device.serial()
        ));
        say::progress(
            "\nHand it out only if the device shows the same fingerprint (chancery keys show), and note the serial number: it is needed to take the certificate back.",
        );
    }
    Ok(())
}

/// Runs `keys revoke`.
pub fn revoke(options: &Revoke) -> Result<()> {
    let previous = ministry::previous(&options.out).map_err(as_it_is)?;
    let root = open(&options.root, &options.passphrase)?;
    let list = ministry::revoke(&root, previous.as_ref(), &options.serials, &options.out, Timestamp::now());
    let list = list.map_err(as_it_is)?;
    say::result(&format!(
        "The deny-list is number {} and names {} certificates.",
        list.number(),
        list.serials().count()
    ));
    say::progress("\nGive it to both delegations: each installs it with chancery keys install.");
    Ok(())
}
