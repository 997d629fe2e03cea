//! What a client keeps on this machine: settings and links come back, damaged files are said and kept.

mod common;

use chancery_client::view::{KeyPlace, NotKept, Stage, Theme};
use chancery_client::{Intent, Problem};
use common::{client, invitation, wait};
use std::fs;

fn meetings(view: &chancery_client::ViewModel) -> usize {
    if let Stage::Desk(desk) = &view.stage { desk.meetings.len() } else { 0 }
}

#[tokio::test]
async fn settings_and_meetings_are_there_again() {
    let dir = tempfile::tempdir().unwrap();
    let first = client(Some(dir.path().to_owned()));
    first.dispatch(Intent::SetProfile { name: "Thandi Nkosi".into(), title: "Head of delegation".into() });
    first.dispatch(Intent::SetTheme { theme: Theme::Dark });
    first.dispatch(Intent::OpenLink { text: invitation("http://127.0.0.1:1").to_link().into() });
    wait(&first, "the meeting on the desk", |view| (meetings(view) == 1).then_some(())).await;
    first.stop().await;

    let second = client(Some(dir.path().to_owned()));
    let view = second.view().borrow().clone();
    assert_eq!((&*view.settings.name, view.settings.theme), ("Thandi Nkosi", Theme::Dark), "at once, without waiting");
    assert_eq!(meetings(&view), 1);
    second.stop().await;
}

#[tokio::test]
async fn damaged_files_are_said_and_kept_and_the_desk_opens() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("settings.json"), "{\"name\": \"Thandi").unwrap();
    fs::write(dir.path().join("links.json"), [0xFF; 64]).unwrap();
    let client = client(Some(dir.path().to_owned()));
    let view = client.view().borrow().clone();
    let said: Vec<_> = view.notices.iter().map(|notice| notice.problem.clone()).collect();
    for file in ["settings.json", "links.json"] {
        assert!(said.contains(&Problem::StoreDamaged { file: file.into() }), "{said:?}");
        assert!(dir.path().join(format!("{file}.damaged")).exists());
    }
    client.stop().await;
}

#[tokio::test]
async fn a_store_that_cannot_be_written_is_said_and_nothing_is_lost_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "a file where a folder should be").unwrap();
    let client = client(Some(file.join("data")));
    client.dispatch(Intent::SetProfile { name: "Thandi Nkosi".into(), title: "".into() });
    let name = wait(&client, "the notice", |view| {
        let told = view.notices.iter().any(|notice| matches!(notice.problem, Problem::CannotSave { .. }));
        (told && !view.settings.name.is_empty()).then(|| view.settings.name.clone())
    })
    .await;
    assert_eq!(&*name, "Thandi Nkosi");
    client.stop().await;
}

#[tokio::test]
async fn stopping_twice_or_dropping_without_is_no_harm() {
    let one = client(None);
    one.stop().await;
    one.stop().await;
    assert!(!one.dispatch(Intent::GoToDesk), "a stopped client takes no wishes");
    let mut view = client(None).view();
    while view.changed().await.is_ok() {}
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_said_and_what_was_typed_is_written_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let client = client(Some(dir.path().to_owned()));
    // Where the new file is written to: a device on which nothing has room. The failed write takes it away again.
    let new = dir.path().join(format!(".settings.json.{}.new", std::process::id()));
    std::os::unix::fs::symlink("/dev/full", &new).unwrap();
    client.dispatch(Intent::SetProfile { name: "Thandi Nkosi".into(), title: "".into() });
    let detail = wait(&client, "the notice", |view| {
        view.notices.iter().find_map(|notice| match &notice.problem {
            Problem::CannotSave { detail } => Some(detail.clone()),
            _ => None,
        })
    })
    .await;
    assert!(detail.contains("No space left"), "{detail}");
    client.stop().await;
    let written = fs::read_to_string(dir.path().join("settings.json")).unwrap();
    assert!(written.contains("Thandi Nkosi"));
}

#[tokio::test]
async fn a_passphrase_typed_in_the_window_keeps_the_key_and_opens_it_next_time() {
    let dir = tempfile::tempdir().unwrap();
    let start = |kept| {
        let known = chancery_client::vault::Known {
            kept: chancery_client::vault::identity_for_this_run(jiff::Timestamp::now()),
            pins: Default::default(),
            place: kept,
            problem: None,
        };
        common::known(dir.path().to_owned(), known)
    };
    let passphrase = |text| chancery_client::vault::identity::Passphrase::new(text);
    let first = start(KeyPlace::Session { why: NotKept::NoKeyring, can_keep: true });
    let mine = first.view().borrow().keys.fingerprint.clone();
    first.dispatch(Intent::KeepKey { passphrase: passphrase("four words are better") });
    let path = wait(&first, "the key in its file", |view| match &view.keys.kept {
        KeyPlace::File { path } => Some(path.clone()),
        _ => None,
    })
    .await;
    assert_eq!(first.view().borrow().keys.fingerprint, mine);
    first.stop().await;

    let second = start(KeyPlace::Locked { path });
    second.dispatch(Intent::UnlockKey { passphrase: passphrase("four words are worse") });
    wait(&second, "that it is wrong", |view| (view.keys.refused == Some(Problem::WrongPassphrase)).then_some(())).await;
    assert_ne!(second.view().borrow().keys.fingerprint, mine);
    second.dispatch(Intent::UnlockKey { passphrase: passphrase("four words are better") });
    wait(&second, "the key", |view| (view.keys.fingerprint == mine).then_some(())).await;
    assert!(matches!(second.view().borrow().keys.kept, KeyPlace::File { .. }));
    second.stop().await;
}
