//! The ministry's work by screen: one question of the page, one answer. What may be done, and what is refused, is decided
//! where the command line has it decided too ([`chancery_client::ministry`]); here are the dialogs for files, and the thread
//! on which a passphrase may take its third of a second.
//!
//! The page never names a path and never has a file's content: it says what is wanted, the person chooses the file, and
//! the page is told the file's name. The root that is open here is so with its key locked; the passphrase comes with each
//! wish that needs it, and is gone afterwards.

mod choose;
mod refused;

pub use choose::{Chooser, Dialogs, InFolder};
pub use refused::Refused;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery_client::Client;
use chancery_client::ministry::{self, RootFile, files, qr};
use chancery_client::vault::Vault;
use chancery_client::vault::identity::{Fingerprint, Given, Kind, Passphrase, Request, Role, Serial};
use chancery_core::Intent;
use chancery_model::{DelegationCode, Personal};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::State;

/// The most serial numbers that one wish takes back.
const SERIALS_MAX: usize = 1_000;

/// What the officer, or the owner of a device, wants.
#[derive(Debug, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Wish {
    /// A new root, kept in a file under this passphrase.
    MakeRoot {
        /// The delegation's code, as typed.
        delegation: String,
        /// The ministry's name, as others will see it.
        name: Personal,
        /// To lock it with.
        passphrase: Passphrase,
    },
    /// A root's file is to be worked with. Its key stays locked.
    OpenRoot,
    /// The open root's certificate, for others.
    ExportRoot,
    /// The open root's fingerprint as a picture of its QR code.
    SaveCode,
    /// A device's request is to be looked at.
    OpenRequest,
    /// A certificate for the request that was looked at last, by the open root.
    Issue {
        /// What for.
        role: Role,
        /// For how many days, 1 to 90.
        days: u16,
        /// Of the root.
        passphrase: Passphrase,
    },
    /// The certificates of these serial numbers are taken back by the open root.
    Revoke {
        /// Separated by white space or commas.
        serials: String,
        /// Of the root.
        passphrase: Passphrase,
    },
    /// Another ministry's fingerprint, from a picture of its QR code.
    ScanCode,
    /// This device's request for a certificate.
    SaveRequest {
        /// Of the device's key, where a file keeps it.
        passphrase: Option<Passphrase>,
    },
    /// What a ministry gave is taken in: this device's certificate, or a deny-list.
    TakeCredentials,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Answer {
    /// A root is open, with its key locked.
    Root(RootShown),
    /// A file was written.
    Saved {
        /// Its name, without its folder.
        file: Personal,
    },
    /// A request was read.
    Request {
        /// The file's name.
        file: Personal,
        /// Of the device's key: compared with what the device shows before it is certified.
        fingerprint: String,
    },
    /// A certificate was written.
    Issued {
        /// The file's name.
        file: Personal,
        /// To take it back by.
        serial: String,
        /// Of the device's key.
        fingerprint: String,
        /// What for.
        role: Role,
        /// Its end (RFC 3339, UTC).
        until: String,
    },
    /// A deny-list was written.
    Revoked {
        /// The file's name.
        file: Personal,
        /// The list's number.
        number: u64,
        /// How many certificates it names.
        certificates: usize,
    },
    /// A root's QR code was read.
    Code {
        /// Whose root it says it is.
        delegation: DelegationCode,
        /// The fingerprint.
        fingerprint: String,
    },
    /// A certificate or a deny-list was handed to the app, which says in its view what came of it.
    Handed {
        /// The file's name.
        file: Personal,
        /// Which of the two.
        what: Handed,
    },
}

/// What a ministry gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Handed {
    /// This device's certificate.
    Certificate,
    /// A deny-list.
    DenyList,
}

/// A root, as the officer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RootShown {
    /// The file's name.
    file: Personal,
    /// Whose root it is.
    delegation: String,
    /// The ministry.
    name: Personal,
    /// What the others pin.
    fingerprint: String,
    /// Its end (RFC 3339, UTC).
    until: String,
    /// The QR code of the fingerprint, as the address of a picture (`data:image/png`).
    code: String,
}

/// What the ministry's work needs.
pub struct Office {
    chooser: Box<dyn Chooser>,
    /// This device's.
    vault: Option<Arc<Vault>>,
    app: Box<dyn Fn(Intent) -> bool + Send + Sync>,
    root: Mutex<Option<RootFile>>,
    request: Mutex<Option<Request>>,
}

/// Does what the page asks for; `null` where the person chose no file.
#[tauri::command]
pub async fn ministry(wish: Wish, office: State<'_, Arc<Office>>) -> Result<Option<Answer>, Refused> {
    office.inner().clone().answer(wish).await
}

