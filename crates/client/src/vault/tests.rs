//! The vault with a keyring that does as it is told, and with files in every bad state.

use super::*;
use chancery_core::view::{KeyPlace, NotKept};
use chancery_core::{Input, KeyCommand, Problem};
use chancery_model::{DelegationCode, Personal};
use chancery_trust::identity::{CannotUnlock, Request, Role, Root};
use jiff::SignedDuration;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Clone, Default)]
struct Fake {
    entries: Arc<Mutex<HashMap<String, String>>>,
    fails: Arc<Mutex<Option<KeyringError>>>,
}

impl Fake {
    fn none() -> Self {
        let fake = Self::default();
        *fake.fails.lock() = Some(KeyringError::None("no bus".into()));
        fake
    }
}

impl Keyring for Fake {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
        match &*self.fails.lock() {
            Some(e) => Err(e.clone()),
            None => Ok(self.entries.lock().get(name).cloned().map(Zeroizing::new)),
        }
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), KeyringError> {
        if let Some(e) = &*self.fails.lock() {
            return Err(e.clone());
        }
        self.entries.lock().insert(name.into(), secret.into());
        Ok(())
    }
}

fn now() -> Timestamp {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

fn vault(folder: &Path, keyring: &Fake) -> Vault {
    Vault::with_keyring(folder.join("data"), Box::new(keyring.clone()))
}

fn nobody(_: Purpose) -> Option<Passphrase> {
    None
}

fn says(text: &'static str) -> impl FnMut(Purpose) -> Option<Passphrase> {
    move |_| Some(Passphrase::new(text))
}

/// Nobody may be asked.
fn must_not_ask(_: Purpose) -> Option<Passphrase> {
    panic!("nobody was to be asked")
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_keyring_keeps_the_key_and_no_file_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Fake::default();
    let made = vault(folder.path(), &keyring).load_or_create(&mut must_not_ask, now()).unwrap();
    assert_eq!(made.keeper, Some(Keeper::Keyring));
    let again = vault(folder.path(), &keyring).load_or_create(&mut must_not_ask, now()).unwrap();
    assert_eq!(again.identity.fingerprint(), made.identity.fingerprint());
    assert_eq!(vault(folder.path(), &keyring).device().unwrap(), Some((made.identity.fingerprint(), Keeper::Keyring)));
    let secret = keyring.entries.lock()[&made.identity.fingerprint().to_string()].clone();
    for file in fs::read_dir(folder.path().join("data")).unwrap() {
        assert!(!fs::read_to_string(file.unwrap().path()).unwrap().contains(&secret[..20]));
    }
    let twice = vault(folder.path(), &keyring).create(&mut must_not_ask, now());
    assert!(matches!(twice, Err(VaultError::AlreadyKept(_))), "{twice:?}");
}

#[test]
fn a_keyring_that_is_locked_gone_or_empty_is_an_error_each_and_never_a_new_key() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Fake::default();
    vault(folder.path(), &keyring).create(&mut nobody, now()).unwrap();
    for (why, says) in [
        (KeyringError::Locked, "unlock it"),
        (KeyringError::Silent, "look for its window"),
        (KeyringError::None("no bus".into()), "desktop session"),
        (KeyringError::Failed("x".into()), "try again"),
    ] {
        *keyring.fails.lock() = Some(why.clone());
        let found = vault(folder.path(), &keyring).load_or_create(&mut must_not_ask, now()).unwrap_err();
        assert!(matches!(&found, VaultError::Keyring(e) if *e == why), "{found}");
        assert!(found.to_string().contains(says), "{found}");
    }
    *keyring.fails.lock() = None;
    for entry in ["", "not base64!", "c2hvcnQ="] {
        keyring.entries.lock().values_mut().for_each(|secret| *secret = entry.into());
        let found = vault(folder.path(), &keyring).load(&mut must_not_ask, now()).unwrap_err();
        assert!(matches!(found, VaultError::NotInKeyring), "{found}");
    }
    let other = STANDARD.encode([5; 32]);
    keyring.entries.lock().values_mut().for_each(|secret| secret.clone_from(&other));
    let found = vault(folder.path(), &keyring).load(&mut must_not_ask, now()).unwrap_err();
    assert!(matches!(found, VaultError::OtherKey(_)), "{found}");
    keyring.entries.lock().clear();
    let found = vault(folder.path(), &keyring).load(&mut must_not_ask, now()).unwrap_err();
    assert!(matches!(found, VaultError::NotInKeyring), "{found}");
    // A locked keyring is no reason to put a new key into a file either.
    let fresh = tempfile::tempdir().unwrap();
    *keyring.fails.lock() = Some(KeyringError::Locked);
    let found = vault(fresh.path(), &keyring).load_or_create(&mut must_not_ask, now()).unwrap_err();
    assert!(matches!(found, VaultError::Keyring(KeyringError::Locked)), "{found}");
}

