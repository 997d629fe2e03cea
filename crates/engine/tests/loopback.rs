//! Engines in one process, connected over real sockets, fed from files through the very path that devices take.

mod world;

use chancery_engine::{EngineStats, FrameContext, FrameTransform, PeerState, Refused, WantedSize};
use chancery_model::{MediaKind, MediaState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use world::World;

const ALL: MediaState = MediaState { microphone: true, camera: true, screen: true };
const CALL: MediaState = MediaState { microphone: true, camera: true, screen: false };

fn frames(stats: &EngineStats, kind: MediaKind) -> u64 {
    stats.received.iter().filter(|one| one.kind == kind).map(|one| one.frames).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hear_and_see_each_other() {
    let mut world = World::new(2);
    world.on_air(0, ALL);
    world.on_air(1, CALL);
    world.connect(0, 1);
    world
        .until("pictures both ways, voices both ways", |world| {
            let [a, b] = [world.stats(0), world.stats(1)];
            frames(&a, MediaKind::Video) > 20
                && frames(&b, MediaKind::Video) > 20
                && frames(&b, MediaKind::Screen) > 5
                && frames(&a, MediaKind::Audio) > 50
                && frames(&b, MediaKind::Audio) > 50
                && world.voices(0).any(|level| level > 20)
                && world.voices(1).any(|level| level > 20)
        })
        .await;
    for index in 0..2 {
        let stats = world.stats(index);
        assert_eq!(stats.peers[0].loss_percent, 0);
        assert!(stats.peers[0].connected_ms.is_some_and(|ms| ms < 5_000), "{stats:?}");
        assert!(stats.first_picture_ms.is_some());
        let video = stats.received.iter().find(|one| one.kind == MediaKind::Video).unwrap();
        assert!(video.width == 320 && video.height == 180, "{video:?}");
        assert!(video.latency_ms.p50 > 0.0 && video.latency_ms.p50 < 5_000.0, "{video:?}");
        assert!(world.pictures(index) > 10, "the hub was shown what came");
    }
    world.stop().await;
    // What was received lies in the recordings: one voice, one camera.
    let voice = world.recorded(0, "voice-");
    let samples: Vec<i16> = hound::WavReader::open(voice).unwrap().into_samples::<i16>().map(Result::unwrap).collect();
    let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
    assert!(loudest > 3_000, "the tone is in the recording: {loudest}");
    let film = std::fs::read(world.recorded(0, "video-")).unwrap();
    assert!(film.starts_with(b"YUV4MPEG2") && film.len() > 320 * 180 * 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_closed_sends_nothing() {
    let mut world = World::new(2);
    world.on_air(0, CALL);
    world.connect(0, 1);
    world
        .until("camera and voice at the other side", |world| {
            frames(&world.stats(1), MediaKind::Video) > 5 && frames(&world.stats(1), MediaKind::Audio) > 5
        })
        .await;
    for (state, closed) in [
        (MediaState { microphone: false, ..CALL }, MediaKind::Audio),
        (MediaState { camera: false, ..CALL }, MediaKind::Video),
    ] {
        world.on_air(0, state);
        let packets = |world: &World| match closed {
            MediaKind::Audio => world.stats(0).sent.audio.packets,
            _ => world.stats(0).sent.video.packets,
        };
        // What the gate let through before it closed is on the wire already; from here on, nothing.
        let at_once = packets(&world);
        world.run(Duration::from_millis(800)).await;
        assert_eq!(packets(&world), at_once, "{closed} is closed");
        world.on_air(0, CALL);
        world.until("it opens again", |world| packets(world) > at_once + 3).await;
    }
    let before = frames(&world.stats(1), MediaKind::Video);
    world.until("pictures go on", |world| frames(&world.stats(1), MediaKind::Video) > before + 5).await;
    world.on_air(0, MediaState::CLOSED);
    world.run(Duration::from_millis(100)).await;
    let sent = world.stats(0).sent;
    world.run(Duration::from_millis(3_000)).await;
    let after = world.stats(0).sent;
    assert_eq!(
        (sent.audio.packets, sent.video.packets, sent.screen.packets),
        (after.audio.packets, after.video.packets, after.screen.packets)
    );
    assert_eq!(world.state(1, 0), Some(PeerState::Connected), "one who sends no media is not interrupted");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_path_is_found_on_demand() {
    let mut world = World::new(2);
    world.on_air(0, CALL);
    world.on_air(1, CALL);
    world.connect(0, 1);
    for restarter in [0, 1] {
        let before = [frames(&world.stats(0), MediaKind::Video), frames(&world.stats(1), MediaKind::Video)];
        world
            .until("pictures", |world| {
                (0..2).all(|index| frames(&world.stats(index), MediaKind::Video) > before[index] + 5)
            })
            .await;
        let offers = world.offers;
        world.restart_ice(restarter, 1 - restarter);
        world.until("the offer of a restart", |world| world.offers > offers).await;
        // The old path is gone with its sockets: what comes now comes over the new one.
        world.run(Duration::from_millis(300)).await;
    }
    let before = [frames(&world.stats(0), MediaKind::Video), frames(&world.stats(1), MediaKind::Video)];
    world
        .until("pictures after both restarts", |world| {
            (0..2).all(|index| frames(&world.stats(index), MediaKind::Video) > before[index] + 10)
        })
        .await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_vanishes_is_said_to_and_comes_back() {
    let mut world = World::new(2);
    world.on_air(0, CALL);
    world.on_air(1, CALL);
    world.connect(0, 1);
    world.until("pictures", |world| frames(&world.stats(0), MediaKind::Video) > 5).await;
    world.vanish(1).await;
    world.until("the loss of the peer", |world| world.state(0, 1) == Some(PeerState::Interrupted)).await;
    world.come_back(1);
    world.on_air(1, CALL);
    world.connect(0, 1);
    world.until("the peer again", |world| world.state(0, 1) == Some(PeerState::Connected)).await;
    let before = frames(&world.stats(0), MediaKind::Video);
    world.until("its pictures again", |world| frames(&world.stats(0), MediaKind::Video) > before + 5).await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_are_a_mesh() {
    let mut world = World::new(3);
    for index in 0..3 {
        world.on_air(index, CALL);
    }
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        world.connect(a, b);
    }
    world
        .until("everyone hears and sees both others", |world| {
            (0..3).all(|index| {
                let stats = world.stats(index);
                stats.received.iter().filter(|one| one.frames > 5).count() == 4
            })
        })
        .await;
    // One who shows no tile gets no camera of ours; the other still does.
    let [_, b, c] = world.ids[..] else { unreachable!() };
    world.engine(0).wanted(b, WantedSize { width: 0, height: 0 });
    world.engine(0).wanted(c, WantedSize { width: 160, height: 90 });
    world.run(Duration::from_millis(300)).await;
    let of_a = |world: &World, index: usize| {
        let stats = world.stats(index);
        stats.received.iter().find(|one| one.from == world.ids[0] && one.kind == MediaKind::Video).unwrap().frames
    };
    let before = [of_a(&world, 1), of_a(&world, 2)];
    world.until("the camera at the other", |world| of_a(world, 2) > before[1] + 10).await;
    assert!(of_a(&world, 1) <= before[0] + 1, "none of it where it is not shown");
    world.engine(0).wanted(b, WantedSize { width: 320, height: 180 });
    world.until("the camera where it is shown again", |world| of_a(world, 1) > before[0] + 10).await;
    world.engine(0).remove_peer(c);
    world.run(Duration::from_millis(200)).await;
    assert_eq!(world.stats(0).peers.len(), 1);
    assert_eq!(world.stats(0).received.len(), 4, "what a peer had sent stays counted");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_from_a_peer_is_survived() {
    let mut world = World::new(2);
    world.on_air(0, CALL);
    world.on_air(1, CALL);
    world.add_only(0, 1, true);
    for sdp in ["", "v=0", "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"] {
        world.say_offer(0, 1, sdp.to_owned());
    }
    world.say_offer(0, 1, "m=video 9 x 96\r\n".repeat(10_000));
    world.say_candidate(0, 1, "candidate:nonsense".to_owned());
    world.until("the news that it failed", |world| world.state(0, 1) == Some(PeerState::Failed)).await;
    world.connect(0, 1);
    world.until("a proper connection after it", |world| frames(&world.stats(0), MediaKind::Video) > 5).await;
    world.stop().await;
}

/// Stands for encryption: marks frames with a key's number, lets only those with its own number in, and without a key
/// nothing.
#[derive(Default)]
struct Marked(AtomicU8);

impl FrameTransform for Marked {
    fn outgoing(&self, frame: &mut Vec<u8>, _: FrameContext) -> Result<(), Refused> {
        let key = self.0.load(Ordering::Relaxed);
        frame.push(key);
        if key == 0 { Err(Refused) } else { Ok(()) }
    }

    fn incoming(&self, frame: &mut Vec<u8>, context: FrameContext) -> Result<(), Refused> {
        let key = self.0.load(Ordering::Relaxed);
        if key != 0 && context.from.is_some() && frame.pop() == Some(key) { Ok(()) } else { Err(Refused) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_keys_makes_key_frames_and_what_was_refused_begins_anew() {
    let keys: [Arc<Marked>; 2] = Default::default();
    let mut world = World::with(2, keys.iter().map(|one| one.clone() as Arc<dyn FrameTransform>).collect());
    world.on_air(0, CALL);
    world.connect(0, 1);
    world.until("the line", |world| world.state(1, 0) == Some(PeerState::Connected)).await;
    world.run(Duration::from_millis(300)).await;
    assert_eq!(
        world.stats(0).sent.video.packets + world.stats(0).sent.audio.packets,
        0,
        "without a key nothing leaves"
    );

    keys[0].0.store(1, Ordering::Relaxed);
    world.engine(0).key_frames();
    let dropped = |world: &World| {
        let stats = world.stats(1);
        stats.received.iter().filter(|one| one.kind == MediaKind::Video).map(|one| one.frames_dropped).sum::<u64>()
    };
    world.until("frames under a key that the other has not", |world| dropped(world) > 10).await;
    assert_eq!(frames(&world.stats(1), MediaKind::Video), 0);
    assert_eq!(world.voices(1).max().unwrap_or(0), 0, "nothing of it is heard");

    keys[1].0.store(1, Ordering::Relaxed);
    world.engine(1).key_frames();
    world.until("pictures once the key is there", |world| frames(&world.stats(1), MediaKind::Video) > 10).await;
    let made = world.stats(0).sent.video.key_frames;
    keys.iter().for_each(|one| one.0.store(2, Ordering::Relaxed));
    world.engine(0).key_frames();
    world.until("a key frame of the new key", |world| world.stats(0).sent.video.key_frames > made).await;
    let before = frames(&world.stats(1), MediaKind::Video);
    world.until("pictures under it", |world| frames(&world.stats(1), MediaKind::Video) > before + 10).await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn they_say_small_things_to_each_other_without_media_and_by_the_certificate_they_named() {
    let mut world = World::new(2);
    world.connect(0, 1);
    // Until the channel is open what is said is dropped, as the method says; so it is said again.
    for (from, to) in [(0, 1), (1, 0)] {
        let word = [from as u8; 700];
        let mut tries = 0;
        while !world.data(to, from).contains(&word.to_vec()) {
            tries += 1;
            assert!(tries < 400, "nothing came from {from}");
            world.send_data(from, to, &word);
            world.run(Duration::from_millis(50)).await;
        }
        // In order, and nothing that is too long.
        let before = world.data(to, from).len();
        world.send_data(from, to, &vec![9; chancery_engine::DATA_MAX + 1]);
        world.send_data(from, to, &vec![8; chancery_engine::DATA_MAX]);
        world.send_data(from, to, &[7]);
        world.until("both that fit", |world| world.data(to, from).len() >= before + 2).await;
        let came: Vec<(u8, usize)> = world.data(to, from).iter().rev().take(2).map(|b| (b[0], b.len())).collect();
        assert_eq!(came, [(7, 1), (8, chancery_engine::DATA_MAX)]);
    }
    for index in 0..2 {
        let named = world.fingerprint(index).expect("told at the start");
        let hex = named.map(|byte| format!("{byte:02X}")).join(":");
        let sdp = world.descriptions(index).last().expect("described itself").to_uppercase();
        let lines: Vec<_> = sdp.lines().filter(|line| line.starts_with("A=FINGERPRINT:")).collect();
        assert!(
            !lines.is_empty() && lines.iter().all(|line| *line == format!("A=FINGERPRINT:SHA-256 {hex}")),
            "{lines:?}"
        );
    }
    assert_ne!(world.fingerprint(0), world.fingerprint(1));
    world.stop().await;
}
