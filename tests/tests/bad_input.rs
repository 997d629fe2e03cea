//! What people mistype and what breaks: each gets a sentence with what to do, soon, and exit code 1.

use anyhow::{Result, ensure};
use chancery_tests::{Links, Server};
use chancery_xtask::proc::built;
use chancery_xtask::samples;
use std::io::Write;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

/// Runs `chancery` and gives what it said, after checking that it failed in time with a sentence and no panic.
fn refused(arguments: &[&str]) -> Result<String> {
    let began = Instant::now();
    let out = Command::new(built("chancery")).args(arguments).output()?;
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    ensure!(out.status.code() == Some(1), "exit code {:?} for {arguments:?}: {said}", out.status.code());
    ensure!(began.elapsed() < Duration::from_secs(40), "it took too long to refuse {arguments:?}");
    ensure!(!said.contains("panicked"), "it panicked: {said}");
    Ok(said)
}

fn join<'a>(link: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["join", link, "--name", "Retno Wibowo", "--speaker", "none", "--seconds", "3"];
    all.extend(more);
    all
}

const NO_MEDIA: [&str; 4] = ["--camera", "none", "--microphone", "none"];

#[test]
fn links() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path(), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let cut = &links.id[..links.id.len() - 9];
    ensure!(refused(&join(cut, &NO_MEDIA))?.contains("cut off"));
    ensure!(refused(&join("https://zoom.us/j/12345", &NO_MEDIA))?.contains("not an invitation link"));
    ensure!(refused(&join("", &NO_MEDIA))?.contains("not an invitation link"));
    // A meeting that this server has never heard of.
    let other = tempfile::tempdir()?;
    let address = server.address();
    server.stop();
    let _other = Server::start(other.path(), &address, None)?;
    ensure!(refused(&join(&links.id, &NO_MEDIA))?.contains("does not know this meeting"));
    Ok(())
}

#[test]
fn servers() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path(), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let address = server.address();
    server.stop();
    ensure!(refused(&join(&links.id, &NO_MEDIA))?.contains("does not answer"));
    // Something that answers, but no Chancery server.
    let nonsense = TcpListener::bind(&address)?;
    std::thread::spawn(move || {
        for stream in nonsense.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.write_all(b"220 mail.example.org ESMTP\r\n\0\xFF\xFE nonsense\r\n");
        }
    });
    ensure!(refused(&join(&links.id, &NO_MEDIA))?.contains("not a Chancery server"));
    Ok(())
}

#[test]
fn media_files() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path(), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let file = |name: &str, bytes: &[u8]| -> Result<String> {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes)?;
        Ok(path.display().to_string())
    };
    let missing = folder.path().join("missing.y4m").display().to_string();
    let said = refused(&join(&links.id, &["--camera", &missing, "--microphone", "none"]))?;
    ensure!(said.contains("missing.y4m"), "{said}");
    for (name, bytes) in [
        ("empty.y4m", &b""[..]),
        ("text.y4m", b"this is no film"),
        ("huge.y4m", b"YUV4MPEG2 W999999999 H999999999 F30:1 C420\nFRAME\n"),
        ("depth.y4m", b"YUV4MPEG2 W64 H64 F30:1 C420p10\nFRAME\n"),
        ("cut.y4m", b"YUV4MPEG2 W64 H64 F30:1 C420\nFRAME\nshort"),
        ("zero.y4m", b"YUV4MPEG2 W0 H0 F0:0 C420\nFRAME\n"),
    ] {
        let path = file(name, bytes)?;
        let said = refused(&join(&links.id, &["--camera", &path, "--microphone", "none"]))?;
        ensure!(said.contains(name), "{name}: {said}");
    }
    let good = std::fs::read(&samples::sides()[0].microphone)?;
    for (name, bytes) in [("empty.wav", &b""[..]), ("text.wav", b"this is no voice"), ("head.wav", &good[..30])] {
        let path = file(name, bytes)?;
        let said = refused(&join(&links.id, &["--camera", "none", "--microphone", &path]))?;
        ensure!(said.contains(name), "{name}: {said}");
    }
    Ok(())
}

#[test]
fn what_the_server_cannot_do_without() -> Result<()> {
    let start = |arguments: &[&str]| Command::new(built("chancery-server")).args(arguments).output();
    let folder = tempfile::tempdir()?;
    // A data folder that is a file.
    let file = folder.path().join("file");
    std::fs::write(&file, "")?;
    let out = start(&["--listen", "127.0.0.1:0", "--data", &file.display().to_string()])?;
    ensure!(!out.status.success() && !out.stderr.is_empty());
    // A database that is none.
    let broken = folder.path().join("broken");
    let server = Server::start(&broken, "127.0.0.1:0", None)?;
    let taken = server.address();
    let other = folder.path().join("other");
    let out = start(&["--listen", &taken, "--data", &other.display().to_string()])?;
    ensure!(!out.status.success(), "two servers listen at one place");
    server.stop();
    for entry in std::fs::read_dir(&broken)?.flatten() {
        std::fs::write(entry.path(), "this is no database, whatever its name says. ".repeat(200))?;
    }
    let out = start(&["--listen", "127.0.0.1:0", "--data", &broken.display().to_string()])?;
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    ensure!(!out.status.success() && said.to_lowercase().contains("database"), "{said}");
    Ok(())
}
