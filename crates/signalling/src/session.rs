//! The client's end of the signalling socket, as decisions: greeting, choice of version, heartbeat, "the server is
//! silent", and when to try again.
//!
//! The caller owns the socket and the clock. It tells [`Session::handle`] what happened ([`SessionInput`]) and does
//! what comes out ([`SessionOutput`]); nothing here reads a clock, a socket or a random source (the jitter comes from a
//! seed). Taking a seat is the caller's: it sends [`ClientMessage::Enter`] each time it is told
//! [`SessionOutput::Welcomed`], the first time and after each loss.
//!
//! How a loss shows, with the server cut off at 0 s: at [`SILENT_AFTER`] the link is [`Link::Silent`] (say so to the
//! person); if a word comes by [`GIVE_UP_AFTER`] it is [`Link::Ready`] again on the same socket, since a stall of a lossy
//! line mends itself faster than a new socket opens; otherwise the socket is given up and a new one tried at once, then
//! at growing intervals ([`backoff`]). None of this touches media: a call that runs goes on.
//!
//! After a *restarted* server the first [`ServerMessage::Entered`] names only those who have come back so far: a
//! missing peer is not gone for that reason.

use crate::message::{ClientMessage, RefusalCode, ServerMessage, VERSION};
use chancery_model::Tick;
use jiff::Timestamp;
use std::time::Duration;

/// The longest time between two pings, whatever the server asks: with it a loss is known in time.
pub const HEARTBEAT: Duration = Duration::from_millis(600);
/// Without a word from the server for so long, the link is [`Link::Silent`].
pub const SILENT_AFTER: Duration = Duration::from_millis(1_800);
/// Without a word for so long, the socket is given up.
pub const GIVE_UP_AFTER: Duration = Duration::from_millis(3_600);
/// From [`ClientMessage::Hello`] to the answer.
pub const GREETING_TIMEOUT: Duration = Duration::from_secs(5);
/// A link that has been ready for so long is held to be sound: the next loss is answered without waiting.
const SOUND_AFTER: Duration = Duration::from_secs(5);
/// The longest that a server may hold a client off by `retry_ms`.
const LONGEST_HOLD: Duration = Duration::from_mins(1);
/// A timer that comes later than this was held up together with everything else in the process (sleep, a stalled
/// machine): the server had no chance to be heard, so the time does not count as its silence.
const STALL: Duration = Duration::from_millis(300);

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionInput {
    /// The person wants a link to the server, or wants to try again now. Without effect while the link is ready.
    Open,
    /// The link is not wanted any more.
    Close,
    /// The socket that [`SessionOutput::Connect`] asked for is open.
    Opened,
    /// A frame that was understood.
    Received(ServerMessage),
    /// A frame that was not understood.
    Garbled,
    /// The socket is closed, or could not be opened. Not to be told of a socket that the session itself replaced
    /// ([`SessionOutput::Connect`]) or closed ([`SessionOutput::Disconnect`]).
    Lost {
        /// Something answered, but not as a Chancery server does (an HTTP error, no WebSocket).
        nonsense: bool,
    },
    /// The timer asked for by [`SessionOutput::Wake`]. Too early, too late or twice does no harm.
    Timer,
}

/// What to do, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionOutput {
    /// Open a socket; one that is open is closed first.
    Connect,
    /// Close the socket.
    Disconnect,
    /// Send on the socket.
    Send(ClientMessage),
    /// Call [`Session::handle`] with [`SessionInput::Timer`] at this time. There is one timer: replaces the earlier.
    Wake(Tick),
    /// The timer is not needed any more.
    Unwake,
    /// How the link is has changed.
    Link(Link),
    /// Greeting done: take the seat now (again). Comes right after [`Link::Ready`].
    Welcomed {
        /// The server's clock.
        time: Timestamp,
        /// STUN and TURN servers.
        ice_servers: Vec<crate::message::IceServer>,
    },
    /// Something that is not the session's own business: of the meeting, or a refusal after the greeting.
    Message(ServerMessage),
}

/// How the link to the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not wanted.
    Closed,
    /// A socket is being opened, or greeted on.
    Connecting,
    /// The server answers.
    Ready,
    /// Nothing was heard for [`SILENT_AFTER`].
    Silent,
    /// No socket; the next try is at `until`.
    Waiting {
        /// When.
        until: Tick,
        /// Why.
        why: Trouble,
    },
    /// Trying again by itself would not help ([`SessionInput::Open`] tries nevertheless).
    Incompatible {
        /// [`Trouble::ServerTooOld`] or [`Trouble::ServerTooNew`].
        why: Trouble,
    },
}

/// Why there is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// No socket could be opened, or it took too long.
    Unreachable,
    /// What answers is no Chancery server.
    Nonsense,
    /// The socket was lost, or went silent, after it had worked.
    Lost,
    /// The server stops, or restarts, and said so.
    Closing,
    /// The server has as many connections as it takes.
    Full,
    /// The server closed, since too much was sent.
    TooFast,
    /// It speaks only older versions.
    ServerTooOld,
    /// It speaks only newer versions.
    ServerTooNew,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    Opening { deadline: Tick },
    Greeting { deadline: Tick },
    Ready { since: Tick, heard: Tick, ping_at: Tick, heartbeat: Duration, silent: bool },
    Waiting { until: Tick },
    Incompatible,
}

