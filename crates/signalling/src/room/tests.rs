//! The switchboard held against single cases, and against thousands of random runs with clients that keep their own
//! rosters from what they are told.

mod ordered;

use super::*;
use proptest::prelude::*;
use ring::digest::{SHA256, digest};
use std::collections::{BTreeSet, VecDeque};

fn sha(byte: u8) -> [u8; 32] {
    digest(&SHA256, &[byte; 32]).as_ref().try_into().unwrap()
}

fn meeting_id(n: u8) -> MeetingId {
    MeetingId::from_random([n; 16])
}

fn person(n: u8) -> ParticipantId {
    ParticipantId::from_random([n; 16])
}

fn code(c: &str) -> DelegationCode {
    DelegationCode::new(c).unwrap()
}

/// Meetings 0, 1, 2 are registered; the token of `ID` is `[10 + n; 32]`, that of `ZA` `[20 + n; 32]`.
fn record(n: u8) -> Record {
    Record {
        starts: "2026-12-01T07:00:00Z".parse().unwrap(),
        expires: "2026-12-01T12:00:00Z".parse().unwrap(),
        sides: vec![(code("ID"), sha(10 + n)), (code("ZA"), sha(20 + n))],
        sealed: Sealed(vec![n]),
    }
}

fn enter(meeting: u8, participant: u8, resume: u8) -> ClientMessage {
    let (side, token) = if participant.is_multiple_of(2) { ("ID", 10) } else { ("ZA", 20) };
    ClientMessage::Enter {
        meeting: meeting_id(meeting),
        delegation: code(side),
        access: AccessToken([token + meeting; 32]),
        participant: person(participant),
        resume: ResumeToken([resume; 16]),
        place: Place::HoldingRoom,
        card: Sealed(vec![participant]),
        after: None,
    }
}

fn relay(to: Option<u8>, bytes: Vec<u8>) -> ClientMessage {
    ClientMessage::Relay { to: to.map(person), sealed: Sealed(bytes) }
}

struct Bench {
    now: Now,
    board: Switchboard,
    /// What was sent to each socket and not yet looked at; closed sockets keep theirs.
    sent: BTreeMap<ConnectionKey, VecDeque<ServerMessage>>,
    closed: BTreeMap<ConnectionKey, CloseReason>,
    asked: Vec<(ConnectionKey, MeetingId)>,
    next: u64,
}

impl Bench {
    fn new(limits: Limits) -> Self {
        Self {
            now: Now { tick: Tick(0), wall: "2026-12-01T07:30:00Z".parse().unwrap() },
            board: Switchboard::new(limits, 70),
            sent: BTreeMap::new(),
            closed: BTreeMap::new(),
            asked: vec![],
            next: 0,
        }
    }

    fn tell(&mut self, input: RoomInput) {
        let mut out = vec![];
        self.board.handle(self.now, input, &mut out);
        for o in out {
            match o {
                RoomOutput::Send { to, message } => self.put(to, message),
                RoomOutput::SendAll { to, message } => {
                    assert!(!to.is_empty());
                    for t in to {
                        self.put(t, message.clone());
                    }
                }
                RoomOutput::Close { connection, why } => {
                    assert!(self.closed.insert(connection, why).is_none(), "closed twice");
                }
                RoomOutput::LookUp { connection, meeting } => self.asked.push((connection, meeting)),
            }
        }
    }

    fn put(&mut self, to: ConnectionKey, message: ServerMessage) {
        assert!(!self.closed.contains_key(&to), "sent to a closed socket");
        self.sent.entry(to).or_default().push_back(message);
    }

    fn look_up_all(&mut self) {
        for (connection, meeting) in std::mem::take(&mut self.asked) {
            let n = (0..3).find(|n| meeting_id(*n) == meeting);
            let found = n.map_or(Found::Nothing, |n| Found::Record(Box::new(record(n))));
            self.tell(RoomInput::Found { connection, meeting, found });
        }
    }

    fn say(&mut self, connection: ConnectionKey, message: ClientMessage) {
        self.tell(RoomInput::Message { connection, message });
    }

    fn open(&mut self) -> ConnectionKey {
        let key = ConnectionKey(self.next);
        self.next += 1;
        self.tell(RoomInput::Opened { connection: key, crowded: false });
        key
    }

