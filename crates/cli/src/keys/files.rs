//! Passphrases, and what a person is asked on the terminal. Files are read and written by `chancery_client::ministry::files`.

use crate::say;
use anyhow::{Result, anyhow, bail};
use chancery_client::ministry::MinistryError;
use chancery_client::ministry::files::{as_text, closed, stream};
use chancery_client::vault::Purpose;
use chancery_client::vault::identity::{PASSPHRASE_MIN, Passphrase};
use clap::Args;
use std::fmt::Display;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Where the passphrase comes from.
#[derive(Args)]
pub struct PassphraseOption {
    /// A file with the passphrase in its first line, in place of asking for it
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Any error as a sentence of its own.
pub fn refused(error: impl Display) -> anyhow::Error {
    anyhow!(say::sentence(error.to_string().trim_end_matches('.')))
}

/// An error of the ministry's work: of a file it is a sentence already.
pub fn as_it_is(error: MinistryError) -> anyhow::Error {
    match error {
        MinistryError::Name(e) => refused(e),
        MinistryError::Identity(e) => refused(e),
        whole => whole.into(),
    }
}

impl PassphraseOption {
    /// From the file, or from the terminal; an error in words where there is neither.
    pub fn get(&self, purpose: Purpose) -> Result<Passphrase> {
        if let Some(path) = &self.passphrase_file {
            return from_file(path);
        }
        if !std::io::stdin().is_terminal() {
            bail!(
                "A passphrase is needed and nobody can be asked. Run it in a terminal, or give --passphrase-file FILE."
            );
        }
        let ask = |prompt: &str| -> Result<Passphrase> {
            let typed = rpassword::prompt_password(prompt).map(Zeroizing::new);
            let typed =
                typed.map_err(|e| anyhow!("The passphrase could not be read ({e}). Give --passphrase-file FILE."))?;
            Ok(Passphrase::new(&typed))
        };
        if purpose == Purpose::Unlock {
            return ask("Passphrase: ");
        }
        let first = ask(&format!("New passphrase ({PASSPHRASE_MIN} characters or more, better four words): "))?;
        if first != ask("The same again: ")? {
            bail!("The two passphrases differ. Run it again, and type the same twice.");
        }
        Ok(first)
    }

    /// For the vault, which asks only where it has to; what went wrong stands in `failed`.
    pub fn asker<'a>(
        &'a self,
        failed: &'a mut Option<anyhow::Error>,
    ) -> impl FnMut(Purpose) -> Option<Passphrase> + 'a {
        move |purpose| match self.get(purpose) {
            Ok(passphrase) => Some(passphrase),
            Err(e) => {
                // Where nobody can be asked the vault has a better sentence.
                if self.passphrase_file.is_some() || std::io::stdin().is_terminal() {
                    *failed = Some(e);
                }
                None
            }
        }
    }
}

fn from_file(path: &Path) -> Result<Passphrase> {
    closed(path)?;
    // A pipe from another program is as good as a file here.
    let text = Zeroizing::new(as_text(path, stream(path)?)?);
    Ok(Passphrase::new(text.lines().next().unwrap_or_default()))
}

/// Asks a person to confirm; `--yes` answers for them.
pub fn confirmed(yes: bool, question: &str) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        bail!("{question} Nobody can be asked here: if it is so, add --yes.");
    }
    say::progress(&format!("{question} Type yes if it is so:"));
    let mut line = String::new();
    let read = std::io::stdin().lines().next();
    if let Some(Ok(typed)) = read {
        line = typed;
    }
    if line.trim().eq_ignore_ascii_case("yes") { Ok(()) } else { bail!("Nothing was changed.") }
}
