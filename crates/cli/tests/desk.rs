//! `chancery mail`, `calendar publish|pull|busy`, `book` and `note`: with real servers of others' making, aiosmtpd, Dovecot and
//! Xandikos, and a real `chancery-server`.

mod common;
#[path = "../../secretariat/tests/common/mod.rs"]
mod servers;

use chancery_schedule::itip::{self, Answer};
use chancery_schedule::plan::{Plan, Said as Answered};
use chancery_secretariat::Security;
use chancery_secretariat::mail::{Letter, Who, compose, read};
use chancery_trust::book::{BookLink, BookSecret};
use common::{Said, Server, chancery, nobody, run_as};
use serde_json::Value;
use servers::{Authority, IMAP_PASSWORD, IMAP_USER, Running, carry, free_port, imap, put_mail, smtp, tool};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// A desk: a folder with its files, and the authorities that it trusts.
struct Desk {
    folder: TempDir,
    authorities: Option<PathBuf>,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), authorities: None }
    }

    fn trusting(authority: &Authority) -> Self {
        let desk = Self::new();
        let path = desk.write("roots.pem", &authority.root);
        Self { authorities: Some(path), ..desk }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn secret(&self, name: &str, text: &str) {
        fs::set_permissions(self.write(name, text), fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn keep(&self, name: &str, plan: &Plan) {
        self.write(name, &serde_json::to_string(plan).unwrap());
    }

    fn plan(&self, name: &str) -> Plan {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }

    /// Runs the program in this folder.
    fn run(&self, line: &str, more: &[&str]) -> Said {
        let words: Vec<&str> = line.split_whitespace().chain(more.iter().copied()).collect();
        let mut command = chancery(&words);
        if let Some(path) = &self.authorities {
            command.env("CHANCERY_CA_FILE", path);
        }
        run_as(command.current_dir(self.folder.path()).env("CHANCERY_DATA", self.path("data")))
    }

    fn done(&self, line: &str, more: &[&str]) -> Said {
        let said = self.run(line, more);
        assert_eq!(said.code, Some(0), "{line}: {}", said.err);
        said
    }

    /// It fails, prints no result, and says this.
    fn fails(&self, line: &str, code: i32, words: &[&str]) {
        let said = self.run(line, &[]);
        assert_eq!((said.code, said.out.as_str()), (Some(code), ""), "{line}: {}", said.err);
        for word in words {
            assert!(said.err.contains(word), "{line}: {}", said.err);
        }
    }
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))
}

fn only_mail(server: &Running) -> Vec<u8> {
    let mut mails = fs::read_dir(server.path("mails/new")).unwrap();
    let mail = mails.next().unwrap().unwrap().path();
    assert!(mails.next().is_none());
    fs::read(mail).unwrap()
}

