//! A plan into the messages that go out: REQUEST, CANCEL, DECLINECOUNTER (RFC 5546). Each gives the plan as it is after
//! sending; the caller keeps that one once the message is on its way.

use super::{Answer, Confidentiality, Lacks, Moved, Person, Plan, Said, Side, Status, check, put};
use crate::ical::{Component, Line, Moment};
use crate::invitation::{self, Clock, Convened, Secret};
use crate::itip::{self, Method};
use crate::recur::Rule;
use crate::zones::{Zone, Zones};
use chancery_model::Personal;
use jiff::Timestamp;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;
use thiserror::Error;

/// What goes out, and the plan after it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The plan, at the revision that goes out.
    pub plan: Plan,
    /// The message: a VCALENDAR with its METHOD.
    pub message: Component,
}

/// Why nothing can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unsent {
    /// The plan is not whole.
    #[error("the plan is not whole yet: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Lacks(Vec<Lacks>),
    /// Nobody knows of it.
    #[error("no invitation has gone out, so that there is nothing to take back")]
    NotInvited,
    /// Not a time of the series.
    #[error("the meeting does not take place at that time")]
    NoInstance,
    /// No counter of theirs is open.
    #[error("they have proposed no other time, or it was decided already")]
    NoCounter,
    /// It was cancelled.
    #[error("the meeting was cancelled: convene a new one")]
    Cancelled,
    /// A time is chosen.
    #[error("a time is chosen already: invite to it")]
    Chosen,
}

/// The invitation, or its next revision (RFC 5546 section 3.2.2). `link` opens the program; its secret goes along only where the
/// officer chose so. SEQUENCE rises if the times differ from those that went out last, and answers to them are
/// asked anew; a changed title or agenda goes out at the same revision and answers stay.
///
/// # Errors
/// [`Unsent::Lacks`], [`Unsent::Cancelled`].
pub fn request(plan: &Plan, link: &Personal, secret: Secret, now: Timestamp) -> Result<Sent, Unsent> {
    if plan.status == Status::Cancelled {
        return Err(Unsent::Cancelled);
    }
    let mut next = plan.clone();
    let times = times(plan);
    let fewer = !plan.sent.is_empty() && plan.sent != times && only_left_out(plan);
    if !plan.sent.is_empty() && plan.sent != times {
        next.sequence += 1;
        if fewer {
            // Who said yes to all of a series says yes to those that are left of it.
            let left_out = |at: Timestamp| next.recurrence.as_ref().is_some_and(|r| r.except.contains(&at));
            next.answers.retain(|answer| !answer.instance.is_some_and(left_out));
            next.answers.iter_mut().for_each(|answer| answer.sequence = next.sequence);
        } else {
            // Who comes in whose place is no word about a time.
            next.answers.retain(|answer| !answer.passed.is_empty() && answer.instance.is_none());
            for answer in next.answers.iter_mut().filter(|answer| answer.said != Said::Delegated) {
                (answer.said, answer.counter) = (Said::Nothing, None);
            }
        }
    }
    if plan.sent != times && !fewer || plan.status < Status::Invited {
        next.status = Status::Invited;
    }
    next.sent = times;
    next.asked = asked(&next);
    let message = calendar(&next, link, secret, now).map_err(Unsent::Lacks)?;
    Ok(Sent { plan: next, message })
}

/// Whether nothing changed since the last invitation but that times of the series are left out.
fn only_left_out(plan: &Plan) -> bool {
    let mut before = plan.clone();
    let Some(recurrence) = &mut before.recurrence else { return false };
    recurrence.except.retain(|except| plan.sent.contains(&format!(" -{except}")));
    times(&before) == plan.sent
}

/// The addresses of those who are invited, and of whoever comes in their place.
fn asked(plan: &Plan) -> Vec<Personal> {
    let mut all: Vec<Personal> = invited(plan).iter().map(|p| Personal(itip::address(&p.mail))).collect();
    all.extend(deputies(plan).into_iter().map(|deputy| deputy.mail));
    all
}

