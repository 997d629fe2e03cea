//! What participants say to each other, what the person does in the meeting, what the engine sees of the others.

use super::{Attendance, Outbox, Seat};
use crate::chat::Author;
use crate::cx::Cx;
use crate::intent::TileSize;
use crate::link::Link;
use crate::peers::Post;
use crate::random;
use crate::{EngineCommand, EngineEvent, PeerState, Problem};
use chancery_model::{MediaKind, ParticipantId, Personal, Place};
use chancery_signalling::ice;
use chancery_signalling::peer::{PeerMessage, Signal, WantedSize};
use chancery_signalling::sdp::{BadFingerprint, check_fingerprint};
use chancery_trust::group::Input;

/// The most tiles of a layout that are looked at.
const TILES: usize = 128;

impl Attendance {
    /// What a member of the group says, to all or (`direct`) to us alone.
    pub(super) fn said(&mut self, cx: &mut Cx<'_>, from: ParticipantId, direct: bool, message: PeerMessage) {
        if self.place != Place::Plenary {
            return;
        }
        let inside = self.roster.find(from).is_some_and(|other| self.is_in(other));
        match message {
            PeerMessage::Signal { from: theirs, to, signal } if direct && inside => {
                if self.is_swapped(from, &signal) {
                    tracing::warn!("a session description names another certificate than the member's");
                    cx.raise(Problem::FingerprintSwapped { name: self.name_of(from) });
                    return;
                }
                let Some(signal) = self.tried(signal) else { return };
                let seated = self.seat == Seat::Taken;
                let mut outbox = Outbox::new(&self.sealer, &self.roster, &mut self.group, seated);
                self.peers.signal(cx, &mut outbox, from, theirs, to, signal);
            }
            PeerMessage::Media { n, state, stage } if inside => {
                if self.roster.media(from, n, state, stage) {
                    self.peers.remote_media(cx, from, state);
                    self.yield_stage(cx);
                }
            }
            PeerMessage::Wants { camera } if direct && inside => self.peers.wanted(cx, from, camera),
            PeerMessage::Chat { id, at, text } => {
                let Some(member) = self.group.member(from) else { return };
                let delegation = member.card.delegation.clone();
                let author = Author { name: self.name_of(from), delegation, me: false };
                self.chat.heard(id, at, &text, author);
            }
            PeerMessage::Signal { .. }
            | PeerMessage::Media { .. }
            | PeerMessage::Wants { .. }
            | PeerMessage::Group { .. } => {}
        }
    }

    /// The name of somebody, as their leaf binds it.
    fn name_of(&self, who: ParticipantId) -> Personal {
        self.group.member(who).map(|m| Personal(m.card.name.as_str().to_owned())).unwrap_or_default()
    }

    /// A signal without the addresses that are not tried; `None`: it was nothing but one.
    fn tried(&self, signal: Signal) -> Option<Signal> {
        if ice::is_here(&self.invitation.server) {
            return Some(signal);
        }
        match signal {
            Signal::Offer { sdp } => Some(Signal::Offer { sdp: ice::tried(&sdp).into_owned() }),
            Signal::Answer { sdp } => Some(Signal::Answer { sdp: ice::tried(&sdp).into_owned() }),
            Signal::Candidate { ref candidate, .. } => ice::is_tried(candidate).then_some(signal),
        }
    }

    /// Whether a session description would connect us to another machine than the member's.
    fn is_swapped(&self, from: ParticipantId, signal: &Signal) -> bool {
        let (Signal::Offer { sdp } | Signal::Answer { sdp }) = signal else { return false };
        self.group
            .member(from)
            .is_none_or(|member| check_fingerprint(sdp, &member.dtls) == Err(BadFingerprint::Mismatch))
    }

    /// Opens or closes microphone or camera, by the person.
    pub(crate) fn set_media(&mut self, cx: &mut Cx<'_>, kind: MediaKind, open: bool) {
        self.gate.set_by_person(cx, kind, open);
        self.say_media(cx);
    }

    /// Shares a screen, by the person.
    pub(crate) fn share(&mut self, cx: &mut Cx<'_>, device: Option<String>) {
        if self.place != Place::Plenary || !self.gate.may_open() {
            return;
        }
        cx.engine(EngineCommand::SelectDevice { kind: MediaKind::Screen, device });
        self.own_stage = Some(self.roster.next_stage());
        self.gate.share_by_person(cx);
        self.say_media(cx);
    }

    /// Stops sharing.
    pub(crate) fn stop_sharing(&mut self, cx: &mut Cx<'_>) {
        self.gate.stop_sharing(cx);
        self.say_media(cx);
    }

    /// There is one stage: when another's screen has become it, ours closes.
    pub(super) fn yield_stage(&mut self, cx: &mut Cx<'_>) {
        if self.own_stage.is_some() && self.roster.stage(self.me, self.own_stage) != Some(self.me) {
            self.stop_sharing(cx);
        }
    }

    fn media(&self) -> PeerMessage {
        let (state, stage) = self.said;
        PeerMessage::Media { n: self.media_n, state, stage }
    }

    /// Tells all what is open, where that has changed.
    pub(super) fn say_media(&mut self, cx: &mut Cx<'_>) {
        let state = self.gate.open();
        if !state.screen {
            self.own_stage = None;
        }
        if self.said != (state, self.own_stage) {
            self.said = (state, self.own_stage);
            self.repeat_media(cx);
        }
    }

