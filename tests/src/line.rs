//! Two laptops and a server on one machine: network namespaces joined by a switch, whose cables can be pulled.
//!
//! ```text
//!   left 10.N.0.2 ──┐
//!                   ├── hub 10.N.0.1 (bridge; the server runs here)
//!   right 10.N.0.3 ─┘
//! ```

use anyhow::{Context, Result};
use chancery_xtask::proc::quietly;
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};

/// Three namespaces; removed when dropped. Needs root, as `ip netns` does.
pub struct Line {
    tag: String,
    net: String,
}

static COUNT: AtomicU8 = AtomicU8::new(0);

fn ip(arguments: &[&str]) -> Result<()> {
    quietly(Command::new("ip").args(arguments))
}

impl Line {
    /// Makes them.
    pub fn new() -> Result<Self> {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let process = std::process::id();
        let line = Self { tag: format!("c{process}{count}"), net: format!("10.{}.{count}", 64 + process % 128) };
        line.lay().context("network namespaces could not be made: this test needs root and iproute2")?;
        Ok(line)
    }

    fn lay(&self) -> Result<()> {
        let hub = self.hub();
        ip(&["netns", "add", &hub])?;
        ip(&["-n", &hub, "link", "set", "lo", "up"])?;
        ip(&["-n", &hub, "link", "add", "br0", "type", "bridge"])?;
        ip(&["-n", &hub, "addr", "add", &format!("{}/24", self.address(1)), "dev", "br0"])?;
        ip(&["-n", &hub, "link", "set", "br0", "up"])?;
        for (name, host) in [(self.left(), 2), (self.right(), 3)] {
            ip(&["netns", "add", &name])?;
            ip(&["-n", &name, "link", "set", "lo", "up"])?;
            let port = port(host);
            ip(&["-n", &hub, "link", "add", &port, "type", "veth", "peer", "name", "eth0", "netns", &name])?;
            ip(&["-n", &hub, "link", "set", &port, "master", "br0"])?;
            ip(&["-n", &hub, "link", "set", &port, "up"])?;
            ip(&["-n", &name, "addr", "add", &format!("{}/24", self.address(host)), "dev", "eth0"])?;
            ip(&["-n", &name, "link", "set", "eth0", "up"])?;
            ip(&["-n", &name, "route", "add", "default", "via", &self.address(1)])?;
        }
        Ok(())
    }

    /// The address of a host: 1 the hub, 2 left, 3 right.
    pub fn address(&self, host: u8) -> String {
        format!("{}.{host}", self.net)
    }

    /// Where the server runs.
    pub fn hub(&self) -> String {
        format!("{}h", self.tag)
    }

    /// One laptop.
    pub fn left(&self) -> String {
        format!("{}l", self.tag)
    }

    /// The other.
    pub fn right(&self) -> String {
        format!("{}r", self.tag)
    }

    /// Pulls the cable of a host (2 left, 3 right, 4 this one) out of the switch, or puts it back.
    pub fn cut(&self, host: u8, cut: bool) -> Result<()> {
        ip(&["-n", &self.hub(), "link", "set", &port(host), if cut { "down" } else { "up" }])
    }

    /// Parts the two laptops, as two ministries' firewalls do: each reaches the hub, neither the other.
    pub fn part(&self) -> Result<()> {
        for (name, other) in [(self.left(), 3), (self.right(), 2)] {
            ip(&["-n", &name, "route", "add", "blackhole", &format!("{}/32", self.address(other))])?;
        }
        Ok(())
    }

    /// Lays a cable from the switch to the namespace that the test itself runs in, as host 4: for windows, whose driver
    /// has to be reached on loopback whatever the line does.
    pub fn reach_here(&self) -> Result<()> {
        let (hub, port, here) = (self.hub(), port(4), self.here());
        ip(&["link", "add", &here, "type", "veth", "peer", "name", &port, "netns", &hub])?;
        ip(&["-n", &hub, "link", "set", &port, "master", "br0"])?;
        ip(&["-n", &hub, "link", "set", &port, "up"])?;
        ip(&["addr", "add", &format!("{}/24", self.address(4)), "dev", &here])?;
        ip(&["link", "set", &here, "up"])
    }

    fn here(&self) -> String {
        format!("{}w", self.tag)
    }
}

fn port(host: u8) -> String {
    format!("port{host}")
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["link", "del", &self.here()]).output();
        for name in [self.left(), self.right(), self.hub()] {
            let _ = Command::new("ip").args(["netns", "del", &name]).output();
        }
    }
}
