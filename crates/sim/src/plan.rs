//! A plan: how many clients, what kind of network, and who does what or what breaks when. Made from a seed, written as
//! JSON where it ends badly, replayed from there.

use rand::seq::IndexedRandom as _;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// One run of the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What all that is left to chance comes from: identifiers, jitter.
    pub seed: u64,
    /// For each client: how many seconds its clock is ahead of the server's.
    pub clients: Vec<i64>,
    /// Whether people are asked before somebody is admitted; else whoever holds an invitation is.
    #[serde(default)]
    pub ask: bool,
    /// One way between a client and the server, in milliseconds.
    pub delay: u64,
    /// On top of it, for each message, at most.
    pub jitter: u64,
    /// In order of time.
    pub steps: Vec<Step>,
}

/// Something that happens at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Milliseconds from the beginning.
    pub at: u64,
    /// What.
    pub what: What,
}

/// What happens. `who` counts clients from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum What {
    /// The person does something.
    Person {
        /// Which client's.
        who: usize,
        /// What.
        does: Does,
    },
    /// The line between a client and the server carries nothing (`up: false`), or carries again what was held up.
    ServerLine {
        /// Which client's.
        who: usize,
        /// It carries.
        up: bool,
    },
    /// The client's whole network is gone, or back.
    Network {
        /// Which client's.
        who: usize,
        /// It is there.
        up: bool,
        /// It comes back with another address: every path has to be found anew.
        moved: bool,
    },
    /// The direct path between two clients carries nothing, or carries again.
    Path {
        /// One.
        a: usize,
        /// The other.
        b: usize,
        /// It carries.
        up: bool,
    },
    /// The connection that a client has to another gets stuck: no new path mends it, only another connection does.
    Stuck {
        /// Which client's.
        who: usize,
        /// To whom.
        other: usize,
        /// Its engine says so at once (a refused description); otherwise nothing comes any more (a hung handshake, lost
        /// keys).
        refused: bool,
    },
    /// The socket between a client and the server breaks, the line staying.
    SocketBreaks {
        /// Which client's.
        who: usize,
    },
    /// The machine sleeps.
    Sleep {
        /// Which.
        who: usize,
        /// For how long, in milliseconds.
        ms: u64,
        /// The process alone was stopped: its monotonic clock went on.
        stopped: bool,
    },
    /// The client dies.
    Crash {
        /// Which.
        who: usize,
    },
    /// It is started again.
    Start {
        /// Which.
        who: usize,
    },
    /// The server dies, or stops in order, and is started again.
    Server {
        /// It says good-bye.
        orderly: bool,
        /// For how long it is gone, in milliseconds.
        ms: u64,
    },
    /// A device stops working.
    DeviceFails {
        /// Whose.
        who: usize,
        /// Which: the microphone, the camera, the shared screen.
        device: Device,
    },
    /// A member makes sound in the name of another, and something between the laptops hands it on as that one's.
    FalseFrames {
        /// Which client does.
        who: usize,
        /// In whose name.
        named: usize,
    },
    /// Frames of a member that no honest program sends come to all others.
    HostileFrames {
        /// Whose.
        who: usize,
        /// What is wrong with them.
        how: Frames,
    },
    /// A member's engine floods all others with sections and addresses.
    HostileSignals {
        /// Whose.
        who: usize,
    },
    /// A member's certificate is another than it said; the second time it is the first again.
    OtherCertificate {
        /// Whose.
        who: usize,
    },
    /// While it does not run: a client's device is certified by one of South Africa's roots, or by one over whose time is over.
    Certified {
        /// Which client's.
        who: usize,
        /// Which root.
        root: u8,
        /// The certificate was good until yesterday.
        expired: bool,
    },
    /// While it does not run: a client's person has pinned one of South Africa's roots.
    Pins {
        /// Which client's.
        who: usize,
        /// Which root.
        root: u8,
    },
    /// Whoever waits at the door knocks under a name that no program should let it have.
    KnocksAs {
        /// Who.
        who: usize,
        /// The name.
        name: String,
    },
    /// A member commits what no rule lets it.
    Rebels {
        /// Which client.
        who: usize,
        /// What.
        how: Rebellion,
    },
    /// The server (or whoever sits in its place) says something hostile to a client.
    Forged {
        /// To which client.
        who: usize,
        /// What.
        what: Forged,
    },
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Each is the intent of the same name.
pub enum Does {
    Enter,
    Join,
    Leave,
    Rejoin,
    GoToDesk,
    Microphone(bool),
    Camera(bool),
    Share,
    StopSharing,
    Chat,
    Layout(u16),
    Name(String),
    RetryNow,
    /// As chair: puts the `n`-th of those it sees out.
    Remove(usize),
    /// As chair: says no to whoever asks.
    Refuse,
    /// Opens a link.
    Link(String),
    SaveLog,
}

