//! The settings of the desk by screen: what servers it works with, whether they answer, when it reminds. What is right is
//! decided in [`chancery_secretariat::settings`], what a server says is found by [`chancery_secretariat::trial`]; here is the
//! folder that they lie in, and who keeps the passwords. The page types passwords and is never told one.

use crate::bridge::passwords::{Passwords, Typed};
use chancery_client::vault::KeyringError;
use chancery_client::{CreateError, Problem, may_convene};
use chancery_secretariat::Network;
use chancery_secretariat::settings::{Invalid, Settings};
use chancery_secretariat::trial::{self, Failed, Found};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::State;
use zeroize::Zeroizing;

/// What has a password of its own, and can be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Mail that goes out.
    MailOut,
    /// Mail that comes in.
    MailIn,
    /// The calendar.
    Calendar,
    /// Where meetings are convened, with the organisers' token.
    Meetings,
}

/// What was typed as passwords; `None`: the one that is kept stays.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TypedPasswords {
    mail_out: Option<Typed>,
    mail_in: Option<Typed>,
    calendar: Option<Typed>,
    meetings: Option<Typed>,
}

/// What is to be kept.
#[derive(Debug, Deserialize)]
pub struct Save {
    settings: Settings,
    #[serde(default)]
    passwords: TypedPasswords,
}

/// What is to be tried, as it was typed.
#[derive(Debug, Deserialize)]
pub struct Try {
    what: What,
    settings: Settings,
    /// As typed; `None`: the one that is kept for this server and this name.
    password: Option<Typed>,
}

/// For what a password is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeptPasswords {
    mail_out: bool,
    mail_in: bool,
    calendar: bool,
    meetings: bool,
}

/// The settings, as the page is shown them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    settings: Settings,
    kept: KeptPasswords,
    /// Whether what was typed now is kept beyond this run.
    lasting: bool,
}

/// Why it was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Wrong {
    /// What was typed cannot be.
    Invalid {
        /// Line by line.
        lines: Vec<Invalid>,
    },
    /// The folder does not give or take them.
    Store {
        /// What the system said.
        detail: String,
    },
    /// The keyring does not give or take a password.
    Keyring {
        /// What it said.
        detail: String,
    },
    /// A password is needed, and none is kept.
    Password,
    /// Nothing was set that could be tried.
    Unset,
    /// At the address there is not one calendar, but several.
    Calendars {
        /// How many.
        count: usize,
    },
    /// The trial failed.
    Failed {
        /// Why.
        why: Failed,
    },
}

impl From<KeyringError> for Wrong {
    fn from(error: KeyringError) -> Self {
        Self::Keyring { detail: error.to_string() }
    }
}

/// Where they lie, and who keeps the passwords.
pub struct DeskSettings {
    folder: Option<PathBuf>,
    passwords: Arc<Passwords>,
}

type Behind<'a> = State<'a, Arc<DeskSettings>>;

fn name_of(settings: &Settings, what: What) -> Option<String> {
    match what {
        What::MailOut => settings.mail_out.as_ref()?.secret_name(),
        What::MailIn => settings.mail_in.as_ref()?.secret_name(),
        What::Calendar => settings.calendar.as_ref()?.secret_name(),
        What::Meetings => Some(settings.meetings.as_ref()?.secret_name()),
    }
}

fn unconvened(error: CreateError) -> Failed {
    match error {
        CreateError::Token => Failed::Token,
        CreateError::Server(Problem::ServerUnreachable) => Failed::Unreachable,
        CreateError::Server(Problem::ServerNonsense) | CreateError::Address(_) => Failed::OtherKind,
        other => Failed::Refused { detail: other.to_string() },
    }
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T, Wrong> + Send + 'static) -> Result<T, Wrong> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Wrong::Store { detail: "it was interrupted".into() }))
}

impl DeskSettings {
    /// In this data folder, with these passwords. Without a folder nothing can be kept.
    pub fn new(folder: Option<PathBuf>, passwords: Arc<Passwords>) -> Self {
        Self { folder, passwords }
    }

    fn folder(&self) -> Result<&Path, Wrong> {
        let none = || Wrong::Store { detail: "this system names no folder for a user's data".into() };
        self.folder.as_deref().ok_or_else(none)
    }

    /// How many minutes before a meeting is reminded; 0: never. As if nothing was set where the file cannot be read.
    pub(crate) fn reminder(&self) -> u32 {
        let settings = self.folder.as_deref().and_then(|folder| Settings::load(folder).ok());
        settings.unwrap_or_default().reminder
    }

