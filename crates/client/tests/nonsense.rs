//! The client against what is no Chancery server, an old or a new one, and nothing at all.

mod common;

use chancery_client::view::{Link, Stage};
use chancery_client::{Intent, Problem};
use common::{client, enter, invitation, wait};
use futures_util::{SinkExt, StreamExt};
use std::future::Future;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;

/// Something that listens, and does `with` each connection what it likes.
async fn listener<F: Future<Output = ()> + Send + 'static>(with: impl Fn(TcpStream) -> F + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(with(stream));
        }
    });
    url
}

/// A WebSocket server that says this to each greeting.
async fn websocket(says: Vec<Message>) -> String {
    listener(move |stream| {
        let says = says.clone();
        async move {
            let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
            let _ = socket.next().await;
            for message in says {
                let _ = socket.send(message).await;
            }
            // Until the client closes.
            while let Some(Ok(_)) = socket.next().await {}
        }
    })
    .await
}

/// What a client in the holding room says of the server at `url`.
async fn said_of(url: &str) -> Problem {
    let client = client(None);
    enter(&client, &invitation(url), "Thandi Nkosi");
    let problem = wait(&client, "the server to be found wanting", |view| match &view.link {
        Link::Down { problem, .. } => Some(problem.clone()),
        _ => None,
    })
    .await;
    client.stop().await;
    problem
}

#[tokio::test]
async fn nothing_that_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(said_of(&url).await, Problem::ServerUnreachable);
}

#[tokio::test]
async fn a_port_that_takes_the_connection_and_closes() {
    let url = listener(|stream| async move { drop(stream) }).await;
    assert_eq!(said_of(&url).await, Problem::ServerUnreachable);
}

#[tokio::test]
async fn a_port_that_takes_the_connection_and_says_nothing() {
    let url = listener(|stream| async move {
        tokio::time::sleep(common::LONG * 2).await;
        drop(stream);
    })
    .await;
    assert_eq!(said_of(&url).await, Problem::ServerUnreachable);
}

#[tokio::test]
async fn a_mail_server() {
    let url = listener(|mut stream| async move {
        let _ = stream.write_all(b"220 mail.example.org ESMTP\r\n\0\xFF\xFE nonsense\r\n").await;
        let _ = stream.read(&mut [0; 4_096]).await;
    })
    .await;
    assert_eq!(said_of(&url).await, Problem::ServerNonsense);
}

#[tokio::test]
async fn another_web_server() {
    for answer in [
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
    ] {
        let url = listener(move |mut stream| async move {
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        })
        .await;
        assert_eq!(said_of(&url).await, Problem::ServerNonsense, "{answer}");
    }
}

#[tokio::test]
async fn a_gateway_whose_server_is_away() {
    let url = listener(|mut stream| async move {
        let _ = stream.read(&mut [0; 4_096]).await;
        let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n").await;
    })
    .await;
    assert_eq!(said_of(&url).await, Problem::ServerUnreachable);
}

#[tokio::test]
async fn a_websocket_of_somebody_else() {
    for says in [
        Message::text("hello"),
        Message::text(r#"{"is":"entered","meeting":"","members":[]}"#),
        Message::binary(vec![0xFF; 100]),
        Message::text("x".repeat(2 * 1024 * 1024)),
        Message::text(
            r#"{"is":"welcome","version":99,"time":"2026-12-01T07:00:00Z","heartbeat_ms":1,"ice_servers":[]}"#,
        ),
    ] {
        let url = websocket(vec![says]).await;
        assert_eq!(said_of(&url).await, Problem::ServerNonsense);
    }
}

#[tokio::test]
async fn a_server_of_another_age() {
    let old = websocket(vec![Message::text(r#"{"is":"refused","code":"version","versions":[0]}"#)]).await;
    assert_eq!(said_of(&old).await, Problem::ServerTooOld);
    let new = websocket(vec![Message::text(r#"{"is":"refused","code":"version","versions":[2,3]}"#)]).await;
    assert_eq!(said_of(&new).await, Problem::ClientTooOld);
}

#[tokio::test]
async fn a_port_that_speaks_no_tls() {
    let url = listener(|mut stream| async move {
        let _ = stream.read(&mut [0; 4_096]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
    })
    .await;
    assert_eq!(said_of(&url.replace("http", "https")).await, Problem::ServerNonsense);
}

#[tokio::test]
async fn the_desk_says_it_too() {
    let endless = listener(|mut stream| async move {
        let _ = stream.read(&mut [0; 4_096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'x'; 8_192]).await.is_ok() {}
    })
    .await;
    let away = "http://127.0.0.1:1".to_owned();
    for (url, wanted) in [(endless, Problem::ServerNonsense), (away, Problem::ServerUnreachable)] {
        let client = client(None);
        client.dispatch(Intent::OpenLink { text: invitation(&url).to_link().into() });
        let problem = wait(&client, "the desk to know", |view| match &view.stage {
            Stage::Desk(desk) => desk.meetings.first()?.problem.clone(),
            _ => None,
        })
        .await;
        assert_eq!(problem, wanted, "{url}");
        client.stop().await;
    }
}

#[tokio::test]
async fn hostile_21_an_answer_that_never_ends_or_unfolds_to_any_size() {
    // What is encoded is not decoded here, so that nothing unfolds; what says nothing of its size, or says a gigabyte, is cut off.
    for head in [
        "HTTP/1.1 201 Created\r\nContent-Length: 1073741824\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: identity\r\n\r\n",
    ] {
        let url = listener(move |mut stream| async move {
            let _ = stream.read(&mut [0; 8_192]).await;
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(&[b' '; 64 * 1024]).await.is_ok() {}
        })
        .await;
        let before = chancery_client::process_usage().rss_peak_bytes;
        let asked = tokio::time::timeout(common::LONG, chancery_client::may_convene(&url, None)).await;
        assert!(asked.expect("it ends").is_err());
        let client = client(None);
        assert!(client.dispatch(Intent::OpenLink { text: invitation(&url).to_link().into() }));
        wait(&client, "the desk to say that it is no server", |view| match &view.stage {
            Stage::Desk(desk) => desk.meetings.first()?.problem.clone(),
            _ => None,
        })
        .await;
        client.stop().await;
        let grown = chancery_client::process_usage().rss_peak_bytes - before;
        assert!(grown < 32 * 1024 * 1024, "{grown} bytes");
    }
}
