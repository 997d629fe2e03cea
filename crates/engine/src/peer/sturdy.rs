//! Sends each datagram of the DTLS handshake more than once, so that a poor line does not keep two people apart.
//!
//! The `webrtc` crate's DTLS server stands still for good when a part of its fourth flight is lost: it takes the client's
//! repeated flight for an answer and sends nothing again. And where it does send again, it waits a whole second first. Its
//! timers cannot be set from outside, but its sockets can be wrapped. A receiver drops records that it has had (RFC 6347
//! section 4.1.2.6), so that the copies do no harm; a handshake has some ten datagrams, once a connection.

use std::future::Future;
use std::io::{self, IoSliceMut};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use webrtc::runtime::{
    AsyncInterval, AsyncTcpListener, AsyncTcpStream, AsyncUdpSocket, JoinHandle, RecvMeta, Runtime, TokioRuntime,
    Transmit,
};

/// When the copies follow. Apart, since losses come in bursts; early, since somebody is waiting.
const COPIES: [Duration; 3] = [Duration::from_millis(25), Duration::from_millis(70), Duration::from_millis(160)];
/// The most copies of one socket under way: far more than a handshake needs.
const MOST: usize = 128;

/// Tokio, with sockets that repeat handshakes.
#[derive(Debug)]
pub(crate) struct Sturdy(TokioRuntime);

impl Sturdy {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(TokioRuntime))
    }
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl Runtime for Sturdy {
    fn spawn(&self, future: Boxed<'static, ()>) -> Box<dyn JoinHandle> {
        self.0.spawn(future)
    }

    fn wrap_udp_socket(&self, socket: std::net::UdpSocket) -> io::Result<Arc<dyn AsyncUdpSocket>> {
        let inner = self.0.wrap_udp_socket(socket)?;
        Ok(Arc::new(Repeating { inner, flying: Arc::default() }))
    }

    fn wrap_tcp_listener(&self, listener: std::net::TcpListener) -> io::Result<Arc<dyn AsyncTcpListener>> {
        self.0.wrap_tcp_listener(listener)
    }

    fn connect_tcp(&self, remote_addr: SocketAddr) -> Boxed<'_, io::Result<Arc<dyn AsyncTcpStream>>> {
        self.0.connect_tcp(remote_addr)
    }

    fn resolve_host<'a>(&'a self, host: &'a str) -> Boxed<'a, io::Result<Vec<SocketAddr>>> {
        self.0.resolve_host(host)
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        self.0.sleep(duration)
    }

    fn interval(&self, period: Duration) -> Box<dyn AsyncInterval> {
        self.0.interval(period)
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        self.0.block_on(future);
    }

    fn name(&self) -> &'static str {
        self.0.name()
    }
}

/// A socket that sends handshakes again by itself.
#[derive(Debug)]
struct Repeating {
    inner: Arc<dyn AsyncUdpSocket>,
    flying: Arc<AtomicUsize>,
}

impl Repeating {
    fn repeat(&self, transmit: &Transmit<'_>) {
        if self.flying.fetch_add(COPIES.len(), Ordering::Relaxed) >= MOST {
            self.flying.fetch_sub(COPIES.len(), Ordering::Relaxed);
            return;
        }
        let (inner, flying) = (self.inner.clone(), self.flying.clone());
        let (contents, destination, segment_size) =
            (transmit.contents.to_vec(), transmit.destination, transmit.segment_size);
        tokio::spawn(async move {
            let mut before = Duration::ZERO;
            for after in COPIES {
                tokio::time::sleep(after.saturating_sub(before)).await;
                before = after;
                let copy = Transmit { destination, ecn: None, contents: &contents, segment_size, src_ip: None };
                // A copy that cannot be sent is lost like any other.
                let _ = std::future::poll_fn(|cx| inner.poll_send(cx, &copy)).await;
                flying.fetch_sub(1, Ordering::Relaxed);
            }
        });
    }
}

