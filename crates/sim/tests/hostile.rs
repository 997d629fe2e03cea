//! A server that lies, against clients that hold it to the rules: what it does is refused, the call lives on, and nobody
//! is heard who was not admitted. The numbers are those of the design's hostile cases.

use chancery_sim::plan::{Does, Forged, Rebellion, Step, What};
use chancery_sim::{Outcome, Plan, run};

/// Three laptops, two of one side, in a call from the fourth second on; what is done to them after the tenth.
fn meeting(what: Vec<(u64, What)>) -> Outcome {
    meeting_where(false, what)
}

/// `ask`: nobody is admitted without a person's word.
fn meeting_where(ask: bool, what: Vec<(u64, What)>) -> Outcome {
    let person = |who, does| What::Person { who, does };
    let mut steps = Vec::new();
    for who in 0..3 {
        steps.push(Step { at: 100 + who as u64 * 900, what: person(who, Does::Enter) });
        steps.push(Step { at: 400 + who as u64 * 900, what: person(who, Does::Join) });
    }
    steps.extend(what.into_iter().map(|(at, what)| Step { at, what }));
    steps.sort_by_key(|s| s.at);
    let plan = Plan { seed: 7, clients: vec![0; 4], ask, delay: 20, jitter: 10, steps };
    run(&plan).unwrap_or_else(|violation| panic!("{violation}"))
}

fn forged(who: usize, what: Forged) -> What {
    What::Forged { who, what }
}

/// A fourth one comes, so that there is a commit.
fn comes(at: u64) -> Vec<(u64, What)> {
    vec![(at, What::Person { who: 3, does: Does::Enter }), (at + 200, What::Person { who: 3, does: Does::Join })]
}

fn with(mut more: Vec<(u64, What)>, what: Vec<(u64, What)>) -> Outcome {
    more.extend(what);
    meeting(more)
}

/// Media of an undisturbed meeting of three, for as long.
fn undisturbed(until: u64) -> u64 {
    meeting(vec![(until, forged(0, Forged::Garbled))]).sent[0]
}

#[test]
fn hostile_01_replayed_commit() {
    let outcome = with(
        comes(10_000),
        vec![(13_000, forged(0, Forged::ReplayOrdered)), (14_000, forged(2, Forged::ReplayOrdered))],
    );
    let calm = with(comes(10_000), vec![(14_000, forged(0, Forged::Garbled))]);
    assert_eq!((outcome.inside, outcome.sent), (4, calm.sent), "nobody's call was touched");
}

#[test]
fn hostile_02_member_by_the_word_of_the_server() {
    let outcome = meeting((0..3).map(|who| (10_000, forged(who, Forged::Stranger))).collect());
    assert_eq!(outcome.inside, 3);
    assert_eq!(outcome.sent, meeting(vec![(10_000, forged(0, Forged::Garbled))]).sent, "nobody's call was touched");
    assert!(outcome.told.contains("CannotOpen"), "{:?}", outcome.told);
}

#[test]
fn hostile_02_members_taken_away_by_the_word_of_the_server() {
    for what in [Forged::Gone, Forged::Demoted] {
        let outcome = meeting((0..3).map(|who| (10_000, forged(who, what))).collect());
        assert_eq!(outcome.inside, 3);
        // Media are counted twice a second: nothing was lost but at most one look.
        assert!(outcome.sent[0] + 6 * 500 >= undisturbed(10_000), "{what:?}: {outcome:?}");
    }
}

/// A fourth knocks, who is asked about; before anybody has answered, a member commits.
fn rebels(who: usize, how: Rebellion) -> Outcome {
    let mut steps = comes(10_000);
    // Persons answer twice a second; by now the knock has reached everybody.
    steps.push((10_350, What::Rebels { who, how }));
    steps.push((20_000, forged(0, Forged::Garbled)));
    let outcome = meeting_where(true, steps);
    // Its own machine refuses it too; what counts is that both others do.
    for other in (0..3).filter(|other| *other != who) {
        assert!(outcome.told_to.contains(&(other, "RosterRefused".into())), "{other}: {:?}", outcome.told_to);
    }
    outcome
}

fn refused(outcome: &Outcome) {
    assert!(!outcome.told.contains("MeetingForked"), "{:?}", outcome.told);
    assert_eq!(outcome.inside, 4, "and the fourth comes in by the chairs' word");
}

#[test]
fn hostile_03_external_commit_with_leaked_group_info() {
    refused(&rebels(2, Rebellion::LetsIn));
}

#[test]
fn hostile_04_add_and_removal_by_a_member_who_is_no_chair() {
    refused(&rebels(2, Rebellion::Adds));
    refused(&rebels(2, Rebellion::Removes(0)));
}

#[test]
fn hostile_05_add_with_one_chairs_signature() {
    for chair in [0, 1] {
        refused(&rebels(chair, Rebellion::Adds));
    }
}

