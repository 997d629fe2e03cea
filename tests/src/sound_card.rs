//! A virtual sound card of one's own: a PulseAudio server with a loudspeaker and a microphone that are pipes.

use anyhow::{Context, Result};
use chancery_xtask::proc::{Running, quietly};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A private PulseAudio: sink `spk` is the loudspeaker; what is played into sink `micsrc` is what microphone `mic` hears.
pub struct SoundCard {
    _server: Running,
    folder: PathBuf,
}

impl SoundCard {
    /// Starts one that keeps its files in `folder`.
    pub fn start(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder.join("run"))?;
        let mut command = Command::new("pulseaudio");
        command
            .args(["--daemonize=no", "--exit-idle-time=-1", "--system=false", "-n", "--log-level=error"])
            .arg(format!(
                "--load=module-native-protocol-unix auth-anonymous=1 socket={}",
                folder.join("socket").display()
            ))
            .args([
                "--load=module-null-sink sink_name=spk",
                "--load=module-null-sink sink_name=micsrc",
                "--load=module-remap-source master=micsrc.monitor source_name=mic",
            ]);
        let card = Self { _server: Running::start(with_home(&mut command, folder))?, folder: folder.to_owned() };
        let until = Instant::now() + Duration::from_secs(10);
        while quietly(card.command("pactl").args(["set-default-source", "mic"])).is_err() {
            anyhow::ensure!(Instant::now() < until, "the virtual sound card did not come up");
            std::thread::sleep(Duration::from_millis(200));
        }
        quietly(card.command("pactl").args(["set-default-sink", "spk"])).context("no default loudspeaker")?;
        Ok(card)
    }

    /// A program that uses this sound card.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        self.give(&mut command);
        command
    }

    /// Makes a program use this sound card.
    pub fn give(&self, command: &mut Command) {
        with_home(command, &self.folder).env("PULSE_SERVER", format!("unix:{}", self.folder.join("socket").display()));
    }

    /// Plays a file into the microphone, over and over without a gap for two minutes, or until dropped.
    pub fn speak(&self, wav: &Path) -> Result<Running> {
        let mut reader = hound::WavReader::open(wav).with_context(|| wav.display().to_string())?;
        let spec = reader.spec();
        let once: Vec<i16> = reader.samples().collect::<Result<_, _>>()?;
        let long = self.folder.join("spoken.wav");
        let mut writer = hound::WavWriter::create(&long, spec)?;
        let all = spec.sample_rate as usize * usize::from(spec.channels) * 120;
        once.iter().cycle().take(all).try_for_each(|sample| writer.write_sample(*sample))?;
        writer.finalize()?;
        Running::start(self.command("paplay").arg("--device=micsrc").arg(&long))
    }

    /// Records the loudspeaker for so many seconds.
    pub fn record(&self, wav: &Path, seconds: u32) -> Result<()> {
        let record = format!(
            "timeout {seconds} parecord --device=spk.monitor --rate=48000 --channels=1 --format=s16le --file-format=wav '{}' || test $? = 124",
            wav.display()
        );
        quietly(self.command("sh").args(["-c", &record]))
    }
}

fn with_home<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command.env("HOME", folder).env("XDG_RUNTIME_DIR", folder.join("run")).env("XDG_CONFIG_HOME", folder.join("config"))
}
