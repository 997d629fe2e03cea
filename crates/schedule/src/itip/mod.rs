//! Invitations, answers and changes between calendars: iTIP (RFC 5546).
//!
//! [`apply`] takes a calendar and a message and gives the calendar after it, or says why the message has no effect; then
//! the calendar is as it was. [`answer`] makes the message that an invited person sends back. Both are pure: the time comes in.
//!
//! A calendar is a VCALENDAR without METHOD. What came in answer is kept in it: PARTSTAT of each ATTENDEE with the DTSTAMP
//! of the answer (`X-CHANCERY-REPLIED`), so that an older answer that arrives later is known as such; a time that was
//! proposed instead as `X-CHANCERY-COUNTER`, a period in UTC with `X-FROM`, until the organizer changes the event or declines.

mod answer;
mod apply;
mod state;

pub use answer::{Answer, Counter, answer, cancel, new_calendar, request};
pub(crate) use answer::{empty, utc};
pub use apply::{Applied, Owed, apply};
pub(crate) use state::state_of;

use crate::ical::Component;
use std::fmt;
use thiserror::Error;

/// What a message wants (RFC 5546 section 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// An event is made known.
    Publish,
    /// Somebody is invited, or the event changed.
    Request,
    /// An answer.
    Reply,
    /// Instances are added.
    Add,
    /// The event, or some of it, does not take place.
    Cancel,
    /// The latest version is asked for.
    Refresh,
    /// Another time is proposed.
    Counter,
    /// The other time is declined.
    DeclineCounter,
}

const METHODS: [(&str, Method); 8] = [
    ("PUBLISH", Method::Publish),
    ("REQUEST", Method::Request),
    ("REPLY", Method::Reply),
    ("ADD", Method::Add),
    ("CANCEL", Method::Cancel),
    ("REFRESH", Method::Refresh),
    ("COUNTER", Method::Counter),
    ("DECLINECOUNTER", Method::DeclineCounter),
];

impl Method {
    /// The METHOD of a calendar; `None` where it has none that iTIP knows.
    pub fn of(calendar: &Component) -> Option<Self> {
        let value = calendar.value("METHOD")?.trim();
        METHODS.iter().find(|(name, _)| value.eq_ignore_ascii_case(name)).map(|(_, method)| *method)
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        METHODS.iter().find(|(_, m)| *m == self).map_or("REQUEST", |(name, _)| name)
    }
}

/// The `Content-Type` of the part of a mail that carries a message (RFC 6047 section 2.4).
pub fn content_type(message: &Component) -> String {
    let method = Method::of(message).map_or(String::new(), |m| format!("; method={}", m.name()));
    format!("text/calendar; charset=UTF-8{method}; component=VEVENT")
}

/// A message that has no effect: where in it, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The line of the message, from 1; 0 where the whole is meant.
    pub line: u32,
    /// Why.
    pub why: Why,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {} ({})", self.line, self.why, self.why.section())
    }
}

impl std::error::Error for Refused {}

/// Why a message has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Why {
    /// No METHOD that iTIP has.
    #[error("the message has no METHOD that is understood: it is no invitation and no answer")]
    Method,
    /// Nothing in it.
    #[error("the message holds no event")]
    NoEvent,
    /// Too many events for one message.
    #[error("the message holds more than {0} events: it is a calendar to import, not an invitation")]
    TooMany(usize),
    /// No UID.
    #[error("the event has no UID, so that nobody knows which is meant")]
    NoUid,
    /// An event that is not in the calendar.
    #[error("the calendar has no event with this UID: ask the organizer for it (REFRESH)")]
    UnknownEvent,
    /// Older by its SEQUENCE.
    #[error("the message belongs to revision {0} of the event, which is at revision {1}: it is out of date")]
    OldSequence(i64, i64),
    /// Newer than the event.
    #[error("the message answers revision {0} of the event, which is only at revision {1}")]
    FutureSequence(i64, i64),
    /// Older by its DTSTAMP.
    #[error("a later message of the same revision has come before: this one is out of date")]
    OldStamp,
    /// Not among the attendees.
    #[error("the answer is from somebody who is not invited: invite them first, or ask who passed it on")]
    NotInvited,
    /// No attendee, or several, where one must be.
    #[error("an answer must be from exactly one ATTENDEE")]
    NotOneAttendee,
    /// Another organizer.
    #[error("the message is not from the organizer of the event")]
    NotOrganizer,
    /// No organizer.
    #[error("the event has no ORGANIZER, to whom an answer could go")]
    NoOrganizer,
    /// An instance that the series does not have.
    #[error("the event does not take place at the time that RECURRENCE-ID names")]
    NoInstance,
    /// Two of them in one event.
    #[error("one event of the message names two times (RECURRENCE-ID): each wants an event of its own")]
    TwoInstances,
    /// Not what is answered.
    #[error("the message is no invitation, so that there is nothing to answer: only a REQUEST or an ADD is")]
    NoInvitation,
    /// Something cannot be read.
    #[error("the event's times cannot be understood: run `chancery calendar check` on the message")]
    Unclear,
    /// Addition of a rule.
    #[error("ADD with a rule of its own cannot be put into one series: ask the organizer for the whole (REFRESH)")]
    AddedRule,
    /// An answer without PARTSTAT.
    #[error("the answer does not say yes or no (PARTSTAT)")]
    NoAnswer,
    /// A proposal that is not a time after its start.
    #[error("the proposed end is not after its start")]
    EndBeforeStart,
}

impl Why {
    /// The RFC and section.
    pub fn section(self) -> &'static str {
        match self {
            Self::Method => "RFC 5546 1.4",
            Self::NoEvent | Self::TooMany(_) => "RFC 5546 3.2",
            Self::NoUid => "RFC 5545 3.8.4.7",
            Self::UnknownEvent => "RFC 5546 3.2.6",
            Self::OldSequence(..) | Self::FutureSequence(..) | Self::OldStamp => "RFC 5546 2.1.5",
            Self::NotInvited | Self::NotOneAttendee | Self::NoAnswer | Self::NoInvitation => "RFC 5546 3.2.3",
            Self::NotOrganizer | Self::NoOrganizer => "RFC 5546 2.1.1",
            Self::NoInstance | Self::TwoInstances => "RFC 5545 3.8.4.4",
            Self::Unclear => "RFC 5545 3.8.2",
            Self::AddedRule => "RFC 5546 3.2.4",
            Self::EndBeforeStart => "RFC 5546 3.2.7",
        }
    }
}

/// An address as it is compared: without `mailto:`, in lower case.
pub fn address(value: &str) -> String {
    let value = value.trim();
    let bare = match value.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &value[7..],
        _ => value,
    };
    bare.trim().to_lowercase()
}

#[cfg(test)]
mod tests;
