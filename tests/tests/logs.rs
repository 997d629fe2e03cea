//! What the programs log of a call when they are asked for everything: lines of our own, and in them no address, no
//! name, no title, no link, nothing of a session description.

use anyhow::{Context, Result, ensure};
use chancery_tests::Links;
use chancery_tests::world::inside;
use chancery_xtask::demo::window_command;
use chancery_xtask::proc::built;
use chancery_xtask::samples;
use chancery_xtask::xvfb::Display;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A program that logs all it can into a file; killed when dropped.
struct Logging(Child);

impl Logging {
    fn start(command: &mut Command, log: &Path, input: &str) -> Result<Self> {
        command.env("CHANCERY_LOG", "trace").env("RUST_LOG", "trace").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(File::create(log)?).spawn()?;
        child.stdin.take().context("no input")?.write_all(input.as_bytes())?;
        Ok(Self(child))
    }

    fn end(mut self) -> Result<()> {
        let pid = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        let until = Instant::now() + Duration::from_secs(10);
        while self.0.try_wait()?.is_none() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The target of a log line and what stands behind it; `None`: what the program says to a person.
fn logged(line: &str) -> Option<(&str, &str)> {
    let (time, rest) = line.split_once(' ')?;
    let dated = time.ends_with('Z') && time.starts_with(|c: char| c.is_ascii_digit());
    let (_, rest) = rest.trim_start().split_once(' ').filter(|_| dated)?;
    rest.split_once(": ")
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_ascii_hexdigit() && !matches!(c, ':' | '['));
    word.len() > 2 && (word.parse::<IpAddr>().is_ok() || word.parse::<SocketAddr>().is_ok())
}

fn check(log: &Path) -> Result<usize> {
    const DESCRIPTIONS: [&str; 8] =
        ["v=0", "m=audio", "m=video", "candidate:", "ice-ufrag", "ice-pwd", "fingerprint:", "typ host"];
    const PERSONAL: [&str; 7] =
        ["Retno", "Wibowo", "Thandi", "Nkosi", "Head of delegation", "Fisheries", "chancery://"];
    let text = std::fs::read_to_string(log)?;
    let mut ours = 0;
    for line in text.lines() {
        for word in DESCRIPTIONS {
            ensure!(!line.contains(word), "part of a session description in {}: {line}", log.display());
        }
        let Some((target, said)) = logged(line) else { continue };
        ensure!(target.trim_start().starts_with("chancery"), "a library logs into {}: {line}", log.display());
        for word in PERSONAL {
            ensure!(!line.contains(word), "a name or a link in {}: {line}", log.display());
        }
        let words = said.split(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | ',' | '(' | ')'));
        if let Some(address) = words.into_iter().find(|word| is_address(word)) {
            ensure!(false, "an address ({address}) in {}: {line}", log.display());
        }
        ours += 1;
    }
    Ok(ours)
}

#[test]
fn addresses_are_recognised() {
    for address in ["192.0.2.1", "192.0.2.1:443", "[2001:db8::1]:9,", "fe80::1", "(10.0.0.1)"] {
        assert!(is_address(address), "{address}");
    }
    for word in ["1.25", "12:30:00", "::", "0.5.1", "chancery", ""] {
        assert!(!is_address(word), "{word}");
    }
    assert_eq!(logged("2026-01-01T00:00:00Z  WARN chancery_x::y: said"), Some(("chancery_x::y", "said")));
    assert_eq!(logged("Thandi Nkosi (ZA) is in the meeting"), None);
}

#[test]
fn a_call_leaves_nothing_in_the_logs_that_tells_who_or_where() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let logs = ["server", "participant", "window"].map(|name| folder.join(format!("{name}.log")));
    let mut server = Command::new(built("chancery-server"));
    server.args(["--listen", "127.0.0.1:0", "--log", "text", "--log-level", "trace", "--data"]);
    let mut server = Logging::start(server.arg(folder.join("data")), &logs[0], "")?;
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().context("no output")?).read_line(&mut line)?;
    let url = line.trim().strip_prefix("listening on ").context("the server does not say where it listens")?;
    let links = Links::convene_at(url, None)?;

    let sample = &samples::sides()[1];
    let stats = folder.join("participant.json");
    let mut join = inside(None, built("chancery"));
    join.args(["join", "-", "--name", "Thandi Nkosi", "--title", "Head of delegation", "--speaker", "none"]);
    join.arg("--camera").arg(&sample.camera).arg("--microphone").arg(&sample.microphone).arg("--stats").arg(&stats);
    let display = Display::start(1280, 800)?;
    let own = folder.join("window");
    std::fs::create_dir_all(&own)?;
    let participant = Logging::start(&mut join, &logs[1], &links.za)?;
    let mut window = window_command(&built("chancery-desktop"), 0, &own, &display, (1280, 800));
    let window = Logging::start(&mut window, &logs[2], &links.id)?;
    std::thread::sleep(Duration::from_secs(15));
    window.end()?;
    participant.end()?;
    server.end()?;

    // It was a call, and all of them had something to say.
    let stats: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&stats)?)?;
    ensure!(chancery_tests::received(&stats, "video")?["frames"].as_u64() > Some(0), "there was no call: {stats}");
    for log in &logs {
        ensure!(check(log)? > 0, "nothing was logged into {}: the test proves nothing", log.display());
    }
    Ok(())
}