    fn greeted(&mut self) -> ConnectionKey {
        let key = self.open();
        self.say(key, ClientMessage::Hello { versions: vec![9, VERSION], client: "test".into() });
        assert!(matches!(self.heard(key)[..], [ServerMessage::Welcome { version: VERSION, .. }]));
        key
    }

    fn seated(&mut self, meeting: u8, participant: u8) -> ConnectionKey {
        let key = self.greeted();
        self.say(key, enter(meeting, participant, participant));
        self.look_up_all();
        assert!(matches!(self.heard(key)[..], [ServerMessage::Entered { .. }]));
        key
    }

    fn heard(&mut self, key: ConnectionKey) -> Vec<ServerMessage> {
        self.sent.remove(&key).unwrap_or_default().into()
    }

    fn refused(&mut self, key: ConnectionKey) -> RefusalCode {
        let mut heard = self.heard(key);
        match heard.pop() {
            Some(ServerMessage::Refused { code, .. }) if heard.is_empty() => code,
            other => panic!("{heard:?} {other:?}"),
        }
    }

    /// Time passes in steps, everyone in `alive` pinging.
    fn pass(&mut self, time: Duration, alive: &[ConnectionKey]) {
        let end = self.now.tick + time;
        while self.now.tick < end {
            self.now.tick = (self.now.tick + TICK_EVERY).min(end);
            for key in alive {
                self.say(*key, ClientMessage::Ping { n: 0 });
            }
            self.tell(RoomInput::Tick);
        }
        for key in alive {
            self.sent.entry(*key).or_default().retain(|m| !matches!(m, ServerMessage::Pong { .. }));
        }
    }
}

#[test]
fn two_meet_and_part() {
    let mut b = Bench::new(Limits::default());
    let (a, z) = (b.seated(0, 2), b.seated(0, 3));
    assert!(matches!(&b.heard(a)[..], [ServerMessage::Member { member }] if member.participant == person(3)
        && member.delegation == code("ZA") && member.connected));
    b.say(z, ClientMessage::Move { place: Place::Plenary });
    assert!(matches!(&b.heard(a)[..], [ServerMessage::Member { member }] if member.place == Place::Plenary));
    b.say(z, ClientMessage::Move { place: Place::Plenary });
    assert!(b.heard(a).is_empty(), "nothing has changed");
    b.say(a, relay(Some(3), vec![1]));
    b.say(a, relay(None, vec![2]));
    b.say(a, relay(Some(2), vec![3]));
    let from = person(2);
    let relayed = |n| ServerMessage::Relayed { from, sealed: Sealed(vec![n]) };
    assert_eq!(b.heard(z), [relayed(1), relayed(2)]);
    assert!(b.heard(a).is_empty(), "nothing comes back to the sender");
    b.say(z, ClientMessage::Leave);
    assert_eq!(b.heard(a), [ServerMessage::Left { participant: person(3), reason: LeftReason::Left }]);
    // The socket stays, and may enter again.
    b.say(z, enter(0, 3, 3));
    assert!(
        matches!(&b.heard(z)[..], [ServerMessage::Entered { meeting, members, .. }] if meeting.0 == [0] && members.len() == 1)
    );
}

#[test]
fn a_lost_socket_keeps_its_seat_for_the_time_of_grace() {
    let mut b = Bench::new(Limits::default());
    let (a, z) = (b.seated(0, 2), b.seated(0, 3));
    b.heard(a);
    b.tell(RoomInput::Closed { connection: z });
    assert!(matches!(&b.heard(a)[..], [ServerMessage::Member { member }] if !member.connected));
    b.pass(Duration::from_secs(29), &[a]);
    assert!(b.heard(a).is_empty());
    // Back in time, having moved in the meantime: the same seat.
    let z = b.greeted();
    b.say(z, enter(0, 3, 3));
    b.heard(z);
    assert!(matches!(&b.heard(a)[..], [ServerMessage::Member { member }] if member.connected));
    assert_eq!(b.board.roster(meeting_id(0)).len(), 2);
    // Not in time.
    b.tell(RoomInput::Closed { connection: z });
    b.heard(a);
    b.pass(Duration::from_secs(31), &[a]);
    assert_eq!(b.heard(a), [ServerMessage::Left { participant: person(3), reason: LeftReason::Lost }]);
}

