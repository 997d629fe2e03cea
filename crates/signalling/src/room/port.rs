//! What goes into the switchboard and what comes out of it.

use super::Record;
use crate::message::{ClientMessage, ServerMessage};
use chancery_model::MeetingId;

/// One socket, as the edge numbers it. Never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionKey(pub u64);

/// What happened.
#[derive(Clone, Debug)]
pub enum RoomInput {
    /// A socket is open.
    Opened {
        /// Which.
        connection: ConnectionKey,
        /// The edge counts too many sockets from the same address: to be sent away.
        crowded: bool,
    },
    /// A frame that was understood.
    Message {
        /// From which socket.
        connection: ConnectionKey,
        /// What.
        message: ClientMessage,
    },
    /// A frame that was not understood.
    Garbled {
        /// From which socket.
        connection: ConnectionKey,
    },
    /// Something came that says nothing: a WebSocket ping, or a part of a long frame on a slow line.
    Heard {
        /// From which socket.
        connection: ConnectionKey,
    },
    /// A frame that is longer than [`crate::message::MAX_FRAME`].
    TooLarge {
        /// From which socket.
        connection: ConnectionKey,
    },
    /// The answer to [`RoomOutput::LookUp`].
    Found {
        /// For which socket.
        connection: ConnectionKey,
        /// Which meeting.
        meeting: MeetingId,
        /// What.
        found: Found,
    },
    /// The socket is gone. Not an error for one that was closed by [`RoomOutput::Close`].
    Closed {
        /// Which.
        connection: ConnectionKey,
    },
    /// Time has passed; at least each [`super::TICK_EVERY`].
    Tick,
    /// The server stops: all are told to come back in so many milliseconds.
    Stop {
        /// How long.
        retry_ms: u64,
    },
}

/// What the edge found of a meeting.
#[derive(Clone, Debug)]
pub enum Found {
    /// This.
    Record(Box<Record>),
    /// There is none.
    Nothing,
    /// The database could not be read.
    Unavailable,
    /// The database has too much to do to answer in time.
    Busy,
}

/// What to do, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomOutput {
    /// Send to one socket. The edge puts its ICE servers into a [`ServerMessage::Welcome`].
    Send {
        /// Which.
        to: ConnectionKey,
        /// What.
        message: ServerMessage,
    },
    /// Send the same to several sockets.
    SendAll {
        /// Which; not empty.
        to: Vec<ConnectionKey>,
        /// What.
        message: ServerMessage,
    },
    /// Close a socket once what was sent to it is written. The switchboard has forgotten it already.
    Close {
        /// Which.
        connection: ConnectionKey,
        /// Why.
        why: CloseReason,
    },
    /// Look a meeting up and answer with [`RoomInput::Found`]; until then nothing more is read of that socket, so that
    /// what the client said after its `Enter` is heard after it.
    LookUp {
        /// For which socket.
        connection: ConnectionKey,
        /// Which meeting.
        meeting: MeetingId,
    },
}

/// Why the switchboard closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CloseReason {
    /// No room for one more socket.
    Full,
    /// No `Hello` in time.
    NoHello,
    /// No version in common.
    Version,
    /// Nothing was heard for too long.
    Silent,
    /// Too much in a short time.
    TooFast,
    /// A frame that is too long.
    TooLarge,
    /// The first frame was not understood.
    Malformed,
    /// The same client came back on another socket.
    Replaced,
    /// The server stops.
    Stopping,
}
