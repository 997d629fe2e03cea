//! Invitations of others: taken in from the mailbox or from a file, shown, answered by mail or by a file.
//!
//! What an invitation says and what an answer to it is, is decided by [`guest`]; how a later message changes it, by [`itip`].

use super::{Desk, Problem};
use crate::arrivals::{Arrival, Given};
use crate::line::Server;
use crate::mail::{Composed, Letter, Received, Who, compose, send};
use crate::network::Network;
use chancery_model::Personal;
use chancery_schedule::guest::{self, Invitation};
use chancery_schedule::ical::{self, Component};
use chancery_schedule::itip::{self, Answer, Method, Why};
use chancery_schedule::note::{Language, brief};
use chancery_schedule::plan::{Counter, Said};
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use std::fmt::{self, Write as _};

/// Invitations that are kept.
const MOST: usize = 300;
/// Messages about one that are remembered.
const MOST_HEARD: usize = 64;
/// Answers to single times that are remembered.
const MOST_GIVEN: usize = 200;

/// An invitation as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Came {
    /// What it says.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// From whom its mail was, where that is not its organizer.
    pub by: Option<Personal>,
    /// When it came, or was changed last.
    pub at: Timestamp,
    /// What was answered, the last first.
    pub given: Vec<Given>,
    /// Whether the times were changed since the whole was answered.
    pub stale: bool,
    /// Those of the invited that this desk is likely to answer for.
    pub mine: Vec<Personal>,
}

/// A time of a meeting of others that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Of which invitation.
    pub uid: String,
    /// Its title.
    pub title: Personal,
    /// The IANA zone that it was called by.
    pub zone: Option<String>,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

