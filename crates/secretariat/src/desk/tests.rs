//! The desk with a plan of two sides, another officer, answers and counters; nothing leaves the machine.

mod invited;

use super::*;
use crate::links::SideLink;
use crate::network::Network;
use chancery_model::{DelegationCode, Personal};
use chancery_schedule::itip::{Answer, Counter, Method};
use chancery_schedule::note::Language;
use chancery_schedule::plan::{Confidentiality, Item, Person, Proposal, Said, Side};

fn now() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn person(id: &str, name: &str, mail: &str) -> Person {
    Person { id: id.into(), name: name.into(), mail: mail.into(), required: true, ..Person::default() }
}

fn plan() -> Plan {
    let side = |code: &str, name: &str, head: Person, language: &str| Side {
        head: Some(head),
        languages: vec![language.into()],
        ..Side::new(DelegationCode::new(code).unwrap(), name)
    };
    Plan {
        title: "Fisheries; second round".into(),
        reference: "214/BILAT/XI/2026".into(),
        host: "ID".into(),
        organizer: person("o", "Dewi Kartika", "protocol@kemlu.example"),
        sides: vec![
            side("ID", "Indonesia", person("r", "Retno Wibowo", "retno@kemlu.example"), "id"),
            side("ZA", "South Africa", person("t", "Thandi Nkosi", "thandi@dirco.example"), "en"),
        ],
        agenda: vec![Item { id: "a".into(), title: "Quotas".into(), minutes: 30, ..Item::default() }],
        start: Some("2026-12-08T07:00:00Z".parse().unwrap()),
        zone: "Asia/Jakarta".into(),
        ..Plan::new("fisheries@kemlu.example")
    }
}

fn desk() -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&folder.path().join("desk")).unwrap();
    (folder, desk)
}

fn outgoing(plan: &Plan) -> Outgoing {
    Outgoing { plan: plan.clone(), languages: vec!["en".into(), "ar".into(), "tlh".into()], with_secret: false }
}

/// The one mail that goes out.
fn mail(going: &Going) -> String {
    let mails = going.mails(now(), || [7; 16]).unwrap();
    let [(None, mail)] = &mails[..] else { panic!("{} mails", mails.len()) };
    String::from_utf8(mail.bytes.clone()).unwrap()
}

/// The one calendar that goes out.
fn calendar(going: &Going) -> String {
    let mut calendars = going.calendars();
    let Some((None, calendar)) = calendars.pop().filter(|_| calendars.is_empty()) else { panic!("more than one") };
    calendar
}

fn plan_of(heard: Heard) -> Saved {
    let Heard::Plan { saved, .. } = heard else { panic!("{heard:?}") };
    *saved
}

fn invitation_of(heard: Heard) -> Came {
    let Heard::Invitation { came } = heard else { panic!("{heard:?}") };
    *came
}

/// What Thandi's program would answer to what went out.
fn answer(going: &Going, method: Method, more: &str) -> String {
    let sent = calendar(going);
    let line = |name: &str| sent.lines().find(|l| l.starts_with(name)).unwrap_or_default().to_owned();
    let part = if method == Method::Reply { ";PARTSTAT=ACCEPTED" } else { "" };
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nMETHOD:{}\r\nBEGIN:VEVENT\r\n{}\r\nDTSTAMP:20261124T080000Z\r\n{}\r\n\
         ORGANIZER:mailto:protocol@kemlu.example\r\nATTENDEE{part}:mailto:thandi@dirco.example\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n",
        method.name(),
        line("UID"),
        line("SEQUENCE"),
    )
}

