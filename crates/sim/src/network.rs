//! Lines, paths and sockets: what carries, how long it takes, what is held up where it does not.

use chancery_core::ServerEvent;
use chancery_signalling::message::ClientMessage;
use chancery_signalling::room::ConnectionKey;
use std::collections::{BTreeMap, BTreeSet};

/// One socket between a client and the server. As TCP does it: in order; what cannot go now goes later, as long as both
/// ends hold the socket open.
#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) who: usize,
    /// The client's end is open.
    pub(crate) client: bool,
    /// The server's end is open.
    pub(crate) server: bool,
    /// It has not reached the server yet.
    pub(crate) opening: bool,
    /// When the last message each way arrives: the next is not earlier.
    up_last: u64,
    down_last: u64,
    /// Held up since the line does not carry.
    pub(crate) up_held: Vec<ClientMessage>,
    pub(crate) down_held: Vec<ServerEvent>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Network {
    /// By client: the line to the server carries.
    line: Vec<bool>,
    /// By client: it has a network at all.
    online: Vec<bool>,
    /// Pairs between which nothing is carried.
    cut: BTreeSet<(usize, usize)>,
    /// By client: how often its address changed.
    pub(crate) address: Vec<u32>,
    pub(crate) sockets: BTreeMap<ConnectionKey, Socket>,
    next: u64,
}

fn pair(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

impl Network {
    pub(crate) fn new(clients: usize) -> Self {
        Self {
            line: vec![true; clients],
            online: vec![true; clients],
            cut: BTreeSet::new(),
            address: vec![0; clients],
            sockets: BTreeMap::new(),
            next: 0,
        }
    }

    /// Whether a client's line to the server carries.
    pub(crate) fn to_server(&self, who: usize) -> bool {
        self.line[who] && self.online[who]
    }

    /// Whether the path between two clients carries.
    pub(crate) fn between(&self, a: usize, b: usize) -> bool {
        self.online[a] && self.online[b] && !self.cut.contains(&pair(a, b))
    }

    pub(crate) fn set_line(&mut self, who: usize, up: bool) {
        self.line[who] = up;
    }

    pub(crate) fn set_network(&mut self, who: usize, up: bool, moved: bool) {
        if up && !self.online[who] && moved {
            self.address[who] += 1;
        }
        self.online[who] = up;
    }

    pub(crate) fn set_path(&mut self, a: usize, b: usize, up: bool) {
        if up {
            self.cut.remove(&pair(a, b));
        } else {
            self.cut.insert(pair(a, b));
        }
    }

    /// A new socket of a client.
    pub(crate) fn open(&mut self, who: usize) -> ConnectionKey {
        self.next += 1;
        let key = ConnectionKey(self.next);
        let socket = Socket {
            who,
            client: true,
            server: false,
            opening: true,
            up_last: 0,
            down_last: 0,
            up_held: Vec::new(),
            down_held: Vec::new(),
        };
        self.sockets.insert(key, socket);
        key
    }
}

impl Socket {
    /// When something that leaves the client now and takes `ms` arrives.
    pub(crate) fn up(&mut self, now: u64, ms: u64) -> u64 {
        self.up_last = self.up_last.max(now + ms);
        self.up_last
    }

    /// When something that leaves the server now and takes `ms` arrives.
    pub(crate) fn down(&mut self, now: u64, ms: u64) -> u64 {
        self.down_last = self.down_last.max(now + ms);
        self.down_last
    }
}
