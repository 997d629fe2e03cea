//! Broken, huge and hostile calendars on the command line: said by line and section, within bounds of memory, and what was there
//! stays as it was.

mod common;

use common::{Said, run_as};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The memory that any of this may take, in KiB: of addresses, of which a debug build with its threads uses many.
const MEMORY: u64 = 1_500_000;

/// Runs the program where it gets no more memory than that.
fn run(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -v {MEMORY}; exec \"$0\" calendar \"$@\""));
    command.arg(env!("CARGO_BIN_EXE_chancery")).args(arguments).current_dir(folder).stdin(Stdio::null());
    run_as(command.env_remove("CHANCERY_LOG").env_remove("CHANCERY_CA_FILE"))
}

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A calendar with these events.
    fn calendar(&self, name: &str, body: &str) {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n{body}END:VCALENDAR\r\n");
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn event(&self, name: &str, lines: &str) {
        let head = "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n";
        self.calendar(name, &format!("{head}{lines}\r\nEND:VEVENT\r\n"));
    }

    fn expand(&self, name: &str) -> Said {
        run(self.0.path(), &["expand", name, "--from", "2026-03-01", "--to", "2026-03-03"])
    }

    fn check(&self, name: &str) -> Said {
        run(self.0.path(), &["check", name])
    }
}

#[test]
fn a_hundred_thousand_events() {
    let desk = Desk::new();
    let event = |n: u32| {
        format!(
            "BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
        )
    };
    desk.calendar("many.ics", &(0..100_000).map(event).collect::<Vec<_>>().concat());
    let said = desk.expand("many.ics");
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 200_000), "{}", said.err);
    assert_eq!(desk.check("many.ics").code, Some(0));
    // As a message it is too much, and says why.
    desk.calendar("state.ics", "");
    let text = std::fs::read_to_string(desk.0.path().join("many.ics")).unwrap();
    let message = text.replacen("BEGIN:VEVENT", "METHOD:REQUEST\r\nBEGIN:VEVENT", 1);
    std::fs::write(desk.0.path().join("message.ics"), message).unwrap();
    let said = run(desk.0.path(), &["apply", "state.ics", "message.ics"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{}", said.err);
    assert!(said.err.contains("500") && said.err.contains("RFC 554"), "{}", said.err);
}

#[test]
fn rules_without_end() {
    let desk = Desk::new();
    desk.event("endless.ics", "DTSTART:20200301T090000Z\r\nRRULE:FREQ=SECONDLY");
    let said = desk.expand("endless.ics");
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 2 * 86_400), "{}", said.err);
    let said = run(desk.0.path(), &["expand", "endless.ics", "--from", "2026-01-01", "--to", "2027-01-01"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("ask for a shorter span"), "{}", said.err);
    desk.event("never.ics", "DTSTART:20260301T090000Z\r\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30");
    assert_eq!(desk.expand("never.ics").out.lines().count(), 1, "its start alone");
    desk.event("bad.ics", "DTSTART:20260301T090000Z\r\nRRULE:FREQ=SOMETIMES");
    let said = desk.expand("bad.ics");
    assert!(said.code == Some(1) && said.err.contains("line 8") && said.err.contains("RFC 5545"), "{}", said.err);
}

#[test]
fn what_nests_and_what_is_long() {
    let desk = Desk::new();
    desk.calendar("deep.ics", &"BEGIN:VEVENT\r\n".repeat(100_000));
    for said in [desk.check("deep.ics"), desk.expand("deep.ics")] {
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
        assert!(said.err.contains("line 15") && said.err.contains("RFC 5545 section 3.6"), "{}", said.err);
    }
    desk.event("long.ics", &format!("DTSTART:20260301T090000Z\r\nSUMMARY:{}", "x".repeat(1 << 20)));
    assert!(desk.check("long.ics").out.contains("line 8: the line is longer than 75 octets"));
    assert_eq!(desk.expand("long.ics").out.lines().count(), 1);
    // A line that grows with every fold, and one of half a million parameters.
    desk.event("folds.ics", &format!("DTSTART:20260301T090000Z\r\nSUMMARY:{}", "x\r\n ".repeat(1 << 20)));
    assert_eq!(desk.expand("folds.ics").code, Some(0));
    let parameters = ";X=1".repeat(500_000);
    desk.event("parameters.ics", &format!("DTSTART:20260301T090000Z\r\nATTENDEE{parameters}:mailto:a@example"));
    assert_eq!(desk.expand("parameters.ics").code, Some(0));
}

#[test]
fn what_is_broken_is_said_by_line_and_section() {
    let desk = Desk::new();
    desk.event("end.ics", "DTSTART:20260301T090000Z\r\nDTEND:20260301T080000Z");
    let said = desk.check("end.ics");
    assert_eq!(said.out, "wrong  line 8: the end is not after the start (RFC 5545 3.8.2.2)\n");
    assert!(said.code == Some(1) && said.err.contains("1 thing is against the standard"), "{}", said.err);
    let said = desk.expand("end.ics");
    assert_eq!((said.code, said.out.lines().count()), (Some(1), 1));
    assert!(said.err.contains("line 8: the end is not after the start"), "{}", said.err);
    assert!(said.err.contains("1 of its events end before they begin"), "{}", said.err);
    desk.event("zone.ics", "DTSTART;TZID=Mars/One:20260301T090000");
    for said in [desk.check("zone.ics"), desk.expand("zone.ics")] {
        assert_eq!(said.code, Some(1));
        let all = said.out + &said.err;
        assert!(all.contains("line 7: the zone Mars/One") && all.contains("RFC 5545 3.2.19"), "{all}");
    }
    std::fs::write(desk.0.path().join("noise.ics"), b"\xff\xfe\x00noise").unwrap();
    let said = desk.check("noise.ics");
    assert!(
        said.code == Some(1) && said.out.contains("line 1: ") && said.out.contains("RFC 5545 3.1.4"),
        "{}",
        said.out
    );
    assert!(desk.expand("noise.ics").err.contains("there is no calendar in the file (RFC 5545 3.4)"));
    std::fs::write(desk.0.path().join("cut.ics"), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTST")
        .unwrap();
    let said = desk.check("cut.ics");
    assert!(said.out.contains("line 5: there is no colon"), "{}", said.out);
}

#[test]
fn a_calendar_that_cannot_be_read_whole_leaves_nobody_free() {
    let desk = Desk::new();
    let slots = |busy: &str| {
        let mut command = common::chancery(&["slots", "--side", "ID", "--side", "SA", "--most", "1"]);
        command.args(["--from", "2026-03-01", "--to", "2026-12-05", "--busy", busy]).current_dir(desk.0.path());
        run_as(&mut command)
    };
    desk.event("endless.ics", "DTSTART:20260301T090000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY");
    let said = slots("ID=endless.ics");
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(said.err.contains("ask for fewer days"), "{}", said.err);
    desk.event("zone.ics", "DTSTART;TZID=Mars/One:20260301T090000\r\nDURATION:PT1H");
    let said = slots("SA=zone.ics");
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 1));
    assert!(said.err.contains("whether SA is free then is not known"), "{}", said.err);
}