/// A device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Device {
    Microphone,
    Camera,
    Screen,
}

/// What a member commits who keeps to no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rebellion {
    /// Whoever knocks is in, by this member's record alone.
    Adds,
    /// An outsider comes in by itself, by the group's information that this member leaked.
    LetsIn,
    /// The second of those who knock is in, by what others said of the first.
    Reuses,
    /// The member who sits at this leaf is out.
    Removes(u32),
}

/// What is wrong with frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frames {
    /// They came before.
    Again,
    /// Their counters are far ahead.
    Ahead,
    /// They are under the keys before these.
    OldKeys,
    /// They are of an epoch whose bits in the key's name are the same.
    Wrapped,
    /// They are not encrypted: voice, silence, pictures.
    Plain,
    /// A bit of what pictures show in the clear was changed.
    ClearBytes,
    /// They are cut off, or their headers are longer than need be.
    Cut,
}

/// Something hostile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forged {
    /// A frame that is no message.
    Garbled,
    /// A message of another that does not open.
    BadSeal,
    /// A message of somebody who is not there.
    Unknown,
    /// The client's own entry and words.
    Echo,
    /// The last message that another sent it, once more.
    Replay,
    /// The last ordered message, once more: in its place, in the next one, and in one far away.
    ReplayOrdered,
    /// The next ordered message never comes to it: it is shown another history than the rest.
    DropOrdered,
    /// The next two ordered messages come to it in the wrong order.
    SwapOrdered,
    /// For half a minute nothing of the others comes to it; then all at once.
    HoldBack,
    /// Somebody who holds no invitation is in the plenary.
    Stranger,
    /// Another is in the holding room.
    Demoted,
    /// Another has left.
    Gone,
    /// A handshake of 64 MiB and a hundred thousand messages.
    Flood,
    /// What was said last within the group, cut off everywhere, by a server that holds a link.
    Cut,
    /// It speaks an older version of the protocol.
    Older,
}

impl Forged {
    /// Whether the server says what is not so, which it has to take back for all to agree at the end.
    pub(crate) fn lies(self) -> bool {
        !matches!(
            self,
            Self::Garbled | Self::BadSeal | Self::Unknown | Self::Echo | Self::Replay | Self::Flood | Self::Cut
        )
    }
}

const NAMES: [&str; 5] = ["Retno Wibowo", "Thandi Nkosi", "  ", "Siti\u{202E}", "王小明"];

