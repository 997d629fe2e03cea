//! Whom this machine trusts: pinning, confirming, and what the doctor says of it.

use super::DataFolder;
use super::files::{confirmed, refused};
use crate::say;
use anyhow::{Result, anyhow, bail};
use chancery_client::checks::{Finding, Verdict};
use chancery_client::ministry::{files, qr};
use chancery_client::vault::identity::{Fingerprint, IdentityError, Kind, Pins};
use chancery_client::vault::{Keeper, Vault};
use chancery_model::DelegationCode;
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;

/// How long before its end a certificate is spoken of.
const SOON: SignedDuration = SignedDuration::from_hours(24 * 14);

/// What to pin.
#[derive(Args)]
pub struct Pin {
    /// The root's fingerprint, as the other ministry gave it
    #[arg(required_unless_present = "qr")]
    fingerprint: Option<Fingerprint>,
    /// A picture (PNG) of the fingerprint's QR code, in place of the fingerprint
    #[arg(long, value_name = "PICTURE.png", conflicts_with = "fingerprint")]
    qr: Option<PathBuf>,
    /// Whose root it is
    #[arg(long, value_name = "CODE")]
    delegation: DelegationCode,
    /// Does not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    data: DataFolder,
}

/// What to confirm.
#[derive(Args)]
pub struct Confirm {
    /// The new root's fingerprint, as the other ministry gave it by another way
    fingerprint: Fingerprint,
    /// Whose root it is
    #[arg(long, value_name = "CODE")]
    delegation: DelegationCode,
    /// Does not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    data: DataFolder,
}

/// Runs `keys pin`.
pub fn pin(options: &Pin) -> Result<()> {
    let vault = options.data.vault()?;
    let code = &options.delegation;
    let fingerprint = match (&options.fingerprint, &options.qr) {
        (Some(fingerprint), _) => *fingerprint,
        (None, Some(picture)) => qr::read_root(&files::bytes(picture)?, code)?,
        (None, None) => bail!("Give the fingerprint, or a picture of its QR code with --qr."),
    };
    let mut pins = vault.pins().map_err(refused)?;
    if pins.root(code) == Some(fingerprint) {
        say::result(&format!("The root of {code} is pinned already:\n{}", fingerprint.grouped()));
        return Ok(());
    }
    if pins.root(code).is_none() {
        confirmed(
            options.yes,
            &format!(
                "The root of {code} is to be {}, which came by another way than the meeting's own.",
                fingerprint.grouped()
            ),
        )?;
    }
    let pinned = pins.pin(code, fingerprint, Timestamp::now());
    // Also where another is pinned: that it changed is remembered.
    vault.save_pins(&pins).map_err(refused)?;
    match pinned {
        Ok(()) => {
            say::result(&format!("The root of {code} is pinned:\n{}", fingerprint.grouped()));
            Ok(())
        }
        Err(e @ IdentityError::RootChanged { .. }) => Err(anyhow!(
            "{} If it is theirs: chancery keys confirm {fingerprint} --delegation {code}.",
            say::sentence(&e.to_string())
        )),
        Err(e) => Err(refused(e)),
    }
}

/// Runs `keys confirm`.
pub fn confirm(options: &Confirm) -> Result<()> {
    let vault = options.data.vault()?;
    let (code, fingerprint) = (&options.delegation, options.fingerprint);
    let mut pins = vault.pins().map_err(refused)?;
    let now = Timestamp::now();
    pins.confirm(code, fingerprint, now).map_err(refused)?;
    confirmed(
        options.yes,
        &format!(
            "{code} has said by another way than the meeting's own that its root is now {}.",
            fingerprint.grouped()
        ),
    )?;
    vault.save_pins(&pins).map_err(refused)?;
    say::result(&format!("The root of {code} is now:\n{}", fingerprint.grouped()));
    Ok(())
}

fn works(check: &'static str, found: String) -> Finding {
    Finding { check, verdict: Verdict::Works, found, remedy: None }
}

fn wants(check: &'static str, verdict: Verdict, found: String, remedy: impl Into<String>) -> Finding {
    Finding { check, verdict, found, remedy: Some(remedy.into()) }
}