/// Who was invited and is not any more. Whoever said no does not wait for it.
pub fn uninvited(plan: &Plan) -> Vec<Personal> {
    let mut now = asked(plan);
    now.push(Personal(itip::address(&plan.organizer.mail)));
    let declined = plan.answers.iter().filter(|answer| answer.instance.is_none() && answer.said == Said::Declined);
    now.extend(declined.map(|answer| answer.who.clone()));
    plan.asked.iter().filter(|before| !now.contains(before)).cloned().collect()
}

/// That these people are not invited any more, while the meeting is held (RFC 5546 section 3.2.5: a CANCEL that names them, without
/// STATUS). `plan` as it goes out to the others.
///
/// # Errors
/// [`Unsent::Lacks`].
pub fn withdraw(plan: &Plan, whom: &[Personal], now: Timestamp) -> Result<Component, Unsent> {
    let mut message = calendar(plan, &Personal::default(), Secret::Elsewhere, now).map_err(Unsent::Lacks)?;
    message.set(Line::new("METHOD", Method::Cancel.name()));
    message.parts.retain(|part| !part.is("VEVENT") || part.line("RECURRENCE-ID").is_none());
    for event in message.parts.iter_mut().filter(|part| part.is("VEVENT")) {
        event.lines.retain(|line| !["ATTENDEE", "STATUS", "CONFERENCE", "DESCRIPTION"].contains(&&*line.name));
        for mail in whom {
            event.push(Line::new("ATTENDEE", format!("mailto:{}", mail.0)));
        }
    }
    Ok(message)
}

/// Somebody who comes in the place of one who was invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputy {
    /// Their mail address, in lower case.
    pub mail: Personal,
    /// In whose place: a mail address in lower case.
    pub of: Personal,
}

/// Those who come in the place of somebody who is invited, as that one named them or as they said themselves; who declined does
/// not come.
pub fn deputies(plan: &Plan) -> Vec<Deputy> {
    let declined =
        |mail: &str| plan.answers.iter().any(|a| *a.who == *mail && a.instance.is_none() && a.said == Said::Declined);
    passed_on(plan).into_iter().filter(|deputy| !declined(&deputy.mail)).collect()
}

/// To whom those who are invited have passed it on, and these to others; whatever they said.
fn passed_on(plan: &Plan) -> Vec<Deputy> {
    let mut known: HashSet<String> = plan.people().map(|person| itip::address(&person.mail)).collect();
    let whole = plan.answers.iter().filter(|answer| answer.instance.is_none() && !answer.passed.is_empty());
    let mut links: Vec<(&Personal, &Personal)> =
        whole.map(|a| if a.said == Said::Delegated { (&a.passed, &a.who) } else { (&a.who, &a.passed) }).collect();
    let mut out = Vec::new();
    // Whoever was passed it on may pass it on, so in whatever order the answers came.
    while let Some(at) = links.iter().position(|(mail, of)| known.contains(&of.0) && !known.contains(&mail.0)) {
        let (mail, of) = links.swap_remove(at);
        known.insert(mail.0.clone());
        out.push(Deputy { mail: mail.clone(), of: of.clone() });
    }
    out
}

/// The plan once its proposed times have gone out, which is done in words: while no time is chosen there is no event.
///
/// # Errors
/// [`Unsent::Lacks`], [`Unsent::Cancelled`]; [`Unsent::Chosen`] where there is a time to invite to.
pub fn propose(plan: &Plan) -> Result<Plan, Unsent> {
    if plan.status == Status::Cancelled {
        return Err(Unsent::Cancelled);
    }
    if plan.start.is_some() {
        return Err(Unsent::Chosen);
    }
    let none = plan.proposals.is_empty();
    let hinders = |lack: &Lacks| !matches!(lack, Lacks::Overlong(_)) && (none || !matches!(lack, Lacks::Start));
    let lacks: Vec<Lacks> = check(plan).into_iter().filter(hinders).collect();
    if !lacks.is_empty() {
        return Err(Unsent::Lacks(lacks));
    }
    Ok(Plan { status: plan.status.max(Status::Proposed), ..plan.clone() })
}