impl Plan {
    /// A plan made by chance.
    pub fn random(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let count = *[2, 2, 2, 3, 3, 4, 5, 8].choose(&mut rng).expect("not empty");
        let mut plan = Self {
            seed,
            clients: (0..count).map(|_| if rng.random_bool(0.1) { rng.random_range(-300..300) } else { 0 }).collect(),
            ask: rng.random_bool(0.3),
            delay: rng.random_range(1..120),
            jitter: rng.random_range(0..40),
            steps: Vec::new(),
        };
        let step = |at, what| Step { at, what };
        for who in 0..count {
            let at = rng.random_range(0..2_500);
            plan.steps.push(step(at, What::Person { who, does: Does::Enter }));
            if rng.random_bool(0.95) {
                let at = at + rng.random_range(0..2_000);
                plan.steps.push(step(at, What::Person { who, does: Does::Join }));
            }
        }
        let end = rng.random_range(6_000..30_000);
        let much = if rng.random_bool(0.1) { 90 } else { 30 };
        for _ in 0..rng.random_range(3..much) {
            let at = rng.random_range(1_000..end);
            let who = rng.random_range(0..count);
            plan.chance(&mut rng, at, who, count);
        }
        plan.steps.sort_by_key(|s| s.at);
        plan
    }

    /// One thing that happens, often with what ends it.
    fn chance(&mut self, rng: &mut ChaCha8Rng, at: u64, who: usize, count: usize) {
        let lasts = rng.random_range(100..12_000);
        let other = (who + rng.random_range(1..count)) % count;
        let mut add = |at, what| self.steps.push(Step { at, what });
        match rng.random_range(0..100) {
            0..46 => {
                let does = match rng.random_range(0..49) {
                    0..12 => Does::Chat,
                    12..18 => Does::Microphone(rng.random()),
                    18..23 => Does::Camera(rng.random()),
                    23..28 => Does::Share,
                    28..30 => Does::StopSharing,
                    30..33 => Does::Leave,
                    33..36 => Does::Rejoin,
                    36..39 => Does::Join,
                    39..40 => Does::GoToDesk,
                    40..42 => Does::Enter,
                    42..44 => Does::Layout(rng.random_range(0..5) * 160),
                    44 => Does::Name((*NAMES.choose(rng).expect("not empty")).to_owned()),
                    45 => Does::Remove(rng.random_range(0..8)),
                    46 => Does::Refuse,
                    47 => Does::SaveLog,
                    _ => Does::RetryNow,
                };
                add(at, What::Person { who, does });
            }
            46..56 => {
                add(at, What::ServerLine { who, up: false });
                add(at + lasts, What::ServerLine { who, up: true });
            }
            56..64 => {
                let moved = rng.random();
                add(at, What::Network { who, up: false, moved });
                add(at + lasts, What::Network { who, up: true, moved });
            }
            64..70 => {
                add(at, What::Path { a: who, b: other, up: false });
                add(at + lasts, What::Path { a: who, b: other, up: true });
            }
            70..75 => add(at, What::SocketBreaks { who }),
            75..80 => add(at, What::Sleep { who, ms: lasts * 4, stopped: rng.random() }),
            80..85 => {
                add(at, What::Crash { who });
                if rng.random_bool(0.8) {
                    add(at + lasts, What::Start { who });
                    add(at + lasts + 200, What::Person { who, does: Does::Enter });
                    add(at + lasts + 300, What::Person { who, does: Does::Join });
                }
            }
            85..92 => add(at, What::Server { orderly: rng.random(), ms: lasts }),
            92..95 => {
                let device = *[Device::Microphone, Device::Camera, Device::Screen].choose(rng).expect("not empty");
                add(at, What::DeviceFails { who, device });
            }
            95..97 => add(at, What::Stuck { who, other, refused: rng.random() }),
            _ => {
                let all = [
                    Forged::Garbled,
                    Forged::BadSeal,
                    Forged::Unknown,
                    Forged::Echo,
                    Forged::Replay,
                    Forged::ReplayOrdered,
                    Forged::DropOrdered,
                    Forged::SwapOrdered,
                    Forged::HoldBack,
                    Forged::Stranger,
                    Forged::Demoted,
                    Forged::Gone,
                ];
                add(at, What::Forged { who, what: *all.choose(rng).expect("not empty") });
            }
        }
    }
}
