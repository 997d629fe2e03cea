//! The session held against a line that is cut, stalls or talks nonsense; and a random walk through its states.

use super::*;
use proptest::prelude::*;

struct Bench {
    now: Tick,
    session: Session,
    wake: Option<Tick>,
    link: Link,
    sent: Vec<ClientMessage>,
    connects: usize,
}

impl Bench {
    fn new() -> Self {
        let session = Session::new("chancery/test", 7);
        Self { now: Tick(1_000), session, wake: None, link: Link::Closed, sent: vec![], connects: 0 }
    }

    fn tell(&mut self, input: SessionInput) -> Vec<SessionOutput> {
        let mut out = vec![];
        self.session.handle(self.now, input, &mut out);
        for o in &out {
            match o {
                SessionOutput::Wake(at) => self.wake = Some(*at),
                SessionOutput::Unwake => self.wake = None,
                SessionOutput::Link(link) => self.link = *link,
                SessionOutput::Send(m) => self.sent.push(m.clone()),
                SessionOutput::Connect => self.connects += 1,
                _ => {}
            }
        }
        out
    }

    /// Lets time pass up to `until`, timers on time, the server answering pings if it `lives`.
    fn run(&mut self, until: Tick, lives: bool) {
        while let Some(at) = self.wake.filter(|at| *at <= until) {
            self.now = at.max(self.now);
            self.wake = None;
            for o in self.tell(SessionInput::Timer) {
                if let SessionOutput::Send(ClientMessage::Ping { n }) = o
                    && lives
                {
                    self.tell(SessionInput::Received(ServerMessage::Pong { n }));
                }
            }
        }
        self.now = until;
    }

    fn after(&self, ms: u64) -> Tick {
        self.now + Duration::from_millis(ms)
    }

    fn welcome() -> ServerMessage {
        ServerMessage::Welcome { version: VERSION, time: Timestamp::UNIX_EPOCH, heartbeat_ms: 600, ice_servers: vec![] }
    }

    fn ready() -> Self {
        let mut b = Self::new();
        b.tell(SessionInput::Open);
        b.tell(SessionInput::Opened);
        b.tell(SessionInput::Received(Self::welcome()));
        assert_eq!(b.link, Link::Ready);
        b
    }
}

#[test]
fn greets_first_and_says_when_it_is_welcome() {
    let mut b = Bench::new();
    assert!(b.tell(SessionInput::Open).contains(&SessionOutput::Connect));
    assert!(b.sent.is_empty(), "nothing is said before the socket is open");
    b.tell(SessionInput::Opened);
    assert!(matches!(&b.sent[..], [ClientMessage::Hello { versions, .. }] if versions == &[VERSION]));
    let out = b.tell(SessionInput::Received(Bench::welcome()));
    assert!(out.iter().any(|o| matches!(o, SessionOutput::Welcomed { .. })));
    assert!(b.session.is_ready());
}

#[test]
fn a_living_server_stays_ready_for_an_hour() {
    let mut b = Bench::ready();
    b.run(b.after(3_600_000), true);
    assert_eq!(b.link, Link::Ready);
    assert_eq!(b.connects, 1);
    assert!(b.sent.len() >= 5_999, "one ping each 600 ms");
}

#[test]
fn a_cut_line_is_said_within_two_seconds_and_replaced() {
    let mut b = Bench::ready();
    b.run(b.after(10_123), true);
    let cut = b.now;
    b.run(cut + Duration::from_millis(1_999), false);
    assert_eq!(b.link, Link::Silent);
    assert_eq!(b.connects, 1, "the socket may yet mend");
    b.run(cut + Duration::from_secs(4), false);
    assert_eq!(b.connects, 2);
    assert_eq!(b.link, Link::Connecting);
    // Nobody answers for a minute: it tries on, at bounded intervals (patience of at most 10 s, wait of at most 5 s).
    b.run(b.after(60_000), false);
    assert!((6..=30).contains(&b.connects), "{} tries", b.connects);
    // The line is back: within the longest interval it is ready again.
    let mut waited = 0;
    while b.link != Link::Connecting || !matches!(b.session.state, State::Opening { .. }) {
        b.run(b.after(100), false);
        waited += 100;
        assert!(waited <= 15_000);
    }
    b.tell(SessionInput::Opened);
    b.tell(SessionInput::Received(Bench::welcome()));
    assert_eq!(b.link, Link::Ready);
}