#[test]
fn without_a_keyring_a_passphrase_locks_the_key_in_a_file_of_the_user_alone() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Fake::none();
    let here = vault(folder.path(), &keyring);
    let short = here.create(&mut says("1234567"), now());
    assert!(matches!(short, Err(VaultError::ShortPassphrase)), "{short:?}");
    assert_eq!(here.device().unwrap(), None);
    let made = here.load_or_create(&mut says("four words are better"), now()).unwrap();
    assert_eq!(made.keeper, Some(Keeper::File));
    let key = folder.path().join("data").join(KEY);
    assert_eq!((mode(&key), mode(&folder.path().join("data"))), (0o600, 0o700));
    let again = here.load(&mut says("four words are better"), now()).unwrap().unwrap();
    assert_eq!(again.identity.fingerprint(), made.identity.fingerprint());

    let wrong = here.load(&mut says("four words are worse"), now()).unwrap_err();
    assert!(matches!(wrong, VaultError::Locked(_, CannotUnlock::WrongPassphrase)), "{wrong}");
    let unasked = here.load(&mut nobody, now()).unwrap_err();
    assert!(matches!(unasked, VaultError::NeedsPassphrase(_)), "{unasked}");
    let text = fs::read_to_string(&key).unwrap();
    for damaged in ["", "{", &text.replace("sealed\": \"", "sealed\": \"AAAA"), &"x".repeat(70_000)] {
        fs::write(&key, damaged).unwrap();
        let found = here.load(&mut says("four words are better"), now()).unwrap_err();
        let damage = matches!(found, VaultError::Damaged(_) | VaultError::Locked(_, CannotUnlock::Damaged));
        assert!(damage && found.to_string().contains("copy"), "{found}");
    }
    fs::write(&key, [0xFF, 0xFE]).unwrap();
    assert!(matches!(here.load(&mut nobody, now()).unwrap_err(), VaultError::Damaged(_)));
    fs::write(&key, &text).unwrap();
    use std::os::unix::fs::PermissionsExt;
    for open in [0o640, 0o604, 0o660, 0o777] {
        fs::set_permissions(&key, fs::Permissions::from_mode(open)).unwrap();
        let found = here.load(&mut must_not_ask, now()).unwrap_err();
        assert!(matches!(found, VaultError::OpenToOthers(_)) && found.to_string().contains("chmod 600"), "{found}");
    }
    let device = folder.path().join("data").join(DEVICE);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    fs::rename(&device, device.with_extension("away")).unwrap();
    let other = here.create(&mut says("five words are better still"), now()).unwrap_err();
    assert!(matches!(other, VaultError::Unnamed(_)), "{other}");
    assert_eq!(fs::read_to_string(&key).unwrap(), text);
    fs::rename(device.with_extension("away"), &device).unwrap();
    fs::remove_file(&key).unwrap();
    assert!(matches!(here.load(&mut must_not_ask, now()).unwrap_err(), VaultError::File(..)));
    fs::write(folder.path().join("data").join(DEVICE), "{").unwrap();
    assert!(matches!(here.load(&mut must_not_ask, now()).unwrap_err(), VaultError::Damaged(_)));
}

#[test]
fn a_machine_with_neither_gets_an_identity_for_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let here = vault(folder.path(), &Fake::none());
    let first = here.load_or_create(&mut nobody, now()).unwrap();
    let second = here.load_or_create(&mut nobody, now()).unwrap();
    assert_eq!((first.keeper, second.keeper), (None, None));
    assert_ne!(first.identity.fingerprint(), second.identity.fingerprint());
    assert_eq!(here.device().unwrap(), None);
    assert!(matches!(here.create(&mut nobody, now()), Err(VaultError::NoKeeper)));
    // For a meeting nobody is asked, not even a keyring that is there but locked.
    let keyring = Fake::default();
    *keyring.fails.lock() = Some(KeyringError::Locked);
    let alone = vault(folder.path(), &keyring).for_run(&mut must_not_ask, now()).unwrap();
    assert!(alone.keeper.is_none() && alone.notice().unwrap().contains("new one with each run"));
    *keyring.fails.lock() = None;
    let made = vault(folder.path(), &keyring).create(&mut must_not_ask, now()).unwrap();
    let kept = vault(folder.path(), &keyring).for_run(&mut must_not_ask, now()).unwrap();
    assert_eq!((kept.identity.fingerprint(), kept.notice()), (made.identity.fingerprint(), None));
    *keyring.fails.lock() = Some(KeyringError::Locked);
    assert!(vault(folder.path(), &keyring).for_run(&mut must_not_ask, now()).is_err(), "never in silence another key");
}

