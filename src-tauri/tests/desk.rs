//! What the window does by itself with the ministry's servers, without a window: a real mailbox (Dovecot) and a real calendar
//! server (Xandikos), which a second client of others' making changes.

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
use std::path::Path;
use std::sync::Arc;
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

/// The desk behind the window, as it is after a start with this data folder.
fn started(folder: &Path, password: &'static str) -> Arc<Secretary> {
    let passwords = Arc::new(Passwords::new(Box::new(Ring(password))));
    let chooser = Box::new(InFolder(folder.to_owned()));
    Arc::new(Secretary::new(chooser, Some(folder.to_owned()), passwords, Box::new(|_| true)))
}

/// What a window that was just opened does with the servers.
fn opened(folder: &Path, password: &'static str) -> Arc<Correspondence> {
    let passwords = Arc::new(Passwords::new(Box::new(Ring(password))));
    let client = Arc::new(Client::start(ClientConfig {
        store: None,
        remember: None,
        engine: EngineConfig::new(nothing()),
        pictures: Arc::new(NoPictures),
        identity: None,
        exports: None,
    }));
    Arc::new(Correspondence::new(started(folder, password), passwords, client))
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
