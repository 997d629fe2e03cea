//! The made-up engine of one client: connections by their descriptions, gates, devices. What it sends follows from its
//! gate and from which of its connections carry.

use chancery_core::{EngineCommand, EngineEvent, PeerState};
use chancery_model::{ConnectionId, MediaKind, MediaState, ParticipantId, Tick};
use chancery_signalling::message::Sealed;
use chancery_signalling::peer::{Signal, WantedSize};
use chancery_signalling::sdp::sdp_fingerprints;
use chancery_trust::frames::{EpochKeys, FrameReceiver, FrameSender};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Without anything for so long a connection is interrupted, in milliseconds.
pub(crate) const INTERRUPTED: u64 = 1_500;
/// And failed.
pub(crate) const FAILED: u64 = 15_000;
/// How long frames under the keys before are still read.
pub(crate) const OLD_KEYS: u64 = 2_000;
/// From the first packet through to media.
pub(crate) const HANDSHAKE: u64 = 100;

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    polite: bool,
    /// Which round of offer and answer this is; the address that the descriptions of this round name.
    round: u32,
    address: u32,
    /// One's own certificate's fingerprint.
    dtls: [u8; 32],
    /// What the other's description names: its connection, the round; and its certificate's fingerprint.
    remote: Option<(ConnectionId, u32)>,
    remote_dtls: Option<[u8; 32]>,
    remote_candidate: bool,
    /// A round that was given up does not come back.
    failed_round: u32,
    pub(crate) state: PeerState,
    /// It will never carry again, whatever is offered: only another connection does.
    stuck: bool,
    /// Since when it carries; since when it does not.
    pub(crate) flows: Option<u64>,
    pub(crate) stopped: u64,
    pub(crate) wanted: Option<WantedSize>,
    pub(crate) remote_media: Option<MediaState>,
}

/// The engine.
#[derive(Debug, Default)]
pub(crate) struct Engine {
    pub(crate) connections: BTreeMap<ParticipantId, Connection>,
    /// SHA-256 of its certificate, another one in each life.
    pub(crate) dtls: [u8; 32],
    /// The keys for frames, and those before with the time they were replaced at.
    pub(crate) keys: Option<Arc<EpochKeys>>,
    pub(crate) old_keys: Option<(Arc<EpochKeys>, u64)>,
    /// The keys are new, and no key frame was asked for yet.
    pub(crate) wants_key_frame: bool,
    /// What seals and opens frames, as in the real one.
    pub(crate) frames: FrameSender,
    pub(crate) opened: FrameReceiver,
    pub(crate) on_air: MediaState,
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
    /// Connections to these get stuck, even new ones (a world that is broken on purpose).
    pub(crate) hopeless: BTreeSet<ParticipantId>,
}

/// What a command gives: events, and whether it broke a rule.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) events: Vec<EngineEvent>,
    pub(crate) broken: Option<&'static str>,
    /// For peers, on the data channel.
    pub(crate) data: Vec<(ParticipantId, Sealed)>,
}

/// A description: a line of our own, and the certificate's fingerprint as any session description has it.
fn describe(of: ConnectionId, round: u32, dtls: &[u8; 32]) -> String {
    let digits: Vec<String> = dtls.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("{} {round}\r\na=fingerprint:sha-256 {}\r\n", of.0, digits.join(":"))
}

fn read(sdp: &str) -> Option<(ConnectionId, u32, [u8; 32])> {
    let (id, round) = sdp.lines().next()?.split_once(' ')?;
    let dtls = *sdp_fingerprints(sdp).ok()?.first()?;
    Some((ConnectionId(id.parse().ok()?), round.parse().ok()?, dtls))
}

impl Connection {
    fn offer(&mut self, peer: ParticipantId, address: u32, events: &mut Vec<EngineEvent>) {
        self.round += 1;
        self.address = address;
        self.say(peer, Signal::Offer { sdp: describe(self.id, self.round, &self.dtls) }, events);
    }

    fn say(&self, peer: ParticipantId, signal: Signal, events: &mut Vec<EngineEvent>) {
        let candidate = Signal::Candidate { candidate: "candidate:1".into(), mid: Some("0".into()), line: None };
        for signal in [signal, candidate] {
            events.push(EngineEvent::Signal { peer, connection: self.id, signal });
        }
    }

    fn heard(&mut self, peer: ParticipantId, signal: &Signal, address: u32, events: &mut Vec<EngineEvent>) {
        match signal {
            Signal::Offer { sdp } => {
                let Some((remote, round, dtls)) = read(sdp) else { return };
                // Perfect negotiation: who is impolite and waits for an answer ignores an offer.
                if !self.polite && self.remote.is_none_or(|(_, r)| r < self.round) {
                    return;
                }
                self.remote = Some((remote, round));
                self.remote_dtls = Some(dtls);
                self.round = round;
                self.address = address;
                self.say(peer, Signal::Answer { sdp: describe(self.id, round, &self.dtls) }, events);
            }
            Signal::Answer { sdp } => {
                if let Some((remote, round, dtls)) = read(sdp)
                    && round == self.round
                {
                    self.remote = Some((remote, round));
                    self.remote_dtls = Some(dtls);
                }
            }
            Signal::Candidate { .. } => self.remote_candidate = true,
        }
    }

