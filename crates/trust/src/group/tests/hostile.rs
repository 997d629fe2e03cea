//! What a hostile server, a hostile guest and a hostile member try: each is refused, told, and the call lives on. The
//! numbers are those of the list of hostile cases in the design.

use super::world::{Random, World, beginning, code, identity, invitation, invitations_with, setup, someone};
use crate::group::behind_door::capabilities;
use crate::group::check::Refusal;
use crate::group::provider::{LeafKey, Provider, SUITE, lifetime};
use crate::group::rebel;
use crate::group::record::{CommitNote, Record};
use crate::group::seat::Seat;
use crate::group::wire::Wire;
use crate::group::{BadBinding, Incident, Input, Order, Phase, Policy, Setup, Stage};
use crate::identity::{DeviceKey, Fingerprint, Identity, IdentityError, Request, Role, Root, Standing};
use crate::invitation::{Invitation, LinkError};
use jiff::SignedDuration;
use openmls::prelude::tls_codec::Serialize as _;
use openmls::prelude::{Ciphersuite, JoinProposal, KeyPackage, MlsMessageOut, ProtocolVersion};
use std::sync::Arc;

/// What a hostile member commits with its own leaf, past its own machine's rules.
#[derive(Default)]
struct Forged {
    adds: Vec<KeyPackage>,
    removes: Vec<u32>,
    records: Vec<Record>,
    keys: usize,
    left: Vec<(u32, [u8; 64])>,
    /// Its note is dated back by so many hours.
    hours_ago: i64,
}

fn seat(world: &mut World, at: usize) -> &mut Seat {
    match &mut world.laptops[at].machine.phase {
        Phase::Admitted(seat) => seat,
        _ => panic!("laptop {at} is not in"),
    }
}

fn forge(world: &mut World, at: usize, forged: Forged) -> Vec<u8> {
    let terms = crate::group::binding::Terms::new(invitation(0), "plenary".into());
    let now = world.now_of(at).wall - SignedDuration::from_hours(forged.hours_ago);
    let note = CommitNote { at: now, records: forged.records, left: forged.left, gone: Vec::new() };
    rebel::commit(seat(world, at), &terms, &note, forged.adds, &forged.removes, forged.keys)
}

/// A key package of somebody who knocks, as laptop 0 sees it.
fn candidate(world: &mut World, who: usize) -> (KeyPackage, [u8; 32]) {
    let knocker = &seat(world, 0).knockers[&someone(who)];
    (knocker.package.clone(), knocker.digest)
}

fn record(world: &mut World, chair: usize, digest: [u8; 32]) -> Record {
    let place = crate::group::record::Place { meeting: invitation(0).meeting, group: seat(world, chair).group };
    Record::new(&place, digest, &seat(world, chair).key)
}

fn refusals(world: &World, at: usize) -> Vec<Refusal> {
    let of = |incident: &Incident| match incident {
        Incident::Refused { why, .. } => Some(why.clone()),
        _ => None,
    };
    world.laptops[at].incidents.iter().filter_map(of).collect()
}

/// Two chairs and a second delegate of ZA, who admit by hand.
fn three() -> World {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    for at in 0..3 {
        world.input(at, Input::Policy(Policy::Ask));
    }
    world
}

/// The server puts `bytes` before everyone; laptop 0 and 1 refuse for this reason and stay; the call goes on.
fn refused(world: &mut World, from: usize, bytes: &[u8], why: &Refusal) {
    let before: Vec<_> = (0..2).map(|at| (world.laptops[at].epoch(), world.laptops[at].members())).collect();
    let others: Vec<usize> = (0..2).filter(|at| *at != from).collect();
    world.order(someone(from), bytes);
    for at in &others {
        assert!(refusals(world, *at).contains(why), "{at}: {:?}", world.laptops[*at].incidents);
    }
    let after: Vec<_> = (0..2).map(|at| (world.laptops[at].epoch(), world.laptops[at].members())).collect();
    assert_eq!(before, after);
    lives_on(world);
}

fn lives_on(world: &mut World) {
    world.laptops[1].heard.clear();
    world.say(0, b"still here");
    world.pass_time(500);
    assert_eq!(world.laptops[1].heard, [(someone(0), b"still here".to_vec())]);
    assert!(!world.laptops[0].machine.state().suspended && !world.laptops[1].machine.state().suspended);
    world.check();
}

