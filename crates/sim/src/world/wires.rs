//! The sockets between clients and the server: what goes, what is held up, what breaks; and the server's end of them.

use super::{Event, Mutation, World};
use chancery_core::{Input, Intent, ServerEvent};
use chancery_signalling::message::{ClientMessage, RefusalCode, ServerMessage};
use chancery_signalling::room::{ConnectionKey, RoomInput, RoomOutput};
use rand::Rng as _;

/// How long the database takes.
const LOOK_UP: u64 = 4;

impl World {
    pub(super) fn takes(&mut self) -> u64 {
        self.plan.delay + self.chance.random_range(0..=self.plan.jitter)
    }

    pub(super) fn send(&mut self, who: usize, message: ClientMessage) {
        let relay = matches!(message, ClientMessage::Relay { .. });
        if let ClientMessage::Enter { participant, .. } = &message {
            self.machines[who].entered = Some(*participant);
        }
        self.sends += u64::from(relay);
        if relay && self.mutation == Some(Mutation::LostWords) && self.sends.is_multiple_of(5) {
            return;
        }
        let (now, ms) = (self.now, self.takes());
        let carries = self.network.to_server(who);
        let Some(socket) = self.machines[who].socket else { return };
        let Some(s) = self.network.sockets.get_mut(&socket).filter(|s| s.client) else { return };
        if carries {
            let when = s.up(now, ms);
            self.at(when, Event::ToServer { socket, message });
        } else {
            s.up_held.push(message);
        }
    }

    /// The first packet of a socket reaches the server's machine.
    pub(super) fn reaches(&mut self, socket: ConnectionKey) {
        let (now, ms, up) = (self.now, self.takes(), self.server.is_up());
        let Some(s) = self.network.sockets.get_mut(&socket).filter(|s| s.client && s.opening) else { return };
        s.opening = false;
        s.server = up;
        let event = if up { ServerEvent::Opened } else { ServerEvent::Closed { nonsense: false } };
        let when = s.down(now, ms);
        self.at(when, Event::ToClient { socket, event });
        if up {
            let out = self.server.handle(now, RoomInput::Opened { connection: socket, crowded: false });
            self.obey_server(out);
        }
    }

    pub(super) fn at_server(&mut self, socket: ConnectionKey, message: ClientMessage) {
        let (now, ms) = (self.now, self.takes());
        let Some(s) = self.network.sockets.get_mut(&socket) else { return };
        if !s.server {
            // Nobody listens there any more.
            let when = s.down(now, ms);
            self.at(when, Event::ToClient { socket, event: ServerEvent::Closed { nonsense: false } });
            return;
        }
        let out = self.server.message(now, socket, message);
        self.obey_server(out);
    }

    pub(super) fn obey_server(&mut self, out: Vec<RoomOutput>) {
        for o in out {
            match o {
                RoomOutput::Send { to, message } => self.server_says(to, ServerEvent::Message(message)),
                RoomOutput::SendAll { to, message } => {
                    for to in to {
                        self.server_says(to, ServerEvent::Message(message.clone()));
                    }
                }
                RoomOutput::Close { connection, .. } => {
                    self.server_says(connection, ServerEvent::Closed { nonsense: false });
                    if let Some(s) = self.network.sockets.get_mut(&connection) {
                        s.server = false;
                    }
                }
                RoomOutput::LookUp { connection, meeting } => {
                    self.at(self.now + LOOK_UP, Event::Found { socket: connection, meeting });
                }
            }
        }
    }

    pub(super) fn server_says(&mut self, socket: ConnectionKey, event: ServerEvent) {
        let forgets = matches!(event, ServerEvent::Message(ServerMessage::Left { .. }));
        if forgets && self.mutation == Some(Mutation::ForgetsLeft) {
            return;
        }
        let (now, ms) = (self.now, self.takes());
        let Some(who) = self.network.sockets.get(&socket).filter(|s| s.server).map(|s| s.who) else { return };
        let Some(event) = self.withheld(who, socket, event) else { return };
        let carries = self.network.to_server(who);
        let Some(s) = self.network.sockets.get_mut(&socket) else { return };
        if carries {
            let when = s.down(now, ms);
            self.at(when, Event::ToClient { socket, event });
        } else {
            s.down_held.push(event);
        }
    }

    /// What a hostile server does with a word of the others that is for `who`. `None`: it does not go out now.
    fn withheld(&mut self, who: usize, socket: ConnectionKey, event: ServerEvent) -> Option<ServerEvent> {
        if let ServerEvent::Message(ServerMessage::Welcome { time, heartbeat_ms, ice_servers, .. }) = &event
            && self.machines[who].withheld.older > 0
        {
            self.machines[who].withheld.older -= 1;
            // First it says so itself, then it refuses to speak any other.
            let first = self.machines[who].withheld.older == 1;
            return Some(ServerEvent::Message(if first {
                let (time, heartbeat_ms, ice_servers) = (*time, *heartbeat_ms, ice_servers.clone());
                ServerMessage::Welcome { version: 0, time, heartbeat_ms, ice_servers }
            } else {
                ServerMessage::Refused { code: RefusalCode::Version, versions: vec![0], retry_ms: None }
            }));
        }
        let ordered = matches!(event, ServerEvent::Message(ServerMessage::Ordered { .. }));
        if !ordered && !matches!(event, ServerEvent::Message(ServerMessage::Relayed { .. })) {
            return Some(event);
        }
        let now = self.now;
        let held = &mut self.machines[who].withheld;
        if held.until.is_some_and(|until| now < until) {
            held.waiting.push((socket, event));
            return None;
        }
        if ordered && held.drop > 0 {
            held.drop -= 1;
            return None;
        }
        if ordered && held.swap {
            match held.first.take() {
                None => held.first = Some(event),
                Some(first) => {
                    held.swap = false;
                    self.at_client(socket, event);
                    return Some(first);
                }
            }
            return None;
        }
        Some(event)
    }

