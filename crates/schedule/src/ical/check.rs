//! What is wrong with a calendar, by line and by the section of the RFC that is not kept.

use super::{Component, Fault, Finding, Form, Line, Moment, Parsed, read_offset, read_period, read_span, values};
use crate::itip::Method;
use crate::recur::{Event, Fuel, Query, Rule, Until, for_each};
use crate::zones::{self, Meaning, Zone, Zones};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// No more than this is said of one file.
const MOST: usize = 1000;

/// Properties of an event that may stand once (RFC 5545 section 3.6.1).
const ONCE: [&str; 22] = [
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "DURATION",
    "CLASS",
    "CREATED",
    "DESCRIPTION",
    "GEO",
    "LAST-MODIFIED",
    "LOCATION",
    "ORGANIZER",
    "PRIORITY",
    "SEQUENCE",
    "STATUS",
    "SUMMARY",
    "TRANSP",
    "URL",
    "RECURRENCE-ID",
    "DUE",
    "COMPLETED",
    "PERCENT-COMPLETE",
];

/// All that is wrong: with the text as it was read, and with what it says. In the order of lines.
pub fn check(parsed: &Parsed) -> Vec<Finding> {
    let mut checker = Checker {
        fuel: Fuel(2_000_000),
        out: parsed.findings.clone(),
        zones: Zones::of(parsed.calendars()),
        told: HashSet::new(),
    };
    for component in &parsed.components {
        if component.is("VCALENDAR") {
            checker.calendar(component);
        } else {
            checker.found(component.at, Fault::NotInCalendar(component.name.chars().take(40).collect()));
        }
    }
    let mut out = checker.out;
    out.sort_by_key(|f| f.line);
    out.truncate(MOST);
    out
}

struct Checker {
    /// For asking rules whether they give their own start.
    fuel: Fuel,
    out: Vec<Finding>,
    zones: Zones,
    /// Zones without a description, each said once.
    told: HashSet<String>,
}

impl Checker {
    fn found(&mut self, line: u32, fault: Fault) {
        if self.out.len() < 2 * MOST {
            self.out.push(Finding { line, fault });
        }
    }

    fn needs(&mut self, component: &Component, names: &[&'static str]) {
        for name in names {
            if component.line(name).is_none() {
                self.found(component.at, Fault::Missing(name, component.name.chars().take(40).collect()));
            }
        }
    }

    fn once(&mut self, component: &Component, names: &[&str]) {
        for name in names {
            if let Some(second) = component.all(name).nth(1) {
                self.found(second.at, Fault::Twice((*name).to_owned()));
            }
        }
    }

    fn calendar(&mut self, calendar: &Component) {
        self.needs(calendar, &["VERSION", "PRODID"]);
        self.once(calendar, &["VERSION", "PRODID", "METHOD", "CALSCALE"]);
        if let Some(version) = calendar.line("VERSION").filter(|l| l.value.trim() != "2.0") {
            self.found(version.at, Fault::BadVersion);
        }
        if calendar.parts.is_empty() {
            self.found(calendar.at, Fault::EmptyCalendar);
        }
        if let Some(method) = calendar.line("METHOD").filter(|_| Method::of(calendar).is_none()) {
            self.found(method.at, Fault::BadMethod);
        }
        let mut described = HashSet::new();
        let mut seen: HashMap<(&str, String), u32> = HashMap::new();
        for part in &calendar.parts {
            if part.is("VTIMEZONE") {
                self.time_zone(part, &mut described);
                continue;
            }
            let scheduled = ["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"].iter().any(|n| part.is(n));
            if scheduled {
                self.scheduled(calendar, part);
            }
            if part.is("VEVENT") || part.is("VTODO") {
                let id =
                    part.line("RECURRENCE-ID").map(|l| format!("{:?}{}", l.param("TZID"), l.value)).unwrap_or_default();
                if let Some(uid) = part.value("UID")
                    && seen.insert((uid, id), part.at).is_some()
                {
                    self.found(part.at, Fault::SameInstance);
                }
                if part.is("VTODO") {
                    self.task(part);
                }
                self.event(part);
            }
        }
        self.instances(calendar);
    }

    fn time_zone<'a>(&mut self, zone: &'a Component, described: &mut HashSet<&'a str>) {
        self.needs(zone, &["TZID"]);
        if let Some(tzid) = zone.value("TZID")
            && !described.insert(tzid)
        {
            self.found(zone.at, Fault::ZoneTwice);
        }
        let mut more = Vec::new();
        zones::check(zone, &mut more);
        for part in &zone.parts {
            for line in &part.lines {
                let bad = match &*line.name {
                    "TZOFFSETFROM" | "TZOFFSETTO" => read_offset(&line.value).err(),
                    "DTSTART" => Moment::read(&line.value, None).err(),
                    "RRULE" => Rule::read(&line.value).err().map(Fault::BadRule),
                    _ => None,
                };
                more.extend(bad.map(|fault| Finding { line: line.at, fault }));
            }
        }
        for finding in more {
            self.found(finding.line, finding.fault);
        }
    }

