//! `chancery calendar` and `chancery slots`: what they print, and what they refuse.

mod common;

use common::run;
use serde_json::Value;
use std::path::{Path, PathBuf};

const INVITATION: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:m1@jakarta.example\r\n\
    SEQUENCE:1\r\nDTSTAMP:20260301T080000Z\r\nORGANIZER:mailto:protocol@jakarta.example\r\nATTENDEE;RSVP=TRUE:mailto:desk@paris.example\r\n\
    DTSTART;TZID=Europe/Paris:20260322T090000\r\nDTEND;TZID=Europe/Paris:20260322T100000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n\
    SUMMARY:Fisheries\\, second round\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn file(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn calendar(arguments: &[&str]) -> common::Said {
    run(&[&["calendar"], arguments].concat())
}

#[test]
fn expanded_in_its_own_zone_and_in_another() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.ics", INVITATION);
    let path = path.to_str().unwrap();
    let told = calendar(&["expand", path, "--from", "2026-03-25", "--to", "2026-05-01"]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    assert_eq!(
        told.out,
        "{\"uid\":\"m1@jakarta.example\",\"recurrence_id\":\"2026-03-29T09:00:00+02:00\",\"start\":\"2026-03-29T09:00:00+02:00\",\
         \"end\":\"2026-03-29T10:00:00+02:00\",\"zone\":\"Europe/Paris\",\"summary\":\"Fisheries, second round\"}\n\
         {\"uid\":\"m1@jakarta.example\",\"recurrence_id\":\"2026-04-05T09:00:00+02:00\",\"start\":\"2026-04-05T09:00:00+02:00\",\
         \"end\":\"2026-04-05T10:00:00+02:00\",\"zone\":\"Europe/Paris\",\"summary\":\"Fisheries, second round\"}\n"
    );
    let told = calendar(&["expand", path, "--from", "2026-03-25", "--to", "2026-04-01", "--zone", "Asia/Jakarta"]);
    let line: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(
        (line["start"].as_str(), line["zone"].as_str()),
        (Some("2026-03-29T14:00:00+07:00"), Some("Asia/Jakarta"))
    );
}

#[test]
fn what_cannot_be_placed_is_said_and_the_rest_is_printed() {
    let dir = tempfile::tempdir().unwrap();
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Mars/One:20260401T090000\r\nEND:VEVENT\r\n\
                BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20260402\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:3\r\nDTSTART:20260403T090000\r\n\
                END:VEVENT\r\nEND:VCALENDAR\r\n";
    let path = file(dir.path(), "a.ics", text);
    let told = calendar(&["expand", path.to_str().unwrap(), "--from", "2026-03-25", "--to", "2026-05-01"]);
    assert_eq!(told.code, Some(1));
    assert!(
        told.err.contains("line 4: the zone Mars/One") && told.err.contains("1 of its events could not be placed"),
        "{}",
        told.err
    );
    let lines: Vec<Value> = told.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!((lines[0]["start"].as_str(), lines[0]["end"].as_str()), (Some("2026-04-02"), Some("2026-04-03")));
    assert_eq!((lines[1]["start"].as_str(), &lines[1]["zone"]), (Some("2026-04-03T09:00:00"), &Value::Null));
}

#[test]
fn checked_by_line_and_section() {
    let dir = tempfile::tempdir().unwrap();
    let broken =
        INVITATION.replace("DTEND;TZID=Europe/Paris:20260322T100000", "DTEND;TZID=Europe/Paris:20260322T080000");
    let path = file(dir.path(), "a.ics", &broken);
    let told = calendar(&["check", path.to_str().unwrap()]);
    assert_eq!(told.code, Some(1));
    assert!(told.out.contains("wrong  line 12: the end is not after the start (RFC 5545 3.8.2.2)\n"), "{}", told.out);
    let told = calendar(&["check", path.to_str().unwrap(), "--json"]);
    let found = told
        .out
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap())
        .find(|l| l["section"] == "RFC 5545 3.8.2.2")
        .unwrap();
    assert_eq!((found["line"].as_u64(), found["severity"].as_str()), (Some(12), Some("wrong")));
    assert!(
        calendar(&["check", file(dir.path(), "c.ics", INVITATION).to_str().unwrap()])
            .out
            .contains("no VTIMEZONE in the file")
    );
    let sound = INVITATION
        .replace(";TZID=Europe/Paris", "")
        .replace("T090000\r", "T090000Z\r")
        .replace("T100000\r", "T100000Z\r");
    let sound = file(dir.path(), "b.ics", &sound);
    assert_eq!(calendar(&["check", sound.to_str().unwrap()]).code, Some(0));
}

