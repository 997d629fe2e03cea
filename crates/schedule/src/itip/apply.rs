//! A calendar and a message in, the calendar after it out.

use super::state::{State, Which, attendee, organizer, readable, schedule, uid};
use super::{Method, Refused, Why, address};
use crate::ical::{Component, Line, Moment};
use std::cmp::Ordering;

/// What came of a message.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The calendar after it.
    pub state: Component,
    /// What is owed to somebody now.
    pub owed: Vec<Owed>,
}

/// A message that somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owed {
    /// The latest version of the event, to who asked for it (RFC 5546 section 3.2.6).
    Request {
        /// The event.
        uid: String,
        /// The line of the message that names who.
        line: u32,
    },
    /// A yes or no to the time that was proposed (RFC 5546 section 3.2.7).
    Decision {
        /// The event.
        uid: String,
        /// The line of the message that names who.
        line: u32,
    },
}

/// A message is about one event and its instances; more than this is no message between people.
const MOST_EVENTS: usize = 500;

/// The calendar after a message.
///
/// # Errors
/// [`Refused`] where the message has no effect: the calendar is as it was.
pub fn apply(state: &Component, message: &Component) -> Result<Applied, Refused> {
    let method = Method::of(message)
        .ok_or(Refused { line: message.line("METHOD").map_or(message.at, |l| l.at), why: Why::Method })?;
    if message.parts("VEVENT").next().is_none() {
        return Err(Refused { line: message.at, why: Why::NoEvent });
    }
    if let Some(beyond) = message.parts("VEVENT").nth(MOST_EVENTS) {
        return Err(Refused { line: beyond.at, why: Why::TooMany(MOST_EVENTS) });
    }
    let mut work = State::new(state, message);
    let mut owed = Vec::new();
    for component in message.parts("VEVENT") {
        let uid = uid(component)?;
        match method {
            Method::Publish | Method::Request => publish(&mut work, message, component, &uid)?,
            Method::Reply => reply(&mut work, component, &uid)?,
            Method::Add => add(&mut work, component, &uid)?,
            Method::Cancel => cancel(&mut work, component, &uid)?,
            Method::Refresh => {
                let line = invited(&mut work, component, &uid, Which::Whole)?.0;
                owed.push(Owed::Request { uid, line });
            }
            Method::Counter => {
                let line = counter(&mut work, component, &uid)?;
                owed.push(Owed::Decision { uid, line });
            }
            Method::DeclineCounter => decline_counter(&mut work, component, &uid)?,
        }
    }
    if matches!(method, Method::Publish | Method::Request | Method::Add) {
        work.take_zones(message);
    }
    Ok(Applied { state: work.calendar, owed })
}

fn at(component: &Component, name: &str) -> u32 {
    component.line(name).map_or(component.at, |l| l.at)
}

fn stamp(component: &Component) -> Option<i64> {
    Moment::read(component.value("DTSTAMP")?, None).ok().map(|m| m.local)
}

/// SEQUENCE, then DTSTAMP (RFC 5546 section 2.1.5).
fn not_older(component: &Component, than: &Component) -> Result<Ordering, Refused> {
    let (new, old) = (component.sequence(), than.sequence());
    match new.cmp(&old) {
        Ordering::Less => Err(Refused { line: at(component, "SEQUENCE"), why: Why::OldSequence(new, old) }),
        Ordering::Equal if stamp(component) < stamp(than) => {
            Err(Refused { line: at(component, "DTSTAMP"), why: Why::OldStamp })
        }
        order => Ok(order),
    }
}

fn from_organizer(component: &Component, known: &Component) -> Result<(), Refused> {
    // An event that came without an organizer may get one; none can be taken from it.
    match (organizer(known), organizer(component)) {
        (Some(known), from) if from.as_ref() != Some(&known) => {
            Err(Refused { line: at(component, "ORGANIZER"), why: Why::NotOrganizer })
        }
        _ => Ok(()),
    }
}