#[test]
fn a_silent_socket_shows_and_comes_back_or_ends() {
    let mut b = Bench::new(Limits::default());
    let (a, z) = (b.seated(0, 2), b.seated(0, 3));
    b.heard(a);
    b.pass(Duration::from_secs(2), &[a]);
    assert!(matches!(&b.heard(a)[..], [ServerMessage::Member { member }] if !member.connected));
    b.say(z, ClientMessage::Ping { n: 1 });
    assert!(matches!(&b.heard(a)[..], [ServerMessage::Member { member }] if member.connected));
    b.pass(Duration::from_millis(6_500), &[a]);
    assert_eq!(b.closed.get(&z), Some(&CloseReason::Silent));
    assert!(matches!(&b.heard(a)[..], [ServerMessage::Member { member }] if !member.connected), "told once");
}

#[test]
fn a_server_that_stood_still_blames_nobody() {
    let mut b = Bench::new(Limits::default());
    let (a, z) = (b.seated(0, 2), b.seated(0, 3));
    let lost = b.seated(0, 5);
    b.tell(RoomInput::Closed { connection: lost });
    b.tell(RoomInput::Tick);
    b.heard(a);
    b.now.tick = b.now.tick + Duration::from_mins(5);
    b.tell(RoomInput::Tick);
    assert!(b.closed.is_empty());
    assert!(b.heard(a).is_empty() && b.heard(z).len() <= 2);
}

#[test]
fn a_seat_is_taken_over_only_with_its_token() {
    let mut b = Bench::new(Limits::default());
    let (a, z) = (b.seated(0, 2), b.seated(0, 3));
    b.heard(a);
    let thief = b.greeted();
    b.say(thief, enter(0, 3, 99));
    assert_eq!(b.refused(thief), RefusalCode::AlreadyHere);
    // The right token of the participant, but as the other side.
    let ClientMessage::Enter { meeting, participant, resume, place, card, .. } = enter(0, 3, 3) else { unreachable!() };
    let (delegation, access) = (code("ID"), AccessToken([10; 32]));
    b.say(thief, ClientMessage::Enter { meeting, delegation, access, participant, resume, place, card, after: None });
    assert_eq!(b.refused(thief), RefusalCode::AlreadyHere);
    assert!(b.closed.is_empty() && b.heard(a).is_empty());
    // The same client on a new socket: the old one is closed, and its end is no loss.
    let again = b.greeted();
    b.say(again, enter(0, 3, 3));
    assert!(matches!(b.heard(again)[..], [ServerMessage::Entered { .. }]));
    assert_eq!(b.closed.get(&z), Some(&CloseReason::Replaced));
    b.tell(RoomInput::Closed { connection: z });
    assert!(matches!(&b.heard(a)[..], [ServerMessage::Member { member }] if member.connected));
    b.say(a, relay(Some(3), vec![7]));
    assert_eq!(b.heard(again).len(), 1);
}

#[test]
fn a_wrong_token_looks_like_no_meeting() {
    let mut b = Bench::new(Limits::default());
    let a = b.greeted();
    let ClientMessage::Enter { meeting, delegation, participant, resume, place, card, .. } = enter(0, 2, 2) else {
        unreachable!()
    };
    let wrong = [
        ClientMessage::Enter {
            meeting,
            delegation,
            access: AccessToken([20; 32]),
            participant,
            resume: resume.clone(),
            place,
            card: card.clone(),
            after: None,
        },
        ClientMessage::Enter {
            meeting,
            delegation: code("FR"),
            access: AccessToken([10; 32]),
            participant,
            resume,
            place,
            card,
            after: None,
        },
        enter(77, 2, 2),
    ];
    // Alike in an empty meeting and in one that somebody is in.
    for seats in 0..2 {
        for message in wrong.clone() {
            b.say(a, message);
            b.look_up_all();
            assert_eq!(b.refused(a), RefusalCode::NoSuchMeeting);
            assert_eq!(b.board.counts().seats, seats, "nothing is kept of a refused one");
            assert_eq!(b.board.counts().meetings, seats);
        }
        b.seated(0, 3);
    }
}

