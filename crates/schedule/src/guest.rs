//! An invitation that somebody else sent, as those who were invited see it: who invites, to what, when; and the answer to it.
//!
//! What came is kept as [`itip::apply`] makes it: the event as its organizer has it now, with what was answered here.

use crate::civil::timestamp;
use crate::ical::{Component, Line, escape};
use crate::itip::{self, Answer, Refused, Why, state_of};
use crate::plan::Said;
use crate::recur::{Fuel, Query, expand};
use crate::zones::{Zone, Zones, iana};
use chancery_model::Personal;
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use ts_rs::TS;

/// Next times that are told.
pub const MOST_TIMES: usize = 6;
/// People that are named.
const MOST_PEOPLE: usize = 100;
/// Characters of a line that somebody wrote, and of a text.
const LONGEST_LINE: usize = 300;
const LONGEST_TEXT: usize = 4_000;
/// Seconds: how far into the future the next times are looked for.
const HORIZON: i64 = 20 * 366 * 86_400;
const FUEL: Fuel = Fuel(200_000);

/// Somebody on an invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "InvitationPerson")]
pub struct Invitee {
    /// As they are called there (CN); may be empty.
    pub name: Personal,
    /// Their address, without `mailto:`, in lower case.
    pub mail: Personal,
    /// What they said, as the organizer or this program knows.
    pub said: Said,
    /// Whether they must be there (ROLE).
    pub required: bool,
}

/// A time at which it takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "InvitationTime")]
pub struct Held {
    /// The start that the series has it at: what an answer to this one time names.
    #[ts(type = "string | null")]
    pub instance: Option<Timestamp>,
    /// When it begins.
    #[ts(type = "string")]
    pub start: Timestamp,
    /// When it ends.
    #[ts(type = "string")]
    pub end: Timestamp,
}

/// An invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Invitation")]
pub struct Invitation {
    /// The same for all its revisions.
    pub uid: String,
    /// SUMMARY.
    pub title: Personal,
    /// DESCRIPTION, its beginning.
    pub text: Personal,
    /// LOCATION.
    pub place: Personal,
    /// CONFERENCE, else URL: where it is held on the network; it may be a secret.
    pub link: Personal,
    /// Who invites.
    pub organizer: Invitee,
    /// Who is invited, the organizer not among them; of very many the first.
    pub invited: Vec<Invitee>,
    /// When: what is under way or comes next, at most [`MOST_TIMES`]; where all is over, when it began.
    pub times: Vec<Held>,
    /// Whether it takes whole days.
    pub whole_day: bool,
    /// Whether its times are on everybody's own clock (whole days are): they stand in `times` as if that were UTC.
    pub floating: bool,
    /// The IANA zone in which it was called, where it is known.
    pub zone: Option<String>,
    /// Whether it is held more than once.
    pub recurs: bool,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Whether all of it is over.
    pub over: bool,
    /// Its revision.
    pub sequence: i64,
}

fn cut(text: &str, most: usize) -> Personal {
    let mut out: String = text.trim().chars().take(most).collect();
    if text.trim().chars().nth(most).is_some() {
        out.push('\u{2026}');
    }
    Personal(out)
}

fn text(event: &Component, name: &str, most: usize) -> Personal {
    cut(&event.text(name).unwrap_or_default(), most)
}

fn person(line: &Line) -> Invitee {
    let said = crate::plan::answers::said(line.param("PARTSTAT").unwrap_or("NEEDS-ACTION"));
    let optional = line.param("ROLE").is_some_and(|role| {
        role.eq_ignore_ascii_case("OPT-PARTICIPANT") || role.eq_ignore_ascii_case("NON-PARTICIPANT")
    });
    let name = line.param("CN").unwrap_or_default();
    Invitee {
        name: cut(name, LONGEST_LINE),
        mail: cut(&itip::address(&line.value), LONGEST_LINE),
        said,
        required: !optional,
    }
}

fn is_called_off(event: &Component) -> bool {
    event.value("STATUS").is_some_and(|status| status.trim().eq_ignore_ascii_case("CANCELLED"))
}

/// The component that stands for all of it: the series, else the first of its changed instances.
fn main(calendar: &Component) -> Option<&Component> {
    let whole = calendar.parts("VEVENT").find(|event| event.line("RECURRENCE-ID").is_none());
    whole.or_else(|| calendar.parts("VEVENT").next())
}

