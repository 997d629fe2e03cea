//! What comes back to the desk: answers and counters, as a file or as a mail.

use super::invitations::is_for_guests;
use super::{Came, Desk, Problem, Saved};
use crate::line::Server;
use crate::mail::{Mailbox, NotFetched, Received, read};
use crate::network::Network;
use chancery_model::Personal;
use chancery_schedule::ical::Component;
use chancery_schedule::itip::{self, Method, Owed};
use chancery_schedule::plan::{answers, compose, import};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ring::digest::{SHA256, digest};
use serde::Serialize;
use std::collections::BTreeSet;

/// Mails that were not taken and are remembered, so that they are told once.
const MOST_TOLD: usize = 2_000;

/// A plan to which something came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Which.
    pub uid: String,
    /// Its title.
    pub title: Personal,
}

/// What a file gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Heard {
    /// An answer was taken into a plan.
    Plan {
        /// The plan after it.
        saved: Box<Saved>,
        /// Who asks for the latest version of it (REFRESH).
        asks: Option<Personal>,
    },
    /// Somebody else invites, or has changed their invitation.
    Invitation {
        /// It.
        came: Box<Came>,
    },
    /// Events of a calendar became drafts.
    Drafts {
        /// Which.
        drafts: Vec<Taken>,
        /// How many others are no meetings that can be planned here, or are over.
        left_out: usize,
    },
    /// Nothing that was not taken before.
    Known,
}

/// That somebody asks for the latest version of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asks {
    /// Who: their mail address.
    pub who: Personal,
    /// Of which plan.
    #[serde(flatten)]
    pub taken: Taken,
}

/// What a look into the mailbox gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fetched {
    /// The plans to which answers were taken, each once.
    pub taken: Vec<Taken>,
    /// How many mails had them.
    pub mails: usize,
    /// Invitations that came, or were changed.
    pub invited: Vec<Taken>,
    /// Who asks for the latest version of what.
    pub asks: Vec<Asks>,
    /// Why others were not taken; each mail is told once, and stays unread.
    pub refused: Vec<Problem>,
    /// There are more unread mails than were looked at, or some that are too long.
    pub more: bool,
}

/// Mails that were told of, by what is in them.
pub(super) type Told = BTreeSet<[u8; 32]>;

/// Mails that have nothing for this desk: they are not fetched with each look.
#[derive(Default)]
pub(super) struct Passed {
    /// Of which folder, on which server, and for which plans; another one begins anew.
    of: (String, Option<u32>, Vec<String>),
    mails: BTreeSet<u32>,
}

/// For whom a message speaks.
fn attendee(calendar: &Component) -> Option<String> {
    let value = calendar.parts("VEVENT").find_map(|event| event.value("ATTENDEE"))?;
    let scheme = value.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("mailto:"));
    Some(if scheme { value[7..].to_owned() } else { value.to_owned() })
}

impl Desk {
    /// Takes in an answer or an invitation: an `.ics`, or a mail as `.eml`. Of several, each is taken that fits; the last is told.
    /// The events of a calendar that wants nothing of anybody become drafts.
    ///
    /// # Errors
    /// Why nothing of it was taken: plans and invitations are as before.
    pub fn hear(&self, bytes: &[u8], now: Timestamp) -> Result<Heard, Problem> {
        let received = read(bytes)?;
        match self.hear_all(&received, now) {
            Err(Problem::Nothing) => self.import(&received, now),
            heard => heard,
        }
    }

    /// The events of calendars without a METHOD, or that were published, as drafts of this desk.
    fn import(&self, received: &Received, now: Timestamp) -> Result<Heard, Problem> {
        let is_plain =
            |calendar: &&Component| calendar.line("METHOD").is_none() || Method::of(calendar) == Some(Method::Publish);
        let here = TimeZone::system();
        let here = here.iana_name().unwrap_or("UTC");
        let (mut found, mut left_out) = (Vec::new(), 0);
        for calendar in received.calendars.iter().filter(is_plain) {
            let imported = import::drafts(calendar, here, now);
            found.extend(imported.plans);
            left_out += imported.left_out;
        }
        if found.is_empty() && left_out == 0 {
            return Err(Problem::Nothing);
        }
        // What is known here by now, or was dropped before, stays as it is.
        found.retain(|plan| self.newest(&plan.uid).is_err() && !self.is_of_others(&plan.uid));
        left_out += found.len().saturating_sub(import::MOST_DRAFTS);
        found.truncate(import::MOST_DRAFTS);
        let mut drafts = Vec::new();
        for plan in found {
            let saved = self.save(plan, None, now)?;
            drafts.push(Taken { uid: saved.plan.uid, title: saved.plan.title });
        }
        let nothing = drafts.is_empty() && left_out == 0;
        Ok(if nothing { Heard::Known } else { Heard::Drafts { drafts, left_out } })
    }

