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
    missed_from: Option<Tick>,
    /// That was made up for: what since when, and when we said it.
    told: Option<(Tick, Tick)>,
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
            told: None,
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

    /// We stood still since `at`: what we are told now may have happened then.
    pub(crate) fn stalled(&mut self, at: Tick) {
        for other in &mut self.others {
            other.away(at);
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
        if other.media_n.is_some_and(|last| last >= n) {
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
        let others = self.others.iter().filter_map(|o| o.stage.map(|n| (n, o.id)));
        others.chain(own.map(|n| (n, me))).max().map(|(_, id)| id)
    }

    /// Those who are where `place` says, by side (`rank`) and time of entry.
    pub(crate) fn in_place(
        &self,
        place: impl Fn(&Other) -> bool,
        rank: impl Fn(&DelegationCode) -> usize,
    ) -> Vec<&Other> {
        let mut there: Vec<_> = self.others.iter().filter(|o| place(o)).collect();
        there.sort_by_key(|o| (rank(&o.delegation), o.order));
        there
    }

    /// What we said since then may not have reached somebody: one of us was out of the group.
    pub(crate) fn unheard(&mut self, id: ParticipantId, since: Tick) {
        if let Some(other) = self.find_mut(id) {
            other.missed_from = earlier(other.missed_from, Some(since));
        }
    }

    /// Nothing of somebody is open: it is not inside (any more).
    pub(crate) fn closed(&mut self, id: ParticipantId) {
        if let Some(other) = self.find_mut(id) {
            other.close();
        }
    }

    /// Whom one's own lines may not have reached, and since when; each is told once, unless that is lost too. Only those
    /// whom a word `reaches` now.
    pub(crate) fn take_missed(
        &mut self,
        now: Tick,
        reaches: impl Fn(ParticipantId) -> bool,
    ) -> Vec<(ParticipantId, Tick)> {
        let back = self.others.iter_mut().filter(|o| o.connected && reaches(o.id));
        back.filter_map(|o| {
            let since = o.missed_from.take()?;
            o.told = Some((since, now));
            Some((o.id, since))
        })
        .collect()
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
        self.place = member.place;
        Change { came, unreadable: false }
    }

    /// What we say may not reach it from a while ago on.
    fn away(&mut self, now: Tick) {
        let since = Tick(now.0.saturating_sub(UNNOTICED.as_millis() as u64));
        // What was said again so shortly before may have been lost like the rest.
        let told = self.told.take().filter(|(_, at)| *at >= since).map(|(since, _)| since);
        self.missed_from = earlier(earlier(self.missed_from, told), Some(since));
    }

    /// Off air: who is not inside has nothing open.
    fn close(&mut self) {
        self.media = MediaState::CLOSED;
        self.stage = None;
    }
}

#[cfg(test)]
mod tests;
