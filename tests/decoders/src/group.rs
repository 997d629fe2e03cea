//! What the members of a group say to each other, given to three machines: two who are inside and one who asks to be.

use chancery_model::{Card, DelegationCode, MeetingId, Now, ParticipantId, PersonName, RandomSource, Tick};
use chancery_trust::group::{Input, Membership, Order, Output, Policy, Setup, Stage};
use chancery_trust::{Identity, Invitation, MeetingSecret, Pins, SideSecret};
use jiff::{SignedDuration, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// So many refused messages later everything begins anew: what a machine remembers must not make a finding depend on
/// what came long before it.
const FRESH: u32 = 64;
/// Messages of a begun meeting that are kept, to be changed.
const KEPT: usize = 64;

pub(crate) struct Random(ChaCha20Rng);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }
}

impl RandomSource for Random {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

pub(crate) fn beginning() -> Timestamp {
    "2026-12-01T07:00:00Z".parse().expect("an instant")
}

pub(crate) fn someone(n: usize) -> ParticipantId {
    ParticipantId::from_random([n as u8 + 1; 16])
}

fn code(side: usize) -> DelegationCode {
    DelegationCode::new(["ID", "ZA"][side]).expect("a code")
}

pub(crate) fn invitation_of(side: usize) -> Invitation {
    let sides = [0, 1].map(|side| (code(side), SideSecret([10 + side as u8; 32]), None));
    let hour = SignedDuration::from_hours(1);
    let meeting = MeetingId::from_random([7; 16]);
    let secret = MeetingSecret([1; 32]);
    Invitation::for_sides(
        "http://server.example",
        meeting,
        &secret,
        &sides,
        beginning() - hour,
        beginning() + hour * 12,
    )
    .swap_remove(side)
}

pub(crate) fn identity(n: usize) -> Identity {
    Identity::self_issued(&mut Random::new(n as u64), beginning() - SignedDuration::from_hours(2))
}

fn membership(n: usize, side: usize) -> Membership {
    Membership::new(Setup {
        label: "plenary".into(),
        invitation: invitation_of(side),
        me: someone(n),
        identity: Arc::new(identity(n)),
        card: Card {
            name: PersonName::new(["Ay", "Bee", "Cee"][n]).expect("a name"),
            title: None,
            delegation: code(side),
        },
        dtls: [n as u8; 32],
        policy: Policy::Auto,
        pins: Pins::default(),
    })
}

/// Two who are inside (0 and 1), and one who asks (2) and hears nothing.
struct Meeting {
    now: u64,
    machines: Vec<Membership>,
    random: Random,
    ordered: u64,
    kept: Vec<Vec<u8>>,
    refused: u32,
}

impl Meeting {
    fn begin() -> Self {
        let machines = vec![membership(0, 0), membership(1, 1), membership(2, 1)];
        let mut meeting =
            Self { now: 1_000, machines, random: Random::new(5), ordered: 0, kept: Vec::new(), refused: 0 };
        let here = |n: usize| (0..n).map(|n| (someone(n), code(n.min(1)))).collect::<Vec<_>>();
        meeting.settle(0, Input::Present(here(1)), 2);
        for n in 0..2 {
            meeting.settle(n, Input::Present(here(2)), 2);
        }
        for _ in 0..400 {
            if meeting.machines[..2].iter().all(|m| m.state().members().len() == 2) {
                break;
            }
            meeting.wait(50);
        }
        assert_eq!(meeting.machines[1].state().members().len(), 2, "two who are invited meet");
        meeting.settle(2, Input::Present(here(3)), 0);
        meeting
    }

    fn time(&self) -> Now {
        Now { tick: Tick(self.now), wall: beginning() + SignedDuration::from_millis(self.now as i64) }
    }

    fn handle(&mut self, at: usize, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        let now = self.time();
        self.machines[at].handle(now, &mut self.random, input, &mut out);
        out
    }