#[test]
fn two_officers_write_and_neither_loses_a_word() {
    let (folder, desk) = desk();
    let first = desk.save(plan(), None, now()).unwrap();
    assert_eq!((first.version, first.merged, desk.save(plan(), Some(0), now()).unwrap().version), (0, false, 0));
    let mut mine = plan();
    mine.title = "Fisheries, mine".into();
    let mut theirs = plan();
    theirs.minutes = 90;
    theirs.title = "Fisheries, theirs".into();
    assert_eq!(desk.save(theirs, Some(0), now()).unwrap().version, 1);
    let both = desk.save(mine, Some(0), now()).unwrap();
    assert!(both.merged && both.version == 2 && both.plan.minutes == 90);
    let said = format!(
        "{:?}",
        (&*both.plan.title, both.plan.conflicts.iter().map(|c| (&*c.kept, &*c.other)).collect::<Vec<_>>())
    );
    assert!(said.contains("mine") && said.contains("theirs"), "{said}");
    let conflict = both.plan.conflicts[0].clone();
    let settled = settle(&both.plan, &conflict, Choice::Kept).unwrap();
    assert!(settled.conflicts.is_empty());
    let mut typed = both.plan.clone();
    typed.title = "Another".into();
    assert_eq!(settle(&typed, &conflict, Choice::Other), Err(Problem::MovedOn));
    // All of it is there at the next start.
    drop(desk);
    let again = Desk::open(&folder.path().join("desk")).unwrap();
    assert_eq!(again.plans(), [Entry { plan: both.plan, version: 2, at: now() }]);
    // From a version of another start: nothing is overwritten unseen.
    let mut late = plan();
    late.text = "Typed elsewhere".into();
    let late = again.save(late, Some(77), now()).unwrap();
    assert!(
        late.merged && &*late.plan.text == "Typed elsewhere" && late.plan.minutes == 90
            || !late.plan.conflicts.is_empty()
    );
}

#[test]
fn an_invitation_goes_out_and_answers_come_back() {
    let (_folder, desk) = desk();
    let kept = desk.save(plan(), None, now()).unwrap();
    let out = outgoing(&kept.plan);
    let preview = out.preview(now());
    assert_eq!(preview.notes.iter().map(|n| n.language).collect::<Vec<_>>(), ["en", "ar"]);
    assert!(preview.notes[0].text.contains("Fisheries; second round"), "{}", preview.notes[0].text);
    let to: Vec<&str> = preview.to.iter().map(|a| &*a.mail.0).collect();
    assert_eq!(to, ["retno@kemlu.example", "thandi@dirco.example"]);
    assert_eq!(out.file_name(), "214-BILAT-XI-2026");
    let going = out.going(Some(b"%PDF-1.7"), None, now()).unwrap();
    let mail = mail(&going);
    assert!(mail.contains("Subject: Fisheries; second round\r\n") && mail.contains("214-BILAT-XI-2026.pdf"), "{mail}");

    // What was typed while it was on its way stays.
    let mut typed = kept.plan.clone();
    typed.text = "And the ports".into();
    desk.save(typed, Some(kept.version), now()).unwrap();
    let gone = desk.gone_out(&going, now()).unwrap();
    assert_eq!((gone.plan.status, &*gone.plan.text, gone.merged), (Status::Invited, "And the ports", true));
    assert_eq!(desk.discard(&gone.plan.uid), Err(Problem::MovedOn));

    let heard = plan_of(desk.hear(answer(&going, Method::Reply, "").as_bytes(), now()).unwrap());
    assert_eq!(heard.plan.answers[0].said, Said::Accepted);
    let counter = "DTSTART:20261209T080000Z\r\nDTEND:20261209T090000Z\r\nCOMMENT:Cabinet sits on Tuesday\r\n";
    let countered = answer(&going, Method::Counter, counter).replace("20261124T08", "20261124T09");
    let heard = plan_of(desk.hear(countered.as_bytes(), now()).unwrap());
    assert_eq!(heard.plan.answers[0].said, Said::Countered);
    // The same once more is no news; from a stranger, and by a mail of another, nothing is taken.
    let stranger = countered.replace("thandi@", "spy@");
    assert_eq!(
        desk.hear(stranger.as_bytes(), now()),
        Err(Problem::NotInvited { who: Personal("spy@dirco.example".into()) })
    );
    let mail = format!("From: spy@else.example\r\nContent-Type: text/calendar; method=COUNTER\r\n\r\n{countered}");
    assert_eq!(
        desk.hear(mail.as_bytes(), now()),
        Err(Problem::NotInvited { who: Personal("spy@else.example".into()) })
    );
    assert!(matches!(desk.hear(b"nothing", now()), Err(Problem::Unreadable { .. })));
    let unknown = countered.replace("fisheries@", "other@");
    assert_eq!(desk.hear(unknown.as_bytes(), now()), Err(Problem::Nothing));
    // A copy of one's own invitation is none that came.
    assert_eq!(desk.hear(calendar(&going).as_bytes(), now()), Err(Problem::Nothing));
    assert_eq!(desk.invitations(&[], now()), []);

    let uid = &heard.plan.uid;
    let declining = Going::declining(&heard.plan, "Thandi@dirco.example", None, now()).unwrap();
    let no = super::tests::mail(&declining);
    assert!(no.contains("To: \"Thandi Nkosi\" <thandi@dirco.example>") && !no.contains("retno@"), "{no}");
    let taken = desk.take_counter(uid, "thandi@dirco.example", None, now()).unwrap();
    assert_eq!(taken.plan.start, Some("2026-12-09T08:00:00Z".parse().unwrap()));
    let again = outgoing(&taken.plan).going(None, None, now()).unwrap();
    assert!(calendar(&again).contains("SEQUENCE:1\r\n"), "{}", calendar(&again));
    let sent = desk.gone_out(&again, now()).unwrap();
    let end = Going::cancelling(&sent.plan, now()).unwrap();
    assert_eq!(Method::of(&itip_of(&end)), Some(Method::Cancel));
    // By a note as it was invited by, with the time that is off, and in each of the sides' languages.
    let told = super::tests::mail(&end);
    assert!(
        told.contains("compliments") && told.contains("will not take place") && told.contains("9 December"),
        "{told}"
    );
    assert_eq!(desk.gone_out(&end, now()).unwrap().plan.status, Status::Cancelled);
    desk.discard(uid).unwrap();
    assert_eq!((desk.plans(), desk.newest(uid)), (vec![], Err(Problem::Gone)));
}

