//! One client's WebSocket: frames in, the outbox out, one task. The task ends when the client goes, when the switchboard
//! lets it go, or when it does not read.

use crate::database::StorageTrouble;
use crate::gate::Pass;
use crate::http::Peer;
use crate::hub::{Hub, trouble_label};
use crate::outbox::{Next, Outbox};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use chancery_model::MeetingId;
use chancery_signalling::message::ClientMessage;
use chancery_signalling::room::{CloseReason, ConnectionKey, Found, RoomInput};
use futures_util::SinkExt as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long one write may be held up by a client that does not read.
const WRITE: Duration = Duration::from_secs(10);
/// How long the closing of a socket may take.
const FAREWELL: Duration = Duration::from_secs(1);
/// How long a meeting may be looked up.
const LOOK_UP: Duration = Duration::from_secs(2);

/// Serves one client to its end. `pass` is its place among the WebSockets; `None`: there are too many.
pub(crate) async fn run(mut socket: WebSocket, hub: Arc<Hub>, peer: Peer, pass: Option<Pass>) {
    let (key, outbox) = hub.open(Arc::clone(&peer.wire), pass.is_none());
    let why = talk(&mut socket, &hub, key, &outbox).await;
    hub.close(key);
    if let Some(why) = why {
        let _ = timeout(FAREWELL, farewell(&mut socket, &peer, why)).await;
    }
}

/// Until the end. Returns why the socket is to be closed with a word; `None`: it is gone, or not worth one.
async fn talk(socket: &mut WebSocket, hub: &Hub, key: ConnectionKey, outbox: &Outbox) -> Option<CloseReason> {
    loop {
        match write(socket, outbox).await {
            Written::All => {}
            Written::Close(why) => return Some(why),
            Written::Failed => return None,
        }
        tokio::select! {
            () = outbox.changed() => {}
            frame = socket.recv() => hear(frame?, hub, key, outbox).await?,
        }
    }
}

/// Handles one frame. `None`: the socket is at its end.
async fn hear(frame: Result<Message, axum::Error>, hub: &Hub, key: ConnectionKey, outbox: &Outbox) -> Option<()> {
    let input = match frame {
        Ok(Message::Text(text)) => match serde_json::from_str::<ClientMessage>(&text) {
            Ok(message) => {
                hub.metrics.received(&message);
                RoomInput::Message { connection: key, message }
            }
            Err(_) => RoomInput::Garbled { connection: key },
        },
        Ok(Message::Binary(_)) => RoomInput::Garbled { connection: key },
        Ok(Message::Ping(_) | Message::Pong(_)) => RoomInput::Heard { connection: key },
        Ok(Message::Close(_)) => return None,
        // The library below tells a frame that is too long from other errors only by its words.
        Err(error) if error.to_string().contains("too long") => RoomInput::TooLarge { connection: key },
        Err(error) => {
            tracing::debug!(connection = key.0, %error, "a socket failed");
            return None;
        }
    };
    if let Some(meeting) = hub.tell(input) {
        // Nothing more is read before the answer: what the client says next is about it.
        let found = tokio::select! {
            found = look_up(hub, meeting) => found,
            () = outbox.dropped() => return None,
        };
        hub.tell(RoomInput::Found { connection: key, meeting, found });
    }
    Some(())
}

async fn look_up(hub: &Hub, meeting: MeetingId) -> Found {
    match timeout(LOOK_UP, hub.database.find(meeting)).await {
        Ok(Ok(Some(record))) => Found::Record(Box::new(record)),
        Ok(Ok(None)) => Found::Nothing,
        Ok(Err(trouble)) => {
            hub.metrics.storage(trouble_label(trouble));
            if trouble == StorageTrouble::Busy { Found::Busy } else { Found::Unavailable }
        }
        Err(_) => {
            hub.metrics.storage("slow");
            Found::Busy
        }
    }
}

enum Written {
    All,
    Close(CloseReason),
    Failed,
}

/// Writes what waits, in as few system calls as may be.
async fn write(socket: &mut WebSocket, outbox: &Outbox) -> Written {
    let mut unflushed = false;
    loop {
        let next = outbox.next();
        let step = async {
            match &next {
                Next::Write(text) => socket.feed(Message::Text(text.clone())).await,
                Next::Nothing | Next::Close(_) if unflushed => socket.flush().await,
                _ => Ok(()),
            }
        };
        let done = tokio::select! {
            done = timeout(WRITE, step) => matches!(done, Ok(Ok(()))),
            () = outbox.dropped() => false,
        };
        match next {
            _ if !done => return Written::Failed,
            Next::Write(_) => unflushed = true,
            Next::Nothing => return Written::All,
            Next::Close(why) => return Written::Close(why),
            Next::Drop => return Written::Failed,
        }
    }
}

/// Says goodbye, and reads on to the client's own goodbye: closing with unread bytes would reset the connection, and
/// the reset would overtake what was said last.
async fn farewell(socket: &mut WebSocket, peer: &Peer, why: CloseReason) {
    if why == CloseReason::TooLarge {
        // The rest of that frame is no WebSocket traffic any more.
        peer.wire.swallow();
    }
    let frame = CloseFrame { code: close_code(why), reason: "".into() };
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        while let Some(Ok(_)) = socket.recv().await {}
    }
}

/// RFC 6455 section 7.4.1, and 1012 and 1013 of the IANA registry that it founded.
fn close_code(why: CloseReason) -> u16 {
    match why {
        CloseReason::Stopping => 1012,
        CloseReason::Full => 1013,
        CloseReason::TooLarge => 1009,
        CloseReason::Replaced => 1000,
        CloseReason::NoHello
        | CloseReason::Version
        | CloseReason::Silent
        | CloseReason::TooFast
        | CloseReason::Malformed => 1008,
    }
}
