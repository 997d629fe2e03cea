//! Load on a real server process over real sockets: what an idle client costs in memory, what a thousand heartbeats
//! cost in CPU, and how long a message to all others of a meeting takes from the sender's socket to each receiver's.
//!
//! `cargo run -p chancery-server --example load -- [--clients 2000] [--seats 20] [--seconds 10] [--server PATH]`
//! prints one JSON object. Server and clients share the machine, so the latency holds both ends' work.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_model::{DelegationCode, MeetingId, ParticipantId, Place};
use chancery_signalling::message::{
    AccessToken, ClientMessage, NewMeeting, NewSide, ResumeToken, Sealed, ServerMessage, VERSION,
};
use clap::Parser;
use futures_util::{SinkExt as _, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use ring::digest::{SHA256, digest};
use std::io::BufRead as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{interval_at, sleep, timeout};
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

#[derive(Parser)]
struct Options {
    /// Clients in all.
    #[arg(long, default_value_t = 2_000)]
    clients: usize,
    /// Clients in one meeting.
    #[arg(long, default_value_t = 20)]
    seats: usize,
    /// How long is measured.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Meetings in which one participant relays a kilobyte to all others ten times a second.
    #[arg(long, default_value_t = 10)]
    talking: usize,
    /// The server's binary; by default the one built beside this example.
    #[arg(long)]
    server: Option<PathBuf>,
}

struct World {
    address: SocketAddr,
    began: Instant,
    seated: AtomicUsize,
    measuring: AtomicBool,
    latencies: Mutex<Vec<u32>>,
    lost: AtomicUsize,
    over: AtomicBool,
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    rlimit::increase_nofile_limit(options.clients as u64 + 1_000)?;
    let data = tempfile::tempdir()?;
    let binary = match options.server {
        Some(path) => path,
        None => {
            std::env::current_exe()?.parent().and_then(|p| p.parent()).context("no folder")?.join("chancery-server")
        }
    };
    let mut child = Command::new(&binary)
        .args([
            "--listen",
            "127.0.0.1:0",
            "--log-level",
            "warn",
            "--max-clients",
            &options.clients.to_string(),
            "--data",
        ])
        .arg(data.path())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} cannot be started; build it first", binary.display()))?;
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.take().context("no output")?).read_line(&mut line)?;
    let server = Server(child);
    let address = line.trim().strip_prefix("listening on http://").context("no address")?.parse()?;
    let pid = server.0.id();

    let world = Arc::new(World {
        address,
        began: Instant::now(),
        seated: AtomicUsize::new(0),
        measuring: AtomicBool::new(false),
        latencies: Mutex::new(Vec::new()),
        lost: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    });
    let meetings = options.clients.div_ceil(options.seats);
    for meeting in 0..meetings {
        register(address, meeting).await?;
    }
    let before = resident_kb(pid)?;
    let entering = Instant::now();
    for n in 0..options.clients {
        let (meeting, seat) = (n / options.seats, n % options.seats);
        let talks = seat == 0 && meeting < options.talking;
        let own = Arc::clone(&world);
        tokio::spawn(async move {
            if let Err(error) = client(&own, meeting, n, talks).await
                && !own.over.load(Relaxed)
            {
                own.lost.fetch_add(1, Relaxed);
                eprintln!("client {n}: {error:#}");
            }
        });
        // As many at a time as the machine takes, not all at once.
        while n + 1 - world.seated.load(Relaxed) - world.lost.load(Relaxed) > 64 {
            sleep(Duration::from_millis(1)).await;
        }
    }
    while world.seated.load(Relaxed) + world.lost.load(Relaxed) < options.clients {
        sleep(Duration::from_millis(10)).await;
        ensure!(entering.elapsed() < Duration::from_mins(5), "the clients do not get in");
    }
    let entered_s = entering.elapsed().as_secs_f64();
    sleep(Duration::from_secs(3)).await;
    let idle = resident_kb(pid)?;
    world.measuring.store(true, Relaxed);
    let handled = handled(address).await?;
    let (cpu, at) = (cpu_seconds(pid)?, Instant::now());
    sleep(Duration::from_secs(options.seconds)).await;
    world.measuring.store(false, Relaxed);
    let cpu_percent = (cpu_seconds(pid)? - cpu) / at.elapsed().as_secs_f64() * 100.0;
    let after = self::handled(address).await?;
    sleep(Duration::from_secs(1)).await;
    let mut latencies = std::mem::take(&mut *world.latencies.lock());
    latencies.sort_unstable();
    let at = |share: f64| latencies.get((latencies.len() as f64 * share) as usize).map(|us| f64::from(*us) / 1e3);
    let report = serde_json::json!({
        "clients": options.clients,
        "meetings": meetings,
        "lost": world.lost.load(Relaxed),
        "enter_s": entered_s,
        "server_kb_empty": before,
        "server_kb_idle": idle,
        "kb_per_client": (idle - before) as f64 / options.clients as f64,
        "server_kb_after": resident_kb(pid)?,
        "cpu_percent": cpu_percent,
        "messages_per_s": (after.1 - handled.1) / options.seconds as f64,
        "handle_mean_us": (after.0 - handled.0) / (after.1 - handled.1) * 1e6,
        "fan_out": {"deliveries": latencies.len(), "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99)},
    });
    println!("{report}");
    world.over.store(true, Relaxed);
    Ok(())
}

