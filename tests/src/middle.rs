//! A hostile server over real sockets: stands between the participants and `chancery-server`, sees what it sees, and
//! drops, changes, holds back, repeats and invents what it likes.

use anyhow::{Context, Result};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

/// Messages that wait to be taken by one client.
const WAITING: usize = 64;
/// How much of the transcript is kept.
const KEPT: usize = 50_000;

/// Somebody who entered through here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Its identifier.
    pub id: String,
    /// The side it said it is of.
    pub side: String,
}

/// One message on its way.
#[derive(Clone, Debug)]
pub struct Passing {
    /// The client's end; `None`: before it entered.
    pub guest: Option<Guest>,
    /// From the server to the client.
    pub down: bool,
    /// What.
    pub message: Value,
}

impl Passing {
    /// Whether it goes to somebody and is of this kind.
    pub fn is_down(&self, kind: &str) -> bool {
        self.down && self.message["is"] == kind
    }

    /// Who is named as its sender.
    pub fn from(&self) -> &str {
        self.message["from"].as_str().unwrap_or_default()
    }

    /// To whom it goes, or who sends it.
    pub fn id(&self) -> &str {
        self.guest.as_ref().map_or("", |guest| &guest.id)
    }
}

/// What becomes of it.
pub enum Deal {
    /// It goes its way.
    Pass,
    /// It is gone.
    Drop,
    /// Kept until [`Middle::release`].
    Hold,
    /// Another goes in its place.
    Instead(Value),
    /// The other way goes this, and the message is gone: an answer that the server did not give.
    Answer(Value),
}

type Tactic = Box<dyn FnMut(&Passing) -> Deal + Send>;

#[derive(Default)]
struct Seat {
    to: Option<mpsc::Sender<Message>>,
    run: u64,
    /// The last number that the client was shown, and how far the real server's numbers are behind.
    last: u64,
    shift: i64,
    held: Vec<Value>,
}

#[derive(Default)]
struct State {
    tactic: Option<Tactic>,
    guests: Vec<Guest>,
    seats: HashMap<String, Seat>,
    kept: Vec<Passing>,
}

impl State {
    /// Numbers what the client is shown without a gap.
    fn number(&mut self, id: &str, message: &mut Value) {
        let mark = match message["is"].as_str() {
            Some("ordered") => "mark",
            Some("entered") => "ordered",
            _ => return,
        };
        let seat = self.seats.entry(id.to_owned()).or_default();
        let run = message[mark]["run"].as_u64().unwrap_or(0);
        if run != seat.run {
            (seat.run, seat.shift) = (run, 0);
        }
        let n = message[mark]["n"].as_u64().unwrap_or(0).saturating_add_signed(seat.shift);
        message[mark]["n"] = n.into();
        seat.last = seat.last.max(n);
    }
}

/// See the module.
pub struct Middle {
    /// Its base URL: what links have to name.
    pub url: String,
    state: Arc<Mutex<State>>,
    _runtime: tokio::runtime::Runtime,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Middle {
    /// Stands before the server at `server` (a base URL), and is honest at first.
    pub fn before(server: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = Arc::<Mutex<State>>::default();
        let (server, shared) = (server.trim_start_matches("http://").to_owned(), state.clone());
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, state) = (server.clone(), shared.clone());
                tokio::spawn(async move {
                    let _ = serve(client, &server, state).await;
                });
            }
        });
        Ok(Self { url, state, _runtime: runtime })
    }

    /// From now on every message is dealt with so.
    pub fn play(&self, tactic: impl FnMut(&Passing) -> Deal + Send + 'static) {
        lock(&self.state).tactic = Some(Box::new(tactic));
    }

    /// From now on it is honest.
    pub fn play_fair(&self) {
        lock(&self.state).tactic = None;
    }

    /// Who entered, first come first.
    pub fn guests(&self) -> Vec<Guest> {
        lock(&self.state).guests.clone()
    }

    /// The first who entered of this side.
    pub fn of(&self, side: &str) -> Result<String> {
        let guests = self.guests();
        let found = guests.iter().find(|guest| guest.side == side);
        Ok(found.with_context(|| format!("nobody of {side} entered"))?.id.clone())
    }

    /// Everything that came by, before it was dealt with.
    pub fn transcript(&self) -> Vec<Passing> {
        lock(&self.state).kept.clone()
    }

    /// Tells a client anything. Waits while it does not take it; `false`: it is not connected.
    pub fn tell(&self, to: &str, message: impl Into<Message>) -> bool {
        let sender = lock(&self.state).seats.get(to).and_then(|seat| seat.to.clone());
        sender.is_some_and(|sender| sender.blocking_send(message.into()).is_ok())
    }

    /// Relays sealed bytes that nobody sent.
    pub fn relay(&self, to: &str, from: &str, sealed: &str) -> bool {
        self.tell(to, text(&json!({ "is": "relayed", "from": from, "sealed": sealed })))
    }

    /// Puts sealed bytes that nobody sent into the order.
    pub fn order(&self, to: &str, from: &str, sealed: &str) -> bool {
        let mark = {
            let mut state = lock(&self.state);
            let Some(seat) = state.seats.get_mut(to) else { return false };
            seat.last += 1;
            seat.shift += 1;
            json!({ "run": seat.run, "n": seat.last })
        };
        self.tell(to, text(&json!({ "is": "ordered", "mark": mark, "from": from, "sealed": sealed })))
    }

    /// Lets go of what was held back, in its order, and is honest from now on.
    pub fn release(&self) {
        let all: Vec<(String, Value)> = {
            let mut state = lock(&self.state);
            state.tactic = None;
            let ids: Vec<String> = state.seats.keys().cloned().collect();
            let mut all = Vec::new();
            for id in ids {
                let held = state.seats.get_mut(&id).map(|seat| std::mem::take(&mut seat.held)).unwrap_or_default();
                for mut message in held {
                    state.number(&id, &mut message);
                    all.push((id.clone(), message));
                }
            }
            all
        };
        for (id, message) in all {
            self.tell(&id, text(&message));
        }
    }

    /// Closes a client's socket; it comes back by itself.
    pub fn disconnect(&self, id: &str) {
        self.tell(id, Message::Close(None));
    }
}

