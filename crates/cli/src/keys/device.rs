//! This device's key and certificate.

use super::files::{PassphraseOption, refused};
use super::{DataFolder, show_code};
use crate::say;
use anyhow::{Result, bail};
use chancery_client::ministry::{files, qr};
use chancery_client::vault::identity::{Certificate, Chain, Given, Kind, Request};
use chancery_client::vault::{Keeper, VaultError};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::path::PathBuf;

/// How to show the device.
#[derive(Args)]
pub struct Show {
    #[command(flatten)]
    data: DataFolder,
    /// Shows the fingerprint as a QR code too: a PNG file to write, or `terminal`
    #[arg(long, value_name = "FILE.png|terminal")]
    qr: Option<String>,
    /// Prints {"device", "keeper", "certificate", "problem"} on one line
    #[arg(long)]
    json: bool,
}

/// Where to write the request.
#[derive(Args)]
pub struct MakeRequest {
    /// The file for the request
    #[arg(long, value_name = "FILE.csr")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOption,
    #[command(flatten)]
    data: DataFolder,
    /// Prints {"device", "keeper", "file"} on one line
    #[arg(long)]
    json: bool,
}

/// What to install.
#[derive(Args)]
pub struct Install {
    /// The certificate, or the deny-list, as the ministry gave it
    file: PathBuf,
    #[command(flatten)]
    data: DataFolder,
}

/// A keeper in words.
fn keeper(keeper: Keeper) -> &'static str {
    match keeper {
        Keeper::Keyring => "the system's keyring",
        Keeper::File => "a file under a passphrase",
    }
}

/// A chain as JSON.
fn as_json(chain: &Chain) -> Value {
    let device = chain.device();
    let (delegation, role) = match device.kind() {
        Kind::Device(code, role) => (Some(code.to_string()), Some(role.as_str())),
        _ => (None, None),
    };
    json!({
        "delegation": delegation,
        "role": role,
        "serial": device.serial().to_string(),
        "from": device.not_before().to_string(),
        "until": device.not_after().to_string(),
        "ministry": chain.root().map(|root| root.fingerprint().to_string()),
        "ministry_name": chain.root().map(Certificate::name),
    })
}

/// A chain in words.
fn as_text(chain: &Chain) -> String {
    let device = chain.device();
    let what = match device.kind() {
        Kind::Device(code, role) => format!("{role} of {code}"),
        _ => "itself".into(),
    };
    let ministry = chain.root().map_or(String::new(), |root| {
        format!("\ncertified by  {}\n              {}", root.name(), root.fingerprint().grouped())
    });
    format!("certified as  {what}, until {} (serial number {}){ministry}", device.not_after(), device.serial())
}

/// Runs `keys show`.
pub fn show(options: &Show) -> Result<()> {
    let vault = options.data.vault()?;
    let Some((fingerprint, who)) = vault.device().map_err(refused)? else {
        bail!(
            "This device has no key yet. Make one, and the request for its certificate, with: chancery keys request --out FILE.csr."
        );
    };
    let (chain, problem) = match vault.chain() {
        Ok(Some(chain)) => {
            let held = match chain.device().kind() {
                Kind::Device(code, _) => chain.standing(code, &vault.pins().map_err(refused)?, Timestamp::now()).err(),
                _ => None,
            };
            (Some(chain), held.map(|e| e.to_string()))
        }
        Ok(None) => (None, None),
        Err(e @ VaultError::Identity(_)) => (None, Some(e.to_string())),
        Err(e) => return Err(refused(e)),
    };
    if options.json {
        let told = json!({
            "device": fingerprint.to_string(),
            "keeper": match who { Keeper::Keyring => "keyring", Keeper::File => "file" },
            "certificate": chain.as_ref().map(as_json),
            "problem": problem,
        });
        say::result(&told.to_string());
    } else {
        say::result(&format!("device        {}\nkept by       {}", fingerprint.grouped(), keeper(who)));
        match &chain {
            Some(chain) => say::result(&as_text(chain)),
            None => say::result("certified as  nothing: the device vouches for itself"),
        }
        if let Some(problem) = &problem {
            say::result(&format!("problem       {}", say::sentence(problem)));
        }
    }
    match &options.qr {
        Some(to) => show_code(&qr::device(fingerprint), to),
        None => Ok(()),
    }
}

/// Runs `keys request`.
pub fn request(options: &MakeRequest) -> Result<()> {
    let vault = options.data.vault()?;
    let mut failed = None;
    let now = Timestamp::now();
    let mut ask = options.passphrase.asker(&mut failed);
    let kept = match vault.load(&mut ask, now) {
        Ok(Some(kept)) => Ok(kept),
        Ok(None) => vault.create(&mut ask, now),
        Err(e) => Err(e),
    };
    drop(ask);
    let kept = kept.map_err(|e| failed.unwrap_or_else(|| refused(e)))?;
    files::write(&options.out, Request::of(kept.identity.key()).to_pem().as_bytes())?;
    let fingerprint = kept.identity.fingerprint();
    if options.json {
        let keeper = kept.keeper.map(|who| match who {
            Keeper::Keyring => "keyring",
            Keeper::File => "file",
        });
        let told = json!({ "device": fingerprint.to_string(), "keeper": keeper, "file": options.out });
        say::result(&told.to_string());
    } else {
        say::result(&format!("device  {}\nfile    {}", fingerprint.grouped(), options.out.display()));
        say::progress("\nBring the file to whoever keeps the ministry's root, and have them compare the fingerprint.");
    }
    Ok(())
}

/// Runs `keys install`.
pub fn install(options: &Install) -> Result<()> {
    let vault = options.data.vault()?;
    let text = files::text(&options.file)?;
    match Given::from_pem(&text).map_err(refused)? {
        Given::DenyList(list) => {
            let (number, revoked) = (list.number(), list.serials().count());
            let news = vault.deny(*list).map_err(refused)?;
            let already = if news { "" } else { ", and was held already" };
            say::result(&format!("The deny-list is number {number}, names {revoked} certificates{already}."));
        }
        Given::Certificate(chain) => {
            vault.install(&chain, Timestamp::now()).map_err(refused)?;
            say::result(&as_text(&chain));
        }
    }
    Ok(())
}
