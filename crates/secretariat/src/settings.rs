//! What the officer's desk was told of the servers that it works with: kept in the data folder, without passwords.

use crate::files::{self, Unwritable};
use crate::line::{Login, Security, Server};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;
use thiserror::Error;
use zeroize::Zeroizing;

/// The file's name in the data folder.
pub const FILE: &str = "desk.json";
/// Bytes of the file.
const LONGEST: usize = 256 * 1024;

/// A mail server, as it was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// Its name, which its certificate must have, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept from being read.
    pub security: Security,
    /// Who logs in; `None`: nobody.
    #[serde(default)]
    pub user: Option<String>,
}

/// All that was set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Where mail goes out.
    pub mail_out: Option<MailServer>,
    /// What a newer program has set besides: it is kept.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
}

/// The settings cannot be read.
#[derive(Debug, Error)]
#[error("the settings of the desk in {path} cannot be read ({why}): mend the file, or take it away and set them anew")]
pub struct Unsettled {
    /// Where.
    pub path: String,
    /// Why.
    pub why: String,
}

impl Settings {
    /// Those in this data folder; nothing is set where there is no file.
    ///
    /// # Errors
    /// [`Unsettled`].
    pub fn load(folder: &Path) -> Result<Self, Unsettled> {
        let path = folder.join(FILE);
        let failed = |why: String| Unsettled { path: path.display().to_string(), why };
        match files::read(&path, LONGEST) {
            // The place alone: what stands in it is nobody's business.
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|e| failed(format!("line {}, column {}", e.line(), e.column())))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(failed(e.to_string())),
        }
    }

    /// Keeps them.
    ///
    /// # Errors
    /// [`Unwritable`]: what was kept before is unchanged.
    pub fn save(&self, folder: &Path) -> Result<(), Unwritable> {
        let path = folder.join(FILE);
        let text = serde_json::to_vec_pretty(self).map_err(|e| Unwritable { path: path.clone(), source: e.into() })?;
        files::write(&path, &text)
    }
}

impl MailServer {
    /// The way to it. `password` is asked for where somebody logs in, by [`MailServer::secret_name`].
    pub fn server(&self, password: Option<Zeroizing<String>>) -> Server {
        let login = self.user.clone().zip(password).map(|(user, password)| Login { user, password });
        Server { host: self.host.clone(), port: self.port, security: self.security, login }
    }

    /// By what name its password is kept.
    pub fn secret_name(&self) -> Option<String> {
        self.user.as_ref().map(|user| format!("mail {user} {}:{}", self.host, self.port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_there_and_so_is_what_a_newer_program_set() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Settings::load(folder.path()).unwrap(), Settings::default());
        let text = r#"{"mail_out":{"host":"mail.kemlu.example","port":465,"security":"tls","user":"protocol"},"telex":{"x":1}}"#;
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let settings = Settings::load(folder.path()).unwrap();
        let mail = settings.mail_out.clone().unwrap();
        assert_eq!(mail.secret_name().as_deref(), Some("mail protocol mail.kemlu.example:465"));
        assert!(mail.server(None).login.is_none() && mail.server(Some("x".to_owned().into())).login.is_some());
        settings.save(folder.path()).unwrap();
        assert_eq!(Settings::load(folder.path()).unwrap(), settings);
        assert!(settings.more.contains_key("telex"));
        std::fs::write(folder.path().join(FILE), "{\"mail_out\":7}").unwrap();
        assert!(Settings::load(folder.path()).unwrap_err().to_string().contains("line 1"));
    }
}
