//! The ministry's work as the page asks for it, with a person who answers the dialogs from a list.

use super::*;
use chancery_client::vault::{Keyring, KeyringError};
use futures_util::future::BoxFuture;
use std::collections::VecDeque;

/// What the person chooses next; when nothing is left, they close the dialog.
#[derive(Clone, Default)]
struct Person(Arc<Mutex<VecDeque<PathBuf>>>);

impl Person {
    fn next(&self) -> BoxFuture<'_, Option<PathBuf>> {
        Box::pin(std::future::ready(self.0.lock().pop_front()))
    }
}

impl Chooser for Person {
    fn save(&self, _: String) -> BoxFuture<'_, Option<PathBuf>> {
        self.next()
    }
    fn open(&self, _: Option<&'static str>) -> BoxFuture<'_, Option<PathBuf>> {
        self.next()
    }
}

struct NoKeyring;

impl Keyring for NoKeyring {
    fn get(&self, _: &str) -> Result<Option<zeroize::Zeroizing<String>>, KeyringError> {
        Err(KeyringError::None("a test".into()))
    }
    fn set(&self, _: &str, _: &str) -> Result<(), KeyringError> {
        Err(KeyringError::None("a test".into()))
    }
}

struct Desk {
    folder: tempfile::TempDir,
    person: Person,
    told: Arc<Mutex<Vec<Intent>>>,
    office: Arc<Office>,
}

const PASSPHRASE: &str = "moss table river lamp";

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (person, told) = (Person::default(), Arc::new(Mutex::new(Vec::new())));
        let vault = Vault::with_keyring(folder.path().join("data"), Box::new(NoKeyring));
        let hear = told.clone();
        let app = Box::new(move |intent| {
            hear.lock().push(intent);
            true
        });
        let office = Arc::new(Office::with(Box::new(person.clone()), Some(vault), app));
        Self { folder, person, told, office }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// As the page sends it, with this file chosen.
    async fn ask(&self, wish: serde_json::Value, file: Option<&str>) -> Result<Option<Answer>, Refused> {
        *self.person.0.lock() = file.map(|name| self.at(name)).into_iter().collect();
        self.office.clone().answer(serde_json::from_value(wish).expect("a wish")).await
    }

    async fn with_root() -> Self {
        let desk = Self::new();
        let made = desk.ask(make("ZA", "Department of Roads", PASSPHRASE), Some("ZA.root")).await;
        assert!(matches!(made, Ok(Some(Answer::Root(_)))), "{made:?}");
        desk
    }
}

fn make(delegation: &str, name: &str, passphrase: &str) -> serde_json::Value {
    serde_json::json!({ "is": "make_root", "delegation": delegation, "name": name, "passphrase": passphrase })
}

fn plain(is: &str) -> serde_json::Value {
    serde_json::json!({ "is": is })
}

