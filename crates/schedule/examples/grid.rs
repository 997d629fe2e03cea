//! How long the grid of eight capitals over a month takes: `grid [REPEATS]`, in milliseconds, as JSON. A screen asks for it
//! anew while somebody drags.

#![allow(clippy::print_stdout, reason = "a command-line program speaks on its standard streams")]

use chancery_schedule::slots::{Ask, grid};
use std::time::Instant;

fn main() {
    let repeats = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(20_usize).max(1);
    let sides = ["ID", "ZA", "SA", "FR", "US", "NZ", "BR", "IN"].map(str::to_owned).to_vec();
    let mut took = Vec::new();
    let mut slots = 0;
    for n in 0..repeats {
        // Each time another month: nothing of it is worked out already.
        let ask = Ask { sides: sides.clone(), from: format!("20{}-03-01", 27 + n % 10), days: 31, minutes: 60 };
        let begin = Instant::now();
        let found = ask.request(None).and_then(|request| grid(&request)).expect("a grid that can be asked for");
        took.push(begin.elapsed().as_secs_f64() * 1e3);
        slots = found.slots.len();
    }
    took.sort_by(f64::total_cmp);
    println!(
        "{{\"median_ms\":{:.3},\"longest_ms\":{:.3},\"slots\":{slots}}}",
        took[took.len() / 2],
        took[took.len() - 1]
    );
}