fn itip_of(going: &Going) -> chancery_schedule::ical::Component {
    let text = calendar(going);
    let parsed = chancery_schedule::ical::parse(text.as_bytes()).unwrap();
    parsed.calendars().next().unwrap().clone()
}

#[test]
fn a_series_with_one_left_out() {
    let series = Series {
        start: "2026-12-08T07:00:00Z".parse().unwrap(),
        zone: "Asia/Jakarta".into(),
        recurrence: Recurrence {
            rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU".into(),
            except: vec!["2026-12-22T07:00:00Z".parse().unwrap()],
            moved: vec![],
        },
        most: 2,
    };
    let told: Vec<(String, bool)> =
        occurrences(&series).unwrap().iter().map(|o| (o.start.to_string()[..10].to_owned(), o.left_out)).collect();
    assert_eq!(
        told,
        [("2026-12-08".to_owned(), false), ("2026-12-22".to_owned(), true), ("2027-01-05".to_owned(), false)]
    );
    let bad =
        Series { recurrence: Recurrence { rule: "FREQ=NEVER".into(), ..Recurrence::default() }, ..series.clone() };
    assert!(matches!(occurrences(&bad), Err(Problem::Unreadable { .. })));
    let endless = Series { most: usize::MAX, ..series };
    assert!(occurrences(&endless).unwrap().len() <= 2 * MOST_TIMES);
}

