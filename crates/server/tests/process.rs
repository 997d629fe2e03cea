//! The server as a process of its own: starting, stopping, and each reason for which it cannot.

mod common;

use chancery_signalling::message::ServerMessage;
use common::{Client, Heard, Meeting, PATIENCE, Process, command, get, post};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

async fn open(data: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(data.join("chancery.sqlite3")).connect().await.unwrap()
}

/// Runs to the end; says the exit code and what was said on standard error.
fn fails(mut command: std::process::Command) -> (Option<i32>, String) {
    let began = Instant::now();
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    assert!(began.elapsed() < PATIENCE);
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn told_to_stop_it_tells_the_clients_and_ends_well() {
    for name in ["TERM", "INT"] {
        let data = tempfile::tempdir().unwrap();
        let mut server = Process::start(command(data.path()));
        let meeting = Meeting::now(1);
        assert_eq!(post(server.address, "/v1/meetings", &meeting.registration()).await.status, 201);
        let mut client = Client::seated(server.address, &meeting, 2).await;
        // One who neither reads nor goes does not hold it up.
        let stubborn = Client::greeted(server.address).await;
        let began = Instant::now();
        server.signal(name);
        assert!(matches!(client.message().await, ServerMessage::Closing { .. }));
        assert_eq!(client.hear().await, Heard::Closed(1012));
        assert_eq!(server.exit_code().await, Some(0));
        assert!(began.elapsed() < Duration::from_secs(10));
        drop(stubborn);
        assert!(!data.path().join("chancery.sqlite3-wal").exists(), "everything is in the one file");
    }
}

#[tokio::test]
async fn killed_it_comes_back_with_its_meetings() {
    let data = tempfile::tempdir().unwrap();
    let meeting = Meeting::now(1);
    let server = Process::start(command(data.path()));
    assert_eq!(post(server.address, "/v1/meetings", &meeting.registration()).await.status, 201);
    server.signal("KILL");
    drop(server);
    let server = Process::start(command(data.path()));
    Client::seated(server.address, &meeting, 2).await;
}

#[test]
fn what_keeps_it_from_starting_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // The data folder is a file; lies under a file.
    std::fs::write(path("file"), "x").unwrap();
    for data in [path("file"), path("file").join("under")] {
        let (code, said) = fails(command(&data));
        assert_eq!(code, Some(1));
        assert!(said.contains("the data folder") && said.contains("--data"), "{said}");
    }
    // The database is a folder.
    std::fs::create_dir_all(path("dir/chancery.sqlite3")).unwrap();
    assert!(fails(command(&path("dir"))).1.contains("the data folder"));
    // The database is something else; or its middle is damaged.
    std::fs::create_dir(path("other")).unwrap();
    std::fs::write(path("other/chancery.sqlite3"), "no database at all, but long enough to be one".repeat(100))
        .unwrap();
    let (code, said) = fails(command(&path("other")));
    assert_eq!(code, Some(1));
    assert!(said.contains("is damaged") && said.contains("Restore a backup"), "{said}");
    // The port is in use.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut busy = std::process::Command::new(env!("CARGO_BIN_EXE_chancery-server"));
    busy.args(["--listen", &taken.local_addr().unwrap().to_string(), "--data"]).arg(path("busy"));
    let (code, said) = fails(busy);
    assert_eq!(code, Some(1));
    assert!(said.contains("cannot listen on 127.0.0.1:") && said.contains("--listen"), "{said}");
    // An option that makes no sense.
    let mut odd = command(&path("odd"));
    odd.args(["--log-level", "a=b=c"]);
    assert_eq!(fails(odd).0, Some(1));
    let mut odd = command(&path("odd"));
    odd.args(["--stun", "example.org"]);
    assert!(fails(odd).1.contains("stun:HOST:PORT"));
}

#[tokio::test]
async fn a_damaged_or_newer_database_is_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("chancery.sqlite3");
    let mut server = Process::start(command(data.path()));
    for n in 0..40 {
        assert_eq!(post(server.address, "/v1/meetings", &Meeting::now(n).registration()).await.status, 201);
    }
    server.signal("TERM");
    assert_eq!(server.exit_code().await, Some(0));
    let good = std::fs::read(&file).unwrap();
    // A migration that this version does not have.
    let mut db = open(data.path()).await;
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    let (code, said) = fails(command(data.path()));
    assert_eq!(code, Some(1));
    assert!(said.contains("newer chancery-server"), "{said}");
    // Pages overwritten.
    let mut bad = good.clone();
    let half = bad.len() / 2;
    bad[half..].fill(0x5a);
    std::fs::write(&file, &bad).unwrap();
    let (code, said) = fails(command(data.path()));
    assert_eq!(code, Some(1));
    assert!(said.contains("is damaged"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), bad, "what may be mended is not touched");
    std::fs::write(&file, &good).unwrap();
    Client::seated(Process::start(command(data.path())).address, &Meeting::now(7), 2).await;
}

