//! Measures SFrame on one core: frames sealed and opened a second, by size. The median of each step counts, so that
//! other work on the machine does not. A table, or with `--json` one line of JSON.
#![allow(clippy::print_stdout, reason = "it is what the measurement is for")]

use chancery_model::{MediaKind, ParticipantId, Tick};
use chancery_trust::frames::{EpochKeys, FrameReceiver, FrameSender};
use std::time::{Duration, Instant};

/// Frames measured of each size.
const FRAMES: usize = 2_000;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let members: Vec<_> = (0..2).map(|leaf| (leaf, ParticipantId::from_random([leaf as u8 + 1; 16]))).collect();
    let [ours, theirs] = [0, 1].map(|leaf| EpochKeys::new(1, leaf, members.clone(), [7; 32]));
    let json = std::env::args().any(|argument| argument == "--json");
    let mut lines = Vec::new();
    if !json {
        println!(
            "{:>6} {:>10} {:>10} {:>9} {:>9} {:>5}",
            "bytes", "sealed/s", "opened/s", "seal us", "open us", "adds"
        );
    }
    for (kind, size) in [
        (MediaKind::Audio, 100),
        (MediaKind::Video, 1_200),
        (MediaKind::Video, 7_000),
        (MediaKind::Video, 20_000),
        (MediaKind::Screen, 60_000),
    ] {
        let (sender, receiver) = (FrameSender::new(), FrameReceiver::new());
        let _ = sender.switch(&ours);
        receiver.switch(&theirs, Tick(0));
        let plain = vec![0x51; size];
        let (mut sealing, mut opening, mut grown) = (Vec::new(), Vec::new(), 0);
        for _ in 0..FRAMES {
            let mut frame = plain.clone();
            let at = Instant::now();
            sender.seal(kind, &mut frame).expect("there is a key");
            sealing.push(at.elapsed());
            grown = frame.len() - size;
            let at = Instant::now();
            receiver.open(members[0].1, kind, &mut frame, Tick(0)).expect("it is the sender's");
            opening.push(at.elapsed());
            assert_eq!(frame, plain);
        }
        let (seal, open) = (median(sealing).as_secs_f64(), median(opening).as_secs_f64());
        if json {
            lines.push(serde_json::json!({
                "bytes": size, "sealed_per_second": (1.0 / seal).round(), "opened_per_second": (1.0 / open).round(),
                "seal_us": seal * 1e6, "open_us": open * 1e6, "adds_bytes": grown,
            }));
        } else {
            println!(
                "{size:>6} {:>10.0} {:>10.0} {:>9.1} {:>9.1} {grown:>5}",
                1.0 / seal,
                1.0 / open,
                seal * 1e6,
                open * 1e6
            );
        }
    }
    if json {
        println!("{}", serde_json::Value::Array(lines));
    }
}
