//! A full table: eight laptops, each connected with each, hear and see the seven others; a ninth waits and is told.

use anyhow::{Context, Result, ensure};
use chancery_tests::participant::Participant;
use chancery_tests::{Links, Server};
use chancery_xtask::samples;
use std::time::Duration;

/// As many as there are seats (`chancery_core`: each laptop carries a connection to every other).
const SEATS: usize = 8;

#[test]
fn eight_laptops_hear_and_see_each_other() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let server = Server::start(&folder.join("server"), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let side = |n: usize| if n.is_multiple_of(2) { &links.id } else { &links.za };
    let mut people = Vec::new();
    for n in 0..SEATS {
        let voice = samples::sides()[n % 2].microphone.display().to_string();
        let mut person = Participant::join(folder, &format!("P{n}"), side(n), &["--microphone", &voice])?;
        person.joined()?;
        people.push(person);
    }
    let mut ninth = Participant::join(folder, "P8", side(SEATS), &["--wait"])?;
    for person in &mut people {
        person.sees()?;
    }
    std::thread::sleep(Duration::from_secs(10));

    // The ninth is told why it waits, and goes in as soon as a seat is free.
    ninth.program.wait_for("All eight seats")?;
    ensure!(!ninth.program.said()?.contains("Joined"), "nine are at the table");
    let left = people.pop().context("nobody is there")?.end()?;
    ninth.joined()?;
    ninth.sees()?;
    let mut reports = vec![left];
    for person in people {
        reports.push(person.end()?);
    }
    for (n, (said, stats)) in reports.iter().enumerate() {
        let all = stats["received"].as_array().context("no list of what was received")?;
        for kind in ["audio", "video"] {
            let whole = all.iter().filter(|r| r["kind"] == kind && r["frames"].as_u64() > Some(30)).count();
            ensure!(whole >= SEATS - 1, "the {n}th has {kind} of {whole} others: {stats}\n{said}");
        }
        let lost = all.iter().filter_map(|r| r["concealed_ratio"].as_f64()).fold(0.0, f64::max);
        ensure!(lost < 0.3, "the {n}th heard a voice of which {lost:.2} was made up: {stats}");
    }
    Ok(())
}
