//! Events of a calendar as drafts: what somebody planned with another program goes on here.
//!
//! What an event does not say, such as who sits on which side, is left for the officer.

use super::{Moved, Plan, Recurrence, dates};
use crate::civil::timestamp;
use crate::guest::instance_in;
use crate::ical::{Component, Form, values};
use crate::recur::Event;
use crate::zones::{Zone, Zones, iana};
use chancery_model::Personal;
use jiff::Timestamp;
use std::sync::Arc;

/// Drafts that one file becomes at most.
pub const MOST_DRAFTS: usize = 50;
/// Characters of a title, and of a text.
const LONGEST_LINE: usize = 300;
const LONGEST_TEXT: usize = 10_000;
/// Minutes of a meeting: a day. What is longer, such as a leave, is none.
const LONGEST: u32 = 1_440;

/// What a calendar gives.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Its events that are still to be held, each series once.
    pub plans: Vec<Plan>,
    /// How many others there are: whole days, what is longer than a day, over, recurs by dates in place of a rule, or cannot be read.
    pub left_out: usize,
}

/// The events of a calendar as drafts. One that has an organizer is somebody's already: the draft is a meeting of its own, under
/// another UID, the same each time. `here`: the IANA zone of what is on everybody's own clock.
pub fn drafts(calendar: &Component, here: &str, now: Timestamp) -> Imported {
    let mut zones = Zones::of([calendar]);
    let mut out = Imported::default();
    for event in calendar.parts("VEVENT").filter(|event| event.line("RECURRENCE-ID").is_none()) {
        match draft(calendar, event, (&mut zones, here)).filter(|plan| !dates(plan, now, 1).is_empty()) {
            Some(plan) => out.plans.push(plan),
            None => out.left_out += 1,
        }
    }
    out
}

fn is_called_off(event: &Component) -> bool {
    event.value("STATUS").is_some_and(|status| status.trim().eq_ignore_ascii_case("CANCELLED"))
}

fn cut(text: &str, most: usize) -> Personal {
    Personal(text.trim().chars().take(most).collect())
}

/// When an event begins, and for how many minutes; `None`: no meeting of at most a day.
fn time(event: &Component, (zones, here): (&mut Zones, &str)) -> Option<(Timestamp, u32, String)> {
    let read = Event::read(event, zones).ok()?;
    let line = event.line("DTSTART")?;
    let moment = line.moment().ok().filter(|moment| !moment.is_date())?;
    let floating = moment.form == Form::Floating;
    // A zone of the file's own making is kept as the instant that it gives.
    let named = line.param("TZID").and_then(iana).filter(|_| read.start.zone.is_some());
    let name = if floating { here.to_owned() } else { named.unwrap_or_else(|| "UTC".into()) };
    let own = if floating { zones.get(here) } else { read.start.zone.clone() };
    let clock = own.unwrap_or_else(|| Arc::new(Zone::utc()));
    let start = clock.instant(read.start.local);
    let minutes = u32::try_from((read.extent.end(start, &clock) - start) / 60).ok()?;
    (1..=LONGEST).contains(&minutes).then(|| (timestamp(start), minutes, name))
}

fn draft(calendar: &Component, event: &Component, (zones, here): (&mut Zones, &str)) -> Option<Plan> {
    let uid = event.value("UID")?.trim();
    if uid.is_empty() || is_called_off(event) || event.line("RDATE").is_some() {
        return None;
    }
    let (start, minutes, zone) = time(event, (zones, here))?;
    let uid = if event.line("ORGANIZER").is_some() { format!("imported-{uid}") } else { uid.to_owned() };
    let rule = event.value("RRULE").map(|rule| rule.trim().to_owned());
    let recurrence = rule.map(|rule| {
        let mut recurrence = Recurrence { rule, except: left_out(event, (zones, here)), moved: Vec::new() };
        revised(&mut recurrence, calendar, event, (zones, here));
        recurrence
    });
    Some(Plan {
        title: cut(&event.text("SUMMARY").unwrap_or_default(), LONGEST_LINE),
        text: cut(&event.text("DESCRIPTION").unwrap_or_default(), LONGEST_TEXT),
        start: Some(start),
        zone,
        minutes,
        recurrence,
        ..Plan::new(&uid)
    })
}

/// The instants of EXDATE.
fn left_out(event: &Component, (zones, here): (&mut Zones, &str)) -> Vec<Timestamp> {
    let mut out = Vec::new();
    for line in event.all("EXDATE") {
        for value in values(&line.value).take(1_000) {
            let Ok(moment) = crate::ical::Moment::read(value, line.param("TZID")) else { continue };
            let zone = match moment.form {
                Form::Zoned(tzid) => zones.get(tzid),
                Form::Floating => zones.get(here),
                _ => None,
            };
            out.push(timestamp(zone.map_or(moment.local, |zone| zone.instant(moment.local))));
        }
    }
    out
}

