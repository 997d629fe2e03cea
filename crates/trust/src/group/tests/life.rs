//! What an honest room does.

use super::world::{World, code, setup, someone};
use crate::group::{Change, Heard, Input, Known, Policy, RosterLog, Setup, Stage};

#[test]
fn the_first_founds_the_second_is_admitted_and_both_read_the_same_code() {
    let mut world = World::two(Policy::Auto);
    assert!(world.laptops[0].admitted(), "alone in the room");
    assert!(world.until(3_000, World::together));
    world.check();
    let [a, b] = &world.laptops[..] else { unreachable!() };
    let (a_in, b_in) = (a.machine.state().admitted().unwrap(), b.machine.state().admitted().unwrap());
    assert_eq!(a_in.code, b_in.code);
    assert!(a_in.members.iter().all(|m| m.chair && m.known == Known::FirstSeen && m.lookalike.is_none()));
    assert_eq!(a_in.members.iter().filter(|m| m.me).count(), 1);
    assert_eq!(b_in.members.iter().find(|m| m.participant == a.me).unwrap().dtls, [0; 32]);
    assert_eq!(a.epochs.last().unwrap().members, b.epochs.last().unwrap().members);
    let changes: Vec<_> = b.machine.log().entries().iter().map(|e| e.change).collect();
    assert_eq!(changes, [Change::Founded, Change::Admitted]);
    assert_eq!(a.machine.log(), b.machine.log());
    assert!(a.incidents.is_empty() && b.incidents.is_empty(), "{:?} {:?}", a.incidents, b.incidents);
    assert!(a.machine.pins().device(b.machine.state().members()[1].device).is_some(), "the device is remembered");
}

#[test]
fn what_one_says_all_others_hear_once_and_nobody_outside() {
    let mut world = World::two(Policy::Auto);
    world.twice = 1_000;
    assert!(world.until(3_000, World::together));
    let third = world.enter(setup(2, 1, Policy::Ask));
    world.say(0, b"Article 7");
    world.pass_time(500);
    assert_eq!(world.laptops[1].heard, [(someone(0), b"Article 7".to_vec())]);
    assert!(world.until(5_000, World::together));
    assert!(world.laptops[third].heard.is_empty(), "said before it was in");
    world.say(third, b"thank you");
    world.pass_time(500);
    assert_eq!(world.laptops[0].heard, [(someone(2), b"thank you".to_vec())]);
}

#[test]
fn both_chairs_must_sign_and_a_person_is_asked() {
    let mut world = World::two(Policy::Ask);
    world.pass_time(3_000);
    assert!(!world.laptops[1].admitted());
    let request = world.laptops[0].machine.state().admitted().unwrap().requests[0].clone();
    assert_eq!((request.participant, request.mine, request.waits_for), (someone(1), true, vec![code("ID")]));
    world.input(0, Input::Admit(someone(1)));
    assert!(world.until(3_000, World::together));
    // A second delegate of ZA: its own chair and the other side's.
    let third = world.enter(setup(2, 1, Policy::Ask));
    world.pass_time(3_000);
    world.input(0, Input::Admit(someone(2)));
    world.pass_time(3_000);
    assert!(!world.laptops[third].admitted(), "one chair's word is not enough");
    let request = world.laptops[1].machine.state().admitted().unwrap().requests[0].clone();
    assert_eq!((request.signed, request.waits_for), (vec![code("ID")], vec![code("ZA")]));
    world.input(1, Input::Admit(someone(2)));
    assert!(world.until(3_000, World::together));
    let last = world.laptops[0].machine.log().entries().last().unwrap().clone();
    assert_eq!(last.approved_by, [someone(0), someone(1)]);
    world.check();
}

#[test]
fn who_is_refused_learns_it_and_may_be_admitted_later() {
    let mut world = World::two(Policy::Ask);
    world.pass_time(2_500);
    world.input(0, Input::Refuse(someone(1)));
    world.pass_time(5_000);
    let Stage::Asking { refused_by, .. } = &world.laptops[1].machine.state().stage else { panic!("not asking") };
    assert_eq!(*refused_by, [someone(0)]);
    world.input(0, Input::Admit(someone(1)));
    assert!(world.until(3_000, World::together));
}

#[test]
fn who_did_not_hear_that_it_was_refused_is_told_again() {
    let mut world = World::two(Policy::Ask);
    world.pass_time(2_500);
    world.offline(1, false);
    world.input(0, Input::Refuse(someone(1)));
    world.pass_time(1_000);
    world.online(1);
    let told = |w: &World| matches!(&w.laptops[1].machine.state().stage, Stage::Asking { refused_by, .. } if refused_by[..] == [someone(0)]);
    assert!(world.until(5_000, told), "{:?}", world.laptops[1].machine.state());
}

