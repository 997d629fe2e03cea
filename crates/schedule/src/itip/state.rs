//! A calendar that messages change: finding an event or one of its instances in it, and putting them there.

use super::{Refused, Why, address};
use crate::civil::DAY;
use crate::ical::{Component, Line};
use crate::recur::{Event, Fuel, Query, expand};
use crate::zones::{Zone, Zones};
use std::sync::Arc;

/// The calendar at work on, and the zones of it and the message.
pub(super) struct State {
    pub calendar: Component,
    pub zones: Zones,
}

/// No message needs more.
const MOST_ZONES: usize = 100;

/// Which component of an event: the series or the single event itself, or the instance at this instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Whole,
    Instance(i64),
}

impl State {
    pub fn new(calendar: &Component, message: &Component) -> Self {
        let zones = Zones::of([calendar, message]);
        let mut calendar = calendar.clone();
        calendar.remove("METHOD");
        Self { calendar, zones }
    }

    /// Which one a component of a message is.
    pub fn which(&mut self, component: &Component) -> Result<Which, Refused> {
        // Of two times the second would be overlooked.
        if let Some(second) = component.all("RECURRENCE-ID").nth(1) {
            return Err(Refused { line: second.at, why: Why::TwoInstances });
        }
        self.named(component.line("RECURRENCE-ID"))
    }

    fn named(&mut self, line: Option<&Line>) -> Result<Which, Refused> {
        let Some(line) = line else { return Ok(Which::Whole) };
        let unclear = Refused { line: line.at, why: Why::Unclear };
        let moment = line.moment().map_err(|_| unclear)?;
        let zone = match moment.form {
            crate::ical::Form::Zoned(tzid) => self.zones.get(tzid).ok_or(unclear)?,
            _ => Arc::new(Zone::utc()),
        };
        Ok(Which::Instance(zone.instant(moment.local)))
    }

    /// Where a component with this UID stands.
    pub fn find(&mut self, uid: &str, which: Which) -> Option<usize> {
        let candidates: Vec<usize> = (0..self.calendar.parts.len()).filter(|i| self.is_of(*i, uid)).collect();
        candidates.into_iter().find(|i| {
            let line = self.calendar.parts[*i].line("RECURRENCE-ID").cloned();
            self.named(line.as_ref()).ok() == Some(which)
        })
    }

    /// Where it stands what a component would say if it had one of its own: that component, else the last change before it
    /// that was made for all that follow (RANGE=THISANDFUTURE, RFC 5545 section 3.2.13), else the series.
    pub fn governing(&mut self, uid: &str, which: Which) -> Option<usize> {
        if let Some(own) = self.find(uid, which) {
            return Some(own);
        }
        let mut last: Option<(i64, usize)> = None;
        if let Which::Instance(at) = which {
            for index in self.ranges(uid) {
                let line = self.calendar.parts[index].line("RECURRENCE-ID").cloned();
                if let Ok(Which::Instance(from)) = self.named(line.as_ref())
                    && from <= at
                    && last.is_none_or(|(before, _)| before < from)
                {
                    last = Some((from, index));
                }
            }
        }
        last.map(|(_, index)| index).or_else(|| self.find(uid, Which::Whole))
    }

    /// The changes of this UID that were made for all that follow.
    fn ranges(&self, uid: &str) -> Vec<usize> {
        let is_range = |index: &usize| {
            let line = self.calendar.parts[*index].line("RECURRENCE-ID");
            line.and_then(|l| l.param("RANGE")).is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"))
        };
        (0..self.calendar.parts.len()).filter(|i| self.is_of(*i, uid)).filter(is_range).collect()
    }

    fn is_of(&self, index: usize, uid: &str) -> bool {
        let part = &self.calendar.parts[index];
        part.is("VEVENT") && part.value("UID").is_some_and(|u| u.trim() == uid)
    }

    /// Whether anything with this UID is there.
    pub fn has(&self, uid: &str) -> bool {
        (0..self.calendar.parts.len()).any(|i| self.is_of(i, uid))
    }

    /// All components with this UID.
    pub fn of_mut<'a>(&'a mut self, uid: &'a str) -> impl Iterator<Item = &'a mut Component> {
        self.calendar
            .parts
            .iter_mut()
            .filter(move |p| p.is("VEVENT") && p.value("UID").is_some_and(|u| u.trim() == uid))
    }

    /// The revision that a message about `which` must not be older than: see [`governing`](Self::governing).
    pub fn revision(&mut self, uid: &str, which: Which) -> Option<&Component> {
        let at = self.governing(uid, which)?;
        Some(&self.calendar.parts[at])
    }

    /// Puts a component in the place of the one it replaces, or adds it.
    pub fn put(&mut self, uid: &str, which: Which, component: Component) {
        match self.find(uid, which) {
            Some(at) => self.calendar.parts[at] = component,
            None => self.calendar.parts.push(component),
        }
    }

    /// Takes over VTIMEZONEs that the calendar does not have.
    pub fn take_zones(&mut self, message: &Component) {
        for zone in message.parts("VTIMEZONE").take(MOST_ZONES) {
            let known = self.calendar.parts("VTIMEZONE").any(|z| z.value("TZID") == zone.value("TZID"));
            if !known {
                let at = self.calendar.parts.iter().take_while(|p| p.is("VTIMEZONE")).count();
                self.calendar.parts.insert(at, zone.clone());
            }
        }
    }

