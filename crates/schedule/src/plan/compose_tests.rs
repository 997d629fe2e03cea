//! A plan goes out, answers come back, the time changes: as between two ministries and a spy.

use super::answers::{Unheard, take};
use super::compose::{Sent, Unsent, cancel, cancel_one, decline_counter, request, take_counter};
use super::*;
use crate::ical::{Component, Severity, check as faults, parse, write};
use crate::invitation::Secret;
use crate::itip::{self, Answer as Say, Counter as Other, Method, Why};
use std::sync::Arc;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn person(id: &str, mail: &str, required: bool) -> Person {
    Person { id: id.into(), name: id.into(), mail: mail.into(), required, ..Person::default() }
}

fn plan() -> Plan {
    let mut plan = Plan::new("7f1c@chancery.example");
    plan.title = "Fisheries, second round".into();
    plan.reference = "112/2026".into();
    plan.organizer = person("o", "protocol@jakarta.example", true);
    let mut host = Side::new(DelegationCode::new("ID").unwrap(), "Indonesia");
    host.head = Some(person("sari", "sari@jakarta.example", false));
    let mut guest = Side::new(DelegationCode::new("SA").unwrap(), "Saudi Arabia");
    guest.head = Some(person("faisal", "Faisal@riyadh.example", true));
    guest.interpreters = vec![person("noura", "noura@riyadh.example", false)];
    plan.sides = vec![host, guest];
    plan.host = "ID".into();
    plan.zone = "Asia/Jakarta".into();
    plan.start = Some(at("2026-03-24T07:00:00Z"));
    plan.agenda = vec![Item { id: "i1".into(), title: "Quotas".into(), minutes: 40, ..Item::default() }];
    plan
}

fn series() -> Plan {
    let mut plan = plan();
    plan.recurrence = Some(Recurrence { rule: "FREQ=WEEKLY;COUNT=4".into(), ..Recurrence::default() });
    plan
}

const LINK: &str = "https://meet.example/join#secret-of-the-link";

fn sent(plan: &Plan) -> Sent {
    let sent = request(plan, &LINK.into(), Secret::Elsewhere, at("2026-03-01T08:00:00Z")).unwrap();
    let text = write(&sent.message);
    assert!(!text.replace("\r\n ", "").contains("secret-of-the-link"));
    let parsed = parse(text.as_bytes()).unwrap();
    let wrong: Vec<_> = faults::check(&parsed).into_iter().filter(|f| f.fault.severity() == Severity::Wrong).collect();
    assert_eq!((parsed.findings.as_slice(), wrong.as_slice()), (&[][..], &[][..]), "{text}");
    sent
}

fn says(message: &Component, who: &str, say: Say, when: &str) -> Component {
    let out = itip::answer(message, who, say, at(when)).unwrap();
    // As a mail brings it.
    parse(write(&out).as_bytes()).unwrap().components.remove(0)
}

fn refused(plan: &Plan, message: &Component) -> Why {
    match take(plan, message) {
        Err(Unheard::Refused(refused)) => refused.why,
        other => panic!("{other:?}"),
    }
}

fn held(calendar: &Component) -> Vec<String> {
    let query = crate::recur::Query::new(0, crate::civil::LAST, Arc::new(crate::zones::Zone::utc()));
    let out = crate::recur::expand(&[calendar], &mut crate::zones::Zones::of([calendar]), &query);
    assert_eq!(out.findings, []);
    out.occurrences.iter().map(|o| crate::civil::timestamp(o.start).to_string()[5..16].to_owned()).collect()
}

#[test]
fn invited_accepted_confirmed() {
    let out = sent(&plan());
    assert_eq!((out.plan.status, out.plan.sequence), (Status::Invited, 0));
    let event = out.message.parts("VEVENT").next().unwrap();
    assert_eq!(event.all("ATTENDEE").count(), 3);
    assert_eq!((event.value("CLASS"), event.value("CONFERENCE")), (Some("PRIVATE"), Some("https://meet.example/join")));
    assert!(event.text("DESCRIPTION").unwrap().contains("1. Quotas (40\u{2032})"));
    let yes = says(&out.message, "noura@riyadh.example", Say::Accept, "2026-03-02T08:00:00Z");
    let heard = take(&out.plan, &yes).unwrap();
    assert_eq!(heard.plan.status, Status::Invited, "the head has not answered");
    let yes = says(&out.message, "faisal@riyadh.example", Say::Accept, "2026-03-02T09:00:00Z");
    let heard = take(&heard.plan, &yes).unwrap();
    assert_eq!((heard.plan.status, heard.answers[0].said), (Status::Confirmed, Said::Accepted));
    let no = says(&out.message, "faisal@riyadh.example", Say::Decline, "2026-03-03T09:00:00Z");
    let after = take(&heard.plan, &no).unwrap().plan;
    assert_eq!(after.status, Status::Invited);
    // The answer before it, come late.
    assert_eq!(refused(&after, &yes), Why::OldStamp);
}

