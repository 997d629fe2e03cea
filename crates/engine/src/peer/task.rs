//! The task of one connection: carries out what the negotiation decides, follows the transport's state and the line's
//! reports, and tells the engine's user.

use super::connection::{self, Bell, Notice, Parts};
use super::receiver::{Ear, Receiver};
use crate::config::{Signal, WantedSize};
use crate::event::{EngineEvent, PeerState};
use crate::liveness::{Liveness, Transport};
use crate::negotiation::{Act, Candidate, Negotiation};
use crate::rate::RateControl;
use crate::rtp::counters::Counters;
use crate::rtp::outbox::Outbox;
use crate::rtp::session::Line;
use crate::sdp;
use crate::stats::PeerStats;
use chancery_model::{ConnectionId, MediaKind, ParticipantId};
use parking_lot::Mutex;
use rtc::peer_connection::configuration::RTCOfferOptions;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc};
use webrtc::peer_connection::{PeerConnection, RTCIceCandidateInit, RTCPeerConnectionState, RTCSessionDescription};

/// How often the state is looked at.
const TICK: Duration = Duration::from_millis(100);
/// How often the line's quality is told.
const QUALITY: Duration = Duration::from_secs(1);
/// Where a line's rate starts, in kbit/s: a face, at once, on any line that carries one; what the line carries beyond that
/// is found within seconds.
const START_KBPS: f32 = 400.0;

/// What the engine asks of a connection. Dropping the sender closes it.
#[derive(Debug)]
pub(crate) enum Order {
    Signal(Signal),
    RestartIce,
}

/// What is known of a line, shared with the engine.
#[derive(Debug)]
pub(crate) struct LineState {
    pub(crate) rate: RateControl,
    pub(crate) rtt: Option<Duration>,
    lost_in: f32,
    /// The most that pictures to this peer could use, in kbit/s.
    pub(crate) ceiling: f32,
    connected_ms: Option<u64>,
    /// Picture bytes sent at the last report, and when it came.
    sent: (u64, Option<Instant>),
}

/// The engine's end of a connection.
pub(crate) struct Peer {
    pub(crate) id: ParticipantId,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) receiver: Arc<Receiver>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) line: Arc<Mutex<LineState>>,
    /// How the peer shows our camera; `None`: it has not said.
    pub(crate) wanted: Mutex<Option<WantedSize>>,
    bell: OnceLock<Bell>,
}

impl Peer {
    pub(crate) fn new(
        id: ParticipantId,
        outbox: Arc<Outbox>,
        receiver: Arc<Receiver>,
        counters: Arc<Counters>,
    ) -> Arc<Self> {
        let line = LineState {
            rate: RateControl::new(START_KBPS),
            rtt: None,
            lost_in: 0.0,
            ceiling: START_KBPS * 2.0,
            connected_ms: None,
            sent: (0, None),
        };
        let (wanted, bell) = (Mutex::new(None), OnceLock::new());
        Arc::new(Self { id, outbox, receiver, counters, line: Arc::new(Mutex::new(line)), wanted, bell })
    }

    /// Wakes the connection's task.
    pub(crate) fn ring(&self) {
        if let Some(bell) = self.bell.get() {
            bell.ring();
        }
    }

    pub(crate) fn stats(&self) -> PeerStats {
        let line = self.line.lock();
        PeerStats {
            peer: self.id,
            connected_ms: line.connected_ms,
            rtt_ms: line.rtt.map(|rtt| rtt.as_secs_f64() * 1_000.0),
            loss_percent: percent(line.rate.loss().max(line.lost_in)),
            video_kbps: line.rate.kbps() as u32,
        }
    }
}

/// What a connection's task starts with.
pub(crate) struct Start {
    pub(crate) peer: Arc<Peer>,
    pub(crate) connection: ConnectionId,
    pub(crate) polite: bool,
    pub(crate) parts: Parts,
    pub(crate) key_wanted: Arc<dyn Fn(MediaKind) + Send + Sync>,
    pub(crate) events: mpsc::Sender<EngineEvent>,
    /// Told when there is less for pictures than the encoders aim at.
    pub(crate) replan: Arc<Notify>,
}

