//! The connection to one other: its numbers, its state, when it has to be mended.

use crate::PeerState;
use chancery_model::{ConnectionId, MediaState, ParticipantId, Tick};
use chancery_signalling::peer::{PeerMessage, Signal, WantedSize};
use chancery_signalling::sdp::SDP_MAX;
use std::collections::VecDeque;
use std::time::Duration;

/// A connection that is interrupted gets a new path after this, if nothing comes by itself.
pub(super) const RESTART_AFTER: Duration = Duration::from_secs(2);
/// And again after this.
const RESTART_EVERY: Duration = Duration::from_secs(6);
/// A connection that is not made, or not mended, within this is replaced; each further try may take as long again.
const REPLACE_AFTER: Duration = Duration::from_secs(12);
/// A connection that worked and then failed is replaced when the new path that it got has not mended it within this. It
/// may be that no path can: a handshake that is stuck, keys that one end has lost.
const RESTART_MAY_TAKE: Duration = Duration::from_secs(5);
/// One that failed before it ever worked (a description that was refused, a handshake that never ended) gets no new path,
/// which would mend nothing. It is replaced after this, after double that the next time, and so on,
const FAILED_PAUSE: Duration = Duration::from_secs(1);
/// up to this many doublings: two who cannot agree try four times a minute.
const FAILED_DOUBLINGS: u32 = 4;
/// What the polite one adds to these, so that both do not replace at once.
const POLITE_PAUSE: Duration = Duration::from_millis(1_500);
/// The polite one waits longer, so that both do not replace at once.
const POLITE_PATIENCE: Duration = Duration::from_secs(5);
/// The most patience, in multiples of [`REPLACE_AFTER`].
const PATIENCE_MAX: u32 = 3;
/// Signals that wait for the server, for each peer.
const WAITING: usize = 128;
/// Numbers that a peer has given up and that are remembered.
const RETIRED: usize = 8;
/// The longest candidate line, in bytes.
const CANDIDATE_MAX: usize = 2_048;
/// The most candidates taken on one connection.
const CANDIDATES: u32 = 512;

/// The connection to one other.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(super) id: ParticipantId,
    pub(super) connection: ConnectionId,
    pub(super) polite: bool,
    pub(super) remote: Option<ConnectionId>,
    /// Something from `remote` went into our connection.
    pub(super) heard: bool,
    retired: VecDeque<ConnectionId>,
    candidates: u32,
    pub(super) state: PeerState,
    /// When this connection was made.
    pub(super) made: Tick,
    /// How many connections were made before this without one working.
    tries: u32,
    /// Some connection to this peer has worked.
    pub(super) worked: bool,
    /// This one has.
    connected: bool,
    /// When the engine gave this one up.
    failed: Option<Tick>,
    /// Since when there is no media; `None`: they flow.
    pub(super) without: Option<Tick>,
    /// When a new path was last asked for.
    pub(super) restarted: Option<Tick>,
    /// Waits for the server.
    pub(super) waiting: VecDeque<Signal>,
    /// Round trip in ms, loss in percent.
    pub(super) quality: Option<(u32, u8)>,
    /// What it has open.
    pub(super) media: MediaState,
    /// What it wants of our camera.
    pub(super) wanted: Option<WantedSize>,
    /// What we told it that we want of its camera.
    pub(super) told_wants: Option<WantedSize>,
}

impl Peer {
    pub(super) fn new(id: ParticipantId, connection: ConnectionId, polite: bool, now: Tick, media: MediaState) -> Self {
        Self {
            id,
            connection,
            polite,
            remote: None,
            heard: false,
            retired: VecDeque::new(),
            candidates: 0,
            state: PeerState::Connecting,
            made: now,
            tries: 0,
            worked: false,
            connected: false,
            failed: None,
            without: Some(now),
            restarted: None,
            waiting: VecDeque::new(),
            quality: None,
            media,
            wanted: None,
            told_wants: None,
        }
    }

    /// A new connection takes the place of this one.
    pub(super) fn renew(&mut self, now: Tick, connection: ConnectionId) {
        self.connection = connection;
        self.heard = false;
        self.candidates = 0;
        self.state = PeerState::Connecting;
        self.made = now;
        self.tries = self.tries.saturating_add(1);
        self.without.get_or_insert(now);
        self.restarted = None;
        self.connected = false;
        self.failed = None;
        self.waiting.clear();
        self.quality = None;
    }