/// A text frame.
pub fn text(value: &Value) -> Message {
    Message::text(value.to_string())
}

async fn serve(mut client: TcpStream, server: &str, state: Arc<Mutex<State>>) -> Result<()> {
    let mut begin = [0; 64];
    let n = client.peek(&mut begin).await?;
    if !String::from_utf8_lossy(&begin[..n]).contains("/v1/signal") {
        let mut server = TcpStream::connect(server).await?;
        tokio::io::copy_bidirectional(&mut client, &mut server).await?;
        return Ok(());
    }
    let (mut to_client, mut from_client) = tokio_tungstenite::accept_async(client).await?.split();
    let (upstream, _) = tokio_tungstenite::connect_async(format!("ws://{server}/v1/signal")).await?;
    let (mut to_server, mut from_server) = upstream.split();
    let (down, mut waiting) = mpsc::channel::<Message>(WAITING);
    let mut guest: Option<Guest> = None;
    let writer = async {
        while let Some(message) = waiting.recv().await {
            let last = matches!(message, Message::Close(_));
            if to_client.send(message).await.is_err() || last {
                break;
            }
        }
    };
    let reader = async {
        loop {
            let (going_down, message) = tokio::select! {
                up = from_client.next() => (false, up),
                down = from_server.next() => (true, down),
            };
            let Some(Ok(message)) = message else { break };
            let Message::Text(words) = &message else { continue };
            let Ok(value) = serde_json::from_str::<Value>(words.as_str()) else { continue };
            if !going_down && value["is"] == "enter" {
                let id = value["participant"].as_str().unwrap_or_default().to_owned();
                let side = value["delegation"].as_str().unwrap_or_default().to_owned();
                let new = Guest { id, side };
                let mut state = lock(&state);
                state.seats.entry(new.id.clone()).or_default().to = Some(down.clone());
                if !state.guests.contains(&new) {
                    state.guests.push(new.clone());
                }
                guest = Some(new);
            }
            let (up, answer) = deal(&state, Passing { guest: guest.clone(), down: going_down, message: value });
            if let Some(message) = answer
                && down.send(message).await.is_err()
            {
                break;
            }
            if let Some(message) = up
                && to_server.send(message).await.is_err()
            {
                break;
            }
        }
    };
    tokio::select! {
        () = reader => {}
        () = writer => {}
    }
    let _ = to_server.close().await;
    Ok(())
}

/// What goes up and what goes down for one message.
fn deal(state: &Mutex<State>, passing: Passing) -> (Option<Message>, Option<Message>) {
    let mut state = lock(state);
    if state.kept.len() < KEPT {
        state.kept.push(passing.clone());
    }
    let deal = state.tactic.as_mut().map_or(Deal::Pass, |tactic| tactic(&passing));
    let (id, down) = (passing.id().to_owned(), passing.down);
    let mut message = passing.message;
    match deal {
        Deal::Pass => {}
        Deal::Instead(other) => message = other,
        Deal::Answer(answer) if down => return (Some(text(&answer)), None),
        Deal::Answer(answer) => return (None, Some(text(&answer))),
        Deal::Drop => {
            if down && message["is"] == "ordered" {
                state.seats.entry(id).or_default().shift -= 1;
            }
            return (None, None);
        }
        Deal::Hold => {
            state.seats.entry(id).or_default().held.push(message);
            return (None, None);
        }
    }
    if down {
        state.number(&id, &mut message);
        return (None, Some(text(&message)));
    }
    if message["is"] == "enter" && message["after"].is_object() {
        let shift = state.seats.get(&id).map_or(0, |seat| seat.shift);
        let n = message["after"]["n"].as_u64().unwrap_or(0).saturating_add_signed(-shift);
        message["after"]["n"] = n.into();
    }
    (Some(text(&message)), None)
}