/// PUBLISH and REQUEST: the event as the organizer has it now (RFC 5546 sections 3.2.1 and 3.2.2).
fn publish(work: &mut State, message: &Component, component: &Component, uid: &str) -> Result<(), Refused> {
    readable(component, &mut work.zones)?;
    let which = work.which(component)?;
    if let Some(known) = work.revision(uid, which).cloned() {
        from_organizer(component, &known)?;
        not_older(component, &known)?;
    }
    // The whole series may come in the same message as its changed instances.
    let series_too = message
        .parts("VEVENT")
        .any(|c| c.line("RECURRENCE-ID").is_none() && c.value("UID").map(str::trim) == Some(uid));
    if !series_too {
        work.must_have(uid, component, which)?;
    }
    if which == Which::Whole
        && let Some(before) = work.find(uid, which)
        && schedule(&work.calendar.parts[before]) != schedule(component)
    {
        // The series takes place at other times now: instances that were changed before belong to the old ones.
        let revision = component.sequence();
        work.calendar.parts.retain(|p| {
            let of_it = p.is("VEVENT") && p.value("UID").is_some_and(|u| u.trim() == uid);
            !(of_it && p.line("RECURRENCE-ID").is_some() && p.sequence() < revision)
        });
    }
    work.put(uid, which, component.clone());
    Ok(())
}

/// Who sent an answer, and that they are invited: the line that names them, their address, where the event stands.
fn invited(work: &mut State, component: &Component, uid: &str, which: Which) -> Result<(u32, String, usize), Refused> {
    let mut attendees = component.all("ATTENDEE");
    let (Some(line), None) = (attendees.next(), attendees.next()) else {
        return Err(Refused { line: component.at, why: Why::NotOneAttendee });
    };
    if !work.has(uid) {
        return Err(Refused { line: at(component, "UID"), why: Why::UnknownEvent });
    }
    let place = work.governing(uid, which);
    let place = place.ok_or(Refused { line: at(component, "RECURRENCE-ID"), why: Why::NoInstance })?;
    let who = address(&line.value);
    let event = &mut work.calendar.parts[place];
    let passed_on = line.param("DELEGATED-FROM").map(address);
    // Only a guest's own word brings another to the table: whoever claims a place has to wait until its owner has given it away.
    let given = |line: &mut Line| {
        let to = line.param("DELEGATED-TO");
        line.param("PARTSTAT").is_some_and(|said| said.eq_ignore_ascii_case("DELEGATED"))
            && to.is_none_or(|to| to.split(',').any(|to| address(to.trim().trim_matches('"')) == who))
    };
    let known =
        attendee(event, &who).is_some() || passed_on.is_some_and(|from| attendee(event, &from).is_some_and(given));
    if !known {
        return Err(Refused { line: line.at, why: Why::NotInvited });
    }
    Ok((line.at, who, place))
}

/// Whether an answer is about the revision at hand.
fn about_this(component: &Component, event: &Component) -> Result<(), Refused> {
    // Some calendars leave SEQUENCE out of their answers.
    if component.line("SEQUENCE").is_none() {
        return Ok(());
    }
    let (theirs, ours) = (component.sequence(), event.sequence());
    let line = at(component, "SEQUENCE");
    match theirs.cmp(&ours) {
        Ordering::Less => Err(Refused { line, why: Why::OldSequence(theirs, ours) }),
        Ordering::Greater => Err(Refused { line, why: Why::FutureSequence(theirs, ours) }),
        Ordering::Equal => Ok(()),
    }
}

/// REPLY (RFC 5546 section 3.2.3).
fn reply(work: &mut State, component: &Component, uid: &str) -> Result<(), Refused> {
    let which = work.which(component)?;
    let (line, who, mut place) = invited(work, component, uid, which)?;
    about_this(component, &work.calendar.parts[place])?;
    let theirs = component.line("ATTENDEE").cloned().unwrap_or_else(|| Line::new("ATTENDEE", ""));
    let answer = theirs.param("PARTSTAT").map(str::to_ascii_uppercase).ok_or(Refused { line, why: Why::NoAnswer })?;
    if let (Which::Instance(instant), Some(id)) = (which, component.line("RECURRENCE-ID"))
        && work.find(uid, which).is_none()
    {
        // An answer for one instance alone: the instance gets a component of its own.
        let own = work.instance(uid, id, instant)?;
        work.calendar.parts.push(own);
        place = work.calendar.parts.len() - 1;
    }
    let event = &mut work.calendar.parts[place];
    let sent = component.value("DTSTAMP").unwrap_or_default().trim().to_owned();
    if attendee(event, &who).is_none() {
        // Somebody to whom an invited person passed it on.
        let mut new = theirs.clone();
        new.at = 0;
        event.push(new);
    }
    if let Some(attendee) = attendee(event, &who) {
        let replied = attendee.param(REPLIED).and_then(|s| Moment::read(s, None).ok());
        let now = Moment::read(&sent, None).ok();
        if replied.zip(now).is_some_and(|(before, now)| now.local < before.local) {
            return Err(Refused { line: at(component, "DTSTAMP"), why: Why::OldStamp });
        }
        attendee.set_param("PARTSTAT", Some(&answer));
        attendee.set_param("RSVP", None);
        attendee.set_param(REPLIED, Some(&sent).filter(|s| !s.is_empty()).map(String::as_str));
        for name in ["DELEGATED-TO", "DELEGATED-FROM", "SENT-BY"] {
            if let Some(value) = theirs.param(name) {
                attendee.set_param(name, Some(value));
            }
        }
    }
    event.lines.retain(|l| !(l.is("COMMENT") && l.param(FROM).map(address).as_ref() == Some(&who)));
    for comment in component.all("COMMENT") {
        let mut kept = comment.clone();
        kept.at = 0;
        kept.set_param(FROM, Some(&format!("mailto:{who}")));
        event.push(kept);
    }
    // Who answers the time as it is has taken back another that they proposed.
    if answer != "NEEDS-ACTION" {
        drop_counter(event, Some(&who));
    }
    Ok(())
}