#[test]
fn doors_close_but_who_is_in_may_come_back() {
    let mut b = Bench::new(Limits::default());
    b.now.wall = "2026-11-01T00:00:00Z".parse().unwrap();
    let a = b.greeted();
    b.say(a, enter(0, 2, 2));
    b.look_up_all();
    assert_eq!(b.refused(a), RefusalCode::NotOpen);
    b.now.wall = "2026-12-01T11:59:00Z".parse().unwrap();
    let (x, z) = (b.seated(0, 4), b.seated(0, 5));
    b.now.wall = "2026-12-01T12:01:00Z".parse().unwrap();
    b.say(a, enter(0, 2, 2));
    assert_eq!(b.refused(a), RefusalCode::NotOpen);
    b.tell(RoomInput::Closed { connection: z });
    b.heard(x);
    let z = b.greeted();
    b.say(z, enter(0, 5, 5));
    assert!(matches!(b.heard(z)[..], [ServerMessage::Entered { .. }]));
}

fn go(place: Place) -> ClientMessage {
    ClientMessage::Move { place }
}

fn back(meeting: u8, participant: u8, place: Place) -> ClientMessage {
    let mut message = enter(meeting, participant, participant);
    if let ClientMessage::Enter { place: to, .. } = &mut message {
        *to = place;
    }
    message
}

/// The ninth is told so, keeps the holding room, and goes in once somebody has left the plenary, or the meeting.
#[test]
fn the_plenary_has_its_seats_and_the_holding_room_stays_open() {
    let mut b = Bench::new(Limits { plenary: 2, ..Limits::default() });
    let (a, z, third) = (b.seated(0, 2), b.seated(0, 3), b.seated(0, 4));
    let goes_in = |b: &mut Bench, socket| {
        b.heard(socket);
        b.say(socket, go(Place::Plenary));
        !matches!(b.heard(socket)[..], [ServerMessage::Refused { code: RefusalCode::PlenaryFull, .. }])
    };
    let inside = |b: &Bench| b.board.roster(meeting_id(0)).iter().filter(|m| m.place == Place::Plenary).count();
    assert!(goes_in(&mut b, a) && goes_in(&mut b, z));
    assert!(!goes_in(&mut b, third) && !goes_in(&mut b, third));
    assert_eq!((inside(&b), b.board.roster(meeting_id(0)).len()), (2, 3));
    b.heard(a);
    b.say(third, relay(None, vec![1]));
    assert!(matches!(b.heard(a)[..], [ServerMessage::Relayed { .. }]), "it is in the meeting");
    assert!(goes_in(&mut b, a), "whoever is in and says so again is in");
    // The seat of a lost one is kept; it comes back to it.
    b.tell(RoomInput::Closed { connection: z });
    assert!(!goes_in(&mut b, third));
    let z = b.greeted();
    b.say(z, back(0, 3, Place::Plenary));
    assert!(matches!(b.heard(z)[..], [ServerMessage::Entered { .. }]));
    b.say(z, go(Place::HoldingRoom));
    assert!(goes_in(&mut b, third) && inside(&b) == 2);
    assert!(!goes_in(&mut b, z));
    b.say(a, ClientMessage::Leave);
    assert!(goes_in(&mut b, z) && inside(&b) == 2);
}

/// Straight into a full plenary nobody gets, neither as a new one nor from a seat in the holding room.
#[test]
fn who_enters_a_full_plenary_is_refused_and_may_enter_the_holding_room() {
    let mut b = Bench::new(Limits { plenary: 1, ..Limits::default() });
    let first = b.greeted();
    b.say(first, back(0, 2, Place::Plenary));
    b.look_up_all();
    assert!(matches!(b.heard(first)[..], [ServerMessage::Entered { .. }]));
    let second = b.greeted();
    b.say(second, back(0, 3, Place::Plenary));
    assert_eq!(b.refused(second), RefusalCode::PlenaryFull);
    assert_eq!(b.board.roster(meeting_id(0)).len(), 1);
    b.say(second, back(0, 3, Place::HoldingRoom));
    assert!(matches!(b.heard(second)[..], [ServerMessage::Entered { .. }]));
    b.tell(RoomInput::Closed { connection: second });
    let second = b.greeted();
    b.say(second, back(0, 3, Place::Plenary));
    assert_eq!(b.refused(second), RefusalCode::PlenaryFull);
    assert_eq!(b.board.roster(meeting_id(0))[1].place, Place::HoldingRoom);
}