/// The event as those who were invited have it, for a calendar of one's own: without METHOD and without a link. `None`: nobody was
/// invited, it was cancelled, or its times were changed since and the change has not gone out.
pub fn standing(plan: &Plan, now: Timestamp) -> Option<Component> {
    let invited = matches!(plan.status, Status::Invited | Status::Confirmed) && plan.sent == times(plan);
    let mut event = calendar(plan, &Personal::default(), Secret::Elsewhere, now).ok().filter(|_| invited)?;
    event.remove("METHOD");
    Some(event)
}

/// The end of the meeting (RFC 5546 section 3.2.5).
///
/// # Errors
/// [`Unsent::NotInvited`], [`Unsent::Lacks`], [`Unsent::Cancelled`].
pub fn cancel(plan: &Plan, now: Timestamp) -> Result<Sent, Unsent> {
    let mut next = open(plan)?;
    next.sequence += 1;
    next.status = Status::Cancelled;
    let mut message = calendar(&next, &Personal::default(), Secret::Elsewhere, now).map_err(Unsent::Lacks)?;
    message.set(Line::new("METHOD", Method::Cancel.name()));
    for event in message.parts.iter_mut().filter(|p| p.is("VEVENT")) {
        event.set(Line::new("STATUS", "CANCELLED"));
    }
    Ok(Sent { plan: next, message })
}

/// That one time of a series is not held (RFC 5546 section 3.2.5, with RECURRENCE-ID). The others, and answers to them, stay.
///
/// # Errors
/// As [`cancel`], and [`Unsent::NoInstance`].
pub fn cancel_one(plan: &Plan, instance: Timestamp, now: Timestamp) -> Result<Sent, Unsent> {
    let mut next = open(plan)?;
    if next.recurrence.is_none() || !starts(plan, instance) {
        return Err(Unsent::NoInstance);
    }
    // One that was moved is known by the start that the series has for it.
    let held_at = plan.recurrence.iter().flat_map(|recurrence| &recurrence.moved).find(|moved| moved.start == instance);
    let instance = held_at.and_then(|moved| moved.id.parse().ok()).unwrap_or(instance);
    // The revision of that one time alone: answers to the others, which are under way, still are about what they were.
    let revision = Plan { sequence: next.sequence + 1, ..next.clone() };
    let whole = calendar(&revision, &Personal::default(), Secret::Elsewhere, now).map_err(Unsent::Lacks)?;
    let zone = zone_of(&next.zone);
    let mut message = whole.clone();
    message.set(Line::new("METHOD", Method::Cancel.name()));
    message.parts.retain(|p| p.is("VTIMEZONE"));
    if let Some(series) = whole.parts("VEVENT").find(|e| e.line("RECURRENCE-ID").is_none()) {
        let mut event = series.clone();
        for name in ["RRULE", "EXDATE", "CONFERENCE", "DESCRIPTION"] {
            event.remove(name);
        }
        event.set(moment("DTSTART", &zone, instance));
        event.set(moment("DTEND", &zone, after(instance, next.minutes)));
        event.push(moment("RECURRENCE-ID", &zone, instance));
        event.set(Line::new("STATUS", "CANCELLED"));
        message.parts.push(event);
    }
    if let Some(recurrence) = &mut next.recurrence {
        recurrence.moved.retain(|m| m.id != instance.to_string());
        recurrence.except.push(instance);
        recurrence.except.sort_unstable();
    }
    next.answers.retain(|answer| answer.instance != Some(instance));
    // What went out with this message are the times without that one.
    next.sent = times(&next);
    Ok(Sent { plan: next, message })
}

