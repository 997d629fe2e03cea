//! The jitter buffer against lines that delay, lose, reorder, double and stop, from seeds.

use super::wait::SKIP;
use super::*;
use crate::sound::codec::{Encoder, EncoderConfig, PACKET, has_fec};
use proptest::prelude::*;
use std::sync::OnceLock;
use std::time::Duration;

const MS: i64 = 48;

/// Ten seconds of something like speech: syllables of a voice whose pitch moves, with short pauses.
fn speech() -> &'static [Bytes] {
    static PACKETS: OnceLock<Vec<Bytes>> = OnceLock::new();
    PACKETS.get_or_init(|| {
        let config = EncoderConfig { kbps: 32, expected_loss: 10, constant_bitrate: false };
        let mut encoder = Encoder::new(config).unwrap();
        let mut phase = 0.0f32;
        (0..500)
            .map(|n| {
                let sound = std::array::from_fn(|i| {
                    let t = (n * PACKET + i) as f32 / 48_000.0;
                    phase += (130.0 + 30.0 * (t * 2.1).sin()) / 48_000.0;
                    let syllable = (t * 4.0 * std::f32::consts::PI).sin().max(0.0).sqrt();
                    let voice: f32 = (1..16).map(|h| (std::f32::consts::TAU * phase * h as f32).sin() / h as f32).sum();
                    voice * syllable * 0.15
                });
                Bytes::from(encoder.encode(&sound).unwrap())
            })
            .collect()
    })
}

/// A small generator of random numbers, the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
    fn below(&mut self, n: i64) -> i64 {
        (self.next() % n.max(1) as u64) as i64
    }
    fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }
}

/// One packet under way.
#[derive(Clone, Debug)]
struct Sent {
    /// Arrival, in samples after the beginning.
    arrival: i64,
    sequence: i64,
    timestamp: i64,
    payload: Bytes,
}

/// Packets of `seconds`, each sent when it is complete and delayed by what `delay` says; `None` is lost.
fn line(seconds: i64, mut delay: impl FnMut(i64) -> Option<i64>) -> Vec<Sent> {
    let mut sent: Vec<Sent> = (0..seconds * 50)
        .filter_map(|n| {
            let arrival = 20 * MS + n * 960 + 1_000 * MS + delay(n)?;
            let payload = speech()[n as usize % speech().len()].clone();
            Some(Sent { arrival, sequence: n, timestamp: n * 960, payload })
        })
        .collect();
    sent.sort_by_key(|s| s.arrival);
    sent
}

/// Plays packets as they arrive; `watch` sees the buffer and each block after its pull, with the time in samples.
fn play(sent: &[Sent], from: (u16, u32), mut watch: impl FnMut(i64, &JitterBuffer, &Block, Pulled)) -> JitterBuffer {
    let start = Instant::now();
    let at = |samples: i64| start + Duration::from_nanos((samples * 1_000_000 / 48) as u64);
    let mut buffer = JitterBuffer::new();
    let mut coming = sent.iter().peekable();
    let mut block = [0.0; BLOCK];
    let end = sent.last().map_or(0, |s| s.arrival) + 4_800;
    for now in (0..end).step_by(BLOCK) {
        while let Some(s) = coming.next_if(|s| s.arrival <= now) {
            buffer.push(SoundPacket {
                sequence: from.0.wrapping_add(s.sequence as u16),
                timestamp: from.1.wrapping_add(s.timestamp as u32),
                payload: s.payload.clone(),
                captured: Some(CaptureTime(s.sequence as u64)),
                arrived: at(s.arrival),
            });
        }
        let pulled = buffer.pull(at(now), &mut block);
        assert!(block.iter().all(|s| s.is_finite() && s.abs() <= 1.0));
        watch(now, &buffer, &block, pulled);
    }
    buffer
}

fn run(sent: &[Sent]) -> JitterStats {
    play(sent, (0, 0), |_, _, _, _| {}).stats()
}

/// What was counted until `warm_up` seconds, and in the end.
fn run_after(sent: &[Sent], warm_up: i64) -> (JitterStats, JitterStats) {
    let mut then = JitterStats::default();
    let end = play(sent, (0, 0), |now, buffer, _, _| {
        if now < warm_up * 48_000 {
            then = buffer.stats();
        }
    });
    (then, end.stats())
}

