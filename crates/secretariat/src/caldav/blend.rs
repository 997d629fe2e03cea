//! Two versions of one event brought together: what only one side changed is taken from it, line by line; where both changed the
//! same, ours stands in the event and theirs is kept as an event of its own.
//!
//! Changes are measured on each side against that side's own past: ours against what was sent last, theirs against what the
//! server made of it. Servers rewrite what they store, and that is nobody's change.

use chancery_schedule::ical::{Component, Line};
use std::collections::BTreeSet;

/// What came of two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Blend {
    /// Both together.
    pub calendar: Component,
    /// Their version whole, where something of it has no place beside ours.
    pub other: Option<Component>,
}

/// These belong together: half of one side's and half of the other's would be a time that nobody meant.
const TIME: [&str; 6] = ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"];
/// Written by programs about their own writing.
const BOOKKEEPING: [&str; 5] = ["DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "PRODID"];
/// May stand there more than once: each is a thing of its own, told by its value.
const MANY: [&str; 10] = [
    "ATTENDEE",
    "ATTACH",
    "CATEGORIES",
    "COMMENT",
    "CONTACT",
    "CONFERENCE",
    "IMAGE",
    "RELATED-TO",
    "REQUEST-STATUS",
    "RESOURCES",
];

/// What a line is told by.
fn key(line: &Line) -> String {
    if TIME.iter().any(|n| line.is(n)) {
        return "TIME".into();
    }
    if MANY.iter().any(|n| line.is(n)) {
        return format!("{}:{}", line.name.to_ascii_uppercase(), line.value.to_ascii_lowercase());
    }
    line.name.to_ascii_uppercase()
}

/// A line without what servers change as they like: the order and the case of its parameters' names.
fn sense(line: &Line) -> String {
    let mut params: Vec<String> =
        line.params.iter().map(|p| format!("{}={:?}", p.name.to_ascii_uppercase(), p.values)).collect();
    params.sort_unstable();
    format!("{}|{}|{}", line.name.to_ascii_uppercase(), params.join(";"), line.value)
}

/// The lines under a key, and their sense.
fn under<'a>(component: Option<&'a Component>, wanted: &str) -> (Vec<&'a Line>, Vec<String>) {
    let lines: Vec<&Line> = component.into_iter().flat_map(|c| &c.lines).filter(|line| key(line) == wanted).collect();
    let mut senses: Vec<String> = lines.iter().map(|l| sense(l)).collect();
    senses.sort_unstable();
    (lines, senses)
}

/// What a component is told by among its siblings.
fn identity(part: &Component) -> String {
    let name = part.name.to_ascii_uppercase();
    if part.is("VTIMEZONE") {
        return format!("{name}:{}", part.value("TZID").unwrap_or_default());
    }
    if part.is("VALARM") {
        // An alarm has no name: it is what it says.
        let mut lines: Vec<String> = part.lines.iter().map(sense).collect();
        lines.sort_unstable();
        return format!("{name}:{}", lines.join("\n"));
    }
    format!("{name}:{}:{}", part.value("UID").unwrap_or_default(), part.value("RECURRENCE-ID").unwrap_or_default())
}

fn part<'a>(of: Option<&'a Component>, wanted: &str) -> Option<&'a Component> {
    of?.parts.iter().find(|p| identity(p) == wanted)
}

/// Whether two say the same but for bookkeeping.
pub(super) fn same(a: Option<&Component>, b: Option<&Component>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    let lines = |c: &Component| {
        let counts = |l: &&Line| !BOOKKEEPING.iter().any(|n| l.is(n));
        let mut lines: Vec<String> = c.lines.iter().filter(counts).map(sense).collect();
        lines.sort_unstable();
        lines
    };
    let names = |c: &Component| c.parts.iter().map(identity).collect::<BTreeSet<_>>();
    lines(a) == lines(b) && names(a) == names(b) && a.parts.iter().all(|p| same(Some(p), part(Some(b), &identity(p))))
}

/// Brings `mine` and `theirs` together. `sent` is what we sent last and `stored` what the server then had; `None` where we never
/// sent anything.
pub fn blend(sent: Option<&Component>, mine: &Component, stored: Option<&Component>, theirs: &Component) -> Blend {
    let mut clash = false;
    let calendar = both(sent, mine, stored, theirs, &mut clash);
    Blend { calendar, other: clash.then(|| theirs.clone()) }
}