/// The times of a series that are held at another, or not at all.
fn revised(recurrence: &mut Recurrence, calendar: &Component, series: &Component, (zones, here): (&mut Zones, &str)) {
    let uid = series.value("UID").map(str::trim);
    let own = |event: &&Component| event.value("UID").map(str::trim) == uid && event.line("RECURRENCE-ID").is_some();
    for event in calendar.parts("VEVENT").filter(own).take(1_000) {
        let floating = event.line("RECURRENCE-ID").and_then(|line| line.moment().ok());
        let floating = floating.filter(|moment| moment.form == Form::Floating);
        let local = floating.zip(zones.get(here)).map(|(moment, zone)| timestamp(zone.instant(moment.local)));
        let Some(id) = local.or_else(|| instance_in(event, zones)) else { continue };
        if is_called_off(event) {
            recurrence.except.push(id);
        } else if let Some((start, minutes, _)) = time(event, (zones, here)) {
            recurrence.moved.push(Moved { id: id.to_string(), start, minutes });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Component {
        crate::ical::parse(text.replace('\n', "\r\n").as_bytes()).unwrap().components.remove(0)
    }

    #[test]
    fn a_series_with_two_left_out_and_one_moved() {
        let calendar = read(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:a@x\nDTSTART;TZID=Europe/Paris:20261201T090000\n\
             DURATION:PT45M\nRRULE:FREQ=WEEKLY;BYDAY=TU\nEXDATE;TZID=Europe/Paris:20261208T090000\nSUMMARY:Talks\\, first\n\
             DESCRIPTION:Maps\nATTENDEE;CN=Dewi:mailto:Dewi@kemlu.example\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:a@x\nRECURRENCE-ID;TZID=Europe/Paris:20261215T090000\nDTSTART:20261216T100000Z\n\
             DTEND:20261216T110000Z\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:a@x\nRECURRENCE-ID;TZID=Europe/Paris:20261222T090000\nDTSTART:20261222T080000Z\n\
             STATUS:CANCELLED\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:off\nDTSTART:20261201T090000Z\nSTATUS:CANCELLED\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:broken\nDTSTART:never\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:leave\nDTSTART;VALUE=DATE:20261201\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:long\nDTSTART:20261201T090000Z\nDURATION:P2D\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:dates\nDTSTART:20261201T090000Z\nDURATION:PT1H\nRDATE:20261203T090000Z\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:over\nDTSTART:20251201T090000Z\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n",
        );
        let all = drafts(&calendar, "Asia/Jakarta", "2026-11-24T00:00:00Z".parse().unwrap());
        let ([plan], 6) = (&all.plans[..], all.left_out) else { panic!("{all:?}") };
        assert_eq!((&*plan.title, plan.zone.as_str(), plan.minutes), ("Talks, first", "Europe/Paris", 45));
        // Whom somebody else had invited is nobody's business whom this draft goes to.
        assert_eq!(&*plan.text, "Maps");
        assert_eq!(plan.start.unwrap().to_string(), "2026-12-01T08:00:00Z");
        let recurrence = plan.recurrence.as_ref().unwrap();
        let except: Vec<String> = recurrence.except.iter().map(ToString::to_string).collect();
        assert_eq!(except, ["2026-12-08T08:00:00Z", "2026-12-22T08:00:00Z"]);
        assert_eq!((recurrence.moved[0].id.as_str(), recurrence.moved[0].minutes), ("2026-12-15T08:00:00Z", 60));
        let held: Vec<String> =
            dates(plan, plan.start.unwrap(), 3).iter().map(|(start, _)| start.to_string()).collect();
        assert_eq!(held, ["2026-12-01T08:00:00Z", "2026-12-16T10:00:00Z", "2026-12-29T08:00:00Z"]);
    }

    #[test]
    fn what_is_on_everybodys_clock_is_on_this_one_and_what_is_anothers_gets_a_uid_of_its_own() {
        let calendar = read(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:a@x\nDTSTART:20261201T090000\nDURATION:PT1H\n\
             RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261202T090000\nORGANIZER:mailto:other@x.example\nEND:VEVENT\nEND:VCALENDAR\n",
        );
        let all = drafts(&calendar, "Asia/Jakarta", "2026-11-24T00:00:00Z".parse().unwrap());
        let plan = &all.plans[0];
        assert_eq!((plan.uid.as_str(), plan.zone.as_str()), ("imported-a@x", "Asia/Jakarta"));
        assert_eq!(plan.start.unwrap().to_string(), "2026-12-01T02:00:00Z");
        assert_eq!(plan.recurrence.as_ref().unwrap().except[0].to_string(), "2026-12-02T02:00:00Z");
    }
}