#[tokio::test]
async fn without_a_mail_server_it_is_said() {
    let (_folder, desk) = desk();
    let kept = desk.save(plan(), None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    let network = Network::new(None).unwrap();
    let said = desk.post(&going, (&network, None), (now(), || [1; 16]), &|_| {}).await;
    assert_eq!(said, Err(Problem::MailUnset));
    assert_eq!(desk.newest(&kept.plan.uid).unwrap().status, Status::Draft);
}

#[test]
fn what_was_held_is_what_was_invited_to_and_is_over() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let invited = Plan { status: Status::Invited, minutes: 60, ..plan() };
    let weekly = Plan {
        recurrence: Some(Recurrence { rule: "FREQ=WEEKLY;COUNT=4".into(), ..Recurrence::default() }),
        ..invited.clone()
    };
    let starts = |plan: &Plan, now| held([plan].into_iter(), at(now)).iter().map(|h| h.start).collect::<Vec<_>>();
    let first = at("2026-12-08T07:00:00Z").as_second();
    assert!(starts(&invited, "2026-12-08T07:59:59Z").is_empty());
    assert_eq!(starts(&invited, "2026-12-08T08:00:00Z"), [first]);
    assert_eq!(starts(&weekly, "2026-12-20T00:00:00Z"), [first, first + 7 * 86_400]);
    assert_eq!(held([&invited].into_iter(), at("2027-01-01T00:00:00Z"))[0].sides, ["ID", "ZA"]);
    for status in [Status::Draft, Status::Proposed, Status::Cancelled] {
        assert!(starts(&Plan { status, ..invited.clone() }, "2027-01-01T00:00:00Z").is_empty());
    }
}

fn links(plan: &Plan) -> Links {
    let meeting = crate::links::wanted(plan, chancery_model::MeetingId::from_random([3; 16]), now()).unwrap();
    let link = |code: &str| SideLink {
        side: DelegationCode::new(code).unwrap(),
        link: Personal(format!("chancery://join/#of-{code}")),
    };
    Links { server: "https://meet.example".into(), meeting, sides: vec![link("ID"), link("ZA")], sent: false }
}

#[test]
fn each_side_is_sent_its_own_link_and_no_other() {
    let (folder, desk) = desk();
    let kept = desk.save(plan(), None, now()).unwrap();
    let uid = kept.plan.uid.clone();
    let links = links(&kept.plan);
    assert_eq!(desk.links(&uid), None);
    desk.keep_links(&uid, links.clone()).unwrap();
    assert_eq!(desk.keep_links("nobody", links.clone()), Err(Problem::Gone));

    // Without: the calendar opens the program and no meeting.
    let whole = calendar(&outgoing(&kept.plan).going(None, Some(&links), now()).unwrap()).replace("\r\n ", "");
    assert!(
        whole.contains("CONFERENCE") && whole.contains(":chancery://join/\r\n") && !whole.contains("of-"),
        "{whole}"
    );

    let along = Outgoing { with_secret: true, ..outgoing(&kept.plan) };
    let going = along.going(Some(b"%PDF-1.7"), Some(&links), now()).unwrap();
    let mails = going.mails(now(), || [7; 16]).unwrap();
    let calendars = going.calendars();
    for (place, (own, other, to, not)) in
        [("ID", "ZA", "retno@", "thandi@"), ("ZA", "ID", "thandi@", "retno@")].into_iter().enumerate()
    {
        let (side, mail) = &mails[place];
        assert_eq!(side.map(DelegationCode::as_str), Some(own));
        let read = crate::mail::read(&mail.bytes).unwrap();
        let calendar = chancery_schedule::ical::write(&read.calendars[0]).replace("\r\n ", "");
        assert!(calendar.contains(&format!("chancery://join/#of-{own}")), "{calendar}");
        let whole = String::from_utf8(mail.bytes.clone()).unwrap();
        let head = &whole[..whole.find("\r\n\r\n").unwrap()];
        assert!(head.contains(to) && !head.contains(not), "{head}");
        assert!(!whole.replace("=\r\n", "").replace("\r\n ", "").contains(&format!("of-{other}")));
        assert_eq!(calendars[place].0.map(DelegationCode::as_str), Some(own));
        assert!(calendars[place].1.replace("\r\n ", "").contains(&format!("#of-{own}")));
    }
    // Both are of one event at one revision, and what is typed after leaves the links where they are.
    let gone = desk.gone_out(&going, now()).unwrap();
    desk.save(Plan { text: "More".into(), ..gone.plan.clone() }, Some(gone.version), now()).unwrap();
    drop(desk);
    let again = Desk::open(&folder.path().join("desk")).unwrap();
    assert_eq!(again.links(&uid), Some(links.clone()));

    // Of a series the mail has the link of the next time, and the calendar of all of them has none.
    let weekly = Recurrence { rule: "FREQ=WEEKLY;COUNT=4".into(), ..Recurrence::default() };
    let series = Outgoing { plan: Plan { recurrence: Some(weekly), ..gone.plan }, ..along };
    let going = series.going(None, Some(&links), now()).unwrap();
    assert!(going.calendars().iter().all(|(_, text)| !text.replace("\r\n ", "").contains("#of-")));
    let mails = going.mails(now(), || [7; 16]).unwrap();
    let read = mail_parser::MessageParser::default().parse(&mails[1].1.bytes).unwrap();
    let text = read.body_text(0).unwrap();
    assert!(text.contains("#of-ZA") && text.contains("South Africa"), "{text}");
    // On each side's own clock.
    assert!(text.contains("Pretoria: Tuesday, 8 December 2026, 09:00"), "{text}");
}

