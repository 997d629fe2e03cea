//! Clients that mean no good, or are broken: each is refused or dropped within its time, and the others are served.

mod common;

use chancery_signalling::message::{ClientMessage, MAX_FRAME, RefusalCode, ServerMessage, VERSION};
use common::{Client, Heard, Meeting, PATIENCE, Server, get};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

/// Someone is served as if nothing were.
async fn is_well(server: &Server) {
    let mut witness = Client::greeted(server.address()).await;
    assert!(witness.ping(1).await.is_empty());
    assert_eq!(get(server.address(), "/healthz").await.status, 200);
}

#[tokio::test]
async fn malformed_frames() {
    let server = Server::start().await;
    for first in ["", "{", "null", "[]", r#"{"is":"hello"}"#, r#"{"is":"nothing"}"#, r#"{"is":"ping","n":1}"#, "\u{0}"]
    {
        let mut client = Client::connect(server.address()).await;
        client.frame(Message::text(first)).await;
        assert_eq!(client.hear_out().await, (Some(RefusalCode::Malformed), 1008), "{first:?}");
    }
    let mut binary = Client::connect(server.address()).await;
    binary.frame(Message::binary(vec![0; 100])).await;
    assert_eq!(binary.hear_out().await, (Some(RefusalCode::Malformed), 1008));
    // Once greeted, a bad frame is refused and the socket stays.
    let mut client = Client::greeted(server.address()).await;
    client.frame(Message::binary(vec![0xff; 10])).await;
    assert_eq!(client.refused().await, RefusalCode::Malformed);
    client.frame(Message::text("[".repeat(100_000))).await;
    assert_eq!(client.refused().await, RefusalCode::Malformed);
    client.say(&ClientMessage::Move { place: chancery_model::Place::Plenary }).await;
    assert_eq!(client.refused().await, RefusalCode::Malformed);
    assert!(client.ping(1).await.is_empty());
    is_well(&server).await;
    server.stop().await;
}

#[tokio::test]
async fn cut_and_twisted_messages_from_a_seat() {
    let server = Server::with(|c| c.limits.burst = 1_000_000).await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    let mut a = Client::seated(server.address(), &meeting, 2).await;
    let mut z = Client::seated(server.address(), &meeting, 3).await;
    let whole = serde_json::to_string(&meeting.enter(3)).unwrap();
    let mut random = 12_345_u32;
    for cut in 1..whole.len() {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let mut bytes = whole.as_bytes()[..cut].to_vec();
        if random & 1 == 0 {
            bytes = whole.as_bytes().to_vec();
            bytes[cut] = b' ' + (random >> 8) as u8 % 95;
        }
        z.frame(Message::text(String::from_utf8(bytes).unwrap())).await;
    }
    // Each was refused, since none is in order here; nobody else noticed.
    let refused = z.ping(1).await.into_iter().filter(|m| matches!(m, ServerMessage::Refused { .. })).count();
    assert_eq!(refused, whole.len() - 1);
    assert!(a.ping(1).await.iter().all(|m| matches!(m, ServerMessage::Member { .. })));
    server.stop().await;
}

#[tokio::test]
async fn a_frame_that_is_too_long() {
    let server = Server::start().await;
    for greeted in [true, false] {
        let mut client = Client::connect(server.address()).await;
        if greeted {
            client.say(&ClientMessage::Hello { versions: vec![VERSION], client: String::new() }).await;
            client.message().await;
        }
        let frame = Message::text("x".repeat(2 * MAX_FRAME));
        // The server may close before all is sent; it must say why nevertheless.
        let _ = timeout(PATIENCE, futures_util::SinkExt::send(&mut client.socket, frame)).await.expect("in time");
        assert_eq!(client.hear_out().await, (Some(RefusalCode::TooLarge), 1009));
    }
    // The longest that is allowed is read.
    let mut client = Client::greeted(server.address()).await;
    client.frame(Message::text(" ".repeat(MAX_FRAME))).await;
    assert_eq!(client.refused().await, RefusalCode::Malformed);
    is_well(&server).await;
    server.stop().await;
}

#[tokio::test]
async fn relays_and_cards_that_are_too_large() {
    let server = Server::start().await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    let mut a = Client::seated(server.address(), &meeting, 2).await;
    let mut z = Client::seated(server.address(), &meeting, 3).await;
    a.relay(None, vec![0; 256 * 1024 + 1]).await;
    a.message().await; // z came
    assert_eq!(a.refused().await, RefusalCode::TooLarge);
    a.relay(None, vec![7; 256 * 1024]).await;
    assert!(matches!(z.message().await, ServerMessage::Relayed { sealed, .. } if sealed.0.len() == 256 * 1024));
    server.stop().await;
}

#[tokio::test]
async fn unknown_versions_are_told_which_are_spoken() {
    let server = Server::start().await;
    for versions in [vec![], vec![VERSION + 1], vec![0, 65_535]] {
        let mut client = Client::connect(server.address()).await;
        client.say(&ClientMessage::Hello { versions, client: "chancery/9".into() }).await;
        let ServerMessage::Refused { code: RefusalCode::Version, versions, .. } = client.message().await else {
            panic!()
        };
        assert_eq!(versions, [VERSION]);
        assert_eq!(client.hear().await, Heard::Closed(1008));
    }
    let mut client = Client::connect(server.address()).await;
    client.say(&ClientMessage::Hello { versions: vec![VERSION + 1, VERSION], client: "chancery/9".into() }).await;
    assert!(matches!(client.message().await, ServerMessage::Welcome { version: VERSION, .. }));
    server.stop().await;
}

#[tokio::test]
async fn those_who_say_nothing_are_let_go() {
    let server = Server::with(|c| {
        c.limits.hello = Duration::from_millis(500);
        c.limits.heartbeat = Duration::from_millis(100);
        c.header_timeout = Duration::from_secs(1);
        c.request_timeout = Duration::from_secs(1);
    })
    .await;
    // A WebSocket without a hello; one without a heartbeat.
    let mut mute = Client::connect(server.address()).await;
    assert_eq!(mute.hear().await, Heard::Closed(1008));
    let mut still = Client::greeted(server.address()).await;
    assert_eq!(still.hear().await, Heard::Closed(1008));
    // A TCP connection without a request.
    let mut silent = TcpStream::connect(server.address()).await.unwrap();
    let mut rest = Vec::new();
    timeout(PATIENCE, silent.read_to_end(&mut rest)).await.expect("closed in time").unwrap();
    // A header that comes byte by byte, and never ends.
    let mut slow = TcpStream::connect(server.address()).await.unwrap();
    let began = Instant::now();
    let request = b"GET /v1/signal HTTP/1.1\r\nHost: x\r\n".iter().chain(std::iter::repeat(&b'a'));
    for byte in request {
        if slow.write_all(&[*byte]).await.is_err() {
            break;
        }
        sleep(Duration::from_millis(50)).await;
        assert!(began.elapsed() < PATIENCE, "the slow header was never cut off");
    }
    // A body that never comes.
    let mut slow = TcpStream::connect(server.address()).await.unwrap();
    slow.write_all(b"POST /v1/meetings HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{").await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, slow.read_to_end(&mut answer)).await.expect("answered or closed in time");
    assert!(String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
    // A header that is too long, and one with too many lines.
    for header in ["a".repeat(100_000), "a: b\r\n".repeat(500)] {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let request = format!("GET /healthz HTTP/1.1\r\nx: {header}\r\n\r\n");
        let _ = stream.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("in time");
        assert!(!String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 200"));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_long_frame_on_a_slow_line_is_not_silence() {
    let server = Server::with(|c| c.limits.heartbeat = Duration::from_millis(100)).await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    // The frame by hand: masked with zeros, RFC 6455 section 5.2, dripping for three times as long as a silence may last.
    let key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n";
    let upgrade =
        format!("GET /v1/signal HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{key}\r\n");
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(upgrade.as_bytes()).await.unwrap();
    let frame = |text: &str| {
        let mut bytes = vec![0x81, 0xfe];
        bytes.extend((text.len() as u16).to_be_bytes());
        bytes.extend([0; 4]);
        bytes.extend(text.as_bytes());
        bytes
    };
    let hello =
        serde_json::to_string(&ClientMessage::Hello { versions: vec![VERSION], client: "x".repeat(60) }).unwrap();
    let mut hello = hello;
    hello.push_str(&" ".repeat(200));
    stream.write_all(&frame(&hello)).await.unwrap();
    let ping = format!("{}{}", r#"{"is":"ping","n":77}"#, " ".repeat(600));
    for byte in frame(&ping).chunks(20) {
        stream.write_all(byte).await.unwrap();
        sleep(Duration::from_millis(100)).await;
    }
    let mut heard = Vec::new();
    let answered = async {
        let mut piece = [0; 1_024];
        while !String::from_utf8_lossy(&heard).contains(r#""n":77"#) {
            let n = stream.read(&mut piece).await.unwrap();
            assert!(n > 0, "closed before the frame was whole");
            heard.extend_from_slice(&piece[..n]);
        }
    };
    timeout(PATIENCE, answered).await.expect("the long frame is answered");
    server.stop().await;
}

#[tokio::test]
async fn one_who_never_reads_is_dropped_and_the_others_are_served() {
    let server = Server::with(|c| {
        c.limits.burst = 1_000_000;
        c.queue_bytes = 256 * 1024;
        // So that it is not let go for its silence first.
        c.limits.heartbeat = Duration::from_secs(10);
    })
    .await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    let mut a = Client::seated(server.address(), &meeting, 2).await;
    let mut b = Client::seated(server.address(), &meeting, 4).await;
    let stuck = Client::seated(server.address(), &meeting, 3).await;
    let reader = tokio::spawn(async move {
        let mut relayed = 0;
        loop {
            match b.hear().await {
                Heard::Message(ServerMessage::Relayed { .. }) => relayed += 1,
                Heard::Message(ServerMessage::Member { member }) if !member.connected => return relayed,
                Heard::Message(_) => {}
                Heard::Closed(code) => panic!("the one who reads was closed: {code}"),
            }
        }
    });
    let began = Instant::now();
    while !reader.is_finished() {
        a.relay(None, vec![0; 100_000]).await;
        // Not faster than one who reads can follow.
        a.ping(1).await;
        sleep(Duration::from_millis(2)).await;
        assert!(began.elapsed() < PATIENCE, "the one who does not read was not dropped");
    }
    assert!(reader.await.unwrap() > 0);
    assert!((server.metric("chancery_clients_too_slow_total").await - 1.0).abs() < 0.1);
    drop(stuck);
    is_well(&server).await;
    server.stop().await;
}

#[tokio::test]
async fn a_flood_is_refused_and_ends_the_socket() {
    let server = Server::start().await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    let mut a = Client::seated(server.address(), &meeting, 2).await;
    let mut z = Client::seated(server.address(), &meeting, 3).await;
    for n in 0..5_000 {
        let ping = Message::text(serde_json::to_string(&ClientMessage::Ping { n }).unwrap());
        if timeout(PATIENCE, futures_util::SinkExt::send(&mut z.socket, ping)).await.expect("in time").is_err() {
            break;
        }
    }
    assert_eq!(z.hear_out().await, (Some(RefusalCode::TooFast), 1008));
    // WebSocket pings count as well.
    let mut z = Client::seated(server.address(), &meeting, 3).await;
    for _ in 0..5_000 {
        let ping = Message::Ping(vec![0; 100].into());
        if timeout(PATIENCE, futures_util::SinkExt::send(&mut z.socket, ping)).await.expect("in time").is_err() {
            break;
        }
    }
    assert_eq!(z.hear_out().await.0, Some(RefusalCode::TooFast));
    a.ping(1).await;
    is_well(&server).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_clients_and_no_more() {
    const LIMIT: usize = 2_000;
    let _ = rlimit::increase_nofile_limit(10_000);
    let server = Server::with(|c| {
        c.limits.connections = LIMIT;
        // Those who came first are not let go for their silence while the others come.
        c.limits.heartbeat = Duration::from_secs(30);
        c.limits.hello = Duration::from_secs(60);
    })
    .await;
    let mut clients = Vec::new();
    for _ in 0..LIMIT {
        clients.push(Client::greeted(server.address()).await);
    }
    for _ in 0..50 {
        let mut late = Client::connect(server.address()).await;
        assert_eq!(late.hear_out().await, (Some(RefusalCode::ServerFull), 1013));
    }
    assert!((server.metric("chancery_clients").await - LIMIT as f64).abs() < 0.1);
    // Those inside are served, and where one goes another may come.
    for client in clients.iter_mut().step_by(100) {
        client.ping(1).await;
    }
    clients.truncate(LIMIT - 10);
    let began = Instant::now();
    while server.metric("chancery_clients").await > (LIMIT - 10) as f64 {
        assert!(began.elapsed() < PATIENCE);
        sleep(Duration::from_millis(20)).await;
    }
    Client::greeted(server.address()).await;
    server.stop().await;
}

#[tokio::test]
async fn one_address_gets_its_share() {
    // The proxy is trusted, so that each "address" is what it says.
    let server = Server::with(|c| {
        c.per_address = 3;
        c.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let from = async |address: &str| {
        use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
        let mut request = format!("ws://{}/v1/signal", server.address()).into_client_request().unwrap();
        let forwarded = format!("198.51.100.9, {address}");
        request.headers_mut().insert("X-Forwarded-For", forwarded.parse().unwrap());
        let (socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        let mut client = Client { socket };
        client.say(&ClientMessage::Hello { versions: vec![VERSION], client: String::new() }).await;
        client
    };
    let mut inside = vec![];
    for _ in 0..3 {
        let mut client = from("203.0.113.5").await;
        assert!(matches!(client.message().await, ServerMessage::Welcome { .. }));
        inside.push(client);
    }
    assert_eq!(from("203.0.113.5").await.hear_out().await.0, Some(RefusalCode::ServerFull));
    assert!(matches!(from("203.0.113.6").await.message().await, ServerMessage::Welcome { .. }));
    server.stop().await;
}
