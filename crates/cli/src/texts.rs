//! `chancery texts`: what both sides sign. A manifest of the texts, each signer's signature beside it, and the check of all.

use crate::keys::{DataFolder, PassphraseOption, bytes, refused, replace};
use crate::say;
use anyhow::{Result, anyhow, bail};
use chancery_client::vault::identity::{Fingerprint, Signatures, Standing};
use chancery_client::vault::texts::{self, Draft, Language, Manifest, Named, Text};
use chancery_model::{DelegationCode, MeetingId, PersonName};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What to do with texts.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the manifest: which texts, of which meeting, on which day, signed by whom
    Manifest(Make),
    /// Signs the manifest with this device's key, beside those who have signed
    Sign(Sign),
    /// Checks that these are the texts, and that everybody who is named has signed them
    Verify(Verify),
}

#[derive(Args)]
struct Texts {
    /// A text by its language, such as id=agreed.id.txt; one for each language
    #[arg(long = "text", value_name = "LANGUAGE=FILE", value_parser = text, required = true)]
    texts: Vec<(Language, PathBuf)>,
}

#[derive(Args)]
struct Make {
    #[command(flatten)]
    texts: Texts,
    /// The meeting's identifier
    #[arg(long, value_name = "ID")]
    meeting: MeetingId,
    /// The day that stands under the texts, such as 2026-12-01
    #[arg(long)]
    date: Date,
    /// A language whose text is authentic; the others are translations
    #[arg(long, value_name = "LANGUAGE", required = true)]
    authentic: Vec<Language>,
    /// Who signs: the side, the device's fingerprint and its ministry's root's where it has one, the name
    #[arg(long = "signer", value_name = "CODE=DEVICE[/ROOT]=NAME", value_parser = signer, required = true)]
    signers: Vec<Named>,
    /// The file for the manifest
    #[arg(long, value_name = "FILE.json")]
    out: PathBuf,
}

#[derive(Args)]
struct Sign {
    /// The manifest
    manifest: PathBuf,
    #[command(flatten)]
    texts: Texts,
    /// The file with the signatures: where it is there already, this one is added
    #[arg(long, value_name = "FILE.jws")]
    signatures: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOption,
    #[command(flatten)]
    data: DataFolder,
}

#[derive(Args)]
struct Verify {
    /// The manifest
    manifest: PathBuf,
    #[command(flatten)]
    texts: Texts,
    /// The file with the signatures
    #[arg(long, value_name = "FILE.jws")]
    signatures: PathBuf,
    /// Judges certificates as they were at this time, where it is known from elsewhere when they signed
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    #[command(flatten)]
    data: DataFolder,
}

fn text(argument: &str) -> Result<(Language, PathBuf), String> {
    let (language, file) = argument.split_once('=').ok_or("write a text as LANGUAGE=FILE, such as id=agreed.id.txt")?;
    Ok((language.parse().map_err(|e: texts::BadLanguage| e.to_string())?, file.into()))
}

fn signer(argument: &str) -> Result<Named, String> {
    let mut parts = argument.splitn(3, '=');
    let (Some(code), Some(keys), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("write a signer as CODE=DEVICE=NAME or CODE=DEVICE/ROOT=NAME".into());
    };
    let print = |text: &str| text.parse::<Fingerprint>().map_err(|e| e.to_string());
    let (device, root) = match keys.split_once('/') {
        Some((device, root)) => (print(device)?, Some(print(root)?)),
        None => (print(keys)?, None),
    };
    let delegation = DelegationCode::new(code).map_err(|e| e.to_string())?;
    Ok(Named { delegation, device, root, name: PersonName::new(name).map_err(|e| e.to_string())? })
}

impl Texts {
    /// The files' bytes, by language.
    fn files(&self) -> Result<BTreeMap<Language, Vec<u8>>> {
        let mut files = BTreeMap::new();
        for (language, path) in &self.texts {
            if files.insert(language.clone(), bytes(path)?).is_some() {
                bail!("There are two texts in {language}. Give one for each language.");
            }
        }
        Ok(files)
    }

    /// The texts, each in the form that may be signed.
    fn read(&self) -> Result<BTreeMap<Language, Text>> {
        let path = |of: &Language| self.texts.iter().find(|(language, _)| language == of).map(|(_, path)| path);
        let read = self.files()?.into_iter().map(|(language, bytes)| {
            let text = Text::read(&bytes).map_err(|e| {
                anyhow!("{}: {}", path(&language).map_or(Path::new(""), |p| p).display(), say::sentence(&e.to_string()))
            })?;
            Ok((language, text))
        });
        read.collect()
    }
}

