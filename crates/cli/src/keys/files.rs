//! Files and passphrases: read within bounds, written whole, never over a key.

use crate::say;
use anyhow::{Result, anyhow, bail};
use chancery_client::vault::Purpose;
use chancery_client::vault::identity::{PASSPHRASE_MIN, Passphrase};
use clap::Args;
use std::fmt::Display;
use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// No file that is read here is longer, in bytes.
const FILE_MAX: u64 = 16 * 1024 * 1024;

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
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(|e| cannot("read", path, e))?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!("{0} can be read by other users of this machine. Close it with chmod 600 {0}.", path.display());
        }
    }
    let text = Zeroizing::new(text(path)?);
    Ok(Passphrase::new(text.lines().next().unwrap_or_default()))
}

fn cannot(what: &str, path: &Path, error: impl Display) -> anyhow::Error {
    anyhow!("{}: it cannot be {what} ({error}).", path.display())
}

/// A file's bytes.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    let fail = |e| cannot("read", path, e);
    let mut out = Vec::new();
    fs::File::open(path).map_err(fail)?.take(FILE_MAX + 1).read_to_end(&mut out).map_err(fail)?;
    if out.len() as u64 > FILE_MAX {
        bail!("{}: it is too long. Name another file.", path.display());
    }
    Ok(out)
}

/// A file's text.
pub fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?).map_err(|_| anyhow!("{}: it is no text. Name another file.", path.display()))
}

/// Whether a file holds a locked key: what must never be written over. One that cannot be looked at may.
fn holds_a_key(path: &Path) -> bool {
    let mut begin = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(FILE_MAX).read_to_end(&mut begin));
    read.is_ok() && serde_json::from_slice::<serde_json::Value>(&begin).is_ok_and(|json| json.is_object())
}

/// Writes a public file: anew beside the old one, and then in its place; never over a key.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    if holds_a_key(path) {
        bail!("{} holds a key, and a key is never written over. Choose another name.", path.display());
    }
    replace(path, content)
}

/// Writes a file of which is known that it holds no key: anew beside the old one, and then in its place.
pub fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let written = fs::write(&new, content).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written.map_err(|e| cannot("written", path, e))
}

/// Writes a secret file that is not there yet, for the user alone.
pub fn write_secret(path: &Path, content: &[u8]) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()
    });
    written.map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => {
            anyhow!("{} is there already, and a key is never written over. Choose another name.", path.display())
        }
        _ => cannot("written", path, e),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A gigabyte that takes no space, where a certificate, a picture or a deny-list is expected; and what has no end.
    #[test]
    fn hostile_21_a_file_of_a_gigabyte_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.crl");
        fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
        for path in [path.as_path(), Path::new("/dev/zero")] {
            let refused = bytes(path).unwrap_err().to_string();
            assert!(refused.contains("too long"), "{refused}");
            assert!(text(path).is_err());
        }
        assert!(!holds_a_key(&path));
    }
}
