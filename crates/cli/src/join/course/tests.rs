//! The course, view by view.

use super::*;
use chancery_client::view::{
    Chat, DeskMeeting, Devices, Due, Ended, Keys, MeetingInfo, Person, Reach, Security, Settings,
};
use chancery_model::{DelegationCode, MediaState};

const OPEN: Open = Open { microphone: true, camera: false, screen: true };

fn id(n: u8) -> ParticipantId {
    ParticipantId::from_random([n; 16])
}

fn meeting_id() -> MeetingId {
    MeetingId::from_random([9; 16])
}

fn view(stage: Stage, link: Link) -> ViewModel {
    ViewModel {
        settings: Settings::default(),
        devices: Devices::default(),
        link,
        notices: vec![],
        keys: Keys::default(),
        stage,
    }
}

fn desk(meetings: bool, problem: Option<Problem>) -> ViewModel {
    let meeting = DeskMeeting {
        id: meeting_id(),
        info: None,
        mine: DelegationCode::new("ZA").unwrap(),
        starts: String::new(),
        due: Due::Now,
        present: None,
        problem: None,
    };
    let meetings = if meetings { vec![meeting] } else { vec![] };
    view(Stage::Desk(Desk { meetings, link_draft: "".into(), link_problem: problem }), Link::Idle)
}

fn holding(entered: bool, microphone: bool, problem: Option<Problem>) -> Stage {
    Stage::HoldingRoom(HoldingRoom {
        id: meeting_id(),
        info: None,
        mine: DelegationCode::new("ZA").unwrap(),
        entered,
        waiting: vec![],
        inside: vec![],
        will_open: MediaState { microphone, ..MediaState::CLOSED },
        level: 0,
        microphone: None,
        camera: None,
        problem,
        joining: false,
        security: Security::default(),
    })
}

fn meeting(people: &[(u8, bool)]) -> Stage {
    let person = |&(n, me): &(u8, bool)| Person {
        id: id(n),
        name: "x".into(),
        title: None,
        delegation: DelegationCode::new("ZA").unwrap(),
        me,
        media: MediaState::CLOSED,
        speaking: false,
        reach: Reach::Connected,
        bars: 3,
        identity: None,
    };
    Stage::Meeting(MeetingRoom {
        id: meeting_id(),
        info: MeetingInfo {
            title: "t".into(),
            starts: String::new(),
            zone: String::new(),
            minutes: 60,
            delegations: vec![],
        },
        mine: DelegationCode::new("ZA").unwrap(),
        people: people.iter().map(person).collect(),
        waiting: vec![],
        on_air: MediaState::CLOSED,
        sharing: None,
        level: 0,
        chat: Chat::default(),
        since: String::new(),
        security: Security::default(),
        requests: vec![],
    })
}

fn down(problem: Problem) -> Link {
    Link::Down { peers_reachable: false, problem }
}

#[test]
fn from_the_desk_to_the_plenary_each_wish_is_made_once() {
    let mut course = Course::new(Some(meeting_id()), false, OPEN);
    assert_eq!(course.next(&desk(false, None)), Next::Wait);
    let entering = vec![
        Intent::EnterHoldingRoom { meeting: meeting_id() },
        Intent::SetMicrophone { open: true },
        Intent::SetCamera { open: false },
    ];
    assert_eq!(course.next(&desk(true, None)), Next::Dispatch(entering));
    assert_eq!(course.next(&desk(true, None)), Next::Wait);
    assert_eq!(course.next(&view(holding(false, true, None), Link::Connecting)), Next::Wait);
    // Also where the microphone that was wished for is missing.
    assert_eq!(course.next(&view(holding(true, false, None), Link::Up)), Next::Dispatch(vec![Intent::Join]));
    assert_eq!(course.next(&view(holding(true, true, None), Link::Up)), Next::Wait);
    assert!(!course.joined());
    assert_eq!(
        course.next(&view(meeting(&[(1, true)]), Link::Up)),
        Next::Dispatch(vec![Intent::ShareScreen { device: None }])
    );
    assert!(course.joined());
    let tile = TileSize { participant: id(2), width: 1280, height: 720 };
    let wanted = Next::Dispatch(vec![Intent::Layout { tiles: vec![tile] }]);
    assert_eq!(course.next(&view(meeting(&[(1, true), (2, false)]), Link::Up)), wanted);
    assert_eq!(course.next(&view(meeting(&[(1, true), (2, false)]), Link::Up)), Next::Wait);
}

