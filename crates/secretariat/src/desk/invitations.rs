//! Invitations of others: taken in from the mailbox or from a file, shown, answered by mail or by a file.
//!
//! What an invitation says and what an answer to it is, is decided by [`guest`]; how a later message changes it, by [`itip`].

use super::{Desk, Problem};
use crate::arrivals::{Arrival, Given, MOST_CALENDAR};
use crate::mail::Received;
use chancery_model::Personal;
use chancery_schedule::guest::{self, Held, Invitation, Invitee};
use chancery_schedule::ical::{self, Component};
use chancery_schedule::itip::{self, Method};
use chancery_schedule::plan::Said;
use chancery_trust::Invitation as Link;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Invitations that are kept, those among them that were thrown away.
const MOST: usize = 300;
/// Messages about one that are remembered.
const MOST_HEARD: usize = 64;
/// People of one who are remembered as not invited any more.
const MOST_UNINVITED: usize = 300;

/// An invitation as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Came {
    /// What it says; those first for whom this desk is likely to answer.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// From whom its mail was, where that is not its organizer.
    pub by: Option<Personal>,
    /// When it came, or was changed last: an answer names it, so that nobody answers what they have not seen.
    pub at: Timestamp,
    /// What was answered, the last first.
    pub given: Vec<Given>,
    /// Whether the times were changed since the whole was answered.
    pub stale: bool,
    /// The starts of those times that were changed since they were answered, where the whole was not.
    pub changed: Vec<Timestamp>,
    /// Whether those for whom this desk answers are not invited any more, while it is held.
    pub withdrawn: bool,
    /// Whether its link opens a meeting of this program.
    pub opens: bool,
    /// Those of the invited that this desk is likely to answer for.
    pub mine: Vec<Personal>,
}

/// A time of a meeting of others that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Of which invitation.
    pub uid: String,
    /// Its title; empty where that is not for whoever sees the desk.
    pub title: Personal,
    /// The IANA zone that it was called by.
    pub zone: Option<String>,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

pub(super) fn kept(arrival: &Arrival) -> Option<Component> {
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

/// Whether a message is about a meeting that somebody else calls: what an attendee is sent (RFC 5546 section 3.2).
pub(super) fn is_for_guests(calendar: &Component) -> bool {
    matches!(Method::of(calendar), Some(Method::Request | Method::Add | Method::Cancel | Method::DeclineCounter))
}

impl Given {
    /// Whether it is a word about this time of the meeting as it is now.
    fn holds_for(&self, time: &Held) -> bool {
        let own = self.own.iter().filter(|own| Some(own.instance) == time.instance).map(|own| own.sequence);
        time.sequence <= own.fold(self.sequence, i64::max)
    }
}

/// What `who` said of a time: of that one, else of the whole.
fn word<'a>(given: &'a [Given], who: &str, time: &Held) -> Option<&'a Given> {
    let of = |instance: Option<Timestamp>| given.iter().find(|one| one.who.0 == who && one.instance == instance);
    time.instance.and_then(|at| of(Some(at))).or_else(|| of(None))
}

