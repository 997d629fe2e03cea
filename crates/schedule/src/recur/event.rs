//! What recurs: an event as its component says it, its moments brought into their zones.

use super::{Rule, Until};
use crate::civil::{self, DAY};
use crate::ical::{Component, Fault, Finding, Form, Line, Moment, Span, read_period, read_span, values};
use crate::zones::{Zone, Zones};
use std::sync::Arc;

/// When something begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// On its own clock.
    pub local: i64,
    /// Whether it is a whole day.
    pub date: bool,
    /// Its zone; `None` for whole days and floating times, which are where the reader is.
    pub zone: Option<Arc<Zone>>,
}

/// How long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Exact seconds: from DTEND, for every instance alike (RFC 5545 section 3.8.5.3).
    Exact(i64),
    /// Days on the calendar, then exact seconds: from DURATION, or of whole days.
    Nominal(Span),
}

/// An instance that is left out or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// By its instant.
    Instant(i64),
    /// By its day on the series' clock.
    Day(i32),
}

/// A component with all that matters to when it happens.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// Where it stands.
    pub component: &'a Component,
    /// Its UID; empty where it has none.
    pub uid: &'a str,
    /// DTSTART.
    pub start: Start,
    /// DTEND, DURATION, or what RFC 5545 section 3.6.1 says where both are absent.
    pub extent: Extent,
    /// RRULE.
    pub rules: Vec<Rule>,
    /// EXRULE, of calendars before RFC 5545.
    pub except_rules: Vec<Rule>,
    /// RDATE: starts, and for a period its length.
    pub(crate) more: Vec<(Start, Option<Extent>)>,
    /// EXDATE.
    pub(crate) except: Vec<Key>,
    /// RECURRENCE-ID.
    pub(crate) replaces: Option<Start>,
    /// RECURRENCE-ID with RANGE=THISANDFUTURE.
    pub(crate) and_future: bool,
    /// STATUS:CANCELLED.
    pub cancelled: bool,
    /// The line of an end that lies before the start: it is held, and takes no time.
    pub backwards: Option<u32>,
}

impl Start {
    /// The instant, on the clock of `here` where it has none of its own.
    pub fn instant(&self, here: &Zone) -> i64 {
        self.zone.as_deref().unwrap_or(here).instant(self.local)
    }

    fn read(moment: Moment<'_>, zones: &mut Zones) -> Result<Self, Fault> {
        let zone = match moment.form {
            Form::Date | Form::Floating => None,
            Form::Utc => Some(zones.get("UTC").ok_or_else(|| Fault::UnknownZone("UTC".into()))?),
            Form::Zoned(tzid) => {
                Some(zones.get(tzid).ok_or_else(|| Fault::UnknownZone(tzid.chars().take(80).collect()))?)
            }
        };
        Ok(Self { local: moment.local, date: moment.is_date(), zone })
    }

    /// As the key of an instance of a series that begins with `series`.
    pub(crate) fn key(&self, series: &Start, here: &Zone) -> Key {
        if self.date && !series.date {
            return Key::Day(civil::day_of(self.local));
        }
        if series.date {
            return Key::Day(civil::day_of(self.local));
        }
        Key::Instant(self.instant(here))
    }
}

impl Extent {
    /// The end of what begins at this instant in this zone.
    pub fn end(self, start: i64, zone: &Zone) -> i64 {
        match self {
            Self::Exact(seconds) => start.saturating_add(seconds),
            Self::Nominal(span) if span.days == 0 => start.saturating_add(span.seconds),
            Self::Nominal(span) => zone.instant(zone.local(start) + span.days * DAY).saturating_add(span.seconds),
        }
    }

    /// No instance takes longer than this many seconds.
    pub fn longest(self) -> i64 {
        match self {
            Self::Exact(seconds) => seconds,
            Self::Nominal(span) => span.days * DAY + span.seconds + 2 * DAY,
        }
    }
}

