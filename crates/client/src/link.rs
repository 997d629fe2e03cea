//! What a shell around the client has to know of a link before the app has read it.

use chancery_model::MeetingId;
use chancery_trust::Invitation;

/// The meeting that an invitation link is for; `None` where the text is no link that can be used (the app says why, when
/// it is told to open it).
pub fn meeting_of(link: &str) -> Option<MeetingId> {
    Invitation::parse(link).ok().map(|invitation| invitation.meeting)
}

/// The server that an invitation link names; `None` where the text is no link that can be used.
pub fn server_of(link: &str) -> Option<String> {
    Invitation::parse(link).ok().map(|invitation| invitation.server.clone())
}