    /// What events, tasks, journals and free/busy have in common.
    fn scheduled(&mut self, calendar: &Component, part: &Component) {
        self.needs(part, &["UID", "DTSTAMP"]);
        self.once(part, &ONCE);
        if part.is("VEVENT") && calendar.line("METHOD").is_none() {
            self.needs(part, &["DTSTART"]);
        }
        if let Some(method) = Method::of(calendar) {
            let needed: &[&'static str] = match method {
                Method::Publish | Method::Cancel | Method::Add => &["ORGANIZER"],
                Method::Request | Method::Reply | Method::Refresh | Method::Counter | Method::DeclineCounter => {
                    &["ORGANIZER", "ATTENDEE"]
                }
            };
            for name in needed.iter().filter(|n| part.line(n).is_none()) {
                // A counter is declined to somebody whom the event need not name.
                if !(method == Method::DeclineCounter && *name == "ATTENDEE") {
                    self.found(part.at, Fault::MethodNeeds(name, method.name().to_owned()));
                }
            }
        }
        for line in &part.lines {
            self.line(part, line);
        }
        for alarm in part.parts("VALARM") {
            self.alarm(alarm);
        }
    }

    /// RFC 5545 section 3.6.6.
    fn alarm(&mut self, alarm: &Component) {
        self.needs(alarm, &["ACTION", "TRIGGER"]);
        self.once(alarm, &["ACTION", "TRIGGER", "DURATION", "REPEAT", "DESCRIPTION", "SUMMARY"]);
        let action = alarm.value("ACTION").unwrap_or_default().trim().to_ascii_uppercase();
        match action.as_str() {
            "DISPLAY" => self.needs(alarm, &["DESCRIPTION"]),
            "EMAIL" => self.needs(alarm, &["DESCRIPTION", "SUMMARY", "ATTENDEE"]),
            _ => {}
        }
        // How often again, and how long from one to the next: each says nothing without the other.
        match (alarm.line("DURATION"), alarm.line("REPEAT")) {
            (Some(_), None) => self.needs(alarm, &["REPEAT"]),
            (None, Some(_)) => self.needs(alarm, &["DURATION"]),
            _ => {}
        }
        if let Some(trigger) = alarm.line("TRIGGER") {
            let absolute = trigger.param("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("DATE-TIME"));
            let fault = if absolute {
                let utc = trigger.moment().is_ok_and(|moment| moment.form == Form::Utc);
                (!utc).then_some(Fault::TriggerNotUtc)
            } else {
                read_span(&trigger.value).err()
            };
            if let Some(fault) = fault {
                self.found(trigger.at, fault);
            }
        }
        for line in &alarm.lines {
            let fault = match &*line.name {
                "DURATION" => read_span(&line.value).err(),
                "REPEAT" => {
                    let sound = line.value.trim().parse::<i64>().is_ok_and(|n| (0..=MOST_REPEATS).contains(&n));
                    (!sound).then(|| Fault::BadNumber("REPEAT".into(), 0, MOST_REPEATS))
                }
                _ => None,
            };
            if let Some(fault) = fault {
                self.found(line.at, fault);
            }
        }
    }

    fn line(&mut self, part: &Component, line: &Line) {
        let word = |allowed: &[&str]| {
            let known = allowed.iter().any(|a| line.value.trim().eq_ignore_ascii_case(a));
            (!known && !line.value.starts_with("X-")).then(|| Fault::BadWord(line.name.to_string()))
        };
        let number = |least: i64, most: i64| {
            let sound = line.value.trim().parse::<i64>().is_ok_and(|n| (least..=most).contains(&n));
            (!sound).then(|| Fault::BadNumber(line.name.to_string(), least, most))
        };
        let fault = match &*line.name {
            "DTSTAMP" | "CREATED" | "LAST-MODIFIED" | "COMPLETED" => match line.moment() {
                Ok(moment) if moment.form == Form::Utc => None,
                _ => Some(Fault::BadTime),
            },
            "DTSTART" | "DTEND" | "DUE" | "RECURRENCE-ID" => return self.time(line, &line.value),
            "EXDATE" | "RDATE" => {
                for value in values(&line.value).filter(|v| !v.trim().is_empty()).take(10_000) {
                    if value.contains('/') {
                        if let Err(fault) = read_period(value, None) {
                            self.found(line.at, fault);
                        }
                    } else {
                        self.time(line, value);
                    }
                }
                None
            }
            "DURATION" => match read_span(&line.value) {
                Ok(span) if span.days < 0 || span.seconds < 0 => Some(Fault::NegativeDuration),
                Ok(_) => None,
                Err(fault) => Some(fault),
            },
            "RRULE" => Rule::read(&line.value).err().map(Fault::BadRule),
            "EXRULE" => Some(Fault::OldRule),
            "PRIORITY" => number(0, 9),
            "SEQUENCE" => number(0, i64::from(i32::MAX)),
            "PERCENT-COMPLETE" => number(0, 100),
            "STATUS" if part.is("VEVENT") => word(&["TENTATIVE", "CONFIRMED", "CANCELLED"]),
            "STATUS" if part.is("VTODO") => word(&["NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"]),
            "STATUS" if part.is("VJOURNAL") => word(&["DRAFT", "FINAL", "CANCELLED"]),
            "TRANSP" => word(&["OPAQUE", "TRANSPARENT"]),
            "ATTENDEE" | "ORGANIZER" => {
                let scheme = line
                    .value
                    .split_once(':')
                    .is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.trim().is_empty());
                (!scheme).then(|| Fault::BadAddress(line.name.to_string()))
            }
            "CONFERENCE" => {
                let uri = line.param("VALUE").is_some_and(|v| v.eq_ignore_ascii_case("URI"));
                (!uri).then_some(Fault::ConferenceValue)
            }
            _ => None,
        };
        if let Some(fault) = fault {
            self.found(line.at, fault);
        }
    }