#[test]
fn hostile_01_replayed_commit() {
    let mut world = three();
    let commits: Vec<_> = world.kept.iter().filter(|(_, order, _)| order.is_some()).cloned().collect();
    assert!(commits.len() >= 2);
    let epoch = world.laptops[0].epoch();
    for (from, _, bytes) in &commits {
        world.order(*from, bytes);
    }
    world.run += 1;
    for (from, order, bytes) in &commits {
        let order = order.map(|order| Order { run: world.run, ..order });
        for at in 0..3 {
            world.inject(at, *from, order, bytes);
            world.inject(at, *from, None, bytes);
        }
    }
    assert_eq!(world.laptops[0].epoch(), epoch);
    assert!(world.together());
    lives_on(&mut world);
}

#[test]
fn hostile_02_add_proposed_by_the_server() {
    let mut world = three();
    let (provider, key) = (Provider::new(&mut Random::new(1)), LeafKey::new(&mut Random::new(2)));
    let terms = crate::group::binding::Terms::new(invitation(1), "plenary".into());
    let who = terms.bind(&identity(7), someone(7), &setup(7, 1, Policy::Ask).card, &[7; 32], &key);
    let package = KeyPackage::builder()
        .key_package_lifetime(lifetime())
        .leaf_node_capabilities(capabilities())
        .build(SUITE, &provider, &key, who)
        .unwrap();
    let (group, epoch) = (seat(&mut world, 0).mls.group_id().clone(), seat(&mut world, 0).mls.epoch());
    let proposal: MlsMessageOut =
        JoinProposal::new::<crate::group::storage::Storage>(package.key_package().clone(), group, epoch, &key).unwrap();
    let mls = proposal.tls_serialize_detached().unwrap();
    let group = seat(&mut world, 0).group;
    refused(&mut world, 2, &Wire::Commit { group, mls: &mls }.to_bytes(), &Refusal::Forbidden);
    for at in 0..2 {
        world.laptops[at].incidents.clear();
        world.inject(at, someone(2), None, &Wire::App { group, mls: &mls }.to_bytes());
        assert!(world.laptops[at].machine.state().members().len() == 3);
    }
}

/// What a commit of any epoch looks like from outside: everything before the ciphertext stands in the clear (RFC 9420 section
/// 6.3), and the server orders what any guest gives it.
#[test]
fn hostile_02_an_epoch_to_come_that_nobody_signed() {
    let mut world = three();
    let (group, epoch) = (world.laptops[0].group(), world.laptops[0].epoch().unwrap());
    let laptop = &mut world.laptops[0];
    let word = laptop.machine.protect(&mut laptop.random, b"x").unwrap();
    let Ok(Wire::App { group: id, mls }) = Wire::parse(&word) else { panic!("a word of the group") };
    for (from, ahead) in [(7, 1), (7, 1_000), (7, u64::MAX - epoch), (2, 1), (2, u64::MAX - epoch)] {
        let mut mls = mls.to_vec();
        // Version 2, wire format 2, the group's length and 16 bytes; then the epoch and the kind: a commit.
        mls[21..29].copy_from_slice(&(epoch + ahead).to_be_bytes());
        mls[29] = 3;
        world.order(someone(from), &Wire::Commit { group: id, mls: &mls }.to_bytes());
        world.pass_time(8_000);
        assert_eq!((world.laptops[0].group(), world.laptops[0].epoch()), (group, Some(epoch)), "{from} {ahead}");
        // What a stranger says is not even kept; what a member says, until something comes of it.
        let held = (0..2).map(|at| seat(&mut world, at).held.size().0).max();
        assert!(from == 2 || held == Some(0), "{held:?}");
    }
    for at in 0..3 {
        assert!(!world.laptops[at].incidents.contains(&Incident::Behind), "{at}");
    }
    assert!(world.together());
    lives_on(&mut world);
}

#[test]
fn hostile_03_external_commit_with_leaked_group_info() {
    let mut world = three();
    let rebel = world.laptops[0].machine.rebel().unwrap();
    let info = rebel.group_info();
    let commit = rebel.enter_from_outside(&mut Random::new(1), &setup(7, 1, Policy::Ask), &info);
    refused(&mut world, 2, &commit, &Refusal::Forbidden);
}

#[test]
fn hostile_04_add_by_a_non_host() {
    let mut world = three();
    world.enter(setup(3, 0, Policy::Ask));
    world.pass_time(2_500);
    let (package, digest) = candidate(&mut world, 3);
    // Even with both chairs' records.
    let records = vec![record(&mut world, 0, digest), record(&mut world, 1, digest)];
    let bytes = forge(&mut world, 2, Forged { adds: vec![package], records, keys: 1, ..Forged::default() });
    refused(&mut world, 2, &bytes, &Refusal::NotChair);
    // Nor does it, or a chair, change the keys for nothing.
    for at in [2, 1] {
        let bytes = forge(&mut world, at, Forged::default());
        refused(&mut world, at, &bytes, &Refusal::Forbidden);
    }
    // Nor does it remove anybody, nor say that somebody has left.
    let bytes = forge(&mut world, 2, Forged { removes: vec![0], ..Forged::default() });
    refused(&mut world, 2, &bytes, &Refusal::NotChair);
    let bytes = forge(&mut world, 2, Forged { removes: vec![0], left: vec![(0, [9; 64])], ..Forged::default() });
    refused(&mut world, 2, &bytes, &Refusal::WrongNote);
}

