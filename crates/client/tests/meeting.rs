//! Two clients and a real `chancery-server` in one process: words, then sound and pictures from files.

#[path = "common/call.rs"]
mod call;
mod common;
#[path = "common/media.rs"]
mod media;

use call::{call, comes, convene, frames, join, other, reads, room, say, server, server_again, url, with_media};
use chancery_client::view::{Link, Stage};
use chancery_client::{Client, Intent, Problem};
use chancery_model::MediaKind;
use common::{client, enter, wait};
use std::time::Duration;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_hear_and_see_each_other_until_one_mutes_and_through_a_lost_server() {
    let dir = tempfile::tempdir().unwrap();
    let first = server(dir.path()).await;
    let address = first.address();
    let (id, za) = convene(&url(&first)).await;
    let (retno, thandi) = (with_media(dir.path(), "retno", 300.0), with_media(dir.path(), "thandi", 700.0));
    call([(&retno, &id, "Retno Wibowo"), (&thandi, &za, "Thandi Nkosi")]).await;
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