/// What stands in this calendar, which holds one event. `None`: it holds none.
pub fn see(calendar: &Component, now: Timestamp) -> Option<Invitation> {
    let event = main(calendar)?;
    let organizer = event.line("ORGANIZER").map(person).unwrap_or_default();
    let invited =
        event.all("ATTENDEE").map(person).filter(|one| one.mail != organizer.mail).take(MOST_PEOPLE).collect();
    let mut zones = Zones::of([calendar]);
    let (times, over) = held(calendar, &mut zones, now);
    let start = event.line("DTSTART");
    let form = start.and_then(|line| line.moment().ok());
    let zone = start.and_then(|line| line.param("TZID")).and_then(iana);
    let link = [event.value("CONFERENCE"), event.value("URL")].into_iter().flatten().next().unwrap_or_default();
    Some(Invitation {
        uid: event.value("UID").unwrap_or_default().trim().to_owned(),
        title: text(event, "SUMMARY", LONGEST_LINE),
        text: text(event, "DESCRIPTION", LONGEST_TEXT),
        place: text(event, "LOCATION", LONGEST_LINE),
        // Whole or not at all: half a link opens nothing.
        link: Personal(if link.len() <= LONGEST_TEXT { link.trim().to_owned() } else { String::new() }),
        organizer,
        invited,
        times,
        whole_day: form.as_ref().is_some_and(crate::ical::Moment::is_date),
        floating: form.is_some_and(|form| form.is_date() || form.form == crate::ical::Form::Floating),
        zone,
        recurs: event.line("RRULE").is_some() || event.line("RDATE").is_some(),
        cancelled: is_called_off(event),
        over,
        sequence: event.sequence(),
    })
}

/// The times that come next, or the last one known; and whether all is over.
fn held(calendar: &Component, zones: &mut Zones, now: Timestamp) -> (Vec<Held>, bool) {
    let here = Arc::new(Zone::utc());
    let from = now.as_second();
    // What was called off as a whole is still told when it would have been.
    let all = |from: i64, to: i64| Query {
        most: MOST_TIMES * 4,
        fuel: FUEL,
        cancelled: true,
        ..Query::new(from, to, here.clone())
    };
    let one = |found: &crate::recur::Occurrence<'_>| Held {
        instance: found.recurrence.map(timestamp),
        start: timestamp(found.start),
        end: timestamp(found.end),
    };
    let wholly = main(calendar).is_some_and(is_called_off);
    let next = expand(&[calendar], zones, &all(from, from.saturating_add(HORIZON)));
    let coming: Vec<Held> =
        next.occurrences.iter().filter(|found| wholly || !found.cancelled).take(MOST_TIMES).map(one).collect();
    if !coming.is_empty() {
        return (coming, false);
    }
    let before = expand(&[calendar], zones, &all(i64::MIN / 4, from));
    (before.occurrences.first().map(one).into_iter().collect(), true)
}

/// An answer, and the invitation after it.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The message to the organizer: REPLY or COUNTER.
    pub message: Component,
    /// What is kept of the invitation from then on.
    pub state: Component,
}

/// The answer of `who` to what is kept of an invitation, or to one time of it.
///
/// # Errors
/// As [`itip::answer`]; [`Why::NoInstance`] for a time that it does not have, [`Why::NoInvitation`] for what was called off.
pub fn respond(
    state: &Component,
    who: &str,
    (answer, instance): (Answer, Option<Timestamp>),
    comment: &str,
    now: Timestamp,
) -> Result<Answered, Refused> {
    let event = main(state).ok_or(Refused { line: 0, why: Why::NoEvent })?;
    if is_called_off(event) {
        return Err(Refused { line: 0, why: Why::NoInvitation });
    }
    let asked = match instance {
        Some(at) => state_of(state, at.as_second())?,
        None => whole(state),
    };
    let mut message = itip::answer(&asked, who, answer, now)?;
    let comment: String = comment.trim().chars().take(LONGEST_TEXT).collect();
    if !comment.is_empty() {
        for event in message.parts.iter_mut().filter(|part| part.is("VEVENT")) {
            event.remove("COMMENT");
            event.push(Line::new("COMMENT", escape(&comment)));
        }
    }
    // An answer of an earlier moment than the last (a clock that was set back) goes out all the same.
    let state = itip::apply(state, &message).map_or_else(|_| state.clone(), |applied| applied.state);
    Ok(Answered { message, state })
}