#[test]
fn hostile_05_add_with_one_chairs_signature() {
    let mut world = three();
    world.enter(setup(3, 0, Policy::Ask));
    world.pass_time(2_500);
    let (package, digest) = candidate(&mut world, 3);
    for records in [Vec::new(), vec![record(&mut world, 0, digest)]] {
        let bytes = forge(&mut world, 0, Forged { adds: vec![package.clone()], records, keys: 1, ..Forged::default() });
        world.order(someone(0), &bytes);
        world.pass_time(100);
    }
    let said = refusals(&world, 1);
    assert!(
        said.contains(&Refusal::NotAdmitted(code("ID"))) && said.contains(&Refusal::NotAdmitted(code("ZA"))),
        "{said:?}"
    );
    assert_eq!(world.laptops[1].names(), 3);
    // A member's record is no chair's.
    let records = vec![record(&mut world, 0, digest), record(&mut world, 2, digest)];
    let bytes = forge(&mut world, 0, Forged { adds: vec![package.clone()], records, keys: 1, ..Forged::default() });
    refused(&mut world, 0, &bytes, &Refusal::NotAdmitted(code("ZA")));
    // With both, at a time when what is over since would still have held.
    let records = vec![record(&mut world, 0, digest), record(&mut world, 1, digest)];
    let forged = Forged { adds: vec![package.clone()], records, keys: 1, hours_ago: 26, ..Forged::default() };
    let bytes = forge(&mut world, 0, forged);
    refused(&mut world, 0, &bytes, &Refusal::WrongNote);
    // With both, but without the invitation's key.
    let records = vec![record(&mut world, 0, digest), record(&mut world, 1, digest)];
    let bytes = forge(&mut world, 0, Forged { adds: vec![package], records, ..Forged::default() });
    refused(&mut world, 0, &bytes, &Refusal::WrongKey);
}

#[test]
fn hostile_06_admission_record_reused_for_another_leaf() {
    let mut world = three();
    world.enter(setup(3, 0, Policy::Ask));
    world.enter(setup(4, 0, Policy::Ask));
    world.pass_time(2_500);
    let (first, digest) = candidate(&mut world, 3);
    let (other, _) = candidate(&mut world, 4);
    let records = vec![record(&mut world, 0, digest), record(&mut world, 1, digest)];
    let forged = Forged { adds: vec![other], records: records.clone(), keys: 1, ..Forged::default() };
    let bytes = forge(&mut world, 0, forged);
    refused(&mut world, 0, &bytes, &Refusal::NotAdmitted(code("ID")));
    // Nor for the same leaf a second time, after it was removed.
    for at in [0, 1] {
        world.input(at, Input::Admit(someone(3)));
    }
    assert!(world.until(5_000, |w| w.laptops[3].admitted()));
    let records = vec![record(&mut world, 0, digest), record(&mut world, 1, digest)];
    world.input(0, Input::Remove(someone(3)));
    world.pass_time(2_000);
    assert!(matches!(world.laptops[3].machine.state().stage, Stage::Removed { .. }));
    let bytes = forge(&mut world, 0, Forged { adds: vec![first], records, keys: 1, ..Forged::default() });
    refused(&mut world, 0, &bytes, &Refusal::Reused);
}

#[test]
fn hostile_07_suite_or_version_downgrade() {
    let mut world = three();
    let other = if SUITE == Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519 {
        Ciphersuite::MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519
    } else {
        Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519
    };
    let (provider, key) = (Provider::new(&mut Random::new(1)), LeafKey::new(&mut Random::new(2)));
    let terms = crate::group::binding::Terms::new(invitation(1), "plenary".into());
    let who = terms.bind(&identity(7), someone(7), &setup(7, 1, Policy::Ask).card, &[7; 32], &key);
    let package = KeyPackage::builder()
        .key_package_lifetime(lifetime())
        .leaf_node_capabilities(
            openmls::prelude::Capabilities::builder()
                .versions(vec![ProtocolVersion::Mls10])
                .ciphersuites(vec![other, SUITE])
                .build(),
        )
        .build(other, &provider, &key, who)
        .unwrap();
    let bytes = package.key_package().tls_serialize_detached().unwrap();
    let knock = Wire::Knock { package: &bytes }.to_bytes();
    world.inject(0, someone(7), None, &knock);
    assert!(refusals(&world, 0).contains(&Refusal::Forbidden), "{:?}", world.laptops[0].incidents);
    let mut newer = knock;
    newer[0] = 2;
    world.inject(0, someone(7), None, &newer);
    assert!(refusals(&world, 0).contains(&Refusal::Unreadable));
    assert!(world.laptops[0].machine.state().admitted().unwrap().requests.is_empty());
    lives_on(&mut world);
}

