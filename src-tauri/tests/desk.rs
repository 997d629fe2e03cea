//! What the window does by itself with the ministry's servers, without a window: a real mailbox (Dovecot), a real calendar
//! server (Xandikos), which a second client of others' making changes, and a real server of shared books.

#[path = "../../crates/secretariat/tests/common/mod.rs"]
mod common;

use chancery_client::vault::{Keyring, KeyringError};
use chancery_client::{Client, ClientConfig, EngineConfig, NoPictures, SourceSpec, Sources};
use chancery_desktop::bridge::correspondence::Correspondence;
use chancery_desktop::bridge::ministry::InFolder;
use chancery_desktop::bridge::passwords::Passwords;
use chancery_desktop::bridge::planner::Secretary;
use chancery_schedule::itip::{self, Answer};
use chancery_schedule::plan::{Plan, Said};
use chancery_schedule::{ical, plan};
use chancery_secretariat::Security;
use chancery_secretariat::desk::{Desk, Going, Outgoing};
use chancery_secretariat::settings::{CalendarServer, MailServer, Settings};
use common::{Authority, IMAP_PASSWORD, IMAP_USER, Running, base, calendar, put_mail, second, xandikos};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// A keyring that gives one password for all.
struct Ring(&'static str);

impl Keyring for Ring {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
        Ok(Some(self.0.to_owned().into()))
    }
    fn set(&self, _: &str, _: &str) -> Result<(), KeyringError> {
        Err(KeyringError::None("it only gives".into()))
    }
}

fn nothing() -> Sources {
    let none = SourceSpec::None;
    Sources { camera: none.clone(), microphone: none.clone(), screen: none.clone(), speaker: none }
}