#[test]
fn invited_answered_and_applied() {
    let dir = tempfile::tempdir().unwrap();
    let invitation = file(dir.path(), "invitation.ics", INVITATION);
    let empty = file(dir.path(), "empty.ics", "");
    let state = calendar(&["apply", empty.to_str().unwrap(), invitation.to_str().unwrap()]);
    assert_eq!((state.code, state.err.as_str()), (Some(0), ""));
    assert!(!state.out.contains("METHOD") && state.out.contains("UID:m1@jakarta.example\r\n"));
    let state = file(dir.path(), "state.ics", &state.out);
    let answer = calendar(&["answer", invitation.to_str().unwrap(), "--accept", "--as", "mailto:desk@paris.example"]);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert!(
        answer.out.contains("METHOD:REPLY\r\n")
            && answer.out.contains("PARTSTAT=ACCEPTED:mailto:desk@paris.example\r\n")
    );
    let answer = file(dir.path(), "answer.ics", &answer.out);
    let after = calendar(&["apply", state.to_str().unwrap(), answer.to_str().unwrap()]);
    assert!(after.out.replace("\r\n ", "").contains("PARTSTAT=ACCEPTED"), "{}", after.out);
    let counter = calendar(&[
        "answer",
        invitation.to_str().unwrap(),
        "--counter",
        "2026-03-22T15:00[Europe/Paris]",
        "--as",
        "desk@paris.example",
    ]);
    assert!(
        counter.out.contains("METHOD:COUNTER\r\n")
            && counter.out.contains("DTSTART;TZID=Europe/Paris:20260322T150000\r\n")
    );
    let counter = file(dir.path(), "counter.ics", &counter.out);
    let after = calendar(&["apply", state.to_str().unwrap(), counter.to_str().unwrap()]);
    assert_eq!(after.code, Some(0), "{}", after.err);
    assert!(after.err.contains("Another time is proposed"), "{}", after.err);
}

#[test]
fn answers_that_have_no_effect() {
    let dir = tempfile::tempdir().unwrap();
    let invitation = file(dir.path(), "invitation.ics", INVITATION);
    let invitation = invitation.to_str().unwrap();
    let spy = calendar(&["answer", invitation, "--accept", "--as", "spy@example.net"]);
    assert_eq!((spy.code, spy.out.as_str()), (Some(1), ""));
    assert!(spy.err.contains("not invited") && spy.err.contains("RFC 5546 3.2.3"), "{}", spy.err);
    let old = file(dir.path(), "old.ics", &INVITATION.replace("SEQUENCE:1", "SEQUENCE:0"));
    let told = calendar(&["apply", invitation, old.to_str().unwrap()]);
    assert_eq!(told.code, Some(1));
    assert!(
        told.err.contains("line 7: the message belongs to revision 0") && told.err.contains("RFC 5546 2.1.5"),
        "{}",
        told.err
    );
    assert_eq!(calendar(&["answer", invitation, "--accept", "--decline", "--as", "a@example"]).code, Some(2));
    assert_eq!(calendar(&["expand", "nowhere.ics", "--from", "2026-01-01", "--to", "2026-01-02"]).code, Some(1));
}

