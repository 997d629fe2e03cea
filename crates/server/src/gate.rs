//! How many sockets there are, in all and from one address, and how often one address may ask for something costly.

use chancery_model::Tick;
use chancery_signalling::room::Bucket;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

/// An address as it is counted: IPv6 by its /64, which one subscriber has whole.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Counts what is there at a time.
#[derive(Debug)]
pub(crate) struct Gate {
    total: usize,
    per_address: usize,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// One that is inside; leaves when dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    gate: Arc<Gate>,
    address: IpAddr,
}

impl Gate {
    pub fn new(total: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self { total, per_address, inside: Mutex::default() })
    }

    /// Lets one more in; `exempt` ones are held to the total alone.
    pub fn enter(self: &Arc<Self>, address: IpAddr, exempt: bool) -> Option<Pass> {
        let address = counted(address);
        let mut inside = self.inside.lock();
        if inside.total >= self.total {
            return None;
        }
        let here = inside.by_address.get(&address).copied().unwrap_or(0);
        if !exempt && here >= self.per_address {
            return None;
        }
        inside.total += 1;
        inside.by_address.insert(address, here + 1);
        Some(Pass { gate: Arc::clone(self), address })
    }

    pub fn inside(&self) -> usize {
        self.inside.lock().total
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut inside = self.gate.inside.lock();
        inside.total = inside.total.saturating_sub(1);
        if let Some(here) = inside.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                inside.by_address.remove(&self.address);
            }
        }
    }
}

/// One token bucket an address. Addresses whose bucket is full again are forgotten.
#[derive(Debug)]
pub(crate) struct Pace {
    burst: u32,
    per_second: u32,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

/// Addresses remembered at a time; beyond, strangers wait until some are forgotten.
const MOST_ADDRESSES: usize = 50_000;

impl Pace {
    pub fn new(burst: u32, per_second: u32) -> Self {
        Self { burst, per_second, buckets: Mutex::default() }
    }

    /// Whether this address may go on, having paid `cost`.
    pub fn take(&self, now: Tick, address: IpAddr, cost: u64) -> bool {
        let address = counted(address);
        let mut buckets = self.buckets.lock();
        if buckets.len() >= MOST_ADDRESSES && !buckets.contains_key(&address) {
            buckets.retain(|_, b| !b.is_full(now, self.burst, self.per_second));
            if buckets.len() >= MOST_ADDRESSES {
                return false;
            }
        }
        let bucket = buckets.entry(address).or_insert_with(|| Bucket::full(now, self.burst));
        bucket.take(now, self.burst, self.per_second, cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    #[test]
    fn counts_in_all_and_by_address() {
        let gate = Gate::new(5, 2);
        let at = |n| IpAddr::V4(Ipv4Addr::new(192, 0, 2, n));
        let first = gate.enter(at(1), false);
        let _second = gate.enter(at(1), false).unwrap();
        assert!(first.is_some() && gate.enter(at(1), false).is_none());
        let _exempt = gate.enter(at(1), true).unwrap();
        let _others = (gate.enter(at(2), false).unwrap(), gate.enter(at(3), false).unwrap());
        assert!(gate.enter(at(4), false).is_none(), "five inside");
        drop(first);
        assert!(gate.enter(at(4), false).is_some());
        assert_eq!(gate.inside(), 4);
    }

    #[test]
    fn one_subscriber_is_one_address() {
        let v6 = |last| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, last));
        assert_eq!(counted(v6(1)), counted(v6(2)));
        assert_ne!(counted(v6(1)), counted(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 2, 0, 0, 0, 1))));
        let mapped = IpAddr::V6(Ipv4Addr::new(192, 0, 2, 1).to_ipv6_mapped());
        assert_eq!(counted(mapped), IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    }

    #[test]
    fn each_address_has_its_own_pace() {
        let pace = Pace::new(3, 1);
        let at = |n| IpAddr::V4(Ipv4Addr::new(192, 0, 2, n));
        assert_eq!((0..5).filter(|_| pace.take(Tick(0), at(1), 1)).count(), 3);
        assert!(pace.take(Tick(0), at(2), 1));
        assert!(pace.take(Tick(1_000), at(1), 1));
    }
}
