//! What the commands of the scheduling desk that talk to servers have in common: the way out, passwords, plans in files.

pub mod book;
pub mod dav;
pub mod mail;

use crate::keys::refused;
use anyhow::{Context, Result, anyhow, bail};
use chancery_schedule::plan::Plan;
use chancery_secretariat::{Login, Network};
use clap::Args;
use std::io::{IsTerminal, Read as _};
use std::path::{Path, PathBuf};

/// No plan is longer, in bytes.
const PLAN_MAX: u64 = 4 * 1024 * 1024;
/// No password's file is longer, in bytes.
const PASSWORD_MAX: u64 = 4 * 1024;

/// Who logs in at a server of the ministry's.
#[derive(Args)]
pub struct LoginOptions {
    /// The name to log in with; without it, nobody logs in
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// A file with the password in its first line, in place of asking for it
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<PathBuf>,
}

impl LoginOptions {
    /// The name and its password: from the file, or asked for.
    pub fn get(&self) -> Result<Option<Login>> {
        let Some(user) = &self.user else { return Ok(None) };
        let password = match &self.password_file {
            Some(path) => zeroize::Zeroizing::new(first_line(path)?),
            None if std::io::stdin().is_terminal() => {
                let typed = rpassword::prompt_password("Password: ");
                typed
                    .map(zeroize::Zeroizing::new)
                    .context("The password could not be read. Give --password-file FILE.")?
            }
            None => bail!(
                "A password is needed and nobody can be asked. Run it in a terminal, or give --password-file FILE."
            ),
        };
        Ok(Some(Login { user: user.clone(), password }))
    }
}

/// The first line of a file that holds a secret; refused where others may read it.
pub fn first_line(path: &Path) -> Result<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            std::fs::metadata(path).with_context(|| format!("{} cannot be read", path.display()))?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!("{0} can be read by other users of this machine. Close it with chmod 600 {0}.", path.display());
        }
    }
    let text = read(path, PASSWORD_MAX)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn read(path: &Path, most: u64) -> Result<String> {
    let shown = path.display();
    let file = std::fs::File::open(path).with_context(|| format!("{shown} cannot be opened"))?;
    let mut text = String::new();
    file.take(most + 1).read_to_string(&mut text).with_context(|| format!("{shown} cannot be read"))?;
    if text.len() as u64 > most {
        bail!("{shown}: it is too long. Name another file.");
    }
    Ok(text)
}

/// A plan in a file, as JSON.
pub fn plan(path: &Path) -> Result<Plan> {
    // What stands in it is nobody's business but its reader's: the place alone.
    serde_json::from_str(&read(path, PLAN_MAX)?).map_err(|e| {
        anyhow!("{} is no plan of a meeting: see line {}, column {}", path.display(), e.line(), e.column())
    })
}

/// Writes a plan into a file, whole or not at all.
pub fn keep(path: &Path, plan: &Plan) -> Result<()> {
    let beside = path.with_extension("writing");
    let text = serde_json::to_string_pretty(plan)?;
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// The way out, with the authorities that `CHANCERY_CA_FILE` names.
pub fn network() -> Result<Network> {
    let extra = match std::env::var_os("CHANCERY_CA_FILE") {
        Some(path) => {
            Some(std::fs::read(&path).with_context(|| format!("{} cannot be read", Path::new(&path).display()))?)
        }
        None => None,
    };
    Network::new(extra.as_deref()).map_err(refused)
}