fn now() -> Timestamp {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

/// What a window that was just opened does with the servers.
fn opened(folder: &Path, password: &'static str) -> Arc<Correspondence> {
    with(folder, Arc::new(Passwords::new(Box::new(Ring(password)))))
}

fn with(folder: &Path, passwords: Arc<Passwords>) -> Arc<Correspondence> {
    let client = Arc::new(Client::start(ClientConfig {
        store: None,
        remember: None,
        engine: EngineConfig::new(nothing()),
        pictures: Arc::new(NoPictures),
        identity: None,
        exports: None,
    }));
    let chooser = Box::new(InFolder(folder.to_owned()));
    let secretary = Secretary::new(chooser, Some(folder.to_owned()), passwords.clone(), Box::new(|_| true));
    Arc::new(Correspondence::new(Arc::new(secretary), passwords, client))
}

/// One round of it, as its page is told.
async fn goes(post: &Arc<Correspondence>, asked: bool) -> Value {
    serde_json::to_value(post.round(asked, now()).await).unwrap()
}

/// The first round of a window that was just opened.
async fn round(folder: &Path, password: &'static str) -> Value {
    goes(&opened(folder, password), true).await
}

fn desk(folder: &Path) -> Desk {
    Desk::open(&folder.join("desk")).unwrap()
}

/// Puts a plan on the desk and invites; what went out.
fn invited(folder: &Path) -> (Plan, String) {
    let desk = desk(folder);
    let plan = desk.save(common::plan(), None, now()).unwrap().plan;
    let out = Outgoing { plan, languages: vec!["en".into()], with_secret: false };
    let going = out.going(None, None, now()).unwrap();
    let text = going.calendars().remove(0).1;
    (desk.gone_out(&going, now()).unwrap().plan, text)
}

fn mail_in(server: &Running) -> MailServer {
    MailServer {
        host: "127.0.0.1".into(),
        port: server.port,
        security: Security::Plain,
        user: Some(IMAP_USER.into()),
        folder: None,
        more: serde_json::Map::new(),
    }
}

#[tokio::test]
async fn an_answer_in_a_real_mailbox_comes_onto_the_desk() {
    let inbox = common::imap_in_the_clear(&Authority::new());
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(round(folder, IMAP_PASSWORD).await["wrong"], json!({"is": "unset"}));
    Settings { mail_in: Some(mail_in(&inbox)), ..Settings::default() }.save(folder).unwrap();
    let (plan, message) = invited(folder);
    let reply = itip::answer(&calendar(&message), "mailto:desk@riyadh.example", Answer::Accept, now()).unwrap();
    let mail = |from: &str| {
        let head = "Subject: Re\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8";
        format!("From: {from}\r\n{head}\r\n\r\n{}", ical::write(&reply))
    };
    put_mail(&inbox, mail("desk@riyadh.example").as_bytes());
    put_mail(&inbox, mail("spy@elsewhere.example").as_bytes());

    let told = round(folder, IMAP_PASSWORD).await;
    assert_eq!((&told["wrong"], &told["calendar"]), (&Value::Null, &Value::Null), "{told}");
    let fetched = &told["fetched"];
    assert_eq!((&fetched["mails"], &fetched["taken"][0]["uid"]), (&json!(1), &json!(plan.uid)), "{told}");
    assert_eq!(fetched["refused"], json!([{"is": "not_invited", "who": "spy@elsewhere.example"}]));
    let heard = desk(folder).newest(&plan.uid).unwrap();
    assert_eq!((heard.answers.len(), heard.answers[0].said), (1, Said::Accepted));
    // What was taken is read by now, by a window that is opened later, too.
    assert_eq!(round(folder, IMAP_PASSWORD).await["fetched"]["mails"], json!(0));
    assert_eq!(desk(folder).newest(&plan.uid).unwrap(), heard);

    let login = json!({"is": "failed", "why": {"is": "login"}});
    assert_eq!(round(folder, "wrong").await["wrong"], login);
    let absent = MailServer { folder: Some("Answers".into()), ..mail_in(&inbox) };
    Settings { mail_in: Some(absent), ..Settings::default() }.save(folder).unwrap();
    assert_eq!(round(folder, IMAP_PASSWORD).await["wrong"], json!({"is": "failed", "why": {"is": "no_folder"}}));
    // A password that was refused is not tried again by the clock: accounts are locked for that.
    Settings { mail_in: Some(mail_in(&inbox)), ..Settings::default() }.save(folder).unwrap();
    let post = opened(folder, "wrong");
    assert_eq!(goes(&post, false).await["wrong"], login);
    drop(inbox);
    assert_eq!(goes(&post, false).await["wrong"], login);
    let unreachable = json!({"is": "failed", "why": {"is": "unreachable"}});
    assert_eq!(goes(&post, true).await["wrong"], unreachable);
    assert_eq!(round(folder, IMAP_PASSWORD).await["wrong"], unreachable);
}

#[tokio::test]
async fn an_invitation_stands_in_a_real_calendar_and_a_second_clients_change_comes_back() {
    let server = xandikos();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let set = CalendarServer { address: base(&server), user: Some("officer".into()), more: serde_json::Map::new() };
    Settings { calendar: Some(set), ..Settings::default() }.save(folder).unwrap();
    let (sent, _) = invited(folder);
    let place = || desk(folder).place(&sent.uid, now()).map(|place| serde_json::to_value(place).unwrap()["is"].clone());
    assert_eq!(place(), Ok(json!("waits")));
    let told = round(folder, "x").await;
    assert_eq!(told["calendar"]["standing"]["meetings"], json!(1), "{told}");
    assert_eq!((&told["calendar"]["wrong"], place()), (&Value::Null, Ok(json!("stands"))));
    let address = second(&server, &["find"]);
    let shown = second(&server, &["show", &address, &sent.uid]);
    assert!(shown.contains(&*sent.title), "{shown}");

    // Written into by others: it stays there through a change of ours. Moved by them: told, and the plan is as it went out.
    second(&server, &["set", &address, &sent.uid, "LOCATION", "Room 4"]);
    let renamed = Plan { title: "Quota, 2027".into(), ..sent.clone() };
    desk(folder).save(renamed, Some(desk(folder).plans()[0].version), now()).unwrap();
    assert_eq!(place(), Ok(json!("waits")));
    round(folder, "x").await;
    let shown = second(&server, &["show", &address, &sent.uid]);
    assert!(shown.contains("2027") && shown.contains("Room 4"), "{shown}");
    second(&server, &["move", &address, &sent.uid, "5"]);
    let told = round(folder, "x").await;
    let moved = &told["calendar"]["standing"]["moved"][0];
    let start = sent.start.unwrap() + jiff::SignedDuration::from_hours(5);
    assert_eq!((&moved["uid"], &moved["start"]), (&json!(sent.uid), &json!(start)), "{told}");
    assert_eq!(desk(folder).newest(&sent.uid).unwrap().start, sent.start);
    // A time that has not gone out is not there, and what stands there is known to be older.
    let newest = desk(folder).newest(&sent.uid).unwrap();
    let other = Plan { start: Some(start + jiff::SignedDuration::from_hours(1)), ..newest.clone() };
    let saved = desk(folder).save(other, Some(desk(folder).plans()[0].version), now()).unwrap();
    assert_eq!(place(), Ok(json!("before")));
    desk(folder).save(Plan { start: sent.start, ..saved.plan }, Some(saved.version), now()).unwrap();

    // Taken out by others: told by which; and what was cancelled is taken out by us.
    second(&server, &["move", &address, &sent.uid, "-5"]);
    second(&server, &["delete", &address, &sent.uid]);
    let standing = &round(folder, "x").await["calendar"]["standing"];
    assert_eq!((&standing["gone"], &standing["absent"]), (&json!(1), &json!([sent.uid])));
    let cancelled = Going::cancelling(&desk(folder).newest(&sent.uid).unwrap(), now()).unwrap();
    desk(folder).gone_out(&cancelled, now()).unwrap();
    assert_eq!(place(), Ok(json!("waits")));
    round(folder, "x").await;
    assert_eq!(
        (place(), desk(folder).newest(&sent.uid).unwrap().status),
        (Ok(json!("nowhere")), plan::Status::Cancelled)
    );
    drop(server);
    assert_eq!(round(folder, "x").await["calendar"]["wrong"], json!({"is": "failed", "why": {"is": "unreachable"}}));
}

/// A keyring in memory.
#[derive(Clone, Default)]
struct Keeps(Arc<Mutex<BTreeMap<String, String>>>);

impl Keyring for Keeps {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
        Ok(self.0.lock().unwrap().get(name).cloned().map(Zeroizing::new))
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), KeyringError> {
        self.0.lock().unwrap().insert(name.into(), secret.into());
        Ok(())
    }
}