    /// Tells all what is open, once more.
    pub(super) fn repeat_media(&mut self, cx: &mut Cx<'_>) {
        self.media_n += 1;
        let message = self.media();
        Outbox::new(&self.sealer, &self.roster, &mut self.group, self.seat == Seat::Taken).send_all(cx, &message);
    }

    /// Tells one who has come what is open.
    pub(super) fn say_media_to(&mut self, cx: &mut Cx<'_>, who: ParticipantId) {
        self.media_n += 1;
        let message = self.media();
        Outbox::new(&self.sealer, &self.roster, &mut self.group, self.seat == Seat::Taken).send(cx, who, &message);
    }

    /// How large each tile is shown.
    pub(crate) fn layout(&mut self, cx: &mut Cx<'_>, mut tiles: Vec<TileSize>) {
        tiles.truncate(TILES);
        self.tiles = Some(tiles);
        self.tell_wants(cx);
    }

    pub(super) fn tell_wants(&mut self, cx: &mut Cx<'_>) {
        let Some(tiles) = &self.tiles else { return };
        let wants = |id| {
            let tile = tiles.iter().find(|t| t.participant == id);
            tile.map_or_else(WantedSize::default, |t| WantedSize { width: t.width, height: t.height })
        };
        let mut outbox = Outbox::new(&self.sealer, &self.roster, &mut self.group, self.seat == Seat::Taken);
        self.peers.tell_wants(cx, &mut outbox, wants);
    }

    /// What stands in the chat field.
    pub(crate) fn draft_chat(&mut self, text: Personal) {
        self.chat.draft(text);
    }

    /// The chat is shown or not.
    pub(crate) fn show_chat(&mut self, open: bool) {
        self.chat.show(open);
    }

    /// Sends what stands in the chat field.
    pub(crate) fn send_chat(&mut self, cx: &mut Cx<'_>) {
        if self.place != Place::Plenary {
            return;
        }
        let name = self.card.as_ref().map(|c| Personal(c.name.as_str().to_owned())).unwrap_or_default();
        let author = Author { name, delegation: self.side.clone(), me: true };
        let id = random::identifier(cx.random);
        self.chat.write(cx.now, id, author);
        self.say_chat(cx);
    }

    /// Sends the lines that wait, and those again that somebody missed who was away: no more at once than a server lets
    /// pass; the rest follows ([`Attendance::deadline`]).
    pub(super) fn say_chat(&mut self, cx: &mut Cx<'_>) {
        if self.place != Place::Plenary || self.seat != Seat::Taken || !self.group.may_speak() {
            return;
        }
        let group = &self.group;
        for (who, since) in self.roster.take_missed(cx.tick(), |id| group.knows(id)) {
            // What was said before somebody was let in is not theirs.
            if let Some(since) = group.theirs(who, since) {
                self.chat.missed(who, since);
            }
        }
        for (to, line) in self.chat.next(cx.tick()) {
            let mut outbox = Outbox::new(&self.sealer, &self.roster, &mut self.group, true);
            match to {
                Some(who) => outbox.send(cx, who, &line),
                None => outbox.send_all(cx, &line),
            };
        }
    }

    /// The link may have proven that the server has what was sent.
    pub(crate) fn proven(&mut self, link: &Link) {
        if let Some(before) = link.proven() {
            self.chat.proven(before);
        }
    }

    /// What the engine saw of the others or of one's own devices.
    pub(crate) fn engine(&mut self, cx: &mut Cx<'_>, event: EngineEvent) {
        match event {
            EngineEvent::Signal { peer, connection, signal } => {
                let mut outbox = Outbox::new(&self.sealer, &self.roster, &mut self.group, self.seat == Seat::Taken);
                self.peers.carry(cx, &mut outbox, peer, connection, signal);
            }
            EngineEvent::Peer { peer, connection, state } => {
                if self.peers.changed(cx.tick(), peer, connection, state) {
                    self.remove_missing(cx);
                    self.remove_absent(cx);
                    self.away(cx);
                    self.regroup(cx);
                    if state == PeerState::Connected {
                        self.tell_group(cx, Input::Reached);
                    }
                }
            }
            EngineEvent::Levels { own, voices } => self.voices.levels(cx.tick(), own, &voices),
            EngineEvent::Quality { peer, rtt_ms, loss_percent } => self.peers.quality(peer, rtt_ms, loss_percent),
            EngineEvent::DeviceOpened { kind, name } => self.gate.device_opened(cx, kind, name),
            EngineEvent::DeviceFailed { kind, detail } => {
                self.gate.device_failed(cx, kind, detail);
                self.say_media(cx);
            }
            // What was decoded first is for statistics; devices and the fingerprint are the app's.
            EngineEvent::FirstPicture { .. } | EngineEvent::Devices { .. } | EngineEvent::Fingerprint(_) => {}
            EngineEvent::Data { peer, connection, bytes } => {
                if self.peers.is_current(peer, connection) {
                    self.direct(cx, peer, &bytes);
                }
            }
        }
    }

    /// Another device was chosen.
    pub(crate) fn device_chosen(&mut self, cx: &mut Cx<'_>, kind: MediaKind) {
        self.gate.retry_device(cx, kind);
    }
}
