//! Who is in the meeting, as the server says, with what each said of itself; and the one stage.
//!
//! A member that the server does not name is not gone for that reason: after a restart it names only those who have
//! come back so far. Such a member is *missing*; it is removed when it has been missing for a while and nothing comes
//! from it directly either. So neither a lost server nor a restarted one ends a call that runs.

use crate::cx::earlier;
use crate::sealer::Sealer;
use chancery_model::{Card, DelegationCode, MediaState, ParticipantId, Place, Tick};
use chancery_signalling::message::{Member, Sealed};
use std::time::Duration;

/// The most others that are kept in mind; a server that names more is not believed.
const MAX: usize = 64;
/// How long a missing member may take to come back.
pub(crate) const SETTLE: Duration = Duration::from_secs(5);
/// Who appears may have been there before, unseen by us, while we or they were away from the server: lines that are not
/// older than this are for them too.
const UNSEEN: Duration = Duration::from_secs(60);
/// A dead socket is noticed after seconds: what was sent so long before somebody was seen to be away may have been lost.
const UNNOTICED: Duration = Duration::from_secs(10);

/// Somebody else in the meeting.
#[derive(Debug)]
pub(crate) struct Other {
    pub(crate) id: ParticipantId,
    pub(crate) delegation: DelegationCode,
    pub(crate) place: Place,
    /// `None`: the placard cannot be opened.
    pub(crate) card: Option<Card>,
    /// The placard as it was sealed: sealed anew at each entering, so that a changed one tells of a new socket.
    sealed: Sealed,
    /// What is open, by the latest word.
    pub(crate) media: MediaState,
    /// Counter of that word.
    media_n: Option<u64>,
    /// While a screen is shared: the Lamport number of its opening.
    stage: Option<u64>,
    /// Since when the server has not named it.
    missing: Option<Tick>,
    /// What we said to all since then may not have reached it.
    pub(crate) missed_from: Option<Tick>,
    /// The server has its socket.
    pub(crate) connected: bool,
    /// Came in as which.
    order: u64,
}

/// What a word of the server changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// It has a socket (again, or another): what we say reaches it, and it may not know what we said before.
    pub(crate) came: bool,
    /// The placard could not be opened.
    pub(crate) unreadable: bool,
}

/// The others.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    others: Vec<Other>,
    /// Who was given up, and since when we were not heard there.
    given_up: Vec<(ParticipantId, Tick)>,
    /// Since when we did not see who came and went, and until when that matters.
    blind: Option<(Tick, Tick)>,
    next_order: u64,
    /// The highest Lamport number of a stage that was seen.
    stage_seen: u64,
}

impl Roster {
    /// All others.
    pub(crate) fn others(&self) -> &[Other] {
        &self.others
    }

    /// One of them.
    pub(crate) fn find(&self, id: ParticipantId) -> Option<&Other> {
        self.others.iter().find(|o| o.id == id)
    }

    fn find_mut(&mut self, id: ParticipantId) -> Option<&mut Other> {
        self.others.iter_mut().find(|o| o.id == id)
    }

    /// The server names everybody: who is not among them is missing from now on.
    pub(crate) fn named(&mut self, now: Tick, members: &[Member]) {
        if let Some((_, until)) = &mut self.blind {
            *until = now + UNSEEN;
        }
        for other in &mut self.others {
            if !members.iter().any(|m| m.participant == other.id) {
                other.missing.get_or_insert(now);
                other.connected = false;
            }
        }
    }

    /// The server tells of one member.
    pub(crate) fn member(&mut self, now: Tick, sealer: &Sealer, member: &Member) -> Change {
        let known = self.others.iter().position(|o| o.id == member.participant);
        if known.is_none() && self.others.len() == MAX {
            return Change::default();
        }
        if let Some(at) = known
            && self.others[at].sealed == member.card
            && self.others[at].delegation == member.delegation
        {
            return self.others[at].seen(now, member);
        }
        let card = sealer.open_card(member.participant, &member.delegation, &member.card).ok();
        let unreadable = card.is_none();
        if let Some(at) = known {
            let other = &mut self.others[at];
            // It came back on another socket, perhaps before the server had noticed that the old one was dead.
            other.away(now);
            other.connected = false;
            other.sealed = member.card.clone();
            other.delegation = member.delegation.clone();
            // A placard that cannot be opened does not take away the one that could, unless the side is another.
            other.card = card.or(other.card.take().filter(|c| c.delegation == member.delegation));
            return Change { unreadable, ..other.seen(now, member) };
        }
        self.next_order += 1;
        // Who comes from the holding room is new. Who appears in the plenary at once comes back to it.
        let back = (member.place == Place::Plenary).then(|| Tick(now.0.saturating_sub(UNSEEN.as_millis() as u64)));
        let unseen = earlier(self.blind.filter(|(_, until)| now < *until).map(|(since, _)| since), back);
        let given_up = self.given_up.iter().position(|(id, _)| *id == member.participant);
        self.others.push(Other {
            id: member.participant,
            delegation: member.delegation.clone(),
            place: member.place,
            card,
            sealed: member.card.clone(),
            media: MediaState::CLOSED,
            media_n: None,
            stage: None,
            missing: None,
            missed_from: given_up.map_or(unseen, |at| Some(self.given_up.remove(at).1)),
            connected: member.connected,
            order: self.next_order,
        });
        Change { came: member.connected, unreadable }
    }

