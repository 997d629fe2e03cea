//! A hundred thousand of everything, and two groups side by side: what is kept is bounded, and nothing crosses over.

use super::world::{Random, World, code, setup, someone};
use crate::frames::digest::EVERY;
use crate::frames::{FrameReceiver, FrameSender};
use crate::group::provider::LeafKey;
use crate::group::record::Statement;
use crate::group::wire::{Announced, Wire};
use crate::group::{Incident, Input, Membership, Order, Output, Phase, Policy, Setup};
use chancery_model::{MediaKind, ParticipantId, Tick};

const MANY: u64 = 100_000;

/// Everything that a machine keeps of what others send it.
fn kept(world: &World, at: usize) -> Vec<(&'static str, usize, usize)> {
    let machine = &world.laptops[at].machine;
    let Phase::Admitted(seat) = &machine.phase else { panic!("is in") };
    let (recent, state) = (&machine.common.recent, machine.state());
    vec![
        ("hashes", recent.set.len().max(recent.order.len()), 2_048),
        ("incidents", machine.common.incidents.len().max(state.incidents.len()), 64),
        ("early", machine.early.len(), 64),
        ("held", seat.held.size().0, 64),
        ("bytes held", seat.held.size().1, 4 << 20),
        ("knockers", seat.knockers.len(), 32),
        ("loose records", seat.loose.len(), 64),
        ("welcomes", seat.welcomes.len(), 8),
        ("witnesses", seat.witnesses.len(), 64),
        ("forked", seat.forked.len(), 64),
        ("anew", seat.anew.len(), 64),
        ("log", machine.log().entries().len(), 16),
    ]
}

fn bounded(world: &World) {
    for at in 0..2 {
        for (what, count, most) in kept(world, at) {
            assert!(count <= most, "{at}: {count} {what}");
        }
    }
}

fn anybody(n: u64) -> ParticipantId {
    let mut id = [0xEE; 16];
    id[..8].copy_from_slice(&n.to_be_bytes());
    ParticipantId::from_random(id)
}

#[test]
fn hostile_18_a_hundred_thousand_messages_of_each_kind() {
    let mut world = World::two(Policy::Ask);
    world.pass_time(2_500);
    world.input(0, Input::Admit(someone(1)));
    assert!(world.until(5_000, World::together));
    let group = world.laptops[0].group().unwrap();
    let epoch = world.laptops[0].epoch();
    let statement =
        |n: u64| Statement::new(Announced::CONTEXT, vec![1; 8], &LeafKey::new(&mut Random::new(n % 8)), vec![2; 9]);
    let statements: Vec<_> = (0..8).map(statement).collect();
    let before = world.laptops[0].incidents.len();
    for n in 0..MANY {
        let junk = [&n.to_be_bytes()[..], &[7; 40]].concat();
        let knock = Wire::Knock { package: &junk }.to_bytes();
        let commit = Wire::Commit { group, mls: &junk }.to_bytes();
        let app = Wire::App { group, mls: &junk }.to_bytes();
        let frames = Wire::Frames { group, digest: &junk }.to_bytes();
        let welcome =
            Wire::Welcome { statement: statements[n as usize % 8].clone(), welcome: &junk, log: &junk }.to_bytes();
        let from = if n % 2 == 0 { anybody(n) } else { someone(1) };
        for bytes in [&knock, &app, &frames, &welcome, &junk] {
            world.inject(0, from, None, bytes);
        }
        // In order, far ahead, of another run.
        for (run, place) in [(1, n + 10), (1, n * 1_000), (2 + n % 3, n)] {
            world.inject(0, from, Some(Order { run, n: place }), &commit);
        }
        if n % 10_000 == 0 {
            bounded(&world);
        }
    }
    bounded(&world);
    assert_eq!(world.laptops[0].epoch(), epoch);
    assert!(world.laptops[0].incidents.len() > before, "it is told");
    // The server that did it orders no more here; a new one begins anew, and the call lives on.
    world.run = 100;
    world.restart();
    world.enter(setup(2, 0, Policy::Ask));
    world.pass_time(2_500);
    for at in [0, 1] {
        world.input(at, Input::Admit(someone(2)));
    }
    assert!(world.until(10_000, World::together), "{:?}", world.laptops[0].machine);
    bounded(&world);
}

