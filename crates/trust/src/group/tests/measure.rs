//! What a group costs: `cargo test --release -p chancery-trust measured -- --ignored --nocapture`. Ignored by default: it
//! measures, it asserts nothing of time.

use super::world::{World, setup};
use crate::group::Policy;
use std::time::Instant;

#[test]
#[ignore = "measures"]
#[allow(clippy::print_stdout)] // It is what the measurement is for.
fn measured_admission_of_one_more() {
    let most: usize = std::env::var("CHANCERY_MEMBERS").ok().and_then(|n| n.parse().ok()).unwrap_or(50);
    let mut world = World::new(1);
    world.delay = 2;
    for n in 0..=most {
        let mut person = setup(n, n % 2, Policy::Auto);
        person.card.name = chancery_model::PersonName::new(&format!("Delegate {n}")).unwrap();
        world.kept.clear();
        world.spent.clear();
        world.enter(person);
        assert!(world.until(20_000, World::together), "{n}");
        if [2, 10, most].contains(&n) {
            println!("one more into {n}:");
            let size = |kind: u8| world.kept.iter().filter(|(_, _, b)| b[1] == kind).map(|(_, _, b)| b.len()).max();
            for (kind, what) in
                [(0, "other inputs"), (1, "knock"), (2, "announcement"), (4, "welcome"), (5, "commit"), (6, "word")]
            {
                let (spent, times) = world.spent.get(&kind).copied().unwrap_or_default();
                let each = spent.as_secs_f64() * 1e3 / f64::from(times.max(1));
                println!("  {what}: {times} times {each:.2} ms, at most {} bytes", size(kind).unwrap_or_default());
            }
            let laptop = &mut world.laptops[0];
            let begin = Instant::now();
            for _ in 0..20 {
                laptop.machine.protect(&mut laptop.random, b"x").unwrap();
            }
            println!("  protect {:.2} ms", begin.elapsed().as_secs_f64() * 1e3 / 20.0);
        }
    }
    world.check();
}
