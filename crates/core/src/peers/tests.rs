//! Two ends of a connection held against each other: replaced, restarted and lost messages in any order must end with
//! both connected.

use super::*;
use crate::Effect;
use crate::cx::bench::Bench;
use proptest::prelude::*;
use std::collections::VecDeque;

fn id(n: u8) -> ParticipantId {
    ParticipantId::from_random([n; 16])
}

/// The server between the two: carries, or not.
#[derive(Default)]
struct Wire {
    open: bool,
    carried: VecDeque<PeerMessage>,
}

impl Post for Wire {
    fn reaches(&self, _: ParticipantId) -> bool {
        self.open
    }
    fn send(&mut self, _: &mut Cx<'_>, _: ParticipantId, message: &PeerMessage) -> bool {
        if self.open {
            self.carried.push_back(message.clone());
        }
        self.open
    }
}

/// One end: the machine, and an engine that offers when it is impolite and answers offers. Descriptions carry the number
/// of the connection that made them, so that it can be told whether both ends speak of the same pair.
struct End {
    peers: Peers,
    bench: Bench,
    wire: Wire,
    other: ParticipantId,
    /// The engine's connection: ours, and the one whose description it has.
    ours: Option<ConnectionId>,
    theirs: Option<ConnectionId>,
    made: usize,
}

fn sdp(of: ConnectionId) -> String {
    of.0.to_string()
}

impl End {
    fn new(me: u8, other: u8) -> Self {
        let mut bench = Bench::new();
        bench.random.0 = me.into();
        let wire = Wire { open: true, ..Wire::default() };
        Self { peers: Peers::new(id(me)), bench, wire, other: id(other), ours: None, theirs: None, made: 0 }
    }

    fn add(&mut self) {
        self.peers.add(&mut self.bench.cx(), self.other, MediaState::CLOSED);
        self.run_engine();
    }

    fn hear(&mut self, message: PeerMessage) {
        if let PeerMessage::Signal { from, to, signal } = message {
            self.peers.signal(&mut self.bench.cx(), &mut self.wire, self.other, from, to, signal);
        }
        self.run_engine();
    }

    fn run_engine(&mut self) {
        loop {
            let commands = self.bench.engine();
            if commands.is_empty() {
                return;
            }
            for command in commands {
                self.obey(command);
            }
        }
    }

    fn obey(&mut self, command: EngineCommand) {
        let answer = match command {
            EngineCommand::AddPeer { connection, polite, .. } => {
                self.ours = Some(connection);
                self.theirs = None;
                self.made += 1;
                (!polite).then(|| Signal::Offer { sdp: sdp(connection) })
            }
            EngineCommand::RemovePeer { .. } => {
                self.ours = None;
                None
            }
            EngineCommand::RestartIce { .. } => self.ours.map(|c| Signal::Offer { sdp: sdp(c) }),
            EngineCommand::Signal { signal: Signal::Offer { sdp: theirs }, .. } => {
                self.theirs = theirs.parse().ok().map(ConnectionId);
                self.ours.map(|c| Signal::Answer { sdp: sdp(c) })
            }
            EngineCommand::Signal { signal: Signal::Answer { sdp }, .. } => {
                self.theirs = sdp.parse().ok().map(ConnectionId);
                None
            }
            _ => None,
        };
        if let (Some(signal), Some(ours)) = (answer, self.ours) {
            let candidate = Signal::Candidate { candidate: "candidate:1".into(), mid: Some("0".into()), line: None };
            for signal in [signal, candidate] {
                self.peers.carry(&mut self.bench.cx(), &mut self.wire, self.other, ours, signal);
            }
        }
    }

    fn pass(&mut self, ms: u64) {
        self.bench.pass(ms);
        if self
            .peers
            .deadline(self.bench.now.tick, |id| self.wire.reaches(id))
            .is_some_and(|at| at <= self.bench.now.tick + Duration::from_millis(1))
        {
            self.peers.mend(&mut self.bench.cx(), &mut self.wire);
            self.run_engine();
        }
    }

    fn state(&mut self, state: PeerState) {
        if let Some(ours) = self.ours {
            self.peers.changed(self.bench.now.tick, self.other, ours, state);
        }
    }
}

fn paired(a: &End, b: &End) -> bool {
    a.ours.is_some() && b.ours.is_some() && a.ours == b.theirs && b.ours == a.theirs
}