/// An answer that is ready to go out, and the invitation once it has.
#[derive(Clone)]
pub struct Replying {
    next: Arrival,
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

fn kept(arrival: &Arrival) -> Option<Component> {
    let parsed = ical::parse(arrival.calendar.as_bytes()).ok()?;
    parsed.components.into_iter().find(|c| c.is("VCALENDAR"))
}

fn fingerprint(message: &Component) -> String {
    let digest = digest(&SHA256, ical::write(message).as_bytes());
    digest.as_ref()[..16].iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn said(answer: Answer) -> Said {
    match answer {
        Answer::Accept => Said::Accepted,
        Answer::Decline => Said::Declined,
        Answer::Tentative => Said::Tentative,
        Answer::Counter(_) => Said::Countered,
    }
}

/// Whether a message is about a meeting that somebody else calls: what an attendee is sent (RFC 5546 section 3.2).
pub(super) fn is_for_guests(calendar: &Component) -> bool {
    matches!(Method::of(calendar), Some(Method::Request | Method::Add | Method::Cancel | Method::DeclineCounter))
}

/// Whether the mail is from the organizer, or from whom they let write for them (SENT-BY); a file is nobody's.
fn is_from_organizer(received: &Received, calendar: &Component) -> bool {
    let Some(from) = received.from.as_deref().map(itip::address) else { return true };
    calendar.parts("VEVENT").filter_map(|event| event.line("ORGANIZER")).all(|line| {
        itip::address(&line.value) == from || line.param("SENT-BY").is_some_and(|by| itip::address(by) == from)
    })
}

/// An invitation as the screen shows it; `None`: what was kept of it holds no event.
fn shown(arrival: &Arrival, own: &[String], now: Timestamp) -> Option<Came> {
    let invitation = guest::see(&kept(arrival)?, now)?;
    let mine = invitation.invited.iter().map(|one| one.mail.clone());
    let mine: Vec<Personal> = mine.filter(|mail| own.iter().any(|own| itip::address(own) == mail.0)).collect();
    let mut given = arrival.given.clone();
    given.sort_by_key(|one| std::cmp::Reverse(one.at));
    let whole = given.iter().find(|one| one.instance.is_none());
    let stale = whole.is_some_and(|one| one.sequence < invitation.sequence) && !invitation.cancelled;
    Some(Came { invitation, by: arrival.by.clone(), at: arrival.at, given, stale, mine })
}

impl Desk {
    /// The invitations that came: those that are still to be held first, by their start. `own`: addresses that this desk writes from,
    /// besides those of its plans.
    pub fn invitations(&self, own: &[String], now: Timestamp) -> Vec<Came> {
        let mut own = own.to_vec();
        own.extend(self.kept.lock().values().map(|kept| kept.draft.plan.organizer.mail.0.clone()));
        let arrivals: Vec<Arrival> = self.came.lock().values().cloned().collect();
        let mut all: Vec<Came> = arrivals.iter().filter_map(|arrival| shown(arrival, &own, now)).collect();
        let start = |came: &Came| came.invitation.times.first().map(|time| time.start);
        all.sort_by_key(|came| (came.invitation.over || came.invitation.cancelled, start(came)));
        all
    }

    /// Takes in what an organizer elsewhere sent. `Ok(None)`: it was taken before.
    pub(super) fn arrived(
        &self,
        received: &Received,
        calendar: &Component,
        now: Timestamp,
    ) -> Result<Option<Came>, Problem> {
        let event = calendar.parts("VEVENT").next().ok_or(Problem::Nothing)?;
        let uid = event.value("UID").unwrap_or_default().trim().to_owned();
        let mark = fingerprint(calendar);
        let mut all = self.came.lock();
        let before = all.get(&uid).cloned();
        if before.as_ref().is_some_and(|before| before.heard.contains(&mark)) {
            return Ok(None);
        }
        if before.is_none() && Method::of(calendar) != Some(Method::Request) {
            // Of a meeting that is not known here.
            return Err(Problem::Nothing);
        }
        let by = (!is_from_organizer(received, calendar)).then(|| received.from.clone().unwrap_or_default());
        // An invitation is shown with who sent it; what changes one that is known has to be from who sent that.
        if let (Some(by), Some(before)) = (&by, &before)
            && before.by.as_ref().is_none_or(|earlier| itip::address(&earlier.0) != itip::address(by))
        {
            return Err(Problem::NotOrganizer { who: Personal(by.clone()) });
        }
        let state = before.as_ref().and_then(kept).unwrap_or_else(itip::new_calendar);
        let applied = itip::apply(&state, &one_event(calendar, &uid)).map_err(|why| Problem::unfit(&why))?;
        let mut next = before.unwrap_or_default();
        next.uid.clone_from(&uid);
        next.calendar = ical::write(&applied.state);
        if Method::of(calendar) == Some(Method::DeclineCounter) {
            // The time that was asked for is not taken: the invitation stands, and waits for an answer.
            next.given.retain(|given| given.said != Said::Countered);
        }
        next.by = by.map(Personal);
        next.at = now;
        next.heard.push(mark);
        let beyond = next.heard.len().saturating_sub(MOST_HEARD);
        next.heard.drain(..beyond);
        let came = shown(&next, &[], now).ok_or(Problem::Nothing)?;
        self.arrivals.save(&next)?;
        all.insert(uid, next);
        self.clear(&mut all, now);
        Ok(Some(came))
    }

    /// Of too many, what is over goes first, then what came first.
    fn clear(&self, all: &mut std::collections::BTreeMap<String, Arrival>, now: Timestamp) {
        while all.len() > MOST {
            let over = |arrival: &Arrival| kept(arrival).and_then(|c| guest::see(&c, now)).is_none_or(|seen| seen.over);
            let oldest =
                all.values().min_by_key(|arrival| (!over(arrival), arrival.at)).map(|arrival| arrival.uid.clone());
            let Some(uid) = oldest else { return };
            // What cannot be thrown away lies there until the next start.
            let _ = self.arrivals.remove(&uid);
            all.remove(&uid);
        }
    }

    /// An answer, ready to go out.
    ///
    /// # Errors
    /// [`Problem::Gone`]; [`Problem::MovedOn`] where there is nothing to answer any more; what hinders it otherwise.
    pub fn replying(&self, reply: &Reply<'_>, now: Timestamp) -> Result<Replying, Problem> {
        let arrival = self.came.lock().get(reply.uid).cloned().ok_or(Problem::Gone)?;
        let state = kept(&arrival).ok_or(Problem::Gone)?;
        let done = guest::respond(&state, reply.who, (reply.answer, reply.instance), reply.comment, now);
        let done = done.map_err(|refused| match refused.why {
            Why::NoInvitation => Problem::MovedOn,
            Why::NotInvited => Problem::NotInvited { who: Personal(reply.who.to_owned()) },
            _ => Problem::unfit(&refused),
        })?;
        let seen = guest::see(&state, now).ok_or(Problem::Gone)?;
        let who = itip::address(reply.who);
        let own = seen.invited.iter().find(|one| one.mail.0 == who).cloned().unwrap_or_default();
        let said = said(reply.answer);
        let counter = match reply.answer {
            Answer::Counter(counter) => {
                let minutes = counter.end.map_or(0, |end| end.duration_since(counter.start).as_mins());
                Some(Counter { start: counter.start, minutes: u32::try_from(minutes).unwrap_or(0) })
            }
            _ => None,
        };
        let given = Given {
            who: own.mail.clone(),
            said,
            instance: reply.instance,
            counter,
            comment: Personal(reply.comment.trim().to_owned()),
            at: now,
            sequence: seen.sequence,
        };
        let mut next = Arrival { calendar: ical::write(&done.state), ..arrival };
        next.given.retain(|before| before.instance != reply.instance);
        if reply.instance.is_none() {
            // A word about the whole is about every time of it.
            next.given.clear();
        }
        next.given.push(given);
        let beyond = next.given.len().saturating_sub(MOST_GIVEN);
        next.given.drain(..beyond);
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
            calendar: Some(done.message),
            attached: Vec::new(),
        };
        Ok(Replying { next, letter })
    }

    /// It has gone out: the invitation as it is from now on.
    ///
    /// # Errors
    /// [`Problem::Store`].
    pub fn replied(&self, replying: &Replying, own: &[String], now: Timestamp) -> Result<Came, Problem> {
        let mut all = self.came.lock();
        let mut next = replying.next.clone();
        if let Some(newer) = all.get(&next.uid).filter(|newer| newer.heard != next.heard) {
            // It was changed while the answer went out: what was answered is what was said before.
            next = Arrival { given: next.given, ..newer.clone() };
        }
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

    /// Throws an invitation away. What comes about it later is not known any more.
    ///
    /// # Errors
    /// [`Problem::Store`].
    pub fn forget_invitation(&self, uid: &str) -> Result<(), Problem> {
        let mut all = self.came.lock();
        self.arrivals.remove(uid)?;
        all.remove(uid);
        Ok(())
    }

    /// What was accepted and is still to be held, for reminders.
    pub fn accepted(&self, now: Timestamp) -> Vec<Accepted> {
        let from = now.saturating_sub(SignedDuration::from_hours(12)).unwrap_or(now);
        let arrivals: Vec<Arrival> = self.came.lock().values().cloned().collect();
        let mut out = Vec::new();
        for Came { invitation, given, stale, .. } in arrivals.iter().filter_map(|arrival| shown(arrival, &[], from)) {
            if invitation.cancelled || invitation.floating || invitation.over || stale {
                continue;
            }
            let said = |at: Option<Timestamp>| given.iter().find(|one| one.instance == at).map(|one| one.said);
            for time in &invitation.times {
                let own = time.instance.and_then(|at| said(Some(at))).or_else(|| said(None));
                if matches!(own, Some(Said::Accepted | Said::Tentative)) {
                    let (uid, title, zone) =
                        (invitation.uid.clone(), invitation.title.clone(), invitation.zone.clone());
                    out.push(Accepted { uid, title, zone, start: time.start, end: time.end });
                }
            }
        }
        out
    }
}

/// Those events of a message that have this uid, with the zones.
fn one_event(calendar: &Component, uid: &str) -> Component {
    let mut out = calendar.clone();
    out.parts.retain(|part| !part.is("VEVENT") || part.value("UID").is_some_and(|own| own.trim() == uid));
    out
}
