//! The view of the holding room and of the meeting.

use super::{Attendance, Seat, card};
use crate::desk::side_order;
use crate::link::Link;
use crate::roster::Other;
use crate::view::Stage;
use crate::view::{self, HoldingRoom, MeetingRoom, Person, Reach, Settings};
use chancery_model::{DelegationCode, MediaState, Now, PersonName, Personal, Place};

fn words(name: &PersonName) -> Personal {
    Personal(name.as_str().to_owned())
}

impl Attendance {
    /// The server, as it is for this meeting: one that answers but refuses the seat is as good as away.
    pub(crate) fn link(&self, link: &Link) -> view::Link {
        match (link.view(self.peers.any_heard()), &self.problem) {
            (view::Link::Up, Some(problem)) if self.place == Place::Plenary && self.seat != Seat::Taken => {
                view::Link::Down { peers_reachable: self.peers.any_heard(), problem: problem.clone() }
            }
            (link, _) => link,
        }
    }

    /// The stage.
    pub(crate) fn stage(&self, now: Now, settings: &Settings) -> Stage {
        match (self.place, &self.info) {
            (Place::Plenary, Some(info)) => Stage::Meeting(MeetingRoom {
                id: self.meeting,
                info: info.clone(),
                mine: self.side.clone(),
                people: std::iter::once(self.myself(now))
                    .chain(self.people(now, |o| self.is_in(o)))
                    .chain(self.unlisted())
                    .collect(),
                // Who asks is in the plenary by the server's word, and waits.
                waiting: self.people(now, |o| !self.is_in(o)).collect(),
                on_air: self.gate.open(),
                sharing: self.roster.stage(self.me, self.own_stage),
                level: self.voices.level(now.tick),
                chat: self.chat.view(),
                since: self.joined.unwrap_or(now).wall.to_string(),
                security: self.security(),
                requests: self.group.requests(),
            }),
            _ => Stage::HoldingRoom(HoldingRoom {
                id: self.meeting,
                info: self.info.clone(),
                mine: self.side.clone(),
                entered: self.seat == Seat::Taken,
                waiting: self.people(now, |o| o.place == Place::HoldingRoom).collect(),
                inside: self.people(now, |o| o.place == Place::Plenary).collect(),
                will_open: self.gate.will_open(),
                level: self.voices.level(now.tick),
                microphone: self.gate.microphone(),
                camera: self.gate.camera(),
                problem: card(settings, &self.side).err().or_else(|| self.problem.clone()),
                joining: self.joining.is_some() || self.asking,
                security: self.security(),
            }),
        }
    }

    fn myself(&self, now: Now) -> Person {
        let media = self.gate.open();
        let others = self.roster.others().iter().filter(|o| self.is_in(o));
        // One's own line is as good as the best to another; alone, there is nothing to measure.
        let bars = others.map(|o| self.peers.reach(now.tick, o.id).1).max().unwrap_or(3);
        Person {
            id: self.me,
            name: self.card.as_ref().map(|c| words(&c.name)).unwrap_or_default(),
            title: self.card.as_ref().and_then(|c| c.title.as_ref()).map(words),
            delegation: self.side.clone(),
            me: true,
            media,
            speaking: media.microphone && self.voices.own_speaks(now.tick),
            reach: Reach::Local,
            bars,
            identity: self.group.member(self.me).map(|m| self.group.identity(m)),
        }
    }

    fn people(&self, now: Now, place: impl Fn(&Other) -> bool) -> impl Iterator<Item = Person> {
        let rank = |side: &DelegationCode| side_order(self.info.as_ref(), side);
        self.roster.in_place(place, rank).into_iter().map(move |o| self.person(now, o))
    }

    /// Who has the keys and is not named by the server: it hides them, or has lost them and they are about to be taken off.
    fn unlisted(&self) -> impl Iterator<Item = Person> {
        let hidden = self.group.seated().iter().filter(|m| !m.me && self.roster.find(m.participant).is_none());
        hidden.map(|member| Person {
            id: member.participant,
            name: words(&member.card.name),
            title: member.card.title.as_ref().map(words),
            delegation: member.card.delegation.clone(),
            me: false,
            media: MediaState::CLOSED,
            speaking: false,
            reach: Reach::Unreachable,
            bars: 0,
            identity: Some(self.group.identity(member)),
        })
    }

    fn person(&self, now: Now, other: &Other) -> Person {
        let inside = self.is_in(other);
        let member = self.group.member(other.id);
        let card = member.map(|m| &m.card).or(other.card.as_ref());
        let (reach, bars) = if inside && self.place == Place::Plenary {
            self.peers.reach(now.tick, other.id)
        } else {
            (Reach::Local, 0)
        };
        let media = if inside { other.media } else { MediaState::CLOSED };
        Person {
            id: other.id,
            name: card.map(|c| words(&c.name)).unwrap_or_default(),
            title: card.and_then(|c| c.title.as_ref()).map(words),
            // Of whom is in the group, what their leaf is bound to; the server's word is for the holding room.
            delegation: member.map_or(&other.delegation, |m| &m.card.delegation).clone(),
            me: false,
            media,
            speaking: media.microphone && self.voices.speaks(other.id, now.tick),
            reach,
            bars,
            identity: member.map(|m| self.group.identity(m)),
        }
    }
}
