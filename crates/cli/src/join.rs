//! `chancery join`: takes part in a meeting, from files or devices, through the very same core and engine as the window.

mod course;
mod door;
mod progress;

use crate::keys::{DataFolder, PassphraseOption, refused};
use crate::say;
use anyhow::{Result, anyhow, bail};
use chancery_client::vault::Known;
use chancery_client::{
    CHAT_MAX, Client, ClientConfig, EngineConfig, Intent, NoPictures, Problem, SourceSpec, Sources, check_files,
    link_argument, meeting_of, server_of, starts_of,
};
use chancery_model::{PersonName, Personal};
use clap::{Args, ValueEnum};
use course::{Course, Next};
use progress::Progress;
use std::io::IsTerminal as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long to try before it is given up, without `--wait`.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often somebody who waits asks again.
const AGAIN: Duration = Duration::from_secs(5);

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// How those are answered who ask to be admitted, where one chairs a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Admit {
    /// By whoever types: y or n on standard input.
    Ask,
    /// Whoever holds a valid invitation is admitted.
    Auto,
}

/// How to take part.
#[derive(Args)]
pub struct Options {
    /// The invitation: chancery://join/#…, or - to read it from standard input, or @FILE to read it from a file. On the
    /// command line every user of this machine can read it
    link: String,
    /// The name on the placard
    #[arg(long)]
    name: String,
    /// The function on the placard
    #[arg(long, default_value = "")]
    title: String,
    /// FILE.y4m (loops), device, device:ID or none
    #[arg(long, default_value = "device", value_name = "SOURCE")]
    camera: SourceSpec,
    /// FILE.wav (loops), device, device:ID or none
    #[arg(long, default_value = "device", value_name = "SOURCE")]
    microphone: SourceSpec,
    /// What to share from the beginning: FILE.y4m (loops), display, display:ID or none
    #[arg(long, default_value = "none", value_name = "SOURCE")]
    screen: SourceSpec,
    /// FILE.wav (written), device, device:ID or none
    #[arg(long, default_value = "device", value_name = "SINK")]
    speaker: SourceSpec,
    /// Echo cancelling, noise suppression and gain control on the microphone
    #[arg(long, default_value = "on")]
    processing: Switch,
    /// A folder for what is received: a WAV per voice, a Y4M per picture
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
    /// Leaves so many seconds after joining; without it, on Ctrl-C
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    seconds: Option<u64>,
    /// A file for what was sent, received and used, as JSON
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
    /// The one local address to use for media
    #[arg(long, value_name = "IP")]
    bind: Option<IpAddr>,
    /// Those who ask to be admitted: auto admits whoever holds a valid invitation; ask waits for y or n on standard input
    #[arg(long, default_value = "auto", value_name = "ask|auto", hide_possible_values = true)]
    admit: Admit,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    passphrase: PassphraseOption,
    /// Says this in the chat as soon as somebody else is at the table
    #[arg(long, value_name = "TEXT", value_parser = line)]
    say: Option<Personal>,
    /// Goes on trying, however long the server or the meeting cannot be reached
    #[arg(long)]
    wait: bool,
}

/// A line of the chat, as typed.
fn line(text: &str) -> Result<Personal, String> {
    match text.trim().chars().count() {
        0 => Err("there is nothing to say in it".into()),
        n if n > CHAT_MAX => Err(format!("a line has at most {CHAT_MAX} characters, and this one {n}")),
        _ => Ok(Personal::from(text)),
    }
}

impl Options {
    fn sources(&self) -> Sources {
        Sources {
            camera: self.camera.clone(),
            microphone: self.microphone.clone(),
            screen: self.screen.clone(),
            speaker: self.speaker.clone(),
        }
    }

    /// What can be known before anything starts.
    fn check(&self) -> Result<()> {
        let name = PersonName::new(&self.name).map_err(|e| anyhow!("{}", say::sentence(&e.to_string())))?;
        if !self.title.trim().is_empty() {
            PersonName::new(&self.title).map_err(|e| anyhow!("The title: {e}."))?;
        }
        drop(name);
        check_files(&self.sources()).map_err(|e| anyhow!("{e}. Name another file, or \u{201c}none\u{201d}."))?;
        if let Some(folder) = &self.record {
            std::fs::create_dir_all(folder).map_err(|e| {
                anyhow!("Nothing can be recorded to {} ({e}). Choose a folder that can be written.", folder.display())
            })?;
        }
        if let Some(file) = &self.stats {
            let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if !folder.is_dir() || file.is_dir() {
                bail!("No report can be written to {}: choose a file in a folder that exists.", file.display());
            }
        }
        Ok(())
    }
}

/// Runs the command.
pub async fn run(mut options: Options) -> Result<()> {
    options.check()?;
    if options.link == "-" && std::io::stdin().is_terminal() {
        say::progress("Paste the invitation link and press Enter");
    }
    // Nothing else runs yet that reading could hold up, and Ctrl-C still ends the program.
    options.link = link_argument(&options.link, Path::new(""), std::io::stdin())
        .map_err(|e| anyhow!("{}", say::capital(&e.to_string())))?;
    let mut signals = Signals::new()?;
    let mut engine = EngineConfig::new(options.sources());
    engine.processing = options.processing == Switch::On;
    engine.record.clone_from(&options.record);
    engine.bind = options.bind;
    let identity = identify(&options)?;
    // What is remembered of others belongs to a device that is the same next time.
    let kept = identity.as_ref().is_some_and(|known| known.kept.keeper.is_some());
    let remember = if kept { options.data.folder() } else { None };
    let pictures = Arc::new(NoPictures);
    let client = Client::start(ClientConfig { store: None, remember, engine, pictures, identity, exports: None });
    client.dispatch(Intent::SetAdmission { ask: options.admit == Admit::Ask });

    let outcome = attend(&client, &options, &mut signals).await;
    // Before leaving: what is sent and received afterwards is not of the meeting.
    let report = client.report();
    tokio::select! {
        () = client.stop() => {}
        () = signals.next() => say::progress("Stopped at once"),
    }
    if let Some(file) = &options.stats {
        let written = report
            .write(file)
            .map_err(|e| anyhow!("The report could not be written to {} ({e}). Choose another file.", file.display()));
        return outcome.and(written);
    }
    outcome
}

