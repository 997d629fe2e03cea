//! The data channel of a connection (RFC 8831): small messages from laptop to laptop, beside the media and without the
//! server.

use super::task::Teller;
use crate::DATA_MAX;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::JoinHandle;
use webrtc::data_channel::{DataChannel, DataChannelEvent};

/// Listens to a channel until it closes. The flag says whether it is open.
pub(super) fn listen(channel: Arc<dyn DataChannel>, teller: Teller) -> (Arc<AtomicBool>, JoinHandle<()>) {
    let open = Arc::new(AtomicBool::new(false));
    let flag = open.clone();
    let task = tokio::spawn(async move {
        while let Some(event) = channel.poll().await {
            match event {
                DataChannelEvent::OnOpen => flag.store(true, Ordering::Relaxed),
                DataChannelEvent::OnClosing | DataChannelEvent::OnClose => flag.store(false, Ordering::Relaxed),
                DataChannelEvent::OnMessage(message) if message.data.len() <= DATA_MAX => {
                    if !teller.data(message.data.to_vec()) {
                        tracing::debug!("a message of a data channel was dropped: too many wait");
                    }
                }
                _ => {}
            }
        }
        flag.store(false, Ordering::Relaxed);
    });
    (open, task)
}
