//! The desk held against good, broken, doubled and expired links, and a clock that goes on.

use super::*;
use crate::cx::bench::Bench;
use chancery_signalling::message::Sealed;
use chancery_trust::{Context, MeetingSecret, SideSecret};

fn invitation(n: u8, side: &str, starts: &str) -> Invitation {
    let starts: Timestamp = starts.parse().unwrap();
    let sides = ["ID", "ZA"].map(|code| (DelegationCode::new(code).unwrap(), SideSecret([9; 32]), None));
    let all = Invitation::for_sides(
        "https://meet.example.org",
        MeetingId::from_random([n; 16]),
        &MeetingSecret([n; 32]),
        &sides,
        starts,
        starts + SignedDuration::from_hours(12),
    );
    all.into_iter().find(|invitation| invitation.delegation.as_str() == side).unwrap()
}

fn look(of: &Invitation, present: u32) -> MeetingLook {
    let meeting = Meeting {
        id: of.meeting,
        title: "Fisheries\u{202E}".into(),
        starts: of.starts,
        zone: "Africa/Johannesburg".into(),
        minutes: 60,
        delegations: vec![],
    };
    let text = serde_json::to_vec(&meeting).unwrap();
    MeetingLook { sealed: Sealed(of.keys().seal(&Context::Meeting(of.meeting), &text, [1; 12])), present }
}

fn looks(bench: &mut Bench) -> Vec<MeetingId> {
    let out = std::mem::take(&mut bench.out);
    out.into_iter().filter_map(|e| if let Effect::Look { meeting, .. } = e { Some(meeting) } else { None }).collect()
}

#[test]
fn a_link_is_put_on_the_desk_asked_about_and_stored() {
    let mut bench = Bench::new();
    let mut desk = Desk::default();
    let later = invitation(1, "ZA", "2026-12-02T07:00:00Z");
    let sooner = invitation(2, "ZA", "2026-12-01T09:00:00Z");
    for i in [&later, &sooner] {
        desk.draft(Personal(i.to_link()));
        desk.open(&mut bench.cx(), &Personal(i.to_link()));
    }
    let stored = bench.out.iter().rev().find_map(|e| match e {
        Effect::Store(StoreCommand::Links(links)) => Some(links.clone()),
        _ => None,
    });
    let stored = stored.expect("links are stored");
    assert_eq!(stored.len(), 2);
    assert_eq!(looks(&mut bench), [later.meeting, sooner.meeting]);
    desk.looked(&bench.cx(), sooner.meeting, Ok(look(&sooner, 3)));
    let shown = desk.view(bench.now);
    assert_eq!(shown.meetings.iter().map(|m| m.id).collect::<Vec<_>>(), [sooner.meeting, later.meeting], "by time");
    assert_eq!(shown.meetings[0].present, Some(3));
    assert_eq!(&*shown.meetings[0].info.as_ref().unwrap().title, "Fisheries", "no reordering character");
    assert!(shown.link_draft.is_empty() && shown.link_problem.is_none());

    let mut again = Desk::default();
    again.load(&bench.cx(), &stored);
    assert_eq!(again.view(bench.now).meetings.len(), 2);
}

#[test]
fn a_broken_link_stays_in_the_field_with_its_problem() {
    let mut bench = Bench::new();
    let mut desk = Desk::default();
    let whole = invitation(1, "ZA", "2026-12-02T07:00:00Z").to_link();
    let cut = Personal(whole[..whole.len() - 3].to_owned());
    desk.draft(cut.clone());
    desk.open(&mut bench.cx(), &cut);
    let shown = desk.view(bench.now);
    assert_eq!((shown.link_draft, shown.link_problem), (cut, Some(Problem::LinkDamaged)));
    desk.draft("x".into());
    assert_eq!(desk.view(bench.now).link_problem, None, "gone when the text changes");
    desk.open(&mut bench.cx(), &Personal(whole));
    assert_eq!(&*desk.view(bench.now).link_draft, "x", "a link from outside does not wipe what is being typed");
    desk.open(&mut bench.cx(), &Personal(invitation(2, "ZA", "2026-11-02T07:00:00Z").to_link()));
    assert_eq!(desk.view(bench.now).link_problem, Some(Problem::LinkExpired));
}

#[test]
fn the_same_meeting_stands_once() {
    let mut bench = Bench::new();
    let mut desk = Desk::default();
    let first = invitation(1, "ZA", "2026-12-02T07:00:00Z");
    let other_side = Invitation { delegation: DelegationCode::new("ID").unwrap(), ..first.clone() };
    for i in [&first, &first, &other_side] {
        desk.open(&mut bench.cx(), &Personal(i.to_link()));
    }
    let shown = desk.view(bench.now);
    assert_eq!(shown.meetings.len(), 1);
    assert_eq!(shown.meetings[0].mine.as_str(), "ID", "the newest link counts");
    desk.forget(&mut bench.cx(), first.meeting);
    assert!(desk.view(bench.now).meetings.is_empty());
}

#[test]
fn it_becomes_due_and_is_over_by_the_wall_clock() {
    let mut bench = Bench::new(); // 07:00
    let mut desk = Desk::default();
    let i = invitation(1, "ZA", "2026-12-01T08:00:00Z");
    desk.open(&mut bench.cx(), &Personal(i.to_link()));
    desk.looked(&bench.cx(), i.meeting, Ok(look(&i, 0)));
    let due = |desk: &Desk, bench: &Bench| desk.view(bench.now).meetings[0].due;
    assert_eq!(due(&desk, &bench), Due::Later);
    let mut seen = vec![];
    for _ in 0..400 {
        let at = desk.deadline(bench.now).expect("the desk is alive");
        bench.pass((at - bench.now.tick).as_millis() as u64);
        desk.look(&mut bench.cx());
        desk.looked(&bench.cx(), i.meeting, Ok(look(&i, 0)));
        let state = due(&desk, &bench);
        if seen.last().is_none_or(|(s, _)| *s != state) {
            seen.push((state, bench.now.wall.to_string()));
        }
    }
    let minutes: Vec<_> = seen.iter().map(|(s, t)| (*s, &t[..16])).collect();
    assert_eq!(
        minutes,
        [(Due::Later, "2026-12-01T07:00"), (Due::Now, "2026-12-01T07:50"), (Due::Over, "2026-12-01T09:00")]
    );
}

#[test]
fn a_server_that_does_not_answer_is_said_and_asked_again() {
    let mut bench = Bench::new();
    let mut desk = Desk::default();
    let i = invitation(1, "ZA", "2026-12-01T08:00:00Z");
    desk.open(&mut bench.cx(), &Personal(i.to_link()));
    assert_eq!(looks(&mut bench).len(), 1);
    desk.looked(&bench.cx(), i.meeting, Err(Problem::ServerUnreachable));
    assert_eq!(desk.view(bench.now).meetings[0].problem, Some(Problem::ServerUnreachable));
    desk.look(&mut bench.cx());
    assert!(looks(&mut bench).is_empty(), "not at once");
    bench.pass(10_000);
    desk.look(&mut bench.cx());
    assert_eq!(looks(&mut bench).len(), 1);
    let wrong = invitation(7, "ZA", "2026-12-01T08:00:00Z");
    desk.looked(&bench.cx(), i.meeting, Ok(look(&wrong, 1)));
    assert_eq!(desk.view(bench.now).meetings[0].problem, Some(Problem::CannotOpen));
}