#[test]
fn what_cannot_mend_itself_ends_it_at_once() {
    let fails = |view: &ViewModel, wait: bool| {
        matches!(Course::new(Some(meeting_id()), wait, OPEN).next(view), Next::Failed(_))
    };
    assert!(fails(&desk(false, Some(Problem::LinkDamaged)), true));
    assert!(fails(&view(holding(false, true, Some(Problem::NoSuchMeeting)), Link::Up), true));
    assert!(fails(&view(holding(false, true, None), down(Problem::ServerTooOld)), true));
    for waitable in [Problem::ServerNonsense, Problem::MeetingFull, Problem::PlenaryFull, Problem::MeetingNotOpen] {
        let view = view(holding(false, true, Some(waitable)), Link::Up);
        assert!(fails(&view, false) && !fails(&view, true));
    }
    assert!(!fails(&view(holding(false, true, None), down(Problem::ServerUnreachable)), false));
}

#[test]
fn a_server_lost_during_the_meeting_ends_nothing_and_being_put_out_does() {
    let mut course = Course::new(Some(meeting_id()), false, OPEN);
    course.next(&view(meeting(&[(1, true)]), Link::Up));
    assert_eq!(course.next(&view(meeting(&[(1, true)]), down(Problem::ServerUnreachable))), Next::Wait);
    assert_eq!(course.next(&view(meeting(&[(1, true)]), down(Problem::ServerNonsense))), Next::Wait);
    let ended = Ended { id: meeting_id(), info: None, seconds: 1, problem: Some(Problem::SeatTaken), draft: "".into() };
    assert_eq!(course.next(&view(Stage::Ended(ended), Link::Idle)), Next::Failed(Problem::SeatTaken));
}

#[test]
fn whoever_waits_asks_again() {
    let mut course = Course::new(Some(meeting_id()), true, OPEN);
    course.next(&desk(true, None));
    let full = view(holding(false, true, Some(Problem::MeetingFull)), Link::Up);
    assert_eq!(course.next(&full), Next::Wait);
    course.again();
    assert_eq!(course.next(&full), Next::Dispatch(vec![Intent::RetryNow]));
    assert_eq!(course.next(&full), Next::Wait);
}

#[test]
fn a_line_is_said_once_and_only_when_somebody_else_is_there() {
    let said = |next: &Next| match next {
        Next::Dispatch(intents) => intents.iter().filter(|intent| **intent == Intent::SendChat).count(),
        _ => 0,
    };
    let mut course = Course::new(Some(meeting_id()), false, OPEN).say(Some("a line".into()));
    assert_eq!(said(&course.next(&desk(true, None))), 0);
    assert_eq!(said(&course.next(&view(holding(true, true, None), Link::Up))), 0);
    assert_eq!(said(&course.next(&view(meeting(&[(1, true)]), Link::Up))), 0);
    let next = course.next(&view(meeting(&[(1, true), (2, false)]), Link::Up));
    let Next::Dispatch(intents) = &next else { panic!("{next:?}") };
    assert!(intents.ends_with(&[Intent::DraftChat { text: "a line".into() }, Intent::SendChat]), "{intents:?}");
    // Not again, whoever comes or goes.
    assert_eq!(said(&course.next(&view(meeting(&[(1, true)]), Link::Up))), 0);
    assert_eq!(said(&course.next(&view(meeting(&[(1, true), (3, false)]), Link::Up))), 0);
}