#[test]
fn limits_hold() {
    let mut b = Bench::new(Limits { members: 2, connections: 4, relay: 10, card: 4, ..Limits::default() });
    let (a, _z) = (b.seated(0, 2), b.seated(0, 3));
    let third = b.greeted();
    b.say(third, enter(0, 4, 4));
    assert_eq!(b.refused(third), RefusalCode::MeetingFull);
    b.heard(a);
    b.say(a, relay(None, vec![0; 11]));
    assert_eq!(b.refused(a), RefusalCode::TooLarge);
    b.say(a, relay(None, vec![0; 10]));
    assert!(b.heard(a).is_empty());
    let ClientMessage::Enter { meeting, delegation, access, participant, resume, place, .. } = enter(0, 6, 6) else {
        unreachable!()
    };
    b.say(
        third,
        ClientMessage::Enter {
            meeting,
            delegation,
            access,
            participant,
            resume,
            place,
            card: Sealed(vec![0; 5]),
            after: None,
        },
    );
    assert_eq!(b.refused(third), RefusalCode::TooLarge);
    let _fourth = b.open();
    let fifth = b.open();
    assert_eq!(b.refused(fifth), RefusalCode::ServerFull);
    assert_eq!(b.closed.get(&fifth), Some(&CloseReason::Full));
}

#[test]
fn a_flood_ends_the_socket_and_the_others_live_on() {
    let mut b = Bench::new(Limits::default());
    let (a, z) = (b.seated(0, 2), b.seated(0, 3));
    let mut n = 0;
    while !b.closed.contains_key(&z) {
        b.say(z, relay(None, vec![0; 100]));
        n += 1;
        assert!(n <= 1_000);
    }
    assert!(n > 500, "an honest burst passes");
    assert!(matches!(
        b.heard(z).pop(),
        Some(ServerMessage::Refused { code: RefusalCode::TooFast, retry_ms: Some(_), .. })
    ));
    b.heard(a);
    b.say(a, ClientMessage::Ping { n: 5 });
    assert_eq!(b.heard(a), [ServerMessage::Pong { n: 5 }]);
}

#[test]
fn greeting_comes_first_and_in_time() {
    let mut b = Bench::new(Limits::default());
    let late = b.open();
    b.pass(Duration::from_millis(4_800), &[]);
    assert!(b.closed.is_empty());
    b.pass(Duration::from_millis(400), &[]);
    assert_eq!(b.closed.get(&late), Some(&CloseReason::NoHello));
    for (message, why, refusal) in [
        (ClientMessage::Ping { n: 1 }, CloseReason::Malformed, RefusalCode::Malformed),
        (enter(0, 2, 2), CloseReason::Malformed, RefusalCode::Malformed),
        (
            ClientMessage::Hello { versions: vec![2, 3], client: String::new() },
            CloseReason::Version,
            RefusalCode::Version,
        ),
        (ClientMessage::Hello { versions: vec![], client: String::new() }, CloseReason::Version, RefusalCode::Version),
        (
            ClientMessage::Hello { versions: vec![1], client: "x".repeat(65) },
            CloseReason::Malformed,
            RefusalCode::Malformed,
        ),
    ] {
        let key = b.open();
        b.say(key, message);
        assert_eq!(b.refused(key), refusal);
        assert_eq!(b.closed.get(&key), Some(&why));
    }
    let key = b.greeted();
    for message in [ClientMessage::Move { place: Place::Plenary }, relay(None, vec![])] {
        b.say(key, message);
        assert_eq!(b.refused(key), RefusalCode::Malformed);
    }
    b.tell(RoomInput::Garbled { connection: key });
    assert_eq!(b.refused(key), RefusalCode::Malformed);
    assert!(!b.closed.contains_key(&key), "once greeted, one bad frame does not end it");
}

