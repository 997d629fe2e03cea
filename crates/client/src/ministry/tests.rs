//! The ministry's work from the root to the list of what was taken back.

use super::*;
use chancery_trust::identity::{DeviceKey, Seed};
use std::fs;

fn now() -> Timestamp {
    "2026-12-01T07:00:00Z".parse().unwrap()
}

fn za() -> DelegationCode {
    DelegationCode::new("ZA").unwrap()
}

const PASSPHRASE: &str = "moss table river lamp";

#[test]
fn from_the_root_to_the_deny_list() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let passphrase = Passphrase::new(PASSPHRASE);
    let root = new_root(&za(), "Department of Roads", now()).unwrap();
    assert!(matches!(keep(&root, &at("ZA.root"), &Passphrase::new("short")), Err(MinistryError::ShortPassphrase)));
    assert!(!at("ZA.root").exists(), "nothing is left of what was refused");
    keep(&root, &at("ZA.root"), &passphrase).unwrap();
    let again = keep(&root, &at("ZA.root"), &passphrase).unwrap_err();
    assert!(matches!(again, MinistryError::File(FileError::KeyTaken(_))), "{again}");

    let file = RootFile::read(&at("ZA.root")).unwrap();
    assert_eq!((file.delegation(), file.certificate().fingerprint()), (Some(&za()), root.fingerprint()));
    assert_eq!(qr::read_root(&qr::png(&file.code().unwrap()), &za()), Ok(root.fingerprint()));
    file.export(&at("ZA.pem")).unwrap();
    assert!(fs::read_to_string(at("ZA.pem")).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(file.open(&Passphrase::new("another one than that")).unwrap_err().is_wrong_passphrase());
    let root = file.open(&passphrase).unwrap();

    let device = DeviceKey::from_seed(Seed([7; 32]));
    fs::write(at("laptop.csr"), Request::of(&device).to_pem()).unwrap();
    let asked = request(&at("laptop.csr")).unwrap();
    assert_eq!(asked.fingerprint(), device.fingerprint());
    assert!(issue(&root, &asked, Role::Chair, 91, &at("laptop.pem"), now()).is_err());
    assert!(!at("laptop.pem").exists());
    let chain = issue(&root, &asked, Role::Chair, 90, &at("laptop.pem"), now()).unwrap();

    assert!(previous(&at("ZA.denied")).unwrap().is_none());
    let serials = [chain.device().serial().clone()];
    let list = revoke(&root, None, &serials, &at("ZA.denied"), now()).unwrap();
    let held = previous(&at("ZA.denied")).unwrap();
    assert_eq!((list.number(), held.as_ref()), (1, Some(&list)));
    let next = revoke(&root, held.as_ref(), &["4b".parse().unwrap()], &at("ZA.denied"), now()).unwrap();
    assert_eq!((next.number(), next.serials().count()), (2, 2));
    // Where a certificate lies no list is put.
    let over = revoke(&root, None, &serials, &at("laptop.pem"), now()).unwrap_err();
    assert!(matches!(over, MinistryError::File(FileError::Taken(_))), "{over}");
}

#[cfg(unix)]
#[test]
fn a_root_that_others_can_read_is_not_opened() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ZA.root");
    let passphrase = Passphrase::new(PASSPHRASE);
    keep(&new_root(&za(), "Department of Roads", now()).unwrap(), &path, &passphrase).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let open = RootFile::read(&path).unwrap().open(&passphrase).unwrap_err();
    assert!(matches!(open, MinistryError::File(FileError::OpenToOthers(_))), "{open}");
}
