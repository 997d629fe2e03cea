//! The group's own line between two engines: messages over the data channel, under the certificate both were told of.

mod world;

use chancery_engine::DATA_MAX;
use world::World;

#[tokio::test(flavor = "multi_thread")]
async fn messages_come_in_order_and_the_fingerprint_is_the_certificate_s() {
    let mut world = World::new(2);
    // Sent before there is a channel: they wait for it.
    world.connect(0, 1);
    let ids = world.ids.clone();
    let sent: Vec<Vec<u8>> = (0..20u8).map(|n| vec![n; usize::from(n) * 800]).collect();
    for bytes in &sent {
        assert!(world.engine(0).send_data(ids[1], bytes.clone()));
    }
    assert!(world.engine(1).send_data(ids[0], vec![7; DATA_MAX]));
    assert!(!world.engine(1).send_data(ids[0], vec![7; DATA_MAX + 1]), "longer than any peer has to take");
    world.until("every message on both sides", |world| world.messages.len() == sent.len() + 1).await;
    let got = |by: usize| world.messages.iter().filter(|one| one.0 == by).map(|one| (one.1, one.2.clone()));
    assert!(got(1).eq(sent.into_iter().map(|bytes| (ids[0], bytes))));
    assert!(got(0).eq([(ids[1], vec![7; DATA_MAX])]));
    for side in 0..2 {
        let bytes = world.engine(side).fingerprint().map(|byte| format!("{byte:02x}"));
        let line = format!("a=fingerprint:sha-256 {}", bytes.join(":"));
        assert!(world.descriptions[side].to_lowercase().contains(&line), "side {side}");
        // RFC 6464 and 6465: how loud somebody speaks would stand outside the encryption.
        assert!(!world.descriptions[side].contains("audio-level"), "side {side}");
    }
    assert_ne!(world.engine(0).fingerprint(), world.engine(1).fingerprint());
    world.stop().await;
}
