//! `chancery keys` from a ministry's root to a pinned one, with `openssl` looking over its shoulder.

mod common;

use common::{Said, chancery, run_as};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// A machine without a keyring: a folder with `data`, and a passphrase in `pass`.
struct Machine(tempfile::TempDir);

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        machine.passphrase("pass", "four words are better");
        machine
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn passphrase(&self, name: &str, text: &str) {
        fs::write(self.path(name), format!("{text}\n")).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Runs it in this folder. A word that begins with `@` is a file in it.
    fn run(&self, line: &str) -> Said {
        let arguments: Vec<String> = line
            .split_whitespace()
            .map(|word| word.strip_prefix('@').map_or(word.to_owned(), |name| self.path(name)))
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = chancery(&arguments);
        command.env("CHANCERY_DATA", self.path("data"));
        run_as(command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("XDG_RUNTIME_DIR"))
    }

    fn done(&self, line: &str) -> String {
        let told = self.run(line);
        assert_eq!(told.code, Some(0), "{line}: {}{}", told.out, told.err);
        told.out
    }

    fn json(&self, line: &str) -> Value {
        let told = self.done(&format!("{line} --json"));
        serde_json::from_str(&told).unwrap_or_else(|e| panic!("{line}: {e}: {told}"))
    }

    /// What it says, in one sentence, where it fails.
    fn refused(&self, line: &str) -> String {
        let told = self.run(line);
        assert_eq!(told.code, Some(1), "{line}: {}{}", told.out, told.err);
        let last = told.err.lines().last().unwrap_or_default().to_owned();
        assert!(last.starts_with("chancery: ") && last.ends_with('.'), "no sentence: {}", told.err);
        last
    }

    fn root(&self, code: &str) -> String {
        let line = format!("keys root new --delegation {code} --name DIRCO --out @{code}.root --passphrase-file @pass");
        self.json(&line)["root"].as_str().unwrap().to_owned()
    }

    fn openssl(&self, arguments: &[&str]) -> (bool, String) {
        let output = Command::new("openssl").current_dir(self.0.path()).args(arguments).output();
        let output = output.expect("this test needs the openssl program: install the package \u{201c}openssl\u{201d}");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

fn mode(path: &str) -> u32 {
    fs::metadata(Path::new(path)).unwrap().permissions().mode() & 0o777
}

#[test]
fn from_a_root_to_a_certificate_and_to_its_end() {
    let ministry = Machine::new();
    let laptop = Machine::new();
    assert!(laptop.refused("keys show").contains("no key yet"));

    let root = ministry.root("ZA");
    assert_eq!(mode(&ministry.path("ZA.root")), 0o600);
    let again = ministry.refused("keys root new --delegation ZA --name X --out @ZA.root --passphrase-file @pass");
    assert!(again.contains("never written over"), "{again}");
    assert_eq!(ministry.json("keys root show @ZA.root")["root"], root.as_str());
    ministry.done("keys root export @ZA.root --out @root.pem");

    let made = laptop.json("keys request --out @laptop.csr --passphrase-file @pass");
    assert_eq!(made["keeper"], "file");
    assert_eq!((mode(&laptop.path("data/device.key")), mode(&laptop.path("data"))), (0o600, 0o700));
    // The same key, however often it asks.
    assert_eq!(laptop.json("keys request --out @laptop.csr --passphrase-file @pass")["device"], made["device"]);
    fs::copy(laptop.path("laptop.csr"), ministry.path("laptop.csr")).unwrap();

    let issue = "keys issue --root @ZA.root --request @laptop.csr --out @laptop.pem --passphrase-file @pass";
    let issued = ministry.json(&format!("{issue} --role chair --days 30"));
    assert_eq!(
        (&issued["device"], &issued["role"], &issued["delegation"]),
        (&made["device"], &"chair".into(), &"ZA".into())
    );
    for wrong in ["--role king", "--role chair --days 91", "--role chair --days 0"] {
        assert_eq!(ministry.run(&format!("{issue} {wrong}")).code, Some(2), "{wrong}");
    }
    let (accepted, said) = ministry.openssl(&["verify", "-x509_strict", "-CAfile", "root.pem", "laptop.pem"]);
    assert!(accepted, "{said}");

    // The private key is in none of what travels.
    let key: Value = serde_json::from_str(&fs::read_to_string(laptop.path("data/device.key")).unwrap()).unwrap();
    assert!(!fs::read_to_string(laptop.path("laptop.csr")).unwrap().contains(key["sealed"].as_str().unwrap()));

    fs::copy(ministry.path("laptop.pem"), laptop.path("laptop.pem")).unwrap();
    laptop.done("keys install @laptop.pem");
    let shown = laptop.json("keys show");
    assert_eq!(
        (&shown["certificate"]["serial"], &shown["certificate"]["ministry"]),
        (&issued["serial"], &root.as_str().into())
    );
    assert_eq!(shown["problem"], Value::Null);
    let other = Machine::new();
    other.done("keys request --out @x.csr --passphrase-file @pass");
    fs::copy(ministry.path("laptop.pem"), other.path("laptop.pem")).unwrap();
    assert!(other.refused("keys install @laptop.pem").contains("another device's key"));

    // Taken back, for whoever has the root pinned and the list.
    let serial = issued["serial"].as_str().unwrap();
    ministry.done("keys revoke --root @ZA.root --serial 0badcafe --out @denied.pem --passphrase-file @pass");
    let told = ministry
        .done(&format!("keys revoke --root @ZA.root --serial {serial} --out @denied.pem --passphrase-file @pass"));
    assert!(told.contains("number 2 and names 2"), "{told}");
    let list = fs::read_to_string(ministry.path("denied.pem")).unwrap();
    fs::write(ministry.path("crl.pem"), &list[list.find("-----BEGIN X509 CRL").unwrap()..]).unwrap();
    let check = ["verify", "-CAfile", "root.pem", "-crl_check", "-CRLfile", "crl.pem", "laptop.pem"];
    let (accepted, said) = ministry.openssl(&check);
    assert!(!accepted && said.contains("revoked"), "{said}");
    fs::copy(ministry.path("denied.pem"), laptop.path("denied.pem")).unwrap();
    // Of the root that certified this very device: it needs no pin.
    assert!(laptop.done("keys install @denied.pem").contains("number 2"));
    laptop.done(&format!("keys pin {root} --delegation ZA --yes"));
    assert!(laptop.done("keys install @denied.pem").contains("number 2"));
    assert!(laptop.json("keys show")["problem"].as_str().unwrap().contains("revoked"));
}

#[test]
fn a_root_is_pinned_by_its_picture_and_a_changed_one_blocks() {
    let ministry = Machine::new();
    let here = Machine::new();
    let first = ministry.root("ZA");
    ministry.done(&format!("keys root show @ZA.root --qr {}", here.path("first.png")));
    assert!(here.refused("keys pin --qr @first.png --delegation ZA").contains("add --yes"));
    assert!(here.refused("keys pin --qr @first.png --delegation ID --yes").contains("another delegation"));
    here.done("keys pin --qr @first.png --delegation ZA --yes");
    assert!(here.done(&format!("keys pin {first} --delegation ZA")).contains("already"));
    let doctor = |sound: bool| {
        let told = here.run("doctor --trust --json");
        assert_eq!(told.code, Some(i32::from(!sound)), "{}{}", told.out, told.err);
        let told: Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(told["ok"], sound);
        told["checks"].as_array().unwrap().iter().find(|check| check["check"] == "root").unwrap().clone()
    };
    assert_eq!(doctor(true)["verdict"], "works");

    let second = Machine::new().root("ZA");
    assert!(here.refused(&format!("keys confirm {second} --delegation ZA --yes")).contains("nothing to confirm"));
    let changed = here.refused(&format!("keys pin {second} --delegation ZA --yes"));
    assert!(changed.contains("has changed") && changed.contains("keys confirm"), "{changed}");
    let found = doctor(false);
    assert!(found["remedy"].as_str().unwrap().contains(&format!("keys confirm {second}")), "{found}");
    assert!(here.refused(&format!("keys confirm {first} --delegation ZA --yes")).contains("nothing to confirm"));
    here.done(&format!("keys confirm {second} --delegation ZA --yes"));
    assert!(doctor(true)["found"].as_str().unwrap().contains(&second[..4]));
    assert_eq!(here.run("keys pin 1234 --delegation ZA --yes").code, Some(2), "no fingerprint");
}

#[test]
fn passphrases_and_files_that_are_wrong() {
    let ministry = Machine::new();
    ministry.root("ZA");
    ministry.passphrase("wrong", "four words are worse");
    ministry.passphrase("short", "1234567");
    let laptop = Machine::new();
    assert!(laptop.refused("keys request --out @x.csr").contains("--passphrase-file"));
    laptop.done("keys request --out @x.csr --passphrase-file @pass");
    fs::copy(laptop.path("x.csr"), ministry.path("x.csr")).unwrap();
    let issue = "keys issue --root @ZA.root --role member --out @x.pem --request";
    for (line, says) in [
        (format!("{issue} @x.csr --passphrase-file @wrong"), "type it again"),
        (format!("{issue} @x.csr"), "--passphrase-file"),
        (format!("{issue} @ZA.root --passphrase-file @pass"), "signing request"),
        (format!("{issue} @absent.csr --passphrase-file @pass"), "cannot be read"),
        (
            "keys issue --root @x.csr --role member --out @x.pem --request @x.csr --passphrase-file @pass".into(),
            "no file of a ministry root",
        ),
        ("keys root new --delegation ID --name X --out @ID.root --passphrase-file @short".into(), "too short"),
        ("keys root show @pass".into(), "no file of a ministry root"),
        ("keys install @x.csr".into(), "another kind of file"),
        ("keys install @absent.pem".into(), "cannot be read"),
        ("keys pin --qr @x.csr --delegation ID --yes".into(), "PNG"),
    ] {
        let told = ministry.refused(&line);
        assert!(told.contains(says), "{line}: {told}");
    }
    assert!(!Path::new(&ministry.path("x.pem")).exists() && !Path::new(&ministry.path("ID.root")).exists());
    fs::set_permissions(ministry.path("pass"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(ministry.refused(&format!("{issue} @x.csr --passphrase-file @pass")).contains("chmod 600"));
    // The device's own key.
    let key = laptop.path("data/device.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(laptop.refused("keys request --out @x.csr --passphrase-file @pass").contains("chmod 600"));
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    laptop.passphrase("wrong", "four words are worse");
    assert!(laptop.refused("keys request --out @x.csr --passphrase-file @wrong").contains("type it again"));
    fs::write(&key, "{}").unwrap();
    assert!(laptop.refused("keys request --out @x.csr --passphrase-file @pass").contains("damaged"));
    fs::write(laptop.path("data/pins.json"), "[").unwrap();
    let told = laptop.run("doctor --trust");
    assert_eq!(told.code, Some(1));
    assert!(told.out.contains("FAILS  What is pinned cannot be read."), "{}", told.out);
}

#[test]
fn an_agreed_text_is_signed_and_a_changed_one_is_found() {
    let machine = Machine::new();
    let asked = machine.json("keys request --out @a.csr --passphrase-file @pass");
    let device = asked["device"].as_str().unwrap();
    let write = |name: &str, text: &str| fs::write(machine.path(name), text).unwrap();
    write("id.txt", "Pasal 1\n");
    write("en.txt", "Article 1\n");
    let texts = format!("--text id={} --text en={}", machine.path("id.txt"), machine.path("en.txt"));
    let make = format!(
        "texts manifest {texts} --meeting 07070707-0707-4707-8707-070707070707 --date 2026-12-01 --authentic id \
         --signer ID={device}=Retno --out @m.json"
    );
    machine.done(&make);
    assert!(machine.refused(&make).contains("is there already"));
    let sign = format!("texts sign @m.json {texts} --signatures @m.jws --passphrase-file @pass");
    let verify = format!("texts verify @m.json {texts} --signatures @m.jws");
    machine.done(&sign);
    assert!(machine.refused(&sign).contains("twice"), "one signer, one signature");
    let told = machine.done(&verify);
    assert!(told.contains("Retno") && told.contains("2026-12-01"), "{told}");
    write("id.txt", "Pasal  1\n");
    assert!(machine.refused(&verify).contains("was changed"));
    assert!(machine.refused(&sign).contains("not those of the manifest"));
    write("id.txt", "Pasal 1\r\n");
    assert!(machine.refused(&verify).contains("line 1, character 8"));
}
