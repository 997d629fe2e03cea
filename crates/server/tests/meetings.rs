//! Registering meetings and looking at them: who may, what is refused, what a stranger can learn (nothing).

mod common;

use chancery_model::DelegationCode;
use chancery_signalling::message::{AccessToken, ClientMessage, LookRequest, MeetingLook, RefusalCode};
use common::{Client, Meeting, Server, get, get_with, http, post, post_with};
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};

fn look_path(meeting: &Meeting) -> String {
    format!("/v1/meetings/{}/look", meeting.id)
}

fn look(code: &str, token: [u8; 32]) -> LookRequest {
    LookRequest { delegation: DelegationCode::new(code).unwrap(), access: AccessToken(token) }
}

#[tokio::test]
async fn registered_once_looked_at_by_its_sides() {
    let server = Server::start().await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    // Asked again, as by one who got no answer: the same. Another meeting under the same identifier: no.
    server.register(&meeting).await;
    let other = Meeting { sealed: vec![9; 10], ..meeting.clone() };
    let answer = post(server.address(), "/v1/meetings", &other.registration()).await;
    assert_eq!((answer.status, answer.body.as_str()), (409, r#"{"code":"already_here"}"#));
    let mut sides_swapped = meeting.registration();
    sides_swapped.sides.reverse();
    assert_eq!(post(server.address(), "/v1/meetings", &sides_swapped).await.status, 201);
    let mut seated = None;
    for (code, present) in [("ID", 0), ("ZA", 1)] {
        let answer = post(server.address(), &look_path(&meeting), &look(code, meeting.token(code))).await;
        assert_eq!(answer.status, 200);
        let seen: MeetingLook = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((seen.sealed.0, seen.present), (meeting.sealed.clone(), present));
        assert_eq!(seated.is_some(), present == 1);
        if present == 0 {
            seated = Some(Client::seated(server.address(), &meeting, 2).await);
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_stranger_cannot_tell_a_wrong_token_from_no_meeting() {
    let server = Server::start().await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    let over = Meeting { expires: Timestamp::now() + SignedDuration::from_millis(600), ..Meeting::now(3) };
    server.register(&over).await;
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    let unknown = Meeting::now(2);
    let mut answers = vec![];
    for (path, request) in [
        (look_path(&meeting), look("ID", [0; 32])),
        (look_path(&meeting), look("ID", meeting.token("ZA"))),
        (look_path(&meeting), look("FR", meeting.token("ID"))),
        (look_path(&unknown), look("ID", unknown.token("ID"))),
        (look_path(&over), look("ID", over.token("ID"))),
        ("/v1/meetings/nonsense/look".to_owned(), look("ID", meeting.token("ID"))),
    ] {
        let answer = post(server.address(), &path, &request).await;
        assert_eq!(answer.status, 404);
        let headers: Vec<_> = answer.headers.lines().filter(|l| !l.starts_with("date:")).map(str::to_owned).collect();
        answers.push((headers, answer.body));
    }
    assert!(answers.iter().all(|a| *a == answers[0]), "{answers:#?}");
    // The same on the WebSocket, byte for byte.
    let mut client = Client::greeted(server.address()).await;
    let mut refusals = vec![];
    let ClientMessage::Enter { delegation, participant, resume, place, card, .. } = meeting.enter(2) else {
        unreachable!()
    };
    let access = AccessToken([5; 32]);
    let wrong =
        ClientMessage::Enter { meeting: meeting.id, delegation, access, participant, resume, place, card, after: None };
    for enter in [unknown.enter(2), wrong] {
        client.say(&enter).await;
        refusals.push(serde_json::to_string(&client.message().await).unwrap());
    }
    assert_eq!(refusals[0], refusals[1]);
    assert!(refusals[0].contains("no_such_meeting"));
    server.stop().await;
}

#[tokio::test]
async fn doors_open_in_time_and_close() {
    let server = Server::with(|c| c.limits.doors = std::time::Duration::from_hours(1)).await;
    let now = Timestamp::now();
    let hours = SignedDuration::from_hours;
    let early = Meeting { starts: now + hours(2), expires: now + hours(3), ..Meeting::now(1) };
    let soon = Meeting { starts: now + SignedDuration::from_mins(30), expires: now + hours(3), ..Meeting::now(2) };
    let short =
        Meeting { starts: now - hours(1), expires: now + SignedDuration::from_millis(1_500), ..Meeting::now(3) };
    for meeting in [&early, &soon, &short] {
        server.register(meeting).await;
    }
    let mut client = Client::greeted(server.address()).await;
    client.say(&early.enter(2)).await;
    assert_eq!(client.refused().await, RefusalCode::NotOpen);
    // The desk may see it nevertheless.
    assert_eq!(post(server.address(), &look_path(&early), &look("ID", early.token("ID"))).await.status, 200);
    Client::seated(server.address(), &soon, 2).await;
    let mut inside = Client::seated(server.address(), &short, 2).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_800)).await;
    client.say(&short.enter(3)).await;
    assert_eq!(client.refused().await, RefusalCode::NotOpen);
    assert!(inside.ping(1).await.is_empty(), "who is in stays");
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_meeting_is_refused() {
    let server = Server::start().await;
    let good = serde_json::to_string(&Meeting::now(1).registration()).unwrap();
    let send = async |body: &str| {
        let head = "POST /v1/meetings HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        http(server.address(), &format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())).await
    };
    for bad in [
        "",
        "{}",
        "[]",
        "null",
        &good[..good.len() / 2],
        &good.replace("\"ID\"", "\"?\""),
        &good.replace("sides", "side"),
    ] {
        let answer = send(bad).await;
        assert_eq!((answer.status, answer.body.as_str()), (400, r#"{"code":"malformed"}"#), "{bad}");
    }
    let mut doubled = Meeting::now(1).registration();
    doubled.sides[1].delegation = doubled.sides[0].delegation.clone();
    assert_eq!(post(server.address(), "/v1/meetings", &doubled).await.status, 422);
    let large = send(&"x".repeat(100_000)).await;
    assert_eq!((large.status, large.body.as_str()), (413, r#"{"code":"too_large"}"#));
    assert_eq!(get(server.address(), "/v1/meetings").await.status, 405);
    assert_eq!(get(server.address(), "/nowhere").await.status, 404);
    assert!(get(server.address(), "/v1/signal").await.status >= 400);
    assert_eq!(send(&good).await.status, 201);
    server.stop().await;
}

#[tokio::test]
async fn only_organisers_where_it_is_so_set() {
    let token = "an organiser's token";
    let server =
        Server::with(|c| c.organiser_sha256 = digest(&SHA256, token.as_bytes()).as_ref().try_into().ok()).await;
    let meeting = Meeting::now(1).registration();
    for headers in ["", "Authorization: Bearer wrong\r\n", "Authorization: Basic an organiser's token\r\n"] {
        let answer = post_with(server.address(), "/v1/meetings", &meeting, headers).await;
        assert_eq!((answer.status, answer.body.as_str()), (401, r#"{"code":"organisers_only"}"#));
        assert_eq!(get_with(server.address(), "/v1/organiser", headers).await.status, 401);
        assert!(answer.headers.contains("www-authenticate: bearer"));
    }
    let headers = format!("Authorization: Bearer {token}\r\n");
    assert_eq!(get_with(server.address(), "/v1/organiser", &headers).await.status, 204);
    assert_eq!(post_with(server.address(), "/v1/meetings", &meeting, &headers).await.status, 201);
    server.stop().await;
}

#[tokio::test]
async fn one_address_registers_at_a_pace_and_the_server_keeps_a_number() {
    let server = Server::with(|c| {
        c.meetings_per_hour = 3;
        c.max_meetings = 5;
        c.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let register = async |n: u8, from: &str| {
        let headers = format!("X-Forwarded-For: {from}\r\n");
        post_with(server.address(), "/v1/meetings", &Meeting::now(n).registration(), &headers).await
    };
    for n in 0..3 {
        assert_eq!(register(n, "203.0.113.5").await.status, 201);
    }
    let answer = register(3, "203.0.113.5").await;
    assert_eq!((answer.status, answer.body.as_str()), (429, r#"{"code":"too_fast"}"#));
    assert!(answer.headers.contains("retry-after: 1200"));
    for n in 3..5 {
        assert_eq!(register(n, "203.0.113.6").await.status, 201);
    }
    let answer = register(5, "203.0.113.7").await;
    assert_eq!((answer.status, answer.body.as_str()), (503, r#"{"code":"server_full"}"#));
    server.stop().await;
}

#[tokio::test]
async fn expired_meetings_are_forgotten() {
    let server = Server::with(|_| {}).await;
    let short = Meeting { expires: Timestamp::now() + SignedDuration::from_millis(500), ..Meeting::now(1) };
    server.register(&short).await;
    server.register(&Meeting::now(2)).await;
    let data = server.stop().await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    // Done at the start, and each hour.
    let server = Server::on(data, |_| {}).await;
    let began = std::time::Instant::now();
    loop {
        let again = Meeting { sealed: vec![1, 2, 3], expires: Meeting::now(1).expires, ..short.clone() };
        if post(server.address(), "/v1/meetings", &again.registration()).await.status == 201 {
            break;
        }
        assert!(began.elapsed() < common::PATIENCE, "the old one is still there");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let kept = Meeting { sealed: vec![1, 2, 3], ..Meeting::now(2) };
    assert_eq!(post(server.address(), "/v1/meetings", &kept.registration()).await.status, 409);
    server.stop().await;
}

#[tokio::test]
async fn health_metrics_and_the_page_for_browsers() {
    let server = Server::start().await;
    let health = get(server.address(), "/healthz").await;
    assert_eq!(health.status, 200);
    let health: serde_json::Value = serde_json::from_str(&health.body).unwrap();
    assert_eq!((&health["ok"], &health["database"]), (&true.into(), &"ok".into()));
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    let metrics = get(server.address(), "/metrics").await;
    assert!(metrics.headers.contains("content-type: text/plain; version=0.0.4"));
    assert!(metrics.body.contains("chancery_http_requests_total{route=\"/healthz\",status=\"200\"} 1"));
    let page = get(server.address(), "/join").await;
    assert_eq!(page.status, 200);
    assert!(page.headers.contains("content-security-policy: default-src 'none'; style-src 'sha256-"));
    assert!(page.headers.contains("referrer-policy: no-referrer"));
    server.stop().await;
}
