//! From the transport's state and the last sign of life to what a person is told about a connection.

use crate::event::PeerState;
use std::time::{Duration, Instant};

/// Silence longer than this is an interruption. Peers send a report every half second at least.
pub(crate) const SILENCE: Duration = Duration::from_millis(1_500);

/// What the transport (ICE and DTLS) says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// On its way, or lost and trying.
    Trying,
    /// Through.
    Up,
    /// Given up.
    Failed,
}

/// Follows one connection.
#[derive(Debug)]
pub(crate) struct Liveness {
    transport: Transport,
    /// The last sign of life, once the transport has been up.
    heard: Option<Instant>,
    told: PeerState,
}

impl Liveness {
    pub(crate) fn new() -> Self {
        Self { transport: Transport::Trying, heard: None, told: PeerState::Connecting }
    }

    /// The transport changed.
    pub(crate) fn transport(&mut self, now: Instant, transport: Transport) {
        self.transport = transport;
        if transport == Transport::Up {
            self.heard = Some(self.heard.map_or(now, |heard| heard.max(now)));
        }
    }

    /// Something came from the peer.
    pub(crate) fn heard(&mut self, at: Instant) {
        self.heard = Some(self.heard.map_or(at, |heard| heard.max(at)));
    }

    /// The state at `now`, where it is another than at the last call.
    pub(crate) fn changed(&mut self, now: Instant) -> Option<PeerState> {
        let fresh = self.heard.map(|heard| now.saturating_duration_since(heard) <= SILENCE);
        let state = match (self.transport, fresh) {
            // What comes in proves the path, whatever the transport believes.
            (_, Some(true)) => PeerState::Connected,
            (Transport::Failed, _) => PeerState::Failed,
            (_, Some(false)) => PeerState::Interrupted,
            (_, None) => PeerState::Connecting,
        };
        (std::mem::replace(&mut self.told, state) != state).then_some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_a_connection() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut peer = Liveness::new();
        assert_eq!(peer.changed(at(5_000)), None, "connecting takes what it takes");
        peer.transport(at(5_100), Transport::Up);
        assert_eq!(peer.changed(at(5_100)), Some(PeerState::Connected));
        peer.heard(at(6_000));
        assert_eq!(peer.changed(at(7_400)), None);
        assert_eq!(peer.changed(at(7_501)), Some(PeerState::Interrupted));
        peer.transport(at(8_000), Transport::Trying);
        assert_eq!(peer.changed(at(8_000)), None);
        peer.heard(at(9_000));
        assert_eq!(peer.changed(at(9_010)), Some(PeerState::Connected));
        peer.transport(at(20_000), Transport::Failed);
        assert_eq!(peer.changed(at(20_000)), Some(PeerState::Failed));
        peer.transport(at(21_000), Transport::Trying);
        assert_eq!(peer.changed(at(21_000)), Some(PeerState::Interrupted), "a restart is under way");
        peer.transport(at(21_200), Transport::Up);
        assert_eq!(peer.changed(at(21_200)), Some(PeerState::Connected));
    }

    #[test]
    fn one_that_never_came_up_fails() {
        let now = Instant::now();
        let mut peer = Liveness::new();
        peer.transport(now, Transport::Failed);
        assert_eq!(peer.changed(now), Some(PeerState::Failed));
    }
}