#[test]
fn a_database_that_is_busy_is_told_as_overload_and_asked_again() {
    let mut b = Bench::new(Limits::default());
    let a = b.greeted();
    b.say(a, enter(0, 2, 2));
    let (connection, meeting) = b.asked.pop().unwrap();
    b.tell(RoomInput::Found { connection, meeting, found: Found::Busy });
    let told = b.heard(a).pop();
    assert!(
        matches!(told, Some(ServerMessage::Refused { code: RefusalCode::TooFast, retry_ms: Some(1..), .. })),
        "{told:?}"
    );
    b.say(a, enter(0, 2, 2));
    assert_eq!(b.asked.len(), 1, "it is looked up again");
}

#[test]
fn a_database_that_does_not_answer_is_said_and_does_not_stop_a_running_meeting() {
    let mut b = Bench::new(Limits::default());
    let a = b.greeted();
    b.say(a, enter(0, 2, 2));
    let (connection, meeting) = b.asked.pop().unwrap();
    b.tell(RoomInput::Found { connection, meeting, found: Found::Unavailable });
    assert_eq!(b.refused(a), RefusalCode::Storage);
    b.say(a, enter(0, 2, 2));
    b.look_up_all();
    b.heard(a);
    // From now on nobody needs the database for this meeting.
    let z = b.greeted();
    b.say(z, enter(0, 3, 3));
    assert!(matches!(b.heard(z)[..], [ServerMessage::Entered { .. }]));
    assert!(b.asked.is_empty());
}

#[test]
fn stopping_says_so_to_all_and_to_who_comes_late() {
    let mut b = Bench::new(Limits::default());
    let (a, z, new) = (b.seated(0, 2), b.seated(1, 3), b.open());
    b.tell(RoomInput::Stop { retry_ms: 500 });
    let late = b.open();
    for key in [a, z, new, late] {
        assert_eq!(b.heard(key).pop(), Some(ServerMessage::Closing { retry_ms: 500 }));
        assert_eq!(b.closed.get(&key), Some(&CloseReason::Stopping));
    }
    assert_eq!(b.board.counts(), Counts::default());
}

// --- random runs ---

#[derive(Clone, Debug)]
enum Act {
    /// On a new socket up to its seat; the rest shakes it.
    Join(u8, u8),
    Open(u8),
    Hello(u8),
    Enter(u8, u8),
    EnterAs(u8, u8, u8),
    Leave(u8),
    Move(u8, bool),
    Relay(u8, Option<u8>),
    Ping(u8),
    /// Until then what was sent to it lies in its queue.
    Deliver(u8),
    Garbled(u8),
    Drop(u8),
    LookUps {
        unavailable: bool,
    },
    Pass(u16),
    Restart,
}

/// Six clients, three meetings. The last client keeps to no order and is not asked what it makes of the answers.
const RUDE: u8 = 5;

fn act() -> impl Strategy<Value = Act> {
    let c = 0_u8..6;
    prop_oneof![
        9 => (c.clone(), 0_u8..3).prop_map(|(c, m)| Act::Join(c, m)),
        1 => c.clone().prop_map(Act::Open),
        2 => c.clone().prop_map(Act::Hello),
        3 => (c.clone(), 0_u8..4).prop_map(|(c, m)| Act::Enter(c, m)),
        1 => (c.clone(), 0_u8..3, c.clone()).prop_map(|(c, m, p)| Act::EnterAs(c, m, p)),
        3 => c.clone().prop_map(Act::Leave),
        2 => (c.clone(), any::<bool>()).prop_map(|(c, p)| Act::Move(c, p)),
        8 => (c.clone(), prop::option::of(0_u8..6)).prop_map(|(c, to)| Act::Relay(c, to)),
        2 => c.clone().prop_map(Act::Ping),
        12 => c.clone().prop_map(Act::Deliver),
        1 => c.clone().prop_map(Act::Garbled),
        2 => c.prop_map(Act::Drop),
        3 => prop::bool::weighted(0.2).prop_map(|u| Act::LookUps { unavailable: u }),
        2 => (0_u16..4_000).prop_map(Act::Pass),
        1 => Just(Act::Restart),
    ]
}