    /// Our own socket is gone: we do not see who comes and goes, and what we said last may have reached nobody.
    pub(crate) fn link_lost(&mut self, now: Tick) {
        let since = self.blind.filter(|(_, until)| now < *until).map_or(now, |(since, _)| since);
        self.blind = Some((since, now + UNSEEN));
        for other in &mut self.others {
            other.away(now);
        }
    }

    /// The server has given somebody up: missing, until nothing comes directly either.
    pub(crate) fn lost(&mut self, now: Tick, id: ParticipantId) {
        if let Some(other) = self.find_mut(id) {
            other.connected = false;
            other.away(now);
            // It had its time at the server: what still comes directly decides.
            other.missing = Some(Tick(now.0.saturating_sub(SETTLE.as_millis() as u64)));
        }
    }

    /// Left of its own will.
    pub(crate) fn remove(&mut self, id: ParticipantId) {
        self.others.retain(|o| o.id != id);
    }

    /// Has been away for too long; should it come back after all, it is told what it missed.
    pub(crate) fn give_up(&mut self, id: ParticipantId) {
        if let Some(since) = self.find(id).and_then(|o| o.missed_from) {
            if self.given_up.len() == MAX {
                self.given_up.remove(0);
            }
            self.given_up.push((id, since));
        }
        self.remove(id);
    }

    /// Who has been missing for too long and is not heard directly.
    pub(crate) fn overdue(&self, now: Tick, heard: impl Fn(ParticipantId) -> bool) -> Vec<ParticipantId> {
        let over = |o: &&Other| o.missing.is_some_and(|since| now - since >= SETTLE) && !heard(o.id);
        self.others.iter().filter(over).map(|o| o.id).collect()
    }

    /// When somebody will have been missing for too long.
    pub(crate) fn deadline(&self, now: Tick) -> Option<Tick> {
        self.others.iter().filter_map(|o| o.missing).map(|since| since + SETTLE).filter(|at| *at > now).min()
    }

    /// What somebody says of its media. `true`: it is news.
    pub(crate) fn media(&mut self, id: ParticipantId, n: u64, state: MediaState, stage: Option<u64>) -> bool {
        let seen = self.stage_seen.max(stage.unwrap_or(0));
        let Some(other) = self.find_mut(id) else { return false };
        if other.place != Place::Plenary || other.media_n.is_some_and(|last| last >= n) {
            return false;
        }
        other.media_n = Some(n);
        other.media = state;
        other.stage = stage.filter(|_| state.screen).or(state.screen.then_some(0));
        self.stage_seen = seen;
        true
    }

    /// The Lamport number for a screen that one opens now: higher than any seen.
    pub(crate) fn next_stage(&mut self) -> u64 {
        self.stage_seen = self.stage_seen.saturating_add(1);
        self.stage_seen
    }

    /// Whose screen is the stage: the highest number, then the highest identifier. `own`: our number, while we share.
    pub(crate) fn stage(&self, me: ParticipantId, own: Option<u64>) -> Option<ParticipantId> {
        let others = self.others.iter().filter(|o| o.place == Place::Plenary);
        let others = others.filter_map(|o| o.stage.map(|n| (n, o.id)));
        others.chain(own.map(|n| (n, me))).max().map(|(_, id)| id)
    }

    /// In a place, by side (`rank`) and time of entry.
    pub(crate) fn in_place(&self, place: Place, rank: impl Fn(&DelegationCode) -> usize) -> Vec<&Other> {
        let mut there: Vec<_> = self.others.iter().filter(|o| o.place == place).collect();
        there.sort_by_key(|o| (rank(&o.delegation), o.order));
        there
    }

    /// Whom one's own lines may not have reached, and since when; each is told once. Only those whom a word reaches now.
    pub(crate) fn take_missed(&mut self) -> Vec<(ParticipantId, Tick)> {
        let back = self.others.iter_mut().filter(|o| o.connected);
        back.filter_map(|o| o.missed_from.take().map(|since| (o.id, since))).collect()
    }
}

impl Other {
    /// The server tells of it.
    fn seen(&mut self, now: Tick, member: &Member) -> Change {
        let came = member.connected && !self.connected;
        self.missing = None;
        self.connected = member.connected;
        if !member.connected {
            self.away(now);
        }
        if member.place == Place::HoldingRoom {
            self.close();
        }
        self.place = member.place;
        Change { came, unreadable: false }
    }

