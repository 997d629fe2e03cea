//! The direct paths between clients: what carries, what is interrupted, what is given up; the media that flow.

use super::{Event, SAMPLE, World};
use crate::{check, engine};
use chancery_core::Input;
use chancery_core::{EngineEvent, PeerState};
use chancery_model::{MediaKind, ParticipantId, Tick};
use chancery_signalling::message::Sealed;
use chancery_trust::frames::{EpochKeys, FrameSender};

/// Everybody signs what they sent after so many looks.
const SIGNED: u64 = 8;
/// As many frames as a forger makes.
const FALSE_FRAMES: usize = 400;

impl World {
    pub(super) fn paths_changed(&mut self) {
        if !self.pairs_due {
            self.pairs_due = true;
            self.at(self.now, Event::Pairs);
        }
    }

    /// Looks at every pair: what carries, what does not any more, what is given up.
    pub(super) fn pairs(&mut self) {
        let mut next: Option<u64> = None;
        for a in 0..self.machines.len() {
            let peers: Vec<_> = self.machines[a].engine.connections.keys().copied().collect();
            for peer in peers {
                if let Some(due) = self.pair(a, peer) {
                    next = Some(next.map_or(due, |n| n.min(due)));
                }
            }
        }
        if let Some(due) = next {
            self.at(due, Event::Pairs);
        }
    }

    /// One end of a pair. Returns when to look again.
    pub(super) fn pair(&mut self, a: usize, peer: ParticipantId) -> Option<u64> {
        let now = self.now;
        let (me, life, awake) = (self.machines[a].me?, self.machines[a].life, self.machines[a].runs());
        // The other's machine may have died, or be somebody else by now.
        let b = self.machines.iter().position(|m| m.me == Some(peer));
        let ours = self.machines[a].engine.connections.get(&peer)?;
        let flows = b.is_some_and(|b| {
            let carries = self.network.between(a, b) && awake && self.machines[b].runs();
            let (address_a, address_b) = (self.network.address[a], self.network.address[b]);
            let theirs = self.machines[b].engine.connections.get(&me);
            carries && theirs.is_some_and(|t| engine::described(ours, t, address_a, address_b))
        });
        let c = self.machines[a].engine.connections.get_mut(&peer)?;
        if !awake {
            if c.flows.take().is_some() {
                c.stopped = now;
            }
            return None;
        }
        let mut due = None;
        let was = c.state;
        if flows {
            let since = *c.flows.get_or_insert(now);
            if c.state != PeerState::Connected {
                if now >= since + engine::HANDSHAKE {
                    c.state = PeerState::Connected;
                } else {
                    due = Some(since + engine::HANDSHAKE);
                }
            }
        } else {
            if c.flows.take().is_some() {
                c.stopped = now;
            }
            let limit = match c.state {
                PeerState::Connected => Some(engine::INTERRUPTED),
                PeerState::Interrupted | PeerState::Connecting => Some(engine::FAILED),
                PeerState::Failed => None,
            };
            match limit {
                Some(ms) if now < c.stopped + ms => due = Some(c.stopped + ms),
                Some(_) if c.state == PeerState::Connected => {
                    c.state = PeerState::Interrupted;
                    due = Some(c.stopped + engine::FAILED);
                }
                Some(_) => c.fail(),
                None => {}
            }
        }
        if c.state != was {
            let event = EngineEvent::Peer { peer, connection: c.id, state: c.state };
            self.at(now, Event::Engine { who: a, life, event });
        }
        due.map(|d| d.max(now + 1))
    }

    /// On the data channel: what the connection does not carry now is lost.
    pub(super) fn carry_data(&mut self, a: usize, peer: ParticipantId, bytes: Sealed) {
        let Some(me) = self.machines[a].me else { return };
        let Some(b) = self.machines.iter().position(|m| m.me == Some(peer)) else { return };
        let flows = |c: Option<&engine::Connection>| c.filter(|c| c.flows.is_some()).map(|c| c.id);
        let ours = flows(self.machines[a].engine.connections.get(&peer));
        let theirs = flows(self.machines[b].engine.connections.get(&me));
        if let (Some(_), Some(connection)) = (ours, theirs) {
            let (life, ms) = (self.machines[b].life, self.takes());
            let event = EngineEvent::Data { peer: me, connection, bytes };
            self.at(self.now + ms, Event::Engine { who: b, life, event });
        }
    }