#[test]
fn slots_in_order_of_fairness() {
    let span = ["--from", "2026-03-27", "--to", "2026-04-03", "--minutes", "60"];
    let told =
        run(&[&["slots", "--side", "ID:Asia/Jakarta", "--side", "SA:Asia/Riyadh", "--json"], &span[..]].concat());
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    let first: Value = serde_json::from_str(told.out.lines().next().unwrap()).unwrap();
    // Reasoned out in crates/schedule/src/slots/tests.rs.
    assert_eq!(first["start"], "2026-03-30T06:00:00Z");
    assert_eq!(
        (first["local"]["ID"].as_str(), first["local"]["SA"].as_str()),
        (Some("2026-03-30T13:00:00+07:00"), Some("2026-03-30T09:00:00+03:00"))
    );
    assert_eq!(first["cost"], serde_json::json!({ "ID": 0, "SA": 0 }));
    let told =
        run(&[&["slots", "--side", "US", "--side", "JP", "--borne", "US=120", "--json", "--most", "1"], &span[..]]
            .concat());
    let first: Value = serde_json::from_str(told.out.trim()).unwrap();
    assert_eq!(first["start"], "2026-03-30T21:00:00Z");
    assert_eq!(first["reasons"][0]["side"], "US");
    assert_eq!(first["reasons"][0]["why"], "late");
    assert_eq!(first["reasons"][0]["minutes"], 60);
    let told = run(&[&["slots", "--side", "US", "--side", "JP", "--most", "3"], &span[..]].concat());
    assert!(
        told.out.starts_with(
            "2026-03-30 22:00Z   US Mon 30 18:00, 120 min   JP Tue 31 07:00, 120 min\n    US: until 120 minutes after"
        ),
        "{}",
        told.out
    );
}

#[test]
fn slots_that_cannot_be_looked_for() {
    let span = ["--from", "2026-03-27", "--to", "2026-04-03"];
    for (more, said) in [
        (&["--side", "ID"][..], "2 to 64 sides"),
        (&["--side", "ID", "--side", "ID"], "named twice"),
        (&["--side", "ID", "--side", "QQ"], "is no state's code"),
        (&["--side", "ID", "--side", "X:Mars/One"], "There is no zone"),
        (&["--side", "ID", "--side", "SA", "--minutes", "0"], "1 to 1440 minutes"),
        (&["--side", "ID", "--side", "SA", "--hours", "FR=09:00-17:00"], "There is no side"),
        (&["--side", "ID", "--side", "SA", "--hours", "ID=nine"], "are no hours"),
    ] {
        let told = run(&[&["slots"], &span[..], more].concat());
        assert_eq!((told.code, told.out.as_str()), (Some(1), ""), "{more:?}");
        assert!(told.err.contains(said), "{more:?}: {}", told.err);
    }
}

#[test]
fn busy_times_are_asked_for_given_and_used() {
    let dir = tempfile::tempdir().unwrap();
    let own = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
               DTSTART:20260324T080000Z\r\nDTEND:20260324T100000Z\r\nSUMMARY:The minister\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let own = file(dir.path(), "own.ics", own);
    let span = ["--from", "2026-03-24T00:00Z", "--to", "2026-03-25T00:00Z"];
    let asked = calendar(
        &[&["ask-busy", "--as", "protocol@paris.example", "--whom", "desk@jakarta.example"], &span[..]].concat(),
    );
    assert_eq!(asked.code, Some(0), "{}", asked.err);
    let asked = file(dir.path(), "asked.ics", &asked.out);
    let (own, asked) = (own.to_str().unwrap(), asked.to_str().unwrap());
    let given = calendar(&["free-busy", own, "--as", "desk@jakarta.example", "--answer", asked]);
    assert_eq!(given.code, Some(0), "{}", given.err);
    assert!(given.out.contains("METHOD:REPLY\r\n") && !given.out.contains("minister"), "{}", given.out);
    assert!(given.out.contains("FREEBUSY;FBTYPE=BUSY:20260324T080000Z/20260324T100000Z\r\n"), "{}", given.out);
    let stranger = calendar(&["free-busy", own, "--as", "spy@else.example", "--answer", asked]);
    assert_eq!(stranger.code, Some(1), "{}", stranger.out);
    let published = calendar(&[&["free-busy", own, "--as", "desk@jakarta.example"], &span[..]].concat());
    assert!(published.out.contains("METHOD:PUBLISH\r\n") && published.code == Some(0), "{}", published.err);
    let broken =
        file(dir.path(), "broken.ics", &std::fs::read_to_string(own).unwrap().replace("DTSTART:2026", "DTSTART:never"));
    let broken = calendar(&[&["free-busy", broken.to_str().unwrap(), "--as", "a@b.example"], &span[..]].concat());
    assert!(broken.code == Some(1) && broken.err.contains("not busy"), "{}", broken.err);
    let feed = dir.path().join("feed.ics");
    let written = calendar(&["feed", own, "--to", feed.to_str().unwrap(), "--name", "Protocol"]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    assert!(std::fs::read_to_string(&feed).unwrap().contains("SUMMARY:The minister"));
}
