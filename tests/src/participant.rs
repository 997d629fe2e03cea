//! A program whose words are kept, and a participant of whom one can see, while the meeting runs, that pictures come.

use anyhow::{Context, Result, bail, ensure};
use chancery_xtask::proc::built;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// For what has to happen, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(40);
/// Pictures that cannot have been under way already: more than a second of them.
const FRESH: u64 = 20;

/// A running program that writes what it has to say to a file; killed when dropped.
pub struct Logged {
    child: Child,
    log: PathBuf,
}

impl Logged {
    /// Starts it with standard error in `log`.
    pub fn start(command: &Command, log: PathBuf) -> Result<Self> {
        let mut held = Command::new("setpriv");
        held.args(["--pdeathsig", "KILL", "--"]).arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            held.env(key, value.unwrap_or_default());
        }
        held.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&log)?);
        let child = held.spawn().context("setpriv (util-linux) could not be started")?;
        Ok(Self { child, log })
    }

    /// All that it has said so far.
    pub fn said(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&std::fs::read(&self.log)?).into_owned())
    }

    /// Waits until it has said `words`.
    pub fn wait_for(&mut self, words: &str) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            let said = self.said()?;
            if said.contains(words) {
                return Ok(());
            }
            if Instant::now() > until || self.child.try_wait()?.is_some() {
                bail!("it did not say “{words}”, but:\n{said}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The first line on its standard output.
    pub fn first_line(&mut self) -> Result<String> {
        let mut line = String::new();
        BufReader::new(self.child.stdout.take().context("its output was read already")?).read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }

    /// Where one types.
    pub fn input(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// The most memory that was resident so far, in KiB.
    pub fn memory_peak(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak of memory")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// Waits until it has ended by itself, which has to be a failure without a panic. What it said.
    pub fn wait_to_fail(mut self) -> Result<String> {
        let until = Instant::now() + PATIENCE;
        while self.child.try_wait()?.is_none() {
            ensure!(Instant::now() < until, "it goes on:\n{}", self.said()?);
            std::thread::sleep(Duration::from_millis(50));
        }
        let (status, said) = (self.child.wait()?, self.said()?);
        ensure!(status.code() == Some(1) && !said.contains("panicked"), "{status}:\n{said}");
        Ok(said)
    }

    /// Asks it to end (SIGTERM), waits, and gives what it said. Fails where it did not end, or had panicked.
    pub fn end(mut self) -> Result<String> {
        if self.child.try_wait()?.is_none() {
            let pid = rustix::process::Pid::from_child(&self.child);
            rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        }
        let until = Instant::now() + PATIENCE;
        while self.child.try_wait()?.is_none() {
            ensure!(Instant::now() < until, "it does not end");
            std::thread::sleep(Duration::from_millis(50));
        }
        let said = self.said()?;
        ensure!(!said.contains("panicked"), "it panicked:\n{said}");
        Ok(said)
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A film so small that recording all of it costs nothing: two seconds, 320 by 180, a bar that moves.
pub fn small_film(folder: &Path) -> Result<PathBuf> {
    const WIDTH: usize = 320;
    const HEIGHT: usize = 180;
    let path = folder.join("small.y4m");
    let mut file = std::io::BufWriter::new(File::create(&path)?);
    file.write_all(b"YUV4MPEG2 W320 H180 F15:1 Ip A1:1 C420jpeg\n")?;
    for frame in 0..30 {
        file.write_all(b"FRAME\n")?;
        for y in 0..HEIGHT {
            let row: Vec<u8> = (0..WIDTH).map(|x| ((x * 2 + y + frame * 16) % 200 + 20) as u8).collect();
            file.write_all(&row)?;
        }
        file.write_all(&vec![128; WIDTH * HEIGHT / 2])?;
    }
    file.flush()?;
    Ok(path)
}

/// `chancery join`, with the small film, recording what it sees, telling what its group refuses.
pub struct Participant {
    /// The program.
    pub program: Logged,
    folder: PathBuf,
}

impl Participant {
    /// Starts it; everything it writes is in `folder/NAME`.
    pub fn join(folder: &Path, name: &str, link: &str, more: &[&str]) -> Result<Self> {
        let own = folder.join(name);
        std::fs::create_dir_all(&own)?;
        // In a file: neither on the command line nor in the way of what is typed later.
        std::fs::write(own.join("link"), link)?;
        let film = small_film(&own)?;
        let mut command = Command::new(built("chancery"));
        command.arg("join").arg(format!("@{}", own.join("link").display())).args(["--name", name]);
        for what in ["--microphone", "--speaker"] {
            if !more.contains(&what) {
                command.args([what, "none"]);
            }
        }
        command.arg("--camera").arg(film);
        command.arg("--record").arg(own.join("record")).arg("--stats").arg(own.join("stats.json")).args(more);
        command.env("CHANCERY_LOG", "warn,chancery_core=debug").env("CHANCERY_DATA", own.join("data"));
        Ok(Self { program: Logged::start(&command, own.join("log"))?, folder: own })
    }

    /// Waits until it is in the meeting.
    pub fn joined(&mut self) -> Result<()> {
        self.program.wait_for("Joined")
    }

    /// Pictures of others that it has recorded so far.
    pub fn pictures(&self) -> u64 {
        let Ok(files) = std::fs::read_dir(self.folder.join("record")) else { return 0 };
        files.flatten().map(|file| pictures(&file.path()).unwrap_or(0)).sum()
    }

    /// Waits for fresh pictures: more than could have been under way.
    pub fn sees(&mut self) -> Result<()> {
        let (before, until) = (self.pictures(), Instant::now() + PATIENCE);
        while self.pictures() < before + FRESH {
            let (now, here) = (Instant::now(), self.program.child.try_wait()?.is_none());
            ensure!(now < until && here, "no fresh pictures after {before}:\n{}", self.program.said()?);
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// How many files were recorded, of whatever.
    pub fn recorded(&self) -> usize {
        std::fs::read_dir(self.folder.join("record")).map_or(0, Iterator::count)
    }

    /// Ends it and gives what it said and its report.
    pub fn end(self) -> Result<(String, Value)> {
        let said = self.program.end()?;
        let text = std::fs::read(self.folder.join("stats.json")).context("no report")?;
        Ok((said, serde_json::from_slice(&text)?))
    }
}

/// Whole pictures in a Y4M file that is still written.
fn pictures(path: &Path) -> Result<u64> {
    if path.extension().is_none_or(|e| e != "y4m") {
        return Ok(0);
    }
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut begin = [0; 128];
    let n = file.read(&mut begin)?;
    let header = begin[..n].split(|b| *b == b'\n').next().unwrap_or_default();
    let header = String::from_utf8_lossy(header).into_owned();
    let of = |letter: char| header.split(' ').find_map(|word| word.strip_prefix(letter)?.parse::<u64>().ok());
    let (width, height) = (of('W').context("no width")?, of('H').context("no height")?);
    let picture = width * height + 2 * width.div_ceil(2) * height.div_ceil(2) + 6;
    Ok(size.saturating_sub(header.len() as u64 + 1) / picture)
}
