//! The link to the server: runs [`chancery_signalling::session`], says how the link is, and knows what the server has
//! proven to have received.

use crate::cx::Cx;
use crate::{Effect, Problem, ServerEvent, TimerId, view};
use chancery_model::Tick;
use chancery_signalling::message::{ClientMessage, IceServer, ServerMessage};
use chancery_signalling::session::{self, Session, SessionInput, SessionOutput, Trouble};
use jiff::Timestamp;
use std::collections::VecDeque;

/// How many unanswered pings are remembered.
const PINGS: usize = 64;

/// What the link has to tell the meeting.
#[derive(Debug)]
pub(crate) enum LinkEvent {
    /// The server greeted, for the first time or again: the seat has to be taken.
    Welcomed {
        /// The server's clock.
        time: Timestamp,
        /// STUN and TURN servers.
        ice_servers: Vec<IceServer>,
    },
    /// The socket is gone: the seat has to be taken anew.
    Down,
    /// Of the meeting.
    Message(ServerMessage),
}

/// The link.
#[derive(Debug)]
pub(crate) struct Link {
    session: Session,
    server: Option<String>,
    state: session::Link,
    /// It was ready at some time since it was wanted.
    worked: bool,
    /// The last trouble, told until the link is ready again.
    trouble: Option<Trouble>,
    /// Pings that are on their way on this socket, and when each was sent.
    pings: VecDeque<(u64, Tick)>,
    /// Everything sent before this has reached the server.
    proven: Option<Tick>,
}

