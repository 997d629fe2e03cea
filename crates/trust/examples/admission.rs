//! Measures what admission costs: one more member into groups of 2, 10 and 50, in milliseconds of work on one idle core
//! (without any network; on a busy machine waiting counts as work) and in bytes. One line of JSON;
//! `CHANCERY_MEMBERS=N` ends at another number than 50.
#![allow(clippy::print_stdout, reason = "it is what the measurement is for")]

use chancery_trust::{frames, group, identity};
use serde_json::{Map, Value, json};
use std::time::Instant;

/// Where the simulated rooms look for it.
mod invitation {
    pub(crate) use chancery_trust::{Invitation, MeetingSecret, SideSecret};
}

#[allow(dead_code, reason = "measuring needs a part of what the tests need")]
#[path = "../src/group/tests/world.rs"]
mod world;

use group::Policy;
use world::{World, setup};

/// Kinds of messages, by the second byte of each; 0: what is no message (who is there, time).
const KINDS: [(u8, &str); 6] =
    [(0, "presence_and_time"), (1, "knock"), (2, "announcement"), (4, "welcome"), (5, "commit"), (6, "word")];
/// Texts protected for a mean.
const TEXTS: u32 = 50;

fn round(x: f64) -> f64 {
    (x * 1e3).round() / 1e3
}

/// What it took since the counts were last cleared, to admit one more to so many.
fn report(world: &mut World, members: usize) -> Value {
    let mut kinds = Map::new();
    for (kind, name) in KINDS {
        let (spent, times) = world.spent.get(&kind).copied().unwrap_or_default();
        let sizes =
            world.kept.iter().filter(|(_, _, bytes)| bytes.get(1) == Some(&kind)).map(|(_, _, bytes)| bytes.len());
        let each = spent.as_secs_f64() * 1e3 / f64::from(times.max(1));
        kinds.insert(
            name.into(),
            json!({ "handled": times, "ms_each": round(each), "largest_bytes": if kind == 0 { None } else { sizes.max() } }),
        );
    }
    let spent: f64 = world.spent.values().map(|(spent, _)| spent.as_secs_f64() * 1e3).sum();
    let sent: usize = world.kept.iter().map(|(_, _, bytes)| bytes.len()).sum();
    let laptop = &mut world.laptops[0];
    let begin = Instant::now();
    for _ in 0..TEXTS {
        laptop.machine.protect(&mut laptop.random, b"a line of the chat").expect("is in");
    }
    let protect = begin.elapsed().as_secs_f64() * 1e3 / f64::from(TEXTS);
    json!({
        "into_members": members, "ms_all_machines": round(spent), "ms_per_machine": round(spent / (members + 1) as f64),
        "bytes_sent_by_all": sent, "messages": kinds, "protect_text_ms": round(protect),
    })
}

fn main() {
    let most: usize = std::env::var("CHANCERY_MEMBERS").ok().and_then(|n| n.parse().ok()).unwrap_or(50);
    let mut world = World::new(1);
    world.delay = 2;
    let mut all = Vec::new();
    for n in 0..=most {
        let mut person = setup(n, n % 2, Policy::Auto);
        person.card.name = chancery_model::PersonName::new(&format!("Delegate {n}")).expect("a name");
        world.kept.clear();
        world.spent.clear();
        world.enter(person);
        assert!(world.until(20_000, World::together), "nobody admits the {n}th");
        if [2, 10, most].contains(&n) {
            all.push(report(&mut world, n));
        }
    }
    println!("{}", Value::Array(all));
}
