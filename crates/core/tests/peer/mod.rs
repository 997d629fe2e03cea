//! Another participant, held by hand: a seat of its own in the group, for the tests of the whole client.

use chancery_core::RandomSource;
use chancery_model::{Card, DelegationCode, Now, ParticipantId, PersonName};
use chancery_signalling::message::{ClientMessage, Mark, Sealed, ServerMessage};
use chancery_signalling::peer::PeerMessage;
use chancery_trust::group::{Input, Membership, Order, Output, Policy, Setup, Stage};
use chancery_trust::{Context, Identity, Invitation, MeetingKeys, Pins};
use std::sync::Arc;

pub struct Counting(pub u64);

impl RandomSource for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for b in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *b = (self.0 >> 56) as u8;
        }
    }
}

/// What the other wants the client to get.
pub enum Said {
    /// Through the server.
    Server(ServerMessage),
    /// On the data channel too.
    Data(Sealed),
}

pub struct Peer {
    pub id: ParticipantId,
    pub machine: Membership,
    keys: MeetingKeys,
    random: Counting,
    n: u64,
}

impl Peer {
    /// Alone in the plenary: it founds the group.
    pub fn new(n: u8, invitation: Invitation, now: Now) -> Self {
        let id = ParticipantId::from_random([n; 16]);
        let mut random = Counting(1_000 + u64::from(n));
        let name = PersonName::new(&format!("Person {n}")).unwrap();
        let keys = invitation.keys();
        let delegation: DelegationCode = invitation.delegation.clone();
        let setup = Setup {
            label: "plenary".into(),
            me: id,
            identity: Arc::new(Identity::self_issued(&mut random, now.wall)),
            card: Card { name, title: None, delegation: delegation.clone() },
            dtls: [n; 32],
            policy: Policy::Auto,
            pins: Pins::default(),
            invitation,
        };
        let mut peer = Self { id, machine: Membership::new(setup), keys, random, n: 0 };
        peer.handle(now, Input::Present(vec![(id, delegation)]));
        assert!(matches!(peer.machine.state().stage, Stage::Admitted(_)));
        peer
    }

    fn seal(&mut self, to: Option<ParticipantId>, bytes: Vec<u8>) -> Sealed {
        let text = serde_json::to_vec(&PeerMessage::Group { bytes: Sealed(bytes) }).unwrap();
        let mut nonce = [0; 12];
        self.random.fill(&mut nonce);
        Sealed(self.keys.seal(&Context::Relay { from: self.id, to }, &text, nonce))
    }

    fn order(&mut self, now: Now, from: ParticipantId, sealed: Sealed, bytes: Vec<u8>) -> Vec<Said> {
        self.n += 1;
        let mark = Mark { run: 1, n: self.n };
        let ordered = Some(Order { run: 1, n: self.n });
        let mut said = vec![Said::Server(ServerMessage::Ordered { mark, from, sealed })];
        said.extend(self.handle(now, Input::Received { from, ordered, bytes }));
        said
    }

    /// Something happens to it.
    pub fn handle(&mut self, now: Now, input: Input) -> Vec<Said> {
        let mut outputs = vec![];
        self.machine.handle(now, &mut self.random, input, &mut outputs);
        let mut said = vec![];
        for output in outputs {
            match output {
                Output::Order(bytes) => {
                    let sealed = self.seal(None, bytes.clone());
                    said.extend(self.order(now, self.id, sealed, bytes));
                }
                Output::Tell { to, bytes } => {
                    let sealed = self.seal(Some(to), bytes);
                    said.push(Said::Server(ServerMessage::Relayed { from: self.id, sealed }));
                }
                Output::TellAll(bytes) => {
                    let sealed = self.seal(None, bytes);
                    said.push(Said::Data(sealed.clone()));
                    said.push(Said::Server(ServerMessage::Relayed { from: self.id, sealed }));
                }
                _ => {}
            }
        }
        said
    }

    /// The client sent this to the server, or (`data`) on the data channel.
    pub fn hears(&mut self, now: Now, from: ParticipantId, message: &ClientMessage) -> Vec<Said> {
        let (sealed, ordered) = match message {
            ClientMessage::Relay { sealed, .. } => (sealed, false),
            ClientMessage::Order { sealed } => (sealed, true),
            _ => return vec![],
        };
        let opened = [None, Some(self.id)].into_iter().find_map(|to| {
            let text = self.keys.open(&Context::Relay { from, to }, &sealed.0).ok()?;
            serde_json::from_slice(&text).ok()
        });
        let Some(PeerMessage::Group { bytes: Sealed(bytes) }) = opened else { return vec![] };
        if ordered {
            self.order(now, from, sealed.clone(), bytes)
        } else {
            self.handle(now, Input::Received { from, ordered: None, bytes })
        }
    }

    /// Says something in the group, to one or to all.
    pub fn says(&mut self, to: Option<ParticipantId>, message: &PeerMessage) -> ServerMessage {
        let said = match to {
            Some(to) => serde_json::json!({ "to": to, "message": message }),
            None => serde_json::json!({ "message": message }),
        };
        let bytes = self.machine.protect(&mut self.random, &serde_json::to_vec(&said).unwrap()).unwrap();
        let sealed = self.seal(to, bytes);
        ServerMessage::Relayed { from: self.id, sealed }
    }
}