/// The client's end. See the module.
#[derive(Clone, Debug)]
pub struct Session {
    client: String,
    state: State,
    /// Sockets tried in vain since the link was last sound.
    attempt: u32,
    /// What the server said before it closes: how long to stay away, and why.
    hold: Option<(Duration, Trouble)>,
    pings: u64,
    armed: Option<Tick>,
    random: u64,
}

impl Session {
    /// A closed session. `client` is product and version (`chancery/0.1.0`), cut to 64 bytes; `seed` makes the jitter
    /// of retries, so that the clients of a restarted server do not come back all at once.
    pub fn new(client: &str, seed: u64) -> Self {
        let mut end = client.len().min(64);
        while !client.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            client: client[..end].to_owned(),
            state: State::Closed,
            attempt: 0,
            hold: None,
            pings: 0,
            armed: None,
            random: seed,
        }
    }

    /// Whether something other than `Hello` and `Ping` may be sent now.
    pub fn is_ready(&self) -> bool {
        matches!(self.state, State::Ready { .. })
    }

    /// Takes one input at `now` and adds what is to be done to `out`.
    pub fn handle(&mut self, now: Tick, input: SessionInput, out: &mut Vec<SessionOutput>) {
        match input {
            SessionInput::Open => {
                if matches!(self.state, State::Closed | State::Waiting { .. } | State::Incompatible) {
                    self.attempt = 0;
                    self.connect(now, out);
                }
            }
            SessionInput::Close => {
                if self.state != State::Closed {
                    out.push(SessionOutput::Disconnect);
                    self.state = State::Closed;
                    self.attempt = 0;
                    self.hold = None;
                    out.push(SessionOutput::Link(Link::Closed));
                }
            }
            SessionInput::Opened => {
                if matches!(self.state, State::Opening { .. }) {
                    self.state = State::Greeting { deadline: now + GREETING_TIMEOUT };
                    let hello = ClientMessage::Hello { versions: vec![VERSION], client: self.client.clone() };
                    out.push(SessionOutput::Send(hello));
                }
            }
            SessionInput::Received(message) => self.received(now, message, out),
            SessionInput::Garbled => match self.state {
                State::Greeting { .. } => self.give_up(now, Trouble::Nonsense, out),
                // A frame of a kind that came after this build: the server lives, and what it said is not for us.
                State::Ready { .. } => self.heard(now, out),
                _ => {}
            },
            SessionInput::Lost { nonsense } => match self.state {
                State::Opening { .. } if !nonsense => self.retry(now, Trouble::Unreachable, out),
                State::Opening { .. } | State::Greeting { .. } if nonsense => self.retry(now, Trouble::Nonsense, out),
                State::Greeting { .. } => self.retry(now, Trouble::Unreachable, out),
                State::Ready { .. } => self.retry(now, Trouble::Lost, out),
                _ => {}
            },
            SessionInput::Timer => self.timer(now, out),
        }
        self.arm(out);
    }

    fn connect(&mut self, now: Tick, out: &mut Vec<SessionOutput>) {
        // A line with a long round trip needs four of them (TCP, TLS, WebSocket): be more patient each time.
        let patience = Duration::from_secs(3 + u64::from(self.attempt.min(7)));
        self.state = State::Opening { deadline: now + patience };
        self.hold = None;
        out.push(SessionOutput::Link(Link::Connecting));
        out.push(SessionOutput::Connect);
    }

    fn received(&mut self, now: Tick, message: ServerMessage, out: &mut Vec<SessionOutput>) {
        match (self.state, message) {
            (State::Greeting { .. }, ServerMessage::Welcome { version, time, heartbeat_ms, ice_servers }) => {
                if version != VERSION {
                    self.give_up(now, Trouble::Nonsense, out);
                    return;
                }
                let heartbeat = Duration::from_millis(heartbeat_ms.into()).clamp(Duration::from_millis(100), HEARTBEAT);
                self.state =
                    State::Ready { since: now, heard: now, ping_at: now + heartbeat, heartbeat, silent: false };
                out.push(SessionOutput::Link(Link::Ready));
                out.push(SessionOutput::Welcomed { time, ice_servers });
            }
            (State::Greeting { .. }, ServerMessage::Refused { code, versions, retry_ms }) => match code {
                RefusalCode::Version => {
                    let newer = versions.iter().any(|v| *v > VERSION);
                    let why = if newer { Trouble::ServerTooNew } else { Trouble::ServerTooOld };
                    out.push(SessionOutput::Disconnect);
                    self.state = State::Incompatible;
                    out.push(SessionOutput::Link(Link::Incompatible { why }));
                }
                code => {
                    let why = match code {
                        RefusalCode::ServerFull => Trouble::Full,
                        RefusalCode::TooFast => Trouble::TooFast,
                        _ => Trouble::Nonsense,
                    };
                    self.hold = Some((Duration::from_millis(retry_ms.unwrap_or(0)), why));
                    self.give_up(now, why, out);
                }
            },
            // Told that the server stops before it greeted: it is one, and will be back.
            (State::Greeting { .. } | State::Ready { .. }, ServerMessage::Closing { retry_ms }) => {
                self.hold = Some((Duration::from_millis(retry_ms), Trouble::Closing));
                self.give_up(now, Trouble::Closing, out);
            }
            (State::Greeting { .. }, _) => self.give_up(now, Trouble::Nonsense, out),
            (State::Ready { .. }, message) => {
                self.heard(now, out);
                match message {
                    ServerMessage::Pong { .. } | ServerMessage::Welcome { .. } => {}
                    ServerMessage::Refused { code: RefusalCode::TooFast, retry_ms, .. } => {
                        let hold = Duration::from_millis(retry_ms.unwrap_or(1_000));
                        self.hold = Some((hold, Trouble::TooFast));
                        out.push(SessionOutput::Message(message));
                    }
                    _ => out.push(SessionOutput::Message(message)),
                }
            }
            _ => {}
        }
    }

    /// The server lives.
    fn heard(&mut self, now: Tick, out: &mut Vec<SessionOutput>) {
        if let State::Ready { heard, silent, .. } = &mut self.state {
            *heard = now;
            if std::mem::take(silent) {
                out.push(SessionOutput::Link(Link::Ready));
            }
        }
    }

    fn timer(&mut self, now: Tick, out: &mut Vec<SessionOutput>) {
        let due = self.armed.take().unwrap_or(now);
        match &mut self.state {
            State::Opening { deadline } if now >= *deadline => self.give_up(now, Trouble::Unreachable, out),
            // It took the socket and says nothing: whatever it is, it does not greet as a Chancery server does.
            State::Greeting { deadline } if now >= *deadline => self.give_up(now, Trouble::Nonsense, out),
            State::Ready { heard, ping_at, heartbeat, silent, .. } => {
                let late = now - due;
                if late > STALL {
                    *heard = (*heard + late).min(now);
                }
                if now >= *ping_at {
                    *ping_at = now + *heartbeat;
                    self.pings += 1;
                    out.push(SessionOutput::Send(ClientMessage::Ping { n: self.pings }));
                }
                let quiet = now - *heard;
                if quiet >= GIVE_UP_AFTER {
                    self.give_up(now, Trouble::Lost, out);
                } else if quiet >= SILENT_AFTER && !*silent {
                    *silent = true;
                    out.push(SessionOutput::Link(Link::Silent));
                }
            }
            State::Waiting { until } if now >= *until => self.connect(now, out),
            _ => {}
        }
    }

    /// Closes the socket and waits for the next try.
    fn give_up(&mut self, now: Tick, why: Trouble, out: &mut Vec<SessionOutput>) {
        out.push(SessionOutput::Disconnect);
        self.retry(now, why, out);
    }

    /// Waits for the next try; the socket is gone already.
    fn retry(&mut self, now: Tick, why: Trouble, out: &mut Vec<SessionOutput>) {
        if let State::Ready { since, .. } = self.state
            && now - since >= SOUND_AFTER
        {
            self.attempt = 0;
        }
        let random = self.next_random();
        let mut wait = backoff(self.attempt, random);
        let mut why = why;
        if let Some((hold, reason)) = self.hold.take() {
            // Spread over half as long again: they were all told the same.
            let hold = hold.min(LONGEST_HOLD);
            let spread = hold.as_millis() as u64 / 2 + 1;
            wait = wait.max(hold + Duration::from_millis(random % spread));
            why = reason;
        }
        self.attempt = self.attempt.saturating_add(1);
        let until = now + wait;
        self.state = State::Waiting { until };
        out.push(SessionOutput::Link(Link::Waiting { until, why }));
    }

    fn arm(&mut self, out: &mut Vec<SessionOutput>) {
        let due = match self.state {
            State::Closed | State::Incompatible => None,
            State::Opening { deadline } | State::Greeting { deadline } => Some(deadline),
            State::Waiting { until } => Some(until),
            State::Ready { heard, ping_at, silent, .. } => {
                Some(ping_at.min(heard + if silent { GIVE_UP_AFTER } else { SILENT_AFTER }))
            }
        };
        if due != self.armed {
            self.armed = due;
            out.push(due.map_or(SessionOutput::Unwake, SessionOutput::Wake));
        }
    }

    /// SplitMix64: enough to spread retries; nothing secret is made of it.
    fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// How long to wait before try number `attempt` (0: the first after a link that worked): up to a quarter of a second at
/// first, then from 0.4 s doubling to 5 s, each time between half and all of it.
pub fn backoff(attempt: u32, random: u64) -> Duration {
    if attempt == 0 {
        return Duration::from_millis(random % 250);
    }
    let full = 400_u64.saturating_mul(1 << (attempt - 1).min(4)).min(5_000);
    Duration::from_millis(full / 2 + random % (full / 2 + 1))
}

#[cfg(test)]
mod tests;