#[test]
fn a_leaver_is_removed_at_once_and_the_keys_change() {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    let before = world.laptops[0].epoch().unwrap();
    world.input(2, Input::Leave);
    world.offline(2, false);
    assert!(world.until(2_000, World::together));
    assert!(world.laptops[0].epoch().unwrap() > before);
    assert_eq!(world.laptops[1].machine.log().entries().last().unwrap().change, Change::Left);
    assert_eq!(world.laptops[2].machine.state().stage, Stage::Left);
    world.check();
}

#[test]
fn a_chair_that_leaves_is_followed_by_who_is_there_longest_not_by_who_takes_its_leaf() {
    let mut world = World::two(Policy::Auto);
    for n in [2, 3] {
        world.enter(setup(n, 0, Policy::Auto));
        assert!(world.until(5_000, World::together));
    }
    world.input(0, Input::Leave);
    world.offline(0, false);
    assert!(world.until(8_000, World::together));
    let newcomer = world.enter(setup(4, 0, Policy::Auto));
    assert!(world.until(8_000, World::together));
    let members = world.laptops[1].machine.state().members();
    let leaf = members.iter().find(|m| m.participant == someone(4)).unwrap().leaf;
    assert_eq!(leaf, 0, "the blank leaf is filled");
    let chairs: Vec<_> = members.iter().filter(|m| m.chair).map(|m| m.participant).collect();
    assert!(chairs.contains(&someone(2)) && chairs.contains(&someone(1)), "{chairs:?}");
    assert!(!world.laptops[newcomer].machine.state().admitted().unwrap().chair);
    world.check();
}

#[test]
fn either_chair_removes_and_the_removed_does_not_come_back_unasked() {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    world.input(2, Input::Remove(someone(0)));
    world.pass_time(4_000);
    assert_eq!(world.laptops[0].names(), 3, "who is no chair removes nobody");
    world.input(0, Input::Remove(someone(2)));
    world.pass_time(2_000);
    assert!(matches!(world.laptops[2].machine.state().stage, Stage::Removed { by, .. } if by == someone(0)));
    assert_eq!(world.laptops[1].names(), 2);
    world.input(2, Input::AskAgain);
    world.pass_time(10_000);
    assert!(!world.laptops[2].admitted(), "not by the automatic answer");
    let request = world.laptops[0].machine.state().admitted().unwrap().requests[0].clone();
    assert!(request.removed_before && request.mine);
    world.input(0, Input::Admit(someone(2)));
    world.input(1, Input::Admit(someone(2)));
    assert!(world.until(5_000, World::together));
    world.check();
}

#[test]
fn who_is_gone_is_taken_off_and_a_new_chair_admits() {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    world.offline(1, true);
    assert!(world.until(5_000, World::together));
    world.enter(setup(3, 0, Policy::Auto));
    assert!(world.until(5_000, World::together));
    assert_eq!(world.laptops[0].machine.log().entries().iter().filter(|e| e.change == Change::Gone).count(), 1);
    world.check();
}

#[test]
fn a_lone_member_whose_chair_crashed_begins_anew() {
    let mut world = World::new(1);
    world.enter(setup(0, 0, Policy::Auto));
    world.pass_time(100);
    world.enter(setup(1, 0, Policy::Auto));
    assert!(world.until(5_000, World::together));
    world.offline(0, true);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(40_000, World::together), "{:?}", world.laptops[1].machine);
    world.check();
}

#[test]
fn two_who_found_at_once_become_one_group() {
    let mut world = World::new(1);
    // Each sees itself alone.
    for n in [0, 1] {
        let at = world.add(setup(n, n, Policy::Auto));
        world.laptops[at].online = true;
        world.input(at, Input::Present(vec![(someone(n), code(super::world::SIDES[n]))]));
    }
    assert!(world.laptops.iter().all(super::world::Laptop::admitted));
    assert_ne!(world.laptops[0].group(), world.laptops[1].group());
    let stays = world.laptops[0].group();
    world.present();
    assert!(world.until(20_000, World::together));
    assert_eq!(world.laptops[1].group(), stays, "the host's stays");
    world.check();
}

#[test]
fn who_comes_at_the_same_moment_founds_one_group() {
    let mut world = World::new(1);
    for n in 0..4 {
        let at = world.add(setup(n, n % 2, Policy::Auto));
        world.laptops[at].online = true;
    }
    world.present();
    assert!(world.until(20_000, World::together));
    world.check();
}

