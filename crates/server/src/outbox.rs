//! What waits to be written to one client: bounded in messages and bytes. A client that reads too slowly is given up
//! rather than served old news: it comes back and gets the whole roster.

use axum::extract::ws::Utf8Bytes;
use chancery_signalling::room::CloseReason;
use parking_lot::Mutex;
use std::collections::VecDeque;
use tokio::sync::Notify;

/// The queue of one client. One task takes out; anyone puts in.
#[derive(Debug)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    wake: Notify,
    max_messages: usize,
    max_bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Utf8Bytes>,
    bytes: usize,
    end: Option<End>,
}

/// How a client is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Once everything is written.
    Written(CloseReason),
    /// At once: it does not read.
    Now,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Write this.
    Write(Utf8Bytes),
    /// Nothing for the moment.
    Nothing,
    /// Everything is written: close.
    Close(CloseReason),
    /// Drop the socket.
    Drop,
}

/// The queue is full; it has been given up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Outbox {
    pub fn new(max_messages: usize, max_bytes: usize) -> Self {
        Self { state: Mutex::default(), wake: Notify::new(), max_messages, max_bytes }
    }

    /// Puts a message in. Without effect after an end.
    pub fn push(&self, text: Utf8Bytes) -> Result<(), Full> {
        let mut state = self.state.lock();
        if state.end.is_some() {
            return Ok(());
        }
        // One message always fits, however large, when nothing waits before it.
        let full = state.queue.len() >= self.max_messages
            || (state.bytes + text.len() > self.max_bytes && !state.queue.is_empty());
        if full {
            state.end = Some(End::Now);
            state.queue = VecDeque::new();
        } else {
            state.bytes += text.len();
            state.queue.push_back(text);
        }
        drop(state);
        self.wake.notify_one();
        if full { Err(Full) } else { Ok(()) }
    }

    /// Lets the client go. The first end stands.
    pub fn end(&self, end: End) {
        self.state.lock().end.get_or_insert(end);
        self.wake.notify_one();
    }

    /// Takes the next thing to do out.
    pub fn next(&self) -> Next {
        let mut state = self.state.lock();
        if state.end == Some(End::Now) {
            return Next::Drop;
        }
        if let Some(text) = state.queue.pop_front() {
            state.bytes -= text.len();
            if state.queue.is_empty() && state.queue.capacity() > 16 {
                // A burst is over: ten thousand idle clients shall not each keep its room.
                state.queue = VecDeque::new();
            }
            return Next::Write(text);
        }
        match state.end {
            Some(End::Written(why)) => Next::Close(why),
            _ => Next::Nothing,
        }
    }

    /// Until there is something to do.
    pub async fn changed(&self) {
        loop {
            let wake = self.wake.notified();
            {
                let state = self.state.lock();
                if !state.queue.is_empty() || state.end.is_some() {
                    return;
                }
            }
            wake.await;
        }
    }

    /// Until the client is to be dropped at once.
    pub async fn dropped(&self) {
        loop {
            let wake = self.wake.notified();
            if self.state.lock().end == Some(End::Now) {
                return;
            }
            wake.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: usize) -> Utf8Bytes {
        "x".repeat(bytes).into()
    }

    #[test]
    fn in_order_then_the_end() {
        let outbox = Outbox::new(10, 100);
        outbox.push("a".into()).unwrap();
        outbox.push("b".into()).unwrap();
        outbox.end(End::Written(CloseReason::Stopping));
        outbox.push("too late".into()).unwrap();
        assert_eq!(outbox.next(), Next::Write("a".into()));
        assert_eq!(outbox.next(), Next::Write("b".into()));
        assert_eq!(outbox.next(), Next::Close(CloseReason::Stopping));
    }

    #[test]
    fn bounded_in_messages_and_bytes() {
        let outbox = Outbox::new(3, 100);
        for _ in 0..3 {
            outbox.push(text(1)).unwrap();
        }
        assert_eq!(outbox.push(text(1)), Err(Full));
        assert_eq!(outbox.next(), Next::Drop);
        let outbox = Outbox::new(3, 100);
        outbox.push(text(500)).unwrap();
        assert_eq!(outbox.push(text(1)), Err(Full));
        let outbox = Outbox::new(1_000, 100);
        for _ in 0..1_000 {
            outbox.push(text(60)).unwrap();
            assert!(matches!(outbox.next(), Next::Write(_)));
        }
        assert_eq!(outbox.next(), Next::Nothing);
    }

    #[tokio::test]
    async fn a_change_before_the_wait_is_not_missed() {
        let outbox = Outbox::new(3, 100);
        outbox.push("a".into()).unwrap();
        outbox.changed().await;
        assert_eq!(outbox.next(), Next::Write("a".into()));
        outbox.end(End::Now);
        outbox.changed().await;
        outbox.dropped().await;
    }
}