#[test]
fn hostile_09_two_members_fed_different_commits() {
    let mut world = World::two(Policy::Auto);
    for n in [2, 3] {
        world.enter(setup(n, n % 2, Policy::Auto));
        assert!(world.until(5_000, World::together));
    }
    let epoch = world.laptops[0].epoch().unwrap();
    // Both chairs commit at once; the server shows each side only its own, and nothing else of the other either.
    let side = |who| usize::from(who == someone(1) || who == someone(3));
    world.hand = Some(Box::new(move |from, to, _| side(from) == side(to)));
    world.input(0, Input::Remove(someone(3)));
    world.input(1, Input::Remove(someone(2)));
    world.pass_time(4_000);
    assert_eq!(world.laptops[0].epoch(), Some(epoch + 1));
    assert_eq!(world.laptops[1].epoch(), Some(epoch + 1));
    let codes: Vec<_> =
        [0, 1].iter().map(|at| world.laptops[*at].machine.state().admitted().unwrap().code.clone()).collect();
    assert_ne!(codes[0], codes[1], "what people read shows it too");
    // Both hear nothing that fits, and send nothing more.
    world.pass_time(40_000);
    for at in [0, 1] {
        assert!(world.laptops[at].machine.state().suspended);
        assert!(world.laptops[at].incidents.iter().any(|i| matches!(i, Incident::Silent { .. })));
    }
    // Once announcements pass, the fork itself is seen.
    world.hand = Some(Box::new(move |from, to, order| order.is_none() || side(from) == side(to)));
    let forked = |w: &World| w.laptops[..2].iter().all(|l| l.incidents.contains(&Incident::Forked));
    assert!(world.until(15_000, forked), "both sides are told");
    for at in [0, 1] {
        assert!(!may_send(&mut world, at), "{at}: {:?}", world.laptops[at].machine);
    }
    // And when the server is honest again they find together.
    world.hand = None;
    for gone in [2, 3] {
        world.offline(gone, true);
    }
    assert!(world.until(60_000, World::together), "{:?} {:?}", world.laptops[0].machine, world.laptops[1].machine);
    lives_on(&mut world);
}

/// Whether what somebody says goes out.
fn may_send(world: &mut World, at: usize) -> bool {
    let laptop = &mut world.laptops[at];
    laptop.machine.protect(&mut laptop.random, b"x").is_ok()
}

/// The side that the server cut off is still in an epoch that the others have left behind.
#[test]
fn hostile_09_a_fork_of_an_epoch_that_has_passed() {
    let mut world = World::two(Policy::Auto);
    assert!(world.until(5_000, World::together));
    world.enter(setup(2, 0, Policy::Auto));
    assert!(world.until(5_000, World::together));
    let epoch = world.laptops[0].epoch().unwrap();
    let side = |who| usize::from(who == someone(1) || who == someone(4));
    world.hand = Some(Box::new(move |from, to, _| side(from) == side(to)));
    // South Africa's chair removes somebody; Indonesia's removes another, and lets two in since then, with a chair of
    // South Africa that the server shows them.
    world.input(1, Input::Remove(someone(2)));
    world.pass_time(1_000);
    assert_eq!(world.laptops[1].epoch(), Some(epoch + 1));
    world.offline(2, true);
    world.pass_time(1_000);
    let third = world.add(setup(3, 0, Policy::Auto));
    world.laptops[third].online = true;
    world.input(0, Input::Remove(someone(1)));
    world.present();
    assert!(world.until(20_000, |w| w.laptops[third].admitted()), "{:?}", world.laptops[third].machine);
    assert!(world.laptops[0].epoch() > world.laptops[1].epoch());
    // What each announces reaches the other.
    world.hand = Some(Box::new(move |from, to, order| order.is_none() || side(from) == side(to)));
    let told = |w: &World| w.laptops[1].incidents.contains(&Incident::Forked);
    assert!(world.until(15_000, told), "{:?}", world.laptops[1].incidents);
    assert!(!may_send(&mut world, 1), "who is behind gives its history up");
    world.hand = None;
    world.check();
}