    fn time(&mut self, line: &Line, value: &str) {
        let moment = match Moment::read(value, line.param("TZID")) {
            Ok(moment) => moment,
            Err(fault) => return self.found(line.at, fault),
        };
        match moment.form {
            Form::Utc if line.param("TZID").is_some() => self.found(line.at, Fault::ZoneForUtc),
            Form::Date if line.param("TZID").is_some() => self.found(line.at, Fault::ZoneForDate),
            Form::Zoned(tzid) => match self.zones.get(tzid) {
                None => self.found(line.at, Fault::UnknownZone(tzid.chars().take(80).collect())),
                Some(zone) => {
                    // A TZID that begins with a solidus is known to all who use it, the section says.
                    let needed = !tzid.starts_with('/') && !self.zones.describes(tzid);
                    if needed && self.told.len() < MOST && self.told.insert(tzid.to_owned()) {
                        self.found(line.at, Fault::NoTimeZone(tzid.chars().take(80).collect()));
                    }
                    if matches!(zone.meaning(moment.local), Meaning::Skipped(_)) {
                        self.found(line.at, Fault::SkippedTime);
                    }
                }
            },
            _ => {}
        }
    }

    /// What lines of a task say against each other where it may have no start (RFC 5545 section 3.6.2).
    fn task(&mut self, part: &Component) {
        let duration = part.line("DURATION");
        if let (Some(_), Some(duration)) = (part.line("DUE"), duration) {
            self.found(duration.at, Fault::DueAndDuration);
        }
        if part.line("DTSTART").is_none() {
            if let Some(duration) = duration {
                self.found(duration.at, Fault::DurationWithoutStart);
            }
            if part.line("RRULE").is_some() {
                self.needs(part, &["DTSTART"]);
            }
        }
    }

    /// What lines of an event or a task say against each other.
    fn event(&mut self, part: &Component) {
        let Some(start) = part.line("DTSTART") else { return };
        let Ok(begin) = start.moment() else { return };
        if let Some(second) = part.all("RRULE").nth(1) {
            self.found(second.at, Fault::TwoRules);
        }
        if let (Some(_), Some(duration)) = (part.line("DTEND"), part.line("DURATION")) {
            self.found(duration.at, Fault::EndAndDuration);
        }
        let (ending, too_early) =
            if part.is("VTODO") { ("DUE", Fault::DueBeforeStart) } else { ("DTEND", Fault::EndBeforeStart) };
        for name in [ending, "RECURRENCE-ID"] {
            if let Some(line) = part.line(name)
                && line.moment().is_ok_and(|m| m.is_date() != begin.is_date())
            {
                self.found(line.at, Fault::OtherForm(name));
            }
        }
        for name in ["EXDATE", "RDATE"] {
            let other = |l: &&Line| {
                values(&l.value)
                    .next()
                    .is_some_and(|v| Moment::read(v, None).is_ok_and(|m| m.is_date() != begin.is_date()))
            };
            if let Some(line) = part.all(name).find(other) {
                self.found(line.at, Fault::OtherForm(name));
            }
        }
        if let Some(line) = part.line("DURATION").filter(|_| begin.is_date())
            && read_span(&line.value).is_ok_and(|s| s.seconds != 0)
        {
            self.found(line.at, Fault::DurationOfDays);
        }
        if let Some(end) = part.line(ending)
            && let (Some(from), Some(to)) = (self.instant(start), self.instant(end))
            && to <= from
        {
            self.found(end.at, too_early);
        }
        for line in part.all("RRULE") {
            let Ok(rule) = Rule::read(&line.value) else { continue };
            let wrong = match (rule.bound, begin.form) {
                (crate::recur::Bound::Until(until), form) => !matches!(
                    (until, form),
                    (Until::Day(_), Form::Date)
                        | (Until::Local(_), Form::Floating)
                        | (Until::Utc(_), Form::Utc | Form::Zoned(_))
                ),
                _ => false,
            };
            if wrong {
                self.found(line.at, Fault::UntilForm);
            }
            if rule.freq >= crate::recur::Freq::Daily && !gives(&rule, begin.local, &mut self.fuel) {
                self.found(start.at, Fault::StartNotInRule);
            }
        }
    }

