//! Seals what goes through the server and opens what comes from it: cards, the meeting's description, what participants
//! say to each other.

use crate::random::{self, RandomSource};
use chancery_model::{Card, DelegationCode, Meeting, MeetingId, ParticipantId};
use chancery_signalling::message::Sealed;
use chancery_signalling::peer::PeerMessage;
use chancery_trust::{CannotOpen, Context, MeetingKeys};

/// The keys of one meeting and who we are in it.
#[derive(Clone, Debug)]
pub(crate) struct Sealer {
    keys: MeetingKeys,
    meeting: MeetingId,
    me: ParticipantId,
}

impl Sealer {
    pub(crate) fn new(keys: MeetingKeys, meeting: MeetingId, me: ParticipantId) -> Self {
        Self { keys, meeting, me }
    }

    /// Our placard.
    pub(crate) fn card(&self, card: &Card, random: &mut dyn RandomSource) -> Sealed {
        let text = serde_json::to_vec(card).unwrap_or_default();
        Sealed(self.keys.seal(&Context::Card(self.me), &text, random::bytes(random)))
    }

    /// A message to one other or to all.
    pub(crate) fn seal(
        &self,
        to: Option<ParticipantId>,
        message: &PeerMessage,
        random: &mut dyn RandomSource,
    ) -> Sealed {
        let text = serde_json::to_vec(message).unwrap_or_default();
        let context = Context::Relay { from: self.me, to };
        Sealed(self.keys.seal(&context, &text, random::bytes(random)))
    }

    /// Another's placard. One that claims another side than the server saw proven does not open: a placard must not show
    /// a delegation that its bearer has no invitation of.
    pub(crate) fn open_card(
        &self,
        of: ParticipantId,
        side: &DelegationCode,
        sealed: &Sealed,
    ) -> Result<Card, CannotOpen> {
        let text = self.keys.open(&Context::Card(of), &sealed.0)?;
        let card: Card = serde_json::from_slice(&text).map_err(|_| CannotOpen)?;
        if card.delegation == *side { Ok(card) } else { Err(CannotOpen) }
    }

    /// What another says, to us or to all; or what we said to all, as it comes back.
    pub(crate) fn open(&self, from: ParticipantId, sealed: &Sealed) -> Result<PeerMessage, CannotOpen> {
        let all = Context::Relay { from, to: None };
        let text = match self.keys.open(&all, &sealed.0) {
            Ok(text) => text,
            Err(CannotOpen) => self.keys.open(&Context::Relay { from, to: Some(self.me) }, &sealed.0)?,
        };
        serde_json::from_slice(&text).map_err(|_| CannotOpen)
    }

    /// The meeting's description.
    pub(crate) fn open_meeting(&self, sealed: &Sealed) -> Result<Meeting, CannotOpen> {
        open_meeting(&self.keys, self.meeting, sealed)
    }
}

/// The meeting's description, for the desk too; one that is of another meeting does not open.
pub(crate) fn open_meeting(keys: &MeetingKeys, id: MeetingId, sealed: &Sealed) -> Result<Meeting, CannotOpen> {
    let text = keys.open(&Context::Meeting(id), &sealed.0)?;
    let meeting: Meeting = serde_json::from_slice(&text).map_err(|_| CannotOpen)?;
    if meeting.id == id { Ok(meeting) } else { Err(CannotOpen) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cx::bench::Counting;
    use chancery_model::PersonName;
    use chancery_trust::{Invitation, MeetingSecret, SideSecret};

    fn sealer(me: u8) -> Sealer {
        let meeting = MeetingId::from_random([7; 16]);
        let invitation = Invitation::for_sides(
            "http://127.0.0.1",
            meeting,
            &MeetingSecret([1; 32]),
            &[
                (DelegationCode::new("ID").unwrap(), SideSecret([3; 32]), None),
                (DelegationCode::new("ZA").unwrap(), SideSecret([2; 32]), None),
            ],
            "2026-12-01T07:00:00Z".parse().unwrap(),
            "2026-12-02T07:00:00Z".parse().unwrap(),
        )
        .swap_remove(1);
        Sealer::new(invitation.keys(), meeting, ParticipantId::from_random([me; 16]))
    }

    #[test]
    fn a_message_opens_for_whom_it_is() {
        let (a, b, c) = (sealer(1), sealer(2), sealer(3));
        let message = PeerMessage::Group { bytes: Sealed(vec![1, 2, 3]) };
        let mut random = Counting(5);
        let direct = a.seal(Some(b.me), &message, &mut random);
        let all = a.seal(None, &message, &mut random);
        assert_eq!(b.open(a.me, &direct), Ok(message.clone()));
        assert_eq!(b.open(a.me, &all), Ok(message.clone()));
        assert_eq!(a.open(a.me, &all), Ok(message), "as it comes back");
        assert!(c.open(a.me, &direct).is_err(), "for b alone");
        assert!(b.open(c.me, &direct).is_err(), "the server says it is from c");
    }

    #[test]
    fn a_placard_of_a_side_that_was_not_proven_does_not_open() {
        let (a, b) = (sealer(1), sealer(2));
        let (za, id) = (DelegationCode::new("ZA").unwrap(), DelegationCode::new("ID").unwrap());
        let card = Card { name: PersonName::new("Thandi").unwrap(), title: None, delegation: za.clone() };
        let sealed = a.card(&card, &mut Counting(9));
        assert_eq!(b.open_card(a.me, &za, &sealed), Ok(card));
        assert_eq!(b.open_card(a.me, &id, &sealed), Err(CannotOpen));
        assert_eq!(b.open_card(b.me, &za, &sealed), Err(CannotOpen), "shown as another's");
    }
}