/// No to a time that somebody proposed in place of ours (RFC 5546 section 3.2.8): the meeting stays as it is, and they are asked again.
///
/// # Errors
/// [`Unsent::NoCounter`], [`Unsent::Lacks`].
pub fn decline_counter(plan: &Plan, who: &str, instance: Option<Timestamp>, now: Timestamp) -> Result<Sent, Unsent> {
    let mut next = plan.clone();
    let answer = countered(&mut next, who, instance)?;
    answer.said = Said::Nothing;
    answer.counter = None;
    let who = answer.who.clone();
    let zone = zone_of(&plan.zone);
    let mut message = itip::empty(Some(Method::DeclineCounter));
    let whole = calendar(&next, &Personal::default(), Secret::Elsewhere, now).map_err(Unsent::Lacks)?;
    message.parts.extend(whole.parts("VTIMEZONE").cloned());
    let series = whole.parts("VEVENT").next();
    let mut event = Component::new("VEVENT");
    for name in ["UID", "DTSTAMP", "SEQUENCE", "ORGANIZER", "SUMMARY"] {
        event.lines.extend(series.and_then(|e| e.line(name)).cloned());
    }
    let start = instance.or(plan.start).unwrap_or(now);
    event.push(moment("DTSTART", &zone, start)).push(moment("DTEND", &zone, after(start, plan.minutes)));
    if let Some(instance) = instance {
        event.push(moment("RECURRENCE-ID", &zone, instance));
    }
    event.push(Line::new("ATTENDEE", format!("mailto:{}", &*who)));
    message.parts.push(event);
    Ok(Sent { plan: next, message })
}

/// Yes to it: the plan at that time. It goes out with the next [`request`].
///
/// # Errors
/// [`Unsent::NoCounter`].
pub fn take_counter(plan: &Plan, who: &str, instance: Option<Timestamp>) -> Result<Plan, Unsent> {
    let mut next = plan.clone();
    let counter = countered(&mut next, who, instance)?.counter.ok_or(Unsent::NoCounter)?;
    if let (Some(instance), Some(recurrence)) = (instance, &mut next.recurrence) {
        let id = instance.to_string();
        recurrence.moved.retain(|m| m.id != id);
        recurrence.moved.push(Moved { id, start: counter.start, minutes: counter.minutes });
        recurrence.moved.sort_by_key(|m| m.start);
    } else {
        put(&mut next, counter.start, counter.minutes);
    }
    Ok(next)
}

fn open(plan: &Plan) -> Result<Plan, Unsent> {
    match plan.status {
        Status::Cancelled => Err(Unsent::Cancelled),
        Status::Draft | Status::Proposed => Err(Unsent::NotInvited),
        Status::Invited | Status::Confirmed => Ok(plan.clone()),
    }
}

fn countered<'a>(plan: &'a mut Plan, who: &str, instance: Option<Timestamp>) -> Result<&'a mut Answer, Unsent> {
    let who = itip::address(who);
    let theirs = |a: &&mut Answer| *a.who == *who && a.instance == instance && a.said == Said::Countered;
    plan.answers.iter_mut().find(theirs).ok_or(Unsent::NoCounter)
}

/// Who is invited: everybody with an address but the organizer, each once.
pub fn invited(plan: &Plan) -> Vec<&Person> {
    let mut seen = HashSet::from([itip::address(&plan.organizer.mail)]);
    plan.people().filter(|p| !p.mail.trim().is_empty() && seen.insert(itip::address(&p.mail))).collect()
}

/// What decides when the meeting takes place.
fn times(plan: &Plan) -> String {
    let start = plan.start.map(|s| s.to_string()).unwrap_or_default();
    let mut out = format!("{start} {} {}", plan.minutes, plan.zone);
    if let Some(recurrence) = &plan.recurrence {
        let _ = write!(out, " {}", recurrence.rule);
        for except in &recurrence.except {
            let _ = write!(out, " -{except}");
        }
        for moved in &recurrence.moved {
            let _ = write!(out, " {}>{}+{}", moved.id, moved.start, moved.minutes);
        }
    }
    out
}

