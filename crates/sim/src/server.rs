//! The server: the real switchboard, the registered meeting, restarts.

use chancery_model::{DelegationCode, Meeting, MeetingId, Now, Tick};
use chancery_signalling::message::{ClientMessage, MeetingLook, Sealed};
use chancery_signalling::room::{ConnectionKey, Found, Limits, Record, RoomInput, RoomOutput, Switchboard};
use chancery_trust::{Context, Invitation, MeetingSecret, SideSecret, access_digest};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The server's clock at the beginning of the world.
pub(crate) fn beginning() -> Timestamp {
    Timestamp::from_second(1_796_108_400).expect("a time in 2026")
}

/// The two sides of every simulated meeting.
pub(crate) const SIDES: [&str; 2] = ["ID", "ZA"];

/// The invitation of a side.
pub(crate) fn invitation(side: usize) -> Invitation {
    let sides = [0, 1].map(|n| (DelegationCode::new(SIDES[n]).expect("a code"), SideSecret([10 + n as u8; 32]), None));
    Invitation::for_sides(
        "http://sim.example",
        MeetingId::from_random([7; 16]),
        &MeetingSecret([1; 32]),
        &sides,
        beginning(),
        beginning() + SignedDuration::from_hours(12),
    )
    .swap_remove(side)
}

fn record() -> Record {
    let host = invitation(0);
    let meeting = Meeting {
        id: host.meeting,
        title: "Fisheries".into(),
        starts: host.starts,
        zone: "Africa/Johannesburg".into(),
        minutes: 60,
        delegations: Vec::new(),
    };
    let text = serde_json::to_vec(&meeting).expect("a meeting is JSON");
    let sides = (0..SIDES.len()).map(invitation);
    Record {
        starts: host.starts,
        expires: host.expires,
        sides: sides.map(|i| (i.delegation.clone(), access_digest(&i.keys().access_token()))).collect(),
        sealed: Sealed(host.keys().seal(&Context::Meeting(host.meeting), &text, [3; 12])),
    }
}

/// See the module.
pub(crate) struct Server {
    /// `None`: it does not run.
    board: Option<Switchboard>,
    /// How often it was started: each counts the order of messages anew.
    starts: u64,
    record: Record,
    /// Sockets whose meeting is being looked up, and what they said meanwhile.
    asking: BTreeMap<ConnectionKey, Vec<ClientMessage>>,
}

impl Server {
    pub(crate) fn new() -> Self {
        let mut server = Self { board: None, starts: 0, record: record(), asking: BTreeMap::new() };
        server.start();
        server
    }

    fn now(world: u64) -> Now {
        Now { tick: Tick(world), wall: beginning() + SignedDuration::from_millis(world as i64) }
    }

    pub(crate) fn is_up(&self) -> bool {
        self.board.is_some()
    }

    /// It dies.
    pub(crate) fn crash(&mut self) {
        self.board = None;
        self.asking.clear();
    }

    /// It is there again, with nothing but its database.
    pub(crate) fn start(&mut self) {
        if self.board.is_none() {
            self.starts += 1;
            self.board = Some(Switchboard::new(Limits::default(), self.starts << 32));
        }
    }

    pub(crate) fn handle(&mut self, world: u64, input: RoomInput) -> Vec<RoomOutput> {
        let mut out = Vec::new();
        if let Some(board) = &mut self.board {
            board.handle(Self::now(world), input, &mut out);
        }
        for o in &out {
            match o {
                RoomOutput::LookUp { connection, .. } => drop(self.asking.insert(*connection, Vec::new())),
                RoomOutput::Close { connection, .. } => drop(self.asking.remove(connection)),
                _ => {}
            }
        }
        out
    }

    /// A client's message. While its meeting is being looked up nothing more is read from its socket.
    pub(crate) fn message(&mut self, world: u64, connection: ConnectionKey, message: ClientMessage) -> Vec<RoomOutput> {
        if let Some(waiting) = self.asking.get_mut(&connection) {
            waiting.push(message);
            return Vec::new();
        }
        self.handle(world, RoomInput::Message { connection, message })
    }

    /// The database answers.
    pub(crate) fn found(&mut self, world: u64, connection: ConnectionKey, meeting: MeetingId) -> Vec<RoomOutput> {
        let waiting = self.asking.remove(&connection).unwrap_or_default();
        let known = meeting == invitation(0).meeting;
        let found = if known { Found::Record(Box::new(self.record.clone())) } else { Found::Nothing };
        let mut out = self.handle(world, RoomInput::Found { connection, meeting, found });
        for message in waiting {
            out.extend(self.message(world, connection, message));
        }
        out
    }

    /// What a desk is told.
    pub(crate) fn look(&self) -> Option<MeetingLook> {
        let board = self.board.as_ref()?;
        Some(MeetingLook { sealed: self.record.sealed.clone(), present: board.present(invitation(0).meeting) })
    }
}