#[test]
fn hostile_18_a_hundred_thousand_who_knock() {
    let mut world = World::two(Policy::Auto);
    assert!(world.until(5_000, World::together));
    for at in 0..2 {
        world.input(at, Input::Policy(Policy::Ask));
    }
    // True knocks of guests with an invitation, as many as are looked at, and each of them under ever more names.
    let mut knocks = Vec::new();
    for n in 0..40 {
        let who = Setup { me: anybody(n), ..setup(n as usize % 8, n as usize % 2, Policy::Ask) };
        let mut machine = Membership::new(who);
        let mut out = Vec::new();
        let list = vec![(anybody(n), code("ID")), (someone(0), code("ID"))];
        machine.handle(world.now_of(0), &mut Random::new(n + 1), Input::Present(list), &mut out);
        let knock = out.into_iter().find_map(|output| match output {
            Output::TellAll(bytes) => Some(bytes),
            _ => None,
        });
        knocks.push((anybody(n), knock.expect("it knocks")));
    }
    for (from, bytes) in &knocks {
        world.inject(0, *from, None, bytes);
    }
    let requests = world.laptops[0].machine.state().admitted().unwrap().requests.len();
    assert_eq!(requests, 32, "the first are asked about");
    for n in 0..MANY {
        let (from, bytes) = &knocks[n as usize % knocks.len()];
        world.inject(0, *from, None, bytes);
        world.inject(0, anybody(1_000 + n), None, bytes);
    }
    bounded(&world);
    assert_eq!(world.laptops[0].machine.state().admitted().unwrap().requests.len(), 32);
}

#[test]
fn two_groups_of_the_same_people_side_by_side() {
    let with = |n: usize, side, label: &str| Setup { label: label.into(), ..setup(n, side, Policy::Auto) };
    let mut worlds = [(1, "plenary"), (2, "caucus of the chairs")].map(|(seed, label)| {
        let mut world = World::new(seed);
        for n in 0..2 {
            world.enter(with(n, n, label));
            world.pass_time(100);
        }
        assert!(world.until(5_000, World::together));
        world
    });
    // A third one is in the plenary alone.
    worlds[0].enter(with(2, 1, "plenary"));
    assert!(worlds[0].until(5_000, World::together));
    for world in &mut worlds {
        world.pass_time(1_000);
    }
    let state = |world: &World, at: usize| world.laptops[at].machine.state().admitted().unwrap().clone();
    assert_ne!(state(&worlds[0], 0).group, state(&worlds[1], 0).group);
    assert_ne!(state(&worlds[0], 0).code, state(&worlds[1], 0).code);
    assert_eq!((worlds[0].laptops[0].names(), worlds[1].laptops[0].names()), (3, 2));
    // Everything that went in the one is put before the other: nothing comes of it.
    let [plenary, caucus] = &mut worlds;
    let (epoch, all) = (caucus.laptops[0].epoch(), plenary.kept.iter().cloned().collect::<Vec<_>>());
    assert!(all.len() > 10);
    for (who, _, bytes) in &all {
        for at in 0..2 {
            caucus.inject(at, *who, None, bytes);
        }
        caucus.order(*who, bytes);
    }
    assert_eq!((caucus.laptops[0].epoch(), caucus.laptops[0].names()), (epoch, 2));
    assert!(caucus.laptops[0].machine.state().admitted().unwrap().requests.is_empty(), "a knock is for one group");
    // What is said in each is heard in each alone.
    plenary.say(0, b"to all");
    caucus.say(0, b"between us");
    plenary.pass_time(500);
    caucus.pass_time(500);
    assert_eq!(plenary.laptops[1].heard, [(someone(0), b"to all".to_vec())]);
    assert_eq!(caucus.laptops[1].heard, [(someone(0), b"between us".to_vec())]);
    // And no frame of the one opens in the other.
    let (sender, receivers) = (FrameSender::new(), [FrameReceiver::new(), FrameReceiver::new()]);
    let _ = sender.switch(caucus.laptops[0].epochs.last().unwrap());
    receivers[0].switch(caucus.laptops[1].epochs.last().unwrap(), Tick(0));
    receivers[1].switch(plenary.laptops[2].epochs.last().unwrap(), Tick(0));
    let mut frame = b"a frame".to_vec();
    sender.seal(MediaKind::Audio, &mut frame).unwrap();
    assert!(receivers[1].open(someone(0), MediaKind::Audio, &mut frame.clone(), Tick(1)).is_err());
    assert_eq!(receivers[0].open(someone(0), MediaKind::Audio, &mut frame, Tick(1)), Ok(()));
    assert_eq!(frame, b"a frame");
}

