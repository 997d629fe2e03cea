//! A server that lies, against clients that hold it to the rules: what it does is refused, the call lives on, and nobody
//! is heard who was not admitted. The numbers are those of the design's hostile cases.

use chancery_sim::plan::{Does, Forged, Frames, Rebellion, Step, What};
use chancery_sim::{Outcome, Plan, run};

/// Three laptops, two of one side, in a call from the fourth second on; what is done to them after the tenth.
fn meeting(what: Vec<(u64, What)>) -> Outcome {
    meeting_where(false, what)
}

/// `ask`: nobody is admitted without a person's word.
fn meeting_where(ask: bool, what: Vec<(u64, What)>) -> Outcome {
    meeting_of(&[0; 4], ask, what)
}

/// `clocks`: how many seconds each is ahead; those after the third are not there yet.
fn meeting_of(clocks: &[i64], ask: bool, what: Vec<(u64, What)>) -> Outcome {
    let person = |who, does| What::Person { who, does };
    let mut steps = Vec::new();
    for who in 0..3 {
        steps.push(Step { at: 100 + who as u64 * 900, what: person(who, Does::Enter) });
        steps.push(Step { at: 400 + who as u64 * 900, what: person(who, Does::Join) });
    }
    steps.extend(what.into_iter().map(|(at, what)| Step { at, what }));
    steps.sort_by_key(|s| s.at);
    let plan = Plan { seed: 7, clients: clocks.to_vec(), ask, delay: 20, jitter: 10, steps };
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

/// One chair has signed for the one who knocks, and a member adds the other one by that word.
#[test]
fn hostile_06_admission_record_reused_for_another_leaf() {
    let person = |who, does| What::Person { who, does };
    let mut steps = Vec::new();
    for who in [3, 4] {
        steps.push((10_000, person(who, Does::Enter)));
        steps.push((10_200, person(who, Does::Join)));
    }
    // South Africa's chair is away for the moment: Indonesia's word alone is there.
    steps.push((10_300, What::Sleep { who: 1, ms: 3_000, stopped: false }));
    steps.push((11_500, What::Rebels { who: 2, how: Rebellion::Reuses }));
    steps.push((30_000, forged(0, Forged::Garbled)));
    let outcome = meeting_of(&[0; 5], true, steps);
    assert_eq!(outcome.reused, 1, "it was tried");
    for other in [0, 1] {
        assert!(outcome.told_to.contains(&(other, "RosterRefused".into())), "{other}: {:?}", outcome.told_to);
    }
    assert!(!outcome.told.contains("MeetingForked") && outcome.inside == 5, "{outcome:?}");
}

#[test]
fn hostile_07_version_downgrade() {
    // Who comes back is told of an older version, twice; in the end the server is an honest one again.
    let older = (0..3).map(|who| (10_000, forged(who, Forged::Older)));
    let again = [15_000, 25_000]
        .into_iter()
        .flat_map(|at| (0..3).map(move |who| (at, What::Person { who, does: Does::RetryNow })));
    let outcome = meeting(older.chain(again).chain([(40_000, forged(0, Forged::Garbled))]).collect());
    for who in 0..3 {
        assert!(outcome.links.contains(&(who, "ServerTooOld".into())), "{who}: {:?}", outcome.links);
    }
    assert_eq!(outcome.inside, 3);
    // Media are counted twice a second: the call goes on without that server.
    assert!(outcome.sent[0] + 6 * 500 >= undisturbed(40_000), "{outcome:?}");
}

/// The description that a member sends names another certificate than its leaf is bound to.
#[test]
fn hostile_08_swapped_fingerprint() {
    let other = |at| (at, What::OtherCertificate { who: 2 });
    let mut steps = comes(10_000);
    steps.extend([other(9_900), other(20_000), (40_000, forged(0, Forged::Garbled))]);
    let outcome = meeting(steps);
    assert!(outcome.told_to.contains(&(3, "FingerprintSwapped".into())), "{:?}", outcome.told_to);
    assert_eq!(outcome.inside, 4, "once it is its own again, they hear each other");
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

/// What became of frames of the first that no honest program sends; the call goes on.
fn frames(at: u64, how: Frames, more: Vec<(u64, What)>) -> Vec<String> {
    let calm = with(more.clone(), vec![(40_000, forged(0, Forged::Garbled))]);
    let outcome = with(more, vec![(at, What::HostileFrames { who: 0, how }), (40_000, forged(0, Forged::Garbled))]);
    assert_eq!((outcome.inside, outcome.sent), (calm.inside, calm.sent), "{how:?}: the call goes on");
    assert_eq!(outcome.told, calm.told, "{how:?}: nobody has to be told");
    assert!(!outcome.frames.is_empty() && !outcome.frames.contains("taken"), "{how:?}: {:?}", outcome.frames);
    outcome.frames.into_iter().collect()
}

#[test]
fn hostile_12_replayed_frame_and_counter_jump() {
    assert_eq!(frames(10_000, Frames::Again, vec![]), ["Replayed"]);
    assert_eq!(frames(10_000, Frames::Ahead, vec![]), ["Replayed"]);
}

#[test]
fn hostile_13_old_epoch_frame_and_epoch_bits_wrap() {
    // The fourth comes, so that the keys change; two seconds and a half after that.
    assert_eq!(frames(14_000, Frames::OldKeys, comes(10_000)), ["NoKey"]);
    let wrapped = frames(10_000, Frames::Wrapped, vec![]);
    assert!(wrapped.contains(&"Forged".to_owned()), "{wrapped:?}");
}

#[test]
fn hostile_15_plaintext_frame_and_injected_silence() {
    frames(10_000, Frames::Plain, vec![]);
}

#[test]
fn hostile_16_changed_clear_vp8_bytes() {
    let became = frames(10_000, Frames::ClearBytes, vec![]);
    assert!(became.contains(&"Forged".to_owned()), "{became:?}");
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

#[test]
fn hostile_18_huge_handshake_and_a_hundred_thousand_messages() {
    let outcome = meeting(vec![(10_000, forged(0, Forged::Flood)), (20_000, forged(1, Forged::Garbled))]);
    assert_eq!((outcome.inside, outcome.sent[0]), (3, undisturbed(20_000)), "{:?}", outcome.told);
}

#[test]
fn hostile_19_truncated_and_changed_headers() {
    frames(10_000, Frames::Cut, vec![]);
    let outcome = with(comes(10_000), vec![(13_000, forged(0, Forged::Cut)), (20_000, forged(2, Forged::Cut))]);
    let calm = with(comes(10_000), vec![(20_000, forged(0, Forged::Garbled))]);
    assert_eq!((outcome.inside, outcome.sent), (4, calm.sent), "{:?}", outcome.told);
}

/// The engine of the sim says so where it is told to try an address of its own machine or link.
#[test]
fn hostile_20_sections_and_addresses_without_end() {
    let outcome = meeting(vec![(10_000, What::HostileSignals { who: 2 }), (30_000, forged(0, Forged::Garbled))]);
    assert_eq!(outcome.inside, 3);
    assert!(outcome.sent[0] + 6 * 500 >= undisturbed(30_000), "{outcome:?}");
}

/// The world looks at every name that anybody is shown.
#[test]
fn hostile_22_bidi_and_zero_width_names() {
    for name in ["Ambassador\u{202E}htimS", "Del\u{200B}egate", "A\nB", ""] {
        let knocks = What::KnocksAs { who: 3, name: name.into() };
        let person = |does| What::Person { who: 3, does };
        let steps = vec![(10_000, person(Does::Enter)), (11_000, knocks), (12_000, person(Does::Join))];
        let outcome = meeting_where(true, with_calm(steps));
        assert!(outcome.told.contains("AskedInVain"), "{name:?}: {:?}", outcome.told);
        assert_eq!(outcome.inside, 4, "its honest knock is heard");
    }
}

#[test]
fn hostile_23_homograph_or_duplicate_names() {
    // The second with a Cyrillic letter.
    for name in ["Delegate 1", "Del\u{435}gate 1"] {
        let called = What::Person { who: 3, does: Does::Name(name.into()) };
        let outcome = with(comes(10_000), vec![(9_500, called), (20_000, forged(0, Forged::Garbled))]);
        assert!(outcome.warned.contains(name) && outcome.warned.contains("Delegate 1"), "{:?}", outcome.warned);
        assert_eq!(outcome.inside, 4);
    }
    let calm = with(comes(10_000), vec![(20_000, forged(0, Forged::Garbled))]);
    assert!(calm.warned.is_empty(), "{:?}", calm.warned);
}

#[test]
fn hostile_24_a_clock_a_day_off_and_a_link_without_its_secret() {
    const DAY: i64 = 86_400;
    // Ahead, the invitation is over for it, and it stays outside; behind, it is let in by those who know the time.
    for (ahead, inside) in [(DAY, 3), (-DAY, 4)] {
        let gives_up = (19_000, What::Person { who: 3, does: Does::GoToDesk });
        let steps = comes(10_000).into_iter().chain([gives_up]).collect();
        let outcome = meeting_of(&[0, 0, 0, ahead], false, with_calm(steps));
        assert_eq!(outcome.inside, inside, "{ahead}: {outcome:?}");
        assert!(outcome.told_to.contains(&(3, "ClockOff".into())), "{ahead}: it is told: {:?}", outcome.told_to);
        assert!(outcome.sent[0] + 6 * 500 >= undisturbed(20_000), "{ahead}: the call goes on: {outcome:?}");
    }
    let link = What::Person { who: 3, does: Does::Link("http://sim.example/join".into()) };
    let outcome = meeting(with_calm(vec![(10_000, link)]));
    assert_eq!((outcome.inside, outcome.sent[0]), (3, undisturbed(20_000)));
}

/// Indonesia's chair has pinned one root of South Africa's; who comes is certified by another, or by that one until yesterday.
#[test]
fn hostile_25_a_changed_root_and_an_expired_certificate() {
    let person = |who, does| What::Person { who, does };
    // The key and the pin are there from the next start on.
    let starts = |who, what| vec![(1, What::Crash { who }), (2, what), (3, What::Start { who })];
    for (root, expired, told, inside) in
        [(1, false, &[][..], 4), (2, false, &["RootChanged"][..], 3), (1, true, &["CredentialsInvalid"][..], 3)]
    {
        let mut steps = starts(0, What::Pins { who: 0, root: 1 });
        steps.extend(starts(3, What::Certified { who: 3, root, expired }));
        steps.extend(comes(10_000));
        if inside == 3 {
            steps.push((19_000, person(3, Does::GoToDesk)));
        }
        let outcome = meeting(with_calm(steps));
        assert_eq!(outcome.inside, inside, "{root} {expired}: {outcome:?}");
        let all: Vec<&str> = outcome.told.iter().map(String::as_str).collect();
        assert_eq!(all, told, "{root} {expired}: {:?}", outcome.told_to);
    }
}

fn with_calm(mut steps: Vec<(u64, What)>) -> Vec<(u64, What)> {
    steps.push((20_000, forged(0, Forged::Garbled)));
    steps
}
