//! A ministry's root: on a machine without a network.

use super::files::{self, PassphraseOption, refused};
use super::qr;
use crate::say;
use anyhow::{Result, anyhow, bail};
use chancery_client::vault::identity::{
    Certificate, DEVICE_DAYS_MAX, DenyList, Kind, Request, Role, Root, RootFileError, Serial,
};
use chancery_client::vault::{Purpose, System};
use chancery_model::DelegationCode;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use std::path::{Path, PathBuf};

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
    /// For how many days
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
            let certificate = certificate(&options.file)?;
            tell(&certificate, options.json);
            match (&options.qr, certificate.kind()) {
                (Some(to), Kind::Root(code)) => qr::show(&qr::root(code, certificate.fingerprint()), to),
                _ => Ok(()),
            }
        }
        RootCommand::Export(options) => files::write(&options.out, certificate(&options.file)?.to_pem().as_bytes()),
    }
}

fn file_refused(path: &Path, error: &RootFileError) -> anyhow::Error {
    anyhow!("{}: {}.", path.display(), error)
}

fn certificate(path: &Path) -> Result<Certificate> {
    Root::certificate_in(&files::text(path)?).map_err(|e| file_refused(path, &e))
}

fn open(path: &Path, passphrase: &PassphraseOption) -> Result<Root> {
    let text = files::text(path)?;
    // A file that is none is said before anybody is asked for a passphrase.
    Root::certificate_in(&text).map_err(|e| file_refused(path, &e))?;
    files::closed(path)?;
    Root::from_file(&text, &passphrase.get(Purpose::Unlock)?).map_err(|e| file_refused(path, &e))
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
    let root = Root::new(&mut System, &options.delegation, &options.name, Timestamp::now()).map_err(refused)?;
    let passphrase = options.passphrase.get(Purpose::Choose)?;
    if passphrase.is_short() {
        bail!("The passphrase is too short. Take 8 characters or more, better four words.");
    }
    files::write_secret(&options.out, root.to_file(&passphrase, &mut System).as_bytes())?;
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
    let request = Request::from_pem(&files::text(&options.request)?).map_err(refused)?;
    let root = open(&options.root, &options.passphrase)?;
    let chain = root.issue(&request, options.role, options.days, &mut System, Timestamp::now()).map_err(refused)?;
    files::write(&options.out, chain.to_pem().as_bytes())?;
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
    let previous = if options.out.exists() {
        Some(DenyList::from_pem(&files::text(&options.out)?).map_err(refused)?)
    } else {
        None
    };
    let root = open(&options.root, &options.passphrase)?;
    let list = root.revoke(previous.as_ref(), &options.serials, Timestamp::now()).map_err(refused)?;
    files::write(&options.out, list.to_pem().as_bytes())?;
    say::result(&format!(
        "The deny-list is number {} and names {} certificates.",
        list.number(),
        list.serials().count()
    ));
    say::progress("\nGive it to both delegations: each installs it with chancery keys install.");
    Ok(())
}