/// Carries everything until nothing is said any more. `None`: it does not end.
fn settle(a: &mut End, b: &mut End) -> Option<()> {
    for _ in 0..200 {
        if let Some(m) = a.wire.carried.pop_front() {
            b.hear(m);
        } else if let Some(m) = b.wire.carried.pop_front() {
            a.hear(m);
        } else {
            return Some(());
        }
    }
    None
}

/// As in a meeting: what both ends have made of it is told to the machines, and time passes, until it is mended.
fn mend(a: &mut End, b: &mut End) -> bool {
    for _ in 0..2_000 {
        settle(a, b).expect("comes to rest");
        if paired(a, b) {
            a.state(PeerState::Connected);
            b.state(PeerState::Connected);
            return true;
        }
        for end in [&mut *a, &mut *b] {
            if end.peers.heard(end.other) {
                end.state(PeerState::Interrupted);
            }
            end.pass(100);
        }
    }
    false
}

#[test]
fn the_smaller_offers_and_one_connection_each_is_enough() {
    let (mut a, mut b) = (End::new(1, 2), End::new(2, 1));
    b.add();
    assert!(b.wire.carried.is_empty(), "the polite one waits");
    a.add();
    settle(&mut a, &mut b).unwrap();
    assert!(paired(&a, &b));
    assert_eq!((a.made, b.made), (1, 1));
}

#[test]
fn an_offer_that_waited_for_the_server_is_carried_when_it_is_back() {
    let (mut a, mut b) = (End::new(1, 2), End::new(2, 1));
    a.wire.open = false;
    a.add();
    b.add();
    settle(&mut a, &mut b).unwrap();
    assert!(!paired(&a, &b));
    a.wire.open = true;
    a.peers.returned(&mut a.bench.cx(), &mut a.wire, None);
    a.run_engine();
    settle(&mut a, &mut b).unwrap();
    assert!(paired(&a, &b));
    assert_eq!((a.made, b.made), (1, 1));
}

#[test]
fn either_may_replace_its_connection() {
    for replaces_polite in [false, true] {
        let (mut a, mut b) = (End::new(1, 2), End::new(2, 1));
        a.add();
        b.add();
        settle(&mut a, &mut b).unwrap();
        let one = if replaces_polite { &mut b } else { &mut a };
        one.peers.remove(&mut one.bench.cx(), one.other);
        one.run_engine();
        one.add();
        // The other notices that nothing comes.
        assert!(mend(&mut a, &mut b), "polite: {replaces_polite}");
        assert!(a.made + b.made <= 5, "{} and {}", a.made, b.made);
    }
}

#[test]
fn stale_words_and_oversized_ones_change_nothing() {
    let (mut a, mut b) = (End::new(1, 2), End::new(2, 1));
    a.add();
    b.add();
    settle(&mut a, &mut b).unwrap();
    let (ours, theirs) = (a.ours, b.ours.unwrap());
    let stale =
        PeerMessage::Signal { from: theirs, to: Some(ConnectionId(1)), signal: Signal::Offer { sdp: "1".into() } };
    a.hear(stale);
    let long = "x".repeat(300 * 1024);
    a.hear(PeerMessage::Signal { from: theirs, to: ours, signal: Signal::Offer { sdp: long.clone() } });
    a.hear(PeerMessage::Signal { from: ConnectionId(5), to: None, signal: Signal::Offer { sdp: long } });
    assert!(paired(&a, &b) && a.made == 1);
    let candidate = Signal::Candidate { candidate: "candidate:1".into(), mid: None, line: None };
    let mut taken = 0;
    for _ in 0..2_000 {
        let PeerMessage::Signal { from, to, signal } =
            (PeerMessage::Signal { from: theirs, to: ours, signal: candidate.clone() })
        else {
            continue;
        };
        a.peers.signal(&mut a.bench.cx(), &mut a.wire, a.other, from, to, signal);
        taken += a.bench.engine().len();
    }
    assert!(taken <= 512, "candidates are bounded: {taken}");
}

/// Lets time pass until something is made or a path asked for, at most a minute; says when, and whether it is another connection.
fn next_mending(end: &mut End) -> Option<(u64, bool)> {
    for ms in (0..60_000).step_by(50) {
        end.bench.out.clear();
        end.peers.mend(&mut end.bench.cx(), &mut end.wire);
        let made = end.bench.out.iter().any(|e| matches!(e, Effect::Engine(EngineCommand::AddPeer { .. })));
        let restarted = end.bench.out.iter().any(|e| matches!(e, Effect::Engine(EngineCommand::RestartIce { .. })));
        end.run_engine();
        if made || restarted {
            return Some((ms, made));
        }
        end.bench.pass(50);
    }
    None
}

