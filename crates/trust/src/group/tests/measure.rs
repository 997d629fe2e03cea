//! What a group costs: `cargo test --release -p chancery-trust measured -- --ignored --nocapture`. Ignored by default: it
//! measures, it asserts nothing of time.

use super::world::{World, setup};
use crate::group::{Input, Output, Policy};
use std::time::Instant;

#[test]
#[ignore = "measures"]
#[allow(clippy::print_stdout)] // It is what the measurement is for.
fn measured_admission_of_one_more() {
    let mut world = World::new(1);
    world.delay = 2;
    for n in 0..51 {
        let mut person = setup(n, n % 2, Policy::Auto);
        person.card.name = chancery_model::PersonName::new(&format!("Delegate {n}")).unwrap();
        let begin = Instant::now();
        let (all, bytes): (usize, usize) = (world.kept.len(), 0);
        world.enter(person);
        assert!(world.until(20_000, World::together), "{n}");
        let took = begin.elapsed();
        if [2, 10, 50].contains(&n) {
            let sizes: Vec<usize> = world.kept.iter().skip(all.min(world.kept.len())).map(|(_, _, b)| b.len()).collect();
            let _ = bytes;
            println!(
                "into {n}: {:.1} ms of CPU for all {} laptops, largest message {} bytes",
                took.as_secs_f64() * 1e3,
                n + 1,
                sizes.iter().max().copied().unwrap_or_default()
            );
            let now = world.now_of(1);
            let kept: Vec<_> = world.kept.iter().filter(|(_, order, _)| order.is_some()).map(|(_, _, b)| b.len()).collect();
            println!("  commit {} bytes", kept.last().copied().unwrap_or_default());
            let laptop = &mut world.laptops[0];
            let mut out: Vec<Output> = Vec::new();
            let begin = Instant::now();
            laptop.machine.handle(now, &mut laptop.random, Input::Timer, &mut out);
            println!("  idle timer {:.3} ms", begin.elapsed().as_secs_f64() * 1e3);
        }
    }
    world.check();
}
