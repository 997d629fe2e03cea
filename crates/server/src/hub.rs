//! Where everything meets: the switchboard behind one lock, each client's outgoing queue, the database, the counts.
//!
//! A message is handled on the task of the socket that it came from, and what comes of it is put into the queues before
//! the lock is let go: so all see things in one order, and no queue lies between a message and its answer. The lock is
//! held for microseconds (`chancery_handle_seconds`).

use crate::config::Config;
use crate::database::Database;
use crate::gate::{Gate, Pace};
use crate::metrics::Metrics;
use crate::outbox::{End, Full, Outbox};
use crate::wire::WireState;
use axum::extract::ws::Utf8Bytes;
use chancery_model::{MeetingId, Now, Tick};
use chancery_signalling::message::ServerMessage;
use chancery_signalling::room::{ConnectionKey, Counts, RoomInput, RoomOutput, Switchboard, TICK_EVERY};
use jiff::Timestamp;
use parking_lot::Mutex;
use ring::rand::{SecureRandom as _, SystemRandom};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// TCP connections beyond the clients: look-ups, health checks, refusals that are being written.
const SPARE_SOCKETS: usize = 512;
/// The same, for one address.
const SPARE_SOCKETS_PER_ADDRESS: usize = 64;

/// How old the answer to a health check may be.
const HEALTH_AGE: Duration = Duration::from_secs(1);

/// Everything that the routes and sockets share.
#[derive(Debug)]
pub(crate) struct Hub {
    pub config: Config,
    pub database: Database,
    pub metrics: Metrics,
    /// TCP connections.
    pub sockets: Arc<Gate>,
    /// WebSockets.
    pub clients: Arc<Gate>,
    /// `POST /v1/meetings`. In seconds, so that a slow pace is exact: one meeting costs `3600 / meetings_per_hour`.
    pub registering: Pace,
    /// `POST /v1/meetings/{id}/look`.
    pub looking: Pace,
    /// `POST /v1/books`, in seconds as `registering`.
    pub opening: Pace,
    /// Reading in books.
    pub reading: Pace,
    /// Writing in books.
    pub writing: Pace,
    /// When this process began to serve, Unix time.
    pub started_unix: i64,
    began: Instant,
    random: SystemRandom,
    next_key: AtomicU64,
    /// What the last health check found, and when.
    health: tokio::sync::Mutex<Option<(Instant, &'static str)>>,
    desk: Mutex<Desk>,
}

#[derive(Debug)]
struct Desk {
    board: Switchboard,
    clients: HashMap<ConnectionKey, Client>,
    // Kept, so that handling a message allocates as little as may be.
    outputs: Vec<RoomOutput>,
}

#[derive(Debug)]
struct Client {
    outbox: Arc<Outbox>,
    wire: Arc<WireState>,
}

impl Hub {
    pub fn new(config: Config, database: Database) -> Self {
        let clients = config.limits.connections;
        let random = SystemRandom::new();
        let run = ring::rand::generate(&random).map_or([0; 8], ring::rand::Random::expose);
        let board = Switchboard::new(config.limits.clone(), u64::from_le_bytes(run));
        Self {
            sockets: Gate::new(clients + SPARE_SOCKETS, config.per_address + SPARE_SOCKETS_PER_ADDRESS),
            clients: Gate::new(clients, config.per_address),
            registering: Pace::new(3_600, 1),
            looking: Pace::new(240, 10),
            opening: Pace::new(3_600, 1),
            reading: Pace::new(240, 10),
            writing: Pace::new(120, 2),
            metrics: Metrics::default(),
            started_unix: Timestamp::now().as_second(),
            began: Instant::now(),
            random,
            next_key: AtomicU64::new(0),
            health: tokio::sync::Mutex::new(None),
            desk: Mutex::new(Desk { board, clients: HashMap::new(), outputs: Vec::new() }),
            config,
            database,
        }
    }

    pub fn now(&self) -> Now {
        Now { tick: Tick(self.began.elapsed().as_millis() as u64), wall: Timestamp::now() }
    }

    /// Whether `address` is not held to what one address may have.
    pub fn is_exempt(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_loopback() || self.config.trusted_proxies.contains(&address)
    }

    pub fn counts(&self) -> Counts {
        self.desk.lock().board.counts()
    }

    pub fn present(&self, meeting: MeetingId) -> u32 {
        self.desk.lock().board.present(meeting)
    }

    /// `"ok"`, or what is wrong with the database. It is asked at most once in [`HEALTH_AGE`], however often this is.
    pub async fn health(&self) -> &'static str {
        let mut last = self.health.lock().await;
        match *last {
            Some((at, found)) if at.elapsed() < HEALTH_AGE => found,
            _ => {
                let found = self.database.check().await.map_or_else(trouble_label, |()| "ok");
                *last = Some((Instant::now(), found));
                found
            }
        }
    }

