//! Notes onto pages with the fonts of this machine: the words can be read out of the file again, in their order, and what has no
//! font is said.

use chancery_model::DelegationCode;
use chancery_paper::{Fonts, Unprinted, pages};
use chancery_schedule::note::{Language, Note, note};
use chancery_schedule::plan::{Item, Person, Plan, Side};
use fontdb::Database;
use jiff::Timestamp;
use std::io::Write as _;
use std::process::{Command, Stdio};

fn now() -> Timestamp {
    "2026-03-01T20:00:00Z".parse().unwrap()
}

fn plan(items: usize) -> Plan {
    let mut plan = Plan::new("u1");
    plan.title = "Fisheries, second round".into();
    plan.reference = "112/PK/III/2026".into();
    let mut host = Side::new(DelegationCode::new("ID").unwrap(), "Indonesia");
    let name = "Retno Sari".into();
    host.head = Some(Person { id: "p1".into(), name, title: "Director-General".into(), ..Person::default() });
    plan.sides = vec![host, Side::new(DelegationCode::new("SA").unwrap(), "Saudi Arabia")];
    plan.host = "ID".into();
    plan.zone = "Asia/Jakarta".into();
    plan.start = Some("2026-03-24T07:00:00Z".parse().unwrap());
    plan.minutes = 90;
    let item = |n: usize| Item { id: n.to_string(), title: format!("Point {n}").into(), minutes: 5, ..Item::default() };
    plan.agenda = (1..=items).map(item).collect();
    plan
}

fn notes(languages: &[Language], items: usize) -> Vec<Note> {
    let to = DelegationCode::new("SA").unwrap();
    languages.iter().map(|l| note(&plan(items), &to, *l, now()).unwrap()).collect()
}

fn machine() -> Database {
    let mut database = Database::new();
    database.load_system_fonts();
    assert!(!database.is_empty(), "this machine has no fonts: run `cargo xtask setup`");
    database
}

fn set(notes: &[Note]) -> Vec<u8> {
    pages(notes, "Note", &mut Fonts::chosen(&machine(), notes).unwrap(), now()).unwrap()
}

/// What poppler reads out of the file; `None` where this machine does not have it.
fn read(pdf: &[u8]) -> Option<String> {
    let mut child = Command::new("pdftotext")
        .args(["-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(pdf).ok()?;
    let out = child.wait_with_output().ok()?;
    assert!(out.status.success());
    // Arabic comes with its directions marked.
    let text = String::from_utf8(out.stdout).ok()?;
    Some(
        text.chars()
            .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'))
            .collect(),
    )
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_language_is_set_and_says_so() {
    for language in Language::ALL {
        let notes = notes(&[language], 3);
        let pdf = set(&notes);
        assert!(pdf.starts_with(b"%PDF-1.") && pdf.len() < 400_000, "{language:?}: {} bytes", pdf.len());
        let Some(text) = read(&pdf) else { continue };
        let text = squeezed(&text);
        for paragraph in notes[0].paragraphs.iter().filter(|_| language != Language::Ar) {
            assert!(text.contains(&squeezed(&paragraph.text)), "{language:?}: {} in {text}", &*paragraph.text);
        }
        // Where directions mix, a reader may put the pieces of a line in another order: the words are there.
        for word in notes[0].paragraphs.iter().flat_map(|p| p.text.split(|c: char| !c.is_alphabetic())) {
            let bare: String = word.chars().filter(|c| !matches!(c, '\u{64b}'..='\u{652}')).collect();
            let text: String = text.chars().filter(|c| !matches!(c, '\u{64b}'..='\u{652}')).collect();
            assert!(text.contains(&bare), "{language:?}: {bare}");
        }
    }
}

#[test]
fn two_languages_and_a_long_agenda_take_several_pages() {
    let both = [Language::En, Language::Ar];
    let short = set(&notes(&both, 2));
    let long = set(&notes(&both, 70));
    // A page ends with a form feed.
    let count = |pdf: &[u8]| read(pdf).map(|text| text.matches('\u{c}').count());
    if let Some(text) = read(&long) {
        assert!(text.contains("70. Point 70"));
        assert_eq!((count(&short), count(&long)), (Some(2), Some(6)));
        // A page that is read alone says what it is of; the first says so anyhow.
        let sheets: Vec<&str> = text.split('\u{c}').collect();
        for (at, number) in [(1, 2), (2, 3), (4, 2), (5, 3)] {
            let sheet = squeezed(sheets[at]);
            assert!(sheet.contains("112/PK/III/2026") && sheet.contains(&format!("–{number}–")), "{at}: {sheet}");
        }
        assert!([0, 3].iter().all(|at| !squeezed(sheets[*at]).contains("–1–")));
    }
    assert!(short.len() < long.len());
}

#[test]
fn a_language_without_a_font_is_named() {
    let latin: Vec<_> = notes(&[Language::En], 1);
    let mut fonts = Fonts::chosen(&machine(), &latin).unwrap();
    for (language, tag) in [(Language::Zh, "zh"), (Language::Ar, "ar")] {
        match pages(&notes(&[language], 1), "Note", &mut fonts, now()) {
            Err(Unprinted::NoFont { language, .. }) => assert_eq!(language, tag),
            other => panic!("{other:?}"),
        }
    }
    let none = Fonts::chosen(&Database::new(), &latin).map(|_| ()).unwrap_err();
    assert!(matches!(none, Unprinted::NoFont { language: "en", .. }));
    assert!(none.to_string().contains("fonts-noto-core"));
    assert_eq!(pages(&[], "Note", &mut fonts, now()), Err(Unprinted::Nothing));
}