/// Runs the command.
pub fn run(options: Options) -> Result<()> {
    match options.command {
        Command::Manifest(options) => make(options),
        Command::Sign(options) => sign(&options),
        Command::Verify(options) => verify(&options),
    }
}

fn make(options: Make) -> Result<()> {
    let texts = options.texts.read()?;
    let Make { meeting, date, authentic, signers, out, .. } = options;
    let manifest = Manifest::new(Draft { meeting, date, texts: &texts, authentic, signers }).map_err(refused)?;
    if out.exists() {
        bail!(
            "{} is there already, and what may have been signed is not written over. Choose another name.",
            out.display()
        );
    }
    replace(&out, manifest.bytes())?;
    say::progress("Every signer gives this very file, and the very texts, to chancery texts sign.");
    Ok(())
}

fn sign(options: &Sign) -> Result<()> {
    let manifest = Manifest::parse(&bytes(&options.manifest)?).map_err(refused)?;
    let texts = options.texts.read()?;
    // Nobody signs what they do not have before them: from these texts the same manifest has to come.
    let same = Manifest::new(Draft {
        meeting: manifest.meeting(),
        date: manifest.date(),
        texts: &texts,
        authentic: manifest.authentic().to_vec(),
        signers: manifest.signers().to_vec(),
    });
    if same.as_ref() != Ok(&manifest) {
        bail!("The texts are not those of the manifest. Compare them, and make a new manifest if they are right.");
    }
    let mut signatures = Signatures::default();
    if options.signatures.exists() {
        signatures = Signatures::parse(&crate::keys::text(&options.signatures)?).map_err(refused)?;
    }
    let vault = options.data.vault()?;
    let mut failed = None;
    let mut ask = options.passphrase.asker(&mut failed);
    let kept = vault.load(&mut ask, Timestamp::now());
    drop(ask);
    let Some(kept) = kept.map_err(|e| failed.unwrap_or_else(|| refused(e)))? else {
        bail!("This device has no key yet. Make one with: chancery keys request --out FILE.csr.");
    };
    texts::sign(&manifest, &kept.identity, &mut signatures).map_err(refused)?;
    Ok(replace(&options.signatures, signatures.to_json().as_bytes())?)
}

fn verify(options: &Verify) -> Result<()> {
    let pins = options.data.vault()?.pins().map_err(refused)?;
    let at = options.at.unwrap_or_else(Timestamp::now);
    let (manifest, signatures) = (bytes(&options.manifest)?, crate::keys::text(&options.signatures)?);
    let verified = texts::verify(&manifest, &options.texts.files()?, &signatures, &pins, at).map_err(refused)?;
    say::result(&format!("All have signed, meeting {}, {}:", verified.manifest.meeting(), verified.manifest.date()));
    for (named, standing) in &verified.signers {
        let worth = match standing {
            Standing::Credentialed { role, expires, .. } => format!("{role}, by the pinned root, until {expires}"),
            Standing::Unpinned { role, .. } => format!("{role}, by a root that is not pinned here"),
            Standing::SelfIssued => "by the device's own word".to_owned(),
        };
        let (code, name) = (&named.delegation, named.name.as_str());
        say::result(&format!("{code}  {name}  {}  {worth}", named.device.grouped()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signers_and_texts_are_read_as_written() {
        let named = signer(&format!("ID={}/{}=Retno = Wibowo", "ab".repeat(32), "cd".repeat(32))).unwrap();
        assert_eq!((named.delegation.as_str(), named.name.as_str()), ("ID", "Retno = Wibowo"));
        assert_eq!((named.device, named.root), (Fingerprint([0xAB; 32]), Some(Fingerprint([0xCD; 32]))));
        assert_eq!(signer(&format!("ZA={}=Thandi", "ab".repeat(32))).unwrap().root, None);
        for bad in [
            "",
            "ID",
            "ID=ab=Retno",
            "ID=ab",
            &format!("i d={}=x", "ab".repeat(32)),
            &format!("ID={}=", "ab".repeat(32)),
        ] {
            assert!(signer(bad).is_err(), "{bad}");
        }
        assert_eq!(text("zh-Hans=a=b.txt").unwrap(), ("zh-Hans".parse().unwrap(), "a=b.txt".into()));
        assert!(text("zh").is_err() && text("../x=y").is_err());
    }
}