/// Who this device is: the identity that is kept, else one for this run. Nothing else runs yet that this could hold up.
fn identify(options: &Options) -> Result<Option<Known>> {
    // A system that names no folder for a user's data keeps nothing.
    let Ok(vault) = options.data.vault() else { return Ok(None) };
    let mut failed = None;
    let kept = vault.for_run(&mut options.passphrase.asker(&mut failed), jiff::Timestamp::now());
    if let Some(e) = failed {
        return Err(e);
    }
    let kept = kept.map_err(refused)?;
    if let Some(notice) = kept.notice() {
        say::progress(&notice);
    }
    Ok(Some(vault.known(kept).map_err(refused)?))
}

/// Ctrl-C, and the polite request of the system to end. Listened for from the beginning: what comes while nobody waits is kept.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Signals {
    fn new() -> Result<Self> {
        let failed = |e| anyhow!("The system would not tell when to end ({e}). Try again.");
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
            Ok(Self { interrupt, terminate: signal(SignalKind::terminate()).map_err(failed)? })
        }
        #[cfg(windows)]
        Ok(Self { interrupt: tokio::signal::windows::ctrl_c().map_err(failed)? })
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(windows)]
        self.interrupt.recv().await;
    }
}

/// When the meeting begins, where that is the hindrance; in the time of this machine.
fn when(problem: &Problem, link: &str) -> String {
    let begins = (*problem == Problem::MeetingNotOpen).then(|| starts_of(link)).flatten();
    let local = begins.map(|at| at.to_zoned(jiff::tz::TimeZone::system()));
    local.map(|at| format!(" It begins {}.", at.strftime("%F %H:%M (%Q)"))).unwrap_or_default()
}

/// From the link to the end of the meeting.
async fn attend(client: &Client, options: &Options, signals: &mut Signals) -> Result<()> {
    let mut view = client.view();
    client.dispatch(Intent::SetProfile { name: options.name.as_str().into(), title: options.title.as_str().into() });
    client.dispatch(Intent::OpenLink { text: options.link.as_str().into() });
    let mut course = Course::new(meeting_of(&options.link), options.wait, Open::of(options)).say(options.say.clone());
    let mut progress = Progress::new();
    let give_up = Instant::now() + PATIENCE;
    let mut again = Instant::now() + AGAIN;
    let mut leave: Option<Instant> = None;
    let server = server_of(&options.link);
    let mut door = (options.admit == Admit::Ask).then(door::Door::new);
    loop {
        let step = {
            let view = view.borrow_and_update();
            for line in progress.lines(&view) {
                say::progress(&line);
            }
            if let Some(question) = door.as_mut().and_then(|door| door.question(&view)) {
                say::progress(&question);
            }
            let step = course.next(&view);
            // What ends it is said at the end.
            if !matches!(step, Next::Failed(_))
                && let Some(line) = progress.hindrance(&view)
            {
                say::progress(&line);
            }
            step
        };
        match step {
            Next::Dispatch(intents) => {
                for intent in intents {
                    client.dispatch(intent);
                }
            }
            Next::Wait => {}
            Next::Failed(problem) => {
                bail!("{}{}", say::problem(&problem, server.as_deref()), when(&problem, &options.link))
            }
        }
        if course.joined() && leave.is_none() {
            // Without --seconds: a time that does not come.
            let stay = Duration::from_secs(options.seconds.unwrap_or(u64::from(u32::MAX)));
            leave = Some(Instant::now() + stay);
            say::progress("Joined");
        }
        let giving_up = !course.joined() && !options.wait;
        tokio::select! {
            changed = view.changed() => {
                if changed.is_err() {
                    bail!("The client ended by itself. Start it again; if it happens again, tell its makers.");
                }
            }
            () = sleep_until(leave.unwrap_or_else(Instant::now)), if leave.is_some() => {
                say::progress("Leaving");
                return Ok(());
            }
            Some(answer) = async { door.as_mut()?.answer().await }, if door.is_some() => {
                client.dispatch(answer);
            }
            // Whoever waits for a person to admit them has reached everything that can be reached.
            () = sleep_until(give_up), if giving_up && !course::asks(&view.borrow()) => {
                match course::trouble(&view.borrow()) {
                    Some(problem) => bail!("{}", say::problem(&problem, server.as_deref())),
                    None => bail!("The meeting was not joined within {} seconds. Try again, or add --wait to go on trying.", PATIENCE.as_secs()),
                }
            }
            () = sleep_until(again), if options.wait && !course.joined() => {
                again = Instant::now() + AGAIN;
                course.again();
            }
            () = signals.next() => {
                if course.joined() {
                    say::progress("Leaving");
                    return Ok(());
                }
                bail!("Interrupted before the meeting was joined.");
            }
        }
    }
}

/// What is opened on joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
    pub(crate) screen: bool,
}

impl Open {
    fn of(options: &Options) -> Self {
        Self {
            microphone: options.microphone != SourceSpec::None,
            camera: options.camera != SourceSpec::None,
            screen: options.screen != SourceSpec::None,
        }
    }
}