fn zone_of(name: &str) -> Arc<Zone> {
    Zones::new().get(name).unwrap_or_else(|| Arc::new(Zone::utc()))
}

fn after(start: Timestamp, minutes: u32) -> Timestamp {
    crate::civil::timestamp(start.as_second() + i64::from(minutes) * 60)
}

fn moment(name: &str, zone: &Zone, at: Timestamp) -> Line {
    invitation::moment(name, zone, at.as_second())
}

/// Whether the series has a time that begins at this instant.
fn starts(plan: &Plan, instance: Timestamp) -> bool {
    let Ok(calendar) = calendar(plan, &Personal::default(), Secret::Elsewhere, instance) else { return false };
    let (at, utc) = (instance.as_second(), Arc::new(Zone::utc()));
    let query = crate::recur::Query::new(at - crate::civil::DAY, at + crate::civil::DAY, utc);
    let out = crate::recur::expand(&[&calendar], &mut Zones::of([&calendar]), &query);
    out.occurrences.iter().any(|o| o.recurrence == Some(at) || o.start == at)
}

/// The plan as a calendar with METHOD:REQUEST.
///
/// # Errors
/// What the plan lacks.
pub(super) fn calendar(plan: &Plan, link: &Personal, secret: Secret, now: Timestamp) -> Result<Component, Vec<Lacks>> {
    // An agenda that is too long hinders nobody from coming.
    let lacks: Vec<Lacks> = check(plan).into_iter().filter(|l| !matches!(l, Lacks::Overlong(_))).collect();
    let Some(start) = plan.start.filter(|_| lacks.is_empty()) else { return Err(lacks) };
    let rule = plan.recurrence.as_ref().and_then(|r| Rule::read(&r.rule).ok());
    let zone = zone_of(&plan.zone);
    let who =
        |p: &Person| invitation::Person { name: p.name.clone(), address: p.mail.trim().into(), required: p.required };
    let mut out = invitation::request(
        &Convened {
            uid: plan.uid.clone(),
            sequence: i64::from(plan.sequence),
            title: summary(plan),
            text: description(plan),
            start,
            minutes: plan.minutes,
            clocks: clocks(plan, &zone),
            rule,
            organizer: who(&plan.organizer),
            invited: invited(plan).into_iter().map(who).collect(),
            link: link.clone(),
            secret,
        },
        now,
    );
    let Some(event) = out.parts.iter_mut().find(|p| p.is("VEVENT")) else { return Ok(out) };
    event.push(Line::new("CLASS", class(plan.confidentiality)));
    for line in event.lines.iter_mut().filter(|l| l.is("ATTENDEE")) {
        let who = itip::address(&line.value);
        if let Some(answer) = plan.answers.iter().find(|a| *a.who == *who && a.instance.is_none()) {
            answered(line, answer);
        }
    }
    for Deputy { mail, of } in passed_on(plan) {
        let mut line = Line::new("ATTENDEE", format!("mailto:{}", mail.0)).with("PARTSTAT", "NEEDS-ACTION");
        line.set_param("RSVP", Some("TRUE"));
        line.set_param("DELEGATED-FROM", Some(&format!("mailto:{}", of.0)));
        if let Some(answer) = plan.answers.iter().find(|a| a.who == mail && a.instance.is_none()) {
            answered(&mut line, answer);
        }
        event.push(line);
    }
    if let Some(recurrence) = &plan.recurrence {
        for except in &recurrence.except {
            event.push(moment("EXDATE", &zone, *except));
        }
        let series = event.clone();
        for moved in &recurrence.moved {
            let Ok(instance) = moved.id.parse::<Timestamp>() else { continue };
            let mut own = series.clone();
            for name in ["RRULE", "EXDATE"] {
                own.remove(name);
            }
            own.set(moment("DTSTART", &zone, moved.start));
            own.set(moment("DTEND", &zone, after(moved.start, moved.minutes)));
            own.push(moment("RECURRENCE-ID", &zone, instance));
            // The clocks in the description are those of the series' first time.
            own.set(Line::text("DESCRIPTION", &description(plan)));
            out.parts.push(own);
        }
    }
    Ok(out)
}

