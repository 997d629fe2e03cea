//! The desk with a plan of two sides, another officer, answers and counters; nothing leaves the machine.

use super::*;
use crate::links::SideLink;
use crate::network::Network;
use chancery_model::{DelegationCode, Personal};
use chancery_schedule::itip::Method;
use chancery_schedule::plan::{Item, Person, Said, Side};

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

    let heard = desk.hear(answer(&going, Method::Reply, "").as_bytes(), now()).unwrap();
    assert_eq!(heard.plan.answers[0].said, Said::Accepted);
    let counter = "DTSTART:20261209T080000Z\r\nDTEND:20261209T090000Z\r\nCOMMENT:Cabinet sits on Tuesday\r\n";
    let countered = answer(&going, Method::Counter, counter).replace("20261124T08", "20261124T09");
    let heard = desk.hear(countered.as_bytes(), now()).unwrap();
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
    assert_eq!(desk.hear(unknown.as_bytes(), now()), Err(Problem::Gone));

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