#[test]
fn hostile_09_who_comes_back_into_another_history_is_told() {
    let mut world = World::two(Policy::Auto);
    assert!(world.until(5_000, World::together));
    let before = world.laptops[1].machine.log().clone();
    // It has written an entry that the others have not.
    let mut entry = before.entries()[0].clone();
    entry.change = crate::group::Change::Gone;
    world.laptops[1].machine.common.log.push(entry);
    world.laptops[1].machine.phase = Phase::Outside(Box::default());
    world.present();
    assert!(world.until(10_000, World::together), "{:?}", world.laptops[1].machine);
    assert!(world.laptops[1].incidents.contains(&Incident::Forked));
    assert!(!world.laptops[0].incidents.contains(&Incident::Forked));
    // Who comes back into the same one is not.
    world.laptops[1].incidents.clear();
    world.laptops[1].machine.phase = Phase::Outside(Box::default());
    world.present();
    assert!(world.until(10_000, World::together));
    assert_eq!(world.laptops[1].incidents, []);
    lives_on(&mut world);
}

#[test]
fn hostile_10_commits_or_heartbeats_held_back_30_s() {
    let mut world = three();
    let begin = world.now;
    world.hand = Some(Box::new(move |from, to, _| !(from == someone(1) && to == someone(0))));
    world.pass_time(20_000);
    assert!(!world.laptops[0].machine.state().suspended, "one missed heartbeat is no alarm");
    world.pass_time(15_000);
    assert!(world.laptops[0].machine.state().suspended, "{} ms", world.now - begin);
    assert!(world.laptops[0].incidents.contains(&Incident::Silent { chair: someone(1) }));
    let laptop = &mut world.laptops[0];
    assert_eq!(laptop.machine.protect(&mut laptop.random, b"x"), Err(crate::group::CannotProtect::Suspended));
    world.hand = None;
    world.pass_time(12_000);
    lives_on(&mut world);
}

/// Heartbeats agree, since the epoch is the same for all: only whoever asked for it can know that it does not happen.
#[test]
fn hostile_10_a_removal_that_is_held_back_is_told_to_who_asked_for_it() {
    let mut world = three();
    world.hand = Some(Box::new(|_, _, order| order.is_none()));
    world.input(0, Input::Remove(someone(2)));
    assert!(world.laptops[0].machine.removes(someone(2)), "from now on nothing is sent to it");
    world.pass_time(5_000);
    assert!(!world.laptops[0].incidents.iter().any(|i| matches!(i, Incident::Unconfirmed { .. })));
    world.pass_time(30_000);
    let told = world.laptops[0].incidents.iter().filter(|i| **i == Incident::Unconfirmed { removed: someone(2) });
    assert_eq!(told.count(), 1);
    assert_eq!(world.laptops[1].names(), 3);
    world.hand = None;
    world.pass_time(8_000);
    assert_eq!((world.laptops[0].names(), world.laptops[1].names()), (2, 2), "and done once it may be");
    assert!(!world.laptops[0].machine.removes(someone(2)));
    lives_on(&mut world);
}

#[test]
fn hostile_11_a_removed_member_decrypts_or_sends() {
    let mut world = three();
    let laptop = &mut world.laptops[2];
    let kept = laptop.machine.protect(&mut laptop.random, b"late").unwrap();
    // It withholds the commit from itself and keeps its old keys.
    world.laptops[2].online = false;
    world.input(0, Input::Remove(someone(2)));
    world.pass_time(2_000);
    assert_eq!(world.laptops[0].names(), 2);
    for at in [0, 1] {
        world.inject(at, someone(2), None, &kept);
        assert!(world.laptops[at].heard.is_empty());
        assert!(refusals(&world, at).contains(&Refusal::Stranger));
    }
    let sent = {
        let laptop = &mut world.laptops[0];
        laptop.machine.protect(&mut laptop.random, b"secret").unwrap()
    };
    world.inject(2, someone(0), None, &sent);
    world.inject(1, someone(0), None, &sent);
    assert!(world.laptops[2].heard.is_empty());
    assert_eq!(world.laptops[1].heard.len(), 1);
    // Nor does its heartbeat or its commit count.
    let bytes = forge(&mut world, 2, Forged { removes: vec![0], ..Forged::default() });
    world.order(someone(2), &bytes);
    assert_eq!(world.laptops[0].names(), 2);
    lives_on(&mut world);
}