#[test]
fn the_ministrys_certificate_is_used_while_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Fake::default();
    let here = vault(folder.path(), &keyring);
    let code = DelegationCode::new("ZA").unwrap();
    let root = Root::new(&mut System, &code, "DIRCO", now()).unwrap();
    let stranger = Identity::self_issued(&mut System, now());
    let foreign = root.issue(&Request::of(stranger.key()), Role::Chair, 90, &mut System, now()).unwrap();
    assert!(matches!(here.install(&foreign, now()), Err(VaultError::NothingKept)));
    let made = here.create(&mut nobody, now()).unwrap();
    assert!(matches!(here.install(&foreign, now()), Err(VaultError::Identity(IdentityError::OtherKey))));
    let itself = here.install(made.identity.chain(), now());
    assert!(matches!(itself, Err(VaultError::Identity(IdentityError::Unreadable { .. }))), "{itself:?}");
    let chain = root.issue(&Request::of(made.identity.key()), Role::Chair, 30, &mut System, now()).unwrap();
    let later = now() + SignedDuration::from_hours(24 * 31);
    let expired = here.install(&chain, later);
    assert!(matches!(expired, Err(VaultError::Identity(IdentityError::Expired { .. }))), "{expired:?}");
    here.install(&chain, now()).unwrap();
    let kept = here.load(&mut nobody, now()).unwrap().unwrap();
    assert_eq!((kept.identity.chain(), kept.certificate), (&chain, None));
    // Expired, the device vouches for itself, and it is said why.
    let kept = here.load(&mut nobody, later).unwrap().unwrap();
    assert!(kept.identity.chain().root().is_none());
    assert!(matches!(kept.certificate, Some(IdentityError::Expired { .. })));
    assert!(kept.notice().unwrap().contains("vouches for itself: the device's certificate has expired"));
    assert_eq!(kept.identity.fingerprint(), made.identity.fingerprint());
    fs::write(folder.path().join("data").join(CHAIN), "rubbish").unwrap();
    let kept = here.load(&mut nobody, now()).unwrap().unwrap();
    assert!(matches!(kept.certificate, Some(IdentityError::Unreadable { .. })));
}

#[test]
fn pins_are_kept_and_a_damaged_file_of_them_is_no_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let here = vault(folder.path(), &Fake::none());
    assert_eq!(here.pins().unwrap(), Pins::default());
    let code = DelegationCode::new("ZA").unwrap();
    let root = Root::new(&mut System, &code, "DIRCO", now()).unwrap();
    let list = root.revoke(None, &[], now()).unwrap();
    assert!(matches!(here.deny(list.clone()), Err(VaultError::Identity(IdentityError::NotPinned(_)))));
    let mut pins = Pins::default();
    pins.pin(&code, root.fingerprint(), now()).unwrap();
    here.save_pins(&pins).unwrap();
    assert!(here.deny(list.clone()).unwrap());
    assert!(!here.deny(list).unwrap(), "no news");
    assert_eq!(here.pins().unwrap().root(&code), Some(root.fingerprint()));
    assert_eq!(here.pins().unwrap().denied(root.fingerprint()).unwrap().number(), 1);
    let file = folder.path().join("data").join(PINS);
    for damaged in ["", "17", "{\"roots\":{\"ZA\":{}}}", "{\"roots\":{\"z a\":{}}}"] {
        fs::write(&file, damaged).unwrap();
        let found = here.pins().unwrap_err();
        assert!(matches!(found, VaultError::Damaged(_)), "{damaged}: {found}");
        assert_eq!(fs::read_to_string(&file).unwrap(), damaged, "left as it is");
    }
}