/// Runs a connection until its orders end.
pub(crate) async fn run(start: Start, mut orders: mpsc::Receiver<Order>) {
    let Start { peer, connection, polite, parts, key_wanted, events, replan } = start;
    let begun = Instant::now();
    let (lines, mut reports) = mpsc::channel(16);
    let ear = Ear { receiver: peer.receiver.clone(), key_wanted, lines };
    let teller = Teller { peer: peer.id, connection, events };
    let (link, bell, mut notices) = match Box::pin(connection::connect(parts, ear)).await {
        Ok(made) => made,
        Err(error) => {
            tracing::error!(%error, "no connection could be made: no usable network address, or no sockets left");
            teller.state(PeerState::Failed).await;
            while orders.recv().await.is_some() {}
            return;
        }
    };
    let _ = peer.bell.set(bell);
    let asker = Arc::downgrade(&peer);
    peer.receiver.set_ask_key(move |kind| {
        if let Some(peer) = asker.upgrade()
            && peer.outbox.ask_key(kind)
        {
            peer.ring();
        }
    });
    let mut talk = Talk { negotiation: Negotiation::new(polite), link, outbox: peer.outbox.clone(), teller };
    let mut liveness = Liveness::new();
    let acts = talk.negotiation.begin();
    talk.carry_out(acts).await;
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told_quality = begun;
    loop {
        tokio::select! {
            order = orders.recv() => {
                let acts = match order {
                    None => break,
                    Some(Order::Signal(signal)) => talk.negotiation.signal(signal),
                    Some(Order::RestartIce) => talk.negotiation.restart(),
                };
                talk.carry_out(acts).await;
            }
            Some(notice) = notices.recv() => match notice {
                Notice::Candidate { candidate, mid, line } => {
                    talk.teller.signal(Signal::Candidate { candidate, mid, line }).await;
                }
                Notice::State(state) => {
                    let now = Instant::now();
                    let transport = match state {
                        RTCPeerConnectionState::Connected => Transport::Up,
                        RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed => Transport::Failed,
                        _ => Transport::Trying,
                    };
                    if transport == Transport::Up {
                        let passed = now.saturating_duration_since(begun).as_millis() as u64;
                        peer.line.lock().connected_ms.get_or_insert(passed);
                    }
                    liveness.transport(now, transport);
                }
            },
            Some(report) = reports.recv() => if hear(&peer, report) {
                replan.notify_one();
            },
            _ = tick.tick() => {}
        }
        if let Some(heard) = peer.outbox.heard() {
            liveness.heard(heard);
        }
        let now = Instant::now();
        if let Some(state) = liveness.changed(now) {
            talk.teller.state(state).await;
        }
        if now.saturating_duration_since(told_quality) >= QUALITY {
            told_quality = now;
            talk.teller.quality(&peer);
        }
    }
    peer.outbox.set_ready(false);
    let _ = talk.link.close().await;
    peer.receiver.close();
}

/// Follows a report. `true`: there is less for pictures than before.
fn hear(peer: &Peer, report: Line) -> bool {
    let now = Instant::now();
    if let Some(kbps) = report.limit {
        let mut line = peer.line.lock();
        let less = line.rate.said(now, kbps);
        tracing::trace!(limit = kbps, pictures = line.rate.kbps(), less, "the peer says what its line carries");
        return less;
    }
    let bytes: u64 = [MediaKind::Video, MediaKind::Screen]
        .iter()
        .map(|kind| peer.counters.sent[*kind as usize].bytes.load(Ordering::Relaxed))
        .sum();
    let mut line = peer.line.lock();
    line.rtt = report.rtt.or(line.rtt);
    line.lost_in += (report.lost_in - line.lost_in) * 0.5;
    let (before, at) = line.sent;
    // Reports of both kinds come together: what was sent is measured over spans that mean something.
    let span = at.map_or(0.0, |at| now.saturating_duration_since(at).as_secs_f32());
    if at.is_some() && span < 0.2 {
        return false;
    }
    let used = if span > 0.0 { (bytes - before) as f32 * 8.0 / 1_000.0 / span } else { 0.0 };
    line.sent = (bytes, Some(now));
    let ceiling = line.ceiling;
    let kbps = line.rate.kbps();
    line.rate.report(now, report.lost_out, report.rtt, used, ceiling);
    tracing::trace!(
        pictures = line.rate.kbps(),
        before = kbps,
        used,
        ceiling,
        loss = line.rate.loss(),
        rtt_ms = report.rtt.map_or(0.0, |rtt| rtt.as_secs_f32() * 1_000.0),
        "a line reports"
    );
    line.rate.kbps() < kbps
}