#[test]
fn who_is_not_invited_is_not_heard() {
    let out = sent(&plan());
    let mut other = plan();
    other.sides[1].members.push(person("spy", "spy@example.net", true));
    let spy = says(&sent(&other).message, "spy@example.net", Say::Accept, "2026-03-02T08:00:00Z");
    assert_eq!(refused(&out.plan, &spy), Why::NotInvited);
    let mut elsewhere = plan();
    elsewhere.uid = "another".into();
    let lost = says(&sent(&elsewhere).message, "faisal@riyadh.example", Say::Accept, "2026-03-02T08:00:00Z");
    assert_eq!(refused(&out.plan, &lost), Why::UnknownEvent);
    assert_eq!(refused(&out.plan, &out.message), Why::Method, "an invitation is no answer");
}

#[test]
fn another_time_asks_everybody_again() {
    let out = sent(&plan());
    let yes = says(&out.message, "faisal@riyadh.example", Say::Accept, "2026-03-02T08:00:00Z");
    let mut changed = take(&out.plan, &yes).unwrap().plan;
    changed.title = "Fisheries and ports".into();
    let same = sent(&changed);
    assert_eq!((same.plan.sequence, same.plan.status), (0, Status::Confirmed), "a title asks nobody again");
    let faisal = |message: &Component| {
        let event = message.parts("VEVENT").next().unwrap();
        event.all("ATTENDEE").find(|l| l.value.contains("Faisal")).unwrap().param("PARTSTAT").unwrap().to_owned()
    };
    assert_eq!(faisal(&same.message), "ACCEPTED");
    changed.start = Some(at("2026-03-24T08:00:00Z"));
    let next = sent(&changed);
    assert_eq!((next.plan.sequence, next.plan.status, next.plan.answers.len()), (1, Status::Invited, 0));
    assert_eq!(faisal(&next.message), "NEEDS-ACTION");
    assert_eq!(refused(&next.plan, &yes), Why::OldSequence(0, 1));
    // The guest's calendar takes the revision.
    let theirs = itip::apply(&itip::new_calendar(), &out.message).unwrap().state;
    assert_eq!(held(&itip::apply(&theirs, &next.message).unwrap().state), ["03-24T08:00"]);
}

#[test]
fn a_counter_is_taken_or_declined() {
    let out = sent(&plan());
    let other = Other { start: at("2026-03-25T06:00:00Z"), end: Some(at("2026-03-25T07:30:00Z")) };
    let counter = says(&out.message, "faisal@riyadh.example", Say::Counter(other), "2026-03-02T08:00:00Z");
    let heard = take(&out.plan, &counter).unwrap();
    let asked = heard.plan.answers[0].counter.unwrap();
    assert_eq!((heard.plan.answers[0].said, asked.start, asked.minutes), (Said::Countered, other.start, 90));
    assert_eq!(heard.owed.len(), 1);
    let taken = take_counter(&heard.plan, "Faisal@riyadh.example", None).unwrap();
    let next = sent(&taken);
    assert_eq!((next.plan.start, next.plan.minutes, next.plan.sequence), (Some(other.start), 90, 1));
    let no = decline_counter(&heard.plan, "faisal@riyadh.example", None, at("2026-03-03T08:00:00Z")).unwrap();
    assert_eq!((Method::of(&no.message), no.plan.answers[0].said), (Some(Method::DeclineCounter), Said::Nothing));
    // Their program knows which one is meant, and keeps the meeting.
    let theirs = itip::apply(&itip::new_calendar(), &out.message).unwrap().state;
    let theirs = itip::apply(&theirs, &no.message).unwrap().state;
    assert_eq!(held(&theirs), ["03-24T07:00"]);
    let again = decline_counter(&no.plan, "faisal@riyadh.example", None, at("2026-03-04T08:00:00Z"));
    assert_eq!(again.unwrap_err(), Unsent::NoCounter);
}

