//! A member who keeps to no rule, on a socket of its own: enters, asks and is admitted as anybody is, lives in the group, and
//! then does with its keys what the test wants.

use super::common::LONG;
use chancery_client::random_bytes;
use chancery_model::{Card, DelegationCode, Now, ParticipantId, PersonName, Place, RandomSource, Tick};
use chancery_signalling::message::{AccessToken, ClientMessage, ResumeToken, Sealed, ServerMessage, VERSION};
use chancery_signalling::peer::PeerMessage;
use chancery_trust::group::{Incident, Input, Membership, Order, Output, Policy, Setup};
use chancery_trust::{Context, Identity, Invitation, MeetingKeys, Pins};
use futures_util::{SinkExt as _, StreamExt as _};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// The system's random source.
pub struct System;

impl RandomSource for System {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.chunks_mut(32).for_each(|chunk| chunk.copy_from_slice(&random_bytes::<32>()[..chunk.len()]));
    }
}

/// See the module.
pub struct Rebel {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    keys: MeetingKeys,
    side: DelegationCode,
    begun: Instant,
    pinged: Instant,
    /// Who it is in this meeting.
    pub me: ParticipantId,
    /// Its seat.
    pub machine: Membership,
    present: BTreeMap<ParticipantId, (DelegationCode, Place)>,
    /// What came for the group in the server's order is not taken any more: it stays in the epoch in which it is.
    pub deaf: bool,
    /// What others said inside of the group.
    pub heard: Vec<(ParticipantId, Vec<u8>)>,
    /// What its own machine refused.
    pub incidents: Vec<Incident>,
    /// Messages of the group that came since the start, of each kind of transport.
    pub came: usize,
}

/// How somebody of this invitation is set up.
pub fn setup(invitation: &Invitation, name: &str, policy: Policy) -> Setup {
    Setup {
        label: "plenary".into(),
        invitation: invitation.clone(),
        me: ParticipantId::from_random(random_bytes()),
        identity: Arc::new(Identity::self_issued(&mut System, Timestamp::now())),
        card: Card {
            name: PersonName::new(name).expect("a name"),
            title: None,
            delegation: invitation.delegation.clone(),
        },
        dtls: random_bytes(),
        policy,
        pins: Pins::default(),
    }
}

impl Rebel {
    /// Into the plenary of this invitation, where it asks to be admitted. As a chair it admits by hand.
    pub async fn enter(invitation: &Invitation, name: &str) -> Self {
        let setup = setup(invitation, name, Policy::Ask);
        let card = serde_json::to_vec(&setup.card).unwrap();
        Self::with_placard(setup, &card).await
    }

    /// The same, with whatever stands on the placard at the door.
    pub async fn with_placard(setup: Setup, card: &[u8]) -> Self {
        let invitation = setup.invitation.clone();
        let (me, keys) = (setup.me, invitation.keys());
        let card = keys.seal(&Context::Card(me), card, random_bytes());
        let url = format!("{}/v1/signal", invitation.server.replacen("http", "ws", 1));
        let (socket, _) = connect_async(url).await.expect("the server answers");
        let mut rebel = Self {
            socket,
            keys,
            side: invitation.delegation.clone(),
            begun: Instant::now(),
            pinged: Instant::now(),
            me,
            machine: Membership::new(setup),
            present: BTreeMap::new(),
            deaf: false,
            heard: Vec::new(),
            incidents: Vec::new(),
            came: 0,
        };
        rebel.send(&ClientMessage::Hello { versions: vec![VERSION], client: "rebel".into() }).await;
        let enter = ClientMessage::Enter {
            meeting: invitation.meeting,
            delegation: invitation.delegation.clone(),
            access: AccessToken(rebel.keys.access_token()),
            participant: me,
            resume: ResumeToken(random_bytes()),
            place: Place::HoldingRoom,
            card: Sealed(card),
            after: None,
        };
        rebel.send(&enter).await;
        rebel.send(&ClientMessage::Move { place: Place::Plenary }).await;
        rebel
    }

    /// Goes, as whoever leaves does.
    pub async fn leave(mut self) {
        self.send(&ClientMessage::Leave).await;
        let _ = self.socket.close(None).await;
    }

    /// Its clocks.
    pub fn now(&self) -> Now {
        Now { tick: Tick(1_000 + self.begun.elapsed().as_millis() as u64), wall: Timestamp::now() }
    }

    async fn send(&mut self, message: &ClientMessage) {
        let text = serde_json::to_string(message).unwrap();
        self.socket.send(Message::text(text)).await.expect("the socket is open");
    }

    fn sealed(&self, to: Option<ParticipantId>, bytes: Vec<u8>) -> Sealed {
        let message = PeerMessage::Group { bytes: Sealed(bytes) };
        let context = Context::Relay { from: self.me, to };
        Sealed(self.keys.seal(&context, &serde_json::to_vec(&message).unwrap(), random_bytes()))
    }