/// On a thread that may wait.
async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refused> + Send + 'static) -> Result<T, Refused> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Refused::Failed { detail: Personal("it was interrupted".into()) }))
}

fn name_of(path: &Path) -> Personal {
    Personal(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

fn shown(path: &Path, root: &RootFile) -> Result<RootShown, Refused> {
    let (Some(delegation), Some(code)) = (root.delegation(), root.code()) else { return Err(Refused::NoRoot) };
    let certificate = root.certificate();
    Ok(RootShown {
        file: name_of(path),
        delegation: delegation.to_string(),
        name: Personal(certificate.name().to_owned()),
        fingerprint: certificate.fingerprint().to_string(),
        until: certificate.not_after().to_string(),
        code: format!("data:image/png;base64,{}", STANDARD.encode(qr::png(&code))),
    })
}

/// The serial numbers in what was typed.
fn serials(typed: &str) -> Result<Vec<Serial>, Refused> {
    let words = typed.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
    let serials: Result<Vec<Serial>, _> = words.take(SERIALS_MAX + 1).map(str::parse).collect();
    match serials {
        Ok(serials) if !serials.is_empty() && serials.len() <= SERIALS_MAX => Ok(serials),
        _ => Err(Refused::Serial),
    }
}

impl Office {
    /// With these dialogs, in this data folder, beside this client.
    pub fn new(chooser: Box<dyn Chooser>, folder: Option<PathBuf>, client: Arc<Client>) -> Self {
        Self::with(chooser, folder.map(Vault::new), Box::new(move |intent| client.dispatch(intent)))
    }

    /// The same with any vault and app.
    fn with(chooser: Box<dyn Chooser>, vault: Option<Vault>, app: Box<dyn Fn(Intent) -> bool + Send + Sync>) -> Self {
        let (root, request) = (Mutex::default(), Mutex::default());
        Self { chooser, vault: vault.map(Arc::new), app, root, request }
    }

    fn root(&self) -> Result<RootFile, Refused> {
        self.root.lock().clone().ok_or(Refused::NoRootOpen)
    }

    /// Does it; `None` where the person chose no file.
    pub async fn answer(self: Arc<Self>, wish: Wish) -> Result<Option<Answer>, Refused> {
        match wish {
            Wish::MakeRoot { delegation, name, passphrase } => self.make_root(delegation, name, passphrase).await,
            Wish::OpenRoot => self.open_root().await,
            Wish::ExportRoot => {
                let root = self.root()?;
                let name = root.delegation().map_or_else(|| "root.pem".into(), |code| format!("{code}.pem"));
                self.save(&name, move |path| Ok(root.export(path)?)).await
            }
            Wish::SaveCode => {
                let root = self.root()?;
                let name = root.delegation().map_or_else(|| "root.png".into(), |code| format!("{code}.png"));
                let code = root.code().ok_or(Refused::NoRoot)?;
                self.save(&name, move |path| Ok(files::write(path, &qr::png(&code))?)).await
            }
            Wish::OpenRequest => self.open_request().await,
            Wish::Issue { role, days, passphrase } => self.issue(role, days, passphrase).await,
            Wish::Revoke { serials, passphrase } => self.revoke(&serials, passphrase).await,
            Wish::ScanCode => self.scan().await,
            Wish::SaveRequest { passphrase } => self.save_request(passphrase).await,
            Wish::TakeCredentials => self.take().await,
        }
    }

    /// Has a file chosen, and written.
    async fn save(
        &self,
        name: &str,
        write: impl FnOnce(&Path) -> Result<(), Refused> + Send + 'static,
    ) -> Result<Option<Answer>, Refused> {
        let Some(path) = self.chooser.save(name.to_owned()).await else { return Ok(None) };
        slowly(move || {
            write(&path)?;
            Ok(Some(Answer::Saved { file: name_of(&path) }))
        })
        .await
    }

    async fn make_root(
        &self,
        delegation: String,
        name: Personal,
        passphrase: Passphrase,
    ) -> Result<Option<Answer>, Refused> {
        // Before anybody chooses a file.
        let code = DelegationCode::new(&delegation).map_err(|_| Refused::Delegation)?;
        if passphrase.is_short() {
            return Err(Refused::PassphraseShort);
        }
        let root = ministry::new_root(&code, &name, Timestamp::now())?;
        let Some(path) = self.chooser.save(format!("{code}.root")).await else { return Ok(None) };
        let (root, shown) = slowly(move || {
            ministry::keep(&root, &path, &passphrase)?;
            let root = RootFile::read(&path)?;
            let shown = shown(&path, &root)?;
            Ok((root, shown))
        })
        .await?;
        *self.root.lock() = Some(root);
        Ok(Some(Answer::Root(shown)))
    }

    async fn open_root(&self) -> Result<Option<Answer>, Refused> {
        let Some(path) = self.chooser.open(None).await else { return Ok(None) };
        let (root, shown) = slowly(move || {
            let root = RootFile::read(&path)?;
            root.check_closed()?;
            let shown = shown(&path, &root)?;
            Ok((root, shown))
        })
        .await?;
        *self.root.lock() = Some(root);
        Ok(Some(Answer::Root(shown)))
    }

    async fn open_request(&self) -> Result<Option<Answer>, Refused> {
        let Some(path) = self.chooser.open(None).await else { return Ok(None) };
        let (file, request) = (name_of(&path), slowly(move || Ok(ministry::request(&path)?)).await);
        let request = request?;
        let fingerprint = request.fingerprint().to_string();
        *self.request.lock() = Some(request);
        Ok(Some(Answer::Request { file, fingerprint }))
    }

    async fn issue(&self, role: Role, days: u16, passphrase: Passphrase) -> Result<Option<Answer>, Refused> {
        let root = self.root()?;
        let request = self.request.lock().clone().ok_or(Refused::NoRequestOpen)?;
        // A wrong passphrase is said before a file is chosen.
        let root = slowly(move || Ok(root.open(&passphrase)?)).await?;
        let name = format!("{}-{}.pem", root.delegation(), short(request.fingerprint()));
        let Some(path) = self.chooser.save(name).await else { return Ok(None) };
        slowly(move || {
            let chain = ministry::issue(&root, &request, role, days, &path, Timestamp::now())?;
            let device = chain.device();
            Ok(Some(Answer::Issued {
                file: name_of(&path),
                serial: device.serial().to_string(),
                fingerprint: device.fingerprint().to_string(),
                role,
                until: device.not_after().to_string(),
            }))
        })
        .await
    }

    async fn revoke(&self, typed: &str, passphrase: Passphrase) -> Result<Option<Answer>, Refused> {
        let (root, serials) = (self.root()?, serials(typed)?);
        let root = slowly(move || Ok(root.open(&passphrase)?)).await?;
        let Some(path) = self.chooser.save(format!("{}.denied", root.delegation())).await else { return Ok(None) };
        slowly(move || {
            // Where the list is already, it is continued: what was taken back once stays so.
            let previous = ministry::previous(&path)?;
            let list = ministry::revoke(&root, previous.as_ref(), &serials, &path, Timestamp::now())?;
            Ok(Some(Answer::Revoked {
                file: name_of(&path),
                number: list.number(),
                certificates: list.serials().count(),
            }))
        })
        .await
    }

    async fn scan(&self) -> Result<Option<Answer>, Refused> {
        let Some(path) = self.chooser.open(Some("png")).await else { return Ok(None) };
        let (delegation, fingerprint) = slowly(move || Ok(qr::read_any_root(&files::bytes(&path)?)?)).await?;
        Ok(Some(Answer::Code { delegation, fingerprint: fingerprint.to_string() }))
    }

    async fn save_request(&self, passphrase: Option<Passphrase>) -> Result<Option<Answer>, Refused> {
        let vault = self.vault.clone().ok_or(Refused::NothingKept)?;
        // What is missing, or wrong, is said before a file is chosen.
        let request =
            slowly(move || Ok(ministry::device_request(&vault, passphrase.as_ref(), Timestamp::now())?)).await?;
        let name = format!("device-{}.csr", short(request.fingerprint()));
        self.save(&name, move |path| Ok(files::write(path, request.to_pem().as_bytes())?)).await
    }

    async fn take(&self) -> Result<Option<Answer>, Refused> {
        let Some(path) = self.chooser.open(None).await else { return Ok(None) };
        let file = name_of(&path);
        let (what, document) = slowly(move || {
            let document = files::text(&path)?;
            let what = match Given::from_pem(&document).map_err(ministry::MinistryError::from)? {
                Given::Certificate(chain) if matches!(chain.device().kind(), Kind::Root(_)) => {
                    return Err(Refused::RootGiven);
                }
                Given::Certificate(_) => Handed::Certificate,
                Given::DenyList(_) => Handed::DenyList,
            };
            Ok((what, document))
        })
        .await?;
        if (self.app)(Intent::TakeCredentials { document: document.into() }) {
            Ok(Some(Answer::Handed { file, what }))
        } else {
            Err(Refused::Failed { detail: Personal("Chancery is closing: nothing more is taken.".into()) })
        }
    }
}

/// Enough of a fingerprint to tell two files apart.
fn short(fingerprint: Fingerprint) -> String {
    fingerprint.to_string().chars().take(8).collect()
}

#[cfg(test)]
mod tests;