fn meeting_id(n: usize) -> MeetingId {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&(n as u64).to_le_bytes());
    MeetingId::from_random(bytes)
}

async fn register(address: SocketAddr, n: usize) -> anyhow::Result<()> {
    let hour = SignedDuration::from_hours(1);
    let meeting = NewMeeting {
        id: meeting_id(n),
        starts: Timestamp::now() - hour,
        expires: Timestamp::now() + hour,
        sides: vec![NewSide {
            delegation: DelegationCode::new("ID")?,
            access_sha256: Sealed(digest(&SHA256, &[7; 32]).as_ref().to_vec()),
        }],
        sealed: Sealed(vec![0; 300]),
    };
    let body = serde_json::to_string(&meeting)?;
    let mut stream = TcpStream::connect(address).await?;
    let head = "POST /v1/meetings HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length:";
    stream.write_all(format!("{head} {}\r\n\r\n{body}", body.len()).as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    ensure!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    Ok(())
}

async fn client(world: &World, meeting: usize, n: usize, talks: bool) -> anyhow::Result<()> {
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
    let url = format!("ws://{}/v1/signal", world.address);
    let (mut socket, _) = connect_async_with_config(url, Some(config), true).await?;
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(n as u64).to_le_bytes());
    let text = |message: &ClientMessage| serde_json::to_string(message).map(Message::text);
    socket.send(text(&ClientMessage::Hello { versions: vec![VERSION], client: "load/1".into() })?).await?;
    socket
        .send(text(&ClientMessage::Enter {
            meeting: meeting_id(meeting),
            delegation: DelegationCode::new("ID")?,
            access: AccessToken([7; 32]),
            participant: ParticipantId::from_random(id),
            resume: ResumeToken(id),
            place: Place::Plenary,
            card: Sealed(vec![1; 150]),
            after: None,
        })?)
        .await?;
    // Spread over the interval, as real clients are.
    let first = tokio::time::Instant::now() + Duration::from_millis(n as u64 * 37 % 600);
    let mut heartbeat = interval_at(first, Duration::from_millis(600));
    let mut talk = interval_at(first, Duration::from_millis(100));
    loop {
        tokio::select! {
            _ = heartbeat.tick() => socket.send(text(&ClientMessage::Ping { n: 1 })?).await?,
            _ = talk.tick(), if talks => {
                let mut bytes = vec![0; 1_000];
                let sent = world.began.elapsed().as_micros() as u64;
                bytes[..8].copy_from_slice(&sent.to_le_bytes());
                socket.send(text(&ClientMessage::Relay { to: None, sealed: Sealed(bytes) })?).await?;
            }
            frame = timeout(Duration::from_secs(30), socket.next()) => {
                let Message::Text(frame) = frame?.context("closed")?? else { continue };
                if frame.starts_with(r#"{"is":"relayed""#) {
                    if !world.measuring.load(Relaxed) {
                        continue;
                    }
                    let now = world.began.elapsed().as_micros() as u64;
                    // The time is in the first 12 characters of the sealed bytes: decode no more than that.
                    let at = frame.find(r#""sealed":""#).context("no bytes")? + 10;
                    let head = URL_SAFE_NO_PAD.decode(&frame[at..at + 12])?;
                    let sent = u64::from_le_bytes(head[..8].try_into()?);
                    world.latencies.lock().push((now - sent) as u32);
                } else if frame.starts_with(r#"{"is":"entered""#) {
                    world.seated.fetch_add(1, Relaxed);
                } else if let Ok(ServerMessage::Refused { code, .. }) = serde_json::from_str(&frame) {
                    bail!("refused: {code:?}");
                }
            }
        }
    }
}

/// Seconds spent on, and number of, messages handled so far, as the server counts them.
async fn handled(address: SocketAddr) -> anyhow::Result<(f64, f64)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await?;
    let mut page = String::new();
    stream.read_to_string(&mut page).await?;
    let value = |name: &str| {
        let line = page.lines().find_map(|l| l.strip_prefix(name)).context("no such series")?;
        anyhow::Ok(line.trim().parse::<f64>()?)
    };
    Ok((value("chancery_handle_seconds_sum ")?, value("chancery_handle_seconds_count ")?))
}

fn resident_kb(pid: u32) -> anyhow::Result<i64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}

/// User and system time so far; the kernel counts in hundredths of a second.
fn cpu_seconds(pid: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(')').context("odd stat")?.1.split_whitespace().collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
}
