//! `chancery doctor` against a server that works, one that is away, and what is none.

mod common;

use common::{Server, nobody, run};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpListener;

fn checks(told: &str) -> Vec<(String, String)> {
    let told: Value = serde_json::from_str(told).unwrap();
    let text = |check: &Value, key: &str| check[key].as_str().unwrap().to_owned();
    let checks = told["checks"].as_array().unwrap();
    for check in checks {
        let needs_remedy = check["verdict"] != "works";
        assert_eq!(check["remedy"].is_string(), needs_remedy, "what to do, where something is to be done: {check}");
    }
    checks.iter().map(|check| (text(check, "check"), text(check, "verdict"))).collect()
}

fn verdict<'a>(checks: &'a [(String, String)], check: &str) -> Option<&'a str> {
    checks.iter().find(|(c, _)| c == check).map(|(_, verdict)| verdict.as_str())
}

#[test]
fn a_server_that_works() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    let told = run(&["doctor", "--server", &server.url, "--json"]);
    assert_eq!(told.code, Some(0), "{}{}", told.out, told.err);
    let found = checks(&told.out);
    for check in ["name", "connection", "encryption", "health", "protocol", "clock"] {
        assert_eq!(verdict(&found, check), Some("works"), "{check}: {}", told.out);
    }
    assert!(verdict(&found, "udp").is_some() && verdict(&found, "microphone").is_some());
    let told = run(&["doctor", "--server", &server.url]);
    assert_eq!(told.code, Some(0));
    assert!(told.out.lines().filter(|line| line.starts_with("works  ")).count() >= 6, "{}", told.out);
}

#[test]
fn a_server_that_is_away() {
    let told = run(&["doctor", "--server", &nobody(), "--json"]);
    assert_eq!(told.code, Some(1));
    assert_eq!(verdict(&checks(&told.out), "connection"), Some("fails"));
    assert!(told.err.contains("No meeting is possible"), "{}", told.err);
    let told = run(&["doctor", "--server", "https://chancery.invalid", "--json"]);
    assert_eq!((told.code, verdict(&checks(&told.out), "name")), (Some(1), Some("fails")));
}

#[test]
fn another_web_server_and_a_port_without_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 4_096]);
                let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            });
        }
    });
    let told = run(&["doctor", "--server", &format!("http://{address}"), "--json"]);
    let found = checks(&told.out);
    assert_eq!(told.code, Some(1));
    assert_eq!((verdict(&found, "health"), verdict(&found, "protocol")), (Some("fails"), Some("fails")));
    let told = run(&["doctor", "--server", &format!("https://{address}"), "--json"]);
    assert_eq!((told.code, verdict(&checks(&told.out), "encryption")), (Some(1), Some("fails")));
}