#[test]
fn times_are_proposed_in_words_before_one_is_chosen() {
    let (_folder, desk) = desk();
    let start = |day: i64| now() + jiff::SignedDuration::from_hours(24 * (14 + day));
    let proposals = (0..3).map(|n| Proposal { id: n.to_string(), start: start(n), minutes: 60 }).collect();
    let proposing = Plan { start: None, proposals, confidentiality: Confidentiality::Secret, ..plan() };
    let kept = desk.save(proposing, None, now()).unwrap();
    let going = outgoing(&kept.plan).going(Some(b"%PDF-1.7"), None, now()).unwrap();
    let text = mail(&going);
    assert!(going.calendars().is_empty() && !text.contains("text/calendar"), "{text}");
    assert!(text.contains("Subject: 214/BILAT/XI/2026\r\n"), "a secret title is in no subject: {text}");
    let read = mail_parser::MessageParser::default().parse(text.as_bytes()).unwrap();
    let note = read.body_text(0).unwrap();
    assert!(note.contains("1. Jakarta") && note.contains("3. Jakarta") && note.contains("propose another"), "{note}");
    let gone = desk.gone_out(&going, now()).unwrap();
    assert_eq!((gone.plan.status, gone.plan.sequence, gone.plan.sent.as_str()), (Status::Proposed, 0, ""));
    // One of them is chosen: now it is an invitation, the first of its kind.
    let chosen = Plan { start: Some(start(1)), ..gone.plan.clone() };
    let chosen = desk.save(chosen, Some(gone.version), now()).unwrap();
    let invite = outgoing(&chosen.plan).going(None, None, now()).unwrap();
    assert!(calendar(&invite).contains("METHOD:REQUEST"));
    assert_eq!(desk.gone_out(&invite, now()).unwrap().plan.status, Status::Invited);
    // Without a time and without any proposed there is nothing to say.
    let nothing = Plan { proposals: vec![], start: None, ..plan() };
    assert!(outgoing(&nothing).going(None, None, now()).is_err());
}