    fn hear_all(&self, received: &Received, now: Timestamp) -> Result<Heard, Problem> {
        let mut taken = Err(Problem::Nothing);
        for calendar in &received.calendars {
            let uid = calendar.parts("VEVENT").find_map(|event| event.value("UID"));
            let plan = uid.and_then(|uid| self.newest(uid.trim()).ok());
            let Some(plan) = plan else {
                if is_for_guests(calendar) {
                    let one = self.arrived(received, calendar, now);
                    let one = one.map(|came| came.map_or(Heard::Known, |came| Heard::Invitation { came: came.into() }));
                    if one.is_ok() || taken.is_err() {
                        taken = one;
                    }
                }
                continue;
            };
            if is_for_guests(calendar) && Method::of(calendar) != Some(Method::DeclineCounter) {
                let own = itip::address(&plan.organizer.mail);
                let organizer = calendar.parts("VEVENT").find_map(|event| event.value("ORGANIZER")).map(itip::address);
                if taken.is_err() && organizer.is_some_and(|organizer| organizer != own) {
                    // Another's, under the name of a meeting of this desk.
                    let who = received.from.clone().unwrap_or_default();
                    taken = Err(Problem::NotOrganizer { who: Personal(who) });
                }
                // Else a copy of what this desk sent.
                continue;
            }
            let one = if received.speaks_for_itself(calendar) == Some(false) {
                // Whom the mail is not from is not believed unseen.
                Err(Problem::NotInvited { who: received.from.clone().unwrap_or_default().into() })
            } else {
                match answers::take(&plan, calendar) {
                    Ok(heard) => {
                        let asks = heard.owed.iter().any(|owed| matches!(owed, Owed::Request { .. }));
                        let asks = attendee(calendar).filter(|_| asks).map(Personal);
                        self.became(&plan, heard.plan, now).map(|saved| Heard::Plan { saved: saved.into(), asks })
                    }
                    Err(why) => Err(Problem::unheard(&why, attendee(calendar))),
                }
            };
            if one.is_ok() || taken.is_err() {
                taken = one;
            }
        }
        taken
    }

    /// Looks into the mailbox for answers, and takes those that fit. Whose answer was taken is marked as read; what is none of
    /// this desk's stays as it is.
    ///
    /// # Errors
    /// [`NotFetched`]: what was taken until then is kept.
    pub async fn fetch(
        &self,
        (network, server, folder): (&Network, &Server, &str),
        now: Timestamp,
    ) -> Result<Fetched, NotFetched> {
        let mut mailbox = Mailbox::open(network, server, folder).await?;
        let seen = {
            let plans = self.kept.lock().keys().cloned().collect();
            let of = (format!("{}:{} {folder}", server.host, server.port), mailbox.validity(), plans);
            let mut passed = self.passed.lock();
            if passed.of != of || passed.mails.len() > MOST_TOLD {
                *passed = Passed { of, mails: BTreeSet::new() };
            }
            passed.mails.clone()
        };
        let look = mailbox.unread_but(&seen).await?;
        let mut fetched = Fetched { more: look.more || look.too_long > 0, ..Fetched::default() };
        let mut done = Vec::new();
        for mail in &look.arrived {
            // What is no calendar is no business of this desk.
            let Ok(received) = read(&mail.bytes) else {
                self.passed.lock().mails.insert(mail.uid);
                continue;
            };
            match self.hear_all(&received, now) {
                Ok(Heard::Plan { saved, asks }) => {
                    done.push(mail.uid);
                    let taken = Taken { uid: saved.plan.uid, title: saved.plan.title };
                    if let Some(who) = asks {
                        fetched.asks.push(Asks { who, taken });
                        continue;
                    }
                    if fetched.taken.iter().all(|other| other.uid != taken.uid) {
                        fetched.taken.push(taken);
                    }
                }
                // It stays unread: whoever looks after the mailbox with another program has to see it, too.
                Ok(Heard::Invitation { came }) => {
                    self.passed.lock().mails.insert(mail.uid);
                    let taken = Taken { uid: came.invitation.uid, title: came.invitation.title };
                    fetched.invited.retain(|other| other.uid != taken.uid);
                    fetched.invited.push(taken);
                }
                // Of a meeting that is not on this desk, or what was seen before.
                Ok(Heard::Known | Heard::Drafts { .. }) | Err(Problem::Nothing) => {
                    self.passed.lock().mails.insert(mail.uid);
                }
                // Not kept because the disk is full, it is to be taken with the next look.
                Err(why @ Problem::Store { .. }) => fetched.refused.push(why),
                Err(why) => fetched.refused.extend(self.first_told(&mail.bytes).then_some(why)),
            }
        }
        fetched.mails = done.len();
        // Only now: were this to end before, the mails would be found unread again.
        mailbox.mark_read(&done).await?;
        mailbox.close().await;
        Ok(fetched)
    }

    fn first_told(&self, mail: &[u8]) -> bool {
        let Ok(mark) = <[u8; 32]>::try_from(digest(&SHA256, mail).as_ref()) else { return true };
        let mut told = self.told.lock();
        if told.len() >= MOST_TOLD {
            told.clear();
        }
        told.insert(mark)
    }

    /// Takes the time that somebody asked for: it goes out with the next invitation.
    ///
    /// # Errors
    /// [`Problem::Gone`], [`Problem::MovedOn`], [`Problem::Store`].
    pub fn take_counter(
        &self,
        uid: &str,
        who: &str,
        instance: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Saved, Problem> {
        let plan = self.newest(uid)?;
        let next = compose::take_counter(&plan, who, instance)?;
        self.became(&plan, next, now)
    }
}