    /// What we say may not reach it from a while ago on.
    fn away(&mut self, now: Tick) {
        let since = Tick(now.0.saturating_sub(UNNOTICED.as_millis() as u64));
        self.missed_from = Some(self.missed_from.map_or(since, |earlier| earlier.min(since)));
    }

    /// Off air: in the holding room nothing is open.
    fn close(&mut self) {
        self.media = MediaState::CLOSED;
        self.stage = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cx::bench::Counting;
    use chancery_model::{MeetingId, PersonName};
    use chancery_trust::{Invitation, MeetingSecret, SideSecret};

    fn sealer(me: u8) -> Sealer {
        let invitation = Invitation {
            server: "http://127.0.0.1".into(),
            meeting: MeetingId::from_random([7; 16]),
            delegation: DelegationCode::new("ZA").unwrap(),
            secret: MeetingSecret([1; 32]),
            side: SideSecret([2; 32]),
            starts: "2026-12-01T07:00:00Z".parse().unwrap(),
            expires: "2026-12-02T07:00:00Z".parse().unwrap(),
        };
        Sealer::new(invitation.keys(), invitation.meeting, id(me))
    }

    fn id(n: u8) -> ParticipantId {
        ParticipantId::from_random([n; 16])
    }

    fn member(n: u8, place: Place, connected: bool) -> Member {
        let delegation = DelegationCode::new("ZA").unwrap();
        let card = Card { name: PersonName::new("X").unwrap(), title: None, delegation: delegation.clone() };
        Member {
            participant: id(n),
            delegation,
            place,
            card: sealer(n).card(&card, &mut Counting(n.into())),
            connected,
        }
    }

    #[test]
    fn after_a_restart_who_is_not_named_is_waited_for() {
        let mut roster = Roster::default();
        let me = sealer(1);
        for n in [2, 3] {
            assert!(roster.member(Tick(0), &me, &member(n, Place::Plenary, true)).came);
        }
        assert_eq!(roster.take_missed().len(), 2, "both may have been there before");
        roster.link_lost(Tick(20_000));
        let back = [member(2, Place::Plenary, true)];
        roster.named(Tick(21_000), &back);
        assert!(!roster.member(Tick(21_000), &me, &back[0]).came, "it was there all the time");
        assert_eq!(roster.take_missed(), [(id(2), Tick(10_000))], "3 is not there to be told");
        assert!(roster.overdue(Tick(25_999), |_| false).is_empty());
        assert_eq!(roster.deadline(Tick(21_000)), Some(Tick(26_000)));
        assert_eq!(roster.overdue(Tick(26_000), |_| false), [id(3)]);
        assert!(roster.overdue(Tick(26_000), |_| true).is_empty(), "still heard directly");
        assert!(roster.member(Tick(27_000), &me, &member(3, Place::Plenary, true)).came);
        assert_eq!(roster.take_missed(), [(id(3), Tick(10_000))]);
        assert!(roster.overdue(Tick(99_000), |_| false).is_empty());
    }

    #[test]
    fn who_came_back_unnoticed_is_told_again() {
        let mut roster = Roster::default();
        let me = sealer(1);
        let first = member(2, Place::HoldingRoom, true);
        assert!(roster.member(Tick(0), &me, &first).came);
        assert!(!roster.member(Tick(30_000), &me, &first).came);
        assert!(roster.take_missed().is_empty());
        let delegation = DelegationCode::new("ZA").unwrap();
        let card = Card { name: PersonName::new("X").unwrap(), title: None, delegation };
        let again = Member { card: sealer(2).card(&card, &mut Counting(99)), ..first };
        assert!(roster.member(Tick(40_000), &me, &again).came, "another seal is another entering");
        assert_eq!(roster.take_missed(), [(id(2), Tick(30_000))]);
        let broken = Member { card: Sealed(vec![1, 2, 3]), ..again };
        assert!(roster.member(Tick(50_000), &me, &broken).unreadable);
        assert!(roster.find(id(2)).unwrap().card.is_some(), "the name that was read stays");
    }

    #[test]
    fn old_news_of_media_is_ignored_and_the_holding_room_is_off_air() {
        let mut roster = Roster::default();
        let me = sealer(1);
        roster.member(Tick(0), &me, &member(2, Place::Plenary, true));
        let open = MediaState { microphone: true, camera: false, screen: false };
        assert!(roster.media(id(2), 5, open, None));
        assert!(!roster.media(id(2), 5, MediaState::CLOSED, None) && !roster.media(id(2), 4, MediaState::CLOSED, None));
        assert_eq!(roster.find(id(2)).unwrap().media, open);
        roster.member(Tick(1), &me, &member(2, Place::HoldingRoom, true));
        assert_eq!(roster.find(id(2)).unwrap().media, MediaState::CLOSED);
        assert!(!roster.media(id(2), 9, open, None) && !roster.media(id(9), 1, open, None));
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
}
