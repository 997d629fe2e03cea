//! The socket against small WebSocket servers in the same process.

use super::*;
use tokio::net::{TcpListener, TcpStream};

/// Longer than anything takes on a busy machine.
const LONG: Duration = Duration::from_secs(20);

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

async fn accept(listener: &TcpListener) -> WebSocketStream<TcpStream> {
    let (stream, _) = timeout(LONG, listener.accept()).await.unwrap().unwrap();
    tokio_tungstenite::accept_async(stream).await.unwrap()
}

async fn next(events: &mut mpsc::Receiver<Numbered>) -> Numbered {
    timeout(LONG, events.recv()).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_last_words_reach_the_server_before_the_socket_closes() {
    let (listener, url) = listener().await;
    let (mut socket, mut events) = Socket::new();
    socket.connect(&url);
    let mut server = accept(&listener).await;
    assert!(matches!(next(&mut events).await.1, ServerEvent::Opened));
    for n in 0..20 {
        assert!(socket.send(ClientMessage::Ping { n }));
    }
    assert!(socket.send(ClientMessage::Leave));
    let finishing = tokio::spawn(socket.finish(events));
    let mut heard = Vec::new();
    while let Some(Ok(message)) = timeout(LONG, server.next()).await.unwrap() {
        heard.push(message);
    }
    assert!(matches!(heard.pop(), Some(Message::Close(_))), "a closing handshake, no cut");
    let last = heard.pop().unwrap().into_text().unwrap();
    assert_eq!(serde_json::from_str::<ClientMessage>(last.as_str()).unwrap(), ClientMessage::Leave);
    assert_eq!(heard.len(), 20);
    finishing.await.unwrap();
}

#[tokio::test]
async fn what_an_earlier_socket_says_is_known_as_such() {
    let (listener, url) = listener().await;
    let (mut socket, mut events) = Socket::new();
    socket.connect(&url);
    let mut first = accept(&listener).await;
    let (old, _) = next(&mut events).await;
    assert!(socket.is_current(old));
    first.send(Message::text(r#"{"is":"pong","n":1}"#)).await.unwrap();
    socket.connect(&url);
    let _second = accept(&listener).await;
    assert!(!socket.is_current(old));
    loop {
        let (number, event) = next(&mut events).await;
        if socket.is_current(number) {
            assert!(matches!(event, ServerEvent::Opened), "the first word of the new one");
            break;
        }
    }
    socket.disconnect();
    assert!(!socket.is_current(old) && socket.send(ClientMessage::Leave), "no socket: dropped without complaint");
}

#[tokio::test]
async fn a_server_that_does_not_read_costs_the_socket_and_never_the_app() {
    let (listener, url) = listener().await;
    let (mut socket, mut events) = Socket::new();
    socket.connect(&url);
    let _deaf = accept(&listener).await;
    next(&mut events).await;
    let long = ClientMessage::Relay { to: None, sealed: chancery_signalling::message::Sealed(vec![0; 100_000]) };
    let mut given_up = false;
    for _ in 0..OUTGOING * 4 {
        if !socket.send(long.clone()) {
            given_up = true;
            break;
        }
        tokio::task::yield_now().await;
    }
    assert!(given_up);
    assert!(socket.outgoing.is_none());
}

#[tokio::test]
async fn an_attempt_that_nobody_wants_any_more_ends() {
    // It takes the connection and does not answer the upgrade.
    let (listener, url) = listener().await;
    let (mut socket, events) = Socket::new();
    socket.connect(&url);
    let (mut stream, _) = timeout(LONG, listener.accept()).await.unwrap().unwrap();
    socket.disconnect();
    drop(events);
    let mut rest = Vec::new();
    let ended = timeout(CONNECT_TIMEOUT / 2, tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut rest)).await;
    assert!(ended.is_ok(), "the connection is closed long before its time is over");
}

#[test]
fn what_answers_is_told_from_what_does_not() {
    let http = |status: u16| {
        let answer = tokio_tungstenite::tungstenite::http::Response::builder().status(status).body(None).unwrap();
        is_nonsense(&WsError::Http(Box::new(answer)))
    };
    assert!(http(404) && http(200) && http(302) && http(400));
    assert!(!http(502) && !http(503) && !http(429));
    let io = |e| is_nonsense(&WsError::Io(e));
    assert!(!io(std::io::Error::from(std::io::ErrorKind::ConnectionRefused)));
    assert!(io(std::io::Error::new(std::io::ErrorKind::InvalidData, rustls::Error::DecryptError)));
}