/// The place that the app is told of, and what is wrong.
fn told(input: Input) -> (Option<KeyPlace>, Option<Problem>, Option<Fingerprint>) {
    match input {
        Input::KeyOpened { identity, kept, problem } => (Some(kept), problem, Some(identity.fingerprint())),
        Input::KeyRefused { problem, kept } => (kept, Some(problem), None),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_window_keeps_its_key_under_a_passphrase_and_opens_it_with_that_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let here = vault(folder.path(), &Fake::none());
    let first = Known::of(&here, now());
    assert_eq!(first.place, KeyPlace::Session { why: NotKept::NoKeyring, can_keep: true });
    assert_eq!(first.problem, None);
    let (identity, key) = (Arc::new(first.kept.identity), folder.path().join("data").join(KEY));
    let path = || Personal(key.display().to_string());
    let keep = |text| KeyCommand::Keep { identity: identity.clone(), passphrase: Passphrase::new(text) };
    assert_eq!(told(here.carry_out(keep("1234567"), now())), (None, Some(Problem::PassphraseShort), None));
    let kept = told(here.carry_out(keep("four words are better"), now()));
    assert_eq!(
        kept,
        (Some(KeyPlace::File { path: path() }), None, Some(identity.fingerprint())),
        "the same, not a new one"
    );
    let again = told(here.carry_out(keep("another passphrase"), now()));
    assert_eq!(again.0, Some(KeyPlace::Locked { path: path() }), "never over a key that is kept");

    let next = Known::of(&here, now());
    assert_eq!((next.place, next.problem), (KeyPlace::Locked { path: path() }, None));
    assert_ne!(next.kept.identity.fingerprint(), identity.fingerprint());
    let unlock = |text| told(here.carry_out(KeyCommand::Unlock { passphrase: Passphrase::new(text) }, now()));
    assert_eq!(unlock("four words are worse"), (None, Some(Problem::WrongPassphrase), None));
    let opened = unlock("four words are better");
    assert_eq!(opened, (Some(KeyPlace::File { path: path() }), None, Some(identity.fingerprint())));
    fs::remove_file(&key).unwrap();
    let (place, problem, _) = unlock("four words are better");
    assert_eq!(place, Some(KeyPlace::Session { why: NotKept::Failed, can_keep: false }), "a copy may be put back");
    assert!(matches!(problem, Some(Problem::KeyUnavailable { .. })));
}

#[test]
fn a_window_with_a_locked_keyring_tries_again_and_never_makes_a_second_key() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Fake::default();
    let here = vault(folder.path(), &keyring);
    *keyring.fails.lock() = Some(KeyringError::Locked);
    let first = Known::of(&here, now());
    assert_eq!(first.place, KeyPlace::Session { why: NotKept::KeyringLocked, can_keep: true });
    assert!(matches!(&first.problem, Some(Problem::KeyUnavailable { detail }) if detail.contains("unlock it")));
    let identity = Arc::new(first.kept.identity);
    let retry = || told(here.carry_out(KeyCommand::Retry { identity: identity.clone() }, now()));
    assert_eq!(retry().0, Some(KeyPlace::Session { why: NotKept::KeyringLocked, can_keep: true }));
    *keyring.fails.lock() = None;
    assert_eq!(
        retry(),
        (Some(KeyPlace::Keyring), None, Some(identity.fingerprint())),
        "the key of this run is kept now"
    );

    // At the next start it is locked again: another key is used meanwhile, and is not kept over the first.
    *keyring.fails.lock() = Some(KeyringError::Silent);
    let next = Known::of(&here, now());
    assert_eq!(next.place, KeyPlace::Session { why: NotKept::KeyringLocked, can_keep: false });
    let other = Arc::new(next.kept.identity);
    *keyring.fails.lock() = None;
    let found = told(here.carry_out(KeyCommand::Retry { identity: other }, now()));
    assert_eq!(found, (Some(KeyPlace::Keyring), None, Some(identity.fingerprint())));
    *keyring.fails.lock() = Some(KeyringError::None("no bus".into()));
    assert_eq!(Known::of(&here, now()).place, KeyPlace::Session { why: NotKept::Failed, can_keep: false });
    fs::write(folder.path().join("data").join(PINS), "{").unwrap();
    let blind = Known::of(&here, now());
    assert_eq!(blind.place, KeyPlace::Session { why: NotKept::PinsUnreadable, can_keep: false });
}

#[test]
fn a_disk_that_takes_nothing_leaves_the_key_unkept_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data"), "a file where the folder should be").unwrap();
    let here = vault(folder.path(), &Fake::none());
    let identity = Arc::new(identity_for_this_run(now()).identity);
    let keep = KeyCommand::Keep { identity, passphrase: Passphrase::new("four words are better") };
    let (_, problem, opened) = told(here.carry_out(keep, now()));
    assert!(opened.is_none() && problem.is_some(), "{problem:?}");
}

#[test]
fn an_expired_certificate_is_told_to_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let here = vault(folder.path(), &Fake::default());
    let code = DelegationCode::new("ZA").unwrap();
    let root = Root::new(&mut System, &code, "DIRCO", now()).unwrap();
    let made = here.create(&mut nobody, now()).unwrap();
    let chain = root.issue(&Request::of(made.identity.key()), Role::Chair, 30, &mut System, now()).unwrap();
    here.install(&chain, now()).unwrap();
    let later = now() + SignedDuration::from_hours(24 * 31);
    assert_eq!(Known::of(&here, later).problem, Some(Problem::CertificateExpired));
    assert_eq!(Known::of(&here, now()).problem, None);
}

#[test]
fn hostile_21_a_pin_file_of_a_gigabyte_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let here = vault(folder.path(), &Fake::none());
    here.save_pins(&Pins::default()).unwrap();
    for name in [PINS, CHAIN] {
        fs::File::create(folder.path().join("data").join(name)).unwrap().set_len(1 << 30).unwrap();
    }
    assert!(matches!(here.pins(), Err(VaultError::Damaged(_))));
    assert!(matches!(here.chain(), Err(VaultError::Damaged(_))), "{:?}", here.chain().map(|_| ()));
}
