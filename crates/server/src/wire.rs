//! The TCP stream under HTTP and WebSocket, watched: when bytes last came, and a way to swallow what still comes.
//!
//! Both are needed where the layers above show only whole frames: a long frame on a slow line comes for seconds, and
//! its sender is not silent; and after a frame that is too long the answer arrives only if what follows is read
//! (closing a socket with unread bytes resets it, and the reset overtakes the answer).

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Instant;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What is known of a stream's traffic; shared with whoever serves it.
#[derive(Debug)]
pub(crate) struct WireState {
    began: Instant,
    /// Milliseconds from `began` to the last bytes that came.
    last_read: AtomicU64,
    swallow: AtomicBool,
}

impl WireState {
    /// How long ago bytes came.
    pub fn quiet_ms(&self) -> u64 {
        (self.began.elapsed().as_millis() as u64).saturating_sub(self.last_read.load(Ordering::Relaxed))
    }

    /// From now on what comes is thrown away, up to the end of the stream.
    pub fn swallow(&self) {
        self.swallow.store(true, Ordering::Relaxed);
    }
}

/// The stream.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    state: Arc<WireState>,
}

impl Wire {
    pub fn new(stream: TcpStream) -> (Self, Arc<WireState>) {
        let state = Arc::new(WireState {
            began: Instant::now(),
            last_read: AtomicU64::new(0),
            swallow: AtomicBool::new(false),
        });
        (Self { stream, state: Arc::clone(&state) }, state)
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        loop {
            ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
            if buf.filled().len() == before {
                return Poll::Ready(Ok(()));
            }
            let now = self.state.began.elapsed().as_millis() as u64;
            self.state.last_read.store(now, Ordering::Relaxed);
            if !self.state.swallow.load(Ordering::Relaxed) {
                return Poll::Ready(Ok(()));
            }
            buf.set_filled(before);
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
