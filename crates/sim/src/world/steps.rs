//! What the plan says: what persons do, what breaks, what is forged.

use super::{Event, Mutation, World};
use crate::check::Line;
use crate::machine::{Machine, chance};
use crate::plan::{Device, Does, Forged, Rebellion, What};
use chancery_core::intent::TileSize;
use chancery_core::view::Stage;
use chancery_core::{App, EngineEvent, Input, Intent, PeerState, ServerEvent};
use chancery_model::{Card, DelegationCode, MediaKind, MediaState, ParticipantId, PersonName, Personal, Place};
use chancery_signalling::message::{ClientMessage, LeftReason, Mark, Member, Sealed, ServerMessage};
use chancery_trust::group::rebel::ForgedAdd;
use chancery_trust::group::{Policy, Setup};
use chancery_trust::{Identity, Pins};
use std::sync::Arc;

/// How long a hostile server holds back what is for one.
const HELD_BACK: u64 = 30_000;

impl World {
    pub(super) fn step(&mut self, what: What) {
        match what {
            What::Person { who, does } => self.person(who, does),
            What::ServerLine { who, up } => {
                self.network.set_line(who, up);
                self.lines_changed(who);
            }
            What::Network { who, up, moved } => {
                self.network.set_network(who, up, moved);
                self.lines_changed(who);
                self.paths_changed();
            }
            What::Path { a, b, up } => {
                self.network.set_path(a, b, up);
                self.paths_changed();
            }
            What::Stuck { who, other, refused } => self.stick(who, other, refused),
            What::SocketBreaks { who } => {
                if let Some(socket) = self.machines[who].socket {
                    self.at(self.now, Event::ToClient { socket, event: ServerEvent::Closed { nonsense: false } });
                    self.at(self.now, Event::ServerClosed { socket });
                }
            }
            What::Sleep { who, ms, stopped } => {
                let (until, life) = (self.now + ms, self.machines[who].life);
                self.machines[who].sleep(self.now, until, stopped);
                self.at(until, Event::Wakes { who, life });
                self.paths_changed();
            }
            What::Crash { who } => {
                if self.machines[who].app.is_some() {
                    self.close_socket(who);
                    self.machines[who].die();
                    self.paths_changed();
                }
            }
            What::Start { who } => {
                if self.machines[who].app.is_none() {
                    self.start(who);
                }
            }
            What::Server { orderly, ms } => self.server_stops(orderly, ms),
            What::DeviceFails { who, device } => {
                let kind = match device {
                    Device::Microphone => MediaKind::Audio,
                    Device::Camera => MediaKind::Video,
                    Device::Screen => MediaKind::Screen,
                };
                if self.machines[who].runs() {
                    close(&mut self.machines[who].wish.open, kind);
                    let failed = EngineEvent::DeviceFailed { kind: Some(kind), detail: "unplugged".into() };
                    self.tell(who, Input::Engine(failed));
                }
            }
            What::Forged { who, what } => self.forge(who, what),
            What::Rebels { who, how } => self.rebel(who, how),
            What::FalseFrames { who, named } => self.false_frames(who, named),
            What::HostileFrames { who, how } => self.hostile_frames(who, how),
            What::HostileSignals { who } => self.hostile_signals(who),
            What::OtherCertificate { who } => self.other_certificate(who),
            What::KnocksAs { who, name } => self.knocks_as(who, &name),
            What::Certified { who, root, expired } => self.certified(who, root, expired),
            What::Pins { who, root } => self.pins(who, root),
        }
    }

    fn stick(&mut self, who: usize, other: usize, refused: bool) {
        let Some(peer) = self.machines[other].me.filter(|_| self.machines[who].runs()) else { return };
        let life = self.machines[who].life;
        let engine = &mut self.machines[who].engine;
        let Some(c) = engine.connections.get_mut(&peer) else { return };
        c.stick();
        let id = c.id;
        if refused {
            c.fail();
        }
        if self.mutation == Some(Mutation::Hopeless) {
            engine.hopeless.insert(peer);
        }
        if refused {
            let event = EngineEvent::Peer { peer, connection: id, state: PeerState::Failed };
            self.at(self.now, Event::Engine { who, life, event });
        }
        self.paths_changed();
    }