/// An invitation as the screen shows it; `None`: it was thrown away, or what was kept of it holds no event.
pub(super) fn shown(arrival: &Arrival, own: &[String], now: Timestamp) -> Option<Came> {
    if arrival.gone.is_some() {
        return None;
    }
    let calendar = kept(arrival)?;
    let mut invitation = guest::see(&calendar, now)?;
    let addresses = guest::addresses(&calendar);
    let mut given = arrival.given.clone();
    given.sort_by_key(|one| std::cmp::Reverse(one.at));
    let own: Vec<String> = own.iter().map(|own| itip::address(own)).collect();
    let is_me = |mail: &str| own.iter().any(|own| own == mail) || given.iter().any(|one| one.who.0 == mail);
    let known =
        addresses.iter().map(String::as_str).chain(arrival.uninvited.iter().map(|one| one.0.as_str())).any(is_me);
    let here = addresses.iter().any(|mail| is_me(mail));
    let withdrawn = if known { !here } else { arrival.let_go };
    let mine: Vec<Personal> =
        addresses.iter().filter(|mail| own.contains(mail)).map(|mail| Personal(mail.clone())).collect();
    // Of very many the first are told: those who answer here are among them.
    for mail in &mine {
        if invitation.invited.iter().all(|one| one.mail != *mail) {
            invitation.invited.push(Invitee { mail: mail.clone(), ..Invitee::default() });
        }
    }
    invitation.invited.sort_by_key(|one| !mine.contains(&one.mail));
    // Whoever is not invited any more has no word in it.
    let given: Vec<Given> = given.into_iter().filter(|one| addresses.contains(&one.who.0)).collect();
    for one in &mut invitation.invited {
        if let Some(own) = given.iter().find(|own| own.who == one.mail && own.instance.is_none()) {
            one.said = if own.sequence < invitation.sequence { Said::Nothing } else { own.said };
        }
    }
    let whole = |one: &&Given| one.instance.is_none();
    let stale = !invitation.cancelled && given.iter().filter(whole).any(|one| one.sequence < invitation.sequence);
    let is_changed = |time: &&Held| {
        // Whoever said no to all of it is not waited for at one of its times.
        let waits = |own: &Given| own.instance.is_some() || own.said != Said::Declined;
        let said = |one: &Given| word(&given, &one.who.0, time).is_some_and(|own| waits(own) && !own.holds_for(time));
        !stale && given.iter().any(said)
    };
    let changed = invitation.times.iter().filter(is_changed).map(|time| time.start).collect();
    let link = guest::links(&calendar).find(|link| Link::parse(link).is_ok()).map(|link| Personal(link.to_owned()));
    let opens = link.is_some();
    invitation.link = link.unwrap_or(invitation.link);
    Some(Came { invitation, by: arrival.by.clone(), at: arrival.at, given, stale, changed, withdrawn, opens, mine })
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
        let invites = Method::of(calendar) == Some(Method::Request);
        let revision = calendar.parts("VEVENT").map(Component::sequence).max().unwrap_or_default();
        let before = match before {
            // What was thrown away comes again when it is changed, and not when an earlier mail is looked at once more.
            Some(Arrival { gone: Some(gone), .. }) if !invites || revision <= gone => return Ok(None),
            Some(Arrival { gone: Some(_), uid, heard, .. }) => Some(Arrival { uid, heard, ..Arrival::default() }),
            // Of a meeting that is not known here.
            None if !invites => return Err(Problem::Nothing),
            before => before,
        };
        let by = received.by_another_hand(calendar).map(str::to_owned);
        // An invitation is shown with who sent it; what changes one that is known has to be from who sent that.
        if let (Some(by), Some(before)) = (&by, before.as_ref().filter(|before| !before.calendar.is_empty()))
            && before.by.as_ref().is_none_or(|earlier| itip::address(&earlier.0) != itip::address(by))
        {
            return Err(Problem::NotOrganizer { who: Personal(by.clone()) });
        }
        let state = before.as_ref().and_then(kept).unwrap_or_else(itip::new_calendar);
        let applied = itip::apply(&state, &one_event(calendar, &uid)).map_err(|why| Problem::unfit(&why))?;
        let mut next = before.unwrap_or_default();
        next.uid.clone_from(&uid);
        next.calendar = ical::write(&applied.state);
        if next.calendar.len() > MOST_CALENDAR {
            return Err(Problem::Overlong);
        }
        if Method::of(calendar) == Some(Method::DeclineCounter) {
            // The time that was asked for is not taken: the invitation stands, and waits for an answer.
            let declined = |one: &Given| {
                let of = calendar.parts("VEVENT").any(|event| {
                    let who = event.value("ATTENDEE").map(itip::address);
                    who.is_none_or(|who| who == one.who.0) && guest::instance(event, calendar) == one.instance
                });
                one.said == Said::Countered && of
            };
            next.given.retain(|one| !declined(one));
        }
        let (earlier, after) = (guest::addresses(&state), guest::addresses(&applied.state));
        let uninvited = next.uninvited.iter().map(|one| one.0.clone()).chain(earlier);
        let mut uninvited: Vec<String> = uninvited.filter(|mail| !after.contains(mail)).collect();
        uninvited.sort_unstable();
        uninvited.dedup();
        uninvited.truncate(MOST_UNINVITED);
        next.let_go = Method::of(calendar) == Some(Method::Cancel) && uninvited.len() > next.uninvited.len();
        next.uninvited = uninvited.into_iter().map(Personal).collect();
        next.by = by.map(Personal);
        // Another instant with each change, so that an answer knows which it saw.
        next.at = now.max(next.at.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(now));
        next.heard.push(mark);
        let beyond = next.heard.len().saturating_sub(MOST_HEARD);
        next.heard.drain(..beyond);
        let came = shown(&next, &[], now).ok_or(Problem::Nothing)?;
        self.arrivals.save(&next)?;
        all.insert(uid, next);
        self.clear(&mut all, now);
        Ok(Some(came))
    }

    /// Of too many, what was thrown away goes first, then what is over, then what nobody answered; of these, what came first.
    fn clear(&self, all: &mut BTreeMap<String, Arrival>, now: Timestamp) {
        while all.len() > MOST {
            let over = |arrival: &Arrival| kept(arrival).and_then(|c| guest::see(&c, now)).is_none_or(|seen| seen.over);
            let weight = |arrival: &Arrival| {
                let class = match arrival {
                    Arrival { gone: Some(_), .. } => 0,
                    arrival if over(arrival) => 1,
                    Arrival { given, .. } if given.is_empty() => 2,
                    _ => 3,
                };
                (class, arrival.at)
            };
            let oldest = all.values().min_by_key(|arrival| weight(arrival)).map(|arrival| arrival.uid.clone());
            let Some(uid) = oldest else { return };
            // What cannot be thrown away lies there until the next start.
            let _ = self.arrivals.remove(&uid);
            all.remove(&uid);
        }
    }

    /// Throws an invitation away. That it was thrown away is kept, so that its mails do not bring it back; a later revision does.
    ///
    /// # Errors
    /// [`Problem::Store`].
    pub fn forget_invitation(&self, uid: &str) -> Result<(), Problem> {
        let mut all = self.came.lock();
        let Some(arrival) = all.get(uid) else { return Ok(()) };
        let revision =
            kept(arrival).map_or(0, |c| c.parts("VEVENT").map(Component::sequence).max().unwrap_or_default());
        let Arrival { uid, heard, at, .. } = arrival.clone();
        let gone = Arrival { uid: uid.clone(), heard, at, gone: Some(revision), ..Arrival::default() };
        self.arrivals.save(&gone)?;
        all.insert(uid, gone);
        Ok(())
    }

    /// Whether an invitation of this uid came, or was thrown away here.
    pub(super) fn is_of_others(&self, uid: &str) -> bool {
        self.came.lock().contains_key(uid)
    }

    /// What was accepted by anybody for whom this desk answers, and is still to be held: for reminders.
    pub fn accepted(&self, now: Timestamp) -> Vec<Accepted> {
        let from = now.saturating_sub(SignedDuration::from_hours(12)).unwrap_or(now);
        let answered = |arrival: &&Arrival| !arrival.given.is_empty();
        let arrivals: Vec<Arrival> = self.came.lock().values().filter(answered).cloned().collect();
        let mut out = Vec::new();
        for Came { invitation, given, .. } in arrivals.iter().filter_map(|arrival| shown(arrival, &[], from)) {
            if invitation.cancelled || invitation.floating || invitation.over {
                continue;
            }
            for time in &invitation.times {
                let comes = |one: &Given| {
                    let word = word(&given, &one.who.0, time).filter(|word| word.holds_for(time));
                    word.is_some_and(|word| matches!(word.said, Said::Accepted | Said::Tentative))
                };
                if given.iter().any(comes) {
                    let title = if invitation.confidential { Personal::default() } else { invitation.title.clone() };
                    let (uid, zone) = (invitation.uid.clone(), invitation.zone.clone());
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
