//! The answer to an invitation of others: by mail, or as a file.
//!
//! Nothing is remembered as said before it has gone out.

use super::invitations::{kept, shown};
use super::{Came, Desk, Problem};
use crate::arrivals::{Arrival, Given, Revision};
use crate::line::Server;
use crate::mail::{Composed, Letter, Who, compose, send};
use crate::network::Network;
use chancery_model::Personal;
use chancery_schedule::guest::{self, Invitee};
use chancery_schedule::ical;
use chancery_schedule::itip::{self, Answer, Why};
use chancery_schedule::note::{Language, brief};
use chancery_schedule::plan::{Counter, Said};
use jiff::Timestamp;
use std::fmt::{self, Write as _};

/// Answers that are remembered of one invitation.
const MOST_GIVEN: usize = 200;
/// Characters of a comment that are remembered.
const LONGEST_COMMENT: usize = 500;

/// An answer that is ready to go out, and what is remembered once it has.
#[derive(Clone)]
pub struct Replying {
    uid: String,
    given: Given,
    letter: Letter,
}

impl fmt::Debug for Replying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Replying")
    }
}

impl Replying {
    /// The answer as an `.ics` file.
    pub fn calendar(&self) -> String {
        self.letter.calendar.as_ref().map(ical::write).unwrap_or_default()
    }

    /// The answer as a mail.
    ///
    /// # Errors
    /// [`Problem::MailRefused`]: somebody's address is none.
    pub fn mail(&self, now: Timestamp, random: [u8; 16]) -> Result<Composed, Problem> {
        Ok(compose(&self.letter, now, random)?)
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Reply<'a> {
    /// To which invitation.
    pub uid: &'a str,
    /// As it was seen: its [`Came::at`].
    pub seen: Timestamp,
    /// In whose name.
    pub who: &'a str,
    /// What.
    pub answer: Answer,
    /// About one time of a series.
    pub instance: Option<Timestamp>,
    /// What is written to it.
    pub comment: &'a str,
    /// The language of the mail.
    pub language: Language,
}

fn said(answer: Answer) -> Said {
    match answer {
        Answer::Accept => Said::Accepted,
        Answer::Decline => Said::Declined,
        Answer::Tentative => Said::Tentative,
        Answer::Counter(_) => Said::Countered,
    }
}

/// An answer among those before: the last of each person about each time; a word about the whole is one about every time of it.
fn remember(all: &mut Vec<Given>, given: Given) {
    all.retain(|before| before.who != given.who || given.instance.is_some() && before.instance != given.instance);
    all.push(given);
    let beyond = all.len().saturating_sub(MOST_GIVEN);
    all.drain(..beyond);
}

impl Desk {
    /// An answer, ready to go out.
    ///
    /// # Errors
    /// [`Problem::Gone`]; [`Problem::Changed`] where it was changed since it was seen; [`Problem::MovedOn`] where there is nothing to
    /// answer any more; what hinders it otherwise.
    pub fn replying(&self, reply: &Reply<'_>, now: Timestamp) -> Result<Replying, Problem> {
        let arrival = self.came.lock().get(reply.uid).filter(|one| one.gone.is_none()).cloned().ok_or(Problem::Gone)?;
        let state = kept(&arrival).ok_or(Problem::Gone)?;
        if arrival.at != reply.seen {
            return Err(Problem::Changed);
        }
        let message = guest::respond(&state, reply.who, (reply.answer, reply.instance), reply.comment, now);
        let message = message.map_err(|refused| match refused.why {
            Why::NoInvitation => Problem::MovedOn,
            Why::NotInvited => Problem::NotInvited { who: Personal(reply.who.to_owned()) },
            _ => Problem::unfit(&refused),
        })?;
        let seen = guest::see(&state, now).ok_or(Problem::Gone)?;
        let who = Personal(itip::address(reply.who));
        let own = seen.invited.iter().find(|one| one.mail == who).cloned();
        let own = own.unwrap_or_else(|| Invitee { mail: who, ..Invitee::default() });
        let said = said(reply.answer);
        let counter = match reply.answer {
            Answer::Counter(counter) => {
                let minutes = counter.end.map_or(0, |end| end.duration_since(counter.start).as_mins());
                Some(Counter { start: counter.start, minutes: u32::try_from(minutes).unwrap_or(0) })
            }
            _ => None,
        };
        let revisions = guest::revisions(&state);
        let one = |at| revisions.iter().find(|(instance, _)| *instance == at).map(|(_, sequence)| *sequence);
        let singles = revisions.iter().filter(|(_, sequence)| *sequence > seen.sequence);
        let singles = singles.map(|(instance, sequence)| Revision { instance: *instance, sequence: *sequence });
        let given = Given {
            who: own.mail.clone(),
            said,
            instance: reply.instance,
            counter,
            comment: Personal(reply.comment.trim().chars().take(LONGEST_COMMENT).collect()),
            at: now,
            sequence: reply.instance.and_then(one).unwrap_or(seen.sequence),
            own: if reply.instance.is_none() { singles.collect() } else { Vec::new() },
        };
        let name = if own.name.trim().is_empty() { own.mail.0.clone() } else { own.name.0.clone() };
        let mut text = brief::answered(&seen.title, &name, said, reply.language);
        if !reply.comment.trim().is_empty() {
            let _ = write!(text, "\n\n{}", reply.comment.trim());
        }
        let letter = Letter {
            from: Who { name: own.name.0, address: own.mail.0 },
            to: vec![Who { name: seen.organizer.name.0.clone(), address: seen.organizer.mail.0.clone() }],
            subject: format!("{}: {}", brief::answer(said, reply.language), seen.title.0),
            text,
            calendar: Some(message),
            attached: Vec::new(),
        };
        Ok(Replying { uid: arrival.uid, given, letter })
    }

    /// It has gone out: the invitation as it is from now on.
    ///
    /// # Errors
    /// [`Problem::Gone`] where it was thrown away meanwhile; [`Problem::Store`].
    pub fn replied(&self, replying: &Replying, own: &[String], now: Timestamp) -> Result<Came, Problem> {
        let mut all = self.came.lock();
        // It may have been changed while the answer went out: then what was answered is what was said before.
        let mut next: Arrival = all.get(&replying.uid).cloned().ok_or(Problem::Gone)?;
        remember(&mut next.given, replying.given.clone());
        let came = shown(&next, own, now).ok_or(Problem::Gone)?;
        self.arrivals.save(&next)?;
        all.insert(next.uid.clone(), next);
        Ok(came)
    }

    /// Sends it by mail; the invitation changes once the server has it.
    ///
    /// # Errors
    /// Why nothing was sent; then it is as before.
    pub async fn post_reply(
        &self,
        replying: &Replying,
        (network, server, own): (&Network, Option<&Server>, &[String]),
        (now, random): (Timestamp, [u8; 16]),
    ) -> Result<Came, Problem> {
        let server = server.ok_or(Problem::MailUnset)?;
        let mail = replying.mail(now, random)?;
        send(network, server, &mail).await.map_err(|e| Problem::unsent(&e, &server.host))?;
        self.replied(replying, own, now)
    }
}
