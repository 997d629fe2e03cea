//! `chancery invite`: what it prints, and what it refuses.

mod common;

use chancery_trust::{Context, Invitation};
use common::{Server, nobody, run};
use serde_json::Value;

fn invite<'a>(url: &'a str, more: &[&'a str]) -> common::Said {
    let mut arguments = vec!["invite", "--server", url, "--title", "Fisheries: second round"];
    arguments.extend(more);
    run(&arguments)
}

const SIDES: [&str; 4] = ["--side", "ID=Indonesia", "--side", "ZA=South Africa"];
const NINE: [&str; 2] = ["--at", "2036-12-01T09:00[Africa/Johannesburg]"];

#[test]
fn a_link_per_delegation_as_json() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    let told = invite(&server.url, &[&SIDES[..], &NINE[..], &["--minutes", "90", "--json"]].concat());
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    assert_eq!(told.out.lines().count(), 1);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told.as_object().unwrap().keys().collect::<Vec<_>>(), ["links", "meeting"]);
    for code in ["ID", "ZA"] {
        let invitation = Invitation::parse(told["links"][code].as_str().unwrap()).unwrap();
        assert_eq!(invitation.meeting.to_string(), told["meeting"].as_str().unwrap());
        assert_eq!((invitation.delegation.as_str(), invitation.server.as_str()), (code, server.url.as_str()));
        assert_eq!(invitation.starts.to_string(), "2036-12-01T07:00:00Z");
        assert!(invitation.expires > invitation.starts);
    }
}

#[test]
fn what_the_sides_open_is_what_was_written_with_their_capitals() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    let told = invite(&server.url, &[&SIDES[..], &NINE[..]].concat());
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(
        told.out.contains("Fisheries: second round")
            && told.out.contains("2036-12-01T09:00:00+02:00[Africa/Johannesburg]")
    );
    assert!(told.err.contains("as you would send a key"));
    let link = told.out.lines().find(|line| line.starts_with("chancery://join/#")).unwrap();
    let invitation = Invitation::parse(link).unwrap();
    // Asked of the server as the desk does, and opened with the link's secret.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sealed = runtime.block_on(async {
        let client = chancery_client::Client::start(chancery_client::ClientConfig {
            store: None,
            remember: None,
            engine: chancery_client::EngineConfig::new(chancery_client::Sources {
                camera: "none".parse().unwrap(),
                microphone: "none".parse().unwrap(),
                screen: "none".parse().unwrap(),
                speaker: "none".parse().unwrap(),
            }),
            pictures: std::sync::Arc::new(chancery_client::NoPictures),
            identity: None,
            exports: None,
        });
        let mut view = client.view();
        client.dispatch(chancery_client::Intent::OpenLink { text: link.into() });
        let info = tokio::time::timeout(common::LONG, async {
            loop {
                if let chancery_client::view::Stage::Desk(desk) = &view.borrow_and_update().stage
                    && let Some(info) = desk.meetings.first().and_then(|m| m.info.clone())
                {
                    return info;
                }
                view.changed().await.unwrap();
            }
        })
        .await
        .unwrap();
        client.stop().await;
        info
    });
    assert_eq!(
        (&*sealed.title, sealed.zone.as_str(), sealed.minutes),
        ("Fisheries: second round", "Africa/Johannesburg", 60)
    );
    let sides: Vec<_> =
        sealed.delegations.iter().map(|d| (&*d.name, d.capital.as_deref(), d.zone.as_deref())).collect();
    assert_eq!(
        sides,
        [
            ("Indonesia", Some("Jakarta"), Some("Asia/Jakarta")),
            ("South Africa", Some("Pretoria"), Some("Africa/Johannesburg")),
        ]
    );
    assert!(invitation.keys().open(&Context::Meeting(invitation.meeting), b"nonsense").is_err());
}

#[test]
fn what_cannot_be_convened_is_said() {
    let away = nobody();
    for (more, code, says) in [
        (vec!["--side", "ID=Indonesia", "--at", "now"], 1, "at least two sides"),
        (vec!["--side", "ID=Indonesia", "--side", "id=Again", "--at", "now"], 1, "same code"),
        (vec!["--side", "ID=Indonesia", "--side", "ZA", "--at", "now"], 2, "CODE=NAME"),
        (vec!["--side", "ID=\u{202E}", "--side", "ZA=x", "--at", "now"], 2, "name is empty"),
        ([&SIDES[..], &["--at", "2036-12-01T09:00"]].concat(), 2, "needs its zone"),
        ([&SIDES[..], &["--at", "2027-03-28T02:30[Europe/Paris]"]].concat(), 2, "does not exist"),
        ([&SIDES[..], &["--at", "now", "--minutes", "0"]].concat(), 2, "minutes"),
        ([&SIDES[..], &["--at", "now"]].concat(), 1, "does not answer"),
    ] {
        let told = invite(&away, &more);
        assert_eq!(told.code, Some(code), "{more:?}: {}", told.err);
        assert!(told.err.contains(says), "{more:?}: {}", told.err);
        assert_eq!(told.out, "");
    }
    let told = invite("ftp://example.org", &[&SIDES[..], &["--at", "now"]].concat());
    assert_eq!(told.code, Some(1));
    assert!(told.err.contains("https://meet.example.org"), "{}", told.err);
}

#[test]
fn a_server_for_organisers_only_asks_for_the_token() {
    let dir = tempfile::tempdir().unwrap();
    let digest = chancery_trust::access_digest(b"0123456789abcdef0123456789abcdef");
    let server = Server::with(dir.path(), |config| config.organiser_sha256 = Some(digest));
    let at = [&SIDES[..], &["--at", "now"]].concat();
    let told = invite(&server.url, &at);
    assert_eq!(told.code, Some(1));
    assert!(told.err.contains("organisers"), "{}", told.err);
    let told = invite(&server.url, &[&at[..], &["--organiser", "wrong"]].concat());
    assert_eq!(told.code, Some(1));
    let told = invite(&server.url, &[&at[..], &["--organiser", "0123456789abcdef0123456789abcdef"]].concat());
    assert_eq!(told.code, Some(0), "{}", told.err);
}
