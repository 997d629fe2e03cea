//! The files that ministries and devices hand to each other: read within bounds, written whole, never over a key.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// No file that is read here is longer, in bytes.
const FILE_MAX: u64 = 16 * 1024 * 1024;

/// Why a file is not read or written: a whole sentence, with what to do. Nothing of its content is in it.
#[derive(Debug, Error)]
pub enum FileError {
    /// The system does not read it.
    #[error("{}: it cannot be read ({}).", .0.display(), .1)]
    NotRead(PathBuf, io::Error),
    /// The system does not write it.
    #[error("{}: it cannot be written ({}).", .0.display(), .1)]
    NotWritten(PathBuf, io::Error),
    /// A folder, a pipe, a device.
    #[error("{}: it is no file. Name a file.", .0.display())]
    NoFile(PathBuf),
    /// Longer than anything that is read here.
    #[error("{}: it is too long. Name another file.", .0.display())]
    TooLong(PathBuf),
    /// Not UTF-8.
    #[error("{} holds no text (it is not UTF-8), and keys and certificates are text. Name another file.", .0.display())]
    NoText(PathBuf),
    /// Others may read a secret.
    #[error("{path} can be read by other users of this machine. Close it with chmod 600 {path}.", path = .0.display())]
    OpenToOthers(PathBuf),
    /// Something else is there.
    #[error("{} is there already and is something else, which is never written over. Choose another name.", .0.display())]
    Taken(PathBuf),
    /// A key's name is taken.
    #[error("{} is there already, and a key is never written over. Choose another name.", .0.display())]
    KeyTaken(PathBuf),
}

/// Reading or writing such a file.
pub type Result<T> = std::result::Result<T, FileError>;

/// Refuses what is open to other users of this machine.
#[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, reason = "there are no such rights elsewhere"))]
pub fn closed(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(|e| FileError::NotRead(path.into(), e))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(FileError::OpenToOthers(path.into()));
        }
    }
    Ok(())
}

/// A file's bytes. Whatever is no file (a pipe, a device) may have no end, or never begin.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    if !fs::metadata(path).map_err(|e| FileError::NotRead(path.into(), e))?.is_file() {
        return Err(FileError::NoFile(path.into()));
    }
    stream(path)
}

/// The same of what may be no file: a pipe from another program, whose end is waited for.
pub fn stream(path: &Path) -> Result<Vec<u8>> {
    let fail = |e| FileError::NotRead(path.into(), e);
    let mut out = Vec::new();
    fs::File::open(path).map_err(fail)?.take(FILE_MAX + 1).read_to_end(&mut out).map_err(fail)?;
    if out.len() as u64 > FILE_MAX {
        return Err(FileError::TooLong(path.into()));
    }
    Ok(out)
}

/// A file's text.
pub fn text(path: &Path) -> Result<String> {
    as_text(path, bytes(path)?)
}

/// What was read of a file, as text.
pub fn as_text(path: &Path, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| FileError::NoText(path.into()))
}

/// What a public file is: a picture, or by the label of its last PEM block (RFC 7468), since a deny-list stands behind the
/// certificate of its root.
fn kind(content: &[u8]) -> Option<&[u8]> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    const BEGIN: &[u8] = b"-----BEGIN ";
    if content.starts_with(PNG) {
        return Some(PNG);
    }
    if !content.starts_with(BEGIN) {
        return None;
    }
    content.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).rfind(|line| line.starts_with(BEGIN))
}

/// Writes a public file: anew beside the old one, and then in its place. What is there already is only written over where
/// it is of the same kind: an older request, certificate, list or picture, and never a key, a passphrase or a letter.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    let taken = || FileError::Taken(path.into());
    let mut real = path.to_owned();
    if fs::symlink_metadata(path).is_ok() {
        // Behind a link it is the file that is renewed: else there would be two, and no one would know which counts.
        real = fs::canonicalize(path).map_err(|_| taken())?;
        let old = bytes(path).map_err(|_| taken())?;
        if !old.is_empty() && (kind(&old).is_none() || kind(&old) != kind(content)) {
            return Err(taken());
        }
    }
    replace(&real, content)
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
    written.map_err(|e| FileError::NotWritten(path.into(), e))
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
        io::ErrorKind::AlreadyExists => FileError::KeyTaken(path.into()),
        _ => FileError::NotWritten(path.into(), e),
    })
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
        #[cfg(unix)]
        {
            let (list, link) = (dir.path().join("list"), dir.path().join("link"));
            fs::write(&list, request).unwrap();
            std::os::unix::fs::symlink(&list, &link).unwrap();
            let newer = [request.as_slice(), b"\n"].concat();
            write(&link, &newer).unwrap();
            assert_eq!((fs::read(&list).unwrap(), fs::read_link(&link).unwrap()), (newer, list.clone()));
            fs::remove_file(&list).unwrap();
            assert!(write(&link, request).is_err(), "a link to nowhere");
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
        assert!(stream(Path::new("/dev/zero")).unwrap_err().to_string().contains("too long"));
    }
}
