//! The connections to the others in the plenary: made, mended, replaced.
//!
//! Each side numbers its own connection ([`ConnectionId`]) and says in every signal which number it speaks for and, once
//! known, which it speaks to. From that follows what is stale and when a connection has to be made anew:
//! - spoken to a number that is not ours any more: stale, ignored;
//! - from a number that the peer has given up before: stale, ignored;
//! - from a new number while ours has heard the old one: the peer has replaced its connection, so we replace ours;
//! - from a new number while ours has heard nothing: that is the one we speak to from now on.
//!
//! The impolite one (the smaller identifier) offers first. A polite one that replaces its connection cannot offer; it
//! *knocks*: an empty candidate from the new number, whereupon the other replaces its own and offers.
//!
//! What is broken is mended in two steps. A connection that worked gets a new path (an ICE restart). Where that does not
//! help, and where a connection failed before it ever worked, it is replaced: a restart mends neither a description that
//! was refused nor a handshake that is stuck. Each further replacement in vain waits longer.

mod peer;

use crate::cx::Cx;
use crate::random;
use crate::view::Reach;
use crate::{EngineCommand, PeerState};
use chancery_model::{ConnectionId, MediaState, ParticipantId, Tick};
use chancery_signalling::peer::{PeerMessage, Signal, WantedSize};
use peer::Peer;
use std::time::Duration;

/// Without a connection for so long a peer is told to be unreachable.
const UNREACHABLE_AFTER: Duration = Duration::from_secs(20);
/// A connection to which nothing fitting came for so long, while something stale comes, is not known to the peer.
const UNKNOWN_AFTER: Duration = Duration::from_secs(3);

/// Who carries what is said to a peer.
pub(crate) trait Post {
    /// Whether something would reach the peer now.
    fn reaches(&self, to: ParticipantId) -> bool;
    /// Carries it, or says that it cannot.
    fn send(&mut self, cx: &mut Cx<'_>, to: ParticipantId, message: &PeerMessage) -> bool;
}

/// All connections.
#[derive(Debug)]
pub(crate) struct Peers {
    me: ParticipantId,
    list: Vec<Peer>,
}

impl Peers {
    pub(crate) fn new(me: ParticipantId) -> Self {
        Self { me, list: Vec::new() }
    }

    fn find(&self, id: ParticipantId) -> Option<&Peer> {
        self.list.iter().find(|p| p.id == id)
    }

    fn at(&self, id: ParticipantId) -> Option<usize> {
        self.list.iter().position(|p| p.id == id)
    }

    /// Makes a connection, where there is none.
    pub(crate) fn add(&mut self, cx: &mut Cx<'_>, id: ParticipantId, media: MediaState) {
        if id == self.me || self.at(id).is_some() {
            return;
        }
        let polite = self.me > id;
        let connection = random::connection(cx.random);
        self.list.push(Peer::new(id, connection, polite, cx.tick(), media));
        cx.engine(EngineCommand::AddPeer { peer: id, connection, polite });
        cx.engine(EngineCommand::RemoteMedia { peer: id, state: media });
    }

    /// Ends a connection.
    pub(crate) fn remove(&mut self, cx: &mut Cx<'_>, id: ParticipantId) {
        if let Some(at) = self.at(id) {
            self.list.remove(at);
            cx.engine(EngineCommand::RemovePeer { peer: id });
        }
    }

    /// Ends all.
    pub(crate) fn clear(&mut self, cx: &mut Cx<'_>) {
        for peer in self.list.drain(..) {
            cx.engine(EngineCommand::RemovePeer { peer: peer.id });
        }
    }

    /// What the peer has open.
    pub(crate) fn remote_media(&mut self, cx: &mut Cx<'_>, id: ParticipantId, state: MediaState) {
        if let Some(at) = self.at(id)
            && self.list[at].media != state
        {
            self.list[at].media = state;
            cx.engine(EngineCommand::RemoteMedia { peer: id, state });
        }
    }

    /// What a peer wants of our camera.
    pub(crate) fn wanted(&mut self, cx: &mut Cx<'_>, id: ParticipantId, camera: WantedSize) {
        if let Some(at) = self.at(id)
            && self.list[at].wanted != Some(camera)
        {
            self.list[at].wanted = Some(camera);
            cx.engine(EngineCommand::Wanted { peer: id, camera });
        }
    }

