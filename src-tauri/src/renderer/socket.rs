//! The local WebSocket between renderer and page (RFC 6455): who knocks is checked by [`super::door`], who is let in
//! gets stages and acknowledges them.
//!
//! The page sends the token as its first text message, then `ack` for each stage it has drawn. Anything else, or
//! anything longer than [`MESSAGE_MAX`] bytes, closes the connection.

use super::canvas::Shared;
use super::door::{NEWCOMERS_MAX, PATIENCE, own_page};
use futures_util::{SinkExt, StreamExt};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// The longest message of the page, in bytes: a token is 43, an acknowledgement 3.
pub const MESSAGE_MAX: usize = 128;

/// What the page sends for each stage that it has drawn.
pub const ACKNOWLEDGEMENT: &str = "ack";

/// Lets pages in until it is aborted.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let newcomers = Arc::new(Semaphore::new(NEWCOMERS_MAX));
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Too many open files, mostly: give way for a moment instead of turning in circles.
                tracing::warn!(%error, "a local connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(place) = newcomers.clone().try_acquire_owned() else {
            shared.turned_away();
            continue;
        };
        let shared = shared.clone();
        // The task has to know its own handle, so that a later page can cut it off.
        let (own, handle) = oneshot::channel();
        let task = tokio::spawn(async move {
            let Ok(Some(socket)) = tokio::time::timeout(PATIENCE, greet(stream, &shared)).await else {
                shared.turned_away();
                return;
            };
            drop(place);
            let Ok(handle) = handle.await else { return };
            if let Some((number, messages)) = shared.let_in(handle) {
                show(socket, number, messages, &shared).await;
                shared.left(number);
            }
        });
        let _ = own.send(task.abort_handle());
    }
}

/// The handshake and the token; `None`: not one of ours.
async fn greet(stream: TcpStream, shared: &Shared) -> Option<WebSocketStream<TcpStream>> {
    stream.set_nodelay(true).ok()?;
    let config = WebSocketConfig::default()
        .read_buffer_size(1_024)
        .max_message_size(Some(MESSAGE_MAX))
        .max_frame_size(Some(MESSAGE_MAX));
    let mut socket = tokio_tungstenite::accept_hdr_async_with_config(stream, check_origin, Some(config)).await.ok()?;
    match socket.next().await {
        Some(Ok(Message::Text(token))) if shared.door.opens(token.as_str()) => Some(socket),
        _ => None,
    }
}

#[expect(clippy::result_large_err, reason = "the handshake's callback is typed so")]
fn check_origin(request: &Request, response: Response) -> Result<Response, ErrorResponse> {
    let mut origins = request.headers().get_all(header::ORIGIN).iter();
    let origin = origins.next().and_then(|origin| origin.to_str().ok());
    if own_page(origin) && origins.next().is_none() {
        return Ok(response);
    }
    let mut refusal = ErrorResponse::new(Some("This port serves the window of Chancery alone.".into()));
    *refusal.status_mut() = StatusCode::FORBIDDEN;
    Err(refusal)
}

/// Sends stages and takes acknowledgements until the page goes, breaks the protocol or is replaced.
async fn show(
    socket: WebSocketStream<TcpStream>,
    number: u64,
    mut stages: tokio::sync::mpsc::Receiver<bytes::Bytes>,
    shared: &Shared,
) {
    let (mut out, mut incoming) = socket.split();
    let sending = async {
        while let Some(stage) = stages.recv().await {
            if out.send(Message::Binary(stage)).await.is_err() {
                break;
            }
        }
    };
    let reading = async {
        while let Some(Ok(message)) = incoming.next().await {
            let fine = match message {
                Message::Text(text) => text.as_str() == ACKNOWLEDGEMENT && shared.acknowledged(number).is_ok(),
                Message::Ping(_) | Message::Pong(_) => true,
                _ => false,
            };
            if !fine {
                break;
            }
        }
    };
    tokio::select! {
        () = sending => (),
        () = reading => (),
    }
}