#[tokio::test]
async fn a_root_is_made_shown_and_certifies_a_device() {
    let desk = Desk::with_root().await;
    let Ok(Some(Answer::Root(root))) = desk.ask(plain("open_root"), Some("ZA.root")).await else { panic!("no root") };
    assert_eq!((root.delegation.as_str(), &*root.name), ("ZA", "Department of Roads"));
    assert!(root.code.starts_with("data:image/png;base64,"));
    let saved = desk.ask(plain("save_code"), Some("ZA.png")).await;
    assert_eq!(saved, Ok(Some(Answer::Saved { file: "ZA.png".into() })));
    let Ok(Some(Answer::Code { delegation, fingerprint })) = desk.ask(plain("scan_code"), Some("ZA.png")).await else {
        panic!("what was saved is not read")
    };
    assert_eq!((delegation.as_str(), fingerprint), ("ZA", root.fingerprint));
    assert!(matches!(desk.ask(plain("export_root"), Some("ZA.pem")).await, Ok(Some(Answer::Saved { .. }))));

    let mut choose = |_| Some(Passphrase::new(PASSPHRASE));
    let kept = desk.office.vault.as_ref().unwrap().create(&mut choose, Timestamp::now()).unwrap();
    let ask = plain("save_request");
    assert_eq!(desk.ask(ask, Some("laptop.csr")).await, Err(Refused::NeedsPassphrase));
    let wrong = serde_json::json!({ "is": "save_request", "passphrase": "another one than that" });
    assert_eq!(desk.ask(wrong, Some("laptop.csr")).await, Err(Refused::WrongPassphrase));
    let ask = serde_json::json!({ "is": "save_request", "passphrase": PASSPHRASE });
    assert!(matches!(desk.ask(ask, Some("laptop.csr")).await, Ok(Some(Answer::Saved { .. }))));
    let Ok(Some(Answer::Request { fingerprint, .. })) = desk.ask(plain("open_request"), Some("laptop.csr")).await
    else {
        panic!("no request")
    };
    assert_eq!(fingerprint, kept.identity.fingerprint().to_string());

    let issue =
        |passphrase: &str| serde_json::json!({ "is": "issue", "role": "chair", "days": 30, "passphrase": passphrase });
    assert_eq!(desk.ask(issue("another one than that"), Some("laptop.pem")).await, Err(Refused::WrongPassphrase));
    assert!(!desk.at("laptop.pem").exists());
    let Ok(Some(Answer::Issued { serial, .. })) = desk.ask(issue(PASSPHRASE), Some("laptop.pem")).await else {
        panic!("no certificate")
    };
    let taken = desk.ask(plain("take_credentials"), Some("laptop.pem")).await;
    assert_eq!(taken, Ok(Some(Answer::Handed { file: "laptop.pem".into(), what: Handed::Certificate })));
    let told = std::mem::take(&mut *desk.told.lock());
    assert!(matches!(told.as_slice(), [Intent::TakeCredentials { .. }]), "{told:?}");

    let revoke = |serials: &str| serde_json::json!({ "is": "revoke", "serials": serials, "passphrase": PASSPHRASE });
    for bad in ["", "  ,", "zz"] {
        assert_eq!(desk.ask(revoke(bad), Some("ZA.denied")).await, Err(Refused::Serial), "{bad:?}");
    }
    let first = desk.ask(revoke(&serial), Some("ZA.denied")).await;
    assert_eq!(first, Ok(Some(Answer::Revoked { file: "ZA.denied".into(), number: 1, certificates: 1 })));
    let next = desk.ask(revoke("4b, 4c\n4d"), Some("ZA.denied")).await;
    assert_eq!(next, Ok(Some(Answer::Revoked { file: "ZA.denied".into(), number: 2, certificates: 4 })));
    let taken = desk.ask(plain("take_credentials"), Some("ZA.denied")).await;
    assert_eq!(taken, Ok(Some(Answer::Handed { file: "ZA.denied".into(), what: Handed::DenyList })));
}

#[tokio::test]
async fn what_is_refused_leaves_no_file_and_what_is_given_up_is_no_error() {
    let desk = Desk::new();
    for (wish, why) in [
        (make("", "Department of Roads", PASSPHRASE), Refused::Delegation),
        (make("ZA", " ", PASSPHRASE), Refused::MinistryName),
        (make("ZA", "Department of Roads", "1234567"), Refused::PassphraseShort),
        (plain("export_root"), Refused::NoRootOpen),
        (plain("save_code"), Refused::NoRootOpen),
        (serde_json::json!({ "is": "issue", "role": "chair", "days": 90, "passphrase": "x" }), Refused::NoRootOpen),
        (plain("save_request"), Refused::NothingKept),
    ] {
        assert_eq!(desk.ask(wish, Some("new")).await, Err(why));
        assert!(!desk.at("new").exists());
    }
    assert_eq!(desk.ask(make("ZA", "Department of Roads", PASSPHRASE), None).await, Ok(None));
    std::fs::write(desk.at("letter"), "Dear colleague").unwrap();
    for (wish, why) in [
        (make("ZA", "Department of Roads", PASSPHRASE), Refused::Taken),
        (plain("open_root"), Refused::NoRoot),
        (plain("scan_code"), Refused::Code),
    ] {
        assert_eq!(desk.ask(wish, Some("letter")).await, Err(why));
    }
    assert!(matches!(desk.ask(plain("open_request"), Some("letter")).await, Err(Refused::Failed { .. })));
    assert!(matches!(desk.ask(plain("take_credentials"), Some("letter")).await, Err(Refused::Failed { .. })));
    assert_eq!(std::fs::read(desk.at("letter")).unwrap(), b"Dear colleague");
    assert!(desk.told.lock().is_empty());
}

#[test]
fn a_passphrase_and_a_name_are_shown_nowhere() {
    let wish: Wish = serde_json::from_value(make("ZA", "Department of Roads", "swordfish!")).unwrap();
    let shown = format!("{wish:?}");
    assert!(!shown.contains("swordfish") && !shown.contains("Roads"), "{shown}");
}
