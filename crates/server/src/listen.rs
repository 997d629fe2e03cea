//! The listening socket, HTTP/1.1 on each connection with its limits, and the orderly end.

use crate::config::{Config, StartError};
use crate::database::Database;
use crate::http::{Peer, router};
use crate::hub::Hub;
use crate::wire::Wire;
use axum::Router;
use axum::body::Body;
use chancery_signalling::room::RoomInput;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tower::Service as _;

/// How long a connection may serve one HTTP request after the other (a WebSocket is not held to it).
const HTTP_LIFE: Duration = Duration::from_secs(60);
/// Bytes of a request's header.
const MAX_HEADER: usize = 16 * 1024;
/// How long a stopping server waits for its clients.
const DRAIN: Duration = Duration::from_secs(2);

/// A server that runs. Dropping it ends it at once; [`Running::stop`] tells the clients first.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    hub: Arc<Hub>,
    stopping: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts a server. When this returns, it listens and its database stands.
pub async fn serve(config: Config) -> Result<Running, StartError> {
    let listen = config.listen;
    let database = Database::open(&config.data, config.max_database).await?;
    let failed = |source| StartError::Listen { address: listen, source };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let hub = Arc::new(Hub::new(config, database));
    let (stopping, stopped) = watch::channel(false);
    let (clock, keeper) = (Arc::clone(&hub), Arc::clone(&hub));
    let tasks = vec![
        tokio::spawn(accept(listener, Arc::clone(&hub), stopped)),
        tokio::spawn(async move { clock.run_clock().await }),
        tokio::spawn(async move { keeper.run_housekeeping().await }),
    ];
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "the server runs");
    Ok(Running { address, hub, stopping, tasks })
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: listens no more, tells every client when to come back, waits up to two seconds until they are gone.
    pub async fn stop(self) {
        self.stopping.send_replace(true);
        let retry_ms = self.hub.config.retry.as_millis() as u64;
        self.hub.tell(RoomInput::Stop { retry_ms });
        let until = Instant::now() + DRAIN;
        while self.hub.sockets.inside() > 0 && Instant::now() < until {
            sleep(Duration::from_millis(10)).await;
        }
        let left = self.hub.sockets.inside();
        let _ = timeout(DRAIN, self.hub.database.close()).await;
        tracing::info!(left, "the server has stopped");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
        // Those that serve a socket end by this.
        self.stopping.send_replace(true);
        self.hub.tell(RoomInput::Stop { retry_ms: 0 });
    }
}

async fn accept(listener: TcpListener, hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let router = router(Arc::clone(&hub));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|s| *s) => return,
        };
        match accepted {
            Ok((stream, address)) => {
                let exempt = hub.is_exempt(address.ip());
                let Some(pass) = hub.sockets.enter(address.ip(), exempt) else {
                    hub.metrics.turned_away();
                    continue;
                };
                // Each message is flushed whole; waiting for more would only delay it.
                let _ = stream.set_nodelay(true);
                let (wire, state) = Wire::new(stream);
                let peer = Peer { address, wire: state, _pass: Arc::new(pass) };
                tokio::spawn(connection(wire, peer, router.clone(), Arc::clone(&hub), stopped.clone()));
            }
            // The client was gone before it was accepted.
            Err(e) if e.kind() == std::io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                // Out of file descriptors or memory: others have to leave first.
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Serves HTTP on one connection. A WebSocket goes on in a task of its own.
async fn connection(wire: Wire, peer: Peer, router: Router, hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer.clone());
        router.clone().call(request.map(Body::new))
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(hub.config.header_timeout)
        .max_buf_size(MAX_HEADER)
        .serve_connection(TokioIo::new(wire), service)
        .with_upgrades();
    let mut serving = std::pin::pin!(serving);
    let done = tokio::select! {
        done = &mut serving => Some(done),
        () = sleep(HTTP_LIFE) => None,
        _ = stopped.wait_for(|s| *s) => None,
    };
    let done = if let Some(done) = done {
        done
    } else {
        serving.as_mut().graceful_shutdown();
        timeout(hub.config.request_timeout, serving).await.unwrap_or(Ok(()))
    };
    if let Err(error) = done {
        tracing::debug!(%error, "a connection failed");
    }
}
