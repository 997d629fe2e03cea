//! The signalling socket: one WebSocket at a time, on a task of its own, with bounded queues to and from the app.
//!
//! What comes back carries the number of the socket it came from, so that the last words of one that was replaced are
//! not taken for those of its successor. The app never waits for the network: a socket whose queue is full is given up,
//! and comes back as any lost one does.

use crate::address::ServerAddress;
use crate::{dial, tls};
use chancery_core::ServerEvent;
use chancery_signalling::message::{ClientMessage, MAX_FRAME};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream};

/// From the name to an open WebSocket: resolving, TCP, TLS and upgrade together.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);
/// For one frame to leave; a socket that takes longer is given up.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// For the last words and the closing handshake (RFC 6455 section 7.1.1).
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// Frames that wait to be sent. A meeting of eight sends some dozens at once when all connect.
const OUTGOING: usize = 512;
/// Events that wait for the app; when it is full, the server is no longer read and waits in turn.
const INCOMING: usize = 256;

type Stream = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// An event and the number of the socket it came from.
pub(crate) type Numbered = (u64, ServerEvent);

/// The app's end of the socket.
pub(crate) struct Socket {
    events: mpsc::Sender<Numbered>,
    number: u64,
    outgoing: Option<mpsc::Sender<ClientMessage>>,
    tasks: JoinSet<()>,
}

impl Socket {
    /// No socket yet; events of all that will be opened come out of the receiver.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Numbered>) {
        let (events, incoming) = mpsc::channel(INCOMING);
        (Self { events, number: 0, outgoing: None, tasks: JoinSet::new() }, incoming)
    }

    /// Begins to open a socket to `server` (a base URL); one that is open is closed.
    pub(crate) fn connect(&mut self, server: &str) {
        self.disconnect();
        let (to, outgoing) = mpsc::channel(OUTGOING);
        self.outgoing = Some(to);
        let events = Events { number: self.number, to: self.events.clone() };
        // Finished tasks are taken out here, so that reconnecting for days does not gather them.
        while self.tasks.try_join_next().is_some() {}
        match ServerAddress::parse(server) {
            Ok(address) => {
                self.tasks.spawn(run(address, outgoing, events));
            }
            Err(_) => {
                self.tasks.spawn(async move { events.send(ServerEvent::Closed { nonsense: true }).await });
            }
        }
    }

    /// Sends what still waits, then closes. Nothing more is heard of this socket.
    pub(crate) fn disconnect(&mut self) {
        self.number += 1;
        self.outgoing = None;
    }

    /// Whether an event is of the socket that is open now.
    pub(crate) fn is_current(&self, number: u64) -> bool {
        self.number == number && self.outgoing.is_some()
    }

    /// Sends a message; without a socket it is dropped. `false`: the socket does not keep up and was given up; the
    /// caller tells the app that it is closed.
    pub(crate) fn send(&mut self, message: ClientMessage) -> bool {
        let Some(to) = &self.outgoing else { return true };
        match to.try_send(message) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Closed(_)) => true, // Its `Closed` is on the way.
            Err(mpsc::error::TrySendError::Full(_)) => {
                tracing::warn!("the signalling socket does not keep up and is given up");
                self.disconnect();
                false
            }
        }
    }

    /// Closes and waits, for as long as a closing handshake may take.
    pub(crate) async fn finish(mut self, incoming: mpsc::Receiver<Numbered>) {
        self.disconnect();
        // Dropped, so that a task that waits to tell something ends.
        drop(incoming);
        let _ = timeout(CLOSE_TIMEOUT * 2, async { while self.tasks.join_next().await.is_some() {} }).await;
    }
}

struct Events {
    number: u64,
    to: mpsc::Sender<Numbered>,
}

impl Events {
    /// Waits while the app is busy; fails silently once it is gone.
    async fn send(&self, event: ServerEvent) {
        let _ = self.to.send((self.number, event)).await;
    }
}