/// Frames that a member makes in another's name where both can hear: the signature is missing, and it is told.
#[test]
fn hostile_14_what_was_not_signed_is_told() {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    world.pass_time(1_000);
    let keys: Vec<_> = world.laptops.iter().map(|l| l.epochs.last().unwrap().clone()).collect();
    let sender = FrameSender::new();
    let receiver = FrameReceiver::new();
    let _ = sender.switch(&keys[0]);
    receiver.switch(&keys[1], Tick(world.now));
    let every = EVERY.as_millis() as u64;
    let round = |world: &mut World, forged: Option<&FrameSender>, lost: bool| {
        for _ in 0..20 {
            let mut frame = b"what laptop 0 says".to_vec();
            sender.seal(MediaKind::Audio, &mut frame).unwrap();
            receiver.open(someone(0), MediaKind::Audio, &mut frame, Tick(world.now)).unwrap();
        }
        if let Some(forger) = forged {
            for _ in 0..60 {
                let mut frame = b"what it never said".to_vec();
                forger.seal(MediaKind::Audio, &mut frame).unwrap();
                let _ = receiver.open(someone(0), MediaKind::Audio, &mut frame, Tick(world.now));
            }
        }
        world.input(0, Input::Frames { sent: sender.take_sent(), received: Vec::new() });
        world.hand = lost.then(|| Box::new(|_, _, _| false) as super::world::Hand);
        world.pass_time(every / 2);
        world.hand = None;
        world.input(1, Input::Frames { sent: Vec::new(), received: receiver.take_received() });
        world.pass_time(every / 2);
    };
    let told = |world: &World, incident: &Incident| world.laptops[1].incidents.contains(incident);
    let (forged, unsigned) =
        (Incident::FramesForged { named: someone(0) }, Incident::FramesUnsigned { named: someone(0) });
    // The first ones only begin; a digest is lost now and then, and nobody is told without need.
    for n in 0..12 {
        round(&mut world, None, n % 3 == 1);
    }
    assert!(!told(&world, &forged) && !told(&world, &unsigned), "{:?}", world.laptops[1].incidents);
    // Laptop 2 has the key of laptop 0: with counters that it is about to use ...
    let mut theirs = (*keys[2]).clone();
    theirs.my_leaf = keys[0].my_leaf;
    let forger = FrameSender::new();
    let _ = forger.switch(&theirs);
    for _ in 0..260 {
        forger.seal(MediaKind::Audio, &mut vec![1]).unwrap();
    }
    round(&mut world, Some(&forger), false);
    // Those that it used up are refused now: what laptop 0 really said under them never comes.
    let mut more = (0..100).map(|_| sender.seal(MediaKind::Audio, &mut vec![1; 9]));
    assert!(more.all(|sealed| sealed.is_ok()));
    world.input(0, Input::Frames { sent: sender.take_sent(), received: Vec::new() });
    world.pass_time(every);
    assert!(told(&world, &forged), "{:?}", world.laptops[1].incidents);
    assert!(world.laptops[1].admitted() && !world.laptops[1].machine.state().suspended, "the call lives on");
    // ... and with digests that somebody holds back.
    for _ in 0..12 {
        let mut frame = b"unsigned".to_vec();
        sender.seal(MediaKind::Audio, &mut frame).unwrap();
        let _ = receiver.open(someone(0), MediaKind::Audio, &mut frame, Tick(world.now));
        let _ = sender.take_sent();
        world.input(1, Input::Frames { sent: Vec::new(), received: receiver.take_received() });
        world.pass_time(every);
    }
    assert!(told(&world, &unsigned), "{:?}", world.laptops[1].incidents);
    // A digest that somebody else signed, or that names another epoch, is none.
    let incidents = world.laptops[1].incidents.len();
    world.inject(1, someone(2), None, &Wire::Frames { group: [0; 16], digest: &[1; 90] }.to_bytes());
    assert_eq!(world.laptops[1].incidents.len(), incidents);
}

/// A data channel takes 16 KiB in one piece: the largest digest fits, in base64 and with what is around it.
#[test]
fn the_largest_digest_goes_over_a_data_channel() {
    const AROUND: usize = 512;
    assert!(crate::frames::digest::BYTES_MAX.div_ceil(3) * 4 + AROUND <= 16 * 1024);
}
