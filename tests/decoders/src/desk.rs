//! What other people's servers, mailboxes and officers send to the scheduling desk.

use chancery_model::{DelegationCode, EntryId, OfficerId};
use chancery_schedule::invitation::Secret;
use chancery_schedule::note::{Language, note, text};
use chancery_schedule::plan::{self, Person, Plan, Side};
use chancery_secretariat::{caldav, mail};
use chancery_signalling::calendar::{Changes, Entry, NewBook, Newer, Refusal, Trail, Write, Written};
use chancery_signalling::message::Sealed;
use chancery_trust::book::BookLink;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// An answer of a calendar server (RFC 4918 section 13): read within bounds, or refused.
pub fn multistatus(bytes: &[u8]) {
    if let Some((resources, calendars)) = caldav::answer_holds(bytes) {
        assert!(calendars <= resources, "{calendars} calendars in {resources} resources");
    }
}

/// A mail out of a mailbox, or a file that was dropped: its calendars can be written and read, and whose word it is can be asked.
pub fn mails(bytes: &[u8]) {
    let Ok(received) = mail::read(bytes) else { return };
    assert!(!received.calendars.is_empty());
    let plan = meeting();
    for calendar in &received.calendars {
        let _ = received.speaks_for_itself(calendar);
        let _ = plan::answers::take(&plan, calendar);
    }
}

/// A plan out of a book, which another officer wrote: whatever stands in it, all that is made of a plan is made or refused.
pub fn plans(bytes: &[u8]) {
    let Ok(read) = serde_json::from_slice::<Plan>(bytes) else { return };
    let text_of = serde_json::to_string(&read).expect("what was read can be written");
    assert_eq!(serde_json::from_str::<Plan>(&text_of).expect("what was written can be read"), read);
    let now = now();
    let _ = plan::check(&read);
    assert!(plan::dates(&read, now, 100).len() <= 100);
    let _ = plan::show::show(&read, read.start.unwrap_or(now), now);
    let own = meeting();
    let _ = plan::merge(&own, &own, &read);
    let _ = plan::merge(&own, &read, &own);
    let _ = plan::merge(&read, &own, &read);
    let _ = plan::compose::request(&read, &"https://meet.example/join#x".into(), Secret::Elsewhere, now);
    let _ = plan::compose::cancel(&read, now);
    for side in read.sides.iter().take(2) {
        if let Ok(written) = note(&read, &side.code, Language::Ar, now) {
            assert!(!text(&[written]).is_empty());
        }
    }
}

/// What the server of a shared book says, and the link to one: what is read is written back the same.
pub fn books(bytes: &[u8]) {
    fn back<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) {
        if let Ok(said) = serde_json::from_slice::<T>(bytes) {
            let text = serde_json::to_string(&said).expect("what was read can be written");
            assert_eq!(serde_json::from_str::<T>(&text).expect("what was written can be read"), said);
        }
    }
    back::<NewBook>(bytes);
    back::<Write>(bytes);
    back::<Written>(bytes);
    back::<Newer>(bytes);
    back::<Entry>(bytes);
    back::<Changes>(bytes);
    back::<Trail>(bytes);
    back::<Refusal>(bytes);
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(link) = BookLink::parse(text)
    {
        assert_eq!(BookLink::parse(&link.to_link()).expect("ours can be read").to_link(), link.to_link());
    }
}

fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_795_000_000).expect("a time of our age")
}

/// Indonesia invites Saudi Arabia.
fn meeting() -> Plan {
    let side = |code: &str, name: &str, mail: &str| {
        let mut side = Side::new(DelegationCode::new(code).expect("a code"), name);
        side.head =
            Some(Person { id: code.into(), name: name.into(), mail: mail.into(), required: true, ..Person::default() });
        side
    };
    Plan {
        title: "Fisheries".into(),
        host: "ID".into(),
        organizer: Person { id: "p0".into(), mail: "protocol@jakarta.example".into(), ..Person::default() },
        sides: vec![
            side("ID", "Indonesia", "retno@jakarta.example"),
            side("SA", "Saudi Arabia", "desk@riyadh.example"),
        ],
        start: Some(now() + jiff::SignedDuration::from_hours(200)),
        zone: "Asia/Jakarta".into(),
        ..Plan::new("7f1c@jakarta.example")
    }
}

pub(crate) fn beginnings() -> Vec<(&'static str, Vec<u8>)> {
    let json = |plan: &Plan| serde_json::to_vec(plan).expect("ours can be written");
    let sent = plan::compose::request(&meeting(), &"https://meet.example/join#x".into(), Secret::Elsewhere, now());
    let sent = sent.expect("ours can be sent");
    let calendar = chancery_schedule::ical::write(&sent.message);
    let reply = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:7f1c@jakarta.example\r\nDTSTAMP:20261121T080000Z\r\n\
        ATTENDEE;PARTSTAT=ACCEPTED:mailto:desk@riyadh.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let head = "From: \"Desk\" <desk@riyadh.example>\r\nSubject: =?utf-8?q?R=C3=A9?=\r\nMIME-Version: 1.0\r\n";
    let plain = format!("{head}Content-Type: text/calendar; method=REPLY; charset=UTF-8\r\n\r\n{reply}");
    let parts = format!(
        "{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nYes\r\n--b\r\n\
         Content-Type: application/ics; name=\"a.ics\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}--b\r\n\
         Content-Type: message/rfc822\r\n\r\n{plain}--b--\r\n",
        reply.replace('=', "=3D")
    );
    let answer = format!(
        "<?xml version=\"1.0\"?><multistatus xmlns=\"DAV:\" xmlns:x=\"urn:ietf:params:xml:ns:caldav\"><response><href>/a%20b.ics</href>\
         <propstat><prop><getetag>&quot;1&#x41;&quot;</getetag><x:calendar-data><![CDATA[{calendar}]]></x:calendar-data></prop>\
         <status>HTTP/1.1 200 OK</status></propstat></response><response><href>/gone.ics</href>\
         <status>HTTP/1.1 404 Not Found</status></response><sync-token>7</sync-token></multistatus>"
    );
    let empty = "<d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop></d:propstat></d:response></d:multistatus>";
    let link = BookLink {
        server: "https://meet.example".into(),
        book: chancery_model::BookId::from_random([3; 16]),
        secret: chancery_trust::book::BookSecret([5; 32]),
    };
    let entry = Entry {
        id: EntryId::from_random([1; 16]),
        version: 2,
        change: 9,
        starts: now(),
        ends: now(),
        sealed: Some(Sealed(vec![1, 2, 3])),
        officer: OfficerId::from_random([2; 16]),
        at: now(),
        note: Sealed(vec![4]),
    };
    let written =
        serde_json::to_vec(&Changes { entries: vec![entry], upto: 9, more: false }).expect("ours can be written");
    vec![
        ("plans", json(&meeting())),
        ("plans", json(&sent.plan)),
        ("mails", plain.into_bytes()),
        ("mails", parts.into_bytes()),
        ("multistatus", answer.into_bytes()),
        ("multistatus", empty.into()),
        ("books", link.to_link().into_bytes()),
        ("books", written),
    ]
}