    /// The peer speaks for another number from now on (`None`: not known yet). The old one is not listened to any more.
    pub(super) fn speaks_for(&mut self, remote: Option<ConnectionId>) {
        if self.remote != remote
            && let Some(old) = std::mem::replace(&mut self.remote, remote)
        {
            if self.retired.len() == RETIRED {
                self.retired.pop_front();
            }
            self.retired.push_back(old);
        }
        self.remote = remote;
    }

    /// Whether a peer has given up this number.
    pub(super) fn is_retired(&self, remote: ConnectionId) -> bool {
        self.retired.contains(&remote)
    }

    /// What is said about this connection.
    pub(super) fn message(&self, signal: Signal) -> PeerMessage {
        PeerMessage::Signal { from: self.connection, to: self.remote, signal }
    }

    /// Keeps a signal until the server carries again. Should they be too many, the connection has to be made anew anyway.
    pub(super) fn wait(&mut self, message: PeerMessage) {
        if let PeerMessage::Signal { signal, .. } = message
            && self.waiting.len() < WAITING
        {
            self.waiting.push_back(signal);
        }
    }

    /// Whether to take one more candidate.
    pub(super) fn takes(&mut self, signal: &Signal) -> bool {
        if matches!(signal, Signal::Candidate { .. }) {
            self.candidates += 1;
        }
        self.candidates <= CANDIDATES
    }

    /// The engine saw a change.
    pub(super) fn changed(&mut self, now: Tick, state: PeerState) {
        self.state = state;
        if state == PeerState::Connected {
            self.without = None;
            self.restarted = None;
            self.tries = 0;
            self.worked = true;
            self.connected = true;
            self.failed = None;
        } else {
            if state == PeerState::Failed {
                self.failed.get_or_insert(now);
            }
            self.without.get_or_insert(now);
            self.quality = None;
        }
    }

    /// When to make it anew.
    pub(super) fn replace_at(&self) -> Tick {
        // A connection that worked gets its whole time to mend itself from when it broke.
        let since = self.without.map_or(self.made, |without| without.max(self.made));
        let patience = REPLACE_AFTER * (self.tries + 1).min(PATIENCE_MAX);
        let usual = since + patience + if self.polite { POLITE_PATIENCE } else { Duration::ZERO };
        let Some(failed) = self.failed else { return usual };
        let pause =
            if self.connected { RESTART_MAY_TAKE } else { FAILED_PAUSE * 2u32.pow(self.tries.min(FAILED_DOUBLINGS)) };
        let since = self.restarted.map_or(failed, |restarted| restarted.max(failed));
        usual.min(since + pause + if self.polite { POLITE_PAUSE } else { Duration::ZERO })
    }

    /// Whether a new path may mend it.
    pub(super) fn restart_helps(&self) -> bool {
        match self.state {
            PeerState::Interrupted => true,
            PeerState::Failed => self.connected,
            PeerState::Connecting | PeerState::Connected => false,
        }
    }

    /// When to look for a new path.
    pub(super) fn restart_at(&self) -> Option<Tick> {
        let since = self.without.filter(|_| self.restart_helps() && !self.polite)?;
        Some(match (self.failed, self.restarted) {
            // The path that was looked for is given up: the next one at once.
            (Some(failed), last) if last.is_none_or(|last| last < failed) => failed,
            (_, Some(last)) => last + RESTART_EVERY,
            (_, None) => since + RESTART_AFTER,
        })
    }
}

/// The word by which a polite one tells that it has replaced its connection.
pub(super) fn knock() -> Signal {
    Signal::Candidate { candidate: String::new(), mid: None, line: None }
}

/// Whether it is that word.
pub(super) fn is_knock(signal: &Signal) -> bool {
    *signal == knock()
}

/// Whether a signal is of a size that an honest peer sends.
pub(super) fn fits(signal: &Signal) -> bool {
    match signal {
        Signal::Offer { sdp } | Signal::Answer { sdp } => sdp.len() <= SDP_MAX,
        Signal::Candidate { candidate, mid, .. } => {
            candidate.len() <= CANDIDATE_MAX && mid.as_ref().is_none_or(|m| m.len() <= CANDIDATE_MAX)
        }
    }
}

/// Bars from round trip and loss (ITU-T G.114: up to 150 ms one way goes unnoticed, beyond 400 ms talk breaks).
pub(super) fn bars(rtt_ms: u32, loss_percent: u8) -> u8 {
    match (rtt_ms, loss_percent) {
        (0..300, 0..3) => 3,
        (0..800, 0..10) => 2,
        _ => 1,
    }
}