#[test]
fn a_clean_line_is_played_whole_and_soon() {
    let (warm, end) = run_after(&line(20, |_| Some(0)), 6);
    assert_eq!(end.lost + end.late + end.unreadable, 0);
    assert_eq!(end.concealed_samples, warm.concealed_samples, "nothing is made up after warm-up");
    assert_eq!(end.concealed_samples, 0);
    assert_eq!((end.removed_samples, end.added_samples), (warm.removed_samples, warm.added_samples));
    assert!(end.buffer_ms < 18.0, "{} ms", end.buffer_ms);
}

#[test]
fn every_packet_is_heard_once_and_in_order() {
    let mut heard = Vec::new();
    let mut random = Random(5);
    let sent = line(10, |_| Some(random.below(30 * MS)));
    play(&sent, (0, 0), |_, _, _, pulled| heard.extend(pulled.captured));
    assert!(heard.windows(2).all(|w| w[0] < w[1]));
    assert!(heard.len() > 480, "{} of 500", heard.len());
}

#[test]
fn a_doubled_packet_is_counted_and_heard_once() {
    let mut sent = line(5, |_| Some(0));
    sent.extend(sent.clone());
    sent.sort_by_key(|s| s.arrival);
    let stats = run(&sent);
    assert_eq!((stats.packets, stats.lost, stats.late), (250, 0, 0));
}

#[test]
fn a_lost_packet_is_restored_from_the_next_one() {
    let lost = |n: i64| n % 10 == 9;
    let sent = line(40, |n| (!lost(n)).then_some(0));
    let (warm, end) = run_after(&sent, 10);
    assert_eq!(end.lost, 199, "the very last one cannot be known");
    assert_eq!(end.restored_samples + end.concealed_samples, 199 * 960, "all of what was lost, no more");
    let payload = |n: i64| &speech()[n as usize % speech().len()];
    let restorable = (460..1_999).filter(|n| lost(*n) && has_fec(payload(n + 1))).count() as u64;
    assert!(restorable >= 50, "{restorable}: the test needs some to restore");
    let restored = end.restored_samples - warm.restored_samples;
    assert!(restored.abs_diff(restorable * 960) <= 2 * 960, "{restored} of {}", restorable * 960);
    assert!(end.buffer_ms < 50.0, "{}", end.buffer_ms);
}

#[test]
fn without_loss_nothing_is_kept_for_restoring() {
    let (_, end) = run_after(&line(40, |n| (n > 500 || n % 10 != 9).then_some(0)), 10);
    assert!(end.buffer_ms < 18.0, "{}", end.buffer_ms);
}

#[test]
fn bursts_are_made_up_and_counted() {
    let stats = run(&line(20, |n| (n % 100 < 96).then_some(0)));
    assert_eq!(stats.lost, 9 * 4);
    assert_eq!(stats.restored_samples + stats.concealed_samples, 9 * 4 * 960);
    assert!(stats.concealed_samples >= 9 * 3 * 960);
}

#[test]
fn reordered_packets_are_put_in_order() {
    // Every tenth comes 30 ms late, after the next one: at first restored, soon waited for.
    let (warm, end) = run_after(&line(30, |n| Some(if n % 10 == 5 { 30 * MS } else { 0 })), 10);
    assert_eq!(end.lost, 0);
    assert_eq!(end.concealed_samples, warm.concealed_samples);
    assert_eq!(end.late, warm.late);
    assert!(end.buffer_ms < 60.0, "{}", end.buffer_ms);
}

/// A line whose sender closes the microphone from second 5 for `pause` samples. Timestamps go on, or not.
fn with_pause(pause: i64, timestamps_go_on: bool) -> Vec<Sent> {
    let mut sent = line(10, |_| Some(0));
    for s in &mut sent[250..] {
        s.arrival += pause;
        s.timestamp += if timestamps_go_on { pause } else { 0 };
    }
    sent
}

#[test]
fn a_closed_microphone_is_silence_and_no_loss() {
    for milliseconds in [40, 100, 150, 300, 1_000, 5_000, 600_000] {
        let pause = milliseconds * MS;
        let silent = (6_100 * MS, 6_000 * MS + pause);
        let mut last = 0.0;
        let end = play(&with_pause(pause, true), (0, 0), |now, buffer, block, _| {
            if now > silent.0 + 150 * MS && now < silent.1 {
                assert!(block.iter().all(|s| *s == 0.0), "{milliseconds} ms: sound in the pause");
            }
            last = buffer.stats().buffer_ms;
        });
        let stats = end.stats();
        assert_eq!(stats.concealed_samples, 0, "{milliseconds} ms");
        assert_eq!((stats.lost, stats.late, stats.skipped_samples), (0, 0, 0), "{milliseconds} ms");
        assert_eq!(stats.packets, 500);
        assert!(last < 35.0, "{milliseconds} ms: {last} ms of delay remain");
    }
}