    /// Gives the input to one, and what comes of it to the first `hearing`, until all is quiet.
    fn settle(&mut self, at: usize, input: Input, hearing: usize) {
        let mut queue = VecDeque::from([(at, input)]);
        while let Some((at, input)) = queue.pop_front() {
            let from = someone(at);
            for output in self.handle(at, input) {
                let (whom, ordered, bytes): (Vec<usize>, _, _) = match output {
                    Output::Order(bytes) => {
                        self.ordered += 1;
                        ((0..hearing).collect(), Some(Order { run: 1, n: self.ordered - 1 }), bytes)
                    }
                    Output::Tell { to, bytes } => ((0..hearing).filter(|n| someone(*n) == to).collect(), None, bytes),
                    Output::TellAll(bytes) => ((0..hearing).filter(|n| *n != at).collect(), None, bytes),
                    _ => continue,
                };
                if self.kept.len() < KEPT {
                    self.kept.push(bytes.clone());
                }
                queue.extend(whom.into_iter().map(|n| (n, Input::Received { from, ordered, bytes: bytes.clone() })));
            }
        }
    }

    fn wait(&mut self, ms: u64) {
        self.now += ms;
        for at in 0..2 {
            if self.machines[at].deadline().is_some_and(|due| due.0 <= self.now) {
                self.settle(at, Input::Timer, 2);
            }
        }
    }
}

thread_local! {
    static MEETING: RefCell<Option<Meeting>> = const { RefCell::new(None) };
}

/// One message before one of three machines. The first byte says before whom, as from whom, and whether the server
/// ordered it; the second whether the rest is the message itself or changes to a real one. Whoever was outside stays
/// outside, and who was inside sees no newcomer.
pub fn group(bytes: &[u8]) {
    let [who, how, rest @ ..] = bytes else { return };
    MEETING.with_borrow_mut(|kept| {
        let meeting = kept.get_or_insert_with(Meeting::begin);
        let at = usize::from(who & 3) % 3;
        let from = someone(usize::from(who >> 2 & 3));
        let ordered = (who & 0x10 != 0).then_some(Order { run: 1, n: meeting.ordered });
        let message = if how & 1 == 0 { rest.to_vec() } else { meeting.changed(usize::from(how >> 1), rest) };
        let before: Vec<usize> = meeting.machines.iter().map(|m| m.state().members().len()).collect();
        let outputs = meeting.handle(at, Input::Received { from, ordered, bytes: message });
        let after: Vec<usize> = meeting.machines.iter().map(|m| m.state().members().len()).collect();
        assert!(after[..2].iter().zip(&before).all(|(after, before)| after <= before), "a message let somebody in");
        assert!(!matches!(meeting.machines[2].state().stage, Stage::Admitted(_)), "who asks let itself in");
        meeting.refused += 1;
        if outputs.iter().any(|output| !matches!(output, Output::Incident(_))) || meeting.refused > FRESH {
            *kept = None;
        }
    });
}

impl Meeting {
    /// A real message with changes: three bytes each, where (two) and what is added there; one or two left over cut it.
    fn changed(&self, which: usize, changes: &[u8]) -> Vec<u8> {
        let Some(mut message) = self.kept.get(which % self.kept.len().max(1)).cloned() else { return Vec::new() };
        let (triples, left) = changes.as_chunks::<3>();
        for [high, low, add] in triples {
            let place = usize::from(u16::from_be_bytes([*high, *low])) % message.len().max(1);
            if let Some(byte) = message.get_mut(place) {
                *byte = byte.wrapping_add(*add);
            }
        }
        if let [low, ..] = left {
            message.truncate(message.len().saturating_sub(usize::from(*low)));
        }
        message
    }
}

/// The log of two who have met, as a chair hands it over.
pub(crate) fn exported_log() -> Vec<u8> {
    Meeting::begin().machines[0].log().export()
}

pub(crate) fn beginnings() -> Vec<(&'static str, Vec<u8>)> {
    let meeting = Meeting::begin();
    let mut all = Vec::new();
    for (which, message) in meeting.kept.iter().enumerate() {
        let who = (which % 3) as u8 | ((which / 3 % 4) as u8) << 2;
        all.push(("group", [&[who, 0][..], message].concat()));
        all.push(("group", vec![who | 0x10, (which as u8) << 1 | 1, 0, 40, 1]));
    }
    all
}
