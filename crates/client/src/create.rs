//! Convening: makes a meeting's secrets, registers it with the server, and gives each side its link.
//!
//! The server receives the sealed description and a digest of each side's access token; no title, no name and no secret
//! reaches it.

use crate::address::{BadAddress, ServerAddress};
use crate::http::{CallError, Http};
use crate::random;
use chancery_core::Problem;
use chancery_model::{DelegationCode, Meeting};
use chancery_signalling::message::{NewMeeting, NewSide, RefusalCode, Sealed};
use chancery_trust::{Context, Invitation, MeetingSecret, Pins, SideSecret, access_digest};
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

/// How long after its planned end a meeting can still be entered: talks overrun, and the links stay good for the evening.
pub const GRACE: SignedDuration = SignedDuration::from_hours(12);

/// A meeting that the server knows.
#[derive(Debug)]
pub struct Created {
    /// One invitation for each side, in the meeting's order. Secret.
    pub invitations: Vec<(DelegationCode, Invitation)>,
}

/// Why a meeting could not be convened.
#[derive(Debug, Error)]
pub enum CreateError {
    /// The server's address cannot be read.
    #[error(transparent)]
    Address(#[from] BadAddress),
    /// Fewer than two sides, the same code twice, a length out of range, or a time beyond the calendar.
    #[error("{0}")]
    Meeting(&'static str),
    /// The server lets only organisers convene, and this is not their token.
    #[error(
        "This server lets only organisers convene meetings. Give the organisers' token that its operator has; check it for a slip."
    )]
    Token,
    /// The server did not take it.
    #[error("{}", .0.sentence())]
    Server(Problem),
}

/// When the links of a meeting expire: [`GRACE`] after its planned end.
fn expiry(meeting: &Meeting) -> Result<Timestamp, CreateError> {
    let length = SignedDuration::from_mins(i64::from(meeting.minutes));
    let end = meeting.starts.checked_add(length).and_then(|end| end.checked_add(GRACE));
    end.map_err(|_| CreateError::Meeting("The meeting lies beyond the calendar. Choose an earlier time."))
}

fn check(meeting: &Meeting) -> Result<(), CreateError> {
    if meeting.delegations.len() < 2 {
        return Err(CreateError::Meeting("A meeting has at least two sides. Name each, the host first."));
    }
    if meeting.delegations.len() > 16 {
        return Err(CreateError::Meeting("A meeting has at most sixteen sides."));
    }
    if !(1..=1_440).contains(&meeting.minutes) {
        return Err(CreateError::Meeting("A meeting lasts from 1 to 1,440 minutes."));
    }
    let twice = meeting.delegations.iter().enumerate();
    if twice.into_iter().any(|(i, side)| meeting.delegations[..i].iter().any(|other| other.code == side.code)) {
        return Err(CreateError::Meeting("Two sides have the same code. Give each a code of its own."));
    }
    Ok(())
}

/// The registration and the invitations, from random bytes.
fn prepare(
    server: &ServerAddress,
    meeting: &Meeting,
    roots: &Pins,
    random: &mut dyn FnMut(&mut [u8]),
) -> Result<(NewMeeting, Created), CreateError> {
    check(meeting)?;
    let expires = expiry(meeting)?;
    let mut secret = MeetingSecret([0; 32]);
    random(&mut secret.0);
    let sides: Vec<_> = meeting
        .delegations
        .iter()
        .map(|side| {
            let mut own = SideSecret([0; 32]);
            random(&mut own.0);
            (side.code.clone(), own, roots.root(&side.code).map(|root| root.0))
        })
        .collect();
    let invitations: Vec<_> =
        Invitation::for_sides(&server.base(), meeting.id, &secret, &sides, meeting.starts, expires)
            .into_iter()
            .map(|invitation| (invitation.delegation.clone(), invitation))
            .collect();
    let keys: Vec<_> = invitations.iter().map(|(_, invitation)| invitation.keys()).collect();
    let mut nonce = [0; 12];
    random(&mut nonce);
    let text = serde_json::to_vec(meeting).map_err(|_| CreateError::Meeting("The meeting cannot be written down."))?;
    let sealed = keys[0].seal(&Context::Meeting(meeting.id), &text, nonce);
    let sides = invitations
        .iter()
        .zip(&keys)
        .map(|((code, _), keys)| NewSide {
            delegation: code.clone(),
            access_sha256: Sealed(access_digest(&keys.access_token()).to_vec()),
        })
        .collect();
    let registration = NewMeeting { id: meeting.id, starts: meeting.starts, expires, sides, sealed: Sealed(sealed) };
    Ok((registration, Created { invitations }))
}

