//! Two clients and a real `chancery-server` in one process: words, then sound and pictures from files.

mod common;
#[path = "common/media.rs"]
mod media;

use chancery_client::view::{Link, MeetingRoom, Person, Reach, Stage};
use chancery_client::{
    Client, EngineConfig, Intent, Problem, SourceSpec, Sources, TileSize, ViewModel, create_meeting,
};
use chancery_model::{Delegation, DelegationCode, MediaKind, Meeting, MeetingId};
use chancery_server::{Config, Running, serve};
use chancery_trust::Invitation;
use common::{client, enter, wait};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

async fn server(folder: &Path) -> Running {
    serve(Config::new("127.0.0.1:0".parse().unwrap(), folder.join("server"))).await.unwrap()
}

/// A server at the same place, with the same database, as soon as the first one has let go of it.
async fn server_again(folder: &Path, address: SocketAddr) -> Running {
    let until = Instant::now() + common::LONG;
    loop {
        match serve(Config::new(address, folder.join("server"))).await {
            Ok(running) => return running,
            Err(e) if Instant::now() > until => panic!("{e}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

fn url(server: &Running) -> String {
    format!("http://{}", server.address())
}

/// A bilateral that is due now.
fn bilateral() -> Meeting {
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

async fn convene(url: &str) -> (Invitation, Invitation) {
    let mut created = create_meeting(url, &bilateral(), None, &chancery_trust::Pins::default())
        .await
        .unwrap()
        .invitations
        .into_iter();
    let mut next = || created.next().unwrap().1;
    (next(), next())
}

fn room(view: &ViewModel) -> Option<&MeetingRoom> {
    if let Stage::Meeting(room) = &view.stage { Some(room) } else { None }
}

fn other(view: &ViewModel) -> Option<&Person> {
    room(view)?.people.iter().find(|person| !person.me)
}

/// Through the holding room into the plenary.
async fn join(client: &Client, invitation: &Invitation, name: &str) {
    enter(client, invitation, name);
    wait(client, "the holding room", |view| match &view.stage {
        Stage::HoldingRoom(room) => room.entered.then_some(()),
        _ => None,
    })
    .await;
    client.dispatch(Intent::Join);
    wait(client, "the plenary", |view| room(view).map(|_| ())).await;
}

fn say(client: &Client, text: &str) {
    client.dispatch(Intent::DraftChat { text: text.into() });
    client.dispatch(Intent::SendChat);
}

async fn reads(client: &Client, text: &str) {
    wait(client, text, |view| room(view)?.chat.lines.iter().any(|line| !line.me && &*line.text == text).then_some(()))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_see_each_others_placards_write_and_leave() {
    let dir = tempfile::tempdir().unwrap();
    let server = server(dir.path()).await;
    let (id, za) = convene(&url(&server)).await;
    let (retno, thandi) = (client(None), client(None));
    enter(&retno, &id, "Retno Wibowo");
    enter(&thandi, &za, "Thandi Nkosi");
    let title = wait(&retno, "the other to wait in the holding room", |view| match &view.stage {
        Stage::HoldingRoom(room) => {
            room.waiting.iter().any(|p| &*p.name == "Thandi Nkosi").then(|| room.info.clone().unwrap().title)
        }
        _ => None,
    })
    .await;
    assert_eq!(&*title, "Fisheries agreement");
    join(&retno, &id, "Retno Wibowo").await;
    join(&thandi, &za, "Thandi Nkosi").await;
    for (client, name, code) in [(&retno, "Thandi Nkosi", "ZA"), (&thandi, "Retno Wibowo", "ID")] {
        wait(client, "the other's placard", |view| {
            other(view).filter(|p| &*p.name == name && p.delegation.as_str() == code).map(|_| ())
        })
        .await;
    }
    say(&retno, "Selamat pagi");
    reads(&thandi, "Selamat pagi").await;
    say(&thandi, "Molweni");
    reads(&retno, "Molweni").await;
    thandi.dispatch(Intent::Leave);
    wait(&thandi, "the end", |view| {
        matches!(&view.stage, Stage::Ended(ended) if ended.problem.is_none()).then_some(())
    })
    .await;
    wait(&retno, "the other to be gone", |view| (room(view)?.people.len() == 1).then_some(())).await;
    // Who closes the window leaves too.
    thandi.dispatch(Intent::Rejoin);
    join(&thandi, &za, "Thandi Nkosi").await;
    wait(&retno, "the other to be back", |view| other(view).map(|_| ())).await;
    thandi.stop().await;
    wait(&retno, "the other to be gone again", |view| (room(view)?.people.len() == 1).then_some(())).await;
    retno.stop().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_and_comes_ends_no_meeting() {
    let dir = tempfile::tempdir().unwrap();
    let first = server(dir.path()).await;
    let address = first.address();
    let (id, za) = convene(&url(&first)).await;
    let (retno, thandi) = (client(None), client(None));
    join(&retno, &id, "Retno Wibowo").await;
    join(&thandi, &za, "Thandi Nkosi").await;
    wait(&retno, "the other", |view| other(view).map(|_| ())).await;
    first.stop().await;
    for client in [&retno, &thandi] {
        wait(client, "the loss to be said", |view| matches!(view.link, Link::Down { .. }).then_some(())).await;
        assert!(other(&client.view().borrow()).is_some(), "the meeting goes on");
    }
    // Written while nobody carries it: on its way as soon as somebody does.
    say(&retno, "Are you still there?");
    let again = server_again(dir.path(), address).await;
    for client in [&retno, &thandi] {
        wait(client, "the server again", |view| (view.link == Link::Up).then_some(())).await;
    }
    reads(&thandi, "Are you still there?").await;
    say(&thandi, "Yes.");
    reads(&retno, "Yes.").await;
    retno.stop().await;
    thandi.stop().await;
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_that_the_server_does_not_know_is_said_in_the_holding_room_and_on_the_desk() {
    let dir = tempfile::tempdir().unwrap();
    let server = server(dir.path()).await;
    let stranger = common::invitation(&url(&server));
    let client = client(None);
    client.dispatch(Intent::OpenLink { text: stranger.to_link().into() });
    wait(&client, "the desk to know", |view| match &view.stage {
        Stage::Desk(desk) => (desk.meetings.first()?.problem == Some(Problem::NoSuchMeeting)).then_some(()),
        _ => None,
    })
    .await;
    enter(&client, &stranger, "Thandi Nkosi");
    wait(&client, "the holding room to know", |view| match &view.stage {
        Stage::HoldingRoom(room) => (room.problem == Some(Problem::NoSuchMeeting)).then_some(()),
        _ => None,
    })
    .await;
    client.stop().await;
    server.stop().await;
}

/// A client whose camera and microphone are files.
fn with_media(folder: &Path, who: &str, hertz: f64) -> Client {
    let sources = Sources {
        camera: SourceSpec::File(media::film(folder, &format!("{who}.y4m"), 320, 180)),
        microphone: SourceSpec::File(media::voice(folder, &format!("{who}.wav"), hertz)),
        screen: SourceSpec::None,
        speaker: SourceSpec::None,
    };
    let mut engine = EngineConfig::new(sources);
    engine.processing = false;
    common::started(None, engine)
}

fn frames(client: &Client, kind: MediaKind) -> u64 {
    client.report().received.iter().filter(|r| r.kind == kind).map(|r| r.frames).sum()
}

/// Waits until `more` further frames have come.
async fn comes(client: &Client, kind: MediaKind, more: u64) {
    let (before, until) = (frames(client, kind), Instant::now() + common::LONG);
    while frames(client, kind) < before + more {
        assert!(Instant::now() < until, "{} of {more} {kind} frames came", frames(client, kind) - before);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_hear_and_see_each_other_until_one_mutes_and_through_a_lost_server() {
    let dir = tempfile::tempdir().unwrap();
    let first = server(dir.path()).await;
    let address = first.address();
    let (id, za) = convene(&url(&first)).await;
    let (retno, thandi) = (with_media(dir.path(), "retno", 300.0), with_media(dir.path(), "thandi", 700.0));
    for (client, invitation, name) in [(&retno, &id, "Retno Wibowo"), (&thandi, &za, "Thandi Nkosi")] {
        enter(client, invitation, name);
        client.dispatch(Intent::SetMicrophone { open: true });
        client.dispatch(Intent::SetCamera { open: true });
        join(client, invitation, name).await;
    }
    for client in [&retno, &thandi] {
        let participant = wait(client, "the other to be connected", |view| {
            other(view).filter(|p| p.reach == Reach::Connected && p.media.microphone && p.media.camera).map(|p| p.id)
        })
        .await;
        client.dispatch(Intent::Layout { tiles: vec![TileSize { participant, width: 320, height: 180 }] });
    }
    for client in [&retno, &thandi] {
        comes(client, MediaKind::Audio, 50).await;
        comes(client, MediaKind::Video, 20).await;
        wait(client, "the other to speak", |view| other(view).filter(|p| p.speaking).map(|_| ())).await;
        assert!(client.report().join_ms.is_some_and(|ms| ms > 0.0));
    }
    let seen = client_size(&retno);
    assert_eq!(seen, (320, 180));

    // Closed is closed: the other sees it, and nothing more comes.
    thandi.dispatch(Intent::SetMicrophone { open: false });
    wait(&retno, "the microphone to be closed", |view| other(view).filter(|p| !p.media.microphone).map(|_| ())).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let silent = frames(&retno, MediaKind::Audio);
    comes(&retno, MediaKind::Video, 20).await;
    assert_eq!(frames(&retno, MediaKind::Audio), silent);
    thandi.dispatch(Intent::SetMicrophone { open: true });
    comes(&retno, MediaKind::Audio, 30).await;

    // The server goes, the call does not; it comes, and what was closed meanwhile is still closed.
    first.stop().await;
    wait(&retno, "the loss to be said", |view| {
        matches!(view.link, Link::Down { peers_reachable: true, .. }).then_some(())
    })
    .await;
    thandi.dispatch(Intent::SetCamera { open: false });
    for client in [&retno, &thandi] {
        comes(client, MediaKind::Audio, 100).await;
    }
    let again = server_again(dir.path(), address).await;
    for client in [&retno, &thandi] {
        wait(client, "the server again", |view| (view.link == Link::Up).then_some(())).await;
    }
    wait(&retno, "the camera to be closed", |view| other(view).filter(|p| !p.media.camera).map(|_| ())).await;
    assert!(!room(&thandi.view().borrow()).unwrap().on_air.camera, "coming back opens nothing");
    comes(&retno, MediaKind::Audio, 50).await;
    comes(&thandi, MediaKind::Video, 20).await;
    retno.stop().await;
    thandi.stop().await;
    again.stop().await;
}

fn client_size(client: &Client) -> (u32, u32) {
    let report = client.report();
    let film = report.received.iter().find(|r| r.kind == MediaKind::Video).unwrap();
    (film.width, film.height)
}