    /// The instance of a series as a component of its own: a copy of what governs it, at the time that it is held.
    ///
    /// # Errors
    /// [`Why::NoInstance`] where the series does not have it, [`Why::Unclear`] where its times cannot be read.
    pub fn instance(&mut self, uid: &str, line: &Line, at: i64) -> Result<Component, Refused> {
        let refused = |why| Refused { line: line.at, why };
        let whole = self.find(uid, Which::Whole).ok_or(refused(Why::UnknownEvent))?;
        let series = self.calendar.parts[whole].clone();
        let begins = series.line("DTSTART").ok_or(refused(Why::Unclear))?.clone();
        let governing = self.governing(uid, Which::Instance(at)).unwrap_or(whole);
        let own = self.calendar.parts[governing].clone();
        let start = own.line("DTSTART").unwrap_or(&begins).clone();
        let mut alone = Component::new("VCALENDAR");
        alone.parts.push(series);
        alone.parts.extend(self.ranges(uid).into_iter().map(|index| self.calendar.parts[index].clone()));
        let here = Arc::new(Zone::utc());
        let query = Query { fuel: Fuel(100_000), ..Query::new(at - DAY, at + DAY, here.clone()) };
        let out = expand(&[&alone], &mut self.zones, &query);
        let found = out.occurrences.iter().find(|o| o.recurrence == Some(at)).ok_or(refused(Why::NoInstance))?;
        let moment = start.moment().map_err(|_| refused(Why::Unclear))?;
        let zone = found.zone.clone().unwrap_or(here.clone());
        let written = |instant| crate::ical::Moment { local: zone.local(instant), form: moment.form }.written();
        let (begin, end) = (written(found.start), written(found.end));
        let mut own = own;
        for name in ["RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"] {
            own.remove(name);
        }
        // It is named as the series counts, whatever the clock it is held by.
        let series = begins.moment().map_err(|_| refused(Why::Unclear))?;
        let clock = match series.form {
            crate::ical::Form::Zoned(tzid) => self.zones.get(tzid).ok_or(refused(Why::Unclear))?,
            _ => here,
        };
        let named = crate::ical::Moment { local: clock.local(at), form: series.form }.written();
        let mut id = begins.clone();
        id.name = "RECURRENCE-ID".into();
        id.at = 0;
        id.value = named.into();
        if let Some(line) = own.line_mut("DTSTART") {
            line.value = begin.into();
        }
        if own.line("DTEND").is_some() {
            let mut line = start.clone();
            line.name = "DTEND".into();
            line.value = end.into();
            own.set(line);
        }
        own.push(id);
        Ok(own)
    }

    /// Refuses an instance that the series does not have; where there is no series, nothing is known against it.
    pub fn must_have(&mut self, uid: &str, component: &Component, which: Which) -> Result<(), Refused> {
        let (Which::Instance(at), Some(line)) = (which, component.line("RECURRENCE-ID")) else { return Ok(()) };
        if self.find(uid, which).is_some() || self.find(uid, Which::Whole).is_none() {
            return Ok(());
        }
        self.instance(uid, line, at).map(|_| ())
    }
}

/// One time of the series that a calendar holds, alone, as a component of its own; with the zones.
///
/// # Errors
/// [`Why::NoInstance`] where the series does not have it, [`Why::Unclear`] where its times cannot be read.
pub(crate) fn state_of(calendar: &Component, at: i64) -> Result<Component, Refused> {
    let nowhere = |why| Refused { line: 0, why };
    let uid = calendar.parts("VEVENT").find_map(|event| event.value("UID")).ok_or(nowhere(Why::NoUid))?.trim();
    let mut work = State::new(calendar, &Component::new("VCALENDAR"));
    let own = match work.find(uid, Which::Instance(at)) {
        Some(place) => work.calendar.parts[place].clone(),
        None => work.instance(uid, &Line::new("RECURRENCE-ID", ""), at)?,
    };
    let mut out = work.calendar;
    out.parts.retain(|part| part.is("VTIMEZONE"));
    out.parts.push(own);
    Ok(out)
}

/// The UID of a component of a message.
pub(super) fn uid(component: &Component) -> Result<String, Refused> {
    let uid = component.value("UID").map(str::trim).filter(|u| !u.is_empty());
    uid.map(str::to_owned).ok_or(Refused { line: component.at, why: Why::NoUid })
}

/// The attendee of that address.
pub(super) fn attendee<'a>(component: &'a mut Component, who: &str) -> Option<&'a mut Line> {
    component.lines.iter_mut().find(|l| l.is("ATTENDEE") && address(&l.value) == who)
}

/// The address of the organizer.
pub(super) fn organizer(component: &Component) -> Option<String> {
    component.value("ORGANIZER").map(address)
}

/// What decides when an event takes place.
pub(super) fn schedule(component: &Component) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = component
        .lines
        .iter()
        .filter(|l| ["DTSTART", "RRULE", "RDATE", "EXDATE"].contains(&&*l.name))
        .map(|l| (format!("{};{}", l.name, l.param("TZID").unwrap_or_default()), l.value.to_string()))
        .collect();
    out.sort();
    out
}

/// Whether the times of a component can be read at all.
pub(super) fn readable(component: &Component, zones: &mut Zones) -> Result<(), Refused> {
    if component.line("DTSTART").is_none() {
        return Err(Refused { line: component.at, why: Why::Unclear });
    }
    Event::read(component, zones).map(|_| ()).map_err(|finding| Refused { line: finding.line, why: Why::Unclear })
}