/// Convenes a meeting on a server (`https://…`) and gives each side's invitation. `organiser` is the token of those who
/// may convene, where the server asks for one. The `roots` that the convener has pinned are named in the invitations: who
/// shows another than the one that is named for a side is not let in by anybody. Takes at most some ten seconds.
pub async fn create_meeting(
    server: &str,
    meeting: &Meeting,
    organiser: Option<&str>,
    roots: &Pins,
) -> Result<Created, CreateError> {
    let address = ServerAddress::parse(server)?;
    if expiry(meeting)? <= Timestamp::now() {
        return Err(CreateError::Meeting("The meeting would be over already. Choose a later time."));
    }
    let (registration, created) = prepare(&address, meeting, roots, &mut random::fill)?;
    match Http::new().create(&address, &registration, organiser).await {
        Ok(()) => Ok(created),
        Err(CallError::Taken) => {
            Err(CreateError::Meeting("The server already has a meeting of this identifier. Convene it anew."))
        }
        Err(e) => Err(e.into()),
    }
}

impl From<CallError> for CreateError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(RefusalCode::OrganisersOnly) => Self::Token,
            other => Self::Server(other.problem()),
        }
    }
}

/// Whether meetings can be convened on this server with this token; nothing is made there. Takes at most some ten seconds.
///
/// # Errors
/// [`CreateError`]: as [`create_meeting`] would fail.
pub async fn may_convene(server: &str, organiser: Option<&str>) -> Result<(), CreateError> {
    Ok(Http::new().organiser(&ServerAddress::parse(server)?, organiser).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::{Delegation, MeetingId};

    fn meeting(codes: &[&str], minutes: u16) -> Meeting {
        let side = |code: &&str| Delegation {
            code: DelegationCode::new(code).unwrap(),
            name: (*code).into(),
            zone: None,
            capital: None,
        };
        Meeting {
            id: MeetingId::from_random([1; 16]),
            title: "Fisheries".into(),
            starts: "2026-12-01T07:00:00Z".parse().unwrap(),
            zone: "Africa/Johannesburg".into(),
            minutes,
            delegations: codes.iter().map(side).collect(),
        }
    }

    fn counting() -> impl FnMut(&mut [u8]) {
        let mut n = 0u8;
        move |bytes| {
            n += 1;
            bytes.fill(n);
        }
    }

    #[test]
    fn both_sides_open_the_description_and_the_server_can_check_each() {
        let address = ServerAddress::parse("http://127.0.0.1:1").unwrap();
        let meeting = meeting(&["ID", "ZA"], 60);
        let root = chancery_trust::Fingerprint([0xC4; 32]);
        let mut roots = Pins::default();
        roots.pin(&meeting.delegations[1].code, root, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let (registration, created) = prepare(&address, &meeting, &roots, &mut counting()).unwrap();
        for (_, invitation) in &created.invitations {
            let named: Vec<_> = invitation.sides.iter().map(|side| side.root).collect();
            assert_eq!(named, [None, Some(root.0)], "as it is pinned");
        }
        assert_eq!(registration.expires, "2026-12-01T20:00:00Z".parse().unwrap());
        for ((code, invitation), side) in created.invitations.iter().zip(&registration.sides) {
            let read = Invitation::parse(&invitation.to_link()).unwrap();
            assert_eq!((&read.delegation, &side.delegation), (code, code));
            let keys = read.keys();
            assert_eq!(side.access_sha256.0, access_digest(&keys.access_token()));
            let text = keys.open(&Context::Meeting(meeting.id), &registration.sealed.0).unwrap();
            assert_eq!(serde_json::from_slice::<Meeting>(&text).unwrap(), meeting);
        }
        let [(_, a), (_, b)] = &created.invitations[..] else { panic!("two sides") };
        assert_ne!(a.side, b.side, "one side's link does not admit to the other");
        let wire = serde_json::to_string(&registration).unwrap();
        assert!(!wire.contains("Fisheries"));
    }

    #[test]
    fn what_is_no_meeting_is_refused_before_the_server_is_asked() {
        let address = ServerAddress::parse("http://127.0.0.1:1").unwrap();
        for bad in
            [meeting(&["ID"], 60), meeting(&["ID", "id"], 60), meeting(&["ID", "ZA"], 0), meeting(&["ID", "ZA"], 1_441)]
        {
            assert!(matches!(prepare(&address, &bad, &Pins::default(), &mut counting()), Err(CreateError::Meeting(_))));
        }
        let mut late = meeting(&["ID", "ZA"], 1_440);
        late.starts = Timestamp::MAX;
        assert!(matches!(prepare(&address, &late, &Pins::default(), &mut counting()), Err(CreateError::Meeting(_))));
    }

    #[tokio::test]
    async fn a_server_that_is_absent_is_said() {
        let error = create_meeting("http://127.0.0.1:1", &meeting(&["ID", "ZA"], 60), None, &Pins::default())
            .await
            .unwrap_err();
        assert!(matches!(error, CreateError::Server(Problem::ServerUnreachable)), "{error}");
    }
}