    pub(super) fn person(&mut self, who: usize, does: Does) {
        let now = self.now;
        if !self.machines[who].runs() {
            return;
        }
        let inside = self.machines[who].is_inside(now);
        let m = &mut self.machines[who];
        let meeting = crate::server::invitation(0).meeting;
        let tick = m.now(now).tick.0;
        let intents = match does {
            Does::Enter => vec![Intent::EnterHoldingRoom { meeting }],
            Does::Join => {
                m.wish.join = Some(tick);
                vec![Intent::Join]
            }
            Does::Leave => vec![Intent::Leave],
            Does::Rejoin => vec![Intent::Rejoin],
            Does::GoToDesk => vec![Intent::GoToDesk],
            Does::Microphone(open) => {
                m.wish.open.microphone = open;
                vec![Intent::SetMicrophone { open }]
            }
            Does::Camera(open) => {
                m.wish.open.camera = open;
                vec![Intent::SetCamera { open }]
            }
            Does::Share => {
                m.wish.open.screen = inside;
                vec![Intent::ShareScreen { device: None }]
            }
            Does::StopSharing => {
                m.wish.open.screen = false;
                vec![Intent::StopSharing]
            }
            Does::Chat => {
                let text = Personal(format!("line {}", self.lines.len()));
                if inside {
                    // Whom the screen shows as there, hears it.
                    let seen: Vec<_> = match m.view(now).map(|v| &v.stage) {
                        Some(Stage::Meeting(room)) => room.people.iter().map(|p| p.id).collect(),
                        _ => Vec::new(),
                    };
                    let is_seen = |m: &Machine| m.me.is_some_and(|me| seen.contains(&me));
                    let to = (0..self.machines.len()).filter(|w| is_seen(&self.machines[*w])).collect();
                    self.lines.push(Line { by: who, to, at: now, text: text.clone() });
                }
                vec![Intent::DraftChat { text }, Intent::SendChat]
            }
            Does::Layout(size) => {
                let people = match m.view(now).map(|v| &v.stage) {
                    Some(Stage::Meeting(room)) => room.people.iter().filter(|p| !p.me).map(|p| p.id).collect(),
                    _ => Vec::new(),
                };
                if inside {
                    m.layout = Some(people.iter().map(|p| (*p, size)).collect());
                }
                let tile = |participant| TileSize { participant, width: size, height: size };
                vec![Intent::Layout { tiles: people.into_iter().map(tile).collect() }]
            }
            Does::Name(name) => {
                vec![Intent::SetProfile { name: Personal(name), title: Personal::default() }]
            }
            Does::RetryNow => vec![Intent::RetryNow],
            Does::SaveLog => vec![Intent::ExportRosterLog],
            Does::Link(text) => vec![Intent::OpenLink { text: Personal(text) }],
            Does::Remove(n) => {
                let other = match m.view(now).map(|v| &v.stage) {
                    Some(Stage::Meeting(room)) => {
                        let chair = room.people.first().and_then(|p| p.identity.as_ref()).is_some_and(|i| i.chair);
                        let others: Vec<_> = room.people.iter().filter(|p| !p.me && chair).map(|p| p.id).collect();
                        if others.is_empty() { None } else { Some(others[n % others.len()]) }
                    }
                    _ => None,
                };
                let Some(participant) = other else { return };
                for removed in self.machines.iter_mut().filter(|m| m.me == Some(participant)) {
                    removed.removed = Some(now);
                }
                vec![Intent::RemoveParticipant { participant }]
            }
            Does::Refuse => match m.view(now).map(|v| &v.stage) {
                Some(Stage::Meeting(room)) => {
                    room.requests.iter().map(|r| Intent::RefuseAdmission { participant: r.id }).collect()
                }
                _ => Vec::new(),
            },
        };
        for intent in intents {
            self.tell(who, Input::Intent(intent));
        }
    }

    /// Persons who are asked to admit somebody do, after a look: where they want to be asked, and where whoever comes was put
    /// out before.
    pub(super) fn answer_knocks(&mut self) {
        let now = self.now;
        for who in 0..self.machines.len() {
            if !self.machines[who].runs() {
                continue;
            }
            let Some(Stage::Meeting(room)) = self.machines[who].view(now).map(|v| &v.stage) else { continue };
            for participant in room.requests.iter().filter(|r| r.mine).map(|r| r.id).collect::<Vec<_>>() {
                self.tell(who, Input::Intent(Intent::Admit { participant }));
            }
        }
    }

    /// Nothing comes of it where nobody knocks, or where the member has no seat.
    fn rebel(&mut self, who: usize, how: Rebellion) {
        let now = self.machines[who].now(self.now);
        let machine = &mut self.machines[who];
        let (Some(me), Some(mut rebel)) = (machine.me, machine.app.as_mut().and_then(App::rebel)) else { return };
        let bytes = match how {
            Rebellion::Adds => {
                let adds: Vec<_> = rebel.knocking().into_iter().take(1).collect();
                if adds.is_empty() {
                    return;
                }
                rebel.add(now, &ForgedAdd { adds, own: true, ..ForgedAdd::default() })
            }
            Rebellion::Reuses => {
                let [first, second] = rebel.knocking()[..] else { return };
                // Only where others have said something of the first by now.
                if rebel.records_of(first) == 0 {
                    return;
                }
                self.outcome.reused += 1;
                rebel.add(now, &ForgedAdd { adds: vec![second], own: true, records_of: vec![first] })
            }
            Rebellion::LetsIn => Some(rebel.enter_from_outside(&mut chance(9), &outsider(), &rebel.group_info())),
            Rebellion::Removes(leaf) => Some(rebel.remove(now, &[leaf])),
        };
        let Some(bytes) = bytes else { return };
        self.forged = true;
        let sealed = self.under_the_link(me, bytes);
        self.send(who, ClientMessage::Order { sealed });
    }

