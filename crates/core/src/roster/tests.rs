//! The roster held against a server that restarts, loses, repeats and lies.

use super::*;
use crate::cx::bench::Counting;
use chancery_model::{MeetingId, PersonName};
use chancery_trust::{Invitation, MeetingSecret, SideSecret};

fn sealer(me: u8) -> Sealer {
    let invitation = Invitation::for_sides(
        "http://127.0.0.1",
        MeetingId::from_random([7; 16]),
        &MeetingSecret([1; 32]),
        &[
            (DelegationCode::new("ID").unwrap(), SideSecret([3; 32]), None),
            (DelegationCode::new("ZA").unwrap(), SideSecret([2; 32]), None),
        ],
        "2026-12-01T07:00:00Z".parse().unwrap(),
        "2026-12-02T07:00:00Z".parse().unwrap(),
    )
    .swap_remove(1);
    Sealer::new(invitation.keys(), invitation.meeting, id(me))
}

fn id(n: u8) -> ParticipantId {
    ParticipantId::from_random([n; 16])
}

fn member(n: u8, place: Place, connected: bool) -> Member {
    let delegation = DelegationCode::new("ZA").unwrap();
    let card = Card { name: PersonName::new("X").unwrap(), title: None, delegation: delegation.clone() };
    Member { participant: id(n), delegation, place, card: sealer(n).card(&card, &mut Counting(n.into())), connected }
}

#[test]
fn after_a_restart_who_is_not_named_is_waited_for() {
    let mut roster = Roster::default();
    let me = sealer(1);
    for n in [2, 3] {
        assert!(roster.member(Tick(0), &me, &member(n, Place::Plenary, true)).came);
    }
    assert_eq!(roster.take_missed(Tick(0), |_| true).len(), 2, "both may have been there before");
    roster.link_lost(Tick(20_000));
    let back = [member(2, Place::Plenary, true)];
    roster.named(Tick(21_000), &back);
    assert!(!roster.member(Tick(21_000), &me, &back[0]).came, "it was there all the time");
    assert_eq!(roster.take_missed(Tick(0), |_| true), [(id(2), Tick(10_000))], "3 is not there to be told");
    assert!(roster.overdue(Tick(25_999), |_| false).is_empty());
    assert_eq!(roster.deadline(Tick(21_000)), Some(Tick(26_000)));
    assert_eq!(roster.overdue(Tick(26_000), |_| false), [id(3)]);
    assert!(roster.overdue(Tick(26_000), |_| true).is_empty(), "still heard directly");
    assert!(roster.member(Tick(27_000), &me, &member(3, Place::Plenary, true)).came);
    assert_eq!(roster.take_missed(Tick(27_000), |_| true), [(id(3), Tick(10_000))]);
    roster.member(Tick(30_000), &me, &member(3, Place::Plenary, false));
    roster.member(Tick(31_000), &me, &member(3, Place::Plenary, true));
    assert_eq!(
        roster.take_missed(Tick(31_000), |_| true),
        [(id(3), Tick(10_000))],
        "it may not have heard that either"
    );
    roster.member(Tick(60_000), &me, &member(3, Place::Plenary, false));
    roster.member(Tick(60_000), &me, &member(3, Place::Plenary, true));
    assert_eq!(roster.take_missed(Tick(60_000), |_| true), [(id(3), Tick(50_000))]);
    assert!(roster.overdue(Tick(99_000), |_| false).is_empty());
}

#[test]
fn who_came_back_unnoticed_is_told_again() {
    let mut roster = Roster::default();
    let me = sealer(1);
    let first = member(2, Place::HoldingRoom, true);
    assert!(roster.member(Tick(0), &me, &first).came);
    assert!(!roster.member(Tick(30_000), &me, &first).came);
    assert!(roster.take_missed(Tick(0), |_| true).is_empty());
    let delegation = DelegationCode::new("ZA").unwrap();
    let card = Card { name: PersonName::new("X").unwrap(), title: None, delegation };
    let again = Member { card: sealer(2).card(&card, &mut Counting(99)), ..first };
    assert!(roster.member(Tick(40_000), &me, &again).came, "another seal is another entering");
    assert_eq!(roster.take_missed(Tick(0), |_| true), [(id(2), Tick(30_000))]);
    let broken = Member { card: Sealed(vec![1, 2, 3]), ..again };
    assert!(roster.member(Tick(50_000), &me, &broken).unreadable);
    assert!(roster.find(id(2)).unwrap().card.is_some(), "the name that was read stays");
}

#[test]
fn old_news_of_media_is_ignored_and_who_is_not_inside_is_off_air() {
    let mut roster = Roster::default();
    let me = sealer(1);
    roster.member(Tick(0), &me, &member(2, Place::Plenary, true));
    let open = MediaState { microphone: true, camera: false, screen: false };
    assert!(roster.media(id(2), 5, open, None));
    assert!(!roster.media(id(2), 5, MediaState::CLOSED, None) && !roster.media(id(2), 4, MediaState::CLOSED, None));
    assert_eq!(roster.find(id(2)).unwrap().media, open);
    roster.member(Tick(1), &me, &member(2, Place::HoldingRoom, true));
    assert_eq!(roster.find(id(2)).unwrap().media, open, "the server's word alone closes nothing");
    roster.closed(id(2));
    assert_eq!(roster.find(id(2)).unwrap().media, MediaState::CLOSED);
    assert!(!roster.media(id(9), 1, open, None));
}

#[test]
fn all_agree_on_one_stage() {
    let me = sealer(1);
    let screen = MediaState { microphone: false, camera: false, screen: true };
    let mut roster = Roster::default();
    for n in [2, 3] {
        roster.member(Tick(0), &me, &member(n, Place::Plenary, true));
    }
    assert_eq!(roster.stage(id(1), None), None);
    let own = roster.next_stage();
    assert_eq!(roster.stage(id(1), Some(own)), Some(id(1)));
    roster.media(id(3), 1, screen, Some(7));
    assert_eq!(roster.stage(id(1), Some(own)), Some(id(3)));
    roster.media(id(2), 1, screen, Some(7));
    assert_eq!(roster.stage(id(1), Some(own)), Some(id(3).max(id(2))));
    assert_eq!(roster.next_stage(), 8);
    roster.media(id(2), 2, MediaState::CLOSED, Some(7));
    assert_eq!(roster.stage(id(1), None), Some(id(3)));
}

#[test]
fn a_server_that_names_thousands_is_not_believed() {
    let mut roster = Roster::default();
    let mut one = member(2, Place::Plenary, true);
    for n in 0..500_u128 {
        one.participant = ParticipantId::from_random(n.to_le_bytes());
        roster.member(Tick(0), &sealer(1), &one);
    }
    assert_eq!(roster.others().len(), MAX);
}
