//! What a program has started, all of it, and on which ports that listens: read from `/proc` (proc(5)).

use std::collections::BTreeSet;
use std::fs;

/// A process, by its number and the moment it began at: numbers are used again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// Its program's name, of which the kernel keeps 15 characters.
    pub name: String,
    /// When it began, in the kernel's ticks.
    began: u64,
    parent: u32,
    ended: bool,
}

fn read(id: u32) -> Option<Process> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (head, tail) = text.rsplit_once(')')?;
    let fields: Vec<&str> = tail.split_whitespace().collect();
    Some(Process {
        id,
        name: head.split_once('(')?.1.to_owned(),
        began: fields.get(19)?.parse().ok()?,
        parent: fields.get(1)?.parse().ok()?,
        // A zombie has ended; whose it is has not asked yet.
        ended: matches!(fields.first(), Some(&("Z" | "X"))),
    })
}

/// Everything below a process, itself left out.
pub fn below(root: u32) -> Vec<Process> {
    let ids = fs::read_dir("/proc").into_iter().flatten().flatten();
    let all: Vec<Process> = ids.filter_map(|e| read(e.file_name().to_str()?.parse().ok()?)).collect();
    let mut found: Vec<Process> = Vec::new();
    let mut open = vec![root];
    while let Some(parent) = open.pop() {
        let children = all.iter().filter(|p| p.parent == parent && !p.ended);
        let children: Vec<_> = children.cloned().collect();
        open.extend(children.iter().map(|p| p.id));
        found.extend(children);
    }
    found
}

impl Process {
    /// Whether this very one still runs.
    pub fn runs(&self) -> bool {
        read(self.id).is_some_and(|now| now.began == self.began && !now.ended)
    }
}

/// The TCP ports of IPv4 on which any of these listens.
pub fn listening(processes: &[Process]) -> BTreeSet<u16> {
    let mut sockets = BTreeSet::new();
    for process in processes {
        for file in fs::read_dir(format!("/proc/{}/fd", process.id)).into_iter().flatten().flatten() {
            let link = fs::read_link(file.path()).unwrap_or_default();
            let socket = link.to_str().and_then(|l| l.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned));
            sockets.extend(socket);
        }
    }
    let table = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let lines = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    // Local address, state (0A: it listens) and the socket's number.
    lines
        .filter(|f| f.len() > 9 && f[3] == "0A" && sockets.contains(f[9]))
        .filter_map(|f| u16::from_str_radix(f[1].split_once(':')?.1, 16).ok())
        .collect()
}