    /// What was held back comes, all at once.
    pub(super) fn release(&mut self, who: usize) {
        let mut held = std::mem::take(&mut self.machines[who].withheld);
        held.waiting.extend(self.machines[who].socket.and_then(|socket| Some((socket, held.first.take()?))));
        for (socket, event) in held.waiting {
            self.at(self.now, Event::ToClient { socket, event });
        }
    }

    pub(super) fn at_client(&mut self, socket: ConnectionKey, event: ServerEvent) {
        let Some(s) = self.network.sockets.get_mut(&socket).filter(|s| s.client) else { return };
        let who = s.who;
        let m = &mut self.machines[who];
        if m.asleep.is_some() {
            m.inbox.push((socket, event));
            return;
        }
        if matches!(event, ServerEvent::Closed { .. }) {
            s.client = false;
            m.socket = None;
        }
        let again = matches!(event, ServerEvent::Message(ServerMessage::Entered { .. }));
        if let ServerEvent::Message(message @ ServerMessage::Relayed { .. }) = &event {
            m.last_relayed = Some(message.clone());
        }
        if let ServerEvent::Message(message @ ServerMessage::Ordered { .. }) = &event {
            m.last_ordered = Some(message.clone());
        }
        self.tell(who, Input::Server(event));
        if again && self.mutation == Some(Mutation::Eager) {
            self.tell(who, Input::Intent(Intent::SetMicrophone { open: true }));
        }
    }

    /// The client's end closes its socket.
    pub(super) fn close_socket(&mut self, who: usize) {
        let (now, ms) = (self.now, self.takes());
        let Some(socket) = self.machines[who].socket.take() else { return };
        let carries = self.network.to_server(who);
        let Some(s) = self.network.sockets.get_mut(&socket) else { return };
        s.client = false;
        s.up_held.clear();
        s.down_held.clear();
        if carries {
            let when = s.up(now, ms);
            self.at(when, Event::ServerClosed { socket });
        }
    }

    pub(super) fn carries(&self, who: usize) -> bool {
        self.network.to_server(who) && self.server.is_up()
    }

    /// A line carries again, or does not any more.
    pub(super) fn lines_changed(&mut self, who: usize) {
        if self.network.to_server(who) {
            self.flush(who);
        }
        self.note_servers();
    }

    /// What was held up goes on its way.
    pub(super) fn flush(&mut self, who: usize) {
        let now = self.now;
        let keys: Vec<_> = self.network.sockets.iter().filter(|(_, s)| s.who == who).map(|(k, _)| *k).collect();
        for socket in keys {
            let (up, down) = (self.takes(), self.takes());
            let Some(s) = self.network.sockets.get_mut(&socket) else { continue };
            if s.opening && s.client {
                let when = s.up(now, up);
                self.at(when, Event::Reaches { socket });
                continue;
            }
            let when_up = s.up(now, up);
            let when_down = s.down(now, down);
            let (held_up, held_down) = (std::mem::take(&mut s.up_held), std::mem::take(&mut s.down_held));
            for message in held_up {
                self.at(when_up, Event::ToServer { socket, message });
            }
            for event in held_down {
                self.at(when_down, Event::ToClient { socket, event });
            }
        }
    }

    pub(super) fn note_servers(&mut self) {
        for who in 0..self.machines.len() {
            let carries = self.carries(who);
            let since = &mut self.machines[who].no_server;
            *since = if carries { None } else { since.or(Some(self.now)) };
        }
    }

    pub(super) fn server_stops(&mut self, orderly: bool, ms: u64) {
        if !self.server.is_up() {
            return;
        }
        if orderly {
            let out = self.server.handle(self.now, RoomInput::Stop { retry_ms: 500 });
            self.obey_server(out);
        }
        let open: Vec<_> = self.network.sockets.iter().filter(|(_, s)| s.server).map(|(k, _)| *k).collect();
        for socket in open {
            self.server_says(socket, ServerEvent::Closed { nonsense: false });
            if let Some(s) = self.network.sockets.get_mut(&socket) {
                s.server = false;
            }
        }
        self.server.crash();
        self.at(self.now + ms, Event::ServerStarts);
        self.note_servers();
    }

    pub(super) fn server_starts(&mut self) {
        self.server.start();
        self.note_servers();
    }
}
