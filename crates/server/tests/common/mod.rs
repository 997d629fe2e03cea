//! A server in this process on a port of its own, clients on real sockets, and plain HTTP. Every wait is bounded.
#![allow(dead_code, reason = "each test binary uses its part")]

use chancery_model::{DelegationCode, MeetingId, ParticipantId, Place};
use chancery_server::{Config, Running, StartError, serve};
use chancery_signalling::message::{
    AccessToken, ClientMessage, NewMeeting, NewSide, RefusalCode, ResumeToken, Sealed, ServerMessage, VERSION,
};
use futures_util::{SinkExt as _, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// The longest that anything here may take.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Server {
    pub running: Running,
    pub data: TempDir,
}

impl Server {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(tempfile::tempdir().unwrap(), change).await
    }

    pub async fn on(data: TempDir, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new("127.0.0.1:0".parse().unwrap(), data.path());
        // These clients ping only where a test says so; nobody is let go for it on a slow machine.
        config.limits.heartbeat = Duration::from_secs(10);
        change(&mut config);
        // A server that was just stopped lets its folder go when the last of its connections has ended.
        let started = async {
            loop {
                match serve(config.clone()).await {
                    Err(StartError::DataFolderInUse { .. }) => tokio::time::sleep(Duration::from_millis(20)).await,
                    started => return started.unwrap(),
                }
            }
        };
        Self { running: timeout(PATIENCE, started).await.expect("the folder is free"), data }
    }

    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    pub async fn register(&self, meeting: &Meeting) {
        let answer = post(self.address(), "/v1/meetings", &meeting.registration()).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }

    /// One line of `/metrics`.
    pub async fn metric(&self, series: &str) -> f64 {
        let page = get(self.address(), "/metrics").await.body;
        let line = page.lines().find_map(|l| l.strip_prefix(series)?.strip_prefix(' '));
        line.map_or(0.0, |v| v.parse().unwrap())
    }

    /// Stops it in order and gives the data folder back.
    pub async fn stop(self) -> TempDir {
        timeout(PATIENCE, self.running.stop()).await.expect("the server stops");
        self.data
    }
}

/// A meeting of Indonesia (even participants) and South Africa (odd ones).
#[derive(Clone)]
pub struct Meeting {
    pub id: MeetingId,
    pub starts: Timestamp,
    pub expires: Timestamp,
    pub sealed: Vec<u8>,
}

impl Meeting {
    /// Under way now.
    pub fn now(n: u8) -> Self {
        let hour = SignedDuration::from_hours(1);
        let now = Timestamp::now();
        Self { id: MeetingId::from_random([n; 16]), starts: now - hour, expires: now + hour, sealed: vec![n; 100] }
    }

    pub fn token(&self, code: &str) -> [u8; 32] {
        let mut token = [0; 32];
        token[..16].copy_from_slice(self.id.0.as_bytes());
        token[16..18].copy_from_slice(code.as_bytes());
        token
    }

    pub fn registration(&self) -> NewMeeting {
        let side = |code: &str| NewSide {
            delegation: DelegationCode::new(code).unwrap(),
            access_sha256: Sealed(digest(&SHA256, &self.token(code)).as_ref().to_vec()),
        };
        NewMeeting {
            id: self.id,
            starts: self.starts,
            expires: self.expires,
            sides: vec![side("ID"), side("ZA")],
            sealed: Sealed(self.sealed.clone()),
        }
    }

    pub fn enter(&self, participant: u8) -> ClientMessage {
        let code = if participant.is_multiple_of(2) { "ID" } else { "ZA" };
        ClientMessage::Enter {
            meeting: self.id,
            delegation: DelegationCode::new(code).unwrap(),
            access: AccessToken(self.token(code)),
            participant: person(participant),
            resume: ResumeToken([participant; 16]),
            place: Place::HoldingRoom,
            card: Sealed(vec![participant; 40]),
            after: None,
        }
    }
}

pub fn person(n: u8) -> ParticipantId {
    ParticipantId::from_random([n; 16])
}

/// What a client hears.
#[derive(Debug, PartialEq)]
pub enum Heard {
    Message(ServerMessage),
    /// A close frame with its code, or 1006 (RFC 6455) if the socket ended without one.
    Closed(u16),
}

pub struct Client {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Self {
        let url = format!("ws://{address}/v1/signal");
        let (socket, _) = timeout(PATIENCE, tokio_tungstenite::connect_async(url)).await.unwrap().unwrap();
        Self { socket }
    }

