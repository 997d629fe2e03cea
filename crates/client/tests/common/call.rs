//! A meeting of two sides on a real `chancery-server` in this process: convened, joined, with files for devices.
#![allow(dead_code, reason = "each test file uses its own part")]

use super::common::{self, enter, wait};
use super::media;
use chancery_client::view::{MeetingRoom, Person, Reach, Stage};
use chancery_client::{Client, EngineConfig, Intent, SourceSpec, Sources, TileSize, ViewModel, create_meeting};
use chancery_model::{Delegation, DelegationCode, MediaKind, Meeting, MeetingId};
use chancery_server::{Config, Running, serve};
use chancery_trust::Invitation;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

pub async fn server(folder: &Path) -> Running {
    serve(Config::new("127.0.0.1:0".parse().unwrap(), folder.join("server"))).await.unwrap()
}

/// A server at the same place, with the same database, as soon as the first one has let go of it.
pub async fn server_again(folder: &Path, address: SocketAddr) -> Running {
    let until = Instant::now() + common::LONG;
    loop {
        match serve(Config::new(address, folder.join("server"))).await {
            Ok(running) => return running,
            Err(e) if Instant::now() > until => panic!("{e}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

pub fn url(server: &Running) -> String {
    format!("http://{}", server.address())
}

/// A bilateral that is due now.
pub fn bilateral() -> Meeting {
    let side = |code: &str, name: &str| Delegation {
        code: DelegationCode::new(code).unwrap(),
        name: name.into(),
        zone: None,
        capital: None,
    };
    Meeting {
        id: MeetingId::from_random(chancery_client::random_bytes()),
        title: "Fisheries agreement".into(),
        starts: jiff::Timestamp::now(),
        zone: "UTC".into(),
        minutes: 60,
        delegations: vec![side("ID", "Indonesia"), side("ZA", "South Africa")],
    }
}

pub async fn convene(url: &str) -> (Invitation, Invitation) {
    let mut created = create_meeting(url, &bilateral(), None, &chancery_trust::Pins::default())
        .await
        .unwrap()
        .invitations
        .into_iter();
    let mut next = || created.next().unwrap().1;
    (next(), next())
}

pub fn room(view: &ViewModel) -> Option<&MeetingRoom> {
    if let Stage::Meeting(room) = &view.stage { Some(room) } else { None }
}

pub fn other(view: &ViewModel) -> Option<&Person> {
    room(view)?.people.iter().find(|person| !person.me)
}

/// Through the holding room into the plenary.
pub async fn join(client: &Client, invitation: &Invitation, name: &str) {
    enter(client, invitation, name);
    wait(client, "the holding room", |view| match &view.stage {
        Stage::HoldingRoom(room) => room.entered.then_some(()),
        _ => None,
    })
    .await;
    client.dispatch(Intent::Join);
    wait(client, "the plenary", |view| room(view).map(|_| ())).await;
}

/// A line of chat.
pub fn say(client: &Client, text: &str) {
    client.dispatch(Intent::DraftChat { text: text.into() });
    client.dispatch(Intent::SendChat);
}

/// Waits for a line of another.
pub async fn reads(client: &Client, text: &str) {
    wait(client, text, |view| room(view)?.chat.lines.iter().any(|line| !line.me && &*line.text == text).then_some(()))
        .await;
}

/// A client whose camera and microphone are files.
pub fn with_media(folder: &Path, who: &str, hertz: f64) -> Client {
    common::started(None, of_files(folder, who, hertz))
}

/// An engine for which they are.
pub fn of_files(folder: &Path, who: &str, hertz: f64) -> EngineConfig {
    let sources = Sources {
        camera: SourceSpec::File(media::film(folder, &format!("{who}.y4m"), 320, 180)),
        microphone: SourceSpec::File(media::voice(folder, &format!("{who}.wav"), hertz)),
        screen: SourceSpec::None,
        speaker: SourceSpec::None,
    };
    let mut engine = EngineConfig::new(sources);
    engine.processing = false;
    engine
}

pub fn frames(client: &Client, kind: MediaKind) -> u64 {
    client.report().received.iter().filter(|r| r.kind == kind).map(|r| r.frames).sum()
}

/// Waits until `more` further frames have come.
pub async fn comes(client: &Client, kind: MediaKind, more: u64) {
    let (before, until) = (frames(client, kind), Instant::now() + common::LONG);
    while frames(client, kind) < before + more {
        assert!(Instant::now() < until, "{} of {more} {kind} frames came", frames(client, kind) - before);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Both into the plenary, speaking and seen; each shows the other.
pub async fn call(people: [(&Client, &Invitation, &str); 2]) {
    for (client, invitation, name) in people {
        enter(client, invitation, name);
        client.dispatch(Intent::SetMicrophone { open: true });
        client.dispatch(Intent::SetCamera { open: true });
        join(client, invitation, name).await;
    }
    for (client, ..) in people {
        let participant = wait(client, "the other to be connected", |view| {
            other(view).filter(|p| p.reach == Reach::Connected && p.media.microphone && p.media.camera).map(|p| p.id)
        })
        .await;
        client.dispatch(Intent::Layout { tiles: vec![TileSize { participant, width: 320, height: 180 }] });
    }
}
