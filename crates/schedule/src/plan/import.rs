//! Events of a calendar as drafts: what somebody planned with another program goes on here.
//!
//! What an event does not say, such as who sits on which side, is left for the officer; who was invited is written into the text,
//! so that nobody is forgotten.

use super::{Moved, Plan, Recurrence};
use crate::civil::timestamp;
use crate::ical::{Component, Form, values};
use crate::itip;
use crate::recur::Event;
use crate::zones::{Zone, Zones, iana};
use chancery_model::Personal;
use std::fmt::Write as _;

/// Drafts that one file becomes at most.
pub const MOST_DRAFTS: usize = 50;
/// Characters of a title, and of a text.
const LONGEST_LINE: usize = 300;
const LONGEST_TEXT: usize = 10_000;
/// People that are named.
const MOST_PEOPLE: usize = 200;

/// The events of a calendar, each series once, as drafts under the UIDs that they have there. What has no time that can be read, and
/// what was called off, is left out; so is what comes after [`MOST_DRAFTS`].
pub fn drafts(calendar: &Component) -> Vec<Plan> {
    let mut zones = Zones::of([calendar]);
    let whole = calendar.parts("VEVENT").filter(|event| event.line("RECURRENCE-ID").is_none());
    whole.filter_map(|event| draft(calendar, event, &mut zones)).take(MOST_DRAFTS).collect()
}

fn cut(text: &str, most: usize) -> Personal {
    Personal(text.trim().chars().take(most).collect())
}

fn minutes(seconds: i64) -> u32 {
    u32::try_from(seconds / 60).unwrap_or(60).clamp(1, 1440)
}

fn draft(calendar: &Component, event: &Component, zones: &mut Zones) -> Option<Plan> {
    let uid = event.value("UID")?.trim();
    let off = event.value("STATUS").is_some_and(|status| status.trim().eq_ignore_ascii_case("CANCELLED"));
    let read = Event::read(event, zones).ok().filter(|_| !off && !uid.is_empty())?;
    let utc = Zone::utc();
    let zone = read.start.zone.clone();
    let clock = zone.as_deref().unwrap_or(&utc);
    let start = clock.instant(read.start.local);
    let line = event.line("DTSTART")?;
    // A zone of the file's own making is kept as the instant that it gives.
    let name = line.param("TZID").and_then(iana).filter(|_| read.start.zone.is_some()).unwrap_or_else(|| "UTC".into());
    let mut text = event.text("DESCRIPTION").unwrap_or_default().trim().to_owned();
    for (number, line) in event.all("ATTENDEE").take(MOST_PEOPLE).enumerate() {
        let gap = if number == 0 && !text.is_empty() { "\n\n" } else { "\n" };
        let who = itip::address(&line.value);
        let called = line.param("CN").map(str::trim).filter(|name| !name.is_empty());
        let _ = write!(text, "{}{}", if text.is_empty() { "" } else { gap }, called.unwrap_or(&who));
        if called.is_some() {
            let _ = write!(text, " <{who}>");
        }
    }
    let recurrence = event.value("RRULE").map(|rule| Recurrence {
        rule: rule.trim().to_owned(),
        except: instants(event, "EXDATE", zones),
        moved: moved(calendar, uid, zones),
    });
    Some(Plan {
        title: cut(&event.text("SUMMARY").unwrap_or_default(), LONGEST_LINE),
        text: cut(&text, LONGEST_TEXT),
        start: Some(timestamp(start)),
        zone: name,
        minutes: minutes(read.extent.end(start, clock) - start),
        recurrence,
        ..Plan::new(uid)
    })
}

fn instants(event: &Component, name: &'static str, zones: &mut Zones) -> Vec<jiff::Timestamp> {
    let mut out = Vec::new();
    for line in event.all(name) {
        for value in values(&line.value).take(1_000) {
            let Ok(moment) = crate::ical::Moment::read(value, line.param("TZID")) else { continue };
            let at = match moment.form {
                Form::Zoned(tzid) => zones.get(tzid).map_or(moment.local, |zone| zone.instant(moment.local)),
                _ => moment.local,
            };
            out.push(timestamp(at));
        }
    }
    out
}

/// The times of a series that are held at another.
fn moved(calendar: &Component, uid: &str, zones: &mut Zones) -> Vec<Moved> {
    let own = |event: &&Component| {
        event.line("RECURRENCE-ID").is_some() && event.value("UID").is_some_and(|own| own.trim() == uid)
    };
    let mut out = Vec::new();
    for event in calendar.parts("VEVENT").filter(own).take(1_000) {
        let Ok(read) = Event::read(event, zones) else { continue };
        let Some(id) = instants(event, "RECURRENCE-ID", zones).first().copied() else { continue };
        let utc = Zone::utc();
        let clock = read.start.zone.as_deref().unwrap_or(&utc);
        let start = clock.instant(read.start.local);
        let length = minutes(read.extent.end(start, clock) - start);
        out.push(Moved { id: id.to_string(), start: timestamp(start), minutes: length });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Component {
        crate::ical::parse(text.replace('\n', "\r\n").as_bytes()).unwrap().components.remove(0)
    }

    #[test]
    fn a_series_with_one_left_out_and_one_moved() {
        let calendar = read(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:a@x\nDTSTART;TZID=Europe/Paris:20261201T090000\n\
             DURATION:PT45M\nRRULE:FREQ=WEEKLY;BYDAY=TU\nEXDATE;TZID=Europe/Paris:20261208T090000\nSUMMARY:Talks\\, first\n\
             DESCRIPTION:Maps\nATTENDEE;CN=Dewi:mailto:Dewi@kemlu.example\nATTENDEE:mailto:note@kemlu.example\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:a@x\nRECURRENCE-ID;TZID=Europe/Paris:20261215T090000\nDTSTART:20261216T100000Z\n\
             DTEND:20261216T110000Z\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:off\nDTSTART:20261201T090000Z\nSTATUS:CANCELLED\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:broken\nDTSTART:never\nEND:VEVENT\nEND:VCALENDAR\n",
        );
        let all = drafts(&calendar);
        let [plan] = &all[..] else { panic!("{}", all.len()) };
        assert_eq!((&*plan.title, plan.zone.as_str(), plan.minutes), ("Talks, first", "Europe/Paris", 45));
        assert_eq!(&*plan.text, "Maps\n\nDewi <dewi@kemlu.example>\nnote@kemlu.example");
        assert_eq!(plan.start.unwrap().to_string(), "2026-12-01T08:00:00Z");
        let recurrence = plan.recurrence.as_ref().unwrap();
        assert_eq!(recurrence.except[0].to_string(), "2026-12-08T08:00:00Z");
        assert_eq!((recurrence.moved[0].id.as_str(), recurrence.moved[0].minutes), ("2026-12-15T08:00:00Z", 60));
        let held: Vec<String> =
            super::super::dates(plan, plan.start.unwrap(), 3).iter().map(|(start, _)| start.to_string()).collect();
        assert_eq!(held, ["2026-12-01T08:00:00Z", "2026-12-16T10:00:00Z", "2026-12-22T08:00:00Z"]);
    }
}
