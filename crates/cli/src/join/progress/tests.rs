//! What is told, view by view.

use super::*;
use chancery_client::Problem;
use chancery_client::view::{Chat, ChatLine, Devices, Keys, MeetingInfo, MeetingRoom, Notice, Security, Settings};
use chancery_model::{DelegationCode, MeetingId};
use std::sync::Arc;

fn code() -> DelegationCode {
    DelegationCode::new("ZA").unwrap()
}

fn person(microphone: bool, reach: Reach) -> Person {
    Person {
        id: ParticipantId::from_random([2; 16]),
        name: "Thandi".into(),
        title: None,
        delegation: code(),
        me: false,
        media: MediaState { microphone, ..MediaState::CLOSED },
        speaking: false,
        reach,
        bars: 3,
        identity: None,
    }
}

fn view(people: Vec<Person>, link: Link, chat: &[&str]) -> ViewModel {
    let line = |text: &&str| ChatLine {
        id: ParticipantId::from_random([3; 16]),
        name: "Thandi".into(),
        delegation: code(),
        me: false,
        at: String::new(),
        text: (*text).into(),
        pending: false,
    };
    let room = MeetingRoom {
        id: MeetingId::from_random([9; 16]),
        info: MeetingInfo {
            title: "t".into(),
            starts: String::new(),
            zone: String::new(),
            minutes: 60,
            delegations: vec![],
        },
        mine: code(),
        people,
        waiting: vec![],
        on_air: MediaState::CLOSED,
        sharing: None,
        level: 0,
        chat: Chat { lines: Arc::new(chat.iter().map(line).collect()), ..Chat::default() },
        since: String::new(),
        security: Security::default(),
        requests: vec![],
    };
    ViewModel {
        settings: Settings::default(),
        devices: Devices::default(),
        link,
        notices: vec![],
        keys: Keys::default(),
        stage: Stage::Meeting(room),
    }
}

#[test]
fn each_change_of_a_person_is_told_once() {
    let mut progress = Progress::new();
    let here = || view(vec![person(false, Reach::Connected)], Link::Up, &[]);
    assert_eq!(progress.lines(&here()), ["Thandi (ZA) is in the meeting"]);
    assert_eq!(progress.lines(&here()), [""; 0]);
    let open = view(vec![person(true, Reach::Interrupted)], Link::Up, &[]);
    assert_eq!(
        progress.lines(&open),
        ["Thandi (ZA) is not heard: the line is interrupted", "Thandi (ZA): microphone open"]
    );
    assert_eq!(progress.lines(&view(vec![], Link::Up, &[])), ["Thandi (ZA) has left"]);
}

#[test]
fn a_lost_server_is_told_once_and_its_return_too() {
    let mut progress = Progress::new();
    let down = || Link::Down { peers_reachable: true, problem: Problem::ServerUnreachable };
    assert_eq!(progress.lines(&view(vec![], down(), &[])), [Problem::ServerUnreachable.sentence()]);
    assert_eq!(progress.lines(&view(vec![], Link::Connecting, &[])), [""; 0]);
    assert_eq!(progress.lines(&view(vec![], down(), &[])), [""; 0]);
    assert_eq!(progress.lines(&view(vec![], Link::Up, &[])), ["The server answers again"]);
}

#[test]
fn chat_and_notices_are_told_as_they_come() {
    let mut progress = Progress::new();
    let mut now = view(vec![], Link::Up, &["Molweni"]);
    now.notices = vec![Notice { id: 0, problem: Problem::NoPath }];
    assert_eq!(progress.lines(&now), [Problem::NoPath.sentence(), "Thandi (ZA) writes: Molweni".to_owned()]);
    assert_eq!(progress.lines(&now), [""; 0]);
    now.notices.push(Notice { id: 1, problem: Problem::ChatTooLong });
    assert_eq!(progress.lines(&now), [Problem::ChatTooLong.sentence()]);
}
