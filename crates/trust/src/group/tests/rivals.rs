//! Whoever holds one side's invitation announces whatever suits them: no group of both sides gives up for it.

use super::world::{Random, World, identity, invitation, setup, someone};
use crate::group::binding::Terms;
use crate::group::provider::LeafKey;
use crate::group::record::Statement;
use crate::group::wire::{Announced, Wire};
use crate::group::{Incident, Input, Phase, Policy};
use std::sync::Arc;

/// What a chair announces truly, as laptop `at` does.
fn true_words(world: &World, at: usize) -> Announced {
    match &world.laptops[at].machine.phase {
        Phase::Admitted(seat) => seat.announced(&world.laptops[at].machine.common),
        _ => panic!("laptop {at} is not in"),
    }
}

/// An announcement of somebody outside, as participant `n` with the device of `device`, for a side.
fn announced(n: usize, device: usize, side: usize, claims: impl FnOnce([u8; 32]) -> Announced) -> Vec<u8> {
    let key = LeafKey::new(&mut Random::new(500 + n as u64));
    let terms = Terms::new(invitation(side), "plenary".into());
    let card = setup(n, side, Policy::Auto).card;
    let who = terms.bind(&Arc::clone(&identity(device)), someone(n), &card, &[7; 32], &key);
    let body = claims(key.public()).to_bytes();
    let credential = who.credential.serialized_content().to_vec();
    Wire::Announce(Statement::new(Announced::CONTEXT, credential, &key, body)).to_bytes()
}

fn stands(world: &World) -> Vec<(Option<[u8; 16]>, Option<u64>, usize)> {
    world.laptops.iter().map(|l| (l.group(), l.epoch(), l.names())).collect()
}

#[test]
fn hostile_09_nobody_wins_by_claiming() {
    for side in [0, 1] {
        let mut world = World::two(Policy::Auto);
        world.enter(setup(2, 1, Policy::Auto));
        assert!(world.until(5_000, World::together));
        world.pass_time(1_000);
        let (before, truly) = (stands(&world), true_words(&world, 0));
        let other = true_words(&world, 1);
        assert_eq!(other.chairs, truly.chairs, "two chairs");
        // Longer, of more sides, earlier, with smaller hashes than any; and all the names that were really named.
        let best = |mine: [u8; 32]| Announced {
            epoch: truly.epoch,
            authenticator: [0; 32],
            log: [0; 32],
            founder: (0, [0; 16]),
            sides: u8::MAX,
            chairs: [&truly.chairs[..], &[mine]].concat(),
            ..truly.clone()
        };
        let ahead = |mine| Announced { epoch: truly.epoch + 7, before: vec![[0; 32]; 7], ..best(mine) };
        let elsewhere = |mine| Announced { group: [0; 16], ..best(mine) };
        let furthest = |mine| Announced { epoch: u64::MAX - 1, ..best(mine) };
        let claims: [&dyn Fn([u8; 32]) -> Announced; 4] = [&best, &ahead, &elsewhere, &furthest];
        for round in 0..10 {
            for (at, claim) in claims.iter().enumerate() {
                // Each time somebody new, with a device of their own, so that they seem many.
                let n = 10 + round * 4 + at;
                let bytes = announced(n, n, side, claim);
                for to in 0..3 {
                    world.inject(to, someone(n), None, &bytes);
                }
                world.pass_time(300);
            }
        }
        assert_eq!(stands(&world), before, "side {side}");
        for laptop in &world.laptops {
            assert!(!laptop.incidents.contains(&Incident::Yielded), "{:?}", laptop.incidents);
            assert!(!laptop.machine.state().suspended);
        }
        assert!(world.together());
    }
}

/// What decides between two groups of both sides is that both sides' chairs say so of each other.
#[test]
fn only_chairs_who_name_each_other_prove_two_sides() {
    let mut world = World::new(1);
    world.enter(setup(0, 0, Policy::Auto));
    world.pass_time(1_000);
    world.enter(setup(2, 0, Policy::Auto));
    assert!(world.until(5_000, World::together));
    let truly = true_words(&world, 0);
    let key = |n: u64| LeafKey::new(&mut Random::new(500 + n)).public();
    let theirs =
        |chairs: Vec<[u8; 32]>| Announced { group: [255; 16], founder: (1, [255; 16]), chairs, ..truly.clone() };
    // South Africa's chair alone: a group of its own side, which comes after Indonesia's.
    let alone = announced(11, 11, 1, |mine| theirs(vec![mine]));
    // Somebody of Indonesia says so too, and the two do not name each other.
    let aside = announced(10, 10, 0, |mine| theirs(vec![mine]));
    for bytes in [&alone, &aside, &alone] {
        world.inject(0, someone(11), None, bytes);
        assert!(world.laptops[0].admitted());
    }
    // And then they do.
    let both = [key(10), key(11)].to_vec();
    world.inject(0, someone(10), None, &announced(10, 10, 0, |_| theirs(both.clone())));
    assert!(world.laptops[0].admitted(), "the word of one");
    world.inject(0, someone(11), None, &announced(11, 11, 1, |_| theirs(both)));
    assert!(!world.laptops[0].admitted(), "a group of both sides goes before one of a single side");
}

#[test]
fn a_removed_device_has_no_say_under_another_name_either() {
    for removed in [true, false] {
        let mut world = World::new(1);
        world.enter(setup(0, 0, Policy::Auto));
        world.pass_time(100);
        world.enter(setup(2, 0, Policy::Auto));
        assert!(world.until(5_000, World::together));
        if removed {
            world.input(0, Input::Remove(someone(2)));
        } else {
            world.input(2 - 1, Input::Leave);
        }
        assert!(world.until(5_000, |w| w.laptops[0].names() == 1));
        world.offline(1, false);
        let truly = true_words(&world, 0);
        let bytes = announced(9, 2, 0, |mine| Announced {
            epoch: truly.epoch + 1,
            before: vec![[0; 32]; 3],
            chairs: vec![mine],
            ..truly.clone()
        });
        world.inject(0, someone(9), None, &bytes);
        assert_eq!(world.laptops[0].incidents.contains(&Incident::Yielded), !removed, "{removed}");
    }
}