    /// Tells each peer what we want of its camera, where that has changed.
    pub(crate) fn tell_wants(
        &mut self,
        cx: &mut Cx<'_>,
        post: &mut dyn Post,
        wants: impl Fn(ParticipantId) -> WantedSize,
    ) {
        for peer in &mut self.list {
            let camera = wants(peer.id);
            if peer.told_wants != Some(camera) && post.send(cx, peer.id, &PeerMessage::Wants { camera }) {
                peer.told_wants = Some(camera);
            }
        }
    }

    /// The engine wants something carried to a peer.
    pub(crate) fn carry(
        &mut self,
        cx: &mut Cx<'_>,
        post: &mut dyn Post,
        id: ParticipantId,
        connection: ConnectionId,
        signal: Signal,
    ) {
        let Some(at) = self.at(id) else { return };
        let peer = &mut self.list[at];
        if peer.connection != connection {
            return;
        }
        let message = peer.message(signal);
        if !peer.waiting.is_empty() || !post.send(cx, id, &message) {
            peer.wait(message);
        }
    }

    /// The server carries again, to one peer or (`None`) to all: what waited goes out, and what is not connected is
    /// mended at once.
    pub(crate) fn returned(&mut self, cx: &mut Cx<'_>, post: &mut dyn Post, who: Option<ParticipantId>) {
        for at in 0..self.list.len() {
            let id = self.list[at].id;
            if who.is_none_or(|who| who == id) && post.reaches(id) {
                self.reachable(cx, post, at);
            }
        }
    }

    fn reachable(&mut self, cx: &mut Cx<'_>, post: &mut dyn Post, at: usize) {
        let now = cx.tick();
        let peer = &mut self.list[at];
        // It may have missed what we want of it.
        peer.told_wants = None;
        match peer.state {
            // Its offer or answer may have been lost on the way: begin anew rather than wait for patience to end.
            PeerState::Connecting if now - peer.made > peer::RESTART_AFTER => self.replace(cx, post, at),
            PeerState::Failed if !peer.restart_helps() => self.replace(cx, post, at),
            _ if peer.restart_helps() && !peer.polite => {
                peer.restarted = Some(now);
                cx.engine(EngineCommand::RestartIce { peer: peer.id });
            }
            _ => {}
        }
        let peer = &mut self.list[at];
        while let Some(signal) = peer.waiting.pop_front() {
            let message = peer.message(signal.clone());
            if !post.send(cx, peer.id, &message) {
                peer.waiting.push_front(signal);
                return;
            }
        }
    }

    /// Makes the connection anew, under a new number. The polite one knocks.
    fn replace(&mut self, cx: &mut Cx<'_>, post: &mut dyn Post, at: usize) {
        self.list[at].speaks_for(None);
        self.renew(cx, at);
        let peer = &mut self.list[at];
        if peer.polite {
            let message = peer.message(peer::knock());
            if !post.send(cx, peer.id, &message) {
                peer.wait(message);
            }
        }
    }

    fn renew(&mut self, cx: &mut Cx<'_>, at: usize) {
        let connection = random::connection(cx.random);
        let peer = &mut self.list[at];
        tracing::debug!(polite = peer.polite, "connection replaced");
        peer.renew(cx.now.tick, connection);
        let (id, polite, wanted, state) = (peer.id, peer.polite, peer.wanted, peer.media);
        cx.engine(EngineCommand::RemovePeer { peer: id });
        cx.engine(EngineCommand::AddPeer { peer: id, connection, polite });
        cx.engine(EngineCommand::RemoteMedia { peer: id, state });
        if let Some(camera) = wanted {
            cx.engine(EngineCommand::Wanted { peer: id, camera });
        }
    }