    pub async fn greeted(address: SocketAddr) -> Self {
        let mut client = Self::connect(address).await;
        client.say(&ClientMessage::Hello { versions: vec![VERSION], client: "test/1".into() }).await;
        let welcome = client.hear().await;
        assert!(matches!(welcome, Heard::Message(ServerMessage::Welcome { version: VERSION, .. })), "{welcome:?}");
        client
    }

    pub async fn seated(address: SocketAddr, meeting: &Meeting, participant: u8) -> Self {
        let mut client = Self::greeted(address).await;
        client.say(&meeting.enter(participant)).await;
        let entered = client.hear().await;
        assert!(matches!(entered, Heard::Message(ServerMessage::Entered { .. })), "{entered:?}");
        client
    }

    pub async fn say(&mut self, message: &ClientMessage) {
        self.frame(Message::text(serde_json::to_string(message).unwrap())).await;
    }

    pub async fn frame(&mut self, message: Message) {
        timeout(PATIENCE, self.socket.send(message)).await.expect("the server reads").expect("the socket is open");
    }

    pub async fn relay(&mut self, to: Option<u8>, bytes: Vec<u8>) {
        self.say(&ClientMessage::Relay { to: to.map(person), sealed: Sealed(bytes) }).await;
    }

    pub async fn hear(&mut self) -> Heard {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.expect("the server says something") {
                Some(Ok(Message::Text(text))) => return Heard::Message(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Heard::Closed(frame.map_or(1005, |f| f.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(1006),
            }
        }
    }

    pub async fn message(&mut self) -> ServerMessage {
        match self.hear().await {
            Heard::Message(message) => message,
            Heard::Closed(code) => panic!("closed: {code}"),
        }
    }

    pub async fn refused(&mut self) -> RefusalCode {
        match self.message().await {
            ServerMessage::Refused { code, .. } => code,
            other => panic!("{other:?}"),
        }
    }

    /// Hears on until the end of the socket; returns the last refusal and the close code.
    pub async fn hear_out(&mut self) -> (Option<RefusalCode>, u16) {
        let mut refusal = None;
        loop {
            match self.hear().await {
                Heard::Message(ServerMessage::Refused { code, .. }) => refusal = Some(code),
                Heard::Message(_) => {}
                Heard::Closed(code) => return (refusal, code),
            }
        }
    }

    /// Everything said so far was heard by the server and its answers by us.
    pub async fn ping(&mut self, n: u64) -> Vec<ServerMessage> {
        self.say(&ClientMessage::Ping { n }).await;
        let mut before = vec![];
        loop {
            match self.message().await {
                ServerMessage::Pong { n: m } if m == n => return before,
                other => before.push(other),
            }
        }
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: String,
}

pub async fn get(address: SocketAddr, path: &str) -> Answer {
    get_with(address, path, "").await
}

pub async fn get_with(address: SocketAddr, path: &str, headers: &str) -> Answer {
    http(address, &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")).await
}

pub async fn post<T: serde::Serialize>(address: SocketAddr, path: &str, body: &T) -> Answer {
    post_with(address, path, body, "").await
}

pub async fn post_with<T: serde::Serialize>(address: SocketAddr, path: &str, body: &T, headers: &str) -> Answer {
    let body = serde_json::to_string(body).unwrap();
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n");
    http(address, &format!("{head}{headers}Content-Length: {length}\r\n\r\n{body}")).await
}

/// One request, one answer, to the end of the connection.
pub async fn http(address: SocketAddr, request: &str) -> Answer {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    };
    let answer = timeout(PATIENCE, exchange).await.expect("an answer in time");
    let (headers, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    let status = headers.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, headers: headers.to_ascii_lowercase(), body: body.to_owned() }
}

/// The server as its own process.
pub fn command(data: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chancery-server"));
    command.args(["--listen", "127.0.0.1:0", "--data"]).arg(data);
    command
}

/// A running server process; killed when dropped.
pub struct Process {
    pub child: std::process::Child,
    pub address: SocketAddr,
}

impl Process {
    pub fn start(mut command: std::process::Command) -> Self {
        use std::io::BufRead as _;
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").expect("the line").parse().unwrap();
        Self { child, address }
    }

    pub fn signal(&self, name: &str) {
        let kill = std::process::Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
    }

    pub async fn exit_code(&mut self) -> Option<i32> {
        let waiting = async {
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status.code();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, waiting).await.expect("the server ends")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