#[test]
fn who_is_taken_off_the_table_is_told_and_nobody_else() {
    let (_folder, desk) = desk();
    let mut first = plan();
    first.sides[1].members.push(person("s", "Sipho Dlamini", "sipho@dirco.example"));
    let kept = desk.save(first, None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    assert_eq!(going.withdrawn_calendar(), None);
    let gone = desk.gone_out(&going, now()).unwrap();
    let mut fewer = gone.plan.clone();
    fewer.sides[1].members.clear();
    let fewer = desk.save(fewer, Some(gone.version), now()).unwrap();
    let again = outgoing(&fewer.plan).going(None, None, now()).unwrap();
    assert!(!mail(&again).contains("sipho@"), "those who stay are not told who goes");
    let told = again.withdrawn_mail(now(), [9; 16]).unwrap().unwrap();
    let told = String::from_utf8(told.bytes).unwrap();
    assert!(told.contains("To: sipho@dirco.example\r\n") && !told.contains("thandi@"), "{told}");
    let calendar = again.withdrawn_calendar().unwrap();
    assert!(calendar.contains("METHOD:CANCEL\r\n") && !calendar.contains("STATUS:"), "{calendar}");
    // Told once.
    let gone = desk.gone_out(&again, now()).unwrap();
    assert_eq!(outgoing(&gone.plan).going(None, None, now()).unwrap().withdrawn_calendar(), None);
    // Their own program leaves them out of it, and the meeting where it is.
    let (_other, guest) = self::desk();
    guest.hear(self::calendar(&going).as_bytes(), now()).unwrap();
    let came = invitation_of(guest.hear(calendar.as_bytes(), now()).unwrap());
    let mails: Vec<&str> = came.invitation.invited.iter().map(|one| &*one.mail.0).collect();
    assert_eq!((came.invitation.cancelled, mails), (false, vec!["retno@kemlu.example", "thandi@dirco.example"]));
}

#[test]
fn a_deputy_is_written_to_and_counts_for_who_sent_them() {
    let (_folder, desk) = desk();
    let kept = desk.save(plan(), None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    desk.gone_out(&going, now()).unwrap();
    let said = |who: &str, part: &str, minute: u8| {
        let reply = answer(&going, Method::Reply, "").replace(";PARTSTAT=ACCEPTED:mailto:thandi@dirco.example", "");
        let reply = reply.replace("ATTENDEE", &format!("ATTENDEE;{part}:mailto:{who}"));
        reply.replace("20261124T0800", &format!("20261124T08{minute:02}"))
    };
    let retno = said("retno@kemlu.example", "PARTSTAT=ACCEPTED", 0);
    desk.hear(retno.as_bytes(), now()).unwrap();
    let passed = said("thandi@dirco.example", "PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:Sipho@dirco.example\"", 1);
    let heard = plan_of(desk.hear(passed.as_bytes(), now()).unwrap());
    let to = |plan: &Plan| outgoing(plan).preview(now()).to.into_iter().map(|one| one.mail.0).collect::<Vec<_>>();
    assert_eq!(to(&heard.plan), ["retno@kemlu.example", "thandi@dirco.example", "sipho@dirco.example"]);
    assert_eq!(heard.plan.status, Status::Invited, "nobody has accepted in their place yet");
    let came = said("sipho@dirco.example", "PARTSTAT=ACCEPTED;DELEGATED-FROM=\"mailto:thandi@dirco.example\"", 2);
    let heard = plan_of(desk.hear(came.as_bytes(), now()).unwrap());
    assert_eq!(heard.plan.status, Status::Confirmed);
    // It is moved: who comes for whom stays, and is asked anew.
    let moved = Plan { start: Some("2026-12-10T07:00:00Z".parse().unwrap()), ..heard.plan.clone() };
    let moved = desk.save(moved, Some(heard.version), now()).unwrap();
    let again = outgoing(&moved.plan).going(None, None, now()).unwrap();
    let text = calendar(&again).replace("\r\n ", "");
    assert!(text.contains("DELEGATED-FROM=\"mailto:thandi@dirco.example\""), "{text}");
    assert!(mail(&again).replace("\r\n ", " ").contains("sipho@dirco.example"));
    let links = Outgoing { with_secret: true, ..outgoing(&moved.plan) };
    let own = links.going(None, Some(&self::links(&moved.plan)), now()).unwrap();
    let mails = own.mails(now(), || [7; 16]).unwrap();
    let to = |n: usize| String::from_utf8(mails[n].1.bytes.clone()).unwrap().replace("\r\n ", " ");
    assert!(to(1).contains("sipho@dirco.example") && !to(0)[..to(0).find("\r\n\r\n").unwrap()].contains("sipho@"));
    assert_eq!(desk.gone_out(&again, now()).unwrap().plan.status, Status::Invited);
}

#[test]
fn the_latest_version_is_asked_for() {
    let (_folder, desk) = desk();
    let kept = desk.save(plan(), None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    let gone = desk.gone_out(&going, now()).unwrap();
    let heard = desk.hear(answer(&going, Method::Refresh, "").as_bytes(), now()).unwrap();
    let Heard::Plan { saved, asks } = heard else { panic!("{heard:?}") };
    assert_eq!((asks, saved.plan), (Some(Personal("thandi@dirco.example".into())), gone.plan));
}

#[test]
fn one_time_of_a_series_is_left_out_and_who_said_yes_is_not_asked_again() {
    let (_folder, desk) = desk();
    let weekly = Recurrence { rule: "FREQ=WEEKLY;COUNT=4".into(), ..Recurrence::default() };
    let kept = desk.save(Plan { recurrence: Some(weekly), ..plan() }, None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    desk.gone_out(&going, now()).unwrap();
    let heard = plan_of(desk.hear(answer(&going, Method::Reply, "").as_bytes(), now()).unwrap());
    let mut fewer = heard.plan.clone();
    fewer.recurrence.as_mut().unwrap().except.push("2026-12-15T07:00:00Z".parse().unwrap());
    let fewer = desk.save(fewer, Some(heard.version), now()).unwrap();
    let again = outgoing(&fewer.plan).going(None, None, now()).unwrap();
    let text = calendar(&again).replace("\r\n ", "");
    assert!(text.contains("EXDATE") && text.contains("SEQUENCE:1\r\n"), "{text}");
    assert!(text.contains("PARTSTAT=ACCEPTED"), "{text}");
    let gone = desk.gone_out(&again, now()).unwrap();
    assert_eq!((gone.plan.answers[0].said, gone.plan.answers[0].sequence), (Said::Accepted, 1));
    // At another hour they are asked again.
    let later = Plan { start: Some("2026-12-08T09:00:00Z".parse().unwrap()), ..gone.plan.clone() };
    let later = desk.save(later, Some(gone.version), now()).unwrap();
    let again = outgoing(&later.plan).going(None, None, now()).unwrap();
    assert_eq!(desk.gone_out(&again, now()).unwrap().plan.answers, []);
}

#[test]
fn events_of_a_calendar_become_drafts_once() {
    let (_folder, desk) = desk();
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@x\r\nDTSTAMP:20261101T080000Z\r\n\
        DTSTART;TZID=Asia/Jakarta:20261201T090000\r\nDTEND;TZID=Asia/Jakarta:20261201T103000\r\nSUMMARY:Talks\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let heard = desk.hear(calendar.as_bytes(), now()).unwrap();
    assert_eq!(heard, Heard::Drafts { drafts: vec![Taken { uid: "a@x".into(), title: "Talks".into() }], left_out: 0 });
    let plan = desk.newest("a@x").unwrap();
    assert_eq!((plan.status, plan.minutes, plan.zone.as_str()), (Status::Draft, 90, "Asia/Jakarta"));
    let typed = Plan { text: "Typed since".into(), ..plan };
    desk.save(typed, Some(0), now()).unwrap();
    assert_eq!(desk.hear(calendar.as_bytes(), now()), Ok(Heard::Known));
    assert_eq!(&*desk.newest("a@x").unwrap().text, "Typed since");
    // What is over, or takes whole days, is told and left where it is.
    let leave = calendar.replace("a@x", "b@x").replace(";TZID=Asia/Jakarta:2026", ";TZID=Asia/Jakarta:2025");
    assert_eq!(desk.hear(leave.as_bytes(), now()), Ok(Heard::Drafts { drafts: vec![], left_out: 1 }));
    assert_eq!(desk.hear(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", now()), Err(Problem::Nothing));
}