#[test]
fn what_fails_before_it_worked_is_replaced_later_each_time() {
    for (me, other, pause) in [(1, 2, 0), (2, 1, 1_500)] {
        let mut end = End::new(me, other);
        end.add();
        for waits in [1_000, 2_000, 4_000, 8_000, 16_000, 16_000] {
            let before = end.ours;
            end.state(PeerState::Failed);
            assert_eq!(next_mending(&mut end), Some((waits + pause, true)));
            assert_ne!(end.ours, before);
        }
        // Once one has worked, the next is tried soon again.
        end.state(PeerState::Connected);
        end.state(PeerState::Failed);
        let mending = next_mending(&mut end);
        assert_eq!(mending, Some(if me == 1 { (0, false) } else { (6_500, true) }));
    }
}

#[test]
fn what_worked_gets_a_new_path_first_and_is_replaced_when_that_does_not_help() {
    let mut end = End::new(1, 2);
    end.add();
    end.state(PeerState::Connected);
    end.state(PeerState::Failed);
    assert_eq!(next_mending(&mut end), Some((0, false)), "a new path at once");
    assert_eq!(next_mending(&mut end), Some((5_000, true)), "then another connection");
    end.state(PeerState::Failed);
    assert_eq!(next_mending(&mut end), Some((2_000, true)), "which has not worked: no path for it");
}

#[test]
fn an_interrupted_connection_gets_a_new_path_from_the_impolite_side_only() {
    for (me, other, restarts) in [(1, 2, true), (2, 1, false)] {
        let mut end = End::new(me, other);
        end.add();
        end.bench.out.clear();
        end.state(PeerState::Connected);
        assert_eq!(end.peers.reach(end.bench.now.tick, end.other), (Reach::Connected, 3));
        end.peers.quality(end.other, 400, 0);
        assert_eq!(end.peers.reach(end.bench.now.tick, end.other), (Reach::Connected, 2));
        end.state(PeerState::Interrupted);
        assert_eq!(end.peers.reach(end.bench.now.tick, end.other), (Reach::Interrupted, 0));
        end.bench.pass(2_000);
        end.peers.mend(&mut end.bench.cx(), &mut end.wire);
        let restarted = end.bench.out.iter().any(|e| matches!(e, Effect::Engine(EngineCommand::RestartIce { .. })));
        assert_eq!(restarted, restarts);
        end.bench.pass(18_000);
        assert_eq!(end.peers.reach(end.bench.now.tick, end.other).0, Reach::Unreachable);
        assert!(end.peers.no_path(end.bench.now.tick, |id| end.wire.reaches(id)));
        end.wire.open = false;
        assert!(
            !end.peers.no_path(end.bench.now.tick, |id| end.wire.reaches(id)),
            "without a server it is the network, not the path"
        );
    }
}

proptest! {
    /// Whatever is lost, cut, left and entered again: once the server carries everything, both come to one pair.
    #[test]
    fn both_ends_come_together(steps in prop::collection::vec((0_u8..10, any::<bool>(), 1_u64..4_000), 0..40)) {
        let (mut a, mut b) = (End::new(1, 2), End::new(2, 1));
        a.add();
        b.add();
        for (step, first, ms) in steps {
            let (one, two) = if first { (&mut a, &mut b) } else { (&mut b, &mut a) };
            match step {
                // The oldest word arrives, or is lost with a dying socket.
                0..=4 => if let Some(m) = one.wire.carried.pop_front() { two.hear(m) },
                5 => drop(one.wire.carried.pop_front()),
                6 => one.wire.open = !one.wire.open,
                7 => {
                    one.peers.remove(&mut one.bench.cx(), one.other);
                    one.run_engine();
                    one.add();
                }
                8 => one.state(PeerState::Failed),
                _ => { a.pass(ms); b.pass(ms); }
            }
        }
        for end in [&mut a, &mut b] {
            end.wire.open = true;
            end.peers.returned(&mut end.bench.cx(), &mut end.wire, None);
            end.run_engine();
        }
        prop_assert!(mend(&mut a, &mut b), "{:?} {:?}", a.peers, b.peers);
    }
}