    fn shown(&self, settings: Settings, lasting: bool) -> Shown {
        // A keyring that stays shut is told when its password is needed.
        let kept = |what| name_of(&settings, what).is_some_and(|name| matches!(self.passwords.get(&name), Ok(Some(_))));
        let kept = KeptPasswords {
            mail_out: kept(What::MailOut),
            mail_in: kept(What::MailIn),
            calendar: kept(What::Calendar),
            meetings: kept(What::Meetings),
        };
        Shown { settings, kept, lasting }
    }

    /// What is set.
    ///
    /// # Errors
    /// [`Wrong::Store`].
    pub fn load(&self) -> Result<Shown, Wrong> {
        let settings = Settings::load(self.folder()?).map_err(|e| Wrong::Store { detail: e.to_string() })?;
        Ok(self.shown(settings, true))
    }

    /// Keeps what was typed, if all of it can be.
    ///
    /// # Errors
    /// [`Wrong`]; then what was kept before is unchanged, but for passwords, which are kept first.
    pub fn save(&self, request: Save) -> Result<Shown, Wrong> {
        let Save { settings, passwords } = request;
        let (mut settings, typed) = (settings.tidied(), passwords);
        let lines = settings.check();
        if !lines.is_empty() {
            return Err(Wrong::Invalid { lines });
        }
        let folder = self.folder()?;
        // Books are set and forgotten by themselves, perhaps since the page was shown these.
        settings.books = Settings::load(folder).map_err(|e| Wrong::Store { detail: e.to_string() })?.books;
        let mut lasting = true;
        let all = [
            (What::MailOut, typed.mail_out),
            (What::MailIn, typed.mail_in),
            (What::Calendar, typed.calendar),
            (What::Meetings, typed.meetings),
        ];
        for (what, typed) in all {
            if let (Some(name), Some(typed)) = (name_of(&settings, what), typed) {
                lasting &= self.passwords.set(&name, &typed.0)?;
            }
        }
        settings.save(folder).map_err(|e| Wrong::Store { detail: e.to_string() })?;
        Ok(self.shown(settings, lasting))
    }

    /// The password for a trial: what was typed, else what is kept. `None` where nobody logs in.
    fn password(&self, request: &Try) -> Result<Option<Zeroizing<String>>, Wrong> {
        let Some(name) = name_of(&request.settings, request.what) else { return Ok(None) };
        if let Some(typed) = &request.password {
            return Ok(Some(typed.0.clone()));
        }
        match self.passwords.get(&name)? {
            // A server may let anybody convene.
            None if request.what != What::Meetings => Err(Wrong::Password),
            kept => Ok(kept),
        }
    }

    /// Asks the server that was typed.
    ///
    /// # Errors
    /// [`Wrong`]: why it does not serve.
    pub async fn try_it(self: Arc<Self>, request: Try) -> Result<Found, Wrong> {
        let Try { what, settings, password } = request;
        let request = Try { what, settings: settings.tidied(), password };
        // What is wrong with the other servers does not hinder the trial of this one.
        let alone = Settings {
            mail_out: request.settings.mail_out.clone().filter(|_| what == What::MailOut),
            mail_in: request.settings.mail_in.clone().filter(|_| what == What::MailIn),
            calendar: request.settings.calendar.clone().filter(|_| what == What::Calendar),
            meetings: request.settings.meetings.clone().filter(|_| what == What::Meetings),
            ..Settings::default()
        };
        let lines = alone.check();
        if !lines.is_empty() {
            return Err(Wrong::Invalid { lines });
        }
        let (request, password) = slowly(move || {
            let password = self.password(&request)?;
            Ok((request, password))
        })
        .await?;
        let network = Network::new(None).map_err(|e| Wrong::Store { detail: e.to_string() })?;
        let Settings { mail_out, mail_in, calendar, meetings, .. } = request.settings;
        let found = match what {
            What::MailOut => trial::mail_out(&network, &mail_out.ok_or(Wrong::Unset)?.server(password)).await,
            What::MailIn => {
                let mail_in = mail_in.ok_or(Wrong::Unset)?;
                let folder = mail_in.folder.clone().unwrap_or_else(|| "INBOX".into());
                trial::mail_in(&network, &mail_in.server(password), &folder).await
            }
            What::Calendar => {
                let calendar = calendar.ok_or(Wrong::Unset)?;
                trial::calendar(&network, &calendar.address, calendar.login(password)).await
            }
            What::Meetings => {
                let server = meetings.ok_or(Wrong::Unset)?.address;
                let asked = may_convene(&server, password.as_ref().map(|token| token.as_str())).await;
                asked.map(|()| Found::Meetings).map_err(unconvened)
            }
        };
        found.map_err(|why| Wrong::Failed { why })
    }
}

