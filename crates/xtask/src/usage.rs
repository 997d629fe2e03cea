//! What a process and its children use: CPU time and memory, read from `/proc` (proc(5)).

use std::collections::BTreeMap;
use std::fs;

/// Clock ticks a second, as `/proc` counts them on Linux (USER_HZ, fixed at 100 in the kernel's ABI).
const TICKS: f64 = 100.0;

/// What a process tree has used and holds.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// CPU time so far, user and system, in seconds.
    pub cpu_seconds: f64,
    /// Proportional set size, in bytes: shared pages are divided among those that share them.
    pub pss_bytes: u64,
    /// CPU seconds and PSS of each, by the program's name.
    pub by_program: BTreeMap<String, (f64, u64)>,
}

/// Reads a process and all below it. One that ends meanwhile is left out.
pub fn of(root: u32) -> Usage {
    let mut all: BTreeMap<u32, (u32, String, f64)> = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse().ok()) else { continue };
        if let Some(found) = stat(pid) {
            all.insert(pid, found);
        }
    }
    let mut usage = Usage::default();
    let mut open = vec![root];
    while let Some(pid) = open.pop() {
        if let Some((_, name, cpu)) = all.get(&pid) {
            let pss = pss(pid);
            usage.cpu_seconds += cpu;
            usage.pss_bytes += pss;
            let one = usage.by_program.entry(name.clone()).or_default();
            one.0 += cpu;
            one.1 += pss;
        }
        open.extend(all.iter().filter(|(_, (parent, ..))| *parent == pid).map(|(child, _)| *child));
    }
    usage
}

/// Parent, name and CPU seconds.
fn stat(pid: u32) -> Option<(u32, String, f64)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (head, tail) = text.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let fields: Vec<&str> = tail.split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok());
    Some((fields.get(1)?.parse().ok()?, name, (ticks(11)? + ticks(12)?) / TICKS))
}

fn pss(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("Pss:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap_or(0) * 1024
}