fn answered(line: &mut Line, answer: &Answer) {
    let partstat = match answer.said {
        Said::Nothing => "NEEDS-ACTION",
        Said::Accepted => "ACCEPTED",
        Said::Declined => "DECLINED",
        Said::Tentative | Said::Countered => "TENTATIVE",
        Said::Delegated => "DELEGATED",
    };
    line.set_param("PARTSTAT", Some(partstat));
    if !answer.passed.is_empty() {
        let name = if answer.said == Said::Delegated { "DELEGATED-TO" } else { "DELEGATED-FROM" };
        line.set_param(name, Some(&format!("mailto:{}", answer.passed.0)));
    }
    if answer.said != Said::Nothing {
        line.set_param("RSVP", None);
    }
}

fn class(of: Confidentiality) -> &'static str {
    match of {
        Confidentiality::Public => "PUBLIC",
        Confidentiality::Restricted => "PRIVATE",
        Confidentiality::Confidential | Confidentiality::Secret => "CONFIDENTIAL",
    }
}

/// The title, or what stands for it where the title itself is secret.
pub fn summary(plan: &Plan) -> Personal {
    if plan.confidentiality != Confidentiality::Secret {
        return plan.title.clone();
    }
    if plan.reference.trim().is_empty() {
        let codes: Vec<&str> = plan.in_order().iter().map(|s| s.code.as_str()).collect();
        codes.join(" \u{2013} ").into()
    } else {
        plan.reference.clone()
    }
}

/// What it is about and the agenda; nothing where the title itself is secret, since calendar servers index it.
fn description(plan: &Plan) -> Personal {
    if plan.confidentiality == Confidentiality::Secret {
        return Personal::default();
    }
    let mut out = plan.text.trim().to_owned();
    if !plan.agenda.is_empty() && !out.is_empty() {
        out.push_str("\n\n");
    }
    for (i, item) in plan.agenda.iter().enumerate() {
        let _ = writeln!(out, "{}. {} ({}\u{2032})", i + 1, item.title.trim(), item.minutes);
    }
    Personal(out.trim_end().to_owned())
}

/// The sides' clocks, the one that the plan is kept on first.
fn clocks(plan: &Plan, zone: &Arc<Zone>) -> Vec<Clock> {
    let clock = |side: &&Side| {
        let name = if side.capital.is_empty() { side.code.as_str() } else { &side.capital };
        Clock { name: name.to_owned(), zone: zone_of(&side.zone) }
    };
    let sides = plan.in_order();
    let (mut out, others): (Vec<&Side>, Vec<&Side>) = sides.into_iter().partition(|s| s.zone == plan.zone);
    out.extend(others);
    let mut out: Vec<Clock> = out.iter().map(clock).collect();
    if out.first().is_none_or(|first| first.zone.name() != zone.name()) {
        let city = plan.zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
        out.insert(0, Clock { name: city, zone: zone.clone() });
    }
    out
}

/// The plan as a calendar that answers are applied to, with when each was given.
pub(super) fn state(plan: &Plan) -> Result<Component, Vec<Lacks>> {
    let mut out = calendar(plan, &Personal::default(), Secret::Elsewhere, Timestamp::UNIX_EPOCH)?;
    out.remove("METHOD");
    for line in out.parts.iter_mut().filter(|p| p.is("VEVENT")).flat_map(|p| &mut p.lines) {
        let who = itip::address(&line.value);
        if line.is("ATTENDEE")
            && let Some(answer) = plan.answers.iter().find(|a| *a.who == *who && a.instance.is_none())
        {
            let at = Moment { local: answer.at.as_second(), form: crate::ical::Form::Utc }.written();
            line.set_param("X-CHANCERY-REPLIED", Some(&at));
        }
    }
    Ok(out)
}