fn both(
    sent: Option<&Component>,
    mine: &Component,
    stored: Option<&Component>,
    theirs: &Component,
    clash: &mut bool,
) -> Component {
    let mut out = Component::new(&mine.name);
    let mut keys: Vec<String> = Vec::new();
    for line in mine.lines.iter().chain(&theirs.lines) {
        let key = key(line);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    for key in keys {
        let (ours, m) = under(Some(mine), &key);
        let (other, t) = under(Some(theirs), &key);
        let changed_here = under(sent, &key).1 != m;
        let changed_there = under(stored, &key).1 != t;
        let take = if key == "SEQUENCE" {
            if theirs.sequence() > mine.sequence() { other } else { ours }
        } else if m == t || BOOKKEEPING.contains(&key.as_str()) {
            if ours.is_empty() { other } else { ours }
        } else {
            match (changed_here, changed_there) {
                (false, true) => other,
                (true, false) => ours,
                // Neither did: the server writes it differently.
                (false, false) => other,
                // One has taken it out and the other has changed it: what was written stays.
                (true, true) if ours.is_empty() => other,
                (true, true) if other.is_empty() => ours,
                (true, true) => {
                    *clash = true;
                    ours
                }
            }
        };
        out.lines.extend(take.into_iter().cloned());
    }
    let mut names: Vec<String> = Vec::new();
    for inner in mine.parts.iter().chain(&theirs.parts) {
        let name = identity(inner);
        if names.contains(&name) {
            continue;
        }
        names.push(name.clone());
        let (was_ours, was_theirs) = (part(sent, &name), part(stored, &name));
        match (part(Some(mine), &name), part(Some(theirs), &name)) {
            (Some(m), Some(t)) => out.parts.push(both(was_ours, m, was_theirs, t, clash)),
            // They took it out; it stays where we have changed it, or never sent it.
            (Some(m), None) if was_theirs.is_none() || !same(was_ours, Some(m)) => out.parts.push(m.clone()),
            (None, Some(t)) if was_ours.is_none() || !same(was_theirs, Some(t)) => out.parts.push(t.clone()),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_schedule::ical::{parse, write};
    use proptest::prelude::*;

    fn calendar(lines: &str) -> Component {
        let text = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n{}END:VEVENT\r\nEND:VCALENDAR\r\n",
            lines.replace('\n', "\r\n")
        );
        parse(text.as_bytes()).unwrap().components.remove(0)
    }

    fn event(c: &Component) -> String {
        let text = write(&c.parts[0]);
        text.lines()
            .filter(|l| !l.starts_with("BEGIN:V") && !l.starts_with("END:V") && !l.starts_with("UID"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn together(sent: &str, mine: &str, stored: &str, theirs: &str) -> (String, bool) {
        let blend = blend(Some(&calendar(sent)), &calendar(mine), Some(&calendar(stored)), &calendar(theirs));
        (event(&blend.calendar), blend.other.is_some())
    }

    #[test]
    fn what_one_side_changed_is_taken_from_it() {
        let base = "DTSTART:20261201T090000Z\nSUMMARY:Fish\nDESCRIPTION:Old\n";
        let (out, clash) = together(
            base,
            "DTSTART:20261201T090000Z\nSUMMARY:Fisheries\nDESCRIPTION:Old\n",
            base,
            "DTSTART:20261201T090000Z\nSUMMARY:Fish\nDESCRIPTION:Old\nLOCATION:Room 4\nCATEGORIES:Sea\n",
        );
        assert_eq!(
            out,
            "DTSTART:20261201T090000Z\nSUMMARY:Fisheries\nDESCRIPTION:Old\nLOCATION:Room 4\nCATEGORIES:Sea"
        );
        assert!(!clash);
    }

    #[test]
    fn what_both_changed_is_kept_twice_and_a_time_is_never_mixed() {
        let base = "DTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nSUMMARY:Fish\n";
        let mine = "DTSTART:20261201T110000Z\nDTEND:20261201T120000Z\nSUMMARY:Fish\n";
        let theirs = "DTSTART:20261201T090000Z\nDTEND:20261201T093000Z\nSUMMARY:Fish\nLOCATION:Here\n";
        let both = blend(Some(&calendar(base)), &calendar(mine), Some(&calendar(base)), &calendar(theirs));
        assert_eq!(event(&both.calendar), format!("{mine}LOCATION:Here"));
        assert!(both.other.unwrap().says_the_same(&calendar(theirs)));
    }

    #[test]
    fn how_a_server_writes_is_nobodys_change() {
        let (out, clash) = together(
            "SUMMARY:Fish\nATTENDEE;CN=A;RSVP=TRUE:mailto:a@x\n",
            "SUMMARY:Fisheries\nATTENDEE;CN=A;RSVP=TRUE:mailto:a@x\n",
            "ATTENDEE;RSVP=TRUE;CN=A:MAILTO:a@x\nSUMMARY;LANGUAGE=en:Fish\nX-SERVER:1\n",
            "ATTENDEE;RSVP=TRUE;CN=A:MAILTO:a@x\nSUMMARY;LANGUAGE=en:Fish\nX-SERVER:1\n",
        );
        assert!(out.contains("SUMMARY:Fisheries") && !clash, "{out}");
        assert_eq!(out.matches("ATTENDEE").count(), 1);
    }

    #[test]
    fn taken_out_and_changed_it_stays() {
        let base = "SUMMARY:Fish\nLOCATION:Room 4\n";
        assert_eq!(together(base, "SUMMARY:Fish\n", base, base).0, "SUMMARY:Fish");
        let (out, clash) = together(base, "SUMMARY:Fish\n", base, "SUMMARY:Fish\nLOCATION:Room 5\n");
        assert_eq!((out.as_str(), clash), ("SUMMARY:Fish\nLOCATION:Room 5", false));
    }

    proptest! {
        #[test]
        fn no_line_that_somebody_wrote_is_lost(
            base in prop::collection::btree_map(0u8..5, 0u8..3, 0..5),
            mine in prop::collection::btree_map(0u8..5, 0u8..3, 0..5),
            theirs in prop::collection::btree_map(0u8..5, 0u8..3, 0..5),
        ) {
            let lines = |m: &std::collections::BTreeMap<u8, u8>| m.iter().fold(String::new(), |all, (k, v)| all + &format!("X-{k}:{v}\n"));
            let (b, m, t) = (calendar(&lines(&base)), calendar(&lines(&mine)), calendar(&lines(&theirs)));
            let out = blend(Some(&b), &m, Some(&b), &t);
            let has = |c: &Component, k: u8, v: u8| c.parts[0].value(&format!("X-{k}")) == Some(v.to_string().as_str());
            for (side, whose) in [(&mine, &m), (&theirs, &t)] {
                for (k, v) in side {
                    if base.get(k) != Some(v) {
                        let kept = has(&out.calendar, *k, *v) || out.other.as_ref().is_some_and(|o| has(o, *k, *v));
                        prop_assert!(kept, "X-{k}:{v} of {whose:?}");
                    }
                }
            }
        }
    }
}