    pub(super) fn forge(&mut self, who: usize, what: Forged) {
        let Some(socket) = self.machines[who].socket.filter(|_| self.carries(who)) else { return };
        self.forged = true;
        self.lied |= what.lies();
        let stranger = ParticipantId::from_random([99; 16]);
        let Some(me) = self.machines[who].me else { return };
        let other = self.machines.iter().filter_map(|m| m.me).find(|id| *id != me).unwrap_or(stranger);
        let sealed = Sealed(vec![0; 40]);
        let messages = match what {
            Forged::Garbled => {
                self.at_client(socket, ServerEvent::Garbled);
                return;
            }
            Forged::BadSeal => vec![ServerMessage::Relayed { from: other, sealed }],
            Forged::Unknown => vec![ServerMessage::Relayed { from: stranger, sealed }],
            Forged::Echo => {
                let delegation = DelegationCode::new("ZA").expect("a code");
                let place = Place::HoldingRoom;
                let member = Member { participant: me, delegation, place, card: sealed.clone(), connected: true };
                vec![ServerMessage::Relayed { from: me, sealed }, ServerMessage::Member { member }]
            }
            Forged::Replay => self.machines[who].last_relayed.iter().cloned().collect(),
            Forged::Flood => {
                for message in Self::flood(other) {
                    self.at_client(socket, ServerEvent::Message(message));
                }
                return;
            }
            Forged::Cut => self.cut_handshakes(who),
            Forged::Older => {
                self.machines[who].withheld.older = 2;
                self.step(What::SocketBreaks { who });
                return;
            }
            Forged::ReplayOrdered => {
                let last = self.machines[who].last_ordered.clone();
                let Some(ServerMessage::Ordered { mark, from, sealed }) = last else { return };
                // A server may have named the last number there is.
                let places = [mark.n, mark.n.saturating_add(1), mark.n.saturating_add(40), u64::MAX];
                let again = |n| ServerMessage::Ordered { mark: Mark { n, ..mark }, from, sealed: sealed.clone() };
                places.into_iter().map(again).chain([ServerMessage::Relayed { from, sealed: sealed.clone() }]).collect()
            }
            Forged::DropOrdered => {
                self.machines[who].withheld.drop += 1;
                return;
            }
            Forged::SwapOrdered => {
                self.machines[who].withheld.swap = true;
                return;
            }
            Forged::HoldBack => {
                self.machines[who].withheld.until = Some(self.now + HELD_BACK);
                self.at(self.now + HELD_BACK, Event::Released { who });
                return;
            }
            Forged::Stranger | Forged::Demoted | Forged::Gone => {
                let (participant, place) = match what {
                    Forged::Stranger => (stranger, Place::Plenary),
                    _ => (other, Place::HoldingRoom),
                };
                if what == Forged::Gone {
                    let reason = LeftReason::Left;
                    vec![ServerMessage::Left { participant, reason }]
                } else {
                    let delegation = DelegationCode::new("ZA").expect("a code");
                    let member = Member { participant, delegation, place, card: sealed, connected: true };
                    vec![ServerMessage::Member { member }]
                }
            }
        };
        for message in messages {
            self.at_client(socket, ServerEvent::Message(message));
        }
    }
}

/// Who holds a link of South Africa's and is in no meeting.
fn outsider() -> Setup {
    let invitation = crate::server::invitation(1);
    Setup {
        label: "plenary".into(),
        me: ParticipantId::from_random([98; 16]),
        identity: Arc::new(Identity::self_issued(&mut chance(8), invitation.starts)),
        card: Card {
            name: PersonName::new("Lerato Molefe").expect("a name"),
            title: None,
            delegation: invitation.delegation.clone(),
        },
        invitation,
        dtls: [98; 32],
        policy: Policy::Ask,
        pins: Pins::default(),
    }
}

fn close(state: &mut MediaState, kind: MediaKind) {
    match kind {
        MediaKind::Audio => state.microphone = false,
        MediaKind::Video => state.camera = false,
        MediaKind::Screen => state.screen = false,
    }
}
