//! Two participants without a screen meet through a real server, with film and voice from files.

mod common;

use common::{Server, end, interrupt, links, start};
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[path = "../../client/tests/common/media.rs"]
mod media;

fn report(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn received<'a>(report: &'a Value, kind: &str) -> &'a Value {
    let found = report["received"].as_array().unwrap().iter().find(|r| r["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind}: {report}"))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn two_meet_record_and_report() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let server = Server::start(dir);
    let (id, za) = links(&server.url);
    let film = shown(&media::film(dir, "film.y4m", 320, 180));
    let screen = shown(&media::film(dir, "screen.y4m", 640, 400));
    let voice = shown(&media::voice(dir, "voice.wav", 440.0));
    let (first, second, heard) = (dir.join("first.json"), dir.join("second.json"), dir.join("a/heard"));
    let both = ["--camera", &film, "--microphone", &voice, "--speaker", "none", "--processing", "off"];
    let a = [
        &["join", &id, "--name", "Retno Wibowo", "--seconds", "30", "--screen", &screen, "--stats", &shown(&first)],
        &both[..],
    ];
    let b = [
        &[
            "join",
            &za,
            "--name",
            "Thandi Nkosi",
            "--seconds",
            "6",
            "--record",
            &shown(&heard),
            "--stats",
            &shown(&second),
        ],
        &both[..],
    ];
    let a = start(&a.concat());
    let b = end(start(&b.concat()));
    assert_eq!(b.code, Some(0), "{}", b.err);
    assert!(b.err.contains("Retno Wibowo (ID)"), "{}", b.err);
    // Ctrl-C leaves properly, and the report is written all the same.
    interrupt(&a);
    let a = end(a);
    assert_eq!(a.code, Some(0), "{}", a.err);
    assert!(a.err.contains("Thandi Nkosi (ZA) has left"), "{}", a.err);

    for path in [&first, &second] {
        let report = report(path);
        let keys: Vec<_> = report.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["cpu_seconds", "join_ms", "received", "refused", "rss_peak_bytes", "sent"]);
        assert_eq!(report["refused"]["hostile"].as_u64(), Some(0), "nobody tampered: {report}");
        assert!(report["join_ms"].as_f64() > Some(0.0) && report["cpu_seconds"].as_f64() > Some(0.0), "{report}");
        assert!(report["rss_peak_bytes"].as_u64() > Some(1_000_000), "{report}");
        assert!(received(&report, "audio")["frames"].as_u64() > Some(100), "{report}");
        let video = received(&report, "video");
        assert!(video["frames"].as_u64() > Some(30), "{report}");
        assert_eq!((video["width"].as_u64(), video["height"].as_u64()), (Some(320), Some(180)));
        assert!(video["latency_ms"]["p50"].as_f64() > Some(0.0), "{report}");
    }
    let seen = report(&second);
    assert_eq!(received(&seen, "screen")["width"].as_u64(), Some(640), "{seen}");
    let kinds: Vec<_> =
        fs::read_dir(&heard).unwrap().map(|e| e.unwrap().path().extension().unwrap().to_owned()).collect();
    assert!(kinds.iter().any(|kind| kind == "wav"), "a WAV per voice: {kinds:?}");
    assert!(kinds.iter().filter(|kind| *kind == "y4m" || *kind == "ivf").count() >= 2, "camera and screen: {kinds:?}");
}

#[test]
fn a_link_from_standard_input_stands_in_no_list_of_processes() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    let (id, _) = links(&server.url);
    let nothing = ["--camera", "none", "--microphone", "none", "--speaker", "none"];
    let join = |link: &str, input: &str| {
        let mut command = common::chancery(&[&["join", link, "--name", "Retno Wibowo"], &nothing[..]].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child
    };
    let mut child = join("-", &format!("{id}\n"));
    let mut said = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    while !said.contains("Joined") {
        said += &lines.next().unwrap_or_else(|| panic!("it did not join: {said}")).unwrap();
    }
    let listed = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
    let listed = String::from_utf8_lossy(&listed);
    assert!(listed.contains("join") && !listed.contains("chancery://"), "{listed}");
    interrupt(&child);
    assert_eq!(end(child).code, Some(0));

    // From a file as well; and where there is none, that is said.
    let file = dir.path().join("link");
    fs::write(&file, &id).unwrap();
    let mut child = join(&format!("@{}", shown(&file)), "");
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("Joined")));
    interrupt(&child);
    assert_eq!(end(child).code, Some(0));
    for (link, says) in [("-", "standard input"), ("@absent", "cannot be read")] {
        let said = end(join(link, ""));
        assert_eq!(said.code, Some(1), "{}", said.err);
        assert!(said.err.contains(says), "{}", said.err);
    }
}

#[test]
fn interrupted_before_it_joined_it_says_so_and_writes_what_there_is() {
    let dir = tempfile::tempdir().unwrap();
    // A server that takes the connection and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let invitation = chancery_trust::Invitation::for_sides(
        &url,
        chancery_model::MeetingId::from_random([7; 16]),
        &chancery_trust::MeetingSecret([1; 32]),
        &[
            (chancery_model::DelegationCode::new("ID").unwrap(), chancery_trust::SideSecret([3; 32]), None),
            (chancery_model::DelegationCode::new("ZA").unwrap(), chancery_trust::SideSecret([2; 32]), None),
        ],
        jiff::Timestamp::now(),
        jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1),
    )
    .swap_remove(1);
    let stats = dir.path().join("stats.json");
    let link = invitation.to_link();
    let nothing = ["--camera", "none", "--microphone", "none", "--speaker", "none"];
    let child = start(&[&["join", &link, "--name", "x", "--wait", "--stats", &shown(&stats)], &nothing[..]].concat());
    // Once it has reached out, it listens for Ctrl-C too.
    let began = Instant::now();
    drop(silent.accept().unwrap());
    std::thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    let said = end(child);
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(said.err.contains("Interrupted"), "{}", said.err);
    assert!(began.elapsed() < common::LONG);
    assert!(report(&stats)["join_ms"].is_null());
}

#[test]
fn who_waits_joins_when_the_server_comes() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    let (address, (id, _)) = (server.address(), links(&server.url));
    drop(server);
    let nothing = ["--camera", "none", "--microphone", "none", "--speaker", "none", "--seconds", "1"];
    let child = start(&[&["join", &id, "--name", "Retno Wibowo", "--wait"], &nothing[..]].concat());
    std::thread::sleep(Duration::from_secs(2));
    // The first server's lock on its folder goes with its last task.
    let copy = dir.path().join("copy");
    fs::create_dir_all(copy.join("server")).unwrap();
    for entry in fs::read_dir(dir.path().join("server")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), copy.join("server").join(entry.file_name())).unwrap();
        }
    }
    let _server = Server::with(&copy, |config| config.listen = address);
    let said = end(child);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("does not answer") && said.err.contains("Joined"), "{}", said.err);
}