/// What a client makes of what it is told.
#[derive(Default)]
struct Told {
    socket: Option<ConnectionKey>,
    /// The meeting's number, from its sealed blob; `None`: in none, as far as it knows.
    meeting: Option<u8>,
    /// `Enter`s without an answer yet, and how many of those it does not want any more.
    asked: u32,
    stale: u32,
    roster: BTreeMap<ParticipantId, Member>,
}

impl Told {
    fn hear(&mut self, message: ServerMessage) -> Result<(), TestCaseError> {
        match message {
            ServerMessage::Entered { meeting, members, .. } => {
                prop_assert!(self.asked > 0, "an answer to nothing");
                self.asked -= 1;
                if self.stale > 0 {
                    self.stale -= 1;
                    return Ok(());
                }
                self.meeting = Some(meeting.0[0]);
                self.roster = members.into_iter().map(|m| (m.participant, m)).collect();
            }
            ServerMessage::Refused { code, .. } => {
                use RefusalCode::{AlreadyHere, MeetingFull, NoSuchMeeting, NotOpen, Storage};
                if matches!(code, AlreadyHere | MeetingFull | NoSuchMeeting | NotOpen | Storage) {
                    prop_assert!(self.asked > 0, "an answer to nothing");
                    self.asked -= 1;
                    self.stale = self.stale.saturating_sub(1);
                }
            }
            _ if self.meeting.is_none() => {}
            ServerMessage::Member { member } => {
                self.roster.insert(member.participant, member);
            }
            ServerMessage::Left { participant, .. } => {
                prop_assert!(self.roster.remove(&participant).is_some(), "who was not there has left");
            }
            ServerMessage::Relayed { from, sealed } => {
                prop_assert_eq!(Some(sealed.0[0]), self.meeting, "a message crossed meetings");
                prop_assert!(self.roster.contains_key(&from), "from one who is not in the roster");
            }
            _ => {}
        }
        Ok(())
    }

    fn lose(&mut self) {
        *self = Self::default();
    }
}

fn run(acts: Vec<Act>) -> Result<(), TestCaseError> {
    let limits =
        Limits { members: 4, plenary: 2, burst: 60, rate: 10, grace: Duration::from_secs(5), ..Limits::default() };
    let mut b = Bench::new(limits.clone());
    let mut clients: Vec<Told> = (0..6).map(|_| Told::default()).collect();
    for act in acts {
        match act {
            Act::Open(c) => {
                // A client has one socket; when it opens another, the server may not yet know that the first is gone.
                clients[c as usize].lose();
                clients[c as usize].socket = Some(b.open());
            }
            Act::Join(c, m) => {
                clients[c as usize].lose();
                clients[c as usize].socket = Some(b.open());
                say(&mut b, &clients, c, ClientMessage::Hello { versions: vec![1], client: "p".into() });
                ask(&mut b, &mut clients, c, enter(m, c, c));
                b.look_up_all();
                if c != RUDE {
                    deliver(&mut b, &mut clients[c as usize])?;
                }
            }
            Act::Hello(c) => say(&mut b, &clients, c, ClientMessage::Hello { versions: vec![1], client: "p".into() }),
            Act::Enter(c, m) => ask(&mut b, &mut clients, c, enter(m, c, c)),
            Act::EnterAs(c, m, p) => ask(&mut b, &mut clients, c, enter(m, p, c)),
            Act::Leave(c) => {
                say(&mut b, &clients, c, ClientMessage::Leave);
                let client = &mut clients[c as usize];
                (client.meeting, client.stale) = (None, client.asked);
                client.roster.clear();
            }
            Act::Move(c, plenary) => {
                let place = if plenary { Place::Plenary } else { Place::HoldingRoom };
                say(&mut b, &clients, c, ClientMessage::Move { place });
            }
            Act::Relay(c, to) => {
                // The payload says in which meeting it was said, as its sender knows it.
                if let Some(m) = clients[c as usize].meeting {
                    say(&mut b, &clients, c, relay(to, vec![m]));
                }
            }
            Act::Deliver(RUDE) => {}
            Act::Deliver(c) => deliver(&mut b, &mut clients[c as usize])?,
            Act::Ping(c) => say(&mut b, &clients, c, ClientMessage::Ping { n: 1 }),
            Act::Garbled(c) => {
                if let Some(connection) = clients[c as usize].socket {
                    b.tell(RoomInput::Garbled { connection });
                }
            }
            Act::Drop(c) => {
                if let Some(connection) = clients[c as usize].socket {
                    b.tell(RoomInput::Closed { connection });
                }
                clients[c as usize].lose();
            }
            Act::LookUps { unavailable: true } => {
                for (connection, meeting) in std::mem::take(&mut b.asked) {
                    b.tell(RoomInput::Found { connection, meeting, found: Found::Unavailable });
                }
            }
            Act::LookUps { unavailable: false } => b.look_up_all(),
            Act::Pass(ms) => b.pass(Duration::from_millis(ms.into()), &[]),
            Act::Restart => {
                b.board = Switchboard::new(limits.clone(), 700);
                b.asked.clear();
                clients.iter_mut().for_each(Told::lose);
            }
        }
    }
    // Quiet: everything asked is answered, everything sent is delivered.
    b.look_up_all();
    for client in clients.iter_mut().take(RUDE.into()) {
        deliver(&mut b, client)?;
    }
    check(&b, &clients)
}