    /// What a peer says about the connection.
    pub(crate) fn signal(
        &mut self,
        cx: &mut Cx<'_>,
        post: &mut dyn Post,
        id: ParticipantId,
        from: ConnectionId,
        to: Option<ConnectionId>,
        signal: Signal,
    ) {
        let Some(at) = self.at(id) else { return };
        let peer = &mut self.list[at];
        if !peer::fits(&signal) || peer.is_retired(from) {
            return;
        }
        if to.is_some_and(|to| to != peer.connection) {
            // In flight while we replaced ours; or, after a while, a sign that the peer does not know of ours.
            if peer.state == PeerState::Connecting && !peer.heard && cx.tick() - peer.made >= UNKNOWN_AFTER {
                self.replace(cx, post, at);
            }
            return;
        }
        let knock = !peer.polite && to.is_none() && peer::is_knock(&signal);
        let mut for_the_old = false;
        if peer.remote != Some(from) {
            let renew = peer.heard || knock;
            peer.speaks_for(Some(from));
            if renew {
                self.renew(cx, at);
                // An answer is to what the connection before this one offered, a candidate belongs to that; only an
                // offer can be answered by the new one.
                for_the_old = !matches!(signal, Signal::Offer { .. });
            }
        }
        let peer = &mut self.list[at];
        if !knock && !for_the_old && peer.takes(&signal) {
            peer.heard = true;
            cx.engine(EngineCommand::Signal { peer: id, signal });
        }
    }

    /// The engine saw a connection change. `false`: one that is not ours any more.
    pub(crate) fn changed(&mut self, now: Tick, id: ParticipantId, connection: ConnectionId, state: PeerState) -> bool {
        let Some(peer) = self.list.iter_mut().find(|p| p.id == id && p.connection == connection) else { return false };
        peer.changed(now, state);
        true
    }

    /// How good the line to a peer is.
    pub(crate) fn quality(&mut self, id: ParticipantId, rtt_ms: u32, loss_percent: u8) {
        if let Some(at) = self.at(id) {
            self.list[at].quality = Some((rtt_ms, loss_percent));
        }
    }

    /// When something is to be done next.
    pub(crate) fn deadline(&self, now: Tick, post: &dyn Post) -> Option<Tick> {
        let due = |p: &Peer| {
            let without = p.without?;
            let told = Some(without + UNREACHABLE_AFTER).filter(|at| *at > now);
            let mend = [p.replace_at()].into_iter().chain(p.restart_at()).filter(|_| post.reaches(p.id));
            mend.chain(told).min()
        };
        // What is overdue is due at once; one millisecond keeps a mistake here from spinning.
        self.list.iter().filter_map(due).min().map(|at| at.max(now + Duration::from_millis(1)))
    }

    /// Mends what is due.
    pub(crate) fn mend(&mut self, cx: &mut Cx<'_>, post: &mut dyn Post) {
        let now = cx.tick();
        for at in 0..self.list.len() {
            let peer = &mut self.list[at];
            if peer.without.is_none() || !post.reaches(peer.id) {
                continue;
            }
            if now >= peer.replace_at() {
                self.replace(cx, post, at);
            } else if peer.restart_at().is_some_and(|restart| now >= restart) {
                peer.restarted = Some(now);
                cx.engine(EngineCommand::RestartIce { peer: peer.id });
            }
        }
    }

    /// Whether something comes from a peer directly.
    pub(crate) fn heard(&self, id: ParticipantId) -> bool {
        self.find(id).is_some_and(|p| p.state == PeerState::Connected)
    }

    /// Whether something comes from any peer.
    pub(crate) fn any_heard(&self) -> bool {
        self.list.iter().any(|p| p.state == PeerState::Connected)
    }

    /// Whether there has been no path to a peer for too long, although the server carries our words to it.
    pub(crate) fn no_path(&self, now: Tick, post: &dyn Post) -> bool {
        let over = |p: &Peer| p.without.is_some_and(|since| now - since >= UNREACHABLE_AFTER) && post.reaches(p.id);
        self.list.iter().any(over)
    }

    /// For the screen: how a peer can be reached, and 0 (none) to 3 (good) bars.
    pub(crate) fn reach(&self, now: Tick, id: ParticipantId) -> (Reach, u8) {
        let Some(peer) = self.find(id) else { return (Reach::Connecting, 0) };
        match (peer.state, peer.without) {
            (PeerState::Connected, _) => {
                (Reach::Connected, peer.quality.map_or(3, |(rtt_ms, loss)| peer::bars(rtt_ms, loss)))
            }
            (_, Some(since)) if now - since >= UNREACHABLE_AFTER => (Reach::Unreachable, 0),
            (PeerState::Connecting, _) if !peer.worked => (Reach::Connecting, 0),
            _ => (Reach::Interrupted, 0),
        }
    }
}

#[cfg(test)]
mod tests;