    /// A new client; what it is to be sent comes out of the outbox.
    pub fn open(&self, wire: Arc<WireState>, crowded: bool) -> (ConnectionKey, Arc<Outbox>) {
        let connection = ConnectionKey(self.next_key.fetch_add(1, Ordering::Relaxed));
        let outbox = Arc::new(Outbox::new(self.config.queue_messages, self.config.queue_bytes));
        self.metrics.opened();
        let mut desk = self.desk.lock();
        desk.clients.insert(connection, Client { outbox: Arc::clone(&outbox), wire });
        self.handle(&mut desk, RoomInput::Opened { connection, crowded });
        drop(desk);
        (connection, outbox)
    }

    /// The client is gone.
    pub fn close(&self, connection: ConnectionKey) {
        let mut desk = self.desk.lock();
        desk.clients.remove(&connection);
        self.handle(&mut desk, RoomInput::Closed { connection });
    }

    /// Tells the switchboard something. Returns the meeting that the same client asks for, if it does.
    pub fn tell(&self, input: RoomInput) -> Option<MeetingId> {
        let began = Instant::now();
        let asked = self.handle(&mut self.desk.lock(), input);
        self.metrics.handled(began.elapsed());
        asked
    }

    /// Lets the switchboard see the time pass, for as long as the server runs.
    pub async fn run_clock(&self) {
        let mut every = tokio::time::interval(TICK_EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            every.tick().await;
            let mut desk = self.desk.lock();
            let quiet = desk.board.quiet(self.now().tick);
            for connection in quiet {
                // A long frame on a slow line: bytes come, though no whole frame does.
                if desk.clients.get(&connection).is_some_and(|c| c.wire.quiet_ms() < TICK_EVERY.as_millis() as u64) {
                    self.handle(&mut desk, RoomInput::Heard { connection });
                }
            }
            self.handle(&mut desk, RoomInput::Tick);
        }
    }

    /// Forgets expired meetings and old entries of books, now and each hour.
    pub async fn run_housekeeping(&self) {
        let mut every = tokio::time::interval(Duration::from_hours(1));
        loop {
            every.tick().await;
            match self.database.forget_expired(Timestamp::now()).await {
                Ok(0) => {}
                Ok(meetings) => tracing::info!(meetings, "forgot expired meetings"),
                Err(trouble) => self.metrics.storage(trouble_label(trouble)),
            }
            match self.database.forget_entries(Timestamp::now(), self.config.keep_entries).await {
                Ok(0) => {}
                Ok(entries) => tracing::info!(entries, "forgot entries of books whose meetings are long over"),
                Err(trouble) => self.metrics.storage(trouble_label(trouble)),
            }
        }
    }

    fn handle(&self, desk: &mut Desk, input: RoomInput) -> Option<MeetingId> {
        // Within the lock, so that the switchboard never sees time go back.
        let now = self.now();
        let mut asked = None;
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            let mut outputs = std::mem::take(&mut desk.outputs);
            desk.board.handle(now, input, &mut outputs);
            for output in outputs.drain(..) {
                let full = match output {
                    RoomOutput::Send { to, message } => self.put(desk, &[to], message),
                    RoomOutput::SendAll { to, message } => self.put(desk, &to, message),
                    RoomOutput::Close { connection, why } => {
                        self.metrics.closed(why);
                        tracing::debug!(connection = connection.0, ?why, "closing a client");
                        if let Some(client) = desk.clients.remove(&connection) {
                            client.outbox.end(End::Written(why));
                        }
                        continue;
                    }
                    RoomOutput::LookUp { meeting, .. } => {
                        asked = Some(meeting);
                        continue;
                    }
                };
                for connection in full {
                    tracing::debug!(connection = connection.0, "dropping a client that does not read");
                    self.metrics.too_slow();
                    desk.clients.remove(&connection);
                    inputs.push(RoomInput::Closed { connection });
                }
            }
            desk.outputs = outputs;
        }
        asked
    }

    /// Writes `message` once and puts it into the queues of `to`. Returns those whose queue was full.
    fn put(&self, desk: &Desk, to: &[ConnectionKey], mut message: ServerMessage) -> Vec<ConnectionKey> {
        match &mut message {
            ServerMessage::Welcome { ice_servers, time, .. } => {
                let mut random = [0; 8];
                // Only keeps two clients' user names apart: without randomness they share one for a second.
                let _ = self.random.fill(&mut random);
                *ice_servers = self.config.ice.servers(*time, random);
            }
            ServerMessage::Refused { code, .. } => self.metrics.refused(*code),
            _ => {}
        }
        let text = match serde_json::to_string(&message) {
            Ok(text) => Utf8Bytes::from(text),
            Err(error) => {
                tracing::error!(%error, "a message could not be written");
                return Vec::new();
            }
        };
        self.metrics.sent(to.len(), text.len());
        let full = |c: &&ConnectionKey| {
            desk.clients.get(c).is_some_and(|client| client.outbox.push(text.clone()) == Err(Full))
        };
        to.iter().filter(full).copied().collect()
    }
}

/// The name of a trouble with the database, for the operator.
pub(crate) fn trouble_label(trouble: crate::database::StorageTrouble) -> &'static str {
    use crate::database::StorageTrouble as T;
    match trouble {
        T::Locked => "locked",
        T::Full => "full",
        T::Damaged => "damaged",
        T::Busy => "busy",
        T::Unavailable => "unavailable",
    }
}