/// What is set; of passwords, whether they are kept.
#[tauri::command]
pub async fn desk_settings(behind: Behind<'_>) -> Result<Shown, Wrong> {
    let behind = behind.inner().clone();
    slowly(move || behind.load()).await
}

/// Keeps what was typed.
#[tauri::command]
pub async fn save_desk_settings(request: Save, behind: Behind<'_>) -> Result<Shown, Wrong> {
    let behind = behind.inner().clone();
    slowly(move || behind.save(request)).await
}

/// Really asks a server.
#[tauri::command]
pub async fn test_desk_settings(request: Try, behind: Behind<'_>) -> Result<Found, Wrong> {
    behind.inner().clone().try_it(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bridge::passwords::tests::Ring;
    use serde_json::json;

    fn behind(folder: &Path, ring: Ring) -> Arc<DeskSettings> {
        Arc::new(DeskSettings::new(Some(folder.to_owned()), Arc::new(Passwords::new(Box::new(ring)))))
    }

    fn mail(host: &str) -> serde_json::Value {
        json!({"mail_out": {"host": host, "port": 465, "security": "tls", "user": "desk"}, "reminder": 5})
    }

    #[test]
    fn passwords_are_kept_elsewhere_and_never_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let behind = behind(folder.path(), Ring(Some(Arc::default())));
        let save = |settings, password: Option<&str>| {
            let request = json!({"settings": settings, "passwords": {"mail_out": password}});
            behind.save(serde_json::from_value(request).expect("a request"))
        };
        let shown = save(mail(" mail.kemlu.example "), Some("swordfish")).expect("kept");
        assert!(shown.kept.mail_out && shown.lasting && !shown.kept.calendar);
        assert_eq!(behind.load(), Ok(shown.clone()));
        let told = serde_json::to_string(&shown).expect("json");
        let file = std::fs::read_to_string(folder.path().join("desk.json")).expect("a file");
        assert!(!told.contains("swordfish") && !file.contains("swordfish"));
        assert!(told.contains(r#""host":"mail.kemlu.example""#) && file.contains("\"reminder\": 5"));
        // What was typed for one server is not shown to another.
        assert!(!save(mail("mail.elsewhere.example"), None).expect("kept").kept.mail_out);
        assert!(save(mail("mail.kemlu.example"), None).expect("kept").kept.mail_out);
    }

    #[test]
    fn without_a_keyring_it_is_said_and_what_cannot_be_is_not_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let behind = behind(folder.path(), Ring(None));
        let request = json!({"settings": mail("mail.kemlu.example"), "passwords": {"mail_out": "swordfish"}});
        let shown = behind.save(serde_json::from_value(request).expect("a request")).expect("kept");
        assert!(shown.kept.mail_out && !shown.lasting);
        let request = json!({"settings": mail("no host")});
        let Err(Wrong::Invalid { lines }) = behind.save(serde_json::from_value(request).expect("a request")) else {
            panic!("it is refused")
        };
        assert_eq!(serde_json::to_value(&lines).expect("json"), json!([{"field": "mail_out_host", "flaw": "no_host"}]));
        assert_eq!(behind.load().expect("kept").settings, shown.settings);
    }

    #[tokio::test]
    async fn a_trial_says_why() {
        let folder = tempfile::tempdir().expect("a folder");
        let behind = behind(folder.path(), Ring(None));
        let attempt = |request| behind.clone().try_it(serde_json::from_value(request).expect("a request"));
        let asked = attempt(json!({"what": "mail_out", "settings": mail("mail.kemlu.example")})).await;
        assert_eq!(asked, Err(Wrong::Password));
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let here = json!({"mail_out": {"host": "127.0.0.1", "port": port, "security": "plain"}});
        let asked = attempt(json!({"what": "mail_out", "settings": here})).await;
        assert_eq!(asked, Err(Wrong::Failed { why: Failed::Unreachable }));
        assert_eq!(attempt(json!({"what": "calendar", "settings": {}})).await, Err(Wrong::Unset));
    }
}