    /// A handshake that hangs, keys that are lost: nothing goes through it any more.
    pub(crate) fn stick(&mut self) {
        self.stuck = true;
    }

    /// Gives this round up.
    pub(crate) fn fail(&mut self) {
        self.failed_round = self.round;
        self.state = PeerState::Failed;
    }
}

/// Whether two connections have each other's descriptions of one round, made at the addresses that hold now, with the
/// certificates that each has.
pub(crate) fn described(a: &Connection, b: &Connection, address_a: u32, address_b: u32) -> bool {
    !a.stuck
        && !b.stuck
        && a.remote == Some((b.id, a.round))
        && b.remote == Some((a.id, a.round))
        && b.round == a.round
        && a.remote_dtls == Some(b.dtls)
        && b.remote_dtls == Some(a.dtls)
        && (a.remote_candidate || b.remote_candidate)
        && a.round > a.failed_round
        && b.round > b.failed_round
        && a.address == address_a
        && b.address == address_b
}

impl Engine {
    /// Frames are encrypted under these keys from `now` on.
    pub(crate) fn take_keys(&mut self, now: u64, keys: Option<Arc<EpochKeys>>) {
        self.old_keys = self.keys.take().filter(|_| keys.is_some()).map(|old| (old, now));
        self.wants_key_frame = keys.is_some();
        if let Some(keys) = &keys {
            self.opened.switch(keys, Tick(now));
            let _ = self.frames.switch(keys);
        } else {
            self.frames.end();
            self.opened.end();
        }
        self.keys = keys;
    }

    /// Whether a frame that another sends now under its keys can be read here.
    pub(crate) fn reads(&self, now: u64, sender: ParticipantId, theirs: &EpochKeys) -> bool {
        let old = self.old_keys.as_ref().filter(|(_, since)| now < since + OLD_KEYS).map(|(keys, _)| keys);
        let mut held = self.keys.iter().chain(old);
        held.any(|keys| keys.fits(theirs) && keys.member(theirs.my_leaf) == Some(sender))
    }

    /// Obeys a command at `now`; `address` is where this machine is.
    pub(crate) fn obey(&mut self, now: u64, address: u32, command: EngineCommand) -> Answer {
        let mut answer = Answer::default();
        let events = &mut answer.events;
        match command {
            EngineCommand::AddPeer { peer, connection, polite } => {
                let mut c = Connection {
                    id: connection,
                    polite,
                    round: 0,
                    address,
                    dtls: self.dtls,
                    remote: None,
                    remote_dtls: None,
                    remote_candidate: false,
                    failed_round: 0,
                    state: PeerState::Connecting,
                    stuck: self.hopeless.contains(&peer),
                    flows: None,
                    stopped: now,
                    wanted: None,
                    remote_media: None,
                };
                if !polite {
                    c.offer(peer, address, events);
                }
                if self.connections.insert(peer, c).is_some() {
                    answer.broken = Some("a second connection to one peer");
                }
            }
            EngineCommand::RemovePeer { peer } => {
                if self.connections.remove(&peer).is_none() {
                    answer.broken = Some("removed a peer that is not there");
                }
            }
            EngineCommand::Signal { signal: Signal::Candidate { candidate, .. }, .. }
                if ["127.", " ::1 ", " 169.254.", " fe80:", " 0.0.0.0 "]
                    .iter()
                    .any(|host| candidate.contains(host)) =>
            {
                answer.broken = Some("told to try an address of its own machine or link");
            }
            EngineCommand::Signal { peer, signal } => match self.connections.get_mut(&peer) {
                Some(c) => c.heard(peer, &signal, address, events),
                None => answer.broken = Some("a signal for a peer that is not there"),
            },
            EngineCommand::RestartIce { peer } => match self.connections.get_mut(&peer) {
                Some(c) => c.offer(peer, address, events),
                None => answer.broken = Some("a restart for a peer that is not there"),
            },
            EngineCommand::Wanted { peer, camera } => match self.connections.get_mut(&peer) {
                Some(c) => c.wanted = Some(camera),
                None => answer.broken = Some("a wish of a peer that is not there"),
            },
            EngineCommand::RemoteMedia { peer, state } => match self.connections.get_mut(&peer) {
                Some(c) => c.remote_media = Some(state),
                None => answer.broken = Some("media of a peer that is not there"),
            },
            EngineCommand::OnAir(state) => self.on_air = state,
            EngineCommand::KeyFrames => self.wants_key_frame = false,
            EngineCommand::SendData { peer, bytes } => answer.data.push((peer, bytes)),
            EngineCommand::Devices { microphone, camera, .. } => {
                for (kind, was, is) in
                    [(MediaKind::Audio, self.microphone, microphone), (MediaKind::Video, self.camera, camera)]
                {
                    if is && !was {
                        events.push(EngineEvent::DeviceOpened { kind, name: "sim".into() });
                    }
                }
                (self.microphone, self.camera) = (microphone, camera);
            }
            EngineCommand::ListDevices => events.push(EngineEvent::Devices {
                microphones: Vec::new(),
                cameras: Vec::new(),
                screens: Vec::new(),
                speakers: Vec::new(),
            }),
            EngineCommand::IceServers(_)
            | EngineCommand::SelectDevice { .. }
            | EngineCommand::SelectSpeaker(_)
            | EngineCommand::TestSpeaker => {}
        }
        answer
    }
}