#[test]
fn a_stalled_line_mends_on_the_same_socket() {
    let mut b = Bench::ready();
    b.run(b.after(2_500), false);
    assert_eq!(b.link, Link::Silent);
    b.tell(SessionInput::Received(ServerMessage::Pong { n: 1 }));
    assert_eq!(b.link, Link::Ready);
    assert_eq!(b.connects, 1);
}

#[test]
fn a_machine_that_slept_does_not_blame_the_server() {
    let mut b = Bench::ready();
    b.run(b.after(5_000), true);
    // Everything in the process stood still for a minute: the timer comes late.
    b.now = b.after(60_000);
    b.wake = None;
    b.tell(SessionInput::Timer);
    assert_eq!(b.link, Link::Ready);
    // If the server really is gone, it is said within 2 s from here.
    b.run(b.after(2_000), false);
    assert_eq!(b.link, Link::Silent);
}

#[test]
fn versions_are_told_apart() {
    for (versions, why) in [(vec![VERSION + 1], Trouble::ServerTooNew), (vec![0], Trouble::ServerTooOld)] {
        let mut b = Bench::new();
        b.tell(SessionInput::Open);
        b.tell(SessionInput::Opened);
        let refusal = ServerMessage::Refused { code: RefusalCode::Version, versions, retry_ms: None };
        assert!(b.tell(SessionInput::Received(refusal)).contains(&SessionOutput::Disconnect));
        assert_eq!(b.link, Link::Incompatible { why });
        b.run(b.after(600_000), false);
        assert_eq!(b.connects, 1, "does not try by itself");
        b.tell(SessionInput::Open);
        assert_eq!(b.connects, 2, "but when asked");
    }
}

#[test]
fn nonsense_is_not_taken_for_a_server() {
    for (opened, input) in [
        (false, SessionInput::Lost { nonsense: true }),
        (true, SessionInput::Garbled),
        (true, SessionInput::Received(ServerMessage::Pong { n: 1 })),
        (true, SessionInput::Lost { nonsense: true }),
    ] {
        let mut b = Bench::new();
        b.tell(SessionInput::Open);
        if opened {
            b.tell(SessionInput::Opened);
        }
        b.tell(input.clone());
        assert!(matches!(b.link, Link::Waiting { why: Trouble::Nonsense, .. }), "{input:?}: {:?}", b.link);
    }
    let mut b = Bench::new();
    b.tell(SessionInput::Open);
    b.tell(SessionInput::Opened);
    b.run(b.after(5_001), false);
    assert_eq!(b.link, Link::Waiting { why: Trouble::Nonsense, until: b.wake.unwrap() });
}

#[test]
fn a_stopping_server_is_left_alone_for_as_long_as_it_said() {
    let mut b = Bench::ready();
    let at = b.now;
    b.tell(SessionInput::Received(ServerMessage::Closing { retry_ms: 2_000 }));
    let Link::Waiting { until, why: Trouble::Closing } = b.link else { panic!("{:?}", b.link) };
    assert!((2_000..=3_000).contains(&(until - at).as_millis()));
    // One that names a day is not believed.
    let mut b = Bench::ready();
    b.tell(SessionInput::Received(ServerMessage::Closing { retry_ms: u64::MAX }));
    let Link::Waiting { until, .. } = b.link else { panic!("{:?}", b.link) };
    assert!((until - b.now).as_secs() <= 90);
}