/// Opens a WebSocket.
pub(crate) async fn open(address: &ServerAddress) -> Result<Stream, WsError> {
    let (host, port) = address.dial();
    let tcp = dial::tcp(&host, port).await?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_FRAME))
        .max_frame_size(Some(MAX_FRAME))
        .read_buffer_size(16 * 1024)
        .write_buffer_size(0)
        .max_write_buffer_size(2 * MAX_FRAME);
    let (stream, _) = tokio_tungstenite::client_async_tls_with_config(
        address.signal().as_str(),
        tcp,
        Some(config),
        Some(Connector::Rustls(tls::config())),
    )
    .await?;
    Ok(stream)
}

/// Whether an error says that something answered which is no Chancery server, rather than that nothing did.
pub(crate) fn is_nonsense(error: &WsError) -> bool {
    match error {
        // tokio-rustls hands its errors on inside io errors: a certificate for another name, a server without TLS.
        WsError::Io(e) => e.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>),
        // A gateway whose server is away, or one that asks to come later: the server may be right behind it.
        WsError::Http(answer) => !(answer.status().is_server_error() || matches!(answer.status().as_u16(), 408 | 429)),
        WsError::Protocol(ProtocolError::HandshakeIncomplete | ProtocolError::ResetWithoutClosingHandshake)
        | WsError::ConnectionClosed
        | WsError::AlreadyClosed => false,
        _ => true,
    }
}

async fn run(address: ServerAddress, mut outgoing: mpsc::Receiver<ClientMessage>, events: Events) {
    let opening = timeout(CONNECT_TIMEOUT, open(&address));
    tokio::pin!(opening);
    let opened = loop {
        tokio::select! {
            opened = &mut opening => break opened,
            // What is sent before it is open has no socket to go to; the end of the queue means that nobody waits for us.
            message = outgoing.recv() => if message.is_none() { return },
        }
    };
    match opened {
        Ok(Ok(stream)) => {
            events.send(ServerEvent::Opened).await;
            converse(stream, outgoing, &events).await;
        }
        Ok(Err(e)) => {
            let nonsense = is_nonsense(&e);
            tracing::debug!(nonsense, "the signalling socket could not be opened");
            events.send(ServerEvent::Closed { nonsense }).await;
        }
        Err(_) => {
            tracing::debug!("the signalling socket was not open in time");
            events.send(ServerEvent::Closed { nonsense: false }).await;
        }
    }
}

async fn converse(stream: Stream, mut outgoing: mpsc::Receiver<ClientMessage>, events: &Events) {
    let (mut sink, mut stream) = stream.split();
    let reader = async {
        let nonsense = loop {
            match stream.next().await {
                Some(Ok(Message::Text(text))) => match serde_json::from_str(text.as_str()) {
                    Ok(message) => events.send(ServerEvent::Message(message)).await,
                    Err(_) => events.send(ServerEvent::Garbled).await,
                },
                Some(Ok(Message::Binary(_))) => events.send(ServerEvent::Garbled).await,
                // Pings are answered by the library; a close frame is followed by the end of the stream.
                Some(Ok(_)) => {}
                Some(Err(e)) => break is_nonsense(&e),
                None => break false,
            }
        };
        events.send(ServerEvent::Closed { nonsense }).await;
    };
    let writer = async {
        while let Some(message) = outgoing.recv().await {
            let Ok(text) = serde_json::to_string(&message) else { continue };
            if text.len() > MAX_FRAME {
                tracing::warn!(
                    bytes = text.len(),
                    "a signalling message is longer than a frame may be and is not sent"
                );
                continue;
            }
            if !matches!(timeout(WRITE_TIMEOUT, sink.send(Message::text(text))).await, Ok(Ok(()))) {
                return false;
            }
        }
        let _ = timeout(CLOSE_TIMEOUT, sink.close()).await;
        true
    };
    tokio::pin!(reader);
    let asked = tokio::select! {
        () = &mut reader => return,
        asked = writer => asked,
    };
    if asked {
        // Until the server has answered our close frame: a socket dropped with words unread would be reset, and with it
        // our last ones.
        let _ = timeout(CLOSE_TIMEOUT, reader).await;
    } else {
        events.send(ServerEvent::Closed { nonsense: false }).await;
    }
}

#[cfg(test)]
mod tests;