impl AsyncUdpSocket for Repeating {
    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    fn poll_send(&self, cx: &mut Context<'_>, transmit: &Transmit<'_>) -> Poll<io::Result<usize>> {
        let sent = self.inner.poll_send(cx, transmit);
        if matches!(sent, Poll::Ready(Ok(_))) && is_handshake(transmit.contents) {
            self.repeat(transmit);
        }
        sent
    }

    fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        bufs: &mut [IoSliceMut<'_>],
        meta: &mut [RecvMeta],
    ) -> Poll<io::Result<usize>> {
        self.inner.poll_recv(cx, bufs, meta)
    }

    fn max_gso_segments(&self) -> usize {
        self.inner.max_gso_segments()
    }

    fn max_gro_segments(&self) -> usize {
        self.inner.max_gro_segments()
    }
}

/// Whether a datagram begins with a DTLS record of a handshake: change of cipher (20) or handshake (22), version 0xFExx
/// (RFC 6347 section 4.1). Media, STUN and application data begin otherwise (RFC 7983).
fn is_handshake(datagram: &[u8]) -> bool {
    matches!(datagram, [20 | 22, 0xFE, ..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use parking_lot::Mutex;

    #[derive(Debug, Default)]
    struct Wire(Mutex<Vec<Vec<u8>>>);

    impl AsyncUdpSocket for Wire {
        fn local_addr(&self) -> io::Result<SocketAddr> {
            Ok(SocketAddr::from(([127, 0, 0, 1], 1)))
        }
        fn poll_send(&self, _: &mut Context<'_>, transmit: &Transmit<'_>) -> Poll<io::Result<usize>> {
            self.0.lock().push(transmit.contents.to_vec());
            Poll::Ready(Ok(transmit.contents.len()))
        }
        fn poll_recv(
            &self,
            _: &mut Context<'_>,
            _: &mut [IoSliceMut<'_>],
            _: &mut [RecvMeta],
        ) -> Poll<io::Result<usize>> {
            Poll::Pending
        }
    }

    /// Waits until every copy has left.
    async fn landed(socket: &Repeating) {
        for _ in 0..500 {
            if socket.flying.load(Ordering::Relaxed) == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("copies are still under way after ten seconds");
    }

    #[test]
    fn only_handshakes_are_taken_for_that() {
        assert!(is_handshake(&[22, 0xFE, 0xFD, 0]) && is_handshake(&[20, 0xFE, 0xFF]));
        // Application data, an alert, STUN, RTP, TLS over TCP, nothing.
        for other in [&[23, 0xFE, 0xFD][..], &[21, 0xFE, 0xFD], &[0, 1, 0, 0], &[0x80, 96], &[22, 3, 3], &[22], &[]] {
            assert!(!is_handshake(other), "{other:?}");
        }
    }

    #[tokio::test]
    async fn handshakes_are_repeated_and_nothing_else_is() {
        let wire = Arc::new(Wire::default());
        let socket = Repeating { inner: wire.clone(), flying: Arc::default() };
        let (handshake, media) = (vec![22, 0xFE, 0xFD, 7], vec![0x80, 96, 1, 2]);
        let to = SocketAddr::from(([127, 0, 0, 1], 2));
        socket.send_to(&handshake, to).await.unwrap();
        socket.send_to(&media, to).await.unwrap();
        assert!(socket.flying.load(Ordering::Relaxed) > 0, "copies follow");
        landed(&socket).await;
        let sent = wire.0.lock().clone();
        assert_eq!(sent.iter().filter(|one| **one == handshake).count(), 1 + COPIES.len());
        assert_eq!(sent.iter().filter(|one| **one == media).count(), 1);
    }

    #[tokio::test]
    async fn a_flood_of_handshakes_is_not_multiplied_without_end() {
        let wire = Arc::new(Wire::default());
        let socket = Repeating { inner: wire.clone(), flying: Arc::default() };
        for _ in 0..1_000 {
            socket.send_to(&[22, 0xFE, 0xFD], SocketAddr::from(([127, 0, 0, 1], 2))).await.unwrap();
        }
        landed(&socket).await;
        // Those that were sent while no room was left have no copies; room comes back only as copies land.
        assert!(wire.0.lock().len() <= 1_000 + MOST + COPIES.len());
    }
}