#[test]
fn a_lost_socket_is_no_leaving_and_what_was_missed_is_replayed() {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    world.offline(2, false);
    world.pass_time(500);
    let fourth = world.enter(setup(3, 0, Policy::Auto));
    world.pass_time(2_000);
    assert!(world.laptops[fourth].admitted());
    let epochs = world.laptops[2].epochs.len();
    world.online(2);
    assert!(world.until(2_000, World::together));
    assert!(world.laptops[2].epochs.len() > epochs);
    world.check();
}

#[test]
fn who_missed_commits_of_a_restarted_server_comes_back_with_a_new_leaf() {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    world.offline(2, false);
    world.enter(setup(3, 0, Policy::Auto));
    world.pass_time(2_000);
    world.restart();
    world.online(2);
    assert!(world.until(30_000, World::together), "{:?}", world.laptops[2].machine);
    let replaced = world.laptops[0].machine.log().entries().iter().filter(|e| e.change == Change::Replaced).count();
    assert_eq!(replaced, 1);
    world.check();
}

#[test]
fn messages_lost_or_late_across_an_epoch_still_open() {
    let mut world = World::two(Policy::Auto);
    assert!(world.until(3_000, World::together));
    let mut late = Vec::new();
    for i in 0..100u8 {
        let laptop = &mut world.laptops[0];
        late.push(laptop.machine.protect(&mut laptop.random, &[i]).unwrap());
    }
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    // Only the last of a hundred arrived, and some before it, two epochs later.
    for i in [99usize, 40, 98, 97] {
        world.inject(1, someone(0), None, &late[i]);
    }
    let heard: Vec<u8> = world.laptops[1].heard.iter().map(|(_, b)| b[0]).collect();
    assert_eq!(heard, [99, 40, 98, 97]);
}

#[test]
fn the_log_is_exported_read_and_every_change_of_it_is_seen() {
    let mut world = World::two(Policy::Auto);
    assert!(world.until(3_000, World::together));
    let log = world.laptops[0].machine.log().clone();
    let text = log.export();
    assert_eq!(RosterLog::import(&text), Ok(log.clone()));
    let text = String::from_utf8(text).unwrap();
    for (from, to) in [("Delegate Ay", "Delegate Ax"), ("admitted", "removed"), ("\"number\":1", "\"number\":2")] {
        assert!(text.contains(from), "{text}");
        assert!(RosterLog::import(text.replacen(from, to, 1).as_bytes()).is_err());
    }
    let mut entries = log.entries().to_vec();
    entries.remove(0);
    entries[0].number = 0;
    assert!(RosterLog::verify(&entries).is_err(), "the first entry was taken away");
}

/// The only one of its side dies, so that no chair of that side is there to admit it again: its device's own word does.
#[test]
fn a_laptop_whose_program_died_is_back_at_once_also_as_the_only_one_of_its_side() {
    for (dies, side) in [(0, 0), (1, 1)] {
        let mut world = World::two(Policy::Auto);
        assert!(world.until(5_000, World::together));
        world.offline(dies, false);
        let again = world.enter(Setup { me: someone(6), ..setup(dies, side, Policy::Auto) });
        assert!(world.until(1_000, World::together), "{:?}", world.laptops[again].machine);
        assert_eq!(world.laptops[again].names(), 2);
        let log = world.laptops[again].machine.log().entries().to_vec();
        assert!(log.iter().any(|e| e.change == Change::Replaced && e.participant == someone(dies)));
        world.check();
    }
}

/// A key for one run alone proves nothing of the run before; but nobody waits for a chair that is not heard by anybody.
#[test]
fn who_comes_back_with_another_key_does_not_wait_for_its_own_dead_seat() {
    let mut world = World::two(Policy::Auto);
    assert!(world.until(5_000, World::together));
    world.heard = Heard::Not;
    world.offline(1, false);
    let again = world.enter(setup(5, 1, Policy::Auto));
    assert!(world.until(1_500, World::together), "{:?}", world.laptops[again].machine);
    let log = world.laptops[again].machine.log().entries().to_vec();
    assert!(log.iter().any(|e| e.change == Change::Gone && e.participant == someone(1)));
    // The other side's chair is not pushed out by somebody who knocks for this side.
    world.offline(0, false);
    world.enter(setup(3, 1, Policy::Auto));
    world.pass_time(3_000);
    assert!(world.laptops[again].members().contains(&someone(0)));
    world.check();
}

