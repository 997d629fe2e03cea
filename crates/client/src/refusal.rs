//! A refusal of the server over HTTP, as the person has to know it.

use chancery_core::Problem;
use chancery_signalling::message::RefusalCode;

/// The problem that a refusal is.
pub(crate) fn problem(code: RefusalCode) -> Problem {
    match code {
        RefusalCode::Version => Problem::ServerTooOld,
        RefusalCode::NoSuchMeeting => Problem::NoSuchMeeting,
        RefusalCode::NotOpen => Problem::MeetingNotOpen,
        RefusalCode::AlreadyHere => Problem::SeatTaken,
        RefusalCode::MeetingFull => Problem::MeetingFull,
        RefusalCode::PlenaryFull => Problem::PlenaryFull,
        RefusalCode::ServerFull => Problem::ServerFull,
        RefusalCode::TooFast => Problem::TooFast,
        // What this client sends over HTTP is small and well formed: a server that disagrees speaks something else.
        RefusalCode::TooLarge | RefusalCode::Malformed | RefusalCode::OrganisersOnly => Problem::ServerNonsense,
        RefusalCode::Storage => Problem::ServerStorage,
    }
}