#[test]
fn an_invitation_goes_out_by_mail_and_the_answer_comes_back() {
    let authority = Authority::new();
    let desk = Desk::trusting(&authority);
    let (out, inbox) = (smtp(&authority, Security::StartTls), imap(&authority, true));
    desk.keep("plan.json", &servers::plan());
    let sending = format!("mail send plan.json --host localhost --port {} --security starttls", out.port);
    let said = desk.done(&sending, &["--link", "https://meet.example/join#secret"]);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", "2 people are written to.\n"));
    let mail = only_mail(&out);
    let received = read(&mail).unwrap();
    let request = received.calendars[0].clone();
    assert!(
        !String::from_utf8_lossy(&mail).contains("#secret")
            && !format!("{}", chancery_schedule::ical::write(&request)).contains("secret")
    );
    // What went out is noted in the plan, so that an answer finds it.
    assert_ne!(desk.plan("plan.json"), servers::plan());

    // Riyadh accepts, in a mail of its own; somebody else says so in its name.
    let now = "2026-11-21T08:00:00Z".parse().unwrap();
    let reply = itip::answer(&request, "mailto:desk@riyadh.example", Answer::Accept, now).unwrap();
    let letter = |from: &str, calendar| {
        let who = |address: &str| Who { name: String::new(), address: address.into() };
        let to = vec![who("protocol@jakarta.example")];
        Letter { from: who(from), to, subject: "Re".into(), text: "Yes.".into(), calendar, attached: vec![] }
    };
    let spied = itip::answer(&request, "mailto:desk@riyadh.example", Answer::Decline, now).unwrap();
    for (n, mail) in
        [letter("spy@example.net", Some(spied)), letter("desk@riyadh.example", Some(reply))].iter().enumerate()
    {
        put_mail(&inbox, &compose(mail, now, [n as u8; 16]).unwrap().bytes);
    }
    desk.secret("password", &format!("{IMAP_PASSWORD}\nwhat stands below is no part of it\n"));
    let fetching = format!(
        "mail fetch plan.json --host localhost --port {} --user {IMAP_USER} --password-file password",
        inbox.port
    );
    let said = desk.done(&fetching, &[]);
    let lines: Vec<Value> = said.out.lines().map(json).collect();
    assert_eq!(lines.len(), 1, "{}", said.out);
    assert_eq!(
        lines[0],
        serde_json::json!({ "uid": "7f1c@jakarta.example", "who": "desk@riyadh.example", "said": "accepted" })
    );
    assert!(said.err.contains("came from another address than it speaks for"), "{}", said.err);
    let plan = desk.plan("plan.json");
    assert!(plan.answers.iter().any(|a| a.who.0 == "desk@riyadh.example" && a.said == Answered::Accepted));
    // Taken in once; what was not believed is still there for a person to look at.
    let said = desk.done(&fetching, &[]);
    assert_eq!(said.out, "");
    assert!(said.err.contains("another address"), "{}", said.err);

    // Cancelled, into a file: the revision is a later one, and the plan says so.
    carry(&out, &inbox);
    desk.done("mail send plan.json --cancel --save cancel.eml", &[]);
    let cancel = read(&fs::read(desk.path("cancel.eml")).unwrap()).unwrap();
    assert_eq!(itip::Method::of(&cancel.calendars[0]), Some(itip::Method::Cancel));
}

#[test]
fn mail_that_cannot_go_is_said_with_what_to_do() {
    let authority = Authority::new();
    let desk = Desk::trusting(&authority);
    desk.keep("plan.json", &servers::plan());
    desk.keep("half.json", &Plan::new("u"));
    desk.write("broken.json", "{\"title\": \"Secret\",\n \"status\": \"Secret\"}");
    desk.write("open", "x\n");
    desk.secret("password", "guess\n");
    let before = fs::read(desk.path("plan.json")).unwrap();
    desk.fails("mail send plan.json", 1, &["--host HOST sends it, --save FILE.eml keeps it"]);
    desk.fails("mail fetch plan.json", 1, &["--host HOST"]);
    desk.fails("mail fetch", 2, &["PLANS"]);
    desk.fails("mail send plan.json --save x.eml --host localhost", 2, &["cannot be used with"]);
    desk.fails("mail send half.json --save x.eml", 1, &["two sides or more", "no time has been chosen"]);
    desk.fails("mail send nowhere.json --save x.eml", 1, &["nowhere.json cannot be opened"]);
    let said = desk.run("mail send broken.json --save x.eml", &[]);
    assert!(said.code == Some(1) && said.err.contains("line 2") && !said.err.contains("Secret"), "{}", said.err);
    desk.fails("mail send plan.json --host 192.0.2.1 --security plain", 1, &["only this machine itself"]);
    let port = free_port();
    desk.fails(&format!("mail send plan.json --host localhost --port {port}"), 1, &["does not answer on port"]);
    desk.fails("mail send plan.json --host localhost --user a", 1, &["--password-file FILE"]);
    let login = format!("mail send plan.json --host localhost --port {port} --user a --password-file");
    desk.fails(&format!("{login} open"), 1, &["chmod 600"]);
    let inbox = imap(&authority, true);
    let fetch = format!("mail fetch plan.json --host localhost --port {} --user {IMAP_USER}", inbox.port);
    desk.fails(&format!("{fetch} --password-file password"), 1, &["does not accept this name and password"]);
    let stranger = Desk::new();
    stranger.keep("plan.json", &servers::plan());
    stranger.secret("password", &format!("{IMAP_PASSWORD}\n"));
    stranger.fails(&format!("{fetch} --password-file password"), 1, &["cannot be trusted"]);
    assert_eq!(fs::read(desk.path("plan.json")).unwrap(), before, "nothing went out, and the plan is as it was");
}

fn xandikos() -> Running {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut command = Command::new(tool("xandikos"));
    fs::create_dir(folder.path().join("data")).unwrap();
    command.args(["--defaults", "-l", "127.0.0.1", "-p", &port.to_string(), "-d"]).arg(folder.path().join("data"));
    Running::start(command, port, folder)
}