#[test]
fn a_second_window_of_a_laptop_takes_nobodys_seat() {
    let mut world = World::two(Policy::Auto);
    assert!(world.until(5_000, World::together));
    let second = world.enter(Setup { me: someone(6), ..setup(1, 1, Policy::Auto) });
    assert!(world.until(5_000, World::together));
    assert_eq!(world.laptops[second].names(), 3);
    // Another laptop does not take the seat of one that the server has lost either.
    world.offline(1, false);
    let other = world.enter(setup(4, 1, Policy::Auto));
    world.pass_time(5_000);
    assert!(world.laptops[0].members().contains(&someone(1)), "a lost socket is no leaving");
    assert!(!world.laptops[other].admitted(), "its side's chair is awaited");
}

/// Under another name the same laptop is somebody whom the chairs have not seen.
#[test]
fn a_laptop_that_comes_back_under_another_name_is_asked_about() {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    for at in [0, 1] {
        world.input(at, Input::Policy(Policy::Ask));
    }
    world.offline(2, false);
    let card = setup(3, 1, Policy::Ask).card;
    let again = world.enter(Setup { me: someone(6), card, ..setup(2, 1, Policy::Ask) });
    world.pass_time(4_000);
    assert!(!world.laptops[again].admitted());
    assert!(world.laptops[0].machine.state().admitted().unwrap().requests[0].mine);
}

/// Who was let in by the one chair that was there is somebody new for the one that comes later; not for who sat with it.
#[test]
fn a_chair_is_asked_about_who_was_there_before_it() {
    let mut world = World::new(3);
    world.enter(setup(0, 0, Policy::Auto));
    world.enter(setup(2, 0, Policy::Auto));
    assert!(world.until(5_000, World::together));
    world.input(1, Input::Leave);
    world.offline(1, true);
    world.enter(setup(1, 1, Policy::Ask));
    assert!(world.until(5_000, World::together));
    let leaves_and_returns = |world: &mut World| {
        world.input(1, Input::AskAgain);
        world.online(1);
        world.pass_time(4_000);
    };
    leaves_and_returns(&mut world);
    assert!(!world.laptops[1].admitted(), "South Africa's chair was not there when it was let in");
    world.input(2, Input::Admit(someone(2)));
    assert!(world.until(5_000, World::together));
    // Now all have sat at one table.
    world.input(1, Input::Leave);
    world.offline(1, true);
    assert!(world.until(5_000, World::together));
    leaves_and_returns(&mut world);
    assert!(world.laptops[1].admitted(), "{:?}", world.laptops[1].machine.state());
    world.check();
}

#[test]
fn who_was_refused_and_asks_at_once_again_is_answered_and_later_asked_about() {
    let mut world = World::two(Policy::Ask);
    let one = |w: &World| w.laptops[0].machine.state().admitted().is_some_and(|a| a.requests.iter().any(|r| r.mine));
    assert!(world.until(5_000, one));
    let refused = |w: &World| matches!(&w.laptops.last().unwrap().machine.state().stage, Stage::Asking { refused_by, .. } if !refused_by.is_empty());
    world.input(0, Input::Refuse(someone(1)));
    assert!(world.until(2_000, refused));
    world.offline(1, false);
    // The person presses Join again: a new leaf.
    world.enter(setup(1, 1, Policy::Ask));
    assert!(world.until(4_000, refused), "it is told at once");
    assert!(!one(&world));
    world.pass_time(6_000);
    assert!(one(&world), "whoever goes on asking is asked about again");
}

/// Each return is a commit for all: a laptop that comes back without end is asked about like anybody else, and may again later.
#[test]
fn a_laptop_that_comes_back_without_end_is_asked_about() {
    let mut world = World::two(Policy::Auto);
    world.enter(setup(2, 1, Policy::Auto));
    assert!(world.until(5_000, World::together));
    for at in [0, 1] {
        world.input(at, Input::Policy(Policy::Ask));
    }
    let mut last = 2;
    let mut back = 0;
    for n in 0..40 {
        world.offline(last, false);
        last = world.enter(Setup { me: someone(20 + n), ..setup(2, 1, Policy::Ask) });
        if !world.until(5_000, World::together) {
            break;
        }
        back += 1;
    }
    assert!((10..30).contains(&back), "{back}");
    assert!(world.laptops[0].machine.state().admitted().unwrap().requests[0].mine, "a person is asked");
    world.pass_time(600_000);
    assert!(world.until(10_000, World::together), "and after a while it is let in as before");
}