#[test]
fn hostile_09_members_are_shown_different_commits() {
    for what in [Forged::DropOrdered, Forged::SwapOrdered] {
        let outcome = with(comes(10_000), vec![(9_900, forged(1, what)), (30_000, forged(1, Forged::Garbled))]);
        assert_eq!(outcome.inside, 4, "{what:?}");
        // Either nobody was left behind, or all who saw two histories stop sending until their people open again, and say so.
        let told = outcome.told.contains("MeetingForked");
        assert_eq!(told, outcome.told.contains("ForkMended"), "what was told ends, and that is told too");
        assert!(told || what != Forged::DropOrdered, "a fork nobody was told of");
        assert!(told || outcome.sent[0] > undisturbed(30_000), "{what:?}: {outcome:?}");
    }
}

#[test]
fn hostile_10_commits_and_heartbeats_are_held_back() {
    let outcome = with(comes(10_000), vec![(9_900, forged(1, Forged::HoldBack)), (50_000, forged(1, Forged::Garbled))]);
    assert_eq!(outcome.inside, 4);
    // From everybody, without a commit: signs of life go from laptop to laptop, so that nobody is cut off.
    let all: Vec<_> = (0..3)
        .map(|who| (10_000, forged(who, Forged::HoldBack)))
        .chain([(50_000, forged(1, Forged::Garbled))])
        .collect();
    let outcome = meeting(all);
    assert!(!outcome.told.contains("HeartbeatsMissed"), "{:?}", outcome.told);
    assert_eq!(outcome.sent[0], undisturbed(50_000));
    // And with the paths between the laptops cut as well, it is said, and nothing is sent.
    let cut = (0..3).flat_map(|a| (a + 1..3).map(move |b| (10_000, What::Path { a, b, up: false })));
    let held = (0..3).map(|who| (10_000, forged(who, Forged::HoldBack)));
    let again = (0..3).map(|who| (39_000, forged(who, Forged::HoldBack)));
    let outcome = meeting(cut.chain(held).chain(again).collect());
    assert!(outcome.told.contains("HeartbeatsMissed"), "{:?}", outcome.told);
    assert_eq!(outcome.inside, 3);
    // Once it is over, nothing opens by itself, and whoever had something open is told.
    let both = |up| move |(a, b)| (if up { 50_000 } else { 10_000 }, What::Path { a, b, up });
    let pairs = || (0..3).flat_map(|a| (a + 1..3).map(move |b| (a, b)));
    let held = (0..3).map(|who| (10_000, forged(who, Forged::HoldBack)));
    let again = (0..3).map(|who| (39_000, forged(who, Forged::HoldBack)));
    let let_go = (0..3).map(|who| (50_000, forged(who, Forged::Garbled)));
    let outcome = meeting(
        pairs().map(both(false)).chain(held).chain(again).chain(let_go).chain(pairs().map(both(true))).collect(),
    );
    assert!(outcome.told.contains("ClosedMeanwhile"), "{:?}", outcome.told);
    assert_eq!(outcome.inside, 3);
}

#[test]
fn hostile_11_a_removed_member_is_out() {
    let removed = What::Person { who: 0, does: Does::Remove(0) };
    let outcome = meeting(vec![(10_000, removed), (20_000, forged(0, Forged::Garbled))]);
    assert_eq!(outcome.inside, 2);
    assert!(outcome.told.contains("RemovedFromMeeting"), "{:?}", outcome.told);
}

/// Every member can make every other's keys for frames. What was made up is let in where something between the laptops says
/// that it comes from the other; then the signature is missing, and all are told.
#[test]
fn hostile_14_frames_in_anothers_name() {
    let falsely = What::FalseFrames { who: 0, named: 1 };
    let outcome = meeting(vec![(10_000, falsely), (40_000, forged(0, Forged::Garbled))]);
    assert!(outcome.told.contains("FramesForged"), "{:?}", outcome.told);
    assert_eq!((outcome.inside, outcome.sent[0]), (3, undisturbed(40_000)), "the call goes on");
    assert!(meeting(vec![(40_000, forged(0, Forged::Garbled))]).told.is_empty(), "and nobody is told without need");
}

#[test]
fn hostile_17_a_crash_and_a_return() {
    let outcome = meeting(vec![
        (10_000, What::Crash { who: 1 }),
        (12_000, What::Start { who: 1 }),
        (12_500, What::Person { who: 1, does: Does::Enter }),
        (12_900, What::Person { who: 1, does: Does::Join }),
    ]);
    assert_eq!(outcome.inside, 3, "as somebody new, with a leaf and keys of its own");
}

#[test]
fn a_lost_server_ends_no_call_however_long_it_lasts() {
    let outcome =
        meeting(vec![(10_000, What::Server { orderly: false, ms: 180_000 }), (190_500, forged(0, Forged::Garbled))]);
    assert!(outcome.told.is_empty(), "{:?}", outcome.told);
    assert_eq!(outcome.sent[0], undisturbed(190_500), "nobody was cut off for a moment");
}