/// Says something; a client with manners greets first, and enters only where it is not in a meeting as far as it knows.
fn say(b: &mut Bench, clients: &[Told], c: u8, message: ClientMessage) {
    let Some(socket) = clients[c as usize].socket else { return };
    if c != RUDE {
        let fits = matches!(
            (b.board.phase(socket), &message),
            (Some(Phase::New), ClientMessage::Hello { .. })
                | (Some(Phase::Greeted | Phase::Asking(_) | Phase::In(..)), ClientMessage::Ping { .. })
                | (Some(Phase::Greeted | Phase::Asking(_)), ClientMessage::Enter { .. } | ClientMessage::Leave)
                | (Some(Phase::In(..) | Phase::Asking(_)), _)
        );
        if !fits {
            return;
        }
        // The edge reads nothing more before the meeting is looked up.
        if matches!(b.board.phase(socket), Some(Phase::Asking(_))) {
            b.look_up_all();
        }
    }
    b.say(socket, message);
}

fn ask(b: &mut Bench, clients: &mut [Told], c: u8, message: ClientMessage) {
    let client = &clients[c as usize];
    let free = client.meeting.is_none() && client.asked == client.stale;
    let greeted = client.socket.is_some_and(|s| !matches!(b.board.phase(s), None | Some(Phase::New)));
    if c == RUDE || (free && greeted) {
        say(b, clients, c, message);
        clients[c as usize].asked += 1;
    }
}

fn deliver(b: &mut Bench, client: &mut Told) -> Result<(), TestCaseError> {
    if let Some(socket) = client.socket {
        for message in b.heard(socket) {
            client.hear(message)?;
        }
        if b.closed.contains_key(&socket) {
            client.lose();
        }
    }
    Ok(())
}

fn check(b: &Bench, clients: &[Told]) -> Result<(), TestCaseError> {
    for n in 0..3 {
        let roster = b.board.roster(meeting_id(n));
        prop_assert!(roster.len() <= 4);
        let ids: BTreeSet<_> = roster.iter().map(|m| m.participant).collect();
        prop_assert_eq!(ids.len(), roster.len(), "a participant sits twice");
        prop_assert!(roster.iter().filter(|m| m.place == Place::Plenary).count() <= 2, "too many in the plenary");
        for client in clients.iter().take(RUDE.into()).filter(|c| c.meeting == Some(n)) {
            // Everyone but itself, and itself is there.
            let others: BTreeMap<_, _> = roster
                .iter()
                .filter(|m| client.roster.contains_key(&m.participant))
                .map(|m| (m.participant, m.clone()))
                .collect();
            prop_assert_eq!(&others, &client.roster);
            prop_assert_eq!(roster.len(), client.roster.len() + 1, "one seat is its own");
        }
    }
    let counts = b.board.counts();
    prop_assert!(counts.meetings <= counts.seats);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    /// Any order of everything: rosters agree, nothing crosses, nothing panics.
    #[test]
    fn any_order_of_events(acts in prop::collection::vec(act(), 0..150)) {
        run(acts)?;
    }
}