    /// Has the server put something before everybody.
    pub async fn order(&mut self, bytes: Vec<u8>) {
        let sealed = self.sealed(None, bytes);
        self.send(&ClientMessage::Order { sealed }).await;
    }

    /// Has the server pass something on.
    pub async fn relay(&mut self, to: Option<ParticipantId>, bytes: Vec<u8>) {
        let sealed = self.sealed(to, bytes);
        self.send(&ClientMessage::Relay { to, sealed }).await;
    }

    /// Tells its machine something, and does what comes of it.
    pub async fn tell(&mut self, input: Input) {
        let mut out = Vec::new();
        let now = self.now();
        self.machine.handle(now, &mut System, input, &mut out);
        for output in out {
            match output {
                Output::Order(bytes) => self.order(bytes).await,
                Output::Tell { to, bytes } => self.relay(Some(to), bytes).await,
                Output::TellAll(bytes) => self.relay(None, bytes).await,
                Output::Private { from, bytes } => self.heard.push((from, bytes)),
                Output::Incident(incident) => self.incidents.push(incident),
                Output::TellPeers(_) | Output::Epoch(_) | Output::Roster => {}
            }
        }
    }

    async fn received(&mut self, from: ParticipantId, ordered: Option<Order>, sealed: &[u8]) {
        let opened = [None, Some(self.me)].map(|to| self.keys.open(&Context::Relay { from, to }, sealed).ok());
        let Some(text) = opened.into_iter().flatten().next() else { return };
        let Ok(PeerMessage::Group { bytes }) = serde_json::from_slice(&text) else { return };
        self.came += 1;
        if !(self.deaf && ordered.is_some()) {
            self.tell(Input::Received { from, ordered, bytes: bytes.0 }).await;
        }
    }

    async fn step(&mut self, wait: Duration) {
        if let Ok(Some(Ok(Message::Text(text)))) = tokio::time::timeout(wait, self.socket.next()).await {
            match serde_json::from_str(&text).expect("the server's message") {
                ServerMessage::Entered { members, .. } => {
                    self.present = members.into_iter().map(|m| (m.participant, (m.delegation, m.place))).collect();
                    self.seen().await;
                }
                ServerMessage::Member { member } => {
                    self.present.insert(member.participant, (member.delegation, member.place));
                    self.seen().await;
                }
                ServerMessage::Left { participant, .. } => {
                    self.present.remove(&participant);
                    self.seen().await;
                    self.tell(Input::Gone(participant)).await;
                }
                ServerMessage::Relayed { from, sealed } => self.received(from, None, &sealed.0).await,
                ServerMessage::Ordered { mark, from, sealed } => {
                    self.received(from, Some(Order { run: mark.run, n: mark.n }), &sealed.0).await;
                }
                ServerMessage::Refused { code, .. } => panic!("the server refused: {code:?}"),
                _ => {}
            }
        }
        if self.machine.deadline().is_some_and(|due| due <= self.now().tick) {
            self.tell(Input::Timer).await;
        }
        if self.pinged.elapsed() > Duration::from_millis(500) {
            self.pinged = Instant::now();
            self.send(&ClientMessage::Ping { n: 1 }).await;
        }
    }

    async fn seen(&mut self) {
        let others = self.present.iter().filter(|(_, (_, place))| *place == Place::Plenary);
        let mut list: Vec<_> = others.map(|(who, (side, _))| (*who, side.clone())).collect();
        list.push((self.me, self.side.clone()));
        self.tell(Input::Present(list)).await;
    }

    /// A line of chat, under the keys that it has.
    pub async fn chat(&mut self, text: &str) {
        let id = ParticipantId::from_random(random_bytes());
        let message = PeerMessage::Chat { id, at: Timestamp::now(), text: text.into() };
        let said = serde_json::json!({ "message": message }).to_string();
        let bytes = self.machine.protect(&mut System, said.as_bytes()).expect("it has keys");
        self.relay(None, bytes).await;
    }

    /// Lives on until something is so.
    pub async fn until(&mut self, what: &str, mut so: impl FnMut(&mut Self) -> bool) {
        let until = Instant::now() + LONG;
        while !so(self) {
            assert!(Instant::now() < until, "waited in vain for {what}: {:?}", self.machine.state());
            self.step(Duration::from_millis(20)).await;
        }
    }

    /// Lives on for a while.
    pub async fn lives(&mut self, ms: u64) {
        let until = Instant::now() + Duration::from_millis(ms);
        while Instant::now() < until {
            self.step(Duration::from_millis(20)).await;
        }
    }

    /// How many are in, as it sees it.
    pub fn members(&self) -> usize {
        self.machine.state().members().len()
    }
}