#[test]
fn hostile_17_crash_and_rejoin_without_reuse() {
    let mut world = three();
    let used: Vec<_> = world.laptops[2].epochs.iter().map(|keys| (keys.epoch, keys.my_leaf)).collect();
    world.offline(2, false);
    // The same person and device, a new process that remembers nothing.
    let again = world.enter(setup(2, 1, Policy::Ask));
    assert!(world.until(10_000, |w| w.laptops[again].admitted()), "{:?}", world.laptops[again].machine);
    for keys in &world.laptops[again].epochs {
        assert!(!used.contains(&(keys.epoch, keys.my_leaf)), "a (key, counter) pair would repeat");
    }
    let log = world.laptops[0].machine.log().entries();
    let leaves: std::collections::BTreeSet<_> =
        log.iter().filter(|e| e.participant == someone(2)).map(|e| e.leaf.clone()).collect();
    assert_eq!(leaves.len(), 2, "a new leaf key");
    lives_on(&mut world);
    // A process that did not even keep who it was; and nobody has to be asked again about the same laptop and name.
    world.offline(again, false);
    let begin = world.now;
    let anew = world.enter(Setup { me: someone(7), ..setup(2, 1, Policy::Ask) });
    assert!(world.until(3_000, |w| w.laptops[anew].admitted()), "{:?}", world.laptops[anew].machine);
    assert!(world.now - begin < 3_000);
    assert_eq!(world.laptops[0].names(), 3, "the dead one's seat went in the same commit");
    lives_on(&mut world);
}

#[test]
fn hostile_18_huge_handshake_and_many_proposals() {
    let mut world = three();
    let huge = vec![1; 64 << 20];
    for ordered in [None, Some(world.next_order(someone(1), &[]))] {
        world.inject(0, someone(1), ordered, &huge);
    }
    assert!(refusals(&world, 0).contains(&Refusal::Unreadable));
    world.laptops[0].incidents.clear();
    let group = seat(&mut world, 0).group;
    let many = Wire::Commit { group, mls: &vec![0; 300 * 1024] }.to_bytes();
    world.order(someone(2), &many);
    assert!(refusals(&world, 0).contains(&Refusal::Unreadable), "{:?}", world.laptops[0].incidents);
    // A member's own commit, of a size that is read, with a thousand proposals.
    let bytes = forge(&mut world, 1, Forged { keys: 1_000, ..Forged::default() });
    refused(&mut world, 1, &bytes, &Refusal::TooMany);
}

#[test]
fn hostile_19_truncated_or_non_canonical_handshakes() {
    let mut world = World::two(Policy::Auto);
    assert!(world.until(3_000, World::together));
    let kept: Vec<_> = world.kept.iter().cloned().collect();
    let epoch = world.laptops[0].epoch();
    for (from, order, bytes) in &kept {
        let ends: Vec<usize> = (0..bytes.len().min(64)).chain((64..bytes.len()).step_by(211)).collect();
        for end in ends {
            world.inject(0, *from, None, &bytes[..end]);
        }
        let longer = [&bytes[..], &[0]].concat();
        world.inject(0, *from, None, &longer);
        if order.is_some() {
            world.order(*from, &longer);
            world.order(*from, &bytes[..bytes.len() / 2]);
        }
    }
    assert_eq!(world.laptops[0].epoch(), epoch);
    assert!(world.laptops[0].heard.is_empty());
    lives_on(&mut world);
}

/// A knock of a guest with a true invitation who writes what it likes.
fn knock(n: usize, side: usize, name: &str) -> Vec<u8> {
    knock_for(n, invitation(side), name)
}

fn knock_for(n: usize, invitation: Invitation, name: &str) -> Vec<u8> {
    rebel::knock_as(&mut Random::new(1), &Setup { invitation, ..setup(n, 1, Policy::Ask) }, name)
}

#[test]
fn hostile_22_bidi_and_zero_width_names() {
    let mut world = three();
    for name in [
        "Ambassador\u{202E}htimS",
        "Del\u{200B}egate Ay",
        " Delegate Ay",
        "De\u{301}legate".to_uppercase().as_str(),
        "A\nB",
        "",
    ] {
        world.laptops[0].incidents.clear();
        world.inject(0, someone(7), None, &knock(7, 1, name));
        assert_eq!(refusals(&world, 0), [Refusal::Binding(BadBinding::Malformed)], "{name:?}");
        world.pass_time(1_100);
        // Otherwise the same incident again is told once.
        world.inject(0, someone(6), None, b"");
    }
    assert!(world.laptops[0].machine.state().admitted().unwrap().requests.is_empty());
    lives_on(&mut world);
}