/// Without the instances that were called off: nobody says yes or no to those.
fn whole(state: &Component) -> Component {
    let mut out = state.clone();
    out.parts.retain(|part| !(part.is("VEVENT") && is_called_off(part)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical;
    use crate::itip::{Counter, Method, new_calendar};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn read(text: &str) -> Component {
        ical::parse(text.replace('\n', "\r\n").as_bytes()).unwrap().components.remove(0)
    }

    /// An invitation as another program writes it: every Tuesday, 09:00 in Riyadh.
    fn message(method: &str, more: &str) -> Component {
        read(&format!(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Other//EN\nMETHOD:{method}\nBEGIN:VEVENT\nUID:visit@mofa.example\n\
             DTSTAMP:20261120T080000Z\nDTSTART;TZID=Asia/Riyadh:20261124T090000\nDTEND;TZID=Asia/Riyadh:20261124T100000\n\
             SUMMARY:Visit\\, first round\nLOCATION:Riyadh\nURL:https://meet.mofa.example/r\nORGANIZER;CN=Amal:mailto:amal@mofa.example\n\
             ATTENDEE;CN=Dewi;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:Dewi@kemlu.example\n\
             ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:note@kemlu.example\n{more}END:VEVENT\nEND:VCALENDAR\n"
        ))
    }

    fn came(more: &str) -> Component {
        itip::apply(&new_calendar(), &message("REQUEST", more)).unwrap().state
    }

    #[test]
    fn an_invitation_says_who_invites_whom_to_what_and_when() {
        let state = came("RRULE:FREQ=WEEKLY;COUNT=3\n");
        let seen = see(&state, at("2026-11-26T00:00:00Z")).unwrap();
        assert_eq!((&*seen.uid, &*seen.title, &*seen.place), ("visit@mofa.example", "Visit, first round", "Riyadh"));
        assert_eq!((&*seen.organizer.name, &*seen.organizer.mail), ("Amal", "amal@mofa.example"));
        let invited: Vec<_> = seen.invited.iter().map(|one| (&*one.name.0, &*one.mail.0, one.required)).collect();
        assert_eq!(invited, [("Dewi", "dewi@kemlu.example", true), ("", "note@kemlu.example", false)]);
        let starts: Vec<String> = seen.times.iter().map(|time| time.start.to_string()).collect();
        assert_eq!(starts, ["2026-12-01T06:00:00Z", "2026-12-08T06:00:00Z"]);
        assert_eq!((seen.zone.as_deref(), seen.recurs, seen.over), (Some("Asia/Riyadh"), true, false));
        let late = see(&state, at("2027-01-01T00:00:00Z")).unwrap();
        assert_eq!((late.over, late.times.len(), late.times[0].start), (true, 1, at("2026-11-24T06:00:00Z")));
    }

    #[test]
    fn a_whole_day_and_one_that_was_called_off_are_told_as_such() {
        let mut day = message("REQUEST", "");
        let event = day.parts.iter_mut().find(|part| part.is("VEVENT")).unwrap();
        event.set(Line::new("DTSTART", "20261201").with("VALUE", "DATE"));
        event.remove("DTEND");
        event.push(Line::new("STATUS", "CANCELLED"));
        let seen = see(&day, at("2026-11-26T00:00:00Z")).unwrap();
        assert!(seen.whole_day && seen.floating && seen.cancelled);
        assert_eq!((seen.times[0].start, seen.times[0].end), (at("2026-12-01T00:00:00Z"), at("2026-12-02T00:00:00Z")));
        let refused = respond(&day, "dewi@kemlu.example", (Answer::Accept, None), "", at("2026-11-26T00:00:00Z"));
        assert_eq!(refused.unwrap_err().why, Why::NoInvitation);
        assert!(see(&new_calendar(), Timestamp::UNIX_EPOCH).is_none());
    }

    #[test]
    fn an_answer_goes_to_the_organizer_and_is_remembered() {
        let now = at("2026-11-21T08:00:00Z");
        let state = came("RRULE:FREQ=WEEKLY;COUNT=3\n");
        let done = respond(&state, "dewi@kemlu.example", (Answer::Accept, None), "With pleasure; twice", now).unwrap();
        assert_eq!(Method::of(&done.message), Some(Method::Reply));
        let own = done.message.parts("VEVENT").next().unwrap();
        assert_eq!(own.value("COMMENT"), Some("With pleasure\\; twice"));
        assert_eq!(see(&done.state, now).unwrap().invited[0].said, Said::Accepted);
        // One time of it, which has no component of its own yet.
        let one = at("2026-12-01T06:00:00Z");
        let done = respond(&done.state, "dewi@kemlu.example", (Answer::Decline, Some(one)), "", now).unwrap();
        let own: Vec<&Component> = done.message.parts("VEVENT").collect();
        assert_eq!((own.len(), own[0].value("RECURRENCE-ID")), (1, Some("20261201T090000")));
        assert_eq!(see(&done.state, now).unwrap().invited[0].said, Said::Accepted, "the others stay");
        let never = respond(&state, "dewi@kemlu.example", (Answer::Decline, Some(now)), "", now);
        assert_eq!(never.unwrap_err().why, Why::NoInstance);
        let stranger = respond(&state, "spy@else.example", (Answer::Accept, None), "", now);
        assert_eq!(stranger.unwrap_err().why, Why::NotInvited);
    }

    #[test]
    fn another_time_is_asked_for() {
        let now = at("2026-11-21T08:00:00Z");
        let counter = Counter { start: at("2026-11-25T07:00:00Z"), end: None };
        let done = respond(&came(""), "dewi@kemlu.example", (Answer::Counter(counter), None), "", now).unwrap();
        assert_eq!(Method::of(&done.message), Some(Method::Counter));
        let own = done.message.parts("VEVENT").next().unwrap();
        assert_eq!(own.line("DTSTART").unwrap().value, "20261125T100000".into());
        // What is kept of it is the organizer's time.
        assert_eq!(see(&done.state, now).unwrap().times[0].start, at("2026-11-24T06:00:00Z"));
    }
}