/// An officer's desk with its keyring.
struct Officer {
    folder: tempfile::TempDir,
    keys: Keeps,
    post: Arc<Correspondence>,
}

impl Officer {
    fn new() -> Self {
        let (folder, keys) = (tempfile::tempdir().unwrap(), Keeps::default());
        let post = with(folder.path(), Arc::new(Passwords::new(Box::new(keys.clone()))));
        Self { folder, keys, post }
    }

    /// Asked as the page asks: what it is told, or why not.
    async fn begin(&self, request: Value) -> Result<Value, Value> {
        told(self.post.begin_book(serde_json::from_value(request).unwrap()).await)
    }

    async fn add(&self, name: &str, link: &str) -> Result<Value, Value> {
        told(self.post.add_book(serde_json::from_value(json!({"name": name, "link": link})).unwrap()).await)
    }

    /// The first book of the round.
    async fn round(&self) -> Value {
        goes(&self.post, true).await["books"][0].clone()
    }
}

fn told<T: serde::Serialize, E: serde::Serialize>(done: Result<T, E>) -> Result<Value, Value> {
    done.map(|done| serde_json::to_value(done).unwrap()).map_err(|e| serde_json::to_value(e).unwrap())
}

#[tokio::test]
async fn a_book_is_begun_handed_over_and_kept_together_and_its_history_is_told() {
    let data = tempfile::tempdir().unwrap();
    let token = "a token that is long enough";
    let config = chancery_server::Config::new("127.0.0.1:0".parse().unwrap(), data.path());
    let sha256 = ring::digest::digest(&ring::digest::SHA256, token.as_bytes());
    let organiser_sha256 = Some(sha256.as_ref().try_into().unwrap());
    let config = chancery_server::Config { organiser_sha256, ..config };
    let server = chancery_server::serve(config).await.unwrap();
    let address = format!("http://{}", server.address());
    let (jakarta, pretoria) = (Officer::new(), Officer::new());
    let begin = |name: &str, token: &str| json!({"name": name, "server": address, "token": token});
    let refused = |why: &str| Err(json!({"is": "failed", "why": {"is": why}}));
    let flaw = |field: &str, flaw: &str| Err(json!({"is": "invalid", "lines": [{"field": field, "flaw": flaw}]}));

    assert_eq!(jakarta.begin(begin("South Africa", "wrong")).await, refused("token"));
    assert_eq!(jakarta.begin(begin(" ", token)).await, flaw("book_name", "empty"));
    let no_server = json!({"name": "South Africa", "server": "", "token": null});
    assert_eq!(jakarta.begin(no_server).await, Err(json!({"is": "unset"})));
    assert_eq!(jakarta.post.books().map(|shown| told::<_, ()>(Ok(shown)).unwrap()["books"].clone()), Ok(json!([])));
    let begun = jakarta.begin(begin("South Africa", token)).await.unwrap();
    assert_eq!((&begun["books"][0]["name"], &begun["lasting"]), (&json!("South Africa"), &json!(true)), "{begun}");
    assert_eq!(jakarta.begin(begin("south africa", token)).await, flaw("book_name", "known"));
    let id = serde_json::from_value(begun["books"][0]["id"].clone()).unwrap();
    let link = jakarta.post.book_link(id).unwrap();
    assert!(link.starts_with("chancery://book/#"));
    // The link is with the passwords alone.
    let kept = std::fs::read_to_string(jakarta.folder.path().join("desk.json")).unwrap();
    assert!(kept.contains("South Africa") && !kept.contains("chancery://book"), "{kept}");

    assert_eq!(pretoria.add("Indonesia", &link[..link.len() - 4]).await, flaw("book", "no_book"));
    pretoria.add("Indonesia", &format!(" {}\n", *link)).await.unwrap();
    assert_eq!(pretoria.add("Again", &link).await, flaw("book", "known"));

    // A plan goes there once it is put there, and into the other's hands.
    let plan = desk(jakarta.folder.path()).save(common::plan(), None, now()).unwrap().plan;
    let again = Arc::new(Passwords::new(Box::new(jakarta.keys.clone())));
    let jakarta = Officer { post: with(jakarta.folder.path(), again), ..jakarta };
    assert_eq!(jakarta.round().await["together"]["plans"], json!(0));
    jakarta.post.share(&plan.uid, Some(id)).unwrap();
    let shelf = told(jakarta.post.shelf(&plan.uid)).unwrap();
    assert_eq!((&shelf["book"], &shelf["books"][0]["name"]), (&json!(id), &json!("South Africa")));
    assert_eq!(told(jakarta.post.history(plan.uid.clone()).await), Ok(json!([])), "not yet");
    assert_eq!(jakarta.round().await["together"]["plans"], json!(1));
    let came = pretoria.round().await;
    assert_eq!((&came["name"], &came["together"]["begun"][0]["uid"]), (&json!("Indonesia"), &json!(plan.uid)));

    // The other writes, and it is told who wrote what.
    let theirs = desk(pretoria.folder.path());
    let newest = theirs.newest(&plan.uid).unwrap();
    theirs.save(Plan { title: "Quota, 2028".into(), ..newest }, Some(theirs.plans()[0].version), now()).unwrap();
    let again = Arc::new(Passwords::new(Box::new(pretoria.keys.clone())));
    let pretoria = Officer { post: with(pretoria.folder.path(), again), ..pretoria };
    pretoria.round().await;
    assert_eq!(jakarta.round().await["together"]["written"][0]["title"], json!("Quota, 2028"));
    let history = told(jakarta.post.history(plan.uid.clone()).await).unwrap();
    let marks: Vec<_> = history.as_array().unwrap().iter().map(|m| (m["own"].clone(), m["parts"].clone())).collect();
    assert_eq!(marks, [(json!(false), json!(["title"])), (json!(true), json!([]))], "{history}");

    // Taken off the desk, its plans stay, and its link is gone.
    assert_eq!(
        jakarta.post.forget_book(id).map(|shown| told::<_, ()>(Ok(shown)).unwrap()["books"].clone()),
        Ok(json!([]))
    );
    assert_eq!(told(jakarta.post.shelf(&plan.uid)), Ok(Value::Null));
    assert!(jakarta.post.book_link(id).is_err() && !format!("{:?}", jakarta.keys.0).contains("chancery://book"));
    assert_eq!(goes(&jakarta.post, true).await["books"], json!([]));
    assert_eq!(desk(jakarta.folder.path()).plans().len(), 1);
    server.stop().await;
    assert_eq!(pretoria.round().await["wrong"], json!({"is": "failed", "why": {"is": "unreachable"}}));
}