impl Link {
    /// `seed` spreads the retries.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            session: Session::new(concat!("chancery/", env!("CARGO_PKG_VERSION")), seed),
            server: None,
            state: session::Link::Closed,
            worked: false,
            trouble: None,
            pings: VecDeque::new(),
            proven: None,
        }
    }

    /// Wants a link to this server.
    pub(crate) fn open(&mut self, cx: &mut Cx<'_>, server: &str) {
        if self.server.as_deref() != Some(server) {
            self.close(cx);
            self.server = Some(server.to_owned());
        }
        let events = self.tell(cx, SessionInput::Open);
        debug_assert!(!events.iter().any(|e| matches!(e, LinkEvent::Message(_))));
    }

    /// Tries again now.
    pub(crate) fn retry(&mut self, cx: &mut Cx<'_>) {
        if self.server.is_some() {
            self.tell(cx, SessionInput::Open);
        }
    }

    /// Does not want the link any more.
    pub(crate) fn close(&mut self, cx: &mut Cx<'_>) {
        self.tell(cx, SessionInput::Close);
        self.server = None;
        self.worked = false;
        self.trouble = None;
    }

    /// The machine has slept: the server has given up this socket, so a new one is opened at once.
    #[must_use]
    pub(crate) fn woke(&mut self, cx: &mut Cx<'_>) -> Vec<LinkEvent> {
        let mut events = Vec::new();
        if self.session.is_ready() {
            events = self.tell(cx, SessionInput::Lost { nonsense: false });
        }
        self.retry(cx);
        events
    }

    /// Whether messages of the meeting may be sent.
    pub(crate) fn is_ready(&self) -> bool {
        self.session.is_ready()
    }

    /// Everything sent on this socket before this moment has reached the server.
    pub(crate) fn proven(&self) -> Option<Tick> {
        self.proven
    }

    /// From the socket.
    #[must_use]
    pub(crate) fn event(&mut self, cx: &mut Cx<'_>, event: ServerEvent) -> Vec<LinkEvent> {
        if let ServerEvent::Message(ServerMessage::Pong { n }) = &event
            && let Some(at) = self.pings.iter().position(|(sent, _)| sent == n)
        {
            self.proven = Some(self.pings[at].1);
            self.pings.drain(..=at);
        }
        let input = match event {
            ServerEvent::Opened => SessionInput::Opened,
            ServerEvent::Message(message) => SessionInput::Received(message),
            ServerEvent::Garbled => SessionInput::Garbled,
            ServerEvent::Closed { nonsense } => SessionInput::Lost { nonsense },
        };
        self.tell(cx, input)
    }

    /// Its timer is due.
    #[must_use]
    pub(crate) fn timer(&mut self, cx: &mut Cx<'_>) -> Vec<LinkEvent> {
        self.tell(cx, SessionInput::Timer)
    }

    fn tell(&mut self, cx: &mut Cx<'_>, input: SessionInput) -> Vec<LinkEvent> {
        let mut outputs = Vec::new();
        self.session.handle(cx.now.tick, input, &mut outputs);
        let mut events = Vec::new();
        for output in outputs {
            match output {
                SessionOutput::Connect => {
                    self.forget_socket();
                    let server = self.server.clone().unwrap_or_default();
                    cx.out.push(Effect::Connect { server });
                }
                SessionOutput::Disconnect => {
                    self.forget_socket();
                    cx.out.push(Effect::Disconnect);
                }
                SessionOutput::Send(message) => {
                    if let ClientMessage::Ping { n } = message {
                        if self.pings.len() == PINGS {
                            self.pings.pop_front();
                        }
                        self.pings.push_back((n, cx.now.tick));
                    }
                    cx.out.push(Effect::Send(message));
                }
                SessionOutput::Wake(at) => cx.out.push(Effect::Wake { timer: TimerId::Link, at }),
                SessionOutput::Unwake => cx.out.push(Effect::Unwake { timer: TimerId::Link }),
                SessionOutput::Link(state) => {
                    // A silent socket may mend itself: what was sent on it is not lost yet.
                    let has_socket = |link| matches!(link, session::Link::Ready | session::Link::Silent);
                    if has_socket(self.state) && !has_socket(state) {
                        events.push(LinkEvent::Down);
                    }
                    self.changed(state);
                }
                SessionOutput::Welcomed { time, ice_servers } => events.push(LinkEvent::Welcomed { time, ice_servers }),
                SessionOutput::Message(message) => events.push(LinkEvent::Message(message)),
            }
        }
        events
    }

    fn forget_socket(&mut self) {
        self.pings.clear();
        self.proven = None;
    }

    fn changed(&mut self, state: session::Link) {
        tracing::debug!(?state, "link to the server");
        self.state = state;
        match state {
            session::Link::Ready => {
                self.worked = true;
                self.trouble = None;
            }
            session::Link::Waiting { why, .. } | session::Link::Incompatible { why } => self.trouble = Some(why),
            session::Link::Silent => self.trouble = Some(Trouble::Lost),
            session::Link::Closed | session::Link::Connecting => {}
        }
    }

    /// What is the matter; `None` while it answers, is not wanted, or is reached for the first time.
    pub(crate) fn problem(&self) -> Option<Problem> {
        self.trouble.map(|why| match why {
            Trouble::Unreachable | Trouble::Lost | Trouble::Closing => Problem::ServerUnreachable,
            Trouble::Nonsense => Problem::ServerNonsense,
            Trouble::Full => Problem::ServerFull,
            Trouble::TooFast => Problem::TooFast,
            Trouble::ServerTooOld => Problem::ServerTooOld,
            Trouble::ServerTooNew => Problem::ClientTooOld,
        })
    }

    /// For the screen.
    pub(crate) fn view(&self, peers_reachable: bool) -> view::Link {
        match (self.state, self.problem()) {
            (session::Link::Closed, _) => view::Link::Idle,
            (session::Link::Ready, _) => view::Link::Up,
            (_, Some(problem)) => view::Link::Down { peers_reachable, problem },
            (_, None) if self.worked => view::Link::Down { peers_reachable, problem: Problem::ServerUnreachable },
            (_, None) => view::Link::Connecting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cx::bench::Bench;

    fn welcome() -> ServerEvent {
        let time = Timestamp::UNIX_EPOCH;
        ServerEvent::Message(ServerMessage::Welcome { version: 1, time, heartbeat_ms: 600, ice_servers: vec![] })
    }

    fn ready(bench: &mut Bench) -> Link {
        let mut link = Link::new(1);
        link.open(&mut bench.cx(), "http://a");
        assert_eq!(link.view(false), view::Link::Connecting);
        assert!(link.event(&mut bench.cx(), ServerEvent::Opened).is_empty());
        assert!(matches!(link.event(&mut bench.cx(), welcome())[..], [LinkEvent::Welcomed { .. }]));
        assert_eq!(link.view(false), view::Link::Up);
        link
    }

    #[test]
    fn a_pong_proves_what_was_sent_before_its_ping() {
        let mut bench = Bench::new();
        let mut link = ready(&mut bench);
        assert_eq!(link.proven(), None);
        bench.pass(600);
        let pinged = bench.now.tick;
        assert!(link.timer(&mut bench.cx()).is_empty());
        assert!(bench.out.iter().any(|e| matches!(e, Effect::Send(ClientMessage::Ping { n: 1 }))));
        bench.pass(50);
        assert!(link.event(&mut bench.cx(), ServerEvent::Message(ServerMessage::Pong { n: 7 })).is_empty());
        assert_eq!(link.proven(), None, "an answer to nothing");
        assert!(link.event(&mut bench.cx(), ServerEvent::Message(ServerMessage::Pong { n: 1 })).is_empty());
        assert_eq!(link.proven(), Some(pinged));
        assert!(matches!(link.event(&mut bench.cx(), ServerEvent::Closed { nonsense: false })[..], [LinkEvent::Down]));
        assert!(matches!(link.view(true), view::Link::Down { peers_reachable: true, .. }));
    }

    #[test]
    fn after_sleep_a_new_socket_is_opened_at_once() {
        let mut bench = Bench::new();
        let mut link = ready(&mut bench);
        bench.out.clear();
        assert!(matches!(link.woke(&mut bench.cx())[..], [LinkEvent::Down]));
        assert!(bench.out.iter().any(|e| matches!(e, Effect::Connect { .. })));
        assert!(!link.is_ready());
    }

    #[test]
    fn a_server_that_was_never_there_says_why() {
        let mut bench = Bench::new();
        let mut link = Link::new(1);
        link.open(&mut bench.cx(), "http://a");
        assert!(link.event(&mut bench.cx(), ServerEvent::Closed { nonsense: true }).is_empty());
        let down = view::Link::Down { peers_reachable: false, problem: Problem::ServerNonsense };
        assert_eq!(link.view(false), down);
        link.close(&mut bench.cx());
        assert_eq!(link.view(false), view::Link::Idle);
    }
}