    fn instant(&mut self, line: &Line) -> Option<i64> {
        let moment = line.moment().ok()?;
        match moment.form {
            Form::Zoned(tzid) => Some(self.zones.get(tzid)?.instant(moment.local)),
            _ => Some(moment.local),
        }
    }

    /// RECURRENCE-IDs that the series do not have.
    fn instances(&mut self, calendar: &Component) {
        let utc = Arc::new(Zone::utc());
        let mut fuel = 200;
        let mut series: HashMap<&str, &Component> = HashMap::new();
        for part in calendar.parts("VEVENT").filter(|p| p.line("RECURRENCE-ID").is_none()) {
            if let Some(uid) = part.value("UID") {
                series.entry(uid).or_insert(part);
            }
        }
        for part in calendar.parts("VEVENT") {
            let (Some(id), Some(uid)) = (part.line("RECURRENCE-ID"), part.value("UID")) else { continue };
            let Some(at) = self.instant(id) else { continue };
            let Some(series) = series.get(uid).copied() else { continue };
            if fuel == 0 {
                return;
            }
            if Event::read(series, &mut self.zones).is_err() {
                continue;
            }
            fuel -= 1;
            let mut alone = Component::new("VCALENDAR");
            alone.parts.push(series.clone());
            alone.parts[0].remove("EXDATE");
            let mut query = Query::new(at - crate::civil::DAY, at + crate::civil::DAY, utc.clone());
            query.fuel.0 = 100_000;
            query.cancelled = true;
            let mut has = false;
            for_each(&[&alone], &mut self.zones, &query, |o| has |= o.recurrence == Some(at) || o.start == at);
            if !has {
                self.found(id.at, Fault::NotAnInstance);
            }
        }
    }
}

/// The greatest INTEGER (RFC 5545 section 3.3.8).
const MOST_REPEATS: i64 = i32::MAX as i64;

/// Whether a rule gives its own start: looked for from one period before it.
fn gives(rule: &Rule, start: i64, fuel: &mut Fuel) -> bool {
    // The walk gives its start whatever the rule says. A rule that begins earlier by a multiple of its interval, and names what
    // it would take from the start, gives the start only if it holds for it.
    let mut rule = rule.clone();
    rule.bound = crate::recur::Bound::Forever;
    rule.interval = 1;
    if !rule.positions.is_empty() {
        return true;
    }
    let second = crate::civil::second_of_day(start);
    let (_, month, monthday) = crate::civil::date(crate::civil::day_of(start));
    let free = rule.days.is_empty() && rule.month_days.is_empty() && rule.year_days.is_empty() && rule.weeks.is_empty();
    if free {
        match rule.freq {
            crate::recur::Freq::Weekly => rule.days = vec![(0, crate::civil::weekday(crate::civil::day_of(start)))],
            crate::recur::Freq::Monthly => rule.month_days = vec![monthday as i8],
            crate::recur::Freq::Yearly => {
                rule.month_days = vec![monthday as i8];
                if rule.months == 0 {
                    rule.months = 1 << month;
                }
            }
            _ => {}
        }
    } else if !rule.weeks.is_empty() && rule.days.is_empty() {
        rule.days = vec![(0, crate::civil::weekday(crate::civil::day_of(start)))];
    }
    for (list, own) in
        [(&mut rule.hours, second / 3600), (&mut rule.minutes, second / 60 % 60), (&mut rule.seconds, second % 60)]
    {
        if list.is_empty() {
            list.push(own as u8);
        }
    }
    let mut times = crate::recur::Times::new(&rule, start - crate::civil::DAY);
    times.seek(start, fuel);
    let first = times.next(fuel);
    // Where it was too much to ask, nothing is said against it.
    first == Some(start) || times.starved()
}
