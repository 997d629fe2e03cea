//! What a shell around the client has to know of a link before the app has read it.

use chancery_model::MeetingId;
use chancery_trust::Invitation;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

/// The meeting that an invitation link is for; `None` where the text is no link that can be used (the app says why, when
/// it is told to open it).
pub fn meeting_of(link: &str) -> Option<MeetingId> {
    Invitation::parse(link).ok().map(|invitation| invitation.meeting)
}

/// The server that an invitation link names; `None` where the text is no link that can be used.
pub fn server_of(link: &str) -> Option<String> {
    Invitation::parse(link).ok().map(|invitation| invitation.server.clone())
}

/// When the meeting of an invitation link begins; `None` where the text is no link that can be used.
pub fn starts_of(link: &str) -> Option<jiff::Timestamp> {
    Invitation::parse(link).ok().map(|invitation| invitation.starts)
}

/// The longest line that is read as a link, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Why a link could not be read from where it stands. The texts name the place, never the link.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Standard input gave nothing.
    #[error(
        "no invitation link came on standard input. Give it in the first line, such as: printf %s \"$LINK\" | chancery join - …"
    )]
    NoInput,
    /// Standard input cannot be read.
    #[error("standard input cannot be read ({0}). Put the link into a file that only you can read, and write @FILE.")]
    Input(#[source] std::io::Error),
    /// The file cannot be read.
    #[error("the file {} cannot be read ({error}). Check its name and who may read it.", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
    /// The file is empty.
    #[error("the file {} has no invitation link in its first line. Put it there.", .0.display())]
    EmptyFile(PathBuf),
}

/// The invitation link that an argument of the command line stands for. What stands there itself can be read by every
/// user of the machine (`ps`), and the link is a key; so `-` means the first line of `input` (standard input), `@FILE`
/// the first line of that file, a path from `folder`; anything else is the link.
///
/// # Errors
/// There is nothing to read.
pub fn link_argument(argument: &str, folder: &Path, input: impl Read) -> Result<String, LinkError> {
    if argument == "-" {
        let link = first_line(input).map_err(LinkError::Input)?;
        return if link.is_empty() { Err(LinkError::NoInput) } else { Ok(link) };
    }
    let Some(path) = argument.strip_prefix('@') else { return Ok(argument.to_owned()) };
    let path = folder.join(path);
    match File::open(&path).and_then(first_line) {
        Ok(link) if link.is_empty() => Err(LinkError::EmptyFile(path)),
        Ok(link) => Ok(link),
        Err(error) => Err(LinkError::File { path, error }),
    }
}

fn first_line(from: impl Read) -> std::io::Result<String> {
    let mut line = Vec::new();
    BufReader::new(from.take(LONGEST)).read_until(b'\n', &mut line)?;
    // What is no text is no link either: the app says so.
    Ok(String::from_utf8_lossy(&line).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_comes_from_where_the_argument_says() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mine"), "  chancery://join/#file\r\nmore\n").unwrap();
        std::fs::write(folder.path().join("empty"), "\nchancery://join/#second").unwrap();
        let read = |argument: &str, input: &[u8]| link_argument(argument, folder.path(), input);
        assert_eq!(read("chancery://join/#plain", b"other").unwrap(), "chancery://join/#plain");
        assert_eq!(read("", b"other").unwrap(), "", "the app says what is wrong with it");
        assert_eq!(read("-", b"chancery://join/#in\nmore\n").unwrap(), "chancery://join/#in");
        assert_eq!(read("-", b"chancery://join/#unended").unwrap(), "chancery://join/#unended");
        assert_eq!(read("@mine", b"other").unwrap(), "chancery://join/#file");
        for (argument, input, says) in [
            ("-", &b""[..], "standard input"),
            ("-", b"\n", "standard input"),
            ("@empty", b"", "first line"),
            ("@absent", b"", "cannot be read"),
            ("@", b"", "cannot be read"),
        ] {
            let said = read(argument, input).unwrap_err().to_string();
            assert!(said.contains(says), "{argument}: {said}");
        }
    }

    #[test]
    fn no_more_is_read_than_a_link_can_be_long() {
        assert_eq!(link_argument("-", Path::new("."), std::io::repeat(b'x')).unwrap().len() as u64, LONGEST);
        assert!(link_argument("-", Path::new("."), &[0xff, 0xfe, b'\n'][..]).is_ok());
    }
}
