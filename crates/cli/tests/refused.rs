//! `chancery join` and what it cannot do: a sentence with what to do, soon, exit code 1.

mod common;

use chancery_model::{DelegationCode, MeetingId};
use chancery_trust::{Invitation, MeetingSecret, SideSecret};
use common::{Server, links, nobody, run};
use std::path::Path;
use std::time::{Duration, Instant};

const NOTHING: [&str; 6] = ["--camera", "none", "--microphone", "none", "--speaker", "none"];

/// What it says to this, in the end.
fn refused(link: &str, more: &[&str]) -> String {
    let began = Instant::now();
    let mut arguments = vec!["join", link, "--seconds", "1"];
    arguments.extend(more);
    if !more.contains(&"--name") {
        arguments.extend(["--name", "Thandi Nkosi"]);
    }
    let told = run(&arguments);
    assert_eq!(told.code, Some(1), "{}", told.err);
    assert!(began.elapsed() < Duration::from_secs(40), "it took {:?}", began.elapsed());
    let last = told.err.lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("chancery: ") && last.ends_with('.'), "no sentence: {}", told.err);
    last
}

fn invitation(server: &str, hours: i64) -> String {
    let now = jiff::Timestamp::now();
    let invitation = Invitation::for_sides(
        server,
        MeetingId::from_random([7; 16]),
        &MeetingSecret([1; 32]),
        &[
            (DelegationCode::new("ID").unwrap(), SideSecret([3; 32]), None),
            (DelegationCode::new("ZA").unwrap(), SideSecret([2; 32]), None),
        ],
        now - jiff::SignedDuration::from_hours(48),
        now + jiff::SignedDuration::from_hours(hours),
    )
    .swap_remove(1);
    invitation.to_link()
}

#[test]
fn links_that_are_none_cut_off_or_expired() {
    let whole = invitation(&nobody(), 1);
    assert!(refused("https://zoom.us/j/1", &NOTHING).contains("not an invitation link"));
    assert!(refused("", &NOTHING).contains("not an invitation link"));
    assert!(refused(&whole[..whole.len() - 9], &NOTHING).contains("cut off"));
    assert!(refused(&invitation(&nobody(), -1), &NOTHING).contains("expired"));
}

#[test]
fn servers_that_are_away_or_do_not_know_the_meeting() {
    assert!(refused(&invitation(&nobody(), 1), &NOTHING).contains("does not answer"));
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    assert!(refused(&invitation(&server.url, 1), &NOTHING).contains("does not know this meeting"));
}

#[test]
fn names_that_cannot_be_shown() {
    let link = invitation(&nobody(), 1);
    let named = |name: &str| refused(&link, &[&["--name", name], &NOTHING[..]].concat());
    assert!(named("\u{202E}\u{200B}").contains("name is empty"));
    assert!(named(&"x".repeat(81)).contains("80 characters"));
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn files_that_are_missing_or_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let link = invitation(&nobody(), 1);
    let missing = dir.path().join("missing").display().to_string();
    for kind in ["--camera", "--screen", "--microphone"] {
        let others: Vec<&str> = NOTHING.chunks(2).filter(|pair| pair[0] != kind).flatten().copied().collect();
        let with = |path: &str| refused(&link, &[&[kind, path], &others[..]].concat());
        assert!(with(&missing).contains("missing"), "{kind}");
        assert!(
            with(&dir.path().display().to_string()).contains(&dir.path().display().to_string()),
            "{kind}: a folder"
        );
        for (name, bytes) in [
            ("empty", &b""[..]),
            ("text", b"this is no film and no voice"),
            ("huge.y4m", b"YUV4MPEG2 W999999999 H999999999 F30:1 C420\nFRAME\n"),
            ("cut.y4m", b"YUV4MPEG2 W64 H64 F30:1 C420\nFRAME\nshort"),
            ("head.wav", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0"),
        ] {
            assert!(with(&file(dir.path(), name, bytes)).contains(name), "{kind} {name}");
        }
    }
}

#[test]
fn places_that_cannot_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let link = invitation(&nobody(), 1);
    let taken = file(dir.path(), "taken", b"a file");
    assert!(refused(&link, &[&["--record", &taken], &NOTHING[..]].concat()).contains("taken"));
    let nowhere = dir.path().join("absent/stats.json").display().to_string();
    assert!(refused(&link, &[&["--stats", &nowhere], &NOTHING[..]].concat()).contains("absent/stats.json"));
}

#[test]
fn arguments_that_cannot_be_understood_are_another_exit_code() {
    for arguments in
        [&["join"][..], &["join", "x"], &["fly"], &["doctor"], &["join", "x", "--name", "n", "--seconds", "soon"]]
    {
        let told = run(arguments);
        assert_eq!(told.code, Some(2), "{arguments:?}: {}", told.err);
    }
    let help = run(&["--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.out.contains("Exit codes") && help.out.contains("CHANCERY_CA_FILE"), "{}", help.out);
}

#[test]
fn what_is_missing_on_this_machine_keeps_nobody_out() {
    // Without any media joining works, and ends by itself.
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    let (id, _) = links(&server.url);
    let mut arguments = vec!["join", id.as_str(), "--name", "Retno Wibowo", "--seconds", "1"];
    arguments.extend(NOTHING);
    let told = run(&arguments);
    assert_eq!(told.code, Some(0), "{}", told.err);
    // Devices that are not there are told, and joining goes on.
    let (absent, folder) = ("device:absent", dir.path().display().to_string());
    let wished = [
        "join",
        &id,
        "--name",
        "Retno Wibowo",
        "--seconds",
        "1",
        "--camera",
        absent,
        "--microphone",
        absent,
        "--speaker",
        absent,
    ];
    let alone =
        common::chancery(&wished).env("PULSE_SERVER", "unix:/nowhere").env("XDG_RUNTIME_DIR", folder).output().unwrap();
    let said = String::from_utf8_lossy(&alone.stderr);
    assert_eq!(alone.status.code(), Some(0), "{said}");
    assert!(said.contains("No camera can be used") && said.contains("No microphone can be used"), "{said}");
    assert!(told.err.contains("In the holding room, off air") && told.err.contains("Joined"), "{}", told.err);
}