#[test]
fn a_server_that_welcomes_and_closes_is_not_tried_in_a_tight_loop() {
    let mut b = Bench::new();
    b.tell(SessionInput::Open);
    let start = b.now;
    for _ in 0..10 {
        b.tell(SessionInput::Opened);
        b.tell(SessionInput::Received(Bench::welcome()));
        b.tell(SessionInput::Lost { nonsense: false });
        let Link::Waiting { until, .. } = b.link else { panic!("{:?}", b.link) };
        b.run(until, false);
    }
    assert!((b.now - start).as_secs() >= 10);
}

#[test]
fn client_names_are_cut_at_a_character() {
    let session = Session::new(&"é".repeat(40), 0);
    assert_eq!(session.client.len(), 64);
    assert_eq!(Session::new(&format!("a{}", "é".repeat(40)), 0).client.len(), 63);
}

fn any_input() -> impl Strategy<Value = SessionInput> {
    let code = prop::sample::select(vec![
        RefusalCode::Version,
        RefusalCode::ServerFull,
        RefusalCode::TooFast,
        RefusalCode::NoSuchMeeting,
        RefusalCode::Storage,
    ]);
    prop_oneof![
        1 => Just(SessionInput::Open),
        1 => Just(SessionInput::Close),
        3 => Just(SessionInput::Opened),
        3 => Just(SessionInput::Received(Bench::welcome())),
        1 => any::<u64>().prop_map(|n| SessionInput::Received(ServerMessage::Pong { n })),
        1 => any::<u64>().prop_map(|retry_ms| SessionInput::Received(ServerMessage::Closing { retry_ms })),
        1 => (code, any::<Option<u64>>()).prop_map(|(code, retry_ms)| SessionInput::Received(ServerMessage::Refused {
            code,
            versions: vec![VERSION + 1],
            retry_ms
        })),
        1 => Just(SessionInput::Garbled),
        1 => any::<bool>().prop_map(|nonsense| SessionInput::Lost { nonsense }),
        4 => Just(SessionInput::Timer),
    ]
}

proptest! {
    /// Whatever happens in whatever order: no panic; while a link is wanted and might work a timer is armed; a seat is
    /// only asked for when ready; what is sent is only ever sent on an open socket; and from any state a server that
    /// answers is reached again.
    #[test]
    fn any_order_of_events(seed in any::<u64>(), steps in prop::collection::vec((0_u64..7_000, any_input()), 0..60)) {
        let mut b = Bench::new();
        b.session = Session::new("x", seed);
        let mut socket = false;
        for (ms, input) in steps {
            b.now = b.after(ms);
            let was_ready = b.session.is_ready();
            if matches!(input, SessionInput::Opened) {
                // The edge only says so of a socket it was asked for.
                if !matches!(b.session.state, State::Opening { .. }) { continue; }
                socket = true;
            }
            if matches!(input, SessionInput::Lost { .. }) { socket = false; }
            let is_message = matches!(input, SessionInput::Received(_));
            for o in b.tell(input) {
                match o {
                    SessionOutput::Send(_) => prop_assert!(socket),
                    SessionOutput::Connect | SessionOutput::Disconnect => socket = false,
                    SessionOutput::Message(_) => prop_assert!(was_ready && is_message),
                    SessionOutput::Welcomed { .. } => prop_assert!(b.session.is_ready()),
                    _ => {}
                }
            }
            let waits = matches!(b.session.state, State::Closed | State::Incompatible);
            prop_assert_eq!(b.session.armed.is_none(), waits);
            prop_assert_eq!(b.wake, b.session.armed);
            prop_assert_eq!(b.session.is_ready(), matches!(b.link, Link::Ready | Link::Silent));
        }
        b.tell(SessionInput::Open);
        for _ in 0..200 {
            match b.session.state {
                State::Opening { .. } => { b.tell(SessionInput::Opened); }
                State::Greeting { .. } => { b.tell(SessionInput::Received(Bench::welcome())); }
                State::Ready { .. } => break,
                _ => b.run(b.wake.unwrap_or(b.now), true),
            }
        }
        prop_assert!(b.session.is_ready());
    }
}
