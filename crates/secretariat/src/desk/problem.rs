//! Why something at the desk did not work.

use crate::files::Unwritable;
use crate::line::NoLine;
use crate::mail::{BadLetter, NotRead, NotSent};
use chancery_model::Personal;
use chancery_schedule::itip::{Refused, Why};
use chancery_schedule::plan::answers::Unheard;
use chancery_schedule::plan::compose::Unsent;
use serde::Serialize;

/// Why something did not work. The screen has its own words for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Problem {
    /// The folder cannot be written.
    Store {
        /// What the system said.
        detail: String,
    },
    /// There is no such plan here.
    Gone,
    /// It was changed since, so that this does not fit any more.
    MovedOn,
    /// No mail server is set.
    MailUnset,
    /// The mail server does not answer.
    MailUnreachable {
        /// Its name.
        server: String,
    },
    /// The line to it cannot be trusted.
    MailCertificate {
        /// Its name.
        server: String,
    },
    /// It does not accept name and password.
    MailLogin {
        /// Its name.
        server: String,
    },
    /// It does not take the mail.
    MailRefused {
        /// What it said.
        detail: String,
    },
    /// It cannot be read.
    Unreadable {
        /// Why.
        detail: String,
    },
    /// The meeting server does not answer.
    ConveneUnreachable {
        /// Its address.
        server: String,
    },
    /// It lets only organisers convene, and does not accept the token.
    ConveneToken {
        /// Its address.
        server: String,
    },
    /// It does not take the meeting.
    ConveneRefused {
        /// Why.
        detail: String,
    },
    /// The meeting is over, or was cancelled.
    ConveneOver,
    /// Neither an answer to a meeting of this desk nor an invitation.
    Nothing,
    /// It is older than what is known already.
    Outdated,
    /// It is about a revision that is not known here.
    Ahead,
    /// It is about a time at which the meeting is not held.
    NoInstance,
    /// The invitation was changed since it was seen: the answer would be to another one.
    Changed,
    /// It is longer than an invitation may be.
    Overlong,
    /// A change to an invitation from somebody who did not send it.
    NotOrganizer {
        /// From whom.
        who: Personal,
    },
    /// An answer from somebody who was not asked.
    NotInvited {
        /// From whom.
        who: Personal,
    },
}

impl From<Unwritable> for Problem {
    fn from(error: Unwritable) -> Self {
        Self::Store { detail: error.to_string() }
    }
}

impl From<BadLetter> for Problem {
    fn from(error: BadLetter) -> Self {
        Self::MailRefused { detail: error.to_string() }
    }
}

impl From<NotRead> for Problem {
    fn from(error: NotRead) -> Self {
        Self::Unreadable { detail: error.to_string() }
    }
}

impl From<Unsent> for Problem {
    fn from(error: Unsent) -> Self {
        match error {
            Unsent::Lacks(_) => Self::Unreadable { detail: error.to_string() },
            Unsent::NotInvited | Unsent::NoInstance | Unsent::NoCounter | Unsent::Cancelled | Unsent::Chosen => {
                Self::MovedOn
            }
        }
    }
}

impl Problem {
    pub(super) fn unsent(error: &NotSent, server: &str) -> Self {
        let server = server.to_owned();
        match error {
            NotSent::Line(NoLine::Untrusted { .. } | NoLine::NoTls { .. } | NoLine::PlainAbroad { .. }) => {
                Self::MailCertificate { server }
            }
            NotSent::Line(_) => Self::MailUnreachable { server },
            NotSent::Login { .. } => Self::MailLogin { server },
            _ => Self::MailRefused { detail: error.to_string() },
        }
    }

    pub(super) fn unfit(refused: &Refused) -> Self {
        match refused.why {
            Why::OldSequence(..) | Why::OldStamp => Self::Outdated,
            Why::FutureSequence(..) => Self::Ahead,
            Why::NoInstance => Self::NoInstance,
            Why::UnknownEvent | Why::Method | Why::NoEvent | Why::NoInvitation => Self::Nothing,
            // The rest is what a program wrote that did not know better: its line and section help whoever mends it.
            _ => Self::Unreadable { detail: refused.to_string() },
        }
    }

    pub(super) fn unheard(error: &Unheard, who: Option<String>) -> Self {
        match (error, who) {
            (Unheard::Refused(Refused { why: Why::NotInvited, .. }), Some(who)) => {
                Self::NotInvited { who: Personal(who) }
            }
            (Unheard::Refused(refused), _) => Self::unfit(refused),
            (Unheard::Lacks(_), _) => Self::Unreadable { detail: error.to_string() },
        }
    }
}