#[test]
fn a_pause_in_which_timestamps_stand_still_leaves_no_delay() {
    let stats = run(&with_pause(60_000 * MS, false));
    assert!(stats.buffer_ms < 35.0, "{}", stats.buffer_ms);
    assert_eq!((stats.lost, stats.late, stats.skipped_samples), (0, 0, 0));
}

#[test]
fn an_outage_is_counted_whole() {
    for milliseconds in [60, 300, 2_000] {
        let missing = milliseconds / 20;
        let stats = run(&line(10, |n| (!(250..250 + missing).contains(&n)).then_some(0)));
        assert_eq!(stats.lost, missing as u64);
        let all = stats.concealed_samples + stats.restored_samples;
        let expected = missing as u64 * 960;
        assert!(all.abs_diff(expected) <= 960, "{milliseconds} ms: {all} of {expected}");
        assert!(stats.buffer_ms < 40.0, "{milliseconds} ms: {}", stats.buffer_ms);
    }
}

#[test]
fn what_was_held_up_and_comes_at_once_leaves_no_lasting_delay() {
    for held in [100, 400, 1_000, 5_000] {
        // All packets of a while come together at its end.
        let until = 250 + held / 20;
        let sent = line(40, |n| Some(if (250..until).contains(&n) { (until - n) * 960 } else { 0 }));
        let mut longest = 0;
        let end = play(&sent, (0, 0), |now, buffer, _, _| {
            if buffer.state == State::Playing && !buffer.packets.is_empty() {
                longest = longest.max(buffer.wait(now).unwrap_or(0) - buffer.delay.target());
            }
        });
        let stats = end.stats();
        assert_eq!(stats.lost, 0);
        assert!(longest <= SKIP + 20 * MS, "{held} ms: waited {longest} samples over the target");
        assert!(stats.buffer_ms < 60.0, "{held} ms: {} ms remain, target {}", stats.buffer_ms, stats.target_ms);
        assert!(stats.concealed_samples >= (held - 60) as u64 * 48, "{held} ms: {}", stats.concealed_samples);
    }
}

#[test]
fn a_drifting_clock_is_followed_without_a_gap() {
    for ppm in [-300, 300] {
        let sent = line(120, |n| Some(n * 960 * ppm / 1_000_000));
        let (warm, end) = run_after(&sent, 6);
        assert_eq!(end.concealed_samples, warm.concealed_samples, "{ppm} ppm");
        assert_eq!(end.late + end.lost, 0);
        assert!(end.buffer_ms < 35.0, "{ppm} ppm: {}", end.buffer_ms);
        let changed = if ppm < 0 { end.removed_samples } else { end.added_samples };
        assert!(changed > 500, "{ppm} ppm: {changed} samples");
    }
}

#[test]
fn a_sender_that_begins_anew_is_heard_at_once() {
    let mut sent = line(6, |_| Some(0));
    for s in &mut sent[150..] {
        s.sequence += 30_000;
        s.timestamp += 1_234_567_890;
    }
    let stats = run(&sent);
    assert_eq!(stats.packets, 299, "one is needed to believe it");
    assert!(stats.real_samples >= 293 * 960, "{}", stats.real_samples);
    assert!(stats.buffer_ms < 40.0);
}

#[test]
fn timestamps_that_jump_do_not_silence_the_voice() {
    for jump in [-40_000_000, -500_000, -100_000, 100_000, 500_000, 40_000_000] {
        let mut sent = line(10, |_| Some(0));
        for s in &mut sent[250..] {
            s.timestamp += jump;
        }
        let stats = run(&sent);
        assert_eq!(stats.packets, 500);
        assert!(stats.real_samples > 430 * 960, "{jump}: {} packets heard", stats.real_samples / 960);
        assert!(stats.buffer_ms < 100.0, "{jump}: {}", stats.buffer_ms);
    }
}

#[test]
fn no_opus_is_counted_and_harms_nothing() {
    let mut sent = line(5, |_| Some(0));
    for s in sent.iter_mut().skip(100).step_by(10) {
        s.payload = Bytes::from_static(&[0xff, 0xff, 0xff]);
    }
    sent[50].payload = Bytes::new();
    let stats = run(&sent);
    assert_eq!(stats.unreadable, 16);
    assert!(stats.real_samples > 220 * 960);
}