#[test]
fn hostile_23_homograph_or_duplicate_names() {
    let mut world = three();
    let name = "Delegаte Аy"; // Two Cyrillic letters.
    world.inject(0, someone(7), None, &knock(7, 1, name));
    world.pass_time(100);
    let request = world.laptops[0].machine.state().admitted().unwrap().requests[0].clone();
    assert!(request.lookalike.is_some(), "said before it is admitted");
    let twin = |who| world.laptops[0].machine.state().members().iter().find(|m| Some(m.participant) == who).cloned();
    assert_eq!(twin(request.lookalike).unwrap().card.name.as_str(), "Delegate Ay", "and of whom");
    let mut twin = setup(5, 1, Policy::Ask);
    twin.card.name = setup(0, 0, Policy::Ask).card.name;
    world.enter(twin);
    world.pass_time(500);
    for at in [0, 1] {
        world.input(at, Input::Admit(someone(5)));
    }
    assert!(world.until(5_000, |w| w.laptops[3].admitted()));
    assert!(world.laptops[1].incidents.contains(&Incident::Lookalike { first: someone(0), second: someone(5) }));
    let alike: Vec<_> = world.laptops[1]
        .machine
        .state()
        .members()
        .iter()
        .filter(|m| m.lookalike.is_some())
        .map(|m| m.participant)
        .collect();
    assert_eq!(alike.len(), 2);
}

#[test]
fn hostile_24_expired_reused_or_stripped_invitations_and_a_clock_a_day_off() {
    let mut world = three();
    let good = invitation(1);
    // Its own expiry written later; another side's seat; another meeting's link.
    let late = Invitation { expires: good.expires + SignedDuration::from_hours(24), ..good.clone() };
    let other_side = Invitation { side: invitation(0).side, ..good.clone() };
    let other = Invitation { meeting: chancery_model::MeetingId::from_random([8; 16]), ..good.clone() };
    let cases = [(late, BadBinding::Expired), (other_side, BadBinding::NotVouched), (other, BadBinding::OtherMeeting)];
    for (invitation, why) in cases {
        world.inject(0, someone(7), None, &knock_for(7, invitation, "Guest"));
        assert_eq!(refusals(&world, 0).last(), Some(&Refusal::Binding(why)));
    }
    // Stripped on the way.
    let link = good.to_link();
    let stripped = link.split('#').next().unwrap();
    assert_eq!(Invitation::parse(stripped), Err(LinkError::Damaged));
    lives_on(&mut world);
    // A guest whose clock is an hour off comes in, and it is said; a day off: the invitation is over for its clock.
    let hour = world.add(setup(3, 0, Policy::Ask));
    world.laptops[hour].skew = 3_600;
    world.online(hour);
    world.pass_time(2_500);
    for at in [0, 1] {
        world.input(at, Input::Admit(someone(3)));
    }
    assert!(world.until(5_000, |w| w.laptops[hour].admitted()));
    let day = world.add(setup(4, 0, Policy::Ask));
    world.laptops[day].skew = 86_400;
    world.online(day);
    world.pass_time(2_500);
    for at in [0, 1] {
        world.input(at, Input::Admit(someone(4)));
    }
    world.pass_time(3_000);
    assert!(!world.laptops[day].admitted());
    assert!(
        refusals(&world, day).contains(&Refusal::Binding(BadBinding::Expired)),
        "{:?}",
        world.laptops[day].incidents
    );
    lives_on(&mut world);
}

/// A ministry's root, and a device that it certified.
fn certified(n: usize, delegation: &str, role: Role) -> (Root, Arc<Identity>) {
    let mut random = Random::new(70_000 + n as u64);
    let root = Root::new(&mut random, &code(delegation), "Ministry", beginning()).unwrap();
    let key = DeviceKey::generate(&mut random);
    let request = Request::of(&key);
    let chain = root.issue(&request, role, 30, &mut random, beginning()).unwrap();
    (root, Arc::new(Identity::new(key, chain).unwrap()))
}

