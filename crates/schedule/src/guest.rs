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
const MOST_PEOPLE: usize = 300;
/// Characters of a line that somebody wrote, and of a text.
const LONGEST_LINE: usize = 300;
const LONGEST_TEXT: usize = 4_000;
/// Days: how far into the future the next times are looked for.
const HORIZON: i64 = 20 * 366;
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
    /// The revision that says so.
    pub sequence: i64,
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
    /// Whether its title is nobody else's business (CLASS:CONFIDENTIAL).
    pub confidential: bool,
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

/// Where it is held on the network, by each way that is named.
pub fn links(calendar: &Component) -> impl Iterator<Item = &str> {
    let event = main(calendar);
    let named = |name| event.into_iter().flat_map(move |event| event.all(name));
    named("CONFERENCE").chain(named("URL")).map(|line| line.value.trim()).filter(|link| !link.is_empty())
}

/// All who are invited, however many: their addresses.
pub fn addresses(calendar: &Component) -> Vec<String> {
    let events = calendar.parts("VEVENT");
    let mut all: Vec<String> =
        events.flat_map(|event| event.all("ATTENDEE")).map(|line| itip::address(&line.value)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The start that the series has for the one time which an event is about, in UTC where its zone is not known.
pub fn instance(event: &Component, calendar: &Component) -> Option<Timestamp> {
    instance_in(event, &mut Zones::of([calendar]))
}

pub(crate) fn instance_in(event: &Component, zones: &mut Zones) -> Option<Timestamp> {
    let moment = event.line("RECURRENCE-ID")?.moment().ok()?;
    let zone = match moment.form {
        crate::ical::Form::Zoned(tzid) => zones.get(tzid)?,
        _ => Arc::new(Zone::utc()),
    };
    Some(timestamp(zone.instant(moment.local)))
}

/// Those times of a series that have a revision of their own, and that.
pub fn revisions(calendar: &Component) -> Vec<(Timestamp, i64)> {
    let mut zones = Zones::of([calendar]);
    let events = calendar.parts("VEVENT");
    events.filter_map(|event| Some((instance_in(event, &mut zones)?, event.sequence()))).collect()
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
    let link = links(calendar).next().unwrap_or_default();
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
        confidential: event.value("CLASS").is_some_and(|class| class.trim().eq_ignore_ascii_case("CONFIDENTIAL")),
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
    let all =
        |from: i64, to: i64| Query { most: 1_000, fuel: FUEL, cancelled: true, ..Query::new(from, to, here.clone()) };
    let one = |found: &crate::recur::Occurrence<'_>| Held {
        instance: found.recurrence.map(timestamp),
        start: timestamp(found.start),
        end: timestamp(found.end),
        sequence: found.component.sequence(),
    };
    let wholly = main(calendar).is_some_and(is_called_off);
    // A near window first: of a series without end it holds the times that were moved as well as those that were not.
    for days in [40, 400, HORIZON] {
        let next = expand(&[calendar], zones, &all(from, from.saturating_add(days * 86_400)));
        let coming: Vec<Held> =
            next.occurrences.iter().filter(|found| wholly || !found.cancelled).take(MOST_TIMES).map(one).collect();
        if coming.len() >= MOST_TIMES || days == HORIZON && !coming.is_empty() {
            return (coming, false);
        }
    }
    let before = expand(&[calendar], zones, &all(i64::MIN / 4, from));
    (before.occurrences.first().map(one).into_iter().collect(), true)
}

/// The answer of `who` to what is kept of an invitation, or to one time of it: a REPLY or COUNTER to the organizer. What is kept
/// stays the organizer's; what was answered is remembered beside it.
///
/// # Errors
/// As [`itip::answer`]; [`Why::NoInstance`] for a time that it does not have, [`Why::NoInvitation`] for what was called off.
pub fn respond(
    state: &Component,
    who: &str,
    (answer, instance): (Answer, Option<Timestamp>),
    comment: &str,
    now: Timestamp,
) -> Result<Component, Refused> {
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
    for event in message.parts.iter_mut().filter(|part| part.is("VEVENT")) {
        event.remove("COMMENT");
        if !comment.is_empty() {
            event.push(Line::new("COMMENT", escape(&comment)));
        }
    }
    Ok(message)
}

/// The event or series alone, where that is there: a word about all is not one about each revision of a single time. Of single
/// times, those that are held.
fn whole(state: &Component) -> Component {
    let mut out = state.clone();
    let has_series = state.parts("VEVENT").any(|event| event.line("RECURRENCE-ID").is_none());
    out.parts.retain(|part| {
        !part.is("VEVENT") || if has_series { part.line("RECURRENCE-ID").is_none() } else { !is_called_off(part) }
    });
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
        let message =
            respond(&state, "dewi@kemlu.example", (Answer::Accept, None), "With pleasure; twice", now).unwrap();
        assert_eq!(Method::of(&message), Some(Method::Reply));
        let own = message.parts("VEVENT").next().unwrap();
        assert_eq!(own.value("COMMENT"), Some("With pleasure\\; twice"));
        // One time of it, which has no component of its own yet.
        let one = at("2026-12-01T06:00:00Z");
        let message = respond(&state, "dewi@kemlu.example", (Answer::Decline, Some(one)), "", now).unwrap();
        let own: Vec<&Component> = message.parts("VEVENT").collect();
        assert_eq!((own.len(), own[0].value("RECURRENCE-ID")), (1, Some("20261201T090000")));
        // Where the organizer has changed one time, a word about all is about the series, at its own revision.
        let mut changed = state.clone();
        let mut other = message.parts("VEVENT").next().unwrap().clone();
        other.set(Line::new("SEQUENCE", "7"));
        changed.parts.push(other);
        let message = respond(&changed, "dewi@kemlu.example", (Answer::Accept, None), "", now).unwrap();
        assert_eq!(message.parts("VEVENT").count(), 1);
        let never = respond(&state, "dewi@kemlu.example", (Answer::Decline, Some(now)), "", now);
        assert_eq!(never.unwrap_err().why, Why::NoInstance);
        let stranger = respond(&state, "spy@else.example", (Answer::Accept, None), "", now);
        assert_eq!(stranger.unwrap_err().why, Why::NotInvited);
    }

    #[test]
    fn another_time_is_asked_for() {
        let now = at("2026-11-21T08:00:00Z");
        let counter = Counter { start: at("2026-11-25T07:00:00Z"), end: None };
        let message = respond(&came(""), "dewi@kemlu.example", (Answer::Counter(counter), None), "", now).unwrap();
        assert_eq!(Method::of(&message), Some(Method::Counter));
        let own = message.parts("VEVENT").next().unwrap();
        assert_eq!(own.line("DTSTART").unwrap().value, "20261125T100000".into());
    }

    #[test]
    fn a_time_that_was_moved_is_told_in_its_place_in_a_series_without_end() {
        let mut state = came("RRULE:FREQ=WEEKLY\n");
        for (id, start) in [("20261201T090000", "20261202T110000"), ("20270629T090000", "20270630T090000")] {
            let mut own = message("REQUEST", "SEQUENCE:3\n").parts.remove(0);
            own.push(Line::new("RECURRENCE-ID", id).with("TZID", "Asia/Riyadh"));
            own.set(Line::new("DTSTART", start).with("TZID", "Asia/Riyadh"));
            own.remove("DTEND");
            own.push(Line::new("DURATION", "PT1H"));
            state.parts.push(own);
        }
        let seen = see(&state, at("2026-11-26T00:00:00Z")).unwrap();
        let first = &seen.times[0];
        assert_eq!((first.start, first.sequence), (at("2026-12-02T08:00:00Z"), 3));
        assert_eq!((first.instance, seen.times.len()), (Some(at("2026-12-01T06:00:00Z")), MOST_TIMES));
        assert_eq!(seen.times[1].sequence, 0);
    }
}