impl<'a> Event<'a> {
    /// Reads a component.
    ///
    /// # Errors
    /// The first thing that makes it unclear when it happens, with its line.
    pub fn read(component: &'a Component, zones: &mut Zones) -> Result<Self, Finding> {
        let mut start = None;
        let mut event = Self {
            component,
            uid: "",
            start: Start { local: 0, date: false, zone: None },
            extent: Extent::Exact(0),
            rules: Vec::new(),
            except_rules: Vec::new(),
            more: Vec::new(),
            except: Vec::new(),
            replaces: None,
            and_future: false,
            cancelled: false,
            backwards: None,
        };
        let (mut end, mut end_at, mut duration) = (None, 0, None);
        let (mut rdates, mut exdates) = (Vec::new(), Vec::new());
        for line in &component.lines {
            let at = |fault| Finding { line: line.at, fault };
            let mut moment = || Start::read(line.moment().map_err(at)?, zones).map_err(at);
            match &*line.name {
                "UID" => event.uid = line.value.trim(),
                "DTSTART" if start.is_none() => start = Some(moment()?),
                "DTEND" if end.is_none() => {
                    end = Some(moment()?);
                    end_at = line.at;
                }
                "DURATION" if duration.is_none() => duration = Some(read_span(&line.value).map_err(at)?),
                "RECURRENCE-ID" => {
                    event.replaces = Some(moment()?);
                    event.and_future = line.param("RANGE").is_some_and(|r| r.eq_ignore_ascii_case("THISANDFUTURE"));
                }
                "RRULE" => event.rules.push(Rule::read(&line.value).map_err(|e| at(Fault::BadRule(e)))?),
                "EXRULE" => event.except_rules.push(Rule::read(&line.value).map_err(|e| at(Fault::BadRule(e)))?),
                "RDATE" => rdates.push(line),
                "EXDATE" => exdates.push(line),
                "STATUS" => event.cancelled = line.value.trim().eq_ignore_ascii_case("CANCELLED"),
                _ => {}
            }
        }
        let missing = || Finding { line: component.at, fault: Fault::Missing("DTSTART", component.name.to_string()) };
        event.start = start.ok_or_else(missing)?;
        event.extent = extent(&event.start, end.as_ref(), duration);
        // Only what takes no time may end before it begins: most need not be looked at.
        if let Some(end) = end.filter(|_| event.start.date || matches!(event.extent, Extent::Exact(0))) {
            let utc = Zone::utc();
            let own = event.start.zone.as_deref().unwrap_or(&utc);
            event.backwards = (end.instant(own) < event.start.instant(own)).then_some(end_at);
        }
        for line in rdates {
            event.read_more(line, zones)?;
        }
        for line in exdates {
            for value in values(&line.value).filter(|v| !v.trim().is_empty()) {
                let at = |fault| Finding { line: line.at, fault };
                let moment = Moment::read(value, line.param("TZID")).map_err(at)?;
                let left_out = Start::read(moment, zones).map_err(at)?;
                // A floating EXDATE of a series with a zone is read on the series' own clock.
                let own = event.start.zone.clone();
                event.except.push(left_out.key(&event.start, own.as_deref().unwrap_or(&Zone::utc())));
            }
        }
        event.except.sort_unstable();
        Ok(event)
    }

    fn read_more(&mut self, line: &Line, zones: &mut Zones) -> Result<(), Finding> {
        let at = |fault| Finding { line: line.at, fault };
        for value in values(&line.value).filter(|v| !v.trim().is_empty()) {
            if value.contains('/') {
                let (start, end) = read_period(value, line.param("TZID")).map_err(at)?;
                let start = Start::read(start, zones).map_err(at)?;
                let extent = match end {
                    Ok(end) => extent(&start, Some(&Start::read(end, zones).map_err(at)?), None),
                    Err(span) => extent(&start, None, Some(span)),
                };
                self.more.push((start, Some(extent)));
            } else {
                let moment = Moment::read(value, line.param("TZID")).map_err(at)?;
                self.more.push((Start::read(moment, zones).map_err(at)?, None));
            }
        }
        Ok(())
    }

    /// Whether a time of one of its rules lies after the rule's UNTIL.
    pub(crate) fn is_after(&self, until: Until, local: i64, instant: i64) -> bool {
        match until {
            Until::Day(day) => civil::day_of(local) > day,
            Until::Local(last) => local > last,
            Until::Utc(last) if self.start.date => civil::day_of(local) > civil::day_of(last),
            Until::Utc(last) => instant > last,
        }
    }

    /// Whether it recurs.
    pub fn recurs(&self) -> bool {
        !self.rules.is_empty() || !self.more.is_empty()
    }
}

fn extent(start: &Start, end: Option<&Start>, duration: Option<Span>) -> Extent {
    let utc = Zone::utc();
    match (end, duration) {
        (Some(end), _) if start.date => Extent::Nominal(Span {
            days: i64::from(civil::day_of(end.local) - civil::day_of(start.local)).max(1),
            seconds: 0,
        }),
        (Some(end), _) => {
            // Floating times have the same clock, whichever it is.
            let own = start.zone.as_deref().unwrap_or(&utc);
            Extent::Exact((end.instant(own) - start.instant(own)).max(0))
        }
        (None, Some(span)) => Extent::Nominal(Span { days: span.days.max(0), seconds: span.seconds.max(0) }),
        (None, None) if start.date => Extent::Nominal(Span { days: 1, seconds: 0 }),
        (None, None) => Extent::Exact(0),
    }
}

/// The events of a calendar (VEVENT); what made others unclear, and which end before they begin.
pub fn events<'a>(calendar: &'a Component, zones: &mut Zones, findings: &mut Vec<Finding>) -> Vec<Event<'a>> {
    let mut out = Vec::new();
    for component in calendar.parts("VEVENT") {
        match Event::read(component, zones) {
            Ok(event) => {
                if let Some(line) = event.backwards.filter(|_| findings.len() < 1000) {
                    findings.push(Finding { line, fault: Fault::EndBeforeStart });
                }
                out.push(event);
            }
            Err(finding) if findings.len() < 1000 => findings.push(finding),
            Err(_) => {}
        }
    }
    out
}

/// The events of several calendars.
pub fn all_events<'a>(
    calendars: impl IntoIterator<Item = &'a Component>,
    zones: &mut Zones,
    findings: &mut Vec<Finding>,
) -> Vec<Event<'a>> {
    calendars.into_iter().flat_map(|calendar| events(calendar, zones, findings)).collect()
}
