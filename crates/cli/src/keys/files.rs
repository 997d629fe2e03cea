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

/// Refuses what is open to other users of this machine.
#[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, reason = "there are no such rights elsewhere"))]
pub fn closed(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(|e| cannot("read", path, e))?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!("{0} can be read by other users of this machine. Close it with chmod 600 {0}.", path.display());
        }
    }
    Ok(())
}

fn from_file(path: &Path) -> Result<Passphrase> {
    closed(path)?;
    // A pipe from another program is as good as a file here.
    let text = Zeroizing::new(read_text(path, read(path)?)?);
    Ok(Passphrase::new(text.lines().next().unwrap_or_default()))
}

fn cannot(what: &str, path: &Path, error: impl Display) -> anyhow::Error {
    anyhow!("{}: it cannot be {what} ({error}).", path.display())
}

/// A file's bytes. Whatever is no file (a pipe, a device) may have no end, or never begin.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    if !fs::metadata(path).map_err(|e| cannot("read", path, e))?.is_file() {
        bail!("{}: it is no file. Name a file.", path.display());
    }
    read(path)
}

fn read(path: &Path) -> Result<Vec<u8>> {
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
    read_text(path, bytes(path)?)
}

fn read_text(path: &Path, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| anyhow!("{}: it is no text. Name another file.", path.display()))
}

/// What a public file is, by how it begins: the label of its PEM (RFC 7468), or a picture.
fn kind(content: &[u8]) -> Option<&[u8]> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    if content.starts_with(PNG) {
        return Some(PNG);
    }
    content
        .split(|byte| *byte == b'\n')
        .next()
        .map(<[u8]>::trim_ascii_end)
        .filter(|line| line.starts_with(b"-----BEGIN "))
}

/// Writes a public file: anew beside the old one, and then in its place. What is there already is only written over where
/// it is of the same kind: an older request, certificate, list or picture, and never a key, a passphrase or a letter.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    let taken = || {
        anyhow!(
            "{} is there already and is something else, which is never written over. Choose another name.",
            path.display()
        )
    };
    if fs::symlink_metadata(path).is_ok() {
        let old = bytes(path).map_err(|_| taken())?;
        if !old.is_empty() && (kind(&old).is_none() || kind(&old) != kind(content)) {
            return Err(taken());
        }
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

    #[test]
    fn only_what_is_of_the_same_kind_is_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        let request = b"-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n";
        write(&file, request).unwrap();
        write(&file, request).unwrap();
        let others: [&[u8]; 6] = [
            b"-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n",
            b"-----BEGIN CERTIFICATE-----\nAA==\n",
            b"four words as passphrase\n",
            b"{\"locked\":1}",
            &[0x30, 0x2e, 2, 1, 0],
            b"\x89PNG\r\n\x1a\n",
        ];
        for other in others {
            fs::write(&file, other).unwrap();
            let refused = write(&file, request).unwrap_err().to_string();
            assert!(refused.contains("never written over"), "{refused}");
            assert_eq!(fs::read(&file).unwrap(), other);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_no_file_and_a_root_that_is_open_to_others_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(bytes(&pipe).unwrap_err().to_string().contains("no file"));
        let root = dir.path().join("root");
        fs::write(&root, "x").unwrap();
        fs::set_permissions(&root, fs::Permissions::from_mode(0o666)).unwrap();
        assert!(closed(&root).unwrap_err().to_string().contains("chmod 600"));
        fs::set_permissions(&root, fs::Permissions::from_mode(0o600)).unwrap();
        closed(&root).unwrap();
    }

    /// A gigabyte that takes no space, where a certificate, a picture or a deny-list is expected; and what has no end.
    #[test]
    fn hostile_21_a_file_of_a_gigabyte_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.crl");
        fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
        for (path, why) in [(path.as_path(), "too long"), (Path::new("/dev/zero"), "no file")] {
            let refused = bytes(path).unwrap_err().to_string();
            assert!(refused.contains(why), "{refused}");
            assert!(text(path).is_err());
        }
        assert!(read(Path::new("/dev/zero")).unwrap_err().to_string().contains("too long"));
    }
}