/// A client of others' making does something on the server.
fn second(server: &Running, arguments: &[&str]) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../secretariat/tests/second_client.py");
    let address = format!("http://127.0.0.1:{}/", server.port);
    let out = Command::new(tool("python3")).arg(script).arg(address).args(arguments).output().unwrap();
    assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
}

const EVENT: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nBEGIN:VEVENT\r\nUID:7f1c@jakarta.example\r\n\
    DTSTAMP:20261120T080000Z\r\nDTSTART:20261208T070000Z\r\nDTEND:20261208T080000Z\r\nSUMMARY:Fisheries\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn a_calendar_on_a_server_is_written_and_read() {
    let server = xandikos();
    let desk = Desk::new();
    let address = format!("http://127.0.0.1:{}/", server.port);
    desk.write("event.ics", EVENT);
    let publish = format!("calendar publish event.ics --known known.json --server {address}");
    let said = desk.done(&publish, &[]);
    assert!(said.out.starts_with("BEGIN:VCALENDAR") && said.out.contains("SUMMARY:Fisheries"), "{}", said.out);
    assert_eq!(said.err, "");
    let pull = format!("calendar pull --mark mark.json --server {address}");
    let line = json(desk.done(&pull, &[]).out.trim_end());
    assert!(line["calendar"].as_str().unwrap().contains("UID:7f1c@jakarta.example"));
    let (at, calendar) = line["url"].as_str().unwrap().rsplit_once('/').map(|(c, _)| (&line, format!("{c}/"))).unwrap();
    assert!(at["url"].as_str().unwrap().starts_with(&address));
    assert_eq!(desk.done(&pull, &[]).out, "", "told once");
    // A day without a time, and a time with its zone, as everywhere.
    let busy = format!("calendar busy --from 2026-12-08 --to 2026-12-09T00:00[Asia/Jakarta] --server {address}");
    let said = desk.done(&busy, &[]);
    assert_eq!(
        json(said.out.trim_end()),
        serde_json::json!({ "from": "2026-12-08T07:00:00Z", "to": "2026-12-08T08:00:00Z", "tentative": false })
    );
    // Somebody else adds a place while the title is changed here: both are in it.
    second(&server, &["set", &calendar, "7f1c@jakarta.example", "LOCATION", "Room 4"]);
    desk.write("event.ics", &EVENT.replace("Fisheries", "Fisheries 2027"));
    let said = desk.done(&publish, &[]);
    assert!(said.out.contains("LOCATION:Room 4") && said.out.contains("Fisheries 2027"), "{}", said.out);
    assert!(said.err.contains("their changes are in it"), "{}", said.err);
    second(&server, &["delete", &calendar, "7f1c@jakarta.example"]);
    assert_eq!(json(desk.done(&pull, &[]).out.trim_end())["gone"], true);

    desk.write("known.json", "no");
    desk.fails(&publish, 1, &["known.json: it is damaged"]);
    desk.write("none.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    desk.fails(&format!("calendar publish none.ics --known new.json --server {address}"), 1, &["3.8.4.7"]);
    desk.fails(
        &format!("calendar busy --from 2026-12-09 --to 2026-12-08 --server {address}"),
        1,
        &["--to must be after"],
    );
    desk.fails(&format!("calendar busy --from soon --to 2026-12-08 --server {address}"), 1, &["is no time"]);
    desk.fails(&format!("calendar pull --mark m.json --server {}", nobody()), 1, &["does not answer"]);
    desk.fails("calendar pull --mark m.json --server http://192.0.2.1/", 1, &["use https://"]);
    assert!(!desk.path("m.json").exists());
}

#[test]
fn two_officers_write_into_one_book() {
    let desk = Desk::new();
    let server = Server::start(desk.folder.path());
    let link = desk.done(&format!("book new --server {}", server.url), &[]).out;
    assert!(link.starts_with("chancery://book/#"), "the secret stands behind the #");
    desk.secret("link", &link);
    desk.keep("plan.json", &servers::plan());
    let put = json(desk.done("book put plan.json --as Retno --link-file link", &[]).out.trim_end());
    let (entry, version) = (put["entry"].as_str().unwrap(), put["version"].as_u64().unwrap());
    assert_eq!((put["merged"].as_bool(), put["conflicts"].as_array().map(Vec::len)), (Some(false), Some(0)));
    // Both begin with that version: one changes the title, the other the words.
    fs::copy(desk.path("plan.json"), desk.path("base.json")).unwrap();
    let mut theirs = desk.plan("plan.json");
    theirs.title = "Fisheries quota 2027".into();
    desk.keep("theirs.json", &theirs);
    let mut mine = desk.plan("plan.json");
    mine.text = "The third round.".into();
    desk.keep("mine.json", &mine);
    let again = |file: &str, name: &str| {
        let line =
            format!("book put {file} --entry {entry} --base base.json --version {version} --link-file link --as");
        json(desk.done(&line, &[name]).out.trim_end())
    };
    again("theirs.json", "Faisal");
    let put = again("mine.json", "Retno");
    assert_eq!(put["merged"], true);
    let both = desk.plan("mine.json");
    assert_eq!((both.title.0.as_str(), both.text.0.as_str()), ("Fisheries quota 2027", "The third round."));
    let listed = desk.done("book list --link-file link", &[]).out;
    let lines: Vec<Value> = listed.lines().map(json).collect();
    assert_eq!((lines.len(), lines[0]["plan"]["title"].as_str()), (2, Some("Fisheries quota 2027")));
    let upto = lines[1]["upto"].as_u64().unwrap();
    let since = desk.done(&format!("book list --since {upto} --link-file link"), &[]).out;
    assert_eq!(since.lines().count(), 1, "nothing since: {since}");
    let history = desk.done(&format!("book history {entry} --link-file link"), &[]).out;
    let notes: Vec<Value> = history.lines().map(|line| json(line)["note"].clone()).collect();
    assert_eq!(notes, ["Retno", "Faisal", "Retno"]);
    let changed: Vec<Value> = history.lines().map(|line| json(line)["changed"].clone()).collect();
    assert_eq!(changed, [serde_json::json!(["text"]), serde_json::json!(["title"]), serde_json::json!([])]);

    desk.write("open", &link);
    desk.fails("book list --link-file open", 1, &["chmod 600"]);
    desk.secret("bad", "https://meet.example/book\n");
    desk.fails("book list --link-file bad", 1, &["it begins with chancery://book/#"]);
    desk.fails("book new --server ftp://meet.example", 1, &["write it as https://"]);
    desk.fails(&format!("book new --server {}", nobody()), 1, &["does not answer"]);
    desk.fails(&format!("book history {entry} --link-file nowhere"), 1, &["nowhere cannot be"]);
    desk.fails("book history 7 --link-file link", 2, &["invalid value"]);
    // Who has the number of the book and not its secret can read nothing of it.
    let mut guessed = BookLink::parse(&link).unwrap();
    guessed.secret = BookSecret([7; 32]);
    desk.secret("guessed", &guessed.to_link());
    let guessed = desk.run("book list --link-file guessed", &[]);
    assert!(!guessed.out.contains("Fisheries"), "{}", guessed.out);
}

#[test]
fn a_note_in_two_languages_and_on_pages() {
    let desk = Desk::new();
    desk.keep("plan.json", &servers::plan());
    let dated = ["--dated", "2026-11-20T08:00:00Z"];
    let note = desk.done("note plan.json --in en,ar", &dated).out;
    assert!(note.contains("Fisheries quota") && note.chars().any(|c| ('\u{600}'..'\u{6ff}').contains(&c)), "{note}");
    assert_eq!(desk.done("note plan.json --in en,ar", &dated).out, note, "the same twice");
    let said = desk.done("note plan.json --in en --pdf note.pdf", &dated);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", "note.pdf is written.\n"));
    assert!(fs::read(desk.path("note.pdf")).unwrap().starts_with(b"%PDF-"));
    desk.fails("note plan.json --pdf note.pdf", 1, &["move what is there away"]);
    desk.fails("note plan.json --in en,fr,es", 1, &["one language or two"]);
    desk.fails("note plan.json --in tlh", 1, &["not in \u{201c}tlh\u{201d}"]);
    desk.fails("note plan.json --to ZZ", 1, &[]);
    desk.fails("note nowhere.json", 1, &["nowhere.json cannot be opened"]);
    desk.write("huge.json", &" ".repeat(5 << 20));
    desk.fails("note huge.json", 1, &["longer than a plan can be"]);
}
