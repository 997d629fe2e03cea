//! One end of a call, to hold against any WebRTC stack: reads an SDP offer on standard input (to its end), writes the
//! answer with its candidates on standard output, sends and receives for a while, and reports on standard error. With
//! `--offer` it is the other way round: the offer is written first, then the answer is read.

use anyhow::{Context, Result, bail};
use chancery_engine::{
    Engine, EngineConfig, EngineEvent, EngineStats, NoPictures, PeerState, Signal, Sources, process_usage,
};
use chancery_media::spec::SourceSpec;
use chancery_model::{ConnectionId, MediaState, ParticipantId};
use clap::Parser;
use serde::Serialize;
use std::io::{Read, Write};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout_at};

#[derive(Parser)]
struct Arguments {
    /// What the camera sees: a Y4M file, `device` or `none`.
    #[arg(long, default_value = "none")]
    camera: SourceSpec,
    /// What the microphone hears: a WAV file, `device` or `none`.
    #[arg(long, default_value = "none")]
    microphone: SourceSpec,
    /// What is shared: a Y4M file, `display` or `none`.
    #[arg(long, default_value = "none")]
    screen: SourceSpec,
    /// Where what is heard goes: a WAV file, `device` or `none`.
    #[arg(long, default_value = "none")]
    speaker: SourceSpec,
    /// A folder for what was received.
    #[arg(long)]
    record: Option<PathBuf>,
    /// How long media go both ways, from the moment the connection is there.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// The one local address to use.
    #[arg(long)]
    bind: Option<IpAddr>,
    /// Make the offer, and read the answer.
    #[arg(long)]
    offer: bool,
    /// Echo cancelling, noise suppression and gain control.
    #[arg(long)]
    processing: bool,
}

/// How long the connection may take to come up.
const CONNECT: Duration = Duration::from_secs(30);

#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    stats: EngineStats,
    cpu_seconds: f64,
    rss_peak_bytes: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    if std::env::var_os("RUST_LOG").is_some() {
        let filter = tracing_subscriber::EnvFilter::from_default_env();
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
    let arguments = Arguments::parse();
    let Arguments { camera, microphone, screen, speaker, .. } = arguments;
    let everything = MediaState {
        microphone: microphone != SourceSpec::None,
        camera: camera != SourceSpec::None,
        screen: screen != SourceSpec::None,
    };
    let mut config = EngineConfig::new(Sources { camera, microphone, screen, speaker });
    (config.record, config.bind, config.processing) = (arguments.record, arguments.bind, arguments.processing);
    let (engine, mut events) = Engine::start(config, Arc::new(NoPictures), tokio::runtime::Handle::current());
    engine.on_air(everything);
    engine.devices(everything.microphone, everything.camera, true);
    let peer = ParticipantId::from_random([7; 16]);
    engine.add_peer(peer, ConnectionId(1), !arguments.offer);
    if arguments.offer {
        write(&description(&mut events).await?)?;
        engine.signal(peer, Signal::Answer { sdp: read().await? });
    } else {
        engine.signal(peer, Signal::Offer { sdp: read().await? });
        write(&description(&mut events).await?)?;
    }

    let mut end = None;
    let give_up = Instant::now() + CONNECT;
    while let Ok(event) = timeout_at(end.unwrap_or(give_up), events.recv()).await {
        match event.context("the engine has stopped")? {
            EngineEvent::Peer { state: PeerState::Connected, .. } => {
                end.get_or_insert_with(|| Instant::now() + Duration::from_secs_f64(arguments.seconds));
            }
            EngineEvent::DeviceFailed { detail, .. } => bail!("a source cannot be used: {detail}"),
            _ => {}
        }
    }
    let stats = engine.stats();
    engine.stop().await;
    let usage = process_usage();
    let report = Report { stats, cpu_seconds: usage.cpu_seconds, rss_peak_bytes: usage.rss_peak_bytes };
    serde_json::to_writer(std::io::stderr(), &report)?;
    if end.is_none() {
        bail!("no connection came up within {} s: no path between the candidates", CONNECT.as_secs());
    }
    Ok(())
}

/// What comes on standard input, to its end.
async fn read() -> Result<String> {
    let read = tokio::task::spawn_blocking(|| {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    });
    let text = read.await?.context("standard input is not readable text: give a session description")?;
    if !text.starts_with("v=0") {
        bail!("what came on standard input is no session description: it begins with `v=0`");
    }
    Ok(text)
}

fn write(description: &str) -> Result<()> {
    let mut stdout = std::io::stdout();
    stdout.write_all(description.as_bytes())?;
    Ok(stdout.flush()?)
}

/// Our description with all its candidates.
async fn description(events: &mut Receiver<EngineEvent>) -> Result<String> {
    let deadline = Instant::now() + Duration::from_secs(5);
    let (mut description, mut candidates) = (None, Vec::new());
    loop {
        match timeout_at(deadline, events.recv()).await {
            Ok(Some(EngineEvent::Signal { signal, .. })) => match signal {
                Signal::Offer { sdp } | Signal::Answer { sdp } => description = Some(sdp),
                Signal::Candidate { candidate, .. } if candidate.is_empty() => break,
                Signal::Candidate { candidate, .. } => candidates.push(candidate),
            },
            Ok(Some(EngineEvent::Peer { state: PeerState::Failed, .. })) => bail!("the offer was not understood"),
            Ok(Some(EngineEvent::DeviceFailed { detail, .. })) => bail!("a source cannot be used: {detail}"),
            Ok(Some(_)) => {}
            Ok(None) => bail!("the engine has stopped"),
            Err(_) if description.is_some() && !candidates.is_empty() => break,
            Err(_) => bail!("no description could be made within 5 s"),
        }
    }
    let description = description.context("no description was made")?;
    let lines = candidates.iter().fold(String::new(), |lines, candidate| lines + "a=" + candidate + "\r\n");
    // Into the first media section, which the others are bundled with.
    let first = description.find("\r\nm=").context("the description has no media")? + 2;
    let end = description[first..].find("\r\nm=").map_or(description.len(), |at| first + at + 2);
    Ok(format!("{}{lines}a=end-of-candidates\r\n{}", &description[..end], &description[end..]))
}