#[test]
fn hostile_25_a_changed_root_blocks_until_a_person_confirms_it() {
    let (root, identity) = certified(1, "ZA", Role::Member);
    let mut world = World::new(1);
    let mut first = setup(0, 0, Policy::Auto);
    first.pins.pin(&code("ZA"), Fingerprint([9; 32]), beginning()).unwrap();
    world.enter(first);
    world.pass_time(100);
    let mut guest = setup(1, 1, Policy::Auto);
    guest.identity = identity;
    world.enter(guest);
    world.pass_time(3_000);
    world.input(0, Input::Admit(someone(1)));
    world.pass_time(5_000);
    assert!(!world.laptops[1].admitted(), "not even by a person's word on the admission alone");
    let blocked = |i: &Incident| matches!(i, Incident::Blocked { error: IdentityError::RootChanged { .. }, .. });
    assert!(world.laptops[0].incidents.iter().any(blocked));
    let told = world.laptops[0].incidents.iter().filter(|i| blocked(i)).count();
    world.input(0, Input::Admit(someone(1)));
    assert!(world.laptops[0].incidents.iter().filter(|i| blocked(i)).count() > told, "each time the person admits");
    // It waits to be confirmed, and the pinned one stays.
    let mut pins = world.laptops[0].machine.pins().clone();
    assert_eq!(pins.root(&code("ZA")), Some(Fingerprint([9; 32])));
    pins.confirm(&code("ZA"), root.fingerprint(), beginning()).unwrap();
    world.input(0, Input::Pins(Box::new(pins)));
    assert!(world.until(5_000, World::together));
    let standing = world.laptops[0].machine.state().members()[1].standing.clone();
    assert!(matches!(standing, Ok(Standing::Credentialed { role: Role::Member, .. })), "{standing:?}");
}

#[test]
fn a_member_on_whose_machine_the_root_changed_merges_only_when_it_was_confirmed() {
    let (root, identity) = certified(1, "ZA", Role::Member);
    let mut world = World::new(1);
    world.enter(setup(0, 0, Policy::Auto));
    world.pass_time(100);
    let mut second = setup(2, 0, Policy::Auto);
    second.pins.pin(&code("ZA"), Fingerprint([9; 32]), beginning()).unwrap();
    let second = world.enter(second);
    assert!(world.until(5_000, World::together));
    let mut guest = setup(1, 1, Policy::Auto);
    guest.identity = identity;
    let guest = world.enter(guest);
    assert!(world.until(5_000, |w| w.laptops[guest].admitted()));
    world.pass_time(500);
    assert!(world.laptops[second].machine.state().suspended, "it sends nothing to whom it does not know");
    assert_eq!(world.laptops[second].names(), 2);
    let mut pins = world.laptops[second].machine.pins().clone();
    pins.confirm(&code("ZA"), root.fingerprint(), beginning()).unwrap();
    world.input(second, Input::Pins(Box::new(pins)));
    assert!(world.until(5_000, World::together));
    world.pass_time(11_000);
    assert!(!world.laptops[second].machine.state().suspended);
}

#[test]
fn who_is_credentialed_as_chair_by_the_invitations_root_takes_the_chair() {
    let (root, identity) = certified(3, "ID", Role::Chair);
    let with_root = |mut setup: crate::group::Setup| {
        let side = usize::from(setup.invitation.delegation.as_str() == "ZA");
        setup.invitation = invitations_with([Some(root.fingerprint().0), None]).remove(side);
        setup
    };
    let mut world = World::new(1);
    world.enter(with_root(setup(0, 0, Policy::Ask)));
    world.pass_time(100);
    world.enter(with_root(setup(1, 1, Policy::Ask)));
    world.pass_time(2_500);
    world.input(0, Input::Admit(someone(1)));
    assert!(world.until(5_000, World::together));
    let mut chair = setup(2, 0, Policy::Ask);
    chair.identity = identity;
    world.enter(with_root(chair));
    world.pass_time(2_500);
    for at in [0, 1] {
        world.input(at, Input::Admit(someone(2)));
    }
    assert!(world.until(5_000, World::together));
    let chairs: Vec<_> =
        world.laptops[1].machine.state().members().iter().filter(|m| m.chair).map(|m| m.participant).collect();
    assert_eq!(chairs, [someone(1), someone(2)]);
    // A chair's certificate of a root that the invitation does not name gives nothing, and is not let in for ID.
    let (_, other) = certified(4, "ID", Role::Chair);
    let mut impostor = setup(4, 0, Policy::Ask);
    impostor.identity = other;
    world.enter(with_root(impostor));
    world.pass_time(2_500);
    let refused = |why: &Refusal| matches!(why, Refusal::Credential(IdentityError::RootChanged { .. }));
    assert!(refusals(&world, 1).iter().any(refused), "{:?}", world.laptops[1].incidents);
    assert!(world.laptops[1].machine.state().admitted().unwrap().requests.is_empty());
}

#[test]
fn a_transport_that_names_another_sender_is_caught() {
    let mut world = three();
    let laptop = &mut world.laptops[0];
    let bytes = laptop.machine.protect(&mut laptop.random, b"I agree").unwrap();
    world.inject(1, someone(2), None, &bytes);
    assert!(world.laptops[1].heard.is_empty());
    assert!(world.laptops[1].incidents.contains(&Incident::Impostor { named: someone(2), signed: someone(0) }));
}