fn percent(part: f32) -> u8 {
    (part * 100.0).round().clamp(0.0, 100.0) as u8
}

/// Tells the engine's user.
struct Teller {
    peer: ParticipantId,
    connection: ConnectionId,
    events: mpsc::Sender<EngineEvent>,
}

impl Teller {
    async fn signal(&self, signal: Signal) {
        let (peer, connection) = (self.peer, self.connection);
        let _ = self.events.send(EngineEvent::Signal { peer, connection, signal }).await;
    }

    async fn state(&self, state: PeerState) {
        let (peer, connection) = (self.peer, self.connection);
        let _ = self.events.send(EngineEvent::Peer { peer, connection, state }).await;
    }

    fn quality(&self, peer: &Peer) {
        let stats = peer.stats();
        if let Some(rtt) = stats.rtt_ms {
            let (rtt_ms, loss_percent) = (rtt.round() as u32, stats.loss_percent);
            let _ = self.events.try_send(EngineEvent::Quality { peer: self.peer, rtt_ms, loss_percent });
        }
    }
}

/// The negotiation and what it acts on.
struct Talk {
    negotiation: Negotiation,
    link: Arc<dyn PeerConnection>,
    outbox: Arc<Outbox>,
    teller: Teller,
}

impl Talk {
    async fn carry_out(&mut self, acts: Vec<Act>) {
        for act in acts {
            if let Err(error) = self.carry_out_one(&act).await {
                // Of a candidate that does not fit nothing follows; of a description the user has to know.
                if !matches!(act, Act::Add(_)) {
                    tracing::warn!(%error, act = act.name(), "a step of the negotiation failed");
                    self.negotiation.failed(&act);
                    self.teller.state(PeerState::Failed).await;
                }
                return;
            }
        }
    }

    async fn carry_out_one(&self, act: &Act) -> Result<(), NegotiationError> {
        match act {
            Act::Offer { restart } => {
                let options = RTCOfferOptions { ice_restart: *restart };
                let offer = self.link.create_offer(Some(options)).await?;
                let sdp = offer.sdp.clone();
                self.link.set_local_description(offer).await?;
                self.teller.signal(Signal::Offer { sdp }).await;
            }
            Act::Rollback => self.link.set_local_description(RTCSessionDescription::rollback(None)?).await?,
            Act::Answer { offer } => {
                self.outbox.expect(sdp::streams(offer)?);
                self.link.set_remote_description(RTCSessionDescription::offer(offer.clone())?).await?;
                let answer = self.link.create_answer(None).await?;
                let sdp = answer.sdp.clone();
                self.link.set_local_description(answer).await?;
                self.teller.signal(Signal::Answer { sdp }).await;
            }
            Act::Accept { answer } => {
                self.outbox.expect(sdp::streams(answer)?);
                self.link.set_remote_description(RTCSessionDescription::answer(answer.clone())?).await?;
            }
            Act::Add(Candidate { value, mid, line }) => {
                if value.is_empty() {
                    // The end of candidates: none is waited for, so nothing follows of it.
                    return Ok(());
                }
                let init = RTCIceCandidateInit {
                    candidate: value.clone(),
                    sdp_mid: mid.clone(),
                    sdp_mline_index: *line,
                    ..RTCIceCandidateInit::default()
                };
                self.link.add_ice_candidate(init).await?;
            }
        }
        Ok(())
    }
}

/// Why a step of the negotiation failed. Its text carries no part of a description.
#[derive(Debug, thiserror::Error)]
enum NegotiationError {
    #[error("{0}")]
    Description(#[from] sdp::BadDescription),
    #[error("the WebRTC stack refused it")]
    Stack(#[from] webrtc::error::Error),
}