#[test]
fn other_packet_lengths_are_played() {
    for (samples, packets) in [(480, 500), (2_880, 90)] {
        let mut opus = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip).unwrap();
        let sound: Vec<f32> = (0..samples).map(|i| (i as f32 * 0.02).sin() * 0.3).collect();
        let sent: Vec<Sent> = (0..packets)
            .map(|n| Sent {
                arrival: 48_000 + n * samples,
                sequence: n,
                timestamp: n * samples,
                payload: Bytes::from(opus.encode_vec_float(&sound, 1_500).unwrap()),
            })
            .collect();
        let stats = run(&sent);
        assert_eq!((stats.lost, stats.late, stats.unreadable, stats.concealed_samples), (0, 0, 0, 0), "{samples}");
    }
}

/// A line with everything that goes wrong, from a seed.
fn bad_line(seed: u64, jitter: i64, loss: i64, doubled: i64) -> Vec<Sent> {
    let mut random = Random(seed);
    let mut sent = line(12, |_| (!random.chance(loss)).then(|| random.below(jitter * MS + 1)));
    let copies: Vec<Sent> = sent.iter().filter(|_| random.chance(doubled)).cloned().collect();
    sent.extend(copies);
    sent.sort_by_key(|s| s.arrival);
    sent
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_wait_is_bounded_whatever_the_line(seed: u64, jitter in 0i64..300, loss in 0i64..40, doubled in 0i64..20) {
        let sent = bad_line(seed, jitter, loss, doubled);
        let mut longest = 0;
        let end = play(&sent, (65_000, u32::MAX - 100_000), |now, buffer, _, _| {
            if buffer.state == State::Playing && buffer.standing == 0 {
                longest = longest.max(buffer.wait(now).unwrap_or(0));
            }
        });
        let stats = end.stats();
        prop_assert!(longest <= 1_005 * MS + SKIP + 40 * MS);
        prop_assert!(stats.buffer_ms <= jitter as f64 + 150.0, "{} ms at {} ms of jitter", stats.buffer_ms, jitter);
        prop_assert!(stats.packets + stats.lost <= 600);
        // What is heard is what was sent, give or take what stretching changed.
        let heard = stats.real_samples + stats.concealed_samples + stats.skipped_samples;
        prop_assert!(heard <= 600 * 960 + 48_000, "{}", heard);
    }

    #[test]
    fn small_jitter_without_loss_is_heard_whole(seed: u64, jitter in 0i64..10) {
        let mut random = Random(seed);
        let sent = line(12, |_| Some(random.below(jitter * MS + 1)));
        let (warm, end) = run_after(&sent, 5);
        prop_assert_eq!(end.concealed_samples, warm.concealed_samples);
        prop_assert_eq!(end.late, warm.late);
        prop_assert!(end.buffer_ms <= 40.0, "{}", end.buffer_ms);
    }

    #[test]
    fn where_the_numbers_begin_is_not_heard(seed: u64, sequence: u16, timestamp: u32) {
        let sent = bad_line(seed, 20, 3, 3);
        let mut first = Vec::new();
        let a = play(&sent[..200], (0, 0), |_, _, block, _| first.extend_from_slice(block)).stats();
        let mut second = Vec::new();
        let b = play(&sent[..200], (sequence, timestamp), |_, _, block, _| second.extend_from_slice(block)).stats();
        prop_assert_eq!(a, b);
        prop_assert!(first == second, "the sound differs");
    }

    #[test]
    fn any_packets_at_any_time_never_panic(
        packets in proptest::collection::vec(
            (any::<u16>(), any::<u32>(), 0u64..3_000, proptest::collection::vec(any::<u8>(), 0..40), any::<bool>()),
            0..120,
        )
    ) {
        let earliest = Instant::now();
        let start = earliest + Duration::from_millis(1_500);
        let mut buffer = JitterBuffer::new();
        let mut block = [0.0; BLOCK];
        for (n, (sequence, timestamp, at, payload, near)) in packets.into_iter().enumerate() {
            let (sequence, timestamp) = if near { (sequence % 50, timestamp % 100_000) } else { (sequence, timestamp) };
            let arrived = earliest + Duration::from_millis(at);
            buffer.push(SoundPacket { sequence, timestamp, payload: payload.into(), captured: None, arrived });
            buffer.pull(start + Duration::from_millis(n as u64 * 10), &mut block);
            prop_assert!(block.iter().all(|s| s.is_finite() && s.abs() <= 1.0));
        }
    }
}
