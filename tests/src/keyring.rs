//! A keyring of one's own: a session bus, and GNOME's keyring on it, that can be locked and unlocked as by logging in.

use anyhow::{Result, ensure};
use chancery_xtask::proc::Running;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// What unlocks it.
const PASSWORD: &str = "a password of nobody";

/// A Secret Service on a private session bus. There is no window on that bus that could ask a person for the password, so
/// that locked is locked.
pub struct Keyring {
    service: Option<Running>,
    _bus: Running,
    folder: PathBuf,
}

impl Keyring {
    /// Starts both, unlocked, with their files in `folder`.
    pub fn start(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let socket = folder.join("bus");
        // No folder of services: nothing is started by itself on this bus.
        let config = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><policy context=\"default\">\
             <allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>",
            socket.display()
        );
        let file = folder.join("bus.conf");
        std::fs::write(&file, config)?;
        let mut command = Command::new("dbus-daemon");
        command.arg("--nofork").arg("--config-file").arg(&file);
        let bus = Running::start_quietly(&mut command)?;
        let until = Instant::now() + Duration::from_secs(10);
        while !socket.exists() {
            ensure!(Instant::now() < until, "the bus did not come up");
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut keyring = Self { service: None, _bus: bus, folder: folder.to_owned() };
        keyring.unlock()?;
        Ok(keyring)
    }

    /// The bus's address.
    pub fn bus(&self) -> String {
        format!("unix:path={}", self.folder.join("bus").display())
    }

    /// As after a start of the machine, before anybody has logged in.
    pub fn lock(&mut self) -> Result<()> {
        self.serve(None)
    }

    /// As by logging in.
    pub fn unlock(&mut self) -> Result<()> {
        self.serve(Some(PASSWORD))
    }

    fn serve(&mut self, password: Option<&str>) -> Result<()> {
        // The one before has to let go of its name on the bus.
        drop(self.service.take());
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .args(["--foreground", "--components=secrets"])
            .env("HOME", &self.folder)
            .env("XDG_DATA_HOME", self.folder.join("data"))
            .env("XDG_RUNTIME_DIR", &self.folder)
            .env("DBUS_SESSION_BUS_ADDRESS", self.bus());
        let service = match password {
            Some(password) => Running::start_with(command.arg("--unlock"), password)?,
            None => Running::start_quietly(&mut command)?,
        };
        self.service = Some(service);
        self.until_there()
    }

    /// Waits until somebody has the name of the Secret Service.
    fn until_there(&self) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(15);
        loop {
            let told = Command::new("dbus-send")
                .args(["--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
                .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
                .env("DBUS_SESSION_BUS_ADDRESS", self.bus())
                .output()?;
            if String::from_utf8_lossy(&told.stdout).contains("boolean true") {
                return Ok(());
            }
            ensure!(Instant::now() < until, "the keyring did not come up: `cargo xtask setup --tests` installs it");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}