/// What the doctor says of keys and pins.
pub fn findings(vault: &Vault, now: Timestamp) -> Vec<Finding> {
    let mut out = vec![device(vault)];
    let pins = match vault.pins() {
        Ok(pins) => pins,
        Err(e) => {
            let found = "What is pinned cannot be read.".into();
            out.push(wants("pins", Verdict::Fails, found, say::sentence(&e.to_string())));
            return out;
        }
    };
    out.extend(certificate(vault, &pins, now));
    roots(&pins, now, &mut out);
    let devices = pins.devices().count();
    out.push(works("devices", format!("{devices} devices of others were met.")));
    out
}

fn device(vault: &Vault) -> Finding {
    match vault.device() {
        Ok(Some((fingerprint, keeper))) => {
            let keeper = match keeper {
                Keeper::Keyring => "the system's keyring",
                Keeper::File => "a file under a passphrase",
            };
            works("key", format!("This device's key {} is kept by {keeper}.", fingerprint.grouped()))
        }
        Ok(None) => wants(
            "key",
            Verdict::Lacking,
            "This device has no key that is kept: it has a new one with each run.".into(),
            "Make one with chancery keys request --out FILE.csr.",
        ),
        Err(e) => {
            wants("key", Verdict::Fails, "This device's key cannot be found.".into(), say::sentence(&e.to_string()))
        }
    }
}

fn certificate(vault: &Vault, pins: &Pins, now: Timestamp) -> Option<Finding> {
    const CHECK: &str = "certificate";
    vault.device().ok().flatten()?;
    let chain = match vault.chain() {
        Ok(Some(chain)) => chain,
        Ok(None) => {
            return Some(wants(
                CHECK,
                Verdict::Lacking,
                "No ministry has certified this device: it vouches for itself.".into(),
                "Have the request (chancery keys request) signed, and install the certificate with chancery keys install.",
            ));
        }
        Err(e) => {
            let found = "The certificate cannot be used.".into();
            return Some(wants(CHECK, Verdict::Fails, found, say::sentence(&e.to_string())));
        }
    };
    let Kind::Device(code, role) = chain.device().kind() else { return None };
    let until = chain.device().not_after();
    Some(match chain.standing(code, pins, now) {
        Err(e) => {
            let found = format!("The certificate as {role} of {code} does not hold.");
            wants(CHECK, Verdict::Fails, found, say::sentence(&e.to_string()))
        }
        Ok(_) if until.duration_since(now) < SOON => wants(
            CHECK,
            Verdict::Lacking,
            format!("The certificate as {role} of {code} expires soon: {until}."),
            "Have a new one issued: chancery keys request.",
        ),
        Ok(_) => works(CHECK, format!("The ministry certified this device as {role} of {code}, until {until}.")),
    })
}

fn roots(pins: &Pins, now: Timestamp, out: &mut Vec<Finding>) {
    const CHECK: &str = "root";
    if pins.roots().next().is_none() {
        out.push(wants(
            CHECK,
            Verdict::Lacking,
            "No ministry's root is pinned: who the others are is their own word.".into(),
            "Get the fingerprint of the other ministry's root by note verbale or in person, and pin it with chancery keys pin.",
        ));
    }
    for (code, pin) in pins.roots() {
        let root = pin.fingerprint.grouped();
        match pin.changed {
            None => out.push(works(CHECK, format!("The root of {code} is pinned since {}: {root}.", pin.pinned.strftime("%F %H:%M UTC")))),
            Some((shown, when)) => out.push(wants(
                CHECK,
                Verdict::Fails,
                format!("The root of {code} has changed: pinned is {root}, shown on {} was {}.", when.strftime("%F %H:%M UTC"), shown.grouped()),
                format!(
                    "Ask that ministry by another way whether it has a new root. If so: chancery keys confirm {shown} --delegation {code}."
                ),
            )),
        }
        let Some(list) = pins.denied(pin.fingerprint) else { continue };
        let found = format!(
            "The deny-list of {code} is number {} of {} and names {} certificates.",
            list.number(),
            list.made(),
            list.serials().count()
        );
        if list.next().is_some_and(|next| next < now) {
            out.push(wants("deny-list", Verdict::Lacking, found, "It is old: ask that ministry for its newest."));
        } else {
            out.push(works("deny-list", found));
        }
    }
}
