//! Running other programs: said before, checked after, and ended with us.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default()
}

/// Cargo's target folder: `CARGO_TARGET_DIR` where set.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => std::env::current_dir().unwrap_or_default().join(dir),
        None => root().join("target"),
    }
}

/// A program that was built here, in the development profile.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// Says on standard error what is being done.
pub fn say(what: &str) {
    eprintln!("\u{2022} {what}");
}

/// The command as one would type it, for messages.
fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|p| p.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs to the end; its output goes to standard error, so that standard output stays ours. An error names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .status()
        .with_context(|| format!("`{shown}` could not be started: is it installed?"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status}); what it said stands above");
    }
    Ok(())
}

/// Runs to the end without a word; its output is shown only where it fails.
pub fn quietly(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let out = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{shown}` could not be started: is it installed?"))?;
    if !out.status.success() {
        eprint!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        bail!("`{shown}` failed ({}); what it said stands above", out.status);
    }
    Ok(())
}

/// How often whoever waits is told that it goes on.
const EVERY: Duration = Duration::from_secs(5);
/// How long the end of a program goes unnoticed at most.
const SHORT: Duration = Duration::from_millis(200);

/// Runs to the end, however long that takes: every few seconds says what it is about and the last thing that the program
/// itself said. All of it is shown where it fails.
pub fn patiently(what: &str, command: &mut Command) -> Result<()> {
    let shown = shown(command);
    say(what);
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` could not be started: is it installed?"))?;
    let (told, lines) = channel();
    let streams: [Option<Box<dyn Read + Send>>; 2] =
        [child.stdout.take().map(|s| Box::new(s) as _), child.stderr.take().map(|s| Box::new(s) as _)];
    for stream in streams.into_iter().flatten() {
        let told = told.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                let _ = told.send(String::from_utf8_lossy(&line).into_owned());
            }
        });
    }
    drop(told);
    let (mut said, mut next) = (Vec::new(), begun + EVERY);
    let lost = || format!("`{shown}` was lost");
    let status = loop {
        match lines.recv_timeout(SHORT) {
            Ok(line) => said.push(line),
            Err(RecvTimeoutError::Disconnected) => break child.wait().with_context(lost)?,
            // What it leaves running may keep its streams open: that is not waited for.
            Err(RecvTimeoutError::Timeout) => {
                if let Some(status) = child.try_wait().with_context(lost)? {
                    break status;
                }
            }
        }
        if Instant::now() >= next {
            eprintln!("  {}", waiting(begun.elapsed(), said.last().map_or("", String::as_str)));
            next += EVERY;
        }
    };
    if !status.success() {
        eprintln!("{}", said.join("\n"));
        bail!("`{shown}` failed ({status}); what it said stands above");
    }
    Ok(())
}

/// A line for whoever waits: how long it takes already, and what was said last, of which a line of a terminal is shown.
fn waiting(since: Duration, last: &str) -> String {
    const SHOWN: usize = 100;
    // A bar of progress writes over itself: what stands there in the end counts.
    let last = last.trim_end().rsplit('\r').next().unwrap_or_default().trim();
    let line: String = last.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    format!("{} s{}{line}", since.as_secs(), if line.is_empty() { "" } else { ": " })
}

/// Runs to the end and gives what it wrote to standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let out = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{shown}` could not be started: is it installed?"))?;
    if !out.status.success() {
        bail!("`{shown}` failed ({}); what it said stands above", out.status);
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// A program that runs beside us; ended when this is dropped.
pub struct Running {
    child: Child,
    name: String,
    /// What it writes to standard output, line by line: read all the time, so that it never waits for us.
    lines: Receiver<String>,
}

impl Running {
    /// Starts it. It dies with us even if we are killed (`setpriv --pdeathsig`, util-linux), and a Ctrl-C on the
    /// terminal reaches it through us alone, so that windows leave their meeting in order.
    pub fn start(command: &mut Command) -> Result<Self> {
        Self::launch(command, Stdio::inherit(), None)
    }

    /// The same, with something to read on standard input: what is not to stand in the list of processes.
    pub fn start_with(command: &mut Command, input: &str) -> Result<Self> {
        Self::launch(command, Stdio::inherit(), Some(input))
    }

    /// The same, for a program whose complaints nobody needs to read.
    pub fn start_quietly(command: &mut Command) -> Result<Self> {
        Self::launch(command, Stdio::null(), None)
    }

    fn launch(command: &mut Command, stderr: Stdio, input: Option<&str>) -> Result<Self> {
        use std::os::unix::process::CommandExt;
        let mut held = Command::new("setpriv");
        held.args(["--pdeathsig", "KILL", "--"]).arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => held.env(key, value),
                None => held.env_remove(key),
            };
        }
        if let Some(dir) = command.get_current_dir() {
            held.current_dir(dir);
        }
        let name = command.get_program().to_string_lossy().into_owned();
        let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
        held.stdin(stdin).stdout(Stdio::piped()).stderr(stderr).process_group(0);
        let mut child = held.spawn().with_context(|| format!("`{name}` could not be started"))?;
        if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
            // A few bytes, which the pipe takes whether or not they are read; it closes behind them.
            stdin.write_all(input.as_bytes()).with_context(|| format!("`{name}` took no input"))?;
        }
        let (told, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    let _ = told.send(line);
                }
            });
        }
        Ok(Self { child, name, lines })
    }

    /// Waits for a line on its standard output for which `find` gives something.
    pub fn wait_for<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(30)) {
            if let Some(found) = find(&line) {
                return Ok(found);
            }
        }
        bail!("`{}` was not ready within 30 s; what it said stands above", self.name)
    }

    /// Its process identifier (`setpriv` becomes the program, so this is the program's own).
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits at most so long for it to end by itself; whether it did.
    pub fn wait(&mut self, at_most: Duration) -> bool {
        let deadline = Instant::now() + at_most;
        while self.alive() {
            if Instant::now() > deadline {
                return false;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        true
    }

    /// Ends it at once (SIGKILL), with all that it started in its process group.
    pub fn kill(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
        let _ = self.child.wait();
    }

    /// Asks it to end (SIGTERM), waits, and ends it by force where it does not.
    pub fn end(&mut self) {
        if self.alive() {
            let pid = rustix::process::Pid::from_child(&self.child);
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            if !self.wait(Duration::from_secs(4)) {
                let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
            }
        }
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_fails_is_named_and_one_that_works_is_not() {
        let sh = |script: &str| patiently("Waiting", Command::new("sh").args(["-c", script]));
        assert!(sh("echo out; echo err >&2").is_ok());
        let said = sh("echo out; exit 3").expect_err("it failed").to_string();
        assert!(said.contains("sh -c") && said.contains('3'), "{said}");
        let said = patiently("Waiting", &mut Command::new("no-such-program")).expect_err("there is none").to_string();
        assert!(said.contains("is it installed"), "{said}");
    }

    #[test]
    fn whoever_waits_reads_one_line_that_commands_no_terminal() {
        assert_eq!(waiting(Duration::from_secs(15), ""), "15 s");
        assert_eq!(waiting(Duration::from_secs(5), " 10 %\r 20 %\r 30 %\r"), "5 s: 30 %");
        assert_eq!(waiting(Duration::from_secs(5), "a\u{1b}[2Jb"), "5 s: a[2Jb");
        assert!(waiting(Duration::from_secs(5), &"x".repeat(500)).len() < 120);
    }
}
