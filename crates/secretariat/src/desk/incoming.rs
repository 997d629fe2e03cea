//! What comes back to the desk: answers and counters, as a file or as a mail.

use super::{Desk, Problem, Saved};
use crate::mail::read;
use chancery_schedule::ical::Component;
use chancery_schedule::plan::{answers, compose};
use jiff::Timestamp;

/// For whom a message speaks.
fn attendee(calendar: &Component) -> Option<String> {
    let value = calendar.parts("VEVENT").find_map(|event| event.value("ATTENDEE"))?;
    let scheme = value.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("mailto:"));
    Some(if scheme { value[7..].to_owned() } else { value.to_owned() })
}

impl Desk {
    /// Takes in an answer: an `.ics`, or a mail as `.eml`. Of several, each is taken that fits; the last is told.
    ///
    /// # Errors
    /// Why nothing of it was taken: the plans are as before.
    pub fn hear(&self, bytes: &[u8], now: Timestamp) -> Result<Saved, Problem> {
        let received = read(bytes)?;
        let mut taken = Err(Problem::Gone);
        for calendar in &received.calendars {
            let uid = calendar.parts("VEVENT").find_map(|event| event.value("UID"));
            let Some(plan) = uid.and_then(|uid| self.newest(uid).ok()) else { continue };
            let one = if received.speaks_for_itself(calendar) == Some(false) {
                // Whom the mail is not from is not believed unseen.
                Err(Problem::NotInvited { who: received.from.clone().unwrap_or_default().into() })
            } else {
                match answers::take(&plan, calendar) {
                    Ok(heard) => self.became(&plan, heard.plan, now),
                    Err(why) => Err(Problem::unheard(&why, attendee(calendar))),
                }
            };
            if one.is_ok() || taken.is_err() {
                taken = one;
            }
        }
        taken
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