const REPLIED: &str = "X-CHANCERY-REPLIED";
const FROM: &str = "X-FROM";
const COUNTER: &str = "X-CHANCERY-COUNTER";

fn drop_counter(event: &mut Component, who: Option<&String>) {
    event.lines.retain(|l| !(l.is(COUNTER) && who.is_none_or(|who| l.param(FROM).map(address).as_ref() == Some(who))));
}

/// COUNTER (RFC 5546 section 3.2.7): kept beside the event until the organizer decides.
fn counter(work: &mut State, component: &Component, uid: &str) -> Result<u32, Refused> {
    readable(component, &mut work.zones)?;
    let which = work.which(component)?;
    let (line, who, mut place) = invited(work, component, uid, which)?;
    let known = &work.calendar.parts[place];
    let (theirs, ours) = (component.sequence(), known.sequence());
    if theirs < ours {
        return Err(Refused { line: at(component, "SEQUENCE"), why: Why::OldSequence(theirs, ours) });
    }
    let mut alone = Component::new("VCALENDAR");
    let mut once = component.clone();
    for name in ["RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS"] {
        once.remove(name);
    }
    alone.parts.push(once);
    let utc = std::sync::Arc::new(crate::zones::Zone::utc());
    let query = crate::recur::Query::new(i64::MIN / 4, i64::MAX / 4, utc);
    let proposed = crate::recur::expand(&[&alone], &mut work.zones, &query);
    let proposed = proposed.occurrences.first().map(|o| (o.start, o.end));
    let (start, end) = proposed.ok_or(Refused { line: at(component, "DTSTART"), why: Why::Unclear })?;
    if let (Which::Instance(instant), Some(id)) = (which, component.line("RECURRENCE-ID"))
        && work.find(uid, which).is_none()
    {
        let own = work.instance(uid, id, instant)?;
        work.calendar.parts.push(own);
        place = work.calendar.parts.len() - 1;
    }
    let event = &mut work.calendar.parts[place];
    drop_counter(event, Some(&who));
    let utc = |local| Moment { local, form: crate::ical::Form::Utc }.written();
    let period = format!("{}/{}", utc(start), utc(end));
    event.push(Line::new(COUNTER, period).with("VALUE", "PERIOD").with(FROM, format!("mailto:{who}")));
    Ok(line)
}

/// DECLINECOUNTER (RFC 5546 section 3.2.8): the event stays as it is.
fn decline_counter(work: &mut State, component: &Component, uid: &str) -> Result<(), Refused> {
    let which = work.which(component)?;
    let Some(known) = work.revision(uid, which).cloned() else {
        return Err(Refused { line: at(component, "UID"), why: Why::UnknownEvent });
    };
    from_organizer(component, &known)?;
    let who = component.value("ATTENDEE").map(address);
    let place = work.find(uid, which).or_else(|| work.find(uid, Which::Whole));
    if let Some(place) = place {
        drop_counter(&mut work.calendar.parts[place], who.as_ref());
    }
    Ok(())
}