    /// One frame of each kind that is open, as it comes from `from`.
    fn carry_frames(&mut self, to: ParticipantId, from: ParticipantId, frames: &[(MediaKind, Vec<u8>)]) {
        let receiver = self.machines.iter().find(|m| m.me == Some(to) && m.runs());
        for (kind, frame) in receiver.iter().flat_map(|_| frames) {
            // Refused where the keys are not there yet or no more.
            let _ = receiver.map(|r| r.engine.opened.open(from, *kind, &mut frame.clone(), Tick(self.now)));
        }
    }

    /// Everybody is told what frames they sent and let in.
    fn signed(&mut self) {
        for who in 0..self.machines.len() {
            let engine = &self.machines[who].engine;
            engine.opened.expire(Tick(self.now));
            if !self.machines[who].runs() || engine.keys.is_none() {
                continue;
            }
            let (sent, received) = (engine.frames.take_sent(), engine.opened.take_received());
            self.tell(who, Input::Frames { sent, received });
        }
    }

    /// A member makes frames in another's name, and whatever lies between hands them to all others as that one's.
    pub(super) fn false_frames(&mut self, who: usize, named: usize) {
        self.forged = true;
        let (Some(keys), Some(name)) = (&self.machines[who].engine.keys, self.machines[named].me) else { return };
        let Some((leaf, _)) = keys.members.iter().find(|(_, who)| *who == name) else { return };
        let forger = FrameSender::new();
        let mut theirs = EpochKeys::clone(keys);
        theirs.my_leaf = *leaf;
        let _ = forger.switch(&theirs);
        for _ in 0..FALSE_FRAMES {
            let mut frame = b"words that were never said".to_vec();
            let _ = forger.seal(MediaKind::Audio, &mut frame);
            for (_, m) in self.machines.iter().enumerate().filter(|(at, m)| ![who, named].contains(at) && m.runs()) {
                // Where the counter was used already it is refused; else nothing else than the signature tells it apart.
                let _ = m.engine.opened.open(name, MediaKind::Audio, &mut frame.clone(), Tick(self.now));
            }
        }
    }

    /// Media go for a while; everybody is looked at.
    pub(super) fn sample(&mut self) {
        for a in 0..self.machines.len() {
            let m = &self.machines[a];
            let (open, Some(me), Some(keys)) = (m.engine.on_air, m.me, m.engine.keys.clone()) else { continue };
            if !m.runs() {
                continue;
            }
            let frames: Vec<_> = MediaKind::ALL
                .into_iter()
                .filter(|kind| open.is_open(*kind))
                .filter_map(|kind| {
                    let mut frame = vec![1; 24];
                    m.engine.frames.seal(kind, &mut frame).ok().map(|()| (kind, frame))
                })
                .collect();
            let flowing = m.engine.connections.iter().filter(|(_, c)| c.flows.is_some()).map(|(peer, _)| *peer);
            for peer in flowing.collect::<Vec<_>>() {
                let receiver = self.machines.iter().find(|m| m.me == Some(peer));
                let read = receiver.is_some_and(|r| r.engine.reads(self.now, me, &keys));
                for (at, kind) in MediaKind::ALL.into_iter().enumerate() {
                    // What the other has no key for is noise, and counts for nothing.
                    if open.is_open(kind) && read {
                        self.outcome.sent[at] += SAMPLE;
                    }
                }
                self.carry_frames(peer, me, &frames);
            }
        }
        if (self.now / SAMPLE).is_multiple_of(SIGNED) {
            self.signed();
        }
        self.answer_knocks();
        check::while_it_runs(self);
    }
}