#[test]
fn one_time_of_a_series() {
    let out = sent(&series());
    let mut once = out.message.clone();
    let event = once.parts.iter_mut().find(|p| p.is("VEVENT")).unwrap();
    event.remove("RRULE");
    event.push(crate::ical::Line::new("RECURRENCE-ID", "20260331T140000").with("TZID", "Asia/Jakarta"));
    let other = Other { start: at("2026-04-01T07:00:00Z"), end: None };
    let counter = says(&once, "faisal@riyadh.example", Say::Counter(other), "2026-03-02T08:00:00Z");
    let heard = take(&out.plan, &counter).unwrap();
    let instance = Some(at("2026-03-31T07:00:00Z"));
    assert_eq!(heard.answers[0].instance, instance);
    let next = sent(&take_counter(&heard.plan, "faisal@riyadh.example", instance).unwrap());
    assert_eq!(held(&next.message), ["03-24T07:00", "04-01T07:00", "04-07T07:00", "04-14T07:00"]);
    // A time that the series does not have.
    once.parts
        .iter_mut()
        .find(|p| p.is("VEVENT"))
        .unwrap()
        .set(crate::ical::Line::new("RECURRENCE-ID", "20260401T140000").with("TZID", "Asia/Jakarta"));
    let lost = says(&once, "faisal@riyadh.example", Say::Accept, "2026-03-03T08:00:00Z");
    assert_eq!(refused(&out.plan, &lost), Why::NoInstance);
    // One that is not held.
    let less = cancel_one(&out.plan, at("2026-04-07T07:00:00Z"), at("2026-03-04T08:00:00Z")).unwrap();
    assert_eq!((less.plan.sequence, less.plan.status), (0, Status::Invited));
    assert_eq!(less.message.parts("VEVENT").next().unwrap().sequence(), 1);
    // An answer to the whole that was written before is none to another revision.
    let late = says(&out.message, "faisal@riyadh.example", Say::Accept, "2026-03-04T09:00:00Z");
    assert_eq!(take(&less.plan, &late).unwrap().answers[0].said, Said::Accepted);
    let theirs = itip::apply(&itip::new_calendar(), &out.message).unwrap().state;
    let theirs = itip::apply(&theirs, &less.message).unwrap().state;
    assert_eq!(held(&theirs), ["03-24T07:00", "03-31T07:00", "04-14T07:00"]);
    let none = cancel_one(&out.plan, at("2026-04-08T07:00:00Z"), at("2026-03-04T08:00:00Z"));
    assert_eq!(none.unwrap_err(), Unsent::NoInstance);
    assert_eq!(sent(&less.plan).plan.sequence, 0, "what was said is not said as a change again");
}

#[test]
fn its_end() {
    assert_eq!(cancel(&plan(), at("2026-03-03T08:00:00Z")).unwrap_err(), Unsent::NotInvited);
    let out = sent(&series());
    let end = cancel(&out.plan, at("2026-03-03T08:00:00Z")).unwrap();
    assert_eq!((end.plan.status, end.plan.sequence), (Status::Cancelled, 1));
    let theirs = itip::apply(&itip::new_calendar(), &out.message).unwrap().state;
    assert!(held(&itip::apply(&theirs, &end.message).unwrap().state).is_empty());
    let again = request(&end.plan, &LINK.into(), Secret::Elsewhere, at("2026-03-04T08:00:00Z"));
    assert_eq!(again.unwrap_err(), Unsent::Cancelled);
}

#[test]
fn a_secret_title_stays_in_the_plan() {
    let mut plan = plan();
    plan.confidentiality = Confidentiality::Secret;
    let text = write(&sent(&plan).message).replace("\r\n ", "");
    assert!(!text.contains("Fisheries") && !text.contains("Quotas"));
    assert!(text.contains("SUMMARY:112/2026\r\n") && text.contains("CLASS:CONFIDENTIAL\r\n"));
}

#[test]
fn what_is_missing_is_said_before_it_goes_out() {
    let mut plan = plan();
    plan.title = "  ".into();
    plan.organizer.mail = "nobody".into();
    plan.zone = "Asia/Nowhere".into();
    let unsent = request(&plan, &LINK.into(), Secret::Elsewhere, at("2026-03-01T08:00:00Z")).unwrap_err();
    assert_eq!(unsent, Unsent::Lacks(vec![Lacks::Title, Lacks::Zone(String::new()), Lacks::Organizer]));
}