/// ADD (RFC 5546 section 3.2.4): one more instance of a series.
fn add(work: &mut State, component: &Component, uid: &str) -> Result<(), Refused> {
    readable(component, &mut work.zones)?;
    let Some(place) = work.find(uid, Which::Whole) else {
        return Err(Refused { line: at(component, "UID"), why: Why::UnknownEvent });
    };
    let known = work.calendar.parts[place].clone();
    from_organizer(component, &known)?;
    not_older(component, &known)?;
    if let Some(line) = component.line("RRULE").or_else(|| component.line("RDATE")) {
        return Err(Refused { line: line.at, why: Why::AddedRule });
    }
    let Some(start) = component.line("DTSTART") else {
        return Err(Refused { line: component.at, why: Why::Unclear });
    };
    let named = |name: &'static str| {
        let mut line = start.clone();
        line.name = name.into();
        line.at = 0;
        line
    };
    let series = &mut work.calendar.parts[place];
    series.push(named("RDATE"));
    series.set(Line::new("SEQUENCE", component.sequence().to_string()));
    if let Some(stamp) = component.line("DTSTAMP") {
        series.set(stamp.clone());
    }
    // What is said of the added one stands in a component of its own.
    let mut own = component.clone();
    own.push(named("RECURRENCE-ID"));
    let which = work.which(&own)?;
    work.put(uid, which, own);
    Ok(())
}

/// Where an instance stands that has a component of its own, or gets one now.
fn own_place(work: &mut State, of: &Component, uid: &str, which: Which, instant: i64) -> Result<usize, Refused> {
    if let Some(place) = work.find(uid, which) {
        return Ok(place);
    }
    let id = of.line("RECURRENCE-ID").cloned().unwrap_or_else(|| Line::new("RECURRENCE-ID", ""));
    let own = work.instance(uid, &id, instant)?;
    work.calendar.parts.push(own);
    Ok(work.calendar.parts.len() - 1)
}

/// CANCEL (RFC 5546 section 3.2.5): the event, instances of it, or the invitation of some.
fn cancel(work: &mut State, component: &Component, uid: &str) -> Result<(), Refused> {
    let which = work.which(component)?;
    let Some(known) = work.revision(uid, which).cloned() else {
        return Err(Refused { line: at(component, "UID"), why: Why::UnknownEvent });
    };
    from_organizer(component, &known)?;
    not_older(component, &known)?;
    let revision = Line::new("SEQUENCE", component.sequence().to_string());
    let stamp = component.line("DTSTAMP").cloned();
    let touch = |event: &mut Component| {
        // A time of a series may be at a later revision of its own.
        if event.sequence() < component.sequence() {
            event.set(revision.clone());
        }
        if let Some(stamp) = &stamp {
            event.set(stamp.clone());
        }
    };
    let whom: Vec<String> = component.all("ATTENDEE").map(|l| address(&l.value)).collect();
    let cancels = component.value("STATUS").is_some_and(|s| s.trim().eq_ignore_ascii_case("CANCELLED"));
    let all = known.all("ATTENDEE").all(|l| whom.contains(&address(&l.value)));
    if !whom.is_empty() && !cancels && !all {
        // Some are no longer invited; the event takes place.
        let leave_out = |event: &mut Component| {
            event.lines.retain(|l| !(l.is("ATTENDEE") && whom.contains(&address(&l.value))));
            touch(event);
        };
        match which {
            Which::Whole => work.of_mut(uid).for_each(leave_out),
            Which::Instance(instant) => {
                let place = own_place(work, component, uid, which, instant)?;
                leave_out(&mut work.calendar.parts[place]);
            }
        }
        return Ok(());
    }
    match which {
        Which::Whole => {
            for event in work.of_mut(uid) {
                event.set(Line::new("STATUS", "CANCELLED"));
                drop_counter(event, None);
                touch(event);
            }
        }
        Which::Instance(instant) => {
            let id = component.line("RECURRENCE-ID").cloned().unwrap_or_else(|| Line::new("RECURRENCE-ID", ""));
            let place = own_place(work, component, uid, which, instant)?;
            let event = &mut work.calendar.parts[place];
            event.set(Line::new("STATUS", "CANCELLED"));
            if let Some(range) = id.param("RANGE")
                && let Some(own) = event.line_mut("RECURRENCE-ID")
            {
                own.set_param("RANGE", Some(range));
            }
            drop_counter(event, None);
            touch(event);
        }
    }
    Ok(())
}
