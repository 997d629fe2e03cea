//! What the plan says: what persons do, what breaks, what is forged.

use super::{Event, Mutation, World};
use crate::check::Line;
use crate::plan::{Device, Does, Forged, What};
use chancery_core::intent::TileSize;
use chancery_core::view::Stage;
use chancery_core::{EngineEvent, Input, Intent, PeerState, ServerEvent};
use chancery_model::{DelegationCode, MediaKind, MediaState, ParticipantId, Personal, Place};
use chancery_signalling::message::{Member, Sealed, ServerMessage};

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
                    self.lines.push(Line { by: who, at: now, text: text.clone() });
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
        };
        for intent in intents {
            self.tell(who, Input::Intent(intent));
        }
    }

    pub(super) fn forge(&mut self, who: usize, what: Forged) {
        let Some(socket) = self.machines[who].socket.filter(|_| self.carries(who)) else { return };
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
        };
        for message in messages {
            self.at_client(socket, ServerEvent::Message(message));
        }
    }
}

fn close(state: &mut MediaState, kind: MediaKind) {
    match kind {
        MediaKind::Audio => state.microphone = false,
        MediaKind::Video => state.camera = false,
        MediaKind::Screen => state.screen = false,
    }
}
