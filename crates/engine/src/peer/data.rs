//! The data channel of one connection (RFC 8831): short messages of the group, which reach the peer also while the server
//! is away.

use crate::event::{DataBytes, EngineEvent};
use bytes::BytesMut;
use chancery_model::{ConnectionId, ParticipantId};
use std::sync::Arc;
use tokio::sync::{Semaphore, broadcast, mpsc};
use webrtc::data_channel::{DataChannel, DataChannelEvent};

/// The longest message, in bytes, either way: what every implementation carries (RFC 8831 section 6.6).
pub const DATA_MAX: usize = 16 * 1024;
/// Messages that wait for the channel to open, or for room in it; the newest win.
const WAITING: usize = 64;

/// Where messages to the peer go. Dropping it ends what sends them.
pub(super) struct Data(broadcast::Sender<Vec<u8>>);

impl Data {
    pub(super) fn send(&self, bytes: Vec<u8>) {
        // A ring: where nobody takes them the oldest are overwritten. It fails only after the channel has ended.
        let _ = self.0.send(bytes);
    }
}

/// Runs the channel until the connection ends.
pub(super) fn run(
    channel: Arc<dyn DataChannel>,
    peer: ParticipantId,
    connection: ConnectionId,
    events: mpsc::Sender<EngineEvent>,
) -> Data {
    let (messages, waiting) = broadcast::channel(WAITING);
    let open = Arc::new(Semaphore::new(0));
    tokio::spawn(write(channel.clone(), waiting, open.clone()));
    tokio::spawn(async move {
        while let Some(event) = channel.poll().await {
            match event {
                DataChannelEvent::OnOpen => open.add_permits(1),
                DataChannelEvent::OnMessage(message) if message.data.len() <= DATA_MAX => {
                    let bytes = DataBytes(message.data.into());
                    if events.send(EngineEvent::Data { peer, connection, bytes }).await.is_err() {
                        break;
                    }
                }
                DataChannelEvent::OnMessage(_) => tracing::warn!("a message too long for a data channel was dropped"),
                DataChannelEvent::OnClose => break,
                _ => {}
            }
        }
        open.close();
    });
    Data(messages)
}

async fn write(channel: Arc<dyn DataChannel>, mut waiting: broadcast::Receiver<Vec<u8>>, open: Arc<Semaphore>) {
    // Not before it is open: what is sent earlier is refused by the stack.
    let Ok(_open) = open.acquire().await else { return };
    loop {
        match waiting.recv().await {
            Ok(bytes) => {
                if channel.send(BytesMut::from(bytes.as_slice())).await.is_err() {
                    return;
                }
            }
            Err(broadcast::error::RecvError::Lagged(lost)) => {
                tracing::warn!(lost, "messages to a peer were overwritten")
            }
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}