#[tokio::test]
async fn two_servers_do_not_share_a_folder() {
    let data = tempfile::tempdir().unwrap();
    let _first = Process::start(command(data.path()));
    let (code, said) = fails(command(data.path()));
    assert_eq!(code, Some(1));
    assert!(said.contains("another chancery-server uses"), "{said}");
}

#[tokio::test]
async fn a_database_locked_by_another_program_is_said_and_survived() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(command(data.path()));
    let meeting = Meeting::now(1);
    assert_eq!(post(server.address, "/v1/meetings", &meeting.registration()).await.status, 201);
    let mut other = open(data.path()).await;
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let answer = post(server.address, "/v1/meetings", &Meeting::now(2).registration()).await;
    assert_eq!((answer.status, answer.body.as_str()), (503, r#"{"code":"storage"}"#));
    assert!(answer.headers.contains("retry-after:"));
    let health = get(server.address, "/healthz").await;
    assert_eq!(health.status, 503);
    assert!(health.body.contains(r#""database":"locked""#), "{}", health.body);
    // Reading goes on (WAL): who is invited comes in.
    Client::seated(server.address, &meeting, 2).await;
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(post(server.address, "/v1/meetings", &Meeting::now(2).registration()).await.status, 201);
    let began = Instant::now();
    while get(server.address, "/healthz").await.status != 200 {
        assert!(began.elapsed() < PATIENCE, "it does not recover");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_survived() {
    let data = tempfile::tempdir().unwrap();
    let mut command = command(data.path());
    command.args(["--max-database-mib", "1"]);
    let server = Process::start(command);
    let kept = Meeting::now(200);
    assert_eq!(post(server.address, "/v1/meetings", &kept.registration()).await.status, 201);
    // These expire while the test runs.
    let expires = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(4);
    let large = |n: u8| Meeting { sealed: vec![n; 30_000], expires, ..Meeting::now(n) };
    let mut stored = 0;
    let refused = loop {
        let answer = post(server.address, "/v1/meetings", &large(stored).registration()).await;
        if answer.status != 201 {
            break answer;
        }
        stored += 1;
        assert!(stored < 100, "a mebibyte holds no three");
    };
    assert!(stored > 10);
    assert_eq!((refused.status, refused.body.as_str()), (503, r#"{"code":"storage"}"#));
    for _ in 0..5 {
        assert_eq!(post(server.address, "/v1/meetings", &large(101).registration()).await.status, 503);
    }
    assert!(get(server.address, "/metrics").await.body.contains("chancery_storage_troubles_total{kind=\"full\"} 6"));
    // What is stored is there.
    Client::seated(server.address, &kept, 2).await;
    // Once there is space, it goes on by itself.
    let began = Instant::now();
    let new = Meeting { sealed: vec![7; 30_000], ..Meeting::now(201) };
    while post(server.address, "/v1/meetings", &new.registration()).await.status != 201 {
        assert!(began.elapsed() < PATIENCE, "it does not recover");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Client::seated(server.address, &new, 2).await;
}

#[tokio::test]
async fn the_log_names_nobody() {
    let data = tempfile::tempdir().unwrap();
    let log = data.path().join("log");
    let mut command = command(&data.path().join("data"));
    command.args(["--log", "json"]).stderr(std::fs::File::create(&log).unwrap());
    let mut server = Process::start(command);
    let meeting = Meeting::now(1);
    post(server.address, "/v1/meetings", &meeting.registration()).await;
    let mut client = Client::seated(server.address, &meeting, 2).await;
    client.relay(None, vec![1; 100]).await;
    client.ping(1).await;
    server.signal("TERM");
    assert_eq!(server.exit_code().await, Some(0));
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.lines().count() >= 3);
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["level"].is_string() && line["timestamp"].is_string());
    }
    for secret in [meeting.id.to_string(), common::person(2).to_string(), "127.0.0.1".into()] {
        assert!(!log.contains(&secret), "{secret} in {log}");
    }
}
